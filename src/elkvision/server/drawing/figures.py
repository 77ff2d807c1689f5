"""Big numbers, each with how it moved and its course."""

from collections.abc import Mapping, Sequence
from typing import Any

from elkvision.server.drawing import palette
from elkvision.server.drawing.svg import Drawn, cut, drawing, element, words
from elkvision.server.drawing.words import Number, change, exact


def number(panel: Mapping[str, Any], answer: Mapping[str, Any], width: float, height: float) -> Drawn:
    figures = answer["figures"]
    each = width / max(1, len(figures))
    return drawing(
        width, height,
        *(
            element("g", *_one(figure, panel, each, height, named=len(figures) > 1), transform=f"translate({place * each:.2f} 0)")
            for place, figure in enumerate(figures)
        ),
    )  # fmt: skip


def _one(
    figure: Mapping[str, Any], panel: Mapping[str, Any], width: float, height: float, *, named: bool
) -> list[Drawn]:
    text = exact(figure["value"], panel.get("unit", ""))
    size = max(14.0, min(30.0, height * 0.34, (width - 12) / (0.6 * max(1, len(text)))))
    y = 6 + size
    drawn = [words(6, y, text, size=size, fill=_tone(figure["value"], panel), font_weight=600)]
    y += 16
    if named:
        drawn.append(words(6, y, cut(figure["label"], width - 10), size=10, fill=palette.INK_2))
        y += 14
    before = exact(figure["previous"], panel.get("unit", ""))
    moved = change(figure["change"]) if figure["change"] is not None else ""
    said = f"{moved} · before {before}" if moved else f"before {before}"
    drawn.append(words(6, y, cut(said, width - 8), size=10))
    room = height - y - 10
    return drawn + (_course(figure["numbers"], 6, y + 6, width - 12, room) if room > 10 else [])


def _course(numbers: Sequence[Number], x: float, y: float, width: float, height: float) -> list[Drawn]:
    values = [value or 0 for value in numbers]
    most, least = max([*values, 0]), min([*values, 0])
    if len(values) < 2 or most == least:
        return []
    pitch = width / (len(values) - 1)
    points = [
        (x + place * pitch, y + height - (value - least) / (most - least) * height)
        for place, value in enumerate(values)
    ]
    line = " ".join(f"{px:.2f},{py:.2f}" for px, py in points)
    area = f"{x:.2f},{y + height:.2f} {line} {x + width:.2f},{y + height:.2f}"
    return [
        element("polygon", points=area, fill=palette.ACCENT_WASH),
        element("polyline", points=line, fill="none", stroke=palette.ACCENT, stroke_width=1.3),
    ]


def _tone(value: Number, panel: Mapping[str, Any]) -> str:
    """The colour of the highest threshold that the number has reached."""
    if value is None:
        return palette.INK_3
    reached = [each for each in panel.get("thresholds", []) if value >= each["value"]]
    return palette.TONES[max(reached, key=lambda each: each["value"])["colour"]] if reached else palette.INK
