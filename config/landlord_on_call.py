"""`[[on_call]]` of `landlord.toml`: who is told, one after another, of what nobody answers.

Part of `config/landlord_files.py`. Whether the people named are there, and have a telephone, only the database knows:
`router/pages.py` asks it when somebody is to be told, and `frontdoor check` asks before.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from config.landlord_queues import hours_of
from config.landlord_reading import LandlordFile
from router.values import OnCall, Rung

ROLES = ("agent", "supervisor", "admin")
WORDS = (
    "page_call",
    "page_again",
    "page_still_yours",
    "page_held",
    "page_many",
    "page_yours",
    "page_moved",
    "page_taken",
    "page_has",
    "page_passed",
    "page_alone",
    "page_closed",
    "page_which",
)
"""What we say to people on call (`replies.toml`): needed once there is a chain."""
LONGEST_WAIT = 120  # minutes
_ANY = re.compile(r"any (\w+)(?: of (\w+))?")
_ALL_WEEK = {"weekdays": "mon-fri", "weekends": "sat-sun", "daily": "mon-sun"}


def on_call(file: LandlordFile, queues: Collection[str]) -> dict[str, OnCall]:
    """The chains by id; none when the landlord has none."""
    chains: dict[str, OnCall] = {}
    if "on_call" not in file.data:
        return chains
    headers = _lines(file, "[[on_call.rung]]")
    count = 0
    for line, row in file.rows(file.data, "on_call"):
        file.keys(line, row, {"id", "name", "rung"})
        identity = file.new(line, row, chains)
        if not re.fullmatch(r"[a-z0-9_-]{1,40}", identity):
            file.refuse(line, f"'{identity}' is no id of a chain", "use small letters, digits, - and _, at most 40")
        listed = row.get("rung")
        if not isinstance(listed, list) or not listed or not all(isinstance(rung, dict) for rung in listed):
            file.refuse(line, f"'{identity}' tells nobody", "add at least one [[on_call.rung]] with tell and wait")
        rungs = []
        for rung in listed:
            where = headers[count] if count < len(headers) else line
            rungs.append(_rung(file, where, rung, identity, queues))
            count += 1
        if rungs[-1].when:
            file.refuse(
                rungs[-1].line,
                f"the last rung of '{identity}' has hours, so that at others nobody is told",
                "let the last rung be told at any hour",
            )
        chains[identity] = OnCall(identity, file.word(line, row, "name", identity), tuple(rungs), line)
    return chains


def _lines(file: LandlordFile, written: str) -> list[int]:
    return [number for number, line in enumerate(file.text.splitlines(), 1) if line.strip().startswith(written)]


def _rung(file: LandlordFile, line: int, row: Mapping[str, Any], chain: str, queues: Collection[str]) -> Rung:
    file.keys(line, row, {"tell", "wait", "when"})
    people = file.words(line, row, "tell")
    if not people:
        file.refuse(line, f"a rung of '{chain}' tells nobody", 'name people: tell = ["sue"]')
    for person in people:
        _check_person(file, line, row, person, queues)
    when = file.word(line, row, "when", "").strip()
    hours, outside = _hours(file, line, when)
    return Rung(people, _seconds(file, line, row), when, hours, outside, line)


def _check_person(file: LandlordFile, line: int, row: Mapping[str, Any], person: str, queues: Collection[str]) -> None:
    found = _ANY.fullmatch(person)
    if found is None:
        if not re.fullmatch(r"[A-Za-z0-9._+-]{1,64}", person):
            to_do = "write the part of their address before the @, or any supervisor of repairs_emergency"
            file.refuse(line, f"'{person}' is nobody's address", to_do)
        return
    file.one_of(line, row, "role", found[1], ROLES)
    if found[2]:
        file.one_of(line, row, "queue", found[2], queues)


def _seconds(file: LandlordFile, line: int, row: Mapping[str, Any]) -> int:
    written = file.word(line, row, "wait")
    found = re.fullmatch(r"(\d+) (second|minute)s?", written)
    seconds = int(found[1]) * {"second": 1, "minute": 60}[found[2]] if found else 0
    if not 10 <= seconds <= LONGEST_WAIT * 60:
        to_do = f'write "3 minutes": from 10 seconds to {LONGEST_WAIT} minutes'
        file.refuse(line, f"wait = '{written}' cannot be read", to_do)
    return seconds


def _hours(file: LandlordFile, line: int, when: str) -> tuple[tuple[tuple[int, int, int], ...], bool]:
    """(rows of day, opens, closes; whether it is told outside them and not within)."""
    outside = when.startswith("outside ")
    written = when.removeprefix("outside ")
    for word, days in _ALL_WEEK.items():
        written = re.sub(rf"\b{word}\b", days, written)
    try:
        return (hours_of(written) if when else ()), outside
    except ValueError as error:
        to_do = "write weekdays 08:00-18:00, or outside weekdays 08:00-18:00"
        file.refuse(line, f"when = '{when}' cannot be read ({error})", to_do)
