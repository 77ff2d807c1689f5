from pathlib import Path

import pytest

from elkvision.core.tenancy import TenantId
from elkvision.gateway.delivery import queue as queue_module
from elkvision.gateway.delivery.queue import Queue
from elkvision.gateway.spool import reader
from elkvision.gateway.spool.records import Frame, Origin
from elkvision.gateway.spool.segment import OpenSegment, Parcel


def segment(folder: Path, created_ms: int, *, close: bool = True) -> str:
    made = OpenSegment(folder, created_ms)
    parcel = Parcel(Origin(TenantId("acme"), "tcp"), created_ms + 5)
    parcel.add(b"x\n", 1)
    made.write([parcel])
    if close:
        made.close()
    return made.name


def frame(received_ms: int) -> Frame:
    return Frame(0, 2, 0, 1, received_ms, 0, "acme", "tcp")


def test_closed_segments_are_taken_oldest_first_and_each_once(tmp_path: Path) -> None:
    names = [segment(tmp_path, ms) for ms in (3000, 1000, 2000)]
    open_one = segment(tmp_path, 500, close=False)
    queue = Queue(tmp_path)
    queue.look_around()
    assert [queue.next(), queue.next(), queue.next(), queue.next()] == [names[1], names[2], names[0], None]
    assert open_one in queue.segments


def test_a_segment_that_failed_waits_while_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = segment(tmp_path, 1000), segment(tmp_path, 2000)
    now = 100.0
    monkeypatch.setattr(queue_module.time, "monotonic", lambda: now)
    queue = Queue(tmp_path)
    queue.look_around()
    assert queue.next() == first
    waits = queue.failed(first)
    assert queue.next() == second
    assert queue.next() is None
    assert queue.soonest() == pytest.approx(waits)
    now += waits
    assert queue.next() == first
    assert queue.failed(first) > waits


def test_the_watermark_is_before_everything_that_is_not_in_the_store(tmp_path: Path) -> None:
    queue = Queue(tmp_path)
    assert queue.watermark is None
    queue.low = 9000
    assert queue.watermark == 9000
    old = segment(tmp_path, 1000)
    queue.look_around()
    queue.heard("0000000002000-0000000001", frame(2007))
    assert queue.watermark == 1005
    queue.next()
    queue.done(old)
    assert queue.watermark == 2007
    queue.low = 1500
    assert queue.watermark == 1500


def test_news_of_a_segment_that_was_delivered_already_changes_nothing(tmp_path: Path) -> None:
    name = segment(tmp_path, 1000)
    queue = Queue(tmp_path)
    queue.look_around()
    queue.next()
    reader.discard(tmp_path, name)
    queue.done(name)
    queue.closed(name)
    assert queue.next() is None
    assert queue.segments == {}
