"""Words that must never wait: gas, carbon monoxide, fire, water on electrics, sewage, a lift, a fall of ceiling.

Rules, not a model, so that every one can be read, and none is unlearnt. Each looks for a danger as tenants write it;
then what stands around it may say that it is not so: denied, long past and mended, only supposed, or about a leaflet.
When in doubt it counts: a needless safety text costs little.
"""

# ruff: noqa: E501, SIM905 -- patterns and tables are read more easily on one line

import re
from dataclasses import dataclass

from classifiers.reading import Label, Reading
from router.values import Landlord


def w(most: int) -> str:
    """Up to so many words of the same clause, in a pattern."""
    return rf"(?:(?!but )[^. ]+ ){{0,{most}}}?"


def wide(most: int) -> str:
    """Up to so many words, and over the end of a sentence."""
    return rf"(?:(?!but )[^ ]+ ){{0,{most}}}?"


@dataclass(frozen=True)
class Rule:
    """A danger as it is written. Looked for only when one of `gate` is among the words."""

    repair: str
    gate: frozenset[str]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None  # in the same sentence: it is something else


def _rule(repair: str, gate: str, pattern: str, unless: str = "") -> Rule:
    found = re.compile(rf" (?:{pattern}) ".replace("  ", " "))
    return Rule(repair, frozenset(gate.split()), found, re.compile(rf" (?:{unless}) ") if unless else None)


# Harmless pairs: the first word is hidden from the rules (same length, so that places do not move).
_HARMLESS = re.compile(
    r" gas(?= (?:safe|safety|bills?|engineers?|man|men|service|services|servicing|serviced|check|checks|checked|inspection|"
    r"certificate|cert|appointment|account|card|key|credit|top|supplier|company|reading|readings|meter reading|"
    r"and electric|test|central heating) )"
    r"| (?:gas|electric|electrical|log|coal|open|wall|feature|effect) fire(?= )"
    r"| fire(?= (?:doors?|alarms?|escapes?|exits?|extinguishers?|risk|safety|brigade|service|engines?|drills?|surround|"
    r"proof|retardant|resistant|regs|regulations?|wardens?|blankets?|signs?|notice|tests?|assessments?|officers?|"
    r"station|stopping|guard|tv|stick|wall|pit|hydrant|detection|panel|strategy|action|man|men|fighters?|inspection|"
    r"point|rating|rated|damage|damaged|place|places|precautions?|evacuation|procedures?|certificate|marshal|hazard) )"
    r"| smoke(?= (?:alarms?|detectors?|damage|damaged|free|heads?|vents?|sensors?|alarm) )"
    r"| poo(?= bags?)| water(?= (?:meter|bill|bills|butt|rates|feature|company|board) )"
)
_NOT = (
    r"(?:no|not|isnt|wasnt|arent|aint|never|without|dont|doesnt|didnt|cannot|couldnt|nobody|nothing|havent|hasnt|wont|none|"
    r"rather than|instead of|other than|apart from|for (?:fixing|sorting|repairing|mending|stopping))"
)
_DENIED = re.compile(
    rf" {_NOT} (?:(?:longer|any|a|the|really|actually|even|been|seen|have|had|having|getting|there|strong|more|sign|signs|"
    r"of|be|is|as|such|visible|any|anymore|it|currently|currently|that|like|one|can|could|are|got|think|believe|report) )*$"
)
_SUPPOSED = re.compile(
    r"(?<! sure)(?<! know)(?<! see)(?<! tell)(?<! wonder)(?<! wondering)(?<! check)(?<! unsure)(?<! me) "
    r"(?:what if|if|incase|in case(?: of)?|in the event of|what happens when|should there be|whenever|event of|"
    r"(?:worried|scared|afraid|fear|fears|fearing|frightened|anxious|concerned|terrified)"
    r"(?: about| of| that| in case)?(?: getting| being| it| we| i| ill| might| could| may| will| be| get)*|"
    r"(?:could|might|may|would|will|going to|gonna) (?:cause|start|become|lead to|have|get|be|end up|then|one day|result in))"
    r" (?:(?:i|we|you|someone|anyone|somebody|there|theres|they|tenants|people|ever|do|did|can|could|is|are|was|were|a|an|"
    r"any|be|the|to|should|might|see|get|have|had|happens|suspect|in|of|think|thought|hear|find|notice|that|another|"
    r"become|becomes|being|smell|goes|my|getting) )*$"
)
_ABOUT = re.compile(
    r" (?:leaflets?|letters?|posters?|stickers?|website|training|course|film|movie|tv|news|advert|policy|emails?|booklet|"
    r"advice|information|info|guide|guidance|article|programme|documentary|newsletter|drill|exercise|story|meeting|talk|"
    r"page|form|video|quiz|question|told us|reading) (?:about|on|for|regarding|says|said|saying|that|re|of|what to do) "
    r"(?:[^. ]+ ){0,6}$"
)
_LONG_AGO = re.compile(
    r" (?:last (?:year|winter|summer|christmas|spring|autumn)|years? ago|years? back|in (?:19|20)\d\d|as a child|used to|"
    r"previous (?:flat|house|home|tenant|property)|old (?:flat|house)|when i was|before i moved|decades?) "
)
_A_WHILE_AGO = re.compile(
    r" (?:yesterday|last (?:week|month|night|time|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|earlier|ago|"
    r"previously|came out|came and|attended|been out|been and|had a|there was|we had|i had|was) "
)
_MENDED = re.compile(
    r" (?:fixed|repaired|sorted|resolved|mended|made safe|all clear|false alarm|all ok|all fine|all good|dealt with|"
    r"capped|given the all|turned out to be|has gone|have gone|gone now|stopped now|has stopped|cleared|put out|"
    r"no longer|nothing found|found nothing|rescued|got out|let out|was just|were just|was only|is dry|dried up|replaced) "
)
_STILL = re.compile(
    r" (?:again|still|now|keeps|keep|back|ongoing|same|worse|today|tonight|not fixed|isnt fixed|never fixed|wasnt fixed|"
    r"not been fixed|right now|help|asap|emergency|cannot|urgent|urgently|not sorted|not repaired|just started|nobody|"
    r"no one|noone|this morning|not been|havent|hasnt|isnt|since) "
)
_MENDED_AFTER = re.compile(
    r"^ ?(?:(?!since|after|when|where|because|ever|until|before)[a-z0-9]+ ){0,5}?(?:has|have|was|were|is|its|been|got|now|"
    r"all|had) (?:[a-z]+ ){0,2}?(?:gone|fixed|repaired|sorted|resolved|mended|stopped|cleared|fine|safe|dealt|rescued|ok|"
    r"put out|nothing) "
)
_NOT_AT_ALL = re.compile(
    r" (?:false alarm|just testing|only joking|only kidding|just kidding|test message|april fool) "
)

_ELECTRICS = (
    r"(?:lights?|light fittings?|light bulb|bulb|spotlights?|lamp|sockets?|plugs?|plug sockets?|fuse ?box|fusebox|fuse board|"
    r"fuseboard|consumer unit|electrics|electricals|electricity|electric (?:box|meter|cupboard|sockets?|points?|supply|board|"
    r"cables?|wires?|wiring|switch|plugs?|panel|fuse ?box|cooker|items?|outlets?)|light switch|switch|wires|wiring|cables?|"
    r"extension lead|outlets?|breaker|breaker (?:box|panel)|breakers|electrical (?:box|panel|outlets?|sockets?|wiring|"
    r"cupboard|items?|meter|fittings?)|ceiling light|mains board|trip switch|"
    r"appliances?)"
)
_SOCKET = (
    r"(?:sockets?|plugs?|fuse ?box|fusebox|fuse board|fuseboard|consumer unit|switch|light switch|outlets?|breaker|wires?|"
    r"wiring|cables?|electric meter|electric box|meter cupboard|light fitting|extension lead|electric cupboard|breaker box|"
    r"breaker panel|electrical panel|charger|cooker switch|isolator|spotlight)"
)
_PLACE = (
    r"(?:the |my |our |a |his |her |their |this |main |communal |back |front )*(?:kitchen|bin|bins|bin (?:room|store|chute|shed)|"
    r"chute|lift|stairs|stairwell|hall|hallway|corridor|landing|flat|house|block|building|bedroom|living room|lounge|room|"
    r"loft|oven|cooker|cupboard|garden|garage|shed|basement|balcony|roof|bathroom|next door|neighbours?|upstairs|downstairs|"
    r"above|below|tower|floor|microwave|dryer|tumble dryer|washing machine|toaster|pan|sofa|bed|socket|meter cupboard|"
    r"fuse ?box|property|hob|home|attic|foyer|lobby|alley)"
)
_WATER = r"(?:water|leak|drip|drips|dripping|rain|rainwater|flood|sewage)"

RULES: tuple[Rule, ...] = (
    # --- gas
    _rule("gas.smell", "gas", rf"smell {wide(7)}gas", r"petrol station|gas station"),
    _rule("gas.smell", "gas", rf"gas {wide(6)}smell", r"petrol station|gas station|no gas {w(8)}drains?"),
    _rule(
        "gas.smell",
        "gas",
        r"gas (?:(?:main|mains|pipe|pipes|line|meter|cooker|hob|fire|tap|supply|oven|stove|bottle|valve|is|was|are|seems|"
        r"to|be|definitely|must|still|from|there|the|may|might|could|possibly|really|now|big|has|have|a|bad|been|boiler is) ){0,5}?"
        r"(?:leak|hissing|hiss|escape|escaping|escapes)",
        r"leak(?: of| some| out)? water|water leak|gas boiler (?:is )?leak|leakwater",
    ),
    _rule(
        "gas.smell",
        "gas",
        rf"(?:leak|hissing|hiss|escape|escaping) {w(5)}gas(?! boiler)",
        r"water leak|leak(?: of| some| out)? water",
    ),
    _rule(
        "gas.smell",
        "gas",
        rf"gas (?:alarm|detector|monitor|sensor) {w(4)}(?:going|goes|gone|beeping|sounding|ringing|off|"
        r"bleeping|wont|screaming|loud)",
        r"battery|replace|chirp|chirps|chirping",
    ),
    _rule(
        "gas.smell",
        "gas",
        r"(?:left|leaving|leave) (?:the )?(?:gas|hob|cooker|gas hob|ring) (?:ring )?(?:on|running) "
        rf"{w(4)}(?:unlit|all night|all day|overnight|smell|for hours|without)",
    ),
    _rule(
        "gas.smell",
        "gas",
        rf"(?:full of|filled with|filling with|fills with|reeks of|stinks of|fumes of|whiff of|hint of|"
        rf"waft of|lot of|overcome by|overcome with|breathing in|breathing|taste|poisoned by|choking on) {w(2)}gas",
    ),
    _rule(
        "gas.smell",
        "gas",
        rf"gas {w(3)}(?:everywhere|filling|fumes|explosion|exploded|explode|blow up|pouring out|"
        rf"coming out|seeping|building up)",
        r"hob|flames?|no gas|barely|hardly|not enough|little",
    ),
    _rule(
        "gas.smell",
        "gas",
        rf"gas {w(2)}(?:wont turn off|cannot turn off|cannot be turned off|not turning off|"
        r"stuck on|keeps coming out)",
    ),
    _rule(
        "gas.smell",
        "gas",
        r"(?:hit|cut|drilled|damaged|nailed|snapped|broken|broke|fractured|pierced|put a nail|put a "
        rf"screw|went through|gone through|punctured|struck|dug) {w(4)}gas (?:pipe|main|mains|line|supply pipe)",
    ),
    _rule(
        "gas.smell",
        "egg eggs",
        rf"(?:smell {w(6)}(?:rotten|bad|off|gone off|rotting|eggy) eggs?|eggy smell|eggs? smell)",
        r"drains?|sink|toilet|plughole|plug hole|tap|taps|water|fridge|hot water|loo|shower|gully|manhole",
    ),
    _rule(
        "gas.smell",
        "eggy",
        r"eggy smell|smell (?:a bit |really |very )?eggy",
        r"drains?|sink|toilet|plughole|water|tap",
    ),
    _rule(
        "gas.smell",
        "gaz gas nwy",
        r"miroase a gas|miros de gas|scurgere de gas|huele a gas|olor a gas|fuga de gas|"
        r"cheira a gas|cheiro a gas|odeur de gas|fuite de gas|odore di gas|puzza di gas|fuga di gas|czuc gas|zapach gas|"
        r"zapach gasu|gas kokusu|arogl nwy|gasgeruch|ulatnia sie gas|wyciek gasu|era gas",
    ),
    _rule("gas.smell", "gazu kokuyor", r"czuc gazu|zapach gazu|wyciek gazu|ulatniajacy gas|kokusu|gas kokuyor"),
    # --- carbon monoxide
    _rule(
        "gas.co_alarm",
        "monoxide co co2 carbon",
        rf"(?:carbon monoxide|monoxide|carbon|co|co2|c02) (?:alarm|alarms|detector|"
        rf"detectors|sensor|monitor)s? {w(9)}(?:going|goes|gone off|went off|beeping|beep|sounding|sounded|ringing|rang|"
        rf"screaming|wont|loud|bleeping|wailing|activated|triggered|blaring|alarming|continuously|constantly|nonstop|"
        r"non stop|set off|keeps|kept|shrieking|screeching|flashing red|red light|headaches?|dizzy|sick|evacuat\w*)",
        r"chirp|chirps|chirping|chirped|battery|batteries|low batt|once a|once every|every (?:few |couple of |30 |40 |60 "
        r")?(?:minute|minutes|min|mins|second|seconds|sec|secs|hour|so often)|end of life|says replace|out of date|expired|"
        r"test|tested|testing|single|fitted|fitting|install|installed",
    ),
    _rule(
        "gas.co_alarm",
        "monoxide co co2",
        rf"(?:carbon monoxide|monoxide|co|co2) {w(10)}(?:headaches?|dizzy|dizziness|"
        r"feel sick|feeling sick|vomiting|drowsy|faint|fainted|unwell|nauseous|nausea|throwing up|passed out)",
    ),
    _rule(
        "gas.co_alarm",
        "monoxide co co2",
        rf"(?:headaches?|dizzy|dizziness|feel sick|feeling sick|drowsy|nausea|nauseous|"
        rf"vomiting|sick) {w(14)}(?:carbon monoxide|monoxide|co alarm|co2 alarm|co detector)",
    ),
    _rule(
        "gas.co_alarm",
        "monoxide",
        rf"(?:carbon )?monoxide {w(3)}(?:poisoning|poisoned|leak|fumes|escaping|levels? high|"
        r"high|present|detected|reading)",
    ),
    _rule(
        "gas.co_alarm",
        "monoxide",
        rf"(?:leak|high|levels?|reading|poisoned|poisoning|smell|detected|fumes|traces?) "
        rf"{w(4)}(?:carbon )?monoxide",
        r"alarm fitted|need an alarm",
    ),
    _rule(
        "gas.co_alarm",
        "boiler heating fire cooker heater stove oven hob",
        rf"(?:headaches?|dizzy|dizziness|drowsy|nausea|"
        rf"nauseous|light ?headed|faint) {w(10)}(?:boiler|heating|gas fire|cooker|heater|stove|oven|hob) {w(4)}(?:on|running|"
        r"comes on|lit|going|used|fumes)",
    ),
    _rule(
        "gas.co_alarm",
        "boiler heating fire cooker heater stove oven hob",
        rf"(?:boiler|heating|gas fire|cooker|"
        rf"heater|stove|hob|oven|gas xire) {w(6)}(?:we|i|kids|everyone|us|family|he|she|they) {w(5)}(?:headaches?|"
        r"dizzy|dizziness|drowsy|nauseous|light ?headed|faint)",
    ),
    _rule(
        "gas.flue_or_flame",
        "flame flame",
        rf"(?:orange|yellow|lazy|floppy|sooty|red) {w(2)}flame|flame {w(16)}(?:orange|yellow|sooty|lazy|floppy)",
        r"candle|log|wood burner|bbq|firework",
    ),
    _rule(
        "gas.flue_or_flame",
        "orange yellow",
        rf"(?:pilot|pilot light|burners?|hob|gas fire|gas xire|gas) {w(8)}(?:burning|burns|lit|glows?|glowing|gone|turned|going) (?:orange|yellow)",
        r"display|led|(?:orange|yellow|red) light",
    ),
    _rule(
        "doors.insecure_door",
        "lock locking close closing shut shutting",
        rf"(?:front|back|main|flat|patio|entrance) door {w(30)}(?:prevent\w*|stop|stops|stopping|keeps|keeping|so it wont|unable) {w(10)}(?:lock\w*|close|closing|shut|shutting|secur\w+)",
        r"bedroom|bathroom|cupboard|garage|shed|gate|communal|fire door|draught",
    ),
    _rule(
        "gas.flue_or_flame",
        "soot sooty",
        rf"(?:soot|sooty) {w(8)}(?:boiler|fire|cooker|flue|heater|hob|pilot|wall|"
        rf"appliance)|(?:boiler|fire|cooker|flue|heater|hob|pilot|appliance) {w(10)}(?:soot|sooty)",
    ),
    _rule(
        "gas.flue_or_flame",
        "fumes fume",
        rf"(?:fumes|fume) {w(6)}(?:boiler|flue|gas|gas fire|heater|cooker|fire)|"
        rf"(?:boiler|flue|gas|heater|cooker|fire) {w(6)}(?:fumes|fume)",
        r"car|cars|traffic|paint|exhaust|weed",
    ),
    _rule(
        "gas.flue_or_flame",
        "flue",
        rf"flue {w(5)}(?:blocked|hanging|fallen|fell|broken|came off|come off|disconnected|"
        rf"loose|cracked|damaged|bird|nest|missing|off)|(?:blocked|broken|damaged|disconnected) {w(2)}flue",
    ),
    _rule(
        "gas.flue_or_flame",
        "black",
        rf"black (?:marks?|stains?|staining) {w(3)}(?:above|around|on|over) {w(2)}(?:fire|"
        r"boiler|gas|heater)",
        r"mould|damp",
    ),
    # --- fire and smoke
    _rule(
        "fire.fire_or_smoke",
        "fire",
        r"(?:is |are |its |was |caught |catching |catches |set |gone |house |flat |kitchen |"
        r"bins? |went |just )(?:all |now |currently |literally |still |actually )?(?:on )?fire(?: now| help| please| in"
        r" | to | by )?(?!.{0,20}wont light)",
        r"xire|gas on fire setting|electric is on|lit|lighting|ignit\w+|pilot|light it|"
        r"fitted|wont light|service|feels like|burning up|like its on fire",
    ),
    _rule(
        "fire.fire_or_smoke",
        "fire",
        r"on fire",
        r"(?:plumber|service|team|engineer|you|guys|he|she|lads) (?:is|are|was) on fire",
    ),
    _rule(
        "fire.fire_or_smoke",
        "fire",
        rf"(?:a|big|small|huge|theres|there is|chip pan|bin|electrical|house|rubbish|massive|"
        rf"another|little|pan|oven|car|flat|kitchen) fire {w(2)}(?:in|at|on|outside|upstairs|downstairs|next|now|started|"
        rf"spreading|broken|broke|help|coming|inside|going|burning|please|flames?|above|below|near|by|quick|smoke)",
        r"light|lights|ignit\w+|pilot|heat|heating|install|installed|fitted|surround|cold|lit|insurance|blocked up|"
        r"remove|removed|boarded|hearth|fireplace|mantel\w*|wont work|stopped working|not working|needs servicing|want|"
        r"would like",
    ),
    _rule(
        "fire.fire_or_smoke",
        "fire",
        r"(?:theres|there is|theirs|there|have|got|is a|see|seen) (?:a |been a )?(?:big |huge |"
        r"small |massive )?fire(?! (?:place|last|damage|the other|two|a few|yesterday|on monday|earlier))",
        r"light|lights|ignit\w+|pilot|heat|heating|install|fitted|surround|lit|xire|not working|living room|lounge|"
        r"hearth|no fire|last night|yesterday",
    ),
    _rule(
        "fire.fire_or_smoke",
        "fire",
        rf"fire (?:in|at|inside|outside|upstairs|downstairs|near|by|under|behind) {_PLACE}",
        r"light|lights|ignit\w+|pilot|heat|heating|install|fitted|surround|lit|living room|lounge|wont work|not working|"
        r"stopped working|last night|yesterday|remove|removed|last week",
    ),
    _rule(
        "fire.fire_or_smoke",
        "alight flame ablaze blaze inferno blazing",
        rf"(?:alight|ablaze|in flame|up in flame|blazing|"
        rf"see flame|flame {w(3)}(?:coming|shooting|out|from|everywhere|window|climbing)|blaze|inferno|engulfed)",
        r"pilot|hob|boiler|orange|yellow|ignit\w+|gas fire|burner|candle",
    ),
    _rule(
        "fire.fire_or_smoke",
        "burning",
        r"(?:house|flat|kitchen|building|block|bin|bins|room|place|home|shed|sofa|bed) "
        r"(?:is |are |has been |s )?(?:burning|burning down)",
        r"smell",
    ),
    _rule(
        "fire.fire_or_smoke",
        "smoke",
        rf"smoke {w(5)}(?:coming|pouring|filling|filled|everywhere|billowing|under|seeping|"
        rf"rising|drifting|out of|from|in {_PLACE}|inside|all over|getting in|thick|black)",
        r"cigarettes?|cig|cigs|weed|cannabis|tobacco|vape|vaping|fags?|bbq|barbecue|bonfire|incense|drugs?|marijuana|joint|"
        r"spliff|smoker|smokers|shisha|chimney|wood burner|dope|pot|skunk|second hand|secondhand|cooking|pub|passive",
    ),
    _rule(
        "fire.fire_or_smoke",
        "smoke",
        rf"(?:full of|filled with|filling with|filling up with|lots of|see|seeing|smell|black|"
        rf"thick|white|grey|heavy|theres|there is) {w(3)}smoke",
        r"cigarettes?|cig|cigs|weed|cannabis|tobacco|vape|vaping|fags?|bbq|barbecue|bonfire|incense|drugs?|marijuana|joint|"
        r"spliff|smoker|smokers|shisha|wood burner|dope|pot|skunk|second hand|secondhand|cooking|pub|passive|i smoke|"
        r"who smoke|people smoke|they smoke|neighbours? smoke|he smoke|she smoke",
    ),
    _rule(
        "fire.fire_or_smoke",
        "smoking smokin",
        rf"(?:boiler|sockets?|plug|fuse ?box|fusebox|consumer unit|oven|cooker|dryer|"
        rf"washing machine|meter|wires?|light|toaster|heater|charger|tv|fridge|microwave|bin|machine|radiator|cable|panel|"
        rf"switch|outlet|furnace) (?:is |was |has |just |started |keeps |s |are |[a-z]+ )?{w(1)}(?:smoking|smokin)",
        r"cigarettes?|weed|neighbours?|people|he|she|kids|cannabis|outside",
    ),
    _rule(
        "fire.fire_or_smoke",
        "incendiu pozar incendio incendie yangin tan",
        r"incendiu|pozar|incendio|incendie|yangin|"
        r"foc in|pali sie|arde|mae tan|yn llosgi",
    ),
    _rule(
        "fire.after_fire",
        "fire smoke xire",
        rf"(?:had|been|after|since) (?:a|the|our) {w(1)}fire|fire (?:damage|damaged|last "
        rf"night|yesterday)|smoke damage",
        r"place|surround|installed|fitted|door|alarm|drill|test",
    ),
    # --- electricity
    _rule(
        "leak.on_electrics",
        "light lights fitting fittings bulb spotlight spotlights lamp socket sockets plug plugs fuse fusebox "
        "fuseboard fuse consumer electrics electricals electricity electric electrical switch wires wiring cable cables lead "
        "outlet outlets breaker appliances",
        rf"(?:{_WATER}|wet|soaked|soaking|pouring|running|coming) (?:(?!but |and |off |no |, )[^. ]+ )"
        rf"{{0,8}}?(?:through|into|onto|on|in|near|over|by|out of|from|down|around|behind|above|under|inside|next to|close to|"
        rf"touching|hitting|reached|reaching|to|towards|off) (?:(?!but |and |no )[^. ,]+ ){{0,4}}?{_ELECTRICS}",
        r"traffic lights?|lights? (?:is|are|was|were) (?:fine|ok)|no water|no hot|electric shower|turned off the|"
        r"water (?:and|or) (?:the )?electric\w*|light switch|oil tank|hot water",
    ),
    _rule(
        "leak.on_electrics",
        "light lights fitting fittings bulb spotlight spotlights lamp socket sockets plug plugs fuse fusebox "
        "fuseboard consumer electrics electricals electricity electric electrical switch wires wiring cable cables outlet "
        "outlets breaker",
        rf"{_ELECTRICS} (?:(?!but |no |off |and no )[^. ]+ ){{0,5}}?(?:leak|dripping|drips|dripped|wet|soaked|"
        r"full of water|filled with water|filling with water|filling up|under water|underwater|flood|drenched|water in|"
        r"has water|got wet|got water|water (?:is |was )?(?:coming|running|pouring|dripping|leak|getting|inside|in it))",
        r"no water|electric shower|hot water|dripping tap|tap|outside|motion|wet room|no hot|washing machine (?:is )?leak|"
        r"lights? (?:is|are) (?:fine|ok)|water heater|immersion",
    ),
    _rule(
        "leak.on_electrics",
        "leak flood water tripped trip trips",
        rf"(?:electrics?|power|lights?|fuse|breakers?) {w(4)}"
        rf"(?:tripped|tripping|trip|trips|blown|went off|gone off) {w(6)}(?:leak|flood|water (?:came|coming|got|getting|leak))",
    ),
    _rule(
        "leak.on_electrics",
        "leak flood water",
        rf"(?:leak|flood|water) {w(8)}(?:tripped|tripping|trips|tripping out|fused|"
        rf"shorted|shorting|short circuit|blown|blew|knocked out|took out|set off) {w(3)}(?:electrics?|power|lights?|fuses?|"
        r"fuse ?box|breakers?|sockets?)",
    ),
    _rule(
        "electrical.exposed_or_sparking",
        "spark",
        r"spark",
        r"spark plugs?|sparky|bright spark|hob|cooker|ignition|"
        r"ignite\w*|igniter|ignitor|pilot|oven|bbq|stove|burners?|boiler|electrician spark|sparking water|car|furnace",
    ),
    _rule(
        "electrical.exposed_or_sparking",
        "spark",
        rf"spark {w(6)}(?:socket|plug|switch|fuse ?box|fusebox|wires?|wall|consumer "
        rf"unit|outlet|light|breaker|panel|cable)|(?:socket|plug|switch|fuse ?box|fusebox|wires?|consumer unit|outlet|"
        rf"breaker|panel|cable) {w(6)}spark",
        r"spark plugs?|igniter|ignitor",
    ),
    _rule(
        "electrical.exposed_or_sparking",
        "shock shocks shocked electrocuted zapped electrocute electrocution",
        rf"(?:electric|"
        rf"static|electrical|got|get|getting|gave|gives|giving|had|a|mild|small|big|nasty|me a|little) (?:a |an |me a |"
        rf"electric |electrical |small |big |nasty |bad |mild |me an electric |another )*shocks? {w(2)}(?:off|from|when|by|"
        rf"through|of|touching|every|as)|electric shocks?|electrical shocks?|electrocut\w+|zapped|shocked (?:me|him|her|by|my|us|"
        r"when)",
        r"shocked (?:by|at) (?:the|your|this|how)(?! (?:switch|socket|plug|light|shower|wire|kettle|cooker))|"
        r"bill|price|cost|rent|shock to (?:me|us)|came as|culture shock|in shock|state of|carpet static",
    ),
    _rule(
        "electrical.exposed_or_sparking",
        "belt",
        rf"(?:a|the) belt (?:off|from) {w(3)}(?:switch|socket|plug|light|cooker|"
        r"shower|kettle|tap|metal)",
    ),
    _rule(
        "electrical.exposed_or_sparking",
        "wire wires wiring cable cables",
        rf"(?:live|bare|exposed|loose|hanging|dangling|"
        rf"showing|frayed|open|chewed|cut) {w(3)}(?:wires?|wiring|cables?)|(?:wires?|wiring|cables?) {w(6)}(?:hanging|exposed|"
        r"bare|showing|sticking|live|dangling|chewed|frayed|visible|poking|out of the (?:wall|ceiling)|on show|touching|"
        r"falling out|come out|coming out)",
        r"telephone|phone|broadband|bt|aerial|sky|internet|virgin|"
        r"wifi|ethernet|speaker|satellite|tv|fence|barbed|chicken|washing line|coaxial|coax|cat5|network|doorbell",
    ),
    _rule(
        "electrical.exposed_or_sparking",
        "socket plug switch outlet fuse fusebox consumer",
        rf"{_SOCKET} {w(4)}(?:smashed|"
        r"ripped|hanging off|hanging out|pulled out|fallen out|broken off|come away|coming away|coming off|cracked open) "
        rf"{w(6)}(?:wires?|live|wall|exposed)",
    ),
    _rule(
        "electrical.burning_smell",
        "smell",
        rf"(?:burning|burnt|burn|burned|singeing|singed|melting|melted|scorched|scorching|"
        rf"hot plastic|electrical|fishy|acrid|smoky|smokey) {w(3)}smell",
        r"toast|toasted|dinner|food|cooking|incense|bonfire|candle|weed|cannabis|joint|drain|kitchen bin|burning eyes",
    ),
    _rule(
        "electrical.burning_smell",
        "smell",
        rf"smell {w(6)}(?:burning|burnt|burned|melting|melted|singed|scorched|electrical|"
        r"hot plastic|smoky|smokey)",
        r"toast|dinner|food|cooking|incense|bonfire|candle|weed|cannabis|joint|bbq",
    ),
    _rule(
        "electrical.burning_smell",
        "burning melting",
        r"(?:burning|melting) (?:plastic|electrics?|electrical|wires?|rubber)",
    ),
    _rule(
        "electrical.burning_smell",
        "socket sockets plug plugs fuse fusebox fuseboard consumer switch outlet outlets wire wires "
        "wiring meter cable breaker panel lead charger isolator",
        rf"{_SOCKET} {w(7)}(?:hot(?! water)|very warm|warm to|burning|"
        r"burnt|burned|melted|melting|scorched|scorch|buzzing|buzzes|crackling|crackles|crackle|gone brown|brown|gone black|"
        r"black(?! mould)|fizzing|humming|sizzling|glowing|blackened|charred|popping|banging|went bang|gone bang|blew up|"
        r"exploded|arcing|fried|singed)",
        r"mould|damp|hot water|brown water|colour|smart meter|burning out|burned out|"
        r"burnt out|door buzz\w+|keep burning out|bulbs?",
    ),
    _rule(
        "electrical.burning_smell",
        "crackling buzzing fizzing humming hot burning scorch melted burnt arcing scorched sizzling",
        rf"(?:crackling|buzzing|fizzing|humming|red hot|hot|burning|scorch marks?|scorched|melted|burnt|arcing|sizzling|"
        rf"burn marks?) (?:noise |sound |marks? )?(?:(?:from|in|at|by|on|around|near|behind|the|my|our|coming|noises|of|"
        rf"kitchen|a|that|smell) ){{1,6}}?{_SOCKET}",
        r"mould|damp|hot water|bulbs?|water",
    ),
    _rule(
        "electrical.total_power_loss",
        "electric electrics electricity power",
        r"(?:no|lost|without|lose|losing) (?:all |any |"
        r"our |my |the |all the |all our )?(?:electric|electrics|electricity|power)(?! (?:shower|fire|heater|kettle|cooker|points?|"
        r"sockets?|steering|drill|hob|oven|to|in the (?:kitchen|bedroom|bathroom|lounge)|upstairs|downstairs|bills?|meter|and gas "
        r"money|supplier|company|shortage))",
        r"credit|money|top up|topped|sockets?|upstairs|half|some of|one room|shower|boiler "
        r"has no|no power to|part of|certain|one side|new tenant|water has no|heater",
    ),
    _rule(
        "electrical.total_power_loss",
        "electric electrics electricity power",
        r"(?<! half)(?:electric|electrics|electricity|"
        r"power|electricity supply|power supply) (?:has |is |are |have |was |just |all |s |went |still |been |keeps |totally |"
        r"completely |whole |in the |flat |house |supply |whole house |whole flat |whole block |in |my |our |the |gone |just "
        r")*(?:off|out|gone|dead|down|cut|went|tripped|failed|cutting out|tripping)(?! (?:shower|off on))",
        r"credit|money|top up|sockets?|upstairs|half|some of|one room|turned (?:it|the|my|our)|switched|turn|shower|part|"
        r"certain|kitchen|one side|ring main|bathroom|bedroom|drill|hob|cooker|window|washing machine|to the",
    ),
    _rule(
        "electrical.total_power_loss",
        "power electricity",
        r"power cut|power outage|total loss of (?:power|electricity)|"
        r"loss of power|whole (?:flat|house|block|building) (?:has |is )?(?:no power|without power|in darkness|dark)",
        r"sockets?|upstairs|shower|half|compensation|pressure",
    ),
    # --- water and drains
    _rule(
        "drainage.sewage_inside",
        "sewage poo waste sludge",
        rf"(?:sewage|poo|human waste|raw waste|toilet waste|toilet water|"
        rf"sludge|foul water|waste water|toilet contents) {w(10)}(?:coming|come|comes|came|backing|backed|flood|overflow\w*|"
        rf"inside|rising|spilling|all over|everywhere|bubbling|floating|gushing|pouring|seeping|up through|up the|"
        r"in (?:the|my|our) (?:bath|shower|sink|kitchen|bathroom|house|flat|home|hall|garden|toilet|basement))",
        r"dogs?|bird|birds|pigeons?|fox|foxes|cat|cats|rat|rats|mouse|mice|seagulls?|horse|nappies|nappy|outside only",
    ),
    _rule(
        "drainage.sewage_inside",
        "sewage poo",
        rf"(?:bath|shower|sink|kitchen|bathroom|floor|house|flat|home|hall|basement|"
        rf"garden|toilet|carpet|drains?|manhole) {w(6)}(?:full of|filling with|filled with|covered in|flood with|with|of) {w(2)}"
        r"(?:sewage|poo)",
        r"dogs?|bird|birds|pigeons?|fox|cats?|rats?|mice|smell",
    ),
    _rule(
        "drainage.sewage_inside",
        "shit crap",
        r"(?:shit|crap) (?:is |s |literally )?(?:coming (?:up|out|through)|floating|"
        r"backing up|flood|overflow\w*|rising|all over (?:the|my) (?:bath\w*|floor|shower|kitchen)|"
        r"in (?:the|my) (?:bath|shower|sink))",
        r"dogs?|birds?|pigeons?|fox|cats?",
    ),
    _rule(
        "drainage.sewage_inside",
        "drain drains sewage stack waste drainage",
        rf"(?:drains?|sewage|stack|waste|drainage) {w(4)}(?:backing|"
        rf"backed|back|coming|come|flood|overflow\w*) {w(5)}(?:into|in|inside|through|up) {w(3)}(?:house|flat|kitchen|bath|"
        r"shower|sink|home|bathroom|hall|basement|property|toilet)",
    ),
    _rule(
        "drainage.sewage_inside",
        "toilet loo",
        rf"(?:toilet|loo) {w(4)}(?:overflow\w*|flood|backing up|backed up|coming up) "
        rf"{w(6)}(?:floor|everywhere|house|landing|stairs|carpet|bathroom|bath|shower|ceiling|hall|flat|home)",
    ),
    _rule("drainage.sewage_inside", "sewage", r"raw sewage", r"outside|street|road|river|sea|garden|manhole"),
    _rule(
        "drainage.foul_drain",
        "manhole drain drains sewage drainage",
        rf"(?:manhole|drains?|drain cover|inspection cover|sewage|"
        rf"drainage) {w(5)}(?:overflow\w*|flood|blocked|backing up|backed up|lifted|full|coming out|bubbling|spilling|clogged|"
        rf"blockage)|sewage {w(6)}(?:outside|garden|path|yard|street|manhole|drain|car park)",
        r"sink|bath|basin|shower|plughole|rain|gutter|gully|leaves|surface|washing machine|plug hole|bathtub|tub",
    ),
    _rule(
        "leak.uncontainable",
        "burst",
        rf"burst {w(4)}(?:pipes?|pipework|tank|main|mains|radiator|boiler|cylinder|hose|water|"
        rf"joint)|(?:pipes?|pipework|tank|main|mains|radiator|hose|cylinder|valve|joint|boiler|fitting) {w(5)}burst",
        r"tyre|burst out|street|road|burst the|bursting at",
    ),
    _rule(
        "leak.uncontainable",
        "water leak",
        rf"(?:water|leak) {w(5)}(?:pouring|gushing|flood|everywhere|spraying|pissing|streaming|"
        rf"cascading|bucketing|shooting|chucking|squirting|pumping out|flowing out|rushing|all over|spurting|like a "
        r"(?:tap|waterfall|river)|rising|running down (?:the |my |our )?(?:walls?|stairs)|cannot stop|wont stop|will not stop|"
        r"tipping)",
        r"rain (?:water )?butt|garden tap|hosepipe|no water|outside|gutter|gutters|gutterings?|downpipe|overflow pipe|"
        r"drive|road|street|pavement",
    ),
    _rule(
        "leak.uncontainable",
        "pouring gushing spraying pissing cascading streaming bucketing spurting squirting chucking shooting",
        rf"(?:pouring|gushing|spraying|pissing|cascading|bucketing|spurting|squirting|chucking|shooting) (?:out |in |down |"
        rf"through |from |of |it |with |water |like )+{w(4)}(?:ceiling|wall|walls|pipe|pipes|boiler|tank|bathroom|kitchen|"
        r"light|roof|upstairs|floor|radiator|everywhere|toilet|cistern|sink|tap|loft|water|above)",
        r"pouring rain|raining outside|gutter|gutters|downpipe|overflow pipe|smoke|people|cold air",
    ),
    _rule(
        "leak.uncontainable",
        "flood",
        rf"flood {w(6)}(?:kitchen|bathroom|floor|floors|flat|house|bedroom|hall|hallway|lounge|"
        rf"living|carpet|carpets|ceiling|room|landing|upstairs|downstairs|home|property|below|basement|neighbours?|stairs|"
        rf"everywhere|everything|me out|us out)|(?:kitchen|bathroom|floors?|flat|house|bedroom|hall|hallway|lounge|living room|"
        rf"carpets?|ceiling|room|landing|home|property|basement|toilet|downstairs) {w(4)}flood",
        r"flood of|floods of|garden|road|street|river|car park|flood risk|flood plain|insurance|stream|light|floodlight|rain "
        r"water outside|with (?:calls|emails)",
    ),
    _rule(
        "leak.uncontainable",
        "stop",
        r"(?:cannot|wont|unable to|not able to|how do i) (?:seem to |get it to )?stop (?:the |it |this |"
        r"it from )?(?:water|leak|leak\w*|gushing|flow)",
        r"tap drip\w*",
    ),
    _rule(
        "leak.uncontainable",
        "bucket buckets towels bowl",
        rf"(?:leak|water|drip\w*|coming) {w(14)}(?:buckets?|towels|bowls?) {w(4)}"
        r"(?:not|isnt|wont|cannot|overflow\w*|every (?:few|five|ten|5|10|2|15) min\w*|fills? (?:up )?(?:in|every)|coping|keep up|"
        r"full in)",
    ),
    _rule("leak.uncontainable", "tank", rf"tank {w(4)}(?:overflow\w*|burst|split|emptying|flood)", r"fish|petrol|oil"),
    _rule(
        "structural.flood",
        "flood river",
        rf"(?:river|flash flood|flood water|floodwater|stream|brook) {w(8)}(?:house|hall|home|"
        r"door|flat|inside|kitchen|in)|flash flood|cellar flood",
        r"stream of|streaming",
    ),
    _rule(
        "plumbing.tap_running",
        "tap taps",
        rf"taps? {w(4)}(?:wont|will not|cannot|not|doesnt|unable to be) {w(2)}(?:turn|turning|"
        rf"shut|switch|stop|close)(?:ing)? {w(1)}(?:off|running|flowing)|taps? {w(4)}(?:snapped|come off|broke off|broken off|"
        rf"flew off|blown off) {w(5)}(?:water|running|everywhere)|taps? {w(2)}stuck on|(?:cannot|wont) turn (?:the |my |off "
        rf"the ){w(2)}tap off",
        r"drip|drips|dripping|stop dripping|outside tap",
    ),
    _rule(
        "water.no_water",
        "water",
        r"(?:no|havent got|without|havent any|not got|not any|lost|got no|have no|zero) (?:any |all |our |"
        r"running |cold |mains |drinking |of our |hot or cold |hot and cold |cold or hot |my )*water(?! (?:pressure|leak|damage|"
        r"heater|bill|coming in|coming through|butt|tank|from (?:the |my )?(?:shower|hot|bath|washing|ceiling)|in (?:the |my )?"
        r"(?:radiators?|boiler|toilet|cistern|bowl|shower|bath|pool)|for the garden|leaks?|marks?|stains?|to the (?:toilet|shower|washing|outside)|"
        r"meter|when|going|ingress|visible))",
        r"no hot water|without hot water|not hot|have hot|leak|heating|lukewarm|cold water "
        r"is fine|on one tap|shower only|pressure|washing machine|dishwasher|fridge|water heater",
    ),
    _rule(
        "water.no_water",
        "water",
        r"water (?:has |is |s |been |have |all |just |was |supply |supply has |supply is |gone |went |still "
        r")*(?:off|cut off|stopped|gone off|run dry|disconnected)(?! (?:at|by|so|until|because|myself|and it|under|in the|to))",
        r"turned|turn|switched|hot water|shut|heating|stopcock|leak|draining|run off|boiler|drip\w*|coming|running off|"
        r"scheduled|letter",
    ),
    _rule(
        "water.no_water",
        "taps tap dry",
        rf"taps {w(3)}(?:dry|nothing)|nothing (?:is )?(?:coming )?out (?:of )?(?:the |any |any of the |"
        rf"all |my )*taps|no water {w(3)}(?:taps|anywhere|in the (?:house|flat|property)|at all)",
        r"hot",
    ),
    _rule(
        "water.no_water",
        "water",
        r"(?:no|neither|without) hot (?:or|and|nor) cold water|no (?:cold|hot) or (?:hot|cold) water",
    ),
    # --- a lift, a fall of masonry
    _rule(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:stuck|trapped|stranded|locked|caught|jammed) {w(5)}(?:in|inside) {w(3)}"
        rf"(?:lift|elevator|lifts)(?! (?:lobby|area|shaft door))",
        r"stuck outside|bath lift|stair lift|furniture|key|keys|ring|phone|sofa|wardrobe|lift door stuck|trapped in the lift "
        r"doors",
    ),
    _rule(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:lift|elevator) {w(5)}(?:stuck|stopped|broke|broken|jammed|not moving|wont move|"
        rf"wont open|broken down|dead|halted) {w(6)}(?:with (?:us|me|people|someone|him|her|them|my|a|an|two|three|kids|mum|dad|"
        r"somebody|the)|inside|in it|between floors|and i|and we|im in|were in|trapped)",
        r"nobody inside|no one inside|empty|"
        r"noone inside|bath lift|stair lift",
    ),
    _rule(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:im|i|we|were|hes|shes|someone|somebody|people|they|neighbour|mum|dad|man|lady|"
        rf"woman|child|son|daughter|kids?|is|are|am) {w(3)}(?:in|inside) (?:the |a |our |this )(?:lift|elevator) {w(4)}(?:stuck|"
        r"trapped|not moving|wont move|stopped|cannot get out|wont open|isnt moving|between|no signal|doors? wont|broken down)",
        r"took the|bath lift|stair lift|smell|urine|needles|sick in",
    ),
    _rule(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:cannot|cant|couldnt|unable to|let (?:us|me|them|him|her)|get (?:us|me|them|him|her)) "
        rf"{w(2)}(?:get )?out (?:of )?(?:the |this |a )(?:lift|elevator)",
    ),
    _rule(
        "structural.ceiling_collapse",
        "ceiling ceiling roof plaster",
        rf"(?:ceiling|roof) {w(7)}(?:collapse|caved|caving|cave|"
        rf"fallen in|fell in|fallen through|come down|came down|falling down|coming down|fallen down|fell down|about to (?:fall|come|"
        rf"collapse|go)|bulging|bulge|sagging|sags|bowing|bowed|drooping|falling in|fell on|fallen on|fell|fallen|ready to (?:fall|"
        r"come)|going to (?:fall|come|collapse)|gonna (?:fall|come|collapse)|dropping|has dropped|giving way|falling)",
        r"water (?:is )?coming down|rain coming|tiles?|slates?|gutter|gutters|paint|paper|coming down the wall|dripping|cracks? "
        r"only|felt|drip|light fitting (?:fell|fallen)|fan",
    ),
    _rule(
        "structural.ceiling_collapse",
        "ceiling plaster",
        rf"(?:collapse|caved|bulging|sagging|falling|fallen|chunks?|bits|lump|lumps|"
        rf"pieces?|part|half) {w(4)}(?:ceiling|roof) {w(4)}(?:fell|fallen|fall|falling|down|in|off|landed|come|came|gone|collapse)|"
        rf"(?:collapse|caved in|bulging|sagging) (?:[a-z]+ ){{0,3}}?ceiling",
        r"tiles?|slates?|paint|paper",
    ),
    _rule(
        "structural.ceiling_collapse",
        "plaster",
        rf"plaster {w(5)}(?:falling|fell|fallen|came|coming|come) {w(4)}(?:on (?:the |my |our )?"
        r"(?:bed|head|sofa|floor|me|baby|cot|kids?|son|daughter|child)|from the ceiling|down from)",
    ),
    _rule(
        "structural.falling_masonry",
        "brick bricks masonry render concrete chimney balcony wall cladding tree building stairs "
        "staircase porch lintel floor deck canopy coping parapet",
        rf"(?:bricks?|brickwork|masonry|render|rendering|concrete|chimney|"
        rf"balcony|cladding|staircase|porch|lintel|canopy|coping|parapet|retaining wall|garden wall|gable|outside wall|"
        rf"boundary wall|building|wall) {w(5)}(?:collapse|falling off|falling|fell|fallen|about to (?:fall|collapse|come|go)|"
        rf"caved|crumbled|going to (?:fall|collapse)|gonna (?:fall|collapse)|come down|came down|coming down|leaning|giving way|"
        r"unsafe|bulging|bowing|gone through)",
        r"tiles?|paper|wallpaper|cupboard|unit|units|radiator|plaster|shelf|shelves|"
        r"water|mirror|pictures?|socket|paint|sink|basin|boiler|bath|rail|skirting|cabinet|cabinets|cracks?|handrail|paper|"
        r"rain|damp|tile",
    ),
    _rule(
        "structural.falling_masonry",
        "collapse",
        rf"(?:wall|balcony|floor|stairs|staircase|chimney|building|shed wall|porch|steps|"
        rf"foundations?|deck) {w(4)}collapse",
        r"fence|nervous|lung",
    ),
    _rule(
        "structural.falling_masonry",
        "balcony",
        rf"balcony {w(4)}(?:rail|railing|railings|glass|floor|barrier)? ?{w(2)}(?:loose|broken|"
        r"cracked|collapse|wobbly|fallen|coming away|unsafe|crumbling|rusted through)",
        r"door|light|drain",
    ),
    _rule(
        "structural.falling_masonry",
        "tree branch",
        rf"(?:tree|branch) {w(4)}(?:fallen|fell|come down|came down|crashed|landed) {w(4)}"
        r"(?:on|onto|into|through|against|across) (?:to )?(?:the |my |our )*(?:roof|house|window|car|building|flat|door|fence|"
        r"garage|wall|block|home|power|path)",
    ),
    # --- not secure
    _rule(
        "security.break_in",
        "burgled burglary burglar burglars burglered robbed broken broke break breaking intruder intruders kicked "
        "forced ransacked",
        rf"burgled|burglary|burglars?|burglered|been robbed|ransacked|intruders?|(?:broken|broke|breaking|break) into "
        rf"(?:the |my |our |a |her |his |mums )*(?:flat|house|home|property|place|bungalow|kitchen|through|last|window)|(?:been |was |"
        rf"were |got |are |house |flat |home )broken into|(?:someone|somebody|they|people|he|kids|man|men|lads|thieves|ex|theyve|hes) "
        rf"{w(3)}(?:broke|broken|breaking) in|(?:attempted|a|an|had a|another|tried to|trying to|after the|after a|to) break ins?"
        r"(?! (?:the|water|pipe|service))|(?:door|doors) (?:was |were |been |got |has been |is )*(?:kicked|forced|smashed|"
        r"bashed|rammed|booted) (?:in|open|off|down)|(?:kicked|forced|smashed|bashed|booted) (?:in )?(?:my |the |our |down my |"
        r"down the |off my )(?:front |back |flat )?door|police (?:had to |have )?(?:forced|broke|smashed|kicked)",
        r"burglar alarms?|shed|sheds|garage|car|van|bike|bikes|lock up|alarm|breaking in the|window cleaner|boiler|meter box|"
        r"allotment|intruder alarm|tried to break in a",
    ),
    _rule(
        "doors.insecure_door",
        "door doors lock locks",
        rf"(?:front|back|main|external|patio|flat|entrance|outside|rear|balcony|side|"
        rf"french|porch|exterior|house|outer|my|own) (?:upvc |pvc |wooden |composite |entrance |entry )?doors? {w(10)}(?:wont|cannot|not|doesnt|unable|will not|isnt|refuses|"
        rf"never|neither|cannot be|no longer|struggle|fails) {w(3)}(?:lock|locks|locking|locked|close|closes|closing|closed|shut|shuts|"
        rf"shutting|secure|secured|latch|latches|latching|stay shut|stay closed)",
        r"bedroom|kitchen door|bathroom|cupboard|internal|fridge|oven|"
        r"washing machine|shower|wardrobe|garage|shed|gate|communal|fire door|lift|boiler|cabinet|freezer|microwave|car|"
        r"dishwasher|block door|on its own|draught|letterbox|meter",
    ),
    _rule(
        "doors.insecure_door",
        "door doors lock locks",
        rf"doors? {w(4)}(?:wont|cannot|doesnt|will not|not) {w(2)}(?:lock|locks|locking|"
        r"secure|properly lock)",
        r"bedroom|kitchen door|bathroom|cupboard|internal|fridge|oven|washing machine|shower|wardrobe|garage|"
        r"shed|gate|communal|fire door|lift|boiler|cabinet|freezer|main door|toilet|car|loo|dishwasher",
    ),
    _rule(
        "doors.insecure_door",
        "lock locks door",
        rf"(?:front|back|main|flat|patio|entrance|door) (?:door )?lock {w(3)}(?:broken|broke|"
        rf"snapped|bust|busted|failed|gone|jammed|fallen out|hanging|missing|kicked|smashed|damaged)|lock (?:is |has |s )?(?:broken|broke|"
        rf"snapped|bust|fallen out|smashed|gone) {w(4)}(?:front|back|door)|lock (?:on|of|to|in) {w(3)}door {w(2)}(?:broken|broke|snapped|bust|gone|jammed|smashed|damaged|failed)|(?:no|missing) lock on {w(3)}(?:front|back|main|flat) door",
        r"bedroom|bathroom|cupboard|garage|shed|gate|communal|letterbox|bike|toilet|window|letter box",
    ),
    _rule(
        "doors.insecure_door",
        "door doors",
        rf"(?:front|back|main|flat|patio|outside|entrance) door {w(4)}(?:hanging off|off its hinges|"
        r"stuck open|wide open|smashed|kicked|come off|fallen off|fell off|missing|wont shut|no door)",
        r"letterbox|communal",
    ),
    _rule(
        "windows.insecure_window",
        "window windows",
        rf"windows? {w(5)}(?:wont|cannot|not|doesnt|unable|will not|isnt|stuck) {w(3)}(?:lock|"
        r"close|closing|shut|shutting|secure|latch|open)",
        r"car|wont open|cannot open|not open|doesnt open|unable to open|stuck shut|"
        r"opening|mould|will not open|office window|stuck closed|open it|to open",
    ),
    _rule(
        "security.lock_change_safety",
        "locks lock keys key",
        rf"(?:change|changed|changing|new) {w(3)}locks? {w(8)}(?:ex|partner|scared|"
        rf"afraid|frightened|unsafe|threat\w*|abus\w+|violent|stalk\w*)|(?:ex|partner) {w(5)}(?:has|have|got|still has|kept|with) {w(2)}"
        rf"keys?|(?:ex|scared|afraid|partner|abus\w+|violent|threat\w*|leave me alone) {w(14)}(?:change|changed|new) {w(3)}locks?",
        r"ex council|ex service|tenant left|key worker",
    ),
)


_ONLY_FIRE = frozenset("fire help please now quick omg emergency urgent asap . ,".split())


class Emergency:
    """The first to read: it must not wait for a model."""

    name = "emergency"
    labels = frozenset(rule.repair for rule in RULES)

    def __init__(self, landlord: Landlord) -> None:
        self.rules = [rule for rule in RULES if rule.repair in landlord.repairs]

    def classify(self, reading: Reading) -> list[Label]:
        found: dict[str, Label] = {}
        back: dict[str, Label] = {}
        line = ""
        for rule in self.rules:
            if rule.repair in found or rule.gate.isdisjoint(reading.known):
                continue
            if not line:
                line = _HARMLESS.sub(_hidden, reading.line)
            place, stands = first_that_stands(rule, line)
            if place and stands:
                found[rule.repair] = Label("repair", rule.repair, 0.96, *reading.words_at(*place))
            elif place:
                back[rule.repair] = Label("taken back", rule.repair, 0.9, *reading.words_at(*place))
        if "fire" in reading.known and reading.known <= _ONLY_FIRE and "fire.fire_or_smoke" in self.labels:
            found["fire.fire_or_smoke"] = Label("repair", "fire.fire_or_smoke", 0.9, 0, len(reading.words))
        return [*_weighed(found), *(label for repair, label in back.items() if repair not in found)]


def _hidden(pair: re.Match[str]) -> str:
    if pair[0].endswith(" fire"):
        return pair[0][:-4] + "xire"
    return " " + "x" * (len(pair[0]) - 1)


def first_that_stands(rule: Rule, line: str) -> tuple[tuple[int, int] | None, bool]:
    """Where the rule first holds, and whether nothing around it takes it back."""
    at, first = 0, None
    for _ in range(12):
        hit = rule.pattern.search(line, at)
        if not hit:
            break
        if not (rule.unless and rule.unless.search(_sentence(line, hit.start(), hit.end()))):
            if not taken_back(line, hit):
                return hit.span(), True
            first = first or hit.span()
        at = hit.start() + 1
    return first, False


def taken_back(line: str, hit: re.Match[str]) -> bool:
    """Do the words around it deny it, only suppose it, put it long ago, or say that it is mended?"""
    before = line[max(0, hit.start() - 110) : hit.start() + 1]
    before = before[before.rfind(". ") + 1 :]
    clause = before[before.rfind(", ") + 1 :]
    if _DENIED.search(clause) or _SUPPOSED.search(clause) or _ABOUT.search(before):
        return True
    sentence = _sentence(line, hit.start(), hit.end())
    if _NOT_AT_ALL.search(line):
        return True
    still = _STILL.search(sentence)
    if _LONG_AGO.search(sentence) and not still:
        return True
    after = line[hit.end() - 1 : hit.end() + 110]
    if _MENDED_AFTER.search(after.split(". ")[0].lstrip() + " ") and not _STILL.search(after):
        return True
    around = _sentence(line, hit.start(), hit.end(), more=1)
    return bool(_A_WHILE_AGO.search(sentence) and _MENDED.search(around) and not _STILL.search(around))


def _sentence(line: str, start: int, end: int, more: int = 0) -> str:
    """The sentence around a hit, at most 400 characters of it, and so many that follow."""
    first = max(line.rfind(". ", 0, start + 1) + 1, start - 300, 0)
    last = end - 1
    for _ in range(more + 1):
        last = line.find(" . ", last)
        if last == -1:
            break
        last += 2
    last = min(last if last != -1 else len(line), end + 300)
    return line[first:last]


def _weighed(found: dict[str, Label]) -> list[Label]:
    """Two names for one danger become the right one."""
    if "drainage.sewage_inside" in found:
        found.pop("drainage.foul_drain", None)
    if "fire.fire_or_smoke" in found:
        found.pop("fire.after_fire", None)
    if "security.lock_change_safety" in found:
        found.pop("security.break_in", None)
    if "security.break_in" in found:
        found.pop("doors.insecure_door", None)
    return list(found.values())
