"""One case or two? Which case a message continues, from what is known of the past.

Texts and WhatsApp continue the party's case with activity in the last fourteen days, unless the message names another
kind of repair or a danger, or names a repair plainly where nobody knows yet what the case is about: that opens a linked
case. What somebody in danger to life texts next, pressing and no danger of its own, is of that danger: two cases would
tell them two things, to get out and to stay in for whoever comes. Email
continues only by our own token, by a mail it answers or by the visit that their calendar answers, and only for the
same party; never by subject or sender alone, and never where it names no sender, or several. A web form is always new.
A call has its own case.

By every door, what somebody writes who has a case that only some may see is for the same few, unless it is plainly
another matter (`in_confidence.py`).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, func, or_, select, union
from sqlalchemy.orm import Session

from router.addresses import same_home
from router.greeting import has_only_greeted
from router.in_confidence import is_plain, speaks_of_people
from router.model import (
    Appointment,
    Case,
    ContactLink,
    ContactPoint,
    Correction,
    Home,
    Message,
    ThreadKey,
    TimesOffered,
)
from router.placement import higher
from router.storage.database import hold_cases, lock
from router.subject import is_unclear, kind_of, matter_of, of_matter
from router.values import URGENCIES, Labels, Placement, Urgency

TEXTS = ("sms", "whatsapp")
JUST_TOLD = timedelta(hours=2)
"""For so long after the last word about a danger to life, what is pressing is of it."""
SAME_TALK = timedelta(days=1)
"""So long what is written from a number that several share goes on with what was last said there."""
MACHINES = ("bounce", "loop")
REMEMBERED = timedelta(days=365)
"""So long after a case that only some may see was closed, words about somebody still belong to it."""


@dataclass
class Known:
    """What a batch of messages needs to know of the past, read in a few queries; new cases join it as they open."""

    by_party: dict[str, list[Case]] = field(default_factory=dict)
    by_thread: dict[tuple[str, str], Case] = field(default_factory=dict)
    by_reference: dict[str, Case] = field(default_factory=dict)
    by_call: dict[str, Case] = field(default_factory=dict)
    by_visit: dict[str, Case] = field(default_factory=dict)  # a visit's iCalendar UID -> its case
    by_answered: dict[str, Case] = field(default_factory=dict)  # thread key -> case, whoever's: for bounces only
    offered: dict[str, list[Case]] = field(default_factory=dict)  # address -> cases for which times were put to it
    hidden: dict[str, list[Case]] = field(default_factory=dict)  # address -> cases of theirs that only some may see
    at_home: list[tuple[Case, str, str]] = field(default_factory=list)  # such cases, each with its home's address
    corrected: frozenset[int] = frozenset()  # ids of the cases that a person corrected

    def add(self, case: Case) -> None:
        """A case just opened, for the messages after it in the batch."""
        if case.party:
            self.by_party.setdefault(case.party, []).insert(0, case)
        self.by_reference[case.reference] = case

    def confided(self, party: str, recently: datetime, personal: bool, household: int | None) -> Case | None:
        """The newest case of this party that only some may see, open ones first; None where it has none.

        One that was closed before `recently` counts only for words about somebody; on a number that several share,
        one of another than the `household` that says who it is does not count.
        """
        theirs = (
            {case.id: case for case in (*self.by_party.get(party, ()), *self.hidden.get(party, ()))} if party else {}
        )
        counts = [case for case in theirs.values() if case.restricted
                  and not (household and case.tenant_id not in (None, household))
                  and (personal or case.state != "closed" or case.last_activity_at >= recently)]  # fmt: skip
        return max(counts, key=lambda case: (case.state != "closed", case.last_activity_at), default=None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one message says about where it belongs."""

    channel: str
    party: str
    thread_keys: tuple[str, ...] = ()  # of its own Message-ID first, then of those it answers
    token: str = ""  # a case reference, signed by us and verified
    calendar_uid: str = ""  # of the visit whose invitation their calendar answers
    call_id: str = ""
    automatic: str = ""
    quoted: frozenset[str] = frozenset()  # references it names in its words
    words: str = ""  # all that is newly said
    home: tuple[str, str] = ("", "")  # address and postcode, as typed in a form
    nameless: bool = False  # a mail that names no sender, or several: it may be anybody's


@dataclass(frozen=True, slots=True)
class Found:
    """Where a message belongs."""

    case: Case | None = None  # that it continues; None: it opens one
    linked: Case | None = None  # that a new one is linked to
    why: str = ""
    told: Case | None = None  # it may be about this one, so what case it comes to is for the same few
    private: bool = False  # by somebody who has such a case, and naming no other
    pressing: bool = False  # and no less pressing than that one

    def at_least(self, placement: Placement) -> Placement:
        """Where it waits: where the few see it who may see `told`."""
        told = self.told
        if told is None:
            return placement
        if not self.pressing:
            return replace(placement, queue=told.queue)
        level: Urgency = next((each for each in URGENCIES if each == told.urgency), "none")
        return replace(placement, queue=told.queue, lane=min(placement.lane, told.lane),
                       urgency=higher(placement.urgency, level))  # fmt: skip


def thread_key(message_id: str) -> str:
    """A Message-ID as it is kept for threading."""
    return hashlib.sha256(message_id.strip().encode("utf-8", "surrogatepass")).hexdigest()


def recall(session: Session, asked: Sequence[Asked], now: datetime, days: int) -> Known:
    """Read, and lock, every case that these messages might belong to."""
    parties = sorted({a.party for a in asked if a.party})
    lock(session, "party", parties)
    lock(session, "call", {a.call_id for a in asked if a.call_id})  # a withheld caller has no party
    keys = {key for a in asked for key in a.thread_keys}
    tokens = {a.token for a in asked if a.token}
    calls = {a.call_id for a in asked if a.call_id}
    uids = {a.calendar_uid for a in asked if a.calendar_uid}
    ids: set[int] = set()
    if parties:
        recent = select(Case.id).where(Case.party.in_(parties), Case.last_activity_at >= now - timedelta(days=days))
        ids.update(session.scalars(recent))
    put_to = select(TimesOffered.party, TimesOffered.case_id).where(
        TimesOffered.party.in_(parties), TimesOffered.offered_at >= now - timedelta(days=days)
    )
    offered = session.execute(put_to.distinct()).all() if parties else []
    ids.update(row.case_id for row in offered)
    confided = _confided(session, parties, {name for a in asked for name in a.quoted}, now)
    at_home = _told_at_home(session, {a.home[1] for a in asked if all(a.home)}, now)
    ids.update(number for _, number in confided)
    ids.update(row.id for row in at_home)
    threads = (
        session.execute(select(ThreadKey.key, ThreadKey.party, ThreadKey.case_id).where(ThreadKey.key.in_(keys))).all()
        if keys
        else []
    )
    ids.update(row.case_id for row in threads)
    if tokens:
        ids.update(session.scalars(select(Case.id).where(Case.reference.in_(tokens))))
    invited = select(Appointment.uid, Appointment.case_id).where(Appointment.uid.in_(uids))
    by_visit = session.execute(invited).all() if uids else []
    ids.update(row.case_id for row in by_visit)
    on_calls = (
        session.execute(
            select(Message.call_id, Message.case_id).where(Message.call_id.in_(calls), Message.case_id.is_not(None))
        ).all()
        if calls
        else []
    )
    ids.update(case_id for _, case_id in on_calls if case_id)
    cases = hold_cases(session, ids)
    said = select(Correction.case_id).where(Correction.case_id.in_(ids), Correction.undone_at.is_(None))
    known = Known(corrected=frozenset(session.scalars(said)) if ids else frozenset())
    for case in sorted(cases.values(), key=lambda c: (c.last_activity_at, c.id)):
        known.add(case)
    for party, number in confided:
        known.hidden.setdefault(party, []).append(cases[number])
    known.at_home = [(cases[row.id], row.address, row.postcode) for row in at_home]
    for put in sorted(offered, key=lambda each: each.case_id):
        known.offered.setdefault(put.party, []).append(cases[put.case_id])
    for row in threads:
        known.by_thread[row.key, row.party] = cases[row.case_id]
        known.by_answered[row.key] = cases[row.case_id]
    known.by_visit = {row.uid: cases[row.case_id] for row in by_visit}
    for call_id, case_id in on_calls:
        if case_id is None:
            continue
        known.by_call[call_id] = cases[case_id]
    return known


def _confided(session: Session, parties: Sequence[str], quoted: set[str], now: datetime) -> list[tuple[str, int]]:
    """(address, case id) of what these addresses, or whoever uses them, have that only some may see."""
    kept = _kept(now)
    told_there = select(Case.party, Case.id).where(Case.party.in_(parties), *kept)
    elsewhere = (
        select(ContactPoint.address, Case.id)
        .join(ContactLink, ContactLink.contact_point_id == ContactPoint.id)
        .join(Case, Case.tenant_id == ContactLink.tenant_id)
        .where(ContactPoint.address.in_(parties), ContactLink.ended_at.is_(None), *kept)
    )
    found = [(party, case_id) for party, case_id in session.execute(union(told_there, elsewhere))] if parties else []
    if quoted:  # whoever names it knows of it
        found += [("", number) for number in session.scalars(select(Case.id).where(Case.reference.in_(quoted), *kept))]
    return sorted(found)


def _kept(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Cases that only some may see, and that what is written now may be about."""
    return Case.restricted.is_(True), or_(Case.state != "closed", Case.last_activity_at >= now - REMEMBERED)


def _told_at_home(session: Session, postcodes: set[str], now: datetime) -> Sequence[Row[int, str, str]]:
    """Those of homes with these postcodes, with the home's address: a form may give no number that we know."""
    if not postcodes:
        return ()
    plain = {"".join(each.upper().split()) for each in postcodes}
    query = select(Case.id, Home.address, Home.postcode).join(Home, Home.id == Case.home_id)
    return session.execute(query.where(func.replace(func.upper(Home.postcode), " ", "").in_(plain), *_kept(now))).all()


def is_confided(session: Session, party: str, now: datetime) -> Case | None:
    """A case of this party that only some may see, for a message that could not be worked through."""
    found = [number for _, number in _confided(session, [party], set(), now)] if party else []
    return session.get(Case, found[-1]) if found else None


def belongs_to(
    asked: Asked, labels: Labels, known: Known, now: datetime, days: int, household: int | None = None
) -> Found:
    """The case it continues or should be linked to, and why; and whether that is for the few who may see another.

    `household`: of a number that several share the tenant who writes, 0 where they do not say (`router.households`).
    """
    recently = now - timedelta(days=days)
    case, linked, why = _by_what_it_says(asked, labels, known, recently, now, household)
    personal = speaks_of_people(asked.words)
    told = known.confided(asked.party, recently, personal, household) or _spoken_of(asked, known, linked, personal)
    if told is None or asked.automatic in MACHINES:
        return Found(case, linked, why)
    named = case is not None and not case.restricted and (
        asked.channel not in TEXTS or case.reference in asked.quoted
        or case is _in_danger(labels, known.by_party.get(asked.party, ()), now)
    )  # fmt: skip
    private = not named or personal
    if (case is not None and case.restricted) or is_plain(asked.words, kind_of(labels), labels) or not private:
        hints = linked is not None and linked.restricted and not (case and case.restricted)
        return Found(case, None if hints else linked, "" if hints else why, private=private)
    if asked.channel in TEXTS and told.party == asked.party:
        return Found(told, None, "The same person wrote again.", private=True)
    on_the_line = case if asked.channel == "voice" else None
    why = "They have a case that only some may see: this may belong to it."
    return Found(on_the_line, told, why, told, private=True, pressing=personal or told.state != "closed")


def _spoken_of(asked: Asked, known: Known, linked: Case | None, personal: bool) -> Case | None:
    """A case that only some may see, of nobody it is known to come from: which it answers, names, or where, by the
    address in a form, it speaks of somebody."""
    if linked is not None and linked.restricted:
        return linked
    at_home = (case for case, *own in known.at_home if personal and same_home(*asked.home, *own))
    return next((case for case in known.hidden.get("", ()) if case.reference in asked.quoted), next(at_home, None))


def _by_what_it_says(
    asked: Asked, labels: Labels, known: Known, recently: datetime, now: datetime, household: int | None
) -> tuple[Case | None, Case | None, str]:
    """(the case it continues, a case it should be linked to, why). Either may be None."""
    if asked.call_id and asked.call_id in known.by_call:
        return known.by_call[asked.call_id], None, "The same call."
    if asked.channel == "email":
        return _by_mail(asked, known)
    if asked.channel == "web" and asked.token in known.by_reference:  # a form has none: it is always new
        return known.by_reference[asked.token], None, "Answered on the page of the case."
    recent = [c for c in known.by_party.get(asked.party, []) if c.last_activity_at >= recently]
    recent = [
        c for c in recent if household is None or c.reference in asked.quoted or _may_be(c, household, labels, now)
    ]
    if not asked.party or not recent:
        return None, None, ""
    if asked.channel not in TEXTS:
        return None, _newest_open(recent), "The same person wrote before."
    return _by_text(asked, labels, recent, now)


def _by_mail(asked: Asked, known: Known) -> tuple[Case | None, Case | None, str]:
    token = known.by_reference.get(asked.token) if asked.token else None
    if asked.nameless and asked.automatic != "bounce":
        return None, token, "This mail names no sender, or more than one: it may not be from whom it says."
    if token is not None and token.party == asked.party:
        return token, None, "It answers our own mail."
    for key in asked.thread_keys:
        case = known.by_thread.get((key, asked.party))
        if case is not None:
            return case, None, "It answers a mail of this case."
    invited = known.by_visit.get(asked.calendar_uid)
    if invited is not None and invited.party == asked.party:
        return invited, None, "Their calendar answers our invitation."
    quoted = next((c for c in known.by_party.get(asked.party, []) if c.reference in asked.quoted), None)
    if quoted is not None and not asked.automatic:
        return quoted, None, "It names the reference, and comes from the same address."
    if asked.automatic:  # a bounce or a robot's answer belongs where our mail belongs, and is answered by nobody
        for key in asked.thread_keys[1:]:
            if key in known.by_answered:
                return known.by_answered[key], None, "A machine answered our mail."
        if token is not None:
            return token, None, "A machine answered our mail."
    return None, token, "It quotes a case, but comes from another address." if token else ""


def _newest_open(cases: Iterable[Case]) -> Case | None:
    return next((case for case in cases if case.state != "closed"), None)


def _only_greeted(case: Case) -> bool:
    """Did they say hello and no more, and has nobody answered yet? Then what they tell next is what they came with."""
    unanswered = case.state == "waiting" and case.answered_at is None and not case.last_agent_id
    return unanswered and not case.restricted and has_only_greeted(case)


def _may_be(case: Case, household: int, labels: Labels, now: datetime) -> bool:
    """Of a number that several share: may what is written be about this case? Not where it is another household's, nor,
    of one that does not say who it is, where a new fault is told a day after the last word of the other's."""
    its = case.tenant_id or (case.tenant.id if case.tenant is not None else None)
    if its is None or its == household:
        return True
    fault = labels.is_of_a_fault and not (labels.repair or "job.").startswith("job.")
    return not household and not (fault and case.last_activity_at < now - SAME_TALK)


def _in_danger(labels: Labels, recent: Iterable[Case], now: datetime) -> Case | None:
    """The danger to life that a pressing text goes on about, if it names none of its own."""
    if labels.danger or labels.urgency not in ("emergency", "urgent"):
        return None
    told = (c for c in recent if c.urgency == "life_safety" and not c.restricted)
    return _newest_open(c for c in told if c.last_activity_at >= now - JUST_TOLD)


def _by_text(asked: Asked, labels: Labels, recent: list[Case], now: datetime) -> tuple[Case | None, Case | None, str]:
    quoted = next((c for c in recent if c.reference in asked.quoted), None)
    danger = _in_danger(labels, recent, now)
    if danger is not None and quoted is None:
        return danger, None, "They are in danger, and wrote again."
    group = kind_of(labels)
    matter = matter_of(labels, asked.words)
    same_kind = [c for c in recent if (group and c.repair_group == group) or (matter and of_matter(c) == matter)]
    hidden = _newest_open(c for c in recent if c.restricted)  # what is told there is for few; in doubt it belongs there
    others = (None if group else hidden) or _newest_open(recent) or recent[0]
    candidate = quoted or _newest_open(same_kind) or next(iter(same_kind), None) or others
    if quoted is None and not labels.danger and _only_greeted(candidate):
        return candidate, None, "They had only said hello."
    beside = None if candidate.restricted else candidate  # nothing about a case that anybody sees hints at one for few
    if labels.danger and not set(labels.danger) <= set(candidate.danger):
        return None, beside, "It names a danger that the earlier case does not." if beside else ""
    if (
        quoted is None
        and group
        and group != candidate.repair_group
        and (candidate.repair_group or candidate.restricted)
    ):
        return None, beside, "It names another kind of repair than the earlier case." if beside else ""
    if quoted is None and group and is_unclear(candidate):
        return None, beside, "What they wrote before is unclear, and this is not."
    apart = (matter and candidate.repair_group) or (group and of_matter(candidate))
    if quoted is None and apart and not candidate.restricted:
        return None, beside, "It is about another matter than the earlier case."
    return candidate, None, "The same person wrote again."
