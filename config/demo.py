"""The demo landlord: about 2,000 homes in 6 patches, staff, offices and a few tenants you can be.

Generated from a seed, so that every installation has the same people in the same homes. Names,
streets and numbers are made up: Ofcom's drama numbers, reserved domains.
"""

import base64
import hashlib
import hmac
import random
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select

from config import demo_diary, landlord_files
from config.demo_team import TEAM
from config.demo_words import FIRST, KINDS, LAST, STREET_ENDS, STREETS, TOWNS
from config.landlord_queues import hours_of
from config.settings import Settings
from config.staff import skills_of
from queues.sessions import hash_password, matches
from router import clock
from router.model import (
    Block,
    ContactLink,
    ContactPoint,
    Event,
    Home,
    Office,
    Patch,
    Resource,
    Staff,
    Tenant,
    record,
    table,
)
from router.on_call import people_of
from router.storage.database import Database
from router.values import Json, Landlord

SEED = 1907
HOMES = 2000
ALDER_ROW = "14 Alder Row"
"""Where the first of the people lives whom a newcomer can be."""

_STAFF: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    # name, role, the local part of the address, phone, queues ('' for all that are not restricted)
    ("Amina Yusuf", "agent", "amina", "01632960201", ()),
    ("Bob Tranter", "agent", "bob", "07700900202", ("repairs_plumbing", "repairs_gas_heating", "repairs_electrical",
                                                     "repairs_drainage", "repairs_joinery", "repairs_emergency")),
    ("Sue Ridley", "supervisor", "sue", "07700900203", ()),
    ("Charlie Dunne", "agent", "charlie", "01632960204", ("rents",)),
    ("Grace Appiah", "agent", "grace", "01632960205", ("safeguarding", "asb", "tenancy")),
    ("Owen Pritchard", "admin", "owen", "07700900206", ()),
)  # fmt: skip
_OFFICERS = 6
_SAFEGUARDING = ("grace", "sue")
_SKILLS: dict[str, dict[str, int]] = {
    # the first six: skills besides those of their queues, and how good they are
    "amina": {"triage": 2}, "bob": {"triage": 3, "emergency": 3, "plumbing": 4}, "sue": {"triage": 4},
    "charlie": {"income": 3}, "grace": {"safeguarding": 4, "asb": 3},
}  # fmt: skip

_PEOPLE: tuple[tuple[str, str, tuple[str, ...], Json, str], ...] = (
    # name, phone, emails, facts, a line for the person who picks them
    (
        "Ngozi Okafor",
        "+447700900101",
        ("ngozi.okafor@post.example",),
        {},
        f"has a phone and an email address; lives at {ALDER_ROW}",
    ),
    ("Wei Lee", "+447700900102", (), {"vulnerable": True}, "over 70; shares his phone with his son"),
    ("Daniel Lee", "+447700900102", (), {}, "the son: same phone, another home"),
    ("Maria Santos", "+447700900103", ("maria.santos@post.example",), {"baby": True}, "has a baby"),
    ("Tom Brierley", "+447700900104", ("tom@brierley.example",), {"medical_power": True}, "has an oxygen machine"),
    ("Priya Nair", "+447700900105", ("priya.nair@post.example",), {}, "writes by WhatsApp and email"),
    ("Hamid Rostami", "+447700900106", (), {}, "has a phone"),
    ("Beryl Cottam", "+447700900107", (), {}, "has a phone"),
    ("Ines Carvalho", "+447700900108", (), {}, "has a phone"),
    ("Kofi Mensah", "+447700900109", (), {}, "has a phone"),
    ("Siobhan Daly", "+447700900110", (), {}, "has a phone"),
    ("Anton Petrov", "+447700900111", (), {}, "has a phone"),
)


def seed_once(settings: Settings) -> bool:
    """Fill an empty house. True if it was empty. Never with real Twilio: real tenants come by `frontdoor import`."""
    if settings.standing == "real":
        return False
    database = Database(settings.database_url)
    try:
        landlord = landlord_files.load(settings.landlord_dir)
        with database.reading() as session:
            empty = not session.scalar(select(func.count()).select_from(Home))
        if empty:
            _seed(database, settings, landlord)
        _fill_diary(database, settings, landlord)
        return empty
    finally:
        database.close()


def _seed(database: Database, settings: Settings, landlord: Landlord) -> None:
    dice = random.Random(SEED)  # noqa: S311 - a demo, not a secret
    with database.transaction() as session:
        officers = _add_staff(session, settings, landlord)
        patches = [
            Patch(code=code, name=name, officer_id=officers[n % len(officers)].id)
            for n, (code, name) in enumerate(landlord.patches.items())
        ]
        session.add_all(patches)
        session.add_all(
            Office(code=o.id, name=o.name, address=o.address, sessions=list(o.sessions))
            for o in landlord.offices.values()
        )
        session.flush()
        homes = _homes(dice, patches, session)
        session.execute(insert(table(Home)), homes)
        ids = list(session.scalars(select(Home.id).order_by(Home.id)))
        _tenants(dice, session, ids)
        record(session, clock.now(), "house", "demo.seeded", homes=len(homes))


def _fill_diary(database: Database, settings: Settings, landlord: Landlord) -> None:
    """The demo's diary, also in a demo that was made before there was one."""
    with database.transaction() as session:
        of_demo = session.scalar(select(Event.id).where(Event.what == "demo.seeded").limit(1))
        if of_demo is not None and session.scalar(select(Resource.id).limit(1)) is None:
            count = demo_diary.fill(session, landlord, settings.secret_key, clock.now())
            record(session, clock.now(), "house", "demo.diary_filled", resources=count)


def password_of(settings: Settings, local: str) -> str:
    """A demo password that only this installation knows: made from its secret, so that it need not be kept."""
    mark = hmac.new(settings.secret_key.encode(), f"demo-password:{local}".encode(), hashlib.sha256).digest()
    return f"{local}-{base64.b32encode(mark)[:10].decode().lower()}"


def _add_staff(session: Any, settings: Settings, landlord: Landlord) -> list[Staff]:
    """The demo's people; returns the officers of the patches, in their order."""
    office = staff_pattern(landlord)
    rows = [
        _person(settings, landlord, name, role, local, phone, queues, office, _SKILLS.get(local, {}),
                restricted=local in _SAFEGUARDING)
        for name, role, local, phone, queues in _STAFF
    ]  # fmt: skip
    rows += [
        _person(settings, landlord, one.name, "agent", one.local, f"016329602{20 + n}", one.queues, hours_of(one.hours),
                one.levels, one.languages, one.restricted)
        for n, one in enumerate(TEAM)
    ]  # fmt: skip
    rows += [
        _person(settings, landlord, f"{name} officer", "agent", f"officer-{code.lower()}", f"0163296021{n}",
                ("tenancy", "asb", "estates", "sheltered"), office, {"housing_officer": 3})
        for n, (code, name) in enumerate(landlord.patches.items())
    ]  # fmt: skip
    with ThreadPoolExecutor(2) as hashing:  # a quarter of a second each, and thirty of them
        passwords = [password_of(settings, row.email.partition("@")[0]) for row in rows]
        for row, hashed in zip(rows, hashing.map(hash_password, passwords), strict=True):
            row.password_hash = hashed
    session.add_all(rows)
    session.flush()
    return rows[-_OFFICERS:]


def staff_pattern(landlord: Landlord) -> tuple[tuple[int, int, int], ...]:
    """The landlord's own hours, as a working pattern."""
    opening = landlord.opening
    return tuple((day, opening.opens, opening.closes) for day in opening.days)


def _person(settings: Settings, landlord: Landlord, name: str, role: str, local: str, phone: str,
            queues: Sequence[str], pattern: Sequence[tuple[int, int, int]], levels: Mapping[str, int],
            languages: Sequence[str] = ("en",), restricted: bool = False) -> Staff:  # fmt: skip
    """Somebody who has the skills of their queues, and those that `levels` names."""
    skills = [*skills_of(queues, landlord), *levels, *(["restricted"] if restricted else [])]
    return Staff(
        name=name, role=role, email=f"{local}@{settings.mail_domain}", phone="+44" + phone[1:],
        queues=list(queues), skills=list(dict.fromkeys(skills)), levels=dict(levels), languages=list(languages),
        pattern=[list(row) for row in pattern], active=True, session_version=1,
    )  # fmt: skip


def _homes(dice: random.Random, patches: list[Patch], session: Any) -> list[Json]:
    """Streets of houses and blocks of flats, each wholly in one patch."""
    streets = [f"{first} {end}" for first in STREETS for end in STREET_ENDS]
    dice.shuffle(streets)
    homes: list[Json] = []
    while len(homes) < HOMES:
        street, patch = streets.pop(), patches[len(homes) * len(patches) // HOMES]
        town = TOWNS[patch.id % len(TOWNS)]
        postcode = f"LX{patch.id} {dice.randint(1, 9)}{dice.choice('ABDEFGHJLN')}{dice.choice('PQRSTUWXYZ')}"
        count = min(dice.randint(18, 46), HOMES - len(homes))
        block = None
        if dice.random() < 0.4:
            block = Block(
                name=f"{street.split()[0]} House", postcode=postcode, storeys=dice.randint(3, 14), patch_id=patch.id
            )
            session.add(block)
            session.flush()
        for number in range(1, count + 1):
            where = f"Flat {number}, {block.name}, {street}" if block else f"{number} {street}"
            kind, bedrooms = ("flat", dice.randint(1, 3)) if block else dice.choice(KINDS)
            facts = {"ground_floor": True} if block and number <= 4 else {}
            homes.append({"uprn": f"{9_990_000_000 + len(homes)}", "address": f"{where}, {town}", "postcode": postcode,
                          "kind": kind, "bedrooms": bedrooms, "block_id": block.id if block else None,
                          "patch_id": patch.id, "facts": facts})  # fmt: skip
    homes[0] |= {"address": f"{ALDER_ROW}, {TOWNS[patches[0].id % len(TOWNS)]}", "kind": "house", "bedrooms": 2,
                 "block_id": None, "facts": {}}  # fmt: skip
    return homes


def _tenants(dice: random.Random, session: Any, homes: list[int]) -> None:
    """One tenant a home, most of them without a number we know; and the few that a newcomer can be."""
    at = clock.now() - timedelta(days=30)
    rows = []
    for n, home in enumerate(homes):
        facts: Json = {}
        if dice.random() < 0.18:
            facts["vulnerable"] = True
        if dice.random() < 0.05:
            facts["baby"] = True
        if dice.random() < 0.08:
            facts["respiratory"] = True
        name = f"{dice.choice(FIRST)} {dice.choice(LAST)}"
        rows.append(
            {
                "number": f"T{100_000 + n}",
                "name": name,
                "home_id": home,
                "language": dice.choice(["en"] * 18 + ["pl", "ur"]),
                "facts": facts,
                "restricted": False,
            }
        )
    for n, (name, _, _, facts, _) in enumerate(_PEOPLE):
        rows[n * 37] |= {"name": name, "facts": facts, "language": "en"}
    session.execute(insert(table(Tenant)), rows)
    points: dict[str, ContactPoint] = {}
    for n, (_, phone, emails, _, _) in enumerate(_PEOPLE):
        tenant = session.scalars(select(Tenant).where(Tenant.number == f"T{100_000 + n * 37}")).one()
        for address in (phone, *emails):
            if address not in points:
                points[address] = ContactPoint(address=address, first_seen_at=at, last_seen_at=clock.now())
                session.add(points[address])
            session.add(ContactLink(contact_point=points[address], tenant_id=tenant.id, why="From the tenancy record.",
                                    by="house", at=at))  # fmt: skip


def _first_passwords(settings: Settings) -> dict[str, str]:
    """Email -> the hash of the first password, of everybody who may sign in; '' once it was changed."""
    database = Database(settings.database_url, pool_size=1)
    try:
        with database.reading() as session:
            staff = select(Staff.email, Staff.session_version, Staff.password_hash).where(Staff.active.is_(True))
            return {row.email: row.password_hash if row.session_version == 1 else "" for row in session.execute(staff)}
    finally:
        database.close()


def _on_call(settings: Settings, landlord: Landlord) -> list[Json]:
    """Whoever a chain may tell, each once: in the sandbox the handset is their telephone too."""
    database = Database(settings.database_url, pool_size=1)
    try:
        with database.reading() as session:
            chains = [(chain, rung) for chain in landlord.on_call.values() for rung in chain.rungs]
            found = [(chain, person) for chain, rung in chains for _, person in people_of(session, rung, landlord)]
    finally:
        database.close()
    told = {person.phone: {"name": person.name, "phone": person.phone, "chain": chain.name}
            for chain, person in reversed(found) if person is not None and person.active and person.phone}  # fmt: skip
    return list(reversed(told.values()))


def _who_comes(settings: Settings) -> list[Json]:
    """Everybody who is texted the link to their visits: in the sandbox the handset is their telephone too."""
    database = Database(settings.database_url, pool_size=1)
    try:
        with database.reading() as session:
            rows = session.scalars(
                select(Resource).where(Resource.active, Resource.phone != "").order_by(Resource.id)
            ).all()
    finally:
        database.close()
    return [{"name": row.name, "phone": row.phone, "work": ", ".join(row.trades).replace("_", " ")} for row in rows]


def describe(settings: Settings) -> Json:
    """What `demo.json` says: where everything is, and who you can be. A password that was changed, or that
    was made by another installation, is ''."""
    landlord = landlord_files.load(settings.landlord_dir)
    hashes, staff = _first_passwords(settings), []
    ours: bool | None = None  # one is tried for all: a database that was restored has those of another secret
    people = [*((name, role, local) for name, role, local, _, _ in _STAFF), *((t.name, "agent", t.local) for t in TEAM)]
    for name, role, local in people:
        email = f"{local}@{settings.mail_domain}"
        if email in hashes:
            password = password_of(settings, local) if hashes[email] else ""
            if password and ours is None:
                ours = matches(hashes[email], password)
            password = password if ours else ""
            staff.append({"name": name, "role": role, "email": email, "password": password})
    mail = [f"{local}@{settings.mail_domain}" for local in landlord.mail_addresses]
    return {
        "public_url": settings.public_url, "web": settings.public_url, "desk": f"{settings.public_url}/desk",
        "wallboard": f"{settings.public_url}/wallboard", "report": f"{settings.public_url}/report",
        "handset": f"{settings.public_url}/handset" if settings.standing == "sandbox" else None,
        "port": settings.port, "smtp_port": settings.smtp_port, "live_port": settings.live_port,
        "sandbox_port": settings.sandbox_port, "sandbox_smtp_port": settings.sandbox_smtp_port,
        "twilio_account_sid": settings.twilio_account_sid, "twilio_auth_token": settings.twilio_auth_token,
        "twilio_number": settings.twilio_number, "twilio_whatsapp_number": settings.twilio_whatsapp_number,
        "twilio_api_url": settings.twilio_api_url, "mail_domain": settings.mail_domain, "mail_addresses": mail,
        "landlord": landlord.name, "staff": staff,
        "on_call": _on_call(settings, landlord) if settings.standing == "sandbox" else [],
        "who_comes": _who_comes(settings) if settings.standing == "sandbox" else [],
        "tenants": [{"name": name, "phone": phone, "email": emails[0] if emails else "", "emails": list(emails),
                     "about": about} for name, phone, emails, _, about in _PEOPLE],
    }  # fmt: skip
