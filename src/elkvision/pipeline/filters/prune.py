"""`prune`: only the fields, and only the values, that lists of expressions let through."""

from collections.abc import Callable, Iterable
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
from elkvision.pipeline.values.templates import template

#: Fields whose name is a `%{…}` that was never filled in.
_UNFILLED: Final = r"%\{[^}]+\}"

Matches = Callable[[str], bool]
#: Tells of an event what an expression in the configuration matches.
Matcher = Callable[[WorkEvent], Matches]


def make(settings: Settings, around: Surroundings) -> Filter:  # noqa: ARG001 - needs nothing from outside
    """Looks at the fields at the top of the event, and only at those. Raises BadSetting."""
    prepare = _filled if settings["interpolate"] else _fixed
    wanted = [prepare(to_s(text)) for text in settings["whitelist_names"]]
    unwanted = [prepare(to_s(text)) for text in settings["blacklist_names"]]
    values = [(template(name), prepare(to_s(text)), True) for name, text in settings["whitelist_values"].items()]
    values += [(template(name), prepare(to_s(text)), False) for name, text in settings["blacklist_values"].items()]

    def run(event: WorkEvent) -> bool:
        data = event.data
        gone: set[str] = set()
        if wanted:
            gone.update(name for name in data if not _any(wanted, event, name))
        if unwanted:
            gone.update(name for name in data if _any(unwanted, event, name))
        changed: dict[str, Any] = {}
        for write, matcher, keep in values:
            name = write(event)
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


def _any(matchers: Iterable[Matcher], event: WorkEvent, name: str) -> bool:
    return any(matcher(event)(name) for matcher in matchers)


def _kept(value: Any, matches: Matches, keep: bool) -> Any:
    """What is left of a value: items that match, or that do not; None for nothing."""
    if isinstance(value, list):
        items = [item for item in value if matches(to_s(item)) == keep]
        return items or None
    return value if matches(to_s(value)) == keep else None


def _fixed(text: str) -> Matcher:
    try:
        search = compile_expression(text).search
    except BadExpression as error:
        raise BadSetting(str(error)) from None

    def matches(name: str) -> bool:
        return search(name, TIME_LIMIT) is not None

    return lambda event: matches  # noqa: ARG005 - the same for every event


def _filled(text: str) -> Matcher:
    write = template(text)

    def matcher(event: WorkEvent) -> Matches:
        search = compile_expression(write(event)).search
        return lambda name: search(name, TIME_LIMIT) is not None

    return matcher


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
