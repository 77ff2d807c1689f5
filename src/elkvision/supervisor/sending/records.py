"""Lines as the lines that go over the wire: records kept together, and what the sender knows added."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from elkvision.pipeline.recognise.continuation import Grouper


class Packer:
    """Makes wire lines (JSON objects or text, without newlines) of a source's lines.

    `file` is the path that lines were read from; text lines then travel as ECS objects that name it. `fields` are the
    sender's; in a JSON line they stand first, so that the line's own values win.
    """

    def __init__(self, file: str = "", fields: Mapping[str, Any] | None = None) -> None:
        self._fields = dict(fields or {})
        self._wrap: dict[str, Any] = {**self._fields}
        if file and "source" not in self._fields:
            self._wrap["log"] = {"file": {"path": file}}
        self._prefix = orjson.dumps(self._fields)[:-1] if self._fields else b""
        self._grouper = Grouper()

    @property
    def waiting(self) -> bool:
        """A record is open: more lines may belong to it."""
        return self._grouper.waiting

    def add(self, data: bytes) -> list[bytes]:
        """The wire lines of whole lines, as far as their records are complete."""
        if not self._prefix and not self.waiting and _only_objects(data):
            return [line for line in data.split(b"\n") if line]
        made = []
        for line in _lines(data):
            record = self._grouper.add(line)
            if record is not None:
                made.append(self._wire(record))
        return [line for line in made if line]

    def rest(self) -> list[bytes]:
        """What is still open, closed now."""
        record = self._grouper.take()
        line = self._wire(record) if record is not None else b""
        return [line] if line else []

    def _wire(self, record: bytes) -> bytes:
        if not record.strip():
            return b""
        if record.lstrip()[:1] == b"{" and b"\n" not in record and _is_object(record):
            return self._spliced(record.strip()) if self._prefix else record
        if not self._wrap and b"\n" not in record:
            return record
        return orjson.dumps({**self._wrap, "event": {"original": record.decode(errors="replace")}})

    def _spliced(self, record: bytes) -> bytes:
        inner = record[1:].lstrip()
        return self._prefix + (b"" if inner == b"}" else b",") + inner


def _lines(data: bytes) -> Iterator[bytes]:
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    for line in lines:
        yield line[:-1] if line[-1:] == b"\r" else line


def _only_objects(data: bytes) -> bool:
    """Every line begins like a JSON object, the usual case; known without looking at each."""
    return data[:1] == b"{" and data.count(b"\n{") + 1 == data.count(b"\n") and data[-1:] == b"\n"


def _is_object(record: bytes) -> bool:
    try:
        return isinstance(orjson.loads(record), dict)
    except ValueError:
        return False
