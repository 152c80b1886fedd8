"""A person's word raises at once, nothing is lowered silently, and whatever comes later and is new is noticed."""

import pytest
from builders import OKAFOR, OKAFOR_MAIL, Cast, a_mail, a_text, case_of, hear
from doubles import FrozenClock
from sqlalchemy import select

from config import verify
from config.wiring import House
from router import cases, standing
from router.acknowledgement import Acknowledgement
from router.corrections import Corrections, MayNotLower, Said
from router.model import Case, Correction, Deadline, Event, Home, Message, Repair, Staff, record
from router.storage.database import hold_case
from router.values import Kept, RawMail

TAP = Said("plumbing.tap_dripping")
MOULD = "there is black mould all over the bedroom wall"
ONE = "<one@post.example>"


def mail(house: House, body: str, answers: str = ONE, name: str = "") -> RawMail:
    headers = {"In_Reply_To": answers} if answers else {}
    content = a_mail(body, message_id=name, **headers)
    return RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, content, house.now())


def first_mail(house: House, body: str) -> Kept:
    [kept] = hear(house, mail(house, body, "", ONE))
    return kept


def say(house: House, kept: Kept, said: Said | None, who: int, may_lower: bool = True) -> None:
    """Correct it; without words, confirm it."""
    corrections = Corrections(Acknowledgement(house.outbox, house.landlord), house.landlord)
    with house.database.transaction() as session:
        message, staff = session.get_one(Message, kept.message_id), session.get_one(Staff, who)
        case = hold_case(session, message.case_id or 0)
        assert case is not None
        if said is None:
            corrections.confirm(session, case, message, staff, house.now())
        else:
            corrections.correct(session, case, message, said, staff, house.now(), may_lower)


def raise_by_hand(house: House, kept: Kept, who: int) -> None:
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        cases.raise_urgency(session, case, "emergency", f"staff:{who}", house.now(), "She is ninety.")


def close(house: House, kept: Kept, who: int) -> None:
    with house.database.transaction() as session:
        cases.close(session, hold_case(session, case_of(house, kept).id), f"staff:{who}", house.now(), "Done.")


def clocks(house: House, kept: Kept) -> dict[str, str]:
    with house.database.reading() as session:
        query = select(Deadline).where(Deadline.case_id == case_of(house, kept).id).order_by(Deadline.id)
        return {row.rule: row.state for row in session.scalars(query)}


def broken(house: House) -> dict[str, int]:
    """What must never be, and is."""
    with verify.one_moment(house.database) as session:
        told = dict(verify.counts_in(session, house.settings, verify.DUE_FOR, house.now()))
    return {name: count for name, count in told.items() if count}


def test_what_a_person_raised_by_hand_stays_though_the_form_still_shows_less(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    say(house, kept, Said("plumbing.tap_dripping", urgency="planned"), cast.amina)
    raise_by_hand(house, kept, cast.sue)
    left = Said("plumbing.tap_dripping", flags=("vulnerable",), urgency="planned", shown="planned")
    say(house, kept, left, cast.amina)
    case = case_of(house, kept)
    assert (case.lane, case.urgency) == (0, "emergency")
    with house.database.reading() as session:
        events = session.scalars(select(Event).where(Event.what == "message.corrected").order_by(Event.id)).all()
        rows = session.scalars(select(Correction).order_by(Correction.id)).all()
    assert events[-1].data["kept_as_raised_by_hand"] == "emergency"
    assert [row.after["said_urgency"] for row in rows] == ["planned", ""], "there are new facts: nobody said it of them"
    say(house, kept, Said("plumbing.tap_dripping", urgency="routine", shown="planned"), cast.sue)
    assert case_of(house, kept).lane == 2, "chosen now"
    assert broken(house) == {}


def test_a_correction_that_raised_further_falls_back_no_lower_than_by_hand(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    raise_by_hand(house, kept, cast.sue)
    say(house, kept, Said("gas.smell"), cast.amina)
    assert case_of(house, kept).urgency == "life_safety"
    say(house, kept, Said("plumbing.tap_dripping", not_there=("gas",)), cast.amina)
    case = case_of(house, kept)
    assert (case.lane, case.urgency) == (0, "emergency") and "by hand" in case.reason and broken(house) == {}


def test_a_danger_named_over_an_urgency_nobody_touched_counts(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    say(house, kept, Said("plumbing.tap_dripping", urgency="planned"), cast.amina)
    say(house, kept, Said("gas.smell", urgency="planned", shown="planned"), cast.amina)
    case = case_of(house, kept)
    assert (case.lane, case.urgency, case.danger) == (0, "life_safety", ["gas"])


def test_a_case_closed_in_the_first_lane_opens_for_a_danger(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    raise_by_hand(house, kept, cast.sue)
    close(house, kept, cast.sue)
    say(house, kept, Said("gas.smell"), cast.amina)
    case = case_of(house, kept)
    assert case.state == "waiting" and case.due_at is not None and case.urgency == "life_safety"
    assert clocks(house, kept)["answer"] == "running" and broken(house) == {}


def test_a_closed_case_opens_for_a_legal_clock(house: House, cast: Cast) -> None:
    kept = first_mail(house, "my kitchen tap is dripping")
    close(house, kept, cast.sue)
    say(house, kept, Said("complaints.new"), cast.amina)
    assert case_of(house, kept).state == "waiting"
    assert clocks(house, kept) == {"answer": "running", "cmp_s1_ack": "running"}
    close(house, kept, cast.sue)
    say(house, kept, Said("complaints.new", flags=("vulnerable",)), cast.amina)
    assert case_of(house, kept).state == "closed" and broken(house) == {}


def test_a_denied_fault_told_of_again_is_placed_by_the_households_record(
    house: House, cast: Cast, clock: FrozenClock
) -> None:
    with house.database.transaction() as session:
        session.get_one(Home, cast.home).facts = {"only_toilet": True}
    kept = first_mail(house, "my toilet is blocked")
    say(house, kept, Said("rents.pay", not_there=tuple(case_of(house, kept).danger)), cast.amina)
    assert case_of(house, kept).lane == 2
    clock.go_on(minutes=5)
    [more] = hear(house, mail(house, "now our own toilet is blocked"))
    case = case_of(house, more)
    assert case.id == case_of(house, kept).id
    assert (case.lane, case.urgency) == (0, "emergency") and broken(house) == {}


def test_a_denied_fault_told_of_again_is_noted(house: House, cast: Cast, clock: FrozenClock) -> None:
    kept = first_mail(house, "my kitchen tap is dripping")
    say(house, kept, Said("rents.pay"), cast.amina)
    clock.go_on(minutes=5)
    hear(house, mail(house, "now my kitchen tap is dripping again"))
    case = case_of(house, kept)
    assert (case.lane, case.queue) == (2, "rents")
    assert case.needs_person and "They also tell of: Dripping" in case.reason
    with house.database.reading() as session:
        states = set(session.scalars(select(Repair.state).where(Repair.case_id == case.id)))
    assert states == {"denied", "reported"}


def test_a_complaint_in_a_corrected_case_starts_its_clock(house: House, cast: Cast, clock: FrozenClock) -> None:
    kept = first_mail(house, "the boiler is dead")
    say(house, kept, TAP, cast.amina)
    clock.go_on(minutes=5)
    [more] = hear(house, mail(house, "I want to make a formal complaint about the way you have treated me"))
    case = case_of(house, kept)
    assert case.topic == "plumbing.tap_dripping" and case.needs_person and "They also write about: " in case.reason
    assert clocks(house, kept)["cmp_s1_ack"] == "running"
    say(house, kept, Said("plumbing.tap_dripping", flags=("vulnerable",)), cast.amina)
    assert clocks(house, more)["cmp_s1_ack"] == "running" and broken(house) == {}


def test_words_nobody_understood_are_for_a_person_also_after_a_correction(
    house: House, cast: Cast, clock: FrozenClock
) -> None:
    kept = first_mail(house, "the boiler is dead")
    say(house, kept, TAP, cast.amina)
    assert not case_of(house, kept).needs_person
    clock.go_on(minutes=5)
    hear(house, mail(house, "hello can you ring me"))
    case = case_of(house, kept)
    assert case.needs_person and "we are not sure what about" in case.reason


def test_only_who_may_lower_stops_a_legal_clock_or_takes_a_danger_away(house: House, cast: Cast) -> None:
    [mould] = hear(house, a_text(MOULD, OKAFOR))
    raise_by_hand(house, mould, cast.sue)
    with pytest.raises(MayNotLower):
        say(house, mould, TAP, cast.bob, may_lower=False)
    assert clocks(house, mould)["awaab_investigate"] == "running"
    say(house, mould, TAP, cast.sue)
    assert clocks(house, mould)["awaab_investigate"] == "stopped"
    [gas] = hear(house, a_text("i can smell gas"))
    with pytest.raises(MayNotLower):
        say(house, gas, Said("gas.smell", not_there=("gas",)), cast.bob, may_lower=False)
    assert case_of(house, gas).danger == ["gas"]


def test_what_was_set_aside_and_is_right_is_placed(house: House, cast: Cast, clock: FrozenClock) -> None:
    kept = first_mail(house, "the boiler is dead")
    say(house, kept, Said("plumbing.tap_dripping", urgency="planned"), cast.amina)
    clock.go_on(minutes=5)
    [more] = hear(house, mail(house, "my toilet is blocked"))
    assert (case_of(house, kept).urgency, case_of(house, kept).needs_person) == ("planned", True)
    say(house, more, None, cast.bob)
    case = case_of(house, kept)
    assert (case.urgency, case.needs_person) == ("urgent", False) and broken(house) == {}


def test_only_a_danger_denied_meanwhile_excuses_words_said_twice(house: House, cast: Cast, clock: FrozenClock) -> None:
    kept = first_mail(house, "i can smell gas")
    say(house, kept, None, cast.amina)
    clock.go_on(minutes=5)

    def again() -> None:
        with house.database.transaction() as session:
            case = session.get_one(Case, case_of(house, kept).id)
            record(session, house.now(), "worker", "safety.said", case, script="gas")

    again()
    assert broken(house).get("safety words said twice") == 1
    clock.go_on(minutes=5)
    say(house, kept, Said("gas.smell", flags=("baby",)), cast.sue)
    say(house, kept, Said("plumbing.tap_dripping", not_there=("gas",)), cast.sue)
    clock.go_on(minutes=5)
    again()
    assert broken(house).get("safety words said twice") == 1


def test_of_a_long_case_the_newest_and_what_was_judged_are_summed_up(
    house: House, cast: Cast, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "MOST", 2)
    all_of_them = [first_mail(house, "i can smell gas")]
    for words in ("my kitchen tap is dripping", "how do i pay my rent", "hello", "my toilet is blocked"):
        clock.go_on(minutes=1)
        all_of_them += hear(house, mail(house, words))
    say(house, all_of_them[1], Said("rents.pay"), cast.sue)
    with house.database.reading() as session:
        came = [each.id for each in standing.inbound(session, case_of(house, all_of_them[0]), also=0)]
    assert came == [all_of_them[place].message_id for place in (1, 3, 4)]
    case = case_of(house, all_of_them[0])
    assert (case.lane, case.danger) == (0, ["gas"]), "what older messages brought stays"
    say(house, all_of_them[0], Said("rents.pay", not_there=("gas",)), cast.sue)
    assert case_of(house, all_of_them[0]).danger == [] and case_of(house, all_of_them[0]).lane == 2


def test_what_was_handed_over_by_hand_stays_there_but_for_an_emergency(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    with house.database.transaction() as session:
        case = hold_case(session, case_of(house, kept).id)
        cases.hand_over(session, case, "estates", f"staff:{cast.sue}", house.now(), "Theirs.")
    say(house, kept, Said("rents.pay"), cast.amina)
    assert case_of(house, kept).queue == "estates"
    say(house, kept, Said("gas.smell"), cast.amina)
    assert case_of(house, kept).queue == "repairs_emergency"


def test_what_lies_there_as_it_came_still_needs_a_person(house: House, cast: Cast, clock: FrozenClock) -> None:
    kept = first_mail(house, "my kitchen tap is dripping")
    clock.go_on(minutes=1)
    [more] = hear(house, mail(house, "and another thing"))
    with house.database.transaction() as session:
        message = session.get_one(Message, more.message_id)
        message.state, message.labels = "shunted", {}
    say(house, kept, None, cast.amina)
    assert case_of(house, kept).needs_person
    say(house, more, TAP, cast.amina)
    assert not case_of(house, kept).needs_person


def test_the_tenants_words_are_not_copied_into_a_correction(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("my kitchen tap is dripping since tuesday", OKAFOR))
    say(house, kept, Said("toilet.blocked"), cast.amina)
    say(house, kept, Said("rents.pay"), cast.amina)
    with house.database.reading() as session:
        rows = session.scalars(select(Correction)).all()
        assert session.get_one(Message, kept.message_id).labels["because"]
    for kind in [row.before for row in rows] + [row.after for row in rows]:
        assert {"because", "entities", "place", "since"}.isdisjoint(kind) and "topic" in kind
