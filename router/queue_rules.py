"""What the landlord's queues say of an instant: which are closed, and which ask the people of another. Pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from router.clock import LONDON
from router.landlord import Landlord, OpeningHours, QueueType
from router.working_time import is_open


def closed(landlord: Landlord, at: datetime) -> frozenset[str]:
    """Queues of which nothing new is offered now, but for emergencies: outside their hours, or past `closes`.

    A queue that names neither never closes: whoever is signed in and ready at that hour is there to work.
    """
    answers: dict[object, bool] = {}
    shut = set()
    for queue in landlord.queues.values():
        key = (queue.all_hours, queue.hours, queue.closes)
        if key not in answers:
            answers[key] = not _open(queue, landlord.opening, at)
        if answers[key]:
            shut.add(queue.id)
    return frozenset(shut)


def overflowing(landlord: Landlord, oldest: Mapping[str, datetime], at: datetime) -> dict[str, tuple[str, ...]]:
    """Queue -> the queue whose people are asked too, once its oldest case has waited as long as `queues.toml` says.

    `oldest`: since when the oldest case of each queue waits.
    """
    return {
        name: (landlord.queues[name].overflow,)
        for name, since in oldest.items()
        if (starts := _overflows_at(landlord, name, since)) is not None and starts <= at
    }


def next_change(landlord: Landlord, oldest: Mapping[str, datetime], at: datetime) -> datetime | None:
    """The soonest instant after `at` at which `closed` or `overflowing` may answer otherwise; None if none does.

    It may be early (a bank holiday opens nothing), never late.
    """
    starts = (_overflows_at(landlord, name, since) for name, since in oldest.items())
    coming = [when for when in starts if when is not None and when > at]
    today = at.astimezone(LONDON).date()
    rows = {row for queue in landlord.queues.values() for row in _edges(queue, landlord.opening)}
    for ahead in range(8):
        day = today + timedelta(days=ahead)
        coming += [when for weekday, minute in rows if weekday == day.weekday() and (when := _at(day, minute)) > at]
        if ahead and coming:
            break
    return min(coming, default=None)


def _keeps_hours(queue: QueueType) -> bool:
    return not queue.all_hours and bool(queue.hours or queue.closes is not None)


def _open(queue: QueueType, own: OpeningHours, at: datetime) -> bool:
    if not _keeps_hours(queue):
        return True
    local = at.astimezone(LONDON)
    if queue.closes is not None and local.hour * 60 + local.minute >= queue.closes:
        return False
    if not queue.hours:
        return is_open(at, own)
    return any(is_open(at, OpeningHours((day,), opens, closes)) for day, opens, closes in queue.hours)


def _edges(queue: QueueType, own: OpeningHours) -> list[tuple[int, int]]:
    """(day, London minute) at which this queue may open or close."""
    if not _keeps_hours(queue):
        return []
    hours = queue.hours or tuple((day, own.opens, own.closes) for day in own.days)
    minutes = [(day, minute) for day, opens, closes in hours for minute in (opens, closes)]
    return [*minutes, *((day, queue.closes) for day, _, _ in hours if queue.closes is not None)]


def _overflows_at(landlord: Landlord, name: str, since: datetime) -> datetime | None:
    queue = landlord.queues.get(name)
    return since + timedelta(minutes=queue.overflow_minutes) if queue is not None and queue.overflow else None


def _at(day: date, minute: int) -> datetime:
    ahead, minute = divmod(minute, 1440)
    local = time(minute // 60, minute % 60)
    return datetime.combine(day + timedelta(days=ahead), local, LONDON).astimezone(UTC)
