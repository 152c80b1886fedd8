"""Which of the free times are offered, and what an agent is told of the others: examples, one rule each."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from diary_house import NOW, TOMORROW, a_case, a_minute, a_person, a_place, a_time
from sqlalchemy.orm import Session

from router.appointments import booking
from router.appointments.availability import any_time, every_time, find, why_not
from router.appointments.bands import instant
from router.clock import LONDON, london
from router.model import DiarySession, Home, Leave, Patch, Resource, WorkingPattern
from router.values import AppointmentRules, FreeTime, Need, SlotType, Wish

PLUMBING = Need("repair_visit", ("plumbing",), 60)
SURGERY = Need("surgery", minutes=20)
WEDNESDAY = date(2026, 6, 17)


def hours(session: Session, person: Resource, starts: int, ends: int, days: range = range(7)) -> Resource:
    """These and no others."""
    session.flush()
    session.query(WorkingPattern).filter_by(resource_id=person.id).delete()
    session.add_all(WorkingPattern(resource_id=person.id, weekday=day, starts=starts, ends=ends, from_day=date(2026, 1, 1))
                    for day in days)  # fmt: skip
    session.flush()
    return person


def booked(session: Session, free: FreeTime, home: Home | None = None, need: Need = PLUMBING) -> None:
    row = booking.hold(session, a_case(session), free, replace(need, home_id=home.id if home else None), NOW, NOW)
    assert row is not None and booking.book(session, row, "tenant", NOW)


def homes(session: Session) -> list[Home]:
    """Two in one street, one in the same patch, one in another."""
    patches = [Patch(code=f"P{n}", name=f"Patch {n}") for n in (1, 2)]
    session.add_all(patches)
    session.flush()
    rows = [Home(uprn=str(n), address=address, postcode="LX1 1AA", patch_id=patches[patch].id, facts={})
            for n, (address, patch) in enumerate([("1 Alder Row, Town", 0), ("9 Alder Row, Town", 0), ("3 Fern Lane, Town", 0),
                                                  ("3 Mill Road, Town", 1)])]  # fmt: skip
    session.add_all(rows)
    session.flush()
    return rows


def at(there: datetime) -> str:
    """'Tue 09:15', in London."""
    return f"{london(there):%a %H:%M}"


def bands(found: list[FreeTime]) -> list[str]:
    return [f"{london(one.window_from):%a %d} {one.slot}" for one in found]


# --- where in the day ------------------------------------------------------------------------


def test_the_journey_is_short_from_the_same_patch_and_long_from_elsewhere(
    session: Session, rules: AppointmentRules
) -> None:
    mine, _, same, other = homes(session)
    need = replace(PLUMBING, patch="P1", street="Alder Row", home_id=mine.id)
    for home, day, way in ((same, TOMORROW, 5), (other, WEDNESDAY, 15)):
        person = hours(session, a_person(session), 480, 720)
        booked(session, a_time(person, 8.25, day), home)
        free = any_time(session, rules, replace(need, resource_id=person.id, urgent=True), NOW, day, "am")
        assert free is not None and free.near == (way == 5)
        assert free.starts_at - free.blocked_from == timedelta(minutes=way)
        assert free.blocked_from == instant(day, 560), "straight after the visit that is there"
        assert free.blocked_until == free.ends_at + timedelta(minutes=5)


def test_whoever_moves_a_visit_may_have_its_own_time_too(session: Session, rules: AppointmentRules) -> None:
    """On a morning that is otherwise full: it is free for whoever moves it, and for nobody else."""
    person = hours(session, a_person(session), 480, 600)
    there = booking.book_now(session, a_case(session), a_time(person, 8.25), PLUMBING, "tenant", NOW)
    assert there is not None
    need = replace(PLUMBING, minutes=60, resource_id=person.id, urgent=True)
    assert any_time(session, rules, need, NOW, TOMORROW, "am") is None
    assert every_time(session, rules, need, NOW, TOMORROW, 1) == []
    free = any_time(session, rules, replace(need, moves=there.id), NOW, TOMORROW, "am")
    assert free is not None and free.blocked_from < there.blocked_until
    assert booking.move_now(session, there, free, "staff:1", NOW) and there.starts_at == free.starts_at


def test_a_visit_put_in_front_leaves_the_next_its_whole_journey(session: Session, rules: AppointmentRules) -> None:
    """The next one was planned from nearer by: five minutes of journey would not do from here."""
    mine, _, _, other = homes(session)
    person = hours(session, a_person(session), 480, 600)
    booked(session, a_time(person, 9.5, minutes=20, travel=5), other)  # blocked from 09:25, begins 09:30
    need = Need("repair_visit", ("plumbing",), 60, "P1", home_id=mine.id, urgent=True)
    assert any_time(session, rules, need, NOW, TOMORROW, "am") is None, (
        "08:15 to 09:15, five to tidy up, then ten to get there"
    )
    free = any_time(session, rules, replace(need, minutes=55), NOW, TOMORROW, "am")
    assert free is not None and at(free.starts_at) == "Tue 08:15"


def test_visits_leave_the_fewest_fragments(session: Session, rules: AppointmentRules) -> None:
    """The gap that it just fits, though there is an earlier one; else against what is there already."""
    person = hours(session, a_person(session), 480, 1020)
    booked(session, a_time(person, 10.25, minutes=20))  # taken from 10:00 to 10:40
    booked(session, a_time(person, 11 + 55 / 60, minutes=40))  # and from 11:40
    need = replace(PLUMBING, minutes=40, urgent=True)
    free = any_time(session, rules, need, NOW, TOMORROW, "am")
    assert free is not None and (at(free.blocked_from), at(free.blocked_until)) == ("Tue 10:40", "Tue 11:40")
    free = any_time(session, rules, replace(need, minutes=60), NOW, TOMORROW, "am")
    assert free is not None and at(free.blocked_from) == "Tue 08:00"


def test_what_no_band_is_long_enough_for_begins_as_its_band_does(session: Session, rules: AppointmentRules) -> None:
    hours(session, a_person(session), 480, 1020)
    free = any_time(session, rules, replace(PLUMBING, minutes=420), NOW, TOMORROW, "am")
    assert free is not None and at(free.starts_at) == "Tue 08:15"
    assert free.window_until == free.ends_at, "the tenant is told how long somebody must be in"


def test_nobody_travels_to_a_telephone(session: Session, rules: AppointmentRules) -> None:
    hours(session, a_person(session, kind="agent", serves=["phone_callback"], seats=2), 480, 500)
    need = Need("phone_callback", minutes=15)
    found = every_time(session, rules, need, NOW, TOMORROW, 1)
    assert [(at(one.starts_at), at(one.blocked_from), one.seat) for one in found] == [("Tue 08:00", "Tue 08:00", 0)]
    for seat in (0, 1):
        free = any_time(session, rules, need, NOW, TOMORROW, "am")
        assert free is not None and free.seat == seat
        booked(session, free, need=need)
    assert any_time(session, rules, need, NOW, TOMORROW, "am") is None


# --- which of them ---------------------------------------------------------------------------


def test_somebody_nearby_counts_as_some_days_sooner(session: Session, rules: AppointmentRules) -> None:
    mine, street, _, _ = homes(session)
    person = hours(session, a_person(session), 480, 720, range(5))
    need = Need("repair_visit", ("plumbing",), 60, "P1", "Alder Row", mine.id)
    assert bands(find(session, rules, need, NOW, limit=1)) == ["Tue 16 am"]
    booked(session, a_time(person, 8.25, date(2026, 6, 18)), street)
    [near] = find(session, rules, need, NOW, limit=1)
    assert (bands([near]), near.near) == (["Thu 18 am"], True)
    assert bands(find(session, rules, need, NOW, [Wish(soonest=True)], limit=1)) == ["Tue 16 am"]


def test_other_bands_are_offered_before_more_of_the_same(session: Session, rules: AppointmentRules) -> None:
    a_person(session)
    found = find(session, rules, PLUMBING, NOW)
    assert len({one.slot for one in found}) == 3 and found[0].window_from == instant(NOW.date(), 17 * 60)


def test_an_evening_later_is_offered_before_another_morning(session: Session, rules: AppointmentRules) -> None:
    person = hours(session, a_person(session), 480, 565, range(5))
    need = replace(PLUMBING, urgent=True)
    session.add(WorkingPattern(resource_id=person.id, weekday=3, starts=1020, ends=1200, from_day=date(2026, 1, 1)))
    session.flush()
    assert bands(find(session, rules, need, NOW)) == ["Tue 16 am", "Wed 17 am", "Thu 18 evening"]
    assert bands(find(session, rules, need, NOW, limit=2)) == ["Tue 16 am", "Thu 18 evening"]


def test_who_speaks_their_language_comes_rather(session: Session, rules: AppointmentRules) -> None:
    a_person(session)
    polish = a_person(session, languages=["pl"])
    assert {one.resource_id for one in find(session, rules, replace(PLUMBING, languages=("pl",)), NOW)} == {polish.id}
    assert len(find(session, rules, replace(PLUMBING, languages=("so",)), NOW)) == 3, "a wish, no condition"


def test_two_come_together_or_nobody(session: Session, rules: AppointmentRules) -> None:
    plumber = a_person(session)
    need = replace(PLUMBING, two_people=True)
    assert find(session, rules, need, NOW) == []
    assert "no second person free" in {no.why for no in why_not(session, rules, need, NOW, TOMORROW, 1)}
    mate = hours(session, a_person(session, trades=["roofing"]), 540, 720, range(1, 2))
    [one] = find(session, rules, need, NOW, [Wish(days=(TOMORROW,), parts=("am",))])
    assert (one.resource_id, one.second_id) == (plumber.id, mate.id) and one.blocked_from >= instant(TOMORROW, 540)


def test_room_is_kept_for_emergencies_until_the_day_itself(session: Session, rules: AppointmentRules) -> None:
    hours(session, a_person(session), 480, 610)  # 130 minutes: 80 for the visit leave 50
    assert any_time(session, rules, PLUMBING, NOW, TOMORROW, "am") is None
    assert {no.why for no in why_not(session, rules, PLUMBING, NOW, TOMORROW, 1) if no.slot == "am"} == {
        "room kept for emergencies"
    }
    assert any_time(session, rules, replace(PLUMBING, urgent=True), NOW, TOMORROW, "am") is not None
    early = instant(TOMORROW, 300)
    assert any_time(session, rules, PLUMBING, early, TOMORROW, "am") is not None, "today's room is for whoever asks"


# --- rules -----------------------------------------------------------------------------------


def test_never_in_the_past_nor_too_soon_nor_too_far_ahead(session: Session, rules: AppointmentRules) -> None:
    a_person(session)
    for now, slot, found in ((539, "pm", True), (601, "pm", False), (700, "am", False)):
        free = any_time(session, rules, PLUMBING, instant(TOMORROW, now), TOMORROW, slot)
        assert (free is not None) == found, (now, slot)
    last = NOW.date() + timedelta(days=rules.horizon_days)
    assert any_time(session, rules, PLUMBING, NOW, last - timedelta(days=3), "am") is not None
    assert any_time(session, rules, PLUMBING, NOW, last + timedelta(days=1), "am") is None
    assert any_time(session, rules, PLUMBING, NOW, NOW.date() - timedelta(days=1), "am") is None


def test_inside_the_legal_deadline_by_the_whole_window(session: Session, rules: AppointmentRules) -> None:
    a_person(session)
    noon = instant(TOMORROW, 720)
    assert any_time(session, rules, replace(PLUMBING, before=noon), NOW, TOMORROW, "am") is not None
    assert any_time(session, rules, replace(PLUMBING, before=noon - timedelta(seconds=1)), NOW, TOMORROW, "am") is None


def test_a_bank_holiday_has_nothing_but_emergencies(session: Session, rules: AppointmentRules) -> None:
    a_person(session, trades=["plumbing", "out_of_hours"])
    holiday = datetime(2026, 8, 31, 7, 0, tzinfo=UTC)
    assert [one.window_from.day for one in find(session, rules, PLUMBING, holiday, [Wish(soonest=True)])] == [1, 1, 1]
    assert any_time(
        session, rules, Need("emergency_attend", ("plumbing",), 90, urgent=True), holiday, holiday.date(), "today"
    )


def test_an_emergency_gets_the_soonest_of_anybody(session: Session, rules: AppointmentRules) -> None:
    need = Need("emergency_attend", ("plumbing",), 90, urgent=True)
    busy, free = a_person(session), a_person(session)
    booked(session, a_time(free, 11.25, NOW.date(), minutes=30))  # until 11:50 with tidying up
    booked(session, a_time(busy, 11.25, NOW.date(), minutes=90))
    [one] = find(session, rules, need, NOW)
    assert (one.resource_id, at(one.starts_at), one.slot) == (free.id, "Mon 12:05", "today")
    assert (one.window_from, one.window_until) == (NOW, NOW + timedelta(hours=4))
    late = replace(rules, slots={**rules.slots, "today": replace(rules.slots["today"], ends=12 * 60)})
    assert find(session, late, need, NOW) == [], "within the hours of its band"
    night = instant(NOW.date(), 23 * 60)
    assert find(session, rules, need, night) == [], "nobody works then: whoever is on call decides"
    hours(session, a_person(session, trades=["plumbing", "out_of_hours"]), 0, 1440)
    [one] = find(session, rules, need, night)
    assert at(one.starts_at) == "Mon 23:15" and london(one.ends_at).day == 16, "past midnight in one piece"


def test_a_kind_that_the_landlord_does_not_have_is_never_free(session: Session, rules: AppointmentRules) -> None:
    a_person(session)
    need = Need("chimney_sweep")
    assert find(session, rules, need, NOW) == every_time(session, rules, need, NOW, TOMORROW, 3) == []
    assert (
        any_time(session, rules, need, NOW, TOMORROW, "am") is None
        and why_not(session, rules, need, NOW, TOMORROW, 3) == []
    )


@pytest.mark.parametrize(("day", "wanted"), [
    (date(2026, 10, 25), [("00:30 +0100", "02:30 +0000", 180)]),
    (date(2027, 3, 28), [("00:30 +0000", "02:30 +0100", 60)]),
    (date(2026, 10, 24), [("00:30 +0100", "02:30 +0100", 120)]),
])  # fmt: skip
def test_a_band_in_the_night_when_clocks_change_is_unambiguous(
    session: Session, rules: AppointmentRules, day: date, wanted: list[Any]
) -> None:
    """Its ends are instants; three hours of work fit in one such night, in the other hardly one."""
    night = replace(rules, slots={"am": SlotType("am", "night", "at night", tuple(range(7)), 30, 150)})
    hours(session, a_person(session), 0, 480)
    now = instant(day - timedelta(days=1), 600)
    free = any_time(session, night, replace(PLUMBING, minutes=45), now, day, "am")
    assert free is not None
    ends = [f"{end.astimezone(LONDON):%H:%M %z}" for end in (free.window_from, free.window_until)]
    assert [(*ends, (free.window_until - free.window_from).seconds // 60)] == wanted
    long = any_time(session, night, replace(PLUMBING, minutes=100), now, day, "am")
    assert (long is not None and long.window_until == free.window_until) == (wanted[0][2] > 100)


# --- wishes ----------------------------------------------------------------------------------


def test_either_wish_will_do_and_nothing_else(session: Session, rules: AppointmentRules) -> None:
    a_person(session)
    wishes = [Wish(weekdays=(5,)), Wish(days=(WEDNESDAY,), parts=("evening",))]
    assert bands(find(session, rules, PLUMBING, NOW, wishes, limit=9)) == [
        "Wed 17 evening",
        "Sat 20 saturday",
        "Sat 27 saturday",
    ]


# --- sessions of offices ---------------------------------------------------------------------


def a_session(
    session: Session, place: Resource, starts: int, ends: int, day: date = TOMORROW, **more: Any
) -> DiarySession:
    row = DiarySession(**{"kind": "surgery", "resource_id": place.id, "starts_at": instant(day, starts), "ends_at": instant(day, ends),
                          "minutes": 20, "seats": 2, "state": "planned", **more})  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_a_session_has_its_minutes_and_seats_and_no_travel(session: Session, rules: AppointmentRules) -> None:
    planned = a_session(session, a_place(session), 570, 630)
    assert [at(one.starts_at) for one in every_time(session, rules, SURGERY, NOW, TOMORROW, 1)] == [
        "Tue 09:30",
        "Tue 09:50",
        "Tue 10:10",
    ]
    for seat in (0, 1):
        first = any_time(session, rules, SURGERY, NOW, TOMORROW, "am")
        assert first == replace(a_minute(planned), seat=seat, slot="am")
        booked(session, first, need=SURGERY)
    assert bands(find(session, rules, SURGERY, NOW)) == ["Tue 16 am", "Tue 16 am"], "the minutes that are left"
    for free in every_time(session, rules, SURGERY, NOW, TOMORROW, 1) * 2:
        booked(session, free, need=SURGERY)
    assert find(session, rules, SURGERY, NOW) == []
    assert [(no.slot, no.why) for no in why_not(session, rules, SURGERY, NOW, TOMORROW, 1)] == [("am", "all booked")]


def test_each_session_comes_first_with_one_time(session: Session, rules: AppointmentRules) -> None:
    place = a_place(session)
    for day in (TOMORROW, WEDNESDAY):
        a_session(session, place, 690, 760, day)
    assert bands(find(session, rules, SURGERY, NOW)) == ["Tue 16 am", "Tue 16 pm", "Wed 17 am"]
    assert bands(find(session, rules, SURGERY, NOW, [Wish(at=time(12, 15))])) == ["Tue 16 pm", "Wed 17 pm"]


def test_a_closed_office_and_a_cancelled_session_have_nothing(session: Session, rules: AppointmentRules) -> None:
    place = a_place(session)
    a_session(session, place, 570, 630)
    a_session(session, place, 570, 630, WEDNESDAY, state="cancelled")
    session.add(Leave(resource_id=place.id, from_at=instant(TOMORROW, 0), until_at=instant(TOMORROW, 595)))
    assert [at(one.starts_at) for one in find(session, rules, SURGERY, NOW)] == ["Tue 10:10"]
    place.active = True
    session.add(Leave(resource_id=place.id, from_at=instant(TOMORROW, 600), until_at=instant(TOMORROW, 1440)))
    assert find(session, rules, SURGERY, NOW) == []
    said = [(no.day, no.why) for no in why_not(session, rules, SURGERY, NOW, NOW.date() - timedelta(days=1), 4)]
    assert said == [(date(2026, 6, 14), "in the past"), (date(2026, 6, 15), "no session that day"), (TOMORROW, "closed"),
                    (WEDNESDAY, "no session that day")]  # fmt: skip


# --- why not ---------------------------------------------------------------------------------


def why(session: Session, rules: AppointmentRules, need: Need, day: date = TOMORROW, slot: str = "am") -> str:
    return next((no.why for no in why_not(session, rules, need, NOW, day, 1) if no.slot == slot), "")


def test_an_agent_is_told_why_each_band_is_not_offered(session: Session, rules: AppointmentRules) -> None:
    assert why(session, rules, PLUMBING) == "nobody of that trade in this patch"
    assert why(session, rules, Need("housing_officer_visit", patch="P1")) == "this patch has no officer"
    people = [hours(session, a_person(session), 480, 900, range(5)) for _ in range(3)]
    assert why(session, rules, PLUMBING) == ""
    assert why(session, rules, PLUMBING, slot="evening") == "outside working hours"
    assert why(session, rules, PLUMBING, slot="saturday") == "outside working hours"
    assert why(session, rules, PLUMBING, NOW.date()) == "too soon"
    assert why(session, rules, PLUMBING, date(2026, 6, 12)) == "in the past"
    assert why(session, rules, PLUMBING, date(2026, 7, 1)) == "more than 14 days ahead"
    assert (
        why(session, rules, replace(PLUMBING, before=instant(TOMORROW, 600)))
        == "after the legal deadline, Tuesday 16 June"
    )
    assert why(session, rules, replace(PLUMBING, after=instant(WEDNESDAY, 0))) == "not before Wednesday 17 June"
    session.add(
        Leave(resource_id=people[0].id, from_at=instant(TOMORROW, 0), until_at=instant(WEDNESDAY, 0), reason="hospital")
    )
    for person in people[1:]:
        booked(session, a_time(person, 8.25, minutes=230))
    assert why(session, rules, PLUMBING) == "2 booked, 1 on leave"
    assert why(session, rules, replace(PLUMBING, resource_id=people[0].id)) == "on leave"
    assert why(session, rules, replace(PLUMBING, resource_id=people[1].id)) == "booked"
    assert why(session, rules, replace(PLUMBING, minutes=200), slot="pm") == "all 3 not there long enough"
    assert why(session, rules, Need("emergency_attend", ("plumbing",)), slot="today") == "today only"


def test_a_bank_holiday_is_named_as_one(session: Session, rules: AppointmentRules) -> None:
    a_person(session)
    said = why_not(session, rules, PLUMBING, datetime(2026, 8, 28, 9, 0, tzinfo=UTC), date(2026, 8, 31), 1)
    assert {no.slot: no.why for no in said}["am"] == "bank holiday"
