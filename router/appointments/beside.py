"""What somebody says beside an answer about times: "2 pls, i need somebody who speaks polish".

It is kept with the times, and with the visit once one is agreed, for whoever comes; and they are told that it is, or
that a person reads it where it asks something of us.
"""

import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from router.appointments import notes
from router.appointments.letters import Letters
from router.appointments.talk import Said, other_business
from router.languages import NAMES
from router.model import Appointment, Case, TimesOffered
from router.values import Need

_BESIDE = "beside"
"""In the `need` of times: what was said beside the answers to them, oldest first."""
_MOST = 5
_CODES = {name.casefold(): code for code, names in NAMES.items() for name in re.split(r", | or ", names)}
_ANY = "|".join(map(re.escape, _CODES))
_SPEAKS = re.compile(
    rf"\b(?:speaks?|speaking|talks?|who is|whos)\s+(?:a bit of |some |good )?({_ANY})\b"
    rf"|\b(?:in|only)\s+({_ANY})(?=\W*(?:$|[.,;!?\n]|(?:please|pls|plz|thanks|thx|only|if|as|because|cos|and|or|so|but)\b))"
    rf"|\b({_ANY})[ -](?:speak(?:er|ing)|interpreter|translator)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?|^\W*(?:(?:and|but|also|so|oh|ok|btw)\W+)*(?:is|are|was|can|could|will|would|do|does|did|should|how|what|who|why|where|which)"
    r"(?:['\u2019]?s)?\b(?! (?:not|you|u) )",
    re.IGNORECASE,
)


def language_of(words: str) -> str:
    """The code (ISO 639-1) of the language that whoever comes should speak; '' where none is named."""
    hit = _SPEAKS.search(words)
    return _CODES[hit[hit.lastindex or 0].casefold()] if hit else ""


def asks(case: Case, said: Said) -> bool:
    """Does it ask us something, which a person must answer? So does who chooses one of these times, and a language:
    whether that time has somebody who speaks it, a person sees to."""
    also = said.answer.also
    chosen = said.answer.kind in ("choose", "yes") and language_of(also) != ""
    return _is_of_the_visit(case, said) and (chosen or _ASKS.search(also) is not None)


def with_needs(need: Need, words: str) -> Need:
    """The same with the language that they ask for, before the one that is on record."""
    code = language_of(words)
    return replace(need, languages=tuple(dict.fromkeys((code, *need.languages)))) if code else need


def keep(case: Case, times: TimesOffered, said: Said) -> None:
    """With these times, until one of them is agreed."""
    if not _is_of_the_visit(case, said):
        return
    kept = [*kept_with(times), " ".join(said.answer.also.split())[:300]]
    times.need = {**times.need, _BESIDE: list(dict.fromkeys(kept))[-_MOST:]}
    if code := language_of(said.answer.also):
        spoken = dict.fromkeys((code, *(times.need.get("languages") or ())))
        times.need = {**times.need, "languages": list(spoken)}


def kept_with(times: TimesOffered) -> list[str]:
    """What was kept with these times."""
    return list(times.need.get(_BESIDE) or ())


def carry(times: TimesOffered, more: TimesOffered) -> None:
    """`more` came in the place of `times`."""
    if kept := kept_with(times):
        more.need = {**more.need, _BESIDE: list(dict.fromkeys([*kept, *kept_with(more)]))[-_MOST:]}


def onto(session: Session, case: Case, visit: Appointment, times: TimesOffered, at: datetime) -> None:
    """One of these times is agreed: whoever comes reads what was said beside the answers to them."""
    for line in kept_with(times):
        notes.keep(session, case, visit, line, at)


def told(letters: Letters, case: Case, said: Said) -> str:
    """What stands before our answer: that it is kept, or that a person reads it; '' of nothing, and to a caller."""
    if said.spoken:
        return ""
    if said.tells_of_a_loss:
        return letters.say("sorry_loss", case)
    if not _is_of_the_visit(case, said):
        return ""
    if asks(case, said):
        return letters.say("read_too", case)
    if code := language_of(said.answer.also):
        return letters.say("noted_language", case, language=_named(code, said.answer.also))
    return letters.say("noted", case)


def _named(code: str, words: str) -> str:
    """As they call it: 'Urdu', where others share its code."""
    hit = _SPEAKS.search(words)
    return (hit[hit.lastindex or 0] if hit else NAMES[code]).capitalize()


def _is_of_the_visit(case: Case, said: Said) -> bool:
    """Is there something beside the answer that is no business of anybody but who comes, and says something?"""
    also = said.answer.also
    if not also or notes.says_nothing(also, True) or (said.labels.needs_person and said.answer.kind == "unclear"):
        return False
    if also.strip() == said.words.strip() and said.answer.kind in ("move", "wish", "none", "no"):
        return False  # the wish itself
    return not (other_business(said.labels, case) or said.tells_of_a_fault)
