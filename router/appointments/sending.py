"""Somebody sent in an emergency, today and with no choice of hour; and sent again where nobody came.

An emergency that was in hand, and of which nobody came or nobody says that anybody did, is people's at once: it waits
as if it had just been told, so that whoever is on call is told as of a new one.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from router import cases
from router.appointments import booking, needs
from router.appointments.offering import MOBILE, Appointments
from router.clock import london
from router.model import Appointment, Case
from router.storage.database import lock
from router.values import FreeTime, Need

EMERGENCY = "emergency_attend"
WITHIN = timedelta(hours=24)
"""An emergency that nobody can come to by then is for the person on call."""
_UNHEARD = ("booked", "on_the_way")


class Sending:
    """Sends whoever of the trade is free first, and tells the tenant."""

    def __init__(self, appointments: Appointments) -> None:
        self.appointments, self.landlord = appointments, appointments.landlord

    def send(self, session: Session, case: Case, channel: str, to: str, at: datetime, first: str = "") -> bool:
        """An adult must be in. Whether or not anybody is free, the case stays with people. `first` stands before the
        words. False: no text tells them."""
        need = replace(needs.of_case(session, case, self.landlord, at, EMERGENCY), urgent=True)
        latest = replace(need, before=at + WITHIN)
        lock(session, "diary", ["all"])
        found = self._soonest(session, need, at) if need.before is not None and need.before < at + WITHIN else None
        found = found or self._soonest(session, latest, at)  # past the legal deadline is better than never
        visit = booking.book_now(session, case, found[0], found[1], "worker", at) if found else None
        letters = self.appointments.letters
        if visit is None:
            cases.explain(case, "Nobody of the trade is free in the diary: whoever is on call decides who comes.")
            text = letters.say("emergency_person", case, None, first)
        else:
            self._explain(session, case, visit, at)
            day, today = london(visit.window_from).date(), london(at).date()
            when = "today" if day == today else "tomorrow" if day == today + timedelta(days=1) else f"on {day:%A}"
            text = letters.say("emergency", case, visit, first, when=when)
            session.info.setdefault("expecting", set()).add(case.id)
        if not channel:
            cases.explain(case, "No text tells them that somebody comes: ring them now, as they asked.")
            return False
        spoken = "sms" if MOBILE.match(to) else ""
        if channel == "voice" and not spoken:
            return False
        self.appointments.say(session, case, text, at, channel=spoken if channel == "voice" else channel, to=to)
        return True

    def _soonest(self, session: Session, need: Need, at: datetime) -> tuple[FreeTime, Need] | None:
        """Whoever comes first for what makes it an emergency, which is the first trade of the need; somebody who does
        the rest as well, where that is no later."""
        alone = [needs.by_trade(need, need.trades[0], self.landlord)] if len(need.trades) > 1 else []
        found = [(free, each) for each in (need, *alone)
                 for free in self.appointments.find(session, each, at, (), limit=1)]  # fmt: skip
        return min(found, key=lambda one: one[0].starts_at, default=None)

    def _explain(self, session: Session, case: Case, visit: Appointment, at: datetime) -> None:
        left = dict.fromkeys(name for name, _ in needs.left_to_do(session, case, self.landlord, at))
        if left:
            named = ", ".join(self.landlord.repairs[name].label for name in left)
            cases.explain(case, f"Nobody is sent for this yet: {named}. Book it.")
        cases.explain(case, f"{visit.resource.name} is booked to come: check that they know.")

    def offer_after(self, session: Session, case: Case, need: Need, visit: Appointment, at: datetime) -> bool:
        """What follows a visit that is over: times to choose from; after an emergency that we missed nobody chooses,
        somebody is sent. False: a person must book it."""
        if visit.kind != EMERGENCY or visit.state != "missed":
            return self.appointments.offer_after(session, case, need, visit, at)
        channel, to, _ = self.appointments.outbox.way_out(session, case)
        pounds = str(visit.owed_pounds)
        return self.send(session, case, channel, to, at, self.appointments.letters.say("missed_sent", case, visit,
                                                                                        pounds=pounds))  # fmt: skip


def unheard(session: Session, appointments: Appointments, case: Case, at: datetime) -> Appointment | None:
    """The emergency visit of this case whose time is over, and of which nobody has said that anybody came."""
    return next((one for one in appointments.agreed(session, case)
                 if one.kind == EMERGENCY and one.state in _UNHEARD and one.window_until <= at), None)  # fmt: skip


def nobody_there(session: Session, case: Case, why: str, at: datetime, who: str = "worker") -> None:
    """Nobody came to this emergency, or nobody knows: it is people's now, as if it had just been told."""
    session.info.setdefault("to_people", set()).add(case.id)
    cases.await_people(session, case, at, f"{why} It is an emergency: ring them now.", who)
    cases.begin_again(session, case, at, who)
