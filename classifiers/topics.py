"""What is the message about, if not a fault: rent, a complaint, an appointment, thanks.

By telling phrases first, then by likeness to the landlord's own example phrases (`topics.yaml`).
"""

# ruff: noqa: E501 -- patterns and tables are read more easily on one line

import re

from classifiers.first_matter import SPOKEN
from classifiers.likeness import Likeness
from classifiers.needed import Pieces
from classifiers.reading import Label, Reader, Reading, spoken_in
from classifiers.rule import Gates
from router.values import Landlord


def _rule(topic: str, gate: str, pattern: str, sure: float = 0.8) -> tuple[str, frozenset[str], re.Pattern[str], float]:
    return topic, frozenset(gate.split()), re.compile(rf" (?:{pattern}) "), sure


RULES = (
    _rule(
        "job.appointment_change",
        "appointment change rearrange reschedule cancel rebook slot booked visit tomorrow",
        r"(?:change|cancel|rearrange|"
        r"reschedule|rebook|move|postpone|re arrange|confirm) (?:[a-z]+ ){0,3}?(?:appointment|visit|booking|slot|repair|date|engineer|plumber|electrician|inspection)|rearrange|reschedule|"
        r"(?:my|the|our|an) appointment (?:[a-z0-9]+ ){0,6}?(?:change|changed|cancel|cancelled|different|another|later|earlier|move|moved|when|what time)|(?:what time|when) is "
        r"(?:my|the) (?:appointment|plumber|engineer)|cannot (?:make|do) (?:the |my )?(?:appointment|\w+day)|not (?:be )?in (?:till|until|on|tomorrow)",
        0.8,
    ),
    _rule(
        "job.missed_by_us",
        "nobody turned show waited turn showed came missed one noone",
        r"(?:nobody|no one|noone|he|they|engineer|plumber|workman|man|never|didnt|not|havent) "
        r"(?:has |have |ever |even |didnt )?(?:turn(?:ed)? up|show(?:ed)? up|arrived|attend(?:ed)?)|no show|(?:waited|waiting) in (?:all|the whole|for)|(?:took|taken|lost) (?:a |the )?day off|didnt turn up|missed (?:the |my )?appointment",
        0.8,
    ),
    _rule(
        "job.missed_by_tenant",
        "card missed",
        r"(?:card|note) (?:saying|through|left)|no access card|missed (?:you|him|them|your) (?:at|when|man|engineer|visit|call)",
        0.75,
    ),
    _rule(
        "job.recall",
        "fixed again repaired came plumber engineer",
        r"(?:you|he|they|plumber|engineer|your \w+) (?:[a-z]+ )?(?:fixed|repaired|mended|replaced|did) (?:[a-z]+ ){1,6}?(?:again|back|worse|still)|broke again after|"
        r"(?:after|since) (?:you|he|they|your|the) (?:[a-z]+ ){0,3}?(?:fixed|repaired|left|came)|left a mess|(?:your|the) (?:man|plumber|engineer|workman|contractor|operative)s? (?:damaged|broke|smashed)",
        0.7,
    ),
    _rule(
        "job.bogus_caller",
        "door council real genuine id",
        r"(?:man|woman|someone|somebody|bloke|guy|people) (?:is |s )?(?:at|knocking) (?:[a-z]+ ){0,4}?door (?:[a-z]+ ){0,5}?(?:says|saying|claims|from|claiming)|did you send (?:them|him|someone)|(?:is|are) "
        r"(?:this|he|they|these) (?:[a-z]+ ){0,2}?(?:real|genuine|legit)|bogus",
        0.85,
    ),
    _rule(
        "job.chase",
        "reported waiting update nobody chasing still reference when job heard logged",
        r"still waiting|(?:any|an) (?:update|news)|chas(?:e|ing)|heard nothing|(?:not|havent|never) heard (?:back|anything|from)|job (?:number|no|ref) ?\d*|(?:nobody|no one|noone) (?:has )?(?:called|rung|rang|been|come|contacted|got) "
        r"(?:me|us|back|out|in)|reported (?:this |it |a |the |my )?(?:[a-z]+ ){0,5}?(?:weeks?|months?|days?|times) ago|when (?:is|are|will) (?:someone|somebody|you|they|my|the) (?:[a-z]+ ){0,4}?(?:coming|fix|fixed|repair\w*|mend|sort|done|be)|(?:waiting|waited) (?:for |over |nearly )*(?:[a-z0-9]+ )?(?:weeks|months)",
        0.7,
    ),
    _rule(
        "complaints.new",
        "complaint complain disgrace disgusting disgusted unacceptable appalling formal handling failure rude",
        r"(?:make|making|raise|formal|put in|lodge|log|official|submit|register|file) (?:[a-z]+ ){0,2}?complaint|want to complain|like to complain|wish to complain|complaint about|"
        r"(?:absolute|total|complete|utter) (?:disgrace|joke|shambles)|this is a disgrace|disgusting service|the landlords? (?:s )?(?:handling|response|failure)|(?:s|landlords|its|the) (?:handling of|response to)|(?:was|were|so|very) rude",
        0.72,
    ),
    _rule(
        "complaints.escalate",
        "stage ombudsman escalate escalated",
        r"stage (?:2|two)|ombudsman|escalat\w+|not happy with (?:your|the) response",
        0.85,
    ),
    _rule(
        "complaints.compensation",
        "compensation reimburse claim refund damaged",
        r"compensat\w+|reimburs\w+|claim for (?:damaged|my|the)|lost wages",
        0.75,
    ),
    _rule(
        "complaints.legal",
        "solicitor solicitors disrepair claim legal",
        r"(?:my|our|a|the) solicitors?|letter of claim|disrepair claim|housing conditions claim|legal action against you|pre action",
        0.85,
    ),
    _rule(
        "complaints.mp_councillor",
        "mp councillor constituent cllr",
        r"constituent|councillor|cllr|(?:my|the) mp|mp (?:letter|enquiry)",
        0.85,
    ),
    _rule(
        "complaints.compliment",
        "thank thanks brilliant great excellent amazing lovely fantastic",
        r"(?:just )?(?:want|wanted|like) to say (?:a (?:big |huge )?)?thank|(?:was|were|is|been|so|absolutely|really|what a) (?:so |really |very |absolutely )*(?:brilliant|fantastic|excellent|amazing|wonderful|superb|"
        r"lovely)|great service|excellent service|thank (?:you|u) (?:so much|very much|for (?:sending|fixing|sorting|the|your|all|coming))|thanks (?:so much|for (?:fixing|sorting|sending|coming))|good job|well done",
        0.75,
    ),
    _rule(
        "asb.noise",
        "noise music noisy loud party parties barking shouting banging bass",
        r"(?:loud|blasting|playing|booming|blaring) (?:[a-z]+ )?(?:music|bass|tv|parties|party)|(?:music|bass|party|parties) (?:[a-z]+ ){0,4}?(?:loud|blasting|blaring|till|all night|every|late)|noisy neighbours?|neighbours? (?:[a-z]+ ){0,5}?(?:noise|noisy|loud|shouting|banging|"
        r"music|party|parties|screaming)|noise (?:complaint|nuisance|from (?:next door|upstairs|the (?:flat|neighbour)|my neighbour|neighbours?))|dogs? (?:[a-z]+ ){0,3}?bark\w*|bark\w* (?:all|dog)",
        0.82,
    ),
    _rule(
        "asb.drugs",
        "drug drugs dealing dealer weed cannabis needles marijuana pot",
        r"drugs?|deal(?:er|ers|ing) (?:[a-z]+ )?(?:drugs|on|from|outside)|(?:smell|smoking|stinks?) (?:[a-z]+ ){0,3}?(?:weed|cannabis|marijuana|pot)|weed|cannabis|marijuana",
        0.78,
    ),
    _rule(
        "asb.nuisance",
        "kids motorbike motorbikes youths gang smoking neighbour neighbours rubbish bottles",
        r"(?:kids|youths|gangs?|teenagers|lads) (?:[a-z]+ ){0,4}?(?:smashing|hanging|throwing|causing|gathering|drinking|kicking|riding|vandal\w*)|motorbikes?|anti social|antisocial|asb|neighbours? (?:[a-z]+ ){0,4}?(?:cctv|camera|smoking|throwing|"
        r"cooking|bbq|bonfire)|cctv pointing|(?:roommate|roommates|flatmate|neighbor)",
        0.62,
    ),
    _rule("asb.update", "asb diary officer", r"asb (?:case|reference|officer|ref)|diary sheets?", 0.8),
    _rule(
        "rents.arrears",
        "arrears owe payment behind eviction possession court",
        r"arrears|(?:cannot|unable to|struggling to|cant) (?:afford|pay) (?:[a-z]+ ){0,3}?rent|payment plan|notice seeking possession|behind (?:on|with) (?:[a-z]+ ){0,2}?rent|(?:miss|missed|late) (?:[a-z]+ )?rent|court (?:hearing )?for rent|late on rent|owe (?:[a-z]+ ){0,3}?rent",
        0.85,
    ),
    _rule(
        "rents.pay",
        "pay rent debit paying",
        r"pay (?:[a-z]+ ){0,3}?rent|rent (?:[a-z]+ ){0,2}?(?:by card|payment|online)|direct debit|paying (?:[a-z]+ ){0,2}?rent|set up a direct",
        0.78,
    ),
    _rule(
        "rents.balance",
        "rent balance statement owe",
        r"rent (?:account |card )?(?:balance|statement|account)|how much (?:[a-z]+ ){0,3}?owe|(?:my|the) balance",
        0.82,
    ),
    _rule(
        "rents.benefits",
        "universal housing benefit bedroom discretionary dhp uc",
        r"universal credit|housing benefit|bedroom tax|discretionary housing|dhp|managed payment|housing element",
        0.82,
    ),
    _rule(
        "rents.refund_charges",
        "rent refund increase charge charges deposit gone raised",
        r"rent (?:refund|increase|gone up|rise|raised|went up|charge)|(?:refund|raise|increase|raising|increasing) (?:[a-z]+ ){0,3}?rent|service charges? (?:[a-z]+ ){0,2}?(?:gone|increase|wrong|up)|heating charge|(?:security )?deposit",
        0.78,
    ),
    _rule(
        "rents.hardship",
        "money foodbank afford credit meter food",
        r"no money (?:for|on|left)|food ?bank|no credit (?:on|in)|cannot afford (?:to )?(?:heat|eat|food|gas|electric|top)|no (?:food|gas) money|top up (?:my )?(?:meter|key)|hardship",
        0.85,
    ),
    _rule(
        "tenancy.officer_visit",
        "officer surgery",
        r"(?:housing|tenancy|neighbourhood) officer|surgery (?:appointment|session)|appointment at the (?:local |housing )?office",
        0.8,
    ),
    _rule(
        "tenancy.change",
        "tenancy joint died divorce name succession add lease",
        r"(?:joint|change|changing|add|added|sole|take|remove|name on|onto|to the|succession|assign) (?:[a-z]+ ){0,4}?(?:tenancy|lease)|succession|(?:mum|dad|mother|father|nan|husband|wife|partner) (?:has |just )?(?:died|passed away)|change of name",
        0.8,
    ),
    _rule(
        "tenancy.end",
        "tenancy moving notice leaving lease move terminate",
        r"(?:end|ending|give up|terminate|surrender|break|breaking|leave|leaving|out of) (?:[a-z]+ ){0,2}?(?:tenancy|lease)|moving out|notice to (?:leave|quit|vacate)|(?:hand|give|return) (?:[a-z]+ ){0,2}?keys (?:in|back)|weeks notice|move out",
        0.78,
    ),
    _rule(
        "tenancy.permission",
        "permission allowed dog pet laminate satellite lodger fence extension install",
        r"permission|(?:can|may|could|am) i (?:allowed |please |be allowed )*(?:to )?(?:put up|have a|keep a|install|put in|get a|fit|paint|build|erect|put) (?:[a-z]+ ){0,3}?(?:fence|dog|cat|pet|laminate|dish|shed|doorbell|lodger|camera|"
        r"flooring|extension|pond|trampoline|aerial)|lodger|sublet (?:my|a)",
        0.8,
    ),
    _rule(
        "tenancy.abandonment_subletting",
        "living sublet subletting airbnb empty abandoned",
        r"(?:no one|nobody|noone) (?:is |has been |s )?living (?:in|at|there)|sublet\w*|airbnb|(?:flat|house|property) (?:[a-z]+ ){0,3}?(?:empty|abandoned) (?:for|since)|moved out (?:months|weeks|years) ago",
        0.78,
    ),
    _rule(
        "tenancy.neighbour_dispute",
        "dispute boundary neighbours hedge drive",
        r"(?:neighbours?|boundary|parking space) (?:[a-z]+ ){0,3}?(?:dispute|fence on|hedge)|shared drive|boundary dispute|party wall",
        0.75,
    ),
    _rule(
        "tenancy.garage_parking",
        "garage parking permit bay park",
        r"(?:rent|renting|apply for|get|want) (?:[a-z]+ ){0,2}?garage|parking (?:permit|space|bay)|garage (?:waiting|list|available)|disabled bay|park my car",
        0.8,
    ),
    _rule(
        "tenancy.keys_fobs",
        "fob fobs key",
        r"(?:extra|new|another|spare|replacement|lost|second) (?:[a-z]+ ){0,2}?fobs?|fob (?:[a-z]+ ){0,3}?(?:stopped|working|lost|broken)|key for (?:the )?communal",
        0.82,
    ),
    _rule(
        "tenancy.vulnerability_update",
        "deaf interpreter hospital braille print wheelchair letters note",
        r"(?:i am|im) (?:deaf|blind|hard of hearing)|(?:large|big) (?:print|letters)|interpreter|im in hospital|(?:ring|call|contact) my (?:daughter|son|mum|carer|sister|wife|husband) (?:not|instead)|please note (?:i|that i)",
        0.75,
    ),
    _rule(
        "allocations.apply",
        "list transfer register band council waiting",
        r"(?:housing|waiting) (?:list|register)|(?:want|need|like|apply for|request) (?:[a-z]+ ){0,2}?(?:transfer|council house|council flat)|what band|how do i (?:apply|register|get a)",
        0.82,
    ),
    _rule(
        "allocations.bid_offer",
        "bid bidding offered viewing shortlist",
        r"bid(?:ding|s)?|been offered a|viewing (?:time|date|appointment)|where am i on the list|how long will i wait",
        0.82,
    ),
    _rule(
        "allocations.exchange",
        "exchange swap",
        r"mutual exchange|exchange (?:form|inspection)|(?:swap|swop) (?:my )?(?:house|home|flat)|home ?swapper",
        0.85,
    ),
    _rule(
        "allocations.overcrowded_medical",
        "overcrowded overcrowding medical ground bedroom move",
        r"overcrowd\w+|medical (?:assessment|priority|move|grounds)|(?:need|want|have) (?:to be )?(?:rehoused|moved|to move|a bigger|ground floor)|(?:of us|kids|children|people) in (?:a |one |1 |two |2 )(?:bed\w*|bedroom)",
        0.78,
    ),
    _rule(
        "homelessness.now",
        "homeless sleep sleeping kicked streets nowhere evicted tonight",
        r"(?:i am|im|we are|were|made|now|going to be|be) homeless|nowhere (?:to )?(?:sleep|stay|live|go)|sleeping (?:in|on|rough|outside)|(?:been |got |getting )?(?:kicked|thrown|chucked) out|changed the locks on me|landlord changed the locks|on the streets?",
        0.85,
    ),
    _rule(
        "homelessness.risk",
        "eviction section evicted evict prison homeless notice",
        r"section 21|section 8|evict\w*|leaving prison|(?:at risk of|threatened with) homeless\w*|wants me out|notice to vacate",
        0.8,
    ),
    _rule(
        "leasehold.charges",
        "section major leaseholder charge works invoice",
        r"section 20|major works|leaseholder (?:breakdown|charges|bill)|service charge (?:bill|query|breakdown|invoice|statement)",
        0.82,
    ),
    _rule(
        "leasehold.repair_responsibility",
        "leaseholder leasehold own bought",
        r"(?:im|i am) a leaseholder|own my flat|bought my (?:flat|house)",
        0.82,
    ),
    _rule(
        "leasehold.sale_rtb",
        "buy selling remortgage sell purchase",
        r"right to buy|buy my (?:council|home|house|flat)|sell(?:ing)? my (?:flat|house)|remortgage|management pack|rtb",
        0.85,
    ),
    _rule(
        "building_safety.concern",
        "cladding evacuation fire ews1 peep",
        r"cladding|evacuation plan|fire risk assessment|ews1|peep|fire escape (?:[a-z]+ ){0,2}?blocked|building safety|alarm test",
        0.82,
    ),
    _rule(
        "sheltered.alarm_support",
        "cord warden careline pendant scheme lifeline sheltered",
        r"pull cord|warden|careline|pendant|scheme manager|lifeline|sheltered",
        0.82,
    ),
    _rule(
        "info.data_request",
        "data subject foi information access notes recordings gdpr delete",
        r"subject access|foi|freedom of information|(?:delete|copy of|all) (?:[a-z]+ ){0,3}?(?:my data|my details|calls and notes|records|data|information you hold)|gdpr|data protection|how did you get my number",
        0.85,
    ),
    _rule(
        "info.update_details",
        "number email address details texting update changed",
        r"(?:new|changed|change|update) (?:[a-z]+ ){0,2}?(?:mobile|phone|number|email|contact details|address|details)|stop texting|wrong number",
        0.78,
    ),
    _rule(
        "general.opening_contact",
        "open close office hours opening time phone number",
        r"(?:what|which) (?:time|hours|days) (?:do|are|is) (?:you|the office)|(?:is|are) (?:the )?(?:office|you) (?:[a-z]+ )?open|opening (?:times|hours)|where is the (?:housing )?office|bank holiday (?:hours|opening)",
        0.85,
    ),
    _rule(
        "general.involvement",
        "panel walkabout meeting scrutiny tenants residents volunteer",
        r"tenants (?:panel|meeting|group|association)|walkabout|scrutiny|residents (?:meeting|group|panel|association)|get involved",
        0.82,
    ),
    _rule(
        "general.wrong_service",
        "bin council pothole tax planning streetlight recycling",
        r"bin (?:collection|day)|council tax|pothole in the road|planning (?:application|permission)|noise from the pub|recycling|street ?lights?|blue badge",
        0.78,
    ),
    _rule(
        "general.not_our_tenant",
        "private own housing tenant",
        r"private(?:ly)? (?:landlord|rent\w*|tenant)|i own my (?:house|home)|i dont rent|not (?:a|your) tenant|not one of your tenants",
        0.8,
    ),
    _rule(
        "access.keys_supply",
        "concierge void new keys",
        r"concierge|new tenant no|keys not working in my new|just (?:moved in|got the keys)",
        0.7,
    ),
)
ENOUGH = 3.0
FEW_WORDS = 24
"""A message of more words than this is not just a greeting."""
_PIECES = Pieces()


class Topics:
    """Gives topics, the surest first. `job.*` are repairs of the group 'job': contact about an existing one."""

    name = "topics"
    spoken = spoken_in([*(rule[2] for rule in RULES), *SPOKEN])

    def __init__(self, landlord: Landlord, reader: Reader) -> None:
        self._jobs = frozenset(repair.id for repair in landlord.repairs.values() if repair.group == "job")
        self.labels = frozenset(landlord.topics) | self._jobs
        self._rules = Gates(((rule[1], rule[2], rule) for rule in RULES if rule[0] in self.labels), _PIECES)
        examples = {
            topic.id: [reader.words_of(phrase) for phrase in topic.phrases] for topic in landlord.topics.values()
        }
        examples |= {
            each: [reader.words_of(phrase) for phrase in landlord.repairs[each].phrases] for each in self._jobs
        }
        self._like = Likeness(examples)
        self._unclear = {" ".join(phrase) for phrase in examples.get("general.unclear", ())}

    def classify(self, reading: Reading) -> list[Label]:
        said = " ".join([word for word in reading.words[:FEW_WORDS] if word not in ".,"])
        if (said in self._unclear and len(reading.words) < FEW_WORDS) or not said:
            return [Label("topic", "general.unclear", 0.8, 0, len(reading.words))]
        found: dict[str, Label] = {}
        for topic, gate, pattern, sure in self._rules.opened_by(reading.known):
            hit = next(reading.finditer(gate, pattern), None)
            if hit:
                found[topic] = Label("topic", topic, sure, *reading.words_at(hit.start(), hit.end()))
        for (first, last), features in zip(reading.sentences, reading.features, strict=False):
            for topic, score in self._like.scores(features).items():
                sure = min(0.9, 0.2 + 0.1 * score)
                if score >= ENOUGH and (topic not in found or found[topic].sure < sure):
                    found[topic] = Label("topic", topic, round(sure, 3), first, last)
        found.pop("general.unclear", None)
        return sorted(found.values(), key=lambda label: -label.sure)[:6]
