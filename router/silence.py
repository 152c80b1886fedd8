"""Does somebody who tells of harm ask that nothing be sent, or say that another reads what is? Pure.

Then even the shortest words could put them in danger: nothing goes by itself, and a person finds a safe way first.
In doubt nothing is sent. But who complains that nobody answers them ("I rang and got no answer") is told to call 999.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re

LONGEST, _BEFORE = 5_000, 30
"""Letters that are looked through, and those before a wish that may say whose it is."""

_TELL = (
    r"(?:text|txt|ring|call|phone|reply|answer|message|msg|contact|write|email|mail|knock|come round"
    r"|send (?:\w+ ){0,2}?(?:text|txt|message|msg|reply|email|letter|anything|any|one|them|it|me)s?)\b"
)
_NOT_US = r"(?!(?: (?:to|up|on))? (?:the (?:police|999|door|ambulance)|police|999|them|him|her|it|an ambulance|my (?:mum|sister|friend)))"
_ASKED = re.compile(
    rf"\b(?:don'?t|do not|never|pl(?:ea)?se not|not to|mustn'?t|must not|shouldn'?t|should not|better not|rather you didn'?t"
    rf"|(?:can|could|would|will) you (?:please )?not|(?:nobody|no one|noone) (?:should|must|can|may)"
    r"|no need to)"
    rf" (?:you |ever |please |be |get |try to )*{_TELL}{_NOT_US}"
    r"|\bno (?:more |phone )?(?:calls|texts|messages|replies|contact|letters|texting|calling|ringing|phoning)\b"
    r"|\b(?:please no|pls no) (?:reply|answer|text|call|message)\b|\b(?:no reply|no answer)s? (?:please|pls|needed|wanted)\b"
    r"|\bwithout (?:you )?(?:calling|ringing|texting|phoning|writing|replying|messaging|(?:him|her|them|anyone) knowing)\b"
    r"|\bdelete (?:this|these|it|my)\b",
    re.IGNORECASE,
)
"""'Please don't text back', 'can you not ring me', 'it isn't safe to reply'."""
_WANTED = re.compile(
    r"\b(?:don'?t|do not) want (?:you to |anyone to |anybody to |any(?:thing)? |an? |to get |to be )+(?:phone )?"
    r"(?:text|ring|rung|call|phone|repl|answer|message|contact|writ|email|sent)"
    rf"|\b(?:not|isn'?t|won'?t be|wouldn'?t be|un) ?safe (?:for (?:me|you) )?to (?:be |get )?{_TELL}"
    rf"|\bdangerous (?:for me )?(?:to|if you) (?:be |get )?{_TELL}",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:i|you|u|ya|they|he|she|it|we|who|police|council|office|nobody|noone|one|people|neighbou?rs?|had|have|has|got|get"
    r"|getting|with|received|were|was|been|there|are|is|came|comes|in|up|round)\W+$",
    re.IGNORECASE,
)
"""Before such words: 'you never reply', 'I have had no calls', 'he came without ringing'."""
_WHO = (
    r"(?:he|she|they|(?:my |the )?(?:husband|wife|partner|ex|bf|gf|boyfriend|girlfriend|mum|mother|dad|father|son|daughter"
    r"|brother|sister|uncle|carer)|who)"
)
_WRITTEN = r"(?:phone|mobile|messages?|texts?|mails?|emails?|calls|inbox)\b"
_READ = re.compile(
    rf"\b{_WHO}(?:'?s|'?ll)? ?(?:always |sometimes |also |will |can |might |may |could |has |have |got |is |are )*"
    rf"(?:checks?|checking|reads?|reading|sees?|seeing|monitors?|monitoring|tracks?|tracking|controls?|looks? (?:at|through|on)"
    rf"|goe?s? (?:through|on)|gets?|has|have|got|takes?|took|uses?|using|shares?|listens to|hears) "
    rf"(?:all |every |to )*(?:of )?(?:my|this|the|our|these) {_WRITTEN}"
    rf"|\band (?:checks|reads|sees|monitors|goes through) (?:all )?(?:my|the|our) {_WRITTEN}"
    rf"|\b{_WHO}(?:'?ll)? ?(?:will |can |might |may |could |would )+(?:see|read|hear|find|look at) "
    r"(?:this|it|that|them|your|what (?:you|i))\b"
    rf"|\bwe share (?:this|a|the|one|our) (?:{_WRITTEN}|number)"
    r"|\b(?:don'?t|do not|never|please not) (?:let|tell) (?:him|her|them|anyone|anybody)\b"
    rf"|\b{_WHO} (?:doesn'?t|does not|don'?t|mustn'?t|must not|can'?t|cannot) (?:ever )?(?:know|find out|see|hear)\b",
    re.IGNORECASE,
)
"""'He reads my phone', 'we share this phone', 'he must not know'."""


def wants_silence(words: str) -> bool:
    """Do they ask for no answer, or say that what is sent is read by another?"""
    plain = words[:LONGEST].replace("\u2019", "'")
    if _READ.search(plain) or _WANTED.search(plain):
        return True
    return any(not _OTHERS.search(plain[max(0, hit.start() - _BEFORE) : hit.start()]) for hit in _ASKED.finditer(plain))
