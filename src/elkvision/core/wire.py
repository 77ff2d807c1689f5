"""The wire form of an event: what people get from the API, the WebSocket and an export. See `core.event`."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson

from elkvision.core.event import Event

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_wire(event: Event) -> dict[str, Any]:
    """A new dict with both times as text; everything else is shared with the event."""
    wire = dict(event)
    wire["@timestamp"] = iso_of_ns(event["@timestamp"])
    if "received_at" in wire:
        wire["received_at"] = iso_of_ms(event["received_at"])
    return wire


def wire_bytes(event: Event) -> bytes:
    """The wire form as one JSON object."""
    return orjson.dumps(to_wire(event))


def from_wire(wire: dict[str, Any]) -> Event:
    """What `to_wire` was given. Raises ValueError when a time is not as `to_wire` writes it."""
    event = dict(wire)
    event["@timestamp"] = ns_of_iso(wire["@timestamp"])
    if "received_at" in event:
        event["received_at"] = ns_of_iso(wire["received_at"]) // 1_000_000
    return event


def iso_of_ns(ns: int) -> str:
    """ISO 8601 in UTC with three, six or nine digits, as many as the time needs."""
    seconds, rest = divmod(ns, 1_000_000_000)
    if rest % 1_000_000 == 0:
        return f"{_second(seconds)}.{rest // 1_000_000:03d}Z"
    if rest % 1_000 == 0:
        return f"{_second(seconds)}.{rest // 1_000:06d}Z"
    return f"{_second(seconds)}.{rest:09d}Z"


def iso_of_ms(ms: int) -> str:
    """ISO 8601 in UTC with three digits."""
    seconds, rest = divmod(ms, 1_000)
    return f"{_second(seconds)}.{rest:03d}Z"


def ns_of_iso(text: str) -> int:
    """Nanoseconds of a time as `iso_of_ns` writes it."""
    if len(text) < 22 or text[19] != "." or not text.endswith("Z") or not text[20:-1].isdecimal():
        raise ValueError(f"{text!r} is no time as the API writes them")
    at = datetime.fromisoformat(text[:19]).replace(tzinfo=UTC) - _EPOCH
    return (at.days * 86400 + at.seconds) * 10**9 + int(text[20:-1].ljust(9, "0")[:9])


@lru_cache(maxsize=8192)
def _second(seconds: int) -> str:
    day, second = divmod(seconds, 86_400)
    return f"{_day(day)}T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


@lru_cache(maxsize=512)
def _day(days: int) -> str:
    return (_EPOCH + timedelta(days=days)).strftime("%Y-%m-%d")
