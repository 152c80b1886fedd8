"""What comes in during a rehearsal: cases as they were recorded, or made up from the landlord's own lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.rehearsal_luck import Choice, around, luck
from router import placement, snapshots
from router.clock import london
from router.decisions import Value, Worker
from router.model import Case
from router.values import Labels, Landlord
from router.working_time import open_during, reach, rows_of

MINUTES = {"voice": 6.0, "sms": 5.0, "whatsapp": 5.0, "email": 8.0, "web": 7.0}
"""How long somebody works on a case, by channel: the middle one; half take longer."""
_SLOWER = {"safeguarding": 4.0, "homelessness": 3.0, "complaints": 2.5, "asb": 2.0, "tenancy": 1.5, "leasehold": 1.5,
           "adaptations": 1.5, "info_governance": 2.5, "repairs_damp_mould": 1.5, "repairs_emergency": 1.3}  # fmt: skip
"""What some queues take longer than that."""

_HOURS = (2, 1, 1, 1, 1, 2, 5, 12, 45, 60, 55, 48, 40, 42, 45, 45, 40, 28, 18, 14, 12, 9, 6, 3)
"""How many come in at each London hour of a working day, compared with one another."""
_WEEKEND = 0.25
_CHANNELS = {"voice": 40.0, "sms": 18.0, "whatsapp": 12.0, "email": 16.0, "web": 14.0}
_LANGUAGES = {"en": 90.0, "pl": 3.0, "ur": 2.5, "bn": 2.0, "ar": 1.0, "ro": 1.0, "so": 0.5}
_REPAIRS = 0.6
"""How much of it is about something broken."""
_OFTEN = {"life_safety": 0.15, "emergency": 0.5, "urgent": 2.0, "routine": 2.0, "planned": 0.7, "none": 1.0}
_TOPICS_OFTEN = {"immediate": 0.15, "same_day": 2.0, "d1": 1.0, "d3": 2.0, "d5": 1.5, "d10": 1.0}
_CHASERS, _KNOWN = 0.15, 0.8

_GAP, _KIND, _WHAT, _CHANNEL, _LANGUAGE, _PATCH, _CHASER, _AGENT, _WORK, _HOUR = range(10)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One case that comes in. `at` and `due` are seconds since the rehearsal's first instant, `work` seconds."""

    id: int
    at: int
    lane: int
    queue: str
    channel: str
    attributes: Mapping[str, Value]
    live: bool
    restricted: bool
    due: float
    work: float


def made_up(landlord: Landlord, start: datetime, days: int, a_day: int, seed: int,
            workers: Sequence[Worker] = ()) -> list[Arrival]:  # fmt: skip
    """`a_day` cases on each working day, a quarter of that at weekends, by hours of the day; the same for a seed."""
    kinds = _Kinds(landlord, workers)
    found: list[Arrival] = []
    for day in range(days):
        midnight = start + timedelta(days=day)
        wanted = a_day if london(midnight).weekday() < 5 else round(a_day * _WEEKEND)
        whole = sum(_HOURS)
        instants = sorted(
            _instant(luck(seed, day, n, _HOUR) * whole, luck(seed, day, n, _GAP)) + day * 86_400 for n in range(wanted)
        )
        for at in instants:
            found.append(kinds.arrival(len(found) + 1, at, start, seed))
    return found


def _instant(place: float, rest: float) -> int:
    """A second of the day, by where it falls in the hours."""
    for hour, share in enumerate(_HOURS):
        if place < share:
            return hour * 3600 + int(rest * 3600)
        place -= share
    return 86_399


class _Kinds:
    """What a case can be about, and how often, by the landlord's lists."""

    def __init__(self, landlord: Landlord, workers: Sequence[Worker]) -> None:
        self.landlord = landlord
        self.repairs = Choice({each.id: _OFTEN[each.urgency] for each in landlord.repairs.values()
                               if not each.id.startswith("job.")} or {"": 1.0})  # fmt: skip
        self.topics = Choice({each.id: _TOPICS_OFTEN.get(each.target, 1.0) for each in landlord.topics.values()})
        self.channels, self.languages = Choice(_CHANNELS), Choice(_LANGUAGES)
        self.patches = sorted(landlord.patches)
        self.workers = workers
        self._people: dict[str, list[int]] = {}

    def arrival(self, number: int, at: int, start: datetime, seed: int) -> Arrival:
        def chance(of: int) -> float:
            return luck(seed, number, of)

        broken = chance(_KIND) < _REPAIRS
        what = (self.repairs if broken else self.topics).draw(chance(_WHAT))
        chaser = chance(_CHASER) < _CHASERS
        labels = self._labels(what, broken, chaser)
        received_at = start + timedelta(seconds=at)
        placed, _ = placement.weigh(labels, (), received_at, self.landlord)
        channel = self.channels.draw(chance(_CHANNEL))
        known = chance(_PATCH) < _KNOWN
        patch = self.patches[int(chance(_PATCH) / _KNOWN * len(self.patches))] if known and self.patches else ""
        restricted = placed.queue in self.landlord.queues and self.landlord.queues[placed.queue].restricted
        agent = self._somebody(placed.queue, chance(_AGENT)) if chaser and not restricted else 0
        repair = self.landlord.repairs.get(what) if broken else None
        attributes: dict[str, Value] = {
            "lane": ("emergency", "hazard", "ordinary")[placed.lane], "queue": placed.queue, "topic": labels.topic,
            "repair": what if broken else "", "group": repair.group if repair else "", "urgency": placed.urgency,
            "flags": labels.flags, "danger": labels.danger, "hazard": repair.hazards if repair else (),
            "channel": channel, "language": self.languages.draw(chance(_LANGUAGE)), "patch": patch, "known": known,
            "restricted": restricted, "live": channel == "voice", "needs_person": False, "last_agent": agent,
            "linked": False, "automatic": False,
        }  # fmt: skip
        return Arrival(
            number, at, placed.lane, placed.queue, channel, attributes, channel == "voice", restricted,
            due_after(placed.lane, placed.queue, received_at, start, self.landlord),
            work_of(placed.queue, channel, chance(_WORK)),
        )  # fmt: skip

    def _labels(self, what: str, broken: bool, chaser: bool) -> Labels:
        flags = ("chaser",) if chaser else ()
        if not broken:
            return Labels(topic=what, flags=flags, needs_person=False, confidence=0.9)
        repair = self.landlord.repairs[what]
        return Labels(topic="repair", repair=what, repair_group=repair.group, urgency=repair.urgency, flags=flags,
                      needs_person=False, confidence=0.9)  # fmt: skip

    def _somebody(self, queue: str, chance: float) -> int:
        """One of those who work this queue: who had the case before."""
        people = self._people.setdefault(queue, [one.id for one in self.workers if queue in one.queues])
        return people[int(chance * len(people))] if people else 0


def recorded(session: Session, landlord: Landlord, start: datetime, days: int, seed: int) -> list[Arrival]:
    """The cases that came in on those days, as they are placed now. How long each is worked on is drawn by `seed`."""
    until = start + timedelta(days=days)
    rows = session.execute(
        select(Case.id, Case.opened_at, Case.lane, Case.queue, Case.channel)
        .where(Case.opened_at >= start, Case.opened_at < until).order_by(Case.opened_at, Case.id)
    ).all()  # fmt: skip
    known: dict[int, Mapping[str, Value]] = {}
    for first in range(0, len(rows), 500):
        known |= snapshots.attributes_of(session, landlord, [row.id for row in rows[first : first + 500]])
    found = []
    for row in rows:
        live, attributes = row.channel == "voice", known[row.id]
        found.append(Arrival(
            row.id, int((row.opened_at - start).total_seconds()), row.lane, row.queue, row.channel,
            {**attributes, "live": live}, live, attributes["restricted"] is True,
            due_after(row.lane, row.queue, row.opened_at, start, landlord),
            work_of(row.queue, row.channel, luck(seed, row.id, _WORK)),
        ))  # fmt: skip
    return found


def due_after(lane: int, name: str, received_at: datetime, start: datetime, landlord: Landlord) -> float:
    """Seconds from `start` by which somebody should have begun on it, as its queue promises, in the queue's hours."""
    queue = landlord.queues.get("repairs_emergency" if lane == 0 else name) or landlord.queues["general"]
    whole = timedelta(minutes=queue.answer_within_minutes)
    due = received_at + whole
    if not queue.all_hours and lane:
        due = reach(open_during(queue.hours or rows_of(landlord.opening)), received_at, received_at, whole)
    return (due - start).total_seconds()


def work_of(queue: str, channel: str, chance: float) -> float:
    """Seconds that somebody works on it."""
    return round(around(MINUTES.get(channel, 6.0) * _SLOWER.get(queue, 1.0) * 60, chance), 1)
