"""The sender: many hands, of which none waits for another; a provider that does not answer keeps only its own."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from builders import OKAFOR, OKAFOR_MAIL, UNKNOWN, a_mail, a_text, case_of, hear
from doubles import FakeSender, FrozenClock
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from config import health, heartbeat, jobs
from config.sending import Sending
from config.wiring import House
from router.model import Message
from router.storage.database import hold_case
from router.under_way import AT_ONCE, BESIDE
from router.values import OutboundMessage, RawMail, Sent

WAIT = 20.0  # seconds, at most


def until(holds: Callable[[], object], what: str) -> None:
    end = time.monotonic() + WAIT
    while not holds():
        assert time.monotonic() < end, f"not within {WAIT} s: {what}"
        time.sleep(0.005)  # other threads do it


class Provider(FakeSender):
    """Answers when it is let; `begun` is what it has been handed."""

    def __init__(self, channel: str) -> None:
        super().__init__(channel)
        self.begun: list[OutboundMessage] = []
        self.answers = threading.Event()

    def send(self, message: OutboundMessage) -> Sent:
        self.begun.append(message)
        assert self.answers.wait(WAIT)
        return super().send(message)


@pytest.fixture
def texts(senders: dict[str, Any]) -> Provider:
    """A provider of texts that hangs."""
    senders["sms"] = Provider("sms")
    return senders["sms"]  # type: ignore[no-any-return]  # just put there


@pytest.fixture
def sending(house: House, texts: Provider) -> Iterator[Sending]:
    sending = Sending(house)
    yield sending
    texts.answers.set()
    sending.finish()


def write(house: House, sender: str, count: int, kind: str = "reply") -> list[int]:
    """So many texts of this kind, due now, in the case of whoever has this number."""
    (kept,) = hear(house, a_text("The tap drips", sender))
    with house.database.transaction() as session:
        session.execute(update(Message).where(Message.kind == "acknowledgement").values(state="sent"))
        case = hold_case(session, case_of(house, kept).id)
        assert case is not None
        rows = [house.outbox.write(session, case, f"{kind} {n}", kind=kind, at=house.now(), channel="sms", to=sender)
                for n in range(count)]  # fmt: skip
        session.flush()
        return [row.id for row in rows]


def test_a_provider_that_hangs_keeps_neither_another_channel_nor_safety_words(
    house: House, sending: Sending, texts: Provider, senders: dict[str, FakeSender]
) -> None:
    hear(house, *(a_text("kitchen tap dripping", f"+4477009005{n:02d}") for n in range(AT_ONCE + 4)))
    sending.ring("send")
    until(lambda: len(texts.begun) == AT_ONCE, "every hand for ordinary texts has one")
    hear(house, a_text("i can smell gas", OKAFOR))
    sending.ring("send")
    until(lambda: any("gas" in one.text.lower() for one in texts.begun), "the safety words are handed over")
    assert [one.to for one in texts.begun if "gas" in one.text.lower()] == [OKAFOR]
    hear(house, RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, a_mail("The rent"), house.now()))
    sending.ring("send")
    until(lambda: senders["email"].sent, "the mail left")
    assert len(texts.begun) == AT_ONCE + 1 and sending.is_busy(), "and no more ordinary texts were begun"
    texts.answers.set()
    until(lambda: len(texts.sent) >= AT_ONCE + 5, "everything left")


def test_so_many_that_press_wait_for_nothing_else(house: House, sending: Sending, texts: Provider) -> None:
    hear(house, *(a_text("kitchen tap dripping", f"+4477009005{n:02d}") for n in range(AT_ONCE)))
    sending.ring("send")
    until(lambda: len(texts.begun) == AT_ONCE, "every hand for ordinary texts has one")
    hear(house, *(a_text("i can smell gas", f"+4477009006{n:02d}") for n in range(BESIDE + 2)))
    sending.ring("send")
    assert len(sending._under_way) == AT_ONCE + BESIDE
    until(lambda: len(texts.begun) == AT_ONCE + BESIDE, "so many safety words are on their way")
    assert all("gas" in one.text.lower() for one in texts.begun[AT_ONCE:])
    texts.answers.set()
    until(lambda: sum("gas" in one.text.lower() for one in texts.sent) >= BESIDE + 2, "all of them left")


def test_what_is_said_to_one_person_leaves_in_order_and_safety_words_at_once(
    house: House, sending: Sending, texts: Provider
) -> None:
    write(house, OKAFOR, 3)
    sending.ring("send")
    until(lambda: texts.begun, "the first is on its way")
    sending.ring("send")
    assert [one.text for one in texts.begun] == ["reply 0"]
    write_safety = a_text("i can smell gas", OKAFOR)
    hear(house, write_safety)
    sending.ring("send")
    until(lambda: len(texts.begun) >= 2, "the safety words wait for nothing")
    assert "gas" in texts.begun[1].text.lower()
    texts.answers.set()
    until(lambda: len([one for one in texts.sent if one.text.startswith("reply")]) == 3, "all of it left")
    assert [one.text for one in texts.begun if one.text.startswith("reply")] == ["reply 0", "reply 1", "reply 2"]


def test_another_sender_keeps_the_order_too(house: House, sending: Sending, texts: Provider) -> None:
    first, second = write(house, OKAFOR, 2)
    with house.database.transaction() as session:
        row = session.get_one(Message, first)
        row.state, row.claim, row.claimed_until = "sending", "another-1", house.now() + timedelta(seconds=60)
    assert house.dispatch.claim() == [], "another machine is sending them something"
    with house.database.transaction() as session:
        session.get_one(Message, first).claimed_until = house.now() + timedelta(hours=1)
    assert [one.number for one in house.dispatch.claim()] == [second], "its clock was set back: that is no lease"


def test_what_waits_for_its_place_in_the_second_is_looked_at_again(
    house: House, texts: Provider, clock: FrozenClock
) -> None:
    house.rates = {"sms": 10.0}
    texts.answers.set()
    sending = Sending(house)
    write(house, OKAFOR, 1)
    write(house, UNKNOWN, 1)
    hear(house, *(a_text("kitchen tap dripping", f"+4477009005{n:02d}") for n in range(15)))
    sending.ring("send")
    until(lambda: len(texts.sent) >= 11 and not sending.is_busy(), "a second's worth has left")
    assert len(texts.sent) == 11, "a second ahead of the number's rate, and no more"
    clock.go_on(seconds=2)
    until(lambda: len(texts.sent) == 17, "it looked again, and nobody rang")
    sending.finish()


def test_a_database_that_is_away_for_a_moment_keeps_no_hand(
    house: House, sending: Sending, texts: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts.answers.set()
    hear(house, a_text("kitchen tap dripping", OKAFOR))
    claim, troubles = house.dispatch.claim, [1, 1]

    def sometimes(*given: Any) -> Any:
        if texts.sent and troubles:
            raise OperationalError("", {}, Exception(troubles.pop()))
        return claim(*given)

    monkeypatch.setattr(house.dispatch, "claim", sometimes)
    sending.ring("send")
    until(lambda: len(texts.sent) == 1 and not sending.is_busy(), "it left")
    with pytest.raises(OperationalError):
        sending.ring("send")
    hear(house, a_text("kitchen tap dripping", UNKNOWN))
    sending.ring("send")
    until(lambda: len(texts.sent) == 2, "the next ring finds a free hand")


class Fetcher:
    """A door whose photos do not come."""

    reader = sender = caller = provider = None

    def __init__(self) -> None:
        self.fetcher, self.asked, self.comes = self, threading.Event(), threading.Event()
        self.came: bool | None = None

    def fetch(self, url: str) -> Any:
        self.asked.set()
        self.came = self.comes.wait(WAIT)
        raise ValueError(url)


def test_a_photo_that_does_not_come_keeps_no_text(house: House, sending: Sending, texts: Provider) -> None:
    from router.values import IncomingFile

    texts.answers.set()
    door = Fetcher()
    house.__dict__["opened"] = {"sms": door}
    photo = IncomingFile("tap.jpg", "image/jpeg", None, "https://api.twilio.example/tap")
    hear(house, a_text("kitchen tap dripping", OKAFOR, attachments=(photo,)))
    sending.ring("fetch")
    assert door.asked.wait(WAIT)
    sending.ring("fetch")
    sending.ring("send")
    until(lambda: texts.sent, "the answer left")
    assert door.came is None, "the photo is waited for"
    door.comes.set()


def test_told_to_finish_it_takes_nothing_more_and_waits_for_what_is_on_its_way(
    house: House, sending: Sending, texts: Provider
) -> None:
    _, second = write(house, OKAFOR, 2)
    sending.ring("send")
    until(lambda: texts.begun, "the first is on its way")
    ending = threading.Thread(target=sending.finish)
    ending.start()
    ending.join(0.2)
    assert ending.is_alive(), "it waits"
    texts.answers.set()
    ending.join(WAIT)
    assert [one.text for one in texts.sent] == ["reply 0"]
    with house.database.reading() as session:
        left = session.get_one(Message, second)
    assert (left.state, left.claim) == ("due", ""), "whoever comes after need not wait for a lease"


def test_the_sender_says_that_it_works_and_is_missed_when_it_never_did(house: House, texts: Provider) -> None:
    jobs.open_house(house)
    heartbeat.say(house, "worker")
    report, _ = health.look(house)
    assert report["status"] == "degraded" and not report["sender"]["ok"]
    sending = Sending(house)
    report, _ = health.look(house)
    assert report["sender"]["ok"]
    sending.finish()


def test_it_does_nothing_that_is_not_its_own(sending: Sending, caplog: pytest.LogCaptureFixture) -> None:
    sending.ring("route")
    assert "does not do" in caplog.text
