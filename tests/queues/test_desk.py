"""A day's work at the desk, without JavaScript: nothing typed is lost, nothing is sent twice, nobody is overwritten."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from queues.desk.files import look
from router.model import Case, ContactLink, Draft, Message, Staff


def field_of(page: str, name: str) -> str:
    """The value of a hidden field on a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name} on this page"
    return found[1]


def take(person: Any, house: Any, name: str) -> str:
    """Take a case and give its page."""
    assert person.post(house.url(name, "take")).status_code == 302
    return str(person.get(house.url(name)).text)


def sent(house: Any, name: str) -> list[Message]:
    return list(house.messages(name, direction="out", kind="reply"))


def test_a_case_from_taken_to_answered_to_closed(house: Any, browser: Any) -> None:
    amina = browser("amina")
    answer = amina.post("/desk/take-next")
    assert house.cases["leak"] in answer.location
    page = amina.get(answer.location).text
    assert "Your answer goes by text message to 07700 900003" in page
    reply = amina.post(
        house.url("leak", "reply"), text="A plumber is on the way.", form_id=field_of(page, "form_id"), do="send"
    )
    assert reply.status_code == 302
    [message] = sent(house, "leak")
    assert (message.text, message.state, message.party) == ("A plumber is on the way.", "due", "+447700900003")
    assert house.bell.rings == ["send"]
    version = str(house.case("leak").version)
    assert (
        amina.post(house.url("leak", "close"), reason="Answered, nothing more to do", version=version).status_code
        == 302
    )
    assert house.case("leak").state == "closed"
    assert amina.post(house.url("leak", "reopen"), why="It drips again").status_code == 302
    assert house.case("leak").state == "waiting"


def test_the_same_form_twice_is_one_answer_and_one_note(house: Any, browser: Any) -> None:
    amina = browser("amina")
    form_id = field_of(take(amina, house, "boiler"), "form_id")
    for _ in range(3):
        assert amina.post(house.url("boiler", "reply"), text="Hello", form_id=form_id, do="send").status_code == 302
        assert amina.post(house.url("boiler", "note"), text="Rang twice", form_id=form_id).status_code == 302
    assert len(sent(house, "boiler")) == 1
    assert len(house.messages("boiler", kind="note")) == 1


def test_a_note_never_leaves(house: Any, browser: Any) -> None:
    browser("amina").post(house.url("leak", "note"), text="Key is with the neighbour")
    [note] = house.messages("leak", kind="note")
    assert note.state == "note" and house.bell.rings == []


def test_a_draft_is_kept_and_comes_back(house: Any, browser: Any) -> None:
    amina = browser("amina")
    take(amina, house, "boiler")
    assert amina.post(house.url("boiler", "draft"), text="Half an ans", draft="reply").status_code == 204
    amina.post("/desk/sign-out")
    amina.sign_in("amina")
    assert "Half an ans</textarea>" in amina.get(house.url("boiler")).text
    assert "Half an ans" not in browser("bob").get(house.url("boiler")).text
    amina.post(house.url("boiler", "reply"), text="A whole answer", do="send")
    with house.database.reading() as session:
        assert session.scalars(select(Draft)).all() == []


def test_a_late_draft_does_not_bring_back_what_was_sent(house: Any, browser: Any) -> None:
    amina = browser("amina")
    form_id = field_of(take(amina, house, "boiler"), "form_id")
    amina.post(house.url("boiler", "reply"), text="Sent", form_id=form_id, do="send")
    amina.post(house.url("boiler", "draft"), text="Sent", form_id=form_id, draft="reply")
    assert "Sent</textarea>" not in amina.get(house.url("boiler")).text


def test_what_was_typed_survives_a_session_that_ended(house: Any, browser: Any) -> None:
    amina = browser("amina")
    take(amina, house, "boiler")
    house.clock.forward(hours=2)
    lost = amina.post(
        house.url("boiler", "reply"), text="A long answer <b>", page=house.url("boiler"), draft="reply", do="send"
    )
    assert lost.status_code == 401 and "A long answer &lt;b&gt;" in lost.text
    form = {
        "csrf": field_of(lost.text, "csrf"),
        "email": "amina@larkshire.example",
        "password": "four plain garden words",
        "next": field_of(lost.text, "next"),
        "kept": "A long answer <b>",
        "kind": "reply",
    }
    back = amina.client.post("/desk/sign-in", data=form)
    assert back.location == house.url("boiler")
    assert "A long answer &lt;b&gt;</textarea>" in amina.get(back.location).text
    assert sent(house, "boiler") == []


def test_somebody_else_has_it_and_nothing_is_overwritten(house: Any, browser: Any) -> None:
    amina, sue = browser("amina"), browser("sue")
    page = take(amina, house, "boiler")
    stale = sue.post(house.url("boiler", "take"), **{"from": ""})  # their page says that nobody has it
    assert stale.status_code == 409 and "You were not first" in stale.text and house.case("boiler").agent_id
    sue.get("/desk")
    assert sue.post(house.url("boiler", "take")).status_code == 302
    conflict = amina.post(
        house.url("boiler", "reply"), text="Too late words", form_id=field_of(page, "form_id"), do="send"
    )
    assert conflict.status_code == 409
    assert "Sue Lindqvist has this case" in conflict.text
    assert sent(house, "boiler") == []
    assert amina.post(house.url("boiler", "take")).status_code == 409  # Sue is on
    assert house.case("boiler").agent_id == house.people["sue"]
    with house.database.reading() as session:
        assert [row.data["text"] for row in session.scalars(select(Draft))] == ["Too late words"]


def test_two_people_change_one_case_and_the_second_is_told(house: Any, browser: Any) -> None:
    amina, sue = browser("amina"), browser("sue")
    version = field_of(amina.get(house.url("boiler")).text, "version")
    assert (
        sue.post(house.url("boiler", "urgency"), urgency="emergency", why="Baby is ill", version=version).status_code
        == 302
    )
    second = amina.post(house.url("boiler", "urgency"), urgency="life_safety", why="Also", version=version)
    assert second.status_code == 409 and "has changed since you opened it" in second.text
    assert house.case("boiler").urgency == "emergency"


def test_a_case_whose_holder_is_off_can_be_taken_over(house: Any, browser: Any) -> None:
    amina = browser("amina")
    take(amina, house, "boiler")
    house.clock.forward(minutes=5)
    bob = browser("bob")
    assert "is not on now" in bob.get(house.url("boiler")).text
    assert bob.post(house.url("boiler", "take")).status_code == 302
    assert house.case("boiler").agent_id == house.people["bob"]


def test_urgency_goes_down_only_by_whoever_has_it_and_with_a_reason(house: Any, browser: Any) -> None:
    amina = browser("amina")
    version = str(house.case("leak").version)
    assert amina.post(house.url("leak", "urgency"), urgency="routine", why="No", version=version).status_code == 409
    take(amina, house, "leak")
    version = str(house.case("leak").version)
    assert amina.post(house.url("leak", "urgency"), urgency="routine", why=" ", version=version).status_code == 409
    assert house.case("leak").urgency == "emergency"
    assert amina.post(house.url("leak", "urgency"), urgency="routine", why="A cup", version=version).status_code == 302
    assert house.case("leak").urgency == "routine" and "A cup" in house.case("leak").reason


def test_hand_over_needs_a_queue_and_a_reason(house: Any, browser: Any) -> None:
    amina = browser("amina")
    take(amina, house, "boiler")
    version = str(house.case("boiler").version)
    for form in ({"queue": "nowhere", "why": "x"}, {"queue": "rents", "why": ""}):
        assert amina.post(house.url("boiler", "hand-over"), version=version, **form).status_code == 409
    assert (
        amina.post(house.url("boiler", "hand-over"), queue="rents", why="About rent", version=version).status_code
        == 302
    )
    assert (house.case("boiler").queue, house.case("boiler").state) == ("rents", "waiting")


def test_an_answer_is_taken_back_while_it_is_due(house: Any, browser: Any) -> None:
    amina = browser("amina")
    take(amina, house, "boiler")
    amina.post(house.url("boiler", "reply"), text="Oops, wrong person", do="send")
    [message] = sent(house, "boiler")
    assert "Take it back" in amina.get(house.url("boiler")).text
    assert amina.post(house.url("boiler", "undo"), message=str(message.id)).status_code == 302
    assert sent(house, "boiler")[0].state == "refused"
    assert "Oops, wrong person</textarea>" in amina.get(house.url("boiler")).text
    assert amina.post(house.url("boiler", "undo"), message=str(message.id)).status_code == 409


@pytest.mark.parametrize(("arrived", "state"), [("yes", "sent"), ("no", "due")])
def test_a_person_settles_what_is_uncertain(house: Any, browser: Any, arrived: str, state: str) -> None:
    amina = browser("amina")
    take(amina, house, "boiler")
    amina.post(house.url("boiler", "reply"), text="On our way", do="send")
    with house.database.transaction() as session:
        session.scalars(select(Message).where(Message.kind == "reply")).one().state = "uncertain"
    page = amina.get(house.url("boiler")).text
    assert "We cannot tell whether this arrived" in page and "Send it again" in page
    number = str(sent(house, "boiler")[0].id)
    assert amina.post(house.url("boiler", "uncertain"), message=number, arrived=arrived).status_code == 302
    assert sent(house, "boiler")[0].state == state


def test_who_is_this_found_linked_and_undone(house: Any, browser: Any) -> None:
    amina = browser("amina")
    found = amina.post(house.url("leak", "who"), words="Okafor")
    assert "Grace Okafor" in found.text and "This is them" in found.text
    assert amina.post(house.url("leak", "this-is"), tenant=str(house.people["okafor"])).status_code == 302
    assert house.case("leak").identity == "known"
    assert amina.post(house.url("leak", "not-this")).status_code == 302
    assert house.case("leak").tenant_id is None
    with house.database.reading() as session:
        links = session.scalars(select(ContactLink).where(ContactLink.tenant_id == house.people["okafor"])).all()
    assert sorted(link.ended_at is None for link in links) == [False, True]


def test_a_call_back_pressed_twice_rings_once(house: Any, browser: Any) -> None:
    amina = browser("amina")
    page = take(amina, house, "boiler")
    form = {"version": field_of(page, "version")}
    codes = [amina.post(house.url("boiler", "call-back"), **form).status_code for _ in range(2)]
    assert codes == [302, 409]
    assert len(house.messages("boiler", kind="call_back")) == 1


def test_the_parts_of_a_text_are_counted_before_it_is_sent(house: Any, browser: Any) -> None:
    amina = browser("amina")
    take(amina, house, "boiler")
    assert amina.post(house.url("boiler", "count"), text="a" * 161).text.startswith("2 text messages")
    assert "UCS-2" in amina.post(house.url("boiler", "count"), text="🚿").text
    counted = amina.post(house.url("boiler", "reply"), text="Plain", do="count")
    assert "1 text message" in counted.text and "Plain</textarea>" in counted.text
    assert sent(house, "boiler") == []


def test_wording_is_plain_substitution(house: Any, browser: Any) -> None:
    amina = browser("amina")
    take(amina, house, "boiler")
    page = amina.post(house.url("boiler", "reply"), text="{{7*7}}", do="canned", wording="callback_promised").text
    assert f"we will ring you about {house.cases['boiler']}" in page and "{{7*7}}" in page


def test_odd_text_is_kept_whole_and_never_breaks_a_page(house: Any, browser: Any) -> None:
    amina = browser("amina")
    take(amina, house, "boiler")
    for text in ("\x00", "\ud800 lone", "שלום \u202e x", "🙂" * 500, "a" * 1601, "<b>&amp;", "line\r\nline"):
        answer = amina.client.post(
            house.url("boiler", "reply"),
            data={"csrf": amina.csrf, "text": text.encode("utf-8", "replace"), "do": "send"},
        )
        assert answer.status_code in (302, 409)
        assert amina.get(house.url("boiler")).status_code == 200
    assert all("\x00" not in message.text for message in sent(house, "boiler"))


def test_opted_out_is_said_and_nothing_is_sent(house: Any, browser: Any) -> None:
    from router.model import OptOut

    with house.database.transaction() as session:
        session.add(OptOut(channel="sms", our_number="+441632960100", address="+447700900001", since=house.clock()))
    amina = browser("amina")
    assert "They sent STOP" in take(amina, house, "boiler")
    refused = amina.post(house.url("boiler", "reply"), text="Hello", do="send")
    assert refused.status_code == 409 and "Hello</textarea>" in refused.text
    assert sent(house, "boiler") == []


def test_a_screen_that_has_this_very_page_is_told_so(house: Any, browser: Any) -> None:
    amina = browser("amina")
    for address in ("/desk/waiting", house.url("boiler", "thread")):
        first = amina.get(address)
        again = amina.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    with house.database.transaction() as session:
        session.scalars(select(Case).where(Case.reference == house.cases["boiler"])).one().title = "Changed"
    first_tag = amina.get("/desk/waiting").headers["ETag"]
    assert amina.get("/desk/waiting", headers={"If-None-Match": first_tag}).status_code == 304


def test_a_broken_page_is_kind_and_gives_back_what_was_typed(house: Any, browser: Any) -> None:
    amina = browser("amina")
    take(amina, house, "boiler")
    house.database.close()
    with house.database.transaction() as session:
        session.connection().exec_driver_sql("drop table draft")
    answer = amina.post(house.url("boiler", "reply"), text="My long answer", do="send")
    assert answer.status_code == 503
    assert (
        "My long answer" in answer.text and "draft" not in answer.text.replace("drafts", "").lower().split("<main")[0]
    )
    assert sent(house, "boiler") == []


def test_an_agent_without_a_phone_is_told(house: Any, browser: Any) -> None:
    with house.database.transaction() as session:
        person = session.get(Staff, house.people["amina"])
        assert person is not None
        person.phone = ""
    amina = browser("amina")
    page = take(amina, house, "boiler")
    answer = amina.post(house.url("boiler", "call-back"), version=field_of(page, "version"))
    assert answer.status_code == 409 and "do not know your phone number" in answer.text


def test_what_was_told_in_a_form_is_shown_as_told(house: Any, browser: Any) -> None:
    with house.database.transaction() as session:
        message = session.query(Message).filter_by(case_id=house.case("boiler").id, direction="in").first()
        message.details = {"facts": {"name": "Ann <b>Other</b>", "address": "9 Kiln Road", "postcode": "LX3 4AB"}}
    page = browser("amina").get(house.url("boiler")).text
    assert "not proven" in page and "9 Kiln Road" in page and "LX3 4AB" in page
    assert "<b>Other" not in page


def test_a_voicemail_in_any_name_for_wav_is_played() -> None:
    assert [look(kind) for kind in ("audio/wave", "audio/mpeg", "audio/x-wav; rate=8000")] == ["sound"] * 3


def test_a_mail_that_may_be_forged_says_so(house: Any, browser: Any) -> None:
    with house.database.transaction() as session:
        message = session.scalars(select(Message).where(Message.direction == "in")).first()
        assert message is not None and message.case is not None
        reference = message.case.reference
        message.details = {"facts": {"other_reply_to": "eve@mail.example"}}
    amina = browser("sue")
    page = amina.get(f"/desk/cases/{reference}").text
    assert "asks for the answer to go to eve@mail.example" in page and "may not be from whom" not in page
    with house.database.transaction() as session:
        session.get_one(Message, message.id).details = {"facts": {"dmarc": "fail", "from_doubt": ""}}
    assert "This may not be from whom it says" in amina.get(f"/desk/cases/{reference}").text
