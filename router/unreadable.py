"""Rows that cannot be read: said once each, by number, so that one of them stops nothing and fills no log."""

import logging
from functools import lru_cache

log = logging.getLogger(__name__)


@lru_cache(maxsize=1000)
def say_once(what: str, number: int, error: str) -> None:
    """`what`: 'case' or 'person'. `error` is the error's type: its words may hold what somebody wrote."""
    log.error("%s %d cannot be read (%s): see what is wrong with its row", what, number, error)
