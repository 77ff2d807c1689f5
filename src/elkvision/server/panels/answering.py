"""The numbers of panels. What goes wrong with one panel is said in it, and the others are answered."""

import contextvars
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from elkvision.core.errors import ElkVisionError
from elkvision.server.api import errors
from elkvision.server.apps.logs.asking import Timed, seat
from elkvision.server.panels import kinds
from elkvision.server.panels.asked import Asked
from elkvision.server.panels.definition import Kind, Panel
from elkvision.server.panels.heatmaps import heatmap
from elkvision.server.panels.markdown import blocks
from elkvision.server.panels.steps import iso

Answer = dict[str, Any]

#: Panels of one question that are worked out at once.
_AT_ONCE: Final = 4


def answers(panels: Sequence[Panel], within: Asked) -> Timed[list[Answer]]:
    """In the panels' order, as `shapes.PanelOut` has them."""
    began = time.perf_counter()
    with seat(), ThreadPoolExecutor(min(_AT_ONCE, len(panels) or 1), thread_name_prefix="panels") as threads:
        # Each has the caller's context, so that the store notices when nobody waits any more.
        working = [threads.submit(contextvars.copy_context().run, answer, panel, within) for panel in panels]
        found = [each.result() for each in working]
    return Timed(found, _since(began))


def answer(panel: Panel, within: Asked) -> Answer:
    began = time.perf_counter()
    told: Answer = {
        "id": panel.id, "kind": panel.kind, "title": within.words(panel.title), "error": None,
        "from": iso(within.start), "to": iso(within.end),
    }  # fmt: skip
    try:
        told |= _of(panel)(panel, within)
    except ElkVisionError as error:
        told["error"] = errors.said(error)
    return told | {"elapsed_ms": _since(began)}


def _of(panel: Panel) -> Callable[[Panel, Asked], Answer]:
    if panel.over == "groups":
        return kinds.grouped
    return _KINDS[panel.kind]


def _text(panel: Panel, within: Asked) -> Answer:
    return {"blocks": blocks(panel.markdown, within.words)}


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 2)


_KINDS: Final[dict[Kind, Callable[[Panel, Asked], Answer]]] = {
    "line": kinds.timed,
    "area": kinds.timed,
    "bar": kinds.timed,
    "pie": kinds.grouped,
    "top": kinds.grouped,
    "table": kinds.grouped,
    "number": kinds.figures,
    "heatmap": heatmap,
    "logs": kinds.lines,
    "text": _text,
}
