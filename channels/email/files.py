"""Attachments: names made safe, types told by the bytes and not by what the sender says. Never unpacked."""

import re
import unicodedata
from email.message import Message
from email.utils import collapse_rfc2231_value

import puremagic

from channels.email.headers import plain
from router.values import IncomingFile

MOST_BYTES = 60 * 2**20  # all attachments of one mail together, decoded
_TINY = 100  # bytes: an inline picture this small is a tracking pixel
_SEPARATORS = re.compile(r"[\\/:*?\"<>|\x00]+")
_NAME_BYTES = 120
_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"MZ", "application/x-msdownload"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
)
"""The usual ones, looked at first since puremagic takes most of a millisecond."""


def safe_name(written: str, number: int) -> str:
    """A name to show: no path, no controls, no direction marks, at most 120 bytes of UTF-8."""
    name = _SEPARATORS.sub("_", plain(written, 2000))
    name = "".join(
        letter for letter in name if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )
    name = name.strip(" ._")
    if not name:
        return f"file-{number}"
    if len(name.encode()) <= _NAME_BYTES:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = name, ""
    room = _NAME_BYTES - len((dot + ending).encode()) if ending else _NAME_BYTES
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .") + (f".{ending}" if ending else "")


def written_name(part: "Message[str, str]") -> str:
    """The name the sender gave, '' when there is none or it cannot be read."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        try:
            value = part.get_param(parameter, None, header)
            if value:
                return collapse_rfc2231_value(value)[:2000]
        except Exception:  # noqa: BLE001 - RFC 2231 pieces can be wrong in many ways; the name is not worth the mail
            value = None
    return ""


def told_by_content(content: bytes) -> str:
    """A media type from the first bytes; 'application/octet-stream' when they say nothing."""
    for sign, kind in _SIGNS:
        if content.startswith(sign):
            return kind
    head = content[:4096]
    try:
        found = str(puremagic.from_string(head, mime=True))
    except Exception:  # noqa: BLE001 - PureError for 'no match', and others for odd bytes
        found = ""
    if found and "/" in found:
        return found
    if head and b"\x00" not in head:
        try:
            head.decode("utf-8")
            return "text/plain"
        except UnicodeDecodeError:
            pass
    return "application/octet-stream"


def make_file(part: "Message[str, str]", content: bytes, number: int) -> IncomingFile | None:
    """The attachment, or None for an inline picture too small to show anything."""
    kind = told_by_content(content)
    disposition = str(part.get("Content-Disposition") or "").lstrip().lower()
    inline = bool(part.get("Content-ID")) or disposition.startswith("inline")
    if len(content) <= _TINY and inline and (kind.startswith("image/") or part.get_content_maintype() == "image"):
        return None
    return IncomingFile(name=safe_name(written_name(part), number), content_type=kind, content=content)
