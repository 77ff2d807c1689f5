"""One log with thousands of keys does not make the list of fields slow for everybody."""

from collections.abc import Iterator

import pytest
from tests.exams.store import making
from tests.store.test_store_process import start

from elkvision.core.settings import Settings
from elkvision.core.tenancy import tenant_id
from elkvision.store.contract import LogStore
from elkvision.store.engines.clickhouse.client import Client
from elkvision.store.registry import open_store

ACME = tenant_id("acme")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LogStore]:
    house = Settings(data_dir=tmp_path_factory.mktemp("wide"))
    process = start(house)
    opened = open_store("clickhouse+embedded://", house)
    yield opened
    opened.close()
    process.kill()
    process.wait(10)


@pytest.mark.parametrize("empty", ["x", ""])
def test_its_keys_are_not_looked_for_in_every_other_log(
    store: LogStore, monkeypatch: pytest.MonkeyPatch, empty: str
) -> None:
    making.keep(store, *(making.event(ACME, "plain", attributes={"status": n}) for n in range(10)))
    making.keep(store, making.event(ACME, "wide", attributes={f"key{n}": empty for n in range(2000)} | {"one": 1}))
    asked: list[str] = []
    rows = Client.rows

    def spied(client: Client, sql: str, *parameters: object, **settings: object) -> list[dict[str, object]]:
        asked.append(sql)
        return rows(client, sql, *parameters, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(Client, "rows", spied)
    names = {field.name for field in store.fields(ACME, making.span())}
    assert {"one", "status"} <= names
    assert not [sql for sql in asked if "key7" in sql]
    assert len(asked) < 10
