"""Is a danger told as a closed matter: mended, of years ago, only heard of, or for the money or the law of it?

By form alone, over the whole message: something says that it is closed, the danger's own sentence is not of the present,
and nothing anywhere says that it goes on. Never enough by itself: the trained model must find nothing broken as well.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re

from classifiers.clause import own_clause

_DONE = r"(?:replaced|repaired|fixed|mended|removed|restored|rebuilt|redecorated|repainted|put back|made good|made safe|signed off|dried out|cleaned up)"
_MENDED = re.compile(
    rf" (?<!not )(?<!never )(?:has been|have been|had been|since been|was|were|got|its been|is all|its all|all) (?:all |since |fully |now |properly )*{_DONE} "
    rf"| (?:he|she|they|you|we|who|men|man|team|crew|landlord|super|city|inspector|company|engineer|plumber|electrician|fitter|brigade) (?:themselves |himself |then |since |all |also |have |has )*(?:{_DONE}|signed it off)(?! (?:nothing|the wrong)) "
    rf"| thats (?:all )?been {_DONE} | (?:ours|mine|theirs|everything|all) (?:is|was) (?:all )?(?:ok|okay|fine|working) | is now (?:working|fixed|mended|back on) | (?:its|it is|(?:lift|elevator|boiler|heating|heat|furnace|power|water|hot water) is) (?:now )?(?:working|fixed|mended|back on)(?: now)? | (?:thanks|thank you|cheers|ta) for (?:doing|fixing|mending|repairing) the | (?:were|we are|im) (?:all )?(?:good|warm|dry|fine|safe)(?: now)? [.,](?! (?:but |until |till |and |then )*(?:got|get|came|come|back) (?:back |home|in))"
    r"| (?:nothing|dry|fine|no (?:trouble|leaks?|problems?)) (?:ever )?since | (?:its|it is|was|all) (?:all )?(?:clear|safe|over|out)(?: now)? [.,]"
    r"| (?:turned out|it was) (?:to be )?(?:only |just )?(?:a|an|the|my|our|next doors?) [a-z]+ [.,]"
)
_LAW = re.compile(
    r" (?:deposit|sue|sued|suing|served|small claims|lawsuit|in court|to court|insurance|insurers?|premiums?|deductible|"
    r"(?:been|was|were|got|am|are|being|is) (?:charged|billed|invoiced)|(?:charge|bill|fee) (?:of|for)|who pays|claim) "
)
_LONG_AGO = re.compile(
    r" (?:(?:years?|winters?|summers?|months?|fortnight) (?:ago|today|back)|last (?:year|spring|summer|autumn|fall|winter)|(?:in|since|of) (?:19|20)\d\d|anniversary) "
)
_HEARD_OF = re.compile(
    r" (?:(?:story|piece|article|report|bit) in the|in the (?:paper|news|local)|on the news|(?:last|previous|old) (?:tenants?|owners?|landlord)|next to my (?:office|work)|update|follow up) "
)
_GOES_ON = re.compile(
    r" (?:still(?! (?:have|got|come|owed?|remember|think|waiting for (?:the|my) (?:money|deposit|cheque|refund)))|again|keeps?|worse|tonight(?! (?:we|i|somebody|someone|they|he|she|since))|today(?! (?:since|we|i|about|that))|this (?:morning|afternoon|evening)|right now|now (?:its|it is|the|there|we|i)|yesterday|last night|since (?:last|yesterday|this|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|"
    r"(?:hours?|hrs?|minutes?|mins?|days?) ago|asap|urgent|urgently|emergency(?! response)|(?:i|we|she|he|you) (?:can|could) (?:still |just )*(?:smell|hear|see|feel|taste)|"
    r"(?:coming|pouring|dripping|leaking|hissing|sparking|smoking|burning|beeping|sounding|rising|going) (?:out|in|down|from|through|off|up|again|on)|wont stop|cannot stop|(?:is|are|its|theyre) (?:[a-z]+ )?(?:coming|pouring|dripping|leak|smell|hissing|sparking|spark|smoking|burning|hanging|bulging|exposed|bare|live|out|off|dead|broken|open)(?! now [.,])|"
    r"nobody (?:has|s) (?:come|been)|(?:hasnt|havent|has not|have not|never) (?:been )?(?:come|turned up|fixed|repaired|mended|replaced|sorted)|isnt (?:fixed|mended)|not (?:been )?(?:fixed|repaired|mended|sorted)|"
    r"(?:dizzy|headaches?|sick|poorly)(?= (?:and|again|when|now|[.,]))) "
)
_PRESENT = re.compile(
    r" (?:is|isnt|are|arent|am|its|theres|there is|hes|shes|keeps?|wont|doesnt|dont|cannot|has been|have been|havent|hasnt|stinks|smells) "
)
_SAID = re.compile(
    r" (?:saying|said|told (?:me|us|him|her)(?: that)?|says) (?:that )?(?:theres|there is|its|it is|they are|theyre) "
)
"""Of what another said it is no present."""


_HAPPENING = re.compile(
    r" (?:leak|flood|drips?|[a-z]{2,}ing) (?:in|into|out|from|through|down|onto|on|over|up|everywhere) "
)
_WAS = re.compile(r" (?:was|were|had|came|went|got|did|ago|last) ")
_TOOK = re.compile(r" (?:kept|took|charged|billed|sued|refused|paid|found|made us|made me) ")
_ONCE = re.compile(r" (?:was|were|had|been|resulted|led to|landed|ended up) ")
_GREETS = re.compile(r" (?:hi|hello|hiya|hey|once|thanks|thank you|me) again ")
_BEING = re.compile(r" (?:am|are|is) being (?:sued|charged|billed|asked|blamed|taken) ")
_COUNTS_YEARS = re.compile(
    r" (?:its|it is) (?:[a-z0-9]+ )?(?:[a-z0-9]+ )?(?:years?|months?) (?:today |tonight |now )?(?:since|ago) "
)

SAID_TO_BE_MENDED = re.compile(
    r" (?:they|landlord|council|office|you|he|she|somebody|someone|helpline|super) (?:have |has |had )?(?:said|told (?:me|us)|reckons?|says?|claims?|claimed|swears?|swore) (?:that )?(?:it|its|it is|this|that) (?:(?:was|is|had|has|been|got) )*(?:all )?(?:fixed|repaired|mended|sorted|resolved|made safe) "
)
"""Hearsay: no word of when it was, nor that it is over."""


def is_closed(line: str, place: tuple[int, int]) -> bool:
    """Is the danger at this place of the line told as a matter that is closed?"""
    start, end = place
    own = own_clause(line, start, end)
    for harmless in (_SAID, _MENDED, _BEING, _COUNTS_YEARS):
        own = harmless.sub(" ", own)
    if _HAPPENING.search(line[start:end]) and not _WAS.search(own):
        return False
    return not _PRESENT.search(own) and is_over(f"{line[: start + 1]}it{line[end - 1 :]}", line)


def is_closed_for_good(line: str, place: tuple[int, int]) -> bool:
    """The same of a danger to life: its own clause must say itself that it was, and not by hearsay."""
    own = SAID_TO_BE_MENDED.sub(" ", own_clause(line, *place))
    return _ONCE.search(own) is not None and is_closed(line, place)


def is_mended(line: str) -> bool:
    """Does something in the line say that its matter was put right, and nothing that it goes on?"""
    return _MENDED.search(line) is not None and not _goes_on(line)


def is_over(rest: str, line: str) -> bool:
    """Does something in the line say that its matter is closed, and nothing in the rest of it that it goes on?"""
    law = (_LAW,) if _WAS.search(line) or _TOOK.search(line) else ()  # "flooded kitchen, who pays" is of now
    signs = (_MENDED, _LONG_AGO, _HEARD_OF, *law)
    return any(sign.search(line) for sign in signs) and not _goes_on(rest)


def _goes_on(line: str) -> bool:
    return _GOES_ON.search(_GREETS.sub(" ", line)) is not None
