"""Trouble on purpose: what the fault tests switch on. Nothing is wrong unless asked for.

`POST /sandbox/chaos` takes any of:

    {"reset": true}
    {"api": {"mode": MODE, "times": 3, "seconds": 1, "methods": ["POST"], "path": "Messages"}}
    {"webhooks": {"drop": 0.1, "duplicate": 0.1, "shuffle": true, "delay": 2}}
    {"mailbox": {"mode": "451" | "550" | "cut after effect" | "delay", "times": 1, "seconds": 2}}
    {"whatsapp_window": "open" | "closed" | "real"}

MODE is one of API_MODES. "after" means the effect has happened: the message is accepted and will arrive, and
only the answer is spoilt. `times` counts down to nothing; -1 lasts until reset.
"""

import random
import threading
from typing import Any

API_MODES = (
    "500 after effect",
    "cut after effect",
    "500",
    "503",
    "429",
    "refuse",  # the line is closed and nothing has happened
    "delay",  # answered late, with its effect at once
)
MAILBOX_MODES = ("451", "550", "cut after effect", "delay")


class BadChaos(ValueError):
    """Raised when a request for trouble cannot be understood; the words say why."""


class Chaos:
    """The troubles now switched on. Safe to call from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._random = random.Random()  # noqa: S311 - not a secret, only a share of webhooks
        self._clear()

    def _clear(self) -> None:
        self.api: dict[str, Any] = {}
        self.mailbox: dict[str, Any] = {}
        self.webhooks: dict[str, Any] = {"drop": 0.0, "duplicate": 0.0, "shuffle": False, "delay": 0.0}
        self.whatsapp_window = "real"

    def set(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Switch troubles on or off; gives what is on now. Raises BadChaos."""
        if unknown := set(wish) - {"reset", "api", "webhooks", "mailbox", "whatsapp_window", "seed"}:
            raise BadChaos(f"unknown: {', '.join(sorted(unknown))}")
        with self._lock:
            if wish.get("reset"):
                self._clear()
            if "seed" in wish:
                self._random.seed(int(wish["seed"]))
            if "api" in wish:
                self.api = _checked("api", wish["api"], API_MODES)
            if "mailbox" in wish:
                self.mailbox = _checked("mailbox", wish["mailbox"], MAILBOX_MODES)
            if "webhooks" in wish:
                if unknown := set(wish["webhooks"]) - set(self.webhooks):
                    raise BadChaos(f"webhooks: unknown {', '.join(sorted(unknown))}")
                self.webhooks |= wish["webhooks"]
            if "whatsapp_window" in wish:
                if wish["whatsapp_window"] not in ("open", "closed", "real"):
                    raise BadChaos("whatsapp_window: open, closed or real")
                self.whatsapp_window = str(wish["whatsapp_window"])
        return self.now_on()

    def now_on(self) -> dict[str, Any]:
        """What is switched on, as `set` takes it."""
        return {
            "api": self.api,
            "mailbox": self.mailbox,
            "webhooks": self.webhooks,
            "whatsapp_window": self.whatsapp_window,
        }

    def strike_api(self, method: str, path: str) -> tuple[str, float]:
        """The trouble for this REST request and its seconds; ('', 0) for none. Counts one down."""
        with self._lock:
            if not self.api or method not in self.api["methods"] or self.api["path"] not in path:
                return "", 0.0
            return _count_down(self.api)

    def strike_mailbox(self) -> tuple[str, float]:
        """The trouble for this mail and its seconds; ('', 0) for none. Counts one down."""
        with self._lock:
            return _count_down(self.mailbox) if self.mailbox else ("", 0.0)

    def lot(self, share: float) -> bool:
        """True for this share of all askings: 0.1 is one in ten."""
        with self._lock:
            return share > 0 and self._random.random() < share

    def shuffled(self, delays: list[float]) -> list[float]:
        """The delays of a row of receipts, in another order when 'shuffle' is on."""
        with self._lock:
            if self.webhooks["shuffle"]:
                self._random.shuffle(delays)
        return delays


def _count_down(trouble: dict[str, Any]) -> tuple[str, float]:
    if trouble["times"] == 0:
        return "", 0.0
    if trouble["times"] > 0:
        trouble["times"] -= 1
    return str(trouble["mode"]), float(trouble["seconds"])


def _checked(name: str, wish: dict[str, Any] | None, modes: tuple[str, ...]) -> dict[str, Any]:
    if not wish:
        return {}
    if wish.get("mode") not in modes:
        raise BadChaos(f"{name}: mode must be one of {', '.join(modes)}")
    return {
        "mode": wish["mode"],
        "times": int(wish.get("times", -1)),
        "seconds": float(wish.get("seconds", 1.0)),
        "methods": [str(method).upper() for method in wish.get("methods", ["POST"])],
        "path": str(wish.get("path", "")),
    }
