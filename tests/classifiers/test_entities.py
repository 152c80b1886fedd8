"""What is copied out of the words: a table of sentences, and what must hold for any text."""

import json
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from classifiers.lines import classify_lines
from classifiers.pipeline import Pipeline
from router.journey import kept_labels

TABLE = tomllib.loads((Path(__file__).parent / "entities.toml").read_text(encoding="utf-8"))


def _name(row: dict[str, Any]) -> str:
    return f"{row['text']} ({row['on']})" if "on" in row else str(row["text"])


@pytest.mark.parametrize("row", TABLE["sentences"], ids=_name)
def test_entities(pipeline: Pipeline, row: dict[str, Any]) -> None:
    labels = pipeline.classify([row["text"]], [row.get("on")])[0]
    assert [f"{each.kind}: {each.value}" for each in labels.entities] == row["expect"]


@pytest.mark.parametrize("row", TABLE["told"], ids=_name)
def test_place_and_since(pipeline: Pipeline, row: dict[str, Any]) -> None:
    labels = pipeline.classify([row["text"]], [row.get("on")])[0]
    if "place" in row:
        assert [each.label for each in labels.place] == row["place"]
    if "since" in row:
        said = [each.text if each.days is None else f"{each.text} = {each.days}" for each in labels.since]
        assert said == row["since"]


@pytest.mark.parametrize("month", ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
def test_a_month_written_short_is_the_same_for_both_who_read_it(pipeline: Pipeline, month: str) -> None:
    labels = pipeline.classify([f"no heating since 3 {month}"], [date(2026, 12, 31)])[0]
    (named,) = [date.fromisoformat(each.value) for each in labels.entities]
    assert f"{named:%b}".lower() == month
    assert [each.days for each in labels.since] == [(date(2026, 12, 31) - named).days % 365]


def test_the_table_is_long_enough() -> None:
    assert len(TABLE["sentences"]) >= 120


def test_places_are_ids_of_the_taxonomy(pipeline: Pipeline) -> None:
    text = Path("config/landlord/repairs.yaml").read_text(encoding="utf-8")
    line = next(each for each in text.splitlines() if each.startswith("locations:"))
    known = {each.strip() for each in line.partition("[")[2].rstrip("]").split(",")}
    asked = {place for row in TABLE["told"] for place in row.get("place", ())}
    assert asked <= known and len(asked) > 10


@pytest.mark.parametrize(
    "text",
    ["0" * 100_000, "07700 900123 " * 5_000, "1 2 " * 20_000, "flat " * 20_000, "a@" * 30_000, "ref " * 20_000,
     "since " * 10_000, "3 weeks " * 10_000, "kitchen " * 10_000, "1.1.1." * 10_000, "£" * 50_000, "£1" * 20_000, "monday " * 9_000,
     "between 10 and " * 5_000, "boiler e1 " * 8_000, "14 alder " * 8_000, "İ07700 900123" * 900, "\ud800 flat 3" * 900,
     "for the last " * 5_000, "reported the the the the " * 4_000, "+0 (0) - " * 9_000, "since the a b c d e f " * 3_000, "٣ pm ٣/٣ £٣ flat ٣"],
    ids=lambda text: text[:12],
)  # fmt: skip
@pytest.mark.timeout(60)
def test_any_text_is_survived_and_places_are_of_the_original(pipeline: Pipeline, text: str) -> None:
    labels = pipeline.classify([text], [date(2026, 11, 22)])[0]
    assert not [note for note in labels.notes if "failed" in note]
    for each in (*labels.entities, *labels.place, *labels.since):
        assert text[each.start : each.end] == each.text != ""
    assert len(labels.entities) <= 40


def test_words_at_either_end_of_a_huge_text(pipeline: Pipeline) -> None:
    padding = "nothing much to say here. " * 4_000
    text = f"I’m at LS6 2AB. {padding} ring 07700 900123"
    found = pipeline.classify([text])[0].entities
    assert [(each.kind, text[each.start : each.end]) for each in found] == [
        ("postcode", "LS6 2AB"), ("phone", "07700 900123")]  # fmt: skip


def test_lines_carry_them_and_a_time_gives_days_a_date(pipeline: Pipeline) -> None:
    row = {"id": "1", "text": "no heating in the bathroom since friday, come tomorrow"}
    plain, dated = (
        json.loads(line)
        for line in classify_lines(
            [json.dumps(row), json.dumps({**row, "at": "2026-11-22T10:00:00Z"})], pipeline, pytest.fail
        )
    )
    assert plain["place"] == [{"label": "bathroom", "text": "bathroom", "start": 18, "end": 26}]
    assert plain["since"] == [{"text": "since friday", "start": 27, "end": 39, "days": None}]
    assert [each["value"] for each in plain["entities"]] == ["friday", "tomorrow"]
    assert dated["since"][0]["days"] == 2
    assert [each["value"] for each in dated["entities"]] == ["2026-11-20", "2026-11-23"]


def test_they_are_kept_with_the_message(pipeline: Pipeline) -> None:
    kept = kept_labels(pipeline.classify(["bathroom leak for 3 days, im at LS6 2AB"])[0])
    again = json.loads(json.dumps(kept))
    assert again["place"][0]["label"] == "bathroom"
    assert again["since"][0]["days"] == 3
    assert again["entities"][0] | {} == {
        "kind": "postcode",
        "value": "LS6 2AB",
        "text": "LS6 2AB",
        "start": 32,
        "end": 39,
    }


def test_what_was_copied_out_is_nothing_the_model_learns_from(pipeline: Pipeline) -> None:
    reading = pipeline.reader.read("ring 07700 900123 about the bathroom since friday")
    found, notes = pipeline.findings(reading)
    assert reading.entities and reading.where and reading.since and not notes
    assert not {"entities", "place", "since"} & {source for source, _ in found}


def test_a_day_of_the_message_is_the_day_in_london(pipeline: Pipeline) -> None:
    late = datetime.fromisoformat("2026-06-30T23:30:00+00:00")
    row = {"id": "1", "text": "come tomorrow", "at": late.isoformat()}
    answer = json.loads(next(iter(classify_lines([json.dumps(row)], pipeline, pytest.fail))))
    assert answer["entities"][0]["value"] == "2026-07-02"
