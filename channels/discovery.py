"""Finds the channels: every folder here that is a package."""

import importlib
import pkgutil
from collections.abc import Iterable

import channels
from channels.contract import Channel
from router.errors import BadSetting


def names() -> list[str]:
    """What channels there are. Loads none of them."""
    return [module.name for module in pkgutil.iter_modules(channels.__path__) if module.ispkg]


def find(wanted: Iterable[str] | None = None) -> dict[str, Channel]:
    """Each channel, or each of those wanted, by its name. Raises BadSetting for a folder that is no channel."""
    found: dict[str, Channel] = {}
    for name in names() if wanted is None else wanted:
        channel = getattr(importlib.import_module(f"channels.{name}"), "channel", None)
        if not isinstance(channel, Channel) or channel.name != name:
            raise BadSetting(f"channels/{name}/__init__.py: says no channel of that name; see channels/README.md")
        found[name] = channel
    return found
