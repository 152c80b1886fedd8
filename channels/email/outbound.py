"""Email out: a new message built from nothing, handed to the relay, with every end of it told apart.

The relay's answer after the last dot decides. Before that dot nothing was taken: try again later. After it,
without an answer, it may have gone: uncertain, and mail cannot be looked up.
"""

import contextlib
import html
import re
import smtplib
import ssl
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from channels.email import calendar_part, thread
from channels.email.addresses import split_ours
from channels.email.files import safe_name
from channels.email.headers import message_ids, plain
from channels.email.settings import EmailSettings
from router import clock
from router.addresses import mailbox
from router.errors import BadSetting, CannotDeliver, TryAgainLater, Uncertain
from router.values import Invitation, OutboundMessage, Sent

IN_ALL = 45.0
"""Seconds for everything up to the last word. A worker that is silent for a minute is ended, and then nobody could tell
whether the mail had gone; given up on before that word it has certainly not."""
_SCHEMES = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_LINK = re.compile(r"https?://[^\s<>&\"']+(?:&amp;[^\s<>&\"']+)*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_POLICY = SMTP_POLICY.clone(cte_type="7bit")
_ABROAD = _POLICY.clone(utf8=True)
"""For an address with letters beyond ASCII before the @: its header is written as it is (RFC 6532)."""


class EmailSender:
    """The Sender of `router/ports.py`. One connection a message; raises only the errors the port names."""

    def __init__(
        self, settings: EmailSettings, landlord_name: str = "", now: Callable[[], datetime] = clock.now
    ) -> None:
        self.settings, self.landlord_name, self.now = settings, plain(landlord_name, 100), now
        self.relay = urlsplit(settings.mail_relay_url)
        if self.relay.scheme not in _SCHEMES or not self.relay.hostname:
            raise BadSetting("MAIL_RELAY_URL: write smtp://, smtp+starttls:// or smtps:// and a host")

    def send(self, message: OutboundMessage) -> Sent:
        """Hand one mail to the relay. The Message-ID, with its angle brackets, is the provider's id."""
        to = self._recipient(message)
        try:
            mail = self.build(message, to)
            content = mail.as_bytes(policy=_POLICY if to.isascii() else _ABROAD)
        except Exception as error:  # the library refuses some odd addresses and fields
            raise CannotDeliver(f"The mail could not be written ({type(error).__name__}).") from error
        self._hand_over("" if message.automatic else self._from_address(message, to), to, content)
        return Sent(provider_id=str(mail["Message-ID"]))

    def look_up(self, message: OutboundMessage, known: Sequence[str]) -> Sent | None:
        """Mail cannot be looked up."""
        raise Uncertain("Whether a mail has gone cannot be looked up.")

    # --- writing it --------------------------------------------------------------------------

    def _recipient(self, message: OutboundMessage) -> str:
        to = mailbox(message.to)
        if not to or _CONTROLS.search(message.to) or "\n" in message.to:
            raise CannotDeliver("There is no email address to send to.")
        if split_ours(to, self.settings.mail_domain, (*self.settings.mail_addresses, "postmaster", "abuse")):
            raise CannotDeliver("That is one of our own addresses.")
        return to

    def _from_address(self, message: OutboundMessage, to: str) -> str:
        """One of our addresses, with the token that brings the reply back to its case."""
        ours = split_ours(mailbox(message.sender), self.settings.mail_domain, self.settings.mail_addresses)
        local = ours[0] if ours else self.settings.mail_addresses[0]
        token = thread.make_token(self.settings.secret_key, message.case_reference, to)
        if token and len(local) + 1 + len(token) <= 64:
            local = f"{local}+{token}"
        return f"{local}@{self.settings.mail_domain}"

    def build(self, message: OutboundMessage, to: str) -> EmailMessage:
        """The whole mail. Nothing of a stranger's mail enters it but cleaned text and checked ids."""
        settings = self.settings
        mail = EmailMessage(policy=_POLICY)
        local, _, domain = self._from_address(message, to).rpartition("@")
        mail["From"] = Address(self.landlord_name, local, domain)
        to_local, _, to_domain = to.rpartition("@")
        mail["To"] = Address("", to_local, to_domain)
        mail["Subject"] = self._subject(message)
        mail["Date"] = format_datetime(message.created_at or self.now())
        mail["Message-ID"] = thread.make_message_id(
            settings.secret_key, message.id, message.case_reference, to, settings.mail_domain
        )
        self._thread_fields(mail, message)
        mail["X-Loop"] = settings.mail_domain
        if message.automatic:
            mail["Auto-Submitted"] = "auto-replied"
            mail["X-Auto-Response-Suppress"] = "All"
            mail["Precedence"] = "auto_reply"
        text = _clean(message.text)
        mail.set_content(text + "\n", cte="quoted-printable")
        mail.add_alternative(as_html(text), subtype="html", cte="quoted-printable")
        if message.invitation:
            self._invite(mail, message.invitation, f"{local}@{domain}", to)
        for number, file in enumerate(message.attachments, 1):
            if file.content is not None:
                kind, _, detail = file.content_type.partition("/")
                if not (kind.isalpha() and detail) or kind in ("message", "multipart", "text"):
                    kind, detail = "application", "octet-stream"
                mail.add_attachment(file.content, kind, detail, filename=safe_name(file.name, number))
        return mail

    def _invite(self, mail: EmailMessage, invitation: Invitation, organizer: str, to: str) -> None:
        """As the third way to read the mail, for calendars that act on it, and as a file for those that do not."""
        entry = calendar_part.write(invitation, organizer, self.landlord_name, to, self.now())
        method = "CANCEL" if invitation.cancelled else "REQUEST"
        mail.add_alternative(entry.decode(), subtype="calendar", cte="quoted-printable", params={"method": method})
        mail.add_attachment(entry, "application", "ics", filename="visit.ics")

    def _subject(self, message: OutboundMessage) -> str:
        subject = plain(_clean(message.subject), 200)
        fallback = f"A message from {self.landlord_name}" if self.landlord_name else "A message from your landlord"
        return subject or fallback

    def _thread_fields(self, mail: EmailMessage, message: OutboundMessage) -> None:
        answered = message_ids(message.in_reply_to, 1)
        chain = [found for one in reversed(message.references[:20]) for found in message_ids(one, 1)]
        chain = [found for found in dict.fromkeys([*chain, *answered]) if found.isascii() and len(found) < 250]
        if answered and answered[0] in chain:
            chain.remove(answered[0])
            chain.append(answered[0])
            mail["In-Reply-To"] = answered[0]
        if chain:
            mail["References"] = " ".join(chain)

    # --- handing it over ---------------------------------------------------------------------

    def _hand_over(self, envelope_from: str, to: str, content: bytes) -> None:
        until = time.monotonic() + IN_ALL
        try:
            client = self.connect()
        except smtplib.SMTPResponseException as error:
            raise TryAgainLater(
                f"The mail relay would not serve us ({error.smtp_code}).", str(error.smtp_code)
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise TryAgainLater(f"The mail relay cannot be reached ({type(error).__name__}).") from error
        try:
            self._dialogue(client, envelope_from, to, content, until)
        finally:
            client.close()

    @property
    def where(self) -> tuple[str, int]:
        """The relay's host and port."""
        return str(self.relay.hostname), self.relay.port or _SCHEMES[self.relay.scheme]

    def connect(self) -> smtplib.SMTP:
        """The relay, greeted, and signed in where there is a password. Raises OSError or SMTPException."""
        relay, seconds = self.relay, min(self.settings.mail_relay_seconds, IN_ALL / 4)
        host, port = self.where
        own_name = self.settings.mail_domain
        client: smtplib.SMTP
        if relay.scheme == "smtps":
            client = smtplib.SMTP_SSL(
                host, port, local_hostname=own_name, timeout=seconds, context=ssl.create_default_context()
            )
        else:
            client = smtplib.SMTP(host, port, local_hostname=own_name, timeout=seconds)
        try:
            client.ehlo_or_helo_if_needed()
            if relay.scheme == "smtp+starttls":
                client.starttls(context=ssl.create_default_context())
            if relay.username:
                client.login(unquote(relay.username), unquote(relay.password or ""))
        except BaseException:
            client.close()
            raise
        return client

    def _hurry(self, client: smtplib.SMTP, until: float) -> None:
        """Wait for the next answer no longer than is left. Raises TimeoutError when nothing is."""
        left = until - time.monotonic()
        if left <= 0 or client.sock is None:
            raise TimeoutError
        client.sock.settimeout(min(left, self.settings.mail_relay_seconds))

    def _dialogue(self, client: smtplib.SMTP, envelope_from: str, to: str, content: bytes, until: float) -> None:
        sender = f"FROM:<{envelope_from}>{_extension(client, to)}"
        steps = (("MAIL", sender, "250"), ("RCPT", f"TO:<{to}>", "25"), ("DATA", "", "354"))
        try:
            for command, words, wanted in steps:
                self._hurry(client, until)
                _expect(client.docmd(command, words), wanted)
            self._hurry(client, until)
            body = re.sub(rb"(?m)^\.", b"..", re.sub(rb"\r\n|\r|\n", b"\r\n", content))
            client.send(body if body.endswith(b"\r\n") else body + b"\r\n")
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            if isinstance(error, UnicodeError):
                raise CannotDeliver("The relay cannot take that address.") from error
            raise TryAgainLater(f"The mail relay broke off ({type(error).__name__}).") from error
        try:
            client.send(b".\r\n")
            answer = client.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Uncertain("The mail relay broke off after the last word; it may have gone.") from error
        if answer[0] == -1:
            raise Uncertain("The mail relay gave no answer after the last word; it may have gone.")
        _expect(answer, "250")
        with contextlib.suppress(OSError, smtplib.SMTPException):  # it is theirs already
            client.docmd("QUIT")


def _extension(client: smtplib.SMTP, to: str) -> str:
    """What MAIL must say for this recipient: nothing, or that it is not ASCII (RFC 6531). Raises CannotDeliver."""
    if to.isascii():
        return ""
    if not client.has_extn("smtputf8"):
        raise CannotDeliver("The relay cannot take that address.")
    client.command_encoding = "utf-8"
    return " SMTPUTF8"


def _expect(answer: tuple[int, bytes], wanted: str) -> None:
    """Raises TryAgainLater for a 4xx or nonsense, CannotDeliver for a 5xx."""
    code = answer[0]
    if str(code).startswith(wanted):
        return
    words = plain(answer[1].decode("utf-8", "replace"), 300)
    if 500 <= code <= 599:
        raise CannotDeliver(words or "The mail relay refused it.", str(code))
    raise TryAgainLater(words or "The mail relay asks us to wait.", str(code))


def as_html(text: str) -> str:
    """The same words as a simple page: everything escaped, line breaks kept, web links made links."""
    blocks = []
    for block in re.split(r"\n{2,}", text.strip()):
        safe = _LINK.sub(lambda link: f'<a href="{link[0]}">{link[0]}</a>', html.escape(block))
        blocks.append("<p>" + safe.replace("\n", "<br>\n") + "</p>")
    return '<!DOCTYPE html>\n<html lang="en"><body>\n' + "\n".join(blocks) + "\n</body></html>\n"


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text.encode("utf-8", "replace").decode())
