"""Two at once: what PostgreSQL lets happen side by side must end as if one had gone first."""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

from builders import OKAFOR, OKAFOR_MAIL, UNKNOWN, a_mail, a_text, case_of, hear, seat_the_cast
from doubles import FakeSender, FrozenClock
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import metrics, timetable
from config.wiring import House
from queues import waiting
from router import hearing
from router.errors import CannotDeliver
from router.journey import Journey
from router.model import Case, Message, Staff
from router.ports import MailReader
from router.receipts import fail
from router.storage.database import hold_case
from router.values import CallReport, InboundMessage, OutboundMessage, RawMail, ReadMail, Sent

WAIT = 20  # seconds, at most


def on_a_call(text: str, step: str, call: str = "CA1") -> InboundMessage:
    return a_text(text, "", channel="voice", provider_id=call, dedupe_key=f"{call}:{step}", call_id=call, live=True)


def side_by_side(*calls: Callable[[], object]) -> None:
    """Run these at the same time; raises what any of them raised."""
    raised: list[BaseException] = []

    def run(call: Callable[[], object]) -> None:
        try:
            call()
        except BaseException as error:  # handed on below
            raised.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
        assert not thread.is_alive(), "they wait for one another"
    if raised:
        raise raised[0]


def test_two_workers_with_one_withheld_call_make_one_case(house: House) -> None:
    one, two = house.intake.receive(on_a_call("hello", "heard1")), house.intake.receive(on_a_call("(voicemail)", "RE1"))
    mine = house.journey
    second = Journey(house.database, mine.hearing, mine.acknowledgement, house.landlord, house.now, "another")
    heard = [house.journey.hearing.hear([kept.message_id], house.now()) for kept in (one, two)]
    both = threading.Barrier(2)

    def place(journey: Journey, which: int) -> None:
        both.wait(WAIT)
        journey._place_all(heard[which])

    side_by_side(lambda: place(house.journey, 0), lambda: place(second, 1))
    assert case_of(house, one).id == case_of(house, two).id


def test_two_workers_with_a_strangers_mails_send_one_receipt(house: House) -> None:
    """Who sent a mail is known when it is read: until then nothing keeps two workers from having one sender's."""
    stranger = "eve@elsewhere.example"
    kept = [house.intake.receive(RawMail(("repairs@frontdoor.example",), stranger,
                                         a_mail("The door sticks.", stranger), house.now())) for _ in range(8)]  # fmt: skip
    mine = house.journey
    second = Journey(house.database, mine.hearing, mine.acknowledgement, house.landlord, house.now, "another")
    halves = [mine.hearing.hear([one.message_id for one in kept[start::2]], house.now()) for start in (0, 1)]
    both = threading.Barrier(2)

    def place(journey: Journey, which: int) -> None:
        both.wait(WAIT)
        for heard in halves[which]:
            journey._place_all([heard])

    side_by_side(lambda: place(mine, 0), lambda: place(second, 1))
    with house.database.reading() as session:
        said = select(Message.id).where(Message.direction == "out", Message.party == stranger)
        assert len(session.scalars(said).all()) == 1


def test_a_caller_who_hangs_up_while_they_are_placed_is_not_on_the_line_for_ever(house: House) -> None:
    house.calls.report(CallReport("CA1", "in-progress"))
    kept = house.intake.receive(on_a_call("no hot water", "heard1"))
    journey = house.journey
    placed, plain = threading.Event(), journey._on_the_line

    def slowly(session: Session, case: Case, message: Message) -> None:
        plain(session, case, message)
        placed.set()
        ended.wait(1.0)  # the provider's word comes before this commits, if it can

    ended = threading.Event()
    journey._on_the_line = slowly  # type: ignore[method-assign]  # the same, but slower

    def hang_up() -> None:
        assert placed.wait(WAIT)
        house.calls.report(CallReport("CA1", "completed"))
        ended.set()

    side_by_side(journey.drain, hang_up)
    assert case_of(house, kept).live_call_id == ""


def test_a_failed_message_and_somebody_at_the_desk_take_turns(house: House) -> None:
    [kept] = hear(house, a_text("kitchen tap dripping", OKAFOR))
    case = case_of(house, kept)
    house.dispatch.drain()
    with house.database.transaction() as session:
        number = house.outbox.write(session, hold_case(session, case.id), "Hello", at=house.now())
        session.flush()
        wanted = number.id
    waits = threading.Event()

    class Broken(FakeSender):
        def send(self, message: OutboundMessage) -> Sent:
            waits.set()
            desk.wait(WAIT)
            return super().send(message)

    desk = threading.Event()
    sender = Broken("sms")
    sender.troubles = [CannotDeliver("Not a mobile.", "21614")]
    house.dispatch.senders = {"sms": sender}

    def at_the_desk() -> None:
        assert waits.wait(WAIT)
        with house.database.transaction() as session:
            held = hold_case(session, case.id)
            desk.set()  # now the outcome is written down, beside us
            threading.Event().wait(0.7)
            held.reason = f"Said at the desk.\n{held.reason}"
            held.version += 1

    side_by_side(house.dispatch.drain, at_the_desk)
    after = case_of(house, kept)
    assert "Said at the desk." in after.reason and "did not arrive" in after.reason
    with house.database.reading() as session:
        assert session.get_one(Message, wanted).state == "failed"


def test_what_is_being_sent_can_no_longer_be_taken_back(house: House, clock: FrozenClock) -> None:
    """The page showed it as due; by the time the button was pressed it was being sent."""
    [kept] = hear(house, a_text("kitchen tap dripping", OKAFOR))
    with house.database.transaction() as session:
        row = house.outbox.write(session, hold_case(session, case_of(house, kept).id), "Hello", at=house.now())
    with house.database.reading() as session:
        stale = session.get_one(Message, row.id)
    with house.database.transaction() as session:
        session.get_one(Message, row.id).state = "sending"
    with house.database.transaction() as session:
        session.add(stale)
        assert not house.outbox.withdraw(session, stale, "staff:1", clock())
    with house.database.reading() as session:
        assert session.get_one(Message, row.id).state == "sending"


def test_safety_words_do_not_wait_behind_a_line_of_texts(house: House, senders: dict[str, FakeSender]) -> None:
    hear(house, *[a_text("kitchen tap dripping", f"+4477009001{n:02d}") for n in range(10, 18)])
    sms = senders["sms"]
    send = sms.send

    def emergency(message: OutboundMessage) -> Sent:
        if not sms.sent:
            hear(house, a_text("i can smell gas"))
        return send(message)

    sms.send = emergency  # type: ignore[method-assign]  # replaced for the test
    house.dispatch.drain()
    assert [m.to for m in sms.sent][1] == UNKNOWN


def test_the_rate_of_our_number_is_kept_and_a_clock_set_back_stops_nothing(
    house: House, clock: FrozenClock, senders: dict[str, FakeSender]
) -> None:
    house.dispatch.rates = {"sms": 10.0}
    hear(house, *[a_text("kitchen tap dripping", f"+4477009002{n:02d}") for n in range(10, 40)])
    house.dispatch.drain()
    assert 10 <= len(senders["sms"].sent) <= 12, "a second's worth"
    clock.go_on(seconds=1)
    house.dispatch.drain()
    assert 20 <= len(senders["sms"].sent) <= 23
    clock.go_on(days=-1)
    hear(house, a_text("i can smell gas", received_at=clock()))
    house.dispatch.drain()
    assert UNKNOWN in [m.to for m in senders["sms"].sent]


def test_a_number_that_has_sent_all_it_may_for_now_keeps_no_other_channel_waiting(
    house: House, clock: FrozenClock, senders: dict[str, FakeSender]
) -> None:
    house.dispatch.rates = {"sms": 1.0}
    hear(house, *[a_text("kitchen tap dripping", f"+4477009003{n:02d}") for n in range(10, 40)])
    hear(house, RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, a_mail("The bins are full."), clock()))
    house.dispatch.drain()
    assert len(senders["sms"].sent) <= 3 and len(senders["email"].sent) == 1


def test_what_a_dead_worker_had_claimed_to_send_leaves_at_once(house: House, clock: FrozenClock) -> None:
    [kept] = hear(house, a_text("i can smell gas"))
    dead = house.worker_name.rpartition("-")[0] + "-999999999"
    with house.database.transaction() as session:
        for row in session.scalars(select(Message).where(Message.direction == "out")):
            row.claim, row.claimed_until = dead[:20], clock() + timedelta(seconds=90)
    assert not house.dispatch.due()
    timetable.release_dead(house)
    assert house.dispatch.due(), kept


def test_an_answer_that_failed_in_a_case_held_by_somebody_gone_is_given_back(house: House, clock: FrozenClock) -> None:
    amina = seat_the_cast(house).amina
    [kept] = hear(house, a_text("kitchen tap dripping", OKAFOR))
    number = case_of(house, kept).id
    with house.database.transaction() as session:
        assert waiting.claim(session, number, session.get_one(Staff, amina), clock())
        session.get_one(Staff, amina).present_until = clock()
        row = house.outbox.write(session, hold_case(session, number), "We come at ten.", at=clock(), author_id=amina)
        session.flush()
        fail(session, row, "failed", "30003", "The phone is off.", clock())
    clock.go_on(hours=2)
    timetable.give_back(house)
    assert case_of(house, kept).state == "waiting"


def test_the_figures_for_everybody_do_not_count_what_only_some_may_see(house: House) -> None:
    [kept] = hear(house, a_text("my partner is hitting me", OKAFOR))
    assert case_of(house, kept).restricted
    assert "safeguarding" not in metrics.page(house)


def test_large_mails_are_not_all_in_memory_at_once(house: House) -> None:
    content = a_mail("My tap drips. " * (hearing.PORTION // 3 // 14))
    mails = [RawMail((f"repairs+{n}@frontdoor.example",), OKAFOR_MAIL, content, house.now()) for n in range(4)]
    plain, together = house.journey.hearing.reader, []
    assert plain is not None

    class Counting(MailReader):
        def read(self, given: Sequence[RawMail]) -> list[ReadMail]:
            together.append(sum(len(mail.content) for mail in given))
            return plain.read(given)

    house.journey.hearing.reader = Counting()
    assert len(hear(house, *mails)) == 4
    house.journey.hearing.reader = plain
    assert len(together) > 1 and max(together) <= hearing.PORTION
    assert not house.journey.due()
