"""What an agent does about visits: offer times, choose for them, book, move. How they went is in `visit_ends.py`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from flask import abort, redirect, request
from sqlalchemy.orm import Session, joinedload
from werkzeug.wrappers import Response as AnyResponse

from queues import times
from queues.access import me, needs, staff_pages
from queues.context import desk
from queues.desk import free_times, visit_rows, visit_words
from queues.desk.booking_page import OVER, Search, asked, booking_page, deadline_of, moved, need_of
from queues.desk.case import Conflict, Extra, case_again, find_case, hold, must_be_unchanged
from router import cases
from router.appointments import booking
from router.appointments import needs as case_needs
from router.model import Appointment, Case, TimesOffered, record
from router.values import AGREED, FreeTime, Need, Wish

pages = staff_pages("appointments", __name__)

LONGEST = 300
Act = Callable[[Session, Case, datetime], None]


def line(name: str, longest: int = LONGEST) -> str:
    """What was typed there, on one line."""
    return " ".join(request.form.get(name, "").replace("\x00", "").split())[:longest]


def signed_in() -> str:
    """Whoever is signed in, as the record names them."""
    return f"staff:{me().id}"


def _form_id(case: Case) -> str | None:
    """The form's own number, of this case, so that pressing twice is one booking."""
    given = request.form.get("form_id", "")
    return f"{me().id}:{case.id}:{given}" if len(given) == 32 and given.isalnum() and given.isascii() else None


def do_to_case(reference: str, done: str, act: Act) -> AnyResponse:
    """Do it to the case, locked; or show the case with the reason why not, in words, and nothing changed."""
    try:
        with desk().database.transaction() as session:
            case = hold(session, reference)
            if why := visit_rows.may_not(case):
                raise Conflict(why)
            act(session, case, desk().now())
    except Conflict as conflict:
        return case_again(reference, Extra(notice=str(conflict)))
    return redirect(f"/desk/cases/{reference}?done={done}#visit")


def visit_of(session: Session, case: Case, number: int) -> Appointment:
    """A visit of this case that is still agreed; Conflict, in words, when it is over, 404 when it is another's."""
    options = [joinedload(Appointment.resource), joinedload(Appointment.session)]
    found = session.get(Appointment, number, options=options, populate_existing=True)
    if found is None or found.case_id != case.id:
        abort(404)
    if found.state not in AGREED:
        words = visit_words.STATE_WORDS.get(found.state, found.state).lower()
        raise Conflict(f"That visit has changed in the meantime ({words}): read it below. Nothing was saved.")
    return found


STALE = "That visit has changed in the meantime: read it below. Nothing was saved."


# --- times to choose from ----------------------------------------------------------------------


@pages.post("/desk/cases/<reference>/visits/offer")
@needs("agent")
def offer(reference: str) -> AnyResponse:
    """Times are put to the tenant and held for them. What was open before ends."""

    def act(session: Session, case: Case, at: datetime) -> None:
        must_be_unchanged(case)
        kind = request.form.get("kind", "")
        if kind and kind not in desk().landlord.appointments.kinds:
            raise Conflict("Choose what kind of visit it is.")
        need = case_needs.of_case(session, case, desk().landlord, at, kind=kind)
        if case.is_hidden:
            raise Conflict("Nothing is sent by itself in a restricted case. Book a time, and tell them yourself.")
        if not desk().visiting.offer(session, case, need, at, wishes=_wishes(), by=me().id):
            _, _, way = desk().outbox.way_out(session, case)
            raise Conflict(f"No times were offered: nothing that fits is free, or nothing can be sent. {way}".strip())
        case.version += 1

    return do_to_case(reference, "offered", act)


def _wishes() -> tuple[Wish, ...]:
    slots = desk().landlord.appointments.slots
    parts = tuple(part for part in dict.fromkeys(request.form.getlist("part")) if part in slots)
    try:
        first = date.fromisoformat(request.form.get("from", ""))
    except ValueError:
        first = None
    return (Wish(parts=parts, first_day=first),) if parts or first else ()


def _times_of(session: Session, case: Case) -> TimesOffered:
    text = request.form.get("times", "")
    found = session.get(TimesOffered, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else None
    if found is None or found.case_id != case.id:
        abort(404)
    return found


@pages.post("/desk/cases/<reference>/visits/choose")
@needs("agent")
def choose(reference: str) -> AnyResponse:
    """The tenant says to the agent which of the times suits."""
    try:
        with desk().database.transaction() as session:
            case = hold(session, reference)
            if why := visit_rows.may_not(case):
                raise Conflict(why)
            times_offered, text = _times_of(session, case), request.form.get("number", "")
            if not (text.isascii() and text.isdigit() and len(text) < 3):
                raise Conflict("Choose one of the times.")
            who, form_id = signed_in(), _form_id(case) or ""
            came = desk().visiting.choose(session, times_offered, int(text), who, desk().now(), form_id)
    except Conflict as conflict:
        return case_again(reference, Extra(notice=str(conflict)))
    if came.state == "over":
        return case_again(reference, Extra(notice="Those times are no longer on offer: see below."))
    if came.state == "gone":
        words = "That time has just gone: somebody was first. The next ones are below, and the tenant is told."
        if came.times is None:
            words = "That time has just gone, and nothing else that fits is free. Book by hand below."
        return case_again(reference, Extra(notice=words))
    return redirect(f"/desk/cases/{reference}?done={came.state}_visit#visit")


@pages.post("/desk/cases/<reference>/visits/withdraw")
@needs("agent")
def withdraw(reference: str) -> AnyResponse:
    """What was offered is taken back; the times are free again. The tenant is not told: the agent talks to them."""

    def act(session: Session, case: Case, at: datetime) -> None:
        times_offered = _times_of(session, case)
        if times_offered.state != "open":
            raise Conflict("Those times are no longer on offer: see below.")
        desk().visiting.end(session, times_offered, "withdrawn", at)
        record(session, at, signed_in(), "appointment.withdrawn", case, times_id=times_offered.id)
        cases.await_people(session, case, at, f"{me().name} took the times on offer back.", signed_in())
        case.version += 1

    return do_to_case(reference, "withdrawn", act)


# --- a time that the agent chooses ----------------------------------------------------------------


@pages.post("/desk/cases/<reference>/visits/book")
@needs("agent")
def book(reference: str) -> AnyResponse:
    """The time that was chosen in the table. Pressed twice it is one visit; whoever is second sees the next times."""

    def act(session: Session, case: Case, search: Search, free: FreeTime, at: datetime) -> bool:
        need = need_of(session, case, search, None, at)
        if there := booking.live(session, case, need):
            raise Conflict(OVER if there.window_until <= at else _there_already(there, at))
        visit = booking.book_now(session, case, free, need, signed_in(), at, _form_id(case))
        if visit is None:
            return False
        if note := line("note"):
            visit.note = f"{visit.note}\n{note}".strip()
        _agreed(session, case, visit, at, "booked")
        return True

    return _in_table(reference, "booked_visit", act)


@pages.post("/desk/cases/<reference>/visits/move")
@needs("agent")
def move(reference: str) -> AnyResponse:
    """A booked visit takes another time; until then it keeps its own."""

    def act(session: Session, case: Case, search: Search, free: FreeTime, at: datetime) -> bool:
        visit = moved(session, case, search)
        if visit is None:
            abort(404)
        if visit.window_until <= at:
            raise Conflict(OVER)
        if not booking.move_now(session, visit, free, signed_in(), at):
            if visit.state != "booked":
                raise Conflict(STALE)
            return False
        if note := line("note"):
            visit.note = f"{visit.note}\nMoved: {note}".strip()
        _agreed(session, case, visit, at, "moved")
        return True

    return _in_table(reference, "moved_visit", act)


def _there_already(visit: Appointment, at: datetime) -> str:
    when = visit_words.window(visit, at)
    return f"It is booked already: {when}, {visit.resource.name}. Move that one. Nothing was booked."


def _agreed(session: Session, case: Case, visit: Appointment, at: datetime, key: str) -> None:
    """The tenant is told in the same transaction, what else was on offer for this ends, and nobody need do more."""
    for times_offered in desk().visiting.open_ones(session, case):
        if _instead_of(times_offered, visit):
            desk().visiting.end(session, times_offered, "withdrawn", at)
    desk().visiting.confirm(session, case, visit, at, key)
    desk().visiting.settle(session, case, at)
    case.version += 1


def _instead_of(times_offered: TimesOffered, visit: Appointment) -> bool:
    """Were these times for what this visit is for? A place at a surgery takes no plumber's times from the tenant."""
    for_it = case_needs.from_json(times_offered.need)
    return (
        times_offered.moves_id == visit.id or booking.same_job(visit, for_it) or not (visit.repairs or for_it.repairs)
    )


InTable = Callable[[Session, Case, Search, FreeTime, datetime], bool]


def _in_table(reference: str, done: str, act: InTable) -> AnyResponse:
    """Find the chosen time again and take it, the case locked; or show the table anew with one line that says why."""
    at = desk().now()
    try:
        with desk().database.transaction() as session:
            _take(session, reference, act, at)
    except Conflict as conflict:
        return _table_again(reference, conflict, at)
    return redirect(f"/desk/cases/{reference}?done={done}#visit")


def _take(session: Session, reference: str, act: InTable, at: datetime) -> None:
    """Conflict, in words, where it cannot be had; then nothing at all is changed."""
    case, search = hold(session, reference), asked(at)
    moving = moved(session, case, search)
    if moving is None and booking.by_form(session, case, _form_id(case)):
        return
    if why := visit_rows.may_not(case):
        raise Conflict(why)
    chosen = request.form.get("time", "")
    if not chosen:
        raise Conflict("Choose one of the free times first.")
    if request.form.get("version", "") != str(case.version):
        raise Conflict("This case has changed since you opened the page: look at it again. Nothing was booked.")
    need = need_of(session, case, search, moving, at)
    free = free_times.again(session, need, chosen, at)
    late = free is not None and _too_late(deadline_of(session, case, search, moving, at), free)
    if free is not None:
        _alone_there(session, free, need, moving)
    if free is None or not act(session, case, search, free, at):
        raise Gone
    if late:
        _say_why_late(session, case, at)


def _table_again(reference: str, conflict: Conflict, at: datetime) -> AnyResponse:
    """After the transaction: whoever waits for their turn to write does not wait for a table to be drawn."""
    with desk().database.reading() as session:
        case, search, words = find_case(session, reference), asked(at), str(conflict)
        if isinstance(conflict, Gone):
            need = need_of(session, case, search, moved(session, case, search), at)
            words = free_times.refusal(session, need, request.form.get("time", ""), at)
            search = replace(search, day=None)
        return booking_page(session, case, search, at, words, 409, line("note"), line("late_why"),
                            isinstance(conflict, TwoAtOnce))  # fmt: skip


class Gone(Conflict):
    """Somebody has it, or it was never free: why is looked up anew."""


class TwoAtOnce(Conflict):
    """Somebody else is at this home at that hour."""


def _alone_there(session: Session, free: FreeTime, need: Need, moving: Appointment | None) -> None:
    """Two trades in one kitchen at one hour is for a person to want: TwoAtOnce where nobody has said so."""
    kind = desk().landlord.appointments.kinds.get(need.kind)
    at_home = kind is not None and kind.where == "home"
    there = booking.there_then(session, free, need.home_id, moving) if at_home else None
    if there is None or line("together") == "yes":
        return
    comes = "Somebody of ours"  # of what only some may see neither who comes nor why is told
    if not there.case.is_hidden:
        comes = f"{there.resource.name} ({visit_words.what_for(there)})"
    raise TwoAtOnce(
        f"{comes} is to be at this home then, {times.clock(there.starts_at)} to {times.clock(there.ends_at)}. "
        "Choose another time, or tick that both may come at once. Nothing was booked."
    )


def _too_late(deadline: datetime | None, free: FreeTime) -> bool:
    """Is this time after what the law allows? Conflict where nobody has said why."""
    late = deadline is not None and free.window_until > deadline
    if late and not line("late_why"):
        raise Conflict("That is after the legal deadline. Say why: it stays in the case's history. Nothing was booked.")
    return late


def _say_why_late(session: Session, case: Case, at: datetime) -> None:
    """The reason is a note on the case, which its history and its evidence tell."""
    note = cases.note(session, case, me().id, at, f"Why after the legal deadline: {line('late_why')}")
    record(session, at, signed_in(), "appointment.past_deadline", case, note)
