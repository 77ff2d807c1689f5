"""`geoip`: where in the world an address is, or whose it is, out of a database in MaxMind's format.

The database is handed in; where none is at hand nothing is added, and nothing fails.
"""

from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Address, ip_address
from typing import Any, Final

from elkvision.pipeline.event import WorkEvent
from elkvision.pipeline.filters.contract import (
    ARRAY,
    FIELD,
    NUMBER,
    PATH,
    BadSetting,
    Filter,
    GeoDatabase,
    Option,
    Plugin,
    Settings,
    Surroundings,
)
from elkvision.pipeline.filters.geoip.fields import FIELDS, default_fields, read
from elkvision.pipeline.values.references import Reference, reference
from elkvision.pipeline.values.ruby import to_s
from elkvision.pipeline.values.trees import copied

_BEST_TARGETS: Final = frozenset({"client", "destination", "host", "observer", "server", "source"})

Tree = dict[str, Any]


def make(settings: Settings, around: Surroundings) -> Filter:
    """Writes what is known of the source's address under the target. Raises BadSetting."""
    ecs = settings["ecs_compatibility"] != "disabled"
    source, target = reference(settings["source"]), _target(settings, ecs, around)
    database = _database(settings, around)
    if database is None:
        around.warn("`geoip`: no database is at hand, so nothing is added")
        return lambda event: False  # noqa: ARG005 - whatever the event is
    look_up = _look_up(database, _fields(settings, database, ecs), ecs, max(1, int(settings["cache_size"])))
    tags = settings["tag_on_failure"]

    def run(event: WorkEvent) -> bool:
        value = source.get(event)
        if isinstance(value, list):
            value = value[0] if value else None
        found = look_up(value.strip()) if isinstance(value, str) and value.strip() else None
        if found:
            _merge(event, target, found)
            return True
        if found is not None and target.get(event) is None:
            target.set(event, {})
        for tag in tags:
            event.tag(tag)
        return False

    return run


def _target(settings: Settings, ecs: bool, around: Surroundings) -> Reference:
    source, target = settings["source"], settings["target"]
    if target is None and not ecs:
        target = "geoip"
    if target is None:
        if not source.endswith("[ip]") or source == "[ip]":
            raise BadSetting(
                "with ECS a `target` is needed where the source is not the `ip` of something, like [client][ip]",
                option="source",
                hint='target => "client"',
            )
        target = source.removesuffix("[ip]")
    if ecs and target.strip("[]") not in _BEST_TARGETS:
        around.warn(f"`geoip`: ECS knows geo fields under {', '.join(sorted(_BEST_TARGETS))}, not under {target}")
    return reference(target)


def _database(settings: Settings, around: Surroundings) -> GeoDatabase | None:
    path = settings["database"]
    if path is None:
        return around.geo.get(settings["default_database_type"])
    try:
        return around.open_geo(path)
    except OSError as error:
        raise BadSetting(f"the database cannot be opened: {error}", option="database") from None


def _fields(settings: Settings, database: GeoDatabase, ecs: bool) -> list[str]:
    if not settings["fields"]:
        return default_fields(database.kind, ecs)
    names = [to_s(name).lower() for name in settings["fields"]]
    for name in names:
        if name not in FIELDS:
            raise BadSetting(f"`{name}` is no field: one of {', '.join(FIELDS)} was expected", option="fields")
    return names


def _look_up(database: GeoDatabase, names: list[str], ecs: bool, size: int) -> Callable[[str], Tree]:
    """What gives the tree of fields for an address; an empty one where nothing is known. It must not be changed."""

    @lru_cache(maxsize=size)
    def look_up(text: str) -> Tree:
        try:
            address = ip_address(text)
            record = database.get(text)
        except ValueError:  # a name of a host, say: names are not resolved here
            return {}
        if record is None:
            return {}
        written = str(address) if isinstance(address, IPv4Address) else _long(address.exploded)
        return read(record, database, written, text, names, ecs)

    return look_up


def _long(exploded: str) -> str:
    """An IPv6 address with all of its eight numbers, none with zeros before it."""
    return ":".join(f"{int(part, 16):x}" for part in exploded.split(":"))


def _merge(event: WorkEvent, target: Reference, found: Tree) -> None:
    there = target.get(event)
    if isinstance(there, dict) and there:
        _update(there, found)
    else:
        target.set(event, copied(found))


def _update(there: Tree, found: Tree) -> None:
    for name, value in found.items():
        below = there.get(name)
        if isinstance(value, dict) and isinstance(below, dict):
            _update(below, value)
        else:
            there[name] = copied(value)


PLUGIN = Plugin(
    name="geoip",
    summary="Adds where an address is",
    options={
        "source": Option(FIELD, required=True),
        "target": Option(FIELD),
        "database": Option(PATH),
        "default_database_type": Option(one_of=("City", "ASN"), default="City"),
        "fields": Option(ARRAY),
        "cache_size": Option(NUMBER, default=1000),
        "tag_on_failure": Option(ARRAY, default=["_geoip_lookup_failure"]),
    },
    make=make,
)
