"""Figures for Prometheus, read from the database when asked: counts only, no names, no addresses.

Anybody who reaches the web process may read them, so restricted cases are not counted by queue.
"""

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select

from config import drift
from config.wiring import House
from queues.access import known_to_all
from router.model import Case, Message


def page(house: House) -> str:
    """The text that Prometheus reads."""
    registry = CollectorRegistry()
    messages = Gauge("frontdoor_messages", "Messages by direction, channel and state",
                     ["direction", "channel", "state"], registry=registry)  # fmt: skip
    waiting = Gauge("frontdoor_cases_waiting", "Cases waiting, by queue and lane", ["queue", "lane"], registry=registry)
    oldest = Gauge("frontdoor_oldest_wait_seconds", "The longest wait in a queue", ["queue"], registry=registry)
    with house.database.reading() as session:
        grouped = (Message.direction, Message.channel, Message.state)
        for direction, channel, state, count in session.execute(select(*grouped, func.count()).group_by(*grouped)):
            messages.labels(direction, channel, state).set(count)
        lines = known_to_all(
            select(Case.queue, Case.lane, func.count(), func.min(Case.waiting_since)).where(Case.state == "waiting")
        )
        ages: dict[str, float] = {}
        for queue, lane, count, since in session.execute(lines.group_by(Case.queue, Case.lane)):
            waiting.labels(queue, str(lane)).set(count)
            age = (house.now() - since).total_seconds() if since else 0.0
            ages[queue] = max(ages.get(queue, 0.0), age)
    for queue, age in ages.items():
        oldest.labels(queue).set(age)
    _drift(house, registry)
    return generate_latest(registry).decode()


def _drift(house: House, registry: CollectorRegistry) -> None:
    """What the clock found when it last looked whether messages still come in, and read, as they did."""
    found = drift.kept(house.settings)
    if found is None:
        return
    changed = Gauge("frontdoor_drift_changed", "Things that are not as they were (frontdoor drift)", registry=registry)
    changed.set(len(found["changed"]))
    looked = Gauge("frontdoor_drift_looked_timestamp_seconds", "When this was last looked at", registry=registry)
    looked.set(found["at"])
    if found["index"] is not None:
        index = Gauge("frontdoor_drift_index", "Population stability index of what messages are about, the last seven "
                      "days beside the eight weeks before: over 0.25 is much", registry=registry)  # fmt: skip
        index.set(found["index"])
    for name, words in (("needs_person", "Share of messages that a person must read first"),
                        ("confidence", "Mean confidence of the reading")):  # fmt: skip
        gauge = Gauge(f"frontdoor_reading_{name}", words, ["period"], registry=registry)
        for period in ("before", "now"):
            gauge.labels(period).set(found[name][period])
