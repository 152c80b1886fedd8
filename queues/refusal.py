"""What a page for staff says when it cannot: kind, without data, and with what was typed."""

import logging

from flask import Blueprint, Response, make_response, render_template, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from queues.context import desk

log = logging.getLogger(__name__)

LONGEST_TEXT = 20_000  # characters that a reply or a note may have
STAFF_PATHS = ("/desk", "/wallboard", "/reports")
FOR_PROGRAMS = ("/channels/", "/static/")
WORDS = {
    400: ("We could not take that", "The page was out of date. Go back, load it again, and try once more."),
    403: ("You cannot do that", "Your account does not have the right for this. Ask your supervisor if you need it."),
    404: ("Page not found", "There is nothing here, or it is not yours to see. Check the reference and search again."),
    405: ("We could not take that", "Go back to the desk and try again."),
    413: ("That is too much at once", "Make it shorter and try again."),
    500: ("Something of ours broke", "It has been noted. Go back and try again: what was saved is safe."),
    503: ("We could not save that just now", "The database is busy. Wait a moment and send it again."),
}


def is_for_staff() -> bool:
    """Is this request for a page of ours?"""
    return any(request.path == start or request.path.startswith(start + "/") for start in STAFF_PATHS)


def answer_for(pages: Blueprint) -> None:
    """Let these pages refuse in our way, whatever goes wrong in them."""
    pages.register_error_handler(HTTPException, refuse)
    pages.register_error_handler(DBAPIError, busy)
    pages.register_error_handler(NoConnection, busy)  # all are in use
    pages.register_error_handler(Exception, broken)


def refuse(error: HTTPException) -> AnyResponse:
    """An answer that says no, on a page for whoever asked. A program that asks (a webhook) gets the plain answer."""
    if any(request.path.startswith(start) for start in FOR_PROGRAMS):
        return error.get_response(request.environ)
    code = error.code or 500
    answer = _page(code) if is_for_staff() else _for_everybody(code)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        answer.headers["Allow"] = ", ".join(sorted(allowed))
    return answer


def busy(error: Exception) -> AnyResponse:
    """The database could not do it now. The name of the trouble is logged, never what was in the statement."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    log.error("the database refused a page: %s", type(cause).__name__)
    return _page(503)


def broken(error: Exception) -> AnyResponse:
    """Anything else is a bug."""
    log.error("a page for staff failed: %s", type(error).__name__, exc_info=error)
    return _page(500)


def _for_everybody(code: int) -> AnyResponse:
    """A tenant followed an old link or typed one: the two ways to tell us, and nothing else."""
    landlord = desk().landlord
    script = landlord.scripts.get("gas")
    ring = [words for words in script.say if any(sign.isdigit() for sign in words)] if script else []
    page = render_template("public/lost.html", landlord=landlord, code=code, gas=" ".join(ring))
    answer = make_response(page, code)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(code: int) -> AnyResponse:
    known = code if code in WORDS else 400 if code < 500 else 500
    title, words = WORDS[known]
    if request.headers.get("HX-Request") or request.headers.get("X-Draft"):
        return Response(title, code, mimetype="text/plain")
    typed = request.form.get("text", "")[:LONGEST_TEXT] if request.method == "POST" and code != 413 else ""
    return make_response(render_template("frame/error.html", code=code, title=title, words=words, typed=typed), code)
