"""One file of a landlord's folder while it is read: its values, and the line each came from.

TOML comes by the standard library and YAML by libyaml; both know where a fault is, and every refusal says so.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

import yaml

from router.errors import BadSetting

LINE = "__line__"


class _Lines(yaml.CSafeLoader):
    """Reads YAML and remembers the line of every mapping, refusing a key that is written twice."""


def _mapping(loader: _Lines, node: yaml.MappingNode) -> dict[Any, Any]:
    found = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, str | int):
            raise yaml.constructor.ConstructorError(None, None, "a key must be a word", key_node.start_mark)
        if key in found:
            raise yaml.constructor.ConstructorError(None, None, f"'{key}' is written twice", key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
        found.setdefault(LINE, line)
    return found


_Lines.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


class LandlordFile:
    """One file of the folder while it is being read."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        try:
            self.text = (folder / name).read_text(encoding="utf-8")
        except OSError as error:
            self.refuse(
                0,
                f"cannot be read ({error.strerror})",
                "put it back from the demo landlord's folder",
            )
        except UnicodeDecodeError:
            self.refuse(0, "is not UTF-8 text", "save it as UTF-8")
        self.data = self._toml() if name.endswith(".toml") else self._yaml()

    def refuse(self, line: int, what: str, to_do: str) -> NoReturn:
        where = f"{self.name}, line {line}" if line else self.name
        raise BadSetting(" ".join(f"{where}: {what}; {to_do}".split()))

    def _toml(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            number = int(line[1]) if line else 0
            self.refuse(number, f"is not TOML ({error})", self._advice(number))

    def _advice(self, line: int) -> str:
        """What to do about a line that is not TOML."""
        return "correct what is written there"

    def _yaml(self) -> dict[str, Any]:
        try:
            data = yaml.load(self.text, Loader=_Lines)  # noqa: S506 -- it is a safe loader
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            self.refuse(line, f"is not YAML ({error.problem})", "correct what is written there")
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            self.refuse(0, f"is not YAML ({error})", "correct what is written there")
        if not isinstance(data, dict):
            self.refuse(1, "holds no names", "begin with a name and a colon")
        return data

    def line_of(self, written: str) -> int:
        """The first line of a TOML file that holds these characters; 0 when none does."""
        before, found, _ = self.text.partition(written)
        return before.count("\n") + 1 if found else 0

    def rows(self, holder: Mapping[str, Any], key: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The entries of a list, each with the line it begins on (0 when not known)."""
        listed = holder.get(key)
        if not isinstance(listed, list) or not listed:
            self.refuse(
                holder.get(LINE, 0),
                f"has no list named '{key}'",
                "add at least one entry",
            )
        for row in listed:
            if not isinstance(row, dict):
                self.refuse(
                    holder.get(LINE, 0),
                    f"an entry of '{key}' is not made of names and values",
                    "correct it",
                )
            line = row.get(LINE, 0) or self.line_of(f'id = "{row.get("id", "")}"')
            yield line, row

    def word(self, line: int, row: Mapping[str, Any], key: str, missing: str | None = None) -> str:
        """The text at `key`."""
        value = row.get(key, missing)
        if not isinstance(value, str) or (missing is None and not value.strip()):
            self.refuse(line, f"{name_of(row)}has no text for '{key}'", f"write {key} as text")
        return value

    def number(self, line: int, row: Mapping[str, Any], key: str) -> int:
        """The whole number above zero at `key`."""
        value = row.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self.refuse(
                line,
                f"{name_of(row)}'{key}' is not a whole number above 0",
                "write a whole number",
            )
        return value

    def words(self, line: int, row: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """The list of texts at `key`; none when it is not there."""
        value = row.get(key) or []
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.refuse(
                line,
                f"{name_of(row)}'{key}' is not a list of texts",
                "write it as [one, two]",
            )
        return tuple(value)

    def keys(self, line: int, row: Mapping[str, Any], known: set[str]) -> None:
        for key in row:
            if key not in known and key != LINE:
                self.refuse(
                    line,
                    f"{name_of(row)}has an unknown name '{key}'",
                    f"use one of {', '.join(sorted(known))}",
                )

    def one_of(self, line: int, row: Mapping[str, Any], what: str, value: str, known: Any) -> None:
        if value not in known:
            near = ", ".join(sorted(known)[:8]) + (", ..." if len(known) > 8 else "")
            self.refuse(
                line,
                f"{name_of(row)}names an unknown {what} '{value}'",
                f"use one of {near}",
            )

    def new(self, line: int, row: Mapping[str, Any], known: Any) -> str:
        """The entry's id, refused when another has it."""
        identity = self.word(line, row, "id")
        if identity in known:
            second = self.text.find(f'id = "{identity}"', self.text.find(f'id = "{identity}"') + 1)
            line = self.text[:second].count("\n") + 1 if self.name.endswith(".toml") else line
            self.refuse(
                line,
                f"the id '{identity}' is used twice",
                "give one of them another id",
            )
        return identity


def name_of(row: Mapping[str, Any]) -> str:
    """The entry's id in quotes, to begin a refusal with."""
    return f"'{row['id']}' " if "id" in row else ""
