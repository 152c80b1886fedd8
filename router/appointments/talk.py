"""One thing that was said about times, and small questions about it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from router.appointments.shown import as_time
from router.loss import tells_of_a_loss
from router.model import Appointment, Case, Message
from router.subject import matter_of
from router.values import Answer, Labels, OfferedTime

ASKS_TIMES = re.compile(r"\W*(?:(?:please|new|more|the|send|me) )*times?(?: please| pls| again)*\W*", re.IGNORECASE)
"""The whole message asks for times."""
AFTER_ALL = re.compile(
    r"\W*(?:(?:hi|hello|hey|sorry|actually|oh|please|pls|we|i|now|so|and|but)[ ,.]{0,3})*(?:do |still |will |ll )*"
    r"(?:need|want)s? (?:it|one|a visit|an? appointment|the visit|the appointment|somebody|someone|you)(?: to come)?"
    r"(?: (?:after all|still|now|please|pls|sorry|again|instead))*\W*"
    r"|\W*(?:(?:actually|sorry|oh|please|hi)[, ]*)*(?:can|could) (?:you|u|he|she|they|some(?:body|one)) (?:still )?"
    r"come(?: out| round)?(?: (?:after all|anyway|now|please|pls|again))+\W*"
    r"|\W*(?:(?:actually|sorry|oh)[, ]*)*(?:ive |i have |weve )?changed my mind(?: sorry| please)?\W*",
    re.IGNORECASE,
)
"""The whole message says that a visit is needed after all."""
ASKS_WHO = re.compile(
    r"\W*(?:(?:hi|hello|hey|sorry|um|er|and|but|ok|pls|please)[ ,.]{0,3})*"
    r"(?:who(?:s|se)?(?: (?:is|are|r|this|you|u|it|that|number|texting|sending|writing|messaging|me|from|these|texts"
    r"|please|pls))+|what (?:is )?(?:this )?number(?: is this)?)\W*",
    re.IGNORECASE,
)
"""The whole message asks who writes."""
CALLS = re.compile(
    r"\W*(?:(?:hi|hello|hey|hiya|helo|u there|you there|are (?:you|u) there|any ?(?:one|body) there|any ?(?:one|body)|"
    r"(?:any|whats the|is there (?:an?|any)) (?:news|update|reply|answer)s?|(?:did|have) (?:you|u) "
    r"(?:get|got|see|seen|read) (?:my|this|that) ?(?:message|text|email)?|please (?:reply|answer|respond)|"
    r"(?:still )?waiting|please|pls)\W*)+",
    re.IGNORECASE,
)
"""The whole message asks whether anybody is there."""
ONLY_THANKS = re.compile(
    r"\W*(?:(?:ok(?:ay)?|thanks?|thank you|thx|ta|cheers|great|lovely|bye|good|x+|dear|love|mate|pal|hun"
    r"|duck|darling|very much|so much|a lot|much|again|brilliant|fab|fantastic|amazing|wonderful|appreciate(?:d| it)"
    r"|(?:you(?:['\u2019]?re| are)?|your|ur) (?:(?:a|an|all|so|such|the|real) )*(?:life ?savers?|stars?|legends?|gems?"
    r"|angels?|best|kind|brilliant|amazing|wonderful)|for (?:that|everything|(?:all )?(?:your|ur) help))\b\W*)+",
    re.IGNORECASE,
)
CALLS_OFF = re.compile(
    r"\W*(?:(?:the |my |this )?(?:visit|appointment|repair) )?(?:(?:is|its|it is) )?(?:no longer |not )"
    r"(?:needed|required)(?: now| any ?more| thanks| thank you| please)*\W*"
    r"|\W*(?:please )?call (?:it|this|(?:the |my |this )?(?:\w+ )?(?:visit|appointment|repair)) off(?: please)?\W*"
    r"|\W*(?:please )?call off (?:the |my |this )?(?:\w+ )?(?:visit|appointment|repair)(?: please)?\W*",
    re.IGNORECASE,
)
"""The whole message says that the visit is off, as our texts ask for it: CANCEL alone is an opt-out to Twilio."""
SECOND_THOUGHT = re.compile(
    r"^(?:(?:no|nah|oh|oops|sorry|wait|hang on|hold on|actually|i mean|i meant|make it|make that|can i have"
    r"|change (?:it|that) to|meant|instead)\b[\s,.!-]*)+",
    re.IGNORECASE,
)
"""'No wait, make it' takes back what was just said."""
WHERE = re.compile(r"\b(?:where|wheres|how long|eta|here yet|way|coming|come|nearly|late|still)\b", re.IGNORECASE)
"""Asked of whoever comes, and not of the day that was agreed."""
WAS = re.compile(r"\b(?:was|were|wasnt|missed|forgot|came|come and gone|knocked|supposed)\b", re.IGNORECASE)
"""Of what is over: 'was it today?'"""

_ANSWERS = re.compile(r"\s*(?:re|aw|antw|sv)\s*:", re.IGNORECASE)
"""How the subject of an answer begins."""
ASKED = "asked"
"""In the details of a text of ours that asks who writes."""
NAMES_NOBODY = "names_nobody"
"""In the details of a message that answers the question who writes, and does not say it."""
SURE_OF_ANOTHER = 0.9
"""How sure a reading is that a person must look at, and that is surely not about this visit."""
SURE = 0.5
"""The provider's own figure for how well it heard; beneath it a choice is read back."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, the message it came in and how ours leaves. `words` is the text without references; `own` are the
    faults that its case was told of, besides the one it is named after."""

    answer: Answer
    message: Message
    words: str
    labels: Labels
    channel: str = ""
    to: str = ""
    own: frozenset[str] = frozenset()

    @property
    def spoken(self) -> bool:
        """Is a caller on the line, who hears what we say?"""
        return self.channel == "voice"

    @property
    def doubtful(self) -> bool:
        """Was it spoken, and heard so badly that a choice must be read back?"""
        try:
            return float((self.message.details.get("facts") or {}).get("confidence", "") or 1) < SURE
        except ValueError:
            return False

    @property
    def quoted(self) -> str:
        """For the person who reads why a case waits."""
        return self.words if len(self.words) <= 160 else f"{self.words[:157]}..."

    @property
    def tells_of_a_loss(self) -> bool:
        """Has somebody of theirs died?"""
        return tells_of_a_loss(self.words)

    @property
    def tells_of_a_fault(self) -> bool:
        """Do the words tell what is broken, and not when somebody may come?"""
        return told_of_the_fault(self.labels)

    def is_new_matter(self, case: Case) -> bool:
        """Are the words clearly about something else than this case's visits?"""
        return self.labels.repair not in self.own and new_matter(self.labels, case)

    def is_another_fault(self, case: Case) -> bool:
        """Do they surely tell of something broken that this case is not about?"""
        return another_fault(self.labels, case, self.own)

    def with_answer(self, answer: Answer) -> "Said":
        return replace(self, answer=answer)


def asks_times(words: str) -> bool:
    """Do they ask for times, or say that the visit is needed after all?"""
    plain = words.replace("'", "").replace("\u2019", "")
    return ASKS_TIMES.fullmatch(words) is not None or AFTER_ALL.fullmatch(plain) is not None


def asks_who(words: str) -> bool:
    """Do they only ask who writes to them?"""
    return ASKS_WHO.fullmatch(words.replace("'", "").replace("\u2019", "")) is not None


def offered_times(held: Sequence[Appointment]) -> list[OfferedTime]:
    """As `understand` takes them."""
    return [as_time(one) for one in held]


def new_matter(labels: Labels, case: Case) -> bool:
    """Are the words clearly about something else than this case's visit?"""
    if _is_another_fault(labels, case):
        return True
    if labels.needs_person or labels.topic == "general.unclear" or (labels.repair or "").startswith("job."):
        return False
    return labels.topic != "repair" or labels.repair_group != case.repair_group


def _is_another_fault(labels: Labels, case: Case) -> bool:
    """A fault of another kind, all but surely, though a person is to look at how pressing it is."""
    fault = labels.repair_group or "job"
    return labels.topic == "repair" and fault not in ("job", case.repair_group) and labels.confidence >= SURE_OF_ANOTHER


def other_business(labels: Labels, case: Case) -> bool:
    """The same, and neither a fault nor only how to reach us: the rent, a neighbour, a complaint."""
    return labels.topic != "repair" and not labels.topic.startswith("general.") and new_matter(labels, case)


def is_another_matter(said: Said, case: Case) -> bool:
    """Is all of it surely about the rent, say, and the case about a repair? A day in it is none for a visit."""
    words = said.words.strip(" ,.\n")
    if not words or case.repair_group is None or said.answer.also.strip(" ,.\n") != words:
        return False  # a calendar answers without a word
    return matter_of(said.labels, f"{said.message.subject} {words}") != ""


def another_fault(labels: Labels, case: Case, own: Collection[str] = ()) -> bool:
    """Do the words surely tell of something broken that this case is not about? Whoever wants to be rung, or another
    day, may have a boiler that broke as well."""
    return told_of_the_fault(labels) and any(
        name not in ("", case.topic, *own) for name in (labels.repair, *labels.also)
    )


def told_of_the_fault(labels: Labels) -> bool:
    """Do the words tell what is broken, and not when somebody may come?"""
    fault = labels.repair or "job."
    return labels.topic == "repair" and not fault.startswith("job.") and not labels.needs_person


def reported_anew(labels: Labels, repairs: Sequence[str]) -> bool:
    """Do the words tell again of what these times, or this visit, were for?"""
    return told_of_the_fault(labels) and labels.repair in repairs and not labels.danger


def less_our_subject(labels: Labels, message: Message) -> Labels:
    """What a mail that answers ours says beside its subject: "Re: Tap" over "yes please" tells of no tap."""
    if not _ANSWERS.match(message.subject) or not told_of_the_fault(labels):
        return labels
    begins = len(message.subject) + 1
    if any(one.label == labels.repair and one.start >= begins for one in labels.because):
        return labels
    return replace(labels, topic="general.unclear", repair=None, repair_group=None, also=())


def told_in_the_text(said: Said) -> bool:
    """The same, not counting the subject of a mail, which may be our own, sent back ("Re: Tap")."""
    begins = len(said.message.subject) + 1 if said.message.subject else 0
    mine = (one for one in said.labels.because if one.label == said.labels.repair)
    return told_of_the_fault(said.labels) and (not begins or any(one.start >= begins for one in mine))
