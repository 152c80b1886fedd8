"""Is the house well? 503 only when a message could not be kept now; anything else is said, not shouted.

Heartbeat, lag and failures are three signals (F63): a process that is alive may be behind, and one
that keeps up may be failing.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Connection, delete, func, insert, select

from config import heartbeat, plans, pulse
from config.reading_back import HEARTBEAT
from config.wiring import House
from router.errors import CannotKeep
from router.model import Heartbeat, Message, table

LAG = timedelta(seconds=60)
SILENT = timedelta(seconds=60)
SELDOM = {HEARTBEAT: timedelta(minutes=15)} | {
    name: timedelta(minutes=pulse.OF_THE_CLOCK[name]) for name in ("visits", "cleaning")
}
"""Who beats less often than every few seconds, or may take longer over one thing."""


def look(house: House) -> tuple[dict[str, Any], bool]:
    """(a report naming each part, can a message be kept now). Never raises."""
    parts: dict[str, Any] = {}
    can_keep = _database(house, parts)
    parts["redis"] = _redis(house.settings.redis_url)
    if can_keep:
        _work(house, parts)
    well = all(part.get("ok", True) for part in parts.values())
    status = "ok" if well else "degraded" if can_keep else "down"
    return {"status": status, **parts}, can_keep


def _database(house: House, parts: dict[str, Any]) -> bool:
    try:
        with house.database.keeping() as connection:
            _try_to_write(connection, house.now())
    except (CannotKeep, OSError) as error:
        parts["database"] = {"ok": False, "words": f"cannot write: {error}"}
        return False
    parts["database"] = {"ok": True}
    return True


def _try_to_write(connection: Connection, at: datetime) -> None:
    """A row that comes and goes: what changes no row is never written, and succeeds on a full disk too."""
    beats = table(Heartbeat)
    name = f"health:{uuid4().hex}"
    connection.execute(insert(beats).values(name=name, at=at, data={}))
    connection.execute(delete(beats).where(beats.c.name == name))


def _redis(url: str) -> dict[str, Any]:
    try:
        with Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.3) as redis:
            redis.ping()
    except (RedisError, OSError) as error:
        return {"ok": False, "words": f"away ({type(error).__name__}); messages are placed some seconds later"}
    return {"ok": True}


def _work(house: House, parts: dict[str, Any]) -> None:
    now = house.now()
    with house.database.reading() as session:
        beats = {row.name: row for row in session.scalars(select(Heartbeat))}
        oldest = select(func.min(Message.received_at))
        unplaced = session.scalar(oldest.where(Message.direction == "in", Message.state == "received"))
        unsent = session.scalar(
            oldest.where(Message.direction == "out", Message.state == "due", Message.next_at <= now)
        )
        plan = plans.state(session, house.settings, house.landlord)
        uncertain = session.scalar(select(func.count()).where(Message.direction == "out", Message.state == "uncertain"))
    if not house.settings.shadow_model:
        beats.pop("shadow", None)  # the last word of one that was taken out
    for name, row in beats.items():
        part: dict[str, Any] = {
            "ok": row.at > now - SELDOM.get(name, SILENT),
            "last_seen_seconds": round((now - row.at).total_seconds()),
        }
        if name == "worker":
            part["model"] = row.data.get("model", "")
            part["ok"] = part["ok"] and part["model"] in ("ok", "")
        elif name == "shadow":
            part["model"] = row.data.get("model", "")
            if row.data.get("trouble"):
                part |= {"ok": False, "words": f"{row.data['trouble']}; messages are placed as ever"}
        parts[name] = part
    if "worker" in beats and heartbeat.SENDER not in beats:  # they are started together, and it speaks first
        parts[heartbeat.SENDER] = {"ok": False, "words": "nobody sends: it has never begun"}
    parts["plan"] = {"ok": plan.ok, "version": plan.version} | ({} if plan.ok else {"words": plan.words})
    parts["placing"] = {"ok": unplaced is None or unplaced > now - LAG, "oldest_seconds": _age(now, unplaced)}
    parts["sending"] = {"ok": unsent is None or unsent > now - LAG, "oldest_seconds": _age(now, unsent)}
    parts["uncertain"] = {"ok": not uncertain, "count": uncertain or 0}


def _age(now: Any, then: Any) -> float:
    return 0.0 if then is None else round((now - then).total_seconds(), 1)
