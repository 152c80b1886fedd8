"""What a figure is, and how figures are shown: on the screen, as JSON, as a table."""

import json
import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

GOOD, FAIR, POOR, NOT_RUN = "beyond", "reached", "not reached", "not run"


@dataclass
class Figure:
    """One thing measured. `measured` is compared with the goals; `notes` are the numbers behind it."""

    name: str
    unit: str
    to_reach: float
    beyond: float | None
    more_is_better: bool
    measured: float | None = None
    verdict: str = NOT_RUN
    notes: list[str] = field(default_factory=list)

    def judge(self, measured: float, *notes: str) -> "Figure":
        """Set the measure and say how it stands."""
        self.measured = measured
        self.notes += notes
        good: Callable[[float], bool] = (
            (lambda goal: measured >= goal) if self.more_is_better else (lambda goal: measured <= goal)
        )
        if self.beyond is not None and good(self.beyond):
            self.verdict = GOOD
        elif good(self.to_reach):
            self.verdict = FAIR
        else:
            self.verdict = POOR
        return self

    def not_run(self, why: str) -> "Figure":
        self.notes.append(why)
        return self


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def load() -> str:
    """How busy the machine was: figures of a busy machine are read as ratios only."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def shown(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def line(figure: Figure) -> str:
    """One line for the screen, and the notes under it."""
    goal = f"to reach {shown(figure.to_reach)}"
    if figure.beyond is not None:
        goal += f", beyond {shown(figure.beyond)}"
    head = f"{figure.verdict:>11}  {figure.name}: {shown(figure.measured)} {figure.unit} ({goal})"
    return "\n".join([head, *(f"{'':13}{note}" for note in figure.notes)])


def write(folder: Path, figures: Sequence[Figure], when: str) -> None:
    """results.json for machines, results.md for people."""
    folder.mkdir(parents=True, exist_ok=True)
    machine = {"at": when, "python": platform.python_version(), "cores": os.cpu_count(), "load": os.getloadavg()[0]}
    body = {"machine": machine, "figures": [asdict(figure) for figure in figures]}
    (folder / "results.json").write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    about = f"Python {machine['python']}, {machine['cores']} cores, {load()} at the end. Ratios are within one run."
    rows = [f"# Figures of {when}", "", about, "", "| figure | to reach | beyond | measured | verdict |",
            "|---|---|---|---|---|"]  # fmt: skip
    for figure in figures:
        rows.append(f"| {figure.name} ({figure.unit}) | {shown(figure.to_reach)} | {shown(figure.beyond)} | "
                    f"{shown(figure.measured)} | {figure.verdict} |")  # fmt: skip
    rows += ["", "## Behind them", ""]
    for figure in figures:
        rows += [f"- **{figure.name}**: " + "; ".join(figure.notes) for _ in [0] if figure.notes]
    (folder / "results.md").write_text("\n".join(rows) + "\n", encoding="utf-8")
