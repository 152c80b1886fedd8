"""Half-filled forms: what anybody may leave behind must not take the room of messages."""

from typing import Any

import pytest

from config.progress import open_drafts
from router.errors import CannotKeep


def test_photos_of_a_form_not_sent_never_take_the_last_room(house: Any) -> None:
    content = b"a photo"
    plenty = open_drafts(house.database, house.blobs, house.now, reserve=0)
    assert plenty.read_file(plenty.keep_file(content)) == content
    scarce = open_drafts(house.database, house.blobs, house.now, reserve=house.blobs.room())
    with pytest.raises(CannotKeep):
        scarce.keep_file(b"another photo")
    assert house.blobs.get(house.blobs.put(b"of a message").sha256) == b"of a message"
