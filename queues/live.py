"""Tells open screens that something changed: server-sent events, held by a process of its own.

The two synchronous web workers must stay free, so the streams are here: one small asyncio loop with a few
kilobytes a stream, on the standard library alone (a web framework would double the memory for one address).
One question to the database, whatever the number of screens: which event is the newest? What is sent is that
number and nothing else; screens then read again by an ordinary request, with that request's rights.
It reads and never writes.
"""

import asyncio
import logging
import signal
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from queues import sessions
from router.clock import Clock
from router.clock import now as clock_now
from router.model import Event
from router.storage.database import Database

log = logging.getLogger(__name__)

MOST = 500  # streams in all
MOST_EACH = 6  # of one person
LOOK_EVERY = 0.3  # seconds between looks at the database
BEAT_EVERY = 15.0  # seconds between comments that keep the line open
CHECK_EVERY = 20.0  # seconds between looks at whether a stream's session still stands
HEAD_SECONDS = 5.0  # for a browser to say what it wants
HEAD_BYTES = 16_384


@dataclass(eq=False, slots=True)
class Stream:
    """One open screen. `wake` is set when there is something to say or when it must end."""

    token: str
    staff_id: int
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """What a browser asked: only what we look at."""

    method: str
    path: str
    headers: dict[str, str]


class Refused(Exception):
    """An answer other than a stream: (status line, words)."""

    def __init__(self, status: str, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


class Live:
    """The streams of one process. `origins` are the sites whose pages may listen ('http://host:port')."""

    def __init__(self, database: Database, origins: tuple[str, ...], now: Clock = clock_now, most: int = MOST,
                 look_every: float = LOOK_EVERY, beat_every: float = BEAT_EVERY,
                 check_every: float = CHECK_EVERY) -> None:  # fmt: skip
        self.database, self.now, self.most = database, now, most
        self.origins = {_site(origin) for origin in origins}
        self.look_every, self.beat_every, self.check_every = look_every, beat_every, check_every
        self.streams: set[Stream] = set()
        self.each: Counter[int] = Counter()
        self.newest = 0

    async def start(self, host: str, port: int) -> tuple[asyncio.Server, list["asyncio.Task[None]"]]:
        """Listen, and begin to watch the database."""
        server = await asyncio.start_server(self._serve, host, port, limit=HEAD_BYTES, backlog=256)
        return server, [asyncio.create_task(self._watch()), asyncio.create_task(self._check())]

    # --- the database, asked in a thread so that no stream waits for it ---------------------------

    def _newest(self) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.max(Event.id))) or 0

    def _whose(self, token: str, at: datetime) -> int | None:
        with self.database.reading() as session:
            found = sessions.whose(session, token, at)
            return found.staff_id if found else None

    async def _watch(self) -> None:
        """Look for newer events, for everybody at once."""
        while True:
            try:
                newest = await asyncio.to_thread(self._newest)
                if newest != self.newest:
                    self.newest = newest
                    for stream in self.streams:
                        stream.wake.set()
            except SQLAlchemyError as error:  # screens fall back to asking by themselves; this tries again
                log.warning("cannot look at the database: %s", type(error).__name__)
                await asyncio.sleep(2)
            await asyncio.sleep(self.look_every)

    async def _check(self) -> None:
        """End the streams of whoever signed out, was closed, or whose session is over."""
        while True:
            await asyncio.sleep(self.check_every)
            for token in {stream.token for stream in self.streams}:
                try:
                    stands = await asyncio.to_thread(self._whose, token, self.now()) is not None
                except SQLAlchemyError as error:  # fail closed: a screen can always connect again
                    log.warning("cannot check a session: %s", type(error).__name__)
                    stands = False
                if not stands:
                    for stream in self.streams:
                        if stream.token == token:
                            stream.ended = True
                            stream.wake.set()

    # --- one connection ---------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        allow = ""
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                request = await _read(reader)
            allow = self._allowed(request)
            stream = await self._admit(request)
            gone = asyncio.create_task(_hang_up(reader, stream))
            try:
                await self._speak(stream, writer, allow)
            finally:
                gone.cancel()
                self._forget(stream)
        except Refused as refused:
            await _answer(writer, refused.status, refused.words, allow)
        except (TimeoutError, ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass  # gone, or never said what it wanted
        finally:
            writer.close()

    def _allowed(self, request: Request) -> str:
        """The page's own site, if it may listen; a page always says where it is from when it crosses ports."""
        if request.method != "GET" or request.path != "/events":
            raise Refused("404 Not Found", "Only GET /events is here.")
        origin = request.headers.get("origin", "")
        if not origin:
            if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                raise Refused("403 Forbidden", "Not from that page.")
            return ""
        # the host that the browser used for us, on any of its ports: a laptop that says localhost or an address
        beside = urlsplit(origin).hostname == urlsplit(f"//{request.headers.get('host', '')}").hostname
        known_ports = {urlsplit(site).port for site in self.origins}
        if _site(origin) in self.origins or (beside and urlsplit(origin).port in known_ports):
            return origin
        raise Refused("403 Forbidden", "Not from that page.")

    async def _admit(self, request: Request) -> Stream:
        token = _cookie(request.headers.get("cookie", ""), sessions.COOKIE)
        staff_id = await asyncio.to_thread(self._whose, token, self.now()) if token else None
        if staff_id is None:
            raise Refused("401 Unauthorized", "Sign in first.")
        if len(self.streams) >= self.most or self.each[staff_id] >= MOST_EACH:
            raise Refused("503 Service Unavailable", "Too many open screens.")
        stream = Stream(token, staff_id)
        self.streams.add(stream)
        self.each[staff_id] += 1
        return stream

    def _forget(self, stream: Stream) -> None:
        self.streams.discard(stream)
        self.each[stream.staff_id] -= 1
        if self.each[stream.staff_id] <= 0:
            del self.each[stream.staff_id]

    async def _speak(self, stream: Stream, writer: asyncio.StreamWriter, allow: str) -> None:
        """Say that something changed, whenever it did, until the browser or the session goes."""
        writer.write(_head("200 OK", "text/event-stream", allow) + b"\r\n")
        told = self.newest
        writer.write(f"retry: 3000\nevent: ready\ndata: {told}\n\n".encode())
        await writer.drain()
        while not (stream.ended or writer.is_closing()):
            try:
                async with asyncio.timeout(self.beat_every):
                    await stream.wake.wait()
            except TimeoutError:
                writer.write(b": still here\n\n")
            stream.wake.clear()
            if told != self.newest and not stream.ended:
                told = self.newest
                writer.write(f"event: changed\ndata: {told}\n\n".encode())
            await writer.drain()


async def _hang_up(reader: asyncio.StreamReader, stream: Stream) -> None:
    """A browser that leaves the page closes its side: the stream ends at once and frees its place."""
    try:
        while await reader.read(1024):
            pass
    except ConnectionError:
        pass
    stream.ended = True
    stream.wake.set()


async def _read(reader: asyncio.StreamReader) -> Request:
    """The head of a request; bounded in bytes and in time."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _version = lines[0].split(" ", 2)
    pairs = (line.partition(":") for line in lines[1:] if ":" in line)
    return Request(method, target.partition("?")[0], {name.strip().lower(): value.strip() for name, _, value in pairs})


def _cookie(header: str, name: str) -> str:
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _site(origin: str) -> str:
    parts = urlsplit(origin)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _head(status: str, content_type: str, allow: str) -> bytes:
    rows = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}; charset=utf-8", "Cache-Control: no-store",
            "Connection: close", "X-Accel-Buffering: no", "X-Content-Type-Options: nosniff",
            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'", "Vary: Origin"]  # fmt: skip
    if allow:
        rows += [f"Access-Control-Allow-Origin: {allow}", "Access-Control-Allow-Credentials: true"]
    return ("\r\n".join(rows) + "\r\n").encode("latin-1")


async def _answer(writer: asyncio.StreamWriter, status: str, words: str, allow: str) -> None:
    body = words.encode()
    try:
        writer.write(_head(status, "text/plain", allow) + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
    except ConnectionError:
        pass


async def run(live: Live, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; open streams are simply cut, and browsers connect again."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    server, tasks = await live.start(host, port)
    log.info("event streams on %s:%s", host, port)
    await stop.wait()
    server.close()
    for task in tasks:
        task.cancel()
    for stream in live.streams:
        stream.ended = True
        stream.wake.set()
    await asyncio.sleep(0.2)


def serve(database: Database, host: str, port: int, origins: tuple[str, ...]) -> None:
    """What `config/live.py` runs; blocks."""
    asyncio.run(run(Live(database, origins), host, port))
