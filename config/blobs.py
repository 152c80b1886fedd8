"""Where attachments and recordings lie: a folder, each named by the hash of its bytes.

An S3-like store would be a second class with the same two methods.
"""

import hashlib
import os
import re
import shutil
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from router.errors import BadSetting, CannotKeep
from router.values import BlobRef


class FolderBlobs:
    """Blobs in a folder, two letters of the hash to a sub-folder. Implements `ports.Blobs`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> BlobRef:
        """Written beside its place, synced, renamed, folder synced: whole or absent, whenever the power fails.

        Raises CannotKeep when the disk refuses.
        """
        name = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        if not path.exists():
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._write(path, content)
            except OSError as error:
                raise CannotKeep(f"attachment: {error.strerror}") from error
        return BlobRef(name, len(content))

    def room(self) -> int:
        """Free bytes where the blobs lie; 0 when that cannot be told."""
        try:
            return shutil.disk_usage(self.folder).free
        except OSError:
            return 0

    def _write(self, path: Path, content: bytes) -> None:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def get(self, sha256: str) -> bytes:
        """Raises KeyError when there is none."""
        try:
            return self._path(sha256).read_bytes()
        except OSError:
            raise KeyError(sha256) from None

    def _path(self, name: str) -> Path:
        if not re.fullmatch(r"[0-9a-f]{64}", name):
            raise KeyError(name)
        return self.folder / name[:2] / name


def open_blobs(url: str) -> FolderBlobs:
    """The store that BLOBS_URL names. Raises BadSetting for one we cannot speak to."""
    parts = urlsplit(url)
    if parts.scheme != "file":
        raise BadSetting(f"BLOBS_URL is {parts.scheme}://: only file:///FOLDER is known here")
    folder = Path(unquote(parts.path))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FolderBlobs(folder)
