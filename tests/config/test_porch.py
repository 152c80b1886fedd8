"""Slow clients keep no worker: whoever has said all is answered, whoever is still talking waits on the porch."""

import http.client
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.config.behind_porch import behind_porch

APP = """
def app(environ, start_response):
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/large":
        start_response("200 OK", [("Content-Length", str(20_000_000))])
        return [b"x" * 20_000_000]
    answer = f"{len(body)} {body[:3].decode()} {environ['REMOTE_ADDR']}".encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(answer)))])
    return [answer]
"""
PATIENCE = 12.0  # seconds; without a porch the first answer comes after 30


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """A gunicorn with two synchronous workers and the porch before them."""
    with behind_porch(tmp_path, APP, 2, lambda number: ask(number, b"") == b"0  127.0.0.1") as number:
        yield number


def ask(port: int, body: bytes, path: str = "/") -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("POST", path, body)
        return connection.getresponse().read()
    finally:
        connection.close()


Talker = Callable[[bytes], socket.socket]


@pytest.fixture
def talker(port: int) -> Iterator[Talker]:
    """Opens connections and says something on each; they are closed at the end."""
    with ExitStack() as all_of_them:

        def talk(words: bytes) -> socket.socket:
            connection = all_of_them.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
            connection.sendall(words)
            return connection

        yield talk


def all_of(connection: socket.socket) -> bytes:
    """The whole answer."""
    said = b""
    while piece := connection.recv(65536):
        said += piece
    return said


HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    "unfinished",
    [HEAD, b"", HEAD + b"Content-Length: 2000000\r\n\r\nhalf", HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhe"],
)
def test_a_crowd_that_has_not_finished_keeps_nobody_waiting(port: int, talker: Talker, unfinished: bytes) -> None:
    for _ in range(20):
        talker(unfinished)
    for _ in range(5):
        assert ask(port, b"hello") == b"5 hel 127.0.0.1"


def test_a_client_that_never_closes_keeps_nobody_waiting(port: int, talker: Talker) -> None:
    crowd = [talker(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(20)]
    for one in crowd:
        assert one.recv(12) == b"HTTP/1.1 200"
    assert ask(port, b"hello") == b"5 hel 127.0.0.1"


def test_a_client_that_does_not_read_its_answer_is_given_up(port: int, talker: Talker) -> None:
    for _ in range(2):
        talker(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    assert ask(port, b"hello") == b"5 hel 127.0.0.1"


def test_a_slow_upload_arrives_whole(port: int, talker: Talker) -> None:
    content = bytes(range(97, 123)) * 40_000
    one = talker(HEAD + f"Content-Length: {len(content)}\r\n\r\n".encode())
    for at in range(0, len(content), 200_000):
        one.sendall(content[at : at + 200_000])
        assert ask(port, b"in between") == b"10 in  127.0.0.1"
    assert all_of(one).endswith(b"1040000 abc 127.0.0.1")


def test_who_asks_first_whether_to_go_on_is_told_to(port: int, talker: Talker) -> None:
    one = talker(HEAD + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n")
    assert one.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
    one.sendall(b"abc")
    assert all_of(one).endswith(b"3 abc 127.0.0.1")


@pytest.mark.parametrize(
    "body", [b"3\r\nabc\r\n0\r\n\r\n", b"3;note=x\r\nabc\r\n0\r\n\r\n"], ids=["plain", "with an extension"]
)
def test_a_chunked_body_arrives(port: int, talker: Talker, body: bytes) -> None:
    one = talker(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    one.sendall(body)
    assert all_of(one).endswith(b"3 abc 127.0.0.1")


def test_two_ways_of_saying_the_length_are_refused(port: int, talker: Talker) -> None:
    one = talker(HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
    assert one.recv(12) == b"HTTP/1.1 400"


def test_an_endless_head_is_refused(port: int, talker: Talker) -> None:
    assert talker(HEAD + b"X-Long: " + b"a" * 40_000).recv(12) == b"HTTP/1.1 431"


def test_more_than_anybody_may_send_is_refused_before_it_is_sent(port: int, talker: Talker) -> None:
    assert talker(HEAD + b"Content-Length: 200000000\r\n\r\nand no more").recv(12) == b"HTTP/1.1 413"


def test_a_request_that_is_cut_off_is_not_answered_as_if_it_were_whole(port: int, talker: Talker) -> None:
    one = talker(HEAD + b"Content-Length: 9\r\n\r\nhalf")
    one.shutdown(socket.SHUT_WR)
    assert all_of(one) == b""
