"""One tenant's feed: filters on the server, one writing for all, and what is left out is said."""

import asyncio
from typing import Any

import orjson
import pytest
import redis

from elkvision.core import watermark
from elkvision.core.clock import now_ms
from elkvision.core.query import parse
from elkvision.server.realtime import feed as feeds
from elkvision.server.realtime.bus import Batch, Bus
from elkvision.server.realtime.feed import Feed


class Screen:
    """A watcher that keeps what it is offered."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def offer(self, message: str, ids: tuple[str, ...]) -> None:
        self.messages.append(orjson.loads(message))

    @property
    def lines(self) -> list[str]:
        return [event["message"] for each in self.messages if each["type"] == "new_logs" for event in each["data"]]

    @property
    def gaps(self) -> list[dict[str, Any]]:
        return [each for each in self.messages if each["type"] == "gap"]

    async def until(self, condition: str, seconds: float = 5) -> None:
        for _ in range(int(seconds / 0.01)):
            if eval(condition, {"me": self}):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{condition} never came true; got {self.messages!r:.400}")


def log(number: int, message: str = "hello", **fields: object) -> dict[str, object]:
    at = "2026-11-23T12:00:00.000Z"
    return {
        "id": f"{number:032x}",
        "@timestamp": at,
        "received_at": at,
        "tenant_id": "acme",
        "message": message,
        **fields,
    }


def publish(valkey: redis.Redis, *events: dict[str, object], skipped: int = 0, tenant: str = "acme") -> None:
    valkey.xadd(f"logs:realtime:{tenant}", {"b": orjson.dumps({"events": list(events), "skipped": skipped})})


async def test_watchers_get_what_matches_their_own_filter(valkey: redis.Redis, live_url: str) -> None:
    feed = Feed(Bus(live_url), "acme")
    everything, errors = Screen(), Screen()
    await feed.join(everything, parse(""))
    await feed.join(errors, parse("level:error"))
    publish(valkey, log(1, "fine", level="info"), log(2, "bad", level="error"))
    await everything.until("len(me.lines) == 2")
    await errors.until("me.lines == ['bad']")
    assert everything.lines == ["fine", "bad"]
    assert feed.leave(errors) is False
    assert feed.leave(everything) is True


async def test_what_was_there_before_joining_is_not_shown(valkey: redis.Redis, live_url: str) -> None:
    publish(valkey, log(1, "old"))
    feed, screen = Feed(Bus(live_url), "acme"), Screen()
    await feed.join(screen, parse(""))
    publish(valkey, log(2, "new"))
    await screen.until("me.lines == ['new']")
    feed.leave(screen)


async def test_a_watched_tenant_is_marked_for_delivery(valkey: redis.Redis, live_url: str) -> None:
    feed, screen = Feed(Bus(live_url), "acme"), Screen()
    await feed.join(screen, parse(""))
    assert 0 < valkey.ttl("live:watched:acme") <= 10
    assert valkey.exists("live:watched:globex") == 0
    feed.leave(screen)


async def test_another_tenants_lines_never_come(valkey: redis.Redis, live_url: str) -> None:
    feed, screen = Feed(Bus(live_url), "acme"), Screen()
    await feed.join(screen, parse(""))
    publish(valkey, log(1, "secret"), tenant="globex")
    publish(valkey, log(2, "mine"))
    await screen.until("me.lines")
    assert screen.lines == ["mine"]
    feed.leave(screen)


async def test_lines_beyond_the_limit_are_counted_and_the_newest_kept(
    valkey: redis.Redis, live_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "LIMIT_PER_SECOND", 10)
    feed, screen = Feed(Bus(live_url), "acme"), Screen()
    await feed.join(screen, parse(""))
    publish(valkey, *(log(n, f"line {n}") for n in range(40)))
    await screen.until("me.gaps and me.lines")
    assert screen.lines == [f"line {n}" for n in range(30, 40)]
    assert screen.gaps[0]["skipped"] == 30
    assert screen.gaps[0]["reason"] == "rate"
    assert "10 matching lines a second" in screen.gaps[0]["message"]
    feed.leave(screen)


async def test_what_delivery_did_not_read_is_a_gap(valkey: redis.Redis, live_url: str) -> None:
    feed, screen = Feed(Bus(live_url), "acme"), Screen()
    await feed.join(screen, parse("level:error"))
    publish(valkey, log(1, level="info"), skipped=7)
    await screen.until("me.gaps")
    assert (screen.gaps[0]["skipped"], screen.gaps[0]["reason"]) == (7, "stream")
    feed.leave(screen)


async def test_every_line_comes_once_and_in_order_under_load(valkey: redis.Redis, live_url: str) -> None:
    feed, screen = Feed(Bus(live_url), "acme"), Screen()
    await feed.join(screen, parse(""))
    for batch in range(40):
        publish(valkey, *(log(batch * 5 + n, f"{batch * 5 + n}") for n in range(5)))
        await asyncio.sleep(0.01)
    await screen.until("len(me.lines) == 200")
    assert screen.lines == [str(n) for n in range(200)]
    assert screen.gaps == []
    feed.leave(screen)


async def test_everybody_who_comes_at_once_gets_each_line_once(valkey: redis.Redis, live_url: str) -> None:
    feed, screens = Feed(Bus(live_url), "acme"), [Screen() for _ in range(20)]
    await asyncio.gather(*(feed.join(screen, parse("")) for screen in screens))
    publish(valkey, log(1, "once"))
    publish(valkey, log(2, "end"))
    for screen in screens:
        await screen.until("'end' in me.lines")
        assert screen.lines == ["once", "end"]
        feed.leave(screen)


class Shaky(Bus):
    """Loses its connection now and then: first while reading, then when it is looked for again."""

    faults = 0

    async def read(self, tenant: str, after: str, *, wait_ms: int = 2000) -> list[Batch]:
        if self.faults == 2:
            self.faults = 1
            raise redis.ConnectionError
        return await super().read(tenant, after, wait_ms=50)

    async def watch(self, tenant: str) -> None:
        if self.faults == 1:
            self.faults = 0
            raise redis.ConnectionError
        await super().watch(tenant)


async def test_live_goes_on_where_it_was_when_the_bus_comes_back(valkey: redis.Redis, live_url: str) -> None:
    bus, screen = Shaky(live_url), Screen()
    feed = Feed(bus, "acme")
    await feed.join(screen, parse(""))
    publish(valkey, log(1, "before"))
    await screen.until("me.lines == ['before']")
    bus.faults = 2
    await asyncio.sleep(0.2)
    publish(valkey, log(2, "meanwhile"))
    await screen.until("'meanwhile' in me.lines")
    valkey.delete("logs:realtime:acme")  # as after a new start, which has forgotten everything
    bus.faults = 2
    await asyncio.sleep(0.2)
    publish(valkey, log(3, "after"))
    await screen.until("'after' in me.lines")
    assert screen.lines == ["before", "meanwhile", "after"]
    feed.leave(screen)


async def test_a_thousand_questions_at_once_are_all_answered(valkey: redis.Redis, live_url: str) -> None:
    valkey.hset(watermark.KEY, "a", watermark.encode(watermark.Told(7, now_ms())))
    bus = Bus(live_url)
    assert set(await asyncio.gather(*(bus.watermark_ms() for _ in range(1000)))) == {7}
    await bus.close()


async def test_a_filter_may_ask_for_times(valkey: redis.Redis, live_url: str) -> None:
    feed, screen = Feed(Bus(live_url), "acme"), Screen()
    await feed.join(screen, parse("@timestamp:>=2026-11-23T12:00:00Z"))
    publish(valkey, log(1, "early") | {"@timestamp": "2026-11-23T11:59:59.999Z"}, log(2, "in time"))
    await screen.until("me.lines == ['in time']")
    feed.leave(screen)


async def test_each_event_is_written_once_for_all_audiences() -> None:
    written = feeds.Written([log(1)])
    assert written(0) is written(0)
