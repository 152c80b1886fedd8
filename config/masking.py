"""Personal data out of a tenant's words, as far as it can be known, before they are kept for teaching.

Masked: phone numbers and other long numbers, email and web addresses, postcodes, full names of known tenants, and of
the case's own tenant and home every part of the name and of the address. Not masked: names of people the landlord does
not know, of children, neighbours and staff, addresses of other homes, and what a story tells without a name.
"""

import re
from collections.abc import Iterable

import phonenumbers

_WEB = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MAILBOX = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]?\s*[0-9][ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\+?[0-9](?:[ ./()-]{0,2}[0-9]){8,}")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LONGEST_NAME = 4  # words
FEWEST_DIGITS = 7  # of a phone number: a year and a rent have fewer
_OF = re.compile(r"['’]s$", re.IGNORECASE)
_TITLES = {"mr", "mrs", "miss", "ms", "mx", "dr", "sir", "madam"}


class Mask:
    """Masks texts; made once for all of them from the names of every known tenant."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = {tuple(words) for words in map(_words, names) if 1 < len(words) <= LONGEST_NAME}

    def mask(self, text: str, own: Iterable[str] = (), places: Iterable[str] = ()) -> str:
        """The text with marks in place of personal data. `own`: names whose every part is masked, as the case's own
        tenant's; `places`: addresses whose every part is."""
        text = _MAILBOX.sub("[email]", _WEB.sub("[link]", text))
        for place in places:
            for part in sorted((each.strip() for each in place.split(",")), key=len, reverse=True):
                if len(part) > 4:
                    text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "[address]", text, flags=re.IGNORECASE)
        text = _without_phones(_POSTCODE.sub("[postcode]", text))
        parts = {word for name in own for word in _words(name) if len(word) > 2 and word not in _TITLES}
        return self._without_names(_LONG_NUMBER.sub("[number]", text), parts)

    def _without_names(self, text: str, parts: set[str]) -> str:
        found = list(_WORD.finditer(text))
        words = [_plain(each[0]) for each in found]
        spans: list[tuple[int, int]] = []
        place = 0
        while place < len(words):
            length = next((n for n in range(LONGEST_NAME, 1, -1) if tuple(words[place : place + n]) in self.names), 0)
            length = length or int(words[place] in parts)
            if length:
                last = found[place + length - 1]
                spans.append((found[place].start(), last.end() - 2 * bool(_OF.search(last[0]))))
            place += length or 1
        for start, end in reversed(spans):
            text = f"{text[:start]}[name]{text[end:]}"
        return re.sub(r"\[name\](?:\s+\[name\])+", "[name]", text)


def _without_phones(text: str) -> str:
    matches = phonenumbers.PhoneNumberMatcher(text, "GB", leniency=phonenumbers.Leniency.POSSIBLE)
    spans = [(each.start, each.end) for each in matches if sum(map(str.isdigit, each.raw_string)) >= FEWEST_DIGITS]
    for start, end in reversed(spans):
        text = f"{text[:start]}[phone]{text[end:]}"
    return text


def _words(name: str) -> list[str]:
    return [_plain(each[0]) for each in _WORD.finditer(name)]


def _plain(word: str) -> str:
    """A word of a name in one spelling; 'Okafor's' is Okafor."""
    return _OF.sub("", word.casefold()).replace("’", "'")
