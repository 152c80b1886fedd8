"""What is told first, by words: how it was dealt with, a fault told before, a neighbour who plagues people, rent owed."""

from dataclasses import replace

import pytest

from classifiers.pipeline import Pipeline
from router import urgency
from router.values import Landlord

_TOLD_BEFORE = """
My dishwasher hose has been dripping into the cabinet since March. I put in a maintenance request, a guy came, tightened something and left. It is still dripping.
Told the super about the roaches two times now and he sprays a little and says wait. They are everywhere again this morning.
The closet wall is wet and moldy. I've let my landlord know, he came and painted over it, it is back within a month.
reported our toilet running on monday, man came wed and did nowt, still running
maintenance has been out four times for my furnace and each time they say they can't find anything wrong. it's 55 in here
It took ten days of begging to get anybody out to see the leak under my sink and all he did was put a bucket under it.
The letting agent has known about the broken boiler since Friday and won't send anyone. We have no hot water.
Bedbugs. Told landlord, landlord says it's my problem. They're still here. What now?
second time i've messaged about the hallway light, its still out
Landlord refuses to fix the tap in the kitchen, it drips all night
My landlord won't do anything about the mold in my daughter's room
Landlord insists the mold is just dirt. It comes back two days after I bleach it.
We've been on at the housing for ages about the windows rotting
I emailed my landlady about the shower being cold, she says turn the heater up. It is as high as it goes.
the office marked my work order complete, nobody ever came, the sink is still blocked
"""
_NOT_TOLD_BEFORE = """
My toilet keeps running at night, every few minutes. How do I fix it?
The sink keeps backing up, it happened last week and again today
kitchen tap dripping again
We just moved in and the bathroom fan doesn't work. Should I report it to the landlord?
I called a plumber and he said the valve is bad. It leaks from the stem. Can I change it myself?
My landlord is great and told me to post here: bath drains slowly, what do I try before he gets a plumber?
Do I tell the landlord about a small crack in the ceiling or wait?
my dad told me to bleed the radiator and it is still cold at the bottom
"""
_DEALT_WITH = """
Landlord refuses to reimburse us for the hotel after the flood. Everything was fixed within a week but we are out $900.
Property manager won't pay me back for the locksmith. She told me to go ahead and call one and now she denies it.
My landlord never told us there was asbestos in the basement before we signed. Shouldn't he have disclosed that?
They dug up the path to our door with no notice and I use a wheelchair. Is that allowed?
The council took eight months to mend the lift and my mother missed two operations. Is it liable?
Landlord lied about the mice when we viewed the house and now wants a fee to let us out
Our new owners have let this place go to ruin. Nothing gets fixed, the hall is filthy. What are our options?
Landlord shut off our water for two days without telling anybody. It's back on but is that legal?
How the council dealt with a report of a collapsed ceiling
The landlord's response to the resident's concerns about a lift that is out of order
"""
_REPAIRS = """
Repairs to the bathroom floor
Landlord is on holiday and the heating is off, who do I call?
Landlord wants me to send pictures of the leak under the sink. It's dripping a cup an hour, how do I stop it?
Should my landlord pay for a new toilet seat? Mine is cracked
My house was broken into and the back door lock is smashed, it won't shut
The neighbor's toilet leaks through my ceiling
Fire door repairs
"""
_MATTERS = """
asb | The landlord's handling of the resident's reports of anti-social behaviour
asb | Car broken into again last night, third one in our lot this month. Anyone else see anything?
asb | Neighbour has six cars, half of them wrecks, all over our street
asb | next door leave a scrap car and a load of rubbish out front, been there over a year
asb | The man downstairs dumps his rubbish over our fence on purpose, ever since we complained about him
asb | packages stolen from the lobby every week now
tenancy | Our neighbour's hedge is over the fence line, who has to cut it?
tenancy | Neighbour says two feet of our garden is his, where do I get the plan of the boundary
rents | About to be evicted, I lost my job in May and I couldn't make the rent. No idea what to do.
rents | The church paid what we owed, three months of it, so the eviction is called off
rents | I'm three weeks behind, landlord texted saying he'll file Monday. Anyone know of help in Ohio?
rents | My ex stopped paying her share of the rent and she's still on the lease
rents | Can he charge me rent for the week after I move out?
homelessness | Landlord gave me 30 days notice, no reason, never late with rent. Can he?
tenancy | She wants to keep my deposit because I left a week early even though rent was paid
tenancy | Can my landlord say no overnight guests? It's not in the lease.
homelessness | nowhere to sleep tonight, put out because i was behind with the rent
safeguarding | I can hear the man next door beating his little boy and the boy screaming
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", lines(_TOLD_BEFORE))
def test_a_fault_told_before_and_not_mended_is_said_to_be(pipeline: Pipeline, text: str) -> None:
    labels = pipeline.classify([text])[0]
    assert "chaser" in labels.flags and (labels.repair or labels.also)


@pytest.mark.parametrize("text", lines(_NOT_TOLD_BEFORE))
def test_a_fault_that_was_told_to_nobody_is_not(pipeline: Pipeline, text: str) -> None:
    assert "chaser" not in pipeline.classify([text])[0].flags


@pytest.mark.parametrize("text", lines(_DEALT_WITH))
def test_how_it_was_dealt_with_comes_before_the_fault(pipeline: Pipeline, text: str) -> None:
    labels = pipeline.classify([text])[0]
    assert labels.topic.startswith("complaints.") and "complaint" in labels.flags
    assert "chaser" not in labels.flags, "they want no news"


@pytest.mark.parametrize("text", lines(_REPAIRS))
def test_a_fault_beside_a_landlord_is_a_repair_all_the_same(pipeline: Pipeline, text: str) -> None:
    assert pipeline.classify([text])[0].topic == "repair"


@pytest.mark.parametrize(
    ("complained", "told"),
    [
        ("The landlord's response to reports of a gas leak", "gas leak"),
        ("How the landlord handled the resident's reports of a collapsed ceiling", "the ceiling has collapsed"),
        ("The council's handling of bare wires left in the hall", "there are bare wires in the hall"),
        ("I can smell gas in the hall and the agent refuses to pay me back for the plumber", "I can smell gas in the hall"),
        ("Water is pouring through the light. My landlord won't pay me for the last time either", "Water is pouring through the light"),
    ],
)  # fmt: skip
def test_an_emergency_complained_of_is_the_same_emergency(pipeline: Pipeline, complained: str, told: str) -> None:
    complaint, fault = pipeline.classify([complained, told])
    assert complaint.topic.startswith("complaints.")
    assert (complaint.repair, complaint.urgency, complaint.danger) == (fault.repair, fault.urgency, fault.danger)
    assert complaint.urgency in ("life_safety", "emergency")


@pytest.mark.parametrize("line", lines(_MATTERS))
def test_whose_matter_it_is(pipeline: Pipeline, line: str) -> None:
    team, text = line.split(" | ", 1)
    assert pipeline.classify([text])[0].topic.partition(".")[0] == team


def test_a_landlord_without_a_topic_for_complaints_has_the_danger_all_the_same(landlord: Landlord) -> None:
    others = {name: topic for name, topic in landlord.topics.items() if not name.startswith("complaints.")}
    pipeline = Pipeline.build(replace(landlord, topics=others), judge=urgency.decide)
    gas, dealt = pipeline.classify(["Landlord's handling of my reports of a gas leak, i can smell gas", _DEALT_WITH])
    assert (gas.topic, gas.repair, gas.danger, gas.notes) == ("repair", "gas.smell", ("gas",), ())
    assert dealt.notes == ()


def test_a_complaint_of_a_kind_of_its_own_stays_that(pipeline: Pipeline) -> None:
    said = "I want this escalated to stage 2. The landlord's response to my leaking roof was a joke"
    assert pipeline.classify([said])[0].topic == "complaints.escalate"
