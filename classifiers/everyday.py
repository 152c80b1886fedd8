"""Everyday faults that only sound like an emergency: a tap that drips, a cistern that runs, a window that will not shut
and that nobody can come in by.

The trained model knows taps as one group, and takes "won't stop dripping" for a tap that runs, which is an emergency.
Where no rule saw one run and the words only say that it drips, it drips. Pure.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re
from collections.abc import Sequence
from dataclasses import replace

from classifiers.reading import Label

RUNNING, DRIPPING, CISTERN = "plumbing.tap_running", "plumbing.tap_dripping", "toilet.cistern_leak"
_CISTERN_RUNS = re.compile(
    r"\b(?:toilets?|loos?|cisterns?|wc|lavatory|lavvy|lav|bog|khazi)\b(?: (?!tap|taps|sink|basin|bath)[^ .]+){0,5}? "
    r"(?:running|runs|run|filling|refilling|trickling|trickles)\b"
)
_DRIPS = re.compile(r"\bdrip\w*\b")
_RUNS = re.compile(
    r"\b(?:runs?|running|ran|pour\w*|gush\w*|flow\w*|stream\w*|flood\w*|overflow\w*|spray\w*|spurt\w*|burst"
    r"|full (?:blast|on|pelt|bore|flow)|on full|stuck on|snapped|came off|come off|broke off|flew off)\b"
)
_HIGH_UP = re.compile(
    r" (?:(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|top|upper|\d*(?:2nd|3rd|[4-9]th|1\dth)) floor|(?:\d+|two|three|four|five|six|seven|eight|nine|ten) (?:floors|storeys) up|upstairs|high ?rise|tower block) "
)
_WINDOW = re.compile(r" (?:windows?|sash|casement|winda|windae|winder|restrictors?) ")
_DOOR_OR_LOW = re.compile(
    r" (?:doors?|ground|bungalow|downstairs|street level|flat roof|scaffold\w*|balcony|walkway|fire escape|climb\w*|(?:anyone|anybody|somebody|someone) (?:can|could)|broken in|break in|burgl\w+) "
)
"""A window that nobody can reach leaves the home cold, not open; a door, or a way up to the window, does."""
_WILL_NOT_SHUT = re.compile(
    r" (?:wont|cannot|doesnt|not|isnt|unable to|will not) (?:[a-z]+ )?(?:close|closing|shut|shutting)(?: up| it| properly)? | stuck open "
)
_MORE_OF_A_WINDOW = re.compile(
    r" (?:lock\w*|secure\w*|insecure|latch\w*|catch|handle|restrictors?|hinges?|glass|pane|smash\w*|broken?|snapped|hanging|"
    r"fell|fallen|dropped|wide|kids?|child(?:ren)?|toddler|baby) "
)
"""What makes more of it than a window that will not shut."""


def put_right(learnt: Sequence[Label], found: Sequence[tuple[str, Label]], line: str) -> list[Label]:
    """The model's labels (`learnt`); `found` are those of the rules, with their names."""
    if not any(label.value == RUNNING for label in learnt) or any(label.value == RUNNING for _, label in found):
        return list(learnt)
    taps = _CISTERN_RUNS.sub(" ", line)
    if not _DRIPS.search(taps) or _RUNS.search(taps):
        return list(learnt)
    meant = {RUNNING: DRIPPING}
    if taps != line:
        meant |= {label.value: CISTERN for label in learnt if label.value.startswith("toilet.")}
    return [replace(label, value=meant.get(label.value, label.value)) for label in learnt]


def only_open(line: str) -> bool:
    """Is it a window that will not shut, and nothing says that it can be reached or that more is wrong with it? By
    `repairs.yaml` that is urgent, and an emergency only where somebody can come in by it."""
    plain = _WILL_NOT_SHUT.search(line) and _WINDOW.search(line)
    return bool(plain) and not (_DOOR_OR_LOW.search(line) or _MORE_OF_A_WINDOW.search(line))


def out_of_reach(line: str) -> bool:
    """Is it a window, and high up?"""
    return bool(_HIGH_UP.search(line) and _WINDOW.search(line)) and not _DOOR_OR_LOW.search(line)
