"""What Twilio's answers mean to us, each seen over a real socket."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from channels.twilio_client import TwilioClient, TwilioSettings, translate, words_for
from router.errors import CannotDeliver, OptedOut, SendError, TryAgainLater, Uncertain
from tests.channels.twilio_stand_in import NUMBER, StandIn, settings


def a_client(url: str, read_seconds: float = 5) -> TwilioClient:
    return TwilioClient(TwilioSettings(**settings(url)), connect_seconds=2, read_seconds=read_seconds)


def trouble_of(client: TwilioClient) -> SendError:
    try:
        client.rest.messages.create(to="+447700900001", from_=NUMBER, body="hello")
    except Exception as error:
        return client.translate(error)
    raise AssertionError("it went")


TABLE: list[tuple[str, type[SendError], str, int]] = [  # trouble, what it is to us, code, how often Twilio took it
    ("429", TryAgainLater, "20429", 0),
    ("401", TryAgainLater, "401", 0),
    ("403", TryAgainLater, "403", 0),
    ("302", TryAgainLater, "302", 0),
    ("20003", TryAgainLater, "20003", 0),
    ("20429", TryAgainLater, "20429", 0),
    ("21611", TryAgainLater, "21611", 0),
    ("63018", TryAgainLater, "63018", 0),
    ("21610", OptedOut, "21610", 0),
    ("21211", CannotDeliver, "21211", 0),
    ("21408", CannotDeliver, "21408", 0),
    ("21606", CannotDeliver, "21606", 0),
    ("21612", CannotDeliver, "21612", 0),
    ("21614", CannotDeliver, "21614", 0),
    ("21617", CannotDeliver, "21617", 0),
    ("21635", CannotDeliver, "21635", 0),
    ("63003", CannotDeliver, "63003", 0),
    ("63014", CannotDeliver, "63014", 0),
    ("63016", CannotDeliver, "63016", 0),
    ("99999", CannotDeliver, "99999", 0),
    ("404", CannotDeliver, "404", 0),
    ("400", CannotDeliver, "400", 0),
    ("408", Uncertain, "408", 0),
    ("500", Uncertain, "500", 0),
    ("502", Uncertain, "502", 0),
    ("503", Uncertain, "503", 0),
    ("cut", Uncertain, "cut", 0),
    ("cut after effect", Uncertain, "cut", 1),
    ("500 after effect", Uncertain, "20500", 1),
    ("silent", Uncertain, "cut", 1),
    ("nonsense", Uncertain, "", 1),
]


@pytest.mark.parametrize(("trouble", "kind", "code", "taken"), TABLE, ids=[row[0] for row in TABLE])
def test_each_refusal_has_its_meaning(
    trouble: str, kind: type[SendError], code: str, taken: int, stand_in: StandIn
) -> None:
    stand_in.trouble = trouble
    found = trouble_of(a_client(stand_in.url, read_seconds=0.3 if trouble == "silent" else 5))
    assert (type(found), found.code) == (kind, code)
    assert found.words and "7700900001" not in found.words
    assert len(stand_in.keys) == 1, "asked once and never again"
    assert len(stand_in.taken) == taken


def test_it_may_say_how_long_to_wait(stand_in: StandIn) -> None:
    stand_in.trouble = "429"
    found = trouble_of(a_client(stand_in.url))
    assert isinstance(found, TryAgainLater) and found.after == 7


@contextmanager
def a_closed_port() -> Iterator[int]:
    with socket.socket() as held:  # bound and never listening: refused for as long as we hold it
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def test_a_refused_connection_left_nothing_behind() -> None:
    with a_closed_port() as port:
        assert type(trouble_of(a_client(f"http://127.0.0.1:{port}"))) is TryAgainLater


def test_a_name_nobody_knows_left_nothing_behind() -> None:
    assert type(trouble_of(a_client("http://twilio.invalid"))) is TryAgainLater


def test_tls_spoken_to_a_plain_port_is_not_taken_for_sent(stand_in: StandIn) -> None:
    found = trouble_of(a_client(stand_in.url.replace("http:", "https:")))
    assert isinstance(found, TryAgainLater | Uncertain)
    assert not stand_in.taken


def test_a_wrong_address_is_ours_to_mend() -> None:
    assert type(translate(requests.exceptions.InvalidURL("x"))) is TryAgainLater
    assert type(translate(requests.exceptions.ConnectTimeout("x"))) is TryAgainLater


def test_what_nobody_foresaw_is_uncertain() -> None:
    assert type(translate(KeyError("sid"))) is Uncertain
    assert type(translate(requests.exceptions.ChunkedEncodingError("x"))) is Uncertain


def test_it_signs_in_and_goes_where_the_settings_say(stand_in: StandIn) -> None:
    taken = a_client(stand_in.url).rest.messages.create(to="+447700900001", from_=NUMBER, body="hello")
    assert taken.sid and stand_in.taken[0]["Body"] == "hello"
    assert (stand_in.keys[0] or "").startswith("Basic ")


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("", False),
        ("https://api.twilio.com", False),
        ("https://api.dublin.ie1.twilio.com", False),
        ("http://127.0.0.1:9", True),
        ("https://twilio.com.evil.example", True),
        ("https://nottwilio.com", True),
    ],
)
def test_a_stand_in_is_known_as_one(url: str, is_one: bool) -> None:
    assert TwilioSettings(**settings(url)).stand_in is is_one


def test_codes_have_words() -> None:
    assert "STOP" in words_for("21610")
    assert "text message instead" in words_for("63016")
    assert words_for("") == "" and words_for("x") == ""
    assert "12345" in words_for("12345")


def test_the_token_is_not_shown() -> None:
    assert "stand-in-token" not in repr(TwilioSettings(**settings()))
