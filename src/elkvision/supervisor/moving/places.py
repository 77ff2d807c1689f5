"""Opens the stores that a command line names, and starts the embedded one where it does not run."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from elkvision.core.errors import BadRequest, Unavailable
from elkvision.core.settings import Settings
from elkvision.store.contract import LogStore
from elkvision.store.registry import open_store
from elkvision.supervisor import folder
from elkvision.supervisor.parts import MODULES, is_embedded, module_command

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)
#: Seconds that the embedded store may take to answer, and to stop.
_START: Final = 60.0
_STOP: Final = 30.0
_LAST_MOMENT: Final = 1.0


def url_of(words: str, settings: Settings) -> str:
    """The URL that is meant: `this` is the product's own, `@FILE` is in the file, so that no list of processes shows
    its password."""
    if words == "this":
        return settings.store
    if not words.startswith("@"):
        return words
    try:
        return Path(words[1:]).read_text().split("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequest(
            f"{words[1:]} cannot be read: {error}.", hint="its first line has to be a store's URL"
        ) from error


@contextlib.contextmanager
def opened(url: str, settings: Settings) -> Iterator[LogStore]:
    """The store behind the URL. An embedded one that does not run is started for as long as it is needed."""
    with contextlib.ExitStack() as stack:
        if is_embedded(url):
            stack.enter_context(_running(settings))
        store = open_store(url, settings)
        stack.callback(store.close)
        yield store


@contextlib.contextmanager
def _running(settings: Settings) -> Iterator[None]:
    if _stays(settings):
        yield
        return
    folder.prepare(settings)
    with contextlib.ExitStack() as stack:
        if folder.holder(settings) is None:  # while we are at it, no `up` begins on the same folder
            stack.callback(os.close, folder.lock(settings, lambda text: print(text, file=sys.stderr)))
        stack.enter_context(_process(settings))
        yield


@contextlib.contextmanager
def _process(settings: Settings) -> Iterator[None]:
    """The store's process; its group is its own, so that Ctrl-C reaches us alone and what is on its way ends well."""
    parent = os.getpid()

    def die_with_parent() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)

    log = folder.logs_dir(settings) / "store.log"
    deadline = time.monotonic() + _START
    while True:
        with log.open("ab") as output:
            process = subprocess.Popen(
                module_command(MODULES["store"]),
                env={**os.environ, **settings.environment()},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        if _comes(process, settings.store_socket, deadline):
            break
        # That of a copy which was killed may still be at its last words.
        if time.monotonic() > deadline:
            process.kill()
            process.wait()
            raise Unavailable(f"The embedded store in {settings.store_dir} does not start.", hint=f"{log} says why")
        time.sleep(0.5)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _comes(process: "subprocess.Popen[bytes]", path: Path, deadline: float) -> bool:
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(path):
            return True
        time.sleep(0.05)
    return False


def _stays(settings: Settings) -> bool:
    """Does it run? Without a supervisor it may be the last moment of a copy that was killed."""
    if not _answers(settings.store_socket):
        return False
    if folder.holder(settings) is None:
        time.sleep(_LAST_MOMENT)
    return _answers(settings.store_socket)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asked:
        asked.settimeout(3)
        try:
            asked.connect(str(path))
        except OSError:
            return False
        return True
