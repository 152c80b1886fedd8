"""The life of an offer: made, accepted, let go, run out, taken back; and who is asked next."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from builders import OKAFOR, UNKNOWN, Cast, a_text, case_of, hear
from doubles import FrozenClock
from offer_house import accept, look, offered_case, on, rows, staff
from sqlalchemy import select

from config.wiring import House
from queues import presence, waiting
from router import cases, levers, offer_answers, snapshots
from router.model import Case, Event, Offer, Page, Staff
from router.storage.database import hold_case
from router.values import CallReport


def test_nobody_there_nothing_offered_and_then_whoever_comes(house: House, cast: Cast) -> None:
    (kept,) = hear(house, a_text("kitchen tap dripping", OKAFOR))
    assert look(house) == 0, "no plan was ever put in force, and nobody is there"
    on(house, cast.bob)
    assert look(house) == 1
    (offer,) = rows(house)
    assert (offer.case_id, offer.agent_id, offer.outcome) == (case_of(house, kept).id, cast.bob, "offered")


def test_accepting_claims_the_case_and_a_second_time_changes_nothing(house: House, at_work: Cast) -> None:
    case, offer = offered_case(house)
    assert accept(house, offer, by=at_work.sue) == "That offer was not made to you."
    assert accept(house, offer, fence=offer.fence - 1) != "", "an answer from an older page"
    assert accept(house, offer) == ""
    assert accept(house, offer) == ""
    with house.database.reading() as session:
        now = session.get_one(Case, case.id)
        told = session.scalars(select(Event.what).where(Event.case_id == case.id)).all()
    assert (now.state, now.agent_id) == ("held", offer.agent_id)
    assert (told.count("offer.accepted"), told.count("case.claimed")) == (1, 1)


def test_at_the_tick_of_its_expiry_it_is_too_late(house: House, at_work: Cast, clock: FrozenClock) -> None:
    case, offer = offered_case(house)
    clock.at = offer.expires_at - timedelta(microseconds=1)
    with house.database.reading() as session:
        assert [o.id for o in offer_answers.open_for(session, offer.agent_id, clock())] == [offer.id]
    clock.at = offer.expires_at
    with house.database.reading() as session:
        assert offer_answers.open_for(session, offer.agent_id, clock()) == []
    assert accept(house, offer).startswith("Too late: the time to answer was over.")
    assert [row.outcome for row in rows(house)] == ["expired"]
    assert case_state(house, case) == "waiting"


def test_one_instant_before_it_is_not(house: House, at_work: Cast, clock: FrozenClock) -> None:
    _, offer = offered_case(house)
    clock.at = offer.expires_at - timedelta(microseconds=1)
    assert accept(house, offer) == ""


def test_two_agents_at_once_one_has_it(house: House, at_work: Cast) -> None:
    hear(house, a_text("i can smell gas", OKAFOR))
    assert look(house) == 2
    pair, barrier, said = rows(house), threading.Barrier(2), {}

    def press(offer: Offer) -> None:
        barrier.wait(10)
        said[offer.agent_id] = accept(house, offer)

    threads = [threading.Thread(target=press, args=(offer,)) for offer in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    won = [agent for agent, words in said.items() if words == ""]
    assert len(won) == 1
    assert sorted(row.outcome for row in rows(house)) == ["accepted", "withdrawn"]
    (lost,) = [words for words in said.values() if words]
    assert lost == f"Too late: {staff(house, won[0]).name} has it."


def test_what_is_let_go_goes_to_the_other(house: House, at_work: Cast) -> None:
    _, offer = offered_case(house)
    with house.database.transaction() as session:
        assert offer_answers.reject(session, offer.id, offer.agent_id, house.now(), "Not my area") == ""
        assert offer_answers.reject(session, offer.id, offer.agent_id, house.now(), "Not my area") == "", (
            "twice is once"
        )
    assert look(house) == 1
    first, second = rows(house)
    assert (first.outcome, first.reason) == ("rejected", "Not my area")
    assert {first.agent_id, second.agent_id} == {at_work.amina, at_work.bob}
    assert second.fence > first.fence
    assert look(house) == 0


def go_away(session: Any, offer: Offer, at: Any) -> None:
    presence.set_readiness(session, offer.agent_id, "away", at)


def sign_out(session: Any, offer: Offer, at: Any) -> None:
    presence.go_off(session, offer.agent_id, at)


def claimed_by_hand(session: Any, offer: Offer, at: Any) -> None:
    sue = session.scalars(select(Staff).where(Staff.name == "Sue")).one()
    assert waiting.claim(session, offer.case_id, sue, at)


def closed(session: Any, offer: Offer, at: Any) -> None:
    cases.close(session, hold_case(session, offer.case_id), "worker", at, "Done")


def handed_over(session: Any, offer: Offer, at: Any) -> None:
    cases.hand_over(session, hold_case(session, offer.case_id), "rents", "staff:1", at, "It is about rent.")


def restricted(session: Any, offer: Offer, at: Any) -> None:
    cases.restrict(session, hold_case(session, offer.case_id), at)


@pytest.mark.parametrize("act", [go_away, sign_out, claimed_by_hand, closed, handed_over, restricted])
def test_it_is_taken_back_in_the_same_transaction(house: House, at_work: Cast, act: Callable[..., None]) -> None:
    _, offer = offered_case(house)
    with house.database.transaction() as session:
        act(session, offer, house.now())
    (row,) = rows(house)
    assert row.outcome == "withdrawn" and row.reason and row.ended_at == house.now()
    assert accept(house, offer) != ""


def test_a_desk_that_fell_silent_gives_everything_back(house: House, at_work: Cast, clock: FrozenClock) -> None:
    hear(house, a_text("i can smell gas", OKAFOR))
    look(house)
    clock.go_on(seconds=10)
    with house.database.transaction() as session:
        session.get_one(Staff, at_work.amina).present_until = clock() - timedelta(seconds=1)
    on(house, at_work.sue)
    assert look(house) == 1
    assert [row.outcome for row in rows(house, agent_id=at_work.amina)] == ["withdrawn"]
    assert [row.outcome for row in rows(house, agent_id=at_work.sue)] == ["offered"]


def test_a_caller_who_hangs_up_is_offered_as_what_they_are_now(house: House, at_work: Cast, clock: FrozenClock) -> None:
    case, offer = offered_case(house)
    with house.database.transaction() as session:
        session.get_one(Case, case.id).live_call_id = "CA1"
    house.calls.report(CallReport(call_id="CA1", state="completed", party=OKAFOR, recipient="+441632960100"))
    assert "offer" in house.jobs.rings[-2:], "whoever offers work is told"  # type: ignore[attr-defined]  # the house's bell here is FakeJobs
    look(house)
    assert accept(house, offer) == "" or rows(house)[0].outcome == "withdrawn"


def test_restricted_cases_are_offered_to_those_with_the_right_alone(house: House, at_work: Cast) -> None:
    (kept,) = hear(house, a_text("my husband hits me, please help", OKAFOR))
    assert case_of(house, kept).restricted
    assert look(house) == 0
    with house.database.transaction() as session:
        session.get_one(Staff, at_work.sue).queues = ["safeguarding"]
    on(house, at_work.sue)
    assert look(house) == 1
    assert [row.agent_id for row in rows(house)] == [at_work.sue]


def test_nobody_is_offered_more_than_they_can_carry(house: House, at_work: Cast) -> None:
    hear(house, *(a_text(f"kitchen tap dripping {n}", f"+4477009007{n:02d}") for n in range(14)))
    assert look(house) == 10, "five texts each, at 20 of 100"
    assert look(house) == 0
    carried = [len(rows(house, agent_id=person)) for person in (at_work.amina, at_work.bob)]
    assert carried == [5, 5]


def test_a_claim_by_hand_while_it_was_decided_leaves_no_room(house: House, at_work: Cast) -> None:
    """What they took between the look and the writing counts: the round is made again."""
    with house.database.transaction() as session:
        presence.go_off(session, at_work.bob, house.now())
    hear(house, *(a_text(f"kitchen tap dripping {n}", f"+4477009006{n:02d}") for n in range(9)))
    with house.database.reading() as session:
        line = [task.id for task in take(house, session).tasks]

    class Hasty(snapshots.Memory):
        """Takes four by hand the moment after the line was read."""

        @property
        def next_at(self) -> Any:
            return None

        @next_at.setter
        def next_at(self, value: Any) -> None:
            if value is not None and not taken:
                with house.database.transaction() as session:
                    amina = session.get_one(Staff, at_work.amina)
                    taken.extend(n for n in line[-4:] if waiting.claim(session, n, amina, house.now()))

    taken: list[int] = []
    assert look(house, memory=Hasty()) == 1
    assert len(taken) == 4
    assert len(rows(house, outcome="offered")) == 1, "four held and one offered are her hundred"


def take(house: House, session: Any) -> Any:
    return snapshots.take(session, house.landlord, house.read_plan, house.now())


def test_eight_dispatchers_at_once_offer_each_case_once(house: House, at_work: Cast) -> None:
    hear(house, *(a_text(f"kitchen tap dripping {n}", f"+4477009005{n:02d}") for n in range(10)))
    barrier, made = threading.Barrier(8), []

    def run() -> None:
        barrier.wait(10)
        made.append(look(house))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(made) == 8 and sum(made) == 10
    assert len({row.case_id for row in rows(house, outcome="offered")}) == 10


def test_the_person_on_call_is_paged_once(house: House, at_work: Cast, clock: FrozenClock) -> None:
    with house.database.transaction() as session:
        for person in (at_work.amina, at_work.bob):
            presence.go_off(session, person, clock())
    (kept,) = hear(house, a_text("i can smell gas", OKAFOR, received_at=clock()))
    look(house)
    with house.database.reading() as session:
        assert session.scalars(select(Page)).all() == []
    clock.go_on(seconds=61)
    for _ in range(3):
        look(house)
    with house.database.reading() as session:
        told = session.scalars(select(Event.what).where(Event.what == "page.called")).all()
    assert len(told) == 1
    assert case_state(house, case_of(house, kept)) == "waiting"


def case_state(house: House, case: Case) -> str:
    with house.database.reading() as session:
        return session.get_one(Case, case.id).state


def test_what_is_given_back_begins_its_steps_anew_and_keeps_its_wait(
    house: House, at_work: Cast, clock: FrozenClock
) -> None:
    case, offer = offered_case(house)
    waited = case.waiting_since
    assert accept(house, offer) == ""
    clock.go_on(minutes=30)
    with house.database.transaction() as session:
        assert waiting.release(session, case.id, session.get_one(Staff, offer.agent_id), clock(), "lunch")
    with house.database.reading() as session:
        (task,) = take(house, session).tasks
    assert (task.rule, task.entered_at, task.waiting_since) == ("", clock(), waited)
    assert task.attributes["last_agent"] == offer.agent_id
    for person in (at_work.amina, at_work.bob):
        on(house, person)
    assert look(house) == 1


def test_a_quiet_chat_gives_its_units_back_until_they_write_again(
    house: House, at_work: Cast, clock: FrozenClock
) -> None:
    case, offer = offered_case(house)
    assert accept(house, offer) == ""

    def units() -> int:
        with house.database.reading() as session:
            return next(w.units for w in take(house, session).workers if w.id == offer.agent_id)

    assert units() == 20
    clock.go_on(minutes=21)
    assert units() == 0
    hear(house, a_text("any news of my tap?", OKAFOR, received_at=clock()))
    assert case_of_id(house, case.id).state == "held"
    assert units() == 20


def case_of_id(house: House, number: int) -> Case:
    with house.database.reading() as session:
        return session.get_one(Case, number)


def test_what_is_remembered_is_what_would_be_read_anew(house: House, at_work: Cast, clock: FrozenClock) -> None:
    memory = snapshots.Memory()

    def same() -> int:
        with house.database.reading() as session:
            remembered = snapshots.take(session, house.landlord, house.read_plan, clock(), memory)
            anew = take(house, session)
        by_id = sorted(remembered.tasks, key=lambda task: task.id)
        assert by_id == sorted(anew.tasks, key=lambda task: task.id)
        assert list(remembered.workers) == list(anew.workers)
        return len(by_id)

    assert same() == 0
    hear(house, *(a_text(f"kitchen tap dripping {n}", f"+4477009004{n:02d}") for n in range(4)))
    assert same() == 4
    look(house)
    assert same() == 4
    first, second, third, _ = rows(house)
    accept(house, first)
    with house.database.transaction() as session:
        offer_answers.reject(session, second.id, second.agent_id, clock(), "busy")
        cases.raise_urgency(session, hold_case(session, third.case_id), "emergency", "staff:1", clock(), "gas")
    assert same() == 3
    hear(house, a_text("i can smell gas", OKAFOR), a_text("when is the man coming about my tap", "+447700900401"))
    clock.go_on(seconds=90)
    look(house)
    assert same() == 4


def test_a_paused_queue_offers_nothing_but_emergencies_until_it_is_over(
    house: House, at_work: Cast, clock: FrozenClock
) -> None:
    tap, gas = hear(house, a_text("kitchen tap dripping", OKAFOR), a_text("i can smell gas", UNKNOWN))
    with house.database.transaction() as session:
        for queue in {case_of(house, tap).queue, case_of(house, gas).queue}:
            levers.pause(session, queue, clock() + timedelta(minutes=30), "training", at_work.sue, clock())
    look(house)
    assert {row.case_id for row in rows(house)} == {case_of(house, gas).id}
    for row in rows(house):
        accept(house, row)
    clock.go_on(minutes=31)
    on(house, at_work.amina)
    on(house, at_work.bob)
    assert look(house) == 1
    assert rows(house)[-1].case_id == case_of(house, tap).id


def test_people_are_lent_in_one_act_and_taken_back(house: House, at_work: Cast, clock: FrozenClock) -> None:
    case, _ = offered_case(house)
    with house.database.transaction() as session:
        act = levers.lend(session, [at_work.charlie, at_work.bob], case.queue, 30, "a storm", at_work.sue, clock())
    on(house, at_work.charlie)

    def lent() -> set[int]:
        with house.database.reading() as session:
            return {w.id for w in take(house, session).workers if case.queue in w.lent}

    assert lent() == {at_work.charlie, at_work.bob}
    with house.database.transaction() as session:
        assert len(levers.in_effect(session, clock())) == 2
        assert levers.take_back(session, act, at_work.sue, clock())
        assert not levers.take_back(session, act, at_work.sue, clock())
    assert lent() == set()
    with pytest.raises(ValueError, match="minutes"), house.database.transaction() as session:
        levers.lend(session, [at_work.bob], case.queue, 0, "", at_work.sue, clock())
