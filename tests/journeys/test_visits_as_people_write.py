"""What people write about a visit that stays, that they may not have, or of which they ask: each with a true answer."""

from datetime import date, timedelta

import pytest
from appointment_house import Talk, listed, offers, visits
from builders import LEE, Cast
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from router.appointments import booking
from router.appointments.bands import instant
from router.appointments.capacity import add_leave
from router.model import Appointment, Resource, Tenant

TAP = "kitchen tap dripping, 1 Alder Road"


@pytest.mark.parametrize("words", ["no sorry leave it as it was", "never mind", "ill stick with what i have"])
def test_who_keeps_the_visit_while_other_times_are_offered_is_told_that_it_stays(
    house: House, talk: Talk, words: str
) -> None:
    talk.says(TAP)
    talk.says("2")
    (agreed,) = visits(house, "booked")
    assert len(listed(talk.says("can we do thursday instead"))) == 3
    told = talk.says(words)
    assert "thank you. Your visit stays Tue 16 Jun" in told and not visits(house, "held")
    assert [visit.id for visit in visits(house, "booked")] == [agreed.id] and offers(house)[-1].state == "declined"
    assert talk.case.state == "arranged", "nobody need look"


def test_a_number_after_the_visit_was_kept_is_none_of_the_first_times(house: House, talk: Talk) -> None:
    """The times they saw last were other ones: the visit is not moved to what stood there before."""
    talk.says(TAP)
    talk.says("2")
    (agreed,) = visits(house, "booked")
    talk.says("can we do thursday instead")
    talk.says("keep it as it is")
    talk.says("1")
    (still,) = visits(house, "booked")
    assert (still.id, still.sequence, still.window_from) == (agreed.id, agreed.sequence, agreed.window_from)


@pytest.mark.parametrize("words", ["dont worry about it my dad fixed it", "never mind, its fixed now"])
def test_who_says_that_it_is_mended_is_asked_whether_the_visit_is_off(talk: Talk, words: str) -> None:
    talk.says(TAP)
    talk.says("2")
    told = talk.says(words)
    assert "good to hear" in told and "reply NOT NEEDED" in told


def test_next_thursday_on_a_monday_is_put_to_them_as_times(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2")
    told = talk.says("next thursday then")
    assert listed(told) and all("Thu" in line for line in listed(told)) and "Your visit stays Tue 16 Jun" in told


def test_either_of_those_we_asked_about(house: House, talk: Talk) -> None:
    talk.says(TAP)
    asked = talk.says("2 or 3")
    assert [line[0] for line in asked.splitlines() if line[:1].isdigit()] == ["2", "3"]
    told = talk.says("either")
    assert "Is that right? Reply YES" in told
    assert "booked" in talk.says("yes")
    (visit,) = visits(house, "booked")
    assert asked.splitlines()[1].startswith("2 Tue 16 Jun") and visit.window_from.date() == date(2026, 6, 16)


@pytest.mark.parametrize(("words", "why"), [
    ("christmas day?", "We can book up to Mon 29 Jun. The nearest:"),
    ("sunday", "nothing is free on Sundays or bank holidays. The nearest:"),
    ("last tuesday", "That time has gone by. The nearest:"),
])  # fmt: skip
def test_why_nothing_is_free_then(talk: Talk, words: str, why: str) -> None:
    talk.says(TAP)
    talk.says("2")
    told = talk.says(words)
    assert why in told and len(listed(told)) == 3
    assert "Your visit stays Tue 16 Jun" in told or "Sundays" in told, "where two texts hold it"


def test_tuesday_evening_of_a_visit_on_tuesday_morning(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2")
    (agreed,) = visits(house, "booked")
    assert agreed.slot == "am"
    assert "Tue 16 Jun, 5pm to 8pm. Is that right?" in talk.says("tuesday evening would be better")


def test_who_is_this(talk: Talk) -> None:
    talk.says(TAP)
    told = talk.says("who is this?")
    assert told.startswith("This is ") and len(listed(told)) == 3 and "not understand" not in told
    talk.says("2")
    assert talk.says("who is this").startswith("This is ")


@pytest.mark.parametrize("words", ["hello???", "any news", "who is this", "any evening next week", "none of those"])
def test_who_waits_for_a_person_is_told_so_each_time_they_ask(talk: Talk, words: str) -> None:
    talk.says("there is damp in my bedroom")
    talk.says("hello, is anybody there")
    told = talk.says(words)
    assert "a person has your message and will answer you" in told
    assert "a person has your message" in talk.says(f"{words} please"), "a minute later too"


def test_is_it_still_on_when_who_was_to_come_is_away(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2")
    (agreed,) = visits(house, "booked")
    with house.database.transaction() as session:
        row = session.get_one(Resource, agreed.resource_id)
        until = instant(date(2026, 6, 29), 0)
        assert add_leave(session, row, clock(), until, "staff:1", clock(), known=[agreed.id])[0] is not None
    told = talk.says("is it still on")
    assert "may have to change" in told and "A person will tell you" in told and "is booked for" not in told
    assert talk.case.state == "waiting" and "cannot come any more" in talk.case.reason
    page = house.hooks.progress(house.hooks.progress_token(talk.case.reference))
    assert page is not None and "may have to change" in page.state and page.unsure == (page.visit,)


def shared_visits(house: House, clock: FrozenClock, cast: Cast) -> dict[str, Appointment]:
    """A visit of each of two who share a phone."""
    with house.database.reading() as session:
        names = {one: session.get_one(Tenant, one).name for one in (cast.lee, cast.son)}
    talk = Talk(house, clock, LEE)
    for name, choice in zip(names.values(), ("1", "2"), strict=True):
        clock.go_on(minutes=1)
        talk.says(f"{name} here, my kitchen tap is dripping")
        assert "booked" in talk.says(choice)
    with house.database.reading() as session:
        rows = session.scalars(select(Appointment).where(Appointment.state == "booked")).all()
        return {next(name for one, name in names.items() if row.case.tenant_id == one): row for row in rows}


def test_a_first_name_before_the_rest_says_whose_visit_it_is(
    house: House, clock: FrozenClock, cast: Cast, plumbers: list[int]
) -> None:
    theirs = shared_visits(house, clock, cast)
    clock.go_on(hours=1)
    talk = Talk(house, clock, LEE)
    for name, visit in theirs.items():
        told = talk.says(f"{name.split()[0].lower()}, when is it")
        assert f"{visit.window_from:%a}" in told and "is booked for" in told and told.count(" Jun") == 1


def test_a_name_alone_answers_our_question_who_writes(
    house: House, clock: FrozenClock, cast: Cast, plumbers: list[int]
) -> None:
    theirs = shared_visits(house, clock, cast)
    clock.go_on(hours=1)
    talk = Talk(house, clock, LEE)
    asked = talk.says("when is it")
    assert "several people use this number" in asked and "Jun" not in asked
    name, visit = next(iter(theirs.items()))
    told = talk.says(name.split()[0])
    assert "is booked for" in told and f"{visit.window_from:%a}" in told and told.count(" Jun") == 1


@pytest.mark.parametrize("words", ["whats your address", "please update my phone number", "i like the new tap"])
def test_a_visit_that_is_over_is_not_told_as_one_to_come(
    house: House, clock: FrozenClock, talk: Talk, words: str
) -> None:
    """Beside words that no rule answers a visit that is to come is told."""
    talk.says(TAP)
    talk.says("2")
    (agreed,) = visits(house, "booked")
    clock.at = agreed.window_until + timedelta(hours=2)
    told = talk.says(words)
    assert "a person has your message" in told and "stays Tue 16 Jun" not in told, told


def test_where_he_is_on_the_day_is_told_as_it_is(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2")
    (agreed,) = visits(house, "booked")
    assert "is booked for Tue 16 Jun" in talk.says("when is it")
    clock.at = agreed.window_from + timedelta(minutes=20)
    assert (
        "is today, Tue 16 Jun" in (told := talk.says("where is he"))
        and "has not told us yet that they are on the way" in told
    )
    for act, words in ((booking.on_the_way, "is on the way to you"), (booking.arrived, "told us they are with you")):
        with house.database.transaction() as session:
            act(session, session.get_one(Appointment, agreed.id), "staff:1", clock())
        told = talk.says("where is he")
        assert words in told and "is booked for" not in told and "MOVE" not in told


def test_nobody_in_today_is_offered_another_day(house: House, clock: FrozenClock, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("2")
    (agreed,) = visits(house, "booked")
    clock.at = agreed.window_from - timedelta(minutes=30)
    told = talk.says("nobody in today sorry")
    assert len(listed(told)) == 3 and not any("Tue 16" in line for line in listed(told))


@pytest.mark.parametrize(
    "words",
    ["can he ring before he comes", "whats the plumbers name", "i dont want a man", "how long will he be there"],
)
def test_what_no_rule_answers_about_a_visit_is_always_told_who_has_it(talk: Talk, words: str) -> None:
    talk.says(TAP)
    talk.says("2")
    talk.says("i have a key safe by the door")
    told = talk.says(words)
    assert "a person has your message and will answer you" in told and "Your visit stays Tue 16 Jun" in told


def test_hello_and_thanks_are_no_misunderstanding(house: House, talk: Talk) -> None:
    first = talk.says(TAP)
    for words in ("hello", "hello??", "do i need to be in"):
        assert listed(talk.says(words)) == listed(first), words
    assert "Reply 1, 2 or 3" in talk.says("thanks")
    assert "booked" in talk.says("2") and talk.case.state == "arranged"


def test_words_that_a_person_reads_are_told_so_beside_the_times(talk: Talk) -> None:
    talk.says(TAP)
    told = talk.says("my mum will let the lad in round the back")
    assert told.startswith("Thank you, a person will read that and answer you.") and len(listed(told)) == 3


def test_earlier_is_sooner(house: House, talk: Talk) -> None:
    talk.says(TAP)
    talk.says("3")
    (agreed,) = visits(house, "booked")
    talk.says("can i have it earlier")
    assert all(visit.window_from < agreed.window_from for visit in visits(house, "held")) and visits(house, "held")
