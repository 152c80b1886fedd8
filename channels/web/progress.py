"""The pages a signed link opens: 'we have it' with the reference, and how the case stands.

Neither shows a name, an address or a word that was written: whoever holds the link may see only that.
"""

import logging
import re
from typing import cast

from flask import Blueprint, Response, request, url_for

from channels.contract import Hooks
from channels.web.pages import page
from channels.web.seal import Seal
from channels.web.settings import WebSettings
from router.values import Progress

_log = logging.getLogger(__name__)
_LOOKS = 10  # how often the last page reads itself again, a second apart, while nobody has placed the case
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_BRAND = {"brand": "brand", "brand_dark": "brand-dark", "text_on_brand": "on-brand", "accent": "accent"}


class ProgressPages:
    """`/report/done/<token>`, its fragment, `/progress/<token>` and the landlord's colours."""

    def __init__(self, settings: WebSettings, hooks: Hooks) -> None:
        self._hooks = hooks
        self._seal = Seal(settings)

    def add_to(self, routes: Blueprint) -> None:
        """Adds the routes to the form's blueprint."""
        routes.add_url_rule("/report/done/<token>", "done", self.show_done)
        routes.add_url_rule("/report/done/<token>/now", "done_now", self.show_done_now)
        routes.add_url_rule("/progress/<token>", "progress", self.show_progress)
        routes.add_url_rule("/report/theme.css", "theme", self.show_theme)

    def show_done(self, token: str) -> Response:
        """The confirmation. It reads itself again each second until the case is placed, at most ten times."""
        return self._show(token, "done")

    def show_done_now(self, token: str) -> Response:
        """The part of the confirmation that may still change, for htmx."""
        return self._show(token, "_now")

    def show_progress(self, token: str) -> Response:
        """How the case stands, in plain English."""
        return self._show(token, "progress")

    def show_theme(self) -> Response:
        """The landlord's colours as a style sheet; anything that is not a colour is left out."""
        lines = [
            f"--fd-{variable}:{self._hooks.theme[name]};"
            for name, variable in _BRAND.items()
            if _COLOUR.fullmatch(self._hooks.theme.get(name, ""))
        ]
        response = Response(f":root{{{''.join(lines)}}}\n", mimetype="text/css")
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response

    def _show(self, token: str, template: str) -> Response:
        progress: Progress | None
        try:
            progress = self._hooks.progress(token)
        except Exception as trouble:  # noqa: BLE001  the message is safe already: whatever is wrong, say so kindly
            _log.error("progress page cannot read: %s", type(trouble).__name__)
            if template != "_now":
                return page(self._hooks, "later", 503)
            progress = Progress("", "", self._hooks.now())  # a look that failed is not the last one
        if progress is None:
            return page(self._hooks, "gone", 404)
        look = request.args.get("n", default=0, type=int)
        again = not progress.placed and 0 <= look < _LOOKS
        return page(
            self._hooks,
            template,
            token=token,
            progress=progress,
            again=again,
            next_page=url_for("report.done", token=token, n=look + 1),
            next_part=url_for("report.done_now", token=token, n=look + 1),
            reply_by=self._how(token, progress) if template == "done" else "",
            opening=self._opening(),
        )

    def _how(self, token: str, progress: Progress) -> str:
        """How the visitor asked to be answered, if this is the browser that sent the form; else 'unknown'."""
        try:
            draft = self._hooks.drafts.load(self._seal.visitor(request).draft_id) or {}
        except Exception as trouble:  # noqa: BLE001  a page is owed, whatever broke
            _log.warning("draft cannot be read for %s: %s", progress.reference, type(trouble).__name__)
            return "unknown"
        return cast(str, draft.get("reply_by", "unknown")) if draft.get("sent") == token else "unknown"

    def _opening(self) -> str:
        try:
            return self._hooks.open_now().words
        except Exception as trouble:  # noqa: BLE001  a page is owed, whatever broke
            _log.warning("opening hours cannot be read: %s", type(trouble).__name__)
            return ""
