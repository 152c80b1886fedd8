"""Who is at work for emergencies in the hours to come, by the working patterns of staff. For `frontdoor check`."""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.clock import LONDON, london
from router.model import Staff
from router.placement import EMERGENCY_QUEUE
from router.rota import hours_of, shifts, usual_hours
from router.values import Landlord

AHEAD = timedelta(hours=24)


def nobody(session: Session, landlord: Landlord, at: datetime) -> list[tuple[datetime, datetime]]:
    """The stretches of the coming 24 hours in which nobody who serves the emergency queue usually works, as UTC.

    Agents without a pattern work while the landlord is open; supervisors and administrators only by a pattern.
    """
    if EMERGENCY_QUEUE not in landlord.queues:
        return []
    usual = usual_hours(landlord)
    first = datetime.combine(london(at).date() - timedelta(days=1), time(), LONDON).astimezone(UTC)
    works: list[tuple[datetime, datetime]] = []
    for staff in session.scalars(select(Staff).where(Staff.active)):
        if staff.queues and EMERGENCY_QUEUE not in staff.queues:
            continue
        for begin, end in shifts(hours_of(staff.role, staff.pattern, usual), first, 4):
            works.append((first + timedelta(seconds=begin), first + timedelta(seconds=end)))
    gaps: list[tuple[datetime, datetime]] = []
    since, until = at, at + AHEAD
    for starts, ends in sorted(works):
        if starts > since:
            gaps.append((since, min(starts, until)))
        since = max(since, ends)
        if since >= until:
            break
    else:
        gaps.append((since, until))
    return [(begin, end) for begin, end in gaps if begin < end]


def words(gaps: list[tuple[datetime, datetime]]) -> str:
    """'nobody who serves ... is rostered from Monday 20:00 to Tuesday 08:00: ...'; '' when somebody always is."""
    if not gaps:
        return ""
    spans = " and ".join(f"{london(begin):%A %H:%M} to {london(end):%A %H:%M}" for begin, end in gaps)
    return (f"nobody who serves {EMERGENCY_QUEUE} is rostered from {spans}: what comes then is told to whoever is on "
            "call only (give somebody of it a pattern, or see that the chain is answered)")  # fmt: skip
