"""All that is named in an answer: offered numbers, days, parts of the day, hours; wanted or refused."""

# ruff: noqa: E501, SIM905 -- patterns and lists are read more easily on one line

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from classifiers.answers.days import Days, Named, near_nth
from classifiers.answers.hours import Hours, hours
from classifiers.answers.said import TAKEN, Said
from classifiers.days import WEEKDAYS
from router.clock import LONDON
from router.values import OfferedTime, Wish

_NAME = "|".join(WEEKDAYS)
_WORDS = {word: number for number, word in enumerate("one two three four five six seven eight nine".split(), 1)}
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_ONE = r"(?: (?:one|1|option|slot|choice|appointment|date)\b)"
_NUMBERED = re.compile(
    rf"(?:\b(?:number|no|option|opt|slot|choice|appointment)[ .:]{{1,2}}|#)(?P<n>\d{{1,2}}|{'|'.join(_WORDS)})\b(?! ?(?:mins?|minutes?|kids|people|of us))"
)
_ORDINAL = re.compile(
    rf"\b(?P<the>the )?(?P<o>{'|'.join(_ORDINALS)}|last|middle|final)(?P<one>{_ONE})?(?! (?:thing|floor|week|time|month|year|night|of|visit|name))\b"
)
_NUMBER = re.compile(
    rf"(?<![\w.:/-])(?P<n>\d{{1,2}}|{'|'.join(word for word in _WORDS if word != 'one')})(?![\w:%/]|[.:]\d|-\w)"
)
_ONE_ALONE = re.compile(r"^[\W_]*one(?=[\W_]*(?:please|thanks|x+)?[\W_]*$)")
_TWO = re.compile(r"^[\W_]*too?[\W_]*$")
_MINUS = re.compile(r"^\W*-\s*(?P<n>\d)\W*$")
_PAIR = re.compile(r"^[\W_]*(?:on )?(\d) ?[/,&-] ?(\d)[\W_]*$")
_OR = re.compile(r"\bor\b")
_PARTS = (
    ("school_run", re.compile(r"\b(?:the |a )?(?:between (?:the )?school runs?|between (?:the )?drop ?off and pick ?up|(?:during |in )?school (?:hours|time)|(?:while|when|whilst) (?:the |my )?(?:kids|children|theyre|they)(?: are)? (?:at|in) school|school run)\b")),
    ("am", re.compile(r"\b(?:(?:in |on )?(?:the |an? |any |every |each |early |late |mid )*(?P<many>mornings)|(?:in |on )?(?:the |an? |early |late |mid |(?P<any>any |every |each ))*(?:morning|(?<!i )am|first thing|(?<!too )early(?! (?:afternoon|evening|december|january|next))))\b(?! late)")),
    ("pm", re.compile(r"\b(?:(?:in |on )?(?:the |an? |any |every |each |early |late |mid )*(?P<many>afternoons)|(?:in |on )?(?:the |an? |early |late |mid |(?P<any>any |every |each ))*(?:afternoon|pm))\b")),
    ("evening", re.compile(r"\b(?:(?:in |on |of )?(?:the |an? |any |every |each |early |late )*(?P<many>evenings|nights)|(?:in |on |of )?(?:the |an? |early |late |(?P<any>any |every |each ))*(?:evening|tonight|(?:(?<=day )|(?<=tomorrow ))night))\b")),
)  # fmt: skip
_ANY = re.compile(r"\b(?:any ?time|any ?day|some ?time|whenever|only|any)\b")
_ORDER = re.compile(r"\b(?:the )?(?P<o>later|latest|earlier) (?:one|slot|time|option)\b")
_BREAK = re.compile(
    rf"(?<!dont )(?<!not )\bcome (?=(?:on )?(?:{_NAME})\b)|[.,;!?\n]|\b(?:but|so|because|(?:can|could) (?:i|we|you|it)|how about|what about|then)\b"
)
_REFUSED_BEFORE = re.compile(
    rf"\b(?:cant|can not|couldnt|not|dont|no|except|bar|apart from|other than|instead of|rather than|avoid|never|wont|unable|busy|i work|working|at work|to work|got work|excluding|away|out)\b[^{TAKEN}]*(?:{TAKEN}+(?:[ ,/&-]|\b(?:or|and|the|on)\b)*)*$"
)
_REFUSED_AFTER = re.compile(
    rf"^(?:{TAKEN}|[ ]|\b(?:is|its|it|i|im|we|would|now|then|really|just|at|all|one|are|were)\b)*\b(?:no good|no use|not(?! (?:the |on )?(?:{_NAME}|before|after|\d|{TAKEN}))|cant|can not|couldnt|wont|doesnt|dont(?! mind)|isnt|unsuitable|working|at work|out|away|busy)\b"
)
_REFUSING_WORDS = re.compile(
    r"\b(?:cant|can not|couldnt|not|dont|no(?: good| use)?|except|bar|apart from|other than|instead of|rather than|avoid|never|wont|unable|"
    r"busy|(?:i )?work(?:ing)?|at work|got work|excluding|away|out|doesnt|isnt|unsuitable)\b"
)
_WORD_BEFORE = re.compile(r"\b([^\W_]+)[ ]*$")
_WORD_AFTER = re.compile(r"[ ]*([^\W_]+)")
_LEADS = frozenset(
    "the take have go with for book want like choose pick prefer please say do yes no not ok okay um er erm uh oh ah hi hello is about "
    "down think guess make it rather thanks yeah yep and n or be so well maybe probably perhaps except sorry then a do "
    "1 2 3 4 5 6 7 8 9 choosing picking confirm accept hiya see lets just dont cant cannot but mean meant mine my choice fine good".split()
)
"""What may stand before a number that is an answer, and"""
_FOLLOWS = frozenset(
    "please thanks is would will works work for then it sounds looks x xx xxx xxxx mate love hun i if but and n or on be suits suit "
    "thank good fine great ok okay perfect lovely yes yeah because sorry no not could can may at as was would ta works best "
    "1 2 3 4 5 6 7 8 9 instead also so with thx duck pal babe lol ideally only better best leave knock buzz bring mind beware".split()
)
"""what may follow it."""
_ONLY_NO = re.compile(rf"\bno (?:(?:the|on|{_NAME}) )*$")
_BETTER = re.compile(r"\b(?:is|are|would be|will be|works?|suits?(?: me| us)?) (?:better|best|easier)\b")
_PLAIN_NO = re.compile(r"(?:^|[^\w ])\s*no (?:the )?$|\bbut no $")


@dataclass(slots=True)
class Meaning:
    """`picks` and `refused` are numbers of offered times. `wishes` are what is wanted, `limits` what holds for each.
    `open`: a kind of time, not one of those offered. `doubtful`: two things may be meant."""

    picks: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    either: bool = False
    wishes: list[Wish] = field(default_factory=list)
    hours: Hours = field(default_factory=Hours)
    open: bool = False
    definite: bool = False
    doubtful: bool = False
    order: str = ""
    places: list[int] = field(default_factory=list)
    """Where the words stand that choose."""
    unknown: list[int] = field(default_factory=list)
    """Numbers that were not offered."""
    maybe: list[date] = field(default_factory=list)
    two_days: bool = False
    """Is the only doubt which of two days is meant, as with 'next thursday' on a Monday?"""
    refusals: list[tuple[int, int]] = field(default_factory=list)
    """The clauses that say what is not wanted."""

    @property
    def refusing(self) -> bool:
        """Are there only things that are not wanted?"""
        return bool(self.wishes) and not any(
            each.days or each.weekdays or each.parts or each.first_day or each.last_day or each.at or each.not_before
            or each.not_after for each in self.wishes
        )  # fmt: skip

    def is_past(self, today: date) -> bool:
        """Is a day named that is over: 'he came last tuesday'?"""
        return any(wish.days and max(wish.days) < today for wish in self.wishes)


def meaning(said: Said, offered: Sequence[OfferedTime], on: datetime, booked: OfferedTime | None) -> Meaning:
    """Reads, and takes away what it read."""
    found = Meaning()
    before = said.rest
    today = on.astimezone(LONDON).date()
    dates = [each.starts_at.astimezone(LONDON).date() for each in offered]
    for number, hit in _numbered(said):
        _pick(found, number, hit, before, len(offered))
    for hit in said.take_all(_ORDER):
        found.order = hit["o"]
        found.places.append(hit.start())
    found.definite = bool(re.search(r"\b(?:the|a)\b[^.,]*\b(?:one|slot|appointment)\b", before))
    pair = _PAIR.match(said.rest)
    if pair and offered and all(1 <= int(pair[n]) <= len(offered) for n in (1, 2)):
        found.picks += [int(pair[1]), int(pair[2])]
        said.take(pair.start(1), pair.end(2))
    found.hours = hours(said)
    tonight = re.search(r"\btonight\b", said.rest)
    reader = Days(said, today, dates, booked.starts_at.astimezone(LONDON).date() if booked else None)
    first_thing = [(part, hit) for part, pattern in _PARTS for hit in pattern.finditer(said.rest) if hit[0] != "early"]
    asked = said.rest
    named = reader.read()
    parts = [(part, hit) for part, hit in first_thing if said.rest[hit.start() : hit.end()] == hit[0]]
    if tonight:
        parts.append(("evening", tonight))
    for _, hit in parts:
        said.take(*hit.span())
    for hit in said.take_all(re.compile(r"(?<!too )\bearly\b(?! late)")):
        parts.append(("am", hit))
    _ordinals(found, said, dates, today, before)
    found.open = bool(said.take_all(_ANY)) or found.open
    found.doubtful = unclear = found.doubtful or reader.odd or found.hours.odd
    _wishes(found, named, parts, asked)
    _numbers(found, said, before, len(offered))
    found.two_days = not unclear and any(each.doubtful for each in named) and not any(
        each.doubtful and (each.bare or len(each.days) < 2) for each in named)  # fmt: skip
    found.either = (len(found.picks) > 1 and bool(_OR.search(before))) or found.either
    return found


def _numbered(said: Said) -> list[tuple[int, re.Match[str]]]:
    return [(_WORDS.get(hit["n"]) or int(hit["n"]), hit) for hit in said.take_all(_NUMBERED)]


def _pick(found: Meaning, number: int, hit: re.Match[str], before: str, offered: int) -> None:
    if _refuses(found, before, *hit.span()):
        found.refused.append(number)
    elif 1 <= number <= offered:
        found.picks += [number] if number not in found.picks else []
        found.places.append(hit.start())
    else:
        found.unknown.append(number)


def _ordinals(found: Meaning, said: Said, dates: list[date], today: date, before: str) -> None:
    """'2nd': the second one, or the 2nd of the month; where both may be, both are meant."""
    for hit in list(_ORDINAL.finditer(said.rest)):
        told = hit["o"]
        number = _ORDINALS.get(told) or (len(dates) if told in ("last", "final") else 2 if len(dates) == 3 else 0)
        if told in ("last", "middle", "final") and not (hit["one"] or hit["the"] or len(said.rest.split()) == 1):
            continue
        if not hit["one"] and not _alone(said.rest, *hit.span()):
            continue
        said.take(*hit.span())
        day = near_nth(number, dates, today) if told[0].isdigit() and not hit["one"] else None
        same = [n for n, each in enumerate(dates, 1) if each == day]
        _pick(found, number, hit, before, len(dates))
        if day and same != [number]:
            found.doubtful = True
            found.picks += [n for n in same if n not in found.picks]


def _numbers(found: Meaning, said: Said, before: str, offered: int) -> None:
    one = _ONE_ALONE.match(before)
    if one and offered:
        _pick(found, 1, one, before, offered)
        said.take(*one.span())
    if _TWO.match(before):
        said.take(0, len(before))
        found.picks += [2] if offered > 1 else []
        found.unknown += [] if offered > 1 else [2]
        return
    if minus := _MINUS.match(said.rest):
        said.take(*minus.span())
        _pick(found, int(minus["n"]), minus, before, offered)
    for hit in list(_NUMBER.finditer(said.rest)):
        if not _alone(said.rest, *hit.span()):
            continue  # '3 of us', '2 kids': left over, for a person to read
        number = _WORDS.get(hit["n"]) or int(hit["n"])
        said.take(*hit.span())
        _pick(found, number, hit, before, offered)


def _alone(rest: str, start: int, end: int) -> bool:
    """Does the number stand as an answer does, with nothing that it counts?"""
    before, after = _WORD_BEFORE.search(rest, 0, start), _WORD_AFTER.match(rest, end)
    return (before is None or before[1] in _LEADS) and (after is None or after[1] in _FOLLOWS)


def take_refusals(said: Said, found: Meaning) -> None:
    """The words that refused something are read."""
    for start, end in found.refusals:
        for hit in list(_REFUSING_WORDS.finditer(said.rest, start, end)):
            said.take(*hit.span())


def _refuses(found: Meaning, before: str, start: int, end: int) -> bool:
    """Is what stands here said not to be wanted, by the clause it stands in?"""
    breaks = [hit.end() for hit in _BREAK.finditer(before, max(0, start - 120)) if hit.end() <= start]
    ahead = before[breaks[-1] if breaks else max(0, start - 120) : start]
    after = _BREAK.search(before, end)
    last = after.start() if after else len(before)
    refused = bool(_REFUSED_BEFORE.search(ahead) or _REFUSED_AFTER.match(before[end:last]))
    if _ONLY_NO.search(ahead) and _BETTER.search(before, end, last):
        refused = False  # 'no, tuesday morning is better'
    if refused:
        found.refusals.append((start - len(ahead), last))
    return refused


def _wishes(found: Meaning, named: list[Named], parts: list[tuple[str, re.Match[str]]], before: str) -> None:
    limits = Wish(at=found.hours.at, not_before=found.hours.after, not_after=found.hours.before)
    if found.hours.window:
        limits = replace(limits, not_before=found.hours.window[0], not_after=found.hours.window[1])
    for each in named:
        each.refused = not each.limit and _refuses(found, before, each.start, each.end)
        if each.refused and each.bare and _PLAIN_NO.search(before[: each.start]):
            each.refused, found.doubtful = False, True
            found.maybe += each.days  # 'no thursday': not that day, or that day instead?
        if each.doubtful:
            found.doubtful = True
            found.maybe += each.days
        found.open = found.open or each.loose
        limits = _limited(limits, each)
        if not each.refused:
            found.places.append(each.start)
    wanted: list[tuple[int, str]] = []
    for part, hit in sorted(parts, key=lambda each: each[1].start()):
        groups = hit.groupdict()
        found.open = found.open or bool(groups.get("many") or groups.get("any"))
        if _refuses(found, before, *hit.span()) and not any(
            each.refused and abs(each.end - hit.start()) <= 2 for each in named
        ):
            limits = replace(limits, not_parts=(*limits.not_parts, part))
        else:
            wanted.append((hit.start(), part))
            found.places.append(hit.start())
    found.wishes = _alternatives(named, wanted, limits, before)


def _limited(limits: Wish, each: Named) -> Wish:
    if each.refused:
        days = each.days
        if each.first and each.last:
            days = tuple(each.first + timedelta(n) for n in range((each.last - each.first).days + 1))
        return replace(limits, not_days=(*limits.not_days, *days), not_weekdays=(*limits.not_weekdays, *each.weekdays))
    if each.first or each.last:
        return replace(limits, first_day=each.first or limits.first_day, last_day=each.last or limits.last_day)
    return limits


def _alternatives(named: list[Named], parts: list[tuple[int, str]], limits: Wish, before: str) -> list[Wish]:
    """One wish for each day that has a part of the day of its own; else all in one."""
    days = [each for each in named if not each.refused and (each.days or each.weekdays)]
    week = next((each for each in named if each.first and each.last and not each.limit and not each.refused), None)
    for each in days:
        if (
            each.bare
            and week
            and week.first
            and len(each.days) == 1
            and (week.last or week.first) - week.first < timedelta(7)
        ):
            each.days = (week.first + (each.days[0].weekday() - week.first.weekday()) % 7 * timedelta(1),)
    groups: list[tuple[list[Named], list[str]]] = []
    last = 0
    marks = sorted(
        [(each.start, each, "") for each in days] + [(place, None, part) for place, part in parts],
        key=lambda mark: mark[0],
    )
    for place, day, part in marks:
        split = bool(groups) and _OR.search(before, last, place) is not None
        if not groups or split:
            groups.append(([], []))
        if day:
            groups[-1][0].append(day)
        elif part not in groups[-1][1]:
            groups[-1][1].append(part)
        last = place
    own = [group for group in groups if group[0] and group[1]]
    if len(own) < 2:
        groups = [(days, list(dict.fromkeys(part for _, part in parts)))]
    made = [
        replace(
            limits,
            days=tuple(dict.fromkeys(day for each in some for day in each.days)),
            weekdays=tuple(dict.fromkeys(day for each in some for day in each.weekdays)),
            parts=tuple(told),
        )
        for some, told in groups
    ]
    return [each for each in made if each != Wish()]
