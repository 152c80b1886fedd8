"""A span of London days in cells of five minutes, and whose time it is; pure.

A stretch of time is an int, one bit for each cell of the span; so sixty people's fortnight is put together, and
searched, in a few milliseconds.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from router.appointments.bands import CELL, days_from, instant

OUT_OF_HOURS = "out_of_hours"
"""The trade of those who come for emergencies at any hour, bank holidays included."""
_SECONDS = int(CELL.total_seconds())
_FEW = 40
"""So many stretches are put together faster one by one."""
_BEYOND = 700
"""More cells than a visit before or after the span can reach."""

Visit = tuple[int, int, int, int]
"""In cells of the span: blocked until, the work begins, blocked from; and how near its home is to that of the need."""
Stretch = tuple[int, int]
"""From one cell to another, in cells of the span."""
Found = tuple[list[Visit], list[Stretch]]
"""Visits in the street or patch of the need, agreed and not merely held; and (blocked from, the work begins) of others
whose journey was planned from nearer by than the need's home."""


class Visits:
    """The visits of one seat, looked at when they are first asked for."""

    __slots__ = ("_found", "_look")

    def __init__(self, look: Callable[[int, int], Found] = lambda _days, _travel: ([], [])) -> None:
        self._look = look
        self._found: Found | None = None

    def around(self, days: int, travel: int) -> Found:
        """Those that matter where something begins on one of these days (a bit each), with so many cells to travel.

        Looked at once: who asks again asks for no more.
        """
        if self._found is None:
            self._found = self._look(days, travel)
        return self._found


@dataclass(slots=True)
class Diarist:
    """One seat of a person, team or place. `works`: the pattern, `away`: leave, `taken`: what is held or agreed."""

    id: int
    name: str
    kind: str
    seat: int
    trades: frozenset[str]
    languages: frozenset[str]
    works: int = 0
    away: int = 0
    taken: int = 0
    visits: Visits = field(default_factory=Visits)

    @property
    def is_out_of_hours(self) -> bool:
        return OUT_OF_HOURS in self.trades


class Diary:
    """The span itself: `days` London days from `first_day` on, and whose time it is."""

    def __init__(self, first_day: date, days: int) -> None:
        self.first_day, self.days = first_day, days
        self.begins, self.ends = instant(first_day, 0), instant(first_day + timedelta(days=days), 0)
        self._origin = int(self.begins.timestamp())
        self.cells = (int(self.ends.timestamp()) - self._origin) // _SECONDS
        self._midnights = [self.cell(instant(day, 0)) for day in days_from(first_day, days + 1)]
        self._days = [self.stretch(*ends) for ends in pairwise(self._midnights)]
        self.diarists: list[Diarist] = []
        self.of: dict[int, list[Diarist]] = {}
        self.helpers: set[int] = set()  # those who could only come along, where two must

    def cell(self, at: datetime) -> int:
        """The cell that this instant is in."""
        return (int(at.timestamp()) - self._origin) // _SECONDS

    def cell_after(self, at: datetime) -> int:
        """The first cell that begins at this instant or later."""
        return -((self._origin - int(at.timestamp())) // _SECONDS)

    def at(self, cell: int) -> datetime:
        """When a cell begins, as UTC."""
        return self.begins + cell * CELL

    def day_cells(self, day: date) -> tuple[int, int]:
        """The cells of a London day: 288, or 276 or 300 when the clocks change."""
        number = (day - self.first_day).days
        return self._midnights[number], self._midnights[number + 1]

    def day_of(self, cell: int) -> date:
        """The London day that this cell is in."""
        return self.first_day + timedelta(days=bisect_right(self._midnights, cell) - 1)

    def days_of(self, bits: int) -> int:
        """On which days there is any of these bits: a bit each, the first day the lowest."""
        return sum(1 << number for number, cells in enumerate(self._days) if bits & cells)

    def cells_of(self, days: int) -> str:
        """'1' for each cell of the days before, of and after these (a bit each), and beyond the span; else '0'."""
        wide, parts = days | days << 1 | days << 2 | days >> 1, []
        for number, (begin, end) in enumerate(pairwise(self._midnights)):
            parts.append(("1" if wide >> number & 1 else "0") * (end - begin))
        return "".join(parts) + "1" * _BEYOND

    def add(self, row: Any) -> None:
        """A resource, by its columns: each of its seats has a day of its own."""
        who = row.id, row.name, row.kind
        self.of[row.id] = [Diarist(*who, seat, frozenset(row.trades), frozenset(row.languages))
                           for seat in range(max(row.seats, 1))]  # fmt: skip
        self.diarists += self.of[row.id]

    def stretch(self, start: int, end: int) -> int:
        """The bits of these cells, so far as they are in the span."""
        start, end = max(start, 0), min(end, self.cells)
        return (1 << end) - (1 << start) if end > start else 0

    def inner(self, begin: datetime, end: datetime) -> int:
        """The whole cells between two instants."""
        return self.stretch(self.cell_after(begin), self.cell(end))

    def outer(self, begin: datetime, end: datetime) -> int:
        """Every cell that a stretch of time touches."""
        return self.stretch(self.cell(begin), self.cell_after(end))

    def marked(self, stretches: Sequence[Stretch]) -> int:
        """The bits of all these stretches, so far as they are in the span."""
        if len(stretches) < _FEW:
            bits = 0
            for start, end in stretches:
                bits |= self.stretch(start, end)
            return bits
        return marked(stretches, self.cells)


def marked(stretches: Iterable[Stretch], cells: int) -> int:
    """The bits of many stretches, so far as they are among so many cells."""
    marks = bytearray(b"0") * cells
    for start, end in stretches:
        if start >= 0:
            marks[start:end] = MARKS[end - start]
        elif end > 0:
            marks[:end] = MARKS[end]
    return int(marks[cells - 1 :: -1], 2)  # the first cell is the lowest bit; what was marked beyond is left out


class _Marks(dict[int, bytes]):
    """So many marks; none where that is less than none."""

    def __missing__(self, count: int) -> bytes:
        found = self[count] = b"1" * count
        return found


MARKS = _Marks()
