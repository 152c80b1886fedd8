"""Settings: the three ways to stand, what is missing, what is wrong, and what a channel is given."""

import json
import re
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel, Field

from channels.email.outbound import EmailSender
from channels.email.settings import EmailSettings
from config import redis_server, sandbox_keys, settings_table
from config.checkup import look
from config.settings import Settings, documented, load
from config.up import where_to_look
from router import clock
from router.errors import BadSetting

SID = "AC" + "0" * 32
REAL = {
    "TWILIO_ACCOUNT_SID": SID,
    "TWILIO_AUTH_TOKEN": "token",
    "TWILIO_NUMBER": "+441632960100",
    "PUBLIC_URL": "https://homes.example/",
    "SECRET_KEY": "k" * 40,
    "MAIL_RELAY_URL": "smtp://relay.example:25",
}
Load = Callable[..., Settings]


@pytest.fixture
def read(tmp_path: Path) -> Load:
    def read(**environ: str) -> Settings:
        return load({"DATA_DIR": str(tmp_path / "data"), **environ})

    return read


def test_with_nothing_set_it_is_the_sandbox_with_keys_of_its_own(read: Load, tmp_path: Path) -> None:
    settings = read()
    assert settings.standing == "sandbox"
    assert re.fullmatch(r"AC[0-9a-f]{32}", settings.twilio_account_sid)
    assert settings.twilio_number.startswith("+441632960")
    assert len(settings.secret_key) >= 32
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.twilio_api_url == "http://127.0.0.1:8001"
    assert settings.mail_relay_url == "smtp://127.0.0.1:8026"
    assert settings.live_port == 8002
    assert settings.host == "127.0.0.1"
    kept = tmp_path / "data" / "sandbox.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert json.loads(kept.read_text())["auth_token"] == settings.twilio_auth_token


def test_a_door_that_is_not_there_is_named(read: Load) -> None:
    with pytest.raises(BadSetting, match="CHANNELS names fax, telex: there is email, sms, voice, web, whatsapp"):
        read(CHANNELS="sms, fax,telex")


def test_the_sandbox_keeps_its_keys(read: Load) -> None:
    assert read().secret_key == read().secret_key


def test_processes_that_start_together_agree_on_the_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(sandbox_keys.keep, [tmp_path / "new"] * 16))
    assert len(kept) == 1
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["sandbox.json"]


def test_damaged_keys_are_said_in_one_line(read: Load, tmp_path: Path) -> None:
    read()
    (tmp_path / "data" / "sandbox.json").write_text("{")
    with pytest.raises(BadSetting, match=r"sandbox\.json is damaged"):
        read()


def test_real_twilio(read: Load, tmp_path: Path) -> None:
    settings = read(**REAL)
    assert settings.standing == "real"
    assert settings.twilio_api_url == "https://api.twilio.com"
    assert settings.public_url == "https://homes.example"
    assert settings.twilio_whatsapp_number == "+441632960100"
    assert not (tmp_path / "data" / "sandbox.json").exists()
    assert read(**REAL, TWILIO_API_URL="https://api.dublin.ie1.twilio.com").standing == "real"


@pytest.fixture
def clock_as_it_was() -> Iterator[None]:
    yield
    clock.run_ahead(timedelta(0))


@pytest.mark.parametrize(
    ("span", "by"), [("26h", timedelta(hours=26)), ("90m", timedelta(minutes=90)), ("60d", timedelta(60))]
)
def test_a_demonstration_s_clocks_may_run_ahead(read: Load, clock_as_it_was: None, span: str, by: timedelta) -> None:
    settings = read(CLOCK_AHEAD=span)
    assert abs(clock.now() - datetime.now(UTC) - by) < timedelta(minutes=1)
    assert f"run {span} ahead" in where_to_look(settings)
    assert ("warn", "settings", f"CLOCK_AHEAD: every clock here runs {span} ahead, for a demonstration") in list(
        look(lambda: settings)
    )
    assert "CLOCK_AHEAD" not in where_to_look(read())
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1), "without the setting it is the hour that it is"


@pytest.mark.parametrize("span", ["soon", "61d", "-3h", "1.5h", "3w", "999999h"])
def test_a_span_that_makes_no_sense_is_named(read: Load, span: str) -> None:
    with pytest.raises(
        BadSetting, match=r"CLOCK_AHEAD must be minutes, hours or days, such as 26h, and no more than 60d"
    ):
        read(CLOCK_AHEAD=span)


@pytest.mark.parametrize("more", [{}, {"TWILIO_API_URL": "http://127.0.0.1:9999"}])
def test_no_real_house_s_clock_runs_ahead(read: Load, clock_as_it_was: None, more: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match="CLOCK_AHEAD is for a demonstration in the sandbox"):
        read(**REAL, **more, CLOCK_AHEAD="26h")
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_real_twilio_names_all_that_is_missing_at_once(read: Load) -> None:
    with pytest.raises(BadSetting) as refusal:
        read(TWILIO_ACCOUNT_SID=SID, TWILIO_NUMBER="+441632960100")
    said = str(refusal.value)
    for name in ("PUBLIC_URL", "SECRET_KEY", "TWILIO_AUTH_TOKEN", "MAIL_RELAY_URL"):
        assert name in said
    assert "TWILIO_NUMBER" not in said
    assert "\n" not in said


def test_a_stand_in_has_its_own_values_and_no_sandbox(read: Load) -> None:
    settings = read(
        TWILIO_ACCOUNT_SID=SID,
        TWILIO_AUTH_TOKEN="theirs",
        TWILIO_NUMBER="+441632960199",
        TWILIO_API_URL="http://127.0.0.1:9999",
    )
    assert settings.standing == "stand-in"
    assert (settings.twilio_api_url, settings.twilio_auth_token) == ("http://127.0.0.1:9999", "theirs")
    assert settings.secret_key


def test_a_host_that_only_looks_like_twilio_is_a_stand_in(read: Load) -> None:
    assert read(**REAL, TWILIO_API_URL="https://nottwilio.com").standing == "stand-in"


def test_keys_without_an_account_are_noted_not_used(read: Load) -> None:
    settings = read(TWILIO_AUTH_TOKEN="left over")
    assert settings.standing == "sandbox"
    assert settings.twilio_auth_token != "left over"
    assert "TWILIO_AUTH_TOKEN" in settings.notes[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("WORKERS", "0"),
        ("LOG_LEVEL", "LOUD"),
        ("PUBLIC_URL", "homes.example"),
        ("DATABASE_URL", "mysql://somewhere/else"),
        ("REDIS_URL", "http://127.0.0.1"),
        ("MAIL_RELAY_URL", "relay.example"),
        ("MAIL_RELAY_URL", "smtp+tls://relay.example"),
        ("MAIL_RELAY_URL", "smtp+starttls://"),
        ("TWILIO_ACCOUNT_SID", "AC1"),
        ("TWILIO_NUMBER", "01632 960100"),
        ("MAIL_DOMAIN", "not a domain"),
        ("BLOBS_URL", "gopher://somewhere"),
        ("BLOBS_URL", "file://a-folder/blobs"),
        ("BLOBS_URL", "file:///"),
        ("BLOBS_URL", "/var/blobs"),
        ("LANDLORD_DIR", "/nonexistent"),
    ],
)
def test_a_wrong_value_is_named_in_one_line(read: Load, name: str, value: str) -> None:
    with pytest.raises(BadSetting) as refusal:
        read(**{name: value})
    assert name in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("scheme", ["smtp", "smtp+starttls", "smtps"])
def test_the_relay_may_be_reached_in_every_way_the_sender_knows(read: Load, scheme: str) -> None:
    settings = read(**REAL | {"MAIL_RELAY_URL": f"{scheme}://ann:word@relay.example"})
    EmailSender(settings.for_channel(EmailSettings))
    assert settings.mail_relay_url == f"{scheme}://ann:word@relay.example"


def test_a_wrong_secret_is_never_repeated(read: Load) -> None:
    with pytest.raises(BadSetting) as refusal:
        read(DATABASE_URL="mysql://user:hunter2@host/db")
    assert "hunter2" not in str(refusal.value)


def test_secrets_are_not_in_the_repr(read: Load) -> None:
    settings = read(**REAL, DATABASE_URL="postgresql://u:hunter2@h/db")
    for secret in ("hunter2", REAL["SECRET_KEY"], "'token'"):
        assert secret not in repr(settings)


def test_two_ports_that_are_the_same_are_named(read: Load) -> None:
    with pytest.raises(BadSetting, match="SMTP_PORT and PORT are both 8000"):
        read(SMTP_PORT="8000")


def test_a_setting_may_come_from_a_file(read: Load, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from-the-file-from-the-file\n")
    assert read(SECRET_KEY_FILE=str(secret)).secret_key == "from-the-file-from-the-file"
    assert read(SECRET_KEY_FILE=str(secret), SECRET_KEY="said outright").secret_key == "said outright"


def test_a_file_that_is_not_there_is_named(read: Load, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="SECRET_KEY_FILE cannot be read"):
        read(SECRET_KEY_FILE=str(tmp_path / "none"))


def test_an_empty_value_counts_as_not_given(read: Load) -> None:
    assert read(TWILIO_ACCOUNT_SID="", PORT="").standing == "sandbox"


def test_postgres_may_be_spelt_in_three_ways(read: Load) -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        assert read(DATABASE_URL=f"{scheme}://u@h/db").database_url == "postgresql+psycopg://u@h/db"


def test_a_long_data_dir_gets_a_short_socket_of_our_own(tmp_path: Path) -> None:
    settings = load({"DATA_DIR": str(tmp_path / ("d" * 120))})
    path = Path(settings.redis_url.removeprefix("unix://"))
    assert len(str(path)) <= 100
    redis_server.prepare(settings)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.parent.rmdir()


class _Parcel(BaseModel):
    twilio_number: str
    parcel_depot: str
    parcel_secret: str
    parcel_weight: int = 3
    mail_addresses: tuple[str, ...] = Field(default=())


def test_a_channel_is_given_house_values_its_own_and_extras(read: Load, tmp_path: Path) -> None:
    secret = tmp_path / "parcel"
    secret.write_text("s3cret\n")
    settings = read(PARCEL_DEPOT="north", PARCEL_SECRET_FILE=str(secret))
    parcel = settings.for_channel(_Parcel, {"mail_addresses": ("repairs",)})
    assert parcel.twilio_number == settings.twilio_number
    assert (parcel.parcel_depot, parcel.parcel_secret, parcel.parcel_weight) == ("north", "s3cret", 3)
    assert parcel.mail_addresses == ("repairs",)


def test_a_channel_names_everything_it_misses(read: Load) -> None:
    with pytest.raises(BadSetting, match="PARCEL_DEPOT, PARCEL_SECRET are missing"):
        read().for_channel(_Parcel)


def test_children_get_absolute_paths_and_the_same_port(read: Load, tmp_path: Path) -> None:
    settings = read(PORT="8100")
    theirs = settings.child_environment()
    assert theirs["DATA_DIR"] == str(tmp_path / "data")
    assert "127.0.0.1:8100" in theirs["GUNICORN_CMD_ARGS"]
    assert load(theirs | {"SMTP_PORT": "8025"}).secret_key == settings.secret_key


def test_every_setting_has_a_sentence() -> None:
    for name, field in documented().items():
        assert field.description, name


def test_the_table_check_sees_a_table_that_is_out_of_date(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(
        "before\n<!-- settings: written by `frontdoor settings` -->\nold\n<!-- end of settings -->\nafter\n"
    )
    assert not settings_table.write(check_only=True, readme=readme)
    assert settings_table.write(readme=readme)
    assert settings_table.write(check_only=True, readme=readme)
    assert "`PORT`" in readme.read_text()
    assert readme.read_text().endswith("after\n")
