"""Photos are fetched from Twilio and from nowhere else, whatever an address says."""

import base64
import gzip
import io
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import urllib3
from PIL import Image

from channels import twilio_media
from channels.twilio_client import TwilioSettings
from channels.twilio_media import LARGEST, TwilioMedia, content_type
from router.errors import CannotDeliver, TryAgainLater
from tests.channels.twilio_stand_in import ACCOUNT, TOKEN, settings

PUBLIC_IP = "93.184.216.34"


def a_photo(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, kind)
    return out.getvalue()


@dataclass
class Shelf:
    """A stand-in's media store: what it answers, and who asked how."""

    url: str = ""
    status: int = 200
    body: bytes = field(default_factory=a_photo)
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, Message]] = field(default_factory=list)
    silent: threading.Event | None = None
    cut: bool = False
    endless: bool = False


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    found = Shelf()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, self.headers))
            if found.silent:
                found.silent.wait(20)
                return
            self.send_response(found.status)
            length = {} if found.endless else {"Content-Length": str(len(found.body) + (9 if found.cut else 0))}
            for name, value in (length | found.headers).items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(found.body)
                while found.endless:
                    self.wfile.write(b"\0" * 65536)
            except OSError:
                pass  # they had enough of us, as they should

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield found
    if found.silent:
        found.silent.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def canary() -> Iterator[socket.socket]:
    """Something inside our network that nobody may ever reach."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening
        with pytest.raises(BlockingIOError):
            listening.accept()


def media(url: str = "", look: twilio_media.Resolve = twilio_media.resolve) -> TwilioMedia:
    return TwilioMedia(TwilioSettings(**settings(url)), look)


def test_a_photo_is_fetched_with_our_keys(shelf: Shelf) -> None:
    file = media(shelf.url).fetch(f"{shelf.url}/2010-04-01/Media/ME1?x=a%20b")
    assert (file.name, file.content_type, file.content) == ("photo.jpg", "image/jpeg", shelf.body)
    [(path, headers)] = shelf.asked
    assert path == "/2010-04-01/Media/ME1?x=a%20b"
    assert headers["Authorization"] == "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    assert headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    "url",
    [
        "http://api.twilio.com/x",
        "https://api.twilio.com:8443/x",
        "https://api.twilio.com.evil.example/x",
        "https://evil.example/api.twilio.com",
        "https://api.twilio.com@evil.example/x",
        "https://user:pass@api.twilio.com/x",
        "https://mms.twiliocdn.com/x",
        "https://www.twilio.com/x",
        "https://127.0.0.1/x",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://[::1]/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://169.254.169.254/latest/meta-data",
        "http://localhost/x",
        "file:///etc/passwd",
        "gopher://api.twilio.com/x",
        "javascript:alert(1)",
        "//api.twilio.com/x",
        "https://[api.twilio.com/x",
        "https://api.twilio.com:99999/x",
        "https://api.twilio.com:x/x",
        "",
        "x",
    ],
)
def test_nowhere_else(url: str) -> None:
    def never(host: str, port: int) -> list[str]:
        raise AssertionError(f"looked up {host}")

    with pytest.raises(CannotDeliver):
        media(look=never).fetch(url)


@pytest.mark.parametrize(
    "inside",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "::1", "::ffff:10.0.0.1",
     "fe80::1%eth0", "fc00::1", "100.64.0.1", "224.0.0.1", "::ffff:127.0.0.1"],
)  # fmt: skip
@pytest.mark.parametrize("first", [(), (PUBLIC_IP,)])
def test_a_good_name_with_an_inside_address_is_refused(first: tuple[str, ...], inside: str) -> None:
    with pytest.raises(CannotDeliver):
        media(look=lambda host, port: [*first, inside]).fetch("https://api.twilio.com/x")


def test_a_name_that_cannot_be_looked_up_is_tried_again() -> None:
    def lost(host: str, port: int) -> list[str]:
        raise socket.gaierror("no such name")

    with pytest.raises(TryAgainLater):
        media(look=lost).fetch("https://api.twilio.com/x")


def test_a_redirect_leads_nowhere_inside(shelf: Shelf, canary: socket.socket) -> None:
    port = canary.getsockname()[1]
    shelf.status = 302
    for target in (
        f"http://127.0.0.1:{port}/",
        f"http://localhost:{port}/",
        f"http://2130706433:{port}/",
        f"http://[::ffff:127.0.0.1]:{port}/",
        f"https://127.0.0.1:{port}/",
        f"//127.0.0.1:{port}/",
        "file:///etc/passwd",
        "https://evil.example/",
        "",
    ):
        shelf.headers = {"Location": target}
        with pytest.raises(CannotDeliver):
            media(shelf.url).fetch(f"{shelf.url}/start")


def test_a_stand_in_is_the_only_place_then() -> None:
    with pytest.raises(CannotDeliver):
        media("http://127.0.0.1:9", lambda host, port: [PUBLIC_IP]).fetch("https://api.twilio.com/x")


def test_round_in_circles_ends(shelf: Shelf) -> None:
    shelf.status, shelf.headers = 307, {"Location": "/again"}
    with pytest.raises(CannotDeliver):
        media(shelf.url).fetch(f"{shelf.url}/start")
    assert len(shelf.asked) == 4


def test_our_keys_stay_with_twilio(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twilio sends us on to its store, which is not shown who we are; addresses are the ones that were checked."""
    asked: list[tuple[str, str, bool]] = []
    answers = [
        urllib3.HTTPResponse(status=307, headers={"Location": "https://mms.twiliocdn.com/x"}, preload_content=False),
        urllib3.HTTPResponse(io.BytesIO(a_photo("PNG")), status=200, preload_content=False),
    ]

    def ask(self: TwilioMedia, target: twilio_media._Target) -> urllib3.BaseHTTPResponse:
        asked.append((target.host, target.address, target.with_key))
        return answers.pop(0)

    monkeypatch.setattr(TwilioMedia, "_ask", ask)
    file = media(look=lambda host, port: [PUBLIC_IP]).fetch("https://api.twilio.com/2010-04-01/x")
    assert file.content_type == "image/png"
    assert asked == [("api.twilio.com", PUBLIC_IP, True), ("mms.twiliocdn.com", PUBLIC_IP, False)]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 204, 206])
def test_what_is_not_there_is_not_there(status: int, shelf: Shelf) -> None:
    shelf.status = status
    with pytest.raises(CannotDeliver) as refused:
        media(shelf.url).fetch(f"{shelf.url}/x")
    assert refused.value.code == str(status)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_a_busy_store_is_tried_again(status: int, shelf: Shelf) -> None:
    shelf.status = status
    with pytest.raises(TryAgainLater):
        media(shelf.url).fetch(f"{shelf.url}/x")


def test_a_silent_store_is_tried_again(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twilio_media, "_READ_SECONDS", 0.2)
    shelf.silent = threading.Event()
    with pytest.raises(TryAgainLater):
        media(shelf.url).fetch(f"{shelf.url}/x")


def test_a_store_that_is_away_is_tried_again() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}"
        with pytest.raises(TryAgainLater):
            media(url).fetch(f"{url}/x")


def test_half_a_file_is_tried_again(shelf: Shelf) -> None:
    shelf.cut = True
    with pytest.raises(TryAgainLater):
        media(shelf.url).fetch(f"{shelf.url}/x")


def test_a_slow_drip_is_given_up(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twilio_media, "LONGEST_SECONDS", 0)
    with pytest.raises(TryAgainLater):
        media(shelf.url).fetch(f"{shelf.url}/x")


@pytest.mark.parametrize("endless", [True, False])
def test_too_large_is_too_large(endless: bool, shelf: Shelf) -> None:
    shelf.endless = endless
    shelf.headers = {} if endless else {"Content-Length": str(LARGEST + 1)}
    with pytest.raises(CannotDeliver) as refused:
        media(shelf.url).fetch(f"{shelf.url}/x")
    assert refused.value.code == "size"


def test_nothing_is_unpacked(shelf: Shelf) -> None:
    shelf.body, shelf.headers = gzip.compress(b"\0" * 10_000_000), {"Content-Encoding": "gzip"}
    with pytest.raises(CannotDeliver):
        media(shelf.url).fetch(f"{shelf.url}/x")


@pytest.mark.parametrize(
    "body",
    [b"", b"hello", b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
     b"MZ\x90\0" + b"\0" * 200, b"PK\x03\x04" + b"\0" * 200, b"\x7fELF" + b"\0" * 60],
)  # fmt: skip
def test_the_bytes_say_what_it_is_not_the_header(body: bytes, shelf: Shelf) -> None:
    shelf.body, shelf.headers = body, {"Content-Type": "image/jpeg"}
    with pytest.raises(CannotDeliver) as refused:
        media(shelf.url).fetch(f"{shelf.url}/x")
    assert refused.value.code == "type"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (a_photo("JPEG"), "image/jpeg"),
        (a_photo("PNG"), "image/png"),
        (a_photo("GIF"), "image/gif"),
        (a_photo("WEBP"), "image/webp"),
        (a_photo("PDF"), "application/pdf"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "image/heif"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wave"),
        (b"ID3\x03\0", "audio/mpeg"),
        (b"#!AMR\n", "audio/amr"),
        (b"OggS\0", "audio/ogg"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0", "video/mp4"),
    ],
)
def test_what_phones_send_is_known(body: bytes, kind: str) -> None:
    assert content_type(body) == kind
