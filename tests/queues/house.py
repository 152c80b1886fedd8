"""A small landlord's house for the screens: real database, real outbox, real files, a few people and cases."""

import io
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

import queues
from channels.sms.segments import count_segments
from config import landlord_files
from config.blobs import FolderBlobs
from config.schema import migrate
from queues.context import DeskContext, install
from queues.sessions import hash_password
from router.clock import now
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
from router.outbox import Outbox
from router.storage.database import Database
from router.values import Landlord

SUNDAY = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PASSWORD = "four plain garden words"
LANDLORD = Path(__file__).parents[2] / "config" / "landlord"


@dataclass(frozen=True)
class Traits:
    """What a screen asks of a channel."""

    label: str
    icon: str
    two_way: bool = True
    longest: int = 0
    segments: bool = False
    subject: bool = False


TRAITS = {
    "sms": Traits("Text message", "sms", longest=1600, segments=True),
    "whatsapp": Traits("WhatsApp", "whatsapp", longest=1600),
    "email": Traits("Email", "email", subject=True),
    "voice": Traits("Phone", "voice"),
    "web": Traits("Web form", "web", two_way=False),
}


class Bell:
    """Counts rings; no worker hears them."""

    def __init__(self) -> None:
        self.rings: list[str] = []

    def ring(self, what: str) -> None:
        self.rings.append(what)


@dataclass
class Clock:
    """A clock that tests turn."""

    at: datetime = SUNDAY

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **parts: float) -> None:
        self.at += timedelta(**parts)


@dataclass
class House:
    """Everything a test may reach for. `people` and `cases` are ids by name."""

    database: Database
    landlord: Landlord
    blobs: FolderBlobs
    bell: Bell
    clock: Clock
    app: Flask
    people: dict[str, int] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)

    def case(self, name: str) -> Case:
        """The case as it stands in the database now."""
        with self.database.reading() as session:
            return session.query(Case).filter_by(reference=self.cases[name]).one()

    def messages(self, name: str, **where: Any) -> list[Message]:
        """Its messages, oldest first."""
        with self.database.reading() as session:
            case = session.query(Case).filter_by(reference=self.cases[name]).one()
            return session.query(Message).filter_by(case_id=case.id, **where).order_by(Message.id).all()

    def url(self, name: str, act: str = "") -> str:
        return f"/desk/cases/{self.cases[name]}" + (f"/{act}" if act else "")


class Browser:
    """A signed-in browser without JavaScript: follows forms as the page gives them."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.csrf = ""

    def sign_in(self, name: str, password: str = PASSWORD, **more: str) -> Any:
        """Sign in as '<name>@larkshire.example'."""
        page = self.client.get("/desk/sign-in").text
        form = {"csrf": csrf_of(page), "email": f"{name}@larkshire.example", "password": password, "next": "/desk"}
        answer = self.client.post("/desk/sign-in", data=form | more)
        if answer.status_code == 302:
            self.csrf = csrf_of(self.client.get("/desk").text)
        return answer

    def get(self, address: str, **options: Any) -> Any:
        return self.client.get(address, **options)

    def post(self, address: str, **form: str) -> Any:
        return self.client.post(address, data={"csrf": self.csrf} | form)


def csrf_of(page: str) -> str:
    """The token in the first form of a page."""
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    assert found, "no form on this page"
    return found[1]


def field_of(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name} on this page"
    return found[1]


@pytest.fixture(scope="session")
def landlord() -> Landlord:
    return landlord_files.load(LANDLORD)


@pytest.fixture(scope="session")
def model_house(tmp_path_factory: pytest.TempPathFactory, landlord: Landlord) -> House:
    """Migrated and filled once; every test gets a copy."""
    folder = tmp_path_factory.mktemp("model-house")
    url = f"sqlite:///{folder / 'house.sqlite3'}"
    migrate(url)
    built = build_house(Database(url), landlord, folder)
    with built.database.transaction() as session:
        fill(session, built)
    built.database.close()
    return built


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path, landlord: Landlord, model_house: House) -> Iterator[House]:
    """A house with people and cases in it, on a database of its own, of the kind that --database names."""
    shutil.copytree(model_house.blobs.folder.parent, tmp_path / "house")
    if request.config.getoption("--database") == "postgresql":
        url = request.getfixturevalue("postgresql_url")
        built = build_house(Database(url, pool_size=60), landlord, tmp_path / "house")
        with built.database.transaction() as session:
            fill(session, built)
    else:
        built = copy_of(model_house, tmp_path / "house")
    yield built
    built.database.close()


def copy_of(model: House, folder: Path, clock: Any = None, **more: Any) -> House:
    """The same people and cases on the database in this folder."""
    database = Database(f"sqlite:///{folder / 'house.sqlite3'}", pool_size=60)
    built = build_house(database, model.landlord, folder, clock, **more)
    built.people, built.cases, built.files = dict(model.people), dict(model.cases), dict(model.files)
    return built


def build_house(database: Database, landlord: Landlord, folder: Path, clock: Any = None, **more: Any) -> House:
    """The screens, wired by hand."""
    bell, clock, blobs = Bell(), clock or Clock(), FolderBlobs(folder / "blobs")
    ours = {
        "sms": "+441632960100",
        "voice": "+441632960100",
        "whatsapp": "+441632960100",
        "email": "repairs@frontdoor.example",
    }
    app = Flask("frontdoor", static_folder=str(Path(queues.__file__).parent / "static"), static_url_path="/static")
    app.config["TESTING"] = False
    install(
        app,
        DeskContext(
            database=database,
            outbox=Outbox(bell, ours, "frontdoor.example"),
            landlord=landlord,
            blobs=blobs,
            jobs=bell,
            traits=TRAITS,
            segments=count_segments,
            secret_key="a-secret-for-tests",
            now=clock,
            public_url="http://localhost",
            version="test",
            **more,
        ),
    )
    for blueprint in queues.blueprints():
        app.register_blueprint(blueprint)
    return House(database, landlord, blobs, bell, clock, app)


@pytest.fixture
def house_today(tmp_path: Path, model_house: House) -> Iterator[House]:
    """The same house with its times moved to today: a real browser has a real clock. Bob is on."""
    shutil.copytree(model_house.blobs.folder.parent, tmp_path / "house")
    built = copy_of(model_house, tmp_path / "house", clock=now)
    later = now() - SUNDAY
    with built.database.transaction() as session:
        for case in session.query(Case):
            for name in ("opened_at", "waiting_since", "last_activity_at", "due_at"):
                if getattr(case, name):
                    setattr(case, name, getattr(case, name) + later)
        for message in session.query(Message):
            message.received_at += later
            message.placed_at = message.received_at
        session.query(Staff).filter_by(name="Bob Carter").one().present_until = now() + timedelta(hours=1)
    yield built
    built.database.close()


@pytest.fixture
def browser(house: House) -> Callable[..., Browser]:
    """browser('amina') is Amina, signed in; browser() is nobody."""

    def make(name: str = "") -> Browser:
        made = Browser(house.app)
        if name:
            assert made.sign_in(name).status_code == 302
        return made

    return make


# --- the cast ---------------------------------------------------------------------------------


def fill(session: Session, house: House) -> None:
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


def _cases(session: Session, house: House, points: Any, okafor: Tenant, secret: Tenant, flat: Home) -> None:
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


def a_case(session: Session, house: House, name: str, title: str, due: int = 0, **more: Any) -> Case:
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


def a_file(session: Session, house: House, message: Message, name: str, kind: str, content: bytes) -> int:
    """An attachment of it, kept as a blob."""
    ref = house.blobs.put(content)
    row = Attachment(
        message_id=message.id, name=name, content_type=kind, size=ref.size, sha256=ref.sha256, next_at=SUNDAY
    )
    session.add(row)
    session.flush()
    return row.id
