"""How a period was, beside the one before it."""

import pytest
from tests.server.conftest import Caller, Logs

DAY = 86_400


def test_an_overview_sets_a_period_against_the_one_before_it(alice: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", *["paid"] * 6, level="info", service="shop", host="a", ago_s=3600)
    store_logs.add("acme", *["failed"] * 2, level="error", service="shop", host="b", ago_s=3600)
    store_logs.add("acme", *["paid"] * 4, level="info", service="shop", host="a", ago_s=DAY + 3600)
    store_logs.add("globex", *["theirs"] * 50, level="error", service="shop")
    answer = alice.get("/analytics/overview/", from_="now-24h", to="now")
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert {name: body["total"][name] for name in ("count", "errors", "previous_count", "previous_errors")} == {
        "count": 8,
        "errors": 2,
        "previous_count": 4,
        "previous_errors": 0,
    }
    assert [(each["value"], each["count"]) for each in body["services"]] == [("shop", 8)]
    assert [(each["value"], each["count"], each["errors"]) for each in body["hosts"]] == [("a", 6, 0), ("b", 2, 2)]
    assert sum(point["count"] for point in body["series"]) == 8
    assert sum(point["errors"] for point in body["series"]) == 2
    assert sum(point["previous"] for point in body["series"]) == 4
    assert sum(body["hours"]) == 8


def test_numbers_come_with_the_query_that_finds_their_lines(alice: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", "failed", "failed again", service="the shop", level="error")
    store_logs.add("acme", "nobody", level="error")
    body = alice.get("/analytics/overview/", q="level:error").json()
    for each in body["services"]:
        assert alice.get("/logs/count/", q=each["query"], from_="now-24h").json()["count"] == each["count"]
    assert [each["value"] for each in body["services"]] == ["the shop", None]


def test_what_changed_is_told_apart_from_chance(alice: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", *["x"] * 200, service="shop", ago_s=DAY + 3600)
    store_logs.add("acme", *["x"] * 200, service="shop", ago_s=3600)
    store_logs.add("acme", *["y"] * 300, service="crawler", ago_s=3600)
    body = alice.get("/analytics/overview/").json()
    changes = {each["value"]: each["score"] > 0 for each in body["changes"] if each["field"] == "service"}
    assert changes == {"crawler": True, "shop": False}


def test_kibana_is_there_only_when_it_is_configured(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    assert alice.get("/analytics/settings/").json() == {}
    monkeypatch.setenv("ELKVISION_KIBANA_URL", "https://kibana.acme.test")
    assert alice.get("/analytics/settings/").json() == {"kibana_url": "https://kibana.acme.test"}
