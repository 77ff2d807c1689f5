"""All matches in the order of time.

A page that is sorted costs a look at every match that is left, so that millions of them would be looked at thousands of
times. Therefore the way goes through windows of time, each about as wide as a page is long.
"""

from collections.abc import Generator, Iterator, Sequence
from typing import Any, Final

from elkvision.store.contract import Order
from elkvision.store.engines.elasticsearch.conditions import between
from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.dsl import Dsl
from elkvision.store.engines.elasticsearch.searching import FIRST_PAGE, Hit, Point, in_order, next_size, point_in_time

_FIRST_WIDTH: Final = 10**9
_WIDEST: Final = 1 << 62
#: A window with less than such a part of a page makes the next one wider.
_FEW: Final = 4
_WIDER: Final = 8


def ordered_pages(
    connection: Connection, query: Dsl, order: Order, only: Sequence[str] = ()
) -> Generator[Sequence[Hit]]:
    """Every match as of one moment, some at a time, with these fields or all. Closing it lets go of what the server
    holds for it."""
    with point_in_time(connection) as point:
        if point is not None:
            yield from _Way(point, query, order, only).pages()


class _Way:
    def __init__(self, point: Point, query: Dsl, order: Order, only: Sequence[str]) -> None:
        self._point = point
        self._query = query
        self._source: Dsl = {"_source": list(only)} if only else {}
        self._newest = order == "newest"
        self._sort = in_order(order)
        self._size = FIRST_PAGE
        self._width = _FIRST_WIDTH

    def pages(self) -> Iterator[Sequence[Hit]]:
        edge = self._next(None)
        while edge is not None:
            found = 0
            for hits in self._window(edge):
                found += len(hits)
                yield hits
            edge = edge - self._width if self._newest else edge + self._width
            if not found:
                edge = self._next(edge)
            if found < self._size // _FEW:
                self._width = min(self._width * _WIDER, _WIDEST)
            elif found > self._size:
                self._width = max(self._width * self._size // found, 1)

    def _window(self, edge: int) -> Iterator[Sequence[Hit]]:
        """The matches from the edge on, as far as the window is wide."""
        low, high = (edge - self._width + 1, edge) if self._newest else (edge, edge + self._width - 1)
        body: dict[str, Any] = {"query": self._within(low, high), "sort": self._sort, **self._source}
        while True:
            hits = self._point.hits({**body, "size": self._size})
            size = self._size
            if hits:
                self._size = next_size(hits)
                yield hits
            if len(hits) < size:
                return
            body["search_after"] = hits[-1]["sort"]

    def _next(self, edge: int | None) -> int | None:
        """When the first match from the edge on happened."""
        query = self._query
        if edge is not None:
            query = self._within(None, edge) if self._newest else self._within(edge, None)
        hits = self._point.hits({"query": query, "sort": self._sort, "size": 1, "_source": False})
        return int(hits[0]["sort"][0]) if hits else None

    def _within(self, low: int | None, high: int | None) -> Dsl:
        return {"bool": {"filter": [self._query, between(low, high)]}}
