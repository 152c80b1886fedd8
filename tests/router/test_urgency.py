"""Urgency: only ever upward, and it says why."""

from datetime import date
from pathlib import Path

import pytest

from config.landlord_files import load
from router.urgency import decide, in_winter

LANDLORD = load(Path(__file__).resolve().parents[2] / "config" / "landlord")


@pytest.mark.parametrize(
    ("repairs", "flags", "urgency"),
    [
        (["heating.no_heating"], [], "urgent"),
        (["heating.no_heating"], ["winter"], "emergency"),
        (["heating.partial"], ["winter"], "routine"),
        (["heating.partial"], ["winter", "no_alt_heat"], "emergency"),
        (["heating.partial"], ["vulnerable"], "urgent"),
        (["toilet.blocked"], ["only_toilet"], "emergency"),
        (["plumbing.tap_dripping"], ["only_toilet"], "routine"),
        (["plumbing.tap_dripping"], ["on_electrics"], "emergency"),
        (["gas.smell"], ["vulnerable"], "life_safety"),
        (["plumbing.tap_dripping", "gas.smell"], [], "life_safety"),
        (["damp.mould"], ["respiratory"], "urgent"),
        (["damp.mould"], ["respiratory", "symptoms"], "emergency"),
        (["nothing.known"], [], "none"),
        ([], ["injury"], "none"),
    ],
)
def test_decide(repairs: list[str], flags: list[str], urgency: str) -> None:
    assert decide(repairs, flags, LANDLORD)[0] == urgency


def test_flags_never_lower() -> None:
    ranks = {"life_safety": 0, "emergency": 1, "urgent": 2, "routine": 3, "planned": 4, "none": 5}
    for repair in LANDLORD.repairs:
        plain = ranks[decide([repair], [], LANDLORD)[0]]
        for flag in LANDLORD.flags:
            assert ranks[decide([repair], [flag], LANDLORD)[0]] <= plain, (repair, flag)


def test_it_says_why() -> None:
    _, why = decide(["heating.no_heating"], ["baby", "vulnerable"], LANDLORD)
    assert why[0] == "No heating (hot water works): urgent"
    assert why[1].startswith("raised to emergency: anyone over 70")


def test_winter_is_november_to_april() -> None:
    assert [in_winter(date(2026, month, 1)) for month in (10, 11, 12, 1, 4, 5)] == [
        False,
        True,
        True,
        True,
        True,
        False,
    ]
    assert in_winter(date(2026, 4, 30))
