"""A child or an old person harmed in another home, as it is seen or heard from outside: marks, blows through a wall, left where they fell.

Neighbours, carers, window cleaners and drivers do not write "abuse"; they write what they saw.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger, w, wide

_CHILD = r"(?:child|children|kids?|baby|toddlers?|bairns?|boys?|girls?|lad|lass|lassie|little (?:ones?|uns?|boy|girl|lad|lass)|wee (?:boy|girl|lad|one)|(?:year|yr) old)"
_OLD = (
    r"(?:old (?:man|lady|woman|boy|girl|partner|chap|dear|gentleman)|elderly (?:man|lady|woman|gentleman|neighbour)|gentleman|pensioner|grandad|granny|nan|gran|resident|"
    r"(?:man|woman|lady|he|she|hes|shes|neighbour) {0}(?:in (?:his|her) (?:seventies|eighties|nineties|70s|80s|90s)|(?:is |aged )?(?:7|8|9)\d))"
).replace("{0}", w(2))
_MARKS = r"(?:black eyes?|split lip|fat lip|bruises?|bruising|burns?|cigarette burns?|cuts?|marks|scratches|finger ?marks|hand ?print)"
_BODY = r"(?:arms?|legs?|wrists?|neck|face|back|cheeks?|hands?|throat|body|eye|head|mouth)"
_SPOKEN_FOR = (
    r"(?:(?:wouldnt|wont|didnt|doesnt|cannot|not) (?:say|tell)|flinch\w*|answer(?:ed|s) (?:everything|every question|for (?:him|her|them))|(?:begged|begging|begs) me not to|"
    r"stood (?:right )?(?:behind|over)|looks? at (?:him|her) (?:first|before)|not allowed to (?:speak|talk|come|answer))"
)
_BLOW = r"(?:thump|thumps|thud|thuds|slap|slaps|slapping|smack|smacks|crack|punch|whack)"
_QUIET = r"(?:nothing (?:at all|after)|(?:dead |all |goes |went |gone |then )(?:quiet|silent|silence)|not (?:a )?(?:sound|peep)|(?:isnt|is not|stopped|not) (?:crying|screaming)|cry\w*|scream\w*|whimper\w*|sobb\w*|begg\w*)"
_NOT_THAT = (
    r"laugh\w*|play\w*|football|match|referee|goal|scored|ball|trampoline|scooters?|telly|tv|film|gaming|xbox|boiler|pipes?|metal|radiator|furniture|door slam\w*|drums?|drill\w*|diy|dogs?|cats?|fox(?:es)?|bins?|hoover|washing machine|"
    r"my (?:own )?(?:kids?|children|son|daughter|baby|toddler|wife|husband|mum|dad)|operative|plumber|engineer|contractor|tripped|slipped|fell (?:off|over)|nursery|bath ?time|paint|hob|cooker|fitters?|ceiling|on (?:his|her|the|their) (?:new |front )*(?:door|wall|table|sofa)|(?:is|are|all) (?:fine|ok|okay)"
)

_WHOM = r"(?:him|her|them|that child|the (?:little |old |wee |poor )*(?:lady|man|woman|boy|girl|lad|lass|ones?|gentleman|child|kids?|baby|toddler))"
_ROUGH = r"(?:pushes|pushed|shoves|shoved|slaps|slapped|drags|dragged|grabs|grabbed|shakes|shook|throws|threw|kicks|kicked|hits|punches|yanks|yanked)"
_SHUT_AWAY = r"(?:shed|cupboard|cellar|loft|dark|garage|back room|coal ?house|outhouse|cage|wardrobe|box room|yard)"

_UNTOUCHED = (
    r"(?:milk (?:is |s |has been |been |still )*(?:on|outside) (?:the|his|her|their) (?:door ?)?step|(?:post|papers?|letters) (?:is |are |s |still |all |has been |been )*(?:sticking|poking|piling|piled|hanging) (?:up|out|in)|"
    r"flies (?:all(?: over)?|in|on|at|round|inside|over) (?:the |over the |on the )?(?:his |her |the |their )?(?:windows?|letter ?box|glass|curtains?)|curtains? (?:is |are |have been |been |still )*(?:shut|closed|drawn) (?:all|for|since|\w+ days))"
)
_UNSEEN = r"(?:(?:isnt|not|no|wont|hasnt|doesnt|never) (?:been )?answer(?:s|ed|ing)?|(?:nobody|no one|noone|not|havent|hasnt|never|nobodys) (?:has |have |been |s )*(?:seen|heard)(?: from| of)?(?: him| her| them)?|no sign of (?:him|her|them|life))"

_AT_CHILD, _AT_ADULT = "safeguarding.child", "safeguarding.adult"


RULES: tuple[Rule, ...] = (
    danger(  # marks, and somebody who speaks for the child
        _AT_CHILD,
        "eye eyes lip bruises bruise bruising burn burns marks scratches cuts hanging angle",
        rf"{_CHILD} {w(14)}{_MARKS} {w(5)}(?:all (?:up|over|down)|on|round|around|up|across) {w(3)}{_BODY}|{_CHILD} {wide(14)}(?:black eyes?|split lip|fat lip)|{_MARKS} {w(4)}(?:on|round|around|up|across) (?:the |that |their |a )(?:little |wee )*{_CHILD}|"
        rf"{_CHILD} {wide(20)}(?:arms?|legs?|wrists?) {w(1)}(?:hanging|at a) (?:funny|wrong|limp|loose|odd|strange|bad)",
        _NOT_THAT,
    ),
    danger(  # a blow through the wall, and then crying or quiet
        _AT_CHILD,
        "thump thumps thud thuds slap slaps slapping smack smacks crack punch whack thrown screamed",
        rf"(?:{_CHILD}|him|her) {w(6)}being (?:thrown|knocked|chucked|dragged|slapped|punched|kicked|whacked) (?:about|around|round|down|across|into|up|by)|(?:{_CHILD}|him|her) being (?:screamed|shouted|yelled|sworn) at {wide(10)}{_BLOW}|"
        rf"{_CHILD} {wide(14)}{_BLOW} {wide(10)}{_QUIET}|{_BLOW} {wide(10)}{_CHILD} {wide(6)}{_QUIET}",
        _NOT_THAT,
    ),
    danger(  # shut out, shut away, made to stand
        _AT_CHILD,
        "shed cupboard cellar loft dark garage outhouse cage wardrobe yard knickers pants nappy vest nightie barefoot pyjamas hair",
        rf"(?:{_CHILD}|he|she|hes|shes) {w(8)}in the {_SHUT_AWAY} {wide(14)}(?:(?:put|puts|shut|shuts|lock|locks) (?:him|her|them) (?:in|out)|when (?:hes|shes|he is|she is|theyre) (?:bad|naughty)|(?:asking|begging|crying|screaming|wants|banging) {w(2)}(?:come|be let|get|let) out)|"
        rf"(?:put|puts|putting|shut|shuts|lock|locks|locking|locked) {w(1)}(?:{_CHILD}|him|her|them) {w(2)}(?:in|out) (?:the |a )?{_SHUT_AWAY}|(?:locks|shuts|puts|locked|shut) (?:his|her|their|the|my sisters|my brothers) {w(2)}{_CHILD} (?:out|in) {w(1)}(?:the |a )?{_SHUT_AWAY}|"
        rf"(?:hes|shes|he is|she is|theyre|they are) (?:about |only |maybe |around |not even )?(?:\d|two|three|four|five|six|seven|eight) {wide(10)}in (?:just |only )?(?:his|her|their) (?:knickers|pants|nappy|vest|nightie|underwear|pyjamas) {wide(10)}(?:rain|snow|frost|cold|dark|freezing|night|nights|door (?:is )?shut|shut out|locked out)|"
        rf"(?:made|make|makes) (?:to )?(?:{_CHILD} |him |her |them )?(?:to )?stand {w(6)}(?:frost|rain|snow|cold|yard|barefoot)|drag\w* {w(5)}{_CHILD} {w(6)}by (?:the|his|her) (?:hair|arm|neck|ear|leg)",
        _NOT_THAT,
    ),
    danger(
        _AT_CHILD,
        "food dinner meal grown crying lip shoes home",
        rf"(?:kids?|children|{_CHILD}) {w(6)}(?:knock|knocks|knocking|come|comes|asks?|asking) {w(4)}for (?:food|bread|something to eat|a meal)|(?:not|never|havent|hasnt|no) {w(2)}(?:had )?(?:a |any )?hot (?:dinner|meal|food) {wide(16)}(?:no grown ?ups?|no adults?|nobody|{_CHILD})|"
        rf"{_CHILD} {wide(16)}no grown ?ups?|baby {w(2)}(?:isnt|is not|stopped|not) crying (?:any ?more|now|at all)|{_CHILD} {wide(14)}(?:begged|begging|begs) (?:me|us) not to (?:send|take|tell|ring)",
        rf"{_NOT_THAT}|food ?bank|voucher|parcel|fob|universal credit",
    ),
    danger(  # little ones alone, and what is seen or heard of it
        _AT_CHILD,
        "own alone themselves himself herself",
        rf"{_CHILD} {wide(10)}(?:theyre|they are|hes|shes|he is|she is|are|is|been left|been) (?:all |left |in there |up there |just |there )*(?:on (?:their|his|her) own|by (?:themselves|himself|herself)|alone) {wide(26)}(?:crying|cries|screaming|frightened|hours|gone out|went out|go out|taxi|at the window|in the dark|not back|hasnt come back|isnt back)",
        rf"{_NOT_THAT}|lifts?|stuck|locked out|my (?:little|youngest|eldest|two|three|kids?|children|son|daughter)|our (?:little|kids?|children|son|daughter)|adult|grown up|university|mouse|mice|rats?|kittens?|pups?|pupp\w+",
    ),
    danger(  # locked in, night after night
        _AT_CHILD,
        "locked locks locking room bedroom",
        rf"(?:{_CHILD}|she|he|shes|hes|they|theyre|him|her|them) (?:(?:is|are|s|gets|being|was|were|been|kept|always|still) )*locked (?:up )?in (?:her|his|their|the|a) (?:bed)?rooms? {w(6)}(?:from (?:[a-z]+ )?(?:teatime|tea|school|dinner|six|five|four|seven|morning|night)|until|till|every|each|all (?:day|night|weekend)|at nights?|overnight|after school|when (?:they|she|he) (?:go|goes|went) out)|"
        rf"(?:locks|lock|locking|bolts|locked) (?:{_CHILD}|him|her|them|the {_CHILD}|those {_CHILD}|that {_CHILD}) in (?:her|his|their|the|a) (?:bed)?rooms? {w(6)}(?:every|each|all|at nights?|overnight|from|until|till|when|for)",
        rf"{_NOT_THAT}|handles?|jammed|stuck|broke\w*|latch|catch|knob|lock (?:is|has|s)|wont open|cannot open|fob|safe ?room|cats?|dogs?|puppy",
    ),
    danger(  # shouting, a blow, and then crying; crying, and a blow heard
        _AT_CHILD,
        "thump thumps thud thuds slap slaps smack smacks punch whack",
        rf"(?:shouting|shouts|yelling|yells|swearing|rowing|roaring) {w(3)}(?:[.,] )?(?:and |then |and then )*(?:a |the |an? |some )?(?:loud |big )?{_BLOW} {wide(5)}(?:(?:him|her|them|{_CHILD}) )?(?:crying|cries|screaming|screams|sobbing|whimpering)|"
        rf"{_CHILD} {wide(14)}(?:scream\w*|cry\w*|cries|crying|sobb\w*) {wide(16)}(?:heard|hear|hearing) {w(3)}{_BLOW}|(?:heard|hear|hearing) {w(3)}{_BLOW} {wide(8)}{_CHILD} {wide(6)}(?:scream\w*|cry\w*|cries|sobb\w*)",
        _NOT_THAT,
    ),
    danger(  # nobody goes to it; not let in
        _AT_CHILD,
        "goes comes allowed picks",
        rf"(?:baby|newborn|infant|toddler|little (?:one|un)) {w(6)}(?:screams?|screaming|cry|cries|crying) {wide(8)}(?:nobody|no one|noone) (?:ever )?(?:goes|comes|picks|sees) (?:to|near|it|him|her|them)|"
        rf"{_CHILD} {wide(18)}(?:hes|shes|theyre|he is|she is|they are|he was|was|is|not been|isnt|wasnt|arent) not allowed (?:back )?(?:in|inside|home|indoors) (?:again )?(?:till|until|unless|while)",
        rf"{_NOT_THAT}|school|soft play|club|pool|nursery",
    ),
    danger(
        _AT_ADULT,
        "eye lip bruises bruise bruising burn burns marks cuts scratches",
        rf"{_OLD} {wide(8)}{_MARKS} {wide(20)}{_SPOKEN_FOR}|{_OLD} {wide(8)}(?:black eye|split lip|fat lip) {wide(16)}(?:nephew|son|daughter|grandson|carer|lodger|family|niece)|(?:nephew|son|daughter|grandson|carer|lodger|niece) {wide(26)}(?:black eye|split lip|fat lip) {wide(16)}{_SPOKEN_FOR}",
        rf"{_NOT_THAT}",
    ),
    danger(  # left where they fell or sat
        _AT_ADULT,
        "floor chair stepped step steps walk walked left",
        rf"on the floor {wide(16)}(?:step\w*|walk\w*|stood|climb\w*) (?:right |straight )?(?:over|past|round|around) (?:him|her)|(?:step\w*|walk\w*) (?:right |straight )?over (?:him|her) {wide(14)}(?:floor|still there|lying|lay)|"
        rf"{_OLD} {wide(10)}left {w(3)}in (?:the same|that|her|his|the) (?:chair|bed) {w(3)}(?:since|for|all)|(?:same|wet) (?:chair|bed) {wide(14)}(?:walk|walks|step|steps) past (?:him|her)",
        rf"{_NOT_THAT}|tip|skip|rubbish",
    ),
    danger(  # where a child may fall
        _AT_CHILD,
        "ledge sill windowsill balcony roof window",
        rf"{_CHILD} {w(6)}(?:on|onto|along|over|off|out on|hanging (?:out|off|over)|climb\w* (?:out|on|onto|over)) (?:of )?(?:the |a |that |their )*(?:outside )?(?:window ?)?(?:ledge|sill|windowsill|balcony (?:rail\w*|wall|edge)|roof) {w(8)}(?:(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|top|upper) (?:floor|flat|storey)|nobody|no ?one|alone|open|on (?:his|her|their) own)|"
        rf"{_CHILD} {w(4)}(?:hanging|leaning|dangling|climbing) (?:right |half |half way )*(?:out|off) (?:of )?(?:the |a |that )?(?:\w+ )?(?:window|balcony|ledge) {w(3)}(?:above|upstairs|(?:\d+(?:st|nd|rd|th)|top|third|fourth|fifth) (?:floor|flat)|opposite)",
        rf"{_NOT_THAT}|tree house|photo|picture|cot|teddy|toy|seat|cushion",
    ),
    danger(  # missed, as a Scot says it, or no sign
        _AT_ADULT,
        "seen sign heard",
        rf"(?:no (?:seen|heard)|no sign)(?: (?:from|tell|hide nor hair))*(?: of| o)? (?:him|her|(?:the )?(?:old|auld|elderly) \w+|mr \w+|mrs \w+|miss \w+|my (?:old |elderly )?neighbour|(?:my |the )?(?:nan|gran|grandad|mum|dad)) {w(6)}(?:since|for (?:about |over |nearly )?(?:\w+ )?(?:days?|weeks?))",
        r"holiday|hospital|moved|away|cats?|dogs? (?:gone|missing)|engineer|plumber|operative|caretaker|cleaner|surveyor|contractor|officer|(?:him|her) since (?:he|she) (?:left|took|came|mended|fixed|did)",
    ),
    danger(  # nobody has come to the door for days
        _AT_ADULT,
        "milk flies post papers curtains",
        rf"{_UNTOUCHED} {wide(20)}{_UNSEEN}|{_UNSEEN} {wide(20)}{_UNTOUCHED}",
        r"holiday|hospital|moved out|empty|bins?|compost|meter|caretaker|engineer",
    ),
    danger(  # rough hands, and cries
        _AT_ADULT,
        "pushes pushed shoves shoved slaps slapped slap drags dragged grabs grabbed shakes shook throws threw yanks yanked kicks punches hits",
        rf"(?:carer|son|daughter|nephew|niece|grandson|husband|wife|partner|lodger|he|she|they) {w(2)}{_ROUGH} {_WHOM} {w(5)}(?:down|into|onto|back into|against|across|by the (?:hair|arm|neck)|out of)(?! (?:the )?(?:way|shop|garden|park|car|lift|bus|path))|"
        rf"(?:shouts?|shouting|screams?|screaming|swears?) {w(2)}at (?:her|him|the old \w+) {wide(16)}(?:heard|hear) {w(3)}(?:slap|smack|thump|thud)|{_OLD} {w(8)}(?:put|puts|holds|throws) (?:her|his) (?:arms?|hands?) (?:up )?over (?:her|his) (?:head|face)",
        rf"{_NOT_THAT}|wheelchair|turn|music",
    ),
    danger(  # shut out of one's own home, or kept from speaking
        _AT_ADULT,
        "allowed",
        rf"{_OLD} {wide(16)}not allowed (?:back )?(?:in|inside|home|upstairs|to eat|out|a key) {w(2)}(?:till|until|unless|while|when|without|by)|not allowed (?:back )?(?:in|inside|home) (?:till|until|unless|while) (?:his|her|the) (?:son|daughter|nephew|niece|grandson|family|lodger)",
        r"visitors?|pets?|dogs?|parking|smoking|scheme|rules?",
    ),
    danger(  # made to sign
        _AT_ADULT,
        "sign signs signed signing",
        rf"(?:friend|friends|lodger|son|daughter|nephew|niece|grandson|granddaughter|cousin|carer|helper|stranger|man|woman|lad|bloke|partner|neighbour|family|he|she|hes|shes) {w(3)}(?:makes?|made|making|keeps getting|gets|getting|forces?|forced|forcing|tricks|tricked|bullies|bullied|pressur\w+) (?:her|him|my (?:mum|mam|dad|nan|gran|grandad|aunt|auntie|uncle)|mum|mam|dad|nan|gran|the old \w+|mr \w+|mrs \w+|miss \w+) (?:in ?to |to )?sign(?:ing)? (?:things?|papers?|something|forms?|documents?|cheques?|stuff|bits|it (?:all )?over|(?:her|his|the) (?:house|flat|money|pension|savings|home)|over|a will|away)",
        rf"{_NOT_THAT}|council|housing officer|officer|landlord|solicitor|you (?:made|make)|delivery|courier|postman|parcel|tenancy|lease|consent form|school|football|nurse|doctor",
    ),
    danger(  # others live in a home that is not theirs
        _AT_ADULT,
        "over",
        r"(?:lads?|boys|men|man|people|friends|mates|gang|dealers?|youths?|strangers|crowd|bloke|blokes|couple|they|theyve|nephew|grandson) (?:[^. ]+ ){0,10}?(?:taken|took|taking|take) over (?:his|her|their|my (?:mums|dads|nans|grans|uncles|brothers|sisters|aunties|neighbours|friends)) (?:flat|house|home|place|bungalow|bedsit|front room|spare room)",
        r"tenancy|new (?:tenants|people|couple|family)|since (?:she|he|they) (?:left|died|moved)|passed away|died|moved (?:out|away)|contractors?|builders?|workm[ae]n|mould|damp|ants|mice|rats|council|swap|exchange|decorat\w+|christmas|weekend|football|toys",
    ),
)
