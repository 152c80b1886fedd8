"""A person whose life is in danger: no breath, no answer, the heart, a stroke, blood, a fall, poison, a birth.

A topic, not a repair: nothing is broken. A sign counts when it is said of a person (`_WHO`), so that a boiler or a dog
never calls an ambulance. What is told as somebody's history ("had a stroke in March, needs a rail") is no call for one.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger, w, wide

LABEL = "medical.emergency"

_KIN = (
    r"mum|mam|mummy|mom|mother|dad|daddy|father|nan|nana|nanny|gran|granny|grandma|grandmother|grandad|grandpa|grandfather|partner|missus|misses|"
    r"son|daughter|brother|sister|uncle|aunt|aunty|auntie|cousin|nephew|niece|grandson|granddaughter|stepdad|stepmum|lad|lass|sons|daughters|mums|dads|nans|partners"
)
_CHILD = r"baby|babys|child|kid|toddler|newborn|boy|girl|little one|bairn|twin|infant"
_OTHERS = (
    r"neighbour|neighbours|friend|friends|mate|mates|man|woman|lady|bloke|guy|gentleman|chap|fella|tenant|resident|carer|flatmate|housemate|lodger|pensioner|someone|somebody|person|"
    r"engineer|plumber|workman|operative|builder|electrician|roofer|cleaner|caretaker|postman|visitor"
)
_HE = r"he|she|hes|shes|hed|shed"
_I = r"i|im|ive|we|were|they|theyre"
_THIRD = rf"(?:{_KIN}|{_CHILD}|{_OTHERS}|{_HE}|him|her)"
_WHO = rf"(?:{_KIN}|{_CHILD}|{_OTHERS}|{_HE}|{_I}|him|her)"
_THING = (
    r"dogs?|pupp(?:y|ies)|cats?|kittens?|rabbits?|hamster|budgie|parrot|birds?|pets?|fish|goldfish|tortoise|pigeons?|rats?|mouse|mice|plants?|tree|boiler|heating|phone|tv|telly|lift|intercom|alarm|thermostat|"
    r"radiators?|doors?|windows?|ceiling|roof|walls?|fence|shed|car|van|bike|app|website|emails?|toilet|taps?|fridge|freezer|laptop|computer|wifi|machine|meter|tiles?|plaster|gate|battery|dream"
)
_AUX = (
    r"(?:(?:has|have|had|is|are|was|been|s|just|now|suddenly|literally|still|completely|all|gone|and|also|totally|currently|lying|laid|lay|laying|sat|sitting|on|the|floor|here|there|in|bathroom|kitchen|"
    r"bedroom|bed|bath|shower|hall|stairs|sofa|chair|next|door|upstairs|downstairs|who|he|she|hes|shes|looks|seems|found|think|really|half|old|our|my|landing|street|outside|path|pavement|stairwell|corridor|lift|garden|of|block|flat|,) )*"
)


def _gap(most: int) -> str:
    """Up to so many words that name neither an animal nor a thing."""
    return rf"(?:(?!(?:but|{_THING}) )[^. ]+ ){{0,{most}}}?"


# Long ago, or over: whoever it was is looked after.
_OVER = (
    r"last (?:week|month|year|summer|winter|spring|autumn|christmas|january|february|march|april|may|june|july|august|september|october|november|december)|"
    r"(?<!minutes )(?<!minute )(?<!mins )(?<!min )(?<!moments )(?<!moment )(?<!hour )(?<!hours )(?<!hrs )(?<!seconds )ago|(?:in|back in|since|during) (?:19\d\d|20\d\d|january|february|march|april|june|july|august|september|october|november|december|lockdown)|"
    r"for (?:\w+ )?years|years back|when (?:i|he|she) was (?:a|young|little|\d+)|recover(?!y position)\w*|used to|in the past|(?:has|have|had|he|she|i) (?:since )?(?:came|come) (?:back )?round|came to|"
    r"(?:is|are|am|hes|shes|im|was) (?:now )?(?:ok|okay|fine|better|alright|stable|back home|home) (?:now|again)|(?:is|was|were|hes|shes|still|been) (?:now )?(?:in|taken to|rushed to) (?:the )?(?:hospital|a and e|ae|intensive care)|"
    r"ambulance (?:came|took|has taken|took him|took her|has been|was called)|paramedics (?:came|took)|discharg\w*|awareness|training|leaflet|(?:on|in) (?:the )?(?:tv|telly|news|paper|film)"
)
# Told as somebody's history, or as the reason for something else.
_HISTORY = (
    rf"{_OVER}|ever since|since (?:his|her|the|then|my|having)|history|previous\w*|(?:so|and now|now|and) (?:he|she|i|we) (?:cannot (?:climb|manage|use|do|work|walk|get (?:in|out|up the|down))|needs?|has|struggles?|uses?|walks|lives|is in a)|"
    r"needs? (?:a |an |help with |the |to be )*(?:ramp|rails?|adapt\w*|bungalow|ground|stair ?lift|walk in|wet room|handrail|grab|bath|shower|support|move|transfer|repairs?|moving)|"
    r"rehab|physio\w*|surgery|operation|stent|bypass|left (?:him|her|me) (?:weak|paralysed|unable|with|disabled)|survivors?|patients?|consultant|assessment|banding|bidding"
)
_BILL = r"(?! (?:when|at|over|about|with|from|looking at|seeing|reading|if) (?:i |we |she |he |they |you |the |this |that |these |my |our |your |all |see |how )+(?:[a-z]+ ){0,3}?(?:bill|bills|price|cost|costs|rent|letter|state|increase|amount|news|sight|saw|see|sees|opened|got|stress|mess|damp|size|charge|charges|thought|quote)(?= ))"
_ATTACK = r"(?:heart attack|cardiac arrest|strokes?(?! of | the | my | her | his |s )|seizures?|epileptic (?:fit|seizure)|(?:(?<= a )|(?<=another )|(?<=epileptic )|(?<=having ))fit(?! (?:of|about|over|because|when|at|and refuse|a |the |new|in the))|convulsions?|asthma attack|anaphylactic (?:shock|attack)|allergic reaction|brain bleed|diabetic (?:attack|hypo)|coma)"
_FELL = r"(?:fell(?! (?:out with|out over|behind|in love|pregnant|ill|apart|on))|fell on (?:the|his|her|my)|fallen(?! (?:out with|behind)))"
_A = r"(?:a |an |another |some |kind |sort |of |massive |mini |big |bad |severe |serious |suspected |possible |full )*"

_BREATHE = r"(?:breath(?:e|ing)?|brethe?|breething|breethe?|brething|breave)"
_NO_INHALER = (
    rf"inhalers? {w(4)}(?:r[au]n out|running out|empty|finished|gone|lost|(?:does|is|are) ?(?:not|nt) (?:work|help)\w*)|"
    r"(?:no|lost (?:his|her|my|the)|cannot find (?:his|her|my|the)|without (?:his|her|my|an|a)) inhalers?"
)

RULES: tuple[Rule, ...] = (
    # does not wake, does not answer
    danger(
        LABEL,
        "eyes floppy wake waking wakes awake woken rouse unconscious unresponsive responding responsive conscious consciousness lifeless",
        rf"{_THIRD} {_gap(5)}(?:wont|cannot|not|isnt|doesnt|never|refuses to) (?:be |even |being )?(?:wak(?:e|ing|es)|awake|woken|roused?)(?: up)?|"
        rf"(?:cannot|not|couldnt|unable to|trying to|tried to) (?:seem to |get to )?(?:wake|rouse) (?:up )?(?:him|her|them|(?:my|the|our) (?:\w+ )?(?:{_KIN}|{_CHILD}|{_OTHERS})|{_KIN}|baby)(?! (?:up )?(?:for|at|to|in time|early|before|because|with))|"
        rf"cannot get (?:him|her|them|(?:my |the |our )*(?:{_KIN}|{_CHILD}|{_OTHERS})) to (?:wake|respond|come (?:round|to)|open (?:his|her) eyes)|"
        rf"(?:wont|cannot|not|isnt|doesnt) open(?:ing)? (?:his|her|their) eyes|{_THIRD} {_gap(3)}(?:gone|going|is|all) (?:all )?floppy|{_WHO} {_gap(4)}(?<!not )(?<!isnt )(?:unconscious|unresponsive|lifeless|not conscious|lost consciousness|losing consciousness|in and out of consciousness)|(?<!\w )(?:unconscious|unresponsive|lost consciousness|not conscious)|"
        rf"(?:{_KIN}|{_CHILD}|man|woman|lady|neighbour|he is|shes|hes|she is) (?:is |isnt |really |just |still |s )*(?:not |isnt |stopped )(?:responding|responsive)|(?:unconscious|unresponsive) (?:man|woman|lady|person|child|baby|boy|girl|neighbour|bloke|guy)",
        rf"{_OVER}|wake (?:up )?(?:until|till|for|before|early|in time|at|the)|wont wake up (?:to|in time)|bias|decision|environmentally|night shift|nights|dream\w*|alarm clock|afraid|scared i|worried i|fear|might not wake|every (?:night|morning)",
    ),
    danger(
        LABEL,
        "collapse passed fainted blacked knocked cold limp moving blue talk talking speak speaking",
        rf"(?:{_WHO}) {_AUX}(?:collapse|passed out(?! (?:leaflets|flyers|the|a|some|letters))|blacked out(?! (?:the|his|her|my|our|windows))|fainted|knocked out(?! of)|out cold|gone (?:all )?limp|limp and|(?:gone|going|turned|turning) (?:all )?(?:blue|grey)(?= (?:and|in|round|around|help|please|lips|in the|[.,])| $))(?! (?:laughing|into bed|in a heap|with laughter|in laughter|under|in bed with|when (?:i|he|she|we) (?:saw|see)|with exhaustion|from exhaustion|in tears|the (?:wall|fence|shed|chair|bed|table|roof|ceiling)))|"
        rf"{_THIRD} {_AUX}(?:not|isnt|aint) moving(?! (?:out|house|home|in|into|his|her|their|the|it|my|away|to|until|till|because|flat|flats|anywhere|there|yet|until|on|rubbish|stuff|from (?!the floor)))|"
        rf"{_THIRD} {_gap(6)}(?:{_FELL}|floor|sleeping|(?:banged|hit) (?:his|her) head) {wide(10)}(?:wont|not|isnt|doesnt|stopped) (?:talk|talking|speak|speaking|moving)|lips (?:have |are |is |has )?(?:gone |going |turned |turning )?(?:all )?blue",
        rf"{_OVER}|nearly|almost|might|(?:every|each) time|yesterday",
    ),
    danger(  # down, and how it looks and sounds
        LABEL,
        "keeled noise noises colour color shift grey sweaty clammy gurgling",
        rf"(?:{_THIRD}) {_AUX}keeled over(?! (?:laughing|with))|(?:{_THIRD}) {_gap(3)}(?:gone|went|going|fell|fallen) down (?:in|on|by) (?:the|his|her) {wide(12)}(?:(?:making|makes) (?:a |an |some )?(?:\w+ )?(?:funny|weird|strange|horrible|gurgling|snoring|rattling|odd) noises?|cannot (?:shift|lift|rouse|wake) (?:him|her)|(?:gone|going) (?:all )?grey)|"
        rf"(?:{_THIRD}) {_gap(4)}(?:gone|turned|going|looks|is) (?:a |an |all )*(?:funny|strange|weird|horrible|odd|terrible|awful|grey|blue) colou?r|(?:{_THIRD}) {_gap(3)}(?:gone|going|turned) (?:all )?grey (?:and|,) (?:all )?(?:sweaty|clammy|cold|shaking|cannot|wont|not)|(?:{_THIRD}) {_gap(4)}making (?:a |an |some )?(?:gurgling|choking|rattling) noises?",
        rf"{_OVER}|hair|beard|paint\w*|grout\w*|laugh\w*|snor(?:es|ed)|every night|always|noisy|music",
    ),
    danger(  # under what fell
        LABEL,
        "wardrobe bookcase bookshelf shelves dresser drawers cupboard cupboards cabinet fridge freezer cooker telly tv door wall ceiling radiator boiler fell fallen come came toppled tipped",
        rf"(?:wardrobe|bookcase|bookshelf|shelves|shelf|dresser|chest of drawers|drawers|cupboards?|cabinet|fridge|freezer|cooker|telly|tv|door|wall|ceiling|radiator|boiler|worktop) (?:has |have |just |s |is )*(?:fell|fallen|falling|come|came|toppled|tipped|dropped|collapse) (?:down |over |right )*(?:on|onto) (?:top of )?(?:{_KIN}|{_CHILD}|(?:my|our|the) (?:\w+ )?(?:{_KIN}|{_CHILD})|him|her|me)(?! (?:foot|toe|finger|hand|car|bike|bed|desk|phone|toes|arm|thumb))|"
        rf"(?:{_THIRD}|im|i am) (?:is |are |s |still |been |was )*(?:stuck|trapped|pinned|crushed|caught) (?:under|underneath|beneath|behind) (?:the |a |my |our |his |her )?(?:\w+ )?(?:wardrobe|bookcase|bookshelf|shelves|dresser|drawers|cupboard|cabinet|fridge|freezer|cooker|door|wall|ceiling|radiator|boiler|rubble)",
        rf"{_OVER}|nearly|almost|might|missed|yesterday",
    ),
    danger(  # a child in a fever; not a room that is too hot
        LABEL,
        "burning",
        rf"(?:{_CHILD}|son|daughter|lad|lass|grandson|granddaughter|nephew|niece) (?:is |s |was |has |been |all |just |still |really |absolutely )*burning up",
        rf"{_OVER}|heating|radiators?|boiler|room|bedroom|flat|house|sun|windows?|hot in|heat ?wave|energy|gas|oil|electric\w*|calories|toys?|things|bib|bath",
    ),
    # breath
    danger(
        LABEL,
        "breathing breathe breaths pulse cpr heart",
        r"(?:not|isnt|stopped|hardly|barely|stops|aint|never|quit) (?:even |really |properly )?(?:breathing|breathe|taking (?:any )?breaths?)(?! (?:in|a|space|down|clean|fresh|room|problems))|no pulse|(?:doing|do|giving|need|start) cpr|(?:his|her|partners|dads|mums) heart (?:has )?stopped",
        rf"{_OVER}|bag",
    ),
    danger(
        LABEL,
        "breath air",
        r"(?:gasping|fighting|struggling|gulping) for (?:air|breath|her breath|his breath)|cannot (?:get|catch) (?:(?:his|her|my) )?breath",
        rf"{_OVER}|smell|stink|pong|mould|damp|dust|paint|every|always|at night",
    ),
    danger(
        LABEL,
        "breathing breathe breath breth brethe breething breeth breethe brething breave",
        rf"(?:{_WHO}) {_gap(5)}(?:cannot|struggl\w+|unable|difficulty|trouble|hard|problems?) (?:to |in |with |even )?{_BREATHE}",
        rf"{_OVER}|smells?|smelly|stink|pong|whiff|mould|mouldy|damp|condensation|dust|dusty|smoke|smoking|fumes|paint|heat|hot|stuffy|airless|ventilation|vent|window|windows|sewage|weed|drain|drains|"
        r"every|always|at night|nights|sometimes|often|gets|keeps|when|because of|due to|breathing space|copd|machine|nebuliser|oxygen|cold|freezing|heating|boiler|air|damn|with (?:all )?this",
    ),
    # no inhaler and no breath is now, whatever fault of the home they write of beside it
    danger(
        LABEL,
        "inhaler inhalers",
        rf"(?:{_NO_INHALER}) {wide(12)}(?:cannot|struggl\w+|unable|trouble) (?:to |with |even )?{_BREATHE}|"
        rf"(?:cannot|struggl\w+|unable|trouble) (?:to |with |even )?{_BREATHE} {wide(12)}(?:{_NO_INHALER})",
        rf"{_OVER}|every|always|sometimes|often|spare|so that",
    ),
    danger(
        LABEL,
        "choking drowning drowned face",
        rf"(?:{_THIRD}|im|i am) {_AUX}choking(?! (?:on|from|with) (?:the |all |this |your )*(?:smell|dust|damp|mould|fumes|air|weed|cost|stink|smoke)| hazard)|{_THIRD} {_AUX}(?:drowning|drowned)(?! in )|(?:{_THIRD}) {_gap(4)}face down in",
        rf"{_OVER}|hazard|debt|paperwork|emails|could|might|nearly|almost",
    ),
    # heart, stroke, fit: happening now
    danger(
        LABEL,
        "attack arrest stroke seizure fit convulsion convulsions convulsing convulsed reaction coma hypo bleed fitting",
        rf"(?:having|suffering|taking|in the middle of|going into|gone into|went into) (?:{_A}){_ATTACK}{_BILL}|"
        rf"(?:{_WHO}) (?:is |think |thinks |might |may |could |must |has |have |s )*(?:just |now |literally |suddenly |be )(?:have |had |having |got )?(?:{_A}){_ATTACK}{_BILL}|"
        rf"(?:think|thinks|reckon|looks like|suspect|suspected|sure|possible|help|quick|emergency|please|could|may|might) (?:its |it is |this is |hes |shes |im |he is |she is |that |my |the |his |her |{_KIN} |{_CHILD} |{_OTHERS} |he |she |i |has |have |had |is |was |having |may |might |be |just |got )*(?:{_A}){_ATTACK}{_BILL}|"
        rf"(?:{_THIRD}) {_AUX}(?:convulsing|fitting(?= (?:and|on|now|help|please|[.,])| $))|(?:has|had|have|s) (?:{_A})(?:seizures|fits) (?:right )?now",
        rf"{_OVER}|giv(?:e|es|ing|en) (?:me|us|him|her|you|someone|my [a-z]+)|gave (?:me|us|him|her|my [a-z]+)|nearly|almost|like (?:a|im|i was|he was)|before (?:i|we|he|she|my \w+)|will (?:give|have)|would have|luck|genius|paint\w*|brush|cat|tennis|golf|swim\w*|"
        r"foundation|association|clinic|unit|stroke (?:ward|team|nurse)|threw|throw\w*|hissy|dogs?|due to|yesterday|because of his|because of her|(?:going to|gonna) have (?:a |an )?(?:heart attack|stroke|fit) (?:if|when|with|from|at|over|because)",
    ),
    # ... or told in the past, alone, with nothing that makes it history
    danger(
        LABEL,
        "attack stroke seizure fit arrest",
        rf"(?:{_THIRD}) (?:has |s |have )?(?:had|suffered|taken|took|got) (?:{_A}){_ATTACK}{_BILL}(?= (?:[^ ]+ ){{0,6}}$| (?:[^. ]+ ){{0,5}}?(?:help|please|999|quick|hurry|scared|breathing|face|just) )|(?<!\w )(?:heart attack|cardiac arrest|stroke(?= (?:help|please|now|at|[.,]|999|quick|emergency)| $)|seizure)",
        rf"{_HISTORY}|nearly|almost|like (?:a|he|she)|gave|give|giving|when (?:i|we|she|he) (?:saw|see|sees|got|opened|read|heard|found)|because|cause|why|yesterday|before|after|hospital|and (?:is|has|was|needs|uses|walks|lives|gets|he|she|cannot|struggles|im)|who|so|disab\w*|vulnerable|elderly|due|weak|wheelchair|walk\w*|stairs|bath|shower|heating|boiler|damp|cold|stress|"
        r"luck|genius|dogs?|kitchen|carpet|about|over|rent|arrears|benefits?|appointment|visit|rebook|cancel|award|brush|already|once|twice|several|lots|many|gas|tenancy|priority|need|needs|age|died|dead|passed",
    ),
    danger(
        LABEL,
        "chest pains pain arm heart tightness",
        rf"(?:chest|heart) (?:pains?|is hurting|hurts|hurting|is really tight|is tight|feels tight|tightness|pressure)(?! (?:clinic|unit))|pains? (?:in|across|down|round|all down|shooting down) (?:my|his|her|the|their|moms|mums|dads|nans|partners)? ?(?:whole |left )*(?:chest|left arm|heart)|tightness in {w(2)}chest|crushing {w(2)}chest",
        rf"{_OVER}|of drawers|infection|freezer|gets|(?:i|we|they) get|getting|suffers?|prone|angina|always|sometimes|every ?time|whenever|often|for (?:weeks|months)|(?:mould|damp|dust|cold|smell|stress) {w(5)}(?:giv\w+|caus\w+|mak\w+|bring\w+)|doctors?|gp|yesterday|heartburn|months|caused by|because of",
    ),
    danger(
        LABEL,
        "face droopy drooping drooped dropped slurring slurred speech numb arm",
        rf"(?:{_THIRD}|his|her|my|mums|dads|nans|partners|neighbours) {_gap(3)}(?:face|mouth|side of (?:his|her|my|the) face) (?:has |is |s |all |have |just |looks |gone )*(?:dropped|drooping|drooped|droopy|drooping|fallen|lopsided|numb)|(?:speech|words|talking) (?:is |has |are |all |gone |s )*(?:slurred|slurring)|(?:{_THIRD}) {_gap(3)}(?:slurring|slurred)|"
        r"cannot (?:lift|raise|feel|move) (?:his|her|my|one|either) (?:left |right |whole )*(?:arms?|side|legs?)|one side of (?:his|her|my) (?:face|body)",
        rf"{_OVER}|drunk|beer|drink|drinking|drinks|vodka|shoulder|frozen shoulder|arthritis|to (?:change|reach|paint|clean|hang|get)|above|properly because|tooth|dentist",
    ),
    danger(  # a dog has hold of somebody
        LABEL,
        "dog dogs",
        rf"dogs? (?:(?:upstairs|downstairs|next|door|has|have|is|are|s|just|got|and|now|keeps|hold|of|latched|on|to|from|in|number|the|flat|opposite|\d+|that|still|,) )*(?:(?:my|the|our|a|some|his|her) )?(?:(?:little|old|small|wee|young) )?(?:{_KIN}|{_CHILD}|{_OTHERS}|him|her|me) by (?:the|his|her|my) (?:arm|leg|face|throat|neck|hand|head|hair)|"
        rf"dogs? (?:(?:upstairs|downstairs|next|door|is|are|s|just|now|still|off|its|lead|,) )*(?:attacking|mauling|savaging) (?:(?:my|the|our|a|some|his|her) )?(?:(?:little|old|small|wee|young) )?(?:{_KIN}|{_CHILD}|{_OTHERS}|people|him|her|me)",
        rf"{_OVER}|yesterday|last night|collar|playing|licks?",
    ),
    # blood, wounds, poison
    danger(
        LABEL,
        "bleeding blood haemorrhage haemorrhaging hemorrhage hemorrhaging artery wrists severed stabbed",
        r"bleeding (?:really |very |so |quite )*(?:badly|heavily|lots|a lot|loads|everywhere|out(?! (?:the )?(?:radiators?|air))|to death|from (?:his|her|my|the) (?:head|mouth|ears?|neck|wrists?|face|stomach|legs?|arms?|eye|bottom|hands?))|bleeding (?:and |it |that )*(?:wont|hasnt|has not|isnt|not) (?:stop\w*)|(?:wont|cannot|not|doesnt|isnt) (?:stop|stopped|stopping) (?:the |his |her |my )?(?:bleeding|blood)|"
        r"(?:pouring|gushing|losing|lost|pools?|so much|loads|lots|a lot|coughing(?: up)?|vomiting(?: up)?|throwing up|sick|spurting) (?:[a-z]+ ){0,2}?blood|blood (?:is |all |just |coming |s )*(?:everywhere|pouring|gushing|spurting|pumping)|h(?:a)?emorrhag\w+|(?:cut|slit|slashed|severed|stabbed) (?:[a-z]+ ){0,4}?(?:artery|to the bone|throat)",
        rf"{_OVER}|bleed\w* (?:the |a |my |your |all |our |of )*(?:radiators?|rads?|boiler|system|valve|air)|(?:radiators?|rads?) (?:[a-z]+ ){{0,2}}bleed\w*|bleed(?:ing)? (?:key|valve|screw)|bleeding (?:badly )?need\w*|need\w* (?:[a-z]+ )?bleeding|stains?|stained|clean\w*|mop\w*|dried|dry|cold blood|blood pressure|blood test\w*|high blood|blood sugar|nightmare|film|yesterday|last night|rats?|mice|mouse|pigeon",
    ),
    danger(
        LABEL,
        "paracetamol insulin methadone heroin swallowed drunk drank eaten ate overdose overdosed overdosing tablets pills anaphylaxis anaphylactic epipen throat",
        rf"(?:{_THIRD}|i|ive) {_gap(3)}(?:swallowed|drunk|drank|eaten|ate|drinking|swallowing) {w(4)}(?:bleach|battery|batteries|poison|antifreeze|white spirit|detergent|cleaner|cleaning (?:stuff|fluid|products?)|washing (?:capsules?|tablets?|pods?|liquid)|dishwasher tablets?|tablets|pills|weed ?killer|paint ?stripper|paint|screen ?wash|slug pellets|medicine|meds|medication|magnets?)|"
        rf"(?:{_WHO}) {_gap(4)}(?:taken|took|had) (?:too many|an? (?:load|lot) of|loads of|lots of|a whole (?:box|packet|pack|bottle) of|all (?:of )?(?:his|her|my|the|them|their)) (?:tablets|pills|meds|medication|paracetamol|sleeping|insulin|methadone|heroin)|(?:{_WHO}) {_gap(4)}(?:overdosed|overdosing|taken (?:an |a )?overdose|took (?:an |a )?overdose|an overdose)|(?<!\w )overdose(?! of )|(?:tablets?|pills?|meds|paracetamol|insulin|drugs?|heroin|methadone) overdose|overdose (?:pls|plz|please|help|999)|anaphyla\w+|used (?:his|her|my) epipen|throat (?:is |s |has )?(?:closing|swelling|swollen shut|closed)",
        rf"{_OVER}|yesterday|training|naloxone|dogs?|cats?|mice|mouse|rats?|poster|funeral|died|battery (?:out|low)|child ?proof|could|might|worried|would",
    ),
    # seen or heard on the floor by somebody who cannot get to them
    danger(
        LABEL,
        "floor",
        rf"(?:{_THIRD}) {_gap(4)}(?:lying |lay |laying |laid |flat |slumped |face ?down |down |collapse |out |sat )*on (?:the |her |his |their )*(?:[a-z]+ )?floor {wide(12)}(?:(?:not|isnt|wont|cannot|doesnt|no) (?:answer\w*|get(?:ting)? to|reach|hear|speak\w*|respond\w*)|through the (?:letter ?box|window|glass|door)|thru (?:the )?(?:letter ?box|window|glass|door)|behind (?:the|a locked|her|his) (?:locked |front )?door|door (?:is |s )?locked|need (?:an )?ambulance)|"
        rf"(?:see|seen|hear|found|find) (?:my |the |our |an |a |old |elderly |little )*(?:{_KIN}|{_CHILD}|{_OTHERS}|him|her) {_gap(4)}on (?:the |her |his )*(?:[a-z]+ )?floor|(?:{_THIRD}) {_gap(3)}(?:lying|slumped|face ?down|collapse) {w(2)}on (?:the |her |his )*(?:[a-z]+ )?floor",
        rf"{_OVER}|yesterday|sleep\w*|slept|mattress|no bed|bed broke|waiting for a bed|carpet|laminate|tiles|lino|lift|next floor|top floor|ground floor|(?:first|second|third|1st|2nd|3rd|4th|5th|same|other|upper|lower|bottom) floor|play\w*|toys|drunk|compensation|claim|solicitor|if (?:he|she|mum|dad)",
    ),
    # a fall, a birth, and who asks for an ambulance
    danger(
        LABEL,
        "fell fallen fall slipped tripped floor jumped broken broke fractured",
        rf"(?:{_WHO}) {_gap(6)}(?:{_FELL}|had a fall|had a bad fall|taken a fall|slipped|tripped|collapse) {wide(14)}(?:cannot|wont|not|unable to|not able to|isnt able to|couldnt|struggling to) (?:be able to )?(?:get (?:back |herself |himself |myself |him |her |them |mum |dad |nan )*up|stand(?: up)?(?! (?:the|it))|move(?! (?:it|the|to|in|out))|get off the floor)(?! (?:the|to the|there|on the roof|stairs))|"
        rf"(?:{_WHO}) {_gap(4)}(?:stuck|lying|laid|laying|lay|been|sat|on) (?:on |down on )?(?:the |a |his |her |my )*(?:\w+ )?floor {wide(8)}(?:cannot|wont|unable|not able|isnt|not) (?:to |able to )*(?:get (?:back )?up|move|stand|moving|lift)|cannot get (?:him|her|them|mum|dad|nan|gran|grandad|(?:my|the) (?:{_KIN}|{_OTHERS})) (?:back )?(?:up(?! (?:the|to|into|for|in the|and down|and out|stairs|early))|off the floor)|"
        rf"cannot get (?:back )?up off (?:the|my) floor|(?<!\w )(?:fell|fallen|had a fall) {w(4)}(?:cannot|unable to|not able to) (?:get (?:back )?up|stand|move)(?! (?:the|to|there))|(?:{_WHO}) {_gap(4)}(?:stuck|trapped) on the (?:bathroom |kitchen )?floor|(?:{_THIRD}) {_gap(3)}(?:lying|laid|lay|laying|been|still) on {w(2)}floor {w(2)}(?:since|for hours|all (?:night|day|morning)|overnight|hours)|(?:{_WHO}) {_gap(3)}(?:{_FELL}|had a fall|slipped) {wide(8)}(?:still|been) on the floor|(?:{_THIRD}) {_gap(3)}(?:fell|fallen|jumped) (?:off|from|out|out of|through) {w(3)}(?:roof|balcony|windows?|scaffold\w*|ladder|loft)|(?:{_WHO}) {_gap(4)}(?:fell|fallen|jumped) (?:down|off|from|out of|through|out) {w(5)}(?:stairs|steps|balcony|window|ladder|roof|loft|scaffold\w*|floor) {wide(12)}(?:unconscious|not moving|cannot move|wont wake|bleeding|blood|bro(?:ke|ken) (?:his|her|my) (?:hip|neck|back|leg|skull|pelvis)|ambulance)|"
        rf"(?:think|thinks|just|has|have|must have|might have|shes|hes|ive) (?:(?:{_WHO}) )?(?:just |has |have |s )*(?:broken|broke|fractured) (?:his|her|my) (?:hip|neck|back|leg|skull|pelvis)(?! (?:of|door))",
        rf"{_OVER}|yesterday|if (?:he|she|i|they|we|mum|dad)|in case|could|might (?:fall|slip|trip)|nearly|almost|claim|compensation|solicitor|because your|because of your|keeps falling|worried|pavement|lifeline|pendant|stairlift|stair lift",
    ),
    danger(
        LABEL,
        "labour contractions birth waters baby",
        rf"(?:{_THIRD}|i|im|i am) {_AUX}(?:going |gone |went )?(?:into|in) labour(?! (?:party|costs?|charges?|councillor|ward|area|club|government))|giving birth(?= (?:now|on|in|at|help|please|here|quick|[.,])| $)|baby (?:is |s )?coming (?:now|out|fast|early|quick|any minute|right)|contractions (?:are|is|every|now|have started|coming)|waters (?:have |has |just )*(?:broke|broken|gone) {w(8)}(?:baby|contractions|labour|pregnant|weeks|push\w*)|(?:baby|pregnant|labour) {w(8)}waters (?:have |has |just )*(?:broke|broken|gone)",
        rf"{_OVER}|had (?:just )?gone|when you came|home now|due|room|next (?:week|month)|overcrowd\w*|before|when (?:i|she)|worried|hot waters?|after giving",
    ),
    danger(
        LABEL,
        "ambulance ambulances paramedic paramedics 999 medical",
        r"(?:need|needs|send|get|call|ring|phone|calling|call for|require|want|dial) (?:me |us |him |her |for |my [a-z]+ |please |out )*(?:a |an )(?:ambulance|paramedics?)|(?<!\w )(?:a )?ambulance (?:please|now|quick|asap|needed|urgently|to|at|help)|ambulance (?:please|now|quick|asap|urgently)|(?<=^ )(?:help )*ambulance(?: ambulance| help)+(?= )|(?:send|need|get) paramedics|"
        r"(?<!\w )999 (?:please|now|help)|(?:call|ring|phone|dial) 999 (?:for (?:me|us|him|her|my)|please)|(?:its a|this is a|is a|having a|a) medical emergency(?! (?:access|form|button|pendant|plan|contact|line))",
        rf"{_OVER}|had to|couldnt|could not|park\w*|blocked|blocking|bays?|bollards?|gates?|access|yesterday|in case|in the event|if|when (?:we|i|they|you)|next time|every ?time|keep having|compensation|bill|ought|should (?:i|we|you)|or (?:an |the )?ambulance|(?:youll|ull|you will) need|ambulance (?:service|station|driver|crew)",
    ),
    danger(
        LABEL,
        "dying dead died",
        rf"(?:think|thinks|scared|afraid|sure|looks like|reckon) (?:that )?(?:my |the |our )?(?:{_KIN}|{_CHILD}|{_OTHERS}|{_HE}|im|i am) {_gap(4)}(?:dying|dead)|found (?:him|her|(?:my|the|our|a|an) (?:\w+ )?(?:{_KIN}|{_CHILD}|{_OTHERS})) {w(4)}dead|(?:{_THIRD}) {_AUX}dying (?:please|help|now|quick)|(?:{_THIRD}) {_AUX}(?:dying|dead) (?:on the|in (?:the |his |her )?(?:bed|bath|kitchen|bedroom|hall|chair|flat|bathroom)|upstairs|downstairs|and not)|(?<!\w )(?:help |please )*(?:im|i am) dying(?! (?:of|for|to|from|in|with|here))",
        rf"{_OVER}|cancer|hospice|palliative|of (?:cold|heat|boredom|embarrassment|hunger|thirst|the|old)|rats?|mouse|mice|battery|heat|cold|laughing|inside|estate|tenancy|funeral|keys|succession",
    ),
    danger(
        LABEL,
        "burnt burned scalded scald burns electrocuted",
        rf"(?:{_THIRD}|i|ive) {_gap(3)}(?:badly |severely )(?:scalded|burnt|burned)(?! (?:the|my|our|toast|food|dinner))|(?:{_THIRD}|i|ive) {_gap(3)}(?:scalded|burnt|burned) (?:himself|herself|myself|his|her|my|badly|all over|with boiling) {w(6)}(?:badly|severely|boiling|all over|face|skin|ambulance|hospital)|(?:badly|severely) (?:burnt|burned|scalded) (?:{_THIRD}|child|baby)|(?:{_CHILD}|son|daughter|toddler) {wide(9)}(?:has |is |been |got )+(?:badly )?scalded",
        rf"{_OVER}|yesterday|could|might|would|going to|gonna|nearly|almost|toast|pan|dinner|tap|thermostat",
    ),
    # in other tongues
    danger(
        LABEL,
        "oddycha nieprzytomna nieprzytomny karetke karetka zawal udar respira respire inconsciente inconscient ambulancia ambulanta ambulance infarct infarto behosh saans",
        r"nie oddycha|nieprzytomn[ay]|karetk[ea]|ma zawal|ma udar|(?:no|nu) respira|ne respire (?:pas|plus)|inconscient[e]?|ambulan[ct]i?a|(?:un )?infarct|infarto|ataque al corazon|behosh|saans nahi",
        r"raat",
    ),
)
