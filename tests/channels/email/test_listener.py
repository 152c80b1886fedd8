"""The letterbox: what it takes, what it refuses, and that 250 always means kept."""

import smtplib
import socket
import threading
import time
from pathlib import Path

import psutil
import pytest

from router.errors import CannotKeep
from tests.channels.email.conftest import Running, Start

MAIL = b"From: ann@mail.example\r\nSubject: Tap\r\n\r\nIt drips.\r\n"


class Line:
    """A plain socket with the dialogue up to where a test begins."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.answers = self.socket.makefile("rb")
        assert self.answer().startswith("220")

    def answer(self) -> str:
        while True:
            line = self.answers.readline().decode()
            if line[3:4] != "-":
                return line

    def say(self, words: bytes) -> str:
        self.socket.sendall(words + b"\r\n")
        return self.answer()

    def to_data(self, to: bytes = b"repairs@frontdoor.example") -> None:
        assert self.say(b"EHLO anything goes").startswith("250")
        assert self.say(b"MAIL FROM:<ann@mail.example>").startswith("250")
        assert self.say(b"RCPT TO:<" + to + b">").startswith("250")
        assert self.say(b"DATA").startswith("354")

    def close(self) -> None:
        self.answers.close()
        self.socket.close()


def send(
    running: Running, content: bytes = MAIL, to: str = "repairs@frontdoor.example", sender: str = "a@b.example"
) -> None:
    with smtplib.SMTP("127.0.0.1", running.port, timeout=30) as client:
        client.sendmail(sender, [to], content)


def test_250_comes_only_after_the_commit(letterbox: Running) -> None:
    letterbox.keeper.gate.clear()
    line = Line(letterbox.port)
    line.to_data()
    line.socket.sendall(MAIL + b".\r\n")
    assert letterbox.keeper.reached.wait(10)
    line.socket.settimeout(0.2)
    with pytest.raises(TimeoutError):
        line.socket.recv(1)
    letterbox.keeper.gate.set()
    line.socket.settimeout(10)
    assert line.socket.recv(100).startswith(b"250")
    line.close()
    [mail] = letterbox.keeper.mails
    assert (mail.content, mail.envelope_from, mail.peer) == (MAIL, "ann@mail.example", "127.0.0.1")


def test_mails_that_wait_together_share_a_commit(letterbox: Running) -> None:
    letterbox.keeper.gate.clear()
    senders = [threading.Thread(target=send, args=(letterbox, MAIL + b"%d\r\n" % number)) for number in range(12)]
    for sender in senders:
        sender.start()
    deadline = time.monotonic() + 20
    while letterbox.listener.letterbox is None or letterbox.listener.letterbox.busy < 12:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    letterbox.keeper.gate.set()
    for sender in senders:
        sender.join(20)
    assert sum(letterbox.keeper.groups) == 12 and len(letterbox.keeper.groups) <= 3
    assert len({mail.content for mail in letterbox.keeper.mails}) == 12


@pytest.mark.parametrize("trouble", [CannotKeep("disk full: /secret/path"), RuntimeError("inside"), KeyError("x")])
def test_our_own_trouble_is_always_try_again(letterbox: Running, trouble: Exception) -> None:
    letterbox.keeper.trouble = trouble
    line = Line(letterbox.port)
    line.to_data()
    assert line.say(MAIL + b".") == "451 4.3.0 Please try again later\r\n"
    letterbox.keeper.trouble = None
    assert line.say(b"MAIL FROM:<ann@mail.example>").startswith("250")  # the connection still serves
    line.close()


@pytest.mark.parametrize(
    "address",
    ["repairs@frontdoor.example", "REPAIRS@FrontDoor.Example", "housing@frontdoor.example",
     "Repairs+ab2c@frontdoor.example", "postmaster@frontdoor.example", "abuse@frontdoor.example", "postmaster"],
)  # fmt: skip
def test_ours(letterbox: Running, address: str) -> None:
    send(letterbox, to=address)
    assert [mail.recipients for mail in letterbox.keeper.mails] == [(address,)]


@pytest.mark.parametrize(
    "address",
    ["someone@else.example", "nobody@frontdoor.example", "@relay.example:repairs@frontdoor.example",
     "@frontdoor.example,@b.example:victim@else.example", "victim%else.example@frontdoor.example",
     '"repairs"@frontdoor.example', '"victim@else.example"@frontdoor.example', "else.example!victim@frontdoor.example",
     "repairs@frontdoor.example@else.example", "repairs@frontdoor.example.else.example", "repairs", "repairs@",
     "repairs+a b@frontdoor.example", "repairs+../x@frontdoor.example"],
)  # fmt: skip
def test_not_ours(letterbox: Running, address: str) -> None:
    with smtplib.SMTP("127.0.0.1", letterbox.port, timeout=10) as client:
        client.ehlo()
        client.docmd("MAIL", "FROM:<a@b.example>")
        code, _ = client.docmd("RCPT", f"TO:<{address}>")
    assert code in (550, 553)
    assert not letterbox.keeper.mails


def test_a_hundred_recipients_and_no_more(letterbox: Running) -> None:
    line = Line(letterbox.port)
    line.say(b"EHLO x")
    line.say(b"MAIL FROM:<a@b.example>")
    answers = [line.say(b"RCPT TO:<repairs+%d@frontdoor.example>" % number) for number in range(130)]
    assert [answer[:3] for answer in answers] == ["250"] * 100 + ["452"] * 30
    assert line.say(b"DATA").startswith("354"), "that there were more is no reason to hang up"
    assert line.say(MAIL + b".").startswith("250")
    assert [len(mail.recipients) for mail in letterbox.keeper.mails] == [100]
    line.close()


def test_the_empty_sender_is_kept_as_empty(letterbox: Running) -> None:
    send(letterbox, sender="")
    assert letterbox.keeper.mails[0].envelope_from == ""


def test_bytes_beyond_ascii_in_addresses_are_harmless(letterbox: Running) -> None:
    line = Line(letterbox.port)
    line.say(b"EHLO x")
    assert line.say(b"MAIL FROM:<\xff\xfe\x07@b.example>").startswith("250")
    assert line.say(b"RCPT TO:<repairs@frontdoor.example>").startswith("250")
    line.say(b"DATA")
    assert line.say(MAIL + b".").startswith("250")
    line.close()
    letterbox.keeper.mails[0].envelope_from.encode()


SMUGGLED = b"MAIL FROM:<evil@mail.example>\r\nRCPT TO:<repairs@frontdoor.example>\r\nDATA\r\nSubject: smuggled\r\n\r\nx"
ENDINGS = [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\n.\r", b"\r.\n", b"\r.\r\n", b"\r\n.\x00\r\n",
           b"\r\n.\r\r\n", b"\n\n.\r\n", b"\x0b.\x0b"]  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_smuggling_gives_one_message(letterbox: Running, ending: bytes) -> None:
    line = Line(letterbox.port)
    line.to_data()
    body = b"Subject: first\r\n\r\nhello" + ending + SMUGGLED + b"\r\n"
    assert line.say(body + b".").startswith("250")
    assert line.say(b"QUIT").startswith("221")
    line.close()
    [mail] = letterbox.keeper.mails
    assert mail.content == body.replace(b"\r\n.", b"\r\n")  # every other byte as it came


@pytest.mark.parametrize(
    ("sent", "kept"),
    [(b".\r\n", b""), (b"\r\n.\r\n", b"\r\n"), (b"a\r\n.\r\n", b"a\r\n"), (b"..\r\n.\r\n", b".\r\n"),
     (b"..a\r\nb\r\n..\r\n.\r\n", b".a\r\nb\r\n.\r\n"), (b"x\x00\xff\ry\n\r\n.\r\n", b"x\x00\xff\ry\n\r\n")],
)  # fmt: skip
def test_dots_and_odd_bytes(letterbox: Running, sent: bytes, kept: bytes) -> None:
    line = Line(letterbox.port)
    line.to_data()
    line.socket.sendall(sent)
    assert line.answer().startswith("250")
    line.close()
    assert [mail.content for mail in letterbox.keeper.mails] == [kept]


@pytest.mark.parametrize("piece", [1, 3, 7, 65_535, 65_536, 65_537])
def test_the_end_is_found_wherever_packets_break(letterbox: Running, piece: int) -> None:
    body = (b"s: x\r\n\r\n" + b"y" * 65_520 + b"\r\n.") if piece > 10 else b"s: x\r\n\r\nhello\r\n"
    body = body.replace(b"\r\n.", b"\r\nz") + b"\r\n" * (piece % 5)
    line = Line(letterbox.port)
    line.to_data()
    line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    whole = body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\nNOOP\r\n"
    for at in range(0, len(whole), piece):
        line.socket.sendall(whole[at : at + piece])
    assert line.answer().startswith("250")
    assert line.answer().startswith("250")  # the pipelined NOOP was not swallowed
    line.close()
    assert letterbox.keeper.mails[0].content == whole[: -len(b".\r\nNOOP\r\n")]


@pytest.mark.parametrize("length", [998, 1001, 50_000, 1_000_000])
def test_long_lines_are_taken(letterbox: Running, length: int) -> None:
    content = b"Subject: x\r\n\r\n" + b"a" * length + b"\r\n"
    send(letterbox, content)
    assert letterbox.keeper.mails[0].content == content


def test_too_large_is_said_at_mail_and_at_the_end(start: Start) -> None:
    running = start(mail_size_limit=100_000)
    line = Line(running.port)
    line.say(b"EHLO x")
    assert line.say(b"MAIL FROM:<a@b.example> SIZE=100001").startswith("552")
    assert line.say(b"MAIL FROM:<a@b.example> SIZE=5").startswith("250")  # a lie
    line.say(b"RCPT TO:<repairs@frontdoor.example>")
    line.say(b"DATA")
    assert line.say(b"a" * 150_000 + b"\r\n.").startswith("552")
    assert line.say(b"NOOP").startswith("250")
    line.close()
    send(running, b"x: y\r\n\r\n" + b"b" * 90_000 + b"\r\n")
    assert len(running.keeper.mails) == 1


def test_an_endless_line_does_not_gather(start: Start) -> None:
    running = start(mail_size_limit=100_000)
    before = psutil.Process().memory_info().rss
    line = Line(running.port)
    line.to_data()
    with pytest.raises((ConnectionError, TimeoutError)):
        for _ in range(400):
            line.socket.sendall(b"x" * 100_000)
    line.close()
    assert psutil.Process().memory_info().rss - before < 30 * 2**20
    send(running)
    assert len(running.keeper.mails) == 1


def test_when_memory_is_full_senders_are_asked_to_wait(start: Start) -> None:
    running = start(mail_memory_limit=2**20)
    line = Line(running.port)
    line.to_data()
    assert line.say(b"a" * 1_200_000 + b"\r\n.").startswith("452")
    line.close()
    send(running)
    assert running.listener.letterbox is not None and running.listener.letterbox.held == 0


def test_a_client_gone_after_the_dot_loses_nothing(letterbox: Running) -> None:
    letterbox.keeper.gate.clear()
    line = Line(letterbox.port)
    line.to_data()
    line.socket.sendall(MAIL + b".\r\n")
    assert letterbox.keeper.reached.wait(10)
    line.close()
    letterbox.keeper.gate.set()
    send(letterbox, MAIL + b"next\r\n")
    assert [mail.content for mail in letterbox.keeper.mails] == [MAIL, MAIL + b"next\r\n"]


def test_half_a_mail_is_no_mail(letterbox: Running) -> None:
    line = Line(letterbox.port)
    line.to_data()
    line.socket.sendall(MAIL)
    line.close()
    send(letterbox, b"x: whole\r\n\r\n")
    assert [mail.content for mail in letterbox.keeper.mails] == [b"x: whole\r\n\r\n"]


def test_a_mail_that_goes_round_is_refused(letterbox: Running) -> None:
    stamp = b"Received: from a by b; Sun, 22 Nov 2026 09:00:00 +0000\r\n"
    line = Line(letterbox.port)
    line.to_data()
    assert line.say(stamp * 51 + MAIL + b".").startswith("554 5.4.6")
    line.close()
    send(letterbox, stamp * 50 + MAIL + stamp * 5)
    assert len(letterbox.keeper.mails) == 1


def test_idle_connections_make_room_for_a_mail(start: Start) -> None:
    running = start(smtp_connections=30, smtp_connections_per_address=20)
    idle = [Line(running.port) for _ in range(60)]
    send(running)
    assert len(running.keeper.mails) == 1
    assert running.listener.letterbox is not None and len(running.listener.letterbox.sessions) <= 20
    for line in idle:
        line.close()


def test_a_client_that_dawdles_is_hung_up_on(start: Start) -> None:
    running = start(smtp_command_seconds=0.3, smtp_data_seconds=0.3)
    silent, dribbling = Line(running.port), Line(running.port)
    dribbling.to_data()
    dribbling.socket.sendall(b"Subject: slow")
    assert silent.answers.readline() == b"" and dribbling.answers.readline() == b""
    silent.close()
    dribbling.close()


def test_a_session_has_an_end_however_busy(start: Start) -> None:
    running = start(smtp_session_seconds=0.5)
    line = Line(running.port)
    deadline = time.monotonic() + 20
    with pytest.raises((ConnectionError, AssertionError)):
        while time.monotonic() < deadline:
            assert line.say(b"NOOP")
            time.sleep(0.02)
    assert time.monotonic() < deadline
    line.close()


def test_many_errors_end_the_session(letterbox: Running) -> None:
    line = Line(letterbox.port)
    line.say(b"EHLO x")
    line.say(b"MAIL FROM:<a@b.example>")
    refused = [line.say(b"RCPT TO:<x@else.example>") for _ in range(20)]
    assert {answer[:3] for answer in refused} == {"550"}
    assert line.answers.readline().startswith(b"421") and line.answers.readline() == b""
    line.close()


def test_nothing_of_ours_is_told_or_logged(letterbox: Running, caplog: pytest.LogCaptureFixture) -> None:
    letterbox.keeper.trouble = RuntimeError("canary-secret")
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(letterbox, MAIL, sender="canary@mail.example")
    assert b"canary" not in refused.value.smtp_error and b"Runtime" not in refused.value.smtp_error
    assert "canary" not in caplog.text and "ann@" not in caplog.text


def test_lmtp_answers_for_each_recipient(start: Start) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = start(lmtp_port=port)
    line = Line(running.listener.ports[1])
    assert line.say(b"LHLO x").startswith("250")
    line.say(b"MAIL FROM:<a@b.example>")
    line.say(b"RCPT TO:<repairs@frontdoor.example>")
    line.say(b"RCPT TO:<housing@frontdoor.example>")
    line.say(b"DATA")
    assert line.say(MAIL + b".").startswith("250")
    assert line.answer().startswith("250")
    assert line.say(b"NOOP").startswith("250")
    line.close()
    assert len(running.keeper.mails) == 1


def test_stopping_answers_the_mail_at_the_dot(letterbox: Running) -> None:
    letterbox.keeper.gate.clear()
    line = Line(letterbox.port)
    line.to_data()
    line.socket.sendall(MAIL + b".\r\n")
    assert letterbox.keeper.reached.wait(10)
    letterbox.listener.stop()
    letterbox.keeper.gate.set()
    assert line.answer().startswith("250")
    line.close()
    letterbox.thread.join(30)
    assert not letterbox.thread.is_alive() and len(letterbox.keeper.mails) == 1


def test_the_process_ends_well_on_sigterm(tmp_path: Path) -> None:
    import signal
    import subprocess
    import sys

    code = (
        "from tests.channels.email.conftest import *\n"
        "import threading\n"
        "one = Listener(settings(), Keeper().receive_many, lambda: AT)\n"
        "threading.Thread(target=lambda: (one.ready.wait(), print(one.ports[0], flush=True))).start()\n"
        "one.listen()\nprint('ended', flush=True)\n"
    )
    root = str(Path(__file__).resolve().parents[3])
    process = subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    port = int(process.stdout.readline())
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail("a@b.example", ["repairs@frontdoor.example"], MAIL)
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=20)[0] == "ended\n"
    assert process.returncode == 0
