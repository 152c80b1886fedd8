"""An emergency overtakes two hundred cases, is let go by everybody at their desks, and is taken from a telephone."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from builders import OKAFOR, PASSWORD, Cast
from doubles import FakeSender, FrozenClock
from small_plan import one_round
from sqlalchemy import func, select

from channels.twilio_signature import sign
from config import timetable
from config.web import create_app
from config.wiring import House
from queues import presence
from router import plan_versions
from router.model import Case, Message, Offer, Staff

PLAN = Path(__file__).resolve().parents[2] / "config" / "landlord" / "plan.toml"
BOB = "+447700900302"


class Tale:
    """The house, its desk in a browser, its text door and its clock."""

    def __init__(self, house: House, clock: FrozenClock, sms: FakeSender) -> None:
        self.house, self.clock, self.sms = house, clock, sms
        self.browser = create_app(house).test_client()
        self._texts = 0

    def text(self, sender: str, body: str) -> None:
        """Twilio hands it in at the door, signed; the workers do what is due."""
        chosen, path = self.house.settings, "/channels/sms/inbound"
        self._texts += 1
        form = {"AccountSid": chosen.twilio_account_sid, "MessageSid": f"SM{self._texts:032x}", "From": sender,
                "To": chosen.twilio_number, "Body": body}  # fmt: skip
        signature = sign(chosen.public_url + path, form, chosen.twilio_auth_token)
        answer = self.browser.post(path, data=urlencode(form), content_type="application/x-www-form-urlencoded",
                                   headers={"X-Twilio-Signature": signature})  # fmt: skip
        assert answer.status_code in (200, 204)
        self.house.journey.drain()
        self.house.dispatch.drain()

    def look(self, seconds: float = 0) -> None:
        """So much later, the dispatcher looks, whoever is next on call is told, texts leave."""
        self.clock.go_on(seconds=seconds)
        with self.house.database.transaction() as session:  # their desks stay open
            for row in session.scalars(select(Staff).where(Staff.present_until.is_not(None))):
                presence.renew(session, row.id, self.clock())
        one_round(self.house, self.clock(), self.house.pages)
        timetable.tell_the_next(self.house)
        self.house.dispatch.drain()

    def offers(self, case_id: int) -> list[tuple[str, str]]:
        """(to whom, what became of it), the oldest first."""
        with self.house.database.reading() as session:
            rows = session.execute(select(Staff.name, Offer.outcome).join(Offer, Offer.agent_id == Staff.id)
                                   .where(Offer.case_id == case_id).order_by(Offer.id))  # fmt: skip
            return [(name, outcome or "") for name, outcome in rows]

    def why(self, reference: str) -> str:
        """What Sue reads on the page, without its marks."""
        page = self.browser.get("/desk/sign-in").text
        token = re.search(r'name="csrf" value="([^"]+)"', page)
        assert token
        form = {"csrf": token[1], "email": "sue@homes.example", "password": PASSWORD}
        assert self.browser.post("/desk/sign-in", data=form).status_code == 302
        shown = self.browser.get(f"/desk/cases/{reference}/why")
        assert shown.status_code == 200
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown.text)).split())


@pytest.fixture
def tale(house: House, cast: Cast, clock: FrozenClock, senders: dict[str, Any]) -> Tale:
    """The landlord's own plan; Amina judges emergencies, Charlie is a level below, Bob is on call; 200 cases wait."""
    with house.database.transaction() as session:
        plan_versions.install(session, PLAN.read_text("utf-8"), clock())
        amina, charlie = session.get_one(Staff, cast.amina), session.get_one(Staff, cast.charlie)
        amina.skills, amina.levels = [*amina.skills, "triage"], {"triage": 3}
        charlie.queues, charlie.skills = ["repairs_emergency"], ["emergency"]
        session.get_one(Staff, cast.bob).phone = BOB
        for one in (amina, charlie):
            presence.renew(session, one.id, clock())
            presence.set_readiness(session, one.id, "ready", clock())
        session.add_all(
            Case(reference=f"LH-26-9{number:03d}", state="waiting", channel="sms", queue="repairs_plumbing", title="Tap",
                 urgency="routine", topic="repair", opened_at=clock() - timedelta(hours=2), last_activity_at=clock(),
                 waiting_since=clock() - timedelta(minutes=number))
            for number in range(200)
        )  # fmt: skip
    return Tale(house, clock, senders["sms"])


def test_a_routed_emergency_from_the_first_text_to_the_telephone_on_call(tale: Tale, cast: Cast) -> None:
    tale.look()
    with tale.house.database.reading() as session:
        ordinary = session.scalar(select(func.count(Offer.id)))
    assert ordinary, "ordinary work is offered already"

    tale.text(OKAFOR, "water coming through the light fitting")
    tale.look()
    with tale.house.database.reading() as session:
        case = session.scalars(select(Case).where(Case.lane == 0)).one()
    assert tale.offers(case.id) == [("Amina", "offered")], "at once, before 200 others, to whoever judges emergencies"

    tale.look(31)
    assert tale.offers(case.id) == [("Amina", "expired"), ("Charlie", "offered")], "the ring widens"
    assert not [each for each in tale.sms.sent if each.to == BOB]
    tale.look(61)
    [page] = [each.text for each in tale.sms.sent if each.to == BOB]
    code = re.search(r"YES (\d+)", page)
    assert case.reference in page and code, "by text, through the outbox"

    tale.clock.go_on(seconds=40)
    tale.text(BOB, f"YES {code[1]}")
    with tale.house.database.reading() as session:
        now = session.get_one(Case, case.id)
        waiting = session.scalar(select(func.count(Case.id)).where(Case.state == "waiting"))
        kept = session.scalars(select(Message).where(Message.party == BOB, Message.direction == "in")).one()
    assert (now.state, now.agent_id, kept.case_id, waiting) == ("held", cast.bob, case.id, 200)

    told = tale.why(case.reference)
    assert "Rule: Emergency repair Bob was on call and took it by text." in told
    in_this_order = (
        "Step 1 from 11:00:00", "Offered to Amina.", "11:00:31 No answer from Amina in time.",
        "Step 2 from 11:00:30", "11:00:31 Offered to Charlie.", "11:01:32 No answer from Charlie in time.",
        "Step 3 from 11:01:30", "Whoever is on call is told",
        "What happened", "The first message came in", "The rule “Emergency repair” of version 1 of the plan routes it.",
        "11:01:32 Told Bob on call by text, first to be told.", "11:02:12 Bob took it.", "11:02:12 Bob answered the page.",
    )  # fmt: skip
    rest = told
    for words in in_this_order:
        assert words in rest, (words, told)
        rest = rest.partition(words)[2]
