"""Does a message say itself that nothing of it is broken now: put right, asked in general, or a matter of money since?

The trained model hears the fault of a story and not its end ("Edit: fixed. ... the toilet has been running all night").
By form alone, over the whole message, and in doubt never: what is wanted, what has come back, and what else is wrong
after the end all count. No danger that a rule names is taken back by it: those have tests of their own, in `emergency/`.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re
from collections.abc import Callable

_DONE = r"(?:solved|fixed|sorted(?: out)?|resolved|mended|repaired|replaced|success|cured|nailed it)"
_WHO = r"(?:i|we|ive|weve|he|she|they|hes|shes|theyve|(?:my |the |your |our )?(?:[a-z]+ in law|[a-z]+))"
_SWAPPED = r"(?:swapped|replaced|fixed|mended|repaired|unblocked|rewired|rehung|planed)"
_ALL = re.compile(
    rf" (?:(?<=^ )|(?<= \. ))(?:(?:and|so|now|edit|update|follow up|ok|okay|well|its|it is|it was|all|finally|got it|issue|problem|\d+|[.,]) ){{0,8}}{_DONE}(?: now| at last| myself| in the end| it)? [.,!]"
    r"| (?<=^ )(?:(?:edit|update) (?:\d+ )?(?:[.,] )?)?(?:solved|resolved)(?! (?:the|my|our|a|one|it|nothing|how|by)) "
    r"| (?:edit|update) (?:\d+ )?[.,] (?:thanks|thank you|cheers) (?:[a-z]+ ){0,3}[.,] (?:i |we )?(?:got|fixed|found|solved|sorted) it "
    r"| (?:please |pls )?close (?:the|my|this) (?:job|ticket|request|report)(?! (?:without|when|until)) "
    r"| (?:has|have|its|is) (?:all )?(?:sorted|fixed|solved|cured) it (?=[.,]|$|thanks|now|for good)"
    r"| (?:[a-z]+ )?(?:problem|mystery|puzzle|issue|case|riddle) (?:(?:is|was|has been|now|all|finally) ){0,4}(?:solved|sorted|fixed|resolved) "
    r"| (?:mystery|case|problem|puzzle|riddle) of (?:[a-z]+ ){1,5}(?:solved|sorted) "
    r"| (?:solved|cracked) (?:a|an|the|my|our|this) (?:[a-z0-9]+ ){0,4}?(?:problem|mystery|puzzle|issue|riddle) "
    r"| (?:did|does|has done) the trick(?! (?:for|till|until)) "
    r"| (?:astounding|huge|great|total|complete|big) success "
    r"| (?:im|we are|were|i am|now|youre) (?:all )?(?:good to go|all set|back in business) "
    r"| (?:all|everything|everythings) (?:is |s |now ){0,4}(?:well(?= [.,])|sorted|fixed|working (?:now|again)|back to normal|good now|fine now|ok now) "
    r"| (?:works|runs|runs|going|working|good|running) (?:like|as) new "
    r"| well (?:i|we) did it(?= [.,])"
    r"| (?:no need to|you need not|you dont need to|dont) (?:send|come|bother)(?: (?:out|anyone|anybody|someone|a [a-z]+|the [a-z]+)){0,4} (?:now |any ?more |today )?(?=[.,]|as |because |since |i |we |its |it |he |she |my )"
    r"| (?:(?<=^ )|(?<= \. )|(?<= , )|(?<= please )|(?<= kindly )|(?<= you ))(?:cancel|ignore|disregard|scrap|forget) (?:my|the|our|that|this) (?:last |other |earlier |previous )?(?:report|job|repair|visit|call|text|message|email|appointment|booking|request|ticket|order)s? "
    r"| never ?mind (?:about )?(?:the|my|our|that) [a-z]+ (?:[a-z]+ )?,? ?(?:it|its|i|we|he|she|they|turned|found) "
)
"""Of the whole matter. Every way begins with the space before it, and looks back from behind it: Python then tries a way
only where a space is, which halves the time."""
_ONE = re.compile(
    rf" {_WHO} (?:came back and |came and |then |just |now |have |has |had |finally |since |in the end |all ){{0,4}}{_SWAPPED} (?:it|them|that|the [a-z]+(?: [a-z]+)?)(?: myself| ourselves| for me)? (?=[.,] (?:its|it is|all|everything|works|working|no|thanks|thank|cheers|ta|good|hasnt|never|not|$)|and (?:its|it is|all|everything|now (?!it )))"
    r"| (?:no longer|has stopped|stopped) (?:leak|leaking|dripping|drips?) (?:any ?more |now )?(?=[.,]|$|and |since |at all )| (?<= no longer )(?:leak|drips?|smells?|squeaks|runs|sticks|trips) "
    r"| (?:drains|flushes|runs|works|closes|shuts|locks|turns|lights|heats) (?:like a (?:dream|charm)|a treat|beautifully|perfectly|as it should)(?: now)? "
    r"| no (?:more|further) (?:leak|drips?|smell|noise|mice|rats|mould|damp|problems?|trouble|bother|issues) "
    r"| (?:mice|rats|ants|wasps|fleas|roaches|cockroaches|bugs|they) (?:are|have) (?:all )?gone "
    r"| (?:havent|not|have not) (?:seen|heard|had) (?:one|any|them|it|a peep|a thing|anything|a drop) since "
    r"| (?:is|are|its|theyre) (?:all |both |now |finally |working ){0,4}(?:now (?:all )?(?:perfectly |working )?(?:fine|hot|warm|perfect|great|working|back on)(?= [.,]|$)|(?:perfectly|fine|hot|warm|perfect|working|back on|going) (?:now(?= [.,]|$)|again(?= [.,]|$| after| now| thanks| cheers)|at last))"
    r"| been (?:perfect|fine|great|good|dry|quiet) (?:ever )?(?:for|since)(?! (?:a day|an hour|i |we )) "
    r"| (?:lights?|power|heating|heat|water|electric\w*|it|its|they|theyre) (?:came|come|is|are|has come|have come|is now|are now)? ?back on(?: again| now)? (?=[.,]|$)"
    r"| got (?:the|it|my|our|them|that) (?:[a-z]+ ){0,3}?(?:going|working|running|started|lit|back on|unblocked|unstuck) "
)
"""Of one thing: enough where the rest tells of nothing that is wrong now."""
_NOT_YET = re.compile(
    r" (?:said|says|saying|told (?:me|us)|reckons?|claims?|claimed|swears?|promised|thinks?|thought|supposed(?:ly)?|until|till|if|when|since|before|havent|want|wants|wanted|needs?|get|getting|hope|hoping|wish|not|never|nearly|almost|will|would|wont|to be|isnt|wasnt|hasnt|nobody|cannot|how|should|must|please|can you|could you) (?:[a-z]+ ){0,5}$"
)
"""Stands in the sentence before an end that is none: others say so, it is wanted, or it is denied."""
_BACK = re.compile(
    r" (?:still|but(?! (?:i|we|it was|its (?:fine|ok|all)|they|he|she|all|after|then|not|got|the landlord|no) )|though(?! the)|however|except|apart from|other than|worse|keeps?|not (?:fixed|solved|sorted|working|right|mended|resolved|the)|isnt (?:fixed|solved|sorted|working)|nobody|unless|nope|well no|what they didnt|"
    r"(?<!working )(?<!work )(?<!going )(?<!running )(?<!fine )(?<!hot )(?<!warm )(?<!heating )(?<!heat )(?<!on )(?<!water )(?<!ok )(?<!good )(?<!never )(?<!once )(?<!thanks )(?<!thank you )(?<!up and running )again|(?:is|are|its|theyre|came|has come) back(?! on| to normal| in business)|for (?:a|one|two|\d) (?:day|hour|night|minute)s?|as well|too(?= [.,]| $)|"
    r"now (?:the|my|our|theres|there is|it wont|its(?! (?:fine|ok|all|working|good|perfect|been|hot|warm|sorted|fixed|dry))|i cannot|we cannot|i have no|we have no)|another|a new (?:leak|one|problem)|temporar\w+|bodged?|for now|only (?:half|partly|one)|partly|half fixed|next (?:problem|issue|question)|new (?:problem|issue)) "
)
_ASKS = re.compile(
    r" (?:(?:can|could|will|would) (?:you|someone|somebody|anyone)|please(?! (?:ignore|disregard|cancel|scrap|forget|note|close|dont|do not))|pls|need (?:someone|somebody|you|a man|a plumber|an? engineer)|send (?:someone|somebody|a|an|him|them|out)|how do i|how can i|do you|does (?:somebody|anyone|someone)(?! know)|who (?:paints|does|comes)|what else|ideas|any idea|what (?:should|do|can) i|when (?:are|will|can|is)|asap|urgent\w*|help(?! (?:somebody|someone|anyone|others|people|someone else|the next|with (?:this|it)|you all|from))) "
)
_IGNORE_ONLY = re.compile(
    r" (?:no need to send|dont send|(?:please |pls |can you |could you )?(?:ignore|cancel|disregard|scrap|forget)) "
)
_PAST = re.compile(
    r" (?:was|were|had|went|got|did|didnt|wasnt|came|used to|ago|last (?:week|month|year|night|winter|summer|spring|autumn|fall)|[a-z]{3,}ed|burst|broke|fell|froze|frozen|kept|found|ran|took|stopped|started|would|wouldnt|couldnt|in (?:january|february|march|april|may|june|july|august|september|october|november|december|(?:19|20)\d\d)) "
)
_TROUBLE = re.compile(
    r" (?:wont|doesnt|isnt|arent|cannot(?! (?:complain|believe|thank))|leak|leaks|leaky|drips?|dripping|dead|blocked|broken|stuck|cracked|loose|snapped|smashed|hanging|rocks|squeaks|flickers|flickering|trips|sticks|jammed|clogged|"
    r"gone(?! (?:for good|now|to |all|through|up to|out and))|(?<!been )no (?:heat|heating|hot water|water|power|electric\w*|lights?|signal|pressure)|(?:stone )?cold|damp|mould|mouldy|soaking|soaked|wet|rats|mice|out of order|not (?:work|cool|heat|drain|flush|spin|turn|start|light|clos|shut|lock|open|charg)\w*|coming (?:in|through|down|out)|pouring|running (?:down|in)|smells?|stinks|has (?:come|fallen|collapse|burst|stopped|packed|broken|died|started)) "
)
_STORY = re.compile(r" (?:original(?: post| message| question)?|op|initial post|first post|old post) (?:[.,]|was) ")
_MARKED = re.compile(r"^ (?:edit|update \d|solved|resolved)(?: \d+)? ")
"""What is told after it was told before it: the fault stands below its end."""

_GENERAL = re.compile(
    r" (?:every|all the|any|most|each|all) (?:[a-z]+ ){1,5}(?:that )?(?:ive|i have|weve|we have|i) (?:ever )?(?:lived|looked|seen|had|owned|used|been|rented|stayed|worked|opened|tried|viewed)(?: (?:in|at|with|on))? "
    r"|^ (?:(?:hi|hello|hey|just wondering|quick question|random question|question|so) (?:[.,] )?){0,4}(?:why )?do (?:all|most|other peoples?) [a-z]+ "
    r"|^ (?:(?:hi|hello|hey|just wondering|quick question|random question|question|so) (?:[.,] )?){0,4}why do (?!my|our|the|these|those|this|that|i|we|you|they|his|her)[a-z]+s (?:[a-z]+ )?(?:always|all) "
)
_ADVICE = re.compile(
    r"^ (?:update (?:[.,] )?)?(?:psa|(?:pro |top |hot |quick )?tip|lpt|ysk|life ?hack|fun fact|lesson learn\w+) (?:[a-z]+ ){0,3}?(?=[.,]|for )"
    r"|^ what (?:do|does) (?:people|everyone|everybody|you all|folks|you guys|yall) (?:use|do|put) "
)
_OWN = re.compile(
    r" (?:my|our|mine|ours|me|us|im|were|weve|ive(?! ever)|i have(?! ever)|here|this (?:flat|house|morning|week)|the (?:kitchen|bathroom|bedroom|hall|landing|flat|house|lounge|loft|attic|basement|cellar)|upstairs|downstairs|next door|tonight|today|last night|yesterday|now|keeps?|still|again|wont|isnt|send|please|help) "
)
_IS_OWN = re.compile(
    r" (?:my|our|mine|ours|this|the) (?:[a-z]+ ){0,3}?(?:is|are|has|have|wont|keeps|doesnt|isnt|smells|leak|drips|went|started|stopped) (?!(?:brown|clear|cloudy) for)"
)
_NOW = re.compile(
    r" (?:still|again|keeps?|worse|today|tonight|this (?:morning|week|evening|afternoon)|right now|now (?:the|its|it is|theres|i|we)(?! (?:landlord|agent|letting|management|council|owner|says|wants|want))|yesterday|last night|since (?:last|then|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|please|help|asap|urgent\w*|never (?:been )?(?:fixed|mended|repaired|sorted|replaced)|hasnt been|havent been|not been|nobody (?:has|came|will)|soaking|mould|mouldy|damp|"
    r"(?:is|are|its|theres|there is|has|have|im|weve|ive) (?:[a-z]+ ){0,2}?(?:leak|broken|out|off|dead|down|cold|wet|without|blocked|dripping|coming|pouring|falling|fallen|stuck|not|no)|(?:has|have) (?:just |now |all )?(?:packed|stopped|come|burst|broken|died|fallen|gone|collapse|started|snapped)|wont (?:lock|shut|close|open|work|flush|drain|start|turn|light)|doesnt|isnt|cannot|need (?:someone|somebody|it|a)) "
)
_MONEY = re.compile(
    r" (?:refus\w+ to (?:pay|reimburse|refund|cover|give)|(?:wont|will not|doesnt want to|didnt|never) (?:pay|reimburse|refund|cover|give)(?: (?:me|us|it|back|for)){0,4}|reimburs\w+|(?:billed|charged|invoiced|bills|charges|charging|billing) (?:me|us)|(?:says|said|claims) (?:i|we) owe|(?:i|we) owe (?:for|him for|them for|her for)|wants (?:me|us) to pay|"
    r"(?:get|give|got|getting|giving) (?:(?:me|us|some|part|all|any|of|my|the|our) ){0,4}(?:rent|money|deposit) back|(?:rent|deposit) back for|(?:kept|keeping|keep|withheld|withholding|took) (?:my|our|the|his|her|their|all of) (?:[a-z]+ )?(?:deposit|bond)|small claims|part of the rent|rent (?:reduction|abatement|refund)) "
)
_EVENT = re.compile(
    r" (?:was|were|had|burst|flood|overflowed|broke|fell|frozen|froze|paid|stopped|came|went|fixed|repaired|replaced|mended|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|last (?:week|month|year|winter|summer|spring|autumn|fall)|ago) "
)
_ANOTHERS = re.compile(
    r" (?:my|a|our) (?:coworker|co worker|colleague|boss|classmate|teacher)s? (?:[a-z]+ ){0,2}?(?:has|had|have|is|was|got|found|lives|landlord)"
    r"| my (?:(?:sister|brother|nan|gran|grandmother|grandfather|grandparents|mother|mum|mom|dad|father|parents|son|daughter|aunty?|uncle|ex)s? landlord|(?:friend|cousin|mate)s? (?:landlord|building|apartment|flat|house|place|home)) in (?!law|the|my|our|a|here|number|block|flat|this|need|your|bad|which)[a-z]+ "
    r"| my (?:old|ex|previous|former|last) (?:landlord|flat|apartment|house|place|landlady)s? (?:[a-z]+ ){0,2}?(?:kept|took|charged|refused|billed|sued|owes) "
)
"""Who tells of a mother's flat in a town writes for our tenant; of her landlord, as of somebody else."""
_CLAUSE_ENDS = re.compile(r" (?:[.,]|and|but|so|also|plus) ")
"""Roughly: a fault told in one breath with the money of another is a fault."""
_OURS = re.compile(r" (?:my|our|mine|ours|i|im|we|here|this|ive|weve) ")
_HEADED = re.compile(
    r"(?:communal |estate |block |external )?(?:(?:window|gutter|carpet|chimney|stair|block) cleaning|grounds maintenance|gardening|grass cutting|caretaking|lawn mowing|snow clearing)(?: (?:services?|programmes?|schedules?|rota|days?|contracts?|arrangements?|dates?|times|charges?|costs?))?[ .?!]*"
)
_UPKEEP = re.compile(
    r"(?:[a-z0-9/&,-]+ ){1,7}(?:\. |, )?(?:(?:to )?(?:replace|renew|repair|mend|fix|change|keep|upgrade|leave|refurbish|repaint|paint|reline|insulate)(?: it| them| this| these)?(?: now)? or (?:not|to )?(?:replace|renew|repair|mend|fix|change|keep|upgrade|leave|leaving|refurbish|wait|later|repaint|paint|reline|get a new one)?(?: it| them| this| these)?(?: be| alone| as (?:it is|they are)| where (?:it is|they are))?|(?:is it |are they )?worth (?:replacing|renewing|changing|keeping|upgrading|refurbishing)(?: it| them)?)[ .?!]*"
)
"""What is asked of a thing that works: to be renewed, or kept? "Old lead pipes: replace or keep?"."""
_HAPPENS = re.compile(
    r" (?:no|not|wont|cannot|dont|doesnt|isnt|leak\w*|burst\w*|flood\w*|blocked|block|overflow\w*|smell\w*|smok\w*|spark\w*|fire|shock\w*|burn\w*|stuck|trapped|broken|broke|fell\w*|fall\w*|collapse\w*|down|off|out|gone|dead|cut|emergency|urgent\w*|asap|help|danger\w*|today|tonight|exposed|bare|live|coming|loose|cracked|smashed|rusted|rotten|rotting|damp|mould\w*|wet|split|corroded|crumbling|leaning|missed|missing|late|never|stopped|behind|poor|standard|failed) "
)


def is_settled(line: str, tells_fault: Callable[[int], bool]) -> bool:
    """Is nothing that this line tells of broken now, by its own words?

    `tells_fault`: whether a fault is told in the sentences that begin after this place of the line.
    """
    return _is_put_right(line, tells_fault) or _is_general(line) or _is_anothers_or_for_the_money(line)


def _is_put_right(line: str, tells_fault: Callable[[int], bool]) -> bool:
    told = _STORY.split(line, maxsplit=1)[0] + " "
    whole = _end(_ALL, told)
    one = None if whole else _end(_ONE, told)
    end = whole or one
    if end is None:
        return False
    asked = _IGNORE_ONLY.sub(" ", _ALL.sub(" . ", told))
    rest = _ONE.sub(" . ", asked)
    if _BACK.search(rest):
        return False
    first, last = end
    before, after = told[: first + 1], told[last - 1 :]
    marked = tells_below_its_end(told)
    if not marked and _ASKS.search(_IGNORE_ONLY.sub(" ", after)):
        return False
    after = _ONE.sub(" . ", _ALL.sub(" . ", after))
    if not marked and (_wrong_now(after) or tells_fault(last)):
        return False
    before = _ONE.sub(" . ", before)
    return whole is not None or not (_wrong_now(before) or _ASKS.search(_IGNORE_ONLY.sub(" ", before)))


def _end(pattern: re.Pattern[str], line: str) -> tuple[int, int] | None:
    """Where an end is said plainly, and by nobody else, and not only wished for."""
    for found in pattern.finditer(line):
        begins = max(line.rfind(" . ", 0, found.start() + 1), 0)
        if not _NOT_YET.search(line, begins, found.start() + 1):
            return found.span()
    return None


def _wrong_now(part: str) -> bool:
    """Does a sentence of this part tell of something wrong, and not as past?"""
    return any(_TROUBLE.search(f" {each} ") and not _PAST.search(f" {each} ") for each in part.split(" . "))


def tells_below_its_end(line: str) -> bool:
    """Does it begin with its end ("Edit: fixed."), so that what is told as of now was written before it?"""
    return _MARKED.search(line) is not None and _end(_ALL, line) is not None


def is_told_as_past(sentence: str) -> bool:
    """Does a word of this sentence, a space at either end, speak of the past?"""
    return _PAST.search(sentence) is not None


def is_upkeep(line: str) -> bool:
    """Does it only name a service, or ask of a thing that works whether to renew it ("Old lead pipes: replace or keep?")?"""
    plain = " ".join(line.split())
    named = _HEADED.fullmatch(plain) or _UPKEEP.fullmatch(plain)
    return named is not None and not _HAPPENS.search(line)


def _is_general(line: str) -> bool:
    if is_upkeep(line):
        return True
    if _ADVICE.search(line) and not _OWN.search(line):
        return True
    return _GENERAL.search(line) is not None and not (_IS_OWN.search(line) or _NOW.search(line))


def _is_anothers_or_for_the_money(line: str) -> bool:
    if _NOW.search(line) or _BACK.search(line):
        return False
    clauses = [f" {each} " for each in _CLAUSE_ENDS.split(line)]
    wrong = [each for each in clauses if _TROUBLE.search(each) and not _PAST.search(each)]
    if _ANOTHERS.search(line):
        return not any(_OURS.search(each) and not _ANOTHERS.search(each) for each in wrong)
    return not wrong and bool(_MONEY.search(line) and _EVENT.search(line))
