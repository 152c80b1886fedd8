"""Hours in an answer: 'after 3', 'til 2', '5-8', 'half 2', 'after school', 'before i get the kids at 3'. London time."""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re
from dataclasses import dataclass
from datetime import time

from classifiers.answers.said import Said

_NUMBERS = {word: number for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)}  # fmt: skip  # noqa: SIM905
_N = rf"(?:\d{{1,2}}|{'|'.join(_NUMBERS)})"
_DAYTIME = r"(?: ?(?:in the|at) (?P<%s>night|small hours|early hours|morning|afternoon|evening)\b)?"
"""'7 in the evening', '1.30 at night': which half of the day an hour is of."""
_HOUR = rf"(?:(?:half|quarter|ten|twenty)(?: past| to)? {_N}|{_N}(?:[:.][0-5]\d)?(?: ?o ?clock)?(?: ?(?:am|pm|a\.m\.?|p\.m\.?)\b)?|noon|midday|lunchtime)(?![\w/:%]|[.]\d|(?:st|nd|rd|th)\b| (?:mins?|minutes?|hours?|hrs?|days?|weeks?|of|kids|people|children)\b)"
_CLEAR = rf"(?:(?:half|quarter|ten|twenty)(?: past| to)? {_N}|{_N}[:.][0-5]\d(?: ?(?:am|pm)\b)?|{_N} ?(?:am|pm|a\.m\.?|p\.m\.?)(?!\w)|{_N} o ?clock|{_N}(?= (?:in the|at) (?:night|small|early|morning|evening))|noon|midday|midnight)(?![\w/:%]|[.]\d)"
_TILL = r"(?:until|til|till)"
_OUT = r"(?:(?:out|away|busy|at work|working|work|in work|at college|at school|not (?:in|home|back|free|available|around|here)|nobody(?:s| is| will be)? (?:in|home|here|there))(?: again)?(?: all day)?)"
AWAY = re.compile(
    rf"\b(?:(?:{_OUT} (?:{_TILL}|before)(?: about| around| after)?|(?:be )?(?:back|home)(?: home)?(?: at| by| from| around| about| after| for)+) (?P<hour>{_HOUR})|finish(?:es)?(?: work| school| my shift)?(?: at| around| about)? (?P<done>{_HOUR}))(?: (?:every|each) day)?"
)
_AFTER = re.compile(
    rf"(?<!quarter )(?<!half )(?<!ten )(?<!twenty )(?<!not )(?<!nothing )\b(?:any ?time |any day |only |anything )?(?:(?:not|nothing|dont come|no one) (?:before|{_TILL})|after|from|gone|past|later than)(?: about| around)? (?P<hour>{_HOUR}){_DAYTIME % 'of'}(?: onwards?)?"
)
_BEFORE = re.compile(
    rf"\b(?:any ?time |only |anything )?(?:(?:not|nothing|no) (?:later than|after)|before|by|{_TILL}|up to|out (?:by|at|from)|leave (?:at|by)|leaving (?:at|by)|need to be gone by)(?: about| around)? (?P<hour>{_HOUR}){_DAYTIME % 'of'}"
)
_KIDS = re.compile(
    rf"\b(?:before )?(?:(?:i|we|ive|have|need|got|must|to) ){{0,4}}(?:pick|get|collect|fetch)(?:ing)?(?: up)? (?:(?:the|my) )?(?:kids?|children|son|daughter|little one|grandkids|them|him|her)(?: up)?(?: from school)?(?: at| for| by) (?P<hour>{_HOUR})(?: so (?:it )?(?:has to be |must be |needs to be )?before (?:that|then))?"
)
_RANGE = re.compile(
    rf"\b(?:between |from |any ?time between )?(?P<a>{_HOUR})[ ]?(?:-|to|{_TILL}|and)[ ]?(?P<b>{_HOUR})"
)
_AND = re.compile(rf"^(?!between|any ?time between).* and {_HOUR}$")
_AT = re.compile(
    rf"(?<![\w/:.])(?<!how )(?<!what )(?:(?:at|around|about) (?P<hour>{_HOUR}){_DAYTIME % 'of'}|(?:at |around |about )?(?P<clear>{_CLEAR}){_DAYTIME % 'by'})(?: ish)?"
)
_NAMED = (
    (r"after (?:the )?(?:school run|drop ?off|dropping (?:the )?(?:kids|children)(?: off)?)", (9 * 60 + 30, None)),
    (r"after (?:school|nursery|pick ?up|(?:i|we)(?:ve)? (?:get|got|pick(?:ed)?|collect(?:ed)?) (?:the |my )?(?:kids|children)(?: up)?)", (15 * 60 + 30, None)),
    (r"after (?:work|my shift|college)", (17 * 60, None)),
    (r"after (?:tea|dinner)", (18 * 60, None)),
    (r"after lunch", (13 * 60, None)),
    (r"before (?:school|the school run)", (None, 8 * 60 + 30)),
    (r"before work", (None, 9 * 60)),
    (r"before (?:lunch|dinner ?time)", (None, 12 * 60)),
    (r"(?:at |around |over )?lunch ?time", (12 * 60, 14 * 60)),
)  # fmt: skip
_THAT = re.compile(
    r"\b(?:so )?(?:(?:can|could) (?:he|she|they|you|it) (?:come|be) )?(?:any ?time )?(?:before|after) ?(?:that|then)?(?= *(?:[.,!?\n]|please|$))"
)
_NAMES = tuple((re.compile(rf"\b(?:any ?time )?{pattern}\b"), limits) for pattern, limits in _NAMED)
_PATTERNS = (("after", AWAY), ("before", _KIDS), ("after", _AFTER), ("before", _BEFORE))


@dataclass(slots=True)
class Hours:
    """`window`: both ends were named together; `away`: it tells when they will be back, not what they would like."""

    after: time | None = None
    before: time | None = None
    at: time | None = None
    window: tuple[time, time] | None = None
    away: bool = False
    odd: bool = False

    def __bool__(self) -> bool:
        return bool(self.after or self.before or self.at or self.window)


def hours(said: Said) -> Hours:
    """What hours are named, each taken away."""
    found = Hours()
    for pattern, (after, before) in _NAMES:
        if said.take_all(pattern):
            found.after = _time(after) if after else found.after
            found.before = _time(before) if before else found.before
    for hit in said.take_all(_KIDS):
        found.before = _at(hit["hour"])
    for hit in _RANGE.finditer(said.rest):
        if _AND.match(hit[0]) or (re.fullmatch(r"\d ?- ?\d", hit[0]) and int(hit[0][0]) <= 4 and int(hit[0][-1]) <= 4):
            continue  # '2 and 3', '1-2' may be numbers of the offered times
        first, last = _at(hit["a"]), _at(hit["b"])
        if first and last and last <= first and last.hour < 12:
            last = _time((last.hour + 12) * 60 + last.minute)
        if first and last and first < last:
            found.window = (first, last)
            said.take(*hit.span())
    _limits(found, said)
    for hit in said.take_all(_AT):
        named, earlier = _of_daytime(_at(hit["hour"] or hit["clear"]), hit["of"] or hit["by"] or ""), found.at
        found.at = named
        found.odd = found.odd or named is None or (earlier is not None and earlier != named)  # '9.30 or 12.10'
    if found:
        said.take_all(_THAT)  # 'so after that'
    return found


def _limits(found: Hours, said: Said) -> None:
    """'after 3', 'til 2'."""
    for side, pattern in _PATTERNS:
        for hit in said.take_all(pattern):
            told = hit["hour"] or (hit["done"] if pattern is AWAY else None)
            limit = _of_daytime(_at(told or ""), hit.groupdict().get("of") or "")
            found.odd = found.odd or limit is None
            found.away = found.away or (pattern is AWAY and bool(hit["hour"]))
            if side == "after":
                found.after = limit
            else:
                found.before = limit


def _of_daytime(at: time | None, told: str) -> time | None:
    """The hour in the half of the day that was said with it: '1.30 in the night' is before dawn, '8 in the evening' is
    not in the morning. As it was where they said none."""
    if at is None or not told:
        return at
    hour = at.hour % 12
    late = told in ("afternoon", "evening") or (told == "night" and hour >= 6)
    return time(hour + 12 if late else hour, at.minute)


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _at(told: str) -> time | None:
    """'3' is in the afternoon, as nobody visits at night; '8' is in the morning. None for no hour at all."""
    told = told.strip()
    if told in ("noon", "midday", "lunchtime"):
        return time(12)
    if told == "midnight":
        return time(0)
    spoken = re.fullmatch(rf"(half|quarter|ten|twenty)(?: (past|to))? ({_N})", told)
    if spoken:
        minutes = {"half": 30, "quarter": 15, "ten": 10, "twenty": 20}[spoken[1]]
        hour = _hour(spoken[3], "")
        if hour is None or (spoken[1] != "half" and not spoken[2]):
            return None
        return _time(hour * 60 + (-minutes if spoken[2] == "to" else minutes))
    plain = re.fullmatch(rf"({_N})(?:[:.](\d\d))?(?: ?o ?clock)?(?: ?(a|p)\.?m?\.?)?", told)
    hour = _hour(plain[1], plain[3] or "") if plain else None
    return time(hour, int(plain[2] or 0)) if plain and hour is not None else None


def _hour(told: str, half: str) -> int | None:
    number = _NUMBERS.get(told) or (int(told) if told.isdigit() else 0)
    if told.startswith("0") and not half:
        return number  # '07:30', '01:30': as a clock of 24 hours writes them
    if half and 1 <= number <= 12:
        return number % 12 + (12 if half == "p" else 0)
    if 13 <= number <= 23:
        return number
    return None if not 1 <= number <= 12 else number + 12 if number < 8 else number
