"""Fetches photos and recordings that Twilio holds for us.

The address came in a message, so it is treated as if an attacker had written it: only Twilio's hosts,
only https, no address inside our own network, no key handed on across a redirect, and limits on time,
size and type. A stand-in (`twilio_api_url`) may live anywhere, but only at its own host and port.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast
from urllib.parse import SplitResult, urljoin, urlsplit

import puremagic
import urllib3
from certifi import where as certificates

from channels.twilio_client import TwilioSettings
from channels.twilio_messages import ENDINGS, file_kind
from router.errors import CannotDeliver, TryAgainLater
from router.values import IncomingFile

LARGEST = 20 * 1024 * 1024
"""Bytes of one file."""
LONGEST_SECONDS = 30.0
_CONNECT_SECONDS, _READ_SECONDS = 5.0, 10.0
_MOST_REDIRECTS = 3
_CHUNK = 64 * 1024

_STORES = frozenset({"mms.twiliocdn.com", "media.twiliocdn.com", "s3-external-1.amazonaws.com"})
"""Where api.twilio.com sends one on to for the bytes themselves."""

Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class _Target:
    """One checked place to ask: where it says it is, and the address that was checked."""

    parts: SplitResult
    host: str
    port: int
    address: str
    with_key: bool


class TwilioMedia:
    """Fetches what Twilio holds (`router.ports.MediaFetcher`)."""

    def __init__(self, settings: TwilioSettings, look: Resolve = resolve) -> None:
        self._settings = settings
        self._look = look
        base = urlsplit(settings.twilio_api_url) if settings.stand_in else None
        self._stand_in = (base.scheme, base.hostname or "", _port(base)) if base else None

    def fetch(self, url: str) -> IncomingFile:
        """The file behind `url`. Raises TryAgainLater or CannotDeliver."""
        deadline = time.monotonic() + LONGEST_SECONDS
        for hop in range(_MOST_REDIRECTS + 1):
            target = self._check(url, first=hop == 0)
            answer = self._ask(target)
            try:
                if answer.status in (301, 302, 303, 307, 308):
                    url = urljoin(url, answer.headers.get("Location", ""))
                    continue
                _judge(answer)
                return _file(_read(answer, deadline))
            except (urllib3.exceptions.HTTPError, OSError) as error:
                raise TryAgainLater("The file could not be fetched yet.", type(error).__name__) from None
            finally:
                answer.close()
        raise CannotDeliver("The file could not be fetched: it led us round in circles.", "redirects")

    def _check(self, url: str, first: bool) -> _Target:
        """Is this a place we may ask? Looks its address up once, and that address is the one used."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), _port(parts)
        except ValueError:
            raise CannotDeliver("The file's address is not one.", "address") from None
        stand_in = self._stand_in == (parts.scheme, host, port)
        at_twilio = parts.scheme == "https" and port == 443 and _is_twilio(host)
        store = not first and parts.scheme == "https" and port == 443 and host in _STORES
        if not (stand_in or store or (at_twilio and not self._stand_in)) or parts.username or parts.password:
            raise CannotDeliver("The file is not at Twilio, so it was not fetched.", "host")
        try:
            found = self._look(host, port)
        except OSError:
            raise TryAgainLater("The file's address could not be found yet.", "dns") from None
        if not found or not (stand_in or all(_is_public(address) for address in found)):
            raise CannotDeliver("The file is not at Twilio, so it was not fetched.", "address")
        return _Target(parts, host, port, found[0], with_key=stand_in or at_twilio)

    def _ask(self, target: _Target) -> urllib3.BaseHTTPResponse:
        """One GET to the checked address itself, under the host's own name and certificate."""
        headers = {"Host": target.parts.netloc, "Accept-Encoding": "identity", "User-Agent": "frontdoor"}
        if target.with_key:
            keys = f"{self._settings.twilio_account_sid}:{self._settings.twilio_auth_token}"
            headers |= urllib3.make_headers(basic_auth=keys)
        timeout = urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS)
        pool: urllib3.HTTPConnectionPool
        if target.parts.scheme == "https":
            pool = urllib3.HTTPSConnectionPool(
                target.address,
                target.port,
                timeout=timeout,
                ssl_context=_tls(),
                server_hostname=target.host,
                assert_hostname=target.host,
            )
        else:
            pool = urllib3.HTTPConnectionPool(target.address, target.port, timeout=timeout)
        path = (target.parts.path or "/") + (f"?{target.parts.query}" if target.parts.query else "")
        try:
            answer = pool.request(
                "GET", path, headers=headers, redirect=False, retries=False, preload_content=False, decode_content=False
            )
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise TryAgainLater("The file could not be fetched yet.", type(error).__name__) from None
        return answer


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """Reading all the certificates takes a while, so it is done once, and only where something is fetched."""
    return ssl.create_default_context(cafile=certificates())


def _judge(answer: urllib3.BaseHTTPResponse) -> None:
    """Raises unless there is a file of a bearable size to read."""
    if answer.status in (408, 425, 429) or answer.status >= 500:
        raise TryAgainLater("The file could not be fetched yet.", str(answer.status))
    if answer.status != 200:
        raise CannotDeliver("Twilio no longer has this file.", str(answer.status))
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise CannotDeliver("The file came packed in a way we do not open.", "encoding")
    said = answer.headers.get("Content-Length", "")
    if said.isdecimal() and int(said) > LARGEST:
        raise CannotDeliver("The file is larger than 20 MB, so it was not fetched.", "size")


def _read(answer: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    """All of it, while it stays within size and time; `read1` so that a slow drip is seen as one."""
    body = bytearray()
    stream = cast(urllib3.HTTPResponse, answer)
    while chunk := stream.read1(_CHUNK, decode_content=False):
        body += chunk
        if len(body) > LARGEST:
            raise CannotDeliver("The file is larger than 20 MB, so it was not fetched.", "size")
        if time.monotonic() > deadline:
            raise TryAgainLater("The file came too slowly.", "slow")
    said = answer.headers.get("Content-Length", "")
    if said.isdecimal() and len(body) < int(said):
        raise TryAgainLater("The file broke off.", "short")
    return bytes(body)


def _file(content: bytes) -> IncomingFile:
    """Named and typed by what the bytes are."""
    kind = content_type(content)
    if kind is None:
        raise CannotDeliver("The file is not a photo, recording, film or PDF, so it was not kept.", "type")
    return IncomingFile(name=file_kind(kind) + ENDINGS[kind], content_type=kind, content=content)


def content_type(content: bytes) -> str | None:
    """The kind of file by its bytes, when it is one of those we keep."""
    if content.startswith(b"#!AMR"):
        return "audio/amr"
    try:
        guesses = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return None
    for guess in guesses:  # surest first
        if guess.mime_type in ENDINGS:
            return str(guess.mime_type)
    return None


def _port(parts: SplitResult) -> int:
    """Raises ValueError for a port that is none."""
    return parts.port or (443 if parts.scheme == "https" else 80)


def _is_twilio(host: str) -> bool:
    """api.twilio.com, or a region's own, such as api.dublin.ie1.twilio.com."""
    return host == "api.twilio.com" or (host.startswith("api.") and host.endswith(".twilio.com"))


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not (mapped or ip).is_multicast
