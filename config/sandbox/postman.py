"""Posts signed webhooks to the product as Twilio does: same fields, same signature, same patience.

One retry after a 5xx or a line that failed, fifteen seconds for all tries together (reliability notes 1.2),
and the same `I-Twilio-Idempotency-Token` on both. What is not taken then is given up, as with Twilio: the
product must read it back from the lists.
"""

import heapq
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

import requests
from twilio.request_validator import RequestValidator

from config.sandbox.chaos import Chaos
from config.sandbox.journal import Journal, Webhook
from config.sandbox.options import SandboxSettings

log = logging.getLogger(__name__)

CONNECT_SECONDS, TOTAL_SECONDS, TRIES = 5.0, 15.0, 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What the product said. `status` 0: it said nothing. `state`: 'done', 'gave up' or 'dropped'."""

    status: int
    text: str
    attempts: int
    state: str
    url: str = ""


class Postman:
    """Delivers webhooks now, or later from a few threads of its own."""

    def __init__(self, settings: SandboxSettings, journal: Journal, chaos: Chaos) -> None:
        self._settings = settings
        self._journal = journal
        self._chaos = chaos
        self._validator = RequestValidator(settings.auth_token)
        self._local = threading.local()
        self._wake = threading.Condition()
        self._heap: list[tuple[float, int, Callable[[], object]]] = []
        self._order = 0
        self._stopped = False
        self._pool = ThreadPoolExecutor(8, thread_name_prefix="postman")
        self._timer = threading.Thread(target=self._keep_time, name="postman-clock", daemon=True)

    def start(self) -> None:
        """Begin, with what an earlier sandbox still owed."""
        self._timer.start()

    def stop(self) -> None:
        """Stop posting. What is still owed stays in the journal."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()
        self._timer.join(5)
        self._pool.shutdown(wait=True, cancel_futures=True)

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        """Do something on one of the postman's threads in so many seconds (stretched by `pace`)."""
        with self._wake:
            self._order += 1
            heapq.heappush(self._heap, (time.monotonic() + seconds * self._settings.pace, self._order, work))
            self._wake.notify_all()

    def hand_over(self, webhooks: Sequence[Webhook], deliver: Callable[[Webhook], object]) -> None:
        """Have each webhook delivered when it is due."""
        for webhook in webhooks:
            # mypy cannot tell what a default of a lambda is
            self.later(webhook.after, lambda webhook=webhook: deliver(webhook))  # type: ignore[misc]

    def deliver(self, webhook: Webhook) -> Answer:
        """Post one webhook that the journal knows, now, and write down how it ended."""
        trouble = self._chaos.webhooks
        if webhook.kind != "voice" and self._chaos.lot(trouble["drop"]):
            answer = Answer(0, "", 0, "dropped")
        else:
            answer = self.post(webhook.url, webhook.form, token=webhook.token)
            if webhook.kind != "voice" and self._chaos.lot(trouble["duplicate"]):
                answer = self.post(webhook.url, webhook.form, token=webhook.token)
        self._journal.settle(webhook.id, answer.state, answer.status, answer.attempts)
        return answer

    def post(self, url: str, form: Mapping[str, str], token: str = "", method: str = "POST") -> Answer:
        """Ask the product something, signed. Never raises: an unreachable product is status 0."""
        if method.upper() == "GET":
            parts = urlsplit(url)
            query = "&".join(filter(None, (parts.query, urlencode(dict(form)))))
            url, form = urlunsplit(parts._replace(query=query, fragment="")), {}
        url = urlsplit(url)._replace(fragment="").geturl()  # a fragment is never sent
        headers = {
            "X-Twilio-Signature": self._validator.compute_signature(_without_user(url), form),
            "I-Twilio-Idempotency-Token": token,
            "User-Agent": "TwilioProxy/1.1",
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        }
        body = None if method.upper() == "GET" else urlencode(dict(form)).encode("ascii")
        until = time.monotonic() + TOTAL_SECONDS
        status, text, attempts = 0, "", 0
        while attempts < TRIES:
            left = until - time.monotonic()
            if left <= 0:
                break
            attempts += 1
            try:
                response = self._session().request(
                    method.upper(), url, data=body, headers=headers,
                    timeout=(min(CONNECT_SECONDS, left), left), allow_redirects=True,
                )  # fmt: skip
                response.encoding = "utf-8"
                status, text = response.status_code, response.text
            except requests.RequestException as error:
                status, text = 0, ""
                log.info("webhook not taken: %s", type(error).__name__)
            if 0 < status < 500:
                break
        return Answer(status, text, attempts, "done" if 200 <= status < 400 else "gave up", url)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.trust_env = False  # the product beside us is never behind a proxy
        return session

    def _keep_time(self) -> None:
        while True:
            with self._wake:
                while not self._stopped and (not self._heap or self._heap[0][0] > time.monotonic()):
                    self._wake.wait(None if not self._heap else max(0.0, self._heap[0][0] - time.monotonic()))
                if self._stopped:
                    return
                work = heapq.heappop(self._heap)[2]
            self._pool.submit(_safely, work)


def _safely(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:  # the postman goes on whatever one letter does
        log.exception("the sandbox failed at something it put off")


def _without_user(url: str) -> str:
    """A name and password in an address are never signed."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
