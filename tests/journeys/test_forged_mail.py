"""Anybody can write a tenant's address as theirs. What the landlord's mail server speaks against changes nothing."""

import pytest
from appointment_house import Talk, visits
from builders import LEE, OKAFOR_MAIL, Cast, a_mail, case_of, hear, said_to
from doubles import FrozenClock

from channels.email.thread import make_token
from config.wiring import House
from router.identity import is_doubted
from router.model import Message
from router.values import Kept, RawMail

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


NAMES_NOBODY = (
    f"From: {OKAFOR_MAIL}\r\nFrom: eve@elsewhere.example\r\n",
    f"From: eve@elsewhere.example\r\nFrom: {OKAFOR_MAIL}\r\n",
    f"From: {OKAFOR_MAIL}, eve@elsewhere.example\r\n",
    "From: <\r\n",
    "",
)
TOO_LARGE = f"X-Filler: {'a' * 900}\r\n" * 120
"""More header than is parsed: only the first words are had (`salvage`)."""


def sent(house: House, lines: str, to: str, body: str = "And the window too.") -> Kept:
    """A mail whose envelope says that she sent it."""
    content = f"{lines}To: {to}\r\nSubject: Re: Door\r\nIn-Reply-To: <mine@post.example>\r\n\r\n{body}\r\n"
    return hear(house, RawMail((to,), OKAFOR_MAIL, content.encode(), house.now()))[0]


@pytest.mark.parametrize("more", ["", TOO_LARGE])
@pytest.mark.parametrize("lines", NAMES_NOBODY)
def test_a_mail_that_names_no_sender_or_two_is_nobodys(house: House, cast: Cast, lines: str, more: str) -> None:
    door = RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL,
                   a_mail("The door sticks.", message_id="<mine@post.example>"), house.now())  # fmt: skip
    case = case_of(house, hear(house, door)[0])
    assert case.tenant_id == cast.okafor
    token = make_token(house.settings.secret_key, case.reference, OKAFOR_MAIL)
    kept = sent(house, lines + more, f"repairs+{token}@frontdoor.example")
    other = case_of(house, kept)
    assert other.id != case.id and (other.tenant_id, other.home_id, other.identity) == (None, None, "unknown")
    with house.database.reading() as session:
        assert is_doubted(session.get_one(Message, kept.message_id).details), "its bubble on the desk says so"
    if not more:  # of one that is too large to be parsed no token is read, so nothing is linked
        assert "no sender, or more than one" in other.reason and other.linked_case_id == case.id
    hers = hear(house, RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL,
                               a_mail("Any news?", In_Reply_To="<mine@post.example>"), house.now()))[0]  # fmt: skip
    assert case_of(house, hers).id == case.id


def test_nor_is_what_answers_it_joined_to_it(house: House, cast: Cast) -> None:
    """What it says it answers would else lead her next mail into a case of a stranger's making."""
    other = case_of(house, sent(house, NAMES_NOBODY[0], "repairs@frontdoor.example"))
    hers = hear(house, RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL,
                               a_mail("The door sticks.", message_id="<mine@post.example>"), house.now()))[0]  # fmt: skip
    assert case_of(house, hers).id != other.id and case_of(house, hers).tenant_id == cast.okafor


def test_danger_in_it_waits_for_no_name(house: House, cast: Cast) -> None:
    case = case_of(house, sent(house, NAMES_NOBODY[0], "repairs@frontdoor.example", "I can smell gas in the hall"))
    assert case.lane == 0 and [m.kind for m in said_to(house, case.id)][:1] == ["safety"]


@pytest.mark.parametrize("facts", FAILED)
def test_no_time_is_kept_for_a_forged_mail(house: House, letters: Talk, facts: dict[str, str]) -> None:
    """Else anybody could keep times from the tenants, one case after another."""
    letters.says(TAP, facts=facts)
    assert not visits(house, "held") and "may not be from whom it says" in letters.case.reason
