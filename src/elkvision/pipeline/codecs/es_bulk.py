"""`es_bulk`: what Elasticsearch's bulk API takes: an action on a line, and on the next one its document."""

from typing import Any, Final

import msgspec
import orjson

from elkvision.pipeline.codecs.contract import Codec, Decoder
from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import BOOLEAN, FIELD, Option, Settings, Surroundings
from elkvision.pipeline.values.originals import event_of_object
from elkvision.pipeline.values.pieces import Pieces

_ACTIONS: Final = frozenset({"index", "create", "update", "delete"})


class Bulk:
    """Keeps an action until its document arrives, and the beginning of a line until its end does."""

    def __init__(self, settings: Settings, around: Surroundings) -> None:
        self._updates = settings["parse_update"]
        self._scripts = settings["parse_scripted_upsert"]
        self._target = settings["target"]
        self._ecs = settings["ecs_compatibility"] != "disabled"
        self._around = around
        self._pieces = Pieces(b"\n")
        self._action: dict[str, Any] | None = None

    def decode(self, data: bytes) -> list[WorkEvent]:
        """An event for each document; what was asked for it is in its metadata. Broken lines are counted and left out."""
        return self._events(self._pieces.cut(data))

    def flush(self) -> list[WorkEvent]:
        """A last line without an end."""
        return self._events([self._pieces.last()])

    def _events(self, lines: list[bytes]) -> list[WorkEvent]:
        now = self._around.now()
        events = []
        for line in lines:
            if not line or line.isspace():
                continue
            try:
                found = msgspec.json.decode(line)
                if not isinstance(found, dict):
                    raise TypeError("an object was expected")
                event = self._event(found, now)
            except (msgspec.DecodeError, TypeError, ValueError):
                self._around.count("broken bulk lines", 1)
                continue
            if event is not None:
                events.append(event)
        return events

    def _event(self, found: dict[str, Any], now: int) -> WorkEvent | None:
        if self._action is None:
            return self._begin(found, now)
        action, self._action = self._action, None
        if action["action"] == "update" and self._updates:
            found = self._updated(found, action)
        event = event_of_object(found, now, self._target)
        self._describe(event, action)
        return event

    def _begin(self, found: dict[str, Any], now: int) -> WorkEvent | None:
        name = next(iter(found), "")
        if name not in _ACTIONS or not isinstance(found[name], dict):
            raise ValueError("an action was expected")
        action = {**found[name], "action": name}
        if name != "delete":
            self._action = action
            return None
        event = WorkEvent.of({}, now)
        self._describe(event, action)
        return event

    def _describe(self, event: WorkEvent, action: dict[str, Any]) -> None:
        event.metadata = {"codec": {"es_bulk": action}} if self._ecs else action

    def _updated(self, found: dict[str, Any], action: dict[str, Any]) -> dict[str, Any]:
        """The document of an update, whose other parts go to the action."""
        if isinstance(found.get("doc"), dict):
            if "doc_as_upsert" in found:
                action["doc_as_upsert"] = found["doc_as_upsert"]
            return dict(found["doc"])
        if not self._scripts or not isinstance(found.get("params"), dict):
            return found
        action["scripted_upsert"] = True
        for name, kind in (("script", "inline"), ("script_id", "indexed")):
            if name in found:
                action.update(script=found[name], script_type=kind)
                break
        if "lang" in found:
            action["script_lang"] = found["lang"]
        if "upsert" in found:
            action["upsert"] = orjson.dumps(found["upsert"]).decode()
        return dict(found["params"])


def decoder(settings: Settings, around: Surroundings) -> Decoder:
    """Makes events of documents."""
    return Bulk(settings, around)


CODEC = Codec(
    name="es_bulk",
    summary="Elasticsearch's bulk format",
    decoder=decoder,
    options={
        "parse_update": Option(BOOLEAN, default=False),
        "parse_scripted_upsert": Option(BOOLEAN, default=True),
        "target": Option(FIELD),
    },
)
