"""The telephone, outward: ring an agent, then, when they press 1, the tenant.

The tenant's number stays with us until then: addresses that Twilio calls hold the outbound id alone.
"""

import re

from channels.contract import Hooks
from channels.twilio_client import WORDS, TwilioClient
from channels.voice.script import Script
from channels.voice.settings import VoiceSettings
from router import addresses
from router.errors import CannotDeliver, TryAgainLater, Uncertain
from router.values import DeliveryReport, Sent

_NEVER_BEGAN = {
    "busy": "Your phone was busy, so the tenant was not rung.",
    "no-answer": "Your phone was not answered, so the tenant was not rung.",
    "failed": "Your phone could not be rung.",
    "canceled": "The call was stopped before you answered.",
}
_NOT_TAKEN = "You did not press 1, so the tenant was not rung."
_NOT_REACHED = "The tenant did not answer."


class CallBacks:
    """Calls under way to agents: whom to ring once they press 1, kept at the server under the outbound id."""

    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks

    def begin(self, ref: str, to: str) -> None:
        """Remember whom to ring. Raises CannotKeep."""
        self._hooks.drafts.save(_key(ref), {"to": to, "accepted": ""})

    def accept(self, ref: str) -> str:
        """The agent pressed 1: the tenant's number, or '' when there is no such call back."""
        kept = self._hooks.drafts.load(_key(ref))
        if not kept or not kept.get("to"):
            return ""
        self._hooks.drafts.save(_key(ref), {**kept, "accepted": "yes"})
        return str(kept["to"])

    def joined(self, ref: str, call: str, reached: bool) -> None:
        """They spoke, or the tenant could not be reached."""
        self._report(ref, call, "delivered" if reached else "undelivered", "" if reached else _NOT_REACHED)

    def ended(self, ref: str, call: str, state: str) -> None:
        """The agent's side is over (or has begun: then there is nothing to say yet)."""
        if state in _NEVER_BEGAN:
            self._report(ref, call, "failed", _NEVER_BEGAN[state])
        elif state == "completed":
            kept = self._hooks.drafts.load(_key(ref))
            if kept and not kept.get("accepted"):
                self._report(ref, call, "undelivered", _NOT_TAKEN)
        else:
            return
        self._hooks.drafts.drop(_key(ref))

    def _report(self, ref: str, call: str, state: str, words: str) -> None:
        outbound = int(ref) if re.fullmatch(r"[0-9]{1,18}", ref) else None
        self._hooks.report(DeliveryReport("voice", call, state, words=words, outbound_id=outbound))


class TwilioCaller:
    """`router.ports.Caller` over Twilio."""

    def __init__(self, settings: VoiceSettings, hooks: Hooks, client: TwilioClient, call_backs: CallBacks) -> None:
        self._settings = settings
        self._client = client
        self._call_backs = call_backs
        self._script = Script(settings, hooks)

    def call_back(self, to: str, agent_number: str, client_ref: str) -> Sent:
        """Ring the agent, once. Raises TryAgainLater, CannotDeliver, OptedOut or Uncertain."""
        tenant, agent = addresses.phone(to), addresses.phone(agent_number)
        if not tenant or not agent:
            raise CannotDeliver(WORDS[21201], "21201")
        try:
            self._call_backs.begin(client_ref, tenant)
        except Exception as error:  # noqa: BLE001 - nothing has left yet, whatever it was
            raise TryAgainLater(f"The call could not be prepared ({type(error).__name__}).") from None
        try:
            call = self._client.rest.calls.create(
                to=agent,
                from_=self._settings.twilio_number,
                twiml=self._script.whisper(client_ref),
                timeout=self._settings.ring_seconds,
                status_callback=self._script.address("status", ref=client_ref),
                status_callback_event=["completed"],
                status_callback_method="POST",
            )
        except Exception as error:  # noqa: BLE001 - every one of them has a translation
            raise self._client.translate(error) from None  # the SDK's words may hold the number
        if not call.sid:
            raise Uncertain("Twilio answered without saying which call it made.")
        return Sent(provider_id=call.sid, state="queued")


def _key(ref: str) -> str:
    return f"voice-call-back-{ref[:40]}"
