"""What the provider has and we have not: each once, whatever is wrong with another, and as far back as we were away."""

from collections.abc import Callable, Sequence

import pytest
from builders import a_text
from doubles import FrozenClock
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from config import health, timetable
from config.reading_back import AT_MOST, reconcile
from config.wiring import House
from router.errors import CannotKeep, TryAgainLater
from router.model import Message
from router.values import InboundMessage

Missed = Callable[[float], Sequence[InboundMessage]]


class Door:
    """A door of which only the provider's list is asked."""

    reader = sender = caller = None

    def __init__(self, missed: Missed) -> None:
        self.provider = self
        self.missed = missed


def opened(house: House, **doors: Missed) -> None:
    house.__dict__["opened"] = {name: Door(missed) for name, missed in doors.items()}


def kept(house: House) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Message)) or 0


def missed_text(text: str = "kitchen tap dripping", **more: str) -> InboundMessage:
    return a_text(text, source="reconciled", **more)


@pytest.mark.parametrize("fault", [KeyError("sid"), TryAgainLater("nobody answers")])
def test_a_list_that_cannot_be_read_keeps_no_other(house: House, fault: Exception) -> None:
    def broken(hours: float) -> list[InboundMessage]:
        raise fault

    text = missed_text()
    opened(house, sms=broken, whatsapp=lambda hours: [text])
    assert reconcile(house) == 1 and kept(house) == 1


def test_one_message_that_cannot_be_taken_in_keeps_no_other(house: House) -> None:
    bad, good = missed_text(raw="not bytes"), missed_text()
    opened(house, sms=lambda hours: [bad, good])
    assert reconcile(house) == 2, "and of the bad one that there is such a message"
    with house.database.reading() as session:
        [first, second] = session.scalars(select(Message.text).order_by(Message.id))
    assert "Look it up there" in first and second == good.text


def test_a_database_that_can_keep_nothing_is_not_asked_for_each(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def full(message: InboundMessage) -> None:
        asked.append(message)
        raise CannotKeep("disk full")

    texts = [missed_text(), missed_text()]
    opened(house, sms=lambda hours: texts)
    monkeypatch.setattr(house.intake, "receive", full)
    with pytest.raises(CannotKeep):
        reconcile(house)
    assert len(asked) == 1


def test_what_came_while_nothing_could_be_kept_is_read_back_once_it_can_be(house: House) -> None:
    """Not minutes later, when it is time for the next reading: it may be a fire."""
    texts: list[InboundMessage] = []
    opened(house, sms=lambda hours: texts)
    probe, *_, reading = timetable.questions()
    timetable._do(probe, house)
    timetable._do(reading, house)
    assert reading.next_at > 0, "and not again for minutes"

    def gone(*_: object) -> None:
        raise OperationalError("", {}, ConnectionError())

    event.listen(house.database.engine, "before_cursor_execute", gone)
    timetable._do(probe, house)
    timetable._do(reading, house)
    assert reading.next_at > 0
    texts.append(missed_text())
    event.remove(house.database.engine, "before_cursor_execute", gone)
    timetable._do(probe, house)
    assert reading.next_at == 0, "it is due now"
    timetable._do(reading, house)
    assert kept(house) == 1


def test_what_we_have_is_not_written_again(house: House) -> None:
    texts = [missed_text() for _ in range(5)]
    opened(house, sms=lambda hours: texts)
    assert reconcile(house) == 5
    statements: list[str] = []
    event.listen(house.database.engine, "before_cursor_execute", lambda *told: statements.append(told[2].split()[0]))
    house.__dict__["intake"] = None  # whoever asks it now fails
    assert reconcile(house) == 0 and reconcile(house) == 0
    assert "INSERT" not in statements, "nor anything else, but when the lists were read"


def test_after_an_outage_the_lists_are_read_as_far_back_as_it_lasted(house: House, clock: FrozenClock) -> None:
    asked: list[float] = []

    def ask(hours: float) -> list[InboundMessage]:
        asked.append(hours)
        return []

    opened(house, sms=ask)
    for away in (0, 60, 1):
        clock.go_on(hours=away)
        reconcile(house)
    assert asked == [24.0, 61.0, 24.0]
    clock.go_on(days=400)
    reconcile(house)
    assert asked[-1] == AT_MOST


def test_a_list_that_was_away_counts_as_read_only_when_it_was(house: House, clock: FrozenClock) -> None:
    asked: list[float] = []

    def ask(hours: float) -> list[InboundMessage]:
        asked.append(hours)
        if len(asked) == 2:
            raise TryAgainLater("nobody answers")
        return []

    opened(house, sms=ask)
    reconcile(house)
    clock.go_on(hours=40)
    reconcile(house)
    clock.go_on(hours=1)
    reconcile(house)
    assert asked == [24.0, 41.0, 42.0]


def test_health_says_when_the_lists_were_not_read_for_long(house: House, clock: FrozenClock) -> None:
    opened(house, sms=lambda hours: [])
    reconcile(house)
    clock.go_on(minutes=14)
    assert health.look(house)[0]["read_back"]["ok"]
    clock.go_on(minutes=2)
    assert not health.look(house)[0]["read_back"]["ok"]


def test_one_that_can_never_be_taken_in_does_not_have_us_read_further_back_each_time(
    house: House, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, asked, bad = house.intake.receive, [], missed_text("no database takes this")

    def ask(hours: float) -> list[InboundMessage]:
        asked.append(hours)
        return [bad]

    def picky(message: InboundMessage) -> object:
        if "no database" in message.text:
            raise ValueError("a byte that no database takes")
        return receive(message)

    monkeypatch.setattr(house.intake, "receive", picky)
    opened(house, sms=ask)
    for _ in range(3):
        reconcile(house)
        clock.go_on(hours=30)
    assert asked == [24.0, 31.0, 31.0]
    with house.database.reading() as session:
        [known] = session.scalars(select(Message)).all()
    assert known.provider_id == bad.provider_id and known.party == bad.party and "Look it up there" in known.text
