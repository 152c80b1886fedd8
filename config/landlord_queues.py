"""`queues.toml`: where cases wait, who answers them and when. Part of `config/landlord_files.py`."""

import re
from collections.abc import Mapping
from typing import Any

from config.landlord_office import DAYS
from config.landlord_reading import LandlordFile, name_of
from router.values import QueueType

_KEYS = {"id", "title", "skill", "answer_within", "hours", "closes", "overflow", "restricted"}
_SPAN = re.compile(r"(\w{3})(?:-(\w{3}))? (\d\d:\d\d)-(\d\d:\d\d)")


def queues(file: LandlordFile) -> dict[str, QueueType]:
    """Every queue, by id. Raises BadSetting on the first thing that is wrong."""
    found: dict[str, QueueType] = {}
    file.keys(0, file.data, {"queue", "skills"})
    for line, row in file.rows(file.data, "queue"):
        file.keys(line, row, _KEYS)
        identity = file.new(line, row, found)
        hours = file.word(line, row, "hours", "")
        overflow, minutes = _overflow(file, line, row)
        found[identity] = QueueType(
            id=identity,
            title=file.word(line, row, "title"),
            skill=file.word(line, row, "skill"),
            answer_within_minutes=_answer_within(file, line, row, hours == "always"),
            all_hours=hours == "always",
            restricted=row.get("restricted", False) is True,
            hours=() if hours in ("", "always") else working_hours(file, line, hours),
            closes=_closes(file, line, row, hours == "always"),
            overflow=overflow,
            overflow_minutes=minutes,
        )
    if "general" not in found:
        file.refuse(0, "has no queue 'general'", "add it: what fits nowhere else waits there")
    for queue in found.values():
        _overflow_leads_somewhere(file, queue, found)
    return found


def skills(file: LandlordFile, known: Mapping[str, QueueType]) -> dict[str, str]:
    """Every skill that staff may have (those of the queues, then those that only a plan asks for) -> what it is called.

    '' where the file does not say: `skills = ["triage"]` names none, `[skills]` with `triage = "triage"` does.
    """
    line, more = file.line_of("skills"), file.data.get("skills") or {}
    if not isinstance(more, dict):
        more = dict.fromkeys(file.words(line, file.data, "skills"), "")
    for skill, name in more.items():
        if not isinstance(name, str):
            file.refuse(file.line_of(f"{skill} ="), f"the skill '{skill}' has no name", 'write its name as "text"')
    return dict.fromkeys((queue.skill for queue in known.values()), "") | more


def working_hours(file: LandlordFile, line: int, written: str) -> tuple[tuple[int, int, int], ...]:
    """ "mon-fri 08:00-20:00, sat 09:00-13:00" as rows of (day, opens, closes)."""
    try:
        return hours_of(written)
    except ValueError as error:
        file.refuse(line, f"hours = '{written}' cannot be read ({error})", "write always, or mon-fri 08:00-18:00")


def hours_of(written: str) -> tuple[tuple[int, int, int], ...]:
    """ "mon-fri 08:00-20:00, sat 09:00-13:00" as rows of (day, opens, closes). Raises ValueError in plain words."""
    rows = []
    for part in written.split(","):
        found = _SPAN.fullmatch(part.strip().lower())
        if not found:
            raise ValueError(f"'{part.strip()}' is not days and times")
        first, last, opens, closes = found[1], found[2] or found[1], minute_of(found[3]), minute_of(found[4])
        if first not in DAYS or last not in DAYS or DAYS.index(last) < DAYS.index(first):
            raise ValueError(f"'{part.strip()}' begins with no days of a week, Monday first")
        if closes <= opens:
            raise ValueError(f"'{part.strip()}' ends before it begins")
        rows += [(day, opens, closes) for day in range(DAYS.index(first), DAYS.index(last) + 1)]
    return tuple(sorted(rows))


def minute_of(written: str) -> int:
    """ "08:30" as minutes from midnight; "24:00" is the end of the day. Raises ValueError."""
    hour, _, minute = written.partition(":")
    whole = int(hour) * 60 + int(minute)
    if int(minute) > 59 or whole > 1440:
        raise ValueError(f"there is no {written} o'clock")
    return whole


def _closes(file: LandlordFile, line: int, row: Mapping[str, Any], always: bool) -> int | None:
    written = file.word(line, row, "closes", "")
    if not written:
        return None
    if always:
        file.refuse(line, f"{name_of(row)}is open always and closes at {written}", "leave one of the two out")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", written):
        file.refuse(line, f"{name_of(row)}closes = '{written}' is not a time of day", "write it as 17:30")
    return minute_of(written)


def _overflow(file: LandlordFile, line: int, row: Mapping[str, Any]) -> tuple[str, int]:
    written = file.word(line, row, "overflow", "")
    if not written:
        return "", 0
    found = re.fullmatch(r"(\w+) after (\d+) (minute|hour)s?", written)
    if not found or int(found[2]) < 1:
        file.refuse(line, f"{name_of(row)}overflow = '{written}' cannot be read", "write general after 30 minutes")
    return found[1], int(found[2]) * {"minute": 1, "hour": 60}[found[3]]


def _overflow_leads_somewhere(file: LandlordFile, queue: QueueType, known: Mapping[str, QueueType]) -> None:
    if not queue.overflow:
        return
    line = file.line_of(f'id = "{queue.id}"')
    file.one_of(line, {"id": queue.id}, "queue in overflow", queue.overflow, known)
    if queue.overflow == queue.id:
        file.refuse(line, f"'{queue.id}' overflows into itself", "name another queue, or leave overflow out")
    if queue.restricted and not known[queue.overflow].restricted:
        file.refuse(line, f"'{queue.id}' is restricted and overflows into '{queue.overflow}', which is not",
                    "name a restricted queue, or leave overflow out")  # fmt: skip


def _answer_within(file: LandlordFile, line: int, row: Mapping[str, Any], all_hours: bool) -> int:
    written = file.word(line, row, "answer_within")
    found = re.fullmatch(r"(\d+) (minute|hour|day)s?", written)
    if not found or int(found[1]) < 1:
        file.refuse(
            line,
            f"{name_of(row)}answer_within = '{written}' cannot be read",
            'write "15 minutes" or "4 hours"',
        )
    day = 24 * 60 if all_hours else 10 * 60  # one opening day, 08:00 to 18:00
    return int(found[1]) * {"minute": 1, "hour": 60, "day": day}[found[2]]
