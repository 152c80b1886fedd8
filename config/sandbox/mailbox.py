"""A pretend mail provider: receives what the product sends, and sends what tenants write, both over SMTP."""

import asyncio
import email
import smtplib
import socket
from collections.abc import Awaitable, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.policy import default as default_policy
from email.utils import format_datetime, make_msgid, parseaddr
from html.parser import HTMLParser

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from config.sandbox.chaos import Chaos
from config.sandbox.journal import Journal, Json, new_sid
from config.sandbox.messaging import Photo
from config.sandbox.options import SandboxSettings
from config.sandbox.postman import Postman
from config.sandbox.resource import rfc2822

LARGEST_MAIL = 40 * 1024 * 1024
RETRY_SECONDS = 15.0
TRIES = 40  # ten minutes, for a product that is starting again
_BROKEN_LOCAL_PARTS = {"full": "452 4.2.2 The mailbox is full", "nobody": "550 5.1.1 No such person here"}


class Mailbox:
    """Everybody's mailbox at once: each address sees only its own."""

    def __init__(self, settings: SandboxSettings, journal: Journal, postman: Postman, chaos: Chaos) -> None:
        self.settings = settings
        self.journal = journal
        self.postman = postman
        self.chaos = chaos
        self.port = settings.mailbox_port
        self._controller: _Controller | None = None

    def start(self) -> None:
        """Begin to listen; `port` is known afterwards. Raises OSError when the port is taken."""
        listener = socket.create_server((self.settings.host, self.settings.mailbox_port))
        self.port = listener.getsockname()[1]
        self._controller = _Controller(_Handler(self), listener)
        self._controller.start()

    def stop(self) -> None:
        """Stop listening."""
        if self._controller:
            self._controller.stop()

    # --- from the product ------------------------------------------------------------------------

    def take_in(self, recipients: Sequence[str], sender: str, content: bytes) -> None:
        """Keep a mail from the product, once for each recipient; durable when it returns."""
        mail = email.message_from_bytes(content, policy=default_policy)
        for recipient in recipients:
            sid = new_sid("IN")
            self.journal.keep_file(sid, content)
            body = _read(mail, sid, sender) | {"at": rfc2822(self.journal.clock())}
            self.journal.put("mail in", sid, body, sender.lower(), recipient.lower())

    # --- to the product --------------------------------------------------------------------------

    def write(
        self, sender: str, to: str, subject: str, text: str, files: Sequence[Photo] = (), answers: str = ""
    ) -> Json:
        """A tenant writes to the landlord; gives the mail with the product's SMTP answer.

        `answers` is the id of the received mail it replies to. One that is refused for now (4xx, or nobody
        there) is kept and tried again, as a mail server would.
        """
        replied = self._replied(answers)
        mail = _compose(sender, to, subject, text, files, replied)
        mail["Date"] = format_datetime(self.journal.clock())
        content = mail.as_bytes(policy=SMTP_POLICY)
        sid = new_sid("OU")
        self.journal.keep_file(sid, content)
        body = _read(mail, sid, sender) | {"at": rfc2822(self.journal.clock()), "answer": "", "tries": 0}
        self.journal.put("mail out", sid, body, _bare(sender), _bare(to))
        return self.send(sid)

    def send(self, sid: str) -> Json:
        """Offer a kept mail to the product; put it off when it is not taken for now."""
        known, content = self.journal.get(sid), self.journal.read_file(sid)
        if known is None or content is None:
            raise KeyError(sid)
        code, words = self._offer(_bare(known["from"]), _bare(known["to"]), content)
        tries = known["tries"] + 1
        waiting = (code == 0 or 400 <= code < 500) and tries < TRIES
        changed = self.journal.change(sid, code=code, answer=words, tries=tries, waiting=waiting)
        if waiting:
            self.postman.later(RETRY_SECONDS, lambda: self.send(sid))
        return changed or known

    def send_again(self) -> None:
        """Take up what a dead sandbox still meant to send."""
        for mail in self.journal.find("mail out"):
            if mail.get("waiting") or not mail["tries"]:
                # mypy cannot tell what a default of a lambda is
                self.postman.later(0.5, lambda sid=mail["sid"]: self.send(sid))  # type: ignore[misc]

    def _offer(self, sender: str, to: str, content: bytes) -> tuple[int, str]:
        """One SMTP conversation; gives the last answer as a code and words. Code 0: nobody there, or cut off."""
        try:
            with smtplib.SMTP(self.settings.smtp_host, self.settings.smtp_port, "mail.example", timeout=60) as server:
                server.ehlo_or_helo_if_needed()
                options = ["smtputf8"] if not (sender + to).isascii() else []
                if server.has_extn("8bitmime"):
                    options.append("body=8bitmime")
                for code, words in (server.mail(sender, options), server.rcpt(to)):
                    if code >= 400:
                        return _answer(code, words)
                return _answer(*server.data(content))
        except smtplib.SMTPResponseException as error:
            return _answer(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            return 0, f"Nobody answered ({type(error).__name__})"

    def _replied(self, answers: str) -> EmailMessage | None:
        content = self.journal.read_file(answers) if answers.isalnum() else None
        if content is None:
            return None
        return email.message_from_bytes(content, policy=default_policy)


def _answer(code: int, words: bytes | str) -> tuple[int, str]:
    return code, f"{code} {words if isinstance(words, str) else words.decode('utf-8', 'replace')}"


def _compose(
    sender: str, to: str, subject: str, text: str, files: Sequence[Photo], replied: EmailMessage | None
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = _header(sender), _header(to), _one_line(subject)
    mail["Message-ID"] = make_msgid(domain=_bare(sender).rpartition("@")[2] or "mail.example")
    if replied is not None and replied["Message-ID"]:
        mail["In-Reply-To"] = str(replied["Message-ID"])
        mail["References"] = " ".join(filter(None, (str(replied["References"] or ""), str(replied["Message-ID"]))))
        said = _words(replied)
        text += f"\n\nOn {replied['Date']}, {replied['From']} wrote:\n" + "\n".join(
            f"> {line}" for line in said.splitlines()
        )
    mail.set_content(text.encode("utf-8", "replace").decode("utf-8") + "\n")
    for file in files:
        kind, _, rest = file.content_type.partition("/")
        mail.add_attachment(file.content, maintype=kind or "application", subtype=rest or "octet-stream",
                            filename=_one_line(file.name))  # fmt: skip
    return mail


def _header(address: str) -> str | Address:
    name, bare = parseaddr(_one_line(address))
    try:
        return Address(name, addr_spec=bare)
    except ValueError:
        return bare


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _bare(address: str) -> str:
    return parseaddr(address)[1].lower()


def _read(mail: EmailMessage, sid: str, envelope_sender: str) -> Json:
    """What the page shows of a mail."""
    files = [
        {"name": part.get_filename() or "file", "type": part.get_content_type(), "number": number}
        for number, part in enumerate(mail.iter_attachments())
    ]
    return {
        "sid": sid, "from": str(mail["From"] or envelope_sender), "to": str(mail["To"] or ""),
        "reply_to": str(mail["Reply-To"] or mail["From"] or envelope_sender), "subject": str(mail["Subject"] or ""),
        "text": _words(mail), "files": files, "message_id": str(mail["Message-ID"] or ""),
        "in_reply_to": str(mail["In-Reply-To"] or ""), "automatic": str(mail["Auto-Submitted"] or ""),
    }  # fmt: skip


def _words(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        content = str(part.get_content())
    except (LookupError, ValueError):
        return ""
    if part.get_content_type() == "text/html":
        strip = _Strip()
        strip.feed(content)
        content = "".join(strip.words)
    return "\n".join(content.strip().splitlines())


def attachment(content: bytes, number: int) -> tuple[str, str, bytes] | None:
    """The name, type and bytes of one attachment of a mail."""
    mail = email.message_from_bytes(content, policy=default_policy)
    for index, part in enumerate(mail.iter_attachments()):
        if index == number:
            payload = part.get_payload(decode=True)
            return (
                part.get_filename() or "file",
                part.get_content_type(),
                payload if isinstance(payload, bytes) else b"",
            )
    return None


class _Strip(HTMLParser):
    """Keeps the words of a mail that has HTML only."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("script", "style", "head")
        if tag in ("br", "p", "div", "tr", "li"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style", "head")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


class _Handler:
    """What aiosmtpd asks: may this be delivered, and here it is."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Some mailboxes are full, some are nobody's."""
        if trouble := _BROKEN_LOCAL_PARTS.get(address.lower().partition("@")[0]):
            return trouble
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """250 only once it is in the journal."""
        mode, seconds = self._mailbox.chaos.strike_mailbox()
        if mode == "delay":
            await asyncio.sleep(seconds)
        if mode == "451":
            return "451 4.3.0 Not now"
        if mode == "550":
            return "550 5.7.1 Not wanted"
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        await asyncio.get_running_loop().run_in_executor(
            None, self._mailbox.take_in, list(envelope.rcpt_tos), envelope.mail_from or "", content
        )
        if mode == "cut after effect" and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "250 2.0.0 In the mailbox"


class _Controller(Controller):
    """aiosmtpd's own, on a socket bound beforehand so that any free port will do."""

    def __init__(self, handler: _Handler, listener: socket.socket) -> None:
        host, port = listener.getsockname()[:2]
        super().__init__(handler, hostname=host, port=port, data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True)
        self._listener = listener

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._listener)
