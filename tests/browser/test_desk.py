"""A day's work in a real browser: sign in, take next, answer, close; and what is typed is never lost."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from router.model import Case, Message, Tenant
from tests.queues.house import house_today, landlord, model_house
from tests.queues.people import PASSWORD, a_case

__all__ = ["house_today", "landlord", "model_house"]


def sign_in(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/desk")
    page.get_by_label("Email address").fill(f"{name}@larkshire.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("waiting")


def test_a_days_work(
    house_today: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None]
) -> None:
    page, url = browser_page, serve(house_today.app)
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{url}/desk")
    look(page, "desk-sign-in")
    sign_in(page, url, "amina")
    page.wait_for_timeout(400)
    look(page, "desk-inbox")
    page.get_by_role("button", name="Take next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Water is coming through the kitchen ceiling")
    expect(page.get_by_text("Safety first")).to_be_visible()
    look(page, "desk-emergency")
    page.get_by_label("Your answer", exact=True).fill(
        "A plumber is on the way. Please turn the lights off at the switch."
    )
    expect(page.locator("#reply-count")).to_contain_text("1 text message")
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_text("Your answer is written down")).to_be_visible()
    expect(page.get_by_text("Waiting to be sent.")).to_be_visible()
    with house_today.database.transaction() as session:
        session.query(Message).filter_by(kind="reply").one().state = "delivered"
    expect(page.get_by_text("Delivered.")).to_be_visible()  # the open page reads again by itself
    page.locator("summary", has_text="Close").click()
    page.get_by_role("button", name="Close the case").click()
    expect(page.get_by_text("Closed. If the tenant writes again")).to_be_visible()
    page.goto(url + house_today.url("boiler"))
    page.get_by_role("button", name="Take this case").click()
    page.get_by_text("Write a note for colleagues").click()
    page.locator("#note-text").fill("Mrs Okafor asked for a call after four.")
    page.get_by_role("button", name="Save note").click()
    page.get_by_label("Your answer", exact=True).fill(
        "Sorry about the boiler. An engineer will be with you tomorrow morning."
    )
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_text("Waiting to be sent.")).to_be_visible()
    look(page, "desk-case")
    page.goto(f"{url}/desk/people")
    page.get_by_role("searchbox").or_(page.locator("#words")).fill("Okafor")
    page.get_by_role("button", name="Find").click()
    look(page, "desk-find")
    assert [t for t in troubles if "events" not in t and "404" not in t] == []


def begin_an_answer(page: Page, url: str, house: Any) -> None:
    """Amina takes the boiler's case and types the first words."""
    sign_in(page, url, "amina")
    page.goto(url + house.url("boiler"))
    page.get_by_role("button", name="Take this case").click()
    page.wait_for_url("**done=taken**", wait_until="load")  # what is typed before the script is there it cannot keep
    page.get_by_label("Your answer", exact=True).fill("Dear Mrs Okafor, about the")


def test_what_is_typed_comes_back_after_the_session_was_cut(
    house_today: Any, serve: Callable[..., str], browser_page: Page
) -> None:
    page, url = browser_page, serve(house_today.app)
    begin_an_answer(page, url, house_today)
    page.context.clear_cookies()
    expect(page.get_by_text("You have been signed out.")).to_be_visible()
    page.get_by_role("link", name="Sign in again").click()
    page.get_by_label("Email address").fill("amina@larkshire.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Your answer", exact=True)).to_have_value("Dear Mrs Okafor, about the")


def test_what_is_typed_is_not_left_in_the_browser_for_whoever_sits_there_next(
    house_today: Any, serve: Callable[..., str], browser_page: Page
) -> None:
    page, url = browser_page, serve(house_today.app)
    begin_an_answer(page, url, house_today)
    page.wait_for_function("JSON.stringify(sessionStorage).includes('Okafor')")  # until the server has it
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Email address")).to_be_visible()
    assert "Okafor" not in page.evaluate("JSON.stringify(sessionStorage)")
    page.go_back()
    expect(page.get_by_label("Email address")).to_be_visible()
    page.evaluate("sessionStorage.setItem('typed:999:/desk:reply', 'of somebody whose session ran out')")
    sign_in(page, url, "amina")
    page.goto(url + house_today.url("boiler"))
    expect(page.get_by_label("Your answer", exact=True)).to_have_value("Dear Mrs Okafor, about the")
    assert page.evaluate("sessionStorage.getItem('typed:999:/desk:reply')") is None


def test_a_new_case_appears_by_itself(house_today: Any, serve: Callable[..., str], browser_page: Page) -> None:
    page, url = browser_page, serve(house_today.app)
    sign_in(page, url, "amina")
    with house_today.database.transaction() as session:
        a_case(session, house_today, "new", "The lift is stuck between floors", lane=0, queue="repairs_communal")
    expect(page.get_by_role("link", name="The lift is stuck between floors")).to_be_visible()


def test_a_day_without_javascript(house_today: Any, serve: Callable[..., str], new_page: Callable[..., Page]) -> None:
    page, url = new_page(java_script_enabled=False), serve(house_today.app)
    sign_in(page, url, "amina")
    page.get_by_role("button", name="Take next").click()
    page.locator("#reply-text").fill("On our way.")
    page.get_by_role("button", name="Count the parts").click()
    expect(page.locator("#reply-count")).to_contain_text("1 text message")
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_text("On our way.").first).to_be_visible()
    page.locator("summary", has_text="Hand over").click()
    page.locator("#queue").select_option("repairs_plumbing")
    page.locator("#hand-why").fill("Leak from above")
    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_text("Handed over.")).to_be_visible()


BROKEN = """() => [...document.querySelectorAll('.desk-table td')].flatMap((cell) => {
    const broken = [], walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        for (const word of walk.currentNode.data.matchAll(/[^\\s\\u2026@-]+/g)) {
            const range = document.createRange();
            range.setStart(walk.currentNode, word.index);
            range.setEnd(walk.currentNode, word.index + word[0].length);
            if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) broken.push(word[0]);
        }
    }
    return broken;
})"""
"""The words of the table that go on in another line than they began in."""
EDGES = """() => {
    const right = (thing) => thing.getBoundingClientRect().right;
    return {
        card: right(document.querySelector('.desk-section .fd-card')),
        due: [...document.querySelectorAll('.desk-table .desk-due')].map(right),
    };
}"""
"""How far right the card and the times reach, in one look: the list renews itself meanwhile."""
HOSTILE = "x" * 60 + "@" + ".".join(["y" * 60] * 3) + ".example"


@pytest.fixture
def full_line(house_today: Any) -> Any:
    """The line as it is on a bad day: long names, long titles, long queues, and a stranger's odd address."""
    long = [
        ("My neighbour's washing machine has flooded my bathroom and hallway again and nobody came although I rang",
         "Oluwaseun Adebayo-Richardson", "repairs_communal", "whatsapp"),
        ("Rent", "Bartholomew Featherstonehaugh-Cholmondeley", "repairs_gas_heating", "voice"),
        ("The extractor fan in the downstairs bathroom rattles and then stops, and the mould is coming back on the wall",
         "Wei Lee", "estates", "web"),
    ]  # fmt: skip
    at = house_today.clock()
    with house_today.database.transaction() as session:
        for number, (title, name, queue, channel) in enumerate(long):
            tenant = Tenant(number=f"T-200{number}", name=name, facts={})
            session.add(tenant)
            session.flush()
            a_case(session, house_today, f"long {number}", title, queue=queue, channel=channel, due=3000,
                   tenant_id=tenant.id, identity="known", party=f"+44770090001{number}")  # fmt: skip
        a_case(session, house_today, "odd", "Hello", channel="email", party=HOSTILE, due=5000)
        for case in session.query(Case).filter(Case.reference.in_([house_today.cases[f"long {n}"] for n in range(3)])):
            case.waiting_since, case.due_at = at - timedelta(hours=3, minutes=40), at + timedelta(days=2)
    return house_today


@pytest.mark.parametrize("width", [390, 800, 1024, 1280, 1500])
def test_no_word_of_the_list_is_broken_and_nothing_is_pushed_out(
    full_line: Any, serve: Callable[..., str], new_page: Callable[..., Page], width: int, look: Callable[..., None]
) -> None:
    page, url = new_page(viewport={"width": width, "height": 900}), serve(full_line.app)
    sign_in(page, url, "amina")
    if width == 1280:
        look(page, "desk-full")
    broken = page.evaluate(BROKEN)
    assert [word for word in broken if word not in HOSTILE] == []
    edges = page.evaluate(EDGES)
    assert edges["due"]
    assert [edge for edge in edges["due"] if edge > edges["card"]] == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_due_time_and_the_channel_stand_apart(
    full_line: Any, serve: Callable[..., str], new_page: Callable[..., Page], width: int, look: Callable[..., None]
) -> None:
    """In the list of one's own cases: beside each other on a phone, one above the other at a desk."""
    page, url = new_page(viewport={"width": width, "height": 844}), serve(full_line.app)
    sign_in(page, url, "amina")
    for _ in range(3):
        page.get_by_role("button", name="Take next").click()
        page.wait_for_load_state("load")
        page.goto(f"{url}/desk")
    expect(page.locator("a[id^=mine-]")).to_have_count(3)
    if width == 390:
        look(page, "desk-mine")
    boxes = page.evaluate(  # all in one moment: the list renews itself
        "() => [...document.querySelectorAll('a[id^=mine-]')].map(row => "
        "['.desk-due', '.desk-channel'].map(part => row.querySelector(part).getBoundingClientRect().toJSON()))"
    )
    assert len(boxes) == 3
    for due, icon in boxes:
        beside = abs(due["y"] - icon["y"]) < due["height"] / 2
        gap = icon["x"] - due["x"] - due["width"] if beside else icon["y"] - due["y"] - due["height"]
        assert beside == (width < 640)
        assert gap >= (8 if beside else -1)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(
    house_today: Any, serve: Callable[..., str], new_page: Callable[..., Page], width: int
) -> None:
    page, url = new_page(viewport={"width": width, "height": 800}), serve(house_today.app)
    with house_today.database.transaction() as session:  # one word without an end, as a long address is
        for case in session.query(Case):
            case.title = "x" * 160
            if case.home is not None:  # its words are a long sentence
                case.home.facts = {"vulnerable": True}
    sign_in(page, url, "sue")
    for address in ("/desk", house_today.url("boiler"), "/desk/people", "/desk/password", "/wallboard", "/reports"):
        page.goto(url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        for line in page.locator(".desk-table tbody tr").all():  # what is cut off is not scrolled to either
            box = line.bounding_box()
            assert box is None or box["x"] + box["width"] <= width, address


def test_every_control_can_be_named(house_today: Any, serve: Callable[..., str], browser_page: Page) -> None:
    page, url = browser_page, serve(house_today.app)
    sign_in(page, url, "amina")
    page.goto(url + house_today.url("boiler"))
    page.get_by_role("button", name="Take this case").click()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('input:not([type=hidden]),select,textarea,button,a,img')]
        .filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') || e.getAttribute('alt') !== null
            || (e.labels && e.labels.length)))
        .map((e) => e.outerHTML.slice(0, 90))"""
    )
    assert nameless == []
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
    assert re.search("lang=.en-GB", page.content())
