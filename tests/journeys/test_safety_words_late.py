"""Safety words and pages while the provider is in trouble: tried again soon, and then a person is told to ring."""

from builders import OKAFOR, OKAFOR_MAIL, a_mail, a_text, case_of, hear
from doubles import FakeSender, FrozenClock

from config.wiring import House
from router.errors import CannotDeliver, TryAgainLater, Uncertain
from router.model import Case
from router.values import RawMail


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
