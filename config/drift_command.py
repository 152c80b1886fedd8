"""`frontdoor drift`: the nightly look, by hand, with the words that the model does not know."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from classifiers.pipeline import Pipeline
from config import drift
from config.drift_words import known_words
from config.settings import Settings
from config.wiring import House
from router import urgency
from router.hearing import words_of
from router.model import Message

TEXTS = 1_000
"""Messages whose words are counted, of each time."""


def show(settings: Settings, days: int) -> Iterator[str]:
    """The report, line by line; a line that says so when there is too little to go by."""
    house = House(settings)
    try:
        now, before = drift.figures(house, days)
        measured = drift.measured_on(settings)
        if now.messages < drift.FEW:
            yield f"Only {now.messages} messages from people in the last {days} days: {drift.FEW} at least are wanted."
            return
        pipeline = Pipeline.build(house.landlord, urgency.decide, settings.model_folder)
        cut = house.now() - timedelta(days=days)
        now.words, now.unknown = known_words(pipeline, _texts(house, cut, cut + timedelta(days=days)))
        before.words, before.unknown = known_words(pipeline, _texts(house, cut - drift.BEFORE, cut))
        found = drift.compare(days, now, before, measured)
        if found is None:
            yield f"{before.messages} messages from before are too few to measure by: {drift.FEW_BEFORE} are wanted,"
            yield "or a model that says how it read those it was measured on (frontdoor train writes it)."
            return
        yield from drift.told(found)
    finally:
        house.close()


def _texts(house: House, since: datetime, to: datetime) -> list[str]:
    with house.database.reading() as session:
        query = select(Message.subject, Message.text).where(*drift.read_between(since, to))
        return [words_of(*row) for row in session.execute(query.order_by(Message.id.desc()).limit(TEXTS))]
