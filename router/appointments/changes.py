"""What is done with what somebody writes about a visit that is agreed: move, cancel, late, nobody in, when, sooner."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from router import cases
from router.appointments import availability, beside, booking, needs, notes, shown, words
from router.appointments.capacity import may_change
from router.appointments.elsewhere import then_elsewhere
from router.appointments.kept_wishes import keep_wishes, lasting, wished
from router.appointments.meant import meant
from router.appointments.nearby import near
from router.appointments.no_show import says_it_was_not_so
from router.appointments.offering import Appointments
from router.appointments.sending import EMERGENCY, Sending, nobody_there, unheard
from router.appointments.talk import (
    WAS,
    WHERE,
    Said,
    asks_times,
    asks_who,
    other_business,
    reported_anew,
    told_of_the_fault,
)
from router.appointments.visits import Visits, says_nobody_came
from router.appointments.which import Which
from router.clock import london
from router.model import Appointment, Case, TimesOffered, record
from router.storage.database import lock
from router.values import Need, OfferedTime, Wish

_WHO_COMES = re.compile(
    r"\bwho(?:s|'s|se)?\b.{0,30}\b(?:com(?:e|ing|es)|visit|sending|doing|see(?:ing)? me)\b", re.IGNORECASE
)
SECOND_THOUGHTS = timedelta(minutes=5)
"""So soon after a time was agreed another of those numbers moves it at once; later it is asked first."""
SOON = timedelta(hours=36)
"""A visit so near may come before other times are agreed: whoever comes reads what was said of it."""
NOBODY_IN = "nobody_in"
"""In the `need` of times offered: what they said who cannot let us in at the time that stays until they choose."""
_OF_AN_EMERGENCY = ("when", "late", "unclear", "nobody_in", "yes", "no", "keep")
"""What may be said by who waits in an emergency for somebody who should have come."""
_ANSWERED = {"late": "late", "when": "when", "yes": "thanks", "no": "ask_change", "keep": "stays"}
"""What is simply answered, with which words of the landlord."""
_STANDS = ("late", "when", "thanks", "ask_change", "stays", "already")
"""Words that say of a visit that it is to come."""


class Changes:
    """Acts on a visit and answers. True: settled. False: a person must read it too."""

    def __init__(self, appointments: Appointments) -> None:
        self.appointments, self.letters, self.rules = appointments, appointments.letters, appointments.rules
        self.which, self.sending = Which(appointments), Sending(appointments)

    def act(self, session: Session, case: Case, visit: Appointment, once: Sequence[OfferedTime] | None, said: Said,
            at: datetime, sure: bool = False) -> bool:  # fmt: skip
        """`once`: the times that were offered before this one was agreed; None while others are open. `sure`: this
        visit is meant, whichever others there are."""
        if (late := self._late_emergency(session, case, said, at)) is not None:
            return self.over(session, case, late, said, at)
        answer = said.answer
        if key := _of_a_calendar(visit, said):
            return self.answer(session, case, visit, key, said, at)
        if answer.also and told_of_the_fault(said.labels) and answer.kind in ("choose", "unclear"):
            return False
        elsewhere = said.is_new_matter(case)
        if elsewhere and (answer.kind == "unclear" or (answer.kind == "choose" and visit.state != "booked")):
            return False
        others = [one for one in self.appointments.agreed(session, case) if one.id != visit.id]
        doubt = False
        if others and not sure and visit.window_until > at and answer.kind not in ("yes", "when", "keep"):
            about = meant(session, self.which, case, (visit, *others), said, at)
            soon = answer.kind == "choose" and self._just_agreed(session, visit, at)
            doubt = not soon and (about is None or (answer.kind == "choose" and about is not visit))
            visit = about if about is not None and not soon else visit
        if not sure:
            visit = self._of_now(visit, others, said, at)
        if not elsewhere:  # what is about something else is no business of whoever comes
            self._note_beside(session, case, visit, said, at)
        if visit.window_until <= at:
            return self.over(session, case, visit, said, at)
        under_way = visit.state != "booked" and WHERE.search(said.words)
        if others and not sure and answer.kind in ("when", "keep") and not under_way:
            return self._tell_all(session, case, said, at)
        if doubt and answer.kind in ("cancel", "move", "wish", "none", "nobody_in", "choose"):
            return self._one_of_two(session, case, visit, others, said, at)
        if answer.kind == "choose" and answer.choice and once:
            return self._other_of_them(session, case, visit, once, answer.choice, said, at)
        return self._do(session, case, visit, said, at)

    def _late_emergency(self, session: Session, case: Case, said: Said, at: datetime) -> Appointment | None:
        """The emergency visit that they still wait for: its time is over, and nobody said that anybody came."""
        if said.answer.kind not in _OF_AN_EMERGENCY or other_business(said.labels, case):
            return None
        return unheard(session, self.appointments, case, at)

    def _note_beside(self, session: Session, case: Case, visit: Appointment, said: Said, at: datetime) -> None:
        """What they add to what they want, for whoever comes; the wish for another time itself is none of it."""
        answer = said.answer
        wish = answer.kind in ("move", "wish", "none") and answer.also.strip() == said.words.strip()
        if answer.also and not wish and answer.kind not in ("when", "late"):  # who is late is kept word for word
            notes.keep(session, case, visit, answer.also, at)

    def _of_now(self, visit: Appointment, others: Sequence[Appointment], said: Said, at: datetime) -> Appointment:
        """The one that is under way, for who asks where they are; today's that is over, for who asks 'was it today?' or
        says that they missed it. Else the visit as it is."""
        there = sorted((visit, *others), key=lambda one: one.window_from)
        if said.answer.kind == "when" and WHERE.search(said.words):
            return next((one for one in there if one.state in ("on_the_way", "arrived")), visit)
        if said.answer.kind in ("when", "nobody_in") and WAS.search(said.words):
            today = (one for one in there if london(one.window_from).date() == london(at).date())
            return next((one for one in today if one.window_until <= at), visit)
        return visit

    def _do(self, session: Session, case: Case, visit: Appointment, said: Said, at: datetime) -> bool:
        answer = said.answer
        if answer.kind == "cancel":
            return self._cancel(session, case, visit, said, at)
        if answer.kind in ("move", "wish", "none") or asks_times(said.words):
            settled = self._move(session, case, visit, answer.wishes, said, at)
            if any(london(visit.window_from).date() in wish.not_days for wish in answer.wishes):  # 'nobody in tomorrow'
                self._not_then(session, case, said)
            return settled
        if answer.kind == "nobody_in":
            notes.keep(session, case, visit, said.quoted, at, may_ask=True)
            settled = self._move(session, case, visit, answer.wishes, said, at, self.letters.say("nobody_in", case))
            self._not_then(session, case, said)
            return settled
        if answer.kind in _ANSWERED:
            if answer.kind == "late":
                notes.keep(session, case, visit, said.quoted, at, may_ask=True)
            if answer.kind in ("yes", "keep"):
                record(session, at, "tenant", "appointment.confirmed", case, appointment_id=visit.id)
            if answer.kind == "keep":
                notes.take_back(visit)
            return self.answer(session, case, visit, _ANSWERED[answer.kind], said, at)
        if answer.also or said.is_new_matter(case) or told_of_the_fault(said.labels):
            return False
        return self.answer(session, case, visit, "ask_change", said, at)

    def _not_then(self, session: Session, case: Case, said: Said) -> None:
        """They cannot let us in at the time that stays until they choose: whoever sees these times lapse says so."""
        for times in self.appointments.open_ones(session, case):
            times.need = {**times.need, NOBODY_IN: said.quoted}

    def after(self, session: Session, case: Case, visit: Appointment, said: Said, at: datetime) -> bool:
        """The visit is over or was cancelled. Whoever asks for times is offered them; anything else a person reads."""
        if said.words.strip(" .!#)(").isdigit():
            why = f"They answered to times that are no longer on offer: “{said.quoted}”"
            self.appointments.to_person(session, case, at, why, channel=said.channel, to=said.to)
            return True
        if visit.state == "cancelled" and said.answer.kind in ("cancel", "when"):
            return self.answer(session, case, visit, "not_needed", said, at)
        wants = said.answer.kind in ("move", "wish") and visit.state in ("no_access", "missed", "cancelled")
        anew = visit.state == "cancelled" and reported_anew(said.labels, visit.repairs)
        anew = anew and not needs.bookable(case, said.labels, self.appointments.landlord)
        if anew:  # they called it off, and it is broken after all
            said = said.with_answer(replace(said.answer, wishes=()))
        elif told_of_the_fault(said.labels) or not (wants or asks_times(said.words)):
            return False
        need = needs.of_visit(session, visit, case, self.appointments.landlord, at)
        wishes, first = said.answer.wishes, self.letters.not_then(case, said.answer.wishes, at)
        way: dict[str, Any] = {"channel": said.channel, "to": said.to, "why": "again"}
        offer = self.appointments.offer
        if offer(session, case, need, at, wishes=wishes, **way):
            return True
        if wishes and offer(session, case, need, at, first=first, **way):
            return True
        why = f"They ask for another visit, and no time is free: “{said.quoted}”"
        self.appointments.to_person(session, case, at, why, channel=said.channel, to=said.to)
        return True

    # --- each of them --------------------------------------------------------------------------

    def _cancel(self, session: Session, case: Case, visit: Appointment, said: Said, at: datetime) -> bool:
        if said.answer.ask:  # 'its fixed': the visit, too?
            return self.answer(session, case, visit, "ask_cancel", said, at)
        for times in self.appointments.open_ones(session, case):
            self.appointments.end(session, times, "withdrawn", at)
        if not booking.cancel(session, visit, "tenant", at, f"The tenant wrote: “{said.quoted}”"):
            return self._too_late(session, case, visit, said, at)
        self.appointments.confirm(session, case, visit, at, "cancelled", channel=said.channel, to=said.to)
        return True

    def _move(self, session: Session, case: Case, visit: Appointment, wishes: Sequence[Wish], said: Said, at: datetime,
              first: str = "") -> bool:  # fmt: skip
        """New times; the old one stays until one of them is agreed."""
        if visit.state != "booked" or visit.kind == "emergency_attend":
            return self._too_late(session, case, visit, said, at)
        if wishes and all(wish == Wish(soonest=True) for wish in wishes):
            return self._sooner(session, case, visit, said, at)
        need = needs.of_visit(session, visit, case, self.appointments.landlord, at)
        need = beside.with_needs(need, said.answer.also)
        stays = f"{beside.told(self.letters, case, said)} {self._stays(case, visit, said)}".strip()
        if visit.window_from < at + SOON:  # they may choose no other in time
            notes.keep(session, case, visit, said.quoted, at, notes.WISH)
        way: dict[str, Any] = {"channel": said.channel, "to": said.to, "moves": visit, "why": "move"}
        own = {(london(visit.window_from).date(), visit.slot)}
        lock(session, "diary", ["all"])
        before = () if wishes else self._wished(session, visit)
        free = self.appointments.find(session, need, at, before, own) if before else []
        free = free or self.appointments.find(session, need, at, wishes, own)
        key = "read_back" if len(free) == 1 and wishes else ""
        times = self.appointments.put(session, case, need, free, at, key=key, first=first or stays, **way)
        if times is not None:
            keep_wishes(times, wishes or before)
            return True
        if then_elsewhere(self.appointments, session, case, need, wishes, at, **way):
            return True
        others = near(self.appointments, session, need, at, wishes, own)
        nothing = self.letters.not_then(case, wishes, at)
        times = self.appointments.put(session, case, need, others, at, first=nothing, **way)
        if times is not None:
            keep_wishes(times, wishes)
            return True
        why = f"They want another time than {london(visit.window_from):%A %-d %B}, and none is free: “{said.quoted}”"
        self.appointments.to_people(session, case, at, why)
        return self.answer(session, case, visit, "no_others_stays", said, at)

    def _wished(self, session: Session, visit: Appointment) -> tuple[Wish, ...]:
        """What they had said suits them when this visit was offered, for who says only that it must be another."""
        t = TimesOffered
        of_it = t.state == "taken", or_(t.id == visit.times_id, t.moves_id == visit.id)
        newest = session.scalars(select(t).where(*of_it).order_by(t.id.desc()).limit(1)).first()
        return lasting(wished(newest)) if newest is not None else ()

    def _sooner(self, session: Session, case: Case, visit: Appointment, said: Said, at: datetime) -> bool:
        """An earlier time if there is one, else they are told when one comes free."""
        need = self.appointments.sooner_need(session, case, visit, at)
        lock(session, "diary", ["all"])
        free = self.appointments.find(session, need, at, (Wish(soonest=True),), limit=self.rules.times)
        stays = self._stays(case, visit, said)
        if free and self.appointments.put(session, case, need, free, at, why="move", channel=said.channel, to=said.to,
                                          moves=visit, first=stays):  # fmt: skip
            return True
        visit.sooner, visit.version = True, visit.version + 1
        record(session, at, "tenant", "appointment.sooner", case, appointment_id=visit.id)
        return self.answer(session, case, visit, "on_the_list", said, at)

    def _other_of_them(self, session: Session, case: Case, visit: Appointment, once: Sequence[OfferedTime],
                       number: int, said: Said, at: datetime) -> bool:  # fmt: skip
        """'1' again, or 'no wait 3', soon after one was booked."""
        other = next(each for each in once if each.number == number)
        if (other.starts_at, other.kind) == (visit.window_from, visit.slot):
            return self.answer(session, case, visit, "already", said, at)
        if visit.state != "booked":
            return self._too_late(session, case, visit, said, at)
        need = needs.of_visit(session, visit, case, self.appointments.landlord, at)
        lock(session, "diary", ["all"])
        if not self._just_agreed(session, visit, at):
            return self._asked_first(session, case, visit, need, other, said, at)
        need = replace(need, moves=visit.id)
        free = availability.any_time(session, self.rules, need, at, london(other.starts_at).date(), other.kind)
        if free is not None and booking.move_now(session, visit, free, "tenant", at):
            self.appointments.confirm(session, case, visit, at, "moved", channel=said.channel, to=said.to)
            return True
        return self._move(session, case, visit, (), said, at, self.letters.say("gone", case))

    def _asked_first(self, session: Session, case: Case, visit: Appointment, need: Need, other: OfferedTime, said: Said,
                     at: datetime) -> bool:  # fmt: skip
        """A number so long after a time was agreed may mean something else: nothing is lost by it unasked."""
        free = availability.any_time(session, self.rules, need, at, london(other.starts_at).date(), other.kind)
        stays = self._stays(case, visit, said)
        if free is not None and self.appointments.put(session, case, need, [free], at, why="move", channel=said.channel,
                                                      to=said.to, moves=visit, first=stays):  # fmt: skip
            return True
        return self.answer(session, case, visit, "ask_change", said, at)

    def _tell_all(self, session: Session, case: Case, said: Said, at: datetime) -> bool:
        """Each of several visits with its own time and place."""
        there = shown.counted_on(session, case, at)
        text = self.letters.say("when_all", case, times="\n".join(self.letters.line(case, one) for one in there))
        self.appointments.tell(session, case, text, at, channel=said.channel, to=said.to)
        return True

    def _one_of_two(self, session: Session, case: Case, visit: Appointment, others: Sequence[Appointment], said: Said,
                    at: datetime) -> bool:  # fmt: skip
        """Several visits are agreed for this case, and nothing tells which is to be changed: we ask, and after that a
        person does. Until then whoever comes reads what they said."""
        if said.answer.kind != "choose" and self.which.ask_of_one(session, case, said, at):
            return True
        for one in (visit, *others):
            notes.keep(session, case, one, said.quoted, at, notes.WISH)
        why = f"They want to change a visit, but which of {len(others) + 1} we cannot tell: “{said.quoted}”"
        self.appointments.to_person(session, case, at, why, channel=said.channel, to=said.to)
        return True

    def _just_agreed(self, session: Session, visit: Appointment, at: datetime) -> bool:
        agreed = filter(None, (visit.booked_at, shown.last_moved(session, visit)))
        return max(agreed, default=at) >= at - SECOND_THOUGHTS

    def _too_late(self, session: Session, case: Case, visit: Appointment, said: Said, at: datetime) -> bool:
        """Somebody is on the way already, or it is an emergency: a person must ring them."""
        if not said.is_new_matter(case):
            notes.keep(session, case, visit, said.quoted, at)
        why = f"About a visit that is under way: “{said.quoted}” Ring them now."
        self.appointments.to_people(session, case, at, why)
        return self.answer(session, case, visit, "under_way", said, at)

    def over(self, session: Session, case: Case, visit: Appointment, said: Said, at: datetime) -> bool:
        """The window is past, and nobody has said yet what came of it. Who says that nobody came is believed, and so
        is who says that they were not there."""
        if visit.state == "booked" and says_nobody_came(said.words):
            ours = self.appointments
            if Visits(ours.outbox, ours.landlord, self.sending.offer_after).missed(session, case, visit, "tenant", at):
                return not said.is_new_matter(case)
        if visit.state == "booked" and said.answer.kind == "nobody_in" and not said.answer.also:
            return self._not_there(session, case, visit, said, at)
        if visit.kind == EMERGENCY:
            nobody_there(session, case, f"They wait in an emergency. Did we come? “{said.quoted}”", at)
            text = self.letters.say("emergency_person", case)
            self.appointments.tell(session, case, text, at, channel=said.channel, to=said.to)
            return not said.is_new_matter(case)
        why = f"They wrote after the visit's time was over. Did we come? “{said.quoted}”"
        self.appointments.to_people(session, case, at, why)
        asked = said.answer.kind == "when" and not says_it_was_not_so(said.words)
        return self.answer(session, case, visit, "was" if asked else "over", said, at)

    def _not_there(self, session: Session, case: Case, visit: Appointment, said: Said, at: datetime) -> bool:
        """'Sorry, I missed it': it came to nothing, and they have other times; or a person finds one with them."""
        need = needs.of_visit(session, visit, case, self.appointments.landlord, at)
        if not booking.no_access(session, visit, "tenant", at, self.appointments.landlord):
            return False
        cases.explain(case, f"They say themselves that they were not there: “{said.quoted}”")
        way: dict[str, Any] = {"channel": said.channel, "to": said.to, "why": "again"}
        if visit.kind == EMERGENCY:
            return self.sending.send(session, case, said.channel, said.to, at)
        first = self.letters.say("nobody_in", case)
        if case.state != "closed" and self.appointments.offer(session, case, need, at, first=first, **way):
            return True
        if case.state == "closed":  # our own rule ended it
            return self.answer(session, case, visit, "still_needed", said, at)
        why = f"They were not there ({words.window(visit)}), and no other time is free: “{said.quoted}”"
        self.appointments.to_person(session, case, at, why, channel=said.channel, to=said.to)
        return True

    def answer(self, session: Session, case: Case, visit: Appointment, key: str, said: Said, at: datetime) -> bool:
        first = self.letters.say("this_is", case) if asks_who(said.words) else ""
        if key in _STANDS and may_change(session, visit, at):
            key, who = "may_change", visit.resource.name
            why = f"They ask about {words.window(visit)}, when {who} cannot come any more. Ring them and move it now."
            self.appointments.to_people(session, case, at, why)
        more = {}
        if key in ("was", "over"):
            more = {"ago": _ago(visit, at), "left": self._left(session, case, visit, at)}
        if key == "when" and (today := self._of_today(visit, at)):
            key, more["name"] = today, words.capital(words.first_name(visit.resource))
        if key == "when" and _WHO_COMES.search(said.words) and words.is_person(visit.resource):
            first = self.letters.say("who_comes", case, visit, name=words.first_name(visit.resource))
        if visit.kind == "emergency_attend" and key in ("when", "ask_change", "already"):
            key = "thanks"  # which offers no other time
            self.appointments.to_people(session, case, at, f"They wait in an emergency: “{said.quoted}” Ring them.")
        text = self.letters.say(key, case, visit, first, **more)
        self.appointments.tell(session, case, text, at, channel=said.channel, to=said.to)
        return True

    def _left(self, session: Session, case: Case, visit: Appointment, at: datetime) -> str:
        """What else is broken there and has nobody sent for it; '' where nothing is."""
        left = [repair for repair, _ in needs.nobody_sent(session, case, self.appointments.landlord, at)]
        labels = [self.appointments.landlord.repairs[name].label for name in left if name not in visit.repairs]
        named = ", ".join(dict.fromkeys(map(words.small, labels)))
        return self.letters.say("none_for", case, what=named) if named else ""

    def _of_today(self, visit: Appointment, at: datetime) -> str:
        """Which words tell of a visit at home, today, where whoever comes is; '' of any other."""
        kind = self.rules.kinds.get(visit.kind)
        if kind is None or kind.where != "home" or london(visit.window_from).date() != london(at).date():
            return ""
        key = {"on_the_way": "when_coming", "arrived": "when_here"}.get(visit.state, "when_today")
        return key if visit.state != "booked" or visit.window_from <= at or visit.slot == "today" else ""

    def _stays(self, case: Case, visit: Appointment, said: Said) -> str:
        """What stands in front of other times; to a caller without its own, for anybody can ring from any number."""
        unsaid = {"when": "as it is"} if said.spoken else {}
        return self.letters.say("until_you_choose", case, visit, **unsaid)


def _of_a_calendar(visit: Appointment, said: Said) -> str:
    """Which words answer what a calendar sent by itself; '' where it is to be read as any answer."""
    facts = said.message.details.get("facts") or {}
    of = facts.get("calendar_sequence") or ""
    if of.isdecimal() and int(of) < visit.sequence and not said.words:  # it answers what was moved meanwhile
        return "when"
    return "ask_change" if facts.get("calendar_answer") == "declined" and said.answer.kind == "unclear" else ""


def _ago(visit: Appointment, at: datetime) -> str:
    """'today, ' or 'yesterday, ' in front of its day; else ''."""
    days = (london(at).date() - london(visit.window_from).date()).days
    return {0: "today, ", 1: "yesterday, "}.get(days, "")
