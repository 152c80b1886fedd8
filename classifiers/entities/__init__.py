"""What can be copied out of the words: postcodes, addresses, phone numbers, dates, references, fault codes, credit.

Each with its normal form and where it stands in the text as it was given. Nothing is looked up: pure text. Where two
kinds want the same words, the one that is tried first has them.
"""

from classifiers.entities import addresses, codes, contacts, dates, times
from classifiers.entities.view import Found, View
from classifiers.reading import Label, Reading
from router.values import Entity, Landlord

MOST = 40
"""Entities kept of one message."""
FINDERS = (
    contacts.emails,
    addresses.postcodes,
    codes.references,
    contacts.phones,
    codes.credit,
    codes.money,
    addresses.addresses,
    codes.faults,
    dates.dates,
    times.times,
)
"""In the order in which they may take words."""


class Entities:
    """Reads for them."""

    name = "entities"
    labels = frozenset[str]()

    def __init__(self, landlord: Landlord) -> None:
        self.finders = FINDERS

    def classify(self, reading: Reading) -> list[Label]:
        """Fills `reading.entities`, in the order of the text; gives no labels of its own."""
        view = View.of(reading)
        kept: list[Found] = []
        for finder in self.finders:
            for each in finder(view):
                if all(each.end <= other.start or each.start >= other.end for other in kept):
                    kept.append(each)
                    if len(kept) == MOST:
                        break
        original = reading.tidied.original
        for each in sorted(kept, key=lambda found: found.start):
            start, end = view.origin(each.start), view.origin(each.end - 1) + 1
            reading.entities.append(Entity(each.kind, each.value, original[start:end], start, end))
        return []
