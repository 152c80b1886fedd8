"""How a text is carried and charged: in how many parts, and in which alphabet (3GPP TS 23.038)."""

from router.values import Segments

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")  # each after an escape: two septets

_GSM_ONE, _GSM_PART = 160, 153  # septets
_UCS_ONE, _UCS_PART = 70, 67  # UTF-16 units


def count_segments(text: str) -> Segments:
    """Alphabet, units (septets or UTF-16 units) and parts of a text; no text, no parts.

    A part that belongs to several gives up room to say which it is, and neither an escape and its
    character nor the two halves of an emoji are ever put into different parts.
    """
    if all(sign in _BASIC or sign in _EXTENDED for sign in text):
        sizes = [2 if sign in _EXTENDED else 1 for sign in text]
        return Segments("GSM-7", sum(sizes), _parts(sizes, _GSM_ONE, _GSM_PART))
    sizes = [2 if ord(sign) > 0xFFFF else 1 for sign in text]
    return Segments("UCS-2", sum(sizes), _parts(sizes, _UCS_ONE, _UCS_PART))


def _parts(sizes: list[int], one: int, part: int) -> int:
    if sum(sizes) <= one:
        return 1 if sizes else 0
    parts, used = 1, 0
    for size in sizes:
        if used + size > part:
            parts, used = parts + 1, 0
        used += size
    return parts
