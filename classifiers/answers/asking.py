"""The short question put when an answer may mean more than one thing."""

from collections.abc import Sequence
from datetime import datetime

from router.clock import LONDON
from router.values import OfferedTime


def question(fitting: Sequence[OfferedTime], booked: OfferedTime | None) -> str:
    """Which of these, this one, what about the booked one, or simply when."""
    if len(fitting) == 1:
        return f"Shall we book {_words(fitting[0])}? Please reply YES or NO."
    if fitting:
        listed = "; ".join(f"{each.number} for {_words(each)}" for each in fitting)
        return f"Which would you like? Please reply {listed}; or NONE."
    if booked:
        return f"Your visit is on {_words(booked)}. Please reply YES to keep it, MOVE for another time, or CANCEL."
    return "Which days and times of day suit you?"


def _words(time: OfferedTime) -> str:
    begins, ends = time.starts_at.astimezone(LONDON), time.ends_at.astimezone(LONDON)
    return f"{begins:%a} {begins.day} {begins:%b}, {_hour(begins)} to {_hour(ends)}"


def _hour(at: datetime) -> str:
    half = "am" if at.hour < 12 else "pm"
    return f"{(at.hour - 1) % 12 + 1}{f':{at.minute:02}' if at.minute else ''}{half}"
