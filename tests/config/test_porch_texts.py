"""Texts that wait on the porch together are kept by one commit; who brings something else comes in between."""

import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.porch import MOST_TOGETHER
from tests.config.behind_porch import behind_porch

APP = """
import os, sqlite3, time
from contextlib import contextmanager
from uuid import uuid4
from router.storage.together import Together

@contextmanager
def inserting():
    kept = sqlite3.connect(os.environ["KEPT"], isolation_level=None, timeout=10)
    kept.execute("begin immediate")
    group = uuid4().hex
    yield lambda words: kept.execute("insert into text values (?, ?)", (words, group))
    kept.execute("commit")
    kept.close()

class App:
    extensions = {"together": Together(inserting, lambda error: False)}

    def __call__(self, environ, start_response):
        words = environ["wsgi.input"].read().decode()
        if environ["PATH_INFO"].endswith("/inbound"):
            self.extensions["together"].keep(lambda insert: insert(words))
        else:
            time.sleep(float(words or 0))  # a slow page, behind which texts gather
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(words)))])
        return [words.encode()]

app = App()
"""


@pytest.fixture
def kept(tmp_path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(tmp_path / "kept.sqlite3", isolation_level=None)
    connection.execute("pragma journal_mode=wal")
    connection.execute("create table text (words text, kept_with text)")
    return connection


@pytest.fixture
def port(tmp_path: Path, kept: sqlite3.Connection) -> Iterator[int]:
    """A gunicorn with one synchronous worker and the porch before it."""
    kept_in = str(tmp_path / "kept.sqlite3")
    with behind_porch(tmp_path, APP, 1, lambda at: answer(say(at, "/hello", "0")) == "0", KEPT=kept_in) as number:
        yield number


def say(port: int, path: str, words: str) -> socket.socket:
    """Say all of a request, and wait for no answer yet."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: {len(words)}\r\n\r\n"
    connection.sendall(f"{head}{words}".encode())
    return connection


def answer(connection: socket.socket) -> str:
    with connection:
        said = b"".join(iter(lambda: connection.recv(4096), b""))
    assert said.startswith(b"HTTP/1.1 200"), said
    return said.partition(b"\r\n\r\n")[2].decode()


def test_texts_that_wait_together_share_commits(port: int, kept: sqlite3.Connection) -> None:
    busy = say(port, "/slow", "3")  # meanwhile all of these come
    texts = [say(port, "/channels/sms/inbound", f"text {number}") for number in range(MOST_TOGETHER + 4)]
    page = say(port, "/page", "0")
    late = say(port, "/channels/whatsapp/inbound", "late")
    assert answer(busy) == "3"
    assert [answer(each) for each in texts] == [f"text {number}" for number in range(len(texts))]
    assert (answer(page), answer(late)) == ("0", "late")
    groups = kept.execute("select count(*) from text group by kept_with order by min(rowid)").fetchall()
    assert [size for (size,) in groups] == [MOST_TOGETHER, 4, 1], "the page between ended a group"
    assert {words for (words,) in kept.execute("select words from text")} == {
        "late", *(f"text {number}" for number in range(len(texts)))}  # fmt: skip
