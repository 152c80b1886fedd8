"""The little of a mail that can be had without a parser: From, Subject, Message-ID and the first words."""

import hashlib
import re

from channels.email.addresses import split_ours
from channels.email.headers import decode, doubts, first_id, plain, read_from
from channels.email.reading import Reading, dedupe_key, our_recipient
from router.addresses import mailbox
from router.values import InboundMessage, RawMail, ReadMail

MOST_HEADER_BYTES = 100_000
HEADER_END = re.compile(rb"\r?\n\r?\n|\r\r")
_ANOTHER_FROM = "from again"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def salvage(mail: RawMail, reading: Reading, why: str) -> ReadMail:
    """A message that says in `unreadable` why a person must look at the mail itself. Never raises."""
    raw = mail.content
    end = HEADER_END.search(raw, 0, MOST_HEADER_BYTES)
    top = raw[: end.start() if end else min(len(raw), MOST_HEADER_BYTES)]
    fields = _first_fields(top)
    origin = read_from([*filter(None, (fields.get("from"), fields.get(_ANOTHER_FROM)))])
    text = _first_words(raw[end.end() : end.end() + 100_000] if end else b"")
    subject = plain(fields.get("subject", ""))
    own_id = first_id([fields["message-id"]] if fields.get("message-id") else [])
    party = origin.address or mailbox(mail.envelope_from)
    automatic = ""
    if not mail.envelope_from or fields.get("auto-submitted", "no").strip().lower() != "no" or "list-id" in fields:
        automatic = "auto-reply"
    if split_ours(party, reading.domain, reading.addresses):
        automatic = "loop"
    message = InboundMessage(
        channel="email",
        provider_id=own_id or hashlib.sha256(raw).hexdigest(),
        dedupe_key=dedupe_key(mail),
        sender=origin.written or mail.envelope_from,
        party=party,
        recipient=our_recipient(mail, reading),
        text=text or subject,
        raw=b"",
        received_at=mail.received_at,
        subject=subject,
        automatic=automatic,
        facts=doubts(origin),
    )
    return ReadMail(message, unreadable=f"This email could not be read in full: {why}.")


def _first_fields(top: bytes) -> dict[str, str]:
    """The first of each field that salvage wants, unfolded; and a second From, of which no mail has any."""
    wanted = (b"from", _ANOTHER_FROM.encode(), b"subject", b"message-id", b"auto-submitted", b"list-id")
    found: dict[str, list[bytes]] = {}
    current: list[bytes] | None = None
    for line in re.split(rb"\r\n|\r|\n", top):
        if line[:1] in (b" ", b"\t"):
            if current is not None and len(current) < 50:
                current.append(line)
            continue
        name, colon, value = line.partition(b":")
        key = name.strip().lower()
        current = None
        if key == b"from" and key.decode() in found:
            key = _ANOTHER_FROM.encode()
        if colon and key in wanted and key.decode() not in found:
            current = found[key.decode()] = [value]
    return {name: decode(b" ".join(value)[:4000], "utf-8")[0] for name, value in found.items()}


def _first_words(body: bytes) -> str:
    """The first lines that look like words: no part headers, boundaries, markup or base64."""
    kept: list[str] = []
    for written in decode(body, "utf-8")[0].splitlines()[:2000]:
        line = _CONTROLS.sub("", written).strip()
        if line.startswith("--") or re.match(r"[A-Za-z-]{3,40}:\s|boundary=|[A-Za-z0-9+/=]{60,}$", line):
            continue
        kept.append(re.sub(r"<[^<>]{0,2000}>", " ", line)[:2000])
        if sum(map(len, kept)) > 4000:
            break
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()[:4000]
