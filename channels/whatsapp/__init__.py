"""WhatsApp: the same door as text messages, with a window of 24 hours for answers."""

from datetime import timedelta

from channels.contract import Channel, Hooks, Opened, Traits
from channels.twilio_client import TwilioClient
from channels.twilio_media import TwilioMedia
from channels.twilio_missed import MissedMessages
from channels.twilio_sending import LONGEST
from channels.whatsapp import inbound, outbound
from channels.whatsapp.settings import WhatsAppSettings


def open_channel(settings: WhatsAppSettings, hooks: Hooks) -> Opened:
    """The door with its settings and hooks."""
    client, line = TwilioClient(settings), settings.line
    return Opened(
        routes=inbound.routes(settings, hooks),
        sender=outbound.WhatsAppSender(line, client),
        fetcher=TwilioMedia(settings),
        provider=MissedMessages(line, client, hooks.now),
    )


channel = Channel(
    name="whatsapp",
    traits=Traits(label="WhatsApp", icon="whatsapp", longest=LONGEST, reply_window=timedelta(hours=24)),
    settings=WhatsAppSettings,
    open=open_channel,
)
