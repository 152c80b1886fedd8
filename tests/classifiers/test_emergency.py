"""The emergency words: a table of sentences people would really write, with near misses."""

import tomllib
from pathlib import Path

import pytest

from classifiers.pipeline import Pipeline
from classifiers.vocabulary import DANGER_WORDS
from tests.classifiers.sentences import (
    DANGERS,
    DISGUISED,
    EVERYDAY_IN_OTHER_TONGUES,
    LETTERS,
    NEAR_MISSES,
    OTHER_TONGUES,
    PEOPLE,
    TRUE,
    caught,
)

CLASSIFIERS = Path(__file__).resolve().parents[2] / "classifiers"


@pytest.mark.parametrize(("danger", "text"), TRUE)
def test_a_danger_is_caught(pipeline: Pipeline, danger: str, text: str) -> None:
    assert caught(pipeline, danger, text)


@pytest.mark.parametrize(("danger", "text"), DISGUISED)
def test_a_disguised_danger_is_caught(pipeline: Pipeline, danger: str, text: str) -> None:
    assert caught(pipeline, danger, text)


@pytest.mark.parametrize(("danger", "text"), OTHER_TONGUES)
def test_a_danger_in_another_language_is_caught(pipeline: Pipeline, danger: str, text: str) -> None:
    assert danger in pipeline.classify([text])[0].danger


def test_what_is_everyday_in_another_language_is_left_alone(pipeline: Pipeline) -> None:
    assert [text for text in EVERYDAY_IN_OTHER_TONGUES if pipeline.classify([text])[0].danger] == []


def test_a_word_of_another_language_is_no_part_of_an_english_one(pipeline: Pipeline) -> None:
    assert pipeline.reader.words_of("contesting") == ["contesting"]


def test_a_life_in_danger_is_caught(pipeline: Pipeline) -> None:
    assert [text for text in PEOPLE["medical"] if "medical" not in pipeline.classify([text])[0].danger] == []


def test_what_only_sounds_like_a_life_in_danger_is_left_alone(pipeline: Pipeline) -> None:
    assert [text for text in PEOPLE["near_medical"] if "medical" in pipeline.classify([text])[0].danger] == []


def test_harm_told_in_plain_words_is_heard(pipeline: Pipeline) -> None:
    read = {text: pipeline.classify([text])[0] for text in PEOPLE["disclosures"]}
    assert [text for text, labels in read.items() if "safeguarding" not in labels.flags or not labels.danger] == []


def test_what_only_sounds_like_harm_is_left_alone(pipeline: Pipeline) -> None:
    near = PEOPLE["near_disclosures"]
    assert [text for text in near if "safeguarding" in pipeline.classify([text])[0].flags] == []


def test_nothing_of_the_home_is_broken_when_a_life_is_in_danger(pipeline: Pipeline) -> None:
    labels = pipeline.classify(["my mum wont wake up"])[0]
    assert (labels.topic, labels.repair, labels.urgency) == ("medical.emergency", None, "life_safety")
    assert labels.danger == ("medical",)


def test_a_fault_beside_a_life_in_danger_is_kept(pipeline: Pipeline) -> None:
    labels = pipeline.classify(["smell of gas and my mum is unconscious"])[0]
    assert (labels.repair, labels.danger) == ("gas.smell", ("gas", "medical"))


def test_a_danger_is_caught_deep_in_a_letter(pipeline: Pipeline) -> None:
    chatter = "Hello, I hope you are well. I am in most days after three. The bins are full again. "
    missed = [
        text
        for danger, text in DANGERS
        if text.upper() != "FIRE" and not caught(pipeline, danger, f"{chatter * 3}\n\n{text}.\n\nThank you")
    ]
    assert len(missed) <= 0.02 * len(DANGERS), missed  # what a letter adds may make a sentence doubtful


def test_near_misses_are_left_alone(pipeline: Pipeline) -> None:
    wrong = [text for text in NEAR_MISSES if pipeline.classify([text])[0].danger]
    assert len(wrong) <= 0.02 * len(NEAR_MISSES), wrong


def test_the_table_is_large_enough() -> None:
    assert len(TRUE) >= 220
    assert len(NEAR_MISSES) >= 220
    assert len(LETTERS) >= 10


def test_broken_over_lines(pipeline: Pipeline) -> None:
    assert pipeline.classify(["can smell\ngas in\nhere"])[0].danger == ("gas",)


def test_the_most_severe_script_comes_first(pipeline: Pipeline) -> None:
    labels = pipeline.classify(["water pouring through the ceiling onto the fuse box and i can smell gas"])[0]
    assert labels.danger[0] == "gas"
    assert set(labels.danger) >= {"gas", "electrical_danger", "water_leak"}
    assert labels.urgency == "life_safety"


def test_a_script_without_words_is_not_listed(pipeline: Pipeline) -> None:
    labels = pipeline.classify(["no electric in the whole flat"])[0]
    assert (labels.repair, labels.urgency, labels.danger) == ("electrical.total_power_loss", "emergency", ())


def test_every_group_of_near_words_belongs_to_a_danger_word() -> None:
    near = tomllib.loads((CLASSIFIERS / "near_words.toml").read_text(encoding="utf-8"))["danger"]
    assert set(near) <= set(DANGER_WORDS)


@pytest.mark.parametrize(
    "word", ["small", "missing", "parking", "flooring", "droppings", "spoke", "gap", "pass", "was"]
)
def test_a_real_word_is_not_mended_into_a_danger_word(pipeline: Pipeline, word: str) -> None:
    assert pipeline.reader.words_of(word) == [word]


@pytest.mark.parametrize("written", ["smeel", "smlel", "monixide", "fier", "sewege", "floooded", "trapedd"])
def test_a_danger_word_is_mended(pipeline: Pipeline, written: str) -> None:
    assert pipeline.reader.words_of(written)[0] in {*DANGER_WORDS, "flood", "trapped"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("isleaking", ["is", "leak"]),
        ("plugsockets", ["plug", "sockets"]),
        ("ofthe", ["of", "the"]),
        ("within", ["within"]),
        ("signed", ["signed"]),
        ("super", ["super"]),
        ("issue", ["issue"]),
        ("trhoat", ["throat"]),
        ("burnin", ["burning"]),
        ("hedakes disy", ["headaches", "dizzy"]),
        ("heetin cumin thru the dor", ["heating", "coming", "through", "the", "door"]),
        ("sparjs", ["spark"]),
        ("soooofa", ["sofa"]),
        ("i  h i d e  under it", ["i", "hide", "under", "it"]),
        ("h.e.l.p", ["help"]),
        ("<b>gas</b>&nbsp;smell <br> in <span style='a.b'>hall</span>", ["gas", "smell", "in", "hall"]),
        ("can`t can\u2032t", ["cannot", "cannot"]),
        ("gas!!! leak??? in... the!!! hall!!!", ["gas", "leak", "in", "the", "hall"]),
    ],
)
def test_spoilt_writing_is_read(pipeline: Pipeline, written: str, read: list[str]) -> None:
    assert pipeline.reader.read(written).words == read


def test_a_shout_at_the_end_of_a_sentence_still_ends_it(pipeline: Pipeline) -> None:
    assert pipeline.reader.read("no heating since monday!! please send somebody").words.count(".") == 1


@pytest.mark.parametrize(
    ("text", "flag", "holds"),
    [
        ("the boiler is less than 1 year old and stopped", "vulnerable", False),
        ("no heating and the boiler is only 3 weeks old", "baby", False),
        ("bedroom was 94 at midnight and the ac is dead", "vulnerable", False),
        ("it is 3 years old and dead, the fridge i mean", "vulnerable", False),
        ("the rent is 75 a month more than it was", "vulnerable", False),
        ("the tenant is 91 and has no heating", "vulnerable", True),
        ("no heating in the flat with a 2 year old", "vulnerable", True),
        ("boiler off and my 3 weeks old is cold", "baby", True),
        ("hall light bulb has been burnt out for weeks", "injury", False),
        ("my radiators need bleeding the air out", "injury", False),
        ("my daughter got burnt on the radiator", "injury", True),
        ("he burned his hand on the hot pipe", "injury", True),
        ("the sprinkler was spraying the lawn all day", "uncontainable", False),
        ("the pipe is spraying everywhere", "uncontainable", True),
        ("stair went from under me, my ankles broke", "injury", True),
        ("the lady at 9 slipped on the landing and her wrist is bent", "injury", True),
        ("the dishwasher is broke, my ankles are fine", "injury", False),
        ("the baby is ever so chesty and there is mould over her cot", "respiratory", True),
        ("my lad was in hospital with his chest, it is the mould", "respiratory", True),
        ("my chest of drawers wont fit up the stairs", "respiratory", False),
        ("no heating again and my dads 91", "vulnerable", True),
        ("lift off and the man on six has one leg", "vulnerable", True),
        ("the table has one leg", "vulnerable", False),
        ("the feed pump for my son stops when the sockets trip", "medical_power", True),
    ],
)
def test_a_fact_is_about_a_person_or_the_home(pipeline: Pipeline, text: str, flag: str, holds: bool) -> None:
    assert (flag in pipeline.classify([text])[0].flags) is holds


_OVER = """
the water in my cistern is steaming hot
rain water goes through a pipe into a butt
landing light gone, toilet leaks
kitchen flooded in august, all dried out now, who pays for the carpet
a pipe burst while we were away, water is all gone now, can i claim for the floor
the pipe burst a couple of months ago and you charged me for it
washing machine hose burst last winter, landlord keeps my deposit, can he
sink pipe burst and flooded two floors. Landlord refused to reimburse the plumber bill
we had a fire in 2011 and lost everything, can we still claim
it happened a couple of months ago, a brick fell off the front wall
power cut to one section of the house after a fuse blew
basement flooded last week, now the dehumidifier wont start
the door to his bedroom doesnt open if it closes all the way
smell of smoke in the flat from the last tenant who smoked
we switch on the hot water and it stays cold
"""
_NOT_OVER = """
bathroom light is broken and water drips out of it
light above the bath is leaking
light in the toilet is dripping
flooded kitchen, who pays
pipe burst last night and its still pouring
pipe burst last week you fixed it and now it has burst again
we are flooded and you refused to pay last time, water is pouring in
water is coming through a pipe in the wall and wont stop
brick fell off the wall a couple of months ago and now more are loose
the ceiling came down last night and its still dripping
kitchen flooded in august and it is flooding again
fire in the flat last night, the socket is still hot
front door to the flat wont lock
back door in the bedroom wont lock
the new lock sits too far out. something is preventing the front door from locking
front door frame has moved. the gap is preventing the bolt going in to lock
light switch on the landing is hot
"""


def test_what_is_over_or_another_thing_is_no_danger(pipeline: Pipeline) -> None:
    assert [text for text in _OVER.strip().splitlines() if pipeline.classify([text])[0].danger] == []


def test_what_goes_on_is_one_however_it_is_told(pipeline: Pipeline) -> None:
    missed = [text for text in _NOT_OVER.strip().splitlines() if not pipeline.classify([text])[0].danger]
    assert missed == []


@pytest.mark.parametrize(
    ("text", "water"),
    [
        ("sparks coming out of the socket", False), ("smoke is coming out of the socket", False),
        ("smoke coming from my fuse box", False), ("sparks came out of the plug", False),
        ("its coming through the light fitting", True), ("leak upstairs and now its coming out of the socket", True),
        ("smoke coming from the socket and water dripping on it", True),
    ],
)  # fmt: skip
def test_what_comes_out_of_a_socket_is_water_unless_something_else_is_named(
    pipeline: Pipeline, text: str, water: bool
) -> None:
    assert ("water_leak" in pipeline.classify([text])[0].danger) == water
