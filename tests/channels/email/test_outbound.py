"""Mail out over a real socket: what it says, and which end each failure has."""

import contextlib
import email
import email.policy
import socket
import threading
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from channels.email import thread
from channels.email.outbound import EmailSender
from channels.email.parse import read_mail
from router.errors import BadSetting, CannotDeliver, TryAgainLater, Uncertain
from router.values import IncomingFile, OutboundMessage
from tests.channels.email.conftest import SECRET, Relay, raw, settings

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def message(**changes: object) -> OutboundMessage:
    given: dict[str, object] = {
        "id": 17, "channel": "email", "to": "ann@mail.example", "sender": "repairs@frontdoor.example",
        "text": "We will come on Tuesday.", "client_ref": "17", "subject": "Your repair",
        "case_reference": "FD-234-BCDF", "created_at": AT, **changes}  # fmt: skip
    return OutboundMessage(**given)  # type: ignore[arg-type]  # whatever the test gives


def sender(port: int, **changes: object) -> EmailSender:
    return EmailSender(
        settings(mail_relay_url=f"smtp://127.0.0.1:{port}", mail_relay_seconds=2, **changes), "Demo Homes", lambda: AT
    )


def sent(relay: Relay) -> EmailMessage:
    content = relay.taken[-1].original_content
    assert content is not None
    parsed = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_an_answer_carries_its_thread(relay: Relay) -> None:
    answer = sender(relay.port).send(
        message(in_reply_to="<m2@mail.example>", references=("<m2@mail.example>", "<m1@mail.example>"))
    )
    mail = sent(relay)
    token = thread.make_token(SECRET, "FD-234-BCDF", "ann@mail.example")
    assert mail["From"] == f"Demo Homes <repairs+{token}@frontdoor.example>"
    assert mail["Message-ID"] == answer.provider_id
    assert answer.provider_id == sender(1).build(message(), "ann@mail.example")["Message-ID"]
    assert (mail["In-Reply-To"], mail["References"]) == ("<m2@mail.example>", "<m1@mail.example> <m2@mail.example>")
    assert relay.taken[0].mail_from == f"repairs+{token}@frontdoor.example"
    assert mail["Auto-Submitted"] is None
    assert len(token) + len("repairs+") <= 64


def test_a_reply_to_it_is_threaded(relay: Relay) -> None:
    answer = sender(relay.port).send(message())
    back = read_mail(raw(f"From: ann@mail.example\nIn-Reply-To: {answer.provider_id}\n\nOK"), settings().reading())
    assert back.message.thread_token == "FD-234-BCDF"
    itself = read_mail(raw(sent(relay).as_bytes()), settings().reading())
    assert itself.message.automatic == "loop"


def test_automatic_mail_cannot_start_a_loop(relay: Relay) -> None:
    sender(relay.port).send(message(automatic=True))
    mail = sent(relay)
    assert relay.taken[0].mail_from == "<>"
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"], mail["Precedence"], mail["X-Loop"]) == (
        "auto-replied", "All", "auto_reply", "frontdoor.example")  # fmt: skip


def test_both_forms_say_the_same(relay: Relay) -> None:
    text = "Café £5 <b>not bold</b>\n.dot\n\nSee https://x.example/p?a=1&b=2 now\n" + "long " * 400
    sender(relay.port).send(message(text=text))
    mail = sent(relay)
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None and page is not None
    assert plain.get_content().replace("\r\n", "\n").strip() == text.strip()
    assert "&lt;b&gt;not bold" in page.get_content() and "<b>" not in page.get_content()
    assert '<a href="https://x.example/p?a=1&amp;b=2">' in page.get_content()


@pytest.mark.parametrize("code", [*range(32), 127, 0x85, 0x2028, 0x2029, 0x202E, 0xD800])
def test_nothing_can_be_put_into_the_headers(relay: Relay, code: int) -> None:
    evil = f"x{chr(code)}Bcc: evil@bad.example{chr(code)}\r\nX-Evil: 1\r\n\r\nbody"
    sender(relay.port).send(message(subject=evil, in_reply_to=f"<a{chr(code)}b@c>", references=(evil, f"<{evil}>"),
                                    attachments=(IncomingFile(evil, "text/html", b"x"),)))  # fmt: skip
    content = relay.taken[-1].original_content
    assert content is not None
    head = content.partition(b"\r\n\r\n")[0].lower()
    assert b"\r\nbcc:" not in head and b"\r\nx-evil" not in head
    assert b"\r" not in content.replace(b"\r\n", b"") and b"\n" not in content.replace(b"\r\n", b"")
    assert relay.taken[-1].rcpt_tos == ["ann@mail.example"]


def test_an_empty_subject_has_a_fixed_one(relay: Relay) -> None:
    sender(relay.port).send(message(subject="\r\n\x00"))
    assert sent(relay)["Subject"] == "A message from Demo Homes"


@pytest.mark.parametrize(
    "to", ["", "<>", "no address", "repairs@frontdoor.example", "HOUSING+x@frontdoor.example", "a@b.example\r\nX: y",
           "a@b.example>\r\nRCPT TO:<c@d.example"])  # fmt: skip
def test_never_to_nobody_or_ourselves(relay: Relay, to: str) -> None:
    with pytest.raises(CannotDeliver):
        sender(relay.port).send(message(to=to))
    assert not relay.taken


@pytest.mark.parametrize(
    ("step", "answer", "end"),
    [("MAIL", "451 later", TryAgainLater), ("MAIL", "550 no", CannotDeliver), ("RCPT", "450 later", TryAgainLater),
     ("RCPT", "550 5.1.1 no such user", CannotDeliver), ("DATA", "451 later", TryAgainLater),
     ("DATA", "554 refused", CannotDeliver), ("DATA", "hang up", Uncertain)],
)  # fmt: skip
def test_each_failure_has_its_end(relay: Relay, step: str, answer: str, end: type[Exception]) -> None:
    relay.answers[step] = answer
    with pytest.raises(end):
        sender(relay.port).send(message())


@pytest.mark.parametrize(
    ("to", "on_the_wire"),
    [("zoë@mail.example", "zoë@mail.example"), ("ann@bücher.example", "ann@xn--bcher-kva.example"),
     ("zoë@bücher.example", "zoë@xn--bcher-kva.example")],
)  # fmt: skip
def test_an_address_beyond_ascii_is_answered(relay: Relay, to: str, on_the_wire: str) -> None:
    sender(relay.port).send(message(to=to))
    assert relay.taken[0].rcpt_tos == [on_the_wire]
    assert f"To: {on_the_wire}\r\n".encode() in (relay.taken[0].original_content or b"")


def test_a_relay_that_knows_only_ascii_is_not_given_such_an_address() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        script = threading.Thread(target=scripted, args=(server, b"EHLO", b"250 x\r\n"), daemon=True)
        script.start()
        with pytest.raises(CannotDeliver):
            sender(server.getsockname()[1]).send(message(to="zoë@mail.example"))


def test_nobody_listening_is_try_again() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(TryAgainLater):
            sender(closed.getsockname()[1]).send(message())


def scripted(server: socket.socket, until: bytes, then: bytes | None) -> None:
    """A relay that agrees to everything until it hears `until`; then says `then`, or hangs up."""
    with server.accept()[0] as client:
        client.sendall(b"220 x\r\n")
        heard, in_data = b"", False
        while until.lower() not in heard.lower():
            heard += client.recv(65536)
            if in_data or not heard.endswith(b"\r\n") or until.lower() in heard.lower():
                continue
            in_data = heard.lower().endswith(b"data\r\n")
            client.sendall(b"354 go\r\n" if in_data else b"250 ok\r\n")
        if then is not None:
            client.sendall(then)
            with contextlib.suppress(ConnectionError):
                client.recv(65536)  # until they give up


@pytest.mark.parametrize(
    ("until", "then", "end"),
    [(b"EHLO", None, TryAgainLater), (b"RCPT", None, TryAgainLater), (b"DATA\r\n", None, TryAgainLater),
     (b"\r\n.\r\n", None, Uncertain), (b"\r\n.\r\n", b"", Uncertain), (b"EHLO", b"", TryAgainLater)],
)  # fmt: skip
def test_a_cut_or_silence_at_each_step(until: bytes, then: bytes | None, end: type[Exception]) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        script = threading.Thread(target=scripted, args=(server, until, then), daemon=True)
        script.start()
        with pytest.raises(end):
            sender(server.getsockname()[1]).send(message())
        script.join(10)


def test_mail_cannot_be_looked_up() -> None:
    with pytest.raises(Uncertain):
        sender(1).look_up(message(), ())


def test_a_wrong_relay_address_is_said_at_once() -> None:
    with pytest.raises(BadSetting, match="MAIL_RELAY_URL"):
        EmailSender(settings(mail_relay_url="http://x.example"))


def test_a_relay_that_is_slow_at_every_step_is_left_before_the_last_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.email.outbound.IN_ALL", 1.2)
    heard = bytearray()

    def slow(server: socket.socket) -> None:
        with server.accept()[0] as client, contextlib.suppress(ConnectionError):
            client.sendall(b"220 x\r\n")
            while piece := client.recv(65536):
                heard.extend(piece)
                if not piece.lower().startswith(b"ehlo"):
                    threading.Event().wait(0.5)  # each answer well within the two seconds that one may take
                client.sendall(b"354 go\r\n" if piece.lower().endswith(b"data\r\n") else b"250 ok\r\n")

    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        script = threading.Thread(target=slow, args=(server,), daemon=True)
        script.start()
        with pytest.raises(TryAgainLater):
            sender(server.getsockname()[1]).send(message())
        script.join(10)
    assert b"\r\n.\r\n" not in heard
