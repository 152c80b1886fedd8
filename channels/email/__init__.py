"""The email door. `channel` is made when first asked for, not on import.

The reading child (`child.py`) imports `channels.email.parse` and nothing of the web: that keeps it
small, so Flask and the settings library are only loaded where somebody wants the channel itself.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from channels.email.door import channel as channel

__all__ = ["channel"]


def __getattr__(name: str) -> Any:
    """The channel, on first use (PEP 562)."""
    if name != "channel":
        raise AttributeError(name)
    from channels.email.door import channel

    return channel
