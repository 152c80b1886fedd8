"""Signing in and staying signed in: plain functions on the database, without Flask.

A session is a row; only the hash of its token is kept, so a copy of the database opens no door. It ends by
idleness, by age, by signing out, when the password changes, and when the account is closed, at once and at
the server. The limit on guessing lives in the database too, so it holds when Redis does not.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from router.model import SignInAttempt, Staff, StaffSession, record
from router.storage.database import Database
from router.tries import count_try, counted_address

ABSOLUTE = timedelta(hours=12)
IDLE = timedelta(minutes=60)
SEEN_EVERY = timedelta(minutes=1)  # how often activity is written down
TRIES = 10  # wrong ones, for one account
TRIES_FROM = 50  # wrong ones, from one address: a whole office may come from one
LONGEST = 256  # characters of a password or email we are willing to look at
SHORTEST = 12

COOKIE = "frontdoor_staff"
KNOWN_COOKIE = "frontdoor_known"

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_urlsafe(16))  # what an unknown account is measured against: same work, same answer


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The answer to a sign-in. `token` is '' when it failed; `later` when there were too many tries."""

    token: str = ""
    staff_id: int = 0
    later: bool = False


def hash_password(password: str) -> str:
    """Argon2id with the library's current parameters."""
    return _hasher.hash(password)


def token_hash(token: str) -> str:
    """What is kept of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def seal(secret_key: str, purpose: str, value: str) -> str:
    """A signature for one purpose only: a token made for one thing is never good for another."""
    return hmac.new(secret_key.encode(), f"{purpose}\x00{value}".encode(), "sha256").hexdigest()


def known_browser(secret_key: str, staff_id: int, nonce: str = "") -> str:
    """What a browser keeps after a good sign-in, so that a stranger's guessing does not keep its owner out."""
    nonce = nonce or secrets.token_urlsafe(12)
    return f"{nonce}.{seal(secret_key, 'known-browser', f'{staff_id}.{nonce}')}"


def sign_in(database: Database, email: str, password: str, address: str, at: datetime, secret_key: str,
            known: str = "", replaces: str = "") -> SignedIn:  # fmt: skip
    """Check a password and open a session. The same answer, after the same work, whoever was asked for.

    `address` is the caller's IP address; `known` this browser's own cookie; `replaces` a token to end.
    """
    email = email.strip().lower()
    fits = len(email) <= LONGEST and len(password) <= LONGEST
    with database.reading() as session:
        staff = session.scalar(select(Staff).where(Staff.email == email)) if fits else None
    keys = _keys(secret_key, email[:LONGEST], address, staff, known)
    limits = {key: TRIES_FROM if number else TRIES for number, key in enumerate(keys)}
    tries = count_try(database, limits, at)
    if not tries:
        return SignedIn(later=True)
    good = matches(staff.password_hash if staff and staff.password_hash else _NOBODY, password if fits else "")
    if staff is None or not staff.active or not staff.password_hash or not good:
        return SignedIn()
    with database.transaction() as session:
        person = session.get(Staff, staff.id, populate_existing=True)
        if person is None or not person.active or person.password_hash != staff.password_hash:
            return SignedIn()
        session.execute(delete(SignInAttempt).where(SignInAttempt.key == keys[0]))
        session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(tries)))
        session.execute(delete(StaffSession).where(StaffSession.expires_at < at))
        if _hasher.check_needs_rehash(person.password_hash):
            person.password_hash = hash_password(password)
        if replaces:
            end(session, replaces)
        token = _open(session, person, at)
        record(session, at, f"staff:{person.id}", "staff.signed_in")
    return SignedIn(token, staff.id)


def _keys(secret_key: str, email: str, address: str, staff: Staff | None, known: str) -> list[str]:
    """What tries are counted by: the account and the caller's address, or this known browser of the account alone.

    Behind one address there may be a whole office, or everybody, where a proxy in front does not say who came.
    """
    nonce = known.partition(".")[0]
    if staff is not None and nonce and hmac.compare_digest(known, known_browser(secret_key, staff.id, nonce)):
        return [seal(secret_key, "sign-in", f"browser:{staff.id}:{nonce}")]
    place = counted_address(address)
    return [seal(secret_key, "sign-in", f"account:{email}"), seal(secret_key, "sign-in", f"address:{place}")]


def matches(hashed: str, password: str) -> bool:
    """Is this the password that was hashed so? It takes some tens of milliseconds, on purpose."""
    try:
        return _hasher.verify(hashed, password)
    except (Argon2Error, InvalidHashError):
        return False


def _open(session: Session, staff: Staff, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(StaffSession(token_hash=token_hash(token), staff_id=staff.id, version=staff.session_version,
                             created_at=at, seen_at=at, expires_at=at + ABSOLUTE))  # fmt: skip
    return token


def whose(session: Session, token: str, at: datetime) -> StaffSession | None:
    """The session of this token with its member of staff, if it still stands; asked anew for every request."""
    if not token or len(token) > LONGEST:
        return None
    found = session.scalar(
        select(StaffSession).where(StaffSession.token_hash == token_hash(token)).options(joinedload(StaffSession.staff))
    )
    if found is None or not found.staff.active or found.version != found.staff.session_version:
        return None
    return found if at < found.expires_at and at < found.seen_at + IDLE else None


def seen(session: Session, token: str, at: datetime) -> None:
    """A person did something: the idle clock starts again."""
    session.execute(update(StaffSession).where(StaffSession.token_hash == token_hash(token)).values(seen_at=at))


def end(session: Session, token: str) -> None:
    """Sign out at the server: the token is worth nothing from now on."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash(token)))


def end_all(session: Session, staff: Staff) -> None:
    """Every session of this person ends."""
    staff.session_version += 1
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff.id))


def what_is_wrong(staff: Staff, password: str) -> str:
    """Why this new password will not do, or ''. Length counts; no rules about symbols (OWASP ASVS 6.2)."""
    low = password.strip().lower()
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. A few words you can remember are good."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    mine = {staff.email.lower(), staff.email.lower().partition("@")[0], staff.name.lower(), *staff.name.lower().split()}
    if any(word and low.replace(word, "", 1).strip(" 0123456789!.-_") == "" for word in mine):
        return "Do not use your name or email address."
    if len(set(low)) < 5 or low.startswith(("password", "123456789", "qwertyuiop", "letmein")):
        return "That password is too easy to guess. A few words you can remember are good."
    return ""


def change_password(session: Session, staff: Staff, old: str, new: str, at: datetime) -> tuple[str, str]:
    """(a new token, '') or ('', what is wrong). Every session ends; the one that asked goes on with the new token."""
    if len(old) > LONGEST or not matches(staff.password_hash or _NOBODY, old):
        return "", "Your current password is not right."
    wrong = what_is_wrong(staff, new)
    if wrong:
        return "", wrong
    if old == new:
        return "", "Choose a password you are not using now."
    staff.password_hash = hash_password(new)
    end_all(session, staff)
    record(session, at, f"staff:{staff.id}", "staff.password_changed")
    return _open(session, staff, at), ""
