"""Mails that are longer than what is read of them: the words are found, or it is said that some were not."""

import pytest

from tests.channels.email.conftest import Read

HEAD = "From: Ann Bell <ann@mail.example>\nTo: repairs@frontdoor.example\nSubject: Tap\nMessage-ID: <m1@mail.example>\n"


def test_words_after_a_picture_written_into_the_page_are_read(read: Read) -> None:
    picture = f'<img src="data:image/png;base64,{"iVBORw0KGgoAAAANSUhEUg" * 25_000}">'
    answer = read(HEAD + "Content-Type: text/html\n\n<p>Look:</p>" + picture + "<p>I can smell gas</p>")
    assert answer.message.text == "Look:\n\nI can smell gas" and answer.unreadable == ""


@pytest.mark.parametrize("kind", ["text/html", "text/plain"])
def test_words_that_are_cut_are_said_to_be(read: Read, kind: str) -> None:
    answer = read(f"{HEAD}Content-Type: {kind}\n\n" + "tap drips again \n" * 30_000 + "I can smell gas")
    assert "could not be read in full" in answer.unreadable and answer.message.text.startswith("tap drips")


def test_a_long_history_is_no_reason_to_look(read: Read) -> None:
    history = "On Mon, 1 Jun 2026 Larkshire wrote:\n" + "> your times are below\n" * 20_000
    answer = read(HEAD + "\n2 please\n\n" + history)
    assert answer.message.text == "2 please" and answer.unreadable == ""
