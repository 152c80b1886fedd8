"""A series of sessions is shown date by date before it is planned; a day is printed for whoever comes."""

from typing import Any

from sqlalchemy import select

from router.model import DiarySession
from tests.queues.diaries import a_visit, open_diary, visit
from tests.queues.house import field_of

SERIES = {"kind": "surgery", "time": "14:00", "until": "16:00", "first": "2026-12-14", "last": "2027-01-08", "every": "1",
          "minutes": "20", "seats": "2"}  # fmt: skip
WALK = {"kind": "estate_walkabout", "patch": "P1", "place": "By the shop", "every": "2"}


def post(person: Any, days: str, **form: str) -> Any:
    data = {"csrf": person.csrf, "day": list(days)} | SERIES | form
    return person.client.post("/desk/sessions/series", data=data)


def planned(house: Any, kind: str = "surgery", hour: int = 14) -> list[str]:
    with house.database.reading() as session:
        rows = session.scalars(select(DiarySession).where(DiarySession.kind == kind).order_by(DiarySession.starts_at))
        return [row.starts_at.date().isoformat() for row in rows if row.starts_at.hour == hour]


def test_each_date_is_shown_first_and_bank_holidays_are_left_out(house: Any, browser: Any) -> None:
    ids, sue = open_diary(house), browser("sue")
    office = str(ids["office"])
    shown = post(sue, "14", office=office)  # Tuesdays and Fridays: 25 December and 1 January are among them
    assert shown.status_code == 200 and "6 of 8 can be planned" in shown.text
    assert shown.text.count("Left out: Bank holiday") == 2 and planned(house) == []
    assert post(sue, "14", office=office, seats="3", seen=field_of(shown.text, "seen")).status_code == 200  # another
    done = post(sue, "14", office=office, seen=field_of(shown.text, "seen"))
    assert done.status_code == 302
    assert planned(house) == ["2026-12-15", "2026-12-18", "2026-12-22", "2026-12-29", "2027-01-05", "2027-01-08"]
    again = post(sue, "14", office=office)
    assert "0 of 8 can be planned" in again.text and "has a session at that time already" in again.text
    assert "The series is in the diary" in sue.get(done.location).text


def test_a_night_whose_hour_comes_twice_or_not_at_all_is_left_out(house: Any, browser: Any) -> None:
    ids, sue = open_diary(house), browser("sue")
    for last, words in (
        ("2027-03-28", "01:30 does not come on that day"),
        ("2027-10-31", "01:30 comes twice that night"),
    ):
        shown = post(sue, "6", office=str(ids["office"]), first=last, last=last, time="01:30", until="04:00")
        assert "0 of 1 can be planned" in shown.text and words in shown.text


def test_walkabouts_every_second_week_are_read_by_everybody(house: Any, browser: Any) -> None:
    ids, sue = open_diary(house), browser("sue")
    form = WALK | {"officer": str(ids["bob"])}
    shown = post(sue, "2", **form)
    assert "2 of 2 can be planned" in shown.text
    assert post(sue, "2", **form, seen=field_of(shown.text, "seen")).status_code == 302
    assert planned(house, "estate_walkabout") == ["2026-12-16", "2026-12-30"]
    assert "Wednesday 30 December, 14:00 to 16:00" in browser().get("/walkabouts").text


def test_what_makes_no_sense_is_refused_in_words_and_only_supervisors_may(house: Any, browser: Any) -> None:
    ids, sue = open_diary(house), browser("sue")
    office = str(ids["office"])
    for days, more, words in (
        ("", {}, "Choose on which days"), ("1", {"office": ""}, "Choose the office"), ("1", {"until": "13:00"}, "end after"),
        ("1", {"last": "2026-12-01"}, "must not be before the first"), ("1", {"first": "2026-11-01"}, "first day is past"),
        ("1", {"last": "2036-01-01"}, "more than a year ahead"), ("1", {"seats": "0"}, "How many visits at a time"),
        ("1", {"seats": "000199"}, "How many visits at a time"),
        ("1", {"last": "2026-12-14"}, "no such day"), ("1", {**WALK, "place": "", "officer": str(ids["bob"])}, "where to meet"),
    ):  # fmt: skip
        refused = post(sue, days, **({"office": office} | more))
        assert refused.status_code == 409 and words in refused.text and "Nothing was saved" in refused.text, more
    assert post(browser("amina"), "1", office=office).status_code == 403 and planned(house) == []


def test_a_day_on_paper_names_home_and_first_name_and_nothing_of_a_hidden_case(house: Any, browser: Any) -> None:
    derek, sue = open_diary(house)["derek"], browser("sue")
    number = a_visit(house, note="Ring the bell twice")
    a_visit(house, "witness")
    day = visit(house, number).window_from.date().isoformat()
    page = sue.get(f"/desk/diary/list?who={derek}&day={day}").text
    assert "Flat 3, Weaver House" in page and "Ask for <strong>Grace</strong>" in page and "Ring the bell twice" in page
    assert "Okafor" not in page and "Quiet Lane" not in page and "Not yours to see" in page
    assert f"/desk/diary/list?who={derek}&amp;day={day}" in sue.get(f"/desk/diary?day={day}").text.replace(
        "&day", "&amp;day"
    )
    assert browser("amina").get(f"/desk/diary/list?who={derek}").status_code == 403
    assert sue.get("/desk/diary/list?who=0").status_code == 404
