"""The handset in a real browser: text, ring, write, and see what comes back."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from config.sandbox.sandbox import Sandbox
from tests.config.sandbox.stand import OURS, TENANT, Product, running_product, sandbox_settings, twilio_client

GREETING = '<Gather input="speech dtmf" action="/need"><Say>How can we help?</Say></Gather>'
TENANTS = [{"name": "Grace Okafor", "phone": TENANT, "email": "grace.okafor@mail.example"}]


@pytest.fixture
def product() -> Iterator[Product]:
    """What the sandbox talks to."""
    with running_product() as product:
        yield product


@pytest.fixture
def sandbox(product: Product, tmp_path: Path) -> Iterator[Sandbox]:
    """The sandbox, with one demo tenant to be."""
    (tmp_path / "demo.json").write_text(json.dumps({"tenants": TENANTS}))
    with Sandbox(sandbox_settings(product, tmp_path)) as sandbox:
        yield sandbox


@pytest.fixture
def handset(browser_page: Page, sandbox: Sandbox) -> Iterator[Page]:
    """The page; nothing may go wrong on it."""
    wrong: list[str] = []
    browser_page.on("pageerror", lambda error: wrong.append(str(error)))
    browser_page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    browser_page.goto(f"{sandbox.url}/handset")
    expect(browser_page.get_by_label("Who you are")).to_have_value("0")
    yield browser_page
    assert wrong == []


def test_a_text_goes_and_an_answer_comes_by_itself(
    handset: Page, sandbox: Sandbox, product: Product, look: Callable[[Page, str], None]
) -> None:
    handset.get_by_role("button", name="Smell gas").click()
    expect(handset.get_by_label("Message", exact=True)).to_have_value("I can smell gas really strong in the kitchen")
    handset.get_by_role("button", name="Send", exact=True).click()
    expect(handset.locator(".bubble.mine")).to_contain_text("smell gas")
    twilio_client(sandbox).messages.create(
        to=TENANT, from_=OURS, body="<b>Open</b> the windows. http://homes.example/x"
    )
    expect(handset.locator(".bubble.theirs")).to_contain_text("<b>Open</b> the windows.")
    expect(handset.locator(".bubble.theirs a")).to_have_attribute("href", "http://homes.example/x")
    assert [form["From"] for form in product.told("/channels/sms/inbound")] == [TENANT]
    look(handset, "handset")


def test_the_same_words_sent_twice_are_two_bubbles(handset: Page) -> None:
    held: list[tuple[Route, APIResponse]] = []
    handset.route("**/sandbox/text", lambda route: held.append((route, route.fetch())))  # the answer is on its way
    for _ in range(2):
        handset.get_by_label("Message", exact=True).fill("hello?")
        handset.get_by_role("button", name="Send", exact=True).click()
    expect(handset.locator(".bubble.mine small", has_text="✓✓")).to_have_count(2)
    expect(handset.locator(".bubble.mine")).to_have_count(2)
    for route, answer in held:
        route.fulfill(response=answer)


def test_a_text_that_did_not_go_says_so_at_once(handset: Page) -> None:
    handset.route("**/sandbox/text", lambda route: route.fulfill(status=204))
    handset.get_by_label("Message", exact=True).fill("hello?")
    handset.get_by_role("button", name="Send", exact=True).click()
    expect(handset.locator(".bubble.mine")).to_contain_text("Not sent")


def test_a_call_is_spoken_on_the_screen(handset: Page, product: Product) -> None:
    product.answers["/channels/voice/answer"] = lambda form: (f"<Response>{GREETING}</Response>", 200)
    product.answers["/need"] = lambda form: ('<Response><Say>Thank you.</Say><Pause length="9999"/></Response>', 200)
    handset.get_by_role("button", name="Ring: water").click()
    expect(handset.locator("#captions")).to_contain_text("How can we help?")  # nothing on the page moves after that
    expect(handset.get_by_label("What you say")).to_have_value("there's water coming through the kitchen light")
    handset.get_by_role("button", name="Say it", exact=True).click()
    expect(handset.locator("#captions")).to_contain_text("Thank you.")
    handset.get_by_role("button", name="Hang up", exact=True).click()
    expect(handset.locator("#call-state")).to_contain_text("Call ended")
    assert "kitchen light" in product.told("/need")[0]["SpeechResult"]


def test_a_mail_goes_with_its_photo_and_shows_the_servers_answer(handset: Page, product: Product) -> None:
    handset.get_by_role("button", name="Email a photo").click()
    expect(handset.locator("#letter-attached img")).to_be_visible()
    handset.locator("#letter").get_by_role("button", name="Send").click()
    handset.locator("details.item summary").click()
    expect(handset.locator("details.item .smtp")).to_contain_text("250 2.0.0 Kept")
    assert b"bedroom-wall.jpg" in product.mails[0][2]


def test_a_photo_goes_by_text(handset: Page, product: Product) -> None:
    wall = Path(__file__).parents[2] / "config" / "sandbox" / "static" / "damp-wall.jpg"
    handset.locator("#photo").set_input_files(wall)
    handset.get_by_label("Message", exact=True).fill("look at this")
    handset.get_by_role("button", name="Send", exact=True).click()
    expect(handset.locator(".bubble.mine img")).to_be_visible()
    assert product.told("/channels/sms/inbound")[0]["NumMedia"] == "1"


def test_an_incoming_call_rings_and_is_answered(handset: Page, sandbox: Sandbox) -> None:
    words = "<Response><Say>This is about your repair.</Say></Response>"
    twilio_client(sandbox).calls.create(to=TENANT, from_=OURS, twiml=words)
    expect(handset.get_by_role("alertdialog")).to_contain_text("Larkshire Homes")
    handset.get_by_role("button", name="Answer", exact=True).click()
    expect(handset.locator("#captions")).to_contain_text("This is about your repair.")


def test_what_is_typed_stays_when_news_comes(handset: Page, sandbox: Sandbox) -> None:
    handset.get_by_label("Message", exact=True).fill("half a sent")
    twilio_client(sandbox).messages.create(to=TENANT, from_=OURS, body="news")
    expect(handset.locator(".bubble.theirs")).to_contain_text("news")
    expect(handset.get_by_label("Message", exact=True)).to_have_value("half a sent")


def test_it_fits_a_phone(new_page: Callable[..., Page], sandbox: Sandbox) -> None:
    page = new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{sandbox.url}/handset")
    expect(page.locator("#composer")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Try this").click()
    page.get_by_role("button", name="STOP the water").click()
    expect(page.get_by_label("Message", exact=True)).to_have_value("STOP the water!! its coming through the ceiling")
