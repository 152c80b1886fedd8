"""The telephone."""

from channels.contract import Channel, Hooks, Opened, Traits
from channels.twilio_client import TwilioClient
from channels.twilio_media import TwilioMedia
from channels.voice import inbound
from channels.voice.missed import MissedCalls
from channels.voice.outbound import CallBacks, TwilioCaller
from channels.voice.settings import VoiceSettings


def open_channel(settings: VoiceSettings, hooks: Hooks) -> Opened:
    """The door with its settings and hooks."""
    client, call_backs = TwilioClient(settings), CallBacks(hooks)
    return Opened(
        routes=inbound.routes(settings, hooks, call_backs),
        caller=TwilioCaller(settings, hooks, client, call_backs),
        fetcher=TwilioMedia(settings),
        provider=MissedCalls(client, hooks),
    )


channel = Channel(
    name="voice",
    traits=Traits(label="Telephone", icon="voice", two_way=False),
    settings=VoiceSettings,
    open=open_channel,
)
