"""The `frontdoor` command. Each command's body lives in its own module and is loaded when it is asked for.

Loading this file must stay cheap: `frontdoor --help` and `classify` need no database, no Redis and no web.
"""

import importlib
import io
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from router.errors import RouterError

if TYPE_CHECKING:
    from config.settings import Settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, invoke_without_command=True)
@click.version_option(package_name="frontdoor", message="%(version)s")
@click.pass_context
def frontdoor(context: click.Context) -> None:
    """The front door of a landlord: texts, calls, mails and forms to the right person, and the answer back."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _settings() -> "Settings":
    settings_module = importlib.import_module("config.settings")
    settings: Settings = settings_module.load()
    importlib.import_module("config.logs").setup(settings.log_level, settings.log_format)
    return settings


def _part(module: str) -> Any:
    """A module of the house, loaded when a command needs it."""
    return importlib.import_module(module)


@frontdoor.command()
def up() -> None:
    """Migrate, seed once, then keep every process running. Ctrl-C stops them all."""
    _part("config.up").run(_settings())


@frontdoor.command()
@click.option("--check", is_flag=True, help="Only say whether the models and the migrations agree.")
def migrate(check: bool) -> None:
    """Bring the database to the newest shape."""
    if check:
        _models_and_migrations_agree()
        return
    settings = _settings()
    if settings.database_url.startswith("sqlite"):
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    click.echo(f"The database is at {_part('config.schema').migrate(settings.database_url)}.")


def _models_and_migrations_agree() -> None:
    schema = _part("config.schema")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/fresh.sqlite3"
        revision = schema.migrate(url)
        found = schema.differences(url)
    if found:
        raise RouterError(f"the models have what the migrations have not, or the other way round: {found}")
    click.echo(f"The models and the migrations agree, at {revision}.")


@frontdoor.command()
def seed() -> None:
    """Fill an empty house with the demo landlord, once."""
    settings = _settings()
    if settings.standing == "real":
        raise RouterError("seed is for the sandbox: pretend people have no place beside real tenants")
    _part("config.schema").migrate(settings.database_url)
    _part("config.demo").seed_once(settings)


@frontdoor.command("settings")
@click.option("--check", is_flag=True, help="Only say whether config/README.md is up to date.")
def settings_command(check: bool) -> None:
    """Write the table of every setting into config/README.md."""
    if not _part("config.settings_table").write(check_only=check):
        raise RouterError("config/README.md does not have every setting as it is now: run frontdoor settings")


@frontdoor.command()
def channels() -> None:
    """List the doors that were found."""
    for channel in _part("channels.discovery").find().values():
        click.echo(f"{channel.name:<10} {channel.traits.label}")


@frontdoor.command()
def classify() -> None:
    """Read JSON Lines from standard input and write their labels, in the same order.

    \b
    A line is an object with "id" and "text"; "at" and "facts" may be left out:
    {"id": 1, "text": "no heating since friday", "at": "2026-11-30T08:00:00Z", "facts": ["baby"]}

    A line that cannot be read is named on standard error and left out; the exit status is then 1.
    """
    rows = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    settings, run = _settings(), _part("config.labelling").classify
    raise SystemExit(run(settings.landlord_dir, settings.model_folder, rows, sys.stdout, sys.stderr))


@frontdoor.command()
@click.argument("file", type=click.File("r", encoding="utf-8", errors="replace"))
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def evaluate(file: Any, as_json: bool) -> None:
    """Score JSON Lines that carry the expected values, label by label.

    \b
    A line is an object with "id", "text" and any of these as they should be: "topic", "repair", "repair_group",
    "urgency" (a text each), "danger", "flags", "also" (lists), "needs_person" (true or false), for example:
    {"id": 1, "text": "smell gas", "topic": "repair", "repair": "gas.smell", "urgency": "life_safety"}

    A share of nothing is "-": a label that no line expects has no recall, one that was never said no precision.
    """
    settings = _settings()
    click.echo(_part("config.labelling").evaluate(settings.landlord_dir, settings.model_folder, file, as_json))


@frontdoor.command()
@click.option("--out", type=click.Path(path_type=Path), help="Where to write it, instead of over the shipped one.")
@click.option("--corrections", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A file that `frontdoor corrections` wrote, to learn from as well (again for more).")  # fmt: skip
@click.option("--encoder", is_flag=True, help="Teach the encoder anew instead: a quarter of an hour or more.")
@click.option("--further", is_flag=True, help="Teach the encoder only what is new in the messages: ten minutes.")
def train(out: Path | None, corrections: tuple[Path, ...], encoder: bool, further: bool) -> None:
    """Teach the model from the labelled messages in the repository, and say how well it reads others."""
    say, make = (lambda words: click.echo(words, err=True)), _part("config.training").make
    if encoder or further:
        _part("config.training").teach_encoder(_settings().landlord_dir, out, say, further=further)
        return
    told = make(_settings().landlord_dir, out, say, corrections)
    for name, value in told.items():
        click.echo(f"{name:<34}{value}")


@frontdoor.command()
@click.option("--messages-a-day", type=click.IntRange(min=1), default=200, show_default=True, help="How many come in.")
@click.option("--minutes-each", type=click.FloatRange(min=0, min_open=True), default=1.0, show_default=True,
              help="How long a person takes to read one.")  # fmt: skip
@click.option("--own", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Your own labelled messages, as classifiers/training/LABELS.md has them.")  # fmt: skip
def threshold(messages_a_day: int, minutes_each: float, own: Path | None) -> None:
    """What `needs_person_below` costs in work, and what it saves, value by value."""
    settings = _settings()
    show = _part("config.threshold").show
    for line in show(settings.landlord_dir, settings.model_folder, messages_a_day, minutes_each, own):
        click.echo(line)


@frontdoor.command()
def shadow() -> None:
    """How the candidate of SHADOW_MODEL reads beside the model in force. It decides nothing."""
    settings = _settings()
    landlord = _part("config.landlord_files").load(settings.landlord_dir)
    for line in _part("config.shadow_report").show(settings, landlord):
        click.echo(line)


@frontdoor.command()
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True, help="The last days to look at.")
def drift(days: int) -> None:
    """Do messages still come in, and read, as they did? What changed, and what to do."""
    for line in _part("config.drift_command").show(_settings(), days):
        click.echo(line)


@frontdoor.command()
@click.option("--out", metavar="FILE|-", help="Where to write them. Default: DATA_DIR/corrections.txt.")
def corrections(out: str | None) -> None:
    """Write what staff corrected at the desk as labelled lines, personal data masked, for `train --corrections`."""
    settings = _settings()
    file = None if out == "-" else Path(out) if out else settings.data_dir / "corrections.txt"
    _part("config.corrections").run(settings, file, sys.stdout, sys.stderr)


@frontdoor.command()
@click.argument("what")
@click.option("--format", "shape", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@click.option("--since", help="Only what happened at or after this time (ISO 8601, UTC unless it says).")
def export(what: str, shape: str, since: str | None) -> None:
    """Write rows: messages, cases, repairs, appointments, slots, outbound, deadlines, offers, events, staff,
    corrections.

    Times are in UTC. --since goes by when a row began: received, opened, started; staff come all.
    """
    _part("config.export").run(_settings(), what, shape, since, sys.stdout)


@frontdoor.command()
@click.option("--within", default="", help="Only what falls due within this time: 30m, 24h, 5d. Late ones come too.")
@click.option("--overdue", is_flag=True, help="Only what is late.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def deadlines(within: str, overdue: bool, as_json: bool) -> None:
    """List what falls due, soonest first: clocks of the law, of your own targets, and promises. No personal data."""
    _part("config.deadline_commands").run(_settings(), within, overdue, as_json, sys.stdout)


@frontdoor.command()
def verify() -> None:
    """Count what must never be: a line for each. Exit 1 if any count is not 0; 'not yet' says why there is none."""
    raise SystemExit(_part("config.verify").run(_settings(), sys.stdout))


@frontdoor.command()
def check() -> None:
    """Is this installation fit to serve? One line each; exit 1 if not."""
    raise SystemExit(_part("config.checkup").run(_settings, sys.stdout))


@frontdoor.group()
def plan() -> None:
    """How a case finds its agent: rules and steps, as config/README.md explains."""


@plan.command("show")
@click.option("--version", "number", type=click.IntRange(min=1), help="An older one. Default: the one in force.")
def plan_show(number: int | None) -> None:
    """Print a version of the plan, as it was written."""
    click.echo(_part("config.plans").show(_settings(), number))


@plan.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
def plan_check(file: Path) -> None:
    """Say what is wrong in a draft, with its line, or that nothing is. Changes nothing."""
    click.echo(_part("config.plans").check(_settings(), file))


@plan.command("use")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
def plan_use(file: Path) -> None:
    """Put a draft in force for what comes in from now on, and write it over the landlord's plan.toml."""
    click.echo(_part("config.plans").use(_settings(), file))


@plan.command("try")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--case", "reference", help="A case, by its reference.")
@click.option("--attributes", help='A case that might come: \'{"queue": "rents", "language": "pl"}\'')
def plan_try(file: Path | None, reference: str | None, attributes: str | None) -> None:
    """Say which rule a case would take, its steps, and who could be offered it. Default: by the plan in force.

    As though everybody were on duty with nothing in hand. Changes nothing.
    """
    for line in _part("config.plan_trial").run(_settings(), file, reference, attributes):
        click.echo(line)


@plan.command("rehearse")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True, help="How many days.")
@click.option("--recorded", is_flag=True, help="The cases of the last days, instead of made-up ones.")
@click.option("--messages-a-day", "a_day", type=click.IntRange(1, 100_000), default=200, show_default=True,
              help="How many are made up for each working day.")  # fmt: skip
@click.option("--rota", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Who works when: CSV with email and pattern. Default: everybody's own pattern.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same seed, the same days.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path),
              help="Where the plot goes (SVG). Default: DATA_DIR/rehearsal.svg.")  # fmt: skip
def plan_rehearse(file: Path, days: int, recorded: bool, a_day: int, rota: Path | None, seed: int,
                  plot: Path | None) -> None:  # fmt: skip
    """Run the same days through a draft and the plan in force, and show waits, what was late and load side by side."""
    part = _part("config.rehearsal")
    wanted = part.Wanted(days, seed, a_day, recorded, rota, plot)
    for line in part.run(_settings(), file, wanted, sys.stderr):
        click.echo(line)


@frontdoor.group()
def staff() -> None:
    """The people who work here."""


@staff.command("add")
@click.argument("email")
@click.option("--name", help="As others see it. Default: the part of EMAIL before the @.")
@click.option("--role", type=click.Choice(["agent", "supervisor", "admin"]), default="agent", show_default=True)
@click.option(
    "--queue", "queues", multiple=True, help="A queue they work in (again for more). Default: every open one."
)
@click.option("--skill", "skills", multiple=True, help="'restricted' opens safeguarding. Default: those of the queues.")
@click.option(
    "--level", "levels", multiple=True, help="How good they are at a skill, 1 to 5: triage:3 (again for more)."
)
@click.option("--language", "languages", multiple=True, default=["en"], help="en, pl ... (again for more).")
@click.option("--pattern", default="", help='When they usually work: "mon-fri 08:00-16:00".')
@click.option("--phone", default="", help="The telephone that a call-back rings first.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for when not given.")
def staff_add(email: str, name: str | None, role: str, queues: tuple[str, ...], skills: tuple[str, ...],
              levels: tuple[str, ...], languages: tuple[str, ...], pattern: str, phone: str,
              password: str) -> None:  # fmt: skip
    """Add somebody who may sign in, or give a first password to somebody who was imported."""
    add = _part("config.staff").add
    person = (email, name or email.partition("@")[0], role, password, queues, skills, phone)
    click.echo(add(_settings(), *person, levels=levels, languages=languages, pattern=pattern))


@frontdoor.command("import")
@click.argument("what", type=click.Choice(["homes", "tenants", "staff", "resources", "patterns", "leave"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_command(what: str, file: Path) -> None:
    """Take in homes, tenants, staff, or the diary from a CSV file: all rows or none.

    The first line names the columns, in any order; those in brackets may be missing.

    \b
    homes:     uprn, address, postcode, patch, [kind, bedrooms, block, flags]
    tenants:   number, name, [uprn, phones, emails, language, flags]
    staff:     email, name, [role, phone, queues, skills, levels, languages, pattern]
    resources: code, name, [kind, serves, trades, patches, languages, seats, phone, address, staff, active]
    patterns:  resource, from, hours, [until, every_weeks]
    leave:     resource, from, until, [reason]

    A known uprn, number, email or code changes what is there. Several values in one cell are separated by semicolons;
    levels are written triage:3, hours mon-fri 08:00-16:00. Days and times of the diary are London's: 2026-12-24,
    2026-12-24 12:00. A row that would leave a booked visit without its place is refused.
    """
    click.echo(_part("config.bulk").run(_settings(), what, file, sys.stderr))


@frontdoor.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write one file with the database and the attachments, while running."""
    click.echo(_part("config.backup").backup(_settings(), file))


@frontdoor.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Put a backup into an empty place and verify it. Exit 1 if it does not hold."""
    raise SystemExit(_part("config.restore").restore(_settings(), file, sys.stdout))


def main() -> None:
    """Run it: what goes wrong in an expected way is one line on standard error and exit status 1."""
    os.umask(0o077)  # a database or a file that it makes holds tenants' words: for nobody else on this machine
    try:
        frontdoor.main(standalone_mode=False)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(error.exit_code)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        hint = f" (try {context.command_path} --help)" if context else ""
        _fail(f"{error.format_message()}{hint}", error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("stopped", 130)
    except BrokenPipeError:
        # Whoever was reading has read enough; say nothing, now or when Python closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith(("config.", "classifiers.", "channels.")):
            raise
        _fail(f"not yet: {error.name} is not built")
    except RouterError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename or 'input and output'}: {error.strerror or type(error).__name__}")
    except Exception as error:  # the last word of a command is one line, not a traceback
        # A database or Redis that is away is no bug of ours: say so without a page of places.
        if type(error).__module__.partition(".")[0] not in ("sqlalchemy", "redis"):
            raise
        _fail(f"{type(error).__name__}: {getattr(error, 'orig', None) or error}")


def _fail(words: str, status: int = 1) -> None:
    print(f"frontdoor: {' '.join(words.split())}", file=sys.stderr)
    sys.exit(status)
