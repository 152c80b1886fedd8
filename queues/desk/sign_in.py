"""Sign in, sign out, change my password."""

from flask import Response, abort, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from queues import access, presence, sessions
from queues.access import me, needs, staff_pages
from queues.context import desk
from queues.desk.drafts import keep_typed
from queues.refusal import LONGEST_TEXT

pages = staff_pages("sign_in", __name__)

SORRY = "The email address or password is not right."
LATER = "Too many tries. Wait a quarter of an hour and try again, or ask your supervisor."


@pages.get("/desk/sign-in")
def show() -> AnyResponse:
    """The sign-in page, or the desk for somebody who is signed in."""
    next_page = access.safe_next(request.args.get("next", ""))
    if g.get("staff"):
        return redirect(next_page)
    return access.sign_in_page(expired="next" in request.args and next_page != "/desk", next_page=next_page)


@pages.post("/desk/sign-in")
def enter() -> AnyResponse:
    """Check who it is. A new session is made and the one before, if any, ends."""
    if not access.sign_in_csrf_is_right():
        return _again(400, "The page was out of date. Please try once more.")
    context = desk()
    email = request.form.get("email", "")
    answer = sessions.sign_in(
        context.database, email, request.form.get("password", ""), request.remote_addr or "", context.now(),
        context.secret_key, request.cookies.get(sessions.KNOWN_COOKIE, ""), request.cookies.get(sessions.COOKIE, ""),
    )  # fmt: skip
    if not answer.token:
        shown = email[:320]
        if answer.later:
            return _again(429, LATER, shown)
        return _again(403, SORRY, shown)
    with context.database.transaction() as session:
        presence.set_readiness(session, answer.staff_id, "ready", context.now())
    brought = _brought()
    if brought["kept"]:
        keep_typed(answer.staff_id, brought["next_page"], brought["kind"], brought["kept"])
    response = redirect(brought["next_page"])
    _give(response, sessions.COOKIE, answer.token, 60 * 60 * 12)
    known = sessions.known_browser(context.secret_key, answer.staff_id)
    _give(response, sessions.KNOWN_COOKIE, known, 60 * 60 * 24 * 90)
    response.delete_cookie(access.BEFORE_COOKIE)
    return response


def _again(status: int, error: str, email: str = "") -> AnyResponse:
    """The page once more, with where they were going and what they had typed."""
    brought = _brought()
    return access.sign_in_page(status, error=error, email=email, next_page=brought["next_page"],
                               kept=brought["kept"], kind=brought["kind"])  # fmt: skip


def _brought() -> dict[str, str]:
    form = request.form
    return {"next_page": access.safe_next(form.get("next", "")), "kept": form.get("kept", "")[: LONGEST_TEXT],
            "kind": form.get("kind", "")}  # fmt: skip


def _give(response: Response | AnyResponse, name: str, value: str, seconds: int) -> None:
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=desk().secure_cookies)


@pages.post("/desk/sign-out")
@needs("agent")
def leave() -> AnyResponse:
    """The session ends here and at the server. What is held stays held; drafts stay kept."""
    with desk().database.transaction() as session:
        sessions.end(session, g.token)
        presence.go_off(session, me().id, desk().now())
    response = redirect("/desk/sign-in")
    response.delete_cookie(sessions.COOKIE)
    return response


@pages.get("/desk/password")
@needs("agent")
def password() -> AnyResponse:
    """The form to change one's own password."""
    return make_response(render_template("desk/password.html", error="", done="done" in request.args))


def _password_page(error: str) -> AnyResponse:
    return make_response(render_template("desk/password.html", error=error, done=False), 400)


@pages.post("/desk/password")
@needs("agent")
def change_password() -> AnyResponse:
    """Change it. Every other session of this person ends."""
    context = desk()
    if request.form.get("new", "") != request.form.get("again", ""):
        return _password_page("The two new passwords differ.")
    try:
        with context.database.transaction() as session:
            staff = session.get(type(me()), me().id, populate_existing=True)
            if staff is None:
                abort(403)
            old, new = request.form.get("current", ""), request.form.get("new", "")
            token, wrong = sessions.change_password(session, staff, old, new, context.now())
    except ValueError:  # a character that cannot be encoded
        token, wrong = "", "Use ordinary letters, numbers and signs."
    if wrong:
        return _password_page(wrong)
    response = redirect("/desk/password?done=1")
    _give(response, sessions.COOKIE, token, 60 * 60 * 12)
    return response
