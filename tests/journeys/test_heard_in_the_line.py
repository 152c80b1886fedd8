"""What a caller says while they wait in the line is heard: a danger has its words at once, and its case is raised."""

import pytest
from sqlalchemy import select

from config.wiring import House
from router.model import Case, Message
from router.values import Landlord
from tests.channels.voice.simulator import SILENCE, speech
from tests.journeys.test_appointments_by_phone import ring

pytestmark = pytest.mark.usefixtures("cast")
RENT = speech("I want to speak to somebody about my rent")


def test_gas_named_in_the_line_has_its_words_at_once_and_ends_the_wait(house: House, landlord: Landlord) -> None:
    call = ring(house, RENT, SILENCE, speech("actually i can smell gas"))
    words = " ".join(landlord.scripts["gas"].say)
    waited = next(i for i, said in enumerate(call.said) if "in the line" in said)
    assert words in call.said[waited:] and call.verbs[-1] == "Hangup"
    assert "Record" not in call.verbs, "nobody is kept indoors by a tone"
    with house.database.reading() as session:
        told = session.scalars(select(Message).where(Message.text == "actually i can smell gas")).one()
        assert session.get_one(Case, told.case_id).lane == 0


def test_the_line_says_what_to_do_in_danger(house: House) -> None:
    call = ring(house, RENT)
    waited = next(said for said in call.said if "in the line" in said)
    assert "say so now" in waited and "999" in waited and "0 8 0 0, 1 1 1, 9 9 9" in waited


def test_what_is_said_in_the_line_is_kept_once_and_the_wait_goes_on(house: House) -> None:
    call = ring(house, RENT, speech("it is the arrears letter"), speech("of last week"))
    with house.database.reading() as session:
        said = session.scalars(select(Message.text).where(Message.direction == "in").order_by(Message.id)).all()
    assert said[:3] == [RENT["SpeechResult"], "it is the arrears letter", "of last week"]
    assert sum("in the line" in words for words in call.said) >= 3
