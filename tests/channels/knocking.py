"""How one knocks on a door, so that `test_every_channel.py` can ask the same promises of each.

A channel has `tests/channels/<name>/knock.py` with a class `Knock` of this shape.
"""

from enum import Enum
from typing import Literal, Protocol

from channels.contract import Opened
from tests.channels.ear import Ear


class Answer(Enum):
    """What somebody outside is told, in whatever way the door says it."""

    KEPT = "it is safe"
    LATER = "not now, come again"
    REFUSED = "not here"


Trouble = Literal["busy", "refused", "cut"]
"""The provider is busy; says no for good; is cut off after it may have taken the message."""


class Knocker(Protocol):
    """Opens the channel with `ear.hooks()` and with whatever provider it needs, on real sockets."""

    opened: Opened

    def __init__(self, ear: Ear) -> None: ...

    def genuine(self) -> Answer:
        """A tenant says the same thing, under the same id, each time this is called."""

    def forged(self) -> Answer | None:
        """The same from somebody who cannot prove it; None where anybody may write, as on a public form."""

    def send(self, trouble: Trouble) -> None:
        """Send an answer while the provider is in trouble: raises what the sender raises."""

    def close(self) -> None:
        """Stop whatever was started."""
