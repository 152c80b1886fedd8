"""The page on which an agent books or moves a visit: days by bands, or people by bands of one day, keyboard first."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from flask import abort, make_response, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response as AnyResponse

from queues.access import needs, staff_pages
from queues.context import desk
from queues.desk import free_times, visit_rows, visit_words
from queues.desk.case import find_case
from router.appointments import needs as case_needs
from router.clock import london
from router.model import Appointment, Case, Resource
from router.values import AGREED, Need

pages = staff_pages("booking", __name__)

DAYS = 7  # of a week's table
OVER = "Its time is over: say on the case what became of it, then book another."
MOST_PEOPLE = 40  # rows of a day's table


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked of the page, from its address or from the form that books. `day`: people of that day, else days.

    `late`: after the legal deadline too. `urgent`: the room kept for emergencies too.
    """

    kind: str
    trade: str
    person: int | None
    first: date
    day: date | None
    late: bool
    urgent: bool
    moves: int | None

    def address(self, **changed: object) -> str:
        """The query of the address that shows this search, changed so."""
        values: dict[str, object] = {
            "kind": self.kind, "trade": self.trade, "person": self.person, "first": self.first, "day": self.day,
            "late": "yes" if self.late else "", "urgent": "yes" if self.urgent else "", "moves": self.moves,
        }  # fmt: skip
        return "?" + urlencode({name: str(value) for name, value in (values | changed).items() if value})


def asked(at: datetime) -> Search:
    """The search of this request; whatever cannot be read is left out."""
    rules, today = desk().landlord.appointments, london(at).date()
    kind, trade = request.values.get("kind", ""), request.values.get("trade", "")
    last = today + timedelta(days=rules.horizon_days)
    first, day = _day("first") or today, _day("day")
    return Search(
        kind if kind in rules.kinds else "", trade if trade in desk().landlord.trades else "", number("person"),
        min(max(first, today), last), min(max(day, today), last) if day else None,
        request.values.get("late", "") == "yes", request.values.get("urgent", "") == "yes", number("moves"),
    )  # fmt: skip


def number(name: str) -> int | None:
    """A row's number in the request, None for anything else."""
    text = request.values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.values.get(name, ""))
    except ValueError:
        return None


def moved(session: Session, case: Case, search: Search) -> Appointment | None:
    """The visit that is being moved; 404 when it is no visit of this case."""
    if search.moves is None:
        return None
    found = session.get(Appointment, search.moves, options=[joinedload(Appointment.resource)])
    if found is None or found.case_id != case.id:
        abort(404)
    return found


def need_of(session: Session, case: Case, search: Search, moving: Appointment | None, at: datetime) -> Need:
    """What the visit must have: what the case needs, as this search changes it."""
    if moving is not None:
        need = replace(case_needs.of_visit(session, moving, case, desk().landlord, at), moves=moving.id)
    else:
        need = case_needs.of_case(session, case, desk().landlord, at, kind=search.kind)
    if search.trade and moving is None:
        need = case_needs.by_trade(need, search.trade, desk().landlord)
    if search.person:
        need = replace(need, resource_id=search.person)
    if search.late:
        need = replace(need, before=None)
    return replace(need, urgent=need.urgent or search.urgent)


def deadline_of(
    session: Session, case: Case, search: Search, moving: Appointment | None, at: datetime
) -> datetime | None:
    """By when the law wants this visit over, also where times after it are looked for; None for no such clock."""
    return need_of(session, case, replace(search, late=False), moving, at).before


@pages.get("/desk/cases/<reference>/visit")
@needs("agent")
def show(reference: str) -> AnyResponse:
    """The free times of the case's next visit, or of the one that is to be moved."""
    at = desk().now()
    with desk().database.reading() as session:
        case = find_case(session, reference)
        return booking_page(session, case, asked(at), at)


def booking_page(session: Session, case: Case, search: Search, at: datetime, notice: str = "",
                 status: int = 200, note: str = "", late_why: str = "",
                 two_at_once: bool = False) -> AnyResponse:  # fmt: skip
    """The whole page. `notice`: what went wrong, in words. `note` and `late_why`: what was typed, to be shown again.
    `two_at_once`: ask whether somebody may come while another is there."""
    moving = moved(session, case, search)
    why_not = visit_rows.may_not(case)
    if moving is not None and moving.state not in AGREED and not why_not:
        why_not = "That visit is over or was cancelled in the meantime: go back to the case."
    elif moving is not None and moving.window_until <= at and not why_not:
        why_not = OVER
    need = need_of(session, case, search, moving, at)
    people = who_could(session, need)
    if search.day:
        table = free_times.day(session, need, at, search.day, people[:MOST_PEOPLE], moving)
    elif _at_an_office(need):
        table = free_times.week_of_places(session, need, at, search.first, DAYS, people, moving)
    else:
        table = free_times.week(session, need, at, search.first, DAYS, moving)
    rules, today = desk().landlord.appointments, london(at).date()
    shown = search.day or search.first
    step = 1 if search.day else DAYS
    earlier, later = shown - timedelta(days=step), shown + timedelta(days=step)
    last = today + timedelta(days=rules.horizon_days)
    return make_response(render_template(
        "desk/booking.html", case=case, search=search, table=table, moving=moving, need=need, notice=notice,
        minutes=0 if _at_an_office(need) else need.minutes, covered=_covered(session, case, need, moving, at),
        why_not=why_not, people=people, what=_what(need), window=_window(moving, at), form_id=secrets.token_hex(16),
        kinds=[kind for kind in rules.kinds.values() if kind.where != "estate"], trades=desk().landlord.trades,
        shown=shown, earlier=max(earlier, today) if shown > today else None, later=later if later <= last else None,
        last=last, today=today, words=visit_words, note=note, late_why=late_why,
        two_at_once=two_at_once,
        deadline=deadline_of(session, case, search, moving, at),
        from_words=visit_words.day_words(shown, today),
        title=visit_words.capital(visit_words.day_words(shown, today)),
    ), status)  # fmt: skip


def _what(need: Need) -> str:
    broken = visit_words.repairs(need.repairs) or visit_words.trades(need.trades)
    kind = visit_words.kind_of(need.kind)
    return f"{kind}: {broken}" if broken else kind


def _at_an_office(need: Need) -> bool:
    """In a session, which says itself how long each has."""
    kind = desk().landlord.appointments.kinds.get(need.kind)
    return kind is not None and kind.owner == "place"


def _covered(session: Session, case: Case, need: Need, moving: Appointment | None, at: datetime) -> list[Appointment]:
    """The visits to come that all its repairs are on already, where that is why no trade is known for another one."""
    kind = desk().landlord.appointments.kinds.get(need.kind)
    if moving is not None or need.trades or kind is None or kind.owner != "trade":
        return []
    there = Appointment.case_id == case.id, Appointment.state.in_(AGREED), Appointment.window_until > at
    query = select(Appointment).where(*there).options(joinedload(Appointment.resource))
    return [visit for visit in session.scalars(query.order_by(Appointment.window_from)) if visit.repairs]


def _window(moving: Appointment | None, at: datetime) -> str:
    return visit_words.window(moving, at) if moving else ""


def who_could(session: Session, need: Need) -> Sequence[Resource]:
    """The people or places whose diary could hold it, by name. Whether they are free, the table says."""
    kind = desk().landlord.appointments.kinds.get(need.kind)
    rows = session.scalars(select(Resource).where(Resource.active).order_by(Resource.name))
    return [row for row in rows if _serves(row, need, kind.owner if kind else "")]


def _serves(row: Resource, need: Need, owner: str) -> bool:
    if need.kind not in row.serves or (need.patch and row.patches and need.patch not in row.patches):
        return False
    if owner != "trade" or not need.trades:
        return True
    return set(need.trades) <= set(row.trades)
