"""Tokens that tie a reply to its case, in reply addresses and in our own Message-IDs.

A token is base32 in lower case, so that it survives mail systems that change case, and holds the case
reference, a hash of whom we wrote to, and 80 bits of HMAC-SHA256. 'repairs+' and a token for a
reference of up to 18 characters fit the 64 that a local part may have (RFC 5321, 4.5.3.1.1).
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

_PARTY, _MAC = 5, 10  # bytes
LONGEST_REFERENCE = 18
_MESSAGE_ID = re.compile(r"<out-(\d{1,18})\.([a-z2-7]{16})(?:\.([a-z2-7]{20,60}))?@([a-z0-9.-]+)>\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Thread:
    """A token that is ours. `same_party` tells whether the sender is the one we wrote to."""

    reference: str
    same_party: bool


@dataclass(frozen=True, slots=True)
class OwnId:
    """A Message-ID that we made, with the outbound message's id and, when it was about a case, its thread."""

    outbound_id: int
    thread: Thread | None


def make_token(secret: str, reference: str, party: str) -> str:
    """The token for this case and this person; '' when the reference is missing or too long to fit."""
    named = reference.encode()
    if not secret or not named or len(named) > LONGEST_REFERENCE:
        return ""
    body = _sign(secret, "party", party.lower().encode())[:_PARTY] + named
    return _base32(body + _sign(secret, "thread", body)[:_MAC])


def read_token(secret: str, token: str, party: str) -> Thread | None:
    """The thread this token names, or None when we did not make it."""
    if not secret or not 20 <= len(token) <= 60:
        return None
    try:
        whole = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except ValueError:
        return None
    body, mac = whole[:-_MAC], whole[-_MAC:]
    if len(body) <= _PARTY or not hmac.compare_digest(mac, _sign(secret, "thread", body)[:_MAC]):
        return None
    same = hmac.compare_digest(body[:_PARTY], _sign(secret, "party", party.lower().encode())[:_PARTY])
    return Thread(body[_PARTY:].decode("utf-8", "replace"), bool(party) and same)


def make_message_id(secret: str, outbound_id: int, reference: str, party: str, domain: str) -> str:
    """The Message-ID of an outbound message: always the same for the same message."""
    mac = _base32(_sign(secret, "outbound", str(outbound_id).encode())[:_MAC])
    token = make_token(secret, reference, party)
    return f"<out-{outbound_id}.{mac}{'.' + token if token else ''}@{domain}>"


def read_message_id(secret: str, message_id: str, party: str, domain: str) -> OwnId | None:
    """What our own Message-ID says, or None when it is somebody else's or forged."""
    found = _MESSAGE_ID.match(message_id)
    if not found or not secret or found[4].lower() != domain.lower():
        return None
    expected = _base32(_sign(secret, "outbound", found[1].encode())[:_MAC])
    if not hmac.compare_digest(expected, found[2].lower()):
        return None
    return OwnId(int(found[1]), read_token(secret, found[3], party) if found[3] else None)


def _sign(secret: str, purpose: str, body: bytes) -> bytes:
    """One key for each purpose, drawn from the secret, so that no token passes for another kind."""
    key = hmac.digest(secret.encode(), b"email " + purpose.encode(), hashlib.sha256)
    return hmac.digest(key, body, hashlib.sha256)


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
