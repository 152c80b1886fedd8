"""What of people's time is taken, read as one long text for each person.

Of a row for each visit the database's driver would make seven objects, and there are thousands; a text that the
database puts together, taken apart by `str.split`, costs a third. Whose visits are near, and which journeys were
planned short, is looked at for those only who have room for the work at all: on a full diary for few.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from itertools import compress
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from router.appointments.bands import CELL
from router.appointments.span import Diary, Found, Stretch, Visit, Visits, marked
from router.model import Appointment, Home, Patch, table
from router.values import AGREED, LIVE, Need

SAME_STREET, SAME_PATCH, FAR = 2, 1, 0
_SECONDS = int(CELL.total_seconds())
_APPOINTMENT = table(Appointment)
_LONGEST = timedelta(days=1)
"""No visit blocks more than this: what began earlier cannot reach into the span."""

_Group = tuple[bool, list[int], list[int], str, str, list[bool] | None]
"""Of one seat's visits: agreed?, blocked from, blocked until, and as text when the work begins and whose homes; which
of them are this seat's."""


def read(session: Session, diary: Diary, need: Need | None) -> None:
    """Put into the diary what of its people's time is held or agreed. Without a need nobody's visits are near."""
    reading, but = _Reading(session, diary, need), need.moves if need is not None else None
    for column in (_APPOINTMENT.c.resource_id, _APPOINTMENT.c.second_id):
        for row in session.connection().execute(_texts(session, diary, column, but)).all():
            reading.put(*row)
    reading.hand_over()


def _texts(session: Session, diary: Diary, column: ColumnElement[int], but: int | None) -> Any:
    """A row for each person and state: seats, homes and times of all visits, each joined by commas in one order.

    `but`: the one visit whose time counts as free.
    """
    a = _APPOINTMENT.c

    def joined(value: Any) -> Any:
        plain = type_coerce(value, String) if session.get_bind().dialect.name == "sqlite" else cast(value, String)
        return func.aggregate_strings(plain, ",")

    return select(
        column, a.state, joined(a.seat) if column is a.resource_id else literal("", String),  # a second person has one
        joined(a.blocked_from), joined(a.blocked_until),
        joined(a.starts_at), joined(func.coalesce(a.home_id, 0)),
    ).where(column.in_(diary.of), a.state.in_(LIVE), a.blocked_from >= diary.begins - _LONGEST,
            a.blocked_from < diary.ends, a.blocked_until > diary.begins,
            *([a.id != but] if but else [])).group_by(column, a.state)  # fmt: skip


class _Reading:
    """Takes the texts apart."""

    def __init__(self, session: Session, diary: Diary, need: Need | None) -> None:
        self.session, self.diary, self.need = session, diary, need
        self.floor, _ = _cells(diary.begins)
        self._close: dict[str, int] | None = None
        self.groups: dict[tuple[int, int], list[_Group]] = defaultdict(list)

    def put(self, number: int, state: str, seats: str, froms: str, untils: str, starts: str, homes: str) -> None:
        """What one person has in one state: marked as taken, the rest kept for later."""
        begins, ends, all_of_it = _parsed(froms, untils, self.diary.begins, self.diary.cells)
        theirs = self.diary.of[number]
        last = len(theirs) - 1
        by = [int(seat) if int(seat) <= last else 0 for seat in seats.split(",")] if last and seats else []
        for seat in sorted(set(by)) or [0]:
            mine = [each == seat for each in by] if by else None
            pairs = compress(zip(begins, ends, strict=True), mine) if mine else ()
            theirs[seat].taken |= self.diary.marked(list(pairs)) if mine else all_of_it
            self.groups[number, seat].append((state in AGREED, begins, ends, starts, homes, mine))

    def hand_over(self) -> None:
        """All is read: each seat has what is its own."""
        for (number, seat), groups in self.groups.items():
            self.diary.of[number][seat].visits = Visits(partial(self._look_at, groups))

    def _look_at(self, groups: Sequence[_Group], days: int, travel: int) -> Found:
        """Which of these visits are near, and which journeys to the others were planned short."""
        near, short = list[Visit](), list[Stretch]()
        close, matters = self.close(), self.diary.cells_of(days)
        for agreed, begins, ends, starts_text, homes_text, mine in groups:
            texts: Iterable[tuple[int, int, str, str]]
            texts = zip(begins, ends, starts_text.split(","), homes_text.split(","), strict=True)
            if "0" in matters:
                texts = compress(texts, [matters[end] == "1" for end in ends])
            if mine:
                texts = compress(texts, [own for own, end in zip(mine, ends, strict=True) if matters[end] == "1"])
            for begin, end, text, home in texts:
                start = self.floor[text]
                if agreed and home in close:
                    near.append((end, start, begin, close[home]))
                elif begin > start - travel:
                    short.append((begin, start))
        return near, short

    def close(self) -> dict[str, int]:
        """How near the homes of the need's patch are, by their id as text: in the same street, or in the patch."""
        if self._close is None:
            street = street_of(self.need.street) if self.need is not None else ""
            self._close = {str(number): SAME_STREET if street and street_of(address) == street else SAME_PATCH
                           for number, address in self._homes()}  # fmt: skip
        return self._close

    def _homes(self) -> Sequence[Any]:
        need = self.need
        if need is None or not (need.patch or need.home_id):
            return ()
        patch = select(Patch.id).where(Patch.code == need.patch)
        if not need.patch:
            patch = select(Home.patch_id).where(Home.id == need.home_id)
        homes = table(Home).c
        query = select(homes.id, homes.address).where(homes.patch_id == patch.scalar_subquery())
        return self.session.connection().execute(query).all()


@lru_cache(maxsize=256)
def _parsed(froms: str, untils: str, begins: datetime, cells: int) -> tuple[list[int], list[int], int]:
    """(blocked from, blocked until, all these cells as bits) of one person's texts, in a span that begins so.

    Whoever asks again reads most people's texts as they were: only of those with news are they taken apart anew.
    """
    floor, ceiling = _cells(begins)
    firsts, ends = [floor[text] for text in froms.split(",")], [ceiling[text] for text in untils.split(",")]
    return firsts, ends, marked(zip(firsts, ends, strict=True), cells)


def forget() -> None:
    """Take every text apart anew, as after a start."""
    _parsed.cache_clear()
    _cells.cache_clear()


@lru_cache(maxsize=4)
def _cells(begins: datetime) -> "tuple[_Cells, _Cells]":
    """The cell that an instant is in, and the first that begins then or later, of a span that begins so."""
    return _Cells(begins, 0), _Cells(begins, _SECONDS - 1)


class _Cells(dict[str, int]):
    """Cells by the text of an instant: of many thousand times few differ. `more`: seconds, to round up."""

    def __init__(self, begins: datetime, more: int) -> None:
        super().__init__()
        self._origin = int(begins.timestamp()) - more

    def __missing__(self, text: str) -> int:
        at = datetime.fromisoformat(text)  # SQLite keeps no zone: it is UTC
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
        found = self[text] = (int(at.timestamp()) - self._origin) // _SECONDS
        return found


@lru_cache(maxsize=8192)
def street_of(address: str) -> str:
    """'alder row' of '14 Alder Row, Millgate' and of 'Flat 2, Alder House, Alder Row, Millgate'; '' of nothing."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    if not parts:
        return ""
    street = parts[-2] if len(parts) > 1 else parts[0]
    return re.sub(r"^\d+\w?(\s*-\s*\d+\w?)?\s+", "", street).casefold()
