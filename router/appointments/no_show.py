"""The words of somebody who says that nobody knocked, or that they were in, when we say that nobody was."""

import re

_CAME = r"(?:knock|rang|ring|rung|buzz|call|came|come|turn|show|tried|try)\w*"
_NOT = r"(?:never|nobody|no ?one|no-one|did ?n.?t|did not|has ?n.?t|have ?n.?t)"
_NOBODY_KNOCKED = re.compile(
    rf"\b{_NOT}(?: (?:has|have|even|ever|actually|once|bloody))* {_CAME}\b"
    r"|\b(?:no|not a) (?:knock|card|missed call|one at (?:the|my) door)\b",
    re.IGNORECASE,
)
_WAS_IN = re.compile(
    r"(?<!nobody )(?<!no one )(?<!noone )(?<!no-one )(?<!not )\b(?:was|were|been|stayed|sat|waited|waiting)"
    r"(?: (?:definitely|both|still|sat|here|at|there|right))*"
    r" (?:home|here|indoors|in(?= *(?:$|[.,!;:]|(?:all|the whole|when|and|waiting|since|from|today|this|but|he|she|they"
    r"|nobody|no|never|you|u|yesterday|on|then|for)\b)))",
    re.IGNORECASE,
)
_NOT_SO = re.compile(r"\b(?:not true|n.?t true|a lie|is lying|lied|wrong (?:house|door|flat|address))\b", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:if|unless|was n.?t|were n.?t|wasnt|werent|not in|out)\b", re.IGNORECASE)


def says_it_was_not_so(text: str) -> bool:
    """Do these words, after 'we came and nobody was in', say that they were in or that nobody tried their door?"""
    said = " ".join(text.replace("\u2019", "'").split())
    if _NOT_SO.search(said) or _NOBODY_KNOCKED.search(said):
        return not re.search(r"\bif\b", said, re.IGNORECASE)
    return bool(_WAS_IN.search(said)) and not _ASKS.search(said)
