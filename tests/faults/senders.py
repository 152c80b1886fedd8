"""Tenants and their networks: signed webhooks, mails, forms and calls, tried as their providers try.

Each `try_*` makes one attempt and writes its end into the ledger; `deliver` tries until it is accepted or the
sender walks away. A connection that broke after it was made is 'unknown', whatever the product did.
"""

import hashlib
import re
import smtplib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import requests
from twilio.request_validator import RequestValidator
from urllib3.exceptions import NewConnectionError

from tests.faults.house import RunningHouse
from tests.faults.ledger import Entry, Ledger, Outcome

PATIENCE = 20.0  # seconds for one try


@dataclass
class Senders:
    """Everybody who writes to this house, with one ledger."""

    house: RunningHouse
    ledger: Ledger
    local: threading.local = field(default_factory=threading.local)

    def __post_init__(self) -> None:
        self._validator = RequestValidator(self.house.demo["twilio_auth_token"])
        self._account: str = self.house.demo["twilio_account_sid"]
        self._number: str = self.house.demo["twilio_number"]

    # --- one try -----------------------------------------------------------------------------

    def post(
        self, entry: Entry, path: str, form: dict[str, str], body: bytes | None = None
    ) -> requests.Response | None:
        """One signed webhook. None unless it was answered in full."""
        url = self.house.url + path
        body = urlencode(form).encode("ascii") if body is None else body
        headers = {
            "X-Twilio-Signature": self._validator.compute_signature(url, form),
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        }
        return self.note_http(entry, lambda: requests.post(url, data=body, headers=headers, timeout=PATIENCE))

    def note_http(self, entry: Entry, ask: Callable[[], requests.Response]) -> requests.Response | None:
        """One request, its end in the ledger."""
        began = time.monotonic()
        try:
            answer = ask()
        except requests.RequestException as error:
            self.ledger.note(entry, _how_it_broke(error), type(error).__name__)
            return None
        taken = time.monotonic() - began
        if answer.status_code < 400:
            self.ledger.note(entry, "accepted", str(answer.status_code), taken)
        elif answer.status_code == 503:
            self.ledger.note(entry, "refused", "503", taken)
        else:
            self.ledger.note(entry, "wrong", f"{answer.status_code}", taken)
        return answer

    def text_form(self, sid: str, sender: str, body: str) -> dict[str, str]:
        """The form that Twilio posts for a text."""
        return {
            "MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "AccountSid": self._account, "From": sender,
            "To": self._number, "Body": body, "NumMedia": "0", "NumSegments": "1", "ApiVersion": "2010-04-01",
        }  # fmt: skip

    def try_text(self, sid: str, sender: str, body: str, thread: str = "") -> Entry:
        """One try to hand a text in."""
        form = self.text_form(sid, sender, body)
        entry = self._entry("sms", sid, urlencode(form).encode("ascii"), thread)
        self.post(entry, "/channels/sms/inbound", form)
        return entry

    def try_mail(self, message_id: str, sender: str, subject: str, body: str, answers: str = "", thread: str = "",
                 raw: bytes | None = None, to: str = "") -> Entry:  # fmt: skip
        """One try to hand a mail in over SMTP."""
        content = raw if raw is not None else plain_mail(message_id, sender, subject, body, answers)
        entry = self._entry("email", message_id, content, thread)
        outcome, words, began = "refused", "", time.monotonic()
        try:
            with smtplib.SMTP("127.0.0.1", self.house.smtp_port, "tenant.example", timeout=PATIENCE) as line:
                line.ehlo_or_helo_if_needed()
                line.mail(sender)
                line.rcpt(to or self.house.demo["mail_addresses"][0])
                outcome = "unknown"  # from the dot on nobody knows, until the answer is here
                code, said = line.data(content)
                outcome, words = _mail_outcome(code), f"{code} {said[:80]!r}"
        except smtplib.SMTPDataError as error:
            outcome, words = _mail_outcome(error.smtp_code), str(error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            if outcome not in ("refused", "unknown"):
                pass  # answered in full; only the goodbye was lost
            else:
                words = type(error).__name__
        self.ledger.note(entry, outcome, words, time.monotonic() - began)  # type: ignore[arg-type]  # an outcome is one of the ledger's words
        return entry

    def _entry(self, channel: str, key: str, raw: bytes, thread: str) -> Entry:
        there = self.ledger.entries.get((channel, key))
        return there or Entry(channel, key, hashlib.sha256(raw).hexdigest() if raw else "", thread)

    # --- a whole call ------------------------------------------------------------------------

    def call(self, sid: str, sender: str, words: str, more: bool, give_up_at: float) -> None:
        """Ring; say something, unless the caller hangs up at once; the end of the call is always told.

        So none begins when it is too late to tell its end.
        """
        if time.monotonic() > give_up_at - PATIENCE:
            return
        form = {"CallSid": sid, "AccountSid": self._account, "From": sender, "To": self._number, "Direction": "inbound",
                "CallStatus": "in-progress", "ApiVersion": "2010-04-01"}  # fmt: skip
        entry = Entry("voice", sid, "", sid)
        answered = self.post(entry, "/channels/voice/answer", form)
        if words and answered is not None and answered.ok:
            said = form | {"SpeechResult": words, "Confidence": "0.93", "Language": "en-GB"}
            heard = self.post(entry, "/channels/voice/heard?step=1", said)
            if heard is not None and heard.ok and more:
                self.post(entry, "/channels/voice/hold?since=1", form)
            elif heard is None and more:  # Twilio asks once more
                self.post(entry, "/channels/voice/heard?step=1", said)
        ended = form | {"CallStatus": "completed", "CallDuration": "9"}
        while time.monotonic() < give_up_at + 300:
            answer = self.post(entry, "/channels/voice/status", ended)
            if answer is not None and answer.ok:
                return
            time.sleep(0.4)

    # --- a whole form ------------------------------------------------------------------------

    def form(self, mark: str, words: str, phone: str, give_up_at: float) -> None:
        """Fill in the form as a browser would; press 'send' until there is a reference. Twice, now and then."""
        entry = Entry("web", mark, "", mark)
        browser = requests.Session()
        pages = [("problem", {"problem": words}), ("photos", {"action": "on"}),
                 ("where", {"place": "home", "address": "4 Alder Road", "postcode": "ZZ1 1AA"}),
                 ("contact", {"reply_by": "sms", "phone_text": phone})]  # fmt: skip
        while time.monotonic() < give_up_at:
            try:
                if self._fill(entry, browser, pages):
                    return
            except requests.RequestException as error:
                self.ledger.note(entry, _how_it_broke(error), type(error).__name__)
            time.sleep(0.4)

    def _fill(self, entry: Entry, browser: requests.Session, pages: list[tuple[str, dict[str, str]]]) -> bool:
        shown = requests.Response()
        for page, fields in [*pages, ("check", {})]:
            address = f"{self.house.url}/report/{page}"
            shown = browser.get(address, timeout=PATIENCE)
            if "/done/" in shown.url:  # it was kept the last time, and the answer was lost on its way
                break
            token = re.search(r'name="page_token"[^>]*value="([^"]+)"', shown.text)
            if shown.status_code != 200 or token is None:
                self._not_kept(entry, shown)
                return False
            shown = browser.post(address, data=fields | {"page_token": token[1]}, timeout=PATIENCE)
            if shown.status_code != 200:
                self._not_kept(entry, shown)
                return False
        reference = re.search(r"FD-[0-9A-Z]{3}-[0-9A-Z]{4}", shown.text)
        if "/done/" not in shown.url or reference is None:
            return False
        self.ledger.note(entry, "accepted", reference[0])
        return True

    def _not_kept(self, entry: Entry, answer: requests.Response) -> None:
        good = answer.status_code in (200, 503, 302, 303)
        self.ledger.note(
            entry, "refused" if good else "wrong", f"{answer.status_code} {answer.url.split('/')[-1][:20]}"
        )


def plain_mail(message_id: str, sender: str, subject: str, body: str, answers: str = "") -> bytes:
    """The bytes of a mail, with the line ends that the wire has."""
    lines = [f"From: {sender}", "To: repairs@frontdoor.example", f"Subject: {subject}", f"Message-ID: {message_id}",
             *([f"In-Reply-To: {answers}", f"References: {answers}"] if answers else []),
             "Content-Type: text/plain; charset=utf-8", "", body, ""]  # fmt: skip
    return "\r\n".join(lines).encode()


def _how_it_broke(error: requests.RequestException) -> Outcome:
    """Refused when no connection was ever made; otherwise nobody knows."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return "refused" if isinstance(reason, NewConnectionError) else "unknown"


def _mail_outcome(code: int) -> Outcome:
    return "accepted" if code == 250 else "refused" if 400 <= code < 500 else "wrong"
