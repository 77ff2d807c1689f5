"""`elkvision metadata`: what is known of uploads, for whoever has the machine."""

from pathlib import Path

import click

from elkvision.supervisor import manage
from elkvision.supervisor.options import data_dir_option, read_settings


@click.group("metadata", help="Look after what is known of uploads.")
def command() -> None:
    return None


@command.command("check")
@click.option("--mend", is_flag=True, help="Make it fit, instead of only saying what does not.")
@data_dir_option
def check(mend: bool, data_dir: Path | None) -> None:
    """Do uploads in the database, their documents in MongoDB and their files fit together? The exit status is 1 when
    they do not. The product looks by itself every hour."""
    raise SystemExit(manage.run(read_settings(data_dir=data_dir), "check_metadata", *(["--mend"] if mend else [])))
