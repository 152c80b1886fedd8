"""Appointments as plain values: what is needed, what is free, what was offered, what somebody answered.

`router/values.py` hands these on: every room knows them from there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

SlotName = Literal["am", "school_run", "pm", "evening", "saturday", "today"]
"""A band of the day as the landlord names it in `appointments.toml`; 'today' is an emergency's: no choice of hour."""

LIVE = ("held", "booked", "on_the_way", "arrived")
"""States of an appointment that own cells of the diary. The others: 'lapsed', 'released' (a hold that was not taken),
'cancelled', 'done', 'no_access', 'missed' (by us)."""

AGREED = ("booked", "on_the_way", "arrived")
"""A visit that the tenant counts on."""


@dataclass(frozen=True, slots=True)
class SlotType:
    """A band of the day. Times are London minutes from midnight; `days` Monday 0. `words`: 'from 8am to noon'."""

    id: str
    label: str
    words: str
    days: tuple[int, ...]
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class AppointmentKind:
    """A kind of appointment. `where`: home, office, phone or estate. `owner`: 'trade' (of the repair), a trade's id,
    'patch_officer', 'place' (a session) or 'agent'. `slots`: the bands it is offered in, best first."""

    id: str
    label: str
    where: str
    owner: str
    minutes: int
    slots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AppointmentRules:
    """The landlord's `appointments.toml`. Minutes and days as named; pounds whole.

    `repair_pounds` is owed for a Right to Repair defect once `repair_periods` of its periods are over, with
    `repair_pounds_a_day` for each day after that, up to `repair_pounds_most`; `promise_pounds` for a promise not kept.
    `by_topic`: which kinds a tenant who asks for one may book alone, by topic or group of repairs; the first where they
    do not say which. `by_agent`: kinds that a person books whoever asks, with the reason. `own_officer`: how soon an
    officer asked for by name must have time for a call-back.
    """

    slots: Mapping[str, SlotType] = field(default_factory=dict)
    kinds: Mapping[str, AppointmentKind] = field(default_factory=dict)
    times: int = 3
    held_for: timedelta = timedelta(hours=2)
    horizon_days: int = 14
    notice: timedelta = timedelta(hours=2)
    misunderstood: int = 3
    trade_minutes: Mapping[str, int] = field(default_factory=dict)
    repair_minutes: Mapping[str, int] = field(default_factory=dict)
    travel: int = 15
    travel_near: int = 5
    buffer: int = 5
    reserve: int = 60
    longer: Mapping[str, int] = field(default_factory=dict)
    two_people: tuple[str, ...] = ()
    remind_day_before: int = 16 * 60
    remind_morning: int = 7 * 60 + 30
    no_access_visits: int = 2
    never_cancel: tuple[str, ...] = ()
    missed_pounds: int = 10
    adult_words: str = "An adult (18 or over) must be in."
    repair_pounds: int = 10
    repair_pounds_a_day: int = 2
    repair_pounds_most: int = 50
    repair_periods: int = 2
    promise_pounds: int = 0
    by_topic: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own_officer: timedelta = timedelta(days=5)
    by_agent: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Need:
    """What an appointment must have. `kind` is an id of `appointments.toml`, `trades` all those one visit needs.

    `minutes`: how long the work takes, without travel. `before`: it must be over by then (a statutory clock), None for
    no limit. `after`: not before. `languages`: any of these would be better. `two_people`: a second person comes too.
    `slots`: bands that suit; empty for the kind's own. `resource_id`: only this person or place. `urgent`: it may use
    the room kept for emergencies. `moves`: the visit that it is another time for; what that takes counts as free, so
    the time found may be taken by `booking.move_now` only.
    """

    kind: str
    trades: tuple[str, ...] = ()
    minutes: int = 60
    patch: str = ""
    street: str = ""
    home_id: int | None = None
    repairs: tuple[str, ...] = ()
    before: datetime | None = None
    after: datetime | None = None
    languages: tuple[str, ...] = ()
    two_people: bool = False
    slots: tuple[str, ...] = ()
    resource_id: int | None = None
    urgent: bool = False
    moves: int | None = None


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time that can be booked unless it is taken meanwhile. All instants are aware UTC.

    `window_from` to `window_until` is what the tenant is told; `starts_at` to `ends_at` the work as planned within it;
    `blocked_from` to `blocked_until` that with travel and buffer: the cells it will own. `near`: somebody is nearby
    that day already. `seat`: which of a place's seats. `second_id`: the second person, where two must come.
    """

    resource_id: int
    slot: str
    window_from: datetime
    window_until: datetime
    starts_at: datetime
    ends_at: datetime
    blocked_from: datetime
    blocked_until: datetime
    seat: int = 0
    second_id: int | None = None
    session_id: int | None = None
    near: bool = False


@dataclass(frozen=True, slots=True)
class NotFree:
    """Why one band of one London day is not offered, in words an agent reads: 'all three plumbers are booked'."""

    day: date
    slot: str
    why: str


@dataclass(frozen=True, slots=True)
class OfferedTime:
    """A time that was offered, or that is booked. `number`: as the tenant sees it, from 1. Both ends are aware UTC."""

    number: int
    starts_at: datetime
    ends_at: datetime
    kind: Literal["am", "school_run", "pm", "evening", "saturday", "today"]


@dataclass(frozen=True, slots=True)
class Wish:
    """When somebody would like a visit; all of it must hold. Days and hours are London's, weekdays as `date.weekday()`.

    One of `days` or `weekdays` is wished where any are named, one of `parts` ('am', 'school_run', 'pm', 'evening') too.
    The visit should begin at `not_before` or later, be over by `not_after`, and somebody named the hour `at`.
    `first_day` and `last_day` both count in. `soonest`: as early as can be.
    """

    days: tuple[date, ...] = ()
    weekdays: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()
    at: time | None = None
    not_before: time | None = None
    not_after: time | None = None
    first_day: date | None = None
    last_day: date | None = None
    not_days: tuple[date, ...] = ()
    not_weekdays: tuple[int, ...] = ()
    not_parts: tuple[str, ...] = ()
    soonest: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered to offered times, or wrote about a visit that is booked.

    `choice`: the number of the offered time, with 'choose', and with 'yes' when only one was offered. `wishes`: either
    will do. `ask`: a short question to put before anything is done, '' when none is needed; `fits` are the numbers of
    the offered times that may be meant. `also`: what else was said, for a person to read. `because`: the words that
    told. 'none': no offered time suits. 'when' asks about the visit, or where we are; 'no' refuses the only one.
    'keep': the visit stays as it is booked.
    """

    kind: Literal[
        "choose", "wish", "none", "yes", "no", "move", "cancel", "late", "nobody_in", "when", "ring_me", "stop_asking",
        "keep", "unclear",
    ]  # fmt: skip
    choice: int | None = None
    wishes: tuple[Wish, ...] = ()
    also: str = ""
    because: tuple[str, ...] = ()
    ask: str = ""
    fits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What sort of appointment a message asks for. `where`: 'home', 'office', 'phone', 'surveyor' (somebody to look at
    what is wrong), 'estate' (when a walkabout is), 'interview', 'sign_up' (of a tenancy), 'any' (it does not say), ''
    for none. `rest`: what else it says, in plain small letters. `when`: the words of it that say when it would suit
    them, '' for none. `beside`: does it ask about a matter that no repair settles? `books`: is it a place at an office
    that they want, and not only to know when it is open?"""

    where: str = ""
    rest: str = ""
    when: str = ""
    beside: bool = False
    books: bool = False
