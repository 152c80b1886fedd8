"""What a decision is made from, read in a few plain queries: `take`. No row is loaded as an object.

Everything that waits is read, because the line is one line; what is remembered of a case from the time before
(`Memory`) is not worked out anew. A case that nobody could take now is read only where something else may come of it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from router import languages, levers, plan_versions, queue_rules
from router.decisions import OpenOffer, Snapshot, Task, Value
from router.eligibility import Eligibility
from router.model import Case, Event, Home, Lever, Offer, Page, Patch, PlanVersion, Tenant
from router.plans import Plan
from router.rota import usual_hours
from router.unreadable import say_once
from router.values import Landlord
from router.workforce import people

ReadPlan = Callable[[str], Plan]
"""Makes a plan of its text (`config/plan_file.py`); raises BadSetting."""

NO_VERSION = 0
"""The number that stands for 'no plan was ever installed': its plan is `plan_versions.LAST_RESORT`."""

LANES = ("emergency", "hazard", "ordinary")
WHOLE_EVERY, LEARN_EVERY = timedelta(seconds=30), timedelta(minutes=5)
"""The line is read whole so often; and what the record says of homes and tenants, which changes without a case."""
OVERLAP = 300
"""So many events before the last one seen are looked at again: they may have been committed after it."""
A_MOMENT = timedelta(seconds=10)
FEW, REMEMBERED = 1000, 50_000


@dataclass
class Memory:
    """What one process remembers between two looks.

    `tasks`: what waits, as it was read last, up to the event `seen`; read whole again now and then (`read_at`), since
    an event may be committed after a later one was seen. `attributes` of cases, by the case's version. `eligibility`:
    who may be asked. `looked_at`, `newest_event`: the last look of the clock; `next_at`: when time alone next changes
    something. `complained`: what has been said of the plan.
    """

    tasks: dict[int, Task] | None = None
    seen: int = 0
    read_at: datetime | None = None
    attributes: dict[int, tuple[int, Mapping[str, Value]]] = field(default_factory=dict)
    learned_at: datetime | None = None
    eligibility: Eligibility | None = None
    looked_at: datetime | None = None
    newest_event: int = 0
    next_at: datetime | None = None
    complained: set[str] = field(default_factory=set)

    def is_stale(self, since: datetime | None, now: datetime, after: timedelta) -> bool:
        """Was that so long ago, or in the future by a clock that was put back?"""
        return since is None or not timedelta(0) <= now - since < after


def take(session: Session, landlord: Landlord, read_plan: ReadPlan, now: datetime, memory: Memory | None = None,
         only: Iterable[int] | None = None) -> Snapshot:  # fmt: skip
    """Everything that a decision at this instant is made from. `only`: these cases alone, whatever else waits."""
    memory = memory or Memory()
    versions = Versions(session)
    if only is None:
        tasks = _line(session, landlord, versions, memory, now)
    else:
        tasks = _tasks(session, landlord, versions, memory, now, sorted(set(only)))
    plans = versions.plans(read_plan, {task.plan for task in tasks})
    held = in_effect(session, now)
    workers = people(session, now, plans[versions.newest].weights, held.lent, usual=usual_hours(landlord))
    overflow = _merged(queue_rules.overflowing(landlord, _oldest(session), now), held.overflow)
    return Snapshot(
        plans=plans,
        tasks=tasks,
        workers=workers,
        offers=open_offers(session),
        restricted_queues=frozenset(queue.id for queue in landlord.queues.values() if queue.restricted),
        paused=held.paused,
        closed=queue_rules.closed(landlord, now),
        overflow=overflow,
        queues=frozenset(landlord.queues),
    )


# --- plans -----------------------------------------------------------------------------------


class Versions:
    """Which version of the plan is in force, and the number of each by its row."""

    def __init__(self, session: Session) -> None:
        self._session = session
        rows = session.execute(select(PlanVersion.id, PlanVersion.number)).all()
        self.numbers: dict[int, int] = {row.id: row.number for row in rows}
        found = plan_versions.in_force(session)
        self.newest = found.number if found is not None else NO_VERSION
        self.newest_id = found.id if found is not None else None

    def number(self, row_id: int | None) -> int:
        """The number of a case's version; the newest for a case that has none yet."""
        return self.numbers.get(row_id, self.newest) if row_id is not None else self.newest

    def plans(self, read_plan: ReadPlan, numbers: Iterable[int] = ()) -> dict[int, Plan]:
        """The plans of these versions and of the newest, by number."""
        wanted = {*numbers, self.newest} - {NO_VERSION}
        found = plan_versions.plans(self._session, wanted, read_plan) if wanted else {}
        return {**found, NO_VERSION: plan_versions.LAST_RESORT}


# --- cases -----------------------------------------------------------------------------------


def _labelled(*columns: Any, **named: Any) -> Select[Any]:
    query: Select[Any] = select(*columns, *(column.label(name) for name, column in named.items()))
    return query


_linked = aliased(Case)
_LINE = select(
    Case.id, Case.version, Case.lane, Case.queue, Case.channel, Case.plan_version_id, Case.waiting_since,
    Case.opened_at, Case.routed_at, Case.rule, Case.due_at, Case.live_call_id, Case.restricted, Case.fence,
    Tenant.restricted.label("hidden"),
).outerjoin(Tenant, Tenant.id == Case.tenant_id).where(Case.state == "waiting").order_by(Case.id)  # fmt: skip
_MORE = (
    _labelled(
        Case.id, Case.topic, Case.repair_group, Case.urgency, Case.danger, Case.flags, Case.identity,
        Case.needs_person, Case.automatic, Case.linked_case_id,
        Tenant.language, tenant_facts=Tenant.facts, home_facts=Home.facts,
        last_agent=func.coalesce(Case.last_agent_id, _linked.agent_id, _linked.last_agent_id),
        patch_id=Home.patch_id,
    )
    .outerjoin(Tenant, Tenant.id == Case.tenant_id).outerjoin(Home, Home.id == Case.home_id)
    .outerjoin(_linked, _linked.id == Case.linked_case_id)
)  # fmt: skip


def _line(session: Session, landlord: Landlord, versions: Versions, memory: Memory, now: datetime) -> list[Task]:
    """Everything that waits; of what is remembered only what something has happened to is read again."""
    newest = session.scalar(select(func.max(Event.id))) or 0
    changed: list[int] = []
    if memory.tasks is not None and not memory.is_stale(memory.read_at, now, WHOLE_EVERY):
        query = select(Event.case_id).where(Event.id > memory.seen - OVERLAP, Event.case_id.is_not(None)).distinct()
        changed = [number for number in session.scalars(query.limit(FEW + 1)) if number is not None]
    if memory.tasks is None or len(changed) > FEW or memory.is_stale(memory.read_at, now, WHOLE_EVERY):
        if memory.is_stale(memory.learned_at, now, LEARN_EVERY) or len(memory.attributes) > REMEMBERED:
            memory.attributes.clear()
            memory.learned_at = now
        memory.tasks, memory.read_at = {task.id: task for task in _tasks(session, landlord, versions, memory, now)}, now
    else:
        for number in changed:
            memory.tasks.pop(number, None)
        memory.tasks.update((task.id, task) for task in _tasks(session, landlord, versions, memory, now, changed))
    memory.seen = newest
    return list(memory.tasks.values())


def _tasks(session: Session, landlord: Landlord, versions: Versions, memory: Memory, now: datetime,
           only: Sequence[int] | None = None) -> list[Task]:  # fmt: skip
    if only is not None and not only:
        return []
    rows = session.execute(_LINE if only is None else _LINE.where(Case.id.in_(only))).all()
    _learn(session, landlord, memory, [row for row in rows if memory.attributes.get(row.id, (0,))[0] != row.version])
    offered = [row.id for row in rows if row.fence]
    refused, paged = _refused(session, offered), _paged(session, rows)
    tasks = []
    for row in rows:
        hidden = row.restricted or bool(row.hidden)
        known = memory.attributes.get(row.id)
        learned = known[1] if known is not None else _bare(row.channel)
        attributes = {**learned, "lane": LANES[lane_of(row.lane)], "queue": row.queue,
                      "live": bool(row.live_call_id), "restricted": hidden}  # fmt: skip
        since = row.waiting_since or row.opened_at
        tasks.append(Task(
            id=row.id, lane=lane_of(row.lane), queue=row.queue, channel=row.channel,
            plan=versions.number(row.plan_version_id), waiting_since=since,
            entered_at=row.routed_at or _first_looked_at(since, now), attributes=attributes,
            rule=row.rule if row.routed_at is not None else "", due_at=row.due_at, live=bool(row.live_call_id),
            restricted=hidden, refused=refused.get(row.id, {}), paged=paged.get(row.id, ()),
        ))  # fmt: skip
    return tasks


def _first_looked_at(since: datetime, now: datetime) -> datetime:
    """When the steps of a case begin that nobody has looked at: now, unless it has waited a while for it."""
    return now if timedelta(0) <= now - since < A_MOMENT else since


def _learn(session: Session, landlord: Landlord, memory: Memory, rows: Sequence[Any]) -> None:
    """Work out what conditions see of these cases."""
    if not rows:
        return
    codes = {row.id: row.code for row in session.execute(select(Patch.id, Patch.code))}
    versions = {row.id: (row.version, row.channel) for row in rows}
    for row in session.execute(_for(_MORE, versions)):
        if row.id not in versions:
            continue
        version, channel = versions[row.id]
        memory.attributes[row.id] = (version, _readable(row, channel, landlord, codes))


def attributes_of(session: Session, landlord: Landlord, numbers: Sequence[int]) -> dict[int, Mapping[str, Value]]:
    """What conditions see of these cases (at most 500), waiting or not. Cases that are not there are left out."""
    codes = {row.id: row.code for row in session.execute(select(Patch.id, Patch.code))}
    cases = session.execute(
        _labelled(Case.id, Case.lane, Case.queue, Case.channel, Case.live_call_id, Case.restricted,
                  hidden=Tenant.restricted)
        .outerjoin(Tenant, Tenant.id == Case.tenant_id).where(Case.id.in_(numbers))
    )  # fmt: skip
    rows = {row.id: row for row in cases}
    return {
        more.id: {
            **_readable(more, row.channel, landlord, codes), "lane": LANES[lane_of(row.lane)], "queue": row.queue,
            "live": bool(row.live_call_id), "restricted": row.restricted or bool(row.hidden),
        }
        for more in session.execute(_MORE.where(Case.id.in_(list(rows))))
        for row in (rows[more.id],)
    }  # fmt: skip


def _for(query: Select[Any], numbers: Iterable[int], column: ColumnElement[int] | Any = Case.id) -> Select[Any]:
    """For few cases they are named; for many it is cheaper to ask for all that wait."""
    few = list(numbers)
    return query.where(column.in_(few)) if len(few) <= 500 else query.where(Case.state == "waiting")


def lane_of(kept: int) -> int:
    """The lane as it counts, whatever the row says."""
    return min(max(kept, 0), 2)


def _readable(row: Any, channel: str, landlord: Landlord, codes: Mapping[int, str]) -> Mapping[str, Value]:
    """One broken row stops nobody else: that case goes by its queue and lane alone."""
    try:
        return _attributes(row, channel, landlord, codes)
    except Exception as error:  # noqa: BLE001 - whatever is in it
        say_once("case", row.id, type(error).__name__)
        return _bare(channel)


def _bare(channel: str) -> Mapping[str, Value]:
    return {
        "topic": "", "repair": "", "group": "", "urgency": "", "danger": (), "flags": (), "hazard": (),
        "channel": channel, "language": "en", "patch": "", "known": False, "needs_person": True, "last_agent": 0,
        "linked": False, "automatic": False,
    }  # fmt: skip


def _attributes(row: Any, channel: str, landlord: Landlord, codes: Mapping[int, str]) -> Mapping[str, Value]:
    repair = landlord.repairs.get(row.topic)
    flags = set(row.flags)
    if row.identity == "known":
        for facts in (row.tenant_facts, row.home_facts):
            flags.update(flag for flag, true in (facts or {}).items() if true)
    spoken = languages.spoken(flags)
    return {
        "topic": "repair" if repair else row.topic,
        "repair": repair.id if repair else "",
        "group": row.repair_group or (repair.group if repair else ""),
        "urgency": row.urgency,
        "danger": tuple(row.danger),
        "flags": tuple(sorted(flags)),
        "hazard": repair.hazards if repair else (),
        "channel": channel,
        "language": spoken or row.language or "en",
        "patch": codes.get(row.patch_id, ""),
        "known": row.identity == "known",
        "needs_person": row.needs_person,
        "last_agent": row.last_agent or 0,
        "linked": row.linked_case_id is not None,
        "automatic": row.automatic,
    }


def _refused(session: Session, offered: Sequence[int]) -> dict[int, dict[int, datetime]]:
    """Case -> agent -> when they last let an offer of it go."""
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    if offered:
        ended = func.max(Offer.ended_at, type_=Offer.ended_at.type)
        query = _labelled(Offer.case_id, Offer.agent_id, ended=ended).where(Offer.outcome.in_(("rejected", "expired")))
        query = _for(query.join(Case, Case.id == Offer.case_id), offered, Offer.case_id)
        for case_id, agent_id, at in session.execute(query.group_by(Offer.case_id, Offer.agent_id)):
            found[case_id][agent_id] = at
    return found


def _paged(session: Session, rows: Sequence[Any]) -> dict[int, tuple[str, ...]]:
    """Case -> the on-call chains told since its steps count."""
    since = {row.id: row.routed_at for row in rows if row.routed_at is not None}
    found: dict[int, list[str]] = defaultdict(list)
    query = select(Page.case_id, Page.chain, Page.paged_at).join(Case, Case.id == Page.case_id)
    for case_id, chain, at in session.execute(query.where(Case.state == "waiting").order_by(Page.id)):
        if case_id in since and at >= since[case_id] and chain not in found[case_id]:
            found[case_id].append(chain)
    return {number: tuple(chains) for number, chains in found.items()}


def _oldest(session: Session) -> dict[str, datetime]:
    """Queue -> since when its oldest case waits."""
    oldest = func.min(Case.waiting_since, type_=Case.waiting_since.type)
    rows = session.execute(select(Case.queue, oldest).where(Case.state == "waiting").group_by(Case.queue))
    return {queue: since for queue, since in rows if since is not None}


# --- offers and levers -----------------------------------------------------------------------


def open_offers(session: Session) -> list[OpenOffer]:
    """Every offer that stands."""
    query = select(Offer.id, Offer.case_id, Offer.agent_id, Offer.step, Offer.expires_at)
    rows = session.execute(query.where(Offer.outcome == "offered").order_by(Offer.id))
    return [OpenOffer(row.id, row.case_id, row.agent_id, row.step, row.expires_at) for row in rows]


@dataclass(frozen=True)
class Held:
    """What levers do now."""

    paused: frozenset[str]
    overflow: Mapping[str, tuple[str, ...]]
    lent: Mapping[int, frozenset[str]]


def in_effect(session: Session, now: datetime) -> Held:
    """What supervisors have done to queues, as it holds at this instant."""
    rows: list[Lever] = levers.in_effect(session, now)
    overflow: dict[str, tuple[str, ...]] = {}
    lent: dict[int, frozenset[str]] = {}
    for row in rows:
        if row.kind == "overflow":
            overflow = _merged(overflow, {row.queue: (row.to_queue,)})
        elif row.kind == "lend" and row.staff_id is not None:
            lent[row.staff_id] = lent.get(row.staff_id, frozenset()) | {row.queue}
    return Held(frozenset(row.queue for row in rows if row.kind == "pause"), overflow, lent)


def _merged(one: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys((*one.get(name, ()), *other.get(name, ())))) for name in {*one, *other}}
