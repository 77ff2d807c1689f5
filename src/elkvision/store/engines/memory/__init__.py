"""The engine for tests: everything in lists, the plainest reading of the contract."""

from elkvision.core.settings import Settings
from elkvision.store.contract import LogStore
from elkvision.store.engines.memory.engine import MemoryStore

__all__ = ["MemoryStore", "open_memory"]


def open_memory(url: str, settings: Settings) -> LogStore:  # noqa: ARG001 (every engine is opened so)
    """A new, empty store that lives as long as the object does."""
    return MemoryStore()
