"""Which visits lie in what somebody wishes for, and did they name one of them outright? Hours are those of London."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

from classifiers.answers.meaning import Meaning
from router.clock import LONDON
from router.values import OfferedTime, Wish

_PART_HOURS = {"am": (time(0), time(12)), "pm": (time(12), time(17)), "evening": (time(17), time.max)}
"""As `router/appointments/bands.py` has them where the landlord says nothing else."""


def day_of(visit: OfferedTime) -> date:
    """The day on which it begins."""
    return visit.starts_at.astimezone(LONDON).date()


def hours_of(visit: OfferedTime) -> tuple[time, time]:
    """When it begins and ends."""
    return visit.starts_at.astimezone(LONDON).time(), visit.ends_at.astimezone(LONDON).time()


def fits(offered: OfferedTime, wish: Wish) -> bool:
    """Would all of this visit lie in the wish? A named hour must only lie in the visit."""
    begins, ends = offered.starts_at.astimezone(LONDON), offered.ends_at.astimezone(LONDON)
    day = begins.date()
    kinds = {"saturday": "am"}.get(offered.kind, offered.kind)
    return (
        (not (wish.days or wish.weekdays) or day in wish.days or day.weekday() in wish.weekdays)
        and (not wish.parts or kinds in wish.parts or offered.kind == "today")
        and (wish.not_before is None or begins.time() >= wish.not_before)
        and (wish.not_after is None or ends.time() <= wish.not_after)
        and (wish.at is None or begins.time() <= wish.at < ends.time())
        and (wish.first_day is None or day >= wish.first_day)
        and (wish.last_day is None or day <= wish.last_day)
        and day not in wish.not_days
        and day.weekday() not in wish.not_weekdays
        and not any(_touches(begins.time(), ends.time(), kinds, part) for part in wish.not_parts)
    )


def _touches(begins: time, ends: time, kind: str, part: str) -> bool:
    """'Not mornings' leaves out what may begin in the morning as well; 'not the school run' only that."""
    since, until = _PART_HOURS.get(part, (time(0), time(0)))
    return kind == part or (kind != "today" and begins < until and since < ends)


def other_hours(picked: OfferedTime, wishes: Sequence[Wish]) -> Wish | None:
    """Its day at the hours that are named beside it, where none of these lies in it; else None."""
    begins, ends = picked.starts_at.astimezone(LONDON), picked.ends_at.astimezone(LONDON)
    wish = wishes[0] if len(wishes) == 1 else Wish()
    since, until = wish.not_before or wish.at, wish.not_after or wish.at
    apart = (since and since >= ends.time()) or (until and until <= begins.time())
    if not apart or wish.first_day or wish.last_day:
        return None
    return replace(wish, days=(begins.date(),), weekdays=())


def is_exact(named: Meaning, wishes: Sequence[Wish], fitting: Sequence[OfferedTime]) -> bool:
    """Do the words name an offered time, and not just something it would do for?"""
    wish, hours = wishes[0], named.hours
    if not fitting or len(wishes) > 1 or wish.not_days or wish.not_parts or wish.not_weekdays or wish.soonest:
        return False
    if len(wish.days) > 1 or len(wish.weekdays) > 2:
        return False
    if named.open and not (wish.days or named.definite):
        return False
    if hours.window:
        return all(hours_of(each) == hours.window for each in fitting)
    if hours.after or hours.before:
        return False
    return not hours.at or (bool(wish.days) and all(hours_of(each)[0] == hours.at for each in fitting))
