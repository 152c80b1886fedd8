"""The bell that wakes a worker, by RQ and Redis. It carries no work: the database says what is due.

Redis is not trusted: whoever can write to it could otherwise have a worker run anything, since RQ imports
whatever a job names, and unpickles. So a job may be one thing only, `config.jobs.ring` with one known word,
as short JSON; anything else is refused before a name is imported, removed, counted and reported.
"""

import json
import logging
import time
import zlib
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.exceptions import DequeueTimeout
from rq.job import Job
from rq.serializers import JSONSerializer

QUEUE, SENDING = "frontdoor", "frontdoor-sending"
"""Two lines of bells, so that whoever places and whoever sends hear their own: the workers', and the sender's."""
RING = "config.jobs.ring"
"""The only function a worker may be asked for: `Jobs.ring` and it share their name, and a test checks it is there."""

WHATS: dict[str, tuple[str, ...]] = {QUEUE: ("route", "offer"), SENDING: ("send", "fetch")}
"""What may be rung for, by line; `router.ports.Jobs` has the same words."""
REFUSED_COUNTER = "frontdoor:refused"

_BELL_MS = 3000  # a bell that nobody heard may be rung again after this
_JOB_SECONDS = 60
_BELL_SECONDS = 0.2  # how long a door waits for a Redis that does not answer: intake is owed less than 0.3 s
_LONGEST_JOB = 1000  # bytes, unpacked; ours has about sixty
_REST_AFTER_TROUBLE = 2.0  # seconds without trying, so that intake never waits twice for an absent Redis
_COMPLAIN_EVERY = 60.0

log = logging.getLogger(__name__)


class Refused(Exception):
    """A job that is not ours. The text says why, and holds nothing of what it said."""


def connect(url: str, read_seconds: float = 0.5) -> Redis:
    """A client that gives up soon and never tries twice by itself."""
    return Redis.from_url(
        url,
        socket_connect_timeout=0.2,
        socket_timeout=read_seconds,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )


class RqJobs:
    """`router.ports.Jobs` over RQ. One bell rings at a time for each `what`; more rings are the same ring."""

    def __init__(self, url: str) -> None:
        self._redis = connect(url, _BELL_SECONDS)
        self._queues = {
            what: Queue(line, connection=self._redis, serializer=JSONSerializer)
            for line, whats in WHATS.items()
            for what in whats
        }
        self._rest_until = 0.0
        self._complained_at = -_COMPLAIN_EVERY

    def ring(self, what: str) -> None:
        """Never raises and never blocks for long. Heard by `config.jobs.ring`."""
        if time.monotonic() < self._rest_until:
            return
        try:
            if self._redis.set(_bell(what), 1, nx=True, px=_BELL_MS):
                self._enqueue(what)
        except RedisError as error:
            self._rest(error)

    def hush(self, what: str) -> None:
        """The worker has heard it: from now on a ring is a new one. Call it before reading what is due."""
        try:
            self._redis.delete(_bell(what))
        except RedisError as error:
            self._rest(error)

    def close(self) -> None:
        """Let go of the connections."""
        self._redis.close()

    def _enqueue(self, what: str) -> None:
        try:
            self._queues[what].enqueue_call(
                RING,
                args=(what,),
                timeout=-1,  # no alarm in the middle of a transaction; the worker's watchdog ends a stuck one
                ttl=_JOB_SECONDS,
                result_ttl=0,
                failure_ttl=_JOB_SECONDS,
                description=what,
            )
        except RedisError:
            self.hush(what)  # or the next ring would think somebody is coming
            raise

    def _rest(self, error: RedisError) -> None:
        now = time.monotonic()
        self._rest_until = now + _REST_AFTER_TROUBLE
        if now - self._complained_at >= _COMPLAIN_EVERY:
            self._complained_at = now
            log.warning("The bell cannot be rung (%s); the sweep finds what waits.", type(error).__name__)


class BellJob(Job):
    """A job as a worker reads it: checked first, and nothing of it read but the word it carries.

    RQ would follow what else a job's hash may name: callbacks, dependents, webhooks, pickled results.
    """

    what: str

    def restore(self, raw_data: Any) -> None:
        """Raises Refused unless this is our bell."""
        self.what = check(raw_data.get(b"data", b""))


def check(data: bytes) -> str:
    """What a job's data asks for. Raises Refused for anything but `config.jobs.ring(one known word)`."""
    known = [what for whats in WHATS.values() for what in whats]
    try:
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(data, _LONGEST_JOB)
    except zlib.error:
        data = data[: _LONGEST_JOB + 1]
    try:
        asked = json.loads(data)
    except (ValueError, RecursionError):
        raise Refused("is not JSON") from None
    if not isinstance(asked, list) or len(asked) != 4:
        raise Refused("is not a job")
    name, instance, args, kwargs = asked
    if name != RING:
        raise Refused("names another function")
    if instance is not None or kwargs or not isinstance(args, list) or len(args) != 1 or args[0] not in known:
        raise Refused("has other arguments")
    return str(args[0])


def take(redis: Redis, seconds: int, line: str = QUEUE) -> str | None:
    """Wait up to `seconds` for a bell of this line and say what it asks for; None when nobody rang or it was refused.

    The bell leaves Redis before the work begins: should we die now, the sweep finds what was due.
    Raises RedisError when Redis is away.
    """
    queue = Queue(line, connection=redis, serializer=JSONSerializer)
    try:
        _, job_id = Queue.lmove(redis, queue.key, seconds)
    except DequeueTimeout:
        return None
    return _read(redis, queue, job_id)


def _read(redis: Redis, queue: Queue, job_id: bytes) -> str | None:
    name = job_id.decode("utf-8", "replace")
    key = Job.redis_job_namespace_prefix + name
    pipeline = redis.pipeline(transaction=True)
    pipeline.hgetall(key)
    pipeline.delete(key)
    # RQ's key is text, which Redis takes
    pipeline.lrem(queue.intermediate_queue_key, 0, job_id)  # type: ignore[arg-type]
    found = pipeline.execute(raise_on_error=False)[0]
    if found == {}:
        return None  # already taken, or too old
    try:
        if not isinstance(found, dict):
            raise Refused("is no job at all")
        job = BellJob(name, connection=redis, serializer=JSONSerializer)
        job.restore(found)
    except (Refused, ValueError, TypeError) as error:
        log.error("A job was refused: it %s. Somebody else can write to our Redis.", error)
        redis.incr(REFUSED_COUNTER)
        return None
    return job.what


def _bell(what: str) -> str:
    return f"frontdoor:bell:{what}"
