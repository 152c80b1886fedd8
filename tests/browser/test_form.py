"""The contact form in a real browser: the whole journey, with JavaScript and without."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from router.errors import CannotKeep
from tests.channels.web.pretend_house import PretendHouse

Serve = Callable[[Flask], str]
Look = Callable[[Page, str], None]
STORY = "Water is coming through the bathroom ceiling.\nIt began this morning. 🚿"


@pytest.fixture
def house() -> PretendHouse:
    return PretendHouse()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "ceiling.jpg"
    content = BytesIO()
    Image.new("RGB", (1200, 900), "#7a8f8a").save(content, "JPEG")
    path.write_bytes(content.getvalue())
    return path


def go_on(page: Page, name: str = "Continue") -> None:
    page.get_by_role("button", name=name, exact=True).click()


def fill_in(page: Page, address: str, picture: Path, show: Callable[[str], None] = lambda _: None) -> None:
    page.goto(f"{address}/report")
    show("1-start")
    page.get_by_role("button", name="Tell us what is wrong").click()
    page.get_by_label("What is wrong?").fill(STORY)
    show("2-problem")
    go_on(page)
    page.get_by_label("Choose photos").set_input_files(picture)
    go_on(page, "Add and stay here")
    expect(page.get_by_text("ceiling.jpg").first).to_be_visible()
    show("3-photos")
    go_on(page)
    page.get_by_label("My home").check()
    page.get_by_label("Address, or where the shared area is").fill("Flat 4, 12 Mill Lane")
    page.get_by_label("Postcode, if you know it").fill("zz11aa")
    show("4-where")
    go_on(page)
    page.get_by_label("What is your name?").fill("Mrs Okafor")
    show("5-name")
    go_on(page)
    page.get_by_label("By text message").check()
    page.get_by_label("Mobile number").fill("07700 900123")
    show("6-contact")
    go_on(page)
    page.get_by_label("A baby or a child under 5").check()
    show("7-needs")
    go_on(page)
    expect(page.get_by_role("heading", name="Is this right?")).to_be_visible()
    show("8-check")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_a_tenant_reports_a_leak(
    scripts: bool, house: PretendHouse, serve: Serve, new_page: Callable[..., Page], look: Look, picture: Path
) -> None:
    page = new_page(java_script_enabled=scripts)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("response", lambda answer: wrong.append(answer.url) if answer.status >= 400 else None)
    fill_in(page, serve(house.app()), picture, lambda name: look(page, f"form-{name}") if scripts else None)
    go_on(page, "Send")
    expect(page.get_by_role("heading", name="We have your report")).to_be_visible()
    expect(page.get_by_text("FD-00001")).to_be_visible()
    look(page, "form-9-done") if scripts else None
    page.get_by_role("link", name="how it stands").click()
    expect(page.get_by_text("A person is reading it")).to_be_visible()
    look(page, "form-10-progress") if scripts else None
    (message,) = house.kept.values()
    assert message.text.startswith(STORY)
    assert message.reply_to == "+447700900123"
    assert [file.name for file in message.attachments] == ["ceiling.jpg"]
    assert not wrong


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_safety_words_come_by_themselves(
    scripts: bool, house: PretendHouse, serve: Serve, new_page: Callable[..., Page], look: Look, picture: Path
) -> None:
    house.safety = ("Do not touch wet lights or switches.", "Keep everyone away from the room.")
    house.placed_after = 2
    page = new_page(java_script_enabled=scripts)
    fill_in(page, serve(house.app()), picture)
    go_on(page, "Send")
    expect(page.get_by_text("Please do this now")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("Keep everyone away from the room.")).to_be_visible()
    look(page, "form-11-safety") if scripts else None


def test_what_cannot_be_kept_stays_in_the_form(
    house: PretendHouse, serve: Serve, browser_page: Page, look: Look, picture: Path
) -> None:
    page = browser_page
    fill_in(page, serve(house.app()), picture)
    house.down = CannotKeep("no database")
    go_on(page, "Send")
    expect(page.get_by_role("heading", name="It is not sent yet")).to_be_visible()
    expect(page.get_by_text("Water is coming through")).to_be_visible()
    look(page, "form-12-not-kept")
    house.down = None
    go_on(page, "Try again")
    expect(page.get_by_text("FD-00001")).to_be_visible()


def test_mistakes_are_told_kindly_and_reached_by_keyboard(
    house: PretendHouse, serve: Serve, browser_page: Page, look: Look
) -> None:
    page = browser_page
    page.goto(f"{serve(house.app())}/report/contact")
    page.get_by_label("By text message").check()
    page.get_by_label("Mobile number").fill("01632 960001")
    go_on(page)
    expect(page).to_have_title("Error: How can we answer you? – Larkshire Homes")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.get_by_label("Mobile number")).to_have_value("01632 960001")
    page.get_by_role("link", name="This looks like a landline").click()
    expect(page.get_by_label("Mobile number")).to_be_focused()
    look(page, "form-13-mistake")


def test_no_page_is_wider_than_a_small_phone(
    house: PretendHouse, serve: Serve, new_page: Callable[..., Page], picture: Path
) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    too_wide: list[str] = []

    def measure(name: str) -> None:
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            too_wide.append(name)

    fill_in(page, serve(house.app()), picture, measure)
    go_on(page, "Send")
    expect(page.get_by_text("FD-00001")).to_be_visible()
    measure("done")
    assert not too_wide


def test_back_and_a_second_press_make_no_second_report(
    house: PretendHouse, serve: Serve, browser_page: Page, picture: Path
) -> None:
    page = browser_page
    fill_in(page, serve(house.app()), picture)
    page.get_by_role("button", name="Send", exact=True).dblclick()
    expect(page.get_by_text("FD-00001")).to_be_visible()
    page.go_back()
    if page.get_by_role("button", name="Send", exact=True).count():
        go_on(page, "Send")
    expect(page.get_by_text("FD-00001")).to_be_visible()
    assert len(house.kept) == 1
