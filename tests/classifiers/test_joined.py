"""Messages of two faults, put together from messages of one, that the model learns from beside the written ones."""

from collections.abc import Sequence

from classifiers.training.joined import MADE, joined
from classifiers.training.messages import ASSETS, Labelled, read_folder
from router import urgency
from router.values import URGENCIES, Landlord


def _groups(message: Labelled, landlord: Landlord) -> Sequence[str]:
    return [landlord.repairs[each].group for each in message.faults]


def test_joined_messages_are_of_two_groups_the_worse_first_and_always_the_same(landlord: Landlord) -> None:
    written = read_folder(ASSETS / "written", landlord)
    made = joined(written, landlord, urgency.decide)
    assert len(made) == MADE
    assert made == joined(written, landlord, urgency.decide)
    for message in made:
        assert len(set(_groups(message, landlord))) == 2, message.text
        first, other = (URGENCIES.index(urgency.decide([each], message.flags, landlord)[0]) for each in message.faults)
        assert first <= other, message.text
