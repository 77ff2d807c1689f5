"""`elkvision gateway`: intake and delivery on one data folder, for machines and containers where the rest is elsewhere."""

import os

import click

from elkvision.core.settings import Settings
from elkvision.supervisor import folder
from elkvision.supervisor.console import Console
from elkvision.supervisor.options import read_settings, settings_options


@click.command("gateway", help="Run the inputs and delivery, and nothing else, until SIGTERM.")
@settings_options
def command(**given: object) -> None:
    settings = read_settings(**given)
    # Whoever runs only this watches the output, as containers do.
    console = Console(verbose=True)
    os.umask(0o077)
    folder.prepare(settings)
    lock = folder.lock(settings, console.say)
    folder.remove_stale_sockets(settings)
    _supervise(settings, console, lock)


def _supervise(settings: Settings, console: Console, lock: int) -> None:
    # Imported once nothing stands in the way, as `up` does.
    from elkvision.supervisor import parts, supervise

    async def announce() -> None:
        console.say(
            f"The gateway is ready: TCP and UDP {settings.tcp_port}, HTTP {settings.http_port}.", colour="green"
        )

    supervise.run(
        parts.gateway(settings), settings.environment(), console, folder.logs_dir(settings), announce, keep_open=lock
    )
