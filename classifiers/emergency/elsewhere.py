"""Is a danger told of another home, or of none: asked in general, named as an example, thanked for, seen in a film?"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re

from classifiers.emergency.around import NOW, PRESENT, sentences

# Asked in general, or of a home that is not theirs yet: nothing is said to be there now.
_ASKED = re.compile(
    r" (?:(?<! know )(?<! me )(?<! us )(?:what|how|when) to (?:[^. ]+ ){1,8}?(?:if|when|in case)|what (?:do|should|would|must) (?:you|one|people|residents|tenants) do (?:if|when|about)|what happens (?:if|when)|"
    r"who (?:is|s|would be) liable|how (?:many [a-z]+ (?:do|does|did|are|were) (?:you|there|they)|often (?!do (?:i|we) (?:have|need)|must|have (?:i|we))|do you know|would i know|can you tell|does the)|do people(?: ever)? get|has there ever been|"
    r"(?:is there|any) (?:a )?history of|difference between|what counts as|whats (?:actually )?an emergency|what is an emergency|suppose there|"
    r"how (?:would|will|wd|do|can) (?:i|we|he|she|people) (?:ever )?get (?:out|down)|plan for|do i get|the procedure|(?:what|whats|which)(?: is)? (?:the )?(?:[a-z]+ )?(?:phone )?number|(?:residents|tenants|people|anyone|anybody|everyone|we) (?:should|must|need to|have to|are to|ought to) (?:always |immediately )?(?:report|ring|call|phone|look out))(?= )"
)
_BEFORE_MOVING_IN = re.compile(
    r" (?:before (?:i|we) (?:move in|say yes|sign|accept|take it)|(?:thinking|thinkin) (?:of|about) (?:moving|swapping|renting|buying|applying)|im viewing|"
    r"insur(?:er|ers|ance) (?:form |company )?(?:wants?|asks?|needs)|(?:form|survey|questionnaire) for my insur(?:er|ance)|(?:few|some|couple of) questions) "
)
_QUESTION = re.compile(
    r"^[ .]*(?:hi |hello |and |also |so |but |who |whether |if |insur\w+ (?:form |company )?(?:wants?|asks?) (?:to know )?|they (?:ask|want to know) )*"
    r"(?:has|have|had|is|are|was|were|do|does|did|any|can|could|would|how|what|if|whether) "
)
# Named as an example, ticked off a list, or chosen from a menu.
_EXAMPLE = re.compile(
    r" (?:for example|for instance|such as|e ?g|known to (?:have|catch|burn|leak|fail|break)|i (?:picked|chose|ticked|clicked|selected)|options? (?:are|is)|the words?|item \d+) (?:[^. ]+ ){0,12}?$"
)
# Likened to it: 'drips like a leaky gas pipe'; not 'smells like gas', 'it is like a gas leak in here'.
_LIKENED = re.compile(
    r" (?:drip\w*|rattl\w+|behaves?|works?|swears?|eats?|snores?|sings?) (?:away )?like (?:a|an|some) (?:[a-z]+ ){0,2}$"
)
_PERMISSION = re.compile(
    r" (?:(?:can|could|may) (?:i|we) (?:still )?(?:put|fit|install|smoke|light|paint|keep|burn)|(?:are|am|is|was) (?:i|we|it|that|this) allowed|(?:my|our) own (?:spark|electrician|plumber)|ask(?:ing)? (?:for )?permission) "
)
_THANKED = re.compile(
    r" (?:thank you|thanks|ta|cheers|grateful|thankyou)(?: (?!there |theres |i |my |our |but |we |weve |ive |its |is )[a-z0-9]+){0,6}? (?:for|to|with|about|on|after) "
    r"(?:(?!there |theres |i |my |but |and |now |it |has |have |please |again |we |weve |ive |its |is |still )[a-z0-9]+ ){0,14}$"
)
_ELSEWHERE = re.compile(
    r" (?:nothing to do with (?:you|yous|the council|your lot)|(?:rung|rang|told|called|emailed|contacted) (?:you|yous|the council|it in) (?:herself|himself|themselves)|landlords (?:own )?(?:house|home)|(?:her|his|their) own (?:landlord|home|house|flat)|not (?:one of )?(?:your|ur) (?:tenant|tenants|property|flat|house|building)|(?:a )?different landlord|"
    r"(?:friend|sister|brother|cousin|mate|aunty?|auntie|uncle|nephew|niece)s? (?:who )?(?:lives? )?in (?!law|the |here|lift|my |our |a |hospital|there|with|it |flat )[a-z]+ (?:has|had|lost|was|got|house|whose|his|her)|"
    r"(?:friend|sister|brother|cousin|mate|aunty?|auntie|uncle|nephew|niece)s? (?:place|house|home|flat) in [a-z]+|lives in (?!the |this |a |here|my |your |our |same |flat |number |that |it )[a-z]+ (?:and )?(?:his|her|their) (?:house|home|flat)) "
)
_TOLD = re.compile(
    r" (?:(?:saw|seen|heard|read|was|watched|watching) (?:it |this |that |about )?(?:on|in) the (?:news|telly|tv|paper|papers|radio|internet)|(?:watched|watching|saw|reading|read|seen) (?:a|an|this|that) (?:[a-z]+ )?(?:film|movie|thriller|"
    r"drama|documentary|book|show|programme|video|post|story)|crime drama|video game|halloween|name of the band|dear parents|safety story|school project|newsletter idea) "
)
# At work, at school, in a pub, and told of as past: where the writer is, or has come from, says nothing of where the danger is.
_OTHER_PLACE = re.compile(
    r" (?<! im )(?<! am )(?<! be )(?:at|in) (?:the |my |our |her |his |their |a )*(?:old |local |village )?(?:work(?! (?:until|till|til|from|all|today|now|tomorrow|so))|school|pub|church|gym|leisure centre|swimming pool|restaurant|cafe|cinema|theatre|"
    r"uni|university|college|hospital|caravan|hotel|airbnb|hostel|holiday (?:park|home|cottage|let)|supermarket|station|airport|wedding|ballroom|village hall|factory|warehouse|campsite) "
    r"| (?:the|our|a) (?:office|caravan|holiday (?:home|cottage|let)|hotel|airbnb|school|pub|church|gym|leisure centre|restaurant|cafe|cinema|ballroom|village hall|factory|warehouse) (?:had|was|got|flooded|burst|caught|lost) "
)
_TOLD_AS_PAST = re.compile(r" (?:had|was|were|got|caught|happened|flooded|burst) ")
_HAPPENS_NOW = re.compile(
    r" (?:smell|smells|smelling|theres|there is|is|are|coming|pouring|right now|now|just|rang|rings|phoned|called|says|say|said|texted|messaged|told) (?!off )"
)
_ON_THE_ROAD = re.compile(
    r" (?:lorry|truck|coach|bus|van|car) (?:[a-z]+ ){0,3}(?:on|at|near|by) (?:the )?(?:[am]\d+|motorway|bypass|slip road|dual carriageway|ring road|interstate|freeway|highway) "
)
_NEAR_US = re.compile(
    r" (?:below|beneath|under|above|downstairs|upstairs|next door|adjoining|opposite|behind|my (?:flat|house|kitchen|home|room)|our (?:flat|house|kitchen|home|building|block)|in here|we live|i live) "
)


def is_elsewhere(line: str, hit: re.Match[str], before: str, own: str) -> bool:
    """Asked in general, named as an example, thanked for, told of another home or of a film?"""
    sentence = sentences(line, hit.start(), hit.end())
    if NOW.search(sentence):
        return False
    if (
        _EXAMPLE.search(before)
        or _LIKENED.search(before)
        or _THANKED.search(own[: own.find(hit[0]) + 1])
        or _TOLD.search(before)
    ):
        return True
    if PRESENT.search(sentence):
        return False
    if _ASKED.search(before) or _PERMISSION.search(own) or _BEFORE_MOVING_IN.search(own):
        return True
    if _ELSEWHERE.search(sentences(line, hit.start(), hit.end(), more=1)):
        return True
    if not _NEAR_US.search(sentence) and (_ON_THE_ROAD.search(sentence) or _told_of_another_place(sentence)):
        return True
    return bool(_QUESTION.search(sentence) and _BEFORE_MOVING_IN.search(line))


def _told_of_another_place(sentence: str) -> bool:
    told = _OTHER_PLACE.search(sentence) and _TOLD_AS_PAST.search(sentence)
    return bool(told) and not _HAPPENS_NOW.search(sentence)
