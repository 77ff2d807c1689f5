"""`elkvision migrate`: database and store, brought up to the version that is installed."""

from pathlib import Path

import click

from elkvision.core.secrecy import refuse_weak
from elkvision.core.settings import Settings
from elkvision.supervisor import folder, manage
from elkvision.supervisor.options import data_dir_option, read_settings
from elkvision.supervisor.parts import is_embedded


@click.command("migrate", help="Bring database and store up to this version. `elkvision up` does it by itself.")
@data_dir_option
def command(data_dir: Path | None) -> None:
    settings = read_settings(data_dir=data_dir)
    refuse_weak(settings)
    folder.prepare(settings)
    folder.secret(settings)
    status = manage.run(settings, "migrate", "--noinput")
    if not status:
        _prepare_store(settings)
    raise SystemExit(status)


def _prepare_store(settings: Settings) -> None:
    """The embedded store makes its tables itself, when it starts."""
    if is_embedded(settings.store):
        return
    from elkvision.store.contract import Prepares
    from elkvision.store.registry import open_store

    store = open_store(settings.store, settings)
    try:
        if isinstance(store, Prepares):
            click.echo(store.prepare())
    finally:
        store.close()
