"""Who a fault is hardest on, as people say it: an age in words, an illness by its name, a child on the way, one just home from hospital.

A table for `circumstances.py`: (flag, words of the gate, pattern). Flags are those of `repairs.yaml`.
"""

# ruff: noqa: E501 -- patterns and tables are read more easily on one line

_UNITS = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_SIXTY_FIVE_ON = rf"(?:sixty (?:five|six|seven|eight|nine)|(?:seventy|eighty|ninety)(?: {_UNITS})?|(?:a|one) hundred(?: and {_UNITS})?)"
_NO_AGE = (
    r"(?! (?:one |two |three |four |five |six |seven |eight |nine )?(?:degrees?|percent|per|quid|pounds?|pence|p|psi|mm|cm|minutes?|mins|hours?|days?|weeks?|months?|miles|decibels|bar|"
    r"times|flats?|homes?|tenants|people|of|to|feet|foot|inches|inside|outside|in (?:here|the|my|our)) )"
)
"""After a number: it counts something else."""
_WHO = r"(?:im|i am|ive just turned|is|aged?|hes|shes|he was|she was|mum|mam|dad|nan|gran|grandad|mother|father|turned|nearly|almost|who is|whos)"
_ILLNESS = (
    r"multiple sclerosis|(?:rheumatoid|osteo ?|psoriatic |severe |chronic )arthritis|rheumatoid|osteoporosis|motor neurone?|mnd|cerebral palsy|muscular dystrophy|huntingtons|spina bifida|angina|"
    r"(?:kidney|renal|liver|heart|respiratory) (?:failure|disease|transplant)|leuka?emia|lymphoma|myeloma|(?:brain )?tumou?r|radiotherapy|hodgkins|sickle cell|raynauds|fibromyalgia|cystic fibrosis|"
    r"paralysed|paralyzed|paraplegic|quadriplegic|tetraplegic|amputee|brain injury|heart attack (?:last|in|two|three|a)|pneumonia|pulmonary fibrosis|sarcoidosis|ulcerative colitis|thalass?aemia|h[ae]{1,2}mophilia|"
    r"(?:chronic|severe) (?:lung|kidney|heart|pain|fatigue|asthma|illness|bronchitis)|long covid|downs syndrome|learning disabilit(?:y|ies)|schizophrenia"
)
_OUT_OF_HOSPITAL = (
    r"(?:just|only|fresh|newly|recently|came|come|been|back|home|got|gets|coming|comes|discharged|sent|let|allowed) (?:home |out |back |just |yesterday |today |this week |last week )*(?:from|of) (?:the )?hospital(?! (?:appointment|visit|car park|radio|bed|with (?:flowers|my (?:results|car))))|"
    r"(?:recovering|recuperating|getting over) (?:from|after)? ?(?:a|an|my|his|her|the|surgery|heart|major) ?(?:[a-z]+ ){0,2}?(?:operation|surgery|stroke|heart attack|bypass|pneumonia|chemo\w*|hip|caesarean|c section)"
)
_NEVER_ALONE = (
    r"(?:he|she|hes|shes|mum|mam|dad|nan|gran|grandad|grandma|granny|mother|father|husband|wife|partner|tenants?|residents|neighbour|them|who|i) (?:really |just |still )?(?:cannot|can hardly|can barely|struggles to|unable to) "
    r"(?:get up to|get out of bed|get up (?:by|on|without)|walk (?:without|unaided|far|much|more than|any ?more|at all|very)|stand (?:up )?(?:for|without|long|un)|get about|manage (?:the |any |those )?(?:stairs|steps)|do (?:the |any )?stairs|use (?:the |any )?stairs)"
)
_EXPECTING = (
    r"(?:im|i am|shes|she is|wife is|partner is|daughter is|being|currently|am) (?:nearly |about |already |now |over |just )?(?:2\d|3\d|4[0-2]|twenty|thirty|forty)(?: (?:one|two|three|four|five|six|seven|eight|nine))? weeks(?= (?:gone|pregnant|along|today|now|and (?:i|im|the|its|big|cannot|my|struggl\w+|huge))| [.,]| $)|"
    r"(?:\d|two|three|four|five|six|seven|eight|nine) (?:and a half )?months (?:gone|pregnant|along)|heavily pregnant|expecting (?:a baby|twins|our|my (?:first|second|third)|any day|in (?:january|february|march|april|may|june|july|august|september|october|november|december|\w+ weeks))(?! (?:reply|answer|letter|visit))|"
    r"(?:baby|babys|its|im|shes|she is|i am) due (?:any (?:day|minute|time)|on the \d+\w*|next (?:week|month)|in (?:\w+ )?(?:weeks|days))(?= [.,]| $| (?:and|so|with|i|we|no|the|now))"
)
_LITTLE_ONES = r"(?:twins?|triplets|boys?|girls?|sons?|daughters?|little (?:one|ones|boy|girl)|child|children|kids?|grandson|granddaughter|baby|babies|bairns?)"
_MONTHS = r"(?:\d|1[01]|one|two|three|four|five|six|seven|eight|nine|ten|eleven) (?:months?|mths?|weeks?|wks?|days)"

WHO_LIVES_THERE: tuple[tuple[str, str, str], ...] = (
    (
        "vulnerable",
        (
            "sclerosis arthritis rheumatoid osteoporosis motor mnd palsy dystrophy huntingtons spina angina failure disease transplant leukaemia leukemia lymphoma myeloma tumour tumor "
            "radiotherapy hodgkins sickle raynauds fibromyalgia cystic paralysed paralyzed paraplegic quadriplegic tetraplegic amputee injury attack pneumonia fibrosis sarcoidosis colitis thalassaemia "
            "haemophilia hemophilia chronic severe covid syndrome learning schizophrenia"
        ),
        _ILLNESS,
    ),
    ("vulnerable", "hospital recovering recuperating getting", _OUT_OF_HOSPITAL),
    ("vulnerable", "cannot hardly barely struggles unable", _NEVER_ALONE),
    ("vulnerable", "weeks months pregnant expecting due", _EXPECTING),
    ("vulnerable", "oxygen", r"on (?:home )?oxygen|(?:uses|needs|has|have|use|need) (?:home )?oxygen(?! (?:bleach|cleaner))"),
    (
        "vulnerable",
        "sixty seventy eighty ninety hundred",
        rf"{_WHO} {_SIXTY_FIVE_ON}{_NO_AGE}|{_SIXTY_FIVE_ON} (?:years?|yrs?|year) (?:old|of age|young)|(?:mr|mrs|miss|ms|lady|man|woman|mother|father|mum|dad|nan|gran) (?:[a-z]+ )?[.,] (?:aged )?{_SIXTY_FIVE_ON} [.,]",
    ),
    (
        "vulnerable",
        "of aged months weeks years yr yrs month week old days " + " ".join(f"{n}{unit}" for n in range(1, 5) for unit in ("yr", "yrs", "yo", "y")),
        rf"{_LITTLE_ONES} (?:of|aged) (?:only |just |about )?(?:{_MONTHS}|(?:[1-4]|one|two|three|four) (?:years?|yrs?))(?! ago)|(?:a|my|our|with|and|the) [1-4](?:yrs?|yo|y) (?:old|o)|(?:my|our|a) [1-4](?:yo|yr)(?! (?:warranty|lease|guarantee|contract|fix|tenancy|deal|boiler))",
    ),
    (
        "baby",
        "of aged twins triplets baby boy girl son daughter",
        rf"{_LITTLE_ONES} (?:of|aged) (?:only |just |about )?{_MONTHS}(?! ago)",
    ),
)  # fmt: skip
