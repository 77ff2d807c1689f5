"""A whole dashboard as a document: pages of paper, or one picture as it is on the screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from elkvision.server.drawing import boxes, palette
from elkvision.server.drawing.figures import number
from elkvision.server.drawing.heat import heatmap
from elkvision.server.drawing.rows import grouped_bars, pie, top
from elkvision.server.drawing.styles import PAGES, SCREEN, STYLE
from elkvision.server.drawing.svg import Drawn, drawing, element
from elkvision.server.drawing.timed import timed

Orientation = Literal["portrait", "landscape"]
Shown = tuple[Mapping[str, Any], Mapping[str, Any]]  # a panel and its answer

_COLUMNS: Final = 12
#: Between panels, and within one beside and above its drawing.
_GAP: Final = 10
_INSIDE: Final = 20
_TITLE: Final = 30
#: Of an A4 page without its margins, in pixels of 1/96 inch; and a grid's row.
_WIDTHS: Final = {"portrait": 718, "landscape": 1047}
_ROWS: Final = {"portrait": 26, "landscape": 30}
_LEAST_ROW: Final = 130
_LARGEST_ROW: Final = 560
SCREEN_WIDTH: Final = 1280
_SCREEN_ROW: Final = 40
_SCREEN_HEAD: Final = 84
#: Whose words may be longer than their place: on paper they go on, over as many pages as it takes.
_LONG: Final = frozenset(("table", "logs", "text"))


@dataclass(frozen=True)
class Sheet:
    """`chosen` says which values the variables have."""

    name: str
    description: str
    organisation: str
    zone: ZoneInfo
    start: datetime
    end: datetime
    made_at: datetime
    panels: Sequence[Shown]
    chosen: Sequence[tuple[str, str]] = ()


def paper(sheet: Sheet, orientation: Orientation) -> str:
    """HTML of A4 pages. Panels stand beside one another as on the screen; tables, logs and texts take the whole width
    and as many pages as they need."""
    width, unit = _WIDTHS[orientation], _ROWS[orientation]
    parts: list[Drawn] = []
    row: list[Shown] = []
    for shown in sorted(sheet.panels, key=_place):
        if shown[0]["kind"] in _LONG:
            parts += _row(row, width, unit, sheet.zone)
            row = []
            parts.append(_long(shown, sheet.zone))
            continue
        if sum(_wide(each) for each in row) + _wide(shown) > _COLUMNS:
            parts += _row(row, width, unit, sheet.zone)
            row = []
        row.append(shown)
    parts += _row(row, width, unit, sheet.zone)
    return _document(sheet, parts, PAGES.format(orientation=orientation, foot=_quoted(sheet.organisation)))


def screen(sheet: Sheet) -> tuple[str, int]:
    """HTML of one page that is as large as the dashboard, and how high that is in pixels."""
    column = (SCREEN_WIDTH - 2 * _GAP) / _COLUMNS
    bottom = 0
    parts = []
    for shown in sheet.panels:
        at = shown[0]["layout"]
        bottom = max(bottom, at["y"] + at["h"])
        width, height = at["w"] * column - _GAP, at["h"] * _SCREEN_ROW - _GAP
        place = f"left:{at['x'] * column:.1f}px;top:{at['y'] * _SCREEN_ROW}px;width:{width:.1f}px;height:{height}px"
        parts.append(element("section", *_inside(shown, width, height, sheet.zone), class_="panel placed", style=place))
    height = _SCREEN_HEAD + (40 if sheet.description or sheet.chosen else 0) + bottom * _SCREEN_ROW + 2 * _GAP
    board = element("div", *parts, class_="board", style=f"height:{bottom * _SCREEN_ROW}px")
    return _document(sheet, [board], SCREEN.format(width=SCREEN_WIDTH, height=height)), height


def _place(shown: Shown) -> tuple[int, int]:
    return shown[0]["layout"]["y"], shown[0]["layout"]["x"]


def _wide(shown: Shown) -> int:
    return int(shown[0]["layout"]["w"])


def _row(row: Sequence[Shown], width: int, unit: int, zone: ZoneInfo) -> list[Drawn]:
    """Panels side by side that fill the width, on one page."""
    if not row:
        return []
    columns = sum(_wide(shown) for shown in row)
    high = min(max(_LEAST_ROW, *(int(panel["layout"]["h"]) * unit for panel, _ in row)), _LARGEST_ROW)
    free = width - _GAP * (len(row) - 1)
    cells = []
    for shown in row:
        wide = free * _wide(shown) / columns
        style = f"width:{wide:.1f}px;height:{high}px"
        cells.append(element("section", *_inside(shown, wide, high, zone), class_="panel", style=style))
    return [element("div", *cells, class_="row")]


def _long(shown: Shown, zone: ZoneInfo) -> Drawn:
    return element("section", *_inside(shown, 0, 0, zone), class_="panel long")


def _inside(shown: Shown, width: float, height: float, zone: ZoneInfo) -> list[Drawn]:
    panel, answer = _with_unit(shown[0]), shown[1]
    titled = [element("h2", answer["title"])] if answer["title"] else []
    if answer["error"] is not None:
        return [*titled, element("p", answer["error"]["message"], class_="problem")]
    return [*titled, _drawn(panel, answer, width - _INSIDE, height - (_TITLE if titled else 0) - _INSIDE, zone)]


def _with_unit(panel: Mapping[str, Any]) -> Mapping[str, Any]:
    """A panel of ratios alone is read in percent, unless it says otherwise."""
    ratios = all(each.get("of") is not None for each in panel["series"])
    return {**panel, "unit": panel.get("unit") or ("percent" if ratios else "")}


def _drawn(panel: Mapping[str, Any], answer: Mapping[str, Any], width: float, height: float, zone: ZoneInfo) -> Drawn:
    match panel["kind"]:
        case "text":
            return boxes.text(answer["blocks"])
        case "logs":
            return boxes.logs(panel, answer, zone) if answer["events"] else _nothing()
        case "number":
            return number(panel, answer, width, height)
        case "heatmap":
            return heatmap(panel, answer, width, height, zone) if answer["cells"] else _nothing()
    if "rows" in answer:
        return _of_groups(panel, answer, width, height)
    filled = any(value is not None for each in answer["series"] for value in each["numbers"])
    return timed(panel, answer, width, height, zone) if filled else _nothing()


def _of_groups(panel: Mapping[str, Any], answer: Mapping[str, Any], width: float, height: float) -> Drawn:
    if not answer["rows"]:
        return _nothing()
    if panel["kind"] == "table":
        return boxes.table(panel, answer)
    return {"pie": pie, "top": top}.get(panel["kind"], grouped_bars)(panel, answer, width, height)


def _nothing() -> Drawn:
    return element("p", "Nothing in this time.", class_="nothing")


def _document(sheet: Sheet, parts: Sequence[Drawn], page: str) -> str:
    start, end, made = (each.astimezone(sheet.zone) for each in (sheet.start, sheet.end, sheet.made_at))
    range = f"{start:%Y-%m-%d %H:%M} – {end:%Y-%m-%d %H:%M} ({sheet.zone.key})"
    told = element("p", f"{sheet.organisation} · {range}", element("br"), f"made {made:%Y-%m-%d %H:%M}", class_="told")
    chosen = [element("p", " · ".join(f"{name}: {values}" for name, values in sheet.chosen), class_="chosen")]
    head = element("header", _mark(), element("h1", sheet.name), told)
    described = [element("p", sheet.description, class_="description")] if sheet.description else []
    body = element("body", head, *described, *(chosen if sheet.chosen else []), *parts)
    # The style is all ours: it is not escaped, for in it > is a combinator.
    style = Drawn(f"<style>{STYLE}{page}</style>")
    title = element("title", sheet.name)
    return f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{title}{style}</head>{body}</html>'


def _mark() -> Drawn:
    """Log lines with one that is seen."""
    return drawing(
        24, 24,
        element("path", d="M2 5.5h11M2 12h5.5M2 18.5h11", stroke=palette.INK_3, stroke_width=2, stroke_linecap="round"),
        element("circle", cx=15.5, cy=12, r=5, fill="none", stroke=palette.ACCENT, stroke_width=2),
        element("circle", cx=15.5, cy=12, r=1.6, fill=palette.ACCENT),
    )  # fmt: skip


def _quoted(text: str) -> str:
    """Within quotes of a style sheet: every sign that is not plain is written by its number."""
    return "".join(sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in text)
