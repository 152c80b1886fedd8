"""Rules are tried when a word of their gate is there and their pattern may hold, in the order of the table."""

import re

import pytest

from classifiers import circumstances, emergency, safeguarding, topics
from classifiers.needed import Pieces, is_met
from classifiers.pipeline import Pipeline
from classifiers.rule import Gates
from tests.classifiers.sentences import DISGUISED, OTHER_TONGUES, TRUE

ANYTHING = re.compile("")


def _may_hold(pattern: str, line: str) -> bool:
    pieces = Pieces()
    need = pieces.needed_by(re.compile(pattern))
    return is_met(need, pieces.among(line.split()))


def test_every_gate_with_a_word_of_the_message_opens_once_and_in_order() -> None:
    table = [("gas smell", "a"), ("fire", "b"), ("smell fire", "c"), ("", "d"), ("smell", "e")]
    gates = Gates(((frozenset(words.split()), ANYTHING, rule) for words, rule in table), Pieces())
    assert gates.opened_by(frozenset(("i", "smell", "gas"))) == ["a", "c", "e"]
    assert gates.opened_by(frozenset(("fire",))) == ["b", "c"]
    assert gates.opened_by(frozenset(("hello",))) == gates.opened_by(frozenset()) == []


def test_a_rule_whose_pattern_cannot_hold_stays_shut() -> None:
    gates = Gates([(frozenset(("smell",)), re.compile(" smell (?:of )?gas "), "gas")], Pieces())
    assert gates.opened_by(frozenset(("smell", "gas"))) == ["gas"]
    assert gates.opened_by(frozenset(("smell", "paint"))) == []


@pytest.mark.parametrize(
    ("pattern", "line", "may"),
    [
        (" spark\\w* (?:near|by) the (?:tap|sink) ", " sparking near the sink ", True),
        (" spark\\w* (?:near|by) the (?:tap|sink) ", " sparking at the sink ", False),
        (" (?:fire|fl(?:ame|ood) in the (?:flat|house)) ", " flood in our flat ", False),
        (" (?:fire|fl(?:ame|ood) in the (?:flat|house)) ", " the house has fire ", True),
        (" (?:very )?hot ", " hot ", True),  # what may be left out is not needed
        (" (?:ab){2,}c? ", " xababx ", True),
        (" (?:gas|[xyz]+) ", " water ", True),  # one of the ways can be any letters
        (" (?!not )(?<!no )leak(?= in) ", " leak ", True),  # nor what is looked for beside it
        ("(?i:GAS) leak", " gas leak ", True),
        ("leak(?:s|ing)? ?", " the tap leaking ", True),
    ],
)
def test_what_a_pattern_needs_is_read_out_of_it(pattern: str, line: str, may: bool) -> None:
    assert _may_hold(pattern, line) is may


def test_capitals_and_small_letters_alike_need_nothing() -> None:
    pieces = Pieces()
    assert is_met(pieces.needed_by(re.compile("GAS", re.IGNORECASE)), pieces.among(["gas"]))


def test_no_rule_that_holds_is_passed_over(pipeline: Pipeline) -> None:
    """Of every tenth sentence of the danger tables, against every rule there is."""
    dangers = [rule.pattern for rule in (*emergency.RULES, *safeguarding.RULES)]
    patterns = [*dangers, *(rule[2] for rule in (*circumstances.RULES, *topics.RULES))]
    pieces, passed_over = Pieces(), 0
    needs = [(pattern, pieces.needed_by(pattern)) for pattern in patterns]
    for _, text in [*TRUE, *OTHER_TONGUES, *DISGUISED][::10]:
        reading = pipeline.reader.read(text)
        there = pieces.among(reading.known)
        for pattern, need in needs:
            if not is_met(need, there):
                passed_over += 1
                assert pattern.search(reading.line) is None, (pattern.pattern[:60], text)
    assert passed_over > 10_000
