"""What they had asked for, kept with the times put to them: 'none of those', or a new list, is answered by it too."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, time
from typing import Any

from router.model import TimesOffered
from router.values import Wish

_WISHED = "wished"
"""In the `need` of times: what they had asked for."""
_DAYS, _HOURS = ("days", "not_days"), ("at", "not_before", "not_after")


def keep_wishes(times: TimesOffered, wishes: Sequence[Wish]) -> None:
    """With these times, for whoever wants none of them."""
    if wishes:
        times.need = {**times.need, _WISHED: [_as_json(wish) for wish in wishes]}


def wished(times: TimesOffered) -> list[Wish]:
    """What they had asked for when these times were put to them; nothing where they had not said."""
    return [_from_json(each) for each in times.need.get(_WISHED) or ()]


def days_refused(wishes: Sequence[Wish]) -> tuple[Wish, ...]:
    """Only the days that none of these wants; () where they refuse none."""
    some = (Wish(not_days=wish.not_days, not_weekdays=wish.not_weekdays) for wish in wishes)
    return tuple(wish for wish in some if wish != Wish())


def lasting(wishes: Sequence[Wish]) -> tuple[Wish, ...]:
    """What holds for any visit: evenings, no Mondays. Not a day or an hour that they named for one."""
    return tuple(wish for wish in wishes if wish != Wish() and not (
        wish.days or wish.at or wish.first_day or wish.last_day or wish.soonest)) or days_refused(wishes)  # fmt: skip


def still_refusing(wishes: Sequence[Wish], before: Sequence[Wish]) -> tuple[Wish, ...]:
    """These wishes, with the days that they had refused before: who is at work on Thursdays is so next time too. What
    they name now, they want."""
    days = {day for wish in before for day in wish.not_days}
    weekdays = {weekday for wish in before for weekday in wish.not_weekdays}

    def beside(wish: Wish) -> Wish:
        named = {*wish.weekdays, *(day.weekday() for day in wish.days)}
        return replace(wish, not_days=tuple(dict.fromkeys((*wish.not_days, *sorted(days - {*wish.days})))),
                       not_weekdays=tuple(dict.fromkeys((*wish.not_weekdays, *sorted(weekdays - named)))))  # fmt: skip

    return tuple(beside(wish) for wish in wishes)


def _as_json(wish: Wish) -> dict[str, Any]:
    told = {name: value for name, value in asdict(wish).items() if value}
    return {name: [each.isoformat() for each in value] if name in _DAYS else value.isoformat()
            if isinstance(value, date | time) else value for name, value in told.items()}  # fmt: skip


def _from_json(told: Mapping[str, Any]) -> Wish:
    made: dict[str, Any] = {}
    for name, value in told.items():
        if name in _DAYS:
            made[name] = tuple(map(date.fromisoformat, value))
        elif name in _HOURS:
            made[name] = time.fromisoformat(value)
        elif name in ("first_day", "last_day"):
            made[name] = date.fromisoformat(value)
        else:
            made[name] = tuple(value) if isinstance(value, list) else value
    return Wish(**made)
