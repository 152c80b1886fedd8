"""Somebody stuck in a lift, what falls, and a home that cannot be locked."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.emergency.rule import Rule, danger, w

RULES: tuple[Rule, ...] = (
    danger(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:stuck|trapped|stranded|locked|caught|jammed) {w(5)}(?:in|inside) {w(3)}"
        rf"(?:lift|elevator|lifts)(?! (?:lobby|area|shaft door))",
        r"stuck outside|bath lift|stair lift|furniture|key|keys|ring|phone|sofa|wardrobe|lift door stuck|trapped in the lift "
        r"doors",
    ),
    danger(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:lift|elevator) {w(5)}(?:stuck|stopped|broke|broken|jammed|not moving|wont move|"
        rf"wont open|broken down|dead|halted) {w(6)}(?:with (?:us|me|people|someone|him|her|them|my|a|an|two|three|kids|mum|dad|"
        r"somebody|the)|inside|in it|between floors|and i|and we|im in|were in|trapped)",
        r"nobody inside|no one inside|empty|"
        r"noone inside|bath lift|stair lift",
    ),
    danger(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:im|i|we|were|hes|shes|someone|somebody|people|they|neighbour|mum|dad|man|lady|"
        rf"woman|child|son|daughter|kids?|is|are|am) {w(3)}(?:in|inside) (?:the |a |our |this )(?:lift|elevator) {w(4)}(?:stuck|"
        r"trapped|not moving|wont move|stopped|cannot get out|wont open|isnt moving|between|no signal|doors? wont|broken down)",
        r"took the|bath lift|stair lift|smell|urine|needles|sick in",
    ),
    danger(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:cannot|cant|couldnt|unable to|let (?:us|me|them|him|her)|get (?:us|me|them|him|her)) "
        rf"{w(2)}(?:get )?out (?:of )?(?:the |this |a )(?:lift|elevator)",
    ),
    danger(
        "structural.ceiling_collapse",
        "ceiling ceiling roof plaster",
        rf"(?:ceiling|roof) {w(7)}(?:collapse|caved|caving|cave|"
        rf"fallen in|fell in|fallen through|come down|came down|falling down|coming down|fallen down|fell down|about to (?:fall|come|"
        rf"collapse|go)|bulging|bulge|sagging|sags|bowing|bowed|drooping|falling in|fell on|fallen on|fell|fallen|ready to (?:fall|"
        r"come)|going to (?:fall|come|collapse)|gonna (?:fall|come|collapse)|dropping|has dropped|giving way|falling)",
        r"water (?:is )?coming down|rain coming|tiles?|slates?|gutter|gutters|paint|paper|coming down the wall|dripping|cracks? "
        r"only|felt|drip|light fitting (?:fell|fallen)|fan",
    ),
    danger(
        "structural.ceiling_collapse",
        "ceiling plaster",
        rf"(?:collapse|caved|bulging|sagging|falling|fallen|chunks?|bits|lump|lumps|"
        rf"pieces?|part|half) {w(4)}(?:ceiling|roof) {w(4)}(?:fell|fallen|fall|falling|down|in|off|landed|come|came|gone|collapse)|"
        rf"(?:collapse|caved in|bulging|sagging) (?:[a-z]+ ){{0,3}}?ceiling",
        r"tiles?|slates?|paint|paper",
    ),
    danger(
        "structural.ceiling_collapse",
        "plaster",
        rf"plaster {w(5)}(?:falling|fell|fallen|came|coming|come) {w(4)}(?:on (?:the |my |our )?"
        r"(?:bed|head|sofa|floor|me|baby|cot|kids?|son|daughter|child)|from the ceiling|down from)",
    ),
    danger(
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
    danger(
        "structural.falling_masonry",
        "collapse",
        rf"(?:wall|balcony|floor|stairs|staircase|chimney|building|shed wall|porch|steps|"
        rf"foundations?|deck) {w(4)}collapse",
        r"fence|nervous|lung",
    ),
    danger(
        "structural.falling_masonry",
        "balcony",
        rf"balcony {w(4)}(?:rail|railing|railings|glass|floor|barrier)? ?{w(2)}(?:loose|broken|"
        r"cracked|collapse|wobbly|fallen|coming away|unsafe|crumbling|rusted through)",
        r"door|light|drain",
    ),
    danger(
        "structural.falling_masonry",
        "tree branch",
        rf"(?:tree|branch) {w(4)}(?:fallen|fell|come down|came down|crashed|landed) {w(4)}"
        r"(?:on|onto|into|through|against|across) (?:to )?(?:the |my |our )*(?:roof|house|window|car|building|flat|door|fence|"
        r"garage|wall|block|home|power|path)",
    ),
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
