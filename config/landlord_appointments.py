"""`appointments.toml`: how visits are offered, kept and reminded of. Part of `config/landlord_files.py`."""

import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from config.landlord_queues import minute_of, working_hours
from config.landlord_reading import LandlordFile, name_of
from router.values import AppointmentKind, AppointmentRules, SlotType, TopicType

_PARTS = {"offer", "work", "kept", "owed", "by_topic", "by_agent", "slot", "kind"}
_OFFER = {"times", "held_for", "horizon", "notice", "misunderstood", "own_officer"}
_WORK = {"travel", "travel_near", "buffer", "reserve", "adult", "two_people", "longer", "trade_minutes",
         "repair_minutes"}  # fmt: skip
_KEPT = {"remind_day_before", "remind_morning", "no_access_visits", "never_cancel", "missed_pounds"}
_OWED = {"repair": 10, "repair_a_day": 2, "repair_most": 50, "repair_periods": 2, "promise": 0}
"""What is taken where a landlord's file has no word of it: the amounts of the Right to Repair regulations."""
_SPAN = re.compile(r"(\d{1,4}) (minute|hour|day)s?")
_OWNERS = ("trade", "patch_officer", "place", "agent")
_WHERE = ("home", "office", "phone", "estate")
_NEEDED = ("repair_visit", "inspection", "emergency_attend", "surgery", "phone_callback")
MOST_TIMES = 5
"""More would not fit into a text of two parts."""
LONGEST_VISIT = 480
"""Minutes: a working day."""


def rules(file: LandlordFile, repairs: Collection[str], groups: Collection[str], trades: Collection[str],
          flags: Collection[str], topics: Mapping[str, TopicType]) -> AppointmentRules:  # fmt: skip
    """The whole file. `repairs`, `groups`, `trades`, `flags`: ids of `repairs.yaml`; `topics`: those of `topics.yaml`.
    Raises BadSetting."""
    file.keys(0, file.data, _PARTS)
    offer, work, kept = (_part(file, name, known) for name, known in (("offer", _OFFER), ("work", _WORK),
                                                                      ("kept", _KEPT)))  # fmt: skip
    slots = _slots(file)
    kinds = _kinds(file, slots, trades)
    return AppointmentRules(
        slots=slots,
        kinds=kinds,
        times=_number(file, offer, "times", 1, MOST_TIMES),
        held_for=_span(file, offer, "held_for"),
        horizon_days=max(_span(file, offer, "horizon").days, 1),
        notice=_span(file, offer, "notice"),
        misunderstood=_number(file, offer, "misunderstood", 1, 10),
        trade_minutes=_minutes_by(file, work, "trade_minutes", "trade", trades),
        repair_minutes=_minutes_by(file, work, "repair_minutes", "repair", repairs),
        travel=_minutes(file, work, "travel"),
        travel_near=_minutes(file, work, "travel_near"),
        buffer=_minutes(file, work, "buffer"),
        reserve=_minutes(file, work, "reserve"),
        longer=_minutes_by(file, work, "longer", "flag", {*flags}),
        two_people=file.words(file.line_of("two_people"), work, "two_people"),
        remind_day_before=_time_of_day(file, kept, "remind_day_before"),
        remind_morning=_time_of_day(file, kept, "remind_morning"),
        no_access_visits=_number(file, kept, "no_access_visits", 1, 10),
        never_cancel=_groups(file, kept, groups),
        missed_pounds=_number(file, kept, "missed_pounds", 0, 1000),
        **_owed(file),
        by_topic=_by_topic(file, kinds, topics, {*groups, *repairs}),
        by_agent=_by_agent(file, kinds),
        own_officer=_span(file, {"own_officer": "5 days", **offer}, "own_officer"),  # which an older file lacks
        adult_words=file.word(file.line_of("adult ="), work, "adult"),
    )


def _part(file: LandlordFile, name: str, known: set[str]) -> Mapping[str, Any]:
    row, line = file.data.get(name), file.line_of(f"[{name}]")
    if not isinstance(row, dict):
        file.refuse(line, f"has no [{name}]", "put it back from the demo landlord's folder")
    file.keys(line, row, known)
    return row


def _owed(file: LandlordFile) -> dict[str, int]:
    """The part [owed], which an older file lacks."""
    row = _OWED | (dict(_part(file, "owed", set(_OWED))) if "owed" in file.data else {})
    return {
        "repair_pounds": _number(file, row, "repair", 0, 1000),
        "repair_pounds_a_day": _number(file, row, "repair_a_day", 0, 100),
        "repair_pounds_most": _number(file, row, "repair_most", 0, 5000),
        "repair_periods": _number(file, row, "repair_periods", 1, 5),
        "promise_pounds": _number(file, row, "promise", 0, 1000),
    }


def _by_topic(file: LandlordFile, kinds: Mapping[str, AppointmentKind], topics: Mapping[str, TopicType],
              faults: Collection[str]) -> dict[str, tuple[str, ...]]:  # fmt: skip
    """The part [by_topic], which an older file lacks: then only repairs are booked by tenants. `faults`: ids of repairs
    and of their groups."""
    row = file.data.get("by_topic", {})
    if not isinstance(row, dict):
        file.refuse(file.line_of("by_topic"), "'by_topic' is no table", "write [by_topic] on a line of its own")
    found: dict[str, tuple[str, ...]] = {}
    for name in row:
        line = file.line_of(f'"{name}" =') or file.line_of(f"{name} =")
        file.one_of(line, {}, "topic, repair or group of repairs,", name, {*topics, *faults})
        if name in topics and (topics[name].restricted or topics[name].target == "immediate"):
            file.refuse(line, f"'{name}' is for a person at once", "take it out: nobody chooses a time for that")
        found[name] = file.words(line, row, name)
        if not found[name]:
            file.refuse(line, f"'{name}' names no kind", 'write for example ["phone_callback"], or take it out')
        for kind in found[name]:
            file.one_of(line, {}, "kind", kind, kinds)
            if kind in ("repair_visit", "emergency_attend", "estate_walkabout"):
                file.refuse(line, f"'{kind}' is not asked for like that",
                            "repairs.yaml says which repairs are booked; a walkabout is for everybody")  # fmt: skip
    return found


def _by_agent(file: LandlordFile, kinds: Mapping[str, AppointmentKind]) -> dict[str, str]:
    """The part [by_agent], which an older file lacks: kinds that only people book, and why."""
    row = file.data.get("by_agent", {})
    if not isinstance(row, dict):
        file.refuse(file.line_of("by_agent"), "'by_agent' is no table", "write [by_agent] on a line of its own")
    asked_for = {kind for named in file.data.get("by_topic", {}).values() for kind in named}
    for kind in row:
        line = file.line_of(f"{kind} =")
        file.one_of(line, {}, "kind", kind, kinds)
        if kind in asked_for:
            file.refuse(
                line, f"'{kind}' is in [by_topic] too", "take it out of one: either tenants book it, or people do"
            )
    return {kind: file.word(file.line_of(f"{kind} ="), row, kind) for kind in row}


def _number(file: LandlordFile, row: Mapping[str, Any], key: str, least: int, most: int) -> int:
    value = row.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        file.refuse(file.line_of(f"{key} ="), f"{key} = {value!r} is not a whole number from {least} to {most}",
                    f"write for example {key} = {max(least, min(3, most))}")  # fmt: skip
    return value


def _span(file: LandlordFile, row: Mapping[str, Any], key: str) -> timedelta:
    line = file.line_of(f"{key} =")
    written = file.word(line, row, key)
    found = _SPAN.fullmatch(written.strip())
    if not found or not int(found[1]):
        file.refuse(line, f"{key} = '{written}' cannot be read", 'write "15 minutes", "2 hours" or "14 days"')
    return timedelta(**{f"{found[2]}s": int(found[1])})


def _minutes(file: LandlordFile, row: Mapping[str, Any], key: str) -> int:
    """Whole minutes, in the diary's steps of five."""
    minutes = _span(file, row, key) // timedelta(minutes=1)
    if minutes % 5 or minutes > LONGEST_VISIT:
        file.refuse(file.line_of(f"{key} ="), f"{key} is {minutes} minutes",
                    f"write a multiple of 5, at most {LONGEST_VISIT}: the diary counts in fives")  # fmt: skip
    return minutes


def _minutes_by(file: LandlordFile, work: Mapping[str, Any], key: str, what: str,
                known: Collection[str]) -> dict[str, int]:  # fmt: skip
    row = work.get(key) or {}
    line = file.line_of(f"[work.{key}]")
    if not isinstance(row, dict):
        file.refuse(line, f"'{key}' is not made of names and minutes", "write it as plumbing = 45")
    for name, minutes in row.items():
        at = file.line_of(f"{name} =") or file.line_of(f'"{name}" =') or line
        file.one_of(at, {}, what, name, known)
        if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes % 5 or not 0 < minutes <= LONGEST_VISIT:
            file.refuse(at, f"'{name}' takes {minutes!r} minutes",
                        f"write a multiple of 5 from 5 to {LONGEST_VISIT}: the diary counts in fives")  # fmt: skip
    return dict(row)


def _time_of_day(file: LandlordFile, row: Mapping[str, Any], key: str) -> int:
    line = file.line_of(f"{key} =")
    written = file.word(line, row, key)
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", written):
        file.refuse(line, f"{key} = '{written}' is not a time of day", "write it as 16:00")
    if not 7 * 60 <= minute_of(written) <= 20 * 60:
        file.refuse(line, f"{key} = '{written}' would wake people", "write a time from 07:00 to 20:00")
    return minute_of(written)


def _groups(file: LandlordFile, row: Mapping[str, Any], known: Collection[str]) -> tuple[str, ...]:
    line = file.line_of("never_cancel")
    named = file.words(line, row, "never_cancel")
    for group in named:
        file.one_of(line, {}, "group of repairs", group, known)
    return named


def _slots(file: LandlordFile) -> dict[str, SlotType]:
    found: dict[str, SlotType] = {}
    for line, row in file.rows(file.data, "slot"):
        file.keys(line, row, {"id", "label", "words", "hours"})
        identity = file.new(line, row, found)
        hours = working_hours(file, line, file.word(line, row, "hours"))
        if len({span[1:] for span in hours}) != 1:
            file.refuse(line, f"'{identity}' has different hours on different days",
                        "give it one stretch of the day, and name another slot for the rest")  # fmt: skip
        if any(minute % 5 for minute in hours[0][1:]):
            file.refuse(line, f"'{identity}' does not begin and end on five minutes", "the diary counts in fives")
        found[identity] = SlotType(identity, file.word(line, row, "label"), file.word(line, row, "words"),
                                   tuple(day for day, _, _ in hours), hours[0][1], hours[0][2])  # fmt: skip
    return found


def _kinds(file: LandlordFile, slots: Mapping[str, SlotType], trades: Collection[str]) -> dict[str, AppointmentKind]:
    found: dict[str, AppointmentKind] = {}
    for line, row in file.rows(file.data, "kind"):
        file.keys(line, row, {"id", "label", "where", "owner", "minutes", "slots"})
        identity = file.new(line, row, found)
        where, owner = file.word(line, row, "where"), file.word(line, row, "owner")
        file.one_of(line, row, "place in 'where'", where, _WHERE)
        file.one_of(line, row, "owner", owner, {*_OWNERS, *trades})
        minutes = file.number(line, row, "minutes")
        if minutes % 5 or minutes > LONGEST_VISIT:
            file.refuse(line, f"{name_of(row)}takes {minutes} minutes",
                        f"write a multiple of 5, at most {LONGEST_VISIT}")  # fmt: skip
        named = file.words(line, row, "slots")
        for slot in named:
            file.one_of(line, row, "slot", slot, slots)
        found[identity] = AppointmentKind(identity, file.word(line, row, "label"), where, owner, minutes, named)
    for needed in _NEEDED:
        if needed not in found:
            file.refuse(0, f"has no kind '{needed}'", "put it back from the demo landlord's folder")
    return found
