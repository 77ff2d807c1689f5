"""`useragent`: browser, system and device out of a user agent."""

import io
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import ua_parser
from ua_parser.loaders import load_yaml
from yaml import YAMLError

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import (
    FIELD,
    NUMBER,
    PATH,
    BadSetting,
    Filter,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.values.references import Reference, reference

_UNKNOWN: Final = "Other"

#: Fields and their values, ready to be set.
Known = list[tuple[Reference, str]]


def make(settings: Settings, around: Surroundings) -> Filter:
    """Writes what is known of the source's user agent: at the top of the event or under the target."""
    ecs = settings["ecs_compatibility"] != "disabled"
    source = reference(settings["source"])
    target = settings["target"] or ("user_agent" if ecs else "")
    base = target if target.startswith("[") or not target else f"[{target}]"
    over_source = bool(base) and reference(base).text.strip("[]") == source.text.strip("[]")
    look_up = _look_up(_parse(settings, around), base, settings["prefix"], ecs, max(1, int(settings["lru_cache_size"])))

    def run(event: WorkEvent) -> bool:
        value = source.get(event)
        if isinstance(value, list):
            value = value[0] if value else None
        if not isinstance(value, str) or not value:
            return False
        if over_source:
            source.remove(event)
        for field, text in look_up(value):
            field.set(event, text)
        return True

    return run


def _parse(settings: Settings, around: Surroundings) -> Callable[[str], Any]:
    path = settings["regexes"]
    if path is None:
        return ua_parser.parse
    try:
        if load_yaml is None:  # its author makes YAML optional
            raise BadSetting("YAML cannot be read here", option="regexes")
        matchers = load_yaml(io.BytesIO(around.read_file(path)))
    except (OSError, ValueError, KeyError, TypeError, YAMLError) as error:
        raise BadSetting(f"{path} cannot be read: {error}", option="regexes") from None
    return ua_parser.Parser.from_matchers(matchers).parse


def _look_up(parse: Callable[[str], Any], base: str, prefix: str, ecs: bool, size: int) -> Callable[[str], Known]:
    @lru_cache(maxsize=size)
    def look_up(text: str) -> Known:
        found = parse(text)
        fields = _ecs(found, base, text) if ecs else _own(found, base, prefix)
        return [(reference(name), value) for name, value in fields.items() if value]

    return look_up


def _own(found: Any, base: str, prefix: str) -> dict[str, str]:
    agent, system, device = found.user_agent, found.os, found.device
    named = {
        "name": _family(agent),
        "version": _version(agent),
        "major": _part(agent, "major"),
        "minor": _part(agent, "minor"),
        "patch": _part(agent, "patch"),
        "build": _part(agent, "patch_minor"),
        "os": _family(system),
        "os_name": _family(system),
        "os_full": _full(system),
        "os_version": _version(system),
        "os_major": _part(system, "major"),
        "os_minor": _part(system, "minor"),
        "os_patch": _part(system, "patch"),
        "device": _family(device),
    }
    return {f"{base}[{prefix}{name}]": value for name, value in named.items()}


def _ecs(found: Any, base: str, text: str) -> dict[str, str]:
    agent, system = found.user_agent, found.os
    beside = "[@metadata][filter][user_agent]"
    return {
        f"{base}[original]": text,
        f"{base}[name]": _family(agent),
        f"{base}[version]": _version(agent),
        f"{base}[os][name]": _family(system),
        f"{base}[os][version]": _version(system),
        f"{base}[os][full]": _full(system),
        f"{base}[device][name]": _family(found.device),
        **{f"{beside}[version][{name}]": _part(agent, name) for name in ("major", "minor", "patch")},
        **{f"{beside}[os][version][{name}]": _part(system, name) for name in ("major", "minor", "patch")},
    }


def _family(part: Any) -> str:
    return _UNKNOWN if part is None else str(part.family)


def _part(part: Any, name: str) -> str:
    return "" if part is None else getattr(part, name) or ""


def _version(part: Any) -> str:
    """Major, minor, patch and what comes behind, as far as they are known."""
    numbers: list[str] = []
    for name in ("major", "minor", "patch", "patch_minor"):
        number = _part(part, name)
        if not number:
            break
        numbers.append(number)
    return ".".join(numbers)


def _full(system: Any) -> str:
    return f"{_family(system)} {_version(system)}".rstrip()


PLUGIN = Plugin(
    name="useragent",
    summary="Reads user agents",
    options={
        "source": Option(FIELD, required=True),
        "target": Option(FIELD),
        "prefix": Option(default=""),
        "regexes": Option(PATH),
        "lru_cache_size": Option(NUMBER, default=100_000),
    },
    make=make,
)
