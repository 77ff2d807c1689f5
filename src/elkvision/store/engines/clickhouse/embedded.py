"""ClickHouse inside this process: opened on a folder, asked by several threads, killed by query."""

import fcntl
import itertools
import os
import queue
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

#: What the engine may take. At rest it needs about 100 MB of its own; the caches are small because the
#: kernel's page cache does the same work and gives its memory back. Logs with thousands of names make merges that take
#: 200 MB each: another one begins once there is room, or questions would find none.
_CONFIG: Final = """<clickhouse>
  <max_server_memory_usage>{memory}</max_server_memory_usage>
  <mark_cache_size>16777216</mark_cache_size>
  <primary_index_cache_size>8388608</primary_index_cache_size>
  <index_mark_cache_size>8388608</index_mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <index_uncompressed_cache_size>0</index_uncompressed_cache_size>
  <text_index_tokens_cache_size>8388608</text_index_tokens_cache_size>
  <text_index_header_cache_size>8388608</text_index_header_cache_size>
  <text_index_postings_cache_size>8388608</text_index_postings_cache_size>
  <query_condition_cache_size>4194304</query_condition_cache_size>
  <compiled_expression_cache_size>8388608</compiled_expression_cache_size>
  <mmap_cache_size>16</mmap_cache_size>
  <background_pool_size>2</background_pool_size>
  <background_merges_mutations_concurrency_ratio>1</background_merges_mutations_concurrency_ratio>
  <merges_mutations_memory_usage_soft_limit>{merging}</merges_mutations_memory_usage_soft_limit>
  <background_schedule_pool_size>2</background_schedule_pool_size>
  <logger><level>none</level></logger>
  <merge_tree>
    <max_suspicious_broken_parts>1000</max_suspicious_broken_parts>
  </merge_tree>
</clickhouse>
"""
MEMORY: Final = 560_000_000
CONNECTIONS: Final = 8
_LONGEST_STATEMENT: Final = 64_000_000
_CODE = re.compile(r"Code: (\d+)\.")


class AlreadyOpen(Exception):
    """Another process has the folder."""


class EngineError(Exception):
    """What ClickHouse said to a statement."""

    @property
    def code(self) -> int:
        """ClickHouse's number of the error, 0 when it says none."""
        found = _CODE.search(str(self))
        return int(found[1]) if found else 0


class Embedded:
    """The engine on a folder. Statements run on one of a few connections; who comes then, waits."""

    def __init__(self, folder: Path, memory: int = MEMORY) -> None:
        """Raises AlreadyOpen, or OSError when the folder cannot be written."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = _lock(folder / "lock")
        config = folder / "engine.xml"
        config.write_text(_CONFIG.format(memory=memory, merging=memory // 4))
        # The engine reads a `config.xml` of the working directory before any other: stay away from people's folders.
        os.chdir(folder)
        import chdb

        self._idle: queue.LifoQueue[Any] = queue.LifoQueue()
        url = f"{folder / 'data'}?config-file={config}"
        for _ in range(CONNECTIONS):
            connection = chdb.connect(url)
            connection.query(
                f"SET max_query_size = {_LONGEST_STATEMENT}", "Null"
            )  # read before a statement's own settings
            self._idle.put(connection)
        self._killer = chdb.connect(url)
        self._numbers = itertools.count(1)

    def query(self, sql: str, format: str, parameters: Mapping[str, str], mark: str = "") -> bytes:
        """The whole answer. Raises EngineError."""
        with self._connection() as connection:
            try:
                answer = connection.query(_marked(sql, mark), format, params=dict(parameters))
                return bytes(answer.bytes()) if answer.size() else b""
            except RuntimeError as error:
                raise EngineError(str(error)) from error

    def stream(self, sql: str, format: str, parameters: Mapping[str, str], mark: str = "") -> Iterator[bytes]:
        """The answer in pieces. Closing the iterator cancels the query. Raises EngineError."""
        with self._connection() as connection:
            try:
                answer = connection.send_query(_marked(sql, mark), format, params=dict(parameters))
            except RuntimeError as error:
                raise EngineError(str(error)) from error
            try:
                while (piece := answer.fetch()) is not None:
                    yield bytes(piece.bytes())
            except RuntimeError as error:
                raise EngineError(str(error)) from error
            finally:
                answer.close()

    def mark(self) -> str:
        """A name for one run of a statement, to kill it by."""
        return f"run-{next(self._numbers)}"

    def kill(self, mark: str) -> None:
        """Stop a running statement; nothing when it is over."""
        sql = f"KILL QUERY WHERE startsWith(query, '/* {mark} */') ASYNC"
        self._killer.query(sql, "Null")

    def close(self, wait: float) -> None:
        """Wait for running statements, then let go of the folder."""
        for _ in range(CONNECTIONS):
            try:
                self._idle.get(timeout=wait).close()
            except queue.Empty:
                return
        self._killer.close()
        self._lock.close()

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        try:
            connection = self._idle.get(timeout=20)
        except queue.Empty:
            raise EngineError("Code: 202. Too many questions at once; try again in a moment.") from None
        try:
            yield connection
        finally:
            self._idle.put(connection)


def _marked(sql: str, mark: str) -> str:
    return f"/* {mark} */ {sql}" if mark else sql


def _lock(path: Path) -> Any:
    file = open(path, "a")  # noqa: SIM115 - held until the process ends
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise AlreadyOpen(str(path.parent)) from error
    return file
