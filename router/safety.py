"""Which fixed safety words must be said first; pure.

The words are the landlord's, signed off, sent as written, each script in one message. For abuse and
safeguarding the only automatic words on any channel are the shortest ones: more could put a person
who shares a phone in danger.
"""

from collections.abc import Sequence

from router.values import Labels, Landlord, SafetyScript

RESTRICTED = ("domestic_abuse", "safeguarding_adult_child")
BY_PEOPLE = frozenset(("insecure", "hate_or_violence"))
"""Scripts for what somebody did: beside harm that was told, perhaps the very one who was spoken of."""
MINIMUM = "We have your message. If you are in danger now call 999."


def scripts_for(labels: Labels, landlord: Landlord) -> list[SafetyScript]:
    """The scripts that these labels call for, most severe first, as the labels give them."""
    return [landlord.scripts[name] for name in labels.danger if name in landlord.scripts]


def is_restricted(labels: Labels, landlord: Landlord) -> bool:
    """True when only staff with the right may see it: the topic says so, or the danger does."""
    topic = landlord.topics.get(labels.topic)
    return bool(topic and topic.restricted) or any(name in RESTRICTED for name in labels.danger)


def only_minimum(labels: Labels, landlord: Landlord, restricted: bool) -> bool:
    """Are the shortest words all that may be said? `restricted`: only some may see the case."""
    return is_restricted(labels, landlord) or (
        restricted and bool(labels.danger) and BY_PEOPLE.issuperset(labels.danger)
    )


def words_to_say(
    labels: Labels, said: Sequence[str], landlord: Landlord, restricted: bool = False
) -> list[tuple[str, str]]:
    """(script id, words) still to be said, in order. `said` are scripts this case has had already.

    A restricted matter gets the minimum once, and nothing of any other script beside it: those
    words could tell whoever reads the phone what was said to us.
    """
    if only_minimum(labels, landlord, restricted):
        return [] if any(name in RESTRICTED for name in said) else [(RESTRICTED[0], MINIMUM)]
    return [(script.id, script.words) for script in scripts_for(labels, landlord) if script.id not in said]
