"""Harm at home: violence, control and fear of a partner or of the family, as it is told between the lines."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger, w, wide

_TOPIC = "safeguarding.domestic_abuse"
_OTHERS = r"neighbours?|next door|youths?|gang|lads?|downstairs|upstairs|opposite|operative|plumber|engineer|contractor|your (?:man|staff|officer)|manager"
_KIN = r"(?:partner|ex|he|hes|she|shes|dad|father|stepdad|brother|mum|family|missus)"
_NEAR = r"(?:partner|ex|him|he|hes|missus)"

RULES: tuple[Rule, ...] = (
    danger(  # held, in the moment that it is told
        _TOPIC,
        "hair throat neck",
        rf"(?:{_KIN}|mums \w+|stepmum|son|fella) (?:has |have |had |got |just |is |was |then |always |keeps |s )*(?:got|has|had|grabs?|grabbed|grabbing|holds?|held|holding|drags?|dragged|dragging|pulls?|pulled|pulling|picked|swung|took) (?:hold of |up )?(?:me|us|her|him|mum|mam|(?:my|our|his|her|the) (?:little |big |baby |step )*(?:mum|mam|mom|nan|sister|brother|son|daughter|kids?|child|boy|girl|partner|baby|lad|lass)) (?:up )?by (?:the|my|her|his) (?:hair|throat|neck)",
        rf"{_OTHERS}|dog|cat|collar|hairdresser|game|lanyard",
    ),
    danger(  # who is to be next
        _TOPIC,
        "next",
        r"(?:says?|said|saying|reckons|shouting|shouts|screaming) (?:that )?(?:hes |he is |hell |he will |shes |shell |she will |gonna |going to )+(?:do|kill|get|hurt|hit|have) me next(?= (?:[.,]|and|when|if|ive|im|please|help)|$| $)|im next (?:he|she) (?:says|said)",
        rf"{_OTHERS}|joiner|fitters?|painter|decorator|electrician|dentist|nurse|doctor|barber|hairdresser|queue|list|appointment|chess|cards",
    ),
    danger(  # Jamaican
        _TOPIC,
        "kill chop beat lick stab murder",
        r"(?:him|he|im|her|she|fada|mumma|man|boyfriend|partner) (?:[^. ]+ ){0,8}?(?:a go|ago|a guh|aguh|gwine|a gwaan|agoh) (?:kill|chop|beat|lick|stab|murder) (?:mi|me|wi|us|di (?:baby|pickney\w*)|mi (?:pickney\w*|madda|mumma|son|dawta))",
        r"domino\w*|ludo|cricket|match",
    ),
    danger(
        _TOPIC,
        "if phone calls messages texts wages money bank passport visa card everything",
        rf"(?:he|she|partner|ex|dad) {w(1)}(?:says|said|reckons|swears|told me|threatens) (?:that )?if i (?:ever )?(?:leave|left|go|tell|ring|call)|{_KIN} {w(3)}(?:checks|reads|goes through|monitors|tracks|controls|hides|took|takes|confiscat\w+) (?:all )?(?:of )?(?:my|her) (?:phone|calls|messages|texts|wages|money|bank card|passport|visa|emails|birth certificate|tablet)|"
        rf"(?:dad|father|mum|family|uncle|partner|ex|husbands) {w(3)}(?:got|has|have|took|hid|hides|keeps) (?:my|her) (?:passport|visa|bank card|birth certificate)|took my (?:visa|passport)|"
        r"(?:he|hes|she|partner|ex) (?:[a-z]+ ){0,3}?(?:reads everything|controls the (?:money|thermostat|heating|car keys))",
        rf"{_OTHERS}|deposit|council|copy|copied|right to rent",
    ),
    danger(
        _TOPIC,
        "ring call phone talk speak text",
        rf"(?:cannot|dont|do not|not safe to) (?:ring|talk|speak|call|phone)(?: (?:me|this|now|back))? {wide(6)}(?:he|hes|my partner) {w(2)}(?:checks|reads|hears|listen\w*|here|home|back|sees|hear)|"
        rf"(?:hes|he is|he) {w(2)}(?:back|home|in|checks|here) {wide(8)}(?:cannot|dont|do not) (?:ring|talk|speak|call|phone)|"
        rf"safe to (?:call|ring|phone|contact)(?: you| me)? (?:[.,] )?no|he did it {wide(8)}(?:dont|do not) (?:ring|call)",
        _OTHERS,
    ),
    danger(
        _TOPIC,
        "downstairs room hear",
        rf"(?:cannot|not safe to) (?:talk|speak|ring|call)(?: now)? [.,] (?:he|hes|he is|my partner|my partner is) {w(2)}(?:downstairs|upstairs|in the (?:next|other|same|front|back) room|can hear)",
        r"neighbours?|next door|doctor|boss|manager",
    ),
    danger(
        _TOPIC,
        "door doors window lock",
        rf"(?:broke|broken|kick\w*|smash\w*|ripped|pulled|punch\w*|forced|boot\w*|foot through|fist through|axe to) {w(7)}(?:doors?|window|lock) {w(4)}to get (?:at|to) (?:me|us)(?! (?:out|down|up) )",
        rf"{_OTHERS}|fire(?:man|men)|brigade|police|paramedics?|ambulance|rescue",
    ),
    danger(
        _TOPIC,
        "neck throat wrist arm nose jaw ribs lip eye wall head stitches face plates",
        rf"(?:hands?|arm|belt) (?:round|around|on) (?:my|her|his|mums) (?:neck|throat)|"
        rf"(?:partner|ex|he|she|dad|stepdad) (?:has |had )?(?:broke|fractured|burst|split|cracked|blacked|dislocated|bit|burnt) my (?:wrist|arm|nose|jaw|ribs?|lip|eye|finger|hand|leg|teeth|tooth|face)|"
        rf"{_NEAR} {w(3)}(?:threw|throws|throwing|chucked|slammed|shoved|smashed|dragged|pinned) {w(2)}(?:at me|me|my head)",
        _OTHERS,
    ),
    danger(
        _TOPIC,
        "me us throws threw throwing slaps bites chokes hits hitting beats beating",
        rf"(?:she|he|partner|ex|missus) throws? (?:things|stuff|plates|cups|anything) at (?:me|us)|(?:hits|slaps|punches|kicks|hurts|beats) (?:me|us) when (?:he|she|hes|shes)|"
        rf"(?:dad|daddy|father|stepdad|step dad|mum|mummy|mam) (?:keeps? |is |was |always |has been )*(?:hit|hits|hitting|beat|beats|beating|hurts|hurting|punch\w*|strangl\w*|kicking) (?:my |our |up )?(?:mum|mummy|mam|dad|her|me|us|him)|"
        rf"(?:she|missus|partner|ex) (?:hits|slaps|kicks|punches|scratches|bites|chokes|hurts) (?:me|us|the kids)|(?:partner|ex|missus) {w(2)}(?:threw|throws|throwing|throw) {w(3)}(?:at )?me",
        rf"{_OTHERS}|dog|cat|scrabble|chess|game|quiz",
    ),
    danger(
        _TOPIC,
        "door doors wall sockets toilet plaster hole window",
        rf"(?:partner|ex) {w(3)}(?:punch\w*|kick\w*|boot\w*|smash\w*|ripped|put (?:it through|his boot|her boot|his fist|his foot|a hole)) {w(4)}(?:door|wall|window|because|through|sockets?)|"
        rf"(?:hole|dent|door|wall|plaster) {w(8)}(?:where|from|because|was) (?:he|my partner|partner|my ex) (?:punched|kicked|threw|throwing|put|smashed|slammed)|"
        rf"(?:he|hes) (?:just )?(?:ripped|smash\w*|punched|kick\w*|broke|trashed|bang\w*) {w(8)}(?:temper|tempers|rage|trying to get at me|kids|drunk|help)|"
        rf"(?:locked|hiding|hid|barricaded) {w(8)}(?:he|hes|partner|him) {w(3)}(?:smash\w*|kick\w*|bang\w*|punch\w*|break\w*)",
        _OTHERS,
    ),
    danger(
        _TOPIC,
        "fell wind walked tripped tear asks",
        rf"(?:told|said to|tell) {w(3)}(?:hospital|doctor|nurse|gp|police|work|school|joiner|plumber|man|mum) (?:that )?i (?:fell|tripped|walked in to|walked into)(?! (?:on|down|over|off|because|in|at))|"
        rf"(?:told|said) {w(4)}it was the (?:wind|kids|cat|dog) {wide(4)}(?:it )?(?:wasnt|was not|was my partner|was him|it was my)|walked in ?to a door|if he asks {w(4)}(?:say|tell|wear|it was)",
        "neighbours?|next door",
    ),
    danger(
        _TOPIC,
        "leave leaving out allowed permitted lets let locked locks lock away escape back know",
        rf"(?:he|hes|she|partner|ex|dad|husbands) {w(3)}(?:never|doesnt|does not|wont|didnt|not) (?:ever |just )?(?:let|lets|letting|allow|allows) (?:me|her)(?: to)? (?:out|leave|see|eat|use|speak|talk|work|call)|"
        rf"not (?:permitted|allowed) to (?:go out|leave the|see my|speak to my|use (?:a|the|my) phone)|"
        rf"(?:keep|keeps|kept|keeping) (?:her|me) locked|(?:he|partner|they|family|ex) {w(2)}(?:locks|locked|lock) (?:me|her|us) in|locks me in|"
        rf"(?:get out|leave|go|escape) before (?:he|hes|my partner)|(?:get away|leave|hide|hiding|away) from (?:him|someone like that|my partner|my ex|ex partner)|(?:need|want|wanting) (?:help|help to|to) (?:leave|leaving) (?:him|my partner)|need help leaving|"
        rf"change the locks while (?:he|hes)|(?:he|him|my partner) (?:cannot|must not|mustnt) (?:know|find out|have him)|cannot (?:have|let) (?:him|her) (?:know|find)|(?:is|was) (?:it|that|this) (?:really |even )?abuse",
        _OTHERS,
    ),
    danger(
        _TOPIC,
        "key keys bail arrested prison street address where himself did hole released",
        rf"(?:he|hes|ex|partner) {w(8)}let himself in {w(4)}(?:while|when|last night|again|at night)|(?:hes|he is|ex|partner|him) {w(3)}(?:out on bail|on bail|been arrested|released|out of prison)|"
        rf"(?:he|hes|ex|partner) {w(3)}(?:knows?|found out|finds out|worked out) (?:where (?:we|i|im|me)|which street|my (?:new )?(?:street|address))|"
        rf"(?:dont|do not|never) (?:put|share|give|disclose|send|print|pass on) {w(2)}my (?:new )?address {w(8)}(?:he|him|ex|partner)|(?:after|since|because of) what (?:he|my ex|my partner) did (?:to (?:me|us)|that night)",
        _OTHERS,
    ),
    danger(
        _TOPIC,
        "idva marac sanctuary begging marry married marriage tracker cameras kill domestic honour flying",
        rf"idva|marac|sanctuary (?:scheme|survey|measures|works?)|begging (?:him|her) to stop|forced marriage|(?:flying|force|forced|forcing|make|makes|making|made) {w(3)}(?:to )?(?:get )?(?:marry|married)|honour (?:based|killing)|"
        rf"tracker on my (?:car|phone)|cameras? in my own (?:home|house|flat|bedroom|room|kitchen)|(?:family|brothers?|father|dad|uncle|partner) {wide(10)}kill (?:me|her|us)|(?:its|it is|say its|was a) domestic(?= [.,]|  | and | so )",
        rf"{_OTHERS}|shoes|cost|spent",
    ),
)
