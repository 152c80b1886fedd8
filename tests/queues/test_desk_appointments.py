"""Visits at the desk: booked, moved, called off, and kept from double; what is not offered says why."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from router.model import DiaryCell, Leave, Resource, TimesOffered
from tests.queues.diaries import a_visit, open_diary, visit, visits
from tests.queues.house import field_of


def take(person: Any, house: Any, name: str = "boiler") -> None:
    assert person.post(house.url(name, "take")).status_code == 302


def offered(house: Any, browser: Any) -> Any:
    """Amina, who has the boiler's case and has offered its tenant three times."""
    open_diary(house)
    amina = browser("amina")
    take(amina, house)
    version = str(house.case("boiler").version)
    assert amina.post(house.url("boiler", "visits/offer"), version=version, kind="").status_code == 302
    assert len(visits(house, state="held")) == 3
    return amina


def times_of(page: str) -> list[str]:
    """The values of the free times of a booking page, the table's only."""
    return re.findall(r'name="time" value="([^"]+)"', page[page.index("data-slots") :])


def form_of(page: str) -> dict[str, str]:
    return {name: field_of(page, name) for name in ("version", "form_id")}


def book(person: Any, house: Any, time: str, name: str = "boiler", **more: str) -> Any:
    form = form_of(person.get(house.url(name, "visit")).text)
    return person.post(house.url(name, "visits/book"), **(form | {"time": time} | more))


def act(person: Any, house: Any, number: int, what: str, name: str = "boiler", **more: str) -> Any:
    version = str(house.case(name).version)
    return person.post(house.url(name, f"visits/{number}/{what}"), **({"version": version} | more))


def told(house: Any, name: str = "boiler") -> list[str]:
    """What the tenant was told of visits."""
    return [message.text for message in house.messages(name, direction="out", kind="appointment")]


def texts(house: Any, name: str = "boiler") -> list[str]:
    return [message.text for message in house.messages(name, direction="out") if message.kind != "note"]


class TestBooking:
    def test_an_agent_books_a_free_time_and_the_tenant_is_told(self, house: Any, browser: Any) -> None:
        open_diary(house)
        amina = browser("amina")
        take(amina, house)
        page = amina.get(house.url("boiler", "visit")).text
        assert "Derek Fairlamb" in page and "Dripping or broken tap" in page
        done = book(amina, house, times_of(page)[0], note="Mind the dog")
        assert done.status_code == 302 and done.location.endswith("?done=booked_visit#visit")
        [made] = visits(house, state="booked")
        assert made.booked_by == f"staff:{house.people['amina']}" and made.note == "Mind the dog"
        [text] = told(house)
        assert "booked" in text and "Mon 23 Nov" in text and "An adult (18 or over) must be in." in text
        page = amina.get(house.url("boiler")).text
        assert "Tomorrow, Mon 23 Nov, morning, 8am to 12 noon" in page and "Mind the dog" in page
        assert "Amina Rahman booked" in page

    def test_given_back_with_a_visit_it_does_not_wait_in_the_line(self, house: Any, browser: Any) -> None:
        open_diary(house)
        amina = browser("amina")
        take(amina, house)
        assert book(amina, house, times_of(amina.get(house.url("boiler", "visit")).text)[0]).status_code == 302
        version = str(house.case("boiler").version)
        assert amina.post(house.url("boiler", "release"), version=version).status_code == 302
        [made] = visits(house, state="booked")
        case = house.case("boiler")
        assert case.state == "arranged" and case.agent_id is None and case.arranged_until > made.window_until
        assert "A time is arranged" in amina.get(house.url("boiler")).text

    def test_while_times_are_only_on_offer_the_head_says_so(self, house: Any, browser: Any) -> None:
        amina = offered(house, browser)
        version = str(house.case("boiler").version)
        assert amina.post(house.url("boiler", "release"), version=version).status_code == 302
        page = amina.get(house.url("boiler")).text
        assert house.case("boiler").state == "arranged" and "3 times on offer" in page
        assert "Times are offered" in page and "A time is arranged" not in page

    def test_the_same_form_twice_is_one_visit_told_once(self, house: Any, browser: Any) -> None:
        open_diary(house)
        amina = browser("amina")
        take(amina, house)
        page = amina.get(house.url("boiler", "visit")).text
        form = form_of(page) | {"time": times_of(page)[0]}
        answers = [amina.post(house.url("boiler", "visits/book"), **form) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [302, 302, 302]
        assert len(visits(house)) == 1 and len(told(house)) == 1

    def test_a_form_of_another_case_books_for_this_one_and_no_time_made_up_breaks_the_page(
        self, house: Any, browser: Any
    ) -> None:
        open_diary(house)
        sue = browser("sue")
        page = sue.get(house.url("boiler", "visit")).text
        form = form_of(page) | {"time": times_of(page)[0]}
        for made_up in ("²|am|²|", "2026-11-24|am|²|", f"2026-11-24|am|{'9' * 24}|", "|||", "9999-12-31|am|1|"):
            assert sue.post(house.url("boiler", "visits/book"), **(form | {"time": made_up})).status_code == 409
        assert sue.post(house.url("boiler", "visits/book"), **form).status_code == 302
        page = sue.get(house.url("rent", "visit") + "?trade=plumbing").text
        again = form_of(page) | {"time": times_of(page)[-1], "form_id": form["form_id"], "trade": "plumbing"}
        assert sue.post(house.url("rent", "visits/book"), **again).status_code == 302
        assert len(visits(house, state="booked")) == len(visits(house, "rent", state="booked")) == 1

    def test_whoever_cannot_have_it_reads_one_line_why_and_the_next_times(self, house: Any, browser: Any) -> None:
        open_diary(house)
        amina, sue = browser("amina"), browser("sue")
        time = times_of(amina.get(house.url("boiler", "visit")).text)[0]
        take(amina, house)
        first = form_of(amina.get(house.url("boiler", "visit")).text)
        second = form_of(sue.get(house.url("rent", "visit") + "?trade=plumbing").text)
        assert amina.post(house.url("boiler", "visits/book"), **(first | {"time": time})).status_code == 302
        with house.database.transaction() as session:  # nobody else is free for the whole of that band
            row = session.scalars(select(Resource).where(Resource.code == "derek")).one()
            session.add(Leave(resource_id=row.id, from_at=house.clock(), until_at=house.clock() + timedelta(days=2)))
        lost = sue.post(
            house.url("rent", "visits/book"), trade="plumbing", note="Ring first", **(second | {"time": time})
        )
        assert lost.status_code == 409
        line = "Tomorrow, Mon 23 Nov, morning, 8am to 12 noon, with Derek Fairlamb cannot be had: "
        line += "they do not do this, or not in this patch."
        assert lost.text.count(line) == 1 and "Nothing was booked" in lost.text and 'value="Ring first"' in lost.text
        assert "Next free" in lost.text and time not in times_of(lost.text)
        assert visits(house, "rent") == [] and told(house, "rent") == []

    def test_a_page_that_is_out_of_date_says_so_and_books_nothing(self, house: Any, browser: Any) -> None:
        open_diary(house)
        amina = browser("amina")
        take(amina, house)
        page = amina.get(house.url("boiler", "visit")).text
        stale = book(amina, house, times_of(page)[0], version="0")
        assert stale.status_code == 409 and "has changed since you opened the page" in stale.text
        assert visits(house) == []

    def test_what_was_never_offered_cannot_be_booked(self, house: Any, browser: Any) -> None:
        ids = open_diary(house)
        amina = browser("amina")
        take(amina, house)
        who = ids["derek"]
        for time in (f"2026-11-22|am|{who}|", f"2026-11-21|am|{who}|", f"2026-11-23|today|{who}|", "x|am|1|", "nonsense",
                     f"2026-11-23|am|{ids['ravi']}|", f"2026-11-23|am|{who}|0830", "2026-11-23|am|99999|", ""):  # fmt: skip
            assert book(amina, house, time).status_code == 409, time
        assert visits(house) == []

    def test_a_case_of_a_colleague_or_one_that_waits_is_not_booked_for(self, house: Any, browser: Any) -> None:
        open_diary(house)
        amina, bob = browser("amina"), browser("bob")
        time = times_of(amina.get(house.url("boiler", "visit")).text)[0]
        waits = book(amina, house, time)
        assert waits.status_code == 409 and "Take this case first" in waits.text
        take(bob, house)
        theirs = book(amina, house, time)
        assert theirs.status_code == 409 and "A colleague has this case" in theirs.text
        assert book(browser("sue"), house, time).status_code == 302  # a supervisor may

    def test_of_four_who_press_at_once_for_two_seats_two_have_them_and_two_read_why(
        self, house: Any, browser: Any
    ) -> None:
        ids = open_diary(house)
        time = f"2026-11-24|am|{ids['office']}|1020"
        names = ("boiler", "leak", "rent", "door")
        people = [browser("sue") for _ in names]
        forms = [form_of(each.get(house.url(name, "visit") + "?kind=surgery").text) | {"time": time, "kind": "surgery"}
                 for each, name in zip(people, names, strict=True)]  # fmt: skip
        start = threading.Barrier(len(names))

        def press(each: Any, name: str, form: dict[str, str]) -> Any:
            start.wait(30)
            return each.post(house.url(name, "visits/book"), **form)

        with ThreadPoolExecutor(len(names)) as pool:
            answers = list(pool.map(press, people, names, forms))
        assert sorted(answer.status_code for answer in answers) == [302, 302, 409, 409]
        for answer in answers:
            if answer.status_code == 409:
                assert answer.text.count("Somebody was first: Tue 24 Nov, 10:20, at Millgate office") == 1
                assert time not in times_of(answer.text) and f"2026-11-24|am|{ids['office']}|1040" in answer.text
        assert sum(len(visits(house, name)) for name in names) == 2
        assert sum(len(told(house, name)) for name in names) <= 2  # not everybody can be told by machine

    def test_a_place_at_a_surgery_is_a_minute_of_it(self, house: Any, browser: Any) -> None:
        ids = open_diary(house)
        sue = browser("sue")
        page = sue.get(house.url("rent", "visit") + "?kind=surgery").text
        times = times_of(page)
        assert f"2026-11-24|am|{ids['office']}|1020" in times and "10:20" in page
        assert book(sue, house, f"2026-11-24|am|{ids['office']}|1020", "rent", kind="surgery").status_code == 302
        [made] = visits(house, "rent")
        assert made.session_id and made.slot_id == f"s{made.session_id}:1020"
        case = sue.get(house.url("rent")).text
        assert "Tue 24 Nov, 10:20 to 10:40" in case and "Tue 24 Nov, morning" not in case, "as the tenant was told it"


class TestWhyNot:
    def test_each_band_that_is_not_free_says_why(self, house: Any, browser: Any) -> None:
        ids = open_diary(house)
        with house.database.transaction() as session:
            session.add(
                Leave(resource_id=ids["anya"], from_at=house.clock(), until_at=house.clock() + timedelta(days=20))
            )
        page = browser("sue").get(house.url("boiler", "visit") + "?day=2026-11-24").text
        row = page[page.index("data-slots") :]
        row = row[row.index("Anya Kowalczyk") :]
        assert "leave" in row[: row.index("</tr>")].lower()
        week = browser("sue").get(house.url("boiler", "visit")).text
        assert re.search("Thursday 26 November, Evening: </span>[A-Z][a-z ]+", week)

    def test_nobody_of_that_trade_is_said_in_words(self, house: Any, browser: Any) -> None:
        open_diary(house)
        page = browser("sue").get(house.url("boiler", "visit") + "?trade=roofing").text
        assert "Nothing is free" in page and "nobody" in page.lower()


class TestMoving:
    def test_a_visit_moves_keeps_its_identity_and_the_tenant_is_told(self, house: Any, browser: Any) -> None:
        open_diary(house)
        number = a_visit(house)
        before, sue = visit(house, number), browser("sue")
        page = sue.get(house.url("boiler", "visit") + f"?moves={number}").text
        assert "It stays until the new time is taken" in page and "Booked now: Derek Fairlamb" in page
        offered = page[page.index("Next free") : page.index("data-slots")]
        assert offered.count('name="time"') == 3 and "2026-11-23|am|" not in offered
        time = next(time for time in times_of(page) if time.startswith("2026-11-26"))
        form = form_of(page) | {"time": time, "moves": str(number), "note": "She works on Mondays"}
        assert sue.post(house.url("boiler", "visits/move"), **form).status_code == 302
        after = visit(house, number)
        assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
        assert after.window_from.date().isoformat() == "2026-11-26" and "She works on Mondays" in after.note
        assert "Thu 26 Nov" in told(house)[-1]
        again = sue.post(house.url("boiler", "visits/move"), **form)
        assert again.status_code == 409 and visit(house, number).sequence == before.sequence + 1

    def test_what_happened_before_it_moved_keeps_the_time_that_it_was_about(self, house: Any, browser: Any) -> None:
        open_diary(house)
        number, sue = a_visit(house), browser("sue")
        assert act(sue, house, number, "note", note="Mind the dog").status_code == 302
        page = sue.get(house.url("boiler", "visit") + f"?moves={number}").text
        time = next(time for time in times_of(page) if time.startswith("2026-11-26"))
        form = form_of(page) | {"time": time, "moves": str(number)}
        assert sue.post(house.url("boiler", "visits/move"), **form).status_code == 302
        page = sue.get(house.url("boiler")).text
        history = page[page.index("What happened to its visits") :]
        assert re.search(r"left a note for [^<]*Mon 23 Nov", history)
        assert re.search(r"moved it to [^<]*Thu 26 Nov", history)

    def test_when_the_new_time_has_gone_the_old_one_stays(self, house: Any, browser: Any) -> None:
        ids = open_diary(house)
        number, sue = a_visit(house), browser("sue")
        page = sue.get(house.url("boiler", "visit") + f"?moves={number}").text
        time = next(
            time for time in times_of(page) if time.startswith("2026-11-26") and time.endswith(f"|{ids['derek']}|")
        )
        with house.database.transaction() as session:
            session.add(Leave(resource_id=ids["derek"], from_at=house.clock() + timedelta(days=3),
                              until_at=house.clock() + timedelta(days=9)))  # fmt: skip
        lost = sue.post(house.url("boiler", "visits/move"), **(form_of(page) | {"time": time, "moves": str(number)}))
        assert lost.status_code == 409 and "cannot be had: on leave" in lost.text
        assert visit(house, number).window_from.date().isoformat() == "2026-11-23" and told(house) == []

    def test_a_time_that_is_over_is_not_moved_away(self, house: Any, browser: Any) -> None:
        open_diary(house)
        number = a_visit(house)
        house.clock.forward(hours=26, minutes=30)
        sue = browser("sue")
        page = sue.get(house.url("boiler", "visit") + f"?moves={number}").text
        assert "Its time is over" in page and "Move it</a>" not in sue.get(house.url("boiler")).text
        form = form_of(page) | {"time": times_of(page)[-1], "moves": str(number)}
        refused = sue.post(house.url("boiler", "visits/move"), **form)
        assert refused.status_code == 409 and "Its time is over" in refused.text
        assert visit(house, number).sequence == 0

    def test_the_visit_of_another_case_is_not_found(self, house: Any, browser: Any) -> None:
        open_diary(house)
        number, sue = a_visit(house), browser("sue")
        assert sue.get(house.url("rent", "visit") + f"?moves={number}").status_code == 404
        for what in ("cancel", "done", "no-access", "missed", "note"):
            assert act(sue, house, number, what, "rent", why="x", note="x", outcome="x").status_code == 404
        assert visit(house, number).state == "booked"


class TestWhatBecomesOfIt:
    def test_it_is_cancelled_with_a_reason_and_its_time_is_free(self, house: Any, browser: Any) -> None:
        open_diary(house)
        number, sue = a_visit(house), browser("sue")
        assert act(sue, house, number, "cancel", why=" ").status_code == 409
        assert act(sue, house, number, "cancel", why="They moved out").status_code == 302
        assert visit(house, number).state == "cancelled" and "cancelled" in told(house)[-1].lower()
        with house.database.reading() as session:
            assert session.scalar(select(func.count()).select_from(DiaryCell)) == 0
        again = act(sue, house, number, "cancel", why="They moved out")
        assert again.status_code == 409 and "has changed in the meantime (cancelled)" in again.text
        assert len(told(house)) == 1

    def test_nobody_says_how_it_went_before_it_began(self, house: Any, browser: Any) -> None:
        open_diary(house)
        number, sue = a_visit(house), browser("sue")
        for what in ("done", "no-access", "missed"):
            refused = act(sue, house, number, what, outcome="Washer", why="x")
            assert refused.status_code == 409 and "has not begun yet" in refused.text
        assert visit(house, number).state == "booked"

    def test_done_nobody_in_and_missed_are_each_said_once(self, house: Any, browser: Any) -> None:
        open_diary(house)
        number = a_visit(house)
        house.clock.forward(hours=23)
        sue = browser("sue")
        assert act(sue, house, number, "done").status_code == 409  # what was done?
        assert act(sue, house, number, "done", outcome="New washer").status_code == 302
        assert (visit(house, number).state, visit(house, number).outcome) == ("done", "New washer")
        assert act(sue, house, number, "missed").status_code == 409
        other = a_visit(house, "rent")
        house.clock.forward(hours=5)
        sue.sign_in("sue")
        for came, words in (("", "at what time nobody was in"), ("soon", "Write the time"), ("23:55", "still to come")):
            refused = act(sue, house, other, "no-access", "rent", came=came)
            assert refused.status_code == 409 and words in refused.text, came
        assert act(sue, house, other, "no-access", "rent", why="Card left", came="12:05").status_code == 302
        assert visit(house, other).state == "no_access" and "Card left" in visit(house, other).note
        assert any("we came at 12.05pm" in text for text in texts(house, "rent"))

    def test_a_visit_of_which_nothing_was_heard_is_a_question_and_missed_says_sorry(
        self, house: Any, browser: Any
    ) -> None:
        open_diary(house)
        number = a_visit(house)
        house.clock.forward(hours=26, minutes=30)
        sue = browser("sue")
        assert "Did we come?" not in sue.get(house.url("boiler")).text
        house.clock.forward(hours=1)
        sue.sign_in("sue")
        assert "Did we come?" in sue.get(house.url("boiler")).text
        assert act(sue, house, number, "missed", why="Van broke down").status_code == 302
        gone = visit(house, number)
        assert (gone.state, gone.owed_pounds) == ("missed", 10)
        assert any("10" in text and "sorry" in text.lower() for text in texts(house))
        assert "We owe the tenant £10 for it." in sue.get(house.url("boiler")).text

    def test_a_note_goes_with_the_visit_once(self, house: Any, browser: Any) -> None:
        open_diary(house)
        number, sue = a_visit(house), browser("sue")
        for _ in range(2):
            assert act(sue, house, number, "note", note="Bell does not work: knock").status_code == 302
        assert visit(house, number).note == "Bell does not work: knock"
        assert act(sue, house, number, "note", note="  ").status_code == 409


class TestOffering:
    def test_times_go_to_the_tenant_are_chosen_by_phone_and_told_once(self, house: Any, browser: Any) -> None:
        open_diary(house)
        sue = browser("sue")
        page = sue.get(house.url("boiler")).text
        offered = sue.post(house.url("boiler", "visits/offer"), part="pm", **form_of(page))
        assert offered.status_code == 302
        held = visits(house, state="held")
        assert len(held) == 3 and {row.slot for row in held} == {"pm"} and len(told(house)) == 1
        page = sue.get(house.url("boiler")).text
        assert "3 times on offer" in page and "They choose on the phone:" in page
        form = form_of(page) | {"times": field_of(page, "times"), "number": "2"}
        for _ in range(2):
            assert sue.post(house.url("boiler", "visits/choose"), **form).status_code == 302
        [made] = visits(house, state="booked")
        assert made.number == 2 and len(told(house)) == 2

    def test_what_was_offered_can_be_taken_back(self, house: Any, browser: Any) -> None:
        open_diary(house)
        sue = browser("sue")
        sue.post(house.url("boiler", "visits/offer"), **form_of(sue.get(house.url("boiler")).text))
        page = sue.get(house.url("boiler")).text
        form = form_of(page) | {"times": field_of(page, "times")}
        assert sue.post(house.url("boiler", "visits/withdraw"), **form).status_code == 302
        assert visits(house, state="held") == [] and house.case("boiler").state == "waiting"
        late = sue.post(house.url("boiler", "visits/choose"), **(form | {"number": "1"}))
        assert late.status_code == 409 and visits(house, state="booked") == []

    def test_nothing_that_fits_is_said_and_nothing_is_held(self, house: Any, browser: Any) -> None:
        open_diary(house)
        sue = browser("sue")
        form = form_of(sue.get(house.url("boiler")).text) | {"part": "saturday"}
        refused = sue.post(house.url("boiler", "visits/offer"), **form)
        assert refused.status_code == 409 and "No times were offered" in refused.text
        with house.database.reading() as session:
            assert session.scalars(select(TimesOffered)).all() == []
