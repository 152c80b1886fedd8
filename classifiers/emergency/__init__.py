"""Words that must never wait: gas, carbon monoxide, fire, water on electrics, sewage, a lift, a fall of ceiling.

Rules, not a model, so that every one can be read, and none is unlearnt. Each looks for a danger as tenants write it;
then what stands around it may say that it is not so: denied, long past and mended, only supposed, or about a leaflet.
When in doubt it counts: a needless safety text costs little. The rules themselves stand in the files beside this one.
"""

# ruff: noqa: E501, SIM905 -- patterns and tables are read more easily on one line

import re

from classifiers.emergency import building, carbon_monoxide, electricity, entry, fire, gas, lift, water
from classifiers.reading import Label, Reading, spoken_in
from classifiers.rule import Rule
from router.values import Landlord

RULES = (
    *gas.RULES,
    *carbon_monoxide.RULES,
    *fire.RULES,
    *electricity.RULES,
    *water.RULES,
    *building.RULES,
    *lift.RULES,
    *entry.RULES,
)

# Harmless pairs: the first word is hidden from the rules (same length, so that places do not move).
_HARMLESS = re.compile(
    r" gas(?= (?:safe|safety|bills?|engineers?|man|men|service|services|servicing|serviced|check|checks|checked|inspection|"
    r"leak check|leak test|leak detection|certificate|cert|appointment|account|card|key|credit|top|supplier|company|reading|readings|meter reading|"
    r"and electric|test|central heating) )"
    r"| (?:gas|electric|electrical|log|coal|open|wall|feature|effect) fire(?= )"
    r"| fire(?= (?:doors?|alarms?|escapes?|exits?|extinguishers?|risk|safety|brigade|service|engines?|drills?|surround|"
    r"proof|retardant|resistant|regs|regulations?|wardens?|blankets?|signs?|notice|tests?|assessments?|officers?|"
    r"station|stopping|guard|tv|stick|wall|pit|hydrant|detection|panel|strategy|action|man|men|fighters?|inspection|"
    r"point|rating|rated|damage|damaged|place|places|precautions?|evacuation|procedures?|certificate|marshal|hazard) )"
    r"| smoke(?= (?:alarms?|detectors?|damage|damaged|free|heads?|vents?|sensors?|alarm) )"
    r"| poo(?= bags?)| water(?= (?:meter|bill|bills|butt|rates|feature|company|board) )"
)
_NOT = (
    r"(?:no|not|isnt|wasnt|arent|aint|never|without|dont|doesnt|didnt|cannot|couldnt|nobody|nothing|havent|hasnt|wont|none|"
    r"rather than|instead of|other than|apart from|for (?:fixing|sorting|repairing|mending|stopping))"
)
_DENIED = re.compile(
    rf" {_NOT} (?:(?:longer|any|a|the|really|actually|even|been|seen|have|had|having|getting|there|strong|more|sign|signs|"
    r"of|be|is|as|such|visible|any|anymore|it|currently|currently|that|like|one|can|could|are|got|think|believe|report) )*$"
)
_SUPPOSED = re.compile(
    r"(?<! sure)(?<! know)(?<! see)(?<! tell)(?<! wonder)(?<! wondering)(?<! check)(?<! unsure)(?<! me) "
    r"(?:what if|if|incase|in case(?: of)?|in the event of|what happens when|should there be|whenever|event of|"
    r"(?:worried|scared|afraid|fear|fears|fearing|frightened|anxious|concerned|terrified)"
    r"(?: about| of| that| in case)?(?: getting| being| it| we| i| ill| might| could| may| will| be| get)*|"
    r"(?:could|might|may|would|will|going to|gonna) (?:cause|start|become|lead to|have|get|be|end up|then|one day|result in))"
    r" (?:(?:i|we|you|someone|anyone|somebody|there|theres|they|tenants|people|ever|do|did|can|could|is|are|was|were|a|an|"
    r"any|be|the|to|should|might|see|get|have|had|happens|suspect|in|of|think|thought|hear|find|notice|that|another|"
    r"become|becomes|being|smell|goes|my|getting) )*$"
)
_ABOUT = re.compile(
    r" (?:leaflets?|letters?|posters?|stickers?|website|training|course|film|movie|tv|news|advert|policy|emails?|booklet|"
    r"advice|information|info|guide|guidance|article|programme|documentary|newsletter|drill|exercise|story|meeting|talk|"
    r"page|form|video|quiz|question|told us|reading|recordings?|records?|copy|copies) (?:about|concerning|on|for|regarding|says|said|saying|that|re|of|what to do) "
    r"(?:[^. ]+ ){0,6}$"
)
_LONG_AGO = re.compile(
    r" (?:(?<! wasnt there )last (?:year|winter|summer|christmas|spring|autumn)|years? ago|years? back|in (?:19|20)\d\d|as a child|used to(?! (?:be|burn|hiss) blue)|"
    r"previous (?:flat|house|home|tenant|property)|old (?:flat|house)|when i was|before i moved|decades?) "
)
_A_WHILE_AGO = re.compile(
    r" (?:yesterday|last (?:week|month|night|time|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|earlier|ago|"
    r"previously|came out|came and|attended|been out|been and|had a|there was|we had|i had|was) "
)
_MENDED = re.compile(
    r" (?:fixed|repaired|sorted|resolved|mended|made safe|all clear|false alarm|all ok|all fine|all good|dealt with|"
    r"capped|given the all|turned out to be|(?:has|have) gone(?! (?:all )?(?:brown|black|yellow|orange|green|soft|hard|up|off|down|through|across|dark|bang|pop|hot|baggy))|gone now|stopped now|has stopped|cleared|put out|"
    r"no longer|nothing found|found nothing|rescued|got out|let out|was just|were just|was only|is dry|dried up|replaced) "
)
_STILL = re.compile(
    r" (?:again|still|now|keeps|keep|back(?! next)|ongoing|same|worse|today|tonight|not fixed|isnt fixed|never fixed|wasnt fixed|"
    r"not been fixed|right now|help|asap|emergency|cannot|urgent|urgently|not sorted|not repaired|just started|nobody|"
    r"no one|noone|this morning|not been|havent|hasnt|isnt|since) "
)
_MENDED_AFTER = re.compile(
    r"^ ?(?:(?!since|after|when|where|because|ever|until|before)[a-z0-9]+ ){0,5}?(?:has|have|was|were|is|its|been|got|now|"
    r"all|had) (?:[a-z]+ ){0,2}?(?:gone(?! (?:all )?(?:brown|black|yellow|orange|green|soft|hard|up|off|down|through|across|dark|bang|pop|hot|baggy))|fixed|repaired|sorted|resolved|mended|stopped|cleared|fine|safe|dealt|rescued|ok|"
    r"put out|nothing) "
)
# Asked and answered ("smell of gas: no", "could I smell gas and I can't"), or denied inside the hit ("smells, not gas").
_DENIED_AFTER = re.compile(
    r"^ ?(?:[.,] (?:no|none|nope|n a) (?:[.,]|$)|nothing [.,]|(?:[.,] )?(?:and|but) (?:i|we) (?:cannot|dont|didnt|couldnt) (?:[.,]|$))"
)
_DENIED_WITHIN = re.compile(
    r" (?:(?:not|isnt|wasnt|aint) (?:a |the |of )?gas|not (?:going|gone) off|(?:hasnt|has not|never) gone off|"
    r"no (?:smell|fumes|soot)) "
)
_IN_THE_NEWS = re.compile(
    r"^ ?(?:[a-z0-9]+ ){0,4}?(?:on|in) (?:the (?:local )?(?:news|telly|tv|local paper|radio)|(?:local )?facebook)(?! (?:room|cupboard)) "
)
# Only what leaves no doubt: "it stopped" or "fine now" is not the end of a gas leak, nor "nothing since" of a report.
_SETTLED = re.compile(
    r" (?:(?:no|without) (?:more |further )?(?:trouble|problems?|bother|smell) since|panic over|"
    r"turned out (?:it was|to be) (?!(?:a |an |the |our |my |your )?(?:gas|leak|carbon|boiler|serious|real|bad|major|worse|fire|live)))"
)
_CLOSED = re.compile(
    r" (?:credit where|letter of claim|freedom of information|subject access|close the loop|claim form|school project|"
    r"for (?:[a-z]+ ){0,2}homework|unsubscribe|thank you letters?|receipts? to|meals refunded|just asking about the) "
)
_NOW = re.compile(
    r" (?:again|still|right now|today|tonight|this morning|this evening|worse|back(?! next)|keeps?|help|urgent|urgently|asap|"
    r"isnt|not (?:fixed|sorted|gone)) "
)
_SORTED_AT_ONCE = re.compile(r"^ ?(?:now |all |is |been |got )*(?:sorted|fixed|repaired|mended|resolved) ")
_WANTED = re.compile(
    r" (?:needs?|want|wants|get|getting|have|can|could|when|please|must|will|someone|somebody|how|to be|to get|like|cannot) "
)
_NOT_AT_ALL = re.compile(
    r" (?:false alarm|just testing|only joking|only kidding|just kidding|test message|april fool) "
)

_ONLY_FIRE = frozenset("fire help please now quick omg emergency urgent asap . ,".split())


class Emergency:
    """The first to read: it must not wait for a model."""

    name = "emergency"
    labels = frozenset(rule.label for rule in RULES)
    spoken = spoken_in(pattern for rule in RULES for pattern in (rule.pattern, rule.unless) if pattern)

    def __init__(self, landlord: Landlord) -> None:
        self.rules = [rule for rule in RULES if rule.label in landlord.repairs]

    def classify(self, reading: Reading) -> list[Label]:
        found: dict[str, Label] = {}
        back: dict[str, Label] = {}
        line = ""
        for rule in self.rules:
            if rule.label in found or rule.gate.isdisjoint(reading.known):
                continue
            if not line:
                line = _HARMLESS.sub(_hidden, reading.line)
            place, stands = first_that_stands(rule, line)
            if place and stands:
                found[rule.label] = Label("repair", rule.label, 0.96, *reading.words_at(*place))
            elif place:
                back[rule.label] = Label("taken back", rule.label, 0.9, *reading.words_at(*place))
        if "fire" in reading.known and reading.known <= _ONLY_FIRE and "fire.fire_or_smoke" in self.labels:
            found["fire.fire_or_smoke"] = Label("repair", "fire.fire_or_smoke", 0.9, 0, len(reading.words))
        return [*_weighed(found), *(label for repair, label in back.items() if repair not in found)]


def _hidden(pair: re.Match[str]) -> str:
    if pair[0].endswith(" fire"):
        return pair[0][:-4] + "xire"
    return " " + "x" * (len(pair[0]) - 1)


def first_that_stands(rule: Rule, line: str) -> tuple[tuple[int, int] | None, bool]:
    """Where the rule first holds, and whether nothing around it takes it back."""
    at, first = 0, None
    for _ in range(12):
        hit = rule.pattern.search(line, at)
        if not hit:
            break
        if not (rule.unless and rule.unless.search(_sentence(line, hit.start(), hit.end()))):
            if not taken_back(line, hit):
                return hit.span(), True
            first = first or hit.span()
        at = hit.start() + 1
    return first, False


def taken_back(line: str, hit: re.Match[str]) -> bool:
    """Do the words around it deny it, only suppose it, put it long ago, or say that it is mended?"""
    before = line[max(0, hit.start() - 110) : hit.start() + 1]
    before = before[before.rfind(". ") + 1 :]
    clause = before[before.rfind(", ") + 1 :]
    if _DENIED.search(clause) or _SUPPOSED.search(clause) or _ABOUT.search(before):
        return True
    sentence = _sentence(line, hit.start(), hit.end())
    if _settled(line, hit, sentence):
        return True
    if _NOT_AT_ALL.search(line):
        return True
    still = _STILL.search(sentence)
    if _LONG_AGO.search(sentence) and not still:
        return True
    after = line[hit.end() - 1 : hit.end() + 110]
    if _MENDED_AFTER.search(after.split(". ")[0].lstrip() + " ") and not _STILL.search(after):
        return True
    around = _sentence(line, hit.start(), hit.end(), more=1)
    return bool(_A_WHILE_AGO.search(sentence) and _MENDED.search(around) and not _STILL.search(around))


def _settled(line: str, hit: re.Match[str], sentence: str) -> bool:
    """Answered with no, told of elsewhere, or an old matter that a letter only looks back on."""
    after = line[hit.end() - 1 : hit.end() + 110]
    if _DENIED_AFTER.search(after) or _DENIED_WITHIN.search(hit[0]) or _IN_THE_NEWS.search(after):
        return True
    around = _sentence(line, hit.start(), hit.end(), more=2)
    if _NOW.search(around):
        return False
    if _SORTED_AT_ONCE.search(after) and not _WANTED.search(sentence):
        return True
    return bool(_SETTLED.search(around) or _CLOSED.search(line))


def _sentence(line: str, start: int, end: int, more: int = 0) -> str:
    """The sentence around a hit, at most 400 characters of it, and so many that follow."""
    first = max(line.rfind(". ", 0, start + 1) + 1, start - 300, 0)
    last = end - 1
    for _ in range(more + 1):
        last = line.find(" . ", last)
        if last == -1:
            break
        last += 2
    last = min(last if last != -1 else len(line), end + 300)
    return line[first:last]


def _weighed(found: dict[str, Label]) -> list[Label]:
    """Two names for one danger become the right one."""
    if "drainage.sewage_inside" in found:
        found.pop("drainage.foul_drain", None)
    if "fire.fire_or_smoke" in found:
        found.pop("fire.after_fire", None)
    if "security.lock_change_safety" in found:
        found.pop("security.break_in", None)
    if "security.break_in" in found:
        found.pop("doors.insecure_door", None)
    return list(found.values())
