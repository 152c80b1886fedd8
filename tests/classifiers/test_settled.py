"""A message that says itself that nothing is broken now is about no fault; one that tells of a fault beside it is."""

import pytest

from classifiers.pipeline import Pipeline
from classifiers.settled import is_settled, is_upkeep
from router.values import Labels

_PUT_RIGHT = """
EDIT: fixed! It was the flapper. Original post: my toilet has been running all night and I can't make it stop, the tank never fills.
[SOLVED] Dishwasher would not drain, the hose was kinked.
Update: plumber came this morning and replaced the wax ring. No more leak. Thanks to all of you who answered.
Kitchen faucet dripped for months, new washer did the trick. Cost me 40 cents.
No need to send anyone, I bled the radiators and they are all hot now
Thought I'd report back: mice are gone. Blocked the hole behind the cooker and havent seen one since.
ALL FIXED. Boiler had lost pressure, topped it up to 1.5 as the lady on the phone said and heating is on.
Nailed it. Replaced the broken fence panel and painted the lot.
never mind about the tap, it was just not turned off properly
disregard the email about the blocked toilet, plunger worked
Hi, please close the job for the kitchen light, the new bulb has sorted it.
"""
_IN_GENERAL = """
Every house I've lived in has had a gurgle in the kitchen drain after the washing machine empties. Why is that?
Do all combi boilers make that whooshing noise when they light?
PSA: vinegar does not kill mould on walls. Bleach neither. A proper mould wash does.
Galvanised gutters - repaint or leave alone?
Window cleaning
Gutter cleaning programme
"""
_OF_ANOTHER_TIME_OR_HOME = """
A pipe froze and burst in January. Plumber fixed it same day. Now the landlord says I owe for the drywall. Can he?
Toilet overflowed in April, landlord billed me 450 for the plumber. Is this my cost?
My sister's landlord in Leeds refuses to treat her flat for bed bugs. What are her rights?
"""
_BROKEN = """
Update: still leaking after the plumber replaced the wax ring.
EDIT: it's not solved, the toilet is running again this morning.
Mystery solved, the smell in the hall is a dead rat under the boards. Can you get it out please
The heating is sorted thanks but now the kitchen tap won't turn off
Dishwasher solved, it was the hose. Now the garbage disposal hums and won't spin. Ideas?
the plumber said its all sorted but the toilet still wont flush
Boiler's fine now. Radiator in the lad's room is cold.
all fixed except the cooker socket which is dead
Changed the bulb, new starter, did the trick for one day, dead again
No need to send a plumber, send an electrician, the sockets in the kitchen are dead
Ignore my last message, I meant the bathroom tap is leaking not the kitchen
i want it fixed, sorted, done. The gutter has leaked for a year
Every flat I've had was fine and this one has mould in each room
Vinegar does nothing for the mould in the bathroom, it comes back every week
Our stack is cracked, repair or replace?
Window cleaning hasn't been done since spring
Update, all sorted, thanks. The AC in my bedroom is not cooling
All fixed, ta. The radiator in the hall is not heating
Landlord won't pay back what I paid the locksmith and the back door still doesn't lock
kitchen tap dripping, and the council wont reimburse me for the plumber i paid in march
My sister's landlord in Hull refused to mend her shower. Our own bath tap drips all night
Pipe burst in January, plumber fixed it, but the wall is still soaking and mouldy. Landlord says I owe for the drywall
"""
_DANGERS = """
Update: gas man fixed the cooker yesterday. This morning the kitchen smells of gas
fixed the tap myself and now water is pouring through the kitchen light
SOLVED the sink. now sewage is coming up in the bath
All fixed thanks. Oh and the kitchen ceiling has collapsed
landlord wont pay the plumber bill and now the pipe has burst again, water pouring through the ceiling
I replaced the fuse, good to go i thought, now no electric in the whole flat with a newborn
Problem solved he said. The lift is stuck and I am in it
Edit: fixed. Then an hour later smoke came out of the socket, it is smoking now
every time i shower water drips through the ceiling light, why is this
"""


def _is_fault(labels: Labels) -> bool:
    return any(each and not each.startswith("job.") for each in (labels.repair, *labels.also))


@pytest.mark.parametrize("told", [_PUT_RIGHT, _IN_GENERAL, _OF_ANOTHER_TIME_OR_HOME])
def test_what_says_itself_that_nothing_is_broken_names_no_fault(pipeline: Pipeline, told: str) -> None:
    texts = told.strip().splitlines()
    read = dict(zip(texts, pipeline.classify(texts), strict=True))
    wrong = [text for text, each in read.items() if _is_fault(each) or each.urgency not in ("none", "routine")]
    assert wrong == []


def test_a_person_reads_what_is_taken_for_nothing_though_it_tells_of_a_fault(pipeline: Pipeline) -> None:
    assert pipeline.classify([_PUT_RIGHT.strip().splitlines()[0]])[0].needs_person


def test_a_fault_that_is_there_beside_such_words_is_named(pipeline: Pipeline) -> None:
    texts = _BROKEN.strip().splitlines()
    read = zip(texts, pipeline.classify(texts), strict=True)
    assert [text for text, each in read if not _is_fault(each)] == []


def test_a_danger_beside_such_words_is_an_emergency(pipeline: Pipeline) -> None:
    texts = _DANGERS.strip().splitlines()
    read = zip(texts, pipeline.classify(texts), strict=True)
    assert [text for text, each in read if each.urgency not in ("emergency", "life_safety")] == []


def test_what_another_sentence_tells_after_the_end_counts() -> None:
    line = " all fixed . bathroom shelf . "
    assert is_settled(line, lambda _: False)
    assert not is_settled(line, lambda place: line.find("bathroom") >= place - 1)


@pytest.mark.parametrize(
    "line",
    [
        " all fixed . now its making a bang . ",
        " all fixed . what should i put on the wall . ",
        " all fixed . send someone for the rest . ",
        " all fixed . do you mend the other one . ",
        " all fixed . i cannot open the window . ",
        " my mums flat in holbeck . boiler displays f28 . shes 90 . ",
        " my nans flat in seacroft , boiler conked out . she is 91 and very cold . ",
        " pro tip for a slow drain , ive one that takes an hour . ",
    ],
)
def test_what_is_wrong_or_asked_now_counts(line: str) -> None:
    assert not is_settled(line, lambda _: False)


@pytest.mark.parametrize(
    ("line", "only"),
    [
        (" old lead pipes , replace or keep ", True),
        (" soil stack in cast iron , worth replacing . ", True),
        (" wooden sash windows . repair or leave them as they are . ", True),
        (" soil stack leak , replace or leave it ", False),
        (" the ceiling has come down . fix it or leave it ", False),
        (" replace or leave the key where he finds it when he comes ", False),
        (" communal window cleaning schedule ", True),
        (" lead pipes leak , replace or keep . ", False),
        (" window cleaning missed in march ", False),
    ],
)
def test_upkeep_of_what_works(line: str, only: bool) -> None:
    assert is_upkeep(line) is only
