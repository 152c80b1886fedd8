"""The promises of every door, asked of each that `discovery.find` finds."""

import importlib
import importlib.util
from collections.abc import Iterator
from datetime import timedelta
from typing import cast

import pytest
from pydantic import BaseModel

from channels import discovery
from channels.contract import Channel
from router.errors import CannotDeliver, CannotKeep, SendError, TryAgainLater, Uncertain
from router.values import InboundMessage, RawMail
from tests.channels.ear import Ear
from tests.channels.knocking import Answer, Knocker, Trouble

CHANNELS = discovery.find()


@pytest.fixture(params=sorted(CHANNELS))
def channel(request: pytest.FixtureRequest) -> Channel:
    return CHANNELS[str(request.param)]


@pytest.fixture
def knock(channel: Channel, ear: Ear) -> Iterator[Knocker]:
    name = f"tests.channels.{channel.name}.knock"
    if importlib.util.find_spec(name) is None:
        pytest.fail(f"write tests/channels/{channel.name}/knock.py, as tests/channels/knocking.py says")
    knocker = cast(Knocker, importlib.import_module(name).Knock(ear))
    yield knocker
    knocker.close()


def the_key(told: InboundMessage | RawMail) -> tuple[object, ...]:
    """What makes it the same when it is told again."""
    if isinstance(told, RawMail):
        return (told.recipients, told.content)
    return (told.channel, told.dedupe_key)


def test_what_is_told_is_kept_before_it_is_answered(channel: Channel, knock: Knocker, ear: Ear) -> None:
    assert knock.genuine() is Answer.KEPT
    [told] = ear.heard
    assert told.received_at.utcoffset() == timedelta(0)
    if isinstance(told, InboundMessage):
        assert (told.channel, told.source) == (channel.name, "door")
        assert told.dedupe_key and told.raw


def test_told_again_it_is_the_same(knock: Knocker, ear: Ear) -> None:
    assert [knock.genuine(), knock.genuine()] == [Answer.KEPT, Answer.KEPT]
    assert len({the_key(told) for told in ear.heard}) == 1


def test_what_cannot_be_kept_is_never_said_to_be(knock: Knocker, ear: Ear) -> None:
    ear.deaf = CannotKeep("the disk is full")
    assert knock.genuine() is Answer.LATER
    ear.deaf = None
    assert knock.genuine() is Answer.KEPT


def test_who_cannot_prove_it_is_refused(knock: Knocker, ear: Ear) -> None:
    answer = knock.forged()
    if answer is None:
        pytest.skip("anybody may write here")
    assert answer is Answer.REFUSED
    assert not ear.heard


@pytest.mark.parametrize(("trouble", "kind"), [("busy", TryAgainLater), ("refused", CannotDeliver), ("cut", Uncertain)])
def test_a_refusal_is_told_in_our_own_words(trouble: Trouble, kind: type[SendError], knock: Knocker) -> None:
    if knock.opened.sender is None:
        pytest.skip("a way in only")
    with pytest.raises(kind) as refused:
        knock.send(trouble)
    assert refused.value.words


def test_a_two_way_channel_can_answer(channel: Channel, knock: Knocker) -> None:
    answers = knock.opened.sender is not None or knock.opened.caller is not None
    assert answers or not channel.traits.two_way


def test_it_says_what_it_is(channel: Channel) -> None:
    assert channel.traits.label and channel.traits.icon
    assert issubclass(channel.settings, BaseModel)
    assert (channel.open.__doc__ or "").strip()
