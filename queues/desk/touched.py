"""Visits that a change of the diary would leave without their place: shown before it is saved, then brought to us.

And the list of those that stand so: to be placed again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import make_response, render_template, request
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response as AnyResponse

from queues.access import may_see, me
from queues.desk import visit_words
from router import cases
from router.appointments import capacity
from router.appointments.bands import TODAY
from router.clock import london
from router.model import Appointment, Case, Leave, Resource, WorkingPattern
from router.storage.database import hold_cases
from router.values import AGREED

MOST = 300
"""Visits listed at once as to be placed again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: where, and with which fields, so that a page can ask for it again."""

    action: str
    fields: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Touched:
    """A visit that stands in the way, as a page lists it. `link` moves it; where it is only held it leads to its case.
    `why`: what became of its place."""

    window: str
    what: str
    state: str
    stands: str
    reference: str
    link: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The visits that lose their place, and their cases, locked."""

    visits: list[Appointment]
    cases: Mapping[int, Case]


def hold(session: Session, look: Callable[[], list[Appointment]]) -> Found:
    """What `look` finds, with the cases of those locked, looked for again once nobody changes them."""
    held = hold_cases(session, {row.case_id for row in look()})
    return Found(look(), held)


def unseen(found: Sequence[Appointment]) -> bool:
    """Does the form not name these very visits, each as it stands?"""
    return request.form.get("seen", "") != mark(found)


def mark(found: Sequence[Appointment]) -> str:
    """Which visits were shown, each as it stood: if any of that has changed, they are shown again."""
    seen = ",".join(f"{row.id}:{row.version}" for row in sorted(found, key=lambda row: row.id))
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def page(session: Session, heading: str, found: Sequence[Appointment], at: datetime, asked: Asked,
         back: str) -> AnyResponse:  # fmt: skip
    """Which visits it touches. Nothing is saved yet; its button asks for the same again and names them."""
    rows = shown(session, found, at)
    return make_response(render_template(
        "desk/leave.html", heading=heading, rows=rows, total=len(found), hidden_count=len(found) - len(rows),
        seen=mark(found), asked=asked, back=back,
    ), 409)  # fmt: skip


def shown(session: Session, found: Sequence[Appointment], at: datetime,
          why: Mapping[int, str] | None = None) -> list[Touched]:  # fmt: skip
    """Those of cases that the reader may know of, for a page. `why` by the visit's id."""
    query = select(Case).where(Case.id.in_({row.case_id for row in found})).options(joinedload(Case.tenant))
    known = {case.id: case.reference for case in session.scalars(query) if may_see(me(), case)}
    return [
        Touched(visit_words.capital(visit_words.window(row, at)), visit_words.what_for(row), row.state,
                visit_words.STATE_WORDS.get(row.state, row.state), known[row.case_id],
                f"/desk/cases/{known[row.case_id]}" + (f"/visit?moves={row.id}" if row.state == "booked" else "#visit"),
                (why or {}).get(row.id, ""))
        for row in found if row.case_id in known
    ]  # fmt: skip


def to_people(session: Session, held: Mapping[int, Case], found: Sequence[Appointment], at: datetime,
              why: str) -> None:  # fmt: skip
    """Each case waits for a person, who reads why. `why`: 'Derek Fairlamb cannot come'; the day is added."""
    for row in found:
        case = held.get(row.case_id)
        if case is not None:
            day = visit_words.day_words(london(row.window_from).date(), london(at).date())
            cases.await_people(session, case, at, f"{why} on {day}: move the visit.", f"staff:{me().id}")


# --- to be placed again ---------------------------------------------------------------------------


def without_a_place(session: Session, at: datetime) -> dict[Appointment, str]:
    """The visits to come that are agreed with somebody who is away, has left, or does not work then; with why.

    The soonest first, at most `MOST`.
    """
    a, r, p = Appointment, Resource, WorkingPattern
    both = or_(r.id == a.resource_id, r.id == a.second_id)
    away = exists().where(Leave.resource_id == r.id, Leave.ended_at.is_(None), Leave.from_at < a.ends_at,
                          Leave.until_at > a.starts_at)  # fmt: skip
    ended = exists().where(p.resource_id == r.id, p.until_day.is_not(None))
    query = select(a.id, a.starts_at, a.ends_at, a.slot, a.session_id, r.id, r.name, r.active, away).join(r, both)
    to_come = query.where(a.state.in_(AGREED), a.ends_at > at, or_(~r.active, away, ended))
    rows = session.execute(to_come.order_by(a.starts_at, a.id)).all()
    patterns: dict[int, list[WorkingPattern]] = defaultdict(list)
    for pattern in session.scalars(select(p).where(p.resource_id.in_({row[5] for row in rows}))):
        patterns[pattern.resource_id].append(pattern)
    why: dict[int, str] = {}
    for number, starts, ends, slot, session_id, who, name, active, gone in rows:
        if not active:
            why[number] = f"{name} is no longer there"
        elif gone:
            why.setdefault(number, f"{name} is away then")
        elif session_id is None and slot != TODAY and not capacity.works(patterns[who], starts, ends):
            why.setdefault(number, f"{name} does not work then")
    found = session.scalars(select(a).where(a.id.in_([*why][:MOST])).order_by(a.starts_at, a.id))
    return {visit: why[visit.id] for visit in found}
