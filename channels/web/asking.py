"""`/progress`: whoever lost the link to their case, or never had it, types their reference and is sent it.

The link is never shown here: it goes to the number or address that we answer that case by. Whether there is such a
case, and whose, cannot be told from the answer: it is the same for every reference of the right shape.
"""

import logging

from flask import Blueprint, Response, request, url_for

from channels.contract import Hooks
from channels.web.pages import page
from router import addresses
from router.values import LinkAsked

_log = logging.getLogger(__name__)
_MOST = 16 * 1024  # bytes
_LONGEST = 320  # letters of a line: an email address


class AskForLink:
    """The page where a reference is typed, and what is said when it was."""

    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks

    def add_to(self, routes: Blueprint) -> None:
        """Adds the routes to the form's blueprint."""
        routes.add_url_rule("/progress", "ask", self.show, strict_slashes=False)
        routes.add_url_rule("/progress", "ask_post", self.ask, methods=["POST"], strict_slashes=False)

    def show(self) -> Response:
        """Two boxes; or, after they were sent, that a link is on its way if they belong together."""
        if "sent" in request.args:
            return page(self._hooks, "asked")
        return page(self._hooks, "ask", told={}, errors={})

    def ask(self) -> Response:
        """Keeps what is asked. What was typed comes back when it cannot be right, or cannot be kept."""
        request.max_content_length = _MOST
        told = {name: " ".join(request.form.get(name, "").split())[:_LONGEST] for name in ("reference", "known")}
        errors = _wrong(told)
        if errors:
            return page(self._hooks, "ask", 422, told=told, errors=errors)
        asked = LinkAsked(addresses.reference(told["reference"]), told["known"], request.remote_addr or "")
        try:
            taken = self._hooks.ask_link(asked)
        except Exception as trouble:  # noqa: BLE001  a page is owed, whatever broke
            _log.error("a link asked for was not kept: %s", type(trouble).__name__)
            words = "We could not take this just now. What you typed is still here. Try again in a minute"
            return page(self._hooks, "ask", 503, told=told, errors={"reference": words})
        if not taken:
            words = "That was asked too often. Wait a quarter of an hour and try again"
            return page(self._hooks, "ask", 429, told=told, errors={"reference": words})
        return Response(status=303, headers={"Location": url_for("report.ask", sent=1), "Cache-Control": "no-store"})


def _wrong(told: dict[str, str]) -> dict[str, str]:
    """What cannot be right whoever asks: a shape, never whether we know it."""
    errors = {}
    if not addresses.reference(told["reference"]):
        errors["reference"] = "Enter your reference. It begins with FD, like FD-WD8-929H"
    if not (addresses.party(told["known"]) or addresses.postcode(told["known"])):
        errors["known"] = "Enter your phone number, your email address or your full postcode"
    return errors
