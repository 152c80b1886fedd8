"""From what was named and done in an answer to what it means. The rules stand in the order in which they win."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from classifiers.answers import acts
from classifiers.answers.acts import Heard
from classifiers.answers.as_booked import keeps, only_refuses, own_day_dropped
from classifiers.answers.asking import question
from classifiers.answers.away import refuse_their_days, wanted_instead
from classifiers.answers.fitting import day_of, fits, hours_of, is_exact, other_hours
from classifiers.answers.meaning import Meaning, meaning, take_refusals
from classifiers.answers.named import plainly_named
from classifiers.answers.said import LONGEST, MOST_WORDS, WORD, Said, joined
from classifiers.answers.small_words import FILLERS, REFUSING
from router.clock import LONDON
from router.values import Answer, OfferedTime, Wish

_MENDED = "Is it mended? Shall we cancel the visit?"


def understand(text: str, offered: Sequence[OfferedTime], on: datetime, booked: OfferedTime | None = None) -> Answer:
    """What `text`, written at `on` (aware), means to these offered times (none: nothing is offered, or it has lapsed)
    and to the visit that is booked. Never raises for any text."""
    if len(text) > LONGEST or len(text.split()) > MOST_WORDS:
        return Answer("unclear", also=text)
    said = Said(plainly_named(text), on.astimezone(LONDON).date())
    if not acts.FOREIGN.isdisjoint(WORD.findall(said.text)) or any(
        not each.isascii() for each in WORD.findall(said.text)
    ):
        return Answer("unclear", also=text.strip())
    return _Deciding(said, offered, on, booked).answer()


class _Deciding:
    def __init__(self, said: Said, offered: Sequence[OfferedTime], on: datetime, booked: OfferedTime | None) -> None:
        self.said, self.offered, self.on, self.booked = said, offered, on, booked
        self.numbers = tuple(each.number for each in offered)
        self.also = ""
        self.acting: list[int] = []
        """Where something is cancelled or moved."""
        self.away: list[tuple[int, int]] = []
        """Where they say that nobody is, or was, in."""
        self.asked: list[tuple[int, int]] = []
        """Where they ask whether it is all right for something."""
        self.crossed = self.unread = self.odd_act = False

    def answer(self) -> Answer:
        """Reads in a fixed order, then decides."""
        said = self.said
        said.rest = acts.ANYTHING_BUT.sub(lambda hit: "except".ljust(len(hit[0])), said.rest)
        said.take_all(acts.POLITE, telling=False)
        self.asked = [hit.span() for hit in said.take_all(acts.ASKS_LEAVE, telling=False)]
        if said.take_all(acts.STOP):
            return self._made("stop_asking")
        heard = self._heard()
        away = refuse_their_days(said, self.away)
        named = meaning(said, self.offered, self.on, self.booked)
        for start, end in away:
            said.take(start, end, telling=False)
        later = said.take_all(acts.LATER)
        heard.later, heard.earlier = bool(later), any("earlier" in hit[0] for hit in later)
        heard.cant = bool(said.take_all(acts.CANT))
        take_refusals(said, named)
        heard.unsure = bool(said.take_all(acts.DOUBT))
        heard.doubt = heard.unsure or named.doubtful
        heard.yes = bool(said.take_all(acts.YES)) or heard.glad
        heard.no = bool(said.take_all(acts.NO))
        self._leftover(named)
        return self._decided(heard, named)

    def _heard(self) -> Heard:
        said, heard = self.said, Heard()
        heard.none = bool(said.take_all(acts.NONE))
        heard.glad = bool(said.take_all(acts.GLAD))
        heard.mindless = bool(said.take_all(acts.MINDLESS))
        heard.asks = bool(said.take_all(acts.ASKS_CANCELLED))
        as_booked = False
        let_go = self.booked is None and bool(self.offered) and bool(said.take_all(acts.LET_GO))
        heard.kept = bool(acts.CANCELLED.search(said.rest)) and not acts.CANCEL.match(said.rest)
        if not heard.kept:
            as_booked = self.booked is not None and bool(said.take_all(acts.AS_BOOKED))
            keep = bool(said.take_all(acts.KEEP))
            heard.kept = heard.keeps = keep or as_booked
            as_booked = as_booked and not keep
        if not heard.kept:
            heard.cancel = self._done(acts.CANCEL) or let_go
        mended, needless = said.take_all(acts.MENDED), said.take_all(acts.NO_LONGER)
        heard.mended = bool(mended or needless)
        heard.needless = bool(needless)
        if heard.mended and as_booked:  # 'dont worry about it, my dad fixed it'
            heard.keeps = heard.kept = False
        heard.over = heard.needless or any(acts.SORTED.fullmatch(hit[0]) is None for hit in mended)
        heard.asks = bool(said.take_all(acts.ASK)) or heard.asks
        if self.booked:
            heard.asks = bool(said.take_all(acts.NEVER_CAME)) or heard.asks
        heard.free = bool(said.take_all(acts.ASKS_FREE))
        heard.ring = bool(said.take_all(acts.RING))
        heard.late = self.booked is not None and bool(said.take_all(acts.LATE))
        expected = self.booked is not None or bool(self.offered)
        self.away = [hit.span() for hit in said.take_all(acts.NOBODY_IN)] if expected else []
        heard.nobody_in = bool(self.away)
        heard.other = bool(said.take_all(acts.OTHER))
        heard.move = self._done(acts.MOVE)
        heard.soonest = bool(said.take_all(acts.SOONEST_ONE))
        heard.sooner = bool(said.take_all(acts.SOONER))
        return heard

    def _done(self, pattern: re.Pattern[str]) -> bool:
        """Takes what does something to a visit; where its clause says more, it may be another thing that is done."""
        found = self.said.take_all(pattern)
        self.acting += [hit.end() - 1 for hit in found]
        return bool(found)

    # --- what was not understood --------------------------------------------------------------

    def _leftover(self, named: Meaning) -> None:
        """Clauses with words nobody read are for a person; one that also chooses is in doubt."""
        text = self.said.text
        breaks = {hit.start() if hit.end() == hit.start() else hit.end() for hit in acts.CLAUSE.finditer(text)}
        edges = [0, *sorted(breaks)]
        pieces: list[tuple[int, int]] = []
        for start, end in zip(edges, [*edges[1:], len(text)], strict=True):
            words = [hit[0] for hit in WORD.finditer(self.said.rest, start, end)]
            odd = [word for word in words if word not in FILLERS and not (word == "but" and len(words) == 1)]
            if any(start <= a < end for a, _ in self.said.kept) or (odd and odd != ["but"]):
                pieces.append((start, end))
                self.odd_act = self.odd_act or any(start <= place < end for place in self.acting)
                self.unread = self.unread or not REFUSING.isdisjoint(odd)
                chosen = any(start <= place < end for place in named.places)
                self.crossed = self.crossed or chosen or self._affirmed(start, end, bool(named.picks))
        self.also = " ... ".join(filter(None, (self.said.original(*piece).strip(" ,.\n") for piece in joined(pieces))))

    def _affirmed(self, start: int, end: int, chosen: bool) -> bool:
        """Is anything agreed to here? Who is in when we come says nothing of a number that is chosen elsewhere."""
        found = acts.YES.finditer(self.said.text, start, end)
        yes = [hit.start() for hit in found if not (chosen and acts.IS_IN.search(hit[0]))]
        return any(not any(since <= place < until for since, until in self.asked) for place in yes)

    # --- deciding -----------------------------------------------------------------------------

    def _decided(self, heard: Heard, named: Meaning) -> Answer:
        moved = self.booked is not None and not self.offered
        wishes = own_day_dropped(self.booked, named.wishes, heard) if self.booked and moved else tuple(named.wishes)
        if self.booked is not None and not self.also and keeps(self.booked, heard, named):
            return self._made("keep")
        if heard.kept or self.odd_act or (heard.cancel and named.picks):
            return self._unclear(named, (), self.numbers)
        if heard.ring and not named.picks:
            return self._made("ring_me")
        if heard.asks and not named.picks:
            return self._made("when")
        if (over := self._over(heard, named, wishes)) is not None:
            return over
        if heard.nobody_in and not (heard.move or named.picks):
            return self._nobody_in(named)
        if self.booked and named.hours.away and not self.offered and not heard.move:
            return self._back_later(named, wishes)
        if heard.late and not heard.move:
            return self._made("late", wishes=wishes)
        if self.also and named.is_past(self.on.astimezone(LONDON).date()) and not named.picks:
            return self._unclear(named, (), self.numbers)
        if heard.sooner:
            wishes = tuple(replace(each, soonest=True) for each in wishes or (Wish(),))
        if self.offered:
            found = self._of_offered(heard, named, wishes)
            called_off = found.kind == "choose" and (heard.mended or heard.cancel)
            return self._unclear(named, (), self.numbers) if called_off else found
        return self._of_booked(heard, named, wishes)

    def _over(self, heard: Heard, named: Meaning, wishes: tuple[Wish, ...]) -> Answer | None:
        """Mended, not needed, called off."""
        wanted = [wish for wish in wishes if not only_refuses(wish)]
        if heard.mended and not (heard.cancel or heard.needless) and self.also:
            return self._unclear(named, (), self.numbers)  # mended, but for something
        if (heard.cancel or heard.mended) and not (wanted or heard.move) and not named.picks:
            return self._made("cancel", ask="" if heard.cancel or heard.needless else _MENDED)
        if heard.over and not (heard.move or named.picks) and not acts.WANTS_ANOTHER.search(self.said.text):
            # 'no longer needed, my dad did it thursday': the day is part of the tale
            return self._made("cancel", ask="" if heard.cancel or heard.needless else _MENDED)
        return None

    def _nobody_in(self, named: Meaning) -> Answer:
        """Now, or 'nobody in tomorrow': any other day than that, and the one that they name instead."""
        today = self.on.astimezone(LONDON).date()
        wishes = wanted_instead(named.wishes, self.said.text, today)
        if wishes:
            fitting = tuple(each.number for each in self.offered if all(fits(each, wish) for wish in wishes))
            if not self.offered:
                return self._made("move", wishes=wishes)
            return self._made("wish", wishes=wishes, fits=fitting, ask=self._question(fitting) if fitting else "")
        expected = self.booked is not None or any(each.kind == "today" for each in self.offered)
        not_today = (Wish(not_days=(today,)),) if named.wishes else ()
        return self._made("nobody_in", wishes=not_today) if expected else self._unclear(named, (), self.numbers)

    def _back_later(self, named: Meaning, wishes: tuple[Wish, ...]) -> Answer:
        """'im out til 2': today, with a visit that lasts longer, they are late; else it wants another time."""
        booked = self.booked
        assert booked is not None
        ends = booked.ends_at.astimezone(LONDON)
        today = ends.date() == self.on.astimezone(LONDON).date()
        still = named.hours.after is not None and named.hours.after < ends.time()
        return self._made("late" if today and still else "move", wishes=wishes)

    def _of_booked(self, heard: Heard, named: Meaning, wishes: tuple[Wish, ...]) -> Answer:
        """Nothing is offered: it is about the visit that is booked, or an offer that has lapsed."""
        booked = self.booked
        which_day = booked is not None and named.two_days and not (heard.yes or heard.no or heard.unsure)
        if named.picks or named.unknown or named.refused or (named.doubtful and not which_day):
            return self._unclear(named, wishes, ())
        if booked is None:
            if heard.soonest:
                wishes = (Wish(soonest=True),)
            if heard.none or heard.other:
                return self._made("none", wishes=wishes)
            if wishes and not named.definite and not (heard.yes and self.crossed):
                return self._made("move" if heard.move else "wish", wishes=wishes)
            return self._made("move") if heard.move else self._unclear(named, wishes, ())
        if heard.earlier and not wishes:
            wishes = (Wish(soonest=True),)
        wanted = any(not only_refuses(wish) for wish in wishes)
        if heard.yes and (heard.no or heard.doubt or heard.cant or self.crossed) and not wanted:
            return self._unclear(named, wishes, ())
        if heard.move or heard.other or heard.cant or heard.none or heard.sooner or heard.later or wishes:
            return self._made("move", wishes=wishes)
        if heard.doubt:
            return self._unclear(named, wishes, ())
        if self._names_own_day(named) and not heard.yes:
            return self._made("when") if "?" in self.said.text else self._unclear(named, wishes, ())
        if heard.yes:
            return self._made("yes")
        return self._made("no") if heard.no else self._unclear(named, wishes, ())

    def _of_offered(self, heard: Heard, named: Meaning, wishes: tuple[Wish, ...]) -> Answer:
        fitting = tuple(each.number for each in self.offered if any(fits(each, wish) for wish in wishes))
        picks = tuple(number for number in self.numbers if number in named.picks)
        if picks or named.unknown:
            return self._picked(heard, named, wishes, picks, fitting)
        if named.refused and not self._without(named.refused):
            return self._made("none")
        if named.refused:
            return self._unclear(named, wishes, self._without(named.refused))
        if named.order:
            return self._in_order(heard, named, wishes, fitting or self.numbers)
        if heard.soonest and not heard.doubt and not self.crossed and not self.unread:
            some = [each for each in self.offered if each.number in (fitting or self.numbers)]
            first = min(some, key=lambda each: each.starts_at)
            return self._unclear(named, wishes, (first.number,)) if heard.free else self._made("choose", first.number)
        alone = len(self.offered) == 1 and not wishes and not self.crossed and not self.unread
        if heard.mindless and alone and not (heard.no or heard.cant or heard.doubt):
            return self._made("yes", self.numbers[0])
        if self.booked and not fitting and any(fits(self.booked, wish) for wish in wishes):
            sure = heard.yes and self._certain(heard) and not named.doubtful
            return self._made("keep") if sure else self._unclear(named, (), self.numbers)  # as it was, after all?
        if heard.none and wishes:
            if fitting and not all(only_refuses(wish) for wish in wishes):
                return self._unclear(named, (), self.numbers)  # 'none except saturday'
            return self._made("none", wishes=wishes)
        if (heard.mindless or (named.open and not wishes)) and (fitting or not wishes):
            return self._made("wish", fits=fitting or self.numbers, ask=self._question(fitting or self.numbers))
        if wishes:
            return self._wished(heard, named, wishes, fitting)
        return self._plain(heard, named)

    def _picked(
        self, heard: Heard, named: Meaning, wishes: tuple[Wish, ...], picks: tuple[int, ...], fitting: tuple[int, ...]
    ) -> Answer:
        if len(picks) > 1 and named.either and not named.doubtful and not (heard.no or heard.cant or wishes):
            return self._made("wish", fits=picks, ask=self._question(picks))
        dated = any(wish.days or wish.weekdays or wish.parts for wish in wishes)
        some = (*picks, *named.refused, *(fitting if dated else ()))
        if picks and acts.NO_AND_A_NUMBER.fullmatch(self.said.written):
            return self._unclear(named, wishes, picks)
        other = self.numbers if self.crossed else tuple(number for number in self.numbers if number in some)
        if (other_hours := self._at_other_hours(heard, named, wishes, picks)) is not None:
            return other_hours
        agrees = not wishes or picks[:1] == tuple(n for n in fitting if n in picks)
        others = not {*picks} & {*named.refused} and acts.NOT_THAT_ONE.search(self.said.text)
        sure = len(picks) == 1 and not named.unknown and agrees and (others or not named.refused)
        if sure and not (
            heard.doubt or heard.no or heard.cant or heard.none or self.crossed or self.unread or heard.other
        ):
            return self._made("choose", picks[0])
        return self._unclear(named, () if dated else wishes, other if picks else self.numbers)

    def _at_other_hours(self, heard: Heard, named: Meaning, wishes: tuple[Wish, ...],
                        picks: tuple[int, ...]) -> Answer | None:  # fmt: skip
        """'The first one but after 6', of a morning: that day, later. None: nothing of the kind is said."""
        picked = [each for each in self.offered if each.number in picks]
        if len(picked) != 1 or self.also or named.hours.away or heard.no or heard.cant or heard.unsure:
            return None
        wish = other_hours(picked[0], wishes)
        if wish is None:
            return None
        fitting = tuple(each.number for each in self.offered if fits(each, wish))
        return self._made("wish", wishes=(wish,), fits=fitting, ask=self._question(fitting) if fitting else "")

    def _in_order(self, heard: Heard, named: Meaning, wishes: tuple[Wish, ...], some: tuple[int, ...]) -> Answer:
        two = sorted((each for each in self.offered if each.number in some), key=lambda each: each.starts_at)
        if len(two) == 2 and not (heard.doubt or heard.cant or heard.no or self.crossed or self.unread):
            return self._made("choose", two[0 if named.order == "earlier" else 1].number)
        return self._unclear(named, wishes, some)

    def _wished(self, heard: Heard, named: Meaning, wishes: tuple[Wish, ...], fitting: tuple[int, ...]) -> Answer:
        if named.doubtful:
            if (
                len(fitting) == 1
                and named.hours.at
                and not named.hours.odd
                and self._is_exact(named, wishes, fitting)
                and self._certain(heard)
            ):
                return self._made("choose", fitting[0])  # 'monday 12.10', on a Monday: the very minute was offered
            maybe = [each.number for each in self.offered if day_of(each) in named.maybe]
            if named.two_days and not (fitting or maybe) and self._certain(heard):
                return self._made("wish", wishes=wishes)  # times of both days are put to them
            return self._unclear(named, () if fitting or maybe else wishes, (*fitting, *maybe))
        alone = len(self.offered) == 1
        if alone and heard.yes and not fitting:
            return self._unclear(named, wishes, self.numbers)
        if alone and heard.yes and hours_of(self.offered[0])[0] == named.hours.at and self._certain(heard):
            return self._made("choose", fitting[0])  # 'yes, the 5pm one'
        if heard.doubt or heard.free or (heard.yes and heard.no):
            return self._unclear(named, () if fitting else wishes, fitting or self.numbers)
        each_one = len(wishes) > 1 or len(wishes[0].days) > 1
        if each_one and fitting and not named.hours and not named.open and len(fitting) >= len(wishes[0].days):
            return self._made("wish", fits=fitting, ask=self._question(fitting))
        window = named.hours.window
        whole = tuple(each.number for each in self.offered if each.number in fitting and window == hours_of(each))
        fitting = whole or fitting
        exact = self._is_exact(named, wishes, fitting)
        if not exact or heard.other or named.refusing or heard.move:
            return self._made("wish", wishes=wishes, fits=fitting, ask=self._question(fitting) if fitting else "")
        if len(fitting) == 1 and not (heard.no or heard.cant or heard.none or self.crossed or self.unread):
            return self._made("choose", fitting[0])
        return self._unclear(named, (), fitting)

    def _certain(self, heard: Heard) -> bool:
        """Is nothing refused, doubted or left unread?"""
        told = heard.no, heard.cant, heard.none, heard.other, heard.move, heard.unsure, heard.free
        return not (any(told) or self.crossed or self.unread)

    def _plain(self, heard: Heard, named: Meaning) -> Answer:
        """No time is named: yes, no, none, or we do not know."""
        alone = len(self.offered) == 1
        if heard.free:
            first = min(self.offered, key=lambda each: each.starts_at)
            asks_first = re.search(r"\bquickest|soonest|earliest|first\b", self.said.text)
            return self._unclear(named, (), (first.number,) if asks_first else self.numbers)
        if heard.yes and (heard.no or heard.cant or heard.none or heard.doubt):
            refuses = not heard.doubt and not heard.no and not self._yes_first()
            return self._made("no" if alone else "none") if refuses else self._unclear(named, (), self.numbers)
        if heard.none or heard.other:
            return self._made("none")
        if heard.sooner:
            return self._made("wish", wishes=(Wish(soonest=True),))
        if heard.doubt:
            return self._unclear(named, (), self.numbers)
        if heard.cant or heard.no:
            return self._made("no" if alone else "none")
        if heard.move:
            return self._made("wish", ask=self._question(()))
        if heard.later:
            return self._made("wish", ask=self._question(()))
        if heard.yes and alone and not self.crossed and not self.unread:
            return self._made("yes", self.numbers[0])
        return self._unclear(named, (), self.numbers)

    def _yes_first(self) -> bool:
        found = acts.YES.search(self.said.text)
        refused = acts.CANT.search(self.said.text)
        return bool(found and (refused is None or found.start() < refused.start()))

    # --- small things -------------------------------------------------------------------------

    def _is_exact(self, named: Meaning, wishes: tuple[Wish, ...], fitting: tuple[int, ...]) -> bool:
        return is_exact(named, wishes, [each for each in self.offered if each.number in fitting])

    def _names_own_day(self, named: Meaning) -> bool:
        return self.booked is not None and any(day_of(self.booked) in wish.days for wish in named.wishes)

    def _without(self, refused: Iterable[int]) -> tuple[int, ...]:
        return tuple(number for number in self.numbers if number not in set(refused))

    def _question(self, numbers: Iterable[int]) -> str:
        some = set(numbers)
        return question([each for each in self.offered if each.number in some], None if self.offered else self.booked)

    def _unclear(self, named: Meaning, wishes: tuple[Wish, ...], fitting: Iterable[int]) -> Answer:
        some = tuple(sorted(set(fitting))) or self.numbers
        return self._made("unclear", wishes=wishes, fits=some, ask=self._question(some))

    def _made(self, kind: Any, choice: int | None = None, **more: Any) -> Answer:
        return Answer(kind, choice, also=self.also, because=tuple(self.said.because), **more)
