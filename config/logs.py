"""One line an event, for people or for machines. Ids and counts only: never words, names, addresses or bodies."""

import json
import logging
import sys

from router.clock import iso_z, now

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}
_QUIET = ("rq", "urllib3", "twilio", "werkzeug", "alembic", "mail.log", "asyncio", "PIL")
"""Libraries that log what they handle (addresses, bodies, whole requests): only their warnings are heard."""


class OneLine(logging.Formatter):
    """Time in UTC, level, where, what; then `extra` as key=value. A traceback becomes part of the line."""

    def __init__(self, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """The whole event on one line."""
        event: dict[str, object] = {
            "at": iso_z(now()),
            "level": record.levelname.lower(),
            "where": record.name,
            "event": record.getMessage(),
        }
        event |= {key: value for key, value in vars(record).items() if key not in _STANDARD and key not in event}
        if record.exc_info and record.exc_info[1] is not None:
            event["trace"] = _trace(record.exc_info[1])
        if self._as_json:
            return json.dumps(event, default=str, ensure_ascii=False)
        first = f"{event.pop('at')} {event.pop('level'):<7} {event.pop('where')}: {event.pop('event')}"
        return " ".join([first, *(f"{key}={value}" for key, value in event.items())]).replace("\n", "\\n")


def _trace(error: BaseException) -> str:
    """Where it happened, without the message: a database's error message quotes the row, which is somebody's."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{'/'.join(code.co_filename.rsplit('/', 2)[-2:])}:{trace.tb_lineno}:{code.co_name}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' < '.join(reversed(places[-12:]))}"


def setup(level: str = "INFO", shape: str = "plain") -> None:
    """Send every log line to standard error, once, in one shape: `plain` or `json`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(as_json=shape == "json"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
