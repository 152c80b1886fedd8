"""The lines that stand on a visit for whoever comes: what the tenant wrote, what a colleague added."""

import re
from datetime import datetime

from sqlalchemy.orm import Session

from router import cases
from router.appointments import words
from router.model import Appointment, Case, record

_NOTHING = re.compile(
    r"\W*(?:(?:option|number|the|please|pls|ok|no|yes|move|times?|not needed|cancel|keep it|\d{1,2}|first|second|third"
    r"|last|one|that|this|it|thanks|thank you)\b\W*)*",
    re.IGNORECASE,
)
_WH = r"(?:when|what|how|who|where)"
_ASKS_US = re.compile(
    r"\W*(?:(?:and|so|ta|ok|thanks|hi|hello|but|sorry|please)\W+)*(?:"
    r"(?:is|are|was|were) (?:it|he|she|they|you|u|this|that|there|the|my|some(?:one|body)|any(?:one|body))"
    rf"|{_WH}'?s|{_WH}(?: (?:time|day|long|many|much|late|soon))?"
    r" (?:is|are|r|was|were|will|would|do|does|did|can|could|should|com\w+|(?:you|u|they|he|she) comin\w?)"
    r"|do (?:i|we)|does|did|can (?:i|we)|could (?:i|we)|am i|have (?:i|we))\b",
    re.IGNORECASE,
)
"""A question to the office: whoever comes cannot answer it. 'When you get here use the side gate' is none."""
_SENTENCE = re.compile(r"[.?!\n]+")
WISH = "Asked for another time: "
"""In front of what they wrote who want another time than the visit has: it counts until the time is another."""


def once_moved(note: str) -> str:
    """The same without the wishes for another time: they have one now."""
    return "\n".join(line for line in note.splitlines() if not line.startswith(WISH))


def take_back(visit: Appointment) -> None:
    """They keep the time that the visit has: nobody who comes reads that they wish for another."""
    if (left := once_moved(visit.note)) != visit.note:
        visit.note, visit.version = left, visit.version + 1


def says_nothing(said: str, may_ask: bool = False) -> bool:
    """Is all of it an answer to us ('1', 'MOVE', 'the first one') or a question? It tells nobody at the door anything.
    `may_ask`: a question tells them too, as a wish for another time does, or 'is it ok if i am late'."""
    parts = [said] if may_ask else _SENTENCE.split(said)
    return all(_NOTHING.fullmatch(part) or (not may_ask and _ASKS_US.match(part)) for part in parts)


def keep(session: Session, case: Case, visit: Appointment, said: str, at: datetime, kind: str = "",
         may_ask: bool = False) -> None:  # fmt: skip
    """What whoever comes should know, with when it was said; also on top of why the case is where it is. Said twice in
    one minute, it stands once. `kind`: what stands in front of it for whoever comes. A number, a yes or one of our own
    words tells them nothing, and is not kept; nor does a question, unless it `may_ask`."""
    if says_nothing(said, may_ask or kind == WISH):
        return
    said = " ".join(said.split())[:300]
    line = f"{kind}{said} ({words.day(at)}, {words.hour(at)})"
    if line in visit.note.splitlines():
        return
    visit.note = f"{visit.note}\n{line}".strip()[:2000]
    visit.version += 1
    record(session, at, "tenant", "appointment.noted", case, appointment_id=visit.id)
    cases.explain(case, f"About the visit they wrote: “{said}”")
