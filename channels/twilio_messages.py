"""What text messages and WhatsApp have in common: the webhook's form in, our values out, and the two routes.

The work of a request is small on purpose: the signature (before any view), one reading of the form,
one durable `receive`, one fixed answer. Photos stay at Twilio until a job fetches them.
"""

import logging
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import HTTPException

from channels.contract import Hooks
from channels.twilio_client import TwilioSettings, words_for
from channels.twilio_signature import guard
from router import addresses
from router.errors import CannotKeep
from router.values import DELIVERY_RANK, DeliveryReport, InboundMessage, IncomingFile

log = logging.getLogger(__name__)

EMPTY_ANSWER = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'

Keyword = Literal["", "stop", "start", "help"]

STOP_WORDS = frozenset({"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"})
START_WORDS = frozenset({"start", "unstop"})
HELP_WORDS = frozenset({"help", "info"})
"""What Twilio acts on by itself on a long number. It also takes YES for START, but only from somebody who
had opted out: to us 'yes' is an answer, unless `OptOutType` says otherwise."""

ENDINGS = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "image/heic": ".heic",
    "image/heif": ".heif", "image/tiff": ".tif", "audio/mpeg": ".mp3", "audio/wav": ".wav", "audio/x-wav": ".wav",
    "audio/wave": ".wav", "audio/ogg": ".ogg", "audio/amr": ".amr", "audio/mp4": ".m4a", "audio/aac": ".aac",
    "audio/x-m4a": ".m4a", "audio/webm": ".webm", "audio/3gpp": ".3gp", "audio/flac": ".flac", "video/mp4": ".mp4",
    "video/3gpp": ".3gp", "video/3gpp2": ".3g2", "video/quicktime": ".mov", "video/webm": ".webm",
    "video/mpeg": ".mpg", "application/ogg": ".ogg", "application/pdf": ".pdf",
}  # fmt: skip
"""The files that phones send and we keep, with the ending of their names (the same on every machine)."""

_MOST_FILES = 10
_STATES = {state: state for state in DELIVERY_RANK} | {"canceled": "failed", "partially_delivered": "sent"}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # PostgreSQL refuses NUL; XML and terminals the rest
_LONE_SURROGATES = re.compile(r"[\ud800-\udfff]")
_SHORT = (
    "AccountSid",
    "ApiVersion",
    "From",
    "MessageSid",
    "NumMedia",
    "NumSegments",
    "SmsMessageSid",
    "SmsSid",
    "SmsStatus",
    "To",
)
_SWALLOWED = re.compile(r"ApiVersion|Body|From|MessageSid|Num(?:Media|Segments)|Sms[A-Z]|To[A-Z]")


@dataclass(frozen=True, slots=True)
class Line:
    """Our end: the channel's name, and our own address as Twilio writes it ('+44...', 'whatsapp:+44...')."""

    channel: str
    address: str

    def is_ours(self, to: str) -> bool:
        """Was this sent to us, on this channel?"""
        if to == self.address:
            return True
        mine, theirs = self.address.rpartition(":"), to.strip().rpartition(":")
        number = addresses.phone(mine[2])
        return bool(number) and mine[0] == theirs[0].lower() and addresses.phone(theirs[2]) == number

    def to(self, party: str) -> str:
        """A tenant's number as Twilio wants it on this channel."""
        prefix = self.address.rpartition(":")[0]
        return f"{prefix}:{party}" if prefix and not party.startswith(f"{prefix}:") else party


def blueprint(line: Line, settings: TwilioSettings, hooks: Hooks) -> Blueprint:
    """`/inbound` and `/status`. Both answer 403 to a stranger and 503 when nothing can be kept now."""
    routes = Blueprint(line.channel, __name__)
    guard(routes, settings)

    @routes.post("/inbound")
    def receive_message() -> Response:
        form = request.form.to_dict()  # of each name its first value
        refuse_misshapen(form)
        if not line.is_ours(form.get("To", "")):
            _refuse("it is not for our number")
        hooks.receive(parse_message(form, request.get_data(), line, hooks.now()))
        return Response(EMPTY_ANSWER, content_type="text/xml; charset=utf-8")

    @routes.post("/status")
    def delivery_status() -> Response:
        report = parse_report(request.form, line.channel, request.args.get("ref", ""), request.get_data())
        if report is None:
            log.info("delivery report of no use to us")
        else:
            hooks.report(report)
        return Response(status=204)

    @routes.errorhandler(Exception)
    def refuse_honestly(error: Exception) -> Response | HTTPException:
        """Not kept, whatever the reason: Twilio is told to come again, and its list is read later."""
        if isinstance(error, HTTPException):
            return error
        log.error("webhook not kept (%s): %s", request.endpoint, type(error).__name__)
        if not isinstance(error, CannotKeep):
            log.debug("a fault of ours", exc_info=error)  # its words may hold a tenant's
        return Response(status=503, headers={"Retry-After": "5"})

    return routes


def refuse_misshapen(form: Mapping[str, str]) -> None:
    """403 for a form whose names and values were joined another way than Twilio joined them.

    The signature cannot tell `Body=hi&From=+44...` from `Body=hiFrom+44...`; these shapes can.
    """
    if not form.get("From") or not form.get("To") or not form.get("MessageSid", "").startswith(("SM", "MM")):
        _refuse("it does not say who, to whom and which")
    if any(_SWALLOWED.search(form.get(name, "")) for name in _SHORT):
        _refuse("its fields run into one another")


def _refuse(why: str) -> None:
    log.warning("webhook refused: %s (%s)", why, request.endpoint)
    abort(Response(status=403))


def parse_message(form: Mapping[str, str], raw: bytes, line: Line, received_at: datetime) -> InboundMessage:
    """What a tenant sent us. Nothing in the form can make this fail: at worst the text is empty and `raw` tells."""
    sid = form.get("MessageSid", "")
    sender = clean(form.get("From", ""))
    text = clean(form.get("Body", "")) or clean(form.get("ButtonText", "")) or _place(form)
    return InboundMessage(
        channel=line.channel,
        provider_id=sid,
        dedupe_key=sid,
        sender=sender,
        party=addresses.phone(sender),
        recipient=clean(form.get("To", "")),
        text=text,
        raw=raw,
        received_at=received_at,
        attachments=tuple(_files(form)),
        keyword=keyword(text, form.get("OptOutType", "")),
    )


def parse_report(form: Mapping[str, str], channel: str, ref: str, raw: bytes) -> DeliveryReport | None:
    """Twilio's word about something we sent; None when it says nothing that we can use.

    `ref` is what we put into our own callback address: the outbound message's id.
    """
    state = _STATES.get((form.get("MessageStatus") or form.get("SmsStatus") or "").lower())
    sid = form.get("MessageSid") or form.get("SmsSid") or ""
    if state is None or not sid:
        return None
    code = clean(form.get("ErrorCode", ""))[:20]
    return DeliveryReport(
        channel=channel,
        provider_id=sid,
        state=state,
        code=code,
        words=words_for(code),
        outbound_id=int(ref) if re.fullmatch(r"[0-9]{1,18}", ref) else None,
        raw=raw.decode("utf-8", "replace").replace("\x00", ""),
    )


def keyword(text: str, opt_out_type: str = "") -> Keyword:
    """STOP, START or HELP, when that is the whole message: 'Stop!' is one, 'STOP the water!!' and 'STOP 1234' are not.

    `opt_out_type` is Twilio's own reading where Advanced Opt-Out is on; it has then acted, so it counts.
    The text stays what it was: a word is a mark on a message, never instead of one.
    """
    told = opt_out_type.strip().lower()
    if told == "stop":
        return "stop"
    if told == "start":
        return "start"
    if told == "help":
        return "help"
    word = unicodedata.normalize("NFKC", text[:100]).casefold() if len(text) <= 100 else ""
    word = re.sub(r"^[\W_]+|[\W_]+$", "", word)
    if word in STOP_WORDS:
        return "stop"
    if word in START_WORDS:
        return "start"
    return "help" if word in HELP_WORDS else ""


def clean(text: str) -> str:
    """The same words without what a database, a page or a log line chokes on. Emoji and directions stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LONE_SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def _files(form: Mapping[str, str]) -> Iterator[IncomingFile]:
    for index in range(_MOST_FILES):
        if f"MediaUrl{index}" not in form:
            continue
        url = clean(form.get(f"MediaUrl{index}", "")).strip()
        if url:
            kind = clean(form.get(f"MediaContentType{index}", "")).strip().lower()[:100]
            yield IncomingFile(name=file_name(index, kind), content_type=kind, url=url)


def file_name(index: int, content_type: str) -> str:
    """'photo-1.jpg' for the first file: Twilio passes no names on."""
    return f"{file_kind(content_type)}-{index + 1}{ENDINGS.get(content_type, '')}"


def file_kind(content_type: str) -> str:
    """'photo', 'recording', 'video' or 'file'."""
    return {"image": "photo", "audio": "recording", "video": "video"}.get(content_type.partition("/")[0], "file")


def _place(form: Mapping[str, str]) -> str:
    """A place shared on WhatsApp, in words, since it comes without any."""
    where = [clean(form.get(name, "")).strip() for name in ("Label", "Address")]
    if form.get("Latitude") and form.get("Longitude"):
        where.append(f"{clean(form['Latitude'])[:20]}, {clean(form['Longitude'])[:20]}")
    said = "; ".join(part for part in where if part)
    return f"Place shared: {said}" if said else ""
