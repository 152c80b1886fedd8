"""Nobody answers: whoever is on call is told by text, rung by rung, until a named person has the case."""

from dataclasses import replace
from datetime import timedelta

from builders import OKAFOR, a_text, hear
from on_call_house import BOB, OWEN, SUE, Desk, desk
from sqlalchemy import select

from config import verify
from queues import waiting
from router import cases, page_rounds
from router.errors import CannotDeliver
from router.model import Case, Event, Page, Staff
from router.storage.database import hold_case
from router.values import DeliveryReport, OnCall, Rung

__all__ = ["desk"]


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


def test_a_text_that_does_not_arrive_climbs_at_once(desk: Desk) -> None:
    desk.page()
    [sent] = [m for m in (desk.told(BOB), desk.sms.sent)[1] if m.to == BOB]
    desk.house.receipts.report(DeliveryReport("sms", f"SMS{sent.id}", "undelivered", "30003", outbound_id=sent.id))
    desk.later(seconds=1)
    assert len(desk.told(SUE)) == 1
    with desk.house.database.reading() as session:
        [open_one] = page_rounds.unanswered(session)
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
        [open_one] = page_rounds.unanswered(session)
    assert open_one.trouble == ("Bob sent STOP to our number",)
    assert open_one.told == ("Owen",)


def test_nobody_can_be_told_and_the_wallboard_shouts(desk: Desk) -> None:
    with desk.house.database.transaction() as session:
        for person in session.scalars(select(Staff)):
            person.phone = ""
    desk.page()
    with desk.house.database.reading() as session:
        [open_one] = page_rounds.unanswered(session)
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
