"""The data folder: made, tried, locked, and given its secret."""

import errno
import fcntl
import json
import os
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from elkvision.core.masking import masked
from elkvision.core.settings import Settings
from elkvision.supervisor import leftovers
from elkvision.supervisor.errors import CannotStart

#: With less than this free, nothing is started: the spool and the store need room to breathe.
LEAST_FREE_BYTES = 256 << 20
#: How long parts of a supervisor that was killed may take to finish on their own.
LEFTOVER_SECONDS = 20.0

#: Settings that another terminal must know to reach a running product.
REMEMBERED = ("host", "web_port", "tcp_port", "udp_port", "http_port", "beats_port")
_RUNNING = "running.json"

_REASONS = {
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "it is read-only",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EEXIST: "it is a file, not a folder",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your quota is used up",
}


def prepare(settings: Settings) -> None:
    """Make the folder and what is in it. Raises CannotStart when it cannot be written or is nearly full."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _try_to_write(folder)
        logs_dir(settings).mkdir(exist_ok=True)
        _make_private(settings.run_dir)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise CannotStart(
            f"The data folder {folder} cannot be used: {reason}.",
            hint="name another with --data-dir or ELKVISION_DATA_DIR",
        ) from error
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise CannotStart(
            f"The data folder {folder} is on a disk with only {free >> 20} MB free; "
            f"at least {LEAST_FREE_BYTES >> 20} MB are needed.",
            hint="make room, or name another folder with --data-dir or ELKVISION_DATA_DIR",
        )


def logs_dir(settings: Settings) -> Path:
    """Where the parts' own output is kept."""
    return settings.data_dir / "logs"


def lock(settings: Settings, say: Callable[[str], None]) -> int:
    """Take the folder for this process; returns the descriptor that holds it.

    Every part inherits the descriptor, so the folder stays taken until the last of them is gone, even
    when the supervisor was killed. Those get a moment to finish, and are then ended.
    Raises CannotStart when another supervisor is at work.
    """
    descriptor = os.open(settings.data_dir / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    told = False
    deadline = time.monotonic() + LEFTOVER_SECONDS
    while not _try_lock(descriptor):
        holder = _pid_in(descriptor)
        if holder is not None and holder in leftovers.holders_of(descriptor):
            os.close(descriptor)
            raise CannotStart(
                f"ELK Vision is already running on {settings.data_dir} (process {holder}).",
                hint="stop it first, or name another folder with --data-dir or ELKVISION_DATA_DIR",
            )
        if not told:
            say("Parts of a run that was killed are still finishing; waiting for them.")
            told = True
        if time.monotonic() > deadline:
            leftovers.end_holders_of(descriptor)
        time.sleep(0.1)
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def holder(settings: Settings) -> int | None:
    """The process that runs the product on this folder now, or None."""
    try:
        descriptor = os.open(settings.data_dir / "lock", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        return None if _try_lock(descriptor) else _pid_in(descriptor)
    finally:
        os.close(descriptor)


def remember(settings: Settings) -> None:
    """Write down what this run was started with, for commands in other terminals."""
    path = settings.data_dir / _RUNNING
    descriptor, name = tempfile.mkstemp(dir=settings.data_dir, prefix=".running")
    with os.fdopen(descriptor, "w") as file:
        found = {name: getattr(settings, name) for name in REMEMBERED}
        json.dump(found | {"store": masked(settings.store)}, file)
    os.replace(name, path)


def as_running(settings: Settings) -> Settings:
    """The same settings with the host and ports of the last run on this folder."""
    found = _remembered(settings)
    return replace(settings, **{name: found[name] for name in REMEMBERED if name in found})


def store_of_running(settings: Settings) -> str:
    """The URL of the last run's store, without what lets somebody in."""
    return str(_remembered(settings).get("store", masked(settings.store)))


def _remembered(settings: Settings) -> dict[str, Any]:
    try:
        found = json.loads((settings.data_dir / _RUNNING).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def remove_stale_sockets(settings: Settings) -> None:
    """Take away what a killed run left; call only with the lock."""
    for path in settings.run_dir.glob("*.sock"):
        path.unlink(missing_ok=True)


def secret(settings: Settings) -> None:
    """Make `secret.key` when it is not there."""
    path = settings.data_dir / "secret.key"
    if path.exists() and path.stat().st_size:
        return
    descriptor, name = tempfile.mkstemp(dir=settings.data_dir, prefix=".secret")
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    os.chmod(name, 0o600)
    os.replace(name, path)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _pid_in(descriptor: int) -> int | None:
    text = os.pread(descriptor, 32, 0).strip()
    return int(text) if text.isdigit() else None


def _try_to_write(folder: Path) -> None:
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"\0" * 65536)
        file.flush()
        os.fsync(file.fileno())


def _make_private(folder: Path) -> None:
    """A folder of ours alone: another's of the same name in a shared place must not be trusted."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise CannotStart(
            f"The folder for sockets {folder} belongs to somebody else.",
            hint="name a data folder with a shorter path with --data-dir",
        )
    folder.chmod(0o700)
