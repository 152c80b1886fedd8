"""Does a message ask for an appointment, and of which sort: at home, at an office, by telephone, or for a surveyor? Or
when we walk round their estate?

Rules alone, beside the labels: what it is about the topic says; what they want done about it is asked here. A wish is
only what they ask for now: what was promised, refused or has happened is none.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re
from dataclasses import replace

from classifiers.beside import asks_also
from classifiers.wishing import when_suits
from router.values import Asked

SURVEYOR = "surveyor"
"""The sort where somebody is to come and look at what is wrong."""

_REQUEST = r"(?:can|could|may|would|will|please|pls|plz|want|wanted|need|like|love|wish|hoping|arrange|book|make|get|send|any chance|possible|is there|are there|when is|when are)"
_WITHIN = r"[^.?!\n]{0,45}?"
_OFFICER = r"(?:(?:my|the|a|our|your) )?(?:own |local )?(?:housing |patch |neighbourhood |estate |tenancy )?(?:officer|manager)"
_OFFICE = r"(?:office|offices|hub|library desk|library|community rooms?|one stop shop)"

_NOT_ME = r"(?<!\bi )(?<!\bwe )"
"""Behind 'can I' it is they who come, to us."""

_SURVEYOR = re.compile(
    rf"\b{_REQUEST}\b{_WITHIN}\b(?:(?:take |have )?a? ?look(?:ed)?(?: at)?|inspect(?:ed|ion)?|survey(?:or|ed)?|assess(?:ed|ment)?|{_NOT_ME}(?:come|out|round)(?: and| to)? (?:see|check)(?! (?:me|us|my (?:mum|mother|dad|father|nan))\b))\b"
)
_OFFICE_ASKED = re.compile(
    rf"\bdrop[ -]?in\b(?! (?:the )?(?:keys?|forms?|letters?))|\bsurger(?:y|ies)\b(?= (?:appointment|slot|time|session|this|next|on|at|please|pls))|\b{_REQUEST}\b{_WITHIN}\b(?:surgery|(?:come|pop|call) (?:in|into)(?: to)?(?: and)?(?: the \w+)* (?:and )?(?:see|talk|speak|chat|discuss))\b|\b{_REQUEST}\b{_WITHIN}\b(?:appointment|slot|time|session|see|speak|talk|meet|come|go|discuss)\b{_WITHIN}\b(?:at|to|in|into) (?:(?:the|your|my|our|a) )?(?:\w+ ){{0,2}}{_OFFICE}\b|\b(?:local|housing) office appointment\b|\b{_REQUEST} (?:i |we |you )?book (?:me |us )?in (?:at|to|with) (?:(?:the|your|my|our|a) )?(?:\w+ ){{0,2}}{_OFFICE}\b|\b{_REQUEST}\b{_WITHIN}\b(?:i|we) (?:come|pop|call)(?: (?:in|down|round|over|by))?(?: and| to)? (?:see|speak|talk|chat|meet)(?: to| with)? (?:somebody|someone|anybody|anyone|you|a person|{_OFFICER})\b"
)
_HOME_ASKED = re.compile(
    rf"\bhome visit\b|\b{_REQUEST}\b{_WITHIN}\b{_NOT_ME}(?:come|pop|call|send)\b(?: (?:out|round|over|and|to|by|someone|somebody|an officer))*(?: (?:see|visit|meet|speak|talk|chat|discuss|hear|explain|help))\b|\b{_REQUEST}\b{_WITHIN}\b(?:visit|come (?:and|to) see) (?:me|us|my (?:mum|mother|dad|father|nan|home|house|flat))\b|\b{_REQUEST}\b{_WITHIN}\b{_OFFICER}\b(?: to)? (?:come|pop|visit|call) ?(?:out|round|over|by)?\b|\bvisit from {_OFFICER}\b"
)
_RING = re.compile(
    r"\b(?:ring|call|phone|bell) (?:me|us)\b(?: back)?(?! (?:names|a |an |before|on (?:the way|arrival|route)|first|if|ahead|half|\d+ min|an hour|from the|when (?!you (?:can|get)|possible|convenient|free)))|\bgive (?:me|us) a (?:ring|call|bell|buzz|phone)\b|\b(?:call|ring|phone)[ -]?back\b|\b(?:telephone|phone) (?:appointment|call)\b"
)
_SOMEHOW = re.compile(
    rf"\b(?:see|speak (?:to|with)|talk (?:to|with)|meet(?: with)?|appointment with|appt with) {_OFFICER}\b|\b{_REQUEST}\b{_WITHIN}\b(?:an? )?appointment\b"
)
_NOT_NOW = re.compile(
    r"\b(?:said|says|promised|told|supposed|meant|never|nobody|no one|noone|no|didnt|dont|do not|did not|hasnt|havent|wont|not|waiting|waited|still|cancel\w*|missed|got|had|after|since)\b(?:(?!\b(?:can|could|may|please|pls|plz)\b)[^.?!,\n]){0,40}$"
)
"""Stands before what was promised, refused or has happened."""
_NOW = re.compile(r"(?:can|could|may|please|pls|plz|any chance|possible|is there|are there|when is|when are)\b")
_SO_LONG = re.compile(r"\b(?:since|till|until|last|from|ago|yesterday)\b(?: (?:the |about |around )?\w+){0,2}")
"""'Since monday' tells how long it has lasted, and is no wish."""
_HOURS = re.compile(r"\b(?:what time|when) (?:do|does|is|are)\b[^.?!\n]*\b(?:open|close|closed|shut)\b")

_WALKABOUT = re.compile(
    rf"\b(?:{_REQUEST}|what|when|whens|where|wheres|date|time|next)\b{_WITHIN}\b(?:walk[ -]?abouts?|estate (?:walk|inspection)s?)\b|\b(?:walk[ -]?abouts?|estate walk)\b{_WITHIN}\b(?:when|what day|which day|what time|what date)\b"
)

_INTERVIEW = re.compile(
    rf"\b{_REQUEST}\b{_WITHIN}\binterview\b|\b(?:when|what time) is (?:my |the |our )?(?:\w+ )?interview\b|\b(?:book|arrange|need|want) (?:an? |my )?(?:\w+ )?interview\b"
)
_SIGN_UP = re.compile(
    rf"\b(?:{_REQUEST}|when|what time)\b{_WITHIN}\b(?:sign(?:ing)?[ -]?up\b(?! (?:for|to|on))|sign(?:ing)? (?:for |up for )?(?:my|the|our) (?:new )?(?:tenancy|keys|flat|house|home|lease|agreement))"
)

_PLACE = re.compile(r"\b(?:book\w*|appointments?|appts?|slots?|place|see|speak|talk|chat|meet|discuss)\b")
SHORT = 300
"""Letters; in a longer text something to be seen or booked may be said of anything."""
_SORTS = (
    ("estate", _WALKABOUT),
    ("interview", _INTERVIEW),
    ("sign_up", _SIGN_UP),
    (SURVEYOR, _SURVEYOR),
    ("office", _OFFICE_ASKED),
    ("phone", _RING),
    ("home", _HOME_ASKED),
    ("any", _SOMEHOW),
)


def asked(text: str) -> Asked:
    """The sort of appointment that this text asks for, and when it would suit them."""
    sort = _sort(text)
    books = sort.where == "office" and _books(text)
    return replace(sort, when=when_suits(text), beside=asks_also(text), books=books)


def books_at_office(text: str) -> bool:
    """Do they want a place at an office, and not only to know when it is open? In a long text that may be said of
    anything."""
    return _books(text) and _sort(text).where == "office"


def _books(text: str) -> bool:
    return len(text) <= SHORT and _PLACE.search(text.casefold()) is not None


def _sort(text: str) -> Asked:
    plain = re.sub(r"['\u2019]", "", text.casefold())
    if _HOURS.search(plain):
        return Asked()
    for where, pattern in _SORTS:
        for found in pattern.finditer(plain):
            if _NOW.match(found[0]) or not _NOT_NOW.search(plain[: found.start()]):
                rest = _SO_LONG.sub(" ", f"{plain[: found.start()]} {plain[found.end() :]}")
                return Asked(where, " ".join(rest.split()))
    return Asked()
