"""This year's bank holidays and its neighbours', without the library that works them out.

It loads the holidays of every country, eleven megabytes that a house would hold for as long as it is up to know eight
days a year. So a child works them out, tells us and ends; a year far away is worked out where it is asked for.
"""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from router.working_time import bank_holidays_of, know_bank_holidays

BEFORE, AFTER = 1, 2
"""Years around this one: deadlines that have passed, and visits of a series a year ahead."""


def bring(year: int) -> None:
    """Know the bank holidays around this year. Where no child can say them, each process works them out itself.

    Only for a process that has one thread: it forks.
    """
    years = range(year - BEFORE, year + AFTER + 1)
    with suppress(OSError, ValueError):  # no process to be had, or it ended before it had said all
        know_bank_holidays(years, [date.fromisoformat(day) for day in json.loads(_said_by_a_child(years))])


def _said_by_a_child(years: Sequence[int]) -> bytes:
    ours, its_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(its_end, json.dumps([day.isoformat() for day in bank_holidays_of(years)]).encode())
        finally:
            os._exit(0)  # never back into what the parent does next
    os.close(its_end)
    try:
        with os.fdopen(ours, "rb") as line:
            return line.read()
    finally:
        os.waitpid(child, 0)
