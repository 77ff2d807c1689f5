"""Panels said in few words, and put beside one another."""

from collections.abc import Sequence
from typing import Any, Final

Panel = dict[str, Any]

_COLUMNS: Final = 12
#: What each template's queries are narrowed by, so that its variables reach every panel.
SHOWN: Final = "service:$service"


def panel(kind: str, title: str, *series: dict[str, Any], w: int = 6, h: int = 8, **more: Any) -> Panel:
    return {"kind": kind, "title": title, "series": list(series), "layout": {"w": w, "h": h}} | more


def number(q: str, label: str = "", **more: Any) -> dict[str, Any]:
    """How many logs, or with `of` which part of them."""
    return {"label": label, "q": q} | more


def measured(q: str, kind: str, field: str, label: str = "", percent: float = 95) -> dict[str, Any]:
    return {"label": label, "q": q, "measure": {"kind": kind, "field": field, "percent": percent}}


def laid_out(panels: Sequence[Panel]) -> list[Panel]:
    """From left to right; a new row where the next one has no room. The last of a row fills it."""
    rows: list[list[Panel]] = [[]]
    for each in panels:
        if sum(one["layout"]["w"] for one in rows[-1]) + each["layout"]["w"] > _COLUMNS:
            rows.append([])
        rows[-1].append(each)
    y, number = 0, 0
    placed = []
    for row in rows:
        x = 0
        free = _COLUMNS - sum(one["layout"]["w"] for one in row)
        height = max((one["layout"]["h"] for one in row), default=0)
        for one in row:
            number += 1
            w = one["layout"]["w"] + (free if one is row[-1] else 0)
            placed.append(one | {"id": f"p{number}", "layout": {"x": x, "y": y, "w": w, "h": height}})
            x += w
        y += height
    return placed
