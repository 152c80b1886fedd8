"""Bank holidays that a child works out: the same days, without the library that knows them."""

import subprocess
import sys
from pathlib import Path

import pytest

TELL = (
    "import os, sys; from datetime import date; from config import bank_holidays; from router import working_time\n"
    "{first}\n"
    "bank_holidays.bring(2026)\n"
    "days = [date(2026, 12, 28), date(2026, 12, 29), date(2027, 12, 27), date(2025, 12, 26), date(2028, 1, 3)]\n"
    "print(*[working_time.is_bank_holiday(day) for day in days], 'holidays' in sys.modules)\n"
    "years = range(2023, 2031)\n"
    "print(all(working_time._bank_holidays(year) == working_time._worked_out(year) for year in years))\n"
)


def told(first: str) -> list[str]:
    """In a process of its own, which may fork: pytest has threads."""
    ran = subprocess.run([sys.executable, "-c", TELL.format(first=first)], cwd=Path(__file__).resolve().parents[2],
                         capture_output=True, text=True, check=True)  # fmt: skip
    assert ran.stderr == ""
    return ran.stdout.splitlines()


def test_a_child_says_them_and_the_library_is_not_loaded() -> None:
    assert told("") == ["True False True True True False", "True"]


@pytest.mark.parametrize(
    "first",
    [
        "def fork(): raise OSError\nos.fork = fork",
        "bank_holidays.bank_holidays_of = lambda years: os._exit(1)",
        "bank_holidays.bank_holidays_of = lambda years: 1 / 0",
    ],
    ids=["no child to be had", "a child that dies", "a child that breaks"],
)
def test_where_no_child_says_them_they_are_worked_out_here(first: str) -> None:
    assert told(first) == ["True False True True True True", "True"]
