"""What is free nearest to what was wished, where nothing is free as wished."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from router.appointments.offering import WIDE, Appointments
from router.appointments.open_times import Band, band_of
from router.clock import london
from router.values import FreeTime, Need, Wish

FAR_OFF = 60
"""Days: beyond this none is nearer than another. '1st June', on the 15th, was two weeks ago and not next year."""
OTHER_HOURS = 7
"""Days: a time at the hours they named is nearer than another so much sooner. Who works until five has no use for
tomorrow at nine."""
PART_OF_THEM = 0.5
"""The same for a window that begins before the hour they named, or ends after it; and for the afternoon of the day of
which they asked for the morning."""


def near(ours: Appointments, session: Session, need: Need, at: datetime, wishes: Sequence[Wish],
         left_out: Collection[Band] = (), unwanted: Sequence[Wish] = ()) -> list[FreeTime]:  # fmt: skip
    """As many times as are offered at once, in the order of time: at the hours they named where there are such, and as
    near to the day. `unwanted`: what they refused before, which is only offered where there is nothing else."""
    at_hours = [wish for wish in map(_any_day, wishes) if wish != Wish()]
    found: dict[Band, FreeTime] = {}
    for those in filter(None, (at_hours, unwanted)):
        found |= _by_band(ours.find(session, need, at, those, left_out, WIDE), found)
    refused = [wish for wish in map(_refused, wishes) if wish != Wish()]  # 'nobody in thursday': that stays so
    if not (unwanted and found):
        found |= _by_band(ours.find(session, need, at, refused, left_out, WIDE), found)
    if not found:
        found |= _by_band(ours.find(session, need, at, (), left_out, WIDE), found)
    return nearest(list(found.values()), wishes, ours.rules.times)


def nearest(free: Sequence[FreeTime], wishes: Sequence[Wish], limit: int) -> list[FreeTime]:
    """Those closest to what was wished, in the order of time."""
    chosen = sorted(free, key=lambda one: (min((_off(one, wish) for wish in wishes), default=0), one.window_from))
    return sorted(chosen[:limit], key=lambda one: one.window_from)


def _by_band(free: Sequence[FreeTime], but: Collection[Band]) -> dict[Band, FreeTime]:
    return {band_of(one): one for one in free if band_of(one) not in but}


def _any_day(wish: Wish) -> Wish:
    """The same hours of whichever day."""
    return replace(wish, days=(), weekdays=(), first_day=None, last_day=None, soonest=False)


def _refused(wish: Wish) -> Wish:
    """Only what they cannot have."""
    return Wish(not_days=wish.not_days, not_weekdays=wish.not_weekdays, not_parts=wish.not_parts)


def _off(one: FreeTime, wish: Wish) -> float:
    """How far from the wish, in days as it were."""
    day = london(one.window_from).date()
    off = 0.0
    if wish.days:
        off = min(FAR_OFF, *(abs((day - wished).days) for wished in wish.days))
    elif wish.first_day or wish.last_day:
        first, last = wish.first_day or date.min + timedelta(days=1), wish.last_day or date.max - timedelta(days=1)
        off = max((first - day).days, (day - last).days, 0)
    elif wish.weekdays:
        off = min(min((day.weekday() - wished) % 7, (wished - day.weekday()) % 7) for wished in wish.weekdays)
    return off + _of_other_hours(one, wish)


def _of_other_hours(one: FreeTime, wish: Wish) -> float:
    begins, ends = london(one.window_from).time(), london(one.window_until).time()
    part = "am" if one.slot == "saturday" else one.slot
    since, until = wish.not_before, wish.not_after
    if (
        part in wish.not_parts
        or (since and ends <= since)
        or (until and begins >= until)
        or (wish.at and not begins <= wish.at < ends)
    ):
        return OTHER_HOURS
    unlike = bool(wish.parts) and {part, one.slot}.isdisjoint(wish.parts)
    return PART_OF_THEM if unlike or (since and begins < since) or (until and ends > until) else 0.0
