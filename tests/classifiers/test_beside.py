"""A question about another matter beside a fault: heard, and not where it is about the visit itself."""

import pytest

from classifiers.asking import asked

ALSO = (
    "my kitchen tap is dripping and i also want to know if i can keep a dog",
    "kitchen tap dripping. also when is my rent due",
    "toilet keeps running, and what is happening about my transfer",
    "The bathroom light has gone. Could you also tell me how much my rent arrears are?",
    "shower leaks and am i allowed to put laminate down",
    "sink blocked pls fix, any news on my swap",
    "tap dripping. who do i talk to about the noise upstairs",
    "gate broken. I'd like to know whether I'm entitled to compensation for the carpet",
    "Heating timer stuck - and how do I get a spare key for my daughter?",
    "extractor fan dead, also wondering about parking permits",
)
NOT_ALSO = (
    "my kitchen tap is dripping",
    "kitchen tap dripping, can i keep the dog in the front room when he comes",
    "tap drips, can you come thursday",
    "sink blocked, neighbour has the key, can she let them in",
    "the rent office tap is dripping",
    "shed door hinge broken",
    "how long will it take to mend the tap",
    "can i move the visit to thursday",
    "do i need to lock the dog in the kitchen",
    "garage door is stiff, when can you come",
    "water drips on my neighbours fence",
    "tap dripping. the dog will be in but she is fine. can i have a morning",
)


@pytest.mark.parametrize("text", ALSO)
def test_it_is_heard(text: str) -> None:
    assert asked(text).beside


@pytest.mark.parametrize("text", NOT_ALSO)
def test_what_is_of_the_visit_is_none(text: str) -> None:
    assert not asked(text).beside
