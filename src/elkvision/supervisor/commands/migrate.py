"""`elkvision migrate`: the database, brought up to the version that is installed."""

from pathlib import Path

import click

from elkvision.core.secrecy import refuse_weak
from elkvision.supervisor import folder, manage
from elkvision.supervisor.options import data_dir_option, read_settings


@click.command("migrate", help="Bring the database up to this version. `elkvision up` does it by itself.")
@data_dir_option
def command(data_dir: Path | None) -> None:
    settings = read_settings(data_dir=data_dir)
    refuse_weak(settings)
    folder.prepare(settings)
    folder.secret(settings)
    raise SystemExit(manage.run(settings, "migrate", "--noinput"))
