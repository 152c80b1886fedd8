"""What somebody told the product past the handset, by a signed webhook of their own: the stand-in must know of it.

With Twilio no such word can be: it comes through them. Here a script may post it, and unless we write it down the
answer to it on WhatsApp is refused, since nobody seems to have written in the last 24 hours.
"""

import logging
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from config.sandbox.journal import INSERT_THING, in_folder, thing_row
from config.sandbox.options import folder_in
from config.sandbox.resource import resource
from router.clock import Clock

log = logging.getLogger(__name__)
_WAIT = 2.0
"""Seconds for the stand-in's own writing; whoever posted waits for their answer meanwhile."""


def note(data_dir: Path, account: str, form: Mapping[str, str], now: Clock) -> None:
    """Write an inbound message into the stand-in's list, unless it is its own and there already. Never raises."""
    at, sid, sender, to = now(), form.get("MessageSid", ""), form.get("From", ""), form.get("To", "")
    body = resource(account, at, sid, sender, to, form.get("Body", ""), "received", "inbound")
    try:
        with closing(in_folder(folder_in(data_dir), _WAIT)) as database:
            database.execute(INSERT_THING, thing_row("message", sid, sender, to, at.timestamp(), body))
    except sqlite3.Error as error:  # the message is kept; it may be that nothing answers it
        log.warning("the stand-in could not be told of a message: %s", type(error).__name__)
