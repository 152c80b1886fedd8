"""Makes `classifiers/real_words.txt` from the written messages: `python -m classifiers.training.real_words`; and
`ordinary_words.txt`, ordinary words that would be taken for slips of ours: `python -m config.ordinary_words`.

Teach the model again afterwards (`frontdoor train`): it learns from messages as they are read with these words.
"""

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from classifiers.mending import Mending
from classifiers.model.encoder import FOLDER as NETWORK
from classifiers.training.messages import ASSETS

FILE = Path(__file__).parents[1] / "real_words.txt"
ORDINARY = FILE.with_name("ordinary_words.txt")
WIDTH = 118
MESSAGES, LETTERS = 3, 4
"""A word stands when so many messages have it and it has so many letters; shorter ones are seldom mended at all."""

SLIPS = """agen aswell battry botom celing cupbord doin doon dors drippin evrything gona heres maen mans mashine mornin
    nothin pajamas sayin showr smels sombody thered washin watter watters whens whit wholl whove wullnae youre
    dzie miesi prosz tarde"""
"""Words of several messages that are slips all the same, or pieces of Polish and Spanish ones: found by reading the
list. Read what is new whenever it is made again."""

NO_WORDS = """alam didn wasn couldn wouldn doesn weren hadn aren mustn shouldn behavior brake braking canceled center
    color electro fiancee girlfriends groundwater gunshot honor labeled labor outdoor powerless somethin stepmother
    trough violently wastewater"""
"""Words that the encoder knows and that are mended all the same: halves of "didn't", likely slips ("coming trough"),
spellings of elsewhere, and what tells of danger when it is taken apart."""

_HEAD = """\
# Words that people mean as they stand: those of three and more of the written messages, slips taken out by hand.
# They are no slip of another word and no two words run together.
"""

_ORDINARY_HEAD = """\
# Ordinary words, most of them told in no message of ours, that would be taken for a slip of a word of ours: a society
# is no socket. Of the words that the encoder knows whole; read by hand.
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


def ordinary(mending: Mending) -> str:
    """The file of the words that the shipped encoder knows whole and that would be mended into another word."""
    known = (NETWORK / "vocabulary.txt").read_text(encoding="utf-8").split()
    words = {word for word in known if len(word) >= LETTERS and word.isascii() and word.isalpha()}
    words -= {*SLIPS.split(), *NO_WORDS.split()}
    taken = sorted(word for word in words if mending.is_taken_for_another(word))
    return f"{_ORDINARY_HEAD}{textwrap.fill(' '.join(taken), WIDTH)}\n"


if __name__ == "__main__":
    FILE.write_text(text_of(written()), encoding="utf-8")
