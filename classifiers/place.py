"""Where in the home: ids of `locations` in the taxonomy, each with the words that told it.

Only what is said: a room, a part of the house, or, where no room is named, a thing that stands in one room (a bath).
Someone else's room ('next door's kitchen') and where a person sits or looks from are not where the fault is.
"""

# ruff: noqa: E501, SIM905 -- patterns and tables are read more easily on one line

import re
from collections.abc import Sequence

from classifiers.reading import Label, Reading
from router.values import Because, Landlord

MOST = 6
"""Places kept of one message."""
BEFORE = 60
"""Characters looked back at."""

Rule = tuple[str, re.Pattern[str], re.Pattern[str] | None, bool]
"""Place, what must stand from the key word on, and what must (or must not) stand before it."""


def _rules(*rows: tuple[str, str, str] | tuple[str, str, str, str]) -> dict[str, list[Rule]]:
    """By the word each begins with: (place, key words, what follows, what must stand before).

    Before: '!' in front means must not; '|' at the end means that the message may also begin here.
    """
    table: dict[str, list[Rule]] = {}
    for place, keys, follows, *before in rows:
        told = re.compile(rf"(?:{'^|' * before[0].endswith('|')} (?:{before[0].strip('!|')})) $") if before else None
        wanted = bool(before) and not before[0].startswith("!")
        for key in keys.split():
            table.setdefault(key, []).append((place, re.compile(rf"{key}{follows} "), told, wanted))
    return table


_CHILD = r"(?:sons?|daughters?|kids?|childs?|childrens?|child|babys?|babies|boys|girls|lads|lasss?|grandsons?|granddaughters?|toddlers?|twins?|little ones?|little uns?|teenagers?|year olds?)"
_SHARED = r"(?:communal|shared|block|main|common|public|ground floor|first floor|second floor|third floor|\d(?:st|nd|rd|th) floor)"
_NAMED = _rules(
    ("living_room", "living livin", r" ?(?:rm|rooms?|area)"),
    ("living_room", "livingroom lounge loungeroom sittingroom", ""),
    ("living_room", "sitting front good", r" (?:room|rm)"),
    ("bathroom", "bathroom bathrooms washroom ensuite", ""),
    ("bathroom", "shower wet bath", r" ?rooms?"),
    ("bathroom", "en", r" suite"),
    ("kitchen", "kitchen kitchenette kitchens kitchin", r"(?! (?:roll|towel|foil|knife|assistant|porter|fitter|company|showroom))"),
    ("child_bedroom", "bedroom room bedrooms rooms", "", rf"{_CHILD}(?: s)?(?: (?:old|back|front|box))?"),
    ("child_bedroom", "nursery", r"(?! (?:school|entrance|run|nurse|place|teacher|drop|pick|manager|fees))", r"the|our|her|his|babys?|in"),
    ("bedroom", "bedroom bedrooms bedrm", r"(?: \d)?(?! (?:tax|flat|house|home|property|bungalow|maisonette|place|need|size|rule|entitlement))"),
    ("bedroom", "room", "", r"(?:box|spare|bed)"),
    ("communal_stairs", "stairwell stairwells stairway", ""),
    ("communal_stairs", "stairs stair staircase landing landings steps", "", rf"{_SHARED}|top|each|every"),
    ("communal_stairs", "stair", r" (?:well|light|door|core)s?"),
    ("communal_hall", "hall hallway hallways corridor corridors entrance door landing area lobby", "", r"communal|shared|common|block"),
    ("communal_hall", "lobby foyer vestibule corridor corridors", ""),
    ("communal_hall", "main", r" (?:entrance|door|front door)(?: (?:to|of) (?:the )?(?:block|flats|building))?", r"the|our|block|\.|,|"),
    ("communal_hall", "door entrance", r" (?:to|of|into) (?:the |our )?(?:block|flats|building)", r"street|front|main|entrance|the|entry|fire"),
    ("communal_hall", "street entrance", r" door"),
    ("hall_stairs_landing", "hall hallway halls hallways passageway", "(?! of)", r"!town|village|church|community|music|city|council|parish|residence"),
    ("hall_stairs_landing", "passage", r"(?! (?:of|to))", r"the|my|our|in|downstairs|upstairs"),
    ("hall_stairs_landing", "landing", r"(?! (?:on|in|light on|gear|page))", r"the|my|our|upstairs|upper|top|on|stairs|and|,|in|down|\.|"),
    ("hall_stairs_landing", "stairs staircase bannister banister bannisters banisters", r"(?! (?:are|is) too)"),
    ("loft", "loft attic", r"(?! (?:conversion company|apartment))"),
    ("bin_store", "bin bins rubbish refuse", r" (?:store|stores|room|rooms|shed|chute|chutes|area|cupboard|shute|compound|enclosure)"),
    ("bin_store", "binstore chute", ""),
    ("car_park", "car parking underground", r" ?(?:park|parks|bay|bays|spaces?)"),
    ("car_park", "carpark", ""),
    ("play_area", "play playground playpark", r"(?: ?(?:area|ground|park))", ),
    ("play_area", "playground playpark swings", ""),
    ("lift", "lift lifts elevator", r"(?! (?:it|the|up|him|her|them|him|my|a|his|off|and carry|home|to (?:work|school|hospital)|from))", r"the|our|no|both|of|in|goods|passenger|block|left|right|and|this|one|other|your|communal|that|\.|,|"),
    ("block_roof", "roof", r" (?:of|on|above) (?:the |our )?(?:block|flats|building)|roof of \S+ (?:house|court|point|tower|lodge|mansions)"),
    ("block_roof", "roof", "", r"(?:block|blocks|flats|communal|building|buildings|blocks of)"),
    ("estate", "garages", "", r"(?:by|behind|near|at|round|outside)(?: the| our| your)?"),
    ("garage_outbuilding", "garage garages", r"(?! (?:said|rent|man|fixed|for (?:its|my|the) (?:mot|car|service)|bill|forecourt|business))"),
    ("garage_outbuilding", "shed outhouse outbuilding outbuildings sheds", "(?! loads?)", r"!bin|bike|been|hair|bins"),
    ("garage_outbuilding", "coal", r" (?:hole|bunker|shed|house)"),
    ("garden", "garden gardens lawn allotment", r"(?! (?:centre|city|waste|bin|bag|street|road|close|way|court|party))", r"!covent|beer"),
    ("outside_rear", "back", r" (?:door|step|steps|yard|wall of|path|gate|alley|patio)"),
    ("outside_rear", "back rear", r" of (?:the |my |our )?(?:house|building|property|flat|flats|block|bungalow|home)"),
    ("outside_rear", "back rear", "", r"(?:out|round|at|to)(?: the)?"),
    ("outside_rear", "rear", r" (?:door|wall|elevation|garden|yard|gutter|slope|step|steps|gate)"),
    ("outside_rear", "patio french", r" (?:doors?|slabs?)?"),
    ("outside_rear", "side", r" (?:of (?:the |my |our )?(?:house|building|property|bungalow|flats)|passage|gate|alley|path|wall|yard)"),
    ("outside_rear", "yard", r"(?! (?:away|of|from|long))", r"the|my|our|in|back"),
    ("outside_front", "front", r" (?:door|doors|doorstep|step|steps|path|gate|wall|porch|drive|elevation|garden wall|gutter)"),
    ("outside_front", "front", r" of (?:the |my |our )?(?:house|building|property|flat|flats|block|bungalow|home)"),
    ("outside_front", "front", "", r"out the|out|at the|round the"),
    ("outside_front", "porch driveway doorstep", ""),
    ("estate", "estate", r"(?! (?:agents?|officer|manager|management|services|team|office|staff|walkabout|inspection))", r"the|our|this|whole|on|round"),
    ("estate", "green verge", "", r"the|grass"),
    ("whole_home", "whole entire", r" (?:of (?:the|my|our) )?(?:house|flat|home|place|property|bungalow|gaff|maisonette)(?! block)"),
    ("whole_home", "every each", r" (?:single )?room"),
    ("whole_home", "all", r" (?:of )?(?:the |my |our |over the |through the |through my |over my )(?:rooms|house|flat|bungalow|radiators|rads|taps|sockets|lights)(?! are full)"),
    ("whole_home", "throughout", r"(?: the| my| our)? (?:house|flat|property|home|bungalow)"),
)  # fmt: skip
_STANDING = _rules(
    ("toilet_room", "toilet loo wc bog lav lavatory", "", r"downstairs|outside|upstairs|separate|ground floor|second|other|down stairs"),
    ("toilet_room", "cloakroom wc", r""),
    ("bathroom", "toilet loo bog cistern", r"(?! (?:roll|paper|training|break|rolls))"),
    ("bathroom", "bath shower basin showerhead", r"(?! (?:towel|the baby|time|him|her|them|my|st|street|road|at (?:my|her)|mat))"),
    ("kitchen", "cooker hob oven worktop worktops fridge freezer dishwasher", ""),
    ("kitchen", "sink", r"(?! in)", r"!bathroom|hand|utility|cloakroom|let it"),
    ("hall_stairs_landing", "airing", r" cupboard"),
    ("roof", "roof", r"(?! over (?:my|our|your|their) head)(?! space)(?! (?:man|men|job|company|repair man))", r"!car|shed|garage|van|bus|tin|conservatory"),
    ("roof", "chimney", r" ?(?:stack|pot|pots)?(?! sweep)"),
    ("outside_rear", "gully manhole", ""),
    ("garden", "fence", ""),
)  # fmt: skip
_OTHERS = re.compile(
    r" (?:(?:neighbou?rs?|neigbours?|next doors?|next door neighbou?rs?|flat aboves?|mans?|womans?|ladys?|peoples?|(?:flat|number|no) \w{1,4}) (?:up|down)?(?:stairs)? ?"
    r"|(?:upstairs|above|downstairs|below|next door) (?:neighbou?rs?|flats?|mans?|ladys?|womans?|tenants?|peoples?|lots?|fellas?|blokes?)s? "
    r"|(?:next doors|upstairss|neighbours|aboves|belows) |(?:next door|neighbou?r)(?: \S+){0,3} (?:in |into |on |from )?(?:his|her|their|theirs) )(?:back |front |own |old |new |big )*$"
)
_OF_OTHERS = re.compile(
    r"\S+(?: \S+)? (?:(?:of|in|at|from) (?:the |my |our )?(?:flats? |neighbou?rs? |people |man |woman |lady |house )?(?:above|upstairs|next door|below|downstairs|neighbou?rs?)"
    r"|(?:in|at|of) (?:flat|number|no) \d+|above (?:me|us|mine|ours)) "
)
_BODY = re.compile(
    r" (?:sat|sitting|sit|stood|standing|stay|staying|stayed|sleep|sleeping|slept|asleep|eat|eating|huddled|camped|camping|lying|laid|hiding|working|hid|wash\w*|changing|bathing|"
    r"(?:im|i am|were|we are|i was|he is|hes|shes|is|me|us|kids|dog|cat|baby|towels?|buckets?) (?:currently |now |just |all |both |still )*)(?: here| down| up| out| over| together| all| there| them| pots| dishes| plates| him| her)* "
    r"?(?:in|on|at) (?:the |my |our |a )?(?:freezing |cold |dark |back |front )*$"
    r"| (?:see|seen|hear|heard|smell|watch|watching|look|looking|wrote|text|ring|ringing|writing|saw|go|going|gone|went|get|come|walk|walked|came|past|carry|carried)(?: \S+){0,4}? (?:from|out|through|in|to|of|into) (?:the |my |our )(?:back |front )*$"
    r"| (?:not|never|except|apart from|other than|instead of|unlike|next to|nothing to do with)(?: (?:in|the|my|our|for|just|from|on|a))*(?: communal)? $"
)
_FINE = re.compile(
    r"\S+(?: \S+)?(?: (?:one|ones|tap|taps|light|lights|radiator|sink|window))? (?:(?:is|are|was|were|its|works|working|seems?) )(?:all |still |perfectly |absolutely |just |now |been )*(?:fine|ok|okay|alright|grand|good|dry|sorted|fixed|working fine|mended|warm|perfect) "
)
_COUNTED = re.compile(r" (?:\d|one|two|three|four|five|six)(?: double| single)? $")


_REAL = frozenset(("halfway",))
_OF_THE_BLOCK = frozenset(("hall_stairs_landing",))
_SHARED_WORDS = frozenset(
    "communal block flats stairwell caretaker cleaner cleaners cleaning residents tower lobby fob intercom entryphone".split()
)
_OWN = re.compile(r" (?:my|our own|own|inside my|inside our|under the|under my|private|internal|her|his) (?:\S+ )?$")


class Place:
    """Reads where in the home it is."""

    name = "place"
    labels = frozenset[str]()

    def __init__(self, landlord: Landlord) -> None:
        self.keys = frozenset((*_NAMED, *_STANDING))

    def classify(self, reading: Reading) -> list[Label]:
        """Fills `reading.where`; gives no labels of its own."""
        if self.keys.isdisjoint(reading.known):
            return []
        found = self._found(reading, _NAMED) or self._found(reading, _STANDING)
        original = reading.tidied.original
        for place, (first, last) in found.items():
            start, end = reading.place(first, last)
            reading.where.append(Because(place, original[start:end], start, end))
        return []

    def _found(self, reading: Reading, table: dict[str, list[Rule]]) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        line, done = reading.line, 0
        for number, word in enumerate(reading.words):
            if word not in table or number < done or _mended_too_far(reading.found[number][0], word):
                continue
            here = reading.begins[number]
            told = _first(line, here, table[word])
            if told is None:
                continue
            place, end = told
            if place in _OF_THE_BLOCK and not _SHARED_WORDS.isdisjoint(reading.known):
                place = _in_the_block(line, here)
            first, last = reading.words_at(here - 1, end - 1)
            done = last
            if place not in found and not _elsewhere(line, here, end):
                found[place] = (first, last)
                if len(found) == MOST:
                    break
        return found


def _mended_too_far(raw: str, word: str) -> bool:
    """Was a real word taken for one of ours: a name for a bath, 'she'd', 'halfway'?"""
    return raw != word and (len(word) < 6 or raw in _REAL)


def _in_the_block(line: str, here: int) -> str:
    """A hall or stairs, in a message that speaks of a block: everybody's, unless they say it is theirs."""
    if _OWN.search(line[max(0, here - BEFORE) : here]):
        return "hall_stairs_landing"
    return "communal_hall" if line.startswith("hall", here) else "communal_stairs"


def _first(line: str, here: int, rules: Sequence[Rule]) -> tuple[str, int] | None:
    """Place and end of the first rule that holds at this word."""
    for place, follows, before, wanted in rules:
        hit = follows.match(line, here)
        if hit and (before is None or (before.search(line[max(0, here - BEFORE) : here]) is not None) is wanted):
            return place, hit.end()
    return None


def _elsewhere(line: str, here: int, end: int) -> bool:
    """Is it somebody else's, only where somebody is, a part that is well, or a count of rooms?"""
    before = line[max(0, here - BEFORE) : here]
    return bool(
        _OTHERS.search(before)
        or _BODY.search(before)
        or _OF_OTHERS.match(line, here)
        or _FINE.match(line, here)
        or (line.startswith("bedroom", here) and _COUNTED.search(before) and line.startswith(("flat", "house"), end))
    )
