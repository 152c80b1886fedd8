"""The supervisor's side in a real browser: levers and people on the wallboard, the plan in words, why a case waits."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from router import levers, plan_versions
from router.model import Case, Deadline, Lever, Offer, Staff
from tests.browser.test_offers import an_emergency, dispatch, routed, sign_in_quietly
from tests.queues.house import LANDLORD, house_today, landlord, model_house
from tests.queues.people import a_case

__all__ = ["house_today", "landlord", "model_house", "routed"]


def test_a_supervisor_pauses_lends_and_takes_back(
    routed: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None]
) -> None:
    page, url, at = browser_page, serve(routed.app), routed.clock()
    with routed.database.transaction() as session:
        for name in ("amina", "bob"):
            session.get(Staff, routed.people[name]).present_until = at + timedelta(hours=1)
        bob = session.get(Staff, routed.people["bob"])
        bob.readiness = "not_responding"
        rent = a_case(session, routed, "late rent", "My rent statement", queue="rents", channel="email", due=30)
        boiler = a_case(session, routed, "cold", "No heating", queue="repairs_gas_heating", channel="sms", due=30)
        boiler.state, boiler.agent_id = "held", routed.people["amina"]
        session.add(Offer(case_id=rent.id, agent_id=bob.id, fence=1, rule="default", offered_at=at, expires_at=at,
                          ended_at=at, outcome="expired"))  # fmt: skip
        session.flush()
        session.query(Deadline).delete()
        session.add(Deadline(case_id=rent.id, rule="answer", words="First answer", started_at=at - timedelta(days=2),
                             due_at=at - timedelta(minutes=5), state="running"))  # fmt: skip
    sign_in_quietly(page, url, "sue")
    page.goto(f"{url}/wallboard")
    expect(page.locator("#offers")).to_have_count(0)  # others can read this screen
    people = page.locator(".wall-person")
    expect(people.filter(has_text="Bob Carter")).to_contain_text("Not responding since")
    expect(people.filter(has_text="Amina Rahman")).to_contain_text("Text message: 1")
    expect(page.get_by_role("listitem").filter(has_text="clocks overdue")).to_contain_text("1")

    page.get_by_text("Pause a queue", exact=True).click()
    page.get_by_label("Which queue?", exact=True).select_option("rents")
    page.locator("#pause-why").fill("Team meeting")
    page.get_by_role("button", name="Pause it").click()
    act = page.locator(".wall-act")
    expect(act).to_contain_text("Paused")
    expect(act).to_contain_text("Team meeting. By Sue Lindqvist.")
    expect(act).to_contain_text("29 min left")

    page.get_by_text("Lend people", exact=True).click()
    page.get_by_label("Amina Rahman").check()
    page.get_by_label("Bob Carter").check()
    page.get_by_label("To which queue?").select_option("repairs_gas_heating")
    page.locator("#lend-why").fill("Cold night")
    look(page, "wallboard-lend")
    page.get_by_role("button", name="Lend them").click()
    lent = page.locator(".wall-act").filter(has_text="2 people to")
    expect(lent).to_contain_text("Amina Rahman, Bob Carter")
    page.get_by_text("Let another queue help", exact=True).click()
    page.get_by_label("Which queue needs help?").select_option("rents")
    page.get_by_label("Whose people help?").select_option("general")
    page.locator("#over-why").fill("Rent letters went out")
    page.get_by_role("button", name="Let them help").click()
    expect(page.locator(".wall-act")).to_have_count(3)
    look(page, "wallboard-levers")
    with routed.database.reading() as session:
        assert len([row for row in levers.in_effect(session, routed.clock()) if row.kind == "lend"]) == 2

    lent.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    expect(page.locator(".wall-act")).to_have_count(2)
    with routed.database.reading() as session:
        assert session.query(Lever).filter_by(kind="lend").filter(Lever.ended_at.is_not(None)).count() == 2
    page.goto(f"{url}/desk")
    expect(page.locator("#waiting")).to_contain_text("Team meeting. Emergencies are offered as ever.")


def test_why_a_case_waits_and_the_plan_it_waits_under(
    routed: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None]
) -> None:
    page, url = browser_page, serve(routed.app)
    sign_in_quietly(page, url, "sue")
    an_emergency(routed)
    assert dispatch(routed) == 1
    with routed.database.transaction() as session:
        a_case(session, routed, "later", "Dripping tap", queue="repairs_plumbing", due=600)
        text = (Path(LANDLORD) / "plan.toml").read_text(encoding="utf-8")
        number = plan_versions.install(session, text, routed.clock(), routed.people["adam"]).number
    page.goto(f"{url}/desk")
    look(page, "desk-with-offer")
    page.goto(url + routed.url("light", "why"))
    why = page.locator("#why")
    expect(why).to_contain_text("Rule: Emergency")
    expect(why).to_contain_text("It is first in the line")
    expect(why).to_contain_text("Offered to Sue Lindqvist (rule: Emergency, step 1).")
    page.get_by_text("Who was ruled out, and why").first.click()
    look(page, "why-waiting")
    page.get_by_text("Move it to another version").click()
    page.get_by_label("Which version?").select_option(f"Version {number}, in force")
    page.get_by_role("button", name="Move it", exact=True).click()
    expect(page.get_by_text("Moved. It is routed by that version")).to_be_visible()
    expect(why).to_contain_text("Rule: Emergency repair")
    expect(why).to_contain_text(f"Sue Lindqvist put it on version {number} of the plan.")
    assert dispatch(routed) >= 0
    with routed.database.reading() as session:
        case = session.query(Case).filter_by(reference=routed.cases["light"]).one()
        assert case.rule == "Emergency repair"
    page.goto(f"{url}/desk/plan")
    expect(page.get_by_role("heading", level=1)).to_have_text("The plan in force: Larkshire Homes")
    expect(page.locator("code.plan-code")).to_have_count(0)  # every condition of the demo plan has words
    expect(page.get_by_text("it is an emergency").first).to_be_visible()
    look(page, "plan")
    page.get_by_role("link", name="Version 1").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("An older plan")


def test_nothing_is_pushed_out_of_a_narrow_screen(
    routed: Any, serve: Callable[..., str], new_page: Callable[..., Page]
) -> None:
    page, url, at = new_page(viewport={"width": 390, "height": 844}), serve(routed.app), routed.clock()
    with routed.database.transaction() as session:
        bob = session.get(Staff, routed.people["bob"])
        bob.present_until, bob.readiness = at + timedelta(hours=1), "not_responding"
        levers.pause(
            session, "rents", at + timedelta(hours=2), "Everybody is in training until the afternoon", bob.id, at
        )
    sign_in_quietly(page, url, "sue")
    an_emergency(routed, "long", "Waterstreamingoutofthe" * 6)
    assert dispatch(routed) == 1
    for address in ("/desk", routed.url("long", "why"), "/desk/plan", "/wallboard"):
        page.goto(url + address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, (address, wide)
        panel = page.locator("#offers")
        if panel.count():
            assert panel.evaluate("e => e.scrollWidth <= e.clientWidth"), address
