"""The page at /handset and the JSON that drives it; tests and the fault harness use the same addresses."""

import base64
import binascii
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify, render_template, request

from config.sandbox.chaos import BadChaos, Chaos
from config.sandbox.journal import Journal, Json
from config.sandbox.line import FINAL, Line
from config.sandbox.mailbox import Mailbox, attachment
from config.sandbox.messaging import Messaging, Photo
from config.sandbox.options import SandboxSettings
from config.sandbox.postman import Answer
from config.sandbox.telephone import Telephone
from router import addresses

UNKNOWN_NUMBER = "+447700900123"
UNKNOWN_MAILBOX = "someone.else@mail.example"
_LOCAL_NAMES = {"127.0.0.1", "localhost", "::1"}
_SAFE_TYPES = {"image/jpeg", "image/png", "image/gif", "image/webp", "audio/x-wav"}


class Handset:
    """The views."""

    def __init__(
        self, settings: SandboxSettings, journal: Journal, messaging: Messaging, telephone: Telephone, mailbox: Mailbox,
        chaos: Chaos,
    ) -> None:  # fmt: skip
        self.settings = settings
        self.journal = journal
        self.messaging = messaging
        self.telephone = telephone
        self.mailbox = mailbox
        self.chaos = chaos

    def blueprint(self) -> Blueprint:
        """The page, what it is made of, and what it asks."""
        routes = Blueprint(
            "handset", __name__, template_folder="templates", static_folder="static", static_url_path="/handset/static"
        )
        routes.before_request(self._own_pages_only)
        routes.after_request(_harden)
        routes.add_url_rule("/handset", view_func=self.page)
        routes.add_url_rule("/sandbox/state.json", view_func=self.state)
        routes.add_url_rule("/sandbox/ledger.json", view_func=self.ledger)
        routes.add_url_rule("/sandbox/chaos", view_func=self.show_chaos, methods=["GET"])
        routes.add_url_rule("/sandbox/chaos", view_func=self.set_chaos, methods=["POST"])
        routes.add_url_rule("/sandbox/text", view_func=self.text, methods=["POST"])
        routes.add_url_rule("/sandbox/texts", view_func=self.texts, methods=["POST"])
        routes.add_url_rule("/sandbox/whatsapp", view_func=self.whatsapp, methods=["POST"])
        routes.add_url_rule("/sandbox/mail", view_func=self.mail, methods=["POST"])
        routes.add_url_rule("/sandbox/call", view_func=self.call, methods=["POST"])
        routes.add_url_rule("/sandbox/call/<sid>.json", view_func=self.show_call)
        routes.add_url_rule("/sandbox/call/<sid>/<act>", view_func=self.act, methods=["POST"])
        routes.add_url_rule("/sandbox/file/<sid>", view_func=self.file)
        routes.add_url_rule("/sandbox/file/<sid>/<int:number>", view_func=self.mail_file)
        return routes

    # --- who may ask -----------------------------------------------------------------------------

    def _own_pages_only(self) -> None:
        """Another site's page may neither read nor press anything here, whatever name it gave this machine."""
        host = urlsplit(f"//{request.host}").hostname or ""
        known = _LOCAL_NAMES | {self.settings.host, urlsplit(self.settings.public_url).hostname or ""}
        if host not in known and self.settings.host not in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
            abort(403)
        if request.method == "POST":
            origin = request.headers.get("Origin")
            if origin is not None and urlsplit(origin).netloc != request.host:
                abort(403)
            if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
                abort(403)
            if not request.is_json:
                abort(415)

    # --- the page --------------------------------------------------------------------------------

    def page(self) -> str:
        """The phone and the mailbox."""
        return render_template("handset.html", name=self.settings.landlord_name or "the landlord")

    def state(self) -> Response:
        """Everything one person's phone and mailbox show; with `version`, waits up to `wait` s for a change."""
        if version := request.args.get("version", type=int):
            now = self.journal.wait_beyond(version, min(request.args.get("wait", 0.0, type=float), 30.0))
            if now == version:
                return jsonify(version=version)
        version = self.journal.version
        phone = addresses.phone(request.args.get("phone", "")) or UNKNOWN_NUMBER
        mailbox = addresses.mailbox(request.args.get("email", ""))
        whatsapp = f"whatsapp:{phone}"
        return jsonify(
            version=version,
            people=self.people(),
            us=self._us(),
            texts=self._thread(phone, self.settings.number),
            whatsapp=self._thread(whatsapp, self.settings.whatsapp_address),
            stopped=self.journal.opted_out(phone),
            calls=self._calls(phone),
            elsewhere=[
                line.as_json() for line in self._live()
                if line.direction != "inbound" and line.to != phone
            ],
            mail=self._mails(mailbox) if mailbox else [],
        )  # fmt: skip

    def people(self) -> list[dict[str, str]]:
        """Whom you can be: the demo landlord's tenants, somebody nobody knows, people on call, whoever comes."""
        people = []
        for tenant in self._demo().get("tenants", []):
            number = tenant.get("phone") or tenant.get("mobile") or tenant.get("number") or ""
            people.append(
                {
                    "name": str(tenant.get("name", "A tenant")),
                    "phone": addresses.phone(str(number)),
                    "email": str(tenant.get("email") or ""),
                    "note": str(tenant.get("note") or tenant.get("about") or tenant.get("address") or ""),
                }
            )
        people.append(
            {"name": "Somebody unknown", "phone": UNKNOWN_NUMBER, "email": UNKNOWN_MAILBOX, "note": "Not on file"}
        )
        for person in self._demo().get("on_call", []):
            name, phone = str(person.get("name", "")), addresses.phone(str(person.get("phone", "")))
            about = f"on-call telephone ({person.get('chain', '')})"
            people.append({"name": f"{name}, on call", "phone": phone, "email": "", "note": about})
        for person in self._demo().get("who_comes", []):
            name, phone = str(person.get("name", "")), addresses.phone(str(person.get("phone", "")))
            about = f"telephone of somebody who comes to homes ({person.get('work', '')})"
            people.append({"name": f"{name}, who comes", "phone": phone, "email": "", "note": about})
        return people

    def _demo(self) -> dict[str, Any]:
        try:
            found = json.loads((self.settings.data_dir / "demo.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _us(self) -> Json:
        return {
            "name": self.settings.landlord_name, "number": self.settings.number,
            "whatsapp": self.settings.whatsapp_address.removeprefix("whatsapp:"),
            "mail": [f"{local}@{self.settings.mail_domain}" for local in self.settings.mail_addresses],
            "form": f"{self.settings.public_base}/report", "desk": f"{self.settings.public_base}/desk",
        }  # fmt: skip

    def _thread(self, theirs: str, ours: str) -> list[Json]:
        rows = self.journal.find("message", theirs, ours, limit=60) + self.journal.find(
            "message", ours, theirs, limit=60
        )
        shown = [self._bubble(row, mine=row["from"] == theirs) for row in rows]
        return sorted(shown, key=lambda bubble: bubble["order"])[-80:]

    def _bubble(self, row: Json, mine: bool) -> Json:
        pictures = self.journal.find("media", row["sid"]) if row["num_media"] != "0" and mine else []
        return {
            "sid": row["sid"], "mine": mine, "text": row["body"], "at": row["date_created"], "order": row["_order"],
            "status": row["status"], "error": row["error_code"], "taken": row.get("_taken"),
            "mark": row.get("_mark", ""),
            "files": [{"url": f"/sandbox/file/{p['sid']}", "type": p["content_type"]} for p in reversed(pictures)],
        }  # fmt: skip

    def _mails(self, mailbox: str) -> list[Json]:
        received = [m | {"mine": False} for m in self.journal.find("mail in", recipient=mailbox, limit=60)]
        sent = [m | {"mine": True} for m in self.journal.find("mail out", sender=mailbox, limit=60)]
        return sorted(received + sent, key=lambda mail: mail["_order"], reverse=True)

    # --- writing ---------------------------------------------------------------------------------

    def text(self) -> Response:
        """{from, body, to?, media?: [{name, type, base64}], wait?, mark?}: a tenant texts.

        `mark` comes back with the message in `state`, so that a page knows its own.
        """
        return jsonify(self._write(_asked(), self.settings.number, ""))

    def whatsapp(self) -> Response:
        """The same by WhatsApp."""
        return jsonify(self._write(_asked(), self.settings.whatsapp_address.removeprefix("whatsapp:"), "whatsapp:"))

    def texts(self) -> Response:
        """{texts: [{from, body}...], at_once?: 8}: many at once, each answered as `text` is."""
        asked = _asked()
        rows = asked.get("texts", [])
        with ThreadPoolExecutor(max(1, min(int(asked.get("at_once", 8)), 64))) as pool:
            return jsonify(sent=list(pool.map(lambda row: self._write(row, self.settings.number, ""), rows)))

    def _write(self, asked: dict[str, Any], ours: str, prefix: str) -> Json:
        sender = prefix + str(asked.get("from") or UNKNOWN_NUMBER).removeprefix(prefix)
        to = prefix + str(asked.get("to") or ours).removeprefix(prefix)
        message, answer = self.messaging.receive(
            sender,
            to,
            str(asked.get("body", "")),
            _photos(asked),
            bool(asked.get("wait", True)),
            str(asked.get("mark", ""))[:64],
        )
        return {"sid": message["sid"], "webhook": _answer(answer)}

    def mail(self) -> Response:
        """{from, subject, text, to?, answers?, files?}: a tenant writes a mail; gives the SMTP answer."""
        asked = _asked()
        to = str(asked.get("to") or f"{self.settings.mail_addresses[0]}@{self.settings.mail_domain}")
        sent = self.mailbox.write(
            str(asked.get("from") or UNKNOWN_MAILBOX), to, str(asked.get("subject", "")), str(asked.get("text", "")),
            _photos(asked, "files"), str(asked.get("answers", "")),
        )  # fmt: skip
        return jsonify({name: sent.get(name) for name in ("sid", "code", "answer", "message_id", "waiting")})

    # --- calling ---------------------------------------------------------------------------------

    def call(self) -> Response:
        """{from}: a tenant rings."""
        line = self.telephone.ring_in(str(_asked().get("from") or UNKNOWN_NUMBER))
        return jsonify(line.as_json())

    def show_call(self, sid: str) -> Response:
        """One call as it now is."""
        return jsonify(self._line(sid).as_json())

    def act(self, sid: str, act: str) -> Response:
        """say {text}, press {keys}, typing, answer, decline, hangup."""
        line, asked = self._line(sid), _asked()
        if act == "say":
            line.say(str(asked.get("text", "")))
        elif act == "press":
            line.press(str(asked.get("keys", "")))
        elif act == "typing":
            line.typing()
        elif act == "answer":
            line.answer()
        elif act == "decline":
            line.hang_up("busy")
        elif act == "hangup":
            line.hang_up()
            line.final.wait(2)
        else:
            abort(404)
        return jsonify(line.as_json())

    def _line(self, sid: str) -> Line:
        return self.telephone.lines.get(sid) or abort(404)

    def _live(self) -> list[Line]:
        return [line for line in list(self.telephone.lines.values()) if line.status not in FINAL]

    def _calls(self, phone: str) -> list[Json]:
        """This phone's calls, newest first: those in which it is one of the two ends."""
        lines = [
            line for line in list(self.telephone.lines.values())
            if phone == (line.sender if line.direction == "inbound" else line.to)
        ]  # fmt: skip
        return [line.as_json() for line in reversed(lines)][:5]

    # --- reading ---------------------------------------------------------------------------------

    def file(self, sid: str) -> Response:
        """A photo or recording, shown to whoever holds the phone."""
        thing, content = self.journal.get(sid), self.journal.read_file(sid) if sid.isalnum() else None
        if thing is None or content is None:
            abort(404)
        return _download(content, str(thing.get("content_type", "audio/x-wav")), str(thing.get("_name", "file")))

    def mail_file(self, sid: str, number: int) -> Response:
        """One attachment of a mail."""
        content = self.journal.read_file(sid) if sid.isalnum() else None
        found = attachment(content, number) if content is not None else None
        if found is None:
            abort(404)
        return _download(found[2], found[1], found[0])

    def ledger(self) -> Response:
        """Everything the provider accepted, and every webhook with what became of it."""
        accepted = [
            {"sid": m["sid"], "to": m["to"], "from": m["from"], "body": m["body"], "status": m["status"],
             "callback": m.get("_callback", ""), "at": m["date_created"]}
            for m in reversed(self.journal.find("message", limit=10**9)) if m["direction"] == "outbound-api"
        ]  # fmt: skip
        received = [
            {"sid": m["sid"], "to": m["to"], "from": m["from"], "body": m["body"], "taken": m.get("_taken"),
             "at": m["date_created"]}
            for m in reversed(self.journal.find("message", limit=10**9)) if m["direction"] == "inbound"
        ]  # fmt: skip
        calls = [{"sid": c["sid"], "to": c["to"], "from": c["from"], "direction": c["direction"],
                  "status": c["status"]} for c in reversed(self.journal.find("call", limit=10**9))]  # fmt: skip
        return jsonify(
            accepted=accepted, received=received, calls=calls, webhooks=self.journal.posted(),
            mail_in=list(reversed(self.journal.find("mail in", limit=10**9))),
            mail_out=list(reversed(self.journal.find("mail out", limit=10**9))),
        )  # fmt: skip

    # --- trouble ---------------------------------------------------------------------------------

    def show_chaos(self) -> Response:
        """What is switched on."""
        return jsonify(self.chaos.now_on())

    def set_chaos(self) -> tuple[Response, int]:
        """Switch trouble on or off, as `chaos.py` says."""
        try:
            return jsonify(self.chaos.set(_asked())), 200
        except (BadChaos, TypeError, ValueError) as wrong:
            return jsonify(error=str(wrong)), 400


def _asked() -> dict[str, Any]:
    asked = request.get_json(silent=True)
    if not isinstance(asked, dict):
        abort(400)
    return asked


def _photos(asked: dict[str, Any], name: str = "media") -> list[Photo]:
    try:
        return [
            Photo(str(p.get("name", "photo.jpg")), str(p.get("type", "image/jpeg")), base64.b64decode(p["base64"]))
            for p in asked.get(name) or []
        ]
    except (KeyError, TypeError, binascii.Error):
        abort(400)


def _answer(answer: Answer | None) -> Json | None:
    if answer is None:
        return None
    return {"status": answer.status, "attempts": answer.attempts, "state": answer.state}


def _download(content: bytes, content_type: str, name: str) -> Response:
    """Pictures are shown; anything else is only ever saved."""
    safe = content_type in _SAFE_TYPES
    answer = Response(content, content_type=content_type if safe else "application/octet-stream")
    answer.headers.set("Content-Disposition", "inline" if safe else "attachment", filename=name)
    return answer


def _harden(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self'; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    if not request.path.startswith("/handset/static"):
        answer.headers["Cache-Control"] = "no-store"
    return answer
