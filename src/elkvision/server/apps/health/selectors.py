"""How each part is, and why, in sentences that one can act on."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import redis

from elkvision.core.clock import now_ms
from elkvision.core.errors import ElkVisionError
from elkvision.core.redis_url import connect
from elkvision.core.settings import Settings
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.logs.selectors import store
from elkvision.server.apps.uploads import metadata
from elkvision.server.gateway import stats_of
from elkvision.store.registry import engine_name

#: A heartbeat older than this is no heartbeat. Parts beat every ten seconds.
HEARTBEAT_LASTS_SECONDS = 30
_TIMEOUT = 2.0
_FULL, _NEARLY_FULL = 0.97, 0.90

RANK = {"green": 0, "yellow": 1, "red": 2}


@dataclass(frozen=True)
class Part:
    name: str
    status: str
    reason: str
    details: dict[str, Any] = field(default_factory=dict)


def parts(settings: Settings) -> list[Part]:
    """All parts. One that does not answer is red; asking never raises."""
    found: list[Part] = [
        _store(settings.store),
        _gateway("intake", settings.intake_socket, _intake),
        _gateway("delivery", settings.delivery_socket, _delivery),
    ]
    return [*found, *_bus(settings), *_metadata(), _disk(settings.data_dir)]


def worst(found: list[Part]) -> str:
    return max((part.status for part in found), key=RANK.__getitem__)


def _store(url: str) -> Part:
    engine = {"engine": engine_name(url)}
    try:
        health = store().health()
    except ElkVisionError as error:
        return Part("store", "red", str(error), engine)
    return Part("store", health.status, health.reason, engine | dict(health.details))


def stats(socket: Path) -> dict[str, Any]:
    """What a part of the gateway says of itself. Raises httpx.HTTPError or ValueError."""
    return stats_of(socket, timeout=_TIMEOUT)


def _gateway(name: str, socket: Path, judge: Callable[[dict[str, Any]], tuple[str, str]]) -> Part:
    try:
        found = stats(socket)
        status, reason = judge(found)
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        return Part(name, "red", f"{name.capitalize()} does not answer ({type(error).__name__}); its log says why.")
    return Part(name, status, reason, found)


def _intake(found: dict[str, Any]) -> tuple[str, str]:
    spool = found["spool"]
    used = spool["bytes"] / max(1, spool["budget"])
    if used >= 1:
        return "red", "The spool is at its budget: senders wait until the store has taken more."
    if used > 0.5:
        return "yellow", f"The spool is {used:.0%} full: the store is slower than what comes in."
    return "green", "Takes logs."


def _delivery(found: dict[str, Any]) -> tuple[str, str]:
    if found.get("last_error"):
        return "yellow", f"The last write to the store failed: {found['last_error']}"
    lag = found.get("lag_ms") or 0
    if lag > 30_000:
        return "yellow", f"Logs reach the store {lag / 1000:.0f} s after they came."
    return "green", "What comes in reaches the store."


#: Milliseconds of an event in one filter, on average, from which it is called slow.
_SLOW_MS = 5.0


def pipelines(found: list[Part], tenant: TenantId) -> Part | None:
    """How one organisation's pipelines do, as delivery tells; None where there are none."""
    delivery = next((part.details for part in found if part.name == "delivery"), {})
    told = delivery.get("pipelines", {}).get(tenant)
    if told is None:
        return None
    problems = [problem for pipeline in told for problem in _problems(pipeline)]
    details = {"pipelines": len(told), "problems": problems}
    if not problems:
        return Part("pipelines", "green", "Every pipeline runs.", details)
    more = f" {len(problems) - 1} more of the kind." if len(problems) > 1 else ""
    return Part("pipelines", "yellow", problems[0] + more, details)


def _problems(pipeline: dict[str, Any]) -> Iterator[str]:
    label = f"{pipeline['name']}@{pipeline['version']}"
    if pipeline["problem"]:
        yield f"{pipeline['problem']}. Its logs pass with a tag: mend the pipeline, or bring an old version back."
    for each in pipeline["filters"]:
        where = f"{each['name']} in line {each['line']} of {label}"
        if each["timeouts"]:
            yield f"{where} was cut {each['timeouts']:,} times for taking too long: its expression backtracks."
        elif each["failures"]:
            yield f"{where} failed on {each['failures']:,} logs, which were tagged. The last time: {each['last_failure']}"
        elif each["events"] >= 100 and each["nanoseconds"] / each["events"] > _SLOW_MS * 1e6:
            yield f"{where} takes {each['nanoseconds'] / each['events'] / 1e6:.1f} ms a log, which holds up delivery."


def _bus(settings: Settings) -> list[Part]:
    """Valkey, and the parts that leave their heartbeat there."""
    try:
        with connect(settings.redis, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT) as client:
            began = time.perf_counter()
            client.ping()
            took = round((time.perf_counter() - began) * 1000, 2)
            beats = dict(zip(("worker", "beat"), client.mget("heartbeat:worker", "heartbeat:beat"), strict=True))
    except redis.RedisError as error:
        gone = Part("valkey", "red", f"The live bus does not answer ({error}); Live and background work rest.")
        return [gone, *(Part(name, "red", "Not known while the live bus is away.") for name in ("worker", "beat"))]
    return [Part("valkey", "green", "Answers.", {"ping_ms": took}), *(_beating(*each) for each in beats.items())]


def _beating(name: str, last: bytes | None) -> Part:
    if last is None:
        return Part(name, "red", f"No sign of life for {HEARTBEAT_LASTS_SECONDS} s; its log says why.")
    return Part(name, "green", "Runs.", {"last_beat_ms_ago": max(0, now_ms() - int(last))})


def _metadata() -> list[Part]:
    """Only where it is kept apart from the database."""
    apart = metadata.apart()
    if apart is None:
        return []
    try:
        return [Part("metadata", "green", "MongoDB keeps the history of uploads.", apart.details())]
    except ElkVisionError as error:
        return [
            Part(
                "metadata", "yellow", f"{error.message}. Uploads are taken; their history waits.", {"engine": "mongodb"}
            )
        ]


def _disk(data_dir: Path) -> Part:
    try:
        total, used, free = shutil.disk_usage(data_dir)
    except OSError as error:
        return Part("disk", "red", f"{data_dir} cannot be looked at: {error}")
    details = {"total": total, "used": used, "free": free}
    share = 1 - free / total
    said = f"{free / 1e9:.1f} GB free of {total / 1e9:.0f} GB"
    if share >= _FULL:
        return Part("disk", "red", f"The disk is full: {said}. Free some, or keep logs for fewer days.", details)
    if share >= _NEARLY_FULL:
        return Part("disk", "yellow", f"The disk fills up: {said}. Think of keeping logs for fewer days.", details)
    return Part("disk", "green", f"{said}.", details)
