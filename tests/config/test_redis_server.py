"""The embedded Redis says what it has to say in a file: its advice about the machine is nothing for the user's screen."""

import subprocess
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from config import redis_server
from config.settings import Settings, load


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({"DATA_DIR": str(tmp_path / "data")})


def run(settings: Settings) -> tuple[int, str]:
    """Start it, stop it as soon as it answers; (exit status, what it printed)."""
    redis_server.prepare(settings)
    server = subprocess.Popen(redis_server.command(settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    with Redis.from_url(settings.redis_url) as client:
        while server.poll() is None:
            try:
                client.ping()
            except RedisError:
                continue
            server.terminate()
            break
    printed, _ = server.communicate(timeout=20)
    return server.returncode, printed.decode()


def test_it_starts_and_stops_without_a_word_on_the_screen(settings: Settings) -> None:
    assert run(settings) == (0, "")
    assert "SIGTERM" in redis_server.log_file(settings).read_text()


def test_why_it_does_not_start_stands_in_its_file(settings: Settings) -> None:
    redis_server.prepare(settings)
    manifest = redis_server.folder(settings) / "appendonlydir" / "appendonly.aof.manifest"
    manifest.parent.mkdir()
    manifest.write_text("nonsense that no server reads\n")
    assert run(settings) == (1, "")
    assert "Invalid AOF manifest file format" in redis_server.log_file(settings).read_text()


def test_what_it_said_in_an_earlier_life_of_the_house_is_gone(settings: Settings) -> None:
    run(settings)
    run(settings)
    assert redis_server.log_file(settings).read_text().count("SIGTERM") == 1
