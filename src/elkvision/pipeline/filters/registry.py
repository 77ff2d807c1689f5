"""Finds filters by the name that people write. A filter is imported when it is first asked for."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from elkvision.pipeline import filters
from elkvision.pipeline.filters.contract import Plugin

_OTHER_ROOMS = frozenset({"contract", "registry", "refused"})


@cache
def filter_names() -> tuple[str, ...]:
    """Every filter there is, sorted."""
    return tuple(sorted(module.name for module in iter_modules(filters.__path__) if module.name not in _OTHER_ROOMS))


@cache
def find_filter(name: str) -> Plugin | None:
    """The filter of that name, or None."""
    if name not in filter_names():
        return None
    plugin = import_module(f"{filters.__name__}.{name}").PLUGIN
    assert isinstance(plugin, Plugin)
    return plugin


def refused_filters() -> dict[str, str]:
    """Filters of Logstash that are not here, and what to use instead."""
    refused: dict[str, str] = import_module(f"{filters.__name__}.refused").REFUSED
    return refused
