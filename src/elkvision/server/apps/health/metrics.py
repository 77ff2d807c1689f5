"""What Prometheus reads: our own counts, and those of intake and delivery."""

from collections.abc import Iterator
from typing import Any

import httpx
from prometheus_client.core import CollectorRegistry, CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from elkvision.core.settings import Settings
from elkvision.server.apps.health import selectors

CONTENT_TYPE = CONTENT_TYPE_LATEST

_INPUT_COUNTS = {
    "received": "Events received.",
    "bytes": "Bytes received.",
    "refused": "Events refused at the door.",
    "dropped": "Events that were lost, such as datagrams that found no room.",
}
_DELIVERY_COUNTS = {
    "stored": "Events that the store has.",
    "dead": "Events that became dead letters.",
    "express": "Events that the store read itself.",
    "full": "Events that the pipeline read one at a time.",
    "retries": "Writes to the store that were tried again.",
}


def page(settings: Settings) -> bytes:
    """A part that does not answer shows as `elkvision_part_up` 0; its counts are not there then."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(settings))
    return generate_latest(registry)


class _Collector:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("elkvision_part_up", "1 when the part answers.", labels=["part"])
        intake = _stats_or_none(self._settings.intake_socket)
        delivery = _stats_or_none(self._settings.delivery_socket)
        for name, found in (("intake", intake), ("delivery", delivery)):
            up.add_metric([name], int(found is not None))
        for name, alive in _others(self._settings):
            up.add_metric([name], int(alive))
        yield up
        if intake is not None:
            yield from _of_intake(intake)
        if delivery is not None:
            yield from _of_delivery(delivery)


def _stats_or_none(socket: Any) -> dict[str, Any] | None:
    try:
        return selectors.stats(socket)
    except (httpx.HTTPError, ValueError):
        return None


def _others(settings: Settings) -> list[tuple[str, bool]]:
    found = [part for part in selectors.parts(settings) if part.name in {"store", "worker", "beat", "valkey"}]
    return [(part.name, part.status != "red") for part in found]


def _of_intake(found: dict[str, Any]) -> Iterator[Metric]:
    for name, text in _INPUT_COUNTS.items():
        family = CounterMetricFamily(f"elkvision_intake_{name}", text, labels=["input"])
        for each, counts in found.get("inputs", {}).items():
            family.add_metric([each], counts.get(name, 0))
        yield family
    connections = GaugeMetricFamily("elkvision_intake_connections", "Open connections.", labels=["input"])
    for each, counts in found.get("inputs", {}).items():
        connections.add_metric([each], counts.get("connections", 0))
    yield connections
    spool = found.get("spool", {})
    yield GaugeMetricFamily("elkvision_spool_bytes", "Bytes that wait in the spool.", value=spool.get("bytes", 0))
    yield GaugeMetricFamily("elkvision_spool_budget_bytes", "Most that may wait there.", value=spool.get("budget", 0))
    yield GaugeMetricFamily("elkvision_spool_segments", "Segments in the spool.", value=spool.get("segments", 0))


def _of_delivery(found: dict[str, Any]) -> Iterator[Metric]:
    for name, text in _DELIVERY_COUNTS.items():
        yield CounterMetricFamily(f"elkvision_delivery_{name}", text, value=found.get(name, 0))
    lag = (found.get("lag_ms") or 0) / 1000
    yield GaugeMetricFamily("elkvision_delivery_lag_seconds", "From receipt to stored.", value=lag)
    live = found.get("live", {})
    for name, text in (("published", "Events given to Live."), ("skipped", "Events that Live left out.")):
        yield CounterMetricFamily(f"elkvision_live_{name}", text, value=live.get(name, 0))
