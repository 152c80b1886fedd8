"""'Not there, the other office' and 'rather at the office': times at another place than that of what is offered or
agreed, or why there are none."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from router.appointments import needs, places
from router.appointments.asked import Asking
from router.appointments.offering import Appointments
from router.appointments.talk import Said, another_fault, other_business, told_of_the_fault
from router.model import Appointment, Case, TimesOffered
from router.storage.database import lock
from router.values import Need, Wish


def then_elsewhere(ours: Appointments, session: Session, case: Case, need: Need, wishes: Sequence[Wish], at: datetime,
                   **way: Any) -> TimesOffered | None:  # fmt: skip
    """What another office has free as they wish, where theirs has nothing then; None where no office has, or `need` is
    of no office. A visit that is agreed stays until they choose."""
    if need.resource_id is None or not wishes or not places.at_a_place(ours.rules, need.kind):
        return None
    lock(session, "diary", ["all"])
    for place in places.in_order(session, ours.landlord, places.patch_of(session, case), need.kind):
        there = replace(need, resource_id=place.id)
        if place.id != need.resource_id and (free := ours.find(session, there, at, wishes)):
            return ours.put(session, case, there, free, at, first=ours.letters.say("then_elsewhere", case), **way)
    return None


class Elsewhere:
    """Asked before an answer is read as one about times."""

    def __init__(self, asking: Asking) -> None:
        self.asking, self.appointments = asking, asking.appointments

    def asks(self, session: Session, times: TimesOffered | None, visit: Appointment | None, said: Said) -> bool:
        """Do they name another office, or say that this one does not suit? Or, where somebody comes, that they would
        rather come to an office, and the other way round?"""
        one = self._one(session, times, visit)
        if one is None or said.answer.kind in ("choose", "yes", "cancel", "late", "when", "keep"):
            return False
        at_one = places.at_a_place(self.appointments.rules, one.kind)
        if not at_one and said.labels.topic != one.case.topic and other_business(said.labels, one.case):
            return False  # 'can i come to the office about my rent', beside a plumber's visit
        if self._rather(one, said):
            books = self.asking.asks_for(said.words).where == "office"  # a place there, for something of its own
            return not (one.repairs and books) or places.instead(said.words)
        if not at_one:
            return False
        return places.elsewhere(said.words) or any(place.id != one.resource_id
                                                   for place in places.named(session, said.words))  # fmt: skip

    def act(self, session: Session, case: Case, times: TimesOffered | None, visit: Appointment | None, said: Said,
            at: datetime) -> bool:  # fmt: skip
        """Times there; a visit that is agreed stays until one of them is. When there are none, a person takes over."""
        one = self._one(session, times, visit)
        moving = session.get(Appointment, times.moves_id) if times is not None and times.moves_id else None
        moving = moving or (visit if times is None else None)
        if moving is not None and moving.state != "booked":
            return False
        if one is not None and (where := self._rather(one, said)):
            return self._at(where, session, case, times, visit, moving, said, at)
        now = one.resource_id if one is not None else None
        kind = moving.kind if moving is not None else str(times.need.get("kind", "")) if times is not None else ""
        need = needs.of_case(session, case, self.appointments.landlord, at, kind)
        named = {place.id for place in places.named(session, said.words)}
        seen = {place for place in places.shown(session, case) if place not in named} | ({now} if now else set())
        way: dict[str, Any] = {"channel": said.channel, "to": said.to, "moves": moving}
        way["why"] = "move" if moving is not None else "new"
        for left_out in (seen, {now}):  # those they have not seen yet; then any but this one
            if self.asking.at_an_office(session, case, need, said.words, said.answer.wishes, at,
                                        [one for one in left_out if one is not None], **way):  # fmt: skip
                return True
        why = f"They want another office than the one with times free: “{said.quoted}”"
        self.appointments.to_person(session, case, at, why, channel=said.channel, to=said.to)
        return True

    def all_read(self, case: Case, said: Said) -> bool:
        """Was the place all that they wrote of? What else they tell, or what nobody could read beside it, is for a
        person."""
        labels = said.labels
        if self.asking.asks_for(said.words).books and not told_of_the_fault(labels):
            return True  # whatever matter it is for, the place is for that
        if labels.needs_person:
            return not places.beside(said.words)
        another = labels.topic not in ("repair", case.topic) and not labels.topic.startswith("general.")
        return not (another or another_fault(labels, case))

    def _at(self, where: str, session: Session, case: Case, times: TimesOffered | None, visit: Appointment | None,
            moving: Appointment | None, said: Said, at: datetime) -> bool:  # fmt: skip
        """Times at an office, or at home, where the landlord has such for this matter; else why not, and what
        stands."""
        ours, rules = self.appointments, self.appointments.rules
        may = rules.by_topic.get(case.topic) or rules.by_topic.get(case.repair_group or "") or ()
        kind = next((each for each in may if rules.kinds[each].where == where), "")
        first = ours.letters.say(f"not_at_{where}", case)
        if kind:
            need = needs.of_case(session, case, ours.landlord, at, kind)
            way: dict[str, Any] = {"channel": said.channel, "to": said.to, "moves": moving}
            way["why"] = "move" if moving is not None else "new"
            rest, wishes = said.words, said.answer.wishes
            offered = (self.asking.at_an_office(session, case, need, rest, wishes, at, **way)
                       if places.at_a_place(rules, kind)
                       else self.asking.find_and_put(session, case, need, wishes, at, **way))  # fmt: skip
            if offered is not None:
                return True
            first = ours.letters.say("nothing_free", case, what=ours.letters.what_for(kind, ()))
        held = ours.held(session, times) if times is not None else []
        if times is not None and held:
            ours.say(session, case, ours.letters.times(case, held, times.expires_at, at, first), at, times=times)
        else:
            text = ours.letters.say("ask_change", case, visit, first)
            ours.tell(session, case, text, at, channel=said.channel, to=said.to)
        return True

    def _rather(self, one: Appointment, said: Said) -> str:
        """'office' or 'home' where they would rather have that than what is offered or agreed; else ''."""
        kind = self.appointments.rules.kinds.get(one.kind)
        if kind is None or one.kind == "emergency_attend":
            return ""
        if kind.where != "office" and places.rather_at_office(said.words):
            return "office"
        return "home" if kind.where == "office" and places.rather_at_home(said.words) else ""

    def _one(self, session: Session, times: TimesOffered | None, visit: Appointment | None) -> Appointment | None:
        """What is offered or agreed: the first of the times, or the visit."""
        held = self.appointments.held(session, times) if times is not None else []
        return held[0] if held else visit if times is None else None
