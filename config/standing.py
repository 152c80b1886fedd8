"""What follows from the settings that were given: how we stand, and every port, address and folder with a default."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from config import sandbox_keys
from router.errors import BadSetting

TWILIO = "https://api.twilio.com"
_SOCKET_PATH_LIMIT = 100  # bytes; Linux allows 107 and macOS 103 for the path of a unix socket


Given = Mapping[str, Any]
"""The settings that a person may give, each checked by itself; what was left out has its plain default."""


def worked_out(given: Given) -> dict[str, Any]:
    """The values of a sandbox, of real Twilio or of a stand-in for it. Raises BadSetting; makes the sandbox's keys."""
    values: dict[str, Any] = _ports(given)
    values |= _standing(given, values)
    values |= _places(given, values)
    return values


def _ports(given: Given) -> dict[str, int]:
    ports = {
        "port": given["port"],
        "smtp_port": given["smtp_port"],
        "live_port": given["live_port"] or given["port"] + 2,
        "sandbox_port": given["sandbox_port"] or given["port"] + 1,
        "sandbox_smtp_port": given["sandbox_smtp_port"] or given["smtp_port"] + 1,
    }
    taken: dict[int, str] = {}
    for name, port in ports.items():
        if port in taken:
            raise BadSetting(f"{name.upper()} and {taken[port].upper()} are both {port}; give one of them another port")
        if port > 65535:
            raise BadSetting(f"{name.upper()} would be {port}; set it to a port up to 65535")
        taken[port] = name
    return ports


def _standing(given: Given, values: Mapping[str, Any]) -> dict[str, Any]:
    """Which of the three ways we stand, and what follows from it."""
    sandbox_url = f"http://127.0.0.1:{values['sandbox_port']}"
    mailbox = f"smtp://127.0.0.1:{values['sandbox_smtp_port']}"
    if not given["twilio_account_sid"]:
        return _in_the_sandbox(given, sandbox_url, mailbox)
    if given["clock_ahead"]:
        raise BadSetting("CLOCK_AHEAD is for a demonstration in the sandbox, and TWILIO_ACCOUNT_SID is set")
    if _is_twilio(given["twilio_api_url"]):
        _require(given, "PUBLIC_URL", "SECRET_KEY", "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER", "MAIL_RELAY_URL")
        notes = () if len(given["secret_key"]) >= 32 else ("SECRET_KEY is shorter than 32 characters.",)
        return {
            "standing": "real",
            "twilio_api_url": given["twilio_api_url"] or TWILIO,
            "twilio_whatsapp_number": given["twilio_whatsapp_number"] or given["twilio_number"],
            "notes": notes,
        }
    _require(given, "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER")
    return {
        "standing": "stand-in",
        "secret_key": given["secret_key"] or sandbox_keys.keep(given["data_dir"]).secret_key,
        "twilio_whatsapp_number": given["twilio_whatsapp_number"] or given["twilio_number"],
        "mail_relay_url": given["mail_relay_url"] or mailbox,
    }


def _in_the_sandbox(given: Given, sandbox_url: str, mailbox: str) -> dict[str, Any]:
    keys = sandbox_keys.keep(given["data_dir"])
    unused = [name for name in ("twilio_auth_token", "twilio_api_url", "mail_relay_url") if given[name]]
    notes = tuple(
        f"{name.upper()} is set but TWILIO_ACCOUNT_SID is not: the sandbox is on and does not use it."
        for name in unused
    )
    return {
        "standing": "sandbox",
        "notes": notes,
        "secret_key": given["secret_key"] or keys.secret_key,
        "twilio_account_sid": keys.account_sid,
        "twilio_auth_token": keys.auth_token,
        "twilio_number": given["twilio_number"] or keys.number,
        "twilio_whatsapp_number": given["twilio_whatsapp_number"] or keys.whatsapp_number,
        "twilio_api_url": sandbox_url,
        "mail_relay_url": mailbox,
    }


def _places(given: Given, values: Mapping[str, Any]) -> dict[str, Any]:
    """Addresses and folders that have a default."""
    data = given["data_dir"]
    return {
        "host": given["host"] or ("127.0.0.1" if values["standing"] == "sandbox" else "0.0.0.0"),  # noqa: S104 - behind a proxy
        "public_url": given["public_url"] or f"http://127.0.0.1:{given['port']}",
        "database_url": given["database_url"] or f"sqlite:///{data / 'frontdoor.sqlite3'}",
        "blobs_url": given["blobs_url"] or f"file://{data / 'blobs'}",
        "redis_url": given["redis_url"] or f"unix://{quote(str(redis_socket(data)))}",
        "embedded_redis": not given["redis_url"],
    }


def redis_socket(data_dir: Path) -> Path:
    """Where the embedded Redis listens: in DATA_DIR, or in a short folder of our own when that path is too long."""
    beside = data_dir / "redis.sock"
    if len(os.fsencode(beside)) <= _SOCKET_PATH_LIMIT:
        return beside
    mark = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"frontdoor-{os.getuid()}-{mark}" / "redis.sock"


def _is_twilio(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return not url or host == "twilio.com" or host.endswith(".twilio.com")


def _require(given: Given, *names: str) -> None:
    missing = [name for name in names if not given[name.lower()]]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise BadSetting(f"{', '.join(missing)} {verb} missing: needed because TWILIO_ACCOUNT_SID is set")
