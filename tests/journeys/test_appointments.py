"""From the handset: a need, three times, a choice, a visit; and everything people write instead."""

from datetime import UTC, datetime, timedelta

import pytest
from appointment_house import Talk, add_person, cells, listed, offers, visits
from builders import OKAFOR, OKAFOR_MAIL, Cast, a_mail, hear
from doubles import FrozenClock
from sqlalchemy import select

from channels.sms.segments import count_segments
from config.wiring import House
from router.appointments import booking
from router.clock import london
from router.model import Appointment, ContactLink, ContactPoint, Deadline, Event, Leave, Message
from router.values import AGREED, RawMail

TAP = "kitchen tap dripping, 1 Alder Road"


def booked(house: House) -> tuple[datetime, str]:
    """The London time and band of the one visit that is agreed."""
    (visit,) = visits(house, *AGREED)
    return london(visit.window_from), visit.slot


def acknowledged(house: House) -> int:
    with house.database.reading() as session:
        return len(session.scalars(select(Message.id).where(Message.kind == "acknowledgement")).all())


def test_the_whole_of_it_in_one_exchange(house: House, talk: Talk) -> None:
    told = talk.says(TAP)
    assert told.splitlines()[1:4] == ["1 Mon 15 Jun, 5pm to 8pm", "2 Tue 16 Jun, 8am to 12 noon",
                                      "3 Wed 17 Jun, 9.30am to 2.30pm"]  # fmt: skip
    assert talk.case.reference in told and "1, 2 or 3" in told and "An adult (18 or over) must be in." in told
    assert "Kept until 1pm today" in told and acknowledged(house) == 0, "one message, not two"
    assert talk.case.state == "arranged" and talk.case.arranged_until == offers(house)[0].expires_at
    told = talk.says("the evening one")
    assert "booked" in told and "Mon 15 Jun, 5pm to 8pm" in told and "dripping or broken tap" in told
    assert "An adult (18 or over) must be in." in told and "MOVE" in told and "CANCEL" not in told
    assert len(talk.told()) == 2, "nothing else was said"
    at, band = booked(house)
    assert (at.day, at.hour, band) == (15, 17, "evening")
    case = talk.case
    assert case.state == "arranged" and case.arranged_until == datetime(2026, 6, 15, 20, 0, tzinfo=UTC)
    assert case.answered_at is not None
    with house.database.reading() as session:
        answer = session.scalars(select(Deadline).where(Deadline.case_id == case.id, Deadline.rule == "answer")).one()
        happened = [e.what for e in session.scalars(select(Event).where(Event.case_id == case.id).order_by(Event.id))]
    assert answer.state == "met" and happened.count("appointment.booked") == 1
    assert [o.state for o in offers(house)] == ["taken"]
    assert {v.state for v in visits(house)} == {"booked", "released"}, "what they did not take is free again"


def test_can_we_do_thursday_instead(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("the evening one")
    before = visits(house, "booked")[0]
    told = talk.says("can we do thursday instead")
    assert "stays Mon 15 Jun, 5pm to 8pm" in told and told.count("Thu 18 Jun") == 3
    assert visits(house, "booked")[0].window_from == before.window_from, "the old one stays until the new is agreed"
    told = talk.says("afternoon pls")
    assert "moved" in told and "Thu 18 Jun, 12 noon to 5pm" in told
    (visit,) = visits(house, "booked")
    assert visit.uid == before.uid and visit.sequence == before.sequence + 1
    assert talk.case.arranged_until == visit.window_until + timedelta(hours=1)


@pytest.mark.parametrize(
    ("words", "band"),
    [("2", "am"), ("the second one pls", "am"), ("tuesday morning", "am"), ("2!", "am"), ("number three", "school_run"),
     ("tonight", "evening"), ("👍🏽 2", "am"), ("2 please. Thanks, Ngozi", "am")],
)  # fmt: skip
def test_a_clear_choice_is_booked_at_once(house: House, talk: Talk, words: str, band: str) -> None:
    talk.says(TAP)
    told = talk.says(words)
    assert "booked" in told and booked(house)[1] == band


def test_yes_but_the_dog_is_kept_for_whoever_comes(house: House, talk: Talk) -> None:
    talk.says(TAP)
    told = talk.says("2 but mind the dog")
    (visit,) = visits(house, "booked")
    assert "booked" in told and "dog" in visit.note and "dog" in talk.case.reason
    assert talk.case.state == "arranged"


def test_twice_one_is_one_booking(house: House, talk: Talk) -> None:
    talk.says(TAP)
    for _ in range(3):
        talk.says("1")
    assert len(visits(house, "booked")) == 1 and visits(house, "booked")[0].sequence == 0
    assert "booked already" in talk.told()[-1] and talk.case.state == "arranged"


def test_two_then_no_wait_three(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2")
    told = talk.says("no wait 3")
    assert "moved" in told and booked(house)[1] == "school_run"
    assert len(visits(house, *AGREED)) == 1


def test_not_mornings_is_read_back_before_it_is_booked(house: House, talk: Talk) -> None:
    talk.says(TAP)
    told = talk.says("any time after 4")
    assert "Is that right?" in told and "5pm to 8pm" in told and not visits(house, "booked")
    assert "booked" in talk.says("yes") and booked(house)[1] == "evening"


def test_a_read_back_refused_gives_the_list_again(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("any time after 4")
    told = talk.says("no")
    assert told.count("\n") >= 4 and not visits(house, "booked")
    assert "booked" in talk.says("3")


def test_a_wish_that_one_band_meets_is_held_and_asked(house: House, talk: Talk) -> None:
    talk.says(TAP)
    told = talk.says("saturday")
    assert "Sat 20 Jun, 9am to 12 noon" in told and "Reply YES" in told
    assert [v.slot for v in visits(house, "held")] == ["saturday"], "it is held, and what they did not want is free"
    assert "booked" in talk.says("yes please") and booked(house)[1] == "saturday"


def test_a_wish_that_several_meet_is_offered_anew(house: House, talk: Talk) -> None:
    talk.says(TAP)
    told = talk.says("friday")
    assert told.count("Fri 19 Jun") == 3 and len(visits(house, "held")) == 3


def test_a_wish_that_nothing_meets_is_told_the_nearest(house: House, talk: Talk) -> None:
    talk.says(TAP)
    told = talk.says("sunday")
    assert told.startswith("Sorry, nothing is free on Sundays or bank holidays.") and "Sat 20 Jun" in told
    assert len(visits(house, "held")) == 3 and talk.case.state == "arranged"


def test_none_of_those_gives_others(house: House, talk: Talk) -> None:
    first = talk.says(TAP)
    told = talk.says("none of those")
    listed = [line[2:] for line in told.splitlines() if line[:2] in ("1 ", "2 ", "3 ")]
    assert len(listed) == 3 and not any(line in first for line in listed)
    assert [o.state for o in offers(house)] == ["declined", "open"]


def test_can_you_ring_me_goes_to_a_person(house: House, talk: Talk) -> None:
    talk.says(TAP)
    told = talk.says("can u ring me")
    assert "ring you" in told and talk.case.state == "waiting" and "call-back" in talk.case.reason
    assert not visits(house, "held") and cells(house) == 0


def test_three_misunderstandings_and_a_person_takes_over(house: House, talk: Talk) -> None:
    talk.says(TAP)
    assert "which time" in talk.says("yes")
    assert "which time" in talk.says("one or two")
    told = talk.says("ok")
    assert "a person will get in touch" in told
    assert talk.case.state == "waiting" and not visits(house, "held") and offers(house)[0].state == "person"


def test_a_choice_that_came_too_late_has_the_next_times_at_once(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    clock.go_on(hours=3)
    assert house.lapsing.lapse(clock()) == 1
    assert "reply TIMES" in talk.told()[-1] and talk.case.state == "waiting" and cells(house) == 0
    assert house.lapsing.lapse(clock()) == 0, "told once"
    told = talk.says("2")
    assert told.startswith("Sorry, the times we kept for you have gone.") and not visits(house, "booked")
    assert talk.case.state == "arranged" and len(visits(house, "held")) == 3
    assert "booked" in talk.says("1")


def test_a_choice_before_the_sweep_came_by_is_as_late(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    clock.go_on(hours=3)
    assert "have gone" in talk.says("2") and not visits(house, "booked")


def test_times_for_new_ones(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    clock.go_on(hours=3)
    house.lapsing.lapse(clock())
    told = talk.says("TIMES")
    assert "Reply 1, 2 or 3" in told and "Sorry" not in told


def test_what_is_offered_is_held_from_everybody_else(house: House, clock: FrozenClock, cast: Cast) -> None:
    add_person(house, "derek", hours=((1, 480, 720),))  # one morning
    first, second = Talk(house, clock), Talk(house, clock, "+447700900999")
    with house.database.transaction() as session:
        point = ContactPoint(address="+447700900999", first_seen_at=clock(), last_seen_at=clock())
        session.add(ContactLink(contact_point=point, tenant_id=cast.lee, why="record", by="house", at=clock()))
    first.says(TAP)
    second.says("kitchen tap dripping")
    taken = {(v.resource_id, v.blocked_from) for v in visits(house, "held")}
    assert len(taken) == len(visits(house, "held")), "no time was offered twice"


def test_the_loser_of_a_race_is_told_at_once_with_the_next_times(house: House, talk: Talk) -> None:
    talk.says(TAP)
    with house.database.transaction() as session:  # the hold of the first ends under them, as when leave is entered
        held = session.scalars(select(Appointment).where(Appointment.number == 1)).one()
        booking.release(session, held, house.now())
    told = talk.says("1")
    assert told.startswith("Sorry, that time has just gone.") and "Reply 1, 2 or 3" in told
    assert not visits(house, "booked") and len(visits(house, "held")) == 3


def test_by_whatsapp(house: House, clock: FrozenClock, plumbers: list[int]) -> None:
    talk = Talk(house, clock, OKAFOR, "whatsapp")
    talk.says(TAP)
    assert "booked" in talk.says("the second one")
    with house.database.reading() as session:
        ways = set(session.scalars(select(Message.channel).where(Message.direction == "out")))
    assert ways == {"whatsapp"}


def test_by_email(house: House, clock: FrozenClock, plumbers: list[int]) -> None:
    def write(body: str, **headers: str) -> None:
        raw = a_mail(body, subject="Dripping tap", **headers)
        hear(house, RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, raw, clock()))
        house.dispatch.drain()

    write(TAP)
    sent = house.senders_override["email"].sent  # type: ignore[index]  # the double is there
    assert "1 Mon 15 Jun, 5pm to 8pm" in sent[-1].text
    write(
        "Hello,\n\nthe second one please.\n\nKind regards\nNgozi Okafor",
        In_Reply_To=f"<{sent[-1].id}@frontdoor.example>",
    )
    assert "booked" in sent[-1].text and booked(house)[1] == "am"
    entry = sent[-1].invitation
    (visit,) = visits(house, "booked")
    assert entry is not None and (entry.uid, entry.sequence, entry.starts_at) == (visit.uid, 0, visit.window_from)
    assert "1 Alder Road" in entry.location and not entry.cancelled


def test_a_machine_s_answer_to_our_times_disturbs_nobody(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("I am out of the office", automatic="auto-reply")
    assert talk.case.state == "arranged" and len(talk.told()) == 1


def test_offered_in_the_evening_it_is_kept_until_people_are_up(house: House, clock: FrozenClock, talk: Talk) -> None:
    clock.go_on(hours=11)  # 22:00 in London
    told = talk.says(TAP)
    assert "Kept until 10am tomorrow" in told
    clock.go_on(hours=9)
    house.lapsing.lapse(clock())
    assert len(visits(house, "held")) == 3, "at seven they are still kept"


def test_every_text_is_plain_and_at_most_two_parts(house: House, clock: FrozenClock, talk: Talk) -> None:
    for words in (TAP, "any time after 4", "none of those", "sunday", "yes", "1", "was it today?", "can we do thursday instead",
                  "sorry nobody will be in", "need to cancel", "times", "can u ring me"):  # fmt: skip
        talk.says(words)
    for text in talk.told():
        parts = count_segments(text)
        assert parts.encoding == "GSM-7" and parts.segments <= 2, text


def test_sooner_is_put_on_the_list_and_told_when_a_time_comes_free(
    house: House, clock: FrozenClock, cast: Cast
) -> None:
    derek = add_person(house, "derek", hours=((1, 480, 600), (3, 480, 1020)))
    talk = Talk(house, clock)
    with house.database.transaction() as session:
        row = Leave(resource_id=derek, from_at=clock(), until_at=clock() + timedelta(days=2), reason="", by=None)
        session.add(row)
    talk.says(TAP)
    talk.says("1")
    assert "We will text you" in talk.says("anything sooner?") and visits(house, "booked")[0].sooner
    assert house.lapsing.sooner(clock()) == 0
    with house.database.transaction() as session:
        session.merge(row).ended_at = clock()
    assert house.lapsing.sooner(clock()) == 1 and house.lapsing.sooner(clock()) == 0
    told = talk.told()[-1]
    assert "An earlier time is free" in told and "Tue 16 Jun" in told
    assert "moved" in talk.says("yes") and booked(house)[0].date().day == 16


def test_what_was_arranged_and_is_over_waits_for_people(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("1")
    clock.go_on(hours=12)
    house.lapsing.lapse(clock())
    assert talk.case.state == "waiting" and "should be over" in talk.case.reason


def test_a_number_some_minutes_after_a_choice_is_asked_first(house: House, talk: Talk, clock: FrozenClock) -> None:
    talk.says(TAP)
    talk.says("2")
    agreed = booked(house)
    clock.go_on(minutes=9)
    assert "Reply YES to book it" in talk.says("1") and booked(house) == agreed, "it may answer something else"


@pytest.mark.parametrize("again", ["call off the tap visit", "when is it", "cancel it"])
def test_what_was_called_off_is_said_to_be_so(house: House, talk: Talk, again: str) -> None:
    talk.says(TAP)
    talk.says("2")
    assert "cancelled" in talk.says("call the tap visit off")
    assert "no visit is booked" in talk.says(again) and not visits(house, *AGREED, "held")


def test_a_wish_beside_a_fault_told_plainly_changes_no_appointment(house: House, talk: Talk) -> None:
    assert len(listed(talk.says("kitchen tap dripping. Only evenings please, not tuesday"))) == 3
    assert talk.case.repair_group == "plumbing"
