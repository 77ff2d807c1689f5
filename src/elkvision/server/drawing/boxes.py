"""What is words rather than a drawing: tables, lists of logs, texts. HTML of our own making."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from elkvision.server.drawing import palette
from elkvision.server.drawing.svg import Drawn, element
from elkvision.server.drawing.words import at, exact

#: Of one value; a line may be as long as a book.
_LONGEST: Final = 600
#: What is no longer is not broken.
_SHORT: Final = 24
_TAGS: Final = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "a", "blockquote",
     "hr", "br", "table", "thead", "tbody", "tr", "th", "td")
)  # fmt: skip


def table(panel: Mapping[str, Any], answer: Mapping[str, Any]) -> Drawn:
    """A row for each group, and beneath what all of them are together."""
    units, groups = answer["units"], panel.get("groups", [])
    head = [element("th", name) for name in groups]
    head += [element("th", name, class_="number") for name in answer["columns"]]
    body = [_row(row["keys"], row["numbers"], units) for row in answer["rows"]]
    parts = [element("thead", element("tr", *head)), element("tbody", *body)]
    if groups:
        said = "All" if answer["groups"] <= len(answer["rows"]) else f"All {answer['groups']:,} groups"
        spaces = [said, *([""] * (len(groups) - 1))]
        parts.append(element("tfoot", _row(spaces, answer["total"], units)))
    return element("table", *parts, class_="rows")


def logs(panel: Mapping[str, Any], answer: Mapping[str, Any], zone: ZoneInfo) -> Drawn:
    columns = answer["columns"]
    head = element("tr", *(element("th", "time" if name == "@timestamp" else name) for name in columns))
    body = [element("tr", *(_cell(event, name, zone) for name in columns)) for event in answer["events"]]
    more = answer["matches"] - len(answer["events"])
    told = [element("p", f"and {more:,} more", class_="more")] if more > 0 else []
    lines = element("table", element("thead", head), element("tbody", *body), class_="rows logs")
    return element("div", lines, *told)


def text(blocks: Sequence[Mapping[str, Any]]) -> Drawn:
    """The elements of a text panel."""
    return element("div", *map(_block, blocks), class_="prose")


def _block(block: Mapping[str, Any]) -> str:
    if "text" in block:
        return str(block["text"])
    tag = block["tag"] if block["tag"] in _TAGS else "span"
    return element(tag, *map(_block, block["children"]), href=block.get("href"))


def _row(keys: Sequence[str | None], numbers: Sequence[float | None], units: Sequence[str]) -> Drawn:
    cells = [element("td", "(none)" if key is None else key) for key in keys]
    cells += [element("td", exact(number, unit), class_="number") for number, unit in zip(numbers, units, strict=True)]
    return element("tr", *cells)


def _cell(event: Mapping[str, Any], name: str, zone: ZoneInfo) -> Drawn:
    found = _value(event, name)
    if name in ("@timestamp", "received_at") and isinstance(found, str):
        return element("td", f"{at(found, zone):%Y-%m-%d %H:%M:%S}", class_="time")
    said = found if isinstance(found, str) else "" if found is None else json.dumps(found, ensure_ascii=False)
    if len(said) > _LONGEST:
        said = f"{said[:_LONGEST]}…"
    if name == "level":
        colour = palette.LEVEL_INKS.get(said, palette.INK_2)
        return element("td", said, style=f"color:{colour}")
    kind = "message" if name == "message" else "short" if len(said) <= _SHORT else ""
    return element("td", said, class_=kind)


def _value(event: Mapping[str, Any], name: str) -> Any:
    """A field as a query names it."""
    if name in event:
        return event[name]
    found: Any = event.get("attributes", {})
    path = name.removeprefix("attributes.")
    if isinstance(found, dict) and path in found:
        return found[path]
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    return found
