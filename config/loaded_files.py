"""Are the files whose code this process has loaded still the files on the disk? After an upgrade they are not."""

import os
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

_MARK = "\0"  # in no path


class LoadedFiles:
    """Every file that a module was loaded from until now: ours, the libraries', Python's own.

    Cheap to ask again, about 5 ms for a thousand files. The names are kept as one text, because to walk over the
    modules would write to the memory that forks share.
    """

    def __init__(self) -> None:
        names = {str(getattr(module, "__file__", None) or "") for module in [*sys.modules.values()]}
        self._names = _MARK.join(sorted(name for name in names if Path(name).is_file()))
        self._newest, self._print = self._look()

    def have_changed(self) -> bool:
        """Has one of them been replaced, written to or removed since?"""
        return self._look()[1] != self._print

    def changed_after(self, moment: float) -> bool:
        """Was one of them already put there or written to after this Unix time? By the clock of the disk."""
        return self._newest > moment

    def _look(self) -> tuple[float, bytes]:
        return print_of(self._names.split(_MARK))


def print_of(names: Iterable[str]) -> tuple[float, bytes]:
    """When the newest of these files was put there or written to (Unix time, by the clock of the disk), and a print of
    them all, which is another one when any of them is written to, replaced or removed. Raises nothing."""
    newest, print_of_all = 0.0, sha256()
    for name in names:
        try:
            found = os.stat(name)  # noqa: PTH116 - a Path for each takes three times as long
        except OSError:
            print_of_all.update(b"gone")
            continue
        # The time of change tells of every write and every rename, also by tools that put the old date back.
        newest = max(newest, found.st_ctime)
        print_of_all.update(f"{found.st_ino} {found.st_ctime_ns} {found.st_size}\n".encode())
    return newest, print_of_all.digest()
