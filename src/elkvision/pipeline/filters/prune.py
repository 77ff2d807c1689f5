"""`prune`: only the fields, and only the values, that lists of expressions let through."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.expressions import BadExpression, compile_expression
from elkvision.pipeline.filters.contract import (
    ARRAY,
    BOOLEAN,
    HASH,
    BadSetting,
    Filter,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.values.replacing import TIME_LIMIT
from elkvision.pipeline.values.ruby import to_s
from elkvision.pipeline.values.templates import Template, template

#: Fields whose name is a `%{…}` that was never filled in.
_UNFILLED: Final = r"%\{[^}]+\}"

Matches = Callable[[str], bool]
#: Tells of an event what an expression in the configuration matches.
Matcher = Callable[[WorkEvent], Matches]
_NO_EVENT: Final = WorkEvent({})


def make(settings: Settings, around: Surroundings) -> Filter:  # noqa: ARG001 - needs nothing from outside
    """Looks at the fields at the top of the event, and only at those. Raises BadSetting."""
    filled = settings["interpolate"]
    wanted = _names(settings["whitelist_names"], filled)
    unwanted = _names(settings["blacklist_names"], filled)
    values = [_value(name, text, True, filled) for name, text in settings["whitelist_values"].items()]
    values += [_value(name, text, False, filled) for name, text in settings["blacklist_values"].items()]

    def run(event: WorkEvent) -> bool:
        data = event.data
        gone: set[str] = set()
        if wanted is not None:
            matches = wanted(event)
            gone.update([name for name in data if not matches(name)])
        if unwanted is not None:
            matches = unwanted(event)
            gone.update([name for name in data if matches(name)])
        changed: dict[str, Any] = {}
        for name_of, matcher, keep in values:
            name = name_of(event)
            value = changed.get(name, data.get(name))
            if value is not None and value is not False:
                changed[name] = _kept(value, matcher(event), keep)
        for name, value in changed.items():
            if value is None:
                gone.add(name)
            else:
                data[name] = value
        for name in gone:
            del data[name]
        return True

    return run


def _names(texts: list[Any], filled: bool) -> Matcher | None:
    """What matches where any of the expressions does; None where there is none."""
    matchers = [_matcher(to_s(text), filled) for text in texts]
    if not matchers:
        return None
    if filled:
        return lambda event: lambda name: any(matcher(event)(name) for matcher in matchers)
    fixed = [matcher(_NO_EVENT) for matcher in matchers]

    @lru_cache(maxsize=4096)  # the same names come again and again
    def matches(name: str) -> bool:
        return any(one(name) for one in fixed)

    return lambda event: matches  # noqa: ARG005 - the same for every event


def _value(name: str, text: Any, keep: bool, filled: bool) -> tuple[Template, Matcher, bool]:
    write = template(name) if filled else lambda event: name  # noqa: ARG005 - the same for every event
    return write, _matcher(to_s(text), filled), keep


def _matcher(text: str, filled: bool) -> Matcher:
    write = template(text)
    if filled:
        return lambda event: _searching(write(event))
    try:
        matches = _searching(text)
    except BadExpression as error:
        raise BadSetting(str(error)) from None
    return lambda event: matches  # noqa: ARG005 - the same for every event


def _searching(text: str) -> Matches:
    search = compile_expression(text).search
    return lambda name: search(name, TIME_LIMIT) is not None


def _kept(value: Any, matches: Matches, keep: bool) -> Any:
    """What is left of a value: items that match, or that do not; None for nothing."""
    if isinstance(value, list):
        items = [item for item in value if matches(to_s(item)) == keep]
        return items or None
    return value if matches(to_s(value)) == keep else None


PLUGIN = Plugin(
    name="prune",
    summary="Removes fields by their names and values",
    options={
        "interpolate": Option(BOOLEAN, default=False),
        "whitelist_names": Option(ARRAY, default=[]),
        "blacklist_names": Option(ARRAY, default=[_UNFILLED]),
        "whitelist_values": Option(HASH, default={}),
        "blacklist_values": Option(HASH, default={}),
    },
    make=make,
)
