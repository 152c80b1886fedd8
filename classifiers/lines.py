"""`frontdoor classify` and `frontdoor evaluate`: JSON Lines in, JSON Lines or figures out. No database, no Redis."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from classifiers.pipeline import Pipeline
from router.clock import london
from router.values import Labels

BATCH = 50


def classify_lines(lines: Iterable[str], pipeline: Pipeline, refuse: Callable[[str], None]) -> Iterator[str]:
    """One answer a row, in the same order; empty lines are passed over.

    A line that is not `{"id", "text"}` has no answer: `refuse` is told its number and what is wrong, and the rest is
    answered all the same.
    """
    rows = _readable(lines, refuse)
    while batch := list(islice(rows, BATCH)):
        yield from _answered(batch, pipeline)


def _readable(lines: Iterable[str], refuse: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        try:
            if line.strip():
                yield _row(line, number)
        except ValueError as error:
            refuse(str(error))


def _row(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"line {number} is not JSON: {error.msg}, at character {error.pos + 1}") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"line {number} is not JSON: {error}") from None
    if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text"), str):
        raise ValueError(f'line {number} is not an object with "id" and "text"')
    facts = row.get("facts") or []
    if not isinstance(facts, list | dict) or not all(isinstance(fact, str) for fact in facts):
        raise ValueError(f'line {number}: "facts" is not a list of flags')
    row["facts"] = [fact for fact in facts if not isinstance(facts, dict) or facts[fact]]
    try:
        row["on"] = _london_day(row["at"]) if row.get("at") else None
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f'line {number}: "at" is not a time such as 2026-11-30T08:00:00Z') from None
    return row


def _london_day(at: Any) -> date:
    moment = datetime.fromisoformat(at)
    return london(moment).date() if moment.tzinfo else moment.date()


def _answered(rows: Sequence[Mapping[str, Any]], pipeline: Pipeline) -> Iterator[str]:
    read = pipeline.classify([row["text"] for row in rows], [row["on"] for row in rows])
    for row, labels in zip(rows, read, strict=True):
        answer = asdict(_with_facts(labels, row, pipeline))
        yield json.dumps({"id": row["id"], **answer}, ensure_ascii=True)


def _with_facts(labels: Labels, row: Mapping[str, Any], pipeline: Pipeline) -> Labels:
    """The season and what the home's record says count for the urgency, only where the row carries them."""
    facts = set(row["facts"])
    day = row["on"]
    if day and (day.month >= 11 or day.month <= 4):  # Right to Repair winter (SI 1994/133)
        facts.add("winter")
    if not facts:
        return labels
    repairs = [each for each in (labels.repair, *labels.also) if each]
    urgency, _ = pipeline.judge(repairs, {*labels.flags, *facts}, pipeline.landlord)
    return replace(labels, urgency=urgency)


def labelled(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The rows of a file with expected values. Raises ValueError, naming the line, where one cannot be read."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _expected(_row(line, number), number)


def _expected(row: dict[str, Any], number: int) -> dict[str, Any]:
    """A row whose expected values have the shapes of an answer's. Raises ValueError: a text is no list of letters."""
    for name in ("danger", "flags", "also"):
        given = row.get(name, [])
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            raise ValueError(f'line {number}: "{name}" is not a list of texts')
    for name in ("topic", "repair", "repair_group", "urgency"):
        if row.get(name) is not None and str(row[name]) != row[name]:
            raise ValueError(f'line {number}: "{name}" is not a text')
    return row


def evaluate(rows: Iterable[Mapping[str, Any]], pipeline: Pipeline) -> dict[str, Any]:
    """How well expected values are met. A row has `text` and any of the fields of the answer as they should be.

    Single values are scored by the share that is right; lists (`danger`, `flags`, `also`) by recall and precision;
    `repair`, `topic`, `danger` and `flags` also label by label.
    """
    told = list(rows)
    answers = [asdict(labels) for labels in pipeline.classify([str(row["text"]) for row in told])]
    report: dict[str, Any] = {"rows": len(told)}
    for field in ("topic", "repair", "repair_group", "urgency", "needs_person"):
        pairs = [(row[field], answer[field]) for row, answer in zip(told, answers, strict=True) if field in row]
        if pairs:
            report[field] = {"rows": len(pairs), "right": round(sum(a == b for a, b in pairs) / len(pairs), 4)}
            if field in ("repair", "topic"):
                report[field]["labels"] = _by_label([({a}, {b}) for a, b in pairs])
    for field in ("danger", "flags", "also"):
        sets = [
            (set(row[field]), set(answer[field])) for row, answer in zip(told, answers, strict=True) if field in row
        ]
        if sets:
            report[field] = {"rows": len(sets), "labels": _by_label(sets)}
    return report


def _by_label(pairs: Sequence[tuple[set[Any], set[Any]]]) -> dict[str, dict[str, float]]:
    expected: Counter[Any] = Counter(label for gold, _ in pairs for label in gold)
    said: Counter[Any] = Counter(label for _, given in pairs for label in given)
    hit: Counter[Any] = Counter(label for gold, given in pairs for label in gold & given)
    return {
        str(label): {
            "expected": expected[label],
            "recall": round(hit[label] / expected[label], 4) if expected[label] else 1.0,
            "precision": round(hit[label] / said[label], 4) if said[label] else 1.0,
        }
        for label in sorted(expected | said, key=str)
    }
