"""What a decision is made from, what it says, and the story told of it. Pure values; every time is aware UTC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from router.plans import Plan

Value = None | bool | int | float | str | tuple[str, ...] | Mapping[str, int]
"""What an attribute may be: conditions see nothing else."""


@dataclass(frozen=True, slots=True)
class Task:
    """A case that waits. `entered_at`: since when the steps of its `rule` count; `rule` is '' until one is chosen.

    `attributes` are what a condition sees as `task.…` (`conditions.ATTRIBUTES`); one that is missing is taken as
    empty. `refused`: agent -> when they last let an offer of it go (rejected or expired). `paged`: on-call chains told
    already. `plan`: the number of its version.
    """

    id: int
    lane: int
    queue: str
    channel: str
    plan: int
    waiting_since: datetime
    entered_at: datetime
    attributes: Mapping[str, Value]
    rule: str = ""
    due_at: datetime | None = None
    live: bool = False
    restricted: bool = False
    refused: Mapping[int, datetime] = field(default_factory=dict)
    paged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Worker:
    """An agent. `queues` they serve (empty: every one that is not restricted), `lent`: queues for a while.

    `ready`: lease runs, not away, not 'not responding'. `units` and `held` (by channel) are what they carry now, open
    offers included. `lowest_lane`: the lowest lane number among the cases they hold, that is the most pressing one;
    None when they hold nothing. `on_line`: they speak with somebody now, so that nothing is offered. `free_since`:
    since when they could take something more. `attributes`: `worker.…`; `shift_changes_at`: when its `on_shift` changes
    next, None where that is not known.
    """

    id: int
    name: str
    attributes: Mapping[str, Value]
    queues: frozenset[str] = frozenset()
    lent: frozenset[str] = frozenset()
    restricted: bool = False
    ready: bool = True
    on_line: bool = False
    units: int = 0
    held: Mapping[str, int] = field(default_factory=dict)
    free_since: datetime | None = None
    lowest_lane: int | None = None
    shift_changes_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """An offer that stands."""

    id: int
    task_id: int
    worker_id: int
    step: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that a decision is made from. `paused`: queues of which nothing is offered (an emergency still is).

    `overflow`: queue -> queues whose people are asked too. `closed`: queues outside their hours, of which nothing but
    an emergency is offered. `queues`: those that exist; a case of any other is offered to the people of 'general'
    (empty: every name is taken as it is).
    """

    plans: Mapping[int, Plan]
    tasks: Sequence[Task]
    workers: Sequence[Worker]
    offers: Sequence[OpenOffer] = ()
    restricted_queues: frozenset[str] = frozenset()
    paused: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    overflow: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    queues: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NewOffer:
    """To be made now."""

    task_id: int
    worker_id: int
    rule: str
    step: int
    units: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An open offer to be taken back, and why in plain English."""

    offer_id: int
    why: str


@dataclass(frozen=True, slots=True)
class PageCall:
    """An on-call chain to be told of a case."""

    task_id: int
    chain: str
    why: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do now. `rules`: task -> (rule, since when its steps count), where that is new. `next_at`: the soonest
    instant at which time alone changes the answer (a step ends, an offer expires); None when none does."""

    offers: tuple[NewOffer, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    pages: tuple[PageCall, ...] = ()
    rules: Mapping[int, tuple[str, datetime]] = field(default_factory=dict)
    next_at: datetime | None = None
    trouble: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one agent at one step. `why` is '' for an agent who may be offered it."""

    worker_id: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class StepStory:
    """One step as the "why?" panel tells it. `state`: 'past', 'now', 'ahead', 'skipped'."""

    number: int
    state: str
    words: str
    begins_at: datetime
    ends_at: datetime | None
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """Why a case is where it is: the rule, the ones that did not match, each step, the place in the line, and what
    would change the answer. All words are plain English for staff."""

    rule: str
    plan: int
    passed_over: tuple[tuple[str, str], ...]
    steps: tuple[StepStory, ...]
    score: float
    score_words: str
    ahead: int
    would_change: tuple[str, ...]
