"""What is told first, where words say it and the trained model took the fault, or another team's matter, for it.

How the landlord dealt with something is a complaint, whatever fault is told of. A neighbour who plagues people is no
dispute over a hedge. And rent that is owed is the rent's, also where they are to be put out for it.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re
from collections.abc import Sequence
from dataclasses import replace

from classifiers.matters import COMPLAINT, DEALT_WITH, UNCLEAR
from classifiers.reading import Label, Reading
from classifiers.told_before import LANDLORD

DISPUTE, PARKING = "tenancy.neighbour_dispute", "tenancy.garage_parking"
NUISANCE, NOISE = "asb.nuisance", "asb.noise"
ARREARS, ENDS, PERMISSION = "rents.arrears", "tenancy.end", "tenancy.permission"
COMPLIMENT, COMPENSATION = "complaints.compliment", "complaints.compensation"
APPOINTMENT = "job.appointment_change"
SURE = 0.8
"""How sure a matter is at least that words say."""
BEGINS = 130
"""Letters in which a heading says how something was dealt with."""
SHORT = 90
"""Letters of a text that may only say when somebody is to come."""
_LET_BY = rf"(?:the |my |our |your |their )?{LANDLORD}"
_HEADED = re.compile(
    rf" (?:{LANDLORD} (?:s )?(?:handling|responses?|management|approach|communication|delays?|failures?|failings|record keeping|decision|actions?|investigation|treatment)(?: (?:of|to|in|with|about|around|regarding|over|concerning|when|by)|(?= [.] $))|"
    rf"how (?:[a-z]+ ){{0,2}}?{LANDLORD} (?:has |had |have )?(?:handled|dealt with|responded|managed|treated|investigated|communicated)|(?:the|its|their|your|poor) handling of) "
)
_OF_NEIGHBOURS = re.compile(
    r" (?:noise|asb|anti ?social|nuisance|neighbour[a-z]*|neighbor[a-z]*|harass[a-z]*|threat[a-z]*|hate|abus[a-z]*|drugs?|violen[a-z]*) "
)
_MONEY = re.compile(
    rf" {LANDLORD} (?:[a-z]+ ){{0,3}}?(?:refus(?:es|ed|ing) to|wont|will not|denie[sd]|declin(?:es|ed) to|is not going to|not willing to|no longer wants to) (?:[a-z]+ ){{0,3}}?(?:reimburs[a-z]*|refund|compensate|pay (?:me|us|for|back|her|him|my|our)|cover|credit|honou?r)(?! (?:[a-z]+ ){{0,4}}?(?:deposit|rent)) "
    rf"| (?:told|tells|asked|made|makes|said) (?:me|us|her|him|them|i|we) (?:[a-z]+ ){{0,3}}?pay (?:[^ .]+ ){{0,14}}?(?:reimburs[a-z]*|off (?:the|my|our) rent|pay (?:me|us) back) (?:[^ ]+ ){{0,14}}?(?:wont|says? no|refus[a-z]*|denie[sd]|will not) "
)
_THINGS = r"(?:mice|mouse|rats?|roach[a-z]*|cockroach[a-z]*|bed ?bugs?|pests?|infest[a-z]*|mould|damp|asbestos|lead|radon|leak|flood|flooded|flooding|sewage|fleas|ants|termites|boiler|heating|wiring|works?|repairs?|scaffold[a-z]*|smell|septic|problems?|damage|condition)"
_NOT_TOLD = re.compile(
    rf" {LANDLORD} (?:[a-z]+ ){{0,3}}?(?:(?:failed|neglected) to|didnt|did not|never|hid|lied) (?:even |ever )?(?:tell|told|inform|informed|disclose|disclosed|mention|mentioned|warn|warned|advise|notify|notified|about|to)? ?(?:[^ .]+ ){{0,8}}?{_THINGS} "
)
_NO_NOTICE = re.compile(
    r" (?:spray[a-z]*|bomb[a-z]*|fumigat[a-z]*|exterminat[a-z]*|(?:shut|turned|cut|switched) off|ripped|dug|drill[a-z]*|works? (?:began|started)|scaffold[a-z]*) (?:[^ .]+ ){0,10}?(?:without|with no|no) (?:any |prior |a |advance |giving |me |us )*(?:notice|warning|telling) "
)
_DAWDLED = re.compile(
    rf" {LANDLORD} (?:[a-z]+ ){{0,2}}?(?:(?:didnt|did not|never|failed to|neglected to) (?:fix|fixed|repair|repaired|replace|replaced|mend|mended|secure|secured) (?:[^ .]+ ){{0,6}}?(?:for|until|in)|took) (?:over |more than |nearly |almost |about )*(?:[a-z0-9]+ ){{0,2}}?(?:days|weeks|months|years) "
)
_TO_BLAME = re.compile(r" (?:responsible|liable|liability|negligen[a-z]*|sue|owes?|at fault|to blame|accountable) ")
_BADLY_RUN = re.compile(
    r" (?:(?:steer clear of|stay away from) (?:[a-z]+ ){0,6}?(?:landlords?|lettings?|agents?|agency|management|company)|"
    rf"(?:worst|terrible|awful|appalling|horrible|nightmare|dreadful) {LANDLORD}|(?:nothing|never anything) (?:ever )?(?:gets|is ever) (?:fixed|done|repaired|mended|sorted)) "
)
_NEIGHBOUR = re.compile(
    r" (?:neighbou?rs?|neighbou?ring|next doors?|(?:upstairs|downstairs) (?:kids?|people|couple|family|lot|man|woman|guy|tenants?)|(?:people|couple|family|kids|lot|man|woman|guy|bloke|lad|tenants?|flat|unit) (?:[a-z]+ ){0,2}?(?:upstairs|downstairs|above|below|next door|opposite|across the hall|(?:two|three) doors down|in (?:flat|apt|unit|number)? ?\d[a-z0-9]*)) "
)
_PLAGUES = re.compile(
    r" (?:harass[a-z]*|stalk[a-z]*|threaten[a-z]*|threats|intimidat[a-z]*|abusive|verbally|(?:spat|spits|swears?|swore|swearing|screams?|screaming|shouts?|shouting|yell[a-z]*|curs[a-z]+) at|called (?:me|us|her|him|my [a-z]+) a|follow(?:ed|ing|s) (?:me|us|my|her)|vandali[a-z]+|slashed|keyed|egged|"
    r"spying|peeping|films?|filming|poison[a-z]*|scrap|abandoned|junk|rubbish|trash|dump[a-z]*|nuisance|bully[a-z]*|bullies|retaliat[a-z]*|revenge|set (?:[a-z]+ ){0,4}?(?:fire|alight)|arson) "
)
_NOISY = re.compile(
    r" (?:noise|noisy|loud|louder|music|bass|barks?|barking|part(?:y|ies)|stomp[a-z]*|subwoofer|blast(?:ing|s)|drums?|stereo) "
)
_LAND = re.compile(
    r" (?:hedges?|fences?|fencing|boundar(?:y|ies)|trees?|branch(?:es)?|roots?|leylandii|drives?|driveways?|wall|plans?|deeds|right of way|gutters?|gutter|garden|line|land|shared|path|bins?) "
)
"""What neighbours differ over and no one is plagued by."""
_TAKEN = re.compile(
    r" (?:(?:cars?|vans?|house|houses|flats?|home|apartments?|garages?|sheds?|bikes?|lockers?|mailbox(?:es)?) (?:was |were |got |been |being |have |has |keep |getting )*(?:broken into|burgled|robbed|stolen|vandalised|smashed)|(?:packages?|parcels?|bikes?|deliveries|post|mail) (?:[a-z]+ ){0,3}?stolen|break ins|burglaries) "
)
_ON_ESTATE = re.compile(
    r" (?:(?:second|third|fourth|fifth|another|\d+(?:nd|rd|th)) (?:[a-z]+ ){0,3}?(?:in|on|this|here)|every (?:week|night|day|weekend)|(?:on|in) (?:this|our|my|the) (?:block|street|building|lot|estate|car park|lobby|complex|neighbou?rhood)|keeps?|anyone else) "
)
_RENT_OWED = re.compile(
    r" (?:(?:behind|late|short|back) (?:[a-z]+ ){0,3}?rent|rent (?:[a-z]+ ){0,3}?(?:overdue|owed|unpaid|is late|was late|in arrears|behind)|(?:delayed|late|overdue|unpaid|missed|back|owed|outstanding) rent|owed? (?:[a-z0-9]+ ){0,5}?rent|"
    r"(?:cannot|couldnt|cant|unable to|struggl[a-z]+ to|stopped|not|hasnt|havent|didnt|wont|refus[a-z]+ to|isnt) (?:[a-z]+ )?(?:pay|paid|paying|make|made|afford|cover) (?:[a-z]+ ){0,6}?rent|(?:\d+|full|whole) (?:days|month|months) (?:s )?(?:worth of )?rent|"
    r"(?:pay|owe|charge|charged|charging) (?:[a-z]+ ){0,4}?rent (?:[a-z]+ ){0,2}?(?:for|after)|(?:weeks?|months?) (?:behind|in arrears)|wants? (?:the|a) (?:whole|full) months?(?: rent)?|paid (?:off )?(?:what we owed?|the arrears|our arrears|the back rent)) "
)
_NEVER_OWED = re.compile(
    r" (?:never|not|always|no|havent|hasnt|without) (?:[a-z]+ ){0,3}?(?:late|behind|missed|owed|arrears)(?: [a-z]+){0,3}? rent | rent (?:[a-z]+ ){0,3}?(?:never|not) (?:been )?(?:late|behind|missed) "
)
_PUT_OUT = re.compile(r" (?:evict[a-z]*|eviction) ")
_NO_MONEY = re.compile(
    r" (?:lost my job|laid off|out of work|behind|paid what (?:i|we) owed?|paycheck|hours (?:were |got )?cut|(?:got|being) (?:sick|ill) (?:[a-z]+ ){0,3}?(?:pay|work)|arrears|money) "
)
_DEPOSIT = re.compile(r" deposits? ")
_MAY_THEY = re.compile(
    rf" (?:can|could|is|are|may|does|should) {_LET_BY} (?:[a-z]+ ){{0,2}}?(?:(?:allowed to|able to|legally|really|just|even) )*(?:tell|say|ban|stop|forbid|prevent|prohibit|limit|restrict|require|force|make|kick|charge|walk|enter|come in|come|demand|change|insist) (?:[^ .]+ ){{0,14}}?"
    r"(?:guests?|visitors?|over|overnight|smok[a-z]*|pets?|dogs?|cats?|curfew|come and go|parking|bikes?|balcony|inspect[a-z]*|enter[a-z]*|notice|keys?|locks?|lease|rent|move|leave|out|while i[a-z]*|when i[a-z]*|whenever) "
)
_COME = re.compile(
    r"^ (?:ok |okay |yes |yeah |hi |pls |please |just |u can |you can |can you |then )*(?:come|pop|swing|drop|call) (?:round |over |by |in |down |here |back )*(?:after|at|by|before|around|about|between|when|any ?time|tomorrow|later|on|in|till) "
)
_OTHERS = ("tenancy.", "general.", "complaints.", "info.", "allocations.", "homelessness.risk", APPOINTMENT)
"""Matters that the model may have taken it for; what is of harm, of danger or of neighbours already stands."""
SPOKEN = (
    _HEADED, _MONEY, _NOT_TOLD, _NO_NOTICE, _DAWDLED, _TO_BLAME, _BADLY_RUN, _NEIGHBOUR, _PLAGUES, _NOISY, _LAND, _TAKEN,
    _ON_ESTATE, _RENT_OWED, _NEVER_OWED, _PUT_OUT, _NO_MONEY, _MAY_THEY, _COME, _OF_NEIGHBOURS,
)  # fmt: skip
"""Patterns whose words are read as they stand."""


def is_of_dealings(line: str, names_fault: bool) -> bool:
    """Is it about how the landlord dealt with it, whatever fault it tells of? `names_fault`: one is told of."""
    if _is_headed(line) and not _OF_NEIGHBOURS.search(line[: 2 * BEGINS]):
        return True
    if any(pattern.search(line) for pattern in (_MONEY, _NOT_TOLD, _NO_NOTICE)):
        return True
    if _TO_BLAME.search(line) and _DAWDLED.search(line):
        return True
    return not names_fault and bool(_BADLY_RUN.search(line))


def first_matter(learnt: Sequence[Label], reading: Reading) -> list[Label]:
    """The model's labels, with what is told first in its place; a complaint of how the landlord dealt with something is
    marked as that (DEALT_WITH), since it comes before every fault.

    A fault that is told of stays. Harm to a person, a danger and what only a person may judge are left as they are.
    """
    line = reading.line
    faults = [label for label in learnt if label.kind == "repair"]
    topics = {label.value: label for label in learnt if label.kind == "topic"}
    if not all(topic.startswith(_OTHERS) for topic in topics):
        return list(learnt)
    if is_of_dealings(line, bool(faults)):
        named = next((topic for topic in topics if topic.startswith("complaints.") and topic != COMPLIMENT), COMPLAINT)
        sure = max([SURE, *(label.sure for label in topics.values())])
        told = (("topic", named), (DEALT_WITH, named), ("flag", "complaint"))
        rest = [label for label in learnt if label.kind != "topic"]
        return [*rest, *(Label(kind, value, sure, 0, len(reading.words)) for kind, value in told)]
    emergency = any(label.kind == "urgency" and label.value == "emergency" for label in learnt)
    meant = None if faults or emergency else _meant(line, set(topics))  # what reads as one is left where it is
    if meant is None:
        return list(learnt)
    return [replace(each, value=meant, sure=max(each.sure, SURE)) if each.kind == "topic" else each for each in learnt]


def _is_headed(line: str) -> bool:
    return _HEADED.search(line[:BEGINS]) is not None


def _meant(line: str, topics: set[str]) -> str | None:
    """The matter that these words name where nothing is told as broken; None where the model's word stands."""
    if COMPENSATION not in topics and _is_rent(line):
        return ARREARS
    if _plagued(line, topics) or (_is_headed(line) and _OF_NEIGHBOURS.search(line[: 2 * BEGINS])):
        return NOISE if _NOISY.search(line) and not _PLAGUES.search(line) else NUISANCE
    if topics <= {UNCLEAR, APPOINTMENT} and _MAY_THEY.search(line):
        return PERMISSION
    if topics <= {UNCLEAR} and len(line) < SHORT and _COME.search(line):
        return APPOINTMENT
    return None


def _is_rent(line: str) -> bool:
    """Is rent owed, or said to be? A deposit is the tenancy's, and so is who never owed any."""
    if _DEPOSIT.search(line) or _NEVER_OWED.search(line):
        return False
    return bool(_RENT_OWED.search(line) or (_PUT_OUT.search(line) and _NO_MONEY.search(line)))


def _plagued(line: str, topics: set[str]) -> bool:
    """Does a neighbour plague them, or is the estate broken into again and again?"""
    if topics <= {UNCLEAR} and _TAKEN.search(line) and _ON_ESTATE.search(line):
        return True
    if not topics <= {UNCLEAR, DISPUTE, PARKING, COMPLAINT} or not _NEIGHBOUR.search(line):
        return False
    if topics <= {DISPUTE}:
        return bool(_PLAGUES.search(line)) or not _LAND.search(line)
    return bool(_PLAGUES.search(line) or (_NOISY.search(line) and COMPLAINT not in topics))
