"""Gas that leaks, carbon monoxide, flames of the wrong colour."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.emergency.rule import Rule, danger, w, wide

RULES: tuple[Rule, ...] = (
    danger("gas.smell", "gas", rf"smell {wide(7)}gas", r"petrol station|gas station"),
    danger("gas.smell", "gas", rf"gas {wide(6)}smell", r"petrol station|gas station|no gas {w(8)}drains?"),
    danger(
        "gas.smell",
        "gas",
        r"gas (?:(?:main|mains|pipe|pipes|line|meter|cooker|hob|fire|tap|supply|oven|stove|bottle|valve|is|was|are|seems|"
        r"to|be|definitely|must|still|from|there|the|may|might|could|possibly|really|now|big|has|have|a|bad|been|boiler is) ){0,5}?"
        r"(?:leak|hissing|hiss|escape|escaping|escapes)",
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
        rf"waft of|lot of|overcome by|overcome with|breathing in|breathing|taste|poisoned by|choking on) {w(2)}gas",
    ),
    danger(
        "gas.smell",
        "gas",
        rf"gas {w(3)}(?:everywhere|filling|fumes|explosion|exploded|explode|blow up|pouring out|"
        rf"coming out|seeping|building up)",
        r"hob|flames?|no gas|barely|hardly|not enough|little",
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
        rf"(?:smell {w(6)}(?:rotten|bad|off|gone off|rotting|eggy) eggs?|eggy smell|eggs? smell)",
        r"drains?|sink|toilet|plughole|plug hole|tap|taps|water|fridge|hot water|loo|shower|gully|manhole",
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
        r"cheira a gas|cheiro a gas|odeur de gas|fuite de gas|odore di gas|puzza di gas|fuga di gas|czuc gas|zapach gas|"
        r"zapach gasu|gas kokusu|arogl nwy|gasgeruch|ulatnia sie gas|wyciek gasu|era gas",
    ),
    danger("gas.smell", "gazu kokuyor", r"czuc gazu|zapach gazu|wyciek gazu|ulatniajacy gas|kokusu|gas kokuyor"),
    danger(
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
        r"high|present|detected|reading)",
    ),
    danger(
        "gas.co_alarm",
        "monoxide",
        rf"(?:leak|high|levels?|reading|poisoned|poisoning|smell|detected|fumes|traces?) "
        rf"{w(4)}(?:carbon )?monoxide",
        r"alarm fitted|need an alarm",
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
        r"candle|log|wood burner|bbq|firework",
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
    ),
    danger(
        "gas.flue_or_flame",
        "black",
        rf"black (?:marks?|stains?|staining) {w(3)}(?:above|around|on|over) {w(2)}(?:fire|"
        r"boiler|gas|heater)",
        r"mould|damp",
    ),
)
