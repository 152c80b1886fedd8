"""Carbon monoxide: its alarm, what it does to people, and the flues, flames and soot it comes from."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger, w, wide

CO = r"(?:carbon monoxide|monoxide|monoxido|monoxyde|monossido|carbon dioxide|carbon|co|co2|c02)"
THING = r"(?:alarms?|detectors?|detecter|sensors?|monitors?|things?|thingy|whatsit|whatever|beepers?|bleepers?|buzzers?|sirens?|one|box|unit|panel|machine|strobe|meter)"
# It makes the noise that it makes for a reason, not the chirp of a flat battery.
SOUNDING = (
    r"(?:(?:going|goin)(?! (?:to|in|into|out|on the wall))|goes|gone off|gone mental|went|go off|beeping|beepin|bleeping|blaring|blares|shrieking|shrieks|screeching|screeches|screaming|screamin|screams|screamed|mental|"
    r"kicking|kickin|racket|ringing|rung|noise|pips|sounding|sounds|sounded|sound|wont stop|wont shut|shut up|activated|triggered|off again|"
    r"again|alarming|full alarm|full cry|crying|wailing|nonstop|non stop|aff|strobe|flashing|red light|bajche|sonando|suena|sonne|loud|"
    r"evacuate|fresh air|doing it|off)"
)
_LOW_BATTERY = (
    r"chirp|chirps|chirping|chirped|battery|low batt|peep|cheep|every now|once a|once every|every (?:few |couple of |30 |40 |60 )?(?:minute|minutes|min|mins|"
    r"hour|so often)|end of life|says replace|out of date|expired|past its date|not going off|test|tested|testing|fitted|fitting|install|installed|"
    r"peep|green (?:light|led)|switched off|turned off|taken off|fell off|fallen off|come off|came off|ran off"
)
ILL = (
    r"(?:headaches?|headachy|head aches?|heads? (?:is |are |been |feels? |were )?(?:all )?(?:banging|pounding|poundin|splitting|hurts?|hurting|sore|thick|thumping|aching)|"
    r"(?:banging|pounding|sore|thick|thumping|splitting|bad|terrible|awful|tight|muzzy|blinding|rotten|shocking|dreadful|horrible) heads?(?! (?:of|start|office|teacher))|pain in (?:my |the )?head|come over (?:all )?(?:sick|queer|faint|dizzy|funny)|seeing double|legs like (?:lead|jelly)|dizzy|dizziness|drowsy|sleepy|woozy|swimmy|seasick|spaced out|"
    r"light ?headed|lightheaded|light heded|nausea|nauseous|nauseated|feel(?:ing)? sick|being sick|been sick|threw up|throwing up|chucking|chukin|vomit|vomiting|"
    r"faint|fainting|fainted|pass(?:ed|ing) out|(?:i|he|she|they|mum|dad|nan|partner|son|daughter|lad|has|just) collapse|brain fog|hungover|nodding off|dropping off|falling asleep|fallin asleep|confused|"
    r"floppy|unwell|poorly|feeling rough|feel rough|funny head)"
)
ILL_WORDS = (
    "headache headaches headachy head heads dizzy dizziness drowsy sleepy woozy swimmy seasick spaced lightheaded headed heded nausea "
    "nauseous nauseated sick threw throwing chucking chukin vomit vomiting faint fainting fainted passed passing collapse brain hungover "
    "nodding dropping falling fallin confused floppy unwell poorly rough double legs"
)
HEATER = (
    r"(?:boiler|boilers|back boiler|gas (?:fire|xire)|(?:that|the) (?:fire|xire)|fires|(?:fire|xire) (?:is|gets|been|be|was|goes|going)|stove|furnace|water heater|gas heater|flue|hob|oven|heating|"
    r"cooker|burner|heater|geyser|charcoal)"
)
ALIGHT = r"(?:on|running|comes on|came on|come on|lit|lights|going|kicks in|fires up|used|runs|ran|been on|serviced|cooking|works|working|alight|fitted|in the)"
FLUE = (
    r"(?:flues?|flue (?:pipe|joint|terminal|liner|hole)|terminal|terminal guard|cowl|boilers? (?:pipe|exhaust|chimney)|(?:pipe|vent|exhaust|chimney thing) (?:[^. ]+ ){0,3}?(?:boiler|water heater|furnace)|"
    r"vent pipe|exhaust pipe|liners?|draft hood|boiler (?:pipe|breathes out)|pipe (?:[^. ]+ ){0,9}?(?:steam|exhaust) comes)"
)
SPOILT = (
    r"(?:blocked|blocking|hanging|hangs|fallen|fell|broken|came off|come off|come apart|came apart|disconnected|loose|cracked|crack|damaged|birds?|jackdaws?|crows?|pigeons?|wasps|bees|nest|nests|nested|nesting|"
    r"missing|parted|split|rusted through|rusty hole|hole in|gap|knocked|nocked|smacked|bent|collapse|stuffed|covered|covers|boxed in|sealed up|bricked up|blows (?:straight )?(?:into|in|back)|blowing (?:straight )?(?:into|in|back)|"
    r"comes back in|snapped|fallen in|pointing up|taped|hit|ripped off|pulled off|put up right against)"
)
SOOTED = (
    r"(?:soot|sooty|smuts?|(?:puff|puffs|puffing|puffed|coughing|spitting|belching) (?:out )?(?:[a-z]+ )?black|scorch|scorched|scorching|scorch marks?|burn marks?|black (?:stuff|fluff|smudges?|streaks?|residue|feather|puff|dust|marks?|stains?|staining|tongue|toung|soot)|puff of black|all black|gone (?:all )?black|black off|going (?:brown|black)|"
    r"brown (?:stain|stains|staining|marks?|burn)|(?:yellowish|brownish) (?:stain|mark)|paint (?:has )?(?:bubbled|blistered)|paints bubbled|black as)"
)
BURNS = r"(?:boilers?|boiler (?:casing|case|cover|door)|gas (?:fire|xire|cooker|hob|stove)|(?:the|my|nanas|nans|mums|our) (?:fire|xire)|flue|water heater|heater|hob|burners?|furnace|pilot|range|stove)"
_OTHER_BLACK = (
    r"mould|mold|damp|after the fire|house fire|kitchen fire|bin fire|moped|candles?|food|burnt food|saucepan burnt|oven tray|plug|socket|switch|electric|storage heater|panel heater|fan heater|immersion|iron|cigarette|"
    r"radiator|claim|rusty|worktop|water stain|leak|leaking|wet patch|carpet burn|electric heater|convector|cable|wire|plastic"
)
_LIT = r"(?:(?:gas |coal |open )?(?:fire|xire)|gas heater|heater|stove|boiler|back boiler|furnace|log burner)"
_NOT_THE_AIR = (
    r"no (?:heating|hot water|heat)|not working|isnt working|stopped working|broken|broke|freezing|damp|mould|mold|paint|painting|weed|cannabis|drains?|sewage|bins?|noise|music|stress|anxiety|depress(?:ed|ion)|"
    r"hospital|chemo|operation|tablets|medication|period|pregnancy check|hangover|drinking|drunk|wine|cost|bills?|heatwave|too hot|hay fever|allergic|allergy"
)
"""What else makes people ill at home, or what they would have said were it a matter of money or cold."""
SECOND_HAND: tuple[Rule, ...] = (
    danger(
        "gas.co_alarm",
        "co co2 c02 carbon monoxide monoxido monoxyde monossido",
        rf"{CO} (?:alarm |detector |monitor )*{THING} {wide(9)}{SOUNDING}|(?:alarm|detector) (?:[^ ]+ ){{0,6}}?{CO} (?:[^ ]+ ){{0,6}}?{SOUNDING}|(?:alarma|alarme|allarme|detector) (?:de|di|del|au) (?:[^. ]+ )?(?:monoxido|monoxyde|monossido)|(?:loud|lound) (?:alarm )?{CO}|(?:alarm|detector|siren) (?:is |s |keeps |wont stop |all )*(?:screaming|shrieking|blaring|sounding|wailing|going off|going mad|gone off|beeping nonstop) {w(5)}(?:carbon monoxide|monoxide|co)|{SOUNDING} {w(3)}{CO} {THING}",
        rf"{_LOW_BATTERY}|need an alarm|no {CO} alarm|worker|workers|off (?:you|yous|ya|the council|amazon|ebay)|(?:can|could|may) (?:i|we) (?:get|have|buy|order)",
    ),
    danger(  # which alarm it is stands behind its noise
        "gas.co_alarm",
        "co co2 c02 monoxide",
        rf"(?:alarm|detector|sounder) {w(6)}(?:going|sounding|off|beeping|blaring|ringing|wailing|shrieking|screeching) {w(7)}, {w(4)}(?:says|reads|marked|labelled|saying|for|called|its the|thats the) (?:the )?{CO}(?= [.,]| $| (?:one|on|alarm|detector))",
        rf"{_LOW_BATTERY}|need an alarm|worker|workers",
    ),
    danger(  # it has begun, or they are outside because of it
        "gas.co_alarm",
        "co co2 c02 carbon monoxide monoxido",
        rf"{CO} (?:alarm|detector|monitor)s? (?:(?:has|have|is|s|just|now|also|all|then) )*(?:started(?: up)?|starting up|kicked off|set itself off|woke us(?: up| all)*)(?= $|$| [.,]|[.,]| (?:and|again|now|when|this|tonight|today|about|at|in the|half|an|five|ten|twenty|\d+) )|"
        rf"{CO} (?:alarm|detector)s? [.,] (?:[.,] )?(?:we|we are|were|weve|everyone|everybody|all|family|kids|im|i am|got everyone|stood|standing|sat) {w(4)}(?:outside|out (?:in|on) the|evacuated|in the (?:street|garden|rain|car)|on the (?:pavement|street|path)|(?:got|get|come|gone) out)",
        rf"{_LOW_BATTERY}|smoke|need|needs|want|order|(?:get|buy) (?:a|one)|window|cleaning",
    ),
    danger(  # it begins when something is lit
        "gas.co_alarm",
        "co co2 c02 monoxide",
        rf"{CO} (?:alarm|detector|monitor) {w(4)}(?:started|starts|start|begins|began|kicks off|kicked off|triggers) (?:up )?(?:when|as soon as|once|every time|each time|after|whenever) (?:[^. ]+ ){{0,4}}?(?:lit|light|lights|on|boiler|fire|stove|cooker|hob|heater|oven)",
        rf"{_LOW_BATTERY}|smoke",
    ),
    danger(  # "Alarm. Top of the stairs. Screaming. It says CO."
        "gas.co_alarm",
        "co co2 c02 monoxide",
        rf"(?:alarm|detector|sounder|siren) {wide(9)}(?:screaming|shrieking|blaring|wailing|screeching|sounding|going (?:off|mad|mental)|gone off) {wide(5)}(?:says|reads|marked|labelled|saying) {w(3)}{CO}(?= [.,]| $)",
        rf"{_LOW_BATTERY}|need an alarm|worker|workers",
    ),
    # Words that only the full alarm earns, whatever is said of its battery.
    danger(
        "gas.co_alarm",
        "co co2 c02 carbon monoxide monoxido monoxyde",
        rf"{CO} (?:alarm |detector |monitor )*{THING} {wide(14)}(?:gone off|went off|go off|goes off|going off|gaun aff|wont shut up|full alarm|blaring|"
        r"screaming|screams|screamed|shrieking|shrieks|mental|non stop|nonstop|fresh air|evacuate|sounding on and off|4 beeps|four beeps|flashing red|took (?:the |it )?batteries out)|"
        rf"(?:says|reads|written|got|front|has) {wide(6)}{CO} {wide(10)}(?:flashing red|red light|fresh air|beep beep|[0-9]{{2,3}}|peak)|"
        rf"(?:beep beep|red light|flashing red|alarms? going|alarm noise|alarm off) {wide(14)}{CO}(?! worker)",
        r"chirp|chirps|chirping once|every (?:few |couple of |30 |40 |60 )?(?:minute|minutes|min|mins|hour|so often)|end of life|replace battery|test button|"
        r"was tested|went off years",
    ),
    danger(
        "gas.co_alarm",
        "beeps pips chirps bleeps times ones",
        rf"(?:4|four) (?:loud |long |quick |short )?(?:beeps|pips|chirps|bleeps|ones) {w(5)}(?:pause|pauses|gap|stops?|then|over|break|and|quiet|silence)|"
        rf"(?:4|four) (?:loud )?(?:beeps|pips|bleeps) {wide(10)}(?:{ILL}|red light)|(?:full|alarm) {w(4)}(?:4|four) beeps|"
        rf"(?:alarms?|detectors?|thing|box|co) {wide(12)}(?:beeps|beeping|bleeps|bleeping|pips|screams|screaming|chirps|chirping) (?:4|four) times(?! (?:a|an|every|each|per|today|last|this) )",
        r"smoke|xxxxx|heat alarm|[fx]ire alarm|fridge|freezer|washing machine|dishwasher|oven|microwave|thermostat|door|burglar",
    ),
    danger(
        "gas.co_alarm",
        " ".join(["ppm", *(f"{parts}ppm" for parts in range(10, 400))]),
        r"[0-9]{2,3} ?ppm",
        r"water|chlorine|hardness|lead|tds|co2 (?:level|monitor|meter)|salt|radiator|boiler pressure|dioxide",
    ),
    danger(
        "gas.co_alarm",
        "alarm alarms detector detecter monitor carbon reading reads",
        rf"(?:alarm|detector|detecter|{CO} (?:thing|monitor|one|thingy)) {wide(16)}"
        r"(?:says|reads|reading|showing|shows|number|numbers|hit|hits|peaked at) (?:of |like |in the |is |about |up to )*(?:[0-9]{2,3}|thirties|forties|fifties)(?! (?:pm|am|a|per|days|week|weeks|minutes|mins|years|degrees|bar|o|oclock|october|march|th) )|"
        rf"(?:reading|reads|reading of) (?:[^. ]+ ){{0,2}}?[0-9]{{2,3}} (?:[^ ]+ ){{0,14}}?(?:boiler|detector)|{CO} (?:alarms?|detectors?|monitors?) (?:[^ ]+ ){{0,14}}?at [0-9]{{2,3}} and rising",
        r"smoke|meter reading|water meter|electric|serial|alarm test|ref|reference|thermostat|heat meter|damp|humidity|temperature|expired|replace by|expiry|flat [0-9]+ (?:alarm)|between|pressure",
    ),
    danger(
        "gas.co_alarm",
        "alarm detector beeping beepin beep box machine",
        rf"(?:alarm|detector|white box|square box|box|little box|machine|beeping|beepin|beep) {wide(14)}(?:boiler|boilers|furnace|gas (?:fire|xire|heater|cooker)) "
        rf"{wide(12)}(?:gone off|went off|going off|goes off|wont shut up|sounding|blaring|screaming|beeps|beeping|noise|red light|racket|mental|{ILL})|"
        rf"(?:boiler|boilers|furnace|gas (?:fire|xire|heater|cooker)|water heater) {wide(14)}(?:alarm|detector) {w(6)}"
        r"(?:gone off|went off|going|going off|goes off|wont shut|sounding|blaring|screaming|full alarm|noise|red light|racket|on the first)|"
        r"(?:detector|alarm) {w}(?:hit )?full alarm|beepin(?:g)? (?:[^ ]+ ){0,5}?loud".replace("{w}", w(6)),
        rf"smoke|[fx]ire alarm|burglar|car alarm|intruder|plant room|pressure|error|fault code|display|{_LOW_BATTERY}|boiler alarm|thermostat|controller|programmer|fan|bell",
    ),
    danger(
        "gas.co_alarm",
        "alarm detector evacuate fresh beeping machine",
        rf"(?:alarm|detector|beeping|little machine|small machine) {wide(14)}{ILL}|{ILL} (?:[^ ]+ ){{0,20}}?(?:alarm|detector) {w(6)}(?:going|gone|went|off|noise|sounding|racket|loud|red)|"
        rf"(?:fresh air|evacuate) {w(5)}(?:alarm|detector)|(?:says|said|saying) {w(4)}(?:evacuate|get fresh air|move to fresh air)|"
        rf"{ILL} {wide(20)}{CO} (?:alarm|detector)|alarm {w(8)}making a racket",
        rf"smoke|[fx]ire alarm|burglar|car alarm|intruder|shop|school|plant room|{_LOW_BATTERY}|alarm clock|door alarm|lift|pull ?cord|panic|noise from|shops|test|drill|neighbour plays|work men|house alarm",
    ),
    danger(  # what burns is said to do it
        "gas.co_alarm",
        "making makes made",
        r"(?:boilers?|gas (?:fire|xire|heater|cooker)|stove|furnace|water heater|flue|burner) (?:(?:has|have|is|s|been|was|keeps|just|always|on|when|its|lit|running|,) )*(?:making|makes|made) (?!(?:a|the|that|this|it|an|noise) )(?:[a-z]+ ){1,3}?(?:pass out|faint|collapse|fall asleep|throw up|vomit|(?:feel |all |so |really |very )*(?:sick|ill|dizzy|sleepy|drowsy|poorly|faint|woozy|unwell|confused))(?! (?:of|to death|and tired|with worry|to my|just|about|at the|thinking))",
        r"no (?:heating|hot water|heat)|cold|freezing|damp|mould|noise|noisy|cost|costs|bills?|price|worry|worrying|stress\w*|anxiety|too hot|smell of (?:paint|plastic)",
    ),
    # Ill where something burns, and well elsewhere.
    danger(
        "gas.co_alarm",
        ILL_WORDS,
        rf"{ILL} {wide(14)}(?:with |when |wen |since |every time |whenever |after |as soon as )(?:[^ ]+ ){{0,4}}?{HEATER} {w(5)}{ALIGHT}|"
        rf"(?:when|wen|since|every time|evry time|whenever|after|once|if|as soon as) (?:[^ ]+ ){{0,9}}?{HEATER} {wide(12)}{ILL}|"
        rf"(?:boiler|boilers|gas (?:fire|xire)|stove|furnace|water heater|gas heater) {wide(10)}(?:{ALIGHT}) {wide(14)}{ILL}|"
        rf"{ILL} {wide(12)}(?:near|next to|by|beside|in front of|has|got|have|had) (?:[^ ]+ ){{0,2}}?(?:gas )?(?:boiler|stove|gas (?:fire|xire)|furnace|heater|heater thing)|"
        rf"(?:gas (?:fire|xire|heater)|water heater|fires? lit|back boiler) {wide(16)}{ILL}|boiler give(?:s)? (?:[^ ]+ ){{0,2}}?{ILL}|"
        rf"{ILL} {wide(14)}(?:(?:gas )?(?:fires|boilers|stoves|fire is|boiler is|xire is|boiler been|xire been|heating been|water heater is|heater is) (?:on|in the|in there|lit)|since (?:they|the|you|he|your|ur) {w(4)}(?:boilers?|flues?|stove|vent))|"
        rf"(?:boiler|stove|flue|liner) (?:[^ ]+ ){{0,20}}?since (?:then )?(?:[^ ]+ ){{0,14}}?{ILL}",
        r"no (?:heating|hot water|heat)|not working|isnt working|stopped working|broken|broke|broken down|packed up|conked out|cold|freezing|damp|mould|burning|noise|noisy|banging noise|wont come on|wont turn on|"
        r"drains?|sewage|smoke|lifts?|worrying|stress|stressed|anxiety|poorly paid|paint|sorry|cost|bill|bills|too hot|heat stroke|heatwave|pregnancy check",
    ),
    danger(
        "gas.co_alarm",
        ILL_WORDS,
        rf"{ILL} {wide(20)}(?:as soon as we|soon as we|when we|when i|wen i|when im|when were|goes when|gone when|better when|better|clears|clear|perked up|fine|right as rain|right again|"
        r"it goes) (?:[^ ]+ ){0,5}?(?:outside|out|garden|away|fresh air|work|shop|pub|carnival|at my|go in|clears)|"
        rf"{ILL} {wide(8)}only (?:when|in|at|while) {w(4)}(?:in|inside|at) (?:the house|the flat|here|home)|{ILL} {wide(16)}(?:clears|it goes|goes away|im right again|perked up|perks up|feel better|all better|lifts) {w(4)}(?:when|once|as soon as|in the|outside|out in)|"
        rf"all {w(4)}{ILL} {wide(12)}(?:since (?:they|the|we|you) {w(3)}(?:boiler|flues?|vent|windows?|furnace))",
        r"damp|mould|mold|paint|painting|weed|cannabis|drains?|sewage|bins?|fumes from cars|hot|heat|noise|music|stress|anxiety|depress(?:ed|ion)|partner|pregnan(?:t|cy) check|lift|dust",
    ),
    danger(  # ill at home, well wherever they went, ill as soon as they are back; and something there burns
        "gas.co_alarm",
        "boiler boilers fire fires xire stove heater furnace flue cooker hob gas",
        rf"{ILL} {wide(40)}(?:better|fine|well|champion|grand|right as rain|alright|perfect) {wide(12)}(?:came|come|comes|coming|got|get|gets|went|back|soon as) {w(3)}(?:back|home|in|inside) {wide(14)}(?:again|start|started|starts|began|begins|face down|floppy|collapse|{ILL})",
        _NOT_THE_AIR,
    ),
    danger(  # a fire named, and lit since; a boiler that has been on all day
        "gas.co_alarm",
        ILL_WORDS,
        rf"(?:gas (?:fire|xire|heater)|back boiler|gas stove) {wide(45)}(?:had|have|got|having|put) it (?:lit|on|going|running) {wide(10)}{ILL}|"
        rf"{ILL} {wide(14)}(?:boilers?|gas fire|back boiler|gas heater|stove|furnace) (?:has |is |was |s |been )*(?:on|going|running|lit) (?:all|for hours|since)",
        _NOT_THE_AIR,
    ),
    danger(  # the colour that it gives a face
        "gas.co_alarm",
        "cherry cherries",
        rf"{ILL} {wide(30)}(?:cheeks?|lips|face|skin) {wide(14)}(?:cherry|cherries)|(?:cheeks?|lips|face|skin) {wide(14)}(?:cherry|cherries) {wide(24)}(?:{ILL}|(?:fire|boiler|heater|stove) (?:is |was |s )?(?:on|lit))",
        r"cherry (?:picker|tree|tomato)|lipstick|make ?up",
    ),
    danger(
        "gas.co_alarm",
        "monoxide monoxido monoxyde carbon co",
        rf"(?:carbon )?(?:monoxide|monoxido|monoxyde)(?! (?:alarm|detector|monitor|sensor)) {wide(8)}(?:in (?:my|our|his|her|the) (?:blood|kitchen|house|flat|home|lounge|bedroom)|bloods?|ambulance|[0-9]{{2,3}})|"
        rf"(?:bloods?|hospital|a e|doctor|ambulance|meter thing|carry|carried) {wide(12)}(?:carbon )?monoxide|"
        rf"{CO} (?:levels?|reading|readings|number) {w(4)}(?:high|up|raised|[0-9]{{2,3}})|co [0-9]{{2,3}} peak",
        r"fitted|want an alarm|poster|leaflet|last year",
    ),
    # As a phone hears it: 'see oh alarm', 'carbon monarch side'.
    danger(
        "gas.co_alarm",
        "see sea carbon",
        rf"(?:see|sea|c) (?:oh|owe|o) {THING} {wide(9)}{SOUNDING}|carbon (?:[a-z]+ )?(?:monoxcide|ox ?side|oxide|side|eyed|monocle|monarch|monex) (?:side )?{THING} {wide(9)}{SOUNDING}",
        rf"{_LOW_BATTERY}|need an alarm|see o",
    ),
    danger(  # by a fire that is lit: people and their animals
        "gas.co_alarm",
        ILL_WORDS + " cat dog budgie bird hamster rabbit",
        rf"{_LIT} {w(8)}(?:makes?|making|leaves?|leaving|gives?|giving|sends?|sending) {w(6)}{ILL}|{ILL} (?:sat |sitting |sit |when |were |just )*(?:by|in front of|near|next to|beside) (?:the |my |our |that )?{_LIT}(?! (?:brigade|station|engine))|"
        rf"(?:cats?|dogs?|budgies?|birds?|hamster|rabbits?) (?:has |have |just |s |all |both )*(?:pass(?:ed|ing) out|collapse|fainted|went floppy|gone floppy|keeled over|unconscious|dropped dead|drop dead|staggering) {wide(10)}{_LIT}|"
        rf"{_LIT} {wide(16)}(?:cats?|dogs?|budgies?|birds?|hamster|rabbits?) (?:has |have |just |s |all |both )*(?:pass(?:ed|ing) out|collapse|fainted|went floppy|gone floppy|keeled over|unconscious|dropped dead|drop dead|staggering)",
        r"cosy|lovely|bonfire|camp ?fire|wood smoke|fire (?:engine|brigade|station|alarm|door)|film|telly|what you charge|price|cost|bills?|wont (?:light|work|come on)|broken|broke|not working|damp|mould|cold|noise|electric|vet",
    ),
    # An alarm that speaks.
    danger(
        "gas.co_alarm",
        "monoxide carbon",
        rf"(?:keeps|kept|keep|voice|warning|shouting|announcing|repeating|telling (?:me|us)|danger) {w(3)}(?:saying|says|say|warning|danger|shouting|alert) {w(3)}(?:carbon )?monoxide|"
        rf"(?:warning|danger|alert) (?:carbon )?monoxide (?:warning|danger|alert|over and over|again and again|repeatedly)",
        r"leaflet|poster|letter|website|email|sticker|advert|course|training|battery|replace",
    ),
    danger(
        "gas.co_alarm",
        "الكربون czad czadu czujnik tlenek",
        r"(?:انذار|جهاز|كاشف) (?:[^. ]+ ){0,4}?الكربون|czujnik (?:[^. ]+ ){0,2}?(?:czadu|tlenku|gazu)|zatruc\w+ czadem",
    ),
    # The flue is blocked, broken or moved; what it should carry away comes back.
    danger(
        "gas.flue_or_flame",
        "flue flues terminal cowl liners exhaust pipe liner vent boilers boiler draft",
        rf"{FLUE} {w(12)}{SPOILT}|{SPOILT} {w(7)}{FLUE}",
        r"condemned|capped|condensate|condense pipe (?:is )?(?:frozen|blocked)|frozen|no (?:nest|damage)|tumble|dryer|loose brick|plume next door",
    ),
    danger(
        "gas.flue_or_flame",
        "boiler boilers chimney chimbley fire xire stove grate furnace heater",
        rf"(?:smoke|smokes|exhaust|fumes|steam) {w(6)}(?:back|backing up|coming|comes|comin|blowing|blows|spilling|in) {w(4)}(?:down|into|in|through|out|room|bathroom|window|at) "
        rf"{wide(8)}(?:boiler|chimney|chimbley|gas (?:fire|xire)|stove|grate|furnace|heater|flue)|"
        rf"(?:boiler|chimney|chimbley|gas (?:fire|xire)|stove|grate|furnace|water heater) {wide(10)}(?:smoke|smokes|exhaust|fumes|haze) {w(6)}(?:back|coming|comin|comes|blowing|into|spilling|room)|"
        r"(?:boiler|water heater|stove|furnace) is spilling|smoking up the wall|back ?draft(?:ing|s)?",
        r"kettle|bath|shower|cigarette|weed|neighbours chimney|water pouring|leak|hot tap",
    ),
    danger(
        "gas.flue_or_flame",
        "soot sooty smut smuts scorch scorched scorching burn black brown yellowish brownish paint paints bubbled",
        rf"{SOOTED} {w(8)}{BURNS}|{BURNS} {wide(20)}{SOOTED}",
        rf"{_OTHER_BLACK}|frying|fried|grease|greasy|cooking fat",
    ),
    danger(
        "gas.flue_or_flame",
        "exhaust fumes car haze bonfire",
        rf"(?:smell|taste|stink|whiff) {w(6)}(?:exhaust|fumes|car|bonfire|car idling|car idleing) {wide(16)}(?:boiler|boilers|heater|gas (?:fire|xire)|flue|furnace|bathroom)|"
        rf"(?:boiler|boilers|boiler cupboard|water heater|gas (?:fire|xire)|furnace|flue|flame) {wide(24)}(?:smell|taste|stink|haze) {w(4)}(?:exhaust|fumes|car|haze|bonfire|pennies|up)",
        r"garage below|traffic|car park|neighbours car|road|weed|drains?|paint",
    ),
    danger(
        "gas.flue_or_flame",
        "flame orange yellow blue lazy tips",
        rf"(?:burners?|pilot|pilot (?:light|lite)|gas (?:fire|xire)|boiler|rings?|hob|cooker|stove|xire|fire|gas) {wide(14)}(?:orange|yellow|lazy|floppy|tall) {w(3)}(?:flame|tips|and (?:yellow|orange|lazy|floppy)|now|these days)|"
        rf"(?:burn|burned|burning|burns|burnt|burners|gone|goes|turned|turning|all|lazy) (?:[^. ]+ ){{0,3}}?(?:yellow|orange|yellow orange) {wide(12)}(?:pilot|burners?|stove|hob|gas|boiler|range|cooker|blue)|"
        rf"(?:flame|burners?|rings?|pilot) {wide(8)}(?:not|isnt|hasnt been|wasnt|aint|used to be|used to burn|should be|instead of) blue|(?:flame|colour) {wide(10)}(?:not|isnt|hasnt been) blue|"
        rf"burning (?:[^. ]+ ){{0,2}}?(?:and )?(?:yellow|orange)|(?:pilot|pilot light|pilot lite) (?:[^. ]+ ){{0,9}}?(?:candle|candel|lazy|yellow|orange)",
        r"candle wax|log|wood burner|bbq|firework|display|led|error|icon|symbol|indicator|warning light|amber|(?:orange|yellow|red|amber) (?:light|button)|gone blue|pasta|boil(?:ed|s)? over|salt|paint|mould|stain|tap",
    ),
    danger(
        "gas.flue_or_flame",
        "lick puff woof whump whoomph pops pop cough bang boom flames",
        rf"(?:boiler|water heater|gas (?:fire|xire)|furnace|heater|pilot|geyser) {wide(12)}(?:lick of flame|puff of|a puff|goes woof|woof|whump|whoomph|whoomp|pops when|pops|fireball|flames? (?:come|comes|coming|shoot|shoots) out|sheet of flame)|"
        rf"(?:whump|woof|whoomph|puff of (?:black|smoke)|lick of flame) {wide(8)}(?:boiler|water heater|gas (?:fire|xire)|furnace|heater)",
        r"pops (?:round|over|in|by|down)|socket|switch|fuse|breaker|dog",
    ),
)
RULES: tuple[Rule, ...] = (
    danger(
        "gas.co_alarm",
        "monoxide co co2 carbon",
        rf"(?:carbon monoxide|monoxide|carbon|co|co2|c02) (?:alarm|alarms|detector|"
        rf"detectors|sensor|monitor)s? {w(9)}(?:going|goes|gone off|went off|beeping|beep|sounding|sounded|ringing|rang|"
        rf"screaming|wont|loud|bleeping|wailing|activated|triggered|blaring|alarming|continuously|constantly|nonstop|"
        r"non stop|set off|keeps|kept|shrieking|screeching|flashing red|red light|headaches?|dizzy|sick|evacuat\w*)",
        rf"{_LOW_BATTERY}|batteries|single|second|seconds|sec|secs",
    ),
    danger(
        "gas.co_alarm",
        "monoxide co co2",
        rf"(?:carbon monoxide|monoxide|co|co2) {w(10)}(?:headaches?|dizzy|dizziness|"
        r"feel sick|feeling sick|vomiting|drowsy|faint|fainted|unwell|nauseous|nausea|throwing up|passed out)",
    ),
    danger(
        "gas.co_alarm",
        "monoxide co co2",
        rf"(?:headaches?|dizzy|dizziness|feel sick|feeling sick|drowsy|nausea|nauseous|"
        rf"vomiting|sick) {w(14)}(?:carbon monoxide|monoxide|co alarm|co2 alarm|co detector)",
    ),
    danger(
        "gas.co_alarm",
        "monoxide",
        rf"(?:carbon )?monoxide {w(3)}(?:poisoning|poisoned|leak|fumes|escaping|levels? high|"
        r"high|present|detected|reading(?! (?:is |was |were |of |came |up )*(?:zero|nil|0|nothing|none|normal|clear|fine|ok) ))",
    ),
    danger(
        "gas.co_alarm",
        "monoxide",
        rf"(?:leak|high|levels?|reading|poisoned|poisoning|smell|detected|fumes|traces?) "
        rf"{w(4)}(?:carbon )?monoxide",
        r"alarm fitted|need an alarm|you (?:can|cannot|can not|could) smell|can you (?:actually |even )?smell|(?:cannot|no one can|nobody can) smell",
    ),
    danger(
        "gas.co_alarm",
        "boiler heating fire cooker heater stove oven hob",
        rf"(?:headaches?|dizzy|dizziness|drowsy|nausea|"
        rf"nauseous|light ?headed|faint) {w(10)}(?:boiler|heating|gas fire|cooker|heater|stove|oven|hob) {w(4)}(?:on|running|"
        r"comes on|lit|going|used|fumes)",
    ),
    danger(
        "gas.co_alarm",
        "boiler heating fire cooker heater stove oven hob",
        rf"(?:boiler|heating|gas fire|cooker|"
        rf"heater|stove|hob|oven|gas xire) {w(6)}(?:we|i|kids|everyone|us|family|he|she|they) {w(5)}(?:headaches?|"
        r"dizzy|dizziness|drowsy|nauseous|light ?headed|faint)",
    ),
    danger(
        "gas.flue_or_flame",
        "flame flame",
        rf"(?:orange|yellow|lazy|floppy|sooty|red) {w(2)}flame|flame {w(16)}(?:orange|yellow|sooty|lazy|floppy)",
        r"candle|log|wood burner|bbq|firework|gone blue|icon|symbol|flicker",
    ),
    danger(
        "gas.flue_or_flame",
        "orange yellow",
        rf"(?:pilot|pilot light|burners?|hob|gas fire|gas xire|gas) {w(8)}(?:burning|burns|lit|glows?|glowing|gone|turned|going) (?:orange|yellow)",
        r"display|led|(?:orange|yellow|red) light",
    ),
    danger(
        "gas.flue_or_flame",
        "soot sooty",
        rf"(?:soot|sooty) {w(8)}(?:boiler|fire|cooker|flue|heater|hob|pilot|wall|"
        rf"appliance)|(?:boiler|fire|cooker|flue|heater|hob|pilot|appliance) {w(10)}(?:soot|sooty)",
        r"moped|grease|after the fire|house fire|kitchen fire|bin fire|claim form|jackdaw|feathers",
    ),
    danger(  # whoever looked at it says that it does not draw
        "gas.flue_or_flame",
        "sweep drawing draw drawin",
        r"(?:sweep|gas man|gas engineer|engineer|fitter|plumber|he|she|they|chap|bloke|lad) (?:[^ ]+ ){0,18}?(?:boiler|fire|xire|stove|flue|chimney|it|its) (?:is |s |are |was )?(?:not|isnt|wasnt|doesnt|dont|wont|hardly) (?:drawing|draw|drawin)|"
        r"sweep (?:[^ ]+ ){0,30}?(?:dont|do not|not to|never|mustnt|must not|shouldnt) (?:light|use|burn|put)|"
        r"sweep (?:[^ ]+ ){0,20}?smoke (?:[^ ]+ ){0,8}?(?:back|came back|comes back) (?:down |out )?(?:in|into)",
        r"open fire|log|wood|coal|bbq|curtains?|bath|breath|water",
    ),
    danger(
        "gas.flue_or_flame",
        "fumes fume",
        rf"(?:fumes|fume) {w(6)}(?:boiler|flue|gas|gas fire|heater|cooker|fire)|"
        rf"(?:boiler|flue|gas|heater|cooker|fire) {w(6)}(?:fumes|fume)",
        r"car|cars|traffic|paint|exhaust|weed",
    ),
    danger(
        "gas.flue_or_flame",
        "flue",
        rf"flue {w(5)}(?:blocked|hanging|fallen|fell|broken|came off|come off|disconnected|"
        rf"loose|cracked|damaged|bird|nest|missing|off)|(?:blocked|broken|damaged|disconnected) {w(2)}flue",
        r"capped",
    ),
    danger(
        "gas.flue_or_flame",
        "black",
        rf"black (?:marks?|stains?|staining) {w(3)}(?:above|around|on|over) {w(2)}(?:fire|"
        r"boiler|gas|heater)",
        r"mould|damp",
    ),
    *SECOND_HAND,
)
