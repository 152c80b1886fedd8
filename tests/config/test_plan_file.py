"""A plan as a supervisor writes it: read as it is, and every mistake refused in one line that says where."""

import re
from pathlib import Path

import pytest

from config import plan_file
from router.errors import BadSetting
from router.plans import Plan, Step, Weights
from router.values import Landlord

DEMO = Path(__file__).resolve().parents[2] / "config" / "landlord" / "plan.toml"

SMALL = """\
name = "Small"

[weights]
live = 50

[weights.units]
voice = 80

[[rule]]
name = "Rent in Polish"
when = "task.queue == 'rents' && task.language == 'pl'"

[[rule.step]]
queue = "own"
need = "task.language in worker.languages"
prefer = [
  "worker.id == task.last_agent",
  "worker.skills.income >= 3",
]
skip_if = "workers.free == 0"
wait = "5 minutes"
offer = "45 seconds"
ring = 2

[[rule.step]]
queue = ["own", "general"]
boost = 10

[[rule]]
name = "Emergency"
when = "task.lane == 'emergency'"

[[rule.step]]
queue = "repairs_emergency"
wait = "20 seconds"

[[rule.step]]
queue = "general"
page = "chain:oncall"

[default]

[[default.step]]
queue = "own"
"""


def read(landlord: Landlord, source: str = SMALL) -> Plan:
    return plan_file.read(source, "plan.toml", landlord)


def test_a_plan_is_read(landlord: Landlord) -> None:
    plan = read(landlord)
    assert [rule.name for rule in plan.rules] == ["Rent in Polish", "Emergency"]
    first, second = plan.rules[0].steps
    assert first == Step(
        need="task.language in worker.languages", skip_if="workers.free == 0", wait=300, offer=45, ring=2,
        prefer=("worker.id == task.last_agent", "worker.skills.income >= 3"),
    )  # fmt: skip
    assert second == Step(also=("general",), boost=10)
    assert plan.rules[1].steps[0].offer == 20, "an offer never outlasts its step"
    assert plan.rules[1].steps[1].page == "oncall"
    assert (plan.default.name, plan.default.steps) == ("default", (Step(),))
    assert plan.weights == Weights(live=50, units={"voice": 80, "sms": 20, "whatsapp": 20, "email": 10, "web": 10})


def test_the_demo_plan_is_read_and_asks_the_people_of_every_queue(landlord: Landlord) -> None:
    plan = plan_file.read(DEMO.read_text(encoding="utf-8"), "plan.toml", landlord)
    assert all(rule.steps[-1].wait is None for rule in (*plan.rules, plan.default))
    assert any(step.queue == "" for step in plan.default.steps), "every queue's own people take what no rule takes"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # typing errors of keys
        ('need = "task.l', 'needs = "task.l', "line 15: step 1 of rule 'Rent in Polish' has an unknown name 'needs'; did you mean 'need'?"),
        ("[weights]", "[wieghts]", "has an unknown name 'wieghts'; did you mean 'weights'?"),
        ("live = 50", "life = 50", "line 4: weights has an unknown name 'life'; did you mean 'live'?"),
        ("voice = 80", "voce = 80", "line 7: weights.units has an unknown name 'voce'; did you mean 'voice'?"),
        ('when = "task.q', 'wen = "task.q', "line 11: rule 'Rent in Polish' has an unknown name 'wen'; did you mean 'when'?"),
        # names inside
        ("task.queue ==", "task.que ==", "line 11: `when` of rule 'Rent in Polish': there is no attribute task.que; did you mean task.queue?"),
        ("== 'rents'", "== 'rent'", "line 11: `when` of rule 'Rent in Polish': there is no queue 'rent'; did you mean 'rents'?"),
        ("== 'emergency'", "== 'emergncy'", "line 31: `when` of rule 'Emergency': task.lane is never emergncy; did you mean emergency?"),
        ("== 'emergency'", "in ['hazard', 'urgent']", "line 31: `when` of rule 'Emergency': "),
        ("task.lane == 'emergency'", "'gaz' in task.danger", "there is no danger 'gaz'; did you mean 'gas'?"),
        ("task.lane == 'emergency'", "'emergency' == task.lan", "there is no attribute task.lan"),
        ("worker.skills.income", "worker.skills.incom", "line 16: `prefer` of step 1 of rule 'Rent in Polish': there is no skill incom; did you mean income?"),
        ("worker.skills.income >= 3", "'incom' in worker.skills", "there is no skill 'incom'; did you mean 'income'?"),
        ('queue = "general"', 'queue = "genral"', "line 38: step 2 of rule 'Emergency' names an unknown queue 'genral'; did you mean 'general'?"),
        ('["own", "general"]', '["own", "genral"]', "line 26: step 2 of rule 'Rent in Polish' names an unknown queue 'genral'"),
        ("chain:oncall", "chain:on_call", "line 39: step 2 of rule 'Emergency' pages an unknown chain 'on_call'; did you mean 'oncall'?"),
        # conditions
        ("task.lane == 'emergency'", "task.lane == ", "line 31: `when` of rule 'Emergency'"),
        ("task.lane == 'emergency'", "task.lane.matches('e.*')", "matches may not be used"),
        ("task.lane == 'emergency'", "task.flags.exists(f, f == 'baby')", "exists may not be used, because it loops"),
        ("task.lane == 'emergency'", "worker.restricted", "there is no attribute worker.restricted"),
        ("workers.free == 0", "worker.restricted", "line 20: `skip_if` of step 1 of rule 'Rent in Polish'"),
        # steps
        ('wait = "20 seconds"\n', "", "line 33: step 1 of rule 'Emergency' has no wait"),
        ('page = "chain:oncall"', 'wait = "5 minutes"', "line 39: step 2 of rule 'Emergency' is the last one and has a wait"),
        ('page = "chain:oncall"', 'skip_if = "workers.on == 0"', "is the last one and has a skip_if"),
        ('wait = "20 seconds"', 'wait = "a while"', "line 35: step 1 of rule 'Emergency': wait = 'a while' cannot be read"),
        ('wait = "20 seconds"', "wait = 20", "wait = 20 cannot be read"),
        ('wait = "20 seconds"', 'wait = "0 seconds"', "wait = '0 seconds' cannot be read"),
        ('offer = "45 seconds"', 'offer = "6 minutes"', "line 22: step 1 of rule 'Rent in Polish' offers for longer than it lasts"),
        ('offer = "45 seconds"', 'offer = "2 seconds"', "offers for 2 seconds"),
        ("ring = 2", "ring = 0", "line 23: step 1 of rule 'Rent in Polish': ring = 0 is not possible; write a whole number from 1"),
        ("ring = 2", "ring = true", "ring = True is not possible"),
        ("boost = 10", "boost = -5", "boost = -5 is not possible"),
        ('queue = "general"\npage = "chain:oncall"', "", "line 37: step 2 of rule 'Emergency' is empty"),
        ('queue = ["own", "general"]', "queue = []", "asks the people of no queue"),
        ('[[default.step]]\nqueue = "own"', "", "has no [default] with steps"),
        ('[default]\n\n[[default.step]]\nqueue = "own"', "", "has no [default] with steps"),
        ('[[default.step]]\n', '[[default.step]]\nwait = "1 day"\n', "line 44: step 1 of the default is the last one and has a wait"),
        # rules
        ('name = "Emergency"', 'name = "Rent in Polish"', "line 30: two rules are called 'Rent in Polish'"),
        ('name = "Emergency"', 'name = "default"', "a rule cannot be called 'default'"),
        ("task.lane == 'emergency'", "task.queue=='rents'  &&  task.language == \\\"pl\\\"", "line 31: rule 'Emergency' is never reached: everything that it takes, 'Rent in Polish' takes before it"),
        ("task.queue == 'rents' && task.language == 'pl'", "true", "rule 'Emergency' is never reached"),
        ('when = "task.lane == \'emergency\'"\n', "", "line 29: has no text for 'when'"),
        ('name = "Small"', "name = 3", "line 1: has no text for 'name'"),
        ("voice = 80", "voice = 300", "one case by voice costs 300 units and nobody can carry more than 100"),
        ("[default]", "[default", "correct what is written there"),
        ("== 'rents'", '== "rents"', "line 11: is not TOML (Expected newline or end of document after a statement (at line 11, column 24)); inside a condition put a text in single quotes"),
        ('"worker.id == task.last_agent"', '"worker.role == "agent""', "inside a condition put a text in single quotes"),
        ("task.lane == 'emergency'", "task.lane = 'emergency'", "line 31: `when` of rule 'Emergency': a single = at character 11 compares nothing; did you mean ==?"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_in_one_line(landlord: Landlord, old: str, new: str, said: str) -> None:
    assert old in SMALL
    with pytest.raises(BadSetting) as refused:
        read(landlord, SMALL.replace(old, new, 1))
    words = str(refused.value)
    assert words.startswith("plan.toml") and said in words and "\n" not in words, words


def test_too_many_steps_are_refused(landlord: Landlord) -> None:
    steps = '[[default.step]]\nqueue = "own"\nwait = "1 minute"\n\n' * 20
    with pytest.raises(BadSetting, match="the default has 21 steps; keep to 20"):
        read(landlord, SMALL.replace("[[default.step]]", f"{steps}[[default.step]]"))


def test_a_plan_without_rules_is_a_plan(landlord: Landlord) -> None:
    assert read(landlord, 'name = "x"\n[[default.step]]\nqueue = "own"\n').rules == ()


def test_what_is_written_inline_is_read_and_refused_without_a_line(landlord: Landlord) -> None:
    inline = 'name = "x"\nrule = [{name = "a", when = "task.live", step = [{queue = "own"%s}]}]\ndefault = {step = [{queue = "own"}]}'
    assert read(landlord, inline % "").rules[0].steps == (Step(),)
    with pytest.raises(BadSetting, match=r"plan\.toml: step 1 of rule 'a': ring = 0"):
        read(landlord, inline % ", ring = 0")


def test_the_examples_of_the_guide_are_plans(landlord: Landlord) -> None:
    guide = (DEMO.parents[1] / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n(.*?)```", guide, re.DOTALL)
    rest = '\n[default]\n[[default.step]]\nqueue = "own"\n'
    plans = [plan_file.read(f'name = "x"\n{example}{rest}', "the guide", landlord) for example in examples]
    assert [plan.rules[0].name for plan in plans] == ["Rent in Polish", "Gas", "Chased complaints"]
