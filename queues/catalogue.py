"""The landlord's queues, and every name that a screen shows for an id.

A queue is a line of cases waiting for a person. Jobs that wait for a worker are in `queues/jobs.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from router import languages
from router.clause_words import Names
from router.errors import BadSetting
from router.values import Landlord, QueueType

URGENCY_WORDS = {
    "life_safety": "Danger to life",
    "emergency": "Emergency",
    "urgent": "Urgent",
    "routine": "Routine",
    "planned": "Planned",
    "none": "Not a repair",
}
LANE_WORDS = ("Emergency", "Hazard", "Ordinary")
STATE_WORDS = {"waiting": "Waiting", "held": "With an agent", "arranged": "Times offered or agreed", "closed": "Closed"}
ARRANGED_WORDS = {True: "A time is arranged", False: "Times are offered"}
"""An arranged case, by whether anything is agreed. Lists, which look at no times, say `STATE_WORDS`."""
IDENTITY_WORDS = {
    "known": "Known",
    "shared": "Shared by several tenants",
    "unknown": "Not known yet",
    "withheld": "Number withheld",
}
CLOSE_REASONS = (
    "Answered, nothing more to do",
    "Repair reported to the contractor",
    "Passed to another organisation",
    "Same as another case",
    "No answer from the tenant",
    "Not for us, or junk",
)
RESTRICTED = "restricted"
"""The skill that opens restricted cases; no role brings it by itself."""


class _Named(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def icon(self) -> str: ...


class Catalogue:
    """Names for the ids of queues, channels, topics and repairs. An id that nobody knows is shown as it is."""

    def __init__(self, landlord: Landlord, traits: Mapping[str, _Named]) -> None:
        check(landlord)
        self._landlord = landlord
        self.names = Names.of(landlord)
        self._traits = traits

    def queue(self, queue_id: str) -> str:
        """The title of a queue."""
        return self.names.queues.get(queue_id, queue_id)

    def queues(self, skills: Iterable[str] = ()) -> list[QueueType]:
        """Every queue that staff with these skills may know of, in the landlord's order."""
        may = RESTRICTED in skills
        return [queue for queue in self._landlord.queues.values() if may or not queue.restricted]

    def targets(self) -> list[QueueType]:
        """Every queue a case may be handed over to: anybody may hand one into a restricted queue."""
        return list(self._landlord.queues.values())

    def is_restricted(self, queue_id: str) -> bool:
        """Do only people with the right see what waits there?"""
        found = self._landlord.queues.get(queue_id)
        return bool(found and found.restricted)

    def channel(self, name: str) -> str:
        """The label of a channel."""
        found = self._traits.get(name)
        return found.label if found else name.capitalize()

    def icon(self, name: str) -> str:
        """The icon of a channel."""
        found = self._traits.get(name)
        return found.icon if found else name

    def label(self, label: str) -> str:
        """Plain words for a topic, repair, danger or flag id."""
        landlord = self._landlord
        if label in landlord.repairs:
            return landlord.repairs[label].label
        if label in landlord.topics:
            return landlord.topics[label].label
        if label in landlord.flags:
            return landlord.flags[label]
        if tongue := languages.spoken([label]):
            return f"writes in {languages.name(tongue)}"
        return label.replace("_", " ").replace(".", ": ")


def check(landlord: Landlord) -> None:
    """Raises BadSetting when a repair or topic names a queue that is not there, or when there is no 'general'."""
    if "general" not in landlord.queues:
        raise BadSetting("queues.toml: there is no queue 'general'; add one, everything that fits nowhere goes there")
    for kind, rows in (("repairs.yaml", landlord.repairs), ("topics.yaml", landlord.topics)):
        for row in rows.values():
            if row.queue not in landlord.queues:
                raise BadSetting(f"{kind}: {row.id} names the queue '{row.queue}', which queues.toml does not have")
