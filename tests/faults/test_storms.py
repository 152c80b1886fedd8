"""The same thing told many times at once, many things at once, and receipts in every order."""

import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from builders import UNKNOWN, a_text, case_of, hear, said_to
from doubles import FakeSender, FrozenClock
from sqlalchemy import select

from config.wiring import House
from queues import waiting
from router.errors import Uncertain
from router.model import Case, Message, Staff
from router.values import DELIVERY_RANK, DeliveryReport, OutboundMessage, Sent
from tests.benchmarks import offering
from tests.faults import books
from tests.faults.conftest import Figure
from tests.faults.house import RunningHouse, until
from tests.faults.ledger import Ledger
from tests.faults.senders import Senders


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """`work(0)` to `work(count - 1)`, begun at the same instant. What each gave; errors are raised."""
    gate = threading.Barrier(count)

    def one(number: int) -> Any:
        gate.wait(30)
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return [job.result() for job in [pool.submit(one, number) for number in range(count)]]


def placed(house: RunningHouse) -> bool:
    return not house.count("select count(*) from message where direction = 'in' and state = 'received'")


@pytest.mark.timeout(180)
def test_one_text_told_fifty_times_at_once_is_one_row(
    running: RunningHouse, tenants: Senders, ledger: Ledger, rng: random.Random, figure: Figure, full: bool
) -> None:
    rounds = 40 if full else 3
    for number in range(rounds):
        sid, sender = f"SM{rng.getrandbits(128):032x}", f"+4477009060{number:02d}"
        form = tenants.text_form(sid, sender, "Hello?")
        entry = tenants._entry("sms", sid, b"", "")
        answers = at_once(50, lambda _, f=form, e=entry: tenants.post(e, "/channels/sms/inbound", f))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        assert len({(a.status_code, a.content) for a in answers if a is not None}) == 1
        assert all(a is not None for a in answers)
    until(lambda: placed(running), "all is placed", 40)
    found = books.audit(running, ledger)
    figure(
        "B1 one text told 50 times at once", injected=50 * rounds, rows=found.accepted, duplicated=len(found.duplicated)
    )
    assert (found.accepted, found.wrong) == (rounds, [])


@pytest.mark.timeout(120)
def test_one_mail_told_twenty_times_at_once_is_one_row(
    running: RunningHouse, tenants: Senders, ledger: Ledger, rng: random.Random, figure: Figure
) -> None:
    name = f"<{rng.getrandbits(64):x}@post.example>"
    at_once(20, lambda _: tenants.try_mail(name, "often@post.example", "Bins", "Again"))
    until(lambda: placed(running), "all is placed", 40)
    found = books.audit(running, ledger)
    figure("C1 one mail told 20 times at once", injected=20, rows=found.accepted, duplicated=len(found.duplicated))
    assert (found.accepted, found.wrong) == (1, [])
    assert ledger.tries() == {"accepted": 20}


@pytest.mark.timeout(180)
def test_ten_texts_at_once_from_a_new_number_are_one_case_with_one_answer(
    running: RunningHouse, tenants: Senders, ledger: Ledger, rng: random.Random, figure: Figure, full: bool
) -> None:
    rounds = 40 if full else 5
    numbers = [f"+4477009070{number:02d}" for number in range(rounds)]
    for sender in numbers:
        sids = [f"SM{rng.getrandbits(128):032x}" for _ in range(10)]
        at_once(10, lambda n, s=sender, i=sids: tenants.try_text(i[n], s, f"The tap drips, note {n}", s))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
    until(lambda: placed(running), "all is placed", 40)
    found = books.audit(running, ledger)
    answers = [running.count("select count(*) from message where direction = 'out' and kind = 'acknowledgement' "
                             "and recipient = :to", to=number) for number in numbers]  # fmt: skip
    figure("ten texts at once from a new number", injected=10 * rounds, accepted=found.accepted,
           in_two_cases=len(found.misplaced), greeted_twice=sum(n > 1 for n in answers))  # fmt: skip
    assert (found.accepted, found.wrong) == (10 * rounds, [])
    assert answers == [1] * rounds


@pytest.mark.timeout(180)
def test_fifty_agents_claim_one_case(house: House, cast: object, figure: Figure, full: bool) -> None:
    rounds = 50 if full else 4
    with house.database.transaction() as session:
        staff = [Staff(name=f"Agent {n}", role="agent", email=f"a{n}@homes.example", phone="", password_hash="-",
                       queues=[], skills=[q.skill for q in house.landlord.queues.values()], languages=["en"])
                 for n in range(50)]  # fmt: skip
        session.add_all(staff)
    for number in range(rounds):
        (kept,) = hear(house, a_text("The tap drips", f"+4477009080{number:02d}"))
        case = case_of(house, kept)

        def claim(n: int, case_id: int = case.id) -> bool:
            with house.database.transaction() as session:
                return waiting.claim(session, case_id, session.get_one(Staff, staff[n].id), house.now())

        won = at_once(50, claim)
        with house.database.reading() as session:
            now = session.get_one(Case, case.id)
            assert won.count(True) == 1
            assert (now.state, now.agent_id) == ("held", staff[won.index(True)].id)
    figure("H1 50 agents claim one case", injected=50 * rounds, owners=rounds, two_owners=0)


@pytest.mark.timeout(300)
def test_eight_dispatchers_offer_every_case_to_one_agent_within_their_room(
    house: House, figure: Figure, full: bool
) -> None:
    """F36: nobody is ever above their capacity, every case has one owner, and none is left."""
    found = offering.in_threads(house.database.url, agents=60 if full else 20, count=1200 if full else 120)
    figure("O1 storm of 8 dispatchers", injected=found.cases, owners=found.owned_once, two_owners=found.two_owners,
           over_capacity=found.over_capacity, lost=found.left)  # fmt: skip
    assert (found.owned_once, found.two_owners, found.over_capacity, found.left) == (found.cases, 0, 0, 0)
    assert found.cases in (120, 1200)


def an_answer(house: House, sender: str) -> Message:
    """The acknowledgement of a new text, written and not yet sent."""
    (kept,) = hear(house, a_text("The tap drips", sender))
    (answer,) = said_to(house, case_of(house, kept).id)
    return answer


RECEIPTS = ("queued", "sent", "delivered", "undelivered", "read")


@pytest.mark.timeout(240)
def test_receipts_in_every_order_end_at_the_highest(house: House, figure: Figure, full: bool) -> None:
    states = tuple(DELIVERY_RANK) if full else RECEIPTS
    orders = list(permutations(states, 5))
    answer = an_answer(house, UNKNOWN)
    house.dispatch.drain()
    wrong = 0
    for order in orders:
        with house.database.transaction() as session:
            row = session.get_one(Message, answer.id)
            row.state, row.delivery, row.error_code = "sent", "", ""
            sid = row.provider_id = f"SM{hash(order) & (2**127 - 1):032x}"
        for state in (*order, order[0]):  # and one of them told again
            house.receipts.report(DeliveryReport("sms", sid, state, outbound_id=answer.id))
        with house.database.reading() as session:
            ended = session.get_one(Message, answer.id).delivery
        wrong += DELIVERY_RANK[ended] != max(DELIVERY_RANK[state] for state in order)
    figure("B4 receipts in every order", injected=len(orders), wrong=wrong)
    assert wrong == 0


class HastyProvider(FakeSender):
    """Its receipts arrive before its own answer."""

    def __init__(self, house: House, by_ref: bool, cut: bool) -> None:
        super().__init__("sms")
        self.house, self.by_ref, self.cut = house, by_ref, cut

    def send(self, message: OutboundMessage) -> Sent:
        sid = f"SM{message.id:032x}"
        for state in ("queued", "delivered", "sent"):
            ref = message.id if self.by_ref else None
            self.house.receipts.report(DeliveryReport("sms", sid, state, outbound_id=ref))
        self.sent.append(message)
        if self.cut:
            raise Uncertain("The line was cut.")
        return Sent(sid)

    def look_up(self, message: OutboundMessage, known: Sequence[str]) -> Sent | None:
        return Sent(f"SM{message.id:032x}")


@pytest.mark.parametrize("by_ref", [True, False], ids=["with our reference", "by the provider's id alone"])
@pytest.mark.parametrize("cut", [False, True], ids=["answered", "cut"])
def test_receipts_before_our_own_commit_are_adopted(
    house: House, senders: dict[str, Any], clock: FrozenClock, figure: Figure, by_ref: bool, cut: bool
) -> None:
    hasty = HastyProvider(house, by_ref, cut)
    senders["sms"] = hasty
    answer = an_answer(house, UNKNOWN)
    house.dispatch.drain()
    clock.go_on(minutes=2)
    house.dispatch.recover()
    house.dispatch.drain()
    with house.database.reading() as session:
        row = session.get_one(Message, answer.id)
        assert (row.delivery, row.provider_id) == ("delivered", f"SM{answer.id:032x}")
        assert row.state in ("sent", "delivered")
    assert len(hasty.sent) == 1
    figure(f"B5 receipts before our own commit ({'cut' if cut else 'answered'})", injected=3, adopted=1, sent_twice=0)


def test_a_worker_that_wakes_after_its_lease_is_refused(house: House, clock: FrozenClock, figure: Figure) -> None:
    """R8 without chance: two workers, the first asleep between hearing and placing."""
    kept = [house.intake.receive(a_text(f"The tap drips {n}", f"+44770090900{n}")) for n in range(5)]
    asleep = house.journey.claim()
    heard = house.journey.hearing.hear(asleep, house.now())
    clock.go_on(seconds=61)
    assert house.journey.drain() == 5
    assert house.journey._place_all(heard) == 0
    with house.database.reading() as session:
        assert len(session.scalars(select(Case)).all()) == 5
    assert len({case_of(house, k).id for k in kept}) == 5
    figure("R8 late writer", injected=5, refused=5, duplicated=0)


def test_a_text_that_was_cut_and_never_arrived_goes_once(
    house: House, senders: dict[str, Any], clock: FrozenClock
) -> None:
    """P1: marked as being sent, and dead before the call."""
    answer = an_answer(house, UNKNOWN)
    with house.database.transaction() as session:
        row = session.get_one(Message, answer.id)
        row.state, row.claimed_until, row.attempts = "sending", clock() + timedelta(seconds=60), 1
    for _ in range(3):
        assert senders["sms"].sent == []
        clock.go_on(minutes=2)
        house.dispatch.recover()
    house.dispatch.drain()
    assert [message.id for message in senders["sms"].sent] == [answer.id]
