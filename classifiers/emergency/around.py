"""The sentences around a danger, and what in them says that it goes on now. Read by all that may take a danger back."""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re

PRESENT = re.compile(
    r" (?:theres|there is|there are|i can|gives|wont|(?:im(?! (?:writing|asking|wondering|posting|hoping|emailing|trying|looking|going to))|is|are|am|its|hes|shes|keeps?) (?:[a-z]+ )?(?:[a-z]+ing|spark|leak|smell|flood|stuck|trapped)|(?:im|i am|is|hes|shes) on fire|"
    r"(?:has|have|ive|weve|theyve) (?:now |just |all |also |half )?(?:come|fallen|collapse|burst|started|split|snapped|dropped|caved|given|fell)) "
)
NOW = re.compile(
    r" (?:again|still(?! (?:arguing|fighting (?:with|over)|waiting (?:for|on) (?:the |my |our |her |his )*(?:insur\w+|money|cheque|payment|compensation)|got paid|claim|apply|get (?:compensation|money|my|any)|sue|entitled|eligible|be able to claim|make a claim|owed?|liable))|right now|today|tonight|this morning|this evening|worse|back(?! (?:next|to|in|on|straight|together|where|bedroom|room|door|garden|yard|wall|of)\b)|keeps?(?! (?:my|our|the|his|her) (?:deposit|money|bond))|help|urgent|urgently|asap|"
    r"isnt|this (?:time|year) (?:its|it is|round)|not (?:fixed|sorted|gone)) "
)


def sentences(line: str, start: int, end: int, more: int = 0, back: int = 0) -> str:
    """The sentence around a hit, 300 characters of it at most to either side, and so many before and after it."""
    first = start + 1
    for _ in range(back + 1):
        first = line.rfind(". ", 0, max(first, 0))
    first = max(first + 1, start - 300, 0)
    last = end - 1
    for _ in range(more + 1):
        last = line.find(" . ", last)
        if last == -1:
            break
        last += 2
    last = min(last if last != -1 else len(line), end + 300)
    return line[first:last]
