"""A home that cannot be locked, or was broken into."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.emergency.rule import Rule, danger, w

RULES: tuple[Rule, ...] = (
    danger(
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
    danger(
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
    danger(
        "doors.insecure_door",
        "door doors lock locks",
        rf"doors? {w(4)}(?:wont|cannot|doesnt|will not|not) {w(2)}(?:lock|locks|locking|"
        r"secure|properly lock)",
        r"bedroom|kitchen door|bathroom|cupboard|internal|fridge|oven|washing machine|shower|wardrobe|garage|"
        r"shed|gate|communal|fire door|lift|boiler|cabinet|freezer|main door|toilet|car|loo|dishwasher",
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
        r"letterbox|communal",
    ),
    danger(
        "windows.insecure_window",
        "window windows",
        rf"windows? {w(5)}(?:wont|cannot|not|doesnt|unable|will not|isnt|stuck) {w(3)}(?:lock|"
        r"close|closing|shut|shutting|secure|latch|open)",
        r"car|wont open|cannot open|not open|doesnt open|unable to open|stuck shut|"
        r"opening|mould|will not open|office window|stuck closed|open it|to open",
    ),
    danger(
        "security.lock_change_safety",
        "locks lock keys key",
        rf"(?:change|changed|changing|new) {w(3)}locks? {w(8)}(?:ex|partner|scared|"
        rf"afraid|frightened|unsafe|threat\w*|abus\w+|violent|stalk\w*)|(?:ex|partner) {w(5)}(?:has|have|got|still has|kept|with) {w(2)}"
        rf"keys?|(?:ex|scared|afraid|partner|abus\w+|violent|threat\w*|leave me alone) {w(14)}(?:change|changed|new) {w(3)}locks?",
        r"ex council|ex service|tenant left|key worker",
    ),
    danger(
        "doors.insecure_door",
        "lock locking close closing shut shutting",
        rf"(?:front|back|main|flat|patio|entrance) door {w(30)}(?:prevent\w*|stop|stops|stopping|keeps|keeping|so it wont|unable) {w(10)}(?:lock\w*|close|closing|shut|shutting|secur\w+)",
        r"bedroom|bathroom|cupboard|garage|shed|gate|communal|fire door|draught",
    ),
)
