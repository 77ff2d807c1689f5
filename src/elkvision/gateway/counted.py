"""What intake and delivery tell of themselves, as Prometheus reads it."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from elkvision.core.clock import now_ms
from elkvision.core.metrics import catalogue as say
from elkvision.core.metrics.families import Collect, Family, Page

_OF_AN_INPUT: Final[Mapping[str, Family]] = {
    "received": say.RECEIVED,
    "bytes": say.RECEIVED_BYTES,
    "refused": say.REFUSED,
    "dropped": say.LOST,
    "fallen_datagrams": say.LOST_DATAGRAMS,
    "truncated": say.TRUNCATED,
    "cut_bytes": say.CUT_BYTES,
    "connections": say.CONNECTIONS,
}
_OF_DELIVERY: Final[Mapping[str, Family]] = {
    "dead": say.DEAD,
    "dead_dropped": say.DEAD_GONE,
    "retries": say.RETRIES,
    "waiting": say.WAITING,
    "dropped": say.PIPELINE_DROPPED,
    "pipeline_errors": say.PIPELINE_ERRORS,
}


def intake(stats: Mapping[str, Any]) -> Collect:
    """`stats` is what `GET /stats` answers."""

    def collect(page: Page) -> None:
        for name, family in _OF_AN_INPUT.items():
            for input, counts in stats["inputs"].items():
                page.put(family, counts[name], input)
        spool = stats["spool"]
        oldest = spool["oldest_ms"]
        page.put(say.SPOOL_BYTES, spool["bytes"])
        page.put(say.SPOOL_LIMIT, spool["budget"])
        page.put(say.SPOOL_SEGMENTS, spool["segments"])
        page.put(say.SPOOL_AGE, max(0, now_ms() - oldest) / 1000 if oldest is not None else 0)
        page.put(say.SPOOL_WAITS, int(spool["senders_wait"]))
        page.put(say.SPOOL_FAILING, int(spool["last_error"] is not None))

    return collect


def delivery(stats: Mapping[str, Any]) -> Collect:
    """`stats` is what `GET /stats` answers."""

    def collect(page: Page) -> None:
        for lane in ("express", "full"):
            page.put(say.STORED, stats[lane], lane)
        for name, family in _OF_DELIVERY.items():
            page.put(family, stats[name])
        page.put(say.LAG, stats["lag_ms"] / 1000)
        page.put(say.FAILING, int(stats["last_error"] is not None))
        page.put(say.LIVE_PUBLISHED, stats["live"]["published"])
        page.put(say.LIVE_SKIPPED, stats["live"]["skipped"])

    return collect


class Filters:
    """Of all pipelines together, by the kind of filter. A pipeline that is changed begins to count anew; what is told
    here goes on."""

    def __init__(self) -> None:
        self._before: dict[tuple[object, ...], tuple[float, ...]] = {}
        self._sums: dict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0, 0])

    def of(self, pipelines: Mapping[str, Any]) -> Collect:
        """`pipelines` is that of delivery's `GET /stats`."""
        now: dict[tuple[object, ...], tuple[float, ...]] = {}
        broken = working = 0
        for tenant, told in pipelines.items():
            for pipeline in told:
                broken, working = broken + bool(pipeline["problem"]), working + (not pipeline["problem"])
                for each in pipeline["filters"]:
                    key = (tenant, pipeline["id"], pipeline["version"], each["id"])
                    now[key] = each["events"], each["nanoseconds"] / 1e9, each["failures"], each["timeouts"]
                    self._add(each["name"], self._before.get(key, (0, 0, 0, 0)), now[key])
        self._before = now

        def collect(page: Page) -> None:
            page.put(say.PIPELINES, working, "working")
            page.put(say.PIPELINES, broken, "broken")
            for place, family in enumerate(_OF_A_FILTER):
                for name, sums in self._sums.items():
                    page.put(family, sums[place], name)

        return collect

    def _add(self, name: str, before: tuple[float, ...], now: tuple[float, ...]) -> None:
        if now < before:  # counted anew
            before = (0, 0, 0, 0)
        self._sums[name] = [sum + new - old for sum, new, old in zip(self._sums[name], now, before, strict=True)]


_OF_A_FILTER: Final = (say.FILTER_EVENTS, say.FILTER_SECONDS, say.FILTER_FAILURES, say.FILTER_TIMEOUTS)
