"""Field references: `message`, `[a][b]`, `[list][0]`, `[@metadata][x]`, read the way Logstash reads them.

A path walks dicts by key and lists by index (negative ones count from the end). Reading what is
not there gives None; writing makes the dicts in between, and grows a list with nulls.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from elkvision.pipeline.values.timestamp import Timestamp

if TYPE_CHECKING:
    from elkvision.pipeline.event import WorkEvent

METADATA: Final = "@metadata"

#: How far behind a list's end something may be put: an index that a sender wrote shall not take all memory.
_FURTHEST: Final = 10_000


class BadReference(ValueError):
    """The text is no field reference."""


class CannotSet(ValueError):
    """Something in the middle of the path is neither a hash nor a list."""


class Reference:
    """One field of any event. Made by `reference`, which keeps them."""

    __slots__ = ("key", "metadata", "parents", "text")

    def __init__(self, text: str, path: tuple[str, ...]) -> None:
        self.text = text
        self.metadata = path[0] == METADATA
        if self.metadata:
            path = path[1:]
        #: Where the field lies, and its own name there. `[@metadata]` as a whole has the empty name.
        self.parents = path[:-1]
        self.key = path[-1] if path else ""

    def get(self, event: "WorkEvent") -> Any:
        """The value, or None when there is none."""
        target: Any = event.metadata if self.metadata else event.data
        if self.metadata and not self.key:
            return target
        for key in self.parents:
            target = _fetch(target, key)
        return _fetch(target, self.key)

    def has(self, event: "WorkEvent") -> bool:
        """Whether the field is there, be it null (an item of a list that is null is not)."""
        target: Any = event.metadata if self.metadata else event.data
        if self.metadata and not self.key:
            return True
        for key in self.parents:
            target = _fetch(target, key)
        if isinstance(target, dict):
            return self.key in target
        return isinstance(target, list) and _fetch(target, self.key) is not None

    def set(self, event: "WorkEvent", value: Any) -> None:
        """Puts the value there. Raises CannotSet when a text or a number is in the way."""
        if self.metadata and not self.key:
            if not isinstance(value, dict):
                raise CannotSet("[@metadata] can only be a hash")
            event.metadata = value
            return
        target: Any = event.metadata if self.metadata else event.data
        for key in self.parents:
            below = _fetch(target, key)
            if below is None:
                below = {}
                self._put(target, key, below)
            target = below
        self._put(target, self.key, value)

    def remove(self, event: "WorkEvent") -> Any:
        """Takes the field away and gives its value (None when there was none)."""
        if self.metadata and not self.key:
            taken, event.metadata = event.metadata, {}
            return taken
        target: Any = event.metadata if self.metadata else event.data
        for key in self.parents:
            target = _fetch(target, key)
        if isinstance(target, dict):
            return target.pop(self.key, None)
        if isinstance(target, list):
            index = _index(self.key, len(target))
            return None if index is None else target.pop(index)
        return None

    def _put(self, target: Any, key: str, value: Any) -> None:
        if isinstance(target, dict):
            target[key] = value
        elif isinstance(target, list):
            _put_in_list(target, key, value)
        else:
            raise CannotSet(f"{self.text} cannot be set: [{key}] would lie in {target!r}, which is no hash")

    def __repr__(self) -> str:
        return f"Reference({self.text!r})"


class _Top(Reference):
    """A field that lies in no other: what most references are, and so the quick ones."""

    __slots__ = ()

    def get(self, event: "WorkEvent") -> Any:
        return event.data.get(self.key)

    def has(self, event: "WorkEvent") -> bool:
        return self.key in event.data

    def set(self, event: "WorkEvent", value: Any) -> None:
        event.data[self.key] = value

    def remove(self, event: "WorkEvent") -> Any:
        return event.data.pop(self.key, None)


class _Stamp(_Top):
    """`@timestamp`: it can only be a moment."""

    __slots__ = ()

    def set(self, event: "WorkEvent", value: Any) -> None:
        if not isinstance(value, Timestamp):
            raise CannotSet(f"@timestamp can only be a moment, not {value!r}: the filter `date` makes one")
        event.data[self.key] = value


def are_tags(value: Any) -> bool:
    """Whether a value can be the tags of an event: a text, a list of texts, or nothing."""
    items = value if isinstance(value, list) else [value]
    return all(item is None or isinstance(item, str) for item in items)


class _Tags(_Top):
    """`tags`: a text, or a list of texts."""

    __slots__ = ()

    def set(self, event: "WorkEvent", value: Any) -> None:
        if not are_tags(value):
            raise CannotSet(f"tags can only be texts, not {value!r}")
        event.data[self.key] = value


_SPECIAL: Final = {"@timestamp": _Stamp, "tags": _Tags}


@lru_cache(maxsize=65536)
def reference(text: str) -> Reference:
    """The field that a text names. Raises BadReference."""
    path = path_of(text)
    if len(path) > 1 or path[0] == METADATA:
        return Reference(text, path)
    return _SPECIAL.get(path[0], _Top)(text, path)


def path_of(text: str) -> tuple[str, ...]:
    """The keys of a reference, outermost first. Raises BadReference.

    Without brackets the whole text is one key; brackets may be doubled (`[[a][b]]`).
    """
    if "[" not in text and "]" not in text:
        if not text:
            raise BadReference("a field reference cannot be empty")
        return (text,)
    path: list[str] = []
    depth = start = 0
    previous = ""
    for at, letter in enumerate(text):
        if letter == "[":
            if start != at:
                raise _bad(text)
            depth += 1
            start = at + 1
        elif letter == "]":
            if depth <= 0 or (start == at and previous != "]"):
                raise _bad(text)
            if start < at:
                path.append(text[start:at])
            depth -= 1
            start = at + 1
        elif previous == "]":
            raise _bad(text)
        previous = letter
    if depth or not path:
        raise _bad(text)
    return tuple(path)


def _bad(text: str) -> BadReference:
    return BadReference(f"`{text}` is no field reference: write `field` or `[outer][inner]`")


def _fetch(target: Any, key: str) -> Any:
    if isinstance(target, dict):
        return target.get(key)
    if isinstance(target, list):
        index = _index(key, len(target))
        return None if index is None else target[index]
    return None


def _index(key: str, size: int) -> int | None:
    try:
        index = int(key)
    except ValueError:
        return None
    return index if -size <= index < size else None


def _put_in_list(target: list[Any], key: str, value: Any) -> None:
    try:
        index = int(key)
    except ValueError:
        return
    size = len(target)
    if index < -size:
        raise CannotSet(f"the list has {size} items: there is no [{key}]")
    if index >= size + _FURTHEST:
        raise CannotSet(f"the list has {size} items: [{key}] is too far behind its end")
    if index >= size:
        target.extend([None] * (index - size + 1))
    target[index] = value
