"""Since when: how long it has lasted or when it began ('3 weeks', 'since friday', 'reported in march').

`days` is what the words say at the least, and None where they do not say: 'since friday' has a number of days only when
the day of the message is known. A length of time that is not that of a fault (a baby's age, a notice) is left alone.
"""

# ruff: noqa: E501, SIM905 -- patterns and tables are read more easily on one line

import re
from calendar import monthrange
from datetime import date, timedelta

from classifiers.days import MONTHS, WEEKDAYS
from classifiers.reading import Label, Reading
from router.values import Landlord, Since

MOST = 4
_UNITS = {
    "hour": 0, "hours": 0, "hr": 0, "hrs": 0, "day": 1, "days": 1, "night": 1, "nights": 1, "week": 7,
    "weeks": 7, "wk": 7, "wks": 7, "weekends": 7, "fortnight": 14, "month": 30, "months": 30, "mth": 30, "mths": 30, "year": 365,
    "years": 365, "yr": 365, "yrs": 365, "mnths": 30, "winters": 365, "ages": -1, "dys": 1,
}  # fmt: skip
_NUMBERS = {
    word: number
    for number, words in enumerate("no,a an one,two couple,three few,four,five,six,seven,eight,nine,ten,eleven,twelve,thirteen,fourteen".split(","))
    for word in words.split()
} | {"few": 2, "several": 2, "many": 2, "some": 2, "twenty": 20, "thirty": 30, "half": 0}  # fmt: skip
_JOINED = re.compile(r"(\d{1,3})(hours?|hrs?|days?|nights?|weeks?|wks?|months?|mths?|years?|yrs?|mins?|dys)")
_DAY = "|".join(WEEKDAYS)
_PLAIN_DAY = "|".join(word for word in WEEKDAYS if word not in ("sat", "sun", "mon", "wed"))
"""Days that are no other word: 'and sat in the dark'."""
_MONTH = "|".join(MONTHS)
_NUMBER = r"(?:\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|twenty|thirty|several|many|(?:a )?(?:good |last )?few|(?:a )?(?:good )?couple(?: of)?|(?:a |one )?half a)"
_WHEN = (
    rf"(?:(?:about |around |roughly |like |early |late |the |last |this |before |after |back in )*(?:{_DAY}|weekend|week|month|year|summer|winter|spring|autumn|easter|christmas|xmas|new year|bank holiday|boxing day|yesterday|today|tonight|"
    rf"last night|morning|afternoon|evening|night|lunchtime|teatime|dinner|midnight|noon|birth|{_MONTH}|half term|\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH})|\d{{1,2}}(?:st|nd|rd|th)|(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?|"
    rf"\d{{1,2}}(?: [.] \d\d)? ?(?:am|pm)|(?:\d{{1,2}}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: [.] \d\d)? (?:this morning|last night|yesterday|in the morning|tonight|today)|before {_NUMBER} \w+|{_NUMBER} (?:hours?|days?|nights?|weeks?|wks?|months?|years?|yrs?)(?: ago| back)?)"
    rf"(?: (?:morning|afternoon|evening|night|gone|just gone|last year|last week|before last|\d{{4}}))*)"
)
_EVENT = r"(?:(?:i|we|ive|weve|i have|we have|she|he|they|you|my \w+|the|your|our|that|it|last|moving|being|having|then|ive been|us|next door)(?! (?:cannot|need|want|dont|cant|ask|asked|mention|say)) )(?:(?!and|but|so|because|which|with)[^ .,]+ ){0,3}(?!and|but|so|because|which|with)[^ .,]+"
_SINCE = re.compile(rf" (?:ever )?since (?:(?:{_WHEN})|{_EVENT})(?= )")
_ONSET = re.compile(
    rf" (?:reported|told|rang|called|phoned|emailed|wrote|logged|complained|started|began|begun|broke|broken|went|gone|stopped|packed|died|burst|cut|happened|noticed|failed|snapped|cracked|collapsed|turned|"
    rf"came (?:off|out|down|through)|fell|promised)(?: (?!{_DAY}|last|in|on|yesterday|since|for)[^ .]+){{0,5}}? "
    rf"(?P<w>(?:(?:back )?(?:on|in) )?(?:the )?(?:(?:last|this|early|late|beginning of|end of|start of) )*(?:{_PLAIN_DAY}|(?<=on )(?:{_DAY})|(?<=last )(?:{_DAY})|yesterday|last night|(?<=in )(?:{_MONTH})|(?<=back in )(?:{_MONTH})|(?<=last )(?:{_MONTH})|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH})|"
    rf"(?<=last )(?:week|month|year|summer|winter|spring|autumn|night)|(?<=this )(?:morning|afternoon|week|month))(?: (?:morning|night|evening|afternoon))?)(?= )"
)
_ALL = re.compile(
    r" (?:(?:for|it) )?all (?:the )?(?:last )?(?:night|day|week|weekend|month|winter|summer|morning|afternoon|year)(?: (?:long|now))?(?= )"
)
_TIMES = re.compile(
    r" (?:(?:the )?(?:second|third|fourth|fifth|sixth|2nd|3rd|4th|5th|6th) time|twice|(?:three|four|five|\d) times) (?:now )?"
    rf"(?:this|in|in the (?:last|past)|since|within) (?:a |the )?(?:{_WHEN}|week|month|year|fortnight)(?= )"
)
_BEFORE = re.compile(
    rf" (?P<said>(?:(?:for|over|nearly|almost|about|around|more than|at least|the last|the past|last|past|well|up to|roughly|like|good|getting on for|going on|coming up|"
    rf"must be|best part of|the best part of) )*(?P<number>{_NUMBER}) )$"
)
_PLURAL = re.compile(r" (?P<said>for (?:the (?:last|past) |over |quite |some |many |bloody |literally |so many )?)$")
_AFTER = re.compile(
    r"\S+ (?P<half>and a (?:half|bit) )?(?P<cue>now|ago|back|running|straight|in a row|and counting|since(?= [.,]| $)|gone|later|so far|(?:(?:like |of |in )?this|with (?:no|nothing|a)|without|no|still|we ve|and still|and no)(?= ))(?= )"
)
_PART_OF_IT = frozenset(("now", "ago", "back", "running", "straight", "in a row", "and counting", "since", "so far"))
_SURE_BEFORE = re.compile(
    r" (?:for|been|waiting|waited|off|broken|without|like this|lasted|out|long|gone|leaking|dripping|since|lasting|weve had|done this|already|down|blocked|reported|this|stuck|day|(?:no|without)(?: [^ .,]+){1,3}) (?:it |this |them |about )?$"
)
_NOT_SO = re.compile(
    r" (?:in|within|every|each|old|aged|next|under|takes?|took|another|notice|give|gave|give me|given|wait|until|lived?(?: [^ .]+){0,3}|living(?: [^ .]+){0,3}|been here|tenants?(?: [^ .]+){0,3}|married|worked|work(?: [^ .]+)?|away|"
    r"holiday|(?:been|am|was|im) a tenant|rent(?:ed|ing)?(?: [^ .]+){0,3}|resident(?: [^ .]+){0,2}|paid|pay|owe|arrears|guarantee|off work|pregnant|for the next|for up to|booked|available|due|once|twice|times|pounds|\d+|"
    r"within a|service|smoke free|went on|after|first|last|than) (?:for |in |of |here |there )*$"
)
_NOT_AFTER = re.compile(
    r"\S+ (?:old|notice|pregnant|time|away|from|a week|a day|per|rent|pay|wages|premature|of age|baby|daughter|son|appointment|window|target|warranty|guarantee|contract|clean|sober|shift|shifts|wait|younger|free|long wait|trial)(?= )"
)


class SinceWhen:
    """Reads how long it has been."""

    name = "since"
    labels = frozenset[str]()

    def __init__(self, landlord: Landlord) -> None:
        self._gates = (
            (_SINCE, frozenset({"since"})),
            (_TIMES, frozenset({"time", "times", "twice"})),
            (_ALL, frozenset({"all"})),
            (_ONSET, frozenset({*WEEKDAYS, *MONTHS, "yesterday", "last", "this"})),
        )

    def classify(self, reading: Reading) -> list[Label]:
        """Fills `reading.since`; gives no labels of its own."""
        found: list[tuple[int, int, int | None]] = []
        known = reading.known
        for pattern, gate in self._gates:
            if not gate.isdisjoint(known):
                for hit in reading.finditer(gate, pattern):
                    start, end = hit.span("w") if "w" in pattern.groupindex else hit.span()
                    found.append((start, end, days_of(hit[0], reading.on)))
        if not known.isdisjoint(_UNITS) or any(word[0].isdigit() and not word.isdigit() for word in known):
            found += _lengths(reading)
        done = -1
        for start, end, days in sorted(found, key=lambda each: (each[0], -each[1])):
            if start < done or len(reading.since) == MOST:
                continue
            done = end
            first, last = reading.words_at(start, end)
            begin, stop = reading.place(first, last)
            reading.since.append(Since(reading.tidied.original[begin:stop], begin, stop, days))
        return []


def _lengths(reading: Reading) -> list[tuple[int, int, int | None]]:
    """'3 weeks', 'for days', '2days now': with something near that says it is how long the fault has lasted."""
    found: list[tuple[int, int, int | None]] = []
    line = reading.line
    for number, word in enumerate(reading.words):
        joined = _JOINED.fullmatch(word) if word[0].isdigit() and len(word) < 12 else None
        if joined is None and word not in _UNITS:
            continue
        here = reading.begins[number]
        before = line[max(0, here - 60) : here]
        told = _BEFORE.search(f"{before}{joined[1]} " if joined else before)
        count, unit = (told["number"] if told else ""), (joined[2] if joined else word)
        if told is None:
            told = _PLURAL.search(before)
            if told is None or not unit.endswith("s"):
                continue
        said = len(told["said"]) - (len(joined[1]) + 1 if joined else 0)
        lead, after = (before[: len(before) - said] if said else before), _AFTER.match(line, here)
        if _NOT_SO.search(lead) or _NOT_AFTER.match(line, here):
            continue
        sure = (
            after or not count or "for " in told["said"] or " last " in f" {told['said']}" or " past " in told["said"]
        )
        if not (sure or _SURE_BEFORE.search(lead) or _is_answer(lead, line[here:])):
            continue
        end = after.end() if after and after["cue"] in _PART_OF_IT else here + len(word)
        found.append((here - said, end, _counted(count, unit)))
    return found


def _is_answer(lead: str, rest: str) -> bool:
    """Does the length stand by itself between stops: '3 weeks.' in answer to 'how long?'"""
    return lead.rstrip()[-1:] in ("", ".", ",") and rest[rest.find(" ") :][:3] in (" . ", " , ", " ")


def _counted(count: str, unit: str) -> int | None:
    words = [word for word in count.split() if word in _NUMBERS or word.isdigit()]
    worth = _UNITS.get(unit, _UNITS.get(unit + "s", 0))
    if worth < 0:
        return None
    if not words:
        return 2 * worth
    if unit.startswith(("hour", "hr")) and words[-1].isdigit():
        return int(words[-1]) // 24
    if "half" in words:
        return worth // 2
    number = int(words[-1]) if words[-1].isdigit() else _NUMBERS[words[-1]]
    return number * worth


def days_of(words: str, on: date | None) -> int | None:
    """Days that these words say have gone by, at the least; None where they do not say, or not without `on`."""
    told = words.split()
    if " time" in words or "twice" in told:
        return None
    if "yesterday" in told or words.endswith("last night"):
        return 1
    if (
        told[-2:-1] == ["this"]
        or told[-1] in ("today", "tonight")
        or words.strip() in ("all night", "all day", "all morning")
    ):
        return 0 if told[-1] in ("morning", "afternoon", "today", "tonight", "night", "day") else None
    length = re.search(rf"({_NUMBER}) (hours?|days?|nights?|weeks?|wks?|months?|years?|yrs?)(?: ago| back)? ?$", words)
    if length:
        return _counted(length[1], length[2])
    return _since(told, on) if on else None


def _since(told: list[str], on: date) -> int | None:
    """The days since a weekday, a month or a date, which is taken to be the last one before the message."""
    month = next((MONTHS[word] for word in told if word in MONTHS), None)
    day = next((int(re.sub(r"\D", "", word)) for word in told if re.fullmatch(r"\d{1,2}(?:st|nd|rd|th)?", word)), None)
    year = next((int(word) for word in told if re.fullmatch(r"20\d\d", word)), None)
    if month is None and year is None:
        weekday = next((WEEKDAYS[word] for word in told if word in WEEKDAYS), None)
        if weekday is None or (on.weekday() == weekday):
            return None  # 'since friday', said on a Friday: today or a week ago
        return (on.weekday() - weekday) % 7
    if month is None:
        return max((on - date(year, 12, 31)).days, 0) if year else None
    year = year or (on.year if (month, day or 1) <= (on.month, on.day) else on.year - 1)
    if "last" in told and "year" in told:
        year = on.year - 1
    last = monthrange(year, month)[1]
    began = date(year, month, min(day or last, last))
    return max((on - began) // timedelta(days=1), 0)
