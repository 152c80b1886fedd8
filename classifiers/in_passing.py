"""A fault told in passing: in a joke, in a question of rights, or of somebody in the family, where the trained model
hears that matter alone ("can I break the lease if they never mend the air conditioning?").

By form: a thing of the home and what happened to it, in a clause that is not over, not of elsewhere and not supposed.
Asked only where the model names no fault; what is surer is left to it. Pure.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re
from collections.abc import Sequence

from classifiers.clause import own_clause, sentence
from classifiers.closed import is_mended
from classifiers.matters import IN_PASSING, UNCLEAR
from classifiers.needed import Pieces, is_met
from classifiers.reading import Label, Reading
from classifiers.settled import is_told_as_past, tells_below_its_end

SURE = 0.8
"""How sure such a fault is. Of 134 labelled messages that the forms below hold in, 115 are of the group they name; some
less, since the forms were shaped on the same messages. What the model makes of its group says nothing of it."""
UNLISTED, SHOWER, TAP, KEYS = "other.unlisted", "plumbing.shower", "plumbing.tap_dripping", "doors.lost_keys"
NOT_OURS = ("general.not_our_tenant", "general.wrong_service")
NO_PLACE = (0, 0)

_COOLING = r"(?:ac|a c|a \. c|air ?con|air conditioners?|air conditioning|air conditions|central air|mini splits?|swamp cooler|cooling)"
_MACHINE = rf"(?:{_COOLING}(?: units?)?|ovens?|cookers?|stoves?|stovetop|hobs?|fridges?|refrigerators?|freezers?|fridge freezer|dishwashers?|washers?|washing machines?|(?:tumble )?dryers?|(?:tumble )?driers?|microwaves?|garbage disposal|disposal|ice ?maker|garage (?:door )?opener|ceiling fans?)"
_THERE = r"(?:(?:in|of|at) (?:my|our|the|his|her|their) (?:[a-z]+ ){1,2}?)?"
_HEATER = r"(?:furnace|boiler|heat pump|hvac|water heater|oil burner)"
_WHOSE = r"(?:my|our|the|his|her|their|your|this|a)"
_FIXING = r"(?:fix\w*|repair\w*|mend\w*|working again|looked at|sorted(?: out)?|seen to)"
_REFUSES = (
    r"(?:wont|will not|refus\w+ to|doesnt|dont|hasnt|havent|isnt|never|didnt|not|cannot get|to get|trying to get|get|getting|any chance of|can (?:you|someone|somebody|we)|could (?:you|someone|somebody)|"
    r"please|when (?:will|are|is)|until|asked\w*|requested|waiting (?:for|on)|beg\w*)"
)
_BROKE = (
    r"(?:(?:still |just |now |also |basically )*(?:(?:does not|doesnt|wont|hasnt|dont|isnt|havent|not|never|cannot|stopped|quit) (?:been |even )?(?:work\w*|run\w*|cool\w*|heat\w*|turn\w*|start\w*|drain\w*|spin\w*|light\w*|come on|coming on|blow\w*|keep\w*|close|kick\w*)"
    r"|(?:has |have )?(?:just )?(?:quit|died|broke|packed (?:up|in)|conked out|gave (?:out|up)|given up|busted|bust|stopped|went out|crapped out|shat the bed)"
    r"|(?:is|are|s|been|has been|have been|was|were) (?:[a-z]+ )?(?:out|down|dead|broken|busted|bust|fried|toast|shot|on the (?:fritz|blink)|not (?:working|cooling|heating)|blowing (?:warm|hot)|warm|leaking)"
    r"|(?:blow\w*|throw\w*) (?:only |out )?(?:warm|hot|room temperature|an? (?:error|[a-z]\d+))))"
)
_I_BROKE = r"(?:did|have|think|thought|reckon|pretty sure|guess|maybe|may have|might have|believe) (?:that )?(?:i|we|ive|weve)(?: (?:just|have|may|might|finally|totally|completely))* (?:kill(?:ed)?|broke(?:n)?|break|ruin(?:ed)?|murder(?:ed)?|fried|fry|destroy(?:ed)?|wreck(?:ed)?|knackered)"
_LONG = r"(?:(?:\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|several|few|couple(?: of)?|many|most of the) (?:days?|weeks?|months?|nights?|hours?|summer))"

_BIG = r"(?:rac+oons?|squirrels?|chipmunks?|opossums?|possums?|skunks?|snakes?|groundhogs?|foxe?s?)"
_RODENT = r"(?:rats?|mice|mouse|rodents?|vermin)"
_BIRDS = r"(?:pigeons?|starlings?|seagulls?|bats|a bat)"
_INSECTS = (
    r"(?:(?:fruit |drain |fungus |house )?(?:gnats?|flies)|(?:flying |winged )?(?:termites?|ants)|cock ?roach(?:es)?|roach(?:es)?|silverfish|fleas?|(?:clothes |carpet )?moths?|bed ?bugs?|"
    r"wasps?|hornets?|yellow ?jackets?|bees|centipedes?|millipedes?|earwigs?|weevils?|woodlice|maggots?|mites|lice|(?:lady|stink|water|palmetto) ?bugs?|beetles|spiders|crickets|insects|bugs|pests|carpenter bees)"
)
_ROOM = r"(?:home|house|flat|apartment|apt|unit|condo|place|room|bedroom|kitchen|bathroom|basement|attic|loft|walls?|ceiling|floor(?:boards?)?|cupboards?|closet|pantry|garage|crawl space|sink|drains?|tub|bath|shower|living room|den|hall|building|block|carpet|bed|mattress|rental|complex|porch|eaves|soffit|chimney|vents?|windows?|window frame|cabinets?|coffee maker|basement apartment)"
_IN = rf"(?:(?:living|nesting|crawling|coming|getting|running|breeding|flying|swarming|pouring|hiding|all over|stuck|trapped|loose|up|out|inside|in|into|from|under|behind|through|of|throughout) ){{1,4}}(?:(?:{_WHOSE}|every|here|where) )(?:[a-z]+ ){{0,2}}?"
_HAVE = r"(?:(?:there (?:are|is)|theres|(?:i|we|he|she|they|mum|mom|my [a-z]+|tenants?|who)(?: now| still| also)? (?:have|has|got|have got|keeps? (?:finding|seeing|getting)|see|found|find)|ive got|weve got|ive (?:[a-z]+ )?(?:found|seen)|full of|overrun (?:with|by)|infested with|infestation of|keeps? (?:finding|seeing)) (?:a |an |some |lots of |loads of |tons of |so many |these |tiny |little |small |big |huge |dead |live |more |terrible |bad |hundreds of |thousands of |dozens of |swarms of )*)"


def _pests(names: str) -> str:
    return (
        rf" (?:{_HAVE}{names}(?! (?:bites?|control|inspection|treatment|traps?|spray))|{names} (?:[a-z]+ )?(?:problems?|infestations?|issues?|everywhere|nests?)|"
        rf"{names} (?:[a-z]+ ){{0,2}}{_IN}{_ROOM}|(?:infestation of|infested with|eaten alive by|plagued (?:by|with)) {names}) "
    )


_ALARM = r"(?:(?:working |hard ?wired )?(?:smoke|fire|heat|co|co2|c \. o|carbon monoxide|monoxide|smoke and co)(?: and (?:co|carbon monoxide))? (?:alarms?|detectors?))"
_CO = r"(?:(?:working )?(?:co|co2|carbon monoxide|monoxide) (?:alarms?|detectors?))"
_SOMEONE_ELSE = r"(?:landlord\w*|slumlord|owner|agent|agency|council|management|super|property manager|him|her|them|they|he|she|you)"


def _missing(what: str) -> str:
    return (
        rf" (?:(?:no|without(?: any| a)?|lacks?(?: any| a)?|isnt (?:even )?(?:a|any|one)(?: single)?|arent any|dont have (?:a|any)|doesnt have (?:a|any)|havent got (?:a|any)|hasnt got (?:a|any)|not a single|never (?:installed|fitted|put in)(?: a| any)?) {what}|"
        rf"{_SOMEONE_ELSE} (?:[a-z]+ ){{0,5}}?(?:to|wont|never|refuses to|should|must|has to|have to|hasnt|didnt|for) (?:install|fit|put(?: in| up)?|provide|supply|installed|fitted|provided) (?:a |an |any |some |the |more )?{what}|"
        rf"(?:ask\w*|request\w*|notice|letter|demand\w*) (?:for|to install|to fit|to put in|to provide) (?:a |an |some )?{what}) "
    )


_FALLS = r"(?:(?:has|have|had|just|keeps?|are|is) )*(?:fell|fallen|falling|came|come|coming|popped|dropped|broke|broken|crumbl\w+|worked) (?:(?:right|clean) )?(?:off|out|loose|away|down|from)"
_LOOSENS = rf"(?:{_FALLS}|(?:is|are) (?:[a-z]+ )?(?:loose|crumbling|leaning|falling apart)|crumbl\w+|leans?)"
_OF_THE_HOUSE = r"(?:(?:on|of|from|at) (?:the )?(?:out ?side|side|front|back|corner|wall|walls|foundation|porch)(?: wall)?(?: of (?:the |my |our )?(?:house|home|building|garage))? )?"

_ROWS: tuple[tuple[str, str], ...] = (
    ("doors.lost_keys", r" (?:locked|shut) (?:myself |himself |herself |ourselves |me |us )?(?:out|outside) (?:of )?(?:my|his|her|our|the|their) (?:own )?(?:apartment|flat|house|home|apt|place|building|room|dorm|condo|unit) | (?:i|ive|im|we|were|weve) (?:just |am |are |have |got |ve )*locked (?:myself |ourselves )?out(?! of) | (?:lost|snapped) (?:my|the|our) (?:house |front door |door )?keys? (?:and|so|in the (?:lock|door)|im|cannot|locked) | (?:im|i am|were|we are|and) (?:[a-z]+ )?(?:standing|stuck|sat|sitting) outside (?:(?:my|our|the) (?:own )?(?:door|flat|apartment|house|building|block)) "),
    ("alarms.co_fault", _missing(_CO)),
    ("alarms.smoke_fault", _missing(_ALARM)),
    ("stairs.handrail", r" (?:no|without(?: a| any)?|isnt (?:a|any)|missing|not a single|lacks? (?:a|any)) (?:hand ?rails?|banisters?|bannisters?|railings?) (?:[a-z]+ ){0,3}?(?:stairs?|steps|staircase|stairway|landing) | (?:stairs?|steps|staircase) (?:[a-z]+ ){0,3}?(?:no|without(?: a| any)?|lacks? (?:a|any)) (?:hand ?rails?|banisters?|railings?) "),
    (UNLISTED, rf" (?:{_REFUSES} (?:[a-z]+ ){{0,3}}?{_FIXING} (?:{_WHOSE} )?(?:[a-z]+ )?{_MACHINE}|{_REFUSES} (?:[a-z]+ ){{0,3}}?{_WHOSE} (?:[a-z]+ )?{_MACHINE} (?:to be |be |get |getting |got )?{_FIXING}|any chance of (?:[a-z]+ ){{0,3}}{_FIXING} (?:{_WHOSE} )?{_MACHINE}) "),
    (UNLISTED, rf" (?:{_I_BROKE} {_WHOSE} (?:[a-z]+ )?{_MACHINE}|(?:{_WHOSE}|and|but|so|[.,]) (?:[a-z]+ ){{0,2}}?{_MACHINE} {_THERE}{_BROKE}|(?<=^ ){_MACHINE} {_THERE}{_BROKE}|(?:broken|dead|busted|faulty) {_MACHINE}) "),
    (UNLISTED, rf" (?:(?:no|without|had no|not had|no working|hasnt had|havent had)(?: any)? {_COOLING} (?:for {_LONG}|in (?:{_LONG}|this heat)|since|all (?:week|summer|month)|(?:and|[.,]) (?:its|it is))|(?:\d+|two|three|four|five) (?:days?|weeks?|months?) (?:now )?(?:without|with no) (?:any )?{_COOLING}) "),
    ("heating.no_heating_hot_water", r" (?:hasnt|havent|not|without|never|no)(?: had)?(?: any)? (?:running )?(?:hot water (?:or|and|nor) (?:any )?(?:heating|heat)|(?:heating|heat) (?:or|and|nor) (?:any )?(?:running )?hot water) "),
    ("heating.no_heating", r" (?:(?:hasnt|havent) had (?:any )?(?:heating|heat)|(?:been|gone|living|are|is|am|im|were) (?:[a-z]+ )?(?:without|with no) (?:any )?(?:heating|heat) (?:for|since|all|in)|(?:surviving|living|making do|getting by|relying|managing) (?:[a-z]+ )?(?:with|on|off) (?:just |only |two |a few |a couple of )?(?:space|electric|portable|fan|plug in) heaters?) "),
    ("heating.no_hot_water", r" (?:(?:hasnt|havent) had (?:any )?(?:running )?hot water|(?:been|gone|living|are|is|am|im) (?:[a-z]+ )?(?:without|with no) (?:any )?(?:running )?hot water (?:for|since|all|in)) "),
    ("heating.no_heating_hot_water", rf" {_WHOSE} (?:[a-z]+ )?{_HEATER} (?:(?:has |have |is |s )?(?:just |now |still |also )*(?:broke(?: down)?|quit|died|packed (?:up|in)|dead|broken|conked out|wont (?:light|start|fire|come on|turn on|kick on|ignite|stay lit)|(?:not|isnt|doesnt|stopped|quit) work\w*|down|out)) "),
    ("pest.rats_mice", _pests(_RODENT)),
    ("pest.rats_mice", _pests(_BIG)),
    ("pest.birds", _pests(_BIRDS)),
    ("pest.insects", _pests(_INSECTS)),
    ("structural.fence_gate_wall", rf" (?:retaining|garden|boundary|yard) wall (?:[a-z]+ ){{0,2}}?{_LOOSENS} "),
    ("roof.tiles", rf" chimney(?: (?:stack|pot|crown|cap))? (?:[a-z]+ ){{0,2}}?{_LOOSENS} "),
    ("structural.paths_steps", rf" (?:(?:front|porch|back|concrete|stone|brick|entry) (?:steps?|stairs)|slabs?|pav(?:ing stones?|ers?)|deck|porch(?: post)?) (?:[a-z]+ ){{0,2}}?{_LOOSENS} "),
    ("structural.cracks", rf" (?:(?:cinder |brick |concrete |breeze )?(?:bricks?|blocks?)|stones?|capstones?|copings?) {_OF_THE_HOUSE}{_LOOSENS} "),
)  # fmt: skip
"""Rows of (fault, how it is told); the first that holds is taken. A brick that fell out once is movement of the wall:
bricks that fall on people are a danger, which the rules for dangers name."""
_PIECES = Pieces()
_COMPILED = tuple((fault, re.compile(pattern)) for fault, pattern in _ROWS)
_FAULTS = tuple((fault, pattern, _PIECES.needed_by(pattern)) for fault, pattern in _COMPILED)

_NOT_NOW = re.compile(
    r" (?:used to|years? ago|(?:19\d\d|20[01]\d)|moved out|(?:last|other|prior|first) (?:place|house|flat|apartment)|was cleared|(?:tube|train|bus|canal|towpath|station)|show and tell|(?:been|is|was|stood) empty|dead (?:wasp|bee|hornet)|last (?:year|summer|winter)|in the past|back then|when i (?:lived|was)|growing up|old (?:house|place|flat|apartment|landlord)|previous|ex landlord|once had|no longer|finally|"
    r"gone now|all gone|got rid|(?:i|we|he|she|they|landlord|maintenance|super) (?:just |finally |have |already |then )*(?:fixed|repaired|replaced|mended|sorted)|let me (?:back )?in|got (?:back )?in|(?:is|are|was|were|got|been|now) (?:all )?(?:fixed|mended|repaired|sorted|replaced)|"
    r"work(?:s|ing|ed)? (?:again|fine|great|perfectly|now)|scared of|afraid of|allergic to|movies?|films?|tv|game|video|dream\w*|songs?|neighbou?rs?|at work|the office|at school|hotel|airbnb|restaurant|in the (?:park|car|woods|street)|my (?:car|truck|van|bike)|outside (?:my )?work) "
)
"""What says in the fault's own sentence that it is over, of elsewhere, or nobody's fault."""
_SUPPOSED = re.compile(
    r" (?:(?:what )?if|in case|whether|unless|when|once|before|suppose|imagine|hypothetically|say|every time|how often (?:do|does|should)|how long (?:do|does|should)) (?:(?:my|our|the|a|an|your|you|i|we|there|someone|somebody|it|is|are|that|they) ){0,3}$"
)
"""Stands before what is only supposed, or what dates something else."""
_NO_DOOR = re.compile(
    r" locked out of (?:(?:my|our|the|his|her|their|your|an?) )?(?:[a-z]+ ){0,2}?(?:accounts?|portal|app|e ?mails?|login|log in|website|site|netflix|facebook|instagram|gmail|phone|computer|laptop|tablet|car|van|truck|profile|wifi) "
)
_DOOR = re.compile(r" (?:doors?|keys?|flat|apartment|house|home|block|building|outside|fob) ")
_DEALT_IN = re.compile(
    r" (?:for sale|selling|sell|sold|collection only|pick ?up only|ono|obo|buy|buying|bought|purchas\w+|recommend\w*|brand new|black friday|warranty) "
)
"""What is bought and sold; of machines only."""
_HOT = re.compile(
    r" (?:(?:8[5-9]|9\d|1\d\d\d?)(?: ?f)?(?: degrees)? (?:f |degrees )?(?:[a-z]+ ){0,2}?(?:in|inside|indoors|upstairs|outside|out)|(?:3[2-9]|4\d) ?(?:c|degrees)|(?:its|it is|is|hits?|about|over|been|room is) (?:[a-z]+ ){0,2}(?:8[5-9]|9\d|1\d\d\d?)(?: ?f)?|(?:9\d|1\d\d\d?) degrees|heat ?(?:wave|stroke|exhaustion)|sweltering|unbearabl\w+|dying of heat|passed out|too hot to sleep) "
)
"""As hot as harms: 85 Fahrenheit or 32 degrees Celsius and more in or about the home, or what it does to people."""
_OF_COOLING = re.compile(rf" {_COOLING} ")
_SCALDS = re.compile(
    r" (?:scald\w*|(?:burning|boiling) hot|(?:burn|burns|burned|burnt|burning) (?:me|my|us|our|him|her|the kids?)|(?:hot|boiling|scorching) enough to burn) "
)
_TAP_BROKE = re.compile(
    r" (?:taps?|faucets?|spigot) (?:handle |lever |head |spout |knob |top )?(?:(?:has|have|just|completely|totally|clean|right|suddenly|went and) )*(?:broke(?! my)|snapped|sheared|(?:came|come|fell|fallen|broken|broke|popped|blew) off) "
)
_FRAIL = frozenset({"vulnerable", "baby", "respiratory", "medical_power"})


def heard(learnt: Sequence[Label], found: Sequence[tuple[str, Label]], reading: Reading) -> list[Label]:
    """The model's labels (`learnt`), with the fault that is told in passing where they name none; `found` are those of
    the rules. What is more pressing than its kind (`_is_pressing`) reads as urgent."""
    told = _with_a_door(learnt, reading.line)
    if not any(_is_answered(label) for label in (*told, *_named(found))):
        fault = in_passing(reading)
        if fault is not None:
            told += [Label(kind, fault, SURE, *NO_PLACE) for kind in ("repair", IN_PASSING)]
    # where the model says how pressing it reads, that is this or more, and is never lowered
    if _is_pressing([*told, *_named(found)], reading.line) and not any(label.kind == "urgency" for label in told):
        told.append(Label("urgency", "urgent", SURE, *NO_PLACE))
    return told


def _is_answered(label: Label) -> bool:
    """Does it name a fault, or say that the home is none of ours?"""
    return label.value in NOT_OURS or (label.kind == "repair" and not label.value.startswith("job."))


def _with_a_door(learnt: Sequence[Label], line: str) -> list[Label]:
    """Without one locked out, where it is an account or a telephone that they are locked out of."""
    if not _NO_DOOR.search(line) or _DOOR.search(line):
        return list(learnt)
    kept = [label for label in learnt if label.value != KEYS]
    if len(kept) < len(learnt) and not any(label.kind in ("repair", "topic") for label in kept):
        kept.append(Label("topic", UNCLEAR, SURE, *NO_PLACE))
    return kept


def _named(found: Sequence[tuple[str, Label]]) -> list[Label]:
    return [label for source, label in found if source not in ("repairs", "topics")]


def in_passing(reading: Reading) -> str | None:
    """The fault that this message tells in passing; None where it tells none that is there now."""
    there = _PIECES.among(reading.known)
    line = reading.line
    for fault, pattern, need in _FAULTS:
        if not is_met(need, there):
            continue
        for told in pattern.finditer(line):
            begins = told.start() + (2 if line[told.start() + 1] in ".," else 0)  # the mark ends what stands before
            if _is_there(fault, line, begins, told.end()):
                return fault
    return None


def _is_there(fault: str, line: str, start: int, end: int) -> bool:
    """Is what is told at this place of the line there now, and in a home of theirs?"""
    if _SUPPOSED.search(line, max(start - 60, 0), start + 1) or _NOT_NOW.search(own_clause(line, start, end)):
        return False
    if fault == UNLISTED and _DEALT_IN.search(line):
        return False
    if tells_below_its_end(line):
        return False
    own = sentence(line, start, end)
    if is_told_as_past(f" {own} "):
        return not is_mended(line)
    return not is_mended(line[line.find(own) :])  # "all sorted, thanks. The AC is not cooling": of another thing


def _is_pressing(labels: Sequence[Label], line: str) -> bool:
    """Is it cooling that is wanting in great heat or where frail people live, a shower that scalds, or a tap that broke
    off and may be one that cannot be turned, which the Right to Repair has as urgent?"""
    faults = {label.value for label in labels if label.kind == "repair"}
    if UNLISTED in faults and _OF_COOLING.search(line):
        return bool(_HOT.search(line)) or any(label.kind == "flag" and label.value in _FRAIL for label in labels)
    if SHOWER in faults and _SCALDS.search(line):
        return True
    return TAP in faults and _TAP_BROKE.search(line) is not None
