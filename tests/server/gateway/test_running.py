"""What several gateways say of pipelines, together."""

from typing import Any

from elkvision.server.gateway.running import pipelines_of


def told(version: int, events: int, failure: str = "", problem: str = "") -> dict[str, Any]:
    grok = {"id": "g", "name": "grok", "line": 1, "events": events, "failures": int(bool(failure)), "nanoseconds": 10}
    filters = [{**grok, "last_failure": failure}]
    return {"pipelines": {"acme": [{"id": 4, "name": "n", "version": version, "problem": problem, "filters": filters}]}}


def test_counts_are_added_and_the_failure_of_one_is_shown() -> None:
    found = pipelines_of([told(2, 5), told(2, 7, "no match")], "acme")
    assert found is not None
    one = found[0]["filters"][0]
    assert (one["events"], one["failures"], one["nanoseconds"], one["last_failure"]) == (12, 1, 20, "no match")


def test_for_a_moment_after_a_change_the_newest_version_counts() -> None:
    found = pipelines_of([told(2, 5), told(3, 1, problem="broken")], "acme")
    assert found is not None
    assert [(each["version"], each["problem"], each["filters"][0]["events"]) for each in found] == [(3, "broken", 1)]


def test_an_organisation_without_pipelines_has_none() -> None:
    assert pipelines_of([told(1, 1)], "globex") is None
    assert pipelines_of([], "acme") is None
