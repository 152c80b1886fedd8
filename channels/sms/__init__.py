"""Text messages."""

from channels.contract import Channel, Hooks, Opened, Traits
from channels.sms import inbound, outbound
from channels.sms.settings import SmsSettings
from channels.twilio_client import TwilioClient
from channels.twilio_media import TwilioMedia
from channels.twilio_missed import MissedMessages
from channels.twilio_sending import LONGEST


def open_channel(settings: SmsSettings, hooks: Hooks) -> Opened:
    """The door with its settings and hooks."""
    client, line = TwilioClient(settings), settings.line
    return Opened(
        routes=inbound.routes(settings, hooks),
        sender=outbound.SmsSender(line, client),
        fetcher=TwilioMedia(settings),
        provider=MissedMessages(line, client, hooks.now),
    )


channel = Channel(
    name="sms",
    traits=Traits(label="Text message", icon="sms", longest=LONGEST, segments=True),
    settings=SmsSettings,
    open=open_channel,
)
