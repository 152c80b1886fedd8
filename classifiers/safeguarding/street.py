"""Violence and threats from neighbours or strangers, and hate for what somebody is."""

# ruff: noqa: E501 -- patterns are read more easily on one line

from classifiers.rule import Rule, danger, w, wide

_WHO = (
    r"(?:he|hes|she|shes|they|him|them|neighbours?|man|men|lads?|kids?|youths?|bloke|guy|woman|teenagers?|gang|tenant|(?<= a )partner|(?<= some )partner|(?<= this )partner|boys?|girl|someone|somebody|upstairs|downstairs|"
    r"next door|toerag|\d+\w?)"
)
_MINE = r"(?:nan|mum|dad|son|boy|lad|daughter|partner|kids?|child|brother|sister|carer|girl|grandson|head|face|throat|teeth|legs|neck|jaw)"
_WILL = r"(?:said|says|saying|shouting|shouts|shoutin|threat\w*|gonna|will|ll|hell|theyll|hed|theyd|swore|going to|to)"
_ARM = r"(?:machete|machety|knife|blade|iron bar|crossbow|axe|baseball bat|bats|hammer|gun|air rifle|pellet gun|box cutter|cleaver|sword|crowbar|bottle|acid)"
FINED = r"(?! (?:(?:me|us) )?with (?:[a-z0-9.]+ ){0,3}?(?:fines?|penalt\w+|summons|sanctions?)(?! (?:and|or) ))"
"""Behind "threatened": with what no hand is raised for."""
_ID = (
    r"(?:muslims?|jewish|jews?|sikh|hindu|gay|lesbian|trans|pride|travellers?|gypsy|roma|asylum seekers|refugees?|foreigners?|immigrants?|hijab|headscarf|scarf|turban|ramadan|sukkot|eid|"
    r"mosque|wheelchair|autis\w*|cerebral palsy|downs|guide dog|polish (?:plates|family|people|flag|woman|man)|(?:im|i am|we are|were|hes|shes) (?:black|asian|african|polish|blind|disabled))"
)
_ACT = (
    r"(?:abuse\w*|shout\w*|spat|spit\w*|bacon|eggs?|egged|stones|names|mimic\w*|mock\w*|laugh\w* at|graffiti\w*|sprayed|scratched|ripped down|pulled down|petition|scrounger|bark\w*|"
    r"target\w*|bull(?:y|ied|ies|ying)|harass\w*|insult\w*|slurs?|jeer\w*|tyres|take all the)"
)

_DOOR = (
    r"(?:my|our|the|her|his|mums|nans|neighbours|their) (?:own |front |back |flat |house |bedroom |neighbours )*doors?"
)
_BREAKS = r"(?:kicking|booting|smashing|bashing|breaking|battering|hammering|banging|ramming|punching|trying to (?:kick|break|smash|boot|bash|batter|get through|ram|force)|going to (?:kick|break|smash)|gonna (?:kick|break|smash))"
_CRIES = r"(?:screaming|screamin|screams|scream|crying|cries|shouting|shoutin|yelling|begging|calling)"
_ALL_OF_IT = r"(?:flat|house|place|home|bedsit|bungalow|room|furniture|living room|lounge|stuff|things|everything|windows|doors|gaff)"
_ONLY_NOISE = (
    r"alarms?|detectors?|police were|telly|tv|film|movie|football|match|games?|gaming|xbox|playstation|playing|play|party|seagulls?|gulls|fox|foxes|cats?|karaoke|drill\w*|builders?|building work|renovat\w*|decorat\w*|refurb\w*|diy|tiles|fitters?|"
    r"fitting|plasterer|wind|police|fire brigade|firemen|bailiffs?|locksmith|operatives?|engineer|contractors?|your (?:men|man|lads|staff)|ball|used to|last (?:week|month|year|summer)|kettle|price|prices|baby|babies"
)

RULES: tuple[Rule, ...] = (
    # Somebody attacks now: a door gives way, a home is wrecked, a person cries for help.
    danger(
        "asb.violence_threats",
        "door doors smashing trashing wrecking screaming screamin screams scream crying cries shouting shoutin yelling begging calling",
        rf"{_BREAKS} (?:down |in |at )?{_DOOR} (?:in|down|off|through)|{_BREAKS} (?:down|in) {_DOOR}|(?:smashing|trashing|wrecking|tearing) (?:up )?(?:the |his |her |their |my |our |a |all (?:the |my )?)*(?:\w+ )?{_ALL_OF_IT} ?(?:up|to bits|to pieces)?(?= )|"
        rf"{_CRIES} (?:out )?(?:for )?(?:help|stop|get off|murder)(?! (?:with|line|desk|and support|lines|desks|in the day|button))|{_CRIES} {w(3)}(?:hes|he is|shes|theyre|going to) (?:going to |gonna )?(?:kill|killing|hurting|hurt)",
        _ONLY_NOISE,
    ),
    danger(  # the door is named before
        "asb.violence_threats",
        "door doors",
        r"doors? (?:[^ ]+ ){0,12}?(?:he|hes|he is|she|shes|they|theyre|they are|ex|someone|somebody|man|men|lads|someone is|somebody is) (?:(?:has|have|come|back|and|is|are|now|outside|there|again|s|just|,) )*(?:kicking|booting|smashing|battering|ramming|bashing) it (?:in|down|off|through)(?! (?:with|for the|to fit))",
        _ONLY_NOISE,
    ),
    danger(
        "asb.violence_threats",
        "petrol torch burn windows throat cut finish batter drown slash kill face teeth stab head smash",
        rf"petrol (?:\w+ ){{0,3}}(?:letter ?box|door|step|me|us)|(?:torch|firebomb|burn) (?:my|our|us|me) ?(?:flat|house|door|car|out|home|down)|{_WILL} {w(3)}(?:put|cave|smash|kick|bash|stove) my (?:windows?|head|face|door|teeth) (?:in|through)|put my windows (?:in|through) (?:if|tonight|again)|"
        rf"{_WILL} {w(2)}(?:finish|batter|drown|slash|stab|bury|murder) (?:me|us|you|my|him|her)|{_WILL} {w(2)}cut (?:me|you|us)(?: up)?(?! off)|knock my (?:teeth|head|face)|(?:slash|slit|cut) my (?:throat|face)|(?:shouting|back) {w(3)}(?:finish me|kill)|shouting {w(3)}finish it|(?:hell|theyll|said|says|saying) {w(4)}back {w(2)}finish it|kill (?:the lot|all|both) of us|in the ground",
        r"water|electric\w*|supply|mower|evict\w*|fitter|fit|grass cutting|glazier",
    ),
    danger(
        "asb.violence_threats",
        "come came comes coming went going goes ran running",
        rf"(?:come|came|comes|coming|went|going|goes|ran|running) (?:right |straight )?(?:at|for) (?:me|us|him|her|my \w+|our \w+) with {w(3)}{_ARM}",
        r"glue|grease|butter|spray|drill|joiner|plumber|nurse|vet",
    ),
    danger(
        "asb.violence_threats",
        "windows window car door face head legs kneecaps me",
        rf"{_WILL} {w(2)}(?:do|have|put) (?:my|our|me) (?:[a-z]+ )?(?:windows?|car|door|face|head|legs|kneecaps) (?:in|off) (?:if|when|next|unless|for|tonight|cos|because)|{_WILL} {w(1)}do (?:me|us) in(?= (?:if|when|next|tonight|[.,])| )",
        r"water|glazier|fitter|joiner|decorator|painter|plumber|locksmith|paint|mot|valet|scaffolder",
    ),
    danger(
        "asb.violence_threats",
        "machete machety blade bar crossbow bats gun pellet rifle cutter cleaver shots gunshots",
        rf"{_WHO} {w(9)}(?:with|pulled|waving|waved|drew|got|in his hand|chased|carrying) {w(5)}{_ARM}(?! (?:drawer|block|sharpen\w*))|shots fired|gunshots?|(?:pellet gun|air rifle) {w(4)}(?:shot|shooting|at)|bar {w(5)}(?:hitting|shouting)",
        r"butter|staple|nail gun|heat gun|glue|grab|wind(?:ow|ows) (?:gun|blade)|fan|blind|plumber|engineer|joiner",
    ),
    danger(
        "asb.violence_threats",
        "shoved pushed struck punched chased followed squared grabbed set throws threw thrown brick boiling spat kicks kicked kicking kickin booted bit attacked follows",
        rf"{_WHO} {w(6)}(?:shoved|pushed|struck|punched|headbutted|grabbed|chased|lunged at|went for|squared up to|swung at|attacked|spat at|spat on|spits at|spits on) (?:me|us|my (?:[a-z0-9]+ ){{0,3}}?{_MINE})|set (?:his|her|the|their) dogs? on (?:me|us|my)|(?:brick|bottle|boiling water|rocks?|stones) {w(3)}at (?:me|my (?:head|kids|son|daughter)|him|her|us)|"
        rf"being followed (?:home|by|from)|follow(?:s|ed|ing) me (?:home|from|round)|(?:kicks|kicked|kicking|kickin|booted|booting) {w(2)}(?:at |in )?(?:my|our|the|me) (?:front )?door {wide(10)}(?:screaming|shouting|threat\w*|my name|saying|cut|kill|what hell do|finish)",
        r"operative|plumber|debris|my partner|my ex|trolley|wind|smell",
    ),
    danger(
        "asb.violence_threats",
        "next threatened threats shouting price sleep watch ambulance accidents live",
        rf"(?<=^ )threatened{FINED} (?:by|on|with)|(?:i|im|was|been|being) threatened{FINED} (?:by|on the|with)|threatened with {w(3)}{_ARM}|incident \. threats|(?:outside|at|out side) my (?:front )?door {w(5)}(?:with a|shouting|threat\w*|screaming)|put a price on (?:me|us)|sleep with one eye|(?:said|says|saying|shouted|note|warned) {w(2)}next time (?:its|it is|it will|hell|theyll|ill)|watch your back|"
        rf"(?:they|he|we|she) knows? where (?:you|we) live|need(?:ing)? an ambulance(?= not)|youll (?:need|be needing|end up in) (?:an ambulance|hospital)|accidents happen|threatened to {w(2)}(?:knock|slash|break|put|cut|burn|kill|stab)|(?:left|through my door|note|notes|voicemails?) {wide(10)}(?:next time it wont|know where you|know what time you)",
        r"evict\w*|legal|solicitor|court|injunction|bailiffs?|disconnect\w*|water company|housing officer",
    ),
    danger(
        "asb.hate",
        "swastika swastikas nazi home word back kind sort monkey slurs called call country scrounger p paki pakis terrorist terrorists faggot",
        rf"swastikas?|(?:and|n|p) word|(?:shout\w*|wrote|written|scream\w*|yell\w*|sprayed|painted|scratched|note|told|tells) {w(8)}(?:go back to|go home(?= (?:at|with|on|to my)| and a)|go back|your (?:kind|sort)|get out of (?:our|this) country)|"
        rf"(?:we )?dont want your (?:sort|kind)|your kind|(?:calls?|called|calling) (?:me|us|my (?:partner|mum|son|daughter|kids)|him|her) (?:a |an )?(?:p|n|monkeys?|pakis?|terrorists?|faggot|queer|tranny|spastic|cripple|scrounger|pikeys?|gyppos?)|(?:say|says|said|shout\w*|scream\w*|yell\w*) {w(4)}(?:terrorists?|pakis?|monkeys?|faggots?|queers?|gyppos?|pikeys?)|get out (?:p|pakis?)(?= )|(?:those|these|you) people (?:bring|are all|should go)",
        r"back to (?:work|the office|you)|next door to the|your kind (?:words?|help|attention|letter|reply|regards|email|assistance|offer|support|consideration|message|response)|engineer|plumber|operative",
    ),
    danger(
        "asb.hate",
        "muslim muslims jewish jew sikh hindu gay lesbian trans pride travellers traveller gypsy asylum refugee foreigners hijab scarf turban ramadan sukkot wheelchair autism autistic palsy downs guide polish black asian blind",
        rf"{_ACT} {wide(14)}{_ID}|{_ID} {wide(14)}{_ACT}|im (?:black|asian|muslim|gay|polish|foreign) and the only",
        r"contractor|repair\w*|ramp|lift|dishes|breakfast|staff|complaint|noise|access",
    ),
)
