"""Do messages still come in, and read, as they did? Counted on real rows; the index by hand."""

import json
import logging
import math
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from doubles import FrozenClock

from classifiers.pipeline import Pipeline
from config import drift, drift_command, metrics
from config.drift_figures import Figures, apart, matter, mix
from config.drift_words import known_words, read_by
from config.wiring import House
from router.model import Message
from router.values import Landlord


def labels(fault: str = "plumbing.tap_dripping", sure: float = 0.9, **more: Any) -> dict[str, Any]:
    return {"model": "m1", "topic": "repair", "repair": fault, "also": [], "flags": [], "confidence": sure,
            "needs_person": sure < 0.6, **more}  # fmt: skip


def keep(house: House, days_ago: float, *read: dict[str, Any], **more: Any) -> None:
    """Messages placed so many days ago, with these labels."""
    at = house.now() - timedelta(days=days_ago)
    with house.database.transaction() as session:
        start = session.query(Message).count()
        session.add_all(
            Message(direction="in", channel="sms", dedupe_key=f"{start + n}", received_at=at, next_at=at, labels=each,
                    **{"state": "routed", "text": "the kitchen tap drips"} | more)
            for n, each in enumerate(read)
        )  # fmt: skip


def usual(count: int) -> list[dict[str, Any]]:
    """A usual mix: taps, boilers, rents; one in ten unsure."""
    kinds = [labels(), labels("heating.no_hot_water"), labels(topic="rents.pay", repair=None)]
    return [kinds[n % 3] | ({"confidence": 0.5, "needs_person": True} if n % 10 == 0 else {}) for n in range(count)]


def test_what_a_message_is_about() -> None:
    assert matter(labels(), ()) == "plumbing"
    assert matter(labels("job.chase", also=["damp.mould"]), ()) == "damp"
    assert matter(labels("job.chase"), ()) == "job"
    assert matter({"topic": "rents.pay"}, ()) == "rents"
    assert matter({"topic": "safety.harm", "repair": "leak.burst"}, {"safety.harm"}) == "restricted"


def test_the_index_is_the_population_stability_index() -> None:
    before, now = (
        Figures(messages=1000, matters={"a": 500, "b": 500}),
        Figures(messages=1000, matters={"a": 800, "b": 200}),
    )
    by_hand = (0.8 - 0.5) * math.log(0.8 / 0.5) + (0.2 - 0.5) * math.log(0.2 / 0.5)
    found = mix(before, now)
    assert found.index == pytest.approx(by_hand, abs=0.002)
    assert found.moved[0] == ("b", 0.5, 0.2)
    assert mix(before, before).index == 0.0


def test_what_chance_gives_is_allowed_for_and_rare_matters_are_one() -> None:
    few = Figures(messages=60, matters=dict.fromkeys("abcdefghijklmnopqrst", 3))
    assert len(mix(few, few).moved) == 1, "they are all rare"
    assert mix(few, few).by_chance > mix(*[Figures(matters={"a": 900, "b": 900})] * 2).by_chance


def test_a_share_and_a_mean_lie_apart_by_their_errors() -> None:
    one, other = Figures(messages=400, needs_person=80), Figures(messages=400, needs_person=120)
    pooled = 0.25 * 0.75 * (2 / 400)
    assert apart(one, other, "needs_person") == pytest.approx(0.1 / math.sqrt(pooled))
    sure, unsure = Figures.of([labels(sure=0.9), labels(sure=0.7)] * 50, ()), Figures.of([labels(sure=0.5)] * 100, ())
    assert apart(sure, unsure, "confidence") == pytest.approx(-0.3 / math.sqrt(0.01 / 100))
    assert apart(one, Figures(), "unknown") == 0.0


def test_nothing_changed_calls_for_nothing(house: House, caplog: pytest.LogCaptureFixture) -> None:
    keep(house, 20, *usual(600))
    keep(house, 2, *usual(150))
    found = drift.look(house)
    assert found is not None and found.is_history and found.changes == ()
    assert (found.now.messages, found.before.messages) == (150, 600)
    assert "Nothing has changed" in "\n".join(drift.told(found))
    drift.nightly(house)
    assert caplog.records == []


def test_a_change_is_told_with_what_to_do_and_warned_of_at_night(
    house: House, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    keep(house, 20, *usual(600))
    keep(house, 2, *[labels("damp.mould", 0.5, flags=["language:pl"]) for _ in range(60)], *usual(120))
    caplog.set_level(logging.WARNING)
    drift.nightly(house)
    found = drift.look(house)
    assert found is not None and found.mix is not None and found.mix.index > drift.MUCH
    assert [change.name for change in found.changes] == ["needs_person", "confidence", "other_language", "mix"]
    words = "\n".join(drift.told(found))
    assert "a person must read first: 10.0% before, 40.0% now" in words
    assert "Most: damp 0% to 33%" in words and "frontdoor train" in words
    [warning] = [record.getMessage() for record in caplog.records]
    assert "the mix of matters has changed much" in warning and "in another language: 0.0% before, 33.3% now" in warning
    assert "kitchen" not in warning
    page = metrics.page(house)
    assert "frontdoor_drift_changed 4.0" in page
    assert 'frontdoor_reading_needs_person{period="now"} 0.4' in page
    index = next(float(line.split()[1]) for line in page.splitlines() if line.startswith("frontdoor_drift_index "))
    assert index == pytest.approx(found.mix.index)


def test_what_counts_and_what_does_not(house: House) -> None:
    keep(house, 2, *usual(3))
    keep(house, 2, *usual(5), automatic="auto-reply")
    keep(house, 2, *usual(7), state="received")
    keep(house, 2, {}, labels(model=""))  # nothing read them
    keep(house, 8, *usual(11))
    keep(house, 7 + 8 * 7 + 1, *usual(13))
    now, before = drift.figures(house, 7)
    assert (now.messages, before.messages) == (3, 11)


def test_too_little_says_nothing_and_takes_the_old_figures_away(house: House) -> None:
    keep(house, 20, *usual(600))
    keep(house, 2, *usual(200))
    drift.nightly(house)
    assert "frontdoor_drift_changed 0.0" in metrics.page(house)
    house.now.go_on(days=30)  # type: ignore[attr-defined]  # the test clock, behind the port
    drift.nightly(house)
    assert drift.look(house) is None
    assert "frontdoor_drift" not in metrics.page(house)


def test_with_little_from_before_only_what_is_worse_than_when_it_was_measured_counts() -> None:
    measured = Figures.of(usual(600), ())
    worse, better = ([labels(sure=sure) for _ in range(200)] for sure in (0.5, 0.99))
    few = Figures.of(usual(20), ())
    found = drift.compare(7, Figures.of(worse, ()), few, measured)
    assert found is not None and not found.is_history and found.mix is None
    assert [change.name for change in found.changes] == ["needs_person", "confidence"]
    assert "written to be hard" in "\n".join(drift.told(found))
    told = drift.compare(7, Figures.of(better, ()), few, measured)
    assert told is not None and told.changes == ()
    assert drift.compare(7, Figures.of(better, ()), few, None) is None


def test_another_model_is_said(house: House) -> None:
    before = Figures.of(usual(600), ())
    found = drift.compare(7, replace(before, models={"m2": 600}), before, None)
    assert found is not None and "(m1 to m2): it may be its doing" in "\n".join(drift.told(found))


def test_the_shipped_model_says_how_it_read_what_it_was_measured_on(house: House) -> None:
    measured = drift.measured_on(house.settings)
    assert measured is not None
    meta = json.loads((drift.SHIPPED / "meta.json").read_text(encoding="utf-8"))
    assert measured.messages == meta["scores"]["messages"] == sum(measured.matters.values())
    assert 0.1 < measured.share("needs_person") < 0.5 and 0 < measured.share("unknown") < 0.2


def test_words_that_the_model_does_not_know_are_counted(classifier: Pipeline, landlord: Landlord) -> None:
    words, unknown = known_words(classifier, ["the kitchen tap drips", "my zorbulator kitchen quxifies"])
    assert (words, unknown) == (8, 2)
    found = read_by(classifier, ["the kitchen tap drips", "hello"])
    assert (found.messages, found.matters["plumbing"], found.words) == (2, 1, 5)
    assert Figures.kept(json.loads(json.dumps(found.as_dict()))) == found


def test_the_command_says_what_it_finds(house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(drift_command, "House", lambda settings: house)
    monkeypatch.setattr(house, "close", lambda: None)
    keep(house, 2, *usual(99))
    assert list(drift_command.show(house.settings, 7)) == [
        "Only 99 messages from people in the last 7 days: 100 at least are wanted."
    ]
    keep(house, 2, *usual(51), text="my zorbulator drips")
    keep(house, 20, *usual(600))
    told = "\n".join(drift_command.show(house.settings, 7))
    assert "The last 7 days (150 messages) beside the 8 weeks before (600)." in told
    rows = [line.split() for line in told.splitlines()]
    assert ["words", "the", "model", "does", "not", "know", "0.0%", "9.3%"] in rows
