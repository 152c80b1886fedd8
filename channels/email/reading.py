"""What reading a mail needs to know, and the identity of a mail. Plain values, which cross to the child."""

import hashlib
from dataclasses import dataclass, replace

from channels.email.addresses import split_ours
from router.values import RawMail, ReadMail


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading needs of the settings; plain, so that it crosses to the child."""

    domain: str
    addresses: tuple[str, ...]
    secret: str
    auth_server: str = ""
    seconds: float = 10.0
    memory: int = 512 * 2**20  # bytes the child may grow by
    mails: int = 2000  # after which the child is replaced


def dedupe_key(mail: RawMail) -> str:
    """The identity of a mail: who it was for, and its bytes."""
    to = ",".join(sorted(recipient.lower() for recipient in mail.recipients))
    return hashlib.sha256(to.encode("utf-8", "surrogateescape") + b"\x00" + mail.content).hexdigest()


def our_recipient(mail: RawMail, reading: Reading) -> str:
    """The address of ours it came to, without the token."""
    for recipient in mail.recipients:
        ours = split_ours(recipient, reading.domain, (*reading.addresses, "postmaster", "abuse"))
        if ours:
            return f"{ours[0]}@{reading.domain.lower()}"
    return mail.recipients[0].lower() if mail.recipients else ""


def with_raw(read: ReadMail, mail: RawMail) -> ReadMail:
    """The answer with the bytes put back."""
    return replace(read, message=replace(read.message, raw=mail.content))
