"""What a person sees while the product runs: few lines, each with the part it comes from."""

import json
import re
import sys
from typing import TextIO

import click

_COLOURS = {
    "store": "blue", "intake": "green", "delivery": "cyan", "web": "magenta",
    "worker": "yellow", "beat": "bright_yellow", "valkey": "bright_black",
}  # fmt: skip
_WIDTH = 9
_IMPORTANT = frozenset({"warning", "error", "critical", "fatal"})
_WORDS = re.compile(r"\b(WARN|WARNING|ERROR|CRITICAL|FATAL)\b|^[\w.]*(Error|Exception)\b")


class Console:
    """Says things on one stream. With `verbose`, every line of every part; otherwise those that matter."""

    def __init__(self, *, verbose: bool = False, stream: TextIO | None = None) -> None:
        self.verbose = verbose
        self._stream = stream or sys.stderr

    def say(self, text: str, *, colour: str | None = None) -> None:
        self._write(click.style(text, fg=colour) if colour else text)

    def about(self, part: str, text: str, *, colour: str | None = None) -> None:
        """A line of the supervisor's about a part."""
        name = click.style(f"{part:<{_WIDTH}}", fg=_COLOURS.get(part))
        self._write(name + " " + (click.style(text, fg=colour) if colour else text))

    def line_of(self, part: str, line: str) -> None:
        """A line that a part wrote."""
        if self.verbose:
            self.about(part, line)
        elif is_important(line):
            self.about(part, plain(line), colour="yellow")

    def _write(self, text: str) -> None:
        try:
            click.echo(text, file=self._stream)
        except OSError:
            # The terminal is gone; what is kept in the log files is enough.
            self._stream = _Nowhere()


def is_important(line: str) -> bool:
    """Whether a part's line is a warning or worse, written as JSON or as text."""
    record = _record(line)
    if record is not None:
        return str(record.get("level", "")).lower() in _IMPORTANT
    return bool(_WORDS.search(line))


def plain(line: str) -> str:
    """The sentence of a JSON line, with its fields behind it."""
    record = _record(line)
    if record is None:
        return line
    sentence = next((record.pop(name) for name in ("event", "message", "msg") if name in record), "")
    fields = [
        f"{name}={value}" for name, value in record.items() if name not in {"level", "timestamp", "time", "logger"}
    ]
    return " ".join([str(sentence), *fields]).strip()


def _record(line: str) -> dict[str, object] | None:
    if not line.startswith("{"):
        return None
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


class _Nowhere:
    """Takes what is written after the terminal went away."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        return None
