"""The wallboard, and the part of it that is read again and again; the levers on it are in `levers.py`."""

import hashlib

from flask import make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from queues.access import me, needs, quiet
from queues.context import desk
from queues.wallboard import figures, levers
from queues.wallboard.levers import pages
from router import offer_answers

DONE = {
    "paused": "Paused. Nothing of that queue is offered until then; emergencies still are.",
    "overflowing": "Done. The other queue's people are asked too.",
    "lent": "Lent. They are offered that queue's cases too.",
    "lent_paused": "Lent, but that queue is paused: but for emergencies, nothing of it is offered to them or anybody "
    "until the pause ends or is taken back.",
    "taken_back": "Taken back.",
}
WRONG = {
    "queue": "Choose a queue.",
    "time": "Choose for how long.",
    "why": "Say why: everybody who looks at the board reads it.",
    "same": "Choose another queue to help it.",
    "people": "Choose at least one person.",
}


def _now() -> str:
    with desk().database.reading() as session:
        found = figures.read(session, me(), desk().now())
        offered = len(offer_answers.open_for(session, me().id, desk().now()))  # of what, only the desk says
        return render_template("wallboard/_now.html", figures=found, alarm=found.alarming(desk().now()),
                               offered=offered)  # fmt: skip


@pages.get("/wallboard")
@needs("supervisor")
def show() -> AnyResponse:
    """The whole screen."""
    done, wrong = DONE.get(request.args.get("done", ""), ""), WRONG.get(request.args.get("wrong", ""), "")
    with desk().database.reading() as session:
        people = levers.may_lend(session, desk().now())
    return make_response(render_template("wallboard/wallboard.html", board=_now(), done=done, wrong=wrong,
                                         people=people, minutes=levers.MINUTES,
                                         queues=desk().catalogue.queues(me().skills)))  # fmt: skip


@pages.get("/wallboard/now")
@needs("supervisor")
@quiet
def now_again() -> AnyResponse:
    """The figures again, or 304 when they are the same."""
    page = _now()
    response = make_response(page)
    response.set_etag(hashlib.sha256(page.encode()).hexdigest()[:32])
    return response.make_conditional(request)
