"""What is told in a case that only some may see stays there, though the same person has a visit in another case."""

import pytest
from appointment_house import Talk, visits
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router.model import Case, Message

TAP = "kitchen tap dripping, 1 Alder Road"
HARM = "my husband hits me and i am scared to go home"


def where(house: House, words: str) -> Case:
    """The case that holds the newest message with these words."""
    with house.database.reading() as session:
        found = select(Message).where(Message.text == words).order_by(Message.id.desc())
        message = session.scalars(found).first()
        assert message is not None and message.case_id is not None
        return session.get_one(Case, message.case_id)


def seen_by_whoever_comes(house: House) -> str:
    return " ".join(visit.note for visit in visits(house))


@pytest.mark.parametrize(
    "words",
    ["i am at my sisters now dont tell him", "running late", "nobody in", "can we do thursday instead", "yes", "he is out until 5"],
)  # fmt: skip
def test_nothing_of_a_restricted_case_is_copied_to_a_visit(
    house: House, clock: FrozenClock, talk: Talk, words: str
) -> None:
    talk.says(TAP)
    talk.says("2")
    (visit,) = visits(house, "booked")
    talk.says(HARM)
    assert where(house, HARM).restricted
    talk.says(words)
    there = where(house, words)
    assert there.restricted and there.id != visit.case_id and there.state == "waiting"
    assert words not in seen_by_whoever_comes(house)
    with house.database.reading() as session:
        assert words not in session.get_one(Case, visit.case_id).reason
    assert [one.id for one in visits(house, "booked")] == [visit.id]


def test_it_stays_there_also_after_the_visit_is_spoken_of_again(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2")
    (visit,) = visits(house, "booked")
    talk.says(HARM)
    with house.database.reading() as session:
        named = f"when is it {session.get_one(Case, visit.case_id).reference}"
    talk.says(named)
    assert where(house, named).id == visit.case_id, "they named the case"
    talk.says("i am at my sisters now dont tell him")
    assert where(house, "i am at my sisters now dont tell him").restricted


def test_a_time_on_offer_may_still_be_chosen(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    Talk(house, clock, "+447700900777").says(HARM)
    with house.database.transaction() as session:  # they told it from another telephone, which is theirs
        session.scalars(select(Case).where(Case.restricted)).one().party = talk.number
    talk.says("1 but he must not see the van")
    assert where(house, "1 but he must not see the van").restricted
    assert visits(house, "booked") == [] and seen_by_whoever_comes(house).strip() == ""
    talk.says("2")
    (visit,) = visits(house, "booked")
    assert where(house, "2").id == visit.case_id


def test_nothing_about_the_visit_hints_that_something_was_told(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2")
    before = talk.case
    talk.says(HARM)
    assert where(house, HARM).restricted and where(house, HARM).id != before.id
    after = talk.case
    assert (after.state, after.reason, after.version) == (before.state, before.reason, before.version)


def test_times_on_offer_end_as_if_none_suited(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    before = talk.case
    talk.says(HARM)
    assert not visits(house, "held") and talk.case.state == "waiting"
    assert talk.case.reason == f"No time was chosen.\n{before.reason}", "nothing of it hints at the other"


@pytest.mark.parametrize("channel", ["sms", "voice", "web"])
def test_by_no_door_is_it_copied_to_the_visit(house: House, clock: FrozenClock, talk: Talk, channel: str) -> None:
    talk.says(TAP)
    talk.says("2")
    (visit,) = visits(house, "booked")
    talk.says(HARM)
    words = "nobody in, i am at my sisters, dont tell him"
    Talk(house, clock, talk.number, channel).says(words)
    assert "sisters" not in seen_by_whoever_comes(house)
    with house.database.reading() as session:
        assert "sisters" not in session.get_one(Case, visit.case_id).reason


def test_a_fault_told_after_harm_is_for_repairs(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(HARM)
    words = "no heating or hot water at all since last night"
    talk.says(words)
    there = where(house, words)
    assert not there.restricted and there.repair_group == "heating" and there.queue != "safeguarding"
    assert where(house, HARM).id != there.id
    assert there.linked_case_id is None and "earlier case" not in there.reason, "nothing of it hints at the other"


def test_a_danger_after_it_was_called_off_is_not_put_down_to_the_visit(
    house: House, clock: FrozenClock, talk: Talk
) -> None:
    talk.says(TAP)
    talk.says("not needed")
    old = talk.case
    talk.says("i can smell gas")
    assert "when they were asked about a visit" not in talk.case.reason and where(house, "i can smell gas").id != old.id


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        ("my husband is hitting me please dont text back", 0),
        ("my husband hits me. don\u2019t ring, he reads my phone", 0),
        ("my partner hit me again last night, he checks my messages", 0),
        ("my husband hits me, dont ring the police", 1),
        ("my husband hits me and i dont know who to ring", 1),
        ("i can smell gas please dont ring im at work, my daughter is in", 1),
    ],
)
def test_who_asks_for_silence_is_sent_nothing_about_harm(house: House, talk: Talk, words: str, sent: int) -> None:
    talk.says(words)
    case = where(house, words)
    with house.database.reading() as session:
        told = session.scalars(select(Message.text).where(Message.case_id == case.id, Message.kind == "safety")).all()
    assert len(told) == sent
    assert case.lane == 0 and case.state == "waiting", "a person reads it at once in any case"
    assert ("nothing was sent" in case.reason) is (sent == 0)


@pytest.mark.parametrize("words", ["he hit me again. it isnt safe to reply", "he reads my phone"])
def test_who_asked_for_silence_once_need_not_ask_it_again(
    house: House, clock: FrozenClock, talk: Talk, words: str
) -> None:
    talk.says("my husband is hitting me")
    assert len(talk.told()) == 1
    clock.go_on(hours=2)
    assert talk.says(words) == ""
    clock.go_on(days=2)
    assert talk.says("he is hitting me now") == "", "days later too"
    assert talk.case.lane == 0 and talk.case.state == "waiting" and "nothing was sent" in talk.case.reason
