"""Where attachments and recordings lie: a folder, each named by the hash of its bytes.

An S3-like store would be a second class with the same two methods.
"""

import hashlib
import logging
import os
import re
import shutil
from collections import Counter
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from config.writing import HALF, written
from router.errors import BadSetting, CannotKeep
from router.values import BlobRef

log = logging.getLogger(__name__)

_NAME = re.compile(r"[0-9a-f]{64}")
_ASIDE = ".old-"


class FolderBlobs:
    """Blobs in a folder, two letters of the hash to a sub-folder. Implements `ports.Blobs`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> BlobRef:
        """Whole or absent, whenever the power fails. Told again, it is as if it were new: see `sweep`.

        Raises CannotKeep when the disk refuses.
        """
        name = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        try:
            if not _touch(path):
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with written(path) as stream:
                    stream.write(content)
        except OSError as error:
            raise CannotKeep(f"attachment: {error.strerror}") from error
        return BlobRef(name, len(content))

    def sweep(self, named: Container[str], before: float) -> int:
        """Remove what is not `named` and was last put, or begun, before this Unix time; returns how many.

        A blob is put before the row that names it, so `before` must leave the slowest commit its time.
        What cannot be read or removed is passed over, counted, and said in one line.
        """
        gone, troubles = 0, Counter[str]()
        for folder in self.folder.glob("[0-9a-f][0-9a-f]"):
            with _passed_over(troubles):
                for path in [*folder.iterdir()]:
                    with _passed_over(troubles):
                        gone += _sweep(path, named, before)
        if troubles:
            words = ", ".join(f"{count} times '{why}'" for why, count in troubles.most_common())
            log.warning("the sweep of attachments passed over what it could not read or remove: %s", words)
        return gone

    def room(self) -> int:
        """Free bytes where the blobs lie; 0 when that cannot be told."""
        try:
            return shutil.disk_usage(self.folder).free
        except OSError:
            return 0

    def get(self, sha256: str) -> bytes:
        """Raises KeyError when there is none."""
        try:
            return self._path(sha256).read_bytes()
        except OSError:
            raise KeyError(sha256) from None

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise KeyError(name)
        return self.folder / name[:2] / name


def _touch(path: Path) -> bool:
    """Is it there, and from now on as if it were new? Asked once more afterwards: a sweep may have taken it between."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return path.exists()


@contextmanager
def _passed_over(troubles: Counter[str]) -> Iterator[None]:
    """What the disk refuses is counted by its reason; the file's name stays out of it."""
    try:
        yield
    except FileNotFoundError:  # it was being written, and has its name now
        return
    except OSError as error:
        troubles[error.strerror or type(error).__name__] += 1


def _sweep(path: Path, named: Container[str], before: float) -> bool:
    """Remove this one, if nothing names it and it is old. Raises OSError."""
    name = path.name.removeprefix(_ASIDE)
    if name in named:
        if path.name != name:  # the power failed before it was put back
            path.replace(path.with_name(name))
        return False
    is_ours = bool(_NAME.fullmatch(name)) or name.startswith(HALF)
    return is_ours and path.stat().st_mtime < before and _remove(path, before)


def _remove(path: Path, before: float) -> bool:
    """Take it aside first: whoever puts it after that writes it anew, and what was put just before goes back."""
    aside = path.with_name(_ASIDE + path.name.removeprefix(_ASIDE))
    path.replace(aside)
    if aside.stat().st_mtime >= before:
        aside.replace(path)
        return False
    aside.unlink()
    return True


def open_blobs(url: str) -> FolderBlobs:
    """The store that BLOBS_URL names. Raises BadSetting for one we cannot speak to."""
    parts = urlsplit(url)
    if parts.scheme != "file":
        raise BadSetting(f"BLOBS_URL is {parts.scheme}://: only file:///FOLDER is known here")
    folder = Path(unquote(parts.path))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FolderBlobs(folder)
