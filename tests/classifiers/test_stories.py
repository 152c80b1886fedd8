"""A danger told as a story is none; the same words about this home are. A thing only named says nothing of what is wrong."""

import pytest

from classifiers.bare import is_bare
from classifiers.emergency.ended import is_ended
from classifiers.emergency.told import is_of_another, is_told, is_told_at_length
from classifiers.matters import LEFT_BEHIND, NOTHING_BROKEN, pressing
from classifiers.pipeline import Pipeline
from classifiers.reading import Label
from classifiers.rule import ONLY_TOLD
from router.values import Labels

_STORIES = """
the pub had a gas leak on saturday, everyone stood in the car park with their pints
there was a fire at my old school, they sent us all home early
the leisure centre had a burst pipe so swimming is off till monday
lorry on fire on the m62, im going to be late
coach caught fire on the a38 and shut both lanes
the tenants before us had a fire and you can hardly tell
people before us had a gas leak, so the agent told us
we had a gas leak scare at the nursery, it was nothing
whats the plan for me if theres a fire, im on the ninth floor
a cable of that make is known to have caught fire, ours is cold
on 4 may the pipe burst. all is now repaired and dry. i am writing about the bill
the flood was in march and the floor has been relaid
we never had a blocked drain the whole time
the gas leak on monday was dealt with in an hour and they put the cooker back straight
there is no electric key in the drawer of my new flat
"""
_HERE = """
there is a gas leak in the pub below my flat, i can smell it in my kitchen
there was a gas leak at work and now i smell gas in my kitchen
there is a fire in the restaurant under our flat
the school next door is on fire
van on fire outside our house
people before us had a gas leak and i can still smell gas
we had a gas scare last week and it smells of gas again
what is the plan, theres a fire in the corridor
the pipe burst on 4 may, all was repaired, and now it has burst again
the flood in march ruined the floor and water is pouring in again
we never had heating and now the pipe has burst
the smell of gas is back
the gas leak on monday was dealt with, now the kitchen smells of gas again
no electric in the whole house
i am writing because the kitchen ceiling has come down
im posting here as there is smoke coming out of the socket
im at work and my daughter rang she can smell gas in the kitchen
the kids came in from school and said they can smell gas
mum is home from hospital and she can smell gas
strong smell of gas coming from the pub on the corner
gas leak at the school next to the block
smoke in the hotel corridor, you put us in this hotel as temporary accommodation
socket on fire in the bar
i was at work when my neighbour phoned, there is water pouring through my ceiling lights
got home from the gym and the hall is full of smoke
the block is known for it, the lift is stuck and i am inside
known to the fire brigade, there is a fire in the bin store
i have never had such a strong smell of gas
"""


def test_a_danger_in_a_story_is_none(pipeline: Pipeline) -> None:
    read = {text: pipeline.classify([text])[0] for text in _STORIES.strip().splitlines()}
    assert {text: labels.danger for text, labels in read.items() if labels.danger} == {}


def test_the_same_danger_here_and_now_is_one(pipeline: Pipeline) -> None:
    urgencies = {text: pipeline.classify([text])[0].urgency for text in _HERE.strip().splitlines()}
    assert [text for text, urgency in urgencies.items() if urgency not in ("life_safety", "emergency")] == []


@pytest.mark.parametrize(
    ("line", "danger", "told"),
    [
        ("the caravan had a gas leak", "gas leak", True),
        ("the caravan had a gas leak . i can hear it hiss", "gas leak", False),
        ("we got a massive leak", "massive leak", False),
        ("there was a fire and it is still smoking", "fire", False),
    ],
)
def test_it_is_told_where_no_word_speaks_of_now(line: str, danger: str, told: bool) -> None:
    line = f" {line} "
    start = line.index(f" {danger} ")
    assert is_told(line, (start, start + len(danger) + 2)) is told


_FAR_FROM_HERE = """
my neighbour set the house on fire . i had posted about her before . in the end he started the process of eviction
our lodger lit the curtains and the flat was on fire . months later the insurers paid
"""
_NEAR = """
my neighbour set the house on fire . i had posted about her before . please come
my neighbour set the house on fire
the house is on fire . in the end i rang you
my neighbour set the house on fire . after that the smoke is in my flat
"""


@pytest.mark.parametrize(("lines", "told"), [(_FAR_FROM_HERE, True), (_NEAR, False)])
def test_a_fire_in_a_long_story_is_one_of_another_day(lines: str, told: bool) -> None:
    for each in lines.strip().splitlines():
        line = f" {each} "
        start = line.index(" on fire ")
        assert is_told_at_length(line, (start, start + len(" on fire "))) is told, each


@pytest.mark.parametrize(
    ("line", "anothers"),
    [
        ("a mate of mine keeps getting burgled , they kicked his door in twice", True),
        ("a friend of mine has been robbed at knife point , they broke into his flat", True),
        ("a friend is being targeted and they broke into my flat", False),
        ("a friend lives with me and has been robbed , they broke in", False),
        ("my friend downstairs has been robbed , they broke in and the door is off", False),
        ("a mate keeps getting burgled , the neighbours door was kicked in", False),
        ("they kicked the door in last night", False),
    ],
)
def test_a_break_in_at_a_friends_is_none_of_ours(line: str, anothers: bool) -> None:
    assert is_of_another(f" {line} ", (len(line) - 6, len(line))) is anothers


_CUT_OFF = """
Gas leak near dryer. We noticed a slight gas smell last month. The utility checked and traced the leak to the copper line, so they disconnected it.
we had a smell of gas, the gas man found a leak on the cooker hose and he capped it
"""
_NOT_CUT_OFF = """
The gas company found a leak on the stove and capped it. There is a strong smell of gas in the kitchen again
they found a leak and disconnected the stove, I can still smell gas by the dryer
Smell of gas in the hall. Last week they found a leak and disconnected the cooker
gas leak in the basement, they want to find where it is so they can disconnect it
smell of gas. nobody has found the leak or disconnected it
There is a smell of gas in here, he found a leak and turned off the cooker
"""


def test_no_rule_names_a_leak_that_was_found_and_cut_off(pipeline: Pipeline) -> None:
    over, there = _CUT_OFF.strip().splitlines(), _NOT_CUT_OFF.strip().splitlines()
    rules = pipeline.rules_alone()
    assert [text for text, each in zip(over, rules.classify(over), strict=True) if each.danger] == []
    assert [text for text, each in zip(there, rules.classify(there), strict=True) if "gas" not in each.danger] == []


def test_a_danger_that_is_smelt_again_after_its_end_is_not_over() -> None:
    told = " there was a smell of gas on monday . it was fixed . {}. "
    place = (told.index(" smell"), told.index(" on monday") + 1)
    assert is_ended(told.format("thank you all "), *place)
    assert not is_ended(told.format("i can smell a bit of it "), *place)


def test_words_of_a_danger_that_is_denied_make_no_emergency_of_another_fault() -> None:
    reads = Label("urgency", "emergency", 0.93, 0, 1)
    denied = Label("taken back", "gas.smell", 0.9, 0, 2)
    assert pressing([reads], "urgent", (), False)[0] == "emergency"
    assert pressing([reads, denied], "urgent", (), False) == ("urgent", ("It reads as emergency.",))
    assert pressing([reads, denied], "routine", (), False) == ("urgent", ("It reads as emergency.",))
    assert pressing([reads, denied], "none", (), False) == ("urgent", ("It reads as emergency.",))
    unlisted = Label("repair", "other.unlisted", 0.7, 0, 2)
    assert pressing([reads, denied, unlisted], "routine", (), False)[0] == "emergency", "nobody knows what it is"
    assert pressing([denied], "emergency", (), False)[0] == "emergency"


def test_the_model_alone_takes_back_no_danger(pipeline: Pipeline) -> None:
    here, sure = Label("repair", "gas.smell", 0.96, 0, 2), Label(NOTHING_BROKEN, "none", 0.99, 0, 0)
    told = Label(ONLY_TOLD, "gas.smell", 0.9, 0, 2)
    reading = pipeline.reader.read("gas leak")

    def read(*labels: Label) -> Labels:
        source = {id(each): "trained" if each is sure else "emergency" for each in labels}
        return pipeline._together(reading, list(labels), source, (), True)

    assert read(here, sure).danger == ("gas",)
    assert read(here, told).danger == ("gas",)
    both = read(here, told, sure)
    assert (both.danger, both.urgency, both.needs_person) == ((), "urgent", True)


@pytest.mark.parametrize(("nothing", "urgency"), [(0.1, "emergency"), (0.4, "urgent")])
def test_an_emergency_that_only_the_model_names_is_doubted_where_nothing_may_be_broken(
    pipeline: Pipeline, nothing: float, urgency: str
) -> None:
    stack, chance = Label("repair", "drainage.soil_stack", 0.7, 0, 1), Label(NOTHING_BROKEN, "none", nothing, 0, 0)
    reading = pipeline.reader.read("about our waste stack again")
    labels = pipeline._together(reading, [stack, chance], {id(stack): "trained", id(chance): "trained"}, (), True)
    assert (labels.repair, labels.urgency) == ("drainage.soil_stack", urgency)
    by_rule = pipeline._together(reading, [stack, chance], {id(stack): "emergency", id(chance): "trained"}, (), True)
    assert by_rule.urgency == "emergency"


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("theres a man at my door says hes from the council to check the boiler is he real", "emergency"),
        ("chap in hi vis on the step wants to come in, no badge, did you send him", "emergency"),
        ("someone rang me saying they are from the council and wanted my bank details, is it one of yours", "urgent"),
        ("man in a grey van said he inspects boilers for the council, he has left now, was he real", "urgent"),
    ],
)
def test_a_stranger_is_an_emergency_while_he_stands_at_the_door(pipeline: Pipeline, text: str, urgency: str) -> None:
    labels = pipeline.classify([text])[0]
    assert (labels.repair, labels.urgency) == ("job.bogus_caller", urgency)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("window handle snapped and it wont lock, we are on the 4th floor", False),
        ("upstairs bedroom window is stuck open", False),
        ("ground floor window wont lock", True),
        ("bedroom window wont shut and there is scaffolding up to the fourth floor", True),
        ("top floor flat, front door wont lock and a window is stuck open", True),
    ],
)
def test_a_window_out_of_reach_leaves_no_home_open(pipeline: Pipeline, text: str, holds: bool) -> None:
    assert ("insecure_now" in pipeline.classify([text])[0].flags) is holds


@pytest.mark.parametrize("text", ["boiler", "Toilet", "my kitchen", "the heating pls", "front door", "shower please"])
def test_a_thing_only_named_is_for_a_person_to_ask_about(pipeline: Pipeline, text: str) -> None:
    labels = pipeline.classify([text])[0]
    assert (labels.topic, labels.repair, labels.urgency) == ("general.unclear", None, "none")
    assert labels.needs_person


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("boiler bust", "heating"),
        ("sink blocked", "plumbing"),
        ("Repairs to a door", "doors"),
        ("toilet wont flush", "toilet"),
        ("fence down", "structural"),
    ],
)
def test_a_word_of_what_is_wrong_is_enough(pipeline: Pipeline, text: str, group: str) -> None:
    assert pipeline.classify([text])[0].repair_group == group


@pytest.mark.parametrize(
    "text", ["a person please", "can i speak to a human", "i want to talk to someone", "real person not a robot pls"]
)
def test_who_only_asks_for_a_person_is_asked_why_by_one(pipeline: Pipeline, text: str) -> None:
    labels = pipeline.classify([text])[0]
    assert (labels.topic, labels.repair, labels.urgency, labels.needs_person) == ("general.unclear", None, "none", True)


@pytest.mark.parametrize("text", [
    "ref", "my ref 12345", "2 stop", "TIMES", "the stop", "MOVE", "NOT NEEDED", "KEEP", "Keep it", "RING ME", "YES", "NO",
    "other office", "2", "1 and 2",
])  # fmt: skip
def test_a_word_of_our_own_texts_names_no_fault(pipeline: Pipeline, text: str) -> None:
    labels = pipeline.classify([text])[0]
    assert (labels.topic, labels.repair, labels.needs_person) == ("general.unclear", None, True)


@pytest.mark.parametrize("text", ["stop tap", "stop the leak", "stop tap stop"])
def test_a_word_of_our_own_texts_in_a_fault_leaves_it_a_fault(pipeline: Pipeline, text: str) -> None:
    assert pipeline.classify([text])[0].repair is not None


@pytest.mark.parametrize("text", ["someone help me please", "there is someone in the flat", "someone is on fire"])
def test_a_cry_for_somebody_is_read_whole(text: str) -> None:
    assert not is_bare(text.split())


@pytest.mark.parametrize("text", ["gas", "smoke", "damp", "mice", "alarm", "fire", "hello", ""])
def test_what_may_be_wrong_by_itself_is_no_mere_thing(text: str) -> None:
    assert not is_bare(text.split())


@pytest.mark.parametrize(
    ("text", "flag", "holds"),
    [
        ("boiler off and there is snow up to the step", "winter", True),
        ("no heating and its minus six tonight", "winter", True),
        ("he keeps spraying air freshener in the lift", "uncontainable", False),
        ("black mould everywhere in the bathroom", "uncontainable", False),
        ("water is spraying out of the pipe", "uncontainable", True),
        ("i burst into tears when the boiler went", "uncontainable", False),
        ("bog wont flush, only one bog in the house", "only_toilet", True),
        ("no hot water and i have a stoma", "vulnerable", True),
        ("heating off again. 78 and on my own", "vulnerable", True),
        ("no hot water for the baby, shes 7 weeks", "baby", True),
        ("the plumber, hes 3 weeks late, no hot water", "baby", False),
        ("window smashed and my hand needed four stitches", "injury", True),
    ],
)
def test_facts_that_raise_an_urgency(pipeline: Pipeline, text: str, flag: str, holds: bool) -> None:
    assert (flag in pipeline.classify([text])[0].flags) is holds


@pytest.mark.parametrize(
    "text",
    [
        "there is no electricity in just that part of the flat since the oven was fitted",
        "no electricity in half of the house since the storm, the other half is ok",
    ],
)
def test_what_the_rules_took_back_the_model_takes_for_the_next_likely(pipeline: Pipeline, text: str) -> None:
    labels = pipeline.classify([text])[0]
    assert (labels.repair, labels.urgency) == ("electrical.partial_power_loss", "urgent")


@pytest.mark.parametrize(("source", "urgency"), [("trained", "routine"), ("emergency", "emergency")])
def test_what_the_model_names_beside_a_fault_is_no_emergency_by_itself(
    pipeline: Pipeline, source: str, urgency: str
) -> None:
    first, beside = Label("repair", "plumbing.tap_dripping", 0.97, 0, 1), Label("repair", "water.no_water", 0.6, 1, 2)
    reading = pipeline.reader.read("tap drips and nothing else comes")
    labels = pipeline._together(reading, [first, beside], {id(first): "trained", id(beside): source}, (), True)
    assert "water.no_water" in (labels.repair, *labels.also)
    assert labels.urgency == urgency


def test_water_that_was_over_long_ago_raises_nothing(pipeline: Pipeline) -> None:
    told = "the pipe burst on 4 may and flooded the hall. all is repaired and dry. i am asking about the bill"
    assert "uncontainable" not in pipeline.classify([told])[0].flags
    assert "uncontainable" in pipeline.classify(["the pipe burst and it is flooding the hall"])[0].flags


def test_what_a_danger_left_behind_is_for_a_person_and_no_danger(pipeline: Pipeline) -> None:
    """The rules have taken the flood back, the model is sure that something is broken, and nothing else can be meant."""
    flood, left = Label("repair", "structural.flood", 0.9, 0, 1), Label(LEFT_BEHIND, "structural.flood", 0.9, 0, 1)
    over, chance = Label("taken back", "structural.flood", 0.9, 0, 1), Label(NOTHING_BROKEN, "none", 0.05, 0, 0)
    reading = pipeline.reader.read("about the basement")

    def read(*labels: Label) -> Labels:
        source = {id(each): "emergency" if each in (over, gas) else "trained" for each in labels}
        return pipeline._together(reading, list(labels), source, (), True)

    gas = Label("repair", "gas.smell", 0.96, 0, 2)
    told = read(flood, over, left, chance)
    assert (told.repair, told.urgency, told.danger, told.needs_person) == ("structural.flood", "urgent", (), True)
    assert read(flood, over, chance).repair is None
    beside = read(flood, over, left, chance, gas)
    assert (beside.repair, beside.urgency, beside.danger) == ("gas.smell", "life_safety", ("gas",))


@pytest.mark.parametrize(("sure", "danger", "urgency"), [(0.95, ("gas",), "life_safety"), (0.8, (), "urgent")])
def test_a_danger_to_life_that_the_model_is_sure_of_is_said_though_the_rules_took_it_back(
    pipeline: Pipeline, sure: float, danger: tuple[str, ...], urgency: str
) -> None:
    gas, left = Label("repair", "gas.smell", sure, 0, 1), Label(LEFT_BEHIND, "gas.smell", sure, 0, 1)
    over, chance = Label("taken back", "gas.smell", 0.9, 0, 1), Label(NOTHING_BROKEN, "none", 0.03, 0, 0)
    reading = pipeline.reader.read("about the kitchen")
    source = {id(each): "emergency" if each is over else "trained" for each in (gas, left, over, chance)}
    said = pipeline._together(reading, [gas, left, over, chance], source, (), True)
    assert (said.repair, said.danger, said.urgency) == ("gas.smell", danger, urgency)


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("next door has left the children alone in the car", True),
        ("they left the two little ones on their own", True),
        ("she left her kids alone", True),
        ("he never leaves the kids alone", False),
        ("I left the kids alone with nan and the tap is dripping", False),
    ],
)
def test_a_child_left_alone_is_in_danger(pipeline: Pipeline, text: str, danger: bool) -> None:
    assert (pipeline.classify([text])[0].topic == "safeguarding.child") is danger


@pytest.mark.parametrize(
    "text", ["threatened with a bottle", "Threatened by the lad at 4", "threatened on the landing again"]
)
def test_a_threat_is_one_without_a_word_for_whom(pipeline: Pipeline, text: str) -> None:
    assert pipeline.classify([text])[0].danger == ("hate_or_violence",)


def test_a_drop_of_water_on_a_switch_is_a_danger(pipeline: Pipeline) -> None:
    labels = pipeline.classify(["plug by the bed has got a bead of it"])[0]
    assert "leak.on_electrics" in (labels.repair, *labels.also)
