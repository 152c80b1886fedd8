"""Whose case it is, or which home, is put right: its visits go to the right door, and a person looks at them."""

from typing import Any

from sqlalchemy import select

from router.model import Home, Patch, Tenant
from router.values import LIVE
from tests.queues.diaries import a_visit, open_diary, visit, visits
from tests.queues.test_desk_appointments import offered


def another_home(house: Any) -> int:
    with house.database.transaction() as session:
        patch_id = session.scalars(select(Patch.id).where(Patch.code == "P1")).one()
        home = Home(uprn="100003", address="7 Weaver Street, Millgate", postcode="LK1 2AC", patch_id=patch_id, facts={})
        session.add(home)
        session.flush()
        return int(home.id)


def another_tenant(house: Any) -> int:
    home_id = another_home(house)
    with house.database.transaction() as session:
        tenant = Tenant(number="T-1003", name="Olive Marsh", home_id=home_id, facts={})
        session.add(tenant)
        session.flush()
        return int(tenant.id)


def arranged(house: Any) -> None:
    with house.database.transaction() as session:
        session.merge(house.case("boiler")).state = "arranged"


def test_a_visit_goes_to_the_home_of_whoever_it_is_and_a_person_looks(house: Any, browser: Any) -> None:
    open_diary(house)
    number, olive = a_visit(house), another_tenant(house)
    before = visit(house, number)
    arranged(house)
    amina = browser("amina")
    assert amina.post(house.url("boiler", "this-is"), tenant=str(olive)).status_code == 302
    moved = visit(house, number)
    assert moved.home_id == house.case("boiler").home_id != before.home_id
    assert (moved.state, moved.window_from) == ("booked", before.window_from)
    case = house.case("boiler")
    assert case.state == "waiting"
    assert "was agreed for Flat 3, Weaver House, Millgate and now goes to the home on record" in case.reason
    page = amina.get(house.url("boiler")).text
    assert "put right which home it is for" in page


def test_times_on_offer_for_the_old_home_are_offered_no_more(house: Any, browser: Any) -> None:
    amina = offered(house, browser)
    assert amina.post(house.url("boiler", "home"), home=str(another_home(house))).status_code == 302
    assert [one for one in visits(house) if one.state in LIVE] == []
    assert "offer them anew" in house.case("boiler").reason


def test_a_case_that_is_nobodys_any_more_says_that_its_visit_stands(house: Any, browser: Any) -> None:
    open_diary(house)
    number = a_visit(house)
    arranged(house)
    assert browser("amina").post(house.url("boiler", "not-this")).status_code == 302
    assert visit(house, number).state == "booked"
    case = house.case("boiler")
    assert case.state == "waiting" and "cancel it, or say who it is" in case.reason


def test_the_same_home_chosen_again_changes_nothing(house: Any, browser: Any) -> None:
    open_diary(house)
    number = a_visit(house)
    arranged(house)
    home_id = house.case("boiler").home_id
    assert browser("amina").post(house.url("boiler", "home"), home=str(home_id)).status_code == 302
    assert visit(house, number).home_id == home_id and house.case("boiler").state == "arranged"
