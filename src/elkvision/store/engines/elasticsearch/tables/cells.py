"""Buckets of a composite aggregation: exact over any number of shards and days, in pages, however many there are."""

import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.dsl import Dsl
from elkvision.store.engines.elasticsearch.searching import AT_ONCE, LONGEST_SEARCH, TooMany, ask_each, too_slow

Bucket = Mapping[str, Any]

#: Of the answers to one request.
_BUCKETS_TOGETHER: Final = 120_000


@dataclass(frozen=True)
class Cells:
    """The buckets of some events by some sources, `page` at a time; without any source all events are one bucket."""

    query: Dsl
    sources: Sequence[Mapping[str, Any]]
    aggregations: Mapping[str, Any]
    page: int
    after: Mapping[str, Any] = field(default_factory=dict)

    def body(self) -> Mapping[str, Any]:
        if not self.sources:
            return {"query": self.query, "size": 0, "track_total_hits": True, "aggs": self.aggregations}
        composite = {"size": self.page, "sources": list(self.sources), **({"after": self.after} if self.after else {})}
        cells = {"composite": composite, "aggs": self.aggregations}
        return {"query": self.query, "size": 0, "track_total_hits": False, "aggs": {"cells": cells}}

    def buckets(self, answer: Mapping[str, Any]) -> Sequence[Bucket]:
        """Without any index there is nothing."""
        found = answer.get("aggregations", {})
        if not self.sources:
            return [{"key": {}, "doc_count": answer["hits"]["total"]["value"], **found}]
        buckets: Sequence[Bucket] = found["cells"]["buckets"] if found else ()
        return buckets

    def following(self, answer: Mapping[str, Any]) -> "Cells | None":
        """What comes after an answer."""
        found = answer.get("aggregations", {}).get("cells", {}) if self.sources else {}
        if "after_key" not in found or len(found["buckets"]) < self.page:
            return None
        return replace(self, after=found["after_key"])

    def in_smaller_pages(self) -> "Cells":
        """For servers that give fewer buckets than they do by themselves (`search.max_buckets`)."""
        return replace(self, page=max(self.page // 4, 1))

    @property
    def most(self) -> int:
        """Buckets of one answer."""
        return self.page if self.sources else 1


def every_bucket(connection: Connection, each: Sequence[Cells]) -> Iterator[tuple[int, Bucket]]:
    """Every bucket, and of which of the cells. Raises Unavailable when it takes too long."""
    deadline = time.monotonic() + LONGEST_SEARCH
    left = deque(enumerate(each))
    while left:
        asked = _some(left)
        try:
            answers = list(ask_each(connection, [cells.body() for _, cells in asked]))
        except TooMany:
            left.extendleft((number, cells.in_smaller_pages()) for number, cells in asked)
            continue
        for (number, cells), answer in zip(asked, answers, strict=True):
            for bucket in cells.buckets(answer):
                yield number, bucket
            following = cells.following(answer)
            if following is not None:
                left.append((number, following))
        if left and time.monotonic() > deadline:
            raise too_slow()


def _some(left: "deque[tuple[int, Cells]]") -> list[tuple[int, Cells]]:
    """As many as are asked together, so that their answers are no more than memory takes; at least one."""
    found = [left.popleft()]
    buckets = found[0][1].most
    while left and len(found) < AT_ONCE and buckets + left[0][1].most <= _BUCKETS_TOGETHER:
        buckets += left[0][1].most
        found.append(left.popleft())
    return found
