"""A house in memory for the contact form: what `Hooks` promises, and switches to make each part fail."""

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from channels.contract import Drafts, Hooks
from channels.web import channel
from channels.web.settings import WebSettings
from router.errors import CannotKeep
from router.values import InboundMessage, Kept, LinkAsked, Opening, Progress, RawMail, TimesAnswer, Whereabouts

AT = datetime(2026, 11, 22, 15, 7, tzinfo=UTC)
STATIC = Path(__file__).parents[3] / "queues" / "static"


@dataclass
class PretendHouse:
    """Keeps messages, drafts and files in dicts. `down` makes keeping fail, `drafts_down` the drafts."""

    kept: dict[str, InboundMessage] = field(default_factory=dict)
    drafts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    progress: dict[str, Progress] = field(default_factory=dict)
    answered: list[tuple[str, TimesAnswer]] = field(default_factory=list)
    outcome: str = "booked"
    asked: list[LinkAsked] = field(default_factory=list)
    asked_too_often: bool = False
    down: Exception | None = None
    down_after_commit: bool = False
    drafts_down: bool = False
    loading_down: bool = False
    safety: tuple[str, ...] = ()
    placed: bool = True
    looked: int = 0
    placed_after: int = 0  # looks at the progress before the case counts as placed
    meeting: threading.Barrier | None = None  # nobody is kept before so many have come
    lock: threading.Lock = field(default_factory=threading.Lock)

    def receive(self, message: InboundMessage | RawMail) -> Kept:
        assert isinstance(message, InboundMessage)
        if self.down:
            raise self.down
        if self.meeting:
            self.meeting.wait(20)
        with self.lock:
            first = message.dedupe_key not in self.kept
            self.kept.setdefault(message.dedupe_key, message)
            number = list(self.kept).index(message.dedupe_key) + 1
        if self.down_after_commit:
            raise CannotKeep("the connection was cut after the commit")
        return Kept(number, f"FD-{number:05d}", first)

    def look(self, token: str) -> Progress | None:
        if not token.startswith("tok-"):
            return None
        self.looked += 1
        placed = self.placed and self.looked > self.placed_after
        safety = self.safety if placed else ()
        if token in self.progress:
            return self.progress[token]
        return Progress(token.removeprefix("tok-"), "A person is reading it", AT, safety, placed, ((AT, "We heard"),))

    def answer(self, token: str, given: TimesAnswer) -> str:
        if self.down:
            raise self.down
        self.answered.append((token, given))
        return self.outcome if token.startswith("tok-") else ""

    def ask_link(self, asked: LinkAsked) -> bool:
        if self.down:
            raise self.down
        self.asked.append(asked)
        return not self.asked_too_often

    def load(self, draft_id: str) -> Mapping[str, Any] | None:
        self._drafts_up()
        if self.loading_down:
            raise CannotKeep("cannot read now")
        return self.drafts.get(draft_id)

    def save(self, draft_id: str, data: Mapping[str, Any]) -> None:
        self._drafts_up()
        self.drafts[draft_id] = data

    def drop(self, draft_id: str) -> None:
        self._drafts_up()
        self.drafts.pop(draft_id, None)

    def keep_file(self, content: bytes) -> str:
        self._drafts_up()
        sha256 = hashlib.sha256(content).hexdigest()
        self.files[sha256] = content
        return sha256

    def _drafts_up(self) -> None:
        if self.drafts_down:
            raise CannotKeep("no database")

    def hooks(self) -> Hooks:
        def unused(*_: Any) -> Any:
            raise AssertionError("a form does not ask for this")

        return Hooks(
            receive=self.receive,
            receive_many=unused,
            report=unused,
            report_call=unused,
            whereabouts=lambda _: Whereabouts("gone"),
            progress=self.look,
            progress_token=lambda reference: f"tok-{reference}",
            open_now=lambda: Opening(True, "We are open until 6pm today."),
            drafts=Drafts(self.load, self.save, self.drop, self.keep_file, self.files.__getitem__),
            now=lambda: AT,
            answer_times=self.answer,
            ask_link=self.ask_link,
            landlord_name="Larkshire Homes",
            landlord_phone="01632 960100",
            theme={"brand": "#0b5563", "accent": "red;}"},
        )

    def app(self) -> Flask:
        """A bare app: what a form needs of `config/web.py` is a static folder and the blueprint."""
        app = Flask("form", static_folder=str(STATIC), static_url_path="/static")
        opened = channel.open(WebSettings(secret_key="for tests only"), self.hooks())
        assert opened.routes is not None
        app.register_blueprint(opened.routes, url_prefix=opened.url_prefix)
        return app
