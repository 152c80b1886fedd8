"""Export: every kind, both shapes, what a spreadsheet would run, and since when."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from builders import OKAFOR, Cast, a_mail, a_text, case_of, hear, hear_texts
from doubles import FrozenClock

from config import export
from config.wiring import House
from queues import presence, waiting
from router import cases, offer_answers
from router.errors import RouterError
from router.model import Case, Message, Staff
from router.values import RawMail


class Terminal(io.StringIO):
    """Standard output as it is when piped: text in some other encoding until it is told."""

    encoding_asked = ""

    def reconfigure(self, **how: str) -> None:
        self.encoding_asked = how["encoding"]


def rows_of(house: House, what: str, since: str | None = None) -> list[dict[str, Any]]:
    out = io.StringIO()
    export.run(house.settings, what, "jsonl", since, out)
    return [json.loads(line) for line in out.getvalue().split("\n") if line]


def test_a_text_and_its_answers_are_messages_and_a_note_is_not(house: House, cast: Cast) -> None:
    (kept,) = hear(house, a_text("my boiler is broken\u2028and cold \U0001f976", OKAFOR))
    case = case_of(house, kept)
    with house.database.transaction() as session:
        held = session.get_one(Case, case.id)
        note = house.outbox.write(session, held, "private words", kind="note", at=house.now(), channel="sms", to="x")
        note.state = "note"
    rows = rows_of(house, "messages")
    assert "private words" not in json.dumps(rows + rows_of(house, "outbound"))
    heard, said = rows
    assert heard["direction"] == "in"
    assert heard["from"] == OKAFOR
    assert heard["to"] == "+441632960100"
    assert heard["text"] == "my boiler is broken\u2028and cold \U0001f976"
    assert heard["automatic"] is False
    assert heard["provider_id"].startswith("SM")
    assert heard["case_id"] == case.id
    assert heard["state"] == "routed"
    assert heard["at"] == "2026-06-15T10:00:00Z"
    assert len(heard["raw_sha256"]) == 64
    assert said["direction"] == "out"
    assert said["automatic"] is True
    assert said["to"] == OKAFOR
    assert [row["id"] for row in rows_of(house, "outbound")] == [said["id"]]
    assert set(export.KINDS["outbound"].columns) == set(rows_of(house, "outbound")[0])


def test_a_mail_not_yet_read_is_known_by_the_hash_of_its_bytes(house: House, cast: Cast) -> None:
    house.intake.receive(RawMail(("repairs@frontdoor.example",), "ann@post.example", a_mail("hello"), house.now()))
    (row,) = rows_of(house, "messages")
    assert row["provider_id"] == row["raw_sha256"]
    assert row["case_id"] is None
    assert row["state"] == "received"


def test_cases_repairs_deadlines_and_events_have_their_columns(house: House, cast: Cast) -> None:
    (kept,) = hear(house, a_text("there is no hot water and my toilet is blocked", OKAFOR))
    case = case_of(house, kept)
    (row,) = rows_of(house, "cases")
    assert (row["id"], row["reference"], row["queue"], row["lane"]) == (case.id, case.reference, case.queue, case.lane)
    assert row["opened_at"].endswith("Z")
    assert row["tenant_id"] == cast.okafor
    assert row["closed_at"] is None
    assert row["topic"] == "repair", "which repair is told in their own rows"
    for what in ("repairs", "deadlines"):
        found = rows_of(house, what)
        assert found
        assert all(each["case_id"] == case.id for each in found)
        assert all(each["id"] for each in found)
    events = rows_of(house, "events")
    assert {"case.opened", "message.kept", "deadline.started"} <= {event["what"] for event in events}
    assert events[1]["previous_hash"] == events[0]["hash"]


def test_staff_are_present_while_their_lease_lasts(house: House, cast: Cast) -> None:
    from router import clock

    with house.database.transaction() as session:
        session.get_one(Staff, cast.amina).present_until = clock.now() + timedelta(minutes=5)
        session.get_one(Staff, cast.bob).present_until = clock.now() - timedelta(minutes=5)
    rows = {row["id"]: row for row in rows_of(house, "staff")}
    assert [rows[who]["present"] for who in (cast.amina, cast.bob, cast.sue)] == [True, False, False]
    assert rows[cast.charlie]["queues"] == ["rents"]
    assert not any("password" in name for name in rows[cast.amina])


def test_since_takes_what_began_then_or_later(house: House, cast: Cast, clock: FrozenClock) -> None:
    hear_texts(house, clock, "hello", "hello again")
    assert len([row for row in rows_of(house, "messages") if row["direction"] == "in"]) == 2
    later = rows_of(house, "messages", "2026-06-15T11:01:00+01:00")
    assert [row["text"] for row in later if row["direction"] == "in"] == ["hello again"]
    assert rows_of(house, "cases", "2026-06-15T10:01:00Z") == []
    assert len(rows_of(house, "cases", "2026-06-15")) == 1
    assert rows_of(house, "events", "2027-01-01") == []
    assert rows_of(house, "repairs", "2027-01-01") == []
    assert len(rows_of(house, "staff", "2027-01-01")) == 4


def test_in_a_spreadsheet_nothing_runs_and_nothing_is_lost(house: House, cast: Cast) -> None:
    dangerous = ['=HYPERLINK("http://bad.example")', "+1", "-1", "@SUM(A1)", "\tx", "\rx"]
    hear(house, *(a_text(text, f"+44770090012{n}") for n, text in enumerate(dangerous)), a_text('say "hi",\nplease'))
    out = io.StringIO()
    export.run(house.settings, "messages", "csv", None, out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    heard = [row["text"] for row in rows if row["direction"] == "in"]
    assert heard == [*(f"'{text}" for text in dangerous), 'say "hi",\nplease']
    assert all(row["from"].startswith("'+44") for row in rows)
    assert {row["automatic"] for row in rows} == {"true", "false"}


def test_a_list_is_one_cell(house: House, cast: Cast) -> None:
    out = io.StringIO()
    export.run(house.settings, "staff", "csv", None, out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert ";" in rows[0]["skills"]
    assert rows[3]["queues"] == "rents"


@pytest.mark.parametrize("what", ["slots", "appointments"])
def test_a_house_without_a_diary_has_no_rows(house: House, what: str) -> None:
    assert rows_of(house, what) == []
    out = io.StringIO()
    export.run(house.settings, what, "csv", None, out)
    assert out.getvalue().split("\r\n") == [",".join(export.KINDS[what].columns), ""]


def test_what_nobody_knows_is_refused_in_one_line(house: House) -> None:
    with pytest.raises(RouterError, match="no 'tenants' to export: choose one of messages, cases") as refused:
        export.run(house.settings, "tenants", "jsonl", None, io.StringIO())
    assert "\n" not in str(refused.value)
    with pytest.raises(RouterError, match="--since 'soon' is not a time"):
        export.run(house.settings, "cases", "jsonl", "soon", io.StringIO())


def test_it_is_utf8_whatever_the_terminal_is(house: House, cast: Cast) -> None:
    out = Terminal()
    export.run(house.settings, "staff", "jsonl", None, out)
    assert out.encoding_asked == "utf-8"
    assert out.getvalue().isascii()


def test_rows_come_a_page_at_a_time(house: House, cast: Cast) -> None:
    """The first row is out before the last is read, so memory does not grow with the table."""
    hear(house, *(a_text(f"hello {n}", f"+44770090{n:04}") for n in range(100, 140)))
    found = export.rows(house.database, export.KINDS["messages"], None, house.now())
    first = next(found)
    found.close()  # type: ignore[attr-defined]  # a generator, which its type does not say
    assert first["text"] == "hello 100"


def test_a_held_case_says_who_has_it(house: House, cast: Cast) -> None:
    (kept,) = hear(house, a_text("my rent is wrong", OKAFOR))
    with house.database.transaction() as session:
        assert waiting.claim(session, case_of(house, kept).id, session.get_one(Staff, cast.amina), house.now())
    (row,) = rows_of(house, "cases")
    assert (row["state"], row["agent_id"]) == ("held", cast.amina)
    with house.database.transaction() as session:
        cases.close(session, session.get_one(Case, row["id"]), f"staff:{cast.amina}", house.now(), "Done")
    (row,) = rows_of(house, "cases")
    assert row["closed_at"] == "2026-06-15T10:00:00Z"
    with house.database.reading() as session:
        assert session.get_one(Message, kept.message_id).case_id == row["id"]


def test_offers_and_how_they_ended(house: House, cast: Cast) -> None:
    (kept,) = hear(house, a_text("kitchen tap dripping", OKAFOR))
    with house.database.transaction() as session:
        presence.renew(session, cast.amina, house.now())
    assert house.offering.rung() == 1
    (row,) = rows_of(house, "offers")
    assert (row["case_id"], row["agent_id"]) == (case_of(house, kept).id, cast.amina)
    assert (row["outcome"], row["offered_at"], row["ended_at"]) == ("offered", "2026-06-15T10:00:00Z", None)
    with house.database.transaction() as session:
        assert offer_answers.accept(session, row["id"], cast.amina, row["fence"], house.now()) == ""
    (row,) = rows_of(house, "offers")
    assert (row["outcome"], row["ended_at"]) == ("accepted", "2026-06-15T10:00:00Z")
    assert {person["id"]: person["readiness"] for person in rows_of(house, "staff")}[cast.amina] == "ready"
