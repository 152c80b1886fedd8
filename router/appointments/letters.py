"""The words about times offered and visits agreed. The landlord's own stand in `replies.toml`, keys `appointment_*`."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from router.appointments import words
from router.appointments.bands import TODAY
from router.appointments.needs import Job, by_itself, labels_for_people
from router.clock import london
from router.model import Appointment, Case
from router.outbox import fill
from router.own_page import OwnPage
from router.values import AGREED, Invitation, Landlord, Need, Wish, kept_invitation
from router.working_time import is_working_day

TWO_PARTS = 306
"""Letters of a text that goes in two parts (3GPP TS 23.038), where all are plain."""
REST = "the rest"
"""What they told beside it, where its name makes the text too long."""


class Letters:
    """Fills in a landlord's words. Every method is pure; the texts are plain and fit two parts."""

    def __init__(self, landlord: Landlord, own_page: OwnPage | None = None) -> None:
        self.landlord, self.own_page = landlord, own_page or OwnPage(landlord)

    def say(self, key: str, case: Case, visit: Appointment | None = None, first: str = "", **more: str) -> str:
        """One text: `key` without its 'appointment_'. `visit` fills in {what}, {when} and {where}.

        {visit} is 'visit', 'appointment' or 'call-back', by its kind; where there is no visit by `kind`.
        `first` stands before it. What is broken is left out where the text would be too long with it. `more`: other
        names that are filled in; a `what` among them stands before the visit's own.
        """
        named = more.pop("what", "")
        more = {"visit": words.thing(visit.kind if visit is not None else more.pop("kind", ""), self.landlord), **more}
        if visit is not None:
            more = {"when": words.window(visit), "where": words.place(visit, self.landlord), **more}
        text = ""
        for repairs in (visit.repairs, []) if visit is not None else ([],):
            what = named or (self.what_for(visit.kind, repairs, visit) if visit is not None else "")
            text = fill(self.landlord.replies[f"appointment_{key}"], landlord=self.landlord.name,
                        phone=self.landlord.phone, reference=case.reference, what=what,
                        adult=self.landlord.appointments.adult_words, **more)  # fmt: skip
            text = "\n".join(" ".join(line.split()) for line in f"{first} {text.strip()}".strip().splitlines())
            if len(text) <= TWO_PARTS:
                break
        return text

    def not_then(self, case: Case, wishes: Sequence[Wish], at: datetime) -> str:
        """Why none of the times that follow is as they wish: all that they named is past, or further off than we book,
        or an hour or a day when hardly anybody works; or nothing is free then."""
        last = london(at).date() + timedelta(days=self.landlord.appointments.horizon_days)
        until = f"{last:%a} {last.day} {last:%b}"
        if not wishes:
            return self.say("nothing_then", case)
        if all(_is_past(wish, at) for wish in wishes):
            return self.say("time_past", case)
        too_far = all(_begins(wish) > last for wish in wishes)
        day_off = all(wish.days and all(_is_day_off(day) for day in wish.days) for wish in wishes)
        key = "too_far" if too_far else "day_off" if day_off else ""
        if all(self._nobody_works(wish) for wish in wishes):
            key = f"no_hour_{key}" if key else "no_hour"
        return self.say(key or "nothing_then", case, until=until)

    def _nobody_works(self, wish: Wish) -> bool:
        """Does no part of the day that can be booked have the hour they named? Half past one at night has not."""
        bands = [slot for slot in self.landlord.appointments.slots.values() if slot.id != TODAY]
        opens, closes = min((slot.starts for slot in bands), default=0), max((slot.ends for slot in bands), default=0)
        named = wish.at or wish.not_before or wish.not_after
        if named is None or not bands:
            return False
        minute = named.hour * 60 + named.minute
        return not (opens <= minute <= closes if named is wish.not_after else opens <= minute < closes)

    def times(self, case: Case, held: Sequence[Appointment], until: datetime, at: datetime, first: str = "",
              place: bool = True) -> str:  # fmt: skip
        """The times to choose from, how to answer and how long they are kept. `first` stands before it; `place`: and
        where it is, or who must be in."""
        listed = "\n".join(f"{visit.number} {words.window(visit)}" for visit in held)
        key = "offer_one" if len(held) == 1 else "offer_more" if first else "offer"
        numbers = _either([str(visit.number) for visit in held])
        where = words.place(held[0], self.landlord) if place else ""
        if self.is_at_an_office(held[0]):
            where = f"{where} {self.landlord.replies['appointment_another_office']}"
        kept = until_words(until, at) + _sooner_gone(held, until)
        return self.say(key, case, held[0], first, times=listed, numbers=numbers, until=kept, where=where)

    def still_kept(self, case: Case, held: Sequence[Appointment], until: datetime, at: datetime) -> str:
        """That these times are still theirs to choose from, and how, without all of them once more."""
        numbers = "YES" if len(held) == 1 else _either([str(visit.number) for visit in held])
        kept = until_words(until, at) + _sooner_gone(held, until)
        return self.say("still_kept", case, numbers=numbers, until=kept)

    def put_in_words(self, case: Case, held: Sequence[Appointment], expires: datetime, at: datetime, first: str,
                      moves: Appointment | None, key: str) -> str:  # fmt: skip
        """The times as they are told, with what stays until they choose."""

        def told(first: str, where: bool = True) -> str:
            if key:
                return self.say(key, case, held[0], first, until=until_words(expires, at))
            return self.times(case, held, expires, at, first, where)

        stays = moves if moves is not None and moves.state in AGREED else None
        if stays is None:
            return told(first)
        same_place = held[0].resource_id == stays.resource_id or not self.is_at_an_office(stays)
        return self._with_what_stays(case, told, first, stays, same_place)

    def with_the_rest(self, case: Case, text: str, left: Sequence[Job], new: bool) -> str:
        """The times for one trade (`text`), and what becomes of the rest that they told of: times come next, where two
        texts hold that; and that a person answers them about what no tenant books, which is said once (`new`)."""
        if any(by_itself(job, self.landlord) for job in left):
            both = f"{text} {self.say('rest_next', case)}"
            text = both if len(both) <= TWO_PARTS else text
        if not new or not (more := self._for_people(case, left)):
            return text
        return next((both for each in more if len(both := f"{text} {each}") <= TWO_PARTS), f"{text} {more[-1]}")

    def _for_people(self, case: Case, left: Sequence[Job]) -> tuple[str, ...]:
        """That a person answers them about the rest, by its name and without; () where nothing is for people."""
        named = labels_for_people(left, self.landlord)
        if not named:
            return ()
        more = f" and {len(named) - 1} more" if len(named) > 1 else ""
        rest = f"{words.small(_short(named[0]))}{more}"
        return tuple(self.say("rest_person", case, what=each) for each in (rest, REST))

    def spoken_first(self, case: Case, need: Need, left: Sequence[Job]) -> str:
        """What a caller hears before the times: that one visit is enough for all, as a text names what it is for; and
        that a person answers them about the rest. '' where there is nothing to say."""
        together = self.say("together", case) if len(need.repairs) > 1 and not left else ""
        return f"{together} {next(iter(self._for_people(case, left)), '')}".strip()

    def _with_what_stays(self, case: Case, told: Callable[[str, bool], str], first: str, moves: Appointment,
                         same_place: bool) -> str:  # fmt: skip
        """These times, and that the agreed visit stays until they choose, where that is not said already. Where two
        texts do not hold it, it is left out where it is, of the `same_place`: they were told so with the visit they
        have. What stays is always said, if it takes a third."""
        if words.window(moves) in first:
            return told(first, True)
        stays = self.say("until_you_choose", case, moves)
        first = (f"{stays} {first}" if first.endswith(":") else f"{first} {stays}").strip()
        whole = told(first, True)
        return whole if len(whole) <= TWO_PARTS else told(first, not same_place)

    def is_at_an_office(self, visit: Appointment) -> bool:
        """Is it at one of several offices, so that another may be asked for?"""
        kind = self.landlord.appointments.kinds.get(visit.kind)
        return kind is not None and kind.owner == "place" and len(self.landlord.offices) > 1

    def spoken(self, held: Sequence[Appointment]) -> tuple[str, ...]:
        """The same to be heard on the telephone, a sentence a time."""
        return tuple(f"{visit.number}: {words.window(visit)}." for visit in held)

    def agreed(self, key: str, case: Case, visit: Appointment, first: str = "", by_mail: bool = False) -> str:
        """The same of what has just been agreed, with the link to the case's page. In a text what is broken gives way
        to the link, and the link to a third part; a mail holds all of it."""
        text = self.say(key, case, visit, first)
        whole = self.own_page.after(text, case.reference, 0 if by_mail else TWO_PARTS)
        if whole != text or not visit.repairs:
            return whole
        plain = self.say(key, case, visit, first, what=words.what(visit, self.landlord))
        shorter = self.own_page.after(plain, case.reference, TWO_PARTS)
        return shorter if shorter != plain else text

    def what_for(self, kind: str, repairs: Sequence[str], visit: Appointment | None = None) -> str:
        """'repair visit (dripping tap)'; of a `visit` at an office which office."""
        label = words.what(visit, self.landlord) if visit is not None else words.called(kind, self.landlord)
        named = [self.landlord.repairs[name].label for name in repairs if name in self.landlord.repairs]
        more = f" and {len(named) - 1} more" if len(named) > 1 else ""
        return f"{label} ({words.small(_short(named[0]))}{more})" if named else label

    def line(self, case: Case, visit: Appointment, moving: bool = False, over: bool = False) -> str:
        """'Repair visit (dripping tap): Thu 26 Nov, 5pm to 8pm. FD-...': one of several that are agreed. `moving`:
        other times for it are on offer. `over`: its time is."""
        named = words.capital(self.what_for(visit.kind, visit.repairs, visit))
        more = words.stands(visit) or (self.landlord.replies["appointment_until_another"] if moving else "")
        more = more or (self.landlord.replies["appointment_time_over"] if over else "")
        return f"{named}: {words.window(visit)}{more}. {case.reference}"

    def calendar(self, case: Case, visit: Appointment, cancelled: bool = False) -> dict[str, object]:
        """The calendar entry that goes with a mail about this visit, as it is kept with the message."""
        kind = self.landlord.appointments.kinds.get(visit.kind)
        at_home = kind is None or kind.where == "home"
        place = visit.home.address if at_home and visit.home else "" if at_home else visit.resource.address
        if (
            kind is not None
            and kind.where == "office"
            and not place
            and (office := words.office_of(visit, self.landlord))
        ):
            place = office.address
        summary = f"{self.landlord.name}: {self.what_for(visit.kind, visit.repairs, visit)} {case.reference}"
        return kept_invitation(Invitation(visit.uid, visit.sequence, visit.window_from, visit.window_until, summary,
                                          place, cancelled))  # fmt: skip


def until_words(until: datetime, at: datetime) -> str:
    """'7pm today', '10am tomorrow', '10am on Mon 23 Nov'."""
    day, today = london(until).date(), london(at).date()
    when = "today" if day == today else "tomorrow" if day == today + timedelta(days=1) else f"on {words.day(until)}"
    return f"{words.hour(until)} {when}"


def _sooner_gone(held: Sequence[Appointment], until: datetime) -> str:
    """' (1 until 8am)' of a time that begins before the others lapse; '' of none."""
    first = [one for one in held if one.held_until is not None and one.held_until < until]
    told = ", ".join(f"{one.number} until {words.hour(one.held_until)}" for one in first if one.held_until)
    return f" ({told})" if told else ""


def _either(numbers: Sequence[str]) -> str:
    return f"{', '.join(numbers[:-1])} or {numbers[-1]}" if len(numbers) > 1 else numbers[0]


def _short(label: str, most: int = 40) -> str:
    if len(label) <= most:
        return label
    return label[:most].rpartition(" ")[0].rstrip(" ,(") or label[:most]


def _begins(wish: Wish) -> date:
    """The first day that would do."""
    return min(wish.days, default=wish.first_day or date.min)


def _is_day_off(day: date) -> bool:
    """A Sunday or a bank holiday; a Saturday is a day for visits like another."""
    return day.weekday() != 5 and not is_working_day(day)


def _is_past(wish: Wish, at: datetime) -> bool:
    """Is every day that it names over, or the hour of today that it names?"""
    now = london(at)
    if not wish.days:
        return wish.last_day is not None and wish.last_day < now.date()
    until = wish.at or wish.not_after
    return all(day < now.date() or (day == now.date() and until is not None and until <= now.time())
               for day in wish.days)  # fmt: skip
