"""Who has told us something that only some may see, and writes again: is it plainly another matter? Pure.

In doubt it is not. Their words may go on about the harm without naming it ("he is back"), or give away that it was told
("about what I said on Monday"), and whoever hurts them may work here, live there, or read over a shoulder.
"""

import re

from router.safety import BY_PEOPLE
from router.values import Labels

LONGEST = 20_000
"""Characters that are looked through; of a longer message nobody can say that it is about one thing."""

_PEOPLE = (
    r"he|he['’]?s|he['’](?:ll|d)|him|his|himself|she|she['’]?s|she['’](?:ll|d)|her|hers|herself|"
    r"they|they['’](?:re|ve|ll|d)|them|theirs?|who|whoever|man|men|bloke|fella|fellow|guys?|lads?|"
    r"husband|hubby|wife|partner|ex|bf|gf|boyfriend|girlfriend|"
    r"dad|daddy|father|mum|mummy|mam|mom|mother|parents?|step\w+|sons?|daughters?|brothers?|sisters?|"
    r"uncles?|aunt\w*|cousins?|nan|nana|gran\w*|carers?|neighbou?rs?|visitors?|lodger|landlord|staff|kids|children"
)
_TALK = (
    r"tell|tells|telling|told|said|say|saying|spoke|spoken|speak|talk\w*|mention\w*|explain\w*|listen\w*|"
    r"secret\w*|private\w*|confiden\w*|know about|between us"
)
_HARM = (
    r"safe|unsafe|safety|scared?|afraid|fear\w*|fright\w*|terrif\w*|worried|hurt\w*|harm\w*|hit|hits|hitting|beat\w*|"
    r"kick\w*|punch\w*|smash\w*|threat\w*|attack\w*|shout\w*|scream\w*|follow\w*|stalk\w*|watch\w*|touch\w*|"
    r"kill\w*|die|dying|suicid\w*|abus\w*|violen\w*|weapon|knife|police|999|101|court|injunction|refuge|solicitor|"
    r"social (?:worker|services)|hide|hiding|hidden|alone|escape|leave|left|lock(?:ed|s)? (?:me|us|in)|let me|"
    r"brok\w* in|break(?:ing)? in|burgl\w*|help me|help us|urgent\w* (?:call|ring)"
)
_QUIETLY = (
    r"(?:don['’]?t|do not|never|please not) (?:\w+ )?(?:ring|call|phone|text|reply|write|answer|email|knock|come|let)"
)
_NOT_PLAIN = re.compile(rf"\b(?:{_PEOPLE}|{_TALK}|{_HARM}|{_QUIETLY})\b", re.IGNORECASE)


def speaks_of_people(words: str) -> bool:
    """Does it speak of somebody, of what was told before, or of fear? Then it is about more than a thing that broke."""
    return len(words) > LONGEST or _NOT_PLAIN.search(words) is not None


def is_plain(words: str, kind: str | None, labels: Labels) -> bool:
    """Surely one thing that is broken (`kind`: its group, None when that is a guess), and nothing else is told.

    What endangers by itself (gas, fire) is plain too: it waits for nobody's right to see it. What people do to a home
    or to somebody is plain only where nobody is spoken of; harm to a person is restricted by itself.
    """
    if not BY_PEOPLE.issuperset(labels.danger):
        return True
    sure = bool(labels.danger) or kind is not None
    return sure and "safeguarding" not in labels.flags and not speaks_of_people(words)
