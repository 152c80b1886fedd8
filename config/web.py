"""The Flask app: every door that has pages or webhooks, and the screens for staff.

One of the three places that turn errors into answers: what could not be kept is a 503, so that the
provider tries again or we read it back from its list; nothing else of ours is told to a stranger.
"""

import logging
from datetime import timedelta
from pathlib import Path

from flask import Flask, Response, jsonify, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

import queues
from channels.web import photos
from config import health, metrics
from config.sandbox import overheard
from config.wiring import House, segments
from queues import context as desk_context
from queues.visit import context as visit_context
from router.acknowledgement import Acknowledgement
from router.corrections import Corrections
from router.errors import CannotKeep

log = logging.getLogger(__name__)

STATIC = Path(queues.__file__).parent / "static"
VERSION = "0.1.0"


def create_app(house: House) -> Flask:
    """The web app of this house. Opens no connection until the first request."""
    app = Flask("frontdoor", static_folder=str(STATIC), static_url_path="/static")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(hours=1)
    app.config["MAX_CONTENT_LENGTH"] = 80 * 2**20
    app.config["MAX_FORM_MEMORY_SIZE"] = 6 * 2**20
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's own provider has it
    app.after_request(_guard_the_page)  # first here, so last to run: what a screen said of itself stands
    _screens(app, house)
    _doors(app, house)
    _plain_pages(app, house)
    app.register_error_handler(CannotKeep, _could_not_keep)
    app.register_error_handler(Exception, _broken)
    if house.settings.proxies:  # only whose address it is; our own name and scheme are PUBLIC_URL's to say
        # Flask's own way
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=house.settings.proxies, x_proto=0)  # type: ignore[method-assign]
    return app


def _screens(app: Flask, house: House) -> None:
    settings = house.settings
    desk_context.install(app, desk_context.DeskContext(
        database=house.database, outbox=house.outbox, landlord=house.landlord, blobs=house.blobs, jobs=house.jobs,
        traits={name: channel.traits for name, channel in house.channels.items()}, segments=segments(),
        corrections=Corrections(Acknowledgement(house.outbox, house.landlord, house.own_page), house.landlord),
        visiting=house.appointments, visits=house.visits,
        visit_link=house.visit_link, round_link=house.round_link, read_plan=house.read_plan,
        secret_key=settings.secret_key, now=house.now, secure_cookies=settings.public_url.startswith("https"),
        live_url=settings.live_url if settings.standing != "real" else "", public_url=settings.public_url,
        version=VERSION,
    ))  # fmt: skip
    visit_context.install(app, visit_context.VisitContext(
        database=house.database, landlord=house.landlord, visits=house.visits, now=house.now,
        secret_key=settings.secret_key, public_url=settings.public_url, take_photo=photos.take_in,
        keep_file=house.hooks.drafts.keep_file, read_file=house.blobs.get, largest=photos.LARGEST, most=photos.MOST,
    ))  # fmt: skip
    for blueprint in queues.blueprints():
        app.register_blueprint(blueprint)


def _doors(app: Flask, house: House) -> None:
    for name, opened in house.opened.items():
        if opened.routes is not None:
            prefix = f"/channels/{name}" if opened.url_prefix is None else opened.url_prefix
            app.register_blueprint(opened.routes, url_prefix=prefix or None)


def _plain_pages(app: Flask, house: House) -> None:
    settings = house.settings

    @app.get("/")
    def front() -> str:
        return render_template("public/front.html", landlord=house.landlord, web="web" in house.opened,
                               sandbox=settings.standing == "sandbox")  # fmt: skip

    @app.get("/live")
    def live() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @app.get("/health")
    def show_health() -> AnyResponse:
        report, can_keep = health.look(house)
        response = jsonify(report)
        response.status_code = 200 if can_keep else 503
        response.headers["Cache-Control"] = "no-store"
        return response

    @app.get("/metrics")
    def show_metrics() -> Response:
        return Response(metrics.page(house), content_type="text/plain; version=0.0.4; charset=utf-8")

    if settings.standing == "sandbox":

        @app.after_request
        def let_the_stand_in_know(response: AnyResponse) -> AnyResponse:
            if request.path == "/channels/whatsapp/inbound" and response.status_code < 300:
                overheard.note(settings.data_dir, settings.twilio_account_sid, request.form, house.now)
            return response

        @app.get("/handset")
        def handset() -> AnyResponse:
            host = request.host.rpartition(":")[0] or request.host
            return redirect(f"http://{host}:{settings.sandbox_port}/handset", 302)


def _guard_the_page(response: Response) -> Response:
    """On every answer, errors too: it is not put in a frame, taken for another type, or made to run what is not ours.

    A page that has its own, stricter words keeps them.
    """
    response.headers.setdefault("Content-Security-Policy", (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ))  # fmt: skip
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


def _could_not_keep(error: CannotKeep) -> Response:
    log.error("could not keep: %s", error)
    return Response("Please try again in a moment.\n", 503, mimetype="text/plain", headers={"Retry-After": "5"})


def _broken(error: Exception) -> AnyResponse | HTTPException:
    if isinstance(error, HTTPException):
        return error
    log.error("a page failed: %s", type(error).__name__, exc_info=error)
    return Response("Something of ours broke. It has been noted. Please try again.\n", 500, mimetype="text/plain")
