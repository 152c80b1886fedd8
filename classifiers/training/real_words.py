"""Makes `classifiers/real_words.txt` from the written messages: `python -m classifiers.training.real_words`.

Teach the model again afterwards (`frontdoor train`): it learns from messages as they are read with these words.
"""

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from classifiers.training.messages import ASSETS

FILE = Path(__file__).parents[1] / "real_words.txt"
WIDTH = 118
MESSAGES, LETTERS = 3, 4
"""A word stands when so many messages have it and it has so many letters; shorter ones are seldom mended at all."""

SLIPS = """agen aswell celing dors drippin evrything gona maen mans sayin smels sombody thered watter whit wullnae
    dzie miesi prosz tarde"""
"""Words of several messages that are slips all the same, or pieces of Polish and Spanish ones: found by reading the
list. Read what is new whenever it is made again."""

_HEAD = """\
# Words that people mean as they stand: those of three and more of the written messages, slips taken out by hand.
# They are no slip of another word and no two words run together.
"""


def written() -> Iterator[str]:
    """The text of each written message, without its labels."""
    for path in sorted((ASSETS / "written").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("# "):
                yield line.partition(" | ")[2].replace("\\n", "\n")


def text_of(messages: Iterable[str]) -> str:
    """The file that these messages make."""
    counted: Counter[str] = Counter()
    for message in messages:
        counted.update(set(re.findall(r"[a-z]+", re.sub("['’]", "", message.lower()))))
    words = {word for word, count in counted.items() if count >= MESSAGES and len(word) >= LETTERS}
    return f"{_HEAD}{textwrap.fill(' '.join(sorted(words.difference(SLIPS.split()))), WIDTH)}\n"


if __name__ == "__main__":
    FILE.write_text(text_of(written()), encoding="utf-8")
