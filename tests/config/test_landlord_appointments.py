"""`appointments.toml` and the demo's diary: read as they are, every mistake refused in one line that says where."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from config import demo_diary
from config.landlord_files import load
from config.wiring import House
from router.clock import london
from router.errors import BadSetting
from router.model import DiarySession, Resource, WorkingPattern
from router.working_time import is_working_day

FOLDER = Path(__file__).resolve().parents[2] / "config" / "landlord"


def test_the_demo_landlords_appointments() -> None:
    landlord = load(FOLDER)
    rules = landlord.appointments
    assert (rules.times, rules.held_for, rules.horizon_days, rules.reserve) == (3, timedelta(hours=2), 14, 60)
    evening = rules.slots["evening"]
    assert (evening.days, evening.starts, evening.ends) == ((0, 1, 2, 3), 17 * 60, 20 * 60)
    assert rules.kinds["inspection"].owner == "damp_surveyor" and rules.kinds["surgery"].minutes == 20
    assert rules.repair_minutes["plumbing.tap_dripping"] == 30 and rules.remind_morning == 7 * 60 + 30
    assert landlord.repairs["leak.on_electrics"].second_trade == "plumbing"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("times = 3 ", "times = 9 ", "times = 9 is not a whole number from 1 to 5"),
        ("times = 3 ", "time = 3 ", "unknown name 'time'"),
        ('held_for = "2 hours"', 'held_for = "a while"', "held_for = 'a while' cannot be read"),
        ('travel = "15 minutes"', 'travel = "7 minutes"', "travel is 7 minutes; write a multiple of 5"),
        ("plumbing = 45", "plumbin = 45", "unknown trade 'plumbin'"),
        ("plumbing = 45", "plumbing = 43", "'plumbing' takes 43 minutes"),
        ('"plumbing.tap_dripping" = 30', '"plumbing.tap_driping" = 30', "unknown repair 'plumbing.tap_driping'"),
        ("vulnerable = 10", "vulnerabel = 10", "unknown flag 'vulnerabel'"),
        ('remind_morning = "07:30"', 'remind_morning = "04:30"', "would wake people"),
        ('never_cancel = ["damp"', 'never_cancel = ["dampp"', "unknown group of repairs 'dampp'"),
        ('hours = "mon-fri 08:00-12:00"', 'hours = "mon-fri 12:00-08:00"', "ends before it begins"),
        ('hours = "mon-fri 08:00-12:00"', 'hours = "mon-thu 08:00-12:00, fri 08:00-11:00"', "different hours"),
        ('slots = ["am", "pm"]', 'slots = ["am", "noon"]', "unknown slot 'noon'"),
        ('owner = "place"', 'owner = "plaice"', "unknown owner 'plaice'"),
        ('id = "surgery"', 'id = "surgeries"', "has no kind 'surgery'"),
        ("[kept]", "[keept]", "unknown name 'keept'"),
        ('damp = ["inspection"]', 'damp = ["inspektion"]', "unknown kind 'inspektion'"),
        ('"rents.pay" =', '"rents.paay" =', "unknown topic, repair or group of repairs, 'rents.paay'"),
        ('"rents.pay" =', '"safeguarding.adult" =', "'safeguarding.adult' is for a person at once"),
        ('"rents.pay" = ["phone_callback", "surgery"]', '"rents.pay" = []', "'rents.pay' names no kind"),
    ],
)
def test_a_mistake_is_refused_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = tmp_path / "landlord"
    shutil.copytree(FOLDER, folder)
    path = folder / "appointments.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadSetting) as refused:
        load(folder)
    assert said in str(refused.value) and str(refused.value).startswith("appointments.toml")
    assert "\n" not in str(refused.value)


def test_the_demo_has_a_diary(house: House) -> None:
    now = datetime(2026, 12, 21, 10, tzinfo=UTC)
    with house.database.transaction() as session:
        count = demo_diary.fill(session, house.landlord, "a secret", now)
    with house.database.reading() as session:
        rows = session.scalars(select(Resource)).all()
        assert len(rows) == count and len({row.feed for row in rows}) == count
        trades = {trade for row in rows for trade in row.trades}
        bookable = {repair.trade for repair in house.landlord.repairs.values() if repair.booking == "auto"}
        assert bookable <= trades, "what books itself has somebody who does it"
        patterned = set(session.scalars(select(WorkingPattern.resource_id)))
        assert {row.id for row in rows if row.kind != "place"} <= patterned
        for meeting in session.scalars(select(DiarySession)):
            day = london(meeting.starts_at)
            assert is_working_day(day.date()) and meeting.ends_at > meeting.starts_at, "no office opens at Christmas"
