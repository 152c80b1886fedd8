"""What somebody lets slip about harm: who does it, what is done, and to whom, in plain words.

A child, or an adult who needs care, seldom writes "abuse". A doer is always a person and close (`_DOER`); what is done
needs no strong word when it is done to a body, to bed or in secret.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger, w

_FAMILY = (
    r"uncle|uncles|dad|daddy|father|stepdad|step dad|stepfather|step father|stepbrother|step brother|brother|brothers|cousin|grandad|grandpa|grandfather|mum|mummy|mother|stepmum|aunt|aunty|auntie|nephew|"
    r"mums (?:boyfriend|partner|new man|fella|mate|friend)|moms boyfriend|sisters (?:boyfriend|partner)|babysitter|teacher|coach|tutor|foster (?:dad|carer|father)|family friend|dads (?:mate|friend)"
)
_CARER = r"carer|carers|support worker|care worker|home help|lodger|flatmate|housemate|landlord|warden|caretaker|neighbour|neighbours|nurse|boss|friend|mate|man|men|bloke|guy|son|daughter|grandson|son in law|daughter in law"
_DOER = rf"(?:{_FAMILY}|{_CARER}|he|hes|she|shes|they|theyre|someone|somebody|one of them)"
_DOES = r"(?:(?:who|that|and|still|always|sometimes|often|also|just|really|has|have|had|is|was|been|be|keeps?|kept|on|likes?|tries|tried|trying|starts?|started|wants?|to|will|would|used|comes|came|round|in|here|at|night|upstairs|next|door|s) )*"
_CHILD = r"(?:kids?|children|child|son|daughter|sister|brother|little (?:girl|boy|sister|brother|one)|girl|boy|niece|nephew|grandson|granddaughter|baby)"
_BODY = r"(?:private\w*|bum|bottom|chest|breasts?|boobs?|legs?|body|down there|willy|thighs?)"
_WHOM = rf"(?:me|us|him|her|them|my {_BODY}|(?:my|our|her|his|the|their) (?:\w+ )?{_CHILD}|his {_BODY}|her {_BODY})"
_KINDNESS = r"(?! (?:deeply|up|base|with (?:his|her|their) (?:kindness|words)|for (?:a |some )?(?:fiver|tenner|money|cash|\d+)|very much|so much|greatly|on the (?:arm|shoulder) to))"
_TOUCH = r"(?:touch|touches|touching|touched|touchin|feels up|fondl\w+|grop\w+|molest\w*|interfer(?:es|ed|ing) with|messes with|messing with|undress\w*|kisses|kissed|kissing|gets on top of|lies on top of|rubs (?:up )?against|rubbing against)"

RULES: tuple[Rule, ...] = (
    danger(
        "safeguarding.child",
        "touch touches touching touched touchin fondles fondled fondling gropes groped groping molests molested molesting interferes interfered interfering messes messing undresses undressed kisses kissed kissing rubs rubbing top feels",
        rf"(?:{_FAMILY}) {_DOES}{_TOUCH} {_WHOM}{_KINDNESS}|{_DOER} {_DOES}{_TOUCH} (?:(?:my|our|the|his|her) (?:\w+ )?{_CHILD}|the kids)(?! (?:up|base|with|on the shoulder|things|stuff|toys|room|bike|photo|hair cut))|"
        rf"(?:been |being |gets? |got |getting |was |were |am |im )(?:touched|fondled|groped|molested|interfered with|messed with|abused|hurt|hit|beaten) by (?:my|his|her|their|our|the|a) (?:\w+ )?(?:{_FAMILY})|molested (?:me|by)|child abuser",
        r"kindness|story|heartfelt|gesture|sympathy|paint|wallpaper|moving tribute|toddlers? kiss",
    ),
    danger(
        "safeguarding.adult",
        "touch touches touching touched touchin fondles fondled fondling gropes groped groping molested interferes interfered messes undresses undressed kisses kissed kissing rubs rubbing top feels",
        rf"(?:{_CARER}|he|hes|she|shes|they|someone|somebody) {_DOES}{_TOUCH} (?:me|us|my {_BODY}){_KINDNESS}|{_DOER} {_DOES}(?:{_TOUCH}) (?:her|him) (?:in|when|at night|inappropriately|sexually|where|down there|while)|"
        rf"(?:been |being |gets? |got |getting |was |were |am |im )(?:touched|fondled|groped|molested|interfered with|abused|hit|beaten) by (?:my|his|her|their|our|the|a) (?:\w+ )?(?:{_CARER})|touch\w* (?:inappropriately|sexually)|inappropriate(?:ly)? touch\w*",
        r"kindness|story|heartfelt|gesture|sympathy|paint|wallpaper|moving tribute|dog|dogs|cat|wires?|cables?|pipe|branch\w*|ball",
    ),
    danger(
        "safeguarding.child",
        "makes make made making forces forced shows showed pictures photos videos secret tell bed things stuff",
        rf"(?:{_FAMILY}|he|hes) {_DOES}(?:makes?|made|making|forc\w+) (?:me|us|him|her|my {_CHILD}) (?:to )?(?:touch|undress|strip|kiss|watch (?:him|porn|dirty|videos|them)|take (?:my|his|her|our) clothes off|sleep (?:with|in) (?:him|his)|get in(?:to)? (?:his )?bed|do (?:bad |dirty |horrible |sexual |sex )?(?:things|stuff|it)(?= (?:i|we|to|with|at|that|she|he) )|do (?:dirty|sexual|sex) things)|"
        rf"(?:{_FAMILY}|he|hes) {_DOES}(?:does|did|doing|do) (?:bad |dirty |horrible |nasty |weird |rude |sexual |these |funny )*(?:things|stuff) (?:to|with) (?:me|us|my {_CHILD}|him|her|the kids)(?! (?:about|that i (?:like|enjoy)))|(?:{_FAMILY}|he|hes|man|men) {_DOES}(?:shows?|showed|showing|sends?|sent|takes?|took|wants?|asks? (?:me )?for) (?:me |us |my {_CHILD} |him |her )?(?:dirty|naked|nude|rude|sexual|porn\w*) (?:pictures?|pics|photos?|videos?|films?|messages?)?|"
        rf"(?:{_FAMILY}|he|hes) {_DOES}(?:gets?|got|climbs?|climbed|comes|came|getting) (?:in|into|in to) (?:my|our|her|his) bed(?! ?room)(?: (?:with|at|and|when)|(?= $))|(?:{_FAMILY}|he|hes) {_DOES}(?:says?|said|told me|tells me) (?:its |it is |this is )?(?:our secret|a secret|not to tell (?:anyone|anybody|mum|my mum|nobody|the police|social|my dad|a soul)|i (?:cannot|mustnt|must not) tell)|if i tell (?:anyone|anybody|mum|my mum|someone|you) (?:he|hell|my uncle|my dad|they)",
        r"party|birthday|surprise|present|works?|diy|decorat\w*|lottery|rent|dog|cat",
    ),
    danger(
        "safeguarding.adult",
        "carer carers worker help nephew niece son daughter grandson law boss they he hes she shes lodger",
        rf"(?:carer|carers|support worker|care worker|home help|nephew|niece|grandson|son in law|daughter in law|lodger) {_DOES}(?:hits?|hitting|slaps?|slapping|slapped|pinch\w*|push\w*|shoves?|shov\w+|hurts?|hurting|kicks?|kicked|drags?|dragged|burns?|burnt|ties|tied|locks?|locked|starves?|drugs|drugged|threatens|bullies|bullying|shouts? at|shouting at|screams? at|swears? at|shakes|grabs|grabbed|rough with|handles) (?:me|us|my (?:mum|dad|nan|grandad|partner|sister|brother))|"
        rf"(?:carer|carers|support worker|home help|nephew|niece|grandson|son|daughter|daughter in law|son in law|family|they) {_DOES}(?:wont|dont|doesnt|never|refuses? to|not) (?:let|allow|give|feed|wash|change|let) (?:me|us) (?:to )?(?:eat|out|any (?:food|water|money|tablets)|food|leave (?:the|my) (?:house|room|flat)|my (?:own )?(?:food|phone|money|tablets|medicine|meds)|use (?:the|my) phone|talk to|speak to|see (?:my|anyone|a doctor)|go (?:out|outside))(?! of (?:the|my) (?:lease|contract|tenancy|agreement))|"
        rf"(?:carer|carers|home help|support worker|family|they|son|daughter|she|he) {w(3)}(?:leaves?|left) me (?:in (?:my )?(?:wet|dirty|own|soiled)|without (?:food|water|my tablets|washing)|lying in|on the toilet for)|(?:boss|they|he|landlord|agency) {w(2)}(?:took|takes|has|have|keeps?|kept|holds?) my (?:passport|papers|documents)(?! (?:on|number|photo|copy|to (?:check|copy)))",
        r"rent book|school|homework|council tax|lift|tablet computer|passport (?:check|copy)|right to rent",
    ),
    danger(
        "safeguarding.domestic_abuse",
        "scared afraid frightened terrified safe hide hiding",
        r"(?:scared|afraid|frightened|terrified|hiding|not safe|dont feel safe|unsafe) (?:of|from|with|around|near|when) (?:my )(?:uncle|stepdad|step dad|mum|mother|cousin|nephew|grandson|carer|mums partner|grandad|daughter|family)(?! (?:driving|cooking|health|falling|getting|losing|will fall))",
        r"falls?|falling|heating|boiler|stairs|catch\w*|covid|ill",
    ),
    danger(
        "safeguarding.suicide",
        "care gone point tablets pills rope noose life living miss",
        r"(?:nobody|no one|noone|who) (?:would|will|wont|d) (?:even )?(?:care|notice|miss me|cry) if i (?:was|were|am|wasnt|werent|just)? ?(?:gone|dead|not here|not around|here|around|died|disappeared|didnt wake)|(?:im|i am) (?:so )?(?:done|finished) with (?:life|living|everything)|(?:got|bought|have|tied) (?:a|the) (?:rope|noose)|(?:saved|saving|stockpil\w+) (?:up )?(?:my|all my|the) (?:tablets|pills)",
        r"swing|boat|washing|tow",
    ),
)
