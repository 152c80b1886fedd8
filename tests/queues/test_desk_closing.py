"""A case that is closed: nobody comes for it any more, and nothing is on offer."""

from typing import Any

from sqlalchemy import select

from router.model import TimesOffered
from tests.queues.diaries import open_diary, visits
from tests.queues.test_desk_appointments import act, book, offered, take, times_of


def close(person: Any, house: Any) -> Any:
    return person.post(house.url("boiler", "close"), version=str(house.case("boiler").version), reason="Settled")


def test_a_case_with_a_visit_to_come_is_not_closed(house: Any, browser: Any) -> None:
    open_diary(house)
    amina = browser("amina")
    take(amina, house)
    book(amina, house, times_of(amina.get(house.url("boiler", "visit")).text)[0])
    refused = close(amina, house)
    assert refused.status_code == 409 and "A visit is booked for tomorrow, Mon 23 Nov" in refused.text
    assert house.case("boiler").state == "held" and len(visits(house, state="booked")) == 1
    [visit] = visits(house, state="booked")
    assert act(amina, house, visit.id, "cancel", why="They mended it themselves").status_code == 302
    assert close(amina, house).status_code == 302
    assert house.case("boiler").state == "closed"


def test_closing_takes_back_what_is_on_offer(house: Any, browser: Any) -> None:
    amina = offered(house, browser)
    assert close(amina, house).status_code == 302
    with house.database.reading() as session:
        assert session.scalars(select(TimesOffered.state)).all() == ["withdrawn"]
    assert visits(house, state="held") == []
