"""Times chosen in a real browser, with the real house behind it: with JavaScript and without, on a phone and on a desk."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

sys.path.insert(0, str(Path(__file__).parents[1]))

from appointment_house import LATE, WEEK, add_person, visits
from builders import Cast
from doubles import FrozenClock

from config.web import create_app
from config.wiring import House
from router.clock import london

Serve = Callable[[Flask], str]
Look = Callable[[Page, str], None]


@pytest.fixture(autouse=True)
def plumbers(house: House, cast: Cast) -> None:
    add_person(house, "derek", hours=WEEK)
    add_person(house, "lena", hours=LATE)


def tell(page: Page, address: str) -> None:
    """The form, from the first page to the last."""

    def on(name: str = "Continue") -> None:
        page.get_by_role("button", name=name, exact=True).click()

    page.goto(f"{address}/report/problem")
    page.get_by_label("What is wrong?").fill("The tap in our kitchen is dripping.")
    on()
    page.goto(f"{address}/report/where")  # no photo
    page.get_by_label("My home").check()
    page.get_by_label("Address, or where the shared area is").fill("1 Alder Road")
    page.get_by_label("Postcode, if you know it").fill("lx1 2ab")
    on()
    on()
    page.get_by_label("By text message").check()
    page.locator("#phone_text").fill("07700 900101")
    on()
    on()
    on("Send")
    expect(page.get_by_role("heading", name="We have your report")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_times_appear_once_the_case_is_placed_and_one_is_chosen(
    house: House, clock: FrozenClock, serve: Serve, new_page: Callable[..., Page], look: Look, scripts: bool
) -> None:
    page = new_page(java_script_enabled=scripts)
    address = serve(create_app(house))
    tell(page, address)
    house.journey.drain()
    choice = page.get_by_role("group", name="When can we come?")
    expect(choice).to_be_visible()  # the page reads itself again
    expect(choice.get_by_role("radio")).to_have_count(5)
    show = look if scripts else lambda page, name: None
    show(page, "times-confirmation")
    page.get_by_role("button", name="Choose").click()
    expect(page.get_by_text("Choose one of these first.")).to_be_visible()
    choice.get_by_role("radio").first.check()
    show(page, "times-chosen")
    page.get_by_role("button", name="Choose").click()
    expect(page.get_by_role("heading", name="Your visit")).to_be_visible()
    [visit] = visits(house, "booked")
    expect(page.get_by_text(f"{london(visit.window_from):%A %-d %B}").first).to_be_visible()
    page.get_by_text("Change it").click()
    show(page, "times-booked")
    page.get_by_role("button", name="Ask for another time").click()
    expect(page.get_by_text("We have your answer.")).to_be_visible()
    house.journey.drain()
    expect(page.get_by_role("group", name="When can we come?")).to_be_visible()  # it looked again by itself
    show(page, "times-move")
    for number, width in enumerate((320, 1280)):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth") if scripts else width
        assert wide <= width, (number, "nothing sticks out")
