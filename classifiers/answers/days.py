"""Days in an answer: 'tues', 'the 24th', 'next week', 'before xmas', 'after the bank holiday', 'thursday week'.

Dates that are written out are found by `classifiers.entities.dates`. Here is what only an answer has: a bare weekday is
one to come, or the one that was offered; limits; weeks; feasts. What could be two days is `doubtful`.
"""

# ruff: noqa: E501, SIM905 -- patterns are read more easily on one line

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from classifiers.answers.said import Said
from classifiers.days import MONTHS, WEEKDAYS
from classifiers.entities.dates import dates as written_dates

_DAY = timedelta(days=1)
_NAME = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_FAR = timedelta(days=21)
"""'the 31st' without its month, and further off than this, is asked about."""
_LATELY = timedelta(days=60)
"""'The 20th of November', written on the 23rd, was three days ago, and is not next year's."""
_SPAN = re.compile(
    rf"\b(?:the )?(?:(?P<after_next>week after next)|(?P<which>this|next|coming|last) (?P<span>week|weekend|month)(?! (?:{_NAME}))|(?P<nextday>next week|last week) (?:on )?(?P<nday>{_NAME})|(?P<end>end|beginning|start|middle) of (?:the )?(?:(?P<named>{_MONTH})|(?P<this>month|week)|next (?P<next>month))|(?:(?:any ?time|some ?time) )?in (?P<in>{_MONTH})|(?P<only>(?!may\b|mar\b|march\b)(?:{_MONTH})))(?: only)?\b"
)
_ALONE_MONTH = re.compile(r"^[\W_]*(may|march)[\W_]*$")
_FEASTS = re.compile(
    r"\b(?:the )?(?P<name>christmas eve(?:ning)?|christmas day|christmas week|week of christmas|boxing day|new years? eve(?:ning)?|new years? day|new year|christmas|good friday|easter monday|easter sunday|easter|may day|bank holiday(?P<monday> monday)?s?|bank holidays)\b"
)
_WEEKDAY = re.compile(
    rf"\b(?P<the>the )?(?:(?P<which>this coming|this|next|coming|every|each|any|(?<!the )last(?! {_NAME} of\b)) )?(?P<day>{_NAME})(?P<many>s)?(?: (?P<week>last week|week before last|before last|week|next|after next)\b)?(?:,? (?:the )?(?P<nth>\d{{1,2}})(?:st|nd|rd|th)\b(?! one)(?! (?:of )?(?:{_MONTH})))?(?!\w)"
)
_WEEK_ON = re.compile(rf"\b(?:a )?week (?:on |from |after )?(?P<day>{_NAME}|today|tomorrow)\b")
_RANGE = re.compile(
    rf"\b(?:from |between )?(?P<a>{_NAME})(?: to | til | until |-| through | and (?=(?:{_NAME}) inclusive))(?P<b>{_NAME})\b"
)
_NTH = re.compile(
    r"\b(?P<the>the |on the |on |by the |by |until the |until |after the |before the )?(?P<day>\d{1,2})(?:st|nd|rd|th)\b(?! (?:one|option|slot|choice|time|appointment|floor))"
)
_SITTING = re.compile(
    r"\b(?:im|i am|ive been|been|hes|shes) sat\b"
    r"|\bsat (?:here|there|waiting|around|indoors|freezing|shivering|without|with no|on my own"
    r"|in (?:(?:the|my|a|total|complete|pitch) )*(?:dark|darkness|cold|house|flat|kitchen|chair|wheelchair|bed))\b"
)
"""'Im sat in the dark' is no Saturday."""
_IS_FINE = re.compile(r" (?:fine|good|okay|great|perfect)\b")
"""'Tuesdays fine' is 'Tuesday's fine'."""
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_SPELLED = re.compile(rf"\b(?P<nth>{'|'.join(_ORDINALS)})(?: of)? (?P<month>{_MONTH})\b")
_PLURAL = re.compile(r"\b(?P<what>weekdays?|weekends?|working days?)\b(?: only)?")
_LIMIT = (
    ("from", re.compile(r"\b(?:not (?:free |available |in |home |back |here )?(?:until|before) after|after|any ?time after|later than|the other side of)(?: the)? $"), 1),
    ("from", re.compile(r"\b(?:(?:not|nothing) (?:free |available |in |home |back |here )?(?:until|before)|(?:away|out|off|on holiday|abroad|in hospital|busy|leave it|wait|at work|working)(?: \w+)? until|from|leave it until|back on|back)(?: the)?(?: on)? $"), 0),
    ("to", re.compile(r"\b(?:before|any ?time before)(?: the)? $"), -1),
    ("to", re.compile(r"\b(?:by|until|up to|no later than|not after|not later than)(?: the)? $"), 0),
)  # fmt: skip


@dataclass(slots=True)
class Named:
    """One naming of days. `days` or `weekdays`, or all from `first` to `last`. `doubtful`: any of `days` may be meant.
    `loose`: a whole kind of days ('mondays'), not the one that was offered."""

    start: int
    end: int
    days: tuple[date, ...] = ()
    weekdays: tuple[int, ...] = ()
    first: date | None = None
    last: date | None = None
    loose: bool = False
    doubtful: bool = False
    refused: bool = False
    limit: str = ""
    bare: bool = False


class Days:
    """Finds the days in an answer. `offered` are the days of the offered times, `taken` that of the booked visit."""

    def __init__(self, said: Said, on: date, offered: Iterable[date], taken: date | None) -> None:
        self.said, self.on, self.taken = said, on, taken
        self.offered = sorted(set(offered))
        self.found: list[Named] = []
        self.odd = False

    def read(self) -> list[Named]:
        """In the order of the text; each taken away."""
        self._feasts()
        self._spans()
        for hit in list(_RANGE.finditer(self.said.rest)):
            first = self._coming(WEEKDAYS[hit["a"]], later=True)
            last = first + (WEEKDAYS[hit["b"]] - first.weekday()) % 7 * _DAY
            self._add(hit.start(), hit.end(), first=first, last=last, loose=True)
        for hit in list(_WEEK_ON.finditer(self.said.rest)):
            near = {"today": self.on, "tomorrow": self.on + _DAY}.get(hit["day"])
            day = near or self._coming(WEEKDAYS[hit["day"]], later=True)
            self._add(hit.start(), hit.end(), days=(day + 7 * _DAY,))
        for hit in list(_PLURAL.finditer(self.said.rest)):
            self._add(
                *hit.span(), weekdays=(5, 6) if hit["what"].startswith("weekend") else (0, 1, 2, 3, 4), loose=True
            )
        self._written()
        for hit in list(_WEEKDAY.finditer(self.said.rest)):
            self._weekday(hit)
        for hit in list(_NTH.finditer(self.said.rest)):
            self._nth(hit)
        return sorted(self.found, key=lambda each: each.start)

    def _add(
        self,
        start: int,
        end: int,
        days: tuple[date, ...] = (),
        weekdays: tuple[int, ...] = (),
        first: date | None = None,
        last: date | None = None,
        loose: bool = False,
        doubtful: bool = False,
        bare: bool = False,
    ) -> None:
        """Keeps it, as a limit where 'before' or 'after' stands in front of it."""
        named = Named(start, end, days, weekdays, first, last, loose, doubtful, bare=bare)
        before = self.said.rest[max(0, start - 40) : start]
        for side, pattern, move in _LIMIT:
            hit = pattern.search(before)
            if not hit or weekdays:
                continue
            edge = (last if move > 0 else first) or (days[-1] if move > 0 else days[0])
            if side == "to" and move == 0:
                edge = last or days[-1]
            named.days, named.limit, named.loose = (), side, True
            named.first, named.last = (edge + move * _DAY, None) if side == "from" else (None, edge + move * _DAY)
            named.start = start - len(hit[0])
            break
        self.said.take(named.start, end)
        self.found.append(named)

    def _feasts(self) -> None:
        rest = self.said.rest
        between = re.search(r"\bbetween christmas and new ?years?\b", rest)
        if between:
            year = _next(self.on, 12, 26).year
            self._add(*between.span(), first=date(year, 12, 26), last=date(year, 12, 31), loose=True)
        for hit in list(_FEASTS.finditer(self.said.rest)):
            name, on = hit["name"].replace("evening", "eve"), self.on
            if name.startswith("bank holiday"):
                first, last = _bank_holidays(on, bool(hit["monday"]))
            elif name in ("christmas week", "week of christmas"):
                day = _next(on, 12, 25)
                first = day - day.weekday() * _DAY
                last = first + 6 * _DAY
            elif name == "easter":
                first, last = _easter(on) - 2 * _DAY, _easter(on) + _DAY
            elif name == "new year" and re.search(r"\b(?:in|until) (?:the )?$", rest[: hit.start()]):
                self._add(hit.start(), hit.end(), first=_next(on, 1, 1), loose=True)
                continue
            else:
                first = last = _feast(name, on)
            self._add(*hit.span(), days=(first,) if first == last else (), first=first, last=last, loose=first != last)
            if first == last and not self.found[-1].limit:
                self.found[-1].first = self.found[-1].last = None

    def _spans(self) -> None:
        alone = _ALONE_MONTH.match(self.said.rest)
        if alone:
            first = self._month(MONTHS[alone[1]])
            self._add(*alone.span(1), first=first, last=_month_end(first), loose=True)
        for hit in list(_SPAN.finditer(self.said.rest)):
            self._span(hit)

    def _span(self, hit: re.Match[str]) -> None:
        monday = self.on - self.on.weekday() * _DAY
        if hit["nextday"]:
            week = -7 if hit["nextday"].startswith("last") else 7
            self._add(*hit.span(), days=(monday + (week + WEEKDAYS[hit["nday"]]) * _DAY,))
        elif hit["after_next"]:
            self._add(*hit.span(), first=monday + 14 * _DAY, last=monday + 20 * _DAY, loose=True)
        elif hit["which"] == "last":
            self._last(hit, monday)
        elif hit["span"] == "week":
            first = self.on if hit["which"] == "this" else monday + 7 * _DAY
            self._add(*hit.span(), first=first, last=first + (6 - first.weekday()) * _DAY, loose=True)
        elif hit["span"] == "weekend":
            saturday = monday + (12 if hit["which"] == "next" or self.on.weekday() > 4 else 5) * _DAY
            unclear = self.on.weekday() > 4 or (hit["which"] == "next" and saturday - 7 * _DAY in self.offered)
            near = (saturday - 7 * _DAY,) if unclear and hit["which"] == "next" else ()
            self._add(*hit.span(), days=(*near, saturday, saturday + _DAY), doubtful=unclear)
        elif hit["end"] and hit["this"] == "week":
            self._add(*hit.span(), first=max(self.on, monday + 3 * _DAY), last=monday + 4 * _DAY, loose=True)
        else:
            self._months(hit)

    def _last(self, hit: re.Match[str], monday: date) -> None:
        """'Last week', 'last month': all of it is over."""
        ended = self.on.replace(day=1) if hit["span"] == "month" else monday
        begun = (ended - _DAY).replace(day=1) if hit["span"] == "month" else monday - 7 * _DAY
        begun = monday - 2 * _DAY if hit["span"] == "weekend" else begun
        self._add(*hit.span(), first=begun, last=ended - _DAY, loose=True)

    def _months(self, hit: re.Match[str]) -> None:
        name = hit["named"] or hit["in"] or hit["only"]
        first = self._month(MONTHS[name]) if name else self.on.replace(day=1)
        if hit["next"] or (hit["span"] == "month" and hit["which"] == "next"):
            first = _month_end(first) + _DAY
        last = _month_end(first)
        if hit["only"] and re.search(
            rf"(?:\d|\b(?:{'|'.join(_ORDINALS)}))(?:st|nd|rd|th)?(?: of)? $", self.said.rest[: hit.start()]
        ):
            return
        if hit["only"] and re.match(r" (?:the )?\d", self.said.rest[hit.end() :]):
            return
        if hit["end"] == "end":
            first = max(last - 9 * _DAY, self.on)
        elif hit["end"] in ("beginning", "start"):
            last = first + 9 * _DAY
        elif hit["end"]:
            first, last = first + 9 * _DAY, first + 19 * _DAY
        self._add(*hit.span(), first=max(first, self.on), last=last, loose=True)

    def _written(self) -> None:
        """'24/11', '1st of december', 'tomorrow', 'day after tomorrow': where `entities.dates` gives a date."""
        for hit in list(_SPELLED.finditer(self.said.rest)):
            day = _next(self.on, MONTHS[hit["month"]], _ORDINALS.index(hit["nth"]) + 1)
            self._add(*hit.span(), days=(day,))
        for each in sorted(written_dates(self.said.view), key=lambda found: found.start):
            text = self.said.text[each.start : each.end]
            if re.search(_NAME, text) and not re.search(r"\d", text):
                continue
            if re.fullmatch(r"\d{4}-\d\d-\d\d", each.value):
                day, start, end = date.fromisoformat(each.value), each.start, each.end
                if day < self.on and re.search(r"20\d\d|yesterday", text) is None:
                    day = day if self.on - day <= _LATELY else _next(self.on, day.month, day.day)
                named = re.search(rf"\b({_NAME}),? (?:the |on )?(?:the )?$", self.said.rest[:start])
                spoken = re.match(rf" ?,? ?({_NAME})\b", self.said.rest[end:])
                weekday = named or spoken
                if named:
                    start = named.start()
                elif spoken:
                    end += spoken.end()
                self._checked(start, end, day, WEEKDAYS[weekday[1]] if weekday else None)
            elif re.search(rf"\d.*(?:{_MONTH})|(?:{_MONTH}).*\d", each.value):
                self.odd = True  # '31 november'
                self.said.take(each.start, each.end)

    def _checked(self, start: int, end: int, day: date, weekday: int | None) -> None:
        """A day with its weekday: where these do not agree, either may be meant."""
        if weekday is None or day.weekday() == weekday:
            self._add(start, end, days=(day,))
        else:
            self._add(start, end, days=(day, self._coming(weekday, later=False)), doubtful=True)

    def _weekday(self, hit: re.Match[str]) -> None:
        number, which, week = WEEKDAYS[hit["day"]], hit["which"] or "", hit["week"] or ""
        sitting = _SITTING.finditer(self.said.text) if hit["day"] == "sat" else ()
        if any(each.start() <= hit.start("day") < each.end() for each in sitting):
            return
        if hit["nth"]:
            day = self._nearest_nth(int(hit["nth"]))
            if day is None:
                self._add(*hit.span(), doubtful=True)
            else:
                self._checked(*hit.span(), day, number)
        elif (
            hit["many"] and hit["day"].endswith("day") and not _IS_FINE.match(self.said.rest, hit.end())
        ) or which in ("every", "each", "any"):
            self._add(*hit.span(), weekdays=(number,), loose=True)
        elif week in ("last week", "week before last", "before last"):
            weeks = 7 if week == "last week" else 14
            self._add(*hit.span(), days=(self.on + (number - self.on.weekday() - weeks) * _DAY,))
        elif which == "last":
            self._add(*hit.span(), days=(self.on - ((self.on.weekday() - number) % 7 or 7) * _DAY,))
        elif which == "next" or week == "next":
            ahead = (number - self.on.weekday()) % 7
            near = self.on + (ahead or 7) * _DAY
            if self.on.weekday() + ahead < 7 and ahead:  # still in this week: this one, or the one after?
                both = (near, near + 7 * _DAY)
                self._add(*hit.span(), days=both, doubtful=True)
            else:
                self._add(*hit.span(), days=(near,))
        elif week in ("week", "after next"):
            self._add(*hit.span(), days=(self._coming(number, later=True) + 7 * _DAY,))
        else:
            self._bare(hit, number, which)

    def _bare(self, hit: re.Match[str], number: int, which: str) -> None:
        since = max((each.first for each in self.found if each.first and each.limit == "from"), default=self.on)
        near = since + (number - since.weekday()) % 7 * _DAY
        offered = [day for day in self.offered if day.weekday() == number]
        said_today = near == self.on
        if said_today and not offered and self.taken != near:
            near += 7 * _DAY
        if offered and near not in offered and near not in (self.on, self.taken) and not which:
            self._add(*hit.span(), days=tuple(offered), doubtful=len(offered) > 1, bare=True)
        elif offered and (offered != [near] or said_today):
            self._add(*hit.span(), days=tuple({near: None} | dict.fromkeys(offered)), doubtful=True, bare=True)
        else:
            self._add(*hit.span(), days=(near,), bare=True)

    def _nth(self, hit: re.Match[str]) -> None:
        """'the 24th': unless '2nd' may be the second one."""
        number, told = int(hit["day"]), (hit["the"] or "").strip()
        day = self._nearest_nth(number)
        if told in ("", "the") and number <= max(3, len(self.offered)) and self.offered:
            return  # left to the numbers, which look at both
        if day is None or (day - self.on > _FAR and day not in self.offered):
            self.odd = True
            self.said.take(*hit.span())
            return
        start = hit.start("day")
        self._add(start, hit.end(), days=(day,))

    def _nearest_nth(self, number: int) -> date | None:
        """The next day with this number, of a month that has one."""
        return next((day for day in (self.on + n * _DAY for n in range(62)) if day.day == number), None)

    def _coming(self, weekday: int, later: bool) -> date:
        ahead = (weekday - self.on.weekday()) % 7
        return self.on + (7 if later and not ahead else ahead) * _DAY

    def _month(self, month: int) -> date:
        first = date(self.on.year, month, 1)
        return first if _month_end(first) >= self.on else date(self.on.year + 1, month, 1)


def near_nth(number: int, offered: Iterable[date], on: date) -> date | None:
    """The day that 'the 2nd' would be, if that is among the offered days or next to them: then it may be meant."""
    days = sorted(offered)
    if not days:
        return None
    reach = (days[0] - 2 * _DAY + n * _DAY for n in range((days[-1] - days[0]).days + 5))
    return next((day for day in reach if day.day == number and day >= on), None)


def _month_end(first: date) -> date:
    return (first.replace(day=28) + 4 * _DAY).replace(day=1) - _DAY


def _next(on: date, month: int, day: int) -> date:
    """The next one; a 29th of February is looked for as long as need be."""
    for year in range(on.year, on.year + 9):
        try:
            told = date(year, month, day)
        except ValueError:
            continue
        if told >= on:
            return told
    return on


_FIXED = {
    "christmas": (12, 25), "christmas day": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26),
    "new year": (1, 1), "new year day": (1, 1), "new years day": (1, 1), "new year eve": (12, 31), "new years eve": (12, 31),
}  # fmt: skip


def _feast(name: str, on: date) -> date:
    if name in _FIXED:
        return _next(on, *_FIXED[name])
    if name == "may day":
        return next((day for day in _off(on) if day.month == 5), on)
    return _easter(on) + {"good friday": -2, "easter sunday": 0, "easter monday": 1}[name] * _DAY


def _easter(on: date) -> date:
    """Easter Sunday, the next one whose Monday is not over."""
    mondays = (each for each in _off(on) if _of_year(each.year)[each] == "Easter Monday")
    return next(mondays) - _DAY


@lru_cache(maxsize=8)
def _of_year(year: int) -> dict[date, str]:
    import holidays  # five megabytes that most processes never need

    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB"))


def _off(on: date) -> list[date]:
    return sorted(day for day in (*_of_year(on.year), *_of_year(on.year + 1)) if day >= on)


def _bank_holidays(on: date, monday: bool) -> tuple[date, date]:
    """The first and the last day of the next ones: with the weekend between them, as at Easter and Christmas."""
    days = [day for day in _off(on) if not monday or day.weekday() == 0] or [on]
    first = last = days[0]
    while not monday and (last + _DAY in days or (last + _DAY).weekday() > 4):
        last += _DAY
    while last.weekday() > 4 and last not in days:
        last -= _DAY
    return first, last
