"""One segment's way into the store: the same however often, and nothing in it holds the rest up."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from elkvision.core import dead_letters
from elkvision.core.errors import Refused, Unavailable, Unsupported
from elkvision.core.event import Event, event_id
from elkvision.core.tenancy import TenantId
from elkvision.gateway.delivery.carrier import Carrier
from elkvision.gateway.delivery.counts import Counts
from elkvision.gateway.delivery.making import Making
from elkvision.gateway.keys import Keys
from elkvision.gateway.spool import reader
from elkvision.gateway.spool.records import Origin
from elkvision.gateway.spool.segment import OpenSegment, Parcel
from elkvision.pipeline.filters.contract import Surroundings
from elkvision.pipeline.normalise import normalise_line
from elkvision.store.contract import EventBatch, LineBatch, Plan, Rejected

ACME, GLOBEX = TenantId("acme"), TenantId("globex")
TCP, HTTP = Origin(ACME, "tcp"), Origin(GLOBEX, "http", 2, '{"service":"shop"}')
NOW = 1_795_435_200_000


class Shelf:
    """A store that remembers what it was given, by token, and can be told to be difficult."""

    def __init__(self, *, express: bool = True) -> None:
        self.express = express
        self.lines: dict[str, dict[int, bytes]] = {}
        self.events: dict[str, Sequence[Event]] = {}
        self.calls: list[str] = []
        self.batches: list[LineBatch] = []
        self.away = False
        self.events_away = False
        self.poison = b"poison"
        self.refuses_lines = False
        self.unknown_plan: object = None

    def plan_lines(self, batch: LineBatch) -> Plan:
        self.calls.append("plan")
        if not self.express:
            raise Unsupported("This engine does not read lines.")
        return Plan({"made": len(self.calls)})

    def append_lines(self, batch: LineBatch, plan: Plan) -> Sequence[int]:
        self.calls.append(f"lines with {plan.data['made']}")
        if not self.express or plan.data["made"] == self.unknown_plan:
            raise Unsupported("This plan was made by another version.")
        if self.away:
            raise Unavailable("The store is away.")
        if self.refuses_lines:
            raise Refused("The store does not take such lines.")
        lines = batch.payload.split(b"\n")[:-1]
        numbers = batch.numbers if batch.numbers is not None else range(len(lines))
        assert len(numbers) == len(lines)
        taken = {n: line for n, line in zip(numbers, lines, strict=True) if line.endswith(b"}")}
        self.lines.setdefault(batch.token, taken)
        self.batches.append(batch)
        return [n for n, line in zip(numbers, lines, strict=True) if not line.endswith(b"}")]

    def append(self, batch: EventBatch) -> Sequence[Rejected]:
        self.calls.append(f"events {len(batch.events)}")
        if self.away or self.events_away:
            raise Unavailable("The store is away.")
        if any("refuse the batch" in event["message"] for event in batch.events):
            raise Refused("The batch cannot be kept.")
        rejected = [
            Rejected(place, "too strange") for place, event in enumerate(batch.events) if "strange" in event["message"]
        ]
        bad = {one.index for one in rejected}
        self.events.setdefault(batch.token, [e for place, e in enumerate(batch.events) if place not in bad])
        return rejected

    def texts(self) -> list[str]:
        return sorted(event["message"] for events in self.events.values() for event in events)


def segment(folder: Path, *commits: tuple[Origin, Sequence[bytes]]) -> str:
    """A closed segment with a frame for each commit."""
    made = OpenSegment(folder, NOW)
    for origin, lines in commits:
        parcel = Parcel(origin, NOW + 1)
        parcel.add(b"\n".join([*lines, b""]), len(lines))
        made.write([parcel])
    made.close()
    return made.name


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def carrier(tmp_path: Path, shelf: Shelf) -> Carrier:
    spool = tmp_path / "spool"
    spool.mkdir()
    making = Making(Keys(tmp_path / "gateway.json"), tmp_path / "routes", normalise_line, Surroundings())
    return Carrier(spool, shelf, making, Counts(), tmp_path / "dead", 1 << 20)  # type: ignore[arg-type]  # half a store is enough here


def test_json_lines_go_as_they_came_in_one_piece(carrier: Carrier, shelf: Shelf) -> None:
    name = segment(carrier.spool, (TCP, [b'{"a":1}', b'{"a":2}']), (HTTP, [b'{"a":3}']))
    payload = (carrier.spool / f"{name}.seg").read_bytes()
    carrier.carry(name)
    (batch,) = shelf.batches
    assert batch.payload == payload
    assert batch.numbers is None
    assert [(run.first_line, run.tenant, run.received_ms, run.input, run.defaults) for run in batch.runs] == [
        (0, ACME, NOW + 1, "tcp", {}),
        (2, GLOBEX, NOW + 1, "http", {"service": "shop"}),
    ]
    assert list(carrier.spool.iterdir()) == []
    assert (carrier.counts.express, carrier.counts.full, carrier.counts.stored) == (3, 0, 3)


def test_plain_lines_and_what_the_engine_gives_back_take_the_full_lane_with_their_own_ids(
    carrier: Carrier, shelf: Shelf
) -> None:
    name = segment(carrier.spool, (TCP, [b'{"m":0}', b"plain", b"", b'{"half":', b'{"m":4}']), (HTTP, [b'{"m":5}']))
    carrier.carry(name)
    number = int(name.rpartition("-")[2], 16)
    assert shelf.lines[f"{number:010x}"] == {0: b'{"m":0}', 4: b'{"m":4}', 5: b'{"m":5}'}
    (events,) = shelf.events.values()
    assert [(event["id"], event["message"]) for event in events] == [
        (event_id(NOW + 1, number, 1), "plain"),
        (event_id(NOW + 1, number, 3), '{"half":'),
    ]
    assert (carrier.counts.express, carrier.counts.full) == (3, 2)


def test_an_engine_that_reads_no_lines_gets_events(carrier: Carrier, shelf: Shelf) -> None:
    shelf.express = False
    carrier.carry(segment(carrier.spool, (TCP, [b'{"message":"one"}', b"two"]), (HTTP, [b'{"message":"three"}'])))
    assert shelf.texts() == ["one", "three", "two"]
    (events,) = shelf.events.values()
    assert [event["tenant_id"] for event in events] == ["acme", "acme", "globex"]
    assert events[2]["service"] == "shop"


def test_while_the_store_is_away_the_segment_stays_and_its_plan_is_used_again(carrier: Carrier, shelf: Shelf) -> None:
    name = segment(carrier.spool, (TCP, [b'{"a":1}']))
    shelf.away = True
    for _ in range(2):
        with pytest.raises(Unavailable):
            carrier.carry(name)
    assert reader.names(carrier.spool) == [name]
    shelf.away = False
    carrier.carry(name)
    assert shelf.calls == ["plan", "lines with 1", "lines with 1", "lines with 1"]
    assert list(carrier.spool.iterdir()) == []


def test_a_segment_that_was_planned_for_another_store_goes_to_the_new_one_as_events(
    carrier: Carrier, shelf: Shelf
) -> None:
    name = segment(carrier.spool, (TCP, [b'{"message":"one"}']))
    shelf.away = True
    with pytest.raises(Unavailable):
        carrier.carry(name)
    shelf.away, shelf.express = False, False
    carrier.carry(name)
    assert shelf.texts() == ["one"]
    assert list(carrier.spool.iterdir()) == []


def test_a_plan_of_another_version_waits_since_the_store_may_have_its_lines(carrier: Carrier, shelf: Shelf) -> None:
    name = segment(carrier.spool, (TCP, [b'{"message":"one"}']))
    shelf.unknown_plan = 1
    with pytest.raises(Unsupported):
        carrier.carry(name)
    assert reader.names(carrier.spool) == [name]
    assert shelf.texts() == []


def test_lines_that_the_engine_has_are_not_given_again_while_the_rest_is_tried(carrier: Carrier, shelf: Shelf) -> None:
    name = segment(carrier.spool, (TCP, [b'{"a":1}', b'{"half":', b"plain", b'{"a":2}']))
    shelf.events_away = True
    for _ in range(3):
        with pytest.raises(Unavailable):
            carrier.carry(name)
    shelf.events_away = False
    carrier.carry(name)
    assert shelf.calls.count("lines with 1") == 1, "the store forgets its tokens before it is ever well again"
    assert shelf.texts() == ["plain", '{"half":']
    assert (carrier.counts.express, carrier.counts.full) == (2, 2)


def test_delivering_again_after_a_crash_before_the_end_gives_the_same_tokens(
    carrier: Carrier, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = segment(carrier.spool, (TCP, [b'{"a":1}', b"plain"]))

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("elkvision.gateway.delivery.carrier.discard", crash)
        with pytest.raises(KeyboardInterrupt):
            carrier.carry(name)
    carrier.carry(name)
    assert len(shelf.lines) == len(shelf.events) == 1


def test_one_event_that_the_store_cannot_keep_becomes_a_dead_letter_and_the_rest_go_on(
    carrier: Carrier, shelf: Shelf
) -> None:
    carrier.carry(segment(carrier.spool, (TCP, [b"fine", b"strange \xff", b"fine too"])))
    assert shelf.texts() == ["fine", "fine too"]
    (letter,) = dead_letters.read(carrier.dead_dir, ACME)
    assert (letter.raw(), letter.reason, letter.input) == (b"strange \xff", "too strange", "tcp")
    assert (carrier.counts.dead, carrier.counts.stored) == (1, 2)


def test_a_batch_that_is_refused_whole_is_halved_until_the_one_it_means_is_alone(
    carrier: Carrier, shelf: Shelf
) -> None:
    lines = [b"line %d" % n for n in range(10)]
    lines[6] = b"refuse the batch with this"
    carrier.carry(segment(carrier.spool, (TCP, lines)))
    assert shelf.texts() == sorted(f"line {n}" for n in range(10) if n != 6)
    assert [letter.raw() for letter in dead_letters.read(carrier.dead_dir, ACME)] == [b"refuse the batch with this"]


def test_lines_that_the_store_refuses_as_lines_go_one_by_one(carrier: Carrier, shelf: Shelf) -> None:
    shelf.refuses_lines = True
    carrier.carry(segment(carrier.spool, (TCP, [b'{"message":"one"}', b"two"])))
    assert shelf.texts() == ["one", "two"]


def test_a_line_that_the_pipeline_throws_at_is_kept_as_text(carrier: Carrier, shelf: Shelf, tmp_path: Path) -> None:
    def throws(line: bytes, **given: object) -> Event:
        if b"bad" in line:
            raise ZeroDivisionError
        return normalise_line(line, **given)  # type: ignore[arg-type]  # passed on as it came

    carrier.making = Making(Keys(tmp_path / "none"), tmp_path / "routes", throws, Surroundings())
    carrier.carry(segment(carrier.spool, (TCP, [b"good", b"bad"])))
    assert shelf.texts() == ["bad", "good"]
    (events,) = shelf.events.values()
    tags: Mapping[str, list[str]] = {event["message"]: event.get("tags", []) for event in events}
    assert "_pipelineerror" in tags["bad"]
    assert carrier.counts.pipeline_errors == 1


def test_bytes_that_the_disk_changed_become_a_dead_letter_and_the_rest_go_on(carrier: Carrier, shelf: Shelf) -> None:
    name = segment(carrier.spool, (TCP, [b'{"a":1}']), (TCP, [b'{"a":2}']), (HTTP, [b'{"a":3}']))
    descriptor = os.open(carrier.spool / f"{name}.seg", os.O_WRONLY)
    os.pwrite(descriptor, b"9", 13)
    os.close(descriptor)
    carrier.carry(name)
    (taken,) = shelf.lines.values()
    assert taken == {0: b'{"a":1}', 2: b'{"a":3}'}
    (letter,) = dead_letters.read(carrier.dead_dir, ACME)
    assert letter.raw() == b'{"a":9}\n'
    assert "damaged" in letter.reason


def test_a_segment_that_is_gone_already_is_done(carrier: Carrier) -> None:
    carrier.carry("0000000000001-0000000001")


def test_many_plain_lines_go_in_batches(carrier: Carrier, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elkvision.gateway.delivery.carrier.BATCH", 10)
    carrier.carry(segment(carrier.spool, (TCP, [b"line %02d" % n for n in range(25)])))
    assert shelf.calls == ["events 10", "events 10", "events 5"]
    assert len(set(shelf.events)) == 3
