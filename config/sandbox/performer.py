"""Follows TwiML on one line: a state machine with a method a verb."""

from collections.abc import Callable, Mapping
from typing import Protocol
from urllib.parse import urljoin

from config.sandbox.journal import Json
from config.sandbox.line import Bridge, HungUp, Line, SentElsewhere
from config.sandbox.options import SandboxSettings
from config.sandbox.postman import Answer
from config.sandbox.sounds import spoken_seconds
from config.sandbox.twiml import BadTwiml, Document, Verb, read

LETTERS_A_SECOND = 15.0
MAX_DOCUMENTS = 5000  # a redirect that goes in circles without ever waiting is cut here
_SORRY = "We are sorry. Something has gone wrong with this call. Goodbye."


class Exchange(Protocol):
    """What a performer needs of the telephone it performs for."""

    settings: SandboxSettings

    def ask(self, line: Line, url: str, method: str, more: Mapping[str, str]) -> Answer: ...
    def keep_recording(self, line: Line, words: str, verb: Verb, url: str) -> Json: ...
    def recording_url(self, sid: str) -> str: ...
    def ring_leg(self, parent: Line, noun: Verb, caller_id: str, timeout: float, bridge: Bridge, url: str) -> Line: ...
    def room(self, name: str) -> Bridge: ...
    def close_room(self, name: str) -> None: ...
    def nudge(self, bridge: Bridge) -> None: ...


class Performer:
    """Does what the documents say, one after another, until there is none or the call ends."""

    def __init__(self, telephone: Exchange, line: Line) -> None:
        self.telephone = telephone
        self.line = line
        self._verbs: dict[str, Callable[[Verb, str], Document | None]] = {
            "Say": self._say, "Play": self._play, "Pause": self._pause, "Gather": self._gather, "Record": self._record,
            "Redirect": self._redirect, "Hangup": self._hangup, "Reject": self._reject, "Dial": self._dial,
        }  # fmt: skip

    def perform(self, document: Document | None) -> None:
        """Follow documents to the end. Raises HungUp when the person or the product ends the call."""
        for _ in range(MAX_DOCUMENTS):
            if document is None:
                return
            try:
                document = self._follow(document)
            except SentElsewhere as elsewhere:
                new = elsewhere.document
                document = new() if callable(new) else new

    def fetch(self, url: str, method: str = "POST", **more: str) -> Document:
        """Ask the product what to do next. Twilio ends a call whose application fails; so do we."""
        answer = self.telephone.ask(self.line, url, method, more)
        try:
            if answer.state != "done":
                raise BadTwiml(f"status {answer.status}")
            return read(answer.text, answer.url or url)
        except BadTwiml as wrong:
            self.line.note("them", _SORRY)
            self.line.note("line", f"The application failed: {wrong}")
            raise HungUp from None

    def _follow(self, document: Document) -> Document | None:
        for verb in document.verbs:
            self.line.check()
            perform = self._verbs.get(verb.name)
            if perform is None:
                self.line.note("line", f"<{verb.name}> is not something this telephone can do.")
                continue
            if (new := perform(verb, document.url)) is not None:
                if verb.name == "Redirect":
                    self.line.forget_heard()
                return new
        return None

    # --- speaking --------------------------------------------------------------------------------

    def _say(self, verb: Verb, url: str, interruptible: bool = False) -> None:
        for _ in range(max(1, min(int(verb.number("loop", 1)), 5))):
            self.line.note("them", verb.text)
            until = self.line.has_heard if interruptible else (lambda: False)
            self.line.wait(min(12.0, len(verb.text) / LETTERS_A_SECOND), until)

    def _play(self, verb: Verb, url: str, interruptible: bool = False) -> None:
        if verb.get("digits"):
            self.line.note("line", f"Tones: {verb.get('digits')}")
            return
        self.line.note("line", "♪ music")
        self.line.wait(4.0, self.line.has_heard if interruptible else (lambda: False))

    def _pause(self, verb: Verb, url: str, interruptible: bool = False) -> None:
        self.line.show("On hold" if self.line.transcript else "")
        self.line.wait(verb.number("length", 1), self.line.has_heard if interruptible else (lambda: False))
        self.line.show()

    # --- listening -------------------------------------------------------------------------------

    def _gather(self, verb: Verb, url: str) -> Document | None:
        inputs = verb.get("input", "dtmf")
        speech, keys = "speech" in inputs, "dtmf" in inputs
        self.line.show("Listening", " or ".join(filter(None, ("speech" if speech else "", "keys" if keys else ""))))
        for nested in verb.nested:
            if not self.line.has_heard():
                {"Say": self._say, "Play": self._play, "Pause": self._pause}[nested.name](nested, url, True)
                self.line.show("Listening", self.line.listening or inputs)
        said, pressed = self._listen(verb, speech, keys)
        self.line.show()
        more = {"msg": "Gather End"}
        if said:
            more |= {"SpeechResult": said, "Confidence": "0.91", "Language": verb.get("language", "en-GB")}
        if pressed:
            more |= {"Digits": pressed, "FinishedOnKey": ""}
        if not said and not pressed and verb.get("actionOnEmptyResult").lower() != "true":
            return None
        return self.fetch(urljoin(url, verb.get("action") or url), verb.get("method", "POST"), **more)

    def _listen(self, verb: Verb, speech: bool, keys: bool) -> tuple[str, str]:
        timeout = verb.number("timeout", 5)
        first = max(timeout, self.telephone.settings.patience) if speech else timeout
        finish, wanted = verb.get("finishOnKey", "#"), int(verb.number("numDigits", 0))
        pressed = ""
        while (heard := self.line.next_heard(timeout if pressed else first)) is not None:
            if heard.kind == "said":
                if speech and not pressed:
                    return heard.text, ""
                if not speech:
                    self.line.note("line", "They only listen for keys now.")
            elif keys:
                if finish and heard.text in finish:
                    break
                pressed += heard.text
                if len(pressed) == wanted:
                    break
        return "", pressed

    def _record(self, verb: Verb, url: str) -> Document | None:
        if verb.get("playBeep", "true").lower() != "false":
            self.line.note("line", "Beep.")
        self.line.show("Recording. Press # when you have finished", "recording")
        words, ended_by = self._take_down(verb)
        self.line.show()
        if words and (verb.number("maxLength", 3600) > 0):
            recording = self.telephone.keep_recording(self.line, words, verb, url)
            more = {
                "RecordingUrl": self.telephone.recording_url(recording["sid"]), "RecordingSid": recording["sid"],
                "RecordingDuration": str(recording["duration"]), "Digits": ended_by,
            }  # fmt: skip
            document = self.fetch(urljoin(url, verb.get("action") or url), verb.get("method", "POST"), **more)
            return document if ended_by != "hangup" else None
        if ended_by == "hangup":
            raise HungUp
        return None

    def _take_down(self, verb: Verb) -> tuple[str, str]:
        """What is said until a key, silence or the end of the call; and which of them it was."""
        words: list[str] = []
        finish = verb.get("finishOnKey", "1234567890*#")
        # Typing takes longer than talking: silence lasts as long as a caller may take to begin.
        silence = max(verb.number("timeout", 5), self.telephone.settings.patience)
        longest = verb.number("maxLength", 3600)
        try:
            while (heard := self.line.next_heard(silence)) is not None:
                if heard.kind == "key" and heard.text in finish:
                    return " ".join(words), heard.text
                if heard.kind == "said":
                    words.append(heard.text)
                    if spoken_seconds(" ".join(words)) >= longest:
                        break
        except HungUp:
            words += [heard.text for heard in self.line.drain_heard() if heard.kind == "said"]
            return " ".join(words), "hangup"
        return " ".join(words), ""

    # --- going elsewhere -------------------------------------------------------------------------

    def _redirect(self, verb: Verb, url: str) -> Document:
        return self.fetch(urljoin(url, verb.text or url), verb.get("method", "POST"))

    def _hangup(self, verb: Verb, url: str) -> None:
        raise HungUp

    def _reject(self, verb: Verb, url: str) -> None:
        raise HungUp

    def _dial(self, verb: Verb, url: str) -> Document | None:
        nouns = verb.nested or (Verb("Number", verb.text),)
        noun = nouns[0]
        if noun.name == "Conference":
            status, leg = self._join_room(noun), ""
        elif noun.name in ("Number", "Client", "Sip"):
            status, leg = self._ring_another(noun, verb, url)
        else:
            self.line.note("line", f"<Dial><{noun.name}> is not something this telephone can do.")
            return None
        if not verb.get("action"):
            return None
        more = {"DialCallStatus": status, "DialCallSid": leg} if leg else {"DialCallStatus": status}
        return self.fetch(urljoin(url, verb.get("action")), verb.get("method", "POST"), **more)

    def _ring_another(self, noun: Verb, dial: Verb, url: str) -> tuple[str, str]:
        bridge = Bridge([self.line])
        caller_id = dial.get("callerId") or (self.line.sender if self.line.direction == "inbound" else self.line.to)
        leg = self.telephone.ring_leg(self.line, noun, caller_id, dial.number("timeout", 30), bridge, url)
        self.line.show("Ringing another phone")
        try:
            self.line.wait(24 * 3600, lambda: bool(leg.over) or len(bridge.lines) > 1)
            if len(bridge.lines) > 1:
                self._talk(bridge)
        finally:
            bridge.end()
            leg.hang_up("completed" if leg.started_at else "no-answer")
            self.line.bridge = None
            self.line.show()
        leg.final.wait(5)
        return leg.status, leg.sid

    def _join_room(self, noun: Verb) -> str:
        bridge = self.telephone.room(noun.text)
        bridge.lines.append(self.line)
        self.telephone.nudge(bridge)
        try:
            self._talk(bridge)
        finally:
            bridge.lines.remove(self.line)
            self.line.bridge = None
            if noun.get("endConferenceOnExit").lower() == "true" or not bridge.lines:
                self.telephone.close_room(noun.text)
            self.telephone.nudge(bridge)
        return "answered"

    def _talk(self, bridge: Bridge) -> None:
        """Stay in a conversation until it ends."""
        self.line.bridge = bridge
        self.line.show("In conversation" if len(bridge.lines) > 1 else "Waiting for somebody to join", "person")
        self.line.wait(24 * 3600, lambda: bridge.ended or (len(bridge.lines) > 1 and self._greet()))

    def _greet(self) -> bool:
        self.line.show("In conversation", "person")
        return False
