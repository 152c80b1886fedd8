"""What our own mail server found out about a sender: SPF, DKIM and DMARC results (RFC 8601).

Anybody can write an Authentication-Results header. Only the topmost one with the authserv-id of the
landlord's own server counts, since that server adds its header above all that came from outside and
must remove others that bear its id. Anything odd counts as nothing known.
"""

import re
from collections.abc import Sequence

_WORDS = {"pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", "policy"}
_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\s*(spf|dkim|dmarc)\s*=\s*([a-z]{4,9})(?![a-z0-9])")


def known_of_sender(headers: Sequence[str], auth_server: str) -> dict[str, str]:
    """{'spf': 'pass', ...} from Authentication-Results headers, topmost first; {} when none is to be believed."""
    if not auth_server:
        return {}
    for header in headers:
        server, _, rest = _COMMENT.sub(" ", header[:8000]).lower().partition(";")
        if server.split()[:1] == [auth_server.lower()]:
            return _results(rest)
    return {}


def _results(text: str) -> dict[str, str]:
    """The first result of each method: a second one for the same method is not the edge's own."""
    found: dict[str, str] = {}
    for part in text.split(";")[:20]:
        result = _RESULT.match(part)
        if result and result[2] in _WORDS:
            found.setdefault(result[1], result[2])
    return found
