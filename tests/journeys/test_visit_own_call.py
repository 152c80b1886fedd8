"""Whoever comes to homes rings us from their own number: they are known, told so, and hear nothing of a tenant."""

from datetime import timedelta

from builders import a_text, case_of, hear
from flask import Flask
from sqlalchemy import select
from visit_house import DEREK, WEDNESDAY, Visiting, visiting

from channels.voice import open_channel
from channels.voice.settings import VoiceSettings
from router.appointments.owed import owed
from router.model import Case, ContactLink, ContactPoint, Deadline, Message, Tenant
from router.values import CallReport, InboundMessage
from router.working_time import add_working_minutes
from tests.channels.twilio_stand_in import settings
from tests.channels.voice.simulator import Call, keys, speech

__all__ = ["visiting"]

ON_THE_DAY = WEDNESDAY + timedelta(minutes=30)


def rings(visiting: Visiting, *answers: dict[str, str]) -> str:
    """A whole call of his; what he hears."""
    app = Flask(__name__)
    routes = open_channel(VoiceSettings(**settings()), visiting.house.hooks).routes
    assert routes is not None
    app.register_blueprint(routes, url_prefix="/channels/voice")

    class Ringing(Call):
        def post(self, url, more):  # type: ignore[no-untyped-def]  # as its parent's
            answer = super().post(url, more)
            visiting.house.journey.drain()
            return answer

    call = Ringing(app, answers, 10_000, DEREK, 300)
    call.ring()
    visiting.house.journey.drain()
    return " ".join(call.said)


def newest(visiting: Visiting) -> Message:
    with visiting.house.database.reading() as session:
        return session.scalars(select(Message).where(Message.party == DEREK).order_by(Message.id.desc())).first()  # type: ignore[return-value]  # there is one


def spoken(text: str) -> InboundMessage:
    return a_text(text, DEREK, channel="voice", provider_id="CA7", dedupe_key=f"CA7:{text}", call_id="CA7", live=True,
                  reply_by="sms", reply_to=DEREK)  # fmt: skip


def test_he_is_told_that_we_know_him_and_his_word_is_on_the_case_of_his_visit(visiting: Visiting) -> None:
    visiting.clock.at = ON_THE_DAY
    heard = rings(visiting, speech("on my way to alder road"))
    assert "one of our own people" in heard and "who will ring you back" in heard
    assert not any(word in heard for word in ("booked", "Okafor", "number 1 in the line", "One of these", "press 0"))
    message, case = newest(visiting), visiting.case()
    assert (message.case_id, message.automatic, message.kind) == (visiting.case_id, "staff", "visit_word")
    assert case.state == "waiting" and "Derek Fairlamb, who comes, rang us from their own number" in case.reason
    assert visiting.visit().state == "booked", "what is heard does nothing by itself"
    assert visiting.told(DEREK) == [] and visiting.told() == [] and case.live_call_id == ""
    with visiting.house.database.reading() as session:
        assert session.scalars(select(Case.id).where(Case.party == DEREK)).all() == []


def test_with_no_visit_that_it_could_be_about_it_is_a_case_of_its_own(visiting: Visiting) -> None:
    before = visiting.case().version
    heard = rings(visiting, speech("i need a new van key"))  # Monday: his visit is on Wednesday
    assert "one of our own people" in heard
    with visiting.house.database.reading() as session:
        case = session.get_one(Case, newest(visiting).case_id)
    assert case.id != visiting.case_id and case.tenant_id is None and case.state == "waiting"
    assert "rang us from their own number" in case.reason and visiting.case().version == before
    assert visiting.told(DEREK) == []


def test_a_key_pressed_and_a_call_without_a_word_are_no_tenant_s_either(visiting: Visiting) -> None:
    visiting.clock.at = ON_THE_DAY
    assert "one of our own people" in rings(visiting, keys("1"))
    visiting.house.calls.report(CallReport("CA9", "in-progress", DEREK))
    visiting.house.calls.report(CallReport("CA9", "completed", DEREK))
    visiting.house.journey.drain()
    assert newest(visiting).case_id == visiting.case_id and visiting.told(DEREK) == []


def test_a_danger_that_he_rings_of_is_an_emergency(visiting: Visiting) -> None:
    visiting.clock.at = ON_THE_DAY
    hear(visiting.house, spoken("i can smell gas in here"))
    case = visiting.case()
    assert (case.lane, case.urgency, case.state) == (0, "life_safety", "waiting")


def test_who_lives_in_one_of_our_homes_too_rings_as_a_tenant(visiting: Visiting) -> None:
    with visiting.house.database.transaction() as session:
        point = ContactPoint(address=DEREK, first_seen_at=visiting.clock(), last_seen_at=visiting.clock())
        tenant = session.scalars(select(Tenant)).first()
        assert tenant is not None
        session.add(
            ContactLink(contact_point=point, tenant_id=tenant.id, why="said so", by="staff:1", at=visiting.clock())
        )
    [kept] = hear(visiting.house, spoken("my own radiator is cold"))
    case = case_of(visiting.house, kept)
    assert case.party == DEREK and visiting.house.calls.whereabouts("CA7").told != "own"


def promises(visiting: Visiting) -> list[Deadline]:
    with visiting.house.database.reading() as session:
        return list(session.scalars(select(Deadline).where(Deadline.rule == "promise").order_by(Deadline.id)))


def test_that_he_is_rung_back_is_a_promise_with_a_clock(visiting: Visiting) -> None:
    visiting.clock.at = ON_THE_DAY
    rings(visiting, speech("nobody answers the door at alder road"))
    [clock] = promises(visiting)
    assert (clock.case_id, clock.state, clock.made_by) == (visiting.case_id, "running", None)
    assert clock.words == "Ring Derek Fairlamb back: they rang from their own number."
    assert clock.due_at - clock.started_at == timedelta(minutes=30), "we are open"
    assert visiting.case().due_at is not None and visiting.case().due_at <= clock.due_at
    visiting.clock.go_on(minutes=5)
    hear(visiting.house, spoken("still nobody at alder road"))
    assert len(promises(visiting)) == 1, "one promise, however often he rings"


def test_what_was_promised_at_night_is_due_when_we_open(visiting: Visiting) -> None:
    visiting.clock.at = visiting.clock.at.replace(hour=22)
    hear(visiting.house, spoken("the van will not start"))
    [clock] = promises(visiting)
    own_hours = visiting.house.landlord.opening
    assert clock.due_at == add_working_minutes(clock.started_at, 30, own_hours) > clock.started_at + timedelta(hours=9)
    assert clock.case_id != visiting.case_id


def test_nothing_is_owed_to_the_tenant_for_it(visiting: Visiting) -> None:
    visiting.clock.at = ON_THE_DAY
    hear(visiting.house, spoken("nobody answers the door at alder road"))
    visiting.clock.go_on(days=2)
    house = visiting.house
    with house.database.reading() as session:
        assert owed(session, house.landlord, visiting.clock(), select(Case.id)) == []


def test_a_text_promises_no_call(visiting: Visiting) -> None:
    visiting.clock.at = ON_THE_DAY
    hear(visiting.house, a_text("the part is wrong", DEREK))
    assert promises(visiting) == []
