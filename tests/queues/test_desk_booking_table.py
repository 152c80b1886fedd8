"""The page on which an agent books: offices side by side, a true word on what cannot be had, what has its visit."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from router.appointments.bands import instant
from router.clock import london
from router.model import Appointment, Case, DiarySession, Resource, TimesOffered
from tests.queues.diaries import a_visit, open_diary, visit, visits
from tests.queues.test_desk_appointments import act, book, offered, times_of, told


def a_second_office(house: Any) -> None:
    with house.database.transaction() as session:
        office = Resource(code="hub", name="Oakmere Hub", kind="place", serves=["surgery"], seats=1, address="Quay 1")
        session.add(office)
        session.flush()
        day = london(house.clock()).date() + timedelta(days=2)
        session.add(DiarySession(kind="surgery", resource_id=office.id, starts_at=instant(day, 600), seats=1,
                                 ends_at=instant(day, 660), minutes=20, place=office.address))  # fmt: skip


def test_surgeries_stand_under_their_office_each_day_a_row(house: Any, browser: Any) -> None:
    open_diary(house)
    a_second_office(house)
    page = browser("sue").get(house.url("rent", "visit") + "?kind=surgery").text
    table = page[page.index("data-slots") :]
    heads = re.findall(r'<th scope="col">([^<]+)', table)
    assert heads == ["Day", "Millgate office", "Oakmere Hub"]
    tuesday = next(row for row in table.split("<tr") if ">Tuesday<" in row)
    millgate, hub = tuesday.split("<td")[1:]
    assert len(re.findall('name="time"', millgate)) == len(re.findall('name="time"', hub)) + 3 == 6
    assert "at Millgate office" in millgate and "at Oakmere Hub" in hub
    sunday = next(row for row in table.split("<tr") if ">Sunday<" in row)
    assert "No session" not in sunday and sunday.count("never on this day") == 2
    assert "about 20 minutes" not in page and "about 60 minutes" not in page, "the session says how long each has"


def test_what_cannot_be_had_says_why_and_blames_nobody(house: Any, browser: Any) -> None:
    ids = open_diary(house)
    sue = browser("sue")
    derek, office = ids["derek"], ids["office"]
    for time, kind, why in (
        (f"2026-11-20|am|{derek}|", "", "in the past"),
        (f"2026-11-29|am|{derek}|", "", "outside working hours"),
        (f"2027-10-31|am|{derek}|", "", "more than 14 days ahead"),
        (f"9999-12-31|am|{derek}|", "", "more than 14 days ahead"),
        (f"2026-11-24|today|{derek}|", "", "not a time for such a visit"),
        (f"2026-11-24|am|{office}|0130", "surgery", "no session then"),
        (f"2026-11-25|am|{office}|1000", "surgery", "no session then"),
        ("no time at all", "", "none of the times of this page"),
    ):
        done = book(sue, house, time, "boiler", kind=kind)
        assert done.status_code == 409 and why in done.text and "Somebody was first" not in done.text, (time, why)
    a_visit(house, "rent", "surgery")
    a_visit(house, "leak", "surgery")  # of its two seats
    done = book(sue, house, f"2026-11-24|am|{office}|1000", "boiler", kind="surgery")
    assert done.status_code == 409 and "Somebody was first" in done.text and "Tue 24 Nov, 10:00, at" in done.text
    assert visits(house, "boiler") == []


def test_where_all_that_is_broken_has_its_visit_the_page_says_so(house: Any, browser: Any) -> None:
    open_diary(house)
    number = a_visit(house)
    sue = browser("sue")
    page = sue.get(house.url("boiler", "visit")).text
    assert "has its visit already" in page and f"visit?moves={number}" in page and "Nothing is free" not in page
    page = sue.get(house.url("boiler", "visit") + "?trade=electrical").text
    assert "has its visit already" not in page and times_of(page)
    assert act(sue, house, number, "cancel", why="Not needed.").status_code == 302
    assert "has its visit already" not in sue.get(house.url("boiler", "visit")).text


def test_times_on_offer_say_what_for_and_at_which_office(house: Any, browser: Any) -> None:
    amina = offered(house, browser)
    page = amina.get(house.url("boiler")).text
    assert "Repair visit: Dripping or broken tap" in page[page.index("times on offer") : page.index("They choose")]
    form = {"version": str(house.case("boiler").version), "kind": "surgery"}
    assert amina.post(house.url("boiler", "visits/offer"), **form).status_code == 302
    page = amina.get(house.url("boiler")).text
    part = page[page.index("times on offer") : page.index("They choose")]
    assert "Surgery at an office: Millgate office" in part


def test_a_place_at_a_surgery_takes_no_plumbers_times_from_the_tenant(house: Any, browser: Any) -> None:
    amina = offered(house, browser)
    page = amina.get(house.url("boiler", "visit") + "?kind=surgery").text
    assert book(amina, house, times_of(page)[0], kind="surgery").status_code == 302
    with house.database.reading() as session:
        assert [row.state for row in session.scalars(select(TimesOffered))] == ["open"]
    assert len(visits(house, state="held")) == 3


def test_what_is_booked_already_is_not_said_to_be_booked_for_another_time(house: Any, browser: Any) -> None:
    ids = open_diary(house)
    sue = browser("sue")
    times = [f"2026-11-24|am|{ids['office']}|{minute}" for minute in ("1000", "1020")]
    assert book(sue, house, times[0], "rent", kind="surgery").status_code == 302
    before = len(told(house, "rent"))
    again = book(sue, house, times[1], "rent", kind="surgery")
    assert again.status_code == 409
    assert "It is booked already: Tue 24 Nov, 10:00 to 10:20, Millgate office. Move that one." in again.text
    assert len(visits(house, "rent")) == 1 and len(told(house, "rent")) == before
    house.clock.forward(days=3)
    late = book(browser("sue"), house, f"2026-12-01|am|{ids['office']}|1000", "rent", kind="surgery")
    assert late.status_code == 409 and "Its time is over" in late.text


def test_two_trades_at_one_hour_in_one_home_are_for_a_person_to_want(house: Any, browser: Any) -> None:
    ids = open_diary(house)
    number = a_visit(house)
    first = visit(house, number)
    day = london(first.window_from).date().isoformat()
    sue, time = browser("sue"), f"{day}|{first.slot}|{ids['ravi']}|"
    done = book(sue, house, time, "boiler", trade="electrical")
    assert done.status_code == 409 and "is to be at this home then" in done.text, done.text[:300]
    assert "Dripping or broken tap" in done.text and 'name="together"' in done.text
    assert len(visits(house, state="booked")) == 1
    assert book(sue, house, time, "boiler", trade="electrical", together="yes").status_code == 302
    assert len(visits(house, state="booked")) == 2


def test_of_a_visit_that_only_some_may_see_nobody_reads_who_comes(house: Any, browser: Any) -> None:
    ids = open_diary(house)
    number = a_visit(house)
    first = visit(house, number)
    with house.database.transaction() as session:
        there = session.get_one(Appointment, number).case
        there.restricted = True
        session.query(Case).filter_by(reference=house.cases["rent"]).one().home_id = there.home_id
    day = london(first.window_from).date().isoformat()
    done = book(browser("sue"), house, f"{day}|{first.slot}|{ids['ravi']}|", "rent", trade="electrical")
    assert done.status_code == 409 and "Somebody of ours is to be at this home then" in done.text
    notice = done.text[done.text.index("Somebody of ours") :].partition("</p>")[0]
    assert "Derek" not in notice and "tap" not in notice
