"""Chances of every label for one message: a linear model over its words, what they mean, and what the rules saw.

Three kinds of features, each measured to matter (`CARD.md`): words and pairs of words, weighted by how telling they
are; the mean of word vectors, so that a word nobody wrote in training still counts for what it means; and the findings
of the rules. It is linear, so what each word gave to a label is known exactly, and it costs a fraction of a
millisecond. Weights are kept in one byte each, with a scale for each label.
"""

import json
import logging
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from classifiers.model.encoder import Encoder

if TYPE_CHECKING:
    from spacy.tokens import Doc

log = logging.getLogger(__name__)

Numbers = NDArray[np.float32]
Bytes = NDArray[np.int8]

FOLDER = Path(__file__).with_name("pipeline")
COMPONENT = "understanding"
NETWORK = "network"
HEADS = ("fault", "first", "urgency", "flags")
EXCLUSIVE = frozenset({"fault", "first", "urgency"})
VECTOR_WEIGHT = 1.5
SMOOTH = 1e-2
"""A word's vector counts `SMOOTH / (SMOOTH + share of messages with it)` (Arora et al. 2017)."""
MOST_TOKENS = 600
ENCODER_WEIGHT = 0.4
"""What the encoder's word counts for beside that of the words; no less in long texts, of which it reads both ends."""
BY_WORDS = "fault by words"
"""The faults' chances before the encoder was asked: what it may not talk us out of."""
HEAD_OF = {BY_WORDS: "fault"}
MOST_FAILURES = 3
PLAIN, PLAIN_MATTER = 0.9, 0.6
"""Chances of its likeliest fault and of its likeliest matter from which a message is not shown to the encoder."""
NEAR_AT = 0.2
"""Chance of an emergency, by words, from which the encoder reads all that it can of a message. Measured, with 40 pieces
of the others: at 0.2 held-out group 593 of 637 and emergencies 136 of 143, both as before; at 0.4, 590 and 136."""
TINY = 1e-6
LONGEST_SPAN = 4
MARKS = frozenset({".", ","})


@dataclass(frozen=True)
class Given:
    """What the model is given of a text: its words in order (marks as '.' and ','), and the rules' findings."""

    tokens: Sequence[str]
    found: Mapping[str, float]
    text: str = ""  # tidied, for the encoder; without it the words alone decide
    near: bool = False  # the rules name a danger in it, or take one back


@dataclass(frozen=True)
class Understood:
    """What the model makes of one text. `names` and `chances` are by head."""

    names: Mapping[str, Sequence[str]]
    chances: Mapping[str, Numbers]
    tokens: Sequence[str]
    count: int  # of the words and pairs that have a weight: `rows` and `values` begin with theirs
    rows: NDArray[np.int64]
    values: Numbers
    _model: "Model"

    def best(self, head: str) -> tuple[str, float]:
        """The likeliest label of a head, and how likely."""
        top = int(self.chances[head].argmax())
        return self.names[head][top], float(self.chances[head][top])

    def chance(self, head: str, name: str) -> float:
        """How likely this label is; 0 for one the model does not know."""
        number = self._model.numbers[head].get(name)
        return 0.0 if number is None else float(self.chances[head][number])

    def above(self, head: str, least: float) -> dict[str, float]:
        """Labels at least so likely, the likeliest first."""
        chances, names = self.chances[head], self.names[HEAD_OF.get(head, head)]
        order = sorted(np.flatnonzero(chances >= least).tolist(), key=lambda each: -float(chances[each]))
        return {names[each]: float(chances[each]) for each in order}

    def words_for(self, head: str, name: str) -> tuple[int, int]:
        """First and last (exclusive) token of the words that gave most to this label."""
        return self._model.words_for(self, head, name)


class Model:
    """The component of the spaCy pipeline (`component.py`). It keeps nothing between two texts."""

    def __init__(self) -> None:
        self.names: dict[str, list[str]] = {}
        self.terms: dict[str, int] = {}  # words, pairs of words, and findings, each with its row
        self.weight_of: Numbers = np.zeros(0, dtype=np.float32)  # how telling each word or pair is
        self.weights: Bytes = np.zeros((0, 0), dtype=np.int8)  # a row a term, then one for each number of the vector
        self.scale: Numbers = np.zeros(0, dtype=np.float32)  # of each column of `weights`
        self.bias: Numbers = np.zeros(0, dtype=np.float32)
        self.vector_rows: dict[str, int] = {}
        self.vectors: Bytes = np.zeros((0, 0), dtype=np.int8)  # of length one, times 127
        self.rarity: Numbers = np.zeros(0, dtype=np.float32)
        self.calibration: list[tuple[float, float]] = []
        self.version = ""
        self.encoder: Encoder | None = None  # in a folder of its own, not part of it
        self.surety: list[float] = []  # weights of `surety.py`; without them each chance speaks for itself
        self.calibrated_with = ""  # the version of the encoder that the calibration is for
        self.trouble = ""  # what is wrong with the encoder, in words
        self._failures = 0

    def __call__(self, doc: "Doc") -> "Doc":
        """spaCy's way in: the chances of each fault, from the words alone, become the document's categories."""
        read = self.understand(Given([token.lower_ for token in doc], {}))
        doc.cats = {
            name: float(chance) for name, chance in zip(self.names["fault"], read.chances["fault"], strict=True)
        }
        return doc

    @cached_property
    def numbers(self) -> dict[str, dict[str, int]]:
        """The number of each label, by head."""
        return {head: {name: number for number, name in enumerate(names)} for head, names in self.names.items()}

    @cached_property
    def columns(self) -> dict[str, slice]:
        """Which columns of `weights` are those of each head."""
        found, first = {}, 0
        for head in HEADS:
            found[head] = slice(first, first + len(self.names[head]))
            first = found[head].stop
        return found

    @cached_property
    def _vector_weights(self) -> Numbers:
        """What each number of the vector gives to each label."""
        return np.asarray(self.weights[len(self.terms) :].astype(np.float32) * self.scale, dtype=np.float32)

    @cached_property
    def _written(self) -> list[str]:
        """The term of each row."""
        return list(self.terms)

    def understand(self, given: Given) -> Understood:
        """Chances of every label."""
        return self.asked(given, self.by_words(given))

    def by_words(self, given: Given) -> Understood:
        """Chances of every label, by the words and the rules' findings alone."""
        count, rows, values = self.features(given)
        scores = (
            (values @ self.weights[rows].astype(np.float32)) * self.scale if len(rows) else np.zeros_like(self.bias)
        )
        scores = scores + self.mean_vector(given.tokens) @ self._vector_weights + self.bias
        chances: dict[str, Numbers] = {}
        for head, columns in self.columns.items():
            chances[head] = softmax(scores[columns]) if head in EXCLUSIVE else sigmoid(scores[columns])
        return Understood(self.names, chances, given.tokens, count, rows, values, self)

    def asked(self, given: Given, by_words: Understood) -> Understood:
        """The same after the encoder was asked, where the words by themselves are not plain."""
        if self.encoder is None or not given.text or self._is_plain(by_words.chances):
            return by_words
        chances = dict(by_words.chances)
        self._try(self.encoder, given.text, chances, briefly=not (given.near or self._is_near(chances)))
        return replace(by_words, chances=chances)

    def _is_near(self, chances: Mapping[str, Numbers]) -> bool:
        """May it be an emergency?"""
        number = self.numbers["urgency"].get("emergency")
        return number is None or float(chances["urgency"][number]) >= NEAR_AT

    def _try(self, encoder: Encoder, text: str, chances: dict[str, Numbers], briefly: bool) -> None:
        """Ask the encoder; when it fails, the words decide about this message, and after several about all."""
        try:
            self._ask(encoder, text, chances, briefly)
            self._failures = 0
        except Exception as error:  # noqa: BLE001 - onnxruntime's own
            self._failures += 1
            log.error("the encoder failed (%s): the words alone decide", type(error).__name__)
            if self._failures >= MOST_FAILURES:
                self.encoder, self.trouble = None, "the encoder fails: messages are read by words alone"

    def attach(self, encoder: Encoder) -> None:
        """Ask this encoder too, from now on. Raises ValueError when it does not go with this model."""
        if any(encoder.names[head] != self.names[head] for head in HEADS):
            raise ValueError("the encoder knows other labels than the model: teach it anew")
        if self.calibrated_with and encoder.version != self.calibrated_with:
            raise ValueError("the model was calibrated with another encoder: `frontdoor train`")
        self.encoder = encoder

    @property
    def whole_version(self) -> str:
        """Its own version, and the encoder's."""
        return f"{self.version}/{self.encoder.version}" if self.encoder else self.version

    @staticmethod
    def _is_plain(chances: Mapping[str, Numbers]) -> bool:
        """Are the words by themselves so plain that the encoder would say the same?"""
        return float(chances["fault"].max()) >= PLAIN and float(chances["first"].max()) >= PLAIN_MATTER

    @staticmethod
    def _ask(encoder: Encoder, text: str, chances: dict[str, Numbers], briefly: bool) -> None:
        """Put what the encoder thinks together with what the words say: a weighted mean of the scores."""
        scores = encoder.scores(text, briefly)
        weight = ENCODER_WEIGHT
        mixed: dict[str, Numbers] = {"also": sigmoid(scores["also"]), BY_WORDS: chances["fault"]}
        for head, by_words in chances.items():
            if head in EXCLUSIVE:
                logs = weight * np.log(softmax(scores[head]) + TINY)
                mixed[head] = softmax(logs + (1 - weight) * np.log(by_words + TINY))
            else:
                mixed[head] = np.asarray(weight * sigmoid(scores[head]) + (1 - weight) * by_words, dtype=np.float32)
        chances.update(mixed)

    def likeliest_fault(self, tokens: Sequence[str]) -> tuple[str, float]:
        """The likeliest fault of a sentence by its words alone, and how likely.

        Asked of each part of each sentence: what `features` does for findings is left out, and only the columns of the
        faults are touched.
        """
        weights, scale, bias, vector_weights = self._of_faults
        rows, often = self._counted(tokens)
        scores = self.mean_vector(tokens) @ vector_weights + bias
        if rows:
            scores = scores + (_unit(self._telling(rows, often)) @ weights[rows].astype(np.float32)) * scale
        chances = softmax(scores)
        top = int(chances.argmax())
        return self.names["fault"][top], float(chances[top])

    @cached_property
    def _of_faults(self) -> tuple[Bytes, Numbers, Numbers, Numbers]:
        """The columns of the faults: of `weights` (a view), `scale`, `bias` and what vectors give."""
        columns = self.columns["fault"]
        given = np.ascontiguousarray(self._vector_weights[:, columns])
        return self.weights[:, columns], self.scale[columns], self.bias[columns], given

    def _counted(self, tokens: Sequence[str]) -> tuple[list[int], list[int]]:
        """The rows of the words and pairs that have one, and how often each is there."""
        row_of = self.terms.get
        words = [token for token in tokens[:MOST_TOKENS] if token not in MARKS]
        there = [*map(row_of, words), *map(row_of, map(" ".join, pairwise(words)))]
        counted = Counter([row for row in there if row is not None])
        return list(counted), list(counted.values())

    def _telling(self, rows: Sequence[int], often: Sequence[int]) -> Numbers:
        """How much each of these counts."""
        if len(often) == sum(often):  # most often: each is there once
            return np.asarray(self.weight_of[rows], dtype=np.float32)
        return np.asarray((1.0 + np.log(np.array(often, dtype=np.float32))) * self.weight_of[rows], dtype=np.float32)

    def features(self, given: Given) -> tuple[int, NDArray[np.int64], Numbers]:
        """How many words and pairs count, then rows and values: of those, and of the findings, each to length one."""
        terms = self.terms
        rows, often = self._counted(given.tokens)
        telling = self._telling(rows, often) if rows else np.zeros(0, dtype=np.float32)
        found = [(terms[name], amount) for name, amount in given.found.items() if name in terms]
        values = np.concatenate([_unit(telling), _unit(np.array([amount for _, amount in found], dtype=np.float32))])
        return len(rows), np.array(rows + [row for row, _ in found], dtype=np.int64), values

    def mean_vector(self, tokens: Sequence[str]) -> Numbers:
        """The mean of the words' vectors, rare words counting more, to length VECTOR_WEIGHT."""
        rows = [row for row in map(self.vector_rows.get, tokens[:MOST_TOKENS]) if row is not None]
        if not rows:
            return np.zeros(self.vectors.shape[1], dtype=np.float32)
        mean = self.rarity[rows] @ self.vectors[rows].astype(np.float32)
        length = math.sqrt(float(mean @ mean))
        return np.asarray(mean * (VECTOR_WEIGHT / length) if length else mean, dtype=np.float32)

    def words_for(self, read: "Understood", head: str, name: str) -> tuple[int, int]:
        """First and last (exclusive) token of the word or pair that gave most to a label; (0, 0) when none did."""
        column = self.numbers[head].get(name)
        if column is None or not read.count:
            return 0, 0
        column += self.columns[head].start
        gave = read.values[: read.count] * self.weights[read.rows[: read.count], column]
        top = int(gave.argmax())
        words, tokens = self._written[int(read.rows[top])].split(" "), list(read.tokens)
        if gave[top] <= 0 or words[0] not in tokens:
            return 0, 0
        first = tokens.index(words[0])
        last = tokens.index(words[-1], first) if words[-1] in tokens[first:] else first
        return (first, last + 1) if last - first < LONGEST_SPAN else (first, first + 1)

    def sure(self, chance: float) -> float:
        """How often a chance like this was right on messages that the training never saw (calibration)."""
        points = self.calibration
        if not points:
            return chance
        return float(np.interp(chance, [raw for raw, _ in points], [right for _, right in points]))

    # --- spaCy's own way to keep it ----------------------------------------------------------------

    def to_disk(self, path: Path, exclude: Sequence[str] = ()) -> None:
        """Write everything, each file whole: processes that read the one before keep it until they end."""
        path.mkdir(parents=True, exist_ok=True)
        for name, numbers in (("weights", self.weights), ("vectors", self.vectors)):
            np.save(path / f"{name}.new.npy", numbers, allow_pickle=False)
            (path / f"{name}.new.npy").replace(path / f"{name}.npy")
        told = {
            "version": self.version, "encoder": self.encoder.version if self.encoder else "",
            "names": self.names, "calibration": self.calibration, "surety": self.surety,
            "bias": [round(float(x), 4) for x in self.bias], "scale": [float(x) for x in self.scale],
            "terms": list(self.terms), "weights": [round(float(x), 4) for x in self.weight_of],
            "vector_words": list(self.vector_rows), "rarity": [round(float(x), 4) for x in self.rarity],
        }  # fmt: skip
        (path / "labels.new").write_text(json.dumps(told) + "\n", encoding="utf-8")
        (path / "labels.new").replace(path / "labels.json")

    def from_disk(self, path: Path, exclude: Sequence[str] = ()) -> Self:
        """Raises OSError or ValueError for files that are not there or not ours. Processes share what they read."""
        told = json.loads((path / "labels.json").read_text(encoding="utf-8"))
        self.version, self.names = told["version"], told["names"]
        self.calibrated_with = told.get("encoder", "")
        self.calibration = [(float(raw), float(right)) for raw, right in told["calibration"]]
        self.surety = [float(each) for each in told.get("surety", ())]
        self.terms = {term: row for row, term in enumerate(told["terms"])}
        self.weight_of = np.array(told["weights"], dtype=np.float32)
        self.vector_rows = {word: row for row, word in enumerate(told["vector_words"])}
        self.rarity = np.array(told["rarity"], dtype=np.float32)
        self.bias = np.array(told["bias"], dtype=np.float32)
        self.scale = np.array(told["scale"], dtype=np.float32)
        self.weights = _shared(path / "weights.npy")
        self.vectors = _shared(path / "vectors.npy")
        labels = sum(len(self.names[head]) for head in HEADS)
        if self.weights.shape != (len(self.terms) + self.vectors.shape[1], labels) or len(self.bias) != labels:
            raise ValueError("the numbers do not fit the labels")
        return self


def _shared(path: Path) -> Bytes:
    """An array that stays in its file: processes that read it share the memory."""
    array: Bytes = np.load(path, mmap_mode="r", allow_pickle=False)
    return np.asarray(array.view(np.ndarray))  # without numpy's wrapper for files, which trebles the cost


def load(folder: Path = FOLDER) -> Model:
    """The shipped model, or that of the pipeline in `folder`. Raises OSError or ValueError when it cannot be read.

    Its numbers are all that reading needs of the pipeline: spaCy itself would take 60 MB of each house.
    """
    made = Model().from_disk(folder / COMPONENT)
    attach_from(made, folder)
    return made


def attach_from(model: Model, folder: Path) -> None:
    """Let it ask the encoder that is in its folder (`network`), else the shipped one.

    What stops that is in `trouble` and in the log; the words alone decide then.
    """
    own = folder / NETWORK
    try:
        model.attach(Encoder.load(own if own.is_dir() else None))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with its files or its libraries
        model.trouble = f"there is no encoder ({type(error).__name__}): messages are read by words alone"
        log.error("%s", model.trouble)


def grams(tokens: Sequence[str]) -> Counter[str]:
    """Words and pairs of neighbours, marks passed over."""
    words = [token for token in tokens[:MOST_TOKENS] if token not in MARKS]
    counted = Counter(words)
    counted.update(f"{first} {second}" for first, second in pairwise(words))
    return counted


def _unit(values: Numbers) -> Numbers:
    """To length one."""
    length = math.sqrt(float(values @ values))
    return np.asarray(values / length, dtype=np.float32) if length else values


def softmax(scores: Numbers) -> Numbers:
    """Chances that add up to one."""
    grown = np.exp(scores - np.maximum.reduce(scores))  # as `max` and `sum` do, without their way there
    return np.asarray(grown / np.add.reduce(grown), dtype=np.float32)


def sigmoid(scores: Numbers) -> Numbers:
    """A chance for each by itself."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30))), dtype=np.float32)
