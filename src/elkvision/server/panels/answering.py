"""The numbers of panels. What goes wrong with one panel is said in it, and the others are answered.

A panel first says what it asks of the store, then makes its answer of the tables; so the asks of all panels are known
before the first is made, and those that look at the same logs are made as one (`together`).
"""

import contextvars
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from elkvision.core.errors import ElkVisionError
from elkvision.server.api import errors
from elkvision.server.apps.logs.asking import Timed, seat
from elkvision.server.apps.logs.selectors import store
from elkvision.server.panels import kinds
from elkvision.server.panels.asked import Asked
from elkvision.server.panels.definition import Kind, Panel
from elkvision.server.panels.heatmaps import heatmap
from elkvision.server.panels.kinds import Asking
from elkvision.server.panels.markdown import blocks
from elkvision.server.panels.steps import iso
from elkvision.server.panels.together import Part, together
from elkvision.store.contract import Ask, Table

Answer = dict[str, Any]

#: Asks of one question that the store works on at once: it has few cores, and each ask may take all of them.
_AT_ONCE: Final = 4


def answers(panels: Sequence[Panel], within: Asked) -> Timed[list[Answer]]:
    """In the panels' order, as `shapes.PanelOut` has them."""
    began = time.perf_counter()
    working = [_Working(panel, within) for panel in panels]
    with seat("panels"), ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="panels") as threads:

        def run(do: Callable[..., Any], *given: Any) -> Any:
            # Each has the caller's context, so that the store notices when nobody waits any more.
            return threads.submit(contextvars.copy_context().run, do, *given)

        apart = [(each, run(each.answer_alone)) for each in working if each.is_apart]
        asking = [each for each in working if each.asks]
        joint, parts = together([ask for each in asking for ask in each.asks])
        made = [run(_table, within, ask) for ask in joint]
        tables = [each.result() for each in made]
        for each in asking:
            mine, parts = parts[: len(each.asks)], parts[len(each.asks) :]
            each.take(mine, tables)
        for _, done in apart:
            done.result()
    return Timed([each.told for each in working], _since(began))


def _table(within: Asked, ask: Ask) -> Table | ElkVisionError:
    try:
        return store().aggregate(within.tenant, ask)
    except ElkVisionError as error:
        return error


def _found(table: Table | ElkVisionError) -> Table:
    if isinstance(table, ElkVisionError):
        raise table
    return table


class _Working:
    """One panel on its way to its answer, `told`."""

    def __init__(self, panel: Panel, within: Asked) -> None:
        self._panel, self._within = panel, within
        self._began = time.perf_counter()
        self._asking: Asking | None = None
        self.asks: list[Ask] = []
        self.is_apart = panel.kind in _APART
        self.told: Answer = {
            "id": panel.id, "kind": panel.kind, "title": within.words(panel.title), "error": None,
            "from": iso(within.start), "to": iso(within.end), "elapsed_ms": 0.0,
        }  # fmt: skip
        if not self.is_apart:
            self._ended(self._begin)

    def answer_alone(self) -> None:
        self._ended(lambda: self.told.update(_APART[self._panel.kind](self._panel, self._within)))

    def take(self, parts: Sequence[Part], tables: Sequence[Table | ElkVisionError]) -> None:
        self._ended(lambda: self._finish(parts, tables))

    def _begin(self) -> None:
        self._asking = _asking(self._panel)(self._panel, self._within)
        self.asks = next(self._asking)

    def _finish(self, parts: Sequence[Part], tables: Sequence[Table | ElkVisionError]) -> None:
        assert self._asking is not None, "it asked"
        try:
            self._asking.send([part.of(_found(tables[part.joint])) for part in parts])
        except StopIteration as end:
            self.told.update(end.value)

    def _ended(self, do: Callable[[], None]) -> None:
        try:
            do()
        except ElkVisionError as error:
            self.told["error"] = errors.said(error)
        self.told["elapsed_ms"] = _since(self._began)


def _asking(panel: Panel) -> Callable[[Panel, Asked], Asking]:
    return kinds.grouped if panel.over == "groups" else _KINDS[panel.kind]


def _text(panel: Panel, within: Asked) -> Answer:
    return {"blocks": blocks(panel.markdown, within.words)}


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 2)


_KINDS: Final[dict[Kind, Callable[[Panel, Asked], Asking]]] = {
    "line": kinds.timed,
    "area": kinds.timed,
    "bar": kinds.timed,
    "pie": kinds.grouped,
    "top": kinds.grouped,
    "table": kinds.grouped,
    "number": kinds.figures,
    "heatmap": heatmap,
}
#: Those that ask for no tables.
_APART: Final[dict[Kind, Callable[[Panel, Asked], Answer]]] = {"logs": kinds.lines, "text": _text}
