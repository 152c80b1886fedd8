"""What Twilio has from tenants, read back from its own list: the second way in when our first was shut.

Twilio tries a failing webhook a few times within 15 seconds and then only notes an error.
"""

import json
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from twilio.rest.api.v2010.account.message import MessageInstance

from channels.twilio_client import TwilioClient
from channels.twilio_messages import Line, clean, file_name, keyword
from router import addresses
from router.values import InboundMessage, IncomingFile

log = logging.getLogger(__name__)

_MOST_LISTED = 10_000
_WAIT_FOR_FILES = timedelta(hours=1)
_FIELDS = ("sid", "account_sid", "direction", "to", "body", "status", "num_media", "num_segments", "api_version", "uri")


class MissedMessages:
    """What a provider knows that we may have missed (`router.ports.Provider`), for one line."""

    def __init__(self, line: Line, client: TwilioClient, now: Callable[[], datetime]) -> None:
        self._line = line
        self._client = client
        self._now = now

    def missed(self, since_hours: float) -> Sequence[InboundMessage]:
        """Oldest first, with the keys the webhook would have given. Raises SendError when Twilio cannot be asked."""
        since = self._now() - timedelta(hours=since_hours)
        try:
            listed = self._client.rest.messages.list(
                to=self._line.address, date_sent_after=since, limit=_MOST_LISTED, page_size=1000
            )
        except Exception as error:  # noqa: BLE001 - every one of them has a translation
            raise self._client.translate(error) from None
        found = [self._read(entry) for entry in reversed(listed) if self._counts(entry, since)]
        return [message for message in found if message]

    def _counts(self, entry: MessageInstance, since: datetime) -> bool:
        return bool(
            entry.sid
            and str(entry.direction) == "inbound"
            and entry.account_sid == self._client.settings.twilio_account_sid
            and self._line.is_ours(entry.to or "")
            and self._at(entry) >= since
        )

    def _read(self, entry: MessageInstance) -> InboundMessage | None:
        """None when its photos cannot be listed now and it is still young enough to wait for them."""
        sender, text, at = clean(entry.from_ or ""), clean(entry.body or ""), self._at(entry)
        files: tuple[IncomingFile, ...] = ()
        if (entry.num_media or "0") != "0":
            try:
                files = self._files(entry)
            except Exception as error:  # noqa: BLE001 - a photo never keeps its words back
                log.warning("files of message %s not listed: %s", entry.sid, type(error).__name__)
                if self._now() - at < _WAIT_FOR_FILES:
                    return None
        return InboundMessage(
            channel=self._line.channel,
            provider_id=str(entry.sid),
            dedupe_key=str(entry.sid),
            sender=sender,
            party=addresses.phone(sender),
            recipient=clean(entry.to or ""),
            text=text,
            raw=_canonical(entry),
            received_at=at,
            attachments=files,
            keyword=keyword(text),
            source="reconciled",
        )

    def _files(self, entry: MessageInstance) -> tuple[IncomingFile, ...]:
        base = self._client.settings.twilio_api_url.rstrip("/") or "https://api.twilio.com"
        listed = self._client.rest.messages(str(entry.sid)).media.list(limit=10)
        return tuple(
            IncomingFile(
                name=file_name(index, media.content_type or ""),
                content_type=media.content_type or "",
                url=base + (media.uri or "").removesuffix(".json"),
            )
            for index, media in enumerate(listed)
        )

    def _at(self, entry: MessageInstance) -> datetime:
        for at in (entry.date_created, entry.date_sent):
            if isinstance(at, datetime):
                return at if at.tzinfo else at.replace(tzinfo=UTC)
        return self._now()


def _canonical(entry: MessageInstance) -> bytes:
    """The list's entry, always written the same way, so that its hash means something."""
    fields: dict[str, object] = {name: getattr(entry, name, None) for name in _FIELDS}
    fields["from"] = entry.from_
    for name in ("date_created", "date_sent"):
        at = getattr(entry, name)
        fields[name] = at.isoformat() if isinstance(at, datetime) else at
    return json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str).encode()
