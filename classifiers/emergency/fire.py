"""Fire and smoke."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.emergency.words import PLACE
from classifiers.rule import Rule, danger, w, wide

_HOT_FOOD = r"(?:mouth|belly|stomach|guts|tongue) (?:is |was |still |feels |feel |s )*on fire"
"""What a curry does."""
_BADLY = (
    r"(?:loads|lots|badly|really bad|so bad|like mad|like hell|everywhere|thick|black|asleep|left on|on its own|dont no|dont know|do not know|"
    r"how (?:do i|to) (?:turn|switch|put)|what do i do|wot do i do|wont stop|cannot (?:turn|stop|get)|help|hurry)"
)

RULES: tuple[Rule, ...] = (
    danger(  # fat about to catch, as a child tells it
        "fire.fire_or_smoke",
        "pan pans grill",
        rf"(?:chip ?pans?|frying pan|pans?|grill pan|grill)(?: thing)? (?:[^. ]+ ){{0,6}}?(?:smoking|smokin|smokeing) {wide(12)}{_BADLY}|{_BADLY} {wide(10)}(?:chip ?pans?|frying pan|pans?|grill)(?: thing)? (?:[^. ]+ ){{0,5}}?(?:smoking|smokin|smokeing)",
        r"cigarettes?|weed|vape|(?:no|not|stopped|isnt) smoking|whenever|every time|always|extractor|last (?:week|night|month|year)|yesterday|ago",
    ),
    danger(  # the way out is shut
        "fire.fire_door_escape",
        "chained padlocked bolted nailed screwed locked blocked blocking across dumped",
        rf"(?:across|blocking|blocked|chained|padlocked|bolted|nailed|screwed|locked|dumped) {w(5)}[fx]ire (?:stairs|staircase|exits?|escapes?)|[fx]ire (?:stairs|staircase|exits?|escapes?)(?: doors?)? (?:is |are |s |has |have |been |all |still |now )*(?:blocked|chained|padlocked|bolted|nailed|screwed|locked)",
        r"not (?:blocked|locked)|unlocked|never (?:been )?(?:blocked|locked)|cleared|blocked out|(?:used to|should) be|must not|do not|leaflets?|policy",
    ),
    danger(  # a cry: "fire at number 9"
        "fire.fire_or_smoke",
        "fire",
        r"(?<=^ )fire (?:at|in) (?:number|no|flat|apartment|house|the house|my (?:house|flat)) ?[a-z0-9]{0,4}(?= (?:[.,]|please|help|come|hurry|quick)| ?$)",
    ),
    danger(
        "fire.fire_or_smoke",
        "fire",
        r"fire (?:[^. ]+ ){0,5}?(?:hour|hours|minutes|mins|minute|days?) ago (?:[^. ]+ ){0,4}?(?:started|start|gone up|lit|caught|on fire) again",
    ),
    danger(
        "fire.fire_or_smoke",
        "fire",
        r"(?:is |are |its |was |caught |catching |catches |set |gone |house |flat |kitchen |"
        r"bins? |went |just )(?:all |now |currently |literally |still |actually )?(?:on )?fire(?: now| help| please)?(?!.{0,20}wont light)",
        rf"{_HOT_FOOD}|bingo|darts|quiz|track|single|gig|trainers|album|song|ringtone|goals|payments|flame on fire|yellow flame|(?:were|was|are|ur|lad|team) on fire|trousers|xire|gas on fire setting|electric is on|lit|lighting|ignit\w+|pilot|light it|"
        r"fitted|wont light|service|feels like|burning up|like its on fire",
    ),
    danger(
        "fire.fire_or_smoke",
        "fire",
        r"on fire",
        rf"{_HOT_FOOD}|(?:plumber|service|team|engineer|you|guys|he|she|lads|lot|ur|your|i) (?:is|are|was|were)? ?on fire|ur on fire|trousers on fire|payments|goals|bingo|darts|quiz|lad|were on fire|like (?:a man|he was|she was)",
    ),
    danger(
        "fire.fire_or_smoke",
        "fire",
        rf"(?:a|big|small|huge|theres|there is|chip pan|bin|electrical|house|rubbish|massive|"
        rf"another|little|pan|oven|car|flat|kitchen) fire {w(2)}(?:in|at|on|outside|upstairs|downstairs|next|now|started|"
        rf"spreading|broken|broke|help|coming|inside|going|burning|please|flames?|above|below|near|by|quick|smoke)",
        r"light|lights|ignit\w+|pilot|heat|heating|install|installed|fitted|surround|cold|lit|insurance|blocked up|"
        r"remove|removed|boarded|hearth|fireplace|mantel\w*|wont work|stopped working|not working|needs servicing|want|"
        r"would like|to burn|burn (?:the|some|our|my)|fire ?pit|bbq|barbecue|bonfire",
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
        r"stopped working|last night|yesterday|remove|removed|last week|electric one|gas one|glows?|mantelpiece|dont (?:get )?warm|doesnt (?:get )?warm",
    ),
    danger(
        "fire.fire_or_smoke",
        "alight flame ablaze blaze inferno blazing light",
        rf"(?:set light to|caught light(?! of)|alight|ablaze|in flame|up in flame|blazing|"
        rf"see flame|flame {w(3)}(?:coming|shooting|out|from|everywhere|window|climbing)|blaze|inferno|engulfed)",
        r"pilot|hob|boiler|rads? (?:are )?blazing|radiators? (?:are )?blazing|furnace|burners?|water heater|damage|nothing was|orange|yellow|ignit\w+|gas fire|burner|candle",
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
        r"no smoke|never been any|isnt any smoke|thermostat|damage|stain\w*|burns plastic|cigarettes?|cig|cigs|weed|cannabis|tobacco|vape|vaping|fags?|bbq|barbecue|bonfire|incense|drugs?|marijuana|joint|"
        r"spliff|smoker|smokers|shisha|chimney|wood burner|dope|pot|skunk|second hand|secondhand|cooking|pub|passive|who smoked|(?:last|previous|old) (?:tenants?|occupants?|people|owners?)|nicotine",
    ),
    danger(
        "fire.fire_or_smoke",
        "smoke",
        rf"(?:full of|filled with|filling with|filling up with|lots of|see|seeing|smell|black|"
        rf"thick|white|grey|heavy|theres|there is|there was) {w(3)}smoke",
        r"no smoke|never been any|isnt any smoke|thermostat|damage|stain\w*|burns plastic|cigarettes?|cig|cigs|weed|cannabis|tobacco|vape|vaping|fags?|bbq|barbecue|bonfire|incense|drugs?|marijuana|joint|"
        r"spliff|smoker|smokers|shisha|wood burner|dope|pot|skunk|second hand|secondhand|cooking|pub|passive|who smoked|(?:last|previous|old) (?:tenants?|occupants?|people|owners?)|nicotine|i smoke|"
        r"who smoke|people smoke|they smoke|neighbours? smoke|he smoke|she smoke",
    ),
    danger(
        "fire.fire_or_smoke",
        "smoking smokin",
        rf"(?:boiler|sockets?|plug|fuse ?box|fusebox|consumer unit|oven|cooker|dryers?|driers?|"
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
    danger(
        "fire.fire_or_smoke",
        "smoulder smoulders smolder smolders smouldering smoldering smoking smokeing smoke smoak glow flame flames",
        rf"smou?lder(?:ing|s|)(?! (?:with|eyes|looks?|resentment|row|anger))|smokeing|(?:plug|wall plug|mattress|matress|charger|boiler|sockets?|telly|bin|sofa) {w(5)}(?:still )?(?:smoking|smokeing)|(?:smoke|smoak) (?:(?!alarm |no )[^. ]+ ){{0,5}}?(?:thick|puffing|out of|coming off|off it|from inside|down the stairs|in the stairs|all down|everywhere|cannot see|corridor|coridoor|hatch)|"
        rf"(?:flame|flames) {w(3)}(?:by|up|to the|at|in the|out|licking) {w(3)}(?:wall|ceiling|window|door|flats|roof|fence|landing)|(?:orange )?glow {w(4)}(?:in|under|through|from) {w(4)}(?:loft|boards|roof|flat|window|next door)",
        r"cigarettes?|cigs?|weed|cannabis|tobacco|vape|fags|bbq smoke|no smoke|barbecue|bonfire|incense|joint|damage|boiler|furnace|burners?|flue|hob|wood burner|log burner|chimney|glow in the dark|gas fire|pilot|water heater|lamp|night light",
    ),
    danger(
        "fire.fire_or_smoke",
        "chip pan pans mattress pushchair pram bin bins curtain curtains toaster oven sofa settee car shed scooter moped burning towel lit bbq barbie",
        rf"(?:chip ?pans?|towel|mattress|bins?|sofa|curtains?|pan|toaster|oven) (?:s |has |have |is |its |just |theyve |all |well )*(?:gone up|going up|alight|ablaze|in flame|caught|caught fire)|chip pan up|(?:pushchair|pram|mattress|sofa|bins?|car|shed|fence|settee|scooter|moped|bike) (?:is |s )?(?:burning|alight|on fire)|"
        rf"lit (?:a |the )?(?:mattress|fire|bin|bins|sofa)|(?:bbq|barbie) {w(4)}bins?|gone up {w(2)}flame|(?:its|theyve|thats) (?:well |all )?gone up|burning {w(2)}(?:lobby|stairwell|landing|corridor)",
        r"rent|price|bill|cost|smell|charge|yesterday|last week|ago",
    ),
    danger(  # where the flames are
        "fire.fire_or_smoke",
        "flame flames",
        r"flames? (?:are |is |now )?(?:on|in|above|over|behind|across|along|under) (?:the|my|our|their|his|her|a|next doors?) (?:[a-z]+ ){0,2}?(?:balcony|balconies|roof|loft|attic|kitchen|bedroom|bathroom|bins?|bin store|shed|stairs|stairwell|landing|hall|hallway|corridor|block|building|flat|house|home|window|car|sofa|bed|lounge|living room|basement|garage|porch|fence|lift|cupboard|chute)(?! (?:heater|burner|boiler|lights?|lamp))",
        r"boiler|hob|cooker|stove|furnace|burners?|pilot|gas fire|log|wood ?burner|candles?|bbq|barbecue|bonfire|naked|open flame|policy|rules?|allowed|poster|paint\w*|wallpaper|proof|damage|lamp|heater|last (?:week|month|year)|years? ago",
    ),
    danger(  # put out, and not out
        "fire.fire_or_smoke",
        "pan pans fire alight lid extinguisher towel burning flame",
        r"(?:chip ?pan|frying pan|pan|fire|flame|alight|caught|gone up|went up|put (?:it|the fire|that) out|put the lid on) (?:[^ ]+ ){0,22}?(?:still (?:hot and )?(?:smoking|smoulder\w*|smolder\w*|glowing|burning)|"
        r"(?:wall|cupboard|worktop|boards?|floor|ceiling|skirting|mattress|sofa) (?:[^ ]+ ){0,10}?glow(?:ing|s))",
        r"still smoking (?:\d+|a pack|cigarettes?|weed|in)|gas fire|log|wood ?burner|pilot|chimney|bbq|barbecue|bonfire|last (?:week|month|year)|years? ago|bin store was",
    ),
    danger(
        "fire.fire_or_smoke",
        "humo fuego feu aag dhuan dym pali fumee ogien pozar foc fum",
        r"hay (?:humo|fuego)|fuego en|le feu|aag lag\w+|dhuan|pali sie|duzo dymu|a luat foc|ia foc|fum gros",
    ),
)
