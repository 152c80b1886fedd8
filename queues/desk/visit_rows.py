"""The visits of a case as its page shows them: what is agreed, what is offered, what was, and what may be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from queues import times
from queues.access import has_role, me
from queues.context import desk
from queues.desk import visit_words
from queues.desk.thread import names
from router.appointments import capacity, needs, owed, so_far, without_visit, words
from router.appointments.bands import TODAY, instant
from router.appointments.letters import until_words
from router.appointments.reminders import ROUND_EVENING, ROUND_MORNING, is_night_for
from router.clock import london
from router.model import Appointment, Case, Event, Message, Resource, TimesOffered
from router.values import AGREED, LIVE

ASK_AFTER = timedelta(hours=1)
"""So long after its window a visit that nobody has said anything of becomes a question."""
MOST = 40  # lines of what was
_OWED = {owed.PAID: "What we owed the tenant for it is paid.", owed.NOT_DUE: "Nothing is due to the tenant for it."}


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit. `stands`: its state in words; `asks`: its window is over and nobody said whether we came.
    `link`: the page of whoever comes, '' where there is none; `link_told`: whether they have it, in a sentence.

    `by_law`: the legal clock that it can meet (Awaab's Law, Right to Repair), in words; `too_late`: it does not.

    `how`: the words for what became of it (`visit_words.HOW_IT_WENT`).

    `unsure`: whoever was to come cannot any more, so that it may have to change.

    `can`: what may be said of it now, of 'move', 'cancel', 'done', 'no_access', 'missed', 'note'.
    """

    id: int
    what: str
    window: str
    state: str
    stands: str
    who: str
    where: str
    asks: bool = False
    notes: list[str] = field(default_factory=list)
    can: tuple[str, ...] = ()
    link: str = ""
    link_told: str = ""
    by_law: str = ""
    too_late: bool = False
    how: Mapping[str, str] = field(default_factory=dict)
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """Times that were put to the tenant. `what`: what for, and where if not at home. `rows`: (number, words, still
    held?, id)."""

    id: int
    what: str
    stands: str
    until: str
    to: str
    rows: list[tuple[int, str, bool, int]]
    read_back: int
    open: bool


@dataclass(frozen=True, slots=True)
class Without:
    """Something broken that no visit is booked for, beside one that is. `how`: how it is seen to, '' where nobody has
    said."""

    id: str
    label: str
    how: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything of it. `may_act`: this person may change it; `why_not` says else. `nothing`: no diary at all."""

    visits: list[Visit]
    offered: list[Offered]
    over: list[Visit]
    without: list[Without]
    history: list[tuple[datetime, str]]
    may_act: bool
    why_not: str
    kinds: list[tuple[str, str]]
    parts: list[tuple[str, str]]
    nothing: bool


def panel(session: Session, case: Case) -> Panel:
    """The visits of this case, as this person may see and touch them."""
    at, rules = desk().now(), desk().landlord.appointments
    rows = _visits(session, case)
    why_not = may_not(case)
    paid = owed.settled(session, case) if any(row.owed_pounds for row in rows) else {}
    by_law = {kind: needs.deadline_of(session, case, kind, desk().landlord) for kind in {row.kind for row in rows}}
    shown = [_visit(row, at, not why_not, paid.get(f"visit:{row.id}", ""), by_law[row.kind]) for row in rows]
    again = so_far.unfinished(session, case)
    shown = [replace(one, stands="Not finished") if one.id in again else one for one in shown]
    unsure = {row.id for row in rows if capacity.may_change(session, row, at)}
    shown = [_unsure(one) if one.id in unsure else one for one in shown]
    times_id = {row.times_id for row in rows if row.state == "held"}
    parts = [(slot.id, f"{slot.label}, {slot.words}") for slot in rules.slots.values() if slot.id != "today"]
    return Panel(
        visits=[visit for visit in shown if visit.state in AGREED],
        offered=_offered(session, case, rows, at, times_id),
        over=[visit for visit in shown if visit.state not in (*LIVE, "lapsed", "released")],
        without=_without(session, case, any(row.state in LIVE for row in rows)),
        history=history(session, case, rows, at),
        may_act=not why_not,
        why_not=why_not,
        kinds=[(kind.id, kind.label) for kind in rules.kinds.values() if kind.where != "estate"],
        parts=parts,
        nothing=not rows and session.scalar(select(Resource.id).where(Resource.active).limit(1)) is None,
    )


def _unsure(one: Visit) -> Visit:
    """As the tenant hears it who asks: it does not plainly stand."""
    note = f"{one.who} cannot come then any more. Move it, and tell the tenant: nobody has yet."
    return replace(one, stands="May have to change", unsure=True, notes=[note, *one.notes])


def _without(session: Session, case: Case, arranged: bool) -> list[Without]:
    """What nobody is sent for, while something else is arranged; and, always, what is seen to another way."""
    repairs, seen_to = desk().landlord.repairs, without_visit.reasons(session, case)
    left = (
        needs.nobody_sent(session, case, desk().landlord, desk().now()) if arranged and case.state != "closed" else []
    )
    both = dict.fromkeys((repair for repair, _ in left), "") | seen_to
    return [Without(name, repairs[name].label, how) for name, how in both.items() if name in repairs]


def may_not(case: Case) -> str:
    """'' when this person may change the visits of this case, or why not, in words.

    Whoever has it, a supervisor, and anybody while nobody need do anything about it: the tenant rings whom they like.
    """
    if case.state == "closed":
        return "The case is closed: open it again to book a visit."
    if has_role(me(), "supervisor") or case.state == "arranged" or (case.state == "held" and case.agent_id == me().id):
        return ""
    if case.state == "held":
        return "A colleague has this case: they, or a supervisor, change its visits."
    return "Take this case first: then you can offer times and book."


def _visits(session: Session, case: Case) -> list[Appointment]:
    query = select(Appointment).where(Appointment.case_id == case.id).order_by(Appointment.window_from, Appointment.id)
    options = (joinedload(Appointment.resource), joinedload(Appointment.second), joinedload(Appointment.home),
               joinedload(Appointment.session))  # fmt: skip
    return list(session.scalars(query.options(*options)))


def _visit(row: Appointment, at: datetime, may_act: bool, paid: str, by_law: datetime | None) -> Visit:
    asks = row.state in ("booked", "on_the_way") and row.window_until + ASK_AFTER <= at
    who = row.resource.name + (f" and {row.second.name}" if row.second else "")
    kind = desk().landlord.appointments.kinds.get(row.kind)
    phone = kind is not None and kind.where == "phone"
    where = "By phone" if phone else row.resource.address if row.resource.kind == "place" else (
        row.home.address if row.home else "")  # fmt: skip
    return Visit(
        row.id, visit_words.what_for(row), _when(row, at), row.state,
        visit_words.state_words(row), who, where, asks, _notes(row, at, paid),
        _can(row, at, may_act),
        desk().visit_link(row) if may_act and row.state in AGREED and row.resource.kind != "place" else "",
        _link_told(row, at), *_by_law(row, by_law, at), how=visit_words.how_it_went(row),
    )  # fmt: skip


def _by_law(row: Appointment, by_law: datetime | None, at: datetime) -> tuple[str, bool]:
    """What the law's clock says of this visit, and whether it comes too late for it."""
    if by_law is None or row.state not in AGREED:
        return "", False
    late = row.window_until > by_law
    return f"{'After the legal deadline' if late else 'By law before'} {times.when(by_law, at)}", late


def _link_told(row: Appointment, at: datetime) -> str:
    """When whoever comes gets the link, or that it should be there by now."""
    if not row.resource.phone:
        return "They have no telephone number here, so give it to them."
    day = london(row.window_from).date()
    evening, morning = instant(day - timedelta(days=1), ROUND_EVENING), instant(day, ROUND_MORNING)
    if at >= evening and is_night_for(day, london(at)) and row.slot != TODAY:
        return f"They get it by text by {until_words(morning, at)}, if they have not got it yet."
    if at >= evening or row.slot == TODAY:
        return "Their text with it was due by now. If they have not got it, give it to them."
    return f"They get it by text the evening before, {words.day(evening)} at {words.hour(evening)}."


def _when(row: Appointment, at: datetime) -> str:
    return visit_words.capital(visit_words.window(row, at))


def _notes(row: Appointment, at: datetime, paid: str) -> list[str]:
    """`paid`: what a supervisor said of what we owe for it, '' for nothing yet."""
    lines = [line for line in row.note.splitlines() if line.strip()]
    if row.visit > 1:
        lines.append(f"Visit {row.visit} for this job.")
    if row.no_access:
        nobody = words.nobody(row.kind, desk().landlord)
        lines.append(f"{nobody} {'once' if row.no_access == 1 else f'{row.no_access} times'} before.")
    if row.on_the_way_at and row.state == "on_the_way":
        lines.append(f"On the way since {times.when(row.on_the_way_at, at)}.")
    if row.arrived_at and row.state == "arrived":
        lines.append(f"There since {times.when(row.arrived_at, at)}.")
    if row.owed_pounds:
        lines.append(_OWED.get(paid, f"We owe the tenant £{row.owed_pounds} for it."))
    if row.sooner and row.state in AGREED:
        lines.append("They would like an earlier time.")
    if row.outcome:
        lines.append(row.outcome)
    return lines


def _can(row: Appointment, at: datetime, may_act: bool) -> tuple[str, ...]:
    if not may_act or row.state not in AGREED:
        return ()
    begun, there = row.window_from <= at, row.state == "arrived"
    can = ["note"]
    if not there:
        can += ["cancel"] if row.window_until <= at else ["move", "cancel"]  # a time that is over is missed, not moved
    if begun:
        can += ["done", "no_access"] if there else ["done", "no_access", "missed"]
    return tuple(can)


def _offered(
    session: Session, case: Case, rows: list[Appointment], at: datetime, held: set[int | None]
) -> list[Offered]:
    query = select(TimesOffered).where(
        TimesOffered.case_id == case.id, or_(TimesOffered.state == "open", TimesOffered.id.in_({n for n in held if n}))
    )
    found = []
    for times_offered in session.scalars(query.order_by(TimesOffered.id)):
        theirs = sorted((row for row in rows if row.times_id == times_offered.id and row.number),
                        key=lambda row: row.number)  # fmt: skip
        until = f"until {times.when(times_offered.expires_at, at)}"
        if times_offered.expires_at <= at:
            until = f"ran out {times.when(times_offered.expires_at, at)}"
        to = desk().catalogue.channel(times_offered.channel) if times_offered.channel else ""
        stands = visit_words.OFFER_WORDS.get(times_offered.state, times_offered.state)
        found.append(Offered(
            times_offered.id, _offered_for(theirs), stands, until, to,
            [(row.number, _when(row, at), row.state == "held", row.id) for row in theirs],
            times_offered.read_back, times_offered.state == "open",
        ))  # fmt: skip
    return found


def _offered_for(rows: list[Appointment]) -> str:
    """'Repair visit: Dripping tap', 'Surgery at an office: Millgate Housing Office'."""
    offices = dict.fromkeys(row.resource.name for row in rows if row.session_id)
    what = dict.fromkeys(visit_words.what_for(row) for row in rows)
    return ", ".join(what) + (f": {', '.join(offices)}" if offices else "")


def history(session: Session, case: Case, rows: list[Appointment], at: datetime) -> list[tuple[datetime, str]]:
    """What happened to its visits, newest first; times that were only held and let go are left out."""
    by_id = {row.id: row for row in rows}
    quiet = ("appointment.held", "appointment.released", "appointment.lapsed")
    query = select(Event).where(Event.case_id == case.id, Event.what.like("appointment.%"), Event.what.not_in(quiet))
    events = list(session.scalars(query.order_by(Event.id.desc()).limit(MOST)))
    who = names(session, {int(event.who[6:]) for event in events if event.who.startswith("staff:")})
    notes = select(Message.id, Message.text).where(Message.id.in_({event.message_id for event in events}))
    said = dict(session.execute(notes).all()) if any(event.message_id for event in events) else {}
    lines, slots = [], so_far.slots_then(session, case)
    for event in events:
        row = by_id.get(int(event.data.get("appointment_id") or 0))
        then = visit_words.window_then(session, slots.get(event.id, ""), row, at)
        lines.append((event.at, event_words(event, who, then, said.get(event.message_id or 0, ""))))
    return [(when, words) for when, words in lines if words]


def whole_history(session: Session, case: Case) -> list[tuple[datetime, str]]:
    """The same for a page that shows nothing else of its visits."""
    return history(session, case, _visits(session, case), desk().now())


def event_words(event: Event, who: dict[int, str], window: str, why: str = "") -> str:
    """One event in words, '' for one that is not told. `why`: what the note that it came with says."""
    kind, _, number = event.who.partition(":")
    person = {"tenant": "The tenant", "resource": "Whoever came"}.get(kind, "The house")
    if kind == "staff" and number.isdigit():
        person = who.get(int(number), "Somebody who has left")
    words = visit_words.EVENT_WORDS.get(event.what, "")
    return words.replace("{who}", person).replace("{window}", window).replace("{why}", why)
