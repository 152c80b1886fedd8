"""Could anybody ever serve this plan? Pure: `possible`, asked before a plan is put in force."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from router.clause_words import asks, spoken
from router.clauses import clauses
from router.conditions import compiled
from router.decisions import Worker
from router.plans import Plan, Rule, Step

_OWN_QUEUE = re.compile(r"""^task\.queue\s*==\s*(['"])(\w+)\1$""")
_QUEUE = frozenset({"task.queue"})


def possible(
    plan: Plan, workers: Sequence[Worker], queues: Collection[str] = (), restricted: Collection[str] = ()
) -> list[str]:
    """One line for each step that none of these agents could ever serve, on duty or not; empty if all is well.

    A clause about the case and the agent together is taken to be true of some case. A step that pages needs nobody.
    `queues`: those that there are; for each, a line if a rule would never offer a case of it to anybody, nor page.
    `restricted`: those among them that only agents with the right may serve.
    """
    impossible = [line for rule in (*plan.rules, plan.default) for line in _impossible(rule, workers)]
    return [*impossible, *_nobody_asked(plan, workers, queues, restricted)]


def out_of_hours(
    plan: Plan, workers: Sequence[Worker], queues: Collection[str], restricted: Collection[str]
) -> list[str]:
    """One line for each rule by which, while nobody is in their working hours, a case of these queues would be offered
    to nobody and page nobody. For the queues of emergencies: those do not wait for the morning."""
    off = [replace(one, attributes={**one.attributes, "on_shift": False}) for one in workers]
    return [f"{line} outside working hours" for line in _nobody_asked(plan, off, queues, restricted)]


def _nobody_asked(
    plan: Plan, workers: Sequence[Worker], queues: Collection[str], restricted: Collection[str]
) -> Iterator[str]:
    left = set(queues)
    for rule in (*plan.rules, plan.default):
        for queue in sorted(left):
            if _may_take(rule, queue) and not any(_may(step, queue, workers, restricted) for step in _reached(rule)):
                yield f"rule '{rule.name}': a case of {spoken(queue)} would never be offered to anybody"
        left = {queue for queue in left if not (_may_take(rule, queue) and _asks_only_the_queue(rule))}


def _may_take(rule: Rule, queue: str) -> bool:
    """Does nothing that its `when` says of the queue alone keep a case of this one out?"""
    alone = (compiled(one) for one in clauses(rule.when) if compiled(one).reads <= _QUEUE) if rule.when else ()
    return all(one.judge({"queue": queue})[0] for one in alone)


def _asks_only_the_queue(rule: Rule) -> bool:
    """Then every case of a queue that it may take is its own, and no rule after it sees one."""
    return bool(rule.when) and compiled(rule.when).reads <= _QUEUE


def _own(rule: Rule) -> str:
    """The queue that cases of this rule must be in, '' for any."""
    return next((found[2] for found in map(_OWN_QUEUE.match, clauses(rule.when)) if found), "")


def _reached(rule: Rule) -> tuple[Step, ...]:
    """Its steps up to the first that has no end."""
    steps = rule.steps or (Step(),)
    return steps[: next((number for number, step in enumerate(steps, 1) if step.wait is None), len(steps))]


def _may(step: Step, own: str, workers: Sequence[Worker], restricted: Collection[str]) -> bool:
    """Could this step lead a case of this queue to anybody?"""
    queues = {name or own for name in (step.queue, *step.also)}
    hidden = own in restricted
    people = (one for one in workers if one.restricted or not hidden)
    return bool(step.page) or any(
        (_serves(one, queues & {*restricted}, everywhere=False) and one.restricted)
        or _serves(one, queues - {*restricted})
        for one in people
        if _has(one, step.need)
    )


def _impossible(rule: Rule, workers: Sequence[Worker]) -> Iterator[str]:
    own = _own(rule)
    reached = len(_reached(rule))
    for number, step in enumerate(rule.steps or (Step(),), 1):
        if number > reached:
            yield f"rule '{rule.name}', step {number}: never reached, because step {reached} has no end"
            return
        if step.page:
            continue
        queues = {name or own for name in (step.queue, *step.also)}
        people = [one for one in workers if "" in queues or _serves(one, queues)]
        where = f"rule '{rule.name}', step {number}"
        if not people:
            yield f"{where}: nobody works for {' or '.join(spoken(name) for name in sorted(queues)) or 'any queue'}"
        elif not any(_has(one, step.need) for one in people):
            yield f"{where}: nobody there has {asks(step.need)}" if step.need else f"{where}: nobody works at all"


def _serves(worker: Worker, queues: Collection[str], everywhere: bool = True) -> bool:
    """Does this agent work for one of these queues? `everywhere`: somebody with no queues of their own does."""
    if not worker.queues and everywhere:
        return bool(queues)
    return not worker.queues.isdisjoint(queues) or not worker.lent.isdisjoint(queues)


def _has(worker: Worker, need: str) -> bool:
    """Are all clauses true of this agent that are about the agent alone?"""
    alone = (compiled(one) for one in (clauses(need) if need.strip() else ()))
    return all(
        one.judge({}, worker.attributes)[0] for one in alone if not any(n.startswith("task.") for n in one.reads)
    )
