"""Visits in calendars: the invitation over a real socket, read back as a calendar reads it, and the answer to it."""

import email
import email.policy
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from icalendar import Calendar

from channels.email import thread
from channels.email.outbound import EmailSender
from router.values import Invitation, OutboundMessage, invitation_from, kept_invitation
from tests.channels.email.conftest import SECRET, Read, Relay, settings

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TUESDAY = Invitation(
    "7f0c2f1e@visit", 0, datetime(2026, 11, 24, 8, tzinfo=UTC), datetime(2026, 11, 24, 12, tzinfo=UTC),
    "Repair visit: kitchen tap, FD-234-BCDF", "14 Alder Row, Larkbridge; LX1 2AB",
)  # fmt: skip


def send(relay: Relay, invitation: Invitation | None, name: str = "Demo Homes", **more: object) -> EmailMessage:
    """What the relay was given."""
    here = settings(mail_relay_url=f"smtp://127.0.0.1:{relay.port}", mail_relay_seconds=2)
    given: dict[str, object] = {
        "id": 17, "channel": "email", "to": "ann@mail.example", "sender": "repairs@frontdoor.example",
        "text": "That is booked.", "client_ref": "17", "subject": "Your visit", "automatic": True,
        "case_reference": "FD-234-BCDF", "created_at": AT, "invitation": invitation, **more}  # fmt: skip
    EmailSender(here, name, lambda: AT).send(OutboundMessage(**given))  # type: ignore[arg-type]  # whatever the test gives
    content = relay.taken[-1].original_content
    assert content is not None and content.isascii()
    mail = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def entry(mail: EmailMessage, method: str) -> Calendar:
    """The calendar part of a mail, which must be told as mail tells it (RFC 6047) and be the same as the file."""
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]  # fmt: skip
    (part,) = (one for one in mail.walk() if one.get_content_type() == "text/calendar")
    assert (part.get_param("method"), part.get_content_charset()) == (method, "utf-8")
    (file,) = mail.iter_attachments()
    assert file.get_filename() == "visit.ics"
    calendar = Calendar.from_ical(part.get_content())
    assert calendar == Calendar.from_ical(file.get_content())
    assert (calendar["METHOD"], calendar["VERSION"]) == (method, "2.0")
    return calendar


def test_a_booked_visit_comes_as_an_invitation(relay: Relay) -> None:
    mail = send(relay, TUESDAY)
    (event,) = entry(mail, "REQUEST").walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("7f0c2f1e@visit", 0, "CONFIRMED")
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (TUESDAY.starts_at, TUESDAY.ends_at)
    assert event.to_ical().count(b"20261124T080000Z") == 1, "an instant, whatever clock their calendar keeps"
    assert str(event["LOCATION"]) == "14 Alder Row, Larkbridge; LX1 2AB"
    assert str(event["SUMMARY"]) == TUESDAY.summary
    token = thread.make_token(SECRET, "FD-234-BCDF", "ann@mail.example")
    assert str(event["ORGANIZER"]) == f"mailto:repairs+{token}@frontdoor.example", "so that an answer finds its case"
    assert event["ORGANIZER"].params["CN"] == "Demo Homes"
    assert str(event["ATTENDEE"]) == "mailto:ann@mail.example"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    body = mail.get_body(("plain",))
    assert body is not None and body.get_content().strip() == "That is booked."


def test_moved_and_cancelled_it_is_the_same_entry(relay: Relay) -> None:
    moved = Invitation("7f0c2f1e@visit", 1, TUESDAY.starts_at + timedelta(days=2), TUESDAY.ends_at + timedelta(days=2),
                       TUESDAY.summary, TUESDAY.location)  # fmt: skip
    gone = Invitation(
        "7f0c2f1e@visit", 2, moved.starts_at, moved.ends_at, moved.summary, moved.location, cancelled=True
    )
    (first,) = entry(send(relay, TUESDAY), "REQUEST").walk("VEVENT")
    (second,) = entry(send(relay, moved, id=18), "REQUEST").walk("VEVENT")
    (third,) = entry(send(relay, gone, id=19), "CANCEL").walk("VEVENT")
    assert first["UID"] == second["UID"] == third["UID"]
    assert first["ORGANIZER"] == second["ORGANIZER"] == third["ORGANIZER"]
    assert [one["SEQUENCE"] for one in (first, second, third)] == [0, 1, 2]
    assert second.decoded("DTSTART") == moved.starts_at
    assert third["STATUS"] == "CANCELLED"


def test_without_an_invitation_a_mail_is_as_it_was(relay: Relay) -> None:
    assert "text/calendar" not in {part.get_content_type() for part in send(relay, None).walk()}


@pytest.mark.parametrize(
    "evil", ['Ha"rbour', "Café Höfe, (Nord); x", "a\r\nATTENDEE:mailto:eve@bad.example\r\n", "^'^n"]
)
def test_odd_names_and_places_stay_words(relay: Relay, evil: str) -> None:
    odd = Invitation("u1", 0, TUESDAY.starts_at, TUESDAY.ends_at, evil, evil)
    (event,) = entry(send(relay, odd, name=evil), "REQUEST").walk("VEVENT")
    assert str(event["ATTENDEE"]) == "mailto:ann@mail.example", "one, and only the tenant"
    assert " ".join(str(event["LOCATION"]).split()) == " ".join(evil.split())


def test_an_invitation_is_kept_with_its_message_and_comes_back() -> None:
    assert invitation_from(kept_invitation(TUESDAY)) == TUESDAY
    assert invitation_from({}) is None and invitation_from(None) is None


# --- and back ----------------------------------------------------------------------------------

REPLY = """From: Ann Bell <ann@mail.example>
To: repairs@frontdoor.example
Subject: {title}: Repair visit
Message-ID: <m9@mail.example>{more}
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8

{words}
--b
Content-Type: text/calendar; charset=utf-8; method=REPLY

BEGIN:VCALENDAR
PRODID:-//Some//Calendar//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
UID:7f0c2f1e@visit
SEQUENCE:0
DTSTAMP:20261122T093000Z
DTSTART:20261124T080000Z
ORGANIZER:mailto:repairs@frontdoor.example
ATTENDEE;PARTSTAT={answer};CN=Ann:mailto:ann@mail.example
{comment}END:VEVENT
END:VCALENDAR

--b--
"""


def reply(answer: str, words: str = "", comment: str = "", more: str = "") -> str:
    comment = f"COMMENT:{comment}\n" if comment else ""
    return REPLY.format(answer=answer, words=words, comment=comment, more=f"\n{more}" if more else "", title=answer)


def test_a_yes_from_a_calendar_is_known_and_needs_no_answer(read: Read) -> None:
    said = read(reply("ACCEPTED")).message
    assert (said.facts["calendar_uid"], said.facts["calendar_answer"]) == ("7f0c2f1e@visit", "accepted")
    assert (said.automatic, said.text) == ("calendar", "(Their calendar accepted the visit.)")


@pytest.mark.parametrize("more", ["", "Auto-Submitted: auto-generated"])
def test_a_no_from_a_calendar_is_a_persons_word(read: Read, more: str) -> None:
    said = read(reply("DECLINED", more=more)).message
    assert (said.facts["calendar_answer"], said.automatic) == ("declined", "")
    assert said.text == "(They declined the visit in their calendar.)"
    assert "BEGIN" not in said.text + said.original


@pytest.mark.parametrize("more", ["", "Auto-Submitted: auto-generated"])
@pytest.mark.parametrize("answer", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_words_beside_the_answer_are_never_lost(read: Read, answer: str, more: str) -> None:
    said = read(reply(answer, "there is a smell of gas", "and the dog bites", more)).message
    assert "smell of gas" in said.text and "dog bites" in said.text
    if not more:
        assert said.automatic == "", "somebody wrote: a person reads it"


@pytest.mark.parametrize("broken", ["UID:", "PARTSTAT=", "METHOD:REPLY", "BEGIN:VEVENT", "END:VCALENDAR"])
def test_a_broken_answer_is_only_a_mail(read: Read, broken: str) -> None:
    said = read(reply("DECLINED", "I cannot").replace(broken, "X"))
    assert "calendar_answer" not in said.message.facts
    assert "I cannot" in said.message.text


def test_a_strangers_invitation_is_no_answer(read: Read) -> None:
    said = read(reply("DECLINED").replace("METHOD:REPLY", "METHOD:REQUEST").replace("method=REPLY", "method=REQUEST"))
    assert said.message.automatic == "calendar" and "calendar_answer" not in said.message.facts
