"""What happened to a case, in time order and in words: from its events, its offers and its pages."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from queues import times
from queues.catalogue import LANE_WORDS, URGENCY_WORDS
from queues.context import desk
from queues.desk import visit_rows
from queues.desk.thread import names
from router.model import Case, Deadline, Event, Message, Offer, Page

MOST = 500  # events told, the newest


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. `kind`: 'case', 'offer', 'page' or 'clock', for its mark."""

    at: datetime
    words: str
    kind: str = "case"


@dataclass(frozen=True, slots=True)
class Known:
    """Names of people by id, words of clocks by rule and row, kinds of messages by id; what offers tell already."""

    who: Mapping[int, str]
    clocks: Mapping[str | int, str]
    kinds: Mapping[int, str]
    told: Collection[tuple[str, datetime, str]]


def told(session: Session, case: Case) -> list[Line]:
    """Everything that happened to the case, oldest first."""
    query = select(Event).where(Event.case_id == case.id).order_by(Event.id.desc()).limit(MOST)
    events = list(reversed(session.scalars(query).all()))
    offers = list(session.scalars(select(Offer).where(Offer.case_id == case.id).order_by(Offer.id)))
    pages = {page.id: page for page in session.scalars(select(Page).where(Page.case_id == case.id))}
    ids = {int(event.who[6:]) for event in events if event.who.startswith("staff:") and event.who[6:].isdigit()}
    ids |= {offer.agent_id for offer in offers} | {page.staff_id for page in pages.values() if page.staff_id}
    ids |= {event.data["staff_id"] for event in events if event.data.get("staff_id")}
    who = names(session, ids)
    known = Known(
        who, _clock_words(session, case),
        dict(session.execute(select(Message.id, Message.kind).where(Message.case_id == case.id)).all()),
        {("case.claimed", offer.ended_at, f"staff:{offer.agent_id}") for offer in offers
         if offer.outcome == "accepted" and offer.ended_at},
    )  # fmt: skip
    lines = [*_of_events(events, known), *of_offers(offers, who), *_of_pages(events, pages, who)]
    lines += [Line(at, f"{words}.") for at, words in visit_rows.whole_history(session, case)]
    return sorted(lines, key=lambda line: line.at)


def _clock_words(session: Session, case: Case) -> dict[str | int, str]:
    """The words of its clocks, by their rule and, since there may be several promises, by their row."""
    rows = list(session.scalars(select(Deadline).where(Deadline.case_id == case.id).order_by(Deadline.id)))
    return {row.rule: row.words for row in rows} | {row.id: row.words for row in rows}


def by_day(lines: Iterable[Line], now: datetime) -> list[tuple[str, list[Line]]]:
    """The lines of each London day, under its name."""
    days: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        days[times.day(line.at, now).capitalize()].append(line)
    return list(days.items())


# --- events ------------------------------------------------------------------------------------

SAID = {
    "case.opened": "The first message came in, and the case was opened.",
    "message.kept": "A message came in.",
    "case.claimed": "{who} took it.",
    "case.released": "{who} gave it back to its queue.",
    "case.handed_over": "{who} handed it over from {before} to {queue}.",
    "case.closed": "{who} closed it.",
    "case.reopened": "{who} opened it again.",
    "case.raised": "{who} raised it to {urgency}.",
    "case.lowered": "{who} lowered it to {urgency}.",
    "case.restricted": "It was restricted: only staff with the right see it.",
    "case.noted": "{who} wrote a note.",
    "case.identified": "{who} said who it is.",
    "case.unidentified": "{who} said that it is somebody else.",
    "case.home_set": "{who} said which home it is about.",
    "case.routed": "The rule “{route}” of version {plan} of the plan routes it.",
    "case.plan_moved": "{who} put it on version {plan} of the plan.",
    "message.corrected": "{who} corrected what was read in a message.",
    "message.confirmed": "{who} said that a message was read rightly.",
    "message.correction_undone": "{who} undid a correction.",
    "message.shunted": "A message could not be read by machine and is shown as it came.",
    "safety.said": "Safety words were said.",
    "safety.kept_back": "Nothing was sent: they asked for no answer, or somebody reads their phone.",
    "outbound.written": "{who} wrote {what}.",
    "outbound.sent": "Sent: {what}.",
    "outbound.delivered": "Arrived: {what}.",
    "outbound.uncertain": "It may not have arrived: {what}.",
    "outbound.not_gone": "Not in the provider's list: {what}.",
    "outbound.withdrawn": "{who} took back {what} before it was sent.",
    "deadline.started": "Clock started: {rule}.",
    "deadline.met": "Met in time: {rule}.",
    "deadline.missed": "Missed: {rule}.",
    "deadline.stopped": "Clock stopped: {rule}.",
    "deadline.moved": "Due date moved: {rule}.",
    "deadline.paused": "{who} paused a clock: {rule}.",
    "deadline.resumed": "A clock runs again: {rule}.",
    "deadline.warned": "Warning: {rule} is due soon.",
    "deadline.extended": "{who} extended a clock: {rule}.",
    "deadline.event": "{who} noted what happened: {event}.",
    "deadline.breached": "Overdue: {rule}.",
    "deadline.rule_gone": "The landlord no longer has the rule of a clock, which runs on: {rule}.",
    "owed.paid": "{who} noted £{pounds} as paid to the tenant.",
    "owed.not_due": "{who} noted that nothing is due to the tenant.",
    "owed.undone": "{who} took back that it was settled: it is owed again.",
}
"""What an event is called here. One that is not listed is not told: offers and pages have rows that say more."""

WHAT = {
    "safety": "the safety words",
    "reply": "an answer to the tenant",
    "acknowledgement": "the word that we have it",
    "link": "the link to their page",
    "call_back": "a note to ring them",
}
ON_CALL = "page"  # the kind of texts to and from people on call: told with the pages
WORDS_FOR = {"worker": "The house", "house": "The house", "tenant": "The tenant", "provider": "The provider"}


def _of_events(events: Iterable[Event], known: Known) -> list[Line]:
    lines, events = [], list(events)
    route: Mapping[str, object] = {}
    written = {  # safety words that were written are told as that; said is for a call
        ("safety.said", event.at) for event in events
        if event.what == "outbound.written" and known.kinds.get(event.message_id or 0) == "safety"
    }  # fmt: skip
    for event in events:
        words = _placed(event) if event.what == "case.placed" else SAID.get(event.what, "")
        told_elsewhere = known.kinds.get(event.message_id or 0) == ON_CALL or (event.what, event.at) in written
        if event.what == "case.routed":
            told_elsewhere, route, words = _of_route(event.data, route, words)
        if words and not told_elsewhere and (event.what, event.at, event.who) not in known.told:
            kind = "clock" if event.what.startswith("deadline.") else "case"
            lines.append(Line(event.at, _filled(words, event, known), kind))
    return lines


def _of_route(
    data: Mapping[str, object], before: Mapping[str, object], words: str
) -> tuple[bool, Mapping[str, object], str]:
    """(no news, what it goes by, in words): by the same rule it is news only that a step was passed over."""
    same = (data.get("rule"), data.get("plan")) == (before.get("rule"), before.get("plan"))
    if not same:
        return False, data, words
    return (
        data.get("anew", True) is True,
        data,
        f"Nobody asked could take it: on to step {int(str(data.get('step', 0))) + 1}.",
    )


def _filled(words: str, event: Event, known: Known) -> str:
    """Plain substitution of what the event holds."""
    data, catalogue = event.data, desk().catalogue
    rule = str(data.get("rule", ""))
    fields = {
        "{who}": _who(event, known.who), "{what}": WHAT.get(known.kinds.get(event.message_id or 0, ""), "a message"),
        "{queue}": catalogue.queue(str(data.get("queue", ""))),
        "{before}": catalogue.queue(str(data.get("before", ""))),
        "{urgency}": URGENCY_WORDS.get(str(data.get("urgency", "")), "another urgency"),
        "{rule}": known.clocks.get(data.get("deadline", 0)) or known.clocks.get(rule) or catalogue.label(rule),
        "{route}": rule, "{plan}": str(data.get("plan", "?")), "{event}": _happened(str(data.get("event", ""))),
        "{pounds}": str(data.get("pounds", "")),
    }  # fmt: skip
    for mark, value in fields.items():
        words = words.replace(mark, value.rstrip("."))
    return words


def _who(event: Event, who: Mapping[int, str]) -> str:
    if event.who.startswith("resource:"):
        return "Whoever came"
    number = event.who.removeprefix("staff:")
    return who.get(int(number), "Somebody who has left") if number.isdigit() else WORDS_FOR.get(event.who, "The house")


def _happened(event: str) -> str:
    found = desk().landlord.clock_events.get(event)
    return found.words if found else desk().catalogue.label(event)


def _placed(event: Event) -> str:
    lane = event.data.get("lane")
    known = LANE_WORDS[lane] if isinstance(lane, int) and 0 <= lane < len(LANE_WORDS) else ""
    return "Placed in {queue}" + (f", lane {known}." if known else ".")


# --- offers and pages ----------------------------------------------------------------------------

ENDED = {
    "accepted": "{names} accepted.",
    "rejected": "{names}: not now. {why}",
    "expired": "No answer from {names} in time.",
    "withdrawn": "Taken back from {names}. {why}",
}


def of_offers(offers: Iterable[Offer], who: Mapping[int, str], *, named: bool = True) -> list[Line]:
    """Those rung at once in one line, and those that ended alike at once in one line. `named`: with rule and step."""
    made: dict[tuple[datetime, str, int], list[str]] = defaultdict(list)
    ended: dict[tuple[datetime, str, str], list[str]] = defaultdict(list)
    for offer in offers:
        name = who.get(offer.agent_id, "somebody who has left")
        made[offer.offered_at, offer.rule, offer.step].append(name)
        if offer.ended_at is not None and offer.outcome in ENDED:
            ended[offer.ended_at, offer.outcome, offer.reason].append(name)
    lines = []
    for (at, rule, step), people in made.items():
        by = f" (rule: {rule or 'default'}, step {step + 1})" if named else ""
        lines.append(Line(at, f"Offered to {listed(people)}{by}.", "offer"))
    for (at, outcome, why), people in ended.items():
        said = f"They{why[3:]}" if why.startswith("You ") else why  # an offer's own words are for its agent to read
        words = ENDED[outcome].replace("{names}", listed(people)).replace("{why}", _sentence(said))
        lines.append(Line(at, words.strip(), "offer"))
    return lines


def nth(number: int) -> str:
    """'first' for 0, 'second' for 1."""
    names = ("first", "second", "third", "fourth", "fifth", "sixth")
    return names[number] if number < len(names) else f"number {number + 1}"


PAGED = {
    "page.told": "Told {names} on call by text, {rung} to be told.",
    "page.holder_told": "Told {names}, who had it, by text that it is late.",
    "page.climbed": "No answer from {names}: the next on call are told.",
    "page.passed": "{names} passed it on.",
    "page.acknowledged": "{names} answered the page.",
    "page.stood_down": "No longer needed on call: {names}.",
    "page.nobody": "Nobody on call could be told: somebody must look now.",
    "page.untold": "{names} on call could not be told.",
}
"""What became of pages. Those of one instant are told in one line."""


def _of_pages(events: Iterable[Event], pages: Mapping[int, Page], who: Mapping[int, str]) -> list[Line]:
    found: dict[tuple[datetime, str, int], list[str]] = defaultdict(list)
    for event in events:
        if event.what in PAGED:
            page = pages.get(event.data.get("page_id", 0))
            number = event.data.get("staff_id") or (page.staff_id if page else None)
            people = found[event.at, event.what, int(event.data.get("rung") or 0)]
            if number:
                people.append(who.get(number, "somebody who has left"))
    lines = []
    for (at, what, rung), people in found.items():
        if people or what == "page.nobody":
            words = PAGED[what].replace("{names}", listed(people or [""])).replace("{rung}", nth(rung))
            lines.append(Line(at, f"{words[:1].upper()}{words[1:]}", "page"))
    return lines


def _sentence(words: str) -> str:
    words = words.strip()
    return f"{words[:1].upper()}{words[1:].rstrip('.')}." if words else ""


def listed(words: list[str]) -> str:
    """'Amina', 'Amina and Bob', 'Amina, Bob and Sue'."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
