"""Check: each part that is wrong is named, with what to do; the exit status says whether any is."""

import http.server
import io
import json
import shutil
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from postgres import cannot_run

from config import checkup, redis_server, schema
from config.settings import Settings, load
from config.wiring import House
from router.errors import BadSetting
from tests.config.small_house import free_port

SID = "AC" + "0" * 32
STAND_IN = {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": "token", "TWILIO_NUMBER": "+441632960100",
            "PUBLIC_URL": "https://homes.example", "SECRET_KEY": "k" * 40}  # fmt: skip
NOBODY = "http://127.0.0.1:1"


@pytest.fixture
def a_place(tmp_path: Path) -> Callable[..., Settings]:
    def a_place(**environ: str) -> Settings:
        return load({"DATA_DIR": str(tmp_path / "data"), "PORT": "8940", "SMTP_PORT": "8950", "PATH": "", **environ})

    return a_place


def lines_of(settings: Settings) -> tuple[int, dict[str, str]]:
    """(exit status, part -> 'verdict words')."""
    out = io.StringIO()
    status = checkup.run(lambda: settings, out)
    lines = {}
    for line in out.getvalue().splitlines():
        verdict, _, rest = line.partition("  ")
        part, _, words = rest.strip().partition(": ")
        lines[part] = f"{verdict.strip()} {words}"
    return status, lines


def test_a_new_place_says_what_to_do(a_place: Callable[..., Settings]) -> None:
    status, lines = lines_of(a_place())
    assert status == 1
    assert lines["database"] == "FAIL there is none yet: run frontdoor migrate"
    assert not (a_place().data_dir / "frontdoor.sqlite3").exists()
    for part in ("Redis", "Twilio", "mail relay"):
        assert lines[part].startswith("warn")
        assert "frontdoor up starts it" in lines[part]
    for part in ("settings", "landlord", "classifiers", "bank holidays"):
        assert lines[part].startswith("ok")
    assert lines["emergencies"].startswith("ok a person answers within 30 minutes, within 2 where a life is at risk")
    assert "(also that of repairs_emergency, " in lines["emergencies"], "its 15 minutes change nothing for them"


def test_an_old_database_is_named_and_a_new_one_is_well(a_place: Callable[..., Settings]) -> None:
    settings = a_place()
    settings.data_dir.mkdir(exist_ok=True)
    Path(settings.database_url.removeprefix("sqlite:///")).touch()
    assert lines_of(settings)[1]["database"].startswith("FAIL it is at nothing and should be at 0")
    schema.migrate(settings.database_url)
    status, lines = lines_of(settings)
    assert status == 0
    assert lines["database"].startswith("ok")
    assert lines["staff"] == "warn nobody can sign in yet: frontdoor staff add"
    assert lines["SQLite"].startswith(("ok", "warn 3."))


def test_whichever_database_it_is(house: House, cast: object) -> None:
    _, lines = lines_of(house.settings)
    assert lines["database"].startswith("ok can be written")
    assert "staff" not in lines
    assert ("SQLite" in lines) != ("PostgreSQL" in lines)


def test_a_database_that_is_away(a_place: Callable[..., Settings]) -> None:
    status, lines = lines_of(a_place(DATABASE_URL="postgresql+psycopg://nobody:secret-word@127.0.0.1:1/none"))
    assert status == 1
    assert lines["database"].startswith("FAIL cannot be used (")
    assert "secret-word" not in str(lines)


def test_a_wrong_setting_is_a_line_and_not_the_end() -> None:
    def wrong() -> Settings:
        raise BadSetting("PORT must be a number")

    out = io.StringIO()
    assert checkup.run(wrong, out) == 1
    assert out.getvalue() == "FAIL  settings: PORT must be a number\n"


def test_a_wrong_landlord_folder(a_place: Callable[..., Settings], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    status, lines = lines_of(a_place(LANDLORD_DIR=str(tmp_path / "empty")))
    assert status == 1
    assert lines["landlord"].startswith("FAIL")
    assert "classifiers" not in lines


def test_redis(a_place: Callable[..., Settings]) -> None:
    embedded = a_place()
    with redis_server.running(embedded):
        assert lines_of(embedded)[1]["Redis"] == "ok answers"
    status, lines = lines_of(a_place(REDIS_URL="redis://127.0.0.1:1/0"))
    assert status == 1
    assert lines["Redis"].startswith("FAIL no answer")


@contextmanager
def twilio(status: int, answer: dict[str, Any]) -> Iterator[str]:
    """A server that gives one answer to whatever is asked."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_stand_in_has_to_be_there(a_place: Callable[..., Settings]) -> None:
    with twilio(200, {}) as url:
        assert lines_of(a_place(**STAND_IN, TWILIO_API_URL=url))[1]["Twilio"].startswith("ok the stand-in")
    status, lines = lines_of(a_place(**STAND_IN, TWILIO_API_URL=NOBODY))
    assert status == 1
    assert lines["Twilio"].startswith("FAIL the stand-in")
    assert lines["mail relay"].startswith("FAIL 127.0.0.1")


@pytest.mark.parametrize(
    ("status", "answer", "line"),
    [
        (200, {"sid": SID, "status": "active"}, "ok the keys are good and the account is active"),
        (200, {"sid": SID, "status": "suspended"}, "FAIL the account is suspended"),
        (401, {"code": 20003, "message": "Authenticate", "status": 401}, "FAIL Twilio did not accept our keys."),
    ],
)
def test_real_keys_are_tried(a_place: Callable[..., Settings], status: int, answer: dict[str, Any], line: str) -> None:
    with twilio(status, answer) as url:
        standing_in = a_place(**STAND_IN, TWILIO_API_URL=url)
        real = standing_in.model_copy(update={"standing": "real"})
        assert lines_of(real)[1]["Twilio"] == line


def test_real_twilio_over_plain_http_is_a_warning(a_place: Callable[..., Settings]) -> None:
    with twilio(200, {"status": "active"}) as url:
        plain = a_place(**{**STAND_IN, "PUBLIC_URL": "http://homes.example"}, TWILIO_API_URL=url)
        out = io.StringIO()
        checkup.run(lambda: plain.model_copy(update={"standing": "real"}), out)
    assert "warn  settings: PUBLIC_URL is not https" in out.getvalue()


def test_a_proxy_that_was_not_counted_is_a_warning(a_place: Callable[..., Settings]) -> None:
    """With an https address something ends TLS in front of us, and everybody would have its address."""
    with twilio(200, {"status": "active"}) as url:
        for proxies, warned in (("0", 1), ("1", 0)):
            place = a_place(**STAND_IN, TWILIO_API_URL=url, PROXIES=proxies)
            out = io.StringIO()
            checkup.run(lambda place=place: place.model_copy(update={"standing": "real"}), out)
            assert out.getvalue().count("warn  settings: PROXIES is not set") == warned


class Nothing:
    """A relay's insides that nobody writes to."""


@pytest.mark.parametrize(("scheme", "port"), [("smtp", 25), ("smtp+starttls", 587), ("smtps", 465)])
def test_the_relay_is_looked_for_where_mail_would_go(a_place: Callable[..., Settings], scheme: str, port: int) -> None:
    place = a_place(**STAND_IN, TWILIO_API_URL=NOBODY, MAIL_RELAY_URL=f"{scheme}://127.77.77.77")  # nobody is there
    assert lines_of(place)[1]["mail relay"].startswith(f"FAIL 127.77.77.77:{port} did not take us")


@pytest.fixture
def signed_by_itself(tmp_path: Path) -> ssl.SSLContext:
    """What a relay shows that nobody vouches for."""
    if shutil.which("openssl") is None:
        cannot_run("no openssl here: apt-get install openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.mark.parametrize(("scheme", "how"), [("smtp+starttls", "tls_context"), ("smtps", "ssl_context")])
def test_a_relay_for_which_nobody_vouches_is_refused_as_the_sender_refuses_it(
    a_place: Callable[..., Settings], signed_by_itself: ssl.SSLContext, scheme: str, how: str
) -> None:
    port = free_port()
    relay = Controller(Nothing(), hostname="127.0.0.1", port=port, **{how: signed_by_itself})
    relay.start()
    try:
        place = a_place(**STAND_IN, TWILIO_API_URL=NOBODY, MAIL_RELAY_URL=f"{scheme}://127.0.0.1:{port}")
        assert lines_of(place)[1]["mail relay"] == f"FAIL 127.0.0.1:{port} did not take us (SSLCertVerificationError)"
    finally:
        relay.stop()


def test_the_relay_is_greeted(a_place: Callable[..., Settings]) -> None:
    port = free_port()
    relay = Controller(Nothing(), hostname="127.0.0.1", port=port)
    relay.start()
    try:
        lines = lines_of(a_place(**STAND_IN, TWILIO_API_URL=NOBODY, MAIL_RELAY_URL=f"smtp://127.0.0.1:{port}"))[1]
        assert lines["mail relay"] == f"ok 127.0.0.1:{port} answers"
        with_a_password = f"smtp://ann:secret-word@127.0.0.1:{port}"
        lines = lines_of(a_place(**STAND_IN, TWILIO_API_URL=NOBODY, MAIL_RELAY_URL=with_a_password))[1]
        assert lines["mail relay"].startswith(f"FAIL 127.0.0.1:{port} did not take us")
        assert "secret-word" not in str(lines)
    finally:
        relay.stop()
