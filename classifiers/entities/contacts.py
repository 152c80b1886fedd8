"""Phone numbers and mail addresses."""

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

from classifiers.entities.view import Found, View

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}(?![\w@])")
_NUMBER_LIKE = re.compile(r"(?<![\w£$€.,/:-])(?:\+|00|\(?0)[\d \-().+]{8,24}(?<=\d)(?!\d)(?![/:]\d)")
MOST_TRIED = 20


def emails(view: View) -> Iterator[Found]:
    """Mail addresses, in small letters."""
    if "@" in view.text:
        for hit in _EMAIL.finditer(view.text):
            yield Found("email", hit[0].rstrip(".-"), hit.start(), hit.start() + len(hit[0].rstrip(".-")))


def phones(view: View) -> Iterator[Found]:
    """Phone numbers, as E.164; one without a country is British.

    The library knows what a number may look like; it is asked only about what begins like one, as it is slow.
    Possible, not valid: a number that is not given out today is still what they wrote.
    """
    if not view.digits or not ("0" in view.text or "+" in view.text):
        return
    for tried, like in enumerate(view.finditer(view.digits, _NUMBER_LIKE)):
        if tried == MOST_TRIED:
            break
        for hit in PhoneNumberMatcher(like[0], "GB", Leniency.POSSIBLE):
            if hit.number.country_code != 44 or len(str(hit.number.national_number)) >= 9:
                value = format_number(hit.number, PhoneNumberFormat.E164)
                yield Found("phone", value, like.start() + hit.start, like.start() + hit.end)
