"""Runs each classifier in turn and puts their labels together. One that fails is noted and passed over.

The way in is `Pipeline.build(landlord, judge=urgency.decide)`; it is a `router.ports.Classifier`.
"""

import logging
from collections.abc import Sequence
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Protocol

from classifiers import PIPELINE
from classifiers.asking import SHORT, SURVEYOR, asked, books_at_office
from classifiers.bare import is_bare, is_cry
from classifiers.broken_now import is_broken_now
from classifiers.choosing import Named, chosen, chosen_by_model
from classifiers.everyday import only_open, put_right
from classifiers.first_matter import first_matter
from classifiers.in_passing import heard
from classifiers.in_step import Steps, in_step
from classifiers.leading import Judge, Leading
from classifiers.matters import (
    BY_ITSELF,
    COMPLAINT,
    DEALT_WITH,
    LEFT_BEHIND,
    OPEN_WINDOW,
    READS_AS_URGENT,
    UNCLEAR,
    UNLISTED,
    as_told,
    at_the_door,
    beside,
    doubting,
    in_a_language_it_knows,
    is_chased,
    is_complaint,
    is_grave,
    only_told,
    pressing,
)  # fmt: skip
from classifiers.model import load
from classifiers.reading import Label, Reader, Reading
from classifiers.tidy import LONGEST
from classifiers.trained import DANGER, Trained, in_force
from classifiers.vocabulary import DANGER_WORDS, vocabulary
from router.values import URGENCIES, Because, Labels, Landlord

MODEL = "rules-2026.11.24"
"""Which reading gave these labels; changes whenever the same words may give another answer."""
STILL_AT = 0.9
"""How sure the trained model must be of a danger to life that the rules took back, where nothing else can be meant."""
RAISED_AT = 0.95
"""How sure the trained model must be of a danger to life that the rules did not see, to raise it."""
RULE_ALONE = 0.45
"""How sure a danger is that a rule names and the trained model does not: of 35 such on unseen messages 13 were right,
where both name it 88 of 90. It stands all the same; this only says how sure that is."""
PLAIN = 0.99
"""The same where the rules saw it and took it back (denied, past, only supposed)."""
WITHOUT_MODEL = ("repairs", "topics")
"""What these say of the repair and the topic is given to the trained model as findings; without it they decide."""
BARE = 0.7
"""How sure it is that a message tells nothing that only names a thing."""
TOGETHER = 50
"""Texts read side by side: what is known of each is kept in memory until the last of them has its labels."""
FLOODS = ("leak.uncontainable", "structural.flood")  # where these are over, so is water that nobody could hold
HARM = ("safeguarding.domestic_abuse", "safeguarding.suicide", "safeguarding.child", "safeguarding.adult")
log = logging.getLogger(__name__)


class OneClassifier(Protocol):
    """What stands in PIPELINE."""

    name: str

    def classify(self, reading: Reading) -> list[Label]:
        """What it finds; may raise."""


class Pipeline:
    """All classifiers of one landlord. Keep one a process: it grows faster as it sees words again."""

    def __init__(
        self,
        landlord: Landlord,
        reader: Reader,
        classifiers: Sequence[OneClassifier],
        judge: Judge,
        trained: Trained | None = None,
    ) -> None:
        self.landlord = landlord
        self.trained = trained
        self.reader = reader
        self.classifiers = list(classifiers)
        self.judge = judge
        self.leads = Leading(landlord, judge)
        self.broken: tuple[str, ...] = ()
        """Names of classifiers that could not be made; for /health."""
        self._without = ""  # which model could not be had, in words

    @property
    def version(self) -> str:
        """Which rules, which model and which encoder read now."""
        return f"{MODEL}+{self.trained.model.whole_version}" if self.trained else MODEL

    @property
    def trouble(self) -> str:
        """What is wrong with the trained model or its encoder, in words; empty when nothing is. For /health."""
        return self._without or (self.trained.model.trouble if self.trained else "")

    @classmethod
    def build(cls, landlord: Landlord, judge: Judge, model: Path | None = None) -> "Pipeline":
        """Every classifier of PIPELINE; one that cannot be made is left out, and said so in every note.

        `model` is the folder of the trained model, None for the shipped one, which also stands in for one that cannot
        be read.
        """
        spoken = {word for each in PIPELINE for word in getattr(each, "spoken", ())}
        foreign = {word for each in PIPELINE for word in getattr(each, "foreign", ())}
        reader = Reader(vocabulary(landlord), DANGER_WORDS, spoken, foreign)
        made: list[OneClassifier] = []
        broken = []
        for each in PIPELINE:
            try:
                # two of them take the reader, the others do not
                made.append(each(landlord, reader) if each.__name__ in ("Repairs", "Topics") else each(landlord))  # type: ignore[call-arg]
            except Exception:  # whatever breaks while reading: it is noted, and a person reads the message
                log.exception("the classifier %s cannot be made", each.name)
                broken.append(each.name)
        trained, trouble = in_force(landlord, model)
        pipeline = cls(landlord, reader, made, judge, trained)
        pipeline.broken, pipeline._without = tuple(broken), trouble
        return pipeline

    def beside(self, model: Path) -> "Pipeline":
        """The same rules with the trained model of this folder: a candidate. Raises whatever stops it being read."""
        other = Pipeline(self.landlord, self.reader, self.classifiers, self.judge, Trained(self.landlord, load(model)))
        other.broken = self.broken
        return other

    def rules_alone(self) -> "Pipeline":
        """What names a danger, and nothing else: no trained model, no encoder."""
        named = [each for each in self.classifiers if each.name in DANGER]
        return Pipeline(self.landlord, self.reader, named, self.judge)

    def classify(self, texts: Sequence[str], on: Sequence[date | None] = ()) -> list[Labels]:
        """Labels for each text, in order. Never raises: what fails is in `notes`, and a person is wanted.

        `on`: the day in London each was written; 'tomorrow' and 'since Friday' then have a value.
        """
        dated = list(zip_longest(texts, on))
        found: list[Labels] = []
        for first in range(0, len(dated), TOGETHER):
            found += in_step([self._one(text, day) for text, day in dated[first : first + TOGETHER]])
        return found

    def _one(self, text: str, on: date | None) -> Steps[Labels]:
        try:
            return (yield from self._read(text, on))
        except Exception as error:  # whatever breaks while reading: it is noted, and a person reads the message
            log.exception("a text cannot be read")
            return Labels(model=self.version, notes=(f"the text cannot be read: {type(error).__name__}",))

    def _read(self, text: str, on: date | None) -> Steps[Labels]:
        reading = self.reader.read(text)
        reading.on = on
        yield
        found, notes = yield from self._findings(reading)
        try:
            return (yield from self._labelled(reading, found, notes))
        except Exception as error:  # whatever breaks while reading: it is noted, and a person reads the message
            log.exception("labels cannot be put together")
            notes.append(f"labels cannot be put together: {type(error).__name__}")
            return self._dangers_alone(found, tuple(notes))

    def _labelled(self, reading: Reading, found: list[tuple[str, Label]], notes: list[str]) -> Steps[Labels]:
        text = reading.tidied.original
        if is_cry(reading.words) and not any(source in DANGER for source, _ in found):
            return self._cry(reading, notes)
        by_model = False
        if is_bare(reading.words) and not any(source in DANGER for source, _ in found):
            found = [each for each in found if each[1].kind not in ("repair", "topic")]
            found.append(("bare", Label("topic", UNCLEAR, BARE, 0, len(reading.words))))
        elif self.trained is not None:
            try:
                learnt = in_a_language_it_knows((yield from self.trained.steps(reading, found)), found)
                learnt = put_right(
                    as_told(learnt, found, lambda: _to_be_seen(text), lambda: books_at_office(text)),
                    found,
                    reading.line,
                )
                learnt = heard(learnt, found, reading)
                learnt = first_matter(learnt, reading)
                found = [
                    each for each in found if each[0] not in WITHOUT_MODEL or each[1].kind not in ("repair", "topic")
                ]
                found += [(self.trained.name, label) for label in learnt]
                by_model = True
            except Exception as error:  # a broken model never stops routing: the rules' own labels stand
                log.exception("the trained model failed")
                notes.append(f"the trained model failed: {type(error).__name__}")
        yield
        labels = [label for _, label in found]
        sources = {id(label): source for source, label in found}
        if len(text) > LONGEST:
            notes.append("It is so long that not all of it was read by machine.")
        return self._together(reading, labels, sources, tuple(notes), by_model)

    def _dangers_alone(self, found: Sequence[tuple[str, Label]], notes: tuple[str, ...]) -> Labels:
        """The dangers that rules name, where no more can be said: their words and how pressing they are stand."""
        named = [label for source, label in found if source in DANGER]
        repairs = list(dict.fromkeys(each.value for each in named if each.kind == "repair"))
        repairs = [each for each in repairs if each in self.landlord.repairs]
        repairs.sort(key=lambda each: URGENCIES.index(self.landlord.repairs[each].urgency))
        topics = {each.value: each for each in named if each.kind == "topic"}
        harm = next((each for each in HARM if each in topics), "")
        first = self.landlord.repairs[repairs[0]] if repairs else None
        return Labels(
            model=self.version,
            topic=harm or ("repair" if first else UNCLEAR),
            repair=repairs[0] if first else None,
            repair_group=first.group if first else None,
            also=tuple(repairs[1:]),
            urgency=first.urgency if first else "none",
            danger=self.leads.danger(repairs, topics, set(topics)),
            flags=("safeguarding",) if harm else (),
            notes=notes,
        )

    def _cry(self, reading: Reading, notes: Sequence[str]) -> Labels:
        """Somebody only cries for help. Nobody can say what for, so it may be a life, and a person rings them now."""
        whole = Label("topic", UNCLEAR, BARE, 0, len(reading.words))
        return Labels(
            model=self.version, topic=UNCLEAR, urgency="emergency", confidence=BARE, needs_person=True,
            because=(self._because(reading, whole),),
            notes=(*notes, "They only cry for help and do not say why: please ring them now."),
        )  # fmt: skip

    def findings(self, reading: Reading) -> tuple[list[tuple[str, Label]], list[str]]:
        """What each classifier finds, with its name, and what went wrong."""
        return in_step([self._findings(reading)])[0]

    def _findings(self, reading: Reading) -> Steps[tuple[list[tuple[str, Label]], list[str]]]:
        notes = [f"{name} is out of order" for name in self.broken]
        found: list[tuple[str, Label]] = []
        for classifier in self.classifiers:
            try:
                found += [(classifier.name, label) for label in classifier.classify(reading)]
            except Exception as error:  # whatever breaks while reading: it is noted, and a person reads the message
                log.exception("the classifier %s failed", classifier.name)
                notes.append(f"{classifier.name} failed: {type(error).__name__}")
            yield
        return found, notes

    def _together(
        self, reading: Reading, labels: list[Label], sources: dict[int, str], notes: tuple[str, ...], by_model: bool
    ) -> Labels:
        sure_of = {label.value for label in labels if label.kind != "taken back" and sources[id(label)] in DANGER}
        told = only_told(labels)
        labels = [each for each in labels if each.value not in told or sources[id(each)] not in DANGER]
        sure_of -= told
        by_rule_alone = sure_of - self.leads.near(labels, sources) if by_model and sure_of else set()
        taken_back = {label.value for label in labels if label.kind == "taken back"}
        if not taken_back.isdisjoint(FLOODS) and sure_of.isdisjoint(FLOODS):
            labels = [each for each in labels if (each.kind, each.value) != ("flag", "uncontainable")]
        labels = [each for each in labels if sources[id(each)] != Trained.name or each.value not in sure_of]
        repairs, topics, flags = (_by_value(labels, kind) for kind in ("repair", "topic", "flag"))
        enough = RAISED_AT if by_model else 1.01  # likeness alone may never say that a life is in danger
        doubted = bool(told)
        left = {label.value: label.sure for label in labels if label.kind == LEFT_BEHIND}
        still = [each for each in left if self.leads.is_life_safety(each) and left[each] >= STILL_AT]
        over = set(left).difference(still)
        for each in list(repairs):
            if each in left:
                continue
            doubtful = each in taken_back or self.leads.is_life_safety(each)
            if each not in sure_of and doubtful and repairs[each].sure < (enough if each not in taken_back else PLAIN):
                doubted = doubted or (by_model and each not in taken_back)
                del repairs[each]
        jobs = {topic: label for topic, label in topics.items() if topic in self.landlord.repairs}
        topics = {topic: label for topic, label in topics.items() if topic in self.landlord.topics}
        named = topics
        topics = {
            topic: label
            for topic, label in named.items()
            if topic in sure_of or not is_grave(topic, self.landlord) or label.sure >= enough
        }
        harm_doubted = len(topics) < len(named)
        harm = [topic for topic in HARM if topic in topics]
        if harm:
            flags["safeguarding"] = topics[harm[0]]
        if "job.chase" in jobs or "job.missed_by_us" in jobs:
            flags.setdefault("chaser", jobs.get("job.chase") or jobs["job.missed_by_us"])
        ranked = self.leads.ranked(repairs, flags, sure_of)
        choose = chosen_by_model if by_model else chosen
        dealt = next((each.value for each in labels if each.kind == DEALT_WITH and each.value in topics), "")
        behind = self.leads.behind(ranked, by_rule_alone, sure_of, topics)
        first = [each for each in ranked if each not in behind]
        if by_model and first and not is_complaint(flags, topics):
            topics.pop(COMPLAINT, None)
        repair, topic, sure = choose(Named(first, repairs, jobs, topics, sure_of, harm, dealt))
        if repair in by_rule_alone and topic == "repair":
            sure = min(sure, RULE_ALONE)
        others = [each for each in ranked if each != repair]
        sure = round(self._weighed(sure, [repair or "", *others], labels), 3)
        if not is_chased(topic, repair, dealt):
            flags.pop("chaser", None)
        flag_names = tuple(sorted(flags))
        # What the model alone names beside the first is no emergency by itself: of six such none was.
        weighed = [
            each for each in others if not by_model or harm or each in sure_of or not self.leads.is_pressing(each)
        ]
        # The reasons are left: the router asks again, with the household's facts, and keeps those.
        weighed = [each for each in ([repair, *weighed] if repair else weighed) if each not in over]
        urgency, _ = self.judge(weighed, flag_names, self.landlord)
        if by_model:
            by_rule = [each for each in ranked if each in sure_of]
            by_rules = self.leads.by_rules(urgency, by_rule, weighed, flags, labels, sources, reading.line)
            urgency, notes = doubting(repair, urgency, by_rules, labels, notes, reading.line)
            urgency = at_the_door(repair, urgency, reading.line)
        reads = pressing(labels, urgency, notes, doubted, bool(told or over))
        urgency, notes = beside(*reads, by_model and is_broken_now(reading.line))
        foreign = any(flag.startswith("language:") for flag in flag_names)
        unsure = sure < self.landlord.needs_person_below
        # Words for a danger are sent for what is sure itself, not for a group of which one of several is likely.
        by_itself = {label.value: label.sure for label in labels if label.kind == BY_ITSELF}
        least = enough if by_model else 0.9
        certain = [
            each for each in ranked if each in sure_of or min(repairs[each].sure, by_itself.get(each, 1)) >= least
        ]
        over |= {OPEN_WINDOW} if only_open(reading.line) else set()
        certain = [*still, *(each for each in certain if each not in over and each not in still)]
        danger = self.leads.danger(
            certain, topics, {*sure_of, *(each for each in topics if topics[each].sure >= enough)}
        )
        if not harm and any(self.landlord.scripts[each].severity == "life_safety" for each in danger):
            urgency = "life_safety"
        used = [each for each in (repair, topic, *others) if each]
        all_labels = {**repairs, **topics, **jobs}
        because = [self._because(reading, all_labels[each]) for each in dict.fromkeys(used) if each in all_labels]
        because += [self._because(reading, label) for flag, label in sorted(flags.items())]
        return Labels(
            model=self.version,
            topic=topic,
            repair=repair,
            repair_group=self.landlord.repairs[repair].group if repair else None,
            also=tuple(others),
            urgency=urgency,
            danger=danger,
            flags=flag_names,
            confidence=round(sure * (0.5 if foreign else 1.0), 3),
            needs_person=bool(
                unsure
                or foreign
                or harm
                or harm_doubted
                or topic == UNCLEAR
                or repair == UNLISTED
                or {*notes} - {READS_AS_URGENT}
            ),
            because=tuple(because),
            notes=notes,
            entities=tuple(reading.entities),
            place=tuple(reading.where),
            since=tuple(reading.since),
        )

    def _weighed(self, sure: float, faults: Sequence[str], labels: Sequence[Label]) -> float:
        """How sure the whole answer is that names these faults; as it says itself where no trained model read it."""
        return self.trained.weighed(sure, faults, labels) if self.trained else sure

    def _because(self, reading: Reading, label: Label) -> Because:
        start, end = reading.place(label.first, label.last)
        return Because(label.value, reading.tidied.original[start:end], start, end)


def _to_be_seen(text: str) -> bool:
    """Do they ask that somebody comes and looks? In a long text that may be said of anything."""
    return len(text) <= SHORT and asked(text).where == SURVEYOR


def _by_value(labels: list[Label], kind: str) -> dict[str, Label]:
    found: dict[str, Label] = {}
    for label in labels:
        if label.kind == kind and (label.value not in found or label.sure > found[label.value].sure):
            found[label.value] = label
    return found
