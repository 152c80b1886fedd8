"""Is a danger only spoken of: asked in general, remembered, or named for the papers of it? By how its clause is built.

Whatever speaks of now beside it ("I can smell it", "again", "this morning") makes it a danger all the same; and so does
a clause of its own: who asks for the papers of last year, and then that there is gas in the kitchen, has gas there.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re

_IN_GENERAL = re.compile(
    r"^ ?(?:hi |hello |hiya |and |so |also |but |just |please |ok |okay |quick question |question |random question |does anyone know |do you know |can you tell me |just wondering |i wonder )*[.,]? ?"
    r"(?:who (?:pays|covers|should pay|would pay|has to pay|foots the bill|is (?:responsible|liable)|do (?:i|we|you|people|tenants) (?:ring|call|phone|contact) about what)|"
    r"(?:is|isnt) it (?:true|right|a fact|legal|correct) (?:that )?(?:they|you|people|tenants|landlords|we|all|every)|does (?:the|that) smell (?:they|that|you)|does (?:carbon monoxide|gas|smoke) (?:smell|rise|sink|go|have|show|come|last|make)|"
    r"do(?:es)? (?:(?:the|a|your|my) )?(?:landlords?|council|tenants|people|insurance|gas alarms|insurers?) (?:have|need|cover|pay|get|got|ever|always|usually|sound)|"
    r"(?:whats|what is) the (?:right|proper|best|correct|safest|quickest) (?:way|thing) to (?:[^. ]+ ){1,9}(?:if|when|in case|should) |who (?:should|do|does|would) (?:people|tenants|residents|everyone|you|one) (?:ring|call|phone|tell))"
)
_TO_BE_READ = re.compile(
    r" (?:making|writing|compiling|typing(?: up)?|putting together|updating|drawing up) (?:up )?(?:a|the|our|my|us|some) (?:[a-z]+ ){0,4}?(?:handbook|page|leaflet|newsletter|guide|poster|booklet) "
)
"""By others. A list is not: people make one of what is broken."""
_REMEMBERED = re.compile(
    r" (?:(?:remember|recall|forget) (?:when|the (?:[a-z]+ )?(?:night|day|time|winter|summer|year)|that (?:night|day|time|winter|summer|year))|that (?:winter|summer|christmas) (?:the|we|when|our)|some years (?:back|ago)|happy days|(?:lovely|fond|good) memories|"
    r"best (?:night|day) (?:this|we|of|that|ever)|good old days|(?:about|over|nearly|almost|some|was|its) (?:ten|twelve|fifteen|twenty|thirty|forty|fifty|\d\d) years (?:ago|back)|(?:at|in|to|on|of) (?:the |an )?(?:coroners )?(?:inquest|inquiry|court case|tribunal)) "
)
_PAPERS = re.compile(
    r" (?:cop(?:y|ies) of|the (?:[a-z]+ ){0,2}?(?:report|records?|paperwork|findings|survey|minutes|job sheet|incident number|reference|certificate)|send (?:me |us )?(?:it|them|the|a)|what was the date|(?:my|our|the|for) (?:house |home |contents )?insur(?:er|ers|ance)|solicitors?|a claim) "
)
_WAS_THEN = re.compile(
    r" (?:(?:in|of|from|on|during) (?:(?:early|late|mid|the|\d\d?) )*(?:(?:19|20)\d\d|january|february|march|april|may|june|july|august|september|october|november|december)|last (?:year|winter|summer|spring|autumn|christmas|january|february|march|april|may|june|july|august|september|october|november|december)|"
    r"(?:months?|years?) ago|years? back|attended|made safe|put (?:back|right)|was (?:replaced|repaired|mended|fixed|renewed)|happened) "
)
_NOW = re.compile(
    r" (?:again|(?:the )?same(?= (?:smell|noise|thing|problem|as)| ?[.,]| $)|the same(?! (?:day|night|week|morning|afternoon|evening|hour|year) )|still|since(?! then)|now(?! (?:asking|write|writing|ask|know|applying))|right now|today|tonight|this (?:morning|afternoon|evening|minute|time)|(?:hours?|hrs?|minutes?|mins?|secs?|moments?) ago|just (?:now|come|came|started|gone|burst)|last night|yesterday|help|urgent|urgently|asap|emergency|hurry|quick|"
    r"i can|we can|i could|theres|there is|there are|(?:is|are|its|im|keeps?|were) (?:[a-z]+ )?(?:coming|pouring|leak|spark|smell|burning|dripping|flood|hanging|going off|sounding|beeping|rising|stuck|trapped|smoking|overflowing)|"
    r"(?:has|have|ive|weve|its) (?:just |now |all |also )?(?:been|come|came|fallen|collapse|burst|started|split|snapped|dropped|caved|given|fell|gone|went)|(?:my|our|this) (?!insur|solicitor)(?:[a-z]+ ){1,3}(?:is|are|has|have|wont|smell)|the (?:kitchen|house|flat|hall|room|place|landing|garden|water) (?:is|has|smell)|get it out|smell of it|full of|not safe|wont stop|scared) "
)
_OVER_NOW = re.compile(
    r" (?:its|it is|power is|powers|everything is|all is) (?:now |all )*(?:back on|back|fine|over|on again|working) (?:now )?"
)

_THERE = re.compile(
    r" (?:(?:my|our|mine|ours|this|here|ere|upstairs|downstairs|outside) |(?:in|on|at|by|near|behind|under|through|from|out of|up) (?:the|me|her|his|their) (?!tap |street |world |news |contract |past |lease ))"
)
"""Where it is: nobody asks in general of their own kitchen."""
_WHOSE_IS = re.compile(r" (?:pays|covers|pay|bill|responsible|liable) (?:for|to) (?:the|my|our|this|that|these) ")
_DATES_A_THING = re.compile(
    r" (?:you|he|she|they|we|i|your [a-z]+) (?:[a-z]+ )?(?:fitted|installed|put in|replaced|renewed|serviced|fixed|mended) (?:it |here |them )?(?:last|in|on) (?:[a-z0-9]+ )"
)
"""'The boiler that you fitted last year': of the boiler, not of the danger."""
_ONE_OF_A_LIST = 2
"""Words of a clause that may be no more than one more thing of a list."""
_WAS = re.compile(r" (?:had|was|were|did|got|went|nearly|watched|blew) ")

# A fire of another day has burnt out, unless something says that it has not.
_FIRE = re.compile(r" (?:fire|fires|flames?|blaze|explosion|alight) ")
_HEATER = re.compile(r" (?:soot|sooty|fumes|gas|pilot|yellow|orange|flue|tag|headaches?) ")
_DAYS_AGO = re.compile(
    r" (?:last (?:week|month|year|spring|summer|autumn|winter|christmas|weekend|january|february|march|april|may|june|july|august|september|october|november|december)|(?:days?|weeks?|wks?|months?|mths?|years?|fortnight) (?:ago|back)|(?:was|were) (?:[a-z0-9]+ )?(?:weeks?|months?|years?) ago|"
    r"(?:in|back in|since|of|on) (?:(?:early|late|mid|the|\d\d?(?:st|nd|rd|th)?|of) )*(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|winter|(?:19|20)\d\d)) "
)
_SINCE_THE = re.compile(
    r" (?:since|after|following|because of|before|until) (?:the|that|our|a|this|last years) (?:[a-z]+ )?$"
)
_IS = re.compile(r" (?:is|are|am|its|im|theres|there is|keeps?|now) (?:[a-z]+ ){0,2}$")
_BURNS = re.compile(
    r" (?:(?:on fire|alight|lit|lit them|flames?|smok\w+|burn\w*|start\w*|fire|gone up|caught|it|come back|sparks?) (?:again|now)|still (?:on fire|burning|smoking|alight|smouldering|hot|going|lit)|tonight|today|right now|last night|yesterday|(?:minutes?|mins?|hours?|hrs?) ago|"
    r"this (?:morning|afternoon|evening)|just (?:now|lit|set|caught|started)|(?:is|are|its) (?:still )?(?:hot|smoking|burning|on fire|alight)|(?:theres|there is|see|full of) (?:a |the )?(?:smoke|flames?|fire)|smoke (?:is )?(?:from|coming|in)|flames? (?:in|coming|from|at)|now (?:its|it is)|help) "
)


def is_burnt_out(line: str, start: int, end: int) -> bool:
    """Is it a fire of days ago or more, or one that only dates something else ("since the fire")?"""
    hit = line[start:end]
    if not _FIRE.search(hit) or _HEATER.search(hit):
        return False
    first, last = max(line.rfind(" . ", 0, start + 1), start - 300, 0), line.find(" . ", end - 1)
    own = line[first : last + 1 if last != -1 else len(line)]
    after = line[end - 1 : end + 200]
    if _BURNS.search(own) or _BURNS.search(after) or _IS.search(line[max(start - 40, 0) : start + 1]):
        return False
    return bool(_DAYS_AGO.search(own) or _SINCE_THE.search(line[max(start - 40, 0) : start + 1]))


def is_spoken_of(line: str, start: int, end: int) -> bool:
    """Is the danger at this place of the line only spoken of, and nothing in the two sentences on either side of now?"""
    if is_burnt_out(line, start, end):
        return True
    around = _sentences(line, start, end)
    if _NOW.search(_OVER_NOW.sub(" ", around)):
        return False
    own = _clause(line, start, end)
    if _REMEMBERED.search(own) or (_PAPERS.search(around) and _WAS_THEN.search(_DATES_A_THING.sub(" ", own))):
        return True
    if _REMEMBERED.search(around) and _WAS.search(own) and not _THERE.search(own):
        return True
    asked = _IN_GENERAL.search(own) and not _WHOSE_IS.search(own)
    return bool((asked or _TO_BE_READ.search(around)) and not _THERE.search(own))


def _sentences(line: str, start: int, end: int) -> str:
    """The sentences of this place and two on either side, 300 letters of them at most."""
    first, last = start + 1, end - 1
    for _ in range(2):
        first = max(line.rfind(" . ", 0, max(first, 0)), 0)
        found = line.find(" . ", last)
        last = found + 2 if found != -1 else len(line)
    return line[max(first, start - 300) : min(last + 1, end + 300)]


def _clause(line: str, start: int, end: int) -> str:
    """From the comma or full stop before this place to the one after it, 300 letters of it at most; with what is before
    it where it only goes on a list ("about what: leaks, gas, lifts")."""
    least = max(start - 300, 0)
    first = _break_before(line, start + 1, least)
    while first > least and (
        line.endswith(" about what", 0, first)
        or (line.startswith(" , ", first) and len(line[first + 2 : end].split()) <= _ONE_OF_A_LIST)
    ):
        first = _break_before(line, first, least)
    ends = [found for found in (line.find(mark, end - 1, end + 300) for mark in (" . ", " , ")) if found != -1]
    return line[first : min(ends, default=end + 300) + 1].removeprefix(" .").removeprefix(" ,")


def _break_before(line: str, place: int, least: int) -> int:
    return max(line.rfind(" . ", least, place), line.rfind(" , ", least, place), least)
