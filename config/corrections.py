"""`frontdoor corrections`: what staff said of readings, as labelled lines for `frontdoor train --corrections`.

One line a message, with its newest word that was not undone, and before it where that came from; the format is that of
`classifiers/training/LABELS.md`. Personal data is masked (`config/masking.py` says what is and what is not).
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from classifiers.training.messages import OWN_FLAGS, BadLabels, read_lines
from config import landlord_files
from config.masking import Mask
from config.settings import Settings
from config.writing import written
from router.clock import london
from router.corrections import line_of
from router.model import Case, Correction, Message, Tenant
from router.storage.database import Database
from router.values import Landlord

VOICES = {"email": "@email", "voice": "@call", "web": "@form"}
"""How a channel is called among the labelled messages; a text needs no mark."""
_HEAD = (
    "# What staff of {name} corrected or confirmed at the desk, as classifiers/training/LABELS.md has it.",
    "# Known names, numbers and addresses are masked; people may still be known by what they tell. Keep it as",
    "# carefully as the messages themselves, and delete it when it has been learnt from.",
)
_LEFT_OUT = {"restricted": "of restricted cases", "empty": "without words", "unknown": "with labels that are gone"}


def run(settings: Settings, file: Path | None, out: TextIO, err: TextIO) -> None:
    """Write them to `file`, whole or not at all and for its owner alone, or to `out` where there is none.

    What happened goes to `err` in one line. Raises OSError where the file cannot be written.
    """
    landlord = landlord_files.load(settings.landlord_dir)
    database = Database(settings.database_url, pool_size=1)
    count: Counter[str] = Counter()
    try:
        with database.reading() as session:
            text = "".join(f"{line}\n" for line in lines(session, landlord, count))
    finally:
        database.close()
    if file is None:
        out.write(text)
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        with written(file) as stream:
            stream.write(text.encode())
    left = [f"{count[why]} {words}" for why, words in _LEFT_OUT.items() if count[why]]
    said = f"{count['corrected']} corrected and {count['confirmed']} confirmed messages"
    where, rest = f" are in {file}" if file else "", f" Left out: {', '.join(left)}." if left else ""
    print(f"{said}{where}.{rest}", file=err)


def lines(session: Session, landlord: Landlord, count: Counter[str]) -> Iterator[str]:
    """The lines of the file. `count` learns how many there are, by kind, and how many were left out, by reason."""
    yield from (line.format(name=landlord.name) for line in _HEAD)
    mask = Mask(session.scalars(select(Tenant.name)))
    for row, message, case in _standing(session):
        if case.restricted or (case.tenant is not None and case.tenant.restricted):
            count["restricted"] += 1
            continue
        line = _line(row, message, case, mask, landlord)
        why = _unfit(line, landlord)
        count[why or row.kind] += 1
        if not why:
            yield ""
            day, model = f"{london(row.at):%Y-%m-%d}", row.model or "none"
            yield f"# correction {row.id}, {day}, {row.role}, {row.kind} model {model}"
            yield line


def _standing(session: Session) -> Iterator[tuple[Correction, Message, Case]]:
    """The newest word on each message, the messages in the order of those words."""
    query = (
        select(Correction, Message, Case)
        .join(Message, Message.id == Correction.message_id)
        .join(Case, Case.id == Message.case_id)
        .where(Correction.undone_at.is_(None))
        .options(joinedload(Case.tenant), joinedload(Case.home))
        .order_by(Correction.id)
    )
    newest = {row.Correction.message_id: row for row in session.execute(query)}
    for row in sorted(newest.values(), key=lambda each: each.Correction.id):
        yield row.Correction, row.Message, row.Case


def _line(row: Correction, message: Message, case: Case, mask: Mask, landlord: Landlord) -> str:
    """The labels and the words that were read, as the classifiers were given them."""
    first, also, flags, level = line_of(row, landlord)
    known = [f for f in flags if f in landlord.flags or f in OWN_FLAGS or f.startswith("language:")]
    marks = [first, *(f"+{each}" for each in also), *(f"#{flag}" for flag in sorted(known))]
    marks += [f"={level}"] if level else []
    marks += [VOICES[message.channel]] if message.channel in VOICES else []
    said = f"{message.subject}\n{message.text}".strip() if message.subject else message.text
    told = (message.details or {}).get("facts", {})
    own = [case.tenant.name if case.tenant else "", str(told.get("name", ""))]
    places = [case.home.address if case.home else "", str(told.get("address", ""))]
    plain = "\\n".join(mask.mask(said, own, places).splitlines()).strip()
    return f"{' '.join(marks)} | {plain}"


def _unfit(line: str, landlord: Landlord) -> str:
    """Why training would refuse this line; '' when it would not."""
    if not line.partition(" | ")[2].strip():
        return "empty"
    try:
        return "" if list(read_lines([line], "corrections", landlord)) else "unknown"
    except BadLabels:
        return "unknown"
