"""What the house says by itself goes nowhere that a stranger could be paid for."""

from datetime import UTC, datetime
from typing import Any

import pytest
from builders import OKAFOR, UNKNOWN, Cast, a_text, case_of, hear, said_to
from doubles import FrozenClock
from sqlalchemy import event, select

from router.cases import repairs_of
from router.clocks import started
from router.model import Event, Message
from router.safety import MINIMUM
from router.storage.database import hold_case


def asked_for_a_text(house: Any, number: str, words: str) -> list[str]:
    """The kinds of what is sent when somebody types this number into the form."""
    kept = hear(house, a_text(words, number, channel="web", reply_by="sms", reply_to=number))[0]
    return [message.kind for message in said_to(house, case_of(house, kept).id)]


@pytest.mark.parametrize("words", ["My kitchen tap drips", "I can smell gas in the kitchen"])
def test_a_number_typed_into_the_form_is_texted_when_it_is_a_mobile_here(house: Any, words: str) -> None:
    assert asked_for_a_text(house, "+447700900301", words)


@pytest.mark.parametrize("number", ["+447000000000", "+447600000000", "+88213000000", "+12025550123", "+441632960001"])
def test_it_is_not_when_texting_it_costs_us_dear(house: Any, number: str) -> None:
    assert asked_for_a_text(house, number, "My kitchen tap drips") == []


SATURDAY_NIGHT = datetime(2026, 6, 13, 23, 30, tzinfo=UTC)
"""The office opens on Monday at eight."""


def receipt(house: Any, text: Any) -> str:
    """The words of 'we have your message'."""
    [kept] = hear(house, text)
    [words] = [row.text for row in said_to(house, case_of(house, kept).id) if row.kind == "acknowledgement"]
    return words


@pytest.mark.parametrize("channel", ["sms", "whatsapp", "email", "voice", "web"])
@pytest.mark.parametrize("closed", [True, False])
def test_of_an_emergency_it_says_that_somebody_is_told_now(
    house: Any, clock: FrozenClock, channel: str, closed: bool
) -> None:
    clock.at = SATURDAY_NIGHT if closed else clock.at
    party = "mrs.okafor@example.com" if channel == "email" else OKAFOR
    way = {"reply_by": "sms", "reply_to": OKAFOR} if channel in ("web", "voice") else {}
    text = a_text("I can smell gas in the kitchen", party, channel=channel, received_at=clock(), **way)
    words = receipt(house, text)
    assert "telling" in words and "now" in words and "day and night" in words.replace("or", "and")
    assert "open" not in words, "when the office opens is nothing to somebody in danger"


def test_of_anything_else_it_says_when_we_open(house: Any, clock: FrozenClock) -> None:
    clock.at = SATURDAY_NIGHT
    words = receipt(house, a_text("My kitchen tap drips", UNKNOWN, received_at=clock()))
    assert "We open tomorrow at 8am" in words, "it is Sunday already in London"


@pytest.mark.parametrize(
    ("channel", "told", "asked"),
    [
        ("sms", "My kitchen tap drips", "your name and your home's address"),
        ("whatsapp", "My kitchen tap drips", "your name and your home's address"),
        ("sms", "My kitchen tap drips, 3 Alder Row", "your name, so that"),
        (
            "sms",
            "My landlord refuses to pay me back for the plumber and the kitchen tap still drips",
            "your name and your",
        ),
        ("sms", "my neighbour has collapsed and is not moving", "your name and your"),
        ("whatsapp", "someone is breaking in to my flat right now", "your name and your"),
        ("sms", "I want to make a formal complaint, nobody turned up three times", "your name and your"),
        ("sms", "Had a card saying your lads came for the gas check, can I rebook", "your name and your"),
        ("sms", "someone is breaking in to my flat right now, please dont text this phone", ""),
        ("sms", "Just want to say thank you, the plumber was brilliant", ""),
        ("sms", "we have been kicked out and have nowhere to sleep tonight", ""),
        ("sms", "When is my rent due?", ""),
    ],
)
def test_whose_home_it_is_in_is_asked_of_a_number_that_is_nobodys(
    house: Any, channel: str, told: str, asked: str
) -> None:
    words = receipt(house, a_text(told, UNKNOWN, channel=channel))
    assert (asked in words) if asked else ("name" not in words)
    assert "eference FD-" in words


@pytest.mark.parametrize("words", ["Cheers for sending Dave he was brilliant, even hoovered up after himself",
                                   "Just want to say thank you, the plumber was brilliant"])  # fmt: skip
@pytest.mark.parametrize("channel", ["sms", "email"])
def test_who_only_thanks_us_is_thanked_and_told_of_no_danger(house: Any, channel: str, words: str) -> None:
    said = receipt(house, a_text(words, OKAFOR if channel == "sms" else "mrs.okafor@example.com", channel=channel))
    assert "thank you for your kind words" in said and "999" not in said and "FD-" in said


def test_a_thank_you_with_something_wrong_in_it_is_answered_as_any_other(house: Any) -> None:
    said = receipt(house, a_text("Thanks for sending Dave he was brilliant but the tap still drips", UNKNOWN))
    assert "kind words" not in said and "999" in said


def test_a_landlord_without_words_of_thanks_says_what_it_says_to_anybody(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(house.landlord.replies, "ack_thanks")
    assert "we have your message" in receipt(house, a_text("Just want to say thank you, great plumber", OKAFOR))


LOST = "my dad passed away on sunday, the flat was in his name, what do I have to do now"


@pytest.mark.parametrize("number", [OKAFOR, UNKNOWN])
def test_whoever_has_lost_somebody_hears_first_that_we_are_sorry(house: Any, number: str) -> None:
    assert receipt(house, a_text(LOST, number)).startswith("We are sorry for your loss. Larkshire Homes: we have your")


def test_nothing_stands_before_what_presses(house: Any) -> None:
    words = receipt(house, a_text("I smell gas in the kitchen, my dad passed away on sunday", OKAFOR))
    assert "sorry" not in words and "telling someone now" in words


def test_harm_told_from_a_number_that_is_nobodys_is_asked_nothing(house: Any) -> None:
    [kept] = hear(house, a_text("my partner is hitting me and has hurt my arm", UNKNOWN))
    assert [row.text for row in said_to(house, case_of(house, kept).id)] == [MINIMUM]


def test_a_landlord_without_words_for_it_asks_nobody_who_they_are(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ack_who", "ack_who_name"):
        monkeypatch.delitem(house.landlord.replies, name)
    assert "name" not in receipt(house, a_text("My kitchen tap drips", UNKNOWN))


def test_a_landlord_with_older_words_of_its_own_says_none_of_its_hours(
    house: Any, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in house.landlord.replies if name.endswith("_emergency")]:
        monkeypatch.delitem(house.landlord.replies, name)  # every test here has the same landlord
    clock.at = SATURDAY_NIGHT
    words = receipt(house, a_text("I can smell gas in the kitchen", UNKNOWN, received_at=clock()))
    assert "A person will read it" in words and "open" not in words


def test_of_many_emergencies_at_once_safety_words_leave_before_anything_else(
    house: Any, cast: Cast, senders: Any
) -> None:
    """Then whoever is on call, then receipts: at ten texts a second the last of them may wait for minutes."""
    for some in (range(6), range(6, 12)):
        kept = hear(house, *(a_text("I can smell gas in the kitchen", f"+4477009002{n:02d}") for n in some))
        with house.database.transaction() as session:
            for each in kept:
                case = hold_case(session, case_of(house, each).id)
                house.pages.call(session, case, "oncall", "nobody is free", house.now())
    house.dispatch.drain()
    with house.database.reading() as session:
        kinds = [session.get(Message, text.id).kind for text in senders["sms"].sent]
    assert kinds == sorted(kinds, key=["safety", "page", "acknowledgement"].index)
    assert "page" in kinds and kinds.count("safety") == kinds.count("acknowledgement") == 12


def test_acknowledgements_of_one_batch_are_each_in_their_case_and_named_by_their_own_event(house: Any) -> None:
    kept = hear(house, *(a_text("My kitchen tap drips", f"+4477009006{n:02d}") for n in range(3)))
    with house.database.reading() as session:
        for one in kept:
            [said] = said_to(house, case_of(house, one).id)
            assert said.kind == "acknowledgement" and said.party == session.get_one(Message, one.message_id).party
            told = select(Event.message_id).where(Event.case_id == said.case_id, Event.what == "outbound.written")
            assert session.scalars(told).all() == [said.id]


def test_nobody_asks_what_was_said_in_a_case_that_has_no_number_yet(house: Any) -> None:
    """Each emergency of a batch asked it: what was said to no case, by all the words ever written to anybody."""
    asked: list[str] = []

    def listen(_c: Any, _k: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(house.database.engine, "before_cursor_execute", listen)
    try:
        [kept] = hear(house, a_text("I can smell gas in the kitchen", OKAFOR))
    finally:
        event.remove(house.database.engine, "before_cursor_execute", listen)
    assert {row.kind for row in said_to(house, case_of(house, kept).id)} == {"safety", "acknowledgement"}
    assert asked and not [each for each in asked if "case_id IS NULL" in each]


@pytest.mark.parametrize(
    ("words", "fault", "lane"),
    [
        ("I can smell gas in the hall and the agent refuses to pay me back for the plumber", "gas.smell", 0),
        ("The landlord's handling of damp in the child's bedroom", "damp.mould_health", 1),
        (
            "My landlord refuses to pay me back for the plumber and the kitchen tap still drips",
            "plumbing.tap_dripping",
            2,
        ),
    ],
)
def test_a_complaint_of_how_a_fault_was_dealt_with_loses_neither_fault_nor_lane_nor_clock(
    house: Any, words: str, fault: str, lane: int
) -> None:
    case = case_of(house, hear(house, a_text(words, OKAFOR))[0])
    assert case.topic == "complaints.new" and case.lane == lane
    kinds = [message.kind for message in said_to(house, case.id)]
    assert ("safety" in kinds) is (lane == 0)
    with house.database.reading() as session:
        assert fault in repairs_of(session, case)
        assert "cmp_s1_ack" in {row.rule for row in started(session, case)}
