"""People who are lent to another queue: their own desk says so, and a supervisor hears when that queue is paused."""

from datetime import timedelta
from typing import Any

from router import levers


def lend(sue: Any, house: Any, queue: str, name: str = "bob") -> str:
    """What the board says of it."""
    answer = sue.post("/wallboard/levers/lend", queue=queue, minutes="30", why="Storm damage.",
                      people=str(house.people[name]))  # fmt: skip
    page: str = sue.get(answer.location).text
    return page


def test_their_own_desk_says_to_which_queue_and_until_when(house: Any, browser: Any) -> None:
    sue, bob = browser("sue"), browser("bob")
    assert "You are lent" not in bob.get("/desk").text
    assert "Lent. They are offered" in lend(sue, house, "estates")
    page = bob.get("/desk").text
    assert "You are lent to “Estates: cleaning, grounds, waste” until today 10:30. Storm damage." in page
    assert "It is paused just now" not in page
    assert "You are lent" not in sue.get("/desk").text
    house.clock.forward(minutes=30)
    assert "You are lent" not in bob.get("/desk").text


def test_a_supervisor_hears_that_the_queue_is_paused(house: Any, browser: Any) -> None:
    sue, bob = browser("sue"), browser("bob")
    with house.database.transaction() as session:
        until = house.clock() + timedelta(minutes=10)
        levers.pause(session, "estates", until, "Training.", house.people["sue"], house.clock())
    assert "Lent, but that queue is paused" in lend(sue, house, "estates")
    assert "It is paused just now, so nothing of it but emergencies is offered to you." in bob.get("/desk").text
    assert "Lent. They are offered" in lend(sue, house, "rents", "amina")
    house.clock.forward(minutes=11)
    page = bob.get("/desk").text
    assert "You are lent to" in page and "It is paused just now" not in page


def test_a_restricted_queue_is_named_to_nobody_without_the_right(house: Any, browser: Any) -> None:
    with house.database.transaction() as session:
        for name in ("bob", "sam"):
            levers.lend(session, [house.people[name]], "safeguarding", 30, "Two are ill.", house.people["adam"],
                        house.clock())  # fmt: skip
    assert "You are lent" not in browser("bob").get("/desk").text
    assert "You are lent to “Safeguarding" in browser("sam").get("/desk").text
