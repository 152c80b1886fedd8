"""What happens every few seconds, every few minutes, every night: `python -m config.timetable`.

The sweep is the guarantee that the bell only hastens: whatever is due in the database is found
again here, whatever became of Redis or of a worker.
"""

import json
import logging
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import psutil
from sqlalchemy import and_, delete, exists, or_, select
from sqlalchemy import case as case_of

from config import deleted_queues, deleted_rules, drift, heartbeat, logs, memory, pulse, settings
from config.fetching import something_due
from config.progress import forget_old_drafts
from config.reading_back import EVERY, NotYet, reconcile
from config.wiring import House, this_machine
from router import cases, escalation, page_rounds
from router.appointments.capacity import retire_due
from router.appointments.visits import ask_about_unheard
from router.clock import london
from router.errors import RouterError
from router.leases import release_claims_of
from router.model import (
    Attachment,
    Case,
    Draft,
    Event,
    Message,
    Page,
    SignInAttempt,
    Staff,
    StaffSession,
    record,
)
from router.storage.database import hold_case
from router.working_time import holidays_run_out

log = logging.getLogger(__name__)

ABSENT = timedelta(hours=1)
ABSENT_IN_EMERGENCY = timedelta(minutes=2)
ON_THEIR_WAY = timedelta(minutes=30)
"""How long whoever took a case by text, from wherever they were, may be without the desk."""
PATIENCE = 60.0
"""Seconds after our start in which a provider may be starting too, as the sandbox is: it is asked again, quietly."""
NOBODYS = timedelta(days=2)
"""How long an attachment that nothing names stays: its message may be on its way into the database."""
_BLOB = re.compile(r"\b[0-9a-f]{64}\b")


Turn = Callable[[], None]
"""Called by a thread as it gets on."""


def _nothing() -> None:
    """Nobody looks after this thread."""


@dataclass
class Task:
    """Something done every `seconds`. One that fails is logged and comes round again.

    `then`: what is due at once when this one works again after it failed.
    """

    name: str
    seconds: float
    call: Callable[[House], object]
    next_at: float = 0.0
    failures: int = field(default=0)
    then: "Task | None" = None


def tasks() -> list[Task]:
    """ADD ONE HERE."""
    return [
        Task("release what dead workers held", 2, release_dead),
        Task("ring for what is due", 1, ring_for_due),
        Task("send the links that were asked for", 2, lambda house: house.links_asked.send()),
        Task("give back what absent people hold", 20, give_back),
        Task("say that the clock runs", 10, beat),
        Task("forget what is over", 3600, forget),
        Task("give free memory back to the system", 60, lambda _: memory.give_back()),
        Task("take whoever left off the diary", 600, take_off_the_diary),
        Task("seal the chains of events", 86400, seal),
    ]


def questions(turn: Turn = _nothing) -> list[Task]:
    """What is asked of providers, in a thread of its own: a provider that is slow to answer stops no sweep.

    What came while nothing could be kept was refused at the doors: it is read back as soon as something can be again.
    """
    read_back = partial(reconcile, starting_until=time.monotonic() + PATIENCE, beat=turn)
    reading = Task("read back what a provider could not deliver", EVERY, read_back)
    return [
        Task("see whether anything can be kept", 5, partial(beat, name="questions"), then=reading),
        Task("look up what is uncertain", 5, lambda house: house.dispatch.recover(turn)),
        reading,
    ]


def telling(turn: Turn = _nothing) -> list[Task]:
    """Who hears of what nobody answers, in a thread of its own: many late clocks at once keep no sweep waiting."""
    return [
        Task("tell the next on call", 1, partial(tell_the_next, turn=turn)),
        Task("tell of clocks that are soon due, and late", 5, partial(tell_of_clocks, turn=turn)),
        Task("say that whoever is on call is told", 10, partial(beat, name="telling")),
    ]


def offers(turn: Turn = _nothing) -> list[Task]:
    """Who is offered what, in a thread of its own: a long line keeps no sweep waiting. `turn`: called as it gets on."""
    return [
        Task("offer what waits to whoever is free", 0.5, lambda house: house.offering.tick(turn)),
        Task("say that work is offered", 10, partial(beat, name="offering")),
    ]


def visits() -> list[Task]:
    """What is said of visits when it is time, in a thread of its own: many reminders at once keep no sweep waiting."""
    return [
        Task("end times that nobody answered", 2, lambda house: house.lapsing.lapse(house.now())),
        Task("offer what came free to those who want it sooner", 30, lambda house: house.lapsing.sooner(house.now())),
        Task("remind of visits", 20, lambda house: house.reminders.remind()),
        Task("tell whoever comes of their day", 60, lambda house: house.reminders.tell_rounds()),
        Task("ask about visits of which nothing was heard", 60,
             lambda house: ask_about_unheard(house.database, house.now())),
        Task("say that visits are looked after", 10, partial(beat, name="visits")),
    ]  # fmt: skip


def cleaning() -> list[Task]:
    """What walks through the whole store, in a thread of its own: a slow disk keeps no message waiting."""
    return [
        Task("move cases whose queue is gone", 60, deleted_queues.move),
        Task("move cases with a clock whose rule is gone", 60, deleted_rules.move),
        Task("sweep attachments that nothing names", 86400, sweep_blobs),
        Task("see whether messages come in as they did", 86400, drift.nightly),
        Task("say that the store is looked through", 10, partial(beat, name="cleaning")),
    ]


def ring_for_due(house: House) -> None:
    """Ring again for everything due: a lost bell costs seconds, never a message."""
    if house.journey_due():
        house.jobs.ring("route")
    if house.dispatch.due():
        house.jobs.ring("send")
    if something_due(house):
        house.jobs.ring("fetch")


def tell_the_next(house: House, turn: Turn = _nothing) -> int:
    """Whoever is on call and was told of a case that nobody has taken since: the next of the chain, when it is time.

    Whoever only waits for an answer is left alone: a write for each of them each second kept the workers waiting.
    """
    with house.database.reading() as session:
        numbers = page_rounds.worth_a_look(session, house.now())
    told = 0
    for number in numbers:  # one case, one transaction: they are locked in no order with others
        turn()
        try:
            with house.database.reading() as session:
                if not house.pages.has_to_climb(session, session.get_one(Case, number), house.now()):
                    continue
            with house.database.transaction() as session:
                rung = house.pages.climb(session, house.now(), [number])
            told += rung
        except Exception:  # the next look tries again; the others are told meanwhile
            log.exception("the next on call could not be told of case %d", number)
    return told


def take_off_the_diary(house: House) -> int:
    """Whoever's last day is over is booked by nobody any more."""
    with house.database.transaction() as session:
        return retire_due(session, house.now())


def release_dead(house: House) -> int:
    """Messages claimed by a process of this machine that is no longer there need not wait for their lease."""
    here = f"{this_machine()}-"
    with house.database.reading() as session:
        claims = session.scalars(
            select(Message.claim)
            .where(Message.state.in_(("received", "due", "sending")), Message.claim != "")
            .distinct()
        ).all()
    gone = set()
    for claim in claims:
        worker = claim.partition(":")[0]
        number = worker.removeprefix(here)
        if worker.startswith(here) and number.isdecimal() and not psutil.pid_exists(int(number)):
            gone.add(worker)
    if not gone:
        return 0
    with house.database.transaction() as session:
        return release_claims_of(session, sorted(gone), house.now())


def give_back(house: House) -> int:
    """A case held by somebody who has gone, with the tenant's newest words unanswered, waits again for everybody.

    An emergency after two minutes, anything else after an hour; what somebody on call took by text after half an hour.
    """
    now = house.now()
    newest = (  # the tenant's words, or an answer to them that did not arrive
        select(case_of((or_(Message.direction == "in", Message.state.in_(("failed", "refused"))), "in"), else_="out"))
        .where(Message.case_id == Case.id, Message.state != "note", Message.automatic == "")
        .order_by(Message.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    gone = or_(
        Staff.present_until.is_(None),
        Staff.present_until < now - ABSENT,
        and_(Case.lane == 0, Staff.present_until < now - ABSENT_IN_EMERGENCY),
    )
    on_call = exists().where(
        Page.case_id == Case.id, Page.acknowledged_by == Case.agent_id, Page.acknowledged_at > now - ON_THEIR_WAY
    )
    absent = select(Case.id).join(Staff, Case.agent_id == Staff.id).where(Case.state == "held", newest == "in", gone)
    held = absent.where(~on_call)
    with house.database.reading() as session:
        numbers = list(session.scalars(held))
    for number in numbers:
        try:
            with house.database.transaction() as session:
                case = hold_case(session, number)
                if case is not None and case.state == "held" and session.scalar(held.where(Case.id == number)):
                    cases.release(session, case, "house", now, "whoever held it has gone, and nobody had answered.")
        except Exception:  # the next look tries again; the others are given back meanwhile
            log.exception("case %d could not be given back", number)
    return len(numbers)


def tell_of_clocks(house: House, turn: Turn = _nothing) -> int:
    """Warn before a deadline is missed, and escalate when it is."""
    return escalation.look(house.database, house.landlord, house.pages.call, house.now(), turn)


def beat(house: House, name: str = "clock") -> None:
    """Say that this process, or this thread of it, runs."""
    heartbeat.say(house, name, {"pid": os.getpid()})


def forget(house: House) -> None:
    """Sessions and sign-in attempts that are over, forms that nobody came back to."""
    now = house.now()
    forget_old_drafts(house.database, house.now)
    with house.database.transaction() as session:
        session.execute(delete(StaffSession).where(StaffSession.expires_at < now))
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - timedelta(days=1)))


def sweep_blobs(house: House) -> int:
    """Remove attachments, recordings and photos that no message and no half-filled form names any more.

    A crash before the commit leaves them behind, and a form that is forgotten. A database that names none takes none
    away: it may have been put beside the attachments of another by mistake.
    """
    with house.database.reading() as session:
        kept = select(Attachment.sha256).where(Attachment.sha256 != "").distinct()
        named = set(session.scalars(kept.execution_options(yield_per=1000)))
        if not named:
            return 0
        for data in session.scalars(select(Draft.data).execution_options(yield_per=100)):
            named.update(_BLOB.findall(json.dumps(data)))
    gone = house.blobs.sweep(named, (house.now() - NOBODYS).timestamp())
    if gone:
        log.info("swept %d attachments that nothing named", gone)
    return gone


def seal(house: House) -> None:
    """Write the newest event's number and hash into the house's own chain."""
    with house.database.transaction() as session:
        newest = session.execute(select(Event.id, Event.hash).order_by(Event.id.desc()).limit(1)).first()
        if newest is not None:
            record(session, house.now(), "house", "chain.sealed", last_event=newest.id, last_hash=newest.hash)


def run_all(new_house: Callable[[], House], stop: threading.Event, turns: Mapping[str, Turn] | None = None) -> None:
    """The sweep here, and beside it whatever may take long; each has a house of its own. Until told to stop.

    `turns`: by a thread's name what it calls as it gets on (`pulse.OF_THE_CLOCK`).
    """
    turns = turns or {}
    beside = {
        "questions": questions(turns.get("questions", _nothing)),
        "telling": telling(turns.get("telling", _nothing)),
        "offers": offers(turns.get("offers", _nothing)),
        "visits": visits(),
        "cleaning": cleaning(),
    }
    for name, timetable in beside.items():
        its = (new_house(), stop, timetable, turns.get(name, _nothing))
        threading.Thread(target=run, args=its, name=name, daemon=True).start()
    house = new_house()
    if trouble := holidays_run_out(london(house.now()).date()):
        log.warning("%s", trouble)
    run(house, stop, tasks(), turns.get("sweep", _nothing))


def run(house: House, stop: threading.Event, timetable: list[Task], turn: Turn = _nothing) -> None:
    """Do each task when it is due, until told to stop. `turn` is called between any two."""
    while not stop.is_set():
        for task in timetable:
            turn()
            if time.monotonic() >= task.next_at and not stop.is_set():
                _do(task, house)
        stop.wait(0.25)


def _do(task: Task, house: House) -> None:
    try:
        task.call(house)
        if task.failures and task.then is not None:
            task.then.next_at = 0.0
        task.failures = 0
        pause = task.seconds
    except NotYet:
        pause = 2.0
    except Exception:  # the timetable goes on whatever one of its lines does
        task.failures += 1
        log.exception("'%s' failed (%d in a row)", task.name, task.failures)
        pause = min(task.seconds, 30.0)
    task.next_at = time.monotonic() + pause


def main() -> int:
    """Until SIGTERM or Ctrl-C."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        chosen = settings.load()
        logs.setup(chosen.log_level, chosen.log_format)
        turns = zip(pulse.OF_THE_CLOCK, pulse.of_the_clock(chosen.run_dir), strict=True)
        landlord = House(chosen).landlord  # once for all threads
        run_all(lambda: House(chosen, landlord_override=landlord), stop, {name: slot.turn for name, slot in turns})
    except RouterError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
