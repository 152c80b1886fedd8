"""`frontdoor import WHAT FILE.csv`: all rows or none, each refusal with its line in the file.

The first line names the columns, in any order; `COLUMNS` says which there are. A row whose key is known changes what
is there, and only in the columns that the file has, so the same file twice changes nothing. Lists are separated by
semicolons. UTF-8, with or without the mark that Excel puts in front.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from config import bulk_diary, bulk_rows, landlord_files
from config.bulk_rows import Wrong
from config.settings import Settings
from router import clock
from router.clock import Clock
from router.errors import RouterError
from router.model import record
from router.storage.database import Database

COLUMNS: dict[str, tuple[str, ...]] = {
    "homes": ("uprn", "address", "postcode", "kind", "bedrooms", "patch", "block", "flags"),
    "tenants": ("number", "name", "uprn", "phones", "emails", "language", "flags"),
    "staff": ("email", "name", "role", "phone", "queues", "skills", "levels", "languages", "pattern"),
    "resources": (
        "code",
        "name",
        "kind",
        "serves",
        "trades",
        "patches",
        "languages",
        "seats",
        "phone",
        "address",
        "staff",
        "active",
    ),
    "patterns": ("resource", "from", "hours", "until", "every_weeks"),
    "leave": ("resource", "from", "until", "reason"),
    "rota": ("email", "pattern"),  # only read, by `plan rehearse --rota`
}
"""The columns of each file. The first is the key, but for `_KEYS`."""
_KEYS: dict[str, tuple[str, ...]] = {"patterns": ("resource", "from"), "leave": ("resource", "from", "until")}
_NEEDED = {"homes": ("uprn", "address", "postcode", "patch"), "tenants": ("number", "name"), "staff": ("email", "name"),
           "resources": ("code", "name"), "patterns": ("resource", "from", "hours"),
           "leave": ("resource", "from", "until"), "rota": ("email",)}  # fmt: skip
_MAY_BE_EMPTY = {"hours"}  # no work from that day on
_TAKERS: dict[str, Callable[..., bulk_rows.Taker]] = {
    "homes": bulk_rows.Homes, "tenants": bulk_rows.Tenants, "staff": bulk_rows.People,
    "resources": bulk_diary.Resources, "patterns": bulk_diary.Patterns, "leave": bulk_diary.Leaves,
}  # fmt: skip


@dataclass
class Sheet:
    """What was read: the columns there are, the rows with their line numbers, and what is wrong so far."""

    columns: list[str]
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    wrong: list[tuple[int, str]] = field(default_factory=list)


def run(settings: Settings, what: str, file: Path, err: TextIO, now: Clock = clock.now) -> str:
    """Take a file in. Refusals go to `err`, a line each; then RouterError is raised and nothing was changed."""
    sheet = read(file.read_bytes(), what)
    landlord = landlord_files.load(settings.landlord_dir)
    database = Database(settings.database_url, pool_size=1)
    try:
        with database.transaction() as session:
            taker = _TAKERS[what](session, landlord, now(), frozenset(sheet.columns))
            for line, row in sheet.rows:
                try:
                    taker.take(row)
                except Wrong as wrong:
                    sheet.wrong.append((line, str(wrong)))
            if sheet.wrong:
                _refuse(sheet, file, err)
            added, changed = taker.write()
            record(session, now(), "house", f"{what}.imported", added=added, changed=changed)
    finally:
        database.close()
    same = len(sheet.rows) - added - changed
    return f"{what}: {added} added, {changed} changed, {same} as they were."


def _refuse(sheet: Sheet, file: Path, err: TextIO) -> None:
    for line, words in sorted(sheet.wrong):
        print(f"{file}:{line}: {words}", file=err)
    count = len(sheet.wrong)
    raise RouterError(f"nothing was taken in: {count} {'row was' if count == 1 else 'rows were'} refused")


def read(content: bytes, what: str) -> Sheet:
    """The rows of a CSV file. Raises RouterError when the file as a whole makes no sense."""
    reader = csv.reader(io.StringIO(_text(content), newline=""), strict=True)
    lines = _lines(reader)
    first = next(lines, None)
    if first is None:
        raise RouterError("the file is empty: its first line names the columns")
    sheet = Sheet(_columns(first[1], what))
    key = _KEYS.get(what, COLUMNS[what][:1])
    seen: dict[str, int] = {}
    for line, cells in lines:
        if len(cells) != len(sheet.columns):
            sheet.wrong.append((line, f"has {len(cells)} cells, the first line has {len(sheet.columns)}"))
            continue
        row = {name: cell.strip() for name, cell in zip(sheet.columns, cells, strict=True)}
        empty = [name for name in _NEEDED[what] if name in row and not row[name] and name not in _MAY_BE_EMPTY]
        mark = "\x00".join(row[name].lower() for name in key)
        if empty:
            sheet.wrong.append((line, "; ".join(f"{name} is empty" for name in empty)))
        elif mark in seen:
            sheet.wrong.append(
                (line, f"{' and '.join(key)} {'is' if len(key) == 1 else 'are'} the same as in line {seen[mark]}")
            )
        else:
            seen[mark] = line
            sheet.rows.append((line, row))
    return sheet


def _text(content: bytes) -> str:
    """The file as text, whatever mark it begins with."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise RouterError(f"line {line} is not UTF-8: save the file as 'CSV UTF-8'") from None
    if "\x00" in text:
        raise RouterError(
            f"line {text[: text.index(chr(0))].count(chr(10)) + 1} holds a zero byte: this is no CSV file"
        )
    return text


def _lines(reader: "Iterator[list[str]]") -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on: a quoted cell may run over several. Blank lines are left out."""
    while True:
        line = reader.line_num + 1  # type: ignore[attr-defined]  # csv's reader has it
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise RouterError(f"line {line} cannot be read: {error}") from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def _columns(cells: list[str], what: str) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    listed = ", ".join(COLUMNS[what])
    for name in names:
        if name not in COLUMNS[what]:
            raise RouterError(f"line 1 names an unknown column {name!r}: there are {listed}")
        if names.count(name) > 1:
            raise RouterError(f"line 1 names {name} twice")
    missing = [name for name in _NEEDED[what] if name not in names]
    if missing:
        raise RouterError(f"line 1 does not name {', '.join(missing)}: there are {listed}")
    return names
