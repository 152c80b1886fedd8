"""Where a clause about one thing ends and one about another begins, in a reading's `line`.

By form alone: a join ("and", "but", a comma) and a subject that was not named before ("and my insurance wants a
letter"); or, where nobody sets commas, a subject with its verb ("... off the cooker my insurance wants a letter").
What takes up the same thing ("and it is electric", "the ceiling was only stained") stays in the clause, and so do
reasons and circumstances ("because", "when", "while"), since they say what the thing is.
"""

# ruff: noqa: E501, SIM905 -- lists of words and patterns are read more easily as one text

import re

_JOINS = frozenset(", and but also plus too & n an".split())
_HOLDS = frozenset(
    "in on of from at by near behind under beneath over above below through into onto to with for off out where when "
    "if that because cos since after before like than about is are was all around round down up next inside outside "
    "smell hear see feel think reckon know found says said told tell means or as while whilst until till only not "
    "between against across along past towards without beside every any what how why whose which half part most rest "
    "both none some each whole then not".split()
)
"""After these a subject belongs to what stands before it: 'coming from where the boiler is', 'half the lights are out'."""
_ENDS = frozenset("down up out off over in on".split())
"""But not where they end what was said: 'the ceiling has come down the paint is peeling'."""
_WHO_CAME = frozenset(
    "engineer plumber electrician fitter brigade firemen lads man men bloke lad chap paramedics".split()
)
"""Who came to it tells of the same thing: 'the fire lads got me out'."""
_PARTS = frozenset(
    "door doors lock locks key handle hinge lid cover wires bits button valve flame flames glass frame".split()
)
"""What most things have: 'the cupboard has collapsed, the doors wont shut'."""
_VERB = (
    r"(?:is|isnt|are|arent|was|wasnt|were|werent|has|hasnt|have|havent|had|wont|will|doesnt|does|dont|do|did|didnt|can|cannot|could|"
    r"needs|wants|keeps|says|said|smells|smelt|went|goes|came|comes|looks|looked|told|rang|rings|lives|works|worked|"
    r"stopped|broke|leaks|drips|never|called|laughed|sent)"
)
_OWN = "it|its|that|this|they|he|she|him|her|them|who|which|what|one|and|but|also|then|not|no|so|still|now|just|there"
"""Words that take up what was named."""
_DET = "my|our|the|his|her|their|your|a|an"
_NOUN = rf"(?!(?:{_DET}|and|but|also|which|when|if|that|where|because|as|since|i|we|you|they|he|she|it) )[a-z0-9]+ "
_WHERE = rf"(?:(?:in|on|of|at|by|for|from|under|above|over|behind|near) (?:(?:{_DET}) )?(?:{_NOUN}){{1,2}}?)?"
_SUBJECT = re.compile(
    rf" (?:(?:{_DET}|next doors?) (?P<does>(?:{_NOUN}){{1,3}}?){_WHERE}{_VERB}"
    r"|(?:my|our|the|his|her|their|your) (?P<thing>[a-z0-9]+)(?! ones? )"
    rf"|(?P<bare>(?!(?:{_OWN}) )[a-z]{{3,}}) (?:is|are|was|has|have|keeps|came|comes|wont)"
    r"|(?:i|we)(?! (?:think|thought|reckon|suppose|guess|mean|believe|know|assume|checked) )|im|ive|id|ill|weve|theres|there is|there are|"
    r"somebody|someone|everyone|thank you|thanks|thankyou|cheers|sorry|please|can (?:you|i|we|someone)|could (?:you|i|we|someone)|"
    r"do (?:you|i|we)|when (?:is|are|will|can|do)|any news|(?P<asks>you|youve|what|who|how|where))(?= )"
)


def sentence(line: str, start: int, end: int, reach: int = 300) -> str:
    """The sentence around this place of the line, `reach` letters of it at most to either side."""
    first, last = _ends(line, start, end, reach)
    return line[first:last]


def own_clause(line: str, start: int, end: int, reach: int = 300) -> str:
    """What is said of the thing at this place of the line: its clause, `reach` letters of it at most to either side."""
    first, last = _ends(line, start, end, reach)
    for found in _SUBJECT.finditer(line, first, last):
        begins = found.start()
        if start < begins < end - 1 or not _is_another(line, first, found, begins == end - 1):
            continue
        if begins >= end - 1:
            return line[first : begins + 1]
        first = begins
    return line[first:last]


def _ends(line: str, start: int, end: int, reach: int) -> tuple[int, int]:
    before, after = line.rfind(" . ", 0, start + 1), line.find(" . ", end - 1)
    return (
        max(before + 2 if before != -1 else 0, start - reach),
        min(after + 1 if after != -1 else len(line), end + reach),
    )


def _is_another(line: str, first: int, found: re.Match[str], ends: bool) -> bool:
    """Does a clause about a thing begin here that was not named from `first` on?"""
    before = line[max(found.start() - 24, 0) : found.start()].rsplit(" ", 1)[-1]
    if before in _HOLDS and not (ends and before in _ENDS):
        return False
    if found["thing"]:
        return before in _JOINS and f" {found['thing']} " not in line[first : found.start() + 1]
    told = set(line[first : found.start()].split())
    if found["asks"]:
        return before in _JOINS
    if found["does"]:
        thing = set(found["does"].split())
        return not (thing & _WHO_CAME or thing <= _PARTS or (thing & told and "hot" not in thing))
    thing = {found["thing"] or found["bare"]} - {None}
    return not thing or (before in _JOINS and not (thing <= _PARTS or thing & told))
