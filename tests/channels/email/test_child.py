"""The reading child: killed, stalled or starved, every mail still has one answer."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from channels.email.child import ChildReader
from router.values import RawMail
from tests.channels.email.conftest import raw, settings

HEAD = "From: Ann <ann@mail.example>\nSubject: I smell gas\nMessage-ID: <c1@mail.example>\n"
GOOD = raw(HEAD + "\nThe tap drips.\n")
PARTS = raw(HEAD + "Content-Type: multipart/mixed; boundary=a\n\n" + "--a\n\nx\n" * 10_000)
NESTED = raw(HEAD + "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(5000)))


def heavy() -> RawMail:
    """Some tenths of a second of work within the bounds: many parts."""
    part = "--a\nContent-Type: text/html\n\n" + "<b>x</b>" * 400 + "\n"
    return raw(HEAD + "Content-Type: multipart/mixed; boundary=a\n\n" + part * 900)


def test_a_batch_is_answered_in_order(child: ChildReader) -> None:
    mails = [raw(HEAD + f"\nNumber {n}\n") for n in range(50)]
    answers = child.read(mails)
    assert [answer.message.text for answer in answers] == [f"Number {n}" for n in range(50)]
    assert [answer.message.raw for answer in answers] == [mail.content for mail in mails]
    assert child.read([]) == []


def test_a_child_that_began_before_there_was_mail_reads_it(child: ChildReader) -> None:
    child.begin()
    pid = child.pid
    assert pid and child.read([GOOD])[0].message.subject == "I smell gas"
    child.begin()
    assert child.pid == pid


def test_who_begins_just_before_the_mail_has_time_to_come_up() -> None:
    """A machine so busy that a child takes longer to load than a mail may take to read."""
    reader = ChildReader(settings(mail_read_seconds=0.2).reading())
    reader.begin()
    os.kill(reader.pid, signal.SIGSTOP)
    waking = threading.Timer(0.5, os.kill, (reader.pid, signal.SIGCONT))
    waking.start()
    try:
        assert not reader.read([GOOD])[0].unreadable
    finally:
        waking.join()
        reader.close()


def test_hostile_mails_do_not_take_the_others_with_them(child: ChildReader) -> None:
    answers = child.read([GOOD, PARTS, GOOD, NESTED, GOOD])
    assert [bool(answer.unreadable) for answer in answers] == [False, True, False, True, False]
    assert {answer.message.party for answer in answers} == {"ann@mail.example"}


def test_a_child_killed_in_the_middle_is_replaced(child: ChildReader) -> None:
    child.read([GOOD])
    first = child.pid
    slow = [heavy()] * 8  # however fast the machine is, it is not through when it is killed
    answers = []
    reader = threading.Thread(target=lambda: answers.extend(child.read([GOOD, *slow, GOOD])))
    reader.start()
    process = psutil.Process(first)
    before = process.cpu_times().user
    deadline = time.monotonic() + 20
    while process.cpu_times().user < before + 0.1 and time.monotonic() < deadline:
        time.sleep(0.005)  # until it works on the slow one
    os.kill(first, signal.SIGKILL)
    reader.join(60)
    assert [answer.message.subject for answer in answers] == ["I smell gas"] * 10
    assert {answer.unreadable for answer in answers} == {""}  # the kill was not the mail's fault
    assert child.pid not in (0, first)


def test_a_mail_that_stalls_the_child_is_given_up(tmp_path: Path) -> None:
    reader = ChildReader(settings(mail_read_seconds=0.4).reading())
    try:
        reader.read([GOOD])
        os.kill(reader.pid, signal.SIGSTOP)
        [stalled, after] = reader.read([GOOD, GOOD])
        assert "took too long" in stalled.unreadable and stalled.message.subject == "I smell gas"
        assert stalled.message.raw == GOOD.content
        assert after.unreadable == ""
    finally:
        reader.close()


def test_memory_is_bounded() -> None:
    from dataclasses import replace

    reader = ChildReader(replace(settings().reading(), memory=40 * 2**20))
    try:
        [large, after] = reader.read([raw(HEAD + "\n" + "word " * 5_000_000), GOOD])
        assert large.unreadable and large.message.subject == "I smell gas"
        assert after.unreadable == ""
    finally:
        reader.close()


def test_the_child_is_replaced_after_so_many_mails() -> None:
    from dataclasses import replace

    reader = ChildReader(replace(settings().reading(), mails=10))
    try:
        reader.read([GOOD] * 10)
        assert reader.pid == 0
        assert len(reader.read([GOOD])) == 1 and reader.pid
    finally:
        reader.close()


def test_the_child_is_small(child: ChildReader) -> None:
    child.read([GOOD])
    assert psutil.Process(child.pid).memory_full_info().pss < 45 * 2**20


def test_the_child_loads_neither_a_database_nor_the_rules_for_telephone_numbers() -> None:
    code = "import sys; import channels.email.child; print({'sqlalchemy', 'phonenumbers', 'flask'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).resolve().parents[3], text=True, check=True,
                         capture_output=True)  # fmt: skip
    assert ran.stdout.strip() == "set()", "each child is a program of its own, and shares none of that"


def test_the_child_dies_with_its_parent() -> None:
    code = (
        "from tests.channels.email.test_child import *\n"
        "one = ChildReader(settings().reading()); one.read([GOOD]); print(one.pid, flush=True); time.sleep(60)\n"
    )
    root = str(Path(__file__).resolve().parents[3])
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.communicate(timeout=10)
    deadline = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("broken", ["/nonexistent/python"])
def test_without_a_child_mails_still_come_back(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    monkeypatch.setattr(sys, "executable", broken)
    reader = ChildReader(settings().reading())
    reader.begin()
    [answer] = reader.read([GOOD])
    assert answer.unreadable and answer.message.text == "The tap drips."
