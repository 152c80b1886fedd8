"""Correcting what we read, at the desk, without JavaScript: checked, placed again, recorded, and never over somebody."""

import html
from typing import Any

import pytest
from sqlalchemy import select

from queues import access
from router import cases
from router.model import Case, Correction, Event, Message
from tests.queues.house import csrf_of, field_of


def ask(house: Any, name: str, act: str = "") -> str:
    """The address of the reading of a case's first message."""
    number = house.messages(name, direction="in")[0].id
    return str(house.url(name, f"messages/{number}/reading" + (f"/{act}" if act else "")))


def text_of(page: Any) -> str:
    return html.unescape(page.text)


def corrections(house: Any) -> list[Correction]:
    with house.database.reading() as session:
        return list(session.scalars(select(Correction).order_by(Correction.id)))


def send(person: Any, house: Any, name: str, act: str = "", **fields: Any) -> Any:
    """Fill the form in as the page gives it and send it."""
    version = field_of(person.get(ask(house, name)).text, "version")
    return person.post(ask(house, name, act), **{"version": version, **fields})


def test_a_case_is_corrected_placed_again_and_says_who_and_when(house: Any, browser: Any) -> None:
    amina = browser("amina")
    page = text_of(amina.get(house.url("boiler")))
    assert "What we read in it" in page and "This is right" in page
    amina.post(house.url("boiler", "take"))
    answer = send(amina, house, "boiler", first="dripping tap", flag="baby", note="She said tap.")
    assert answer.status_code == 302 and answer.location.endswith("?done=corrected")
    case = house.case("boiler")
    assert (case.topic, case.queue, case.lane) == ("plumbing.tap_dripping", "repairs_plumbing", 2)
    [row] = corrections(house)
    assert (row.before["repair"], row.after["repair"]) == ("heating.no_hot_water", "plumbing.tap_dripping")
    assert row.after["flags"] == ["baby"] and row.note == "She said tap." and row.role == "agent"
    page = text_of(amina.get(answer.location))
    assert "Amina Rahman corrected what we read" in page and "She said tap." in page
    assert "Corrected at the desk" in page and "Correct this again" in page
    thread = text_of(amina.get(house.url("boiler", "thread")))
    assert "Amina Rahman corrected what we read" in thread
    with house.database.reading() as session:
        assert "message.corrected" in set(session.scalars(select(Event.what).where(Event.case_id == case.id)))


def test_a_danger_is_asked_once_more_before_its_words_leave(house: Any, browser: Any) -> None:
    bob = browser("bob")
    asked = send(bob, house, "rent", first="smell of gas")
    assert asked.status_code == 400 and "Save it again, and this goes to the tenant at once" in text_of(asked)
    assert 'name="sure" value="gas"' in asked.text and not house.messages("rent", kind="safety")
    assert send(bob, house, "rent", first="smell of gas", sure="fire").status_code == 400, "not what they were asked"
    assert not corrections(house)


def test_naming_a_danger_puts_it_in_front_and_says_the_words(house: Any, browser: Any) -> None:
    assert send(browser("bob"), house, "rent", first="smell of gas", sure="gas").status_code == 302
    case = house.case("rent")
    assert (case.lane, case.queue, case.urgency, case.danger) == (0, "repairs_emergency", "life_safety", ["gas"])
    assert [m.text for m in house.messages("rent", kind="safety")] == [house.landlord.scripts["gas"].words]
    assert "send" in house.bell.rings


def test_only_the_holder_or_a_supervisor_makes_it_less_pressing(house: Any, browser: Any) -> None:
    refused = send(browser("bob"), house, "leak", first="dripping tap", urgency="routine", note="Kept <b>")
    assert refused.status_code == 409 and "make the case less pressing" in refused.text
    assert "Kept &lt;b&gt;" in refused.text and 'value="dripping tap"' in refused.text
    assert corrections(house) == [] and house.case("leak").lane == 0
    assert send(browser("sue"), house, "leak", first="dripping tap", urgency="routine").status_code == 302
    assert (house.case("leak").lane, house.case("leak").urgency) == (2, "routine")


def test_who_makes_an_emergency_none_any_more_is_asked_once_more(house: Any, browser: Any) -> None:
    sue = browser("sue")
    send(sue, house, "rent", first="smell of gas", sure="gas")
    asked = send(sue, house, "rent", first="dripping tap", note="Only a drip")
    assert asked.status_code == 400 and "no emergency any more" in text_of(asked) and "Only a drip" in asked.text
    assert 'name="sure" value="calmer"' in asked.text
    assert len(corrections(house)) == 1 and house.case("rent").lane == 0
    assert send(sue, house, "rent", first="dripping tap", sure="calmer").status_code == 302
    assert house.case("rent").lane == 2


def test_two_people_correct_at_once_and_the_second_is_told(house: Any, browser: Any) -> None:
    amina, sue = browser("amina"), browser("sue")
    version = field_of(amina.get(ask(house, "boiler")).text, "version")
    assert send(sue, house, "boiler", first="dripping tap").status_code == 302
    second = amina.post(ask(house, "boiler"), version=version, first="fence or garden", note="Mine")
    assert second.status_code == 409 and "has changed since you opened it" in second.text
    assert 'value="fence or garden"' in second.text and "Mine</textarea>" in second.text
    late = amina.post(ask(house, "boiler", "right"), version=version)
    assert late.status_code == 409
    assert {row.staff_id for row in corrections(house)} == {house.people["sue"]}


def test_what_is_not_in_the_list_is_refused_and_kept(house: Any, browser: Any) -> None:
    sue = browser("sue")
    bad = send(sue, house, "boiler", first="broken heart", more="spaceship", urgency="sunny")
    assert bad.status_code == 400
    page = text_of(bad)
    assert page.count("Choose one of the ") >= 4 and "Choose how urgent it is." in page
    assert 'value="broken heart"' in page and 'value="spaceship"' in page and "<title>Error: " in page
    none = send(sue, house, "boiler", flag="child_under_5", urgency="none")
    assert none.status_code == 400 and "You changed nothing" in none.text
    assert corrections(house) == []


def test_a_danger_still_ticked_and_a_low_urgency_cannot_both_be(house: Any, browser: Any) -> None:
    sue = browser("sue")
    send(sue, house, "rent", first="smell of gas", sure="gas")
    page = text_of(sue.get(ask(house, "rent")))
    assert "Danger we read in it" in page and 'name="danger" value="gas" checked' in page
    both = send(sue, house, "rent", danger="gas", urgency="routine")
    assert both.status_code == 400 and "A danger is still ticked" in both.text
    assert send(sue, house, "rent", first="dripping tap", urgency="routine", sure="calmer").status_code == 302
    assert house.case("rent").lane == 2
    assert "this danger is not there: gas" in house.case("rent").reason


def not_so(person: Any, house: Any, **fields: Any) -> Any:
    """Press the button that puts the words in, with what is typed."""
    version = field_of(person.get(house.url("rent")).text, "version")
    return person.post(house.url("rent", "reply"), version=version, do="not_so", **fields)


def test_who_was_told_of_a_danger_that_is_not_there_may_be_told_so(house: Any, browser: Any) -> None:
    sue, offer = browser("sue"), 'value="not_so"'
    send(sue, house, "rent", first="smell of gas", sure="gas")
    sue.post(house.url("rent", "take"))
    assert offer not in sue.get(house.url("rent")).text, "the danger stands"
    send(sue, house, "rent", first="dripping tap", sure="calmer")
    page = text_of(sue.get(house.url("rent")))
    assert offer in page and "Our safety advice (gas) had gone out" in page
    words = house.landlord.replies["canned_danger_not_so"].partition("{")[0].strip()
    before = len(house.messages("rent", direction="out"))
    filled = text_of(not_so(sue, house, text="Dear tenant,"))
    assert f"Dear tenant,\n{words}" in filled, "to be changed, and what was typed is kept"
    assert len(house.messages("rent", direction="out")) == before, "nothing goes out by itself"
    sue.post(house.url("rent", "reply"), text="No danger after all.", do="send")
    assert offer not in sue.get(house.url("rent")).text, "somebody has answered"


def test_nobody_is_told_so_who_was_told_nothing_or_for_whom_it_stands_again(house: Any, browser: Any) -> None:
    sue, offer = browser("sue"), "had gone out before"
    send(sue, house, "rent", first="smell of gas", sure="gas")
    sue.post(house.url("rent", "take"))
    send(sue, house, "rent", first="dripping tap", sure="calmer")
    assert offer in sue.get(house.url("rent")).text
    send(sue, house, "rent", "undo")
    assert offer not in sue.get(house.url("rent")).text, "the danger stands again"
    send(sue, house, "rent", first="dripping tap", sure="calmer")
    with house.database.transaction() as session:
        for words in session.scalars(select(Message).where(Message.kind == "safety")):
            words.state = "refused"
    assert offer not in sue.get(house.url("rent")).text, "the words never went"


def test_it_is_confirmed_once_and_undone(house: Any, browser: Any) -> None:
    amina = browser("amina")
    assert send(amina, house, "boiler", "right").location.endswith("?done=confirmed")
    page = text_of(amina.get(house.url("boiler")))
    assert "Amina Rahman said what we read is right" in page and "This is right" not in page
    assert send(amina, house, "boiler", "undo").location.endswith("?done=uncorrected")
    assert "This is right" in text_of(amina.get(house.url("boiler")))
    assert [row.undone_by for row in corrections(house)] == [house.people["amina"]]
    assert "Undone by Amina Rahman" in text_of(amina.get(ask(house, "boiler")))


def test_what_becomes_restricted_is_gone_for_whoever_may_not_see_it(house: Any, browser: Any) -> None:
    amina, sam = browser("amina"), browser("sam")
    answer = send(amina, house, "boiler", first="safeguarding: domestic abuse")
    assert answer.location == "/desk?done=restricted"
    assert "Only staff with the right see that case" in amina.get(answer.location).text
    for act in ("", "right", "undo"):
        assert amina.post(ask(house, "boiler", act), version="1").status_code == 404
    assert amina.get(ask(house, "boiler")).status_code == 404
    assert sam.get(ask(house, "boiler")).status_code == 200
    case = house.case("boiler")
    assert (case.queue, case.restricted, case.lane) == ("safeguarding", True, 0)
    assert house.messages("boiler", kind="safety") == []


def test_a_restricted_case_and_a_strangers_message_are_not_there(house: Any, browser: Any) -> None:
    amina = browser("amina")
    assert amina.get(ask(house, "abuse")).status_code == 404
    number = house.messages("leak")[0].id
    other = house.url("boiler", f"messages/{number}/reading")
    assert amina.get(other).status_code == 404 and amina.post(other, version="1").status_code == 404
    with house.database.transaction() as session:
        case = session.query(Case).filter_by(reference=house.cases["boiler"]).one()
        ours = Message(direction="out", channel="sms", dedupe_key="x", case_id=case.id, state="sent", kind="reply",
                       received_at=house.clock(), next_at=house.clock())  # fmt: skip
        session.add(ours)
        session.flush()
        out = house.url("boiler", f"messages/{ours.id}/reading")
    assert amina.get(out).status_code == 404


def test_every_page_of_it_needs_a_session_a_role_and_its_token(house: Any, browser: Any) -> None:
    rules = [rule for rule in house.app.url_map.iter_rules() if rule.endpoint.startswith("correct.")]
    assert len(rules) == 4
    for rule in rules:
        assert house.app.view_functions[rule.endpoint].needs_role in access.ROLES
    amina = browser("amina")
    assert browser().post(ask(house, "boiler")).status_code == 401
    assert amina.client.post(ask(house, "boiler"), data={"first": "fence"}).status_code == 400
    assert csrf_of(amina.get(ask(house, "boiler")).text) == amina.csrf
    assert corrections(house) == []


@pytest.mark.parametrize(
    "first", ["plumbing.tap_dripping", "  DRIPPING   TAP ", "Dripping or broken tap (Taps, baths, showers, sinks)"]
)
def test_a_name_is_found_however_it_is_written(house: Any, browser: Any, first: str) -> None:
    answer = send(browser("sue"), house, "boiler", first=first)
    assert answer.status_code == 302, text_of(answer)
    assert house.case("boiler").topic == "plumbing.tap_dripping"


@pytest.mark.parametrize("first", ["ap drip", "tap", "()"])
def test_the_middle_of_a_word_or_a_word_of_many_is_no_name(house: Any, browser: Any, first: str) -> None:
    assert send(browser("sue"), house, "boiler", first=first).status_code == 400
    assert corrections(house) == []


def test_an_urgency_left_as_the_form_showed_it_lowers_nothing(house: Any, browser: Any) -> None:
    sue = browser("sue")
    assert send(sue, house, "boiler", first="dripping tap", urgency="planned").status_code == 302
    with house.database.transaction() as session:
        case = session.query(Case).filter_by(reference=house.cases["boiler"]).one()
        cases.raise_urgency(session, case, "emergency", f"staff:{house.people['sue']}", house.clock(), "She is ninety.")
    assert '<option value="planned" selected>' in sue.get(ask(house, "boiler")).text
    assert send(sue, house, "boiler", flag="vulnerable", urgency="planned").status_code == 302
    assert (house.case("boiler").lane, house.case("boiler").urgency) == (0, "emergency")
    assert send(sue, house, "boiler", flag="vulnerable", urgency="routine").status_code == 302
    assert house.case("boiler").lane == 2, "chosen now"
