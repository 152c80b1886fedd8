"""The process that holds the event streams of open screens: `python -m config.live`. It reads, never writes."""

import sys

from config import logs, settings
from queues import live
from router.errors import RouterError
from router.storage.database import Database


def main() -> int:
    """Hold streams until told to stop."""
    try:
        chosen = settings.load()
    except RouterError as error:
        print(error, file=sys.stderr)
        return 1
    logs.setup(chosen.log_level, chosen.log_format)
    origins = (chosen.public_url, f"http://127.0.0.1:{chosen.port}")
    live.serve(Database(chosen.database_url, pool_size=2), chosen.host, chosen.live_port, origins)
    return 0


if __name__ == "__main__":
    sys.exit(main())
