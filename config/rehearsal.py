"""`frontdoor plan rehearse PLAN`: the same days through a draft and through the plan in force, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TextIO

from sqlalchemy.orm import Session

from config import landlord_files, plans, rehearsal_plot, rehearsal_report
from config.rehearsal_days import Rehearsal
from config.rehearsal_fates import Days
from config.rehearsal_people import Member, crew, hours_on_duty
from config.rehearsal_report import Side
from config.rehearsal_traffic import Arrival, made_up, recorded
from config.settings import Settings
from config.writing import written
from router import clock, plan_versions
from router.clock import LONDON, Clock, london
from router.errors import RouterError
from router.plans import Plan
from router.storage.database import Database
from router.values import Landlord

MADE_UP_FROM = date(2026, 6, 15)
"""Made-up days begin on this Monday, which no bank holiday is near."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for. `a_day`: cases made up for each working day."""

    days: int = 7
    seed: int = 1
    a_day: int = 200
    recorded: bool = False
    rota: Path | None = None
    plot: Path | None = None


def run(settings: Settings, file: Path, wanted: Wanted, err: TextIO, now: Clock = clock.now) -> Iterator[str]:
    """The lines of the report; writes the plot. Raises RouterError in one line."""
    landlord = landlord_files.load(settings.landlord_dir)
    database = Database(settings.database_url, pool_size=1)
    try:
        with database.reading() as session:
            sides = _plans(session, settings, landlord, file)
            members = crew(session, landlord, wanted.rota)
            start, traffic = _traffic(session, landlord, members, wanted, now)
    finally:
        database.close()
    about = _about(start, traffic, members, wanted)
    yield about
    yield ""
    rehearsed = [
        Side(name, _rehearse(name, plan, traffic, members, landlord, start, wanted, err)) for name, plan in sides
    ]
    names = {one.worker.id: one.worker.name for one in members}
    hours = hours_on_duty(members, start, wanted.days)
    yield from rehearsal_report.lines(rehearsed, names, hours, landlord)
    plot = wanted.plot or settings.data_dir / "rehearsal.svg"
    with written(plot) as stream:
        stream.write(rehearsal_plot.plot(rehearsed, names, hours, landlord, about).encode())
    yield ""
    yield f"The plot is in {plot}."


def _plans(session: Session, settings: Settings, landlord: Landlord, file: Path) -> list[tuple[str, Plan]]:
    """The plan in force (plan.toml while there is none) and the draft, each with what it is called."""
    version = plan_versions.in_force(session)
    workers = plans.people(session)
    name = "draft" if file == plans.HERE else file.name
    draft = plans.checked(plans.read_text(file, name), name, landlord, workers)
    if version is None:
        return [
            (plans.PLAN, plans.checked(plans.text_of(settings), plans.PLAN, landlord, workers)),
            (f"draft {name}", draft),
        ]
    number = version.number
    old = plan_versions.plans(session, {number}, plans.reader(landlord))[number]
    return [(f"version {number}", old), (f"draft {name}", draft)]


def _traffic(session: Session, landlord: Landlord, members: list[Member], wanted: Wanted,
             now: Clock) -> tuple[datetime, list[Arrival]]:  # fmt: skip
    if wanted.recorded:
        start = _midnight(london(now()).date() - timedelta(days=wanted.days))
        traffic = recorded(session, landlord, start, wanted.days, wanted.seed)
        if not traffic:
            raise RouterError(
                f"nothing came in on the {_before_today(wanted.days)} (only whole days count, so not today): "
                "leave --recorded out to make it up"
            )
        return start, traffic
    start = _midnight(MADE_UP_FROM)
    workers = [one.worker for one in members]
    return start, made_up(landlord, start, wanted.days, wanted.a_day, wanted.seed, workers)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def _before_today(days: int) -> str:
    return "last day before today" if days == 1 else f"last {days} days before today"


def _about(start: datetime, traffic: list[Arrival], members: list[Member], wanted: Wanted) -> str:
    what = "as they were recorded" if wanted.recorded else "made up"
    first = london(start)
    span = "1 day" if wanted.days == 1 else f"{wanted.days} days"
    return (f"{span} from {first:%A %-d %B %Y}: {len(traffic):,} cases {what}, {len(members)} people, "
            f"seed {wanted.seed}.")  # fmt: skip


def _rehearse(name: str, plan: Plan, traffic: list[Arrival], members: list[Member], landlord: Landlord, start: datetime,
              wanted: Wanted, err: TextIO) -> Days:  # fmt: skip
    shown = False

    def say(done: int, whole: int) -> None:
        nonlocal shown
        if err.isatty():
            shown = True
            print(f"\r{name}: {done:,} of {whole:,} cases", end="", file=err, flush=True)

    days = Rehearsal(plan, traffic, members, landlord, start, wanted.days, wanted.seed).run(say)
    if shown:
        print("\r\033[K", end="", file=err, flush=True)
    return days
