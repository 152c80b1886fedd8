"""What is not in English may be an emergency that nobody could read: a person reads it within half an hour, at any hour."""

from datetime import timedelta

import pytest
from builders import OKAFOR, OKAFOR_MAIL, UNKNOWN, Cast, a_mail, a_text, case_of, hear, said_to
from doubles import FrozenClock
from on_call_house import SUE, Desk, desk
from sqlalchemy import select

from config import timetable, verify
from config.wiring import House
from router.deadlines import ANSWER
from router.model import Case, Deadline
from router.values import RawMail

__all__ = ["desk"]

SPANISH = "buenas, el grifo de la cocina gotea desde el lunes"
THEY_WRITE = {
    "pl": "nie dziala winda, moja mama jest w srodku, prosze o pomoc",
    "es": SPANISH,
    "ur": "ghar mein paani aa raha hai chhat se",
    "other": "vandens vamzdis truko virtuveje, bega ant grindu",
    "ar": "الماء ينزل من السقف على الكهرباء",
    "uk": "вода тече зі стелі на лампу",
}


@pytest.mark.parametrize("code", THEY_WRITE)
def test_a_person_reads_it_within_half_an_hour_and_they_are_told_so(
    house: House, clock: FrozenClock, code: str
) -> None:
    clock.go_on(hours=14)  # the middle of the night
    [kept] = hear(house, a_text(THEY_WRITE[code], UNKNOWN, received_at=clock()))
    case = case_of(house, kept)
    assert (case.queue, case.due_at) == ("general", clock() + timedelta(minutes=30))
    assert "please read it within 30 minutes" in case.reason
    [said] = said_to(house, case.id)
    assert said.text == house.landlord.replies[f"ack_in_{code}"].format(
        landlord=house.landlord.name, reference=case.reference
    )
    assert "999" in said.text and "0800 111 999" in said.text


def test_at_night_whoever_is_on_call_is_told_when_nobody_read_it(desk: Desk) -> None:
    desk.clock.go_on(hours=12)
    [kept] = hear(desk.house, a_text(SPANISH, "+447700900471", received_at=desk.clock()))
    reference = case_of(desk.house, kept).reference
    for minutes, told in ((29, False), (2, True)):
        desk.clock.go_on(minutes=minutes)
        timetable.tell_of_clocks(desk.house)
        assert any(reference in text for text in desk.told(SUE)) == told


def test_it_comes_to_a_case_that_is_there_with_a_clock_of_its_own(house: House, clock: FrozenClock) -> None:
    [first] = hear(house, a_text("my kitchen tap drips", OKAFOR, received_at=clock()))
    clock.go_on(minutes=5)
    [kept] = hear(house, a_text(SPANISH, OKAFOR, received_at=clock()))
    case = case_of(house, kept)
    assert case.id == case_of(house, first).id
    assert case.reason.startswith("It is in Spanish, it seems.")
    with house.database.reading() as session:
        due = session.scalars(select(Deadline.due_at).where(Deadline.case_id == case.id, Deadline.rule == ANSWER)).one()
    assert due == clock() + timedelta(minutes=30)


def test_a_strangers_mail_in_another_language_wakes_nobody(house: House, clock: FrozenClock, cast: Cast) -> None:
    """Most of it is junk. A known tenant's is read."""
    stranger, tenant = (
        hear(house, RawMail(("repairs@frontdoor.example",), sender, a_mail(SPANISH, sender), clock()))[0]
        for sender in ("oferta@shop.example", OKAFOR_MAIL)
    )
    assert case_of(house, stranger).due_at > clock() + timedelta(minutes=30)
    assert case_of(house, tenant).due_at == clock() + timedelta(minutes=30)


def test_a_name_and_an_address_are_in_no_language(house: House, clock: FrozenClock) -> None:
    [kept] = hear(house, a_text("Ngozi Okafor, 14 Alder Row", UNKNOWN, received_at=clock()))
    assert not [flag for flag in case_of(house, kept).flags if flag.startswith("language")]


def test_nothing_is_wrong_afterwards(house: House, clock: FrozenClock) -> None:
    hear(
        house,
        *(a_text(words, f"+4477009004{n:02d}", received_at=clock()) for n, words in enumerate(THEY_WRITE.values())),
    )
    house.dispatch.drain()
    clock.go_on(minutes=2)
    with house.database.reading() as session:
        assert len(session.scalars(select(Case.id)).all()) == len(THEY_WRITE)
        counts = dict(verify.counts_in(session, house.settings, timedelta(0), house.now()))
    assert {what: count for what, count in counts.items() if count} == {}
