"""What intake and delivery tell of their counts."""

from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from elkvision.core.metrics.families import page_of
from elkvision.gateway import counted
from elkvision.gateway.counters import InputCounts


def told(*rooms: Any) -> dict[tuple[str, ...], float]:
    return {
        (sample.name.removeprefix("elkvision_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page_of(rooms).decode())
        for sample in family.samples
    }


def test_intake_tells_each_input_and_how_full_the_spool_is() -> None:
    counts = InputCounts(received=7, bytes=70, refused=1, dropped=2, connections=3, truncated=4, cut_bytes=5)
    counts.fallen_datagrams = 6
    spool = {"bytes": 10, "budget": 100, "segments": 1, "oldest_ms": 0, "senders_wait": True, "last_error": "no room"}
    found = told(counted.intake({"inputs": {"tcp": counts.as_dict()}, "spool": spool}))
    assert {name[0]: value for name, value in found.items() if name[1:] == ("tcp",)} == {
        "intake_received_events_total": 7, "intake_received_bytes_total": 70, "intake_refused_events_total": 1,
        "intake_lost_events_total": 2, "intake_connections": 3, "intake_truncated_events_total": 4,
        "intake_cut_bytes_total": 5, "intake_lost_datagrams_total": 6,
    }  # fmt: skip
    assert (found[("spool_bytes",)], found[("spool_limit_bytes",)]) == (10, 100)
    assert (found[("spool_senders_wait",)], found[("spool_failing",)]) == (1, 1)
    assert found[("spool_oldest_age_seconds",)] > 1e9


def test_an_empty_spool_has_nothing_old() -> None:
    spool = {"bytes": 0, "budget": 1, "segments": 0, "oldest_ms": None, "senders_wait": False, "last_error": None}
    assert told(counted.intake({"inputs": {}, "spool": spool}))[("spool_oldest_age_seconds",)] == 0


def test_delivery_tells_lanes_and_its_lag_in_seconds() -> None:
    stats = {"express": 6, "full": 1, "dead": 2, "dead_dropped": 0, "retries": 3, "waiting": 1, "dropped": 4,
             "pipeline_errors": 5, "lag_ms": 1500, "last_error": None, "live": {"published": 8, "skipped": 9}}  # fmt: skip
    found = told(counted.delivery(stats))
    assert found[("delivery_stored_events_total", "express")] == 6
    assert found[("delivery_lag_seconds",)] == 1.5
    assert found[("delivery_failing",)] == 0
    assert (found[("live_published_events_total",)], found[("live_skipped_events_total",)]) == (8, 9)


def pipeline(version: int, events: int, problem: str = "", **more: int) -> dict[str, Any]:
    one = {
        "id": "grok:1",
        "name": "grok",
        "events": events,
        "nanoseconds": events * 10**9,
        "failures": 0,
        "timeouts": 0,
    }
    return {"id": 1, "version": version, "problem": problem, "filters": [one | more]}


@pytest.mark.parametrize("organisations", [("acme",), ("acme", "globex")])
def test_filters_are_told_by_their_kind_alone(organisations: tuple[str, ...]) -> None:
    found = told(counted.Filters().of({each: [pipeline(1, 5)] for each in organisations}))
    assert found[("pipeline_filter_events_total", "grok")] == 5 * len(organisations)
    assert found[("pipeline_filter_seconds_total", "grok")] == 5 * len(organisations)
    assert found[("pipelines", "working")] == len(organisations)


def test_a_changed_pipeline_begins_anew_and_what_is_told_goes_on() -> None:
    filters = counted.Filters()
    for told_now in (
        {"acme": [pipeline(1, 5)]},
        {"acme": [pipeline(2, 1)]},
        {"acme": [pipeline(2, 4, timeouts=2)]},
        {},
    ):
        found = told(filters.of(told_now))
    assert found[("pipeline_filter_events_total", "grok")] == 9
    assert found[("pipeline_filter_timeouts_total", "grok")] == 2


def test_counts_that_were_begun_anew_by_the_process_are_added() -> None:
    filters = counted.Filters()
    filters.of({"acme": [pipeline(1, 5)]})
    assert told(filters.of({"acme": [pipeline(1, 2)]}))[("pipeline_filter_events_total", "grok")] == 7


def test_a_broken_pipeline_is_told() -> None:
    assert told(counted.Filters().of({"acme": [pipeline(1, 0, "it does not compile")]}))[("pipelines", "broken")] == 1
