"""Which lines of a file belong to the line before: stack traces, dumps, anything indented.

A record is kept together as one text; a live line has nobody to wait for, so inputs do not group.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

#: A record that goes on longer is cut; what follows is a record of its own.
MAX_LINES: Final = 2_000
MAX_BYTES: Final = 256 * 1024

_GOES_ON: Final = re.compile(
    rb"(?:"
    rb"[ \t]"  # indented: frames, wrapped text, pretty-printed bodies
    rb"|Caused by: |Suppressed: |\.\.\. \d+ (?:more|common frames omitted)"  # Java
    rb"|at [\w.$<>/]+\(|at async |at .+:\d+:\d+\)?\s*\Z"  # frames without their indent
    rb"|Traceback \(most recent call last\):|During handling of the above exception, another"  # Python
    rb"|The above exception was the direct cause"
    rb"|goroutine \d+ \[|created by [\w./*()]+|\[signal SIG|exit status \d+\s*\Z|runtime\.\w+\(|main\.[\w.*()]+\("  # Go
    rb"|--- End of (?:inner exception )?stack trace|--->"  # .NET
    rb"|#\d+ +(?:\{main\}|0x|/|\[internal|\S+\()|Stack trace:|  thrown in "  # PHP, gdb
    rb"|stack backtrace:|note: run with `RUST_BACKTRACE"  # Rust
    rb"|[)}\]][)}\],;]*\s*\Z"  # what closes a body
    rb")"
)
#: Python's last line of a traceback, and Java's first: a class, then what it says. They close or open a trace.
_ERROR_LINE: Final = re.compile(
    rb"(?:[A-Za-z_][\w$]*(?:\.|::))*[A-Z]\w*(?:Error|Exception|Warning|Interrupt|Exit|Failure|Timeout|Throwable|Iteration|DoesNotExist)"
    rb"(?::(?= |\Z)|\s*\Z)"
)
_TRACE_OPENS: Final = re.compile(
    rb"Traceback \(most recent|panic: |fatal error: |[ \t]+(?:at |File \")|stack backtrace:"
)
_GO_DUMP: Final = re.compile(rb"(?:panic: |fatal error: |goroutine \d+ \[)")
_GO_FRAME: Final = re.compile(rb"[\w./\-%*()]+\(.*\)\s*\Z|created by |\t|exit status ")


def starts_record(line: bytes) -> bool:
    """False when the line, on its own looks, belongs to the line before. An empty line belongs to it as well."""
    return bool(line.strip()) and _GOES_ON.match(line) is None and _ERROR_LINE.match(line) is None


class Grouper:
    """Puts records together line by line, for whoever waits for more lines. Lines are given without their ends.

    A record's lines are joined with newlines, empty ones at its end left out. A record of several lines has at
    most `most` bytes, MAX_BYTES and MAX_LINES; a single line is given as it is, however long. A line that
    is a JSON object is always a record of its own.
    """

    def __init__(self, most: int = MAX_BYTES) -> None:
        self._most = min(most, MAX_BYTES)
        self._lines: list[bytes] = []
        self._size = 0
        self._dump = False

    @property
    def waiting(self) -> bool:
        """A record is open: the next line may still belong to it."""
        return bool(self._lines)

    def add(self, line: bytes) -> bytes | None:
        """Take a line; returns the record that it ended, which it is not part of."""
        ended = None
        if self._lines and not (self._has_room(line) and _goes_on(line, self._lines, self._dump)):
            ended = self.take()
        self._lines.append(line)
        self._size += len(line) + 1
        self._dump = self._dump or _GO_DUMP.match(line) is not None
        return ended

    def take(self) -> bytes | None:
        """The open record, closed now."""
        lines, self._lines, self._size, self._dump = self._lines, [], 0, False
        return _joined(lines) if lines else None

    def _has_room(self, line: bytes) -> bool:
        return self._size + len(line) < self._most and len(self._lines) < MAX_LINES


def group_lines(lines: Iterable[bytes], most: int = MAX_BYTES) -> Iterator[tuple[int, bytes]]:
    """The records of all lines, each with the number of its first line, from 1. See Grouper."""
    grouper = Grouper(most)
    first = 1
    for number, line in enumerate(lines, 1):
        record = grouper.add(line)
        if record is not None:
            yield first, record
            first = number
    record = grouper.take()
    if record is not None:
        yield first, record


def _goes_on(line: bytes, record: list[bytes], dump: bool) -> bool:
    head = record[0][:1]
    if head == b"{" and _is_whole(record[0]):
        return not line.strip()
    if line[:1] == b"{" and _is_whole(line):
        return False
    if not line.strip():
        return True
    if dump and _GO_FRAME.match(line):
        return True
    if _ERROR_LINE.match(line) and _ERROR_LINE.match(record[-1]):
        return False  # a list of errors, one a line
    return not starts_record(line)


def _is_whole(line: bytes) -> bool:
    return line.rstrip().endswith(b"}")


def _joined(record: list[bytes]) -> bytes:
    while len(record) > 1 and not record[-1].strip():
        record.pop()
    return b"\n".join(record) if len(record) > 1 else record[0]
