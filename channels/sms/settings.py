"""What the door for text messages asks for."""

from channels.twilio_client import TwilioSettings
from channels.twilio_messages import Line


class SmsSettings(TwilioSettings):
    """The Twilio account and our number."""

    @property
    def line(self) -> Line:
        """Our end."""
        return Line("sms", self.twilio_number)
