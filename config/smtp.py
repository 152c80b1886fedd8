"""The mail-listening process: `python -m config.smtp`."""

import sys

from config import logs, settings
from config.wiring import House
from router.errors import RouterError


def main() -> int:
    """Listen until told to stop."""
    try:
        chosen = settings.load()
        logs.setup(chosen.log_level, chosen.log_format)
        house = House(chosen, only=("email",))
        if "email" not in house.channels:
            return 0
        listen = house.opened_alone("email").listen
        assert listen is not None
        listen()
    except RouterError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
