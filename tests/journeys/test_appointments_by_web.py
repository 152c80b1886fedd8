"""A tenant fills in the form, chooses a time on the page of the case, and changes it there; nobody else sees a thing."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from appointment_house import LATE, WEEK, Talk, add_person, cells, visits
from builders import OKAFOR, UNKNOWN, Cast, a_text, case_of, hear, said_to
from doubles import FrozenClock
from flask.testing import FlaskClient
from sqlalchemy import select
from visit_house import agree

from config import verify
from config.web import create_app
from config.wiring import House
from router.appointments import booking, words
from router.clock import london
from router.model import Appointment, Case, TimesOffered
from router.storage.database import hold_case
from router.values import InboundMessage, Kept, TimesAnswer

HOME = {"address": "1 Alder Road", "postcode": "LX1 2AB", "area": "home", "phone": OKAFOR, "name": "N. Okafor"}
TAP = "The tap in our kitchen is dripping."


@pytest.fixture(autouse=True)
def plumbers(house: House, cast: Cast) -> None:
    add_person(house, "derek", hours=WEEK)
    add_person(house, "lena", hours=LATE)


@pytest.fixture
def client(house: House) -> FlaskClient:
    return create_app(house).test_client()


def a_form(text: str = TAP, sender: str = OKAFOR, reply_by: str = "sms", **facts: str) -> InboundMessage:
    return a_text(text, sender, channel="web", reply_by=reply_by, reply_to=sender, facts={**HOME, **facts})


def page_of(house: House, kept: Kept) -> str:
    return f"/progress/{house.hooks.progress_token(kept.reference)}"


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the first form of a page."""
    form = page[page.index("<form") :].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


def press(client: FlaskClient, address: str, choice: str) -> str:
    """What the page says after this button."""
    text = client.get(address).text
    forms = [fields(form) for form in re.findall(r"<form.*?</form>", text, re.DOTALL)]
    found = next(form for form in forms if form.get("choice", choice) == choice)
    return client.post(address, data={**found, "choice": choice}, follow_redirects=True).text


def open_times(house: House, case_id: int) -> list[TimesOffered]:
    with house.database.reading() as session:
        rows = select(TimesOffered).where(TimesOffered.case_id == case_id, TimesOffered.state == "open")
        return list(session.scalars(rows))


def test_from_the_form_to_a_visit_moved_and_cancelled(house: House, client: FlaskClient, clock: FrozenClock) -> None:
    [kept] = hear(house, a_form())
    page = page_of(house, kept)
    text = client.get(page).text
    assert "You can choose a time now." in text and "When can we come?" in text
    for private in ("Okafor", "Alder", OKAFOR, "tap"):
        assert private not in text, "whoever holds the link sees the times and the reference only"
    booked = press(client, page, "1")
    assert "Your visit" in booked and "A visit is booked." in booked
    [visit] = visits(house, "booked")
    day = f"{london(visit.window_from):%A %-d %B}"
    assert day in booked and london(visit.window_from).strftime("%-I") in booked
    assert "booked" in said_to(house, case_of(house, kept).id)[-1].text, "and they have it in writing"
    assert "We have your answer." in press(client, page, "move")
    house.journey.drain()
    again = client.get(page).text
    assert "When can we come?" in again and day in again, "the old one stays until another is agreed"
    clock.go_on(minutes=2)
    press(client, page, "2")
    [moved] = visits(house, "booked")
    assert (moved.id, moved.sequence) == (visit.id, visit.sequence + 1) and moved.window_from != visit.window_from
    press(client, page, "cancel")
    house.journey.drain()
    assert "The visit was cancelled." in client.get(page).text and not visits(house, "booked") and cells(house) == 0
    press(client, page, "times")
    house.journey.drain()
    assert "When can we come?" in client.get(page).text


def told(client: FlaskClient, page: str) -> list[str]:
    """What the page says of what happened so far, oldest first."""
    return re.findall(r'fd-row__title">([^<]*)<', client.get(page).text)


def test_the_page_says_in_order_what_happened_so_far(house: House, client: FlaskClient, clock: FrozenClock) -> None:
    [kept] = hear(house, a_form())
    page = page_of(house, kept)
    clock.go_on(minutes=1)
    press(client, page, "1")
    [visit] = visits(house, "booked")
    first = words.window(visit)
    assert told(client, page)[0] == "We had your message."
    assert f"Your visit was booked: {first}." in told(client, page)
    clock.go_on(minutes=1)
    press(client, page, "move")
    house.journey.drain()
    clock.go_on(minutes=1)
    press(client, page, "2")
    [visit] = visits(house, "booked")
    second, day = words.window(visit), words.day(visit.window_from)
    clock.at = visit.window_from - timedelta(hours=3)
    house.reminders.remind()
    clock.at = visit.window_until + timedelta(hours=2)
    with house.database.transaction() as session:
        case = hold_case(session, visit.case_id)
        assert case is not None
        assert house.visits.missed(session, case, session.get_one(Appointment, visit.id), "staff:1", clock())
    clock.go_on(minutes=1)
    press(client, page, "1")
    clock.go_on(minutes=1)
    press(client, page, "cancel")
    house.journey.drain()
    [last] = visits(house, "cancelled")
    assert first != second and [line for line in told(client, page) if line != "We answered."] == [
        "We had your message.",
        f"Your visit was booked: {first}.",
        f"Your visit was moved to {second}.",
        f"We reminded you of your visit of {day}.",
        f"We missed your visit of {day}, and we are sorry.",
        f"Your visit was booked: {words.window(last)}.",
        f"Your visit of {words.day(last.window_from)} was cancelled.",
    ]
    with house.database.transaction() as session:
        session.get_one(Case, visit.case_id).restricted = True
    assert told(client, page) == []


def test_a_visit_that_must_come_back_is_not_done(house: House, client: FlaskClient, clock: FrozenClock) -> None:
    [kept] = hear(house, a_form())
    page = page_of(house, kept)
    press(client, page, "1")
    [visit] = visits(house, "booked")
    clock.at = visit.window_from
    with house.database.transaction() as session:
        case, there = hold_case(session, visit.case_id), session.get_one(Appointment, visit.id)
        assert case is not None
        assert booking.arrived(session, there, "staff:1", clock())
        clock.go_on(minutes=5)
        assert (
            house.visits.act(session, case, there, there.resource, "needs_return", clock(), outcome="A new tap") == ""
        )
    text = client.get(page).text
    assert "It is not finished. Choose the next time below." in text and "Done. If it is not put right" not in text
    assert f"Your visit of {words.day(visit.window_from)} is not finished: one more is needed." in text


def test_the_page_shows_every_visit_that_is_agreed(house: House, client: FlaskClient, clock: FrozenClock) -> None:
    eve = add_person(house, "eve", trades=("electrical",))
    [kept] = hear(house, a_form())
    page = page_of(house, kept)
    press(client, page, "1")
    [first] = visits(house, "booked")
    agree(house, first.case_id, eve, first.window_from + timedelta(days=2), ("electrical.light_fitting",))
    first, second = visits(house, "booked")
    text = client.get(page).text
    assert "Also booked" in text and all(f"{london(one.window_from):%A %-d %B}" in text for one in (first, second))
    clock.at = first.window_until + timedelta(minutes=30)  # nobody has said yet what came of it
    text = client.get(page).text
    assert f"{london(second.window_from):%A %-d %B}" in text and "Also booked" not in text


def test_who_leaves_the_postcode_out_is_offered_times_as_well(house: House) -> None:
    [kept] = hear(house, a_form(postcode=""))
    assert open_times(house, case_of(house, kept).id)


def test_none_of_these_brings_others_and_a_person_can_be_asked_for(house: House, client: FlaskClient) -> None:
    [kept] = hear(house, a_form())
    case, page = case_of(house, kept), page_of(house, kept)
    [first] = open_times(house, case.id)
    press(client, page, "none")
    house.journey.drain()
    [second] = open_times(house, case.id)
    assert second.id != first.id and "When can we come?" in client.get(page).text
    press(client, page, "person")
    house.journey.drain()
    assert case_of(house, kept).state == "waiting" and not open_times(house, case.id) and cells(house) == 0
    assert "When can we come?" not in client.get(page).text


def test_the_same_form_twice_is_one_booking_and_one_answer(house: House, client: FlaskClient) -> None:
    [kept] = hear(house, a_form())
    page = page_of(house, kept)
    data = {**fields(client.get(page).text), "choice": "2"}
    for _ in range(3):
        assert "Your visit" in client.post(page, data=data, follow_redirects=True).text
    assert len(visits(house, "booked")) == 1
    told = [m.text for m in said_to(house, case_of(house, kept).id) if "booked" in m.text]
    assert len(told) == 1
    move = {"choice": "move", "form_id": "the same"}
    for _ in range(3):
        client.post(page, data=move)
    house.journey.drain()
    assert len(open_times(house, case_of(house, kept).id)) == 1


def test_who_comes_too_late_is_told_at_once_and_shown_the_next(house: House, client: FlaskClient) -> None:
    [kept] = hear(house, a_form())
    case, page = case_of(house, kept), page_of(house, kept)
    data = {**fields(client.get(page).text), "choice": "1"}
    with house.database.transaction() as session:
        held = hold_case(session, case.id)
        assert held is not None
        for times in house.appointments.open_ones(session, held):
            house.appointments.end(session, times, "lapsed", house.now())
    text = client.post(page, data=data, follow_redirects=True).text
    assert "has just gone" in text and "When can we come?" in text
    assert not visits(house, "booked")


def test_a_text_and_the_page_are_one_offer(house: House, client: FlaskClient, clock: FrozenClock) -> None:
    talk = Talk(house, clock)
    assert "1 " in talk.says("kitchen tap dripping, 1 Alder Road")
    page = page_of(house, talk.kept[0])
    data = {**fields(client.get(page).text), "choice": "2"}
    assert "booked" in talk.says("1")
    text = client.post(page, data=data, follow_redirects=True).text
    assert "no longer on offer" in text and "Your visit" in text
    assert [visit.number for visit in visits(house, "booked")] == [1]


@pytest.mark.parametrize(
    "form",
    [lambda: a_form(sender=UNKNOWN, phone=UNKNOWN), lambda: a_form(address="9 Other Street"), lambda: a_form(address="1 Alder", postcode=""),
     lambda: a_form("There is a smell of gas and the tap drips"), lambda: a_form(sender="", reply_by="")],
    ids=["nobody we know", "another address", "half an address and no postcode", "danger", "no way to answer"],
)  # fmt: skip
def test_to_these_a_person_speaks(house: House, client: FlaskClient, form: Callable[[], InboundMessage]) -> None:
    [kept] = hear(house, form())
    assert "When can we come?" not in client.get(page_of(house, kept)).text
    assert case_of(house, kept).state == "waiting" and cells(house) == 0


def test_a_restricted_case_shows_no_time_and_takes_none(house: House, client: FlaskClient) -> None:
    [kept] = hear(house, a_form())
    page = page_of(house, kept)
    data = {**fields(client.get(page).text), "choice": "1"}
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        assert case is not None
        case.restricted = True
    assert "15 June" not in client.get(page).text.replace("15 June 2026", "")
    client.post(page, data=data)
    client.post(page, data={"choice": "person", "form_id": "x"})
    house.journey.drain()
    assert not visits(house, "booked")


def test_a_link_books_nothing_in_somebody_elses_case(house: House, client: FlaskClient) -> None:
    [mine] = hear(house, a_form())
    [theirs] = hear(house, a_form("my toilet is blocked", sender=UNKNOWN, phone=UNKNOWN))
    times = open_times(house, case_of(house, mine).id)[0]
    token = house.hooks.progress_token(theirs.reference)
    assert house.hooks.answer_times(token, TimesAnswer("1", "x", times.id)) == "over"
    assert house.hooks.answer_times(token[:-2], TimesAnswer("1", "x", times.id)) == ""
    assert not visits(house, "booked")


@pytest.mark.parametrize(
    ("state", "words"),
    [("on_the_way", "Somebody is on the way to you."), ("arrived", "Somebody is with you"), ("done", "Done."),
     ("no_access", "nobody was in"), ("missed", "we are sorry")],
)  # fmt: skip
def test_the_page_tells_what_becomes_of_the_visit(house: House, client: FlaskClient, state: str, words: str) -> None:
    [kept] = hear(house, a_form())
    page = page_of(house, kept)
    press(client, page, "1")
    with house.database.transaction() as session:
        hold_case(session, case_of(house, kept).id)
        visit = session.scalars(select(Appointment).where(Appointment.state == "booked")).one()
        visit.state = state
    assert words in client.get(page).text


def test_what_is_answered_on_the_page_stays_in_the_case(house: House, client: FlaskClient) -> None:
    [kept] = hear(house, a_form())
    press(client, page_of(house, kept), "person")
    house.journey.drain()
    with house.database.reading() as session:
        assert len(session.scalars(select(Case.id)).all()) == 1


def test_the_same_button_of_two_offers_is_said_twice_and_kept_twice_by_nobody(
    house: House, client: FlaskClient
) -> None:
    [kept] = hear(house, a_form())
    page = page_of(house, kept)
    for _ in range(2):
        client.post(page, data={**fields(client.get(page).text), "choice": "none"})
        house.journey.drain()
    with house.database.reading() as session:
        counts = dict(verify.counts_in(session, house.settings, timedelta(0), house.now()))
    assert counts["message kept twice"] == 0
