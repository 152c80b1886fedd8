"""A small landlord's house for the screens: real database, real outbox, real files, a few people and cases."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import queues
from channels.sms.segments import count_segments
from config import landlord_files, plan_file
from config.blobs import FolderBlobs
from config.schema import migrate
from queues.context import DeskContext, install
from router.acknowledgement import Acknowledgement
from router.appointments.offering import Appointments
from router.appointments.visits import Visits
from router.corrections import Corrections
from router.model import (
    Case,
    Message,
    Staff,
)
from router.outbox import Outbox
from router.own_page import OwnPage
from router.storage.database import Database
from router.values import Landlord
from tests.postgres import Cluster
from tests.queues.people import PASSWORD, SUNDAY, fill

PAGE = "http://localhost/progress/{}.signed"
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


class RunningClock:
    """Begins at an hour that is chosen and runs on from there: a browser waits in seconds that pass."""

    def __init__(self, begins: datetime) -> None:
        self.begins, self._began = begins, monotonic()

    def __call__(self) -> datetime:
        return self.begins + timedelta(seconds=monotonic() - self._began)


@dataclass
class House:
    """Everything a test may reach for. `people` and `cases` are ids by name."""

    database: Database
    landlord: Landlord
    blobs: FolderBlobs
    bell: Bell
    clock: Any  # `Clock`, or `RunningClock` where a browser looks on
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
    return filled(f"sqlite:///{folder / 'house.sqlite3'}", folder, landlord)


def filled(url: str, folder: Path, landlord: Landlord) -> House:
    """The people and the cases, put into this database; it is closed again."""
    migrate(url)
    built = build_house(Database(url), landlord, folder)
    with built.database.transaction() as session:
        fill(session, built)
    built.database.close()
    return built


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path, model_house: House) -> Iterator[House]:
    """A house with people and cases in it, on a database of its own, of the kind that --database names."""
    shutil.copytree(model_house.blobs.folder.parent, tmp_path / "house")
    if request.config.getoption("--database") == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")

        def make(url: str) -> None:
            made = filled(url, tmp_path / "screens", model_house.landlord)
            assert (made.people, made.cases, made.files) == (model_house.people, model_house.cases, model_house.files)

        with cluster.database(make, "screens") as url:
            built = copy_of(model_house, tmp_path / "house", url)
            yield built
            built.database.close()
        return
    built = copy_of(model_house, tmp_path / "house")
    yield built
    built.database.close()


def copy_of(model: House, folder: Path, url: str = "", clock: Any = None, **more: Any) -> House:
    """The same people and cases on the database at `url`; '' is the file in this folder."""
    database = Database(url or f"sqlite:///{folder / 'house.sqlite3'}", pool_size=60)
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
    outbox = Outbox(bell, ours, "frontdoor.example")
    install(
        app,
        DeskContext(
            database=database,
            outbox=outbox,
            corrections=Corrections(Acknowledgement(outbox, landlord), landlord),
            visiting=Appointments(database, landlord, outbox, clock, OwnPage(landlord, PAGE.format)),
            visits=Visits(outbox, landlord),
            landlord=landlord,
            blobs=blobs,
            jobs=bell,
            traits=TRAITS,
            segments=count_segments,
            read_plan=partial(plan_file.read, name="plan.toml", landlord=landlord),
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
def house_today(request: pytest.FixtureRequest, tmp_path: Path, model_house: House) -> Iterator[House]:
    """The same house at the hour that --hour names, for a real browser. Bob is on.

    Never the hour at which the tests happen to run: what is red only on a working day at noon is found by nobody.
    """
    begins = datetime.fromisoformat(request.config.getoption("--hour")).replace(tzinfo=UTC)
    built = house_at(begins, model_house, tmp_path / "house")
    yield built
    built.database.close()


def house_at(begins: datetime, model: House, folder: Path) -> House:
    """A copy of the house in this folder, its times moved so that its clock begins then and runs on. Bob is on."""
    shutil.copytree(model.blobs.folder.parent, folder)
    built = copy_of(model, folder, clock=RunningClock(begins))
    later = begins - SUNDAY
    with built.database.transaction() as session:
        for case in session.query(Case):
            for name in ("opened_at", "waiting_since", "last_activity_at", "due_at"):
                if getattr(case, name):
                    setattr(case, name, getattr(case, name) + later)
        for message in session.query(Message):
            message.received_at += later
            message.placed_at = message.received_at
        session.query(Staff).filter_by(name="Bob Carter").one().present_until = begins + timedelta(hours=1)
    return built


@pytest.fixture
def browser(house: House) -> Callable[..., Browser]:
    """browser('amina') is Amina, signed in; browser() is nobody."""

    def make(name: str = "") -> Browser:
        made = Browser(house.app)
        if name:
            assert made.sign_in(name).status_code == 302
        return made

    return make
