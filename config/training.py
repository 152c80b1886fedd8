"""`frontdoor train`: teach the model from the labelled messages in the repository, and say how well it reads."""

from collections.abc import Callable, Container, Sequence
from pathlib import Path
from typing import Any

from classifiers.model import Given, Model
from classifiers.model.encoder import FOLDER as SHIPPED_NETWORK
from classifiers.model.understanding import FOLDER, NETWORK, attach_from
from classifiers.pipeline import Pipeline
from classifiers.trained import Trained, findings
from classifiers.training import calibration, lessons, measure, surety
from classifiers.training.corrections import read_files
from classifiers.training.joined import joined
from classifiers.training.messages import ASSETS, BadLabels, Labelled, read_folder
from classifiers.training.targets import Names, Targets
from classifiers.training.train import CannotTrain, Example, save, train, vector_words
from config import landlord_files
from config.drift_words import read_by
from router import clock, urgency
from router.errors import RouterError
from router.values import Landlord

Say = Callable[[str], None]


def make(landlord_dir: Path, out: Path | None, say: Say, corrections: Sequence[Path] = ()) -> dict[str, Any]:
    """Train on `assets/written`, calibrate and measure on `assets/held_out`, write the pipeline. Returns the scores.

    `corrections` are files of labelled messages from the desk: they are learnt like the written ones.
    Raises RouterError, naming the line, for a message that is labelled wrongly, and when a package is missing.
    """
    landlord = landlord_files.load(landlord_dir)
    try:
        written = read_folder(ASSETS / "written", landlord)
        held_out = read_folder(ASSETS / "held_out", landlord)
        corrected = read_files(corrections, landlord, held_out)
        written += corrected.messages
        rules = Pipeline.build(landlord, judge=urgency.decide)
        rules.trained = None
        model = _taught(written, landlord, rules, say)
    except (BadLabels, CannotTrain) as error:
        raise RouterError(str(error)) from None
    say(f"reading {len(held_out)} messages it has not seen")
    attach_from(model, out or FOLDER)
    told = _calibrated(model, rules, held_out)
    pipeline = Pipeline(landlord, rules.reader, rules.classifiers, urgency.decide, Trained(landlord, model))
    reading = read_by(pipeline, [each.text for each in held_out]).as_dict()  # to measure drift by
    save(model, out or FOLDER, {"scores": told, "corrections": corrected.card(), "reading": reading}, written)
    say(f"written to {out or FOLDER}")
    return told


def teach_encoder(landlord_dir: Path, out: Path | None, say: Say, further: bool = False) -> None:
    """Teach the encoder anew from `assets/written`, or the shipped one `further` what is new there, and write it.

    A quarter of an hour and more; the model is trained after it. Raises RouterError, saying what to do, when a
    package is missing or nothing is new.
    """
    landlord = landlord_files.load(landlord_dir)
    try:
        written = read_folder(ASSETS / "written", landlord)
        folder = out / NETWORK if out else SHIPPED_NETWORK
        version = f"{clock.now():%Y.%m.%d}"
        if further:
            lessons.teach_further(written, landlord, urgency.decide, version, SHIPPED_NETWORK, folder, say)
        else:
            lessons.teach(written, landlord, urgency.decide, version, folder, say)
    except (BadLabels, CannotTrain) as error:
        raise RouterError(str(error)) from None
    say(f"written to {folder}: now `frontdoor train`, since the two are calibrated together")


def _taught(written: Sequence[Labelled], landlord: Landlord, rules: Pipeline, say: Say) -> Model:
    taught = [*written, *joined(written, landlord, urgency.decide)]
    say(f"reading {len(taught)} messages by the rules")
    names = Names.of(landlord)
    targets = Targets.of(taught, names, landlord, urgency.decide)
    examples = _examples(taught, rules, vector_words())
    return train(examples, targets, names, f"{clock.now():%Y.%m.%d}", say)


def _calibrated(model: Model, rules: Pipeline, held_out: Sequence[Labelled]) -> dict[str, Any]:
    """Teach the model how sure it may be, and say how well it reads.

    The calibration error told is of one half by what the other half taught; what it keeps is of both.
    """
    landlord = rules.landlord
    pipeline = Pipeline(landlord, rules.reader, rules.classifiers, urgency.decide, Trained(landlord, model))
    halves = (held_out[::2], held_out[1::2])
    errors = []
    for half, other in (halves, halves[::-1]):
        _learn_sureness(model, rules, other)
        errors.append(measure.scores(_read(pipeline, half), landlord, urgency.decide)["calibration error"])
    _learn_sureness(model, rules, held_out)
    told = measure.scores(_read(pipeline, held_out), landlord, urgency.decide)
    return {**told, "calibration error": round(sum(errors) / 2, 4)}


def _learn_sureness(model: Model, rules: Pipeline, unseen: Sequence[Labelled]) -> None:
    """The curve of single chances first, since choices hang on it; then what the whole answer's looks are worth."""
    model.calibration, model.surety = [], []
    landlord = rules.landlord
    noting = surety.Noting(landlord, model)
    pipeline = Pipeline(landlord, rules.reader, rules.classifiers, urgency.decide, noting)
    read = _read(pipeline, unseen)
    model.calibration = calibration.curve([each.answer.confidence for each in read], _right(read, landlord))
    signs, right = [], []
    for message in unseen:
        noting.noted.clear()
        read = _read(pipeline, [message])
        if noting.noted:  # not one that is answered before the model is asked
            signs.append(noting.noted[-1])
            right += _right(read, landlord)
    model.surety = surety.weights(signs, right)


def _right(read: Sequence[measure.Read], landlord: Landlord) -> list[bool]:
    return [gold == said for gold, said in (each.group(landlord) for each in read)]


def _read(pipeline: Pipeline, messages: Sequence[Labelled]) -> list[measure.Read]:
    answers = pipeline.classify([each.text for each in messages])
    return [measure.Read(message, answer) for message, answer in zip(messages, answers, strict=True)]


def _examples(messages: Sequence[Labelled], rules: Pipeline, words: Container[str]) -> list[Example]:
    """What the model is given of each message: exactly what it will be given at work."""
    examples = []
    for message in messages:
        reading = rules.reader.read(message.text)
        found, _ = rules.findings(reading)
        examples.append(Example(message, Given(reading.tokens(words), findings(reading, found))))
    return examples
