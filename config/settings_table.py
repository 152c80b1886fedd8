"""Writes the table of every setting into `config/README.md`, from what the code declares."""

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from config.settings import PROJECT, documented

_BEGIN = "<!-- settings: written by `frontdoor settings` -->"
_END = "<!-- end of settings -->"


def write(check_only: bool = False, readme: Path = PROJECT / "config" / "README.md") -> bool:
    """Renew the table between the two marks. With `check_only`, change nothing and say whether it was right."""
    text = readme.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    renewed = f"{before}{_BEGIN}\n{table()}{_END}{after}"
    if not check_only and renewed != text:
        readme.write_text(renewed, encoding="utf-8")
    return renewed == text or not check_only


def table() -> str:
    """Markdown: the house's settings, then each channel's own."""
    return _rows(documented()) + "".join(_channel_tables())


def _rows(fields: Mapping[str, FieldInfo]) -> str:
    lines = ["", "| setting | default | what it is |", "|---|---|---|"]
    for name, field in sorted(fields.items()):
        words = (field.description or "").replace("|", "\\|")
        lines.append(f"| `{name.upper()}` | {_default(field)} | {words} |")
    return "\n".join(lines) + "\n"


def _default(field: FieldInfo) -> str:
    value: Any = field.default
    if field.is_required():
        return "required"
    if isinstance(value, Path) or value in ("", 0, None, ()):
        return ""  # the words say what it is: it depends on another setting
    return f"`{value}`"


def _channel_tables() -> list[str]:
    """Settings that a channel declares and the house does not have."""
    house = documented()
    tables = []
    for channel in importlib.import_module("channels.discovery").find().values():
        own = {name: field for name, field in channel.settings.model_fields.items() if name not in house}
        if own:
            tables.append(f"\nOnly for `{channel.name}`:\n{_rows(own)}")
    return tables
