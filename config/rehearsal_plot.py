"""What a rehearsal found, as one SVG: bars of two plans side by side. The same bytes for the same rehearsal."""

import math
from collections.abc import Mapping, Sequence

import drawsvg

from config.rehearsal_report import Only, Side, share
from router.values import Landlord

_WIDTH, _NAMES, _BAR, _GAP, _HEAD = 960, 320, 13, 10, 64
_COLOURS = ("#b1b4b6", "#0b5563")
"""The plan in force light, the draft dark: told apart also without seeing colours."""
_INK, _FONT = "#0b0c0c", "Arial, Helvetica, sans-serif"


def plot(sides: Sequence[Side], names: Mapping[int, str], hours: Mapping[int, float], landlord: Landlord,
         about: str) -> str:  # fmt: skip
    """Waits by queue, cases begun late by queue, how busy each person was; what is zero throughout is left out."""
    queues = sorted({fate.arrival.queue for fate in sides[0].days.fates.values()})
    titles = [landlord.queues[queue].title if queue in landlord.queues else queue for queue in queues]
    people = sorted(names, key=lambda number: names[number])
    charts: list[tuple[str, list[str], list[list[float]]]] = [
        ("Minutes within which nine in ten were begun, while the queue was open", titles,
         [[share(sorted(fate.waited for fate in Only(queue=queue).of(side.days)), 0.9) / 60 for queue in queues]
          for side in sides]),
        ("Cases begun late", titles,
         [[float(sum(fate.late for fate in Only(queue=queue).of(side.days))) for queue in queues] for side in sides]),
        ("Per cent of the hours on duty spent working on cases", [names[one] for one in people],
         [[side.days.worked[one] / 36 / hours[one] if hours[one] else 0.0 for one in people] for side in sides]),
    ]  # fmt: skip
    charts = [chart for chart in charts if any(value for row in chart[2] for value in row)]  # all zero says nothing
    step = _BAR * len(sides) + _GAP
    height = _HEAD + sum(_HEAD + step * len(labels) for _, labels, _ in charts)
    drawing = drawsvg.Drawing(_WIDTH, height, font_family=_FONT)
    drawing.append(drawsvg.Rectangle(0, 0, _WIDTH, height, fill="#ffffff"))
    _text(drawing, about, 16, 10, 26, weight="bold")
    for number, side in enumerate(sides):
        drawing.append(drawsvg.Rectangle(10 + number * 260, 38, 14, 14, fill=_COLOURS[number]))
        _text(drawing, side.name, 13, 30 + number * 260, 50)
    top = _HEAD
    for title, labels, values in charts:
        _bars(drawing, top, title, labels, values)
        top += _HEAD + step * len(labels)
    return str(drawing.as_svg())


def _bars(
    drawing: drawsvg.Drawing, top: int, title: str, labels: Sequence[str], values: Sequence[Sequence[float]]
) -> None:
    _text(drawing, title, 15, 10, top + 36, weight="bold")
    longest = max((value for row in values for value in row if math.isfinite(value)), default=0.0) or 1.0
    room, step = _WIDTH - _NAMES - 80, _BAR * len(values) + _GAP
    for place, label in enumerate(labels):
        y = top + _HEAD - 8 + place * step
        _text(drawing, label, 12, _NAMES - 10, y + step / 2, anchor="end")
        for number, row in enumerate(values):
            value = row[place]
            width = room if math.isinf(value) else room * value / longest
            drawing.append(
                drawsvg.Rectangle(_NAMES, y + number * _BAR, round(max(width, 1), 1), _BAR - 2, fill=_COLOURS[number])
            )
            _text(drawing, _figure(value), 11, _NAMES + round(max(width, 1), 1) + 6, y + number * _BAR + _BAR - 3)


def _figure(value: float) -> str:
    if math.isinf(value):
        return "never"
    return f"{value:,.0f}" if value >= 10 or float(value).is_integer() else f"{value:.1f}"


def _text(drawing: drawsvg.Drawing, words: str, size: int, x: float, y: float, anchor: str = "start",
          weight: str = "normal") -> None:  # fmt: skip
    drawing.append(drawsvg.Text(words, size, x, y, text_anchor=anchor, font_weight=weight, fill=_INK))
