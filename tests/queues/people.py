"""The people and cases of the screens' small house."""

import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from PIL import Image
from sqlalchemy.orm import Session

from queues.sessions import hash_password
from router.model import (
    Attachment,
    Block,
    Case,
    ContactLink,
    ContactPoint,
    Deadline,
    Heartbeat,
    Home,
    Message,
    Patch,
    Staff,
    Tenant,
)

if TYPE_CHECKING:
    from tests.queues.house import House

PASSWORD = "four plain garden words"
SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def fill(session: Session, house: "House") -> None:
    """Amina and Bob are agents, Sue a supervisor, Adam an admin, Sam sees restricted cases, Gone has left."""
    people = {
        "amina": ("Amina Rahman", "agent", [], []),
        "bob": ("Bob Carter", "agent", ["rents"], []),
        "sue": ("Sue Lindqvist", "supervisor", [], []),
        "adam": ("Adam Okoro", "admin", [], []),
        "sam": ("Sam Whitlock", "agent", [], ["restricted"]),
        "gone": ("Gone Away", "agent", [], []),
    }
    hashed = hash_password(PASSWORD)
    for name, (full, role, queue_ids, skills) in people.items():
        row = Staff(
            email=f"{name}@larkshire.example",
            name=full,
            role=role,
            password_hash=hashed,
            queues=queue_ids,
            skills=skills,
            active=name != "gone",
            phone="+441632960201",
            languages=[],
        )
        session.add(row)
        session.flush()
        house.people[name] = row.id
    patch = Patch(code="P1", name="Millgate and Castle")
    session.add(patch)
    session.flush()
    block = Block(name="Weaver House", postcode="LK1 2AB", storeys=4, patch_id=patch.id)
    session.add(block)
    session.flush()
    flat = Home(
        uprn="100001",
        address="Flat 3, Weaver House, Millgate",
        postcode="LK1 2AB",
        kind="flat",
        bedrooms=2,
        block_id=block.id,
        patch_id=patch.id,
        facts={"child_under_5": True},
    )
    hidden = Home(uprn="100002", address="9 Quiet Lane, Saltmarsh", postcode="LK3 4CD", patch_id=patch.id, facts={})
    session.add_all([flat, hidden])
    session.flush()
    okafor = Tenant(number="T-1001", name="Grace Okafor", home_id=flat.id, facts={})
    secret = Tenant(number="T-1002", name="Zara Hiddenname", home_id=hidden.id, facts={}, restricted=True)
    session.add_all([okafor, secret])
    session.flush()
    points = [
        ContactPoint(address=a, first_seen_at=SUNDAY, last_seen_at=SUNDAY)
        for a in ("+447700900001", "+447700900002", "+447700900003")
    ]
    session.add_all(points)
    session.flush()
    for point, tenant in ((points[0], okafor), (points[1], secret)):
        session.add(ContactLink(contact_point_id=point.id, tenant_id=tenant.id, why="import", by="house", at=SUNDAY))
    house.people |= {"okafor": okafor.id, "secret": secret.id}
    house.cases |= {}
    _cases(session, house, points, okafor, secret, flat)
    session.add(Heartbeat(name="worker", at=SUNDAY, data={}))


def _cases(session: Session, house: "House", points: Any, okafor: Tenant, secret: Tenant, flat: Home) -> None:
    leak = a_case(
        session,
        house,
        "leak",
        "Water is coming through the kitchen ceiling",
        lane=0,
        queue="repairs_emergency",
        urgency="emergency",
        topic="leak.burst",
        party="+447700900003",
        contact_point_id=points[2].id,
        danger=["electrical_danger"],
        due=15,
    )
    a_message(session, leak, "Water is coming through the kitchen ceiling onto the lights, please hurry")
    boiler = a_case(
        session,
        house,
        "boiler",
        "No hot water since Friday, baby in the house",
        queue="repairs_gas_heating",
        urgency="urgent",
        topic="heating.no_hot_water",
        party="+447700900001",
        tenant_id=okafor.id,
        home_id=flat.id,
        identity="known",
        contact_point_id=points[0].id,
        due=120,
    )
    first = a_message(session, boiler, "No hot water since Friday, baby in the house")
    first.labels = {
        "topic": "repair",
        "repair": "heating.no_hot_water",
        "also": [],
        "danger": [],
        "flags": ["child_under_5"],
        "because": [{"label": "heating.no_hot_water", "text": "No hot water", "start": 0, "end": 12}],
        "needs_person": False,
        "notes": [],
    }
    photo = io.BytesIO()
    Image.new("RGB", (640, 420), (190, 120, 80)).save(photo, "JPEG")
    house.files["boiler"] = a_file(session, house, first, "boiler.jpg", "image/jpeg", photo.getvalue())
    rent = a_case(
        session,
        house,
        "rent",
        "Question about my rent statement",
        queue="rents",
        topic="rent.query",
        channel="email",
        party="lee@mail.example",
        due=400,
    )
    a_message(
        session,
        rent,
        "Why did my rent go up in April?",
        subject="Rent statement",
        original="Why did my rent go up in April?\n\n> Earlier mail quoted here",
    )
    door = a_case(
        session,
        house,
        "door",
        "Communal door will not shut",
        lane=1,
        queue="repairs_communal",
        channel="web",
        topic="door.communal",
        party="",
        identity="withheld",
        due=60,
    )
    a_message(session, door, "The communal door will not shut")
    abuse = a_case(
        session,
        house,
        "abuse",
        "zzCANARY-restricted words",
        lane=0,
        queue="safeguarding",
        restricted=True,
        urgency="emergency",
        topic="safeguarding.concern",
        party="+447700900009",
        due=15,
    )
    house.files["abuse"] = a_file(
        session,
        house,
        a_message(session, abuse, "zzCANARY-restricted words"),
        "voice.mp3",
        "audio/mpeg",
        b"ID3" + bytes(64),
    )
    witness = a_case(
        session,
        house,
        "witness",
        "zzCANARY-restricted tap drips",
        queue="repairs_plumbing",
        party="+447700900002",
        tenant_id=secret.id,
        home_id=secret.home_id,
        identity="known",
        due=200,
    )
    a_message(session, witness, "zzCANARY-restricted tap drips")


def a_case(session: Session, house: "House", name: str, title: str, due: int = 0, **more: Any) -> Case:
    """A waiting case; `due` in minutes from now."""
    number = len(house.cases) + 1
    values: dict[str, Any] = dict(  # noqa: C408
        reference=f"LH-26-{number:04d}",
        channel="sms",
        party="",
        title=title,
        queue="general",
        opened_at=SUNDAY - timedelta(minutes=number),
        waiting_since=SUNDAY - timedelta(minutes=number),
        last_activity_at=SUNDAY,
        reason="Repair words: “no hot water”.",
        due_at=SUNDAY + timedelta(minutes=due) if due else None,
    )
    case = Case(**(values | more))
    session.add(case)
    session.flush()
    if due:
        session.add(
            Deadline(
                case_id=case.id,
                rule="answer",
                words="First answer",
                started_at=SUNDAY,
                due_at=SUNDAY + timedelta(minutes=due),
            )
        )
    house.cases[name] = case.reference
    return case


def a_message(session: Session, case: Case, text: str, **more: Any) -> Message:
    """Something the tenant said."""
    values: dict[str, Any] = dict(  # noqa: C408
        direction="in",
        channel=case.channel,
        dedupe_key=f"in:{case.id}:{text[:20]}",
        party=case.party,
        sender=case.party,
        recipient="+441632960100",
        text=text,
        received_at=SUNDAY - timedelta(minutes=5),
        case_id=case.id,
        state="routed",
        next_at=SUNDAY,
        placed_at=SUNDAY - timedelta(minutes=5),
    )
    message = Message(**(values | more))
    session.add(message)
    session.flush()
    return message


def a_file(session: Session, house: "House", message: Message, name: str, kind: str, content: bytes) -> int:
    """An attachment of it, kept as a blob."""
    ref = house.blobs.put(content)
    row = Attachment(
        message_id=message.id, name=name, content_type=kind, size=ref.size, sha256=ref.sha256, next_at=SUNDAY
    )
    session.add(row)
    session.flush()
    return row.id
