"""Why a case is where it is, in plain English for staff: `explain`. Pure; it looks with the eyes of `decide`."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from router.candidates import REST, Agent, Round
from router.clause_words import NO_NAMES, Names, asks, first_false
from router.decisions import OpenOffer, Snapshot, StepStory, Story, Task, Verdict
from router.eligibility import Eligibility, Way
from router.line import Place, in_line
from router.plans import EMERGENCY, Step
from router.scoring import FOREVER, pressure, waited_points

LONDON = ZoneInfo("Europe/London")
NOTHING = Story("", 0, (), (), 0.0, "It does not wait for anybody.", 0, ())
CHANNELS = {"voice": "calls", "sms": "texts", "whatsapp": "WhatsApp chats", "email": "emails", "web": "web messages"}
NAMED = 3
"""So many people at most are named in one line of what would change the answer."""


def explain(snapshot: Snapshot, task_id: int, now: datetime, eligibility: Eligibility | None = None,
            names: Names = NO_NAMES) -> Story:  # fmt: skip
    """The story of one case as things stand: rule, steps, who is ruled out by which clause, what would change it.

    `names`: what the landlord calls its queues, skills and chains. `Story.rule` is '' for the default.
    A case that is not in the snapshot has the story of nothing.
    """
    if eligibility is None:
        eligibility = Eligibility.of(snapshot)
    else:
        eligibility.bring_up_to_date(snapshot)
    line = in_line(snapshot, now, eligibility, {})
    ahead = next((number for number, place in enumerate(line) if place.id == task_id), None)
    if ahead is None:
        return NOTHING
    place = line[ahead]
    look = Round(snapshot, now, eligibility)
    places = {other.id: other for other in line}
    for offer in snapshot.offers:
        if offer.expires_at > now and offer.task_id in places:
            _stand(look, offer, places[offer.task_id])
    teller = _Teller(look, place, names)
    steps = tuple(teller.step(number) for number in range(len(place.way.course.steps)))
    rule = place.way.course.rule
    return Story(
        rule="" if rule is place.way.plan.default else rule.name,
        plan=place.task.plan,
        passed_over=tuple(_passed_over(place, names)),
        steps=steps,
        score=-place.behind,
        score_words=_score_words(place, now),
        ahead=ahead,
        would_change=tuple(teller.would_change(steps[place.step], ahead)),
    )


def _stand(look: Round, offer: OpenOffer, place: Place) -> None:
    position = look.eligibility.positions.get(offer.worker_id)
    if position is not None:
        look.stands(offer, place.task, look.demand(place.task, place.way).units, look.agents[position])


def _passed_over(place: Place, names: Names) -> Iterator[tuple[str, str]]:
    """The rules before the one that matched, and why they did not."""
    for rule in place.way.plan.rules:
        if rule is place.way.course.rule:
            return
        yield rule.name, first_false(rule.when, place.task.attributes, names=names)


def _score_words(place: Place, now: datetime) -> str:
    """What its score is made of."""
    task, weights = place.task, place.way.plan.weights
    minutes = max(int((now - task.waiting_since).total_seconds() // 60), 0)
    parts = [f"{waited_points(task, weights, now):.1f} for waiting {minutes} minute{'s' * (minutes != 1)}"]
    boost = place.way.course.boosts[place.step]
    if boost:
        parts.append(f"{boost} from its steps")
    if task.live:
        parts.append(f"{weights.live} because somebody is on the line")
    pressed = pressure(task.due_at, weights, now)
    if task.due_at and pressed:
        parts.append(
            f"{pressed:.1f} because it {'falls' if task.due_at > now else 'fell'} due at {_clock(task.due_at)}"
        )
    return f"Its score is {-place.behind:.1f}: {', '.join(parts)}."


def _clock(at: datetime, seconds: bool = False) -> str:
    """The time of day in London."""
    return at.astimezone(LONDON).strftime("%H:%M:%S" if seconds else "%H:%M")


def _lasting(seconds: float) -> str:
    whole = int(seconds)
    if whole < 60 or whole % 60:
        return f"{whole} second{'s' * (whole != 1)}"
    return f"{whole // 60} minute{'s' * (whole != 60)}"


class _Teller:
    """Tells one case."""

    def __init__(self, look: Round, place: Place, names: Names) -> None:
        self.look = look
        self.names = names
        self.place = place
        self.task: Task = place.task
        self.way: Way = place.way
        self.wanted = look.demand(self.task, self.way)
        self.urgent = self.task.lane <= EMERGENCY

    # --- steps -------------------------------------------------------------------------------

    def step(self, number: int) -> StepStory:
        course, entered = self.way.course, self.place.entered_at
        begins_at = entered + timedelta(seconds=course.begins(number)) if course.begins(number) < FOREVER else entered
        ends = course.ends[number] if number < course.last else FOREVER
        state = "past" if number < self.place.step else "now" if number == self.place.step else "ahead"
        if state == "past" and course.steps[number].skip_if and begins_at < self.task.waiting_since:
            state = "skipped"  # the steps count from before it came: time was left out
        return StepStory(
            number=number + 1,
            state=state,
            words=self._words(course.steps[number], number),
            begins_at=begins_at,
            ends_at=entered + timedelta(seconds=ends) if ends < FOREVER else None,
            verdicts=tuple(self._verdicts(number, begins_at)),
        )

    def _words(self, step: Step, number: int) -> str:
        """What a step does."""
        queues = " and ".join(self.names.queue(name) for name in self.look.asked(self.task, self.way, number))
        who = f"Asks the people of {queues}"
        if step.need:
            who += f" with {asks(step.need, self.names)}"
        if step.prefer:
            who += f", first those with {', then '.join(asks(one, self.names) for one in step.prefer)}"
        many = f"{step.ring} at once" if step.ring > 1 else "one at a time"
        words = [f"{who}; {many}, {_lasting(step.offer)} each."]
        if step.page:
            words.append(f"Whoever is on call is told ({self.names.chain(step.page)}).")
        if step.boost:
            words.append(f"Adds {step.boost} points.")
        return " ".join([*words, *(f"{one} So nothing of it is offered." for one in self.shut(number))])

    def shut(self, number: int) -> Iterator[str]:
        """Which queues stand in its way at this step, because they are paused or closed."""
        snapshot = self.look.snapshot
        asked = self.look.asked(self.task, self.way, number)
        own = self.look.queue(self.task.queue)
        shut = {name for name in (own, *asked) if self.look.is_shut(self.task, name)}
        if own in shut or shut >= set(asked):
            for name in sorted(shut):
                title, how = self.names.queue(name), "paused" if name in snapshot.paused else "closed"
                yield f"{title[:1].upper()}{title[1:]} is {how}."

    # --- people ------------------------------------------------------------------------------

    def _verdicts(self, number: int, begins_at: datetime) -> Iterator[Verdict]:
        found = [(agent, self.verdict(agent, number, begins_at)) for agent in self.look.agents.values()]
        found.sort(key=lambda one: (one[1] != "", one[0].turn))
        for agent, why in found:
            yield Verdict(agent.worker.id, why)

    def verdict(self, agent: Agent, number: int, begins_at: datetime) -> str:
        """Why this agent is not offered the case at this step; '' if they may be."""
        bit = self.look.bits([agent])
        lasting = self._never(agent, bit, number)
        if lasting:
            return lasting
        if bit & self.look.ringing(self.task):
            until = next(offer.expires_at for offer, one in self.look.offered[self.task.id] if one is agent)
            return f"is being asked until {_clock(until, seconds=True)}"
        return self._let_go(agent, bit, number, begins_at) or self._busy(agent, bit)

    def _never(self, agent: Agent, bit: int, number: int) -> str:
        """What rules them out as long as they, the case and the plan stay as they are."""
        if any(True for _ in self.shut(number)):
            return "the queue is paused or closed"
        asked = self.look.asked(self.task, self.way, number)
        people = 0
        for name in asked:
            if not self.look.is_shut(self.task, name):
                people |= self.look.people(name, self.urgent)
        hidden = {*asked, self.look.queue(self.task.queue)} & self.look.snapshot.restricted_queues
        if (self.task.restricted or hidden) and not agent.worker.restricted:
            return "may not see restricted cases"
        if not bit & people:
            return f"does not work for {' or '.join(self.names.queue(name) for name in asked)}"
        need = self.way.course.steps[number].need
        return first_false(need, self.task.attributes, agent.worker.attributes, self.names) if need else ""

    def _let_go(self, agent: Agent, bit: int, number: int, begins_at: datetime) -> str:
        if not bit & self.look.resting(self.task, begins_at):
            return ""
        if number == self.way.course.last == self.place.step:
            eligible = self.look.eligible(self.task, self.way, number) & ~self.look.ringing(self.task)
            others = eligible & ~self.look.resting(self.task, begins_at) & self.look.available(self.task, self.wanted)
            if not others and bit & self.look.may_be_asked_again(self.task, begins_at, eligible):
                return ""
        return f"let an offer go at {_clock(self.task.refused[agent.worker.id])}"

    def _busy(self, agent: Agent, bit: int) -> str:
        if not agent.worker.ready:
            return "away"
        if agent.worker.on_line:
            return "on a call"
        if bit & self.look.available(self.task, self.wanted):
            return ""
        wanted = self.wanted
        if self.urgent and agent.units + wanted.units > wanted.capacity:
            return f"on another emergency ({agent.units} of {wanted.capacity})"
        if agent.units + wanted.units <= wanted.capacity and 0 < wanted.ringing <= len(agent.offers):
            return "is being asked about another case"
        if agent.units + wanted.units <= wanted.capacity:
            kind = CHANNELS.get(wanted.channel, wanted.channel)
            return f"has {agent.held.get(wanted.channel, 0)} {kind}, the most at once"
        if agent.units >= wanted.capacity:
            return f"on another case ({agent.units} of {wanted.capacity})"
        return f"has {agent.units} of {wanted.capacity} in hand, and this takes {wanted.units}"

    # --- what would change it ----------------------------------------------------------------

    def would_change(self, step: StepStory, ahead: int) -> Iterator[str]:
        """What would lead to another answer, the soonest first."""
        number = step.number - 1
        names = {agent.worker.id: agent.worker.name for agent in self.look.agents.values()}
        can = [one.worker_id for one in step.verdicts if not one.why]
        asked = sorted(self.look.offered.get(self.task.id, ()), key=lambda pair: (pair[0].expires_at, pair[0].id))
        for offer, agent in asked:
            yield f"{agent.worker.name} answers, or lets the offer go at {_clock(offer.expires_at, seconds=True)}."
        if can and not asked:
            waiting = f", after the {ahead} ahead of it" if ahead else ""
            yield f"It is offered to {names[can[0]]} next{waiting}."
        yield from (f"{one.rstrip('.')}: it opens again." for one in self.shut(number))
        yield from self._if_somebody(step, names)
        following = step.ends_at
        if following is not None:
            yield f"At {_clock(following, seconds=True)} more people are asked: step {number + 2}."
        if not can and not asked and not self.look.eligible(self.task, self.way, number):
            need = self.way.course.steps[number].need
            yield (
                f"Nobody of this step has {asks(need, self.names)}: give somebody that."
                if need
                else "Somebody works for this queue."
            )

    def _if_somebody(self, step: StepStory, names: Mapping[int, str]) -> Iterator[str]:
        """People who are kept from it only by what passes."""
        waits: dict[str, list[str]] = {}
        for one in step.verdicts:
            for start, words in _PASSING:
                if one.why.startswith(start):
                    waits.setdefault(words, []).append(names[one.worker_id])
        for words, people in waits.items():
            more = f" or {len(people) - NAMED} more" if len(people) > NAMED else ""
            yield f"{' or '.join(sorted(people)[:NAMED])}{more} {words}."


_PASSING = (
    ("away", "comes back"),
    ("is being asked about", "answers what they are being asked"),
    ("on a call", "ends their call"),
    ("on another", "finishes something"),
    ("has ", "finishes something"),
    ("is outside their working hours", "comes to their working hours"),
    ("let an offer go", f"has rested from it for {int(REST.total_seconds() // 60)} minutes, or the step changes"),
)
