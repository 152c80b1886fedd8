"""The newer pages of the diary and of what we owe, by keyboard, on a phone and on paper; to look at."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from router.clock import london
from tests.browser.conftest import PHONE, PICTURES
from tests.browser.test_desk import sign_in
from tests.queues.diaries import a_visit, open_diary
from tests.queues.house import house_today, landlord, model_house
from tests.queues.test_desk_owed import a_clock, owes

__all__ = ["house_today", "landlord", "model_house"]

_STEP = """() => {
  const one = document.activeElement, seen = getComputedStyle(one), box = one.getBoundingClientRect();
  return {name: one.tagName + ' ' + (one.textContent || one.getAttribute('aria-label') || one.name || '').trim().slice(0, 30),
          body: one === document.body, parts: ['date', 'time'].includes(one.type), top: box.top + scrollY, width: box.width,
          marked: seen.outlineStyle !== 'none' || seen.boxShadow !== 'none' || seen.backgroundColor === 'rgb(255, 221, 0)'
                  || (one.nextElementSibling !== null && getComputedStyle(one.nextElementSibling, '::before').boxShadow !== 'none')};
}"""


@pytest.fixture
def house(house_today: Any) -> Any:
    open_diary(house_today)
    number = a_visit(house_today, "leak")
    owes(house_today, number)
    a_visit(house_today)
    a_clock(house_today, "rent", "rtr_sink_blocked", 40)
    return house_today


def pages(house: Any) -> dict[str, str]:
    day = london(house.clock()).date() + timedelta(days=1)
    return {"owed": "/desk/owed", "diary-people": "/desk/diary/people", "diary-person": "/desk/diary/people/1",
            "series": "/desk/sessions/series", "day-list": f"/desk/diary/list?who=1&day={day}"}  # fmt: skip


@pytest.mark.parametrize("name", ["owed", "diary-people", "diary-person", "series", "day-list"])
def test_by_keyboard_on_a_phone_and_on_paper(
    house: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None], name: str
) -> None:
    page, url = browser_page, serve(house.app)
    sign_in(page, url, "sue")
    page.goto(url + pages(house)[name])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)
    look(page, f"seen-{name}")
    reached = list[str]()
    for _ in range(60):
        page.keyboard.press("Tab")
        step = page.evaluate(_STEP)
        if step["body"]:
            break
        inside = step["parts"] and step["name"] in reached  # the hours, the minutes, the button: marked by the browser
        assert step["marked"] or inside or step["width"] == 0, f"nothing shows that {step['name']!r} has the focus"
        reached.append(step["name"])
    assert len(reached) > 5 and len(set(reached)) > 5
    page.set_viewport_size(PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{wide} pixels too wide for a phone"
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    shown = page.locator("button:visible, input[type=submit]:visible, nav:visible a")
    assert shown.count() == 0, f"{shown.all_text_contents()} on paper"
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.emulate_media(media=None)
    assert page.pdf(path=PICTURES / f"seen-{name}.pdf", format="A4").startswith(b"%PDF")


def test_saved_is_said_where_the_page_opens(house: Any, serve: Callable[..., str], browser_page: Page) -> None:
    page, url = browser_page, serve(house.app)
    sign_in(page, url, "sue")
    page.set_viewport_size({"width": 1280, "height": 500})
    page.goto(f"{url}/desk/diary")
    page.get_by_label("Who or which").select_option(label="Ravi Sandhu")
    day = london(house.clock()).date() + timedelta(days=3)
    page.get_by_label("From", exact=True).fill(day.isoformat())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. No time is offered then.")).to_be_in_viewport()
