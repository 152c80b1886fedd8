"""Fire and smoke."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.emergency.rule import PLACE, Rule, danger, w

RULES: tuple[Rule, ...] = (
    danger(
        "fire.fire_or_smoke",
        "fire",
        r"(?:is |are |its |was |caught |catching |catches |set |gone |house |flat |kitchen |"
        r"bins? |went |just )(?:all |now |currently |literally |still |actually )?(?:on )?fire(?: now| help| please| in"
        r" | to | by )?(?!.{0,20}wont light)",
        r"xire|gas on fire setting|electric is on|lit|lighting|ignit\w+|pilot|light it|"
        r"fitted|wont light|service|feels like|burning up|like its on fire",
    ),
    danger(
        "fire.fire_or_smoke",
        "fire",
        r"on fire",
        r"(?:plumber|service|team|engineer|you|guys|he|she|lads) (?:is|are|was) on fire",
    ),
    danger(
        "fire.fire_or_smoke",
        "fire",
        rf"(?:a|big|small|huge|theres|there is|chip pan|bin|electrical|house|rubbish|massive|"
        rf"another|little|pan|oven|car|flat|kitchen) fire {w(2)}(?:in|at|on|outside|upstairs|downstairs|next|now|started|"
        rf"spreading|broken|broke|help|coming|inside|going|burning|please|flames?|above|below|near|by|quick|smoke)",
        r"light|lights|ignit\w+|pilot|heat|heating|install|installed|fitted|surround|cold|lit|insurance|blocked up|"
        r"remove|removed|boarded|hearth|fireplace|mantel\w*|wont work|stopped working|not working|needs servicing|want|"
        r"would like",
    ),
    danger(
        "fire.fire_or_smoke",
        "fire",
        r"(?:theres|there is|theirs|there|have|got|is a|see|seen) (?:a |been a )?(?:big |huge |"
        r"small |massive )?fire(?! (?:place|last|damage|the other|two|a few|yesterday|on monday|earlier))",
        r"light|lights|ignit\w+|pilot|heat|heating|install|fitted|surround|lit|xire|not working|living room|lounge|"
        r"hearth|no fire|last night|yesterday",
    ),
    danger(
        "fire.fire_or_smoke",
        "fire",
        rf"fire (?:in|at|inside|outside|upstairs|downstairs|near|by|under|behind) {PLACE}",
        r"light|lights|ignit\w+|pilot|heat|heating|install|fitted|surround|lit|living room|lounge|wont work|not working|"
        r"stopped working|last night|yesterday|remove|removed|last week",
    ),
    danger(
        "fire.fire_or_smoke",
        "alight flame ablaze blaze inferno blazing",
        rf"(?:alight|ablaze|in flame|up in flame|blazing|"
        rf"see flame|flame {w(3)}(?:coming|shooting|out|from|everywhere|window|climbing)|blaze|inferno|engulfed)",
        r"pilot|hob|boiler|orange|yellow|ignit\w+|gas fire|burner|candle",
    ),
    danger(
        "fire.fire_or_smoke",
        "burning",
        r"(?:house|flat|kitchen|building|block|bin|bins|room|place|home|shed|sofa|bed) "
        r"(?:is |are |has been |s )?(?:burning|burning down)",
        r"smell",
    ),
    danger(
        "fire.fire_or_smoke",
        "smoke",
        rf"smoke {w(5)}(?:coming|pouring|filling|filled|everywhere|billowing|under|seeping|"
        rf"rising|drifting|out of|from|in {PLACE}|inside|all over|getting in|thick|black)",
        r"cigarettes?|cig|cigs|weed|cannabis|tobacco|vape|vaping|fags?|bbq|barbecue|bonfire|incense|drugs?|marijuana|joint|"
        r"spliff|smoker|smokers|shisha|chimney|wood burner|dope|pot|skunk|second hand|secondhand|cooking|pub|passive",
    ),
    danger(
        "fire.fire_or_smoke",
        "smoke",
        rf"(?:full of|filled with|filling with|filling up with|lots of|see|seeing|smell|black|"
        rf"thick|white|grey|heavy|theres|there is) {w(3)}smoke",
        r"cigarettes?|cig|cigs|weed|cannabis|tobacco|vape|vaping|fags?|bbq|barbecue|bonfire|incense|drugs?|marijuana|joint|"
        r"spliff|smoker|smokers|shisha|wood burner|dope|pot|skunk|second hand|secondhand|cooking|pub|passive|i smoke|"
        r"who smoke|people smoke|they smoke|neighbours? smoke|he smoke|she smoke",
    ),
    danger(
        "fire.fire_or_smoke",
        "smoking smokin",
        rf"(?:boiler|sockets?|plug|fuse ?box|fusebox|consumer unit|oven|cooker|dryer|"
        rf"washing machine|meter|wires?|light|toaster|heater|charger|tv|fridge|microwave|bin|machine|radiator|cable|panel|"
        rf"switch|outlet|furnace) (?:is |was |has |just |started |keeps |s |are |[a-z]+ )?{w(1)}(?:smoking|smokin)",
        r"cigarettes?|weed|neighbours?|people|he|she|kids|cannabis|outside",
    ),
    danger(
        "fire.fire_or_smoke",
        "incendiu pozar incendio incendie yangin tan",
        r"incendiu|pozar|incendio|incendie|yangin|"
        r"foc in|pali sie|arde|mae tan|yn llosgi",
    ),
    danger(
        "fire.after_fire",
        "fire smoke xire",
        rf"(?:had|been|after|since) (?:a|the|our) {w(1)}fire|fire (?:damage|damaged|last "
        rf"night|yesterday)|smoke damage",
        r"place|surround|installed|fitted|door|alarm|drill|test",
    ),
)
