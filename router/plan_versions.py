"""The versions of the landlord's plan: which is in force, a new one, and each as it is to be followed."""

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from router.errors import BadSetting
from router.model import PlanVersion, record
from router.plans import Plan, Rule, Step
from router.storage.database import lock

log = logging.getLogger(__name__)

LAST_RESORT = Plan(
    "last resort",
    (Rule("Emergency", "task.lane == 'emergency'", (Step(also=("general",), ring=6, offer=20, page="oncall"),)),),
    Rule("default", "", (Step(),)),
)
"""Followed while no version can be read: every case is offered to the people of its own queue, without end.

An emergency rings for several of them and of `general`, and pages `oncall` at once (the first chain there is, when none
is called so): whatever made the plan unreadable, nobody can say who is there to answer.
"""

_KEPT = 64
_read: OrderedDict[str, Plan | None] = OrderedDict()
"""Plans by the hash of their text, None for one that cannot be read: reading one compiles every condition."""


def digest(source: str) -> str:
    """What tells one text of a plan from another."""
    return hashlib.sha256(source.encode()).hexdigest()


def in_force(session: Session) -> PlanVersion | None:
    """The version that new cases come in under; None before the first one was installed."""
    newest = select(PlanVersion).where(PlanVersion.in_force_at.is_not(None))
    return session.scalar(newest.order_by(PlanVersion.in_force_at.desc(), PlanVersion.number.desc()).limit(1))


def install(session: Session, source: str, at: datetime, by: int | None = None) -> PlanVersion:
    """Put this text in force as a new version, unless it is in force already. It must have been read without refusal.

    `by`: the staff id of whoever did it, None for the house. Waiting cases keep the version they came in under.
    """
    lock(session, "plan", ["versions"])
    old = in_force(session)
    if old is not None and old.sha256 == digest(source):
        return old
    number = (session.scalar(select(func.max(PlanVersion.number))) or 0) + 1
    made = PlanVersion(number=number, source=source, sha256=digest(source), made_at=at, made_by=by, in_force_at=at)
    session.add(made)
    session.flush()
    who = f"staff:{by}" if by else "house"
    record(session, at, who, "plan.installed", version=number, sha256=made.sha256)
    return made


def version(session: Session, number: int) -> PlanVersion | None:
    """The version of this number."""
    return session.scalar(select(PlanVersion).where(PlanVersion.number == number))


def plans(session: Session, numbers: Collection[int], read: Callable[[str], Plan]) -> dict[int, Plan]:
    """The plans of these versions, by number, as `read` makes them of their text; each is read once a process.

    A version that is not there, or cannot be read any more because a queue it names was deleted, is replaced by the
    one in force, and that by `LAST_RESORT`: a case is never without a plan.
    """
    rows = session.execute(select(PlanVersion.number, PlanVersion.sha256).where(PlanVersion.number.in_(numbers)))
    hashes: dict[int, str] = dict(rows.all())
    found = {number: _plan(session, number, sha256, read) for number, sha256 in hashes.items()}
    if all(found.get(number) is not None for number in numbers):
        return {number: plan for number, plan in found.items() if plan is not None}
    newest = in_force(session)
    instead = _plan(session, newest.number, newest.sha256, read) if newest is not None else None
    return {number: found.get(number) or instead or LAST_RESORT for number in numbers}


def _plan(session: Session, number: int, sha256: str, read: Callable[[str], Plan]) -> Plan | None:
    if sha256 in _read:
        _read.move_to_end(sha256)
        return _read[sha256]
    source = session.scalar(select(PlanVersion.source).where(PlanVersion.number == number))
    plan: Plan | None = None
    try:
        plan = read(source or "")
    except BadSetting as error:
        log.warning("version %d of the plan cannot be followed any more: %s", number, error)
    _read[sha256] = plan
    while len(_read) > _KEPT:
        _read.popitem(last=False)
    return plan
