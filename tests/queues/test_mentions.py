"""Where, since when, and what they wrote, beside what was read; and messages read before these were kept."""

import html
from typing import Any

from router.journey import kept_labels
from router.model import Message
from router.values import Because, Entity, Labels, Since


def relabel(house: Any, name: str, labels: dict[str, Any]) -> None:
    with house.database.transaction() as session:
        session.get(Message, house.messages(name, direction="in")[0].id).labels = labels


def test_the_case_says_where_since_when_and_what_they_wrote(house: Any, browser: Any) -> None:
    labels = Labels(
        topic="repair",
        repair="heating.no_hot_water",
        place=(Because("hall_stairs_landing", "landing", 0, 7), Because("bathroom", "bathroom", 8, 16)),
        since=(Since("since friday", 17, 29, 2), Since("reported in march", 30, 47)),
        entities=(
            Entity("postcode", "LS6 2AB", "ls62ab", 48, 54),
            Entity("phone", "+447700900123", "07700 900123", 55, 67),
            Entity("date", "2026-11-23", "tomorrow", 68, 76),
            Entity("address", "12 Elm Close", "<b>12</b>", 77, 86),
        ),
    )
    relabel(house, "boiler", kept_labels(labels))
    page = browser("amina").get(house.url("boiler")).text
    shown = page[page.index('id="mentions"') :].partition("</dl>")[0]
    words = " ".join(html.unescape(shown).split())
    assert "<dt>Where</dt><dd>hall, stairs or landing; bathroom</dd>" in words
    assert "<dt>Since</dt><dd>friday; reported in march</dd>" in words
    for chip in ("postcode LS6 2AB", "call on 07700 900123", "tomorrow", "address 12 Elm Close"):
        assert f">{chip}</span>" in words


def test_what_they_wrote_is_shown_as_text_and_never_too_much(house: Any, browser: Any) -> None:
    entities = tuple(Entity("date", f"{n}", f"<i>{n}</i>", 0, 1) for n in range(40))
    relabel(house, "boiler", kept_labels(Labels(topic="repair", entities=entities)))
    page = browser("amina").get(house.url("boiler")).text
    assert "<i>0</i>" not in page and "&lt;i&gt;0&lt;/i&gt;" in page
    assert page[page.index('id="mentions"') :].partition("</dl>")[0].count("<li>") == 12


def test_a_message_read_before_these_were_kept_shows_nothing_of_them(house: Any, browser: Any) -> None:
    kept = house.messages("boiler", direction="in")[0].labels
    assert "entities" not in kept
    page = browser("amina").get(house.url("boiler"))
    assert page.status_code == 200 and 'id="mentions"' not in page.text
