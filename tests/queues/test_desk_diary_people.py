"""People and hours at the desk: hours that end and begin, somebody who leaves; no visit loses its place unseen."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from router.appointments import availability, capacity, needs
from router.model import Case, Resource, WorkingPattern
from tests.queues.diaries import a_visit, open_diary, visit
from tests.queues.house import field_of

HOURS = {"starts": "10:00", "ends": "16:00", "from_day": "2026-12-01", "every": "1"}


def patterns(house: Any, number: int) -> list[WorkingPattern]:
    with house.database.reading() as session:
        query = select(WorkingPattern).where(WorkingPattern.resource_id == number).order_by(WorkingPattern.id)
        return list(session.scalars(query))


def days_on_offer(house: Any, person: int) -> list[str]:
    """The London days on which a tap could be mended by this one person."""
    with house.database.reading() as session:
        case = session.scalars(select(Case).where(Case.reference == house.cases["boiler"])).one()
        need = replace(needs.of_case(session, case, house.landlord, house.clock()), resource_id=person,
                       trades=("plumbing",))  # fmt: skip
        found = availability.find(session, house.landlord.appointments, need, house.clock(), limit=200)
    return sorted({one.window_from.date().isoformat() for one in found})


def post(person: Any, number: int, what: str, days: str = "", **form: str) -> Any:
    data = {"csrf": person.csrf, "day": list(days)} | form
    return person.client.post(f"/desk/diary/people/{number}/{what}", data=data)


class TestHours:
    def test_other_hours_take_the_place_of_those_there_are(self, house: Any, browser: Any) -> None:
        derek, sue = open_diary(house)["derek"], browser("sue")
        assert post(sue, derek, "hours", "02", **HOURS, instead="yes").status_code == 302
        rows = patterns(house, derek)
        assert [row.until_day for row in rows[:5]] == [date(2026, 11, 30)] * 5
        assert [(row.weekday, row.starts, row.ends, row.until_day) for row in rows[5:]] == [
            (0, 600, 960, None), (2, 600, 960, None),
        ]  # fmt: skip
        page = sue.get(f"/desk/diary/people/{derek}").text
        assert "Mon to Fri 08:00 to 17:00" in page and "until Mon 30 Nov" in page
        assert "Mon, Wed 10:00 to 16:00" in page and "from Tue 1 Dec" in page
        assert not {"2026-12-01", "2026-12-03", "2026-12-04"} & set(days_on_offer(house, derek))
        assert "2026-12-02" in days_on_offer(house, derek)
        assert "Mon, Wed 10:00 to 16:00" in sue.get("/desk/diary/people").text

    def test_hours_that_end_name_the_visits_first_and_run_on_again(self, house: Any, browser: Any) -> None:
        derek, sue = open_diary(house)["derek"], browser("sue")
        number = a_visit(house)
        house.clock.forward(days=-1)  # Saturday: the visit of Monday is still to come
        ids = ",".join(str(row.id) for row in patterns(house, derek))
        form = {"patterns": ids, "last_day": "2026-11-22"}
        asked = post(sue, derek, "end", **form)
        assert asked.status_code == 409 and "Nothing is saved yet" in asked.text and house.cases["boiler"] in asked.text
        assert {row.until_day for row in patterns(house, derek)} == {None}
        assert post(sue, derek, "end", **form, seen=field_of(asked.text, "seen")).status_code == 302
        assert {row.until_day for row in patterns(house, derek)} == {date(2026, 11, 22)}
        assert "Derek Fairlamb does not work on Mon 23 Nov: move the visit." in house.case("boiler").reason
        assert visit(house, number).state == "booked"
        own = sue.get(house.url("boiler")).text
        assert "May have to change" in own and "Derek Fairlamb cannot come then any more" in own
        again = browser("amina").get("/desk/diary/again").text
        assert "Derek Fairlamb does not work then" in again and f"visit?moves={number}" in again
        assert "To be placed again: 1" in browser("amina").get("/desk/diary").text
        assert post(sue, derek, "run-on", patterns=ids).status_code == 302
        assert {row.until_day for row in patterns(house, derek)} == {None}
        assert "everybody who is expected can come" in browser("amina").get("/desk/diary/again").text

    def test_what_makes_no_sense_is_refused_in_words_and_only_supervisors_may(self, house: Any, browser: Any) -> None:
        ids = open_diary(house)
        derek, sue, before = ids["derek"], browser("sue"), len(patterns(house, ids["derek"]))
        for days, more, words in (
            ("", {}, "Choose on which days"), ("0", {"ends": "09:00"}, "must end after they begin"),
            ("0", {"from_day": "2026-11-20"}, "That day is past"), ("0", {"starts": "9"}, "Write the hours as 08:00"),
            ("0", {"starts": "10:03"}, "counts in fives"), ("0", {"from_day": "2036-01-01"}, "two years ahead"),
            ("0", {"until_day": "2026-11-30"}, "must not be before the first"), ("0", {"every": "9"}, "From 1 to 4"),
        ):  # fmt: skip
            refused = post(sue, derek, "hours", days, **(HOURS | more))
            assert refused.status_code == 409 and words in refused.text, more
        assert "An office is open in its sessions" in post(sue, ids["office"], "hours", "0", **HOURS).text
        assert post(browser("amina"), derek, "hours", "0", **HOURS).status_code == 403
        assert post(sue, derek, "end", patterns="0", last_day="2026-12-01").status_code == 404
        assert len(patterns(house, derek)) == before


class TestLeaving:
    def test_from_a_day_to_come_with_its_visits_shown_first_and_taken_back(self, house: Any, browser: Any) -> None:
        derek, sue = open_diary(house)["derek"], browser("sue")
        number = a_visit(house)
        form = {"gone_from": "2026-11-23"}
        asked = post(sue, derek, "retire", **form)
        assert asked.status_code == 409 and house.cases["boiler"] in asked.text and days_on_offer(house, derek)
        assert post(sue, derek, "retire", **form, seen=field_of(asked.text, "seen")).status_code == 302
        assert days_on_offer(house, derek) == [] and visit(house, number).state == "booked"
        assert "is no longer there on tomorrow, Mon 23 Nov: move the visit." in house.case("boiler").reason
        assert "Last day today, Sun 22 Nov" in sue.get("/desk/diary/people").text
        assert "no longer there" in sue.get("/desk/diary").text
        assert post(sue, derek, "retire", **form).status_code == 409  # noted already
        assert post(sue, derek, "stay").status_code == 302
        assert days_on_offer(house, derek) != []

    def test_whoever_left_is_taken_off_the_diary_once_no_visit_stands(self, house: Any, browser: Any) -> None:
        derek, sue = open_diary(house)["derek"], browser("sue")
        assert post(sue, derek, "retire", gone_from="2026-11-23").status_code == 302
        for days, gone in ((0, 0), (1, 1), (1, 0)):
            house.clock.forward(days=days)
            with house.database.transaction() as session:
                assert capacity.retire_due(session, house.clock()) == gone
        with house.database.reading() as session:
            assert session.get_one(Resource, derek).active is False

    def test_today_means_at_once_and_back_again(self, house: Any, browser: Any) -> None:
        derek, sue = open_diary(house)["derek"], browser("sue")
        assert post(sue, derek, "retire", gone_from="2026-11-22").status_code == 302
        with house.database.reading() as session:
            assert session.get_one(Resource, derek).active is False
        assert post(sue, derek, "stay").status_code == 302
        assert days_on_offer(house, derek) != []
