"""Talks to Twilio; turns its error codes, HTTP statuses and cut lines into our own errors.

`TwilioClient.rest` is the SDK's own client. Its requests go to Twilio, or to `twilio_api_url` when
that names a stand-in. Nothing is ever sent twice from here: a POST whose end we did not see is
`Uncertain`, and somebody looks it up (Twilio says that sending is not idempotent, error 20500).
"""

import logging
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from pydantic import BaseModel, Field
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from router.errors import CannotDeliver, OptedOut, SendError, TryAgainLater, Uncertain

CONNECT_SECONDS = 4.0
READ_SECONDS = 15.0

WORDS = MappingProxyType(
    {
        # the number itself
        21211: "This is not a phone number that Twilio knows.",
        21214: "This number cannot be reached.",
        21217: "This is not a phone number that Twilio knows.",
        21219: "The Twilio account is on trial and may not use this number yet.",
        21265: "This number cannot receive text messages.",
        21401: "This is not a phone number that Twilio knows.",
        21407: "This number cannot receive this kind of message.",
        21408: "Our account may not send to this country.",
        21421: "This is not a phone number that Twilio knows.",
        21604: "There is no number to send to.",
        21606: "Our own number may not send this kind of message.",
        21612: "This number cannot be reached from ours.",
        21614: "This is not a mobile number, so it cannot receive text messages.",
        21635: "This is a landline, so it cannot receive text messages.",
        21659: "Our own number is not one that Twilio knows.",
        21660: "Our own number does not belong to this Twilio account.",
        21703: "Our own numbers are not set up for this country.",
        30003: "The phone is switched off or out of reach.",
        30004: "The phone or its network blocks our messages.",
        30005: "This number is no longer in use.",
        30006: "This is a landline or a network that cannot be reached.",
        30007: "The network held the message back as unwanted.",
        30008: "The network did not say why it was not delivered.",
        30034: "The network does not accept messages from our number.",
        # the words
        21602: "There were no words to send.",
        21617: "The message is too long for one text: at most 1,600 characters.",
        21620: "The picture could not be sent.",
        21623: "The picture could not be sent.",
        # WhatsApp
        63001: "WhatsApp did not accept our account.",
        63003: "This number is not on WhatsApp. Send a text message instead.",
        63005: "WhatsApp did not accept these words.",
        63007: "Our own WhatsApp number is not set up.",
        63013: "WhatsApp does not allow this message.",
        63014: "The tenant has blocked us on WhatsApp. Use another way.",
        63015: "This number has not joined the WhatsApp test.",
        63016: "WhatsApp says that the tenant has not written there in the last 24 hours. Send a text message instead.",
        63024: "This number is not on WhatsApp. Send a text message instead.",
        63032: "WhatsApp does not let us write to this person. Send a text message instead.",
        63049: "WhatsApp chose not to deliver this message. Send a text message instead.",
        # calls
        13223: "This is not a number that can be rung.",
        13224: "This is not a number that can be rung.",
        13225: "This number may not be rung.",
        13227: "Our account may not ring this country.",
        21201: "There is no number to ring.",
        21210: "Our own number may not ring out yet.",
        21215: "Our account may not ring this country.",
        21216: "Our account may not ring this number.",
    }
)
"""What a refusal means, said to an agent. Sources: Twilio's error dictionary, twilio.com/docs/api/errors.

The same table explains the `ErrorCode` of a delivery report.
"""

_OPTED_OUT = 21610
_LATER = MappingProxyType(
    {
        10001: "The Twilio account is not active.",
        14107: "Twilio is busy. We will try again.",
        20003: "Twilio did not accept our keys.",
        20005: "The Twilio account is not active.",
        20429: "Twilio is busy. We will try again.",
        21611: "Too many messages are waiting at Twilio. We will try again.",
        30001: "Too many messages are waiting at Twilio. We will try again.",
        30002: "The Twilio account is suspended.",
        63018: "WhatsApp is busy. We will try again.",
    }
)
"""Not the tenant's fault and not for ever: Twilio certainly did not take it."""


class TwilioSettings(BaseModel):
    """What every Twilio door asks for. `config/settings.py` fills a field from its name in upper case."""

    twilio_account_sid: str = Field(description="The Twilio account's id, which begins with AC.")
    twilio_auth_token: str = Field(
        description="The secret with which Twilio signs what it tells us and we sign in to Twilio.",
        repr=False,
    )
    twilio_number: str = Field(
        description="Our own phone number at Twilio, as +44..., for calls and text messages alike."
    )
    twilio_whatsapp_number: str = Field(
        default="",
        description="Our own WhatsApp number at Twilio, as +44...; empty means the same as TWILIO_NUMBER.",
    )
    twilio_api_url: str = Field(
        default="",
        description="Where requests to Twilio go instead, for a stand-in; empty means Twilio itself.",
    )
    public_url: str = Field(description="Our own address as Twilio sees it, without a slash at the end.")

    @property
    def stand_in(self) -> bool:
        """Do requests go to somebody else than Twilio?"""
        host = urlsplit(self.twilio_api_url).hostname or ""
        return bool(host) and host != "twilio.com" and not host.endswith(".twilio.com")


class TwilioClient:
    """The SDK's client, sent where the settings say, with time limits and without retries."""

    def __init__(
        self, settings: TwilioSettings, *, connect_seconds: float = CONNECT_SECONDS, read_seconds: float = READ_SECONDS
    ) -> None:
        self.settings = settings
        self.rest = Client(
            settings.twilio_account_sid,
            settings.twilio_auth_token,
            http_client=_Http(settings.twilio_api_url.rstrip("/"), settings.stand_in, (connect_seconds, read_seconds)),
            environment={
                "TWILIO_EDGE": "",
                "TWILIO_REGION": "",
            },  # settings come from config/settings.py alone
        )

    def translate(self, error: Exception) -> SendError:
        """Our own error for whatever a request to Twilio raised. Anything unknown is `Uncertain`."""
        return translate(error)


def translate(error: Exception) -> SendError:
    """See `TwilioClient.translate`."""
    if isinstance(error, SendError):
        return error
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return _refusal(error.status, error.code or 0, error.method)
    if isinstance(error, requests.exceptions.RequestException):
        return _cut_line(error)
    return Uncertain(f"Twilio answered in a way we could not read ({type(error).__name__}).")


def words_for(code: str) -> str:
    """What a delivery report's error code means, in words for an agent; '' when there is no code."""
    if not code.isdecimal():
        return ""
    if int(code) == _OPTED_OUT:
        return "The tenant has asked us, by the word STOP, not to text this number."
    return WORDS.get(int(code)) or _LATER.get(int(code)) or f"Twilio gave the reason {code}."


def _refusal(status: int, code: int, method: str) -> SendError:
    """Twilio answered, and the answer was no."""
    name = str(code or status)
    if code == _OPTED_OUT:
        return OptedOut(words_for(name), name)
    if code in WORDS:
        return CannotDeliver(WORDS[code], name)
    if code in _LATER:
        return TryAgainLater(_LATER[code], name)
    if status == 429:
        return TryAgainLater(_LATER[20429], name)
    if status in (401, 403):
        return TryAgainLater(_LATER[20003], name)
    if status >= 500 or status == 408:
        return Uncertain("Twilio had a fault and did not say whether it took this.", name)
    if status < 400:
        return TryAgainLater("Twilio's address answered, but not as Twilio does.", name)
    return CannotDeliver(f"Twilio refused this, with the reason {name}.", name)


def _cut_line(error: requests.exceptions.RequestException) -> SendError:
    """The line failed. What matters is whether the request can have left."""
    if isinstance(error, requests.exceptions.ConnectTimeout | requests.exceptions.ProxyError):
        return TryAgainLater("Twilio could not be reached. We will try again.", "connect")
    reason = error.args[0] if error.args else None
    reason = getattr(reason, "reason", reason)
    # Refused, no route, no such name: urllib3 gives these to a connection that was never made.
    if isinstance(
        reason,
        urllib3.exceptions.NewConnectionError | urllib3.exceptions.NameResolutionError,
    ):
        return TryAgainLater("Twilio could not be reached. We will try again.", "connect")
    if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        return TryAgainLater("Twilio's certificate could not be trusted.", "certificate")
    if isinstance(error, ValueError):  # requests' own InvalidURL, MissingSchema and the like: nothing left
        return TryAgainLater("The address set for Twilio is not one.", "address")
    return Uncertain("The line to Twilio was cut before it answered.", "cut")


class _Http(HttpClient):
    """One kept-open session. Never retries, never follows a redirect, never logs what people wrote."""

    def __init__(self, base: str, stand_in: bool, seconds: tuple[float, float]) -> None:
        super().__init__(logging.getLogger(__name__), is_async=False)
        self._base, self._seconds = base, seconds
        self._session = requests.Session()
        self._session.trust_env = not stand_in  # a proxy for the world is not meant for a stand-in beside us
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=16, max_retries=0))

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """As the SDK asks. Raises requests' errors, and TryAgainLater with the pause asked for on a 429."""
        arguments: dict[str, Any] = {
            "params": params,
            "data": data,
            "headers": headers,
            "auth": auth,
        }
        answer = self._session.request(
            method.upper(),
            self._where(uri),
            timeout=(self._seconds[0], timeout or self._seconds[1]),
            allow_redirects=False,
            **arguments,
        )
        if answer.status_code == 429:
            pause = answer.headers.get("Retry-After", "")
            raise TryAgainLater(_LATER[20429], "20429", float(pause) if pause.isdecimal() else None)
        answer.encoding = "utf-8"  # JSON always is; guessing costs seconds on a long page
        return Response(answer.status_code, answer.text, answer.headers)

    def _where(self, uri: str) -> str:
        if not self._base:
            return uri
        parts = urlsplit(uri)
        return self._base + parts.path + (f"?{parts.query}" if parts.query else "")
