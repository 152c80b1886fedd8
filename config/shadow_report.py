"""`frontdoor shadow`: how a candidate reads beside the model in force, for whoever decides which is to read."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import fmean

from sqlalchemy import select

from config.readings import NAME, NOTHING, Line, Readings, Summary
from config.settings import Settings
from router.model import Correction
from router.storage.database import Database
from router.values import Landlord, labels_from

ENOUGH = 200
"""Messages read by both before anything is concluded."""
ENOUGH_JUDGED = 50
"""Of these, how many a person must have corrected or confirmed."""
BY_CHANCE = 0.05
"""A lead that chance alone would give more often than this is none (sign test, two-sided)."""
_SHOWN = 12

Judged = Mapping[int, Summary]


def show(settings: Settings, landlord: Landlord) -> Iterator[str]:
    """The report, line by line."""
    lines = list({(line.message_id, line.candidate.model): line
                  for line in Readings(settings.data_dir / NAME).lines()}.values())  # fmt: skip
    if not lines:
        yield "Nothing has been read in the shadow yet: set SHADOW_MODEL to the folder of a candidate and start again."
        return
    pair = [line for line in lines if line.models == lines[-1].models]
    yield from report(pair, judged(settings, [line.message_id for line in pair]), landlord)
    if len(pair) < len(lines):
        yield f"{len(lines) - len(pair)} older readings are of other models and are not counted."


def judged(settings: Settings, ids: Sequence[int]) -> dict[int, Summary]:
    """What people say these messages are: the newest word on each that was not taken back."""
    wanted, found = set(ids), {}
    database = Database(settings.database_url, pool_size=1)
    try:
        with database.reading() as session:
            query = select(Correction.message_id, Correction.after).where(Correction.undone_at.is_(None))
            for row in session.execute(query.order_by(Correction.id)):
                if row.message_id in wanted:
                    found[row.message_id] = Summary.of(labels_from(row.after))
    finally:
        database.close()
    return found


def report(lines: Sequence[Line], said: Judged, landlord: Landlord) -> Iterator[str]:
    """The report on readings of one model in force and one candidate; the last line is the conclusion."""
    yield f"In force:  {lines[0].in_force.model}"
    yield f"Candidate: {lines[0].candidate.model}"
    yield f"Read by both: {len(lines)} messages.\n"
    yield from _agreement(lines, landlord)
    yield from _differences(lines)
    yield from _dangers(lines, said)
    yield from _people(lines, said)
    yield f"\n{conclusion(lines, said)}"


def _agreement(lines: Sequence[Line], landlord: Landlord) -> Iterator[str]:
    fields: dict[str, Callable[[Summary], object]] = {
        "group of repair": lambda each: _group(each, landlord),
        "topic": lambda each: each.topic,
        "urgency": lambda each: each.urgency,
        "danger": lambda each: set(each.danger),
    }
    yield "They agree on"
    for name, value in fields.items():
        same = sum(value(line.in_force) == value(line.candidate) for line in lines)
        yield f"  {name:<18}{same:>6} of {len(lines)}{same / len(lines):>7.0%}"
    yield f"\n{'':<20}{'in force':>10}{'candidate':>11}"
    both = [[line.in_force for line in lines], [line.candidate for line in lines]]
    yield "  mean confidence " + "".join(f"{fmean(each.confidence for each in side):>11.2f}" for side in both)
    yield "  wanting a person" + "".join(f"{sum(each.needs_person for each in side):>11}" for side in both)


def _group(summary: Summary, landlord: Landlord) -> str:
    return landlord.repairs[summary.fault].group if summary.fault in landlord.repairs else NOTHING


def _differences(lines: Sequence[Line]) -> Iterator[str]:
    pairs = [(line.in_force.matter, line.candidate.matter) for line in lines]
    counted = Counter(pair for pair in pairs if pair[0] != pair[1])
    if not counted:
        return
    yield f"\nWhat they differ on most ({counted.total()} messages)\n  {'in force':<34}{'candidate':<34}messages"
    for (one, other), count in counted.most_common(_SHOWN):
        yield f"  {one:<34}{other:<34}{count:>8}"


def _dangers(lines: Sequence[Line], said: Judged) -> Iterator[str]:
    apart = [line for line in lines if set(line.in_force.danger) != set(line.candidate.danger)]
    yield f"\nA danger is read differently in {len(apart)} messages" + (":" if apart else ".")
    for line in apart:
        person = f"; a person says {_named(said[line.message_id])}" if line.message_id in said else ""
        words = f"in force {_named(line.in_force)}; candidate {_named(line.candidate)}{person}"
        yield f"  message {line.message_id}: {words}"


def _named(summary: Summary) -> str:
    return ", ".join(sorted(summary.danger)) or "none"


def _people(lines: Sequence[Line], said: Judged) -> Iterator[str]:
    told = [line for line in lines if line.message_id in said]
    yield f"\nCorrected or confirmed by a person: {len(told)}."
    for name, value in (("matter", _matter), ("urgency", _urgency)) if told else ():
        right = [sum(value(side) == value(said[line.message_id]) for side, line in zip(sides, told, strict=True))
                 for sides in ([line.in_force for line in told], [line.candidate for line in told])]  # fmt: skip
        yield f"  {name} right: in force {right[0]}, candidate {right[1]}"


def _matter(summary: Summary) -> str:
    return summary.matter


def _urgency(summary: Summary) -> str:
    return summary.urgency


def conclusion(lines: Sequence[Line], said: Judged) -> str:
    """One line for whoever decides."""
    if len(lines) < ENOUGH:
        return f"Too early to say: {len(lines)} messages were read by both, {ENOUGH} at least are wanted."
    missed = sum(_misses_a_danger(line, said) for line in lines)
    if missed:
        return (f"Do not switch yet: in {missed} messages the candidate does not see a danger that the model in force "
                "sees. Read those first; correct at the desk the ones where there is none.")  # fmt: skip
    told = [line for line in lines if line.message_id in said]
    if len(told) < ENOUGH_JUDGED:
        same = sum(line.in_force.matter == line.candidate.matter for line in lines)
        return (f"They agree on {same / len(lines):.0%} of messages; which is right where they differ only people can "
                f"say: {len(told)} were corrected or confirmed, {ENOUGH_JUDGED} at least are wanted.")  # fmt: skip
    return _verdict(told, said)


def _misses_a_danger(line: Line, said: Judged) -> bool:
    """A danger that the model in force sees, the candidate does not, and nobody says is not there."""
    lost = set(line.in_force.danger) - set(line.candidate.danger)
    return bool(lost & set(said[line.message_id].danger) if line.message_id in said else lost)


def _verdict(told: Sequence[Line], said: Judged) -> str:
    """By the messages where just one of the two is right; the others tell nothing."""
    truth = [said[line.message_id].matter for line in told]
    right = [(line.in_force.matter == matter, line.candidate.matter == matter)
             for line, matter in zip(told, truth, strict=True)]  # fmt: skip
    worse, better = right.count((True, False)), right.count((False, True))
    counts = f"of {len(told)} messages that people judged, only the candidate was right in {better}, and only the model"
    counts += f" in force in {worse}"
    if _by_chance(better, worse) > BY_CHANCE:
        return f"No clear difference: {counts}. Leave it as it is, or wait for more."
    if better > worse:
        return f"The candidate reads better: {counts}. To switch, set MODEL to its folder and start again."
    return f"The model in force reads better: {counts}. Leave it as it is."


def _by_chance(one: int, other: int) -> float:
    """How often a lead at least so large comes of tossing a coin for each (sign test, two-sided)."""
    tossed = one + other
    tail: float = sum(math.comb(tossed, k) for k in range(min(one, other) + 1)) / 2**tossed
    return min(1.0, 2 * tail)
