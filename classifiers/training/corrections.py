"""Corrections made at the desk as labelled messages: read, checked, and counted by where they came from."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from classifiers.training.messages import BadLabels, Labelled, read_lines
from router.values import Landlord

PROVENANCE = re.compile(
    r"# correction (?P<number>\d+), (?P<day>\d{4}-\d\d-\d\d), (?P<role>[a-z]+), (?P<kind>corrected|confirmed)"
    r" model (?P<model>\S+)"
)
"""The line that stands before a message of the desk: which correction, when, whose role, what it judged."""
NOT_SAID = "not said"


@dataclass
class Corrections:
    """The messages of some files, and counts of where they came from for the model's `meta.json`."""

    messages: list[Labelled] = field(default_factory=list)
    files: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    models: Counter[str] = field(default_factory=Counter)

    def card(self) -> dict[str, Any]:
        """How many messages by file, by the role of who said so, by kind, and by the model that was judged."""
        counts = {"files": self.files, "roles": self.roles, "kinds": self.kinds, "models": self.models}
        return {"messages": len(self.messages), **{name: dict(sorted(count.items())) for name, count in counts.items()}}


def read_files(paths: Sequence[Path], landlord: Landlord, held_out: Iterable[Labelled]) -> Corrections:
    """Every message of these files. Raises BadLabels, naming file and line, at the first that must not be learnt.

    That is a line that breaks the rules of `LABELS.md`, and a message of the held-out set: a model that has seen it
    would be measured on what it knows by heart.
    """
    measured = {_plain(each.text) for each in held_out}
    found = Corrections()
    for path in paths:
        _read(path, landlord, measured, found)
    return found


def _read(path: Path, landlord: Landlord, measured: Collection[str], found: Corrections) -> None:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise BadLabels(f"{path.name} is not UTF-8 text: save it as UTF-8") from None
    for each in read_lines(lines, path.name, landlord):
        number = int(each.source.rpartition(":")[2])
        if _plain(each.text) in measured:
            raise BadLabels(
                f"{path.name}, line {number}: this message is in the held-out set, which only measures; take it out"
            )
        said = PROVENANCE.fullmatch(lines[number - 2].strip()) if number > 1 else None
        found.messages.append(each)
        found.files[path.name] += 1
        found.roles[said["role"] if said else NOT_SAID] += 1
        found.kinds[said["kind"] if said else NOT_SAID] += 1
        found.models[said["model"] if said else NOT_SAID] += 1


def _plain(text: str) -> str:
    """Letters and digits only, in lower case: the same message however it is spaced and punctuated."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip() or text.strip()
