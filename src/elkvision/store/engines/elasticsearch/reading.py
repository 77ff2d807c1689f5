"""The values of an event read from the event itself: for what no field of the index counts."""

import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

from elkvision.core.event import Event
from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.documents import event_of
from elkvision.store.engines.elasticsearch.dsl import Dsl
from elkvision.store.engines.elasticsearch.searching import LONGEST_SEARCH, pages, too_slow

_ATTRIBUTES: Final = "attributes."
_ALWAYS: Final = ("@timestamp", "received_at")


def values_of(event: Event, field: str) -> list[Any]:
    """The single values in a field, of lists each element, without empty ones."""
    if not field.startswith(_ATTRIBUTES):
        return list(_singles(event.get(field)))
    found = _at(event.get("attributes"), field.removeprefix(_ATTRIBUTES))
    return [single for value in found for single in _singles(value)]


def every_values(connection: Connection, query: Dsl, field: str) -> Iterator[list[Any]]:
    """The values of every event that the query finds. Raises Unavailable when there are too many to read in time."""
    deadline = time.monotonic() + LONGEST_SEARCH
    needed = ("attributes", "attributes_text") if field.startswith(_ATTRIBUTES) else (field,)
    with closing(pages(connection, query, source=(*_ALWAYS, *needed))) as every:
        for hits in every:
            if time.monotonic() > deadline:
                raise too_slow()
            for hit in hits:
                yield values_of(event_of(hit["_source"]), field)


def _singles(value: Any) -> Iterator[Any]:
    if type(value) is list:
        for element in value:
            yield from _singles(element)
    elif value is not None and value != "" and type(value) is not dict:
        yield value


def _at(node: Any, path: str) -> Iterator[Any]:
    """Whatever is at the path, whose dots are steps or parts of a name."""
    if type(node) is list:
        for element in node:
            yield from _at(element, path)
    elif type(node) is dict:
        if path in node:
            yield node[path]
        dot = path.find(".")
        while dot >= 0:
            yield from _at(node.get(path[:dot]), path[dot + 1 :])
            dot = path.find(".", dot + 1)
