"""Days that are named: 'tomorrow', 'next tues', '14/11', '14th nov', 'the 14th'. A grammar of our own: see the README.

The value is an ISO date where the words say which day it is: by themselves (a year in them), or with the day of the
message. Otherwise it is the plain words; a day is never guessed.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re
from collections.abc import Iterator
from datetime import date, timedelta

from classifiers.days import MONTHS, WEEKDAYS
from classifiers.entities.view import Found, View

_WEEKDAYS = WEEKDAYS | {f"{word}s": number for word, number in WEEKDAYS.items() if word.endswith("day")}
_TODAY = {"today": 0, "tonight": 0, "2day": 0, "2nite": 0, "tomorrow": 1, "tomorow": 1, "tommorow": 1, "tommorrow": 1, "tomorro": 1, "tmrw": 1, "tmw": 1, "tomoz": 1, "2moro": 1, "2morrow": 1, "tomo": 1, "yesterday": -1}  # fmt: skip
_DAYS, _MONTH_NAMES = frozenset(_WEEKDAYS), frozenset(MONTHS)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))

_NUMERIC = re.compile(
    r"(?<![\w/£$.,:-])(?:(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)|(?P<day>\d{1,2})(?P<sep>[/.-])(?P<month>\d{1,2})(?:(?P=sep)(?P<year>(?:20)?\d\d))?)(?![\w/£%]|[.:-]\d)"
)
_DATED = re.compile(
    r"(?:\b(?:on|by|since|from|dated?|the|until|till|before|after|day|visit|appointment|booked|letter|for|of|due|"
    + _WEEKDAY
    + r")[ :]{1,2}(?:the )?)$"
)
_NO_DATE = re.compile(
    r"(?:flat|door|number|no|room|unit|ref|job|size|rated|bed|stage|step|part|page|only|scored?)[ .:]{1,2}$"
)
_DAY_MONTH = re.compile(
    rf"(?<![\w/£.])(?P<day>\d{{1,2}})[ ]?(?:st|nd|rd|th)?(?: of)?[ ](?P<month>{_MONTH})\b\.?(?:,? (?P<year>20\d\d))?(?! be\b)"
)
_MONTH_DAY = re.compile(
    rf"\b(?P<month>{_MONTH})[ ](?:the )?(?:(?P<day>\d{{1,2}})(?P<th>st|nd|rd|th)?(?:,? (?P<year>20\d\d))?|(?P<only>20\d\d))(?![\w:/£%]|[.]\d)"
)
_IN_MONTH = re.compile(
    rf"\b(?:in|since|last|next|by|until|till|from|early|late|mid|end of|back in|of|before)[ -](?P<month>{_MONTH})\b(?! (?:be|have|not|i|we|the|also|need|just|as))"
)
_WORDS = re.compile(
    rf"\b(?:the )?(?:day (?P<after>after|before) (?:tomorrow|yesterday)|(?P<plain>{'|'.join(_TODAY)})|(?:the )?(?P<which>this|next|last|coming) (?P<span>week|weekend|wk|month)(?: (?:coming|end))?|"
    r"in (?:a|an|one|two|three|four|five|six|seven|\d{1,2}) (?P<unit>days?|weeks?|fortnight)(?:'?s? time)?|(?:at |over |on )?the (?P<end>weekend))\b"
)
_ON_DAY = re.compile(
    rf"\b(?:(?P<which>this coming|this|next|last|coming|on|every)[ ])?(?P<day>{_WEEKDAY})\b(?!')(?:[ ](?P<week>week|next|gone|coming|last)\b)?"
)
_CUE_DAY = re.compile(
    rf"(?:\b(?:on|this|next|last|coming|since|by|until|till|every|from|for|before|after|except|bar|booked|come|came|it's|its|free|in|is|was|not|between|late|early|about|of|said|(?:{_WEEKDAY}),?(?: or| and| to|/|-)?)[ ]?|[,:;(/&-][ ]?)$"
)
_AFTER_DAY = re.compile(
    rf"[ ,/]{{1,2}}(?:am|pm|morning|mornings|afternoon|afternoons|evening|eve|night|or (?:{_WEEKDAY})|and (?:{_WEEKDAY})|the \d|\d{{1,2}}(?:st|nd|rd|th|am|pm)|between \d|after \d|before \d|\d{{1,2}}[-/]\d)"
)
_SHORT = frozenset(("sat", "sun", "wed", "mon", "fri", "thu", "tue"))
_COMING = re.compile(
    r"\b(?:can|could|will|ll|come|coming|free|available|book|booked|appointment|by|until|till|for|any|suit|please|pls|would|tomorrow|next|visit|move|change|reschedule|home)\b[^.!?\n]{0,50}$"
)
_PAST = re.compile(
    r"\b(?:since|came|was|were|last|reported|rang|called|told|missed|been|went|stopped|broke|started|had|did|didn't|didnt|happened|turned up|waited|stayed|said|phoned|emailed|fitted|from)\b[^.!?\n]{0,40}$"
)
_THE_NTH = re.compile(
    rf"\b(?:(?:on|by|until|till|since|from|before|after|for|(?:{_WEEKDAY}),?|it's|its|not|to|and|or|of|between)[ ])(?P<said>(?:the )?(?P<day>\d{{1,2}})[ ]?(?:st|nd|rd|th))(?=$|[.,;:!?)\n]|[ ](?:at|between|and|or|to|but|please|pls|if|from|is|was|am|pm|morning|afternoon|for|in|when|because|as|instead|any|i|we|he|she|they|you|not|the|my|it|so|with|after|before)\b)"
)


def dates(view: View) -> Iterator[Found]:
    """Days, as ISO dates where it is clear which."""
    if view.digits:
        yield from _numeric(view)
    if view.has(_MONTH_NAMES):
        yield from _months(view)
    if view.has(_GATE):
        for hit in view.finditer(_GATE, _WORDS):
            yield Found("date", _relative(hit, view.on), *hit.span())
    if view.has(_DAYS):
        yield from _weekdays(view)
    if view.digits and ("th" in view.text or "st" in view.text or "nd" in view.text or "rd" in view.text):
        for hit in view.finditer(view.digits, _THE_NTH):
            if 1 <= int(hit["day"]) <= 31:
                yield Found("date", hit["said"], *hit.span("said"))


_GATE = frozenset((*_TODAY, "week", "weekend", "wk", "month", "fortnight", "days", "day", "weeks"))


def _numeric(view: View) -> Iterator[Found]:
    text = view.text
    if "/" not in text and "-" not in text and "." not in text:
        return
    for hit in view.finditer(view.digits, _NUMERIC):
        if hit["y"]:
            value = _iso(int(hit["y"]), int(hit["m"]), int(hit["d"]))
            if value:
                yield Found("date", value, *hit.span())
            continue
        day, month = int(hit["day"]), int(hit["month"])
        if not (1 <= day <= 31 and 1 <= month <= 12) or (hit["sep"] != "/" and not hit["year"]):
            continue
        before = text[max(0, hit.start() - 14) : hit.start()]
        if not hit["year"]:
            told = _DATED.search(before) or (len(hit["month"]) == 2 and hit["month"][0] == "0")
            if _NO_DATE.search(before) or (day, month) == (24, 7) or not (told or day > 12):
                continue
        yield Found(
            "date",
            _day(day, month, int(hit["year"]) % 100 + 2000 if hit["year"] else None, view.on, hit[0]),
            *hit.span(),
        )


def _months(view: View) -> Iterator[Found]:
    for hit in view.finditer(_MONTH_NAMES, _DAY_MONTH):
        day, month = int(hit["day"]), MONTHS[hit["month"]]
        if 1 <= day <= 31:
            year = int(hit["year"]) if hit["year"] else None
            yield Found(
                "date",
                _day(day, month, year, view.on, hit[0]),
                hit.start(),
                hit.end("year") if year else hit.end("month"),
            )
    for hit in view.finditer(_MONTH_NAMES, _MONTH_DAY):
        month = MONTHS[hit["month"]]
        if hit["only"]:
            yield Found("date", f"{hit['only']}-{month:02}", *hit.span())
        elif 1 <= int(hit["day"]) <= 31 and (hit["th"] or hit["year"] or hit["month"] not in ("may", "march", "mar")):
            yield Found(
                "date",
                _day(int(hit["day"]), month, int(hit["year"]) if hit["year"] else None, view.on, hit[0]),
                *hit.span(),
            )
    for hit in view.finditer(_MONTH_NAMES, _IN_MONTH):
        if view.written[hit.start("month")].isupper() or hit["month"] not in ("may", "mar", "sep", "dec", "jan", "jun"):
            yield Found("date", hit["month"], *hit.span("month"))


_LISTED = re.compile(rf"(?:{_WEEKDAY})(?:,? (?:or|and|to) |, ?|[&/-] ?)$")
_VERB = re.compile(r"(?:\b(?:in|is|was|not|for|of|about|and|or|to)[ ]|[,&(-][ ]?)$")


def _weekdays(view: View) -> Iterator[Found]:
    text = view.text
    for hit in view.finditer(_DAYS, _ON_DAY):
        name, which = hit["day"], hit["which"]
        before = text[max(0, hit.start() - 60) : hit.start()]
        if name in _SHORT and not which and not _CUE_DAY.search(before[-14:]) and not _AFTER_DAY.match(text, hit.end()):
            continue
        doubtful = name in ("sat", "sun") and which is None and _VERB.search(before) and not _LISTED.search(before)
        if doubtful and not _AFTER_DAY.match(text, hit.end()):
            continue  # 'is sat on the stairs', 'not hurt, sat down'
        start, end = (hit.start("day") if which in ("on", "every") else hit.start()), hit.end()
        value = text[start:end]
        if view.on and which != "every" and not name.endswith("days"):
            value = _weekday(_WEEKDAYS[name], which or hit["week"] or "", view.on, before) or value
        yield Found("date", value, start, end)


def _weekday(weekday: int, which: str, on: date, before: str) -> str:
    """Which day: '' where two could be meant ('next friday', said on a Monday; 'friday' with no word of when)."""
    ahead = (weekday - on.weekday()) % 7
    if which in ("last", "gone"):
        return (on - timedelta(days=(on.weekday() - weekday) % 7 or 7)).isoformat()
    if which in ("next", "week"):
        same_week = on.weekday() + ahead < 7 and ahead > 0
        return "" if same_week or which == "week" else (on + timedelta(days=ahead or 7)).isoformat()
    if ahead == 0:
        return ""
    if which in ("this", "coming", "this coming"):
        return (on + timedelta(days=ahead)).isoformat()
    if _PAST.search(before):
        return (on - timedelta(days=7 - ahead)).isoformat()
    return (on + timedelta(days=ahead)).isoformat() if _COMING.search(before) else ""


def _relative(hit: re.Match[str], on: date | None) -> str:
    words = " ".join(hit[0].split())
    if on is None:
        return words
    if hit["plain"]:
        return (on + timedelta(days=_TODAY[hit["plain"]])).isoformat()
    if hit["after"]:
        return (on + timedelta(days=2 if hit["after"] == "after" else -2)).isoformat()
    number = re.search(r"in (\d{1,2}) days?", words)
    return (on + timedelta(days=int(number[1]))).isoformat() if number else words


def _day(day: int, month: int, year: int | None, on: date | None, words: str) -> str:
    """A day of the year: without a year, the one nearest to the day of the message, if that is known."""
    if year is None and on is not None:
        near = [told for each in (on.year - 1, on.year, on.year + 1) if (told := _date(each, month, day))]
        if near:
            return min(near, key=lambda each: abs((each - on).days)).isoformat()
    told = _date(year, month, day) if year is not None else None
    return told.isoformat() if told else " ".join(words.split()).rstrip(".,")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(year: int, month: int, day: int) -> str:
    told = _date(year, month, day)
    return told.isoformat() if told else ""
