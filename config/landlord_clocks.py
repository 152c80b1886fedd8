"""`deadlines.yaml`: the clocks of the law, and from when they run. Part of `config/landlord_files.py`."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from config.landlord_reading import LINE, LandlordFile, name_of
from router.values import EMERGENCY_HAZARD, RIGHT_TO_REPAIR, SIGNIFICANT_HAZARD, ClockEvent, DeadlineRule

UNITS = ("hours", "working_days", "weeks", "months")
LONGEST = 1000
"""Of its units: longer than any clock that a landlord keeps."""
LONGEST_WORDS = 250
RULE_KEYS = {
    "id", "starts", "value", "unit", "in_force_from", "in_force_until", "words", "source", "outcomes", "meets",
    "pausable", "extend", "missed", "warn", "page",
}  # fmt: skip
DEFECT_KEYS = {"id", "words", "working_days", "season", "needs", "needs_for", "repairs", "in_force_from",
               "in_force_until"}  # fmt: skip


def deadlines(file: LandlordFile) -> dict[str, DeadlineRule]:
    """What the law gives us how long for, by id."""
    rules: dict[str, DeadlineRule] = {}
    for line, row in file.rows(file.data, "rules"):
        file.keys(line, row, RULE_KEYS)
        identity = _new(file, line, row, rules)
        file.one_of(line, row, "unit", file.word(line, row, "unit"), UNITS)
        rules[identity] = DeadlineRule(
            id=identity,
            starts=_starts(file, line, row),
            value=_number(file, line, row, "value", least=0),
            unit=row["unit"],
            words=_words(file, line, row),
            in_force_from=_date(file, line, row),
            in_force_until=_until(file, line, row),
            outcomes=file.words(line, row, "outcomes"),
            meets=file.words(line, row, "meets"),
            extend=_number(file, line, row, "extend", 0) if "extend" in row else 0,
            pausable=row.get("pausable", True) is not False,
            missed=file.word(line, row, "missed", ""),
            warn=_number(file, line, row, "warn", 0) if "warn" in row else 1,
            page=file.word(line, row, "page", ""),
        )
    for line, row in file.rows(file.data, "right_to_repair") if "right_to_repair" in file.data else ():
        file.keys(line, row, DEFECT_KEYS)
        identity = _new(file, line, row, rules)
        season = file.word(line, row, "season", "")
        file.one_of(line, row, "season", season, ("", "winter", "summer"))
        rules[identity] = DeadlineRule(
            id=identity,
            starts=(RIGHT_TO_REPAIR,),
            value=_number(file, line, row, "working_days"),
            unit="working_days",
            words=_words(file, line, row),
            repairs=file.words(line, row, "repairs"),
            season=season,
            needs=file.words(line, row, "needs"),
            needs_for=_needs_for(file, line, row),
            in_force_from=_date(file, line, row) if "in_force_from" in row else None,
            in_force_until=_until(file, line, row),
        )
    return rules


def events(file: LandlordFile) -> dict[str, ClockEvent]:
    """What starts clocks besides messages, by id."""
    found: dict[str, ClockEvent] = {}
    for line, row in file.rows(file.data, "events"):
        file.keys(line, row, {"id", "words", "by_hand"})
        identity = file.new(line, row, found)
        found[identity] = ClockEvent(identity, file.word(line, row, "words"), row.get("by_hand", False) is True)
    return found


def check(file: LandlordFile, rules: Mapping[str, DeadlineRule], known: Mapping[str, ClockEvent],
          topics: Collection[str], repairs: Collection[str], chains: Collection[str]) -> None:  # fmt: skip
    """Refuses what names nothing: a topic, event, clock, repair or on-call chain that is nowhere."""
    lines = {row["id"]: (line, row) for key in ("rules", "right_to_repair") if key in file.data
             for line, row in file.rows(file.data, key)}  # fmt: skip
    starting = {*topics, *known, EMERGENCY_HAZARD, SIGNIFICANT_HAZARD, RIGHT_TO_REPAIR}
    for rule in rules.values():
        line, row = lines[rule.id]
        for word in rule.starts:
            file.one_of(line, row, "start", word, starting)
        for event in (*rule.outcomes, *([rule.missed] if rule.missed else [])):
            file.one_of(line, row, "event", event, known)
        for other in rule.meets:
            file.one_of(line, row, "clock", other, rules)
        if rule.page:
            file.one_of(line, row, "on-call chain", rule.page, chains)
        for repair in (*rule.repairs, *rule.needs_for):
            if repair not in repairs:
                file.refuse(line, f"'{rule.id}' names an unknown repair '{repair}'", "use an id of repairs.yaml")


def _new(file: LandlordFile, line: int, row: dict[str, Any], rules: Mapping[str, DeadlineRule]) -> str:
    identity = file.new(line, row, rules)
    if identity in ("answer", "promise") or len(identity) > 40:
        file.refuse(line, f"the id '{identity[:60]}' cannot be used", "take a short one of your own")
    return identity


def _words(file: LandlordFile, line: int, row: dict[str, Any]) -> str:
    words = file.word(line, row, "words")
    if len(words) > LONGEST_WORDS:
        file.refuse(line, f"{name_of(row)}has words of {len(words)} characters", f"say it in {LONGEST_WORDS}")
    return words


def _starts(file: LandlordFile, line: int, row: dict[str, Any]) -> tuple[str, ...]:
    """One word or a list of them."""
    if isinstance(row.get("starts"), str):
        return (file.word(line, row, "starts"),)
    if not (words := file.words(line, row, "starts")):
        file.refuse(line, f"{name_of(row)}has no 'starts'", "say what starts it")
    return words


def _needs_for(file: LandlordFile, line: int, row: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    given = row.get("needs_for") or {}
    if not isinstance(given, dict):
        file.refuse(line, f"{name_of(row)}'needs_for' is not made of names and lists", "write {repair: [fact]}")
    return {repair: file.words(line, given, repair) for repair in given if repair != LINE}


def _number(file: LandlordFile, line: int, row: dict[str, Any], key: str, least: int = 1) -> int:
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LONGEST:
        file.refuse(line, f"{name_of(row)}'{key}' is not a whole number from {least} to {LONGEST}", "write one")
    return value


def _until(file: LandlordFile, line: int, row: Mapping[str, Any]) -> date | None:
    return _date(file, line, row, "in_force_until") if row.get("in_force_until") is not None else None


def _date(file: LandlordFile, line: int, row: Mapping[str, Any], key: str = "in_force_from") -> date:
    value = row.get(key)
    if type(value) is not date:  # a date with a time of day is none
        file.refuse(line, f"{name_of(row)}'{key}' is not a date", "write it as 2026-11-30")
    return value


def hazards(file: LandlordFile) -> dict[str, date]:
    """Hazards whose phase has a date, with that date."""
    phases = {row.get("phase"): _date(file, line, row) for line, row in file.rows(file.data, "hazard_phases")}
    hazards: dict[str, date] = {}
    for line, row in file.rows(file.data, "hazards"):
        identity = file.new(line, row, hazards)
        if row.get("phase") in phases:
            hazards[identity] = phases[row["phase"]]
    return hazards
