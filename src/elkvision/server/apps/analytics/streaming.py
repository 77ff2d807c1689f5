"""Work that tells how far it is, a line of JSON at a time, and ends when nobody listens."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import orjson
import structlog

from elkvision.core.errors import ElkVisionError
from elkvision.server.apps.analytics.clustering import AT_ONCE

log = structlog.get_logger(__name__)
_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="patterns")

Record = Mapping[str, Any]


class Stream:
    """Iterated once; each record is worked out in a thread. `close` may be called at any time, and again.

    The first record is worked out when it is made, so that what goes wrong at once becomes a proper answer.
    """

    def __init__(self, records: Iterator[Record], leave: Callable[[], object]) -> None:
        self._records, self._leave_seat = records, leave
        self._lock = threading.Lock()
        self._closed = False
        self._working: Future[Record | None] | None = None
        try:
            self._first = next(records, None)
        except BaseException:
            leave()
            raise

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            record = self._first
            while record is not None:
                yield orjson.dumps(record) + b"\n"
                record = await self._next()
        except ElkVisionError as error:
            yield _failed(error.message)
        except Exception:
            log.exception("a stream failed")
            yield _failed("This could not be finished: see the server's log.")
        finally:
            self.close()

    async def _next(self) -> Record | None:
        self._working = _threads.submit(next, self._records, None)
        return await asyncio.wrap_future(self._working)

    def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
        if self._working is None:
            self._leave()
        else:  # a generator cannot be closed while a thread is inside it
            self._working.add_done_callback(lambda _future: self._leave())

    def __del__(self) -> None:
        if hasattr(self, "_first"):
            self.close()

    def _leave(self) -> None:
        try:
            closing = getattr(self._records, "close", None)
            if closing is not None:
                closing()
        finally:
            self._leave_seat()


def _failed(message: str) -> bytes:
    return orjson.dumps({"kind": "error", "error": {"message": message}}) + b"\n"
