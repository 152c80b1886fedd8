"""The clocks of a case at the desk, without JavaScript: done, pause, more time, promises, evidence; who may, and who not."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from router import clocks
from router.deadlines import start_of
from router.model import Case, Deadline, DeadlinePause, Message, Offer, Page, Repair


def started(house: Any, name: str, *rules: str) -> None:
    """These clocks run on the case, as if its first message had started them."""
    with house.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.reference == house.cases[name])).one()
        clocks.start(session, case, [start_of(house.landlord.deadlines[rule], house.clock()) for rule in rules])
        clocks.settle(session, case)


def row(house: Any, name: str, rule: str) -> Deadline:
    with house.database.reading() as session:
        query = select(Deadline).join(Case).where(Case.reference == house.cases[name], Deadline.rule == rule)
        found: Deadline = session.scalars(query.order_by(Deadline.id.desc())).first()
        return found


def act(person: Any, house: Any, name: str, rule: str, what: str, **form: str) -> Any:
    number = row(house, name, rule).id
    version = str(house.case(name).version)
    return person.post(house.url(name, f"clocks/{number}/{what}"), version=version, **form)


def take(person: Any, house: Any, name: str) -> None:
    assert person.post(house.url(name, "take")).status_code == 302


def test_a_complaint_is_acknowledged_and_its_answer_is_put_off_with_a_reason(house: Any, browser: Any) -> None:
    amina = browser("amina")
    started(house, "boiler", "cmp_s1_ack")
    take(amina, house, "boiler")
    page = amina.get(house.url("boiler")).text
    assert "Complaint: acknowledge stage 1 within 5 working days" in page and "Due Fri 27 Nov 23:59, in 5 days" in page
    assert "It cannot be paused: the law knows no pause." in page
    assert (
        act(amina, house, "boiler", "cmp_s1_ack", "done", outcome="s1_acknowledged", note="Letter").status_code == 302
    )
    assert row(house, "boiler", "cmp_s1_ack").note == "The complaint was acknowledged and defined. Letter"
    assert "At most 10." in amina.get(house.url("boiler")).text
    for by, why, status in (("11", "The surveyor is away.", 409), ("", "x", 409), ("4", "", 409), ("4", "Away.", 302)):
        assert act(amina, house, "boiler", "cmp_s1_response", "extend", by=by, why=why).status_code == status
    page = amina.get(house.url("boiler")).text
    assert "At most 6." in page and "4 more working days: Away." in page


def test_a_pause_has_a_reason_shows_and_ends(house: Any, browser: Any) -> None:
    amina = browser("amina")
    started(house, "boiler", "rtr_heating_winter")
    take(amina, house, "boiler")
    refused = act(amina, house, "boiler", "rtr_heating_winter", "pause", why=" ")
    assert refused.status_code == 409 and "Say why it is paused." in refused.text
    assert act(amina, house, "boiler", "rtr_heating_winter", "pause", why="A part is ordered").status_code == 302
    assert "Paused since today 10:00. A part is ordered" in amina.get(house.url("boiler")).text
    house.clock.forward(hours=30)
    amina.sign_in("amina")
    assert act(amina, house, "boiler", "rtr_heating_winter", "resume").status_code == 302
    page = amina.get(house.url("boiler")).text
    assert "Sun 22 Nov 10:00" in page.replace("yesterday", "Sun 22 Nov") and ": A part is ordered" in page
    with house.database.reading() as session:
        assert session.scalars(select(DeadlinePause.reason)).all() == ["A part is ordered"]


def test_closing_shows_as_no_pause_of_a_clock_that_may_not_rest(house: Any, browser: Any) -> None:
    amina = browser("amina")
    started(house, "boiler", "cmp_s1_ack")
    take(amina, house, "boiler")
    due = row(house, "boiler", "cmp_s1_ack").due_at
    for what, more in (("close", {"reason": "Done"}), ("reopen", {"why": "They rang"})):
        version = str(house.case("boiler").version)
        assert amina.post(house.url("boiler", what), version=version, **more).status_code == 302
        house.clock.forward(minutes=10)
    clock = row(house, "boiler", "cmp_s1_ack")
    assert (clock.state, clock.due_at, clock.paused_seconds) == ("running", due, 0)
    page = amina.get(house.url("boiler")).text
    assert "Due Fri 27 Nov 23:59" in page and ": The case was closed." not in page


def test_a_promise_is_kept_in_sight_and_wrong_times_are_refused_in_a_line(house: Any, browser: Any) -> None:
    amina = browser("amina")
    take(amina, house, "boiler")

    def promise(words: str, day: str, time: str) -> Any:
        version = str(house.case("boiler").version)
        return amina.post(house.url("boiler", "clocks/promise"), version=version, words=words, day=day, time=time)

    for words, day, time, line in (
        ("Someone will call", "2026-11-22", "09:59", "That time is past"),
        ("Someone will call", "2026-11-22", "", "Choose a day and a time."),
        ("Someone will call", "tomorrow", "four", "Choose a day and a time."),
        ("Someone will call", "2027-03-28", "01:30", "There is no such time that day"),
        ("Someone will call", "2036-03-28", "01:30", "more than a year ahead"),
        (" ", "2026-11-22", "16:00", "Say what was promised."),
    ):
        refused = promise(words, day, time)
        assert refused.status_code == 409 and line in refused.text, (day, time)
    with house.database.reading() as session:
        assert session.scalars(select(Deadline).where(Deadline.rule == "promise")).all() == []
    assert promise("Someone will call by four", "2026-11-22", "16:00").status_code == 302
    made = row(house, "boiler", "promise")
    assert made.due_at == datetime(2026, 11, 22, 16, 0, tzinfo=UTC) and made.made_by == house.people["amina"]
    page = amina.get(house.url("boiler")).text
    assert "Someone will call by four" in page and "A promise cannot be paused." in page
    refused = act(amina, house, "boiler", "promise", "pause", why="The van broke down")
    assert refused.status_code == 409 and "tell them and promise something new" in refused.text
    assert row(house, "boiler", "promise").state == "running"
    assert promise("Of an hour that comes twice, the first", "2027-10-31", "01:30").status_code == 302
    assert row(house, "boiler", "promise").due_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_only_whoever_has_the_case_or_a_supervisor_stops_a_clock_and_anybody_starts_one(
    house: Any, browser: Any
) -> None:
    amina, bob, sue = browser("amina"), browser("bob"), browser("sue")
    started(house, "boiler", "rtr_heating_winter")
    take(amina, house, "boiler")
    assert "Stop this clock" not in bob.get(house.url("boiler")).text
    refused = act(bob, house, "boiler", "rtr_heating_winter", "stop", why="Not ours")
    assert refused.status_code == 409 and "Take the case first" in refused.text
    version = str(house.case("boiler").version)
    assert bob.post(house.url("boiler", "clocks/begin"), version=version, event="significant_hazard").status_code == 302
    assert row(house, "boiler", "awaab_investigate").state == "running"
    assert act(sue, house, "boiler", "rtr_heating_winter", "stop", why="").status_code == 409
    assert act(sue, house, "boiler", "rtr_heating_winter", "stop", why="A leaseholder's own boiler").status_code == 302
    stopped = row(house, "boiler", "rtr_heating_winter")
    assert (stopped.state, stopped.note) == ("stopped", "A leaseholder's own boiler")
    again = act(sue, house, "boiler", "rtr_heating_winter", "done")
    assert again.status_code == 409 and "has stopped in the meantime" in again.text


@pytest.mark.parametrize("event", ["", "made_safe", "nonsense", "safety_work_missed"])
def test_what_cannot_be_said_by_hand_starts_nothing(house: Any, browser: Any, event: str) -> None:
    version = str(house.case("boiler").version)
    refused = browser("amina").post(house.url("boiler", "clocks/begin"), version=version, event=event)
    assert refused.status_code == 409 and "Choose what happened." in refused.text


def test_a_page_that_is_out_of_date_changes_nothing(house: Any, browser: Any) -> None:
    amina = browser("amina")
    started(house, "boiler", "rtr_heating_winter")
    take(amina, house, "boiler")
    number = row(house, "boiler", "rtr_heating_winter").id
    old = amina.post(house.url("boiler", f"clocks/{number}/pause"), version="0", why="Parts")
    assert old.status_code == 409 and row(house, "boiler", "rtr_heating_winter").state == "running"


def test_the_clock_of_another_case_is_not_found(house: Any, browser: Any) -> None:
    amina = browser("amina")
    started(house, "leak", "rtr_leak_pipe")
    take(amina, house, "boiler")
    number, version = row(house, "leak", "rtr_leak_pipe").id, str(house.case("boiler").version)
    assert amina.post(house.url("boiler", f"clocks/{number}/stop"), version=version, why="x").status_code == 404
    assert row(house, "leak", "rtr_leak_pipe").state == "running"


class TestEvidence:
    def test_it_has_everything_in_order_and_no_words_of_the_tenant(self, house: Any, browser: Any) -> None:
        amina = browser("amina")
        started(house, "boiler", "rtr_heating_winter")
        take(amina, house, "boiler")
        house.clock.forward(minutes=5)
        amina.post(house.url("boiler", "reply"), text="A plumber comes at noon.", do="send")
        house.clock.forward(minutes=5)
        act(amina, house, "boiler", "rtr_heating_winter", "pause", why="They are out")
        house.clock.forward(minutes=20)
        act(amina, house, "boiler", "rtr_heating_winter", "done", note="Plumber's job sheet 17")
        page = amina.get(house.url("boiler", "evidence")).text
        assert page.index("Taken") < page.index("Answer out, Text message") < page.index("Paused: Right to Repair")
        assert page.index("Paused: Right to Repair") < page.index("Done in time: Right to Repair")
        assert (
            "Plumber&#39;s job sheet 17" in page
            and "Sun 22 Nov 2026 10:10 to Sun 22 Nov 2026 10:30: They are out" in page
        )
        assert "Amina Rahman" in page and house.case("boiler").event_head in page
        assert "A plumber comes at noon" not in page and "No hot water since Friday" not in page
        answer = amina.get(house.url("boiler", "evidence.json"))
        found = json.loads(answer.data)
        assert answer.headers["Content-Disposition"].endswith('-evidence.json"')
        [clock] = [each for each in found["clocks"] if each["rule"] == "rtr_heating_winter"]
        assert (clock["state"], clock["paused_seconds"]) == ("met", 1200)
        assert clock["pauses"] == [{"from": "2026-11-22T10:10:00Z", "until": "2026-11-22T10:30:00Z",
                                    "reason": "They are out"}]  # fmt: skip
        times = [line["at"] for line in found["timeline"]]
        assert times == sorted(times) and found["attempts"] == 1
        assert {line["kind"] for line in found["timeline"]} >= {"message", "clock", "case"}

    def test_it_is_hidden_with_its_case(self, house: Any, browser: Any) -> None:
        with house.database.transaction() as session:
            session.scalars(select(Case).where(Case.reference == house.cases["boiler"])).one().restricted = True
        for address in ("evidence", "evidence.json"):
            assert browser("amina").get(house.url("boiler", address)).status_code == 404
            assert browser("sam").get(house.url("boiler", address)).status_code == 200
        assert browser().get(house.url("boiler", "evidence")).status_code == 302

    def test_a_message_of_a_page_is_not_told_as_one_to_the_tenant(self, house: Any, browser: Any) -> None:
        at = house.clock() + timedelta(minutes=1)
        with house.database.transaction() as session:
            case = session.scalars(select(Case).where(Case.reference == house.cases["boiler"])).one()
            session.add(Message(direction="out", channel="sms", dedupe_key="p1", received_at=at, next_at=at, state="sent",
                                kind="page", case_id=case.id, party="+447700900999"))  # fmt: skip
        found = json.loads(browser("amina").get(house.url("boiler", "evidence.json")).data)
        assert found["attempts"] == 0 and not any(
            line["at"].startswith("2026-11-22T10:01") for line in found["timeline"]
        )

    def test_it_tells_when_a_page_was_answered_and_an_offer_ended(self, house: Any, browser: Any) -> None:
        at, later = house.clock(), house.clock() + timedelta(seconds=42)
        with house.database.transaction() as session:
            case = session.scalars(select(Case).where(Case.reference == house.cases["boiler"])).one()
            session.add(Message(direction="out", channel="sms", dedupe_key="s1", received_at=at, next_at=at, state="sent",
                                kind="safety", case_id=case.id, party="+447700900999"))  # fmt: skip
            session.add(Page(case_id=case.id, chain="night", staff_id=house.people["sue"], state="acknowledged",
                             paged_at=at, due_at=later, acknowledged_at=later,
                             acknowledged_by=house.people["sue"]))  # fmt: skip
            session.add(Offer(case_id=case.id, agent_id=house.people["bob"], fence=1, offered_at=at, expires_at=later,
                              ended_at=later, outcome="rejected", reason="Not my area"))  # fmt: skip
        found = json.loads(browser("amina").get(house.url("boiler", "evidence.json")).data)
        assert found["attempts"] == 0  # nobody has tried: the safety words left by themselves
        ended = [(line["what"], line["who"]) for line in found["timeline"] if line["at"] == "2026-11-22T10:00:42Z"]
        assert ("Answered the page of 10:00:00, first to be told", "Sue Lindqvist") in ended
        assert ("Offer of 10:00:00: not accepted. Not my area", "Bob Carter") in ended
        assert "Sun 22 Nov 2026 10:00:42" in browser("amina").get(house.url("boiler", "evidence")).text


def test_whoever_raises_a_fault_to_an_emergency_starts_its_24_hours(house: Any, browser: Any) -> None:
    with house.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.reference == house.cases["boiler"])).one()
        session.add(Repair(case_id=case.id, repair="heating.no_hot_water", urgency="urgent"))
    amina = browser("amina")
    for name in ("boiler", "rent"):
        version = str(house.case(name).version)
        raised = amina.post(house.url(name, "urgency"), version=version, urgency="emergency", why="Ninety, and cold")
        assert raised.status_code == 302 and house.case(name).lane == 0
    with house.database.reading() as session:
        words = (Message.case_id == house.case("boiler").id, Message.direction == "in")
        told = session.scalars(select(func.max(Message.received_at)).where(*words)).one()
    assert row(house, "boiler", "awaab_emergency").due_at == told + timedelta(hours=24), (
        "from the tenant's newest words"
    )
    assert row(house, "rent", "awaab_emergency") is None, "a question about rent is no hazard of the home"
