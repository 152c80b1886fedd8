"""Harm to a person: the shortest words, nobody without the right sees it, and it does not wait."""

import pytest
from builders import OKAFOR, Cast, a_text, case_of, hear, said_to

from config.wiring import House
from queues.access import may_see
from router import cases
from router.model import Case, Staff
from router.safety import MINIMUM
from router.values import Progress


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_domestic_abuse_gets_the_shortest_words_and_no_other(house: House, cast: Cast, channel: str) -> None:
    [kept] = hear(house, a_text("my partner is hitting me and i can smell gas", OKAFOR, channel=channel))
    case = case_of(house, kept)
    assert case.restricted and case.lane == 0 and case.queue == "safeguarding"
    assert [m.text for m in said_to(house, case.id)] == [MINIMUM]
    with house.database.reading() as session:
        seen = {name: may_see(session.get_one(Staff, number), case)
                for name, number in (("amina", cast.amina), ("sue", cast.sue), ("charlie", cast.charlie))}  # fmt: skip
    assert seen == {"amina": False, "sue": True, "charlie": False}


def test_a_second_message_is_not_told_the_same_again(house: House, cast: Cast) -> None:
    first, second = hear(house, a_text("my partner is hitting me", OKAFOR), a_text("hes threatened to kill me", OKAFOR))
    case = case_of(house, first)
    assert case_of(house, second).id == case.id
    assert [m.text for m in said_to(house, case.id)] == [MINIMUM]


def test_harm_in_an_answer_to_times_is_no_answer(house: House, cast: Cast) -> None:
    tap, told = hear(house, a_text("kitchen tap dripping, 14 Alder Row", OKAFOR),
                     a_text("not needed because my uncle touches me", OKAFOR))  # fmt: skip
    case = case_of(house, told)
    assert case.restricted and case.lane == 0 and case.queue == "safeguarding"
    assert [m.text for m in said_to(house, case.id) if m.id > told.message_id][-1:] == [MINIMUM]
    assert case_of(house, tap).state != "closed"


@pytest.mark.parametrize("said", ["my husband hits me", "i want to kill myself", "he hits me and i can smell gas"])
@pytest.mark.parametrize("reply_by", [("sms", "+447700900111"), ("email", "me@post.example")])
def test_a_form_that_tells_of_harm_is_answered_on_the_page_alone(
    house: House, said: str, reply_by: tuple[str, str]
) -> None:
    [kept] = hear(house, a_text(said, reply_by[1], channel="web", reply_by=reply_by[0], reply_to=reply_by[1]))
    case = case_of(house, kept)
    assert said_to(house, case.id) == [], "anybody may have typed that number, and anybody may read what comes to it"
    shown = house.progress.progress(house.progress.token(kept.reference))
    assert shown == Progress(kept.reference, "", house.now(), (MINIMUM,), True, of_harm=True)


def test_the_page_of_a_case_that_became_one_of_harm_shows_nothing_more(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("the bath tap drips", OKAFOR, channel="web", reply_by="sms", reply_to=OKAFOR))
    with house.database.transaction() as session:
        cases.restrict(session, session.get_one(Case, case_of(house, kept).id), house.now())
    shown = house.progress.progress(house.progress.token(kept.reference))
    assert shown is not None and shown.of_harm and shown.safety == (MINIMUM,) and shown.state == ""
