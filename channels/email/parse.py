"""A raw mail into a message. Runs in the reading child (`child.py`); never raises.

Bounds come before parsing. What goes over them, or breaks the parser, is still a message: the sender,
subject and first words that can be had safely, and `unreadable` saying why a person must look.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import Message
from typing import TypeAlias

from channels.email import html_text, thread
from channels.email.addresses import split_ours
from channels.email.automatic import read_bounce, why_automatic
from channels.email.files import MOST_BYTES, make_file
from channels.email.headers import decode, first_id, message_ids, one_address, plain, raw_fields, read_from
from channels.email.newly import newly_said
from channels.email.trust import known_of_sender
from router.addresses import mailbox
from router.values import Bounce, InboundMessage, IncomingFile, RawMail, ReadMail

MOST_HEADER_BYTES = 100_000
MOST_PARTS = 1000
MOST_NESTING = 100
MOST_FILES = 300
MOST_TEXT = 200_000  # characters of body kept as text; the raw mail has the rest
_MOST_REFERENCES = 50
_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"\r\n]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE)
_HEADER_END = re.compile(rb"\r?\n\r?\n|\r\r")
_FORWARDED = re.compile(r"^[ \t]*(?:-{3,} ?Forwarded message|Begin forwarded message)", re.IGNORECASE | re.MULTILINE)
_FORWARD_SUBJECT = re.compile(r"\s*(?:fwd?|tr|wg)\s*:", re.IGNORECASE)
_NO_REPLY = re.compile(r"(?:no-?reply|do-?not-?reply|notifications?|forms?)(?:[+.-].*)?\Z")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

Mail: TypeAlias = "Message[str, str]"


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading needs of the settings; plain, so that it crosses to the child."""

    domain: str
    addresses: tuple[str, ...]
    secret: str
    auth_server: str = ""
    seconds: float = 10.0
    memory: int = 512 * 2**20  # bytes the child may grow by
    mails: int = 2000  # after which the child is replaced


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
    except Exception as error:  # the parser's faults are not the tenant's
        return salvage(mail, reading, f"the reader failed ({type(error).__name__})")


def dedupe_key(mail: RawMail) -> str:
    """The identity of a mail: who it was for, and its bytes."""
    to = ",".join(sorted(recipient.lower() for recipient in mail.recipients))
    return hashlib.sha256(to.encode("utf-8", "surrogateescape") + b"\x00" + mail.content).hexdigest()


def _over_bounds(raw: bytes) -> str:
    end = _HEADER_END.search(raw, 0, MOST_HEADER_BYTES + 4)
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
    parsed: Mail = message_from_bytes(mail.content)
    body = _open_parts(parsed)
    if body.too_deep:
        return salvage(mail, reading, f"its parts are nested more than {MOST_NESTING} deep")
    fields = raw_fields(parsed)
    subject = plain((fields.get("subject") or [""])[0])
    origin = read_from(fields.get("from") or [])
    facts = known_of_sender(fields.get("authentication-results") or [], reading.auth_server)
    if origin.doubt:
        facts["from_doubt"] = origin.doubt
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
        recipient=_recipient(mail, reading),
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
    return ReadMail(message, bounce)


# --- the body --------------------------------------------------------------------------------


class _Body:
    """What was found in the parts of one mail."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.html: list[str] = []
        self.files: list[IncomingFile] = []
        self.wrong_charset = self.too_deep = False
        self.left_out = self.bytes = 0

    def add_file(self, part: Mail, content: bytes) -> None:
        if len(self.files) >= MOST_FILES or self.bytes + len(content) > MOST_BYTES:
            self.left_out += 1
            return
        made = make_file(part, content, len(self.files) + 1)
        if made is not None:
            self.files.append(made)
            self.bytes += len(content)

    def text(self, subject: str) -> tuple[str, str]:
        """(everything, what was newly said)."""
        whole = "\n\n".join(text for text in self.plain if text.strip())[:MOST_TEXT]
        new = whole
        if not whole.strip() and self.html:
            pairs = [html_text.to_text(markup[: 2 * MOST_TEXT]) for markup in self.html]
            whole = "\n\n".join(pair[0] for pair in pairs)[:MOST_TEXT]
            new = "\n\n".join(pair[1] for pair in pairs)[:MOST_TEXT]
        whole, new = _CONTROLS.sub("", whole).strip(), _CONTROLS.sub("", new).strip()
        if _FORWARD_SUBJECT.match(subject) or _FORWARDED.search(whole):
            return whole, whole  # what is forwarded is what they want us to read
        return whole, newly_said(new or whole)


def _open_parts(parsed: Mail) -> _Body:
    """Go through the parts in order, without recursion. In an alternative the plain text is preferred later."""
    body = _Body()
    waiting: list[tuple[Mail, int, bool]] = [(parsed, 0, False)]  # part, depth, inside an alternative
    while waiting:
        part, depth, alternative = waiting.pop()
        if depth > MOST_NESTING:
            body.too_deep = True
            return body
        kind = part.get_content_type()
        payload = part.get_payload()
        if kind == "message/rfc822" and depth:
            body.add_file(part, _as_bytes(part))
            inner = payload if isinstance(payload, list) else []
            body.too_deep = body.too_deep or _deeper_than(inner, MOST_NESTING - depth)
            continue
        if isinstance(payload, list):
            inside = alternative or kind == "multipart/alternative"
            waiting.extend((inner, depth + 1, inside) for inner in reversed(payload) if isinstance(inner, Message))
            continue
        _open_leaf(body, part, kind)
    return body


def _open_leaf(body: _Body, part: Mail, kind: str) -> None:
    disposition = str(part.get("Content-Disposition") or "").lstrip().lower()
    named = "name" in disposition or "name=" in str(part.get("Content-Type") or "").lower()
    content = _content(part)
    if kind in ("text/plain", "text/html") and not disposition.startswith("attachment") and not (named and body.plain):
        text, wrong = decode(content, _charset(part))
        body.wrong_charset = body.wrong_charset or wrong
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if kind == "text/html":
            body.html.append(text)
        else:
            body.plain.append(_unflow(text, part) if "flowed" in str(part.get("Content-Type") or "").lower() else text)
    elif (kind == "text/calendar" and not named and not disposition.startswith("attachment")) or content or named:
        body.add_file(part, content)


def _content(part: Mail) -> bytes:
    """The decoded bytes. Broken base64 and the like come as they were written."""
    try:
        content = part.get_payload(decode=True)
    except Exception:
        content = None
    if isinstance(content, bytes):
        return content
    written = part.get_payload()
    return written.encode("utf-8", "surrogateescape") if isinstance(written, str) else b""


def _as_bytes(part: Mail) -> bytes:
    """A forwarded mail as a file. It cannot always be written again; then its text is better than nothing."""
    inner = part.get_payload()
    try:
        return inner[0].as_bytes() if isinstance(inner, list) and isinstance(inner[0], Message) else b""
    except Exception:
        return b"(this forwarded mail is only in the original)"


def _deeper_than(parts: Sequence[object], limit: int) -> bool:
    waiting = [(part, 1) for part in parts]
    while waiting:
        part, depth = waiting.pop()
        if depth > limit:
            return True
        payload = part.get_payload() if isinstance(part, Message) else None
        if isinstance(payload, list):
            waiting.extend((inner, depth + 1) for inner in payload)
    return False


def _charset(part: Mail) -> str:
    try:
        value = part.get_param("charset")
    except Exception:
        return ""
    if isinstance(value, tuple):
        value = value[2]
    return value[:60] if isinstance(value, str) else ""


def _unflow(text: str, part: Mail) -> str:
    """format=flowed (RFC 3676): lines that end in a space go on, unless quoted or the signature mark."""
    delete_space = "delsp=yes" in str(part.get("Content-Type") or "").lower().replace('"', "").replace(" ", "")
    lines: list[str] = []
    flowing = False
    for line in text.split("\n"):
        signature, quoted = line == "-- ", line.startswith(">")
        if not quoted and line.startswith(" "):
            line = line[1:]
        if flowing and not signature and not quoted:
            lines[-1] = (lines[-1][:-1] if delete_space else lines[-1]) + line
        else:
            lines.append(line)
        flowing = line.endswith(" ") and not signature and not quoted
    return "\n".join(lines)


# --- who, and about what ---------------------------------------------------------------------


def _recipient(mail: RawMail, reading: Reading) -> str:
    """The address of ours it came to, without the token."""
    for recipient in mail.recipients:
        ours = split_ours(recipient, reading.domain, (*reading.addresses, "postmaster", "abuse"))
        if ours:
            return f"{ours[0]}@{reading.domain.lower()}"
    return mail.recipients[0].lower() if mail.recipients else ""


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
    """Reply-To, when it is plainly the same sender's: same domain, or a form's 'no-reply'. Never ours.

    Anybody can write a tenant's address as From and their own as Reply-To, so any other one is only noted.
    """
    address = one_address(fields.get("reply-to") or [])
    if (
        not address
        or address == party
        or split_ours(address, reading.domain, (*reading.addresses, "postmaster", "abuse"))
    ):
        return ""
    local, _, domain = party.partition("@")
    if domain == address.partition("@")[2] or _NO_REPLY.match(local):
        return address
    facts["other_reply_to"] = address
    return ""


# --- what cannot be read ---------------------------------------------------------------------


def salvage(mail: RawMail, reading: Reading, why: str) -> ReadMail:
    """The little that can be had without a parser: From, Subject, Message-ID and the first words."""
    raw = mail.content
    end = _HEADER_END.search(raw, 0, MOST_HEADER_BYTES)
    top = raw[: end.start() if end else min(len(raw), MOST_HEADER_BYTES)]
    fields = _first_fields(top)
    origin = read_from([fields["from"]] if fields.get("from") else [])
    facts = {"from_doubt": origin.doubt} if origin.doubt else {}
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
        recipient=_recipient(mail, reading),
        text=text or subject,
        raw=b"",
        received_at=mail.received_at,
        subject=subject,
        automatic=automatic,
        facts=facts,
    )
    return ReadMail(message, unreadable=f"This email could not be read in full: {why}.")


def _first_fields(top: bytes) -> dict[str, str]:
    """The first of each field that salvage wants, unfolded."""
    wanted = (b"from", b"subject", b"message-id", b"auto-submitted", b"list-id")
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
        if colon and key in wanted and key.decode() not in found:
            current = found[key.decode()] = [value]
    return {name: decode(b" ".join(value)[:4000], "utf-8")[0] for name, value in found.items()}


def _first_words(body: bytes) -> str:
    """The first lines that look like words: no part headers, boundaries, markup or base64."""
    kept: list[str] = []
    for line in decode(body, "utf-8")[0].splitlines()[:2000]:
        line = _CONTROLS.sub("", line).strip()
        if line.startswith("--") or re.match(r"[A-Za-z-]{3,40}:\s|boundary=|[A-Za-z0-9+/=]{60,}$", line):
            continue
        kept.append(re.sub(r"<[^<>]{0,2000}>", " ", line)[:2000])
        if sum(map(len, kept)) > 4000:
            break
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()[:4000]


def with_raw(read: ReadMail, mail: RawMail) -> ReadMail:
    """The answer with the bytes put back."""
    return replace(read, message=replace(read.message, raw=mail.content))
