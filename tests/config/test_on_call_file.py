"""`[[on_call]]` in `landlord.toml`: read as written, and every mistake refused in one line that says where."""

import re
import shutil
from pathlib import Path

import pytest

from config import checkup
from config.landlord_files import load
from config.settings import Settings
from config.wiring import House
from router.errors import BadSetting
from router.model import OptOut, Staff
from router.values import Rung

FOLDER = Path(__file__).resolve().parents[2] / "config" / "landlord"
CHAIN = """
[[on_call]]
id = "oncall"
name = "At night"

[[on_call.rung]]
tell = ["sue", "any supervisor of repairs_emergency"]
wait = "90 seconds"
when = "outside weekdays 08:00-18:00"

[[on_call.rung]]
tell = ["owen"]
wait = "5 minutes"
"""


def written(folder: Path, chain: str, replies: str = "") -> Path:
    """The demo landlord with these chains, and nothing after them."""
    shutil.copytree(FOLDER, folder)
    text = (folder / "landlord.toml").read_text(encoding="utf-8")
    before, _, after = text.partition("[[on_call]]")
    (folder / "landlord.toml").write_text(f"{before}[theme]{after.partition('[theme]')[2]}{chain}", encoding="utf-8")
    if replies:
        words = (folder / "replies.toml").read_text(encoding="utf-8")
        (folder / "replies.toml").write_text(words.replace(f"\n{replies} =", f"\n{replies}_x =", 1), encoding="utf-8")
    return folder


def test_the_demo_has_a_chain() -> None:
    chain = load(FOLDER).on_call["oncall"]
    assert [rung.people for rung in chain.rungs] == [("bob",), ("sue",), ("sue", "owen")]
    assert [rung.wait for rung in chain.rungs] == [180, 180, 300]
    text = (FOLDER / "landlord.toml").read_text(encoding="utf-8").splitlines()
    assert all(text[rung.line - 1] == "[[on_call.rung]]" for rung in chain.rungs)


def test_a_chain_as_it_is_written(tmp_path: Path) -> None:
    chain = load(written(tmp_path / "landlord", CHAIN)).on_call["oncall"]
    week = tuple((day, 480, 1080) for day in range(5))
    first, second = chain.rungs
    people = ("sue", "any supervisor of repairs_emergency")
    assert first == Rung(people, 90, "outside weekdays 08:00-18:00", week, True, first.line)
    assert (second.people, second.wait, second.hours, second.outside) == (("owen",), 300, (), False)


def test_without_a_chain_nothing_more_is_asked(tmp_path: Path) -> None:
    folder = written(tmp_path / "landlord", "", replies="page_call")
    clocks = (folder / "deadlines.yaml").read_text(encoding="utf-8")
    (folder / "deadlines.yaml").write_text(re.sub(r",? *page: oncall", "", clocks), encoding="utf-8")
    assert load(folder).on_call == {}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('tell = ["owen"]', "tell = []", "tells nobody"),
        ('tell = ["owen"]', 'tell = ["owen@homes.example"]', "nobody's address"),
        ('tell = ["owen"]', 'tell = ["any wizard"]', "unknown role 'wizard'"),
        ('tell = ["owen"]', 'tell = ["any agent of repairs_emergancy"]', "unknown queue 'repairs_emergancy'"),
        ('tell = ["owen"]', 'tel = ["owen"]', "unknown name 'tel'"),
        ('wait = "5 minutes"', 'wait = "soon"', "wait = 'soon'"),
        ('wait = "5 minutes"', 'wait = "5 seconds"', "wait = '5 seconds'"),
        ('wait = "5 minutes"', 'wait = "9 hours"', "wait = '9 hours'"),
        ('wait = "5 minutes"', 'wait = "5 minutes"\nwhen = "weekdays 08:00-18:00"', "at others nobody is told"),
        ("outside weekdays 08:00-18:00", "at night", "when = 'at night'"),
        ("outside weekdays 08:00-18:00", "weekdays 18:00-08:00", "ends before it begins"),
        ('id = "oncall"', 'id = "At night"', "no id of a chain"),
        ('name = "At night"\n', 'name = "x"\n[[on_call]]\nid = "oncall"\n', "'oncall' tells nobody"),
        ("[[on_call.rung]]", "[[on_call.rungs]]", "unknown name 'rungs'"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in CHAIN
    with pytest.raises(BadSetting) as refused:
        load(written(tmp_path / "landlord", CHAIN.replace(old, new)))
    text = str(refused.value)
    assert said in text and text.startswith("landlord.toml, line ") and "\n" not in text


def test_a_chain_wants_the_words_that_it_says(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"replies\.toml: has no 'page_taken'"):
        load(written(tmp_path / "landlord", CHAIN, replies="page_taken"))


def on_call_lines(settings: Settings) -> list[str]:
    """This part of `frontdoor check`, by itself: on PostgreSQL the tests' tables are not made by migrations."""
    return [
        f"{state:<5} {part}: {words}" for state, part, words in checkup._on_call(settings, load(settings.landlord_dir))
    ]


def test_check_names_who_cannot_be_told_and_where(house: House, settings_of: Settings) -> None:
    def line() -> str:
        return on_call_lines(settings_of)[0]

    with house.database.transaction() as session:
        for name, phone, active in (
            ("bob", "", True),
            ("sue", "+447700900303", True),
            ("owen", "+447700900306", False),
        ):
            session.add(
                Staff(name=name.title(), email=f"{name}@homes.example", role="agent", phone=phone, active=active)
            )
    assert line().startswith("warn  on call: landlord.toml, line ")
    assert "Bob has no telephone number" in line() and "Owen has left" in line() and "Sue" not in line()
    with house.database.transaction() as session:
        for person in session.query(Staff):
            person.phone, person.active = f"+4477009003{person.id:02d}", True
    assert line() == "ok    on call: oncall"
    with house.database.transaction() as session:
        session.add(OptOut(channel="sms", our_number="+441632960100", address="+447700900301", since=house.now()))
    assert "sent STOP" in line()


def test_check_names_a_chain_on_which_nobody_may_see_restricted_cases(house: House, settings_of: Settings) -> None:
    def lines() -> list[str]:
        return [line for line in on_call_lines(settings_of) if "restricted cases" in line]

    with house.database.transaction() as session:
        session.add(Staff(name="Sue", email="sue@homes.example", role="supervisor", skills=["restricted"], queues=[]))
    [line] = lines()
    assert line.startswith("warn  on call: landlord.toml, line ") and "nobody on 'oncall' may see" in line
    with house.database.transaction() as session:
        session.query(Staff).one().phone = "+447700900303"
    assert lines() == []


@pytest.fixture
def settings_of(house: House) -> Settings:
    return house.settings
