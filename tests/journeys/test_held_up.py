"""A danger in words that no worker gets through, or that wait behind a worker that hangs: it does not wait for that."""

from datetime import timedelta

import pytest
from builders import OKAFOR, OKAFOR_MAIL, UNKNOWN, a_mail, a_text, case_of, said_to
from doubles import FrozenClock
from sqlalchemy import func, select

from config.wiring import House
from router.journey import TRIES, Journey
from router.last_resort import HELD_LONG, HELD_UP, UNHEARD
from router.model import Case, Message
from router.values import Kept, Labels, Landlord, RawMail


class Deaf:
    """Not even the rules get through it."""

    def hear(self, text: str) -> Labels | None:
        return None


class Counting:
    """How often the rules were asked."""

    def __init__(self, house: House) -> None:
        self.alarm, self.asked = house.journey.hearing.alarm, 0

    def hear(self, text: str) -> Labels | None:
        self.asked += 1
        assert self.alarm is not None
        return self.alarm.hear(text)


def worn_out(house: House, clock: FrozenClock, kept: Kept) -> Case:
    """Claimed, and the worker died, so often that nobody tries again."""
    for _ in range(TRIES):
        assert house.journey.claim() == [kept.message_id]
        clock.go_on(minutes=2)
    house.journey.drain()
    return case_of(house, kept)


def state(house: House, kept: Kept) -> str:
    with house.database.reading() as session:
        return session.get_one(Message, kept.message_id).state


def another(house: House) -> Journey:
    """The same in another worker."""
    mine = house.journey
    return Journey(house.database, mine.hearing, mine.acknowledgement, house.landlord, house.now, "another")


def test_gas_in_words_that_no_worker_got_through_is_an_emergency_with_its_words(
    house: House, clock: FrozenClock, landlord: Landlord
) -> None:
    case = worn_out(house, clock, house.intake.receive(a_text("i can smell gas", OKAFOR)))
    assert (case.lane, case.queue, case.urgency) == (0, "general", "emergency")
    assert landlord.scripts["gas"].words in [said.text for said in said_to(house, case.id)]


def test_gas_in_a_mail_that_no_worker_got_through_is_an_emergency(
    house: House, clock: FrozenClock, landlord: Landlord
) -> None:
    mail = RawMail(("repairs@frontdoor.example",), "", a_mail("I can smell gas in the hall"), clock())
    case = worn_out(house, clock, house.intake.receive(mail))
    assert (case.lane, case.party) == (0, OKAFOR_MAIL)
    words = landlord.scripts["gas"].words
    assert [(said.channel, said.recipient) for said in said_to(house, case.id) if said.text == words] == [
        ("email", OKAFOR_MAIL)
    ], "who wrote it stands in the mail, not on its envelope"
    with house.database.reading() as session:
        kept = session.scalars(select(Message).where(Message.direction == "in")).one()
        assert (kept.kind, kept.text.strip(), kept.sender) == ("mail", "I can smell gas in the hall", OKAFOR_MAIL)


def test_a_text_of_which_nobody_knows_what_it_says_is_read_by_a_person_at_once(
    house: House, clock: FrozenClock
) -> None:
    house.journey.hearing.alarm = Deaf()
    case = worn_out(house, clock, house.intake.receive(a_text("kitchen tap dripping", OKAFOR)))
    assert (case.lane, case.urgency, case.needs_person) == (0, "emergency", True) and case.reason.endswith(UNHEARD)


@pytest.mark.parametrize("words", ["i can smell gas", "the tap drips as well"])
def test_what_a_party_writes_next_waits_for_a_worker_that_hangs_unless_it_is_a_danger(
    house: House, clock: FrozenClock, landlord: Landlord, words: str
) -> None:
    house.intake.receive(a_text("kitchen tap dripping", OKAFOR))
    assert another(house).claim()
    clock.go_on(seconds=1)
    following = house.intake.receive(a_text(words, OKAFOR))
    house.journey.drain()
    assert state(house, following) == "received", "a batch may take some seconds"
    clock.at += HELD_LONG
    house.journey.drain()
    if "gas" not in words:
        assert state(house, following) == "received", "it keeps its place"
        return
    case = case_of(house, following)
    assert (case.lane, state(house, following)) == (0, "shunted") and HELD_UP in case.reason
    assert [said.text for said in said_to(house, case.id)] == [landlord.scripts["gas"].words]


def test_a_danger_that_a_hanging_worker_has_itself_does_not_wait_and_is_placed_once(
    house: House, clock: FrozenClock
) -> None:
    kept = house.intake.receive(a_text("i can smell gas", UNKNOWN))
    hangs = another(house)
    heard = hangs.hearing.hear(hangs.claim(), clock())
    clock.at += HELD_LONG + timedelta(seconds=1)
    house.journey.drain()
    assert case_of(house, kept).lane == 0
    assert hangs._place_all(heard) == 0, "it wakes, and comes second"
    with house.database.reading() as session:
        assert session.scalar(select(func.count(Case.id))) == 1


def test_each_is_looked_at_once(house: House, clock: FrozenClock) -> None:
    house.intake.receive(a_text("kitchen tap dripping", OKAFOR))
    house.intake.receive(a_text("bathroom tap dripping", OKAFOR))
    house.journey.hearing.alarm = counting = Counting(house)
    another(house).claim()
    clock.at += HELD_LONG + timedelta(seconds=1)
    for _ in range(3):
        house.journey.drain()
    assert counting.asked == 2
