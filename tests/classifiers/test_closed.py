"""A danger told as a closed matter is none, where nothing seems broken; a fault told beside a matter of law is one of now."""

import pytest

from classifiers.broken_now import is_broken_now
from classifiers.closed import is_closed, is_closed_for_good, is_mended
from classifiers.matters import BROKEN_BESIDE, BY_ITSELF, FAULT_LIKELY_AT, NOTHING_BROKEN, NOTHING_LIKELY_AT
from classifiers.pipeline import Pipeline
from classifiers.reading import Label
from classifiers.rule import CLOSED
from router.values import Labels

_CLOSED = {  # the danger, and the matter that is closed
    "mended": "a pipe burst over the shop . it has been repaired and the shelf was replaced",
    "mended by them": "the smell of gas was a bad valve and the engineer replaced it",
    "dry since": "my hall was under water from a pipe burst once . dry ever since",
    "for the money": "they kept my deposit for a pipe burst in the flat upstairs",
    "for the law": "i am being sued by the owner for a pipe burst that came after we left",
    "years ago": "three winters ago we had a pipe burst and my aunt lost her piano",
    "heard of": "a piece in the paper about a man whose pipe burst in the attic",
}
_OPEN = {
    "it goes on": "a pipe burst over the shop . it was repaired and now its dripping again",
    "the danger is of now": "there is a pipe burst in my hall . the last one was repaired",
    "as we write": "pipe burst leak into my hall . the last one was repaired",
    "nobody came": "they kept my deposit for a pipe burst and nobody has come",
    "not mended": "we had a pipe burst and it was not fixed . it was repaired badly",
    "no sign of an end": "we had a pipe burst and the hall was full of it",
}


def _place(line: str) -> tuple[int, int]:
    danger = next(each for each in (" pipe burst leak into ", " pipe burst ", " smell of gas ") if each in line)
    start = line.index(danger)
    return start, start + len(danger)


@pytest.mark.parametrize("told", _CLOSED.values(), ids=_CLOSED)
def test_a_matter_is_closed_by_how_it_is_told(told: str) -> None:
    line = f" {told} . "
    assert is_closed(line, _place(line))


@pytest.mark.parametrize("told", _OPEN.values(), ids=_OPEN)
def test_what_may_go_on_is_never_closed(told: str) -> None:
    line = f" {told} . "
    assert not is_closed(line, _place(line))


@pytest.mark.parametrize(("nothing", "danger"), [(NOTHING_LIKELY_AT - 0.1, ("gas",)), (NOTHING_LIKELY_AT, ())])
def test_a_closed_matter_takes_back_a_danger_only_where_nothing_seems_broken(
    pipeline: Pipeline, nothing: float, danger: tuple[str, ...]
) -> None:
    here, closed = Label("repair", "gas.smell", 0.96, 0, 2), Label(CLOSED, "gas.smell", 0.9, 0, 2)
    chance = Label(NOTHING_BROKEN, "none", nothing, 0, 0)
    source = {id(here): "emergency", id(closed): "emergency", id(chance): "trained"}
    read = pipeline._together(pipeline.reader.read("gas leak"), [here, closed, chance], source, (), True)
    assert (read.danger, read.urgency) == (danger, "life_safety" if danger else "urgent")


def test_each_place_of_a_danger_must_be_closed(pipeline: Pipeline) -> None:
    emergency = next(each for each in pipeline.classifiers if each.name == "emergency")

    def kinds(text: str) -> set[str]:
        return {label.kind for label in emergency.classify(pipeline.reader.read(text))}

    told = "We were charged for a gas leak that the company found under the road in spring"
    assert CLOSED in kinds(told)
    assert CLOSED not in kinds(f"{told}. There is a gas leak in my kitchen")


def _doubted(pipeline: Pipeline, text: str, likely: float) -> Labels:
    """The lift is out, a wheelchair is named by a rule, and the model gives nothing broken an even chance."""
    out, chair = Label("repair", "communal.lift_out", 0.6, 0, 1), Label("flag", "vulnerable", 0.9, 0, 1)
    by_itself, nothing = (
        Label(BY_ITSELF, "communal.lift_out", likely, 0, 0),
        Label(NOTHING_BROKEN, "none", 0.5, 0, 0),
    )
    labels = [out, chair, by_itself, nothing]
    source = {id(each): "circumstances" if each is chair else "trained" for each in labels}
    return pipeline._together(pipeline.reader.read(text), labels, source, (), True)


def test_what_a_rule_raises_is_not_doubted_away(pipeline: Pipeline) -> None:
    assert _doubted(pipeline, "the lift is out and she is in a wheelchair", FAULT_LIKELY_AT).urgency == "emergency"
    assert _doubted(pipeline, "the lift is out and she is in a wheelchair", FAULT_LIKELY_AT - 0.1).urgency == "urgent"
    assert _doubted(pipeline, "the lift was out and is now working", FAULT_LIKELY_AT).urgency == "urgent"


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        (" the lift is working now ", True),
        (" thanks for doing the hot water ", True),
        (" thats been fixed and we are warm . ", True),
        (" ours is ok just asking ", True),
        (" the lift is working now but the door is broken ", False),
        (" thanks for the letter ", False),
    ],
)
def test_what_says_that_it_was_put_right(line: str, mended: bool) -> None:
    assert is_mended(line) is mended


_NOW_BESIDE = """
can we break the lease early . the furnace quit on friday and he wants a fee
my mum is 70 and pays late . her boiler packed up a week back
nine days without heating and a rent rise in the post
who do i write to about the rent . water is coming in over the stairs
they want 40 more for a dead air conditioning unit
our building door wont lock so bikes go every week
"""
_NOT_NOW = """
the furnace quit in may and it was replaced . can we break the lease
does the lease say who pays when the furnace quit
we had no heat for a week in spring and i want the money back . that was last year
the heating is included and the rent is fair
they told me that heating works
does he pay for a hotel when the furnace quit
"""


@pytest.mark.parametrize("told", _NOW_BESIDE.strip().splitlines())
def test_a_fault_beside_a_matter_of_law_is_one_of_now(told: str) -> None:
    assert is_broken_now(f" {told} ")


@pytest.mark.parametrize("told", _NOT_NOW.strip().splitlines())
def test_a_fault_that_is_closed_or_only_spoken_of_is_none_of_now(told: str) -> None:
    assert not is_broken_now(f" {told} ")


def test_a_person_looks_today_where_the_model_hears_only_the_rent(pipeline: Pipeline) -> None:
    rent, reading = Label("topic", "rents.arrears", 0.9, 0, 1), pipeline.reader.read("The furnace quit on Friday.")
    read = pipeline._together(reading, [rent], {id(rent): "trained"}, (), True)
    assert (read.topic, read.urgency, read.notes, read.needs_person) == (
        "rents.arrears",
        "urgent",
        (BROKEN_BESIDE,),
        True,
    )
    spoken = pipeline._together(pipeline.reader.read("The rent is late."), [rent], {id(rent): "trained"}, (), True)
    assert spoken.urgency == "none"


@pytest.mark.parametrize(
    "text",
    [
        "we had a flood last week and you mended it. kids stuck in the lift at Beech House",
        "gas leak in the flat, they said it was repaired",
        "who pays for all this. flames coming out of the tumble dryer",
        "the boiler you fitted last year smells of gas",
    ],
)
def test_a_danger_to_life_is_closed_by_its_own_clause_alone(pipeline: Pipeline, text: str) -> None:
    said = pipeline.classify([text])[0]
    assert said.urgency == "life_safety" and said.danger


def test_a_danger_to_life_that_its_own_clause_tells_as_past_is_for_a_person(pipeline: Pipeline) -> None:
    line = pipeline.reader.read(
        "We had carbon monoxide poisoning in 2014 that landed us in hospital. The landlord was sued."
    ).line
    place = (line.index(" carbon"), line.index(" poisoning"))
    assert is_closed_for_good(line, place)
    assert not is_closed_for_good(line.replace(" had", " have").replace(" landed", " lands"), place)
