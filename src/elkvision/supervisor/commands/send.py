"""`elkvision send`: lines or files to any input."""

import glob
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from elkvision.core.errors import BadRequest
from elkvision.supervisor.sending.carrying import Carrier
from elkvision.supervisor.sending.follow import Follower
from elkvision.supervisor.sending.keys import key_for
from elkvision.supervisor.sending.reading import Piece, pieces_of_file, pieces_of_standard_input
from elkvision.supervisor.sending.records import Packer
from elkvision.supervisor.sending.state import State, default_path
from elkvision.supervisor.sending.transports import open_transport

_PATIENCE = 60.0

#: Told the file, how far it was read, and how many logs were sent.
Moved = Callable[[str, int, int], None]


@click.command("send")
@click.argument("files", nargs=-1, metavar="[FILE…|-]")
@click.option("--to", "url", default="tcp://127.0.0.1:5000", show_default=True, envvar="ELKVISION_SEND_TO", show_envvar=True,
              metavar="URL", help="tcp://, udp://, http(s):// or beats:// with a host.")  # fmt: skip
@click.option("--key", "--token", "key", envvar="ELKVISION_API_KEY", show_envvar=True, metavar="KEY",
              help="API key for http(s)://. Without it, the one that `elkvision keys create --save` kept.")  # fmt: skip
@click.option("--follow", "-f", is_flag=True, help="Go on as files grow, through rotation, from where it stopped.")
@click.option(
    "--state", type=click.Path(path_type=Path, dir_okay=False), help="File that keeps where --follow stopped."
)
@click.option("--service", help="Service of logs that name none.")
@click.option("--source", help="Source of logs that name none (default: the file's path).")
@click.option("--environment", help="Environment of logs that name none.")
@click.option("--tag", "tags", multiple=True, help="A tag for logs that have none. May be repeated.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing but mistakes.")
def command(
    files: tuple[str, ...], url: str, key: str | None, follow: bool, state: Path | None,
    service: str | None, source: str | None, environment: str | None, tags: tuple[str, ...], quiet: bool,
) -> None:  # fmt: skip
    """Send lines of text or JSON to any input: files, globs, or standard input (-).

    gzip and Zstandard are unpacked. The lines of a stack trace stay together. Over HTTP and Beats, what is counted as
    sent is safe on the other side's disk; over TCP it was read there, over UDP it left this machine.

    \b
      elkvision send app.log.gz
      journalctl -o short-iso -f | elkvision send -
      elkvision send --follow '/var/log/shop/*.log' --to http://127.0.0.1:8080
    """
    patterns = list(files) or ["-"]
    if follow and "-" in patterns:
        raise click.UsageError("--follow follows files: name one, or a glob in quotes.")
    if patterns == ["-"] and sys.stdin.isatty() and not files:
        raise click.UsageError("Name a FILE, or - for standard input.")
    given = {"service": service, "source": source, "environment": environment, "tags": list(tags)}
    fields = {name: value for name, value in given.items() if value}
    if follow:
        _follow(patterns, url, key_for(url, key), State(state or default_path(), url), fields, quiet)
    else:
        _send(_existing(patterns), url, key_for(url, key), fields, quiet)


def _existing(patterns: list[str]) -> list[str]:
    paths: list[str] = []
    for pattern in patterns:
        found = sorted(glob.glob(pattern, recursive=True)) if glob.has_magic(pattern) else [pattern]
        if not found or (pattern != "-" and not os.path.exists(found[0])):
            raise BadRequest(f"There is no file {pattern}")
        paths += [path for path in found if path == "-" or not os.path.isdir(path)]
    return paths


def _send(paths: list[str], url: str, key: str, fields: Mapping[str, Any], quiet: bool) -> None:
    carrier = Carrier(open_transport(url, key), _PATIENCE, _say)
    try:
        with _bar(paths, quiet) as moved:
            for path in paths:
                _send_one(path, carrier, fields, moved)
        carrier.transport.close()
    finally:
        if not quiet:
            click.echo(carrier.totals.sentence(), err=True)
    if carrier.totals.not_taken:
        raise SystemExit(1)


def _send_one(path: str, carrier: Carrier, fields: Mapping[str, Any], moved: Moved) -> None:
    standard = path == "-"
    packer = Packer("" if standard else str(Path(path).absolute()), fields)
    for piece in pieces_of_standard_input() if standard else pieces_of_file(Path(path)):
        carrier.send(_wire_lines(packer, piece))
        moved(path, piece.place, carrier.totals.lines)


def _wire_lines(packer: Packer, piece: Piece) -> list[bytes]:
    lines = packer.add(piece.data) if piece.data else []
    return lines + packer.rest() if piece.quiet else lines


def _follow(patterns: list[str], url: str, key: str, state: State, fields: Mapping[str, Any], quiet: bool) -> None:
    ended: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: ended.append(number))
    carrier = Carrier(open_transport(url, key), None, _say)
    if not quiet:
        _say(f"Following {', '.join(patterns)}. Ctrl-C stops; the next time goes on from there.")
    Follower(patterns, carrier, state, fields, _say).run(lambda: bool(ended))
    carrier.transport.close()
    if not quiet:
        _say(carrier.totals.sentence())


def _say(text: str) -> None:
    click.echo(text, err=True)


class _Bar:
    """Shows how far reading came."""

    def __init__(self, progress: Any, task: Any) -> None:
        self._progress = progress
        self._task = task
        self._before = 0
        self._path = ""
        self._place = 0

    def __call__(self, path: str, place: int, lines: int) -> None:
        if path != self._path:
            self._before += self._place
            self._path = path
        self._place = place
        self._progress.update(self._task, completed=self._before + place, lines=lines)


@contextmanager
def _bar(paths: list[str], quiet: bool) -> Iterator[Moved]:
    """A progress bar where somebody looks at it."""
    if quiet or not sys.stderr.isatty():
        yield lambda _path, _place, _lines: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    total = None if "-" in paths else sum(os.path.getsize(path) for path in paths)
    columns = (
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TextColumn("{task.fields[lines]:,} logs"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield _Bar(progress, progress.add_task("", total=total, lines=0))
