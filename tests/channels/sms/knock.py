"""Knocks on this door as Twilio does."""

from channels.sms import channel
from tests.channels.ear import Ear
from tests.channels.twilio_knock import TwilioKnock


class Knock(TwilioKnock):
    def __init__(self, ear: Ear) -> None:
        super().__init__(ear, channel)
