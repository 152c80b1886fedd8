"""Four doubles, for the provider's edge and for time. Nothing is patched by dotted path."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from router.errors import SendError
from router.values import OutboundMessage, Sent


class FrozenClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def go_on(self, **by: float) -> datetime:
        """`go_on(minutes=5)`"""
        self.at += timedelta(**by)
        return self.at


class FakeSender:
    """Remembers what it was given. `troubles` are raised, one a send, before it takes anything again."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.sent: list[OutboundMessage] = []
        self.troubles: list[SendError] = []
        self.found: Sent | SendError | None = None

    def send(self, message: OutboundMessage) -> Sent:
        if self.troubles:
            raise self.troubles.pop(0)
        self.sent.append(message)
        name = f"<{message.id}@frontdoor.example>" if self.channel == "email" else f"{self.channel.upper()}{message.id}"
        return Sent(name)

    def look_up(self, message: OutboundMessage, known: Sequence[str]) -> Sent | None:
        if isinstance(self.found, SendError):
            raise self.found
        return self.found


class FakeCaller:
    """Remembers whom it was asked to ring."""

    def __init__(self) -> None:
        self.rung: list[tuple[str, str]] = []

    def call_back(self, to: str, agent_number: str, client_ref: str) -> Sent:
        self.rung.append((to, agent_number))
        return Sent(f"CA{client_ref}")


class FakeJobs:
    """A bell that only counts."""

    def __init__(self) -> None:
        self.rings: list[str] = []

    def ring(self, what: str) -> None:
        self.rings.append(what)

    def hush(self, what: str) -> None:
        pass
