"""A person corrects what was read: the case goes where it belongs, the word stands, and it can be taken back."""

import pytest
from builders import OKAFOR, OKAFOR_MAIL, UNKNOWN, Cast, a_mail, a_text, case_of, hear, said_to
from doubles import FrozenClock
from sqlalchemy import select

from config import verify
from config.wiring import House
from queues import waiting
from router import cases
from router.acknowledgement import Acknowledgement
from router.corrections import Contradiction, Corrections, MayNotLower, Said
from router.model import Case, Correction, Deadline, Event, Message, Repair, Staff
from router.storage.database import hold_case
from router.values import Kept, RawMail

TAP = Said("plumbing.tap_dripping")


def say(house: House, kept: Kept, said: Said, who: int, may_lower: bool = True) -> None:
    with house.database.transaction() as session:
        message, staff = session.get_one(Message, kept.message_id), session.get_one(Staff, who)
        case = hold_case(session, message.case_id or 0)
        assert case is not None
        desk(house).correct(session, case, message, said, staff, house.now(), may_lower)


def undo(house: House, kept: Kept, who: int) -> None:
    with house.database.transaction() as session:
        message, staff = session.get_one(Message, kept.message_id), session.get_one(Staff, who)
        case = hold_case(session, message.case_id or 0)
        assert case is not None
        assert desk(house).undo(session, case, message, staff, house.now()) is not None


def desk(house: House) -> Corrections:
    return Corrections(Acknowledgement(house.outbox, house.landlord), house.landlord)


def place_of(house: House, kept: Kept) -> tuple[int, str, str, str]:
    case = case_of(house, kept)
    return case.lane, case.queue, case.urgency, case.topic


def clocks(house: House, kept: Kept) -> dict[str, str]:
    with house.database.reading() as session:
        query = select(Deadline).where(Deadline.case_id == case_of(house, kept).id).order_by(Deadline.id)
        return {row.rule: row.state for row in session.scalars(query)}


def repairs(house: House, kept: Kept) -> dict[str, str]:
    with house.database.reading() as session:
        rows = session.scalars(select(Repair).where(Repair.case_id == case_of(house, kept).id).order_by(Repair.id))
        return {row.repair: row.state for row in rows}


def safety_words(house: House, kept: Kept) -> list[str]:
    return [m.text for m in said_to(house, case_of(house, kept).id) if m.kind == "safety"]


def sound(house: House) -> bool:
    """Nothing that must never be."""
    with verify.one_moment(house.database) as session:
        told = dict(verify.counts_in(session, house.settings, verify.DUE_FOR, house.now()))
    return {name: count for name, count in told.items() if count} == {}


def mail(house: House, body: str, answers: str = "", name: str = "") -> RawMail:
    headers = {"In_Reply_To": answers} if answers else {}
    content = a_mail(body, message_id=name, **headers)
    return RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, content, house.now())


def test_an_emergency_that_nobody_heard_is_raised_at_once_and_the_words_are_said(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    assert place_of(house, kept)[:2] == (2, "repairs_plumbing")
    say(house, kept, Said("gas.smell"), cast.amina)
    assert place_of(house, kept) == (0, "repairs_emergency", "life_safety", "gas.smell")
    assert safety_words(house, kept) == [house.landlord.scripts["gas"].words]
    assert repairs(house, kept) == {"plumbing.tap_dripping": "denied", "gas.smell": "reported"}
    assert clocks(house, kept) == {"answer": "running", "awaab_emergency": "running"}
    case = case_of(house, kept)
    assert case.due_at is not None and (case.due_at - case.opened_at).total_seconds() == 120
    assert sound(house)


def test_a_danger_that_a_rule_found_is_lowered_by_a_person_and_recorded_plainly(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("i can smell gas", OKAFOR))
    with pytest.raises(Contradiction):
        say(house, kept, Said("plumbing.tap_dripping", urgency="routine"), cast.amina)
    with pytest.raises(MayNotLower):
        say(house, kept, Said("plumbing.tap_dripping", not_there=("gas",)), cast.amina, may_lower=False)
    assert place_of(house, kept)[0] == 0 and sound(house)
    say(house, kept, Said("plumbing.tap_dripping", not_there=("gas",)), cast.amina)
    assert place_of(house, kept) == (2, "repairs_plumbing", "routine", "plumbing.tap_dripping")
    case = case_of(house, kept)
    assert "A person says this danger is not there: gas." in case.reason.splitlines()[0]
    assert case.danger == []
    assert clocks(house, kept) == {"answer": "running", "awaab_emergency": "stopped"}
    with house.database.reading() as session:
        events = {row.what: row for row in session.scalars(select(Event).where(Event.case_id == case.id))}
        assert events["message.corrected"].who == f"staff:{cast.amina}"
        assert events["message.corrected"].data["denied"] == ["gas"]
        assert events["case.lowered"].data == {"urgency": "routine", "by": "correction", "said": False}
    assert sound(house)


def test_it_is_kept_with_what_stood_before_and_the_model_that_read_it(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("i can smell gas", OKAFOR))
    say(house, kept, Said("gas.service_due", flags=("baby",), note="They said service."), cast.sue)
    with house.database.reading() as session:
        row = session.scalars(select(Correction)).one()
        read = session.get_one(Message, kept.message_id).labels
    assert (row.before["repair"], row.after["repair"], row.after["first"]) == (
        "gas.smell",
        "gas.service_due",
        "gas.service_due",
    )
    assert row.model == read["model"] and row.model != ""
    assert (row.staff_id, row.role, row.at, row.note) == (cast.sue, "supervisor", house.now(), "They said service.")
    assert read["repair"] == "gas.smell", "what was read stays as it was read"
    assert row.after["danger"] == ["gas"], "a danger stays until somebody takes it away"
    assert "baby" in case_of(house, kept).flags


def test_the_last_word_counts_and_undoing_goes_back_step_by_step(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("i can smell gas", OKAFOR))
    read = place_of(house, kept)
    say(house, kept, Said("plumbing.tap_dripping", not_there=("gas",)), cast.amina)
    first = place_of(house, kept)
    say(house, kept, Said("rents.pay"), cast.bob)
    assert place_of(house, kept) == (2, "rents", "none", "rents.pay")
    undo(house, kept, cast.bob)
    assert place_of(house, kept) == first
    undo(house, kept, cast.bob)
    assert place_of(house, kept) == read
    assert repairs(house, kept)["gas.smell"] == "reported"
    assert case_of(house, kept).danger == ["gas"]
    assert safety_words(house, kept) == [house.landlord.scripts["gas"].words], "not said again"
    assert sound(house)


def test_a_case_is_about_what_it_is_placed_for_not_what_was_named_first(house: House, cast: Cast) -> None:
    [one] = hear(house, mail(house, "my kitchen tap is dripping", name="<one@post.example>"))
    [two] = hear(house, mail(house, "and it is a bit draughty by the door", "<one@post.example>"))
    say(house, two, Said("gas.smell"), cast.amina)
    assert place_of(house, one) == (0, "repairs_emergency", "life_safety", "gas.smell")
    assert case_of(house, one).repair_group == "gas"
    undo(house, two, cast.amina)
    assert place_of(house, one)[3] == "plumbing.tap_dripping"


def test_a_first_name_that_a_person_denies_is_gone_though_another_decides(house: House, cast: Cast) -> None:
    [one] = hear(house, mail(house, "my kitchen tap is dripping", name="<one@post.example>"))
    [two] = hear(house, mail(house, "now the heating is off and there is no hot water", "<one@post.example>"))
    assert case_of(house, two).id == case_of(house, one).id
    say(house, one, Said("rents.pay"), cast.amina)
    with house.database.reading() as session:
        read = session.get_one(Message, two.message_id).labels["repair"]
    assert read and place_of(house, one)[3] == read
    assert sound(house)


def test_a_later_reading_does_not_throw_a_persons_word_away(house: House, cast: Cast, clock: FrozenClock) -> None:
    [kept] = hear(house, mail(house, "the boiler is dead and there is no hot water", name="<one@post.example>"))
    read = case_of(house, kept).topic
    say(house, kept, Said("plumbing.tap_dripping", urgency="planned"), cast.amina)
    stood = place_of(house, kept)
    clock.go_on(minutes=5)
    [more] = hear(house, mail(house, "the boiler is still dead, no hot water. my toilet is blocked too",
                              "<one@post.example>"))  # fmt: skip
    assert case_of(house, more).id == case_of(house, kept).id
    assert place_of(house, more) == stood
    now = repairs(house, kept)
    assert now[read] == "reported", "they told of it again, after it was denied"
    assert "They also tell of: " in case_of(house, kept).reason
    assert case_of(house, kept).needs_person and sound(house)


def test_a_later_danger_raises_all_the_same(house: House, cast: Cast, clock: FrozenClock) -> None:
    [kept] = hear(house, mail(house, "smells like a gas station in here", name="<one@post.example>"))
    say(house, kept, Said("plumbing.tap_dripping", not_there=tuple(case_of(house, kept).danger)), cast.amina)
    assert place_of(house, kept)[0] == 2
    clock.go_on(minutes=5)
    [more] = hear(house, mail(house, "now i can really smell gas in the hall", "<one@post.example>"))
    assert place_of(house, more)[:3] == (0, "repairs_emergency", "life_safety")
    assert case_of(house, kept).id == case_of(house, more).id and sound(house)


def test_a_later_hazard_with_a_legal_clock_starts_it(house: House, cast: Cast, clock: FrozenClock) -> None:
    [kept] = hear(house, mail(house, "the boiler is dead", name="<one@post.example>"))
    say(house, kept, Said("plumbing.tap_dripping"), cast.amina)
    clock.go_on(minutes=5)
    [more] = hear(house, mail(house, "there is black mould all over the bedroom wall", "<one@post.example>"))
    assert place_of(house, more)[0] == 1
    assert clocks(house, kept)["awaab_investigate"] == "running"


def test_what_was_changed_by_hand_stays_unless_the_correction_says_how_urgent(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("my kitchen tap is dripping", UNKNOWN))
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        cases.raise_urgency(session, case, "urgent", f"staff:{cast.sue}", house.now(), "She is ninety.")
        cases.hand_over(session, case, "estates", f"staff:{cast.sue}", house.now(), "Theirs.")
    say(house, kept, Said("plumbing.tap_dripping", flags=("vulnerable",)), cast.amina)
    assert place_of(house, kept)[:3] == (2, "estates", "urgent")
    say(house, kept, Said("plumbing.tap_dripping", urgency="planned"), cast.amina)
    assert place_of(house, kept)[:3] == (2, "estates", "planned")


def test_harm_to_a_person_goes_to_those_who_may_see_it_and_stays_there(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    with house.database.transaction() as session:
        assert waiting.claim(session, case_of(house, kept).id, session.get_one(Staff, cast.amina), house.now())
    say(house, kept, Said("safeguarding.domestic_abuse", also=("plumbing.tap_dripping",)), cast.amina)
    case = case_of(house, kept)
    assert (case.queue, case.restricted, case.state, case.lane) == ("safeguarding", True, "waiting", 0)
    assert safety_words(house, kept) == [], "a person decides what is safe to send"
    say(house, kept, Said("plumbing.tap_dripping", not_there=tuple(case.danger)), cast.sue)
    after = case_of(house, kept)
    assert after.restricted and after.queue == "safeguarding"
    assert sound(house)


def test_a_danger_named_in_a_case_somebody_else_holds_is_for_whoever_is_free(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    with house.database.transaction() as session:
        assert waiting.claim(session, case_of(house, kept).id, session.get_one(Staff, cast.amina), house.now())
    say(house, kept, Said("fire.fire_or_smoke"), cast.bob)
    assert case_of(house, kept).state == "waiting"


def test_a_closed_case_learns_and_stays_closed_unless_it_is_an_emergency(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        cases.close(session, case, f"staff:{cast.amina}", house.now(), "Done.")
    say(house, kept, Said("toilet.blocked"), cast.amina)
    assert case_of(house, kept).state == "closed" and sound(house)
    say(house, kept, Said("gas.smell"), cast.amina)
    case = case_of(house, kept)
    assert (case.state, case.lane) == ("waiting", 0) and case.due_at is not None and sound(house)


def test_an_answered_case_is_not_due_again_for_an_ordinary_correction(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    with house.database.transaction() as session:
        cases.answered(session, hold_case(session, case_of(house, kept).id), f"staff:{cast.amina}", house.now())
    say(house, kept, Said("toilet.blocked"), cast.amina)
    assert clocks(house, kept)["answer"] == "met" and case_of(house, kept).due_at is None
    say(house, kept, Said("gas.smell"), cast.amina)
    assert clocks(house, kept)["answer"] == "running" and sound(house)


def test_a_confirmed_reading_needs_nobody_and_moves_nothing(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("hello can you ring me", OKAFOR))
    before = case_of(house, kept)
    assert before.needs_person
    with house.database.transaction() as session:
        case, message = hold_case(session, before.id), session.get_one(Message, kept.message_id)
        assert case is not None
        for _ in range(2):
            desk(house).confirm(session, case, message, session.get_one(Staff, cast.amina), house.now())
    after = case_of(house, kept)
    assert not after.needs_person and after.version == before.version + 1
    assert (after.lane, after.queue, after.urgency) == (before.lane, before.queue, before.urgency)
    with house.database.reading() as session:
        assert [row.kind for row in session.scalars(select(Correction))] == ["confirmed"]
    assert sound(house)


def test_another_message_of_the_case_keeps_its_danger(house: House, cast: Cast, clock: FrozenClock) -> None:
    [kept] = hear(house, mail(house, "i can smell gas", name="<one@post.example>"))
    clock.go_on(minutes=1)
    [more] = hear(house, mail(house, "and how do i pay my rent", "<one@post.example>"))
    say(house, more, Said("rents.pay"), cast.amina)
    case = case_of(house, kept)
    assert (case.lane, case.danger) == (0, ["gas"])
    assert isinstance(case, Case)
