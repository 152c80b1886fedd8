"""Everyday faults that only sound like an emergency: a tap that drips, a cistern that runs, a tap and a light beside
each other, a window that will not shut and that nobody can come in by, an outside door that is stiff and locks.

The trained model knows taps as one group, and takes "won't stop dripping" for a tap that runs, which is an emergency.
Where no rule saw one run and the words only say that it drips, it drips. Pure.
"""

# ruff: noqa: E501 -- patterns are read more easily on one line

import re
from collections.abc import Sequence
from dataclasses import replace

from classifiers.reading import Label

RUNNING, DRIPPING, CISTERN = "plumbing.tap_running", "plumbing.tap_dripping", "toilet.cistern_leak"
ON_ELECTRICS = "leak.on_electrics"
_IN_ITS_PLACE = frozenset({"plumbing.tap_dripping", "plumbing.tap_stuck", "plumbing.shower", "plumbing.blocked_sink_bath",
                           "toilet.not_flushing", "toilet.cistern_leak"})  # fmt: skip
"""Faults whose water stays in a sink, a bath or a bowl."""
_OF_ELECTRICITY = frozenset({"electrical.light_fitting", "electrical.socket_switch_fault", "electrical.extractor_fan"})
_WATER_GOES = re.compile(
    r"\b(?:ceiling|through|above|upstairs|leak\w*|water|wet|soak\w*|flood\w*|pour\w*|onto|into|over the|down the|behind|fuse\w*|electrics?"
    r"|electricity|trip\w*|spark\w*|buzz\w*|fizz\w*|crackl\w*|shock\w*|burn\w*|consumer unit|on the (?:light|socket|plug|switch)\w*)\b"
)
INSECTS = "pest.insects"
INSECURE_DOOR, STIFF_DOOR = "doors.insecure_door", "doors.external_stiff"
UNLISTED = "other.unlisted"
_JOINED = re.compile(r" (?:and|n|also|plus|too|as well|another|but|with|then) |[.,]")
_LOCKS = re.compile(
    r" (?:it|still|always|just|also|but|and|[.,]) locks (?!are|is|were|have|has|need|on|to|dont|wont)| (?:does|do|can|will) (?:(?:still|just|always|now) )*(?:lock|secure) | hard(?:er)? to lock "
)
"""'But it does lock', 'locks fine', 'hard to lock': it is one that locks."""
_HARDLY_LOCKS = re.compile(
    r" (?:wont|cannot|cant|doesnt|dont|didnt|isnt|not|never|unable|neither|no longer|wouldnt|hardly|barely|sometimes|only|unless|might|may|wonder|half|if you|if i|from (?:the )?(?:in|out)side|"
    r"any ?(?:one|body)|some ?(?:one|body)|kick\w*|forc\w*|smash\w*|shoulder\w*|push(?:ed|es)?(?: it)? (?:open|in)|brok\w+|break|burgl\w+|robbed|split|snapped|hanging|hole|gap|open|opens|"
    r"ex|scared|afraid|frightened|unsafe|stolen|stole|keys?|stuck|trapped|locked|get out|get in|cylinder|barrel|bolt|chain|temporar\w*|wedge\w*|prop\w*|tied|held) "
)
"""What takes that back, or makes more of it: who has a key, who came in, a door that is broken or holds somebody in."""
_PET = re.compile(r" (?:dogs?|cats?|pupp(?:y|ies)|kittens?|parrot|staffie|alsatian) ")
_CREEPS = re.compile(
    r" (?:fl(?:ea|y|ie)s?|ants?|wasps?|bees?|hornets?|bugs?|bed ?bugs?|mites?|ticks?|moths?|beetles?|cockroach\w*|roach\w*|spiders?|insects?|gnats?|midges?|maggots?|worms?|silverfish|"
    r"infest\w*|swarm\w*|nests?|bitten|bites (?:all over|on)|itch\w*|crawl\w*|larva\w*) "
)
_CISTERN_RUNS = re.compile(
    r"\b(?:toilets?|loos?|cisterns?|wc|lavatory|lavvy|lav|bog|khazi)\b(?: (?!tap|taps|sink|basin|bath)[^ .]+){0,5}? "
    r"(?:running|runs|run|filling|refilling|trickling|trickles)\b"
)
_DRIPS = re.compile(r"\bdrip\w*\b")
_RUNS = re.compile(
    r"\b(?:runs?|running|ran|pour\w*|gush\w*|flow\w*|stream\w*|flood\w*|overflow\w*|spray\w*|spurt\w*|burst"
    r"|full (?:blast|on|pelt|bore|flow)|on full|stuck on|snapped|came off|come off|broke off|flew off"
    r"|fast|faster|hard|jet|brim|over the (?:top|edge|side)|(?:nearly|almost|half|is|getting) full|filling|rising|through"
    r"|soak\w*|everywhere|electric\w*|fuse ?box|sockets?)\b"
)
"""What more than a drip does, or where it ends: a sink that is nearly full is one that will run over."""
_HIGH_UP = re.compile(
    r" (?:(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|top|upper|\d*(?:2nd|3rd|[4-9]th|1\dth)) floor|(?:\d+|two|three|four|five|six|seven|eight|nine|ten) (?:floors|storeys) up|upstairs|high ?rise|tower block) "
)
_WINDOW = re.compile(r" (?:windows?|sash|casement|winda|windae|winder|restrictors?) ")
_DOOR_OR_LOW = re.compile(
    r" (?:doors?|ground|bungalow|downstairs|street level|flat roof|scaffold\w*|balcony|walkway|fire escape|climb\w*|(?:anyone|anybody|somebody|someone) (?:can|could)|broken in|break in|burgl\w+|"
    r"porch|ladders?|garage|extension|conservatory|roofs?|drain ?pipe|trellis|wall|shed|bins|garden|yard|alley|path|low|reach\w*|first floor|1st floor|"
    r"(?:a|this|some|strange) (?:man|bloke|fella|lad|person)|stranger|prowl\w*|lurk\w*|followed|stalk\w*|my ex|alone|on my own|scared|frightened|afraid|unsafe|not safe|stolen|thie\w+) "
)
"""A window that nobody can reach leaves the home cold, not open; a door, or a way up to the window, does."""
_WILL_NOT_SHUT = re.compile(
    r" (?:wont|cannot|doesnt|not|isnt|unable to|will not) (?:[a-z]+ )?(?:close|closing|shut|shutting)(?: up| it| properly)? | stuck open "
)
_MORE_OF_A_WINDOW = re.compile(
    r" (?:lock\w*|secure\w*|insecure|latch\w*|catch|handle|restrictors?|hinges?|glass|pane|smash\w*|broken?|snapped|hanging|"
    r"fell|fallen|dropped|wide|kids?|child(?:ren)?|toddler|baby) "
)
"""What makes more of it than a window that will not shut."""


def put_right(learnt: Sequence[Label], found: Sequence[tuple[str, Label]], line: str) -> list[Label]:
    """The model's labels (`learnt`); `found` are those of the rules, with their names."""
    learnt = _only_drips(_side_by_side(learnt, found, line), found, line)
    return _one_thing(_only_stiff(_no_pest(learnt, line), found, line), line)


def _no_pest(learnt: Sequence[Label], line: str) -> list[Label]:
    """Without insects, where the only creature named is somebody's own: "mind, the dog bites"."""
    own = _PET.search(line) and not _CREEPS.search(line)
    return [label for label in learnt if not (own and label.value == INSECTS)]


def _only_stiff(learnt: Sequence[Label], found: Sequence[tuple[str, Label]], line: str) -> list[Label]:
    """A door that is stiff or damaged in place of one that will not lock, where no rule saw that and they say that it
    does lock: `repairs.yaml` asks just that of the first, "Does it lock?"."""
    if any(label.value == INSECURE_DOOR for _, label in found) or not locks(line):
        return list(learnt)
    put = [replace(label, value=STIFF_DOOR) if label.value == INSECURE_DOOR else label for label in learnt]
    # nor is it insecure for the model's own word that it reads so
    return [label for label in put if (label.kind, label.value) != ("flag", "insecure_now")]


def locks(line: str) -> bool:
    """Do they say of a door that it locks, and nothing that takes that back?"""
    return bool(_LOCKS.search(line)) and not _HARDLY_LOCKS.search(line)


def _one_thing(learnt: Sequence[Label], line: str) -> list[Label]:
    """Without the fault on no list, where one on the list is surer and no word joins a second thing to it: "my kitchen
    drawer is broken" tells of one."""
    faults = [label for label in learnt if label.kind == "repair"]
    listed = max((label.sure for label in faults if label.value != UNLISTED), default=0.0)
    if _JOINED.search(line):
        return list(learnt)
    return [label for label in learnt if label.value != UNLISTED or label.kind != "repair" or label.sure >= listed]


def _side_by_side(learnt: Sequence[Label], found: Sequence[tuple[str, Label]], line: str) -> list[Label]:
    """Without water on electrics, where the model names a tap and a light beside it and no word says that water goes
    anywhere it should not."""
    named = {label.value for label in learnt if label.kind == "repair"}
    seen = any(label.value == ON_ELECTRICS for _, label in found)
    if ON_ELECTRICS not in named or seen or named.isdisjoint(_IN_ITS_PLACE) or named.isdisjoint(_OF_ELECTRICITY):
        return list(learnt)
    return list(learnt) if _WATER_GOES.search(line) else [label for label in learnt if label.value != ON_ELECTRICS]


def _only_drips(learnt: Sequence[Label], found: Sequence[tuple[str, Label]], line: str) -> list[Label]:
    """A tap that drips in place of one that runs."""
    if not any(label.value == RUNNING for label in learnt) or any(label.value == RUNNING for _, label in found):
        return list(learnt)
    taps = _CISTERN_RUNS.sub(" ", line)
    if not _DRIPS.search(taps) or _RUNS.search(taps):
        return list(learnt)
    meant = {RUNNING: DRIPPING}
    if taps != line:
        meant |= {label.value: CISTERN for label in learnt if label.value.startswith("toilet.")}
    return [replace(label, value=meant.get(label.value, label.value)) for label in learnt]


def only_open(line: str) -> bool:
    """Is it a window that will not shut, and nothing says that it can be reached or that more is wrong with it? By
    `repairs.yaml` that is urgent, and an emergency only where somebody can come in by it."""
    plain = _WILL_NOT_SHUT.search(line) and _WINDOW.search(line)
    return bool(plain) and not (_DOOR_OR_LOW.search(line) or _MORE_OF_A_WINDOW.search(line))


def out_of_reach(line: str) -> bool:
    """Is it a window, and high up?"""
    return bool(_HIGH_UP.search(line) and _WINDOW.search(line)) and not _DOOR_OR_LOW.search(line)
