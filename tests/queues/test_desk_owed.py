"""What we owe: for visits missed, repairs undone too long, promises not kept; settled with a name, and taken back."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from router import cases
from router.appointments import states
from router.model import Appointment, Case, Deadline, Event, Message
from router.storage.database import hold_case
from router.values import AGREED
from tests.queues.diaries import a_visit, open_diary
from tests.queues.house import field_of


def a_clock(house: Any, name: str, rule: str, due_days: int, **more: Any) -> int:
    """A clock that was due so many days ago."""
    at = house.clock()
    with house.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.reference == house.cases[name])).one()
        given = {"state": "running", "words": "Blocked sink", "started_at": at - timedelta(days=60)} | more
        row = Deadline(case_id=case.id, rule=rule, due_at=at - timedelta(days=due_days), **given)
        session.add(row)
        session.flush()
        return row.id


def owes(house: Any, number: int) -> None:
    """We missed this visit yesterday."""
    with house.database.transaction() as session:
        row = session.get_one(Appointment, number)
        assert states.end(session, row, AGREED, "missed", house.clock() - timedelta(days=1))
        row.owed_pounds = 10


def table(person: Any) -> list[dict[str, str]]:
    answer = person.get("/desk/owed.csv")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))


def settle(house: Any, person: Any, name: str, key: str, **form: str) -> Any:
    return person.post(f"/desk/owed/{house.cases[name]}/{key}", **({"seen": "0"} | form))


@pytest.fixture
def missed(house: Any) -> int:
    open_diary(house)
    number = a_visit(house)
    owes(house, number)
    return number


class TestWhatIsOwed:
    def test_a_missed_visit_is_paid_with_a_name_and_a_reason_and_that_is_taken_back(
        self, house: Any, browser: Any, missed: int
    ) -> None:
        sue, key = browser("sue"), f"visit:{missed}"
        page = sue.get("/desk/owed").text
        assert (
            "£10" in page and house.cases["boiler"] in page and "Grace Okafor" in page and "We missed a visit" in page
        )
        assert settle(house, sue, "boiler", key, what="paid", pounds="10", why="").status_code == 409
        for typed in ("ten", "0000000019999999", "9" * 5_000):
            assert settle(house, sue, "boiler", key, what="paid", pounds=typed, why="By bank").status_code == 409
        assert (
            settle(house, sue, "boiler", key, what="paid", pounds="15", why="By bank, with 5 for the bus").status_code
            == 302
        )
        page = sue.get("/desk/owed").text
        assert "Nothing is open." in page and "£15" in page and "Sue Lindqvist" in page and "with 5 for the bus" in page
        assert "What we owed the tenant for it is paid." in sue.get(house.url("boiler")).text
        assert "Sue Lindqvist noted £15 as paid to the tenant" in sue.get(house.url("boiler", "why")).text
        again = settle(house, sue, "boiler", key, what="paid", pounds="10", why="By bank")  # an older page
        assert again.status_code == 409 and "in the meantime" in again.text
        seen = field_of(page[page.index("Take it back") :], "seen")
        assert settle(house, sue, "boiler", key, what="undone", seen=seen, why="It bounced").status_code == 302
        assert [row["stands"] for row in table(sue)] == ["Open"]

    def test_what_is_said_is_in_the_chain_without_its_words(self, house: Any, browser: Any, missed: int) -> None:
        settle(house, browser("sue"), "boiler", f"visit:{missed}", what="not_due", why="They were out, we have a photo")
        with house.database.reading() as session:
            event = session.scalars(select(Event).where(Event.what == "owed.not_due")).one()
            note = session.get_one(Message, event.message_id)
        assert event.who == f"staff:{house.people['sue']}" and "photo" not in str(event.data)
        assert note.text.endswith("They were out, we have a photo") and note.kind == "note"

    def test_a_repair_left_undone_costs_more_each_day_up_to_the_most(self, house: Any, browser: Any) -> None:
        sue = browser("sue")
        a_clock(house, "boiler", "rtr_sink_blocked", 2)  # the second period runs still
        assert table(sue) == []
        a_clock(house, "leak", "rtr_sink_blocked", 12)  # due on Tuesday 10 November: the second ends on Friday 13
        a_clock(house, "rent", "rtr_sink_blocked", 55)
        rows = {row["case"]: row for row in table(sue)}
        assert rows[house.cases["leak"]]["pounds"] == str(10 + 2 * 9)
        assert rows[house.cases["leak"]]["owed_since"] == "2026-11-13" and rows[house.cases["rent"]]["pounds"] == "50"
        assert {row["rule"] for row in rows.values()} == {"rtr_sink_blocked"}

    def test_a_repair_done_in_the_second_period_costs_nothing_and_later_no_more(self, house: Any, browser: Any) -> None:
        at = house.clock()
        a_clock(house, "boiler", "rtr_sink_blocked", 12, state="missed", met_at=at - timedelta(days=10))
        a_clock(house, "leak", "rtr_sink_blocked", 12, state="missed", met_at=at - timedelta(days=7))
        [row] = table(browser("sue"))
        assert (row["case"], row["pounds"]) == (house.cases["leak"], str(10 + 2 * 2))

    def test_what_was_undone_when_its_case_was_closed_costs_no_more_when_it_opens_again(
        self, house: Any, browser: Any
    ) -> None:
        a_clock(house, "leak", "rtr_sink_blocked", 12)
        [before] = table(browser("sue"))
        for change, later in ((cases.close, 0), (cases.reopen, 8)):
            house.clock.forward(days=later)
            with house.database.transaction() as session:
                number = session.scalars(select(Case.id).where(Case.reference == house.cases["leak"])).one()
                case = hold_case(session, number)
                assert case is not None
                more = () if change is cases.close else (house.landlord,)
                change(session, case, "staff:1", house.clock(), "as it seemed", *more)
        [after] = table(browser("sue"))
        assert after["pounds"] == before["pounds"] == "28"

    def test_a_promise_not_kept_has_no_price_until_somebody_names_it(self, house: Any, browser: Any) -> None:
        number = a_clock(house, "boiler", "promise", 1, words="=call back", made_by=house.people["sue"])
        sue = browser("sue")
        [row] = table(sue)
        assert row["words"] == "'=call back" and row["pounds"] == "" and "you decide" in sue.get("/desk/owed").text
        assert (
            settle(house, sue, "boiler", f"clock:{number}", what="paid", pounds="20", why="Voucher").status_code == 302
        )
        assert [row["pounds_settled"] for row in table(sue)] == ["20"]


class TestWhoMaySee:
    def test_only_supervisors_and_only_of_cases_they_may_know_of(self, house: Any, browser: Any) -> None:
        open_diary(house)
        number = a_visit(house, "witness")
        owes(house, number)
        for address in ("/desk/owed", "/desk/owed.csv"):
            assert browser("amina").get(address).status_code == 403
            assert not re.search(f"{house.cases['witness']}|Hiddenname", browser("sue").get(address).text)
        assert settle(house, browser("sue"), "witness", f"visit:{number}", what="not_due", why="x").status_code == 404

    def test_a_thing_of_another_case_or_made_up_is_not_found(self, house: Any, browser: Any, missed: int) -> None:
        sue = browser("sue")
        for name, key in (("rent", f"visit:{missed}"), ("boiler", "visit:0"), ("boiler", "clock:x")):
            assert settle(house, sue, name, key, what="not_due", why="x").status_code == 404
        assert settle(house, sue, "boiler", f"visit:{missed}", what="undone", why="x").status_code == 404
