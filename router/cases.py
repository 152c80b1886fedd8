"""Cases: open, hand over, close, reopen, note. Which one a message continues is in `belonging.py`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from router import clocks, open_offers
from router.belonging import Known
from router.clock import london
from router.deadlines import Earlier, pressing_time
from router.greeting import has_only_greeted
from router.model import Case, ContactPoint, Deadline, Home, Message, Repair, Staff, Tenant, ThreadKey, fresh, record
from router.placement import higher
from router.storage.database import add_later, lock, waiting_rows
from router.urgency import in_winter
from router.values import URGENCIES, DeadlineStart, Labels, Landlord, Placement, Urgency

# Made once: to put a query together costs more than to run it.
_REPAIRS = select(Repair.repair).where(Repair.case_id == bindparam("case"), Repair.state != "denied")


def open_case(
    session: Session,
    message: Message,
    point: ContactPoint | None,
    identity: str,
    labels: Labels,
    linked: Case | None,
    reference: str = "",
    tenant: Tenant | None = None,
) -> Case:
    """A new case for this message. It takes the reference the tenant was given, so that they quote the right one."""
    case = fresh(
        Case, reference=reference or message.reference, channel=message.channel, party=message.party,
        identity=identity, title=_title(message), queue="general", state="waiting", lane=2, urgency="none",
        topic="general.unclear", danger=[], flags=[], restricted=_of_few(point),
        automatic=bool(message.automatic), reason="", opened_at=message.received_at,
        last_activity_at=message.received_at, event_head="", needs_person=False, live_call_id="", close_reason="",
        version=1, repair_group=None, waiting_since=None, due_at=None, answered_at=None, closed_at=None,
        agent_id=None, arranged_until=None, plan_version_id=None, rule="", routed_at=None, fence=0, last_agent_id=None,
    )  # fmt: skip
    if point is not None:
        case.contact_point = point
    if tenant is not None:
        case.tenant, case.home = tenant, tenant.home
    if linked is not None:
        case.linked_case = linked
    session.add(case)
    record(session, message.received_at, "tenant", "case.opened", case, message, channel=message.channel)
    return case


def _of_few(point: ContactPoint | None) -> bool:
    """Is it used by somebody whom only staff with the right see, perhaps among others?"""
    return point is not None and any(link.tenant.restricted for link in point.links if link.ended_at is None)


def _title(message: Message) -> str:
    first = message.subject.strip() or next((line.strip() for line in message.text.splitlines() if line.strip()), "")
    if not first and message.channel == "voice":
        first = "Telephone call"
    return first[:197] + "..." if len(first) > 200 else first


def facts_of(case: Case) -> set[str]:
    """Flags known from the home's and the tenant's record. A hint about the household, as the record has it."""
    facts: set[str] = set()
    if case.identity == "known":
        for holder in (case.tenant, case.home):
            facts.update(flag for flag, true in (holder.facts if holder else {}).items() if true)
    return facts


def judge(session: Session, case: Case, message: Message, labels: Labels, placement: Placement, at: datetime) -> bool:
    """Let this message's labels bear on the case: only ever upward. True if the case moved to a more pressing place."""
    first = case.waiting_since is None and case.reason == ""
    worse = placement.lane < case.lane or (
        placement.lane == case.lane and URGENCIES.index(placement.urgency) < URGENCIES.index(_level(case))
    )
    case.danger = list(dict.fromkeys([*case.danger, *labels.danger]))
    case.flags = sorted({*case.flags, *labels.flags})
    begun = not first and has_only_greeted(case)
    if begun:  # whatever a mere greeting was read as
        case.title, case.needs_person = _title(message) or case.title, labels.needs_person
        case.topic, case.repair_group = "general.unclear", None
    case.needs_person = case.needs_person or labels.needs_person
    if first or case.topic == "general.unclear":
        case.topic = labels.repair or labels.topic if labels.topic == "repair" else labels.topic
    if case.repair_group is None:
        case.repair_group = labels.repair_group
    there = set() if first else repairs_of(session, case)
    home_id = case.home_id or (case.home.id if case.home else None)  # a new case has no ids of others yet
    for name in dict.fromkeys([*([labels.repair] if labels.repair else []), *labels.also]):
        if name and not name.startswith("job.") and name not in there:
            repair = fresh(Repair, repair=name, urgency=labels.urgency, home_id=home_id, location="unknown",
                           state="reported")  # fmt: skip
            add_later(session, repair, case)
    if first or begun or worse or (case.queue == "general" and placement.queue != "general"):
        case.urgency = higher(_level(case), placement.urgency)
        case.lane = min(case.lane, placement.lane)
        if case.state != "held" or worse:
            case.queue = placement.queue
        explain(case, placement.reason)
    return worse


def repairs_of(session: Session, case: Case) -> set[str]:
    """What the case has been told is broken, also by messages placed just now in the same transaction."""
    now = {row.repair for row in waiting_rows(session, Repair, case)}
    return now | set(session.scalars(_REPAIRS, {"case": case.id})) if case.id else now


def into_hazards(case: Case) -> None:
    """What they wrote makes it a statutory hazard only together with what they had written before."""
    case.lane = 1
    explain(case, "Taken together with what they told before, it is a hazard with a legal clock.")


def told_before(session: Session, case: Case, labels: Labels, received_at: datetime) -> Earlier:
    """What the case told of before a message with these labels; nothing where neither it nor the season adds to it."""
    turned = in_winter(london(received_at).date()) != in_winter(london(case.last_activity_at).date())
    if not (labels.flags or labels.repair or labels.also or turned):
        return Earlier()
    return Earlier(repairs_of(session, case), case.flags)


def tells_more(labels: Labels, earlier: Earlier) -> bool:
    """Is something broken that the case was not told of before, or do they complain?"""
    if labels.topic.startswith("complaints."):
        return True
    now = {name for name in (labels.repair, *labels.also) if name and not name.startswith("job.")}
    return not now <= {*earlier.faults}


def _level(case: Case) -> Urgency:
    return next((level for level in URGENCIES if level == case.urgency), "none")


def explain(case: Case, reason: str) -> None:
    """Put a reason on top of the others: the newest decision first. Said again it stands once, on top."""
    before = [line for line in case.reason.splitlines() if line != reason]
    case.reason = "\n".join([reason, *before]).strip()[:4000]


def restrict(session: Session, case: Case, at: datetime) -> None:
    """Only staff with the right see it from now on."""
    if not case.restricted:
        case.restricted = True
        open_offers.withdraw(session, case, at, "It moved to other colleagues.")
        record(session, at, "worker", "case.restricted", case)


def start(session: Session, case: Case, starts: Sequence[DeadlineStart]) -> None:
    """Start these clocks (`clocks.start`)."""
    clocks.start(session, case, starts)


def join_queue(session: Session, case: Case, at: datetime, who: str = "worker") -> None:
    """Now it waits, unless somebody holds it: they see the new message instead."""
    if case.state != "held":
        if case.waiting_since is None or case.state == "closed":
            case.waiting_since = at
        case.state, case.arranged_until = "waiting", None
    case.version += 1
    record(session, at, who, "case.placed", case, queue=case.queue, lane=case.lane, urgency=case.urgency)


def claim(session: Session, case: Case, staff_id: int, at: datetime, offer_id: int | None = None) -> bool:
    """True if this person now has the case; False if somebody has it, or it is closed. It is locked (`hold_case`).

    One update that counts its rows decides. What was offered to others is taken back in the same transaction, but for
    `offer_id`, which is theirs. Whether they may have it is the caller's to ask.
    """
    lock(session, "agent", [staff_id])  # nobody is offered more while they take something
    session.flush()
    claimed = session.execute(
        update(Case)
        .where(Case.id == case.id, Case.state.in_(("waiting", "arranged")))  # these are nobody's, whoever had them
        .values(state="held", agent_id=staff_id, last_agent_id=staff_id, arranged_until=None,
                version=Case.version + 1, fence=Case.fence + 1)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    if not isinstance(claimed, CursorResult) or claimed.rowcount != 1:
        return False
    session.refresh(case)
    if case.fence > 1:
        open_offers.withdraw(session, case, at, "A colleague has it.", f"staff:{staff_id}", offer_id)
    _has_work(session, staff_id, at)
    record(session, at, f"staff:{staff_id}", "case.claimed", case, agent_id=staff_id)
    return True


def _has_work(session: Session, staff_id: int | None, at: datetime) -> None:
    """Somebody took or finished something: they answer, and of those who are free they come last."""
    if staff_id is not None:
        session.execute(
            update(Staff).where(Staff.id == staff_id).values(free_since=at, missed_offers=0)
            .execution_options(synchronize_session=False)
        )  # fmt: skip


def _from_the_start(case: Case, at: datetime) -> None:
    """The steps of its rule count anew from now; how long it has waited is kept."""
    case.rule, case.routed_at = "", at


def reopen(session: Session, case: Case, who: str, at: datetime, why: str, landlord: Landlord | None = None) -> None:
    """A closed case waits again. `landlord` says which clocks its closing let rest; without it none rested."""
    if case.state != "closed":
        return
    case.state, case.closed_at, case.close_reason, case.agent_id = "waiting", None, "", None
    case.waiting_since = at
    case.version += 1
    _from_the_start(case, at)
    explain(case, f"Reopened: {why}")
    record(session, at, who, "case.reopened", case)
    clocks.take_up_all(session, case, who, at, landlord)


def arrange(session: Session, case: Case, until: datetime, at: datetime, who: str = "worker") -> bool:
    """Times are offered or a visit is agreed: nobody need do anything until then. An emergency waits for a person.

    False for an emergency, for a case that somebody holds and for a closed one: those stay as they are.
    """
    if case.lane == 0 or case.state not in ("waiting", "arranged"):
        return False
    open_offers.withdraw(session, case, at, "A time is being arranged with the tenant.", who)
    case.state, case.arranged_until, case.waiting_since = "arranged", until, None
    case.version += 1
    record(session, at, who, "case.arranged", case)
    return True


def await_people(session: Session, case: Case, at: datetime, why: str, who: str = "worker") -> None:
    """An arranged case waits for a person again; any other stays as it is, with the reason on top."""
    explain(case, why)
    if case.state == "arranged":
        case.arranged_until = None
        _from_the_start(case, at)
        join_queue(session, case, at, who)


def release(session: Session, case: Case, who: str, at: datetime, why: str) -> None:
    """Give a held case back to its queue; it keeps its deadline, so it loses no place."""
    if case.state != "held":
        return
    _has_work(session, case.agent_id, at)
    case.state, case.agent_id, case.waiting_since = "waiting", None, case.waiting_since or at
    case.version += 1
    _from_the_start(case, at)
    if why:
        explain(case, f"Given back: {why}")
    record(session, at, who, "case.released", case)


def hand_over(session: Session, case: Case, queue_id: str, who: str, at: datetime, why: str) -> None:
    """Move it to another queue, where it waits. Its deadlines run on."""
    before, was_closed = case.queue, case.state == "closed"
    _has_work(session, case.agent_id, at)
    open_offers.withdraw(session, case, at, "It was handed over to another queue.", who)
    _from_the_start(case, at)
    case.queue, case.state, case.agent_id, case.arranged_until = queue_id, "waiting", None, None
    case.waiting_since = case.waiting_since or at
    case.closed_at, case.close_reason = None, ""
    case.version += 1
    explain(case, f"Handed over from {before}: {why}")
    record(session, at, who, "case.handed_over", case, queue=queue_id, before=before)
    if was_closed:
        clocks.take_up_all(session, case, who, at)


def lose_queue(session: Session, case: Case, queue_id: str, at: datetime) -> None:
    """The landlord no longer has its queue. It keeps its place, its holder and its clocks, in another one."""
    before, case.queue = case.queue, queue_id
    case.version += 1
    explain(case, f"The queue {before} is gone, so it waits in {queue_id}.")
    record(session, at, "house", "case.handed_over", case, queue=queue_id, before=before)


def lose_rule(session: Session, case: Case, clock: Deadline, queue_id: str, at: datetime) -> None:
    """The landlord no longer has the rule of this clock: somebody decides about it in this queue. It runs on."""
    before, case.queue = case.queue, queue_id
    case.version += 1
    there = f"so it waits in {queue_id}" if before != queue_id else "somebody must look at it"
    explain(case, f"The deadline rule {clock.rule} is gone, {there}. Its clock runs on: {clock.words}.")
    record(session, at, "house", "deadline.rule_gone", case, rule=clock.rule, deadline=clock.id)
    if before != queue_id:
        record(session, at, "house", "case.handed_over", case, queue=queue_id, before=before)


def close(session: Session, case: Case, who: str, at: datetime, reason: str) -> None:
    """Nothing more to do. Its clocks stop; if it opens again, they go on from there."""
    open_offers.withdraw(session, case, at, "It was closed.", who)
    _has_work(session, case.agent_id if case.state == "held" else None, at)
    case.state, case.closed_at, case.close_reason = "closed", at, reason[:200]
    case.waiting_since, case.due_at, case.live_call_id, case.arranged_until = None, None, "", None
    case.version += 1
    clocks.rest_all(session, case, who, at)
    record(session, at, who, "case.closed", case)


def answered(session: Session, case: Case, who: str, at: datetime, message: Message | None = None) -> None:
    """A person answered: the answer clock is met, on time or late (`clocks.answered`)."""
    clocks.answered(session, case, who, at, message)


def raise_urgency(session: Session, case: Case, urgency: Urgency, who: str, at: datetime, why: str,
                  by: str = "") -> None:  # fmt: skip
    """Anybody may raise. An emergency's answer clock begins anew, also where a lesser one was late.

    `by`: what raised it, where nobody said how urgent it is.
    """
    before, case.urgency = (case.lane, case.urgency), higher(_level(case), urgency)
    if case.urgency in ("life_safety", "emergency"):
        case.lane = 0
    case.version += 1
    explain(case, f"Raised to {case.urgency}: {why}")
    record(session, at, who, "case.raised", case, urgency=case.urgency, by=by or "hand")
    if case.state == "arranged" and case.lane == 0:
        await_people(session, case, at, "An emergency does not wait for a visit.", who)
    if case.lane == 0 and case.state != "closed" and before != (case.lane, case.urgency):
        more_pressing(session, case, at, at)


def more_pressing(session: Session, case: Case, told_at: datetime, at: datetime) -> None:
    """It has become an emergency, or a worse one, by what was said at `told_at`: its answer clock begins anew, also
    where it was late as something lesser, so that it is escalated as what it is now."""
    clocks.sooner(session, case, told_at + pressing_time(case.urgency), at)


def begin_again(session: Session, case: Case, at: datetime, who: str = "worker") -> None:
    """An emergency that was thought to be in hand is not: the steps of its rule and its answer clock begin now, so that
    whoever is on call is told as of a new one."""
    if case.lane != 0 or case.state == "closed":
        return
    _from_the_start(case, at)
    join_queue(session, case, at, who)
    clocks.answer_again(session, case, at)
    more_pressing(session, case, at, at)


def lower_urgency(session: Session, case: Case, urgency: Urgency, who: str, at: datetime, why: str,
                  hazard: bool = False) -> None:  # fmt: skip
    """Only a named person lowers, with a reason, and it shows. Raises ValueError without one.

    `hazard`: a statutory hazard's clock runs on, so the case stays in its lane.
    """
    if not why.strip() or not who.startswith("staff:"):
        raise ValueError("say why the urgency is lowered")
    case.urgency, case.lane = urgency, 0 if urgency in ("life_safety", "emergency") else 1 if hazard else 2
    case.version += 1
    explain(case, f"Lowered to {urgency}: {why}")
    record(session, at, who, "case.lowered", case, urgency=urgency)


def set_home(session: Session, case: Case, home: Home | None, who: str, at: datetime) -> None:
    """A person says which home it is about."""
    case.home_id = home.id if home else None
    case.version += 1
    record(session, at, who, "case.home_set", case, home_id=case.home_id)


def note(session: Session, case: Case, author_id: int, at: datetime, text: str) -> Message:
    """A note for colleagues. It stays inside: its state is 'note' and nothing sends it."""
    row = Message(
        direction="out", channel="note", dedupe_key=f"note:{uuid4().hex}", case=case, text=text, state="note",
        kind="note", received_at=at, next_at=at, author_id=author_id, party="", sender="", recipient="",
    )  # fmt: skip
    session.add(row)
    case.version += 1
    record(session, at, f"staff:{author_id}", "case.noted", case, row)
    return row


def keep_thread(session: Session, case: Case, known: Known, party: str, keys: Sequence[str], at: datetime) -> None:
    """Remember the mails that this case has or answers, for the next one in the thread."""
    for key in keys:
        if (key, party) not in known.by_thread:
            known.by_thread[key, party] = case
            add_later(session, fresh(ThreadKey, key=key, party=party, at=at), case)


def linked_cases(session: Session, case: Case) -> list[Case]:
    """Cases linked to this one, in either direction."""
    other = or_(Case.linked_case_id == case.id, Case.id == (case.linked_case_id or 0))
    return list(session.scalars(select(Case).where(other).order_by(Case.id)))
