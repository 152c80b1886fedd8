"""Knocks on the contact form as a browser without JavaScript does; sent twice, it is a double click."""

from flask import Flask

from channels.web import channel
from channels.web.settings import WebSettings
from tests.channels.ear import Ear
from tests.channels.knocking import Answer, Trouble
from tests.channels.web.conftest import Visitor
from tests.channels.web.pretend_house import STATIC


class Knock:
    def __init__(self, ear: Ear) -> None:
        self.opened = channel.open(WebSettings(secret_key="for tests only"), ear.hooks())
        assert self.opened.routes is not None
        app = Flask(__name__, static_folder=str(STATIC), static_url_path="/static")
        app.register_blueprint(self.opened.routes, url_prefix=self.opened.url_prefix)
        self._visitor = Visitor(app.test_client())
        self._visitor.fill_all()
        self._token = self._visitor.token("check")

    def genuine(self) -> Answer:
        answer = self._visitor.client.post("/report/check", data={"page_token": self._token})
        return Answer.KEPT if answer.status_code == 303 and "/done/" in (answer.location or "") else Answer.LATER

    def forged(self) -> None:
        return None

    def send(self, trouble: Trouble) -> None:
        raise AssertionError("a form has no sender")

    def close(self) -> None:
        pass
