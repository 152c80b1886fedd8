"""Is a danger told as a thing of another day? By tense alone: the words around it are past, and none speaks of now."""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re

_PAST = re.compile(
    r" (?:was|wasnt|had|hadnt|went|said|told|saw|heard|watched|happened|did|didnt|came|caught|got (?:stuck|caught|trapped|told|called|evacuated|flood)|"
    r"played|lived|stood|stayed|woke|started|yesterday|last (?:week|month|year|night|summer|winter|\w+day)|ago|once|(?:in|back in) (?:19|20)\d\d) "
)
_NOW = re.compile(
    r" (?:is|isnt|are|arent|am|im|its|theres|there is|hes|shes|theyre|weve|ive|youve|theyve|has|have|hasnt|havent|wont|doesnt|dont|keeps?|again|still|now|today|tonight|since|asap|urgent|urgently|emergency|"
    r"cannot|help|hurry|quick|quickly|outside|stuck in here|this (?:morning|evening|afternoon|minute)|(?:please|can|could) (?:someone|somebody|anyone|you) (?:come|ring|call|send|check|look|get|help)|(?:come|send|ring|call) (?:out|now|someone|somebody|me|us|back)|"
    r"what (?:do|should|shall) (?:i|we)|(?:i|we|she|he|they|you) (?:can|could) (?:still |just |all )*(?:smell|hear|see|feel|taste)|coming|pouring|dripping|leak|smell|smoking|burning|beeping|flashing|sounding|going off|rising) "
)
_JUST_SO = " "
SAID_TO_BE_MENDED = re.compile(
    r" (?:they|landlord|council|office|you|he|she|somebody|someone|helpline|super) (?:have |has |had )?(?:said|told (?:me|us)|reckons?|says?|claims?|claimed|swears?|swore) (?:that )?(?:it|its|it is|this|that) (?:(?:was|is|had|has|been|got) )*(?:all )?(?:fixed|repaired|mended|sorted|resolved|made safe) "
)
"""Hearsay: no word of when it was, nor that it is over."""


def is_told(line: str, place: tuple[int, int]) -> bool:
    """Do the danger's sentence and those beside it speak of the past, and none of the present?"""
    first = line.rfind(" . ", 0, line.rfind(" . ", 0, place[0] + 1) + 1 or place[0] + 1)
    last = line.find(" . ", place[1] - 1)
    last = line.find(" . ", last + 2) if last != -1 else -1
    around = line[max(first, place[0] - 300, 0) : min(last + 1 if last != -1 else len(line), place[1] + 300)]
    around = SAID_TO_BE_MENDED.sub(_JUST_SO, around)
    outside = around.replace(line[place[0] : place[1]], _JUST_SO)
    return bool(_PAST.search(around)) and not _NOW.search(outside)
