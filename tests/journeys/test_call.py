"""A tenant rings; whenever they hang up there is exactly one case."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from appointment_house import add_person
from builders import OKAFOR, UNKNOWN, Cast, a_text, case_of, hear, said_to
from doubles import FrozenClock
from sqlalchemy import func, select

from config.wiring import House
from router.errors import CannotKeep
from router.model import Case
from router.safety import MINIMUM
from router.storage.database import hold_case
from router.values import CallReport, InboundMessage, Landlord


def spoken(
    text: str, call: str = "CA1", sender: str = UNKNOWN, step: str = "heard", live: bool = True
) -> InboundMessage:
    return a_text(text, sender, channel="voice", provider_id=call, dedupe_key=f"{call}:{step}", call_id=call, live=live,
                  reply_by="sms", reply_to=sender)  # fmt: skip


def count_cases(house: House) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def test_a_caller_is_held_in_order_and_told_their_place(house: House) -> None:
    house.calls.report(CallReport("CA1", "in-progress", UNKNOWN))
    assert house.calls.whereabouts("CA1").state == "unplaced"
    [first] = hear(house, spoken("my radiator is cold"))
    hear(house, spoken("my radiator is cold too", "CA2", "+447700900502"))
    assert (house.calls.whereabouts("CA1").position, house.calls.whereabouts("CA2").position) == (1, 2)
    hear(house, spoken("i can smell gas", "CA3", "+447700900503"))
    assert house.calls.whereabouts("CA3").position == 1, "an emergency is never behind"
    assert house.calls.whereabouts("CA2").position == 3
    assert case_of(house, first).live_call_id == "CA1"


def test_safety_words_are_spoken_on_the_call_once_and_sent_as_a_text(
    house: House, landlord: Landlord, clock: FrozenClock
) -> None:
    house.calls.report(CallReport("CA1", "in-progress", UNKNOWN))
    [kept] = hear(house, spoken("i can smell gas in my kitchen"))
    words = " ".join(landlord.scripts["gas"].say)
    assert house.calls.whereabouts("CA1").say == (words,)
    clock.go_on(seconds=3)
    assert house.calls.whereabouts("CA1").say == (words,), "our answer may not have reached the caller"
    clock.go_on(seconds=20)
    assert house.calls.whereabouts("CA1").say == ()
    assert said_to(house, case_of(house, kept).id)[0].text == words


def test_hanging_up_without_a_word_is_still_one_case(house: House) -> None:
    house.calls.report(CallReport("CA9", "in-progress", UNKNOWN))
    for _ in range(3):
        house.calls.report(CallReport("CA9", "completed", UNKNOWN))
    house.journey.drain()
    assert count_cases(house) == 1


def test_hanging_up_while_held_and_leaving_a_voicemail_stay_one_case(house: House) -> None:
    house.calls.report(CallReport("CA1", "in-progress", UNKNOWN))
    [kept] = hear(house, spoken("no hot water"))
    [voicemail] = hear(house, spoken("", step="RE1", live=False))
    house.calls.report(CallReport("CA1", "completed", UNKNOWN))
    house.journey.drain()
    assert case_of(house, voicemail).id == case_of(house, kept).id and count_cases(house) == 1
    assert case_of(house, kept).live_call_id == "", "nobody is on the line any more"


def test_a_call_that_ended_before_it_was_placed_is_not_shown_as_live(house: House) -> None:
    house.calls.report(CallReport("CA1", "in-progress", UNKNOWN))
    house.intake.receive(spoken("no hot water"))
    house.calls.report(CallReport("CA1", "completed", UNKNOWN))
    house.journey.drain()
    assert count_cases(house) == 1
    with house.database.reading() as session:
        assert session.scalars(select(Case.live_call_id)).all() == [""]


def test_safety_words_are_spoken_even_when_the_first_ring_was_never_told_to_us(house: House) -> None:
    hear(house, spoken("i can smell gas in my kitchen", "CA77"))
    assert house.calls.whereabouts("CA77").say


def test_safety_words_are_spoken_also_while_nothing_can_be_written(
    house: House, landlord: Landlord, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.calls.report(CallReport("CA1", "in-progress", UNKNOWN))
    hear(house, spoken("i can smell gas in my kitchen"))

    @contextmanager
    def full() -> Iterator[None]:
        raise CannotKeep("disk full")
        yield

    monkeypatch.setattr(house.database, "keeping", full)
    for _ in range(2):
        assert house.calls.whereabouts("CA1").say == (" ".join(landlord.scripts["gas"].say),)


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("i can smell gas", ("0800 111 999",)),
        ("my flat is on fire", ()),
        ("the carbon monoxide alarm is going off", ()),
    ],
)
def test_whoever_must_get_out_is_not_kept_on_the_line(house: House, said: str, numbers: tuple[str, ...]) -> None:
    house.calls.report(CallReport("CA1", "in-progress", UNKNOWN))
    hear(house, spoken(said))
    found = house.calls.whereabouts("CA1")
    assert found.say and (found.end, found.numbers) == ("leave", numbers)


def test_whoever_may_wait_indoors_stays_in_the_line(house: House) -> None:
    house.calls.report(CallReport("CA1", "in-progress", UNKNOWN))
    hear(house, spoken("water is pouring through the ceiling"))
    found = house.calls.whereabouts("CA1")
    assert found.say and found.end == "" and found.position == 1


@pytest.mark.parametrize(
    "said", ["my partner is hitting me", "i want to kill myself", "he hits me and i can smell gas"]
)
def test_of_harm_nothing_but_the_shortest_words_is_spoken_and_nothing_is_texted(house: House, said: str) -> None:
    house.calls.report(CallReport("CA1", "in-progress", UNKNOWN))
    [kept] = hear(house, spoken(said))
    found = house.calls.whereabouts("CA1")
    assert (found.say, found.end, found.numbers) == ((MINIMUM,), "words", ())
    assert said_to(house, case_of(house, kept).id) == [], "nobody knows whose number it is, or who reads it"


def test_who_tells_of_an_emergency_stays_in_the_line_and_hears_no_menu(
    house: House, cast: Cast, clock: FrozenClock
) -> None:
    add_person(house, "derek")
    house.calls.report(CallReport("CA1", "in-progress", OKAFOR))
    [kept] = hear(house, spoken("my kitchen tap drips", sender=OKAFOR))
    assert house.calls.whereabouts("CA1").state == "choosing"
    with house.database.transaction() as session:  # a colleague who listens in says so
        case = hold_case(session, case_of(house, kept).id)
        assert case is not None
        case.lane, case.state, case.arranged_until, case.waiting_since = 0, "waiting", None, clock()
    found = house.calls.whereabouts("CA1")
    assert (found.state, found.position, found.times) == ("waiting", 1, ())
