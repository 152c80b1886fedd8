"""What became of the cases of a rehearsal."""

import math
from collections import Counter
from dataclasses import dataclass, field

from config.rehearsal_traffic import Arrival


@dataclass
class Fate:
    """What became of one case. `begun`: when somebody began on it, seconds since the start; None: nobody ever did.

    `by`: the agent, 0 for the person on call. `waited`: seconds in the hours of its queue, at any hour for an
    emergency; without end when nobody ever began.
    """

    arrival: Arrival
    begun: float | None = None
    by: int | None = None
    waited: float = math.inf

    @property
    def late(self) -> bool:
        """Had nobody begun on it when its queue's time was up?"""
        return self.begun is None or self.begun > self.arrival.due


@dataclass
class Days:
    """How it went."""

    fates: dict[int, Fate]
    offers: int = 0
    missed: int = 0
    refused: int = 0
    pages: int = 0
    hung_up: int = 0
    worked: Counter[int] = field(default_factory=Counter)
    """Agent -> seconds of work."""
    trouble: dict[str, None] = field(default_factory=dict)
    decisions: int = 0
