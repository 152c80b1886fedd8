"""What a case needs of a visit: which trades, how long, by when. And whether a tenant may choose the time alone."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from router import clocks, urgency
from router.appointments.diary import street_of
from router.clock import london
from router.model import Appointment, Case, Home, Repair, Resource, Tenant, TimesOffered
from router.storage.database import write_later
from router.values import (
    AGREED,
    EMERGENCY_HAZARD,
    LIVE,
    RIGHT_TO_REPAIR,
    SIGNIFICANT_HAZARD,
    URGENCIES,
    DeadlineRule,
    Labels,
    Landlord,
    Need,
    RepairType,
)

LONGEST = 480
"""Minutes: what takes longer than a working day a person plans."""
STEP = 5
UNREPORTED = timedelta(hours=1)
"""So long after its window a visit of which nothing was heard still counts as one to come."""
_MET_BY = {
    "inspection": (SIGNIFICANT_HAZARD, "in_person_asked"),
    "emergency_attend": (EMERGENCY_HAZARD, RIGHT_TO_REPAIR),
    "repair_visit": (RIGHT_TO_REPAIR, "hazard_found", "made_safe"),
}
"""Which clocks a visit of this kind can meet, by what starts them."""

Job = tuple[str, str]
"""A repair and the trade that does its part of it."""


def of_case(session: Session, case: Case, landlord: Landlord, now: datetime, kind: str = "",
            alone: bool = False) -> Need:  # fmt: skip
    """The next visit that this case needs. `kind`: an id of `appointments.toml`, '' to choose by what is broken.
    `alone`: only for what may be booked by itself.

    What one trade can do, or one person who has all the trades, is one visit; what is left comes after it is agreed
    (call this again). A visit that repairs nothing has no trades and no repairs.
    """
    write_later(session)
    session.flush()
    home = session.get(Home, case.home_id) if case.home_id else None
    tenant = session.get(Tenant, case.tenant_id) if case.tenant_id else None
    facts = {*case.flags, *_true(home), *_true(tenant)}
    jobs = left_to_do(session, case, landlord, now)
    jobs = [job for job in jobs if not alone or by_itself(job, landlord)]
    kind = kind or _kind_for(jobs, landlord)
    if kind == "emergency_attend":
        jobs = _most_pressing_first(jobs, {*facts, *urgency.season(london(now).date())}, landlord)
    trades, mine = _one_visit(session, jobs, kind, home, landlord)
    if not mine and not alone:  # times that are only on offer keep nobody from booking by hand
        jobs = left_to_do(session, case, landlord, now, AGREED)
        trades, mine = _one_visit(session, jobs, kind, home, landlord)
    rules = landlord.appointments
    return Need(
        kind=kind,
        trades=trades,
        minutes=_minutes(mine, kind, facts, landlord),
        patch=home.patch.code if home else "",
        street=street_of(home.address) if home else "",
        home_id=case.home_id,
        repairs=tuple(dict.fromkeys(repair for repair, _ in mine)),
        before=deadline_of(session, case, kind, landlord),
        languages=(tenant.language,) if tenant and tenant.language not in ("", "en") else (),
        two_people=not facts.isdisjoint(rules.two_people),
        urgent=kind == "emergency_attend",
    )


def by_trade(need: Need, trade: str, landlord: Landlord) -> Need:
    """The same for another trade, which a person named: only the repairs that this trade does are its business."""
    mine = [name for name in need.repairs if (name, trade) in jobs_of(landlord.repairs.get(name))]
    return replace(need, trades=(trade,), repairs=tuple(mine))


def left_to_do(session: Session, case: Case, landlord: Landlord, now: datetime,
               covering: Collection[str] = LIVE) -> list[Job]:  # fmt: skip
    """What is broken and has no visit yet, nor is seen to another way, in the order it was told. A visit of which
    nobody said what came of it covers nothing once its time is over. `covering`: states of a visit to come that
    count."""
    reported = session.scalars(
        select(Repair.repair).where(Repair.case_id == case.id, Repair.state == "reported").order_by(Repair.id)
    )
    jobs = [job for name in dict.fromkeys(reported) for job in jobs_of(landlord.repairs.get(name))]
    there = session.execute(
        select(Appointment.repairs, Appointment.trades)
        .where(Appointment.case_id == case.id, or_(Appointment.state == "done",
                and_(Appointment.state.in_(covering), Appointment.window_until > now - UNREPORTED)))
    ).all()  # fmt: skip
    return [job for job in jobs if not any(job[0] in repairs and job[1] in trades for repairs, trades in there)]


def by_itself(job: Job, landlord: Landlord) -> bool:
    """May the tenant choose a time for it, or does a person book it? By the landlord's `repairs.yaml`."""
    return landlord.repairs[job[0]].booking == "auto"


def labels_for_people(jobs: Iterable[Job], landlord: Landlord) -> list[str]:
    """What of these a person books, by its name in `repairs.yaml`."""
    return list(dict.fromkeys(landlord.repairs[job[0]].label for job in jobs if not by_itself(job, landlord)))


def nobody_sent(session: Session, case: Case, landlord: Landlord, now: datetime) -> list[Job]:
    """What is broken and has neither a visit nor times on offer: a place at an office mends no tap. While times for a
    repair are on offer nothing counts: another trade's are offered once those are agreed."""
    session.flush()
    on_offer = select(TimesOffered.need).where(TimesOffered.case_id == case.id, TimesOffered.state == "open")
    if any(need.get("repairs") for need in session.scalars(on_offer)):
        return []
    return left_to_do(session, case, landlord, now)


def jobs_of(repair: RepairType | None) -> list[Job]:
    """This repair by each trade that it takes."""
    if repair is None or repair.id.startswith("job."):
        return []
    return [(repair.id, trade) for trade in dict.fromkeys((repair.trade, repair.second_trade)) if trade]


def bookable(case: Case, labels: Labels, landlord: Landlord, whoever: bool = False) -> str:
    """Why a person must book it, in a line; '' when the tenant may be offered times at once: for all that they told, or
    for that of it which books itself. `whoever`: as if we knew who writes."""
    repair = _named(labels, landlord)
    names = [name for name in (labels.repair, *labels.also) if name and not name.startswith("job.")]
    others = [landlord.repairs[name] for name in names if name in landlord.repairs]
    if why := not_by_itself(case, labels, whoever):
        return why
    if repair is None or not labels.is_of_a_fault:
        return "No repair is named that has a visit."
    if labels.needs_person or case.needs_person:
        return "We are not sure what is meant."
    if case.lane == 0 or case.urgency not in ("urgent", "routine", "planned"):
        return "How pressing it is, a person decides."
    return not_one_by_itself(others)


def not_one_by_itself(repairs: Sequence[RepairType]) -> str:
    """Why none of these is booked by itself; '' where one may be. What is only ever an emergency a person looks at
    first, whatever is told beside it."""
    if any(each.booking == "ooh" for each in repairs):
        return "Something that may be an emergency was told too."
    if not any(each.booking == "auto" for each in repairs):
        return "The landlord has people book this repair."
    return ""


def emergency(case: Case, labels: Labels, landlord: Landlord) -> str:
    """Why nobody is sent by itself in this emergency; '' when somebody may be, with no choice of hour."""
    repair = _named(labels, landlord)
    if why := not_by_itself(case, labels):
        return why
    if case.lane != 0 and not (repair and repair.booking == "ooh"):
        return "It is no emergency."
    if case.urgency == "life_safety" or repair is None or repair.booking == "none" or not labels.is_of_a_fault:
        return "A person decides who comes."
    if labels.needs_person or case.needs_person:
        return "We are not sure what is meant."
    return ""


def not_by_itself(case: Case, labels: Labels, whoever: bool = False) -> str:
    """Why nothing at all is offered or sent by itself here; '' when something may be."""
    if labels.danger or case.danger:
        return "A danger was named."
    if case.is_hidden:
        return "Only staff with the right see it."
    if case.automatic:
        return "A machine wrote it."
    if not whoever and (case.identity != "known" or not (case.home_id or case.home)):
        return "Ask who it is and which home before a visit is agreed."
    return ""


def _named(labels: Labels, landlord: Landlord) -> RepairType | None:
    names = [name for name in (labels.repair, *labels.also) if name and not name.startswith("job.")]
    return landlord.repairs.get(names[0]) if names and labels.repair == names[0] else None


# --- the parts of a need -----------------------------------------------------------------------


def _kind_for(jobs: list[Job], landlord: Landlord) -> str:
    inspection = landlord.appointments.kinds.get("inspection")
    if jobs and inspection is not None and jobs[0][1] == inspection.owner:
        return "inspection"
    return "repair_visit"


def _most_pressing_first(jobs: list[Job], facts: Collection[str], landlord: Landlord) -> list[Job]:
    """What makes it an emergency in this home, then the rest, each in the order it was told: who comes does that."""
    return sorted(jobs, key=lambda job: URGENCIES.index(urgency.decide([job[0]], facts, landlord)[0]))


def _one_visit(session: Session, jobs: list[Job], kind: str, home: Home | None,
               landlord: Landlord) -> tuple[tuple[str, ...], list[Job]]:  # fmt: skip
    """(the trades, the jobs) of one visit: all of them if one person can do them all, else those of the first trade."""
    named = landlord.appointments.kinds.get(kind)
    owner = named.owner if named else "trade"
    if owner != "trade":
        mine = [job for job in jobs if job[1] == owner]
        return ((owner,) if mine or owner not in ("patch_officer", "place", "agent") else ()), mine
    inspecting = landlord.appointments.kinds.get("inspection")
    jobs = [job for job in jobs if inspecting is None or job[1] != inspecting.owner] or jobs
    trades = tuple(dict.fromkeys(trade for _, trade in jobs))
    if len(trades) > 1:
        trades = _in_one(session, trades, kind, home)
    return trades, [job for job in jobs if job[1] in trades]


def _in_one(session: Session, trades: tuple[str, ...], kind: str, home: Home | None) -> tuple[str, ...]:
    """The first of these trades, and those of the others that one person has besides who makes such visits. A night
    team that has them comes to emergencies."""
    patch = home.patch.code if home else ""
    rows = session.scalars(select(Resource).where(Resource.active, Resource.kind == "operative"))
    people = [set(row.trades) for row in rows if kind in row.serves and (not row.patches or patch in row.patches)]
    together = trades[:1]
    for trade in trades[1:]:
        if any({*together, trade} <= has for has in people):
            together = (*together, trade)
    return together


def _minutes(jobs: list[Job], kind: str, facts: Iterable[str], landlord: Landlord) -> int:
    rules = landlord.appointments
    usual = rules.kinds[kind].minutes if kind in rules.kinds else 60
    by_trade = [rules.repair_minutes.get(repair, rules.trade_minutes.get(trade, usual)) for repair, trade in jobs]
    if kind == "emergency_attend":
        by_trade = [max(usual, *by_trade)] if by_trade else []
    longer = sum(rules.longer.get(fact, 0) for fact in set(facts))
    whole = min((sum(by_trade) or usual) + longer, LONGEST)
    return -(-whole // STEP) * STEP


def deadline_of(session: Session, case: Case, kind: str, landlord: Landlord) -> datetime | None:
    """By when the law wants a visit of this kind over: the nearest of the clocks that it can meet; None for none."""
    starts = _MET_BY.get(kind, ())
    due = [row.due_at for row in clocks.running(session, case) if _met_by(landlord.deadlines.get(row.rule), starts)]
    return min(due, default=None)


def _met_by(rule: DeadlineRule | None, starts: tuple[str, ...]) -> bool:
    return rule is not None and not set(starts).isdisjoint(rule.starts)


def _true(holder: Home | Tenant | None) -> set[str]:
    return {fact for fact, true in (holder.facts if holder else {}).items() if true}


def names_another_home(labels: Labels, home: Home) -> bool:
    """Do the words name an address or postcode that is not this home's?"""
    own, own_postcode = _plain(home.address), _plain(home.postcode).replace(" ", "")
    for entity in labels.entities:
        if entity.kind == "postcode" and _plain(entity.value).replace(" ", "") != own_postcode:
            return True
        if entity.kind == "address" and not f" {own} ".startswith(f" {_plain(entity.value)} "):
            said = _plain(entity.value).split()
            if not set(said) <= set(own.split()) | set(own_postcode.split()):
                return True
    return False


def _plain(words: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", words.casefold()).split())


# --- kept --------------------------------------------------------------------------------------


def as_json(need: Need) -> dict[str, Any]:
    """A need as it is kept with the times offered."""
    kept = asdict(need)
    for name in ("before", "after"):
        kept[name] = kept[name].isoformat() if kept[name] else None
    return {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}


def from_json(kept: Mapping[str, Any]) -> Need:
    """The same the other way round. What is not of a need is left out."""
    given = {name: value for name, value in kept.items() if name in Need.__dataclass_fields__}
    for name in ("before", "after"):
        given[name] = datetime.fromisoformat(given[name]) if given.get(name) else None
    for name in ("trades", "repairs", "languages", "slots"):
        given[name] = tuple(given.get(name) or ())
    return Need(**given)


def of_visit(session: Session, visit: Appointment, case: Case, landlord: Landlord, now: datetime) -> Need:
    """What this visit was for, as it is needed now: for another time of it."""
    fresh = of_case(session, case, landlord, now, visit.kind)
    planned = int((visit.ends_at - visit.starts_at).total_seconds() // 60)
    kind = landlord.appointments.kinds.get(visit.kind)
    by_name = kind is not None and kind.owner == "agent" and visit.resource.kind != "agent"
    times = session.get(TimesOffered, visit.times_id) if visit.times_id else None
    asked = times.need.get("languages") or () if times is not None else ()  # 'somebody who speaks Polish'
    return replace(fresh, trades=tuple(visit.trades), repairs=tuple(visit.repairs), minutes=planned,
                   two_people=visit.second_id is not None or fresh.two_people,
                   languages=tuple(dict.fromkeys((*asked, *fresh.languages))), patch="" if by_name else fresh.patch,
                   resource_id=visit.resource_id if visit.session_id or by_name else None)  # fmt: skip
