"""What was not as usual."""

import random

from tests.server.conftest import Caller, Logs

HOUR = 3600


def past(store_logs: Logs, days: int, **fields: str) -> None:
    dice = random.Random(5)
    for hour in range(3, 24 * days):
        store_logs.add("acme", *["failed"] * dice.randint(1, 5), ago_s=(hour + 0.5) * HOUR, **fields)


def test_more_errors_than_usual_are_told_with_the_reason(alice: Caller, store_logs: Logs) -> None:
    past(store_logs, 16, level="error", service="shop")
    store_logs.add("acme", *["failed"] * 90, level="error", service="shop", ago_s=2.5 * HOUR)
    body = alice.get("/analytics/anomalies/", hours=12).json()
    found = next(each for each in body["results"] if each["series"] == "shop, error")
    assert found["kind"] == "high"
    assert found["number"] >= 80
    assert "usually" in found["reason"]
    lines = alice.get("/logs/count/", q=found["query"], from_=found["start"], to=found["end"]).json()
    assert lines["count"] >= found["number"]
    assert len(body["bands"]["shop, error"]) == 12


def test_what_is_as_usual_is_not_told(alice: Caller, store_logs: Logs) -> None:
    past(store_logs, 16, level="error", service="shop")
    store_logs.add("acme", *["failed"] * 3, level="error", service="shop", ago_s=2.5 * HOUR)
    store_logs.add("acme", *["failed"] * 3, level="error", service="shop", ago_s=1.5 * HOUR)
    store_logs.add("acme", *["failed"] * 3, level="error", service="shop", ago_s=0.5 * HOUR)
    body = alice.get("/analytics/anomalies/", hours=12).json()
    assert body["results"] == []
    assert body["series"] == 2


def test_little_history_is_said(alice: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", "x", level="error", service="shop", ago_s=2 * HOUR)
    body = alice.get("/analytics/anomalies/", hours=6).json()
    assert body["learning"] == body["series"] == 2


def test_the_lines_of_a_pattern_are_a_series(alice: Caller, store_logs: Logs) -> None:
    past(store_logs, 16, service="shop")
    store_logs.add("acme", *["failed"] * 90, service="shop", ago_s=2.5 * HOUR)
    body = alice.post("/analytics/anomalies/", queries=['message:"failed"', 'message:"other"'], hours=12).json()
    assert [each["series"] for each in body["results"]][:1] == ['message:"failed"']
