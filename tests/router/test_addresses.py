"""One spelling for a number and a mailbox; nobody is known by a withheld or a short one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router import addresses


@pytest.mark.parametrize(
    "written",
    ["07700 900001", "447700900001", "00447700900001", "+44 (0)7700 900001", "whatsapp:+447700900001", "+44 7700 900001",
     "０７７００ ９００００１"],
)  # fmt: skip
def test_one_spelling_for_a_number(written: str) -> None:
    assert addresses.phone(written) == "+447700900001"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Anonymous",
        "anonymous",
        "266696687",
        "+266696687",
        "7378742833",
        "2562533",
        "60006",
        "LARKSHIRE",
        "unknown",
        "+",
    ],
)
def test_withheld_short_and_worded_senders_are_nobody(written: str) -> None:
    assert addresses.phone(written) == ""


@pytest.mark.parametrize(
    ("written", "bare"),
    [("Ann <Ann@Post.Example>", "ann@post.example"), ("a@b.example", "a@b.example"), ("<a@b.example>", "a@b.example"),
     ("ann@bücher.example", "ann@xn--bcher-kva.example"), ("Ann@BÜCHER.example", "ann@xn--bcher-kva.example"),
     ("ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"), ("zoë@mail.example", "zoë@mail.example"),
     ("nobody", ""), ("@b.example", ""), ("a@", ""), ("a@b.example\nBcc: x@y.example", "")],
)  # fmt: skip
def test_one_spelling_for_a_mailbox(written: str, bare: str) -> None:
    assert addresses.mailbox(written) == bare


@pytest.mark.parametrize(
    ("written", "whole"),
    [("ZZ1 2AB", "ZZ1 2AB"), ("zz12ab", "ZZ1 2AB"), ("lx1-5hs.", "LX1 5HS"), ("ZZ1", ""), ("", "")],
)
def test_one_spelling_for_a_postcode(written: str, whole: str) -> None:
    assert addresses.postcode(written) == whole


@pytest.mark.parametrize(
    ("written", "ours"),
    [("FD-WD8-929H", "FD-WD8-929H"), ("fd wd8 929h", "FD-WD8-929H"), ("WD8929H", "FD-WD8-929H"), (" wd8-929h. ", "FD-WD8-929H"),
     ("FD-WD8-929", ""), ("FD-WD8-929HH", ""), ("FD", ""), ("", ""), ("my tap", "")],
)  # fmt: skip
def test_one_spelling_for_a_reference(written: str, ours: str) -> None:
    assert addresses.reference(written) == ours


@given(st.text(max_size=60))
def test_whatever_is_written_nothing_breaks(written: str) -> None:
    assert addresses.party(written) == "" or addresses.party(addresses.party(written)) == addresses.party(written)


def test_numbers_are_masked_in_logs() -> None:
    assert addresses.mask("+447700900001") == "...001" and addresses.mask("") == "(none)"


@pytest.mark.parametrize(
    ("address", "postcode", "same"),
    [
        ("Flat 17", "lx1 5hs", True),
        ("Flat 17, Cordwainer House", "", True),
        ("flat 17 cordwainer house, cordwainer lane, fernhill, LX1 5HS", "", True),
        ("Flat 17, Cordwainer House, Cordwainer Lane, Fernhill", "LX1 5HT", True),
        ("Flat 17", "", False),
        ("Flat 17, Cordwainer House", "LX1 5HT", False),
        ("Flat 1, Cordwainer House", "", False),
        ("Flat 17, Cordwainer House, Cordwainer Lane, Millgate", "", False),
        ("", "", False),
    ],
)
def test_a_home_is_known_as_people_write_it_also_without_its_postcode(address: str, postcode: str, same: bool) -> None:
    own = "Flat 17, Cordwainer House, Cordwainer Lane, Fernhill", "LX1 5HS"
    assert addresses.same_home(address, postcode, *own) is same
