"""What the trained model makes of a message and of the rules' findings, as labels.

It reads last, since the rules' findings are among what it is given. It may raise a danger that the rules did not see,
at a high chance, and takes back no danger that they name. What is no danger it may read otherwise than they do.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from classifiers.heat import told_apart
from classifiers.in_step import Steps, in_step
from classifiers.matters import (
    BY_ITSELF,
    BY_WORDS_OF_GROUP,
    IN_PASSING,
    LEFT_BEHIND,
    NOTHING_BROKEN,
    OF_GROUP,
    UNLIKE,
    is_grave,
    shares,
)
from classifiers.model import BY_WORDS, Given, Model, Understood, load, surety
from classifiers.parts import Part, others_beside, two_faults
from classifiers.reading import Label, Reading
from classifiers.settled import is_settled, is_told_as_past, is_upkeep
from classifiers.strange import is_strange
from router.values import Landlord

log = logging.getLogger(__name__)
NOTHING = "none"
FEW = 0.001
"""Chance below which a group is not spoken of."""
FLAG_AT = 0.6
"""Chance from which a fact about the household or the message is believed."""
EMERGENCY_AT = 0.8
"""Chance of an emergency from which the words alone raise the urgency of what is broken. Measured: at 0.6 it was raised
ten times more on unseen messages, of which two were emergencies."""
URGENT_AT = 0.4
ALARM_AT = 0.5
"""Chance from which contact about a job is taken for one that is urgent by itself (a stranger at the door)."""
NOTHING_AT = 0.6
"""Chance from which nothing is taken to be broken."""
ALSO_AT = 0.6
"""Chance from which a sentence of its own names another fault."""
GRAVE_AT = 0.3
"""Chance from which a danger to life is handed on even where another fault is likelier; the pipeline then doubts it."""
DOUBT = 0.9
PAIR_NOTHING = 0.4
"""Chance of nothing broken from which no message is read as two faults."""
BESIDE = 0.6
"""Most that a fault beside the first is sure: the first stays the first."""
ON_ELECTRICS = "on_electrics"
ALSO_READ_AT = 0.5
"""Chance from which the encoder's word for another fault is taken."""
MOST_SENTENCES = 6
JOINTS, LEAST_PART, PART_AT = frozenset({"and", "also", "plus", ","}), 2, 0.5
"""What joins two faults in a sentence, the words that a part of it has more of, and the chance that makes it plain."""
SURE_AT, READS_AT, NOTHING_LEFT = 0.9, 0.3, 0.15
"""An emergency by its nature that is less sure than the first, and reads like one with less chance than the second, is
taken for its less pressing neighbour, and so is one where nothing is broken with the third chance or more. Measured: no
emergency fewer; of 31 true ones on unseen messages none had the third chance above 0.1, of 8 false ones six."""
PRESSING = ("life_safety", "emergency")
TAKEN_BACK, PLAIN_AT = "taken back", 0.99
"""What the rules saw and took back (denied, past, supposed), and the chance from which it is named all the same."""

SETTLED = 0.9
"""How sure it is that nothing is broken where a message says so itself: of 86 labelled ones it is right of 82."""
AS_BROKEN = frozenset({"job.recall", "job.chase"})
"""Matters of a fault that is there."""
DANGER = frozenset({"emergency", "safeguarding"})
"""What these find is not shown to the model: they were written over the very messages that it learns from, so it would
lean on them, and miss with them. Measured: 26 of 32 unseen gas messages found with it, 30 without."""

Found = Sequence[tuple[str, Label]]
"""What the classifiers before it found, each with the classifier's name."""


def findings(reading: Reading, found: Found) -> dict[str, float]:
    """The rules' findings as features: what they said and how surely, and what they saw named."""
    features: dict[str, float] = {f"c:{concept}": 1.0 for concept in reading.concepts}
    first_of: set[tuple[str, str]] = set()
    for source, label in found:
        if source in DANGER:
            continue
        worth = label.sure if (source, label.kind) not in first_of else 0.6 * label.sure
        first_of.add((source, label.kind))
        name = f"{source}:{label.kind}:{label.value}"
        features[name] = max(features.get(name, 0.0), worth)
        if label.kind == "repair":
            group = f"{source}:group:{label.value.partition('.')[0]}"
            features[group] = max(features.get(group, 0.0), label.sure)
    return features


class Trained:
    """Gives the likeliest fault and topic, other faults, facts, and how pressing it reads."""

    name = "trained"

    def __init__(self, landlord: Landlord, model: Model) -> None:
        self.model = model
        self._repairs = landlord.repairs
        self.labels = frozenset(landlord.repairs) | frozenset(landlord.topics)
        self._grave_topics = {name for name in landlord.topics if is_grave(name, landlord)}
        self._flags = {*landlord.flags, "complaint", "chaser"}
        groups = [landlord.repairs[each].group if each in landlord.repairs else each for each in model.names["fault"]]
        self._groups = sorted(set(groups))
        self._group_of = np.array([self._groups.index(each) for each in groups])

    def classify(self, reading: Reading, found: Found) -> list[Label]:
        """Its own labels; those that the rules found are left as they are."""
        return in_step([self.steps(reading, found)])[0]

    def steps(self, reading: Reading, found: Found) -> Steps[list[Label]]:
        """The same in steps: by words, by the encoder, and what follows from both."""
        tokens = reading.tokens(self.model.vector_rows)
        near = any(source in DANGER for source, _ in found)
        given = Given(tokens, findings(reading, found), reading.tidied.text, near)
        by_words = self.model.by_words(given)
        yield
        read = self.model.asked(given, by_words)
        yield
        over = {label.value for source, label in found if source in DANGER and label.kind == TAKEN_BACK}
        if self._is_settled(reading, tokens, read, found):
            return self._of_nothing(reading, read, tokens)
        one = over or read.chance("fault", NOTHING) > PAIR_NOTHING
        pair = None if one else two_faults(self.model, tokens, self._repairs, read)
        labels = self._of_two(pair, read, tokens) if pair else self._faults(reading, read, tokens, over)
        matters = self._matters(read)
        for first, chance in matters:
            labels.append(self._label("topic", first, self.model.sure(chance), read.words_for("first", first)))
        if not labels:
            nothing = self.model.sure(read.chance("fault", NOTHING))
            labels.append(Label("topic", "general.unclear", round(nothing, 3), 0, len(tokens)))
        for flag, likely in read.above("flags", FLAG_AT).items():
            if flag in self._flags and not (pair and flag == ON_ELECTRICS):
                labels.append(self._label("flag", flag, likely, read.words_for("flags", flag)))
        if not any(label.value.startswith("language:") for _, label in found) and is_strange(
            reading, self.model.vector_rows
        ):
            labels.append(Label("flag", "language:other", 0.8, 0, 1))
        nothing = read.chance("fault", NOTHING)
        parts = [part.read for part in pair] if pair else [read]
        worst = max(parts, key=lambda each: each.chance("urgency", "emergency"))
        labels += [*self._urgency(worst), Label(NOTHING_BROKEN, NOTHING, nothing, 0, 0)]
        return [*labels, *self._shares(read)]

    def _is_settled(self, reading: Reading, tokens: Sequence[str], read: Understood, found: Found) -> bool:
        """Does it say itself that nothing is broken now? Never beside a danger that a rule names, or that is likely."""
        if any(source in DANGER and label.kind == "repair" for source, label in found):
            return False
        back = {label.value for source, label in found if source in DANGER}
        if any(
            name in self._repairs and self._repairs[name].urgency in PRESSING and name not in back
            for name in read.above("fault", GRAVE_AT)
        ):
            return is_upkeep(reading.line)
        return not self._grave(read, NOTHING) and is_settled(
            reading.line, lambda place: self._tells_fault(reading, tokens, place)
        )

    def _tells_fault(self, reading: Reading, tokens: Sequence[str], place: int) -> bool:
        """Does a sentence that begins after this place of the line name a fault, and not as a thing of the past?"""
        for first, last in reading.sentences:
            begins = reading.begins[first]
            ends = reading.begins[last] if last < len(reading.words) else len(reading.line)
            if begins < place or is_told_as_past(reading.line[begins - 1 : ends]):
                continue
            name, chance = self.model.likeliest_fault(tokens[first:last])
            if name in self._repairs and chance >= ALSO_AT:
                return True
        return False

    def _of_nothing(self, reading: Reading, read: Understood, tokens: Sequence[str]) -> list[Label]:
        """Its labels where nothing is broken: what else the message may be about. Its chances by group are of the fault
        that the story tells, so they say nothing of how sure this is."""
        matters = [each for each in self._matters(read) if each[0] not in AS_BROKEN]
        labels = [
            self._label("topic", name, self.model.sure(chance), read.words_for("first", name))
            for name, chance in matters
        ]
        labels = labels or [Label("topic", "general.unclear", SETTLED, 0, len(tokens))]
        return [*labels, Label(NOTHING_BROKEN, NOTHING, SETTLED, 0, 0)]

    def weighed(self, sure: float, faults: Sequence[str], labels: Sequence[Label]) -> float:
        """How sure the whole answer is that names these faults: the mean of what its own chance says (`sure`) and what
        its looks say. Measured: together they are right more often than either about which are the surest."""
        together = shares(labels, OF_GROUP)
        in_passing = any(label.kind == IN_PASSING and label.value in faults[:1] for label in labels)
        if in_passing or not together or not self.model.surety:
            return sure
        return (sure + surety.weighed(self._signs(sure, faults, labels), self.model.surety)) / 2

    def _signs(self, sure: float, faults: Sequence[str], labels: Sequence[Label]) -> list[float]:
        groups = (self._repairs[each].group for each in faults if each in self._repairs)
        said = next((group for group in groups if group != "job"), NOTHING)
        return surety.signs(sure, said, shares(labels, OF_GROUP), shares(labels, BY_WORDS_OF_GROUP))

    def _shares(self, read: Understood) -> list[Label]:
        """How likely each group of repairs is, by all that was asked and by words alone."""
        found = []
        for kind, head in ((OF_GROUP, "fault"), (BY_WORDS_OF_GROUP, BY_WORDS)):
            chances = read.chances.get(head, read.chances["fault"])
            sums = np.bincount(self._group_of, weights=chances, minlength=len(self._groups)).tolist()
            found += [
                Label(kind, name, sure, 0, 0) for name, sure in zip(self._groups, sums, strict=True) if sure > FEW
            ]
        return found

    def _matters(self, read: Understood) -> list[tuple[str, float]]:
        """What it is about before anything else, if not a fault; beside harm to a person, which must be sure, the next.

        Contact about a job that is an emergency by itself must be likely.
        """
        found: list[tuple[str, float]] = []
        for name, chance in read.above("first", 0.02).items():
            if name not in self.labels or (name in self._repairs and self._repairs[name].group != "job"):
                return found
            if name in self._repairs and self._repairs[name].urgency == "emergency" and chance < ALARM_AT:
                continue
            found.append((name, chance))
            if name not in self._grave_topics:
                return found
        return found

    def _faults(
        self, reading: Reading, read: Understood, tokens: Sequence[str], over: Collection[str] = ()
    ) -> list[Label]:
        """`over`: dangers that the rules saw and took back; unless it is plain, the next likely fault is named."""
        nothing = read.chance("fault", NOTHING)
        if nothing > NOTHING_AT:
            return self._grave(read, NOTHING)
        chances = {
            name: chance
            for name, chance in read.above("fault", 0.01).items()
            if name in self._repairs
            and (name not in over or chance >= PLAIN_AT)
            and not (over and chance < GRAVE_AT and self._repairs[name].urgency in PRESSING)
        }
        if not chances or (over and sum(chances.values()) < nothing):
            return self._left_behind(read, over) if nothing < NOTHING_LEFT else []
        groups: defaultdict[str, float] = defaultdict(float)
        for name, each in chances.items():
            groups[self._repairs[name].group] += each
        for taken in over:  # it still speaks for its neighbours: no power in one part of a home is about power
            kind = self._repairs.get(taken)
            if taken not in chances and kind and kind.group in groups and kind.urgency != "life_safety":
                groups[kind.group] += read.chance("fault", taken)
        group, chance = max(groups.items(), key=lambda each: each[1])
        reads = read.chance("urgency", "emergency") if nothing < NOTHING_LEFT else 0.0
        fault = self._of_group(group, chances, reads)
        meant = told_apart(fault, reading.line)
        if meant != fault and meant in self._repairs:
            chances[meant], fault = max(chances.get(meant, 0.0), chances[fault]), meant
        sure = self.model.sure(chance)
        if self._repairs[fault].urgency == "life_safety":
            sure = min(sure, chances[fault])  # of the danger itself, not of its group
        found = [self._label("repair", fault, sure, read.words_for("fault", fault)),
                 Label(BY_ITSELF, fault, chances[fault], 0, 0)]  # fmt: skip
        if self._is_unlike(fault, chances[fault], reads):
            found.append(Label(UNLIKE, fault, reads, 0, 0))
        found += self._grave(read, fault)
        found += self._behind(read, fault, groups)
        groups_named = {group}
        if "also" in read.chances:
            found += self._others_read(read, groups_named)
        elif len(reading.telling) > 1:
            found += self._others(reading, tokens, groups_named)
        return found + self._joined(reading, tokens, groups_named)

    def _left_behind(self, read: Understood, over: Collection[str]) -> list[Label]:
        """A danger that is over, where something is broken all the same and nothing else is likely ("basement flooded,
        now the drier is dead"): what it left behind is of its kind, for a person to see."""
        fault, chance = next(iter(read.above("fault", 0.5).items()), (NOTHING, 0.0))
        if fault not in over or fault not in self._repairs:
            return []
        words = read.words_for("fault", fault)
        return [self._label("repair", fault, self.model.sure(chance), words), Label(LEFT_BEHIND, fault, chance, *words)]

    def _is_unlike(self, fault: str, chance: float, emergency: float) -> bool:
        """Is it an emergency by its nature that is unsure and does not read like one?"""
        return self._repairs[fault].urgency == "emergency" and chance < SURE_AT and emergency < READS_AT

    def _of_group(self, group: str, chances: Mapping[str, float], emergency: float) -> str:
        """The likeliest fault of this group; not an emergency that is unsure and does not read like one."""
        among = [name for name in chances if self._repairs[name].group == group]
        first = among[0]
        if self._is_unlike(first, chances[first], emergency):
            return next((name for name in among if self._repairs[name].urgency not in PRESSING), first)
        return first

    def _behind(self, read: Understood, fault: str, groups: Mapping[str, float]) -> list[Label]:
        """What is likeliest beside a danger to life: where that is not sure enough to be said, this is what is left."""
        if self._repairs[fault].urgency != "life_safety":
            return []
        for name in read.above("fault", 0.01):
            if name in self._repairs and self._repairs[name].urgency != "life_safety":
                sure = self.model.sure(groups[self._repairs[name].group])
                return [self._label("repair", name, sure, read.words_for("fault", name))]
        return []

    def _of_two(self, pair: tuple[Part, Part], read: Understood, tokens: Sequence[str]) -> list[Label]:
        """The faults of a message that tells of two, each as sure as its own part; others that either part tells of as
        well; and a danger to life that the whole may tell of."""
        one, other = pair
        sure = self.model.sure(min(one.chance, other.chance))
        return [
            Label("repair", one.fault, round(sure, 3), one.first, one.last),
            Label(BY_ITSELF, one.fault, one.chance, 0, 0),
            Label("repair", other.fault, round(min(sure, BESIDE), 3), other.first, other.last),
            *(
                Label("repair", each.fault, round(min(sure, BESIDE), 3), each.first, each.last)
                for each in others_beside(self.model, tokens, self._repairs, read, pair)
            ),
            *self._grave(read, one.fault),
        ]

    def _grave(self, read: Understood, fault: str) -> list[Label]:
        """Dangers to life that are likely, by the words alone or with the encoder, beside the likeliest fault."""
        found = []
        for head, most in (("fault", 1.0), (BY_WORDS, DOUBT)):  # words against the encoder make a doubt, no more
            likely = read.above(head, GRAVE_AT) if head in read.chances else {}
            found += [
                self._label("repair", name, min(chance, most), read.words_for("fault", name))
                for name, chance in likely.items()
                if name in self._repairs and name != fault and self._repairs[name].urgency == "life_safety"
            ]
        return found

    def _others_read(self, read: Understood, groups: set[str]) -> list[Label]:
        """Faults of another group that the encoder read in it."""
        found: list[Label] = []
        for name, chance in read.above("also", ALSO_READ_AT).items():
            if name in self._repairs and self._repairs[name].group not in groups:
                groups.add(self._repairs[name].group)
                found.append(self._label("repair", name, min(chance, 0.6), read.words_for("fault", name)))
        return found[:3]

    def _others(self, reading: Reading, tokens: Sequence[str], groups: set[str]) -> list[Label]:
        """Faults of another group that a sentence of its own names plainly."""
        found: list[Label] = []
        for number in sorted(reading.telling)[:MOST_SENTENCES]:
            first, last = reading.sentences[number]
            name, chance = self.model.likeliest_fault(tokens[first:last])
            if name in self._repairs and chance >= ALSO_AT and self._repairs[name].group not in groups:
                groups.add(self._repairs[name].group)
                found.append(Label("repair", name, 0.4, first, last))
        return found[:3]

    def _joined(self, reading: Reading, tokens: Sequence[str], groups: set[str]) -> list[Label]:
        """Faults of another group in a part of a sentence of its own: "the tap drips and the toilet seat is loose"."""
        found: list[Label] = []
        for first, last in reading.sentences[:MOST_SENTENCES]:
            cuts = [place for place in range(first, last) if tokens[place] in JOINTS]
            ends = list(pairwise([first - 1, *cuts, last])) if 0 < len(cuts) < MOST_SENTENCES else []
            plain = self._plain(tokens, [(a + 1, b) for a, b in ends if b - a > LEAST_PART])
            for a, b, name in plain:
                group = self._repairs[name].group
                if group not in groups and self._repairs[name].urgency not in PRESSING:
                    groups.add(group)
                    found.append(Label("repair", name, 0.4, a, b))
        return found[:2]

    def _plain(self, tokens: Sequence[str], parts: Sequence[tuple[int, int]]) -> list[tuple[int, int, str]]:
        """The parts that say plainly what is wrong, when two do or more; read only while there may be two."""
        plain: list[tuple[int, int, str]] = []
        for number, (first, last) in enumerate(parts):
            if len(plain) + len(parts) - number < 2:
                return []
            name, chance = self.model.likeliest_fault(tokens[first:last])
            if chance >= PART_AT and name in self._repairs:
                plain.append((first, last, name))
        return plain if len(plain) > 1 else []

    def _urgency(self, read: Understood) -> list[Label]:
        emergency = read.chance("urgency", "emergency")
        if emergency >= EMERGENCY_AT:
            return [self._label("urgency", "emergency", emergency, read.words_for("urgency", "emergency"))]
        urgent = emergency + read.chance("urgency", "urgent")
        if urgent >= URGENT_AT:
            return [self._label("urgency", "urgent", urgent, read.words_for("urgency", "urgent"))]
        return []

    def _label(self, kind: str, name: str, sure: float, where: tuple[int, int]) -> Label:
        return Label(kind, name, round(sure, 3), *where)


def in_force(landlord: Landlord, folder: Path | None) -> tuple[Trained | None, str]:
    """The trained model, and what is wrong with it in words; None when there is none: routing goes on without it."""
    trouble = ""
    if folder is not None:
        try:
            return Trained(landlord, load(folder)), ""
        except Exception as error:  # noqa: BLE001 - whatever is wrong with its files or its libraries
            trouble = f"the model chosen cannot be read ({type(error).__name__}): the shipped one reads instead"
            log.error("%s: %s", folder, trouble)
    try:
        return Trained(landlord, load()), trouble
    except Exception as error:  # noqa: BLE001 - as above
        trouble = f"there is no trained model ({type(error).__name__}): messages are read by rules alone"
        log.error("%s", trouble)
        return None, trouble
