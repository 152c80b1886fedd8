"""What the door for WhatsApp asks for."""

from channels.twilio_client import TwilioSettings
from channels.twilio_messages import Line


class WhatsAppSettings(TwilioSettings):
    """The Twilio account and our WhatsApp number."""

    @property
    def line(self) -> Line:
        """Our end."""
        number = (self.twilio_whatsapp_number or self.twilio_number).removeprefix("whatsapp:")
        return Line("whatsapp", f"whatsapp:{number}")
