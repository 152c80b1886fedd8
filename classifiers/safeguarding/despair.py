"""Somebody who means to end their life, or fears that they will, in plain words: the means at hand, a leave taken, no will to go on.

Few of them write "suicide". They write of tablets, a train, keys handed back and a dog to be fed.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger, w, wide

_TABLETS = (
    r"(?:tablets|tabs|pills|meds|medication|medicines?|paracetamols?|painkillers|sleepers|antidepressants|insulin|co ?codamol|diazepam|morphine|"
    r"sleeping (?:tablets|pills))"
)
_MEANS_TO = (
    r"(?:going to|gonna|about to|(?:i )?will|ill|want to|wants to|wanna|might|may|could|thinking of|think of|thinking about|think about|planning to|plan to|"
    r"ready to|tempted to|feel like|feels like|keep thinking (?:of|about)|threatening to|threatens to|says hes going to|says shes going to)"
)
_ALL = r"(?:all|every one|every single one|the whole|the lot|a load|loads|lots|a bottle|the bottle|a box|the box|a packet|a pack|a handful|handfuls|too many|enough)"
_WHOSE = r"(?:of )?(?:my |the |these |those |them |her |his |mums |dads |damn |bloody |fucking |sleeping )*"
_NO_MORE = r"(?:cannot|can not|cant) (?:do (?:this|it)|carry on|go on|take (?:it|this|any more|much more)|cope|live like this|face (?:it|another day))"
_TRAFFIC = r"(?:train|tube|bus|lorry|lorries|truck|tram|car|traffic|cars)"
_CARED_FOR = (
    r"with (?:my |a |some )?(?:food|water|milk|breakfast|tea|dinner|meal)|doctors?|gp|nurse|chemist|pharmac\w+|prescri\w+|hospital|dosette|blister|carer|carers|collect\w*|"
    r"fetch\w*|pick(?:ing)? up|deliver\w*|fridge|dishwasher|toilet|drain|found|throw|thrown|late|on time|worming|slug|de ?icer|cleaning|ran out|run out"
)

_SELF = r"(?:my ?self|meself|mesen|himself|herself|themself)"

RULES: tuple[Rule, ...] = (
    danger(  # so plain that nothing beside it makes it harmless: who has mice and no heat may despair of it
        "safeguarding.suicide",
        "kill killing hang hanging harm harming end ending suicidal suicide die dead live alive here tablets pills meds medication paracetamol paracetamols painkillers",
        rf"(?:kill|killing|hang|hanging|harm|harming) {_SELF}|(?:end|ending|take|taking) (?:my|his|her) (?:own )?life|(?:end|ending) it all|"
        r"(?:feel|feels|feeling|felt|am|im|is|be|been|being|hes|shes|so|getting|honestly|really|almost|nearly|now) (?:\w+ )?suicidal|commit\w* suicide|(?:about|considering|attempted|attempt|tried) suicide|"
        r"(?:i|he|she|really|just|honestly|and) (?:dont|do not|doesnt|no longer) (?:even |really )?wants? (?:to )?(?:live|be alive|be here|exist)(?: any ?more| now)?"
        r"(?! (?:here|in|with|like|next|under|near|there|on|at|off|when|if|for|while|alone|this|that|together|apart|without|by|until|till|all day))|"
        r"(?:i|he|she|really|just|honestly|and) (?:want|wants|would rather|rather) (?:to )?die(?! (?:of|laughing))|wanna die(?! (?:of|laughing))|(?:id|would|i) rather be dead|better off (?:dead|without me)|"
        rf"(?:i|im|ill|just|he|hes|she|shes) {w(2)}{_MEANS_TO} {w(2)}(?:take|taking|swallow|neck|down) (?:all|every one|the whole|the lot|a load|loads|a bottle|the bottle|a handful|too many|enough) {_WHOSE}{_TABLETS}"
        r"(?! (?:to|back|with|out|from|round|down|over|into|for|before|after|at|in|as|on|off|when|up|because|together|every|each|this|that))",
    ),
    danger(
        "safeguarding.suicide",
        "tablets tabs pills meds medication paracetamol paracetamols painkillers",
        rf"{_TABLETS} {wide(6)}{_NO_MORE}",
        _CARED_FOR,
    ),
    danger(  # the means are there
        "safeguarding.suicide",
        "tablets tabs pills meds medication medicine medicines paracetamol paracetamols painkillers sleepers antidepressants insulin codamol cocodamol diazepam morphine",
        rf"{_MEANS_TO} {w(3)}(?:take|taking|tek|swallow|swallowing|neck|necking|down|downing|have) {_ALL} {_WHOSE}{_TABLETS}|"
        rf"{_TABLETS} {w(2)}(?:in front of me|laid out|lined up|counted out|beside me|in my hand)|(?:counted|counting|lined|laid|tipped) (?:up |out )?{_WHOSE}{_TABLETS}(?: out)?(?! (?:for|into|because))|"
        rf"enough {_TABLETS} {w(3)}to (?:finish|end|do|kill|top) (?:it|me|myself|the job|things)|"
        rf"(?:i|ive|i have) (?:just )?(?:took|taken|swallowed|necked) (?:a load|loads|a lot|the lot|too many|a bottle|a whole \w+|the whole \w+|a box|a packet|a handful|handfuls) {_WHOSE}{_TABLETS}|"
        rf"{_NO_MORE} {wide(12)}{_TABLETS}",
        _CARED_FOR,
    ),
    danger(  # taken already, as shortly as it is told then
        "safeguarding.suicide",
        "took taken swallowed necked downed overdose overdosed overdosing od tablets pills",
        rf"(?:took|taken|swallowed|necked|downed|tuk|had) (?:way |far )?(?:all|every one|every single one|too many|the whole|the lot|loads|lots|a load|a lot|a bottle|the bottle|a whole \w+|a box|a packet|a handful|handfuls) {_WHOSE}(?:\w+ )?{_TABLETS}"
        r"(?! (?:to|back|with|out|from|round|down|over|into|for|before|after|at|as|off|when|up|each|every|away|home|course|finished))|"
        r"(?:i |ive |i have |just |has |have |she |he |hes |shes |think |mum |dad |son |daughter |partner )+(?:just |has |have |took |taken |had |done )*(?:an |a )?overdos(?:e|ed)|(?<=^ )overdos(?:e|ed)(?= (?:[.,]|on|help|please|$)|$)",
        rf"{_CARED_FOR}|dog|cat|puppy|vet|years? ago|last year|in (?:19|20)\d\d|leaflet|training|course|died|death of|awareness",
    ),
    danger(  # a leave is taken, and the means are named
        "safeguarding.suicide",
        "tablets pills",
        rf"(?:wont|will not) be (?:here|needing (?:it|them|anything)|around|back) {wide(22)}(?:tablets|pills)|(?:tablets|pills) {wide(22)}(?:wont|will not) be (?:here|needing (?:it|them|anything)|around)|"
        rf"have (?:the |my |your )?(?:flat|keys?|house) back {wide(22)}(?:tablets|pills)",
        _CARED_FOR,
    ),
    danger(
        "safeguarding.suicide",
        "find lot",
        r"(?:they|you|theyll|youll|someone|somebody|whoever|nobody|no one)(?: will| can|s going to| is going to)? find me (?:in the morning|tomorrow|dead|hanging|gone|cold|till|until)(?! (?:at|in the (?:garden|shop|office)))|"
        r"(?:take|taking) the lot and (?:have done|be done|go to sleep|sleep|end|finish|get it over|not wake|never wake|be gone|that be)",
        r"at (?:the|my) (?:gate|shop|desk|work|office)|tip|skip|lottery",
    ),
    danger(  # a fall, a train
        "safeguarding.suicide",
        "front jump jumping throw throwing under",
        rf"(?:i|im|ive|and|just|she|shes|he|hes|son|daughter|husband|wife|partner|mum|dad) {w(2)}{_MEANS_TO} {w(2)}(?:walk|walking|step|stepping|run|running|jump|jumping|throw|throwing) {w(3)}(?:in front of|under|into) (?:a |an |the |some )?(?:\w+ )?{_TRAFFIC}|"
        r"(?:feel like|feels like|keep thinking (?:of|about)|thinking of|thinking about|tempted to) (?:just )?(?:jump|jumping|throwing myself) (?:off|out of|from) (?:the |my |this |a )?(?:roof|balcony|window|bridge|building|block|landing|flats|top|car ?park|cliff)|"
        rf"(?:i|im|just|hes|shes|he|she|son|daughter|really|honestly) {w(2)}{_MEANS_TO} (?:just |to |going to |gonna )*(?:jump|jumping|throw myself|throwing myself|throw (?:him|her)self) (?:off|out of|from|out) (?:of )?(?:the |my |this |a )?(?:roof|balcony|window|bridge|building|block|landing|flats|top|car ?park|cliff)|"
        rf"(?<=^ ){_MEANS_TO} (?:just )?(?:jump|throw myself) (?:off|out of|from|out) (?:of )?(?:the |my |this |a )?(?:roof|balcony|window|bridge|building|block|landing|flats|top|car ?park|cliff)",
        r"catch|fire(?! escape)|escape|rat|cat|dog|kids jump|children jump|wheel|ball|scared (?:she|he|it)",
    ),
    danger(
        "safeguarding.suicide",
        "off",
        r"(?:ill be|i will be|im going|i am going|ill go|i will go|im gonna go|ill just go|might as well go|may as well go|im going straight) (?:straight |right |head first )?off (?:the |this |a )?(?:top of (?:the |this |my |our )?)?(?:multi ?stor(?:e?y|ies)|bridge|balcony|roof|flats|block|car ?park|tower|viaduct|cliff|pier)(?= (?:tonight|tomorrow|before|if|when|then|soon|and|unless|after|next|[.,])|$| $)",
        r"scaffold\w*|roofer|ladder|clean\w*|paint\w*|work|bus|route|exit|junction|parking|parked",
    ),
    danger(
        "safeguarding.suicide",
        "silly stupid daft myself meself mesen",
        r"(?:do|doing|done|did) (?:something|summat|anything|owt) (?:really )?(?:silly|stupid|daft|bad) (?:to (?:myself|meself|mesen|himself|herself)|tonight|if (?:i|this|nobody|no one|you))(?! (?:to the|with the))|"
        r"(?:do|doing|done|top|topping|off|offing|finish|finishing) (?:myself|meself|mesen) (?:in|off)|(?:top|topping|off) (?:myself|meself|mesen)",
        r"wiring|plumbing|diy|boiler|to the (?:wall|door|boiler|sink)|showed? (?:off)|switched|work",
    ),
    danger(
        "safeguarding.suicide",
        "living life alive world",
        r"(?:had enough|sick|tired|done|finished|fed up) (?:of|with|o) (?:living|life|being alive|being here|this world)(?: like this| like that)?(?= (?:[.,]|and|i|im|ive|so|$)|$)|"
        r"(?:leave|leaving|gone from|out of) this world|(?:want|wanting) out of this (?:life|world)",
        r"damp|mould|cold|rats?|mice|noise|building site|squalor|heating|rubbish|mess|leak\w*|kitchen|flat(?:s)?|conditions",
    ),
)
