"""What is done with an answer to times that are offered, or that have lapsed."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from router.appointments import availability, beside, booking, notes, words
from router.appointments.elsewhere import then_elsewhere
from router.appointments.kept_wishes import days_refused, keep_wishes, still_refusing, wished
from router.appointments.nearby import near
from router.appointments.offering import Appointments, no_time_words
from router.appointments.open_times import Band, band_of
from router.appointments.talk import (
    CALLS,
    ONLY_THANKS,
    Said,
    asks_times,
    asks_who,
    reported_anew,
    told_in_the_text,
    told_of_the_fault,
)
from router.clock import london
from router.model import Appointment, Case, TimesOffered
from router.storage.database import lock
from router.values import AGREED, Answer, FreeTime, Need, Wish

_A_NUMBER = re.compile(r"\b[1-5]\b")
_AMONG = "among"
"""In the `need` of times: the numbers that we asked them to choose among."""


class Choices:
    """Each method says True (settled), False (a person must read it too) or None (it is not about these times)."""

    def __init__(self, appointments: Appointments) -> None:
        self.appointments, self.letters, self.rules = appointments, appointments.letters, appointments.rules

    def act(self, session: Session, case: Case, times: TimesOffered, held: Sequence[Appointment],
            visit: Appointment | None, said: Said, at: datetime) -> bool | None:  # fmt: skip
        """Times are open."""
        said = _less_a_fault(said)
        answer, agreed = said.answer, visit
        visit = session.get(Appointment, times.moves_id) if times.moves_id else None  # not one of another trade
        self.follow(times, said)
        leaves = answer.kind == "cancel" or (answer.kind == "keep" and (visit or agreed) is not None)
        if not held and not leaves:  # every one of them has lapsed by itself
            self.appointments.again(session, case, times, at, self.letters.say("lapsed", case))
            return True
        if visit is not None and times.why == "sooner" and _wants_another_day(answer):
            return None  # no earlier time, but another day for the visit: what was kept for them goes with a word
        beside.keep(case, times, said)
        done = self._answered(session, case, times, held, visit, agreed, said, at)
        return False if done and beside.asks(case, said) else done

    def _answered(self, session: Session, case: Case, times: TimesOffered, held: Sequence[Appointment],
                  visit: Appointment | None, agreed: Appointment | None, said: Said,
                  at: datetime) -> bool | None:  # fmt: skip
        """`visit` is what these times would move, `agreed` what stands in this case."""
        answer, first = said.answer, beside.told(self.letters, case, said)
        doubtful = [one for one in held if said.doubtful and one.number == answer.choice != times.read_back]
        if answer.kind == "choose" and doubtful:
            return self._ask(session, case, times, doubtful, at, first)
        if answer.kind in ("choose", "yes") and answer.choice and answer.also and told_in_the_text(said):
            # '1' may be the number of their house: a person reads it, and a text is asked whether that is right
            chosen = [one for one in held if one.number == answer.choice]
            if chosen and said.channel != "email":
                self._ask(session, case, times, chosen, at, self.letters.say("read_too", case))
            return False
        if answer.kind in ("choose", "yes") and answer.choice:
            return self._take(session, times, answer.choice, at, first)
        if answer.kind == "wish" or (answer.kind == "move" and visit is not None):
            return self._wish(session, case, times, held, visit, said, at, first)
        if answer.kind in ("none", "no") or (answer.kind == "keep" and visit is not None):
            return self._none(session, case, times, held, visit, said, at)
        if answer.kind == "cancel" and agreed is None:
            return self.not_needed(session, case, times, said, at)
        if answer.kind == "when" and agreed is None:
            times.read_back = times.read_back if len(held) == 1 else 0
            if ONLY_THANKS.fullmatch(said.words):
                return self._say(session, case, times, self.letters.still_kept(case, held, times.expires_at, at), at)
            calls = CALLS.fullmatch(said.words) or not said.words
            return self._list(session, case, times, held, at, "" if calls else self.letters.say("none_yet", case))
        if answer.kind == "cancel" and visit is None:  # a visit is agreed, and one of another trade is offered
            why = f"They call off a visit, but which of two we cannot tell: “{said.quoted}”"
            self.appointments.to_person(session, case, at, why, channel=said.channel, to=said.to)
            return True
        if answer.kind in ("cancel", "when", "late", "nobody_in", "keep") and agreed is not None:
            return None
        return self._unclear(session, case, times, held, said, at)

    def as_asked(self, session: Session, case: Case, asked: Appointment, said: Said, at: datetime) -> bool:
        """Yes to the time that we had asked about, though other times came between: it is theirs if it is still free.
        The other times stay on offer."""
        before = session.get_one(TimesOffered, asked.times_id)
        visit = session.get(Appointment, before.moves_id) if before.moves_id else None
        visit = visit if visit is not None and visit.state == "booked" else None
        need = self.appointments.need_now(session, case, before, visit, at)
        lock(session, "diary", ["all"])
        day, way = london(asked.window_from).date(), {"channel": said.channel, "to": said.to}
        need = replace(need, moves=visit.id) if visit is not None else need
        free = availability.any_time(session, self.rules, need, at, day, asked.slot)
        if free is not None and visit is not None and booking.move_now(session, visit, free, "tenant", at):
            self.appointments.confirm(session, case, visit, at, "moved", **way)
            return True
        made = booking.book_now(session, case, free, need, "tenant", at) if free is not None and not visit else None
        if made is not None:
            self.appointments.confirm(session, case, made, at, **way)
            return True
        first = self.letters.say("gone", case)
        text = self.letters.say("ask_change", case, visit, first) if visit else self.letters.say("when_suits", case)
        self.appointments.tell(session, case, text if visit else f"{first} {text}", at, **way)
        return True

    # --- each answer ---------------------------------------------------------------------------

    def _take(self, session: Session, times: TimesOffered, number: int, at: datetime, first: str) -> bool:
        self.appointments.choose(session, times, number, "tenant", at, first=first)
        return True

    def _wish(self, session: Session, case: Case, times: TimesOffered, held: Sequence[Appointment],
              visit: Appointment | None, said: Said, at: datetime, first: str) -> bool:  # fmt: skip
        answer = said.answer
        self._keep_unwanted(times, [*_unwanted(times), *(part for wish in answer.wishes for part in wish.not_parts)])
        keep_wishes(times, days_refused(still_refusing(answer.wishes, wished(times))) or wished(times))
        sooner = any(wish.soonest for wish in answer.wishes) and len(answer.fits) == len(held)
        fitting = [one for one in held if one.number in answer.fits]
        if len(fitting) == len(held) and not answer.wishes:  # 'either': any of those that we asked about will do
            fitting = [one for one in held if one.number in times.need.get(_AMONG, answer.fits)][:1]
        others = answer.wishes and beside.language_of(answer.also)  # those who come at these times may not speak it
        if fitting and not sooner and not others:
            if any(wish.not_parts or wish.not_days or wish.not_weekdays for wish in answer.wishes):
                for one in held:  # what they do not want is offered no more
                    if one not in fitting:
                        booking.release(session, one, at)
            return self._ask(session, case, times, fitting, at, first)
        if sooner:
            return self._sooner(session, case, times, held, visit, at)
        if answer.wishes:
            return self.search(session, case, times, visit, _of_that_day(answer.wishes, held), at, first)
        return self._misheard(session, case, times, self.letters.say("when_suits", case, first=first), at)

    def _ask(self, session: Session, case: Case, times: TimesOffered, fitting: Sequence[Appointment],
             at: datetime, first: str = "") -> bool:  # fmt: skip
        """Some of the times would do: read the one back, or ask which."""
        if len(fitting) == 1:
            times.read_back = fitting[0].number
            return self._say(session, case, times, self._read_back(session, case, times, fitting[0], first), at)
        listed = "\n".join(f"{one.number} {words.window(one)}" for one in fitting)
        times.need = {**times.need, _AMONG: [one.number for one in fitting]}
        return self._say(session, case, times, self.letters.say("which_time", case, first=first, times=listed), at)

    def _read_back(self, session: Session, case: Case, times: TimesOffered, one: Appointment, first: str = "") -> str:
        """'Is that right?', and that the visit they have stays until they say so."""
        agreed = session.get(Appointment, times.moves_id) if times.moves_id else None
        if agreed is not None and agreed.state in AGREED:
            unsaid = {"when": "as it is"} if times.channel == "voice" else {}  # anybody can ring from any number
            first = f"{first} {self.letters.say('until_you_choose', case, agreed, **unsaid)}".strip()
        return self.letters.say("read_back", case, one, first)

    def search(self, session: Session, case: Case, times: TimesOffered, visit: Appointment | None,
                wishes: Sequence[Wish], at: datetime, first: str = "") -> bool:  # fmt: skip
        """Times as they wish: one is read back, several are offered, or else the nearest ones. What they had refused
        before stays refused."""
        wishes = still_refusing(wishes, wished(times))
        need = self.need(session, case, times, at)
        lock(session, "diary", ["all"])
        taken = {(london(visit.window_from).date(), visit.slot)} if visit is not None else set()
        why = times.why if visit is not None else "new" if times.state == "open" else "again"
        way: dict[str, Any] = {"channel": times.channel, "to": times.party, "moves": visit, "why": why}
        free = self.appointments.find(session, need, at, wishes, taken)
        key = "read_back" if len(free) == 1 else ""
        if free and (more := self.appointments.put(session, case, need, free, at, key=key, first=first, **way)):
            keep_wishes(more, wishes)
            return self.in_place_of(times, more)
        if then_elsewhere(self.appointments, session, case, need, wishes, at, **way):
            return True
        others = near(self.appointments, session, need, at, wishes, taken, _refused(times))
        first = f"{first} {self.letters.not_then(case, wishes, at)}".strip()
        if others and (more := self.appointments.put(session, case, need, others, at, first=first, **way)):
            keep_wishes(more, wishes)
            return self.in_place_of(times, more)
        if times.state == "open" and (held := self.appointments.held(session, times)):
            return self._list(session, case, times, held, at, first)
        self.appointments.to_person(session, case, at, no_time_words(need), channel=times.channel, to=times.party)
        return True

    def _sooner(self, session: Session, case: Case, times: TimesOffered, held: Sequence[Appointment],
                visit: Appointment | None, at: datetime) -> bool:  # fmt: skip
        """Earlier than the first of these, if there is any."""
        need = self.need(session, case, times, at)
        earliest = min(one.window_from for one in held)
        need = replace(need, before=min(filter(None, (need.before, earliest))))
        lock(session, "diary", ["all"])
        free = self.appointments.find(session, need, at, (Wish(soonest=True),), {band_of(one) for one in held})
        way: dict[str, Any] = {"channel": times.channel, "to": times.party, "moves": visit, "why": times.why}
        if free and self.appointments.put(session, case, need, free, at, **way):
            return True
        return self._list(session, case, times, held, at, self.letters.say("soonest", case))

    def _none(self, session: Session, case: Case, times: TimesOffered, held: Sequence[Appointment],
              visit: Appointment | None, said: Said, at: datetime) -> bool | None:  # fmt: skip
        """None of these: others, unless there are none. None where the visit that they would move is over by now."""
        if visit is not None and visit.state in AGREED and visit.window_until <= at:
            self.appointments.end(session, times, "declined", at)
            return None
        if visit is not None and (said.answer.kind == "keep" or (times.why == "sooner" and not said.answer.wishes)):
            return self._kept(session, case, times, visit, at)
        if said.answer.wishes:
            first = beside.told(self.letters, case, said)
            return self.search(session, case, times, visit, said.answer.wishes, at, first)
        if times.read_back and len(held) > 1:
            times.read_back = 0
            return self._list(session, case, times, held, at)
        need = self.need(session, case, times, at)
        first = beside.told(self.letters, case, said)
        first = first if said.tells_of_a_loss else self.letters.say("others", case, first=first)
        left_out = self._declined(session, case) | {band_of(one) for one in held}
        lock(session, "diary", ["all"])
        own = {band_of(visit)} if visit is not None else set()
        if asked := wished(times):  # 'none of those' does not take back what they asked for
            free = self.appointments.find(session, need, at, asked, left_out | own)
            free = free or near(self.appointments, session, need, at, asked, left_out | own, _refused(times))
        else:
            free = self._others(session, times, need, at, left_out | own, self.rules.times)
        more = self.appointments.put(session, case, need, free, at, why=times.why, channel=times.channel,
                                     to=times.party, moves=visit, first=first)  # fmt: skip
        if more is not None:
            return self.in_place_of(times, more)
        if visit is not None:
            self.appointments.end(session, times, "declined", at)
            text = self.letters.say("no_others_stays", case, visit)
            self.appointments.tell(session, case, text, at, channel=times.channel, to=times.party)
        else:
            why = "None of the times we have suits them: ring them."
            self.appointments.to_person(session, case, at, why, key="no_others", channel=times.channel, to=times.party)
        return True

    def _kept(self, session: Session, case: Case, times: TimesOffered, visit: Appointment, at: datetime) -> bool:
        """They want no other time than the one they have: it stays, and these are let go."""
        self.appointments.end(session, times, "declined", at)
        notes.take_back(visit)
        text = self.letters.say("stays", case, visit)
        self.appointments.tell(session, case, text, at, channel=times.channel, to=times.party)
        return True

    def not_needed(self, session: Session, case: Case, times: TimesOffered, said: Said, at: datetime) -> bool:
        """They want no visit. Nothing was booked; whether the matter is settled, a person sees."""
        self.appointments.end(session, times, "declined", at)
        why = f"They want no visit: “{said.quoted}” Close it if nothing is left."
        self.appointments.to_people(session, case, at, why)
        text = self.letters.say("not_needed", case, kind=str(times.need.get("kind", "")))
        self.appointments.say(session, case, text, at, channel=times.channel, to=times.party)
        return True

    def _unclear(self, session: Session, case: Case, times: TimesOffered, held: Sequence[Appointment], said: Said,
                 at: datetime) -> bool:  # fmt: skip
        if asks_times(said.words):
            return self._list(session, case, times, held, at)
        if reported_anew(said.labels, times.need.get("repairs") or ()) and not said.labels.flags:
            return self._list(session, case, times, held, at) and not said.answer.also
        if said.is_new_matter(case) or told_of_the_fault(said.labels):
            return False
        fitting = [one for one in held if one.number in said.answer.fits]
        first = beside.told(self.letters, case, said)
        if len(fitting) == 1 and said.answer.wishes and not said.answer.also:  # 'but after 6', of 5pm to 8pm
            return self._ask(session, case, times, fitting, at)
        clear = not (said.answer.also and said.labels.needs_person)  # words that nobody understood: a person reads them
        if len(fitting) == 1 and len(held) > 1:
            times.read_back = fitting[0].number
            question = self._read_back(session, case, times, fitting[0], first)
            return self._misheard(session, case, times, question, at) and clear
        listed = "\n".join(f"{one.number} {words.window(one)}" for one in fitting or held)
        key = "which_time" if len(fitting or held) > 1 else "read_back"
        several = len(fitting) > 1 and len(set(_A_NUMBER.findall(said.words))) > 1  # '1 and 2': that was understood
        plain = "sorry" if clear and not beside.asks(case, said) else "read_too"
        sorry = self.letters.say("one_is_enough" if several else "this_is" if asks_who(said.words) else plain, case)
        question = self.letters.say(key, case, held[0], sorry, times=listed)
        if key == "read_back":
            question = self._read_back(session, case, times, (fitting or held)[0], sorry)
        return self._misheard(session, case, times, question, at) and clear

    # --- small things --------------------------------------------------------------------------

    def _others(self, session: Session, times: TimesOffered, need: Need, at: datetime, left_out: Collection[Band],
                limit: int) -> list[FreeTime]:  # fmt: skip
        """What else is free, in no part of the day that they said they do not want, if there is any."""
        for those in (_refused(times), ()):
            if free := self.appointments.find(session, need, at, those, left_out, limit):
                return free
        return []

    def in_place_of(self, times: TimesOffered, more: TimesOffered) -> bool:
        """They wanted others than these: neither these nor the parts of the day they do not want come again unasked."""
        if times.state == "withdrawn":
            times.state = "declined"
        self._keep_unwanted(more, _unwanted(times))
        beside.carry(times, more)
        keep_wishes(more, wished(more) or wished(times))
        return True

    def _keep_unwanted(self, times: TimesOffered, parts: Sequence[str]) -> None:
        if parts:
            times.need = {**times.need, "unwanted": sorted(set(parts))}

    def _misheard(self, session: Session, case: Case, times: TimesOffered, question: str, at: datetime) -> bool:
        """Ask again; after so many times a person takes over."""
        times.asked += 1
        if times.asked >= self.rules.misunderstood:
            why = "We did not understand what suits them, so ring them."
            self.appointments.to_person(session, case, at, why, channel=times.channel, to=times.party)
            return True
        return self._say(session, case, times, question, at)

    def _list(self, session: Session, case: Case, times: TimesOffered, held: Sequence[Appointment], at: datetime,
              first: str = "") -> bool:  # fmt: skip
        return self._say(session, case, times, self.letters.times(case, held, times.expires_at, at, first), at)

    def _say(self, session: Session, case: Case, times: TimesOffered, text: str, at: datetime) -> bool:
        self.appointments.say(session, case, text, at, times=times)
        return True

    def need(self, session: Session, case: Case, times: TimesOffered, at: datetime) -> Need:
        moving = session.get(Appointment, times.moves_id) if times.moves_id else None
        return self.appointments.need_now(session, case, times, moving, at)

    def _declined(self, session: Session, case: Case) -> set[tuple[object, str]]:
        """The bands that they did not want before."""
        return self.appointments.bands_declined(session, case)

    def follow(self, times: TimesOffered, said: Said) -> None:
        """Whoever answers by another way is answered there."""
        if said.channel and said.to:
            times.channel, times.party = said.channel, said.to


def _unwanted(times: TimesOffered) -> tuple[str, ...]:
    """Parts of the day that they do not want."""
    return tuple(times.need.get("unwanted") or ())


def _refused(times: TimesOffered) -> tuple[Wish, ...]:
    """The same as what is wished: any other part of the day."""
    return (Wish(not_parts=_unwanted(times)),) if _unwanted(times) else ()


def _of_that_day(wishes: Sequence[Wish], held: Sequence[Appointment]) -> Sequence[Wish]:
    """'The morning', to three times of one Thursday, is Thursday's."""
    days = {london(one.window_from).date() for one in held}
    if len(held) < 2 or len(days) > 1:
        return wishes
    return [wish if _names_a_day(wish) else replace(wish, days=tuple(days)) for wish in wishes]


def _wants_another_day(answer: Answer) -> bool:
    """Do they name when they would like it, which is none of the times on offer, and not only sooner?"""
    wishes = answer.wishes if answer.kind in ("wish", "move") and not answer.fits else ()
    return bool(wishes) and not any(wish.soonest for wish in wishes)


def _names_a_day(wish: Wish) -> bool:
    return bool(wish.days or wish.weekdays or wish.first_day or wish.last_day or wish.not_days or wish.not_weekdays
                or wish.soonest)  # fmt: skip


def _less_a_fault(said: Said) -> Said:
    """'The socket doesn't work' refuses no time: all that sounds like it stands where a fault is told."""
    refuses = said.answer.kind in ("none", "no") and bool(said.answer.because) and told_of_the_fault(said.labels)
    if refuses and all(told in said.answer.also for told in said.answer.because):
        return said.with_answer(replace(said.answer, kind="unclear"))
    return said
