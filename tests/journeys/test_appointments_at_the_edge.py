"""Visits over real sockets: a call through the pretend Twilio, mails through an SMTP server, calendars read back."""

import email
import email.policy
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import requests
from appointment_house import LATE, WEEK, add_person, cells, offers, visits
from builders import OKAFOR, OKAFOR_MAIL, a_mail, case_of, hear, seat_the_cast
from doubles import FakeJobs, FrozenClock
from icalendar import Calendar
from werkzeug.serving import make_server

from config import settings
from config.sandbox.options import SandboxSettings
from config.sandbox.sandbox import Sandbox
from config.web import create_app
from config.wiring import House
from router.ports import Classifier
from router.values import Kept, RawMail
from tests.channels.email.conftest import Relay, relay
from tests.config.sandbox.stand import ACCOUNT, OURS, OURS_WHATSAPP, TOKEN, Hand, free_port, wait_until

__all__ = ["relay"]  # the fixture
NEED = "my kitchen tap is dripping at 1 Alder Road"


@pytest.fixture
def ports() -> tuple[int, int]:
    return free_port(), free_port()


@pytest.fixture
def own_house(database_url: str, tmp_path: Path, clock: FrozenClock, classifier: Classifier, relay: Relay,
              ports: tuple[int, int]) -> Iterator[House]:  # fmt: skip
    """A house whose doors speak to real sockets."""
    chosen = settings.load({
        "DATABASE_URL": database_url, "DATA_DIR": str(tmp_path / "data"), "PATH": "",
        "PUBLIC_URL": f"http://127.0.0.1:{ports[0]}", "TWILIO_API_URL": f"http://127.0.0.1:{ports[1]}",
        "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_NUMBER": OURS,
        "MAIL_RELAY_URL": f"smtp://127.0.0.1:{relay.port}",
    })  # fmt: skip
    house = House(chosen, now=clock, jobs_override=FakeJobs(), classifier_override=classifier, rates={})
    seat_the_cast(house)
    add_person(house, "derek", hours=WEEK)
    add_person(house, "lena", hours=LATE)
    yield house
    house.close()


# --- the telephone -------------------------------------------------------------------------------


@pytest.fixture
def hand(own_house: House, tmp_path: Path, ports: tuple[int, int]) -> Iterator[Hand]:
    """The pretend Twilio's handset; the house answers its webhooks, and a worker places what is said."""
    server = make_server("127.0.0.1", ports[0], create_app(own_house), threaded=True)
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.02):
            own_house.journey.drain()
            own_house.dispatch.drain()

    working = threading.Thread(target=work)
    chosen = SandboxSettings(
        account_sid=ACCOUNT, auth_token=TOKEN, number=OURS, whatsapp_number=OURS_WHATSAPP,
        public_url=f"http://127.0.0.1:{ports[0]}", host="127.0.0.1", port=ports[1], smtp_port=free_port(), mailbox_port=0,
        mail_domain="frontdoor.example", mail_addresses=("repairs",), data_dir=tmp_path / "sandbox",
        landlord_name="Larkshire Homes", pace=0.02, patience=25,
    )  # fmt: skip
    serving.start()
    working.start()
    with Sandbox(chosen) as sandbox:
        yield Hand(sandbox.url)
    over.set()
    working.join(30)
    server.shutdown()
    serving.join(10)
    server.server_close()


def asked(hand: Hand, sid: str, words: str) -> dict[str, Any]:
    """The call once the caller has heard these words and is listened to."""

    def look() -> Any:
        call = hand.get(f"call/{sid}.json")
        heard = [line["text"] for line in call["transcript"] if line["who"] == "them"]
        return call if call["listening"] and any(words in each for each in heard) else None

    found: dict[str, Any] = wait_until(look, 60)
    return found


@pytest.mark.parametrize("how", ["key", "speech"])
def test_a_call_through_twilio_ends_with_a_visit_and_a_text(own_house: House, hand: Hand, how: str) -> None:
    sid = hand.post("call", **{"from": OKAFOR})["sid"]
    hand.call_until(sid, listening="speech or keys")
    hand.post(f"call/{sid}/say", text=NEED)
    asked(hand, sid, "Press 2 for")
    if how == "key":
        hand.post(f"call/{sid}/press", keys="2")
    else:
        hand.post(f"call/{sid}/say", text="the second one please")
    call = wait_until(lambda: (c := hand.get(f"call/{sid}.json"))["over"] and c, 60)
    heard = [line["text"] for line in call["transcript"] if line["who"] == "them"]
    offered = next(words for words in heard if words.startswith("Press 2 for "))
    booked = next(words for words in heard if words.startswith("That is booked: "))
    assert offered.removeprefix("Press 2 for ").removesuffix(".") in booked
    assert "We have texted you the details." in heard
    [visit] = visits(own_house, "booked")
    assert visit.number == 2

    def texts() -> list[str]:
        listed = f"{own_house.settings.twilio_api_url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        rows = requests.get(listed, auth=(ACCOUNT, TOKEN), timeout=10).json()["messages"]
        return [row["body"] for row in rows if row["to"] == OKAFOR]

    [text] = wait_until(texts)
    assert "booked" in text


# --- mail ----------------------------------------------------------------------------------------


class Letters:
    """Okafor's mailbox: what she writes, what she gets."""

    def __init__(self, house: House, relay: Relay, clock: FrozenClock) -> None:
        self.house, self.relay, self.clock = house, relay, clock
        self.kept: list[Kept] = []

    def writes(self, body: str, **headers: str) -> EmailMessage | None:
        """She writes, or answers our newest mail; returns what she gets for it."""
        before = len(self.relay.taken)
        if before:
            newest = self.got()
            headers.setdefault("In_Reply_To", str(newest["Message-ID"]))
            headers.setdefault("subject", f"Re: {newest['Subject']}")
        return self.sends(a_mail(body, **headers))

    def sends(self, content: bytes) -> EmailMessage | None:
        before = len(self.relay.taken)
        self.kept += hear(self.house, RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, content, self.clock()))
        self.house.dispatch.drain()
        self.clock.go_on(minutes=1)
        assert len(self.relay.taken) <= before + 1, "one answer, not two"
        return self.got() if len(self.relay.taken) > before else None

    def got(self) -> EmailMessage:
        content = self.relay.taken[-1].original_content
        assert content is not None
        mail = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        return mail


@pytest.fixture
def letters(own_house: House, relay: Relay, clock: FrozenClock) -> Letters:
    return Letters(own_house, relay, clock)


def words(mail: EmailMessage | None) -> str:
    assert mail is not None
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def entry(mail: EmailMessage | None, method: str) -> Any:
    """The event of the calendar that came with a mail."""
    assert mail is not None
    (part,) = (one for one in mail.walk() if one.get_content_type() == "text/calendar")
    assert part.get_param("method") == method
    calendar = Calendar.from_ical(part.get_content())
    assert calendar["METHOD"] == method
    (event,) = calendar.walk("VEVENT")
    return event


def test_by_mail_a_visit_is_chosen_moved_and_cancelled_and_the_calendar_follows(
    own_house: House, letters: Letters
) -> None:
    offered = letters.writes(f"Hello,\n\n{NEED}.\n\nNgozi Okafor", subject="Tap", message_id="<n1@post.example>")
    assert "1 " in words(offered) and "3 " in words(offered)
    assert offered is not None and "text/calendar" not in {part.get_content_type() for part in offered.walk()}
    booked = entry(letters.writes("The second one please.\n\nNgozi"), "REQUEST")
    [visit] = visits(own_house, "booked")
    assert (visit.number, booked["UID"], booked["SEQUENCE"]) == (2, visit.uid, visit.sequence)
    assert (booked.decoded("DTSTART"), booked.decoded("DTEND")) == (visit.window_from, visit.window_until)
    assert "1 Alder Road" in booked["LOCATION"] and booked["ATTENDEE"] == "mailto:" + OKAFOR_MAIL
    letters.writes("Sorry, can we have another time?")
    moved = entry(letters.writes("1"), "REQUEST")
    [after] = visits(own_house, "booked")
    assert after.id == visit.id and moved["UID"] == booked["UID"] and moved["SEQUENCE"] > booked["SEQUENCE"]
    assert moved.decoded("DTSTART") == after.window_from != visit.window_from
    assert moved["ORGANIZER"] == booked["ORGANIZER"]
    gone = entry(letters.writes("Please cancel it."), "CANCEL")
    assert gone["UID"] == booked["UID"] and gone["SEQUENCE"] > moved["SEQUENCE"] and gone["STATUS"] == "CANCELLED"
    assert not visits(own_house, "booked") and cells(own_house) == 0
    assert len({case_of(own_house, kept).id for kept in letters.kept}) == 1


PLAIN = "repairs@frontdoor.example"
CALENDAR_ANSWER = (
    "From: {sender}\r\nTo: {organizer}\r\nSubject: {answer}: visit\r\nMessage-ID: <c{number}@post.example>\r\n"
    "In-Reply-To: {answered}\r\nMIME-Version: 1.0\r\nContent-Type: text/calendar; charset=utf-8; method=REPLY\r\n\r\n"
    "BEGIN:VCALENDAR\r\nPRODID:-//x//y//EN\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:0\r\n"
    "DTSTAMP:20260615T101500Z\r\nORGANIZER:mailto:{organizer}\r\nATTENDEE;PARTSTAT={answer}:mailto:{sender}\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def answers(letters: Letters) -> Callable[[str], EmailMessage | None]:
    """Her calendar answers the invitation."""

    def answer(how: str, uid: str = "", to: str = "", sender: str = OKAFOR_MAIL) -> EmailMessage | None:
        event, newest = entry(letters.got(), "REQUEST"), letters.got()
        organizer = to or str(event["ORGANIZER"]).removeprefix("mailto:")
        content = CALENDAR_ANSWER.format(
            sender=sender, organizer=organizer, answer=how, uid=uid or event["UID"], number=len(letters.kept),
            answered="" if to else newest["Message-ID"],
        )  # fmt: skip
        return letters.sends(content.encode())

    return answer


@pytest.mark.parametrize("how", ["ACCEPTED", "TENTATIVE"])
def test_a_calendar_that_says_yes_opens_nothing_and_is_not_answered(
    own_house: House, letters: Letters, answers: Callable[[str], EmailMessage | None], how: str
) -> None:
    letters.writes(NEED, subject="Tap")
    letters.writes("1")
    assert answers(how) is None
    assert len({case_of(own_house, kept).id for kept in letters.kept}) == 1
    assert case_of(own_house, letters.kept[0]).state == "arranged" and len(visits(own_house, "booked")) == 1


def test_a_calendar_that_says_no_is_asked_whether_to_move_or_to_cancel(
    own_house: House, letters: Letters, answers: Callable[[str], EmailMessage | None]
) -> None:
    letters.writes(NEED, subject="Tap")
    letters.writes("1")
    question = words(answers("DECLINED"))
    assert "move" in question.lower()
    assert len(visits(own_house, "booked")) == 1, "nothing is taken from them for a press of a button"
    assert case_of(own_house, letters.kept[0]).state == "arranged"
    letters.writes("move it please")
    assert [times.why for times in offers(own_house) if times.state == "open"] == ["move"]


@pytest.mark.parametrize("how", ["ACCEPTED", "DECLINED"])
def test_a_calendar_that_answers_our_plain_address_is_known_by_the_visit(
    own_house: House, letters: Letters, answers: Callable[..., EmailMessage | None], how: str
) -> None:
    letters.writes(NEED, subject="Tap")
    letters.writes("1")
    told = answers(how, to=PLAIN)
    assert len({case_of(own_house, kept).id for kept in letters.kept}) == 1
    assert case_of(own_house, letters.kept[0]).state == "arranged" and len(visits(own_house, "booked")) == 1
    assert (told is None) == (how == "ACCEPTED"), "who presses No is asked what they would rather have"


def test_a_calendar_of_somebody_else_changes_nothing_and_is_told_nothing_of_the_visit(
    own_house: House, letters: Letters, answers: Callable[..., EmailMessage | None]
) -> None:
    letters.writes(NEED, subject="Tap")
    letters.writes("1")
    told = answers("DECLINED", to=PLAIN, sender="eve@evil.example")
    assert told is None or "Jun" not in words(told)
    assert len(visits(own_house, "booked")) == 1
    assert len({case_of(own_house, kept).id for kept in letters.kept}) == 2


def test_a_calendar_that_says_no_to_what_was_moved_since_is_told_when_it_is(
    own_house: House, letters: Letters, answers: Callable[[str], EmailMessage | None]
) -> None:
    letters.writes(NEED, subject="Tap")
    letters.writes("1")
    letters.writes("can we do thursday instead")
    letters.writes("1")
    [visit] = visits(own_house, "booked")
    assert visit.sequence == 1
    told = words(answers("DECLINED"))
    assert "is booked for Thu 18 Jun" in told and "YES to keep it" not in told
    assert case_of(own_house, letters.kept[0]).state == "arranged"
