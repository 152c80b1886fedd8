"""The demo landlord's diary: who comes to mend things, who visits, and when offices are open. All made up."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.landlord_queues import hours_of
from router.clock import LONDON, london
from router.model import DiarySession, Patch, Resource, Staff, WorkingPattern
from router.values import Landlord, OfficeType
from router.working_time import is_working_day

WEEKS = 6
"""How many weeks of office sessions and walkabouts are planned ahead."""
_DAY = "mon-fri 08:00-17:00"
_LATE = "mon-thu 12:00-20:00, fri 12:00-17:00"
_WITH_SATURDAY = "tue-fri 08:00-17:00, sat 09:00-12:00"
_ALL_HOURS = "mon-sun 00:00-24:00"
_MULTI = ("multi_trade", "plumbing", "joinery", "plastering", "decorating")


@dataclass(frozen=True)
class Operative:
    """Somebody who mends things. `patches`: codes they keep to; none for all."""

    name: str
    trades: tuple[str, ...]
    hours: str = _DAY
    patches: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("en",)


OPERATIVES = (
    Operative("Derek Fairlamb", ("plumbing", "drainage"), patches=("P1", "P2", "P3")),
    Operative("Anya Kowalczyk", ("plumbing",), _LATE, languages=("en", "pl")),
    Operative("Sam Otterburn", ("plumbing",), _WITH_SATURDAY),
    Operative("Joel Mbeki", ("plumbing", "drainage"), patches=("P4", "P5", "P6")),
    Operative("Ravi Sandhu", ("electrical",), languages=("en", "pa")),
    Operative("Kirsty Lowther", ("electrical",), _LATE),
    Operative("Neil Hathersage", ("electrical",), _WITH_SATURDAY),
    Operative("Colin Thirlby", ("gas_heating",)),
    Operative("Fatima Rahmani", ("gas_heating",), _LATE, languages=("en", "ur")),
    Operative("Glenys Parfitt", ("gas_heating",), _WITH_SATURDAY),
    Operative("Lewis Dunbar", ("joinery",)),
    Operative("Marta Silveira", ("joinery", "upvc_glazing"), _WITH_SATURDAY),
    Operative("Hugh Cottrell", ("upvc_glazing", "locksmith")),
    Operative("Ade Balogun", ("roofing", "brickwork")),
    Operative("Wendy Marsh", ("plastering", "decorating")),
    Operative("Tomasz Wilk", _MULTI, languages=("en", "pl")),
    Operative("Bernice Quaye", _MULTI, _LATE),
)
NIGHT = (
    Operative("Night team 1", ("out_of_hours", "plumbing", "electrical", "gas_heating", "locksmith"), _ALL_HOURS),
    Operative("Night team 2", ("out_of_hours", "plumbing", "drainage", "joinery", "locksmith"), _ALL_HOURS),
)
SURVEYORS = (
    Operative("Imogen Tressell", ("damp_surveyor",)),
    Operative("Paul Ejiofor", ("damp_surveyor", "asbestos"), "mon-thu 08:00-17:00"),
)


def fill(session: Session, landlord: Landlord, secret: str, now: datetime) -> int:
    """Add the people and places, their hours, and the sessions of the next weeks. Returns how many have a diary."""
    monday = london(now).date() - timedelta(days=london(now).weekday())
    rows = [_person(n, one, "operative", ("repair_visit", "emergency_attend"), secret)
            for n, one in enumerate(OPERATIVES)]  # fmt: skip
    rows += [_person(n, one, "operative", ("emergency_attend",), secret) for n, one in enumerate(NIGHT, 80)]
    rows += [_person(n, one, "surveyor", ("inspection",), secret) for n, one in enumerate(SURVEYORS, 90)]
    hours = [one.hours for one in (*OPERATIVES, *NIGHT, *SURVEYORS)]
    for row, officer in _officers(session, secret):
        rows.append(row)
        hours.append(officer)
    rows.append(Resource(code="callbacks", name="Call-backs", kind="agent", serves=["phone_callback"], seats=2,
                         feed=_feed(secret, "callbacks")))  # fmt: skip
    hours.append("mon-fri 08:00-18:00")
    places = {office.id: _place(office, secret) for office in landlord.offices.values()}
    session.add_all([*rows, *places.values()])
    session.flush()
    for row, written in zip(rows, hours, strict=True):
        session.add_all(WorkingPattern(resource_id=row.id, weekday=day, starts=starts, ends=ends, from_day=monday)
                        for day, starts, ends in hours_of(written))  # fmt: skip
    for office in landlord.offices.values():
        session.add_all(_sessions(office, places[office.id], london(now).date()))
    session.add_all(_walkabouts(session, landlord, london(now).date()))
    return len(rows) + len(places)


def _person(number: int, one: Operative, kind: str, serves: Sequence[str], secret: str) -> Resource:
    code = one.name.lower().replace(" ", "-")
    return Resource(code=code, name=one.name, kind=kind, serves=list(serves), trades=list(one.trades),
                    patches=list(one.patches), languages=list(one.languages), phone=f"+4477009003{number:02}",
                    feed=_feed(secret, code))  # fmt: skip


def _officers(session: Session, secret: str) -> Iterator[tuple[Resource, str]]:
    """The housing officer of each patch, with the hours they keep."""
    query = select(Patch, Staff).join(Staff, Patch.officer_id == Staff.id).order_by(Patch.code)
    serves = ["housing_officer_visit", "estate_walkabout", "tenancy_sign_up", "interview", "phone_callback"]
    for patch, staff in session.execute(query):
        code = f"officer-{patch.code.lower()}"
        yield Resource(code=code, name=staff.name, kind="officer", serves=serves, patches=[patch.code],
                       languages=list(staff.languages), staff_id=staff.id, feed=_feed(secret, code)), _DAY  # fmt: skip


def _place(office: OfficeType, secret: str) -> Resource:
    return Resource(code=f"office-{office.id}", name=office.name, kind="place", serves=["surgery"], seats=2,
                    address=office.address, feed=_feed(secret, office.id))  # fmt: skip


def _feed(secret: str, code: str) -> str:
    return hashlib.sha256(f"diary-feed:{secret}:{code}".encode()).hexdigest()[:32]


def _instant(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), LONDON).astimezone(UTC)


def _sessions(office: OfficeType, place: Resource, today: date) -> Iterator[DiarySession]:
    for ahead in range(WEEKS * 7):
        day = today + timedelta(days=ahead)
        if not is_working_day(day):
            continue
        for weekday, opens, closes in office.sessions:
            if weekday == day.weekday():
                yield DiarySession(
                    kind="surgery", resource_id=place.id, starts_at=_instant(day, opens), ends_at=_instant(day, closes),
                    minutes=20, seats=2, place=office.address,
                )  # fmt: skip


def _walkabouts(session: Session, landlord: Landlord, today: date) -> Iterator[DiarySession]:
    """One a patch, a week apart, on the first working day from Wednesday on."""
    officers = {row.code: row for row in session.scalars(select(Resource).where(Resource.kind == "officer"))}
    for ahead, (code, name) in enumerate(landlord.patches.items(), 1):
        officer = officers.get(f"officer-{code.lower()}")
        day = today + timedelta(days=7 * ahead - today.weekday() + 2)
        while not is_working_day(day):
            day += timedelta(days=1)
        if officer is not None:
            yield DiarySession(kind="estate_walkabout", resource_id=officer.id, starts_at=_instant(day, 10 * 60),
                               ends_at=_instant(day, 11 * 60), minutes=60, seats=1, patch=code,
                               officer_id=officer.staff_id, place=f"By the notice board, {name}")  # fmt: skip
