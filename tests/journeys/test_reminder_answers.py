"""What a tenant answers to a reminder is heard as said about that visit: no new case, nobody need wait."""

from datetime import UTC, date, datetime, timedelta

import pytest
from builders import OKAFOR, a_text, hear
from sqlalchemy import func, select
from visit_house import WEDNESDAY, Visiting, visiting

from router.model import Appointment, Case, Message, Resource, TimesOffered, WorkingPattern
from router.storage.database import hold_case

__all__ = ["visiting"]

DAY_BEFORE = datetime(2026, 6, 16, 15, 0, tzinfo=UTC)


@pytest.fixture
def reminded(visiting: Visiting) -> Visiting:
    """Derek works on weekdays; Mrs Okafor has just been reminded."""
    with visiting.house.database.transaction() as session:
        session.add_all(WorkingPattern(resource_id=visiting.derek, weekday=day, starts=480, ends=1020,
                                       from_day=date(2026, 1, 1)) for day in range(5))  # fmt: skip
    visiting.at(DAY_BEFORE)
    assert len(visiting.told()) == 1
    visiting.clock.go_on(minutes=5)
    return visiting


def answer(visiting: Visiting, text: str) -> str:
    """Their words, and what they are answered."""
    before = len(visiting.told())
    (kept,) = hear(visiting.house, a_text(text, OKAFOR, received_at=visiting.clock()))
    with visiting.house.database.reading() as session:
        assert session.get_one(Message, kept.message_id).case_id == visiting.case_id
        assert session.scalar(select(func.count()).select_from(Case)) == 1
    return " ".join(visiting.told()[before:])


@pytest.mark.parametrize("text", ["Y", "yes thats fine", "ok"])
def test_yes_is_thanked_and_nothing_changes(reminded: Visiting, text: str) -> None:
    answer(reminded, text)
    visit = reminded.visit()
    assert (visit.state, visit.window_from, visit.sequence) == ("booked", WEDNESDAY, 0)
    reminded.at(datetime(2026, 6, 17, 6, 30, tzinfo=UTC))
    assert any("is today" in told for told in reminded.told())


@pytest.mark.parametrize("text", ["can it be after 3", "MOVE", "can we do thursday instead"])
def test_another_time_is_offered_and_the_old_one_stays_until_then(reminded: Visiting, text: str) -> None:
    said = answer(reminded, text)
    assert said, "they must be answered"
    with reminded.house.database.reading() as session:
        (times,) = session.scalars(select(TimesOffered).where(TimesOffered.moves_id == reminded.visit_id))
        assert times.state == "open"
    assert reminded.visit().state == "booked"


def test_a_no_is_asked_about(reminded: Visiting) -> None:
    assert "MOVE" in answer(reminded, "no") and reminded.visit().state == "booked"


def test_cancel_cancels_and_the_morning_says_nothing(reminded: Visiting) -> None:
    assert answer(reminded, "CANCEL")
    assert reminded.visit().state == "cancelled"
    before = len(reminded.told())
    reminded.at(datetime(2026, 6, 17, 6, 30, tzinfo=UTC))
    assert len(reminded.told()) == before


def test_after_nobody_was_in_times_brings_new_ones(reminded: Visiting) -> None:
    reminded.clock.at = WEDNESDAY + timedelta(hours=1)
    with reminded.house.database.transaction() as session:
        case = hold_case(session, reminded.case_id)
        assert case is not None
        visit, by = session.get_one(Appointment, reminded.visit_id), session.get_one(Resource, reminded.derek)
        assert reminded.house.visits.act(session, case, visit, by, "no_access", reminded.clock()) == ""
    assert any("nobody was in" in told for told in reminded.told())
    reminded.clock.go_on(minutes=20)
    said = answer(reminded, "TIMES")
    assert "1 " in said and "2 " in said and "Reply" in said


@pytest.mark.parametrize("what", ["needs_return", "missed"])
def test_new_times_come_by_themselves_when_more_is_to_do_or_nobody_came(reminded: Visiting, what: str) -> None:
    reminded.clock.at = WEDNESDAY + timedelta(hours=5)
    with reminded.house.database.transaction() as session:
        case = hold_case(session, reminded.case_id)
        assert case is not None
        visit, by = session.get_one(Appointment, reminded.visit_id), session.get_one(Resource, reminded.derek)
        hears, at = reminded.house.visits, reminded.clock()
        if what == "missed":
            assert hears.missed(session, case, visit, "staff:1", at)
        else:
            assert hears.act(session, case, visit, by, "arrived", at) == ""
            assert hears.act(session, case, visit, by, "needs_return", at, outcome="Needs a new tap.") == ""
    said = " ".join(reminded.told()[1:])
    assert "1 " in said and "Reply 1" in said
    assert ("owe you 10 pounds" in said) is (what == "missed")
    assert ("One more visit is needed to finish" in said) is (what == "needs_return") and said.count("One more") < 2
    # what we owe them a person sees to first
    assert reminded.case().state == ("waiting" if what == "missed" else "arranged")
    answer(reminded, "1")
    with reminded.house.database.reading() as session:
        agreed = session.scalars(select(Appointment).where(Appointment.state == "booked"))
        assert [visit.visit for visit in agreed] == [2]


@pytest.mark.parametrize("words", ["nobody in tomorrow sorry", "nobody will be in", "not tomorrow"])
def test_who_cannot_let_us_in_and_chooses_no_other_time_is_rung_before_we_go(reminded: Visiting, words: str) -> None:
    assert "1 " in answer(reminded, words)
    assert words in reminded.visit().note, "whoever comes reads it meanwhile"
    reminded.clock.go_on(hours=4)
    reminded.house.lapsing.lapse(reminded.clock())
    case = reminded.case()
    assert reminded.visit().state == "booked" and case.state == "waiting"
    assert words in case.reason and "Ring them before we go" in case.reason
