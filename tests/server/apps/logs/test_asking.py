"""Finding logs through the API."""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from tests.server.conftest import Caller, Logs, program

from elkvision.core.errors import Unavailable
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.logs import asking, selectors


@pytest.fixture
def reader(acme: Organisation) -> Caller:
    return program(acme, "read")


def test_a_log_is_found_by_a_word_in_it(reader: Caller, store_logs: Logs) -> None:
    disk, _ = store_logs.add("acme", "disk full on db-1", "all is well", level="error", service="db")
    answer = reader.get("/logs/search/", q="disk").json()
    (event,) = answer["results"]
    assert (event["id"], event["message"], event["level"]) == (disk, "disk full on db-1", "error")
    assert event["@timestamp"].endswith("Z")
    assert answer["next"] is None
    assert answer["elapsed_ms"] >= 0


def test_answers_say_how_long_the_store_took(reader: Caller) -> None:
    assert reader.get("/logs/search/").headers["Server-Timing"].startswith("store;dur=")
    assert reader.get("/logs/validate/").headers["Server-Timing"].startswith("app;dur=")


def test_pages_follow_one_another_to_the_end(reader: Caller, store_logs: Logs) -> None:
    ids = store_logs.add("acme", *(f"line {n}" for n in range(25)))
    found: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(3):
        page = reader.get("/logs/search/", limit=10, order="oldest", **cursor).json()
        found += [event["id"] for event in page["results"]]
        cursor = {"cursor": page["next"]}
    assert found == ids
    assert page["next"] is None


def test_the_last_fifteen_minutes_are_meant_unless_said(reader: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", "recent")
    store_logs.add("acme", "older", ago_s=3600)
    assert reader.get("/logs/count/").json()["count"] == 1
    assert reader.get("/logs/count/", from_="now-2h").json()["count"] == 2
    assert reader.get("/logs/count/", from_="now-2h", to="now-30m").json()["count"] == 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"q": "level:(error"}, "query_error"),
        ({"from_": "whenever"}, "invalid"),
        ({"from_": "now", "to": "now-1h"}, "invalid"),
        ({"limit": 0}, "invalid"),
        ({"limit": 1001}, "invalid"),
        ({"order": "sideways"}, "invalid"),
        ({"cursor": "not one of ours"}, "invalid"),
        ({"q": "x" * 20_000}, "invalid"),
        ({"q": "\x00"}, "invalid"),
    ],
)
def test_what_cannot_be_understood_is_said(reader: Caller, query: dict[str, Any], code: str) -> None:
    answer = reader.get("/logs/search/", **query)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code
    assert answer.json()["error"]["message"]


def test_a_query_error_points_at_the_column(reader: Caller) -> None:
    error = reader.get("/logs/search/", q="level:error AND (disk").json()["error"]
    assert error["column"] == 17
    assert error["hint"]
    valid = reader.get("/logs/validate/", q="level:error AND (disk").json()
    assert valid == {"valid": False, "message": error["message"], "column": 17, "hint": error["hint"]}
    assert reader.get("/logs/validate/", q="level:error").json() == {"valid": True}


def test_the_histogram_counts_all_by_level_in_readable_steps(reader: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", "a", "b", level="error")
    store_logs.add("acme", "c")
    found = reader.get("/logs/histogram/", from_="now-1h", buckets=60).json()
    assert found["step"] == 60
    assert found["total"] == 3
    assert 60 <= len(found["buckets"]) <= 62
    counted: dict[str, int] = {}
    for bucket in found["buckets"]:
        for level, count in bucket["counts"].items():
            counted[level] = counted.get(level, 0) + count
    assert counted == {"error": 2, "": 1}


@pytest.mark.parametrize(
    ("range_", "buckets", "step"), [("15m", 60, 15), ("1h", 60, 60), ("1d", 60, 1800), ("7d", 60, 10800)]
)
def test_steps_are_round(reader: Caller, range_: str, buckets: int, step: float) -> None:
    assert reader.get("/logs/histogram/", from_=f"now-{range_}", buckets=buckets).json()["step"] == step


def test_a_step_of_ones_own_has_a_limit(reader: Caller) -> None:
    assert reader.get("/logs/histogram/", from_="now-1h", step=30).json()["step"] == 30
    assert reader.get("/logs/histogram/", from_="now-30d", step=1).status_code == 400
    assert reader.get("/logs/histogram/", step="nan").status_code == 400


def test_fields_and_values_are_listed(reader: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", "a", "b", service="web", attributes={"status": 500})
    store_logs.add("acme", "c", service="db")
    fields = reader.get("/logs/fields/").json()
    assert fields["total"] == 3
    named = {each["name"]: each for each in fields["results"]}
    assert named["service"]["count"] == 3
    status = next(each for name, each in named.items() if name.endswith("status"))
    assert status["types"] == ["integer"]
    values = reader.get("/logs/values/", field="service").json()
    assert values["results"] == [{"value": "web", "count": 2}, {"value": "db", "count": 1}]
    assert (values["field"], values["total"], values["present"], values["distinct"]) == ("service", 3, 3, 2)
    assert reader.get("/logs/values/", field="service", prefix="d").json()["results"] == [{"value": "db", "count": 1}]
    assert reader.get("/logs/values/").status_code == 400


def test_numbers_have_statistics(reader: Caller, store_logs: Logs) -> None:
    for took in (10, 20, 30):
        store_logs.add("acme", "x", attributes={"took": took})
    found = reader.get("/logs/field-statistics/", field="took").json()
    assert (found["count"], found["minimum"], found["maximum"], found["average"]) == (3, 10, 30, 20)
    assert set(found["percentiles"]) == {"50", "90", "95", "99"}


def test_a_line_is_seen_among_its_neighbours(reader: Caller, store_logs: Logs) -> None:
    ids = store_logs.add("acme", *(f"line {n}" for n in range(9)), service="web")
    store_logs.add("acme", "elsewhere", service="db")
    found = reader.get(f"/logs/{ids[4]}/context/", before=2, after=2).json()
    assert [event["id"] for event in found["before"]] == ids[2:4]
    assert found["event"]["id"] == ids[4]
    assert [event["id"] for event in found["after"]] == ids[5:7]
    assert reader.get(f"/logs/{ids[4]}/").json()["message"] == "line 4"
    assert reader.get(f"/logs/{ids[4][:-1]}f/").status_code == 404


def test_statistics_compare_a_period_with_the_one_before(reader: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", "a", "b", level="error", service="web", host="h1")
    store_logs.add("acme", "c", service="db")
    store_logs.add("acme", "yesterday", level="error", ago_s=90_000)
    found = reader.get("/logs/statistics/").json()
    assert (found["total"], found["previous_total"]) == (3, 1)
    assert found["by_level"] == {"error": 2, "": 1}
    assert found["previous_by_level"] == {"error": 1}
    assert found["top_services"][0] == {"value": "web", "count": 2}
    assert found["top_hosts"] == [{"value": "h1", "count": 2}]
    assert found["usage"]["events"] == 4


def test_what_is_kept_is_said_from_its_oldest_to_its_newest(reader: Caller, store_logs: Logs) -> None:
    store_logs.add("acme", "old", ago_s=9_000)
    store_logs.add("acme", "new")
    store_logs.add("globex", "older still", ago_s=90_000)
    found = reader.get("/logs/usage/").json()
    oldest, newest = (datetime.fromisoformat(found[end]) for end in ("oldest", "newest"))
    assert found["events"] == 2
    assert 8_930 < (newest - oldest).total_seconds() < 8_950


def test_so_many_questions_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_seats", threading.BoundedSemaphore(2))
    monkeypatch.setattr(asking, "_PATIENCE_SECONDS", 0.05)
    release = threading.Event()
    slow: Callable[[], bool] = lambda: release.wait(5)  # noqa: E731
    threads = [threading.Thread(target=asking.timed, args=(slow,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    with pytest.raises(Unavailable, match="Too many queries"):
        asking.timed(lambda: True)
    release.set()
    for thread in threads:
        thread.join()
    assert asking.timed(lambda: 42).answer == 42


def test_a_store_that_is_away_is_a_503(reader: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def search(self, *_: Any, **__: Any) -> None:
            raise Unavailable("The store does not answer.", hint="it is started again by itself")

    monkeypatch.setattr("elkvision.server.apps.logs.api.views.asking.store", Away)
    answer = reader.get("/logs/search/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.json()["error"] == {
        "code": "unavailable",
        "message": "The store does not answer.",
        "hint": "it is started again by itself",
    }


def test_a_fault_of_ours_is_one_sentence_without_the_inside(reader: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "span", lambda *_: 1 / 0)
    answer = reader.get("/logs/search/")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "failed"
    assert b"ZeroDivision" not in answer.content
