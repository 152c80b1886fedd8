"""The page around every screen: its headers, its colours, its error pages, and the way to the event streams."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, g, redirect, request
from flask.blueprints import BlueprintSetupState
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.wrappers import Response as AnyResponse

from queues import access, times
from queues.catalogue import IDENTITY_WORDS, LANE_WORDS, STATE_WORDS, URGENCY_WORDS
from queues.context import desk
from queues.refusal import is_for_staff, refuse

pages = Blueprint("frame", __name__, template_folder="templates")

GOVUK = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
COLOURS = {"brand": "--fd-brand", "brand_dark": "--fd-brand-dark", "text_on_brand": "--fd-on-brand"}


@pages.record_once
def dress(state: BlueprintSetupState) -> None:
    """Templates, headers and error pages for staff, when the screens are registered on the app."""
    app: Flask = state.app  # type: ignore[assignment]  # Flask calls it with its own state only
    loaders: list[Any] = [loader for loader in (app.jinja_loader, GOVUK) if loader]
    app.jinja_loader = ChoiceLoader(loaders)
    app.after_request(_headers)
    for code in (404, 405):  # addresses under /desk that are no page at all
        app.register_error_handler(code, refuse)
    app.context_processor(_words)


def _words() -> dict[str, Any]:
    """What every template for staff may use."""
    if not is_for_staff():
        return {}
    context = desk()
    return {
        "landlord": context.landlord, "catalogue": context.catalogue, "staff": g.get("staff"), "times": times,
        "now": context.now(), "csrf": access.csrf_token(), "events_url": events_url(), "version": context.version,
        "may": lambda role: bool(g.get("staff")) and access.has_role(g.staff, role),
        "LANES": LANE_WORDS, "URGENCY": URGENCY_WORDS, "STATES": STATE_WORDS, "IDENTITY": IDENTITY_WORDS,
    }  # fmt: skip


def events_url() -> str:
    """Where this browser finds the event streams: the same host it came to, the streams' own port."""
    live = urlsplit(desk().live_url)
    if not live.netloc:
        return "/events"
    host = request.host.rpartition(":")[0] if re.search(r":\d+$", request.host) else request.host
    if not re.fullmatch(r"[A-Za-z0-9.\-]+|\[[0-9A-Fa-f:]+\]", host):
        host = live.hostname or ""
    port = f":{live.port}" if live.port else ""
    return f"{live.scheme}://{host}{port}/events"


def _headers(response: Response) -> Response:
    """What keeps a page for staff from being framed, cached, sniffed or made to run what is not ours."""
    if not is_for_staff():
        return response
    live = urlsplit(events_url())
    streams = f" {live.scheme}://{live.netloc}" if live.netloc else ""
    headers = response.headers
    headers.setdefault("Cache-Control", "no-store")
    headers.setdefault("Content-Security-Policy", (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
        f"font-src 'self'; connect-src 'self'{streams}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ))  # fmt: skip
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    # not 'no-referrer': that would turn the Origin header of our own forms into 'null'
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    headers["Vary"] = "Cookie"
    if desk().secure_cookies:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


@pages.get("/desk/theme.css")
def theme() -> Response:
    """The landlord's colours, from `landlord.toml`. Values that are no colours are left out."""
    theme = desk().landlord.theme
    rows = (f"{variable}:{theme[name]};" for name, variable in COLOURS.items()
            if re.fullmatch(r"#[0-9a-fA-F]{3,8}|[a-z]+", theme.get(name, "")))  # fmt: skip
    response = Response(":root{" + "".join(rows) + "}", mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@pages.get("/events")
def events() -> AnyResponse:
    """The streams live in a process of their own; this leads there when no proxy does."""
    target = events_url()
    return redirect(target, 307) if target != "/events" else Response("No event streams here.", 404)
