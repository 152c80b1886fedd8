"""Words of harm to a person: always to a person, and at once.

The same way of looking as for danger to a home, but slower to be talked out of it: a past or a supposed harm still counts.
"""

# ruff: noqa: E501 -- patterns and tables are read more easily on one line

import re

from classifiers.clause import sentence
from classifiers.needed import Pieces
from classifiers.reading import Label, Reading, spoken_in
from classifiers.rule import Gates, Rule, danger, w, words_of
from classifiers.safeguarding import (
    despair,
    disclosures,
    farewell,
    from_outside,
    home,
    people,
    plainly,
    street,
    tongues,
)
from classifiers.safeguarding.street import FINED
from router.values import Landlord

_CLOSE = r"(?:partner|ex|ex partner|dad|father|step ?dad|brother|son|mum|mother|stalker|uncle|landlord|flatmate|he|hes|she|shes|fella)"
_GAME = r"at (?:chess|cards|pool|darts|scrabble|golf|fifa|snooker|monopoly|dominoes|draughts|tennis|table tennis)"
_HURT = (
    r"(?:hit|hits|hitting|beat|beats|beating|beaten|punch|punches|punched|punching|kicks|kicked|kicking|strangle|strangles|strangled|strangling|strangl\w+|choke|chokes|choked|choking|"
    rf"threat\w*{FINED}|abus\w+|attack\w*|rape|raped|raping|hurts|hurting|hurt|controls|controlling|stalk|stalks|stalked|stalking|violent|violence|assault\w*|slap|slaps|slapped|slapping|"
    r"batter\w*|smacks|smacked|forces|grabbed|pushed|pushes|burns|burnt|locks me|locked me|follow|follows|followed|following|harass|harassed|harasses|harassing)"
)


RULES: tuple[Rule, ...] = (
    danger(
        "safeguarding.suicide",
        "kill end suicidal suicide die dead overdose hang live alive harm life harming here anymore wrists pills bridge",
        (
            r"(?:kill|killing|hang|hanging|harm|harming|hurt|hurting|cut|cutting) (?:my ?self|meself|mesen|themselves|himself|herself|themself)|"
            r"(?:end|ending|take|taking|took) (?:my|his|her|their) (?:own )?li(?:fe|ves)|end it all|ending it all|end it (?:if|tonight|now)|"
            r"suicidal|suicide|self ?harm\w*|(?:dont|do not|didnt|not) want (?:to )?(?:live|be alive|be here|wake up|exist|carry on|go on)(?: anymore| any "
            r"more| now|)|wants? to die|wanna die|rather (?:be dead|die)|better off dead|better off without me|no (?:reason|point) (?:to|in) "
            r"(?:live|living|going on|carrying on)|took an overdose|take an overdose|overdosed|slit my wrists|jump off (?:the|a) "
            r"(?:balcony|roof|bridge|building)|cannot go on(?: like this| anymore| any more| living)?|nothing (?:left )?to live for|"
            r"thinking of ending it|not be here (?:much longer|anymore|tomorrow)|cannot (?:cope|take it) anymore (?:want|im going to|and want) .{0,20}(?:die|end)"
        ),
        r"die of embarrassment|rats?|mice|mouse|bugs|wasps?|ants|plants?|grass|battery|boiler|phone|here when (?:they|he|you|the)|here on",
    ),
    danger(
        "safeguarding.domestic_abuse",
        "partner ex he hes dad father brother son step stepdad husband man mum she shes uncle stalker he",
        (
            rf"(?:my|the|our|her|his|abusive|violent) (?:ex |abusive |violent |own )*(?:{_CLOSE[3:-1]}) {w(5)}{_HURT} {w(3)}(?:me|us|her|him|my|the kids|our|kids|mum)(?! to (?:it|the|that|this))|"
            rf"(?:my|our) (?:ex |abusive )*(?:partner|ex|stepdad|step dad|stalker) (?:is |was |has |s |been |gets |very |so |really |being |getting )*(?:abusive|violent|"
            rf"controlling|stalking|threatening|harassing|dangerous|aggressive|hitting|beating|abusing|outside|at my door|at the door|kicking|banging)|"
            rf"(?:scared|afraid|frightened|terrified|hiding|fleeing|escape|escaping|run|running|safe|protect\w*|fear) {w(2)}(?:of|from) {w(2)}(?:him|her|my (?:ex|partner|dad|son|"
            rf"brother|father)|partner|ex)|(?:dont|not|never|please do not|do not) (?:tell|give|let|share) {w(2)}(?:my )?(?:ex|partner|him) {w(5)}(?:where|address|number|know)|"
            rf"ex {w(5)}(?:found (?:me|out where)|knows where|where i live|has (?:a |my )?keys?|has keys|still has|outside my|turned up|keeps turning up|"
            rf"broke in|broke into|kicked|smashed|threat\w*|stalk\w*|wont leave me|following|got in)|(?:he|hes) (?:wont|will not|doesnt|does not) let me (?:leave|out|go|see|have)|"
            rf"(?:he|hes|she) controls (?:me|everything|my)|(?:he|hes) (?:is )?(?:in the house|here|listening) {w(3)}cannot (?:talk|speak)|"
            r"he leaves .{0,12}bruises"
        ),
        rf"{_GAME}|hit the roof|hit by|boiler|rent office|housing officer he|cancer",
    ),
    danger(
        "safeguarding.domestic_abuse",
        "he hes",
        (
            rf"(?:he|hes) (?:has |is |was |just |keeps |will |going to |gonna |been |always )*{_HURT} (?:me|us|my kids|the kids)|"
            r"(?:he|hes) (?:said |says |has )?(?:will |hell |is going to |gonna |going to |threatened to |threatening to )(?:kill|hurt|beat|stab|find) (?:me|us|him|her)"
        ),
        r"neighbours?|next door|strangers?|youths?|gang|downstairs|upstairs|opposite|operative|plumber|engineer|your (?:man|staff|officer)|stairs",
    ),
    danger(
        "safeguarding.domestic_abuse",
        "domestic dv abuse violence refuge molestation restraining coercive fleeing scared unsafe womens beats abusive violent abuser bruises leave afraid threatened raped",
        (
            r"domestic (?:abuse|violence|incident)|(?:fleeing|victim of|escaping|suffering|experiencing|because of|due to|survivor of|from) (?:domestic |the |my )?(?:abuse|violence|dv)|"
            r"(?:womens|women s) (?:refuge|aid)|(?:in a|to a|from a|leaving) refuge|non molestation|restraining order|coercive|scared to go home|"
            r"(?:not|dont feel|unsafe|isnt) safe (?:at home|in my (?:own )?home|in my house|with him|here with)|afraid to go home|abusive (?:relationship|partner|ex|marriage|home)|"
            r"violent (?:relationship|partner|ex|home|marriage)|my abuser|raped|(?:he|she|who|partner|ex|dad|mum|brother|and|also|always|often|sometimes|still) beats? me(?! to )|had to leave because of (?:the )?(?:violence|abuse)"
        ),
        rf"{_GAME}|verbal abuse from (?:your|staff)",
    ),
    danger(
        "safeguarding.child",
        "child kid kids baby children toddler girl boy toddlers daughter son babies",
        (
            rf"(?:child|kids?|baby|children|toddlers?|little (?:girl|boy)|babies|year old|boy|girl) {w(5)}(?:left (?:home )?alone|on their own|on his own|on her own|home alone|left unattended|"
            rf"neglected|being hit|being hurt|beaten|abused|being abused|starving|locked in|bruises|bruised|unsafe at|not being fed|screaming for help|at risk|in danger|in pyjamas)|"
            rf"(?:hitting|hits|beating|beats|abusing|neglecting|hurting|shaking|slapping|screaming at|locking) (?:his|her|their|the|that|those|a|my) {w(1)}(?:kids?|child|children|baby|toddler|son|"
            rf"daughter|boy|girl)|child (?:protection|abuse|neglect)|(?:worried|concerned|concerns|fear) {w(2)}(?:about|for) (?:the |a |those |that |his |her |their |upstairs )*(?:kids?|child|children|baby|"
            rf"toddler|little (?:girl|boy))(?: {w(3)}(?:next door|upstairs|downstairs|neighbours?|above|below|safety|welfare|being))?|"
            rf"(?:baby|child|children|kids?) (?:is |are |was )?(?:crying|screaming) {w(4)}(?:and shouting|all night {w(2)}(?:shouting|banging)|for hours|and (?:a )?(?:man|woman|adults?) shouting)|"
            r"(?:groom|grooming|grooms|groomed) (?:a |the |young )*(?:child|kids?|children|girls?|boys?)"
        ),
        r"mould|damp|cold|heating|boiler|stairs|leak|fence|window|playing|smoke|gas|alarm|electric\w*|lift|water|socket|wires?|"
        r"stairlift|lock",
    ),
    danger(
        "safeguarding.adult",
        "neighbour worried carer elderly hoarding cuckooed cuckooing exploited vulnerable eating seen days confused wandering lady man dementia mum dad taking scammed dealers dealer taken cuckoo safeguarding trafficked slavery",
        (
            rf"(?:not|havent|hasnt|nobody has|no one has|noone has|hasnt been|not been) (?:been )?(?:seen|heard from) (?!(?:the |your |our |a )+(?:caretaker|cleaners?|window cleaner|gardeners?|engineer|plumber|housing officer|bus) )(?:him|her|my (?:elderly )?neighbour|them|the (?:old |elderly )?(?:man|lady|woman|gentleman)|neighbour|the neighbour|mr|mrs)?"
            rf" ?{w(6)}(?:days?|weeks?|while)|(?:neighbour|lady|man|mum|dad|gentleman|woman|nan|grandad) {w(6)}(?:not (?:been )?seen (?:for|in)|hasnt been seen|not eating|isnt eating|neglecting|"
            rf"being (?:abused|exploited|used by|robbed|neglected)|self neglect\w*|wandering|confused and|lying on the floor|not answering (?:the |his |her )door|collapsed)|"
            rf"(?:carer|nephew|son|daughter|partner|relative|someone|they|people|he|she) {w(3)}(?:taking|stealing|steals|takes|took) (?:all )?(?:her|his|my mums|my dads|my nans|my grans|nans|grans|mums|dads|their|my) (?:money|pension|benefits|bank card|card)|"
            rf"cuckoo\w*|(?:drug )?dealers? {w(5)}(?:taken over|using|in) (?:his|her|their|my neighbours) (?:flat|home|house)|used by drug dealers|hoarding|hoarder|modern slavery|trafficked|"
            rf"(?:worried|concerned) {w(1)}(?:about|for) (?:the |an |my |our |a )*(?:elderly |old |vulnerable |frail )+(?:neighbour|lady|man|woman|gentleman|mum|dad|resident|person|tenant)|"
            rf"(?:worried|concerned) about (?:my |the |our )?(?:neighbour|lady next door|man next door|man upstairs|lady upstairs)|bad smell {w(4)}(?:flies|not seen)|elder abuse|adult abuse|safeguarding"
        ),
        r"noise|music|parking|fence|dog|rent|cuckoo clock|training|hedge|smoke|gas|leak|boiler",
    ),
    danger(
        "asb.violence_threats",
        "knife machete gun stab stabbed threatened threatening threats assaulted attacked punched hammer weapon kill beaten beat attack fight burn axe bat acid violent assault threat spat pushed",
        (
            rf"(?:(?:threat\w*|waving|pulled|came at|attack\w*|chased|stabbed|carrying|wielding) {w(5)}|(?:he|hes|she|shes|they|man|men|bloke|guy|woman|lads?|kids?|boys?|youths?|neighbours?|someone|somebody|next door|tenant|teenager|one|him) {w(7)}(?:with|has|got|had) {w(4)})(?:knife|machete|gun|axe|baseball bat|hammer|weapon|acid|sword|crowbar|bat)(?! (?:drawer|block|sharpen))|"
            rf"(?:been|was|were|got|just|being|hes been|son|daughter|me) (?:threatened{FINED}|assaulted|attacked|punched|beaten up|stabbed|mugged|headbutted|spat (?:at|on))(?! (?:his|her|the|a|my|our) (?:[a-z]+ )?(?:door|wall|window))|"
            rf"(?:threatened|threatening|threatens){FINED} (?:me|us|my|to (?:kill|hurt|stab|burn|beat|smash|attack|harm|batter|do)|him|her|our|violence|messages|behaviour|with violence)|"
            rf"(?:assaulted|attacked|punched|headbutted|spat at|stabbed|beat up|kicked|pushed) (?:me|my (?:son|daughter|mum|dad|partner|kids?|child|brother|sister|wife|neighbour|friend)|us|him|her|a (?:man|woman|lady|neighbour))|"
            rf"(?:going|gonna|will|want|wants|try|tried|trying|threat\w*|said hell|say theyll|said theyd|hell|theyll) (?:to )?(?:kill|stab|shoot|hurt|batter|beat) (?:me|us|my|him|her|you|someone|somebody)|"
            rf"(?:going|gonna|threat\w*) (?:to )?(?:burn|petrol bomb|torch|set fire to) (?:me|us|my|our|the|down)|death threats?|threats of violence|threats? (?:to|against) (?:my|our) (?:life|family|kids)|"
            r"hit me|hitting me|punching me|attacking me|violent (?:neighbours?|man|attack)|fighting with (?:knives|weapons)|stabbing|shooting outside|fears? for (?:my|our) (?:life|safety|lives)"
        ),
        r"punched the air|evict\w*|legal action|solicitor|court|injunction|water company|like (?:someone|somebody)|gutter|disconnect|bailiffs?|bug bites?|pigeons?|seagulls?|wasps?|rats?|debris|branch|ceiling (?:fell|hit)|dog attacked|damp|mould|cold is|window fell|hammering|knife drawer|my partner is|my partner hit|"
        r"the (?:door|bill|price|gutter|roof|ceiling|boiler|rent|tile|plaster) \w* ?hit me",
    ),
    danger(
        "asb.hate",
        "racist racially racism homophobic transphobic islamophobic hate religion antisemitic slur slurs disabled disability nword disablist gay muslim race racial because",
        (
            rf"racist|racially|racism|homophobic|transphobic|islamophobic|islamophobia|antisemitic|anti semitic|hate crimes?|hate incident|racial (?:abuse|slurs?|harassment)|"
            rf"(?:abuse\w*|attack\w*|names|target\w*|bull\w+|harass\w*|insult\w*|picked on|shout\w*|put|puts|threw|throw\w*|mess|smash\w*|kick\w*|egg\w*) {w(6)}because (?:im|i am|of|we are|were|hes|shes|he is|she is) {w(3)}(?:disabled|religion|gay|muslim|jewish|black|asian|race|"
            r"skin|colour|disability|trans|lesbian|foreign|polish|hijab|faith|sexuality)|(?:n|p) word"
        ),
    ),
    *plainly.RULES,
    *home.RULES,
    *disclosures.RULES,
    *despair.RULES,
    *farewell.RULES,
    *people.RULES,
    *from_outside.RULES,
    *street.RULES,
    *tongues.RULES,
)
_JEST = re.compile(r" (?:lol|haha\w*|lmao|rofl|only joking|scrabble|on shoes|christening|crime drama) ")
"""Said in fun, of neighbours' threats only: somebody who is afraid at home may well write 'lol'."""
_IN_FUN = frozenset({"asb.violence_threats"})
_SUBJECT = re.compile(
    r"^ ?(?:awareness |prevention |support )*(?:training|policy|policies|course|charity|charities|leaflets?|posters?|campaign|workshops?|module|stall|quiz|"
    r"conference|statement|statistics) "
)
"""Harm as the subject of a course or a leaflet."""
_LONG_AGO = re.compile(
    r" (?:(?:in|since) (?:19|20)\d\d|years (?:ago|back)|when (?:i|we) (?:lived|were kids|was (?:a kid|little|young))|as a (?:child|kid)) "
)
_STILL = re.compile(r" (?:still|again|now|keeps?|today|tonight|wants?|scared|afraid|since) ")
"""What neighbours did long ago is over unless something says that it goes on; harm at home is never said to be over."""
_DENIED = re.compile(r" (?:not|isnt|never|no|wasnt|without) (?:a |an |any |been |being |ever )*$")
_PIECES = Pieces()


class Safeguarding:
    """Reads for harm to a person. Gives topics; the pipeline adds the flag and the script."""

    name = "safeguarding"
    labels = frozenset(rule.label for rule in RULES)
    foreign = words_of(tongues.RULES)
    spoken = words_of(rule for rule in RULES if rule not in tongues.RULES) | spoken_in([_SUBJECT])

    def __init__(self, landlord: Landlord) -> None:
        self.rules = Gates(
            ((rule.gate, rule.pattern, rule) for rule in RULES if rule.label in landlord.topics), _PIECES
        )

    def classify(self, reading: Reading) -> list[Label]:
        found: dict[str, Label] = {}
        for rule in self.rules.opened_by(reading.known):
            topic = rule.label
            if topic in found:
                continue
            for hit in rule.pattern.finditer(reading.line):
                if _DENIED.search(reading.line[max(0, hit.start() - 40) : hit.start() + 1]):
                    continue
                around = sentence(reading.line, hit.start(), hit.end(), reach=200)
                if topic in _IN_FUN and _JEST.search(around):
                    continue
                if _SUBJECT.search(reading.line[hit.end() - 1 : hit.end() + 40]):
                    continue
                if topic.startswith("asb.") and _long_ago(around):
                    continue
                if rule.is_something_else(reading.line, hit.start(), hit.end()):
                    continue
                found[topic] = Label("topic", topic, 0.95, *reading.words_at(hit.start(), hit.end()))
                break
        if "safeguarding.domestic_abuse" in found:
            found.pop("asb.violence_threats", None)
        return list(found.values())


def _long_ago(sentence: str) -> bool:
    return bool(_LONG_AGO.search(sentence)) and not _STILL.search(sentence)
