"""How each part is, and why, in sentences that one can act on."""

import shutil
import time
from pathlib import Path
from typing import cast

import redis

from elkvision.core import watermark
from elkvision.core.clock import now_ms
from elkvision.core.errors import ElkVisionError
from elkvision.core.redis_url import connect
from elkvision.core.settings import Settings
from elkvision.server.apps.health import gateways
from elkvision.server.apps.health.part import Part
from elkvision.server.apps.logs.selectors import store
from elkvision.server.apps.uploads import metadata
from elkvision.store.registry import engine_name

#: A heartbeat older than this is no heartbeat. Parts beat every ten seconds.
HEARTBEAT_LASTS_SECONDS = 30
_TIMEOUT = 2.0
_FULL, _NEARLY_FULL = 0.97, 0.90

RANK = {"green": 0, "yellow": 1, "red": 2}


def parts(settings: Settings) -> list[Part]:
    """All parts. One that does not answer is red; asking never raises."""
    return [_store(settings.store), *gateways.parts(settings), *_bus(settings), *_metadata(), _disk(settings.data_dir)]


def worst(found: list[Part]) -> str:
    return max((part.status for part in found), key=RANK.__getitem__)


def _store(url: str) -> Part:
    engine = {"engine": engine_name(url)}
    try:
        health = store().health()
    except ElkVisionError as error:
        return Part("store", "red", str(error), engine)
    return Part("store", health.status, health.reason, engine | dict(health.details))


def _bus(settings: Settings) -> list[Part]:
    """Valkey, and the parts that leave their heartbeat there."""
    try:
        with connect(settings.redis, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT) as client:
            began = time.perf_counter()
            client.ping()
            took = round((time.perf_counter() - began) * 1000, 2)
            said = cast(dict[bytes, bytes], client.hgetall(watermark.KEY))
            beats = dict(zip(("worker", "beat"), client.mget("heartbeat:worker", "heartbeat:beat"), strict=True))
    except redis.RedisError as error:
        gone = Part("valkey", "red", f"The live bus does not answer ({error}); Live and background work rest.")
        return [gone, *(Part(name, "red", "Not known while the live bus is away.") for name in ("worker", "beat"))]
    late = gateways.late(watermark.horizon(said, now_ms()).late)
    return [Part("valkey", "green", "Answers.", {"ping_ms": took}), *(_beating(*each) for each in beats.items()), *late]


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
