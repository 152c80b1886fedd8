"""`frontdoor classify` and `frontdoor evaluate`: the classifiers with the landlord's folder; no database, no Redis."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from classifiers import lines
from classifiers.pipeline import Pipeline
from config import landlord_files
from router import urgency
from router.errors import RouterError


def pipeline(landlord_dir: Path, model: Path | None) -> Pipeline:
    """The classifiers of the landlord in this folder; `model` is that of the trained one, None for the shipped one."""
    return Pipeline.build(landlord_files.load(landlord_dir), judge=urgency.decide, model=model)


def classify(landlord_dir: Path, model: Path | None, rows: Iterable[str], out: TextIO, err: TextIO) -> int:
    """Write one line of labels a row, and to `err` a line for each that cannot be read, which is left out.

    Gives the exit status: 1 when a line was left out.
    """
    refused = []

    def refuse(words: str) -> None:
        refused.append(words)
        print(f"frontdoor: {words}", file=err)

    try:
        out.writelines(line + "\n" for line in lines.classify_lines(rows, pipeline(landlord_dir, model), refuse))
    finally:
        out.flush()
    return 1 if refused else 0


def evaluate(landlord_dir: Path, model: Path | None, rows: Iterable[str], as_json: bool) -> str:
    """How well the expected values of these rows are met, as a table or as JSON."""
    try:
        report = lines.evaluate(lines.labelled(rows), pipeline(landlord_dir, model))
    except ValueError as error:
        raise RouterError(str(error)) from None
    return json.dumps(report, indent=1) if as_json else "\n".join(_table(report))


def _table(report: dict[str, Any]) -> Iterable[str]:
    yield f"{report['rows']} rows"
    for field, told in report.items():
        if field == "rows":
            continue
        right = f", {told['right']:.1%} right" if "right" in told else ""
        yield f"\n{field}: {told['rows']} rows{right}"
        if "labels" in told:
            yield f"  {'':<34}{'expected':>9}{'recall':>9}{'precision':>11}"
        for label, score in told.get("labels", {}).items():
            asked, said = score["expected"] > 0, score["recall"] > 0 or score["precision"] < 1
            yield (
                f"  {label:<34}{score['expected']:>9}{_share(score['recall'], asked, 9)}"
                f"{_share(score['precision'], said, 11)}"
            )


def _share(part: float, is_any: bool, width: int) -> str:
    """As it is printed: of nothing there is no share."""
    return f"{part:>{width}.1%}" if is_any else f"{'-':>{width}}"
