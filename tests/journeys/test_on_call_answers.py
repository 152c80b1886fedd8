"""Whoever is on call answers by text: yes, no, with a code or without, two at once, too late."""

import re
import threading
from collections.abc import Callable

import pytest
from builders import OKAFOR, a_text, case_of, hear, said_to
from doubles import FakeJobs
from on_call_house import BOB, OWEN, SUE, Desk, desk
from sqlalchemy import select

from config import timetable, verify
from config.wiring import House
from queues import waiting
from router import cases, page_rounds
from router.clock import london
from router.model import Case, Event, Message, Staff
from router.storage.database import hold_case
from router.values import Urgency

__all__ = ["desk"]


def test_yes_with_the_code_takes_the_case(desk: Desk) -> None:
    desk.page()
    desk.later(minutes=3)
    desk.answer(SUE, f"YES {desk.code()}")
    case = desk.case()
    assert (case.state, case.agent_id) == ("held", desk.cast.sue)
    assert "is yours" in desk.told(SUE)[-1]
    assert "taken by Sue" in desk.told(BOB)[-1], "who was told hears that it is over"
    desk.later(hours=1)
    assert desk.told(OWEN) == []
    assert (1, "acknowledged") in desk.states()


def test_yes_that_twilio_calls_an_opt_in_takes_it_all_the_same(desk: Desk) -> None:
    """With Advanced Opt-Out each bare YES comes with OptOutType=START."""
    desk.page()
    hear(desk.house, a_text("YES", BOB, received_at=desk.clock(), keyword="start"))
    assert (desk.case().state, desk.case().agent_id) == ("held", desk.cast.bob)


def test_who_took_it_by_text_has_time_to_reach_a_desk(desk: Desk) -> None:
    desk.page()
    desk.answer(BOB, "yes")
    desk.clock.go_on(minutes=29)
    assert timetable.give_back(desk.house) == 0 and desk.case().agent_id == desk.cast.bob
    desk.clock.go_on(minutes=2)
    assert timetable.give_back(desk.house) == 1, "and nobody had answered the tenant"
    assert desk.case().state == "waiting" and desk.page(), "so that somebody else is told"


def test_the_answer_is_not_the_tenants(desk: Desk) -> None:
    desk.page()
    before = [m.id for m in said_to(desk.house, desk.case_id) if m.recipient == OKAFOR]
    desk.answer(BOB, f"Yes {desk.code()}")
    with desk.house.database.reading() as session:
        opened = session.scalars(select(Case.id)).all()
        mine = session.scalars(select(Message).where(Message.party == BOB, Message.direction == "in")).one()
        assert opened == [desk.case_id], "no case of its own"
        assert mine.case_id == desk.case_id and mine.author_id == desk.cast.bob
        channel, to, _ = desk.house.outbox.way_out(session, session.get_one(Case, desk.case_id))
    assert (channel, to) == ("sms", OKAFOR), "the tenant is answered, not whoever is on call"
    assert [m.id for m in said_to(desk.house, desk.case_id) if m.recipient == OKAFOR] == before


@pytest.mark.parametrize("words", ["yes", "Yes!", "ok", "OK thanks", "yes please"])
def test_a_bare_yes_is_enough_while_one_page_is_open(desk: Desk, words: str) -> None:
    desk.page()
    desk.answer(BOB, words)
    assert desk.case().agent_id == desk.cast.bob


def test_an_earlier_rung_may_still_take_it(desk: Desk) -> None:
    desk.page()
    desk.later(minutes=3)
    desk.answer(BOB, "yes")
    assert desk.case().agent_id == desk.cast.bob
    assert "taken by Bob" in desk.told(SUE)[-1]


def test_no_climbs_at_once(desk: Desk) -> None:
    desk.page()
    desk.answer(BOB, f"no {desk.code()}")
    assert len(desk.told(SUE)) == 1 and "next person" in desk.told(BOB)[-1]
    desk.answer(SUE, "yes")
    assert len(desk.told(BOB)) == 2, "they passed it on and hear no more of it"


def test_when_all_of_the_last_rung_say_no_nobody_is_asked_again_at_once(desk: Desk) -> None:
    desk.page()
    for phone in (BOB, SUE, OWEN):
        desk.answer(phone, f"no {desk.code()}")
    texts = {phone: len(desk.told(phone)) for phone in (BOB, SUE, OWEN)}
    with desk.house.database.reading() as session:
        [open_one] = page_rounds.unanswered(session)
    assert open_one.told == (), "the wallboard shouts"
    assert open_one.trouble == ("Bob passed it on", "Sue passed it on", "Owen passed it on")
    assert "telling the next person" in desk.told(SUE)[-1] and "Nobody else on call" in desk.told(OWEN)[-1]
    desk.later(minutes=4)
    assert {phone: len(desk.told(phone)) for phone in texts} == texts
    desk.later(minutes=2)
    assert len(desk.told(OWEN)) == texts[OWEN] + 1


def test_anything_else_from_staff_is_an_ordinary_message(desk: Desk) -> None:
    desk.page()
    desk.answer(BOB, "yes my boiler is still broken")
    with desk.house.database.reading() as session:
        case = session.scalars(select(Case).where(Case.party == BOB)).one()
    assert case.state == "waiting" and desk.case().state == "waiting"


def test_yes_from_staff_whom_nobody_told_is_an_ordinary_message(desk: Desk) -> None:
    desk.answer(SUE, "yes")
    with desk.house.database.reading() as session:
        assert session.scalars(select(Case).where(Case.party == SUE)).one().state == "waiting"


def test_yes_from_a_stranger_with_the_code_takes_nothing(desk: Desk) -> None:
    desk.page()
    desk.answer("+447700900888", f"YES {desk.code()}")
    assert desk.case().state == "waiting"


def test_told_twice_by_the_provider_is_one_answer(desk: Desk) -> None:
    desk.page()
    message = desk.answer(BOB, "yes")
    hear(desk.house, message)
    assert len(desk.told(BOB)) == 2
    assert desk.case().agent_id == desk.cast.bob


def test_the_second_to_say_yes_is_told_who_has_it(desk: Desk) -> None:
    desk.page()
    desk.later(minutes=3)
    code = desk.code()
    desk.answer(BOB, f"yes {code}")
    desk.answer(SUE, f"yes {code}")
    assert desk.case().agent_id == desk.cast.bob
    assert "Bob has" in desk.told(SUE)[-1]


def test_of_two_who_say_yes_at_once_one_has_it(desk: Desk) -> None:
    desk.page()
    desk.later(minutes=3)
    house, code = desk.house, desk.code()
    second = House(house.settings, now=desk.clock, jobs_override=FakeJobs(), classifier_override=house.classifier,
                   senders_override={"sms": desk.sms}, rates={})  # fmt: skip
    kept = [house.intake.receive(a_text(f"yes {code}", phone, received_at=desk.clock())) for phone in (BOB, SUE)]
    start = threading.Barrier(2)

    def place(journey: Callable[[list[int]], int], number: int) -> None:
        start.wait(10)
        journey([number])

    for each in kept:
        with house.database.transaction() as session:
            session.get_one(Message, each.message_id).attempts = 1
    threads = [threading.Thread(target=place, args=(h.journey.run, k.message_id))
               for h, k in zip((house, second), kept, strict=True)]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    second.close()
    holder = desk.case().agent_id
    assert holder in (desk.cast.bob, desk.cast.sue)
    winner, loser = (BOB, SUE) if holder == desk.cast.bob else (SUE, BOB)
    assert "is yours" in desk.told(winner)[-1]
    assert sum("is yours" in text for text in desk.told(loser)) == 0
    assert any(" has " in text for text in desk.told(loser))


def test_two_cases_and_a_bare_yes_asks_which(desk: Desk) -> None:
    desk.page()
    [kept] = hear(desk.house, a_text("i can smell gas", "+447700900555", received_at=desk.clock()))
    other = case_of(desk.house, kept)
    with desk.house.database.transaction() as session:
        desk.house.pages.call(session, session.get_one(Case, other.id), "oncall", "", desk.clock())
    desk.answer(BOB, "yes")
    assert desk.case().state == "waiting" and case_of(desk.house, kept).state == "waiting"
    codes = set(re.findall(r"\d{4,}", desk.told(BOB)[-1]))
    assert desk.code() in codes and len(codes) == 2
    desk.answer(BOB, f"yes {desk.code()}")
    assert desk.case().agent_id == desk.cast.bob and case_of(desk.house, kept).state == "waiting"


def test_a_wrong_code_is_asked_about(desk: Desk) -> None:
    desk.page()
    wrong = "9999" if desk.code() != "9999" else "9998"
    desk.answer(BOB, f"yes {wrong}")
    assert desk.case().state == "waiting" and desk.code() in desk.told(BOB)[-1]


def test_held_by_somebody_when_they_are_paged_goes_on_until_it_is_answered(desk: Desk) -> None:
    with desk.house.database.transaction() as session:
        assert waiting.claim(session, desk.case_id, session.get_one(Staff, desk.cast.amina), desk.clock())
    desk.clock.go_on(minutes=30)
    desk.page()
    desk.later(minutes=3)
    assert len(desk.told(SUE)) == 1, "the holder has not answered the clock"
    desk.answer(SUE, "yes")
    assert "is yours now: Amina had it" in desk.told(SUE)[-1] and (1, "acknowledged") in desk.states()
    case = desk.case()
    assert case.agent_id == desk.cast.sue and case.state == "held", "an alarm ends only when somebody acts"
    assert case.reason.startswith("On call: Sue answered the page. Amina had the case and was late")
    with desk.house.database.reading() as session:
        acts = [
            (e.what, e.who) for e in session.scalars(select(Event).where(Event.case_id == case.id).order_by(Event.id))
        ]
    assert [act for act in acts if act[0] in ("case.claimed", "case.released")] == [
        ("case.claimed", f"staff:{desk.cast.amina}"), ("case.released", "house"),
        ("case.claimed", f"staff:{desk.cast.sue}")]  # fmt: skip
    desk.answer(BOB, f"yes {desk.code()}")
    assert "Sue has" in desk.told(BOB)[-1] and desk.case().agent_id == desk.cast.sue, "once only"
    assert not [name for name, n in verify.counts(desk.house.database, desk.house.settings, verify.DUE_FOR,
                                                  desk.clock()) if n]  # fmt: skip


def ran_out(desk: Desk) -> None:
    """The first answer is late by now, and the clock comes round."""
    desk.clock.go_on(minutes=45)
    assert timetable.tell_of_clocks(desk.house)
    desk.house.dispatch.drain()


def test_whoever_took_it_is_told_that_it_is_theirs_and_that_nobody_has_answered(desk: Desk) -> None:
    desk.page()
    desk.later(minutes=3)
    desk.answer(SUE, "yes")
    taken_at, before = f"{london(desk.clock()):%H:%M}", len(desk.told(SUE))
    ran_out(desk)
    desk.later(minutes=3)
    [told] = desk.told(SUE)[before:]
    assert "is yours: nobody has answered the tenant yet" in told and "to take it" not in told
    assert f"Sue took it at {taken_at}, nobody has answered the tenant yet" in desk.told(BOB)[-1]
    desk.answer(BOB, f"yes {desk.code()}")
    assert desk.case().agent_id == desk.cast.bob, "and whoever is told may take it over"


def test_who_answers_the_tenant_ends_what_their_lateness_began(desk: Desk) -> None:
    desk.page()
    desk.answer(BOB, "yes")
    ran_out(desk)
    assert "is yours: nobody has answered" in desk.told(BOB)[-1]
    with desk.house.database.transaction() as session:
        case = hold_case(session, desk.case_id)
        assert case is not None
        desk.house.outbox.write(session, case, "We are coming.", at=desk.clock(), author_id=desk.cast.bob)
        cases.answered(session, case, f"staff:{desk.cast.bob}", desk.clock())
    told = len(desk.told(BOB))
    desk.later(minutes=3)
    desk.later(minutes=30)
    assert desk.told(SUE) == [] and len(desk.told(BOB)) == told, "nobody is told of what is done"
    assert desk.case().agent_id == desk.cast.bob


def test_whoever_has_answered_since_they_were_paged_keeps_the_case(desk: Desk) -> None:
    with desk.house.database.transaction() as session:
        assert waiting.claim(session, desk.case_id, session.get_one(Staff, desk.cast.amina), desk.clock())
    desk.clock.go_on(minutes=30)
    desk.page()
    with desk.house.database.transaction() as session:
        case = hold_case(session, desk.case_id)
        assert case is not None
        desk.house.outbox.write(session, case, "We are coming.", at=desk.clock(), author_id=desk.cast.amina)
    desk.answer(BOB, "yes")
    assert "Amina has" in desk.told(BOB)[-1] and desk.case().agent_id == desk.cast.amina


def lower(desk: Desk, urgency: Urgency) -> None:
    """Owen has spoken with the tenant."""
    with desk.house.database.transaction() as session:
        case = hold_case(session, desk.case_id)
        assert case is not None
        cases.lower_urgency(
            session, case, urgency, f"staff:{desk.owen}", desk.clock(), "Only a drip, the power is off."
        )


def test_whoever_lowers_it_by_name_lets_people_on_call_sleep(desk: Desk) -> None:
    desk.page()
    desk.later(minutes=3)
    lower(desk, "routine")
    desk.later(seconds=1)
    assert [desk.told(phone)[-1].endswith("needs nobody any more. Thank you.") for phone in (BOB, SUE)] == [True, True]
    desk.later(hours=1)
    assert desk.told(OWEN) == [] and len(desk.told(SUE)) == 2 and desk.case().state == "waiting"
    with desk.house.database.transaction() as session:
        case = hold_case(session, desk.case_id)
        assert case is not None
        cases.raise_urgency(session, case, "emergency", "tenant", desk.clock(), "It pours now.")
    assert desk.page(), "an emergency again is told of again"


def test_what_is_an_emergency_still_or_late_goes_on_being_told(desk: Desk) -> None:
    desk.page()
    lower(desk, "emergency")
    desk.later(minutes=3)
    assert len(desk.told(SUE)) == 1, "it is an emergency still"
    desk.clock.go_on(minutes=30)
    lower(desk, "routine")
    desk.later(minutes=5)
    assert len(desk.told(OWEN)) == 1, "its first answer is late: an alarm ends when somebody acts"
