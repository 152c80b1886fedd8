"""What the tables of other languages are made of: words spelt as people spell them, read as `tidy` reads a message.

It takes marks off letters and reads a Cyrillic letter as the Latin one it looks like, so 'mąż', 'maz' and 'MĄŻ' are one
word. Words stand in a row, a comma between two; blanks within one stay. Chinese stands character by character, as the
reading has it.
"""

import re

from classifiers.rule import Rule, danger
from classifiers.tidy import tidy

_FEW = r"(?:[^. ]+ ){0,4}?"
_HAN = re.compile(r"([\u4e00-\u9fff])")


def each_of(words: str) -> list[str]:
    """The words of a row as a reading has them."""
    read = (_HAN.sub(r" \1 ", tidy(word).text.replace("'", "")) for word in words.split(","))
    return [" ".join(word.split()) for word in read if word.strip()]


def any_of(words: str) -> str:
    """Any of these words, in a pattern."""
    return rf"(?:{'|'.join(dict.fromkeys(each_of(words)))})"


def gate_of(words: str) -> str:
    """One word of each, the longest: none of them can stand in a message without it."""
    return " ".join(max(each.split(), key=len) for each in each_of(words))


def said(label: str, words: str) -> Rule:
    """A danger that any of these words tells by itself."""
    return danger(label, gate_of(words), any_of(words))


def beside(label: str, first: str, second: str, unless: str = "") -> Rule:
    """A danger that one word of each row tells, in either order, with few words of the same sentence between them.

    The gate is the second row. `unless` is a pattern, as `danger` has it.
    """
    one, other = any_of(first), any_of(second)
    return danger(label, gate_of(second), rf"{one} {_FEW}{other}|{other} {_FEW}{one}", unless)
