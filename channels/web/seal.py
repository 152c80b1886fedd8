"""Which half-filled form is this visitor's, and did this page come from us?

The visitor holds a signed cookie with an unguessable id; each page carries a second signature bound to that id
(a double submit). Neither holds anything about the person.
"""

import hashlib
import secrets
from dataclasses import dataclass

from flask import Request, Response
from itsdangerous import BadData, URLSafeTimedSerializer

from channels.web.settings import WebSettings

COOKIE = "frontdoor_report"


@dataclass(frozen=True, slots=True)
class Visitor:
    """One visitor's draft. `fresh` when the cookie was missing, forged or too old, and this id is new."""

    draft_id: str
    fresh: bool

    @property
    def submission(self) -> str:
        """The name of what this draft will send. Derived, so that it tells nobody the draft's own id."""
        return hashlib.sha256(f"submission {self.draft_id}".encode()).hexdigest()[:32]


class Seal:
    """Signs and checks the cookie and the page token; both last `draft_hours`."""

    def __init__(self, settings: WebSettings) -> None:
        self._cookies = URLSafeTimedSerializer(settings.secret_key, salt="report-draft")
        self._pages = URLSafeTimedSerializer(settings.secret_key, salt="report-page")
        self._seconds = settings.draft_hours * 3600
        self._https = settings.public_url.startswith("https:")

    def visitor(self, request: Request) -> Visitor:
        """The visitor this request's cookie names, or a new one."""
        try:
            draft_id = self._cookies.loads(request.cookies.get(COOKIE, ""), max_age=self._seconds)
        except BadData:
            return self.newcomer()
        return Visitor(draft_id, fresh=False) if isinstance(draft_id, str) else self.newcomer()

    def newcomer(self) -> Visitor:
        """A visitor with a draft id of 256 random bits."""
        return Visitor(secrets.token_urlsafe(32), fresh=True)

    def remember(self, response: Response, visitor: Visitor) -> None:
        """Sets the cookie again, so that its time starts anew with every page."""
        response.set_cookie(
            COOKIE,
            str(self._cookies.dumps(visitor.draft_id)),
            max_age=self._seconds,
            path="/report",
            secure=self._https,
            httponly=True,
            samesite="Lax",
        )

    def page_token(self, visitor: Visitor) -> str:
        """The hidden field of every page that posts."""
        return str(self._pages.dumps(visitor.draft_id))

    def is_ours(self, visitor: Visitor, token: str) -> bool:
        """True when the page was made by us for this visitor, not too long ago."""
        try:
            named = self._pages.loads(token, max_age=self._seconds)
        except BadData:
            return False
        return not visitor.fresh and isinstance(named, str) and secrets.compare_digest(named, visitor.draft_id)
