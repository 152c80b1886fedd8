"""A call-back is with the officer whom they name, or their own, if that one has time soon; else with whoever rings back."""

from datetime import UTC, date, datetime

import pytest
from appointment_house import Talk, listed, visits
from builders import Cast
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router.appointments.bands import instant
from router.model import Leave, Resource, WorkingPattern

OWN, OTHER = "Amina Rahman", "Sunita Patel"


def an_officer(house: House, name: str, patch: str, staff_id: int | None = None) -> int:
    with house.database.transaction() as session:
        row = Resource(code=f"rings-{name.split()[0].lower()}", name=name, kind="officer", serves=["phone_callback"],
                       patches=[patch], staff_id=staff_id)  # fmt: skip
        session.add(row)
        session.flush()
        session.add_all(WorkingPattern(resource_id=row.id, weekday=day, starts=480, ends=1020, from_day=date(2026, 1, 5))
                        for day in range(5))  # fmt: skip
        return row.id


@pytest.fixture
def officers(diary: House, cast: Cast) -> dict[str, int]:
    return {OWN: an_officer(diary, OWN, "P1", cast.amina), OTHER: an_officer(diary, OTHER, "P9")}


def by(house: House) -> set[str]:
    """Who rings, of what is offered or booked."""
    with house.database.reading() as session:
        ids = {visit.resource_id for visit in visits(house, "held", "booked")}
        return set(session.scalars(select(Resource.name).where(Resource.id.in_(ids))))


@pytest.mark.parametrize(
    ("text", "who"),
    [("can Sunita ring me back about my rent arrears", OTHER), ("can my housing officer ring me about my rent arrears", OWN),
     ("i'd like sunita patel to call me about my rent arrears tomorrow afternoon", OTHER),
     ("please can i have a call back from my officer about my rent arrears", OWN),
     ("can someone ring me back about my rent arrears", "Callbacks Smith"),
     ("please ring me back about my rent arrears thanks sunita", "Callbacks Smith"),
     ("can someone ring me back about my rent arrears, my housing officer was rude", "Callbacks Smith"),
     ("can anyone but sunita ring me back about my rent arrears, i never want to speak to sunita again", "Callbacks Smith"),
     ("ring me back about my rent arrears, i dont want to talk to my housing officer", "Callbacks Smith"),
     ("can someone ring me back about my rent arrears, my daughter sunita will call if i dont answer", "Callbacks Smith")],
)  # fmt: skip
def test_who_rings(diary: House, clock: FrozenClock, officers: dict[str, int], text: str, who: str) -> None:
    told = Talk(diary, clock).says(text)
    assert by(diary) == {who}, told
    assert (f"{who.split()[0]} will ring you." in told) == (who in officers)
    assert ("We will ring you." in told) == (who not in officers)


def test_it_stays_theirs_when_it_is_moved(diary: House, clock: FrozenClock, officers: dict[str, int]) -> None:
    talk = Talk(diary, clock)
    talk.says("can Sunita ring me back about my rent arrears")
    assert "Sunita will ring you" in talk.says("2")
    talk.says("none of those, can we do friday instead")
    talk.says("1" if len(visits(diary, "held")) > 1 else "yes")
    [visit] = visits(diary, "booked")
    assert visit.resource_id == officers[OTHER] and visit.sequence == 1
    clock.at = visit.window_from
    diary.lapsing.lapse(clock())
    assert OTHER in talk.case.reason and "Ring them now" in talk.case.reason


def test_an_officer_who_is_away_is_told_of_and_a_colleague_rings(
    diary: House, clock: FrozenClock, officers: dict[str, int]
) -> None:
    with diary.database.transaction() as session:
        session.add(Leave(resource_id=officers[OTHER], from_at=datetime(2026, 6, 1, tzinfo=UTC),
                          until_at=instant(date(2026, 6, 22), 0), reason="", by=None))  # fmt: skip
    talk = Talk(diary, clock)
    told = talk.says("can Sunita ring me back about my rent arrears tomorrow afternoon")
    assert told.startswith("Sorry, Sunita has no time free soon. A colleague can ring you.") and "Tue 16 Jun" in told
    assert by(diary) == {"Callbacks Smith"} and "no time free soon" in talk.case.reason
    assert len(told) <= 306 and not listed(told)


def test_who_has_left_rings_nobody(diary: House, clock: FrozenClock, officers: dict[str, int]) -> None:
    with diary.database.transaction() as session:
        session.get_one(Resource, officers[OTHER]).active = False
    Talk(diary, clock).says("can Sunita ring me back about my rent arrears")
    assert by(diary) == {"Callbacks Smith"}


def test_an_officer_who_is_kept_by_a_post_is_called_so(diary: House, clock: FrozenClock, cast: Cast) -> None:
    post = an_officer(diary, "Millgate and Castle officer", "P1", cast.amina)
    told = Talk(diary, clock).says("can my housing officer ring me about my rent arrears")
    assert "Your housing officer will ring you." in told and "Millgate" not in told
    assert {visit.resource_id for visit in visits(diary, "held")} == {post}
