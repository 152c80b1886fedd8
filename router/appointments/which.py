"""Two visits, or two lists of times, at once: which of them is meant, and how that is asked.

It is asked once, by what each is and when, and answered by a letter, by what it is, by its day or its reference; then
what they had wanted is done. The second time a person takes over. What is not about a visit is not asked about at all,
and what several households on one number have agreed is named by reference alone.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from router.appointments import words
from router.appointments.arranged import Arranged
from router.appointments.offering import KIND, Appointments
from router.appointments.sending import EMERGENCY
from router.appointments.talk import WAS, WHERE, Said, other_business
from router.belonging import SAME_TALK
from router.clock import london
from router.model import Case, Message

Pair = tuple[Said, Arranged]
ASKED_WHICH = "which"
"""In the details of our text that asks: the ids of the cases, in the order of the letters, and of the message it is
asked of."""
_TO_OFFERED = ("choose", "wish", "none", "no", "yes")
_ABOUT_VISITS = ("move", "cancel", "late", "nobody_in", "wish", "none", "choose", "no")
"""What is asked about where more than one may be meant."""
_OF_TODAY = ("late", "nobody_in")
"""What may be said of a visit of today whose time is over."""
_OF_AN_EMERGENCY = ("when", *_OF_TODAY, "unclear")
"""What is said by who waits for somebody in an emergency: it is asked of no other visit, and never which."""
_ASKS_OF_TODAY = re.compile(rf"{WAS.pattern}|{WHERE.pattern}|\btodays?\b", re.IGNORECASE)
"""And who asks when may mean it too: 'was it today?'; 'hello?' asks what is to come."""
_OF_VISITS = re.compile(r"\b(?:booked|booking|visits?|appointments?|appts?|coming|comin|slots?)\b", re.IGNORECASE)
"""Words of a question about visits, whatever else it may be read as."""
_COMMON = {"repair", "repairs", "visit", "visits", "appointment", "call", "back", "more", "and", "the", "of", "to",
           "in", "a", "an", "at", "on", "with", "or", "your", "our", "not", "no"}  # fmt: skip
"""Words of our names for things that call none of them by name."""
_ALSO_CALLED = {"inspection": ("surveyor", "inspection", "survey"), "phone_callback": ("callback",),
                "surgery": ("surgery", "office")}  # fmt: skip
_ONLY_NAMES = re.compile(
    r"(?:the|my|a|an|one|ones|that|this|its|it|is|i|mean|meant|for|about|appointment|visit|option|please|pls|sorry|thanks"
    r"|thank|you|letter|number|ok|yes)"
)
_ALL = {"both", "all", "lot", "two"}
"""Words of who means all that they were asked about,"""
_AND_MORE = {"of", "them", "those", "these", "and", "n"}
"""and what may stand beside them."""
_A_VISIT = "ones?|visit|appointment|appt|booking|slot"
_LETTERS = "abcdefgh"


class Which:
    """`pick` where the words tell, `answer` where they do not."""

    def __init__(self, appointments: Appointments) -> None:
        self.appointments, self.letters = appointments, appointments.letters

    # --- what the words tell -------------------------------------------------------------------

    def pick(self, pairs: Sequence[Pair], at: datetime) -> Pair | None:
        """The one that is meant, where that is plain."""
        if len(pairs) == 1:
            return pairs[0]
        called = self.called_by([pair[1] for pair in pairs], pairs[0][0].words)
        if called is not None:
            return next(pair for pair in pairs if pair[1] is called)
        pressing = [pair for pair in pairs if _is_emergency(pair[1])]
        if len(pressing) == 1 and pressing[0][0].answer.kind in _OF_AN_EMERGENCY:
            return pressing[0]
        kept = [pair for pair in pairs if pair[0].answer.kind == "keep" and pair[1].times is not None]
        if len(kept) == 1:  # other times are on offer for it
            return kept[0]
        here = [pair for pair in pairs if pair[0].answer.kind == "when" and _is_under_way(pair[1])]
        if len(here) == 1 and WHERE.search(pairs[0][0].words):
            return here[0]
        offered = [pair for pair in pairs if pair[1].times is not None]
        agreed = [pair for pair in pairs if pair[1].times is None]
        fitting = [pair for pair in offered if pair[0].answer.kind in _TO_OFFERED]
        if len(offered) == 1 and fitting:
            return offered[0]
        chosen = [pair for pair in fitting if pair[0].answer.kind == "choose" or pair[0].answer.fits
                  or (pair[0].answer.kind == "yes" and pair[0].answer.choice)]  # fmt: skip
        perhaps = [pair for pair in offered if pair[0].answer.kind == "unclear"
                   and 0 < len(pair[0].answer.fits) < len(pair[1].held)]  # fmt: skip
        if len(chosen) == 1 and not perhaps:  # only one of the lists has such a time
            return chosen[0]
        for kinds, among in (
            (("late", "nobody_in"), [each for each in agreed if _is_today(each[1], at)]),
            (("late", "nobody_in", "move"), agreed),
        ):
            said = [pair for pair in among if pair[0].answer.kind in kinds]
            if len(said) == 1:
                return said[0]
        return None

    def still_meant(self, pairs: Sequence[Pair], at: datetime) -> list[Pair]:
        """Without the visits that are over, where another is to come or on offer: nobody moves yesterday's, and asked
        'was it today?' only today's is told beside it."""
        left = [pair for pair in pairs if not _is_over(pair[1], at)]
        said = pairs[-1][0]
        if left and (
            said.answer.kind in _OF_TODAY or (said.answer.kind == "when" and _ASKS_OF_TODAY.search(said.words))
        ):
            left = [pair for pair in pairs if not _is_over(pair[1], at) or _is_today(pair[1], at)]
        return left or list(pairs)

    def called_by(self, those: Sequence[Arranged], said: str) -> Arranged | None:
        """The one that these words call by its name; None of none or several."""
        named = self.named_in(those, said)
        return named[0] if len(named) == 1 else None

    def named_in(self, those: Sequence[Arranged], said: str) -> list[Arranged]:
        """All that these words call by a name that no other of them has."""
        plain = set(_plain(said))
        return [each for each, own in zip(those, self._called(those), strict=True) if plain & own]

    def without_name(self, each: Arranged, said: str) -> str:
        """The words less those by which it is called."""
        own = self._words(each, False)
        return " ".join(word for word in said.split() if "".join(_plain(word)) not in own)

    def without_calling(self, each: Arranged, said: str) -> str:
        """The words less all that only says which one: 'not needed the office one' is 'not needed'."""
        own = "|".join(sorted(map(re.escape, self._words(each, False)), key=len, reverse=True))
        if not own:
            return said
        called = rf"(?:(?:for|about) )?(?:(?:the|my|that|this|our) )?\b(?:{own})\b(?: (?:{own}|{_A_VISIT}))*\b"
        left, times = re.subn(called, " ", said, flags=re.IGNORECASE)
        return " ".join(left.split()).strip(" ,.-:") if times else said  # '-1' is no '1'

    def only_calls(self, each: Arranged, said: str) -> bool:
        """Do the words only say which one it is, and nothing of it?"""
        left = [word for word in _plain(self.without_calling(each, said)) if not _ONLY_NAMES.fullmatch(word)]
        return self.without_calling(each, said) != said and not left

    def narrowed(self, session: Session, standing: Arranged, said: str, at: datetime) -> Arranged:
        """The one visit of its case that the words call by name, where several are agreed; else as it was."""
        if standing.times is not None or standing.visit is None:
            return standing
        called = self.called_by(several(session, self.appointments, standing.case, at), said)
        return standing if called is None or called.visit is standing.visit else called

    def after_asking(self, session: Session, there: Sequence[Arranged], message: Message, said: str,
                     at: datetime) -> tuple[Arranged | None, Message | None]:  # fmt: skip
        """They were asked which, and this says it: the one they mean, and the message that was asked about where this
        says no more than that. (None, None): they were not asked, or this is no answer to that."""
        asked = self._asked(session, message.party, at)
        if asked is None:
            return None, None
        placed = self._asked_of(session, there, asked.details[ASKED_WHICH], at)
        left = [each for _, each in placed]
        plain = _plain(said)
        quoted = [each for each in left if each.case.reference in message.text.upper()]
        lettered = [each for place, each in placed if _alone(plain) in self._signs(place, left)]
        called = self._called(left, days=True)
        named = [each for each, own in zip(left, called, strict=True) if set(plain) & own]
        found = next((some for some in (quoted, lettered, named) if len(some) == 1), [])
        if not found:
            return None, None
        own = next(own for each, own in zip(left, called, strict=True) if each is found[0])
        rest = [word for word in plain if word not in own and not _ONLY_NAMES.fullmatch(word)]
        before = session.get(Message, asked.details[ASKED_WHICH]["about"])
        return found[0], (before if lettered or not rest else None)

    def all_asked(self, session: Session, there: Sequence[Arranged], message: Message, said: str,
                  at: datetime) -> tuple[list[Arranged], Message | None]:  # fmt: skip
        """They were asked which, and say 'both': all that still stand, and the message that was asked about."""
        asked = self._asked(session, message.party, at)
        if asked is None:
            return [], None
        placed = self._asked_of(session, there, asked.details[ASKED_WHICH], at)
        words = {word for word in _plain(said) if not _ONLY_NAMES.fullmatch(word) or word in _LETTERS}
        letters = {_LETTERS[place] for place, _ in placed}
        every = not words & _ALL and words >= letters  # 'a and b'
        if len(placed) < 2 or not (words - letters <= _ALL | _AND_MORE and (words & _ALL or every)):
            return [], None
        return [each for _, each in placed], session.get(Message, asked.details[ASKED_WHICH]["about"])

    def _asked_of(self, session: Session, there: Sequence[Arranged], asked: dict[str, list[int]],
                  at: datetime) -> list[tuple[int, Arranged]]:  # fmt: skip
        """Those that we asked about and that still stand, each with its place in the question."""
        if "visits" in asked:
            of = [each for one in there if one.case.id in asked["cases"]
                  for each in several(session, self.appointments, one.case, at)]  # fmt: skip
            stand = {each.visit.id: replace(each, sure=True) for each in of if each.visit is not None}
            return [(place, stand[number]) for place, number in enumerate(asked["visits"]) if number in stand]
        by_case = {each.case.id: each for each in there}
        return [(place, by_case[number]) for place, number in enumerate(asked["cases"]) if number in by_case]

    def _signs(self, place: int, left: Sequence[Arranged]) -> tuple[str, ...]:
        """Its letter; its number too where no list of times has numbers of its own."""
        return _LETTERS[place], "" if any(each.times is not None for each in left) else str(place + 1)

    def _called(self, those: Sequence[Arranged], days: bool = False) -> list[set[str]]:
        """The words by which each may be called and no other of them."""
        words_of = [self._words(each, days) for each in those]
        return [own - set().union(*(other for other in words_of if other is not own)) for own in words_of]

    def _words(self, each: Arranged, days: bool) -> set[str]:
        group = (each.case.repair_group or "").replace("_", " ")
        faults = [self.letters.landlord.repairs[name].label for name in each.repairs
                  if name in self.letters.landlord.repairs]  # fmt: skip
        called = " ".join((each.named(self.letters), group, *faults))
        own = {word for word in _plain(called) if word.isalpha()} - _COMMON
        own.update(_ALSO_CALLED.get(each.kind, ()))
        if days and each.visit is not None and each.times is None:
            day = london(each.visit.window_from)
            own.update((f"{day:%A}".casefold(), f"{day:%a}".casefold()))
        return own

    # --- where they do not tell ----------------------------------------------------------------

    def answer(self, session: Session, pairs: Sequence[Pair], shared: bool, at: datetime) -> bool:
        """More than one may be meant. True: settled. False: it is about none of them, or a person must read it too."""
        said, newest = pairs[-1]
        kinds = {pair[0].answer.kind for pair in pairs}
        of_none = all(other_business(said.labels, each.case) for _, each in pairs) and not _OF_VISITS.search(said.words)
        if kinds & {"when", "yes", "keep"} and not shared and any(each.visit or each.times for _, each in pairs):
            return self._tell_all(session, pairs, at) and not (of_none or said.answer.also)
        if "ring_me" in kinds and not of_none:
            why = f"They ask to be rung (call-back): “{said.quoted}”"
            self.appointments.to_person(session, newest.case, at, why, key="ring", channel=said.channel, to=said.to)
            return not any(said.is_another_fault(each.case) for _, each in pairs)
        if not kinds & set(_ABOUT_VISITS):
            return False
        self._ask(session, pairs, shared, at)
        return not all(said.is_another_fault(each.case) for _, each in pairs)

    def _tell_all(self, session: Session, pairs: Sequence[Pair], at: datetime) -> bool:
        said, newest = pairs[-1]
        if self.appointments.told_too_often(session, newest.case, at):
            self._person(session, pairs, at)
            return True
        listed = "\n".join(self._line(each, at) for _, each in pairs)
        text = self.letters.say("when_all", newest.case, times=listed)
        if example := self._example([each for _, each in pairs if each.times is not None]):
            text = f"{text}\n{self.letters.say('choose_each', newest.case, example=example)}"
        self.appointments.tell(session, newest.case, text, at, channel=said.channel, to=said.to)
        return True

    def _example(self, offered: Sequence[Arranged]) -> str:
        """'1 for the tap, 1 for the light': how times of several lists are chosen at once; '' of one list alone."""
        own = self._called(offered)
        names = [next((word for word in _plain(each.named(self.letters)) if word in mine), "")
                 for each, mine in zip(offered, own, strict=True)]  # fmt: skip
        told = [f"{each.held[0].number} for the {name}" for each, name in zip(offered, names, strict=True)
                if name and each.held]  # fmt: skip
        return ", ".join(told) if len(told) == len(offered) > 1 else ""

    def _line(self, each: Arranged, at: datetime) -> str:
        """'Repair visit (dripping tap): Thu 26 Nov, 5pm to 8pm. FD-...'"""
        moving = each.times is not None and each.visit is not None and each.times.moves_id == each.visit.id
        if each.visit is not None and (each.times is None or moving):
            return self.letters.line(each.case, each.visit, moving, over=_is_over(each, at))
        when = self.letters.say("not_chosen", each.case)
        return f"{words.capital(each.named(self.letters))}: {when}. {each.case.reference}"

    def ask_of_one(self, session: Session, case: Case, said: Said, at: datetime) -> bool:
        """Which of the visits of one case they mean, asked once a day; False: a person must ask."""
        pairs = [(said, each) for each in several(session, self.appointments, case, at)]
        once = self._asked(session, said.message.party, at, answered=True) is None
        if said.spoken or not once or len(pairs) > len(_LETTERS) or self.appointments.told_too_often(session, case, at):
            return False
        self._ask(session, pairs, False, at)
        return True

    def _ask(self, session: Session, pairs: Sequence[Pair], shared: bool, at: datetime) -> None:
        said, newest = pairs[-1]
        often = self.appointments.told_too_often(session, newest.case, at)
        if often or self._asked(session, said.message.party, at, answered=True) is not None:
            self._person(session, pairs, at)
            return
        names = [each.case.reference for _, each in pairs]
        if shared or len(pairs) > len(_LETTERS):
            text = self.letters.say("which", newest.case, references=f"{', '.join(names[:-1])} or {names[-1]}")
        else:
            letters = [letter.upper() for letter in _LETTERS[: len(pairs)]]
            lines = "\n".join(
                f"{letter} {self._line(each, at)}" for letter, (_, each) in zip(letters, pairs, strict=True)
            )
            numbers = f"{', '.join(letters[:-1])} or {letters[-1]}"
            text = self.letters.say("which_one", newest.case, times=lines, numbers=numbers)
        spoken = newest.times if said.spoken else None
        row = self.appointments.say(session, newest.case, text, at, channel=said.channel, to=said.to, times=spoken)
        if row is not None:
            asked: dict[str, Any] = {"cases": [each.case.id for _, each in pairs], "about": said.message.id}
            if len(set(names)) < len(names):  # several of one case
                asked["visits"] = [each.visit.id for _, each in pairs if each.visit is not None]
            row.details = {**row.details, ASKED_WHICH: asked}
        elif spoken is None:  # no text reaches them: somebody asks them
            self._person(session, pairs, at)

    def _person(self, session: Session, pairs: Sequence[Pair], at: datetime) -> None:
        """A person takes over, of all of them. Visits that are agreed stay."""
        why = "We could not tell which visit they mean."
        for said, each in pairs[:-1]:
            self.appointments.to_person(session, each.case, at, f"{why} “{said.quoted}”", quietly=True)
        said, newest = pairs[-1]
        why = f"{why} “{said.quoted}”"
        self.appointments.to_person(session, newest.case, at, why, channel=said.channel, to=said.to)

    def _asked(self, session: Session, party: str, at: datetime, answered: bool = False) -> Message | None:
        """Our question, if it is the last that was said to them of a visit; with `answered` any of the day."""
        session.flush()
        ours = select(Message).where(Message.party == party, Message.direction == "out", Message.kind == KIND,
                                     Message.received_at > at - SAME_TALK).order_by(Message.id.desc())  # fmt: skip
        rows = session.scalars(ours if answered else ours.limit(1))
        return next((row for row in rows if ASKED_WHICH in row.details), None)


def several(session: Session, appointments: Appointments, case: Case, at: datetime) -> list[Arranged]:
    """Each visit that is to come of a case, when there are several; else none."""
    there = [one for one in appointments.agreed(session, case) if one.window_until > at]
    there.sort(key=lambda one: (one.window_from, one.id))
    return [Arranged(case, visit=one) for one in there] if len(there) > 1 else []


def _plain(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold().replace("'", "").replace("\u2019", ""))


def _alone(plain: Sequence[str]) -> str:
    """The one word that is left when those that add nothing are taken away; '?' of more or none."""
    left = [word for word in plain if not _ONLY_NAMES.fullmatch(word) or word in _LETTERS]
    left = left[1:] if len(left) > 1 and left[0] == "a" else left  # 'a visit'
    return left[0] if len(left) == 1 else "?"


def _is_today(each: Arranged, at: datetime) -> bool:
    return each.visit is not None and london(each.visit.window_from).date() == london(at).date()


def _is_over(each: Arranged, at: datetime) -> bool:
    return each.times is None and each.visit is not None and each.visit.window_until <= at


def _is_emergency(each: Arranged) -> bool:
    return each.case.lane == 0 and each.visit is not None and each.visit.kind == EMERGENCY


def _is_under_way(each: Arranged) -> bool:
    return each.visit is not None and each.visit.state in ("on_the_way", "arrived")
