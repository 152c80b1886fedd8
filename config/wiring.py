"""Builds the house: the only file that sees every room.

Each room is imported where it is built, so that a process pays only for what it uses: the web and
mail processes never load the classifiers.
"""

import hashlib
import os
import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from channels.contract import Channel, Hooks, Opened
from config import landlord_kept
from config.alarm import Alarm
from config.blobs import FolderBlobs, open_blobs
from config.progress import ProgressLinks, open_drafts
from config.progress_answers import ProgressAnswers
from config.settings import Settings
from config.time_limit import limited
from router import clock
from router.acknowledgement import Acknowledgement
from router.appointments.answers import Answers
from router.appointments.lapsing import Lapsing
from router.appointments.offering import Appointments
from router.appointments.own_words import OwnWords
from router.appointments.reminders import Reminders
from router.appointments.sending import Sending
from router.appointments.visits import Visits
from router.calls import Calls
from router.clock import Clock
from router.dispatch import Dispatch
from router.hearing import Hearing
from router.intake import Intake
from router.journey import Journey
from router.leases import messages_due
from router.model import Appointment, Resource
from router.outbox import Outbox
from router.own_page import OwnPage
from router.pages import Pages
from router.plans import Plan
from router.ports import Bell, Caller, Classifier
from router.receipts import Receipts
from router.storage.database import Database
from router.values import Answer, Asked, Kept, Landlord, LinkAsked, RawMail, TimesAnswer
from router.working_time import opening

if TYPE_CHECKING:
    from config.offering import Offering
    from config.progress_asked import LinksAsked

RATES = {"sms": 10.0, "whatsapp": 40.0}
"""Messages a second that one of our numbers may send: Twilio's figure for long codes outside North America, and
WhatsApp's default with room to spare."""

CALL_FOR_OFFERS = frozenset({
    "case.placed", "case.reopened", "case.released", "case.handed_over", "case.closed", "case.raised", "case.lowered",
    "case.restricted", "call.ended", "offer.rejected", "offer.withdrawn", "offer.expired", "staff.on", "staff.ready",
    "lever.pause", "lever.overflow", "lever.lend", "lever.taken_back", "plan.installed",
})  # fmt: skip
"""Events after which somebody may be offered something."""


def this_machine() -> str:
    """Twelve letters for this machine and no other: names that begin alike ("frontdoor-worker-1", "-2") are common."""
    return hashlib.blake2s(socket.gethostname().encode(), digest_size=6).hexdigest()


@dataclass
class House:
    """One process's house. Parts are built when first asked for."""

    settings: Settings
    now: Clock = clock.now
    jobs_override: Bell | None = None
    classifier_override: Classifier | None = None
    landlord_override: Landlord | None = None
    senders_override: Mapping[str, Any] | None = None
    caller_override: Caller | None = None
    rates: Mapping[str, float] = field(default_factory=lambda: RATES)
    only: Collection[str] | None = None  # the doors this process needs; the others' libraries are not loaded

    @cached_property
    def worker_name(self) -> str:
        """Who holds a claim: this machine and process (at most 20 characters)."""
        return f"{this_machine()}-{os.getpid()}"[:20]

    @cached_property
    def database(self) -> Database:
        database = Database(self.settings.database_url)
        database.told = self._told
        return database

    def _told(self, happened: frozenset[str]) -> None:
        """Ring for whoever offers work, once a commit, when what happened calls for it."""
        if not CALL_FOR_OFFERS.isdisjoint(happened):
            self.jobs.ring("offer")

    @cached_property
    def landlord(self) -> Landlord:
        return self.landlord_override or landlord_kept.load(self.settings.landlord_dir)

    @cached_property
    def blobs(self) -> FolderBlobs:
        return open_blobs(self.settings.blobs_url)

    @cached_property
    def jobs(self) -> Bell:
        if self.jobs_override is not None:
            return self.jobs_override
        from queues.jobs import RqJobs

        return RqJobs(self.settings.redis_url)

    @cached_property
    def channels(self) -> dict[str, Channel]:
        """The doors that CHANNELS names, or every one there is."""
        from channels import discovery

        wanted = self.settings.channel_names or tuple(discovery.names())
        return discovery.find(name for name in wanted if self.only is None or name in self.only)

    @cached_property
    def opened(self) -> dict[str, Opened]:
        """Every door, open."""
        return {name: self.opened_alone(name) for name in self.channels}

    def opened_alone(self, name: str) -> Opened:
        """One door, without the others: the mail process loads no Twilio."""
        extra = {"mail_addresses": self.landlord.mail_addresses, "landlord_name": self.landlord.name}
        channel = self.channels[name]
        return channel.open(self.settings.for_channel(channel.settings, extra), self.hooks)

    def journey_due(self) -> bool:
        """Is a message waiting to be placed? Asked by processes that have no classifier."""
        return messages_due(self.database, self.now())

    @cached_property
    def intake(self) -> Intake:
        return Intake(self.database, self.blobs, self.jobs, self.now)

    @cached_property
    def calls(self) -> Calls:
        return Calls(self.database, self.intake, self.landlord, self.now)

    @cached_property
    def our_addresses(self) -> dict[str, str]:
        """Our own number or address, by channel."""
        mail = f"{self.landlord.mail_addresses[0]}@{self.settings.mail_domain}"
        return {"sms": self.settings.twilio_number, "voice": self.settings.twilio_number,
                "whatsapp": self.settings.twilio_whatsapp_number, "email": mail}  # fmt: skip

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.jobs, self.our_addresses, self.settings.mail_domain)

    @cached_property
    def pages(self) -> Pages:
        """Who is on call, and what they answer."""
        return Pages(self.outbox, self.landlord, self.settings.public_url)

    @cached_property
    def reminders(self) -> Reminders:
        """What is said of visits before they take place."""
        return Reminders(self.database, self.outbox, self.landlord, self.now, self.visit_link, self.round_link)

    @cached_property
    def appointments(self) -> Appointments:
        """Times offered and agreed."""
        return Appointments(self.database, self.landlord, self.outbox, self.now, self.own_page)

    @cached_property
    def lapsing(self) -> Lapsing:
        """What becomes of times that nobody answers, and of what was arranged."""
        return Lapsing(self.appointments)

    @cached_property
    def visits(self) -> Visits:
        """What whoever comes says of a visit, and what follows."""
        return Visits(self.outbox, self.landlord, Sending(self.appointments).offer_after)

    def visit_link(self, visit: Appointment, resource: Resource | None = None) -> str:
        """The signed link by which whoever comes speaks of this visit; the first of two people when none is named."""
        from queues.visit import links

        return links.visit_link(self.settings.secret_key, self.settings.public_url, visit, resource)

    def round_link(self, resource: Resource, day: date) -> str:
        """The signed link to this person's visits of one London day."""
        from queues.visit import links

        return links.round_link(self.settings.secret_key, self.settings.public_url, resource, day)

    @cached_property
    def read_plan(self) -> Callable[[str], Plan]:
        """Makes a plan of its text; raises BadSetting."""
        from config import plans

        return plans.reader(self.landlord)

    @cached_property
    def offering(self) -> "Offering":
        """This process's part in offering work."""
        from config.offering import Offering

        ring = partial(self.jobs.ring, "offer")
        return Offering(self.database, self.landlord, self.read_plan, self.pages, self.now, ring)

    @cached_property
    def progress(self) -> ProgressLinks:
        return ProgressLinks(self.database, self.settings.secret_key, self.landlord, self.now)

    @cached_property
    def own_page(self) -> OwnPage:
        """The page of a case, as it is named to tenants; none where the web door is closed."""
        names, public = self.settings.channel_names, self.settings.public_url.rstrip("/")
        if names and "web" not in names:
            return OwnPage(self.landlord)
        return OwnPage(self.landlord, lambda reference: f"{public}/progress/{self.progress.token(reference)}")

    @cached_property
    def links_asked(self) -> "LinksAsked":
        """Links that are asked for on our page."""
        from config.progress_asked import LinksAsked

        return LinksAsked(self.database, self.progress, self.own_page, self.outbox, self.now)

    @cached_property
    def progress_answers(self) -> ProgressAnswers:
        """What is answered on the page of a case."""
        return ProgressAnswers(self.database, self.progress, self.appointments, self.intake, self.now)

    @cached_property
    def hooks(self) -> Hooks:
        """What every door is handed: functions of the house that resolve when they are called."""
        landlord = self.landlord

        def receive(message: Any) -> Kept:
            return self.intake.receive(message)

        def receive_many(mails: Any) -> Any:
            return self.intake.receive_many([m for m in mails if isinstance(m, RawMail)])

        def answer_times(token: str, given: TimesAnswer) -> str:
            return self.progress_answers.answer(token, given)

        def ask_link(asked: LinkAsked) -> bool:
            return self.links_asked.ask(asked, self.settings.secret_key)

        return Hooks(
            receive=receive,
            receive_many=receive_many,
            report=self.receipts.report,
            report_call=self.calls.report,
            whereabouts=self.calls.whereabouts,
            progress=self.progress.progress,
            progress_token=self.progress.token,
            open_now=lambda: opening(self.now(), landlord.opening),
            drafts=open_drafts(self.database, self.blobs, self.now),
            now=self.now,
            replies=landlord.replies,
            landlord_name=landlord.name,
            landlord_phone=landlord.phone,
            theme=landlord.theme,
            answer_times=answer_times,
            ask_link=ask_link,
        )

    @cached_property
    def receipts(self) -> Receipts:
        return Receipts(self.database, self.now)

    @cached_property
    def dispatch(self) -> Dispatch:
        senders = self.senders_override or {n: o.sender for n, o in self.opened.items() if o.sender is not None}
        caller = self.caller_override
        if caller is None:
            caller = next((o.caller for o in self.opened.values() if o.caller is not None), None)
        return Dispatch(self.database, senders, caller, self.now, self.rates, self.worker_name)

    @cached_property
    def classifier(self) -> Classifier:
        if self.classifier_override is not None:
            return self.classifier_override
        return build_classifier(self.landlord, self.settings.model_folder)

    @cached_property
    def journey(self) -> Journey:
        reader = next((o.reader for o in self.opened.values() if o.reader is not None), None)
        rules = getattr(self.classifier, "rules_alone", None)
        hearing = Hearing(self.database, self.blobs, self.classifier, reader, Alarm(rules()) if rules else None)
        acknowledgement = Acknowledgement(self.outbox, self.landlord, self.own_page)
        from classifiers.answers import understand
        from classifiers.asking import asked

        understands, asks = limited(understand, lambda: Answer("unclear")), limited(asked, Asked)
        answers, own_words = Answers(self.appointments, understands, asks), OwnWords(self.database, self.visits)
        return Journey(self.database, hearing, acknowledgement, self.landlord, self.now, self.worker_name, self.pages,
                       answers, own_words)  # fmt: skip

    def close(self) -> None:
        """Let go of what was opened: the reading child, the database."""
        for opened in self.__dict__.get("opened", {}).values():
            for part in (opened.reader, opened.sender):
                close = getattr(part, "close", None)
                if close is not None:
                    close()
        if "database" in self.__dict__:
            self.database.close()


def build_classifier(landlord: Landlord, model: Path | None = None) -> Classifier:
    """The classifiers, in order; `model` is the folder of the trained one, None for the shipped one.

    Only the worker and the command line come here: this loads numpy and onnxruntime.
    """
    from classifiers.pipeline import Pipeline
    from router import urgency

    return Pipeline.build(landlord, judge=urgency.decide, model=model)


def segments() -> Callable[[str], Any]:
    """How a text is charged, for the desk: it may not import a channel."""
    from channels.sms.segments import count_segments

    return count_segments
