"""Who works when in a rehearsal: the staff's own patterns, or a rota from a file."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate, takewhile
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import bulk
from config.landlord_queues import hours_of as written_hours
from config.plans import people
from router.decisions import Worker
from router.errors import RouterError
from router.model import Staff
from router.rota import Rows, hours_of, shifts, usual_hours
from router.values import Landlord
from router.working_time import open_during, spans


@dataclass(frozen=True)
class Member:
    """Somebody of the rota, with nothing in hand, and their hours."""

    worker: Worker
    pattern: Rows


def crew(session: Session, landlord: Landlord, rota: Path | None = None) -> list[Member]:
    """Every agent by their own working pattern (the landlord's hours where they have none), or as the rota says.

    A rota is a CSV file with the columns `email` and `pattern`; who is not in it does not work. Supervisors and
    administrators work only when a rota names them.
    Whoever is on duty is on shift. Raises RouterError in one line.
    """
    staff = {row.id: row for row in session.execute(
        select(Staff.id, Staff.email, Staff.role, Staff.pattern).where(Staff.active))}  # fmt: skip
    named = None if rota is None else _rota(rota, {row.email for row in staff.values()})
    usual = usual_hours(landlord)
    members = []
    for worker in people(session):
        row = staff[worker.id]
        if named is None and row.role == "agent":
            pattern = hours_of(row.role, row.pattern, usual)
        elif named is not None and row.email in named:
            pattern = named[row.email] or usual
        else:
            continue
        idle = replace(worker, ready=False, on_line=False, units=0, held={}, lowest_lane=None, free_since=None,
                       lent=frozenset(), attributes={**worker.attributes, "on_shift": True})  # fmt: skip
        members.append(Member(idle, pattern))
    if not members:
        raise RouterError("there is nobody to work: frontdoor seed, or import staff")
    return members


def _rota(file: Path, known: set[str]) -> dict[str, Rows]:
    sheet = bulk.read(file.read_bytes(), "rota")
    for line, words in sheet.wrong:
        raise RouterError(f"{file.name}:{line}: {words}")
    found: dict[str, Rows] = {}
    for line, row in sheet.rows:
        email = row["email"].lower()
        if email not in known:
            raise RouterError(f"{file.name}:{line}: email: nobody who works here has it")
        try:
            found[email] = written_hours(row["pattern"].replace(";", ",")) if row["pattern"] else ()
        except ValueError as error:
            raise RouterError(f"{file.name}:{line}: pattern: {error}") from None
    return found


class OpenTime:
    """How long something with these hours has been open at each instant, as the clock of an answer counts it."""

    def __init__(self, hours: Rows, start: datetime, days: int) -> None:
        until = start + timedelta(days=days)
        coming = takewhile(lambda span: span[0] < until, spans(open_during(hours), start, start))
        open_spans = [((begin - start).total_seconds(), (end - start).total_seconds()) for begin, end in coming]
        self._begins = [begin for begin, _ in open_spans]
        self._ends = [end for _, end in open_spans]
        self._before = [0.0, *accumulate(end - begin for begin, end in open_spans)]

    def until(self, at: float) -> float:
        """Seconds it has been open by then."""
        place = bisect_right(self._begins, at)
        if not place:
            return 0.0
        return self._before[place - 1] + min(at, self._ends[place - 1]) - self._begins[place - 1]

    def is_open(self, at: float) -> bool:
        """Is it open at this second?"""
        place = bisect_right(self._begins, at)
        return bool(place) and at < self._ends[place - 1]


def hours_on_duty(members: Sequence[Member], start: datetime, days: int) -> dict[int, float]:
    """Worker -> hours on duty in those days."""
    return {
        one.worker.id: sum(end - begin for begin, end in shifts(one.pattern, start, days)) / 3600 for one in members
    }
