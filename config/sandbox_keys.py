"""The sandbox's own account, made once and kept in DATA_DIR/sandbox.json, for its owner's eyes alone."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from router.errors import BadSetting


@dataclass(frozen=True, slots=True)
class SandboxKeys:
    """A pretend Twilio account. The numbers are Ofcom's drama numbers: nobody can own them."""

    account_sid: str
    auth_token: str
    number: str
    whatsapp_number: str
    secret_key: str


def keep(data_dir: Path) -> SandboxKeys:
    """The keys of this DATA_DIR; made on the first call. Two processes that start together get the same.

    Raises BadSetting when the file cannot be written or does not hold what it should.
    """
    path = data_dir / "sandbox.json"
    try:
        if not path.exists():
            _write_once(path, _new())
        return SandboxKeys(**json.loads(path.read_text(encoding="utf-8")))
    except (TypeError, ValueError):
        raise BadSetting(f"{path} is damaged: remove it, and the sandbox makes itself new keys") from None
    except OSError as error:
        raise BadSetting(f"DATA_DIR cannot be used: {path}: {error.strerror}") from None


def _new() -> SandboxKeys:
    return SandboxKeys(
        account_sid=f"AC{secrets.token_hex(16)}",
        auth_token=secrets.token_hex(16),
        number="+441632960100",
        whatsapp_number="+441632960200",
        secret_key=secrets.token_urlsafe(48),
    )


def _write_once(path: Path, keys: SandboxKeys) -> None:
    """Whole or not at all, and never over another's: a link fails where a file already stands."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(keys), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)
