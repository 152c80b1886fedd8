"""'Not there, the other office': times at another place, for who was offered times at one, or has one agreed."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from router.appointments import needs, places
from router.appointments.asked import Asking
from router.appointments.talk import Said
from router.model import Appointment, Case, TimesOffered


class Elsewhere:
    """Asked before an answer is read as one about times."""

    def __init__(self, asking: Asking) -> None:
        self.asking, self.appointments = asking, asking.appointments

    def asks(self, session: Session, times: TimesOffered | None, visit: Appointment | None, said: Said) -> bool:
        """Do they name another office, or say that this one does not suit? Only where one is offered or agreed."""
        if said.answer.kind in ("choose", "yes", "cancel", "late", "when"):
            return False
        now = self._here(session, times, visit)
        if now is None:
            return False
        named = places.named(session, said.words)
        return places.elsewhere(said.words) or any(place.id != now for place in named)

    def act(self, session: Session, case: Case, times: TimesOffered | None, visit: Appointment | None, said: Said,
            at: datetime) -> bool:  # fmt: skip
        """Times there; a visit that is agreed stays until one of them is. When there are none, a person takes over."""
        now = self._here(session, times, visit)
        moving = session.get(Appointment, times.moves_id) if times is not None and times.moves_id else None
        moving = moving or (visit if times is None else None)
        if moving is not None and moving.state != "booked":
            return False
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

    def _here(self, session: Session, times: TimesOffered | None, visit: Appointment | None) -> int | None:
        """The place of what is offered or agreed; None where it is not at a place."""
        held = self.appointments.held(session, times) if times is not None else []
        one = held[0] if held else visit if times is None else None
        if one is None or not places.at_a_place(self.appointments.rules, one.kind):
            return None
        return one.resource_id
