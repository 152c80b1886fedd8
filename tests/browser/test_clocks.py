"""The clocks and the evidence of a case in a real browser: by keyboard, on a phone, without JavaScript, and to look at."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from router import clocks, promises
from router.clock import london
from router.deadlines import start_of
from router.model import Case, Deadline
from tests.browser.conftest import PICTURES
from tests.browser.test_correct import NAMELESS
from tests.browser.test_desk import sign_in
from tests.queues.house import house_today, landlord, model_house

__all__ = ["house_today", "landlord", "model_house"]

RULES = ("awaab_investigate", "rtr_heating_winter", "cmp_s1_response")


def some_clocks(house: Any) -> None:
    """One late, one paused, one done, two that run."""
    at = house.clock()
    with house.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.reference == house.cases["boiler"])).one()
        amina = house.people["amina"]
        clocks.start(session, case, [start_of(house.landlord.deadlines[rule], at) for rule in RULES])
        promise = promises.promise(session, case, "Someone will ring back by four", at + timedelta(hours=2), amina, at)
        late = promises.promise(session, case, "The contractor rings today", at + timedelta(hours=3), amina, at)
        late.due_at = at - timedelta(minutes=25)
        by_rule = {row.rule: row for row in session.scalars(select(Deadline).where(Deadline.case_id == case.id))}
        clocks.pause(session, by_rule["rtr_heating_winter"], at, amina, "A part is ordered", house.landlord)
        clocks.met(session, promise, at, f"staff:{amina}", "Rang at two")
        clocks.settle(session, case)


def test_a_clock_is_done_by_keyboard_and_a_promise_is_made(
    house_today: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None]
) -> None:
    page, url = browser_page, serve(house_today.app)
    some_clocks(house_today)
    sign_in(page, url, "amina")
    page.goto(url + house_today.url("boiler"))
    page.get_by_role("button", name="Take this case").click()
    panel = page.get_by_role("region", name="Clocks")
    expect(panel).to_contain_text("Late by 25 min")
    expect(panel).to_contain_text("Paused since today")
    look(page, "clocks")
    clock = panel.get_by_role("listitem").filter(has_text="finish the investigation")
    clock.get_by_text("Done, pause or change").press("Enter")
    look(page, "clocks-open")
    clock.get_by_label("How did it end?").select_option("A significant hazard was found")
    clock.get_by_label("What shows it?").fill("Surveyor's report 12")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The clocks are up to date.")).to_be_visible()
    expect(panel).to_contain_text("written summary within 3 working days")
    panel.get_by_text("Promise something", exact=True).press("Enter")
    panel.get_by_label("What did you promise?").fill("Someone will call by four")
    panel.get_by_label("By which day?").fill((london(house_today.clock()) + timedelta(days=1)).date().isoformat())
    panel.get_by_label("By what time?").fill("16:00")
    panel.get_by_role("button", name="Keep this promise in sight").press("Enter")
    expect(page.get_by_text("Promise noted.")).to_be_visible()
    expect(panel).to_contain_text("Someone will call by four")


def test_the_evidence_prints(
    house_today: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None]
) -> None:
    page, url = browser_page, serve(house_today.app)
    some_clocks(house_today)
    sign_in(page, url, "sue")
    page.goto(url + house_today.url("boiler"))
    page.get_by_role("link", name="Evidence").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Evidence, case")
    expect(page.get_by_role("table", name="Clocks")).to_contain_text("Rang at two")
    look(page, "evidence")
    with page.expect_download() as download:
        page.get_by_role("link", name="Keep it as a file").click()
    assert download.value.suggested_filename.endswith("-evidence.json")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Keep it as a file")).to_be_hidden()
    page.set_viewport_size({"width": 794, "height": 1123})  # A4: a table is one, not the cards of a phone
    shown = "getComputedStyle(document.querySelector('.evidence td[data-label]')).display"
    assert page.evaluate(shown) == "table-cell"
    page.screenshot(path=PICTURES / "evidence-print.png", full_page=True)
    assert page.pdf(path=PICTURES / "evidence.pdf", format="A4").startswith(b"%PDF")


def test_without_javascript_a_clock_is_paused_and_runs_again(
    house_today: Any, serve: Callable[..., str], new_page: Callable[..., Page]
) -> None:
    page, url = new_page(java_script_enabled=False), serve(house_today.app)
    with house_today.database.transaction() as session:
        case = session.scalars(select(Case).where(Case.reference == house_today.cases["boiler"])).one()
        clocks.start(session, case, [start_of(house_today.landlord.deadlines["rtr_tap"], house_today.clock())])
        clocks.settle(session, case)
    sign_in(page, url, "amina")
    page.goto(url + house_today.url("boiler"))
    page.get_by_role("button", name="Take this case").click()
    clock = page.get_by_role("listitem").filter(has_text="Tap which cannot be turned")
    clock.get_by_text("Done, pause or change").click()
    clock.get_by_label("Pause it. Why?").fill("They are away until Friday")
    clock.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_text("They are away until Friday")).to_be_visible()
    page.get_by_text("Run again or change").click()
    page.get_by_role("button", name="Run again").click()
    expect(page.get_by_text("The clocks are up to date.")).to_be_visible()
    with house_today.database.reading() as session:
        assert session.scalars(select(Deadline.state).where(Deadline.rule == "rtr_tap")).all() == ["running"]


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_and_every_control_has_a_name(
    house_today: Any, serve: Callable[..., str], new_page: Callable[..., Page], width: int
) -> None:
    page, url = new_page(viewport={"width": width, "height": 800}), serve(house_today.app)
    some_clocks(house_today)
    sign_in(page, url, "sue")
    for address in (house_today.url("boiler"), house_today.url("boiler", "evidence")):
        page.goto(url + address)
        for summary in page.locator("section:has(#clocks) summary").all():
            summary.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(NAMELESS) == []
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
        assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
