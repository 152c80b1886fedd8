"""The wallboard in a real browser: what waits now, red when an emergency does, fresh by itself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from router.model import Heartbeat
from tests.queues.house import house_today, landlord, model_house
from tests.queues.people import PASSWORD, a_case

__all__ = ["house_today", "landlord", "model_house"]


def test_the_wallboard_shows_what_waits_and_refreshes_by_itself(
    house_today: Any, serve: Callable[..., str], browser_page: Page, look: Callable[[Page, str], None]
) -> None:
    page, url = browser_page, serve(house_today.app)
    with house_today.database.transaction() as session:
        for name in ("clock", "smtp", "worker-1"):
            session.add(Heartbeat(name=name, at=house_today.clock() - timedelta(seconds=2), data={}))
    page.goto(f"{url}/wallboard")
    page.get_by_label("Email address").fill("sue@larkshire.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    alarm = page.get_by_label("Emergencies")
    expect(alarm).to_contain_text("Emergency waiting")
    expect(page.get_by_role("listitem").filter(has_text="people on")).to_contain_text("1")
    look(page, "wallboard")
    assert "zzCANARY" not in page.content() and "Okafor" not in page.content()
    with house_today.database.transaction() as session:
        a_case(
            session,
            house_today,
            "gas",
            "Smell of gas",
            lane=0,
            queue="repairs_emergency",
            waiting_since=house_today.clock() - timedelta(minutes=3),
        )
    expect(alarm).to_contain_text("Emergencies waiting")
    expect(alarm).to_contain_text("Longer than 2 minutes")
    assert alarm.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(166, 25, 46)"
    page.goto(f"{url}/reports")
    look(page, "reports")
