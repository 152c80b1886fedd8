"""The page of a case, as it is named to whoever wrote: its signed link, and the landlord's words for it.

A link names the case by its reference alone, never a person, and goes only where an answer in that case goes: to
whoever holds it the page shows how the case stands, and it takes their choice of a time (`config/progress.py`).
"""

import re
from collections.abc import Callable

from sqlalchemy import ColumnElement

from router.model import Message
from router.outbox import fill
from router.values import Landlord

MARK = "{progress}"
_SIGNED = re.compile(r"(?<=/progress/)[^\s%]+")


def nowhere(reference: str) -> str:
    """Where the web door is closed no case has a page."""
    return ""


class OwnPage:
    """`link` makes the whole address of the page of a reference; '' where there is none."""

    def __init__(self, landlord: Landlord, link: Callable[[str], str] = nowhere) -> None:
        self.landlord, self.link = landlord, link

    def filled(self, template: str, reference: str) -> str:
        """These words with the link in the place of {progress}; where there is no page, without the lines that name
        it."""
        if MARK not in template:
            return template
        link = self.link(reference)
        named = template if link else "\n".join(line for line in template.splitlines() if MARK not in line)
        return fill(named, progress=link)

    def sent(self, reference: str) -> str:
        """The answer to somebody who asked for the link."""
        words = self.filled(self.landlord.replies["progress_link"], reference)
        return fill(words, reference=reference, landlord=self.landlord.name, phone=self.landlord.phone)

    def after(self, text: str, reference: str, most: int = 0) -> str:
        """`text` and then where the page is. Alone where that is more than `most` letters (0: any length), as a text
        that must not take a further part, or where there is no page."""
        link = self.link(reference)
        whole = f"{text}\n{fill(self.landlord.replies['progress_see'], progress=link, reference=reference)}"
        return whole if link and not 0 < most < len(whole) else text


def unsigned(text: str) -> str:
    """The same words without the signed part of the link, which differs from one time to the next."""
    return _SIGNED.sub("", text)


def says(text: str) -> ColumnElement[bool]:
    """Messages of just these words, whenever the link in them was signed."""
    if not _SIGNED.search(text):
        return Message.text == text
    exactly = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return Message.text.like(_SIGNED.sub("%", exactly), escape="\\")
