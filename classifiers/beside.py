"""Does a message that tells of a fault ask about something else as well: a dog, the rent, a swap?

Times are offered for the fault by themselves, and then nobody would read the rest. Rules alone: a question or a wish, and
in the same sentence a thing that no visit for a repair answers.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re

_ASKS = r"\b(?:can (?:i|we)|could (?:i|we)|may i|am i (?:allowed|able|entitled|due)|are we (?:allowed|able|entitled)|do (?:i|we) (?:need|have|get|owe|qualify)|(?:if|whether) (?:i|we|im|were|its|my|the|you|there)|is it (?:ok|okay|alright|all right|possible)|how (?:do|can|would|much)|when (?:is|are|do|does|will)|whens|what (?:is|are|about|happens|do i)|whats|who (?:do|can) i|tell me|let me know|(?:want|wanted|like|need) to (?:know|ask|talk|speak|discuss)|wonder(?:ing)?|asking about|ask about|(?:a )?question about|query (?:about|on)|any news (?:on|about|of)|heard (?:nothing|back)? ?about|what happened (?:to|with|about))\b"
_MATTER = r"\b(?:rent|arrears|rent account|statement|housing benefit|universal credit|council tax|direct debit|dogs?|puppy|cats?|kitten|pets?|parking|garage|lodgers?|sublet|swap(?:ping)?|mutual exchange|exchange|transfer(?:red)?|(?:bigger|smaller|new) (?:house|flat|place|home)|mov(?:e|ing) (?:house|home|out|to)|bid(?:s|ding)?|waiting list|housing list|right to buy|succession|joint tenan\w+|tenancy|laminate|decorat\w+|paint(?:ing)? (?:my|the|our)|shed|satellite dish|sky dish|trampoline|insurance|compensation|service charges?|fobs?|spare keys?|extra keys?|grab rails?|walk[ -]?in shower|wet room|neighbours?|noise|caretaker|new (?:kitchen|bathroom|windows)|complaint)\b"
_OF_THE_VISIT = re.compile(
    r"\b(?:when|while|if|before|after|as) (?:you|he|she|they|someone|somebody|the (?:man|men|lads?|plumber|engineer|electrician|workman|operative|guy)) (?:com\w+|call\w*|visits?|arriv\w+|is|are|gets?|turns? up)|\blet (?:you|him|her|them|someone) in\b|\b(?:shut|lock(?:ed)?|put) (?:the |my |our )?(?:dogs?|cats?) (?:away|in|up|out)"
)
"""The dog that is in the way is the visit's business, and the neighbour with the key."""
_BESIDE = re.compile(rf"{_ASKS}[^.?!\n]{{0,70}}?{_MATTER}")
_SENTENCE = re.compile(r"[^.?!\n]+[.?!\n]*")


def asks_also(text: str) -> bool:
    """Is there a sentence in it that asks about a matter which no repair settles?"""
    plain = re.sub(r"['\u2019]", "", text.casefold())
    return any(_BESIDE.search(sentence) and not _OF_THE_VISIT.search(sentence) for sentence in _SENTENCE.findall(plain))
