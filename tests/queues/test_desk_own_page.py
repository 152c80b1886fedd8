"""The tenant's own page at the desk: shown, put into an answer, and kept from what only some may see."""

from typing import Any

from router.model import Appointment, Case
from tests.queues.diaries import a_visit, open_diary
from tests.queues.house import PAGE
from tests.queues.test_desk_appointments import act, book, take, times_of, told


def test_the_link_is_shown_and_goes_into_an_answer(house: Any, browser: Any) -> None:
    amina = browser("amina")
    take(amina, house)
    link = PAGE.format(house.case("boiler").reference)
    assert f'value="{link}"' in amina.get(house.url("boiler")).text
    page = amina.post(house.url("boiler", "reply"), text="Hello", do="canned", wording="canned_progress").text
    typed = page[page.index('id="reply-text"') :].partition("</textarea>")[0]
    assert "Hello" in typed and link in typed


def test_nothing_of_it_in_a_restricted_case(house: Any, browser: Any) -> None:
    with house.database.transaction() as session:
        session.get_one(Case, house.case("boiler").id).restricted = True
    sue = browser("sue")
    page = sue.get(house.url("boiler")).text
    assert "/progress/" not in page and "canned_progress" not in page


def test_what_an_agent_books_leads_to_it(house: Any, browser: Any) -> None:
    open_diary(house)
    amina = browser("amina")
    take(amina, house)
    book(amina, house, times_of(amina.get(house.url("boiler", "visit")).text)[0])
    [text] = told(house)
    assert text.endswith(PAGE.format(house.case("boiler").reference))


class TestWhatBecameOfIt:
    """A surgery's panel asked whether we came."""

    def over(self, house: Any, browser: Any, kind: str) -> tuple[Any, int]:
        open_diary(house)
        number = a_visit(house, "rent", "surgery" if kind == "surgery" else "")
        with house.database.transaction() as session:
            session.get_one(Appointment, number).kind = kind
        house.clock.forward(days=9)
        return browser("sue"), number

    def test_they_come_to_an_office(self, house: Any, browser: Any) -> None:
        sue, number = self.over(house, browser, "surgery")
        page = sue.get(house.url("rent")).text
        assert "Did they come?" in page and "Did we come?" not in page and "Nobody was in" not in page
        assert act(sue, house, number, "no-access", "rent", came="12:05").status_code == 302
        page = sue.get(house.url("rent")).text
        assert "They did not come" in page and "nobody was in" not in page.lower()

    def test_we_ring_and_nobody_answers(self, house: Any, browser: Any) -> None:
        sue, number = self.over(house, browser, "phone_callback")
        page = sue.get(house.url("rent")).text
        assert "Did we ring?" in page and "Nobody answered" in page
        assert act(sue, house, number, "no-access", "rent", came="12:05").status_code == 302
        page = sue.get(house.url("rent")).text
        assert "nobody was in" not in page.lower() and "Nobody answered" in page

    def test_we_come_to_a_home(self, house: Any, browser: Any) -> None:
        sue, _ = self.over(house, browser, "repair_visit")
        page = sue.get(house.url("rent")).text
        assert "Did we come?" in page and "Nobody was in" in page
