"""The event that filters work on: nested, of Logstash's shape, with `[@metadata]` beside it.

`data` is a dict of str, int, float, bool, None, list, dict and `Timestamp`; `@timestamp` is a
`Timestamp` and `tags` a list, when they are there. `metadata` is what `[@metadata]` names: filters
may use it, nobody ever sees it in the result.
"""

from typing import Any

from elkvision.pipeline.values.references import are_tags, reference
from elkvision.pipeline.values.timestamp import Timestamp
from elkvision.pipeline.values.trees import copied

__all__ = ["Timestamp", "WorkEvent"]


class WorkEvent:
    """One event on its way through a pipeline. Not shared between threads.

    Fields are named by references (`message`, `[a][b]`, `[list][0]`, `[@metadata][x]`). A filter
    that reads the same field of every event asks `reference(text)` once, and uses what it gives.
    """

    __slots__ = ("cancelled", "data", "metadata", "origin")

    def __init__(self, data: dict[str, Any], metadata: dict[str, Any] | None = None, origin: int = 0) -> None:
        self.data = data
        #: Which of the lines that went in it is, or was made of.
        self.origin = origin
        self.metadata: dict[str, Any] = {} if metadata is None else metadata
        #: A cancelled event goes through no further filter and into no output.
        self.cancelled = False

    @classmethod
    def of(cls, fields: dict[str, Any], now: int) -> "WorkEvent":
        """An event of what a sender wrote: `@timestamp` becomes a moment (`now`, nanoseconds, when there is none).

        One that cannot be read stays as `_@timestamp`, and is tagged. `@metadata` is taken aside. Tags that are no
        texts stay as `_tags`, and are replaced by one that says so.
        """
        if not are_tags(fields.get("tags")):
            fields["_tags"], fields["tags"] = fields["tags"], ["_tagsparsefailure"]
        metadata = fields.pop("@metadata", None)
        event = cls(fields, metadata if isinstance(metadata, dict) else None)
        written = fields.get("@timestamp")
        if isinstance(written, Timestamp):
            return event
        fields["@timestamp"] = Timestamp(now)
        if written is not None:
            event._read_timestamp(written)
        return event

    def _read_timestamp(self, written: Any) -> None:
        try:
            self.data["@timestamp"] = Timestamp.read(written)
        except (TypeError, ValueError, OverflowError):
            self.data["_@timestamp"] = written
            self.tag("_timestampparsefailure")

    def get(self, field: str) -> Any:
        """The value, or None when there is none."""
        return reference(field).get(self)

    def set(self, field: str, value: Any) -> None:
        """Puts the value there, and makes the hashes in between. Raises CannotSet when a text is in the way."""
        reference(field).set(self, value)

    def has(self, field: str) -> bool:
        """Whether the field is there, be it null."""
        return reference(field).has(self)

    def remove(self, field: str) -> Any:
        """Takes the field away and gives its value (None when there was none)."""
        return reference(field).remove(self)

    def tag(self, name: str) -> None:
        """Adds a tag, once. A single tag that is no list becomes one."""
        tags = self.data.get("tags")
        if tags is None:
            self.data["tags"] = [name]
        elif not isinstance(tags, list):
            if tags != name:
                self.data["tags"] = [tags, name]
        elif name not in tags:
            tags.append(name)

    def cancel(self) -> None:
        """No further filter and no output sees this event."""
        self.cancelled = True

    def clone(self) -> "WorkEvent":
        """A deep copy, of the same line, that is not cancelled."""
        return WorkEvent(copied(self.data), copied(self.metadata), self.origin)

    def timestamp(self) -> Timestamp | None:
        """`@timestamp`, when it is a moment."""
        stamp = self.data.get("@timestamp")
        return stamp if isinstance(stamp, Timestamp) else None

    def __repr__(self) -> str:
        return f"WorkEvent({self.data!r})"
