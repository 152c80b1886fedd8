"""What a visit needs, how long its times are kept, and what is one visit and what a sequence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from appointment_house import SATURDAY, WEEK, Talk, add_person, offers, visits
from builders import OKAFOR, Cast, a_text, case_of, hear
from doubles import FrozenClock

from config.wiring import House
from router import cases
from router.appointments import needs
from router.appointments.letters import Letters
from router.model import Appointment, Case, Deadline, Home, Repair, Resource, Tenant, TimesOffered
from router.storage.database import hold_case
from router.values import Entity, Labels, Need


def a_case(house: House, *repairs: str, facts: dict[str, bool] | None = None, language: str = "en") -> int:
    """Mrs Okafor's case, in which these are broken."""
    (kept,) = hear(house, a_text("hello", OKAFOR))
    case = case_of(house, kept)
    with house.database.transaction() as session:
        tenant = session.get_one(Tenant, case.tenant_id)
        tenant.language, tenant.facts = language, facts or {}
        session.add_all(
            Repair(case_id=case.id, repair=name, urgency="routine", home_id=case.home_id) for name in repairs
        )
    return case.id


def need_of(house: House, case_id: int, kind: str = "") -> Need:
    with house.database.transaction() as session:
        return needs.of_case(session, session.get_one(Case, case_id), house.landlord, house.now(), kind)


def test_one_trade_is_one_visit_with_the_minutes_of_all(house: House, cast: Cast) -> None:
    need = need_of(house, a_case(house, "plumbing.tap_dripping", "plumbing.shower"))
    rules = house.landlord.appointments
    assert (need.kind, need.trades) == ("repair_visit", ("plumbing",))
    assert need.minutes == rules.repair_minutes["plumbing.tap_dripping"] + rules.trade_minutes["plumbing"] == 75
    assert need.repairs == ("plumbing.tap_dripping", "plumbing.shower")
    assert (need.patch, need.home_id) == ("P1", cast.home) and need.street == "alder road"


def test_two_trades_are_one_visit_only_for_somebody_who_has_both(house: House, cast: Cast) -> None:
    case_id = a_case(house, "plumbing.tap_dripping", "electrical.light_fitting")
    add_person(house, "derek", trades=("plumbing",))
    add_person(house, "mo", trades=("multi_trade",))
    assert need_of(house, case_id).trades == ("plumbing",), "multi-skilled alone is no electrician"
    add_person(house, "far", trades=("plumbing", "electrical"), patches=("P9",))
    assert need_of(house, case_id).trades == ("plumbing",), "not in this patch"
    add_person(house, "jo", trades=("plumbing", "electrical"))
    need = need_of(house, case_id)
    assert need.trades == ("plumbing", "electrical") and len(need.repairs) == 2 and need.minutes == 60


def test_a_surveyor_inspects_damp_before_its_clock_runs_out(house: House, clock: FrozenClock, cast: Cast) -> None:
    (kept,) = hear(house, a_text("black mould all over the bedroom wall and my baby has asthma", OKAFOR))
    case = case_of(house, kept)
    with house.database.reading() as session:
        due = {row.rule: row.due_at for row in session.query(Deadline).filter_by(case_id=case.id)}
    need = need_of(house, case.id)
    assert (need.kind, need.trades) == ("inspection", ("damp_surveyor",))
    assert need.before == due["awaab_investigate"] and "answer" in due


def test_longer_where_somebody_needs_it_and_in_their_language(house: House, cast: Cast) -> None:
    need = need_of(house, a_case(house, "plumbing.tap_dripping", facts={"vulnerable": True}, language="pl"))
    assert need.minutes == 30 + house.landlord.appointments.longer["vulnerable"] and need.languages == ("pl",)


def test_two_come_where_the_record_says_so(house: House, cast: Cast) -> None:
    assert need_of(house, a_case(house, "plumbing.shower", facts={"two_person_visit": True})).two_people


def test_a_need_is_kept_and_read_again() -> None:
    need = Need("repair_visit", ("plumbing",), 45, "P1", "alder row", 3, ("plumbing.shower",),
                datetime(2026, 6, 18, 22, 59, 59, tzinfo=UTC), None, ("pl",), True, ("am",), 7, True)  # fmt: skip
    assert needs.from_json({**needs.as_json(need), "say": "what is not of a need"}) == need


@pytest.mark.parametrize(
    ("value", "kind", "other"),
    [("1 Alder Road", "address", False), ("1 alder road, Larkbridge", "address", False), ("LX1 2AB", "postcode", False),
     ("14 Alder Row", "address", True), ("11 Alder Road", "address", True), ("LS6 2AB", "postcode", True)],
)  # fmt: skip
def test_another_home_than_the_one_on_record(value: str, kind: str, other: bool) -> None:
    home = Home(address="1 Alder Road, Larkbridge", postcode="LX1 2AB")
    labels = Labels(entities=(Entity(kind, value, value, 0, len(value)),))
    assert needs.names_another_home(labels, home) is other


@pytest.mark.parametrize(
    ("offered", "kept"),
    [("2026-06-15 09:00", "2026-06-15 11:00"), ("2026-06-15 09:02", "2026-06-15 11:15"),
     ("2026-06-15 17:00", "2026-06-15 19:00"),
     ("2026-06-15 18:30", "2026-06-16 08:30"),  # 7.30pm in London: half an hour of it falls into the evening
     ("2026-06-15 21:00", "2026-06-16 09:00"), ("2026-06-16 02:00", "2026-06-16 09:00"),
     ("2026-10-24 21:00", "2026-10-25 10:00"),  # ten by a clock that went back in the night
     ("2026-12-01 22:00", "2026-12-02 10:00")],
)  # fmt: skip
def test_times_are_kept_while_people_are_awake(house: House, offered: str, kept: str) -> None:
    at, until = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (offered, kept))
    assert house.appointments.kept_until(at) == until


def _of_two_trades(house: House, clock: FrozenClock) -> Talk:
    """Times for the first of a tap and a light are on offer."""
    case_id = a_case(house, "plumbing.tap_dripping", "electrical.light_fitting")
    with house.database.transaction() as session:
        case = hold_case(session, case_id)
        assert case is not None
        need = needs.of_case(session, case, house.landlord, clock())
        assert house.appointments.offer(session, case, need, clock()) is not None
    return Talk(house, clock)


def test_the_second_trade_is_offered_once_the_first_is_agreed(house: House, clock: FrozenClock, cast: Cast) -> None:
    add_person(house, "derek", hours=WEEK + SATURDAY)
    add_person(house, "eve", trades=("electrical",))
    talk = _of_two_trades(house, clock)
    told = talk.says("1")
    first = visits(house, "booked")[0]
    assert told.startswith("A second visit is needed for another trade.") and first.repairs == ["plumbing.tap_dripping"]
    held = visits(house, "held")
    assert {tuple(v.trades) for v in held} == {("electrical",)} and all(v.starts_at > first.window_until for v in held)
    talk.says("1")
    assert len(visits(house, "booked")) == 2
    assert (
        max(v.window_until for v in visits(house, "booked")) + timedelta(hours=1)
        == case_of(house, talk.kept[0]).arranged_until
    )


def test_nothing_is_offered_in_a_restricted_case(house: House, clock: FrozenClock, cast: Cast) -> None:
    add_person(house, "derek")
    case_id = a_case(house, "plumbing.tap_dripping")
    with house.database.transaction() as session:
        case = hold_case(session, case_id)
        assert case is not None
        cases.restrict(session, case, clock())
        need = needs.of_case(session, case, house.landlord, clock())
        assert house.appointments.offer(session, case, need, clock()) is None
    assert not visits(house) and not [o for o in offers(house) if o.state == "open"]


def test_a_choice_by_two_doors_is_one_booking(house: House, clock: FrozenClock, cast: Cast) -> None:
    add_person(house, "derek")
    talk = Talk(house, clock)
    talk.says("kitchen tap dripping")
    (times,) = offers(house)
    for form in ("form-1", "form-1", "form-2"):
        with house.database.transaction() as session:
            hold_case(session, times.case_id)
            theirs = session.get_one(TimesOffered, times.id)  # as each door reads them, the case locked
            came = house.appointments.choose(session, theirs, 1, "tenant", clock(), form)
            assert came.state == "booked"
    with house.database.transaction() as session:
        hold_case(session, times.case_id)
        theirs = session.get_one(TimesOffered, times.id)
        assert house.appointments.choose(session, theirs, 2, "tenant", clock()).state == "over"
    assert len(visits(house, "booked")) == 1 and len([t for t in talk.told() if "booked." in t]) == 1


def test_a_number_that_none_of_the_times_has_changes_nothing(house: House, clock: FrozenClock, cast: Cast) -> None:
    add_person(house, "derek")
    talk = Talk(house, clock)
    talk.says("kitchen tap dripping")
    (times,), told = offers(house), len(talk.told())
    for number in (0, 4, 99):
        with house.database.transaction() as session:
            case = hold_case(session, times.case_id)
            assert case is not None
            open_ones = house.appointments.open_ones(session, case)
            assert house.appointments.choose(session, open_ones[0], number, "tenant", clock()).state == "over"
    assert len(visits(house, "held")) == 3 and len(talk.told()) == told
    assert "booked." in talk.says("2"), "they are still theirs"


def test_a_night_team_with_both_trades_makes_no_single_visit_of_two(house: House, cast: Cast) -> None:
    case_id = a_case(house, "plumbing.tap_dripping", "electrical.light_fitting")
    add_person(house, "night", trades=("out_of_hours", "plumbing", "electrical"), serves=("emergency_attend",))
    assert need_of(house, case_id).trades == ("plumbing",)
    assert need_of(house, case_id, "emergency_attend").trades == ("plumbing", "electrical")


@pytest.fixture
def two_trades(house: House, clock: FrozenClock, cast: Cast) -> Talk:
    """The plumber is agreed, the electrician's times are offered."""
    add_person(house, "derek", hours=WEEK + SATURDAY)
    add_person(house, "eve", trades=("electrical",))
    talk = _of_two_trades(house, clock)
    talk.says("1")
    return talk


@pytest.mark.parametrize("words", ["thursday please", "none of those", "any morning next week", "2"])
def test_what_is_wished_of_the_second_visit_never_moves_the_first(house: House, two_trades: Talk, words: str) -> None:
    first = visits(house, "booked")[0]
    two_trades.says(words)
    two_trades.says("1")
    agreed = {tuple(v.trades): v for v in visits(house, "booked")}
    assert agreed["plumbing",].window_from == first.window_from and agreed["plumbing",].sequence == 0
    assert ("electrical",) in agreed and all("electrical" in v.trades for v in visits(house, "held"))


def test_who_moves_the_first_of_two_is_not_told_that_times_for_the_rest_come_next(
    house: House, clock: FrozenClock, cast: Cast
) -> None:
    add_person(house, "derek", hours=WEEK + SATURDAY)
    talk = _of_two_trades(house, clock)  # nobody comes to the light yet
    assert "Times for the rest come next." in talk.told()[-1]
    talk.says("1")
    told = talk.says("can we do another day instead")
    assert "stays" in told and "come next" not in told


def test_what_may_be_an_emergency_is_booked_by_nobody_alone(house: House) -> None:
    types = house.landlord.repairs
    assert needs.not_one_by_itself([types["plumbing.tap_dripping"], types["damp.mould"]]) == ""
    assert "emergency" in needs.not_one_by_itself([types["plumbing.tap_dripping"], types["doors.insecure_door"]])
    assert "people book" in needs.not_one_by_itself([types["damp.mould"]])


def test_which_of_two_is_called_off_a_person_asks(house: House, two_trades: Talk) -> None:
    told = two_trades.says("need to cancel")
    assert "person will get in touch" in told and len(visits(house, "booked")) == 1
    assert two_trades.case.state == "waiting" and "which of two" in two_trades.case.reason


def test_which_of_two_agreed_is_moved_is_asked_once_and_when_they_are_is_told(house: House, two_trades: Talk) -> None:
    two_trades.says("1")
    assert " and " in two_trades.says("when are you coming")
    before = [(v.window_from, v.sequence) for v in visits(house, "booked")]
    assert "which do you mean?" in two_trades.says("can we do thursday instead")
    assert "person will get in touch" in two_trades.says("can we do thursday instead"), "asked in vain"
    assert [(v.window_from, v.sequence) for v in visits(house, "booked")] == before


def test_times_are_for_the_trade_that_found_nobody_in_and_not_for_the_other(house: House, two_trades: Talk) -> None:
    two_trades.says("1")
    first, second = visits(house, "booked")
    two_trades.clock.at = first.window_from + timedelta(hours=1)
    with house.database.transaction() as session:
        case = hold_case(session, first.case_id)
        visit = session.get_one(Appointment, first.id)
        assert case is not None and not house.visits.act(
            session, case, visit, visit.resource, "no_access", two_trades.clock()
        )
    assert "reply TIMES" in two_trades.told()[-1]
    told = two_trades.says("TIMES")
    assert {tuple(one.trades) for one in visits(house, "held")} == {tuple(first.trades)} and "stays" not in told
    assert "booked" in two_trades.says("1")
    assert {tuple(one.trades) for one in visits(house, "booked")} == {tuple(first.trades), tuple(second.trades)}
    assert visits(house, "booked")[0].sequence == 0, "the other stays as it was"


def test_what_is_broken_is_left_out_where_the_text_would_be_too_long(house: House, cast: Cast) -> None:
    letters = Letters(
        replace(house.landlord, name="The Larkshire and District Housing Association of Tenants and Leaseholders Ltd")
    )
    at = house.now()
    three = [Appointment(kind="repair_visit", repairs=["plumbing.tap_dripping"], slot="am", number=n,
                         resource=Resource(name="Derek", kind="operative"), window_from=at,
                         window_until=at + timedelta(hours=4)) for n in (1, 2, 3)]  # fmt: skip
    text = letters.times(Case(reference="FD-222-2222"), three, at + timedelta(hours=2), at)
    assert len(text) <= 306 and "tap" not in text and "times for your repair visit:" in text
