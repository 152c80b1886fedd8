"""Visits at the desk in a real browser: by keyboard, by dragging, on a phone, without JavaScript, on paper; to look at."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import delete

from router.clock import london
from router.model import DiarySession, Resource
from tests.browser.conftest import PICTURES
from tests.browser.test_desk import sign_in
from tests.queues.diaries import a_visit, open_diary, visits
from tests.queues.house import house_today, landlord, model_house

__all__ = ["house_today", "landlord", "model_house"]


@pytest.fixture
def house(house_today: Any) -> Any:
    """The house of today, with a diary; Amina has the boiler's case."""
    open_diary(house_today)
    return house_today


def take(page: Page, url: str, house: Any, name: str = "boiler") -> None:
    page.goto(url + house.url(name))
    page.get_by_role("button", name="Take this case").click()
    expect(page.get_by_text("This case is yours.")).to_be_visible()


def drag(page: Page, what: Locator, to: Locator) -> None:
    """By the mouse, in small steps: a browser begins to drag only after some. Both in the middle of the window: the bar
    at its foot lies over what is there."""
    to.evaluate("place => place.scrollIntoView({block: 'center'})")
    start, end = what.bounding_box(), to.bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 30, steps=4)
    page.mouse.move(end["x"] + 20, end["y"] + 20, steps=8)
    page.mouse.up()


def test_a_visit_is_booked_by_keyboard_and_moved_by_dragging(
    house: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None]
) -> None:
    page, url = browser_page, serve(house.app)
    sign_in(page, url, "amina")
    take(page, url, house)
    page.get_by_role("link", name="Book a visit").click()
    look(page, "visit-book")
    table = page.get_by_role("table")
    table.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    chosen = page.locator('input[name="time"]:checked')
    expect(page.locator("#chosen")).to_have_text(chosen.get_attribute("data-words") or "?")
    page.get_by_role("button", name="Book this time").press("Enter")
    expect(page.get_by_text("Booked. The tenant is told.")).to_be_visible()
    panel = page.get_by_role("region", name="Visit")
    expect(panel).to_contain_text("Booked")
    look(page, "visit-case")
    [made] = visits(house, state="booked")
    panel.get_by_role("link", name="Move it").click()
    expect(page.locator("[data-here]")).to_be_visible()
    page.wait_for_load_state()  # its script has run by then: without it nothing takes what is dropped
    look(page, "visit-move")
    last_day = page.locator("tr:has([data-slot])").last  # Thursday's row has no free time on a Thursday evening
    target = last_day.locator("[data-slot]").first
    words = target.locator("input").get_attribute("data-words") or "?"
    drag(page, page.locator("[data-here]"), target)
    expect(page.locator("#chosen")).to_have_text(words)
    expect(page.get_by_role("button", name="Move it there")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Moved. The tenant is told.")).to_be_visible()
    [moved] = visits(house, state="booked")
    assert (moved.id, moved.uid, moved.sequence) == (made.id, made.uid, made.sequence + 1)
    assert moved.window_from != made.window_from


def test_the_day_by_person_says_why_and_prints(
    house: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None]
) -> None:
    page, url = browser_page, serve(house.app)
    sign_in(page, url, "amina")
    take(page, url, house)
    page.get_by_role("link", name="Book a visit").click()
    page.get_by_role("link", name="Wednesday", exact=True).click()
    expect(page.get_by_role("row", name="Derek Fairlamb")).to_be_visible()
    look(page, "visit-day")
    page.emulate_media(media="print")
    expect(page.locator(".book-bar")).to_be_hidden()
    page.screenshot(path=PICTURES / "visit-day-print.png", full_page=True)


def a_busy_week(house: Any) -> None:
    for nth, (name, state) in enumerate(
        (("boiler", "booked"), ("rent", "on_the_way"), ("door", "done"), ("leak", "no_access"), ("witness", "booked"))
    ):
        a_visit(house, name, "", nth // 2, state)


def test_the_diary_shows_who_does_what_and_leave_names_what_it_touches(
    house: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None]
) -> None:
    page, url = browser_page, serve(house.app)
    a_busy_week(house)
    [visit] = visits(house, state="booked")
    day = london(visit.window_from).date()
    sign_in(page, url, "sue")
    page.get_by_role("link", name="Diary").click()
    page.goto(f"{url}/desk/diary?day={day}")
    look(page, "diary-day")
    page.get_by_role("link", name="Week").click()
    look(page, "diary-week")
    page.get_by_label("Who or which").select_option(label=visit_of(house, visit))
    page.get_by_label("From", exact=True).fill(day.isoformat())
    page.get_by_label("Reason").fill("Training")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".fd-danger")).to_contain_text("agreed or held then")
    look(page, "diary-leave")
    page.get_by_role("button", name=re.compile("Save it, and have (it|them) moved")).click()
    expect(page.get_by_text(re.compile("Saved. The visits? below still stands?"))).to_be_visible()
    expect(page.get_by_text("Away all day").first).to_be_visible()
    assert "move the visit" in house.case("boiler").reason


def visit_of(house: Any, visit: Any) -> str:
    """Who comes."""
    with house.database.reading() as session:
        return str(session.get_one(Resource, visit.resource_id).name)


def test_without_javascript_a_visit_is_booked_and_cancelled_on_a_phone(
    house: Any, serve: Callable[..., str], new_page: Callable[..., Page]
) -> None:
    page, url = new_page(java_script_enabled=False, viewport={"width": 390, "height": 844}), serve(house.app)
    sign_in(page, url, "amina")
    take(page, url, house)
    page.get_by_role("link", name="Book a visit").click()
    page.wait_for_url("**/visit")
    page.wait_for_load_state("load")  # without its styles no page fits
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("radio").nth(4).check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_text("Booked. The tenant is told.")).to_be_visible()
    panel = page.get_by_role("region", name="Visit")
    panel.get_by_text("Cancel it").click()
    panel.get_by_label("Why? The tenant is told").fill("They are away")
    panel.get_by_role("button", name="Cancel the visit").click()
    expect(page.get_by_text("Cancelled. The tenant is told.")).to_be_visible()
    assert [visit.state for visit in visits(house)] == ["cancelled"]


def test_times_on_offer_and_a_visit_nobody_heard_of_are_to_look_at(
    house: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None]
) -> None:
    page, url = browser_page, serve(house.app)
    at = house.clock()
    a_visit(house, "boiler", window_from=at - timedelta(hours=6), window_until=at - timedelta(hours=2))
    sign_in(page, url, "sue")
    page.goto(url + house.url("boiler"))
    panel = page.get_by_role("region", name="Visit")
    expect(panel).to_contain_text("Did we come?")
    panel.get_by_text("Offer other times").click()
    panel.get_by_label("What kind?").select_option("Housing officer's visit")
    panel.get_by_role("button", name="Offer times").click()
    expect(panel).to_contain_text("times on offer")
    look(page, "visit-offered")
    panel.get_by_role("radio").nth(1).check()
    panel.get_by_role("button", name="Book it").click()
    expect(page.get_by_text("Booked. The tenant is told.")).to_be_visible()


def test_everybody_may_read_of_walkabouts(
    house: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None]
) -> None:
    page, url = browser_page, serve(house.app)
    sign_in(page, url, "sue")
    page.goto(f"{url}/desk/sessions")
    page.get_by_text("Add a walkabout").press("Enter")
    form = page.locator('form[action="/desk/sessions/walkabout"]')
    form.get_by_label("Day").fill((london(house.clock()) + timedelta(days=9)).date().isoformat())
    form.get_by_label("Time").fill("10:00")
    form.get_by_label("Where to meet").fill("By the notice board, Weaver House")
    form.get_by_label("Patch").select_option("P1")
    form.get_by_label("Officer").select_option(label="Bob Carter")
    form.get_by_role("button", name="Add it").press("Enter")
    expect(page.get_by_text("It is in the diary.")).to_be_visible()
    page.goto(f"{url}/walkabouts")
    expect(page.get_by_text("By the notice board, Weaver House")).to_be_visible()
    look(page, "walkabouts")


def test_a_surgery_is_called_off_and_each_tenant_has_other_times(
    house: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None]
) -> None:
    page, url = browser_page, serve(house.app)
    with house.database.transaction() as session:  # what is under way is called off no more
        session.execute(delete(DiarySession).where(DiarySession.starts_at <= house.clock()))
    for nth, name in enumerate(("boiler", "leak", "rent")):
        a_visit(house, name, "surgery", nth)
    sign_in(page, url, "sue")
    page.goto(f"{url}/desk/sessions")
    look(page, "sessions")
    page.get_by_role("link", name="Who is booked").first.click()
    look(page, "session")
    page.get_by_label("Why?").fill("The officer is ill")
    page.get_by_role("button", name="Call it off, and tell").click()
    expect(page.get_by_text("Below is who was told")).to_be_visible()
    look(page, "session-off")
