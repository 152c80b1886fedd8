"""A caller on Twilio's line: follows the verbs of our TwiML over the real app, signed, and hangs up when told to."""

import contextlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from xml.etree import ElementTree

from flask import Flask
from werkzeug.test import TestResponse

from channels.twilio_signature import sign
from tests.channels.twilio_stand_in import ACCOUNT, NUMBER, PUBLIC, TOKEN

CALLER = "+447700900001"
SILENCE: dict[str, str] = {}


class HungUp(Exception):
    """The call is over."""


def speech(words: str, confidence: str = "0.91") -> dict[str, str]:
    return {"SpeechResult": words, "Confidence": confidence, "Language": "en-GB"}


def keys(pressed: str) -> dict[str, str]:
    return {"Digits": pressed}


@dataclass
class Call:
    """One call. `answers` are what the caller does at each Gather and Record, in order; after them, silence.

    `hang_up_at`: the number of the verb, from 0, at which the receiver goes down. What was said to the caller
    is in `said`, which verbs came by in `verbs`, every request in `posted`.
    """

    app: Flask
    answers: Sequence[dict[str, str]] = ()
    hang_up_at: int = 10_000
    sender: str = CALLER
    at_most: int = 200
    sid: str = field(default_factory=lambda: "CA" + secrets.token_hex(16))
    said: list[str] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    posted: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    recordings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._left = list(self.answers)

    def ring(self) -> "Call":
        """From the first ring to the status callback, which always comes."""
        with contextlib.suppress(HungUp):
            self._follow(self.ask(f"{PUBLIC}/channels/voice/answer"))
        for sid in self.recordings:
            self.post(f"{PUBLIC}/channels/voice/recording", self._recorded(sid) | {"RecordingStatus": "completed"})
        self.post(f"{PUBLIC}/channels/voice/status", {"CallStatus": "completed", "CallDuration": "9"})
        return self

    def post(self, url: str, more: dict[str, str]) -> TestResponse:
        """One signed request, with parameters that nobody has told us of."""
        form = {
            "CallSid": self.sid, "AccountSid": ACCOUNT, "From": self.sender, "To": NUMBER, "Direction": "inbound",
            "CallStatus": "in-progress", "ApiVersion": "2010-04-01", "StirVerstat": "TN-Validation-Passed-A",
        } | more  # fmt: skip
        self.posted.append((url, more))
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        return self.app.test_client().post(target, data=form, headers={"X-Twilio-Signature": sign(url, form, TOKEN)})

    def ask(self, url: str, **more: str) -> ElementTree.Element:
        """A question that must be answered with TwiML."""
        answer = self.post(url, more)
        assert answer.status_code == 200, (url, answer.status_code)
        root = ElementTree.fromstring(answer.data)
        assert root.tag == "Response"
        return root

    def _follow(self, document: ElementTree.Element) -> None:
        while True:
            for verb in document:
                new = self._perform(verb)
                if new is not None:
                    document = new
                    break
            else:
                raise HungUp

    def _perform(self, verb: ElementTree.Element) -> ElementTree.Element | None:
        if len(self.verbs) >= min(self.hang_up_at, self.at_most):
            raise HungUp
        self.verbs.append(verb.tag)
        if verb.tag == "Say":
            self.said.append(verb.text or "")
        elif verb.tag == "Gather":
            self.said += [inner.text or "" for inner in verb]
            given = self._next()
            deaf = "SpeechResult" in given and "speech" not in verb.attrib.get("input", "dtmf")
            if given and not deaf:
                return self.ask(verb.attrib["action"], **given)
        elif verb.tag == "Record":
            if self._next():
                self.recordings.append("RE" + secrets.token_hex(16))
                return self.ask(verb.attrib["action"], **self._recorded(self.recordings[-1]))
        elif verb.tag == "Redirect":
            return self.ask(verb.text or "")
        elif verb.tag == "Hangup":
            raise HungUp
        else:
            assert verb.tag == "Pause", verb.tag
        return None

    def _next(self) -> dict[str, str]:
        return self._left.pop(0) if self._left else SILENCE

    def _recorded(self, sid: str) -> dict[str, str]:
        url = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Recordings/{sid}"
        return {"RecordingSid": sid, "RecordingUrl": url, "RecordingDuration": "7"}
