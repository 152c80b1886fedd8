"""Somebody does not wake up: 999 is said first at every door, and people are called as they are to a fire."""

import pytest
from builders import OKAFOR, OKAFOR_MAIL, UNKNOWN, Cast, a_mail, a_text, case_of, hear, said_to
from doubles import FakeSender, FrozenClock
from sqlalchemy import select

from config import timetable
from config.wiring import House
from router.model import Case, Page, Staff
from router.values import CallReport, Landlord, RawMail

WORDS = "my mum has collapsed and wont wake up"


def words(landlord: Landlord) -> str:
    return " ".join(landlord.scripts["medical"].say)


@pytest.mark.parametrize("channel", ["sms", "web"])
def test_it_is_said_first_and_goes_to_the_head_of_the_emergency_lane(
    house: House, cast: Cast, landlord: Landlord, channel: str
) -> None:
    hear(house, a_text("no hot water and no heating", "+447700900555"))
    [kept] = hear(house, a_text(WORDS, OKAFOR, channel=channel, reply_by="sms", reply_to=OKAFOR))
    case = case_of(house, kept)
    assert (case.lane, case.urgency, case.queue, case.topic) == (
        0, "life_safety", "repairs_emergency", "medical.emergency")  # fmt: skip
    assert not case.restricted and "999" in words(landlord)
    assert [said.text for said in said_to(house, case.id)][:1] == ([words(landlord)])


def test_a_mail_is_answered_with_it(house: House, landlord: Landlord) -> None:
    mail = a_mail(f"Hello,\n\n{WORDS}.\n\nNgozi", subject="Help")
    [kept] = hear(house, RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, mail, house.now()))
    case = case_of(house, kept)
    assert case.lane == 0
    assert said_to(house, case.id)[0].text.startswith(words(landlord))


def test_a_caller_hears_it_and_is_never_behind(house: House, landlord: Landlord) -> None:
    for call, sender, text in (("CA1", "+447700900501", "my radiator is cold"), ("CA2", UNKNOWN, WORDS)):
        house.calls.report(CallReport(call, "in-progress", sender))
        hear(house, a_text(text, sender, channel="voice", provider_id=call, dedupe_key=f"{call}:heard", call_id=call,
                           live=True, reply_by="sms", reply_to=sender))  # fmt: skip
    assert house.calls.whereabouts("CA2").position == 1
    assert house.calls.whereabouts("CA2").say == (words(landlord),)


def test_nobody_takes_it_and_the_people_on_call_are_told_what_it_is(
    house: House, cast: Cast, clock: FrozenClock, senders: dict[str, FakeSender]
) -> None:
    with house.database.transaction() as session:
        session.get_one(Staff, cast.bob).phone = "+447700900302"
    [kept] = hear(house, a_text(WORDS, OKAFOR, received_at=clock()))
    for _ in range(8):
        clock.go_on(minutes=1)
        house.offering.tick()
        timetable.tell_the_next(house)
    house.dispatch.drain()
    with house.database.reading() as session:
        assert session.scalars(select(Page.case_id)).first() == case_of(house, kept).id
    [told] = [message.text for message in senders["sms"].sent if message.to == "+447700900302"]
    assert "medical" in told and "mum" not in told


def test_it_closes_no_visit_and_answers_none(house: House, cast: Cast) -> None:
    """A danger in an answer to times that were offered is a danger, not an answer."""
    hear(house, a_text("kitchen tap dripping, 14 Alder Row", OKAFOR))
    [kept] = hear(house, a_text("the second one, and my husband is having a heart attack", OKAFOR))
    case = case_of(house, kept)
    assert (case.lane, case.state) == (0, "waiting")
    with house.database.reading() as session:
        assert session.scalars(select(Case.state).where(Case.id != case.id)).all() != ["arranged"]


def test_all_that_is_said_of_an_emergency_leaves_before_what_is_said_of_the_rest(
    house: House, senders: dict[str, FakeSender]
) -> None:
    routine = [a_text("my radiator is cold", f"+4477009006{number:02d}") for number in range(12)]
    hear(house, *routine, a_text(WORDS, OKAFOR))
    house.dispatch.drain()
    sent = [one.to for one in senders["sms"].sent]
    assert len(sent) == 14 and sent[:2] == [OKAFOR, OKAFOR], "the safety words, and the word that we have theirs"
