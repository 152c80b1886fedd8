"""The bell: rung once, never in the way, and deaf to everything that is not ours. Over a real Redis."""

import json
import logging
import os
import pickle
import signal
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from config import redis_server
from config.settings import Settings, load
from queues import jobs
from queues.jobs import RqJobs, take
from router.ports import Jobs


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    settings = load({"DATA_DIR": str(tmp_path_factory.mktemp("bell"))})
    with redis_server.running(settings):
        yield settings


@pytest.fixture
def redis(server: Settings) -> Iterator[Redis]:
    with Redis.from_url(server.redis_url) as redis:
        redis.flushall()
        yield redis


@pytest.fixture
def bell(server: Settings, redis: Redis) -> Iterator[RqJobs]:
    bell = RqJobs(server.redis_url)
    yield bell
    bell.close()


def waiting(redis: Redis, line: str = jobs.QUEUE) -> int:
    return int(redis.llen(f"rq:queue:{line}"))


def test_a_ring_is_heard(bell: RqJobs, redis: Redis) -> None:
    bell.ring("route")
    assert take(redis, 1) == "route"


def test_many_rings_are_one_until_somebody_comes(bell: RqJobs, redis: Redis) -> None:
    for _ in range(50):
        bell.ring("route")
    bell.ring("offer")
    assert waiting(redis) == 2
    assert take(redis, 1) == "route"
    bell.ring("route")
    assert waiting(redis) == 1
    bell.hush("route")
    bell.ring("route")
    assert waiting(redis) == 2


def test_whoever_sends_hears_other_bells_than_whoever_places(bell: RqJobs, redis: Redis) -> None:
    for what in ("send", "route", "fetch", "offer"):
        bell.ring(what)
    assert waiting(redis) == 2 and waiting(redis, jobs.SENDING) == 2
    assert [take(redis, 1, jobs.SENDING) for _ in range(2)] == ["send", "fetch"]
    assert [take(redis, 1) for _ in range(2)] == ["route", "offer"]


def test_a_bell_that_nobody_came_to_may_be_rung_again_soon(bell: RqJobs, redis: Redis) -> None:
    bell.ring("route")
    assert 0 < redis.pttl("frontdoor:bell:route") <= 3000


def test_what_was_heard_leaves_nothing_behind(bell: RqJobs, redis: Redis) -> None:
    bell.ring("route")
    take(redis, 1)
    bell.hush("route")
    assert not [key for key in redis.keys("*") if key not in (b"rq:queues",)]


def test_without_redis_a_ring_neither_raises_nor_waits_again_and_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bell = RqJobs(f"unix://{tmp_path}/nobody.sock")
    for _ in range(1000):
        bell.ring("route")
        bell.hush("route")
    assert len([record for record in caplog.records if "cannot be rung" in record.message]) == 1


def test_a_redis_that_hangs_is_left_alone_for_a_while(tmp_path: Path) -> None:
    settings = load({"DATA_DIR": str(tmp_path)})
    with redis_server.running(settings) as server:
        bell = RqJobs(settings.redis_url)
        bell.ring("route")
        os.kill(server.pid, signal.SIGSTOP)
        bell.ring("offer")  # this one finds out
        assert bell._rest_until > time.monotonic()
        os.kill(server.pid, signal.SIGCONT)
        bell._rest_until = 0.0
        bell.hush("offer")
        bell.ring("offer")
        with Redis.from_url(settings.redis_url) as redis:
            assert waiting(redis) >= 2
        bell.close()


def test_a_full_redis_does_not_stop_the_intake(bell: RqJobs, redis: Redis, caplog: pytest.LogCaptureFixture) -> None:
    redis.config_set("maxmemory", "1")
    try:
        bell.ring("route")
    finally:
        redis.config_set("maxmemory", "64mb")
    assert waiting(redis) == 0
    assert "OutOfMemory" in caplog.text


def forge(redis: Redis, data: bytes, **more: bytes) -> None:
    for field, value in {"data": data, "origin": jobs.QUEUE.encode(), **more}.items():
        redis.hset("rq:job:forged", field, value)
    redis.rpush(f"rq:queue:{jobs.QUEUE}", "forged")


class Bomb:
    """What a pickle can do when it is opened."""

    def __reduce__(self) -> tuple[object, ...]:
        return (os.mkdir, ("exploded",))


OURS: list[object] = [jobs.RING, None, ["route"], {}]
FORGED = {
    "os.system": json.dumps(["os.system", None, ["touch exploded"], {}]).encode(),
    "packed os.system": zlib.compress(json.dumps(["os.system", None, ["touch exploded"], {}]).encode()),
    "os.system with a word of ours": json.dumps(["os.system", None, ["route"], {}]).encode(),
    "a pickle": pickle.dumps(Bomb()),
    "a packed pickle": zlib.compress(pickle.dumps(Bomb())),
    "another function of ours": json.dumps(["config.jobs.open_house", None, [], {}]).encode(),
    "an unknown word": json.dumps([jobs.RING, None, ["sell"], {}]).encode(),
    "a word that is no word": json.dumps([jobs.RING, None, [["route"]], {}]).encode(),
    "more words": json.dumps([jobs.RING, None, ["route", "send"], {}]).encode(),
    "keywords": json.dumps([jobs.RING, None, ["route"], {"what": "send"}]).encode(),
    "an instance": json.dumps([jobs.RING, "x", ["route"], {}]).encode(),
    "no job": b"7",
    "deep": b"[" * 1000,
    "nothing": b"",
    "a bomb of zeros": zlib.compress(b"0" * 50_000_000),
    "not UTF-8": b"\xff\xfe\xff",
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_job_is_refused_reported_and_removed(
    name: str, redis: Redis, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    forge(redis, FORGED[name])
    with caplog.at_level(logging.ERROR):
        assert take(redis, 1) is None
    assert "refused" in caplog.text
    assert redis.get(jobs.REFUSED_COUNTER) == b"1"
    assert waiting(redis) == 0
    assert not redis.exists("rq:job:forged", f"rq:queue:{jobs.QUEUE}:intermediate")
    assert not (tmp_path / "exploded").exists()


def test_a_true_bell_with_a_callback_hung_on_it_runs_only_the_bell(redis: Redis, tmp_path: Path) -> None:
    forge(redis, json.dumps(OURS).encode(), success_callback_name=b"os.system", meta=pickle.dumps(Bomb()))
    assert take(redis, 1) == "route"
    assert not Path("exploded").exists()


def test_a_job_that_is_of_the_wrong_type_is_refused(redis: Redis) -> None:
    redis.set("rq:job:forged", "a string")
    redis.rpush(f"rq:queue:{jobs.QUEUE}", "forged")
    assert take(redis, 1) is None
    assert redis.get(jobs.REFUSED_COUNTER) == b"1"


def test_stale_and_doubled_ids_are_nothing(bell: RqJobs, redis: Redis) -> None:
    bell.ring("route")
    name = redis.lindex(f"rq:queue:{jobs.QUEUE}", 0)
    assert isinstance(name, bytes)
    redis.rpush(f"rq:queue:{jobs.QUEUE}", name, "gone", b"\xff\xfe")
    assert [take(redis, 1) for _ in range(4)] == ["route", None, None, None]
    assert redis.get(jobs.REFUSED_COUNTER) is None


def test_it_is_a_real_rq_job(bell: RqJobs, redis: Redis) -> None:
    bell.ring("route")
    found = Queue(jobs.QUEUE, connection=redis, serializer=JSONSerializer).jobs
    assert [(job.func_name, job.args) for job in found] == [(jobs.RING, ["route"])]
    assert isinstance(found[0], Job)


def test_the_words_are_those_of_the_port() -> None:
    words = get_args(get_type_hints(Jobs.ring)["what"])
    assert sorted(what for whats in jobs.WHATS.values() for what in whats) == sorted(words)
