"""Finds the channels: every folder here that is a package."""

import importlib
import pkgutil

import channels
from channels.contract import Channel
from router.errors import BadSetting


def find() -> dict[str, Channel]:
    """Each channel by its name. Raises BadSetting for a folder that is no channel."""
    found: dict[str, Channel] = {}
    for module in pkgutil.iter_modules(channels.__path__):
        if not module.ispkg:
            continue
        channel = getattr(importlib.import_module(f"channels.{module.name}"), "channel", None)
        if not isinstance(channel, Channel) or channel.name != module.name:
            raise BadSetting(
                f"channels/{module.name}/__init__.py: says no channel of that name; see channels/README.md"
            )
        found[channel.name] = channel
    return found
