"""Correcting a reading in a real browser: by keyboard, on a phone, without JavaScript, and to look at."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from router.model import Correction
from tests.browser.test_desk import sign_in
from tests.queues.house import house_today, landlord, model_house

__all__ = ["house_today", "landlord", "model_house"]

NAMELESS = """() => [...document.querySelectorAll('input:not([type=hidden]),select,textarea,button,a')]
    .filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') || (e.labels && e.labels.length)))
    .map((e) => e.outerHTML.slice(0, 90))"""


def address(house: Any, name: str) -> str:
    return str(house.url(name, f"messages/{house.messages(name)[0].id}/reading"))


def test_a_reading_is_corrected_by_keyboard_and_taken_back(
    house_today: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None]
) -> None:
    page, url = browser_page, serve(house_today.app)
    sign_in(page, url, "sue")
    page.goto(url + house_today.url("boiler"))
    look(page, "correct-case")
    page.get_by_role("link", name="This is wrong: correct it").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Did we read it rightly?")
    look(page, "correct-form")
    page.wait_for_load_state()  # its script has replaced the field by then: the plain one offers no list of ours
    about = page.get_by_role("combobox", name="What is it about?")
    about.press_sequentially("tap")
    shown = page.locator("#first__listbox").get_by_role("option")
    expect(shown.first).to_be_visible()
    names = shown.all_inner_texts()
    assert "Dripping or broken tap\nTaps, baths, showers, sinks" in names
    assert 1 < len(names) <= 12 and all(re.search(r"\btap", name, re.IGNORECASE) for name in names)  # and no "tape"
    look(page, "correct-choose")
    about.fill("leak")
    expect(shown.first).to_contain_text("Leak from the home above")
    expect(shown.nth(1)).to_contain_text("Leaks")  # the group of leaks before the smell of gas
    about.fill("ipping")
    expect(page.get_by_text("Nothing has these words")).to_be_visible()
    about.fill("gas smell")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(about).to_have_value("Smell of gas or suspected gas leak (Gas and carbon monoxide)")
    page.get_by_label("How urgent?").select_option("Routine")
    page.get_by_label("A word to colleagues").fill("She wrote of the tap in the hall.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Corrected. Thank you")).to_be_visible()
    page.get_by_role("link", name="Correct this again").click()
    page.get_by_label("How urgent?").select_option("As our rules have it")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_role("alert").filter(has_text="Save it again, and this goes to the tenant")).to_be_visible()
    look(page, "correct-sure")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_text("Safety first")).to_be_visible()
    look(page, "correct-done")
    page.get_by_role("link", name="Correct this again").click()
    page.get_by_label("How urgent?").select_option("Routine")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_role("alert").filter(has_text="A danger is still ticked")).to_be_visible()
    look(page, "correct-error")
    page.get_by_role("button", name="Undo the last word on it").click()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("button", name="This is right")).to_be_visible()
    with house_today.database.reading() as session:
        assert [row.undone_at is not None for row in session.query(Correction)] == [True, True]


def test_who_types_before_the_script_has_come_goes_on_where_they_are(
    house_today: Any, serve: Callable[..., str], browser_page: Page
) -> None:
    page, url = browser_page, serve(house_today.app)
    sign_in(page, url, "sue")
    held: list[Route] = []
    page.route("**/choose.js*", lambda route: held.append(route))  # noqa: PLW0108  Playwright marks what it is given
    page.goto(url + address(house_today, "boiler"), wait_until="commit")
    about = page.get_by_role("combobox", name="What is it about?")
    about.fill("gas sm")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert len(held) == 1 and page.locator(".desk-choose").count() == 0
    held[0].continue_()
    expect(page.locator(".desk-choose").first).to_be_visible()
    expect(about).to_be_focused()
    page.keyboard.type("XY")
    expect(about).to_have_value("gXYas sm")


def test_without_javascript_it_is_confirmed_and_corrected(
    house_today: Any, serve: Callable[..., str], new_page: Callable[..., Page]
) -> None:
    page, url = new_page(java_script_enabled=False), serve(house_today.app)
    sign_in(page, url, "amina")
    page.goto(url + house_today.url("boiler"))
    page.get_by_role("button", name="This is right").click()
    expect(page.get_by_text("noted that we read it rightly")).to_be_visible()
    page.goto(url + address(house_today, "boiler"))
    assert page.locator("#matters option").count() > 150  # the browser offers them all
    page.get_by_text("Facts they tell").first.click()
    page.get_by_label("Child under 12 months").check()
    page.get_by_role("button", name="Save the correction").click()
    expect(page.get_by_text("Corrected. Thank you")).to_be_visible()
    assert "baby" in house_today.case("boiler").flags


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_form_fits_and_every_control_has_a_name(
    house_today: Any, serve: Callable[..., str], new_page: Callable[..., Page], width: int
) -> None:
    page, url = new_page(viewport={"width": width, "height": 800}), serve(house_today.app)
    sign_in(page, url, "amina")
    page.goto(url + address(house_today, "boiler"))
    page.get_by_text("Facts they tell").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(NAMELESS) == []
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
