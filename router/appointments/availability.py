"""The one availability function, for every door: what it offers can be booked unless it is taken in the meantime (F53).

It reads the diary once for all the days asked about (`diary.py`), leaves out what the rules do not allow (`bands.py`),
and puts the work into somebody's day (`placing.py`). Sessions of part-time offices have seats and minutes (`seats.py`).
All instants are aware UTC; days and bands are London's.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.appointments import seats
from router.appointments.bands import TODAY, Band, band_on, days_from, ruled_out, slots_of, suits
from router.appointments.search import Search
from router.appointments.why import whys
from router.clock import london
from router.model import Appointment
from router.values import AGREED, AppointmentKind, AppointmentRules, FreeTime, Need, NotFree, Wish

__all__ = ["any_time", "every_time", "find", "suits", "why_gone", "why_not"]

NEARBY_DAYS = {0: 0, 1: 2, 2: 3}
"""How many days later a visit may be for somebody being in the patch (1) or the street (2) that day already."""
ANOTHER_BAND_DAYS = 2
"""How many days later one may be for being in another band than those offered already: a morning, an evening."""
SAME_DAY_DAYS = 1.25
"""The same for being on a day that is offered already, and"""
OVERLAPPING_DAYS = 2
"""for a window that overlaps one of those: no choice at all."""
AFTER_WORK = ("evening", "saturday")
AFTER_WORK_DAYS = 1.5
"""How many days later one may be for being in a band in which people who work are at home, when none is chosen yet."""

Option = tuple[Band, int]
"""A band in which somebody could come, and how near they are that day already."""


def find(session: Session, rules: AppointmentRules, need: Need, now: datetime, wishes: Sequence[Wish] = (),
         limit: int = 3, without: Collection[tuple[object, str]] = ()) -> list[FreeTime]:  # fmt: skip
    """Up to `limit` times that can all be held at once, in the order of time; none of two in one band of one day.

    The first chosen is the soonest, somebody nearby counting as some days sooner; the others are rather in other bands,
    on other days, and one of them after work.
    With wishes, only what meets one of them; "as soon as can be" puts the soonest first whatever else. Sessions give a
    second time of one band only when there are not enough others. Empty when nothing is free, or for a kind that the
    landlord does not have; of an office nothing while somebody comes to the same home. `without`: bands of days, as
    (day, slot), that are not wanted.
    """
    kind = rules.kinds.get(need.kind)
    if kind is None or limit < 1:
        return []
    first_day, days = london(now).date(), rules.horizon_days + 1
    if kind.owner == "place":
        found = seats.free_sittings(session, rules, kind, need, now, first_day, days)
        busy = _at_home(session, rules, need)
        wanted = [one for one in found if (london(one.window_from).date(), one.slot) not in without
                  and not any(one.starts_at < until and one.ends_at > since for since, until in busy)]  # fmt: skip
        return _spread([one for one in wanted if _meets(wishes, one, rules)], limit)
    bands = [band for band in _bands(rules, kind, need, now, first_day, days) if (band.day, band.slot) not in without
             and (not wishes or any(suits(wish, band.slot, band.day, rules) for wish in wishes))]  # fmt: skip
    if not bands:
        return []
    soonest = any(wish.soonest for wish in wishes)
    search = Search(session, rules, kind, need, now, bands)
    left = [(band, near) for band in bands if (near := search.nearness(band)) is not None]
    chosen: list[FreeTime] = []
    while left and len(chosen) < limit:
        best = min(left, key=lambda option: _cost(option, chosen, first_day, soonest))
        left.remove(best)
        free = search.best(best[0])  # asked again: what was chosen before is taken now
        if free is not None:
            chosen.append(free)
            search.keep(free)
    return sorted(chosen, key=_in_time)


def any_time(session: Session, rules: AppointmentRules, need: Need, now: datetime, day: date,
             slot: str) -> FreeTime | None:  # fmt: skip
    """The best time in one band of one London day, None when there is none. Of a session: its earliest minute."""
    kind = rules.kinds.get(need.kind)
    if kind is None:
        return None
    if kind.owner == "place":
        found = seats.free_sittings(session, rules, kind, need, now, day, 1)
        return next((one for one in found if one.slot == slot), None)
    bands = [band for band in _bands(rules, kind, need, now, day, 1) if band.slot == slot]
    return Search(session, rules, kind, need, now, bands).best(bands[0]) if bands else None


def every_time(session: Session, rules: AppointmentRules, need: Need, now: datetime, first_day: date,
               days: int) -> list[FreeTime]:  # fmt: skip
    """All there is to choose from, for an agent's page: of each person the best time in each band, and every minute of
    a session. Each can be booked by itself; two of them may be the same hour of the same person."""
    kind = rules.kinds.get(need.kind)
    if kind is None:
        return []
    if kind.owner == "place":
        return seats.free_sittings(session, rules, kind, need, now, first_day, days)
    bands = _bands(rules, kind, need, now, first_day, days)
    search = Search(session, rules, kind, need, now, bands)
    return sorted((free for band in bands for free in search.everybody(band)), key=_in_time)


def why_not(session: Session, rules: AppointmentRules, need: Need, now: datetime, first_day: date,
            days: int) -> list[NotFree]:  # fmt: skip
    """Why bands of these London days are not offered, a short line each, for an agent. A band that is free has none."""
    kind = rules.kinds.get(need.kind)
    if kind is None:
        return []
    if kind.owner == "place":
        return seats.why_closed(session, rules, kind, need, now, first_day, days)
    bands = _bands(rules, kind, need, now, first_day, days)
    search = Search(session, rules, kind, need, now, bands)
    return list(whys(search, bands, list(days_from(first_day, days))))


def why_gone(session: Session, rules: AppointmentRules, need: Need, now: datetime, day: date, slot: str,
             minute: str = "") -> str:  # fmt: skip
    """Why one time that somebody named cannot be had, as in `why_not`; '' when it can. `minute`: of a session ('0940').

    Any day may be named, also one that no diary reaches.
    """
    kind, today = rules.kinds.get(need.kind), london(now).date()
    if day < today:
        return "in the past"
    if (day - today).days > rules.horizon_days:
        return f"more than {rules.horizon_days} days ahead"
    if kind is None or (kind.owner != "place" and slot not in {one.id for one in slots_of(rules, kind, need)}):
        return "not a time for such a visit"
    if kind.owner == "place":
        return seats.why_minute(session, rules, kind, need, now, day, minute)
    return next((no.why for no in why_not(session, rules, need, now, day, 1) if no.slot == slot), "")


def _bands(rules: AppointmentRules, kind: AppointmentKind, need: Need, now: datetime, first_day: date,
           days: int) -> list[Band]:  # fmt: skip
    """The bands that the rules allow, in the order of days, best first within a day."""
    found = []
    for day in days_from(first_day, days):
        for slot in slots_of(rules, kind, need):
            band = band_on(slot, day, now, need)
            if band and not ruled_out(rules, need, now, day, band.opens, band.closes, slot.id == TODAY):
                found.append(band)
    return found


def _cost(option: Option, chosen: Sequence[FreeTime], first_day: date, soonest: bool) -> tuple[float, datetime]:
    """Days, as it were: the least is offered next."""
    band, near = option
    days = float((band.day - first_day).days)
    if not soonest:
        days -= NEARBY_DAYS[near]
        days += ANOTHER_BAND_DAYS * any(one.slot == band.slot for one in chosen)
        days += SAME_DAY_DAYS * any(london(one.window_from).date() == band.day for one in chosen)
        days += OVERLAPPING_DAYS * any(
            one.window_from < band.closes and band.opens < one.window_until for one in chosen
        )
        wanted = bool(chosen) and not any(one.slot in AFTER_WORK for one in chosen)
        days -= AFTER_WORK_DAYS * (band.slot in AFTER_WORK and wanted)
    return days, band.opens


def _at_home(session: Session, rules: AppointmentRules, need: Need) -> list[tuple[datetime, datetime]]:
    """When the home is to be visited: whoever lives there is asked to no office meanwhile."""
    if need.home_id is None:
        return []
    session.flush()
    visits = select(Appointment).where(Appointment.home_id == need.home_id, Appointment.state.in_(AGREED),
                                       Appointment.id != (need.moves or 0))  # fmt: skip
    homely = {name for name, kind in rules.kinds.items() if kind.where == "home"}
    return [(one.window_from, one.window_until) for one in session.scalars(visits) if one.kind in homely]


def _meets(wishes: Sequence[Wish], free: FreeTime, rules: AppointmentRules) -> bool:
    return not wishes or any(seats.suits_sitting(wish, free, rules) for wish in wishes)


def _spread(found: Sequence[FreeTime], limit: int) -> list[FreeTime]:
    """So many of these minutes: the first of each band of each day, then others, from the soonest session on."""
    firsts: dict[tuple[date, str], FreeTime] = {}
    for one in found:
        firsts.setdefault((london(one.starts_at).date(), one.slot), one)
    chosen = list(firsts.values())[:limit]
    spare = [one for one in found if one not in chosen]
    return sorted([*chosen, *_evenly(spare, limit - len(chosen))], key=_in_time)


def _evenly(spare: Sequence[FreeTime], count: int) -> Iterable[FreeTime]:
    step = max(len(spare) / count, 1) if count > 0 else 1
    return [spare[min(int(n * step), len(spare) - 1)] for n in range(min(count, len(spare)))]


def _in_time(free: FreeTime) -> tuple[datetime, datetime, int, int]:
    return free.window_from, free.starts_at, free.resource_id, free.seat
