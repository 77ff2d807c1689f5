import asyncio
import errno
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from elkvision.core.errors import Overloaded, Unavailable
from elkvision.core.tenancy import TenantId
from elkvision.gateway.spool import reader
from elkvision.gateway.spool.records import Closed, Origin
from elkvision.gateway.spool.segment import OpenSegment
from elkvision.gateway.spool.writer import MOST_UNCLOSED, Spool

ACME = Origin(TenantId("acme"), "tcp")
GLOBEX = Origin(TenantId("globex"), "http", 2)


@asynccontextmanager
async def open_spool(folder: Path, **given: object) -> AsyncIterator[Spool]:
    options = {"budget": 1 << 30, "segment_events": 1000, "segment_seconds": 60.0, **given}
    spool = Spool(folder, **options)  # type: ignore[arg-type]  # tests give what belongs there
    task = asyncio.create_task(spool.run())
    try:
        yield spool
    finally:
        spool.stop()
        await task


def lines(folder: Path) -> list[tuple[str, bytes]]:
    found = []
    for name in reader.names(folder):
        segment = reader.read_segment(folder, name)
        for frame in segment.frames:
            found += [(frame.tenant, line) for line in segment.payload[frame.offset : frame.end].split(b"\n")[:-1]]
    return found


async def test_what_append_returned_from_is_on_disk(tmp_path: Path) -> None:
    async with open_spool(tmp_path) as spool:
        await spool.append(ACME, b"disk full\n", 1)
        assert lines(tmp_path) == [("acme", b"disk full")]


async def test_many_senders_share_a_commit_and_a_frame_for_each_origin(tmp_path: Path) -> None:
    async with open_spool(tmp_path) as spool:
        await spool.append(ACME, b"first\n", 1)  # the next commit waits a moment for others
        await asyncio.gather(
            *(spool.append(ACME, b"a%d\n" % n, 1) for n in range(50)),
            *(spool.append(GLOBEX, b"g%d\n" % n, 1) for n in range(50)),
        )
        name = reader.names(tmp_path)[0]
        assert len(reader.read_frames(tmp_path, name)) == 3
    assert sorted(lines(tmp_path)) == sorted(
        [("acme", b"first")] + [("acme", b"a%d" % n) for n in range(50)] + [("globex", b"g%d" % n) for n in range(50)]
    )


async def test_a_segment_closes_when_it_has_enough_lines(tmp_path: Path) -> None:
    told: list[tuple[str, object]] = []
    async with open_spool(tmp_path, segment_events=10) as spool:
        spool.followers.add(lambda name, record: told.append((name, record)))
        for n in range(4):
            await spool.append(ACME, b"".join(b"%d-%d\n" % (n, i) for i in range(6)), 6)
    closed = [record for _, record in told if isinstance(record, Closed)]
    assert [record.lines for record in closed] == [12, 12]
    assert len(lines(tmp_path)) == 24


async def test_a_segment_closes_after_a_while_and_an_idle_spool_makes_none(tmp_path: Path) -> None:
    async with open_spool(tmp_path, segment_seconds=0.05) as spool:
        await spool.append(ACME, b"one\n", 1)
        await asyncio.sleep(0.2)
        assert [reader.is_closed(tmp_path, name) for name in reader.names(tmp_path)] == [True]
        assert spool.segment is None


async def test_at_its_budget_the_spool_takes_nothing_until_delivery_made_room(tmp_path: Path) -> None:
    pressure: list[bool] = []
    async with open_spool(tmp_path, budget=2000, segment_seconds=0.02) as spool:
        spool.on_pressure = pressure.append
        await spool.append(ACME, b"x" * 2500 + b"\n", 1)
        with pytest.raises(Overloaded) as refused:
            await spool.append(ACME, b"more\n", 1)
        assert refused.value.retry_after > 0
        assert pressure == [True]
        await asyncio.sleep(0.1)
        reader.discard(tmp_path, reader.names(tmp_path)[0])
        spool.measure()
        assert pressure == [True, False]
        await spool.append(ACME, b"more\n", 1)
    assert lines(tmp_path) == [("acme", b"more")]


async def test_on_a_full_disk_who_waits_is_told_and_who_cannot_be_told_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = True
    real = OpenSegment.write

    def write(self: OpenSegment, parcels: list) -> list:
        if full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(self, parcels)

    monkeypatch.setattr(OpenSegment, "write", write)
    monkeypatch.setattr("elkvision.gateway.spool.writer.RETRY", 0.05)
    async with open_spool(tmp_path) as spool:
        spool.offer(ACME, b"kept\n", 1)
        with pytest.raises(Unavailable, match="No space left"):
            await spool.append(GLOBEX, b"told\n", 1)
        assert spool.under_pressure
        assert spool.last_error
        full = False
        await asyncio.sleep(0.2)
        assert lines(tmp_path) == [("acme", b"kept")]
        assert not spool.under_pressure
        assert spool.last_error is None
        await spool.append(GLOBEX, b"told again\n", 1)
    assert lines(tmp_path) == [("acme", b"kept"), ("globex", b"told again")]


async def test_a_disk_that_stays_full_does_not_use_up_our_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = True
    real_write, real_close = OpenSegment.write, OpenSegment.close

    def write(self: OpenSegment, parcels: list) -> list:
        if full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real_write(self, parcels)

    def close(self: OpenSegment) -> Closed:
        if full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real_close(self)

    monkeypatch.setattr(OpenSegment, "write", write)
    monkeypatch.setattr(OpenSegment, "close", close)
    monkeypatch.setattr("elkvision.gateway.spool.writer.RETRY", 0.005)
    async with open_spool(tmp_path, segment_seconds=0.02) as spool:
        spool.offer(ACME, b"kept\n", 1)
        await asyncio.sleep(0.5)
        assert len(reader.names(tmp_path)) <= MOST_UNCLOSED + 1
        full = False
        await asyncio.sleep(0.2)
        assert lines(tmp_path) == [("acme", b"kept")]
    assert all(reader.is_closed(tmp_path, name) for name in reader.names(tmp_path))


async def test_a_clock_that_is_set_back_holds_no_line_up(tmp_path: Path) -> None:
    now = 10_000_000
    async with open_spool(tmp_path, segment_seconds=0.02, clock=lambda: now) as spool:
        await spool.append(ACME, b"before\n", 1)
        now -= 3_600_000
        await spool.append(ACME, b"after\n", 1)
        await asyncio.sleep(0.1)
        assert any(reader.is_closed(tmp_path, name) for name in reader.names(tmp_path))
        assert len(lines(tmp_path)) == 2


async def test_what_was_offered_before_the_end_is_kept(tmp_path: Path) -> None:
    async with open_spool(tmp_path) as spool:
        spool.offer(ACME, b"last words\n", 1)
    assert lines(tmp_path) == [("acme", b"last words")]
    assert reader.is_closed(tmp_path, reader.names(tmp_path)[0])


async def test_a_folder_has_one_writer(tmp_path: Path) -> None:
    async with open_spool(tmp_path):
        with pytest.raises(Unavailable, match="Another intake"):
            Spool(tmp_path, budget=1, segment_events=1, segment_seconds=1)


async def test_low_is_before_everything_that_is_not_durable(tmp_path: Path) -> None:
    now = 1000
    spool = Spool(tmp_path, budget=1 << 20, segment_events=10, segment_seconds=1, clock=lambda: now)
    spool.offer(ACME, b"x\n", 1)
    now = 5000
    assert spool.low_ms == 1000
    task = asyncio.create_task(spool.run())
    await asyncio.sleep(0.1)
    assert spool.low_ms == 5000
    spool.stop()
    await task
