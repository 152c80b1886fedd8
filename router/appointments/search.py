"""One search of the diary for one need: who could take it in which band, and where in their day it goes."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from router.appointments.bands import TODAY, Band, slots_of
from router.appointments.diary import FAR, read
from router.appointments.placing import Job, Openings, Place, job_of, openings, snuggest, soonest, visits_around
from router.appointments.span import Diarist, Diary
from router.clock import london
from router.values import AppointmentKind, AppointmentRules, FreeTime, Need

RESERVED_KIND = "operative"
"""Whose days keep room for emergencies: nobody else is sent to one."""
_CELL_MINUTES = 5


class Search:
    """What is free for one need. Reads the diary once, when made; `keep` takes what was chosen out of it."""

    def __init__(self, session: Session, rules: AppointmentRules, kind: AppointmentKind, need: Need, now: datetime,
                 bands: Sequence[Band]) -> None:  # fmt: skip
        self.rules, self.kind, self.need, self.now = rules, kind, need, now
        self.job: Job = job_of(rules, kind, need)
        longest_band = max((slot.ends - slot.starts for slot in slots_of(rules, kind, need)), default=0)
        self._is_whole_day = self.job.work * _CELL_MINUTES > longest_band
        self._keeps_room = not need.urgent and not self._is_whole_day
        self._today = london(now).date()
        first = min((band.day for band in bands), default=self._today)
        last = max((band.day for band in bands), default=first)
        days = (last - first).days + 1 + any(band.slot == TODAY for band in bands)  # a night reaches into the next day
        self.diary: Diary = read(session, kind, need, first, days)
        self.people = [one for one in self.diary.diarists if one.id not in self.diary.helpers]
        self._floor = max(self.diary.cell_after(now), 0)
        self._openings: dict[tuple[int, int], Openings] = {}
        self._could: list[tuple[Diarist, int]] | None = None
        self._nearby: dict[tuple[int, int], dict[date, int]] = {}
        self._days: dict[tuple[int, int, date], tuple[int, int, int]] = {}

    # --- what is asked ---

    def nearness(self, band: Band) -> int | None:
        """How near somebody who could come is already that day (2 the street, 1 the patch); None when nobody could."""
        return max((self.near(person, band.day) for person in self.possible(band)), default=None)

    def best(self, band: Band) -> FreeTime | None:
        """The best time in this band: whoever speaks their language, is nearby, has the emptier day. Today: soonest."""
        if band.slot == TODAY:
            found = list(self.everybody(band))
            return min(found, key=self._sooner, default=None)
        for person in sorted(self.possible(band), key=lambda one: self._rank(one, band)):
            free = self._time_of(person, band)
            if free is not None:
                return free
        return None

    def everybody(self, band: Band) -> Iterator[FreeTime]:
        """Of each who could come the best time in this band."""
        seen = set()
        for person in self.possible(band):
            free = self._time_of(person, band) if person.id not in seen else None
            if free is not None:
                seen.add(person.id)
                yield free

    def keep(self, free: FreeTime) -> None:
        """From now on this time counts as taken."""
        cells = [self.diary.cell(at) for at in (free.blocked_from, free.blocked_until, free.starts_at)]
        for number, seat in ((free.resource_id, free.seat), (free.second_id, 0)):
            for person in self.diary.of.get(number, ()) if number is not None else ():
                if person.seat == seat:
                    person.taken |= self.diary.stretch(cells[0], cells[1])
        self._could, gone = None, {free.resource_id, free.second_id}
        self._openings = {key: value for key, value in self._openings.items() if key[0] not in gone}
        self._days = {key: value for key, value in self._days.items() if key[0] not in gone}

    # --- one person, one band ---

    def possible(self, band: Band) -> list[Diarist]:
        """Those who could begin in this band, as far as each alone is concerned."""
        first, last = self.limits(band)
        within = self.diary.stretch(first, last + 1)
        return [one for one, starts in self._beginnings() if starts & within and self.has_room(one, band)]

    def _beginnings(self) -> list[tuple[Diarist, int]]:
        """Whoever could begin at all, and when."""
        if self._could is None:
            all_of_them = ((one, self._opening(one).starts) for one in self.people)
            self._could = [(one, starts) for one, starts in all_of_them if starts]
        return self._could

    def _time_of(self, person: Diarist, band: Band) -> FreeTime | None:
        """The best time this person has in the band, with somebody else where two must come."""
        if not self.need.two_people:
            place = self._place(self._opening(person), band)
            return self._free(person, None, place, band) if place else None
        others = [one for one in self.diary.diarists if one.id != person.id and one.seat == 0]
        for other in sorted(others, key=lambda one: self._rank(one, band)):
            if not self.has_room(other, band):
                continue
            place = self._place(openings(self.diary, self.job, person, other, floor=self._floor), band)
            if place:
                return self._free(person, other, place, band)
        return None

    def has_room(self, person: Diarist, band: Band) -> bool:
        """Does their day keep its room for emergencies? Not today; what is urgent, or takes the day, may use it."""
        if not self._keeps_room or person.kind != RESERVED_KIND or band.day == self._today:
            return True
        works, taken, _ = self.day_of(person, band.day)
        return (works - taken - self.job.longest) * _CELL_MINUTES >= self.rules.reserve

    def near(self, person: Diarist, day: date) -> int:
        """How near they are that day already: the nearest visit that is agreed."""
        return self.day_of(person, day)[2]

    def day_of(self, person: Diarist, day: date) -> tuple[int, int, int]:
        """(cells they work that London day, cells of these that are taken, how near their visits are)."""
        key = (person.id, person.seat, day)
        found = self._days.get(key)
        if found is None:
            begin, end = self.diary.day_cells(day)
            width = (1 << (end - begin)) - 1
            works = (person.works & ~person.away) >> begin & width
            taken = works & (person.taken >> begin)
            near = self._near_by_day(person).get(day, FAR)
            found = self._days[key] = works.bit_count(), taken.bit_count(), near
        return found

    def _near_by_day(self, person: Diarist) -> dict[date, int]:
        """On which days they are nearby, and how near."""
        found = self._nearby.get((person.id, person.seat))
        if found is None:
            found = self._nearby[person.id, person.seat] = {}
            for _, starts, _, near in visits_around(self.diary, self.job, person)[0]:
                day = self.diary.day_of(starts)
                found[day] = max(found.get(day, FAR), near)
        return found

    def _opening(self, person: Diarist) -> Openings:
        found = self._openings.get((person.id, person.seat))
        if found is None:
            found = openings(self.diary, self.job, person, floor=self._floor)
            self._openings[person.id, person.seat] = found
        return found

    def limits(self, band: Band) -> tuple[int, int]:
        """Between which cells the work may begin. What no band is long enough for begins as its band does."""
        first, end = self.diary.cell_after(band.opens), self.diary.cell(band.closes)
        if self._is_whole_day:
            return first, first + self.job.travel
        return first, end - self.job.work

    def _place(self, found: Openings, band: Band) -> Place | None:
        first, last = self.limits(band)
        return (soonest if band.slot == TODAY else snuggest)(found, self.job, first, last)

    def _free(self, person: Diarist, other: Diarist | None, place: Place, band: Band) -> FreeTime:
        starts_at = self.diary.at(place[1])
        ends_at = starts_at + timedelta(minutes=self.need.minutes)
        return FreeTime(
            resource_id=person.id, slot=band.slot, window_from=band.opens, window_until=max(band.closes, ends_at),
            starts_at=starts_at, ends_at=ends_at,
            blocked_from=self.diary.at(place[0]), blocked_until=self.diary.at(place[2]),
            seat=person.seat, second_id=other.id if other else None, near=self.near(person, band.day) != FAR,
        )  # fmt: skip

    # --- who rather ---

    def _rank(self, person: Diarist, band: Band) -> tuple[bool, int, int, int, int]:
        _, taken, near = self.day_of(person, band.day)
        return self._speaks(person), -near, taken, person.id, person.seat

    def _speaks(self, person: Diarist) -> bool:
        """False sorts first: they speak a language that is asked for, or none is."""
        return bool(self.need.languages) and person.languages.isdisjoint(self.need.languages)

    def _sooner(self, free: FreeTime) -> tuple[datetime, bool, bool, int]:
        person = self.diary.of[free.resource_id][0]
        return free.starts_at, person.is_out_of_hours, self._speaks(person), person.id
