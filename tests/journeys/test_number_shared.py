"""A number that a father and a son share, who live in two homes: who writes is asked where it matters, and what one of
them has agreed is neither told to the other nor changed by him."""

from datetime import timedelta

import pytest
from appointment_house import Talk, offers, visits
from builders import LEE, Cast, a_text, case_of, hear
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router import households
from router.model import Case, Home, Tenant

TAP = "kitchen tap dripping"
NAMES = {"wei": "2 Alder Road", "daniel": "3 Alder Road"}


@pytest.fixture
def shared(house: House, clock: FrozenClock, plumbers: list[int]) -> Talk:
    return Talk(house, clock, LEE)


def booked_for_the_father(talk: Talk, clock: FrozenClock) -> Case:
    """A visit of the father's, agreed two days ago."""
    talk.says(f"{TAP}, 2 Alder Road")
    assert "booked" in talk.says("3")
    clock.go_on(days=1)
    clock.go_on(hours=1)
    return talk.case


def test_who_it_is_is_asked_and_times_follow(house: House, cast: Cast, shared: Talk) -> None:
    told = shared.says(TAP)
    assert "Several people use this number" in told and shared.case.reference in told and not offers(house)
    assert not any(name in told for name in ("Lee", "Wei", "Daniel", "Alder"))
    told = shared.says("its daniel")
    assert "Reply 1, 2 or 3" in told
    case = shared.case
    assert (case.tenant_id, case.identity, case.state) == (cast.son, "known", "arranged")
    assert "booked" in shared.says("2")
    (visit,) = visits(house, "booked")
    assert visit.case_id == case.id and visit.home_id == case.home_id


@pytest.mark.parametrize(
    "words", ["Wei Lee", "2 alder rd", "2, Alder Road", "number 2 alder", "im wei lee at 2 alder road"]
)
def test_a_name_or_an_address_says_who(cast: Cast, shared: Talk, words: str) -> None:
    shared.says(TAP)
    assert "Reply 1, 2 or 3" in shared.says(words)
    assert shared.case.tenant_id == cast.lee


@pytest.mark.parametrize("words", ["its me", "mr lee", "Tom Brierley", "9 Alder Road", "the dad"])
def test_who_says_what_fits_nobody_or_both_is_told_that_a_person_asks(house: House, shared: Talk, words: str) -> None:
    shared.says(TAP)
    assert "with your name" in shared.says(words), "asked once more"
    assert "a person will get in touch" in shared.says(words)
    assert not offers(house) and shared.case.identity == "shared" and shared.case.state == "waiting"
    assert shared.says(words) == "", "that is enough"


def test_who_greets_somebody_by_name_is_not_taken_for_them(house: House, shared: Talk, clock: FrozenClock) -> None:
    booked_for_the_father(shared, clock)
    assert "is booked for" not in shared.says("hi wei, when is it")
    shared.says("hi wei, call it off please")
    assert visits(house, "booked")


def test_who_says_hello_and_who_they_are_is_answered(shared: Talk, clock: FrozenClock) -> None:
    booked_for_the_father(shared, clock)
    assert "is booked for" in shared.says("hi its wei, when is it")


def test_what_else_they_say_is_read_by_a_person(house: House, shared: Talk) -> None:
    shared.says(TAP)
    told = shared.says("its daniel lee and the doodah by the whatsit is wonky")
    assert "Reply 1, 2 or 3" in told and shared.case.state == "waiting"


def test_who_names_the_home_at_once_is_not_asked(house: House, cast: Cast, shared: Talk) -> None:
    assert "Reply 1, 2 or 3" in shared.says(f"{TAP}, 3 Alder Road")
    assert shared.case.tenant_id == cast.son


def test_what_the_record_says_of_their_household_counts_once_it_is_known(
    house: House, cast: Cast, shared: Talk
) -> None:
    with house.database.transaction() as session:
        session.get_one(Tenant, cast.lee).facts = {"vulnerable": True}
    shared.says("no heating")
    before = shared.case
    shared.says("Wei Lee")
    after = shared.case
    assert after.tenant_id == cast.lee and (after.lane, after.urgency) <= (before.lane, before.urgency)


def test_a_danger_is_asked_nothing(house: House, shared: Talk) -> None:
    shared.says("i can smell gas")
    told = shared.told()
    assert told[0] == house.landlord.scripts["gas"].words and shared.case.lane == 0
    assert not any("Several people" in each for each in told)


@pytest.mark.parametrize(
    "words", ["when is my visit", "can we move it to friday", "not needed", "any evening next week", "running late"]
)
def test_one_household_s_visit_is_neither_told_nor_changed_for_the_other(
    house: House, clock: FrozenClock, shared: Talk, words: str
) -> None:
    father = booked_for_the_father(shared, clock)
    [before] = visits(house, "booked")
    told = shared.says(words)
    assert "Please send that again with your name" in told
    assert not any(shown in told for shown in ("Wed", "tap", father.reference, "Alder"))
    [after] = visits(house, "booked")
    assert (after.window_from, after.note, after.version) == (before.window_from, before.note, before.version)
    assert "a person has your message and will answer you" in shared.says(words), "asked once, then a person"
    assert len(visits(house, "booked")) == 1 and case_of(house, shared.kept[0]).state == "waiting"


def test_who_then_says_who_it_is_has_it_done(house: House, clock: FrozenClock, shared: Talk) -> None:
    booked_for_the_father(shared, clock)
    shared.says("when is my visit")
    assert "is booked for Wed 17 Jun" in shared.says("when is my visit, wei lee")
    assert "until you choose" in shared.says("can we do thursday instead"), "the talk goes on"


def test_the_son_who_says_so_hears_nothing_of_the_father_s(house: House, cast: Cast, clock: FrozenClock,
                                                           shared: Talk) -> None:  # fmt: skip
    father = booked_for_the_father(shared, clock)
    told = shared.says("Daniel Lee here, when are you coming")
    assert father.reference not in told and "Wed" not in told and "tap" not in told
    own = case_of(house, shared.kept[-1])
    assert own.id != father.id and own.tenant_id == cast.son and own.linked_case_id is None


def test_an_answer_to_what_we_just_wrote_needs_no_name(house: House, clock: FrozenClock, shared: Talk) -> None:
    shared.says(f"{TAP}, 2 Alder Road")
    shared.says("3")
    assert "is booked already" in shared.says("3")
    assert "is booked for" in shared.says("was it today?")
    assert "is cancelled" in shared.says("not needed")
    assert not visits(house, "booked")


def test_a_new_fault_days_later_is_nobody_s_until_they_say(house: House, clock: FrozenClock, shared: Talk) -> None:
    father = booked_for_the_father(shared, clock)
    told = shared.says("bathroom tap is dripping")
    own = case_of(house, shared.kept[-1])
    assert own.id != father.id and "Several people use this number" in told
    assert "Reply 1, 2 or 3" in shared.says("daniel") and len(visits(house, "booked")) == 1


def test_a_chaser_still_finds_its_case(house: House, clock: FrozenClock, shared: Talk) -> None:
    father = booked_for_the_father(shared, clock)
    shared.says("still waiting for someone to come about the tap")
    assert case_of(house, shared.kept[-1]).id == father.id


def test_what_one_of_them_has_for_few_eyes_keeps_us_from_asking(house: House, cast: Cast, shared: Talk) -> None:
    with house.database.transaction() as session:
        session.get_one(Tenant, cast.lee).restricted = True
    assert "Several people" not in shared.says(TAP)
    shared.says("Daniel Lee")
    assert shared.case.identity == "shared" and not offers(house)


def test_a_caller_on_a_shared_line_hears_nothing_of_it(house: House, clock: FrozenClock, shared: Talk) -> None:
    booked_for_the_father(shared, clock)
    call = a_text("i need to move my appointment", LEE, channel="voice", call_id="CA" + "3" * 32, live=True,
                  received_at=clock())  # fmt: skip
    [kept] = hear(house, call)
    own = case_of(house, kept)
    assert own.state == "waiting" and own.live_call_id and own.identity == "shared"
    assert house.calls.whereabouts("CA" + "3" * 32).booked is None
    assert len(offers(house)) == 1


@pytest.mark.parametrize(
    ("words", "who"),
    [("wei lee", "wei"), ("Daniel Lees tap", ""), ("not wei lee", ""), ("my neighbour daniel lee has a leak", ""),
     ("tap at 3 ALDER RD", "daniel"), ("13 alder road", ""),
     ("water is coming through the ceiling from 3 alder road", ""), ("the leak is running into 3 alder road", ""),
     ("hi from 3 alder road, water everywhere", "daniel"), ("wei lee and daniel lee", ""), ("flat 2", "")],
)  # fmt: skip
def test_whom_the_words_name(words: str, who: str) -> None:
    tenants = [Tenant(id=n, name=f"{name.title()} Lee", restricted=False, home=Home(address=f"{address}, Larkbridge"))
               for n, (name, address) in enumerate(NAMES.items())]  # fmt: skip
    found = households.named(tenants, words)
    assert (found.name.split()[0].casefold() if found else "") == who


def test_a_flat_is_named_with_its_building() -> None:
    homes = ("Flat 2, Rowan House, Hill Street", "Flat 2, Ash House, Hill Street")
    tenants = [
        Tenant(id=n, name=f"A{n} B{n}", restricted=False, home=Home(address=home)) for n, home in enumerate(homes)
    ]
    assert households.named(tenants, "flat 2 rowan house please") is tenants[0]
    assert households.named(tenants, "flat 2") is None
    assert households.without(tenants[0], "2 please, Flat 2, Rowan House") == "2 please"


def test_the_address_holds_no_number_of_a_time(house: House, cast: Cast, shared: Talk, clock: FrozenClock) -> None:
    shared.says(f"{TAP}, 3 Alder Road")
    told = shared.says("3 Alder Road, none of those")
    assert "here are others" in told and not visits(house, "booked")


def test_texts_that_ask_who_it_is_are_few(house: House, clock: FrozenClock, shared: Talk) -> None:
    for n in range(6):
        with house.database.transaction() as session:  # each in a case of its own
            for case in session.scalars(select(Case)):
                case.last_activity_at = clock() - timedelta(days=20)
        shared.says(f"{TAP} {'again ' * n}")
    assert len(shared.told()) == 3
