"""'Hi', and nothing else: who only greets us has not said yet what it is about."""

import re

from router.model import Case

MOST = 80
"""Letters: whoever writes more says more than hello."""
_GREETING = re.compile(
    r"\W*(?:(?:hi|hiya|hello|hey|helo|hullo|good (?:morning|afternoon|evening|day)|morning|afternoon|evening)\b"
    r"[\s,.!?]*)+"
    r"(?:(?:there|all|team|again|please|sir|madam|mate|anyone|anybody|someone|somebody|is|are|you|u)\b[\s,.!?]*)*\W*",
    re.IGNORECASE,
)


def only_greets(text: str) -> bool:
    """Is it a greeting and no more? 'hello is anybody there' is; 'hello, help' is not, nor is an empty text."""
    return len(text) <= MOST and _GREETING.fullmatch(text) is not None


def has_only_greeted(case: Case) -> bool:
    """Is that all that was ever written in this case? It is called by its first words, which of a mail are the subject
    and say nothing of what follows."""
    return case.channel != "email" and only_greets(case.title)
