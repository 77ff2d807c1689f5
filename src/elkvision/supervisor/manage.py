"""The server's own commands, run as programs: the database is theirs alone."""

import os
import subprocess

from elkvision.core.settings import Settings
from elkvision.supervisor.errors import CannotStart
from elkvision.supervisor.parts import manage_command


def run(settings: Settings, *arguments: str) -> int:
    """Run it in this terminal; returns its exit status."""
    return subprocess.call(manage_command(*arguments), env=prepared(settings))


def read(settings: Settings, *arguments: str) -> str:
    """What it prints. Raises CannotStart with its last line when it fails."""
    done = subprocess.run(manage_command(*arguments), env=prepared(settings), capture_output=True, text=True)
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or [f"it ended with status {done.returncode}"]
        raise CannotStart(lines[-1].removeprefix("CommandError: "))
    return done.stdout.strip()


def prepared(settings: Settings) -> dict[str, str]:
    """The environment that such a program needs. Raises CannotStart where there is no product."""
    _need_folder(settings)
    return {**os.environ, **settings.environment()}


def _need_folder(settings: Settings) -> None:
    """Where the database is a server's, this machine may have nothing yet."""
    if not settings.database and not (settings.data_dir / "secret.key").exists():
        raise CannotStart(
            f"There is no ELK Vision data in {settings.data_dir}.",
            hint="start `elkvision up` there once, or name the folder with --data-dir or ELKVISION_DATA_DIR",
        )
