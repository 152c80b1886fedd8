"""Gas that leaks: by its name, and second-hand, by how it smells, sounds and comes about."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger, w, wide

# Second-hand words: nobody writes "gas leak", but this is how it smells, sounds and comes about.
ODOUR = r"(?:smell|smelly|guff|whif|whiffy|niff|niffy|ponging|reekin|stinky|stench|wang)"
FUEL = r"(?:gas|gassy|gaz|propane|butane|lpg|calor|mercaptan)"
BURNER = (
    r"(?:cookers?|hobs?|stoves?|ovens?|range|rings?|burners?|gas (?:fire|xire)|boiler|water heater|furnace|meter|"
    r"meter (?:box|cupboard|cubord)|airing cupboard|knobs?)"
)
EGGY = (
    r"(?:(?:rotten|bad|dead|off) eggs?|eggs|eggy|sulphur|sulfur|sulfer|sulphurous|cabbagey|rotten cabbage|"
    r"skunk|trumpy|onions)"
)
_OTHER_SMELL = (
    r"burning|burnt|fishy|plastic|rubber|paint|damp|mould|musty|weed|cannabis|smoke|smoking|wee|urine|pee|cat|dog|drains?|toilet|"
    r"plughole|plug hole|loo|shower|gully|manhole|sewage|poo|dead rat|mouse|mice|rats?|dishwasher|curry|fish|fridge|bins?|"
    r"sink|taps?|hot water|no smell"
)
SECOND_HAND: tuple[Rule, ...] = (
    danger(
        "gas.smell", "gassy propane butane lpg calor mercaptan gaz", rf"{ODOUR} {wide(7)}{FUEL}|{FUEL} {wide(6)}{ODOUR}"
    ),
    danger(
        "gas.smell",
        "gas",
        rf"{ODOUR} {w(5)}(?:gas|o gas)|gas (?:ki )?(?:boo|bu|badbu)|gas {w(4)}{ODOUR}",
        r"no smell of gas",
    ),
    danger(
        "gas.smell",
        "egg eggs eggy sulphur sulfur sulfer sulphurous cabbagey cabbage skunk trumpy onions",
        rf"{EGGY} {wide(16)}{BURNER}|{BURNER} {wide(16)}{EGGY}",
        r"drains?|sink|toilet|plughole|tap|taps|hot water|bath|dishwasher|fridge|fried|fry|boil(?:ed|ing)?|cook(?:ed|ing|s)?|"
        r"breakfast|weed|poach(?:ed)?|is gone off|eat(?:ing)? eggs",
    ),
    # The meter, the hob or the fire smells or hisses.
    danger(
        "gas.smell",
        "meter metre",
        rf"(?:meter|metre)(?: (?:box|cupboard|cubord|cabinet|room))? {w(14)}(?:{ODOUR}|hiss|hissing|whistling|fizzing)|"
        rf"(?:{ODOUR}|hiss|hissing|whistling|fizzing) {w(8)}(?:meter|metre)",
        rf"{_OTHER_SMELL}|water meter|heat meter|electric meter|electricity meter|damp",
    ),
    danger(
        "gas.smell",
        "hiss hissing hisses fizzing fizzes whistling",
        rf"gas {wide(14)}hear (?:it|a|the) {w(2)}hiss\w*|(?:hiss|hissing|hisses|fizzing) {wide(10)}(?:cooker|hob|stove|oven|ring|rings|burner|meter|bendy pipe|gas)|"
        r"(?:cooker|hob|stove|oven|rings?|burners?|gas (?:fire|xire)|range|bendy pipe) "
        rf"{wide(20)}(?:hissing|hiss|hisses|fizzing)",
        r"water|taps?|steam|radiator|rad|kettle|pans?|pot|switch|sockets?|plug|electrics?|cistern|used to hiss|spider|snake|cats?",
    ),
    danger(
        "gas.smell",
        "smell",
        rf"(?:strong|funny|weird|strange|odd|bad|horrible|rotten|nasty|heavy) {ODOUR} {w(3)}(?:from|off|by|near|behind|round|around) "
        r"(?:the |my |our |her |his )?(?:boiler|cooker|hob|stove|oven|gas (?:fire|xire)|gas meter|meter)",
        rf"{_OTHER_SMELL}|new|food|fat|grease",
    ),
    danger(
        "gas.smell",
        "eggy egg eggs sulphur sulfur sulfer skunk",
        rf"{EGGY} (?:[^. ]+ ){{0,3}}?(?:off|from|by|near|behind|round) (?:the |my |our )?{BURNER}",
        r"fried|fry|cooked|hot water",
    ),
    # Somebody says that it is, or cannot tell whether it is.
    danger(
        "gas.smell",
        "gas",
        rf"(?:says|said|sez|sed|reckons|thinks|convinced|definitely|sure|its) {w(4)}(?:its|thats|that is|it is) (?:definitely |def |probably )?gas|(?:more|its) like gas|"
        r"(?:cannot tell|not sure|unsure|dont know|no idea|wondering) (?:if|whether) (?:its|it is|thats|that is) gas|smell (?:[^ ]+ ){0,4}?like gas|"
        r"(?:leak|escaping|hissing) (?:and )?i can smell it|(?:hear|hearing) (?:the )?gas|"
        rf"gas (?:pipe|main|mains|line) {w(6)}(?:snapped|cut through|been hit|got hit|been cut|severed|fractured|ruptured|punctured|cracked)",
        r"(?:gas|electric) or (?:gas|electric)|(?:is|its|thats) gas (?:cooker|hob|heating|central|boiler|and|not electric|fired)|heating|bill|supplier|meter reading|fart",
    ),
    danger(
        "gas.smell",
        "gas",
        rf"{ODOUR} {wide(16)}(?:might|mite|may|could|must|maybe|possibly|perhaps|says?|reckons?) (?:well |even |only )?(?:be )?gas(?= [^a-z]|$| [.,]|[.,]| (?:or|and|but|i|we|he|she|my|so|pls|please|cant|not))",
        r"bill|supplier|meter reading|fart|gas or electric",
    ),
    danger(
        "gas.smell",
        "camping calor lighter bottle bbq",
        rf"{ODOUR} {w(4)}(?:like|of) (?:a |an |the |my )?(?:camping (?:stove|gas)|calor|bbq (?:bottle|gas)|lighter (?:gas|refills?|fuel)|gas bottle)",
        r"garden|outside|next doors?|neighbours?|shed|garage|tent|keep|kept",
    ),
    danger(  # made safe once, and leaks before the cap
        "gas.smell",
        "cap capped",
        rf"(?:cadent|gas (?:man|board|people|engineer|emergency)|capped) {wide(24)}leak (?:[a-z]+ )?(?:before|at|by|behind|past|round|around) (?:the |that )?(?:cap|meter|joint|valve)",
        r"water|radiators?|rain|taps?|tank",
    ),
    # Turned on and not lit, by hand or by a child or by a knock.
    danger(
        "gas.smell",
        "unlit lit light lighting lite caught catch",
        rf"(?:hob|ring|rings|cooker|stove|oven|burner|gas|fire|xire|knob) {w(4)}(?:on|open) {wide(8)}"
        r"(?:unlit|not lit|not been lit|isnt lit|wasnt lit|without (?:lighting|being lit|a flame)|(?:forgot|frogot|forgets|forgotten) to (?:light|lite|lit)|"
        r"didnt light|not lighted)|"
        r"(?:turned|turnt|turns|left|leaves|leave|knocked|put) (?:the |her |his )?"
        r"(?:hob|ring|cooker|stove|oven|gas|fire|xire|gas xire|gas fire) (?:[^. ]+ ){0,8}?(?:unlit|not lit|without lighting|(?:forgot|frogot|forgets) to (?:light|lite|lit))|"
        r"(?:left|leaves|turned) (?:it|them) (?:turned )?on (?:[^ ]+ ){0,4}?(?:without lighting|unlit|not lit)",
        r"pilot (?:light )?(?:wont|not)|engineer said",
    ),
    danger(
        "gas.smell",
        "unlit lit light lighting lite caught catch",
        rf"{ODOUR} {wide(10)}(?:unlit|(?:ring|hob|burner|gas) (?:hasnt|didnt|doesnt|not) (?:caught|catch)|(?:dont|doesnt|not|didnt|without) (?:lit|light|lite|lighting) (?:the|it|a)|it (?:dont|doesnt|didnt) light)|"
        rf"(?:unlit|(?:dont|doesnt|not|didnt) light) {w(4)}{ODOUR}|(?:dont|doesnt|didnt) light and {w(4)}{ODOUR}|struck (?:match|mach)",
        r"candle|burning",
    ),
    danger(
        "gas.smell",
        "full thick stinks reeks",
        rf"(?:hob|ring|rings|cooker|stove|oven|grill|burner) {wide(10)}(?:wouldnt|wont|didnt|doesnt|never|not|hasnt|hadnt) (?:light|lit|catch|caught|ignite) {wide(8)}(?:full of (?:it|gas)|thick with (?:it|gas)|stinks of (?:it|gas)|reeks of (?:it|gas))",
        r"smoke|food|grease|no smell",
    ),
    danger(
        "gas.smell",
        "knob knobs ring rings hob cooker stove",
        r"(?:knocked|twisted|turned|nudged|caught|left) (?:[^. ]+ ){0,3}?(?:knobs?|ring|rings|hob|hob knob) "
        r"(?:[^ ]+ ){0,24}?(?:full of it|thick with it|smell|cannot breath|cannot breathe|cant breth|breth|fumes|light switch|light swich)",
        r"burning|burnt|smoke|pan|no smell",
    ),
    danger(  # somebody's gas is left on, and people are ill of it
        "gas.smell",
        "gas",
        rf"(?:leaves|leaving|left|keeps leaving) (?:the |his |her |their |my |our )?gas (?:ring |hob |cooker |fire |tap )?on {wide(10)}(?:headaches?|sick|dizzy|light ?headed|lightheaded|nausea|nauseous|faint|cannot breathe)",
        r"heating|bill|cost|money|credit",
    ),
    danger("gas.smell", "flame flames", rf"(?:hobs?|rings?|burners?|cooker) {w(4)}on {w(3)}no flame"),
    # Gas was named; then "it" smells, is back, or fills the place.
    danger(
        "gas.smell",
        "gas gaz",
        rf"{FUEL} {wide(30)}(?:(?:can|cannot stop|still) smell it|full of it|thick with it|smell (?:is |still )?(?:back|again|lingering|getting worse|"
        r"worse|stronger)|smell again|it smells? (?:really |so |very )?strong|i smell it|room smell|it smell again)",
        r"drains?|bins?|weed|no smell|not gas",
    ),
    # It is off, and smells all the same.
    danger(
        "gas.smell",
        "smell",
        rf"{FUEL} (?:[^. ]+ ){{0,6}}?(?:off|shut|out|disconnected) (?:[^. ]+ ){{0,3}}?(?:can|still|could) (?:still )?smell (?:it|gas)",
        _OTHER_SMELL,
    ),
    danger(
        "gas.smell",
        "smell",
        rf"(?:turned|turnt|shut|switched|switch) {w(4)}(?:off|of) (?:[^ ]+ ){{0,20}}?(?:still (?:a |the |there |got a |got the )*smell|smell (?:is )?still)|"
        r"(?:smell (?:is |has come |has came |come |cum |came )?back|(?:come|cum|came) back [.,] the smell) (?:[^ ]+ ){0,14}?(?:engineer|man|bloke|fitter|tightened|tightend|worse)|"
        r"(?:engineer|gas man|your man|ur man|xxx man) (?:[^ ]+ ){0,22}?smell (?:is )?(?:back|again|worse)|it smell again",
        r"burning|burnt|burn|damp|mould|weed|drains?|toilet|sewage|sewer|carpet|leak water|blocked|extractor|bins?|paint|sockets?|extension|switched off the (?:lead|plug|socket|tv|telly|lamp)",
    ),
    danger(
        "gas.smell",
        "gas",
        r"gas(?: gas)* [.](?= (?:[^ ]+ ){0,14}?(?:come|help|please|shut|strong|full|outside|windows|cupboard|now|everyone out|evacuated|smell) )",
        r"type|supply|heating|boiler type|fuel|subject|category|complaint|no gas|not gas|department|trade|none",
    ),
    # Who looked or tried says so: bubbles at a joint, a neighbour who was a fitter, a bang and singed hair.
    danger(
        "gas.smell",
        "bubbles bubble bubbling bubbled",
        r"(?:soapy|soap|fairy|washing up|leak spray|bubble test|detergent) (?:[^ ]+ ){0,14}?(?:bubbles?|bubbl(?:ing|ed))|"
        r"(?:joint|meter|gas pipe|flex|flare|bendy pipe|connector|valve) (?:[^. ]+ ){0,14}?(?:bubbles|bubbling|bubbled)",
        r"sink|drains?|dishwasher|washing machine|toilet|bath|overflow|radiator|no bubbles|paint",
    ),
    danger(
        "gas.smell",
        "digger diggers dug dig drill drilled spade post digging strimmed strimmer",
        r"(?:diggers?|dug|dig|drill|drilled|spade|digging|strimmed|strimmer|post was driven) "
        rf"{wide(14)}(?:hiss|hissing|bubbling|smell|whoosh|whistling)|(?:diggers?|spade|drill) {wide(8)}(?:yellow (?:pipe|main|something)|something yellow)",
        r"drains?|sewer|sewage|water main|water pipe|dog|cat|fox|damp|manure",
    ),
    danger(
        "gas.smell",
        "whoosh bang woof singed eyebrows fireball",
        r"(?:cooker|oven|hob|ring|stove|lit|light|meter|gas|range) (?:[^. ]+ ){0,12}?(?:whoosh|bang|woof|fireball|singed|eyebrows|boom) (?:[^. ]+ ){0,12}?"
        r"(?:smell|hair|eyebrows|burnt|burned|blistered|hiss|hissing|gas|gassy)",
        r"door|electric|switch|socket|bulb|water heater",
    ),
    danger(
        "gas.smell",
        "pilot",
        rf"pilot {w(8)}(?:out|off|blew|blown) {wide(24)}(?:pumping|{ODOUR}|{FUEL} (?:coming|smell))|{ODOUR} {w(6)}pilot",
        r"no smell|burning|damp|cannot smell|dont smell|not smell",
    ),
    # Ill and a smell, by something that burns gas.
    danger(
        "gas.smell",
        "headache headachy sick dizzy lightheaded headed heded",
        rf"(?:headachy?|headaches|sick|dizzy|lightheaded|light (?:headed|heded)|coughing) {wide(10)}{ODOUR} {wide(8)}{BURNER}|"
        rf"(?:headachy?|headaches|sick|dizzy|lightheaded|light (?:headed|heded)) {wide(6)}(?:kitchen|kitchin) {ODOUR}|"
        rf"{BURNER} {w(8)}{ODOUR} {wide(10)}(?:headachy?|headaches|dizzy|lightheaded|light headed)",
        r"burning|burnt|drains?|damp|mould|sewage|paint|toilet|bins?|weed|exhaust",
    ),
    # Taken out, and the pipe left as it was.
    danger(
        "gas.smell",
        "uncapped capped open hissing hiss whistling blowing",
        rf"(?:disconnected|removed|took (?:out|away)|taken (?:out|away)|moved|pulled out|ripped out|unscrewed) {w(5)}(?:hob|cooker|gas (?:fire|xire)|oven|gas meter|stove) {wide(8)}(?:pipe (?:left )?(?:wide )?open|open pipe|uncapped|not (?:been )?capped|hiss\w*|whistling|blowing)",
        r"no gas|electric (?:hob|cooker|oven)|gas is off at",
    ),
    # One letter away, which is a word of its own: it is meant only beside gas.
    danger(
        "gas.smell",
        "sell snell spell shell swell",
        r"(?:sell|snell|spell|shell|swell) of (?:the |some |strong )?gas|gas (?:sell|snell)|(?:can|could) (?:still |really |all )?(?:sell|snell|spell|shell|swell) (?:the )?gas(?! (?:cookers?|to|bottles?|for))|snell gas|strong (?:sell|snell|spell) (?:of|off) gas",
        r"petrol|garage|share|bp",
    ),
    danger(
        "gas.smell",
        "guess gus gash guessed gasp guys",
        r"(?<! i )(?<! we )(?:guess|gus|gash) (?:leak|escape|smell|alarm|meter|pipe)|(?:smell|leak|whiff|stench) (?:of |off )(?:the |some |a bit of )?(?:guess|gus|gash|gasp|guys)(?! (?:who|that|smoking|outside|next))",
        r"i guess|guess (?:its|it is|what)",
    ),
    danger(
        "gas.smell",
        "smell whiff stench",
        rf"{ODOUR} {w(5)}(?:like|as) (?:when|wen|if|what you get when|just before) (?:you|u|ya|we|someone|the|a|it) {w(4)}(?:light|lights|lit|lite|turn on|put on|turned on|ignite\w*|strike|leave|leaves|left|forget|forgot|open|opened) {w(3)}(?:cooker|hob|gas|ring|oven|burner|stove|grill)",
        r"burning|burnt|dust|dusty|plastic|fishy|smoke",
    ),
    danger(  # no name for it: it is worst where gas burns
        "gas.smell",
        "smell",
        rf"{ODOUR} {wide(26)}(?:worst|worse|stronger|strongest) (?:when (?:i|we|you) (?:bend|lean|get|kneel|stoop) )?(?:down |right |close |near |up )*(?:to|by|near|at|behind|next to|beside) (?:the |my |our )(?:gas )?(?:oven|cooker|hob|boiler|meter|stove|gas fire|xire)",
        r"burning|burnt|burned|grease|greasy|fat|food|roast|fish|dinner|cooking|damp|mould|drains?|toilet|sewage|bins?|fridge|electric|electrical|plastic|smoke|paint|weed|no smell",
    ),
    danger(  # "how do I turn the gas off, there's a leak"
        "gas.smell",
        "leak",
        rf"(?:turn|switch|shut|cut) (?:the |my )?gas off {w(4)}(?:theres|there is|we have|weve got|ive got|got) a (?:bad |small |big )?leak|(?:turn|switch|shut|cut) off (?:the |my )?gas {w(4)}(?:theres|there is|we have|weve got|ive got|got) a (?:bad |small |big )?leak|"
        rf"(?:theres|there is|we have|weve got|ive got) a (?:bad |small |big )?leak {w(6)}(?:turn|switch|shut) (?:the |my )?gas off",
        r"water|radiators?|roof|taps?|toilet|bath|sink|pipe under|rain",
    ),
    danger("gas.smell", "غاز الغاز", r"(?:رايحة|ريحة|تسرب|رائحة|تسريب) (?:[^. ]+ ){0,2}?(?:غاز|الغاز)"),
)
_ROOM = (
    r"(?:(?:here|ere|in here|in ere|the place)|(?:the |my |our |her |his |their |this |mums |nans |whole |all |of )*(?:kitchen|flat|house|home|hall|hallway|passage|landing|stairs|stairwell|stairway|bedroom|"
    r"living room|front room|sitting room|back room|lounge|bathroom|building|block|corridor|basement|cellar|room|downstairs|upstairs|place))"
)
_NO_LEAK = (
    r"gas (?:cooker|hob|oven|fire|boiler|central|heating|man|engineer|fitter|bill|board|supply|supplier|point|bottle|works|certificate|check)|(?:and|or|but|but no|no) (?:the )?(?:electric\w*|leccy|boiler|heating|hot water)|credit|meter|"
    r"tenner|quid|pounds?|top(?:ped|ping)? (?:it )?up|connect\w*|bbq|barbecue|cheaper|fitted|install\w*|capped|wont light|is there|are there|has it got|does it have|do (?:you|they|we) have|laughing gas|tear gas|heat with|run on|runs on|gas or|for (?:the )?(?:cooker|cooking|hob|heating)|before i (?:move|sign|take)|need to know|letter says|your letter"
)
BY_ITS_NAME: tuple[Rule, ...] = (
    # Nobody says that it smells: it is there, it comes in, it is everywhere.
    danger(
        "gas.smell",
        "gas",
        rf"(?:theres|there is|there was|its|we have|weve got|weve|ive got|got|help|think|thinks|reckon|reckons|sure|full of|must be|can be|of) (?:a |some |all |loads of |lots of |strong |so much |a lot of |bit of |the )*gas (?:all |right |coming |come |getting |everywhere )*"
        rf"(?:in|inside|into|all over|all through|through|throughout|up|around|round) {_ROOM}|gas (?:is |has |was |keeps )*(?:coming|come|comes|getting|got|seeping|drifting|creeping|spreading|wafting) (?:all )?(?:in|into|up|through|under|from|over)(?! (?:on|pressure|the meter)) {w(2)}(?:{_ROOM}|floors?|floorboards|wall|air ?bricks?|drains?|vent|window)|"
        rf"(?:left|leaves|leaving|turned|knocked) (?:the |her |his )?gas (?:ring |tap )?on {w(4)}all (?:through|over) {_ROOM}|(?:think|thinks|reckon|reckons|sure|smells?) (?:that )?(?:its|it is) gas (?:[.,] )?(?:the |my |our )?(?:whole|all|really|so|strong|bad|everywhere)|"
        rf"gas (?:all over|all through|all around|everywhere in|right through) {_ROOM}",
        _NO_LEAK,
    ),
    # Cried, not told.
    danger(
        "gas.smell",
        "help quick hurry emergency sos quickly danger scared",
        r"(?:help|quick|quickly|hurry|emergency|sos|danger|scared) (?:(?!no |not |without |need |needs |of |with |for |my |any |your |pay |bill |out |run |turn )[a-z,.]+ ){0,4}?gas(?= (?:$|[.,]|please|help|quick|now|everywhere|come|hurry|in here|in ere|all over))|"
        rf"gas (?:in|inside|all over) {_ROOM} (?:[.,] )?(?:please |come |now |can you )*(?:help|hurry|quick|quickly|come|emergency|urgent|asap|scared)|(?<=^ )gas (?:[.,] )*(?:help|emergency|quick|quickly|urgent|please help|come quick|come now|hurry)",
        _NO_LEAK,
    ),
    danger(  # no more than that
        "gas.smell",
        "gas",
        rf"(?:(?<=^ )|(?<= [.] ))gas (?:in|inside|all over) {_ROOM}(?= [.]| $)",
        _NO_LEAK,
    ),
    danger(
        "gas.smell",
        "gas",
        r"gas (?:[.,] )?gas (?:[.,] )?gas|gas (?:is )?(?:honks|honking|hums|humming|mings|minging)",
        r"bill|supplier|heating|no gas",
    ),
    # How it smells is told first, and a long way on they ask whether it is gas.
    danger(
        "gas.smell",
        "smell",
        rf"{ODOUR} {wide(24)}(?:(?:do you|you|dyou|d ya) (?:think|reckon) (?:its|it is|thats|that is|it could be|it might be) (?:the )?gas|(?:is|could|might|would) (?:it|that|this) (?:be )?(?:the |a )?gas|"
        r"(?:its|it is|thats|it could be|could be|might be|must be|may be) (?:the )?gas)(?! (?:man|engineer|bill|fitter|meter|fire|hob|cooker|heating|central|or electric))",
        r"no smell|cannot smell|dont smell|doesnt smell|not smell|burning|burnt|weed|cannabis|bbq|barbecue",
    ),
    danger(
        "gas.smell",
        "eyes throat chest choking coughing",
        rf"(?:eyes|throat|chest) {w(5)}(?:water\w*|sting\w*|sore|streaming|tight|burn\w*|catch\w*) {w(4)}(?:with|from|off|of|by|because of) (?:the |all the |this )?gas|(?:choking|coughing) (?:with|from|on|off) (?:the |all the |this )?gas",
        r"tear gas|pepper|bbq|barbecue|gas bill",
    ),
)
RULES: tuple[Rule, ...] = (
    danger(
        "gas.smell",
        "gas",
        rf"smell {wide(7)}gas",
        r"petrol station|gas station|on the (?:bus|train|tram|tube|plane|ferry|motorway)|smell gets? (?:in|into) gas|tracer",
    ),
    danger(
        "gas.smell",
        "gas",
        rf"gas {wide(6)}smell",
        r"petrol station|gas station|on the (?:bus|train|tram|tube|plane|ferry|motorway)|no gas {w(8)}drains?|(?:rats?|mice) (?:we|i) think|dead (?:rat|mouse)",
    ),
    danger(
        "gas.smell",
        "gas",
        r"gas (?:(?:main|mains|pipe|pipes|line|meter|cooker|hob|fire|tap|supply|oven|stove|bottle|valve|is|was|are|seems|"
        r"to|be|definitely|must|still|from|there|the|may|might|could|possibly|really|now|big|has|have|a|bad|been|boiler is) ){0,5}?"
        r"(?:leak|leek|leeks|hissing|hiss|escape|escaping|escapes)",
        r"leak(?: of| some| out)? water|water leak|gas boiler (?:is )?leak|leakwater",
    ),
    danger(
        "gas.smell",
        "gas",
        rf"(?:leak|hissing|hiss|escape|escaping) {w(5)}gas(?! boiler)",
        r"water leak|leak(?: of| some| out)? water",
    ),
    danger(
        "gas.smell",
        "gas",
        rf"gas (?:alarm|detector|monitor|sensor) {w(4)}(?:going|goes|gone|beeping|sounding|ringing|off|"
        r"bleeping|wont|screaming|loud)",
        r"battery|replace|chirp|chirps|chirping",
    ),
    danger(
        "gas.smell",
        "gas",
        r"(?:left|leaving|leave) (?:the )?(?:gas|hob|cooker|gas hob|ring) (?:ring )?(?:on|running) "
        rf"{w(4)}(?:unlit|all night|all day|overnight|smell|for hours|without)",
    ),
    danger(
        "gas.smell",
        "gas",
        rf"(?:full of|filled with|filling with|fills with|reeks of|stinks of|fumes of|whiff of|hint of|"
        rf"waft of|lot of|cloud of|(?:honks?|honking|mings?|minging|hums?|humming) (?:of|o|with)|full o|choked with|thick with|heavy with|stinking of|overcome by|overcome with|breathing in|breathing|taste|poisoned by|choking on) {w(2)}gas",
    ),
    danger(
        "gas.smell",
        "gas",
        rf"gas {w(6)}(?:blowing|rushing|whistling|pouring) out|(?:nicked|stolen|stole|robbed|pinched|ripped|pulled|kicked) {w(6)}pipe {w(6)}gas (?:meter|main|supply)|gas (?:pipe|meter|main) {w(4)}(?:nicked|stolen|ripped off|pulled off|kicked off)|"
        rf"gas {w(3)}(?:everywhere|filling|fumes|explosion|exploded|explode|blow up|pouring out|"
        rf"coming out|seeping|building up)",
        r"flames?|no gas|barely|hardly|not enough|little|(?:not|isnt|wont|nothing) (?:be )?coming",
    ),
    danger(
        "gas.smell",
        "gas",
        rf"gas {w(2)}(?:wont turn off|cannot turn off|cannot be turned off|not turning off|"
        r"stuck on|keeps coming out)",
    ),
    danger(
        "gas.smell",
        "gas",
        r"(?:hit|cut|drilled|damaged|nailed|snapped|broken|broke|fractured|pierced|put a nail|put a "
        rf"screw|went through|gone through|punctured|struck|dug) {w(4)}gas (?:pipe|main|mains|line|supply pipe)",
    ),
    danger(
        "gas.smell",
        "egg eggs",
        rf"(?:smell {w(6)}(?:rotten|bad|off|gone off|rotting|eggy) eggs?|eggy smell|eggs? (?:(?:sort|kind|type) of |like |ish )?smell)",
        r"drains?|sink|toilet|plughole|plug hole|tap|taps|water|fridge|hot water|loo|shower|gully|manhole",
    ),
    danger(  # a smell about the building, and then what it is like
        "gas.smell",
        "egg eggs sulphur sulfur",
        rf"smell {w(4)}(?:in|on|up|through|all over|about|around) (?:all )?(?:the|our|my|this) {w(3)}(?:hall|hallway|landing|stairs|stairwell|staircase|corridor|lobby|foyer|building|block|entry|close|flat|house|apartment|basement|cellar|porch) {wide(24)}(?:(?:rotten|bad|like|off) eggs?|sulph?ur|sulfur)",
        r"drains?|sink|toilet|plughole|plug hole|taps?|water|fridge|loo|shower|gully|manhole|bins?|stink bomb|cook\w*|boil\w*|breakfast|factory|pond|fertili[sz]er",
    ),
    danger(
        "gas.smell",
        "eggy",
        r"eggy smell|smell (?:a bit |really |very )?eggy",
        r"drains?|sink|toilet|plughole|water|tap",
    ),
    danger(
        "gas.smell",
        "gaz gas nwy",
        r"miroase a gas|miros de gas|scurgere de gas|huele a gas|olor a gas|fuga de gas|"
        r"cheira a gas|(?:sens?|sent) le gas|cheiro a gas|odeur de gas|fuite de gas|odore di gas|puzza di gas|fuga di gas|czuc gas|zapach gas|"
        r"zapach gasu|gas kokusu|arogl nwy|gasgeruch|ulatnia sie gas|wyciek gasu|era gas",
    ),
    danger("gas.smell", "gazu kokuyor", r"czuc gazu|zapach gazu|wyciek gazu|ulatniajacy gas|kokusu|gas kokuyor"),
    *SECOND_HAND,
    *BY_ITS_NAME,
)
