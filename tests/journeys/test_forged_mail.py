"""Anybody can write a tenant's address as theirs. What the landlord's mail server speaks against changes nothing."""

import pytest
from appointment_house import Talk, visits
from builders import LEE, OKAFOR_MAIL, Cast
from doubles import FrozenClock

from config.wiring import House

TAP = "kitchen tap dripping, 1 Alder Road"
FAILED = (
    {"dmarc": "fail"},
    {"spf": "fail"},
    {"spf": "fail", "dkim": "fail", "dmarc": "none"},
    {"from_doubt": "two senders"},
)
PASSED = ({}, {"dmarc": "pass", "spf": "fail"}, {"spf": "fail", "dkim": "pass"})


@pytest.fixture
def letters(house: House, clock: FrozenClock, plumbers: list[int]) -> Talk:
    return Talk(house, clock, OKAFOR_MAIL, "email")


@pytest.mark.parametrize("facts", FAILED)
@pytest.mark.parametrize("words", ["please cancel the visit", "can we do thursday instead"])
def test_a_forged_mail_calls_nothing_off(house: House, letters: Talk, facts: dict[str, str], words: str) -> None:
    letters.says(TAP)
    letters.says("2", thread_token=letters.case.reference)
    (visit,) = visits(house, "booked")
    assert letters.says(words, thread_token=letters.case.reference, facts=facts) == "", "it is told nothing of it"
    assert [one.id for one in visits(house, "booked")] == [visit.id] and not visits(house, "held")
    assert letters.case.state == "waiting", "a person reads it"


@pytest.mark.parametrize("facts", [*FAILED, {}])
def test_a_forged_mail_says_for_nobody_who_writes(
    house: House, clock: FrozenClock, plumbers: list[int], cast: Cast, facts: dict[str, str]
) -> None:
    talk = Talk(house, clock, LEE, "email")  # an address that a father and a son share
    assert "Several people use this" in talk.says("kitchen tap dripping")
    told = talk.says("its daniel lee", thread_token=talk.case.reference, facts=facts)
    assert talk.case.tenant_id == (None if facts else cast.son)
    assert ("Reply 1, 2 or 3" in told) is not bool(facts)


@pytest.mark.parametrize("facts", PASSED)
def test_a_mail_that_nothing_speaks_against_does(house: House, letters: Talk, facts: dict[str, str]) -> None:
    letters.says(TAP)
    letters.says("2", thread_token=letters.case.reference)
    letters.says("please cancel the visit", thread_token=letters.case.reference, facts=facts)
    assert not visits(house, "booked")
