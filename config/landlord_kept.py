"""The landlord's folder, read once for all programs of a house.

What the fork server has read (`config/fork_server.py`), the programs that it forks have: each that reads for itself
pays six megabytes and a tenth of a second. A folder that was changed since is read again: whoever restarts a program
after a change gets what stands there now.
"""

from dataclasses import dataclass
from pathlib import Path

from config import landlord_files
from config.loaded_files import print_of
from router.values import Landlord


@dataclass(frozen=True, slots=True)
class _Kept:
    folder: Path
    print: bytes
    landlord: Landlord


_kept: _Kept | None = None


def keep(folder: Path) -> None:
    """Read it now, for this process and its forks. Raises BadSetting as `landlord_files.load` does."""
    global _kept
    before = _print(folder)  # before reading: what is written meanwhile is read again
    _kept = _Kept(folder, before, landlord_files.load(folder))


def load(folder: Path) -> Landlord:
    """The landlord of this folder as it is now. Raises BadSetting as `landlord_files.load` does."""
    if _kept is not None and _kept.folder == folder and _kept.print == _print(folder):
        return _kept.landlord
    return landlord_files.load(folder)


def _print(folder: Path) -> bytes:
    """Another one as soon as a file here is written to, renamed, added or removed. Raises nothing."""
    try:
        return print_of(sorted(str(file) for file in folder.iterdir()))[1]
    except OSError:
        return b""
