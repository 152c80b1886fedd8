"""Text messages and WhatsApp, outward: send one, and look one up whose sending was cut off."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from twilio.rest.api.v2010.account.message import MessageInstance

from channels.twilio_client import WORDS, TwilioClient
from channels.twilio_messages import Line
from router.errors import CannotDeliver, Uncertain
from router.values import DELIVERY_RANK, OutboundMessage, Sent

LONGEST = 1600
"""Characters that Twilio takes in one message (error 21617)."""

_CLOCK_SKEW = timedelta(minutes=1)  # Twilio's times have whole seconds, and its clock is not ours
_MOST_LISTED = 1000


class MessageSender:
    """A way out (`router.ports.Sender`) over one line."""

    def __init__(self, line: Line, client: TwilioClient) -> None:
        self._line = line
        self._client = client

    def send(self, message: OutboundMessage) -> Sent:
        """Hand it to Twilio, once. Raises TryAgainLater, CannotDeliver, OptedOut or Uncertain."""
        if not message.text.strip():
            raise CannotDeliver(WORDS[21602], "21602")
        if len(message.text) > LONGEST:
            raise CannotDeliver(WORDS[21617], "21617")
        if message.attachments:
            raise CannotDeliver("Files cannot be sent this way. Send the words alone.", "files")
        try:
            taken = self._client.rest.messages.create(
                to=self._line.to(message.to),
                from_=self._line.address,
                body=message.text,
                status_callback=self._callback(message.client_ref),
            )
        except Exception as error:  # noqa: BLE001 - every one of them has a translation
            raise self._client.translate(error) from None  # the SDK's words may hold the number
        return _sent(taken)

    def look_up(self, message: OutboundMessage, known: Sequence[str]) -> Sent | None:
        """Has Twilio this message? None is certain only once the cut-off request can no longer be under way.

        There is no question by our own reference, so it is found by from, to, words and time. The list is
        not narrowed by DateSent: a message that is still queued has none.
        """
        to, taken = self._line.to(message.to), set(known)
        since = message.created_at - _CLOCK_SKEW if message.created_at else None
        try:
            listed = self._client.rest.messages.list(to=to, from_=self._line.address, limit=_MOST_LISTED, page_size=100)
        except Exception as error:  # noqa: BLE001 - whatever it was, we do not know
            raise Uncertain("Twilio could not be asked whether it has this message.", str(_code(error))) from None
        found = [
            entry
            for entry in listed
            if entry.sid not in taken
            and (entry.to, entry.from_) == (to, self._line.address)
            and str(entry.direction or "outbound").startswith("outbound")
            and _same_words(entry.body or "", message.text)
            # the time is there: asked just before
            and (since is None or _created(entry) is None or _created(entry) >= since)  # type: ignore[operator]
        ]
        if found:
            return _sent(found[-1])  # the list is newest first
        if len(listed) >= _MOST_LISTED:
            raise Uncertain("Too many messages went to this number to tell.", "list")
        return None

    def _callback(self, ref: str) -> str:
        base = self._client.settings.public_url.rstrip("/")
        return f"{base}/channels/{self._line.channel}/status?ref={quote(ref, safe='')}"


def _sent(entry: MessageInstance) -> Sent:
    if not entry.sid:
        raise Uncertain("Twilio answered without saying which message it made.")
    state = str(entry.status or "")
    return Sent(provider_id=entry.sid, state=state if state in DELIVERY_RANK else "queued")


def _created(entry: MessageInstance) -> datetime | None:
    at = entry.date_created
    if not isinstance(at, datetime):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _same_words(theirs: str, ours: str) -> bool:
    """Blanks aside: Twilio trims them. A trial account writes a sentence of its own before ours."""
    theirs, ours = " ".join(theirs.split()), " ".join(ours.split())
    return theirs == ours or theirs.endswith(f"account - {ours}")


def _code(error: Exception) -> str:
    return str(getattr(error, "code", "") or getattr(error, "status", "") or type(error).__name__)
