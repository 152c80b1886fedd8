"""What is said beside an answer about times: kept, or read by a person, and they are told which."""

from datetime import date, timedelta

import pytest
from appointment_house import Talk, add_person, listed, offers, visits
from builders import case_of
from doubles import FrozenClock

from classifiers.answers.said import Said
from config.wiring import House
from router.appointments.beside import language_of
from router.appointments.talk import asks_times, asks_who
from router.appointments.words import window
from router.loss import tells_of_a_loss
from router.model import Appointment, Resource, TimesOffered

TAP = "kitchen tap dripping, 1 Alder Road"


def test_a_language_is_asked_for_until_the_visit_and_after_a_move(house: House, talk: Talk) -> None:
    """Anna speaks Polish: of two who are free she is the one who comes."""
    anna = add_person(house, "anna")
    with house.database.transaction() as session:
        session.get_one(Resource, anna).languages = ["pl"]
    talk.says(TAP)
    told = talk.says("any morning but i need somebody who speaks polish")
    assert told.startswith("We will send somebody who speaks Polish if we can."), told
    talk.says("1" if listed(told) else "yes")
    (visit,) = visits(house, "booked")
    assert "speaks polish" in visit.note and visit.resource_id == anna
    talk.says("can we do thursday morning instead")
    talk.says("yes")
    (visit,) = visits(house, "booked")
    assert visit.resource_id == anna and visit.sequence


def test_a_language_beside_a_choice_is_seen_to_by_a_person(house: House, talk: Talk) -> None:
    talk.says(TAP)
    told = talk.says("2 pls, i need somebody who speaks polish")
    assert told.startswith("Thank you, a person will read that") and "booked" in told and talk.case.state == "waiting"
    assert "polish" in visits(house, "booked")[0].note


def test_what_is_said_beside_a_question_of_ours_is_on_the_visit_in_the_end(house: House, talk: Talk) -> None:
    talk.says(TAP)
    told = talk.says("not wednesday, and the bell is broken so knock loud")
    assert told.startswith("We have noted what else you say."), told
    talk.says("1" if listed(told) else "yes")
    (visit,) = visits(house, "booked")
    assert "knock loud" in visit.note and talk.case.state == "arranged"


def test_a_question_beside_a_choice_is_read_by_a_person_and_the_choice_is_booked(house: House, talk: Talk) -> None:
    talk.says(TAP)
    told = talk.says("2 pls, is it ok for my mobility scooter")
    assert told.startswith("Thank you, a person will read that and answer you.") and "booked" in told, told
    assert len(visits(house, "booked")) == 1 and talk.case.state == "waiting"
    assert len(talk.told()) == 2, "once"


def test_a_day_that_is_refused_stays_refused_when_the_times_have_gone(
    house: House, clock: FrozenClock, talk: Talk
) -> None:
    talk.says(TAP)
    first = talk.says("im at work tuesdays")
    assert "Tue" not in first
    clock.go_on(hours=3)
    house.lapsing.lapse(clock())
    told = talk.says("TIMES")
    assert listed(told) and "Tue" not in told, told


def test_a_day_that_is_refused_stays_refused_beside_another_wish(talk: Talk) -> None:
    talk.says(TAP)
    talk.says("im at work tuesdays")
    told = talk.says("any morning next week")
    assert listed(told) and "Tue" not in told, told


def test_the_one_they_choose_too_late_is_among_the_new_ones(house: House, clock: FrozenClock, talk: Talk) -> None:
    third = listed(talk.says(TAP))[2]
    clock.go_on(hours=3)
    house.lapsing.lapse(clock())
    told = talk.says("3")
    assert "have gone" in told and third in listed(told), told


def test_what_became_of_a_choice_beside_a_danger_is_said_and_times_come_again(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2nd one pls. theres a strong smell of gas on the stairs tho")
    gas, went, *_ = talk.told()[1:]
    assert house.landlord.scripts["gas"].words == gas
    assert "no time is booked" in went and "reply TIMES" in went
    assert not visits(house, "booked", "held") and case_of(house, talk.kept[1]).lane == 0
    told = talk.says("times")
    assert len(listed(told)) == 3 and talk.case.state == "arranged"


def test_who_tells_of_a_danger_alone_has_no_word_about_times(talk: Talk) -> None:
    talk.says(TAP)
    talk.says("i can smell gas")
    assert not any("TIMES" in told for told in talk.told())


@pytest.mark.parametrize(
    ("words", "loss"),
    [
        ("i cant do that no more my mum died", True), ("my dad has just passed away", True), ("ive lost my nan", True),
        ("its my brothers funeral that day", True), ("my mum died the day we moved in", False),
        ("my nan passed yesterday", True), ("our baby died on monday", True), ("my dad passed out this morning", False),
        ("my son passed his test", False), ("my wife passed on your message", False), ("my mates dead busy", False),
        ("the boiler has died", False), ("i lost my keys", False), ("my phone died", False),
    ],
)  # fmt: skip
def test_who_tells_that_somebody_died_is_known(words: str, loss: bool) -> None:
    assert tells_of_a_loss(words) is loss


def test_a_kind_word_where_somebody_died(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2")
    told = talk.says("i cant do that no more my mum died")
    assert told.startswith("We are sorry for your loss.") and "until you choose" in told
    assert len(visits(house, "booked")) == 1


@pytest.mark.parametrize("word", ["so ", "ok ", "please ", "hi, ", "07700 ", "and but "])
def test_a_word_said_without_end_is_read_at_once(word: str) -> None:
    """A pattern that could split it in many ways would take for ever: this ends, or the run of the tests does not."""
    words = word * 250
    assert not asks_times(words) and not asks_who(words)
    assert Said("yes\n\nthanks\n" + word * 10 + "!", date(2026, 6, 15)).text


def test_one_is_asked_about_where_we_had_asked_about_another_time(house: House, talk: Talk) -> None:
    """The question had no numbers: that time, or the first of the list before it?"""
    talk.says(TAP)
    assert "Is that right?" in talk.says("before 1pm")
    told = talk.says("1")
    assert len(listed(told)) == 2 and not visits(house, "booked"), told


def test_a_number_of_a_list_that_was_only_heard_moves_nothing(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2")
    with house.database.transaction() as session:
        session.get_one(TimesOffered, offers(house)[-1].id).channel = "voice"
    told = talk.says("1")
    assert "Reply YES to keep it" in told and visits(house, "booked")[0].sequence == 0, told


@pytest.mark.parametrize(
    "words",
    [
        "cheers",
        "thanks",
        "thank you so much x",
        "thank you so much your a lifesaver",
        "Thanks for all your help, you're a star",
    ],
)
def test_thanks_for_a_visit_are_thanked_and_nobody_need_read_them(house: House, talk: Talk, words: str) -> None:
    talk.says(TAP)
    talk.says("2")
    assert talk.says(words).startswith("Thank you. Your repair visit") and talk.case.state == "arranged"


def test_what_is_written_after_a_while_is_told_who_has_it(clock: FrozenClock, talk: Talk) -> None:
    talk.says("can i put a shed in the yard")
    assert talk.says("it is a wooden one") == "", "a minute after"
    clock.go_on(hours=2)
    assert "a person has your message" in talk.says("and it would be green")


def test_whatever_is_written_of_an_emergency_is_told_who_has_it(talk: Talk) -> None:
    talk.says("water is pouring through my kitchen ceiling")
    for words in ("the window", "its the big one"):
        assert "a person has your message" in talk.says(words)


def test_a_kind_word_where_nothing_is_booked(talk: Talk) -> None:
    talk.says("can i put a shed in the yard")
    told = talk.says("i cant do that no more my mum died")
    assert told.startswith("We are sorry for your loss.") and "a person has your message" in told
    assert "a person has your message" in talk.says("ok leave it as it was")


def test_an_earlier_time_that_was_kept_goes_with_a_word(house: House, clock: FrozenClock, talk: Talk) -> None:
    """It had come free for them, and then they ask for another day: they are told which time is let go."""
    talk.says(TAP)
    talk.says("thursday morning")
    talk.says("yes")
    (booked,) = visits(house, "booked")
    with house.database.transaction() as session:
        session.get_one(Appointment, booked.id).sooner = True
    assert house.lapsing.sooner(clock()) == 1 and "An earlier time is free" in talk.told()[-1]
    (earlier,) = visits(house, "held")
    told = talk.says("can we do friday instead")
    assert f"The earlier time we kept, {window(earlier)}, is let go." in told, told
    assert offers(house)[-1].why == "move" and earlier.id not in [one.id for one in visits(house, "held")]


def test_an_offer_for_a_visit_that_is_over_lapses_without_a_word(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("1")
    (visit,) = visits(house, "booked")
    clock.at = visit.window_until - timedelta(minutes=30)
    talk.says("move it to next week")
    before = len(talk.told())
    clock.at = visit.window_until + timedelta(hours=4)
    house.lapsing.lapse(clock())
    assert not any("stays" in told for told in talk.told()[before:])


def test_sooner_for_the_other_fault_of_the_case(house: House, talk: Talk) -> None:
    """Of two visits only the tap's is looked for earlier, though the light was told first."""
    add_person(house, "ellie", trades=("electrical",))
    talk.says("my bathroom light doesnt work and the kitchen tap drips, 1 Alder Road")
    talk.says("3")
    talk.says("3")
    light, tap = sorted(visits(house, "booked"), key=lambda one: one.trades)
    assert (light.trades, tap.trades) == (["electrical"], ["plumbing"])
    told = talk.says("can u come sooner for the tap")
    assert "person" not in told and window(tap) in told and window(light) not in told, told
    light, tap = (next(one for one in visits(house, "booked") if one.id == each.id) for each in (light, tap))
    looked_for = tap.sooner or [times.moves_id for times in offers(house) if times.state == "open"] == [tap.id]
    assert looked_for and not light.sooner


@pytest.mark.parametrize("words", ["2 but my nan will be in shes 82", "2 i spose. and wheres my tenner"])
def test_a_choice_is_booked_whatever_else_is_said(house: House, talk: Talk, words: str) -> None:
    """Who is in is noted for whoever comes; what is no business of theirs goes to a person."""
    talk.says(TAP)
    second = listed(talk.told()[-1])[1]
    told = talk.says(words)
    (visit,) = visits(house, "booked")
    assert "booked" in told and window(visit) in second
    assert "nan" in visit.note if "nan" in words else talk.case.state == "waiting"


def test_minus_one_is_no_choice(house: House, talk: Talk) -> None:
    """Number one, or not that one?"""
    talk.says(TAP)
    assert "Is that right?" in talk.says("-1") and not visits(house, "booked")
    talk.says("2")
    (before,) = visits(house, "booked")
    talk.says("-1")
    assert [one.window_from for one in visits(house, "booked")] == [before.window_from]


def test_whether_it_is_still_that_day_is_told_and_nothing_is_asked(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2")
    told = talk.says("thx. is it still tuesday or what")
    assert window(visits(house, "booked")[0]) in told and "is booked for" in told, told
    assert "Reply YES" not in told and "person" not in told


def test_who_is_late_and_says_where_the_key_is_is_kept_word_for_word(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2")
    words = "running late. when he comes the key is with no 4"
    assert "passed that on" in talk.says(words)
    assert visits(house, "booked")[0].note.count("when he comes") == 1 and words in visits(house, "booked")[0].note


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("he is in portuguese class at 9", ""),
        ("it is only french polish", ""),
        ("in polish pls", "pl"),
        ("only urdu", "ur"),
    ],
)
def test_a_language_is_a_wish_only_where_nothing_is_named_after_it(words: str, code: str) -> None:
    assert language_of(words) == code
