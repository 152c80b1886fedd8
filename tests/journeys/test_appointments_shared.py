"""Times offered in harder places: a shared phone, a desk, the same batch, words that a person must read."""

from datetime import timedelta

import pytest
from appointment_house import Talk, add_person, offers, visits
from builders import LEE, OKAFOR, OKAFOR_MAIL, Cast, a_mail, a_text, case_of, hear
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router import cases, identity
from router.appointments import booking, needs
from router.model import Appointment, Case, Event, Repair, Tenant
from router.storage.database import hold_case
from router.values import RawMail

TAP = "kitchen tap dripping, 1 Alder Road"


def offered_by_the_desk(house: House, cast: Cast, tenant_id: int, repair: str) -> Case:
    """A case of this tenant, who shares a phone, for which a colleague offers times."""
    (kept,) = hear(house, a_text(f"hello, about {repair}", LEE, channel="sms"))
    with house.database.transaction() as session:
        found = session.scalars(select(Case).where(Case.party == LEE).order_by(Case.id.desc())).first()
        assert found is not None and kept.first_time
        case = hold_case(session, found.id)
        assert case is not None
        identity.this_is(
            session, case, session.get_one(Tenant, tenant_id), f"staff:{cast.amina}", house.now(), "said so"
        )
        session.add(Repair(case_id=case.id, repair=repair, urgency="routine", home_id=case.home_id))
        session.flush()
        need = needs.of_case(session, case, house.landlord, house.now())
        assert house.appointments.offer(session, case, need, house.now(), by=cast.amina) is not None
        return case


def test_two_tenants_on_one_phone_are_told_apart_by_reference_alone(
    house: House, clock: FrozenClock, cast: Cast, plumbers: list[int]
) -> None:
    add_person(house, "jo", trades=("joinery",))
    father = offered_by_the_desk(house, cast, cast.lee, "plumbing.tap_dripping")
    with house.database.transaction() as session:
        session.get_one(Case, father.id).last_activity_at = clock() - timedelta(days=20)  # so that a new one is opened
    son = offered_by_the_desk(house, cast, cast.son, "internal.kitchen_units")
    assert father.id != son.id
    talk = Talk(house, clock, LEE)
    told = talk.says("the first one")
    assert father.reference in told and son.reference in told
    assert not any(word in told for word in ("Lee", "Alder", "tap", "Jun"))
    assert not visits(house, "booked")
    assert "booked" in talk.says(f"1 for {son.reference.lower()}")
    assert [v.case_id for v in visits(house, "booked")] == [son.id]


def test_a_need_and_an_answer_in_one_batch(house: House, clock: FrozenClock, plumbers: list[int]) -> None:
    kept = [house.intake.receive(a_text(words, OKAFOR, received_at=clock())) for words in (TAP, "2")]
    house.journey.drain()
    assert len(visits(house, "booked")) == 1 and case_of(house, kept[1]).id == case_of(house, kept[0]).id


def test_harm_told_in_an_answer_ends_the_offer_and_says_nothing_of_it(
    house: House, clock: FrozenClock, plumbers: list[int]
) -> None:
    talk = Talk(house, clock)
    talk.says(TAP)
    told = talk.says("2 but please dont come my partner is hitting me")
    assert told == house.landlord.replies["safety_minimum"]
    assert not visits(house, "booked", "held") and offers(house)[0].state == "withdrawn"
    clock.go_on(hours=4)
    house.lapsing.lapse(clock())
    assert talk.told()[-1] == told, "nothing more is written to this phone"


def test_an_answer_by_mail_to_times_that_were_texted_is_for_that_case_only_if_it_says_so(
    house: House, clock: FrozenClock, plumbers: list[int]
) -> None:
    talk = Talk(house, clock)
    talk.says(TAP)
    other = Talk(house, clock, OKAFOR_MAIL, "email")
    other.says("2")
    assert not visits(house, "booked"), "another address has shown nothing"


def test_other_times_that_lapse_leave_the_visit_as_it_was(
    house: House, clock: FrozenClock, plumbers: list[int]
) -> None:
    talk = Talk(house, clock)
    talk.says(TAP)
    talk.says("3")
    talk.says("can we do friday instead")
    clock.go_on(hours=3)
    house.lapsing.lapse(clock())
    assert "Your visit stays Wed 17 Jun" in talk.told()[-1] and talk.case.state == "arranged"
    assert len(visits(house, "booked")) == 1 and not visits(house, "held")


def test_nothing_is_said_twice_when_a_batch_is_tried_again(
    house: House, clock: FrozenClock, plumbers: list[int]
) -> None:
    talk = Talk(house, clock)
    talk.says(TAP)
    house.intake.receive(a_text("2", OKAFOR, received_at=clock()))
    place_together = house.journey._place_together

    def dies_at_the_end(heard: object, at: object) -> int:
        with house.database.transaction():  # the whole batch is undone: no booking, no words
            raise ConnectionError

    house.journey._place_together = dies_at_the_end  # type: ignore[method-assign,assignment]  # broken on purpose, and put right
    house.journey.drain()
    assert not visits(house, "booked") and len(talk.told()) == 1
    house.journey._place_together = place_together  # type: ignore[method-assign]  # broken on purpose, and put right
    clock.go_on(minutes=2)
    house.journey.drain()
    assert len(visits(house, "booked")) == 1 and len([t for t in talk.told() if "booked." in t]) == 1


def test_what_fails_while_times_are_offered_leaves_the_case_to_people(
    house: House, clock: FrozenClock, plumbers: list[int]
) -> None:
    house.appointments.rules = None  # type: ignore[assignment]  # broken on purpose
    talk = Talk(house, clock)
    assert "we have your message" in talk.says(TAP)
    assert talk.case.state == "waiting" and not visits(house)


def test_a_robot_that_answers_ours_is_stopped(house: House, clock: FrozenClock, plumbers: list[int]) -> None:
    talk = Talk(house, clock)
    talk.says(TAP)
    talk.says("1")
    for _ in range(30):
        talk.says("was it today?")
    assert len(talk.told()) <= 20 and talk.case.state == "waiting" and "So many messages" in talk.case.reason


def test_only_ids_and_codes_are_in_the_events(house: House, clock: FrozenClock, plumbers: list[int]) -> None:
    talk = Talk(house, clock)
    for words in (TAP, "2 but mind the dog", "can we do thursday instead", "1", "not needed"):
        talk.says(words)
    with house.database.reading() as session:
        rows = session.scalars(select(Event).where(Event.what.like("appointment.%"))).all()
    assert {row.what for row in rows} >= {"appointment.offered", "appointment.booked", "appointment.noted",
                                          "appointment.moved", "appointment.cancelled"}  # fmt: skip
    assert not any("dog" in str(row.data) or "Okafor" in str(row.data) for row in rows)


@pytest.mark.parametrize(
    "words", ["can u ring me about the visit", "the boiler man was rude, i want to make a complaint"]
)
def test_what_needs_a_person_waits_for_one_though_a_visit_is_agreed(
    house: House, clock: FrozenClock, plumbers: list[int], words: str
) -> None:
    talk = Talk(house, clock)
    talk.says(TAP)
    talk.says("1")
    talk.says(words)
    newest = case_of(house, talk.kept[-1])
    assert newest.state == "waiting" and len(visits(house, "booked")) == 1
    talk.says("yes")
    assert case_of(house, talk.kept[2]).state == "waiting", "somebody still has to ring or read"


@pytest.mark.parametrize(
    "words", ["3 the baby isnt breathing", "1 my dad falls over and cant get up", "move it my son wont wake up"]
)
def test_words_beside_an_answer_that_nobody_understood_are_read_by_a_person(
    house: House, clock: FrozenClock, plumbers: list[int], words: str
) -> None:
    talk = Talk(house, clock)
    talk.says(TAP)
    talk.says(words)
    assert case_of(house, talk.kept[1]).state == "waiting" and not visits(house, "booked")
    assert not any("{" in text for text in talk.told()) and "999" in talk.told()[-1]


def test_one_or_two_is_asked(house: House, clock: FrozenClock, plumbers: list[int]) -> None:
    talk = Talk(house, clock)
    talk.says(TAP)
    assert "which time" in talk.says("one or two") and not visits(house, "booked")


def test_who_was_put_to_people_stays_there_after_ok_thanks(
    house: House, clock: FrozenClock, plumbers: list[int]
) -> None:
    talk = Talk(house, clock)
    talk.says(TAP)
    talk.says("1")
    with house.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        assert case is not None
        cases.await_people(session, case, clock(), "Derek is away: move the visit.")
    talk.says("ok thanks")
    assert talk.case.state == "waiting"


def test_a_restricted_case_is_read_by_people_and_nothing_is_done_by_itself(
    house: House, clock: FrozenClock, plumbers: list[int]
) -> None:
    talk = Talk(house, clock)
    talk.says(TAP)
    talk.says("1")
    with house.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        assert case is not None
        cases.restrict(session, case, clock())
    for words in ("when is it", "need to cancel"):
        talk.says(words)
    assert talk.case.state == "waiting" and len(visits(house, "booked")) == 1


def test_times_for_a_visit_that_was_called_off_meanwhile_book_nothing(
    house: House, clock: FrozenClock, plumbers: list[int]
) -> None:
    talk = Talk(house, clock)
    talk.says(TAP)
    talk.says("1")
    talk.says("can we do friday instead")
    with house.database.transaction() as session:
        case = hold_case(session, talk.case.id)
        visit = session.get_one(Appointment, visits(house, "booked")[0].id)
        assert case is not None and booking.cancel(session, visit, "staff:1", clock(), "mended")
    assert "person will get in touch" in talk.says("1")
    assert not visits(house, "booked", "held") and talk.case.state == "waiting"


def test_one_home_s_tap_is_offered_once_however_often_it_is_written(
    house: House, clock: FrozenClock, plumbers: list[int]
) -> None:
    for n in range(4):
        hear(house, RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, a_mail(f"{TAP} ({n})"), clock()))
    assert len(offers(house)) == 1 and len(visits(house, "held")) == 3


def test_the_number_of_their_house_is_no_choice(house: House, clock: FrozenClock, plumbers: list[int]) -> None:
    talk = Talk(house, clock)
    talk.says(TAP)
    told = talk.says("kitchen tap still dripping at 1 Alder Road")
    assert not visits(house, "booked") and ("Is that right?" in told or "Reply 1, 2 or 3" in told)
    assert talk.case.state == "waiting"
