"""Logs out of a store and into another: all of them, once, whatever stops it."""

import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.supervisor.keeping.reading import logs_of

from elkvision.core.errors import Unavailable
from elkvision.core.event import Event, event_id
from elkvision.core.query import EVERYTHING
from elkvision.core.tenancy import TenantId
from elkvision.store.contract import EventBatch, LogStore, Span
from elkvision.store.registry import open_store
from elkvision.supervisor.keeping import archive, logs
from elkvision.supervisor.keeping.archive import Head

ACME, GLOBEX = TenantId("acme"), TenantId("globex")
NOON = int(datetime(2026, 11, 2, 12, tzinfo=UTC).timestamp() * 1000)
HOUR = 3_600_000
HEAD = Head("abc", "0.1.0", "2026-11-02T12:00:00+00:00", {}, logs=True, geo=False)


def event(tenant: TenantId, number: int, at_ms: int, **more: object) -> Event:
    found = {
        "id": event_id(at_ms, 7, number), "@timestamp": at_ms * 1_000_000 + number, "received_at": at_ms, "tenant_id": tenant,
        "message": f"line {number} ö", "tags": ["a"], "attributes": {"n": number, "big": 10**25, "deep": {"x": [1, 2.5]}},
        "input": "http",
    }  # fmt: skip
    return found | more


@pytest.fixture
def source() -> LogStore:
    store = open_store("memory://")
    many = [event(ACME, number, NOON + number * HOUR) for number in range(60)]
    same = [event(ACME, 1000 + number, NOON) for number in range(30)]
    store.append(EventBatch("a", [*many, *same, event(GLOBEX, 1, NOON), event(GLOBEX, 2, NOON + 99 * HOUR)]))
    return store


def taken(source: LogStore, folder: Path, until_ms: int = 10**13) -> Path:
    target = folder / "a.tar"
    with archive.writing(target, HEAD, "") as writer:
        for tenant in source.tenants():
            for day in logs.days_of(source, tenant):
                logs.take(source, day, until_ms, writer, folder, lambda _: None)
        writer.finish()
    return target


def given(path: Path, target: LogStore, token: str = "t") -> logs.Given:
    total = logs.Given()
    with tarfile.open(path) as tar:
        for info in tar:
            tenant = logs.tenant_of(info.name)
            file = tar.extractfile(info)
            if tenant is not None and file is not None:
                total += logs.give(target, tenant, io.BytesIO(file.read()), token, lambda _: None)
    return total


def everything(store: LogStore, tenant: TenantId) -> list[Event]:
    return [event for chunk in store.export(tenant, Span(EVERYTHING)) for event in chunk]


def test_every_log_comes_over_as_it_was(source: LogStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "PIECE", 7)
    monkeypatch.setattr(logs, "BATCH", 3)
    path, target = taken(source, tmp_path), open_store("memory://")
    assert given(path, target) == logs.Given(added=92)
    for tenant in (ACME, GLOBEX):
        assert everything(target, tenant) == everything(source, tenant)
    assert sorted(logs_of(path, "")) == [
        "logs/acme/2026-11-02", "logs/acme/2026-11-03", "logs/acme/2026-11-04",
        "logs/globex/2026-11-02", "logs/globex/2026-11-06",
    ]  # fmt: skip


def test_again_adds_nothing_and_what_is_missing_is_filled_in(source: LogStore, tmp_path: Path) -> None:
    path, target = taken(source, tmp_path), open_store("memory://")
    given(path, target)
    assert given(path, target, "another run") == logs.Given(there_already=92)
    target.remove(ACME, everything(target, ACME)[10:20])
    target.append(EventBatch("own", [event(ACME, 7777, NOON)]))
    assert given(path, target, "a third") == logs.Given(added=10, there_already=82)
    assert len(everything(target, ACME)) == 91


def test_a_store_that_goes_away_in_between_is_gone_on_with(
    source: LogStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "BATCH", 5)
    path, target = taken(source, tmp_path), open_store("memory://")
    keep, calls = target.append, iter(range(1000))

    def append(batch: EventBatch) -> object:
        if next(calls) == 4:
            raise Unavailable("gone")
        return keep(batch)

    monkeypatch.setattr(target, "append", append)
    with pytest.raises(Unavailable):
        given(path, target)
    assert given(path, target) == logs.Given(added=72, there_already=20)
    assert everything(target, ACME) == everything(source, ACME)


def test_what_came_after_the_moment_is_left_for_the_next_backup(source: LogStore, tmp_path: Path) -> None:
    path, target = taken(source, tmp_path, NOON + 10 * HOUR), open_store("memory://")
    assert given(path, target).added == 10 + 30 + 1
    assert all(each["received_at"] < NOON + 10 * HOUR for each in everything(target, ACME))
