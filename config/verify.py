"""`frontdoor verify`: reads the database and counts what must never be.

One transaction that sees one moment, so it may run while everything else does. What only takes time (a message on its
way to a case, a text on its way out) is counted when it is overdue; what must not exist at all is counted at once.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from config import landlord_files, verify_diary, verify_streams
from config.blobs import open_blobs
from config.settings import Settings
from router import clock, workforce
from router.acknowledgement import AGAIN_AFTER, MINIMUM_AGAIN_AFTER
from router.clock import Clock
from router.model import (
    Attachment,
    Case,
    Correction,
    Deadline,
    DeadlinePause,
    Event,
    Heartbeat,
    Message,
    Offer,
    RawMessage,
    Receipt,
    Staff,
    Tenant,
)
from router.own_page import unsigned
from router.safety import RESTRICTED
from router.storage.database import Database
from router.values import Landlord

DUE_FOR = timedelta(seconds=60)
"""How long something must have been due before it counts as stuck."""
OUT_FACTOR = 10
"""A text may wait that many times longer: our numbers send only so many a second."""

CALLS_FOR_CLOCKS = ("message.kept", "message.shunted", "message.corrected")
"""Events that name, as `clocks`, the rules of which the case has had a clock since."""


@dataclass(frozen=True)
class Look:
    """What a count is made from. `late`: what was due before this instant is stuck; `late_out` for texts."""

    session: Session
    landlord: Landlord
    blobs: Path
    late: datetime
    late_out: datetime


def run(settings: Settings, out: TextIO, due_for: timedelta = DUE_FOR, now: Clock = clock.now) -> int:
    """Print a line for each invariant; 1 when any count is not 0, else 0."""
    database = Database(settings.database_url, pool_size=1)
    worst = 0
    try:
        for name, count in counts(database, settings, due_for, now()):
            print(f"{name}: {count}", file=out, flush=True)
            worst |= int(count > 0)
    finally:
        database.close()
    return worst


def counts(database: Database, settings: Settings, due_for: timedelta, at: datetime) -> Iterator[tuple[str, int]]:
    """(invariant, how often it is broken), all of one moment."""
    with one_moment(database) as session:
        yield from counts_in(session, settings, due_for, at)


def counts_in(session: Session, settings: Settings, due_for: timedelta, at: datetime) -> Iterator[tuple[str, int]]:
    """The same in a transaction that is open already."""
    landlord = landlord_files.load(settings.landlord_dir)
    blobs = open_blobs(settings.blobs_url).folder
    look = Look(session, landlord, blobs, at - due_for, at - OUT_FACTOR * due_for)
    for name, count in INVARIANTS.items():
        yield name, count(look)
    yield from verify_diary.counts(session, look.late)
    yield "arranged case with a repair nobody is sent for", verify_diary.nobody_sent(session, look.late, landlord)
    yield from verify_streams.counts(session)


@contextmanager
def one_moment(database: Database) -> Iterator[Session]:
    """A transaction whose every query sees the same moment: WAL's own snapshot, or PostgreSQL's repeatable read."""
    options: dict[str, Any] = {"reading": True} if database.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    with Session(database.engine.execution_options(**options), autoflush=False) as session, session.begin():
        yield session


def _count(look: Look, *conditions: ColumnElement[bool]) -> int:
    return look.session.scalar(select(func.count()).where(*conditions)) or 0


def _surplus(look: Look, query: Select[Any]) -> int:
    """How many rows too many: `query` gives the size of each group that should be one."""
    groups = query.having(func.count() > 1).subquery()
    return look.session.scalar(select(func.coalesce(func.sum(groups.c[0] - 1), 0))) or 0


# --- messages --------------------------------------------------------------------------------


def _kept_twice(look: Look) -> int:
    """The same bytes to the same address under one id; for texts the provider's id alone says it."""
    m, n = Message, func.count().label("n")
    came = (m.direction == "in", m.provider_id != "")
    texts = m.channel.in_(("sms", "whatsapp"))
    same_id = select(n).where(*came, texts).group_by(m.channel, m.provider_id)
    same_bytes = select(n).where(*came, ~texts).group_by(m.channel, m.provider_id, m.recipient, m.raw_sha256)
    return _surplus(look, same_id) + _surplus(look, same_bytes)


def _placed_nowhere(look: Look) -> int:
    m = Message
    placed = m.state.in_(("routed", "shunted"))
    return _count(look, m.direction == "in",
                  or_(and_(m.state == "received", m.received_at <= look.late), and_(placed, m.case_id.is_(None)),
                      ~m.state.in_(("received", "routed", "shunted"))))  # fmt: skip


def _without_raw(look: Look) -> int:
    kept = exists().where(RawMessage.message_id == Message.id)
    return _count(look, Message.direction == "in", ~kept)


def _attachment_lost(look: Look) -> int:
    """Kept, but the store has not got it, or not all of it."""
    query = select(Attachment.sha256, Attachment.size).where(Attachment.state == "kept").distinct()
    missing = 0
    for sha256, size in look.session.execute(query.execution_options(yield_per=500)):
        path = look.blobs / sha256[:2] / sha256
        missing += not (sha256 and path.is_file() and path.stat().st_size == size)
    return missing


# --- cases -----------------------------------------------------------------------------------


def _owners(look: Look) -> int:
    """Held by nobody, or waiting or arranged although somebody has it."""
    c = Case
    return _count(look, or_(and_(c.state == "held", c.agent_id.is_(None)),
                            and_(c.state.in_(("waiting", "arranged")), c.agent_id.is_not(None))))  # fmt: skip


def _nowhere(look: Look) -> int:
    """In no state, or open in no queue of the landlord's: nobody would ever find it."""
    c = Case
    known = c.state.in_(("waiting", "held", "arranged", "closed"))
    return _count(look, or_(~known, and_(c.state != "closed", ~c.queue.in_(list(look.landlord.queues)))))


def _closed_but_running(look: Look) -> int:
    d = Deadline
    closed = exists().where(Case.id == d.case_id, Case.state == "closed")
    return _count(look, d.state.in_(("running", "paused")), closed)


def _paused_wrong(look: Look) -> int:
    """A clock that rests has one open line in the ledger of pauses; one that runs, or was met, has none."""
    d, p = Deadline, DeadlinePause
    lines = select(func.count(p.id)).where(p.deadline_id == d.id, p.until_at.is_(None)).scalar_subquery()
    rests = d.paused_at.is_not(None)
    return _count(look, or_(and_(rests, lines != 1), and_(~rests, lines != 0), and_(d.state == "paused", ~rests),
                            and_(d.state.in_(("running", "met", "missed")), rests)))  # fmt: skip


def _without_deadlines(look: Look) -> int:
    """Open cases without a clock, or without one that a message's labels and facts, or a person's word, called for.

    Which these were is in the event of the message: what the landlord's files and the household's record say by now
    may be something else. Events of earlier versions do not name them, so such a case needs any clock.
    """
    began = {case_id: set(rules.split(",")) for case_id, rules in look.session.execute(
        select(Deadline.case_id, func.aggregate_strings(Deadline.rule, ",")).join(Case)
        .where(Case.state != "closed").group_by(Deadline.case_id))}  # fmt: skip
    none = select(Case.id).where(Case.state != "closed", Case.opened_at <= look.late)
    wrong = {case_id for case_id in look.session.scalars(none) if case_id not in began}
    told = select(Event.case_id, Event.data).join(Case, Case.id == Event.case_id).where(
        Case.state != "closed", Event.what.in_(CALLS_FOR_CLOCKS))  # fmt: skip
    for case_id, data in look.session.execute(told.execution_options(yield_per=500)):
        if not began.get(case_id or 0, set()).issuperset(data.get("clocks", ())):
            wrong.add(case_id or 0)
    return len(wrong)


def _due_wrong(look: Look) -> int:
    """An open case stands in its line by `due_at`: that must be the earliest of its running clocks."""
    d = Deadline
    clocks = select(d.case_id, func.min(d.due_at).label("due_at")).where(d.state == "running").group_by(d.case_id)
    earliest = clocks.subquery()
    query = select(func.count()).select_from(Case).outerjoin(earliest, earliest.c.case_id == Case.id)
    wrong = query.where(Case.state != "closed", Case.due_at.is_distinct_from(earliest.c.due_at))
    return look.session.scalar(wrong) or 0


def _corrected_nothing(look: Look) -> int:
    """A correction of a message that is in another case, or was never heard; or one that left no event."""
    c, m, e = Correction, Message, Event
    of = exists().where(m.id == c.message_id, m.case_id == c.case_id, m.direction == "in")
    told = exists().where(e.case_id == c.case_id, e.message_id == c.message_id,
                          e.what.in_(("message.corrected", "message.confirmed")))  # fmt: skip
    return look.session.scalar(select(func.count()).select_from(c).where(or_(~of, ~told))) or 0


# --- offers ----------------------------------------------------------------------------------


def _accepted_twice(look: Look) -> int:
    """Two agents who both got a case out of one round."""
    query = select(func.count().label("n")).where(Offer.outcome == "accepted").group_by(Offer.case_id, Offer.fence)
    return _surplus(look, query)


def _offered_in_vain(look: Look) -> int:
    """An open offer of a case that does not wait: whoever took or closed it takes the offers back at once."""
    return _count(look, Offer.outcome == "offered", Offer.case_id == Case.id, Case.state != "waiting")


def _never_expired(look: Look) -> int:
    return _count(look, Offer.outcome == "offered", Offer.expires_at <= look.late)


def _shown_to_others(look: Look) -> int:
    """A restricted case that is being offered to somebody without the right."""
    query = (
        select(Staff.skills).select_from(Offer).join(Case, Case.id == Offer.case_id)
        .join(Staff, Staff.id == Offer.agent_id).outerjoin(Tenant, Tenant.id == Case.tenant_id)
        .where(Offer.outcome == "offered", or_(Case.restricted, Tenant.restricted))
    )  # fmt: skip
    return sum(workforce.RESTRICTED not in skills for skills in look.session.scalars(query))


def _not_routed(look: Look) -> int:
    """A case that has waited a minute under no rule, though the clock runs, which looks at every one."""
    runs = exists().where(Heartbeat.name == "clock", Heartbeat.at >= look.late)
    since = func.coalesce(Case.routed_at, Case.waiting_since, Case.opened_at, type_=Case.opened_at.type)
    return _count(look, Case.state == "waiting", Case.rule == "", since <= look.late, runs)


# --- out -------------------------------------------------------------------------------------


def _sent_twice(look: Look) -> int:
    """Two ids of the provider for one message, one id for two, or one form or one greeting of a case written twice."""
    m, r, n = Message, Receipt, func.count().label("n")
    two_ids = select(func.count(r.provider_id.distinct()).label("n")).where(
        r.message_id.is_not(None), r.channel != "voice"
    )  # a call has two legs
    groups = two_ids.group_by(r.message_id).having(func.count(r.provider_id.distinct()) > 1).subquery()
    twice = look.session.scalar(select(func.coalesce(func.sum(groups.c[0] - 1), 0))) or 0
    out = m.direction == "out"
    sent, receipt = aliased(Message), aliased(Receipt)
    another = _count(
        look,
        sent.direction == "out",
        sent.provider_id != "",
        sent.channel != "voice",
        receipt.message_id == sent.id,
        receipt.provider_id != func.substr(sent.provider_id, 1, 200),
    )
    shared_id = select(n).where(out, m.provider_id != "").group_by(m.channel, m.provider_id)
    same_form = select(n).where(out).group_by(m.dedupe_key)
    return max(twice, another) + _surplus(look, shared_id) + _surplus(look, same_form) + _greeted_twice(look)


def _greeted_twice(look: Look) -> int:
    """Greetings in the same words to one case; the link to its page, signed anew each time, is none of them."""
    m = Message
    greeting = (m.direction == "out", m.kind == "acknowledgement",
                cast(m.details, Text).not_like('%"public"%'))  # fmt: skip  # hours may be asked for again
    several = select(m.case_id).where(*greeting).group_by(m.case_id).having(func.count() > 1)
    said = Counter((case_id, unsigned(text)) for case_id, text in look.session.execute(
        select(m.case_id, m.text).where(*greeting, m.case_id.in_(several))))  # fmt: skip
    return sum(count - 1 for count in said.values())


def _safety_twice(look: Look) -> int:
    """The same fixed words said twice in one case, the second time too soon for it to be a new danger.

    Not counted where a person had said meanwhile that the first was not there.
    """
    e = Event
    each = select(e.case_id).where(e.what == "safety.said").group_by(e.case_id, cast(e.data, Text))
    twice = each.having(func.count() > 1)
    query = select(e.case_id, e.data, e.at).where(e.what == "safety.said", e.case_id.in_(twice)).order_by(e.id)
    last: dict[tuple[int | None, str], datetime] = {}
    surplus = 0
    for case_id, data, at in look.session.execute(query):
        said = case_id, str(data.get("script", ""))
        pause = MINIMUM_AGAIN_AFTER if said[1] in RESTRICTED else AGAIN_AFTER
        too_soon = said in last and at - last[said] < pause
        surplus += too_soon and not _denied(look, *said, last[said], at)
        last[said] = at
    return surplus


def _denied(look: Look, case_id: int | None, script: str, since: datetime, until: datetime) -> bool:
    """Had a correction taken this danger away between these two instants, and did it stand at the second?"""
    c = Correction
    standing = or_(c.undone_at.is_(None), c.undone_at > until)
    query = select(c.before, c.after).where(c.case_id == case_id, c.kind == "corrected", c.at >= since, c.at <= until)
    return any(script in before.get("danger", []) and script not in after.get("danger", [])
               for before, after in look.session.execute(query.where(standing)))  # fmt: skip


def _stuck(look: Look) -> int:
    m = Message
    waiting = and_(m.state.in_(("due", "uncertain")), m.next_at <= look.late_out)
    sending = and_(m.state == "sending", func.coalesce(m.claimed_until, m.next_at) <= look.late_out)
    return _count(look, m.direction == "out", or_(waiting, sending))


INVARIANTS: dict[str, Callable[[Look], int]] = {
    "message kept twice": _kept_twice,
    "message placed nowhere": _placed_nowhere,
    "message without its raw bytes": _without_raw,
    "attachment without its bytes": _attachment_lost,
    "case with two owners or none": _owners,
    "case in no queue": _nowhere,
    "case without its deadlines": _without_deadlines,
    "case with a wrong due time": _due_wrong,
    "closed case with a running deadline": _closed_but_running,
    "clock at odds with its pauses": _paused_wrong,
    "correction of nothing": _corrected_nothing,
    "offer accepted by two people": _accepted_twice,
    "open offer of a case that does not wait": _offered_in_vain,
    "offer open after its time": _never_expired,
    "restricted case offered to somebody without the right": _shown_to_others,
    "case that no plan has looked at": _not_routed,
    "text sent twice": _sent_twice,
    "safety words said twice": _safety_twice,
    "text stuck on its way out": _stuck,
}
"""What SQL can count. ADD ONE HERE. The diary's are in `config/verify_diary.py`; what must be read row by row is in
`config/verify_streams.py`."""
