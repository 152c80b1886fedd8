"""Is a danger told to its end: reported once and mended, asked about as a thing of another day, taken back by whoever told it?

Only where the ending is said plainly of that same danger, and nothing after it says that it is back. In doubt it counts.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re

from classifiers.clause import sentence

REACH = 700
"""Letters after a danger in which its end is looked for, and any word that it goes on."""
_MENDED = r"(?:fixed|repaired|mended|replaced|renewed|rebuilt|put right|sorted(?: out)?|tightened|resolved|capped off|made good)"
_WHO_MENDS = r"(?:engineers?|electricians?|plumbers?|fitters?|man|men|guy|lad|chap|crew|contractors?|brigade|company|super|joiner|caretaker|they|he|she|you|theyve|hes|shes|youve)"
_ENDED = re.compile(
    rf" (?:(?:its|it is|it was|it got|it has|that was|thats|this was|has|have|been|was|were|all|then|and|[.,]) (?:(?:all|since|been|now|long|then|just|got|soon|properly|finally|completely) )*{_MENDED}(?: (?:now|since|the same (?:day|evening|night|week)|within the hour|straight away|there and then))*(?! (?:yet|wrong|badly|but))|"
    rf"{_WHO_MENDS} (?:has |have |had |s )?(?:since |then |been and |came and |been out and |duly )*(?:{_MENDED}|changed) (?:it|that|them)|(?:{_MENDED}|changed) (?:it|them) (?:the same (?:day|evening|night)|within the hour|that (?:day|night|evening)|straight away)|"
    rf"(?:theyd|hed|shed|they had|he had|she had) (?:soon |quickly )?(?:stopped|cured|capped) it|"
    r"(?:nothing|none|no (?:more )?(?:trouble|problems?|bother|smell|leaks?|sign)|not a (?:drop|peep|sound|whiff)|(?:been |all |ok |its |and )(?:fine|ok|dry|good|perfect|quiet|right)) (?:of it |at all |there |ever )?since(?! (?:i |we |you |they |yesterday|last night|this|monday|tuesday|wednesday|thursday|friday|saturday|sunday))|"
    r"(?:measured|reads?|meter|read) (?:a )?zero|zero (?:both times|in every room|each time)|all paid for|(?:everything|everythings|it|its|waters|all) (?:is |s )?(?:all )?back on|cool as anything|(?:i|we|they|she|he) (?:all |both )?(?:got|were let|was let) out (?:fine|ok|safely|in the end|unhurt)|(?:happy|good) end(?:ing)?) "
)
_GOES_ON = re.compile(
    r" (?:(?<!never )again|still|worse|returned|came back|come back|comes back|coming back|is back(?! (?:on|to normal))|its back(?! (?:on|to normal))|(?<!as of )today|tonight|right now|this (?:morning|evening|afternoon|minute)|keeps?|another (?:leak|smell|one|fire|flood)|a new (?:leak|smell)|"
    r"(?:i|we|you) (?:can |could )?(?:still |now )?(?:smell|hear|see) (?:it|gas|smoke|water|burning|a)|there is(?! (?:no|nothing|not) )|theres(?! (?:no|nothing|not|been no) )|(?<!was )coming (?:in|through|out|from|down)|(?<!was )(?<!were )(?:pouring|dripping|gushing)|isnt (?:fixed|mended|gone|sorted|right)|not (?:been )?(?:fixed|mended|gone|sorted|repaired|working|right)|(?:wasnt|never|hasnt been|havent been) (?:been )?(?:fixed|mended|sorted|repaired)|"
    r"(?<!for )(?<!your )(?<!the )help|urgent|urgently|asap|hurry|stuck|trapped|scared|worried|frightened|is (?:it|this|that) (?:safe|ok|all right|alright|dangerous)|safe to|(?:feel|feeling|am|are|is|im|were) (?:very |so |really |all |a bit )?(?:sick|ill|dizzy|poorly|faint|unwell)|headaches?|now (?:theres|there is|i can|it smells|the (?:other|smell|water|leak|gas)|its(?! (?:cool|fine|ok|dry|all|safe|out|working|back|good|been|mended|fixed|sorted)))) "
)
_HEARSAY = re.compile(
    r" (?:said|says|saying|told (?:me|us)|reckons?|claims?|claimed|swears?|swore|promised|thinks?|thought|supposed(?:ly)?|meant to|if|until|till|before|want|wants|need|needs|get|not|never|nobody|wasnt|hasnt|isnt)(?: (?:that|to|it|have|be|had|has|was|is|been|the))* $"
)
"""Before an ending: others say so, or it is only wanted."""
_THAT_I_TOLD = re.compile(
    r"^ ?(?:[a-z]+ ){0,4}?(?:that |which |what )?(?:i|we|mum|dad|my [a-z]+) (?:had )?(?:mentioned|reported|rang|phoned|called|told you|wrote|emailed|texted|complained|said|posted)(?: (?:you|in|to|about|of|last|on|it|was|week|month)){0,4} "
)
_MY_TELLING = re.compile(
    r" (?:(?:my|our|the) (?:last |old |earlier )?(?:post|message|report|call|email|text|letter|thread)s? (?:[a-z0-9]+ ){0,4}?(?:about|of|on|re)|(?:the )?one (?:that )?(?:i|we) (?:said|told you|reported|mentioned|rang about)(?: (?:was|were|had|about|is))?) (?:[a-z0-9]+ ){0,5}$"
)
_HEADED = re.compile(
    r"^ (?:[a-z0-9]+ ){0,6}?(?:solved|resolved|update|follow up|followup|happy end|happy ending|good news|all sorted) (?=[.,]|to |on |about |the |my |our |i |we )|^ [^.]{0,60} with a happy end(?:ing)? "
)
_WAS = re.compile(
    r" (?:was|were|had|got|went|came|took|ago|last (?:week|month|year|night|spring|summer|autumn|winter|fall|christmas|\w+day)|in (?:the (?:spring|summer|autumn|winter|fall)|january|february|march|april|may|june|july|august|september|october|november|december|(?:19|20)\d\d)|after (?:the|our|a|we|i|they|she|he)) "
)
_MENDED_BEFORE = re.compile(
    rf" (?:they|he|she|you|who|plumber|engineer|council|landlord|super|brigade|company|owner|man|lads?|ve|theyve|youve) (?:has |have |had |just |finally |already )*(?:found and )?(?:fixed|mended|repaired|cured|sorted|{_MENDED}) (?:a|the|my|our|that|this|it the) (?:[a-z]+ )?$"
)
_PLEASE_IGNORE = re.compile(
    r"(?:(?<= please)|(?<= pls)|(?<=^)|(?<= \.)|(?<= ,)|(?<= kindly)|(?<= can you)|(?<= could you)) (?:ignore|disregard|scrap|forget) (?:my|our|that|the) (?:[a-z]+ ){0,3}?(?:message|text|email|mail|call|report|note|post|voicemail|request) (?:[a-z0-9]+ ){0,8}?(?:about|re|saying|of|for|regarding|that) (?:[a-z]+ ){0,6}$"
)
_WHICH_ONE = re.compile(
    r" (?:is|was) (?:[a-z]+ ){1,3}the (?:one|block|flat|building|place|house) (?:that|which|where|with) (?:had|has had|there was|they had|you had|got) (?:[a-z]+ ){1,4}$"
)
_SINCE_YEARS = re.compile(
    r" years (?:ago )?(?:today|tonight|now|this (?:week|month|winter|summer))? ?since (?:the|our|that) (?:[a-z]+ )?$"
)
_BY_OTHERS_THEN = re.compile(
    r" (?:last|previous|former|old) (?:tenants?|owners?|people|lot|family|lodgers?) (?:[a-z]+ ){0,14}?(?:started|had|caused|set) (?:(?:a|an|the|small|little|bad|big|bit|of) )*$"
)
_FOUND_AND_CUT_OFF = re.compile(
    r" (?:found|isolated|traced|located|identified|pinpointed|narrowed) (?:the (?:leak|source|problem|smell)|a leak|it|where it) (?:(?!nobody|still|not|never|last|yesterday|today|want|wants|need|needs)[^ .]+ ){0,30}?(?:they|he|she|who|and) (?:have |has |then |just |also )*(?:disconnected|capped(?: off)?|shut off|cut off|turned off|isolated) (?:it|that|the (?:gas|line|supply|pipe|dryer|cooker|stove|hob|boiler|fire|appliance|range|heater)) "
)
"""A leak that whoever came found and cut off. A smell told of as there when that was done days ago may be another."""
_DAYS_BEFORE = re.compile(r" (?:last|yesterday|ago|before|earlier|previously|once) ")
_NEVER_WAS = re.compile(
    r"^ ?(?:[a-z]+ ){0,3}, (?:but )?(?:there (?:was|were) (?:none|nothing|no such thing)|it (?:wasnt|was not|never was)(?= [.,]| $))|"
    r"^ ?(?:[^ ]+ ){0,14}?[.,] (?:it|this|that|none of (?:it|this)) (?:hasnt|has not|never|didnt) (?:actually |really )?happened? (?=[.,]|$)|"
    r"^ ?(?:[^ ]+ ){0,12}?\. (?:there|it) (?:was|were) never (?:a|any) (?:[a-z]+ )?(?:fire|flood|leak|gas|smoke) "
)
_ONCE = re.compile(r"^ ?(?:[a-z]+ ){0,2}once (?=and it (?:came|went|did|took)|[.,]|and (?:we|they|i|the) )")
_ELSEWHERE = re.compile(
    r"^ ?(?:[a-z]+ ){0,3}(?:at|in) (?:his|her|their) other (?:building|place|house|property|block|flat|home) "
)
_OF_WORK = re.compile(
    r" my (?:boss\w*|colleagues?|coworkers?|teachers?|dentists?|doctors?|barbers?|hairdressers?|bank managers?) (?:s )?$"
)
_LISTED = re.compile(
    r" (?:lease|agreement|policy|contract|handbook|website|page|leaflet|ours|yours|theirs|list) (?:only )?(?:lists?|includes?|mentions?|names?) (?:(?!and the |and my |there )[a-z,]+ ){0,12}$"
)


_HERE_TOO = re.compile(
    r"^ ?(?:[^ ]+ ){0,12}?(?:(?:i|we) (?:have |now |also |just |got )+(?:one|it|the same)(?: too| as well| here| now| (?:in|at|on|under|by) (?:my|our|the) [a-z]+){0,2} (?=[.,]|$)|(?:i|we) have (?:it )?here (?=[.,]|$)|(?:mine|ours) (?:does|has (?:one|it|too)|too|is the same) |here (?:too|as well) |"
    r"(?:it is|its|that is|thats) (?:still |now |all )?(?:smoking|burning|leak|hissing|sparking|smouldering|alight|on fire) |(?:i|we) (?:can |still |now )*smell it )"
)
"""After a danger of others, of another day or of a leaflet: it is here as well."""


def is_here_too(line: str, end: int) -> bool:
    """Is what the danger before this place names said to be here now, in its own sentence or the next?"""
    after = line[end - 1 : end + REACH]
    return _HERE_TOO.search(" . ".join(after.split(" . ")[:2]).rstrip() + " ") is not None


def is_ended(line: str, start: int, end: int) -> bool:
    """Is the danger at this place of the line told to its end, and nothing after it says that it goes on?"""
    first = max(line.rfind(" . ", 0, start + 1) + 2, start - 300, 0)
    before, after = line[first : start + 1], line[end - 1 : end + REACH]
    if not before.startswith(" "):
        before = f" {before}"
    if _NEVER_WAS.search(after):
        return True
    ended = next((each for each in _ENDED.finditer(after) if not _HEARSAY.search(after[: each.start() + 1])), None)
    if _GOES_ON.search(_ENDED.sub(" ", _ENDED.sub(" ", after))):
        return False
    if _PLEASE_IGNORE.search(before):
        return True
    if _GOES_ON.search(before):
        return False
    if _is_cut_off(line, first, end):
        return True
    if any(each.search(before) for each in (_SINCE_YEARS, _BY_OTHERS_THEN, _MENDED_BEFORE, _LISTED, _OF_WORK)):
        return True
    if _WHICH_ONE.search(before.rstrip() + line[start:end]):
        return True
    if _ONCE.search(after) or _ELSEWHERE.search(after):
        return True
    if not ended:
        return False
    if _THAT_I_TOLD.search(after) or _MY_TELLING.search(before) or _HEADED.search(line):
        return True
    past = _WAS.search(before.rstrip() + line[start:end] + after[: ended.start() + 1].lstrip())
    return bool(past) and after[: ended.start()].count(" . ") <= _SENTENCES_TO_THE_END


def _is_cut_off(line: str, first: int, end: int) -> bool:
    """Did whoever came find it and cut it off, in the sentence that begins at `first` or one of the next two?"""
    cut = _FOUND_AND_CUT_OFF.search(line, max(first - 1, 0), end - 1 + REACH)
    if cut is None or cut.end() <= end or line.count(" . ", end - 1, cut.start()) > _SENTENCES_TO_THE_END:
        return False
    return not _DAYS_BEFORE.search(sentence(line, cut.start(), cut.start() + 2))


_SENTENCES_TO_THE_END = 2
"""Between a danger of another day and its ending: more, and it may be another's."""
