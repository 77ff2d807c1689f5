"""Logs are carried from store to store as they are, once each, whatever happens on the way."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.exams.store.making import TEN, event, everything, keep, span

from elkvision.core.errors import Unavailable
from elkvision.core.event import Event
from elkvision.core.tenancy import TenantId, tenant_id
from elkvision.store.contract import EventBatch, LogStore, Rejected, Span
from elkvision.store.engines.memory import MemoryStore
from elkvision.supervisor.moving import copying
from elkvision.supervisor.moving.copying import Copy, Stretch
from elkvision.supervisor.moving.hours import hours_of
from elkvision.supervisor.moving.memo import memo_of

ACME, GLOBEX = tenant_id("acme"), tenant_id("globex")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches and stretches of a few logs, so that a few logs make many of them."""
    monkeypatch.setattr(copying, "BATCH", 3)
    monkeypatch.setattr(copying, "STRETCH", 7)


@pytest.fixture
def alice() -> MemoryStore:
    """Where Alice's and Charlie's logs are: five hours of Acme's, one log of Globex's."""
    store = MemoryStore()
    keep(store, *(event(ACME, f"line {n}", at=TEN + n * timedelta(minutes=10), attributes={"n": n}) for n in range(30)))
    keep(store, event(GLOBEX, "Charlie's", at=TEN))
    return store


def copy_of(source: LogStore, target: LogStore, folder: Path, **more: Any) -> Copy:
    return Copy(source, target, memo_of(folder, "a", "b"), tell=lambda _: None, say=lambda _: None, **more)


def run(copy: Copy, *tenants: TenantId, since: datetime | None = None) -> list[Any]:
    """Copy and compare; returns what differs."""
    copy.run(copy.plan(tenants, since))
    return copy.verify(tenants, since)


def test_every_event_arrives_as_it_is(alice: MemoryStore, tmp_path: Path) -> None:
    target = MemoryStore()

    assert run(copy_of(alice, target, tmp_path), ACME, GLOBEX) == []

    assert everything(target, ACME) == everything(alice, ACME)
    assert everything(target, GLOBEX) == everything(alice, GLOBEX)


def test_only_the_asked_tenant_and_time_are_copied(alice: MemoryStore, tmp_path: Path) -> None:
    target, since = MemoryStore(), TEN + timedelta(minutes=95)

    assert run(copy_of(alice, target, tmp_path), ACME, since=since) == []

    assert everything(target, ACME) == [each for each in everything(alice, ACME) if each["attributes"]["n"] >= 10]
    assert target.tenants() == [ACME]


def test_logs_that_are_there_are_not_added_again(alice: MemoryStore, tmp_path: Path) -> None:
    target = Adding()
    keep(target, *everything(alice, ACME)[4:17])
    target.added.clear()
    copy = copy_of(alice, target, tmp_path)

    assert run(copy, ACME) == []

    assert (copy.done.copied, copy.done.there_already) == (17, 13)
    assert len(target.added) == len(set(target.added)) == 17


def test_other_logs_in_the_same_hours_stay_and_are_no_fault(alice: MemoryStore, tmp_path: Path) -> None:
    target = MemoryStore()
    keep(target, event(ACME, "the target's own", at=TEN + timedelta(minutes=5)))

    (difference,) = run(copy_of(alice, target, tmp_path), ACME)

    assert not difference.is_fault
    assert (difference.own, difference.hour.logs, difference.logs_there) == (1, 6, 7)
    assert target.count(ACME, span()) == 31


@pytest.mark.parametrize("after", range(10))
def test_a_copy_that_is_killed_goes_on_without_loss_or_doubles(alice: MemoryStore, tmp_path: Path, after: int) -> None:
    target = Adding(killed_after=after)
    with pytest.raises(Killed):
        run(copy_of(alice, target, tmp_path), ACME)
    target.killed_after = None

    again = copy_of(alice, target, tmp_path)

    assert again.memo.resumed
    assert run(again, ACME) == []
    assert len(target.added) == len(set(target.added)) == 30


def test_what_was_on_its_way_when_it_was_killed_keeps_its_token(alice: MemoryStore, tmp_path: Path) -> None:
    """A server that finishes an insert late, after the next copy has looked, knows it by its token."""
    tokens: list[list[str]] = []
    for _ in range(2):
        target = Adding(killed_after=2)
        with pytest.raises(Killed):
            run(copy_of(alice, target, tmp_path), ACME)
        tokens.append(target.tokens)
    assert tokens[0] == tokens[1]


def test_a_copy_of_its_own_has_tokens_of_its_own(alice: MemoryStore, tmp_path: Path) -> None:
    """A store that remembers tokens takes the logs again after they were deleted."""
    target = MemoryStore()
    first = copy_of(alice, target, tmp_path)
    run(first, ACME)
    first.memo.forget()
    target.delete(ACME, span())

    assert run(copy_of(alice, target, tmp_path), ACME) == []
    assert target.count(ACME, span()) == 30


def test_a_store_that_is_away_for_a_while_is_waited_for(alice: MemoryStore, tmp_path: Path) -> None:
    target, pauses, said = Adding(away=4), [], []
    copy = copy_of(alice, target, tmp_path, sleep=pauses.append)
    copy.say = said.append

    assert run(copy, ACME) == []

    assert pauses[:2] == [1, 2]
    assert "Trying again in 1 s." in said[0]
    assert sorted(target.added) == sorted(set(target.added))
    assert (copy.done.copied, copy.done.there_already) == (30, 0)


def test_a_store_that_stays_away_ends_the_copy(alice: MemoryStore, tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        run(copy_of(alice, Adding(away=10_000), tmp_path, sleep=lambda _: None), ACME)


def test_a_log_that_is_not_taken_is_counted_and_its_hour_differs(alice: MemoryStore, tmp_path: Path) -> None:
    copy = copy_of(alice, Adding(refuses="line 7"), tmp_path)

    (difference,) = run(copy, ACME)

    assert difference.is_fault
    assert (difference.hour.start, difference.missing) == (TEN + HOUR, 1)
    assert copy.done.rejected["no room for line 7"] >= 1


def test_doubles_in_the_target_are_found(alice: MemoryStore, tmp_path: Path) -> None:
    class Doubling(MemoryStore):
        def export(self, tenant: TenantId, span: Span, **more: Any) -> Iterator[Sequence[Event]]:
            for chunk in super().export(tenant, span, **more):
                yield [one for each in chunk for one in ([each, each] if each["message"] == "line 3" else [each])]

        def histogram(self, *given: Any, **more: Any) -> Any:
            found = super().histogram(*given, **more)
            for bucket in found.buckets:
                if bucket.start == TEN and bucket.counts:
                    bucket.counts[""] += 1  # type: ignore[index]
            return found

    (difference,) = run(copy_of(alice, Doubling(), tmp_path), ACME)
    assert difference.is_fault
    assert (difference.doubled, difference.missing) == (1, 0)


def test_hours_are_found_from_1970_to_2261_in_a_few_questions() -> None:
    store = MemoryStore()
    moments = [datetime(1970, 1, 1, tzinfo=UTC), TEN, TEN + HOUR, datetime(2261, 12, 31, 23, 59, 59, tzinfo=UTC)]
    keep(store, *(event(ACME, "far apart", at=each) for each in [*moments, TEN]))
    asked: list[int] = []
    histogram = store.histogram
    store.histogram = lambda *given, **more: asked.append(1) or histogram(*given, **more)  # type: ignore[method-assign,func-returns-value]

    assert [(each.start, each.logs) for each in hours_of(store, ACME)] == [
        (moments[0], 1), (TEN, 2), (TEN + HOUR, 1), (datetime(2261, 12, 31, 23, tzinfo=UTC), 1),
    ]  # fmt: skip
    assert len(asked) < 8


def test_a_stretch_ends_with_an_hour(alice: MemoryStore, tmp_path: Path) -> None:
    stretches = copy_of(alice, MemoryStore(), tmp_path).plan([ACME], None)
    assert [each.logs for each in stretches] == [12, 12, 6]
    assert stretches[0] == Stretch(ACME, TEN, TEN + 2 * HOUR, 12)


def test_a_busy_hour_is_copied_in_pieces_and_nothing_falls_between(tmp_path: Path) -> None:
    """A store closes what it reads from after a while, so no stretch may take long."""
    source, target = MemoryStore(), MemoryStore()
    moments = [TEN + timedelta(milliseconds=n * n) for n in range(200)]
    keep(source, *(event(ACME, "busy", at=each) for each in [*moments, TEN, TEN, TEN]))
    copy = copy_of(source, target, tmp_path)
    stretches = copy.plan([ACME], None)

    assert sum(each.logs for each in stretches) == 203
    assert all(one.end <= other.start for one, other in pairwise(stretches))
    assert max(each.logs for each in stretches[5:]) <= 14
    assert run(copy, ACME) == []
    assert everything(target, ACME) == everything(source, ACME)


def test_a_memo_that_cannot_be_read_is_begun_anew(tmp_path: Path) -> None:
    first = memo_of(tmp_path, "a", "b")
    first.path.write_text("{")
    assert not memo_of(tmp_path, "a", "b").resumed
    assert memo_of(tmp_path, "a", "b").resumed


class Killed(BaseException):
    """The process is gone."""


class Adding(MemoryStore):
    """Keeps each token's events, and adds doubles as a store that does not know ids would."""

    def __init__(self, killed_after: int | None = None, away: int = 0, refuses: str = "") -> None:
        super().__init__()
        self.killed_after, self.away, self.refuses = killed_after, away, refuses
        self.added: list[str] = []
        self.tokens: list[str] = []

    def append(self, batch: EventBatch) -> Sequence[Rejected]:
        if self.killed_after is not None and len(self.tokens) >= self.killed_after:
            raise Killed
        if self.away:
            self.away -= 1
            raise Unavailable("The store is away.")
        self.tokens.append(batch.token)
        taken = [each for each in batch.events if not self.refuses or each["message"] != self.refuses]
        self.added += [each["id"] for each in taken]
        super().append(EventBatch(batch.token, taken))
        return [
            Rejected(index, f"no room for {each['message']}")
            for index, each in enumerate(batch.events)
            if each not in taken
        ]
