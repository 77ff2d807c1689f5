"""Pies, and bars that stand for groups."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from elkvision.server.drawing import palette
from elkvision.server.drawing.axes import Plot, grid, room_left, scale_of
from elkvision.server.drawing.svg import Drawn, cut, drawing, element, words
from elkvision.server.drawing.words import exact, key

_ROW = 20.0
#: A pie that is less wide says its shares by its slices alone.
_NARROW = 300.0


def top(panel: Mapping[str, Any], answer: Mapping[str, Any], width: float, height: float) -> Drawn:
    """A list: name, bar and number, as many as there is room for."""
    unit, rows = answer["units"][0], answer["rows"]
    shown = rows[: max(1, int((height - 4) / _ROW))]
    most = max((row["numbers"][0] or 0 for row in shown), default=0) or 1
    names, figures = min(width * 0.42, 210.0), 62.0
    left, room = names + 8, max(10.0, width - names - figures - 16)
    drawn: list[Drawn] = []
    for place, row in enumerate(shown):
        y = 4 + place * _ROW
        value = row["numbers"][0]
        drawn += [
            words(4, y + 13, cut(key(row["keys"]), names), size=10, fill=palette.INK),
            element("rect", x=left, y=y + 4, width=room, height=11, rx=2, fill=palette.SUNKEN),
            element("rect", x=left, y=y + 4, width=room * max(0.0, (value or 0) / most), height=11, rx=2,
                    fill=palette.ACCENT),
            words(width - 4, y + 13, exact(value, unit), size=10, fill=palette.INK, text_anchor="end", font_weight=600),
        ]  # fmt: skip
    return drawing(width, height, *drawn)


def pie(panel: Mapping[str, Any], answer: Mapping[str, Any], width: float, height: float) -> Drawn:
    """A ring; what is beyond the shown groups is its last part."""
    unit, rows = answer["units"][0], [row for row in answer["rows"] if (row["numbers"][0] or 0) > 0]
    parts = [(key(row["keys"]), float(row["numbers"][0])) for row in rows]
    fills = palette.colours(panel.get("groups", []), [row["keys"] for row in rows])
    rest = (answer["total"][0] or 0) - sum(value for _, value in parts)
    if answer["groups"] > len(answer["rows"]) and rest > 0:
        parts.append((f"{answer['groups'] - len(answer['rows'])} more", rest))
        fills.append(palette.REST)
    whole = sum(value for _, value in parts) or 1
    radius = max(10.0, min(height / 2 - 8, width * (0.26 if width > _NARROW else 0.2)))
    middle = (radius + 10, height / 2)
    return drawing(
        width, height, *_ring(parts, fills, whole, middle, radius),
        *_shares(parts, fills, whole, unit, 2 * radius + 28, width, height),
    )  # fmt: skip


def grouped_bars(panel: Mapping[str, Any], answer: Mapping[str, Any], width: float, height: float) -> Drawn:
    """A bar for each group and number."""
    unit, rows = answer["units"][0], answer["rows"]
    scale = scale_of([value for row in rows for value in row["numbers"]])
    left = room_left(scale, unit)
    plot = Plot(left, 8, max(10.0, width - left - 8), max(10.0, height - 30))
    pitch = plot.width / max(1, len(rows))
    wide = pitch * 0.76 / max(1, len(answer["columns"]))
    drawn = grid(plot, scale, unit)
    for place, row in enumerate(rows):
        x = plot.left + place * pitch + pitch * 0.12
        for number, value in enumerate(row["numbers"]):
            if value is not None:
                y, base = sorted((plot.y(scale, value), plot.y(scale, 0)))
                fill = palette.CATEGORIES[number % len(palette.CATEGORIES)]
                drawn.append(element("rect", x=x + number * wide, y=y, width=wide, height=base - y, fill=fill))
        drawn.append(words(x, plot.bottom + 13, cut(key(row["keys"]), pitch * 0.88, 9), size=9))
    return drawing(width, height, *drawn)


def _ring(
    parts: Sequence[tuple[str, float]], fills: Sequence[str], whole: float, middle: tuple[float, float], radius: float
) -> list[Drawn]:
    x, y = middle
    thick = radius * 0.42
    drawn, begun = [], 0.0
    for (_, value), fill in zip(parts, fills, strict=True):
        share = value / whole
        if share > 0.999:
            ring = {"cx": x, "cy": y, "r": radius - thick / 2, "stroke": fill, "stroke_width": thick}
            return [element("circle", fill="none", **ring)]
        drawn.append(element("path", d=_slice(x, y, radius, radius - thick, begun, begun + share), fill=fill,
                             stroke=palette.SURFACE, stroke_width=1))  # fmt: skip
        begun += share
    return drawn


def _slice(x: float, y: float, outer: float, inner: float, begins: float, ends: float) -> str:
    def point(radius: float, share: float) -> str:
        turn = 2 * math.pi * share - math.pi / 2
        return f"{x + radius * math.cos(turn):.2f} {y + radius * math.sin(turn):.2f}"

    large = 1 if ends - begins > 0.5 else 0
    return (
        f"M{point(outer, begins)} A{outer:.2f} {outer:.2f} 0 {large} 1 {point(outer, ends)} "
        f"L{point(inner, ends)} A{inner:.2f} {inner:.2f} 0 {large} 0 {point(inner, begins)} Z"
    )


def _shares(
    parts: Sequence[tuple[str, float]], fills: Sequence[str], whole: float, unit: str, left: float, width: float,
    height: float,
) -> list[Drawn]:  # fmt: skip
    rows = max(1, int((height - 8) / 16))
    y = max(14.0, height / 2 - 8 * min(rows, len(parts)) + 11)
    drawn: list[Drawn] = []
    for place, ((name, value), fill) in enumerate(zip(parts[:rows], fills, strict=False)):
        at = y + 16 * place
        said = f"{exact(value, unit)} · {100 * value / whole:.3g} %" if width > _NARROW else exact(value, unit)
        drawn += [
            element("rect", x=left, y=at - 8, width=9, height=9, rx=1.5, fill=fill),
            words(left + 14, at, cut(name, width - left - 24 - 5.4 * len(said)), fill=palette.INK_2),
            words(width - 4, at, said, fill=palette.INK, text_anchor="end"),
        ]
    return drawn
