"""`mutate`: changes fields, one kind of change after the other in an order of its own.

The order is that of Logstash, whatever the order in the configuration: coerce, rename, update, replace, convert,
gsub, uppercase, capitalize, lowercase, strip, split, join, merge, copy. A change that fails ends the filter:
the event is tagged, keeps what was changed before, and gets none of the common options.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.expressions import TooSlow
from elkvision.pipeline.filters.contract import ARRAY, HASH, Filter, Option, Plugin, Settings, Surroundings
from elkvision.pipeline.filters.mutate import convert, fields, lists, texts
from elkvision.pipeline.values.replacing import TIME_LIMIT

_ORDER: Final[dict[str, Callable[[Any], fields.Change]]] = {
    "coerce": fields.coerce,
    "rename": fields.rename,
    "update": fields.update,
    "replace": fields.replace,
    "convert": convert.convert,
    "gsub": texts.gsub,
    "uppercase": texts.uppercase,
    "capitalize": texts.capitalize,
    "lowercase": texts.lowercase,
    "strip": texts.strip,
    "split": lists.split,
    "join": lists.join,
    "merge": lists.merge,
    "copy": fields.copy,
}
_LISTS: Final = frozenset({"gsub", "uppercase", "capitalize", "lowercase", "strip"})


def make(settings: Settings, around: Surroundings) -> Filter:
    """One function that makes all changes."""
    order: dict[str, Callable[[Any], fields.Change]] = {
        **_ORDER,
        "gsub": partial(texts.gsub, seconds=min(TIME_LIMIT, around.most_seconds)),
    }
    changes = [prepare(settings[name]) for name, prepare in order.items() if settings[name]]
    tag = settings["tag_on_failure"]

    def run(event: WorkEvent) -> bool:
        try:
            for change in changes:
                change(event)
        except (ValueError, TypeError, OverflowError, TooSlow, RecursionError):
            event.tag(tag)
            return False
        return True

    return run


PLUGIN = Plugin(
    name="mutate",
    summary="Renames, replaces, converts and otherwise changes fields",
    options={
        **{name: Option(ARRAY if name in _LISTS else HASH) for name in _ORDER},
        "tag_on_failure": Option(default="_mutate_error"),
    },
    make=make,
)
