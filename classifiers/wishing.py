"""When it would suit them, in a message that first tells what is wrong: "kitchen tap dripping. Only evenings please".

Pure: words in, those of them that wish for a time out. A fault is told with days and hours too ("since monday", "it
drips all evening", "hot water only in the mornings"), so only what plainly speaks of somebody coming counts. What is
left out costs little: the first times that are free are offered as ever.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re

_DAY = r"(?:mon|tues?|wed(?:nes|s)?|thu(?:rs?)?|fri|satu?r?|sun)(?:days?)?"
_PART = r"(?:mornings?|afternoons?|evenings?|weekends?|weekdays?|today|tonight|tomorrow|am|pm|lunch ?times?|(?:early|late) on|next week|this week)"
_HOUR = r"(?<!\d)\d{1,2}(?:[:.]\d\d)?(?!\d)(?: ?[ap]m)?"
# each piece is taken or left as a whole (an atomic group): a run of digits could else be cut in a million ways
_TIME = rf"(?>(?:on|in|any|early|late|next|this|the|or|and|after|before|weekday|{_HOUR}|{_DAY}|{_PART})[ ,]*)*(?:{_HOUR}|{_DAY}|{_PART})"
_ME = r"(?:im|i am|i can be|we are|were|i will be|ill be|we can be|well be)(?: only| usually| always| not| never)?"
_BEFORE = (
    r"(?:can|could|would|will) (?:you|someone|somebody|anyone|anybody|they|he|she|u|it)(?: please| pls)? (?:be|come|visit|attend|call|pop|do|make it|send)"
    r"|(?:please|pls|plz) (?:come|visit|attend|do|send)"
    rf"|{_ME} (?:in|home|at home|at work|free|available|around|off|out|away|working)\b(?! (?:the|my|a) (?:bath|shower|garden))"
    r"|(?:i|we)(?: only| usually| always)? (?:work|finish(?: work)?|get (?:home|in|back))"
    r"|(?:best|better|easiest|ideally|preferably|prefer(?:ably|red)?|suits?|suitable|convenient|(?:would |id )rather)"
    r"|(?:i|we) (?:cant|can not|cannot|could|can) (?:do|make|be in|be home)"
    r"|(?:id|i would|we would|wed) (?:like|prefer|want) (?:it|you|someone|somebody|a visit|an appointment)"
    rf"|(?:but )?not (?=(?:on |in )?(?:the |a )?(?:{_DAY}|{_PART}|before|after|too early)\b)"
    r"|between (?:the )?school runs?|(?:during|in|outside) school (?:hours|time)|after (?:the )?school(?: run)?|whilst? (?:the )?(?:kids|children) are at school"
)
_ONLY = rf"only (?=(?:in |on |after |before |at )?(?:the )?(?:{_DAY}|{_PART}|\d)\b)"
_AFTER = rf"{_TIME}[ ,]*(?:only|please|pls|plz|if (?:possible|poss|you can)|(?:is|are|would be|works?|suits?)(?: (?:best|better|good|fine|ok|easiest|me|for me|easier))*)\b"
_SPEAKS, _TIMED = re.compile(rf"\b(?:{_BEFORE})"), re.compile(rf"\b(?:{_ONLY}|{_AFTER})")
_NAMES = re.compile(rf"\b(?:{_DAY}|{_PART}|school|day|week|noon|asap)\b|\d")
_TOLD = re.compile(
    r"\b(?:since|ago|yesterday|last|was|been|started|began|happened|came|went|said|told|promised|waited|every"
    r"|again|stopped|stops|missed|nobody|noone|no one|drips?|leaks?|dripping|leaking|not work\w*|doesnt|isnt|wont|goes? off|cuts? out|turns? off"
    r"|heating|water|boiler|lights?|hot|cold|bins?|noise|music|nights)\b"
)
"""How long it has lasted, what was promised, or the fault itself."""
_OF_THE_FAULT = re.compile(
    r"\b(?:works?|water|heating|hot|cold|comes? on|goes? off|collected|happens|drips?|leaks?|is|are|told|said|promised|supposed|was|every)\b(?: \w+){0,3} ?$"
)
"""Before a mere time: 'hot water only in the mornings', 'they said they would come on thursday please'."""
_SO = re.compile(r"\bso (?=.)")
_SENTENCE = re.compile(r"[.;!?\n]+(?=\s|$)|\n")
_MOST = 600
"""Letters in which it is looked for."""


def when_suits(text: str) -> str:
    """The words of this text that say when it would suit them, in plain small letters; '' for none."""
    plain = re.sub(r"['’`]", "", text.casefold()[:_MOST])
    found = list[str]()
    for sentence in _SENTENCE.split(plain):
        timed, spoken = _TIMED.search(sentence), _SPEAKS.search(sentence)
        if timed and _OF_THE_FAULT.search(sentence[: timed.start()]):
            timed = None
        begins = min((hit.start() for hit in (timed, spoken) if hit), default=len(sentence))
        words = sentence[begins:].strip()
        last = _SO.split(words)[-1]  # "i work nine to five so evenings please"
        words = last if _NAMES.search(last) else words
        if _NAMES.search(words) and not _TOLD.search(words):
            found.append(words)
    return ", ".join(found)
