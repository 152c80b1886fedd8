"""Who may be asked for which case: one bit an agent, kept up to date as agents and cases change. Pure.

A condition is evaluated once for each distinct set of the values that it reads, never for each pair.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from router.conditions import Key, compiled, key_of
from router.decisions import Snapshot, Task, Value, Worker
from router.plans import Plan, Rule
from router.scoring import NOTHING, Course, Scale

Attributes = Mapping[str, Value]

EVERYBODY = -1
"""Every bit there is."""
NO_PLAN = Plan("none", (), NOTHING)
"""What a case goes by when its plan is not there."""


@dataclass(slots=True)
class Cell:
    """For whom one clause is true, given what it reads of a case (`key`). `trouble`: what went wrong, by what it reads
    of the agent."""

    key: Key
    task: Attributes
    bits: int = 0
    trouble: dict[Key, str] = field(default_factory=dict)


class Column:
    """One clause over all agents: a cell for each distinct set of values that it reads of a case."""

    def __init__(self, source: str, whole: str) -> None:
        self.condition = compiled(source)
        self.whole = compiled(whole)
        self.is_troubled = False
        self.cells: dict[Key, Cell] = {}
        self.alike: dict[Key, tuple[int, Attributes]] = {}
        self._key_of: dict[int, Key] = {}
        self._no_ring = self.condition.key("workers", None)

    def put(self, position: int, worker: Attributes) -> None:
        """An agent takes this place, or what is known of them has changed."""
        key = self._key_of.get(position)
        new = self.condition.key("worker", worker)
        if key == new:
            return
        if key is not None:
            self.clear(position)
        bit = 1 << position
        bits, example = self.alike.get(new, (0, worker))
        self.alike[new] = (bits | bit, example)
        self._key_of[position] = new
        for cell in self.cells.values():
            if not bits:
                self._judge(cell, new, example, bit)
            elif cell.bits & bits:
                cell.bits |= bit

    def clear(self, position: int) -> None:
        """Nobody is in this place any more."""
        key = self._key_of.pop(position, None)
        if key is None:
            return
        bits, example = self.alike[key]
        left = bits & ~(1 << position)
        if left:
            self.alike[key] = (left, example)
        else:
            del self.alike[key]
        for cell in self.cells.values():
            cell.bits &= ~(1 << position)
            if not left:
                cell.trouble.pop(key, None)

    def cell(self, task: Attributes) -> Cell:
        """The cell for a case with these attributes."""
        key = self.condition.key("task", task)
        found = self.cells.get(key)
        if found is None:
            found = self.cells[key] = Cell(key, task)
            for worker_key, (bits, worker) in self.alike.items():
                self._judge(found, worker_key, worker, bits)
        return found

    def _judge(self, cell: Cell, key: Key, worker: Attributes, bits: int) -> None:
        true, trouble = self.condition.judge_by((cell.key, key, self._no_ring), cell.task, worker)
        if true:
            cell.bits |= bits
        elif trouble and self.whole.judge(cell.task, worker)[1]:  # `size(x) > 0 && x[0] == …` is no trouble
            cell.trouble[key] = f"{self.whole.source}: {trouble}"
            self.is_troubled = True


@dataclass(frozen=True, slots=True)
class Ring:
    """Who may be asked at a step (all of `needs`), and who first (`prefers`, the first weighing most)."""

    needs: tuple[Cell, ...]
    prefers: tuple[Cell, ...]

    def bits(self) -> int:
        found = EVERYBODY
        for cell in self.needs:
            found &= cell.bits
        return found


@dataclass(frozen=True, slots=True)
class Way:
    """What cases with the same values go by: plan, rule, and who may be asked at each step."""

    plan: Plan
    course: Course
    rings: tuple[Ring, ...]
    scale: Scale
    trouble: tuple[str, ...]

    def wrong_needs(self) -> Iterator[str]:
        """What went wrong with the conditions of its steps."""
        for number, ring in enumerate(self.rings, 1):
            for cell in (*ring.needs, *ring.prefers):
                for wrong in cell.trouble.values():
                    yield f"rule '{self.course.rule.name}', step {number}: {wrong}"


class Eligibility:
    """The eligible sets of all cases that wait. Keep it between snapshots: `bring_up_to_date`, or one change at a
    time. Not for two threads at once."""

    def __init__(self, plans: Mapping[int, Plan], tasks: Iterable[Task] = (), workers: Iterable[Worker] = ()) -> None:
        self._begin(plans, tasks, workers)

    def _begin(self, plans: Mapping[int, Plan], tasks: Iterable[Task], workers: Iterable[Worker]) -> None:
        self.plans = dict(plans)
        self.positions: dict[int, int] = {}
        self._workers: dict[int, Attributes] = {}
        self._vacant: list[int] = []
        self._columns: dict[tuple[str, str], Column] = {}
        self._ways: dict[tuple[int, Key], Way] = {}
        self._names: dict[int, tuple[str, ...]] = {}
        self._tasks: dict[int, tuple[int, Attributes, Way]] = {}
        for worker in workers:
            self.change_worker(worker)
        for task in tasks:
            self.change_task(task)

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Eligibility":
        return cls(snapshot.plans, snapshot.tasks, snapshot.workers)

    def way(self, task: Task) -> Way:
        """What this case goes by."""
        found = self._tasks.get(task.id)
        if found is None or found[0] != task.plan or (found[1] is not task.attributes and found[1] != task.attributes):
            return self.change_task(task)
        return found[2]

    @property
    def is_troubled(self) -> bool:
        """Has any condition of a step raised?"""
        return any(column.is_troubled for column in self._columns.values())

    def bring_up_to_date(self, snapshot: Snapshot) -> None:
        """Take in whatever is different in this snapshot. Cases are looked at when they are asked for."""
        known = self.plans
        changed = any(number in known and known[number] != plan for number, plan in snapshot.plans.items())
        if changed or self._is_worn(snapshot):
            self._begin(snapshot.plans, snapshot.tasks, snapshot.workers)
            return
        for number in snapshot.plans.keys() - known.keys():
            self._add_plan(number, snapshot.plans[number])
        here = {worker.id for worker in snapshot.workers}
        for gone in [one for one in self.positions if one not in here]:
            self.remove_worker(gone)
        for worker in snapshot.workers:
            self.change_worker(worker)
        if len(self._tasks) > 2 * len(snapshot.tasks) + 100:
            waiting = {task.id for task in snapshot.tasks}
            for gone in [one for one in self._tasks if one not in waiting]:
                self.remove_task(gone)

    def _add_plan(self, number: int, plan: Plan) -> None:
        """A plan that was not there; cases that asked for it went by their queues."""
        self.plans[number] = plan
        self._names.pop(number, None)
        for key in [key for key in self._ways if key[0] == number]:
            del self._ways[key]
        for task_id in [task_id for task_id, found in self._tasks.items() if found[0] == number]:
            del self._tasks[task_id]

    def _is_worn(self, snapshot: Snapshot) -> bool:
        """Does it hold much more than this snapshot needs? Then it is cheaper to begin anew."""
        return len(self._ways) > 4 * len(snapshot.tasks) + 1000

    def change_worker(self, worker: Worker) -> None:
        """An agent is new, or their attributes have changed. What they carry now plays no part here."""
        position = self.positions.get(worker.id)
        if position is None:
            position = self._vacant.pop() if self._vacant else len(self.positions)
            self.positions[worker.id] = position
        elif self._workers[position] == worker.attributes:
            return
        self._workers[position] = worker.attributes
        for column in self._columns.values():
            column.put(position, worker.attributes)

    def remove_worker(self, worker_id: int) -> None:
        position = self.positions.pop(worker_id, None)
        if position is None:
            return
        del self._workers[position]
        self._vacant.append(position)
        for column in self._columns.values():
            column.clear(position)

    def change_task(self, task: Task) -> Way:
        """A case is new, or its attributes or its plan have changed."""
        names = self._names.get(task.plan)
        if names is None:
            names = self._names[task.plan] = _names_read(self.plans.get(task.plan, NO_PLAN))
        key = (task.plan, key_of("task", names, task.attributes))
        way = self._ways.get(key)
        if way is None:
            way = self._ways[key] = self._find_way(task)
        self._tasks[task.id] = (task.plan, task.attributes, way)
        return way

    def remove_task(self, task_id: int) -> None:
        self._tasks.pop(task_id, None)

    def _find_way(self, task: Task) -> Way:
        plan = self.plans.get(task.plan)
        trouble: list[str] = [] if plan else [f"plan {task.plan} is not there: its cases go to their own queues"]
        plan = plan or NO_PLAN
        rule = choose(plan, task.attributes, trouble)
        course = Course.of(rule)
        rings = tuple(
            Ring(
                tuple(self._cells(task, step.need)),
                tuple(self._column(one, one).cell(task.attributes) for one in step.prefer),
            )
            for step in course.steps
        )
        return Way(plan, course, rings, Scale.of(plan.weights), tuple(trouble))

    def _cells(self, task: Task, need: str) -> Iterator[Cell]:
        for clause in compiled(need).clauses if need else ():
            yield self._column(clause, need).cell(task.attributes)

    def _column(self, clause: str, whole: str) -> Column:
        column = self._columns.get((clause, whole))
        if column is None:
            column = self._columns[clause, whole] = Column(clause, whole)
            for position, worker in self._workers.items():
                column.put(position, worker)
        return column


def choose(plan: Plan, attributes: Attributes, trouble: list[str]) -> Rule:
    """The first rule that is true of a case, else the default. What went wrong is added to `trouble`."""
    for rule in plan.rules:
        true, wrong = compiled(rule.when).judge(attributes) if rule.when else (True, "")
        if wrong:
            trouble.append(f"rule '{rule.name}': when {wrong}")
        if true:
            return rule
    return plan.default


def _names_read(plan: Plan) -> tuple[str, ...]:
    """All that any condition of the plan reads of a case, but for `skip_if`."""
    sources = [rule.when for rule in plan.rules]
    for rule in (*plan.rules, plan.default):
        for step in rule.steps:
            sources += [step.need, *step.prefer]
    reads = {name for source in sources if source for name in compiled(source).reads}
    return tuple(sorted(name.removeprefix("task.") for name in reads if name.startswith("task.")))
