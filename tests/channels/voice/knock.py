"""Knocks on the telephone's door as Twilio does, with what a caller said."""

from urllib.parse import urlencode

from flask import Flask

from channels.twilio_signature import sign
from channels.voice import channel
from tests.channels.ear import Ear
from tests.channels.knocking import Answer, Trouble
from tests.channels.twilio_knock import ANSWERS
from tests.channels.twilio_stand_in import ACCOUNT, NUMBER, PUBLIC, TOKEN, new_sid, settings

HEARD = "/channels/voice/heard?step=1"


class Knock:
    def __init__(self, ear: Ear) -> None:
        self.opened = channel.open(channel.settings(**settings("http://127.0.0.1:9")), ear.hooks())
        assert self.opened.routes is not None
        self._app = Flask(__name__)
        self._app.register_blueprint(self.opened.routes, url_prefix="/channels/voice")
        self._form = {
            "AccountSid": ACCOUNT, "CallSid": new_sid("CA"), "From": "+447700900001", "To": NUMBER,
            "Direction": "inbound", "SpeechResult": "The boiler is off", "Confidence": "0.9",
        }  # fmt: skip

    def genuine(self) -> Answer:
        return self._post(sign(PUBLIC + HEARD, self._form, TOKEN))

    def forged(self) -> Answer:
        return self._post(sign(PUBLIC + HEARD, self._form, "not the token"))

    def send(self, trouble: Trouble) -> None:
        raise AssertionError("a telephone has no sender")

    def close(self) -> None:
        pass

    def _post(self, signature: str) -> Answer:
        answer = self._app.test_client().post(
            HEARD,
            data=urlencode(self._form),
            content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": signature},
        )
        return ANSWERS[answer.status_code]
