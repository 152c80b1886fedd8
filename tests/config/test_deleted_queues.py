"""A queue goes out of queues.toml while cases wait in it."""

from dataclasses import replace

from builders import OKAFOR, Cast, a_text, case_of, hear

from config import deleted_queues
from config.wiring import House
from queues import waiting
from router.model import Case, Staff


def test_what_waited_there_waits_in_the_general_queue_with_the_reason(house: House, cast: Cast) -> None:
    waits, held = hear(house, a_text("my kitchen tap is dripping", OKAFOR), a_text("the bath tap drips too"))
    number = case_of(house, held).id
    with house.database.transaction() as session:
        assert waiting.claim(session, number, session.get_one(Staff, cast.amina), house.now())
    before = case_of(house, waits)
    assert before.queue == "repairs_plumbing"
    fewer = {name: queue for name, queue in house.landlord.queues.items() if name != "repairs_plumbing"}
    house.landlord = replace(house.landlord, queues=fewer)
    assert deleted_queues.move(house) == 2
    assert deleted_queues.move(house) == 0
    with house.database.reading() as session:
        now, theirs = session.get_one(Case, before.id), session.get_one(Case, number)
        assert (now.queue, now.state, now.waiting_since, now.due_at) == (
            "general", "waiting", before.waiting_since, before.due_at)  # fmt: skip
        assert now.reason.startswith("The queue repairs_plumbing is gone")
        assert (theirs.queue, theirs.state, theirs.agent_id) == ("general", "held", cast.amina)
