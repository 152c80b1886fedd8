"""Calls and recordings that Twilio knows of, read back from its own lists: the second way in."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from twilio.rest.api.v2010.account.call import CallInstance
from twilio.rest.api.v2010.account.recording import RecordingInstance

from channels.contract import Hooks
from channels.twilio_client import TwilioClient
from channels.twilio_messages import clean
from channels.voice.inbound import recording_file
from router import addresses
from router.values import CallReport, InboundMessage

_ENDED = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
_MOST_LISTED = 10_000


class MissedCalls:
    """`router.ports.Provider` for the telephone.

    Whether anything was said on a call is not in Twilio's list, but in ours: so each ended call is reported
    once more through `report_call`, which makes a message of it only when it has none.
    """

    def __init__(self, client: TwilioClient, hooks: Hooks) -> None:
        self._client = client
        self._hooks = hooks
        self._reported: set[str] = set()
        self._put_off: set[str] = set()

    def missed(self, since_hours: float) -> Sequence[InboundMessage]:
        """Recordings of the last hours, oldest first. Raises SendError when Twilio cannot be asked, or CannotKeep."""
        since = self._hooks.now() - timedelta(hours=since_hours)
        rest = self._client.rest
        try:
            calls = rest.calls.list(
                to=self._client.settings.twilio_number, start_time_after=since, limit=_MOST_LISTED, page_size=1000
            )
            recordings = rest.recordings.list(date_created_after=since, limit=_MOST_LISTED, page_size=1000)
        except Exception as error:  # noqa: BLE001 - every one of them has a translation
            raise self._client.translate(error) from None
        inbound = {str(call.sid): call for call in calls if call.sid and str(call.direction) == "inbound"}
        left = [item for item in reversed(recordings) if str(item.call_sid) in inbound and _is_kept(item)]
        self._report(inbound, {str(item.call_sid) for item in left})
        return [self._read(item, inbound[str(item.call_sid)]) for item in left]

    def _report(self, calls: dict[str, CallInstance], recorded: set[str]) -> None:
        """A call with a recording is put off by one reading: the recording is its first message."""
        self._reported &= calls.keys()
        self._put_off &= calls.keys()
        for sid, call in calls.items():
            state, seconds = str(call.status), str(call.duration or "")
            if sid in self._reported or state not in _ENDED:
                continue
            if sid in recorded and sid not in self._put_off:
                self._put_off.add(sid)
                continue
            self._hooks.report_call(
                CallReport(
                    call_id=sid,
                    state=state,
                    party=addresses.phone(clean(call._from or "")),
                    recipient=clean(call.to or ""),
                    seconds=int(seconds) if seconds.isdecimal() else 0,
                )
            )
            self._reported.add(sid)

    def _read(self, item: RecordingInstance, call: CallInstance) -> InboundMessage:
        sid, settings = str(item.sid), self._client.settings
        sender = clean(call._from or "")
        party = addresses.phone(sender)
        base = settings.twilio_api_url.rstrip("/") or "https://api.twilio.com"
        path = f"/2010-04-01/Accounts/{settings.twilio_account_sid}/Recordings/{sid}"
        known = {"sid": sid, "call_sid": call.sid, "from": call._from, "to": call.to, "duration": item.duration}
        return InboundMessage(
            channel="voice",
            provider_id=str(call.sid),
            dedupe_key=sid,
            sender=sender,
            party=party,
            recipient=clean(call.to or ""),
            text="(voicemail)",
            raw=json.dumps(known, sort_keys=True).encode(),
            received_at=self._at(item),
            reply_by="sms" if party else "",
            reply_to=party,
            attachments=(recording_file(base + path),),
            call_id=str(call.sid),
            source="reconciled",
        )

    def _at(self, item: RecordingInstance) -> datetime:
        at = item.date_created
        if not isinstance(at, datetime):
            return self._hooks.now()
        return at if at.tzinfo else at.replace(tzinfo=UTC)


def _is_kept(item: RecordingInstance) -> bool:
    """Finished, and of a <Record>: `source` is 'RecordVerb' there."""
    return str(item.status) == "completed" and str(item.source) == "RecordVerb"
