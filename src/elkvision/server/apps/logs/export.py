"""Every match as one stream: the store's chunks, written as text, with flat memory and no cap."""

import asyncio
import csv
import io
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Literal

import orjson

from elkvision.core.errors import Overloaded
from elkvision.core.event import FIELDS, Event
from elkvision.core.query import field_named
from elkvision.core.wire import to_wire, wire_bytes
from elkvision.server.api.sheets import harmless

Format = Literal["ndjson", "json", "csv", "text"]

CONTENT_TYPES = {
    "ndjson": "application/x-ndjson",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "text": "text/plain; charset=utf-8",
}
AT_ONCE = 4
#: One organisation never takes every seat: a client that reads slowly keeps its own for as long as it likes.
OF_EACH = AT_ONCE - 1

_seats = threading.BoundedSemaphore(AT_ONCE)
_taken: Counter[str] = Counter()
#: Reentrant, since an export that is thrown away may be closed in the middle of anything.
_taking = threading.RLock()
_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="export")


class Export:
    """Iterated once. `close` cancels the store's query, also when nothing was ever read; it may be called again.

    The first chunk is fetched when it is made, so that what goes wrong at once becomes a proper answer.
    Raises Overloaded when too many exports run, of everybody or of the organisation.
    """

    def __init__(
        self, start: Callable[[], Iterator[Sequence[Event]]], form: Format, columns: Sequence[str], whose: str
    ) -> None:
        _sit(whose)
        self._whose = whose
        self._lock = threading.Lock()
        self._closed = False
        self._working: Future[Sequence[Event] | None] | None = None
        self._write = _WRITERS[form](columns)
        try:
            self._chunks = start()
            self._first: Sequence[Event] | None = next(self._chunks, None)
        except BaseException:
            _rise(whose)
            raise

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            yield self._write.head()
            chunk = self._first
            while chunk is not None:
                yield self._write.rows(chunk)
                chunk = await self._next()
            yield self._write.foot()
        finally:
            self.close()

    async def _next(self) -> Sequence[Event] | None:
        self._working = _threads.submit(next, self._chunks, None)
        return await asyncio.wrap_future(self._working)

    def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
        working = self._working
        if working is None:
            self._leave()
        else:  # the store's iterator cannot be closed while a thread is inside it
            working.add_done_callback(lambda _future: self._leave())

    def __del__(self) -> None:
        # A client that leaves while the view still works makes Django drop the answer without closing it.
        if hasattr(self, "_first"):
            self.close()

    def _leave(self) -> None:
        try:
            closing = getattr(self._chunks, "close", None)
            if closing is not None:
                closing()
        finally:
            _rise(self._whose)


def _sit(whose: str) -> None:
    with _taking:
        if _taken[whose] >= OF_EACH or not _seats.acquire(blocking=False):
            raise Overloaded("As many exports run just now as may run at once.", retry_after=10)
        _taken[whose] += 1


def _rise(whose: str) -> None:
    with _taking:
        _taken[whose] -= 1
        if not _taken[whose]:
            del _taken[whose]
    _seats.release()


class Ndjson:
    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns

    def head(self) -> bytes:
        return b""

    def rows(self, events: Sequence[Event]) -> bytes:
        return b"".join(self._line(event) + b"\n" for event in events)

    def foot(self) -> bytes:
        return b""

    def _line(self, event: Event) -> bytes:
        if not self._columns:
            return wire_bytes(event)
        wire = to_wire(event)
        found = {name: value_at(wire, name) for name in self._columns}
        return orjson.dumps({name: value for name, value in found.items() if value is not None})


class Json(Ndjson):
    """One array, so that the whole file is one JSON document."""

    def __init__(self, columns: Sequence[str]) -> None:
        super().__init__(columns)
        self._before = b"[\n"

    def rows(self, events: Sequence[Event]) -> bytes:
        written = []
        for event in events:
            written.append(self._before + self._line(event))
            self._before = b",\n"
        return b"".join(written)

    def foot(self) -> bytes:
        return b"\n]\n" if self._before == b",\n" else b"[]\n"


class Csv:
    """Columns with a header. A cell that a spreadsheet would take for a formula gets an apostrophe before it."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns or FIELDS

    def head(self) -> bytes:
        return self._written([[name if name in FIELDS else harmless(name) for name in self._columns]])

    def rows(self, events: Sequence[Event]) -> bytes:
        wires = map(to_wire, events)
        return self._written([[harmless(_cell(value_at(wire, name))) for name in self._columns] for wire in wires])

    def foot(self) -> bytes:
        return b""

    def _written(self, rows: list[list[str]]) -> bytes:
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        return text.getvalue().encode("utf-8", "replace")


class Text:
    """A line for each log: time, level, service and message, or the columns with tabs between them."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns or ("@timestamp", "level", "service", "message")
        self._between = "\t" if columns else " "

    def head(self) -> bytes:
        return b""

    def rows(self, events: Sequence[Event]) -> bytes:
        return b"".join(self._line(to_wire(event)) for event in events)

    def foot(self) -> bytes:
        return b""

    def _line(self, wire: dict[str, Any]) -> bytes:
        cells = (_cell(value_at(wire, name)) for name in self._columns)
        shown = cells if self._between == "\t" else (cell for cell in cells if cell)
        return (self._between.join(shown) + "\n").encode("utf-8", "replace")


_WRITERS: dict[str, Callable[[Sequence[str]], Ndjson | Csv | Text]] = {
    "ndjson": Ndjson,
    "json": Json,
    "csv": Csv,
    "text": Text,
}


def value_at(wire: dict[str, Any], name: str) -> Any:
    """The value of a field as a query names it; None when the event does not have it."""
    if name in wire:
        return wire[name]
    at: Any = wire
    for part in field_named(name).split("."):
        if not isinstance(at, dict):
            return None
        at = at.get(part)
    return at


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return orjson.dumps(value).decode()
    return str(value)
