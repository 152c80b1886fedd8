"""The written messages and their labels, as `LABELS.md` says. Reading only; nothing heavy is imported."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from router.values import Landlord

ASSETS = Path(__file__).with_name("assets")
NOTHING = "none"
"""Stands for 'nothing is broken', and for a message that is not for a landlord at all."""
VOICES = ("text", "email", "call", "form", "letter", "post", "heading")
OWN_FLAGS = ("complaint", "chaser", "safeguarding")


class BadLabels(ValueError):
    """A line that breaks the rules of `LABELS.md`. Says which file, which line, and what to do."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One message and what it is about. Ids are the landlord's."""

    text: str
    first: str  # a repair, a `job.*`, a topic, or NOTHING
    also: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    urgency: str = ""  # only where it is not what the repair and the flags give
    voice: str = "text"
    place: str = ""
    close_call: bool = False
    source: str = ""  # file and line, or where a correction came from

    faults: tuple[str, ...] = ()  # what is broken, most pressing first; worked out from `first` and `also`

    @property
    def fault(self) -> str:
        """The most pressing fault; NOTHING when nothing is broken."""
        return self.faults[0] if self.faults else NOTHING


def read_folder(folder: Path, landlord: Landlord) -> list[Labelled]:
    """Every message of every `*.txt` in a folder, by file name and line. Raises BadLabels at the first bad line."""
    found: list[Labelled] = []
    for path in sorted(folder.glob("*.txt")):
        found += read_lines(path.read_text(encoding="utf-8").splitlines(), path.name, landlord)
    return found


def read_lines(lines: Iterable[str], name: str, landlord: Landlord) -> Iterator[Labelled]:
    """The messages in these lines; empty lines and those that begin with '# ' are passed over. Raises BadLabels."""
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("# "):
            try:
                yield _read(line, f"{name}:{number}", landlord)
            except BadLabels as error:
                raise BadLabels(f"{name}, line {number}: {error}") from None


def _read(line: str, source: str, landlord: Landlord) -> Labelled:
    labels, mark, text = line.partition(" | ")
    marks = labels.split()
    if not mark or not marks or not text.strip():
        raise BadLabels("write `labels | text`")
    first, rest = marks[0], marks[1:]
    if first not in landlord.repairs and first not in landlord.topics and first != NOTHING:
        raise BadLabels(f"there is no repair or topic {first!r}")
    also = [each[1:] for each in rest if each.startswith("+")]
    unknown = [each for each in also if each not in landlord.repairs]
    if unknown:
        raise BadLabels(f"there is no repair {unknown[0]!r}")
    flags = {each[1:] for each in rest if each.startswith("#")}
    strange = [f for f in flags if f not in landlord.flags and f not in OWN_FLAGS and not f.startswith("language:")]
    if strange:
        raise BadLabels(f"there is no flag {strange[0]!r}")
    voice = next((each[1:] for each in rest if each.startswith("@") and not each.startswith("@@")), "text")
    if voice not in VOICES:
        raise BadLabels(f"there is no voice {voice!r}: use one of {', '.join(VOICES)}")
    broken = [each for each in (first, *also) if each in landlord.repairs and not each.startswith("job.")]
    return Labelled(
        text=text.replace("\\n", "\n"), first=first, also=tuple(also), flags=frozenset(flags), voice=voice,
        faults=tuple(broken),
        urgency=next((each[1:] for each in rest if each.startswith("=")), ""),
        place=next((each[2:] for each in rest if each.startswith("@@")), ""),
        close_call="?" in rest, source=source,
    )  # fmt: skip


def data_hash(messages: Sequence[Labelled]) -> str:
    """SHA-256 over every text and label, in order: the same data gives the same hash on every machine."""
    digest = hashlib.sha256()
    for each in messages:
        digest.update(_line(each) + b"\x00")
    return digest.hexdigest()


def mark(message: Labelled) -> int:
    """A number of 32 bits that tells this message with these labels from others, on every machine the same."""
    return zlib.crc32(_line(message))


def _line(each: Labelled) -> bytes:
    line = "\x1f".join([each.first, *each.also, "\x1e", *sorted(each.flags), each.urgency, each.place, each.text])
    return line.encode("utf-8", "surrogatepass")
