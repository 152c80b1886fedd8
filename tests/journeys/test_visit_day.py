"""A visit's link before its day, on it and after it; and the photos that the tenant sent, drawn anew."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from visit_house import WEDNESDAY, Visiting, visiting

from config import web
from router.appointments.capacity import add_leave, for_good
from router.model import Attachment, Deadline, Message, Resource, Tenant

__all__ = ["visiting"]


def a_photo() -> bytes:
    """With words that a phone wrote into it."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "taken at 51.5 N"
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def press(client: FlaskClient, address: str, what: str, **more: Any) -> str:
    """Press a button; the page that follows."""
    answer = client.post(address, data={"what": what, **more})
    assert answer.status_code == 303
    return client.get(answer.headers["Location"]).text


@pytest.fixture
def client(visiting: Visiting) -> FlaskClient:
    """A phone's browser."""
    return web.create_app(visiting.house).test_client()


@pytest.fixture
def address(visiting: Visiting) -> str:
    return re.sub(r"^https?://[^/]+", "", visiting.house.visit_link(visiting.visit()))


def sent(visiting: Visiting, direction: str = "in", kind: str = "image/jpeg") -> int:
    """A photo that came with the tenant's words; its id."""
    content = a_photo()
    kept = visiting.house.blobs.put(content)
    with visiting.house.database.transaction() as session:
        query = select(Message).where(Message.case_id == visiting.case_id, Message.direction == direction)
        message = session.scalars(query.order_by(Message.id)).first()
        row = Attachment(message_id=message.id, name="tap.jpg", content_type=kind, sha256=kept.sha256, size=len(content),
                         state="kept", next_at=visiting.clock())  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def test_before_its_day_it_says_what_and_when_and_from_when_more_can_be_said(
    visiting: Visiting, client: FlaskClient, address: str
) -> None:
    page = client.get(address).text
    assert "This visit is Wed 17 June." in page or "This visit is Wed 17 Jun." in page
    assert "1 Alder Road" in page and "8am to 12 noon" in page and "tap" in page.lower()
    assert "I am on my way" not in page and "Send the photos" in page
    assert "on another day" in press(client, address, "on_the_way")


def test_whoever_comes_reads_by_when_the_law_wants_it_done(
    visiting: Visiting, client: FlaskClient, address: str
) -> None:
    assert "By law" not in client.get(address).text
    with visiting.house.database.transaction() as session:
        due = WEDNESDAY + timedelta(days=1)
        session.add(Deadline(case_id=visiting.case_id, rule="rtr_tap", started_at=visiting.clock(), due_at=due))
    assert "By law this is to be done by Thu 18 Jun" in client.get(address).text


def test_after_its_day_it_can_only_be_read(visiting: Visiting, client: FlaskClient, address: str) -> None:
    visiting.clock.at = WEDNESDAY + timedelta(hours=1)
    press(client, address, "arrived")
    visiting.clock.at = WEDNESDAY + timedelta(hours=17)  # one in the morning of Thursday
    page = client.get(address).text
    assert "The day of this visit is over" in page and "Ngozi" not in page
    assert "<button" not in page and "Send the photos" not in page
    assert "nothing can be said of it here any more" in press(client, address, "done", outcome="A new tap")
    assert "nothing can be said" in press(client, address, "photo", photos=(io.BytesIO(a_photo()), "tap.jpg"))
    assert visiting.visit().state == "arrived"


def test_the_tenants_photos_are_shown_drawn_anew_and_only_to_this_link(
    visiting: Visiting, client: FlaskClient, address: str
) -> None:
    number, other = sent(visiting), sent(visiting, kind="image/heic")
    page = client.get(address).text
    assert f"{address}/photo/{number}" in page and f"/photo/{other}" not in page
    answer = client.get(f"{address}/photo/{number}")
    assert answer.status_code == 200 and answer.mimetype == "image/jpeg"
    assert Image.open(io.BytesIO(a_photo())).getexif() and not Image.open(io.BytesIO(answer.data)).getexif()
    assert client.get(f"{address}/photo/{other}").status_code == 404
    assert client.get(f"{address[:-3]}abc/photo/{number}").status_code == 404


@pytest.mark.parametrize("hide", ["case", "tenant", "over", "past"])
def test_no_photo_of_a_restricted_case_or_of_a_visit_that_is_over(
    visiting: Visiting, client: FlaskClient, address: str, hide: str
) -> None:
    number = sent(visiting)
    assert client.get(f"{address}/photo/{number}").status_code == 200
    with visiting.house.database.transaction() as session:
        visit: Any = session.get_one(type(visiting.visit()), visiting.visit_id)
        if hide == "case":
            visit.case.restricted = True
        elif hide == "tenant":
            session.get_one(Tenant, visit.case.tenant_id).restricted = True
        elif hide == "over":
            visit.state = "done"
    if hide == "past":
        visiting.clock.at = WEDNESDAY + timedelta(hours=17)
    assert client.get(f"{address}/photo/{number}").status_code == 404
    assert "Photos from the tenant" not in client.get(address).text and "Ngozi" not in client.get(address).text


def test_who_has_left_us_reads_no_more_of_a_visit_that_nobody_has_moved_yet(
    visiting: Visiting, client: FlaskClient, address: str
) -> None:
    feed, round_page = f"/diary/{'s' * 32}.ics", re.search(r"/round/[^\"]+", client.get(address).text)
    assert round_page is not None
    visit = visiting.visit()
    with visiting.house.database.transaction() as session:
        resource = session.get_one(Resource, visit.resource_id)
        away = visiting.clock() + timedelta(hours=1)
        until = for_good(away)
        leave, _ = add_leave(session, resource, away, until, "staff:1", visiting.clock(), known=[visit.id])
        assert leave is not None
    assert all(client.get(each).status_code == 200 for each in (address, feed)), "their day has not come"
    visiting.clock.at = away
    visiting.house.reminders.tell_rounds()
    visiting.clock.at = WEDNESDAY - timedelta(hours=12)
    visiting.house.reminders.tell_rounds()
    visiting.clock.at = away
    assert visiting.written("round") == [], "nor are they texted of it"
    assert "Alder Road" not in client.get(address).text
    assert "Alder Road" not in client.get(round_page[0]).text
    assert client.get(feed).status_code == 404


def test_hours_before_its_time_nobody_is_on_the_way(visiting: Visiting, client: FlaskClient, address: str) -> None:
    visiting.clock.at = WEDNESDAY - timedelta(hours=3)
    page = client.get(address).text
    assert "I am on my way" not in page and "From 7am you say here that you are on your way" in page
    for what in ("on_the_way", "arrived"):
        assert "a time that has not begun" in press(client, address, what)
    assert visiting.visit().state == "booked" and "on the way" not in " ".join(visiting.told())
    visiting.clock.at = WEDNESDAY - timedelta(minutes=50)
    press(client, address, "on_the_way")
    assert visiting.visit().state == "on_the_way"
