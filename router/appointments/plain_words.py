"""What a text of somebody who comes to homes plainly says: on the way, no access, late and by how much. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

What = Literal["on_the_way", "no_access", "late", ""]


@dataclass(frozen=True, slots=True)
class Word:
    """What a text plainly says, '' for nothing plain. `minutes`: that it names, 0 for none. `tell`: the tenant is to
    hear it, also where it leaves them within the time they were told."""

    what: What
    minutes: int = 0
    tell: bool = False


_POLITE = re.compile(
    r"\b(?:hi|hiya|hello|hey|morning|afternoon|evening|good|thanks|thank you|thx|ta|cheers|mate|just|now|sorry|please|"
    r"all|office|fyi|update|job|(?:next|first|1st) (?:job|visit|one)|visit|ref|reference|at|to|for|the|"
    r"(?:stuck in )?traffic)\b"
)  # fmt: skip
_ABOUT = r"(?:(?:about|around|roughly|approx|another|in|by|be there|there|eta|a good|maybe|only)\s+)*"
_HOUR, _MINUTE = r"(?:h|hr|hrs|hour|hours)", r"(?:m|min|mins|minute|minutes)"
_SPOKEN = {
    "quarter of an hour": 15, "half an hour": 30, "half hour": 30, "half an hr": 30, "three quarters of an hour": 45,
    "an hour and a half": 90, "hour and a half": 90, "an hour": 60, "an hr": 60, "couple of hours": 120,
    "a couple of hours": 120,
}  # fmt: skip
"""Minutes, as they are said."""
_LONG = rf"(\d{{1,3}}(?:\s*{_MINUTE})?|\d\s*{_HOUR}(?:\s*(?:and\s+)?\d{{1,2}}(?:\s*{_MINUTE})?)?|{'|'.join(_SPOKEN)})"
_MINUTES = rf"{_ABOUT}(\d{{1,3}}\s*{_MINUTE}|\d\s*{_HOUR}|{'|'.join(_SPOKEN)})"
_ME = r"(?:(?:i|we)\s*(?:am|are|m|re|have|ve)?\s+)?"
_RUNNING = r"(?:(?:running|be|going be|gonna be|will be|ll be|might be|gonna|going)\s+)*"
_ON_THE_WAY = re.compile(
    rf"{_ME}(?:on (?:my |our |me )?way|omw|setting off|set off|heading (?:over|there)|en route)(?:\s+{_MINUTES})?"
    r"(?:\s+away)?"
)
_AT_THE_DOOR = (
    r"(?:(?:got|been|here|there|outside|arrived|knocked|knocking|rang|tried|waited|and|but|then|bell|door|again|twice"
    rf"|loads|(?:a few|few|several|2|3) times|\d{{1,2}} ?{_MINUTE})\b)"
)
"""What whoever stands there says beside it: 'got here', 'knocked twice', 'waited 10 mins'."""
_NO_ACCESS = re.compile(
    rf"{_ME}(?:{_AT_THE_DOOR} )*(?:(?:got |had )?no access|no(?:body|one| one| 1)(?: s| is| was)? (?:in|home|there)"
    r"|no(?: 1| one|body)? (?:answer|answering|reply)(?: (?:door|bell))?|(?:tenant )?not (?:in|home)|(?:left )?carded)"
    rf"(?: {_AT_THE_DOOR})*(?:\s+(?:left card|left a card|carded|card left))?"
)
_LATE = re.compile(
    rf"{_ME}{_RUNNING}(?:a bit\s+|bit\s+)?(?:late|behind|delayed|held up)(?:\s+(?:by\s+)?{_ABOUT}{_LONG})?"
    rf"|{_ME}{_RUNNING}{_ABOUT}{_LONG}\s+(?:late|behind)"
)


_A_JOB = re.compile(r"\b(?:to|at|for) (?:the |my |a |an )?((?:\w+ ){1,3}?)(?:job|visit|one|appointment|appt|survey)\b")
_BY_ORDER = re.compile(r"(?:(?:next|first|1st) )+")
"""'My next job': the order of the day says which."""


def job_called(text: str) -> str:
    """What they call the job they are at or on the way to: 'mould' of 'on my way to mould job'; '' for nothing."""
    found = _A_JOB.search(" ".join(text.casefold().split()))
    return found[1].strip() if found and not _BY_ORDER.fullmatch(found[1]) else ""


def read(text: str, named: Sequence[str] = ()) -> Word:
    """What these words plainly say; `named`: words that name the visit (its reference, its address), left out first."""
    said = unicodedata.normalize("NFKC", text[:300]).casefold().replace("’", "'").replace("`", "'")
    for name in sorted(filter(None, named), key=len, reverse=True):
        said = said.replace(name.casefold(), " ")
    said = re.sub(r"[^\w\s]", " ", said.replace("'", " "))
    said = " ".join(_POLITE.sub(" ", " ".join(said.split())).split())
    for what, pattern in (("on_the_way", _ON_THE_WAY), ("no_access", _NO_ACCESS), ("late", _LATE)):
        found = pattern.fullmatch(said)
        if found:
            minutes = _minutes(next((group for group in found.groups() if group), ""))
            return Word(what, minutes)  # type: ignore[arg-type]  # one of the three
    return _late_and_on_the_way(said)


def _late_and_on_the_way(said: str) -> Word:
    """'Running 20 mins late, then on my way': late, and not gone yet. 'On my way, running 20 late': gone, and there so
    much later. Whoever waits at home is told of it either way."""
    for cut in (hit.start() for hit in re.finditer(r"(?<= )\w", said)):
        first, second = said[:cut].strip(), said[cut:].strip()
        joint = re.match(
            r"(?:(?:and|but) )?(?P<then>(?:then|after that|before) )?(?:and )?(?:(?:i ?)?(?:ll|will) be )?", second
        )
        second = second[joint.end() :] if joint else second
        late, way = _LATE.fullmatch(first), _ON_THE_WAY.fullmatch(second)
        if late and way and any(late.groups()):
            told = _minutes(next(group for group in late.groups() if group))
            return Word("late", told, tell=True) if joint and joint["then"] else Word("on_the_way", told)
        way, late = _ON_THE_WAY.fullmatch(first), _LATE.fullmatch(second)
        if late and way and any(late.groups()):
            return Word("on_the_way", _minutes(next(group for group in late.groups() if group)))
    return Word("")


def _minutes(told: str) -> int:
    """'20', '1 hr 15', 'half an hour' in minutes; 0 for none."""
    if told in _SPOKEN:
        return _SPOKEN[told]
    hours = re.match(rf"(\d)\s*{_HOUR}\b", told)
    rest = re.search(r"\d+", told[hours.end() :] if hours else told)
    return (60 * int(hours[1]) if hours else 0) + (int(rest[0]) if rest else 0)
