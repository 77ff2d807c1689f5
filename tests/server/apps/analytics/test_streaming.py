"""Work that tells how far it is, and ends when nobody listens."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import orjson

from elkvision.core.errors import Unavailable
from elkvision.server.apps.analytics.streaming import Stream


def test_whoever_leaves_ends_the_work_and_gives_the_seat_back_once() -> None:
    closed, left = threading.Event(), []

    def records() -> Iterator[dict[str, Any]]:
        try:
            for number in range(1_000_000):
                yield {"number": number}
        finally:
            closed.set()

    async def listen_a_little() -> list[bytes]:
        stream = Stream(records(), lambda: left.append(True))
        lines = stream.__aiter__()
        heard = [await anext(lines), await anext(lines)]
        await lines.aclose()  # type: ignore[attr-defined]
        stream.close()
        return heard

    heard = asyncio.run(listen_a_little())
    assert [orjson.loads(line)["number"] for line in heard] == [0, 1]
    assert closed.wait(10)
    assert left == [True]


def test_what_goes_wrong_on_the_way_is_the_last_record() -> None:
    left = []

    def records() -> Iterator[dict[str, Any]]:
        yield {"kind": "progress"}
        raise Unavailable("The store went away.")

    async def listen() -> list[dict[str, Any]]:
        return [orjson.loads(line) async for line in Stream(records(), lambda: left.append(True))]

    assert asyncio.run(listen())[-1] == {"kind": "error", "error": {"message": "The store went away."}}
    assert left == [True]
