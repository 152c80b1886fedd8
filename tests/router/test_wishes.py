"""Which bands of a day are as a tenant wished."""

from datetime import date, time

import pytest
from diary_house import NOW, TOMORROW

from router.appointments.availability import suits
from router.values import AppointmentRules, Wish

WEDNESDAY = date(2026, 6, 17)


@pytest.mark.parametrize(("wish", "suited"), [
    (Wish(), "am school_run pm evening"), (Wish(parts=("am",)), "am"), (Wish(parts=("evening", "pm")), "pm evening"),
    (Wish(not_parts=("am",)), "pm evening"), (Wish(not_parts=("school_run",)), "am pm evening"),
    (Wish(not_before=time(15)), "evening"), (Wish(not_after=time(15)), "am school_run"), (Wish(at=time(10)), "am school_run"),
    (Wish(at=time(12)), "school_run pm"), (Wish(weekdays=(1,)), "am school_run pm evening"), (Wish(weekdays=(2,)), ""),
    (Wish(days=(TOMORROW,), weekdays=(4,)), "am school_run pm evening"), (Wish(days=(WEDNESDAY,)), ""),
    (Wish(first_day=TOMORROW, last_day=TOMORROW, parts=("pm",)), "pm"), (Wish(first_day=WEDNESDAY), ""),
    (Wish(last_day=NOW.date()), ""), (Wish(not_days=(TOMORROW,)), ""), (Wish(not_weekdays=(1,)), ""), (Wish(soonest=True), "am school_run pm evening"),
])  # fmt: skip
def test_a_band_is_as_wished_when_all_of_it_is(rules: AppointmentRules, wish: Wish, suited: str) -> None:
    assert [
        slot for slot in ("am", "school_run", "pm", "evening") if suits(wish, slot, TOMORROW, rules)
    ] == suited.split()


def test_saturday_is_a_morning_too(rules: AppointmentRules) -> None:
    saturday = date(2026, 6, 20)
    assert suits(Wish(parts=("am",), weekdays=(5,)), "saturday", saturday, rules)
    assert not suits(Wish(not_parts=("am",)), "saturday", saturday, rules)
    assert not suits(Wish(parts=("pm",)), "saturday", saturday, rules)
    assert not suits(Wish(), "no_such_band", saturday, rules)
