"""Cases whose queue the landlord no longer has: they go to the default one, with the reason. Never nowhere."""

import logging

from sqlalchemy import select

from config.wiring import House
from router import cases
from router.model import Case
from router.placement import DEFAULT_QUEUE
from router.storage.database import hold_case

log = logging.getLogger(__name__)

AT_ONCE = 50
"""So many in one transaction, so that nothing else waits long for the database."""


def move(house: House) -> int:
    """Move every open case whose queue is not in `queues.toml`. Says how many there were."""
    lost = (Case.state != "closed", Case.queue.not_in(house.landlord.queues))
    with house.database.reading() as session:
        numbers = list(session.scalars(select(Case.id).where(*lost).order_by(Case.lane, Case.id)))
    for start in range(0, len(numbers), AT_ONCE):
        with house.database.transaction() as session:
            for number in numbers[start : start + AT_ONCE]:
                case = hold_case(session, number)
                if case is not None and case.state != "closed" and case.queue not in house.landlord.queues:
                    cases.lose_queue(session, case, DEFAULT_QUEUE, house.now())
    if numbers:
        log.warning("%d cases were in queues that are gone; they are in %s now", len(numbers), DEFAULT_QUEUE)
    return len(numbers)
