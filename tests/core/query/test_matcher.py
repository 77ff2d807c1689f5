"""The Python reading: what the exam of the stores does not reach. Its semantics are examined there."""

import time

import pytest

from elkvision.core.event import Event
from elkvision.core.query import matcher, parse

EVENT: Event = {
    "id": "0" * 32,
    "@timestamp": 1_773_489_600_123_456_789,
    "received_at": 1_773_489_600_123,
    "tenant_id": "acme",
    "level": "info",
    "message": "GET /api/orders/4711 took 12 ms for customer 99 from 10.1.2.3",
    "service": "checkout",
    "attributes": {"status": 200, "user": {"id": 42}, "ip": "10.1.2.3"},
    "input": "tcp",
}


def _matches(query: str, **changes: object) -> bool:
    return matcher(parse(query))({**EVENT, **changes})


def test_an_event_without_attributes_lacks_all_of_them() -> None:
    bare = {name: value for name, value in EVENT.items() if name != "attributes"}
    for query in ("status:200", "user.id:42", "user:*", "status:>1"):
        assert matcher(parse(query))(EVENT)
        assert not matcher(parse(query))(bare)
        assert matcher(parse(f"-{query}"))(bare)


def test_milliseconds_of_receipt_are_compared_in_nanoseconds() -> None:
    assert _matches("received_at:2026-03-14T12:00:00.123Z")
    assert not _matches("received_at:<2026-03-14T12:00:00.123Z")


@pytest.mark.parametrize("value", ["10.1.2", "10.1.2.3.4", "1e1", "fe80::1%eth0", "", ":", "."])
def test_what_is_no_address_is_in_no_network(value: str) -> None:
    assert not _matches("ip:0.0.0.0/0 OR ip:::/0", attributes={"ip": value})


@pytest.mark.parametrize(
    "query", ["a*a*a*a*a*a*b", "message:*a*a*a*a*a*a*b", "/(a+)+$x/", "x:a*a*a*a*a*a*a*b", '"a b c"']
)
def test_a_hostile_text_takes_no_long_time(query: str) -> None:
    hostile = matcher(parse(query))
    event = {**EVENT, "message": "a" * 50_000 + " " * 50_000 + "b", "attributes": {"x": "a" * 50_000}}
    began = time.perf_counter()
    hostile(event)
    assert time.perf_counter() - began < 1


def test_a_query_of_thousands_of_clauses_is_compiled_and_answered() -> None:
    assert not _matches(" OR ".join(f"w{n}" for n in range(1000)))
    assert _matches(" ".join(f"-w{n}" for n in range(1000)))


def test_a_common_filter_takes_microseconds() -> None:
    """5,000 logs a second for 100 sockets leave 2 µs of one core for each look; this is generous to slow machines."""
    for query in ("level:error", "timeout", "service:payment status:>=500", '"disk full" -debug'):
        matches = matcher(parse(query))
        began = time.process_time()
        for _ in range(20_000):
            matches(EVENT)
        assert (time.process_time() - began) / 20_000 < 10e-6, query
