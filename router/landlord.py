"""What a landlord may change without code, as plain values: `config/landlord_files.py` reads and checks them.

`router/values.py` hands these on: every room knows them from there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from router.appointment_values import AppointmentRules

Urgency = Literal["life_safety", "emergency", "urgent", "routine", "planned", "none"]
URGENCIES: tuple[Urgency, ...] = (
    "life_safety",
    "emergency",
    "urgent",
    "routine",
    "planned",
    "none",
)
"""Most pressing first; the rank is the position (`repair_taxonomy.yaml`)."""


@dataclass(frozen=True, slots=True)
class SafetyScript:
    """Fixed safety advice (`safety.yaml`). `say` is sent as written, in one message.

    On the telephone `number` is said `repeat_number` times in all, and after `end_call_quickly` nothing keeps the
    caller on the line.
    """

    id: str
    severity: Urgency
    triggers: tuple[str, ...]
    say: tuple[str, ...]
    first_question: str = ""
    after: str = ""
    number: str = ""
    repeat_number: int = 1
    end_call_quickly: bool = False

    @property
    def words(self) -> str:
        """The text a tenant reads or hears."""
        return " ".join(self.say)


@dataclass(frozen=True, slots=True)
class RepairType:
    """One row of the landlord's `repairs.yaml`."""

    id: str
    label: str
    group: str
    group_label: str
    queue: str
    trade: str
    urgency: Urgency
    uplifts: Mapping[str, Urgency] = field(default_factory=dict)
    right_to_repair: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    awaab: str = ""
    script: str | None = None
    booking: str = "agent"  # auto, agent, ooh or none
    second_trade: str = ""
    locations: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicType:
    """One row of the landlord's `topics.yaml`."""

    id: str
    label: str
    queue: str
    target: str
    restricted: bool = False
    script: str | None = None
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueType:
    """One queue of the landlord's `queues.toml`. `answer_within_minutes` counts working time unless `all_hours`.

    `hours`: when its people work, rows of (day, opens, closes), Monday 0, London minutes from midnight; none: whoever
    is ready. `closes`: from this London minute of the day on nothing new is offered. `overflow`: the queue whose people
    are asked too once the oldest case has waited `overflow_minutes`; '' for none.
    """

    id: str
    title: str
    skill: str
    answer_within_minutes: int
    all_hours: bool = False
    restricted: bool = False
    hours: tuple[tuple[int, int, int], ...] = ()
    closes: int | None = None
    overflow: str = ""
    overflow_minutes: int = 0


@dataclass(frozen=True, slots=True)
class UpliftRule:
    """Raise the urgency when all of `flags` are there; never lowers (`repairs.yaml`, `uplift_rules`)."""

    flags: tuple[str, ...]
    groups: tuple[str, ...] = ()  # empty: every group
    raise_by: int = 0
    to: Urgency | None = None
    cap: Urgency | None = None


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When people answer. `days` are Monday 0 to Sunday 6; times are London wall-clock minutes from midnight."""

    days: tuple[int, ...]
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class OfficeType:
    """A part-time office of `landlord.toml`. Each session is (day, opens, closes), as in OpeningHours.

    `near`: codes of the patches whose people are sent there first.
    """

    id: str
    name: str
    address: str
    sessions: tuple[tuple[int, int, int], ...]
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """A clock of `deadlines.yaml`. `unit`: hours, working_days, weeks or months. It begins with what was received, or
    done, on London dates from `in_force_from` to `in_force_until`.

    `starts`: topic ids, ids of `clock_events`, or EMERGENCY_HAZARD, SIGNIFICANT_HAZARD. `season` and `needs` narrow a
    Right to Repair defect; `needs_for` does for single repairs. `outcomes`: the events that end it, to choose from.
    `meets`: other clocks that end with it. `extend`: by how many units at most it may be extended. `missed`: the event
    that a breach is. `warn`: working days before the due day (not for hours). `page`: the chain told of a breach.
    """

    id: str
    starts: tuple[str, ...]
    value: int
    unit: str
    words: str
    in_force_from: date | None = None
    repairs: tuple[str, ...] = ()
    season: str = ""
    needs: tuple[str, ...] = ()
    needs_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    in_force_until: date | None = None
    outcomes: tuple[str, ...] = ()
    meets: tuple[str, ...] = ()
    extend: int = 0
    pausable: bool = True
    missed: str = ""
    warn: int = 1
    page: str = ""

    def in_force(self, day: date) -> bool:
        """Does what happens on this London date start it?"""
        return (self.in_force_from or date.min) <= day <= (self.in_force_until or date.max)


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """Something that starts clocks. `by_hand`: an agent may say at any time that it happened."""

    id: str
    words: str
    by_hand: bool = False


EMERGENCY_HAZARD, SIGNIFICANT_HAZARD, RIGHT_TO_REPAIR = "emergency_hazard", "significant_hazard", "right_to_repair"
"""What else may start a clock: the hazards of Awaab's Law, as a message tells of them, and defects."""


@dataclass(frozen=True, slots=True)
class Rung:
    """Some of an on-call chain, told together; after `wait` seconds in which nobody took it, the next ones are.

    `people`: the part of a staff address before the @, or 'any supervisor', 'any agent of repairs_emergency'.
    `when`: the hours in words, '' for any; `hours` the same as rows of (day, opens, closes), Monday 0, London minutes
    from midnight, and `outside` when it is told at all other times instead. `line` is where it stands in the file.
    """

    people: tuple[str, ...]
    wait: int
    when: str = ""
    hours: tuple[tuple[int, int, int], ...] = ()
    outside: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class OnCall:
    """A chain of `[[on_call]]` in `landlord.toml`: who is told, rung by rung. The last one is told again and again."""

    id: str
    name: str
    rungs: tuple[Rung, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Landlord:
    """Everything a landlord may change without code, read once at start and checked (`config/landlord_files.py`)."""

    name: str
    phone: str
    mail_addresses: tuple[str, ...]  # local parts: 'repairs', 'housing'
    opening: OpeningHours
    repairs: Mapping[str, RepairType]
    topics: Mapping[str, TopicType]
    queues: Mapping[str, QueueType]
    scripts: Mapping[str, SafetyScript]
    uplifts: tuple[UpliftRule, ...]
    replies: Mapping[str, str]  # the landlord's wording, by name (`replies.toml`)
    continue_days: int = 14  # a text continues a case, and a closed case reopens, within these days
    theme: Mapping[str, str] = field(default_factory=dict)  # brand colours and the like
    offices: Mapping[str, OfficeType] = field(default_factory=dict)
    patches: Mapping[str, str] = field(default_factory=dict)  # id -> name
    deadlines: Mapping[str, DeadlineRule] = field(default_factory=dict)
    clock_events: Mapping[str, ClockEvent] = field(default_factory=dict)
    hazards: Mapping[str, date] = field(default_factory=dict)  # hazard -> from when a significant one starts a clock
    flags: Mapping[str, str] = field(default_factory=dict)  # facts that may raise an urgency -> what each means
    needs_person_below: float = 0.6  # a reading less sure than this (0 to 1) wants a person to look first
    skills: tuple[str, ...] = ()  # every skill there is: those that queues ask for, and those only plans do
    skill_names: Mapping[str, str] = field(default_factory=dict)  # what the desk calls them, where it is not the id
    on_call: Mapping[str, OnCall] = field(default_factory=dict)  # chains of people to page, by id
    trades: Mapping[str, str] = field(default_factory=dict)  # who does the work, by id -> label
    appointments: AppointmentRules = field(default_factory=AppointmentRules)  # how visits are offered and kept
