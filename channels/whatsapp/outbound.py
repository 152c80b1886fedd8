"""WhatsApp out."""

from channels.twilio_sending import MessageSender


class WhatsAppSender(MessageSender):
    """Free words leave only within 24 hours of the tenant's last message.

    The desk knows the window (`Traits.reply_window`), but the provider's clock is the truth: its
    refusal 63016 becomes CannotDeliver, whose words suggest a text message instead.
    """
