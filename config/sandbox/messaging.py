"""Texts and WhatsApp messages, both ways, as Twilio Messaging carries them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from config.sandbox.chaos import Chaos
from config.sandbox.failures import LOST_NUMBERS, REFUSED_NUMBERS, Refused
from config.sandbox.journal import Journal, Json, Webhook, new_sid
from config.sandbox.options import SandboxSettings
from config.sandbox.postman import Answer, Postman
from config.sandbox.resource import resource, rfc2822
from config.sandbox.twiml import replies_in

STOP_WORDS = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
START_WORDS = {"start", "yes", "unstop"}
HELP_WORDS = {"help", "info"}
LONGEST = 1600
WINDOW = timedelta(hours=24)
_RANK = {"queued": 1, "sending": 2, "sent": 3, "delivered": 4, "undelivered": 4, "failed": 4, "read": 5}
_ADDRESS = re.compile(r"(whatsapp:)?\+[1-9]\d{6,14}")
_ANSWERS = {
    "STOP": "You will get no more texts from this number. Text START to get them again.",
    "START": "You will get texts from this number again.",
    "HELP": "Text STOP to get no more texts from this number, and START to get them again.",
}


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture or other file sent with a text."""

    name: str
    content_type: str
    content: bytes


class Messaging:
    """Accepts what the product sends, delivers what tenants send. `base` is our own address."""

    def __init__(self, settings: SandboxSettings, journal: Journal, postman: Postman, chaos: Chaos) -> None:
        self.settings = settings
        self.journal = journal
        self.postman = postman
        self.chaos = chaos
        self.base = ""

    # --- from the product to a tenant ------------------------------------------------------------

    def accept(self, form: dict[str, str], media_urls: Sequence[str] = ()) -> Json:
        """Take one message as POST Messages.json does; gives the new resource. Raises Refused."""
        sender, to, body = form.get("From", ""), form.get("To", ""), form.get("Body", "")
        self._check(sender, to, body, media_urls, form)
        message = self._resource(new_sid("MM" if media_urls else "SM"), sender, to, body, "queued", "outbound-api")
        message["num_media"] = str(len(media_urls))
        message["_callback"] = form.get("StatusCallback", "")
        message["_media_urls"] = list(media_urls)
        message["messaging_service_sid"] = form.get("MessagingServiceSid") or None
        owed = self.journal.put("message", message["sid"], message, sender, to, self._receipts(message))
        self.postman.hand_over(owed, self.move_on)
        return message

    def _check(self, sender: str, to: str, body: str, media_urls: Sequence[str], form: dict[str, str]) -> None:
        if not to:
            raise Refused(400, 21604, "A 'To' phone number is required.")
        if not sender and not form.get("MessagingServiceSid"):
            raise Refused(400, 21603, "A 'From' phone number is required.")
        if not body and not media_urls and not form.get("ContentSid"):
            raise Refused(400, 21602, "Message body is required.")
        if len(body) > LONGEST:
            raise Refused(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
        if sender and sender not in (self.settings.number, self.settings.whatsapp_address):
            raise Refused(400, 21606, "The 'From' phone number provided is not a valid message-capable number.")
        if not _ADDRESS.fullmatch(to):
            raise Refused(400, 21211, "Invalid 'To' Phone Number")
        if to in REFUSED_NUMBERS:
            raise Refused(*REFUSED_NUMBERS[to])
        if self.journal.opted_out(to):
            raise Refused(400, 21610, "Attempt to send to unsubscribed recipient")

    def _receipts(self, message: Json) -> list[Webhook]:
        """The steps the message will take, each a webhook if a callback was asked for."""
        steps = self._steps(message["from"], message["to"])
        delays = self.chaos.shuffled([0.1, 0.4, 0.9][: len(steps)])
        webhooks = []
        for (state, code), delay in zip(steps, delays, strict=True):
            form = {
                "MessageSid": message["sid"], "SmsSid": message["sid"], "MessageStatus": state, "SmsStatus": state,
                "AccountSid": self.settings.account_sid, "From": message["from"] or self.settings.number,
                "To": message["to"], "ApiVersion": "2010-04-01",
            }  # fmt: skip
            if message["to"].startswith("whatsapp:"):
                form |= {"ChannelPrefix": "whatsapp", "ChannelToAddress": message["to"]}
            if code:
                form["ErrorCode"] = str(code)
            after = delay + float(self.chaos.webhooks["delay"])
            webhooks.append(Webhook("status", message["sid"], message["_callback"], form, after))
        return webhooks

    def _steps(self, sender: str, to: str) -> list[tuple[str, int]]:
        if to in LOST_NUMBERS:
            ending = LOST_NUMBERS[to]
            return [("sent", 0), (ending.state, ending.code)] if ending.state else []
        if to.startswith("whatsapp:") and not self._window_open(sender, to):
            return [("failed", 63016)]
        return [("queued", 0), ("sent", 0), ("delivered", 0)]

    def _window_open(self, ours: str, theirs: str) -> bool:
        """Has this person written to us on WhatsApp in the last 24 hours?"""
        if self.chaos.whatsapp_window != "real":
            return self.chaos.whatsapp_window == "open"
        since = self.journal.clock() - WINDOW
        return bool(self.journal.find("message", sender=theirs, recipient=ours, since=since, limit=1))

    def move_on(self, webhook: Webhook) -> None:
        """Let the message take one of its steps, and tell the product if it asked to be told."""
        state = webhook.form["MessageStatus"]
        code = int(webhook.form.get("ErrorCode", 0)) or None
        self.journal.change(
            webhook.about, lambda known: _RANK[state] > _RANK.get(known["status"], 0), status=state, error_code=code,
            date_updated=rfc2822(self.journal.clock()),
            error_message="See twilio.com/docs/api/errors" if code else None,
        )  # fmt: skip
        if webhook.url:
            self.postman.deliver(webhook)
        else:
            self.journal.settle(webhook.id, "done", 0, 0)

    # --- from a tenant to the product ------------------------------------------------------------

    def receive(
        self, sender: str, to: str, body: str, photos: Sequence[Photo] = (), wait: bool = True, mark: str = ""
    ) -> tuple[Json, Answer | None]:
        """A tenant writes: keep it in the provider's list, then post the webhook. Gives the product's answer.

        `mark` is kept with it for the page that sent it.
        """
        body = body.encode("utf-8", "replace").decode("utf-8")
        whatsapp = to.startswith("whatsapp:")
        message = self._resource(new_sid("MM" if photos else "SM"), sender, to, body, "received", "inbound")
        message["num_media"], message["_mark"] = str(len(photos)), mark
        media = [self._keep_photo(message["sid"], photo) for photo in photos]
        keyword = "" if whatsapp else self._keyword(sender, body)
        form = self._inbound_form(message, media) | ({"OptOutType": keyword} if keyword else {})
        url = f"{self.settings.public_base}/channels/{'whatsapp' if whatsapp else 'sms'}/inbound"
        webhook = Webhook("inbound", message["sid"], url, form, float(self.chaos.webhooks["delay"]))
        [owed] = self.journal.put("message", message["sid"], message, sender, to, [webhook])
        self._act_on(keyword, sender)
        if wait and not owed.after:
            return message, self.hand_in(owed)
        self.postman.hand_over([owed], self.hand_in)
        return message, None

    def hand_in(self, webhook: Webhook) -> Answer:
        """Post an inbound message and show on the phone what the product answers on the spot."""
        answer = self.postman.deliver(webhook)
        self.journal.change(webhook.about, _answer=answer.status, _taken=answer.state == "done")
        if answer.state == "done":
            for text in replies_in(answer.text):
                self._reply(webhook.form["To"], webhook.form["From"], text)
        return answer

    def _reply(self, ours: str, theirs: str, text: str) -> None:
        if not self.journal.opted_out(theirs):
            reply = self._resource(new_sid("SM"), ours, theirs, text, "delivered", "outbound-reply")
            self.journal.put("message", reply["sid"], reply, ours, theirs)

    def _keyword(self, sender: str, body: str) -> str:
        """What Twilio itself takes a text for, for a long code: STOP, START, HELP or ''."""
        word = body.strip().lower()
        if word in STOP_WORDS:
            return "STOP"
        if word in START_WORDS and self.journal.opted_out(sender):
            return "START"
        return "HELP" if word in HELP_WORDS else ""

    def _act_on(self, keyword: str, sender: str) -> None:
        """Do and answer as Twilio does, below the text that caused it and before the product hears of it."""
        if keyword == "START":
            self.journal.opt_out(sender, False)
        if keyword:
            self._reply(self.settings.number, sender, _ANSWERS[keyword])
        if keyword == "STOP":
            self.journal.opt_out(sender, True)

    def _keep_photo(self, message_sid: str, photo: Photo) -> Json:
        sid, token, now = new_sid("ME"), new_sid(""), rfc2822(self.journal.clock())
        media = {
            "sid": sid, "account_sid": self.settings.account_sid, "parent_sid": message_sid,
            "content_type": photo.content_type, "date_created": now, "date_updated": now,
            "_name": photo.name, "_token": token,
            "uri": f"/2010-04-01/Accounts/{self.settings.account_sid}/Messages/{message_sid}/Media/{sid}.json",
        }  # fmt: skip
        self.journal.keep_file(sid, photo.content)
        self.journal.put("media", sid, media, message_sid, token)
        return media

    def _inbound_form(self, message: Json, media: Sequence[Json]) -> dict[str, str]:
        sid, sender, to = message["sid"], message["from"], message["to"]
        form = {
            "ToCountry": "GB", "ToState": "", "SmsMessageSid": sid, "NumMedia": str(len(media)), "ToCity": "",
            "FromZip": "", "SmsSid": sid, "FromState": "", "SmsStatus": "received", "FromCity": "",
            "Body": message["body"], "FromCountry": "GB", "To": to, "ToZip": "",
            "NumSegments": message["num_segments"], "MessageSid": sid, "AccountSid": self.settings.account_sid,
            "From": sender, "ApiVersion": "2010-04-01", "MessagingServiceSid": self.service_sid,
        }  # fmt: skip
        if to.startswith("whatsapp:"):
            form |= {"ProfileName": "", "WaId": sender.removeprefix("whatsapp:+"), "MessageType": "text"}
            form = {name: value for name, value in form.items() if name not in _NOT_ON_WHATSAPP}
        for index, item in enumerate(media):
            form[f"MediaUrl{index}"] = self.base + item["uri"].removesuffix(".json")
            form[f"MediaContentType{index}"] = item["content_type"]
        return form

    # --- the resource ----------------------------------------------------------------------------

    @property
    def service_sid(self) -> str:
        """The Messaging Service our number belongs to."""
        return "MG" + self.settings.account_sid.removeprefix("AC")

    def _resource(self, sid: str, sender: str, to: str, body: str, status: str, direction: str) -> Json:
        return resource(self.settings.account_sid, self.journal.clock(), sid, sender, to, body, status, direction)


_NOT_ON_WHATSAPP = {
    "ToCountry", "ToState", "ToCity", "ToZip", "FromCountry", "FromState", "FromCity", "FromZip",
    "MessagingServiceSid",
}  # fmt: skip
