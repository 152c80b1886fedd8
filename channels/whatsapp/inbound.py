"""WhatsApp in: buttons and shared places come as words; see `twilio_messages.py`."""

from flask import Blueprint

from channels.contract import Hooks
from channels.twilio_messages import blueprint
from channels.whatsapp.settings import WhatsAppSettings


def routes(settings: WhatsAppSettings, hooks: Hooks) -> Blueprint:
    """`POST /channels/whatsapp/inbound` and `/channels/whatsapp/status`."""
    return blueprint(settings.line, settings, hooks)
