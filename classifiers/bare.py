"""A message that only names a thing ("boiler", "my kitchen pls") or asks for somebody ("a person please"): nothing
says what is wrong, so nobody may guess. And one that only cries for help: somebody must ring, now.

Pure: words in, yes or no out.
"""

# ruff: noqa: SIM905 -- lists of words are read more easily as one text

from collections.abc import Sequence
from itertools import pairwise

THINGS = frozenset(
    "boiler boilers heating heater heaters radiator radiators rad rads thermostat furnace cylinder immersion meter "
    "electric electrics electricity light lights lighting socket sockets plug plugs fuse fusebox fuseboard wiring "
    "water tap taps faucet faucets sink sinks basin bath bathtub tub shower showers toilet toilets loo bog lavatory wc "
    "cistern pipe pipes drain drains gutter gutters roof chimney loft attic ceiling wall walls floor floors flooring "
    "carpet carpets tiles stairs stair staircase banister door doors doorbell lock locks window windows glass "
    "fence fences gate gates garden yard garage shed path driveway lift elevator intercom buzzer fob key keys bin bins "
    "kitchen bathroom bedroom lounge hall hallway landing room flat house home block cupboard cupboards worktop units "
    "fan extractor oven cooker hob fridge freezer dishwasher dryer aerial letterbox balcony "
    "stopcock tank pump vent vents blinds curtains".split()
)
"""Things of a home. What says by itself that something is wrong (damp, mice), or may (gas, an alarm), is none."""
BESIDE = frozenset(
    "the a an my our your this that it its is about regarding re for of in on at and or please pls hi hello hey thanks "
    "thank you ta front back side rear main upstairs downstairs outside inside living dining spare airing central "
    "combi number".split()
)
"""What may stand beside them. 'Repairs to a door' says that it is to be mended, 'help' that something is wrong."""
PAIRS = frozenset(
    {("hot", "water"), ("cold", "water"), ("gas", "boiler"), ("gas", "meter"), ("gas", "cooker"), ("gas", "hob")}
)
"""Words that name one thing together. By themselves 'gas' and 'hot' tell of more; so does water in something."""
PEOPLE = frozenset(
    "person people human humans someone somebody anyone anybody operator agent adviser advisor staff member "
    "colleague manager supervisor receptionist".split()
)
ASKING = frozenset(
    "a an the any some one of your actual real live proper please pls hi hello hey thanks thank you ta ok no not yes "
    "and i we me us id can could may want wanna need would like to speak talk chat get have be put through with is "
    "are there robot machine bot computer now just on phone".split()
)
"""What may stand around them when they are all that is asked for. 'Help' and 'ring' say more."""
CRIES = frozenset("help helppp helpp sos mayday emergency".split())
AROUND_A_CRY = frozenset(
    "please pls plz me us my im i we need want it its is this a an there oh god omg now right away quick quickly fast "
    "hurry urgent urgently asap immediately somebody someone anybody anyone come real".split()
)
"""What may stand around a cry when it is all there is. 'Can you help', 'some help' and 'hello' are said by people who
have time to tell more."""
_WHERE = frozenset("in on at from of inside outside".split())
MOST_WORDS, MOST_WORDS_ASKING = 6, 12
SIGNALS = frozenset(
    "ref refs reference references stop start unstop times time slots number code move keep yes no not needed ring me "
    "other office".split()
)
"""Words of our own texts ("reply TIMES", "your ref", "STOP"). Alone or with a number they say
nothing of a home: the door that sent them reads them, and where none did, a person does."""
MOST_SIGNALS = 3


def is_cry(words: Sequence[str]) -> bool:
    """Is it a cry for help and nothing else: "help", "help me please", "it's an emergency"?"""
    said = [word for word in words if word.isalpha()]
    return len(said) <= MOST_WORDS_ASKING and not CRIES.isdisjoint(said) and set(said) <= CRIES | AROUND_A_CRY


def is_bare(words: Sequence[str]) -> bool:
    """Does it name one thing or more, and say no more of it than where it is? Or ask for a person and say not why?"""
    said = [word for word in words if word not in ".,"]
    if len(said) <= MOST_WORDS_ASKING and not PEOPLE.isdisjoint(said) and set(said) <= PEOPLE | ASKING:
        return True
    meant = [word for word in said if not word.isdigit() and word not in BESIDE]
    chosen = any(word.isdigit() and len(word) == 1 for word in said)  # '2', '1 and 2'
    if len(said) <= MOST_SIGNALS and (meant or chosen) and SIGNALS.issuperset(meant):
        return True
    if not 0 < len(said) <= MOST_WORDS or THINGS.isdisjoint(said):
        return False
    if "water" in said and not _WHERE.isdisjoint(said):
        return False
    paired = {at for at, pair in enumerate(pairwise(said)) if pair in PAIRS}
    return all(word in THINGS or word in BESIDE or at in paired for at, word in enumerate(said))
