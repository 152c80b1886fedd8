"""Visits as calendar entries in mail, both ways: the invitation we send, the answer a calendar sends back.

What leaves is iTIP (RFC 5546) as mail carries it (RFC 6047): REQUEST to invite and to change, CANCEL to take back.
Times are UTC, so no rule about summer time travels with them. `icalendar` is loaded only for a mail that has one.
"""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from router.values import Invitation

if TYPE_CHECKING:
    from icalendar import Calendar

MOST_CHARACTERS = 100_000
"""An answer is a page of text; what is longer is no answer to us."""

_METHOD = re.compile(r"^METHOD(?:;[^:\r\n]*)?:[ \t]*REPLY[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}


def write(invitation: Invitation, organizer: str, organizer_name: str, attendee: str, at: datetime) -> bytes:
    """The whole calendar. `organizer` must stay the same over all changes: calendars go by it and the UID."""
    from icalendar import Calendar, Event, vCalAddress, vText

    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//frontdoor//visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if invitation.cancelled else "REQUEST")
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", at)
    event.add("dtstart", invitation.starts_at)
    event.add("dtend", invitation.ends_at)
    event.add("summary", invitation.summary)
    if invitation.location:
        event.add("location", invitation.location)
    event.add("status", "CANCELLED" if invitation.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if invitation.cancelled else "OPAQUE")
    ours = vCalAddress(f"mailto:{organizer}")
    if organizer_name:
        ours.params["CN"] = vText(organizer_name)
    event.add("organizer", ours)
    theirs = vCalAddress(f"mailto:{attendee}")
    theirs.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})
    event.add("attendee", theirs)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def is_reply(text: str) -> bool:
    """Does this look like a calendar's answer? Asked before the library is loaded."""
    return len(text) <= MOST_CHARACTERS and bool(_METHOD.search(text))


def read_reply(text: str) -> tuple[str, str, str, str] | None:
    """(UID, 'accepted' | 'declined' | 'tentative', what they wrote with it, to which SEQUENCE of the invitation), or
    None when it is no answer. The last is '' where it does not say."""
    if not is_reply(text):
        return None
    from icalendar import Calendar

    try:
        events = _events(Calendar.from_ical(text))
        for event in events:
            answer = _ANSWERS.get(_answer_of(event), "")
            uid = str(event.get("UID", "")).strip()
            if answer and 0 < len(uid) <= 255:
                sequence = str(event.get("SEQUENCE", "")).strip()
                of = sequence if sequence.isascii() and sequence.isdecimal() and len(sequence) < 10 else ""
                return uid, answer, " ".join(str(event.get("COMMENT", "")).split())[:2000], of
    except Exception:  # noqa: BLE001 - a stranger's calendar may be broken in any way: then it is only a mail
        return None
    return None


def _events(calendar: "Calendar") -> list[Any]:
    return list(calendar.walk("VEVENT"))[:20]


def _answer_of(event: Any) -> str:
    given = event.get("ATTENDEE")
    one = given[0] if isinstance(given, list) and given else given
    return str(one.params.get("PARTSTAT", "")).upper() if one is not None else ""
