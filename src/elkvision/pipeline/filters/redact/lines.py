"""Cleans the line that an event came in: it may be kept beside the event."""

from collections.abc import Callable, Mapping

import msgspec
import orjson

from elkvision.pipeline.filters.redact.hider import Hider, without


def cleaner(hider: Hider, found: Mapping[str, str]) -> Callable[[str], str]:
    """What cleans a line by the same rules, and of everything that was just found in its event."""

    def clean(line: str) -> str:
        if line.lstrip().startswith("{"):
            try:
                tree = msgspec.json.decode(line)
                return orjson.dumps(without(hider.value(tree), found)).decode()
            except (msgspec.DecodeError, TypeError, ValueError, RecursionError):
                pass  # no JSON, or none that can be written again: it is a text
        return str(without(hider.text(line), found))

    return clean
