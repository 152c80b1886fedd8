"""How pressing a case is inside its lane, and at which step of its rule it stands. Pure."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from router.decisions import Task
from router.plans import Plan, Rule, Step, Weights

FOREVER = float("inf")
NOTHING = Rule("default", "", (Step(),))
"""What a case goes by when its plan has no steps for it: anybody of its queue, for ever."""


@dataclass(frozen=True, slots=True)
class Course:
    """A rule made ready to be walked. `ends`: when each step but the last ends, in seconds since its steps count;
    `boosts`: the points that count at each step, with those of the steps before it. `pages`: does any step page?"""

    rule: Rule
    name: str
    steps: tuple[Step, ...]
    ends: tuple[float, ...]
    boosts: tuple[int, ...]
    last: int
    pages: bool

    @classmethod
    def of(cls, rule: Rule) -> "Course":
        steps = rule.steps or NOTHING.steps
        waits = (FOREVER if step.wait is None else max(step.wait, 0) for step in steps[:-1])
        boosts = tuple(accumulate(step.boost for step in steps))
        pages = any(step.page for step in steps)
        return cls(rule, rule.name, steps, tuple(accumulate(waits)), boosts, len(steps) - 1, pages)

    def step_at(self, elapsed: float) -> int:
        """The number of the step that runs after so many seconds."""
        return bisect_right(self.ends, elapsed)

    def begins(self, step: int) -> float:
        """Seconds after which this step begins."""
        return self.ends[step - 1] if step else 0.0


def waited_points(task: Task, weights: Weights, now: datetime) -> float:
    waited = (now - task.waiting_since).total_seconds()
    return waited / 60 / max(weights.minutes_a_point, 1) if waited > 0 else 0.0


def pressure(due_at: datetime | None, weights: Weights, now: datetime) -> float:
    """Points for a deadline: nothing until `breach_minutes` before it, `breach_points` at it, and on at that rate."""
    if due_at is None:
        return 0.0
    window = max(weights.breach_minutes, 1) * 60
    left = (due_at - now).total_seconds()
    return (window - left) / window * weights.breach_points if left < window else 0.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Weights made ready: `point`, seconds of waiting for one; `window`, seconds before a deadline;
    `rate`, points a second in it."""

    live: int
    point: float
    window: float
    rate: float

    @classmethod
    def of(cls, weights: Weights) -> "Scale":
        window = max(weights.breach_minutes, 1) * 60
        return cls(weights.live, max(weights.minutes_a_point, 1) * 60, window, weights.breach_points / window)


def points(task: Task, boost: int, scale: Scale, now: datetime) -> float:
    """How pressing, with `boost` from its steps: `waited_points`, `pressure` and the rest in one go, because each look
    asks it of each case."""
    found: float = boost
    waited = (now - task.waiting_since).total_seconds()
    if waited > 0:
        found += waited / scale.point
    if task.due_at is not None:
        left = (task.due_at - now).total_seconds()
        if left < scale.window:
            found += (scale.window - left) * scale.rate
    return found + scale.live if task.live else found


def score(task: Task, plan: Plan, now: datetime) -> float:
    """How pressing a case is inside its lane, in points, at the step where its rule stands now."""
    course = Course.of(plan.rule(task.rule))
    step = course.step_at((now - task.entered_at).total_seconds())
    return points(task, course.boosts[step], Scale.of(plan.weights), now)
