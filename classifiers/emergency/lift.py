"""Somebody stuck in a lift."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger, w, wide

_WITH = (
    r"(?:us|me|people|person|someone|somebody|resident|residents|old|kids?|children|man|lady|woman|girl|boy|lad|partner|baby|pram|mum|mam|dad|"
    r"nan|gran|sister|brother|son|daughter|neighbour|friend|mate|carer|nurse)"
)
_STUCK = (
    r"(?:stuck|stop|stopped|stops|trapped|jammed|wont move|not moving|hasnt moved|isnt moving|not moved|wont open|wont budge|wont shift|dropped|"
    r"went bump|gone dark|gone down a bit|rings out|just rings|shut in|between floors|between (?:the )?[a-z0-9]+ and [a-z0-9]+|no signal|no air)"
)
_OTHER = r"queue|at work|no one inside|nobody inside|noone inside|empty|bath lift|stair ?lift|not stuck|lift queue|wardrobe|sofa|smell|urine|complaint|took the"
_OUT = (
    r"fire (?:lads|service|brigade) got|got (?:me|us|him|her|them) out|out we got|(?:was|were|been|got|being) (?:released|rescued|freed|let out)|they let (?:me|us|him|her|them) out|let us out and|they got out|"
    r"works (?:now|fine|ok)|working now|(?:got|was|were) (?:stuck|trapped) (?:(?!been|still|im|now)[^. ]+ ){0,8}?for (?:about |over |nearly |almost )?(?:[a-z0-9]+ ){1,3}?(?:minutes|mins|hours?)"
)
"""Who was in it is out: 'was stuck for an hour' is past, 'been stuck for an hour' is not."""
_WHO = (
    r"(?:im|i am|ive|i have|we are|weve|we have|hes|he is|shes|she is|theyre|they are|theyve|"
    r"(?:someone|somebody|people|resident|residents|children|kids|man|lady|woman|girl|boy|lad|partner|mum|mam|dad|nan|gran|"
    r"sister|brother|son|daughter|neighbour|friend|mate|carer|nurse|husband|wife|partner|grandson|granddaughter|mother|father)(?: is| are| has| have)?)"
)

RULES: tuple[Rule, ...] = (
    danger(  # two words, typed in it
        "communal.lift_trapped",
        "stuck trapped",
        r"(?<=^ )(?:help )?(?:stuck|trapped) (?:[.,] )?(?:in )?(?:[.,] )?(?:the )?(?:lift|elevator)(?: help| please| now)*(?= (?:[.,]|$)|$)",
    ),
    danger(  # who is in it is plain: whatever else they tell of (a phone, a sofa, the smell) they are stuck there
        "communal.lift_trapped",
        "lift elevator lifts",
        rf"{_WHO} (?:(?:now|still|currently|really|all|both|just|been|got|getting|actually|also|here) )*(?:stuck|trapped|stranded|jammed) (?:in|inside) "
        r"(?:the |a |our |this |your |that |one of the |it )?(?:left hand |right hand |passenger |main |back |front )?(?:lift|elevator|lifts)(?! (?:lobby|area|shaft|at (?:the hospital|the station|the shop|work|school)|queue|doors?))",
        r"no one inside|nobody inside|noone inside|bath lift|stair ?lift|it works",
        over=_OUT,
    ),
    danger(  # so long is nobody in a lift that moves
        "communal.lift_trapped",
        "lift elevator",
        rf"{_WHO} (?:(?:now|still|currently|been|just|already|all|both) )*in (?:the |a |our |this |that |it |my )(?:passenger )?(?:(?:lift|elevator) )?(?:now )?(?:for )?(?:(?:over|nearly|almost|about|more than|around|at least|well over|a good) )*(?:half an|an|one|two|three|\d+|ten|fifteen|twenty|thirty|forty|five)(?: and a half)? (?:hours?|hrs?|minutes?|mins?)(?! (?:a|per|each|every|away|early|late) )|"
        rf"(?<=^ )been in (?:the |this |our )?(?:lift|elevator) (?:now )?(?:for )?(?:(?:over|nearly|almost|about) )*(?:half an|an|one|two|\d+|ten|fifteen|twenty|thirty|forty) (?:hours?|hrs?|minutes?|mins?)",
        rf"{_OTHER}|queue|waiting for|working on|cleaning|in it (?:last|yesterday)|engineers?|new (?:flat|house|home)|be there in|i can be",
        over=_OUT,
    ),
    danger(  # the lift is named anywhere
        "communal.lift_trapped",
        "lift elevator lifts",
        rf"{_WHO} (?:now |all |currently |still |both |just )*(?:stuck|trapped) in it(?! (?:for|once|last|yesterday|before) )",
        over=_OUT,
    ),
    danger(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:stuck|suck|struck|trapped|stranded|locked|caught|jammed) {w(5)}(?:in|inside) {w(3)}"
        rf"(?:lift|elevator|lifts)(?! (?:lobby|area|shaft door))",
        rf"{_OTHER}|stuck outside|furniture|key|keys|ring|phone|sofa|wardrobe|lift door stuck|trapped in the lift "
        r"doors",
        over=_OUT,
    ),
    danger(  # as a phone hears it
        "communal.lift_trapped",
        "left lived lifts",
        r"(?:stuck|trapped) in (?:the |a |this |our )(?:left|lived)(?! (?:hand|lane|side|luggage|of|with|over|out))",
    ),
    danger(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:lift|elevator) {w(5)}(?:stuck|stopped|broke|broken|jammed|not moving|wont move|"
        rf"wont open|broken down|dead|halted) {w(6)}(?:with (?:us|me|people|someone|him|her|them|my|a|an|two|three|kids|mum|dad|"
        r"somebody|the)|inside|in it|between floors|and i|and we|im in|were in|trapped)",
        r"nobody inside|no one inside|empty|"
        r"noone inside|bath lift|stair lift",
    ),
    danger(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:im|i|we|were|hes|shes|someone|somebody|people|they|neighbour|mum|dad|man|lady|"
        rf"woman|child|son|daughter|kids?|is|are|am) {w(3)}(?:in|inside) (?:the |a |our |this )(?:lift|elevator) {w(4)}(?:stuck|"
        r"trapped|not moving|wont move|stopped|cannot get out|wont open|isnt moving|between|no signal|doors? wont|broken down)",
        r"took the|bath lift|stair lift|smell|urine|needles|sick in",
    ),
    danger(
        "communal.lift_trapped",
        "lift elevator",
        rf"(?:cannot|cant|couldnt|unable to|let (?:us|me|them|him|her)|get (?:us|me|them|him|her)) "
        rf"{w(2)}(?:get )?out (?:of )?(?:the |this |a )(?:lift|elevator)",
    ),
    danger(
        "communal.lift_trapped",
        "lift elevator lifts",
        rf"(?:in|inside) (?:the |a |our |this |your |that )?(?:passenger )?(?:lift|elevator) {wide(16)}{_STUCK}",
        _OTHER,
        over=_OUT,
    ),
    danger(
        "communal.lift_trapped",
        "lift elevator lifts",
        rf"(?:lift|elevator|lifts) {wide(10)}{_STUCK} {wide(6)}(?:{_WITH} {w(2)}(?:in|inside|in there|in here|in it)|with (?:my |our |an |a |two |three |old )*{_WITH}|"
        rf"my {_WITH} (?:in|inside))",
        _OTHER,
        over=_OUT,
    ),
    danger(
        "communal.lift_trapped",
        "lift elevator lifts",
        rf"(?:shouting|shouts|screaming|banging|bangin|tapping|knocking|voice|voices|crying|calling|help) {w(5)}(?:in|inside|from|of) {w(4)}(?:lift|elevator)|"
        rf"(?:lift|elevator) {wide(12)}(?:banging on|bangin on|shut in there|stuck in there|trapped in there|in there like|let (?:us|me|them) out|get (?:us|me|them|him|her) out)|"
        rf"somebody in the (?:lift|elevator)|(?:im|i am|were|we are|we) {w(2)}in (?:the|this|a) (?:lift|elevator) {wide(6)}help|(?:lift|elevator) {w(4)}(?:no|not|wont) open {wide(8)}inside|(?:trapped|stuck) {wide(10)}(?:lift|elevator) {wide(8)}(?:alarm|nobody|get me out|get us out|help)",
        _OTHER,
        over=_OUT,
    ),
    danger(
        "communal.lift_trapped",
        "lift elevator lifts",
        rf"doors? {wide(12)}(?:jammed|wont open|wont budge|stuck|shut) {wide(8)}(?:in here|inside) {wide(16)}(?:lift|elevator)|"
        rf"inside the (?:lift|elevator) {w(6)}been there|{_WITH} {w(8)}(?:stuck|trapped) {w(2)}(?:lift|elevator)|(?:in|sat) {w(6)}(?:lift|elevator) {w(6)}doors? wont (?:open|budge|move|shift)",
        _OTHER,
        over=_OUT,
    ),
)
