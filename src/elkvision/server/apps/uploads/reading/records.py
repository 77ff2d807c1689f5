"""The records of a stream: JSON, NDJSON, CSV or lines of text, each as one line of bytes for the spool."""

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO, Literal, cast

import ijson
import orjson
from ijson.common import ObjectBuilder

from elkvision.core.event import ALIASES
from elkvision.pipeline.recognise.continuation import group_lines
from elkvision.server.apps.uploads.reading.binary import no_text
from elkvision.server.apps.uploads.reading.dates import Spread
from elkvision.server.apps.uploads.reading.sources import Unreadable

Format = Literal["json", "ndjson", "csv", "text"]

_HEAD = 1 << 16
_KNOWN = {name.lower(): name for names in ALIASES.values() for name in reversed(names)}


@dataclass(frozen=True, slots=True)
class Record:
    """One line for the spool, without its newline, or the reason why there is none. `line` counts from 1:
    the line of the file, or the item of a JSON file."""

    line: int
    payload: bytes | None
    reason: str = ""


def detect(name: str, head: bytes) -> Format:
    """The name's ending decides where it says something; the content does otherwise."""
    ending = name.lower().rsplit(".", 1)[-1] if "." in name else ""
    start = head.lstrip(codecs.BOM_UTF8).lstrip()
    if ending in {"csv", "tsv"}:
        return "csv"
    if ending in {"ndjson", "jsonl"}:
        return "ndjson"
    if start[:1] == b"[" and (ending == "json" or start[1:].lstrip()[:1] == b"{"):
        return "json"
    if start[:1] == b"{":
        return "ndjson" if _is_object(start.split(b"\n", 1)[0]) or ending != "json" else "json"
    return "text"


def records(name: str, stream: BinaryIO, most: int) -> tuple[Format, Iterator[Record]]:
    """The stream's format and its records. No record is longer than `most` bytes; a longer one has a reason
    instead. The iterator raises Unreadable where the stream breaks off or cannot be understood."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast(Any, stream), 1 << 18)
    head = buffered.peek(_HEAD)[:_HEAD]
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        buffered = _as_utf8(buffered, "utf-16")
        head = buffered.peek(_HEAD)[:_HEAD]
    elif head.startswith(codecs.BOM_UTF8):
        buffered.read(len(codecs.BOM_UTF8))
        head = head[len(codecs.BOM_UTF8) :]
    noise = no_text(head)
    if noise is not None:
        return "text", iter([Record(1, None, f"it is {noise.what}")])
    kind = detect(name, head)
    reader: Callable[[], Iterator[Record]] = {
        "json": lambda: _json(cast(BinaryIO, buffered), most),
        "ndjson": lambda: _lines(cast(BinaryIO, buffered), most),
        "csv": lambda: _csv(cast(BinaryIO, buffered), head, most, "\t" if name.lower().endswith(".tsv") else None),
        "text": lambda: _lines(cast(BinaryIO, buffered), most),
    }[kind]
    return kind, reader()


def _lines(stream: BinaryIO, most: int) -> Iterator[Record]:
    """Lines of text or JSON; a stack trace stays with the line that it belongs to, as ECS `event.original`."""
    for number, record in group_lines(_short_lines(stream, most), most=most):
        if len(record) > most:
            yield Record(number, None, f"it is longer than {most:,} bytes")
        elif b"\n" in record:
            text = record.decode("utf-8", "replace")
            yield Record(number, orjson.dumps({"event": {"original": text}}))
        elif record.strip():
            yield Record(number, record)


def _short_lines(stream: BinaryIO, most: int) -> Iterator[bytes]:
    """Lines without their ends. Of a line longer than `most`, `most` + 1 bytes are given: enough to refuse it."""
    while line := stream.readline(most + 2):
        if not line.endswith(b"\n") and len(line) > most:
            while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
            yield line[: most + 1]
        else:
            yield line.rstrip(b"\r\n")


def _json(stream: BinaryIO, most: int) -> Iterator[Record]:
    """The items of an array, or objects one after another, each at most `most` bytes once written again."""
    number = 0
    builder: ObjectBuilder | None = None
    depth = events = 0
    in_array = False
    try:
        for event, value in ijson.basic_parse(stream, multiple_values=True):
            if builder is None:
                if event == "start_array" and depth == 0 and not in_array:
                    in_array = True
                    continue
                if event == "end_array" and in_array:
                    in_array = False
                    continue
                builder, depth, events = ObjectBuilder(), 0, 0
                number += 1
            events += 1
            if events * 2 <= most:
                builder.event(event, float(value) if isinstance(value, Decimal) else value)
            depth += {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}.get(event, 0)
            if depth == 0:
                yield _item(number, builder, most) if events * 2 <= most else _too_long(number, most)
                builder = None
    except ijson.JSONError as error:
        raise Unreadable(f"the JSON breaks off after item {number:,}: {_first_line(error)}") from error


def _item(number: int, builder: ObjectBuilder, most: int) -> Record:
    if not isinstance(builder.value, dict):
        return Record(number, None, "it is not a JSON object")
    try:
        payload = orjson.dumps(builder.value)
    except TypeError:  # whole numbers beyond 64 bits
        payload = json.dumps(builder.value, ensure_ascii=False, separators=(",", ":")).encode()
    return Record(number, payload) if len(payload) <= most else _too_long(number, most)


def _too_long(number: int, most: int) -> Record:
    return Record(number, None, f"it is longer than {most:,} bytes")


def _csv(stream: BinaryIO, head: bytes, most: int, delimiter: str | None) -> Iterator[Record]:
    text = io.TextIOWrapper(cast(Any, stream), encoding="utf-8", errors="replace", newline="")
    csv.field_size_limit(most)
    rows = csv.reader(text, delimiter=delimiter or _delimiter(head))
    try:
        header = next(rows, None)
        if header is not None:
            yield from _rows(rows, _column_names(header), most)
    except csv.Error as error:
        raise Unreadable(f"the CSV cannot be read at line {rows.line_num:,}: {error}") from error
    finally:
        text.detach()  # else it closes the stream, which its owner still asks for its position


def _rows(rows: Any, names: list[str], most: int) -> Iterator[Record]:
    line, spread = rows.line_num, Spread(names)
    for row in rows:
        first, line = line + 1, rows.line_num
        if not any(row):
            continue
        if len(row) > len(names):
            yield Record(first, None, f"it has {len(row)} columns, the header has {len(names)}")
            continue
        values = {name: value for name, value in zip(names, row, strict=False) if value != ""}
        at = spread.joined(values)
        payload = orjson.dumps(values if at is None else {"@timestamp": at, **values})
        yield Record(first, payload) if len(payload) <= most else _too_long(first, most)


def _delimiter(head: bytes) -> str:
    first = head.split(b"\n", 1)[0].decode("utf-8", "replace")
    return max(",;\t|", key=first.count)


def _column_names(header: list[str]) -> list[str]:
    """Names that we know are known in any case (`Level`, `MESSAGE`); a nameless column is called by its place."""
    names: list[str] = []
    for place, cell in enumerate(header, 1):
        name = cell.strip() or f"column_{place}"
        name = _KNOWN.get(name.lower(), name)
        names.append(name if name not in names else f"{name}_{place}")
    return names


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _as_utf8(stream: io.BufferedReader, encoding: str) -> io.BufferedReader:
    recoder = codecs.StreamRecoder(
        stream,
        codecs.getencoder("utf-8"),
        codecs.getdecoder("utf-8"),
        codecs.getreader(encoding),
        codecs.getwriter(encoding),
        "replace",
    )
    return io.BufferedReader(cast(Any, _Raw(cast(BinaryIO, recoder))), 1 << 18)


class _Raw(io.RawIOBase):
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        data = self._left or self._stream.read(len(view))
        view[: len(data[: len(view)])] = data[: len(view)]
        self._left = data[len(view) :]
        return min(len(data), len(view))


def _first_line(error: Exception) -> str:
    return str(error.args[0] if error.args else error).strip().split("\n", 1)[0][:200]
