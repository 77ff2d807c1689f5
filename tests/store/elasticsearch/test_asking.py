"""What asking Elasticsearch promises beyond the exam: whole answers or none, nothing left open, flat memory."""

import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.exams.store.making import TEN, event, everything, ids, keep, messages, span
from tests.store.elasticsearch.cases import Server

from elkvision.core.errors import Unavailable, Unsupported
from elkvision.core.tenancy import TenantId, tenant_id
from elkvision.store.contract import LogStore
from elkvision.store.engines.elasticsearch import asking, exporting, failures, longs
from elkvision.store.engines.elasticsearch.connection import Connection
from elkvision.store.registry import open_store


@pytest.fixture(scope="module")
def store(elasticsearch_url: str) -> Iterator[LogStore]:
    opened = open_store(elasticsearch_url)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def server(elasticsearch_url: str) -> Iterator[Server]:
    server = Server(elasticsearch_url)
    yield server
    server.client.close()


@pytest.fixture
def acme(request: pytest.FixtureRequest) -> TenantId:
    return tenant_id(f"acme-{abs(hash(request.node.name)) % 10**9}")


def _open_points(server: Server) -> int:
    stats = server.ask("GET", f"/{server.prefix}/_stats/search")
    return int(stats["_all"]["total"]["search"]["open_contexts"])


# -- expressions


def test_an_expression_that_the_server_finds_too_complex_is_answered(store: LogStore, acme: TenantId) -> None:
    right, wrong = "a" + "x" * 30 + "b", "a" + "x" * 29 + "b"
    keep(store, event(acme, right), event(acme, wrong), event(acme, "v", attributes={"v": [wrong, right]}))
    assert messages(everything(store, acme, "/^a.{30}b$|ba{40}.{20}c/")) == [right]
    assert messages(everything(store, acme, "/a.{30}b/")) == [right]
    assert messages(everything(store, acme, "v:/a.{30}b/")) == ["v"]
    assert messages(everything(store, acme, "-/a.{30}b/")) == [wrong, "v"]
    marks = "?" * 30
    assert messages(everything(store, acme, f"v:*a{marks}b*")) == ["v"]
    assert messages(everything(store, acme, f"*a{marks}b*")) == [right]
    assert (
        store.histogram(acme, span("/a.{30}b/", TEN, TEN + timedelta(minutes=1)), step=timedelta(minutes=1)).total == 1
    )
    assert [each.value for each in store.top_values(acme, span("v:/a.{30}b/"), "v").values] == [wrong, right]
    assert [ids(chunk) for chunk in store.export(acme, span("/a.{30}b/"))] == [
        ids(everything(store, acme, "/a.{30}b/"))
    ]
    assert store.delete(acme, span("/a.{30}b/")) == 1


def test_expressions_that_tell_cases_apart_do(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "Abc"), event(acme, "ABC"), event(acme, "abc", attributes={"v": ["Abc", 5]}))
    assert messages(everything(store, acme, "/(?-i)Abc/")) == ["Abc"]
    assert messages(everything(store, acme, "-/(?-i)A[a-z]/")) == ["ABC", "abc"]
    assert messages(everything(store, acme, "v:/(?-i)^Abc/")) == ["abc"]
    assert messages(everything(store, acme, r"/(\babc\b)+/")) == ["Abc", "ABC", "abc"]


def test_too_many_to_be_looked_at_are_refused_in_a_sentence(
    store: LogStore, acme: TenantId, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, *(event(acme, f"Word {n}", at=TEN + timedelta(seconds=n)) for n in range(12)))
    monkeypatch.setattr(longs, "MOST_LOOKED_AT", 10)
    with pytest.raises(Unsupported, match="more than 10 events") as refused:
        store.count(acme, span("/(?-i)Word/"))
    assert "shorter time" in refused.value.hint
    assert store.count(acme, span("/(?-i)Word/", TEN, TEN + timedelta(seconds=9))) == 9
    assert store.count(acme, span("/(?i)word/")) == 12


# -- large questions


def test_choices_of_every_kind_by_the_thousand_are_answered(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "w7 end", host="s7", attributes={"v": 7}), event(acme, "other"))
    for each in ("w{}", "v:{}", "host:s{}", "w{}*", "v:*{}"):
        query = " OR ".join(each.format(n) for n in range(600))
        assert store.count(acme, span(query)) == 1, each
        assert store.count(acme, span(f"-({query})")) == 1, each


def test_a_query_fifty_deep_is_answered(store: LogStore, acme: TenantId) -> None:
    keep(store, event(acme, "x y"), event(acme, "y z"))
    query = "x"
    for _ in range(24):
        query = f"(y AND (q OR {query}))"
    assert messages(everything(store, acme, query)) == ["x y"]
    assert messages(everything(store, acme, f"-{query}")) == ["y z"]


def test_pages_larger_than_the_server_gives_at_once_are_whole(
    store: LogStore, acme: TenantId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_MOST_ROWS", 7)
    made = [event(acme, str(n), at=TEN + timedelta(seconds=n // 3)) for n in range(50)]
    keep(store, *made)
    page = store.search(acme, span(), limit=40, order="oldest")
    rest = store.search(acme, span(), limit=40, order="oldest", cursor=page.cursor)
    assert (len(page.events), rest.cursor) == (40, None)
    assert ids([*page.events, *rest.events]) == ids(made)


# -- whole or not at all


def test_an_answer_that_takes_too_long_is_none(
    store: LogStore, acme: TenantId, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, event(acme, "x"))
    answers = {"timed_out": True, "_shards": {"total": 1, "failed": 0}, "hits": {"total": {"value": 7}, "hits": []}}
    monkeypatch.setattr(Connection, "ask", lambda *_given, **_named: answers)
    with pytest.raises(Unavailable, match="within 30 seconds") as late:
        store.count(acme, span("x"))
    assert "shorter time" in late.value.hint


def test_a_search_that_the_server_stops_says_what_to_try(
    store: LogStore, acme: TenantId, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_given: object, **_named: object) -> None:
        error = failures.answered(504, "search_timeout_exception", "Time exceeded", "here:9200")
        assert error is not None
        raise error

    monkeypatch.setattr(Connection, "ask", stopped)
    with pytest.raises(Unavailable, match="within 30 seconds"):
        store.search(acme, span("/a.*b/"))


def test_an_answer_without_a_shard_is_none(store: LogStore, acme: TenantId, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"timed_out": False, "_shards": {"total": 3, "failed": 1}, "hits": {"total": {"value": 7}, "hits": []}}
    monkeypatch.setattr(Connection, "ask", lambda *_given, **_named: answers)
    with pytest.raises(Unavailable, match="1 of 3 shards"):
        store.count(acme, span("x"))


def test_a_shard_that_is_away_is_no_answer(store: LogStore, server: Server, acme: TenantId) -> None:
    """An index that no node may take: its shard is unassigned, and so the cluster's answer would lack its events."""
    keep(store, event(acme, "x"))
    lost = f"{server.prefix}-2020.01.01"
    settings = {"index.routing.allocation.require.nobody": "has-this", "number_of_replicas": 0}
    server.client.put(f"/{lost}?wait_for_active_shards=0", json={"settings": settings}).raise_for_status()
    try:
        for question in (
            lambda: store.count(acme, span()),
            lambda: store.search(acme, span()),
            lambda: store.top_values(acme, span(), "service"),
            lambda: store.fields(acme, span()),
            lambda: list(store.export(acme, span())),
        ):
            with pytest.raises(Unavailable):
                question()
    finally:
        server.ask("DELETE", f"/{lost}")
    assert store.count(acme, span()) == 1


def test_nobody_has_written_and_everything_is_answered(elasticsearch_url: str, acme: TenantId) -> None:
    empty = open_store(f"{elasticsearch_url}-empty")
    asked = span("", TEN, TEN + timedelta(hours=1))
    assert (list(empty.search(acme, asked).events), empty.count(acme, asked)) == ([], 0)
    assert empty.histogram(acme, asked, step=timedelta(minutes=1)).total == 0
    found = empty.top_values(acme, asked, "status")
    assert (list(found.values), found.total, found.present, found.distinct) == ([], 0, 0, 0)
    assert (list(empty.fields(acme, asked)), empty.field_stats(acme, asked, "took").count) == ([], 0)
    assert (list(empty.export(acme, asked)), empty.get(acme, "0" * 32)) == ([], None)
    assert empty.context(acme, "0" * 32) is None
    empty.close()


# -- exports


def test_an_export_lets_go_of_its_point_in_time(store: LogStore, server: Server, acme: TenantId) -> None:
    keep(store, *(event(acme, str(n)) for n in range(500)))
    before = _open_points(server)
    left = store.export(acme, span())
    assert len(next(iter(left))) >= 1
    assert _open_points(server) > before
    left.close()  # type: ignore[attr-defined]  # an export is a generator
    assert _open_points(server) == before
    assert sum(map(len, store.export(acme, span()))) == 500
    assert _open_points(server) == before
    store.export(acme, span()).close()  # type: ignore[attr-defined]
    assert _open_points(server) == before


def test_an_export_that_the_server_let_go_of_says_so(
    store: LogStore, server: Server, acme: TenantId, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, *(event(acme, str(n)) for n in range(500)))
    points: list[str] = []
    ask = Connection.ask

    def seen(connection: Connection, method: str, path: str, *given: Any, **named: Any) -> Any:
        answer = ask(connection, method, path, *given, **named)
        if (method, path) == ("POST", f"/{server.prefix}/_pit"):
            points.append(answer["id"])
        return answer

    monkeypatch.setattr(Connection, "ask", seen)
    chunks = store.export(acme, span())
    assert next(iter(chunks))
    server.client.request("DELETE", "/_pit", json={"id": points[0]}).raise_for_status()
    with pytest.raises(Unavailable, match="let go of"):
        list(chunks)


def test_an_export_is_as_of_one_moment(store: LogStore, acme: TenantId) -> None:
    keep(store, *(event(acme, "before", at=TEN + timedelta(seconds=n)) for n in range(300)))
    chunks = store.export(acme, span())
    first = next(iter(chunks))
    keep(store, *(event(acme, "meanwhile", at=TEN + timedelta(seconds=n + 250)) for n in range(100)))
    assert messages([*first, *(each for chunk in chunks for each in chunk)]) == ["before"] * 300


def test_large_events_leave_in_small_chunks(store: LogStore, acme: TenantId, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "FIRST_PAGE", 4)
    for _ in range(12):
        keep(store, *(event(acme, "x" * 500_000) for _ in range(10)))
    tracemalloc.start()
    try:
        assert sum(map(len, store.export(acme, span()))) == 120
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 55_000_000
