"""A tenant emails; threads hold together, machines are never answered, nothing is dropped."""

from builders import OKAFOR_MAIL, Cast, a_mail, a_text, case_of, hear, said_to
from doubles import FakeSender, FrozenClock
from sqlalchemy import select

from channels.email.thread import make_message_id
from config.wiring import House
from router.errors import CannotKeep
from router.model import Attachment, Message
from router.storage.database import hold_case
from router.values import Kept, RawMail

TO = ("repairs@frontdoor.example",)
WITH_A_LETTER = (
    b"From: ngozi.okafor@post.example\r\nTo: repairs@frontdoor.example\r\nMessage-ID: <p@post.example>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the photo of the tap.\r\n'
    b'--b\r\nContent-Type: application/pdf; name="letter.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQKJSVFT0YK\r\n--b--\r\n'
)


def raw(house: House, content: bytes, sender: str = OKAFOR_MAIL, to: tuple[str, ...] = TO) -> RawMail:
    return RawMail(to, sender, content, house.now())


def hear_mail(house: House, content: bytes, sender: str = OKAFOR_MAIL) -> Kept:
    return hear(house, raw(house, content, sender))[0]


def test_a_mail_opens_a_case_and_its_answer_threads(house: House, cast: Cast, senders: dict[str, FakeSender]) -> None:
    kept = hear_mail(
        house, a_mail("There is black mould in the bedroom.", subject="Mould", message_id="<m1@post.example>")
    )
    case = case_of(house, kept)
    assert (case.lane, case.queue, case.tenant_id) == (1, "repairs_damp_mould", cast.okafor)
    house.dispatch.drain()
    [ack] = senders["email"].sent
    assert ack.automatic and ack.in_reply_to == "<m1@post.example>" and ack.to == OKAFOR_MAIL
    again = hear_mail(house, a_mail("Any news?", subject="Re: Mould", In_Reply_To="<m1@post.example>"))
    assert case_of(house, again).id == case.id


def test_a_reply_kept_before_the_mail_it_answers_is_joined_by_it(house: House) -> None:
    reply = hear_mail(
        house, a_mail("And the window too.", In_Reply_To="<first@post.example>", message_id="<second@post.example>")
    )
    first = hear_mail(house, a_mail("The door sticks.", message_id="<first@post.example>"))
    assert case_of(house, first).id == case_of(house, reply).id


def test_a_strangers_reference_or_subject_never_opens_anothers_case(house: House) -> None:
    kept = hear_mail(house, a_mail("The door sticks.", subject="Door", message_id="<mine@post.example>"))
    case = case_of(house, kept)
    forged = hear_mail(
        house,
        a_mail("me too", "eve@elsewhere.example", f"Re: Door {case.reference}", In_Reply_To="<mine@post.example>"),
        "eve@elsewhere.example",
    )
    assert case_of(house, forged).id != case.id


def test_three_mails_without_ids_are_three_cases(house: House) -> None:
    bodies = [
        f"From: {name}@post.example\r\nTo: repairs@frontdoor.example\r\nIn-Reply-To: <>\r\n\r\nhello {name}\r\n".encode()
        for name in "abc"
    ]
    kept = [hear_mail(house, body, f"{name}@post.example") for body, name in zip(bodies, "abc", strict=True)]
    assert len({case_of(house, k).id for k in kept}) == 3


def test_an_automatic_gas_warning_reaches_a_person_and_is_not_answered_twice(house: House) -> None:
    kept = hear_mail(house, a_mail("I smell gas in the hall", Auto_Submitted="auto-generated"))
    case = case_of(house, kept)
    assert case.lane == 0 and case.state == "waiting"
    assert [m.kind for m in said_to(house, case.id)].count("acknowledgement") == 0


def test_two_ticket_systems_do_not_greet_each_other_for_ever(house: House, clock: FrozenClock) -> None:
    for number in range(50):
        hear_mail(house, a_mail(f"Your ticket {number} was opened", "robot@tickets.example"), "robot@tickets.example")
        clock.go_on(minutes=1)
    with house.database.reading() as session:
        out = session.scalars(
            select(Message).where(Message.direction == "out", Message.party == "robot@tickets.example")
        ).all()
    assert [one.kind for one in out] == ["acknowledgement"], "nobody we know: once a day"


def test_a_tenant_has_more_than_one_receipt_a_day_and_a_stranger_the_next_after_a_day(
    house: House, cast: Cast, clock: FrozenClock
) -> None:
    def receipts(sender: str) -> int:
        kept = hear_mail(house, a_mail("The door sticks.", sender), sender)
        return [message.kind for message in said_to(house, case_of(house, kept).id)].count("acknowledgement")

    assert [receipts(OKAFOR_MAIL) for _ in range(4)] == [1, 1, 1, 0]
    assert [receipts("eve@elsewhere.example") for _ in range(2)] == [1, 0]
    clock.go_on(hours=25)
    assert receipts("eve@elsewhere.example") == 1


def test_the_same_address_typed_into_a_form_counts_too(house: House) -> None:
    hear_mail(house, a_mail("The door sticks.", "eve@elsewhere.example"), "eve@elsewhere.example")
    form = {"channel": "web", "recipient": "", "reply_by": "email", "reply_to": "eve@elsewhere.example"}
    [kept] = hear(house, a_text("My kitchen tap drips", "eve@elsewhere.example", **form))
    assert said_to(house, case_of(house, kept).id) == []


def test_a_bounce_marks_our_mail_failed_and_goes_to_its_case(
    house: House, cast: Cast, senders: dict[str, FakeSender], clock: FrozenClock
) -> None:
    kept = hear_mail(house, a_mail("The door sticks."))
    case = case_of(house, kept)
    with house.database.transaction() as session:
        message = house.outbox.write(
            session, hold_case(session, case.id), "We will come.", at=house.now(), author_id=cast.amina
        )
        session.flush()
        number = message.id
    clock.go_on(seconds=5)
    house.dispatch.drain()
    ours = make_message_id(house.settings.secret_key, number, case.reference, OKAFOR_MAIL, "frontdoor.example")
    with house.database.transaction() as session:  # the real sender names its mail so, and knows it again
        session.get_one(Message, number).provider_id = ours
    report = (
        f"From: MAILER-DAEMON@post.example\r\nTo: repairs@frontdoor.example\r\nSubject: Undelivered\r\n"
        f"Message-ID: <b1@post.example>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; post.example\r\n\r\n"
        f"Final-Recipient: rfc822; {OKAFOR_MAIL}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {ours}\r\nFrom: repairs@frontdoor.example\r\n\r\nx\r\n--b--\r\n"
    ).encode()
    bounced = hear_mail(house, report, "")
    assert case_of(house, bounced).id == case.id
    with house.database.reading() as session:
        assert session.get_one(Message, number).state == "failed"
    house.dispatch.drain()
    assert not [m for m in senders["email"].sent if m.to != OKAFOR_MAIL]


def answered(house: House, kept: Kept, author: int, clock: FrozenClock) -> None:
    """A person answers the case of this message, and the answer leaves."""
    house.dispatch.drain()
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        house.outbox.write(session, case, "We will come on Friday.", at=clock(), author_id=author)
    clock.go_on(seconds=5)
    house.dispatch.drain()


def test_what_leaves_by_mail_for_a_form_names_the_reference_once(
    house: House, cast: Cast, senders: dict[str, FakeSender], clock: FrozenClock
) -> None:
    """There is no mail of theirs that it answers, so nothing else tells them, or us, what it is about."""
    form = {"channel": "web", "recipient": "", "reply_by": "email", "reply_to": OKAFOR_MAIL}
    [kept] = hear(house, a_text("My kitchen tap drips", OKAFOR_MAIL, **form))
    reference = case_of(house, kept).reference
    answered(house, kept, cast.amina, clock)
    assert [mail.subject for mail in senders["email"].sent] == [
        f"We have your message ({reference})",
        f"[{reference}] My kitchen tap drips",
    ]
    answer = a_mail("Thank you", subject=f"Re: [{reference}] My kitchen tap drips")
    assert case_of(house, hear_mail(house, answer)).reference == reference, "it comes back to its case by that alone"
    answered(house, kept, cast.amina, clock)
    assert senders["email"].sent[-1].subject == f"[{reference}] My kitchen tap drips"
    [chaser] = hear(house, a_text(f"Any news about {reference}?", OKAFOR_MAIL, **form))
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, chaser).id)
        case.title = f"Any news about {case.reference}?"  # what they wrote names it already
    answered(house, chaser, cast.amina, clock)
    assert senders["email"].sent[-1].subject == f"Any news about {case.reference}?"


def test_an_answer_to_a_mail_keeps_its_subject(
    house: House, cast: Cast, senders: dict[str, FakeSender], clock: FrozenClock
) -> None:
    """Another subject would make it another conversation in their mailbox."""
    kept = hear_mail(house, a_mail("The door sticks.", subject="Door"))
    answered(house, kept, cast.amina, clock)
    assert {mail.subject for mail in senders["email"].sent} == {"Re: Door"}


def test_attachments_are_kept_beside_the_words(house: House) -> None:
    kept = hear_mail(house, WITH_A_LETTER)
    with house.database.reading() as session:
        [attachment] = session.scalars(select(Attachment).where(Attachment.message_id == kept.message_id))
    assert house.blobs.get(attachment.sha256).startswith(b"%PDF") and attachment.state == "kept"


def test_a_mail_that_cannot_be_read_is_in_front_of_a_person(house: House) -> None:
    kept = hear_mail(house, b"\xff\xfe\x00" * 500 + b"\r\n\r\n" + bytes(range(256)) * 20, "odd@post.example")
    case = case_of(house, kept)
    assert case.state == "waiting" and case.queue


def test_a_full_disk_for_files_keeps_no_word_of_a_mail_back(house: House) -> None:
    class Full:
        def put(self, content: bytes) -> None:
            raise CannotKeep("attachment: No space left on device")

    house.journey.hearing.blobs = Full()  # type: ignore[assignment]  # its one method that matters here
    kept = hear_mail(house, WITH_A_LETTER.replace(b"See the photo of the tap.", b"I can smell gas in the kitchen."))
    case = case_of(house, kept)
    assert (case.lane, case.danger) == (0, ["gas"])
    assert any(message.kind == "safety" for message in said_to(house, case.id))
    with house.database.reading() as session:
        [attachment] = session.scalars(select(Attachment).where(Attachment.message_id == kept.message_id))
    assert attachment.state == "failed" and "as it came" in attachment.words
