"""Is anybody at work for emergencies tonight? By the patterns of staff, in London time."""

from datetime import UTC, datetime

from builders import Cast
from sqlalchemy import select

from config import rostered
from config.wiring import House
from router.model import Staff

MONDAY_NOON = datetime(2026, 6, 15, 11, 0, tzinfo=UTC)  # summer time: 12:00 in London


def gaps(house: House, at: datetime = MONDAY_NOON) -> list[str]:
    with house.database.reading() as session:
        found = rostered.nobody(session, house.landlord, at)
    return [f"{begin:%d %H:%M}-{end:%d %H:%M}" for begin, end in found]


def give(house: House, **patterns: list[list[int]]) -> None:
    """Whoever is not named has left."""
    with house.database.transaction() as session:
        for row in session.scalars(select(Staff)):
            row.active, row.pattern = row.name.lower() in patterns, patterns.get(row.name.lower(), [])


def test_the_night_that_no_shift_covers_is_named_in_london_time(house: House, cast: Cast) -> None:
    give(house, amina=[[0, 8 * 60, 20 * 60], [1, 8 * 60, 20 * 60]])
    assert gaps(house) == ["15 19:00-16 07:00"]
    with house.database.reading() as session:
        words = rostered.words(rostered.nobody(session, house.landlord, MONDAY_NOON))
    assert "rostered from Monday 20:00 to Tuesday 08:00" in words and "Amina" not in words


def test_shifts_that_meet_leave_nothing(house: House, cast: Cast) -> None:
    give(house, amina=[[0, 8 * 60, 20 * 60], [1, 8 * 60, 20 * 60]], bob=[[0, 20 * 60, 32 * 60]])
    assert gaps(house) == [] and rostered.words([]) == ""


def test_a_shift_that_began_yesterday_still_counts(house: House, cast: Cast) -> None:
    give(house, amina=[[0, 20 * 60, 32 * 60], [1, 8 * 60, 20 * 60]])
    assert gaps(house, datetime(2026, 6, 16, 1, 0, tzinfo=UTC)) == ["16 19:00-17 01:00"]


def test_who_serves_another_queue_and_a_supervisor_without_hours_do_not_count(house: House, cast: Cast) -> None:
    give(house, charlie=[[day, 0, 1440] for day in range(7)], sue=[])
    assert gaps(house) == ["15 11:00-16 11:00"], "Charlie serves rents; Sue has no pattern"


def test_an_agent_without_a_pattern_works_while_we_are_open(house: House, cast: Cast) -> None:
    give(house, bob=[])
    assert len(gaps(house)) == 1 and not gaps(house)[0].startswith("15 11:00")
