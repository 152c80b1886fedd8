"""Text messages in. What is special about them is that nothing is: see `twilio_messages.py`."""

from flask import Blueprint

from channels.contract import Hooks
from channels.sms.settings import SmsSettings
from channels.twilio_messages import blueprint


def routes(settings: SmsSettings, hooks: Hooks) -> Blueprint:
    """`POST /channels/sms/inbound` and `/channels/sms/status`."""
    return blueprint(settings.line, settings, hooks)
