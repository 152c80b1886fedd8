"""A home that cannot be locked, or was broken into."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger, w, wide

_WONT = r"(?:wont|cannot|doesnt|dosnt|didnt|will not|willnae|not|isnt|cannot be|unable to|unable|no longer|refuses to|never|carnt|neither of|neither|hasnt|will neither|does not|just doesnt)"
_SHUT = (
    r"(?:lock|locks|locked|locking|close|closes|closed|closing|shut|shuts|shutting|secure|secured|latch|latches|latching|catch|catches|catching|fasten|fastens|stay shut|stay closed|stay on|engage|engages|pull too|pull to|pull shut|pull back|"
    r"meet|hook on|hold|brought to)"
)
_INNER = (
    r"(?:shut|shuts|shutting) (?:its|his|her|their|your) (?:gob|mouth|face|trap|beak|geggie|cake ?hole|pie ?hole)|street door|small room|hopper|chute|bin room|unit|ramp|closer|corridor|[fx]ire doors?|households|trash|laundry|fence|deck|box room|intumescent|our block|"
    r"(?<!front )(?<!back )(?<!patio )(?<!outside )doors? (?:to|of|in|into|for) (?:the |my |his |her |our |their |a |one |spare |back |front |main |small |middle )*(?:bedroom|bathroom|toilet|loo|cupboard|box room|en suite|wardrobe)(?! (?:balcony|patio|garden))|bedroom doors?|bathroom doors?|kitchen doors?|cupboards?|internal|fridge|oven|washing machine|washer|shower|wardrobe|garage|shed|gate|gates|communal|[fx]ire door|lift|boiler|cabinet|freezer|microwave|car|dishwasher|block door|"
    r"front door of the block|on its own|draught|letterbox|letter box|meter box|meter cupboard|main door|main entrance|toilet|loo door|bog door|bathroom one|drawer|bin store|bin room|intercom|fob|buzzer|mailbox|cat flap|hatch|"
    r"entrance to the block|door entry|bike|padlock|downstairs door|living room door|lounge door|locks? though|locks fine|still locks|tumble dryer|cooker|main entrance door|bathroom"
)
_LATCH = r"(?:catch|latch|lock|locks|handle|handles|restrictor|restrictors|hinge|hinges|safety catch|safty catch|stay|stays|friction stays|stay bar|crank|sash|rope|cable|cables|bolt|cord)"
_BUST = (
    r"(?:snapped|snaps|broke|broken|bust|busted|gone|missing|come off|came off|fell off|fallen off|fell out|dropped|dropped off|sheared|stripped|seized|bent|not fitted|still not fitted|floppy|flops|spins|spinning|loose|perished|off|failed|hanging|"
    r"smashed|damaged|removed|jammed|stuck|chewed|dont work|doesnt work|doesnt click|dosnt catch|twisted|given up)"
)
_LET_GO = _BUST.replace("|loose|", "|")  # a handle that is only loose still holds the window shut


def _fails(words: int) -> str:
    """A fastener of a window that no longer holds it, told in so many words between the two."""
    return rf"(?:(?!handles? ){_LATCH} {w(words)}{_BUST}|handles? {w(words)}{_LET_GO})"


_OUTER = r"(?:front|back|bk|bak|bck|patio|rear|flat|side|french|entrance|balcony|upvc|pvc|porch|scullery|outside|exterior|external)"
_LONG_SINCE = (
    r"years? ago|last (?:summer|year|winter|yr)|fair play|thank you for|thanks (?:to|for)|my thanks|cheers (?:for|4)|insurance|discount|like a burglar|wrong door|shop|villa|private|"
    r"alarm|camera|car|van|shed|garage|allotment"
)

RULES: tuple[Rule, ...] = (
    danger(  # as it is told in the north: put in, out in the hand
        "security.break_in",
        "put",
        r"(?:some ?body|some ?one|they|theyve|thieves|kids|lads|burglars?) (?:has |have |had |just )*put (?:my|our|the|nans|mums|her|his) (?:front |back |patio |kitchen |side )*(?:door|window)s? (?:right )?in",
        rf"{_LONG_SINCE}|new (?:front |back )?(?:door|window)|fitter|put it in",
    ),
    danger(
        "doors.insecure_door",
        "barrel cylinder",
        r"(?:barrel|cylinder) (?:of (?:the|my|our) (?:[a-z]+ ){1,4})?(?:has |have |just |s |all )*(?:came|come|fell|fallen|dropped|pulled) (?:right |clean |straight )*out",
        r"hot water|immersion|gas|beer|rain|garage|shed",
    ),
    danger(  # somebody is in the home who has no business there
        "security.break_in",
        "loft attic house flat home kitchen bedroom cellar hallway living bathroom",
        r"(?:think|sure|reckon|hear|heard|help|is|are|theres|there is|(?<=^ )) ?(?:theres |there is |there are )?(?:a strange |strange |some )?(?:someone|somebody|a stranger|strangers|a man|men|a bloke|people) (?:i dont know |we dont know )?(?:is |are |has got |s )?(?:moving about |walking about |walking around |hiding |living |sleeping |up |down |in here |downstairs )*(?:in|inside) (?:my|the|our) (?:loft|attic|house|flat|home|kitchen|bedroom|cellar|hallway|living room|bathroom)(?= ?$| [.,]|[.,]| (?:now|right now|help|please|pls|upstairs|downstairs|at the moment|i dont know|i do not know|and i|its|with a|hes|trying|shouting|uninvited|who should))",
        rf"{_LONG_SINCE}|from (?:the )?council|from you|engineer|plumber|electrician|workm[ae]n|operative|contractor|surveyor|decorator|landlord|carer|nurse|friend|guest|visitor|needs? to|has to|must be in|will be in|be in|to be|test|dream\w*|film|above|next door|neighbours? (?:flat|house|home|loft)|noise|music|smok\w*|fell|collapse|unconscious|trapped|stuck|fire|ill|floor",
    ),
    danger(  # they slept, and somebody was there
        "security.break_in",
        "woke awoke slept asleep sleeping",
        r"(?:(?:a |some |strange |this |the |upstairs )*(?:man|men|bloke|stranger|someone|somebody|guy|neighbour|he|(?<= strange )partner|(?<= some )partner|lad|intruder) (?:(?:was|is|has been|had got|got|came|had come|stood|standing|sat|sitting) )*(?:in|into|inside|at the end of|over) my (?:bed|bedroom|room|flat|house|home|living room|kitchen)(?: [a-z]+){0,3}? (?:when|while|whilst|as) (?:i|we) (?:woke|awoke|slept|was asleep|was sleeping|were asleep|were sleeping)|"
        r"(?:woke|awoke)(?: up)? (?:and|to(?: find| see)?|with) (?:(?:there was|a|an|some|strange|this|the|found|saw) )*(?:man|men|bloke|stranger|someone|somebody|guy|neighbour|he was|him|intruder) (?:was |stood |standing |sat )*(?:in|inside|over|at the end of) my (?:bed|bedroom|room|flat|house|home|kitchen|living room))",
        rf"{_LONG_SINCE}|partner|husband|boyfriend|son|dad|brother|ghost|dream\w*|nightmare|carer|nurse",
    ),
    danger(
        "security.break_in",
        "burgled burglary burglar burglars burglered robbed broken broke break breaking intruder intruders kicked "
        "forced ransacked",
        rf"burgled|burglary|burglars?|burglered|been robbed|ransacked|intruders?|(?:broken|broke|breaking|break) into "
        rf"(?:the |my |our |a |her |his |mums )*(?:flat|house|home|property|place|bungalow|kitchen|through|last|window)|(?:been |was |"
        rf"were |got |are |house |flat |home )broken into|(?:someone|somebody|they|people|he|kids|man|men|lads|thieves|ex|theyve|hes) "
        rf"{w(3)}(?:broke|broken|breaking) in|(?:attempted|a|an|had a|another|tried to|trying to|after the|after a|to) break ins?"
        r"(?! (?:the|water|pipe|service|(?:on|in|down) (?:our|the|this|my) (?:road|street|area|estate|close|neighbourhood)))|(?:door|doors) (?:was |were |been |got |has been |is )*(?:kicked|forced|smashed|"
        r"bashed|rammed|booted) (?:in|open|off|down)|(?:kicked|forced|smashed|bashed|booted) (?:in )?(?:my |the |our |down my |"
        r"down the |off my )(?:front |back |flat )?door|police (?:had to |have )?(?:forced|broke|smashed|kicked)",
        rf"{_LONG_SINCE}|firewall|hackers?|malware|antivirus|kicked off its top|service charge|year ago|burglar alarms?|shed|sheds|garage|car|van|bike|bikes|lock up|alarm|breaking in the|window cleaner|boiler|meter box|"
        r"allotment|intruder alarm|tried to break in a",
    ),
    danger(
        "doors.insecure_door",
        "door doors lock locks",
        rf"(?:front|back|main|external|patio|flat|entrance|outside|rear|balcony|side|"
        rf"french|porch|exterior|house|outer|my|own) (?:upvc |pvc |wooden |composite |entrance |entry )?doors? {w(10)}(?:wont|cannot|not|doesnt|unable|will not|isnt|refuses|"
        rf"never|neither|cannot be|no longer|struggle|fails) {w(3)}(?:lock|locks|locking|locked|close|closes|closing|closed|shut|shuts|"
        rf"shutting|secure|secured|latch|latches|latching|stay shut|stay closed)",
        rf"{_INNER}|bedroom|kitchen door|meter|bog|loo",
    ),
    danger(
        "doors.insecure_door",
        "door doors lock locks",
        rf"doors? {w(4)}(?:wont|cannot|doesnt|will not|not) {w(2)}(?:lock|locks|locking|"
        r"secure|properly lock)",
        rf"{_INNER}|bedroom|kitchen door|meter|bog|loo",
    ),
    danger(
        "doors.insecure_door",
        "lock locks door",
        rf"(?:front|back|main|flat|patio|entrance|door) (?:door )?lock {w(3)}(?:broken|broke|"
        rf"snapped|bust|busted|failed|gone|jammed|fallen out|hanging|missing|kicked|smashed|damaged)|lock (?:is |has |s )?(?:broken|broke|"
        rf"snapped|bust|fallen out|smashed|gone) {w(4)}(?:front|back|door)|lock (?:on|of|to|in) {w(3)}door {w(2)}(?:broken|broke|snapped|bust|gone|jammed|smashed|damaged|failed)|(?:no|missing) lock on {w(3)}(?:front|back|main|flat) door",
        r"bedroom|bathroom|cupboard|garage|shed|gate|communal|letterbox|bike|toilet|window|letter box",
    ),
    danger(
        "doors.insecure_door",
        "door doors",
        rf"(?:front|back|main|flat|patio|outside|entrance) door {w(4)}(?:hanging off|off its hinges|"
        r"stuck open|wide open|smashed|kicked|come off|fallen off|fell off|missing|wont shut|no door)",
        r"letterbox|communal|break glass|shouting|aerial",
    ),
    danger(
        "windows.insecure_window",
        "window windows",
        rf"windows? {w(5)}(?:wont|cannot|not|doesnt|unable|will not|isnt|stuck) {w(3)}(?:lock|"
        r"close|closing|shut|shutting|secure|latch|open)",
        r"car|wont open|cannot open|not open|doesnt open|unable to open|stuck shut|"
        r"opening|mould|will not open|office window|stuck closed|open it|to open|painted|frosted|melted",
    ),
    danger(
        "windows.insecure_window",
        "window windows pane",
        rf"(?:windows?|pane|window frame) {w(6)}(?:fell|fallen|dropped|come|came|blown|blew|popped) (?:right |clean |straight )*(?:out|in)(?! of (?:true|line|shape)) {wide(10)}(?:garden|street|path|pavement|hole|gap|open|floor|ground|balcony|flat|house|onto|into|wide)",
        r"car|water|rain|draught|spider|wasps?|flies|bees|cold air|smoke|smell|years? ago|mould",
    ),
    # Somebody who cannot open up is behind a locked door.
    danger(
        "doors.insecure_door",
        "locked chain snib snibbed snecked bolted shut slammed inside",
        rf"(?:baby|toddler|newborn|bairn|little one|\d (?:year|yr) old|son|daughter|nan|gran|mum|dad|child|kid|kids|he|she|hes|shes) {w(6)}(?:locked|shut|stuck|trapped|bolted) (?:himself|herself|themselves|itself|him|her|in) {w(4)}(?:in|inside|and (?:i |we )?cannot|cannot get)|"
        rf"(?:nan|nans|gran|grans|mum|mums|dad|dads|mother|father|baby|babys|child|toddler|kids?) {w(4)}(?:inside|in there|indoors) {wide(12)}(?:chain|bolt|latch|snib|snibbed|locked|cannot (?:get|open|work))|(?:baby|babys|toddlers?|newborn|bairn|little one|child|kids?) (?:is |are |s |got |has )*locked in (?:the |my |our )?(?:house|flat|home|bungalow)|(?:chain|bolt) on {w(4)}(?:and )?(?:cannot|wont|doesnt know how) {w(4)}(?:open|get|work|take|undo)",
        r"bathroom|toilet|loo|bedroom|car|cupboard|shed|lift|cage",
    ),
    danger(
        "security.lock_change_safety",
        "locks lock keys key",
        rf"(?:change|changed|changing|new) {w(3)}locks? {w(8)}(?:ex|partner|scared|"
        rf"afraid|frightened|unsafe|threat\w*|abus\w+|violent|stalk\w*)|(?:ex|ex partner) {w(5)}(?:has|have|got|still has|kept|with) {w(2)}"
        rf"keys?|(?:ex|scared|afraid|partner|abus\w+|violent|threat\w*|leave me alone) {w(14)}(?:change|changed|new) {w(3)}locks?",
        r"ex council|ex service|tenant left|key worker",
    ),
    danger(
        "doors.insecure_door",
        "lock locking close closing shut shutting",
        rf"(?:front|back|main|flat|patio|entrance) door {wide(45)}prevent\w* {w(12)}(?:lock\w*|clos\w+|shut\w*|latch\w*)|(?:front|back|main|flat|patio|entrance) door {w(30)}(?:prevent\w*|stop|stops|stopping|keeps|keeping|so it wont|unable) {w(10)}(?:lock\w*|close|closing|shut|shutting|secur\w+)",
        r"bedroom|bathroom|cupboard|garage|shed|gate|communal|[fx]ire door|draught",
    ),
    danger(
        "doors.insecure_door",
        "door doors upvc doorway",
        rf"(?<! chute )(?<! hopper )(?<! garage )(?<! bedroom )(?<! room )(?<! bog )(?<! unit )(?<! fire )(?<! street )(?<! oven )(?:doors?|upvc) (?:(?!but |and my )[^. ]+ ){{0,14}}?{_WONT} {w(3)}{_SHUT}|{_WONT} {w(3)}{_SHUT} (?:(?!window )[^. ]+ ){{0,5}}?(?:{_OUTER} door|door)|door {w(6)}(?:swings open|swinging open|wide open|stuck open|blows open|stopping open|held shut|hanging off|hanging by|"
        rf"off its hinges|in two halves|in (?:2|two) bits|on the lawn|leaning there|jumped its runner|split|splintered)|(?:tied|wedged|propped) {w(3)}(?:front|back) door|chair {w(3)}(?:wedged )?(?:under|against) {w(3)}door|no lock|door {w(6)}just a hole",
        rf"{_INNER}|wont close the account|cold|isnt shut|not home|dont shut the|nobody (?:was )?in|letter|wont be (?:in|locked)|handed|delivery|parcel|cards?|oven|heat|salesm[ae]n|not at the door|not mine|lock down",
    ),
    danger(
        "doors.insecure_door",
        "lock locks barrel cylinder latch deadbolt multipoint key keyhole handle bolt spindle locksmith",
        rf"(?:barrel|cylinder|deadbolt|multipoint|night latch|nightlatch|yale|thumbturn|mortice) {w(14)}{_BUST}|(?:front|back|patio|flat|entrance) door (?:lock|latch|bolt) {w(6)}{_BUST}|latch {w(4)}(?:dropped|fell|fallen|came|come) off|lock barrel|"
        rf"(?:{_OUTER} door|my door|our door|the door) {w(8)}(?:lock|latch|bolt|handle|strip|frame) {w(4)}{_BUST}|(?:lock|handle|bolt|frame|frames) {w(6)}{_BUST} {w(5)}{_OUTER} door|lock {w(2)}(?:hanging out|hanging off)|"
        rf"key (?:goes in |just |only |and |it )*(?:wont turn|spins|doesnt turn|wouldnt turn|goes round and round|gone round|turns but|just spins|cannot turn)|keyhole {w(3)}(?:goes|spins|round|rownd)|lock (?:has )?jammed solid|lock (?:s |is |has )*(?:bust|busted)|door frame {w(6)}split|"
        rf"(?:stuck|locked|trapped) inside|cannot get out (?:of )?(?:my|the|our) (?:flat|house|front door|door)|cannot get out (?:the|my) (?:front )?door|locksmith {wide(8)}(?:nobody|nearly midnight|supposed|wide open|by)|wont lock wont lock|door {wide(4)}lock {w(3)}removed",
        rf"{_INNER}|window|thank you for|cheers (?:for|4)|swapped|cylinder looks|wobbly|still works|key safe|fob|bike lock|lock down|cat|lost my|copy|spare|new tenant|toilet|stiff|communal",
    ),
    danger(
        "windows.insecure_window",
        "window windows windae winda windo winder sash casement restrictor restrictors",
        rf"(?:windows?|windae|winda|windo|winder|sash|casement) (?:(?!but |cold |condensation )[^. ]+ ){{0,12}}?{_WONT} {w(3)}{_SHUT}|(?:windows?|sash|casement|winda) (?:(?!but )[^. ]+ ){{0,9}}?(?:hanging|dangling|off (?:its|the|one) (?:\w+ )?(?:hinge|hinges|arm)|off the hinge|opens? (?:right out|rite out|wide|fully|right)|"
        rf"swinging|stuck open|blows open|come off its|came off its|just pulled to|slides (?:up|back|down)|bangs)|(?:windows?|sash|casement|winda) {wide(10)}{_fails(4)}|{_fails(6)} {w(8)}(?:windows?|sash|winda)|{_WONT} (?:shut|close|lock|secure) {w(4)}(?:windows?|winda)|(?:windows?|winda) {w(6)}(?:smashed|broken|gone) (?:and )?(?:wide )?open|restrictors? {w(5)}(?:missing|not|broken|snapped|gone|off|fitted)|no restrictors?",
        r"wont open|cannot open|not open|doesnt open|unable to open|stuck shut|painted|painting|college|frosted|opening on|will not open|office window|stuck closed|cannot see|oven|washing|cleaner|cleaners|new windows?|misted|condensation|mould|car|loft|blinds?|curtain|curtains|blind|"
        r"gutter|draughty|whistles|shed|fully closed and locked|greenhouse|dog|seal|rattl\w+|shut fine|closes fine|shower",
    ),
    danger(
        "windows.insecure_window",
        "window windows winda sash casement windo restrictor restrictors catch latch handle",
        rf"(?:catch|restrictor|restrictors|latch|handle|lock) {wide(10)}window {wide(14)}(?:floor|lock|shut|wide|climb\w*)|"
        rf"(?:opens|opened) {w(4)}window {wide(5)}(?:ground|floor)|window {wide(14)}(?:restrictor|anyone can|anybody can|step in|get thru|one finger)|tilt n? ?{w(2)}turn {w(4)}(?:dropped|hanging)|"
        rf"window (?:(?:catch|lock|latch|restrictor) {w(8)}(?:{_BUST}|upside down)|handle {w(8)}(?:{_LET_GO}|upside down))|(?:opened|pried|forced) the (?:bathroom|bedroom|kitchen) window",
        r"wont open|stuck shut|mould|kitchen cupboard|oven|car|door handle|gate|cleaner|blinds?|curtains?|hedge|lift|stairs",
    ),
    danger(
        "security.break_in",
        "burgled robbed broken broke forced jemmied jimmied jimmied smashed prised pried kicked booted door intruder police somebody someone lock window ram burglar",
        rf"(?:jemmied|jimmied|prised open|pried open)|(?:door|window|lock|entry|frame) {w(5)}(?:been |was |is |s )*(?:forced|jimmied|prised|pried|kicked in|booted (?:off|in)|smashed in|rammed)|forced entry|entry was forced|(?:somebody|someone|some 1|they|persons|guy|burglars?|thieves) {w(3)}(?:tried to get in|got in|been in|been through|had a go at|had the (?:back )?door|broken in|came in through)|"
        rf"(?:someone|somebodys|somebody|some one) {w(2)}(?:been )?in my (?:flat|house|kitchen)|been broke(?:n)? into|(?:got|been|was|were) (?:robbed|burgled)|(?:telly|xbox|laptop|rings|drawers) {w(5)}(?:gone|taken|out on the floor|pulled out|all out)|"
        rf"police {w(4)}(?:put|smashed|broke|kicked|forced|bashed|ram|rammed|took) {w(5)}door|(?:boot|axe|foot|ram) (?:\w+ )?(?:through|in|print on) {w(2)}(?:front )?door|(?:booted|kicked) (?:my|our|the) (?:front |back )?door|hole round the lock|(?:they|theyve) (?:took|taken|had) {w(4)}(?:xbox|laptop|telly|lot|tools|clock)",
        rf"{_LONG_SINCE}|meter cupboard|little door|communal|[fx]ire door|lift|main door|bin|window cleaner|laughter|ball|parcel|dryer|tiles?|several times",
    ),
    danger(
        "doors.insecure_door",
        "boarding board boarded chair sofa wheelie scared anyone anybody",
        rf"(?:boarding|board|boards?) {w(10)}(?:door|window|break in) {w(8)}(?:pulled off|fallen off|fell off|come off|came off)|(?:anyone|anybody) (?:could|can|cud) (?:just )?(?:walk|get|step|climb|come) (?:straight |right )?in|basically open to the street|(?:chair|sofa|bookcase|machine|bin|table) (?:pushed )?(?:up )?(?:under|against) {w(3)}door",
        rf"{_INNER}|communal|block",
    ),
    danger(  # a sliding door off its track, a door in pieces
        "doors.insecure_door",
        "track tracks runner runners rail rails rollers pieces bits halves",
        rf"(?:sliding|patio|balcony|front|back|glass|terrace|deck|french|my|our) (?:glass |sliding |patio )*doors? {w(8)}(?:off|out of|jumped|left) (?:of )?(?:its|the|their) (?:bottom |top |lower |upper )?(?:tracks?|runners?|rails?|rollers?)|"
        rf"(?:front|back|flat|my|our|left me with a|left us with a|entrance|patio) (?:front |back )?door (?:is |was |s |lying |now |all |left )*in (?:about )?(?:2|3|4|two|three|four|several|many|a hundred|bits and|bits|smithereens) ?(?:pieces|bits|halves)?(?= [.,]| $| (?:and|on|after|since|with|now))",
        r"bathroom|toilet|loo|shower|bedroom door|cupboards?|wardrobes?|garage|shed|gate|oven|fridge|freezer|washing machine|lift doors?|communal|kitchen unit|closet|closets|mirror\w*|screen|pocket door|barn|pantry|curtains?|blinds?|dogs?|van|train|flat ?pack|new door|delivered|came in|(?:it |still |but )(?:locks|lock|shuts|closes)",
    ),
    danger(  # a small child found at it
        "windows.insecure_window",
        "window windows sill ledge",
        rf"(?:child|toddler|baby|(?:year|yr) old|kids?|son|daughter|little (?:one|girl|boy)|her|him) {w(6)}(?:sitting|sat|stood|standing|climb\w*|kneeling|leaning|crawl\w*) {w(3)}(?:on|onto|out of|over|out) (?:to )?(?:the |a |that )?(?:window ?)?(?:sill|ledge|window) {w(5)}(?:open|out|no (?:catch|lock|restrictor))",
        r"ground|bungalow|cat|restrictor (?:is|holds|works)|locked|if|could|might|would",
    ),
)
