"""What was found by walking through appointments from the handset."""

from datetime import date

import pytest
from appointment_house import Talk, add_person, listed, visits
from doubles import FrozenClock

from config import verify
from config.wiring import House
from router.appointments.bands import instant
from router.model import DiarySession, Resource
from router.values import AGREED

TAP = "kitchen tap dripping"


@pytest.fixture
def talk(diary: House, clock: FrozenClock) -> Talk:
    add_person(diary, "derek")
    with diary.database.transaction() as session:
        officer = session.query(Resource).filter_by(code="officer-p1").one()
        session.add(DiarySession(kind="estate_walkabout", resource_id=officer.id, starts_at=instant(date(2026, 6, 24), 600),
                                 ends_at=instant(date(2026, 6, 24), 660), minutes=60, seats=1, patch="P1",
                                 place="By the notice board"))  # fmt: skip
    return Talk(diary, clock)


@pytest.mark.parametrize("words", ["when is the next estate walkabout", "when is the next drop in at the office?"])
def test_when_a_walkabout_is_has_nothing_to_do_with_when_somebody_comes(talk: Talk, words: str) -> None:
    talk.says(TAP)
    told = talk.says(words)
    assert ("estate walkabouts" in told or "next at our offices" in told) and not listed(told), told
    talk.says("2")
    assert "walkabouts" in talk.says("when is the next estate walkabout")


@pytest.mark.parametrize(
    "words", ["can someone inspect the damp in my bedroom", "can someone inspect the mould please"]
)
def test_who_wants_the_damp_inspected_is_offered_the_surveyor(diary: House, talk: Talk, words: str) -> None:
    assert "surveyor's inspection" in talk.says(words)
    assert "booked. Your surveyor's inspection" in talk.says("2")
    (visit,) = visits(diary, *AGREED)
    assert visit.kind == "inspection"


def test_hours_asked_for_twice_are_no_greeting_said_twice(diary: House, talk: Talk) -> None:
    talk.says(TAP)
    for _ in range(2):
        assert "next at our offices" in talk.says("when is the next drop in at the office?")
    talk.clock.go_on(minutes=5)
    found = dict(verify.counts(diary.database, diary.settings, verify.DUE_FOR, talk.clock()))
    assert found["text sent twice"] == 0
