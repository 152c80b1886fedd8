"""Every error we raise on purpose, drawn as a tree.

RouterError
├── UnreadableMessage      authentic, but makes no sense      kept raw, 2xx or 250, shown to a person
├── NotForUs               we do not accept mail for that     SMTP 550
├── CannotKeep             the database cannot commit now     webhook 503, SMTP 451, form keeps the text
├── SendError
│   ├── TryAgainLater      busy, down, throttled              tried again, with growing pauses
│   ├── CannotDeliver      this address will not work         shown under the message
│   ├── OptedOut           the tenant said STOP               shown, and remembered
│   └── Uncertain          it may or may not have gone        looked up, never blindly sent again
├── SlotTaken              someone booked it first            next slots offered
├── NotAllowed             not this agent's to do             web 403
└── BadSetting             a setting or landlord file is wrong   start refused, one line
"""


class RouterError(Exception):
    """The root. Anything else that escapes is a bug."""


class UnreadableMessage(RouterError):
    """Raised when something authentic cannot be understood. Keep it as it came and show it to a person."""


class NotForUs(RouterError):
    """Raised when mail is addressed to a place we do not serve."""


class CannotKeep(RouterError):
    """Raised when a message could not be committed now. The sender must be told to try again."""


class SendError(RouterError):
    """Something said to a tenant did not go. `code` is the provider's own, for the agent to see."""

    def __init__(self, words: str, code: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.code = code


class TryAgainLater(SendError):
    """The provider certainly did not take it, and may take it later.

    `after` is the pause the provider asked for, in seconds, or None.
    """

    def __init__(self, words: str, code: str = "", after: float | None = None) -> None:
        super().__init__(words, code)
        self.after = after


class CannotDeliver(SendError):
    """The provider refused it for good: this address will not work, or this text may not be sent."""


class OptedOut(SendError):
    """The tenant said STOP to this number (Twilio error 21610). Never tried again by this way."""


class Uncertain(SendError):
    """The connection broke after the request left. It may have gone: look it up, do not send it again."""


class SlotTaken(RouterError):
    """Somebody else booked it first."""


class NotAllowed(RouterError):
    """This member of staff may not do that."""


class BadSetting(RouterError):
    """A setting, a landlord file or a stored value is wrong. The text is one line: what, where, what to do."""
