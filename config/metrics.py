"""Figures for Prometheus, read from the database when asked: counts only, no names, no addresses.

Anybody who reaches the web process may read them, so restricted cases are not counted by queue.
"""

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select

from config.wiring import House
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
        lines = select(Case.queue, Case.lane, func.count(), func.min(Case.waiting_since)).where(
            Case.state == "waiting", Case.restricted.is_(False)
        )
        ages: dict[str, float] = {}
        for queue, lane, count, since in session.execute(lines.group_by(Case.queue, Case.lane)):
            waiting.labels(queue, str(lane)).set(count)
            age = (house.now() - since).total_seconds() if since else 0.0
            ages[queue] = max(ages.get(queue, 0.0), age)
    for queue, age in ages.items():
        oldest.labels(queue).set(age)
    return generate_latest(registry).decode()
