"""The page of whoever comes, on a phone: big buttons, no JavaScript needed."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from builders import PASSWORD
from PIL import Image
from playwright.sync_api import Page, expect
from visit_house import WEDNESDAY, Visiting, agree, visiting

from config import web
from router.model import Appointment
from router.storage.database import hold_case

__all__ = ["visiting"]

PHONE = {"width": 390, "height": 844}


def path(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def test_a_visit_on_a_phone_without_javascript(
    visiting: Visiting, new_page: Callable[..., Page], look: Any, serve: Any, tmp_path: Path
) -> None:
    visiting.house.visits.offer_again = None
    visiting.clock.at = WEDNESDAY + timedelta(minutes=40)
    with visiting.house.database.transaction() as session:
        hold_case(session, visiting.case_id)
        session.get_one(
            Appointment, visiting.visit_id
        ).note = "There is a dog: it is shut in the kitchen.\nPlease ring twice."
    base = serve(web.create_app(visiting.house))
    page = new_page(viewport=PHONE, java_script_enabled=False, has_touch=True)
    page.goto(base + path(visiting.house.visit_link(visiting.visit())))
    look(page, "visit-booked")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box is None or (box["height"] >= 44 and box["width"] > 200), button.inner_text()
    page.get_by_label("30 min").check()
    page.get_by_role("button", name="I am on my way").click()
    expect(page.get_by_text("Noted: you are on the way.")).to_be_visible()
    look(page, "visit-on-the-way")
    assert len(visiting.told()) == 1
    page.get_by_role("button", name="I have arrived").click()
    expect(page.locator("#state")).to_contain_text("You are there")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("alert")).to_contain_text("Say in a few words")
    look(page, "visit-empty")
    photo = tmp_path / "tap.jpg"
    Image.new("RGB", (60, 40), "green").save(photo)
    page.get_by_label("Photos of the work").set_input_files(photo)
    page.get_by_role("button", name="Send the photos").click()
    expect(page.get_by_text("kept with the case.")).to_be_visible()
    page.get_by_label("What was done").fill("New washer in the kitchen tap.")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("New washer in the kitchen tap.")).to_be_visible()
    look(page, "visit-done")
    assert len(visiting.told()) == 1 and visiting.visit().state == "done"


def test_nobody_in_and_the_round(visiting: Visiting, new_page: Callable[..., Page], look: Any, serve: Any) -> None:
    visiting.house.visits.offer_again = None
    visiting.clock.at = WEDNESDAY + timedelta(minutes=40)
    agree(
        visiting.house, visiting.case_id, visiting.derek, WEDNESDAY + timedelta(hours=6), ("electrical.light_fitting",)
    )
    base = serve(web.create_app(visiting.house))
    page = new_page(viewport=PHONE)
    page.goto(base + path(visiting.house.round_link(visiting.visit().resource, WEDNESDAY.date())))
    look(page, "visit-round")
    page.get_by_role("link", name=re.compile("09:00")).click()
    page.get_by_text("Nobody is in").click()
    look(page, "visit-nobody")
    page.get_by_role("button", name="Nobody was in").click()
    expect(page.get_by_role("heading", name="Write on the card")).to_be_visible()
    look(page, "visit-card")
    page.goto(base + "/visit/no-such-link")
    look(page, "visit-over")
    expect(page.get_by_role("heading")).to_contain_text("does not open anything")
    assert visiting.visit().state == "no_access"


def test_the_page_of_links_and_calendars(visiting: Visiting, browser_page: Page, look: Any, serve: Any) -> None:
    page, base = browser_page, serve(web.create_app(visiting.house))
    page.goto(f"{base}/desk/diary/links")
    page.get_by_label("Email address").fill("sue@homes.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Links and calendars")).to_be_visible()
    look(page, "diary-links")
    page.get_by_role("button", name="End links of Derek Fairlamb").click()
    expect(page.get_by_text("Every link of Derek Fairlamb is ended.")).to_be_visible()
