"""How many parts a text is carried in, at every edge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.sms.segments import count_segments

TABLE = [
    ("", "GSM-7", 0, 0),
    ("a", "GSM-7", 1, 1),
    ("a" * 160, "GSM-7", 160, 1),
    ("a" * 161, "GSM-7", 161, 2),
    ("a" * 306, "GSM-7", 306, 2),
    ("a" * 307, "GSM-7", 307, 3),
    ("a" * 1600, "GSM-7", 1600, 11),
    ("€", "GSM-7", 2, 1),
    ("€" * 80, "GSM-7", 160, 1),
    ("€" * 81, "GSM-7", 162, 2),
    ("€" * 152, "GSM-7", 304, 2),
    ("€" * 153, "GSM-7", 306, 3),  # 76 to a part: an escape is never torn from its character
    ("a" + "€" * 76 + "€" * 76, "GSM-7", 305, 2),
    ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
    ("\f^{}\\[~]|€", "GSM-7", 20, 1),
    ("@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà\n\r", "GSM-7", 44, 1),
    ("ç", "UCS-2", 1, 1),  # only the capital is in the alphabet
    ("`", "UCS-2", 1, 1),
    ("\t", "UCS-2", 1, 1),
    ("’", "UCS-2", 1, 1),
    ("x" * 69 + "’", "UCS-2", 70, 1),
    ("x" * 70 + "’", "UCS-2", 71, 2),
    ("’" * 134, "UCS-2", 134, 2),
    ("’" * 135, "UCS-2", 135, 3),
    ("🔥", "UCS-2", 2, 1),
    ("🔥" * 35, "UCS-2", 70, 1),
    ("🔥" * 36, "UCS-2", 72, 2),
    ("🔥" * 66, "UCS-2", 132, 2),
    ("🔥" * 67, "UCS-2", 134, 3),  # 33 to a part: its halves are never parted
    ("x" + "🔥" * 66, "UCS-2", 133, 2),
    ("👩‍🚒", "UCS-2", 5, 1),
    ("Привет", "UCS-2", 6, 1),
]


@pytest.mark.parametrize(("text", "encoding", "units", "parts"), TABLE)
def test_table(text: str, encoding: str, units: int, parts: int) -> None:
    found = count_segments(text)
    assert (found.encoding, found.units, found.segments) == (encoding, units, parts)


@given(st.text(max_size=400))
def test_any_text_fits_into_its_parts(text: str) -> None:
    found = count_segments(text)
    one, part = (160, 153) if found.encoding == "GSM-7" else (70, 67)
    if found.encoding == "UCS-2":
        assert found.units == len(text.encode("utf-16-le", "surrogatepass")) // 2
    if found.units <= one:
        assert found.segments == (1 if text else 0)
    else:
        assert -(-found.units // part) <= found.segments <= -(-found.units // (part - 1))
