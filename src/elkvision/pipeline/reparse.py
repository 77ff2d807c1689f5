"""Kept events through another version of a pipeline, and what that changes.

An event starts from `raw`; without one, from its message where that is the line as it came (a pipeline of ours took it
in, and `raw` would be there had the message changed), else from the document itself: its fields as an event of
Logstash's shape. Copies that `clone` and `split` made are left as they are, for their line is reparsed with the first.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import orjson

from elkvision.core.event import KEYWORD_FIELDS, Event, event_id, parts_of_id
from elkvision.pipeline.allowance import spending
from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import Surroundings
from elkvision.pipeline.normalise import normalise_object
from elkvision.pipeline.routes import Definition, Origin, Route, kept, plain
from elkvision.pipeline.values.timestamp import Timestamp

#: What an upload gave its lines: nothing in the line says it again.
_OF_UPLOADS: Final = ("service", "source", "environment")
#: Fields that are the event's own whatever a pipeline does.
_OWN: Final = frozenset({"id", "tenant_id", "received_at", "input", "upload_id"})
_APART: Final = _OWN | {"attributes", "raw"}
_LABEL: Final = "elkvision.pipeline"
#: Names of fields that are counted apart; what is beyond is counted together.
MOST_FIELDS: Final = 2_000
OTHERS: Final = "(other fields)"

Kind = Literal["added", "removed", "changed"]


class Reparse:
    """One version, compiled. For one thread."""

    def __init__(self, definition: Definition, around: Surroundings, *, keep_raw: bool, timezone: str) -> None:
        everything = Definition(
            definition.id, definition.name, definition.version, definition.text, definition.condition
        )
        self._route = Route([everything], around, keep_raw=keep_raw)
        self._label = definition.label
        self._keep_raw = keep_raw
        self._timezone = timezone

    def made(self, event: Event) -> list[Event] | None:
        """What the event becomes: itself changed, with copies after it, or nothing when it is dropped. None: as it is."""
        self._route.allowance.renew()
        received_ms, segment, line, child = parts_of_id(event["id"])
        if child:
            return None
        text = self._line(event)
        if text is None:
            made = list(self._from_document(event))
        else:
            defaults: dict[str, Any] = {} if self._timezone == "UTC" else {"timezone": self._timezone}
            if "upload_id" in event:
                defaults["upload_id"] = event["upload_id"]
                defaults |= {name: event[name] for name in _OF_UPLOADS if name in event}
            origin = Origin(event["tenant_id"], event["input"], received_ms, None, defaults)
            made = [one for _, one in self._route.documents([(line, text.encode())], origin, segment)]
        if len(made) == 1 and not any(True for _ in differences(event, made[0])):
            return None
        return made

    def _line(self, event: Event) -> str | None:
        raw = event.get("raw")
        if raw is not None:
            return str(raw)
        own = event.get("attributes", {}).get("elkvision")
        passed = isinstance(own, dict) and "pipeline" in own
        return str(event["message"]) if passed and self._keep_raw else None

    def _from_document(self, event: Event) -> Iterator[Event]:
        received_ms, segment, line, _ = parts_of_id(event["id"])
        stamp = Timestamp(event["@timestamp"])
        data: dict[str, Any] = dict(event.get("attributes", {}))
        data |= {name: event[name] for name in (*KEYWORD_FIELDS, "message") if name in event}
        if event.get("tags"):
            data["tags"] = list(event["tags"])
        data["@timestamp"] = stamp
        data.pop("elkvision", None)
        line_again = _as_line(data)
        works = [WorkEvent(data, {"input": event["input"], "tenant": event["tenant_id"]})]
        with spending(self._route.allowance):
            for stage in self._route.stages:
                works = stage.step(works)
        for child, work in enumerate(works):
            made = normalise_object(
                plain(work.data),
                id=event_id(received_ms, segment, line, child),
                tenant=event["tenant_id"],
                received_ms=received_ms,
                input=event["input"],
                defaults={"upload_id": event["upload_id"]} if "upload_id" in event else {},
            )
            if work.data.get("@timestamp") is stamp:
                made["@timestamp"] = event["@timestamp"]
            if self._keep_raw and (text := kept(work, line_again)) != made["message"]:
                made["raw"] = text
            own = made.setdefault("attributes", {}).setdefault("elkvision", {})
            if isinstance(own, dict):
                own["pipeline"] = self._label
            yield made


def _as_line(data: Mapping[str, Any]) -> bytes:
    """A line that is parsed to this: the next reparse begins with it."""
    if data.keys() <= {"message", "@timestamp", "tags"}:
        return str(data.get("message", "")).encode()
    return orjson.dumps(plain({name: value for name, value in data.items() if name != "tags"}))


def differences(old: Event, new: Event) -> Iterator[tuple[str, Kind, Any, Any]]:
    """Field by field, dotted: name, what happened, the value before and after."""
    before, after = flat(old), flat(new)
    for name in sorted(before.keys() | after.keys()):
        if name not in before:
            yield name, "added", None, after[name]
        elif name not in after:
            yield name, "removed", before[name], None
        elif before[name] != after[name]:
            yield name, "changed", before[name], after[name]


def flat(event: Event) -> dict[str, Any]:
    """Every field that a pipeline may change, attributes by their dotted names."""
    found = {name: value for name, value in event.items() if name not in _APART and value != []}
    _flatten(event.get("attributes", {}), "", found)
    found.pop(_LABEL, None)
    return found


def _flatten(node: Mapping[str, Any], path: str, found: dict[str, Any]) -> None:
    for key, value in node.items():
        name = f"{path}{key}"
        if isinstance(value, dict):
            _flatten(value, f"{name}.", found)
        else:
            found[f"attributes.{name}" if name in found else name] = value


@dataclass
class Comparison:
    """What a reparse would do, counted over every event that it was shown."""

    events: int = 0
    changed: int = 0
    dropped: int = 0
    made: int = 0
    left_alone: int = 0
    #: Events with a tag that says that something failed.
    failures_before: int = 0
    failures_after: int = 0
    fields: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, old: Event, new: list[Event] | None) -> None:
        self.events += 1
        failed = has_failed(old)
        self.failures_before += failed
        if new is None:
            self.left_alone += parts_of_id(old["id"])[3] != 0
            self.failures_after += failed
            return
        self.changed += 1
        self.failures_after += sum(map(has_failed, new))
        if not new:
            self.dropped += 1
            return
        self.made += len(new) - 1
        for name, kind, _, _ in differences(old, new[0]):
            if name not in self.fields and len(self.fields) >= MOST_FIELDS:
                name = OTHERS
            self.fields.setdefault(name, Counter())[kind] += 1


def has_failed(event: Event) -> bool:
    """Does a tag say so? They all begin with `_` and speak of a failure, an error or a time-out."""
    return any(tag.startswith("_") and tag.endswith(("failure", "error", "timeout")) for tag in event.get("tags", ()))
