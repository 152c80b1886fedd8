"""Knocks on a door that stands behind Twilio Messaging."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask

from channels.contract import Channel
from channels.twilio_signature import sign
from router.values import OutboundMessage
from tests.channels import twilio_stand_in
from tests.channels.ear import NOW, Ear
from tests.channels.knocking import Answer, Trouble
from tests.channels.twilio_stand_in import ACCOUNT, NUMBER, PUBLIC, TOKEN, new_sid, settings

TROUBLES = {"busy": "429", "refused": "21211", "cut": "500 after effect"}
ANSWERS = {200: Answer.KEPT, 204: Answer.KEPT, 503: Answer.LATER, 403: Answer.REFUSED}


class TwilioKnock:
    """See `knocking.Knocker`."""

    def __init__(self, ear: Ear, channel: Channel, prefix: str = "") -> None:
        self._running = twilio_stand_in.running()
        self._stand_in = self._running.__enter__()
        self.opened = channel.open(channel.settings(**settings(self._stand_in.url)), ear.hooks())
        assert self.opened.routes is not None
        self._app = Flask(__name__)
        self._app.register_blueprint(self.opened.routes, url_prefix=f"/channels/{channel.name}")
        self._path = f"/channels/{channel.name}/inbound"
        self._form = {
            "AccountSid": ACCOUNT, "MessageSid": new_sid(), "From": f"{prefix}+447700900001", "To": prefix + NUMBER,
            "Body": "The boiler is off",
        }  # fmt: skip

    def genuine(self) -> Answer:
        return self._post(sign(PUBLIC + self._path, self._form, TOKEN))

    def forged(self) -> Answer:
        return self._post(sign(PUBLIC + self._path, self._form, "not the token"))

    def send(self, trouble: Trouble) -> None:
        assert self.opened.sender is not None
        self._stand_in.trouble = TROUBLES[trouble]
        self.opened.sender.send(
            OutboundMessage(1, "", "+447700900001", NUMBER, "Someone is coming.", client_ref="1", created_at=NOW)
        )

    def close(self) -> None:
        self._running.__exit__(None, None, None)

    def _post(self, signature: str) -> Answer:
        headers: dict[str, Any] = {"X-Twilio-Signature": signature}
        answer = self._app.test_client().post(
            self._path, data=urlencode(self._form), content_type="application/x-www-form-urlencoded", headers=headers
        )
        return ANSWERS[answer.status_code]
