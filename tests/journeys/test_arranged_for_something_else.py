"""A place at an office mends no tap: a case whose repair nobody is sent for waits for a person, its clock running."""

from appointment_house import Talk, add_person
from builders import OKAFOR, Cast
from doubles import FrozenClock
from sqlalchemy import delete
from visit_house import WEDNESDAY, Visiting, free, visiting

from config import verify_diary
from config.wiring import House
from router import clocks
from router.appointments import booking
from router.deadlines import ANSWER
from router.model import Appointment, Case, DiaryCell
from router.storage.database import hold_case
from router.values import Need

__all__ = ["visiting"]


def book_surgery(house: House, case: Case, at: FrozenClock) -> None:
    """As an agent does at the desk: booked, told, and looked at whether anybody need do more."""
    office = add_person(house, "office", kind="place", serves=("surgery",))
    with house.database.transaction() as session:
        held = hold_case(session, case.id)
        assert held is not None
        need = Need("surgery", home_id=held.home_id)
        visit = booking.book_now(session, held, free(office, WEDNESDAY), need, "staff:1", at())
        assert visit is not None
        house.appointments.confirm(session, held, visit, at())
        house.appointments.settle(session, held, at())


def stands(house: House, case: Case) -> tuple[str, bool, int]:
    """The state of the case, whether its answer clock runs, and what verify counts."""
    with house.database.reading() as session:
        now = session.get_one(Case, case.id)
        runs = any(row.rule == ANSWER for row in clocks.running(session, now))
        return now.state, runs, verify_diary.nobody_sent(session, house.now(), house.landlord)


def test_a_surgery_leaves_a_tap_that_nobody_is_sent_for_in_the_line(
    house: House, cast: Cast, clock: FrozenClock
) -> None:
    talk = Talk(house, clock, OKAFOR)
    talk.says("my kitchen tap drips")  # nobody has a diary: no times can be offered
    assert stands(house, talk.case) == ("waiting", True, 0)
    book_surgery(house, talk.case, clock)
    assert stands(house, talk.case) == ("waiting", True, 0)
    assert "No visit is booked for: Dripping" in talk.case.reason
    with house.database.transaction() as session:  # whoever looks again says it no second time
        held = hold_case(session, talk.case.id)
        assert held is not None
        house.appointments.settle(session, held, clock())
    assert talk.case.reason.count("No visit is booked for") == 1


def test_times_for_the_tap_that_lapse_beside_a_surgery_bring_the_case_back(
    house: House, cast: Cast, clock: FrozenClock
) -> None:
    add_person(house, "derek")
    talk = Talk(house, clock, OKAFOR)
    assert "1 " in talk.says("my kitchen tap drips")
    book_surgery(house, talk.case, clock)
    assert stands(house, talk.case)[0] == "arranged", "the tap has times on offer"
    clock.go_on(hours=23)
    house.lapsing.lapse(clock())
    assert stands(house, talk.case)[0] == "waiting"


def test_with_a_visit_for_the_tap_as_well_nobody_need_do_anything(visiting: Visiting) -> None:
    book_surgery(visiting.house, visiting.case(), visiting.clock)
    assert visiting.case().state == "arranged"


def test_verify_counts_a_case_that_is_arranged_for_something_else(visiting: Visiting) -> None:
    book_surgery(visiting.house, visiting.case(), visiting.clock)
    visiting.clock.go_on(minutes=5)
    assert stands(visiting.house, visiting.case())[2] == 0
    with visiting.house.database.transaction() as session:
        session.execute(delete(DiaryCell).where(DiaryCell.appointment_id == visiting.visit_id))
        session.get_one(Appointment, visiting.visit_id).state = "released"
    assert stands(visiting.house, visiting.case())[2] == 1
