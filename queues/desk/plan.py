"""The plan in force, in plain words, its versions; and putting a waiting case on another one."""

import re
from datetime import datetime

from flask import abort, make_response, redirect, render_template, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from queues.access import has_role, me, needs, staff_pages, visible
from queues.context import desk
from queues.desk import plan_terms
from queues.desk.case import Conflict, Extra, case_again, hold
from queues.desk.thread import names
from router import offer_answers, plan_versions
from router.errors import BadSetting
from router.model import Case, PlanVersion, record
from router.plans import Plan
from router.storage.database import after_commit

pages = staff_pages("plan", __name__)

NEWEST = 30  # versions that are listed


@pages.get("/desk/plan")
@needs("supervisor")
def show() -> AnyResponse:
    """The plan in force."""
    with desk().database.reading() as session:
        return _page(session, plan_versions.in_force(session))


@pages.get("/desk/plan/<int(max=2147483647):number>")
@needs("supervisor")
def version(number: int) -> AnyResponse:
    """One version of it."""
    with desk().database.reading() as session:
        found = plan_versions.version(session, number) if number < 2**31 else None
        if found is None:
            abort(404)
        return _page(session, found)


def _page(session: Session, shown: PlanVersion | None) -> AnyResponse:
    newest = plan_versions.in_force(session)
    rows = list(session.scalars(select(PlanVersion).order_by(PlanVersion.number.desc()).limit(NEWEST)))
    waiting = select(Case.plan_version_id, func.count(Case.id)).where(Case.state == "waiting")
    counts = dict(session.execute(visible(waiting, me()).group_by(Case.plan_version_id)).all())
    plan, trouble = _read(shown)
    catalogue = desk().catalogue
    return make_response(render_template(
        "desk/plan.html", shown=shown, newest=newest, rows=rows, plan=plan, trouble=trouble, counts=counts,
        who=names(session, {row.made_by for row in rows if row.made_by}), terms=plan_terms,
        clauses=lambda condition: plan_terms.clauses(condition, catalogue),
    ))  # fmt: skip


def _read(shown: PlanVersion | None) -> tuple[Plan | None, str]:
    """(the plan of this version, or why it cannot be read any more)."""
    if shown is None:
        return None, ""
    try:
        return desk().read_plan(shown.source), ""
    except BadSetting as error:
        return None, str(error)


@pages.post("/desk/cases/<reference>/plan")
@needs("agent")
def move(reference: str) -> AnyResponse:
    """A supervisor: route a waiting case by another version from now on. It keeps the time it has waited."""
    at, number = desk().now(), request.form.get("plan", "")
    try:
        with desk().database.transaction() as session:
            case = hold(session, reference)  # first, so that what one may not know of is not there, as everywhere
            if not has_role(me(), "supervisor"):
                abort(403)
            wanted = plan_versions.version(session, int(number)) if re.fullmatch(r"[0-9]{1,9}", number) else None
            _move(session, case, wanted, at)
    except Conflict as conflict:
        return case_again(reference, Extra(notice=str(conflict)))
    return redirect(f"/desk/cases/{reference}/why?done=moved")


def _move(session: Session, case: Case, wanted: PlanVersion | None, at: datetime) -> None:
    """Conflict, in words, where the case cannot be routed by it."""
    if case.state != "waiting":
        raise Conflict("It does not wait: routing leaves it alone.")
    if wanted is None or wanted.in_force_at is None:
        raise Conflict("Choose a version of the plan.")
    if trouble := _read(wanted)[1]:
        raise Conflict(f"Version {wanted.number} cannot be followed any more: {trouble}")
    if case.plan_version_id == wanted.id:
        return
    offer_answers.withdraw_for_case(session, case.id, at, "moved to another version of the plan.", keep=None)
    before = session.get(PlanVersion, case.plan_version_id) if case.plan_version_id else None
    case.plan_version_id, case.rule, case.routed_at = wanted.id, "", None
    case.version += 1
    record(session, at, f"staff:{me().id}", "case.plan_moved", case, plan=wanted.number,
           before=before.number if before else 0)  # fmt: skip
    after_commit(session, lambda: desk().jobs.ring("offer"))


def others(session: Session, number: int) -> list[PlanVersion]:
    """Versions that a case of this one may be put on, the newest first."""
    query = select(PlanVersion).where(PlanVersion.in_force_at.is_not(None), PlanVersion.number != number)
    return list(session.scalars(query.order_by(PlanVersion.number.desc()).limit(NEWEST)))
