"""Whose logs are there, and whether the store can be trusted with more."""

from tests.exams.store.making import event, keep, span

from elkvision.core.tenancy import TenantId
from elkvision.store.contract import LogStore


def test_a_tenant_is_there_from_its_first_log_on(store: LogStore, acme: TenantId, globex: TenantId) -> None:
    assert acme not in store.tenants()

    keep(store, event(acme, "Alice's"), event(acme, "Bob's"), event(globex, "Charlie's"))

    found = list(store.tenants())
    assert [each for each in found if each in {acme, globex}] == [acme, globex]
    assert found == sorted(set(found))


def test_a_tenant_is_gone_with_its_last_log(store: LogStore, acme: TenantId, globex: TenantId) -> None:
    keep(store, event(acme, "the only one"), event(globex, "another's"))

    store.delete(acme, span())

    assert acme not in store.tenants()
    assert globex in store.tenants()


def test_a_store_in_order_has_no_problem_and_leaves_nothing_behind(store: LogStore) -> None:
    before = list(store.tenants())

    found = store.check()

    assert found
    assert [each for each in found if each.status == "problem"] == []
    assert all(each.words and "\n" not in each.words for each in found)
    assert list(store.tenants()) == before
