"""A process says that it works."""

import threading

from config import heartbeat
from config.wiring import House
from router.model import Heartbeat


def test_two_that_begin_in_the_same_instant_both_say_so(house: House) -> None:
    troubles: list[Exception] = []
    together = threading.Barrier(2)

    def begin(mine: int) -> None:
        for number in range(20):
            together.wait(20)
            try:
                heartbeat.say(house, f"worker{number}", {"of": mine})
            except Exception as trouble:  # of a thread, where nobody would hear of it
                troubles.append(trouble)

    threads = [threading.Thread(target=begin, args=(mine,)) for mine in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert troubles == []
    with house.database.reading() as session:
        assert session.get_one(Heartbeat, "worker19").data["of"] in (1, 2)
