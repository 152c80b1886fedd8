"""A house that only listens: the hooks a channel is opened with, and what came through them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from channels.contract import Drafts, Hooks
from router.errors import CannotKeep
from router.values import CallReport, DeliveryReport, InboundMessage, Kept, Opening, RawMail, Whereabouts

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


class Ear:
    """Keeps what it is told in lists; `deaf` makes it unable to keep anything, as a full disk would."""

    def __init__(self) -> None:
        self.heard: list[InboundMessage | RawMail] = []
        self.reports: list[DeliveryReport] = []
        self.calls: list[CallReport] = []
        self.deaf: Exception | None = None
        self.forms: dict[str, dict[str, object]] = {}
        self.files: dict[str, bytes] = {}

    def receive(self, message: InboundMessage | RawMail) -> Kept:
        if self.deaf:
            raise self.deaf
        self.heard.append(message)
        return Kept(len(self.heard), f"FD-{len(self.heard):03}-TEST", first_time=True)

    def receive_many(self, mails: Sequence[RawMail]) -> list[Kept | Exception]:
        kept: list[Kept | Exception] = []
        for mail in mails:
            try:
                kept.append(self.receive(mail))
            except CannotKeep as error:
                kept.append(error)
        return kept

    def report(self, report: DeliveryReport) -> None:
        if self.deaf:
            raise self.deaf
        self.reports.append(report)

    def report_call(self, report: CallReport) -> None:
        if self.deaf:
            raise self.deaf
        self.calls.append(report)

    @property
    def messages(self) -> list[InboundMessage]:
        return [message for message in self.heard if isinstance(message, InboundMessage)]

    def hooks(self) -> Hooks:
        def keep_file(content: bytes) -> str:
            name = f"{len(self.files):064x}"
            self.files[name] = content
            return name

        def drop(key: str) -> None:
            self.forms.pop(key, None)

        return Hooks(
            receive=self.receive,
            receive_many=self.receive_many,
            report=self.report,
            report_call=self.report_call,
            whereabouts=lambda call: Whereabouts("waiting", 1),
            progress=lambda token: None,
            progress_token=lambda reference: "token",
            open_now=lambda: Opening(True, "We are open."),
            drafts=Drafts(
                load=self.forms.get,
                save=lambda key, data: self.forms.__setitem__(key, dict(data)),
                drop=drop,
                keep_file=keep_file,
                read_file=self.files.__getitem__,
            ),
            now=lambda: NOW,
            landlord_name="Harbour Homes",
            landlord_phone="020 7946 0000",
        )
