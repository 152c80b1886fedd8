"""That a fault was told of before and is not mended, or that news of it is asked for, as people say it.

A table for `circumstances.py`: (flag, words of the gate, pattern). What only keeps happening, and was told to nobody, is
`repeat`. Whether anything is broken is asked elsewhere: a neighbour asked three times to be quiet is no chaser.
"""

# ruff: noqa: E501 -- patterns and tables are read more easily on one line

TOLD = r"(?:asked|told|reported|rang|rung|called|emailed|phoned|messaged|texted|written|wrote|complained|requested|contacted|mentioned)"
OFTEN = (
    r"(?:(?:two|three|four|five|six|several|many|numerous|countless|multiple|\d+) (?:times|weeks|months|emails|calls)|(?:weeks|months|days) (?:and|on end)|twice|again and again|repeatedly|"
    r"over and over|every (?:day|week|single)|(?:a|one) (?:dozen|hundred|million) times|(?:two |three |four |several )?(?:weeks|months))"
)
THEY = r"(?:they|you|landlord|landlady|council|maintenance|management|manager|office|super|association|agent|agency|nobody|contractor|plumber|owner|he|she)"
"""Who was asked to mend it."""
LANDLORD = (
    r"(?:landlords?|land lord|landlady|management|(?:managing|letting|lettings|property|building|site|apartment|resident|housing|estate) (?:managers?|agents?|company|people|officer)|manager|maintenance|"
    r"(?:leasing |main |front |rental |housing )?office|super|superintendent|council|association|agents?|agency|owners?|caretaker|complex|apartments)"
)
"""Who lets the home, or answers for it."""
_MEND = r"(?:fix|repair|replace|mend|do (?:anything|something|a thing|owt)|send|come|look|treat|address|deal with|sort|exterminate|take care)"
_MAN = rf"(?:{LANDLORD}|(?:the |a |his |their |your )?(?:maintenance |council |office |repair |handy)?(?:man|guy|bloke|lad|fella|person|team)|someone|some one|somebody|they|he|she)"
_DAY = r"(?:last (?:week|month|year|night|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|on (?:the )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thurs?|fri|sat|sun|\d+(?:st|nd|rd|th))|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|yesterday)"

TOLD_BEFORE = (
    (
        "chaser",
        (
            "waiting reported update chasing chased still when nobody heard job reference news asked told rang called emailed phoned "
            "messaged written wrote complained requested calls emails calling ringing emailing asking ignored ignoring ignore never "
            "response reply answer answered respond noone no refuses wont"
        ),
        (
            r"still waiting|(?:any|an) (?:update|news)|chas(?:e|ing|ed)|(?:no one|nobody|noone|no body) (?:has |have |ever |"
            r"s )*(?:been|come|came|called|rang|contacted|turned|got back|phoned|responded|replied)|heard nothing|(?:not|havent|never) heard (?:back|anything|from)|"
            r"when (?:is|are|will) (?:someone|somebody|you|they|it|the \w+|my \w+)(?: \w+)? (?:coming|going to|gonna|be|come|fix|fixing|get|getting)|(?:reported|rang|called|logged|emailed|phoned) "
            r"(?:this |it |about this |in |you )?(?:\w+ )?(?:weeks?|months?|days?|\d+ (?:weeks?|months?|days?|times)|two|three|four|several|a week|last (?:week|month)|numerous|twice)"
            r"(?: ago| times| weeks| months| days)?|(?:waiting|waited) (?:for |over |nearly )*(?:\w+ )?(?:weeks|months|days|ages)|job (?:number|no|ref)|"
            # told again and again, or told and not heard
            rf"{TOLD} (?:[a-z]+ ){{0,8}}?{OFTEN}|{OFTEN} of (?:calls|calling|emails|emailing|ringing|phoning|asking|messages|chasing|texts)|"
            rf"{THEY} (?:have |has |still |just |simply )*(?:never|not|havent|hasnt|didnt|dont|wont|refuses? to|keep not) (?:[a-z]+ )?(?:came|come|coming|turn(?:ed)? up|show(?:ed)? up|answer\w*|repl\w+|respon\w+|return\w* (?:my|our)|ring(?:ing)? back|call(?:ed|ing)? (?:me |us )?back|fix\w*|mend\w*)|"
            rf"{THEY} (?:just |keeps? |have been |has been )?ignor\w+ (?:me|us|my|our|it|every)|(?:no|without (?:a|any)) (?:response|reply|answer) (?:from|yet|since|back|so far|to my|to our|at all)"
        ),
    ),
    (  # they said that it is nothing, or not theirs to mend
        "chaser",
        "says say said saying claims claimed insists insisted thinks tells telling told",
        (
            rf"{LANDLORD} (?:[a-z]+ )?(?:just |only |now |still |keeps? |has |have |always |who |that )*(?:says?|said|saying|claims?|claimed|insists?|insisted|thinks?|(?:tells?|telling|told) (?:me|us|her|him|them)) (?:[^ ,.]+ ){{0,7}}?"
            r"(?:(?:not|isnt|wasnt|no|arent) (?:a |an |her |his |their |the |really |big )*(?:problem|issue|fault|emergency|priority|responsibility|concern)|normal|nothing wrong|(?:my|our) (?:problem|fault)|on (?:the|his|their) list|(?:is|its|are|thats) (?:just|only|cosmetic|fine|safe|ok|okay)|"
            r"(?:cannot|couldnt|didnt|dont) (?:find|see) (?:anything|any|a|the))|(?:keeps? (?:saying|telling (?:me|us))) (?:tomorrow|next week|he will|they will|theyll|hell|soon)"
        ),
    ),
    (  # somebody came, and it is as it was
        "chaser",
        "came come been out sent left looked",
        (
            rf"{LANDLORD} (?:[a-z]+ )?(?:sent|sends) (?:out )?(?:his|their|her|a|an|some|the|someone|somebody|two|one) (?!bill|letter|email|text|notice|link|form)(?:[^ .]+ ){{0,4}}?(?:he|she|they|who|but|and|last|once|twice|in|to|over|round|out|[,.])|"
            rf"{LANDLORD} (?:came|has come|have come|looked|has looked|have looked) (?:[a-z]+ ){{0,5}}?(?:but|said|told|looked|once|twice|last|shrugged)|"
            rf"(?:maintenance|{LANDLORD}|(?:maintenance|council|office|repair|your|their|his) (?:man|guy|bloke|lad|fella|person|team|plumber)) (?:[a-z]+ ){{0,3}}?(?:came|been (?:out|round|here|over)|come (?:out|round|over)|sent) (?:[^ .]+ ){{0,14}}?"
            r"(?:did (?:nothing|nowt|not|sod all)|didnt|couldnt|cannot|painted over|still|all (?:he|they) did|nothing wrong|left without|only made)|"
            rf"(?:reported|told|requested|request|ticket|work order|let (?:my|our|the)) (?:[^ .]+ ){{0,12}}?{_MAN} (?:came|come|been) (?:[^ .]+ ){{0,12}}?(?:did (?:nothing|nowt)|didnt|couldnt|still|left|painted over|is back|its back|came back|only|all he did)"
        ),
    ),
    (  # it took asking again and again
        "chaser",
        "days weeks months",
        r"(?:days|weeks|months) of (?:trying|begging|pleading|nagging|complaining|arguing) (?:[a-z]+ ){0,4}?(?:get|for) (?:some ?one|some one|somebody|any ?one|any one|anybody|them|him|her|maintenance|the|my|a|it)",
    ),
    (  # they promise, and put off
        "chaser",
        "promising promised promises keeps keep fobbed fobbing on",
        (
            rf"{LANDLORD} (?:[a-z]+ ){{0,2}}?(?:(?:been |keeps? |has |have )*(?:promising|promised|promises)(?! not)|keeps? (?:on )?(?:closing|cancelling|putting (?:me |us |it )?off|delaying|fobbing|making excuses|pushing|postponing|saying|telling))|"
            r"(?:been )?on (?:at|to) (?:the |my |them |you )(?:[a-z]+ ){0,3}?(?:about|for (?:ages|weeks|months|years))|fobb(?:ed|ing) (?:me |us )?off"
        ),
    ),
    (  # they will not mend it
        "chaser",
        "wont will refuses refused refusing refuse unwilling",
        rf"{LANDLORD} (?:still |just |now |simply |also |has |is |are )*(?:wont|will not|refus(?:es?|ed|ing) to|unwilling to|not willing to) (?:even )?{_MEND}",
    ),
    (
        "chaser",
        "known knew aware",
        rf"{LANDLORD} (?:has |have |ve )*(?:known|knew|been aware) (?:about|of|since|for|it)",
    ),
    (
        "chaser",
        "time",
        r"(?:second|third|fourth|fifth|2nd|3rd|4th|5th) time (?:now )?(?:that )?(?:ive|weve|i have|we have|im|i|we) (?:had to )?(?:messag|call|rang|rung|ring|report|email|ask|writ|wrote|phon|contact|text|tell|told|complain)[a-z]*",
    ),
    (  # told to the landlord, and nothing came of it
        "chaser",
        "told let asked notified informed emailed called rang contacted texted spoke spoken complained mentioned begged reported raised",
        (
            rf"(?:told|let|asked|notified|informed|emailed|called|rang|contacted|texted|spoke|spoken|complained|mentioned|begged|reported|raised) (?:[a-z]+ ){{0,6}}?{LANDLORD} (?:[^ .]+ ){{0,20}}?"
            r"(?:nothing (?:has|was|is|happen\w*|been|got|gets|done)|still|never|nobody|no one|noone|wont|refus\w+|hasnt|havent|didnt|ignor\w+|painted over|brushed|but (?:the|he|she|they|no|nothing|it)|(?:he|she|they) (?:just|only|says?|said|keeps?|told))"
        ),
    ),
    (  # reported on a day that is named
        "chaser",
        "reported logged requested",
        rf"(?:(?:i|we|she|he|mum|dad|ive|weve|they|first|was|been|and) (?:have |has |had |first |already |even )*|(?<![a-z0-9,] ))(?:reported|logged|requested) (?:[a-z]+ ){{0,8}}?{_DAY}|reported (?:[a-z]+ ){{0,6}}?to (?:[a-z]+ )?{LANDLORD}",
    ),
    (  # asked for in the landlord's own way
        "chaser",
        "ticket tickets order orders request requests",
        (
            r"(?:put|submitted|filed|opened|made|sent|placed|logged) (?:[a-z]+ ){0,4}?(?:tickets?|work orders?|(?:maintenance|repair|service) requests?) (?:[^ .]+ ){0,14}?(?:still|but|nothing|ago|since|never|weeks?|months?|days|times|and (?:they|he|nobody|no|a|someone)|,)|"
            r"(?:two|three|four|five|six|several|multiple|many|\d) (?:tickets|work orders|(?:maintenance |repair |service )?requests)"
        ),
    ),
)
