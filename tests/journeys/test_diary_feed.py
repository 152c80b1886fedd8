"""The calendar of one person or place: what it shows, what it keeps to itself, how often it is given."""

import re
from datetime import timedelta

import pytest
from builders import OKAFOR, PASSWORD
from flask.testing import FlaskClient
from icalendar import Calendar
from visit_house import WEDNESDAY, Visiting, somebody, visiting

from config import web
from queues.visit import feed
from router.appointments import booking
from router.model import DiarySession, Resource
from router.storage.database import hold_case
from tests.queues.house import csrf_of

__all__ = ["visiting"]

ADDRESS = f"/diary/{'s' * 32}.ics"


@pytest.fixture
def client(visiting: Visiting) -> FlaskClient:
    return web.create_app(visiting.house).test_client()


def events(client: FlaskClient) -> list[dict[str, object]]:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    return [
        {name.lower(): event.decoded(name) for name in event}
        for event in Calendar.from_ical(answer.data).walk("VEVENT")
    ]


def test_a_visit_with_its_street_and_reference_and_no_tenant(visiting: Visiting, client: FlaskClient) -> None:
    (event,) = events(client)
    visit = visiting.visit()
    assert (event["dtstart"], event["dtend"]) == (visit.starts_at, visit.ends_at)
    assert event["location"] == "1 Alder Road, Larkbridge, LX1 2AB"
    assert event["summary"] == f"Repair visit {visiting.case().reference}"
    assert (event["uid"], event["sequence"]) == (visit.uid, 0)
    text = client.get(ADDRESS).text
    assert "Okafor" not in text and "Ngozi" not in text and OKAFOR not in text and "dripping at" not in text
    assert "TZID" not in text and text.count("Z\r\n") >= 3


def test_a_moved_visit_keeps_its_uid_and_a_cancelled_one_goes(visiting: Visiting, client: FlaskClient) -> None:
    (before,) = events(client)
    assert visiting.move_to(WEDNESDAY + timedelta(days=1))
    (after,) = events(client)
    assert after["uid"] == before["uid"] and after["sequence"] == 1
    assert after["dtstart"] == before["dtstart"] + timedelta(days=1)  # type: ignore[operator]  # both are instants
    visiting.change(booking.cancel, "the tenant asked")
    assert events(client) == []


def test_of_a_restricted_case_not_even_where(visiting: Visiting, client: FlaskClient) -> None:
    with visiting.house.database.transaction() as session:
        case = hold_case(session, visiting.case_id)
        assert case is not None
        case.restricted = True
    (event,) = events(client)
    assert "location" not in event and "tap" not in event["description"]  # type: ignore[operator]  # a text


def test_sessions_of_a_place(visiting: Visiting, client: FlaskClient) -> None:
    with visiting.house.database.transaction() as session:
        for n, state in enumerate(("planned", "cancelled")):
            begin = WEDNESDAY + timedelta(days=1 + n)
            session.add(DiarySession(kind="surgery", resource_id=visiting.derek, starts_at=begin, state=state,
                                     ends_at=begin + timedelta(hours=2), place="Millgate Hall"))  # fmt: skip
    (_, session_event) = events(client)
    assert session_event["summary"] == "Surgery at an office" and session_event["location"] == "Millgate Hall"


def test_what_has_not_changed_is_not_sent_again(visiting: Visiting, client: FlaskClient) -> None:
    first = client.get(ADDRESS)
    assert "max-age" in first.headers["Cache-Control"] and "private" in first.headers["Cache-Control"]
    visiting.clock.go_on(minutes=30)
    again = client.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert visiting.move_to(WEDNESDAY + timedelta(days=1))
    assert client.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_only_who_has_the_address_reads_it(visiting: Visiting, client: FlaskClient) -> None:
    somebody(visiting.house, code="no-feed", feed="")
    for wrong in ("/diary/.ics", "/diary/x.ics", f"/diary/{'t' * 32}.ics", f"/diary/{'s' * 31}%00.ics"):
        assert client.get(wrong).status_code == 404
    with visiting.house.database.transaction() as session:
        session.get_one(Resource, visiting.derek).active = False
    assert client.get(ADDRESS).status_code == 404


def test_one_that_is_asked_for_all_the_time_is_told_to_wait(client: FlaskClient) -> None:
    codes = [client.get(ADDRESS).status_code for _ in range(feed.MOST + 1)]
    assert codes == [200] * feed.MOST + [429]
    assert int(client.get(ADDRESS).headers["Retry-After"]) > 0


def test_turns_come_again_and_their_memory_is_bounded() -> None:
    turns = feed.Turns(most=2, within=0.0)
    assert [turns.wait("a") for _ in range(5)] == [0] * 5
    for n in range(6_000):
        turns.wait(str(n))
    assert len(turns._asked) < 5_010


# --- giving the addresses out, and ending them ---------------------------------------------------


def signed_in(visiting: Visiting, name: str) -> FlaskClient:
    """Somebody of the cast at the desk."""
    client = web.create_app(visiting.house).test_client()
    form = {"csrf": csrf_of(client.get("/desk/sign-in").text), "email": f"{name}@homes.example", "password": PASSWORD}
    assert client.post("/desk/sign-in", data=form).status_code == 302
    return client


def test_a_supervisor_gives_the_addresses_out_and_ends_them(visiting: Visiting, client: FlaskClient) -> None:
    sue = signed_in(visiting, "sue")
    page = sue.get("/desk/diary/links").text
    assert f"http://127.0.0.1:8000{ADDRESS}" in page
    visit_link = path(visiting.house.visit_link(visiting.visit()))
    round_link = path(re.findall(r'href="([^"]+/round/[^"]+)"', page)[0])
    assert [client.get(each).status_code for each in (ADDRESS, visit_link, round_link)] == [200, 200, 200]
    form = {"csrf": csrf_of(page), "version": "1"}
    for _ in range(2):
        answer = sue.post(f"/desk/diary/links/{visiting.derek}/end", data=form)
        assert "Every link of Derek Fairlamb is ended" in sue.get(answer.headers["Location"]).text
    assert [client.get(each).status_code for each in (ADDRESS, visit_link, round_link)] == [404, 404, 404]
    with visiting.house.database.reading() as session:
        derek = session.get_one(Resource, visiting.derek)
        assert derek.link_version == 2
    assert client.get(f"/diary/{derek.feed}.ics").status_code == 200
    assert client.get(path(visiting.house.visit_link(visiting.visit()))).status_code == 200


def test_an_agent_neither_sees_nor_ends_them(visiting: Visiting) -> None:
    amina = signed_in(visiting, "amina")
    assert amina.get("/desk/diary/links").status_code == 403
    form = {"csrf": csrf_of(amina.get("/desk").text), "version": "1"}
    assert amina.post(f"/desk/diary/links/{visiting.derek}/end", data=form).status_code == 403
    with visiting.house.database.reading() as session:
        assert session.get_one(Resource, visiting.derek).link_version == 1


def path(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)
