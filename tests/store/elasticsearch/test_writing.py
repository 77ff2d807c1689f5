"""What becomes of each event of a bulk, whatever the cluster says of the others."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
import pytest
from tests.store.elasticsearch.cases import Server, batch, named

from elkvision.core.clock import now_ms
from elkvision.core.errors import Unavailable
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import EventBatch
from elkvision.store.engines.elasticsearch import writing
from elkvision.store.engines.elasticsearch.address import read_address
from elkvision.store.engines.elasticsearch.connection import Connection, Declined
from elkvision.store.engines.elasticsearch.engine import ElasticsearchStore

Answer = Callable[[str], Mapping[str, Any]]


class Odd(Connection):
    """A cluster that says of some events what it is told to, and hands all others to the real one."""

    def __init__(self, url: str, answer: Answer) -> None:
        super().__init__(read_address(url))
        self.answer = answer
        self.handed_in: list[int] = []

    def many(self, path: str, lines: bytes, *, timeout: float = 60) -> Any:
        pairs = _pairs(lines)
        self.handed_in.append(len(pairs))
        said = [self.answer(orjson.loads(document)["message"]) for _, document in pairs]
        left = [pair for pair, each in zip(pairs, said, strict=True) if not each]
        real = iter(())
        if left:
            body = b"".join(line + b"\n" for pair in left for line in pair)
            real = iter(super().many(path.partition("?")[0], body, timeout=timeout)["items"])
        items = [{"create": each} if each else next(real) for each in said]
        errors = any(item["create"]["status"] >= 300 for item in items)
        return {"errors": errors} if path.endswith("filter_path=errors") else {"errors": errors, "items": items}


def _pairs(lines: bytes) -> list[tuple[bytes, bytes]]:
    each = lines.splitlines()
    return list(zip(each[::2], each[1::2], strict=True))


def _no(status: int, kind: str, reason: str = "because") -> Mapping[str, Any]:
    return {"status": status, "error": {"type": kind, "reason": reason}}


@pytest.fixture
def server(elasticsearch_url: str) -> Server:
    return Server(elasticsearch_url)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_PATIENCE", 5.0)
    monkeypatch.setattr(writing, "_FIRST_PAUSE", 0.01)


def test_only_what_was_not_taken_is_handed_in_again(elasticsearch_url: str, server: Server) -> None:
    times = dict.fromkeys(["busy-1", "busy-2"], 3)

    def answer(message: str) -> Mapping[str, Any]:
        if times.get(message, 0) > 0:
            times[message] -= 1
            return _no(429, "es_rejected_execution_exception")
        return {}

    odd = Odd(elasticsearch_url, answer)
    store = ElasticsearchStore(odd)
    assert list(store.append(batch("busy-1", "taken-1", "busy-2", "taken-2"))) == []
    assert odd.handed_in[0] == 4
    assert set(odd.handed_in[2:]) == {2}
    found = server.messages()
    assert {found[name] for name in ("busy-1", "busy-2", "taken-1", "taken-2")} == {1}


def test_one_that_cannot_be_kept_holds_up_no_other(elasticsearch_url: str, server: Server) -> None:
    odd = Odd(elasticsearch_url, lambda message: _no(400, "document_parsing_exception") if "bad" in message else {})
    refused = ElasticsearchStore(odd).append(batch("good one", "bad one", "good two", "bad two"))
    assert [each.index for each in refused] == [1, 3]
    assert "because" in refused[0].reason
    found = server.messages()
    assert (found["good one"], found["good two"], found["bad one"]) == (1, 1, 0)


@pytest.mark.parametrize(
    "no",
    [
        _no(503, "unavailable_shards_exception"),
        _no(403, "cluster_block_exception"),
        _no(400, "something_new_exception"),
        _no(301, "moved"),
        {"status": 0},
    ],
)
def test_what_is_not_known_is_never_taken_as_kept(elasticsearch_url: str, no: Mapping[str, Any]) -> None:
    odd = Odd(elasticsearch_url, lambda message: no if message == "lost" else {})
    if no["status"] == 0:
        odd.many = lambda *_args, **_named: {"errors": True, "items": []}  # type: ignore[method-assign]
    with pytest.raises(Unavailable):
        ElasticsearchStore(odd).append(batch("kept", "lost"))


def test_a_body_that_is_too_large_is_handed_in_by_halves(elasticsearch_url: str, server: Server) -> None:
    class Small(Connection):
        def many(self, path: str, lines: bytes, **named: Any) -> Any:
            if len(lines) > 4_000:
                raise Declined(413, "content_too_long_exception", "too large")
            return super().many(path, lines, **named)

    names = named(20, "halved")
    refused = ElasticsearchStore(Small(read_address(elasticsearch_url))).append(batch(*names, "x" * 5_000))
    assert [each.index for each in refused] == [20]
    found = server.messages()
    assert {found[name] for name in names} == {1}


def test_what_not_every_copy_shows_is_not_said_to_be_kept(elasticsearch_url: str, server: Server) -> None:
    class Blind(Connection):
        def ask(self, method: str, path: str, *rest: Any, **named: Any) -> Any:
            answer = super().ask(method, path, *rest, **named)
            return {"_shards": {"total": 2, "failed": 1}} if path.endswith("/_refresh") else answer

    hidden = batch("hidden")
    with pytest.raises(Unavailable, match="every copy"):
        ElasticsearchStore(Blind(read_address(elasticsearch_url))).append(hidden)
    assert list(ElasticsearchStore(Connection(read_address(elasticsearch_url))).append(hidden)) == []
    assert server.messages()["hidden"] == 1


def test_what_is_no_event_is_refused_and_the_rest_kept(elasticsearch_url: str, server: Server) -> None:
    whole = batch("whole-1", "whole-2")
    broken = [
        {"message": "without an id"},
        {**whole.events[0], "id": "no id"},
        {**whole.events[0], "attributes": {"a": {1}}},
    ]
    events = [broken[0], whole.events[0], broken[1], whole.events[1], broken[2]]
    store = ElasticsearchStore(Connection(read_address(elasticsearch_url)))
    assert [each.index for each in store.append(EventBatch("t", events))] == [0, 2, 4]
    found = server.messages()
    assert (found["whole-1"], found["whole-2"]) == (1, 1)


def test_events_go_to_the_index_of_the_day_they_were_received(elasticsearch_url: str, server: Server) -> None:
    day = 86_400_000
    now = now_ms() // day * day
    store = ElasticsearchStore(Connection(read_address(elasticsearch_url)))
    events = [batch(f"day-{n}", received_ms=now - n * day + part).events[0] for n in range(3) for part in (0, day - 1)]
    assert list(store.append(EventBatch("t", events))) == []
    counts = {
        index: server.ask("GET", f"/{index}/_count", {"query": {"terms": {"id": [each["id"] for each in events]}}})[
            "count"
        ]
        for index in server.ask("GET", f"/{server.prefix}/_alias")
    }
    assert sorted(counts.values())[-3:] == [2, 2, 2]


def test_the_settings_are_those_of_the_url(elasticsearch_url: str, server: Server) -> None:
    for number, options in enumerate(["replicas=2&shards=3&durability=async&codec=default", ""]):
        store = ElasticsearchStore(Connection(read_address(f"{elasticsearch_url}x{'y' * number}?{options}")))
        store.append(batch("x"))
        (index,) = server.ask("GET", f"/{server.prefix}x{'y' * number}/_settings").values()
        found = index["settings"]["index"]
        if options:
            assert (found["number_of_replicas"], found["number_of_shards"]) == ("2", "3")
            assert (found["translog"]["durability"], found["codec"]) == ("async", "default")
        else:
            assert (found["auto_expand_replicas"], found["number_of_shards"]) == ("0-1", "1")
            assert (found["translog"]["durability"], found["codec"]) == ("request", "best_compression")


def test_batches_larger_than_a_body_are_whole(
    elasticsearch_url: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_BODY", 5_000)
    store = ElasticsearchStore(Connection(read_address(elasticsearch_url)))
    names = named(300, "many")
    assert list(store.append(batch(*names))) == []
    assert store.usage(TenantId("acme")).events >= 300
    found = server.messages()
    assert {found[name] for name in names} == {1}
