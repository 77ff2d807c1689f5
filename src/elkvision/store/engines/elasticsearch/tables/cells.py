"""Buckets of a composite aggregation: exact over any number of shards and days, in pages, however many there are."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.engines.elasticsearch.dsl import Dsl
from elkvision.store.engines.elasticsearch.searching import LONGEST_SEARCH, ask_each, too_slow

Bucket = Mapping[str, Any]


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
        return Cells(self.query, self.sources, self.aggregations, self.page, found["after_key"])


def every_bucket(connection: Connection, each: Sequence[Cells]) -> Iterator[tuple[int, Bucket]]:
    """Every bucket, and of which of the cells. Raises Unavailable when it takes too long."""
    deadline = time.monotonic() + LONGEST_SEARCH
    asked = list(enumerate(each))
    while asked:
        left: list[tuple[int, Cells]] = []
        bodies = [cells.body() for _, cells in asked]
        for (number, cells), answer in zip(asked, ask_each(connection, bodies), strict=True):
            for bucket in cells.buckets(answer):
                yield number, bucket
            following = cells.following(answer)
            if following is not None:
                left.append((number, following))
            if time.monotonic() > deadline and (left or number < len(each) - 1):
                raise too_slow()
        asked = left
