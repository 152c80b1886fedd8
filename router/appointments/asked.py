"""Other appointments than repairs, asked for by the tenant: an officer's visit, a place at an office, a call-back, an
inspection. What may be booked so is the landlord's (`[by_topic]` of `appointments.toml`).

Never for a danger, nor what only some may see, nor an emergency: there a person comes first.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from router import cases
from router.appointments import by_name, needs, places, words
from router.appointments.kept_wishes import keep_wishes
from router.appointments.nearby import near
from router.appointments.offering import Appointments
from router.appointments.shown import NOTHING_FREE
from router.appointments.talk import NAMES_NOBODY
from router.clock import london
from router.greeting import only_greets
from router.model import Appointment, Case, Message, TimesOffered
from router.storage.database import lock
from router.values import LIVE, Answer, Asked, Labels, Need, OfferedTime, Wish

Understand = Callable[[str, Sequence[OfferedTime], datetime, OfferedTime | None], Answer]
AsksFor = Callable[[str], Asked]
"""`classifiers.asking.asked`; the router may not import it."""

INSPECTION = "inspection"
AT_OFFICE = "at_office"
"""In the details of a message that wants a place at an office beside something that stands."""
STAYS = "stays"
"""In `Session.info`: (a message's id, the words for whoever wrote it of what they have already, and keep)."""
_ANY_MATTER = "general.opening_contact"
"""Whose kinds may be asked for where the words say no more than that they want a place at an office."""
_FEW = 12
"""Words of who asks for a place and tells nothing that a person must read."""
_ONLY_A_PLACE = ("general.unclear", "job.appointment_change")
"""What such words may be read as."""
_BY_PEOPLE = {"interview": "interview", "sign_up": "tenancy_sign_up"}
_PERHAPS = re.compile(r"interview|sign", re.IGNORECASE)
_A_DAY = re.compile(
    r"\b((?:on |this |next )?(?:today|tomorrow|(?:mon|tues|wednes|thurs|fri)day)(?: (?:morning|afternoon))?)\b",
    re.IGNORECASE,
)
"""A day on which an office may be open, and the part of it."""
_NAMED = "topic", "repair", "repair_group"


class Asking:
    """What a message asks for, and the times for it."""

    def __init__(self, appointments: Appointments, understand: Understand, asks_for: AsksFor) -> None:
        self.appointments, self.landlord = appointments, appointments.landlord
        self.understand, self.asks_for = understand, asks_for

    def kind(self, case: Case, labels: Labels, message: Message, whoever: bool = False) -> str:
        """The kind of appointment that may be offered at once; '' when none is asked for, or a person must. `whoever`:
        as if they were known."""
        only_a_place = self._wants_only_a_place(labels, message)
        unsure = (labels.needs_person or case.needs_person) and not only_a_place
        if needs.not_by_itself(case, labels, whoever) or unsure:
            return ""
        if case.lane == 0 or case.urgency in ("life_safety", "emergency"):
            return ""
        by_topic, is_repair = self.landlord.appointments.by_topic, labels.topic == "repair"
        fault = labels.repair or "", labels.repair_group or ""
        kinds = _first(by_topic, fault if is_repair else (labels.topic,))
        if only_a_place:
            kinds = [each for each in by_topic.get(_ANY_MATTER, ())
                     if places.at_a_place(self.landlord.appointments, each)]  # fmt: skip
            return next(iter(kinds), "")
        where = self.asks_for(message.text).where if kinds else ""
        if where == "surveyor" and INSPECTION not in kinds:  # "can someone inspect the damp", read as a wish
            looked_at = _first(by_topic, fault)
            kinds = looked_at if INSPECTION in looked_at else kinds
        return self._of(kinds, where) if kinds else ""

    def _wants_only_a_place(self, labels: Labels, message: Message) -> bool:
        """Do they name an office, or ask for a place at one, and is nothing else read in it?"""
        read_as = labels.repair if labels.topic == "repair" else labels.topic
        if read_as not in _ONLY_A_PLACE or labels.also or not is_short(message.text):
            return False
        return message.details.get(AT_OFFICE) is True or self.asks_for(message.text).books

    def wishes(self, message: Message) -> tuple[Wish, ...]:
        """When it would suit them, where they say so beside what is wrong; none where that is not plain."""
        when = self.asks_for(message.text).when
        answer = self.understand(when, [], message.received_at, None) if when else Answer("unclear")
        return answer.wishes if answer.kind in ("wish", "move") or any(one.days for one in answer.wishes) else ()

    def _of(self, kinds: Sequence[str], where: str) -> str:
        known = self.landlord.appointments.kinds
        if where == "surveyor":
            if INSPECTION in kinds:
                return INSPECTION
            where = "home"
        if where == "home" and INSPECTION in kinds:
            return INSPECTION
        if where == "any":
            return kinds[0]
        return next((kind for kind in kinds if where and known[kind].where == where), "")

    def for_people(self, message: Message) -> str:
        """Why a person must book what it asks for, by the landlord's file; '' where that says nothing of it."""
        rules = self.landlord.appointments
        if message.automatic or not _PERHAPS.search(message.text):
            return ""
        kind = _BY_PEOPLE.get(self.asks_for(message.text).where, "")
        if kind not in rules.by_agent or kind not in rules.kinds:
            return ""
        return f"Asked for: {self.appointments.letters.what_for(kind, ())}. Book it with them. {rules.by_agent[kind]}"

    def why_not(self, session: Session, case: Case, message: Message, kind: str, opened: bool) -> str:
        """Why a person must arrange it, though it is asked for: a sentence, or '' for no reason."""
        if not opened and not self._only_of_these(session, case, message):
            return "They wrote of something else here too."
        a = Appointment
        theirs = select(a.id).where(a.home_id == case.home_id, a.kind == kind, a.state.in_(LIVE), a.case_id != case.id)
        if case.home_id and session.scalar(theirs.limit(1)) is not None:
            return "One is offered or agreed in another case of this home."
        return ""

    def _only_of_these(self, session: Session, case: Case, message: Message) -> bool:
        """Was every earlier message of the case of a topic for which times may be offered, and sure?"""
        known = self.landlord.appointments.by_topic
        return all(not said.get("needs_person") and {said.get(each) for each in _NAMED} & set(known)
                   for said in said_before(session, case, message))  # fmt: skip

    def offer(self, session: Session, case: Case, message: Message, kind: str, channel: str, to: str,
              at: datetime) -> bool:  # fmt: skip
        """Times as they wish, the nearest to that, or the word that none is free and that a person takes over."""
        wishes = tuple(_still_to_come(wish, at) for wish in self._when(message))
        need = needs.of_case(session, case, self.landlord, at, kind)
        way: dict[str, Any] = {"channel": channel, "to": to}
        if places.at_a_place(self.landlord.appointments, kind):
            number, stays = session.info.pop(STAYS, (0, ""))
            stays = stays if number == message.id else ""
            if self.at_an_office(session, case, need, message.text, wishes, at, stays=stays, **way):
                return True
        elif self._by_whom_they_name(session, case, need, message.text, wishes, at, **way):
            return True
        letters = self.appointments.letters
        message.details = {**message.details, NOTHING_FREE: True}
        cases.explain(case, f"Asked for: {letters.what_for(kind, ())}. No time is free. {_officer(need, kind)}")
        first = letters.say("nothing_free", case, what=letters.what_for(kind, ()))
        why = f"No time is free ({letters.what_for(kind, ())}): find one with them."
        self.appointments.to_person(session, case, at, why, first=first, **way)
        return channel != "voice"

    def _when(self, message: Message) -> tuple[Wish, ...]:
        """When it would suit them: by what they say beside what they ask for, else by a day within it ('can i come to
        the office on tuesday to see somebody')."""
        answer = self.understand(self.asks_for(message.text).rest, [], message.received_at, None)
        if answer.kind == "wish":
            return answer.wishes
        for day in _A_DAY.findall(message.text):
            answer = self.understand(day, [], message.received_at, None)
            if answer.kind == "wish":
                return answer.wishes
        return ()

    def _by_whom_they_name(self, session: Session, case: Case, need: Need, text: str, wishes: Sequence[Wish],
                           at: datetime, **way: Any) -> TimesOffered | None:  # fmt: skip
        """A call from the officer whom they name, if that one has time soon; else from whoever rings people back."""
        officer = by_name.whom(session, case, need.kind, text, at)
        if officer is None:
            return self.find_and_put(session, case, need, wishes, at, **way)
        soon = min(filter(None, (need.before, at + self.landlord.appointments.own_officer)))
        theirs = replace(need, resource_id=officer.id, patch="", before=soon)
        if offered := self.find_and_put(session, case, theirs, wishes, at, **way):
            return offered
        cases.explain(case, f"They ask for {officer.name}, who has no time free soon.")
        first = self.appointments.letters.say("not_theirs", case, name=_in_a_sentence(words.caller(officer)))
        return self.find_and_put(session, case, need, wishes, at, first=first, **way)

    def find_and_put(self, session: Session, case: Case, need: Need, wishes: Sequence[Wish], at: datetime, *,
                     first: str = "", **way: Any) -> TimesOffered | None:  # fmt: skip
        """What is free as they wish, else the nearest to it; None when nothing is."""
        ours = self.appointments
        lock(session, "diary", ["all"])
        free = ours.find(session, need, at, wishes)
        if not free and not wishes:
            return None
        if not free:
            first = f"{first} {ours.letters.not_then(case, wishes, at)}".strip()
            free = near(ours, session, need, at, wishes)
        times = ours.put(session, case, need, free, at, first=first, **way)
        if times is not None:
            keep_wishes(times, wishes)
        return times

    def at_an_office(self, session: Session, case: Case, need: Need, text: str, wishes: Sequence[Wish], at: datetime,
                     left_out: Sequence[int] = (), stays: str = "", **way: Any) -> TimesOffered | None:  # fmt: skip
        """Times at the office they name; else at that of their patch, or one that is free as they wish. `stays`: what
        they have beside it, said first."""
        ours, told = self.appointments, places.named(session, text)
        patch = places.patch_of(session, case)
        order = [place for place in places.in_order(session, self.landlord, patch, need.kind)
                 if place.id not in left_out]  # fmt: skip
        mine = [place for place in order if place.id in {one.id for one in told}] or order
        lock(session, "diary", ["all"])
        for wished in (wishes, ()) if wishes else ((),):
            for place in mine:
                there = replace(need, resource_id=place.id)
                free = ours.find(session, there, at, wished)
                if free:
                    first = ours.letters.not_then(case, wishes, at) if wishes and not wished else ""
                    return ours.put(session, case, there, free, at, first=f"{stays} {first}".strip(), **way)
        for place in order if mine is not order else ():
            there = replace(need, resource_id=place.id)
            if free := ours.find(session, there, at, ()):
                first = f"{stays} {ours.letters.say('nothing_there', case)}".strip()
                return ours.put(session, case, there, free, at, first=first, **way)
        return None


def said_before(session: Session, case: Case, message: Message) -> list[dict[str, Any]]:
    """How each earlier message of the case was read; a mere greeting says nothing, nor words in place of a name."""
    m = Message
    rows = session.execute(
        select(m.labels, m.subject, m.text, m.details)
        .where(m.case_id == case.id, m.direction == "in", m.id != message.id, m.automatic == "")
    )  # fmt: skip
    return [labels or {} for labels, subject, text, details in rows
            if NAMES_NOBODY not in details and not only_greets(f"{subject} {text}")]  # fmt: skip


def is_short(text: str) -> bool:
    """Are the words so few that they hold no more than a place and a time?"""
    return len(text.split()) <= _FEW


def _first(by_topic: Mapping[str, Sequence[str]], names: Sequence[str]) -> Sequence[str]:
    return next((by_topic[name] for name in names if name in by_topic), ())


def _in_a_sentence(name: str) -> str:
    return f"your{name[4:]}" if name.startswith("Your ") else name


def _still_to_come(wish: Wish, at: datetime) -> Wish:
    """'This week', written on a Sunday, is the one that begins."""
    today = london(at).date()
    if wish.last_day is None or wish.last_day > today:
        return wish
    return replace(wish, first_day=today + timedelta(days=1), last_day=wish.last_day + timedelta(days=7))


def _officer(need: Need, kind: str) -> str:
    return "Their home is in no patch." if kind == "housing_officer_visit" and not need.patch else ""
