"""Texts that came at once share one commit, and nobody is answered before it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from config.blobs import FolderBlobs
from router.clock import now
from router.errors import CannotKeep
from router.intake import Intake
from router.model import Message, RawMessage
from router.storage.database import Database
from router.storage.insertion import Bare
from router.storage.together import Together
from router.values import InboundMessage, Kept


class Bells:
    def ring(self, _job: str) -> None: ...


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def intake(database: Database, tmp_path: Path) -> Intake:
    return Intake(database, FolderBlobs(tmp_path / "blobs"), Bells(), now)


@pytest.fixture
def commits(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many messages the database held after each transaction that was opened for texts."""
    made: list[int] = []
    opened = database.inserting

    @contextmanager
    def counted() -> Iterator[Bare]:
        with opened() as bare:
            yield bare
        made.append(held(database))

    monkeypatch.setattr(database, "together", Together(counted, database.together._is_down))
    return made


def held(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(Message.id))) or 0


def a_text(number: int) -> InboundMessage:
    sid = f"SM{number:032x}"
    return InboundMessage(channel="sms", provider_id=sid, dedupe_key=sid, sender="+447700900123", party="+447700900123",
                          recipient="+441632960100", text=f"tap {number}", raw=b"raw %d" % number, received_at=now())  # fmt: skip


def receive(intake: Intake, numbers: list[int]) -> list[Kept | Exception]:
    """Each as the porch lets it in: up to its commit, then all on."""
    answers: list[Kept | Exception] = []

    def answer(number: int) -> None:
        try:
            answers.append(intake.receive(a_text(number)))
        except Exception as error:  # what a door would be told
            answers.append(error)

    together = intake.database.together
    for number in numbers:
        assert together.start(partial(answer, number))
        assert answers == [], "answered before its commit"
        assert held(intake.database) == 0, "written while another was still being read"
    together.finish()
    return answers


def test_texts_that_came_at_once_are_kept_by_one_commit(intake: Intake, commits: list[int]) -> None:
    kept = receive(intake, [1, 2, 3])
    assert commits == [3]
    assert [one.first_time for one in kept if isinstance(one, Kept)] == [True, True, True]
    with intake.database.reading() as session:
        rows = session.execute(select(Message.id, Message.text, RawMessage.body).join(
            RawMessage, RawMessage.message_id == Message.id).order_by(Message.id)).all()  # fmt: skip
    assert [(row.id, row.text, bytes(row.body)) for row in rows] == [
        (one.message_id, f"tap {number}", b"raw %d" % number) for number, one in enumerate(kept, 1) if isinstance(one, Kept)
    ]  # fmt: skip


def test_the_same_text_twice_at_once_is_kept_once_and_answered_twice(intake: Intake, commits: list[int]) -> None:
    first, second, other = receive(intake, [1, 1, 2])
    assert isinstance(first, Kept) and isinstance(second, Kept) and isinstance(other, Kept)
    answered = sorted([first, second, other], key=lambda one: (one.message_id, not one.first_time))
    assert [one.first_time for one in answered] == [True, False, True]
    assert answered[0].reference == answered[1].reference
    assert held(intake.database) == 2 and commits[0] == 2


def test_one_that_cannot_be_kept_costs_the_others_nothing(
    intake: Intake, commits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_raw = intake._keep_raw

    def refuse_the_second(connection: Any, number: int, raw: bytes) -> None:
        if raw == b"raw 2":
            raise CannotKeep("full")
        keep_raw(connection, number, raw)

    monkeypatch.setattr(intake, "_keep_raw", refuse_the_second)
    answers = receive(intake, [1, 2, 3])
    assert [type(one) for one in answers] == [Kept, CannotKeep, Kept]
    assert commits == [1, 2], "each alone, and the second not at all"


def test_a_fault_in_one_answer_is_that_answers_own(
    intake: Intake, commits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_raw = intake._keep_raw

    def stumble(connection: Any, number: int, raw: bytes) -> None:
        if raw == b"raw 1":
            raise ZeroDivisionError
        keep_raw(connection, number, raw)

    monkeypatch.setattr(intake, "_keep_raw", stumble)
    answers = receive(intake, [1, 2])
    assert [type(one) for one in answers] == [ZeroDivisionError, Kept] and commits == [1]


def test_where_the_database_cannot_begin_all_are_told_so_at_once(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[int] = []

    @contextmanager
    def busy() -> Iterator[Bare]:
        begun.append(1)
        raise CannotKeep("OperationalError")
        yield

    monkeypatch.setattr(intake.database.together, "_inserting", busy)
    answers = receive(intake, [1, 2, 3])
    assert [str(one) for one in answers] == ["OperationalError"] * 3
    assert begun == [1], "nobody waits for it a second time"


def test_where_the_commit_fails_all_are_told_so(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    together = intake.database.together
    opened = together._inserting

    @contextmanager
    def full() -> Iterator[Bare]:
        with opened() as bare:
            yield bare
            raise CannotKeep("the disk is full")

    monkeypatch.setattr(together, "_inserting", full)
    assert [type(one) for one in receive(intake, [1, 2])] == [CannotKeep, CannotKeep]
    assert held(intake.database) == 0


def test_a_database_that_is_full_while_it_writes_is_asked_once(
    intake: Intake, commits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def full(_connection: Any, number: int, _raw: bytes) -> None:
        asked.append(number)
        raise OperationalError("insert", None, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr(intake, "_keep_raw", full)
    assert [type(one) for one in receive(intake, [1, 2, 3])] == [CannotKeep] * 3
    assert len(asked) == 1 and held(intake.database) == 0


def test_an_answer_that_breaks_afterwards_keeps_no_other_from_its_end(intake: Intake) -> None:
    together, answered = intake.database.together, list[Kept]()

    def breaks() -> None:
        intake.receive(a_text(1))
        raise SystemExit

    assert together.start(breaks)
    assert together.start(lambda: answered.append(intake.receive(a_text(2))))
    with pytest.raises(SystemExit):
        together.finish()
    assert [one.first_time for one in answered] == [True] and held(intake.database) == 2
    assert not together._answers, "nobody is remembered"


def test_whoever_came_alone_is_kept_alone(intake: Intake, commits: list[int]) -> None:
    assert intake.receive(a_text(1)).first_time
    assert receive_one(intake, 2).first_time
    assert commits == [1, 2]


def receive_one(intake: Intake, number: int) -> Kept:
    answers: list[Kept] = []
    assert intake.database.together.start(lambda: answers.append(intake.receive(a_text(number))))
    intake.database.together.finish()
    return answers[0]


def test_an_answer_that_keeps_nothing_waits_for_nobody(database: Database) -> None:
    said: list[str] = []
    assert not database.together.start(lambda: said.append("no"))
    database.together.finish()
    assert said == ["no"]
