"""The peer for mail: django-helpdesk importing the same thousand mails from a directory, on SQLite.

It lives in an environment of its own, outside the project: `python -m tests.benchmarks --with-peers` makes it.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.house import NotMeasured

HOW = "python -m tests.benchmarks --with-peers   (pip install django-helpdesk in an environment of its own)"

_SCRIPT = """
import json, os, resource, sys
from pathlib import Path
folder, mails = Path(sys.argv[1]), Path(sys.argv[2])
from django.conf import settings
settings.configure(
    SECRET_KEY="bench", SITE_ID=1, USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "helpdesk.sqlite3")}},
    INSTALLED_APPS=["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
                    "django.contrib.sessions", "django.contrib.sites", "django.contrib.messages",
                    "django.contrib.humanize", "rest_framework", "helpdesk"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend", MEDIA_ROOT=str(folder / "media"),
    HELPDESK_TEAMS_MODE_ENABLED=False, HELPDESK_ACTIVATE_API_ENDPOINT=False, ROOT_URLCONF="desk_urls",
    HELPDESK_KBITEM_TEAM_GETTER=lambda item: None, LOGGING_CONFIG=None,
)
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from helpdesk.models import FollowUp, Queue, Ticket
Queue.objects.get_or_create(slug="repairs", defaults=dict(
    title="Repairs", email_address="repairs@frontdoor.example", allow_email_submission=True, email_box_type="local",
    email_box_local_dir=str(mails), email_box_interval=0, logging_type="none"))
from helpdesk.email import process_email
def spent():
    use = resource.getrusage(resource.RUSAGE_SELF)
    return use.ru_utime + use.ru_stime
before = spent()
import time
began = time.monotonic()
process_email(quiet=True)
print("RES " + json.dumps({"cpu": spent() - before, "wall": time.monotonic() - began, "tickets": Ticket.objects.count(),
      "followups": FollowUp.objects.count(), "left": len(list(mails.iterdir()))}))
"""

_URLS = """from django.urls import include, path
urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """What it took: milliseconds of processor time a mail, mails a second, tickets."""

    cpu_ms: float
    per_second: float
    tickets: int


def install(home: Path) -> None:
    """Make the environment, once."""
    if (home / "bin" / "python").exists():
        return
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    subprocess.run([str(home / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", "django-helpdesk"],
                   check=True)  # fmt: skip


def measure(home: Path, folder: Path, mails: Sequence[bytes]) -> Peer:
    """Import the mails into an empty helpdesk. Raises NotMeasured when it is not installed."""
    python = home / "bin" / "python"
    if not python.exists():
        raise NotMeasured(f"not run: {HOW}")
    shutil.rmtree(folder, ignore_errors=True)
    box = folder / "box"
    box.mkdir(parents=True)
    for number, mail in enumerate(mails, 1):
        (box / f"{number:05d}.eml").write_bytes(mail.replace(b"\r\n", b"\n"))
    (folder / "run.py").write_text(_SCRIPT)
    (folder / "desk_urls.py").write_text(_URLS)
    run = subprocess.run([str(python), str(folder / "run.py"), str(folder), str(box)], capture_output=True, text=True,
                         timeout=900)  # fmt: skip
    line = next((x for x in run.stdout.splitlines() if x.startswith("RES ")), None)
    if line is None:
        raise NotMeasured(f"django-helpdesk failed: {run.stderr.strip()[-300:]}")
    found = json.loads(line[4:])
    if found["left"]:
        raise NotMeasured(f"django-helpdesk left {found['left']} mails unread")
    count = len(mails)
    return Peer(1e3 * found["cpu"] / count, count / found["wall"], found["tickets"])
