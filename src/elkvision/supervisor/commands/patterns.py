"""`elkvision patterns`: what the lines of files have in common."""

import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

import click
import orjson

from elkvision.analysis.patterns import Pattern, Tally, Variable
from elkvision.core.wire import iso_of_ns
from elkvision.pipeline.normalise import normalise_line

_BATCH = 10_000
_SHOWN_VALUES = 5


@click.command("patterns")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--limit", "-n", type=click.IntRange(1), default=50, show_default=True, help="At most so many patterns.")
@click.option("--variables", is_flag=True, help="The most frequent values of each variable, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a pattern, with samples, levels and times.")
def command(files: tuple[Path, ...], limit: int, variables: bool, as_json: bool) -> None:
    """Cluster the lines of FILES, or of standard input, into patterns, the most frequent first.

    A line of JSON is read as the product reads it, and its message counts; of a plain line the whole does.

    \b
      elkvision patterns /var/log/syslog
      journalctl -o cat | elkvision patterns --variables --limit 10
    """
    tally = Tally()
    lines = chain.from_iterable(map(_lines_of, files or (Path("-"),)))
    while batch := list(islice(lines, _BATCH)):
        _count(tally, batch)
    found = tally.patterns()
    for pattern in found[:limit]:
        click.echo(_json(pattern) if as_json else _row(pattern, variables))
    if not as_json:
        click.echo(_ending(tally.count, len(found), limit), err=True)


def _lines_of(file: Path) -> Iterator[bytes]:
    if str(file) == "-":
        yield from _said(sys.stdin.buffer)
        return
    with file.open("rb") as source:
        yield from _said(source)


def _said(source: BinaryIO) -> Iterator[bytes]:
    """The lines that say something."""
    return (line for line in source if not line.isspace())


def _count(tally: Tally, lines: list[bytes]) -> None:
    now = time.time_ns() // 1_000_000
    events = [normalise_line(line, id="", tenant="", received_ms=now, input="file", defaults={}) for line in lines]
    tally.add(
        [event["message"] for event in events],
        [event["@timestamp"] for event in events],
        [event.get("level") for event in events],
    )


def _row(pattern: Pattern, variables: bool) -> str:
    row = f"{pattern.count:>9,} {pattern.share:>6.1%}  {pattern.template}"
    if not variables:
        return row
    return "\n".join([row, *(f"{'':19}{_values(variable)}" for variable in pattern.variables)])


def _values(variable: Variable) -> str:
    shown = variable.values[:_SHOWN_VALUES]
    rest = variable.distinct - len(shown)
    more = f", and {'' if variable.complete else 'at least '}{rest:,} more" if rest else ""
    return f"<{variable.kind}>  " + ", ".join(f"{value} ({count:,})" for value, count in shown) + more


def _json(pattern: Pattern) -> str:
    times = {name: ns and iso_of_ns(ns) for name, ns in (("first", pattern.first), ("last", pattern.last))}
    return orjson.dumps({**asdict(pattern), **times}).decode()


def _ending(lines: int, found: int, limit: int) -> str:
    shown = f", the first {limit:,} shown: --limit" if found > limit else ""
    return f"{lines:,} lines, {found:,} patterns{shown}"
