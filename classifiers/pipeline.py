"""Runs each classifier in turn and puts their labels together. One that fails is noted and passed over.

The way in is `Pipeline.build(landlord, judge=urgency.decide)`; it is a `router.ports.Classifier`.
"""

# ruff: noqa: E501, SIM905 -- lists of words are read more easily as one text

import logging
from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from classifiers import PIPELINE
from classifiers.reading import Label, Reader, Reading
from router.values import URGENCIES, Because, Labels, Landlord, Urgency

MODEL = "2026.11.0-rules"
"""Which reading gave these labels; changes whenever the same words may give another answer."""
HARM = ("safeguarding.domestic_abuse", "safeguarding.suicide", "safeguarding.child", "safeguarding.adult")
log = logging.getLogger(__name__)

Judge = Callable[[Sequence[str], Collection[str], Landlord], tuple[Urgency, tuple[str, ...]]]
"""(repairs, flags, landlord) -> urgency and why: `router.urgency.decide`, which classifiers do not import."""


class OneClassifier(Protocol):
    """What stands in PIPELINE."""

    name: str

    def classify(self, reading: Reading) -> list[Label]:
        """What it finds; may raise."""


class Pipeline:
    """All classifiers of one landlord. Keep one a process: it grows faster as it sees words again."""

    def __init__(self, landlord: Landlord, reader: Reader, classifiers: Sequence[OneClassifier], judge: Judge) -> None:
        self.landlord = landlord
        self.reader = reader
        self.classifiers = list(classifiers)
        self.judge = judge
        self.broken: tuple[str, ...] = ()
        """Names of classifiers that could not be made; for /health."""

    @classmethod
    def build(cls, landlord: Landlord, judge: Judge) -> "Pipeline":
        """Every classifier of PIPELINE; one that cannot be made is left out, and said so in every note."""
        spoken = {word for each in PIPELINE for word in getattr(each, "spoken", ())}
        reader = Reader(_vocabulary(landlord), DANGER_WORDS, spoken)
        made: list[OneClassifier] = []
        broken = []
        for each in PIPELINE:
            try:
                made.append(each(landlord, reader) if each.__name__ in ("Repairs", "Topics") else each(landlord))  # type: ignore[call-arg]
            except Exception:  # whatever breaks while reading: it is noted, and a person reads the message
                log.exception("the classifier %s cannot be made", each.name)
                broken.append(each.name)
        pipeline = cls(landlord, reader, made, judge)
        pipeline.broken = tuple(broken)
        return pipeline

    def classify(self, texts: Sequence[str]) -> list[Labels]:
        """Labels for each text, in order. Never raises: what fails is in `notes`, and a person is wanted."""
        with self.reader.nlp.memory_zone():  # words met only here are forgotten again, so that memory stays flat
            return [self._one(text) for text in texts]

    def _one(self, text: str) -> Labels:
        try:
            reading = self.reader.read(text)
        except Exception as error:  # whatever breaks while reading: it is noted, and a person reads the message
            log.exception("a text cannot be read")
            return Labels(model=MODEL, notes=(f"the text cannot be read: {type(error).__name__}",))
        labels: list[Label] = []
        notes = [f"{name} is out of order" for name in self.broken]
        sources: dict[int, str] = {}
        for classifier in self.classifiers:
            try:
                found = classifier.classify(reading)
            except Exception as error:  # whatever breaks while reading: it is noted, and a person reads the message
                log.exception("the classifier %s failed", classifier.name)
                notes.append(f"{classifier.name} failed: {type(error).__name__}")
                continue
            for label in found:
                sources[id(label)] = classifier.name
            labels += found
        try:
            return self._together(reading, labels, sources, tuple(notes))
        except Exception as error:  # whatever breaks while reading: it is noted, and a person reads the message
            log.exception("labels cannot be put together")
            return Labels(model=MODEL, notes=(*notes, f"labels cannot be put together: {type(error).__name__}"))

    def _together(
        self, reading: Reading, labels: list[Label], sources: dict[int, str], notes: tuple[str, ...]
    ) -> Labels:
        repairs, topics, flags = (_by_value(labels, kind) for kind in ("repair", "topic", "flag"))
        sure_of = {
            label.value
            for label in labels
            if label.kind != "taken back" and sources[id(label)] in ("emergency", "safeguarding")
        }
        taken_back = {label.value for label in labels if label.kind == "taken back"}
        for each in list(repairs):
            if each not in sure_of and (each in taken_back or self._is_life_safety(each)):
                del repairs[each]  # only the danger rules may say that a life is in danger
        jobs = {topic: label for topic, label in topics.items() if topic in self.landlord.repairs}
        topics = {topic: label for topic, label in topics.items() if topic in self.landlord.topics}
        topics = {topic: label for topic, label in topics.items() if topic in sure_of or not self._is_grave(topic)}
        harm = [topic for topic in HARM if topic in topics]
        if harm:
            flags["safeguarding"] = topics[harm[0]]
        if "job.chase" in jobs or "job.missed_by_us" in jobs:
            flags.setdefault("chaser", jobs.get("job.chase") or jobs["job.missed_by_us"])
        ranked = self._ranked(repairs, flags, sure_of)
        repair, topic, sure = self._chosen(ranked, repairs, jobs, topics, sure_of, harm)
        others = [each for each in ranked if each != repair]
        flag_names = tuple(sorted(flags))
        # The reasons are left: the router asks again, with the household's facts, and keeps those.
        urgency, _ = self.judge([each for each in (repair, *others) if each], flag_names, self.landlord)
        foreign = any(flag.startswith("language:") for flag in flag_names)
        certain = [each for each in ranked if each in sure_of or repairs[each].sure >= 0.9]
        danger = self._danger(certain, topics, sure_of)
        used = [each for each in (repair, topic, *others) if each]
        all_labels = {**repairs, **topics, **jobs}
        because = [self._because(reading, all_labels[each]) for each in dict.fromkeys(used) if each in all_labels]
        because += [self._because(reading, label) for flag, label in sorted(flags.items())]
        return Labels(
            model=MODEL,
            topic=topic,
            repair=repair,
            repair_group=self.landlord.repairs[repair].group if repair else None,
            also=tuple(others),
            urgency=urgency,
            danger=danger,
            flags=flag_names,
            confidence=round(sure * (0.5 if foreign else 1.0), 3),
            needs_person=bool(sure < 0.6 or foreign or harm or notes or topic == "general.unclear"),
            because=tuple(because),
            notes=notes,
        )

    def _is_life_safety(self, repair: str) -> bool:
        return self.landlord.repairs[repair].urgency == "life_safety" if repair in self.landlord.repairs else True

    def _is_grave(self, topic: str) -> bool:
        return self.landlord.topics[topic].restricted or topic in ("asb.violence_threats", "asb.hate")

    def _ranked(self, repairs: dict[str, Label], flags: dict[str, Label], sure_of: set[str]) -> list[str]:
        """Dangers first, the most pressing of them leading; then what is surest."""

        def rank(repair: str) -> tuple[int, int, float]:
            urgency, _ = self.judge([repair], tuple(flags), self.landlord)
            danger = repair in sure_of
            return (not danger, URGENCIES.index(urgency) if danger else 0, -repairs[repair].sure)

        return sorted(repairs, key=rank)

    def _chosen(
        self,
        ranked: list[str],
        repairs: dict[str, Label],
        jobs: dict[str, Label],
        topics: dict[str, Label],
        sure_of: set[str],
        harm: list[str],
    ) -> tuple[str | None, str, float]:
        """The repair, the topic, and how sure."""
        repair = ranked[0] if ranked else None
        topic = max(topics, key=lambda each: (each in sure_of, topics[each].sure), default="")
        job = max(jobs, key=lambda each: jobs[each].sure, default="")
        if harm:
            return repair if repair in sure_of else None, harm[0], topics[harm[0]].sure
        if topic in sure_of and repair not in sure_of:
            return repair if repair and repairs[repair].sure > 0.8 else None, topic, topics[topic].sure
        if repair in sure_of and repair:
            return repair, "repair", repairs[repair].sure
        if job and (not topic or jobs[job].sure >= topics[topic].sure or topic.startswith("complaints")):
            return job, "repair", repairs[repair].sure if repair else jobs[job].sure
        if repair and (not topic or repairs[repair].sure >= topics[topic].sure - 0.02):
            return repair, "repair", repairs[repair].sure
        if topic:
            keeps = (
                repair if repair and topic.startswith(("complaints", "leasehold.repair", "general.not_our")) else None
            )
            return keeps, topic, topics[topic].sure
        return None, "general.unclear", 0.3

    def _danger(self, repairs: list[str], topics: dict[str, Label], sure_of: set[str]) -> tuple[str, ...]:
        """Scripts whose words must be said: most severe first, then as the file has them."""
        named = {*repairs, *(topic for topic in topics if topic in sure_of)}
        hit = [s for s in self.landlord.scripts.values() if s.say and not named.isdisjoint(s.triggers)]
        return tuple(script.id for script in sorted(hit, key=lambda script: URGENCIES.index(script.severity)))

    def _because(self, reading: Reading, label: Label) -> Because:
        start, end = reading.place(label.first, label.last)
        return Because(label.value, reading.tidied.original[start:end], start, end)


def _by_value(labels: list[Label], kind: str) -> dict[str, Label]:
    found: dict[str, Label] = {}
    for label in labels:
        if label.kind == kind and (label.value not in found or label.sure > found[label.value].sure):
            found[label.value] = label
    return found


DANGER_WORDS = (
    "gas smell leak carbon monoxide alarm detector fire smoke smoking burning flame spark sparking socket electric electrics electricity "
    "shock electrocuted wires sewage flood flooding burst pouring gushing ceiling collapse collapsed trapped stuck lift water "
    "fusebox boiler fumes soot rotten eggs poisoning kitchen light house flat door lock burgled intruder broken knife threatened "
    "suicide suicidal violence violent abuse abusive attacked assaulted beating partner kill killing scared power toilet bath "
    "dripping headache headaches dizzy hissing hospital overflowing everywhere man safe"
).split()
"""Words that people must be able to misspell, disguise or run together."""


def _vocabulary(landlord: Landlord) -> set[str]:
    words: set[str] = set()
    for phrase in (
        *(phrase for repair in landlord.repairs.values() for phrase in (*repair.phrases, repair.label)),
        *(phrase for topic in landlord.topics.values() for phrase in topic.phrases),
    ):
        words.update(word for word in phrase.lower().replace("'", "").split() if word.isalpha())
    return words
