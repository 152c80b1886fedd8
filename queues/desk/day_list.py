"""One person's day on paper: where, when, what for, whom to ask for, and room to write. For supervisors."""

from datetime import date, timedelta

from flask import abort, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues import times
from queues.access import may_see, me, needs, staff_pages
from queues.context import desk
from queues.desk import visit_words
from queues.desk.booking_page import number
from queues.visit.showing import show
from router import addresses
from router.appointments.reminders import visits_of_day
from router.clock import london
from router.model import Resource

pages = staff_pages("day_list", __name__)


@pages.get("/desk/diary/list")
@needs("supervisor")
def day_list() -> AnyResponse:
    """Of the person `who`, on `day` (today, where none is named). What they may not see is only time that is taken."""
    with desk().database.reading() as session:
        who = number("who")
        person = session.get(Resource, who) if who else None
        if person is None or person.kind == "place":
            abort(404)
        return _page(session, person)


def _page(session: Session, person: Resource) -> AnyResponse:
    context, at = desk(), desk().now()
    today = london(at).date()
    try:
        day = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        day = today
    day = min(max(day, today - timedelta(days=366)), today + timedelta(days=366))
    rows = [
        (show(session, visit, person, context.landlord, context.visits, context.secret_key, at)
         if may_see(me(), visit.case) else None, times.clock(visit.starts_at), times.clock(visit.ends_at))
        for visit in visits_of_day(session, day, person.id, over=True)
    ]  # fmt: skip
    return make_response(render_template(
        "desk/day_list.html", person=person, rows=rows, day=day, earlier=day - timedelta(days=1),
        later=day + timedelta(days=1), number=addresses.show_phone,
        title=visit_words.capital(visit_words.day_words(day, today)),
    ))  # fmt: skip
