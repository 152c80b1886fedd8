"""Is this request really from Twilio?

Twilio signs the address it called, exactly as it called it, and every name and value of the form.
We know that address from our own settings and the raw request line: never from the Host header, a
proxy's headers or a rebuilt query. The signature says nothing of time, so a replay is caught by the
message's own id further in; and it joins names and values without a mark between them, so what they
say must also have the right shape.
"""

import hmac
import logging
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, request
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from channels.twilio_client import TwilioSettings

log = logging.getLogger(__name__)

LARGEST_BODY = 4 * 1024 * 1024
"""Bytes. Twilio's own forms stay far below; more than this is read by nobody."""

FORM = "application/x-www-form-urlencoded"
SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
_SIDS = (
    "MessageSid",
    "CallSid",
    "RecordingSid",
    "ConferenceSid",
    "QueueSid",
    "TranscriptionSid",
)
_SAYING = ("Body", "SpeechResult", "Digits", "MessageStatus", "CallStatus", "NumMedia")
"""What a form says, beside its ids: no name of Twilio's begins with one of these or is the beginning of one."""
_DEFAULT_PORT = {"https": 443, "http": 80}

Form = MultiDict[str, str] | ImmutableMultiDict[str, str] | dict[str, str]


def guard(blueprint: Blueprint, settings: TwilioSettings) -> None:
    """Let only Twilio in: anything else gets 403, an empty body and one log line that names nobody.

    After it the route may read `request.form` and `request.get_data()`: both are kept, parsed once. Bytes that
    are not UTF-8 read as U+FFFD in the form, and are as they came in the data.
    """
    bases = tuple(_bases(settings.public_url))
    validator = RequestValidator(settings.twilio_auth_token)

    @blueprint.before_request
    def refuse_strangers() -> Response | None:
        request.max_content_length = LARGEST_BODY
        wrong = _what_is_wrong(bases, validator, settings.twilio_account_sid)
        if not wrong:
            return None
        log.warning("webhook refused: %s (%s)", wrong, request.endpoint)
        return Response(status=403)


def sign(url: str, params: Form, token: str) -> str:
    """The X-Twilio-Signature of a form posted to `url`, as Twilio would write it."""
    return str(RequestValidator(token).compute_signature(url, params))


def _what_is_wrong(bases: tuple[str, ...], validator: RequestValidator, account: str) -> str:
    """Why this request is not Twilio's, or ''."""
    signature = request.headers.get("X-Twilio-Signature", "")
    if not signature:
        return "no signature"
    if request.mimetype != FORM:
        return "not a form"  # a JSON body is signed another way, and Twilio sends us none
    target = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or ""
    if not target.startswith("/"):
        return "no path"
    form = request.form = _read(request.get_data())
    fields, given = _Fields(form.lists()), signature.encode("utf-8", "replace")
    if not any(
        hmac.compare_digest(validator.compute_signature(base + target, fields).encode(), given) for base in bases
    ):
        return "wrong signature"
    if form.getlist("AccountSid") != [account]:
        return "another account"
    if not any(SID.fullmatch(form.get(name, "")) for name in _SIDS):
        return "no id of the right shape"
    if not all(SID.fullmatch(value) for name in _SIDS[:2] for value in form.getlist(name) if value):
        return "an id of another shape"
    if _cut_elsewhere(form):
        return "a name cut elsewhere"
    return ""


def _cut_elsewhere(form: Form) -> bool:
    """Was a signed pair cut at another letter ("Bo=dyhelp", or "Body=" and "Can i smell gas=", for "Body=Can i ...")?
    Signed alike, and the words are lost. No name of Twilio's has a space; any other name that is new to us is kept."""
    gone = [name for name in _SAYING if name not in form]
    if any(name and (name + form[name]).startswith(known) for known in gone for name in form):
        return True
    after = min((name for name in form if name > "Body"), default="") if "Body" in form else ""
    return " " in after and not form[after]


class _Fields(dict[str, list[str]]):
    """The form in the way the SDK asks for first, which spares it an exception a field."""

    getall = dict.__getitem__


def _read(body: bytes) -> ImmutableMultiDict[str, str]:
    """The form, whatever is in it. Flask's own reading gives up altogether at a byte that is not UTF-8."""
    return ImmutableMultiDict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _bases(public_url: str) -> Iterator[str]:
    """Our address as Twilio may have written it: as set, and with or without its port, which Twilio is not sure of.

    A name and password in it are never signed.
    """
    parts = urlsplit(public_url.rstrip("/"))
    host = parts.netloc.rpartition("@")[2]
    bare = re.sub(r":\d+$", "", host)
    hosts = (host, bare) if host != bare else (host, f"{host}:{_DEFAULT_PORT.get(parts.scheme, 80)}")
    for name in hosts:
        yield f"{parts.scheme}://{name}{parts.path}"
