"""A file written whole or not at all, whenever the power fails."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

HALF = ".new-"
"""How the name of a file begins that is being written, or was when the power failed."""


@contextmanager
def written(path: Path) -> Iterator[IO[bytes]]:
    """What is written here stands at `path` afterwards, readable by its owner alone, in place of what was there.

    It lies beside its place, is synced, renamed, and the folder synced. Raises OSError when the disk refuses.
    """
    path = path.absolute()
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=HALF)  # for its owner alone
    except OSError as error:  # it names a file that nobody asked for
        raise OSError(error.errno, error.strerror, str(path)) from None
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
