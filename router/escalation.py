"""Clocks that are soon due, and those that nobody kept: somebody is told, whatever became of whoever had the case."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from router import cases, clocks
from router.deadlines import ANSWER
from router.model import Case, Deadline, record
from router.storage.database import Database, hold_case
from router.values import Landlord

log = logging.getLogger(__name__)

CHAIN = "oncall"
"""Who is told when nobody answers an emergency in time."""
BATCH = 200

Page = Callable[[Session, Case, str, str, datetime], object]
"""Tells a chain of `landlord.toml` of a case: (session, case, chain, why, at). Told already, it does nothing."""


def look(database: Database, landlord: Landlord, page: Page, at: datetime,
         beat: Callable[[], None] = lambda: None) -> int:  # fmt: skip
    """Warn and escalate what it is time for, each clock once: at most `BATCH` cases of each kind in a look, the most
    pressing lane first. Returns how many.

    One case that fails keeps no other waiting, and is tried again at the next look. `beat` is called before each.
    """
    done = 0
    for number in _due(database, at):  # one case, one transaction: nobody waits long for a lock
        beat()
        try:
            with database.transaction() as session:
                case = hold_case(session, number)
                told = _one(session, case, landlord, page, at) if case is not None else 0
            done += told
        except Exception:  # it is told of again at the next look
            log.exception("the clocks of case %d could not be told of", number)
    return done


def _due(database: Database, at: datetime) -> list[int]:
    """Cases with a clock to tell of, the late ones first; by lane, then by what is due first."""
    with database.reading() as session:
        late = clocks.breached(at).where(Deadline.escalated_at.is_(None))
        soon = clocks.soon_due(at).where(Deadline.warned_at.is_(None))
        found = dict[int, None]()
        for query in (late, soon):
            of_case = query.with_only_columns(Deadline.case_id).group_by(Deadline.case_id, Case.lane)
            order = Case.lane, func.min(Deadline.due_at), Deadline.case_id
            found |= dict.fromkeys(session.scalars(of_case.order_by(*order).limit(BATCH)))
        return list(found)


def _one(session: Session, case: Case, landlord: Landlord, page: Page, at: datetime) -> int:
    done = 0
    query = select(Deadline).where(Deadline.case_id == case.id, Deadline.state == "running").order_by(Deadline.due_at)
    for row in list(session.scalars(query)):
        if row.due_at <= at and row.escalated_at is None:
            _escalate(session, case, row, landlord, page, at)
        elif row.warned_at is None and row.warn_at is not None and row.warn_at <= at < row.due_at:
            row.warned_at = at
            record(session, at, "house", "deadline.warned", case, rule=row.rule, deadline=row.id)
        else:
            continue
        done += 1
    return done


def _escalate(session: Session, case: Case, row: Deadline, landlord: Landlord, page: Page, at: datetime) -> None:
    """It is late: that stands on the case, and what follows starts. Whoever is on call hears of an emergency,
    and of what was to be answered at any hour: it may be late when nobody is at the desk."""
    row.escalated_at, row.warned_at = at, row.warned_at or at
    record(session, at, "house", "deadline.breached", case, rule=row.rule, deadline=row.id)
    cases.await_people(session, case, at, f"Late: {row.words}. It was due {clocks.day_of(row.due_at)}.", "house")
    rule = landlord.deadlines.get(row.rule)
    if rule is not None and rule.missed:
        clocks.happen(session, case, rule.missed, at, "house", landlord)
    at_any_hour = row.rule == ANSWER and (case.lane == 0 or row.counting == "elapsed")
    chain = rule.page if rule else CHAIN if at_any_hour else ""
    if chain and landlord.on_call:
        page(session, case, chain, f"A clock ran out: {row.words}.", at)
