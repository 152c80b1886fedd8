"""The link to the page of a case: in what is booked, and sent to whoever asks with their reference. Never shown."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from appointment_house import LATE, WEEK, Talk, add_person
from builders import OKAFOR, OKAFOR_MAIL, UNKNOWN, Cast, a_mail, a_text, case_of, hear, said_to
from doubles import FrozenClock
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from channels.sms.segments import count_segments
from config import verify
from config.web import create_app
from config.wiring import House
from router.acknowledgement import KEPT_BACK
from router.model import Draft, Message, OptOut, Tenant, record
from router.storage.database import hold_case
from router.values import Kept, LinkAsked, RawMail

TAP = "the tap in our kitchen is dripping"
BINS = "When are the bins collected in Alder Road?"
PAGE = re.compile(r"(https?://[^/\s]+)(/progress/\S+)")


@pytest.fixture
def client(house: House) -> FlaskClient:
    return create_app(house).test_client()


@pytest.fixture
def plumbers(house: House, cast: Cast) -> None:
    add_person(house, "derek", hours=WEEK)
    add_person(house, "lena", hours=LATE)


@pytest.fixture
def talk(house: House, clock: FrozenClock, plumbers: None) -> Talk:
    return Talk(house, clock)


def links(house: House) -> list[Message]:
    with house.database.reading() as session:
        return list(session.scalars(select(Message).where(Message.kind == "link").order_by(Message.id)))


def ask(house: House, reference: str, known: str, address: str = "192.0.2.1") -> bool:
    """Somebody asks on the page, and the clock looks into it."""
    taken = house.hooks.ask_link(LinkAsked(reference, known, address))
    house.links_asked.send()
    return taken


def waiting(house: House) -> int:
    """How many questions are still to be looked into."""
    with house.database.reading() as session:
        return len(session.scalars(select(Draft.id)).all())


def raises(trouble: Exception) -> Callable[..., Any]:
    """What fails so, once for each call."""

    def fail(*_: Any, **__: Any) -> Any:
        raise trouble

    return fail


def receipt(house: House, kept: Kept) -> str:
    [said] = [row for row in said_to(house, case_of(house, kept).id) if row.kind == "acknowledgement"]
    return said.text


class TestInWhatIsBooked:
    def test_booked_and_moved_lead_to_the_page_in_two_parts(
        self, talk: Talk, house: House, client: FlaskClient
    ) -> None:
        talk.says(TAP)
        booked = talk.says("1")
        found = PAGE.search(booked)
        assert found and found[1] == house.settings.public_url and count_segments(booked).segments == 2
        shown = client.get(found[2])
        assert shown.status_code == 200 and "A visit is booked." in shown.text
        talk.says("MOVE")
        moved = talk.says("1")
        assert "moved" in moved and PAGE.search(moved) and count_segments(moved).segments == 2

    def test_where_it_takes_a_third_part_it_stays_away(self, talk: Talk, house: House) -> None:
        house.own_page.link = lambda reference: f"https://{'x' * 150}.example/progress/{reference}"
        talk.says(TAP)
        booked = talk.says("1")
        assert "booked" in booked and "/progress/" not in booked and "dripping" in booked

    def test_what_is_broken_gives_way_to_it(self, talk: Talk, house: House) -> None:
        house.own_page.link = lambda reference: f"https://{'x' * 45}.example/progress/{reference}{'y' * 24}"
        talk.says(TAP)
        booked = talk.says("1")
        assert "/progress/" in booked and "dripping" not in booked and count_segments(booked).segments == 2

    def test_a_visit_that_is_off_has_none(self, talk: Talk) -> None:
        talk.says(TAP)
        talk.says("1")
        off = talk.says("NOT NEEDED")
        assert "cancelled" in off and "/progress/" not in off


class TestReceipts:
    def mail(self, house: House, clock: FrozenClock) -> Kept:
        return hear(house, RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, a_mail(BINS), clock()))[0]

    def test_a_mail_and_whatsapp_have_it_and_a_text_does_not(
        self, house: House, cast: Cast, clock: FrozenClock, client: FlaskClient
    ) -> None:
        texted = hear(house, a_text(BINS, OKAFOR, received_at=clock()))[0]
        chatted = hear(house, a_text(BINS, UNKNOWN, channel="whatsapp", received_at=clock()))[0]
        assert not PAGE.search(receipt(house, texted))
        for kept in (chatted, self.mail(house, clock)):
            found = PAGE.search(receipt(house, kept))
            assert found and kept.reference in client.get(found[2]).text

    def test_where_the_web_door_is_closed_no_line_is_left_of_it(
        self, house: House, cast: Cast, clock: FrozenClock
    ) -> None:
        house.own_page.link = lambda reference: ""
        words = receipt(house, self.mail(house, clock))
        assert "Your reference is" in words and "how it stands" not in words and "{" not in words


class TestWhoeverAsks:
    @pytest.fixture
    def kept(self, house: House, cast: Cast, clock: FrozenClock) -> Kept:
        return hear(house, a_text(BINS, OKAFOR, received_at=clock()))[0]

    @pytest.mark.parametrize("known", ["07700 900101", OKAFOR_MAIL, "lx1 2ab"])
    def test_it_is_sent_to_the_number_that_we_answer(
        self, house: House, kept: Kept, client: FlaskClient, known: str
    ) -> None:
        told = {"reference": kept.reference.lower(), "known": known}
        page = client.post("/progress", data=told, follow_redirects=True)
        assert page.status_code == 200 and "/progress/" not in page.text.replace("/progress/?", "")
        assert house.links_asked.send() == 1
        [sent] = links(house)
        assert (sent.channel, sent.party, sent.automatic) == ("sms", OKAFOR, "auto")
        found = PAGE.search(sent.text)
        assert found and kept.reference in client.get(found[2]).text
        with house.database.reading() as session:
            counts = dict(verify.counts_in(session, house.settings, timedelta(0), house.now()))
        assert counts["text sent twice"] == 0

    @pytest.mark.parametrize("known", ["07700 900999", "somebody@post.example", "LX9 9ZZ"])
    def test_whoever_is_not_known_by_that_learns_nothing(
        self, house: House, kept: Kept, client: FlaskClient, known: str
    ) -> None:
        told = {"reference": kept.reference, "known": known}
        unknown = {"reference": "FD-222-2222", "known": known}
        right = {"reference": kept.reference, "known": OKAFOR}
        answers = [client.post("/progress", data=each, follow_redirects=True) for each in (told, unknown, right)]
        assert len({answer.data for answer in answers}) == 1 and answers[0].status_code == 200
        house.links_asked.send()
        assert len(links(house)) == 1, "only whoever is right is sent it"
        with house.database.reading() as session:
            assert session.scalars(select(Draft.id)).all() == [], "and what was asked is forgotten"

    def test_what_is_kept_is_the_same_whatever_the_reference(self, house: House, kept: Kept) -> None:
        """Nothing is looked up while they wait, so that no clock tells which references there are."""
        for reference in (kept.reference, "FD-222-2222"):
            assert house.hooks.ask_link(LinkAsked(reference, OKAFOR, "192.0.2.1"))
        with house.database.reading() as session:
            assert len(session.scalars(select(Draft.id)).all()) == 2 and links(house) == []

    def test_one_in_ten_minutes_and_three_a_day(self, house: House, kept: Kept, clock: FrozenClock) -> None:
        for _ in range(2):
            ask(house, kept.reference, OKAFOR)
        assert len(links(house)) == 1
        for _ in range(4):
            clock.go_on(minutes=20)
            ask(house, kept.reference, OKAFOR)
        assert len(links(house)) == 3
        clock.go_on(minutes=24 * 60)
        ask(house, kept.reference, OKAFOR)
        assert len(links(house)) == 4

    def test_a_reference_is_not_asked_for_without_end_nor_an_address_heard(
        self, house: House, kept: Kept, clock: FrozenClock, client: FlaskClient
    ) -> None:
        assert [ask(house, kept.reference, "LX9 9ZZ", f"192.0.2.{n}") for n in range(6)] == [True] * 5 + [False]
        told = {"reference": kept.reference, "known": OKAFOR}
        assert client.post("/progress", data=told).status_code == 429
        clock.go_on(minutes=16)
        one = [ask(house, f"FD-222-{n:04}".replace("0", "B").replace("1", "C"), "LX9 9ZZ") for n in range(51)]
        assert one == [True] * 50 + [False]

    def test_nothing_of_a_case_that_only_some_may_see(self, house: House, kept: Kept, cast: Cast) -> None:
        with house.database.transaction() as session:
            session.get_one(Tenant, cast.okafor).restricted = True
        ask(house, kept.reference, OKAFOR)
        assert links(house) == []

    def test_nothing_where_a_person_may_be_harmed(self, house: House, cast: Cast, clock: FrozenClock) -> None:
        words = "my husband hits me and I am scared of him"
        harmed = hear(house, a_text(words, OKAFOR, received_at=clock()))[0]
        ask(house, harmed.reference, OKAFOR)
        assert links(house) == []

    def test_nothing_to_somebody_who_asked_for_silence(self, house: House, kept: Kept, clock: FrozenClock) -> None:
        with house.database.transaction() as session:
            case = hold_case(session, case_of(house, kept).id)
            assert case is not None
            record(session, clock(), "worker", KEPT_BACK, case)
        ask(house, kept.reference, OKAFOR)
        assert links(house) == []

    def test_nothing_to_a_number_that_said_stop(self, house: House, kept: Kept, clock: FrozenClock) -> None:
        ours = house.our_addresses["sms"]
        with house.database.transaction() as session:
            session.add(OptOut(address=OKAFOR, channel="sms", our_number=ours, since=clock(), ended_at=None))
        ask(house, kept.reference, OKAFOR)
        assert links(house) == []

    def test_a_form_says_where_it_goes_and_what_they_are_known_by(
        self, house: House, cast: Cast, clock: FrozenClock
    ) -> None:
        facts = {"postcode": "ZZ1 2AB", "phone": UNKNOWN}
        by_mail = a_text(BINS, "new@post.example", channel="web", reply_by="email", reply_to="new@post.example",
                         facts=facts, received_at=clock())  # fmt: skip
        by_phone = a_text(BINS, UNKNOWN, channel="web", reply_by="voice", reply_to=UNKNOWN, received_at=clock())
        landline = a_text(BINS, "+441632960123", channel="web", reply_by="voice", reply_to="+441632960123",
                          received_at=clock())  # fmt: skip
        nobody = a_text(BINS, "", channel="web", reply_by="", reply_to="", facts=facts, received_at=clock())
        for message, known in (
            (by_mail, "zz12ab"),
            (by_phone, UNKNOWN),
            (landline, "+441632960123"),
            (nobody, "ZZ1 2AB"),
        ):
            ask(house, hear(house, message)[0].reference, known)
        assert [(row.channel, row.party) for row in links(house)] == [("email", "new@post.example"), ("sms", UNKNOWN)]

    def test_one_that_breaks_keeps_no_other_waiting(self, house: House, kept: Kept) -> None:
        with house.database.transaction() as session:
            session.add(Draft(id="link:0", data={"broken": True}, updated_at=house.now()))
        ask(house, kept.reference, OKAFOR)
        assert len(links(house)) == 1 and waiting(house) == 0, "and it is given up"

    @pytest.mark.parametrize(
        "trouble", [OperationalError("BEGIN", None, Exception("database is locked")), OSError("no room")]
    )
    def test_one_that_cannot_be_sent_now_is_looked_into_again(
        self, house: House, kept: Kept, monkeypatch: pytest.MonkeyPatch, trouble: Exception
    ) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(house.outbox, "way_out", raises(trouble))
            ask(house, kept.reference, OKAFOR)
        assert links(house) == [] and waiting(house) == 1
        assert house.links_asked.send() == 1 and waiting(house) == 0

    def test_but_not_for_ever(
        self, house: House, kept: Kept, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(house.outbox, "way_out", raises(OSError("no room")))
        ask(house, kept.reference, OKAFOR)
        clock.go_on(minutes=61)
        assert house.links_asked.send() == 0 and waiting(house) == 0

    def test_it_is_read_and_written_by_one_connection(self, house: House, kept: Kept) -> None:
        """While the case is held, a second connection might wait for one that waits for it."""
        open_now: list[bool] = []
        used = event.listens_for(house.database.engine, "checkout")(lambda *_: open_now.append(True))
        event.listen(house.database.engine, "checkin", back := lambda *_: open_now.pop())
        most: list[int] = []
        event.listen(house.database.engine, "checkout", count := lambda *_: most.append(len(open_now)))
        ask(house, kept.reference, OKAFOR)
        for name, listener in (("checkout", used), ("checkin", back), ("checkout", count)):
            event.remove(house.database.engine, name, listener)
        assert len(links(house)) == 1 and max(most) == 1


def test_a_link_that_was_given_out_before_still_leads_there(house: House, cast: Cast, client: FlaskClient) -> None:
    kept = hear(house, a_text(BINS, OKAFOR))[0]
    older = house.progress._longer.dumps(kept.reference)
    assert kept.reference in client.get(f"/progress/{older}").text
    token = house.progress.token(kept.reference)
    assert len(token) <= 27 and client.get(f"/progress/{token[:-1]}").status_code == 404
    other = f"222222{token[6:]}"
    assert client.get(f"/progress/{other}").status_code == 404
