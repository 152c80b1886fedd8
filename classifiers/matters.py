"""What a message is about before anything else, and how pressing it reads, where the model by itself leaves doubt."""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re
from collections.abc import Callable, Mapping, Sequence

from classifiers.reading import Label
from classifiers.rule import CLOSED, ONLY_TOLD
from router.values import URGENCIES, Landlord, Urgency

UNLISTED = "other.unlisted"
"""A repair that is none of the others: the landlord's to mend, and a person says who mends it."""
UNCLEAR = "general.unclear"
"""Nothing to go by."""
COMPLAINT = "complaints.new"
BOGUS = "job.bogus_caller"
SIGNS = frozenset({"complaint", "chaser", "overdue"})
"""Facts that make a fault a complaint: how it was dealt with is told, or that it was not."""
OPEN_WINDOW = "windows.insecure_window"
"""An emergency only where somebody can come in by it, as `repairs.yaml` has it: only then are its words said."""
PRESSING: tuple[Urgency, ...] = ("life_safety", "emergency")
OPENING, OFFICER = "general.opening_contact", "tenancy.officer_visit"
OFFICE_SURE = 0.8
"""How sure a wish for a place at an office is at least, which rules read."""
CHANGE = "job.appointment_change"
READS_AS_URGENT = "It reads as urgent."
"""Of an everyday fault: who reads it is told, and nobody need look before a time is offered."""
BROKEN_BESIDE = "Something may be broken as well: please look today."
PLAIN_FAULT = 0.9
"""How sure both the rules and the model are of a fault that is told plainly."""
FOREIGN_SURE = 0.9
"""How sure it must be of what is not in English."""
GRAVE = ("asb.violence_threats", "asb.hate", "medical.emergency")
"""Matters like those of harm to a person: likeness alone never names them."""
COMPLAINT_AT = 0.9
"""How sure a complaint is that shows none of these signs."""
EMERGENCY_ALONE_AT = 0.8
"""How likely an emergency is that neither a rule nor a fault names. Below it a person looks at it as urgent."""
DENIED = "taken back"
"""Kind of the label of a danger that a rule saw, and its own words take back."""
BY_ITSELF = "by itself"
"""Kind of the label by which the trained model says how likely the fault is, and not only its group."""
NOTHING_BROKEN = "nothing broken"
"""Kind of the label by which the trained model says how likely it is that nothing is broken."""
IN_PASSING = "in passing"
"""Kind of the label of a fault that its form tells where the trained model hears another matter alone."""
LEFT_BEHIND = "left behind"
"""Kind of the label of a danger that is over, beside which something is broken that can be nothing else."""
DEALT_WITH = "dealt with"
"""Kind of the label of a complaint that words make of how something was dealt with, whatever fault is told of."""
OF_GROUP, BY_WORDS_OF_GROUP = "of group", "of group by words"
"""Kinds of the labels by which the trained model says how likely each group of repairs is, together and by words alone."""
NOTHING_DOUBT_AT = 0.25
"""Chance of nothing broken from which an emergency that no rule names is for a person to see as urgent. Measured on
unseen messages: of 87 true ones none had it, of 25 false ones ten."""
UNLIKE = "unlike an emergency"
"""Kind of the label of an emergency that the model names, is not sure of, and does not read like one."""
NOTHING_SURE_AT = 0.95
"""Chance of nothing broken that bears out that a danger is only told of."""
NOTHING_LIKELY_AT = 0.5
"""Chance of nothing broken that bears out that the matter of a danger is closed. Of 345 true emergencies that rules name,
on messages that nothing was taught on, one is told like that, and the model is sure of it; of 35 false ones eleven are."""
FAULT_LIKELY_AT = 0.2
"""How likely a fault is at least that a rule's word of the household raises to an emergency, past doubt. Of twelve such
on unseen messages nine were emergencies, and each had it."""
_AT_THE_DOOR = re.compile(
    r" (?:at|on) (?:the|my|our|her|his|mums) (?:[a-z]+ )?(?:door|doorstep|step|gate|doorbell|landing|hall)|knocking (?:now|at|on (?:my|the|our))"
    r"|(?:here|outside|waiting|inside|in (?:my|the|our|her|his) (?:flat|house|home|hall|kitchen))|wants? (?:to be let )?in|come in|let (?:him|her|them) in "
)
_HAS_GONE = re.compile(
    r" (?:has|have|hes|shes|theyve|they) (?:now )?(?:left|gone|went)(?: [a-z]+)? |(?:rang|phoned|called) (?:me |us )?(?:saying|to say|and said|claiming) "
)
_HEADING = re.compile(
    r"(?:re |fw |fwd |subject )*(?:(?:repairs?|works?|replacements?|enquiry|query|question) (?:for|to|of|about|on|re) [^.?!]+|(?:[a-z0-9/&,-]+ ){0,7}(?:issues?|works?|repairs?|inspections?|surveys?|quer(?:y|ies)|questions?|enquir(?:y|ies)|replacements?|upgrades?|programmes?|remedials?|rewiring|rewire|matters?|updates?))[ .?!]*"
)
_HAPPENS = re.compile(
    r"\b(?:no|not|wont|cant|cannot|dont|doesnt|isnt|leak\w*|burst\w*|flood\w*|blocked|block|overflow\w*|smell\w*|smok\w*|spark\w*|fire in|shock\w*|burn\w*|stuck|trapped|broken|broke|fell\w*|fall\w*|collaps\w*|down|off|out|gone|dead|cut|emergency|urgent\w*|asap|help|danger\w*|now|today|tonight|everywhere|exposed|bare|live|backing|coming|through|hanging|loose|cracked|smashed|kicked|open)\b"
)


def is_heading(line: str) -> bool:
    """Does it only name a thing ("Drainage and wastewater issue"), and say nothing of
    what happens to it?"""
    plain = " ".join(line.split())
    return _HEADING.fullmatch(plain) is not None and _HAPPENS.search(plain) is None


def is_grave(topic: str, landlord: Landlord) -> bool:
    """Is it harm to a person, or a threat of it? It is named only where a rule or the model is sure."""
    return landlord.topics[topic].restricted or topic in GRAVE


def is_chased(topic: str, repair: str | None, dealt: str = "") -> bool:
    """Can news of it be asked for? A neighbour asked three times to be quiet is no chaser. Nor is a complaint of how it
    was dealt with (`dealt`): they want no news."""
    if topic == dealt:
        return False
    return repair is not None or topic == "repair" or topic.startswith("complaints.") or topic == "asb.update"


def is_complaint(flags: Mapping[str, Label], topics: Mapping[str, Label]) -> bool:
    """Does it complain of how it was dealt with? A fault by itself, however crossly told, is a repair."""
    return not SIGNS.isdisjoint(flags) or (COMPLAINT in topics and topics[COMPLAINT].sure >= COMPLAINT_AT)


def pressing(
    labels: Sequence[Label], urgency: Urgency, notes: tuple[str, ...], doubted: bool, told: bool = False
) -> tuple[Urgency, tuple[str, ...]]:
    """The urgency and the notes, raised where the words read as more pressing than the repair by itself; never lowered.

    Where one everyday fault is plain, its own urgency and the facts told decide, and the words raise it to urgent at
    most: of five such on unseen messages that read as an emergency one was. So it is beside a danger that they deny
    ("no smell of gas"): what was read as an emergency are its words. Not of a fault on no list, which nobody knows; and
    where no fault is named at all it is urgent, for a person.
    `told`: a danger is only told of (`only_told`), or has left something behind. `doubted`: the model thought of a danger to life and was not sure enough to name it. A person looks at once, and
    where nothing else is broken its word for an emergency stands if it is likely, else it is urgent.
    """
    read = next((label for label in labels if label.kind == "urgency"), None)
    level: Urgency = next((each for each in URGENCIES if read and each == read.value), "none")
    if told:
        level = min(urgency, "urgent", key=URGENCIES.index)
        return level, (*notes, "It tells of a danger, it seems of another day: please look now.")
    if urgency == "none" and doubted and read and level == "emergency":
        notes = (*notes, "It may tell of a danger to life: please look now.")
        return (level if read.sure >= EMERGENCY_ALONE_AT else "urgent"), notes
    plain = any(each.kind == BY_ITSELF and each.sure >= PLAIN_FAULT for each in labels)
    listed = not any(each.kind == "repair" and each.value == UNLISTED for each in labels)
    denied = listed and any(each.kind == DENIED for each in labels)
    capped = level == "emergency" and (plain or denied)
    level = "urgent" if capped else level
    if urgency == "none" and capped and not plain:
        return level, (*notes, "It reads as emergency.")
    if urgency == "none" or URGENCIES.index(level) >= URGENCIES.index(urgency):
        return urgency, (*notes, "It reads as emergency.") if capped and not plain else notes
    return level, (
        *notes,
        READS_AS_URGENT if level == "urgent" and not capped else f"It reads as {'emergency' if capped else level}.",
    )


def as_told(
    learnt: Sequence[Label],
    found: Sequence[tuple[str, Label]],
    to_be_seen: Callable[[], bool],
    books_at_office: Callable[[], bool],
) -> list[Label]:
    """The model's labels, put right in four places by what the rules found.

    What the model finds on no list, and the landlord's own words name all but surely, is that ("letterbox broken").

    Who wants a place at an office (`books_at_office`), and names no fault, is about no job of ours, whatever else the
    model hears in it ("can i book a slot at the surgery pls"): `topics.yaml` has that beside the officer's visit.
    Where somebody is to come and look (`to_be_seen`) at what the rules name, and the model names nothing at all, that
    is what is wrong ("can somebody come and look at the damp"). And a change of an appointment that the model alone hears beside a fault
    told plainly is a wish ("tap dripping. Only evenings please, not tuesday").
    """
    named = [label for source, label in found if source == "repairs" and label.kind == "repair"]
    matters = {label.value for label in learnt if label.kind in ("repair", "topic")}
    vague = {value for value in matters if value.startswith("job.") or value in (UNCLEAR, OPENING)}
    if vague == matters and all(label.sure < PLAIN_FAULT for label in named) and books_at_office():
        likely = max((label.sure for label in learnt if label.value in vague), default=OFFICE_SURE)
        rest = [label for label in learnt if label.value not in vague]
        return [Label("topic", OFFICER, max(likely, OFFICE_SURE), 0, 0), *rest]
    surest = max(named, key=lambda label: label.sure, default=None)
    on_no_list = matters == {UNLISTED} and surest is not None and surest.sure >= PLAIN_FAULT
    if surest is not None and (on_no_list or (matters == {UNCLEAR} and to_be_seen())):
        return [surest, *(label for label in learnt if label.value not in (UNCLEAR, UNLISTED))]
    sure = {label.value for label in named if label.sure >= PLAIN_FAULT}
    plain = any(label.value in sure and label.sure >= PLAIN_FAULT for label in learnt if label.kind == "repair")
    if plain and all(label.value != CHANGE for _, label in found):
        return [label for label in learnt if label.value != CHANGE]
    return list(learnt)


def in_a_language_it_knows(learnt: Sequence[Label], found: Sequence[tuple[str, Label]]) -> list[Label]:
    """The model's labels; where the rules saw another language than English, only faults and matters that it is sure of,
    and nothing of how pressing it reads: it learnt English, and of other words it guesses."""
    if not any(label.kind == "flag" and label.value.startswith("language:") for _, label in found):
        return list(learnt)
    named = ("repair", "topic")
    sure = {label.value for label in learnt if label.kind in named and label.sure >= FOREIGN_SURE}
    kept = [label for label in learnt if label.kind == "flag" or label.kind == NOTHING_BROKEN or label.value in sure]
    if not any(label.kind in named for label in kept):
        kept.append(Label("topic", UNCLEAR, 1 - FOREIGN_SURE, 0, 0))
    return kept


def shares(labels: Sequence[Label], kind: str) -> dict[str, float]:
    """The chances by group that labels of this kind tell."""
    return {label.value: label.sure for label in labels if label.kind == kind}


def nothing_left(labels: Sequence[Label]) -> float:
    """How likely it is, by the trained model, that nothing is broken; 0 where none read it."""
    return next((label.sure for label in labels if label.kind == NOTHING_BROKEN), 0.0)


def only_told(labels: Sequence[Label]) -> set[str]:
    """Dangers that no word says are there now, told of another day or as a closed matter, where the model finds nothing
    broken. Neither is enough by itself. They are not said to the tenant; a person looks at once."""
    nothing = nothing_left(labels)
    least = {ONLY_TOLD: NOTHING_SURE_AT, CLOSED: NOTHING_LIKELY_AT}
    return {label.value for label in labels if label.kind in least and nothing >= least[label.kind]}


def doubting(
    repair: str | None,
    urgency: Urgency,
    by_rules: Urgency,
    labels: Sequence[Label],
    notes: tuple[str, ...],
    line: str = "",
) -> tuple[Urgency, tuple[str, ...]]:
    """The urgency and the notes; urgent where the model alone names an emergency and it may well be that nothing is
    broken, or it is unsure and it does not read like one, or it is a mere heading. `by_rules`: the urgency of what the rules name, which is never
    doubted."""
    unlike = any(each.kind == UNLIKE and each.value == repair for each in labels)
    doubtful = unlike or nothing_left(labels) >= NOTHING_DOUBT_AT or is_heading(line)
    if urgency not in PRESSING or by_rules in PRESSING or repair == BOGUS or not doubtful:
        return urgency, notes
    return "urgent", (*notes, "It may be an emergency, or nothing may be broken: please look now.")


def beside(urgency: Urgency, notes: tuple[str, ...], broken: bool) -> tuple[Urgency, tuple[str, ...]]:
    """The urgency and the notes; urgent where the message is about another matter and something is told as broken."""
    return ("urgent", (*notes, BROKEN_BESIDE)) if broken and urgency == "none" else (urgency, notes)


def at_the_door(repair: str | None, urgency: Urgency, line: str) -> Urgency:
    """The urgency; urgent where somebody who says that he is ours has left, or only rang: he can be asked about."""
    if repair != BOGUS or (_AT_THE_DOOR.search(line) and not _HAS_GONE.search(line)):
        return urgency
    return "urgent" if urgency == "emergency" else urgency
