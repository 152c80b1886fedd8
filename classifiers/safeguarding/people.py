"""A life in danger, a child or an adult at risk: what neighbours, relatives, carers and they themselves write."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger, w, wide

_C = r"(?:child|children|childs|kids?|baby|babys|babies|toddlers?|little (?:girl|boy|ones?|uns|lad|lass)|girl|boy|lad|lassie|newborn|bairns?|daughter|son|niece|nephew|pupil|(?:year|yr) old)"
_OWN = r"my (?:own )?(?:kids?|children|son|daughter|baby|toddler|grandson|granddaughter|lad|girl|boy|\d+)|our (?:kids?|children|son|daughter)|i have (?:\w+ )?(?:kids|children)"
_E = (
    r"(?:neighbours?|lady|man|woman|gentleman|mr|mrs|miss|ms|mum|mums|mam|dad|dads|nan|nans|gran|grandad|aunty?|auntie|aunties|uncle|uncles|brother|brothers|sister|lad|"
    r"pensioner|old (?:boy|girl|partner|chap|dear|man|lady)|tenant|resident|he|hes|she|shes|friend|him|her)"
)
_DAYS = r"(?:since|for (?:a |about |over |the last |\w+ )?(?:days?|weeks?|fortnight|while|months?)|in (?:days|weeks|\w+ (?:days?|weeks?))|(?:\d+|two|three|four|few|couple of|several) (?:days?|wks?|weeks?|nights?)|for \d+)"
_EXPLOITER = r"(?:mates?|friends|lads|nephew|grandson|son|niece|daughter|carer|carers|home help|strangers|dealers|lodger|men|they|them|group|gang)"
_AT_RISK = r"(?:learning (?:difficult\w*|disabilit\w*)|downs|brain (?:damage|injury)|vulnerable|dementia|autistic|soft as|elderly|lives alone|eighties)"
_AGED = r"(?:in (?:his|her) (?:eighties|nineties|seventies|80s|90s|70s)|(?:hes|shes|is|aged|im|i am|he is|she is) (?:[789]\d)|\d\d something|[789]\d(?! (?:[a-z]+ ){1,2}(?:road|street|avenue|crescent|close|court|lane|drive|way|house|terrace|gardens|place|row|walk|grove|rise|view) ))"
_SIGN = r"(?:no answer|not answering|doesnt answer|confused|muddled|not eaten|lost weight|bruis\w*|nightie|on the floor|no food|curtains|milk|overcoat|wont (?:say|let me)|knocked|stopped coming)"
_WORK = r"engineer|plumber|contractor|operative|caretaker|cleaner|officer|electrician|roofer|builder|rats?|mice|mouse|cats?|dogs?"

RULES: tuple[Rule, ...] = (
    danger(
        "safeguarding.suicide",
        "ending dying living life alive wake waking jump goodbye goodbyes body worth hopeless notice miss better point end",
        r"(?:think|thinks|thinking|thought|thoughts) (?:about|of) (?:ending it|dying|killing|how and when)|(?:im|i am|ill be) ending it|want (?:it|this) (?:all )?(?:to end|over with)|"
        r"(?:dont|doesnt|didnt|not|no longer|never) (?:even |really )?(?:want|wants|wanna|wanted) (?:to )?(?:be alive|exist|wake up|live(?! (?:here|in|like|there|with|next|near|under|on|at|off)))|"
        r"go to sleep and (?:not|never|dont) wake|(?:cba|tired of|sick of|had enough of|bothered|arsed|given up on|give up on) (?:with )?(?:living|life|being alive)(?! (?:in|with|here|like|next|under|on|at|near|out))|"
        r"(?:not|aint|isnt|no longer|hardly) worth living|life (?:just )?(?:aint|isnt|is not|not|is no longer) worth|see (?:the|any|a) point in (?:waking|living|life|going on|being|carrying)|point (?:of|in) (?:living|life|being alive|waking)|"
        r"goodbye (?:message|note|letter|text)|(?:told|said to) (?:my |our |the )(?:mum|kids|family|children|daughter|son|partner|sister) goodbye|said (?:all )?my goodbyes|"
        r"(?:find|stepping over|step over|finding|collect) my (?:dead )?body|better (?:off )?(?:without me|if i (?:was|werent|wasnt) (?:dead|gone|here|around))|(?:feel|feeling|im) (?:so |completely )?hopeless|"
        r"(?:no one|nobody|noone) (?:would|will|wont) (?:even )?(?:miss me|notice (?:if i|till the|until the|im gone))|(?:going|gonna|wants?|says shes|says hes|threatening|about) (?:to |going to |gonna )*jump(?= (?:[.,]|off|from|hurry|please|help)| $)",
        r"tenancy|lease|contract|agreement|airport|airline|queue|rats?|mice|bugs",
    ),
    danger(
        "safeguarding.suicide",
        "point see",
        r"(?:dont|do not|cannot|no longer) see (?:the|any|a) (?:point|future|way forward) (?:any ?more|anymore|for me|in anything)(?! (?:in|of|with))",
        r"ringing|reporting|calling|complaining|logging|emailing",
    ),
    danger(
        "safeguarding.suicide",
        "wrists wrist taken tried find letters myself landing ledge roof garage engine cutting around",
        rf"(?:i|ive|i have|shes|hes) (?:just )?(?:taken|took|swallowed) (?:them all|all (?:of )?(?:them|my|her|the) ?(?:tablets|pills|meds)?)(?! (?:out|off|down|to|back|away|in|up))|"
        rf"(?:i|ive|i have) (?:wrote|written|writen|done) (?:the|my|all the|all my) (?:letters|notes)(?! (?:to|you|from|for|about|i|and (?:sent|posted)))|dont let (?:my |the |our |any of the )?(?:little |big |poor |old )?(?:kids|children|daughter|daughters|son|sons|mum|mam|dad|sister|brother|wife|husband|partner|family|neighbour|neighbours|nan|gran|girls|boys|grandchildren|lad|lass|cleaner|carer) {w(5)}find me|"
        rf"safe (?:with|from|on my own with) myself|trust myself (?:alone|tonight|not to)|(?:stood|standing|sat|sitting|up) {w(2)}(?:on|at) (?:the )?{w(2)}(?:roof|ledge|bridge|balcony|landing|edge|railings?) {w(5)}(?:looking (?:over|down)|jump)|"
        rf"(?:garage|car) {w(3)}engine (?:on|running) {w(5)}(?:decide|end|die|sleep)|cutting (?:himself|herself|myself|themselves)|(?:cut|slit|slashed|sliced) (?:both )?(?:my|his|her) wrists|(?:cut|slit|slashed) (?:my|his|her) wrist open|not (?:plan|planning) on being around|dont plan on being (?:around|here)",
        r"key|slice|noise|fumes coming",
    ),
    danger(
        "safeguarding.child",
        "alone own adult adults unsupervised unattended itself themselves himself herself",
        rf"{_C} {wide(14)}(?:leave|leaves|leaving|left) (?:it|them|him|her) (?:all )?(?:alone|by (?:itself|themselves|himself|herself)|on (?:its|their|his|her) own)|{_C} {w(7)}(?:on (?:their|his|her) own|alone|unsupervised|no adults?|nobody with|unattended) {w(4)}(?:since|all (?:night|day|weekend|wkend)|for (?:hours|days)|overnight|next door|upstairs|above|every night|at night)|"
        rf"{_C} {w(4)}(?:on their own|alone|no adults?) {w(3)}(?:next door|upstairs)|{_C} {w(10)}no adults?|no adults? {w(5)}{_C}|(?<!never )(?<!finally )(?:leaves|leaving|left) (?:the |their |his |her |our |those )+(?:\w+ )?{_C} {w(2)}(?:alone(?= (?:in|at|overnight|all|for|while|every|again|[.,])| $)|on (?:their|his|her) own|in (?:the|a) car)",
        r"my (?:kids?|children|son|daughter|toddler)|cannot|dont want|playing|mould|lift|heating|boiler",
    ),
    danger(
        "safeguarding.child",
        "balcony window ledge windows windo",
        rf"{_C} {w(10)}(?:lean\w*|hang\w*|dangl\w*|sitting|stood|standing|out) {w(2)}(?:out|on|at|off|over|from) (?:of )?(?:the |a |an |open )*(?:windows?|windo|balcony|ledge)|{_C} {w(3)}(?:at|by) (?:an |the )?open window",
        rf"{_OWN}|restrictor|could|catch|might|would",
    ),
    danger(
        "safeguarding.child",
        "bread food crisps hungry starving fed eat begging filthy nappy nightie coats coat diaper barefoot school wandering home pants",
        rf"{_C} {w(8)}(?:asks?|asking|begging|begs|begged|scaveng\w*) {w(3)}(?:for )(?:bread|food|crisps|something to eat|biscuits|dinner)|{_C} {w(6)}(?:starving|always hungry|not (?:been )?fed|underfed|skin and bones|filthy|barefoot|unkempt)|"
        rf"always hungry|{_C} {w(10)}(?:out|outside|street|step|yard|stairwell|balcony|wander\w*) {w(12)}(?:nappy|diaper|nightie|pants|pyjamas|barefoot)|{_C} {wide(12)}(?:never|not been) (?:in|at|to) school|no coats? {w(3)}(?:never|in the (?:snow|rain|cold))|"
        rf"{_C} {w(5)}wander\w* {w(4)}(?:street|road|alone|midnight|at night)|mum (?:didnt|hasnt|not) (?:come|came|been) (?:back )?home",
        rf"{_OWN}|food ?bank|voucher|universal credit|cats?|dogs?|fox|hospital|gas|playing",
    ),
    danger(
        "safeguarding.child",
        "hurts hurting hit touches smacks smacking hits hitting slaps beats belts shakes burns bruises bruise beating scream screams lock locks bolts daddy",
        rf"(?:boy|girl|child|kid|lad|lass) {w(3)}(?:told|says|said|tells) {w(4)}(?:dad|mum|uncle|stepdad|he|she|they) (?:keeps? )?(?:hurts?|hurting|hits?|hitting|touch\w*|smacks?|burns?|locks?) (?:him|her|them|me)|(?:smacks|smacking|hits|hitting|slaps|belts|thumps|shakes|drags|beats|batters|kicks) (?:the|that|his|her|their|those|them) (?:little |poor |wee |own )*{_C}|{_C} {wide(14)}(?:had a beating|been beaten|black eye|burns on)|"
        rf"screams? at (?:the|their|his|her|those|that) (?:\w+ )?{_C}|(?:lock|locks|locked|locking) (?:the|their|his|her|that|a) {_C} (?:out|in the|outside|in a)|bolts? on the outside|(?:daddy|mummy) (?:no|stop|dont)|no (?:daddy|mummy)|burns on (?:arms|his|her|their|legs)",
        r"my son|my daughter|stairs|fell|boiler|radiator",
    ),
    danger(
        "safeguarding.child",
        "stepdad men running record offender cutting fgm abroad baby kids mum drugs concern bedroom paedophile room newborn babysitter",
        rf"(?:stepdad|step dad|dad|uncle|mums boyfriend|mums partner) (?:comes|came|gets|climbs|goes) in(?:to)? (?:my|her|his) (?:bed|bedroom|room)|picked up {w(5)}by (?:older |strange )*men|men in cars|(?:yr|year) old {w(2)}(?:running|selling|dealing|carrying) drugs|county lines|"
        rf"(?:record|convicted|register|done time) (?:for|with|of) (?:kids|children|child)|sex offender|fgm|(?:taken|sent|going|booked|flown|abroad) {w(6)}for (?:the |her )?cutting|for the cutting|sent abroad (?:to|for)|(?:mum|mam|mother|dad|parents|shes) {w(3)}(?:out cold|passed out|off her (?:face|head)|unconscious) {wide(8)}{_C}|"
        rf"(?:baby|kids|babys|toddler|children) {wide(10)}(?:mum|mam|mother|dad|parents|shes) {w(3)}(?:out cold|passed out|off her (?:face|head))|(?:teenage\w*|kid (?:her|him)self|child (?:her|him)self) {w(5)}(?:looking after|minding|with) a (?:newborn|baby|toddler)|concern(?: type)? \. child",
        r"calls me|called me|graffiti|rumou?rs?|accus\w*",
    ),
    danger(
        "safeguarding.adult",
        "seen heard curtains milk flies papers sight",
        rf"{_E} {wide(12)}(?:milk|post|papers?|letters) {w(3)}(?:piling|piled|building|stacking) up|(?:not|havent|hasnt|nobody|nobodys|no one|no ones|noone|aint|never) (?:has |have |s |been |had )*(?:seen|heard(?: from)?) (?:of )?(?:him|her|my (?:old )?neighbour|old|mr|mrs|ms|the (?:old )?(?:man|lady|woman|gentleman)) {w(5)}{_DAYS}|"
        rf"(?:curtains?|milk|papers?|post|letters) {w(5)}(?:shut|closed|drawn|still|on (?:the )?step|in the door|not moved|havent (?:moved|been)) {wide(22)}(?:curtains?|milk|no answer|answers?|knock\w*|not seen|seen (?:him|her)|flies|worried|\d0 something|hear his|hear her)|"
        rf"(?:no answer|answer|knock\w*|not seen|no lights on|milk) {wide(20)}(?:curtains? {w(4)}(?:shut|closed|drawn|moved|opened)|milks? {w(3)}(?:still|on the step|out)|papers in the door)|"
        rf"flies {wide(18)}(?:nobodys?|no ones?|noone|not|hasnt|havent) (?:has )?(?:been )?seen|not heard (?:her|his) (?:telly|tv|radio)",
        rf"{_WORK}|isnt dead|on holiday|suitcase|bin|rubbish",
    ),
    danger(  # who may come to harm has gone missing, or does not answer at home
        "safeguarding.adult",
        "missing wandered wandering disappeared vanished find found",
        rf"(?:dementia|alzheimers|confused|learning disab\w*|autistic|vulnerable|\d\d year old|mum|mam|dad|nan|gran|grandad|grandma|resident|old (?:man|lady|boy|woman)) {w(9)}(?:gone missing|went missing|is missing|been missing|wandered (?:off|out|away)|disappeared|vanished|cannot find (?:him|her)|cannot be found|nowhere to be found)|"
        rf"(?:gone missing|went missing|is missing|wandered off|disappeared|cannot find (?:him|her|my (?:mum|dad|nan))) {wide(10)}(?:dementia|alzheimers|confused|vulnerable|autistic)",
        rf"{_WORK}|smoke|detectors?|alarms?|handles?|cats?|dogs?|tortoise|keys?|post|parcel|letter|tiles?|slates?|signal|money|payment|(?:was|were|been) found|came (?:back|home)|last (?:week|month|year)|ago|used to|tracker|if (?:he|she|mum|dad)|in case|worried (?:he|she)",
    ),
    danger(
        "safeguarding.adult",
        "answer answering answers knocked knocking knock",
        rf"(?:mum|mums|mam|mams|dad|dads|nan|nans|gran|grans|grandad|grandads|aunt\w*|uncle|neighbours?|old (?:man|lady|boy|woman)|resident|tenant|shes|hes|she|he) {w(6)}(?:not|isnt|wont|hasnt|hasnt been|doesnt|no) (?:been )?answer\w* {wide(14)}(?:phone|lights? (?:is |are |still )?on|tv (?:is |still )?on|telly|letter ?box|since|elderly|diabetic|epileptic|heart|dementia|worried|all day|\d\d (?:years?|yrs?|and|lives)|[789]\d|knock\w* and knock\w*)|"
        rf"(?:no answer|knock\w*) {wide(12)}(?:mum|mums|mam|dad|dads|nan|gran|grandad|neighbours?|old (?:man|lady|woman)) {wide(10)}(?:not answer\w*|isnt answering|no reply|worried about (?:him|her)|something(?: is|s)? wrong)",
        rf"{_WORK}|floor|called|operative|engineer|plumber|appointment|visit|job|order|your (?:phone|line|office|number)|landlord|council|office|repairs? line|officer|emails?|texts?|complaint|nois\w*|music|bark\w*|rang you|ring you|intercom|buzzer|door ?bell|on holiday|away (?:till|until)",
    ),
    danger(
        "safeguarding.adult",
        "floor eaten eating washed meds medication weight thin food bruised bruises bruise confused dementia muddled nightie shoes wandering pans",
        rf"(?:shes|hes|she|he|mum|dad|nan|grandad|gran|lady|man|uncle|aunt\w*|and) {w(3)}(?:on|lay on|lying on|laid on) (?:the )?floor {w(4)}(?:since|for|all|\d+|two|three|days?|hours|overnight)|"
        rf"{_E} {w(6)}(?:hasnt|hadnt|not|isnt|hed not|shed not|aint|stopped) (?:been )?(?:eaten|eating|washed (?:or|and)|drunk|washing)|(?:stopped|not taking|off|refusing) (?:taking )?(?:his|her) (?:meds|medication|tablets|insulin)|"
        rf"(?:he|she|hes|shes|mr|mrs) {w(4)}(?:lost (?:a lot of |so much )?weight|gone thin|grown thin|so thin|skin and bone)|(?:tenant|he|she|mr|mrs|lady|man) {w(4)}(?:had|has|got|is) no (?:food|bedding)|thin as (?:a (?:rake|stick|lath|rail|skeleton|twig|bone|ghost)|anything)|"
        rf"(?:mum|mums|nan|dad|lady|she|her|grandad|shes) {w(4)}bruis\w*|(?:shes|hes|he|she|lady|man|mum|dad|nan|mr|mrs) {w(4)}(?:confused|muddled|dementia) {wide(12)}(?:outside|street|wander\w*|on (?:her|his) own|alone|nightie|no shoes|not eaten|pans?|hob|check on)|"
        rf"(?:no shoes on|in (?:her|his) (?:nightie|nightdress|pyjamas|slippers)) {w(5)}(?:outside|street|landing|stairs|corridor|again|midnight)|pans on {w(6)}(?:fire brigade|confused)",
        r"cat|dog|baby|fell|kerb|slipped|tripped|lift|ramp|heating off",
    ),
    danger(
        "safeguarding.adult",
        "machine wall cash run locks locked feed feeding starves using taken took pension card pip money account bank slave bed mates strangers boss moved financial lads disability",
        rf"(?:son|daughter|nephew|niece|carer|husband|family|grandson|partner) {w(2)}(?:locks?|locked|shuts|ties|starves|(?:doesnt|dont|wont|not) feed\w*) (?:her|him|mum|nan|dad|grandad)|(?:using|use|uses|taken over|took over|take over) (?:\w+ )?(?:uncle|nan|neighbour|brother|dad|mum|friend|mate|man|lady)s? (?:flat|house|home|place) {w(2)}(?:to|for) (?:deal|sell|drugs)\w*|{_EXPLOITER} {wide(14)}(?:takes?|taking|took|stole|stealing|has|have|got|drawing|using|draws) {w(3)}(?:his|her|my) (?:own )?(?:pension|bank card|pip|benefits|account|savings|money|pension card|food)|"
        rf"carers? {w(3)}drawing money|givin\w* (?:his|her) (?:bank card|money|pin) to|{_AT_RISK} {wide(30)}(?:mates|lads|gang|strangers|druggies|nephew|men|my boss)|(?:strangers|druggies|dealers|addicts|lads) {w(3)}(?:living|sleeping|staying|moved) in|"
        rf"(?:like|as) a (?:slave|prisoner)|(?:march|marched|marches|walks|walked|drives|drove|take|takes|took) (?:her|him|mum|nan) (?:down |up |round |over )?to the (?:bank|cash ?point|cash machine|atm|hole in the wall|post office)|have (?:had )?the run of (?:his|her) (?:flat|house|home|place)|financial(?:ly)? (?:abus\w*|exploit\w*)|"
        rf"support worker {w(3)}(?:comes in ?to my room|hits|touches|slaps|shouts at)",
        r"housing benefit|my benefits|parking|noise|music|rent account|bank details|window|roof",
    ),
    danger(
        "safeguarding.adult",
        "newspapers ceiling clutter throwing welfare worried check buckets soiled neglect voices dark coming squalor concern alone bothering talks",
        rf"(?:cannot|couldnt|hardly) (?:get|move|walk|see) (?:past|through|in|the) {w(4)}(?:newspapers|clutter|boxes|rubbish|stuff)|(?:stopped|never|not|wont) throw\w* (?:anything|things) ?(?:away|out)?(?= )|(?:concern|concerned|concerns|worried) (?:for|about) (?:the )?welfare|concern(?: about| type)? \. (?:vulnerable )?adult|"
        rf"worried (?:sick )?about (?:the |an |my |our )*(?:old |elderly |vulnerable |frail )*(?:lad|lady|man|woman|old (?:girl|boy|partner|chap|lady|man)|gentleman|neighbour) (?:at|in|downstairs|upstairs|next|who|above|below|across|on)|"
        rf"(?:somebody|someone|you|anyone|police) (?:needs? to |please |could |can |should )*(?:check|look in) on (?:her|him|mr|mrs|the lady|the man|the old)|self ?neglect\w*|using buckets|soiled (?:clothes|bed\w*)|(?:he|she) {w(2)}(?:sits|sat) in the dark|"
        rf"(?:he|she|shes|hes) (?:has )?(?:stopped coming|doesnt come|dont come|never comes) (?:out|to the door)|stopped (?:bothering|going out|looking after (?:him|her)self)|living in (?:squalor|filth)|talk\w* to (?:people|somebody|someone) (?:who|that) (?:arent|isnt|are not|is not)|voices telling|(?:dad|mum|nan|he|she) cannot be (?:left )?alone",
        r"bikes?|scooters?|barbecue|fence|tree|noise|bin (?:store|room)|electric\w*|power|leccy|leak|mould",
    ),
    danger(
        "safeguarding.adult",
        "eighties nineties seventies aged hes shes old something is",
        rf"{_AGED} {w(1)}(?:, |\. )?{wide(16)}{_SIGN}|(?:he|she|mr|mrs|lady|man|neighbour) {w(4)}{_SIGN} {wide(14)}(?:hes|shes|in (?:his|her)) (?:[789]\d|eighties|nineties|seventies)",
        r"fell|lift|boiler|heater|heating|water|leak|roof|plumber|engineer|repair\w*|door entry|window|no answer from (?:you|your)",
    ),
)
