"""Times as people in London say them. The instants that go in are aware; `now` is the reader's now."""

from datetime import datetime, timedelta

from router.clock import london, span


def clock(at: datetime) -> str:
    """'14:05' on a London clock."""
    return london(at).strftime("%H:%M")


def day(at: datetime, now: datetime) -> str:
    """'today', 'tomorrow', 'yesterday', 'Mon 23 Nov', or with the year when it is another."""
    there, here = london(at).date(), london(now).date()
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((there - here).days)
    if near:
        return near
    return f"{there:%a} {there.day} {there:%b}" + ("" if there.year == here.year else f" {there.year}")


def when(at: datetime, now: datetime) -> str:
    """'today 14:05', 'Mon 23 Nov 09:00'."""
    return f"{day(at, now)} {clock(at)}"


def full(at: datetime) -> str:
    """'Sunday 22 November 2026, 14:05': for tooltips, print and screen readers."""
    here = london(at)
    return f"{here:%A} {here.day} {here:%B %Y}, {here:%H:%M}"


def waited(since: datetime | None, now: datetime) -> str:
    """How long it has waited."""
    return span(max(now - since, timedelta(0))) if since else ""


def due(at: datetime | None, now: datetime) -> str:
    """'in 12 min', 'today 17:00', 'late by 5 min'; '' without a deadline."""
    if at is None:
        return ""
    if at < now:
        return f"late by {span(now - at)}"
    return f"in {span(at - now)}" if at - now < timedelta(hours=1) else when(at, now)


def pressing(at: datetime | None, now: datetime) -> str:
    """'late', 'soon' (within 30 minutes) or '': for a colour beside the words, never instead of them."""
    if at is None:
        return ""
    return "late" if at < now else "soon" if at - now < timedelta(minutes=30) else ""
