"""The telephone exchange: calls in, calls out, recordings, as Twilio Voice has them."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urljoin

from config.sandbox.failures import BUSY_NUMBER, NO_ANSWER_NUMBER, Refused
from config.sandbox.journal import Journal, Json, Webhook, new_sid
from config.sandbox.line import FINAL, Bridge, HungUp, Line, SentElsewhere
from config.sandbox.options import SandboxSettings
from config.sandbox.performer import Performer
from config.sandbox.postman import Answer, Postman
from config.sandbox.resource import rfc2822
from config.sandbox.sounds import recording, spoken_seconds
from config.sandbox.twiml import BadTwiml, Document, Verb, read

RING_SECONDS = 60.0
_EVENTS = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}


class Telephone:
    """All lines. A call lives in memory and a thread; what happened in it is in the journal."""

    def __init__(self, settings: SandboxSettings, journal: Journal, postman: Postman) -> None:
        self.settings = settings
        self.journal = journal
        self.postman = postman
        self.base = ""
        self.lines: dict[str, Line] = {}
        self._rooms: dict[str, Bridge] = {}
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    # --- calls begin -----------------------------------------------------------------------------

    def ring_in(self, sender: str) -> Line:
        """A tenant rings the landlord."""
        line = self._new_line(sender, self.settings.number, "inbound", {})
        line.status = "ringing"
        self._save(line)
        self._run(line, lambda: self._answer_inbound(line))
        return line

    def ring_out(self, form: Mapping[str, str], events: list[str]) -> Json:
        """The product rings somebody, as POST Calls.json does; gives the new resource. Raises Refused."""
        if not form.get("To"):
            raise Refused(400, 21201, "No 'To' number is specified")
        if not form.get("From"):
            raise Refused(400, 21603, "No 'From' number is specified")
        if not form.get("Url") and not form.get("Twiml") and not form.get("ApplicationSid"):
            raise Refused(400, 21205, "Url parameter is required.")
        twiml = self._twiml(form.get("Twiml", ""))
        callback = {
            "url": form.get("StatusCallback", ""),
            "events": [e for event in events for e in event.split()] or ["completed"],
        }
        line = self._new_line(form["From"], form["To"], "outbound-api", callback)
        timeout = float(form.get("Timeout") or RING_SECONDS)

        def first() -> Document:
            if twiml is not None:
                return twiml
            return Performer(self, line).fetch(form["Url"], form.get("Method", "POST"))

        resource = self._save(line)
        self._run(line, lambda: self._ring_person(line, timeout, first))
        return resource

    def ring_leg(self, parent: Line, noun: Verb, caller_id: str, timeout: float, bridge: Bridge, url: str) -> Line:
        """A <Dial> rings another phone and joins it to the caller once it is picked up."""
        callback = {
            "url": urljoin(url, noun.get("statusCallback")) if noun.get("statusCallback") else "",
            "events": noun.get("statusCallbackEvent", "completed").split(),
        }
        line = self._new_line(caller_id, noun.text, "outbound-dial", callback, parent.sid)

        def whisper() -> None:
            if noun.get("url"):
                performer = Performer(self, line)
                performer.perform(performer.fetch(urljoin(url, noun.get("url")), noun.get("method", "POST")))

        def joined() -> Document:
            whisper()
            bridge.lines.append(line)
            line.bridge = bridge
            line.show("In conversation", "person")
            parent.nudge()
            line.wait(24 * 3600, lambda: bridge.ended)
            raise HungUp

        self._save(line)
        self._run(line, lambda: self._ring_person(line, timeout, joined), always=bridge.end)
        return line

    # --- calls proceed ---------------------------------------------------------------------------

    def _answer_inbound(self, line: Line) -> None:
        performer = Performer(self, line)
        line.show("Ringing")
        line.wait(0.6)
        document = performer.fetch(f"{self.settings.public_base}/channels/voice/answer")
        if document.verbs and document.verbs[0].name == "Reject":
            line.hang_up("busy" if document.verbs[0].get("reason") == "busy" else "no-answer")
        line.check()
        self._pick_up(line)
        performer.perform(document)

    def _ring_person(self, line: Line, timeout: float, first: Callable[[], Document]) -> None:
        self._tell(line, "initiated")
        line.status = "ringing"
        self._tell(line, "ringing")
        line.show("Ringing")
        if line.to == BUSY_NUMBER:
            line.hang_up("busy")
        seconds = 1.0 if line.to == NO_ANSWER_NUMBER else timeout
        if not line.wait(seconds, lambda: line.answered.is_set() and line.to != NO_ANSWER_NUMBER):
            line.hang_up("no-answer")
            line.check()
        self._pick_up(line)
        self._tell(line, "in-progress")
        Performer(self, line).perform(first())

    def _pick_up(self, line: Line) -> None:
        line.status = "in-progress"
        line.started_at = self.journal.clock()
        line.show()
        self._save(line)

    def _run(self, line: Line, call: Callable[[], None], always: Callable[[], None] = lambda: None) -> None:
        def talk() -> None:
            try:
                call()
            except (HungUp, SentElsewhere):
                pass
            finally:
                self._finish(line)
                always()

        thread = threading.Thread(target=talk, name=f"call-{line.sid[-6:]}", daemon=True)
        with self._lock:
            self._threads = [t for t in self._threads if t.is_alive()] + [thread]
        thread.start()

    def _finish(self, line: Line) -> None:
        line.hang_up("completed" if line.started_at else "failed")
        line.ended_at = self.journal.clock()
        if line.started_at:
            line.status = "completed"
        else:
            line.status = "canceled" if line.over == "completed" and line.direction != "inbound" else line.over
        line.show()
        self._save(line)
        self._tell(line, "completed")
        line.final.set()

    def stop(self) -> None:
        """Hang up every call and wait for the ends to be told."""
        for line in list(self.lines.values()):
            line.hang_up()
        for thread in self._threads:
            thread.join(5)

    def end_interrupted(self) -> None:
        """Calls that a dead sandbox left hanging are over: write it down, and tell the product."""
        for call in self.journal.find("call"):
            if call["status"] not in FINAL:
                self.journal.change(call["sid"], status="completed", end_time=rfc2822(self.journal.clock()))
                line = Line(call["sid"], call["from"], call["to"], call["direction"], 1.0, self.journal.ring)
                line.status = "completed"
                line.callback = call["_callback"]
                self._tell(line, "completed")

    # --- what the product is told and asked ------------------------------------------------------

    def ask(self, line: Line, url: str, method: str, more: Mapping[str, str]) -> Answer:
        """Fetch TwiML for a call."""
        webhook = self.journal.owe(Webhook("voice", line.sid, url, self._form(line) | dict(more)))
        answer = self.postman.post(url, webhook.form, token=webhook.token, method=method)
        self.journal.settle(webhook.id, answer.state, answer.status, answer.attempts)
        return answer

    def _tell(self, line: Line, state: str) -> None:
        """Post a status callback, if this call has one for this."""
        event = _EVENTS.get(state, "completed")
        if not line.callback.get("url") or event not in line.callback["events"]:
            return
        form = self._form(line) | {
            "CallStatus": "initiated" if event == "initiated" else line.status,
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(line.sequence), "Timestamp": rfc2822(self.journal.clock()),
        }  # fmt: skip
        line.sequence += 1
        if event == "completed":
            form |= {"CallDuration": str(line.seconds()), "Duration": str(-(-line.seconds() // 60))}
        webhook = self.journal.owe(Webhook("call", line.sid, line.callback["url"], form))
        self.postman.hand_over([webhook], self.postman.deliver)

    def _form(self, line: Line) -> dict[str, str]:
        form = {
            "CallSid": line.sid, "AccountSid": self.settings.account_sid, "From": line.sender, "To": line.to,
            "Caller": line.sender, "Called": line.to, "CallStatus": line.status, "ApiVersion": "2010-04-01",
            "Direction": line.direction, "FromCountry": "GB", "FromCity": "", "FromState": "", "FromZip": "",
            "ToCountry": "GB", "ToCity": "", "ToState": "", "ToZip": "", "CallerCountry": "GB", "CalledCountry": "GB",
        }  # fmt: skip
        return form | ({"ParentCallSid": line.parent} if line.parent else {})

    # --- changes from the REST API ---------------------------------------------------------------

    def update(self, sid: str, form: Mapping[str, str]) -> Json:
        """POST Calls/{sid}.json: other TwiML, or the end. Raises Refused."""
        line = self.lines.get(sid)
        known = self.journal.get(sid)
        if known is None:
            raise Refused(404, 20404, f"The requested resource /Calls/{sid}.json was not found")
        if line is None or line.status in FINAL:
            raise Refused(400, 21220, "Call is not in-progress. Cannot redirect.")
        if form.get("Status") in ("completed", "canceled"):
            line.hang_up("completed" if line.started_at else "canceled")
            line.final.wait(5)
        elif form.get("Twiml"):
            line.send_elsewhere(self._twiml(form["Twiml"]) or Document((), ""))
        elif form.get("Url"):
            line.send_elsewhere(lambda: Performer(self, line).fetch(form["Url"], form.get("Method", "POST")))
        return self.journal.get(sid) or known

    def _twiml(self, text: str) -> Document | None:
        try:
            return read(text, self.settings.public_base + "/") if text else None
        except BadTwiml as wrong:
            raise Refused(400, 12100, f"Document parse failure: {wrong}") from None

    # --- recordings ------------------------------------------------------------------------------

    def keep_recording(self, line: Line, words: str, verb: Verb, url: str) -> Json:
        """What was said during <Record> becomes a recording; the callbacks it asked for are owed."""
        sid, now = new_sid("RE"), self.journal.clock()
        uri = f"/2010-04-01/Accounts/{self.settings.account_sid}/Recordings/{sid}"
        resource: Json = {
            "sid": sid, "account_sid": self.settings.account_sid, "call_sid": line.sid, "conference_sid": None,
            "status": "completed", "duration": str(spoken_seconds(words)), "channels": 1, "source": "RecordVerb",
            "date_created": rfc2822(now), "date_updated": rfc2822(now), "start_time": rfc2822(now), "price": None,
            "price_unit": "GBP", "error_code": None, "api_version": "2010-04-01", "encryption_details": None,
            "uri": uri + ".json", "media_url": self.recording_url(sid), "subresource_uris": {}, "_words": words,
        }  # fmt: skip
        self.journal.keep_file(sid, recording(words))
        owed = self.journal.put(
            "recording", sid, resource, line.sid, "", self._recording_webhooks(line, resource, verb, url)
        )
        self.postman.hand_over(owed, self.postman.deliver)
        return resource

    def _recording_webhooks(self, line: Line, resource: Json, verb: Verb, url: str) -> list[Webhook]:
        about, webhooks = resource["sid"], []
        form = {
            "AccountSid": self.settings.account_sid, "CallSid": line.sid, "RecordingSid": about,
            "RecordingUrl": self.recording_url(about), "ApiVersion": "2010-04-01",
        }  # fmt: skip
        if verb.get("recordingStatusCallback"):
            more = {
                "RecordingStatus": "completed", "RecordingDuration": resource["duration"], "RecordingChannels": "1",
                "RecordingSource": "RecordVerb", "RecordingStartTime": resource["start_time"], "ErrorCode": "0",
            }  # fmt: skip
            address = urljoin(url, verb.get("recordingStatusCallback"))
            webhooks.append(Webhook("recording", about, address, form | more, 0.5))
        if verb.get("transcribeCallback"):
            more = {
                "TranscriptionSid": new_sid("TR"), "TranscriptionText": resource["_words"], "From": line.sender,
                "TranscriptionStatus": "completed", "TranscriptionType": "fast", "To": line.to,
            }  # fmt: skip
            webhooks.append(Webhook("recording", about, urljoin(url, verb.get("transcribeCallback")), form | more, 2.0))
        return webhooks

    def recording_url(self, sid: str) -> str:
        """Where the sound is, as Twilio gives it: without an ending."""
        return f"{self.base}/2010-04-01/Accounts/{self.settings.account_sid}/Recordings/{sid}"

    # --- rooms and lines -------------------------------------------------------------------------

    def room(self, name: str) -> Bridge:
        """The conference of this name, made if it is not there."""
        with self._lock:
            return self._rooms.setdefault(name, Bridge())

    def close_room(self, name: str) -> None:
        """End a conference: everyone leaves it."""
        with self._lock:
            bridge = self._rooms.pop(name, None)
        if bridge:
            bridge.end()

    def nudge(self, bridge: Bridge) -> None:
        """Let everyone in a conversation notice that somebody came or went."""
        for line in list(bridge.lines):
            line.nudge()

    def _new_line(self, sender: str, to: str, direction: str, callback: Json, parent: str = "") -> Line:
        line = Line(new_sid("CA"), sender, to, direction, self.settings.pace, self.journal.ring)
        line.parent = parent
        # A number's own status callback hears of the end of every inbound call, as Twilio does it.
        line.callback = callback or {
            "url": f"{self.settings.public_base}/channels/voice/status", "events": ["completed"],
        }  # fmt: skip
        self.lines[line.sid] = line
        return line

    def _save(self, line: Line) -> Json:
        now: datetime = self.journal.clock()
        if self.journal.get(line.sid) is None:
            uri = f"/2010-04-01/Accounts/{self.settings.account_sid}/Calls/{line.sid}"
            resource: Json = {
                "sid": line.sid, "account_sid": self.settings.account_sid, "from": line.sender, "to": line.to,
                "from_formatted": line.sender, "to_formatted": line.to, "status": line.status, "start_time": None,
                "end_time": None, "duration": None, "direction": line.direction, "answered_by": None, "price": None,
                "price_unit": "GBP", "date_created": rfc2822(now), "date_updated": rfc2822(now), "annotation": None,
                "api_version": "2010-04-01", "parent_call_sid": line.parent or None, "forwarded_from": None,
                "group_sid": None, "caller_name": None, "queue_time": "0", "trunk_sid": None, "phone_number_sid": None,
                "uri": uri + ".json", "subresource_uris": {"recordings": uri + "/Recordings.json"},
                "_callback": line.callback,
            }  # fmt: skip
            self.journal.put("call", line.sid, resource, line.sender, line.to)
        changed = self.journal.change(
            line.sid, status=line.status, date_updated=rfc2822(now),
            start_time=rfc2822(line.started_at) if line.started_at else None,
            end_time=rfc2822(line.ended_at) if line.ended_at else None,
            duration=str(line.seconds()) if line.ended_at else None,
        )  # fmt: skip
        assert changed is not None
        return changed
