"""`landlord.toml`: who the landlord is, when and where people are there. Part of `config/landlord_files.py`."""

import re

from config.landlord_reading import LandlordFile
from router.values import OfficeType, OpeningHours

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _minutes(file: LandlordFile, line: int, written: str) -> int:
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", written.strip())
    if not found:
        file.refuse(line, f"'{written}' is not a time of day", "write it as 08:00")
    return int(found[1]) * 60 + int(found[2])


def opening(file: LandlordFile) -> OpeningHours:
    """When people answer."""
    row, line = file.data.get("opening"), file.line_of("[opening]")
    if not isinstance(row, dict):
        file.refuse(line, "has no [opening]", "say days, opens and closes")
    days = file.words(line, row, "days")
    for day in days:
        file.one_of(line, row, "day", day, DAYS)
    opens, closes = (_minutes(file, line, file.word(line, row, key)) for key in ("opens", "closes"))
    if not days or closes <= opens:
        file.refuse(
            line,
            "[opening] is never open",
            "give at least one day, and close after opening",
        )
    return OpeningHours(tuple(sorted(DAYS.index(day) for day in days)), opens, closes)


def mail_addresses(file: LandlordFile) -> tuple[str, ...]:
    """The parts of our addresses before the @."""
    line = file.line_of("mail_addresses")
    found = file.words(line, file.data, "mail_addresses")
    for each in found:
        if not re.fullmatch(r"[a-z0-9._-]{1,64}", each):
            file.refuse(
                line,
                f"'{each}' is not the part of an address before the @",
                'write for example "repairs"',
            )
    if not found:
        file.refuse(line, "has no mail_addresses", "name at least one, for example repairs")
    return found


LEAST_SURE, MOST_SURE = 0.3, 1.0
"""What `needs_person_below` may be. Below the least a wrong reading would hardly ever be looked at; at 1 nearly
every message is."""


def needs_person_below(file: LandlordFile) -> float:
    """How sure a reading must be to go without a person's first look; 0.6 where the landlord does not say."""
    value = file.data.get("needs_person_below", 0.6)
    if isinstance(value, bool) or not isinstance(value, int | float) or not LEAST_SURE <= value <= MOST_SURE:
        file.refuse(
            file.line_of("needs_person_below"),
            f"needs_person_below = {value!r} is not a share from {LEAST_SURE} to {MOST_SURE:.0f}",
            "write for example 0.60; `frontdoor threshold` shows what each costs",
        )
    return float(value)


def theme(file: LandlordFile) -> dict[str, str]:
    """Colours of the pages."""
    theme = file.data.get("theme") or {}
    for key, value in theme.items():
        if not isinstance(value, str) or not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            file.refuse(
                file.line_of(f"{key} ="),
                f"the colour {key} is not a colour",
                "write it as #0b5563",
            )
    return dict(theme)


def offices(file: LandlordFile) -> dict[str, OfficeType]:
    """Where tenants may come to see us, and when."""
    offices: dict[str, OfficeType] = {}
    for line, row in file.rows(file.data, "office"):
        file.keys(line, row, {"id", "name", "address", "sessions", "near"})
        identity = file.new(line, row, offices)
        sessions = []
        for written in file.words(line, row, "sessions"):
            found = re.fullmatch(r"(\w{3}) ([\d:]+)-([\d:]+)", written)
            if not found or found[1] not in DAYS:
                file.refuse(
                    line,
                    f"'{identity}' session '{written}' cannot be read",
                    "write it as mon 09:30-12:30",
                )
            sessions.append(
                (
                    DAYS.index(found[1]),
                    _minutes(file, line, found[2]),
                    _minutes(file, line, found[3]),
                )
            )
            if sessions[-1][2] <= sessions[-1][1]:
                file.refuse(
                    line,
                    f"'{identity}' session '{written}' ends before it begins",
                    "correct the times",
                )
        offices[identity] = OfficeType(
            identity,
            file.word(line, row, "name"),
            file.word(line, row, "address"),
            tuple(sessions),
            file.words(line, row, "near"),
        )
        for code in offices[identity].near:
            file.one_of(line, row, "patch in 'near'", code, patches(file))
    return offices


def patches(file: LandlordFile) -> dict[str, str]:
    """Parts of the district, by id."""
    patches: dict[str, str] = {}
    for line, row in file.rows(file.data, "patch"):
        file.keys(line, row, {"id", "name"})
        identity = file.new(line, row, patches)
        patches[identity] = file.word(line, row, "name")
    return patches
