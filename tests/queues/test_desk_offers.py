"""Offers, readiness, 'why?' and levers through the pages: whose they are, what they refuse, what they never show."""

import re
from datetime import timedelta
from typing import Any

import pytest
from small_plan import one_round, put_in_force, small_plan

from router import levers, offers, plan_versions
from router.model import Case, Event, Lever, Offer, Page, PlanVersion, Staff
from tests.queues.house import field_of
from tests.queues.people import a_case


@pytest.fixture
def routed(house: Any) -> Any:
    """A plan in force and one emergency that waits; whoever signs in is ready."""
    put_in_force(house, house.clock(), ring=9, wait=40, offer=30, ordinary=120)
    with house.database.transaction() as session:
        session.query(Case).filter(Case.state == "waiting").update({"state": "closed"})
        session.query(Staff).update({"present_until": None})
        a_case(session, house, "light", "Water through the light fitting", lane=0, queue="repairs_emergency",
               urgency="emergency", danger=["electrical_danger"], channel="sms", waiting_since=house.clock())  # fmt: skip
    return house


def dispatch(house: Any) -> int:
    """One round of the real dispatcher."""
    return one_round(house, house.clock())


def offer_of(house: Any, name: str) -> Offer:
    with house.database.reading() as session:
        return session.query(Offer).filter_by(agent_id=house.people[name]).order_by(Offer.id.desc()).first()


def accept(person: Any, offer: Offer) -> Any:
    return person.post(f"/desk/offers/{offer.id}/accept", fence=str(offer.fence), page="/desk/people")


def test_an_offer_stands_above_every_page_and_never_on_the_wallboard(routed: Any, browser: Any) -> None:
    sue = browser("sue")
    dispatch(routed)
    for address in ("/desk", "/desk/people", "/desk/password", "/desk/plan", "/reports", routed.url("light")):
        page = sue.get(address).text
        assert "Offered to you" in page and "Rule: Emergency, step 1" in page, address
        assert "<title>(1 offer)" in page, address
    for address in ("/wallboard", "/wallboard/now"):
        page = sue.get(address).text
        assert "light fitting" not in page and "A case is offered to you." in page, address


def test_nobody_answers_for_somebody_else(routed: Any, browser: Any) -> None:
    amina, sue = browser("amina"), browser("sue")
    dispatch(routed)
    for_sue = offer_of(routed, "sue")
    assert accept(amina, for_sue).status_code == 404
    assert amina.post(f"/desk/offers/{for_sue.id}/not-now", why="busy").status_code == 404
    assert amina.post("/desk/offers/999/accept", fence="1").status_code == 404
    assert accept(sue, for_sue).location == routed.url("light") + "?done=taken"
    assert routed.case("light").agent_id == routed.people["sue"]


def test_too_late_is_one_line_that_says_who_has_it(routed: Any, browser: Any) -> None:
    amina, sue = browser("amina"), browser("sue")
    dispatch(routed)
    accept(sue, offer_of(routed, "sue"))
    late = accept(amina, offer_of(routed, "amina"))
    assert late.status_code == 409 and "Too late: Sue Lindqvist has it." in late.text
    by_script = amina.client.post(
        f"/desk/offers/{offer_of(routed, 'amina').id}/accept",
        data={"csrf": amina.csrf, "fence": "1"},
        headers={"HX-Request": "true"},
    )
    assert by_script.status_code == 200 and "Too late: Sue Lindqvist has it." in by_script.text
    assert "HX-Redirect" not in by_script.headers


@pytest.mark.parametrize("fence", ["0", "99", "", "x", "9" * 30])
def test_a_strange_fence_takes_nothing(routed: Any, browser: Any, fence: str) -> None:
    amina = browser("amina")
    dispatch(routed)
    answer = amina.post(f"/desk/offers/{offer_of(routed, 'amina').id}/accept", fence=fence)
    assert answer.status_code == 409
    assert routed.case("light").state == "waiting"


def test_after_its_time_an_offer_takes_nothing(routed: Any, browser: Any) -> None:
    amina = browser("amina")
    dispatch(routed)
    routed.clock.forward(seconds=30)
    assert accept(amina, offer_of(routed, "amina")).status_code == 409
    assert routed.case("light").state == "waiting"
    assert "Offered to you" not in amina.get("/desk").text


def test_not_now_keeps_the_reason_and_comes_back_to_the_page(routed: Any, browser: Any) -> None:
    amina = browser("amina")
    dispatch(routed)
    offer = offer_of(routed, "amina")
    answer = amina.post(f"/desk/offers/{offer.id}/not-now", why="area", page="/desk/people")
    assert answer.location == "/desk/people"
    assert (offer_of(routed, "amina").outcome, offer_of(routed, "amina").reason) == ("rejected", "Not my area")
    away = amina.post(f"/desk/offers/{offer.id}/not-now", why="<b>", page="//evil.example")
    assert away.location == "/desk"


def test_going_away_and_signing_out_give_back_at_once(routed: Any, browser: Any) -> None:
    amina, sue = browser("amina"), browser("sue")
    dispatch(routed)
    amina.post("/desk/ready", to="away", page="/desk")
    assert offer_of(routed, "amina").outcome == "withdrawn"
    assert 'aria-checked="false"' in amina.get("/desk").text
    sue.post("/desk/sign-out")
    assert offer_of(routed, "sue").outcome == "withdrawn"
    assert dispatch(routed) == 0
    amina.post("/desk/ready", to="ready", page="/desk")
    assert "offer" in routed.bell.rings
    assert dispatch(routed) == 1
    assert amina.post("/desk/ready", to="asleep").status_code == 400


def test_two_unanswered_are_told_kindly_and_one_press_brings_back(routed: Any, browser: Any) -> None:
    amina = browser("amina")
    with routed.database.transaction() as session:
        session.get(Staff, routed.people["amina"]).readiness = "not_responding"
    page = amina.get("/desk/offers").text
    assert "Two offers went by without an answer" in page and "I am back" in page
    amina.post("/desk/ready", to="ready", page="/desk")
    assert "Two offers went by" not in amina.get("/desk/offers").text
    with routed.database.reading() as session:
        assert session.get(Staff, routed.people["amina"]).readiness == "ready"


def test_a_case_restricted_since_vanishes_from_its_offer(routed: Any, browser: Any) -> None:
    amina = browser("amina")
    dispatch(routed)
    with routed.database.transaction() as session:
        session.query(Case).filter_by(reference=routed.cases["light"]).one().restricted = True
    assert "light fitting" not in amina.get("/desk").text and "light fitting" not in amina.get("/desk/offers").text
    assert accept(amina, offer_of(routed, "amina")).status_code == 404
    assert amina.get(routed.url("light", "why")).status_code == 404


# --- why ---------------------------------------------------------------------------------------


def test_why_tells_rule_steps_people_and_story(routed: Any, browser: Any) -> None:
    sue, amina = browser("sue"), browser("amina")
    dispatch(routed)
    page = amina.get(routed.url("light", "why")).text
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Rule: Emergency" in words and "It is first in the line" in words
    assert "Being asked now:" in words and "Step 2" in words
    assert "Offered to Amina Rahman and Sue Lindqvist (rule: Emergency, step 1)." in words
    assert "Move it to another version" not in words and "/desk/plan" not in page  # Amina is no supervisor
    routed.clock.forward(seconds=31)
    offers.end_what_is_over(routed.database, routed.clock())
    told = " ".join(re.sub(r"<[^>]+>", " ", sue.get(routed.url("light", "why")).text).split())
    assert "No answer from Amina Rahman and Sue Lindqvist in time." in told


def test_why_counts_no_case_that_the_reader_may_not_know_of(routed: Any, browser: Any) -> None:
    with routed.database.transaction() as session:
        a_case(session, routed, "first", "Hidden", lane=0, queue="repairs_emergency", restricted=True,
               waiting_since=routed.clock() - timedelta(hours=2))  # fmt: skip
    for name, words in (
        ("amina", "It is first in the line, of 1 waiting"),
        ("sam", "1 case is ahead of it, of 2 waiting"),
    ):
        page = " ".join(re.sub(r"<[^>]+>", " ", browser(name).get(routed.url("light", "why")).text).split())
        assert words in page, name


def test_the_story_tells_of_pages_and_clocks(routed: Any, browser: Any) -> None:
    at = routed.clock()
    with routed.database.transaction() as session:
        case = session.query(Case).filter_by(reference=routed.cases["light"]).one()
        page = Page(case_id=case.id, chain="oncall", rung=0, staff_id=routed.people["bob"], code="1234", state="climbed",
                    paged_at=at, due_at=at + timedelta(minutes=5))  # fmt: skip
        session.add(page)
        session.flush()
        common = {"stream": f"case:{case.id}", "case_id": case.id}
        rows = [("page.told", {"rung": 0, "staff_id": routed.people["bob"]}, 0), ("page.climbed", {"page_id": page.id, "rung": 0}, 5),
                ("page.acknowledged", {"page_id": page.id, "rung": 0}, 6), ("deadline.missed", {"rule": "answer"}, 7)]  # fmt: skip
        for number, (what, data, minutes) in enumerate(rows):
            session.add(Event(at=at + timedelta(minutes=minutes), who="worker", what=what, data=data,
                              hash=f"{number}" * 64, previous_hash=f"{number}x", **common))  # fmt: skip
    words = " ".join(re.sub(r"<[^>]+>", " ", browser("amina").get(routed.url("light", "why")).text).split())
    story = ["Told Bob Carter on call by text, first to be told.", "No answer from Bob Carter: the next on call are told.",
             "Bob Carter answered the page.", "Missed: answer."]  # fmt: skip
    places = [words.find(line) for line in story]
    assert -1 not in places and places == sorted(places), places


# --- the plan ----------------------------------------------------------------------------------


def test_only_supervisors_read_the_plan_and_move_a_case(routed: Any, browser: Any) -> None:
    amina, sue = browser("amina"), browser("sue")
    dispatch(routed)
    with routed.database.transaction() as session:
        new = plan_versions.install(
            session, small_plan().replace("Emergency", "Urgent things"), routed.clock() + timedelta(minutes=1)
        )
    routed.clock.forward(minutes=2)
    for act in (
        amina.get("/desk/plan"),
        amina.get("/desk/plan/1"),
        amina.post(routed.url("light", "plan"), plan=str(new.number)),
    ):
        assert act.status_code == 403
    waited = routed.case("light").waiting_since
    for nothing in ("77", "x", "", "9" * 30):
        answer = sue.post(routed.url("light", "plan"), plan=nothing)
        assert answer.status_code == 409 and "Choose a version of the plan." in answer.text
    page = sue.get(routed.url("light", "why")).text
    assert (
        "Version 2, in force" in page and "Move it to another version" not in amina.get(routed.url("light", "why")).text
    )
    assert sue.post(routed.url("light", "plan"), plan=str(new.number)).status_code == 302
    case = routed.case("light")
    assert (case.plan_version_id, case.rule, case.routed_at, case.waiting_since) == (new.id, "", None, waited)
    with routed.database.reading() as session:
        assert session.query(Offer).filter_by(outcome="offered").count() == 0
        assert session.query(Event).filter_by(what="case.plan_moved", who=f"staff:{routed.people['sue']}").count() == 1
    assert "Urgent things" in sue.get("/desk/plan").text and "Urgent things" not in sue.get("/desk/plan/1").text
    assert "Version 1, of today" in sue.get(routed.url("light", "why")).text
    assert sue.post(routed.url("light", "plan"), plan="1").status_code == 302, "any version, not only the one in force"
    dispatch(routed)
    assert routed.case("light").rule == "Emergency"
    with routed.database.transaction() as session:
        session.get_one(PlanVersion, new.id).source = "no plan at all ["
    refused = sue.post(routed.url("light", "plan"), plan=str(new.number))
    assert refused.status_code == 409 and "Version 2 cannot be followed any more" in refused.text
    assert sue.get("/desk/plan/77").status_code == 404
    assert sue.get("/desk/plan/99999999999999999999").status_code == 404


def test_a_case_that_does_not_wait_is_not_moved(routed: Any, browser: Any) -> None:
    sue = browser("sue")
    sue.post(routed.url("light", "take"))
    answer = sue.post(routed.url("light", "plan"), plan="1")
    assert answer.status_code == 409 and "It does not wait" in answer.text


# --- levers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "said"), [
    ({"queue": "", "minutes": "30", "why": "x"}, "queue"), ({"queue": "nowhere", "minutes": "30", "why": "x"}, "queue"),
    ({"queue": "safeguarding", "minutes": "30", "why": "x"}, "queue"),  # Sue may not know what waits there
    ({"queue": "rents", "minutes": "9999", "why": "x"}, "time"), ({"queue": "rents", "minutes": "-5", "why": "x"}, "time"),
    ({"queue": "rents", "minutes": "30", "why": " \x00 "}, "why"),
])  # fmt: skip
def test_a_lever_asked_for_wrongly_changes_nothing(house: Any, browser: Any, form: dict[str, str], said: str) -> None:
    sue = browser("sue")
    answer = sue.post("/wallboard/levers/pause", **form)
    assert answer.location == f"/wallboard?wrong={said}#levers"
    assert "Nothing was changed" in sue.get(answer.location).text
    with house.database.reading() as session:
        assert session.query(Lever).count() == 0


def test_agents_pull_no_levers(house: Any, browser: Any) -> None:
    amina = browser("amina")
    for lever in ("pause", "overflow", "lend", "take-back"):
        answer = amina.post(
            f"/wallboard/levers/{lever}", queue="rents", to_queue="general", minutes="30", why="x", act="x"
        )
        assert answer.status_code == 403, lever


def test_lending_is_one_act_and_taken_back_as_one(house: Any, browser: Any) -> None:
    sue = browser("sue")
    nobody = sue.post("/wallboard/levers/lend", queue="rents", minutes="30", why="Busy", people="x")
    assert nobody.location.startswith("/wallboard?wrong=people")
    assert sue.post(
        "/wallboard/levers/overflow", queue="rents", to_queue="rents", minutes="30", why="x"
    ).location.startswith("/wallboard?wrong=same")
    sue.client.post("/wallboard/levers/lend", data={"csrf": sue.csrf, "queue": "rents", "minutes": "30", "why": "Busy",
                    "people": [str(house.people["amina"]), str(house.people["gone"]), "7777"]})  # fmt: skip
    with house.database.reading() as session:
        assert [row.staff_id for row in levers.in_effect(session, house.clock())] == [house.people["amina"]]
    assert house.bell.rings == ["offer"]
    board = sue.get("/wallboard").text
    assert "1 person to" in board and "Busy. By Sue Lindqvist." in board
    assert sue.post("/wallboard/levers/take-back", act="f" * 32).status_code == 404
    sue.post("/wallboard/levers/take-back", act=field_of(board, "act"))
    with house.database.reading() as session:
        assert levers.in_effect(session, house.clock()) == []


def test_a_lever_on_a_restricted_queue_is_nowhere_without_the_right(house: Any, browser: Any) -> None:
    with house.database.transaction() as session:
        act = levers.pause(session, "safeguarding", None, "zzCANARY", house.people["sam"], house.clock())
    sue = browser("sue")
    assert "zzCANARY" not in sue.get("/wallboard").text + sue.get("/desk").text
    assert sue.post("/wallboard/levers/take-back", act=act).status_code == 404


def test_the_board_counts_what_people_carry_without_what_is_restricted(house: Any, browser: Any) -> None:
    with house.database.transaction() as session:
        for name, restricted in (("one", False), ("two", True)):
            case = a_case(session, house, name, "Held", channel="email", restricted=restricted)
            case.state, case.agent_id = "held", house.people["sam"]
        sam = session.get(Staff, house.people["sam"])
        sam.present_until, sam.readiness = house.clock() + timedelta(hours=1), "away"
    board = " ".join(re.sub(r"<[^>]+>", " ", browser("sue").get("/wallboard").text).split())
    assert "Sam Whitlock Away Email: 1" in board


@pytest.mark.parametrize(
    "path", ["/desk/offers/99999999999999999999/accept", "/desk/offers/99999999999999999999/not-now"]
)
def test_a_number_that_no_offer_can_have_is_not_found(house: Any, browser: Any, path: str) -> None:
    assert browser("amina").post(path, fence="1").status_code == 404
