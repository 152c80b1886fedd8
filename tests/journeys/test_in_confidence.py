"""Whoever has told us of harm is heard by every door: in doubt it goes on about that, and only the few see it."""

import itertools
from collections.abc import Callable

import pytest
from builders import LEE, OKAFOR, OKAFOR_MAIL, UNKNOWN, Cast, a_mail, a_text, case_of, hear, said_to
from doubles import FrozenClock
from sqlalchemy import select

from config.wiring import House
from queues.access import may_see
from router.in_confidence import is_plain, speaks_of_people
from router.model import Case, Message, Staff
from router.placement import PRESSING
from router.safety import MINIMUM
from router.values import InboundMessage, Kept, Labels, RawMail

HARM = "my husband hits me and i am scared to go home"
GOES_ON = ("about what I told you on Monday, he is back", "please ring me when you can", "i am at my sisters now dont tell him",
           "he has kicked the front door in again and the lock is broken")  # fmt: skip
PLAIN = "no heating or hot water at all since last night"

Door = Callable[[House, str], InboundMessage | RawMail]
_numbers = itertools.count(1)


def by_mail(house: House, words: str) -> RawMail:
    return RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, a_mail(words), house.now())


def by_phone(house: House, words: str, sender: str = OKAFOR) -> InboundMessage:
    call = f"CA{next(_numbers)}"
    return a_text(words, sender, channel="voice", provider_id=call, dedupe_key=f"{call}:heard", call_id=call, live=True,
                  reply_by="sms", reply_to=sender)  # fmt: skip


def by_form(house: House, words: str) -> InboundMessage:
    return a_text(words, OKAFOR, channel="web", reply_by="email", reply_to=OKAFOR_MAIL)


def by_text(house: House, words: str) -> InboundMessage:
    return a_text(words, OKAFOR)


def by_whatsapp(house: House, words: str) -> InboundMessage:
    return a_text(words, OKAFOR, channel="whatsapp")


DOORS: tuple[Door, ...] = (by_text, by_whatsapp, by_mail, by_phone, by_form)


def says(house: House, message: InboundMessage | RawMail) -> Case:
    [kept] = hear(house, message)
    return case_of(house, kept)


def seen_by(house: House, staff: int, case: Case) -> bool:
    with house.database.reading() as session:
        return may_see(session.get_one(Staff, staff), session.get_one(Case, case.id))


@pytest.mark.parametrize("words", GOES_ON)
@pytest.mark.parametrize("door", DOORS)
def test_by_every_door_in_doubt_it_is_for_the_few(house: House, cast: Cast, door: Door, words: str) -> None:
    told = says(house, by_text(house, HARM))
    case = says(house, door(house, words))
    assert case.restricted and (case.lane, case.queue) == (0, "safeguarding") and case.state == "waiting"
    assert case.id == told.id or case.linked_case_id == told.id
    assert not seen_by(house, cast.amina, case) and seen_by(house, cast.sue, case)
    assert {m.text for m in said_to(house, case.id)} <= {MINIMUM}, "a phone may lie where somebody else reads it"


@pytest.mark.parametrize("door", DOORS)
def test_by_every_door_a_plain_fault_is_for_repairs_with_no_hint(house: House, cast: Cast, door: Door) -> None:
    told = says(house, by_text(house, HARM))
    case = says(house, door(house, PLAIN))
    assert not case.restricted and case.repair_group == "heating" and case.queue != "safeguarding"
    assert case.id != told.id and case.linked_case_id is None
    assert "few" not in case.reason and "earlier" not in case.reason and "before" not in case.reason


@pytest.mark.parametrize("door", DOORS)
def test_by_every_door_a_danger_waits_for_nobodys_right(house: House, cast: Cast, door: Door) -> None:
    says(house, by_text(house, HARM))
    case = says(house, door(house, "i can smell gas in the kitchen"))
    assert not case.restricted and case.urgency in PRESSING and case.queue == "repairs_emergency"
    assert case.linked_case_id is None


def test_what_goes_on_about_gas_is_of_the_gas_unless_it_speaks_of_somebody(house: House, cast: Cast) -> None:
    told = says(house, by_text(house, HARM))
    gas = says(house, by_text(house, "i can smell gas in the kitchen"))
    assert says(house, by_text(house, "its really strong and my baby is coughing")).id == gas.id
    assert says(house, by_text(house, "the front door lock is broken, he is at it again")).id == told.id


@pytest.mark.parametrize("words", ["the front door will not lock", "he has gone and i can smell gas"])
def test_what_endangers_by_itself_is_never_kept_to_the_few(house: House, cast: Cast, words: str) -> None:
    says(house, by_text(house, HARM))
    assert not says(house, by_phone(house, words)).restricted


@pytest.mark.parametrize("door", DOORS)
def test_harm_itself_is_restricted_by_every_door(house: House, cast: Cast, door: Door) -> None:
    case = says(house, door(house, HARM))
    assert case.restricted and case.queue == "safeguarding"


def test_an_answer_to_our_mail_about_a_fault_is_about_the_fault_unless_it_speaks_of_somebody(
    house: House, cast: Cast
) -> None:
    fault = says(house, by_mail(house, PLAIN))
    told = says(house, by_text(house, HARM))

    def answers(words: str) -> Case:
        content = a_mail(words, subject=f"Re: Hello {fault.reference}")
        return says(house, RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, content, house.now()))

    assert answers("Any morning next week suits me").id == fault.id
    goes_on = answers("he is back")
    assert goes_on.restricted and goes_on.linked_case_id == told.id


def test_a_text_that_names_the_other_case_and_speaks_of_somebody_is_for_the_few(house: House, cast: Cast) -> None:
    fault = says(house, by_text(house, PLAIN))
    told = says(house, by_text(house, HARM))
    assert says(house, by_text(house, f"{fault.reference} any news")).id == fault.id
    assert says(house, by_text(house, f"{fault.reference} dont let him know when")).id == told.id


def test_what_begins_as_a_fault_in_a_call_and_goes_on_about_somebody_is_for_the_few(house: House, cast: Cast) -> None:
    says(house, by_text(house, HARM))
    first = by_phone(house, PLAIN)
    assert isinstance(first, InboundMessage)
    call = says(house, first)
    assert not call.restricted
    more = a_text("and he is back", OKAFOR, channel="voice", provider_id=first.provider_id, call_id=first.call_id)
    again = says(house, more)
    assert again.id == call.id and again.restricted and again.queue == "safeguarding"


def test_a_call_without_a_word_and_a_voicemail_are_for_the_few(house: House, cast: Cast) -> None:
    says(house, by_text(house, HARM))
    assert says(house, by_phone(house, "")).restricted
    assert says(house, by_phone(house, "(voicemail)")).restricted


def test_a_case_of_long_ago_that_is_still_open_counts(house: House, clock: FrozenClock, cast: Cast) -> None:
    told = says(house, by_text(house, HARM))
    clock.go_on(days=40)
    assert says(house, by_text(house, "please ring me when you can")).id == told.id
    assert says(house, by_phone(house, "please ring me when you can")).restricted


def test_after_it_was_closed_words_about_somebody_still_belong_there(
    house: House, clock: FrozenClock, cast: Cast
) -> None:
    told = says(house, by_text(house, HARM))
    with house.database.transaction() as session:
        session.get_one(Case, told.id).state = "closed"
    assert says(house, by_phone(house, "can i have a word")).restricted, "of late"
    with house.database.transaction() as session:
        for case in session.scalars(select(Case)):
            case.state = "closed"
    clock.go_on(days=60)
    assert not says(house, by_phone(house, "how do i pay my rent online")).restricted
    back = says(house, by_mail(house, "he is back"))
    assert back.restricted and back.lane == 0
    assert says(house, by_text(house, "he is back")).restricted


def test_a_number_that_several_share_is_heard_for_each_of_them(house: House, cast: Cast) -> None:
    told = says(house, a_text(HARM, "+447700900444"))
    with house.database.transaction() as session:
        session.get_one(Case, told.id).tenant_id = cast.lee
    assert says(house, a_text("please ring me when you can", LEE)).restricted
    assert says(house, a_text("please ring me when you can", OKAFOR)).restricted is False, "nobody's of theirs"


def test_a_number_shared_with_somebody_hidden_is_for_the_few(house: House, cast: Cast) -> None:
    with house.database.transaction() as session:
        from router.model import Tenant

        session.get_one(Tenant, cast.lee).restricted = True
    assert says(house, a_text("please ring me when you can", LEE)).restricted


@pytest.mark.parametrize(("address", "words", "few"), [
    ("1 alder road", "he is back and i have no phone", True), ("1 Alder Road, Larkbridge", "dont let him know", True),
    ("2 Alder Road", "he is back and i have no phone", False), ("1 Alder Road", "how do i pay my rent", False),
    ("1 Alder Road", "no heating or hot water at all", False), ("", "he is back", False),
])  # fmt: skip
def test_a_form_without_a_number_is_known_by_its_address(
    house: House, cast: Cast, address: str, words: str, few: bool
) -> None:
    says(house, by_text(house, HARM))
    case = says(house, a_text(words, "", channel="web", facts={"address": address, "postcode": "lx12ab"}))
    assert case.identity == "withheld" and case.restricted == few


@pytest.mark.parametrize("known_by", ["a reference", "our mail"])
def test_somebody_else_who_names_it_is_for_the_few(house: House, cast: Cast, known_by: str) -> None:
    told = says(house, by_text(house, HARM))
    named = f"it is about {told.reference}, please ring me"
    if known_by == "our mail":
        mail = a_mail(named, "helper@refuge.example", In_Reply_To="<x@y.example>")
        case = says(house, RawMail(("repairs@frontdoor.example",), "helper@refuge.example", mail, house.now()))
    else:
        case = says(house, a_text(named, UNKNOWN))
    assert case.restricted and case.linked_case_id == told.id and case.id != told.id


def test_what_could_not_be_worked_through_is_for_the_few_too(house: House, cast: Cast) -> None:
    says(house, by_text(house, HARM))
    kept: Kept = house.intake.receive(by_form(house, "please ring me"))
    assert house.journey.last_resort.shunt(kept.message_id, "Something of ours broke.")
    case = case_of(house, kept)
    assert case.restricted and (case.lane, case.queue) == (0, "safeguarding")


def test_a_bounce_hides_nothing(house: House, cast: Cast) -> None:
    fault = says(house, by_mail(house, PLAIN))
    says(house, by_text(house, HARM))
    with house.database.reading() as session:
        ours = session.scalars(select(Message).where(Message.case_id == fault.id, Message.direction == "out")).first()
    assert ours is not None
    content = a_mail("Delivery failed permanently", "mailer-daemon@post.example", "Undelivered mail",
                     Auto_Submitted="auto-replied", In_Reply_To=ours.provider_id or "<none@x.example>")  # fmt: skip
    hear(house, RawMail(("repairs@frontdoor.example",), "", content, house.now()))
    with house.database.reading() as session:
        assert not session.get_one(Case, fault.id).restricted


@pytest.mark.parametrize("words", ["he's back", "HE IS BACK", "about what i told you", "my son did it", "dont ring me",
                                   "please do not text this phone", "i'm not safe", "x" * 20_001])  # fmt: skip
def test_such_words_are_never_plain(words: str) -> None:
    assert speaks_of_people(words) and not is_plain(words, "doors", Labels())


@pytest.mark.parametrize(
    "words", ["the boiler is leaking", "kitchen tap drips, can you send a plumber", "no hot water"]
)
def test_such_words_are_plain(words: str) -> None:
    assert is_plain(words, "heating", Labels()) and not is_plain(words, None, Labels())
    assert not is_plain(words, "heating", Labels(flags=("safeguarding",)))
