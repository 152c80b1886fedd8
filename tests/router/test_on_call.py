"""Who is on call: hours, the order of a chain, and what a text from somebody on call means."""

from datetime import UTC, datetime

import pytest

from config.landlord_on_call import _hours as hours_of_rung
from router.on_call import Answer, applies, in_order, understand
from router.values import OnCall, Rung


def rung(name: str, when: str = "") -> Rung:
    hours, outside = hours_of_rung(None, 0, when)  # type: ignore[arg-type]  # wrong on purpose, or a stand-in
    return Rung((name,), 60, when, hours, outside)


@pytest.mark.parametrize(
    ("when", "at", "told"),
    [
        ("", "2026-06-15 02:00", True),
        ("weekdays 08:00-18:00", "2026-06-15 06:59", False),  # a minute to eight in London: it is summer
        ("weekdays 08:00-18:00", "2026-06-15 07:00", True),
        ("weekdays 08:00-18:00", "2026-06-15 17:00", False),
        ("weekdays 08:00-18:00", "2026-12-14 07:59", False),  # winter
        ("weekdays 08:00-18:00", "2026-12-14 08:00", True),
        ("weekdays 08:00-18:00", "2026-12-25 10:00", False),  # Christmas Day, a Friday
        ("outside weekdays 08:00-18:00", "2026-12-25 10:00", True),
        ("outside weekdays 08:00-18:00", "2026-06-15 10:00", False),
        ("outside weekdays 08:00-18:00", "2026-06-15 22:00", True),
        ("weekends 09:00-17:00", "2026-06-13 08:00", True),
        ("weekends 09:00-17:00", "2026-06-15 08:00", False),
        ("mon-fri 08:00-18:00, sat 09:00-12:00", "2026-06-13 08:30", True),
        ("daily 00:00-24:00", "2026-06-14 23:00", True),
    ],
)
def test_a_rung_is_told_in_its_hours(when: str, at: str, told: bool) -> None:
    assert applies(rung("bob", when), datetime.fromisoformat(at).replace(tzinfo=UTC)) is told


def tried(chain: OnCall, after: int, at: datetime) -> list[tuple[int, str]]:
    return [(number, each.people[0]) for number, each in in_order(chain, after, at)]


def test_the_order_of_a_chain() -> None:
    chain = OnCall("x", "X", (rung("bob", "weekdays 08:00-18:00"), rung("sue"), rung("owen")))
    day, night = datetime(2026, 6, 15, 10, tzinfo=UTC), datetime(2026, 6, 15, 23, tzinfo=UTC)
    assert tried(chain, -1, day) == [(0, "bob"), (1, "sue"), (2, "owen")]
    assert tried(chain, -1, night) == [(1, "sue"), (2, "owen")]
    assert tried(chain, 0, day) == [(1, "sue"), (2, "owen"), (3, "owen"), (3, "sue"), (3, "bob")]
    assert tried(chain, 2, night) == [(3, "owen"), (3, "sue")]
    assert tried(chain, 7, day)[0] == (8, "owen"), "numbers only rise"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("YES 4821", Answer(True, "4821")),
        ("yes4821", Answer(True, "4821")),
        ("Yes, 4821. On my way now", Answer(True, "4821")),
        ("4821", Answer(True, "4821")),
        ("\uff39\uff25\uff33 \uff14\uff18\uff12\uff11", Answer(True, "4821")),  # full-width letters
        ("ok", Answer(True)),
        ("Yes please!", Answer(True)),
        ("No 4821 sorry", Answer(False, "4821")),
        ("no thank you", Answer(False)),
        ("", None),
        ("👍", None),
        ("yes it still leaks", None),
        ("no heating", None),
        ("no heating or hot water", None),
        ("my flat is 4821 Alder House", None),
        ("yes 4821 or 4822", None),
        ("yes 4821 but the boiler has been off since monday and nobody came", None),
        ("yes 48", None),
    ],
)
def test_what_a_text_from_somebody_on_call_means(text: str, answer: Answer | None) -> None:
    assert understand(text) == answer
