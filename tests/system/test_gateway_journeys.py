"""From every input into the real store and found again: whatever it was, in the document that `normalise_line` says."""

import json
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from pylogbeat import PyLogBeatClient
from tests.gateway.running import (
    ACME_KEY,
    GLOBEX_KEY,
    Part,
    delivery,
    intake,
    running,
    settings_in,
    spooled,
    store,
    until,
)

from elkvision.core.event import Event
from elkvision.core.query import EVERYTHING
from elkvision.core.settings import Settings
from elkvision.core.tenancy import TenantId
from elkvision.pipeline.normalise import normalise_line
from elkvision.store.contract import LogStore, Span
from elkvision.store.registry import open_store

pytestmark = pytest.mark.system

ACME, GLOBEX = TenantId("acme"), TenantId("globex")

#: Lines that somebody's program has sent somewhere.
ODD = [
    b'{"message":"plain JSON","level":"WARN","service":{"name":"shop"},"time":1795435200.25}',
    b'{"message":"nul \\u0000 in a string"}',
    b'{"message":"raw nul \x00 in a string"}',
    b'{"message":"invalid \xff\xfe in JSON"}',
    b"invalid \xff\xfe in text",
    b"nul \x00 in text",
    b'{"half":',
    b'{"m":"two"}{"m":"objects"}',
    b'{"m":"x"}}{"t":99,"d":{}',
    b"{}",
    b'  {"message":"spaces around"}  ',
    b'{"message":"carriage return"}\r',
    b"[1,2,3]",
    b"null",
    b'"a string"',
    b'{"message":null,"level":7,"a.b":1,"a":{"c":2},"list":[1,"two",{"three":3}]}',
    b'{"message":"deep","d":' + b'{"d":' * 40 + b"1" + b"}" * 40 + b"}",
    b'{"tenant_id":"globex","id":"mine","received_at":5,"message":"tries to be another"}',
    b'{"message":"lone surrogate \\ud83d"}',
    "2026-11-23 12:00:00,123 ERROR grüße 🌍".encode(),
    b"Nov 23 11:59:59 web-1 sshd[42]: Accepted publickey for alice",
    b'{"number":123456789012345678901234567890,"message":"a large number"}',
    b'{"message":"same key twice","a":1,"a":2}',
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_in(tmp_path_factory.mktemp("data"), store="clickhouse+embedded://", segment_seconds=0.1)


@pytest.fixture(scope="module")
def parts(settings: Settings) -> Iterator[dict[str, Part]]:
    with running(store(settings)) as one, running(intake(settings)) as two, running(delivery(settings)) as three:
        yield {"store": one, "intake": two, "delivery": three}


@pytest.fixture
def shelf(settings: Settings, parts: dict[str, Part]) -> Iterator[LogStore]:
    shelf = open_store(settings.store, settings)
    yield shelf
    shelf.close()


def send(settings: Settings, data: bytes) -> None:
    with socket.create_connection((settings.host, settings.tcp_port)) as connection:
        connection.sendall(data)


def found(shelf: LogStore, tenant: TenantId, input: str, since: str = "") -> list[Event]:
    page = shelf.search(tenant, Span(EVERYTHING), limit=1000, order="oldest")
    return sorted((e for e in page.events if e["input"] == input and e["id"] > since), key=lambda event: event["id"])


def test_whatever_line_came_is_found_as_normalising_says(settings: Settings, shelf: LogStore) -> None:
    send(settings, b"\n".join([*ODD, b"", b"  ", b"last one, without its newline"]))
    lines = [*ODD, b"last one, without its newline"]
    until(lambda: len(found(shelf, ACME, "tcp")) >= len(lines), 15)
    events = found(shelf, ACME, "tcp")
    assert len(events) == len(lines)
    for line, event in zip(lines, events, strict=True):
        expected = normalise_line(
            line, id=event["id"], tenant="acme", received_ms=event["received_at"], input="tcp", defaults={}
        )
        assert event == expected, line
    assert found(shelf, GLOBEX, "tcp") == []
    by_message = {event["message"]: event for event in events}
    assert "_invalid_utf8" in by_message["invalid \ufffd\ufffd in text"]["tags"]


def test_a_ten_megabyte_line_is_found_by_its_beginning_and_tagged(settings: Settings, shelf: LogStore) -> None:
    before = max((event["id"] for event in found(shelf, ACME, "tcp")), default="")
    send(settings, b"long " + b"x" * (10 << 20) + b"\nshort after it\n")
    until(lambda: len(found(shelf, ACME, "tcp", before)) == 2, 15)
    long, short = found(shelf, ACME, "tcp", before)
    if short["message"].startswith("long"):
        long, short = short, long
    assert len(long["message"]) == settings.max_event_bytes
    assert "_truncated" in long["tags"]
    assert short["message"] == "short after it"


def test_each_input_says_where_it_came_from_and_whose_it_is(settings: Settings, shelf: LogStore) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b'{"message":"over udp"}', (settings.host, settings.udp_port))
    client = PyLogBeatClient(settings.host, settings.beats_port, timeout=10)
    client.connect()
    client.send([{"message": "over beats", "host": {"name": "web-1"}}])
    client.close()
    url = f"http://{settings.host}:{settings.http_port}/"
    answer = httpx.post(url, json=[{"message": "over http"}], headers={"X-API-Key": GLOBEX_KEY})
    assert answer.json()["accepted"] == 1
    for tenant, input in ((ACME, "udp"), (ACME, "beats"), (GLOBEX, "http")):
        until(lambda tenant=tenant, input=input: found(shelf, tenant, input), 15)  # type: ignore[misc]  # bound at once
        assert [event["message"] for event in found(shelf, tenant, input)] == [f"over {input}"]


def test_while_the_store_is_away_logs_are_taken_and_arrive_when_it_is_back(
    settings: Settings, parts: dict[str, Part], shelf: LogStore
) -> None:
    before = max((event["id"] for event in found(shelf, ACME, "tcp")), default="")
    parts["store"].kill()
    url = f"http://{settings.host}:{settings.http_port}/"
    for n in range(5):
        answer = httpx.post(url, json={"message": f"meanwhile {n}"}, headers={"X-API-Key": ACME_KEY})
        assert answer.json()["accepted"] == 1
        send(settings, b"meanwhile over tcp %d\n" % n)
        time.sleep(0.12)
    until(lambda: parts["delivery"].stats()["last_error"], 10)
    assert parts["delivery"].stats()["lag_ms"] > 0
    assert len(spooled(settings)) == 10
    parts["store"].start()
    until(lambda: not spooled(settings), 20, lambda: json.dumps(parts["delivery"].stats()))
    assert len(found(shelf, ACME, "tcp", before)) == 5
    assert sorted(event["message"] for event in found(shelf, ACME, "http")) == [f"meanwhile {n}" for n in range(5)]
    assert parts["delivery"].stats()["last_error"] is None
