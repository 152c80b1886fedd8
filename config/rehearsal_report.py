"""What a rehearsal found, as text: two plans side by side."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from config.rehearsal_fates import Days, Fate
from router.values import Landlord

LANES = ("emergency", "hazard", "ordinary")


@dataclass(frozen=True)
class Side:
    """One plan and how its days went."""

    name: str
    days: Days


def share(waits: Sequence[float], part: float) -> float:
    """The wait that this part of the cases did not exceed; `waits` are in order."""
    return waits[max(math.ceil(len(waits) * part) - 1, 0)] if waits else 0.0


def spoken(seconds: float) -> str:
    """9 s, 12 min, 3.4 h, 2.1 days, never."""
    if math.isinf(seconds):
        return "never"
    for size, word in ((86_400.0 * 2, "days"), (5400.0, "h"), (90.0, "min")):
        if seconds >= size:
            return f"{seconds / {'days': 86_400, 'h': 3600, 'min': 60}[word]:.{0 if word == 'min' else 1}f} {word}"
    return f"{seconds:.0f} s"


def lines(
    sides: Sequence[Side], names: Mapping[int, str], hours: Mapping[int, float], landlord: Landlord
) -> Iterator[str]:
    """The whole report."""
    yield "Waits leave out the time when a queue is closed: they count its hours in queues.toml, the landlord's opening"
    yield "hours where it names none, and every hour for an emergency or a queue that is open always."
    yield "Late: nobody had begun within the answer_within of its queue, counted in the same hours."
    yield ""
    yield from _waits("waited, by lane", sides, [(lane, _of_lane(n)) for n, lane in enumerate(LANES)])
    queues = sorted({fate.arrival.queue for fate in sides[0].days.fates.values()})
    titles = [(landlord.queues[q].title if q in landlord.queues else q, _of_queue(q)) for q in queues]
    yield from _waits("waited, by queue", sides, titles)
    yield from _counts(sides)
    yield from _load(sides, names, hours)
    for side in sides:
        for trouble in side.days.trouble:
            yield f"{side.name}: {trouble}"


class Only:
    """Some of the cases: of one lane, or of one queue."""

    def __init__(self, lane: int | None = None, queue: str | None = None) -> None:
        self.lane, self.queue = lane, queue

    def of(self, days: Days) -> list[Fate]:
        return [
            fate
            for fate in days.fates.values()
            if (self.lane is None or fate.arrival.lane == self.lane)
            and (self.queue is None or fate.arrival.queue == self.queue)
        ]


def _of_lane(lane: int) -> Only:
    return Only(lane=lane)


def _of_queue(queue: str) -> Only:
    return Only(queue=queue)


def _waits(title: str, sides: Sequence[Side], rows: Sequence[tuple[str, Only]]) -> Iterator[str]:
    """For each row: how many cases, and for each plan the middle, nine in ten, the worst, and how many were late."""
    table = [["", "", *(text for side in sides for text in (side.name, "", "", ""))],
             [title, "cases", *(["middle", "9 in 10", "worst", "late"] * len(sides))]]  # fmt: skip
    for name, only in rows:
        cells = [name]
        for number, side in enumerate(sides):
            fates = only.of(side.days)
            waits = sorted(fate.waited for fate in fates)
            if number == 0:
                cells.append(str(len(fates)))
            cells += [spoken(share(waits, 0.5)), spoken(share(waits, 0.9)), spoken(share(waits, 1.0)),
                      str(sum(fate.late for fate in fates))]  # fmt: skip
        if cells[1] != "0":
            table.append(cells)
    yield from _columns(table)
    yield ""


def _counts(sides: Sequence[Side]) -> Iterator[str]:
    table = [["all together", *(side.name for side in sides)]]
    for name, count in (
        ("begun late", lambda days: sum(fate.late for fate in days.fates.values())),
        ("never begun", lambda days: sum(fate.begun is None for fate in days.fates.values())),
        ("offers made", lambda days: days.offers),
        ("offers nobody answered", lambda days: days.missed),
        ("offers refused", lambda days: days.refused),
        ("people on call told", lambda days: days.pages),
        ("taken by people on call", lambda days: sum(fate.by == 0 for fate in days.fates.values())),
        ("callers who gave up waiting", lambda days: days.hung_up),
    ):
        table.append([name, *(f"{count(side.days):,}" for side in sides)])
    yield from _columns(table)
    yield ""


def _load(sides: Sequence[Side], names: Mapping[int, str], hours: Mapping[int, float]) -> Iterator[str]:
    table = [["", "", *(text for side in sides for text in (side.name, "", ""))],
             ["load, by person", "on duty", *(["cases", "work", "busy"] * len(sides))]]  # fmt: skip
    for number, name in sorted(names.items(), key=lambda pair: pair[1]):
        cells = [name, f"{hours[number]:.0f} h"]
        for side in sides:
            cases = Counter(fate.by for fate in side.days.fates.values())[number]
            cells += [str(cases), f"{side.days.worked[number] / 3600:.1f} h", _busy(side, number, hours)]
        table.append(cells)
    yield from _columns(table)


def _busy(side: Side, number: int, hours: Mapping[int, float]) -> str:
    return f"{side.days.worked[number] / 36 / hours[number]:.0f} %" if hours[number] else "-"


def _columns(table: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in table[-max(len(table) - 1, 1) :]) for column in range(len(table[-1]))]
    for row in table:
        cells = [
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
