"""People and messages for the tests: Ofcom's drama numbers and .example domains only."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from queues.sessions import hash_password
from router.model import Case, ContactLink, ContactPoint, Home, Message, Patch, Staff, Tenant
from router.values import InboundMessage, Kept, RawMail

OKAFOR, LEE, UNKNOWN = "+447700900101", "+447700900102", "+447700900999"
OKAFOR_MAIL = "ngozi.okafor@post.example"
PASSWORD = "a-long-enough-password"

_numbers = count(1)
_hashed: list[str] = []


@dataclass
class Cast:
    """Who they are, by id."""

    amina: int
    bob: int
    sue: int
    charlie: int
    okafor: int
    lee: int
    son: int
    home: int


def seat_the_cast(house: House) -> Cast:
    """Put the cast into the house's database."""
    if not _hashed:
        _hashed.append(hash_password(PASSWORD))
    at = house.now()
    every = [q.skill for q in house.landlord.queues.values() if not q.restricted]

    def person(name: str, role: str, queues: list[str], skills: list[str]) -> Staff:
        return Staff(name=name, role=role, email=f"{name.lower()}@homes.example", phone="+441632960201",
                     password_hash=_hashed[0], queues=queues, skills=skills, languages=["en"])  # fmt: skip

    with house.database.transaction() as session:
        staff = [person("Amina", "agent", [], every), person("Bob", "agent", [], every),
                 person("Sue", "supervisor", [], [*every, "restricted", "safeguarding"]),
                 person("Charlie", "agent", ["rents"], ["income"])]  # fmt: skip
        session.add_all(staff)
        session.flush()
        patch = Patch(code="P1", name="Millgate", officer_id=staff[0].id)
        session.add(patch)
        session.flush()
        homes = [Home(uprn=f"999000000{n}", address=f"{n} Alder Road, Larkbridge", postcode="LX1 2AB", patch_id=patch.id,
                      facts={}) for n in (1, 2, 3)]  # fmt: skip
        session.add_all(homes)
        session.flush()
        tenants = [Tenant(number=f"T{n}", name=name, home_id=home.id, facts={})
                   for n, (name, home) in enumerate(zip(("Ngozi Okafor", "Wei Lee", "Daniel Lee"), homes, strict=True))]  # fmt: skip
        session.add_all(tenants)
        for address, who in ((OKAFOR, [tenants[0]]), (OKAFOR_MAIL, [tenants[0]]), (LEE, tenants[1:])):
            point = ContactPoint(address=address, first_seen_at=at, last_seen_at=at)
            session.add(point)
            session.add_all(ContactLink(contact_point=point, tenant=t, why="record", by="house", at=at) for t in who)
        session.flush()
        return Cast(*(s.id for s in staff), *(t.id for t in tenants), homes[0].id)


def a_text(text: str, sender: str = UNKNOWN, **more: Any) -> InboundMessage:
    """A text message, as the door would make it."""
    number = next(_numbers)
    given: dict[str, Any] = {
        "channel": "sms", "provider_id": f"SM{number:032x}", "dedupe_key": f"SM{number:032x}", "sender": sender,
        "party": sender, "recipient": "+441632960100", "text": text, "raw": f"n={number}&Body={text}".encode("utf-8", "replace"),
        "received_at": datetime(2026, 6, 15, 10, 0, tzinfo=UTC),
    }  # fmt: skip
    return InboundMessage(**{**given, **more})


def a_mail(body: str, sender: str = OKAFOR_MAIL, subject: str = "Hello", message_id: str = "", **headers: str) -> bytes:
    """The bytes of a plain mail."""
    message_id = message_id or f"<{next(_numbers)}@post.example>"
    lines = [f"From: {sender}", "To: repairs@frontdoor.example", f"Subject: {subject}", f"Message-ID: {message_id}",
             *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()), "", body, ""]  # fmt: skip
    return "\r\n".join(lines).encode()


def hear(house: House, *messages: InboundMessage | RawMail) -> list[Kept]:
    """Keep these and work through everything that is due, as a worker would."""
    kept = [house.intake.receive(message) for message in messages]
    house.journey.drain()
    return kept


def hear_texts(house: House, clock: FrozenClock, *texts: str, sender: str = UNKNOWN) -> list[Kept]:
    """Several texts from one number, a minute apart."""
    kept = []
    for text in texts:
        kept += hear(house, a_text(text, sender, received_at=clock()))
        clock.go_on(minutes=1)
    return kept


def case_of(house: House, kept: Kept) -> Case:
    """The case that a message is in."""
    with house.database.reading() as session:
        message = session.get_one(Message, kept.message_id)
        return session.get_one(Case, message.case_id)


def said_to(house: House, case_id: int) -> list[Message]:
    """What was written to the tenant in a case, in the order it would leave."""
    with house.database.reading() as session:
        rows = select(Message).where(Message.case_id == case_id, Message.direction == "out", Message.state != "note")
        return list(session.scalars(rows.order_by(Message.priority, Message.id)))
