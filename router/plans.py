"""What a plan is: rules in order, each with steps that widen like rings. Pure values.

A condition is written in CEL, the Common Expression Language (github.com/google/cel-spec), and compiled by
`router/conditions.py`. `config/plan_file.py` reads a plan from its TOML and refuses a bad one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

UNITS = {"voice": 100, "sms": 20, "whatsapp": 20, "email": 10, "web": 10}
"""What one case costs of an agent's capacity, by channel."""

EMERGENCY, HAZARD, ORDINARY = 0, 1, 2
"""The lanes, strict: nothing in a higher number is offered while an agent could take something in a lower one."""


@dataclass(frozen=True, slots=True)
class Step:
    """One ring. Seconds throughout.

    `queue`: whose people are asked; '' is the case's own queue. `also`: queues whose people are asked as well ('' the
    case's own). `need`: who of them may ('' anybody). `prefer`: each true condition puts an agent before those for
    whom it is false, the first one weighing most. `skip_if`: looked at once on coming to the step, when nobody could
    be offered at once. `wait`: how long this ring lasts; None for ever (the last step only). Boundaries are cumulative
    from entry, so an unanswered offer never extends a wait. `offer`: how long an offer stands. `ring`: how many are
    offered it at once. `boost`: points added from this step on. `page`: an on-call chain that is told on coming to
    this step.
    """

    queue: str = ""
    need: str = ""
    prefer: tuple[str, ...] = ()
    skip_if: str = ""
    wait: int | None = None
    offer: int = 30
    ring: int = 1
    boost: int = 0
    page: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of case (`when`, true of it) and its steps. The first rule that matches wins."""

    name: str
    when: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """How cases are ordered inside a lane, in points, and what an agent can carry.

    score = boost + `live` if somebody is on the line + waited minutes / `minutes_a_point` + pressure, where pressure
    climbs from 0 to `breach_points` in the last `breach_minutes` before the soonest deadline, and goes on climbing at
    the same rate after it. `capacity`: units an agent can carry. `units`: what one case costs, by channel; a case
    whose tenant has said nothing for `quiet_minutes` gives its units back. `most`: cases at once, by channel.
    `ringing`: how many offers may stand with one agent at once (0: as many as they can carry); an emergency always may.
    """

    live: int = 30
    minutes_a_point: int = 5
    breach_points: int = 40
    breach_minutes: int = 120
    capacity: int = 100
    units: Mapping[str, int] = field(default_factory=lambda: dict(UNITS))
    most: Mapping[str, int] = field(default_factory=dict)
    quiet_minutes: int = 20
    ringing: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Rules in order and the default, whose `when` is ''. `name` is for people."""

    name: str
    rules: tuple[Rule, ...]
    default: Rule
    weights: Weights = field(default_factory=Weights)

    def rule(self, name: str) -> Rule:
        """The rule of this name; the default when there is none."""
        return next((rule for rule in self.rules if rule.name == name), self.default)
