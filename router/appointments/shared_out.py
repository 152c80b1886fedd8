"""One message for several offers or visits: '2 for the tap and 1 for the light', 'cancel both'. Who says what of which.

Only where every part is an answer that is understood; else it is asked which is meant, as before.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from router.appointments.arranged import Arranged
from router.appointments.as_written import AsWritten
from router.appointments.which import Pair, Which
from router.model import Message
from router.values import Labels

_BETWEEN = re.compile(r"[,;.\n&+/]+|\b(?:and|then|plus|n)\b", re.IGNORECASE)
_ALL = re.compile(
    r"\b(?:(?:for |of )?(?:both|all)(?: of)?(?: (?:them|those|these|my|the|our)\b)?"
    r"(?: (?:visits?|appointments?|appts?|bookings?|repairs?|slots?|times?))?|the (?:lot|two of them))\b",
    re.IGNORECASE,
)
_PARTS = ("choose", "yes", "wish", "none", "no", "cancel", "keep", "move")
"""What may be said of each in one message,"""
_TO_ALL = ("cancel", "move", "late", "nobody_in", "none")
"""and of all alike."""
_NEUTRAL = Labels()
"""How a part is read: what the whole tells besides was looked at before."""


class SharedOut:
    """Asked before it is asked which of several is meant."""

    def __init__(self, as_written: AsWritten, which: Which) -> None:
        self.as_written, self.which = as_written, which

    def parts(self, session: Session, those: Sequence[Arranged], message: Message, words: str) -> list[Pair]:
        """What is said of each, when it is said of two or more and all of it is plain; else nothing."""
        if len(those) < 2:
            return []
        if hit := _ALL.search(words):
            for one in ("it", ""):  # 'call both off' is 'call it off', of each
                rest = " ".join(f"{words[: hit.start()]} {one} {words[hit.end() :]}".split())
                found = [self._read(session, each, message, rest) for each in those] if rest != one else []
                if _alike(found):
                    return found
            return []
        found = [self._read(session, each, message, self.which.without_calling(each, said))
                 for each, said in self._named(those, words)]  # fmt: skip
        return found if len(found) > 1 and all(said.answer.kind in _PARTS for said, _ in found) else []

    def as_before(self, session: Session, those: Sequence[Arranged], message: Message, before: Message,
                  words: str) -> list[Pair]:  # fmt: skip
        """'Both', to the question which they mean: what they had written, `before` (as `words`), said of each."""
        found = [self._read(session, each, message, words, before.received_at) for each in those]
        return found if all(said.answer.kind != "unclear" for said, _ in found) else []

    def _read(self, session: Session, each: Arranged, message: Message, words: str,
              on: datetime | None = None) -> Pair:  # fmt: skip
        return self.as_written.read(session, [each], message, words, _NEUTRAL, on or message.received_at)[0]

    def _named(self, those: Sequence[Arranged], words: str) -> list[tuple[Arranged, str]]:
        """Each with the part of the words that calls it by its name: at most one part each, else nothing."""
        found: list[tuple[Arranged, str]] = []
        ahead = ""
        for piece in self._pieces(those, words):
            named = self.which.named_in(those, piece)
            if len(named) > 1 or any(each is one for each, _ in found for one in named):
                return []
            if named:
                found.append((named[0], f"{ahead} {piece}".strip()))
                ahead = ""
            elif found:  # 'thanks' goes with what was said before it
                found[-1] = (found[-1][0], f"{found[-1][1]}, {piece}")
            else:
                ahead = f"{ahead} {piece}".strip()
        return found

    def _pieces(self, those: Sequence[Arranged], words: str) -> list[str]:
        """The parts between commas and 'and'; where one of them names several, before or behind each name."""
        pieces = [piece for each in _BETWEEN.split(words) if (piece := each.strip())]
        if all(len(self.which.named_in(those, piece)) < 2 for piece in pieces):
            return pieces
        said = words.split()
        names = [at for at, word in enumerate(said) if self.which.named_in(those, word)]
        behind = names[-1] == len(said) - 1  # '2 tap 1 light', else 'tap 2 light 1'
        cuts = [at + 1 for at in names[:-1]] if behind else names[1:]
        return [" ".join(said[start:end]) for start, end in zip([0, *cuts], [*cuts, len(said)], strict=True)]


def _alike(found: Sequence[Pair]) -> bool:
    kinds = {said.answer.kind for said, _ in found}
    return len(kinds) == 1 and kinds <= set(_TO_ALL)
