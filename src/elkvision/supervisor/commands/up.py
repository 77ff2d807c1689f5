"""`elkvision up`: everything, on one machine, with one command."""

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from elkvision.core.secrecy import refuse_weak
from elkvision.core.settings import Settings
from elkvision.supervisor import folder, ports
from elkvision.supervisor.console import Console
from elkvision.supervisor.errors import CannotStart
from elkvision.supervisor.options import read_settings, settings_options

if TYPE_CHECKING:
    from elkvision.supervisor.own_logs import OwnLogs


@click.command("up", help="Start everything and keep it running, until Ctrl-C.")
@settings_options
@click.option("--owner-email", metavar="EMAIL", help="Create the owner's account, when there is none yet.")
@click.option(
    "--owner-password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where the owner's password is (its first line).",
)
@click.option("--verbose", is_flag=True, help="Show every line that the parts write.")
def command(owner_email: str | None, owner_password_file: Path | None, verbose: bool, **given: object) -> None:
    owner = _owner(owner_email, owner_password_file)
    settings = read_settings(**given)
    refuse_weak(settings)
    console = Console(verbose=verbose)
    began = time.monotonic()
    os.umask(0o077)  # logs, accounts and uploads are ours alone, also in a folder that others may look into
    folder.prepare(settings)
    lock = folder.lock(settings, console.say)
    folder.remove_stale_sockets(settings)
    folder.secret(settings)
    settings = ports.settle(settings)
    folder.remember(settings)
    _supervise(settings, console, owner, lock, began)


def _supervise(settings: Settings, console: Console, owner: tuple[str, ...], lock: int, began: float) -> None:
    # Imported once nothing stands in the way: asyncio is a quarter of the time that a refusal takes.
    from elkvision.supervisor import greeting, parts, supervise

    async def announce() -> None:
        await greeting.greet(settings, console, time.monotonic() - began)

    console.say(f"ELK Vision starts, with its data in {settings.data_dir} …")
    plan = parts.plan(settings, owner=owner)
    logs = folder.logs_dir(settings)
    # Worker and beat would both take that address; the web has the numbers of all parts.
    environment = replace(settings, metrics_listen="").environment()
    supervise.run(plan, environment, console, logs, announce, keep_open=lock, own_logs=_own_logs(settings))
    console.say("Stopped.")


def _own_logs(settings: Settings) -> "OwnLogs | None":
    if not settings.own_logs:
        return None
    from elkvision.supervisor.own_logs import OwnLogs

    return OwnLogs(settings)


def _owner(email: str | None, password_file: Path | None) -> tuple[str, ...]:
    if (email is None) != (password_file is None):
        raise click.UsageError("--owner-email and --owner-password-file go together.")
    if email is None or password_file is None:
        return ()
    if not password_file.read_text().strip():
        raise CannotStart(f"The password file {password_file} is empty.")
    return ("--email", email, "--password-file", str(password_file.absolute()))
