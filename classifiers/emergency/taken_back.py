"""What stands around a danger and takes it back: denied, only supposed, asked in general, told of elsewhere, over.

When in doubt a danger counts. Each test looks at a few sentences at most, so that a letter's thanks do not hide its leak.
"""

# ruff: noqa: E501 -- patterns and tables are read more easily on one line

import re
from collections.abc import Iterator

from classifiers.clause import own_clause
from classifiers.closed import SAID_TO_BE_MENDED
from classifiers.emergency.around import NOW, PRESENT, sentences
from classifiers.emergency.elsewhere import is_elsewhere
from classifiers.emergency.ended import is_ended, is_here_too
from classifiers.emergency.in_general import is_spoken_of
from classifiers.rule import Rule

MOST_HITS = 12
"""Places of one rule in one message that are looked at."""
_NOT = (
    r"(?:no|not|isnt|wasnt|arent|aint|never|without|dont|doesnt|didnt|cannot|couldnt|nobody|nothing|havent|hasnt|wont|none|"
    r"rather than|instead of|other than|apart from|for (?:fixing|sorting|repairing|mending|stopping))"
)
_DENIED = re.compile(
    rf" {_NOT}(?! (?:had|have|known|seen|been|smelt|smelled) (?:such|so|this|it (?:so|this)) ) (?:(?:longer|mean|any|a|the|really|actually|even|been|seen|have|had|having|getting|there|strong|more|sign|signs|"
    r"of|has|be|is|as|such|visible|any|anymore|it|currently|currently|that|like|one|can|could|are|got|think|believe|report) )*$"
)
_DOUBLY = re.compile(
    r" (?:aint|havent|hasnt|dont|doesnt)(?: got| have)* {1,2}no "
)  # 'ain't got no water' has none; clause and hit are put together
_SUPPOSED = re.compile(
    r"(?<! sure)(?<! know)(?<! see)(?<! tell)(?<! wonder)(?<! wondering)(?<! check)(?<! unsure)(?<! tell me)(?<! show me)(?<! ask me)(?<! asks me)(?<! told me) "
    r"(?:what if|if|incase|in case(?: of)?|in the event of|what happens when|should there be|whenever|event of|"
    r"(?:worried|scared|afraid|fear|fears|fearing|frightened|anxious|concerned|terrified)"
    r"(?: about| of| that| in case)?(?: getting| being| it| we| i| ill| might| could| may| will| be| get)*|"
    r"(?:could|might|may|would|will|going to|gonna) (?:cause|start|become|lead to|have|get|be|end up|then|one day|result in))"
    r" (?:(?:i|we|you|someone|anyone|somebody|there|theres|they|tenants|people|ever|do|did|can|could|is|are|was|were|a|an|"
    r"any|be|the|to|should|might|see|get|have|had|happens|suspect|in|of|think|thought|hear|find|notice|that|another|"
    r"become|becomes|being|smell|goes|my|getting) )*$"
)
_TELL_ME = re.compile(r" (?:tell|advise|help|show) (?:me|us) (?:on |with )?what to do ")
_ABOUT = re.compile(
    r"(?:(?<! my)(?<! our)|(?! (?:[a-z]+ ){0,2}?(?:letters?|emails?|form|question|meeting|talk) [^.]*, )) (?:talking|talks?|speaking|workshop|leaflets?|letters?|posters?|stickers?|website|training|course|film|movie|tv|news|advert|policy|emails?|booklet|"
    r"advice|information|info|guide|guidance|article|programme|documentary|newsletter|policy|drill|exercise|story|meeting|talk|"
    r"page|form|video|quiz|question|told us|reading|recordings?|records?|copy|copies) (?:about|concerning|on|for|regarding|covers?|includes?|says|said|saying|that|re|of|what to do) "
    r"(?:[^. ]+ ){0,6}$"
)
"""What a leaflet is about; after 'further to my letter about the hedges, ' something else is told."""
_LONG_AGO = re.compile(
    r" (?:(?<! wasnt there )last (?:year|winter|summer|christmas|spring|autumn)|years? ago|years? back|in (?:19|20)\d\d|as a child|used to(?! (?:be|burn|hiss) blue)|"
    r"previous (?:flat|house|home|tenants?|owners?|occup\w+|property)|(?:tenants?|people|owners?|lot|family|lady|man|couple) before (?:us|me|we|i)|old (?:flat|house)|when i was|before i moved|decades?) "
)
_A_WHILE_AGO = re.compile(
    r" (?:yesterday|last (?:week|month|night|time|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|earlier|ago|"
    r"previously|came out|came and|attended|been out|been and|had a|there was|we had|i had|was) "
)
_MENDED = re.compile(
    r" (?:fixed|repaired|sorted|resolved|mended|made safe|all clear|false alarm|all ok|all fine|all good|dealt with|"
    r"capped|given the all|turned out to be|(?:has|have) gone(?! (?:all )?(?:brown|black|yellow|orange|green|soft|hard|up|off|down|through|across|dark|bang|pop|hot|baggy))|gone now|stopped now|has stopped|cleared|put out|"
    r"no longer|nothing found|found nothing|rescued|got out|let out|was just|were just|was only|is dry|dried up|replaced) "
)
_STILL = re.compile(
    r" (?:again|still(?! (?:arguing|fighting (?:with|over)|waiting (?:for|on) (?:the |my |our |her |his )*(?:insur\w+|money|cheque|payment|compensation)))|now|keeps|keep|back(?! (?:next|to|in|bedroom|room|door|garden|yard|wall|of)\b)|ongoing|same|worse|today|tonight|this (?:time|year) (?:its|it is|round)|not fixed|isnt fixed|never fixed|wasnt fixed|"
    r"not been fixed|right now|help|asap|emergency|cannot|urgent|urgently|not sorted|not repaired|just started|nobody|"
    r"no one|noone|this morning|not been|havent|hasnt|isnt|since) "
)
_OTHER = r"(?:the|my|our|all the) (?!gas|leak|smell|fire|alarm|detector|flood|water|smoke|lift|ceiling|pipe|problem|issue|fault|spark|sockets?|sewage|drains?|toilet|flames?|engineer|plumber|man)"
_SOMETHING_ELSE = rf"(?:and|but|also) {_OTHER}"
"""'The alarm is going off and the hot water is ok': not the alarm."""
_THEN = r"(?:[a-z]+ ){0,2}?(?:last (?:year|month|winter|summer|spring|autumn)|(?:years?|months?) ago) "
_MENDED_THEN = re.compile(
    rf" (?:was|got|had been|have been|has been) (?:fixed|repaired|mended|sorted|replaced|resolved) {_THEN}"
)
"""So long ago that what is there now has come again."""
_MENDED_AFTER = re.compile(
    rf"^ ?(?!{_OTHER})(?:(?!since|after|when|where|because|ever|until|before|he|she|they|we|i|everyone|everybody|nobody|{_SOMETHING_ELSE})[a-z0-9]+ ){{0,5}}?(?:has|have|was|were|is|its|been|got|now|"
    r"all|had) (?:(?!not |never |yet |hardly |barely |only )[a-z]+ ){0,2}?(?:gone(?! (?:all )?(?:brown|black|yellow|orange|green|soft|hard|up|off|down|through|across|dark|bang|pop|hot|baggy))|fixed|repaired|sorted|resolved|mended|stopped|cleared|fine|safe|dealt|rescued|ok|"
    rf"put out|nothing) (?!{_THEN})"
)
# Asked and answered ("smell of gas: no", "could I smell gas and I can't"), or denied inside the hit ("smells, not gas").
_DENIED_AFTER = re.compile(
    r"^ ?(?:(?:question|option|button|tick ?box|menu|page|section|form|leaflet|poster|sticker|advert|helpline|number|hotline) |[.,] (?:no|none|nope|n a) (?:[.,]|$)|(?:no|none|nope) (?:[.,]|$)|nothing [.,]|(?:[.,] )?(?:and|but) (?:i|we) (?:cannot|dont|didnt|couldnt) (?:[.,]|$))"
)
_NOT_OURS = re.compile(
    r"^ ?(?:[.,] )?(?:and )?not (?:ours|mine|us|our (?:flat|house|home|place)|my (?:flat|house|home|place)) "
)
_DENIED_WITHIN = re.compile(
    r" (?:(?:not|isnt|wasnt|aint) (?:a |the |of )?gas|not (?:going|gone) off|(?:hasnt|has not|never) gone off|"
    r"(?:isnt|not|wasnt) (?:coming )?from (?:upstairs|above)|no (?:smell|fumes|soot)|(?:leak|fire|flood) no ,|no (?:burning|burnt|scorching|electrical|gas) smell|"
    r"(?:could|might|would) (?:have|of|ve|a) (?:come|fallen|collapse|caught|exploded|blown|gone|burst|been|flood|killed)) "
)
_OR_ANYTHING = re.compile(r"^ ?(?:[a-z]+ ){0,2}(?:or|nor) (?:anything|nothing|owt|nowt|any of that) ")
_NO_MORE = re.compile(
    r"^ ?(?:[a-z]+ ){0,3}[.,] (?:but )?no (?:smell|leak|gas|flames?|smoke|water|sparks?) (?:now|since|any ?more|at all now) "
)
_NEGATED = re.compile(r" (?:no|not|isnt|wasnt|dont|didnt|without|aint) ")
# 'Thought I smelt gas, it was the drain'; 'after the fire'; 'we had a fire': what it seemed, and what it left behind.
_THOUGHT = re.compile(r" thought (?:[a-z]+ ){0,5}$")
_IT_WAS = re.compile(
    r"^ ?(?:[a-z]+ ){0,3}[.,]? ?(?:but )?(?:it was|was just|was only|turned out) (?:just|only|the|a|an|next|my|our)? ?"
)
_AFTERMATH = re.compile(
    r" (?:(?:after|following|since) (?:a|the|our|my|your|that) (?:[a-z]+ )?|had (?:a |another )?(?:small |little |bad |big )?)$"
)
_WET_OR_BURNT = re.compile(r" (?:leak|flood|fire) ")
_WET_OR_BURST = re.compile(r" (?:leak|flood|fire|burst|water|standing water|overflow\w*) ")
_FOLLOWING = re.compile(r" following (?:a|an|the|that|our|your) (?:[a-z]+ )?$")
_IN_THE_NEWS = re.compile(
    r"^ ?(?:[a-z0-9]+ ){0,4}?(?:on|in) (?:the (?:local )?(?:news|telly|tv|local paper|radio)|(?:(?:your|the|a|my) )?(?:local )?(?:job (?:sheet|card|ticket)|records?|invoice|bill|letter|facebook|tiktok|youtube|twitter|instagram|video|website))(?! (?:room|cupboard)) "
)
# Of a time that is plainly over; weaker times need a word that it is mended too.
_WHEN_THEN = re.compile(
    r" (?:years? (?:ago|back|since)|(?:christmases|winters|summers) ago|(?:my|our|his|her|the) (?:last|old|previous) (?:place|flat|house|home|address)|(?:six|seven|eight|nine|ten|eleven|twelve|several|many|\d\d) months ago|a year (?:ago )?(?:today|now)|(?:in|of) (?:19|20)\d\d|"
    r"(?<! there )when (?:i|we) (?:first )?(?:lived|moved (?:in|here|to)|was (?:a|little|young|small)|were (?:kids|young|little))|my (?:student|school|army) days|as a (?:child|girl|boy|lad|kid)|"
    r"(?<! there )(?<! as )last (?:year|winter|summer|christmas|spring|autumn|fall)|(?:grew up|was born|brought up)|years since) "
)
_THAT_DAY = re.compile(
    r" (?:(?:in|back in|on|since|of|by|over|at) (?:early |late |mid |the |\d\d?(?:st|nd|rd|th)? (?:of )?){0,3}(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|christmas|xmas|easter|new year|boxing day|bank holiday|weekend|half term|the storm)|"
    r"(?:mon|tues?|wed|thurs?|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday) (?:night|morning|evening|afternoon)|(?:that|the same) (?:night|day|evening|morning|weekend)|the night of|the other (?:day|week|night)|last (?:week|month|night|weekend|\w+day)|yesterday|yday|weeks? ago|months? ago|days? ago|once) "
)
_WHEN = re.compile(r" (?:when|the (?:night|day|time)) (?:the|my|our|your|we|i) ")
_MONTH = re.compile(
    r" (?:in|on|since|of|by) (?:early |late |mid |the |\d\d?(?:st|nd|rd|th)? (?:of )?){0,3}(?:january|february|march|april|may|june|july|august|september|october|november|december|christmas|easter|boxing day|bank holiday) "
)
_DONE_WITH = re.compile(
    r" (?:(?:was|were|been|got|its|is|are|all|now|had it) (?:[a-z]+ ){0,2}?(?:fixed|repaired|sorted|resolved|mended|replaced|rebuilt|relaid|redecorated|reinstated|plastered|restored|disinfected|dealt with|made (?:safe|good)|cleaned up|put right|put out|isolated|released|rescued|let out)|"
    r"put it out|made (?:the|my|it|that) (?:[a-z]+ )?(?:good|safe)|had (?:it|me|us|them) (?:all )?(?:done|boarded|sorted|fixed|mended|back|cleared|removed|away)|(?:and|then|,) (?:plastered|boarded|repaired|mended|fixed|cleaned|painted|re ?floored)|not stuck now|out now|(?:brigade|firemen|fire (?:service|lads|dept)|engineers?|electricians?|plumbers?) (?:[a-z]+ )?(?:attended|was with me|was here|were here|sorted|stopped|isolated|cleared)|let (?:us|me|them|him|her) out|"
    r"(?<!taps )(?<!tap )(?<!taps are )(?:is|are|its|lift is|all) (?:now |all |completely )*(?:dry|clean|spotless|mended|fine|safe|working|perfect|back to normal|put right)(?: now| again)?|"
    r"(?:has|have) (?:run|worked|been) (?:perfectly|fine|perfect|dry|well)(?: ever)?(?: since)?|(?:nothing|no (?:more )?(?:trouble|problems?|bother|leaks?|smell)) (?:there )?(?:has been |at all )?since|(?:been no|no more) (?:trouble|problems?|bother)|"
    r"(?:said|found|says|confirmed) (?:there was |it was |that )*(?:no (?:leak|fault|gas|danger)|all (?:clear|fine|safe|ok))|there was no (?:leak|fault|gas|fire|danger)|never happened|ok since then|all (?:sound|good|well|fine) now|nothing is leak) "
)
_INSTALLED = re.compile(
    r" (?:fitted|installed|put in|built|replaced|rewired|bought|serviced|changed|new|refurbished|tenant|lived here) "
)
"""What was fitted years ago may well be a danger now."""
_USED_TO_BUT = re.compile(
    r" used to (?:be|have|get|smell|leak|flood|come)(?! blue) (?:[^.]+ )?but (?!now |it |its |the |then |today )"
)
# Only what leaves no doubt: "it stopped" or "fine now" is not the end of a gas leak, nor "nothing since" of a report.
_SETTLED = re.compile(
    r" (?:(?:no|without) (?:more |further )?(?:trouble|problems?|bother|smell) since|panic over|(?:all|everything|is|its) back to normal|good as new|moved back in|back in and dry|"
    r"turned out (?:it was|to be) (?!(?:a |an |the |our |my |your )?(?:gas|leak|carbon|boiler|serious|real|bad|major|worse|fire|live)))"
)
# Looked back on for the money of it, or dried out: it ran its course, unless something near says that it goes on.
_RECKONED = re.compile(
    r" (?:refus\w+ to (?:pay|reimburse|refund|cover|give)|reimburs\w+|(?:plumber|electrician|builder|repair|call ?out) (?:bill|invoice)|charged (?:me|us) for|(?:keep|keeps|keeping|kept|withheld) (?:my|our|the) deposit|"
    r"(?:sue|suing|take (?:him|her|them|you) to court)|small claims|water (?:is|has|s) (?:now )?all (?:gone|dried|drained|cleared)(?: up| out| away)?(?! off)|all (?:dried|cleaned|mopped|cleared) (?:out|up)|"
    r"(?:flood|leak|fire) is (?:now |all )*over(?! (?:the|my|our))|dehumidifiers?) "
)
_DRYING = re.compile(r" (?:now )?(?:the |my |our |a )?dehumidifiers?(?: (?!water |leak )[a-z]+){0,4}(?= )")
_MONEY = re.compile(
    r" (?:(?:can|could|do|should) (?:i|we) (?:still |now |also )*(?:claim|get (?:compensation|money|a refund|my money)|sue)|compensat\w+|who (?:pays|is liable|should pay|has to pay)|liable|liability|refund\w*|my insurance|solicitor|lawyer|legally) "
)
_SINCE_THEN = re.compile(
    r" (?:ago|back in|last (?:week|month|year|winter|summer|spring|autumn|christmas|\w+day)|(?:in|since) (?:(?:19|20)\d\d|january|february|march|april|may|june|july|august|september|october|november|december)|while (?:i|we) (?:was|were) (?:away|out|on holiday)) "
)
_BACK_THEN = re.compile(
    r" (?:(?:it|this|that) (?:all )?(?:happened|fell|came|burst|occurred)|fell|burst|came down|collapse|flood|dropped) (?:[a-z]+ ){0,6}?(?:(?:a |couple of |couple |few |two |three |four |five |six |several |many |\d+ )+(?:months|years)|(?:last|a) year) (?:ago|back) "
)
_GOES_ON = re.compile(
    r" (?:(?:is|are|its|still|keeps?|now|just(?! (?:been|saying|asking|letting|wondering|checking|writing|messaging|ringing|thanking))|theyre) (?:[a-z]+ ){0,2}?(?:[a-z]+ing|spark|leak|drips?|wet|smell|hot|live|bare|exposed|loose|down|open)|getting worse|more (?:is|are|has|have)|again) "
)
AFTERWARDS = (_RECKONED, _MONEY, _SINCE_THEN)
"""Their words are left as they are written ('charged' is not 'changed')."""
_CLOSED = re.compile(
    r" (?:letter of claim|freedom of information|subject access|claim form|school project|"
    r"for (?:[a-z]+ ){0,2}homework|unsubscribe|opt out|no call out (?:fee|charge)|thank you letters?|receipts? to) "
)
_SORTED_AT_ONCE = re.compile(r"^ ?(?:now |all |is |been |got )*(?:sorted|fixed|repaired|mended|resolved) ")
_WANTED = re.compile(
    r" (?:needs?|want|wants|get|getting|have|can|could|when|please|must|will|someone|somebody|how|to be|to get|like|cannot) "
)
_NOT_AT_ALL = re.compile(
    r" (?:false alarm|just testing|only joking|only kidding|just kidding|test message|april fool) "
)


def first_that_stands(rule: Rule, line: str) -> tuple[tuple[int, int] | None, bool]:
    """Where the rule first holds, and whether nothing around it takes it back."""
    first = None
    for place, stands in _hits(rule, line):
        if stands:
            return place, True
        first = first or place
    return first, False


def that_stand(rule: Rule, line: str) -> Iterator[tuple[int, int]]:
    """Every place where the rule holds and nothing takes it back."""
    return (place for place, stands in _hits(rule, line) if stands)


def _hits(rule: Rule, line: str) -> Iterator[tuple[tuple[int, int], bool]]:
    at = 0
    for _ in range(MOST_HITS):
        hit = rule.pattern.search(line, at)
        if not hit:
            return
        if not rule.is_something_else(line, hit.start(), hit.end()):
            yield hit.span(), not taken_back(line, hit)
        at = hit.start() + 1


def taken_back(line: str, hit: re.Match[str]) -> bool:
    """Do the words around it deny it, only suppose it, put it long ago, or say that it is mended?"""
    before = line[max(0, hit.start() - 110) : hit.start() + 1]
    before = before[before.rfind(". ") + 1 :]
    clause = before[before.rfind(", ") + 1 :]
    if (
        (_DENIED.search(clause) and not _DOUBLY.search(clause + hit[0]))
        or (_SUPPOSED.search(clause) and not _TELL_ME.search(clause))
        or _ABOUT.search(before)
    ):
        return True
    if is_here_too(line, hit.end()):
        return False
    sentence = sentences(line, hit.start(), hit.end())
    own = own_clause(line, hit.start(), hit.end())
    if _settled(line, hit, sentence) or is_elsewhere(line, hit, before, own):
        return True
    if _NOT_AT_ALL.search(sentences(line, hit.start(), hit.end(), more=2, back=1)):
        return True
    still = _STILL.search(sentence)
    long_ago = _LONG_AGO.search(own) and not (still or PRESENT.search(sentence))
    if long_ago and (_USED_TO_BUT.search(sentence) or not _INSTALLED.search(own)):
        return True
    after = line[hit.end() - 1 : hit.end() + 110]
    if _MENDED_AFTER.search(after.split(". ")[0].lstrip() + " ") and not _STILL.search(after):
        return True
    if _over(line, hit, clause, sentence) or _looked_back_on(line, hit) or is_spoken_of(line, *hit.span()):
        return True
    if is_ended(line, *hit.span()):
        return True
    around = sentences(line, hit.start(), hit.end(), more=1)
    if PRESENT.search(sentence):
        sentence, around = _MENDED_THEN.sub(" ", sentence), _MENDED_THEN.sub(" ", around)
    sentence = SAID_TO_BE_MENDED.sub(" ", sentence)
    return bool(_A_WHILE_AGO.search(sentence) and _MENDED.search(around) and not _STILL.search(around))


def _over(line: str, hit: re.Match[str], clause: str, sentence: str) -> bool:
    """Long past, or past and afterwards done with, and nothing near says that it goes on?"""
    if PRESENT.search(sentence) or NOW.search(sentences(line, hit.start(), hit.end(), more=1)):
        return False
    if _WHEN_THEN.search(sentence) and not _INSTALLED.search(sentence):
        return True
    if _WHEN.search(clause) and _MONTH.search(sentence):
        return True
    rest = sentences(line, hit.start(), hit.end(), more=3)
    if NOW.search(rest) or not _DONE_WITH.search(rest):
        return False
    return bool(_THAT_DAY.search(sentences(line, hit.start(), hit.end(), back=1)))


def _looked_back_on(line: str, hit: re.Match[str]) -> bool:
    """Told afterwards: what it cost, who was to blame, what is dry; and nothing near says that it goes on?"""
    around = sentences(line, hit.start(), hit.end(), more=2, back=1)
    around = _DRYING.sub("", around)  # 'now the dehumidifier wont start' tells of no water
    if NOW.search(around) or PRESENT.search(around) or _GOES_ON.search(around):
        return False
    if _WET_OR_BURST.search(hit[0]):
        after = sentences(line, hit.start(), hit.end(), more=4, back=1)
        if _RECKONED.search(after) or (_MONEY.search(after) and _SINCE_THEN.search(around)):
            return True
    return bool(_BACK_THEN.search(around)) and not _INSTALLED.search(around)


def _settled(line: str, hit: re.Match[str], sentence: str) -> bool:
    """Answered with no, told of elsewhere, or an old matter that a letter only looks back on."""
    after = line[hit.end() - 1 : hit.end() + 110]
    if _NO_MORE.search(after) or (_OR_ANYTHING.search(after) and _NEGATED.search(sentence)):
        return True
    if (
        _WET_OR_BURNT.search(hit[0])
        and _FOLLOWING.search(line[max(0, hit.start() - 30) : hit.start() + 1])
        and not PRESENT.search(sentence)
        and not NOW.search(sentence)
    ):
        return True
    if _WET_OR_BURST.search(hit[0]) and _NOT_OURS.search(after):
        return True
    if _DENIED_AFTER.search(after) or _DENIED_WITHIN.search(hit[0]) or _IN_THE_NEWS.search(after):
        return True
    around = sentences(line, hit.start(), hit.end(), more=2)
    if NOW.search(around):
        return False
    if _SORTED_AT_ONCE.search(after) and not _WANTED.search(sentence):
        return True
    before = line[max(0, hit.start() - 60) : hit.start() + 1]
    if _THOUGHT.search(before) and _IT_WAS.search(after):
        return True
    if (
        " fire " in hit[0]
        and not PRESENT.search(sentence)
        and (_AFTERMATH.search(before) or _AFTERMATH.search(before + hit[0].split("fire")[0].lstrip()))
    ):
        return True
    return bool(_SETTLED.search(around) or _CLOSED.search(sentences(line, hit.start(), hit.end(), more=3, back=3)))
