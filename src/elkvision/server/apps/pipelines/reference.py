"""What can be written: filters with their options, fields, and pattern names, for completion and the reference page."""

from functools import cache
from typing import Any

from elkvision.pipeline.filters.contract import Option
from elkvision.pipeline.filters.registry import filter_names, find_filter, refused_filters
from elkvision.pipeline.language.checking import EVERYWHERE
from elkvision.pipeline.patterns.library import standard_patterns


@cache
def filters() -> list[dict[str, Any]]:
    """Every filter: what it is for, and its options."""
    found = []
    for name in filter_names():
        plugin = find_filter(name)
        if plugin is not None:
            found.append({"name": name, "summary": plugin.summary, "options": _options(plugin.options)})
    return found


@cache
def everywhere() -> list[dict[str, Any]]:
    """The options that every filter has."""
    return _options(EVERYWHERE)


def refused() -> list[dict[str, str]]:
    return [{"name": name, "instead": instead} for name, instead in sorted(refused_filters().items())]


def _options(options: Any) -> list[dict[str, Any]]:
    return [_option(name, option) for name, option in sorted(options.items()) if not option.refused]


def _option(name: str, option: Option) -> dict[str, Any]:
    return {
        "name": name,
        "kind": option.kind,
        "required": option.required,
        "default": None if option.default is None else str(option.default),
        "one_of": list(option.one_of),
    }


def patterns() -> list[str]:
    """The names of all standard patterns, of either form."""
    return sorted({*standard_patterns(ecs=False), *standard_patterns(ecs=True)})
