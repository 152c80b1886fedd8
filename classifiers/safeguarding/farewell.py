"""Somebody who takes leave of life and says so calmly: no word of dying, nothing to be mended any more, the cat given away.

No one sign is enough: people move out, go on holiday and give notice in the same words. Either they will be gone for good
and take their leave, or two signs of a leave for ever stand together.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger, w, wide

_TOPIC = "safeguarding.suicide"
_KIN = r"(?:kids|children|son|sons|daughter|daughters|sister|brother|mum|dad|family|parents|partner|wife|husband|girls|boys|bairns|grandkids|lad|lass)"
_NOT_THEIRS = r"(?! (?:s )?(?:landlord|school|doctor|social|teacher|solicitor|council|work|housing|support))"
_FAR = (
    r"(?:tonight|today|tomorrow|this|the weekend|the morning|then|monday|tuesday|wednesday|thursday|friday|saturday|sunday|christmas|xmas|(?:the )?new year(?: in)?(?! (?:in|this|here|at|with))|"
    r"next week|the week(?: ?end)?|this week|(?:the end of )?the month)"
)
_WONT = r"(?:wont|will not|im not going to|i am not going to|not gonna|shant|shall not)"
_GONE = (
    rf"{_WONT} (?:even )?be (?:here|around|about) (?:to (?:pay|use|see|need|enjoy|let|worry|find|sort)|after {_FAR}|by {_FAR}|come {_FAR}|any ?more|much longer|for (?:much )?long(?:er)?|when (?:he|they|you|she) comes?)|"
    rf"(?:im )?not going to be (?:here|around)(?= [.,]| $)|{_WONT} (?:be )?(?:need|needing|want|wanting|using) (?:it|the flat|anything|them|that|any of it) after {_FAR}|"
    rf"{_WONT} (?:live to )?see (?:the |another |my |this |it )(?:new )?(?:kitchen|bathroom|windows|heating|roof|summer|spring|winter|christmas|year|end|finished|done)|"
    r"(?:it|itll|this|everything)(?: will| ll)?(?: all)? be (?:over|done with|finished) (?:by|before|soon|tonight|tomorrow|after tonight)|by the time (?:you|they|any ?one|some ?one|some ?body|he|she) (?:reads?|gets?|sees?|opens?|comes?|gets here)"
)
"""Gone for good; of a move or a holiday as well, and so never enough alone."""
_SOON = rf"{_GONE}|{_WONT} be (?:here|around|about) (?:tomorrow|tonight|in the morning)|this (?:is|will be) my last (?:message|letter|text|email|note)(?! (?:about|on|to you about))"
"""Gone soon, which a day at work is as well: told only beside words for those who stay behind."""
_PET = (
    r"(?:i|ive|i have) (?:given|gave|found|rehomed) (?:a |good |new )?(?:homes? for )?(?:the|my|both) (?:cats?|dogs?|budgie|pets|rabbit|hamster|kittens)|"
    r"(?:see|make sure|check)(?: that)? (?:the|my) (?:cat|dog|cats|dogs) (?:is|are|gets|get) fed|look after (?:the|my) (?:cat|dog|cats|dogs|kids|children)(?! (?:while|when|during|for (?:a|the)))"
)
_PET = rf"{_PET}|(?:the|my) (?:cat|dog|budgie|canary|rabbit) (?:has |have |s |is )*(?:gone|going|been given) to (?:live with )?(?:my|the|a) (?:\w+ )?(?:niece|nephew|sister|brother|daughter|son|neighbour|friend|lady|rescue|good home|home)"
_LETTERS = rf"(?:written|wrote|writing) (?:(?:some |a |my |the |all the )*(?:letters?|notes?) )?(?:to|for) (?:my |the |each of my )(?:\w+ )?{_KIN}{_NOT_THEIRS}|left (?:a |my |the )?(?:letters?|notes?) for (?:my |the )(?:\w+ )?{_KIN}{_NOT_THEIRS}|letter is for my {_KIN}"
_CALM = (
    r"(?:im|i am|feel) at peace(?: with (?:it|this|that))?(?: now)?|made my peace|(?:put|have|got) (?:all )?my (?:affairs|papers|things) in order|my affairs in order|(?:im|i am) (?:quite|very|completely|perfectly) calm|thought (?:about it|it over|it through) for a (?:long|good)(?: long)?|"
    r"no need for (?:anyone|anybody) to (?:ring|call|phone|come)|nothing anyone (?:can|could) do now"
)
_SETTLED = r"made my decision|ive decided|i have decided|(?:had|have had) a good (?:run|life|innings)|ready to go(?= now| [.,]| $)|(?:im|i am) not (?:scared|afraid|frightened|angry)|ill be gone"
_LOVE = (
    rf"tell (?:my |the )(?:\w+ )?{_KIN} (?:that )?(?:i (?:always )?loved?|im sorry|i am sorry|i was sorry|it (?:wasnt|isnt|is not|was not) (?:his|her|their) fault|theyre not to blame|(?:he|she|they) did nothing wrong|to remember me|"
    r"(?:he|she|they) can have (?:my|the|it|all))"
)
_BURDEN = r"better (?:this way|that way|off (?:this way|that way))|(?:thats |is |its |all )for the best|being (?:a|such a) (?:burden|bother|trouble)|whoever (?:opens the door|finds me|comes in)|(?:all )?the (?:bother|trouble|fuss) ive (?:been|caused|made)"
_THANKS = r"goodbye|god bless|(?:thank you|thanks) for everything|sorry (?:for|about) (?:the|all the|any|everything|all of it)|sorry to everyone|(?:rent|bills|everything|bills and rent) (?:is|are)(?: all)? paid|out of pocket"
_PARTING = (
    rf"{_THANKS}|no (?:point|need|use) (?:in )?(?:you |anyone |anybody )?(?:mend\w*|fix\w*|com\w+|send\w*|book\w*|repair\w*|ring\w*)|it doesnt matter|does not matter|dont (?:bother|trouble|worry about)|had enough|rent card is in|keys are (?:on|in)|left the keys|"
    r"(?:give|let|leave) (?:the|my) (?:flat|house|home|place|bungalow) to (?:(?:a|another) (?:\w+ )?(?:family|couple|person|mum|tenant)|some ?one|some ?body)"
)
_ANY = rf"(?:{_PET}|{_LETTERS}|{_CALM}|{_LOVE}|{_BURDEN}|{_PARTING})"
_OF_A_MOVE = (
    r"mov(?:e|es|ed|ing)|holidays?|spain|abroad|(?:im|be|going|go|were) away|(?:at|in|to) work|on (?:shift|nights)|new (?:flat|house|home|tenants?|place|job|boiler|cooker)|my own|exchange|swap|notice|tenancy|"
    r"(?:care|nursing) home|until|till|back (?:on|by|in|from|next)|removals?|passed away|pulled down|demolish\w*|decant\w*|buy|bought|sold|scotland|at this rate|deposit|keys for|direct debit|standing order|ombudsman|solicitor|court|bins?|parcels?|hospital|my (?:brother|neighbour|mate|dad|nephew) (?:has |have )?(?:mended|fixed|sorted)"
)

_LET_IT = rf"(?:can|could|may|might as well|please|should) (?:let|give|offer) (?:the |my |this )?(?:flat|house|home|place|bungalow|room) to (?:someone|somebody|some one|another|a family|whoever|anyone|anybody)(?: else)? {w(4)}(?:from |after |by )?(?:now|tomorrow|tonight|today|{_FAR})"
"""At once, as nobody gives a home up who means to live in another; told beside a goodbye or being a trouble."""


def _both(one: str, other: str) -> str:
    return rf"(?:{one}) {wide(40)}(?:{other})|(?:{other}) {wide(40)}(?:{one})"


RULES: tuple[Rule, ...] = (
    danger(
        _TOPIC,
        "here around about need needing want over done finished time using see",
        _both(_GONE, _ANY),
        over=_OF_A_MOVE,
    ),
    danger(
        _TOPIC,
        "here around about time last tomorrow",
        _both(_SOON, rf"{_PET}|{_LETTERS}|{_LOVE}|{_BURDEN}"),
        over=_OF_A_MOVE,
    ),
    danger(
        _TOPIC,
        "letters letter notes note written wrote writing left peace affairs calm thought nothing need tell",
        "|".join(
            (
                _both(_LETTERS, rf"{_PET}|{_CALM}|{_LOVE}|{_BURDEN}|{_THANKS}|{_SETTLED}"),
                _both(_CALM, rf"{_PET}|{_LOVE}|{_BURDEN}|{_PARTING}"),
                _both(_LOVE, rf"{_PET}|{_BURDEN}|{_PARTING}|{_SETTLED}"),
            )
        ),
        over=_OF_A_MOVE,
    ),
    danger(
        _TOPIC,
        "decision decided ready good scared afraid frightened angry",
        _both(_SETTLED, rf"{_PET}|{_BURDEN}"),
        over=_OF_A_MOVE,
    ),
    danger(
        _TOPIC,
        "let give offer",
        _both(
            _LET_IT,
            rf"{_BURDEN}|goodbye(?= [.,]| $| (?:and|everyone|all|now|to))|(?:sorry|apolog\w+) (?:for|about) (?:the|all the|any|everything|all of it|being)|{_LOVE}|{_PET}",
        ),
        over=_OF_A_MOVE,
    ),
    danger(  # what would end it is set against waiting or asking on
        _TOPIC,
        "bridge railway track tracks viaduct river canal rope tablets pills balcony roof",
        r"(?:bridge|railway(?: line)?|train (?:line|tracks?)|viaduct|river|canal|rope|tablets|pills|balcony|roof) (?:is|are|looks?|would be|seems?) (?:[a-z]+ )?(?:closer|nearer|quicker|easier|cheaper|better|kinder) than (?:you|your|waiting|this|living|carrying on|going on|another|the council|all this|any of)",
        over=_OF_A_MOVE,
    ),
    danger(  # each of these is no other thing than that
        _TOPIC,
        "hear alive burden problem nuisance bother deal put worry chase where intend plan expect want think insurance happier better",
        rf"last (?:time )?(?:(?:that )?(?:you|anyone|anybody)(?:ll| will)?|youll|yous will) (?:ever )?hear (?:from|of) me|{_WONT} be alive (?:to|by|after|when|for|much)|"
        rf"{_WONT} be (?:a |any )?(?:problem|burden|bother|trouble|nuisance) (?:to|for) (?:anyone|anybody|you|them|people|my \w+|nobody) (?:any ?more|much longer|for long|after|again|soon)|"
        rf"(?:wont|will not|never) have to (?:deal with|put up with|bother with|worry about|look after) me (?:any ?more|after|again|ever|much longer)|(?:nobody|no ?one) (?:will |ll )?have to (?:deal with|put up with|bother with|worry about|look after) me|"
        rf"(?:happier|better off) (?:when|once|after) (?:im|i am|ive) (?:not here|gone|dead|out of the way)|{_WONT} (?:be )?(?:need|needing) (?:it|them|that|anything|one) where im going|"
        rf"(?:dont|do not|not) (?:intend|plan|expect|mean|want) to (?:see|reach|make it to|be here for|last till|last until) {_FAR}|(?:dont think|doubt) (?:ill|i will) (?:see|make) {_FAR} {w(2)}(?:dont|do not) want to|"
        r"better off with (?:the |my )?(?:life )?(?:insurance|payout|money) (?:money )?than (?:with )?me",
        over=rf"{_OF_A_MOVE}|plumber|engineer|before (?:you|they|it|he) (?:fix|mend|come|do|get)\w*",
    ),
)
