"""The contact form: one thing a page, each page saved before the next is shown, sent exactly once.

Nothing typed is lost: a page that fails comes back with what was typed. Nothing a visitor does is a 500.
There is no limiter here: a tenant's report is never turned away for being one too many.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Request, Response, abort, request, url_for
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from channels.contract import Hooks
from channels.web import answers, message, photos
from channels.web.pages import new_blueprint, page
from channels.web.seal import Seal, Visitor
from channels.web.settings import WebSettings
from router.errors import CannotKeep
from router.values import Kept

_log = logging.getLogger(__name__)
_MOST_TEXT = 5 * 1024 * 1024  # bytes of a page of text; the story itself is limited kindly, in characters
_MOST_PHOTOS = photos.MOST * photos.LARGEST * 13 // 10
_READ_AWAY = 128 * 1024 * 1024
_SAVED = "We could not save this page just now. What you typed is still here. Try again in a moment."
_AGAIN = "This page had been open for a long time, or your browser does not keep cookies. What you typed is still here."
_SENT_BEFORE = "Your report was sent. What you typed here is not part of it: continue to begin another."
_TRAP = "A hidden box was filled in, perhaps by your browser. It is empty again now."


@dataclass(slots=True)
class Draft:
    """One visitor's half-filled form, as it was saved. `readable` is False when it could not be looked up."""

    visitor: Visitor
    answers: dict[str, str]
    photos: list[dict[str, Any]]
    sent: str = ""
    readable: bool = True

    def as_saved(self) -> dict[str, Any]:
        """What goes into the store."""
        return {"answers": self.answers, "photos": self.photos}


class ContactForm:
    """The routes of `/report`."""

    def __init__(self, settings: WebSettings, hooks: Hooks) -> None:
        self._hooks = hooks
        self._seal = Seal(settings)

    def blueprint(self) -> Blueprint:
        """Every address of the form, in one list."""
        routes = new_blueprint()
        routes.add_url_rule("/report", "start", self.show_start, strict_slashes=False)
        routes.add_url_rule("/report/delete", "delete", self.delete, methods=["POST"])
        routes.add_url_rule("/report/<page_name>", "form", self.show_form)
        routes.add_url_rule("/report/<page_name>", "form_post", self.post_form, methods=["POST"])
        return routes

    def show_start(self) -> Response:
        """Danger first. A form that was sent is put aside here, so that another can be begun."""
        draft = self._draft()
        begun = bool(draft.answers)
        token = self._seal.page_token(draft.visitor) if begun else ""
        response = page(self._hooks, "start", carry_on=begun, page_token=token)
        if draft.sent:
            self._seal.remember(response, self._seal.newcomer())
        return response

    def delete(self) -> Response:
        """Forgets what was typed: whoever sits at this computer next, or holds this telephone, must not read it."""
        draft = self._draft()
        request.max_content_length = _MOST_TEXT
        response = _to("report.start")
        if not self._seal.is_ours(draft.visitor, request.form.get("page_token", "")):
            return response
        try:
            self._hooks.drafts.drop(draft.visitor.draft_id)
        except Exception as trouble:  # noqa: BLE001  its cookie is gone from this browser all the same
            _log.error("web form cannot drop a draft: %s", type(trouble).__name__)
        self._seal.remember(response, self._seal.newcomer())
        return response

    def show_form(self, page_name: str) -> Response:
        """One question, with what was answered before."""
        if page_name not in answers.PAGES:
            return page(self._hooks, "gone", 404)
        draft = self._draft()
        if draft.sent:
            return _to("report.done", token=draft.sent)
        if page_name == "check" and draft.readable and (gap := answers.first_gap(draft.answers)):
            return _to("report.form", page_name=gap)
        return self._page(draft, page_name)

    def post_form(self, page_name: str) -> Response:
        """Saves a page and goes on, or shows it again with what was typed."""
        if page_name not in answers.PAGES:
            return page(self._hooks, "gone", 404)
        draft = self._draft()
        try:
            form = self._read_form(page_name)
        except RequestEntityTooLarge:
            _read_away(request)
            words = f"That was too much to send at once. Each file may have {photos.LARGEST // 2**20} MB."
            return self._page(draft, page_name, {"photos" if page_name == "photos" else page_name: words}, 413)
        except ClientDisconnected:
            abort(400)
        if draft.sent and page_name == "check":
            return _to("report.done", token=draft.sent)
        if draft.sent:  # a page left open in another tab: what is typed there begins another report
            return self._act(Draft(self._seal.newcomer(), {}, []), page_name, form, _SENT_BEFORE)
        return self._act(draft, page_name, form)

    # --- one page --------------------------------------------------------------------------------------------

    def _act(self, draft: Draft, page_name: str, form: answers.Form, trouble: str = "") -> Response:
        if not self._seal.is_ours(draft.visitor, form.get("page_token", "")):
            trouble = trouble or _AGAIN
        elif form.get("website", ""):
            trouble = _TRAP
        if page_name == "check":
            if trouble and not answers.first_gap(draft.answers):
                return self._page(draft, "check", {"check": trouble}, 400)
            return self._send(draft)
        errors: dict[str, str] = {}
        if page_name == "photos":
            if not trouble:
                errors = self._photos(draft, form)
        else:
            reading = answers.READERS[page_name](form)
            draft.answers.update(reading.answers)
            errors = dict(reading.errors)
        if trouble:
            return self._page(draft, page_name, {page_name: trouble}, 400)
        if not self._save(draft):
            return self._page(draft, page_name, {page_name: _SAVED}, 503)
        if errors:
            long = page_name == "problem" and len(draft.answers["problem"]) > answers.LONGEST
            return self._page(draft, page_name, errors, 413 if long else 422)
        return _to("report.form", page_name=self._next(draft, page_name, form))

    def _next(self, draft: Draft, page_name: str, form: answers.Form) -> str:
        chosen = any(upload.filename for upload in request.files.getlist("photos"))
        if page_name == "photos" and form.get("action", "add" if chosen else "on") != "on":
            return "photos"
        if request.args.get("change") and not answers.first_gap(draft.answers):
            return "check"
        return answers.PAGES[answers.PAGES.index(page_name) + 1]

    def _photos(self, draft: Draft, form: answers.Form) -> dict[str, str]:
        """Takes in what was chosen, takes out what was removed; what is wrong with a file does not cost the others."""
        action = form.get("action", "")
        if action.startswith("remove:"):
            draft.photos = [photo for photo in draft.photos if photo["sha256"] != action.removeprefix("remove:")]
        troubles: list[str] = []
        for upload in request.files.getlist("photos"):
            name = photos.file_name(answers.tidy(upload.filename or ""))
            with upload.stream:
                content = upload.stream.read(photos.LARGEST + 1)
            if not upload.filename or not content:
                continue
            trouble = self._take_photo(draft, name, content)
            if trouble:
                troubles.append(trouble)
        return {"photos": " ".join(troubles)} if troubles else {}

    def _take_photo(self, draft: Draft, name: str, content: bytes) -> str:
        if len(content) > photos.LARGEST:
            return f"{name} is larger than {photos.LARGEST // 2**20} MB."
        if len(draft.photos) >= photos.MOST:
            return f"You can send {photos.MOST} files, so {name} was left out."
        try:
            photo = photos.take_in(name, content)
            sha256 = self._hooks.drafts.keep_file(photo.content)
        except photos.NotAPhoto:
            return f"{name} is not a photo or a PDF that we can read."
        except Exception as trouble:  # noqa: BLE001  a page is owed, whatever broke
            _log.error("web form cannot keep a photo: %s", type(trouble).__name__)
            return f"We could not keep {name} just now. Try again, or go on without it."
        if all(kept["sha256"] != sha256 for kept in draft.photos):
            draft.photos.append(
                {"sha256": sha256, "name": photo.name, "type": photo.content_type, "size": len(photo.content)}
            )
        return ""

    # --- sending ---------------------------------------------------------------------------------------------

    def _send(self, draft: Draft) -> Response:
        """Hands the message over. Twice gives the same reference; what cannot be kept stays in the form."""
        if not draft.readable:
            return self._not_kept(draft)
        if gap := answers.first_gap(draft.answers):
            return _to("report.form", page_name=gap)
        try:
            kept = self._receive(draft)
            token = self._hooks.progress_token(kept.reference)
        except Exception as trouble:  # noqa: BLE001  a page is owed, whatever broke
            level = logging.WARNING if isinstance(trouble, CannotKeep) else logging.ERROR
            _log.log(level, "web form could not be kept: %s", type(trouble).__name__)
            return self._not_kept(draft)
        # What was told is with the case now. The draft keeps only where it went, for a second press of the button.
        self._store(draft.visitor, {"sent": token, "reply_by": draft.answers.get("reply_by", "")})
        return _to("report.done", token=token)

    def _receive(self, draft: Draft) -> Kept:
        contents, files = [], []
        for photo in draft.photos:
            try:
                contents.append(self._hooks.drafts.read_file(photo["sha256"]))
            except KeyError:
                _log.warning("a photo of a web form is gone from the store")
                continue
            files.append(photo)
        return self._hooks.receive(
            message.from_answers(draft.visitor.submission, draft.answers, files, contents, self._hooks.now())
        )

    def _not_kept(self, draft: Draft) -> Response:
        response = self._page(draft, "not_kept", status=503)
        response.headers["Retry-After"] = "30"
        return response

    # --- drafts and pages ------------------------------------------------------------------------------------

    def _draft(self) -> Draft:
        visitor = self._seal.visitor(request)
        try:
            saved: Mapping[str, Any] = (None if visitor.fresh else self._hooks.drafts.load(visitor.draft_id)) or {}
        except Exception as trouble:  # noqa: BLE001  a page is owed, whatever broke
            _log.error("web form cannot read a draft: %s", type(trouble).__name__)
            return Draft(visitor, {}, [], readable=False)
        return Draft(
            visitor,
            {str(name): str(text) for name, text in saved.get("answers", {}).items()},
            [dict(photo) for photo in saved.get("photos", [])],
            sent=str(saved.get("sent", "")),
        )

    def _save(self, draft: Draft) -> bool:
        # A draft that could not be read is not overwritten with the one page we have.
        return draft.readable and self._store(draft.visitor, draft.as_saved())

    def _store(self, visitor: Visitor, data: Mapping[str, Any]) -> bool:
        try:
            self._hooks.drafts.save(visitor.draft_id, data)
        except Exception as trouble:  # noqa: BLE001  a page is owed, whatever broke
            _log.error("web form cannot save a draft: %s", type(trouble).__name__)
            return False
        return True

    def _read_form(self, page_name: str) -> answers.Form:
        most = _MOST_PHOTOS if page_name == "photos" else _MOST_TEXT
        request.max_content_length = most
        request.max_form_memory_size = _MOST_TEXT
        request.max_form_parts = 200
        return request.form

    def _page(
        self, draft: Draft, template: str, errors: Mapping[str, str] | None = None, status: int = 200
    ) -> Response:
        at = answers.PAGES.index(template) if template in answers.PAGES else len(answers.PAGES) - 1
        changing = bool(request.args.get("change"))
        back = "check" if changing else answers.PAGES[at - 1]
        response = page(
            self._hooks,
            template,
            status,
            told=draft.answers,
            photos=draft.photos,
            errors=errors or {},
            page_token=self._seal.page_token(draft.visitor),
            step=at + 1,
            steps=len(answers.PAGES),
            changing=changing,
            readable=draft.readable,
            back=url_for("report.start") if at == 0 and not changing else url_for("report.form", page_name=back),
            maybe_danger=answers.may_be_danger(draft.answers),
            needs_words=answers.needs_in_words(draft.answers),
            choices=answers,
            limits=photos,
        )
        self._seal.remember(response, draft.visitor)
        return response


def _to(endpoint: str, **values: Any) -> Response:
    response = Response(status=303)
    response.location = url_for(endpoint, _external=False, **values)
    response.headers["Cache-Control"] = "no-store"
    return response


def _read_away(asked: Request) -> None:
    """Reads a body that is too large to its end: a browser shows an answer only when it has said all it has to say."""
    left = min(asked.content_length or 0, _READ_AWAY)
    source = asked.environ["wsgi.input"]
    while left > 0 and (part := source.read(min(left, 65_536))):
        left -= len(part)
