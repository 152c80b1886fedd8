"""Nobody answers: whoever is on call is told by text, rung by rung, until a named person has the case."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from builders import OKAFOR, Cast, a_text, case_of, hear, said_to
from doubles import FakeJobs, FakeSender, FrozenClock
from sqlalchemy import select

from config import timetable, verify
from config.wiring import House
from queues import waiting
from router import cases, pages
from router.errors import CannotDeliver
from router.model import Case, Event, Message, Page, Staff
from router.storage.database import hold_case
from router.values import DeliveryReport, InboundMessage, OnCall, Rung

BOB, SUE, OWEN = "+447700900302", "+447700900303", "+447700900306"


@dataclass
class Desk:
    """The house with an emergency that nobody takes, and a look at what each telephone was sent."""

    house: House
    clock: FrozenClock
    sms: FakeSender
    case_id: int
    cast: Cast
    owen: int

    def page(self, leaves: bool = True) -> bool:
        """Tell the chain, as a plan's step does."""
        with self.house.database.transaction() as session:
            case = session.get_one(Case, self.case_id)
            called = self.house.pages.call(session, case, "oncall", "Nobody took it in 3 minutes.", self.house.now())
        if leaves:
            self.house.dispatch.drain()
        return called

    def told(self, phone: str) -> list[str]:
        """Every text that this telephone has been sent."""
        self.house.dispatch.drain()
        return [message.text for message in self.sms.sent if message.to == phone]

    def later(self, **by: float) -> None:
        """Time goes on, and the clock comes round."""
        self.clock.go_on(**by)
        timetable.tell_the_next(self.house)
        self.house.dispatch.drain()

    def answer(self, phone: str, text: str) -> InboundMessage:
        """This person texts us."""
        message = a_text(text, phone, received_at=self.clock())
        hear(self.house, message)
        return message

    def case(self) -> Case:
        with self.house.database.reading() as session:
            return session.get_one(Case, self.case_id)

    def code(self) -> str:
        with self.house.database.reading() as session:
            return (
                session.scalars(select(Page.code).where(Page.case_id == self.case_id).order_by(Page.id.desc())).first()
                or ""
            )

    def states(self) -> list[tuple[int, str]]:
        """(rung, state) of every page, oldest first."""
        with self.house.database.reading() as session:
            return [(page.rung, page.state) for page in session.scalars(select(Page).order_by(Page.id))]


@pytest.fixture
def desk(house: House, cast: Cast, clock: FrozenClock, senders: dict[str, FakeSender]) -> Desk:
    with house.database.transaction() as session:
        for number, phone in ((cast.bob, BOB), (cast.sue, SUE)):
            session.get_one(Staff, number).phone = phone
        owen = Staff(name="Owen", role="admin", email="owen@homes.example", phone=OWEN, queues=[], skills=[])
        session.add(owen)
        session.flush()
        number = owen.id
    [kept] = hear(house, a_text("water is coming through the light fitting", OKAFOR, received_at=clock()))
    house.dispatch.drain()
    clock.go_on(minutes=12)
    return Desk(house, clock, senders["sms"], case_of(house, kept).id, cast, number)


def test_a_page_names_the_case_and_no_tenant(desk: Desk) -> None:
    assert desk.page()
    [text] = desk.told(BOB)
    case = desk.case()
    assert case.reference in text and "emergency" in text and "12 min" in text and f"YES {desk.code()}" in text
    assert f"/desk/cases/{case.reference}" in text
    assert "Okafor" not in text and "Alder" not in text and OKAFOR not in text and "light" not in text
    assert desk.told(SUE) == desk.told(OWEN) == []
    assert case.last_activity_at == desk.clock() - timedelta(minutes=12), "the tenant's matter is as old as it was"


def test_a_page_leaves_before_everything_else(desk: Desk) -> None:
    hear(desk.house, *(a_text("kitchen tap drips", f"+4477009004{n:02d}") for n in range(5)))
    desk.page(leaves=False)
    desk.house.dispatch.drain()
    places = [message.to for message in desk.sms.sent]
    assert places.index(BOB) < min(places.index(f"+4477009004{n:02d}") for n in range(5))


def test_called_again_while_it_is_open_tells_nobody_twice(desk: Desk) -> None:
    assert desk.page() and not desk.page()
    desk.later(seconds=30)
    assert len(desk.told(BOB)) == 1


def test_it_climbs_until_the_last_rung_and_then_again_and_again(desk: Desk) -> None:
    desk.page()
    desk.later(seconds=179)
    assert desk.told(SUE) == []
    desk.later(seconds=1)
    assert len(desk.told(SUE)) == 1
    desk.later(minutes=3)
    assert len(desk.told(OWEN)) == 1 and len(desk.told(SUE)) == 2
    desk.later(minutes=5)
    desk.later(minutes=5)
    assert len(desk.told(OWEN)) == 3 and len(desk.told(BOB)) == 1
    assert "again" in desk.told(OWEN)[-1]
    assert [rung for rung, _ in desk.states()] == [0, 1, 2, 2, 3, 3, 4, 4]


def test_at_night_the_rung_of_the_day_is_left_out(desk: Desk) -> None:
    desk.clock.go_on(hours=12)
    desk.page()
    assert desk.told(BOB) == [] and len(desk.told(SUE)) == 1


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
        [open_one] = pages.unanswered(session)
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


def test_a_text_that_does_not_arrive_climbs_at_once(desk: Desk) -> None:
    desk.page()
    [sent] = [m for m in (desk.told(BOB), desk.sms.sent)[1] if m.to == BOB]
    desk.house.receipts.report(DeliveryReport("sms", f"SMS{sent.id}", "undelivered", "30003", outbound_id=sent.id))
    desk.later(seconds=1)
    assert len(desk.told(SUE)) == 1
    with desk.house.database.reading() as session:
        [open_one] = pages.unanswered(session)
    assert open_one.trouble == ("Our text did not reach Bob",)


def test_a_number_that_is_refused_climbs_at_once_and_is_not_tried_each_second(desk: Desk) -> None:
    desk.sms.troubles = [CannotDeliver("It is not a mobile number.", "21614")] * 3
    desk.page()
    desk.house.dispatch.drain()
    for _ in range(4):
        desk.later(seconds=1)
        desk.house.dispatch.drain()
    assert desk.states() == [(0, "climbed"), (1, "climbed"), (2, "climbed"), (3, "paging")]
    written = len(desk.states())
    for _ in range(5):
        desk.later(seconds=1)
    assert len(desk.states()) == written
    desk.later(minutes=5)
    assert len(desk.told(OWEN)) == len(desk.told(SUE)) == 1, "after the wait they are tried again"


def test_stop_means_the_next_rung_at_once(desk: Desk) -> None:
    hear(desk.house, a_text("STOP", BOB, keyword="stop", received_at=desk.clock()))
    desk.page()
    assert desk.told(BOB) == [] and len(desk.told(SUE)) == 1
    hear(desk.house, a_text("STOP", SUE, keyword="stop", received_at=desk.clock()))
    desk.later(seconds=1)
    assert len(desk.told(OWEN)) == 1, "also of somebody who is being waited for"
    with desk.house.database.reading() as session:
        [open_one] = pages.unanswered(session)
    assert open_one.trouble == ("Bob sent STOP to our number",)
    assert open_one.told == ("Owen",)


def test_nobody_can_be_told_and_the_wallboard_shouts(desk: Desk) -> None:
    with desk.house.database.transaction() as session:
        for person in session.scalars(select(Staff)):
            person.phone = ""
    desk.page()
    with desk.house.database.reading() as session:
        [open_one] = pages.unanswered(session)
        assert open_one.told == () and "Bob has no telephone number" in open_one.trouble
        session.get_one(Case, desk.case_id)
    assert "Nobody on call could be told" in desk.case().reason
    with desk.house.database.transaction() as session:
        session.get_one(Staff, desk.owen).phone = OWEN
    desk.later(minutes=6)
    assert len(desk.told(OWEN)) == 1, "somebody who gets a telephone is found"


def test_taken_at_the_desk_everybody_is_stood_down(desk: Desk) -> None:
    desk.page()
    desk.told(BOB)
    desk.clock.go_on(minutes=1)
    with desk.house.database.transaction() as session:
        assert waiting.claim(session, desk.case_id, session.get_one(Staff, desk.cast.amina), desk.clock())
    desk.later(seconds=1)
    assert "taken by Amina" in desk.told(BOB)[-1]
    desk.later(hours=1)
    assert desk.told(SUE) == [] and len(desk.told(BOB)) == 2
    desk.answer(BOB, "yes")
    assert "Amina has" in desk.told(BOB)[-1] and desk.case().agent_id == desk.cast.amina


def test_a_page_that_has_not_left_when_it_is_over_never_leaves(desk: Desk) -> None:
    desk.page(leaves=False)
    with desk.house.database.transaction() as session:
        case = hold_case(session, desk.case_id)
        assert case is not None
        cases.close(session, case, "house", desk.clock(), "made safe")
        desk.house.pages.stand_down(session, case, desk.clock())
    assert desk.told(BOB) == []


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


def test_a_restricted_case_reaches_only_who_may_see_it_and_says_nothing(desk: Desk) -> None:
    with desk.house.database.transaction() as session:
        cases.restrict(session, session.get_one(Case, desk.case_id), desk.clock())
    desk.page()
    desk.later(minutes=3)
    assert desk.told(BOB) == desk.told(OWEN) == []
    [text, *_] = desk.told(SUE)
    assert "restricted" in text and "electrical" not in text and "water" not in text


def test_people_by_role_and_a_chain_that_is_gone(desk: Desk) -> None:
    chain = OnCall("other", "Other", (Rung(("any agent of repairs_emergency",), 60),))
    desk.house.pages.landlord = replace(desk.house.landlord, on_call={"other": chain})
    desk.page()  # by a name that is no longer there
    with desk.house.database.reading() as session:
        told = set(session.scalars(select(Page.staff_id)))
    assert told == {desk.cast.amina, desk.cast.bob}, "every agent who serves it; not Charlie, who has rents only"


def test_everything_is_in_the_chain_of_events_and_verify_finds_nothing(desk: Desk) -> None:
    desk.page()
    desk.later(minutes=3)
    desk.answer(BOB, "no")
    desk.answer(SUE, "yes")
    with desk.house.database.reading() as session:
        what = session.scalars(
            select(Event.what).where(Event.case_id == desk.case_id, Event.what.startswith("page.")).order_by(Event.id)
        ).all()
    assert what == ["page.called", "page.told", "page.climbed", "page.told", "page.acknowledged"]
    desk.house.dispatch.drain()
    broken = {name: count for name, count in verify.counts(
        desk.house.database, desk.house.settings, verify.DUE_FOR, desk.clock()) if count}  # fmt: skip
    assert not broken
