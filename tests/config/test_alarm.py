"""The emergency rules alone: they name a danger, and what ends or stalls them ends nobody else."""

import mmap
import os
import signal
import time
from collections.abc import Callable, Sequence
from datetime import date

import psutil
import pytest

from config.alarm import Alarm
from config.wiring import House
from router.values import Labels


class Rules:
    """Does this with a text instead."""

    def __init__(self, does: Callable[[], object]) -> None:
        self.does = does

    def classify(self, texts: Sequence[str], on: Sequence[date | None] = ()) -> list[Labels]:
        self.does()
        return [Labels()]


def test_the_rules_alone_name_a_danger(house: House) -> None:
    alarm = house.journey.hearing.alarm
    assert alarm is not None
    found = alarm.hear("i can smell gas in the kitchen")
    assert found is not None and found.danger == ("gas",) and found.because
    plain = alarm.hear("when is my gas bill due")
    assert plain is not None and plain.danger == ()
    assert alarm.hear("x" * 200_000) is not None


def _for_ever() -> None:
    while True:
        pass


def _eats() -> None:
    mmap.mmap(-1, 2**30)  # asked for, and never touched


@pytest.mark.parametrize("does", [_for_ever, _eats, lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: os._exit(0)],
                         ids=["hangs", "eats memory", "is killed", "ends"])  # fmt: skip
def test_what_ends_or_stalls_the_rules_ends_nobody_else(does: Callable[[], object]) -> None:
    before, began = set(psutil.Process().children()), time.monotonic()
    assert Alarm(Rules(does), seconds=1.0).hear("any words") is None
    assert time.monotonic() - began < 20.0
    assert set(psutil.Process().children()) == before


def test_a_child_that_only_ends_early_says_nothing_and_one_that_is_quick_does() -> None:
    assert Alarm(Rules(lambda: None)).hear("any words") == Labels()
