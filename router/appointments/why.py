"""Why a band of a day is not offered, in a short line for an agent."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from router.appointments.bands import TODAY, Band, band_on, ruled_out, slots_of
from router.appointments.diary import Diarist
from router.appointments.placing import openings
from router.appointments.search import Search
from router.values import NotFree

AWAY, BOOKED, KEPT, OUTSIDE = "on leave", "booked", "room kept for emergencies", "not working then"


def whys(search: Search, allowed: Sequence[Band], days: Sequence[date]) -> Iterator[NotFree]:
    """A line for each band of these days that has no time. `allowed`: the bands that the rules allow."""
    free = {(band.day, band.slot): band for band in allowed}
    for day in days:
        for slot in slots_of(search.rules, search.kind, search.need):
            band = free.get((day, slot.id))
            if band is not None:
                if search.best(band) is None:
                    yield NotFree(day, slot.id, _nobody(search) or _all_of_them(search, band))
                continue
            found = band_on(slot, day, search.now, search.need)
            if found is None:
                yield NotFree(day, slot.id, "today only" if slot.id == TODAY else "outside working hours")
                continue
            yield NotFree(day, slot.id, ruled_out(search.rules, search.need, search.now, day, found.opens, found.closes,
                                                  slot.id == TODAY) or "outside working hours")  # fmt: skip


def _nobody(search: Search) -> str:
    """Why there is nobody at all who could come; '' when there is."""
    if search.people:
        return ""
    if search.need.resource_id is not None:
        return "they do not do this, or not in this patch"
    if search.kind.owner == "patch_officer":
        return "this patch has no officer"
    if search.kind.owner == "agent":
        return "nobody takes call-backs"
    return "nobody of that trade in this patch"


def _all_of_them(search: Search, band: Band) -> str:
    """'all 3 booked', '2 booked, 1 on leave': of those who work then."""
    found = Counter(_why(search, person, band) for person in search.people if person.seat == 0)
    outside = found.pop(OUTSIDE, 0)
    if not found:
        return "outside working hours" if outside else "nobody is free"
    if set(found) == {KEPT} or (KEPT in found and min(found, key=_order) == KEPT):
        return KEPT
    if len(found) == 1:
        why, count = next(iter(found.items()))
        return {1: why, 2: f"both {why}"}.get(count, f"all {count} {why}")
    return ", ".join(f"{count} {why}" for why, count in sorted(found.items(), key=lambda one: _order(one[0])))


def _order(why: str) -> int:
    return (KEPT, BOOKED, AWAY, "no second person free", OUTSIDE).index(why)


def _why(search: Search, person: Diarist, band: Band) -> str:
    """Why this one is not offered: the first of pattern, leave, visits and room that does not allow it."""
    first, last = search.limits(band)

    def fits(one: Diarist) -> bool:
        starts = openings(search.diary, search.job, one, floor=0).starts
        return last >= first and bool((starts >> first) & ((1 << (last - first + 1)) - 1))

    if not fits(replace(person, away=0, taken=0, near=[], short=[])):
        return OUTSIDE
    if not fits(replace(person, taken=0, near=[], short=[])):
        return AWAY
    seats = search.diary.of[person.id]
    if not any(fits(one) for one in seats):
        return BOOKED
    if not any(search.has_room(one, band) for one in seats if fits(one)):
        return KEPT
    return "no second person free"
