"""Heat maps: two axes, the darker the more."""

import math
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from elkvision.server.drawing import palette
from elkvision.server.drawing.svg import Drawn, cut, drawing, element, words
from elkvision.server.drawing.words import at, brief, tick

_AXIS = 18.0


def heatmap(panel: Mapping[str, Any], answer: Mapping[str, Any], width: float, height: float, zone: ZoneInfo) -> Drawn:
    across, down = _across(panel, answer, zone), answer["down"]
    left = min(150.0, max(40.0, 10 + 5.6 * max((len(name) for name in down), default=0)))
    tall = min(32.0, (height - _AXIS - 6) / max(1, len(down)))
    wide = (width - left - 6) / max(1, len(across))
    most = max((cell["number"] for cell in answer["cells"]), default=0) or 1
    drawn: list[Drawn] = []
    for place, name in enumerate(down):
        drawn.append(
            words(left - 6, 4 + place * tall + tall / 2 + 3, cut(name, left - 8, 9), size=9, text_anchor="end")
        )
        row = {"x": left, "y": 4 + place * tall, "width": wide * len(across) - 1, "height": tall - 1}
        drawn.append(element("rect", **row, fill=palette.SUNKEN))
    for cell in answer["cells"]:
        x, y, share = left + cell["x"] * wide, 4 + cell["y"] * tall, cell["number"] / most
        drawn.append(
            element("rect", x=x, y=y, width=max(0.5, wide - 1), height=max(0.5, tall - 1), fill=palette.mixed(share))
        )
        text = brief(cell["number"], panel.get("unit", ""))
        if wide > 5.4 * len(text) + 4 and tall > 12:
            fill = palette.SURFACE if palette.is_dark(share) else palette.INK
            drawn.append(words(x + wide / 2, y + tall / 2 + 3, text, size=8.5, fill=fill, text_anchor="middle"))
    every = max(1, math.ceil((52 if panel.get("groups") else 16) / max(wide, 0.01)))
    y = 4 + tall * len(down) + 12
    drawn += [words(left + x * wide, y, across[x], size=9) for x in range(0, len(across), every)]
    return drawing(width, height, *drawn)


def _across(panel: Mapping[str, Any], answer: Mapping[str, Any], zone: ZoneInfo) -> list[str]:
    if not panel.get("groups"):
        return list(answer["across"])
    span = at(answer["to"], zone) - at(answer["from"], zone)
    return [tick(at(each, zone), span) for each in answer["across"]]
