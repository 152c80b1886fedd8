"""Safety words and pages while the provider is in trouble: tried again soon, and then a person is told to ring."""

from builders import OKAFOR, OKAFOR_MAIL, a_mail, a_text, case_of, hear, said_to
from doubles import FakeSender, FrozenClock

from config.wiring import House
from router.dispatch import ANEW_AT_MOST
from router.errors import CannotDeliver, TryAgainLater, Uncertain
from router.model import Case, Message, Page
from router.values import Landlord, RawMail


def test_safety_words_that_cannot_leave_are_for_somebody_to_say(
    house: House, clock: FrozenClock, senders: dict[str, FakeSender]
) -> None:
    [kept] = hear(house, a_text("i can smell gas", OKAFOR, received_at=clock()))
    senders["sms"].troubles = [TryAgainLater("Twilio is busy.", "20429") for _ in range(40)]
    for _ in range(5):
        house.dispatch.drain()
        assert "ring them now" not in case_of(house, kept).reason, "it may leave any moment"
        clock.go_on(minutes=1)
    for _ in range(3):
        house.dispatch.drain()
        clock.go_on(minutes=1)
    case = case_of(house, kept)
    assert case.reason.startswith(
        "Our safety advice may not have reached them, so ring them now. It could not leave yet."
    )
    assert case.reason.count("ring them now") == 1 and "Twilio is busy." in case.reason


def test_safety_words_that_did_not_arrive_are_for_somebody_to_say(
    house: House, clock: FrozenClock, senders: dict[str, FakeSender]
) -> None:
    """As where they could not even be sent: a text message instead is too slow."""
    [kept] = hear(house, a_text("i can smell gas", OKAFOR, received_at=clock(), channel="whatsapp"))
    senders["whatsapp"].troubles = [CannotDeliver("They have not written there today.", "63016") for _ in range(9)]
    house.dispatch.drain()
    words = "Our safety advice did not arrive, so ring them now. They have not written there today."
    assert words in case_of(house, kept).reason


def test_a_page_that_could_not_leave_is_tried_every_minute(
    house: House, clock: FrozenClock, senders: dict[str, FakeSender]
) -> None:
    [kept] = hear(house, a_text("i can smell gas", OKAFOR, received_at=clock()))
    house.dispatch.drain()
    with house.database.transaction() as session:
        case = session.get_one(Case, case_of(house, kept).id)
        house.outbox.write(session, case, "Take it?", kind="page", at=clock(), channel="sms", to="+447700900302")
    senders["sms"].troubles = [TryAgainLater("Twilio is busy.", "20429") for _ in range(8)]
    for _ in range(9):
        house.dispatch.drain()
        clock.go_on(minutes=1)
    assert senders["sms"].sent[-1].text == "Take it?"


def test_safety_words_by_mail_of_which_nobody_can_tell_are_for_somebody_to_say(
    house: House, clock: FrozenClock, senders: dict[str, FakeSender]
) -> None:
    mail = RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, a_mail("I can smell gas in the kitchen"), clock())
    [kept] = hear(house, mail)
    senders["email"].troubles = [Uncertain("The mail relay broke off.")]
    senders["email"].found = Uncertain("Whether a mail has gone cannot be looked up.")
    house.dispatch.drain()
    assert "ring them now" not in case_of(house, kept).reason
    for _ in range(3):
        clock.go_on(minutes=2)
        house.dispatch.recover()
    case = case_of(house, kept)
    assert case.reason.count("so ring them now. We cannot tell whether it arrived.") == 1


def test_safety_words_after_a_fault_of_the_provider_are_said_anew_within_seconds_and_people_know(
    house: House, clock: FrozenClock, senders: dict[str, FakeSender]
) -> None:
    """Nothing is handed over twice: what is written anew is a message of its own."""
    [kept] = hear(house, a_text("i can smell gas", OKAFOR, received_at=clock()))
    sms = senders["sms"]
    sms.troubles = [Uncertain("Twilio had a fault.", "500")]
    house.dispatch.drain()
    clock.go_on(seconds=6)
    house.dispatch.recover()
    assert "ring them now. We cannot tell whether it arrived. Twilio had a fault." in case_of(house, kept).reason
    house.dispatch.drain()
    words = [m for m in said_to(house, case_of(house, kept).id) if m.kind == "safety"]
    assert [(m.state, m.attempts) for m in words] == [("failed", 1), ("sent", 1)]
    assert len({m.text for m in words}) == 1 and [m.text for m in sms.sent].count(words[0].text) == 1


def errs(house: House, senders: dict[str, FakeSender], clock: FrozenClock, rounds: int, **apart: float) -> None:
    """The provider errs at every text for so many rounds of sending and looking up."""
    senders["sms"].troubles = [Uncertain("Twilio had a fault.", "500") for _ in range(40)]
    for _ in range(rounds):
        house.dispatch.drain()
        clock.go_on(**apart)
        house.dispatch.recover()


def test_safety_words_are_not_written_anew_for_ever(
    house: House, clock: FrozenClock, senders: dict[str, FakeSender]
) -> None:
    [kept] = hear(house, a_text("i can smell gas", OKAFOR, received_at=clock()))
    errs(house, senders, clock, 12, seconds=6)
    case = case_of(house, kept)
    assert [m.attempts for m in said_to(house, case.id) if m.kind == "safety"] == [1] * (ANEW_AT_MOST + 1)
    assert case.reason.count("ring them now") == 1


def test_the_shortest_words_are_never_written_twice(
    house: House, clock: FrozenClock, senders: dict[str, FakeSender]
) -> None:
    [kept] = hear(house, a_text("my partner is hitting me", OKAFOR, received_at=clock()))
    errs(house, senders, clock, 3, minutes=2)
    case = case_of(house, kept)
    assert [m.state for m in said_to(house, case.id) if m.kind == "safety"] == ["uncertain"]
    assert "ring them now" in case.reason


def test_a_page_after_a_fault_of_the_provider_is_written_anew_and_answered_as_it_was(
    house: House, clock: FrozenClock, senders: dict[str, FakeSender]
) -> None:
    [kept] = hear(house, a_text("i can smell gas", OKAFOR, received_at=clock()))
    house.dispatch.drain()
    with house.database.transaction() as session:
        case = session.get_one(Case, case_of(house, kept).id)
        row = house.outbox.write(session, case, "Take it?", kind="page", at=clock(), channel="sms", to="+447700900302")
        session.flush()
        page = Page(case_id=case.id, chain="c", code="1234", rung=0, why="", staff_id=None, message_id=row.id,
                    state="paging", paged_at=clock(), due_at=clock())  # fmt: skip
        session.add(page)
        session.flush()
        first, number = row.id, page.id
    senders["sms"].troubles = [Uncertain("Twilio had a fault.", "500")]
    house.dispatch.drain()
    clock.go_on(seconds=6)
    house.dispatch.recover()
    house.dispatch.drain()
    with house.database.reading() as session:
        told = session.get_one(Message, session.get_one(Page, number).message_id)
        assert told.id != first and (told.state, told.text) == ("sent", "Take it?")


def test_safety_words_that_stop_kept_back_leave_after_start(
    house: House, senders: dict[str, FakeSender], clock: FrozenClock, landlord: Landlord
) -> None:
    words, sms = landlord.scripts["gas"].words, senders["sms"]
    hear(house, a_text("STOP", OKAFOR, keyword="stop"))
    [kept] = hear(house, a_text("i can smell gas", OKAFOR))
    house.dispatch.drain()
    assert words not in [m.text for m in sms.sent] and "ring them now" in case_of(house, kept).reason
    clock.go_on(minutes=20)
    for _ in range(2):
        hear(house, a_text("START", OKAFOR, keyword="start"))
        house.dispatch.drain()
    assert [m.text for m in sms.sent].count(words) == 1


def test_what_stop_kept_back_long_ago_is_not_said_any_more(
    house: House, senders: dict[str, FakeSender], clock: FrozenClock, landlord: Landlord
) -> None:
    hear(house, a_text("STOP", OKAFOR, keyword="stop"), a_text("i can smell gas", OKAFOR))
    clock.go_on(hours=2)
    hear(house, a_text("START", OKAFOR, keyword="start"))
    house.dispatch.drain()
    assert landlord.scripts["gas"].words not in [m.text for m in senders["sms"].sent]
