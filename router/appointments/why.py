"""Why a band of a day is not offered, in a short line for an agent."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from router.appointments.bands import TODAY, Band, band_on, ruled_out, slots_of
from router.appointments.placing import openings
from router.appointments.search import Search
from router.appointments.span import Diarist, Visits
from router.values import NotFree, SlotType

KEPT, BOOKED, AWAY, ALONE, SHORT, OUTSIDE = ORDER = (
    "room kept for emergencies", "booked", "on leave", "no second person free", "not there long enough", "not working",
)  # fmt: skip
"""Why one person is not offered, what an agent can do most about first."""


def whys(search: Search, allowed: Sequence[Band], days: Sequence[date]) -> Iterator[NotFree]:
    """A line for each band of these days that has no time. `allowed`: the bands that the rules allow."""
    free = {(band.day, band.slot): band for band in allowed}
    people = _People(search)
    for day in days:
        for slot in slots_of(search.rules, search.kind, search.need):
            band = free.get((day, slot.id))
            if band is None:
                yield NotFree(day, slot.id, _ruled_out(search, slot, day))
            elif search.best(band) is None:
                yield NotFree(day, slot.id, _nobody(search) or people.why(band))


def _ruled_out(search: Search, slot: SlotType, day: date) -> str:
    found = band_on(slot, day, search.now, search.need)
    if found is None:
        return "today only" if slot.id == TODAY else "outside working hours"
    window = found.opens, found.closes
    return ruled_out(search.rules, search.need, search.now, day, *window, slot.id == TODAY) or "outside working hours"


def _nobody(search: Search) -> str:
    """Why there is nobody at all who could come; '' when there is."""
    if search.people:
        return ""
    if search.need.resource_id is not None:
        return "they do not do this, or not in this patch"
    if search.kind.owner == "patch_officer":
        return "this patch has no officer"
    if search.kind.owner == "trade" and not search.need.trades:
        return "choose the trade first"
    if search.kind.owner == "agent":
        return "nobody takes call-backs"
    return "nobody of that trade in this patch"


class _People:
    """Why each of those who could come does not, band by band."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self._known: dict[int, tuple[int, int, int]] = {}

    def why(self, band: Band) -> str:
        """'all 3 booked', '2 booked, 1 on leave': of those who work then."""
        found = Counter(self._why(one, band) for one in self.search.people if one.seat == 0)
        del found[OUTSIDE]
        if not found:
            return "outside working hours"
        if KEPT in found:
            return KEPT
        if len(found) == 1:
            [(why, count)] = found.items()
            return {1: why, 2: f"both {why}"}.get(count, f"all {count} {why}")
        return ", ".join(f"{found[why]} {why}" for why in ORDER if why in found)

    def _why(self, person: Diarist, band: Band) -> str:
        """Of pattern, leave, visits and room the first that does not allow it."""
        diary, (first, last) = self.search.diary, self.search.limits(band)
        within = diary.stretch(first, last + 1)
        by_pattern, by_leave, by_visits = self._beginnings(person)
        if not by_pattern & within:
            return SHORT if person.works & diary.inner(band.opens, band.closes) else OUTSIDE
        if not by_leave & within:
            return AWAY
        if not by_visits & within:
            return BOOKED
        seats = [one for one in self.search.possible(band) if one.id == person.id]
        return ALONE if seats else KEPT

    def _beginnings(self, person: Diarist) -> tuple[int, int, int]:
        """Where the work could begin if there were neither leave nor visits, if there were no visits, and as it is."""
        found = self._known.get(person.id)
        if found is None:
            bare = replace(person, taken=0, visits=Visits())
            seats = 0
            for one in self.search.diary.of[person.id]:
                seats |= self._starts(one)
            found = self._known[person.id] = self._starts(replace(bare, away=0)), self._starts(bare), seats
        return found

    def _starts(self, person: Diarist) -> int:
        return openings(self.search.diary, self.search.job, person, floor=0).starts
