"""Files of documents, made in a process of their own (`press`)."""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Final, Literal

from elkvision.core.asker import nobody_waits, stopped_when_left
from elkvision.core.errors import Overloaded, Unavailable, Unsupported
from elkvision.server.drawing.press import NOT_HERE

Form = Literal["pdf", "png"]

AT_ONCE: Final = 2
_SECONDS: Final = 90.0
_PATIENCE: Final = 20.0

_seats = threading.BoundedSemaphore(AT_ONCE)


def press(html: str, form: Form, path: Path, *, seconds: float = _SECONDS) -> None:
    """Put the document into the file. Stopped when whoever asked has left.

    Raises Unsupported where the machine lacks what draws letters, Overloaded when too many are being made, and
    Unavailable when it takes too long.
    """
    if not _seats.acquire(timeout=_PATIENCE):
        raise Overloaded("Too many files are being made just now.", retry_after=10)
    try:
        _run(html, form, path, seconds)
    finally:
        _seats.release()


def _run(html: str, form: Form, path: Path, seconds: float) -> None:
    command = [sys.executable, "-m", "elkvision.server.drawing.press", form, str(path)]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, stdin=pipe, stdout=subprocess.DEVNULL, stderr=pipe) as process,
        stopped_when_left(process.kill),
    ):
        try:
            _, said = process.communicate(html.encode(errors="replace"), timeout=seconds)
        except subprocess.TimeoutExpired as error:
            process.kill()
            process.communicate()
            raise Unavailable(
                f"The file was not ready after {seconds:g} seconds.", hint="show fewer lines, or a shorter time"
            ) from error
    if process.returncode == NOT_HERE:
        raise Unsupported(
            "Files cannot be made here: Pango, which sets the letters, is not on this machine.",
            hint="on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core",
        )
    if process.returncode:
        reason = "whoever asked has left" if nobody_waits() else said.decode(errors="replace").strip()[-300:]
        raise Unavailable("The file could not be made.", hint=reason or f"it ended with {process.returncode}")
