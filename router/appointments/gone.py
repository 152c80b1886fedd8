"""What is done with an answer to times that are on offer no more: lapsed, refused, or put aside for a danger."""

from datetime import datetime

from sqlalchemy.orm import Session

from router import cases
from router.appointments import availability, beside, needs
from router.appointments.choices import Choices
from router.appointments.kept_wishes import wished
from router.appointments.open_times import band_of
from router.appointments.talk import Said, asks_times, reported_anew, told_of_the_fault
from router.clock import london
from router.model import Case, TimesOffered
from router.storage.database import lock


class Gone:
    """Each method says True (settled) or False (a person must read it too)."""

    def __init__(self, choices: Choices) -> None:
        self.choices, self.appointments, self.letters = choices, choices.appointments, choices.letters

    def too_late(self, session: Session, case: Case, times: TimesOffered, said: Said, at: datetime) -> bool:
        """What was offered has lapsed: whoever still wants a time is given new ones at once."""
        answer = said.answer
        asks = asks_times(said.words)
        anew = reported_anew(said.labels, times.need.get("repairs") or ())
        asks = asks or (anew and not needs.bookable(case, said.labels, self.appointments.landlord))
        wants = asks or answer.kind in ("choose", "wish", "none", "no", "yes", "move", "when")
        self.choices.follow(times, said)
        if answer.kind == "cancel":
            return self.choices.not_needed(session, case, times, said, at)
        if not wants or (told_of_the_fault(said.labels) and not asks):
            return False
        beside.keep(case, times, said)
        first = "" if asks else self.letters.say("lapsed", case, first=beside.told(self.letters, case, said))
        if answer.kind == "choose" and self._with_theirs(session, case, times, said, first, at):
            return not beside.asks(case, said)
        wishes = () if anew else answer.wishes or wished(times)  # 'im at work thursdays' holds for new times as well
        if wishes:
            return self.choices.search(session, case, times, None, wishes, at, first)
        self.appointments.again(session, case, times, at, first)
        return True

    def _with_theirs(self, session: Session, case: Case, times: TimesOffered, said: Said, first: str,
                     at: datetime) -> bool:  # fmt: skip
        """The one they choose was kept no longer, and nobody else has it: it is among the times they have now."""
        chosen = self.appointments.numbered(session, times, said.answer.choice or 0)
        if chosen is None or times.moves_id:
            return False
        need = self.choices.need(session, case, times, at)
        lock(session, "diary", ["all"])
        theirs = availability.any_time(
            session, self.appointments.rules, need, at, london(chosen.window_from).date(), chosen.slot
        )
        if theirs is None:
            return False
        others = self.appointments.find(
            session, need, at, wished(times), {band_of(theirs)}, self.appointments.rules.times - 1
        )
        free = sorted([theirs, *others], key=lambda one: one.window_from)
        more = self.appointments.put(session, case, need, free, at, why="again", channel=times.channel, to=times.party,
                                     first=first)  # fmt: skip
        return more is not None and self.choices.in_place_of(times, more)

    def after_all(self, session: Session, case: Case, times: TimesOffered, said: Said, at: datetime) -> bool:
        """They wanted none of it, or a person was to find a time with them; and now they report it anew, or ask for
        times. Who called it off has times again; who waits for a person is told so. Anything else a person reads."""
        anew = reported_anew(said.labels, times.need.get("repairs") or ())
        anew = anew and not needs.bookable(case, said.labels, self.appointments.landlord)
        asks = anew or asks_times(said.words)
        late = said.answer.kind in ("choose", "wish") and not said.is_new_matter(case)  # to what is on offer no more
        late = late and not self.appointments.answered_since(session, case, times.ended_at or at)
        if case.state != "waiting" or not (asks or late):
            return False
        self.choices.follow(times, said)
        first = "" if asks else self.letters.say("lapsed", case)
        overtaken = asks and times.state == "withdrawn" and not needs.not_by_itself(case, said.labels)
        if times.state == "declined" or overtaken:  # a danger came first, and is seen to elsewhere
            cases.explain(case, "They want it after all, and were offered times again.")
            self.appointments.again(session, case, times, at, first)
            return True
        why = f"They still wait for somebody to find a time with them: “{said.quoted}”"
        self.appointments.to_person(session, case, at, why, channel=said.channel, to=said.to, first=first)
        return True
