"""Mails of every kind, good and hostile, into messages."""

import base64
import hashlib
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.email import thread
from channels.email.files import safe_name
from channels.email.headers import plain, read_from
from channels.email.parse import read_mail
from channels.email.reading import Reading
from channels.email.trust import known_of_sender
from tests.channels.email.conftest import SECRET, Read, raw

HEAD = "From: Ann Bell <ann@mail.example>\nTo: repairs@frontdoor.example\nSubject: Tap\nMessage-ID: <m1@mail.example>\n"


def test_a_plain_mail(read: Read) -> None:
    mail = raw(HEAD + "\nThe tap drips.\n")
    said = read(HEAD + "\nThe tap drips.\n").message
    assert (said.channel, said.sender, said.party) == ("email", "Ann Bell <ann@mail.example>", "ann@mail.example")
    assert (said.subject, said.text, said.original, said.automatic) == ("Tap", "The tap drips.", "", "")
    assert said.provider_id == "<m1@mail.example>"
    assert said.recipient == "repairs@frontdoor.example"
    key = hashlib.sha256(b"repairs@frontdoor.example\x00" + mail.content).hexdigest()
    assert said.dedupe_key == key


def test_the_plain_part_is_preferred_and_the_picture_kept(read: Read) -> None:
    picture = base64.b64encode(b"\xff\xd8\xff\xe0" + b"x" * 500).decode()
    answer = read(
        HEAD
        + f"""MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=a

--a
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

The tap =E2=80=93 drips.
--b
Content-Type: text/html

<p>The tap, in bold</p>
--b--
--a
Content-Type: application/x-evil; name="../../tap\u202egpj.exe"
Content-Disposition: attachment; filename="../../tap.jpg"
Content-Transfer-Encoding: base64

{picture}
--a--
"""
    )
    assert answer.message.text == "The tap – drips."
    [file] = answer.message.attachments
    assert (file.name, file.content_type) == ("tap.jpg", "image/jpeg")
    assert file.content is not None and len(file.content) == 504


def test_html_alone_becomes_text(read: Read) -> None:
    said = read(HEAD + "Content-Type: text/html\n\n<p>No heat</p><script>x</script><p>Baby here</p>").message
    assert said.text == "No heat\n\nBaby here"


def test_a_tracking_picture_is_dropped(read: Read) -> None:
    pixel = base64.b64encode(b"GIF89a" + b"\x00" * 37).decode()
    answer = read(
        HEAD
        + f"""Content-Type: multipart/related; boundary=a

--a
Content-Type: text/plain

Hello
--a
Content-Type: image/gif
Content-ID: <x>
Content-Transfer-Encoding: base64

{pixel}
--a--
"""
    )
    assert answer.message.attachments == ()


def test_winmail_is_kept_as_it_is(read: Read) -> None:
    content = b"\x78\x9f\x3e\x22" + b"tnef" * 50
    body = base64.b64encode(content).decode()
    answer = read(HEAD + "Content-Type: application/ms-tnef; name=winmail.dat\n"
                  f"Content-Transfer-Encoding: base64\n\n{body}\n")  # fmt: skip
    [file] = answer.message.attachments
    assert (file.name, file.content, file.content_type) == ("winmail.dat", content, "application/ms-tnef")


def test_flowed_lines_are_joined(read: Read) -> None:
    said = read(HEAD + "Content-Type: text/plain; format=flowed\n\nThe tap \ndrips.\n From here\n").message
    assert said.text == "The tap drips.\nFrom here"


@pytest.mark.parametrize(
    ("charset", "body", "text", "doubt"),
    [("utf-8", "café £5".encode(), "café £5", False),
     ("iso-8859-1", "café".encode("latin-1"), "café", False),
     ("windows-1252", b"it\x92s", "it’s", False),
     ("iso-8859-1", b"it\x92s", "it’s", False),
     ("us-ascii", "café".encode(), "café", False),
     ("utf-7", b"+ADw-script+AD4-", "+ADw-script+AD4-", True),
     ("unicode_escape", b"\\u003cscript\\u003e", "\\u003cscript\\u003e", True),
     ("rot13", b"uryyb", "uryyb", True), ("idna", b"xn--x", "xn--x", True), ("undefined", b"hi", "hi", True),
     ("nosuch", b"hi", "hi", True), ("raw_unicode_escape", b"\\u0041", "\\u0041", True), ("hex", b"6869", "6869", True),
     ("utf-8", b"caf\xe9", "café", True), ("base64", b"aGk=", "aGk=", True), ("utf-16", b"odd", "odd", True),
     ("a\x00b", b"hi", "hi", True), ("x" * 500, b"hi", "hi", True)],
)  # fmt: skip
def test_character_sets(read: Read, charset: str, body: bytes, text: str, doubt: bool) -> None:
    head = HEAD.encode() + b'Content-Type: text/plain; charset="' + charset.encode() + b'"\n\n'
    said = read(head + body).message
    assert said.text == text
    assert (said.facts.get("charset") == "doubtful") is doubt


FROM = [
    (["Ann <ann@mail.example>"], "ann@mail.example", ""),
    (["ann@mail.example"], "ann@mail.example", ""),
    (["ANN@Mail.Example"], "ann@mail.example", ""),
    (['"Bell, Ann" <ann@mail.example>'], "ann@mail.example", ""),
    (["ann@mail.example (Ann)"], "ann@mail.example", ""),
    (['"tenant@home.example" <evil@bad.example>'], "evil@bad.example", "the name shows another address"),
    (["=?utf-8?q?tenant=40home.example?= <evil@bad.example>"], "evil@bad.example", "the name shows another address"),
    ([], "", "no From address"),
    (["   "], "", "no From address"),
    (["a@b.example, c@d.example"], "", "more than one From address"),
    (["a@b.example", "c@d.example"], "", "more than one From line"),
    (["alice@example.org)bob@example.com"], "", None),
    (["<"], "", "From address cannot be read"),
    (["Undisclosed: ;"], "", "From address cannot be read"),
    (["Ann <a@b.example> <c@d.example>"], "", None),
    (["Ann <<a@b.example>>"], "", None),
    (["Ann <a@b.example@c.example>"], "", None),
    (["Ann <a b@c.example>"], "", None),
    (["a@b.example (x) c@d.example"], "", None),
    (["Ann <a@b.example>, "], "", None),
    ([("(" * 3000) + "a@b.example"], "", None),
    (["Ann <a@b.example> " * 500], "", "From line too long"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "address", "doubt"), FROM)
def test_spoofed_from(values: list[str], address: str, doubt: str | None) -> None:
    found = read_from(values)
    assert found.address == address
    assert found.doubt == doubt if doubt is not None else found.doubt


def test_a_doubtful_from_falls_back_to_the_envelope(read: Read) -> None:
    said = read("From: a@b.example, c@d.example\nSubject: x\n\nhi", sender="real@mail.example").message
    assert said.party == "real@mail.example" and said.facts["from_doubt"]
    said = read("Subject: x\n\nhi", sender="").message
    assert said.party == "" and said.sender == ""


AUTOMATIC = [
    ("Auto-Submitted: auto-replied", "auto-reply"), ("Auto-Submitted: auto-generated", "auto-reply"),
    ("Auto-Submitted: no", ""), ("Auto-Submitted: NO; x=y", ""), ("X-Autoreply: yes", "auto-reply"),
    ("Precedence: auto_reply", "auto-reply"), ("X-Auto-Response-Suppress: DR, OOF, AutoReply", "auto-reply"),
    ("Subject: Out of office: back Monday", "auto-reply"), ("Subject: Automatic reply: Tap", "auto-reply"),
    ("Subject: I smell gas out of the office", ""), ("List-Id: <news.mail.example>", "list"),
    ("List-Unsubscribe: <mailto:x@y.example>", "list"), ("Precedence: bulk", "list"), ("Precedence: junk", "list"),
    ("Content-Type: multipart/report; report-type=disposition-notification; boundary=x", "receipt"),
    ("Content-Type: text/calendar; method=REPLY", "calendar"), ("X-Loop: frontdoor.example", "loop"),
    ("X-Loop: other.example", ""), ("X-Failed-Recipients: ann@mail.example", "bounce"), ("X-Nothing: x", ""),
]  # fmt: skip


@pytest.mark.parametrize(("line", "why"), AUTOMATIC)
def test_written_by_a_machine(read: Read, line: str, why: str) -> None:
    head = "From: ann@mail.example\n" + line + "\n" + ("" if line.startswith("Subject") else "Subject: I smell gas\n")
    said = read(head + "\nI smell gas").message
    assert said.automatic == why
    assert said.text == "I smell gas"  # never thrown away


@pytest.mark.parametrize(
    ("sender", "envelope", "why"),
    [("mailer-daemon@mail.example", "x@y.example", "bounce"), ("repairs@frontdoor.example", "x@y.example", "loop"),
     ("Repairs+abc@FRONTDOOR.example", "x@y.example", "loop"), ("ann@mail.example", "", "auto-reply"),
     ("noreply@shop.example", "x@y.example", "auto-reply"), ("ann@mail.example", "ann@mail.example", "")],
)  # fmt: skip
def test_senders_that_are_machines(read: Read, sender: str, envelope: str, why: str) -> None:
    assert read(f"From: {sender}\nSubject: x\n\nhi", sender=envelope).message.automatic == why


def report(original: str, action: str = "failed", status: str = "5.1.1") -> str:
    return f"""From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail
Content-Type: multipart/report; report-type=delivery-status; boundary=r

--r
Content-Type: text/plain

Sorry.
--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ann@mail.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--r
Content-Type: message/rfc822

From: repairs@frontdoor.example
Message-ID: {original}
Subject: Your repair

text
--r--
"""


def own_id(reference: str = "FD-234-BCDF") -> str:
    return thread.make_message_id(SECRET, 17, reference, "ann@mail.example", "frontdoor.example")


def test_a_bounce_finds_its_original(read: Read) -> None:
    bounce = read(report(own_id()), sender="").bounce
    assert bounce is not None
    assert (bounce.original_message_id, bounce.recipient, bounce.permanent) == (own_id(), "ann@mail.example", True)
    assert "no such user" in bounce.words


def test_a_delay_is_not_a_failure(read: Read) -> None:
    bounce = read(report(own_id(), "delayed", "4.4.1"), sender="").bounce
    assert bounce is not None and not bounce.permanent


def test_a_forged_bounce_names_nothing(read: Read) -> None:
    for forged in (
        "<out-17.aaaaaaaaaaaaaaaa@frontdoor.example>",
        "<x@y.example>",
        own_id().replace("out-17", "out-18"),
    ):
        bounce = read(report(forged), sender="").bounce
        assert bounce is not None and bounce.original_message_id == ""


def test_a_bounce_without_a_standard(read: Read) -> None:
    answer = read(
        "From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nI could not deliver to\n<ann@mail.example>:\n"
        f"550 5.7.1 refused\n\n--- Below is a copy\n\nMessage-ID: {own_id()}\n", sender="")  # fmt: skip
    assert answer.bounce is not None and answer.bounce.original_message_id == own_id()
    assert answer.bounce.recipient == "ann@mail.example" and answer.bounce.permanent


def test_a_reply_comes_back_to_its_case_by_address(read: Read) -> None:
    token = thread.make_token(SECRET, "FD-234-BCDF", "ann@mail.example")
    for to in (f"repairs+{token}@frontdoor.example", f"Repairs+{token.upper()}@FrontDoor.example"):
        assert read(HEAD + "\nhi", to=to).message.thread_token == "FD-234-BCDF"
    said = read(HEAD.replace("ann@", "eve@") + "\nhi", to=f"repairs+{token}@frontdoor.example").message
    assert said.thread_token == "" and said.facts["may_belong_to"] == "FD-234-BCDF"
    for forged in (token[:-1] + ("a" if token[-1] != "a" else "b"), "", "a" * 45, token[:30], "7" * 45):
        assert read(HEAD + "\nhi", to=f"repairs+{forged}@frontdoor.example").message.thread_token == ""


def test_a_reply_comes_back_to_its_case_by_reference(read: Read) -> None:
    said = read(HEAD + f"References: <a@b.example> {own_id()}\nIn-Reply-To: {own_id()}\n\nhi").message
    assert said.thread_token == "FD-234-BCDF"
    assert said.references == (own_id(), "<a@b.example>")
    assert read(HEAD + "In-Reply-To: <>\nReferences: <> <  >\n\nhi").message.references == ()
    assert (
        len(
            read(
                HEAD + "References: " + "".join(f"<{n}@x.example>\n " for n in range(200)) + "\n\nhi"
            ).message.references
        )
        == 50
    )


@pytest.mark.parametrize(
    ("reply_to", "answer"),
    [("ann2@mail.example", ""), ("repairs@frontdoor.example", ""), ("housing+x@FRONTDOOR.example", ""),
     ("evil@bad.example", ""), ("a@mail.example, b@mail.example", ""), ("", "")],
)  # fmt: skip
def test_reply_to(read: Read, reply_to: str, answer: str) -> None:
    assert read(HEAD + f"Reply-To: {reply_to}\n\nhi").message.reply_to == answer


def test_an_answer_goes_elsewhere_only_for_a_form(read: Read) -> None:
    head = HEAD.replace("ann@", "no-reply@")
    assert head != HEAD and read(head + "Reply-To: ann@post.example\n\nhi").message.reply_to == "ann@post.example"
    said = read(HEAD + "Reply-To: eve@mail.example\n\nhi").message
    assert said.reply_to == "" and said.facts["other_reply_to"] == "eve@mail.example", "a large provider has many"


def test_no_message_id_makes_one_of_the_bytes(read: Read) -> None:
    first, second = (read(f"From: a@b.example\nMessage-ID: <>\n\n{text}").message for text in ("one", "two"))
    assert len(first.provider_id) == 64 and first.provider_id != second.provider_id


HOSTILE = {
    "nested 5,000": "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(5000)),
    "nested 150": "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(150)),
    "nested mails": "Content-Type: message/rfc822\n\n" * 3000,
    "10,000 parts": "Content-Type: multipart/mixed; boundary=a\n\n" + "--a\n\nx\n" * 10_000,
    "10,000 boundaries": "".join(f"X: boundary=q{n}\n" for n in range(3000)) + "\n" + "--q\n" * 10_000,
    "200 kB of header": "X: " + "y" * 200_000 + "\n\nhi",
    "no blank line": "X: y\n" * 40_000,
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_over_the_bounds_is_kept_and_said(read: Read, kind: str) -> None:
    answer = read("From: Ann <ann@mail.example>\nSubject: I smell gas\n" + HOSTILE[kind])
    assert "could not be read in full" in answer.unreadable
    assert (answer.message.party, answer.message.subject) == ("ann@mail.example", "I smell gas")
    assert answer.message.text


BOMBS = {
    "To with 5,000": "To: " + ", ".join(f"a{n}@b.example" for n in range(5000)) + "\n",
    "encoded words": "Subject: " + "=?utf-8?q?x?= " * 7000 + "\n",
    "comments": "From: " + "(" * 30_000 + "\n",
    "id": "Message-ID: <[[[[[[\n",
    "parameters": "Content-Type: text/plain; " + "; ".join(f"name*{n}*=utf-8''x" for n in range(3000)) + "\n",
    "bad encoding": "Content-Transfer-Encoding: base64\nContent-Type: text/plain\n",
    "bad word": "Subject: =?utf-8?b?!!!?= =?nosuch?q?=ZZ?= =?utf-8?x?a?=\n",
    "bad type": "Content-Type: ;;;/\x01; charset*=x'y\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", BOMBS)
def test_header_bombs_are_read(read: Read, kind: str) -> None:
    answer = read(BOMBS[kind] + "From: ann@mail.example\n\nI smell gas now\n")
    assert "I smell gas" in answer.message.text or kind == "bad encoding"


def test_controls_in_the_subject(read: Read) -> None:
    for code in [*range(32), 127, 0x85, 0x2028, 0x202E]:
        if chr(code) in "\n\r":
            continue
        said = read(b"From: a@b.example\nSubject: x" + chr(code).encode() + b"Bcc: evil@bad.example\n\nhi").message
        assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Zl") for letter in said.subject)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400))
def test_any_bytes_are_a_message(reading: Reading, content: bytes) -> None:
    answer = read_mail(raw(content), reading)
    answer.message.text.encode()
    answer.message.subject.encode()
    answer.message.sender.encode()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["From", "Subject", "Content-Type", "Message-ID", "References", "Reply-To", "Content-Disposition",
                        "Authentication-Results", "Content-Transfer-Encoding", "Auto-Submitted"]),
       st.text(alphabet='<>()[]@,;:"\\=?_*\'a1.\t\x00\x0b\x0c\x85é/% -', max_size=60))  # fmt: skip
def test_any_header_is_read_without_the_reader_failing(reading: Reading, name: str, value: str) -> None:
    answer = read_mail(raw(f"{name}: {value}\n\nhello"), reading)
    assert "the reader failed" not in answer.unreadable


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=400))
def test_file_names_are_safe(name: str) -> None:
    safe = safe_name(name, 1)
    assert safe and len(safe.encode()) <= 120 and not set(safe) & set('/\\:*?"<>|\x00')
    assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in safe)
    assert safe not in (".", "..")


def test_trust_only_our_own_server() -> None:
    ours = "mx.frontdoor.example; spf=pass smtp.mailfrom=a; dkim=fail (bad sig; dkim=pass) header.d=x; dmarc=none"
    assert known_of_sender([ours], "mx.frontdoor.example") == {"spf": "pass", "dkim": "fail", "dmarc": "none"}
    assert known_of_sender([ours], "") == {}
    assert known_of_sender(["mx.else.example; dmarc=pass", ours], "mx.else.exampl") == {}
    forged = ours.replace("dmarc=none", "dmarc=pass")
    assert known_of_sender([ours, forged], "MX.frontdoor.example")["dmarc"] == "none"
    assert known_of_sender(["mx.frontdoor.example; spf=wonderful; dkim = pass1"], "mx.frontdoor.example") == {}


def test_plain_decodes_and_cleans() -> None:
    assert plain("=?utf-8?B?Y2Fmw6k=?= =?iso-8859-1?Q?=A35?=") == "café£5"
    assert plain("=?utf-7?q?+ADw-script+AD4-?=") == "+ADw-script+AD4-"
