"""What every gateway says of itself."""

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import httpx

from elkvision.core.errors import BadRequest
from elkvision.core.settings import Settings
from elkvision.server.gateway.places import PartName, Place, places

_AT_ONCE = 8


class Told(NamedTuple):
    """`name` tells the gateway from others, and is empty where there is one. `stats` is None when it did not answer, and
    `problem` says why."""

    name: str
    stats: dict[str, Any] | None
    problem: str = ""


def told(settings: Settings, part: PartName, *, timeout: float = 2.0) -> list[Told]:
    """One for each gateway, at least one. Never raises: what is wrong is in it."""
    try:
        found = places(settings, part)
    except BadRequest as error:
        return [Told("", None, str(error))]
    if len(found) == 1:
        return [_ask(found[0], timeout)._replace(name="")]
    with ThreadPoolExecutor(min(_AT_ONCE, len(found)), "asking") as threads:
        return _named(threads.map(lambda place: _ask(place, timeout), found))


def stats_of(settings: Settings, part: PartName, *, timeout: float = 2.0) -> list[dict[str, Any]]:
    """Of those that answered."""
    return [one.stats for one in told(settings, part, timeout=timeout) if one.stats is not None]


def _ask(place: Place, timeout: float) -> Told:
    try:
        with place.client(timeout=timeout) as client:
            found = client.get("/stats").raise_for_status().json()
            return Told(place.where, found if isinstance(found, dict) else {})
    except (httpx.HTTPError, ValueError) as error:
        return Told(place.where, None, type(error).__name__)


def _named(found: Iterable[Told]) -> list[Told]:
    """By the names that gateways have, each gateway once however many addresses lead to it."""
    one_each: dict[str, Told] = {}
    for one in found:
        gateway = (one.stats or {}).get("gateway", {})
        one_each.setdefault(str(gateway.get("id") or one.name), one)
    names = Counter(_name(one) for one in one_each.values())
    return [
        one._replace(name=_name(one) if names[_name(one)] == 1 else f"{_name(one)} ({one.name})")
        for one in one_each.values()
    ]


def _name(one: Told) -> str:
    return str((one.stats or {}).get("gateway", {}).get("name") or one.name)
