"""What somebody writes who has a visit, or is having it moved: what stays is said, what is over is no choice, and a
question about it is answered."""

from datetime import timedelta

import pytest
from appointment_house import Talk, add_person, listed, offers, visits
from builders import OKAFOR, OKAFOR_MAIL, a_mail, hear
from doubles import FakeSender, FrozenClock
from sqlalchemy import select
from visit_house import WEDNESDAY, Visiting, book_office, free, visiting

from config.wiring import House
from router.appointments import booking
from router.appointments.notes import says_nothing
from router.clock import london
from router.model import Appointment, Message, Resource
from router.storage.database import hold_case
from router.values import AGREED, Need, RawMail

__all__ = ["visiting"]

TAP, DOOR = "my kitchen tap is dripping", "kitchen cupboard door has come off its hinges"


@pytest.fixture
def evening(house: House, talk: Talk) -> Talk:
    """Their tap is booked for an evening, which Lena alone has."""
    first = talk.says(TAP)
    talk.says(next(line for line in listed(first) if "5pm" in line))
    assert [visit.slot for visit in visits(house, "booked")] == ["evening"]
    return talk


@pytest.fixture
def handset(visiting: Visiting) -> Talk:
    return Talk(visiting.house, visiting.clock, OKAFOR)


@pytest.fixture
def joined(visiting: Visiting) -> Visiting:
    """And a place at an office a week later, in the same case; Jane works on weekdays."""
    book_office(visiting)
    return visiting


# --- moved: what stays until they answer ---------------------------------------------------------


def test_asked_whether_a_new_time_is_right_they_hear_that_the_booked_one_stays(evening: Talk) -> None:
    told = evening.says("actually tuesday morning is better")
    assert "Is that right?" in told and "8am to 12 noon" in told
    assert "5pm to 8pm until you choose" in told


@pytest.mark.parametrize(
    "words",
    [
        "wot did i book",
        "what have i got booked",
        "is it booked?",
        "is it defo booked",
        "r u still comin",
        "will it be morning or afternoon",
    ],
)
def test_what_they_booked_is_told_while_another_time_is_asked_about(evening: Talk, words: str) -> None:
    evening.says("actually tuesday morning is better")
    told = evening.says(words)
    assert "is booked for" in told and "5pm to 8pm" in told and "understand" not in told


def test_what_is_only_on_offer_is_not_called_booked(talk: Talk) -> None:
    first = talk.says(TAP)
    told = talk.says("is it booked")
    assert told.startswith("No visit is booked yet.") and listed(told) == listed(first)


def test_a_yes_answers_the_question_that_other_times_overtook(joined: Visiting, handset: Talk) -> None:
    """An office session is called off, and offered anew, between 'is that right?' and 'yes'."""
    assert "Is that right?" in handset.says("can you move the tap to friday morning")
    with joined.house.database.transaction() as session:
        case = hold_case(session, joined.case_id)
        assert case is not None
        need = Need("surgery", home_id=case.home_id)
        (theirs,) = session.scalars(select(Appointment).where(Appointment.kind == "surgery"))
        assert booking.cancel(session, theirs, "staff:1", joined.clock(), "")
        place = session.scalars(select(Resource).where(Resource.code == "office")).one()
        times = [free(place.id, WEDNESDAY + timedelta(days=days)) for days in (8, 9)]
        assert joined.house.appointments.put(session, case, need, times, joined.clock())
    told = handset.says("yes")
    assert "moved" in told and "Fri 19 Jun, 8am to 12 noon" in told, told
    assert [times.state for times in offers(joined.house)] == ["withdrawn", "open"], "the office's stay on offer"
    assert "booked" in handset.says("2")


def test_one_that_is_being_moved_is_told_as_booked_beside_another(diary: House, talk: Talk) -> None:
    add_person(diary, "jo", trades=("joinery",))
    for words in (TAP, "1", DOOR, "1"):
        talk.says(words)
    talk.says("can we move the tap")
    told = talk.says("when is it")
    tap = next(line for line in told.splitlines() if "tap)" in line)
    assert "until you choose another time" in tap and "none chosen yet" not in told, told


# --- today ---------------------------------------------------------------------------------------


def test_where_they_are_is_told_of_the_one_who_is_on_the_way(joined: Visiting, handset: Talk) -> None:
    joined.clock.at = WEDNESDAY + timedelta(minutes=20)
    assert "24 Jun" in handset.says("when is it")
    joined.change(booking.on_the_way)
    told = handset.says("where r they")
    assert "Derek is on the way to you" in told and "24 Jun" not in told, told


def test_nobody_knocked_while_he_says_that_he_is_there(joined: Visiting, handset: Talk) -> None:
    joined.clock.at = WEDNESDAY + timedelta(minutes=20)
    joined.change(booking.arrived)
    told = handset.says("i was in all morning he never knocked")
    assert "told us they are with you" in told and "If nobody is there, ring" in told and "24 Jun" not in told
    assert joined.case().state == "waiting" and "Ring both now" in joined.case().reason


def test_nobody_in_tonight_asks_for_the_day_that_they_name(house: House, evening: Talk, clock: FrozenClock) -> None:
    """Told that there is nothing then, they see first what is free at those hours."""
    (agreed,) = visits(house, "booked")
    clock.at = agreed.window_from - timedelta(hours=3)
    told = evening.says("nobody in tonite can u make it friday after school")
    assert "nothing is free then. The nearest:" in told, told
    assert any("5pm to 8pm" in line for line in listed(told)), told
    assert not any(f"{london(agreed.window_from):%a %-d}" in line for line in listed(told))


# --- over ----------------------------------------------------------------------------------------


def test_was_it_today_is_answered(joined: Visiting, handset: Talk) -> None:
    joined.clock.at = WEDNESDAY + timedelta(hours=6)
    told = handset.says("was it today?")
    assert "your repair visit (dripping or broken tap) was today, Wed 17 Jun" in told and "24 Jun" not in told, told
    joined.clock.at += timedelta(days=8)
    told = handset.says("was it today?")
    assert "was yesterday, Wed 24 Jun" in told and "A person will look at what became of it" in told, told


@pytest.mark.parametrize("words", ["i missed it sorry", "sorry i forgot", "i was at work"])
def test_who_says_they_missed_it_has_other_times(visiting: Visiting, handset: Talk, words: str) -> None:
    add_person(visiting.house, "jane")
    visiting.clock.at = WEDNESDAY + timedelta(hours=5)
    told = handset.says(words)
    assert len(listed(told)) == 3 and "No problem" in told, told
    assert visiting.visit().state == "no_access"
    assert "booked" in handset.says("2")


def test_what_nobody_is_sent_for_is_named_beside_what_is_over(visiting: Visiting, handset: Talk) -> None:
    with visiting.house.database.transaction() as session:  # an agent booked a place at an office; the tap has nobody
        visit = session.get_one(Appointment, visiting.visit_id)
        visit.kind, visit.repairs, visit.trades = "surgery", [], []
    visiting.clock.at = WEDNESDAY + timedelta(hours=5)
    told = handset.says("so who is coming for my tap")
    assert "No visit is booked yet for: dripping or broken tap." in told, told


@pytest.mark.parametrize("words", ["can we move it to friday", "MOVE", "not needed"])
def test_one_that_is_over_is_no_choice(house: House, diary: House, talk: Talk, clock: FrozenClock, words: str) -> None:
    add_person(diary, "jo", trades=("joinery",))
    talk.says(TAP)
    talk.says("1")
    (tap,) = visits(diary, "booked")
    talk.says(DOOR)
    clock.at = tap.window_until + timedelta(hours=20)
    talk.says("TIMES")
    told = talk.says("2")
    door = next(visit for visit in visits(diary, "booked") if visit.id != tap.id)
    assert "booked" in told and door.window_from > clock.at
    told = talk.says(words)
    assert "which do you mean" not in told and f"{london(door.window_from):%a %-d %b}" in told, told


# --- what nobody can have ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "why"),
    [("sunday at 1:30 in the nite", "nobody comes at that hour, nor on Sundays"),
     ("25 oct 2027 01:30", "nobody comes at that hour, and we can book up to"),
     ("tuesday at 2 in the morning", "nobody comes at that hour. The nearest:"),
     ("after 9 at night", "nobody comes at that hour. The nearest:"),
     ("tuesday last week", "That time has gone by"), ("last week", "That time has gone by")],
)  # fmt: skip
def test_why_a_time_cannot_be_had_is_said(evening: Talk, words: str, why: str) -> None:
    told = evening.says(words)
    assert why in told and len(listed(told)) == 3, told


def test_the_first_one_but_later_is_answered_with_what_is_later(talk: Talk) -> None:
    first = talk.says(TAP)
    number = next(n for n, line in enumerate(listed(first), 1) if "8am to 12 noon" in line)
    told = talk.says(f"{('first', 'second', 'third')[number - 1]} one pls but after 5 ok?")
    assert any("5pm to 8pm" in line for line in (listed(told) or [told])), told
    assert "Is that right" not in told or "5pm to 8pm" in told


def test_none_of_those_keeps_to_what_was_asked_for(house: House, talk: Talk) -> None:
    talk.says(TAP)
    asked = listed(talk.says("any day next week"))
    others = listed(talk.says("none of those"))
    assert len(others) == 3 and not set(asked) & set(others)
    days = {int(line.split()[1]) for line in others}
    assert days <= set(range(22, 28)), f"next week is 22 to 27 June: {others}"


# --- what whoever comes reads ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "nothing"),
    [("1", True), ("MOVE", True), ("the first one", True), ("yes please", True), ("not needed", True),
     ("key safe 1 by the door", False), ("sat morning", False), ("mind the dog", False),
     ("what time u coming", True), ("hi, is he still on his way? thanks", True), ("when you get here use the side gate", False),
     ("is a big dog here", False), ("do we need to be in? key is with no 4", False)],
)  # fmt: skip
def test_a_number_or_our_own_word_is_no_note_for_whoever_comes(said: str, nothing: bool) -> None:
    assert says_nothing(said) is nothing


@pytest.mark.parametrize(
    ("words", "told", "note"),
    [
        ("yes thats fine. when you get here use the side gate, the dog is in front", "Thank you", "use the side gate"),
        ("is it ok if i am 10 mins late", "passed that on", "10 mins late"),
    ],
)
def test_what_is_thanked_for_reaches_whoever_comes(
    evening: Talk, house: House, words: str, told: str, note: str
) -> None:
    assert told in evening.says(words)
    (visit,) = visits(house, "booked")
    assert note in visit.note


@pytest.mark.parametrize("words", ["1", "MOVE", "who is coming"])
def test_an_answer_to_us_is_no_access_note(joined: Visiting, handset: Talk, words: str) -> None:
    handset.says("MOVE")
    handset.says(words)
    handset.says(words)
    assert joined.visit().note == ""


@pytest.mark.parametrize(
    "words", ["acutally no friday morning is better", "can i go back to the morning if its still there"]
)
def test_a_wish_for_another_time_is_no_access_note(evening: Talk, house: House, words: str) -> None:
    evening.says(words)
    (visit,) = visits(house, "booked")
    assert all(line.startswith("Asked for another time: ") for line in visit.note.splitlines()), visit.note


def test_who_comes_is_said_to_who_asks(visiting: Visiting, handset: Talk) -> None:
    assert handset.says("who is it thats coming").startswith("Derek is to come")
    assert not handset.says("when is it").startswith("Derek")


@pytest.mark.parametrize("words", ["oh hang on leave it", "hang on a sec keep it as it is"])
def test_hang_on_takes_the_move_back(evening: Talk, house: House, words: str) -> None:
    evening.says("MOVE")
    assert "Your visit stays" in evening.says(words)
    assert not [times for times in offers(house) if times.state == "open"]


def test_what_stays_is_said_also_where_the_reason_is_long(evening: Talk) -> None:
    told = evening.says("25 oct 2027 01:30")
    assert "nobody comes at that hour" in told and "until you choose" in told and len(told) <= 306, told


def test_who_thanks_between_times_is_not_told_that_a_person_has_it(talk: Talk) -> None:
    talk.says(TAP)
    told = talk.says("thank you dear")
    assert "we keep those times for you until" in told and "Reply 1, 2 or 3" in told and not listed(told)


@pytest.mark.parametrize("words", ["actually can you come after all", "can you come please", "we need it after all"])
def test_come_after_all_brings_times(evening: Talk, words: str) -> None:
    evening.says("NOT NEEDED")
    assert len(listed(evening.says(words))) == 3


@pytest.mark.parametrize("words", ["when r they coming", "whens somebody coming"])
def test_asked_of_an_emergency_the_tap_is_no_answer(evening: Talk, words: str) -> None:
    evening.says("NOT NEEDED")
    evening.says("times")
    evening.clock.go_on(hours=3)
    evening.says("water pouring thru my ceiling its coming in the light")
    told = evening.says(words)
    assert not listed(told) and "a person has your message" in told, told


def test_what_is_booked_is_told_once_where_there_are_two(diary: House, talk: Talk) -> None:
    add_person(diary, "jo", trades=("joinery",))
    for words in (TAP, "1", DOOR, "1"):
        talk.says(words)
    before = len(talk.told())
    told = talk.says("what have i got booked")
    assert "tap)" in told and "To change one reply" in told and len(talk.told()) == before + 1


def test_an_answer_by_mail_with_a_name_under_it_books(house: House, talk: Talk, senders: dict[str, FakeSender]) -> None:
    """Our own subject, sent back, is no fault told anew."""
    ours = ""
    for body, subject in (("Hello, my bathroom tap drips all the time.", "Bath tap"), ("1\nPriya", "Re: Bath tap")):
        mail = a_mail(body, subject=subject, **({"In_Reply_To": ours} if ours else {}))
        hear(house, RawMail(("repairs@housing.example",), OKAFOR_MAIL, mail, house.now()))
        house.dispatch.drain()
        with house.database.reading() as session:
            ours = session.scalars(select(Message.provider_id).where(Message.direction == "out")
                                   .order_by(Message.id.desc())).first() or ""  # fmt: skip
    assert "booked" in senders["email"].sent[-1].text, [one.text for one in senders["email"].sent]
    (visit,) = visits(house, "booked")
    assert visit.note == "", "who signs tells whoever comes nothing"


# --- beside harm -----------------------------------------------------------------------------------


def test_when_is_it_is_answered_to_who_told_us_of_their_own_life(house: House, talk: Talk) -> None:
    first = talk.says(TAP)
    talk.says("1 but i feel so low i dont want to live")
    assert listed(talk.says("when is it")) == listed(first)
    assert "booked" in talk.says("1")


def test_not_needed_any_more_is_not_asked_again(evening: Talk, house: House) -> None:
    assert "is cancelled" in evening.says("Not needed any more my brother fixed it") and not visits(house, "booked")


def test_its_name_alone_asks_how_it_stands(diary: House, talk: Talk) -> None:
    """'The one at the office', of an offer beside a booked tap."""
    add_person(diary, "jo", trades=("joinery",))
    talk.says(TAP)
    talk.says("1")
    offered = talk.says(DOOR)
    assert listed(talk.says("the cupboard one")) == listed(offered)
    assert "is booked for" in talk.says("the tap one please")


@pytest.mark.parametrize(
    "words",
    ["can you move my repair visit to wednesday evening please", "move my repair visit to wednesday evening",
     "could we move my repair to wednesday evening", "can you change the plumber's appointment to wednesday evening"],
)  # fmt: skip
def test_a_visit_is_moved_by_the_name_that_we_give_it(house: House, talk: Talk, words: str) -> None:
    talk.says("kitchen tap dripping")
    talk.says("2")
    talk.clock.go_on(minutes=30)
    told = talk.says(words)
    assert "Wed 17 Jun, 5pm to 8pm" in told and "until you choose" in told, told
    assert "moved" in talk.says("yes") and len(visits(house, *AGREED)) == 1
