"""The diary at the desk: who may see what of it, leave and what it touches, sessions called off, today's figures."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from queues import times
from queues.context import NAME
from router.model import Appointment, DiarySession, Leave
from tests.queues.diaries import a_visit, open_diary, visit, visits
from tests.queues.house import field_of
from tests.queues.test_desk_appointments import book, take, texts, times_of, told


class TestWhoMaySee:
    def test_a_restricted_case_is_taken_time_in_the_diary_and_nothing_else(self, house: Any, browser: Any) -> None:
        open_diary(house)
        number = a_visit(house, "witness")
        day = visit(house, number).window_from.date().isoformat()
        hidden = house.cases["witness"]
        for name in ("amina", "sue", "adam"):
            for address in (f"/desk/diary?day={day}", f"/desk/diary?view=week&day={day}"):
                page = browser(name).get(address).text
                assert hidden not in page and "Quiet Lane" not in page and "Hiddenname" not in page
        assert "Not yours to see" in browser("sue").get(f"/desk/diary?day={day}").text
        assert hidden in browser("sam").get(f"/desk/diary?day={day}").text

    def test_the_page_of_somebodys_day_is_linked_only_for_who_may_see_all_of_it(self, house: Any, browser: Any) -> None:
        open_diary(house)
        context = house.app.extensions[NAME]
        object.__setattr__(context, "round_link", lambda person, day: f"/round/for-{person.code}-{day}")
        a_visit(house, "boiler")
        page = "/desk/diary?day=2026-11-23"
        assert "/round/for-derek-2026-11-23" in browser("sue").get(page).text
        assert "/round/" not in browser("amina").get(page).text
        a_visit(house, "witness")
        assert "/round/for-derek" not in browser("sue").get(page).text

    def test_nothing_is_sent_by_itself_about_a_restricted_case(self, house: Any, browser: Any) -> None:
        open_diary(house)
        sam = browser("sam")
        take(sam, house, "abuse")
        page = sam.get(house.url("abuse", "visit") + "?trade=plumbing").text
        assert book(sam, house, times_of(page)[0], "abuse", trade="plumbing").status_code == 302
        assert texts(house, "abuse") == [] and len(visits(house, "abuse", state="booked")) == 1
        version = str(house.case("abuse").version)
        refused = sam.post(house.url("abuse", "visits/offer"), version=version)
        assert refused.status_code == 409 and "Nothing is sent by itself" in refused.text


def test_on_a_narrow_screen_only_those_with_something_booked_are_shown(house: Any, browser: Any) -> None:
    open_diary(house)
    a_visit(house)
    page = browser("amina").get("/desk/diary?day=2026-11-23").text
    quiet = re.findall(r'<tr class="diary__quiet"><th scope="row">([^<]+)<', page)
    assert quiet == ["Anya Kowalczyk", "Colin Thirlby", "Ravi Sandhu", "Bob Carter", "Millgate office"]
    week = browser("amina").get("/desk/diary?view=week&day=2026-11-23").text
    days = re.findall(r'<section class="fd-card diary-days__day".*?</section>', week, re.DOTALL)
    assert len(days) == 7 and "Derek Fairlamb" in days[0] and "1 visit<" in days[0] and "Ravi Sandhu" not in days[0]
    assert "Millgate office" in days[1] and "session" in days[1] and "Nothing is booked." in days[6]


def test_times_that_are_only_held_are_no_visits(house: Any, browser: Any) -> None:
    open_diary(house)
    number, amina = a_visit(house), browser("amina")
    with house.database.transaction() as session:
        session.get_one(Appointment, number).state = "held"
    day, week = (amina.get(f"/desk/diary?view={view}&day=2026-11-23").text for view in ("day", "week"))
    for page in (day, week):
        assert "<span>0 visits booked</span>" in page and "1 held for tenants" in page
    assert 'aria-label="Derek Fairlamb: 1 held"' in day and "1 visit<" not in week and ">1 held<" in week
    with house.database.transaction() as session:
        session.get_one(Appointment, number).state = "booked"
    assert ">1 visit<" in amina.get("/desk/diary?view=week&day=2026-11-23").text


def test_a_page_that_does_not_refresh_says_when_it_was_made(house: Any, browser: Any) -> None:
    open_diary(house)
    page = browser("amina").get("/desk/diary").text
    assert f"As it was at {times.clock(house.clock())}: load again to refresh" in page
    assert re.findall(r'id="(\w+)" data-again', page) == ["offers"], "nothing of the diary is read again by itself"


class TestLeave:
    def leave(self, person: Any, ids: dict[str, int], **more: str) -> Any:
        form = {"who": str(ids["derek"]), "from_day": "2026-11-23", "until_day": "2026-11-24", "reason": "Training"}
        return person.post("/desk/diary/leave", **(form | more))

    def test_it_names_the_visits_it_touches_before_it_is_saved(self, house: Any, browser: Any) -> None:
        ids = open_diary(house)
        number, sue = a_visit(house), browser("sue")
        asked = self.leave(sue, ids)
        assert asked.status_code == 409 and "Nothing is saved yet" in asked.text and house.cases["boiler"] in asked.text
        with house.database.reading() as session:
            assert session.scalars(select(Leave)).all() == []
        assert self.leave(sue, ids, seen="0" * 16).status_code == 409  # somebody booked meanwhile: shown again
        saved = self.leave(sue, ids, seen=field_of(asked.text, "seen"))
        assert saved.status_code == 302
        case = house.case("boiler")
        assert "Derek Fairlamb cannot come on tomorrow, Mon 23 Nov: move the visit." in case.reason
        assert visit(house, number).state == "booked"
        page = sue.get("/desk/diary?day=2026-11-23").text
        assert "Away all day" in page and "Training" in page
        assert "Training" not in browser("amina").get("/desk/diary?day=2026-11-23").text

    def test_what_touches_nobody_is_saved_at_once_and_can_be_taken_back(self, house: Any, browser: Any) -> None:
        ids = open_diary(house)
        sue = browser("sue")
        assert self.leave(sue, ids, from_time="12:00", until_day="2026-11-23", until_time="15:30").status_code == 302
        assert "Away 12:00 to 15:30" in sue.get("/desk/diary?day=2026-11-23").text
        with house.database.reading() as session:
            row = session.scalars(select(Leave)).one()
        assert (row.until_at - row.from_at) == timedelta(hours=3.5)
        assert sue.post(f"/desk/diary/leave/{row.id}/end").status_code == 302
        assert "Away 12:00" not in sue.get("/desk/diary?day=2026-11-23").text

    def test_what_makes_no_sense_is_refused_in_words(self, house: Any, browser: Any) -> None:
        ids = open_diary(house)
        sue = browser("sue")
        for more, words in (
            ({"who": ""}, "Choose who is away"), ({"from_day": "soon"}, "Choose from which day"),
            ({"until_day": "2026-11-22"}, "It must end after it begins"), ({"from_time": "9"}, "Write a time as 09:30"),
            ({"from_day": "2026-11-20", "until_day": "2026-11-20"}, "in the past"),
            ({"until_day": "2036-01-01"}, "more than a year ahead"),
            ({"until_day": "2027-10-31", "until_time": "01:30"}, "01:30 comes twice that night"),
        ):  # fmt: skip
            refused = self.leave(sue, ids, **more)
            assert refused.status_code == 409 and words in refused.text, more
        assert self.leave(browser("amina"), ids).status_code == 403
        with house.database.reading() as session:
            assert session.scalars(select(Leave)).all() == []


class TestSessions:
    def a_session(self, house: Any) -> int:
        with house.database.reading() as session:
            return session.scalars(select(DiarySession.id).order_by(DiarySession.starts_at)).first() or 0

    def test_a_surgery_called_off_tells_each_tenant_once_with_other_times(self, house: Any, browser: Any) -> None:
        open_diary(house)
        for nth, name in enumerate(("boiler", "leak")):
            a_visit(house, name, "surgery", nth)
        sue, number = browser("sue"), self.a_session(house)
        page = sue.get(f"/desk/sessions/{number}").text
        assert "2 tenants are told at once" in page and "Grace Okafor" in page
        assert sue.post(f"/desk/sessions/{number}/cancel", why="").status_code == 409
        done = sue.post(f"/desk/sessions/{number}/cancel", why="The officer is ill")
        assert done.status_code == 302
        page = sue.get(done.location).text
        assert page.count("Told, and offered other times") == 2
        [text] = told(house)
        assert len(told(house, "leak")) == 1, "each is told once"
        assert "we are sorry, we have to call off your appointment at Millgate office, Tue 24 Nov" in text
        assert "\n1 " in text and "Reply 1" in text and "reply TIMES" not in text
        again = sue.post(f"/desk/sessions/{number}/cancel", why="The officer is ill")
        assert again.status_code == 409 and "called off already" in again.text and len(told(house)) == 1
        assert browser("amina").post(f"/desk/sessions/{number}/cancel", why="x").status_code == 403

    def test_whoever_only_had_times_of_it_on_offer_hears_why_they_have_gone(self, house: Any, browser: Any) -> None:
        open_diary(house)
        sue, number = browser("sue"), self.a_session(house)
        version = str(house.case("boiler").version)
        offer = sue.post(house.url("boiler", "visits/offer"), version=version, kind="surgery", form_id="a")
        assert offer.status_code == 302 and "Tue 24 Nov" in told(house)[-1]
        assert sue.post(f"/desk/sessions/{number}/cancel", why="The officer is ill").status_code == 302
        text = told(house)[-1]
        assert len(told(house)) == 2 and "we have to call off our session at Millgate office on Tue 24 Nov" in text
        assert (
            "the times we kept for you then have gone" in text
            and "\n1 " in text
            and not re.search(r"\n\d Tue 24 Nov", text)
        )

    def test_a_place_that_is_only_on_offer_is_not_counted_as_booked(self, house: Any, browser: Any) -> None:
        open_diary(house)
        a_visit(house, "boiler", "surgery", 0)
        a_visit(house, "leak", "surgery", 1, state="held")
        sue, number = browser("sue"), self.a_session(house)
        one = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", sue.get(f"/desk/sessions/{number}").text))
        assert "Who is booked 1 and 1 on offer" in one and "1 tenant is told at once" in one
        every = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", sue.get("/desk/sessions").text))
        assert "1 of 12 booked , 1 on offer" in every

    def test_walk_ins_are_counted_and_never_below_none(self, house: Any, browser: Any) -> None:
        open_diary(house)
        house.clock.forward(days=2)
        amina, number = browser("amina"), self.a_session(house)
        for by, count in (("1", 1), ("1", 2), ("-1", 1), ("-1", 0), ("-1", 0)):
            assert amina.post(f"/desk/sessions/{number}/walk-in", by=by).status_code == 302
            with house.database.reading() as session:
                assert session.get_one(DiarySession, number).walk_ins == count
        assert "One more walked in" in amina.get("/desk/sessions").text

    def test_a_walkabout_needs_a_day_a_place_a_patch_and_an_officer(self, house: Any, browser: Any) -> None:
        ids = open_diary(house)
        sue = browser("sue")
        form = {"officer": str(ids["bob"]), "day": "2026-12-02", "time": "10:00", "place": "By the shop", "patch": "P1"}
        for more, words in (
            ({"officer": ""}, "Choose the officer"), ({"place": " "}, "Say where to meet"), ({"patch": "P9"}, "Choose the patch"),
            ({"day": "2026-11-20"}, "past"), ({"time": "noon"}, "Choose a day and a time"),
            ({"day": "2027-03-28", "time": "01:30"}, "01:30 does not come on that day"),
            ({"day": "2027-10-31", "time": "01:30"}, "01:30 comes twice that night"),
        ):  # fmt: skip
            refused = sue.post("/desk/sessions/walkabout", **(form | more))
            assert refused.status_code == 409 and words in refused.text, more
        assert sue.post("/desk/sessions/walkabout", **form).status_code == 302
        page = sue.get("/desk/sessions").text
        assert "Wed 2 Dec, 10:00 to 11:00" in page and "By the shop" in page and "Bob Carter" in page

    def test_everybody_may_read_of_walkabouts_but_not_who_leads_them(self, house: Any, browser: Any) -> None:
        ids = open_diary(house)
        nobody = browser()
        assert "None is planned" in nobody.get("/walkabouts").text
        form = {"officer": str(ids["bob"]), "day": "2026-12-02", "time": "10:00", "place": "By the shop", "patch": "P1"}
        browser("sue").post("/desk/sessions/walkabout", **form)
        page = nobody.get("/walkabouts")
        assert "Wednesday 2 December, 10:00 to 11:00" in page.text and "By the shop" in page.text
        assert "Millgate and Castle" in page.text and "Bob Carter" not in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        house.clock.forward(days=11)
        assert "By the shop" not in nobody.get("/walkabouts").text


def test_the_wallboard_counts_the_visits_of_today_by_band(house: Any, browser: Any) -> None:
    open_diary(house)
    a_visit(house, "boiler", nth=0, state="no_access")
    a_visit(house, "rent", nth=0)
    a_visit(house, "witness", nth=0)
    assert "No visit is agreed for today." in browser("sue").get("/wallboard").text
    house.clock.forward(days=1)
    page = browser("sue").get("/wallboard").text
    part = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("Visits today") :])).strip()
    assert part.startswith("Visits today Morning 0 done 2 Nobody in 1 We missed 0"), part[:80]
