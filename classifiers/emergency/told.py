"""Is a danger told as a thing of another day? By tense alone: the words around it are past, and none speaks of now."""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re

from classifiers.clause import sentence
from classifiers.closed import SAID_TO_BE_MENDED

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
_LONG_STORY = re.compile(
    r" (?:(?:originally|previously|had) (?:already )?posted|(?:i|we) (?:had )?(?:originally|previously)|long story|back then|at the time|in the end|eventually|ended up|(?:days|weeks|months) later|after that|started the process) "
)
_DID = re.compile(r" (?:set|started|lit|caught|burned|burnt|went up) ")
_WOULD_NOT = re.compile(r" wont (?:answer|open|talk|speak|listen) ")
"""How a reading has "wouldn't answer"."""
_CALLS = re.compile(r" (?:please|pls|help|need|999|911|get (?:me|us|them) out|trapped|hurry) ")
_BY_ANOTHER = re.compile(
    r" (?:a|my) (?:friend|mate|coworker|colleague|classmate)(?! in law)(?: of mine| from [a-z]+)? (?:is being|has been|keeps|kept|was|got|gets|is getting) "
)
_OF_OURS = re.compile(
    r" (?:my(?! (?:friends?|mates?|coworkers?|colleagues?|classmates?) )|our|mine|ours|us|me|here|this (?:block|building)|in the (?:block|building)|next door|downstairs|upstairs|above|below|neighbours?|lives? with|staying|stays|stayed|im|ive|we|help) "
)


def is_told(line: str, place: tuple[int, int]) -> bool:
    """Do the danger's sentence and those beside it speak of the past, and none of the present?"""
    first = line.rfind(" . ", 0, line.rfind(" . ", 0, place[0] + 1) + 1 or place[0] + 1)
    last = line.find(" . ", place[1] - 1)
    last = line.find(" . ", last + 2) if last != -1 else -1
    around = line[max(first, place[0] - 300, 0) : min(last + 1 if last != -1 else len(line), place[1] + 300)]
    around = SAID_TO_BE_MENDED.sub(_JUST_SO, around)
    outside = around.replace(line[place[0] : place[1]], _JUST_SO)
    return bool(_PAST.search(around)) and not _NOW.search(outside)


def is_told_at_length(line: str, place: tuple[int, int]) -> bool:
    """Is it part of a long story: done by somebody, what came after is told as past, and no word anywhere is of now?"""
    done = _DID.search(sentence(line, *place)) and _LONG_STORY.search(line, place[1] - 1)
    return (
        bool(done)
        and not _CALLS.search(line)
        and not _NOW.search(_WOULD_NOT.sub(" ", f"{line[: place[0]]} {line[place[1] :]}"))
    )


def is_of_another(line: str, place: tuple[int, int]) -> bool:
    """Is it done to a friend who lives elsewhere, for all that is said, and nothing of it is ours?"""
    return _BY_ANOTHER.search(line, 0, place[1]) is not None and not _OF_OURS.search(_BY_ANOTHER.sub(" ", line))


def is_told_itself(line: str, place: tuple[int, int]) -> bool:
    """The same, where the danger's own sentence speaks of the past: "you mended the flood. kids stuck in the lift" is now."""
    return _PAST.search(sentence(line, *place)) is not None and is_told(line, place)
