"""Messages that nothing was taught on, and what is asked of how they are read."""

from pathlib import Path

from classifiers.pipeline import Pipeline
from classifiers.training.measure import Read
from classifiers.training.messages import ASSETS, read_folder, read_lines
from classifiers.training.targets import level
from router import urgency

PRESSING = ("emergency", "life_safety")
EMERGENCY = 3
"""The number of an emergency among the levels that the model tells apart."""


def read_file(pipeline: Pipeline, name: str) -> list[Read]:
    """The messages of a file beside this one, each with its labels and its answer."""
    file = Path(__file__).with_name(name)
    messages = list(read_lines(file.read_text(encoding="utf-8").splitlines(), name, pipeline.landlord))
    answers = pipeline.classify([message.text for message in messages])
    return [Read(message, answer) for message, answer in zip(messages, answers, strict=True)]


def named_rightly(read: list[Read], pipeline: Pipeline) -> int:
    """Of how many the group is as written."""
    return sum(written == said for written, said in (each.group(pipeline.landlord) for each in read))


def is_grave(each: Read, pipeline: Pipeline) -> bool:
    """Is it an emergency as written?"""
    return level(each.message, pipeline.landlord, urgency.decide) == EMERGENCY


def missed(read: list[Read], pipeline: Pipeline) -> list[str]:
    """Emergencies that neither urgency nor danger names. Harm to a person is named as a danger, for the few who may see
    it; the case's urgency is the router's to say."""
    grave = [each for each in read if is_grave(each, pipeline)]
    return [each.message.text for each in grave if each.answer.urgency not in PRESSING and not each.answer.danger]


def false_alarms(read: list[Read], pipeline: Pipeline) -> list[str]:
    """What is called an emergency and is none."""
    said = [each for each in read if each.answer.urgency in PRESSING]
    return [each.message.text for each in said if not is_grave(each, pipeline)]


def taught(read: list[Read], pipeline: Pipeline) -> list[str]:
    """Those that the model has learnt from: none may be."""
    known = {message.text for message in read_folder(ASSETS / "written", pipeline.landlord)}
    return [each.message.text for each in read if each.message.text in known]
