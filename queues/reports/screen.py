"""The reports page."""

from collections import Counter

from flask import make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from queues.access import me, needs, staff_pages
from queues.context import desk
from queues.reports import figures

pages = staff_pages("reports", __name__)

SPANS = (7, 14, 28)


@pages.get("/reports")
@needs("supervisor")
def show() -> AnyResponse:
    """Counts for the last days."""
    asked = request.args.get("days", "")
    span = next((days for days in SPANS if str(days) == asked), SPANS[0])
    with desk().database.reading() as session:
        days = figures.days(session, me(), desk().now(), span)
    came_in: Counter[str] = sum((day.came_in for day in days), Counter())
    opened: Counter[str] = sum((day.opened for day in days), Counter())
    return make_response(render_template("reports/reports.html", days=days, span=span, spans=SPANS, came_in=came_in,
                                         opened=opened))  # fmt: skip
