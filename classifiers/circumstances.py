"""Facts in the words that may raise an urgency: who lives there, how bad it is. Flags are those of `repairs.yaml`.

Also two words for the desk: complaint and chaser.
"""

# ruff: noqa: E501 -- patterns and tables are read more easily on one line

import re

from classifiers.everyday import only_open, out_of_reach
from classifiers.needed import Pieces
from classifiers.reading import Label, Reading, spoken_in
from classifiers.rule import Gates
from classifiers.told_before import TOLD_BEFORE
from classifiers.who_lives_there import WHO_LIVES_THERE
from router.values import Landlord


def _rule(flag: str, gate: str, pattern: str) -> tuple[str, frozenset[str], re.Pattern[str]]:
    return flag, frozenset(gate.split()), re.compile(rf" (?:{pattern}) ")


TOILET = r"(?:toilets?|loos?|lavvy|lavatory|bog|wc|lav|khazi)"
_FEW = r"(?:[^ ]+ ){0,22}?"
ABOVE_US = (
    r"(?:(?:loose|slipped|slipping|sliding|hanging|falling|coming|dropping|dislodged|broken|cracked|leaning|rotten) (?:roof |ridge |chimney )?(?:tiles?|slates?|ridge|gutter|guttering|chimney|coping|cowl|aerial|lead|flashing|cladding|panel|branch|fascia)|"
    r"(?:tiles?|slates?|gutter|guttering|chimney|pots?|coping|cowl|aerial|lead|flashing|cladding|panel|branch|tree|fascia) (?:(?:is|are|s|has|have|keep|keeps|was|all|just|that|on|the|roof|gone|come|came|one|pot|stack|up|there|bits|been) )*(?:loose|hanging|sliding|slid|slipped|slipping|leaning|coming (?:off|down|away)|come (?:off|down|away)|came (?:off|down)|dropping|falling|about to (?:go|fall|drop)|ready to (?:go|fall|drop)))"
)
"""What hangs or comes down from high up."""
RULES = (
    *(_rule(*each) for each in WHO_LIVES_THERE),
    _rule(
        "vulnerable",
        "leg arm amputee insulins elderly pensioner pensioners oap disabled disability wheelchair pregnant cancer dementia frail stroke "
        "epilepsy epileptic chemo chemotherapy alzheimers parkinsons toddler toddlers carer blind bedbound housebound autistic ill "
        "sick diabetic dialysis ms walker zimmer baby newborn crohns colitis stoma colostomy catheter arthritis incontinent lupus "
        "transplant insulin chemo sickle hospice palliative chair",
        r"elderly|pensioners?|oap|disabled|disability|wheelchair|(?<!not )pregnant|cancer|"
        r"dementia|frail|stroke|epilep\w+|chemo\w*|alzheimers|parkinsons|toddlers?|my carer|blind|bed ?bound|housebound|autistic|"
        r"(?:seriously|very|terminally|really) (?:ill|sick|unwell)|diabetic|dialysis|have ms|crohns|(?:a|my|his|her) stoma|colostomy|catheter|bad(?:ly)? arthritis|arthritis in (?:my|his|her)|incontinent|lupus|transplant|insulin|sickle cell|hospice|palliative|amputee|(?<!table )(?<!chair )(?<!bed )(?<!it )(?:has|have|having|with|only) (?:only |just )?one (?:leg|arm)|insulins|(?:i|he|she|mum|dad|who) (?:use|uses|am in|is in) (?:a|my|his|her) (?:power ?)?chair|walker|zimmer|newborn|baby|"
        r"infant|heart (?:condition|failure|problems?)|babies",
    ),
    _rule(
        "vulnerable",
        "am is hes shes was who at with mum dad nan mums dads nans grans grandads mother father grandmother grandad im aged age old year years yr yrs yo and whos youngest",
        r"(?<![a-z0-9] )(?:7\d|8\d|9\d) with (?:a|my|copd|dementia|bad|heart|arthritis|one|no)|(?<=[.,] )(?:7\d|8\d|9\d) and (?:im|ive|i|a|my|on my own|live|living|alone|not well|frozen|cold|freezing)|(?:im|i am|is|aged?|hes|"
        r"shes|was|mums?|dads?|nans?|grans?|grandads?|who is) (?:6[5-9]|[7-9]\d|10\d)(?! (?:degrees?|f|c|celsius|fahrenheit|percent|per|quid|pounds?|pence|p|psi|mm|cm|minutes|mins|hours|days|weeks|miles|decibels|db|bar|inside|outside|upstairs|downstairs|(?:at|by|before|all) (?:mid|noon|night|day|last)[a-z]*|a (?:month|week|day|year)|more|in (?:here|the|my|our)) )|(?:6[5-9]|[7-9]\d) (?:years?|yrs?|yr|yo|y o)(?: old)?|(?:6[5-9]|"
        r"[7-9]\d)(?:yo|yrs?|year)|(?:[1-4]|one|two|three|four) (?:years?|yrs?|yr) old|(?:\d\d?|one|two|three|four|five|six|seven|eight|nine) "
        r"(?:months?|mths?|mth|weeks?|wks?) old|(?:my|our) (?:nan|grandmother|grandad|grandma|gran)|(?:whos|who is|youngest is|youngest s) (?:only |just )*(?:[1-4]|one|two|three|four)(?! (?:flats?|doors?|streets?|miles|hours|days|weeks|months|minutes|times|floors|am|pm|of|to|oclock))",
    ),
    _rule(
        "vulnerable",
        "frame crutches rollator scooter",
        r"(?:walking|zimmer) frame|(?:on|use|uses|using) (?:a|my|his|her|their) frame|crutches|rollator|mobility scooter",
    ),
    _rule(
        "vulnerable",
        "under fives 5s threes",
        r"(?:kids?|kiddies|children|little ones|bairns|boys|girls|all|\d|two|three|four) (?:aged )?under (?:fives|threes|[235]s?|five|three|two)(?! (?:minutes?|mins|hours?|days?|weeks?|months?|degrees?|pounds?|quid|pence|miles?|bar|percent|per|p|c|f|steps|stairs|floors|times) )",
    ),
    _rule(
        "baby",
        "baby babys babies newborn infant months month weeks week mth mths wks wk",
        r"baby|babys|babies|infant|newborn|new born|(?:\d|1[0-2]|one|two|three|four|five|six|seven|eight|nine|ten|eleven) (?:months?|mths?|"
        r"mth|weeks?|wks?|wk) old|(?:shes|hes|baby is|babys) (?:only |just |about |nearly |barely )*(?:\d|1[01]) (?:weeks?|wks?|wk|months?|mths?|mth)(?! (?:late|overdue|behind|away|ago|pregnant|gone|off|into|since|waiting|now|clean|old))",
    ),
    _rule(
        "winter",
        "snow snowing snowed frost frosty freezing minus zero icicles blizzard ice outside out december january february",
        r"(?:its|its been|is|been|was|started|still|keeps|heavy|deep) snowing|snow (?:on|up|outside|all|is|coming|drift|storm|forecast)|in (?:the|this) snow|frost (?:on|outside|all|last|inside)|hard frost|frosty|"
        r"minus (?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|double figures)|(?:below|sub) (?:zero|freezing)|icicles|blizzard|ice (?:is )?(?:on|in) the inside|ice (?:inside|on the inside of|in) (?:the|my|our) (?:[a-z]+ )?(?:windows?|panes?|sills?)|its (?:december|january|february)|(?:its |is )?(?:\d|1\d|2\d|zero) (?:degrees |f |fahrenheit |degrees f )+(?:outside|out)|freezing (?:outside|fog|temperatures|out)",
    ),
    _rule(
        "respiratory",
        "asthma asthmatic copd inhaler inhalers breathing chest lung lungs bronchitis cystic immune pneumonia emphysema breathe "
        "chesty steroids croup wheeze wheezes wheezy wheezing oxygen nebuliser nebulizer coughing",
        r"nebuli[sz]er|asthma|asthmatic|copd|inhalers?|breathing (?:problems?|issues|difficult\w+|condition|trouble)|"
        r"(?:cannot|difficulty|trouble|struggl\w+|hard to) (?:to )?breath(?:e|ing)|chest infections?|lung (?:condition|disease|problems?)|bad (?:chest|lungs)|"
        r"chesty|croup|on steroids|(?:with|because of) (?:his|her|their|my) (?:bad |poor )?(?:chest|breathing)(?! of)|bronchitis|cystic fibrosis|immune|pneumonia|emphysema|wheez\w+|bronchiolitis",
    ),
    _rule(
        "symptoms",
        "headache headaches dizzy dizziness sick vomiting nausea nauseous breathing breathe faint drowsy unwell wheezing",
        r"headaches?|"
        r"dizzy|dizziness|(?:feel|feeling|felt|being|been) (?:so |really |very )?(?:sick|ill|unwell|faint)|vomit\w*|nause\w+|(?:cannot|struggl\w+|difficulty|trouble|hard to) "
        r"(?:to )?breath(?:e|ing)|drowsy|light ?headed",
    ),
    _rule(
        "medical_power",
        "feed peg driver oxygen nebuliser nebulizer ventilator dialysis hoist stairlift cpap medical feeding",
        r"oxygen (?:machine|concentrator|at home|"
        r"supply|tank)?|home oxygen|nebuli[sz]er|ventilator|dialysis machine|(?:ceiling |electric )?hoist|stair ?lift|cpap|medical equipment|"
        r"feed(?:ing)? (?:pump|machine)|peg (?:feed|pump)|syringe driver|electric (?:wheelchair|bed)|hospital bed",
    ),
    _rule(
        "no_alt_heat",
        "heating heat heater heaters",
        r"no (?:other|alternative) (?:form of |way of |source of |kind of )?(?:heating|heat|heaters?)|no "
        r"heaters|only (?:form of |source of )?heat\w*|freezing (?:in here|cold)",
    ),
    _rule(
        "only_toilet",
        "toilet loo only one lavvy lavatory bog wc",
        r"only (?:have |got |have got |has )?(?:one|1|the one|a single) (?:toilet|loo|bathroom|lav\w*|bog|wc|privy)|(?:only|one|1) (?:working )?"
        r"(?:toilet|loo|bathroom|lavvy|lavatory|lavvie|bog|wc)|(?:its|is|it is|thats) (?:my|our|the|my) only (?:one|toilet|loo)|no other (?:toilet|loo|bathroom)|the only one|only one (?:in|we)|"
        r"no (?:working )?toilet|no access to (?:a )?toilet",
    ),
    _rule(
        "only_toilet",
        "toilet toilets loo lavvy lavatory bog wc lav khazi",
        rf"{TOILET} (?:(?!seat |another |other |lid |upstairs |en )[^ ]+ ){{0,12}}?(?:(?:only|just) (?:got |have |has |ve |had )?(?:this |the |a )?(?:one|1)(?= [.,]| $| in (?:this|the|my|our) (?:flat|house|home|property|place)| (?:here|for|between|and) )|"
        rf"nowhere (?:else )?to go|no other one|using (?:the )?(?:next doors?|neighbours?)|(?:going|wee|weeing|poo|pee|use|using) (?:it |to the toilet )?in (?:to )?(?:a |the |our )?bucket)|"
        rf"{TOILET} (?:[^ ]+ ){{0,10}}?(?:go|going|walk|run|nip|traips\w+) (?:next door|(?:round |over |up |down |back )?(?:to |at )?(?:my |the |our )?(?:mums|mams|mas|nans|dads|sisters|brothers|neighbours?|friends|mates|pub|garage|mcdonalds|supermarket|tesco|asda|work|school|park|library|station)) (?:[^ .]+ ){{0,6}}?(?:loo|toilet|wee|pee|poo|go|lav)|"
        rf"(?:weve|ive|we have|i have|got|its) (?:got |only |just )*(?:the |a )?(?:one|single|1) (?:{TOILET}|bathroom) (?:flat|house|home|property|bungalow|place)",
    ),
    _rule(  # that there is one, told by the other that is not there
        "only_toilet",
        "toilet toilets loo loos lavvy lavatory bog wc lav khazi",
        rf"{TOILET} {_FEW}(?:(?:there is|theres|there) (?:isnt|is not|not|is no|no) (?:another|a second|a spare|other|second|spare)(?: one| toilet| loo)?(?= [.,]| $| (?:in|here|for|and|we|so|at) )|"
        rf"(?:havent|have not|not|dont have|have no|no|without a) (?:got )?(?:another|a second|a spare|second|spare|a downstairs|downstairs|an upstairs|other) (?:one|toilet|loo|lavatory|wc|lav|bathroom)(?! (?:seat|colour|lid|roll))|"
        rf"(?:the|our|my) (?:sole|one and only|single) (?:{TOILET}|one|bathroom)|(?:is|its|it is|thats) the one and only|nothing else in (?:the|this|our) (?:flat|house|home|place)|"
        rf"(?:driv\w+|walk\w*|going|go|run\w*) (?:up |down |over |round )?to (?:the |a )?(?:supermarket|pub|garage|library|station|tesco|asda|mcdonalds|shop|cafe|services) to (?:go|use|wee|pee))|"
        rf"(?:no|without a) second {TOILET}|the (?:sole|one and only) {TOILET}",
    ),
    _rule(
        "insecure_now",
        "window pane panes glass brick",
        r"(?:windows?|pane) (?:(?!oven |shed |cloudy |inner |inside |double |misted )[^ ]+ ){0,6}?(?:(?:whole|entire|all|the) (?:of the )?(?:pane|glass|window) (?:is |s |has |all |just |been |completely )*(?:gone|out|missing|smashed out)(?! (?:cloudy|misty|white|foggy|black|off|of))|all out|no glass (?:in|left|there))|"
        r"glass (?:is |has |s )?(?:all |completely )(?:gone|out|missing|smashed)(?! (?:cloudy|misty|white|foggy|black)) (?:[^ ]+ ){0,5}?(?:door|window)|no glass (?:in|left in) (?:it|the window|my window|the door)|"
        r"(?:(?:whole|entire) (?:window |glass )?pane|(?<!misted )(?<!inner )(?<!cloudy )(?<!blown )(?<!outer )panes?) (?:of glass )?(?:has |is |s |all |just |been |completely |right |clean )*(?:out|gone|missing|fallen out|smashed out)(?! (?:cloudy|misty|white|foggy|black|of|off|and (?:about|at the)))",
    ),
    _rule(
        "uncontainable",
        "pouring gushing flood bucket buckets bowl bowls pans stream everywhere cannot burst cascading spraying pissing soaked streaming",
        r"pouring (?:in|out|through|down|from)|gushing|(?:water|leak|flood|sewage|soaked|wet|dripping|pouring|coming|spraying|running|its) (?:[a-z]+ ){0,5}everywhere|cascading|"
        r"(?:water|pipe|hose|tap|valve|leak|its|it is|it) (?:[a-z]+ ){0,3}spraying|spraying (?:water|out|across|everywhere|all|me|over|from)|pissing (?:out|through|down)|"
        r"cannot (?:stop|contain|catch)|flood (?:the|my|our|everywhere)|streaming (?:down|through|in)|(?:now|time|its|is|like) (?:its )?(?:more (?:of|like) )?a (?:proper |steady )?stream(?! of (?:people|visitors|cars|kids|lads))|soaked through|(?:bucket|bowl|pan)s? "
        r"(?:and )?(?:is |are |was |were |theyre |they are |all )*(?:not|overflow\w*|full|wont|cannot|filling)|burst(?! (?:into|out) (?:tears|laughing|crying|flame))",
    ),
    _rule(
        "from_above",
        "above upstairs",
        r"(?:from|by) (?:the )?(?:flat |home |neighbours? |tenant |floor )?(?:above|upstairs)|upstairs (?:flat|neighbours?|tenant)|"
        r"(?:flat|neighbours?|people|floor|woman|man) above|above me",
    ),
    _rule(
        "insecure_now",
        "lock secure locked close shut walk open locks insecure anyone anybody hole glass",
        r"(?:cannot|wont|doesnt|unable to|not|not able to) (?:be )?(?:lock\w*|secure\w*|"
        r"close|shut)(?: up| it| properly)?|(?:anyone|anybody|somebody|someone) (?:can|could|cud) (?:just )?(?:walk|get|come|climb|step|reach|put (?:a |his |their )?(?:hand|arm)) (?:straight|right|inside|in)|(?:windows?|pane) (?:[a-z,]+ ){0,8}(?:big|gaping|massive|huge|great|whopping) hole|no glass left|insecure|(?:not|isnt|aint) secured?|unsecured|wide open|stuck open|cannot leave the (?:house|flat)|no lock",
    ),
    _rule("ground_floor", "ground", r"ground floor|ground level"),
    _rule(
        "sewage_inside",
        "sewage poo",
        r"(?:sewage|poo) (?:[a-z]+ ){0,6}?(?:in|inside|through|up|all over|on) (?:[a-z]+ ){0,3}?(?:bath|shower|sink|kitchen|bathroom|house|"
        r"flat|home|floor|hall|carpet)",
    ),
    _rule(
        "multiple_homes",
        "block neighbours flats everyone whole street",
        r"whole (?:block|building|street|floor|row)|all (?:the |of the )?(?:flats|neighbours)|"
        r"neighbours? (?:too|as well|also|are the same|have it)|(?:other|several|both) (?:flats|neighbours|houses)|everyone in the block|all of us in the",
    ),
    _rule(
        "injury",
        "hurt injured fell tripped cut burned burnt ankle ankles wrist wrists leg arm hip elbow bleeding hospital injury broke scalded fallen ambulance stitches fractured sprained concussion",
        r"(?:been|got|was|were|is|"
        r"i|ive|weve|hes|shes|he|she|son|daughter|mum|someone) (?:badly |been |got |has |just )*(?:hurt|injured|scalded|electrocuted)|"
        r"(?:i|ive|he|hes|she|shes|we|they|son|daughter|mum|dad|nan|baby|child|kid|kids|toddler|someone|somebody|partner|neighbour|man|woman|lady|boy|girl) "
        r"(?:has |have |is |was |were |got |been |just |badly |nearly |s )*(?:burnt|burned)(?! (?:out|the|down|toast|food|dinner))|(?:burnt|burned) (?:my|his|her|their) (?:hands?|arms?|face|fingers?|legs?|foot|feet|skin)|"
        r"(?:my|the|his|her) (?:ankle|wrist|leg|arm|foot|hip|elbow|collarbone|thumb|nose|shoulder)s? (?:(?:is|s|looks|might|may|be|has|was|been|all|got|a) )*(?:broke|broken|fractured|dislocated|bent|twisted|like a balloon|(?:the )?wrong shape)|"
        r"injury|injuries|(?:had|needed|got|needs|getting|with) (?:[a-z0-9]+ ){0,2}stitches|(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) stitches|fractured (?:my|his|her)|sprained (?:my|his|her)|concussion|(?<!need )(?<!needs )(?<!needing )(?<!want )(?<!wants )(?<!require )(?<!requires )bleeding(?! (?:it |them |each |the |a |my |all |our |money|dry|radiators?|rads?|council|useless|joke))|(?:i|he|she|mum|nan|dad|"
        r"son|daughter|wife|partner|neighbour|kid|child|someone) (?:has |have |just |already |nearly broke |has just )*(?:fell|tripped|slipped|fallen)(?: over| down| on| and)|ended up in "
        r"(?:hospital|a and e|ae)|broke (?:my|his|her) (?:arm|leg|wrist|ankle|hip|foot)|cut (?:my|his|her) (?:hand|foot|finger|leg|head|arm)",
    ),
    _rule(
        "repeat",
        "again back keeps already third second times before another time",
        r"again|(?:second|third|fourth|2nd|3rd|4th|5th) time|keeps? (?:happening|coming|"
        r"breaking|going|doing|leak)|already (?:reported|rang|called|told|emailed)|reported (?:this |it )?(?:before|already|last|several|many|numerous|\d+|two|three)|"
        r"(?:came|come|coming) back|still not (?:fixed|done|working|repaired|sorted)|never (?:been )?(?:fixed|repaired|sorted)",
    ),
    _rule(
        "overdue",
        "overdue waiting months weeks still supposed",
        r"overdue|(?:still|been) waiting|(?:waited|waiting) (?:for )?(?:over |nearly |more than )?(?:\w+) (?:weeks|months)|"
        r"(?:was|were) supposed to (?:be|come)|months (?:now|later|ago)|past (?:the )?(?:date|target|deadline)",
    ),
    _rule(
        "worsening",
        "worse spreading bigger wider growing",
        r"(?:getting|got|gets|is|much|lot) (?:much |a lot |even |so )*(?:worse|bigger|wider)|spreading|growing (?:fast|bigger|every)",
    ),
    _rule(
        "large_area",
        "whole entire all covered huge",
        r"(?:whole|entire) (?:wall|ceiling|room|flat|house|bathroom|bedroom)|all over (?:the |my )?(?:wall|walls|ceiling|bedroom|"
        r"room|house|flat)|covered in (?:black )?(?:mould|damp)|every room|all (?:the |my )?(?:rooms|walls)",
    ),
    _rule(
        "bedroom_child",
        "bedroom nursery cot room",
        r"(?:son|sons|daughter|daughters|child|childs|kids?|childrens|baby|babys|boys|girls|children)(?: s)? (?:bed)?room|"
        r"nursery|cot",
    ),
    _rule(
        "third_party_danger",
        "tile tiles slate slates gutter guttering chimney ridge coping cowl aerial lead flashing cladding panel branch tree fascia",
        rf"(?:tiles?|slates?|gutter|guttering|chimney|coping|ridge|branch|cladding) (?:[^ ]+ ){{0,24}}?(?:fell|came down|come down|landed|crashed|smashed|dropped) (?:[^. ]+ ){{0,5}}?(?:beside|next to|near|inches from|feet from|in front of|just behind|missed|just missed) (?:the |my |a |our )*(?:prams?|pushchairs?|kids?|child|children|baby|son|daughter|me|him|her|people|someone|postman|neighbour|nan|mum)|"
        rf"{ABOVE_US} (?:[^. ]+ ){{0,10}}?(?:(?:went|gone|going|came|come|fell|fallen|smashed|landed|crashed) (?:down |off |straight |right )*(?:through|on|onto|into|in to|on to) (?:a |the |my |his |her |our |next doors |someone |somebody |neighbours? )*(?:car|van|windscreen|conservatory|greenhouse|pram|pushchair|bonnet)|"
        r"(?:where|over where|right where) (?:the |my |our |all the )?(?:kids|children|bairns|little ones|people|everyone|everybody|we|you|tenants|residents) (?:all )?(?:play|walk|go|come|sit|stand|queue|park|wait|pass)|"
        r"(?:right |just |directly |hanging |leaning )?(?:over|above) (?:the |my |our |a |where the )*(?:(?:school|public|main|front|communal|side|shared) )?(?:path|pavement|footpath|walkway|bus stop|road|street|entrance|front door|main door|gate|playground|play area|car park|pram shed|ginnel|alley))",
    ),
    _rule(
        "third_party_danger",
        "fall hit passers pavement public path someone dangerous kids street road footpath playground walkway",
        r"(?:could|might|may|going to|gonna|about to|will) (?:fall|hit|land|kill|hurt) "
        r"(?:on |onto )?(?:someone|somebody|people|anyone|passers|a child|kids|the (?:path|pavement|road|street))|(?:nearly|almost|just missed) (?:hit|hitting|killed) (?:someone|"
        r"me|a|my)|danger to (?:the )?(?:public|passers|people|kids|children)|over the (?:pavement|public path|footpath)|(?:fly|flying|sliding|slipping|falling|dropping|coming|come|came|blown|blowing|landing|landed|smashed|smashing) (?:off|down|off the roof|on|onto|in|into)(?: the| my| our)?(?: roof| (?:on|in) to| onto| into| on| in)*(?: the| a| our)? (?:public )?(?:pavement|street|path|footpath|road|playground|car park|walkway)",
    ),
    _rule(
        "complaint",
        "complaint complain disgusting disgusted disgrace unacceptable ombudsman appalling appalled dissatisfied joke fed shocking useless "
        "rude sick compensation ridiculous diabolical shambles",
        r"(?:make|making|raise|formal|put in|lodge|log|official|my|file|register) (?:a |an |another |my )?(?:formal |official |serious )?"
        r"complaint|complaint about|i want to complain|(?:would|like|need|wish) to complain|complaining|disgust\w+|disgrace\w*|unacceptable|ombudsman|appall\w+|dissatisfied|"
        r"(?:absolute|total|complete|a|utter) (?:joke|shambles|disgrace)|fed up|useless|(?:was|were|so|very) rude|sick (?:and tired|of (?:this|waiting|it|you))|diabolical|"
        r"(?:not|very un|un)happy with (?:your|the) (?:service|response|repair|work)|ridiculous|shocking service",
    ),
    *(_rule(*each) for each in TOLD_BEFORE),
)
_INSIDE_DOOR = re.compile(
    r" (?:bathroom|bedroom|toilet|loo|cupboard|wardrobe|lounge|living room|airing cupboard|oven|fridge|shower) door "
)
_WAY_IN = re.compile(
    r" (?:front|back|main|entrance|patio|flat|balcony|communal|windows?|outside|garage|kitchen|anyone|security) "
)
"""Somebody could come in by these; nobody does by a bathroom door that will not shut."""
_NO_WAY_IN = re.compile(
    r" (?:drawers?|cupboards?|cabinets?|wardrobes?|lids?|fridge|freezer|oven|microwave|machine|dishwasher|curtains?|blinds?|bins?|valve|suitcase)(?: doors?)? (?:just |really |still |properly )?$"
)
"""What will not shut, and is none of the home's doors."""
_OF_A_THING = re.compile(
    r" (?:boiler|unit|system|house|flat|building|block|property|fridge|freezer|cooker|oven|hob|machine|dryer|heater|tank|cylinder|pump|roof|windows?|door|carpet|kitchen|bathroom|shower|toilet|radiator|meter|alarm|"
    r"appliance|thermostat|brand new|its|tv|phone|car|it|this|that|one|mattress|sofa|bed|fence|washer|stove|furnace|fan|ac|sink|tap|pipes?|paint|lease|wiring|(?:bed|living |bath)?room|temperature|inside|outside|upstairs|downstairs|rent|bill|fee|price|reading|pressure|number|humidity|which) (?:(?:is|was|are|s|only|just|less|more|than|under|about|around|over|nearly|almost|new|brand|not|even|isnt|its|that|which|,|only|barely|unit|boiler) ){0,6}$"
)
"""'The boiler is less than 1 year old' and 'the bedroom was 94 at midnight' are nobody's age."""
_NOBODY_HERE = re.compile(
    r"^ ?(?:s )?(?:socks?|gates?|beds?|seats?|clothes|toys?|bath|monitor|sized?|proof|group|class|shower|clinic|food|milk|wipes|pictures?|photos?|name|names|boomers?|blues?|grand|powder|teeth|"
    r"had|used to|taught|always (?:said|had|told|used)|swore|died|passed|left (?:me|us)|would have|never had|told me (?:as|when|once)) "
)
"""'A toddler sock in the dryer', 'my grandmother had a stove like this': who is named does not live there."""
_GARDEN_WATER = re.compile(r" (?:sprinklers?|hose ?pipe|garden tap|paddling pool) ")
_DENIED = re.compile(r" (?:no|not|isnt|without|never) (?:any |a |an |one |longer )*$")
_PIECES = Pieces()


class Circumstances:
    """Reads for facts."""

    name = "circumstances"
    labels = frozenset(rule[0] for rule in RULES)
    spoken = spoken_in(rule[2] for rule in RULES)

    def __init__(self, landlord: Landlord) -> None:
        kept = {*landlord.flags, "complaint", "chaser"}
        self.rules = Gates(((rule[1], rule[2], rule) for rule in RULES if rule[0] in kept), _PIECES)

    def classify(self, reading: Reading) -> list[Label]:
        found: dict[str, Label] = {}
        for flag, gate, pattern in self.rules.opened_by(reading.known):
            if flag in found:
                continue
            for hit in reading.finditer(gate, pattern):
                if flag == "insecure_now" and _INSIDE_DOOR.search(reading.line) and not _WAY_IN.search(reading.line):
                    continue
                if flag == "insecure_now" and (out_of_reach(reading.line) or only_open(reading.line)):
                    continue
                before = reading.line[max(0, hit.start() - 70) : hit.start() + 1]
                if flag == "insecure_now" and _NO_WAY_IN.search(before):
                    continue
                told = hit[0].strip()
                aged = told.endswith(" old") or told.startswith(("is ", "was "))
                if flag in ("vulnerable", "baby") and aged and _OF_A_THING.search(before):
                    continue
                if flag in ("vulnerable", "baby") and _NOBODY_HERE.search(reading.line[hit.end() - 1 : hit.end() + 40]):
                    continue
                if flag == "uncontainable" and _GARDEN_WATER.search(reading.line):
                    continue
                if not _DENIED.search(before[-31:]):
                    found[flag] = Label("flag", flag, 0.9, *reading.words_at(hit.start(), hit.end()))
                    break
        return list(found.values())
