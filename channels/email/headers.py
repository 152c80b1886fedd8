"""Header fields out of strangers' mail. Nothing here raises, and every step is bounded.

Parsed with compat32, whose fields stay raw text until asked: `policy.default` raises on odd fields.
"""

import binascii
import re
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from router.addresses import mailbox

LONGEST = 4000  # characters of one field that are looked at
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_SPACES = re.compile(r"\s+")
_ADDRESS = r"[^\s<>()\[\],;:\"@\\]{1,200}@[^\s<>()\[\],;:\"@\\]{1,255}"
_ONE_ADDRESS = re.compile(rf"(?:([^<>]*)<\s*({_ADDRESS})\s*>|({_ADDRESS}))\s*(?:\([^()]*\)\s*)?\Z")
_AT = re.compile(_ADDRESS)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_ID = re.compile(r"<([^<>\s]{1,900})>")
CHARSETS = {
    "us-ascii", "ascii", "utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "iso-8859-1", "latin-1", "latin1",
    "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-8-i",
    "iso-8859-9", "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16", "windows-1250",
    "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257",
    "windows-1258", "cp1250", "cp1251", "cp1252", "cp1256", "koi8-r", "koi8-u", "big5", "gb2312", "gbk", "gb18030",
    "euc-jp", "euc-kr", "iso-2022-jp", "shift_jis", "ks_c_5601-1987", "macintosh", "tis-620",
}  # fmt: skip
"""The only character sets decoded as named. utf-7, unicode_escape, idna and the like can hide markup or raise."""


def decode(raw: bytes, charset: str) -> tuple[str, bool]:
    """(text, was the named character set wrong). UTF-8 is tried next, then Latin-1, which takes any byte."""
    named = charset.strip().strip("'\"").lower() or "us-ascii"
    if named in ("us-ascii", "ascii"):
        named = "utf-8"
    elif named in ("iso-8859-1", "latin-1", "latin1"):
        named = "cp1252"  # what senders who say Latin-1 mean
    elif named == "iso-8859-8-i":
        named = "iso-8859-8"
    if named in CHARSETS:
        try:
            return _tame(raw.decode(named)), False
        except (UnicodeError, LookupError, ValueError):
            pass
    try:
        return _tame(raw.decode("utf-8")), named != "utf-8"
    except UnicodeError:
        return raw.decode("latin-1"), True


def _tame(text: str) -> str:
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def raw_fields(message: "Message[str, str]") -> dict[str, list[str]]:
    """Lower-case name -> the raw values, topmost first."""
    fields: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        fields.setdefault(name.lower(), []).append(_unraw(str(value)))
    return fields


def _unraw(value: str) -> str:
    """A raw field as text: bytes beyond ASCII, which have no business there, as UTF-8 or Latin-1."""
    value = value[:200_000]
    if not value.isascii():
        value = decode(value.encode("ascii", "surrogateescape") if _escaped(value) else value.encode(), "utf-8")[0]
    return value


def _escaped(value: str) -> bool:
    return all(ord(letter) < 128 or 0xDC80 <= ord(letter) <= 0xDCFF for letter in value)


def plain(value: str, longest: int = 998) -> str:
    """A field for people: encoded words decoded (RFC 2047), no controls, no direction marks, one line."""
    value = value[:LONGEST]
    if "=?" in value:
        value = _decode_words(value)
    return _SPACES.sub(" ", _CONTROLS.sub(" ", value)).strip()[:longest]


def _decode_words(value: str) -> str:
    try:
        pieces = decode_header(value)
    except (binascii.Error, ValueError, LookupError, IndexError):
        return value
    text = []
    for piece, charset in pieces:
        # Without a character set these are the bytes between encoded words, or escapes the library made.
        text.append(decode(piece, charset or "utf-8")[0] if isinstance(piece, bytes) else piece)
    return "".join(text)


@dataclass(frozen=True, slots=True)
class From:
    """Whom a mail says it is from. `address` is '' unless it is certain; `doubt` says what is wrong, in words."""

    written: str
    address: str
    doubt: str = ""


def read_from(values: list[str]) -> From:
    """Exactly one From with exactly one address is believed to be what it says; anything else is doubted."""
    if not values or not "".join(values).strip():
        return From("", "", "no From address")
    written = plain(values[0])
    if len(values) > 1:
        return From(written, "", "more than one From line")
    folded = _SPACES.sub(" ", values[0]).strip()
    if len(folded) > LONGEST:
        return From(written, "", "From line too long")
    found = _ONE_ADDRESS.match(_QUOTED.sub(lambda quoted: '"' + "q" * (len(quoted[0]) - 2) + '"', folded))
    if not found:
        several = len([1 for _, address in _addresses(folded) if "@" in address]) > 1
        return From(written, "", "more than one From address" if several else "From address cannot be read")
    start, end = found.span(2) if found[2] else found.span(3)
    address = mailbox(folded[start:end])
    if not address:
        return From(written, "", "From address cannot be read")
    name = plain(folded[:start].rstrip("< ")) if found[2] else ""
    shown = _AT.search(name)
    if shown and mailbox(shown[0]) != address:
        return From(written, address, "the name shows another address")
    return From(written, address)


def doubts(origin: From) -> dict[str, str]:
    """What a From leaves in doubt, as facts of the message; `from_nobody` when it names no single sender at all."""
    if not origin.doubt:
        return {}
    return {"from_doubt": origin.doubt} | ({} if origin.address else {"from_nobody": origin.doubt})


def one_address(values: list[str]) -> str:
    """The single address of a field such as Reply-To, or ''."""
    found = read_from(values)
    return "" if found.doubt else found.address


def _addresses(value: str) -> list[tuple[str, str]]:
    try:
        return getaddresses([value])
    except (ValueError, IndexError, RecursionError, AttributeError, TypeError):
        return []


def message_ids(value: str, most: int = 50) -> list[str]:
    """The '<id>'s in a field, in order; never an empty one."""
    return ["<" + found + ">" for found in _ID.findall(value[:20_000])[:most]]


def first_id(values: list[str]) -> str:
    """A Message-ID as its header has it, with its angle brackets; '' when there is none to speak of."""
    for value in values[:1]:
        ids = message_ids(value, 1)
        if ids:
            return _CONTROLS.sub("", ids[0])
        bare = plain(value, 900)
        if bare.strip("<> "):
            return bare
    return ""
