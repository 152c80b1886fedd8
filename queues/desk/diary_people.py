"""The people of the diary: when they work, from when otherwise, when they leave. No visit loses its place unseen."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import abort, make_response, redirect, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues.access import me, needs, staff_pages
from queues.context import desk
from queues.desk import touched, visit_words
from queues.desk.diary_rows import KINDS
from router.appointments import capacity
from router.appointments.bands import instant
from router.clock import london
from router.model import Appointment, Leave, Resource, WorkingPattern, record

pages = staff_pages("diary_people", __name__)

FARTHEST = timedelta(days=732)
LONGEST_REST = 4  # weeks from one turn of a pattern to the next
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FIELDS = ("from_day", "until_day", "starts", "ends", "every", "instead", "last_day", "gone_from", "patterns")
DONE = {
    "begun": "Saved: times are offered by these hours.", "ended": "Saved: no time is offered after that day.",
    "on": "Taken back: the hours run on.", "retires": "Saved: no time is offered from that day on.",
    "stays": "Taken back: they stay.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekdays with the same hours, from the same day, until the same day. `ids`: the rows they are made of.

    `stands`: 'now', 'ahead' or 'over'.
    """

    ids: str
    words: str
    span: str
    stands: str
    ends: bool


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list. `leaves`: their last day in words, '' for nobody who leaves."""

    resource: Resource
    under: str
    hours: list[Hours]
    leaves: str


class Refused(Exception):
    """It cannot be saved as it was written. The text says why."""


# --- looking --------------------------------------------------------------------------------------


@pages.get("/desk/diary/people")
@needs("supervisor")
def show() -> AnyResponse:
    """Everybody and every place of the diary, by kind; those who have left at the end."""
    today = _today()
    with desk().database.reading() as session:
        rows = session.scalars(select(Resource).order_by(Resource.name, Resource.id)).all()
        hours, leaving = _hours(session, rows, today), _leaving(session, rows)
        found = [_person(row, hours.get(row.id, []), leaving.get(row.id), today) for row in rows]
    groups: dict[str, list[Person]] = defaultdict(list)
    for one in found:
        if one.resource.active:
            groups[KINDS.get(one.resource.kind, "Others")].append(one)
    return make_response(render_template(
        "desk/diary_people.html", groups=groups, gone=[one for one in found if not one.resource.active],
    ))  # fmt: skip


@pages.get("/desk/diary/people/<int(max=2147483647):number>")
@needs("supervisor")
def one(number: int) -> AnyResponse:
    """One of them: their hours, and what may be done about them."""
    with desk().database.reading() as session:
        return _page(session, _of(session, number))


def _page(session: Session, row: Resource, notice: str = "", status: int = 200) -> AnyResponse:
    today = _today()
    hours, leaving = _hours(session, [row], today), _leaving(session, [row])
    return make_response(render_template(
        "desk/diary_person.html", person=_person(row, hours.get(row.id, []), leaving.get(row.id), today),
        leave=leaving.get(row.id), today=today, weekdays=WEEKDAYS, notice=notice, typed=_typed(),
        days=request.form.getlist("day"), last=today + FARTHEST, rest=LONGEST_REST,
        done=DONE.get(request.args.get("done", ""), "") if request.method == "GET" else "",
    ), status)  # fmt: skip


def _of(session: Session, number: int) -> Resource:
    found = session.get(Resource, number)
    if found is None:
        abort(404)
    return found


def _today() -> date:
    return london(desk().now()).date()


def _person(row: Resource, hours: list[Hours], leave: Leave | None, today: date) -> Person:
    patches = f"patch {', '.join(row.patches)}" if row.patches else ""
    under = " · ".join(part for part in (visit_words.trades(row.trades) or row.address, patches) if part)
    last = _day_words(london(leave.from_at).date() - timedelta(days=1), today) if leave else ""
    return Person(row, under, hours, last)


def _leaving(session: Session, rows: Sequence[Resource]) -> dict[int, Leave]:
    """Of those who leave, the leave that has no end."""
    query = select(Leave).where(Leave.resource_id.in_([row.id for row in rows]), Leave.ended_at.is_(None))
    return {leave.resource_id: leave for leave in session.scalars(query) if capacity.is_for_good(leave)}


def _hours(session: Session, rows: Sequence[Resource], today: date) -> dict[int, list[Hours]]:
    """What is in force now or ahead, and what ended in the last four weeks, in that order."""
    p = WorkingPattern
    query = select(p).where(p.resource_id.in_([row.id for row in rows])).order_by(p.from_day, p.starts, p.weekday, p.id)
    alike: dict[tuple[object, ...], list[WorkingPattern]] = defaultdict(list)
    for row in session.scalars(query):
        until = row.until_day
        if until is not None and (until < row.from_day or until < today - timedelta(days=28)):
            continue
        alike[row.resource_id, row.from_day, until, row.starts, row.ends, row.every_weeks].append(row)
    found: dict[int, list[Hours]] = defaultdict(list)
    for same in alike.values():
        found[same[0].resource_id].append(_hours_of(same, today))
    for lines in found.values():
        lines.sort(key=lambda line: ("now", "ahead", "over").index(line.stands))
    return found


def _hours_of(same: Sequence[WorkingPattern], today: date) -> Hours:
    first = same[0]
    every = "" if first.every_weeks <= 1 else f", every {first.every_weeks} weeks"
    words = f"{_days_words([row.weekday for row in same])} {_clock(first.starts)} to {_clock(first.ends)}{every}"
    over = first.until_day is not None and first.until_day < today
    ahead = first.from_day > today
    span = f"from {_day_words(first.from_day, today)}" if ahead else ""
    if first.until_day is not None:
        span = f"{span} until {_day_words(first.until_day, today)}".strip()
    stands = "over" if over else "ahead" if ahead else "now"
    return Hours(",".join(str(row.id) for row in same), words, span, stands, first.until_day is not None)


def _days_words(days: Sequence[int]) -> str:
    """'Mon to Fri', 'Mon, Wed'."""
    days = sorted(set(days))
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{WEEKDAYS[days[0]]} to {WEEKDAYS[days[-1]]}"
    return ", ".join(WEEKDAYS[day] for day in days)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _day_words(day: date, today: date) -> str:
    return visit_words.day_words(day, today)


@pages.get("/desk/diary/again")
@needs("agent")
def again() -> AnyResponse:
    """The visits that are to be placed again: their person is away, has left, or does not work then."""
    at = desk().now()
    with desk().database.reading() as session:
        found = touched.without_a_place(session, at)
        rows = touched.shown(session, list(found), at, {row.id: why for row, why in found.items()})
        return make_response(render_template("desk/again.html", rows=rows, hidden_count=len(found) - len(rows)))


# --- their hours ----------------------------------------------------------------------------------


@pages.post("/desk/diary/people/<int(max=2147483647):number>/hours")
@needs("supervisor")
def begin(number: int) -> AnyResponse:
    """Other hours from a day on: beside those there are, or instead of them."""
    at = desk().now()
    with desk().database.transaction() as session:
        person = _of(session, number)
        try:
            new = _written(person)
        except Refused as refused:
            return _page(session, person, str(refused), 409)
        there = _rows(session, person)
        ended = [row for row in there if request.form.get("instead") == "yes" and _reaches(row, new[0].from_day)]
        answer = _change(session, person, ended, new[0].from_day - timedelta(days=1), new, at)
        if answer is not None:
            return answer
    return redirect(f"/desk/diary/people/{number}?done=begun")


def _chosen(session: Session, person: Resource) -> list[WorkingPattern]:
    """The hours that the form names; 404 where they are none of this person's."""
    wanted = set(_typed()["patterns"].split(","))
    return [row for row in _rows(session, person) if str(row.id) in wanted] or abort(404)


@pages.post("/desk/diary/people/<int(max=2147483647):number>/end")
@needs("supervisor")
def end(number: int) -> AnyResponse:
    """Hours end with a day; ahead of their first day that takes them back."""
    at = desk().now()
    with desk().database.transaction() as session:
        person = _of(session, number)
        ended = _chosen(session, person)
        try:
            last = _day("last_day", "Choose the last day of these hours.")
        except Refused as refused:
            return _page(session, person, str(refused), 409)
        answer = _change(session, person, ended, last, [], at)
        if answer is not None:
            return answer
    return redirect(f"/desk/diary/people/{number}?done=ended")


@pages.post("/desk/diary/people/<int(max=2147483647):number>/run-on")
@needs("supervisor")
def run_on(number: int) -> AnyResponse:
    """An end is taken back: there is more room than before, so nobody's visit is touched."""
    at = desk().now()
    with desk().database.transaction() as session:
        person = _of(session, number)
        ended = _chosen(session, person)
        for row in ended:
            if row.until_day is not None:
                row.until_day = None
                record(session, at, _who(), "diary.pattern_runs_on", resource_id=number, pattern_id=row.id)
    return redirect(f"/desk/diary/people/{number}?done=on")


def _change(session: Session, person: Resource, ended: Sequence[WorkingPattern], last: date,
            new: Sequence[WorkingPattern], at: datetime) -> AnyResponse | None:  # fmt: skip
    """Do it, or show first what it touches. None: it is done."""
    there = _rows(session, person)
    kept = [row for row in there if row not in ended]
    final = [*kept, *(_copy(row, last) for row in ended), *new]
    outside = {row.id for row in capacity.conflicts(session, person, at, patterns=there)}
    found = touched.hold(session, lambda: capacity.conflicts(session, person, at, patterns=final))
    fresh = [row for row in found.visits if row.id not in outside]
    if fresh and touched.unseen(fresh):
        words = "Other hours" if new else f"No hours after {_day_words(last, _today())}"
        return touched.page(session, f"{person.name}: {words}", fresh, at, _asked(), f"/desk/diary/people/{person.id}")
    known = {row.id for row in found.visits}
    session.add_all(new)
    session.flush()
    for row in new:
        record(session, at, _who(), "diary.pattern_begun", resource_id=person.id, pattern_id=row.id)
    for row in ended:
        if {each.id for each in capacity.end_pattern(session, row, last, _who(), at, known=known)} - known:
            abort(409)  # booked in this very moment: the page is asked for again
    touched.to_people(session, found.cases, fresh, at, f"{person.name} does not work")
    return None


def _copy(row: WorkingPattern, last: date) -> WorkingPattern:
    """As it would be if it ended with that day; no row of the database."""
    return WorkingPattern(resource_id=row.resource_id, weekday=row.weekday, starts=row.starts, ends=row.ends,
                          from_day=row.from_day, until_day=last, every_weeks=row.every_weeks)  # fmt: skip


def _rows(session: Session, person: Resource) -> list[WorkingPattern]:
    query = select(WorkingPattern).where(WorkingPattern.resource_id == person.id).order_by(WorkingPattern.id)
    return list(session.scalars(query))


def _reaches(row: WorkingPattern, day: date) -> bool:
    """Does it say anything of that day, or of one after it?"""
    return row.until_day is None or (row.until_day >= day and row.until_day >= row.from_day)


def _written(person: Resource) -> list[WorkingPattern]:
    """The rows of the form. Raises Refused."""
    if not person.active:
        raise Refused("They have left. Take that back first.")
    if person.kind == "place":
        raise Refused("An office is open in its sessions: plan those under Surgeries and walkabouts.")
    days = sorted({int(day) for day in request.form.getlist("day") if day in {"0", "1", "2", "3", "4", "5", "6"}})
    if not days:
        raise Refused("Choose on which days of the week.")
    first, starts, ends = _day("from_day", "Choose from which day."), _minutes("starts"), _minutes("ends")
    last = _day("until_day", "Choose until which day.") if _typed()["until_day"] else None
    if ends <= starts:
        raise Refused("The hours must end after they begin.")
    if last is not None and last < first:
        raise Refused("The last day must not be before the first.")
    every = _typed()["every"] or "1"
    if every not in {str(weeks) for weeks in range(1, LONGEST_REST + 1)}:
        raise Refused(f"Every how many weeks? From 1 to {LONGEST_REST}.")
    return [WorkingPattern(resource_id=person.id, weekday=day, starts=starts, ends=ends, from_day=first,
                           until_day=last, every_weeks=int(every)) for day in days]  # fmt: skip


def _day(name: str, missing: str) -> date:
    """A day from today on, two years ahead at most. Raises Refused."""
    try:
        found = date.fromisoformat(_typed()[name])
    except ValueError:
        raise Refused(missing) from None
    if found < _today():
        raise Refused("That day is past. Choose today, or a later one.")
    if found > _today() + FARTHEST:
        raise Refused("That is more than two years ahead. Choose a nearer day.")
    return found


def _minutes(name: str) -> int:
    try:
        found = time.fromisoformat(_typed()[name])
    except ValueError:
        raise Refused("Write the hours as 08:00 and 16:30.") from None
    if found.minute % 5:
        raise Refused("The diary counts in fives: choose minutes such as 00, 15 or 30.")
    return found.hour * 60 + found.minute


def _typed() -> dict[str, str]:
    return {name: " ".join(request.form.get(name, "").replace("\x00", "").split())[:200] for name in FIELDS}


def _asked() -> touched.Asked:
    """What was asked for, so that the page that shows what it touches can ask for it again."""
    fields = [(name, value) for name, value in _typed().items() if value]
    return touched.Asked(request.path, [*fields, *(("day", day) for day in request.form.getlist("day"))])


def _who() -> str:
    return f"staff:{me().id}"


# --- when they leave ------------------------------------------------------------------------------


@pages.post("/desk/diary/people/<int(max=2147483647):number>/retire")
@needs("supervisor")
def retire(number: int) -> AnyResponse:
    """From that day on they are not there any more; today means at once, and their links end."""
    at = desk().now()
    with desk().database.transaction() as session:
        person = _of(session, number)
        try:
            first = _day("gone_from", "Choose from which day they are no longer there.")
            if not person.active or _leaving(session, [person]):
                raise Refused("That is noted already.")
        except Refused as refused:
            return _page(session, person, str(refused), 409)
        start, until = instant(first, 0), capacity.for_good(instant(first, 0))
        now = first == _today()

        def lost() -> list[Appointment]:
            return (capacity.conflicts(session, person, at, inactive=True) if now
                    else capacity.conflicts(session, person, at, leave=(start, until)))  # fmt: skip

        found = touched.hold(session, lost)
        if found.visits and touched.unseen(found.visits):
            words = f"{person.name}: gone from {_day_words(first, _today())} on"
            return touched.page(session, words, found.visits, at, _asked(), f"/desk/diary/people/{number}")
        known = {row.id for row in found.visits}
        if now:
            left = capacity.retire(session, person, _who(), at, known=known)
        else:
            _, left = capacity.add_leave(session, person, start, until, _who(), at, by=me().id,
                                         reason="Leaves us", known=known)  # fmt: skip
        if {row.id for row in left} - known:
            abort(409)
        touched.to_people(session, found.cases, found.visits, at, f"{person.name} is no longer there")
    return redirect(f"/desk/diary/people/{number}?done=retires")


@pages.post("/desk/diary/people/<int(max=2147483647):number>/stay")
@needs("supervisor")
def stay(number: int) -> AnyResponse:
    """They stay after all, or are back."""
    at = desk().now()
    with desk().database.transaction() as session:
        person = session.get(Resource, number, with_for_update=True)
        if person is None:
            abort(404)
        leave = _leaving(session, [person]).get(number)
        if leave is not None:
            leave.ended_at = at
            record(session, at, _who(), "diary.leave_ended", resource_id=number)
        if not person.active:
            person.active = True
            record(session, at, _who(), "diary.back", resource_id=number)
    return redirect(f"/desk/diary/people/{number}?done=stays")
