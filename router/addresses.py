"""One spelling for a phone number, an email address, a postcode or a reference.

A matched address is a hint, never a proof (`router/identity.py`). Validity is not asked here:
Ofcom's drama numbers are not "valid" and a tenant's odd number must still reach us.
"""

import re
from email.utils import parseaddr
from functools import lru_cache

# What carriers send when the caller withholds the number: alpha strings since November 2022, before
# that the same words typed on a keypad (reliability notes, section 2.9).
_WITHHELD_WORDS = {
    "anonymous",
    "restricted",
    "blocked",
    "unknown",
    "unavailable",
    "private",
    "withheld",
}
_WITHHELD_DIGITS = {"266696687", "7378742833", "2562533", "8656696", "86282452253"}
_MOBILE = re.compile(r"\+447[0-9]{9}")
"""A British mobile number as it should be: most of what comes in, and spelled already."""
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_REFERENCE = re.compile(r"(?:FD)?([2-9A-Z]{3})([2-9A-Z]{4})")
_PREFIXES = ("whatsapp:", "sip:", "tel:", "sms:")


@lru_cache(maxsize=4096)
def phone(text: str, region: str = "GB") -> str:
    """E.164 for a phone number as people or carriers write it, or '' when there is no number in it.

    Withheld callers, alphanumeric senders and short codes give '': nobody is ever known by those.
    """
    if _MOBILE.fullmatch(text):
        return text
    written = text.strip()
    for prefix in _PREFIXES:
        if written.lower().startswith(prefix):
            written = written[len(prefix) :]
    digits = re.sub(r"\D", "", written)
    if written.lower() in _WITHHELD_WORDS or digits in _WITHHELD_DIGITS or len(digits) < 7:
        return ""
    import phonenumbers  # here: who knows of mailboxes only (the child that reads mail) has no use for its tables

    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def whole_phone(text: str) -> str:
    """The same as `phone`, or '' for one that is too short to be rung from elsewhere ('0770090'): for what is typed
    in by us, where a slip can be mended."""
    found = phone(text)
    if not found:
        return ""
    import phonenumbers  # as above

    number = phonenumbers.parse(found)
    british = number.country_code == 44 and not phonenumbers.is_valid_number(number)
    return "" if british and len(phonenumbers.national_significant_number(number)) < 9 else found


@lru_cache(maxsize=4096)
def mailbox(text: str) -> str:
    """The bare address of a mailbox in lower case ('Ann <A@b.example>' gives 'a@b.example'), or ''."""
    if re.search(r"[\x00-\x1f]", text.strip()):
        return ""  # a line break in an address is somebody trying something
    address = parseaddr(text.strip())[1] if ("<" in text or " " in text.strip()) else text.strip()
    address = address.strip().strip("<>").lower()
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain or re.search(r"[\s\x00-\x1f<>,;]", address):
        return ""
    address = address if domain.isascii() else f"{local}@{_as_sent(domain)}"
    return address if len(address) <= 320 else ""


def _as_sent(domain: str) -> str:
    """A domain beyond ASCII as it travels ('bücher.example' gives 'xn--bcher-kva.example', RFC 5891): one person,
    however their mail program writes it. What has no such form stays as it is."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def party(text: str) -> str:
    """One spelling for either kind: an email address if it holds '@', else a phone number; '' if neither."""
    return mailbox(text) if "@" in text else phone(text)


def postcode(text: str) -> str:
    """A whole British postcode as it is written ('zz1-2ab' gives 'ZZ1 2AB'), or ''."""
    found = _POSTCODE.fullmatch(re.sub(r"[^A-Z0-9]", "", text.upper()))
    return f"{found[1]} {found[2]}" if found else ""


def reference(text: str) -> str:
    """A case's reference as we write it ('fd wd8 929h' or 'WD8929H' gives 'FD-WD8-929H'), or ''."""
    found = _REFERENCE.fullmatch(re.sub(r"[\W_]", "", text).upper())
    return f"FD-{found[1]}-{found[2]}" if found else ""


PLAIN = 3
"""Words of an address that name a home without its postcode: '4 Kiln Close', 'Flat 17, Cordwainer House'; 'Flat 17'
alone does not."""


def same_home(address: str, postcode: str, own_address: str, own_postcode: str) -> bool:
    """Is what somebody typed the home's on record? Its postcode, and the words before the first comma.

    Without a postcode enough of the address names it; with another one only the whole of it, to the town.
    """
    typed = " ".join(address.casefold().replace(",", " ").split())
    own = " ".join(own_address.casefold().replace(",", " ").split())
    given, its = ("".join(each.upper().split()) for each in (postcode, own_postcode))
    if given == its:
        first = " ".join(own_address.casefold().partition(",")[0].split())
        return bool(typed) and (typed.startswith(first) or own.startswith(typed))
    words, its_words = typed.split(), own.split()
    if given:
        return len(its_words) >= PLAIN and words[: len(its_words)] == its_words
    both = min(len(words), len(its_words))
    return both >= PLAIN and words[:both] == its_words[:both]


def show_phone(number: str) -> str:
    """A number as people in Britain write it: '+447700900001' gives '07700 900001'."""
    import phonenumbers  # as in `phone`

    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return number
    shape = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if parsed.country_code == 44
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(parsed, shape)


def mask(address: str) -> str:
    """The last three characters only, for log lines."""
    return f"...{address[-3:]}" if address else "(none)"
