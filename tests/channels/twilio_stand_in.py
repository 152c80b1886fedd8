"""Twilio's REST API on a real socket, as small as the tests need, with the ways it goes wrong."""

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from channels.twilio_client import TwilioSettings
from tests.channels.ear import NOW

ACCOUNT = "AC" + "0" * 32
TOKEN = "stand-in-token"
NUMBER = "+442079460000"
PUBLIC = "https://desk.frontdoor.example"


def settings(api_url: str = "") -> dict[str, Any]:
    return dict(
        TwilioSettings(
            twilio_account_sid=ACCOUNT,
            twilio_auth_token=TOKEN,
            twilio_number=NUMBER,
            twilio_api_url=api_url,
            public_url=PUBLIC,
        )
    )


def new_sid(kind: str = "SM") -> str:
    return kind + secrets.token_hex(16)


@dataclass
class StandIn:
    """What it took (`taken`), what it lists (`listed`), and what is wrong with it (`trouble`).

    Troubles: '429', '503', 'cut' (before it took anything), 'cut after effect', '500 after effect', 'silent'
    (it took it and never answers), 'nonsense' (201 that is no JSON), or a Twilio error code such as '21610'.
    """

    url: str = ""
    trouble: str = ""
    taken: list[dict[str, str]] = field(default_factory=list)
    listed: list[dict[str, Any]] = field(default_factory=list)
    media: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def entry(self, **given: Any) -> dict[str, Any]:
        """One row of the Messages list, newest first; fields as Twilio writes them."""
        row = {
            "sid": new_sid(), "account_sid": ACCOUNT, "direction": "inbound", "from": "+447700900001", "to": NUMBER,
            "body": "hello", "status": "received", "num_media": "0", "num_segments": "1", "api_version": "2010-04-01",
            "date_created": format_datetime(NOW), "date_sent": format_datetime(NOW), "date_updated": None,
            "error_code": None, "error_message": None, "price": None, "price_unit": "GBP",
            "messaging_service_sid": None, "subresource_uris": {}, "uri": "/2010-04-01/Accounts/x.json",
        } | given  # fmt: skip
        self.listed.insert(0, row)
        return row


@contextmanager
def running() -> Iterator[StandIn]:
    """The stand-in on a free port of this machine."""
    stand_in = StandIn()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"stand_in": stand_in}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield stand_in
    finally:
        stand_in.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    stand_in: StandIn
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        self.stand_in.keys.append(self.headers.get("Authorization"))
        if self._in_trouble(lambda: self._take(form)):
            return
        self._json(201, self._take(form))

    def do_GET(self) -> None:
        self.stand_in.asked.append(self.path)
        if self._in_trouble(lambda: None):
            return
        parts = urlsplit(self.path)
        if "/Media" in parts.path:
            sid = parts.path.split("/Messages/")[1].split("/")[0]
            self._json(200, {"media_list": self.stand_in.media.get(sid, []), "next_page_uri": None})
            return
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        rows = [
            row
            for row in self.stand_in.listed
            if row["to"] == asked.get("To", row["to"]) and row["from"] == asked.get("From", row["from"])
        ]
        page, size = int(asked.get("Page", 0)), min(int(asked.get("PageSize", 50)), 4)  # small pages, to turn them
        more = f"{parts.path}?{parts.query.split('&Page=')[0]}&Page={page + 1}"
        rest = rows[(page + 1) * size :]
        self._json(
            200,
            {"messages": rows[page * size : (page + 1) * size], "next_page_uri": more if rest else None},
        )

    def _take(self, form: dict[str, str]) -> dict[str, Any]:
        self.stand_in.taken.append(form)
        return self.stand_in.entry(
            direction="outbound-api", status="queued", to=form["To"], body=form["Body"], date_sent=None,
            **{"from": form["From"]},
        )  # fmt: skip

    def _in_trouble(self, effect: Any) -> bool:
        trouble = self.stand_in.trouble
        if not trouble:
            return False
        if trouble == "429":
            self._json(429, {"code": 20429, "message": "Too many requests", "status": 429}, {"Retry-After": "7"})
        elif trouble.isdecimal() and len(trouble) == 3:
            self._json(int(trouble), {"message": "fault", "status": int(trouble)})
        elif trouble.isdecimal():
            self._json(400, {"code": int(trouble), "message": "To +447700900001 is not valid", "status": 400})
        else:
            if trouble != "cut":
                effect()
            if trouble == "500 after effect":
                self._json(500, {"code": 20500, "message": "Internal", "status": 500})
            elif trouble == "nonsense":
                self._write(201, b"<html>hello</html>", {})
            else:
                if trouble == "silent":
                    self.stand_in.released.wait(20)
                self.close_connection = True
        return True

    def _json(self, status: int, data: Any, headers: dict[str, str] | None = None) -> None:
        self._write(status, json.dumps(data).encode(), headers or {})

    def _write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass
