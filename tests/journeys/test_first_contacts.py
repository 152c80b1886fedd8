"""Who writes for the first time, or about something new beside a visit: one clear answer, and times where there are any."""

import pytest
from appointment_house import Talk, add_person, listed, offers, visits
from builders import LEE, OKAFOR, Cast, a_text, case_of, hear, said_to
from doubles import FrozenClock

from config.wiring import House
from router.model import Case, Resource
from router.values import AGREED

TAP = "kitchen tap dripping"
HOME = {"address": "1 Alder Road", "postcode": "LX1 2AB", "area": "home", "phone": OKAFOR, "name": "N. Okafor"}


def heard(talk: Talk, words: str) -> list[str]:
    """All that this was answered with."""
    before = len(talk.told())
    talk.says(words)
    return talk.told()[before:]


# --- an office, or an officer, beside a visit --------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["can i come to the office to see some one about my rent", "can i book a slot at the surgery pls",
     "id like to see my housing officer at the office",
     "can i book a slot at the millgate office drop in on monday 22 june",
     "can i book in at the millgate office monday 22 june, its about my tenancy", "could i come in and talk to someone about moving home"],
)  # fmt: skip
def test_an_office_asked_for_beside_a_booked_tap_is_one_answer_with_times(diary: House, talk: Talk, words: str) -> None:
    talk.says(TAP)
    talk.says("2")
    told = heard(talk, words)
    assert len(told) == 1 and listed(told[0]) and "Office" in told[0], told
    [tap] = visits(diary, *AGREED)
    assert tap.repairs == ["plumbing.tap_dripping"] and tap.case_id != case_of(diary, talk.kept[-1]).id
    assert "booked. Your appointment at" in heard(talk, "1")[0]
    assert len(visits(diary, *AGREED)) == 2


def test_rather_at_the_office_of_times_for_a_repair_is_still_told_that_it_cannot_be(diary: House, talk: Talk) -> None:
    talk.says(TAP)
    [told] = heard(talk, "can i come to the office instead")
    assert "cannot be done at an office" in told and listed(told)


# --- a number that several share ---------------------------------------------------------------------


def test_who_first_answers_with_no_name_has_times_once_they_say_it(
    house: House, clock: FrozenClock, cast: Cast, plumbers: list[int]
) -> None:
    talk = Talk(house, clock, LEE)
    assert "Several people use this number" in talk.says("kitchen tap dripping")
    assert "with your name" in talk.says("the first")
    assert listed(talk.says("wei")), "what we asked for"
    assert "booked." in talk.says("1") and case_of(house, talk.kept[0]).tenant_id == cast.lee


def test_who_says_no_name_twice_is_asked_by_a_person_and_may_still_say_it(
    house: House, clock: FrozenClock, cast: Cast, plumbers: list[int]
) -> None:
    talk = Talk(house, clock, LEE)
    talk.says("kitchen tap dripping")
    talk.says("the first")
    assert "a person will get in touch" in talk.says("what")
    assert listed(talk.says("Daniel Lee"))


# --- what is let go ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["never mind", "nevermind thanks", "leave it", "just leave it then", "ill leave it for now thanks",
     "dont worry about it", "oh never mind, my son did it", "never mind my mate fixed it", "leave it my dad will do it"],
)  # fmt: skip
def test_who_wants_none_of_it_any_more_is_let_go_kindly(house: House, talk: Talk, words: str) -> None:
    talk.says(TAP)
    [told] = heard(talk, words)
    assert "no visit is booked" in told and "If you need one after all" in told, told
    assert offers(house)[0].state == "declined" and not visits(house, "held")
    assert talk.case.state == "waiting", "whether the matter is settled a person sees"


@pytest.mark.parametrize("words", ["never mind the morning, the evening one", "dont worry about the dog, 2 please"])
def test_what_is_not_minded_is_not_the_visit(house: House, talk: Talk, words: str) -> None:
    talk.says(TAP)
    talk.says(words)
    assert offers(house)[0].state != "declined"


# --- the form, by who wants to be rung ---------------------------------------------------------------


def a_form(words: str, number: str = OKAFOR) -> dict[str, object]:
    return {
        "channel": "web",
        "reply_by": "voice",
        "reply_to": number,
        "facts": {**HOME, "phone": number},
        "text": words,
    }


def test_who_wants_to_be_rung_may_also_choose_a_time(house: House, clock: FrozenClock, talk: Talk) -> None:
    form = a_form("The tap in our kitchen is dripping.")
    [kept] = hear(house, a_text(str(form.pop("text")), OKAFOR, received_at=clock(), **form))
    case = case_of(house, kept)
    [told] = said_to(house, case.id)
    assert told.channel == "sms" and "a person will ring you" in told.text and listed(told.text), told.text
    assert case.state == "waiting" and "asked on the form to be rung" in case.reason
    assert "booked." in talk.says("1")
    assert _again(house, case).state == "waiting", "they are still to be rung"


def test_in_an_emergency_somebody_is_sent_to_whoever_wants_to_be_rung(house: House, clock: FrozenClock, cast: Cast,
                                                                      talk: Talk) -> None:  # fmt: skip
    form = a_form("The bath tap will not turn off at all and water is running all the time.")
    [kept] = hear(house, a_text(str(form.pop("text")), OKAFOR, received_at=clock(), **form))
    assert [visit.kind for visit in visits(house, *AGREED)] == ["emergency_attend"]
    assert case_of(house, kept).state == "waiting"


def _again(house: House, case: Case) -> Case:
    with house.database.reading() as session:
        return session.get_one(Case, case.id)


# --- missed by us ------------------------------------------------------------------------------------


def test_a_visit_that_we_missed_is_one_text_with_other_times(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("1")
    [visit] = visits(house, "booked")
    clock.at = visit.window_until
    clock.go_on(minutes=30)
    [told] = heard(talk, "nobody came")
    assert "sorry, we missed your visit and owe you 10 pounds" in told and listed(told), told
    assert len(told) <= 306, "two parts"


def test_a_visit_that_we_missed_with_nothing_free_is_said_all_the_same(house: House, clock: FrozenClock, talk: Talk,
                                                                       plumbers: list[int]) -> None:  # fmt: skip
    talk.says(TAP)
    talk.says("1")
    [visit] = visits(house, "booked")
    with house.database.transaction() as session:
        for number in plumbers:
            session.get_one(Resource, number).active = False
    clock.at = visit.window_until
    clock.go_on(minutes=30)
    [told] = heard(talk, "nobody came")
    assert "we are sorry that we missed your repair visit" in told and "reply TIMES" in told


def test_two_of_a_shared_trade_are_one_visit(diary: House, talk: Talk) -> None:
    add_person(diary, "eve", trades=("plumbing", "electrical"))
    [told] = heard(talk, "kitchen tap dripping and the light in the hall has gone")
    assert listed(told)


def test_two_trades_are_two_visits_one_after_the_other_and_both_are_spoken_of(diary: House, talk: Talk) -> None:
    add_person(diary, "ravi", trades=("electrical",))
    [told] = heard(talk, "the toilet wont flush and the bathroom light is broken")
    assert "(toilet not flushing)" in told and "Times for the rest come next." in told and len(listed(told)) == 3, told
    booked, then = heard(talk, "1")
    assert "booked. Your repair visit (toilet not flushing)" in booked
    assert "A second visit is needed for another trade." in then and listed(then)
    heard(talk, "2")
    first, second = visits(diary, *AGREED)
    assert first.window_until <= second.window_from and first.trades != second.trades


@pytest.mark.parametrize(
    ("words", "why"),
    [("want to see my officer at the office and the tap drips", "at an office"),
     ("kitchen tap dripping. can you ring me about it please", "to be rung")],
)  # fmt: skip
def test_what_they_want_beside_the_times_waits_for_a_person(diary: House, talk: Talk, words: str, why: str) -> None:
    [told] = heard(talk, words)
    assert listed(told)
    assert talk.case.state == "waiting" and why in talk.case.reason


def test_of_three_trades_those_that_one_person_has_are_one_visit(diary: House, talk: Talk) -> None:
    add_person(diary, "ravi", trades=("electrical",))
    add_person(diary, "tomasz", trades=("joinery", "plumbing"))
    talk.says("the toilet is not flushing. the hall light is not working. the kitchen cupboard is broken.")
    talk.says("1")
    first = visits(diary, *AGREED)[0]
    assert set(first.trades) == {"plumbing", "joinery"} and len(first.repairs) == 2
    talk.says("1")
    assert [visit.trades for visit in visits(diary, *AGREED)][1:] == [["electrical"]]


def test_an_office_asked_for_beside_open_times_leaves_those_as_they_are(diary: House, talk: Talk) -> None:
    first = listed(talk.says(TAP))
    [told] = heard(talk, "can i book a slot at the millgate office drop in on monday 22 june please, about my rent")
    assert "Millgate" in told and listed(told) != first
    assert [times.state for times in offers(diary)] == ["open", "open"]
