"""What a message says to each thing that it may be about: times on offer, a visit, times that are over."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from router import cases
from router.appointments.arranged import Arranged
from router.appointments.asked import Understand
from router.appointments.considering import way_back
from router.appointments.talk import (
    CALLS,
    CALLS_OFF,
    ONLY_THANKS,
    Said,
    asks_times,
    asks_who,
    less_our_subject,
    offered_times,
)
from router.appointments.which import Pair, Which
from router.belonging import TEXTS
from router.model import Appointment, Case, Message, TimesOffered
from router.values import Answer, Labels, OfferedTime

_ONLY_A_PRESS = re.compile(r"\([^()]*\)")
"""What the mail door says in place of words when a calendar's answer has none."""
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_THANKS = re.compile(r"\b(?:thanks?|thx|ta|cheers)\b", re.IGNORECASE)
"""'Ok' alone, said to three times, may be meant for a yes."""
_EITHER = re.compile(
    r"\b(?:[1-5]|one|two|three|four|five) ?(?:or|/) ?(?:[1-5]|one|two|three|four|five)\b", re.IGNORECASE
)
"""'One or two': never a choice."""

_KEEPS_BOTH = re.compile(
    r"\W*(?:(?:no|yes|ok|okay|please|pls|sorry|just|i|we|ill|well|will|want|need|to|keep|leave|with|have)\W+)*"
    r"(?:(?:them|the|those|they|of)\W+)*both(?:\W+(?:of|them|those|as|they|are|were|is|fine|ok|please|pls|thanks|good))*\W*",
    re.IGNORECASE,
)
"""'Keep them both', of two visits: each is told as it stands."""


class AsWritten:
    """`understand` is pure and knows no case; here it is asked of one."""

    def __init__(self, understand: Understand, which: Which) -> None:
        self.understand, self.which = understand, which

    def read(self, session: Session, meant: list[Arranged], message: Message, words: str, labels: Labels,
              on: datetime) -> list[Pair]:  # fmt: skip
        """What is said, for each of those that may be meant."""
        labels = less_our_subject(labels, message)
        both = _KEEPS_BOTH.fullmatch(words)
        heard = [
            (Answer("keep") if both and (len(meant) > 1 or s.times is None)
             else self._understood(session, s, message, words, on), s)
            for s in meant
        ]  # fmt: skip
        return [
            (Said(answer, message, words, labels, *way_back_of(message, s.case), self._faults(session, s, labels)), s)
            for answer, s in heard
        ]

    def _faults(self, session: Session, standing: Arranged, labels: Labels) -> frozenset[str]:
        """What its case was told is broken; asked only where a fault is named that it is not called after."""
        if not labels.repair or labels.repair == standing.case.topic:
            return frozenset()
        return frozenset(cases.repairs_of(session, standing.case))

    def _understood(self, session: Session, standing: Arranged, message: Message, words: str,
                    on: datetime) -> Answer:  # fmt: skip
        """'Cancel the tap visit' is no less clear than 'cancel the visit'."""
        if not words and message.channel == "voice":
            return Answer("when")  # they rang off without a word: what stands is told them
        if self.which.only_calls(standing, words):
            return Answer("when")  # 'the one at the office': how it stands
        answer = self._as_written(session, standing, words, on)
        if answer.kind != "unclear" and not (answer.kind == "cancel" and (answer.ask or answer.also)):
            return answer
        for plain in (self.which.without_calling(standing, words), self.which.without_name(standing, words)):
            if plain and plain != words and (again := self._as_written(session, standing, plain, on)).kind != "unclear":
                return again
        return answer

    def _as_written(self, session: Session, standing: Arranged, words: str, on: datetime) -> Answer:
        if CALLS_OFF.fullmatch(words):
            return Answer("cancel")
        if asks_who(words) and (standing.times is not None or standing.visit is not None):
            return Answer("unclear" if standing.times is not None else "when")
        if standing.times is None and standing.visit is not None and asks_times(words):
            return Answer("move")
        thanks = ONLY_THANKS.fullmatch(words) and _THANKS.search(words)
        if standing.times is not None and (CALLS.fullmatch(words) or thanks):
            return Answer("when")  # what stands is told them
        if standing.visit is not None and thanks:
            return Answer("yes")
        booked = offered_times([standing.visit])[0] if standing.visit is not None else None
        if standing.times is None:
            offered = once_offered(session, standing.over) if standing.over and booked is None else []
            return self.understand(words, offered, on, booked)
        offered = once_offered(session, standing.times)  # also one whose hold has ended: then they are told so
        back = [one for one in offered if one.number == standing.times.read_back]
        if back and len(offered) > 1:
            answer = self.understand(words, back, on, None)
            if answer.kind in ("yes", "no"):
                return answer
            if words.strip(" .!").casefold() in ("1", "one") and back[0].number != 1:
                # we asked about one time and told no number: that one, or the first of the list?
                return Answer("unclear", fits=(1, back[0].number))
        if len(offered) == 1 and words.strip(" .!").casefold() in (str(offered[0].number), "one"):
            return Answer("choose", offered[0].number)
        answer = self.understand(words, offered, on, booked)
        if answer.kind == "choose" and (either := _EITHER.search(words)):
            named = {_NUMBERS.get(each, each) for each in re.findall(r"\w+", either[0].casefold())}
            fits = tuple(one.number for one in offered if str(one.number) in named)
            return Answer("unclear", fits=fits) if len(fits) > 1 else answer
        return answer


def once_offered(session: Session, times: TimesOffered) -> list[OfferedTime]:
    """The times as the tenant was given them, also those that are no longer held."""
    query = select(Appointment).where(Appointment.times_id == times.id).order_by(Appointment.number)
    return offered_times(list(session.scalars(query)))


def way_back_of(message: Message, case: Case) -> tuple[str, str]:
    """How an answer to this message leaves: to a caller on the line it is spoken."""
    if message.channel == "voice" and case.live_call_id:
        return "voice", message.party
    return way_back(message)


def own_words(message: Message, words: str) -> str:
    """Their own words; none where those of a calendar's answer are the door's."""
    pressed = (message.details.get("facts") or {}).get("calendar_answer") and _ONLY_A_PRESS.fullmatch(words)
    return "" if pressed else words


def of_an_emergency(case: Case | None, there: Sequence[Pair]) -> bool:
    """Is the case that the words would go on an emergency, and what is arranged for nothing of the kind?"""
    if case is None or case.lane != 0 or case.is_hidden or case.state == "closed":
        return False
    return all(each.case is not case and each.case.lane != 0 for _, each in there)


def is_plain(said: Said, standing: Arranged | None, case: Case | None) -> bool:
    """Does it name one of the times on offer, and nothing else? In a call, or on the page, where they were offered, yes
    and no are as plain."""
    if standing is None or standing.times is None or said.answer.also:
        return False
    asked_there = standing.case is case and said.message.channel not in TEXTS
    return said.answer.kind == "choose" or (asked_there and said.answer.kind in ("yes", "no", "none"))
