"""Was it written by a machine, and is it the report of a mail of ours that could not be delivered?

Nothing is thrown away for being automatic: it is only never answered (RFC 3834), and still read.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.message import Message
from typing import TypeAlias

from channels.email.headers import message_ids, plain
from router.addresses import mailbox
from router.values import Bounce

Mail: TypeAlias = "Message[str, str]"
Fields = Mapping[str, Sequence[str]]

_ROBOTS = re.compile(r"(?:mailer[-_.]?daemon|postmaster|mail-?delivery(?:-?(?:system|subsystem))?)\Z")
_UNANSWERED = re.compile(r"(?:no-?reply|do-?not-?reply|bounces?)(?:[+-].*)?\Z")
_AWAY = re.compile(
    r"\s*(?:(?:re|aw)\s*:\s*)?(?:auto(?:matic)?[ -]?(?:reply|response|answer|responder)\b|out of (?:the )?office\b"
    r"|i am (?:currently )?(?:out of|away from) the office|on (?:annual )?leave\b.{0,40}auto"
    r"|vacation (?:reply|response)|abwesenheit|autosvar|respuesta autom|r[eé]ponse automatique|risposta automatica)",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"\s*(?:undeliver(?:able|ed)|mail delivery (?:failed|system|failure)"
    r"|delivery (?:status notification|failure|has failed)"
    r"|returned mail|failure notice|message (?:not delivered|undeliverable)|delayed mail|warning: could not send)",
    re.IGNORECASE,
)
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_REPLY_CODE = re.compile(r"(?:^|[\s:<(])(5\d\d|4\d\d)[ -]")
_OUR_ID = re.compile(rb"<out-\d{1,18}\.[a-z2-7]{16}(?:\.[a-z2-7]{20,60})?@[a-z0-9.-]{1,253}>", re.IGNORECASE)
_MAIL_ADDRESS = re.compile(r"<([^<>\s@]{1,200}@[^<>\s@]{1,255})>")


def why_automatic(mail: Mail, fields: Fields, envelope_from: str, sender: str, subject: str) -> str:
    """'bounce', 'receipt', 'auto-reply', 'list', 'calendar' or '' for a person. Loops are seen elsewhere."""
    kind, report = mail.get_content_type(), _parameter(mail, "report-type")
    local = sender.partition("@")[0]
    null_sender = not envelope_from
    if kind == "multipart/report" and report == "disposition-notification":
        return "receipt"
    if kind == "message/disposition-notification" or "disposition-notification" in _kinds(mail):
        return "receipt"
    if kind == "multipart/report" and report in ("delivery-status", "feedback-report", ""):
        return "bounce"
    if _ROBOTS.match(local) or "x-failed-recipients" in fields or (null_sender and _FAILED.match(subject)):
        return "bounce"
    if _is_auto_reply(fields, subject) or null_sender or _UNANSWERED.match(local):
        return "auto-reply"
    precedence = _first(fields, "precedence")
    if precedence in ("bulk", "junk", "list") or any(
        name in fields for name in ("list-id", "list-unsubscribe", "list-post", "feedback-id")
    ):
        return "list"
    if kind == "text/calendar" or "text/calendar" in _kinds(mail):
        return "calendar"
    return ""


def _is_auto_reply(fields: Fields, subject: str) -> bool:
    submitted = _first(fields, "auto-submitted").split(";")[0].split()
    if submitted and submitted[0] != "no":
        return True
    if any(name in fields for name in ("x-autoreply", "x-autorespond", "x-autoreply-from", "x-mail-autoreply")):
        return True
    if _first(fields, "precedence") in ("auto_reply", "auto-reply"):
        return True
    suppress = {word.strip() for word in _first(fields, "x-auto-response-suppress").split(",")}
    return bool(suppress & {"all", "autoreply", "oof"}) or bool(_AWAY.match(subject))


def _first(fields: Fields, name: str) -> str:
    values = fields.get(name)
    return values[0].strip().lower()[:500] if values else ""


def _parameter(mail: Mail, name: str) -> str:
    try:
        value = mail.get_param(name)
    except Exception:  # noqa: BLE001 - odd parameters raise all sorts in the library
        return ""
    return value.lower() if isinstance(value, str) else ""


def _kinds(mail: Mail) -> set[str]:
    """The content types one and two floors down: enough to see what kind of mail it is."""
    found: set[str] = set()
    for part in _parts(mail):
        kind = part.get_content_type()
        found.add("disposition-notification" if kind == "message/disposition-notification" else kind)
        if kind == "multipart/alternative":
            found.update(inner.get_content_type() for inner in _parts(part))
    return found


def _parts(mail: Mail) -> list[Mail]:
    payload = mail.get_payload()
    return [part for part in payload[:50] if isinstance(part, Message)] if isinstance(payload, list) else []


def read_bounce(mail: Mail, raw: bytes, sender_fields: Fields, is_ours: Callable[[str], bool]) -> Bounce:
    """What a report says about our mail (RFC 3464), and what can be guessed where it follows no standard.

    `original_message_id` is '' unless we made that id: nobody can fail a message of ours by guessing.
    """
    status = {"recipient": "", "action": "", "status": "", "words": ""}
    for part in _walk(mail):
        if part.get_content_type() == "message/delivery-status":
            for block in _parts(part):
                _read_block(block, status)
    text = raw[:200_000].decode("latin-1")
    if not status["status"]:
        found = _STATUS.search(text)
        code = None if found else _REPLY_CODE.search(text)
        status["status"] = found[0] if found else f"{code[1][0]}.0.0" if code else ""
    if not status["recipient"]:
        failed = sender_fields.get("x-failed-recipients") or [""]
        named = _MAIL_ADDRESS.search(text.partition("\r\n\r\n")[2])
        status["recipient"] = mailbox(failed[0].split(",")[0]) or (mailbox(named[1]) if named else "")
    delayed = status["action"] in ("delayed", "relayed", "delivered", "expanded") or status["status"].startswith(
        ("4", "2")
    )
    words = status["words"] or plain(_first_line_with_code(text)) or "The mail could not be delivered."
    return Bounce(
        original_message_id=_original_id(mail, raw, is_ours),
        recipient=status["recipient"],
        permanent=not delayed,
        words=plain(words, 300),
    )


def _read_block(block: Mail, status: dict[str, str]) -> None:
    """One recipient's block. The first failed one counts: we write to one person at a time."""
    action = plain(str(block.get("Action") or ""), 40).lower()
    if not action and not block.get("Final-Recipient"):
        return
    if status["action"] == "failed":
        return
    recipient = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
    status["recipient"] = mailbox(recipient.rpartition(";")[2])
    status["action"] = action
    found = _STATUS.search(str(block.get("Status") or ""))
    status["status"] = found[0] if found else ""
    status["words"] = plain(str(block.get("Diagnostic-Code") or "").partition(";")[2], 300)


def _first_line_with_code(text: str) -> str:
    for line in text.split("\n")[:2000]:
        if _STATUS.search(line) and not line.lower().startswith(("received:", "x-", "by ")):
            return line
    return ""


def _original_id(mail: Mail, raw: bytes, is_ours: Callable[[str], bool]) -> str:
    candidates: list[str] = []
    for part in _walk(mail):
        kind = part.get_content_type()
        if kind == "message/rfc822":
            candidates += [
                found for inner in _parts(part) for found in message_ids(str(inner.get("Message-ID") or ""), 1)
            ]
        elif kind == "message/disposition-notification":
            candidates += [
                found for inner in _parts(part) for found in message_ids(str(inner.get("Original-Message-ID") or ""), 1)
            ]
    candidates += [found.decode("ascii") for found in _OUR_ID.findall(raw)[:20]]
    return next((candidate for candidate in candidates if is_ours(candidate)), "")


def _walk(mail: Mail, most: int = 200) -> Iterator[Mail]:
    """Parts, near ones first, without recursion and not more than `most`."""
    waiting = [mail]
    for _ in range(most):
        if not waiting:
            return
        part = waiting.pop(0)
        yield part
        waiting.extend(_parts(part))
