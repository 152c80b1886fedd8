"""The person on call: told by text, rung by rung, until somebody who is named has the case.

A round is all pages of one case that were told with one code. It is open while one of its pages is 'paging', and one
always is until somebody takes the case or nobody need: the last rung is told again and again. Everybody who was told
may still take it, also when others are being told by now. Whoever changes a page holds its case's lock.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from router import cases, clocks
from router.clock import SET_BACK, span
from router.deadlines import ANSWER
from router.model import Case, Message, Page, Staff, record
from router.on_call import CHANNEL, at_work, in_order, people_of, understand, why_not_told
from router.outbox import Outbox, fill
from router.page_rounds import (
    LOST,
    MANY,
    MOST_TEXTS,
    TOLD,
    Round,
    end,
    hidden,
    is_for_many,
    listed,
    lowered_by,
    meant,
    messages_of,
    must_be_told_alone,
    new_code,
    open_rounds,
    round_of,
    somebody_has_it,
    taken_by,
    texts_to,
    who_has,
)
from router.storage.database import hold_case, hold_cases, lock
from router.values import Landlord, OnCall, Rung

KIND = "page"
"""Of the texts to people on call, and of what they answer: neither is a tenant's, nor said to one."""
STAFF = "staff"
"""What `Message.automatic` holds for both: whoever looks for a tenant's words passes them over."""
AGAIN = timedelta(minutes=5)
"""When somebody is looked for again where no chain says so."""

LATE_ANSWER, LATE_OTHERWISE = "nobody has answered the tenant yet", "it is late"
"""What {late} says of a case that somebody has."""
_LANES = ("emergency", "hazard", "case")


class Pages:
    """Tells who is on call and hears their answers. `desk_url` is how they reach the desk from their telephone."""

    def __init__(self, outbox: Outbox, landlord: Landlord, desk_url: str) -> None:
        self.outbox, self.landlord, self.desk_url = outbox, landlord, desk_url.rstrip("/")

    # --- telling -----------------------------------------------------------------------------

    def call(self, session: Session, case: Case, chain: str, why: str, at: datetime) -> bool:
        """Tell the first of this chain. False when it is being told of this case already.

        A chain that the landlord no longer has is replaced by the first there is: somebody is told.
        """
        chain = chain.removeprefix("chain:")
        session.flush()
        lock(session, "case", [case.id])
        open_one = select(Page.id).where(Page.case_id == case.id, Page.chain == chain, Page.state == "paging")
        if session.scalar(open_one.limit(1)) is not None:
            return False
        record(session, at, "worker", "page.called", case, chain=chain)
        cases.explain(case, f"Whoever is on call is told. {why}".strip())
        case.version += 1
        told = Round(case, chain, new_code(session, at), why[:200], [])
        self._next(session, told, at)
        self._tell_holder(session, told, at)
        return True

    def climb(self, session: Session, at: datetime, only: Collection[int] | None = None) -> int:
        """Tell the next where nobody answered in time, or cannot; end what is no longer needed. `only`: these cases.

        Returns how many people were told. Found again here is also whatever nobody said to `stand_down`.
        """
        query = select(Page.case_id).where(Page.state == "paging").distinct()
        if only is not None:
            query = query.where(Page.case_id.in_(only))
        held = hold_cases(session, session.scalars(query))
        return sum(self._climb(session, told, at) for case in held.values() for told in open_rounds(session, case))

    def has_to_climb(self, session: Session, case: Case, at: datetime) -> bool:
        """Would `climb` do anything for this case? Only reads, so that nobody waits for the answer."""
        for told in open_rounds(session, case):
            if self._has_it(session, told, at) or self._lets_them_sleep(session, told, at) is not None:
                return True
            if any(self._given_up(session, case, page, at) for page in told.open):
                return True
        return False

    def _climb(self, session: Session, told: Round, at: datetime) -> int:
        if not told.open:
            return 0
        if self._has_it(session, told, at):
            self.stand_down(session, told.case, at)
            return 0
        who = self._lets_them_sleep(session, told, at)
        if who is not None:
            self._over(session, told, at, "", who, "page_closed")
            return 0
        for page in told.open:
            if why := self._given_up(session, told.case, page, at):
                end(session, page, told.case, "climbed", at, why=why)
        return 0 if told.open else self._next(session, told, at)

    def _lets_them_sleep(self, session: Session, told: Round, at: datetime) -> int | None:
        """Who said by name that it is no emergency, while nothing of it is late either; None: it goes on being told."""
        who = lowered_by(session, told)
        return None if who is None or self._late(session, told.case, at) else who

    def _given_up(self, session: Session, case: Case, page: Page, at: datetime) -> str:
        """Why they are waited for no longer, as a code; '' while they are."""
        over = page.due_at <= at or page.paged_at > at + SET_BACK
        return self._in_vain(session, case, page) or ("no_answer" if over else "")

    def _in_vain(self, session: Session, case: Case, page: Page) -> str:
        """Why it is no use to wait for them any longer, as a code; '' while it is."""
        if page.message_id is None or page.staff_id is None:
            return ""
        message, staff = session.get_one(Message, page.message_id), session.get_one(Staff, page.staff_id)
        if message.state in LOST:
            return "not_delivered"
        if self.outbox.opted_out(session, CHANNEL, message.recipient):
            return "stopped"
        return "not_theirs" if why_not_told(staff, staff.name, case) else ""

    def _next(self, session: Session, told: Round, at: datetime) -> int:
        """Tell the next rung in which somebody can be told; returns how many were. When none can, that is kept too."""
        chain, after, before = self._chain(told.chain), told.last_rung, len(told.pages)
        rungs = chain.rungs if chain else ()
        for number, rung in in_order(chain, after, at) if chain else ():
            names = self._tell(session, told, number, rung, at, again=number >= len(rungs))
            if names:
                if number < len(rungs):
                    cases.explain(told.case, f"On call: told {listed(names)} by text.")
                    told.case.version += 1
                return len(names)
        page = self._page(told, max(after + 1, len(rungs)), rungs[-1].wait if rungs else AGAIN.seconds, None, at)
        session.add(page)
        session.flush()
        record(session, at, "worker", "page.nobody", told.case, chain=told.chain)
        if all(page.staff_id for page in told.pages[:before]):
            cases.explain(told.case, "Nobody on call could be told by text: somebody must look now.")
        told.case.version += 1
        told.pages.append(page)
        return 0

    def _tell(self, session: Session, told: Round, number: int, rung: Rung, at: datetime, again: bool) -> list[str]:
        """Tell everybody of a rung who can be told; their names."""
        out = {page.staff_id for page in told.pages if page.state in ("climbed", "passed")
               and at < page.due_at and page.paged_at <= at + SET_BACK}  # fmt: skip
        before = {page.staff_id for page in told.pages if page.message_id}
        now: dict[str, str] = {}
        for name, staff in people_of(session, rung, self.landlord):
            if staff is not None and (staff.id in out or staff.phone in now):
                continue  # they passed it on, or our text did not reach them, just now; or they share a telephone
            page = self._page(told, number, rung.wait, staff, at)
            why_not = why_not_told(staff, name, told.case) or self._stopped(session, staff)
            if staff is None or why_not:
                if not again:
                    page.state, page.why, page.due_at = "climbed", why_not[:200], at
                    session.add(page)
                    told.pages.append(page)
                    record(session, at, "worker", "page.untold", told.case, rung=number, staff_id=page.staff_id)
                continue
            message = self._text(session, told, page, staff, at, again=staff.id in before)
            record(session, at, "worker", "page.told", told.case, message, rung=number, staff_id=staff.id)
            now[staff.phone] = staff.name
        session.flush()
        return list(now.values())

    def _text(self, session: Session, told: Round, page: Page, staff: Staff, at: datetime, again: bool) -> Message:
        """Tell this one person, which `page` keeps. Of very many cases they hear in one text."""
        words, has_it, since = self._words(session, told.case, staff, again)
        form = f"page:{told.case.id}:{told.code}:{page.rung}:{staff.id}"  # never twice for one rung
        if texts_to(session, staff.id, at) >= MOST_TEXTS and not must_be_told_alone(session, told.case, staff.id):
            words, form = "page_many", f"{MANY}{staff.id}:{int(at.timestamp()) // 60}"  # one a minute for them all
        message = self._say(session, told.case, staff.phone, words, at, form, code=told.code, name=has_it, time=since)
        session.flush()
        page.message_id = message.id
        session.add(page)
        told.pages.append(page)
        return message

    def _tell_holder(self, session: Session, told: Round, at: datetime) -> None:
        """Whoever has the case and is late hears so too, on the chain or not, while they are at work.

        Nobody waits for them: their page is 'told', so that the chain climbs as fast as without them.
        """
        case = told.case
        holder = session.get(Staff, case.agent_id) if case.state == "held" and case.agent_id else None
        if holder is None or not at_work(holder, self.landlord, at):
            return
        if why_not_told(holder, holder.name, case) or self._stopped(session, holder):
            return
        telephones = {message.recipient for message in messages_of(session, told.pages)}
        if holder.phone in telephones:
            return  # they are on this rung, or read it over somebody's shoulder
        page = self._page(told, max(told.last_rung, 0), AGAIN.seconds, holder, at)
        page.state = TOLD
        message = self._text(session, told, page, holder, at, again=False)
        record(session, at, "worker", "page.holder_told", case, message, staff_id=holder.id)

    def _words(self, session: Session, case: Case, staff: Staff, again: bool) -> tuple[str, str, str]:
        """(which words this person is told with, who has the case, since when).

        Whoever has it is not asked to take it, and the others hear who has it and is late.
        """
        if case.state != "held" or case.agent_id is None:
            return ("page_again" if again else "page_call"), "", ""
        name, time = taken_by(session, case)
        return ("page_still_yours" if case.agent_id == staff.id else "page_held"), name, time

    def _page(self, told: Round, number: int, wait: int, staff: Staff | None, at: datetime) -> Page:
        return Page(case_id=told.case.id, chain=told.chain, rung=number, code=told.code, why=told.why, paged_at=at,
                    due_at=at + timedelta(seconds=wait), state="paging",
                    staff_id=staff.id if staff else None)  # fmt: skip

    def _stopped(self, session: Session, staff: Staff | None) -> str:
        if staff is None or not self.outbox.opted_out(session, CHANNEL, staff.phone):
            return ""
        return f"{staff.name} sent STOP to our number"

    def _chain(self, chain_id: str) -> OnCall | None:
        there = self.landlord.on_call
        return there.get(chain_id) or next(iter(there.values()), None)

    def _say(self, session: Session, case: Case, phone: str, words: str, at: datetime, form_id: str, *,
             code: str = "", name: str = "", time: str = "") -> Message:  # fmt: skip
        """One text to a member of staff. It names the case and no tenant."""
        waited = max(at - (case.waiting_since or case.opened_at), timedelta(0))
        text = fill(
            self.landlord.replies[words], landlord=self.landlord.name, reference=case.reference,
            lane=_LANES[min(case.lane, 2)], danger=self._danger(case), waited=span(waited), code=code, name=name,
            minutes=str(int(waited.total_seconds() // 60)), time=time,
            late=LATE_ANSWER if time and ANSWER in self._late(session, case, at) else LATE_OTHERWISE,
            link=f"{self.desk_url}/desk" + ("" if words == "page_many" else f"/cases/{case.reference}"),
        )  # fmt: skip
        last = case.last_activity_at
        row = self.outbox.write(session, case, text, kind=KIND, at=at, channel=CHANNEL, to=phone, automatic=True,
                                form_id=form_id)  # fmt: skip
        row.automatic, case.last_activity_at = STAFF, last  # the tenant's matter is as old as it was
        return row

    def _danger(self, case: Case) -> str:
        """In a word. Of a restricted case not even that: a telephone lies on a table."""
        if hidden(case):
            return "restricted"
        named = next((danger for danger in case.danger if danger in self.landlord.scripts), "")
        return named.replace("_", " ") or {"none": "no urgency yet"}.get(case.urgency, case.urgency)

    # --- hearing -----------------------------------------------------------------------------

    def hear_acknowledgement(self, session: Session, message: Message, at: datetime) -> bool:
        """Was this an answer to a page? Then all is done about it. False: an ordinary message, to be placed as usual.

        A member of staff may be a tenant too: only YES or NO, with a code or while they are told of one case, counts.
        """
        answer = understand(message.text)
        if answer is None or message.channel != CHANNEL or message.keyword in ("stop", "help") or not message.party:
            return False  # Twilio's Advanced Opt-Out calls a bare YES an opt-in ('start'), and our pages ask for YES
        staff = list(session.scalars(select(Staff).where(Staff.phone == message.party, Staff.active.is_(True))))
        if not staff:
            return False
        aimed_at, which = meant(session, answer, {person.id for person in staff}, at)
        case = hold_case(session, aimed_at.case_id) if aimed_at is not None else None
        if aimed_at is None or case is None:
            return False
        told = round_of(session, case, aimed_at.code)
        reached = {page.staff_id for page in told.pages if page.message_id}
        person = next((each for each in staff if each.id in reached), staff[0])
        barred = why_not_told(person, person.name, case)
        if barred and person.id not in reached:
            return False
        self._take_in(session, message, case, person, at)
        if which:
            words, name, code = "page_which", "", " or ".join(which[-3:])
        elif barred:  # it was restricted since they were told
            words, name, code = "page_closed", "", ""
        else:
            words, name = (self._taken if answer.yes else self._passed)(session, told, person, at)
            code = told.code
        self._say(session, case, message.party, words, at, f"page-answer:{message.id}", name=name, code=code)
        return True

    def _take_in(self, session: Session, message: Message, case: Case, person: Staff, at: datetime) -> None:
        """Their text is kept with the case, and is nobody's but theirs: the tenant is answered as before."""
        message.case, message.state, message.placed_at = case, "routed", at
        message.claim, message.claimed_until = "", None
        message.kind, message.automatic, message.author_id = KIND, STAFF, person.id
        record(session, message.received_at, f"staff:{person.id}", "message.kept", case, message, channel=CHANNEL)

    def _taken(self, session: Session, told: Round, person: Staff, at: datetime) -> tuple[str, str]:
        """They said yes. (which words to answer with, whose name is in them)."""
        case = told.case
        if told.open and self._has_it(session, told, at):
            self.stand_down(session, case, at, but=person.id)
        elif told.open or case.state == "waiting":
            before = self._take_over(session, case, person, at)
            if case.state == "waiting":
                cases.claim(session, case, person.id, at)
            theirs = [page for page in told.pages if page.staff_id == person.id and page.message_id] or told.pages
            page = theirs[-1]
            end(session, page, case, "acknowledged", at, f"staff:{person.id}")
            page.acknowledged_at, page.acknowledged_by = at, person.id
            moved = f" {before.name} had the case and was late: {person.name} has it now." if before else ""
            cases.explain(case, f"On call: {person.name} answered the page.{moved}")
            case.version += 1
            self._over(session, told, at, person.name, person.id)
            if before is not None:
                return "page_moved", before.name
        return who_has(session, case, person)

    def _take_over(self, session: Session, case: Case, person: Staff, at: datetime) -> Staff | None:
        """Whoever held it and let its clock run out, from whom it is taken; None when it stays where it is.

        Whoever speaks with the tenant just now, or has answered since, keeps it.
        """
        if case.state != "held" or case.agent_id in (None, person.id) or case.live_call_id:
            return None
        if not self._late(session, case, at):
            return None
        before = session.get_one(Staff, case.agent_id)
        lock(session, "agent", [before.id, person.id])  # two who take from each other take turns
        cases.release(session, case, "house", at, "")
        return before

    def _late(self, session: Session, case: Case, at: datetime) -> list[str]:
        """The rules of its clocks that ran out and of which whoever is on call is told."""
        rules = (row.rule for row in clocks.running(session, case) if row.due_at <= at)
        there = self.landlord.deadlines
        return [rule for rule in rules if rule == ANSWER or (rule in there and there[rule].page)]

    def _has_it(self, session: Session, told: Round, at: datetime) -> bool:
        """Did somebody take it since they were told, or has who had it already done what was late?"""
        held = told.case.state == "held"
        return somebody_has_it(session, told) or (held and not self._late(session, told.case, at))

    def _passed(self, session: Session, told: Round, person: Staff, at: datetime) -> tuple[str, str]:
        """They said no: the next are told at once, unless others of the same rung are still waited for."""
        if not told.open:
            return who_has(session, told.case, person)
        for page in told.pages:
            if page.staff_id == person.id and page.state in ("paging", TOLD):
                end(session, page, told.case, "passed", at, f"staff:{person.id}")
        alone = not told.open and not self._next(session, told, at)
        return ("page_alone" if alone else "page_passed"), ""

    # --- ending ------------------------------------------------------------------------------

    def stand_down(self, session: Session, case: Case, at: datetime, but: int | None = None) -> None:
        """Somebody took or closed the case another way: whoever was told hears so, but for the staff id `but`."""
        session.flush()
        codes = session.scalars(select(Page.code).where(Page.case_id == case.id, Page.state == "paging").distinct())
        holder = session.get(Staff, case.agent_id) if case.state == "held" and case.agent_id else None
        but = holder.id if holder is not None and but is None else but
        for code in sorted(codes):
            self._over(session, round_of(session, case, code), at, holder.name if holder else "the desk", but)

    def _over(self, session: Session, told: Round, at: datetime, name: str, but: int | None,
              words: str = "page_taken") -> None:  # fmt: skip
        """End a round. Who was told is told that it is over; what had not left yet never leaves."""
        case = told.case
        for page in told.open:
            end(session, page, case, "stood_down", at)
        session.flush()
        passed = {page.staff_id for page in told.pages if page.state == "passed"}
        reached: dict[int, str] = {}
        for page in told.pages:
            if page.message_id is None or page.staff_id is None:
                continue
            message = session.get_one(Message, page.message_id)
            if is_for_many(message):
                continue
            taken_back = self.outbox.withdraw(session, message, "worker", at)
            if not taken_back and message.state not in LOST:
                reached[page.staff_id] = message.recipient
        for staff_id, phone in reached.items():
            if staff_id not in passed and staff_id != but:
                form = f"page-over:{case.id}:{told.code}:{staff_id}"
                self._say(session, case, phone, words, at, form, name=name)
