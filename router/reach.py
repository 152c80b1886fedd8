"""Could anybody ever serve this plan? Pure: `possible`, asked before a plan is put in force."""

import re
from collections.abc import Collection, Iterator, Sequence

from router.clause_words import asks, spoken
from router.conditions import clauses, compiled
from router.decisions import Worker
from router.plans import Plan, Rule, Step

_OWN_QUEUE = re.compile(r"""^task\.queue\s*==\s*(['"])(\w+)\1$""")


def possible(plan: Plan, workers: Sequence[Worker]) -> list[str]:
    """One line for each step that none of these agents could ever serve, on duty or not; empty if all is well.

    A clause about the case and the agent together is taken to be true of some case. A step that pages needs nobody.
    """
    return [line for rule in (*plan.rules, plan.default) for line in _impossible(rule, workers)]


def _impossible(rule: Rule, workers: Sequence[Worker]) -> Iterator[str]:
    own = next((found[2] for found in map(_OWN_QUEUE.match, clauses(rule.when)) if found), "")
    for number, step in enumerate(rule.steps or (Step(),), 1):
        if step.page:
            continue
        queues = {name or own for name in (step.queue, *step.also)}
        people = [one for one in workers if "" in queues or _serves(one, queues)]
        where = f"rule '{rule.name}', step {number}"
        if not people:
            yield f"{where}: nobody works for {' or '.join(spoken(name) for name in sorted(queues)) or 'any queue'}"
        elif not any(_has(one, step.need) for one in people):
            yield f"{where}: nobody there has {asks(step.need)}"


def _serves(worker: Worker, queues: Collection[str]) -> bool:
    return not worker.queues or not worker.queues.isdisjoint(queues) or not worker.lent.isdisjoint(queues)


def _has(worker: Worker, need: str) -> bool:
    """Are all clauses true of this agent that are about the agent alone?"""
    alone = (compiled(one) for one in (clauses(need) if need.strip() else ()))
    return all(
        one.judge({}, worker.attributes)[0] for one in alone if not any(n.startswith("task.") for n in one.reads)
    )
