"""'Nobody in on Thursday': the day that such a clause names is not wanted, and no other."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from classifiers.answers.as_booked import only_refuses
from classifiers.answers.said import Said
from router.values import Wish

_OF_A_DAY = re.compile(r"\W*(?:nobody|no one|noone|no body|none of us|have to (?:go|pop|nip) out)\b")
"""Of the words that nobody is, or was, in: what is said of the day that its clause names."""
_PART_OF_TODAY = re.compile(r"\bthis (?:morning|afternoon|evening)\b")


def refuse_their_days(said: Said, away: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Writes 'not' in the place of such words, so that their day is read as refused ('nobody in tonight, can you make
    it tomorrow'). Returns where: to be taken away when the days are read."""
    places = [span for span in away if _OF_A_DAY.match(said.text[slice(*span)])]
    for start, end in places:
        said.rest = f"{said.rest[:start]}{'not'.ljust(end - start)}{said.rest[end:]}"
    return places


def wanted_instead(wishes: Sequence[Wish], text: str, today: date) -> tuple[Wish, ...]:
    """What they would like beside that; nothing where it is only said of today."""
    part_of_today = _PART_OF_TODAY.search(text) is not None
    named = [_of_that_day(wish, today if part_of_today else None) for wish in wishes]
    return tuple(wish for wish in named if wish not in (Wish(days=(today,)), Wish(not_days=(today,))))


def _of_that_day(wish: Wish, today: date | None) -> Wish:
    """'Nobody in on Thursday evening' is about that Thursday and no other evening; 'this evening' about today."""
    if today is not None and wish.not_parts:
        wish = replace(wish, not_days=tuple({*wish.not_days, today}))
    if not wish.not_days:
        return wish
    return replace(wish, not_parts=(), parts=() if only_refuses(replace(wish, parts=())) else wish.parts)
