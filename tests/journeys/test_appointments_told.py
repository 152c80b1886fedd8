"""What a tenant is told is so: how long a time is kept, what it is called, and never nothing at all."""

from datetime import UTC, datetime

import pytest
from appointment_house import Talk, add_person, listed, offers, visits
from builders import OKAFOR, a_text, hear
from doubles import FrozenClock
from sqlalchemy import select

from config.web import create_app
from config.wiring import House
from router.appointments import booking, needs
from router.clock import london
from router.model import Appointment, Case, Message, Resource
from router.storage.database import hold_case
from router.values import AGREED

TAP = "kitchen tap dripping, 1 Alder Road"
RING = "i'd like someone to ring me back about my rent arrears tomorrow afternoon"
DROP_IN = "is there a drop in at the office this week"


def at_night(house: House, clock: FrozenClock) -> Talk:
    """Sunday, eleven at night."""
    clock.at = datetime(2026, 6, 14, 22, 0, tzinfo=UTC)
    return Talk(house, clock)


def test_a_time_that_begins_before_the_others_lapse_is_kept_until_it_begins(
    house: House, clock: FrozenClock, plumbers: list[int]
) -> None:
    talk = at_night(house, clock)
    told = talk.says(f"{TAP} monday please or tuesday")
    if "Mon 15 Jun, 8am" not in told:
        told = talk.says("monday morning or any time after that")
    assert "1 Mon 15 Jun, 8am to 12 noon" in told, told
    assert "Kept until 10am tomorrow (1 until 8am)" in told
    clock.at = datetime(2026, 6, 15, 7, 0, tzinfo=UTC)
    house.lapsing.lapse(clock())
    assert [visit.number for visit in visits(house, "held")] == [2, 3], "eight o'clock"
    told = talk.says("1")
    assert "that time has just gone" in told and not visits(house, "booked") and len(listed(told)) == 3


def test_the_only_time_offered_is_not_kept_past_its_beginning(diary: House, clock: FrozenClock) -> None:
    told = at_night(diary, clock).says("can someone ring me back about my rent arrears tomorrow morning")
    [held] = visits(diary, "held")
    assert london(held.window_from).hour == 8 and "Kept until 8am tomorrow." in told
    assert offers(diary)[-1].expires_at == held.held_until == held.window_from


def test_by_day_nothing_is_said_of_it(house: House, talk: Talk) -> None:
    assert "Kept until 1pm today. An adult" in talk.says(TAP)


# --- never nothing at all ------------------------------------------------------------------------


def test_who_wanted_no_visit_and_reports_it_anew_has_times_again(house: House, talk: Talk) -> None:
    talk.says(TAP)
    assert "no visit is booked" in talk.says("not needed")
    assert len(listed(talk.says(TAP))) == 3, "it is broken after all"
    assert "booked" in talk.says("1") and len(visits(house, *AGREED)) == 1
    assert talk.case.state == "waiting", "that they wanted none is still read by a person"


def test_who_declined_every_time_and_reports_it_anew_is_told_that_a_person_will_ring(house: House, talk: Talk) -> None:
    talk.says(TAP)
    for _ in range(40):
        if "A person will ring you" in talk.says("none of those"):
            break
        house.now.go_on(hours=2)  # type: ignore[attr-defined]  # so that a day does not end in 'so many messages'
    assert offers(house)[-1].state == "person" and not visits(house, "held")
    for words in (TAP, "times please"):
        assert "a person will get in touch with you to find a time" in talk.says(words)
    assert talk.case.state == "waiting" and "They still wait" in talk.case.reason


def test_what_a_person_has_taken_is_not_answered_by_times(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("ring me please")
    before = len(offers(house))
    assert "a person will get in touch" in talk.says(TAP) and len(offers(house)) == before


# --- the right word ------------------------------------------------------------------------------


@pytest.mark.parametrize(("asked", "thing"), [(RING, "call-back"), (DROP_IN, "appointment")])
def test_what_nobody_comes_for_is_never_called_a_visit(
    diary: House, clock: FrozenClock, asked: str, thing: str
) -> None:
    talk = Talk(diary, clock)
    talk.says(asked)
    talk.says("yes" if thing == "call-back" else "1")
    assert len(visits(diary, "booked")) == 1
    assert f"Your {thing} is" in talk.says("running late")
    assert f"Your {thing} stays" in talk.says("can we do another day")
    for words in ("thats no good", "yes", "no", "sooner please", "was it today?", "its fixed now", "not needed"):
        talk.says(words)
    texts = talk.told()
    assert len(texts) > 6 and not [
        text for text in texts if "visit" in text or "come to you" in text or "We come" in text
    ]


def test_the_page_calls_it_by_its_name(diary: House, clock: FrozenClock) -> None:
    facts = {"address": "1 Alder Road", "postcode": "LX1 2AB", "phone": OKAFOR, "name": "N. Okafor"}
    [kept] = hear(diary, a_text(RING, OKAFOR, channel="web", reply_by="sms", reply_to=OKAFOR, facts=facts))
    Talk(diary, clock).says("yes")
    page = create_app(diary).test_client().get(f"/progress/{diary.hooks.progress_token(kept.reference)}").text
    assert "Your call-back" in page and "Cancel the call-back" in page and "Your call-back is booked." in page
    assert "visit is" not in page and "Your visit" not in page


# --- what people book ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what"),
    [("can i have an interview about taking over my mums tenancy", "interview"),
     ("when can i sign up for my new flat please", "tenancy sign-up")],
)  # fmt: skip
def test_what_people_book_is_said_to_whoever_reads_it(diary: House, clock: FrozenClock, text: str, what: str) -> None:
    talk = Talk(diary, clock)
    assert "we have your message" in talk.says(text) and offers(diary) == []
    assert f"Asked for: {what}. Book it with them." in talk.case.reason


def test_an_interview_is_at_the_office_of_their_patch_with_the_officer(diary: House, clock: FrozenClock) -> None:
    talk = Talk(diary, clock)
    talk.says("can i have an interview about taking over my mums tenancy")
    with diary.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        officer = session.scalars(select(Resource).where(Resource.code == "officer-p1")).one()
        officer.serves = [*officer.serves, "interview"]
        assert case is not None
        need = needs.of_case(session, case, diary.landlord, clock(), "interview")
        free = diary.appointments.find(session, need, clock(), ())
        visit = booking.book_now(session, case, free[0], need, "staff:1", clock())
        assert visit is not None
        diary.appointments.confirm(session, case, visit, clock())
        kept = diary.appointments.letters.calendar(case, visit)
    office = next(one for one in diary.landlord.offices.values() if "P1" in one.near)
    assert f"Please come to {office.name}, {office.address}, and ask for Amina." in talk.told()[-1]
    assert office.address in str(kept)


# --- what was not there, found by somebody new ----------------------------------------------------


def test_what_they_do_not_want_is_offered_no_more(house: House, talk: Talk) -> None:
    talk.says(TAP)
    told = talk.says("not mornings")
    assert "Is that right?" in told and "5pm to 8pm" in told, "9.30am to 2.30pm begins in the morning too"
    told = talk.says("purple")
    assert told.startswith("Thank you, a person will read that and answer you.") and "5pm to 8pm" in told
    assert "8am" not in told and "9.30am" not in told


def test_a_number_after_a_person_has_taken_over_is_answered(house: House, talk: Talk) -> None:
    talk.says(TAP)
    for _ in range(3):
        told = talk.says("purple")
    assert "a person will get in touch" in told
    told = talk.says("1")
    assert told.startswith("Sorry, the times we kept for you have gone.") and "a person will get in touch" in told
    assert not visits(house, "booked") and talk.case.state == "waiting"


def test_what_is_of_another_matter_is_never_shown_to_whoever_comes(
    house: House, clock: FrozenClock, talk: Talk
) -> None:
    talk.says(TAP)
    talk.says("1")
    for state in ("booked", "arrived"):
        with house.database.transaction() as session:
            session.get_one(Appointment, visits(house, "booked", "arrived")[0].id).state = state
        for words in ("my rent account is wrong 101", "yes but my rent account is wrong"):
            talk.says(words)
    [visit] = visits(house, "arrived")
    assert "rent" not in visit.note
    talk.says("nobody in")
    talk.says("nobody in")
    [visit] = visits(house, "arrived")
    assert visit.note.count("nobody in") == 2 and "(Mon 15 Jun, 11." in visit.note, "each with when it was said"
    assert "is looking" not in " ".join(talk.told()), "at night nobody looks now"


@pytest.mark.parametrize(
    "words", ["i am at my sisters now dont tell him zyxlook", "yes but he took my keys zyxleak", "1"]
)
def test_no_word_of_whoever_told_of_harm_leaves_their_hidden_case(house: House, talk: Talk, words: str) -> None:
    talk.says(TAP)
    talk.says("1")
    talk.says("my husband hits me and i am scared to go home")
    before = len(talk.told())
    talk.says(words)
    [visit] = visits(house, "booked")
    assert visit.note == "" and "zyx" not in talk.case.reason and len(talk.told()) == before
    with house.database.reading() as session:
        query = select(Message).where(Message.text == words, Message.direction == "in").order_by(Message.id.desc())
        theirs = session.scalars(query).first()
        assert theirs is not None and theirs.case_id is not None and session.get_one(Case, theirs.case_id).restricted


def test_a_stray_number_later_loses_no_agreed_time(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("1")
    [visit] = visits(house, "booked")
    clock.go_on(hours=1)
    told = talk.says("2")
    assert "Your visit stays Mon 15 Jun, 5pm to 8pm until you choose." in told and "Reply YES" in told
    [after] = visits(house, "booked")
    assert (after.window_from, after.sequence) == (visit.window_from, 0)
    assert "moved" in talk.says("yes") and visits(house, "booked")[0].sequence == 1


def test_a_drop_in_is_told_also_to_who_has_a_visit_agreed(diary: House, clock: FrozenClock) -> None:
    add_person(diary, "derek")
    talk = Talk(diary, clock)
    talk.says(TAP)
    talk.says("1")
    told = talk.says("is there a drop in at the office i can come to")
    assert "office" in told.casefold() and visits(diary, "booked")[0].note == "", told
    assert "Fernhill" in told or "Millgate" in told
