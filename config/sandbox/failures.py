"""Numbers at which things go wrong, and Twilio's refusals.

The last ten of Ofcom's mobile drama numbers always fail, each in its own way; the demo landlord gives them
to nobody. The codes are Twilio's own (twilio.com/docs/api/errors).
"""

from dataclasses import dataclass
from types import MappingProxyType


class Refused(Exception):
    """Twilio's answer is no: an HTTP status, an error code and words, as its REST API gives them."""

    def __init__(self, status: int, code: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class Ending:
    """How a text that was accepted ends: 'undelivered' or 'failed' with a code, or '' for no receipt at all."""

    state: str
    code: int = 0


REFUSED_NUMBERS = MappingProxyType(
    {
        "+447700900992": (400, 21211, "Invalid 'To' Phone Number"),
        "+447700900993": (429, 20429, "Too Many Requests"),
        "+447700900995": (400, 21614, "'To' number is not a valid mobile number"),
        "+447700900997": (503, 20503, "Service unavailable"),
    }
)
"""A text to these is refused at once."""

LOST_NUMBERS = MappingProxyType(
    {
        "+447700900990": Ending("undelivered", 30003),
        "+447700900991": Ending("failed", 30005),
        "+447700900994": Ending("undelivered", 30006),
        "+447700900996": Ending(""),
    }
)
"""A text to these is accepted and then never arrives."""

BUSY_NUMBER = "+447700900999"
NO_ANSWER_NUMBER = "+447700900998"
