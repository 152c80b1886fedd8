"""The pages a signed link opens: 'we have it' with the reference, and how the case stands.

Neither shows a name, an address or a word that was written: whoever holds the link may see only that.
"""

import logging
import re
import secrets
from typing import cast

from flask import Blueprint, Response, request, url_for

from channels.contract import Hooks
from channels.web.pages import page
from channels.web.seal import Seal
from channels.web.settings import WebSettings
from router.values import Progress, TimesAnswer

_log = logging.getLogger(__name__)
_LOOKS = 10  # how often the last page reads itself again, a second apart, while nobody has placed the case
_MOST_ANSWER = 64 * 1024  # bytes
_SAID = {
    "gone": "Sorry, that time has just gone to somebody else.",
    "over": "Those times are no longer on offer. This is how it stands now.",
    "choose": "Choose one of these first.",
}
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
        routes.add_url_rule("/progress/<token>", "progress_post", self.post_answer, methods=["POST"])
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

    def post_answer(self, token: str) -> Response:
        """A time is chosen, or a visit moved or cancelled; then the page says how it stands. Twice is once.

        The token in the address is the right to do this: a page of somebody else's does not know it.
        """
        request.max_content_length = _MOST_ANSWER
        given = request.form
        form_id = given.get("form_id", "")[:100]
        times_id = given.get("times_id", default=0, type=int) % 2**31
        choice = given.get("choice", "")
        if not choice or not form_id:
            return _to(token, "choose")
        try:
            outcome = self._hooks.answer_times(token, TimesAnswer(choice, form_id, times_id))
        except Exception as trouble:  # noqa: BLE001  nothing was done: whatever is wrong, say so kindly
            _log.error("an answer to times was not kept: %s", type(trouble).__name__)
            return page(self._hooks, "later", 503, answering=True)
        return _to(token, outcome) if outcome else page(self._hooks, "gone", 404)

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
        again = (not progress.placed or progress.busy) and 0 <= look < _LOOKS
        return page(
            self._hooks,
            template,
            part=template == "_now",
            token=token,
            progress=progress,
            again=again,
            next_page=url_for("report.done", token=token, n=look + 1),
            next_part=url_for("report.done_now", token=token, n=look + 1),
            next_look=url_for("report.progress", token=token, n=look + 1),
            form_id=secrets.token_urlsafe(16),
            said=_SAID.get(request.args.get("said", ""), ""),
            reply_by=self._how(token, progress) if template != "progress" else "",
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


def _to(token: str, said: str) -> Response:
    """Back to the page, by GET, so that reading it again sends nothing again."""
    response = Response(status=303)
    response.location = url_for("report.progress", token=token, said=said if said in _SAID else None)
    response.headers["Cache-Control"] = "no-store"
    return response
