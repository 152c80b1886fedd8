"""Other appointments than repairs, booked in one exchange: an officer's visit, a place at an office, a call-back, an
inspection; and what has no times to choose from, however it is asked."""

import re
from datetime import UTC, datetime

import pytest
from appointment_house import Talk, add_person, listed, offers, visits
from builders import OKAFOR, Cast, a_text, hear
from doubles import FrozenClock
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from channels.voice import open_channel
from channels.voice.settings import VoiceSettings
from config.web import create_app
from config.wiring import House
from router.clock import london
from router.model import Deadline, DiarySession, Home, Patch, Resource, Tenant
from router.values import AGREED
from tests.channels.twilio_stand_in import settings
from tests.channels.voice.simulator import Call, keys, speech

OFFICER = "can i see my housing officer about moving"
RING = "i'd like someone to ring me back about my rent arrears tomorrow afternoon"
DROP_IN = "is there a drop in at the office this week"
DAMP = "can a surveyor come and look at the damp wall in my living room"


@pytest.fixture
def talk(diary: House, clock: FrozenClock) -> Talk:
    return Talk(diary, clock)


def clocks_of(house: House, case_id: int) -> dict[str, str]:
    with house.database.reading() as session:
        return {row.rule: row.state for row in session.scalars(select(Deadline).where(Deadline.case_id == case_id))}


def test_an_officer_s_visit_is_booked_moved_and_called_off(diary: House, talk: Talk) -> None:
    told = talk.says(OFFICER)
    assert "times for your housing officer's visit" in told and len(listed(told)) == 3 and len(talk.told()) == 1
    told = talk.says("2")
    (visit,) = visits(diary, *AGREED)
    assert "booked. Your housing officer's visit: Tue 16 Jun, 12 noon to 5pm. An adult (18 or over) must be in." in told
    assert (visit.kind, visit.slot) == ("housing_officer_visit", "pm")
    with diary.database.reading() as session:
        assert session.get_one(Resource, visit.resource_id).code == "officer-p1", "the officer of their own patch"
    assert talk.case.state == "arranged" and talk.case.queue == "tenancy" and talk.case.answered_at is not None
    assert len(listed(talk.says("can we do thursday instead"))) == 3
    assert "Thu 18 Jun" in talk.says("the morning one")
    assert "cancelled" in talk.says("not needed") and visits(diary, *AGREED) == []


def test_a_call_back_as_they_wish_comes_to_people_when_its_time_begins(
    diary: House, clock: FrozenClock, talk: Talk
) -> None:
    assert "call-back: Tue 16 Jun, 12 noon to 5pm" in talk.says(RING)
    assert "booked. Your call-back: Tue 16 Jun, 12 noon to 5pm. We will ring you." in talk.says("yes please")
    case = talk.case
    assert (case.state, case.queue) == ("arranged", "rents") and london(case.arranged_until or clock()).hour == 12
    clock.at = datetime(2026, 6, 16, 10, 59, tzinfo=UTC)
    diary.lapsing.lapse(clock())
    assert talk.case.state == "arranged", "not before"
    clock.at = datetime(2026, 6, 16, 11, 0, tzinfo=UTC)
    diary.lapsing.lapse(clock())
    assert talk.case.state == "waiting" and "Ring them now" in talk.case.reason and "12 noon to 5pm" in talk.case.reason
    assert len(visits(diary, "booked")) == 1, "it is theirs to make, not over"


def test_a_call_back_is_read_also_where_it_sounds_like_another_time_for_a_visit(diary: House, talk: Talk) -> None:
    assert "call-back: Tue 16 Jun, 12 noon to 5pm" in talk.says("ring me back about my rent tomorrow afternoon")


def test_a_place_at_their_own_office_and_at_another_one(diary: House, talk: Talk) -> None:
    told = talk.says(DROP_IN)
    assert "Please come to Millgate Housing Office" in told and "OTHER OFFICE" in told, (
        "their own patch's, though later"
    )
    assert [line[:10] for line in listed(told)] == ["Thu 18 Jun"] * 3
    told = talk.says("not there, the other office")
    assert "Fernhill Community Rooms" in told and listed(told)[0] == "Tue 16 Jun, 9.30am"
    assert [row.state for row in offers(diary)] == ["withdrawn", "open"]
    told = talk.says("1")
    assert "Tue 16 Jun, 9.30am. Please come to Fernhill Community Rooms, 1 Fernhill Street." in told
    told = talk.says("can i go to millgate instead")
    assert "Millgate" in told and len(visits(diary, "booked")) == 1, "the old one stays until the new is agreed"
    assert "moved" in talk.says("2")
    (visit,) = visits(diary, *AGREED)
    assert london(visit.starts_at).day == 18 and visit.session_id is not None


def test_an_office_that_they_name_is_the_one(diary: House, talk: Talk) -> None:
    told = talk.says("can i book an appointment at the fernhill office about my rent arrears")
    assert "Fernhill Community Rooms" in told and len(listed(told)) == 3


def test_an_inspection_falls_within_the_legal_clock(diary: House, talk: Talk) -> None:
    told = talk.says(DAMP)
    assert "surveyor's inspection" in told and len(listed(told)) == 3
    with diary.database.reading() as session:
        clock = session.scalars(select(Deadline).where(Deadline.rule == "awaab_investigate")).one()
    assert all(visit.window_until <= clock.due_at for visit in visits(diary, "held"))
    assert "booked" in talk.says("1") and visits(diary, *AGREED)[0].kind == "inspection"
    assert clocks_of(diary, talk.case.id)["awaab_investigate"] == "running", "only what is found ends it"


def test_a_complaint_may_have_a_call_back_and_keeps_its_person_and_its_clock(diary: House, talk: Talk) -> None:
    told = talk.says("i want to make a complaint about how i was spoken to. can a manager phone me")
    assert "times for your call-back" in told
    assert "booked" in talk.says("1")
    assert talk.case.state == "waiting" and talk.case.queue == "complaints" and talk.case.answered_at is None
    assert clocks_of(diary, talk.case.id) == {"answer": "running", "cmp_s1_ack": "running"}


@pytest.mark.parametrize(
    "text",
    ["nowhere to sleep tonight can someone ring me", "my partner is hitting me can my housing officer ring me",
     "i can smell gas can someone come and look", "call me", "the office said they would ring me back and nobody did",
     "how much rent do i owe", "i want to die can you call me back", "my solicitor says disrepair claim, ring me back"],
)  # fmt: skip
def test_what_has_no_times_to_choose_from(diary: House, talk: Talk, text: str) -> None:
    talk.says(text)
    assert offers(diary) == [] and talk.case.state == "waiting"


def test_who_is_not_known_is_offered_nothing(diary: House, clock: FrozenClock) -> None:
    stranger = Talk(diary, clock, "+447700900999")
    assert "times for" not in stranger.says(OFFICER) and offers(diary) == []


def no_officer(house: House) -> None:
    """Every home is in a patch that has none."""
    with house.database.transaction() as session:
        patch = Patch(code="P9", name="Far side", officer_id=None)
        session.add(patch)
        session.flush()
        for home in session.scalars(select(Home)):
            home.patch_id = patch.id


def test_a_patch_without_an_officer_is_answered_clearly_and_by_a_person(diary: House, talk: Talk) -> None:
    no_officer(diary)
    told = talk.says(OFFICER)
    assert "no time is free for your housing officer's visit" in told and "a person will get in touch" in told
    assert talk.case.state == "waiting" and "No time is free" in talk.case.reason and len(talk.told()) == 1


def test_full_and_closed_offices_are_passed_over_and_then_a_person(
    diary: House, clock: FrozenClock, talk: Talk
) -> None:
    def close(*codes: str) -> None:
        with diary.database.transaction() as session:
            places = session.scalars(select(Resource.id).where(Resource.code.in_(codes))).all()
            for planned in session.scalars(select(DiarySession).where(DiarySession.resource_id.in_(places))):
                planned.state = "cancelled"

    close("office-millgate")
    assert "Fernhill" in talk.says("can i book an appointment at the millgate office about my rent arrears")
    assert "nothing is free there" in talk.told()[0]
    close("office-fernhill")
    told = talk.says("not there, the other office")
    assert "a person will get in touch" in told and talk.case.state == "waiting"


class Ringing(Call):
    """A call to a house that works through what is said before the next question."""

    house: House

    def post(self, url: str, more: dict[str, str]) -> TestResponse:
        answer = super().post(url, more)
        self.house.journey.drain()
        return answer


def on_the_phone(house: House, *answers: dict[str, str], hang_up_at: int = 10_000) -> Ringing:
    """A whole call of the tenant's, who answers so when asked."""
    app = Flask(__name__)
    routes = open_channel(VoiceSettings(**settings()), house.hooks).routes
    assert routes is not None
    app.register_blueprint(routes, url_prefix="/channels/voice")
    call = Ringing(app, answers, hang_up_at, OKAFOR, 300)
    call.house = house
    call.ring()
    return call


@pytest.mark.parametrize(
    ("said", "heard", "texted"),
    [(OFFICER, "An adult must be in.", "your housing officer's visit"),
     (DROP_IN, "Please come to Millgate Housing Office", "your appointment at Millgate Housing Office: Thu 18 Jun"),
     ("can someone ring me back about my rent arrears", "We will ring you.", "your call-back")],
)  # fmt: skip
def test_by_phone_they_hear_the_times_press_a_key_and_have_it_in_writing(
    diary: House, said: str, heard: str, texted: str
) -> None:
    call = on_the_phone(diary, speech(said), keys("1"))
    words = " ".join(call.said)
    assert len(visits(diary, "booked")) == 1
    booked = next(each for each in call.said if each.startswith("That is booked"))
    assert heard in booked
    assert ("We can come at" in words) == (said == OFFICER), "nobody comes to whoever comes to us, or is rung"
    told = Talk(diary, FrozenClock(diary.now())).told()
    assert len(told) == 1 and texted.casefold() in told[0].casefold()


def test_by_phone_it_is_said_that_nothing_is_free_when_they_asked(diary: House) -> None:
    said = speech("can someone ring me back about my rent arrears on saturday")
    words = " ".join(on_the_phone(diary, said, keys("1")).said)
    assert "nothing is free then. The nearest: We can offer you these times." in words
    assert len(visits(diary, "booked")) == 1


def test_by_phone_a_patch_without_an_officer_is_said_before_the_place_in_the_line(diary: House) -> None:
    no_officer(diary)
    said = on_the_phone(diary, speech(OFFICER), hang_up_at=30).said
    none = [
        at for at, words in enumerate(said) if "no time is free for that. A person will find one with you." in words
    ]
    assert len(none) == 1 and "in the line" in said[none[0] + 1], "said once, however long they wait"


def test_by_phone_it_is_said_that_nobody_is_free_for_a_repair(house: House, cast: Cast) -> None:
    add_person(house, "late", hours=())
    said = " ".join(on_the_phone(house, speech("my kitchen tap is dripping at 1 Alder Road"), hang_up_at=30).said)
    assert "no time is free for that" in said and "in the line" in said


def test_by_the_form_the_page_asks_and_says_where(diary: House, clock: FrozenClock) -> None:
    facts = {"address": "1 Alder Road", "postcode": "LX1 2AB", "phone": OKAFOR, "name": "N. Okafor"}
    [kept] = hear(diary, a_text(DROP_IN, OKAFOR, channel="web", reply_by="sms", reply_to=OKAFOR, facts=facts))
    client = create_app(diary).test_client()
    address = f"/progress/{diary.hooks.progress_token(kept.reference)}"
    page = client.get(address).text
    assert "When suits you?" in page and "Please come to Millgate Housing Office" in page and "adult" not in page
    form = page[page.index("<form") :].partition("</form>")[0]
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    after = client.post(address, data={**fields, "choice": "2"}, follow_redirects=True).text
    [visit] = visits(diary, "booked")
    assert visit.number == 2 and "Please come to Millgate" in after


def test_a_tenant_whose_record_only_some_may_see_is_offered_nothing(diary: House, cast: Cast, talk: Talk) -> None:
    with diary.database.transaction() as session:
        for tenant in session.scalars(select(Tenant)):
            tenant.restricted = True
    talk.says(OFFICER)
    assert offers(diary) == [] and talk.case.state == "waiting"


def test_this_week_written_on_a_sunday_is_the_one_that_begins(diary: House, clock: FrozenClock) -> None:
    clock.at = datetime(2026, 6, 14, 17, 0, tzinfo=UTC)
    told = Talk(diary, clock).says(DROP_IN)
    assert "nothing is free" not in told and listed(told)[0].startswith("Thu 18 Jun")


def test_what_was_called_off_and_is_reported_again_has_times_again(diary: House, clock: FrozenClock) -> None:
    add_person(diary, "derek")
    talk, tap = Talk(diary, clock), "kitchen tap dripping, 1 Alder Road"
    talk.says(tap)
    talk.says("1")
    assert "cancelled" in talk.says("call it off")
    assert len(listed(talk.says(tap))) == 3, "nothing is silent"
    assert "booked" in talk.says("1") and len(visits(diary, *AGREED)) == 1


def test_what_has_lapsed_and_is_reported_again_has_times_again(diary: House, clock: FrozenClock) -> None:
    add_person(diary, "derek")
    talk, tap = Talk(diary, clock), "kitchen tap dripping, 1 Alder Road"
    talk.says(tap)
    clock.go_on(hours=3)
    diary.lapsing.lapse(clock())
    assert len(listed(talk.says(tap))) == 3 and talk.case.state == "arranged"


def test_somebody_is_to_look_at_the_damp_and_their_officer_is_asked_for_beside_it(diary: House, talk: Talk) -> None:
    told = talk.says("can somebody come and look at the damp")
    assert "surveyor's inspection" in told and len(listed(told)) == 3
    told = talk.says("can i see my housing officer")
    assert "housing officer's visit" in told and len(listed(told)) == 3 and talk.case.reference not in told
    assert len(offers(diary)) == 2 and {row.state for row in offers(diary)} == {"open"}
