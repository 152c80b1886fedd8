"""Reads the environment once, checks it, and names everything that is missing or wrong in one line.

Nobody else reads the environment. Any setting may also be given as `NAME_FILE`, a file that holds it
(as container secrets do). `frontdoor settings` writes the table of them all into `config/README.md`.

There are three ways to stand:
- sandbox: no TWILIO_ACCOUNT_SID. A pretend Twilio and mailbox; secrets are made once and kept in DATA_DIR.
- real: TWILIO_ACCOUNT_SID, and TWILIO_API_URL unset or Twilio's own.
- stand-in: TWILIO_ACCOUNT_SID, and TWILIO_API_URL somewhere else; the values are somebody else's.
"""

import os
import re
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, PrivateAttr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config import standing
from router import clock
from router.errors import BadSetting

PROJECT = Path(__file__).resolve().parent.parent

MOST_AHEAD = 60 * 24 * 60
"""Minutes that the clocks of a demonstration may run ahead."""
Model = TypeVar("Model", bound=BaseModel)


class Settings(BaseSettings):
    """Everything that can be set, read once. Frozen; hand its values down as arguments."""

    model_config: ClassVar[SettingsConfigDict] = SettingsConfigDict(frozen=True, extra="forbid")

    port: int = Field(8000, ge=1, le=65535, description="The port of the web pages and webhooks.")
    smtp_port: int = Field(8025, ge=1, le=65535, description="The port where mail is accepted.")
    live_port: int = Field(
        0, ge=0, le=65535, description="The port of the event streams of open screens. Default: PORT + 2."
    )
    sandbox_port: int = Field(0, ge=0, le=65535, description="The port of the pretend phone. Default: PORT + 1.")
    sandbox_smtp_port: int = Field(
        0, ge=0, le=65535, description="The port of the pretend mailbox. Default: SMTP_PORT + 1."
    )
    host: str = Field(
        "",
        description="The address to listen on. Default: 127.0.0.1 in the sandbox, otherwise 0.0.0.0.",
    )
    public_url: str = Field(
        "", description="How the world reaches us, as Twilio signs it. Default: http://127.0.0.1:PORT."
    )
    proxies: int = Field(
        0,
        ge=0,
        le=10,
        description="How many proxies of your own stand in front of the web pages and write X-Forwarded-For, so that "
        "guesses at passwords count for who makes them. One too many, and callers may lie about it. Default: none.",
    )
    secret_key: str = Field(
        "",
        repr=False,
        description="Signs sessions, reply addresses and progress links. Default: made once and kept in DATA_DIR, "
        "except with real Twilio, where it is required.",
    )
    database_url: str = Field(
        "",
        repr=False,
        description="sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME. "
        "Default: DATA_DIR/frontdoor.sqlite3.",
    )
    redis_url: str = Field(
        "",
        repr=False,
        description="redis://, rediss:// or unix://. Default: an embedded server that `frontdoor up` starts.",
    )
    data_dir: Path = Field(
        PROJECT / ".data", description="Where the data lies that is not in the database. Default: .data in the project."
    )
    landlord_dir: Path = Field(
        PROJECT / "config" / "landlord", description="The landlord's folder. Default: config/landlord."
    )
    model: str = Field(
        "",
        description="The folder of the trained model that reads the messages, as `frontdoor train --out` writes it. "
        "Default: the shipped one, which also stands in for one that cannot be read.",
    )
    shadow_model: str = Field(
        "",
        description="The folder of a candidate that reads each message after it has been placed, for "
        "`frontdoor shadow`; it decides nothing. Default: none.",
    )
    blobs_url: str = Field("", description="Where attachments and recordings lie. Default: file://DATA_DIR/blobs.")
    twilio_account_sid: str = Field(
        "", description="The Twilio account: AC and 32 hexadecimal digits. Unset: the sandbox is on."
    )
    twilio_auth_token: str = Field("", repr=False, description="The account's token; webhooks are signed with it.")
    twilio_number: str = Field("", description="Our telephone number, for texts and calls: +441632960100.")
    twilio_whatsapp_number: str = Field("", description="Our WhatsApp number. Default: TWILIO_NUMBER.")
    twilio_api_url: str = Field("", description="Where the REST calls go: Twilio (the default), or a stand-in.")
    mail_domain: str = Field("frontdoor.example", description="The domain whose mail is ours.")
    mail_relay_url: str = Field(
        "",
        repr=False,
        description="Where our mail leaves by: smtp://[USER:PASSWORD@]HOST:PORT, smtp+starttls:// or smtps://. "
        "Default: the pretend mailbox; required with real Twilio.",
    )
    channels: str = Field("", description="The doors to open, by comma: sms,email. Default: every one there is.")
    workers: int = Field(2, ge=1, le=64, description="How many processes place messages. One more beside them sends.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")
    log_format: Literal["plain", "json"] = Field("plain", description="plain for people, json for machines.")

    clock_ahead: str = Field(
        "",
        description="For a demonstration: how far every clock of the house runs ahead, such as 26h, 90m or 3d, at most "
        "60d. Only in the sandbox; refused with Twilio keys. Default: not at all.",
    )

    standing: Literal["sandbox", "real", "stand-in"] = Field("sandbox", exclude=True)
    embedded_redis: bool = Field(False, exclude=True)
    notes: tuple[str, ...] = Field((), exclude=True)

    _environ: dict[str, str] = PrivateAttr(default_factory=dict)

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("data_dir", "landlord_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("landlord_dir")
    @classmethod
    def _is_there(cls, value: Path) -> Path:
        if not value.is_dir():
            raise ValueError("must be a folder that is there")
        return value

    @field_validator("blobs_url")
    @classmethod
    def _store(cls, value: str) -> str:
        parts = urlsplit(value)
        whole = parts.scheme == "file" and parts.netloc in ("", "localhost") and parts.path.startswith("/")
        if value and not (whole and parts.path.strip("/")):
            raise ValueError("must be file:///FOLDER: no other store is known here")
        return value

    @field_validator("model", "shadow_model")
    @classmethod
    def _folder(cls, value: str) -> str:
        return str(Path(value).expanduser().resolve()) if value else ""

    @field_validator("public_url", "twilio_api_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("must be an http:// or https:// address")
        return value.rstrip("/")

    @field_validator("mail_relay_url")
    @classmethod
    def _relay(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in ("smtp", "smtp+starttls", "smtps") or not urlsplit(value).hostname):
            raise ValueError("must be smtp://HOST:PORT, smtp+starttls://HOST:PORT or smtps://HOST:PORT")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must be a redis://, rediss:// or unix:// address")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        value = re.sub(r"^(postgres|postgresql)://", "postgresql+psycopg://", value)
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must be sqlite:///FILE or postgresql+psycopg://...")
        if value.startswith("sqlite:///") and len(value) > len("sqlite:///"):
            return "sqlite:///" + str(Path(value.removeprefix("sqlite:///")).expanduser().resolve())
        return value

    @field_validator("twilio_account_sid")
    @classmethod
    def _account(cls, value: str) -> str:
        if value and not re.fullmatch(r"AC[0-9a-zA-Z]{32}", value):
            raise ValueError("must be AC and 32 more characters")
        return value

    @field_validator("twilio_number", "twilio_whatsapp_number")
    @classmethod
    def _number(cls, value: str) -> str:
        number = re.sub(r"[ ()-]", "", value.removeprefix("whatsapp:"))
        if number and not re.fullmatch(r"\+[1-9][0-9]{6,14}", number):
            raise ValueError("must be a number in full, such as +441632960100")
        return number

    @field_validator("clock_ahead")
    @classmethod
    def _span(cls, value: str) -> str:
        if value and not 0 <= _minutes(value) <= MOST_AHEAD:
            raise ValueError("must be minutes, hours or days, such as 26h, and no more than 60d")
        return value

    @field_validator("channels")
    @classmethod
    def _doors(cls, value: str) -> str:
        there = sorted(found.parent.name for found in (PROJECT / "channels").glob("*/__init__.py"))
        unknown = [name.strip() for name in value.split(",") if name.strip() and name.strip() not in there]
        if unknown:
            raise ValueError(f"names {', '.join(unknown)}: there is {', '.join(there)}")
        return value

    @field_validator("mail_domain")
    @classmethod
    def _domain(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", value):
            raise ValueError("must be a domain, such as homes.example")
        return value.lower()

    @property
    def channel_names(self) -> tuple[str, ...]:
        """The doors named in CHANNELS, in order; empty when every one is to be opened."""
        return tuple(name.strip() for name in self.channels.split(",") if name.strip())

    @property
    def ahead(self) -> timedelta:
        """How far the house's clocks run ahead; nothing but in a demonstration."""
        return timedelta(minutes=_minutes(self.clock_ahead)) if self.clock_ahead else timedelta(0)

    @property
    def live_url(self) -> str:
        """Where a browser on this machine finds the event streams."""
        return f"http://127.0.0.1:{self.live_port}"

    @property
    def model_folder(self) -> Path | None:
        """The folder of the trained model; None for the shipped one."""
        return Path(self.model) if self.model else None

    @property
    def run_dir(self) -> Path:
        """Locks and passing things of the running house."""
        return self.data_dir / "run"

    def for_channel(self, model: type[Model], extra: Mapping[str, Any] | None = None) -> Model:
        """A channel's own settings: by field name from the house, from `extra`, or from the environment.

        Raises BadSetting that names every one that is missing or wrong.
        """
        values: dict[str, Any] = {}
        for name in model.model_fields:
            if extra and name in extra:
                values[name] = extra[name]
            elif name in Settings.model_fields and getattr(self, name) not in ("", None):
                values[name] = getattr(self, name)
            elif name in self._environ:
                values[name] = self._environ[name]
        try:
            return model.model_validate(values)
        except ValidationError as error:
            raise BadSetting(_in_one_line(error)) from None

    def child_environment(self) -> dict[str, str]:
        """The environment for the processes of the Procfile: as ours, with every path made absolute."""
        theirs = dict(os.environ)
        for name, value in os.environ.items():
            if name.endswith("_FILE") and name.removesuffix("_FILE").lower() in Settings.model_fields and value:
                theirs[name] = str(Path(value).resolve())
        bin_dir = str(Path(sys.executable).parent)
        theirs |= {
            "DATA_DIR": str(self.data_dir),
            "LANDLORD_DIR": str(self.landlord_dir),
            "MODEL": self.model,
            "SHADOW_MODEL": self.shadow_model,
            "DATABASE_URL": self.database_url,
            "PORT": str(self.port),
            "PATH": bin_dir + os.pathsep + theirs.get("PATH", os.defpath),
            "PYTHONUNBUFFERED": "1",
            "OMP_NUM_THREADS": theirs.get("OMP_NUM_THREADS", "1"),  # small models: one thread a process is faster
            "MALLOC_ARENA_MAX": theirs.get("MALLOC_ARENA_MAX", "2"),  # our processes have few threads
            # gunicorn's bind belongs here, not in the Procfile, so that PORT and HOST are said once.
            "GUNICORN_CMD_ARGS": f"--bind {self.host}:{self.port} --no-control-socket --log-level warning "
            + theirs.get("GUNICORN_CMD_ARGS", ""),
        }
        for name in ("DATA_DIR", "LANDLORD_DIR", "MODEL", "SHADOW_MODEL", "DATABASE_URL", "PORT"):
            theirs.pop(f"{name}_FILE", None)
        return theirs

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load` hands in: it has read the environment, and the NAME_FILE files, already."""
        return (init_settings,)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check every setting, and set this process's clock by it. Raises BadSetting with one line that names all
    that is missing or wrong."""
    given = _read(os.environ if environ is None else environ)
    public = {name: given[name] for name in documented() if name in given}
    try:
        first = Settings(**public)  # type: ignore[arg-type]  # names and values come from one table of fields
    except ValidationError as error:
        raise BadSetting(_in_one_line(error)) from None
    values = first.model_dump()
    values |= standing.worked_out(values)
    settings = Settings(**values)
    settings._environ.update(given)
    clock.run_ahead(settings.ahead)
    return settings


def documented() -> dict[str, FieldInfo]:
    """The settings a person may give, by field name; what is only worked out is left off."""
    return {name: field for name, field in Settings.model_fields.items() if not field.exclude}


def _read(environ: Mapping[str, str]) -> dict[str, str]:
    """Lower-case names to values; NAME_FILE is read where NAME is not given. Empty counts as not given."""
    given = {name.lower(): value for name, value in environ.items() if value != ""}
    unreadable = []
    for name, path in list(given.items()):
        target = name.removesuffix("_file")
        if target == name or target in given or not _is_setting_file(target, path):
            continue
        try:
            given[target] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            unreadable.append(f"{name.upper()} cannot be read ({path})")
    if unreadable:
        raise BadSetting("; ".join(unreadable))
    return given


def _is_setting_file(target: str, path: str) -> bool:
    """House settings always; a name we do not know (a channel's own) only when the file is there."""
    return target in Settings.model_fields or Path(path).is_file()


def _in_one_line(error: ValidationError) -> str:
    """Every fault by name; never the value, which may be a secret."""
    missing, wrong = [], []
    for fault in error.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in fault["loc"]).upper()
        if fault["type"] == "missing":
            missing.append(name)
        else:
            wrong.append(f"{name} {_plain(fault['msg'])}")
    said = [f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing"] if missing else []
    return "; ".join(said + wrong)


def _minutes(span: str) -> int:
    """Of '26h', '90m', '3d'; -1 of anything else."""
    found = re.fullmatch(r"([0-9]{1,5})([mhd])", span)
    return int(found[1]) * {"m": 1, "h": 60, "d": 1440}[found[2]] if found else -1


def _plain(words: str) -> str:
    words = words.removeprefix("Value error, ").removeprefix("Input ")
    return words.replace("should be", "must be", 1)
