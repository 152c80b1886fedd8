"""The shared look: readable in light and dark, whole, and nobody else's brand."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[3] / "queues" / "static"
CSS = (STATIC / "app.css").read_text(encoding="utf-8")
TEXT = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "sunken"), ("ink", "bubble-in"), ("ink", "bubble-out"),
    ("ink", "bubble-note"), ("ink-quiet", "paper"), ("ink-quiet", "surface"), ("ink-quiet", "sunken"),
    ("ink-quiet", "bubble-out"), ("ink-quiet", "bubble-note"), ("link", "paper"), ("link", "surface"),
    ("link", "sunken"), ("red", "paper"), ("red", "surface"), ("red-ink", "red-soft"), ("amber-ink", "amber-soft"),
    ("green-ink", "green-soft"), ("slate-ink", "slate-soft"), ("on-brand", "brand"), ("on-brand", "brand-dark"),
]  # fmt: skip
EDGES = [("line-strong", "surface"), ("line-strong", "paper"), ("link", "line"), ("red", "surface")]


def colours(scheme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{\n(.*?)\n\s*\}", CSS, re.DOTALL)[:2]
    found = dict(re.findall(r"--fd-([a-z-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--fd-([a-z-]+): (#[0-9a-f]{6});", dark))
    return found


def brightness(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(scheme: str) -> None:
    known = colours(scheme)
    faint = {pair: contrast(known[pair[0]], known[pair[1]]) for pair in TEXT}
    assert not {pair: round(ratio, 2) for pair, ratio in faint.items() if ratio < 4.5}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_can_be_seen(scheme: str) -> None:
    known = colours(scheme)
    faint = {pair: contrast(known[pair[0]], known[pair[1]]) for pair in EDGES}
    assert not {pair: round(ratio, 2) for pair, ratio in faint.items() if ratio < 3}


def test_every_icon_named_is_there_and_every_icon_there_is_named() -> None:
    named = set(re.findall(r'url\("icons/([a-z]+)\.svg"\)', CSS))
    assert named == {path.stem for path in (STATIC / "icons").glob("*.svg")}


@pytest.mark.parametrize("name", ["app.css", "govuk-frontend.min.css"])
def test_nothing_is_fetched_from_elsewhere_and_nothing_is_govuks_own(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    assert not re.search(r"url\((?!\"?(?:icons/|data:))", text)
    assert "GDS Transport" not in text
    assert "@font-face" not in text
    assert "crest" not in text
