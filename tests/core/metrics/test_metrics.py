"""What is counted, and the page that Prometheus reads of it."""

import os
import subprocess
import threading

import pytest
from prometheus_client.parser import text_string_to_metric_families

from elkvision.core.metrics import catalogue, meters
from elkvision.core.metrics.families import Family, Page, page_of, together
from elkvision.core.metrics.meters import Counter, Histogram
from elkvision.core.metrics.process import process_of

SECONDS = Family("elkvision_test_duration_seconds", "histogram", "How long.", ("kind",))
EVENTS = Family("elkvision_test_events_total", "counter", "Events.", ("kind",))


def samples(page: bytes) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page.decode())
        for sample in family.samples
    }


def test_every_family_is_as_prometheus_wants_it() -> None:
    page = Page()
    for families in catalogue.by_part().values():
        for family in families:
            labels = ["x"] * len(family.labels)
            if family.kind == "histogram":
                told = Histogram(family)
                told.observe(0.1, *labels)
                told.collect(page)
            else:
                page.put(family, 1, *labels)
    checked = subprocess.run(["promtool", "check", "metrics"], input=page.text(), capture_output=True)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")


def test_no_family_has_a_label_that_has_no_end() -> None:
    labels = {label for families in catalogue.by_part().values() for family in families for label in family.labels}
    assert labels.isdisjoint({"tenant", "organisation", "user", "address", "ip", "query", "message", "id", "key"})


def test_a_counter_without_labels_begins_at_zero_and_one_with_labels_is_not_there_yet() -> None:
    plain = Counter(Family("elkvision_plain_total", "counter", "Plain."))
    assert samples(page_of([plain.collect, Counter(EVENTS).collect])) == {("elkvision_plain_total",): 0}


def test_a_histogram_counts_each_value_in_all_buckets_that_hold_it() -> None:
    told = Histogram(SECONDS, bounds=(0.1, 1.0))
    for value in (0.05, 0.1, 0.5, 7):
        told.observe(value, "a")
    found = samples(page_of([told.collect]))
    buckets = {le: found[("elkvision_test_duration_seconds_bucket", "a", le)] for le in ("0.1", "1.0", "+Inf")}
    assert buckets == {"0.1": 2, "1.0": 3, "+Inf": 4}
    assert found[("elkvision_test_duration_seconds_count", "a")] == 4
    assert found[("elkvision_test_duration_seconds_sum", "a")] == pytest.approx(7.65)


def test_what_fails_is_timed_too() -> None:
    told = Histogram(SECONDS)
    with pytest.raises(ValueError), told.timed("a"):
        raise ValueError
    assert samples(page_of([told.collect]))[("elkvision_test_duration_seconds_count", "a")] == 1


def test_threads_that_count_at_once_lose_nothing() -> None:
    counter, told = Counter(EVENTS), Histogram(SECONDS)

    def count() -> None:
        for _ in range(2000):
            counter.add("a")
            told.observe(0.1, "a")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = samples(page_of([counter.collect, told.collect]))
    assert found[("elkvision_test_events_total", "a")] == 8000
    assert found[("elkvision_test_duration_seconds_count", "a")] == 8000


def test_beyond_a_bound_labels_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meters, "MOST", 2)
    counter = Counter(EVENTS)
    for label in ("a", "b", "c", "d", "a"):
        counter.add(label)
    name = "elkvision_test_events_total"
    assert samples(page_of([counter.collect])) == {(name, "a"): 2, (name, "b"): 1, (name, "others"): 2}


def test_labels_may_have_any_text() -> None:
    page = Page()
    page.put(EVENTS, 1, 'a "quoted"\nline\\')
    assert samples(page.text()) == {("elkvision_test_events_total", 'a "quoted"\nline\\'): 1}


def test_pages_of_several_parts_are_one() -> None:
    pages = []
    for part in ("web", "worker"):
        page = Page()
        page.put(EVENTS, 1, part)
        pages.append(page.text())
    whole = together(pages)
    assert whole.count(b"# TYPE elkvision_test_events_total") == 1
    assert samples(whole) == {("elkvision_test_events_total", part): 1 for part in ("web", "worker")}


def test_a_process_says_what_it_uses() -> None:
    found = samples(page_of([process_of("web")]))
    assert found[("process_resident_memory_bytes", "web")] > 1 << 20
    assert found[("process_cpu_seconds_total", "web")] > 0
    assert 0 < found[("process_open_fds", "web")] < found[("process_max_fds", "web")]
    started = os.stat(f"/proc/{os.getpid()}").st_ctime
    assert found[("process_start_time_seconds", "web")] == pytest.approx(started, abs=60)
