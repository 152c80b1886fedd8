"""Whoever comes says what becomes of the visit, by a signed link on their phone; and what it must not open."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from builders import OKAFOR, a_text, hear
from doubles import FrozenClock
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from visit_house import WEDNESDAY, Visiting, agree, somebody, visiting

from config import web
from queues.visit import links, pages
from router.appointments import booking, visits
from router.model import Appointment, Attachment, Event, Message, Resource
from router.storage.database import hold_case

__all__ = ["visiting"]

ON_THE_DAY = WEDNESDAY + timedelta(minutes=40)


@pytest.fixture
def client(visiting: Visiting) -> FlaskClient:
    """A phone's browser on the day of the visit."""
    visiting.clock.at = ON_THE_DAY
    visiting.house.visits.offer_again = None
    return web.create_app(visiting.house).test_client()


@pytest.fixture
def address(visiting: Visiting) -> str:
    return path(visiting.house.visit_link(visiting.visit()))


def path(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def press(client: FlaskClient, address: str, what: str, **more: Any) -> str:
    """Press a button; the page that follows."""
    answer = client.post(address, data={"what": what, **more})
    answer.request.environ["wsgi.input"].close()  # the client keeps a large upload in a file of its own
    assert answer.status_code == 303, answer.status_code
    return client.get(answer.headers["Location"]).text


def test_the_page_says_where_what_for_and_whom_to_ask_for_and_no_more(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    assert "1 Alder Road, Larkbridge" in page and "LX1 2AB" in page
    assert "8am to 12 noon" in page and f'href="tel:{OKAFOR}"' in page and "Ring Ngozi" in page
    assert "tap" in page.lower()
    assert "Okafor" not in page and "T0" not in page and "kitchen tap dripping at" not in page


def test_on_the_way_arrived_done(visiting: Visiting, client: FlaskClient, address: str) -> None:
    page = press(client, address, "on_the_way", minutes="30")
    assert "you are on the way" in page and visiting.visit().state == "on_the_way"
    (text,) = visiting.told()
    assert "Derek is on the way to you and should be there by about 9.10am" in text
    press(client, address, "arrived")
    assert visiting.visit().state == "arrived"
    page = press(client, address, "done", outcome="New washer in the kitchen tap.")
    visit = visiting.visit()
    assert (visit.state, visit.outcome) == ("done", "New washer in the kitchen tap.")
    assert "New washer" in page and "Alder Road" not in page and OKAFOR not in page and "Ngozi" not in page
    assert visiting.case().state == "waiting" and len(visiting.told()) == 1


def test_a_second_press_says_so_and_tells_the_tenant_nothing(
    visiting: Visiting, client: FlaskClient, address: str
) -> None:
    press(client, address, "on_the_way")
    assert "That was noted already" in press(client, address, "on_the_way")
    assert len(visiting.told()) == 1
    press(client, address, "no_access")
    assert "That was noted already" in press(client, address, "no_access")
    assert len(visiting.told()) == 2


def test_what_makes_no_sense_changes_nothing(visiting: Visiting, client: FlaskClient, address: str) -> None:
    assert "cannot be said" in press(client, address, "done", outcome="x")  # nobody has arrived
    press(client, address, "arrived")
    assert "cannot be said" in press(client, address, "on_the_way")
    assert "Say in a few words" in press(client, address, "done", outcome="  ")
    assert "cannot be said" in press(client, address, "missed")
    assert visiting.visit().state == "arrived"
    visiting.clock.at = WEDNESDAY - timedelta(hours=1)
    assert visiting.told() == []


def test_nobody_in_is_not_said_before_the_tenant_was_told_to_be_in(
    visiting: Visiting, client: FlaskClient, address: str
) -> None:
    visiting.clock.at = WEDNESDAY - timedelta(minutes=5)
    assert "has not begun" in press(client, address, "no_access")
    visiting.clock.at = WEDNESDAY - timedelta(days=1)
    assert "on another day" in press(client, address, "on_the_way")
    assert visiting.visit().state == "booked" and visiting.told() == []


def test_nobody_in_tells_the_tenant_how_to_choose_a_new_time(
    visiting: Visiting, client: FlaskClient, address: str
) -> None:
    page = press(client, address, "no_access")
    assert "Write on the card" in page and visiting.case().reference in page
    (text,) = visiting.told()
    assert "we came at 8.40am" in text and "nobody was in" in text and "reply TIMES" in text
    assert visiting.visit().state == "no_access" and visiting.case().state == "waiting"


def test_must_come_back(visiting: Visiting, client: FlaskClient, address: str) -> None:
    press(client, address, "arrived")
    press(client, address, "needs_return", outcome="Needs a new tap.")
    (text,) = visiting.told()
    assert "One more visit is needed" in text
    assert "book the next visit" in visiting.case().reason and visiting.visit().state == "done"
    page = client.get(address).text
    assert "Not finished" in page and "What you wrote" in page and "Needs a new tap." in page
    assert "What was done" not in page and "Another visit is to come." in page and "not agreed yet" in page
    agree(visiting.house, visiting.case_id, visiting.derek, WEDNESDAY + timedelta(days=7), ("plumbing.tap_dripping",))
    page = client.get(address).text
    assert "It is booked for Wed 24 Jun, 8am to 12 noon." in page
    [round_page] = re.findall(r'href="(/round/[^"]+)"', page)
    assert "Not finished" in client.get(round_page).text


def test_done_is_done(visiting: Visiting, client: FlaskClient, address: str) -> None:
    press(client, address, "arrived")
    page = press(client, address, "done", outcome="New washer.")
    assert "What was done" in page and "Not finished" not in page and "Another visit" not in page


def test_must_come_back_offers_times_where_it_can(visiting: Visiting, client: FlaskClient, address: str) -> None:
    asked: list[Any] = []

    def offer(_session: Any, case: Any, need: Any, visit: Any, _at: Any) -> bool:
        asked.append((case.id, need.kind, visit.id))
        return True

    visiting.house.visits.offer_again = offer
    press(client, address, "arrived")
    press(client, address, "needs_return", outcome="Needs a new tap.")
    assert asked == [(visiting.case_id, "repair_visit", visiting.visit_id)] and visiting.told() == []


# --- photos ------------------------------------------------------------------------------------


def a_photo() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at 51.5 N"
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def photos(visiting: Visiting) -> list[Attachment]:
    with visiting.house.database.reading() as session:
        rows = select(Attachment).join(Message).where(Message.case_id == visiting.case_id)
        return list(session.scalars(rows))


def test_a_photo_is_kept_with_the_case_once_and_without_what_the_phone_wrote_into_it(
    visiting: Visiting, client: FlaskClient, address: str
) -> None:
    for _ in range(2):
        page = press(client, address, "photo", photos=(io.BytesIO(a_photo()), "tap.jpg"))
        assert "kept with the case" in page
    (kept,) = photos(visiting)
    content = visiting.house.blobs.get(kept.sha256)
    assert kept.content_type == "image/jpeg" and b"51.5 N" not in content and len(content) == kept.size
    (note,) = visiting.written("note")
    assert note.state == "note" and "Derek Fairlamb" in note.text


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"#!/bin/sh", "run.sh"),
        (b"MZ" + bytes(500), "tap.png"),
        (b"<html><script>1</script>", "tap.pdf"),
        (b"\xff\xd8\xff" + b"x" * (10 * 2**20 + 1), "large.jpg"),
        (b"", ""),
    ],
    ids=["no photo", "a program", "a page", "too large", "none"],
)
def test_what_is_no_photo_is_not_kept(
    visiting: Visiting, client: FlaskClient, address: str, content: bytes, name: str
) -> None:
    page = press(client, address, "photo", photos=(io.BytesIO(content), name))
    assert "There is a problem" in page or "did not work" in page
    assert photos(visiting) == []


def test_a_visit_takes_only_so_many_photos(
    visiting: Visiting, client: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_OF_A_VISIT", 1)
    press(client, address, "photo", photos=(io.BytesIO(a_photo()), "tap.jpg"))
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "blue").save(out, "PNG")
    assert "takes no more" in press(client, address, "photo", photos=(io.BytesIO(out.getvalue()), "sink.png"))
    assert len(photos(visiting)) == 1


# --- the key -----------------------------------------------------------------------------------


def test_a_link_that_is_not_ours_or_over_opens_nothing(visiting: Visiting, client: FlaskClient, address: str) -> None:
    visit, secret = visiting.visit(), visiting.house.settings.secret_key
    round_token = links.round_token(secret, visit.resource, ON_THE_DAY.date())
    progress = visiting.house.progress.token(visit.case.reference)
    wrong = [address[:-1], f"{address}x", "/visit/", "/visit/x", f"/visit/{round_token}", f"/visit/{progress}",
             path(links.visit_link("another secret", "", visit)), f"/round/{address.rpartition('/')[2]}"]  # fmt: skip
    for each in wrong:
        for answer in (client.get(each), client.post(each, data={"what": "on_the_way"})):
            assert answer.status_code in (404, 405), each
            assert "Alder" not in answer.text
    assert visiting.visit().state == "booked"
    assert "does not open anything" in client.get(wrong[0]).text


def test_a_link_ends_a_day_after_its_visit(visiting: Visiting, client: FlaskClient, address: str) -> None:
    end = visiting.visit().window_until + timedelta(days=1)
    visiting.clock.at = end
    assert client.get(address).status_code == 200
    visiting.clock.at = end + timedelta(seconds=1)
    assert client.get(address).status_code == 404
    assert client.post(address, data={"what": "no_access"}).status_code == 404


@pytest.mark.parametrize("change", ["version", "away", "another"])
def test_a_link_that_was_ended_opens_nothing(
    visiting: Visiting, client: FlaskClient, address: str, change: str
) -> None:
    other = somebody(visiting.house, code="sam", name="Sam Otterburn")
    with visiting.house.database.transaction() as session:
        derek, visit = session.get_one(Resource, visiting.derek), session.get_one(Appointment, visiting.visit_id)
        if change == "version":
            derek.link_version += 1
        elif change == "away":
            derek.active = False
        else:
            visit.resource_id = other
    assert client.get(address).status_code == 404
    assert client.post(address, data={"what": "on_the_way"}).status_code == 404
    assert visiting.visit().state == "booked"


def test_a_cancelled_visit_says_so_and_shows_nobody(visiting: Visiting, client: FlaskClient, address: str) -> None:
    visiting.change(booking.cancel, "the tenant asked")
    page = client.get(address).text
    assert "You need not go" in page and "Alder" not in page and OKAFOR not in page
    assert "cannot be said" in press(client, address, "on_the_way")


def test_of_a_restricted_case_no_name_and_no_number(visiting: Visiting, client: FlaskClient, address: str) -> None:
    with visiting.house.database.transaction() as session:
        case = hold_case(session, visiting.case_id)
        assert case is not None
        case.restricted = True
    page = client.get(address).text
    assert "Alder Road" in page and OKAFOR not in page and "Ngozi" not in page and "Ring the office" in page
    press(client, address, "on_the_way")
    assert visiting.told() == [] and "Tell the tenant yourself" in visiting.case().reason


def test_nobody_keeps_finds_or_passes_on_the_address(client: FlaskClient, address: str) -> None:
    for answer in (client.get(address), client.get("/visit/x"), client.post(address, data={"what": "on_the_way"})):
        headers = answer.headers
        assert headers["Referrer-Policy"] == "no-referrer" and headers["Cache-Control"] == "no-store"
        assert "noindex" in headers["X-Robots-Tag"] and "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_nothing_is_done_by_opening_a_page(visiting: Visiting, client: FlaskClient, address: str) -> None:
    client.get(f"{address}?what=on_the_way&said=on_the_way")
    client.head(address)
    assert visiting.visit().state == "booked" and visiting.told() == []


# --- the round ---------------------------------------------------------------------------------


def test_a_round_has_the_days_visits_in_their_order(visiting: Visiting, client: FlaskClient) -> None:
    later = agree(
        visiting.house, visiting.case_id, visiting.derek, WEDNESDAY + timedelta(hours=6), ("electrical.light_fitting",)
    )
    agree(visiting.house, visiting.case_id, visiting.derek, WEDNESDAY + timedelta(days=1), ("doors.internal",))
    address = path(visiting.house.round_link(visiting.visit().resource, WEDNESDAY.date()))
    page = client.get(address).text
    assert "2 visits" in page and page.index("09:00") < page.index("15:00")
    assert re.findall(r'href="(/visit/[^"]+)"', page)[1] == path(link_of(visiting, later))
    assert "Okafor" not in page and OKAFOR not in page
    visiting.clock.at = datetime(2026, 6, 19, 0, 0, tzinfo=UTC)  # one in the morning in London, two days on
    assert client.get(address).status_code == 404


def link_of(visiting: Visiting, visit_id: int) -> str:
    with visiting.house.database.reading() as session:
        return visiting.house.visit_link(session.get_one(Appointment, visit_id))


# --- missed by us ------------------------------------------------------------------------------


def test_a_visit_of_which_nothing_was_heard_becomes_a_question_once(visiting: Visiting, client: FlaskClient) -> None:
    end, ask = visiting.visit().window_until, visits.ask_about_unheard
    assert ask(visiting.house.database, end + timedelta(minutes=59)) == 0
    assert ask(visiting.house.database, end + timedelta(hours=1)) == 1
    assert ask(visiting.house.database, end + timedelta(hours=2)) == 0
    assert visiting.case().reason.startswith("Did we come?") and visiting.case().state == "waiting"
    assert visiting.visit().state == "booked" and visiting.told() == []  # nobody is told anything that may be wrong


def test_no_question_about_a_visit_that_was_kept(visiting: Visiting, client: FlaskClient, address: str) -> None:
    press(client, address, "arrived")
    assert visits.ask_about_unheard(visiting.house.database, visiting.visit().window_until + timedelta(hours=2)) == 0


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("nobody came", True), ("No-one turned up!!", True), ("still waiting, nobody has been", True),
        ("the plumber didn't turn up", True), ("your man never came again", True), ("he hasnt been", True),
        ("has nobody come?", False), ("what if nobody comes", False), ("nobody was in sorry", False),
        ("he came thanks", False), ("the water never came back", False), ("nobody came when I rang the bell", False),
    ],
)  # fmt: skip
def test_what_says_that_nobody_came(text: str, so: bool) -> None:
    assert visits.says_nobody_came(text) is so


def test_a_tenant_who_says_that_nobody_came_is_believed(visiting: Visiting, clock: FrozenClock) -> None:
    clock.at = visiting.visit().window_until + timedelta(minutes=30)
    hear(visiting.house, a_text("nobody came", OKAFOR, received_at=clock()))
    assert (visiting.visit().state, visiting.visit().owed_pounds) == ("missed", 10)
    assert any("We owe you 10 pounds" in text for text in visiting.told())


def test_before_the_window_is_over_it_is_only_answered(visiting: Visiting, clock: FrozenClock) -> None:
    clock.at = visiting.visit().window_until - timedelta(minutes=30)
    hear(visiting.house, a_text("nobody came", OKAFOR, received_at=clock()))
    assert visiting.visit().state == "booked"


def test_missed_by_us_without_new_times_says_sorry_and_names_the_sum(visiting: Visiting, client: FlaskClient) -> None:
    offered: list[int] = []
    visiting.house.visits.offer_again = lambda *given: offered.append(given[3].id) or False
    for expected in (True, False):
        with visiting.house.database.transaction() as session:
            case = hold_case(session, visiting.case_id)
            visit = session.get_one(Appointment, visiting.visit_id)
            assert case is not None
            assert visiting.house.visits.missed(session, case, visit, "staff:1", visiting.clock()) is expected
    (text,) = visiting.told()
    assert "We owe you 10 pounds" in text and "sorry" in text
    assert (visiting.visit().state, visiting.visit().owed_pounds) == ("missed", 10) and offered == [visiting.visit_id]
    with visiting.house.database.reading() as session:
        events = session.scalars(select(Event.what).where(Event.case_id == visiting.case_id))
        assert list(events).count("appointment.missed") == 1
