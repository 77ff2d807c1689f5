"""Lines, areas and bars through time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from elkvision.server.drawing import palette
from elkvision.server.drawing.axes import Plot, Scale, grid, room_left, scale_of, threshold_lines, times
from elkvision.server.drawing.svg import Drawn, cut, drawing, element, words
from elkvision.server.drawing.words import Number, at, exact

_LEGEND_ROW = 15
_MOST_LEGENDS = 3


@dataclass(frozen=True)
class Look:
    colour: str
    dash: str


def timed(panel: Mapping[str, Any], answer: Mapping[str, Any], width: float, height: float, zone: ZoneInfo) -> Drawn:
    series, unit = answer["series"], panel.get("unit", "")
    groups = panel.get("groups", [])
    looks = [
        Look(colour, palette.dash(place))
        for place, colour in enumerate(palette.colours(groups, [each["keys"] for each in series]))
    ]
    stacked = bool(panel.get("stacked")) and panel["kind"] != "line"
    legend = _legend(series, looks, unit, width) if panel.get("legend", True) else []
    below = 18 + _LEGEND_ROW * len(legend)
    numbers = [each["numbers"] for each in series]
    bands = _stacked(numbers) if stacked else [[(0.0, value) for value in line] for line in numbers]
    thresholds = [(each["value"], palette.TONES[each["colour"]]) for each in panel.get("thresholds", [])]
    scale = scale_of([high for band in bands for _, high in band], lines=4 if height > 130 else 2)
    left = room_left(scale, unit)
    plot = Plot(left, 8, max(10.0, width - left - 8), max(10.0, height - below - 8))
    starts = [at(each, zone) for each in answer["starts"]]
    marks = _marks(panel["kind"], bands, looks, plot, scale, stacked=stacked)
    rows = [
        element("g", *row, transform=f"translate(0 {height - _LEGEND_ROW * (len(legend) - place) + 10:.2f})")
        for place, row in enumerate(legend)
    ]
    return drawing(
        width, height, *grid(plot, scale, unit), *marks, *threshold_lines(plot, scale, thresholds),
        *times(plot, starts, at(answer["to"], zone)), *rows,
    )  # fmt: skip


def _marks(
    kind: str, bands: Sequence[Sequence[tuple[float, Number]]], looks: Sequence[Look], plot: Plot, scale: Scale,
    *, stacked: bool,
) -> list[Drawn]:  # fmt: skip
    if kind == "bar":
        return _bars(bands, looks, plot, scale, stacked=stacked)
    drawn = []
    # The first is the largest: it lies below the others where they overlap.
    for band, look in zip(bands, looks, strict=True):
        pieces = _pieces(band, plot, scale)
        if kind == "area":
            drawn += [
                element("path", d=_area(piece), fill=look.colour, fill_opacity=0.75 if stacked else 0.18)
                for piece in pieces
            ]
        drawn += [_stroke(piece, look, dashed=kind == "line") for piece in pieces]
    return drawn


_Piece = list[tuple[float, float, float]]


def _pieces(band: Sequence[tuple[float, Number]], plot: Plot, scale: Scale) -> list[_Piece]:
    """Where there are numbers, as x, y of the base and y; a gap ends a piece."""
    pitch = plot.width / max(1, len(band))
    found: list[_Piece] = [[]]
    for place, (low, high) in enumerate(band):
        if high is None:
            found.append([])
        else:
            found[-1].append((plot.left + (place + 0.5) * pitch, plot.y(scale, low), plot.y(scale, high)))
    return [piece for piece in found if piece]


def _stroke(piece: _Piece, look: Look, *, dashed: bool) -> Drawn:
    if len(piece) == 1:
        return element("circle", cx=piece[0][0], cy=piece[0][2], r=1.6, fill=look.colour)
    points = " ".join(f"{x:.2f},{y:.2f}" for x, _, y in piece)
    return element(
        "polyline", points=points, fill="none", stroke=look.colour, stroke_width=1.5, stroke_linejoin="round",
        stroke_dasharray=look.dash if dashed else "",
    )  # fmt: skip


def _area(piece: _Piece) -> str:
    above = " L".join(f"{x:.2f} {y:.2f}" for x, _, y in piece)
    below = " L".join(f"{x:.2f} {base:.2f}" for x, base, _ in reversed(piece))
    return f"M{above} L{below} Z"


def _bars(
    bands: Sequence[Sequence[tuple[float, Number]]], looks: Sequence[Look], plot: Plot, scale: Scale, *, stacked: bool
) -> list[Drawn]:
    drawn = []
    count = len(bands[0]) if bands else 1
    pitch = plot.width / max(1, count)
    beside = 1 if stacked else max(1, len(bands))
    wide = max(0.4, (pitch - min(1.5, pitch * 0.2)) / beside)
    for number, (band, look) in enumerate(zip(bands, looks, strict=True)):
        for place, (low, high) in enumerate(band):
            if high is None or high == low:
                continue
            x = plot.left + place * pitch + (0 if stacked else number * wide)
            top, base = sorted((plot.y(scale, high), plot.y(scale, low)))
            drawn.append(element("rect", x=x, y=top, width=wide, height=max(0.3, base - top), fill=look.colour))
    return drawn


def _stacked(numbers: Sequence[Sequence[Number]]) -> list[list[tuple[float, Number]]]:
    """Each line stands on those before it; nothing counts as 0."""
    heights = [0.0] * (len(numbers[0]) if numbers else 0)
    bands = []
    for line in numbers:
        band = [(low, low + (value or 0)) for low, value in zip(heights, line, strict=True)]
        heights = [high for _, high in band]
        bands.append([(low, high) for low, high in band])
    return bands  # type: ignore[return-value]  # a float is a Number


def _legend(series: Sequence[Mapping[str, Any]], looks: Sequence[Look], unit: str, width: float) -> list[list[Drawn]]:
    """Rows of names, each with its number over all of the range."""
    rows: list[list[Drawn]] = [[]]
    x = 4.0
    for each, look in zip(series, looks, strict=True):
        label, total = cut(each["label"], 170), exact(each["total"], unit)
        long = 22 + 5.4 * (len(label) + len(total) + 2)
        if x + long > width and rows[-1]:
            if len(rows) == _MOST_LEGENDS:
                break
            rows.append([])
            x = 4.0
        rows[-1] += [
            element("rect", x=x, y=-7, width=9, height=7, rx=1.5, fill=look.colour),
            words(x + 13, 0, label, size=9.5, fill=palette.INK_2),
            words(x + 13 + 5.2 * len(label) + 6, 0, total, size=9.5, fill=palette.INK, font_weight=600),
        ]
        x += long + 8
    return [row for row in rows if row]
