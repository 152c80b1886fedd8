"""A round: all pages of one case that were told with one code, and what becomes of each."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from router.clock import SET_BACK, london
from router.model import Case, Event, Message, OptOut, Page, Staff, Tenant, record
from router.on_call import Answer

LATE = timedelta(hours=24)
LATE_WITHOUT_CODE = timedelta(hours=1)
"""How long after a round its answers are still known for what they are."""

MOST_TEXTS, IN = 5, timedelta(minutes=10)
"""So many cases are told to one person one by one; of more they hear in one text a minute, which names none.

A danger to life is always told by itself the first time (`must_be_told_alone`)."""
MANY = "page-many:"
"""How the form of such a text begins."""


LOST = ("failed", "refused")
"""The states of a text that reached nobody."""
TOLD = "told"
"""The state of a page to whoever has the late case: they were told beside the chain, and nobody waits for them."""


@dataclass
class Round:
    """One telling of a chain: its pages so far, the first rung first."""

    case: Case
    chain: str
    code: str
    why: str
    pages: list[Page]

    @property
    def open(self) -> list[Page]:
        """Whose answer is waited for."""
        return [page for page in self.pages if page.state == "paging"]

    @property
    def last_rung(self) -> int:
        """The number of the rung told last; -1 before the first."""
        return max((page.rung for page in self.pages), default=-1)


def worth_a_look(session: Session, at: datetime) -> list[int]:
    """Cases of which somebody is being told and of which more may have to be done now, by one query.

    A case that is left out waits for an answer, and needs no lock for that. Whatever `Pages.climb` acts upon must show
    here, so each line asks for more than it does: a case in the emergency lane that nobody has, whose texts are not
    known to be in vain, before its time.
    """
    stopped = exists().where(OptOut.address == Message.recipient, OptOut.ended_at.is_(None))
    query = select(Page.case_id).join(Case, Case.id == Page.case_id).outerjoin(Tenant, Tenant.id == Case.tenant_id)
    query = query.outerjoin(Message, Message.id == Page.message_id).outerjoin(Staff, Staff.id == Page.staff_id)
    return sorted(session.scalars(query.distinct().where(Page.state == "paging", or_(
        Page.due_at <= at, Page.paged_at > at + SET_BACK,
        Case.state != "waiting", Case.lane != 0,
        Message.state.in_(LOST), stopped,
        not_(Staff.active), Staff.phone == "", Case.restricted, Tenant.restricted,
    ))))  # fmt: skip


def meant(session: Session, answer: Answer, mine: set[int], at: datetime) -> tuple[Page | None, list[str]]:
    """A page of the round that they mean, and, when that cannot be told, the codes it may be."""
    recent = select(Page).where(or_(Page.state == "paging", Page.paged_at > at - LATE)).order_by(Page.id.desc())
    pages = list(session.scalars(recent))
    running = {page.code for page in pages if page.state == "paging"}
    to_me = [page for page in pages if page.staff_id in mine and page.message_id]
    waiting = {page.code: page for page in reversed(to_me) if page.code in running}
    if answer.code:
        named = [page for page in (*to_me, *pages) if page.code == answer.code]
        if named:
            return named[0], []
    elif len(waiting) == 1:
        return next(iter(waiting.values())), []
    elif not waiting:
        late = [page for page in to_me if page.due_at > at - LATE_WITHOUT_CODE]
        return (late[0] if late else None), []
    return next(reversed(waiting.values()), None), list(waiting)


def round_of(session: Session, case: Case, code: str) -> Round:
    """A round as it is now."""
    session.flush()
    query = select(Page).where(Page.case_id == case.id, Page.code == code).order_by(Page.rung, Page.id)
    pages = list(session.scalars(query.execution_options(populate_existing=True)))
    why = next((page.why for page in pages if not untold(page)), "")
    return Round(case, pages[0].chain, code, why, pages)


def open_rounds(session: Session, case: Case) -> list[Round]:
    """Every round of this case in which somebody's answer is waited for."""
    codes = select(Page.code).where(Page.case_id == case.id, Page.state == "paging").distinct().order_by(Page.code)
    return [round_of(session, case, code) for code in session.scalars(codes)]


def texts_to(session: Session, staff_id: int, at: datetime) -> int:
    """How many texts about cases this person was sent of late."""
    query = select(func.count(Page.message_id.distinct())).where(Page.staff_id == staff_id, Page.paged_at > at - IN)
    return session.scalar(query) or 0


def must_be_told_alone(session: Session, case: Case, staff_id: int) -> bool:
    """Is it a danger to life of which this person has had no text of its own, with its reference and its code?"""
    if case.urgency != "life_safety":
        return False
    to_them = select(Page.id).join(Message, Message.id == Page.message_id).where(
        Page.case_id == case.id, Page.staff_id == staff_id, Message.dedupe_key.not_like(f"out:{MANY}%"))  # fmt: skip
    return session.scalar(to_them.limit(1)) is None


def is_for_many(message: Message) -> bool:
    """Is it the one text about all that wait? It is no single case's to take back or to call off."""
    return message.dedupe_key.startswith(f"out:{MANY}")


def untold(page: Page) -> bool:
    """Is this somebody on the chain who could not be told? Its `why` says why not."""
    return page.message_id is None and page.due_at == page.paged_at


def end(session: Session, page: Page, case: Case, state: str, at: datetime, who: str = "worker", why: str = "") -> None:
    """This page is over. `why` is a code."""
    page.state = state
    record(session, at, who, f"page.{state}", case, page_id=page.id, rung=page.rung, why=why)


def somebody_has_it(session: Session, told: Round) -> bool:
    """Was it closed or taken since the first of these pages? Whoever had it already then does not count."""
    if told.case.state != "held":
        return told.case.state == "closed"
    claimed = select(Event.id).where(*_since_it_began(session, told), Event.what == "case.claimed")
    return session.scalar(claimed.limit(1)) is not None


def _since_it_began(session: Session, told: Round) -> tuple[ColumnElement[bool], ...]:
    """Events of its case since this round began: by their order, not by the clock, which may have been set back."""
    of_it = (Event.case_id == told.case.id,)
    called = select(Event.id, Event.data).where(*of_it, Event.what == "page.called").order_by(Event.id.desc())
    began = next((number for number, data in session.execute(called) if data.get("chain") == told.chain), None)
    if began is None:  # of a version before these events
        return (*of_it, Event.at >= min(page.paged_at for page in told.pages))
    return (*of_it, Event.id > began)


def lowered_by(session: Session, told: Round) -> int | None:
    """Who said by name, since the first of these pages, that it is no emergency; None while it is one."""
    lowered = select(Event.who).where(*_since_it_began(session, told), Event.what == "case.lowered")
    who = session.scalar(lowered.order_by(Event.id.desc()).limit(1)) if told.case.lane > 0 else None
    return int(who.removeprefix("staff:")) if who else None


def taken_by(session: Session, case: Case) -> tuple[str, str]:
    """(name, London time of day at which they took it) of whoever holds the case."""
    newest = select(Event.at).where(Event.case_id == case.id, Event.what == "case.claimed").order_by(Event.id.desc())
    at = session.scalar(newest.limit(1)) or case.opened_at
    return session.get_one(Staff, case.agent_id).name, f"{london(at):%H:%M}"


def who_has(session: Session, case: Case, person: Staff) -> tuple[str, str]:
    """(words, name) for somebody who asks after the case."""
    if case.state != "held" or case.agent_id is None:
        return "page_closed", ""
    holder = session.get_one(Staff, case.agent_id)
    return ("page_yours", "") if holder.id == person.id else ("page_has", holder.name)


def listed(names: list[str]) -> str:
    """'Bob, Sue and Owen'."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def hidden(case: Case) -> bool:
    """Is it a case, or a tenant, that only some may know of?"""
    return case.restricted or bool(case.tenant and case.tenant.restricted)


def names_in(session: Session, pages: Iterable[Page]) -> dict[int, str]:
    """Staff id -> name, of everybody on these pages."""
    ids = {number for page in pages for number in (page.staff_id, page.acknowledged_by) if number}
    return dict(session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids))).all())


def messages_of(session: Session, pages: Iterable[Page]) -> list[Message]:
    """The texts that these pages were told with."""
    numbers = {page.message_id for page in pages if page.message_id}
    return list(session.scalars(select(Message).where(Message.id.in_(numbers))))


def new_code(session: Session, at: datetime) -> str:
    """Four digits that no round of the last day has; six when there are very many."""
    query = select(Page.code).where(or_(Page.state == "paging", Page.paged_at > at - LATE)).distinct()
    used = set(session.scalars(query))
    lowest = 1_000 if len(used) < 2_000 else 100_000
    while (code := str(lowest + secrets.randbelow(9 * lowest))) in used:
        pass
    return code


# --- for screens -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A round that is open, for the wallboard. `told`: who is waited for now; none of them: nobody could be told.

    `rung` counts from 1; `times`: how often anybody was told.
    `trouble`: who could not be told and why, whom our text did not reach, who said no; in words.
    """

    reference: str
    restricted: bool
    chain: str
    since: datetime
    rung: int
    times: int
    told: tuple[str, ...]
    trouble: tuple[str, ...]


def unanswered(session: Session) -> list[Unanswered]:
    """The rounds that are open, the oldest first. Restricted ones too: who may see them is the screen's to ask."""
    running = select(Page.case_id, Page.code).where(Page.state == "paging").distinct()
    found = []
    for case_id, code in session.execute(running).all():
        told = round_of(session, session.get_one(Case, case_id), code)
        names = names_in(session, told.pages)
        trouble = [words for page in told.pages if (words := _trouble(session, page, names))]
        found.append(Unanswered(
            told.case.reference, hidden(told.case), told.chain, told.pages[0].paged_at, told.last_rung + 1,
            len({page.rung for page in told.pages if not untold(page)}),
            tuple(names[page.staff_id] for page in told.open if page.staff_id), tuple(dict.fromkeys(trouble)),
        ))  # fmt: skip
    return sorted(found, key=lambda each: each.since)


def _trouble(session: Session, page: Page, names: dict[int, str]) -> str:
    """Why somebody on the chain does not have it, but for having said nothing; '' for everybody else."""
    if page.message_id is None or page.staff_id is None:
        return page.why if untold(page) else ""
    if page.state == "passed":
        return f"{names[page.staff_id]} passed it on"
    lost = session.get_one(Message, page.message_id).state in LOST
    return f"Our text did not reach {names[page.staff_id]}" if lost else ""
