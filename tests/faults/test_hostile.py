"""Hostile bytes through every door: never a 500, never lost, the same on both databases."""

import random
import secrets
from urllib.parse import quote_from_bytes, urlencode
from xml.etree import ElementTree

import pytest

from tests.faults import books
from tests.faults.conftest import Figure
from tests.faults.house import RunningHouse, until
from tests.faults.ledger import Entry, Ledger
from tests.faults.senders import Senders, plain_mail

HOSTILE = {
    "one megabyte": "The roof leaks. " * 65536,
    "emoji": "\U0001f6bf\U0001f525 \U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f1ec\U0001f1e7 leak!",
    "right to left": "\u202eno gas here\u202c \u05d4\u05d3\u05d5\u05d3 \u05d3\u05d5\u05dc\u05e3 \u0645\u0627\u0621",
    "NUL": "before\x00after",
    "controls": "".join(chr(n) for n in range(1, 32)) + "\x7f\x85\u2028\u2029\ufeff seen",
    "odd ends": "\ufffe\uffff \U0010ffff \ufdd0 seen",
    "header injection": "Hello\r\nBcc: everyone@homes.example\r\n\r\nMore\nTo: x@y.example",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(2)>&amp;\"'</textarea>",
    "TwiML": "</Say></Response><Redirect>http://evil.example</Redirect><!-- ]]> &lt;",
    "templates": "{{ 7 * 7 }} {% raw %} ${x} %(x)s {0} %n \\x00 \\u0000",
    "SQL": "'; drop table message; -- \\' \" ` % _",
    "combining": "e" + "\u0301" * 5000 + " zalgo",
    "exclamation": "!" * 50_000,
    "no space": "a" * 60_000,
    "blank": " \t\u00a0\u200b\u2060 ",
    "nothing": "",
}


def shown(text: str) -> str:
    """What of a text must still be there, however tidied: its letters and digits."""
    return "".join(c for c in text if c.isalnum())


@pytest.mark.timeout(300)
def test_every_text_survives_every_door(
    running: RunningHouse, tenants: Senders, ledger: Ledger, rng: random.Random, figure: Figure
) -> None:
    sent: dict[tuple[str, str], str] = {}
    for number, text in enumerate(HOSTILE.values()):
        sid = f"SM{rng.getrandbits(128):032x}"
        tenants.try_text(sid, f"+4477009008{number:02d}", text)
        sent["sms", sid] = text
        if number % 3 == 0:
            whatsapp = f"SM{rng.getrandbits(128):032x}"
            form = tenants.text_form(whatsapp, f"whatsapp:+4477009007{number:02d}", text)
            form["To"] = f"whatsapp:{running.demo['twilio_whatsapp_number']}"
            entry = Entry("whatsapp", whatsapp)
            tenants.post(entry, "/channels/whatsapp/inbound", form)
            sent["whatsapp", whatsapp] = text
        name = f"<{secrets.token_hex(8)}@post.example>"
        subject = " ".join(text[:200].split()) or "-"
        raw = plain_mail(name, f"h{number}@post.example", "s", "", "").replace(b"Subject: s", b"Subject: " + subject.encode("utf-8", "replace"))  # fmt: skip
        body = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n").encode("utf-8", "replace")
        tenants.try_mail(name, f"h{number}@post.example", "", "", raw=raw + body + b"\r\n")
        tenants.call(f"CA{rng.getrandbits(128):032x}", f"+4416329600{number:02d}", text, False, 1e12)
    _forms(tenants, ledger, sent)
    until(lambda: not running.count("select count(*) from message where direction = 'in' and state = 'received'"),
          "all is placed", 90)  # fmt: skip

    found = books.audit(running, ledger)
    rows = {(r["channel"], r["provider_id"]): r for r in running.exported("messages") if r["direction"] == "in"}
    altered = [key for key, text in sent.items() if key in rows and shown(text) not in shown(rows[key]["text"])]
    unread = [key for key, row in rows.items() if row["state"] != "routed"]
    figure("C10 D5 hostile texts through every door", injected=len(ledger.entries), accepted=found.accepted,
           lost=len(found.lost), words_gone=len(altered), errors=len(ledger.wrong))  # fmt: skip
    assert ledger.wrong == []
    assert found.accepted == len(ledger.entries), [k for k, e in ledger.entries.items() if not e.accepted]
    assert found.wrong == []
    assert [key[0] for key in altered] == []
    assert unread == []


def _forms(tenants: Senders, ledger: Ledger, sent: dict[tuple[str, str], str]) -> None:
    """The form takes 20,000 characters, and says so; what it takes it keeps."""
    for number, text in enumerate(HOSTILE.values()):
        if len(text) < 20_000 and text.strip(" \t\u00a0\u200b\u2060"):
            mark = f"w{9000 + number}"
            tenants.form(mark, f"{text}\nnote {mark}", f"07700 9006{number:02d}", 1e12)


BROKEN = {
    "cut UTF-8": b"caf\xc3",
    "Latin-1": b"caf\xe9 \xa3100",
    "UTF-16": "gas".encode("utf-16"),
    "surrogates": b"\xed\xa0\x80\xed\xb0\x80",
    "all bytes": bytes(range(256)),
}


@pytest.mark.timeout(180)
@pytest.mark.parametrize("name", BROKEN)
def test_bytes_that_are_no_text_are_kept_as_they_came(
    running: RunningHouse, tenants: Senders, ledger: Ledger, rng: random.Random, figure: Figure, name: str
) -> None:
    junk = BROKEN[name]
    sid = f"SM{rng.getrandbits(128):032x}"
    form = tenants.text_form(sid, "+447700900950", junk.decode("utf-8", "replace"))
    rest = urlencode({k: v for k, v in form.items() if k != "Body"})
    body = f"{rest}&Body={quote_from_bytes(junk)}".encode()
    tenants.post(tenants._entry("sms", sid, body, ""), "/channels/sms/inbound", form, body)

    message_id = f"<{secrets.token_hex(8)}@post.example>"
    line_safe = junk.replace(b"\r", b"").replace(b"\n", b"")
    head = plain_mail(message_id, "junk@post.example", "junk", "").replace(b"Subject: junk", b"Subject: " + line_safe)
    tenants.try_mail(message_id, "junk@post.example", "", "", raw=head + line_safe + b"\r\n")
    until(lambda: not running.count("select count(*) from message where direction = 'in' and state = 'received'"),
          "all is placed", 60)  # fmt: skip
    found = books.audit(running, ledger)
    figure(f"D5 {name}", injected=2, accepted=found.accepted, lost=len(found.lost), altered=len(found.altered))
    assert ledger.wrong == []
    assert found.accepted == 2
    assert found.wrong == []


def test_what_a_caller_says_never_breaks_the_twiml(
    running: RunningHouse, tenants: Senders, ledger: Ledger, rng: random.Random
) -> None:
    for text in HOSTILE.values():
        sid = f"CA{rng.getrandbits(128):032x}"
        form = {"CallSid": sid, "AccountSid": running.demo["twilio_account_sid"], "From": f"+4416329{rng.randrange(60000, 61000)}",
                "To": running.demo["twilio_number"], "Direction": "inbound", "CallStatus": "in-progress",
                "CallerName": text[:5000]}  # fmt: skip
        entry = Entry("voice", sid)
        for path, more in (
            ("answer", {}),
            ("heard?step=1", {"SpeechResult": text}),
            ("hold?since=1", {}),
            ("goodbye", {}),
        ):
            answer = tenants.post(entry, f"/channels/voice/{path}", form | more)
            assert answer is not None
            assert ElementTree.fromstring(answer.content).tag == "Response"
        tenants.post(entry, "/channels/voice/status", form | {"CallStatus": "completed"})
    assert ledger.wrong == []
