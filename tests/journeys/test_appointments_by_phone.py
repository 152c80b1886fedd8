"""A tenant rings, hears times, takes one by key or in words, and has it in writing; and everything else callers do."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from appointment_house import LATE, WEEK, add_person, cells, offers, visits
from builders import LEE, OKAFOR, UNKNOWN, Cast, a_text, hear
from doubles import FrozenClock
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from channels.voice import open_channel
from channels.voice.settings import VoiceSettings
from config.wiring import House
from router.appointments import words
from router.model import Appointment, Case, ContactLink, ContactPoint, DiaryCell, Message, Tenant
from tests.channels.twilio_stand_in import settings
from tests.channels.voice.simulator import SILENCE, Call, keys, speech

TAP = speech("my kitchen tap is dripping at 1 Alder Road")
LANDLINE = "+441632960777"
TIMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "June", "between", "Mon 15", "Tue 16")


@dataclass
class Ringing(Call):
    """A call to a house that works through what is said before the next question."""

    house: House | None = None

    def post(self, url: str, more: dict[str, str]) -> TestResponse:
        answer = super().post(url, more)
        assert self.house is not None
        self.house.journey.drain()
        return answer


@pytest.fixture(autouse=True)
def plumbers(house: House, cast: Cast) -> None:
    add_person(house, "derek", hours=WEEK)
    add_person(house, "lena", hours=LATE)


def door(house: House) -> Flask:
    app = Flask(__name__)
    routes = open_channel(VoiceSettings(**settings()), house.hooks).routes
    assert routes is not None
    app.register_blueprint(routes, url_prefix="/channels/voice")
    return app


def ring(house: House, *answers: dict[str, str], sender: str = OKAFOR, hang_up_at: int = 10_000) -> Ringing:
    call = Ringing(door(house), answers, hang_up_at, sender, 300, house=house)
    call.ring()
    return call


def texts(house: House, number: str = OKAFOR) -> list[str]:
    with house.database.reading() as session:
        rows = select(Message.text).where(Message.direction == "out", Message.party == number, Message.channel == "sms")
        return list(session.scalars(rows.order_by(Message.id)))


def cases(house: House) -> list[Case]:
    with house.database.reading() as session:
        return list(session.scalars(select(Case).order_by(Case.id)))


def spoken(call: Call) -> str:
    return " ".join(call.said)


def test_a_key_books_and_the_text_says_the_same(house: House) -> None:
    call = ring(house, TAP, keys("2"))
    [visit] = visits(house, "booked")
    assert visit.number == 2
    assert "Press 2 for " in spoken(call) and "That is booked: " in spoken(call)
    heard = next(words for words in call.said if words.startswith("That is booked"))
    offered = next(words for words in call.said if words.startswith("Press 2 for "))
    assert offered.removeprefix("Press 2 for ").removesuffix(".") in heard
    [text] = texts(house)
    assert cases(house)[0].reference in text and "booked" in text.lower()
    assert "We have texted you the details." in spoken(call)
    assert (len(cases(house)), cases(house)[0].state) == (1, "arranged")


@pytest.mark.parametrize("words", ["the second one please", "number two", "um the um second one please thank you"])
def test_words_book_as_well(house: House, words: str) -> None:
    call = ring(house, TAP, speech(words))
    assert [visit.number for visit in visits(house, "booked")] == [2]
    assert "That is booked: " in spoken(call)


def test_words_that_were_heard_badly_are_read_back_first(house: House) -> None:
    call = ring(house, TAP, speech("the second one", "0.31"), keys("1"))
    assert "Is that right? Press 1 for yes" in spoken(call)
    assert [visit.number for visit in visits(house, "booked")] == [2]


def test_what_suits_is_looked_for_and_read_back(house: House) -> None:
    call = ring(house, TAP, speech("have you got thursday evening"), keys("1"))
    [visit] = visits(house, "booked")
    assert (visit.window_from.weekday(), visit.slot) == (3, "evening")
    assert "Thursday the 18th of June, in the evening, between 5 and 8. Is that right?" in spoken(call)


def test_0_puts_them_back_into_the_line_for_a_person(house: House) -> None:
    call = ring(house, TAP, keys("0"), hang_up_at=20)
    assert "A person will find a time with you." in spoken(call)
    assert "You are number 1 in the line" in spoken(call)
    [case] = cases(house)
    assert case.state == "waiting" and not visits(house, "held", "booked") and cells(house) == 0


def test_three_misunderstandings_and_a_person_takes_over(house: House) -> None:
    call = ring(house, TAP, *[speech("yes")] * 3, hang_up_at=40)
    assert spoken(call).count("did not understand") == 2
    assert "You are number 1 in the line" in spoken(call)
    assert cases(house)[0].state == "waiting" and cells(house) == 0


def test_silence_is_put_through_to_a_person(house: House) -> None:
    call = ring(house, TAP, SILENCE, SILENCE, SILENCE, hang_up_at=40)
    assert "You are number 1 in the line" in spoken(call)
    assert cases(house)[0].state == "waiting" and cells(house) == 0


def test_a_danger_in_the_answer_is_never_a_choice(house: House) -> None:
    call = ring(house, TAP, speech("the second one oh and i can smell gas in the hall"), hang_up_at=30)
    words = " ".join(house.landlord.scripts["gas"].say)
    assert words in call.said, "the safety words, on the line"
    assert not visits(house, "booked") and not any("That is booked" in said for said in call.said)
    assert any(case.lane == 0 and case.state == "waiting" for case in cases(house))


def test_hung_up_at_every_verb_there_is_one_case_and_no_hold_outlives_it(house: House, clock: FrozenClock) -> None:
    whole = ring(house, TAP, keys("2"))
    for verb in range(len(whole.verbs) + 1):
        number = f"+4477008{verb:05}"
        _is_known(house, number)
        before = len(cases(house))
        call = ring(house, TAP, keys("2"), sender=number, hang_up_at=verb)
        house.lapsing.lapse(clock())
        mine = [case for case in cases(house) if case.party == number]
        assert (len(mine), len(cases(house))) == (1, before + 1), verb
        with house.database.reading() as session:
            states = session.scalars(select(Appointment.state).where(Appointment.case_id == mine[0].id)).all()
        assert mine[0].live_call_id == ""
        told = [text for text in texts(house, number) if "1 " in text and "2 " in text]
        if "held" in states:
            assert "booked" not in states and len(told) == 1, "who hung up has the times by text"
        assert states.count("booked") <= 1
        if any("That is booked" in words for words in call.said):
            assert "booked" in states
    clock.go_on(hours=30)
    house.lapsing.lapse(clock())
    with house.database.reading() as session:
        owners = session.scalars(select(Appointment.state).join(DiaryCell, DiaryCell.appointment_id == Appointment.id))
        assert set(owners) == {"booked"}
        assert not session.scalar(select(func.count()).select_from(Appointment).where(Appointment.state == "held"))


def _is_known(house: House, number: str) -> None:
    with house.database.transaction() as session:
        tenant = session.scalars(select(Tenant).order_by(Tenant.id)).first()
        point = ContactPoint(address=number, first_seen_at=house.now(), last_seen_at=house.now())
        session.add_all(
            [point, ContactLink(contact_point=point, tenant=tenant, why="record", by="house", at=house.now())]
        )


def test_nobody_is_texted_the_times_while_they_are_on_the_line(house: House) -> None:
    ring(house, TAP, keys("9"), keys("0"), hang_up_at=15)
    assert not any("\n1 " in text for text in texts(house))


@pytest.mark.parametrize("number", [UNKNOWN, LEE, "anonymous"])
def test_a_stranger_and_a_shared_phone_hear_no_times(house: House, number: str) -> None:
    call = ring(house, TAP, sender=number, hang_up_at=12)
    assert not offers(house) and "Press 1 for" not in spoken(call)
    assert "in the line" in spoken(call)


def test_a_landline_is_told_and_not_texted(house: House) -> None:
    _is_known(house, LANDLINE)
    call = ring(house, TAP, keys("1"), sender=LANDLINE)
    assert "That is booked: " in spoken(call) and "texted" not in spoken(call)
    assert texts(house, LANDLINE) == [] and len(visits(house, "booked")) == 1


def test_an_emergency_has_no_menu(house: House) -> None:
    call = ring(house, speech("water is pouring through the kitchen ceiling i cannot turn it off"), hang_up_at=14)
    assert "Press 1 for" not in spoken(call)
    assert cases(house)[0].state == "waiting" and cases(house)[0].lane == 0


def test_a_booked_visit_is_moved_by_a_second_call(house: House) -> None:
    ring(house, TAP, keys("1"))
    [before] = visits(house, "booked")
    call = ring(house, speech("i need to move my appointment"), keys("1"))
    [after] = visits(house, "booked")
    assert (after.id, after.uid, after.sequence) == (before.id, before.uid, before.sequence + 1)
    assert after.window_from != before.window_from
    assert "That is moved. It is now " in spoken(call)
    assert not any("\n1 " in text for text in texts(house)), "nobody is texted the times while they are on the line"


def test_from_a_landline_a_visit_is_moved_as_from_any_telephone(house: House) -> None:
    _is_known(house, LANDLINE)
    ring(house, TAP, keys("1"), sender=LANDLINE)
    [before] = visits(house, "booked")
    call = ring(house, speech("can we do thursday instead"), speech("the evening one"), sender=LANDLINE)
    [after] = visits(house, "booked")
    assert (after.id, after.sequence) == (before.id, before.sequence + 1) and texts(house, LANDLINE) == []
    assert "Thursday the 18th of June, in the evening" in spoken(call)
    assert [case.live_call_id for case in cases(house)] == [""], "one case, and nobody is on the line any more"


def test_who_hangs_up_before_they_choose_another_time_keeps_theirs_and_has_the_times_by_text(
    house: House, clock: FrozenClock
) -> None:
    ring(house, TAP, keys("1"))
    [before] = visits(house, "booked")
    ring(house, speech("i need to move my appointment"), hang_up_at=9)
    house.lapsing.lapse(clock())
    assert visits(house, "booked")[0].window_from == before.window_from
    assert "\n1 " in texts(house)[-1] and cases(house)[0].live_call_id == ""


def test_a_booked_visit_is_cancelled_by_a_second_call(house: House) -> None:
    ring(house, TAP, keys("1"))
    call = ring(house, speech("please cancel my appointment"), hang_up_at=20)
    assert not visits(house, "booked") and cells(house) == 0
    assert "That is cancelled." in spoken(call)


def test_at_night_they_hear_that_it_is_cancelled_before_that_we_are_closed(house: House, clock: FrozenClock) -> None:
    ring(house, TAP, keys("3"))
    clock.go_on(hours=11)
    heard = spoken(ring(house, speech("I want to cancel the visit"), hang_up_at=40))
    assert not visits(house, "booked")
    assert heard.index("That is cancelled. If there is nothing else you may hang up now.") < heard.index("closed now")


def test_who_wants_none_of_the_times_hears_that_none_is_booked(house: House) -> None:
    call = ring(house, TAP, speech("not needed any more thanks"), hang_up_at=30)
    assert cells(house) == 0 and offers(house)[0].state == "declined"
    assert "No visit is booked." in spoken(call) and "A person will find a time" not in spoken(call)


def test_when_a_visit_is_goes_by_text_and_is_not_spoken(house: House, clock: FrozenClock) -> None:
    """Anybody can ring from any number; a text reaches only whoever has it."""
    ring(house, TAP, keys("1"))
    [visit] = visits(house, "booked")
    clock.go_on(hours=1)
    call = ring(house, speech("when is my appointment please"), keys("0"), hang_up_at=20)
    assert "We have texted you the details." in spoken(call) and not any(hint in spoken(call) for hint in TIMES)
    assert words.window(visit) in texts(house)[1]
    assert "in the line" in spoken(call), "a person is a key away"
    [case] = cases(house)
    assert case.state == "waiting" and len(visits(house, "booked")) == 1, "the visit stays"


def test_who_cannot_be_texted_is_asked_who_they_are_before_they_are_told_when(house: House, clock: FrozenClock) -> None:
    _is_known(house, LANDLINE)
    ring(house, TAP, keys("1"), sender=LANDLINE)
    clock.go_on(hours=1)
    call = ring(house, speech("when is my appointment please"), sender=LANDLINE, hang_up_at=20)
    assert not any(hint in spoken(call) for hint in TIMES) and "in the line" in spoken(call)
    assert "ask who they are first" in cases(house)[0].reason and not texts(house, LANDLINE)


@pytest.mark.parametrize("words", ["when is my appointment please", "i need to move my appointment"])
def test_with_two_visits_who_cannot_be_texted_speaks_with_a_person(
    house: House, clock: FrozenClock, words: str
) -> None:
    add_person(house, "eve", trades=("electrical",))
    _is_known(house, LANDLINE)
    ring(house, TAP, keys("1"), sender=LANDLINE)
    ring(house, speech("the light fitting in the bedroom is broken"), keys("1"), sender=LANDLINE)
    assert len(visits(house, "booked")) == len(cases(house)) == 2
    clock.go_on(hours=1)
    call = ring(house, speech(words), sender=LANDLINE, hang_up_at=20)
    assert "in the line" in spoken(call) and "nothing more that you need do" not in spoken(call)
    assert any(case.state == "waiting" for case in cases(house)) and len(visits(house, "booked")) == 2


def test_what_is_moved_in_the_call_is_heard_and_what_it_was_is_not(house: House, clock: FrozenClock) -> None:
    ring(house, TAP, keys("1"))
    [before] = visits(house, "booked")
    clock.go_on(hours=1)
    call = ring(house, speech("can i move my appointment to thursday evening"), keys("1"))
    [after] = visits(house, "booked")
    assert after.window_from != before.window_from and "That is moved. It is now Thursday the 18th" in spoken(call)
    clock.go_on(hours=1)
    call = ring(house, speech("can we do another day"), speech("when is it now"), hang_up_at=20)
    assert "Thursday the 18th of June, in the evening" not in spoken(call) and "Thu 18 Jun" in " ".join(texts(house))


def test_told_twice_by_twilio_is_booked_once(house: House) -> None:
    call = ring(house, TAP, keys("2"))
    steps: Sequence[tuple[str, dict[str, str]]] = [(url, more) for url, more in call.posted if "/chosen" in url]
    for url, more in steps * 2:
        call.post(url, more)
    assert len(visits(house, "booked")) == 1 and len(texts(house)) == 1


def test_one_visit_for_two_repairs_is_said_on_the_line(house: House) -> None:
    call = ring(house, speech("the toilet seat is broken and the tap is dripping"), keys("1"))
    assert "One visit is enough for all that you told us." in spoken(call)
    [visit] = visits(house, "booked")
    assert len(visit.repairs) == 2 and offers(house)[0].state == "taken"


def test_a_second_visit_of_another_trade_is_said_and_offered_on_the_line(house: House) -> None:
    add_person(house, "jo", trades=("joinery",))
    told = speech("the tap is dripping and the bedroom door sticks")
    call = ring(house, told, keys("1"), keys("1"))
    assert "A second visit is needed for another trade." in spoken(call) and "One visit is enough" not in spoken(call)
    first, second = visits(house, "booked")
    assert first.trades != second.trades and second.window_from >= first.window_until
    offered = [words for words in call.said if words.startswith("Press 1 for ")][-1]
    assert f"That is booked: {offered.removeprefix('Press 1 for ')}" in spoken(call), "what they chose just now"


def test_one_repair_needs_no_such_words(house: House) -> None:
    assert "One visit is enough" not in spoken(ring(house, TAP, keys("1")))


def test_who_moves_a_visit_while_a_person_reads_something_else_hears_the_times(
    house: House, clock: FrozenClock
) -> None:
    asked = "my kitchen tap is dripping, and i also want to know if i can keep a dog"
    for said in (asked, "2"):
        clock.go_on(minutes=1)
        hear(house, a_text(said, OKAFOR, received_at=clock(), channel="sms"))
    [before] = visits(house, "booked")
    assert cases(house)[0].state == "waiting"
    call = ring(house, speech("can we do thursday instead"), keys("1"), hang_up_at=30)
    assert "Press 1 for Thursday the 18th of June" in spoken(call) and "booked" in {v.state for v in visits(house)}
    assert visits(house, "booked")[0].window_from != before.window_from
    assert cases(house)[0].state == "waiting", "what else they asked is still to be answered"


def test_who_rings_off_without_a_word_reads_what_stands_and_is_rung_back(house: House, clock: FrozenClock) -> None:
    asked = "my kitchen tap is dripping, and i also want to know if i can keep a dog"
    hear(house, a_text(asked, OKAFOR, received_at=clock(), channel="sms"))
    clock.go_on(minutes=5)
    hear(house, a_text("", OKAFOR, received_at=clock(), channel="voice"))
    assert "not understand" not in " ".join(texts(house)) and len(visits(house, "held")) == 3
    assert "\n1 " in texts(house)[-1] and cases(house)[0].state == "waiting"


def test_a_caller_with_two_faults_hears_times_for_the_one_and_what_becomes_of_the_other(house: House) -> None:
    told = speech("my kitchen tap is dripping and there is black mould in the bathroom")
    call = ring(house, told, keys("1"))
    said = " ".join(call.said)
    assert (
        said.index("A person will answer you about mould growth.")
        < said.index("Press 1 for")
        < said.index("Somebody will come on")
    ), "and they wait on the line for whoever sees to the mould"
    [visit] = visits(house, "booked")
    assert visit.repairs == ["plumbing.tap_dripping"]
