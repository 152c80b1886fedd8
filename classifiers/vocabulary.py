"""The words that a reading starts with: those of a danger, and those of the landlord's own files."""

# ruff: noqa: E501, SIM905 -- a list of words is read more easily as one text

from router.values import Landlord

DANGER_WORDS = (
    "gas smell leak carbon monoxide alarm detector fire smoke smoking burning flame spark sparking socket electric electrics electricity "
    "shock electrocuted wires sewage flood flooding burst pouring gushing ceiling collapse collapsed trapped stuck lift water "
    "fusebox boiler fumes soot rotten eggs poisoning kitchen light house flat door lock burgled intruder broken knife threatened "
    "suicide suicidal violence violent abuse abusive attacked assaulted beating partner kill killing scared power toilet bath "
    "dripping headache headaches dizzy hissing hospital overflowing everywhere man safe unconscious breathing ambulance overdose bleeding seizure"
).split()
"""Words that people must be able to misspell, disguise or run together."""


def vocabulary(landlord: Landlord) -> set[str]:
    """The words of the landlord's own phrases and labels, which are no slips of others."""
    words: set[str] = set()
    for phrase in (
        *(phrase for repair in landlord.repairs.values() for phrase in (*repair.phrases, repair.label)),
        *(phrase for topic in landlord.topics.values() for phrase in topic.phrases),
    ):
        words.update(word for word in phrase.lower().replace("'", "").split() if word.isalpha())
    return words
