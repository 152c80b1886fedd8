"""No way of a pattern is written for nothing: what can hold in no line of words finds no danger and takes none back."""

import re

import pytest

from classifiers import emergency, safeguarding
from classifiers.pipeline import Pipeline
from classifiers.safeguarding import tongues
from tests.classifiers.patterns import all_patterns, dead_ways


def test_every_way_of_every_pattern_can_hold_in_a_line() -> None:
    dead, tried = [], 0
    for module, name, pattern in all_patterns():
        tried += 1
        dead += [f"{module} {name}: {way!r}" for way in dead_ways(pattern)]
    assert tried > 1000
    assert not dead, "\n".join(dead)


@pytest.mark.parametrize(
    ("pattern", "ways"),
    [
        (" (?:gas |smoke) ", ["gas "]),
        (" (?:gas|smoke) ", []),
        (" (?:very )?hot ", []),
        (" (?:fire(?: to | by )?(?:now)?) ", []),  # what may be left out holds without it
        (" fire(?: to )? ?now ", []),
        (" fire(?: to | by) now ", ["to "]),
        (" no  gas ", [" no  "]),
        (" (?:^gas|smoke) ", ["^"]),
        (" (?:(?<=^ )gas|smoke) ", []),
        (" (?:bed(?: with|$)|gas) ", ["$"]),
        (" bed(?= with|$)", []),
        (" bed (?:with |$)", []),
        (r" (?:[a-z]+ ){0,3}?(?:alarm (?:[^. ]+ ){0,2}|co) ", [r"alarm ((~){1} ){0}"]),
        (r" (?:[^ ]+ ){0,3}alarm ", []),
        (r" (?!is |no  )(?:gas) ", []),
    ],
)
def test_a_way_that_no_line_can_meet_is_found(pattern: str, ways: list[str]) -> None:
    assert dead_ways(re.compile(pattern)) == ways


@pytest.mark.parametrize("word", ["husband", "wife", "boyfriend", "girlfriend", "fella"])
def test_a_danger_is_looked_for_in_the_words_that_a_reading_has(pipeline: Pipeline, word: str) -> None:
    """A pattern that names a husband and no partner finds neither: a reading has one word for both."""
    (read,) = pipeline.reader.words_of(word)
    english = (rule for rule in (*emergency.RULES, *safeguarding.RULES) if rule not in tongues.RULES)
    told = re.compile(rf"(?<![a-z]){word}(?![a-z])")
    assert read != word
    assert [rule for rule in english if told.search(rule.pattern.pattern) and read not in rule.pattern.pattern] == []
