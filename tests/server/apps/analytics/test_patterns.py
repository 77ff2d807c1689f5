"""Any search clustered into patterns, told step by step."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from tests.server.conftest import Caller, Logs

from elkvision.core.event import Event
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.analytics import clustering
from elkvision.server.apps.analytics.api.clustering import wish_of
from elkvision.server.apps.logs.selectors import store

HOUR = 3600


def told(caller: Caller, **asked: Any) -> list[dict[str, Any]]:
    answer = caller.post("/analytics/patterns/", **asked)
    assert answer.status_code == 200, answer.content

    async def streamed() -> bytes:
        return b"".join([chunk async for chunk in answer.streaming_content])

    return [json.loads(line) for line in async_to_sync(streamed)().splitlines()]


def result(caller: Caller, **asked: Any) -> dict[str, Any]:
    last = told(caller, **asked)[-1]
    assert last["kind"] == "result", last
    return last


def test_lines_that_say_the_same_are_one_pattern(alice: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", *(f"payment {n} of user {n * 7} failed after {n} ms" for n in range(30)), level="error")
    store_logs.add("acme", *(f"payment {n} done" for n in range(10)), level="info")
    store_logs.add("globex", *(f"secret {n}" for n in range(10)))
    body = result(alice)
    assert (body["lines"], body["total"], body["sample"], body["patterns"]) == (40, 40, None, 2)
    first = body["results"][0]
    assert (first["template"], first["count"], first["share"]) == (
        "payment <number> of user <number> failed after <duration>", 30, 0.75,
    )  # fmt: skip
    assert first["levels"] == {"error": 30}
    assert sum(first["trend"]) == 30
    assert len(first["trend"]) == len(body["starts"])
    assert len(first["variables"]) == 3
    assert alice.get("/logs/count/", q=first["query"]).json()["count"] == 30
    assert alice.get("/logs/count/", q=first["exclude"]).json()["count"] == 10


def test_patterns_that_were_not_there_before_are_told(alice: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", *(f"order {n} paid" for n in range(9)), ago_s=1.5 * HOUR)
    store_logs.add("acme", *(f"order {n} paid" for n in range(5)), ago_s=0.5 * HOUR)
    store_logs.add("acme", *(f"disk {n} is full" for n in range(3)), ago_s=0.5 * HOUR)
    body = result(alice, from_="now-2h", since="now-1h")
    assert {each["template"]: (each["count"], each["before"]) for each in body["results"]} == {
        "order <number> paid": (5, 9),
        "disk <number> is full": (3, 0),
    }
    assert (body["lines"], body["earlier_lines"]) == (8, 9)


def test_it_is_told_how_far_it_is(alice: Caller, store_logs: Logs, monkeypatch: pytest.MonkeyPatch) -> None:
    store_logs.add("acme", *(f"line {n}" for n in range(2500)))
    ticks = iter(range(10_000))
    monkeypatch.setattr(clustering.time, "monotonic", lambda: next(ticks))
    records = told(alice)
    assert [each["kind"] for each in records] == ["progress"] * (len(records) - 1) + ["result"]
    assert records[0]["of"] == 2500
    assert records[-2]["lines"] > records[0]["lines"]


def test_a_sample_says_how_it_was_drawn(alice: Caller, store_logs: Logs, monkeypatch: pytest.MonkeyPatch) -> None:
    for minute in range(60):
        store_logs.add("acme", *(f"line {n}" for n in range(20)), ago_s=minute * 60 + 1)
    monkeypatch.setattr(clustering, "MOST_LINES", 400)
    body = result(alice, from_="now-1h")
    assert 0 < body["lines"] < body["total"] == 1200
    assert "equal slices of the time" in body["sample"]


def test_nothing_matches_and_nothing_is_said(alice: Caller) -> None:
    body = result(alice, q="nothing")
    assert (body["lines"], body["results"]) == (0, [])


def test_whoever_leaves_ends_the_work_and_gives_the_seat_back(
    store_logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_logs.add("acme", *(f"line {n}" for n in range(5000)))
    closed = []

    def export(*given: Any, **more: Any) -> Iterator[Sequence[Event]]:
        try:
            for _ in range(1000):
                yield [{"@timestamp": 1, "message": "x"}]
        finally:
            closed.append(True)

    monkeypatch.setattr(store(), "export", export)
    wish = wish_of({"q": "", "from": "now-1h", "to": "now", "buckets": 10}, TenantId("acme"))
    ticks = iter(range(10_000))
    monkeypatch.setattr(clustering.time, "monotonic", lambda: next(ticks))
    records = clustering.clustered(wish)
    next(records)
    next(records)
    assert not closed
    records.close()
    assert closed


def test_an_organisation_has_one_seat(alice: Caller) -> None:
    with clustering.seat("acme"):
        answer = alice.post("/analytics/patterns/")
        assert answer.status_code == 429
        assert "already" in answer.json()["error"]["message"]
    assert told(alice)[-1]["kind"] == "result"
    assert told(alice)[-1]["kind"] == "result"


def test_since_is_inside_of_the_range(alice: Caller) -> None:
    assert alice.post("/analytics/patterns/", from_="now-1h", since="now-2h").status_code == 400
