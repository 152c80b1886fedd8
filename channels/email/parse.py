"""A raw mail into a message. Runs in the reading child (`child.py`); never raises.

Bounds come before parsing. What goes over them, or breaks the parser, is still a message: the sender,
subject and first words that can be had safely, and `unreadable` saying why a person must look.
"""

import hashlib
import re
from email import message_from_bytes

from channels.email import calendar_part, thread
from channels.email.addresses import split_ours
from channels.email.automatic import read_bounce, why_automatic
from channels.email.body import MOST_NESTING, MOST_TEXT, Body, open_parts
from channels.email.headers import doubts, first_id, message_ids, one_address, plain, raw_fields, read_from
from channels.email.reading import Reading, dedupe_key, our_recipient
from channels.email.salvage import HEADER_END, MOST_HEADER_BYTES, salvage
from channels.email.trust import known_of_sender
from router.addresses import mailbox
from router.values import Bounce, InboundMessage, RawMail, ReadMail

MOST_PARTS = 1000
_MOST_REFERENCES = 50
_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_SAID_BY_CALENDAR = {
    "accepted": "(Their calendar accepted the visit.)",
    "declined": "(They declined the visit in their calendar.)",
    "tentative": "(Their calendar says: perhaps.)",
}
_NO_REPLY = re.compile(r"(?:no-?reply|do-?not-?reply|notifications?|forms?)(?:[+.-].*)?\Z")


def read_mail(mail: RawMail, reading: Reading) -> ReadMail:
    """The message in it. `message.raw` is left empty: the caller has the bytes and puts them back."""
    too_much = _over_bounds(mail.content)
    if too_much:
        return salvage(mail, reading, too_much)
    try:
        return _read(mail, reading)
    except RecursionError:
        return salvage(mail, reading, f"its parts are nested more than {MOST_NESTING} deep")
    except MemoryError:
        return salvage(mail, reading, "it needs too much memory to read")
    except Exception as error:  # noqa: BLE001 - the parser's faults are not the tenant's
        return salvage(mail, reading, f"the reader failed ({type(error).__name__})")


TOO_LONG = f"it has more than {MOST_TEXT:,} characters of text"


def _over_bounds(raw: bytes) -> str:
    end = HEADER_END.search(raw, 0, MOST_HEADER_BYTES + 4)
    if end is None and len(raw) > MOST_HEADER_BYTES:
        return f"its headers are larger than {MOST_HEADER_BYTES // 1000} kB"
    marks = raw.count(b"\n--") + raw.count(b"\r--")
    if marks > MOST_PARTS:
        boundaries = {found[0] or found[1] for found in _BOUNDARY.findall(raw, 0, 2_000_000)[:5000]}
        if len(boundaries) > MOST_PARTS:
            return f"it has more than {MOST_PARTS} parts"
        pattern = (
            re.compile(rb"^--(?:" + b"|".join(map(re.escape, boundaries)) + rb")\s*$", re.MULTILINE)
            if boundaries
            else None
        )
        if pattern is not None and sum(1 for _ in pattern.finditer(raw)) > MOST_PARTS:
            return f"it has more than {MOST_PARTS} parts"
    return ""


def _read(mail: RawMail, reading: Reading) -> ReadMail:
    parsed = message_from_bytes(mail.content)
    body = open_parts(parsed)
    if body.too_deep:
        return salvage(mail, reading, f"its parts are nested more than {MOST_NESTING} deep")
    fields = raw_fields(parsed)
    subject = plain((fields.get("subject") or [""])[0])
    origin = read_from(fields.get("from") or [])
    facts = known_of_sender(fields.get("authentication-results") or [], reading.auth_server)
    facts |= doubts(origin)
    party = origin.address or mailbox(mail.envelope_from)
    own_id = first_id(fields.get("message-id") or [])
    automatic = (
        "loop"
        if _is_our_own(reading, own_id, party, fields)
        else why_automatic(parsed, fields, mail.envelope_from, party, subject)
    )
    bounce: Bounce | None = None
    if automatic == "bounce":
        bounce = read_bounce(parsed, mail.content, fields, lambda found: _ours(reading, found, "") is not None)
    references = _references(fields)
    whole, new = body.text(subject)
    if automatic in ("", "calendar", "auto-reply") and (reply := _calendar_reply(body)):
        uid, answer, comment, sequence = reply
        facts["calendar_uid"], facts["calendar_answer"], facts["calendar_sequence"] = uid, answer, sequence
        written = "\n\n".join(words for words in (comment, new if body.has_words else "") if words)
        # who declines pressed No, and is asked what they would rather have; Yes alone needs no answer
        automatic = "" if answer == "declined" or (written and automatic != "auto-reply") else "calendar"
        whole = whole if body.has_words else ""
        new = written or _SAID_BY_CALENDAR[answer]
    if body.wrong_charset:
        facts["charset"] = "doubtful"
    if body.left_out:
        facts["left_out"] = f"{body.left_out} attachments are only in the original mail"
    message = InboundMessage(
        channel="email",
        provider_id=own_id or hashlib.sha256(mail.content).hexdigest(),
        dedupe_key=dedupe_key(mail),
        sender=origin.written or mail.envelope_from,
        party=party,
        recipient=our_recipient(mail, reading),
        text=new,
        raw=b"",
        received_at=mail.received_at,
        subject=subject,
        original=whole if whole != new else "",
        reply_to=_reply_to(fields, party, reading, facts),
        attachments=tuple(body.files),
        automatic=automatic,
        references=references,
        thread_token=_thread(mail, reading, party, references, facts),
        facts=facts,
    )
    return ReadMail(
        message, bounce, f"This email could not be read in full: {TOO_LONG}." if body.cut and not automatic else ""
    )


def _calendar_reply(body: Body) -> tuple[str, str, str, str] | None:
    """What their calendar answered to an invitation: its UID, the answer, what they wrote with it, its SEQUENCE."""
    found = next((text for text in body.calendars if calendar_part.is_reply(text)), "")
    return calendar_part.read_reply(found) if found else None


def _is_our_own(reading: Reading, own_id: str, party: str, fields: dict[str, list[str]]) -> bool:
    if _ours(reading, own_id, "") is not None or split_ours(party, reading.domain, reading.addresses):
        return True
    return any(plain(value, 300).lower() == reading.domain.lower() for value in fields.get("x-loop", ())[:20])


def _ours(reading: Reading, message_id: str, party: str) -> thread.OwnId | None:
    return thread.read_message_id(reading.secret, message_id, party, reading.domain)


def _references(fields: dict[str, list[str]]) -> tuple[str, ...]:
    """In-Reply-To, then References from the nearest to the furthest; each once, none empty."""
    answers = [found for value in fields.get("in-reply-to", ())[:3] for found in message_ids(value)]
    chain = [found for value in fields.get("references", ())[:3] for found in message_ids(value, 500)]
    return tuple(dict.fromkeys([*answers, *reversed(chain)]))[:_MOST_REFERENCES]


def _thread(mail: RawMail, reading: Reading, party: str, references: tuple[str, ...], facts: dict[str, str]) -> str:
    """The case reference a token of ours names, when the same person sends it back; else noted in the facts only."""
    found: list[thread.Thread] = []
    for recipient in mail.recipients:
        ours = split_ours(recipient, reading.domain, reading.addresses)
        read = thread.read_token(reading.secret, ours[1], party) if ours else None
        if read:
            found.append(read)
    for reference in references:
        own = _ours(reading, reference, party)
        if own and own.thread:
            found.append(own.thread)
    same = next((one.reference for one in found if one.same_party), "")
    if not same and found:
        facts["may_belong_to"] = found[0].reference
    return same


def _reply_to(fields: dict[str, list[str]], party: str, reading: Reading, facts: dict[str, str]) -> str:
    """Reply-To, when a form's 'no-reply' sent it. Never ours.

    Anybody can write a tenant's address as From and their own as Reply-To, also at the same large provider, so any
    other one is only noted.
    """
    address = one_address(fields.get("reply-to") or [])
    if (
        not address
        or address == party
        or split_ours(address, reading.domain, (*reading.addresses, "postmaster", "abuse"))
    ):
        return ""
    if _NO_REPLY.match(party.partition("@")[0]):
        return address
    facts["other_reply_to"] = address
    return ""
