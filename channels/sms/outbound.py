"""Text messages out."""

from channels.twilio_sending import MessageSender


class SmsSender(MessageSender):
    """A landline, a wrong number or a STOP is told by Twilio and said in words (`twilio_client.py`)."""
