"""Clocks that a later fact starts: what the first message did not say, the second says, or a person who reads it."""

from datetime import timedelta

from builders import OKAFOR, Cast, a_text, case_of, hear
from clock_house import finish, happened, rows, sound, states
from doubles import FrozenClock

from config.wiring import House
from router.acknowledgement import Acknowledgement
from router.corrections import NOTHING, Corrections, Said
from router.model import Message, Staff
from router.storage.database import hold_case
from router.values import Kept


def say(house: House, kept: Kept, said: Said, who: int) -> None:
    """A person says what this message is about."""
    desk = Corrections(Acknowledgement(house.outbox, house.landlord), house.landlord)
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        message, staff = session.get_one(Message, kept.message_id), session.get_one(Staff, who)
        assert case is not None
        desk.correct(session, case, message, said, staff, house.now())


def test_right_to_repair_runs_from_the_receipt_of_the_message_that_said_it(
    house: House, cast: Cast, clock: FrozenClock
) -> None:
    [kept] = hear(house, a_text("the toilet does not flush", OKAFOR))
    assert "rtr_toilet_flush" not in states(house, kept), "they may have another one"
    clock.go_on(days=2)
    told = clock()
    clock.go_on(minutes=20)  # it is placed later than it came in
    hear(house, a_text("it is our only toilet", OKAFOR, received_at=told))
    row = rows(house, kept)["rtr_toilet_flush"]
    assert (row.state, row.started_at) == ("running", told)
    assert row.words.startswith("Right to Repair: Toilet not flushing") and sound(house)


def test_what_was_told_before_is_not_started_again_by_whatever_else_they_write(
    house: House, cast: Cast, clock: FrozenClock
) -> None:
    [kept] = hear(house, a_text("the toilet does not flush and it is our only toilet", OKAFOR))
    finish(house, kept, "rtr_toilet_flush", "", cast.amina, "A new cistern.")
    clock.go_on(days=1)
    hear(house, a_text("and i have a baby in the house", OKAFOR, received_at=clock()))
    assert states(house, kept)["rtr_toilet_flush"] == "met"
    hear(house, a_text("the toilet does not flush again", OKAFOR, received_at=clock()))
    row = rows(house, kept)["rtr_toilet_flush"]
    assert (row.state, row.started_at) == ("running", clock()), "told of anew, and what we know of the home counts"
    assert sound(house)


def test_a_hazard_that_depends_on_who_lives_there(house: House, cast: Cast, clock: FrozenClock) -> None:
    [kept] = hear(house, a_text("there is condensation on my windows", OKAFOR))
    assert "awaab_investigate" not in states(house, kept) and case_of(house, kept).lane == 2
    clock.go_on(hours=5)
    hear(house, a_text("we have a new baby in the house", OKAFOR, received_at=clock()))
    row = rows(house, kept)["awaab_investigate"]
    assert (row.state, row.started_at) == ("running", clock())
    assert case_of(house, kept).lane == 1, "a hazard with a legal clock waits in the hazards' lane"
    assert case_of(house, kept).reason.startswith("Taken together with what they told before") and sound(house)


class TestAPersonSaysIt:
    def test_of_a_message_that_came_later(self, house: House, cast: Cast, clock: FrozenClock) -> None:
        [kept] = hear(house, a_text("the toilet does not flush", OKAFOR))
        clock.go_on(hours=7)
        [more] = hear(house, a_text("there is nowhere else we can go", OKAFOR, received_at=clock()))
        assert case_of(house, more).id == case_of(house, kept).id
        told = clock()
        clock.go_on(hours=1)
        say(house, more, Said(NOTHING, flags=("only_toilet",)), cast.sue)
        row = rows(house, kept)["rtr_toilet_flush"]
        assert (row.state, row.started_at) == ("running", told) and sound(house)

    def test_of_the_first_message(self, house: House, cast: Cast, clock: FrozenClock) -> None:
        [kept] = hear(house, a_text("the toilet does not flush", OKAFOR))
        told = clock()
        clock.go_on(days=3)
        say(house, kept, Said("toilet.not_flushing", flags=("only_toilet",)), cast.sue)
        row = rows(house, kept)["rtr_toilet_flush"]
        assert row.started_at == told and row.due_at < told + timedelta(days=2), "late already: that is the truth"
        assert happened(house, kept, "message.corrected") and sound(house)
