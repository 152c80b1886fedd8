"""Times put to a tenant, held for them, and what becomes of them: taken, declined, lapsed.

Everything here takes a session inside the caller's transaction, with the case locked. What the tenant is told is
written in the transaction that does it: a confirmation stands and falls with its booking (H8).

`times` are `TimesOffered` rows. A caller on the line has them spoken (channel 'voice'): nothing is texted until they
hang up without choosing; what they are to hear next is kept under 'say' of the row's `need`.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from router import cases
from router.appointments import availability, beside, booking, needs, window, words
from router.appointments.bands import quarter_after
from router.appointments.kept_wishes import keep_wishes, wished
from router.appointments.letters import Letters
from router.appointments.open_times import Band, OpenTimes, band_of
from router.clock import LONDON, Clock, london
from router.model import Appointment, Case, Message, Resource, TimesOffered, record
from router.outbox import Outbox
from router.own_page import OwnPage
from router.storage.database import Database, lock
from router.values import FreeTime, Landlord, Need, Wish

KIND = "appointment"
"""Of a message about times offered or agreed."""
OPENS, CLOSES = 8, 20
"""London hours in which a hold runs out: what is offered at night is kept until two hours after people get up."""
MOST_TOLD = 20
"""Messages about times to one case in 24 hours; then a person looks. A robot that answers ours stops here."""
_OFF = ("cancelled", "called_off")
"""What is said of a visit that nobody makes any more."""
WIDE = 16
"""How many times are looked through when some must be left out."""
MOBILE = re.compile(r"\+447(?!0|6(?!24))")
"""Numbers that a text may go to, by Ofcom's plan (see `router/acknowledgement.py`)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a choice. `state`: 'booked', 'moved', 'gone' (somebody was first, or it has lapsed) or 'over'.

    `visit` is what is agreed. After 'gone', `times` are the next ones, None when a person takes over.
    """

    state: str
    visit: Appointment | None = None
    times: TimesOffered | None = None


class Appointments(OpenTimes):
    """Offers, books and says so. One for a process; safe to share."""

    def __init__(self, database: Database, landlord: Landlord, outbox: Outbox, now: Clock,
                 own_page: OwnPage | None = None) -> None:  # fmt: skip
        super().__init__(landlord, now)
        self.database, self.outbox = database, outbox
        self.own_page = own_page or OwnPage(landlord)
        self.rules, self.letters = landlord.appointments, Letters(landlord, self.own_page)

    # --- offering ------------------------------------------------------------------------------

    def offer(self, session: Session, case: Case, need: Need, at: datetime, *, why: str = "new",
              wishes: Sequence[Wish] = (), channel: str = "", to: str = "", by: int | None = None,
              moves: Appointment | None = None, first: str = "", not_again: Collection[Band] = (),
              limit: int = 0) -> TimesOffered | None:  # fmt: skip
        """Find, hold and tell. None: nothing that fits is free, or no way leads to them; nothing has changed.

        `first`: words before the times. `not_again`: bands of days they did not want. `by`: the colleague who offers.
        `moves`: the visit that stays until another time is agreed. What was open for this case ends.
        """
        channel, to = self._way(session, case, channel, to)
        if not channel or not self.anybody(session):
            return None
        lock(session, "diary", ["all"])  # two who offer at once take turns: neither waits for the other's cells
        own = {band_of(moves)} if moves is not None else set()
        free = self.find(session, need, at, wishes, {*not_again, *own}, limit)
        return self.put(session, case, need, free, at, why=why, channel=channel, to=to, by=by, moves=moves, first=first)

    def find(self, session: Session, need: Need, at: datetime, wishes: Sequence[Wish], left_out: Collection[Band] = (),
             limit: int = 0) -> list[FreeTime]:  # fmt: skip
        """What is free, best first by the one availability function, without these bands."""
        limit = limit or self.rules.times
        kind = self.rules.kinds.get(need.kind)
        if kind is None or (kind.owner == "trade" and not need.trades):
            return []  # nobody is fit for a trade that nobody named
        return availability.find(session, self.rules, need, at, tuple(wishes), limit, left_out)

    def put(self, session: Session, case: Case, need: Need, free: Sequence[FreeTime], at: datetime, *, why: str = "new",
            channel: str = "", to: str = "", by: int | None = None, moves: Appointment | None = None, first: str = "",
            until: datetime | None = None, key: str = "") -> TimesOffered | None:  # fmt: skip
        """Hold these times and tell the tenant; None when not one could be held. `key`: other words than the usual."""
        channel, to = self._way(session, case, channel, to)
        if not channel or not free or case.is_hidden:
            return None
        before = self.open_ones(session, case)
        expires = until or self.kept_until(at)
        times = TimesOffered(
            case_id=case.id, party=to, channel=channel, state="open", why=why, moves_id=moves.id if moves else None,
            need=needs.as_json(need), read_back=0, asked=0, offered_at=at, expires_at=expires, by=by,
        )  # fmt: skip
        session.add(times)
        session.flush()
        held: list[Appointment] = []
        for each in free:
            ends = min(expires, each.window_from) if each.window_from > at else expires  # nobody waits at 8 until 10
            one = booking.hold(session, case, each, need, at, ends, times, len(held) + 1)
            if one is not None:
                held.append(one)
        if not held:
            times.state, times.ended_at = "withdrawn", at
            return None
        first = self._with_what_goes(session, case, before, why, first)
        for other in before:
            self.end(session, other, "withdrawn", at)
        times.expires_at = expires = max(one.held_until or expires for one in held)
        if len(held) == 1:
            times.read_back = 1
        session.info.setdefault("expecting", set()).add(case.id)
        record(session, at, f"staff:{by}" if by else "worker", "appointment.offered", case, times_id=times.id, why=why)
        text = self.letters.put_in_words(case, held, expires, at, first, moves, key)
        left = needs.left_to_do(session, case, self.landlord, at) if need.repairs else []
        if not key and moves is None:
            text = self.letters.with_the_rest(case, text, left, new=self._is_first(session, times))
        if channel == "voice" and not first and why == "new":
            first = self.letters.spoken_first(case, need, left)
        if channel == "voice" and first:
            times.need = {**times.need, "first": first}
        self.say(session, case, text, at, times=times)
        self.settle(session, case, at)
        return times

    def _is_first(self, session: Session, times: TimesOffered) -> bool:
        """Was nothing offered in this case before?"""
        t = TimesOffered
        return session.scalar(select(t.id).where(t.case_id == times.case_id, t.id < times.id).limit(1)) is None

    def _with_what_goes(self, session: Session, case: Case, before: Sequence[TimesOffered], why: str,
                        first: str) -> str:  # fmt: skip
        """An earlier time that had come free was kept for them: it goes with a word."""
        kept = [one for other in before if other.why == "sooner" != why for one in self.held(session, other)]
        gone = self.letters.say("not_kept", case, kept[0]) if kept else ""
        return (f"{gone} {first}" if first.endswith(":") else f"{first} {gone}").strip()

    def kept_until(self, at: datetime) -> datetime:
        """When times offered now lapse. The time they are kept runs only by day: who sleeps cannot answer."""
        until, here = quarter_after(at + self.rules.held_for), london(at)
        closes = datetime.combine(here.date(), time(CLOSES), LONDON).astimezone(UTC)
        opens = datetime.combine(here.date(), time(OPENS), LONDON).astimezone(UTC)
        if at < opens:
            return opens + self.rules.held_for
        if until <= closes or self.rules.held_for >= timedelta(hours=CLOSES - OPENS):
            return until
        next_day = datetime.combine(here.date() + timedelta(days=1), time(OPENS), LONDON).astimezone(UTC)
        return next_day + (until - closes if at < closes else self.rules.held_for)

    # --- choosing ------------------------------------------------------------------------------

    def choose(self, session: Session, times: TimesOffered, number: int, who: str, at: datetime,
               form_id: str = "", first: str = "") -> Outcome:  # fmt: skip
        """The tenant takes one of the times, by whatever door. Twice the same is one booking, told once. `first`: words
        before that.

        Whoever is too late is offered the next times at once, or told that a person takes over.
        """
        session.flush()  # what was said beside the answer is kept with them
        session.refresh(times)
        case = session.get_one(Case, times.case_id)
        chosen = self.numbered(session, times, number)
        if times.state == "taken":
            visit = self.taken(session, times)
            same = visit is not None and chosen is not None and _is_time_of(chosen, visit)
            return Outcome("booked" if same else "over", visit)
        if times.state == "open" and chosen is None:
            return Outcome("over")  # a number that none of them has, as no page of ours asks for: they stay as they are
        moving = session.get(Appointment, times.moves_id) if times.moves_id else None
        if times.state == "open" and times.moves_id and (moving is None or moving.state != "booked"):
            self.end(session, times, "withdrawn", at)
            why = "They chose another time for a visit that is no longer agreed: ask what they need."
            self.to_person(session, case, at, why, channel=times.channel, to=times.party)
            return Outcome("over", moving)
        if times.state == "open" and chosen is not None and chosen.state == "held" and chosen.starts_at > at:
            if moving is not None and moving.state == "booked":
                if booking.move(session, moving, chosen, who, at):
                    return Outcome("moved", self._agreed(session, case, times, moving, at, who, "moved", first))
            elif booking.book(session, chosen, who, at, form_id or None):
                return Outcome("booked", self._agreed(session, case, times, chosen, at, who, "booked", first))
        there = booking.another(session, chosen) if chosen is not None and moving is None else None
        if there is not None:  # else the same times would go and come for ever
            why = f"They chose a time, but the visit of {words.window(there)} still stands: say what came of it first."
            self.to_person(session, case, at, why, channel=times.channel, to=times.party)
            return Outcome("over", there)
        return Outcome("gone", moving, self.again(session, case, times, at, self.letters.say("gone", case)))

    def again(self, session: Session, case: Case, times: TimesOffered, at: datetime, first: str) -> TimesOffered | None:
        """Their times have gone: the next ones at once; or a person, and they are told so."""
        moving = session.get(Appointment, times.moves_id) if times.moves_id else None
        moving = moving if moving is not None and moving.state == "booked" else None
        self.end(session, times, "lapsed", at)
        need = self.need_now(session, case, times, moving, at)
        why, asked = "move" if moving else "again", wished(times)
        more = None
        for wishes in (asked, ()) if asked else ((),):  # who is at work on Thursdays is so next time too
            more = more or self.offer(session, case, need, at, why=why, channel=times.channel, to=times.party,
                                      moves=moving, first=first, wishes=wishes)  # fmt: skip
        if more is None and moving is not None:
            key = "stays" if times.why == "sooner" else "no_others_stays"
            text = self.letters.say(key, case, moving, first)
            self.tell(session, case, text, at, channel=times.channel, to=times.party)
            self.settle(session, case, at)
        elif more is None:
            self.to_person(session, case, at, no_time_words(need), channel=times.channel, to=times.party, first=first)
        else:
            beside.carry(times, more)
            keep_wishes(more, asked)
        return more

    def need_now(self, session: Session, case: Case, times: TimesOffered, moving: Appointment | None,
                 at: datetime) -> Need:  # fmt: skip
        """What these times are for, by what is known now."""
        kept = needs.from_json(times.need)
        if times.why == "sooner" and moving is not None:
            return self.sooner_need(session, case, moving, at)
        if moving is not None and kept.kind == moving.kind:
            return needs.of_visit(session, moving, case, self.landlord, at)
        return replace(kept, before=needs.of_case(session, case, self.landlord, at, kept.kind).before)

    def sooner_need(self, session: Session, case: Case, visit: Appointment, at: datetime) -> Need:
        """The same visit, over before the one that is agreed begins."""
        return replace(needs.of_visit(session, visit, case, self.landlord, at), before=visit.window_from)

    def _agreed(self, session: Session, case: Case, times: TimesOffered, visit: Appointment, at: datetime, who: str,
                key: str, first: str) -> Appointment:  # fmt: skip
        self.end(session, times, "taken", at)
        beside.onto(session, case, visit, times, at)
        if times.by is None and who.startswith("staff:"):
            times.by = int(who.removeprefix("staff:"))
        self.confirm(session, case, visit, at, key, channel=times.channel, to=times.party, first=first)
        if key == "booked":
            self._next_visit(session, case, visit, times, at)
        self.settle(session, case, at)
        return visit

    def confirm(self, session: Session, case: Case, visit: Appointment, at: datetime, key: str = "booked", *,
                channel: str = "", to: str = "", first: str = "") -> Message | None:  # fmt: skip
        """Read an agreed visit back in full. The answer clock is met.

        `key`: 'booked', 'moved', 'cancelled', 'called_off' (by us)."""
        asked = bool(channel)  # by them, who are answered there
        if key in _OFF or case.is_hidden:
            text = self.letters.say(key, case, visit, first)
        else:
            text = self.letters.agreed(key, case, visit, first, by_mail=channel == "email")
        if channel == "voice":
            channel = "sms" if MOBILE.match(to) else ""
        row = self.say(session, case, text, at, channel=channel, to=to)
        if row is not None and row.channel == "email":
            row.details = {**row.details, "calendar": self.letters.calendar(case, visit, key in _OFF)}
        if key in _OFF and not asked and not case.is_hidden and (row is None or row.state == "refused"):
            thing = words.thing(visit.kind, self.landlord)
            cases.explain(case, f"No text told them that their {thing} is off: ring them.")
        left = needs.nobody_sent(session, case, self.landlord, at)
        for_else = left if not visit.repairs else needs.labels_for_people(left, self.landlord)
        if not for_else and not self.by_law(session, case):  # there a person answers
            cases.answered(session, case, "worker", at, row)
        return row

    def _next_visit(self, session: Session, case: Case, visit: Appointment, times: TimesOffered, at: datetime) -> None:
        """What another trade does comes after it: its times are offered once the first are agreed."""
        left = needs.left_to_do(session, case, self.landlord, at)
        if not left or not visit.repairs:
            return
        if any(needs.by_itself(job, self.landlord) for job in left):
            need = replace(needs.of_case(session, case, self.landlord, at, alone=True), after=visit.window_until)
            first = self.letters.say("second", case)
            if self.offer(session, case, need, at, channel=times.channel, to=times.party, first=first) is not None:
                return
        elif times.by is None:
            return  # those who book it were told when the first was offered
        self.to_person(session, case, at, "Another trade must come as well: please book that visit.", quietly=True)

    def offer_after(self, session: Session, case: Case, need: Need, visit: Appointment, at: datetime) -> bool:
        """Times for another visit after one that is over: nobody was in, we missed it, or more is to do. False: a
        person must book it."""
        need = needs.of_visit(session, visit, case, self.landlord, at)
        times = session.get(TimesOffered, visit.times_id) if visit.times_id else None
        way = (times.channel, times.party) if times is not None and times.channel != "voice" else ("", "")
        first = self.letters.say("finish", case) if visit.state == "done" else ""  # else they were told why just before
        if visit.state == "missed":
            first = self.letters.say("missed_first", case, visit, pounds=str(visit.owed_pounds))
        return self.offer(session, case, need, at, why="again", channel=way[0], to=way[1], first=first) is not None

    # --- people ---------------------------------------------------------------------------------

    def to_people(self, session: Session, case: Case, at: datetime, why: str) -> None:
        """It waits for a person, and goes on doing so whatever else stands or comes in this transaction."""
        session.info.setdefault("to_people", set()).add(case.id)
        cases.await_people(session, case, at, why)

    def to_person(self, session: Session, case: Case, at: datetime, why: str, *, key: str = "person", channel: str = "",
                  to: str = "", first: str = "", quietly: bool = False) -> None:  # fmt: skip
        """Somebody takes over, and the tenant is told so. What was open ends."""
        for times in self.open_ones(session, case):
            self.end(session, times, "person", at)
        self.to_people(session, case, at, why)
        if not quietly:
            self.say(session, case, self.letters.say(key, case, None, first), at, channel=channel, to=to)

    def put_in_writing(self, session: Session, case: Case, at: datetime) -> bool:
        """The caller hung up: the times they heard and did not choose from go by text; on a landline a person rings."""
        spoken = [times for times in self.open_ones(session, case) if times.channel == "voice"]
        if case.live_call_id or not spoken:
            return False
        for times in spoken:
            held = self.held(session, times)
            if held and MOBILE.match(times.party) and not self.outbox.opted_out(session, "sms", times.party):
                times.channel = "sms"
                self.say(session, case, self.letters.times(case, held, times.expires_at, at), at, times=times)
                continue
            self.end(session, times, "lapsed", at)
            self.to_people(session, case, at, "They hung up before they chose a time, and cannot be texted.")
        return True

    # --- saying --------------------------------------------------------------------------------

    def say(self, session: Session, case: Case, text: str, at: datetime, *, times: TimesOffered | None = None,
            channel: str = "", to: str = "") -> Message | None:  # fmt: skip
        """Write one text about times. To a caller on the line it is spoken instead: None."""
        if times is not None:
            channel, to = times.channel, times.party
            if channel == "voice":
                times.need = {**times.need, "say": text}
                return None
        if case.is_hidden:
            cases.explain(case, "Tell them about the visit yourself: nothing is sent automatically here.")
            return None
        channel, to = self._way(session, case, channel, to)
        if channel == "voice" or (not channel and self._only_rings(session, case)):
            return None
        row = self.outbox.write(session, case, text, kind=KIND, at=at, channel=channel, to=to, automatic=True)
        if times is not None:
            row.details = {**row.details, "times": times.id}
        return row

    def tell(self, session: Session, case: Case, text: str, at: datetime, *, channel: str, to: str) -> None:
        """What is agreed, to whoever asks; to a caller by text, for a number can be forged by whoever rings, and a text
        reaches only whoever has it. Where none does, a person asks who they are."""
        if channel == "voice":
            channel = "sms" if MOBILE.match(to) else ""
        row = self.say(session, case, text, at, channel=channel, to=to)
        if row is None or row.state == "refused":
            self.to_people(
                session, case, at, "They ask about a visit, and no text reaches them: ask who they are first."
            )

    def told_too_often(self, session: Session, case: Case, at: datetime) -> bool:
        """So many messages about times in a day that a person must look."""
        session.flush()
        told = select(func.count()).where(Message.case_id == case.id, Message.kind == KIND,
                                          Message.received_at > at - timedelta(days=1))  # fmt: skip
        return (session.scalar(told) or 0) >= MOST_TOLD

    def _way(self, session: Session, case: Case, channel: str, to: str) -> tuple[str, str]:
        """By which channel and to which address; ('', '') when none can be used."""
        if channel == "voice":
            if case.live_call_id:
                return channel, to
            channel = "sms" if MOBILE.match(to) else ""
        if not (channel and to):
            channel, to, _ = self.outbox.way_out(session, case)
        channel = window.instead(session, case, channel, self.now())
        if not channel or not to or channel == "voice" or self.outbox.opted_out(session, channel, to):
            return "", ""
        return ("", "") if channel == "sms" and not MOBILE.match(to) else (channel, to)

    def _only_rings(self, session: Session, case: Case) -> bool:
        """Would an answer go as a text to a number that cannot read one, or by telephone?"""
        channel, to, _ = self.outbox.way_out(session, case)
        return channel == "voice" or (channel == "sms" and not MOBILE.match(to))

    def anybody(self, session: Session) -> bool:
        """Does this house have a diary at all?"""
        return session.scalar(select(Resource.id).where(Resource.active).limit(1)) is not None


def _is_time_of(chosen: Appointment, visit: Appointment) -> bool:
    return chosen.id == visit.id or (chosen.window_from, chosen.slot) == (visit.window_from, visit.slot)


def no_time_words(need: Need) -> str:
    """Why nothing was offered, for the person who books."""
    if need.before is not None:
        return f"No time is free before the legal deadline, {words.day(need.before)} {london(need.before):%H:%M}."
    return "No time is free for this visit in the days that can be booked."
