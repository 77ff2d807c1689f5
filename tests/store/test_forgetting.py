"""Retention in ClickHouse: what is past its time is dropped where it can be, and nothing else goes with it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from tests.exams.store import making
from tests.store.test_store_process import start

from elkvision.core.clock import now_ms
from elkvision.core.query import EVERYTHING
from elkvision.core.settings import Settings
from elkvision.core.tenancy import TenantId, tenant_id
from elkvision.store.contract import LogStore, Span
from elkvision.store.engines.clickhouse import forgetting
from elkvision.store.engines.clickhouse.client import Client
from elkvision.store.registry import open_store
from elkvision.store.retention import forget

ACME, GLOBEX = tenant_id("acme"), tenant_id("globex")
DAY = timedelta(days=1)
TODAY = datetime.fromtimestamp(now_ms() // 86_400_000 * 86_400, UTC)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("forgetting"))
    process = start(settings)
    yield settings
    process.kill()
    process.wait(10)


@pytest.fixture
def client(house: Settings) -> Client:
    return Client("clickhouse+embedded://", house.store_socket)


@pytest.fixture
def store(house: Settings, client: Client) -> Iterator[LogStore]:
    opened = open_store("clickhouse+embedded://", house)
    yield opened
    client.run("DROP DATABASE IF EXISTS elkvision")
    opened.close()


def keep(store: LogStore, day: int, *tenants: TenantId) -> None:
    """A log of each on the day so many days ago, in one part."""
    noon = TODAY - day * DAY + DAY / 2
    making.keep(store, *(making.event(tenant, f"{day} days ago", at=noon, received=noon) for tenant in tenants))


def kept(store: LogStore, tenant: TenantId) -> list[str]:
    return [event["message"] for event in store.search(tenant, Span(EVERYTHING)).events]


def rewrites(client: Client) -> int:
    return int(client.rows("SELECT count() AS n FROM system.mutations WHERE database = 'elkvision'")[0]["n"])


def test_a_day_that_everybody_has_forgotten_is_dropped_and_nothing_is_rewritten(
    store: LogStore, client: Client
) -> None:
    for day in (1, 8, 9):
        keep(store, day, ACME, GLOBEX)
    assert forget(store, {ACME: TODAY - 7 * DAY, GLOBEX: TODAY - 7 * DAY}) == 4
    assert kept(store, ACME) == kept(store, GLOBEX) == ["1 days ago"]
    assert rewrites(client) == 0


def test_one_organisation_alone_drops_its_days(store: LogStore, client: Client) -> None:
    for day in (1, 8, 9):
        keep(store, day, ACME)
    assert store.forget_before(ACME, TODAY - 7 * DAY) == 2
    assert kept(store, ACME) == ["1 days ago"]
    assert rewrites(client) == 0


def test_what_somebody_else_keeps_stays(store: LogStore, client: Client) -> None:
    for day in (1, 8):
        keep(store, day, ACME, GLOBEX)
    assert store.forget_before(ACME, TODAY - 7 * DAY) == 1
    assert kept(store, ACME) == ["1 days ago"]
    assert kept(store, GLOBEX) == ["1 days ago", "8 days ago"]
    assert rewrites(client) == 1


def test_a_log_that_comes_late_for_a_day_that_is_dropped_stays(
    store: LogStore, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, 8, ACME)
    look = forgetting._rows_of_parts

    def look_and_then_it_comes(asked: Client) -> dict[str, int]:
        rows = look(asked)
        keep(store, 8, GLOBEX)
        return rows

    monkeypatch.setattr(forgetting, "_rows_of_parts", look_and_then_it_comes)
    assert forget(store, {ACME: TODAY - 7 * DAY}) == 1
    assert kept(store, GLOBEX) == ["8 days ago"]
    assert kept(store, ACME) == []
