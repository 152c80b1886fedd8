"""Times of day that are named: '3pm', 'between 10 and 12', 'after school', 'mornings'.

The value is 'HH:MM' or 'HH:MM-HH:MM' where the words say so by themselves; otherwise the plain words.
"""

# ruff: noqa: E501, SIM905 -- patterns are read more easily on one line

import re
from collections.abc import Iterator

from classifiers.entities.view import Found, View

_HOUR = r"\d{1,2}(?:[:.][0-5]\d)?"
_WORD = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_HOURS = {word: number for number, word in enumerate(_WORD.split("|"), 1)}
_NEXT = r"(?=$|[.,;:!?)\n]|[ ](?:on|if|when|please|pls|today|tomorrow|tonight|as|because|cos|or|and|but|is|any|each|every|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekdays?|would|will|for|thanks|thx|this|next|so|he|she|i|they|we|you|o'?clock|in the (?:morning|afternoon|evening)|at the|with|to|the|not|it|that)\b)"
_CLOCK = re.compile(
    rf"(?<![\w£$.:/-])(?:(?P<a>{_HOUR})[ ]?(?P<am>am|pm|a\.m\.?|p\.m\.?)?[ ]?(?:-|to|til|till|until|and)[ ]?)?(?P<b>{_HOUR})[ ]?(?P<pm>am|pm|a\.m\.?|p\.m\.?)(?!\w)|(?<![\w£$.:/-])(?P<h>[01]?\d|2[0-3]):(?P<min>[0-5]\d)(?![\w:%])"
)
_RANGE = re.compile(
    rf"\b(?:between|from|anywhere from|any ?time between)[ ](?:{_HOUR}|{_WORD})[ ]?(?:-|and|to|til|till|until|&)[ ]?(?:{_HOUR}|{_WORD}){_NEXT}|(?<![\w£$.:/,-])(?<!ref )(?:[789]|1[012]|0[789])(?:[.:][0-5]\d)?[ ]?-[ ]?(?:[1-6]|1[0-2])(?:[.:][0-5]\d)?(?![\w/:%£-]|[.]\d| (?:days?|weeks?|months?|years?|times|mins?|hours?|hrs|people|men|inches|cm))"
)
_ABOUT = re.compile(
    rf"\b(?P<said>(?:any ?time )?(?:after|before|from|by|until|till|til|around|about|gone|past|at|since)[ ](?P<hour>\d{{1,2}}[:.][0-5]\d(?![\d.]| ?(?:am|pm|bar|m|kw|%|degrees)\b)|(?:\d{{1,2}}|(?:{_WORD})(?: o'?clock)?)(?![.:]\d){_NEXT}))"
)
_SPOKEN = re.compile(
    rf"\b(?:(?:half|quarter)[ -](?:past |to |after )?(?:{_WORD}|\d{{1,2}})|(?:five|ten|twenty|twenty[ -]five) (?:past|to) (?:{_WORD}|\d{{1,2}})|(?:{_WORD}|\d{{1,2}}) ?o'?clock)\b"
)
_NAMED = re.compile(
    r"\b(?:(?:after|before|around|during) (?:the )?(?:school(?: (?:run|pick ?up|drop(?:[ -]?off)?|hours))?|work|lunch|dinner|tea|nursery|uni|college|my shift|prayers)|school run|school hours|"
    r"(?:(?:in the |the |this |early |late |mid |mid-|first thing in the |every |each )*)(?:mornings?|afternoons?|evenings?|lunch ?times?|tea ?time|dinner ?time|noon|midday|midnight|first thing|last thing|daytime)|(?:am|pm) (?:slot|appointment|only|visit)s?|(?:an|the) (?:am|pm)\b|"
    r"(?:last|all|every|each|at|in the|through the|at the) night|out of hours|any ?time|all day)\b"
)
_GATE_NAMED = frozenset(
    "school work lunch dinner tea nursery uni college shift prayers morning mornings afternoon afternoons evening evenings lunchtime lunchtimes teatime noon midday midnight first last daytime am pm night hours anytime time day".split()
)
_GREETING = re.compile(r"(?:good|top of the|gd|happy)[ ]$")


def times(view: View) -> Iterator[Found]:
    """Times of day, as on a 24-hour clock where it is clear which."""
    if view.digits:
        for hit in view.finditer(view.digits, _CLOCK):
            value = _clock(hit)
            if value:
                yield Found("time", value, *hit.span())
        for hit in view.finditer(view.digits | _GATE_RANGE, _RANGE):
            yield Found("time", _words(hit[0]), *hit.span())
    if view.has(_GATE_SPOKEN):
        for hit in view.finditer(_GATE_SPOKEN, _SPOKEN):
            yield Found("time", _words(hit[0]), *hit.span())
    if view.has(_GATE_ABOUT):
        for hit in view.finditer(_GATE_ABOUT, _ABOUT):
            if _is_hour(hit["hour"]) and not _AWAY.search(view.text[max(0, hit.start() - 8) : hit.start()]):
                yield Found("time", _words(hit[0]), *hit.span("said"))
    if view.has(_GATE_NAMED):
        yield from _named(view)


_GATE_RANGE = frozenset(("between", "from"))
_GATE_SPOKEN = frozenset("half quarter past to oclock clock o o'clock".split())
_GATE_ABOUT = frozenset("after before from by until till til around about gone past at".split())
_AWAY = re.compile(r"(?:\b(?:look|looked|going|aged|age)[ ])$")


def _is_hour(told: str) -> bool:
    """Could it be an hour? 'at 24' and 'at number 40' could not, 'about one' seldom is."""
    if told[0].isdigit():
        return (0 < int(re.split(r"[:.]", told)[0]) <= 12 and not told.startswith("0")) or ":" in told
    return told.split()[0] not in ("one", "two") or "clock" in told


def _named(view: View) -> Iterator[Found]:
    for hit in view.finditer(_GATE_NAMED, _NAMED):
        before = view.text[max(0, hit.start() - 12) : hit.start()]
        bare = hit[0].split()[-1]
        if bare in ("morning", "afternoon", "evening") and (
            _GREETING.search(before) or not before.strip() or before.strip()[-1:] in ("\n",)
        ):
            continue  # 'good morning', and 'Morning all' where a message begins
        if (
            bare in ("morning", "evening")
            and len(hit[0].split()) == 1
            and re.search(r"(?:[\n>]|\b(?:hi|hello|dear|hiya|ey up),?[ ])[ ]?$", before)
        ):
            continue
        yield Found("time", _words(hit[0]), *hit.span())


def _clock(hit: re.Match[str]) -> str:
    if hit["h"]:
        return f"{int(hit['h']):02}:{hit['min']}"
    end = _at(hit["b"], hit["pm"])
    if not hit["a"]:
        return end
    begin = _at(hit["a"], hit["am"]) if hit["am"] else _same_half(hit["a"], hit["b"], hit["pm"])
    return f"{begin}-{end}" if begin and end else _words(hit[0])


def _same_half(first: str, last: str, half: str) -> str:
    """The beginning of '2-4pm' is in the afternoon too; that of '10-12pm' or '10-2pm' is before noon: left as words."""
    hour, until = int(re.split(r"[:.]", first)[0]), int(re.split(r"[:.]", last)[0])
    return _at(first, half) if hour < until < 12 else ""


def _at(told: str, half: str) -> str:
    hour, _, minute = told.replace(".", ":").partition(":")
    number = int(hour)
    if not 1 <= number <= 12:
        return f"{number:02}:{minute or '00'}" if number < 24 and number > 12 else ""
    return f"{number % 12 + (12 if half.startswith('p') else 0):02}:{minute or '00'}"


def _words(told: str) -> str:
    return " ".join(told.split())
