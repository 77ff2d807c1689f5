"""The exam for whoever keeps the metadata of uploads."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from elkvision.core.errors import Refused
from elkvision.core.tenancy import TenantId
from elkvision.server.apps.accounts.models import User
from elkvision.server.apps.uploads.metadata import Metadata, Record
from elkvision.server.apps.uploads.models import Status

NOON = datetime(2026, 11, 2, 12, 0, 0, 123456, tzinfo=UTC)


def made(tenant: TenantId, ago: timedelta = timedelta(0), **more: object) -> Record:
    at = NOON - ago
    given: dict[str, object] = {
        "id": uuid4(), "tenant": tenant, "created_at": at, "filename": "app.log", "sha256": "ab" * 32, "bytes": 1500,
        "status": Status.DONE, "accepted": 12, "finished_at": at.replace(microsecond=5000), "bytes_done": 1500,
        "format": "text", "service": "shop", "tags": ["a", "ö"], "refused": 1,
        "refusals": [{"line": 3, "reason": "over the limit"}],
    }  # fmt: skip
    return Record(**(given | more))  # type: ignore[arg-type]  # by name, as a test wants them


def history(keeper: Metadata, tenant: TenantId) -> list[UUID]:
    return [record.id for record in keeper.newest(tenant, limit=100)]


def test_what_is_kept_is_found_as_it_was(keeper: Metadata, acme: TenantId) -> None:
    alice = User.objects.create(username="alice", email="alice@acme.test")
    record = made(acme, user_id=alice.pk, source="web-1", environment="live", timezone="Europe/Berlin", error="none")
    keeper.keep([record])
    assert keeper.get(acme, record.id) == record
    assert list(keeper.newest(acme, limit=5)) == [record]


def test_one_that_has_not_ended_is_kept_too(keeper: Metadata, acme: TenantId) -> None:
    record = made(acme, status=Status.WAITING, finished_at=None, accepted=0)
    keeper.keep([record])
    assert keeper.get(acme, record.id) == record


def test_keeping_again_replaces_and_adds_nothing(keeper: Metadata, acme: TenantId) -> None:
    record = made(acme, status=Status.RUNNING, finished_at=None)
    ended = replace(record, status=Status.DONE, finished_at=NOON.replace(microsecond=0), accepted=99)
    keeper.keep([record])
    keeper.keep([ended])
    keeper.keep([ended])
    assert list(keeper.newest(acme, limit=5)) == [ended]


def test_the_history_is_paged_without_a_gap_also_within_a_microsecond(keeper: Metadata, acme: TenantId) -> None:
    records = [made(acme, timedelta(microseconds=number // 3)) for number in range(20)]
    keeper.keep(records)
    expected = [record.id for record in sorted(records, key=lambda record: record.place, reverse=True)]
    assert history(keeper, acme) == expected
    seen: list[UUID] = []
    after = None
    while page := keeper.newest(acme, limit=3, after=after):
        seen += [record.id for record in page]
        after = page[-1].place
    assert seen == expected


def test_nobody_sees_or_changes_what_is_anothers(keeper: Metadata, acme: TenantId, globex: TenantId) -> None:
    mine, theirs = made(acme), made(globex)
    keeper.keep([mine, theirs])
    assert history(keeper, acme) == [mine.id]
    assert keeper.get(globex, mine.id) is None
    assert keeper.remove(globex, [mine.id]) == 0
    assert keeper.forget_before(globex, NOON + timedelta(days=1)) == 1
    assert [id for id, _ in keeper.statuses(acme)] == [mine.id]
    assert list(keeper.statuses(globex)) == []
    assert keeper.same_content(globex, mine.sha256) is None


def test_an_id_belongs_to_one_organisation(keeper: Metadata, acme: TenantId, globex: TenantId) -> None:
    mine = made(acme)
    keeper.keep([mine])
    with pytest.raises(Refused, match="another organisation's"):
        keeper.keep([replace(mine, tenant=globex, filename="stolen.log")])
    assert keeper.get(acme, mine.id) == mine
    assert history(keeper, globex) == []


def test_the_same_bytes_are_noticed_unless_they_were_not_taken(keeper: Metadata, acme: TenantId) -> None:
    newest, older = made(acme), made(acme, timedelta(days=1))
    failed = made(acme, sha256="cd" * 32, status=Status.FAILED)
    cancelled = made(acme, sha256="cd" * 32, status=Status.CANCELLED)
    keeper.keep([older, newest, failed, cancelled])
    assert keeper.same_content(acme, newest.sha256) == newest
    assert keeper.same_content(acme, failed.sha256) is None
    assert keeper.same_content(acme, "ef" * 32) is None


def test_what_is_removed_is_gone_and_counted(keeper: Metadata, acme: TenantId) -> None:
    first, second = made(acme), made(acme)
    keeper.keep([first, second])
    assert keeper.remove(acme, [first.id, uuid4()]) == 1
    assert keeper.get(acme, first.id) is None
    assert history(keeper, acme) == [second.id]


def test_forgetting_goes_by_the_end_and_spares_what_is_under_way(keeper: Metadata, acme: TenantId) -> None:
    old, young = made(acme, timedelta(days=31)), made(acme, timedelta(days=29))
    slow = made(acme, timedelta(days=40), finished_at=(NOON - timedelta(days=29)).replace(microsecond=0))
    waiting = made(acme, timedelta(days=90), status=Status.RUNNING, finished_at=None)
    keeper.keep([old, young, slow, waiting])
    assert keeper.forget_before(acme, NOON - timedelta(days=30)) == 1
    assert history(keeper, acme) == [young.id, slow.id, waiting.id]


def test_it_can_be_gone_over_whole(keeper: Metadata, acme: TenantId, globex: TenantId) -> None:
    records = [made(acme, timedelta(seconds=number)) for number in range(1, 250)]
    keeper.keep([*records, made(globex, status=Status.FAILED)])
    assert set(keeper.statuses(acme)) == {(record.id, Status.DONE) for record in records}
    assert keeper.tenants() == ["acme", "globex"]
