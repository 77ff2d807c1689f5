"""The daily indices as a writer needs them: made before they are written to, and known to be ours."""

import threading
from collections.abc import Mapping
from typing import Any, Final

from elkvision.store.engines.elasticsearch import failures
from elkvision.store.engines.elasticsearch.abilities import Abilities, find_abilities
from elkvision.store.engines.elasticsearch.connection import Connection, Declined
from elkvision.store.engines.elasticsearch.documents import Documents
from elkvision.store.engines.elasticsearch.template import mappings, template, template_name
from elkvision.store.engines.elasticsearch.twins import Twins

_KNOWN: Final = 50


class Index:
    """One that is there: its twins, and what makes its documents, for one thread at a time."""

    def __init__(self, name: str, twins: Twins) -> None:
        self.name = name
        self.twins = twins
        self.documents = Documents(twins.decided)


class Indices:
    """Makes the template when it is first asked for an index, so that a store may be opened before the cluster is up."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._abilities: Abilities | None = None
        self._known: dict[str, Index] = {}

    def index(self, name: str) -> Index:
        """Raises Unavailable when it cannot be made, or was made by somebody else."""
        with self._lock:
            found = self._known.get(name)
            if found is None:
                if len(self._known) >= _KNOWN:
                    self._known.clear()
                found = self._known[name] = self._open(name)
            return found

    def renew(self, index: Index) -> None:
        """It is there no more: it is made again, with the twins that it had. Raises Unavailable."""
        with self._lock:
            fresh = self._open(index.name)
            fresh.twins.decide(index.twins.paths())
            index.twins = fresh.twins
            index.documents = fresh.documents

    def abilities(self) -> Abilities:
        with self._lock:
            return self._prepared()

    def _open(self, name: str) -> Index:
        self._prepared()
        mapping = self._mapping(name)
        if mapping is None:
            try:
                self._connection.ask("PUT", f"/{name}", {})
            except Declined as error:
                if error.kind != "resource_already_exists_exception":
                    raise error.later() from error
            mapping = self._mapping(name) or {}
        if not is_ours(mapping):
            raise failures.foreign(name)
        return Index(name, Twins(self._connection, name, mapping))

    def _mapping(self, name: str) -> Mapping[str, Any] | None:
        try:
            answer: Mapping[str, Any] = self._connection.ask("GET", f"/{name}/_mapping")
        except Declined as error:
            if error.status == 404:
                return None
            raise error.later() from error
        found: Mapping[str, Any] = answer[name]["mappings"]
        return found

    def _prepared(self) -> Abilities:
        if self._abilities is None:
            found = find_abilities(self._connection)
            address = self._connection.address
            body = template(address, message_type=found.message_type)
            try:
                self._connection.ask("PUT", f"/_index_template/{template_name(address)}", body)
            except Declined as error:
                raise error.later() from error
            self._abilities = found
        return self._abilities


def is_ours(mapping: Mapping[str, Any]) -> bool:
    """Does it take our documents, each field as its type?"""
    return _has(mapping.get("properties", {}), mappings("text")["properties"]) and mapping.get("dynamic") == "false"


def _has(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    for name, field in wanted.items():
        there = found.get(name)
        if there is None:
            return False
        if name != "message" and there.get("type", "object") != field.get("type", "object"):
            return False
        if not _has(there.get("properties", {}), field.get("properties", {})):
            return False
    return True
