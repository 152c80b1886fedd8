"""What an answer says of the visit that is booked: that it stays, or where it should be moved to."""

from collections.abc import Iterable
from dataclasses import replace

from classifiers.answers.acts import Heard
from classifiers.answers.fitting import day_of, fits
from classifiers.answers.meaning import Meaning
from router.values import OfferedTime, Wish


def keeps(booked: OfferedTime, heard: Heard, named: Meaning) -> bool:
    """Is all that they say that the visit stays as it is booked?"""
    other = heard.cancel or named.picks or named.unknown or named.refused or named.doubtful
    return heard.keeps and not other and all(fits(booked, wish) for wish in named.wishes)


def own_day_dropped(booked: OfferedTime, wishes: Iterable[Wish], heard: Heard) -> tuple[Wish, ...]:
    """The wishes without the day of the booked visit, which is not where it should be moved to."""
    made = [_moved_from(booked, wish, heard) for wish in wishes]
    return tuple(wish for wish in made if wish != Wish())


def _moved_from(booked: OfferedTime, wish: Wish, heard: Heard) -> Wish:
    own = day_of(booked)
    if own in wish.days and len(wish.days) > 1:  # 'next tuesday' is no more the one that is booked
        return replace(wish, days=tuple(day for day in wish.days if day != own))
    refused = heard.cant and not heard.move
    limited = (wish.at and not heard.yes) or wish.not_before or wish.not_after or wish.first_day or wish.last_day
    same = fits(booked, wish) and not limited and not only_refuses(wish)
    if same and (wish.days or heard.yes):
        return Wish(not_days=(own,)) if refused and wish.days else Wish()
    if wish.days == (own,) and wish.parts and booked.kind not in wish.parts and not refused:
        return wish  # 'tuesday evening', of a visit on Tuesday morning
    if wish.days == (own,):
        return replace(wish, days=(), not_days=(*wish.not_days, own) if refused else wish.not_days)
    return wish


def only_refuses(wish: Wish) -> bool:
    """Does it name only what is not wanted?"""
    return wish == Wish(not_days=wish.not_days, not_weekdays=wish.not_weekdays, not_parts=wish.not_parts)
