"""Mail, both ways, over real SMTP sockets."""

import base64
import email
import smtplib
from email.message import EmailMessage
from email.policy import default

import pytest

from config.sandbox.sandbox import Sandbox
from tests.config.sandbox.stand import Hand, Product, wait_until

TENANT_MAIL = "grace.okafor@mail.example"


def from_landlord(to: str = TENANT_MAIL) -> EmailMessage:
    """A mail the product sends."""
    mail = EmailMessage()
    mail["From"] = "Larkshire Homes <repairs@frontdoor.example>"
    mail["Reply-To"] = "repairs+token@frontdoor.example"
    mail["To"] = to
    mail["Subject"] = "Your repair"
    mail["Message-ID"] = "<first@frontdoor.example>"
    mail.set_content("We have your message.\nIt is safe.")
    return mail


def deliver(sandbox: Sandbox, mail: EmailMessage) -> None:
    """Hand a mail to the pretend mailbox as the product's relay."""
    with smtplib.SMTP("127.0.0.1", sandbox.mailbox_port, timeout=10) as relay:
        relay.send_message(mail)


def test_a_mail_to_the_landlord_goes_over_smtp_with_its_attachment(product: Product, hand: Hand) -> None:
    photo = {"name": "damp.jpg", "type": "image/jpeg", "base64": base64.b64encode(b"\xff\xd8photo").decode()}
    sent = hand.post(
        "mail",
        **{"from": f"Grace Okafor <{TENANT_MAIL}>"},
        subject="Damp £",
        text="There is mould – help",
        files=[photo],
    )
    assert (sent["code"], sent["answer"]) == (250, "250 2.0.0 Kept")
    [(sender, recipients, content)] = product.mails
    assert (sender, recipients) == (TENANT_MAIL, ["repairs@frontdoor.example"])
    mail = email.message_from_bytes(content, policy=default)
    assert (mail["Subject"], mail["Message-ID"]) == ("Damp £", sent["message_id"])
    assert mail["Date"] and mail["From"] == f"Grace Okafor <{TENANT_MAIL}>"
    [attached] = mail.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("damp.jpg", b"\xff\xd8photo")
    assert str(mail.get_body(("plain",)).get_content()).strip() == "There is mould – help"  # type: ignore[union-attr]  # a message that is known to have a body


def test_what_the_product_sends_lies_in_that_mailbox_alone(sandbox: Sandbox, hand: Hand) -> None:
    deliver(sandbox, from_landlord())
    [mail] = hand.get("state.json", email=TENANT_MAIL)["mail"]
    assert (mail["subject"], mail["text"]) == ("Your repair", "We have your message.\nIt is safe.")
    assert hand.get("state.json", email="someone.else@mail.example")["mail"] == []


def test_a_reply_threads_and_quotes(sandbox: Sandbox, product: Product, hand: Hand) -> None:
    deliver(sandbox, from_landlord())
    [came] = hand.get("state.json", email=TENANT_MAIL)["mail"]
    hand.post("mail", **{"from": TENANT_MAIL}, to=came["reply_to"], subject="Re: Your repair", text="Thank you",
              answers=came["sid"])  # fmt: skip
    [(_, recipients, content)] = product.mails
    mail = email.message_from_bytes(content, policy=default)
    assert recipients == ["repairs+token@frontdoor.example"]
    assert (mail["In-Reply-To"], mail["References"]) == ("<first@frontdoor.example>",) * 2
    assert "Thank you" in str(mail.get_content()) and "> We have your message." in str(mail.get_content())


def test_a_mail_not_taken_for_now_is_tried_again_and_one_refused_is_not(product: Product, hand: Hand) -> None:
    product.mail_answer = "451 4.3.0 Try again"
    sent = hand.post("mail", **{"from": TENANT_MAIL}, subject="x", text="x")
    assert (sent["answer"], sent["waiting"]) == ("451 4.3.0 Try again", True)
    product.mail_answer = "250 Kept"
    wait_until(lambda: len(product.mails) == 1)
    product.mail_answer = "552 Too large"
    sent = hand.post("mail", **{"from": TENANT_MAIL}, subject="y", text="y")
    assert (sent["code"], sent["waiting"]) == (552, False)


def test_a_header_cannot_be_smuggled_in(product: Product, hand: Hand) -> None:
    hand.post("mail", **{"from": TENANT_MAIL}, subject="x\r\nBcc: other@mail.example\r\n\r\nbody", text="x")
    [(_, recipients, content)] = product.mails
    assert recipients == ["repairs@frontdoor.example"]
    assert email.message_from_bytes(content, policy=default)["Bcc"] is None


@pytest.mark.parametrize(("local", "code"), [("full", 452), ("nobody", 550)])
def test_some_mailboxes_take_nothing(sandbox: Sandbox, local: str, code: int) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        deliver(sandbox, from_landlord(f"{local}@mail.example"))
    assert [answer[0] for answer in refused.value.recipients.values()] == [code]


def test_a_line_cut_after_the_mail_was_kept(sandbox: Sandbox, hand: Hand) -> None:
    hand.post("chaos", mailbox={"mode": "cut after effect", "times": 1})
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        deliver(sandbox, from_landlord())
    assert len(hand.get("state.json", email=TENANT_MAIL)["mail"]) == 1
    deliver(sandbox, from_landlord())
    assert len(hand.get("state.json", email=TENANT_MAIL)["mail"]) == 2
