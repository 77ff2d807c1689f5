"""Reparsing kept logs: compared first, applied after any interruption, undone to the last byte."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from tests.server.conftest import Caller, Logs

from elkvision.core.errors import Refused, Unavailable
from elkvision.core.event import Event
from elkvision.core.query import parse
from elkvision.core.settings import load
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.logs.selectors import store
from elkvision.server.apps.pipelines import reparsing, services
from elkvision.server.apps.pipelines.api import reparses
from elkvision.server.apps.pipelines.models import Pipeline, Reparse, Stage
from elkvision.store.contract import EventBatch, Rejected, Span

ACME = TenantId("acme")
GROK = 'filter { grok { match => { "message" => "%{WORD:verb} %{NUMBER:took:int}" } } }'
DROP = 'filter { if [message] =~ "noise" { drop { } } }'


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is queued: each test says when the worker works."""
    monkeypatch.setattr(reparses, "_queue", lambda reparse: None)
    monkeypatch.setattr("django.db.transaction.on_commit", lambda do, *_, **__: do())


@pytest.fixture
def pipeline(acme: Organisation) -> Pipeline:
    return services.create(acme, name="web", text=GROK, by=None)


def kept() -> list[Event]:
    return list(store().search(ACME, Span(parse("")), limit=1000, order="oldest").events)


def begun(alice: Caller, pipeline: Pipeline, **more: Any) -> dict[str, Any]:
    answer = alice.post("/reparses/", pipeline=pipeline.pk, from_="now-1h", to="now", **more)
    assert answer.status_code == 201, answer.content
    return answer.json()  # type: ignore[no-any-return]  # JSON


def work(id: str) -> Reparse:
    reparsing.process(UUID(id), root=load().reparse_dir, store=store())
    return Reparse.objects.get(pk=id)


def test_a_comparison_says_in_numbers_what_would_change_and_changes_nothing(
    alice: Caller, pipeline: Pipeline, store_logs: Logs
) -> None:
    store_logs.add("acme", "GET 5", "POST 70", "nothing to see")
    before = kept()
    one = begun(alice, pipeline)
    assert one["stage"] == "waiting"
    assert work(one["id"]).stage == Stage.COMPARED
    told = alice.get(f"/reparses/{one['id']}/").json()
    assert (told["total"], told["compared"]) == (3, 3)
    assert told["counts"] == {
        "events": 3, "changed": 3, "dropped": 0, "made": 0, "left_alone": 0, "failures_before": 0, "failures_after": 1,
    }  # fmt: skip
    assert told["fields"] == {"took": {"added": 2}, "verb": {"added": 2}, "tags": {"added": 1}}
    first = told["samples"][0]
    assert first["differences"] == [
        {"field": "took", "kind": "added", "before": None, "after": 5},
        {"field": "verb", "kind": "added", "before": None, "after": "GET"},
    ]
    assert kept() == before


def test_what_is_applied_is_what_was_compared_and_is_found_once(
    alice: Caller, pipeline: Pipeline, store_logs: Logs
) -> None:
    ids = store_logs.add("acme", "GET 5", "POST 70")
    one = begun(alice, pipeline)
    work(one["id"])
    assert alice.post(f"/reparses/{one['id']}/apply/").json()["stage"] == "applying"
    assert work(one["id"]).stage == Stage.DONE
    events = kept()
    assert [event["id"] for event in events] == ids
    assert [event["attributes"]["took"] for event in events] == [5, 70]
    assert store().count(ACME, Span(parse("took:>50"))) == 1


def test_a_reparse_is_undone_to_the_last_field(alice: Caller, pipeline: Pipeline, store_logs: Logs) -> None:
    store_logs.add("acme", "GET 5", "POST 70", attributes={"a": {"b": [1, None, "x"]}}, level="error")
    before = kept()
    one = begun(alice, pipeline)
    work(one["id"])
    assert alice.post(f"/reparses/{one['id']}/undo/").status_code == 409
    alice.post(f"/reparses/{one['id']}/apply/")
    work(one["id"])
    assert kept() != before
    alice.post(f"/reparses/{one['id']}/undo/")
    assert work(one["id"]).stage == Stage.UNDONE
    assert kept() == before


def test_an_interrupted_application_goes_on_and_doubles_nothing(
    alice: Caller, pipeline: Pipeline, store_logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reparsing, "CHUNK", 2)
    ids = store_logs.add("acme", *(f"GET {n}" for n in range(7)))
    one = begun(alice, pipeline)
    work(one["id"])
    alice.post(f"/reparses/{one['id']}/apply/")
    real, calls = store().append, []

    def dies(batch: EventBatch) -> Any:
        calls.append(batch)
        answer = real(batch)
        if len(calls) == 2:  # it has them, and we never hear of it
            raise Unavailable("The store is away.")
        return answer

    monkeypatch.setattr(store(), "append", dies)
    with pytest.raises(Unavailable):
        work(one["id"])
    assert work(one["id"]).stage == Stage.APPLYING  # the lease is still held
    Reparse.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert work(one["id"]).stage == Stage.DONE
    assert [event["id"] for event in kept()] == ids
    assert [event["attributes"]["took"] for event in kept()] == list(range(7))


def test_lines_that_a_version_drops_are_gone_and_come_back(alice: Caller, acme: Organisation, store_logs: Logs) -> None:
    store_logs.add("acme", "noise", "signal")
    before = kept()
    one = begun(alice, services.create(acme, name="quiet", text=DROP, by=None))
    work(one["id"])
    alice.post(f"/reparses/{one['id']}/apply/")
    assert work(one["id"]).counts["dropped"] == 1
    assert [event["message"] for event in kept()] == ["signal"]
    alice.post(f"/reparses/{one['id']}/undo/")
    work(one["id"])
    assert kept() == before


def test_only_what_the_search_finds_in_its_range_is_touched(
    alice: Caller, pipeline: Pipeline, store_logs: Logs
) -> None:
    store_logs.add("acme", "GET 1", service="shop")
    store_logs.add("acme", "GET 2", service="other")
    store_logs.add("acme", "GET 3", service="shop", ago_s=7200)
    store_logs.add("globex", "GET 4", service="shop")
    one = begun(alice, pipeline, q="service:shop")
    work(one["id"])
    alice.post(f"/reparses/{one['id']}/apply/")
    work(one["id"])
    assert [event["message"] for event in kept() if "took" in event.get("attributes", {})] == ["GET 1"]
    theirs = store().search(TenantId("globex"), Span(parse("")), limit=9).events
    assert theirs[0]["attributes"] == {}


def test_a_line_starts_again_from_how_it_came(alice: Caller, pipeline: Pipeline, store_logs: Logs) -> None:
    store_logs.add("acme", "changed", raw="GET 9", attributes={"old": 1, "elkvision": {"pipeline": "web@1"}})
    one = begun(alice, pipeline)
    told = work(one["id"])
    assert {name: counts for name, counts in told.fields.items() if name != "tags"} == {
        "message": {"changed": 1}, "old": {"removed": 1}, "took": {"added": 1}, "verb": {"added": 1},
    }  # fmt: skip


def test_a_text_that_is_not_saved_yet_can_be_compared(alice: Caller, pipeline: Pipeline, store_logs: Logs) -> None:
    store_logs.add("acme", "x")
    one = begun(alice, pipeline, text='filter { mutate { add_field => { "new" => "1" } } }')
    assert one["version"] == 2
    assert work(one["id"]).fields == {"new": {"added": 1}}
    wrong = alice.post("/reparses/", pipeline=pipeline.pk, from_="now-1h", to="now", text="filter { nope { } }")
    assert wrong.status_code == 400


def test_one_is_under_way_at_a_time_and_can_be_cancelled(alice: Caller, pipeline: Pipeline, store_logs: Logs) -> None:
    store_logs.add("acme", "GET 5")
    one = begun(alice, pipeline)
    assert alice.post("/reparses/", pipeline=pipeline.pk, from_="now-1h", to="now").status_code == 409
    assert alice.post(f"/reparses/{one['id']}/cancel/").json()["stage"] == "cancelled"
    assert work(one["id"]).stage == Stage.CANCELLED
    assert alice.post(f"/reparses/{one['id']}/apply/").status_code == 409
    assert alice.post(f"/reparses/{one['id']}/cancel/").status_code == 409
    assert alice.delete(f"/reparses/{one['id']}/").status_code == 204
    begun(alice, pipeline)


def test_an_event_that_the_store_refuses_stays_as_it_was(
    alice: Caller, pipeline: Pipeline, store_logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_logs.add("acme", "GET 5", "GET 6")
    one = begun(alice, pipeline)
    work(one["id"])
    alice.post(f"/reparses/{one['id']}/apply/")
    real = store().append

    def refuses(batch: EventBatch) -> list[Rejected]:
        bad = [n for n, event in enumerate(batch.events) if event.get("attributes", {}).get("took") == 6]
        real(EventBatch(batch.token, [event for n, event in enumerate(batch.events) if n not in bad]))
        return [Rejected(n, "too strange") for n in bad]

    monkeypatch.setattr(store(), "append", refuses)
    assert work(one["id"]).refused == 1
    assert [event["attributes"].get("took") for event in kept()] == [5, None]


def test_what_was_staged_is_cleared_a_week_after_the_end(alice: Caller, pipeline: Pipeline, store_logs: Logs) -> None:
    store_logs.add("acme", "GET 5")
    one = begun(alice, pipeline)
    work(one["id"])
    root = load().reparse_dir
    assert reparsing.sweep(root, datetime.now(UTC)) == 0
    assert reparsing.sweep(root, datetime.now(UTC) + timedelta(days=8)) == 1
    assert list(root.iterdir()) == []
    assert alice.post(f"/reparses/{one['id']}/apply/").status_code == 409


def test_whoever_may_not_administrate_begins_none(bob: Caller, pipeline: Pipeline) -> None:
    assert bob.get("/reparses/").status_code == 200
    assert bob.post("/reparses/", pipeline=pipeline.pk, from_="now-1h", to="now").status_code == 403


def test_one_that_is_cancelled_in_the_middle_of_a_chunk_is_undone_with_that_chunk(
    alice: Caller, pipeline: Pipeline, store_logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_logs.add("acme", "GET 5", "GET 6")
    before = kept()
    one = begun(alice, pipeline)
    work(one["id"])
    alice.post(f"/reparses/{one['id']}/apply/")
    real = store().append

    def is_cancelled_meanwhile(batch: EventBatch) -> Any:
        assert alice.post(f"/reparses/{one['id']}/cancel/").json()["stage"] == "cancelled"
        alice.post(f"/reparses/{one['id']}/undo/")
        assert not reparsing.process(UUID(one["id"]), root=load().reparse_dir, store=store())  # it is still at work
        return real(batch)

    monkeypatch.setattr(store(), "append", is_cancelled_meanwhile)
    work(one["id"])
    assert kept() != before
    monkeypatch.setattr(store(), "append", real)
    assert work(one["id"]).stage == Stage.UNDONE
    assert kept() == before


def test_one_that_is_cancelled_while_it_is_undone_can_be_applied_whole(
    alice: Caller, pipeline: Pipeline, store_logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reparsing, "CHUNK", 2)
    store_logs.add("acme", *(f"GET {n}" for n in range(6)))
    one = begun(alice, pipeline)
    work(one["id"])
    alice.post(f"/reparses/{one['id']}/apply/")
    work(one["id"])
    alice.post(f"/reparses/{one['id']}/undo/")
    real = store().append

    def is_cancelled_meanwhile(batch: EventBatch) -> Any:
        alice.post(f"/reparses/{one['id']}/cancel/")
        return real(batch)

    monkeypatch.setattr(store(), "append", is_cancelled_meanwhile)
    work(one["id"])
    monkeypatch.setattr(store(), "append", real)
    assert [event.get("attributes", {}).get("took") for event in kept()].count(None) == 2
    alice.post(f"/reparses/{one['id']}/apply/")
    assert work(one["id"]).stage == Stage.DONE
    assert [event["attributes"]["took"] for event in kept()] == list(range(6))


def test_what_the_store_refuses_as_a_whole_is_put_there_but_for_the_event_that_it_means(
    alice: Caller, pipeline: Pipeline, store_logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_logs.add("acme", *(f"GET {n}" for n in range(5)))
    one = begun(alice, pipeline)
    work(one["id"])
    alice.post(f"/reparses/{one['id']}/apply/")
    real = store().append

    def refuses(batch: EventBatch) -> Any:
        if any(event.get("attributes", {}).get("took") == 3 for event in batch.events):
            raise Refused("The body is too large.")
        return real(batch)

    monkeypatch.setattr(store(), "append", refuses)
    done = work(one["id"])
    assert (done.stage, done.refused) == (Stage.DONE, 1)
    assert [event["attributes"].get("took") for event in kept()] == [0, 1, 2, None, 4]


def test_an_error_that_nobody_foresaw_ends_it_and_it_can_be_undone(
    alice: Caller, pipeline: Pipeline, store_logs: Logs, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_logs.add("acme", "GET 5", "GET 6")
    before = kept()
    one = begun(alice, pipeline)
    work(one["id"])
    alice.post(f"/reparses/{one['id']}/apply/")

    def breaks(batch: EventBatch) -> Any:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(store(), "append", breaks)
        failed = work(one["id"])
    assert failed.stage == Stage.FAILED
    assert "ZeroDivisionError" in failed.error
    assert kept() == []
    assert alice.post(f"/reparses/{one['id']}/undo/").status_code == 200
    assert work(one["id"]).stage == Stage.UNDONE
    assert kept() == before


def test_copies_that_a_line_had_make_room_for_new_ones_and_come_back(
    alice: Caller, pipeline: Pipeline, store_logs: Logs
) -> None:
    store_logs.add("acme", "a,b,c")
    split = 'filter { split { terminator => "," } }'
    first = begun(alice, pipeline, text=split)
    work(first["id"])
    alice.post(f"/reparses/{first['id']}/apply/")
    work(first["id"])
    before = kept()
    assert [event["message"] for event in before] == ["a", "b", "c"]
    second = begun(alice, pipeline, text=split.replace("} }", '} mutate { add_field => { "new" => "yes" } } }'))
    work(second["id"])
    alice.post(f"/reparses/{second['id']}/apply/")
    work(second["id"])
    assert [(event["message"], event["attributes"]["new"]) for event in kept()] == [
        ("a", "yes"),
        ("b", "yes"),
        ("c", "yes"),
    ]
    alice.post(f"/reparses/{second['id']}/undo/")
    work(second["id"])
    assert kept() == before


def test_fields_that_came_as_json_are_there_after_a_second_reparse(
    alice: Caller, pipeline: Pipeline, store_logs: Logs
) -> None:
    (id,) = store_logs.add("acme", "GET 5")
    event = store().get(ACME, id)
    assert event is not None
    store().remove(ACME, [event])
    store().append(EventBatch("json", [event | {"service": "shop", "attributes": {"user": {"name": "bob"}}}]))
    for text in (GROK, 'filter { mutate { add_field => { "again" => "yes" } } }'):
        one = begun(alice, pipeline, text=text)
        work(one["id"])
        alice.post(f"/reparses/{one['id']}/apply/")
        assert work(one["id"]).stage == Stage.DONE
    (found,) = kept()
    assert found["service"] == "shop"
    assert found["attributes"]["user"] == {"name": "bob"}
    assert found["attributes"]["again"] == "yes"
    assert "took" not in found["attributes"]
    assert found["@timestamp"] == event["@timestamp"]
