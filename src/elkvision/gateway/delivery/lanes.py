"""Which of a segment's lines an engine may read itself, and the lines one by one where it may not."""

from collections.abc import Callable, Iterator, Sequence, Set
from typing import NamedTuple

from elkvision.core.tenancy import TenantId
from elkvision.gateway.spool.reader import Segment
from elkvision.gateway.spool.records import Frame
from elkvision.store.contract import LineBatch, Run


class Line(NamedTuple):
    number: int
    frame: Frame
    data: bytes


def is_json(segment: Segment, frame: Frame) -> bool:
    """Every line of the frame begins like a JSON object. Looks at no line."""
    payload = segment.payload
    return (
        payload[frame.offset : frame.offset + 1] == b"{"
        and payload.count(b"\n{", frame.offset, frame.end) == frame.lines - 1
    )


def json_lines(segment: Segment, apart: Callable[[Frame], bool] = lambda _: False) -> LineBatch | None:
    """The lines that look like JSON objects, as they came, but for those of frames that are kept `apart`; None when
    there is none."""
    kept_apart = [apart(frame) for frame in segment.frames]
    whole = [not other and is_json(segment, frame) for frame, other in zip(segment.frames, kept_apart, strict=True)]
    runs = [_run(frame) for frame in segment.frames]
    token = f"{segment.number:010x}"
    if all(whole) and not segment.damaged:
        return LineBatch(token, segment.number, segment.payload, runs) if runs else None
    pieces: list[bytes] = []
    numbers: list[int] = []
    for frame, simple, other in zip(segment.frames, whole, kept_apart, strict=True):
        if other:
            continue
        if simple:
            pieces.append(segment.payload[frame.offset : frame.end])
            numbers += range(frame.line, frame.line + frame.lines)
            continue
        for line in _lines(segment, frame):
            if line.data.startswith(b"{"):
                pieces.append(line.data + b"\n")
                numbers.append(line.number)
    return LineBatch(token, segment.number, b"".join(pieces), runs, numbers) if numbers else None


def other_lines(segment: Segment, batch: LineBatch | None) -> list[int]:
    """The numbers of the lines that are not in the batch."""
    if batch is not None and batch.numbers is None:
        return []
    taken = frozenset(batch.numbers or ()) if batch else frozenset()
    return [
        number
        for frame in segment.frames
        for number in range(frame.line, frame.line + frame.lines)
        if number not in taken
    ]


def lines_at(segment: Segment, numbers: Sequence[int]) -> Iterator[Line]:
    """Those lines, in order; blank ones are no events and are left out."""
    wanted: Set[int] = frozenset(numbers)
    first = numbers[0] if numbers else 0
    last = numbers[-1] if numbers else -1
    for frame in segment.frames:
        if frame.line > last or frame.line + frame.lines <= first:
            continue
        for line in _lines(segment, frame):
            if line.number in wanted and line.data and not line.data.isspace():
                yield line


def _lines(segment: Segment, frame: Frame) -> Iterator[Line]:
    lines = segment.payload[frame.offset : frame.end].split(b"\n")
    del lines[frame.lines :]
    for number, data in enumerate(lines, frame.line):
        yield Line(number, frame, data)


def _run(frame: Frame) -> Run:
    return Run(frame.line, TenantId(frame.tenant), frame.received_ms, frame.input, frame.defaults)
