"""Axes: what is where, and the lines and words that say so."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from elkvision.server.drawing import palette
from elkvision.server.drawing.svg import Drawn, element, words
from elkvision.server.drawing.words import Number, brief, tick


@dataclass(frozen=True)
class Scale:
    """Numbers from `low` to `high`, which holds 0: heights that begin elsewhere mislead."""

    low: float
    high: float
    ticks: Sequence[float]

    def share(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low)


def scale_of(values: Iterable[Number], lines: int = 4) -> Scale:
    known = [value for value in values if value is not None and math.isfinite(value)]
    low, high = min([0.0, *known]), max([0.0, *known])
    if low == high:
        high = 1.0
    step = _nice((high - low) / max(1, lines))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Scale(first * step, last * step, [float(f"{n * step:.12g}") for n in range(first, last + 1)])


@dataclass(frozen=True)
class Plot:
    """The part of a drawing that holds the marks."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def y(self, scale: Scale, value: float) -> float:
        return self.bottom - scale.share(value) * self.height


def grid(plot: Plot, scale: Scale, unit: str) -> list[Drawn]:
    """Lines across, each with its number."""
    drawn = []
    for value in scale.ticks:
        y = plot.y(scale, value)
        colour = palette.LINE_STRONG if value == 0 else palette.LINE
        drawn.append(element("line", x1=plot.left, x2=plot.left + plot.width, y1=y, y2=y, stroke=colour))
        drawn.append(words(plot.left - 6, y + 3, brief(value, unit), size=9, text_anchor="end"))
    return drawn


def room_left(scale: Scale, unit: str) -> float:
    return 16 + 5.2 * max(len(brief(value, unit)) for value in scale.ticks)


def times(plot: Plot, starts: Sequence[datetime], end: datetime) -> list[Drawn]:
    """Moments beneath, as many as there is room for."""
    if not starts:
        return []
    span = end - starts[0]
    pitch = plot.width / len(starts)
    every = max(1, math.ceil(64 / max(pitch, 0.01)))
    drawn = []
    for place in range(0, len(starts), every):
        x = plot.left + place * pitch
        if x + 30 <= plot.left + plot.width:
            drawn.append(words(x, plot.bottom + 13, tick(starts[place], span), size=9))
    return drawn


def threshold_lines(plot: Plot, scale: Scale, thresholds: Sequence[tuple[float, str]]) -> list[Drawn]:
    """A dashed line for each that is within the scale."""
    drawn = []
    for value, colour in thresholds:
        if scale.low <= value <= scale.high:
            y = plot.y(scale, value)
            ends = {"x1": plot.left, "x2": plot.left + plot.width, "y1": y, "y2": y}
            drawn.append(element("line", **ends, stroke=colour, stroke_width=1.2, stroke_dasharray="4 3"))
    return drawn


def _nice(wanted: float) -> float:
    power = 10.0 ** math.floor(math.log10(wanted))
    return next((step for step in (1, 2, 2.5, 5, 10) if step * power >= wanted * 0.999), 10) * power
