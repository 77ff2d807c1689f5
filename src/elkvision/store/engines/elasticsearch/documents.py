"""An event as a document of an index, and back."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from elkvision.core.event import Event
from elkvision.core.query import read_number
from elkvision.core.wire import iso_of_ms, iso_of_ns, ns_of_iso
from elkvision.store.engines.elasticsearch import coding
from elkvision.store.engines.elasticsearch.attributes import Decided, Place, Walk
from elkvision.store.engines.elasticsearch.coding import (
    BREAK,
    IN_NUMBERS,
    LONG_WORDS,
    LONGEST_WORD,
    MESSAGE_BYTES,
    text_terms,
    words_of,
)

#: Own fields that have terms, and whether a bare word is looked for in them.
_TERMED: Final = {
    "service": True, "source": True, "environment": False, "host": True, "logger": True, "trace_id": True,
    "span_id": False, "input": False, "upload_id": False, "raw": False,
}  # fmt: skip
#: Those that mostly say the same as others before.
_REPEATED: Final = frozenset({"service", "source", "environment", "host", "logger", "input", "upload_id"})
_HIDDEN: Final = frozenset({"tenant_id", "attributes"})
_LONG_MESSAGE: Final = coding.long_term("message")
#: What is remembered; more than this is forgotten as a whole.
_MOST_PATHS: Final = 50_000
_MOST_VALUES: Final = 20_000
_MOST_SHAPES: Final = 5_000

#: The terms of a value of an own field, and its words.
_Termed = tuple[list[str], str]


class _Layout:
    """What events with the same own fields share."""

    __slots__ = ("other", "own", "repeated", "shapes")

    def __init__(self, event: Event) -> None:
        self.own = [name for name, value in event.items() if name not in _HIDDEN and value not in ("", [])]
        self.repeated = [name for name in event if name in _REPEATED]
        self.other = [name for name in event if name in _TERMED and name not in _REPEATED]
        self.shapes: dict[tuple[str, ...], list[str]] = {}


class Documents:
    """Makes the documents of one index. What it remembers of names and values only saves time. For one thread."""

    def __init__(self, decided: Decided) -> None:
        self._ask = decided
        self._paths = 0
        self._root = Place("", "")
        self._tags = Place("tags", "tags")
        self._values: dict[tuple[str, str], _Termed] = {}
        self._layouts: dict[tuple[str, ...], _Layout] = {}
        self._shapes = 0
        self._received = (0, iso_of_ms(0))

    def encode(self, event: Event) -> tuple[bytes, Sequence[Place]]:
        """The document as JSON; and those of its places that may get twins, but of which nobody has decided: when
        somebody has and said so of each place, the event is encoded again. Raises KeyError, TypeError, ValueError,
        AttributeError or RecursionError when it is no event."""
        walk = Walk(self._decided)
        searched: dict[str, Any] = {"t": walk.terms}
        layout = self._layout(event)
        others = self._own(event, layout, walk.terms)
        if others:
            searched["o"] = others
        message = event["message"]
        if message != "":
            self._message(message.lower(), walk, searched)
        if event.get("tags"):
            walk.values(event["tags"], self._tags)
        attributes = event.get("attributes")
        if attributes:
            walk.object(attributes, self._root)
        searched["s"] = self._shape(layout, tuple(walk.shape))
        if walk.counted:
            searched["k"] = walk.counted
            if walk.reckoned:
                searched["n"] = walk.reckoned
        received = event["received_at"]
        if received != self._received[0]:
            self._received = received, iso_of_ms(received)
        document = {
            **event,
            "@timestamp": iso_of_ns(event["@timestamp"]),
            "received_at": self._received[1],
            "q": searched,
        }
        return _json(document), walk.undecided

    def tidy(self) -> None:
        """Forget paths when there are too many of them. To be called when no place is in use."""
        if self._paths > _MOST_PATHS:
            self._root.below.clear()
            self._paths = 0

    def _decided(self, path: str) -> str | None:
        self._paths += 1
        return self._ask(path)

    def _own(self, event: Event, layout: _Layout, terms: list[str]) -> list[str]:
        """Adds the terms of the own fields, and returns their words."""
        others: list[str] = []
        for name in layout.repeated:
            value = event[name]
            found, text = self._values.get((name, value)) or self._remember(name, value)
            terms += found
            if text:
                others.append(text)
        for name in layout.other:
            found, text = _termed(name, event[name])
            terms += found
            if text:
                others.append(text)
        return others

    def _layout(self, event: Event) -> _Layout:
        names = tuple(event)
        if not all(event.values()):
            names += ("", *(name for name, value in event.items() if not value))
        found = self._layouts.get(names)
        if found is None:
            found = self._layouts[names] = _Layout(event)
        return found

    def _remember(self, name: str, value: str) -> _Termed:
        if len(self._values) >= _MOST_VALUES:
            self._values.clear()
        found = self._values[name, value] = _termed(name, value)
        return found

    def _message(self, lower: str, walk: Walk, searched: dict[str, Any]) -> None:
        searched["w"], long = words_of(lower)
        if long:
            walk.terms.append(LONG_WORDS)
        if len(lower) * 4 <= MESSAGE_BYTES or len(lower.encode()) <= MESSAGE_BYTES:
            searched["m"] = lower
        else:
            walk.terms.append(_LONG_MESSAGE)

    def _shape(self, layout: _Layout, entries: tuple[str, ...]) -> list[str]:
        found = layout.shapes.get(entries)
        if found is None:
            self._shapes += 1
            if self._shapes > _MOST_SHAPES:
                self._layouts.clear()
                self._shapes = 0
            found = layout.shapes[entries] = coding.shapes(layout.own, entries)
        return found


def _termed(name: str, value: str) -> _Termed:
    lower = value.lower()
    if len(lower) <= LONGEST_WORD and lower.isalnum() and value.strip(IN_NUMBERS):  # as nearly every trace_id is
        return [f"{name}{BREAK}s{lower}"], lower if _TERMED[name] else ""
    terms = text_terms(name, value, None if value.strip(IN_NUMBERS) else read_number(value))
    if not _TERMED[name]:
        return terms, ""
    words, long = words_of(lower)
    return [*terms, LONG_WORDS] if long else terms, words.strip()


def _json(document: dict[str, Any]) -> bytes:
    """A whole number of more than 64 bits, and what is very deep, has its attributes as a text."""
    try:
        return orjson.dumps(document)
    except orjson.JSONEncodeError:
        document["attributes_text"] = json.dumps(document.pop("attributes", {}), ensure_ascii=False)
        return orjson.dumps(document)


def part_of(source: Mapping[str, Any]) -> Event:
    """What there is of an event in the few fields that were asked for."""
    event = dict(source)
    if "@timestamp" in event:
        event["@timestamp"] = ns_of_iso(event["@timestamp"])
    return event


def event_of(source: Mapping[str, Any]) -> Event:
    """The event of a document's `_source`."""
    event = dict(source)
    event.pop("q", None)
    event["@timestamp"] = ns_of_iso(source["@timestamp"])
    event["received_at"] = ns_of_iso(source["received_at"]) // 1_000_000
    text = event.pop("attributes_text", None)
    if text is not None:
        event["attributes"] = json.loads(text)
    return event
