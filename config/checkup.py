"""`frontdoor check`: is this installation fit to serve? A line for each part: ok, warn or FAIL."""

import shutil
import smtplib
import socket
import sqlite3
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from config import landlord_files, plans, rostered
from config.schema import MIGRATIONS
from config.settings import Settings
from config.wiring import build_classifier
from router import clock, on_call
from router.clock import Clock, london
from router.deadlines import EMERGENCY_MINUTES, LIFE_SAFETY_MINUTES
from router.errors import RouterError
from router.model import Staff
from router.storage.database import Database
from router.values import Landlord
from router.working_time import holidays_run_out

_SECONDS = 5.0
"""How long to wait for each other machine."""
_FULL, _NEARLY_FULL = 200 << 20, 2 << 30  # bytes free
_WAL_RESET_MENDED = (3, 51, 3)
"""SQLite 3.7.0 to 3.51.2 can spoil a database when one checkpoints as another writes (sqlite.org/wal.html)."""

Line = tuple[str, str, str]  # 'ok', 'warn' or 'FAIL'; the part; in words


def run(load: Callable[[], Settings], out: TextIO, now: Clock = clock.now) -> int:
    """Print a line for each part; 1 if any of them fails. `load` reads the settings, which may be what is wrong."""
    failed = False
    for verdict, part, words in look(load, now):
        print(f"{verdict:<4}  {part}: {' '.join(words.split())}", file=out, flush=True)
        failed |= verdict == "FAIL"
    return int(failed)


def look(load: Callable[[], Settings], now: Clock = clock.now) -> Iterator[Line]:
    """Every part in turn. Without settings there is nothing else to look at."""
    try:
        settings = load()
    except RouterError as error:
        yield "FAIL", "settings", str(error)
        return
    yield from _settings(settings)
    landlord: Landlord | None = None
    try:
        landlord = landlord_files.load(settings.landlord_dir)
        yield "ok", "landlord", f"{landlord.name}: {len(landlord.queues)} queues, {len(landlord.repairs)} repairs"
    except (RouterError, OSError) as error:
        yield "FAIL", "landlord", str(error)
    shaped = True
    for line in _database(settings):
        shaped &= line[0] != "FAIL"
        yield line
    yield _redis(settings)
    if landlord is not None and shaped:
        yield _plan(settings, landlord)
        yield from _on_call(settings, landlord)
        yield from _rostered(settings, landlord, now)
    if landlord is not None:
        yield _emergencies(landlord)
        yield _model(landlord, settings.model_folder)
    yield _twilio(settings)
    yield _relay(settings)
    yield _disk(settings)
    yield _bank_holidays(now)


def _emergencies(landlord: Landlord) -> Line:
    """What no queue's `answer_within` changes is said, and of which queues it may have been meant to."""
    meant = [queue.id for queue in landlord.queues.values() if queue.all_hours]
    words = (
        f"a person answers within {EMERGENCY_MINUTES} minutes, within {LIFE_SAFETY_MINUTES} where a life is at risk, "
        "at any hour; answer_within in queues.toml counts for anything less"
    )
    return "ok", "emergencies", words + (f" (also that of {', '.join(meant)})" if meant else "")


def _settings(settings: Settings) -> Iterator[Line]:
    for note in settings.notes:
        yield "warn", "settings", note
    if settings.standing == "real" and not settings.public_url.startswith("https://"):
        yield "warn", "settings", "PUBLIC_URL is not https: Twilio and tenants would speak to us in the clear"
    elif settings.standing == "real" and not settings.proxies:
        words = "PROXIES is not set, but a proxy must end TLS here: everybody's wrong passwords count as one caller's"
        yield "warn", "settings", words
    if settings.ahead:
        yield (
            "warn",
            "settings",
            f"CLOCK_AHEAD: every clock here runs {settings.clock_ahead} ahead, for a demonstration",
        )
    yield "ok", "settings", f"{settings.standing}, at {settings.public_url}"


# --- what we keep things in ------------------------------------------------------------------


def _database(settings: Settings) -> Iterator[Line]:
    path = settings.database_url.removeprefix("sqlite:///")
    if path != settings.database_url and not Path(path).is_file():
        yield "FAIL", "database", "there is none yet: run frontdoor migrate"
        return
    database = Database(settings.database_url, pool_size=1)
    try:
        with database.engine.begin() as connection:
            yield from _shape(connection)
            yield from _sqlite(connection) if database.is_sqlite else _postgresql(connection)
    except SQLAlchemyError as error:
        yield "FAIL", "database", f"cannot be used ({type(getattr(error, 'orig', None) or error).__name__})"
    finally:
        database.close()


def _shape(connection: Connection) -> Iterator[Line]:
    stands = MigrationContext.configure(connection).get_current_revision() or "nothing"
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if stands != newest:
        yield "FAIL", "database", f"it is at {stands} and should be at {newest}: run frontdoor migrate"
        return
    yield "ok", "database", f"can be written, at {stands}"
    able = select(func.count()).select_from(Staff).where(Staff.active.is_(True), Staff.password_hash != "")
    if not connection.scalar(able):
        yield "warn", "staff", "nobody can sign in yet: frontdoor staff add"


def _sqlite(connection: Connection) -> Iterator[Line]:
    mode, sync = (connection.scalar(text(f"pragma {name}")) for name in ("journal_mode", "synchronous"))
    if mode != "wal" or sync not in (2, 3):
        yield "FAIL", "SQLite", f"journal {mode}, synchronous {sync}: a power cut could lose messages; use a local disk"
    elif sqlite3.sqlite_version_info < _WAL_RESET_MENDED:
        words = "has the WAL-reset fault, mended in 3.51.3: take a newer Python, or PostgreSQL where much is written"
        yield "warn", "SQLite", f"{sqlite3.sqlite_version} {words}"
    else:
        yield "ok", "SQLite", f"{sqlite3.sqlite_version}, write-ahead log, full sync"


def _postgresql(connection: Connection) -> Iterator[Line]:
    number = connection.scalar(text("show server_version"))
    unsafe = [name for name in ("fsync", "synchronous_commit", "full_page_writes")
              if connection.scalar(text(f"show {name}")) == "off"]  # fmt: skip
    if unsafe:
        yield "FAIL", "PostgreSQL", f"{', '.join(unsafe)} is off: a power cut could lose messages"
    else:
        yield "ok", "PostgreSQL", f"{number}, driver psycopg {version('psycopg')}"


def _redis(settings: Settings) -> Line:
    try:
        with Redis.from_url(settings.redis_url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS) as redis:
            redis.ping()
    except (RedisError, OSError, ValueError) as error:
        if settings.embedded_redis:
            return "warn", "Redis", "the embedded one is not running: frontdoor up starts it"
        return "FAIL", "Redis", f"no answer ({type(error).__name__}): messages would be placed some seconds later"
    return "ok", "Redis", "answers"


def _disk(settings: Settings) -> Line:
    folder = settings.data_dir
    if not folder.is_dir():
        return "warn", "disk", f"{folder} is not there yet: frontdoor up makes it"
    free = shutil.disk_usage(folder).free
    words = f"{free / (1 << 30):.1f} GB free in {folder}"
    return ("FAIL" if free < _FULL else "warn" if free < _NEARLY_FULL else "ok"), "disk", words


def _plan(settings: Settings, landlord: Landlord) -> Line:
    """A bad plan.toml warns while an older version is followed, and fails when there is none."""
    database = Database(settings.database_url, pool_size=1)
    try:
        with database.reading() as session:
            plan = plans.state(session, settings, landlord)
    finally:
        database.close()
    if plan.version or plan.ok:
        return "ok" if plan.ok else "warn", "plan", plan.words
    try:
        plans.reader(landlord)(plans.text_of(settings))
    except RouterError as error:
        return "FAIL", "plan", str(error)
    return "warn", "plan", plan.words


def _on_call(settings: Settings, landlord: Landlord) -> Iterator[Line]:
    """Can everybody on a chain be told, and somebody of restricted cases? Whoever cannot is passed over."""
    database = Database(settings.database_url, pool_size=1)
    try:
        with database.reading() as session:
            untold = list(on_call.who_cannot_be_told(session, landlord))
            blind = list(on_call.blind_chains(session, landlord))
    finally:
        database.close()
    if not landlord.on_call:
        yield "warn", "on call", "nobody is: add [[on_call]] to landlord.toml, or what nobody answers waits"
        return
    yield ("warn", "on call", "; ".join(untold)) if untold else ("ok", "on call", ", ".join(landlord.on_call))
    yield from (("warn", "on call", words) for words in blind)


def _rostered(settings: Settings, landlord: Landlord, now: Clock) -> Iterator[Line]:
    """Does somebody usually work at every hour until this time tomorrow, for emergencies?"""
    database = Database(settings.database_url, pool_size=1)
    try:
        with database.reading() as session:
            words = rostered.words(rostered.nobody(session, landlord, now()))
    finally:
        database.close()
    if words:
        yield "warn", "rota", words


# --- what we think with ----------------------------------------------------------------------


def _model(landlord: Landlord, folder: Path | None) -> Line:
    """Loading is not enough: the one sentence that must never be missed is read."""
    try:
        classifier = build_classifier(landlord, folder)
        labels = classifier.classify(["I can smell gas in my kitchen"])[0]
    except Exception as error:  # noqa: BLE001 - whatever the libraries raise, the answer is the same
        return "FAIL", "classifiers", f"cannot be loaded ({type(error).__name__}): {error}"
    if "gas" not in labels.danger:
        return "FAIL", "classifiers", "do not see a smell of gas"
    if trouble := getattr(classifier, "trouble", ""):
        return "FAIL", "classifiers", str(trouble)
    return "ok", "classifiers", f"model {labels.model}"


def _bank_holidays(now: Clock) -> Line:
    trouble = holidays_run_out(london(now()).date())
    return ("FAIL", "bank holidays", trouble) if trouble else ("ok", "bank holidays", "known for the next 12 months")


# --- whom we speak to ------------------------------------------------------------------------


def _twilio(settings: Settings) -> Line:
    if settings.standing != "real":
        name = "the sandbox" if settings.standing == "sandbox" else "the stand-in for Twilio"
        if _answers(settings.twilio_api_url):
            return "ok", "Twilio", f"{name} answers at {settings.twilio_api_url}"
        if settings.standing == "sandbox":
            return "warn", "Twilio", f"{name} is not running: frontdoor up starts it"
        return "FAIL", "Twilio", f"{name} does not answer at {settings.twilio_api_url}"
    from channels.twilio_client import TwilioClient, TwilioSettings

    try:
        client = TwilioClient(settings.for_channel(TwilioSettings), read_seconds=_SECONDS)
    except RouterError as error:
        return "FAIL", "Twilio", str(error)
    try:
        account = client.rest.api.v2010.accounts(settings.twilio_account_sid).fetch()
    except Exception as error:  # noqa: BLE001 - `translate` knows what it was
        said = client.translate(error)
        return "FAIL", "Twilio", said.words
    if str(account.status) != "active":
        return "FAIL", "Twilio", f"the account is {account.status}"
    return "ok", "Twilio", "the keys are good and the account is active"


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=_SECONDS):
            return True
    except OSError:
        return False


def _relay(settings: Settings) -> Line:
    """Connect, say hello, sign in where there is a password, just as the sender does. Nothing is sent."""
    from channels.email.outbound import EmailSender
    from channels.email.settings import EmailSettings

    try:
        sender = EmailSender(settings.for_channel(EmailSettings, {"mail_relay_seconds": _SECONDS}))
    except RouterError as error:
        return "FAIL", "mail relay", str(error)
    where = ":".join(map(str, sender.where))
    try:
        with sender.connect():
            pass
    except (OSError, smtplib.SMTPException) as error:
        if settings.standing == "sandbox":
            return "warn", "mail relay", "the pretend mailbox is not running: frontdoor up starts it"
        return "FAIL", "mail relay", f"{where} did not take us ({type(error).__name__})"
    return "ok", "mail relay", f"{where} answers"
