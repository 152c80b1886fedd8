"""Ringing back, and reading back: a small Twilio on a real socket."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
from flask import Flask

from channels.contract import Opened
from channels.voice import open_channel
from channels.voice.settings import VoiceSettings
from router.errors import CannotDeliver, CannotKeep, SendError, TryAgainLater, Uncertain
from router.ports import Caller, Provider
from tests.channels.ear import NOW, Ear
from tests.channels.twilio_stand_in import ACCOUNT, NUMBER, PUBLIC, settings
from tests.channels.voice.simulator import CALLER, Call

AGENT = "+447700900999"
VOICE = f"{PUBLIC}/channels/voice"
OURS = {"Direction": "outbound-api", "From": NUMBER, "To": AGENT}


@dataclass
class Exchange:
    """Calls it was asked for, and the calls and recordings it lists. `status` other than 201 is a trouble."""

    url: str = ""
    status: int = 201
    code: int = 0
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    recordings: list[dict[str, Any]] = field(default_factory=list)

    def listed(self, number: int, **given: Any) -> str:
        sid = f"CA{number:032x}"
        row = {"sid": sid, "account_sid": ACCOUNT, "from": CALLER, "to": NUMBER, "direction": "inbound",
               "status": "completed", "duration": "9", "start_time": format_datetime(NOW)}  # fmt: skip
        self.calls.append(row | given)
        return sid

    def recorded(self, number: int, call: str, **given: Any) -> str:
        sid = f"RE{number:032x}"
        row = {"sid": sid, "call_sid": call, "status": "completed", "source": "RecordVerb", "duration": "7",
               "date_created": format_datetime(NOW)}  # fmt: skip
        self.recordings.append(row | given)
        return sid


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    running = Exchange()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            running.asked.append(parse_qs(body))
            self.tell(running.status, {"sid": "CA" + "7" * 32, "status": "queued"})

        def do_GET(self) -> None:
            name = "recordings" if "/Recordings" in self.path else "calls"
            status = 200 if running.status == 201 else running.status
            self.tell(status, {name: getattr(running, name), "next_page_uri": None})

        def tell(self, status: int, what: dict[str, Any]) -> None:
            trouble = {"code": running.code, "message": "no"} if status >= 400 else {}
            text = json.dumps(what | trouble).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    running.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield running
    server.shutdown()
    thread.join()
    server.server_close()


def opened(ear: Ear, exchange: Exchange) -> tuple[Opened, Caller, Provider, Flask]:
    door = open_channel(VoiceSettings(**settings(exchange.url)), ear.hooks())
    app = Flask(__name__)
    assert door.routes and door.caller and door.provider
    app.register_blueprint(door.routes, url_prefix="/channels/voice")
    return door, door.caller, door.provider, app


def test_the_agent_is_rung_first_and_no_address_holds_a_number(ear: Ear, exchange: Exchange) -> None:
    _, caller, _, _ = opened(ear, exchange)
    assert caller.call_back("07700 900001", AGENT, "7").provider_id == "CA" + "7" * 32
    (asked,) = exchange.asked
    assert (asked["To"], asked["From"]) == ([AGENT], [NUMBER])
    assert asked["StatusCallback"] == [f"{VOICE}/status?ref=7"]
    assert "900001" not in json.dumps(asked)
    gather = ElementTree.fromstring(asked["Twiml"][0]).find("Gather")
    assert gather is not None and gather.attrib["action"] == f"{VOICE}/bridge?ref=7"


def test_pressing_1_rings_the_tenant_and_the_end_is_reported(ear: Ear, exchange: Exchange) -> None:
    _, caller, _, app = opened(ear, exchange)
    caller.call_back(CALLER, AGENT, "7")
    call = Call(app)
    dial = call.ask(f"{VOICE}/bridge?ref=7", Digits="1", **OURS).find("Dial")
    assert dial is not None
    assert (dial.findtext("Number"), dial.attrib["callerId"]) == (CALLER, NUMBER)
    assert CALLER[1:] not in dial.attrib["action"]
    call.ask(dial.attrib["action"], DialCallStatus="completed", **OURS)
    call.post(f"{VOICE}/status?ref=7", OURS | {"CallStatus": "completed"})
    assert [(r.state, r.outbound_id, r.provider_id) for r in ear.reports] == [("delivered", 7, call.sid)]
    assert not ear.forms and not ear.calls and not ear.messages


@pytest.mark.parametrize("pressed", ["", "2"])
def test_a_machine_that_presses_nothing_is_not_joined(ear: Ear, exchange: Exchange, pressed: str) -> None:
    _, caller, _, app = opened(ear, exchange)
    caller.call_back(CALLER, AGENT, "7")
    call = Call(app)
    assert call.ask(f"{VOICE}/bridge?ref=7", Digits=pressed, **OURS).find("Dial") is None
    call.post(f"{VOICE}/status?ref=7", OURS | {"CallStatus": "completed"})
    assert [report.state for report in ear.reports] == ["undelivered"]
    assert call.ask(f"{VOICE}/bridge?ref=7", Digits="1", **OURS).find("Dial") is None  # over is over


@pytest.mark.parametrize("state", ["busy", "no-answer", "failed", "canceled"])
def test_an_agent_who_does_not_answer_is_reported(ear: Ear, exchange: Exchange, state: str) -> None:
    _, caller, _, app = opened(ear, exchange)
    caller.call_back(CALLER, AGENT, "7")
    Call(app).post(f"{VOICE}/status?ref=7", OURS | {"CallStatus": state})
    assert [(report.state, bool(report.words)) for report in ear.reports] == [("failed", True)]


def test_a_tenant_who_does_not_answer_is_reported(ear: Ear, exchange: Exchange) -> None:
    _, caller, _, app = opened(ear, exchange)
    caller.call_back(CALLER, AGENT, "7")
    Call(app).ask(f"{VOICE}/bridged?ref=7", DialCallStatus="no-answer", **OURS)
    assert [report.state for report in ear.reports] == ["undelivered"]


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [(400, 13224, CannotDeliver), (400, 21215, CannotDeliver), (429, 20429, TryAgainLater), (500, 0, Uncertain)],
)
def test_troubles_are_told_in_our_own_errors(
    ear: Ear, exchange: Exchange, status: int, code: int, error: type[SendError]
) -> None:
    _, caller, provider, _ = opened(ear, exchange)
    exchange.status, exchange.code = status, code
    with pytest.raises(error):
        caller.call_back(CALLER, AGENT, "7")
    assert len(exchange.asked) == 1
    with pytest.raises(SendError):
        provider.missed(6)


@pytest.mark.parametrize(("to", "agent"), [("", AGENT), ("anonymous", AGENT), (CALLER, "")])
def test_nobody_to_ring_is_refused_before_anything_leaves(ear: Ear, exchange: Exchange, to: str, agent: str) -> None:
    with pytest.raises(CannotDeliver):
        opened(ear, exchange)[1].call_back(to, agent, "7")
    assert not exchange.asked


def test_a_call_back_that_cannot_be_remembered_is_not_made(ear: Ear, exchange: Exchange) -> None:
    def save(key: str, data: object) -> None:
        raise CannotKeep("disk full")

    hooks = ear.hooks()
    door = open_channel(
        VoiceSettings(**settings(exchange.url)), replace(hooks, drafts=replace(hooks.drafts, save=save))
    )
    assert door.caller
    with pytest.raises(TryAgainLater):
        door.caller.call_back(CALLER, AGENT, "7")
    assert not exchange.asked


def test_calls_never_told_us_are_reported_and_recordings_come_with_the_webhooks_keys(
    ear: Ear, exchange: Exchange
) -> None:
    silent, spoken = exchange.listed(1), exchange.listed(2, **{"from": "anonymous"})
    exchange.listed(3, status="in-progress")
    exchange.listed(4, direction="outbound-api")
    recording = exchange.recorded(1, spoken)
    exchange.recorded(2, spoken, status="processing")
    exchange.recorded(3, "CA" + "9" * 32)
    _, _, provider, app = opened(ear, exchange)
    (message,) = provider.missed(6)
    assert (message.dedupe_key, message.call_id, message.source, message.party) == (recording, spoken, "reconciled", "")
    assert message.attachments[0].url == f"{exchange.url}/2010-04-01/Accounts/{ACCOUNT}/Recordings/{recording}.mp3"
    assert [(r.call_id, r.state, r.party, r.seconds) for r in ear.calls] == [(silent, "completed", CALLER, 9)]
    assert provider.missed(6)[0].raw == message.raw
    assert [report.call_id for report in ear.calls] == [silent, spoken]
    provider.missed(6)
    assert len(ear.calls) == 2
    told = {"RecordingSid": recording, "RecordingUrl": f"{exchange.url}/x", "RecordingStatus": "completed"}
    Call(app, sid=spoken).post(f"{VOICE}/recording", told)
    assert ear.messages[0].dedupe_key == message.dedupe_key
