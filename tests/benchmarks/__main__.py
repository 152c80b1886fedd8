"""`python -m tests.benchmarks` (`make bench`): how fast, beside what a user would pick instead.

Real processes, a DATA_DIR and ports of their own. Prints each figure with its goals and writes them to
.bench/results.json and .bench/results.md. A peer that is not installed is `not run`, with how to get it.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import availability, deciding, helpdesk, mail, offering, report, texts
from tests.benchmarks.house import ROOT, NotMeasured

PEERS = Path("/tmp/peers/django-helpdesk")


def main() -> int:
    """Measure, print, write. The exit status is 0 when everything could be run, whatever the figures say."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--with-peers", action="store_true", help="install django-helpdesk beside the project first")
    parser.add_argument("--peers", type=Path, default=PEERS, help="where the peer's environment is")
    parser.add_argument(
        "--only", default="", help="placing, accepting, webhook, house, deciding, offering, diary: by comma"
    )
    parser.add_argument("--repeats", type=int, default=3, help="runs of each, of which the median counts")
    chosen = parser.parse_args()
    if chosen.with_peers:
        helpdesk.install(chosen.peers)
    folder = Path(tempfile.mkdtemp(prefix="fd-bench-"))
    folder.chmod(0o755)  # Postfix runs as a user of its own
    parts: dict[str, Callable[[], list[report.Figure]]] = {
        "placing": lambda: mail.placing(folder, chosen.peers, chosen.repeats),
        "accepting": lambda: mail.accepting(folder, chosen.repeats),
        "webhook": lambda: texts.webhook(folder, chosen.repeats),
        "house": lambda: texts.whole_house(folder),
        "deciding": lambda: deciding.deciding(chosen.repeats),
        "offering": lambda: offering.offering(folder),
        "diary": lambda: availability.availability(chosen.repeats),
    }
    wanted = chosen.only.split(",") if chosen.only else list(parts)
    if unknown := [name for name in wanted if name not in parts]:
        parser.error(f"--only: {', '.join(unknown)} is no part; choose from {', '.join(parts)}")
    figures: list[report.Figure] = []
    broken = 0
    try:
        for name in wanted:
            try:
                found = parts[name]()
            except NotMeasured as error:
                print(f"{name}: could not be measured: {error}", file=sys.stderr)
                broken += 1
                continue
            figures += found
            print("\n".join(report.line(figure) for figure in found), flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        report.write(ROOT / ".bench", figures, f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
    print(f"Written to {ROOT / '.bench' / 'results.md'}.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
