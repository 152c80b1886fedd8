"""What proves how a case was handled, in order: messages and attempts, clocks and pauses, offers and pages.

Times, channels and outcomes: the words of messages are on the case itself.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from queues.context import desk
from queues.desk.history import nth
from queues.desk.thread import names, state_words
from router.clock import iso_z, london
from router.model import Case, Deadline, DeadlinePause, Event, Message, Offer, Page
from router.page_rounds import TOLD
from router.values import Json

ATTEMPTS = ("reply", "call_back")
"""What a person tried, to reach the tenant. Safety words and acknowledgements leave by themselves."""

_SAID = {
    "case.opened": "Case opened", "case.claimed": "Taken", "case.released": "Given back", "case.closed": "Closed",
    "case.handed_over": "Handed over", "case.reopened": "Opened again", "case.raised": "Made more urgent",
    "case.lowered": "Made less urgent", "case.noted": "Note written", "deadline.started": "Clock started",
    "deadline.met": "Done in time", "deadline.missed": "Not done in time", "deadline.stopped": "Clock stopped",
    "deadline.paused": "Paused", "deadline.resumed": "Runs again", "deadline.extended": "Given more time",
    "deadline.warned": "Warned: soon due", "deadline.breached": "Late: told the people in charge",
    "deadline.moved": "Due time changed", "deadline.event": "Noted",
    "deadline.rule_gone": "The landlord no longer has the rule of this clock; it runs on",
}  # fmt: skip
_KINDS = {
    "reply": "Answer",
    "call_back": "Call-back",
    "safety": "Safety words",
    "acknowledgement": "Acknowledgement",
    "link": "Link to their page",
}
_PAGED = {"acknowledged": "answered", "climbed": "did not answer", "passed": "passed it on",
          "stood_down": "no longer needed", "paging": "told, no answer yet"}  # fmt: skip
_OFFERED = {"accepted": "accepted", "rejected": "not accepted", "expired": "no answer in time",
            "withdrawn": "taken back", "offered": "waiting for an answer"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. `kind`: 'message', 'clock', 'case', 'offer' or 'page'; `who`: a name, or what acted."""

    at: datetime
    kind: str
    words: str
    who: str = ""

    @property
    def when(self) -> str:
        """'Sun 22 Nov 2026 14:05:09' in London."""
        return _moment(self.at)


def _moment(at: datetime) -> str:
    there = london(at)
    return f"{there:%a} {there.day} {there:%b %Y %H:%M:%S}"


def lines(session: Session, case: Case) -> list[Line]:
    """Everything, oldest first."""
    messages = list(session.scalars(select(Message).where(Message.case_id == case.id, Message.kind != "note")))
    events = list(session.scalars(select(Event).where(Event.case_id == case.id).order_by(Event.id)))
    offers = list(session.scalars(select(Offer).where(Offer.case_id == case.id)))
    pages = list(session.scalars(select(Page).where(Page.case_id == case.id)))
    people = names(session, {int(e.who[6:]) for e in events if e.who.startswith("staff:") and e.who[6:].isdigit()}
                   | {m.author_id for m in messages if m.author_id} | {o.agent_id for o in offers}
                   | {number for p in pages for number in (p.staff_id, p.acknowledged_by) if number})  # fmt: skip
    clocks = {row.id: row for row in session.scalars(select(Deadline).where(Deadline.case_id == case.id))}
    found = [_of_message(m, people) for m in messages if m.kind != "page"]
    found += [_of_event(e, clocks, people) for e in events if e.what in _SAID]
    for offer in offers:
        found += _of_offer(offer, people.get(offer.agent_id, ""))
    for page in pages:
        found += _of_page(page, people)
    return sorted(found, key=lambda line: line.at)


def attempts(session: Session, case: Case) -> int:
    """How often a person tried to reach the tenant, whether or not it arrived."""
    query = select(Message.id).where(Message.case_id == case.id, Message.direction == "out", Message.kind.in_(ATTEMPTS),
                                     Message.author_id.is_not(None))  # fmt: skip
    return len(session.scalars(query).all())


def _of_message(message: Message, people: dict[int, str]) -> Line:
    channel = desk().catalogue.channel(message.channel)
    if message.direction == "in":
        by_machine = " (written by a machine)" if message.automatic else ""
        return Line(message.received_at, "message", f"Message in, {channel}{by_machine}", "Tenant")
    what = _KINDS.get(message.kind, "Message")
    who = people.get(message.author_id or 0, "") or "Sent by itself"
    return Line(message.received_at, "message", f"{what} out, {channel}. {state_words(message)}", who)


def _of_offer(offer: Offer, who: str) -> list[Line]:
    """When it was made, and how and when it ended."""
    if offer.ended_at is None:
        return [Line(offer.offered_at, "offer", f"Offered: {_OFFERED.get(offer.outcome, offer.outcome)}", who)]
    ended = f"Offer of {london(offer.offered_at):%H:%M:%S}: {_OFFERED.get(offer.outcome, offer.outcome)}"
    reason = f". {offer.reason}" if offer.reason and offer.outcome == "rejected" else ""
    return [Line(offer.offered_at, "offer", "Offered", who), Line(offer.ended_at, "offer", f"{ended}{reason}", who)]


def _of_page(page: Page, people: dict[int, str]) -> list[Line]:
    """Who was told, and when whoever answered did."""
    who = people.get(page.staff_id or 0, "")
    if page.state == TOLD:
        return [Line(page.paged_at, "page", "Had it, and was told that it is late", who)]
    if page.acknowledged_at is None:
        stands = _PAGED.get(page.state, page.state)
        return [Line(page.paged_at, "page", f"Told on call, {nth(page.rung)} to be told: {stands}", who)]
    answered = f"Answered the page of {london(page.paged_at):%H:%M:%S}, {nth(page.rung)} to be told"
    return [Line(page.paged_at, "page", f"Told on call, {nth(page.rung)} to be told", who),
            Line(page.acknowledged_at, "page", answered, people.get(page.acknowledged_by or 0, "") or who)]  # fmt: skip


def _of_event(event: Event, clocks: dict[int, Deadline], people: dict[int, str]) -> Line:
    data, words = event.data, _SAID[event.what]
    landlord = desk().landlord
    if event.what == "deadline.event":
        known = landlord.clock_events.get(str(data.get("event", "")))
        return Line(event.at, "clock", known.words if known else words, _who(event, people))
    if event.what.startswith("deadline."):
        row = clocks.get(int(data.get("deadline", 0))) or next(
            (each for each in clocks.values() if each.rule == data.get("rule")), None
        )
        rule = row.words if row else str(data.get("rule", ""))
        note = f". {row.note}" if row and row.note and event.what.endswith((".met", ".missed", ".stopped")) else ""
        return Line(event.at, "clock", f"{words}: {rule}{note}", _who(event, people))
    queue = f" to {desk().catalogue.queue(str(data['queue']))}" if data.get("queue") else ""
    return Line(event.at, "case", f"{words}{queue}", _who(event, people))


def _who(event: Event, people: dict[int, str]) -> str:
    number = event.who.removeprefix("staff:")
    if number.isdigit():
        return people.get(int(number), "Somebody who has left")
    return {"tenant": "Tenant", "provider": "Provider"}.get(event.who, "By itself")


def bundle(session: Session, case: Case, at: datetime) -> Json:
    """The same as plain values, times in UTC, with the head of the case's chain of events."""
    rows = list(session.scalars(select(Deadline).where(Deadline.case_id == case.id).order_by(Deadline.id)))
    ledger = select(DeadlinePause).where(DeadlinePause.deadline_id.in_([row.id for row in rows]))
    pauses = list(session.scalars(ledger.order_by(DeadlinePause.id)))
    return {
        "case": case.reference, "made_at": iso_z(at), "opened_at": iso_z(case.opened_at),
        "closed_at": iso_z(case.closed_at), "chain_head": case.event_head,
        "clocks": [
            {"rule": row.rule, "words": row.words, "state": row.state, "started_at": iso_z(row.started_at),
             "due_at": iso_z(row.due_at), "met_at": iso_z(row.met_at), "warned_at": iso_z(row.warned_at),
             "escalated_at": iso_z(row.escalated_at), "counting": row.counting, "note": row.note,
             "paused_seconds": row.paused_seconds,
             "pauses": [{"from": iso_z(p.from_at), "until": iso_z(p.until_at), "reason": p.reason}
                        for p in pauses if p.deadline_id == row.id]}
            for row in rows
        ],
        "attempts": attempts(session, case),
        "timeline": [{"at": iso_z(line.at), "kind": line.kind, "what": line.words, "who": line.who}
                     for line in lines(session, case)],
    }  # fmt: skip


def dumps(found: Json) -> str:
    """As a file to keep."""
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
