"""Background work is counted where it is done: tasks, evaluations of rules, questions that find no seat."""

import time
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from elkvision.core.errors import BadRequest, Unavailable
from elkvision.core.metrics.families import page_of
from elkvision.core.metrics.meters import Counter, Histogram
from elkvision.server import tasks_counted
from elkvision.server.apps.alerts.watching import counted as watch
from elkvision.server.apps.logs import asking


def told(room: Any) -> dict[tuple[str, ...], float]:
    return {
        (sample.name.removeprefix("elkvision_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page_of([room]).decode())
        for sample in family.samples
        if not sample.name.endswith(("_bucket", "_sum"))
    }


class Task:
    name = "uploads.process"


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_tasks", "_published"):
        monkeypatch.setattr(tasks_counted, name, Counter(getattr(tasks_counted, name).family))
    monkeypatch.setattr(tasks_counted, "_seconds", Histogram(tasks_counted._seconds.family))


@pytest.mark.parametrize(
    ("state", "outcome"),
    [("SUCCESS", "done"), ("FAILURE", "failed"), ("RETRY", "again"), ("odd", "failed"), (None, "failed")],
)
def test_a_task_is_counted_by_how_it_ended(tasks: None, state: str | None, outcome: str) -> None:
    tasks_counted._begins(task_id="1")
    assert told(tasks_counted.worked)[("tasks_in_progress",)] == 1
    tasks_counted._ended(task_id="1", task=Task(), state=state)
    found = told(tasks_counted.worked)
    assert found[("tasks_in_progress",)] == 0
    assert found[("tasks_total", "uploads.process", outcome)] == 1
    assert found[("task_duration_seconds_count", "uploads.process")] == 1


def test_a_task_that_nobody_took_in_time_is_counted(tasks: None) -> None:
    tasks_counted._expired(request=Task())
    assert told(tasks_counted.worked)[("tasks_total", "uploads.process", "expired")] == 1


def test_beat_counts_what_it_puts_into_the_queue(tasks: None) -> None:
    assert told(tasks_counted.scheduled) == {("beat_scheduled_tasks_total",): 0}
    tasks_counted._was_published(sender="x")
    assert told(tasks_counted.scheduled) == {("beat_scheduled_tasks_total",): 1}


@pytest.mark.parametrize(
    ("due_in", "late"),
    [({}, 0), ({1: 60.0}, 0), ({1: None}, 0), ({1: -30.0, 2: 60.0}, 30), ({1: -30.0, 2: -90.0}, 90)],
)
def test_the_most_overdue_window_is_told_however_long_nobody_looks(
    monkeypatch: pytest.MonkeyPatch, due_in: dict[int, float | None], late: float
) -> None:
    now = time.time()
    monkeypatch.setattr(watch, "due", {key: None if at is None else now + at for key, at in due_in.items()})
    found = told(watch.collect)
    assert found[("alert_evaluation_lag_seconds",)] == pytest.approx(late, abs=5)
    assert found[("alert_watched_organisations",)] == len(due_in)


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_seconds", Histogram(asking._seconds.family))
    monkeypatch.setattr(asking, "_refused", Counter(asking._refused.family))


def test_a_question_is_counted_by_its_kind_while_it_lasts_and_after(questions: None) -> None:
    seen = asking.timed(lambda: told(asking.collect)[("queries_in_progress",)], "search").answer
    assert seen == 1
    assert told(asking.collect) == {
        ("query_duration_seconds_count", "search"): 1, ("query_seats",): asking.AT_ONCE, ("queries_in_progress",): 0,
    }  # fmt: skip


@pytest.mark.parametrize(("error", "reason"), [(BadRequest("no"), "refused"), (Unavailable("away"), "unavailable")])
def test_a_question_without_an_answer_is_counted_by_why(questions: None, error: Exception, reason: str) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(type(error)):
        asking.timed(fail, "count")
    assert told(asking.collect)[("queries_refused_total", "count", reason)] == 1


def test_a_question_that_finds_no_seat_is_counted(questions: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_PATIENCE_SECONDS", 0.01)
    for _ in range(asking.AT_ONCE):
        asking._seats.acquire()
    try:
        with pytest.raises(Unavailable):
            asking.timed(lambda: None, "search")
    finally:
        asking._seats.release(asking.AT_ONCE)
    assert told(asking.collect)[("queries_refused_total", "search", "no seat")] == 1
