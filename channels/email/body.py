"""The parts of a parsed mail: its words, and what is attached. Without recursion, and never raising."""

import re
from collections.abc import Sequence
from email.message import Message
from typing import TypeAlias

from channels.email import html_text
from channels.email.files import MOST_BYTES, make_file
from channels.email.headers import decode
from channels.email.newly import newly_said
from router.values import IncomingFile

MOST_NESTING = 100
MOST_FILES = 300
MOST_CALENDARS = 3
MOST_TEXT = 200_000  # characters of body kept as text; the raw mail has the rest
_EMBEDDED = re.compile(r"data:[\w.+/-]{1,100};base64,[A-Za-z0-9+/=%\r\n]*", re.IGNORECASE)
"""A picture written into the page itself: a screen of it is longer than all the words that we keep."""
_FORWARDED = re.compile(r"^[ \t]*(?:-{3,} ?Forwarded message|Begin forwarded message)", re.IGNORECASE | re.MULTILINE)
_FORWARD_SUBJECT = re.compile(r"\s*(?:fwd?|tr|wg)\s*:", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

Mail: TypeAlias = "Message[str, str]"


class Body:
    """What was found in the parts of one mail."""

    def __init__(self) -> None:
        self.plain: list[str] = []
        self.html: list[str] = []
        self.other: list[str] = []  # text of some other kind, such as a calendar entry: better than nothing
        self.calendars: list[str] = []  # calendar entries, also those that came beside words
        self.files: list[IncomingFile] = []
        self.wrong_charset = self.too_deep = self.cut = False
        self.left_out = self.bytes = 0

    @property
    def has_words(self) -> bool:
        """Did anybody write anything, apart from what is made for machines?"""
        return any(text.strip() for text in (*self.plain, *self.html))

    def add_file(self, part: Mail, content: bytes) -> None:
        if len(self.files) >= MOST_FILES or self.bytes + len(content) > MOST_BYTES:
            self.left_out += 1
            return
        made = make_file(part, content, len(self.files) + 1)
        if made is not None:
            self.files.append(made)
            self.bytes += len(content)

    def text(self, subject: str) -> tuple[str, str]:
        """(everything, what was newly said). `cut` is set where words may be missing that are no history."""
        whole = "\n\n".join(text for text in self.plain if text.strip())
        too_long, whole = len(whole) > MOST_TEXT, whole[:MOST_TEXT]
        new = whole
        if not whole.strip() and self.html:
            pairs, room = [], 2 * MOST_TEXT
            for markup in (_EMBEDDED.sub("", each) for each in self.html):
                pairs.append(html_text.to_text(markup[:room]))
                room -= len(markup)
                too_long = too_long or room < 0
                if room <= 0:
                    break
            whole = "\n\n".join(pair[0] for pair in pairs)[:MOST_TEXT]
            new = "\n\n".join(pair[1] for pair in pairs)[:MOST_TEXT]
        if not whole.strip() and self.other:
            whole = new = "\n\n".join(self.other)[:MOST_TEXT]
        whole, new = _CONTROLS.sub("", whole).strip(), _CONTROLS.sub("", new).strip()
        if _FORWARD_SUBJECT.match(subject) or _FORWARDED.search(whole):
            self.cut = too_long
            return whole, whole  # what is forwarded is what they want us to read
        said = newly_said(new or whole)
        self.cut = too_long and said == whole  # else what is missing comes after what they answer to
        return whole, said


def open_parts(parsed: Mail) -> Body:
    """Go through the parts in order, without recursion. In an alternative the plain text is preferred later."""
    body = Body()
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


def _open_leaf(body: Body, part: Mail, kind: str) -> None:
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
    elif kind.startswith("multipart/"):  # it says so, but has no parts: what is there is text
        body.plain.append(decode(content, "utf-8")[0])
    elif content or named:
        if kind == "text/calendar" and len(body.calendars) < MOST_CALENDARS:
            body.calendars.append(decode(content[:MOST_TEXT], "utf-8")[0])
        if kind.startswith("text/") and not named and not disposition.startswith("attachment"):
            body.other.append(decode(content, _charset(part))[0])
        body.add_file(part, content)


def _content(part: Mail) -> bytes:
    """The decoded bytes. Broken base64 and the like come as they were written."""
    try:
        content = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001 - the library raises all sorts on broken encodings
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
    except Exception:  # noqa: BLE001 - RecursionError, KeyError and others, for mails it has itself parsed
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
    except Exception:  # noqa: BLE001 - RFC 2231 parameters can be wrong in many ways
        return ""
    if isinstance(value, tuple):
        value = value[2]
    return value[:60] if isinstance(value, str) else ""


def _unflow(text: str, part: Mail) -> str:
    """format=flowed (RFC 3676): lines that end in a space go on, unless quoted or the signature mark."""
    delete_space = "delsp=yes" in str(part.get("Content-Type") or "").lower().replace('"', "").replace(" ", "")
    lines: list[str] = []
    flowing = False
    for written in text.split("\n"):
        signature, quoted = written == "-- ", written.startswith(">")
        line = written.removeprefix(" ")  # a space put there so that it is not a quote
        if flowing and not signature and not quoted:
            lines[-1] = (lines[-1][:-1] if delete_space else lines[-1]) + line
        else:
            lines.append(line)
        flowing = line.endswith(" ") and not signature and not quoted
    return "\n".join(lines)
