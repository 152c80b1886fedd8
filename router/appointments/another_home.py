"""A person puts right whose case it is, or which home: its visits go there, and nobody comes to the wrong door."""

from datetime import datetime

from sqlalchemy.orm import Session

from router.appointments import words
from router.appointments.offering import Appointments
from router.model import Appointment, Case, Home, record


def follow(session: Session, appointments: Appointments, case: Case, before: int | None, who: str,
           at: datetime) -> None:  # fmt: skip
    """Call it after the home of a case has changed from that of id `before`; does nothing where it has not.

    Agreed visits at a home keep their time and go to the new one; times on offer, found for the way to the old one,
    end. Either way a person looks: whether whoever comes can be there then, nobody has worked out. Where no home is
    known any more an agreed visit stands as it was until a person calls it off. The tenant is told nothing by itself.
    """
    if case.home_id == before:
        return
    old = session.get(Home, before) if before is not None else None
    for visit in appointments.agreed(session, case):
        if _at_a_home(appointments, visit):
            appointments.to_people(session, case, at, _sent_on(session, case, visit, old, who, at))
    offered = appointments.open_ones(session, case)
    if offered:
        for times in offered:
            appointments.end(session, times, "person", at)
        why = "Times were on offer for the home we had on record before, and are no longer: offer them anew."
        appointments.to_people(session, case, at, why)


def _at_a_home(appointments: Appointments, visit: Appointment) -> bool:
    kind = appointments.rules.kinds.get(visit.kind)
    return kind is None or kind.where == "home"


def _sent_on(session: Session, case: Case, visit: Appointment, old: Home | None, who: str, at: datetime) -> str:
    """The visit goes to the case's home now, if it has one. Returns what a person must see to."""
    when, door = words.window(visit), old.address if old is not None else "no home we know"
    if case.home_id is None:
        return f"We no longer know whose it is. The visit of {when} still goes to {door}: cancel it, or say who it is."
    visit.home_id = case.home_id
    visit.version += 1
    session.flush()
    session.refresh(visit, ["home"])
    record(session, at, who, "appointment.home_changed", case, appointment_id=visit.id, home_id=case.home_id)
    return (f"The visit of {when} was agreed for {door} and now goes to the home on record: check that "
            f"{visit.resource.name} knows, and can be there then.")  # fmt: skip
