"""Words that must never wait: gas, carbon monoxide, fire, a life in danger, water on electrics, sewage, a lift.

Rules, not a model, so that every one can be read, and none is unlearnt. Each looks for a danger as tenants write it;
then what stands around it may say that it is not so: denied, long past and mended, only supposed, or about a leaflet.
When in doubt it counts: a needless safety text costs little. The rules themselves stand in the files beside this one.
"""

# ruff: noqa: E501, SIM905 -- a list of words is read more easily as one text

import re

from classifiers.closed import is_closed, is_closed_for_good
from classifiers.emergency import (
    building,
    carbon_monoxide,
    electricity,
    entry,
    fire,
    gas,
    lift,
    machines,
    medical,
    tongues,
    water,
)
from classifiers.emergency.harmless import without_harmless
from classifiers.emergency.taken_back import AFTERWARDS, first_that_stands, that_stand
from classifiers.emergency.told import is_of_another, is_told, is_told_at_length, is_told_itself
from classifiers.needed import Pieces
from classifiers.reading import Label, Reading, spoken_in
from classifiers.rule import CLOSED, ONLY_TOLD, Gates, Rule, words_of
from router.values import Landlord

RULES: tuple[Rule, ...] = (
    *gas.RULES,
    *carbon_monoxide.RULES,
    *fire.RULES,
    *tongues.RULES,
    *medical.RULES,
    *machines.RULES,
    *electricity.RULES,
    *water.RULES,
    *building.RULES,
    *lift.RULES,
    *entry.RULES,
)

_ONLY_FIRE = frozenset("fire help please now quick omg emergency urgent asap . ,".split())


_SAME_WATER = {"leak.uncontainable": "structural.flood", "structural.flood": "leak.uncontainable"}
"""Where one is over, so is the other."""
ALL_POWER = "electrical.total_power_loss"
KILLS = frozenset(
    {"electrical.exposed_or_sparking", "electrical.burning_smell", "leak.on_electrics", "gas.flue_or_flame"}
)
"""Dangers to life that are no less one for being told shortly: "i got a shock off the oven and my insurance ..."."""
GOES_ON = frozenset(
    "gas.smell gas.co_alarm gas.flue_or_flame fire.fire_or_smoke leak.uncontainable leak.on_electrics water.no_water structural.flood "
    "electrical.total_power_loss electrical.exposed_or_sparking electrical.burning_smell communal.lift_trapped".split()
)
"""What goes on while it is a danger, and is none when it is over; a door that was kicked in stays broken."""
BROKEN_INTO = frozenset({"security.break_in", "doors.insecure_door"})
"""Of another's home nothing is ours to mend; the harm done to a person is named beside it."""
_PART_ONLY = re.compile(
    r" (?:half (?:a|the|my|our|of the) (?:house|flat|home|place) (?:of|without) (?:power|electric\w*)|(?:power|electric|electrics|electricity) (?:cut )?(?:to|in) (?:just |only )?(?:one|that|this|part|half) (?:of )?(?:the |a |my |our )*(?:section|part|side|end|half|room|circuit|floor|bit|house|flat)) "
    r"| half (?:of )?(?:the|my|our) (?:flat|apartment|house|home|place|sockets|lights) (?:has|have|had|is|are|s) (?:had |got |been |still |now )*(?:no|without|lost) (?:power|electric|electrics|electricity|lights?) "
)
"""Of the home, said anywhere: no power there is not no power at all."""
_PIECES = Pieces()


class Emergency:
    """The first to read: it must not wait for a model."""

    name = "emergency"
    labels = frozenset(rule.label for rule in RULES)
    foreign = words_of(tongues.RULES)
    spoken = words_of(rule for rule in RULES if rule not in tongues.RULES) | spoken_in(AFTERWARDS)

    def __init__(self, landlord: Landlord) -> None:
        known = {*landlord.repairs, *landlord.topics}
        self.rules = Gates(((rule.gate, rule.pattern, rule) for rule in RULES if rule.label in known), _PIECES)
        self.topics = frozenset(landlord.topics)
        self._lives = frozenset(
            each.id for each in landlord.repairs.values() if each.urgency == "life_safety" or each.id in KILLS
        )

    def classify(self, reading: Reading) -> list[Label]:
        found: dict[str, Label] = {}
        back: dict[str, Label] = {}
        line = ""
        for rule in self.rules.opened_by(reading.known):
            if rule.label in found:
                continue
            if not line:
                line = without_harmless(reading.line)
            place, stands = first_that_stands(rule, line)
            if place and stands:
                found[rule.label] = Label(self._kind(rule), rule.label, 0.96, *reading.words_at(*place))
            elif place:
                back[rule.label] = Label("taken back", rule.label, 0.9, *reading.words_at(*place))
        if "fire" in reading.known and reading.known <= _ONLY_FIRE and "fire.fire_or_smoke" in self.labels:
            found["fire.fire_or_smoke"] = Label("repair", "fire.fire_or_smoke", 0.9, 0, len(reading.words))
        part = _PART_ONLY.search(reading.line)
        if part and ALL_POWER in self.labels:
            found.pop(ALL_POWER, None)
            back[ALL_POWER] = Label("taken back", ALL_POWER, 0.9, *reading.words_at(*part.span()))
        for repair, label in list(back.items()):
            if repair in _SAME_WATER:
                other = Label(label.kind, _SAME_WATER[repair], label.sure, label.first, label.last)
                back.setdefault(other.value, other)
        standing = _weighed(found)
        told = [
            Label(kind, each.value, 0.9, each.first, each.last)
            for each in standing
            for kind in self._not_of_now(each, reading.known, line)
        ]
        return [*standing, *told, *(label for repair, label in back.items() if repair not in found)]

    def _not_of_now(self, standing: Label, known: frozenset[str], line: str) -> list[str]:
        """Is every place that names it told as a thing of another day, or as a matter that is closed? Where a life may
        hang on it, its own clause must say that it was."""
        if standing.kind != "repair":
            return []
        rules = [rule for rule in self.rules.opened_by(known) if rule.label == standing.value]
        places = [place for rule in rules for place in that_stand(rule, line)]
        life = standing.value in self._lives
        ways = [(CLOSED, is_closed_for_good if life else is_closed)]
        if standing.value in GOES_ON:
            ways.append((ONLY_TOLD, is_told_itself if life else is_told))
            ways.append((ONLY_TOLD, is_told_at_length))
        if standing.value in BROKEN_INTO:
            ways.append((CLOSED, is_of_another))
        return [kind for kind, way in ways if places and all(way(line, place) for place in places)]

    def _kind(self, rule: Rule) -> str:
        """A danger to a person is a topic: nothing of the home is broken."""
        return "topic" if rule.label in self.topics else "repair"


def _weighed(found: dict[str, Label]) -> list[Label]:
    """Two names for one danger become the right one."""
    if "drainage.sewage_inside" in found:
        found.pop("drainage.foul_drain", None)
    if "fire.fire_or_smoke" in found:
        found.pop("fire.after_fire", None)
    if "security.lock_change_safety" in found:
        found.pop("security.break_in", None)
    if "security.break_in" in found:
        found.pop("doors.insecure_door", None)
    return list(found.values())
