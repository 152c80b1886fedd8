"""A case as a page shows it: its messages oldest first, each with what became of it, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from queues import presence
from queues.access import visible
from queues.context import desk
from queues.desk.files import look
from queues.desk.readings import judgements
from router import addresses
from router.identity import is_doubted
from router.model import Attachment, Case, Message, Repair, Resource, Staff
from router.pages import KIND as PAGE
from router.pages import STAFF
from router.values import SafetyScript

NEWEST = 200  # messages shown before 'show everything' is asked for

SENT_WORDS = {
    "due": "Waiting to be sent.",
    "sending": "Being sent now.",
    "sent": "Sent. No word yet whether it arrived.",
    "delivered": "Delivered.",
    "read": "Read.",
    "failed": "Not delivered.",
    "refused": "Not sent.",
    "uncertain": "We cannot tell whether this arrived: the line broke while it was being sent.",
}
ADVICE = {
    "failed": "Answer another way, or ring.",
    "refused": "Ring instead, or ask a colleague to visit.",
    "uncertain": "Ask the tenant if you can. Then say here what happened.",
}
IN_WORDS = {
    "received": "Just in: not sorted yet.",
    "shunted": "Shown as it came: we could not read it by machine.",
}


@dataclass(slots=True)
class File:
    """An attachment: `look` is 'photo', 'sound' or 'file'; `words` says why it is not here."""

    id: int
    name: str
    look: str
    words: str = ""


@dataclass(slots=True)
class Bubble:
    """One message as the page shows it. `side`: 'in', 'out', 'auto' (sent by the house), 'note', or 'staff': between us
    and whoever is on call or comes to homes, whom `author` names."""

    message: Message
    side: str
    author: str
    state: str = ""
    advice: str = ""
    failed: bool = False
    can_undo: bool = False
    unsure: bool = False
    full: str = ""
    files: list[File] = field(default_factory=list)
    doubt: str = ""  # why it may not be from whom it says, in words
    said: list[str] = field(default_factory=list)  # what people said of its reading, in words
    more: list["Bubble"] = field(default_factory=list)  # of texts to people on call: those that came straight after it

    @property
    def everyone(self) -> list[str]:
        """Whom these texts went to, each once."""
        return list(dict.fromkeys(each.author for each in (self, *self.more) if each.author))

    @property
    def lost(self) -> int:
        """How many of them did not arrive, or may not have."""
        return sum(each.failed or each.unsure for each in (self, *self.more))


def bubbles(session: Session, case: Case, everything: bool = False) -> tuple[list[Bubble], bool]:
    """The messages of a case, oldest first, and whether older ones are left out."""
    limit = 5_000 if everything else NEWEST
    query = select(Message).where(Message.case_id == case.id).options(selectinload(Message.attachments))
    rows = list(session.scalars(query.order_by(Message.received_at.desc(), Message.id.desc()).limit(limit + 1)))
    authors, told = names(session, {row.author_id for row in rows if row.author_id}), judgements(session, case).history
    coming = {row.details["resource"] for row in rows if row.automatic == STAFF and "resource" in row.details}
    people = select(Resource.id, Resource.name).where(Resource.id.in_(coming))
    who_comes = dict(session.execute(people).all()) if coming else {}
    on_call = _by_phone(session, {row.party for row in rows if row.kind == PAGE and row.direction == "out"})
    found = [_bubble(row, authors, who_comes, on_call) for row in reversed(rows[:limit])]
    for bubble in found:
        bubble.said = told.get(bubble.message.id, [])
    return _folded(found), len(rows) > limit


def _by_phone(session: Session, phones: set[str]) -> dict[str, str]:
    """Telephone number -> name of the colleague."""
    rows = session.execute(select(Staff.phone, Staff.name).where(Staff.phone.in_(phones))) if phones else ()
    return {row[0]: row[1] for row in rows}


def _folded(found: Iterable[Bubble]) -> list[Bubble]:
    """Texts to people on call that follow one another stand as one: many a night they would bury what was said."""
    shown: list[Bubble] = []
    for bubble in found:
        if _is_page(bubble) and shown and _is_page(shown[-1]):
            shown[-1].more.append(bubble)
        else:
            shown.append(bubble)
    return shown


def _is_page(bubble: Bubble) -> bool:
    return bubble.side == "staff" and bubble.message.direction == "out" and bubble.message.kind == PAGE


def names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Staff id -> name."""
    wanted = set(ids)
    rows = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(wanted))) if wanted else ()
    return {row[0]: row[1] for row in rows}


def _bubble(message: Message, authors: Mapping[int, str], who_comes: Mapping[int, str],
            on_call: Mapping[str, str]) -> Bubble:  # fmt: skip
    files = [_file(row) for row in message.attachments]
    if message.automatic == STAFF:
        author, asked = authors.get(message.author_id or 0, ""), message.direction == "out"
        author = who_comes.get(message.details.get("resource", 0), author)
        author = author or on_call.get(message.party, "")
        state, failed = (state_words(message), message.state in ("failed", "refused")) if asked else ("", False)
        return Bubble(message, "staff", author, state, failed=failed, unsure=message.state == "uncertain")
    if message.direction == "in":
        full = message.original if message.original.strip() not in ("", message.text.strip()) else ""
        state = IN_WORDS.get(message.state, "")
        return Bubble(message, "in", "Tenant", state, full=full, files=files, failed=message.state == "shunted",
                      doubt=_doubt(message))  # fmt: skip
    author = authors.get(message.author_id or 0, "")
    if message.kind == "note":
        return Bubble(message, "note", author, files=files)
    state, failed = state_words(message), message.state in ("failed", "refused", "uncertain")
    return Bubble(
        message, "out" if author else "auto", author or "Sent by itself", state,
        ADVICE.get(message.state, "") if failed else "", failed,
        can_undo=message.state == "due" and not message.claim and message.kind in ("reply", "call_back"),
        unsure=message.state == "uncertain", files=files,
    )  # fmt: skip


def _doubt(message: Message) -> str:
    """What speaks against its being from whom it says; '' for nothing."""
    if is_doubted(message.details):
        return "This may not be from whom it says. Ring a number you know before you tell or change anything."
    other = (message.details.get("facts") or {}).get("other_reply_to", "")
    return f"It asks for the answer to go to {other}. Your answer goes to the sender's own address." if other else ""


def state_words(message: Message) -> str:
    """What became of something we sent, in words; the provider's own words and code where it failed."""
    if message.kind == "call_back" and message.state in ("due", "sending"):
        return "Call-back: your phone rings first, then the tenant's."
    state = "read" if message.delivery == "read" and message.state == "delivered" else message.state
    words = SENT_WORDS.get(state, state)
    if message.state in ("failed", "refused"):
        code = f" ({message.error_code})" if message.error_code else ""
        words = f"{words} {message.error_words}{code}".strip()
    return words


def _file(row: Attachment) -> File:
    if row.state == "kept":
        return File(row.id, row.name, look(row.content_type))
    waiting = "We are fetching it." if row.state == "to_fetch" else row.words or "We could not get it."
    return File(row.id, row.name, "missing", waiting)


def scripts(case: Case) -> list[SafetyScript]:
    """What an agent should say or ask for the dangers of this case; some are never sent by themselves."""
    landlord = desk().landlord
    wanted = list(case.danger)
    for found in (landlord.repairs.get(case.topic), landlord.topics.get(case.topic)):
        if found is not None and found.script:
            wanted.append(found.script)
    return [landlord.scripts[script] for script in dict.fromkeys(wanted) if script in landlord.scripts]


def others(session: Session, case: Case, staff: Staff) -> list[Case]:
    """Other cases of this home, tenant or address that this person may know of, the open ones first."""
    ways = [Case.linked_case_id == case.id]
    if case.home_id:
        ways.append(Case.home_id == case.home_id)
    if case.tenant_id:
        ways.append(Case.tenant_id == case.tenant_id)
    if case.party:
        ways.append(Case.party == case.party)
    if case.linked_case_id:
        ways.append(Case.id == case.linked_case_id)
    query = visible(select(Case).where(or_(*ways), Case.id != case.id), staff)
    rows = session.scalars(query.order_by(Case.last_activity_at.desc()).limit(30))
    return sorted(rows, key=lambda row: row.state == "closed")[:12]


def repairs(session: Session, case: Case) -> list[Repair]:
    """What is broken, each once."""
    rows = session.scalars(
        select(Repair).where(Repair.case_id == case.id, Repair.state != "denied").order_by(Repair.id)
    )
    return list({row.repair: row for row in rows}.values())


def facts(case: Case) -> list[str]:
    """What is known of the household that may matter, in words."""
    found: dict[str, None] = {}
    for holder in (case.tenant, case.home):
        for fact, true in (holder.facts if holder else {}).items():
            if true:
                found[desk().catalogue.label(fact)] = None
    return list(found)


def holder_words(session: Session, case: Case, staff: Staff) -> tuple[str, bool]:
    """(who has it, in words; whether this person may take it over from them)."""
    if case.state != "held" or case.agent_id == staff.id:
        return "", False
    holder = session.get(Staff, case.agent_id) if case.agent_id else None
    if holder is None:
        return "Nobody we know has this case.", True
    at = desk().now()
    if presence.is_on(holder, at):
        return f"{holder.name} has this case and is on now.", staff.role != "agent"
    return f"{holder.name} has this case, but is not on now.", True


def who(case: Case) -> str:
    """Who it is, for a list: a known tenant by name, anybody else by the end of their address only."""
    if case.identity == "known" and case.tenant is not None:
        return case.tenant.name
    if case.identity == "withheld" or not case.party:
        return "Not known"
    name, at, domain = case.party.rpartition("@")
    masked = f"{name[:1]}…@{domain}" if at else f"ending {case.party[-3:]}"
    return f"{'Shared' if case.identity == 'shared' else 'Unknown'}, {masked}"


def address_words(party: str) -> str:
    """A number as people write it, or the mail address."""
    return party if "@" in party or not party else addresses.show_phone(party)


TOLD = {"name": "Name", "address": "Address", "postcode": "Postcode", "phone": "Phone", "email": "Email",
        "language": "Language"}  # fmt: skip


def told(shown: list[Bubble]) -> list[tuple[str, str]]:
    """What they said of themselves in a form, newest first: said, not proven."""
    for bubble in reversed(shown):
        facts = (bubble.message.details or {}).get("facts", {})
        rows = [(words, str(facts[name])) for name, words in TOLD.items() if facts.get(name)]
        if bubble.side == "in" and rows:
            return rows
    return []
