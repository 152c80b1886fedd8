"""Danger that comes back, comes late, or comes into a case that somebody already has."""

from builders import OKAFOR, OKAFOR_MAIL, UNKNOWN, Cast, a_mail, a_text, case_of, hear, said_to
from doubles import FakeSender, FrozenClock
from sqlalchemy import select

from config.wiring import House
from queues import waiting
from router import cases
from router.model import Case, Message, OptOut, Staff
from router.storage.database import hold_case
from router.values import Kept, Landlord, RawMail


def a_raw_mail(house: House, body: str, **headers: str) -> RawMail:
    content = a_mail(body, **headers)
    return RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, content, house.now())


def close(house: House, kept: Kept, cast: Cast) -> None:
    with house.database.transaction() as session:
        cases.close(session, hold_case(session, case_of(house, kept).id), f"staff:{cast.amina}", house.now(), "Done.")


def take(house: House, kept: Kept, who: int) -> None:
    with house.database.transaction() as session:
        assert waiting.claim(session, case_of(house, kept).id, session.get_one(Staff, who), house.now())


def safety_words(house: House, kept: Kept) -> list[Message]:
    return [m for m in said_to(house, case_of(house, kept).id) if m.kind == "safety"]


def test_gas_again_days_later_is_told_what_to_do_again(house: House, cast: Cast, clock: FrozenClock) -> None:
    [first] = hear(house, a_text("i can smell gas", OKAFOR))
    clock.go_on(minutes=2)
    [more] = hear(house, a_text("smell of gas is strong", OKAFOR, received_at=clock()))
    assert case_of(house, more).id == case_of(house, first).id
    assert len(safety_words(house, first)) == 1, "not the same words twice within minutes"
    close(house, first, cast)
    clock.go_on(days=5)
    [again] = hear(house, a_text("i can smell gas again", OKAFOR, received_at=clock()))
    assert case_of(house, again).state == "waiting"
    assert len(safety_words(house, again)) == 2


def test_two_texts_about_gas_at_once_are_told_once(house: House) -> None:
    kept = hear(house, a_text("i can smell gas"), a_text("there is a gas leak please help"))
    assert len(safety_words(house, kept[0])) == 1


def test_words_that_an_opt_out_stops_are_named_on_the_case(house: House, clock: FrozenClock) -> None:
    hear(house, a_text("STOP", keyword="stop"))
    clock.go_on(minutes=1)
    [kept] = hear(house, a_text("i can smell gas", received_at=clock()))
    case = case_of(house, kept)
    assert [m.state for m in safety_words(house, kept)] == ["refused"]
    assert case.lane == 0 and case.queue == "repairs_emergency"
    assert "safety advice could not be sent" in case.reason


def test_stop_on_whatsapp_is_remembered_for_our_number_however_it_is_written(house: House) -> None:
    ours = house.our_addresses["whatsapp"]
    [kept] = hear(house, a_text("STOP", channel="whatsapp", recipient=f"whatsapp:{ours}", keyword="stop"))
    with house.database.transaction() as session:
        assert house.outbox.opted_out(session, "whatsapp", UNKNOWN)
    hear(house, a_text("START", channel="whatsapp", recipient=f"whatsapp:{ours}", keyword="start"))
    with house.database.transaction() as session:
        assert not house.outbox.opted_out(session, "whatsapp", UNKNOWN)
        assert len(session.scalars(select(OptOut)).all()) == 1
    assert case_of(house, kept).state == "closed"


def test_danger_in_a_case_that_somebody_holds_is_for_whoever_is_free(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_raw_mail(house, "my kitchen tap is dripping", message_id="<one@post.example>"))
    take(house, kept, cast.amina)
    [more] = hear(house, a_raw_mail(house, "now i can smell gas in the hall", In_Reply_To="<one@post.example>"))
    case = case_of(house, more)
    assert case.id == case_of(house, kept).id
    assert (case.lane, case.state, case.queue) == (0, "waiting", "repairs_emergency")


def test_abuse_named_in_a_held_case_goes_to_those_who_may_see_it(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_raw_mail(house, "i can smell gas", message_id="<one@post.example>"))
    take(house, kept, cast.amina)
    [more] = hear(house, a_raw_mail(house, "my partner is hitting me", In_Reply_To="<one@post.example>"))
    case = case_of(house, more)
    assert case.id == case_of(house, kept).id and case.restricted
    assert (case.state, case.queue, case.agent_id) == ("waiting", "safeguarding", None)


def test_a_robots_answer_leaves_a_closed_case_closed_unless_it_names_a_danger(
    house: House, cast: Cast, clock: FrozenClock
) -> None:
    [kept] = hear(house, a_raw_mail(house, "my kitchen tap is dripping", message_id="<one@post.example>"))
    close(house, kept, cast)
    headers = {"In_Reply_To": "<one@post.example>", "Auto_Submitted": "auto-replied"}
    [away] = hear(house, a_raw_mail(house, "I am on holiday until Monday.", **headers))
    case = case_of(house, away)
    assert case.id == case_of(house, kept).id
    assert (case.state, case.waiting_since, case.due_at) == ("closed", None, None)
    [danger] = hear(house, a_raw_mail(house, "There is a smell of gas in the hall.", **headers))
    case = case_of(house, danger)
    assert (case.state, case.lane, case.closed_at) == ("waiting", 0, None)


def test_a_worn_out_message_that_names_a_danger_does_not_wait(
    house: House, clock: FrozenClock, senders: dict[str, FakeSender], landlord: Landlord
) -> None:
    place, house.journey._placement = house.journey._placement, None  # type: ignore[method-assign,assignment]  # broken on purpose, and put right
    [gas, tap] = [house.intake.receive(a_text(t, n)) for t, n in (("i can smell gas", UNKNOWN), ("tap drips", OKAFOR))]
    for _ in range(5):
        house.journey.drain()
        clock.go_on(minutes=2)
    house.journey._placement = place  # type: ignore[method-assign]  # broken on purpose, and put right
    case = case_of(house, gas)
    assert (case.state, case.lane, case.queue) == ("waiting", 0, "general")
    assert [m.text for m in safety_words(house, gas)] == [landlord.scripts["gas"].words]
    assert case_of(house, tap).lane == 2


def test_a_reference_given_twice_stops_no_message_and_shows_nobodys_case(house: House, clock: FrozenClock) -> None:
    [first] = hear(house, a_text("my kitchen tap drips", OKAFOR))
    second = house.intake.receive(a_text("my heating is off", UNKNOWN))
    with house.database.transaction() as session:
        session.get_one(Message, second.message_id).reference = first.reference
    for _ in range(5):
        house.journey.drain()
        clock.go_on(minutes=2)
    assert case_of(house, second).id != case_of(house, first).id
    with house.database.transaction() as session:
        session.get_one(Case, case_of(house, first).id).answered_at = clock()
    shown = house.progress.progress(house.progress.token(first.reference))
    assert shown is not None and "answered" not in shown.state
