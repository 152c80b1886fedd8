"""Twilio's REST API, as far as our own client uses it, in the shapes the `twilio` library reads."""

import contextlib
import hmac
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.exceptions import HTTPException

from config.sandbox.chaos import Chaos
from config.sandbox.failures import Refused
from config.sandbox.journal import Journal, Json
from config.sandbox.messaging import Messaging
from config.sandbox.options import SandboxSettings
from config.sandbox.telephone import Telephone

_COLLECTIONS = {"message": "messages", "call": "calls", "recording": "recordings", "media": "media_list"}
LARGEST_PAGE = 1000


class Rest:
    """The views. Each is a method; `blueprint` puts them in their places."""

    def __init__(
        self, settings: SandboxSettings, journal: Journal, messaging: Messaging, telephone: Telephone, chaos: Chaos
    ) -> None:
        self.settings = settings
        self.journal = journal
        self.messaging = messaging
        self.telephone = telephone
        self.chaos = chaos

    def blueprint(self) -> Blueprint:
        """Everything under /2010-04-01/Accounts/<our sid>."""
        routes = Blueprint("rest", __name__, url_prefix=f"/2010-04-01/Accounts/{self.settings.account_sid}")
        routes.before_request(self._admit)
        routes.after_request(self._spoil)
        routes.register_error_handler(Refused, _refusal)
        routes.register_error_handler(HTTPException, _not_found)
        places: list[tuple[str, str, Callable[..., Any]]] = [
            ("POST", "/Messages.json", self.send_message),
            ("GET", "/Messages.json", self.list_messages),
            ("GET", "/Messages/<sid>.json", self.show("message")),
            ("DELETE", "/Messages/<sid>.json", self.remove),
            ("GET", "/Messages/<parent>/Media.json", self.list_media),
            ("GET", "/Messages/<parent>/Media/<sid>.json", self.show("media")),
            ("GET", "/Messages/<parent>/Media/<sid>", self.media_content),
            ("DELETE", "/Messages/<parent>/Media/<sid>.json", self.remove),
            ("DELETE", "/Messages/<parent>/Media/<sid>", self.remove),
            ("POST", "/Calls.json", self.make_call),
            ("GET", "/Calls.json", self.list_calls),
            ("GET", "/Calls/<sid>.json", self.show("call")),
            ("POST", "/Calls/<sid>.json", self.update_call),
            ("GET", "/Calls/<call>/Recordings.json", self.list_recordings),
            ("GET", "/Recordings.json", self.list_recordings),
            ("GET", "/Recordings/<sid>.json", self.show("recording")),
            ("GET", "/Recordings/<sid>", self.recording_content),
            ("GET", "/Recordings/<sid>.wav", self.recording_content),
            ("GET", "/Recordings/<sid>.mp3", self.recording_content),
            ("DELETE", "/Recordings/<sid>.json", self.remove),
            ("DELETE", "/Recordings/<sid>", self.remove),
        ]
        for number, (method, path, view) in enumerate(places):
            routes.add_url_rule(path, endpoint=f"{method}-{number}", view_func=view, methods=[method])
        routes.add_url_rule(".json", endpoint="account", view_func=self.show_account, methods=["GET"])
        return routes

    def store(self) -> Blueprint:
        """Where photos lie."""
        routes = Blueprint("store", __name__)
        routes.add_url_rule("/stored/<token>", view_func=self.stored)
        return routes

    # --- who is asking, and trouble on purpose ---------------------------------------------------

    def _admit(self) -> Response | None:
        given = request.authorization
        wanted = f"{self.settings.account_sid}:{self.settings.auth_token}"
        offered = f"{given.username}:{given.password}" if given and given.type == "basic" else ""
        if not hmac.compare_digest(wanted.encode(), offered.encode()):
            answer = _refusal(Refused(401, 20003, "Authenticate"))
            answer.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
            return answer
        mode, seconds = self.chaos.strike_api(request.method, request.path)
        request.environ["sandbox.trouble"] = mode
        if mode == "refuse":
            _cut()
            return Response(status=503)
        if mode == "429":
            answer = _refusal(Refused(429, 20429, "Too Many Requests"))
            answer.headers["Retry-After"] = str(max(1, round(seconds)))
            return answer
        if mode in ("500", "503"):
            return _refusal(Refused(int(mode), 20500 if mode == "500" else 20503, "Internal Server Error"))
        request.environ["sandbox.seconds"] = seconds
        return None

    def _spoil(self, answer: Response) -> Response:
        mode = request.environ.get("sandbox.trouble", "")
        if mode == "500 after effect":
            return _refusal(Refused(500, 20500, "Internal Server Error"))
        if mode == "cut after effect":
            _cut()
        if mode == "delay":
            time.sleep(float(request.environ["sandbox.seconds"]))
        return answer

    # --- messages --------------------------------------------------------------------------------

    def send_message(self) -> tuple[Response, int]:
        """POST Messages.json: accepted once it is in the journal."""
        media = [value for value in request.form.getlist("MediaUrl") if value]
        message = self.messaging.accept(_form(), media)
        return jsonify(_public(message)), 201

    def list_messages(self) -> Response:
        """GET Messages.json: To, From and DateSent narrow it; newest first."""
        return self._page("message", *_between("DateSent"))

    def list_media(self, parent: str) -> Response:
        """The photos of a message."""
        return self._page("media", None, None, sender=parent)

    def media_content(self, parent: str, sid: str) -> Response:
        """Where the bytes of a photo are: like Twilio, elsewhere, and there without keys."""
        thing = self.journal.get(sid)
        if thing is None:
            raise Refused(404, 20404, f"The requested resource {request.path} was not found")
        # werkzeug's response, which Flask takes too
        return redirect(f"{self.messaging.base}/stored/{thing['_token']}", 307)  # type: ignore[return-value]

    def stored(self, token: str) -> Response:
        """The bytes of a photo, for whoever was sent here."""
        for thing in self.journal.find("media", recipient=token, limit=1):
            return self._content(thing["sid"], "application/octet-stream")
        return Response(status=404)

    # --- calls -----------------------------------------------------------------------------------

    def make_call(self) -> tuple[Response, int]:
        """POST Calls.json: ring somebody."""
        return jsonify(_public(self.telephone.ring_out(_form(), request.form.getlist("StatusCallbackEvent")))), 201

    def list_calls(self) -> Response:
        """GET Calls.json: To, From, Status and StartTime narrow it; newest first."""
        return self._page("call", *_between("StartTime"))

    def update_call(self, sid: str) -> Response:
        """POST Calls/{sid}.json: give a live call other TwiML, or end it."""
        return jsonify(_public(self.telephone.update(sid, _form())))

    # --- recordings ------------------------------------------------------------------------------

    def list_recordings(self, call: str = "") -> Response:
        """GET Recordings.json: CallSid and DateCreated narrow it."""
        return self._page("recording", *_between("DateCreated"), sender=call or request.args.get("CallSid", ""))

    def recording_content(self, sid: str) -> Response:
        """The sound of a recording: a WAV, whichever ending was asked for."""
        return self._content(sid, "audio/x-wav")

    # --- anything --------------------------------------------------------------------------------

    def show(self, kind: str) -> Callable[..., Response]:
        """A view of one resource of this kind."""

        def view(sid: str, parent: str = "") -> Response:
            thing = self.journal.get(sid)
            if thing is None or not sid.startswith(_PREFIXES[kind]):
                raise Refused(404, 20404, f"The requested resource {request.path} was not found")
            return jsonify(_public(thing))

        return view

    def show_account(self) -> Response:
        """The account itself: what a check of the keys asks for."""
        sid = self.settings.account_sid
        return jsonify(sid=sid, friendly_name="Sandbox", status="active", type="Full", owner_account_sid=sid)

    def remove(self, sid: str, parent: str = "") -> tuple[str, int]:
        """DELETE: gone for good."""
        if not sid.isalnum() or not self.journal.remove(sid):
            raise Refused(404, 20404, f"The requested resource {request.path} was not found")
        self.journal.drop_file(sid)
        return "", 204

    def _content(self, sid: str, otherwise: str) -> Response:
        thing, content = self.journal.get(sid), self.journal.read_file(sid) if sid.isalnum() else None
        if thing is None or content is None:
            raise Refused(404, 20404, f"The requested resource {request.path} was not found")
        return Response(content, content_type=thing.get("content_type", otherwise))

    def _page(self, kind: str, since: datetime | None, before: datetime | None, sender: str = "") -> Response:
        size = max(1, min(request.args.get("PageSize", 50, type=int), LARGEST_PAGE))
        page = max(0, request.args.get("Page", 0, type=int))
        rows = self.journal.find(
            kind, sender or request.args.get("From", ""), request.args.get("To", ""), since, before,
            size + 1, page * size,
        )  # fmt: skip
        if (status := request.args.get("Status")) and kind == "call":
            rows = [row for row in rows if row["status"] == status]
        more, rows = len(rows) > size, rows[:size]
        following = request.args.to_dict() | {"Page": str(page + 1), "PageSize": str(size), "PageToken": "PA"}
        return jsonify(
            {
                _COLLECTIONS[kind]: [_public(row) for row in rows],
                "page": page,
                "page_size": size,
                "start": page * size,
                "end": page * size + max(0, len(rows) - 1),
                "uri": _uri(request.args.to_dict()),
                "first_page_uri": _uri({"PageSize": str(size), "Page": "0"}),
                "next_page_uri": _uri(following) if more else None,
                "previous_page_uri": None,
            }
        )


_PREFIXES = {"message": ("SM", "MM"), "media": ("ME",), "call": ("CA",), "recording": ("RE",)}


def _form() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in request.form}


def _public(thing: Json) -> Json:
    return {name: value for name, value in thing.items() if not name.startswith("_")}


def _uri(arguments: dict[str, str]) -> str:
    return f"{request.path}?{urlencode(arguments)}"


def _between(name: str) -> tuple[datetime | None, datetime | None]:
    """The bounds a list was asked for: `DateSent>=`, `DateSent<=` and `DateSent=`; dates or moments, in UTC."""
    exact, since, until = (request.args.get(name + mark) for mark in ("", ">", "<"))
    if exact:
        day = _moment(exact)
        return day, day + timedelta(days=1)
    # A bound is to the second and included, so the second after it is the first that is not.
    return _moment(since) if since else None, _moment(until) + timedelta(seconds=1) if until else None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Refused(400, 20001, f"Invalid date {text[:40]!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _refusal(refused: Refused) -> Response:
    answer = jsonify(
        code=refused.code, message=refused.words, status=refused.status,
        more_info=f"https://www.twilio.com/docs/errors/{refused.code}",
    )  # fmt: skip
    answer.status_code = refused.status
    return answer


def _not_found(error: HTTPException) -> Response:
    return _refusal(Refused(error.code or 404, 20404, f"The requested resource {request.path} was not found"))


def _cut() -> None:
    """Close the line under the answer, as a broken network does."""
    line: socket.socket = request.environ["werkzeug.socket"]
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
