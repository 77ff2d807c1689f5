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


def group_lines(lines: Iterable[bytes], most: int = MAX_BYTES) -> Iterator[tuple[int, bytes]]:
    """Records of lines (given without their ends), each with the number of its first line, from 1.

    A record's lines are joined with newlines, empty ones at its end left out. A record of several lines is
    at most `most` bytes, MAX_BYTES and MAX_LINES; a single line is given as it is, however long. A line that
    is a JSON object is always a record of its own.
    """
    limit = min(most, MAX_BYTES)
    record: list[bytes] = []
    first, size, dump = 1, 0, False
    number = 0
    for number, line in enumerate(lines, 1):
        goes_on = bool(record) and size + len(line) < limit and len(record) < MAX_LINES and _goes_on(line, record, dump)
        if not goes_on:
            if record:
                yield first, _joined(record)
            record, first, size, dump = [], number, 0, False
        record.append(line)
        size += len(line) + 1
        dump = dump or _GO_DUMP.match(line) is not None
    if record:
        yield first, _joined(record)


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
