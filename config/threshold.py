"""`frontdoor threshold`: what each value of `needs_person_below` costs in work, and what it saves.

The messages are read once, by the pipeline in force with the threshold at nothing: whatever wants a person even then
(another language, harm to somebody, nothing understood) does so at every value; the rest goes by how sure it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from classifiers.pipeline import Pipeline
from classifiers.training.measure import Read
from classifiers.training.messages import ASSETS, BadLabels, Labelled, read_folder, read_lines
from classifiers.training.targets import LEVELS, level
from config import landlord_files
from router import urgency
from router.errors import RouterError
from router.values import Landlord

SHOWN = tuple(round(0.30 + 0.05 * step, 2) for step in range(14))
"""0.30 to 0.95."""
FEW = 200
"""Below so many messages a share may be ten in a hundred out by chance."""
_MARK = 2.5  # in a hundred, for each mark of the chart
_EMERGENCY = LEVELS.index("emergency")


@dataclass(frozen=True)
class Row:
    """What one threshold does to the messages: counts."""

    threshold: float
    first: int  # a person reads them first
    rest: int
    right: int  # of the rest: the right group of repair, or rightly nothing broken
    emergencies_wrong: int  # of the rest: emergencies that were sorted wrong or taken too lightly
    too_lightly: int  # of these: not taken for an emergency


def show(
    landlord_dir: Path, model: Path | None, messages_a_day: int, minutes_each: float, own: Path | None
) -> Iterator[str]:
    """The lines of the table and the chart. Raises RouterError for a line of `own` that is labelled wrongly."""
    landlord = landlord_files.load(landlord_dir)
    messages = _messages(own, landlord)
    pipeline = Pipeline.build(replace(landlord, needs_person_below=0.0), urgency.decide, model)
    read, in_force = read_by(pipeline, messages), landlord.needs_person_below
    found = rows(read, landlord, sorted({*SHOWN, in_force}))
    yield "What a person reads first, and what goes on unread, by how sure the reading must be (needs_person_below)."
    yield f"{len(read)} labelled messages, read by {pipeline.version}; the minutes are for {messages_a_day} messages"
    yield f"a day at {minutes_each:g} a message.\n"
    yield from _table(found, len(read), in_force, messages_a_day * minutes_each)
    yield from _chart(found, in_force)
    yield from _words(read, own)


def read_by(pipeline: Pipeline, messages: Sequence[Labelled]) -> list[Read]:
    """Each message beside what the pipeline makes of it."""
    answers = pipeline.classify([each.text for each in messages])
    return [Read(message, answer) for message, answer in zip(messages, answers, strict=True)]


def rows(read: Sequence[Read], landlord: Landlord, thresholds: Sequence[float]) -> list[Row]:
    """A row a threshold. `read` by a pipeline whose own threshold is nothing."""
    right = [gold == said for gold, said in (each.group(landlord) for each in read)]
    emergency = [level(each.message, landlord, urgency.decide) == _EMERGENCY for each in read]
    lightly = [each.answer.urgency not in ("life_safety", "emergency") for each in read]
    found = []
    for threshold in thresholds:
        rest = [i for i, each in enumerate(read) if not _first(each, threshold)]
        grave = [i for i in rest if emergency[i]]
        found.append(
            Row(threshold, len(read) - len(rest), len(rest), sum(right[i] for i in rest),
                sum(lightly[i] or not right[i] for i in grave), sum(lightly[i] for i in grave))
        )  # fmt: skip
    return found


def _first(read: Read, threshold: float) -> bool:
    return read.answer.needs_person or read.answer.confidence < threshold


def _messages(own: Path | None, landlord: Landlord) -> list[Labelled]:
    try:
        if own is None:
            return read_folder(ASSETS / "held_out", landlord)
        found = list(read_lines(own.read_text(encoding="utf-8").splitlines(), own.name, landlord))
    except BadLabels as error:
        raise RouterError(str(error)) from None
    except UnicodeDecodeError:
        raise RouterError(f"{own} is not UTF-8 text: save it as UTF-8") from None
    if not found:
        raise RouterError(f"{own} has no messages: write `labels | text`, one a line")
    return found


def _table(found: Sequence[Row], total: int, in_force: float, whole: float) -> Iterator[str]:
    """`whole`: minutes a day if a person read every message first."""
    yield "               a person        minutes   the rest            emergencies in the rest"
    yield "  value        reads first     a day     sorted right        wrong (of these too lightly)"
    for row in found:
        now = "now" if row.threshold == in_force else ""
        first, share = row.first / total, row.right / row.rest if row.rest else None
        right = f"{row.right:>4} of {row.rest:<4} {share:>4.0%}" if share is not None else "nothing left"
        yield (
            f"  {_written(row.threshold)} {now:<4}{row.first:>6}  {first:>4.0%}{first * whole:>12.0f}     {right:<20}"
            f"{row.emergencies_wrong:>3} ({row.too_lightly})"
        )


def _chart(found: Sequence[Row], in_force: float) -> Iterator[str]:
    yield f"\nOf all messages: # a person reads first, x goes on and is sorted wrong. A mark is {_MARK:g} in 100."
    for row in found:
        total = row.first + row.rest
        work = "#" * round(100 * row.first / total / _MARK)
        wrong = "x" * round(100 * (row.rest - row.right) / total / _MARK)
        yield f"  {_written(row.threshold)} {'now' if row.threshold == in_force else '   '} {work}{wrong}".rstrip()


def _written(threshold: float) -> str:
    """0.6 as 0.60, 0.625 as it is."""
    return f"{threshold:.3f}".removesuffix("0").ljust(5)


def _words(read: Sequence[Read], own: Path | None) -> Iterator[str]:
    always = sum(each.answer.needs_person for each in read)
    yield (
        f"\n{always} of them a person reads first at every value: another language, harm to somebody, or nothing that "
        "could be understood.\nSorted right: the right group of repair, or rightly nothing broken. An emergency is "
        "wrong when it is in the wrong\ngroup or not taken for an emergency. Every case reaches a person; this value "
        "decides which come marked 'please check'."
    )
    if own is None:
        yield (
            "These messages were written for the project and have more emergencies and hard ones than a usual day: "
            "for your own\nfigures, label two hundred or more of yours (classifiers/training/LABELS.md) and give them "
            "with --own."
        )
    elif len(read) < FEW:
        yield f"{len(read)} messages are few: with fewer than {FEW} a share may be ten in a hundred out by chance."
    yield "To change it: needs_person_below in landlord.toml, then start the workers again."
