"""The landlord's plan in force: taken from `plan.toml` at the start, and `frontdoor plan show|check|use`."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from config import landlord_files, plan_file
from config.settings import Settings
from config.writing import written
from router import assignment, clock, plan_versions, workforce
from router.clock import Clock, london
from router.decisions import Worker
from router.errors import BadSetting, RouterError
from router.model import PlanVersion, Staff
from router.placement import EMERGENCY_QUEUE
from router.plans import Plan
from router.storage.database import Database
from router.values import Landlord

PLAN = "plan.toml"
HERE = Path("-")
_ANOTHER_STEP = "change its queue or need, or give somebody the skill (frontdoor import staff)"
_ANOTHER_END = "let its last step ask a queue that is served, or page; or put people there (frontdoor import staff)"


class State(NamedTuple):
    """How the plan stands, for `/health` and `frontdoor check`. `version` is 0 while none was ever installed."""

    ok: bool
    words: str
    version: int


def reader(landlord: Landlord) -> Callable[[str], Plan]:
    """Makes a plan of its text, by this landlord's queues and chains. What it returns raises BadSetting."""
    return partial(plan_file.read, name=PLAN, landlord=landlord)


_SOME_HOURS = tuple((day, 9 * 60, 17 * 60) for day in range(5))
"""Agents without a pattern have hours too: which, makes no difference to whether they ever could be asked."""


def people(session: Session, at: Clock = clock.now) -> list[Worker]:
    """Everybody whose account is open, as a plan sees them: in their working hours, whoever has any."""
    found = workforce.people(session, at(), plan_versions.LAST_RESORT.weights, {}, usual=_SOME_HOURS)
    return [replace(one, attributes={**one.attributes, "on_shift": one.shift_changes_at is not None}) for one in found]


def checked(source: str, name: str, landlord: Landlord, workers: Sequence[Worker]) -> Plan:
    """The plan that this text is. Raises BadSetting, also for a step that none of these people could ever serve, and
    for a queue of which a case could end where nobody is ever asked.

    Without any people there is nobody to ask, and that is not the plan's fault.
    """
    plan = plan_file.read(source, name, landlord)
    if not workers:
        return plan
    text = plan_file.PlanText(source, name)
    restricted = {queue.id for queue in landlord.queues.values() if queue.restricted}
    urgent = {EMERGENCY_QUEUE} & set(landlord.queues)
    wrong = assignment.possible(plan, workers, landlord.queues, restricted)
    for line in wrong or assignment.out_of_hours(plan, workers, urgent, restricted):
        found = re.fullmatch(r"rule '(.*?)'(?:, step (\d+))?: .*", line)
        step = int(found[2] or len(plan.rule(found[1]).steps)) if found else 0
        text.refuse(text.line_of_step(found[1], step) if found else 0, line.replace("rule 'default'", "the default"),
                    _ANOTHER_STEP if found and found[2] else _ANOTHER_END)  # fmt: skip
    return plan


# --- at the start ----------------------------------------------------------------------------


def bring_up(settings: Settings, now: Clock = clock.now) -> str:
    """Put `plan.toml` in force as a new version if it has changed. One line to say, '' when all is as it was.

    A bad file leaves the old version in force; raises BadSetting when there is no old version. A plan that these
    people cannot serve is taken when there is no old one: a house that had none before must not stay shut for it.
    """
    landlord = landlord_files.load(settings.landlord_dir)
    with _opened(settings) as database, database.transaction() as session:
        old = plan_versions.in_force(session)
        try:
            source = text_of(settings)
            if old is not None and old.sha256 == plan_versions.digest(source):
                plan_file.read(source, PLAN, landlord)
                return ""
            plan = checked(source, PLAN, landlord, people(session, now))
        except BadSetting as error:
            if old is not None:
                return f"{error} (version {old.number} of the plan stays in force)"
            source = text_of(settings)
            plan_file.read(source, PLAN, landlord)
            made = plan_versions.install(session, source, now())
            return f"{error} (in force all the same, as version {made.number}: there is no older one)"
        made = plan_versions.install(session, source, now())
        return f"The plan '{plan.name}' is in force, version {made.number}: {_size(plan)}."


def text_of(settings: Settings) -> str:
    """What stands in the landlord's `plan.toml`. Raises BadSetting."""
    return read_text(settings.landlord_dir / PLAN, PLAN)


def read_text(file: Path, name: str) -> str:
    """A draft, or standard input for `-`. Raises BadSetting."""
    try:
        return sys.stdin.read() if file == HERE else file.read_text(encoding="utf-8")
    except OSError as error:
        raise BadSetting(f"{name}: cannot be read ({error.strerror}); put it there, or back") from None
    except UnicodeDecodeError:
        raise BadSetting(f"{name}: is not UTF-8 text; save it as UTF-8") from None


_judged: dict[tuple[str, str], str] = {}
"""What was found of a text of plan.toml that is not in force, by its hash and the landlord's name: asked often."""


def state(session: Session, settings: Settings, landlord: Landlord) -> State:
    """Which version is in force, and whether `plan.toml` says something else."""
    version = plan_versions.in_force(session)
    if version is None:
        return State(False, f"no plan was ever put in force: frontdoor up takes {PLAN}", 0)
    number = version.number
    try:
        source = text_of(settings)
    except BadSetting as error:
        return State(False, f"{error} (version {number} stays in force)", number)
    key = (plan_versions.digest(source), landlord.name)
    if key not in _judged:
        try:
            checked(source, PLAN, landlord, people(session))
            wrong = ""
        except BadSetting as error:
            wrong = str(error)
        _judged.clear()
        _judged[key] = wrong
    if _judged[key]:
        return State(False, f"{_judged[key]} (version {number} stays in force)", number)
    changed = version.sha256 != key[0]
    return State(True, f"version {number}" + (f"; {PLAN} has changed: frontdoor plan use" if changed else ""), number)


# --- the command -----------------------------------------------------------------------------


def show(settings: Settings, number: int | None = None) -> str:
    """The text of the version in force, or of this one, under three lines about it."""
    with _opened(settings) as database, database.reading() as session:
        newest = plan_versions.in_force(session)
        if newest is None:
            raise RouterError("no plan was ever put in force: frontdoor up or plan use does")
        found = newest if number is None else plan_versions.version(session, number)
        if found is None:
            raise RouterError(f"there is no version {number} of the plan: the one in force is {newest.number}")
        return f"{_about(session, found, newest)}\n\n{found.source.rstrip()}"


def _about(session: Session, version: PlanVersion, newest: PlanVersion | None) -> str:
    person = session.get(Staff, version.made_by) if version.made_by else None
    at = version.in_force_at or version.made_at
    stands = "in force" if newest is not None and newest.number == version.number else "no longer in force"
    by = f" by {person.name}" if person else ""
    return f"# Version {version.number}, {stands}. Put in force on {london(at):%-d %B %Y at %H:%M}{by}."


def check(settings: Settings, file: Path) -> str:
    """What a draft would be. Raises BadSetting with the line of the first thing that is wrong."""
    landlord = landlord_files.load(settings.landlord_dir)
    workers = _staff(settings)
    plan = checked(read_text(file, file.name), file.name, landlord, workers)
    asked = f"asked of {len(workers)} people" if workers else "and no staff yet to ask"
    return f"{file.name} is a plan: {_size(plan)}, {asked}."


def use(settings: Settings, file: Path, now: Clock = clock.now) -> str:
    """Check a draft and put it in force: as a new version, and as the landlord's `plan.toml`."""
    landlord = landlord_files.load(settings.landlord_dir)
    source, own = read_text(file, file.name), settings.landlord_dir / PLAN
    with _opened(settings) as database:
        with database.reading() as session:
            checked(source, file.name, landlord, people(session))
        note = _put(source, own)
        with database.transaction() as session:
            before = plan_versions.in_force(session)
            made = plan_versions.install(session, source, now())
            if before is not None and before.number == made.number:
                return f"Version {made.number} is in force already: nothing in it is different.{note}"
    waiting = " Cases that wait keep the version they came in under." if before else ""
    return f"Version {made.number} is in force for what comes in from now on.{waiting}{note}"


def _put(source: str, own: Path) -> str:
    """Write the landlord's own file, so that the next start takes the same plan. What to say when that cannot be."""
    with suppress(OSError, UnicodeDecodeError):
        if own.read_text(encoding="utf-8") == source:
            return ""
    try:
        mode = own.stat().st_mode if own.exists() else 0o644
        with written(own) as stream:
            stream.write(source.encode())
        own.chmod(mode)
    except OSError as error:
        return (
            f" {own} cannot be written ({error.strerror}): put it there yourself, or the next start takes the old one."
        )
    return ""


def _staff(settings: Settings) -> list[Worker]:
    """Everybody who works here; nobody while there is no database."""
    path = settings.database_url.removeprefix("sqlite:///")
    if path != settings.database_url and not Path(path).is_file():
        return []
    with _opened(settings) as database, database.reading() as session:
        return people(session)


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url, pool_size=1)
    try:
        yield database
    finally:
        database.close()


def _size(plan: Plan) -> str:
    rules, steps = len(plan.rules), sum(len(rule.steps) for rule in (*plan.rules, plan.default))
    return f"{rules} {'rule' if rules == 1 else 'rules'} and a default, {steps} steps"
