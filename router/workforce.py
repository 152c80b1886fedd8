"""The people who are offered work, as a decision sees them: what they can, what they carry, whether they are there."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, and_, case, cast, func, select
from sqlalchemy.orm import Session

from router import rota
from router.decisions import Value, Worker
from router.model import Case, Offer, Patch, Staff
from router.plans import Weights
from router.rota import Rows
from router.unreadable import say_once

RESTRICTED = "restricted"
"""The skill that opens restricted cases."""


def people(session: Session, now: datetime, weights: Weights, lent: Mapping[int, frozenset[str]],
           only: Sequence[int] | None = None, usual: Rows = ()) -> list[Worker]:  # fmt: skip
    """Everybody whose account is open, and what they carry: cases they hold, offers that stand.

    `usual`: when agents without a pattern of their own work.
    """
    staff = select(
        Staff.id, Staff.name, Staff.role, Staff.present_until, Staff.readiness, Staff.free_since,
        cast(Staff.queues, Text).label("queues"), cast(Staff.skills, Text).label("skills"),
        cast(Staff.pattern, Text).label("pattern"),
        cast(Staff.levels, Text).label("levels"), cast(Staff.languages, Text).label("languages"),
    ).where(Staff.active).order_by(Staff.id)  # fmt: skip
    if only is not None:
        staff = staff.where(Staff.id.in_(only))
    patches: dict[int, list[str]] = defaultdict(list)
    for code, officer in session.execute(select(Patch.code, Patch.officer_id).order_by(Patch.code)):
        if officer is not None:
            patches[officer].append(code)
    loads = _loads(session, now, weights, only)
    found = []
    for row in session.execute(staff):
        load = loads.get(row.id) or _Load()
        try:
            here, changes_at = rota.of_staff(row.id, row.role, row.pattern, usual, now)
            attributes, queues = _of_staff(
                row.id, row.role, row.queues, row.skills, row.levels, row.languages, tuple(patches.get(row.id, ())),
                here,
            )  # fmt: skip
        except Exception as error:  # noqa: BLE001 - whatever is in their row: the others are offered work
            say_once("person", row.id, type(error).__name__)
            continue
        found.append(Worker(
            id=row.id, name=row.name, attributes=attributes, queues=queues, lent=lent.get(row.id, frozenset()),
            restricted=bool(attributes["restricted"]),
            ready=row.readiness == "ready" and row.present_until is not None and row.present_until > now,
            on_line=load.on_line, units=load.units, held=dict(load.held), free_since=row.free_since,
            lowest_lane=load.lane, shift_changes_at=changes_at,
        ))  # fmt: skip
    return found


@lru_cache(maxsize=2048)
def _of_staff(number: int, role: str, queues: str, skills: str, levels: str, languages: str,
              patches: tuple[str, ...], on_shift: bool) -> tuple[Mapping[str, Value], frozenset[str]]:  # fmt: skip
    """What conditions see of somebody, and their queues; lists and levels as the JSON that they are kept as."""
    names, given = json.loads(skills), json.loads(levels)
    served = tuple(json.loads(queues))
    return {
        "id": number, "role": role, "skills": {skill: _level(given, skill) for skill in names},
        "languages": tuple(json.loads(languages)), "patches": patches, "queues": served,
        "restricted": RESTRICTED in names, "on_shift": on_shift,
    }, frozenset(served)  # fmt: skip


def _level(levels: Mapping[str, Any], skill: str) -> int:
    level = levels.get(skill, 1)
    return level if isinstance(level, int) and 1 <= level <= 5 else 1


@dataclass
class _Load:
    """What somebody carries. `lane`: of the most pressing thing they hold or are offered."""

    units: int = 0
    held: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    on_line: bool = False
    lane: int | None = None

    def add(self, channel: str, units: int, count: int, lane: int) -> None:
        self.units += units
        self.held[channel] += count
        self.lane = lane if self.lane is None else min(self.lane, lane)


def _loads(session: Session, now: datetime, weights: Weights, only: Sequence[int] | None) -> dict[int, _Load]:
    """By agent. A case in which nobody has said anything for a while gives its units back, and takes them again."""
    loads: dict[int, _Load] = defaultdict(_Load)
    silent = Case.last_activity_at <= now - timedelta(minutes=weights.quiet_minutes)
    quiet = case((and_(Case.live_call_id == "", silent), 1), else_=0)
    live = case((Case.live_call_id != "", 1), else_=0)
    held = select(
        Case.agent_id,
        Case.channel,
        quiet.label("quiet"),
        live.label("live"),
        func.count(Case.id).label("n"),
        func.min(Case.lane).label("lane"),
    ).where(Case.state == "held", Case.agent_id.is_not(None))
    if only is not None:
        held = held.where(Case.agent_id.in_(only))
    for row in session.execute(held.group_by(Case.agent_id, Case.channel, "quiet", "live")):
        load = loads[row.agent_id]
        load.on_line = load.on_line or bool(row.live)
        if not row.quiet:
            load.add(row.channel, row.n * weights.units.get(row.channel, 0), row.n, row.lane)
    offered = select(Offer.agent_id, Offer.units, Case.channel, Case.lane).join(Case, Case.id == Offer.case_id)
    offered = offered.where(Offer.outcome == "offered")
    if only is not None:
        offered = offered.where(Offer.agent_id.in_(only))
    for row in session.execute(offered):
        loads[row.agent_id].add(row.channel, row.units, 1, row.lane)
    return loads
