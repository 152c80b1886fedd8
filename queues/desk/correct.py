"""Is what we read in a message right? A person confirms it, corrects it, or takes a correction back."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import abort, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues.access import may_see, me, needs, staff_pages
from queues.context import desk
from queues.desk import readings
from queues.desk.case import Conflict, find_case, hold, may_lower, must_be_unchanged
from router import standing
from router.corrections import NOTHING, Contradiction, MayNotLower, Said, first_of, labels_of
from router.model import Case, Correction, Message
from router.placement import PRESSING
from router.safety import is_restricted
from router.urgency import decide
from router.values import URGENCIES, Labels, Urgency

pages = staff_pages("correct", __name__)

LONGEST_NOTE = 500
MORE_FAULTS = 2  # boxes for faults that nobody named yet
ADDRESS = "/desk/cases/<reference>/messages/<int(max=2147483647):number>/reading"

_LOWERS = ("This would make the case less pressing. Only whoever has the case, or a supervisor, can do that: take the "
           "case, then correct it. Nothing was saved.")  # fmt: skip
_SURE = "Is it so? Nothing was saved yet. Save it again, and this goes to the tenant at once and cannot be taken back:"
_CALMER = ("Is it so? Nothing was saved yet. What you say makes this message no emergency any more. Save it again if "
           "that is right.")  # fmt: skip
CALMER = "calmer"
"""Stands in `sure` for that."""
_SAME = "You changed nothing. Say what it should be. If we read it rightly, go back and press “This is right”."


@dataclass
class Form:
    """What the form shows and what came back: texts as typed, ids where there are boxes to tick."""

    first: str = ""
    others: list[tuple[str, bool]] = field(default_factory=list)
    more: list[str] = field(default_factory=lambda: [""] * MORE_FAULTS)
    dangers: list[tuple[str, bool]] = field(default_factory=list)
    urgency: str = ""
    flags: list[tuple[str, bool]] = field(default_factory=list)
    note: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    sure: str = ""
    """The dangers that they were asked about once more, since words that leave cannot be taken back."""


# --- the landlord's names, as one types them --------------------------------------------------


def matters() -> dict[str, str]:
    """Name -> id of everything a message can be about before anything else."""
    landlord = desk().landlord
    topics = {topic.label: topic.id for topic in landlord.topics.values()}
    jobs = {row.label: row.id for row in landlord.repairs.values() if row.group == "job"}
    return faults() | jobs | topics | {"Nothing for us (an advert, a wrong number, a chat)": NOTHING}


def faults() -> dict[str, str]:
    """Name -> id of every repair."""
    rows = [row for row in desk().landlord.repairs.values() if row.group != "job"]
    return {f"{row.label} ({row.group_label})": row.id for row in rows}


def _chosen(typed: str, names: Mapping[str, str]) -> str | None:
    """The id of what was typed or chosen, however it is spaced; '' for nothing; None when there is no such thing.

    The first letters of some of its words are enough when no other name has them all.
    """
    wanted = " ".join(typed.casefold().split())
    if not wanted:
        return ""
    plain = {" ".join(name.casefold().split()): each for name, each in names.items()}
    if wanted in plain:
        return plain[wanted]
    near = {each for name, each in plain.items() if wanted == each or _begins(wanted, name)}
    return near.pop() if len(near) == 1 else None


def _begins(wanted: str, name: str) -> bool:
    """Does each of these words begin a word of the name? As `choose.js` has it."""
    typed, there = re.findall(r"\w+", wanted), re.findall(r"\w+", name)
    return bool(typed) and all(any(each.startswith(word) for each in there) for word in typed)


# --- the pages -------------------------------------------------------------------------------


def _message(session: Session, case: Case, number: int) -> Message:
    message = session.get(Message, number)
    if message is None or message.case_id != case.id or message.direction != "in":
        abort(404)
    return message


def _standing(message: Message, said: readings.Judgements) -> tuple[Labels, Correction | None]:
    row = said.standing.get(message.id)
    return standing.standing_labels(message, row), row


def _form(labels: Labels, row: Correction | None, message: Message) -> Form:
    """The form as it is before anybody types: what stands now."""
    landlord, first = desk().landlord, first_of(row.after if row is not None else message.labels)
    others = [each for each in dict.fromkeys((labels.repair, *labels.also)) if each and each != first]
    named = [each for each in (labels.repair, *labels.also) if each]
    by_rules = decide(named, labels.flags, landlord)[0]
    urgency = standing.said_urgency(row) or (
        "" if labels.urgency not in URGENCIES[: URGENCIES.index(by_rules)] else labels.urgency
    )
    there = [flag for flag in labels.flags if flag != "safeguarding"]
    flags = dict.fromkeys([*landlord.flags, *readings.OWN_FLAGS, *there])
    return Form(others=[(each, True) for each in others], dangers=[(each, True) for each in labels.danger],
                urgency=urgency, flags=[(each, each in there) for each in flags])  # fmt: skip


def _filled(form: Form) -> Form:
    """The same with what was sent."""
    sent = request.form
    ticked = {name: set(sent.getlist(name)) for name in ("other", "danger", "flag")}
    form.first = sent.get("first", "").replace("\x00", "")[:200]
    form.others = [(each, each in ticked["other"]) for each, _ in form.others]
    form.more = ([text.replace("\x00", "")[:200] for text in sent.getlist("more")] + [""] * MORE_FAULTS)[:MORE_FAULTS]
    form.dangers = [(each, each in ticked["danger"]) for each, _ in form.dangers]
    form.urgency = sent.get("urgency", "")
    form.flags = [(each, each in ticked["flag"]) for each, _ in form.flags]
    form.note = " ".join(sent.get("note", "").replace("\x00", "").split())[:LONGEST_NOTE]
    return form


def _level(urgency: str) -> Urgency | None:
    return next((level for level in URGENCIES if level == urgency), None)


def _said(form: Form, stands: str, shown: str) -> Said:
    """What the person says. What cannot be understood goes into the form's errors.

    `shown` is the urgency that the form had before they touched it.
    """
    first = _chosen(form.first, matters())
    if first is None:
        form.errors["first"] = "Choose one of the names in the list, or leave it empty."
    others = [each for each, ticked in form.others if ticked]
    for number, typed in enumerate(form.more):
        found = _chosen(typed, faults())
        if found is None:
            form.errors[f"more-{number}"] = "Choose one of the faults in the list, or leave it empty."
        elif found:
            others.append(found)
    if form.urgency not in ("", *URGENCIES):
        form.errors["urgency"] = "Choose how urgent it is."
    return Said(
        first or stands, tuple(others), tuple(each for each, ticked in form.flags if ticked),
        _level(form.urgency), tuple(each for each, ticked in form.dangers if not ticked), form.note, _level(shown),
    )  # fmt: skip


def _page(
    session: Session, case: Case, message: Message, form: Form, notice: str = "", status: int = 200
) -> AnyResponse:
    said = readings.judgements(session, case)
    _, row = _standing(message, said)
    return make_response(render_template(
        "desk/correct.html", case=case, message=message, form=form, notice=notice, row=row,
        reading=readings.read_in(message, said), name=readings.name, matters=matters(), faults=faults(),
        urgencies=URGENCIES, stands=first_of(row.after if row is not None else message.labels),
        told=said.history.get(message.id, []), ticked=sum(ticked for _, ticked in form.flags),
    ), status)  # fmt: skip


@pages.get(ADDRESS)
@needs("agent")
def show(reference: str, number: int) -> AnyResponse:
    """The message, what we read in it, and the form."""
    with desk().database.reading() as session:
        case = find_case(session, reference)
        message = _message(session, case, number)
        labels, row = _standing(message, readings.judgements(session, case))
        return _page(session, case, message, _form(labels, row, message))


@pages.post(ADDRESS)
@needs("agent")
def correct(reference: str, number: int) -> AnyResponse:
    """Take the correction, or show the form again with what is wrong and everything as it was typed."""
    notice, status, hidden, form = "", 400, False, Form()
    try:
        with desk().database.transaction() as session:
            case = hold(session, reference)
            message = _message(session, case, number)
            labels, row = _standing(message, readings.judgements(session, case))
            form = _form(labels, row, message)
            shown = form.urgency
            form = _filled(form)
            must_be_unchanged(case)  # so the form they saw showed the same
            said = _said(form, first_of(row.after if row is not None else message.labels), shown)
            if form.errors:
                raise Conflict
            _must_differ(labels, row, message, said)
            _must_be_sure(form, labels, said, may_lower(case))
            desk().corrections.correct(session, case, message, said, me(), desk().now(), may_lower(case))
            hidden = not may_see(me(), case)
        return redirect("/desk?done=restricted" if hidden else f"/desk/cases/{reference}?done=corrected")
    except Contradiction as contradiction:
        form.errors["urgency"] = str(contradiction)
    except MayNotLower:
        notice, status = _LOWERS, 409
    except Conflict as conflict:
        ours = form.errors or str(conflict) == _SAME or str(conflict).startswith((_SURE, _CALMER))
        notice, status = str(conflict), 400 if ours else 409
    with desk().database.reading() as session:  # nothing of that transaction was kept
        case = find_case(session, reference)
        return _page(session, case, _message(session, case, number), form, notice, status)


def _must_differ(labels: Labels, row: Correction | None, message: Message, said: Said) -> None:
    stands = first_of(row.after if row is not None else message.labels)
    new = labels_of(said, labels, desk().landlord)
    same = all(getattr(new, name) == getattr(labels, name) for name in ("topic", "repair", "also", "urgency"))
    if same and said.first == stands and {*new.danger} == {*labels.danger} and {*new.flags} == {*labels.flags}:
        raise Conflict(_SAME)


def _must_be_sure(form: Form, labels: Labels, said: Said, lowers: bool) -> None:
    """A danger that nobody had named is asked once more, for its words go to the tenant at once; and so is what makes
    an emergency none any more, for nobody is sent then. `lowers`: they may do that."""
    landlord = desk().landlord
    made = labels_of(said, labels, landlord)
    new = [] if is_restricted(made, landlord) else [each for each in made.danger if each not in labels.danger]
    calmer = lowers and labels.urgency in PRESSING and made.urgency not in PRESSING
    form.sure = ",".join([*sorted(new), *([CALMER] if calmer else [])])
    if not form.sure or request.form.get("sure", "") == form.sure:
        return
    told = " ".join(f"“{landlord.scripts[each].words}”" for each in new)
    raise Conflict(f"{_SURE} {told}" if new else _CALMER)


@pages.post(f"{ADDRESS}/right")
@needs("agent")
def confirm(reference: str, number: int) -> AnyResponse:
    """We read it rightly."""

    def act(session: Session, case: Case, message: Message) -> None:
        desk().corrections.confirm(session, case, message, me(), desk().now())

    return _do(reference, number, act, "confirmed")


@pages.post(f"{ADDRESS}/undo")
@needs("agent")
def undo(reference: str, number: int) -> AnyResponse:
    """What stood before the newest word on it stands again."""

    def act(session: Session, case: Case, message: Message) -> None:
        desk().corrections.undo(session, case, message, me(), desk().now(), may_lower(case))

    return _do(reference, number, act, "uncorrected")


def _do(reference: str, number: int, act: Callable[[Session, Case, Message], None], done: str) -> AnyResponse:
    """Do it to the message of the locked case, unless the case has changed since the page was read."""
    try:
        with desk().database.transaction() as session:
            case = hold(session, reference)
            message = _message(session, case, number)
            must_be_unchanged(case)
            act(session, case, message)
        return redirect(f"/desk/cases/{reference}?done={done}")
    except MayNotLower:
        notice = _LOWERS
    except Conflict as conflict:
        notice = str(conflict)
    with desk().database.reading() as session:
        case = find_case(session, reference)
        message = _message(session, case, number)
        labels, row = _standing(message, readings.judgements(session, case))
        return _page(session, case, message, _form(labels, row, message), notice, 409)
