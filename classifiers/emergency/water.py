"""Water that nobody can hold, sewage, no water at all."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.emergency import drains
from classifiers.rule import Rule, danger, w, wide

_PAST = r"compensation|claim\w*|thank\w*|fair play|overflow pipe|down pipe|eaves|silt|beck\w*|brooks?|floor drain|tank overflow|like a burst|sprinklers?|steaming hot"
"""Told of another day, or of another water."""

_BELOW = (
    r"(?:(?:the |my |our |a |those |an? )*(?:(?:\w+ )?(?:flat|flats|home|house|neighbours?|people|lady|ladys|man|mans|woman|womans|family|couple|tenants?|shop|apartment|person|floor|one|bloke)s? )(?:\w+ )?(?:below|beneath|underneath|under (?:me|us)|downstairs)|"
    r"(?:the )?(?:below|downstairs|downstairs (?:neighbours?|flat|ceiling|kitchen|bathroom|bedroom|hall)|next doors?(?= (?:ceiling|flat|house|kitchen|wall|now|too|as|and|please|help|bathroom)| $| [.,])))"
)
_WETS = r"(?:leak|pouring|coming|going|goes|running|runs|dripping|drips|seeping|flood|overflowing|overflows|getting|gone|soaking|drains|draining|spilling)"
_ANY = r"(?:[^ ]+ ){0,20}?"
_MINE = r"(?:my|our|mine|ours|me|us)"
_NO_WATER_NOW = (
    r"if|stain|stains|stained|smell|smells|smelly|noise|noisy|music|smoke|smoking|mould|damp|gas|draught|light|sewage|mice|mouse|rats?|rubbish|bins?|post|parcel|letters?|banging|heat|heating|cat|dog|party|key|keys|wifi|"
    r"fire|shopping|stairs|dried|dry|could|might|worried|afraid|rain|rains|deposit|insurance|before|last (?:week|month|year|night|winter)|weeks? ago|months? ago|years? ago|when (?:he|she|they)|carpet cleaner|move|moved|moving|above"
)
"""What else goes downstairs, or water of another day."""

RULES: tuple[Rule, ...] = (
    # It has left the home, so nobody holds it: damage to another home, and maybe to its lights.
    danger(
        "leak.uncontainable",
        "below beneath underneath under downstairs next",
        rf"(?<!not )(?<!isnt ){_WETS} (?:right |straight |down |through |thru |in |all |now |water |out )*(?:to|into|onto|in to|through|in|over) {_BELOW}|"
        rf"(?:water|leak|{_MINE} (?:bath|shower|toilet|sink|washing machine|washer|dishwasher|boiler|cistern|tank|basin|pipe|kitchen|bathroom)) {w(4)}(?:through|into|down) (?:the |my |their |his |her |our )*(?:\w+ )?ceilings? (?:of |in )?{_BELOW}|"
        rf"(?:neighbours?|people|man|lady|woman|flat|tenants?|family|bloke|them|couple|shop) (?:\w+ )?(?:below|downstairs|underneath|beneath|under (?:me|us)) {w(3)}(?:says?|said|saying|reckons?|told|has|have|got|is|are|getting|shouting|knocked|knocking|banging|complaining|rang) {w(9)}(?:leak|water|dripping|pouring|wet|flood) {w(6)}(?:from|by|through) {w(3)}(?:{_MINE}|ceiling)|"
        rf"(?:neighbours?|people|man|lady|woman|flat|tenants?|family|bloke|them|couple) (?:\w+ )?(?:below|downstairs|underneath|beneath) {w(3)}(?:says?|said|saying|reckons?|told|rang|knocked) {w(5)}{_MINE} {w(4)}(?:leak|pouring|flood|dripping) {w(4)}(?:through|into|in|on|onto|down)|{_MINE} leak (?:is |s )?(?:now )?(?:coming|going|pouring|dripping|running) {w(5)}downstairs",
        _NO_WATER_NOW,
    ),
    danger(
        "drainage.sewage_inside",
        "sewage poo waste sludge toilet foul twos",
        rf"(?:sewage(?! smell)|poo|human waste|raw waste|toilet waste|toilet water|"
        rf"sludge|foul water|waste water|toilet contents|number twos) {w(10)}(?:coming|come|comes|came|backing|backed|flood|overflow\w*|"
        rf"inside|rising|spilling|all over|everywhere|bubbling|floating|gushing|pouring|seeping|up through|up the|"
        rf"in (?:the|my|our) (?:bath|shower|sink|kitchen|bathroom|house|flat|home|hall|garden|basement))|(?:dirty|brown|black|foul) water {w(5)}(?:toilet|drain) {w(4)}(?:in|into|on|over) {w(2)}(?:kitchen|bath|shower|hall|floor|bathroom|bedroom)",
        r"dogs?|bird|birds|pigeons?|fox|foxes|cat|cats|rat|rats|mouse|mice|seagulls?|horse|nappies|nappy|outside only",
    ),
    danger(
        "drainage.sewage_inside",
        "sewage poo",
        rf"(?:bath|shower|sink|kitchen|bathroom|floor|house|flat|home|hall|basement|cellar|yard|"
        rf"garden|toilet|carpet|drains?|manhole) {w(6)}(?:full of|filling with|filled with|covered in|flood with|with|of) {w(2)}"
        r"(?:sewage|poo)",
        r"dogs?|bird|birds|pigeons?|fox|cats?|rats?|mice|smell",
    ),
    danger(
        "drainage.sewage_inside",
        "shit crap",
        r"(?:shit|crap) (?:is |s |literally )?(?:coming (?:up|out|through)|floating|"
        r"backing up|flood|overflow\w*|rising|all over (?:the|my) (?:bath\w*|floor|shower|kitchen)|"
        r"in (?:the|my) (?:bath|shower|sink))",
        r"dogs?|birds?|pigeons?|fox|cats?",
    ),
    danger(
        "drainage.sewage_inside",
        "drain drains sewage stack waste drainage",
        rf"(?:drains?|sewage|stack|waste|drainage) {w(4)}(?:backing|"
        rf"backed|back|coming|come|flood|overflow\w*) {w(5)}(?:into|in|inside|through|up) {w(3)}(?:house|flat|kitchen|bath|"
        r"shower|sink|home|bathroom|hall|basement|property|toilet)",
    ),
    danger(
        "drainage.sewage_inside",
        "toilet loo",
        rf"(?:toilets?|loo|bog|bath|shower|sink|drain) {w(4)}(?:spew\w*|erupt\w*|vomit\w*|regurgitat\w*|belch\w*|throwing|burp\w*) {w(3)}(?:up|out|back)|(?:toilet|loo) {w(9)}(?:coming|spilling|running|pouring|going) over the (?:top|rim|edge|side)|(?:toilet|loo) (?:has |just |s |is |all )*(?:come|comes|came|coming|went|gone|rose|risen) (?:right |straight |back |all )*(?:up )?over (?:the )?(?:top|rim|edge|seat|side)|(?:toilet|loo) {w(4)}(?:overflow\w*|flood|backing up|backed up|coming up) "
        rf"{w(6)}(?:over (?:the )?(?:top|rim|edge|side)|overflow\w*|floor|everywhere|house|landing|stairs|carpet|bathroom|bath|shower|ceiling|hall|flat|home)",
    ),
    danger("drainage.sewage_inside", "sewage", r"raw sewage", r"outside|street|road|river|sea|garden|manhole"),
    danger(
        "drainage.foul_drain",
        "manhole drain drains sewage drainage",
        rf"(?:manhole|drains?|drain cover|inspection cover|sewage(?! smell)|"
        rf"drainage) {w(5)}(?:overflow\w*|flood|blocked|backing up|backed up|lifted|full|coming out|bubbling|spilling|clogged|"
        rf"blockage)|sewage(?! smell) {w(6)}(?:outside|garden|path|yard|street|manhole|drain|car park)",
        r"sink|bath|basin|shower|plughole|rain|rainwater|gutter|gully|kitchen drain|a c|ac|aircon|air conditio\w*|air handler|hvac|condens\w+|float switch|grids?|grates?|leaves|surface|gravel|washing machine|plug hole|bathtub|tub",
    ),
    danger(
        "leak.uncontainable",
        "burst",
        rf"burst {w(4)}(?:pipes?|pipework|tank|main|mains|radiator|boiler|cylinder|hose|water|"
        rf"joint)|(?:pipes?|pipework|tank|main|mains|radiator|hose|cylinder|valve|joint|boiler|fitting) {w(5)}burst",
        rf"{_PAST}|tyre|burst out|street|road|burst the|bursting at",
    ),
    danger(
        "leak.uncontainable",
        "water leak",
        rf"(?:water(?! pressure)|leak(?! test)) {w(5)}(?:pouring|gushing|flood|everywhere|spraying|pissing|streaming|"
        rf"cascading|bucketing|shooting|chucking|squirting|pumping out|flowing out|rushing|all over|spurting|like a "
        r"(?:tap|waterfall|river)|rising|running down (?:the |my |our )?(?:walls?|stairs)|cannot stop|wont stop|will not stop|not stop|"
        r"tipping)",
        rf"{_PAST}|rain (?:water )?butt|garden tap|hosepipe|no water|outside|gutter|gutters|gutterings?|downpipe|overflow pipe|"
        r"drive|road|street|pavement",
    ),
    danger(
        "leak.uncontainable",
        "pouring pawing poring gushing spraying pissing cascading streaming bucketing spurting squirting chucking shooting",
        rf"(?:pouring|pawing|poring|gushing|spraying|pissing|cascading|bucketing|spurting|squirting|chucking|shooting) (?:out |in |down |"
        rf"through |from |of |it |with |water |like )+{w(4)}(?:ceiling|wall|walls|pipe|pipes|boiler|tank|bathroom|kitchen|"
        r"light|roof|upstairs|floor|radiator|everywhere|toilet|cistern|sink|tap|loft|water|above)",
        rf"{_PAST}|pouring rain|raining outside|gutter|gutters|downpipe|overflow pipe|smoke|people|cold air",
    ),
    danger(
        "leak.uncontainable",
        "flood",
        rf"flood {w(6)}(?:kitchen|bathroom|floor|floors|flat|house|bedroom|hall|hallway|lounge|"
        rf"living|carpet|carpets|ceiling|room|landing|upstairs|downstairs|home|property|below|basement|neighbours?|stairs|"
        rf"everywhere|everything|me out|us out)|(?:kitchen|bathroom|floors?|flat|house|bedroom|hall|hallway|lounge|living room|"
        rf"carpets?|ceiling|room|landing|home|property|basement|toilet|downstairs) {w(4)}flood",
        rf"{_PAST}|flood of|floods of|garden|road|street|river|car park|flood risk|flood plain|insurance|stream|light|floodlight|rain "
        r"water outside|with (?:calls|emails)",
    ),
    danger(
        "leak.uncontainable",
        "stop",
        r"(?:cannot|wont|unable to|not able to|how do i) (?:seem to |get it to )?stop (?:the |it |this |"
        r"it from )?(?:water|leak|leak\w*|gushing|flow)|"
        r"(?:(?<=^ )|(?<=[.,] )|(?<=please )|(?<=help ))stop (?:the |this )(?:water|leak|flood)"
        r"(?: now| please| quick| coming| pouring)*(?= (?:$|[.,]))",
        r"tap drip\w*",
    ),
    danger(
        "leak.uncontainable",
        "inch inches foot ankle ankles knee cm paddling wading swimming",
        rf"(?:under|in|got|about|theres|there is|by|with) (?:about |at least |nearly |over |like )*(?:an|a|one|two|three|four|five|six|half an?|couple of|\d+) (?:inch|inches|foot|feet|cm) of (?:dirty |cold |standing )*water|"
        rf"(?:inch|inches|foot|feet|cm) (?:deep )?(?:of|in) water {w(5)}(?:floor|hall|hallway|kitchen|bathroom|bedroom|flat|house|lounge|room|carpet)|water (?:is |was )?(?:up to|over) (?:my |our |the |your )?(?:ankles?|shins?|knees?|skirting\w*|door ?step)|ankle deep|"
        rf"(?:carpets?|floors?|lino|kitchen|hall) (?:is|are) (?:swimming|a (?:lake|swimming pool|paddling pool)|under water|underwater)",
        rf"{_PAST}|bath (?:has|with|full)|fill|filling|paddling pool (?:up|in)|garden|road|street|car park|path|gutter|puddle|bucket|pool party|toilet bowl|cistern|tank",
    ),
    danger(
        "leak.uncontainable",
        "bucket buckets towels bowl",
        rf"(?:leak|water|drip\w*|coming) {w(14)}(?:buckets?|towels|bowls?) {w(4)}"
        r"(?:not|isnt|wont|cannot|overflow\w*|every (?:few|five|ten|5|10|2|15|20|30|twenty|thirty) min\w*|(?:full|emptying|emptied|fills?) (?:up )?every (?:half (?:an )?)?hour|fills? (?:up )?(?:in|every)|"
        r"full in|in an? (?:hour|minute|night|few)|an hour|(?:a|per) minute)|"
        rf"(?:buckets?|pans?|saucepans?|bowls?|towels|mops?|mopping) {wide(8)}(?:(?:dont|doesnt|isnt|arent|not|hardly) (?:even )?(?:touch\w*|cop\w+|keep\w* up|help\w*)|cannot (?:keep up|cope)|(?:its|is) winning|losing (?:the )?battle)",
        r"(?:once|twice) (?:an?|every|per) (?:hour|day|night|week)|rent|bills?|mould",
    ),
    danger(
        "leak.uncontainable",
        "leak waterfall gushing",
        rf"(?:massive|huge|major|serious|severe|terrible) (?:water )?leak|(?:water|leak|coming) {w(9)}like a (?:tap|waterfall|river)|"
        rf"(?:its|is|water|all|and) gushing|taps? {w(4)}(?:snapped|come off|came off|broke off|broken off|flew off|blown off) {w(6)}(?:gushing|spraying|flood|everywhere|shooting|pouring)",
        rf"{_PAST}|gas|gutter\w*|downpipe|outside|road|street|overflow pipe|review|notice",
    ),
    danger(
        "leak.uncontainable",
        "tank cylinder immersion waterfall",
        rf"(?:is|its) (?:now )?a (?:complete |total |bloody )?waterfall|(?:tank|cylinder|immersion) {w(4)}(?:overflowing|overflows|overflowed|burst|split|emptying|flood)",
        r"fish|petrol|oil|overflow pipe|picture|garden|pond|shower head",
    ),
    danger(  # off in the hand, and nothing to turn it off by
        "leak.uncontainable",
        "tap taps faucet",
        rf"(?:(?:pulled|yanked|ripped|knocked|wrenched|snapped|broke|broken|twisted|turned) (?:the |my |our )?(?:\w+ )?(?:taps?|faucet) (?:clean |right |straight |completely )*off|"
        rf"(?:taps?|faucet) (?:has |have |just |s |is )*(?:come|came|flew|flown|fell|fallen|broke|broken|blew|blown|shot) (?:clean |right |straight |completely )*(?:off|away|out)) {wide(12)}"
        r"(?:spurting|spurts|spraying|sprays|gushing|gushes|squirting|squirts|shooting|all over|pouring|everywhere|hitting the|(?:cannot|dont|no idea) (?:\w+ ){0,3}?(?:stopcock|sto+p cock|stoptap|stop tap|off)|wont stop)",
        rf"{_PAST}|turned (?:it|the water) off|nothing (?:is )?coming|fitted|new one|outside tap|garden tap|drip\w*|mended|fixed",
    ),
    danger(
        "structural.flood",
        "flood river",
        rf"(?:river|flash flood|flood water|floodwater|stream|brook) {w(8)}(?:house|hall|home|"
        r"door|flat|inside|kitchen|in)|flash flood|cellar flood",
        r"stream of|streaming",
    ),
    danger(
        "plumbing.tap_running",
        "tap taps",
        rf"taps? {w(4)}(?:wont|will not|cannot|not|doesnt|unable to be) {w(2)}(?:turn|turning|"
        rf"shut|switch|stop|close)(?:ing)? {w(1)}(?:off|running|flowing)|taps? {w(4)}(?:snapped|come off|broke off|broken off|"
        rf"flew off|blown off) {w(5)}(?:water|running|everywhere)|taps? {w(2)}stuck on|(?:cannot|wont) turn (?:the |my |off "
        rf"the ){w(2)}tap off",
        r"drip|drips|dripping|stop dripping|outside tap",
    ),
    danger(
        "water.no_water",
        "water",
        r"(?:no|havent got|without|havent any|not got|not any|lost|got no|have no|zero) (?:any |all |our |"
        r"running |cold |mains |drinking |of our |hot or cold |hot and cold |cold or hot |my )*water(?! (?:pressure|leak|damage|"
        r"heater|bill|coming in|coming through|butt|tank|from (?:the |my )?(?:shower|hot|bath|washing|ceiling)|in (?:the |my )?"
        r"(?:radiators?|boiler|toilet|cistern|bowl|shower|bath|pool)|for the garden|hot|on the (?:floor|lino|carpet|tiles|ground|ceiling|wall)|under|underneath|around|anywhere near|near|visible|inside the|leaks?|marks?|stains?|to the (?:toilet|shower|washing|outside)|"
        r"meter|when|going|ingress|visible))",
        r"no hot water|without hot water|not hot|have hot|leak|heating|lukewarm|cold water "
        r"is fine|(?:making|makes|made|collects|collecting|producing) (?:no|zero) water|on one tap|shower only|shower (?:[^. ]+ ){0,8}no water(?! in| at all| anywhere)|pressure|washing machine|dishwasher|fridge|water heater",
    ),
    danger(
        "water.no_water",
        "water",
        r"water (?:has |is |s |been |have |all |just |was |supply |supply has |supply is |gone |went |still "
        r")*(?:off|cut off|stopped|gone off|run dry|disconnected)(?! (?:at|by|so|until|because|myself|and it|under|in the|to))",
        r"turned|turn|switch|switched|hot water|shut|heating|stopcock|leak|draining|run off|boiler|drip\w*|coming|running off|"
        r"scheduled|letter|(?:came|come|comes|its|is|been) back(?: on)?(?! off)",
    ),
    danger(
        "water.no_water",
        "drop",
        r"not (?:a|one|so much as a) (?:single )?drop(?= (?:[.,]|from|anywhere|since|all|in the (?:house|flat|taps?|kitchen|place)|today|this|at all) | $)",
        rf"rain|leak|alcohol|beer|drink|drank|drinking|hot|blood|oil|wine|damp|dry as|ceiling|spilt|came through|valve|lever|relief|seal|washer|gasket|tightened|{_PAST}",
    ),
    danger(
        "water.no_water",
        "taps tap dry drop faucet faucets",
        rf"not a drop (?:of water )?(?:coming |come |comes )?(?:out|from|in|of)|taps {w(3)}(?:dry|nothing)|nothing (?:is |comes )?(?:coming )?(?:out (?:of )?|from )(?:the |any |"
        rf"any of the |all |my |our )*(?:taps|faucets?)|no water {w(3)}(?:taps|anywhere|in the (?:house|flat|property)|at all)",
        r"hot|paint\w*|grout|sealant",
    ),
    danger(  # told of the taps, not of the water
        "water.no_water",
        "taps tap faucets faucet",
        r"(?:all (?:of )?(?:the |my |our )?|every |both (?:the |my )?)?(?:taps|faucets) (?:(?:are|is|s|have|gone|went|all|just|completely) )*(?:dead|dry|bone dry)(?! (?:slow|loose|stiff))|nothing (?:is |comes |coming |at all )*(?:out (?:of |from )?|from |through |in )(?:any|all|every|either|both) (?:of )?(?:the |my |our )?(?:taps?|faucets?)|"
        r"(?:kitchen|bathroom|bath|cold|sink) tap (?:on )?(?:and |got |theres |there is )*nothing (?:[^.]+ )?(?:bathroom|kitchen|bath|upstairs|toilet|others?|hot) (?:tap )?(?:is |was |the )*(?:same|nothing|too|as well|wont fill|not filling)",
        r"hot taps?|upstairs taps|outside taps?|garden taps?|bathroom taps|kitchen taps|upstairs only|paint\w*|grout|sealant",
    ),
    danger(  # every tap is dry, or one after another only coughs
        "water.no_water",
        "tap taps faucet faucets anything coughed coughs cough",
        r"(?:every|each|all (?:of )?(?:the |my |our )?) ?(?:taps?|faucets?) (?:(?:is|are|has|have|gone|went|just|completely|all|as) )*(?:bone |dead )?dry(?! (?:slow|loose|stiff|and crusty))|"
        r"(?:taps|faucets) (?:(?:are|is|have|has|been|gone|went|run|all|both|just|completely|bone) )+dry since (?:about |around )?(?:last night|this morning|yesterday|\w+)|"
        r"(?:taps?|faucets?) (?:[^. ]+ ){0,10}(?:it|they|just|only) (?:just |only |all )?cough(?:s|ed)? (?:[^ ]+ ){0,8}?(?:tried|went to|then|and|so did|same)(?: [^ ]+){0,6}? (?:cough(?:s|ed)?|same|nothing)|"
        r"nothing (?:at all )?(?:comes|came|coming|is coming) out of (?:anything|any of them)(?= [.,]| $| (?:hot|kitchen|since|this|in the (?:house|flat|kitchen|bathroom)))",
        r"hot tap|still get|runs? (?:fine|ok|clear)|then (?:it )?(?:runs|clears|comes)|machine|radiators?|paint\w*|shop|foyer|printer",
    ),
    danger(
        "water.no_water",
        "water",
        r"(?:no|neither|without) hot (?:or|and|nor) cold water|no (?:cold|hot) or (?:hot|cold) water",
    ),
    danger(  # others cut it off, and nobody has put it on again
        "water.no_water",
        "off without",
        rf"(?:shut|turned|switched|cut) (?:all |off )?(?:the |our |my )?(?:water|mains water|water supply) (?:supply )?(?:off )?{_ANY}(?:(?:\d+|two|three|four|five|six|seven|eight|twelve|many|several) (?:hours|hrs|days) (?:ago|now|later|without)|(?:still|its still|remains) off|(?:nobody|noone|no one|never|not|hasnt|havent) (?:[a-z]+ ){{0,2}}?(?:back|turned|put|come|came))|"
        rf"(?:water|mains|burst|leak|pipe) {_ANY}(?:shut|turned|switched|cut) us (?:all )?off {_ANY}(?:nobody|nobodys|noone|no one|never|not|hasnt|havent|still|without|since|hours|days)|(?:shut|turned|switched|cut) us (?:all )?off {_ANY}(?:still|nobody|nobodys|no one|never|havent|without|everyone else|everybody else) {_ANY}water|"
        rf"water {wide(10)}back on {wide(10)}(?:without|none|nothing|no water|been off)(?: it| any| now| here| at all)*(?= since)|(?:weve|we have|ive|i have|we are|im) (?:been )?without (?:any )?(?:running |mains )?water(?= since)",
        r"hot water|hot|heating|radiators?|electric\w*|power|gas|lift|back on (?:at|by|now|again|this|after|within|in)|(?:came|is|its|was|all) back on|scheduled|planned|(?:i|ive|we|weve) (?:have |had |just )?(?:shut|turned|switched|cut)|stop ?cock|stop ?tap|isolat\w*|under the (?:sink|toilet|basin)|to the (?:toilet|sink|bath|basin|shower|washing|machine|tap|radiator)|garden|outside tap|years? ago|last (?:year|summer|winter)",
    ),
    danger(  # nothing from one and from the other: it may be frozen
        "water.no_water",
        "nothing",
        r"nothing (?:is |comes |coming |came |at all )*(?:from|out of|at|in) (?:either )?(?:the |our |my )?(?:kitchen|bath|bathroom|sink|basin|shower)(?: taps?| sink)? (?:or|and|nor) (?:the |our |my )?(?:kitchen|bath|bathroom|sink|basin|shower|toilet|upstairs)(?: taps?| sink| cistern)?(?= (?:[.,]|since|this|all|at|now|for|today|either)| $)",
        r"hot (?:water|tap)|extractor|fans?|lights?|sockets?|switch|wifi|signal|radiators?|heat|smell|leak|mice|ants|paint\w*|missing|broken|wrong|damaged|stolen|survey|needs|found|new",
    ),
    *drains.RULES,
    *drains.ABOVE,
)
