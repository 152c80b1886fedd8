"""The form itself: each page, each way to fail, and one case however often it is sent."""

import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage

from channels.web import answers
from channels.web.seal import COOKIE
from router.errors import CannotKeep
from tests.channels.web.conftest import Visitor
from tests.channels.web.pretend_house import AT, PretendHouse


@pytest.mark.parametrize("page", answers.PAGES[:-1])
def test_every_page_opens_with_a_title_and_a_way_on(visitor: Visitor, page: str) -> None:
    answer = visitor.client.get(f"/report/{page}")
    assert answer.status_code == 200
    assert '<html lang="en-GB"' in answer.text
    assert answer.text.count("<h1") == 1
    assert "Skip to main content" in answer.text
    assert "– Larkshire Homes</title>" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_filled_in_form_becomes_one_message(visitor: Visitor, house: PretendHouse) -> None:
    visitor.fill_all("The tap drips\r\nand drips")
    answer = visitor.send()
    assert (answer.status_code, answer.location) == (303, "/report/done/tok-FD-00001")
    (message,) = house.kept.values()
    assert message.channel == "web"
    assert message.text.startswith("The tap drips\nand drips\n\nAbout the household: A baby or a child under 5; ")
    assert (message.reply_by, message.reply_to, message.party) == ("sms", "+447700900123", "+447700900123")
    assert message.sender == "07700 900123"
    assert message.provider_id == message.dedupe_key
    assert message.received_at == AT
    assert message.facts["postcode"] == "ZZ1 1AA"
    assert message.facts["area"] == "home"


def test_each_page_keeps_what_was_typed_and_leads_on(visitor: Visitor) -> None:
    assert visitor.fill("problem", problem="The tap drips").location == "/report/photos"
    assert "The tap drips" in visitor.client.get("/report/problem").text
    assert visitor.fill("photos", action="on").location == "/report/where"
    assert visitor.fill("name", name="").location == "/report/contact"


def test_changing_an_answer_leads_back_to_the_last_page(visitor: Visitor) -> None:
    visitor.fill_all()
    assert visitor.fill("name", name="Mr Lee", query="?change=1").location == "/report/check"
    assert "Mr Lee" in visitor.client.get("/report/check").text


def test_the_last_page_leads_to_what_is_missing(visitor: Visitor, house: PretendHouse) -> None:
    assert visitor.client.get("/report/check").location == "/report/problem"
    visitor.fill("problem", problem="The tap drips")
    assert visitor.client.get("/report/check").location == "/report/where"
    assert not house.kept


@pytest.mark.parametrize(
    ("page", "fields", "words"),
    [
        ("problem", {"problem": "  \n "}, "Tell us what is wrong"),
        ("where", {"address": "Flat 4"}, "Choose your home, or a shared area"),
        ("where", {"place": "home", "address": ""}, "Tell us the address"),
        ("where", {"place": "home", "address": "Flat 4", "postcode": "ZZ1"}, "Enter a full postcode"),
        ("name", {"name": "N" * 201}, "Use 200 characters or fewer"),
        ("contact", {}, "Choose how we can answer you"),
        ("contact", {"reply_by": "fax"}, "Choose how we can answer you"),
        ("contact", {"reply_by": "sms", "phone_text": "12"}, "Enter a mobile number"),
        ("contact", {"reply_by": "sms", "phone_text": "01632 960001"}, "This looks like a landline"),
        ("contact", {"reply_by": "email", "email": "ann at home"}, "Enter an email address"),
        ("contact", {"reply_by": "email", "email": "ann@home"}, "Enter an email address"),
        ("contact", {"reply_by": "voice", "phone_call": "soon"}, "Enter a phone number"),
        ("needs", {"needs_more": "x" * 2001}, "Use 2,000 characters or fewer"),
    ],
)
def test_a_mistake_is_told_kindly_with_what_was_typed(
    visitor: Visitor, page: str, fields: dict[str, str], words: str
) -> None:
    answer = visitor.fill(page, **fields)
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert words in answer.text
    assert "govuk-error-summary" in answer.text
    for typed in fields.values():
        assert not typed.strip() or typed in answer.text or typed == "fax"


# --- sent once -----------------------------------------------------------------------------------------------


def test_twenty_presses_at_once_are_one_case(house: PretendHouse) -> None:
    app = house.app()
    visitor = Visitor(app.test_client())
    visitor.fill_all()
    token = visitor.token("check")
    cookie = visitor.client.get_cookie(COOKIE, path="/report")
    assert cookie

    house.meeting = threading.Barrier(20)

    def press(_: int) -> str | None:
        client = app.test_client()
        client.set_cookie(COOKIE, cookie.value, path="/report")
        return client.post("/report/check", data={"page_token": token}).location

    with ThreadPoolExecutor(20) as hands:
        places = set(hands.map(press, range(20)))
    assert places == {"/report/done/tok-FD-00001"}
    assert len(house.kept) == 1


def test_sent_again_after_a_cut_it_is_the_same_case(visitor: Visitor, house: PretendHouse) -> None:
    visitor.fill_all()
    house.down_after_commit = True
    assert visitor.send().status_code == 503
    house.down_after_commit = False
    assert visitor.send().location == "/report/done/tok-FD-00001"
    assert len(house.kept) == 1


def test_a_word_added_after_a_cut_is_not_lost(visitor: Visitor, house: PretendHouse) -> None:
    visitor.fill_all()
    house.down_after_commit = True
    visitor.send()
    house.down_after_commit = False
    visitor.fill("problem", problem="The tap drips, and now it pours")
    visitor.send()
    assert "now it pours" in list(house.kept.values())[-1].text


def test_going_back_shows_the_confirmation_and_a_new_start_is_empty(visitor: Visitor, house: PretendHouse) -> None:
    visitor.fill_all()
    visitor.send()
    assert visitor.client.get("/report/check").location == "/report/done/tok-FD-00001"
    assert "The tap drips" not in repr(house.drafts)
    visitor.client.get("/report")
    assert "The tap drips" not in visitor.client.get("/report/problem").text
    visitor.fill_all()
    assert visitor.send().location == "/report/done/tok-FD-00002"


def test_a_page_left_open_in_another_tab_keeps_its_words(visitor: Visitor, house: PretendHouse) -> None:
    visitor.fill_all()
    token = visitor.token("problem")
    visitor.send()
    answer = visitor.client.post("/report/problem", data={"page_token": token, "problem": "And the door sticks"})
    assert answer.status_code == 400
    assert "And the door sticks" in answer.text
    assert "Your report was sent" in answer.text
    assert len(house.kept) == 1


# --- when something is down ----------------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", [CannotKeep("busy"), RuntimeError("a bug"), OSError("no disk")])
def test_what_cannot_be_kept_is_not_lost(visitor: Visitor, house: PretendHouse, trouble: Exception) -> None:
    visitor.fill_all()
    house.down = trouble
    answer = visitor.send()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "The tap drips" in answer.text
    assert "01632 960100" in answer.text
    assert "Try again" in answer.text
    house.down = None
    assert visitor.send().status_code == 303


def test_a_page_that_cannot_be_saved_comes_back_with_what_was_typed(visitor: Visitor, house: PretendHouse) -> None:
    visitor.fill("name", name="Mrs Okafor")
    token = visitor.token("problem")
    house.drafts_down = True
    answer = visitor.client.post("/report/problem", data={"page_token": token, "problem": "The tap drips"})
    assert answer.status_code == 503
    assert "The tap drips" in answer.text
    assert visitor.client.get("/report/check").status_code == 200
    assert visitor.client.post("/report/check", data={"page_token": token}).status_code == 503
    house.drafts_down = False
    assert "Mrs Okafor" in visitor.client.get("/report/name").text


def test_a_draft_that_cannot_be_read_is_not_overwritten(visitor: Visitor, house: PretendHouse) -> None:
    visitor.fill_all()
    token = visitor.token("name")
    house.loading_down = True
    assert visitor.client.post("/report/name", data={"page_token": token, "name": "Mr Lee"}).status_code == 503
    house.loading_down = False
    assert "The tap drips" in visitor.client.get("/report/problem").text


def test_a_draft_that_expired_at_the_server_begins_again(visitor: Visitor, house: PretendHouse) -> None:
    visitor.fill_all()
    house.drafts.clear()
    assert visitor.fill("needs", needs_more="A dog").location == "/report/check"
    assert visitor.client.get("/report/check").location == "/report/problem"


def test_somebody_who_wants_no_answer_gets_a_reference(visitor: Visitor, house: PretendHouse) -> None:
    visitor.fill_all()
    visitor.fill("contact", reply_by="no", phone_text="07700 900123")
    visitor.send()
    (message,) = house.kept.values()
    assert (message.reply_by, message.reply_to, message.party) == ("", "", "")
    assert "you asked us not to contact you" in visitor.client.get("/report/done/tok-FD-00001").text.lower()


# --- photos --------------------------------------------------------------------------------------------------


def upload(name: str, content: bytes) -> FileStorage:
    return FileStorage(BytesIO(content), name)


def test_photos_are_added_shown_removed_and_sent(visitor: Visitor, house: PretendHouse) -> None:
    visitor.fill_all()
    files = [upload("leak.pdf", b"%PDF-1.7 one"), upload("letter.pdf", b"%PDF-1.7 two")]
    answer = visitor.fill("photos", photos=files, action="add", follow=True)
    assert "leak.pdf" in answer.text
    assert "letter.pdf" in answer.text
    first = next(iter(house.files))
    visitor.fill("photos", action=f"remove:{first}")
    visitor.send()
    (message,) = house.kept.values()
    (kept,) = message.attachments
    assert (kept.name, kept.content_type, kept.content) == ("letter.pdf", "application/pdf", b"%PDF-1.7 two")


def test_a_file_that_is_a_photo_only_by_its_name_is_refused_in_words(visitor: Visitor, house: PretendHouse) -> None:
    visitor.fill_all()
    answer = visitor.fill("photos", photos=[upload("p.jpg", b"MZ a program")], action="on")
    assert "p.jpg is not a photo or a PDF that we can read." in answer.text
    assert not house.files


def test_a_file_too_large_costs_only_itself(visitor: Visitor) -> None:
    visitor.fill("problem", problem="The tap drips")
    files = [
        upload("huge.jpg", b"x" * (10 * 1024 * 1024 + 1)),
        upload("small.pdf", b"%PDF-1.7"),
        upload("a.exe", b"MZ"),
    ]
    answer = visitor.fill("photos", photos=files, action="on")
    assert answer.status_code == 422
    assert "huge.jpg is larger than 10 MB." in answer.text
    assert "a.exe is not a photo or a PDF that we can read." in answer.text
    assert "small.pdf" in visitor.client.get("/report/photos").text
    assert "The tap drips" in visitor.client.get("/report/problem").text


def test_five_files_are_the_most(visitor: Visitor) -> None:
    files = [upload(f"{number}.pdf", b"%PDF-" + bytes([48 + number])) for number in range(6)]
    answer = visitor.fill("photos", photos=files, action="add")
    assert "You can send 5 files, so 5.pdf was left out." in answer.text
    assert 'id="photos" name="photos" type="file"' not in answer.text


def test_an_upload_beyond_all_measure_is_refused_kindly(visitor: Visitor) -> None:
    visitor.fill("problem", problem="The tap drips")
    answer = visitor.fill("photos", photos=[upload("film.jpg", b"x" * (70 * 1024 * 1024))], action="on")
    assert answer.status_code == 413
    assert "Each file may have 10 MB" in answer.text
    assert "The tap drips" in visitor.client.get("/report/problem").text


def test_a_step_without_the_name_of_a_button_goes_on(visitor: Visitor) -> None:
    """As a script posts it."""
    visitor.fill("problem", problem="The tap drips")
    assert visitor.fill("photos").location == "/report/where"
