"""Which paths of an index have twins: fields of their own that values are counted by.

The server decides, so that all writers agree: a path has its twins from when they are in the index's mapping, and a
writer puts them there before it writes the first document that has any. The mapping takes MOST_TWINS of them; a path
that comes later has none in that index, ever.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from elkvision.store.engines.elasticsearch.coding import path_code, path_of_twin, twin_of
from elkvision.store.engines.elasticsearch.connection import Connection, Declined
from elkvision.store.engines.elasticsearch.template import MOST_TWINS, twin_mapping

_FULL: Final = "Limit of total fields"


class Twins:
    """Those of one index, as far as this process knows."""

    def __init__(self, connection: Connection, index: str, mapping: Mapping[str, Any]) -> None:
        """`mapping` is the index's, as the server has it."""
        self._connection = connection
        self._index = index
        self._names = names_in(mapping)
        self._full = False
        self._lock = threading.Lock()

    def decided(self, path: str) -> str | None:
        """The name of a path's twins, "" when it has none in this index, None when nobody has decided."""
        name = twin_of(path_code(path))
        if name is None:
            return ""
        if name in self._names:
            return name
        return "" if self._full else None

    def paths(self) -> list[str]:
        """Those that have twins."""
        return [path_of_twin(name) for name in self._names]

    def decide(self, paths: Iterable[str]) -> None:
        """After this, each of the paths is decided. Raises Unavailable."""
        with self._lock:
            names = list(dict.fromkeys(twin_of(path_code(path)) or "" for path in paths if self.decided(path) is None))
            at_once = MOST_TWINS
            while names and not self._full:
                some, names = names[:at_once], names[at_once:]
                if self._add(some):
                    self._names |= set(some)
                    continue
                # other writers may have added some of them; and nobody adds any more where there is no room for one
                self._names |= names_in(self._mapping())
                self._full = len(some) == 1 and some[0] not in self._names
                names = [name for name in (*some, *names) if name not in self._names]
                at_once = max(len(some) // 2, 1)

    def _mapping(self) -> Mapping[str, Any]:
        try:
            found: Mapping[str, Any] = self._connection.ask("GET", f"/{self._index}/_mapping")[self._index]["mappings"]
        except Declined as error:
            raise error.later() from error
        return found

    def _add(self, names: Sequence[str]) -> bool:
        """Did the mapping take them? All of them or none."""
        try:
            self._connection.ask("PUT", f"/{self._index}/_mapping", twin_mapping(names))
        except Declined as error:
            if _FULL in error.reason:
                return False
            raise error.later() from error
        return True


def names_in(mapping: Mapping[str, Any]) -> set[str]:
    """The names of the twins that an index's mapping has."""
    searched = mapping.get("properties", {}).get("q", {}).get("properties", {})
    return set(searched.get("n", {}).get("properties", {}))
