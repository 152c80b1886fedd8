"""Two faults told in one breath, put together from short messages and from the landlord's phrases, which tell of one:
"tap drips and the toilet wont flush".

Few of the written messages name two everyday faults in a sentence, so that the words of two were taken for a third:
a light that is out beside a tap that leaks was water on electrics. Of 25 such sentences 3 were read as both.
"""

import random
import re
from collections.abc import Sequence

from classifiers.training.messages import Labelled
from classifiers.training.targets import Judge
from router.values import URGENCIES, Landlord

MADE = 2_400
"""How many are made: about one beside five written ones."""
LONGEST = 13
"""Words of a message that may be one of the two."""
JOINTS = (
    " and ",
    " and ",
    " and ",
    " and also ",
    ", and ",
    ", ",
    " plus ",
    " also ",
    ". also ",
    ". ",
    " + ",
    " as well as ",
)
_FIRST_WORDS = re.compile(r"^(?:hi|hello|hiya|hey|dear [a-z]+|please|pls|also|and|so)\b[ ,.!:-]*", re.IGNORECASE)
_LAST_MARKS = re.compile(r"[\s.,;:!?)(]+$")


def joined(messages: Sequence[Labelled], landlord: Landlord, judge: Judge) -> list[Labelled]:
    """MADE messages of two faults of different groups each, the more pressing first; the same for the same messages."""
    dice = random.Random(5)  # noqa: S311 - chance, not secrets
    told = [Labelled(phrase, name, source=name, faults=(name,))
            for name, repair in sorted(landlord.repairs.items()) for phrase in repair.phrases]  # fmt: skip
    alone = [each for each in (*messages, *told) if _tells_one_fault(each, landlord)]
    if len({landlord.repairs[each.fault].group for each in alone}) < 2:
        return []
    made: list[Labelled] = []
    while len(made) < MADE:
        one, other = dice.choice(alone), dice.choice(alone)
        if landlord.repairs[one.fault].group != landlord.repairs[other.fault].group:
            made.append(_together(one, other, dice.choice(JOINTS), landlord, judge))
    return made


def _tells_one_fault(message: Labelled, landlord: Landlord) -> bool:
    """A short one of one fault, of ordinary urgency, and no story, complaint or chaser."""
    return (
        message.first in landlord.repairs
        and landlord.repairs[message.first].group not in ("job", "other")
        and landlord.repairs[message.first].urgency != "life_safety"
        and not (message.also or message.urgency or message.close_call or message.flags & {"complaint", "chaser"})
        and message.voice in ("text", "call", "form")
        and 2 < len(message.text.split()) <= LONGEST
        and "\n" not in message.text
        and "?" not in message.text
    )


def _together(one: Labelled, other: Labelled, joint: str, landlord: Landlord, judge: Judge) -> Labelled:
    flags = one.flags | other.flags

    def rank(each: Labelled) -> int:
        return URGENCIES.index(judge([each.fault], flags, landlord)[0])

    first, second = sorted((one, other), key=rank)  # of two alike the one that is told first
    text = _LAST_MARKS.sub("", one.text) + joint + _FIRST_WORDS.sub("", other.text)
    return Labelled(
        text, first.fault, (second.fault,), flags, voice=one.voice,
        source=f"{one.source} and {other.source}", faults=(first.fault, second.fault),
    )  # fmt: skip
