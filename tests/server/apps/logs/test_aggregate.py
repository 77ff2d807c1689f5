"""Numbers by group and time through the API."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.server.conftest import Caller, Logs, program

from elkvision.server.apps.accounts.models import Organisation


@pytest.fixture
def reader(acme: Organisation) -> Caller:
    return program(acme, "read")


@pytest.fixture
def shop(store_logs: Logs) -> None:
    for service, level, took, ago in [
        ("web", "info", 10, 60), ("web", "error", 50, 120), ("db", "error", 7, 180), ("db", "info", None, 1800),
    ]:  # fmt: skip
        attributes = {} if took is None else {"took": took}
        store_logs.add("acme", "x", service=service, level=level, attributes=attributes, ago_s=ago)
    store_logs.add("globex", "theirs", service="secret")


def ask(reader: Caller, **body: Any) -> Any:
    answer = reader.post("/logs/aggregate/", **body)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_logs_are_counted_unless_something_else_is_asked_for(reader: Caller, shop: None) -> None:
    found = ask(reader)
    assert (found["total"], found["rows"], found["groups"]) == ({"keys": [], "numbers": [3], "series": []}, [], 0)
    assert (found["starts"], found["step"]) == ([], None)
    lasted = datetime.fromisoformat(found["to"]) - datetime.fromisoformat(found["from"])
    assert lasted == timedelta(minutes=15)
    assert found["elapsed_ms"] >= 0


def test_measures_by_group_with_queries_of_their_own(reader: Caller, shop: None) -> None:
    measures = [
        {"kind": "count"},
        {"q": "level:error"},
        {"kind": "average", "field": "took"},
        {"kind": "percentile", "field": "took", "percent": 100},
        {"kind": "sum", "field": "took", "q": "level:info"},
    ]
    found = ask(reader, from_="now-1h", measures=measures, groups=["service"], order_by=2)
    assert found["total"]["numbers"] == [4, 2, pytest.approx(67 / 3), pytest.approx(50), 10]
    assert [(row["keys"], row["numbers"]) for row in found["rows"]] == [
        (["web"], [2, 1, 30, pytest.approx(50), 10]),
        (["db"], [2, 1, 7, pytest.approx(7), 0]),
    ]
    assert found["groups"] == 2


def test_buckets_are_of_a_readable_step_or_the_given_one(reader: Caller, shop: None) -> None:
    found = ask(reader, from_="now-1h", buckets=60, groups=["level"])
    assert found["step"] == 60
    assert len(found["starts"]) in (60, 61)
    assert all(len(row["series"][0]) == len(found["starts"]) for row in [found["total"], *found["rows"]])
    assert sum(found["total"]["series"][0]) == 4
    windows = ask(reader, from_="now-1h", step=60, window=3600, shift=30)
    assert {start[17:] for start in windows["starts"]} == {"30.000Z"}
    assert windows["total"]["series"][0][-1] == 4


def test_only_so_many_groups_come_and_all_are_counted(reader: Caller, store_logs: Logs) -> None:
    for n in range(9):
        store_logs.add("acme", *(["x"] * (n + 1)), service=f"s{n}")
    found = ask(reader, groups=["service"], limit=2)
    assert ([row["keys"] for row in found["rows"]], found["groups"]) == ([["s8"], ["s7"]], 9)
    rare = ask(reader, groups=["service"], limit=1, ascending=True)
    assert [row["keys"] for row in rare["rows"]] == [["s0"]]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"q": "level:(error"}, "query_error"),
        ({"measures": [{"q": "level:(error"}]}, "query_error"),
        ({"measures": [{"kind": "guess"}]}, "invalid"),
        ({"measures": [{"kind": "sum"}]}, "invalid"),
        ({"measures": [{"kind": "percentile", "field": "took", "percent": 101}]}, "invalid"),
        ({"measures": [{}] * 201}, "invalid"),
        ({"measures": "count"}, "invalid"),
        ({"groups": ["a", "b", "c", "d", "e"]}, "invalid"),
        ({"groups": ["a", "a"]}, "invalid"),
        ({"groups": ["@timestamp"]}, "invalid"),
        ({"step": 0}, "invalid"),
        ({"step": "nan"}, "invalid"),
        ({"step": 0.001}, "invalid"),
        ({"step": 60, "window": 90}, "invalid"),
        ({"order_by": 1}, "invalid"),
        ({"limit": 0}, "invalid"),
        ({"from": "now", "to": "now-1h"}, "invalid"),
        ({"from": "whenever"}, "invalid"),
        ({"shift": 1e300}, "invalid"),
        ({"step": 60, "groups": ["service"], "limit": 10_000, "from": "now-1d"}, "invalid"),
    ],
)
def test_what_cannot_be_answered_is_said(reader: Caller, body: dict[str, Any], code: str) -> None:
    answer = reader.post("/logs/aggregate/", **body)
    assert answer.status_code == 400, answer.content
    assert answer.json()["error"]["code"] == code
    assert answer.json()["error"]["message"]
