"""The event streams: for whoever is signed in, from our own pages, and only as long as both hold."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

from queues import sessions
from queues.live import MOST_EACH, Live
from router.model import Staff, record

SITE = "http://127.0.0.1:8000"
PATIENCE = 20.0  # seconds, only ever reached by a failure


connections: list[asyncio.StreamWriter] = []


async def connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection that `with_live` closes at the end, whatever happened."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    connections.append(writer)
    return reader, writer


class Screen:
    """One connection, as a browser's EventSource makes it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.status, self.headers = "", ""

    async def until(self, words: bytes) -> bytes:
        """Read up to and with these words."""
        async with asyncio.timeout(PATIENCE):
            return await self.reader.readuntil(words)

    async def ended(self) -> bool:
        """The server closed it."""
        async with asyncio.timeout(PATIENCE):
            while await self.reader.read(1000):
                pass
        return True

    def close(self) -> None:
        self.writer.close()


async def open_screen(port: int, token: str = "", origin: str = SITE, path: str = "/events") -> Screen:
    reader, writer = await connect(port)
    head = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    head += [f"Cookie: other=1; {sessions.COOKIE}={token}"] if token else []
    head += [f"Origin: {origin}"] if origin else []
    writer.write(("\r\n".join(head) + "\r\n\r\n").encode())
    screen = Screen(reader, writer)
    got = (await screen.until(b"\r\n\r\n")).decode()
    screen.status, screen.headers = got.split("\r\n")[0].partition(" ")[2], got
    return screen


@pytest.fixture
def token(house: Any) -> str:
    """Amina's session."""
    found = sessions.sign_in(
        house.database, "amina@larkshire.example", "four plain garden words", "", house.clock(), "s"
    )
    assert found.token
    return found.token


def with_live(house: Any, story: Callable[[Live, int], Awaitable[None]], **options: Any) -> None:
    """Run a story against a live server on a free port."""

    async def all_of_it() -> None:
        quick = {"look_every": 0.02, "check_every": 0.1, "beat_every": 0.2} | options
        live = Live(house.database, (SITE,), house.clock, **quick)
        server, tasks = await live.start("127.0.0.1", 0)
        try:
            await story(live, server.sockets[0].getsockname()[1])
        finally:
            server.close()
            while connections:
                connections.pop().close()
            for task in tasks:
                task.cancel()
            for stream in live.streams:
                stream.ended = True
                stream.wake.set()
            await asyncio.gather(*tasks, return_exceptions=True)
            await until(lambda: not live.streams)

    runner: Coroutine[Any, Any, None] = all_of_it()
    asyncio.run(runner)


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not what():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def test_a_change_reaches_an_open_screen_with_ids_only(house: Any, token: str) -> None:
    async def story(live: Live, port: int) -> None:
        screen = await open_screen(port, token)
        assert screen.status == "200 OK"
        assert f"Access-Control-Allow-Origin: {SITE}\r\n" in screen.headers
        await screen.until(b"event: ready\n")
        with house.database.transaction() as session:
            record(session, house.clock(), "worker", "case.placed", queue="rents")
        said = await screen.until(b"event: changed\ndata: ")
        number = (await screen.until(b"\n\n")).strip()
        assert number.isdigit() and b"rents" not in said
        screen.close()

    with_live(house, story)


@pytest.mark.parametrize(
    ("cookie", "origin", "status"),
    [
        ("", SITE, "401"),
        ("forged-token", SITE, "401"),
        ("yes", "https://evil.example", "403"),
        ("yes", "http://127.0.0.1:9999", "403"),
        ("yes", "null", "403"),
    ],
)
def test_strangers_and_strange_pages_are_refused(house: Any, token: str, cookie: str, origin: str, status: str) -> None:
    async def story(live: Live, port: int) -> None:
        screen = await open_screen(port, token if cookie == "yes" else cookie, origin)
        assert screen.status.startswith(status)
        assert live.streams == set()

    with_live(house, story)


def test_a_stream_ends_when_the_account_is_closed(house: Any, token: str) -> None:
    async def story(live: Live, port: int) -> None:
        screen = await open_screen(port, token)
        with house.database.transaction() as session:
            person = session.get(Staff, house.people["amina"])
            assert person is not None
            person.active = False
        assert await screen.ended()
        assert (await open_screen(port, token)).status.startswith("401")

    with_live(house, story)


def test_a_stream_ends_when_somebody_signs_out(house: Any, token: str) -> None:
    async def story(live: Live, port: int) -> None:
        screen = await open_screen(port, token)
        with house.database.transaction() as session:
            sessions.end(session, token)
        assert await screen.ended()

    with_live(house, story)


def test_one_person_has_a_few_streams_and_gets_the_place_back(house: Any, token: str) -> None:
    async def story(live: Live, port: int) -> None:
        screens = [await open_screen(port, token) for _ in range(MOST_EACH)]
        assert (await open_screen(port, token)).status.startswith("503")
        screens[0].close()
        await until(lambda: len(live.streams) == MOST_EACH - 1)
        assert (await open_screen(port, token)).status.startswith("200")

    with_live(house, story)


def test_all_streams_together_are_bounded(house: Any, token: str) -> None:
    async def story(live: Live, port: int) -> None:
        await open_screen(port, token)
        assert (await open_screen(port, token)).status.startswith("503")

    with_live(house, story, most=1)


def test_a_quiet_line_is_kept_open(house: Any, token: str) -> None:
    async def story(live: Live, port: int) -> None:
        screen = await open_screen(port, token)
        await screen.until(b": still here\n\n")

    with_live(house, story)


def test_nonsense_and_other_addresses_end_quietly(house: Any, token: str) -> None:
    async def story(live: Live, port: int) -> None:
        assert (await open_screen(port, token, path="/desk")).status.startswith("404")
        reader, writer = await connect(port)
        writer.write(b"\x00\xff nonsense\r\n\r\n")
        async with asyncio.timeout(PATIENCE):
            assert await reader.read() == b""
        writer.close()
        assert (await open_screen(port, token)).status.startswith("200")

    with_live(house, story)
