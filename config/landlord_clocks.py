"""`deadlines.yaml`: the clocks of the law, and from when they run. Part of `config/landlord_files.py`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from config.landlord_reading import LandlordFile, name_of
from router.values import DeadlineRule

UNITS = ("hours", "working_days", "weeks", "months")


def deadlines(file: LandlordFile) -> dict[str, DeadlineRule]:
    """What the law gives us how long for, by id."""
    rules: dict[str, DeadlineRule] = {}
    for line, row in file.rows(file.data, "rules"):
        file.keys(
            line,
            row,
            {"id", "starts", "value", "unit", "in_force_from", "words", "source"},
        )
        identity = file.new(line, row, rules)
        file.one_of(line, row, "unit", file.word(line, row, "unit"), UNITS)
        rules[identity] = DeadlineRule(
            id=identity,
            starts=file.word(line, row, "starts"),
            value=file.number(line, row, "value"),
            unit=row["unit"],
            words=file.word(line, row, "words"),
            in_force_from=_date(file, line, row),
        )
    for line, row in file.rows(file.data, "right_to_repair"):
        file.keys(line, row, {"id", "words", "working_days", "season", "needs", "repairs"})
        identity = file.new(line, row, rules)
        file.one_of(
            line,
            row,
            "season",
            file.word(line, row, "season", ""),
            ("", "winter", "summer"),
        )
        rules[identity] = DeadlineRule(
            id=identity,
            starts="right_to_repair",
            value=file.number(line, row, "working_days"),
            unit="working_days",
            words=file.word(line, row, "words"),
            repairs=file.words(line, row, "repairs"),
            season=row.get("season", ""),
            needs=file.words(line, row, "needs"),
        )
    return rules


def _date(file: LandlordFile, line: int, row: Mapping[str, Any]) -> date:
    value = row.get("in_force_from")
    if not isinstance(value, date):
        file.refuse(line, f"{name_of(row)}'in_force_from' is not a date", "write it as 2026-11-30")
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
