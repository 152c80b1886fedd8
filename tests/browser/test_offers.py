"""Offers in a real browser: pushed to every page of the desk, taken by a key, lost in one line, asked why."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from small_plan import one_round, put_in_force

from router.model import Case, Offer, Staff
from tests.queues.house import house_today, landlord, model_house
from tests.queues.people import a_case

__all__ = ["house_today", "landlord", "model_house"]


@pytest.fixture
def routed(house_today: Any) -> Any:
    """The house of today with a plan in force and nothing waiting but what a test puts there; nobody is on."""
    put_in_force(house_today, house_today.clock(), wait=40, offer=30, ordinary=120)
    with house_today.database.transaction() as session:
        session.query(Case).filter(Case.state == "waiting").update(
            {"state": "closed", "closed_at": house_today.clock()}
        )
        session.query(Staff).update({"present_until": None})
    return house_today


def dispatch(house: Any) -> int:
    """One round of the real dispatcher."""
    return one_round(house, house.clock())


def an_emergency(house: Any, name: str = "light", title: str = "Water coming through the light fitting") -> None:
    with house.database.transaction() as session:
        a_case(session, house, name, title, lane=0, queue="repairs_emergency", urgency="emergency",
               danger=["electrical_danger"], channel="sms", waiting_since=house.clock())  # fmt: skip


def sign_in_quietly(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/desk")
    page.get_by_label("Email address").fill(f"{name}@larkshire.example")
    page.get_by_label("Password", exact=True).fill("four plain garden words")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("switch", name="Ready for offers")).to_be_checked()


def test_an_offer_reaches_a_page_where_somebody_types_and_is_taken_by_a_key(
    routed: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None]
) -> None:
    page, url = browser_page, serve(routed.app)
    sign_in_quietly(page, url, "amina")
    page.goto(f"{url}/desk/people")
    title = page.title()
    page.locator("#words").fill("Mrs Okafor, fl")
    an_emergency(routed)
    assert dispatch(routed) == 1
    panel = page.locator("#offers")
    expect(panel.get_by_role("heading", name="Water coming through the light fitting")).to_be_visible()
    expect(panel).to_contain_text("Emergency")
    expect(panel).to_contain_text("Danger: electrical danger")
    expect(panel).to_contain_text("Rule: Emergency, step 1")
    expect(panel.get_by_role("timer")).to_contain_text("seconds left")
    before = int(panel.get_by_role("timer").inner_text().split()[0])
    expect(page).to_have_title(f"(1 offer) {title}")
    expect(page.locator("#offer-said")).to_contain_text("Offered to you. Emergency: Water coming")
    expect(page.locator("#words")).to_be_focused()
    look(page, "offer-anywhere")
    page.wait_for_function(
        "before => parseInt(document.querySelector('.offer__left').textContent) < before", arg=before
    )
    page.locator("#words").focus()
    page.keyboard.press("Alt+a")
    page.wait_for_url("**/desk/cases/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Water coming through the light fitting")
    assert routed.case("light").agent_id == routed.people["amina"]
    expect(page).not_to_have_title("(1 offer)")


def test_whoever_is_second_is_told_who_was_first(
    routed: Any, serve: Callable[..., str], new_page: Callable[..., Page], look: Callable[[Page, str], None]
) -> None:
    amina, sue, url = new_page(), new_page(), serve(routed.app)
    sign_in_quietly(amina, url, "amina")
    sign_in_quietly(sue, url, "sue")
    an_emergency(routed)
    assert dispatch(routed) == 2
    expect(amina.locator("[data-accept]")).to_be_visible()
    expect(sue.locator("[data-accept]")).to_be_visible()
    sue.route("**/desk/offers", lambda route: route.abort())  # her screen has not heard of it yet
    amina.locator("[data-accept]").click()
    amina.wait_for_url("**/desk/cases/**")
    sue.locator("[data-accept]").click()
    expect(sue.locator("#offer-lost")).to_have_text("Too late: Amina Rahman has it.")
    expect(sue.locator("[data-offer]")).to_have_count(0)
    look(sue, "offer-lost")
    amina.goto(amina.url.split("?")[0] + "/why")
    expect(amina.locator("#why")).to_contain_text("Amina Rahman accepted.")
    expect(amina.locator("#why")).to_contain_text("Taken back from Sue Lindqvist")
    look(amina, "why-held")


def test_not_now_says_why_and_the_next_is_asked(routed: Any, serve: Callable[..., str], browser_page: Page) -> None:
    page, url = browser_page, serve(routed.app)
    sign_in_quietly(page, url, "amina")
    an_emergency(routed)
    assert dispatch(routed) == 1
    page.get_by_label("Why not now?").select_option(label="Not my area")
    page.get_by_role("button", name="Not now").click()
    expect(page.locator("[data-offer]")).to_have_count(0)
    with routed.database.reading() as session:
        offer = session.query(Offer).one()
        assert (offer.outcome, offer.reason) == ("rejected", "Not my area")
    expect(page.get_by_role("heading", level=1)).to_contain_text("waiting")


def test_two_unanswered_and_one_press_back(
    routed: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None]
) -> None:
    page, url = browser_page, serve(routed.app)
    sign_in_quietly(page, url, "amina")
    with routed.database.transaction() as session:
        amina = session.get(Staff, routed.people["amina"])
        amina.readiness, amina.missed_offers = "not_responding", 2
    expect(page.get_by_text("Two offers went by without an answer")).to_be_visible()
    expect(page.locator("#ready-switch")).to_have_text("Not responding")
    look(page, "offer-not-responding")
    page.get_by_role("button", name="I am back").click()
    expect(page.get_by_text("Two offers went by")).to_have_count(0)
    expect(page.get_by_role("switch", name="Ready for offers")).to_be_checked()
    page.get_by_role("switch", name="Ready for offers").click()
    expect(page.locator("#ready-switch")).to_have_text("Away")
    page.reload()
    expect(page.locator("#ready-switch")).to_have_text("Away")
    an_emergency(routed)
    assert dispatch(routed) == 0
    page.get_by_role("switch", name="Ready for offers").click()
    expect(page.locator("#ready-switch")).to_have_text("Ready")
    assert dispatch(routed) == 1


def test_an_offer_without_javascript(routed: Any, serve: Callable[..., str], new_page: Callable[..., Page]) -> None:
    page, url = new_page(java_script_enabled=False), serve(routed.app)
    sign_in_quietly(page, url, "amina")
    an_emergency(routed)
    assert dispatch(routed) == 1
    page.goto(f"{url}/desk/people")
    expect(page).to_have_title("(1 offer) Find – Larkshire Homes")
    expect(page.get_by_role("timer")).to_contain_text("Answer by")
    page.get_by_role("button", name="Not now").click()
    expect(page).to_have_url(f"{url}/desk/people")
    expect(page.locator("[data-offer]")).to_have_count(0)
    an_emergency(routed, "gas", "Smell of gas in the hall")
    assert dispatch(routed) == 1
    page.reload()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("This case is yours.")).to_be_visible()
    page.get_by_role("switch", name="Ready for offers").click()
    expect(page.get_by_role("switch", name="Ready for offers")).not_to_be_checked()


def test_the_sound_is_off_until_it_is_asked_for(routed: Any, serve: Callable[..., str], browser_page: Page) -> None:
    page, url = browser_page, serve(routed.app)
    page.add_init_script(
        "window.tones = 0; const start = OscillatorNode.prototype.start;"
        "OscillatorNode.prototype.start = function (at) { window.tones += 1; start.call(this, at); };"
    )
    sign_in_quietly(page, url, "amina")
    sound = page.get_by_role("switch", name="Sound when a case is offered")
    expect(sound).not_to_be_checked()
    an_emergency(routed)
    dispatch(routed)
    expect(page.locator("[data-offer]")).to_have_count(1)
    assert page.evaluate("window.tones") == 0
    sound.click()
    expect(sound).to_be_checked()
    heard = page.evaluate("window.tones")
    assert heard == 2  # so that one hears what to listen for
    page.get_by_role("button", name="Not now").click()
    an_emergency(routed, "gas", "Smell of gas in the hall")
    dispatch(routed)
    expect(page.get_by_role("heading", name="Smell of gas in the hall")).to_be_visible()
    assert page.evaluate("window.tones") == heard + 2


def test_by_keyboard_alone(routed: Any, serve: Callable[..., str], browser_page: Page) -> None:
    page, url = browser_page, serve(routed.app)
    sign_in_quietly(page, url, "amina")
    an_emergency(routed)
    assert dispatch(routed) == 1
    expect(page.locator("[data-accept]")).to_be_visible()
    page.goto(f"{url}/desk/people")
    order = []
    while len(order) < 30 and "accept" not in order:
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => [document.activeElement.id.replace(/-\\d+$/, ''), "
            "getComputedStyle(document.activeElement).outlineStyle, getComputedStyle(document.activeElement).boxShadow]"
        )
        order.append(focused[0])
    assert order.index("ready-switch") < order.index("sound") < order.index("accept")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(2500)  # longer than the panel is read again by itself
    assert page.evaluate("document.activeElement.value") == "area"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-offer]")).to_have_count(0)
    with routed.database.reading() as session:
        assert session.query(Offer).one().reason == "Not my area"


def test_ordinary_offers_leave_room_for_the_work(
    routed: Any, serve: Callable[..., str], new_page: Callable[..., Page], look: Callable[[Page, str], None]
) -> None:
    wide, narrow = new_page(), new_page(viewport={"width": 390, "height": 844})
    url = serve(routed.app)
    sign_in_quietly(wide, url, "amina")
    with routed.database.transaction() as session:
        for place in range(3):
            case = a_case(session, routed, f"tap{place}", f"Tap number {place} drips into the bath all night long",
                          lane=3, queue="repairs_emergency", urgency="routine", channel="email",
                          waiting_since=routed.clock())  # fmt: skip
            session.flush()
            at = routed.clock()
            session.add(Offer(case_id=case.id, agent_id=routed.people["amina"], fence=case.fence, offered_at=at,
                              expires_at=at + timedelta(seconds=90), outcome="offered"))  # fmt: skip
    one_line, in_full = 90, 100
    wide.goto(f"{url}/desk/people")
    expect(wide.locator(".offer:visible")).to_have_count(1)
    expect(wide.locator("#offers").get_by_role("timer").first).to_contain_text("seconds left")
    assert wide.evaluate("document.querySelector('.offer').offsetHeight") > in_full
    expect(wide.get_by_label("Why not now?").first).to_be_visible()
    sign_in_quietly(narrow, url, "amina")
    for page, name in ((wide, "wide"), (narrow, "narrow")):
        page.goto(f"{url}/desk/cases/{routed.cases['boiler']}")
        panel = page.locator("#offers")
        expect(page.locator(".offer:visible")).to_have_count(1)
        expect(page.get_by_text("and 2 more")).to_be_visible()
        expect(page.get_by_role("timer")).to_contain_text("seconds left")
        expect(page.get_by_role("heading", name="Tap number 0")).to_be_visible()
        expect(panel.get_by_role("button", name="Accept")).to_be_visible()
        look(page, f"offers-beside-work-{name}")
        assert page.evaluate("document.querySelector('.offer').offsetHeight") <= one_line
        assert page.evaluate("document.querySelector('#offers').offsetHeight") <= 150
        expect(page).to_have_title(re.compile(r"^\(3 offers\) "))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    narrow.locator("#offers").get_by_role("button", name="Not now").click()
    expect(narrow.get_by_text("and 1 more")).to_be_visible()
    with routed.database.reading() as session:
        assert [offer.reason for offer in session.query(Offer).filter_by(outcome="rejected")] == ["Another reason"]
    narrow.get_by_text("and 1 more").click()
    expect(narrow.locator(".offer:visible")).to_have_count(2)
    narrow.wait_for_timeout(2500)  # longer than the panel is read again by itself
    expect(narrow.locator(".offer:visible")).to_have_count(2)
    look(narrow, "offers-opened-narrow")
    an_emergency(routed)
    assert dispatch(routed) >= 1
    expect(narrow.locator(".offer--emergency")).to_contain_text("Danger: electrical danger")
    expect(narrow.locator(".offer--emergency .offer__danger")).to_be_visible()
    look(narrow, "offers-and-an-emergency-narrow")
