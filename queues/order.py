"""The order of the waiting list, as SQL: lane first (an emergency is never overtaken), then the score of the plan.

The same arithmetic as `router/scoring.py`, so that the list on the desk is the line from which cases are offered; a
test holds the two together. In SQL, because each open desk reads its list every few seconds.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, and_, bindparam, case, func, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import GenericFunction

from router import plan_versions
from router.model import Case
from router.plans import Plan, Rule, Weights
from router.scoring import Course
from router.snapshots import ReadPlan, Versions

Column = ColumnElement[Any]


class _seconds(GenericFunction[float]):
    """Seconds since 1970 of an instant, in either database's words."""

    type = Float()
    inherit_cache = True
    name = "seconds"


@compiles(_seconds, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"((julianday({compiler.process(element.clauses, **options)}) - 2440587.5) * 86400.0)"


@compiles(_seconds, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"extract(epoch from {compiler.process(element.clauses, **options)})::float8"


NOW = "line_at"
_now: Column = bindparam(NOW, type_=Float)
_kept: dict[tuple[tuple[int | None, int], ...], tuple[tuple[Column, ...], object]] = {}
_MOST_KEPT = 16

_since = func.coalesce(Case.waiting_since, Case.opened_at, type_=Case.opened_at.type)
_entered = func.coalesce(Case.routed_at, _since, type_=Case.opened_at.type)


def at(when: datetime) -> dict[str, float]:
    """The parameter of a query that is ordered by `of`: the instant at which the line is looked at."""
    return {NOW: when.timestamp()}


def of(session: Session, read_plan: ReadPlan | None) -> tuple[Column, ...]:
    """What to order cases by. Without `read_plan` every case is weighed as if there were no plan."""
    if read_plan is None:
        return _made(((None, plan_versions.LAST_RESORT),))
    versions = Versions(session)
    used = session.scalars(select(Case.plan_version_id).where(Case.state == "waiting").distinct()).all()
    plans = versions.plans(read_plan, {versions.number(row_id) for row_id in used})
    older = {row_id for row_id in used if row_id is not None and versions.number(row_id) != versions.newest}
    parts = [(row_id, plans[versions.number(row_id)]) for row_id in sorted(older)]
    return _made(((None, plans[versions.newest]), *parts))


def _made(parts: tuple[tuple[int | None, Plan], ...]) -> tuple[Column, ...]:
    """The same plans give the same expression: to build it costs as much as to run it."""
    key = tuple((row_id, id(plan)) for row_id, plan in parts)
    found = _kept.get(key)
    if found is None:
        usual = _score(parts[0][1])
        others = [(Case.plan_version_id == row_id, _score(plan)) for row_id, plan in parts[1:]]
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[key] = (_by(case(*others, else_=usual) if others else usual), parts)  # so that no id is used anew
    return found[0]


def _by(score: Column) -> tuple[Column, ...]:
    first: Column = Case.lane.expression
    return (first, -score, _since, Case.id.expression)


def _score(plan: Plan) -> Column:
    """`router.scoring.points`, at the step where the case's rule stands."""
    now, weights = _now, plan.weights
    waited = _at_least_0(now - _seconds(_since)) / (60.0 * max(weights.minutes_a_point, 1))
    live = case((Case.live_call_id != "", float(weights.live)), else_=0.0)
    return waited + live + _pressure(weights, now) + _boost(plan, now - _seconds(_entered))


def _pressure(weights: Weights, now: Column) -> Column:
    window = 60.0 * max(weights.breach_minutes, 1)
    left = _seconds(Case.due_at) - now
    return func.coalesce(_at_least_0((window - left) / window), 0.0) * float(weights.breach_points)


def _boost(plan: Plan, elapsed: Column) -> Column:
    nothing: Column = literal(0.0, Float)
    parts = [(and_(Case.rule == rule.name, elapsed >= after), points) for rule in plan.rules
             for after, points in _boosts(rule)]  # fmt: skip
    usual = [(elapsed >= after, points) for after, points in _boosts(plan.default)]
    default = case(*usual, else_=0.0) if usual else nothing
    names = [rule.name for rule in plan.rules]
    return case(*parts, (Case.rule.in_(names), 0.0), else_=default) if parts else default


def _boosts(rule: Rule) -> list[tuple[float, float]]:
    """(after so many seconds, so many points), the latest first; what adds nothing is left out."""
    course = Course.of(rule)
    found = [(course.begins(step), float(points)) for step, points in enumerate(course.boosts)]
    told = [pair for number, pair in enumerate(found) if pair[1] != (found[number - 1][1] if number else 0.0)]
    return told[::-1]


def _at_least_0(value: Column) -> Column:
    return case((value > 0, value), else_=0.0)
