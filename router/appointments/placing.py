"""Where in somebody's day a visit goes: after the travel from the one before, in time for the one after, in one piece.

Pure: works on the ints of `diary.py`. The times of travel and the buffer belong to the stretch that a visit blocks. How
long the travel is depends on who is visited just before, so it is told again for each place in the day; and a visit put
in front of another leaves the time that the next journey takes, also where that was planned from nearer by.
"""

from dataclasses import dataclass
from math import ceil

from router.appointments.bands import CELL
from router.appointments.span import Diarist, Diary, Found
from router.values import AppointmentKind, AppointmentRules, Need

_CELL_MINUTES = int(CELL.total_seconds()) // 60
_SAME_OUTING = 8 * 60 // _CELL_MINUTES
"""Somebody who was at a visit so many cells ago still comes from there."""
_OUTING = (1 << _SAME_OUTING) - 1

Place = tuple[int, int, int]
"""In cells: blocked from, the work begins, blocked until."""


@dataclass(frozen=True, slots=True)
class Job:
    """A need in cells."""

    work: int
    travel: int
    near: int
    buffer: int

    @property
    def longest(self) -> int:
        """Cells that it blocks at most."""
        return self.travel + self.work + self.buffer

    @property
    def shortest(self) -> int:
        """And at least, by somebody who comes from nearby."""
        return self.near + self.work + self.buffer


def job_of(rules: AppointmentRules, kind: AppointmentKind, need: Need) -> Job:
    """How long the work, the ways and the buffer take. Nobody travels to a telephone."""
    travel, near = (0, 0) if kind.where == "phone" else (rules.travel, min(rules.travel_near, rules.travel))
    return Job(max(_cells(need.minutes), 1), _cells(travel), _cells(near), _cells(rules.buffer))


def _cells(minutes: int) -> int:
    return ceil(minutes / _CELL_MINUTES)


@dataclass(slots=True)
class Openings:
    """Where one person, or two together, could begin. One bit a cell: `free`; `after_near`: just come from nearby;
    `starts`: the work could begin here."""

    free: int
    after_near: int
    starts: int


def openings(diary: Diary, job: Job, *people: Diarist, floor: int) -> Openings:
    """All beginnings that these people share. `floor`: the cell before which nothing may be blocked."""
    free, after_near = diary.stretch(floor, diary.cells), -1
    for person in people:
        free &= person.works & ~person.away & ~person.taken
    if not _runs(free, job.shortest):
        return Openings(free, 0, 0)  # as of most on a full diary: whom they visit need not be looked at
    for person in people:
        kept, near = _around(diary, job, person)
        free &= ~kept
        after_near &= near
    starts = _runs(free, job.longest) << job.travel
    if job.near < job.travel and after_near:
        starts |= (_runs(free, job.shortest) << job.near) & after_near
    return Openings(free, after_near, starts)


def _around(diary: Diary, job: Job, person: Diarist) -> tuple[int, int]:
    """(what the journeys to other visits take from where we would be, the cells in which one comes from nearby)."""
    nearby, short = visits_around(diary, job, person)
    kept = [(starts - job.travel, blocked_from) for blocked_from, starts in short]
    near = []
    for blocked_until, starts, blocked_from, _ in nearby:
        if blocked_from > starts - job.near:
            kept.append((starts - job.near, blocked_from))
        later = person.taken >> blocked_until & _OUTING
        near.append((blocked_until + job.near, blocked_until + (_lowest(later) if later else _SAME_OUTING)))
    return diary.marked(kept) if kept else 0, diary.marked(near) if near else 0


def visits_around(diary: Diary, job: Job, person: Diarist) -> Found:
    """This person's visits that matter for the job: those about days on which they have room for it at all."""
    return person.visits.around(
        diary.days_of(_longer(_runs(person.works & ~person.away & ~person.taken, job.shortest), job.shortest)),
        job.travel,
    )


def _longer(bits: int, length: int) -> int:
    """Each of these bits and as many as make it so long a run."""
    have = 1
    while have < length:
        step = min(have, length - have)
        bits |= bits << step
        have += step
    return bits


def _runs(free: int, length: int) -> int:
    """The cells at which so many free ones in a row begin."""
    have = 1
    while have < length and free:
        step = min(have, length - have)
        free &= free >> step
        have += step
    return free


def soonest(found: Openings, job: Job, first: int, last: int) -> Place | None:
    """The first place where the work begins between these cells (both count)."""
    bits = _between(found.starts, first, last)
    return _place(found, job, first + _lowest(bits)) if bits else None


def snuggest(found: Openings, job: Job, first: int, last: int) -> Place | None:
    """The place that leaves the fewest fragments: against a visit or an end of the day, in the tightest gap it fits."""
    bits = _between(found.starts, first, last)
    best: tuple[tuple[int, int, int], Place] | None = None
    while bits:
        low = _lowest(bits)
        length = _ones(bits >> low)
        bits &= ~(((1 << length) - 1) << low)
        for cell in {first + low, first + low + length - 1}:
            place = _place(found, job, cell)
            before, after = _before(found.free, place[0]), _ones(found.free >> place[2])
            key = (min(before, after), before + after, cell)
            if best is None or key < best[0]:
                best = key, place
    return best[1] if best else None


def _place(found: Openings, job: Job, cell: int) -> Place:
    travel = job.near if found.after_near >> cell & 1 else job.travel
    return cell - travel, cell, cell + job.work + job.buffer


def _between(bits: int, first: int, last: int) -> int:
    return (bits >> first) & ((1 << (last - first + 1)) - 1) if last >= first >= 0 else 0


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def _ones(bits: int) -> int:
    """How many ones in a row it ends with."""
    return ((bits + 1) & ~bits).bit_length() - 1


def _before(bits: int, cell: int) -> int:
    """How many ones in a row lie right below this cell."""
    below = (1 << cell) - 1
    return cell - ((bits & below) ^ below).bit_length()
