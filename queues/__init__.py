"""Everything that waits, and the screens of those who work it.

The imports are inside the function: a worker that only rings the bell (`queues.jobs`) loads no Flask.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Blueprint


def blueprints() -> "list[Blueprint]":
    """Every screen for staff and for whoever comes to a home, to be registered on the web app after the contexts."""
    from queues import desk, frame, reports, walkabouts, wallboard
    from queues.visit import feed
    from queues.visit import pages as visit

    return [frame.pages, *desk.BLUEPRINTS, wallboard.pages, reports.pages, walkabouts.pages, visit.pages, feed.pages]
