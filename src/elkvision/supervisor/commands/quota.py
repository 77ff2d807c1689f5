"""`elkvision quota`: what an organisation may have, for whoever has the machine."""

from pathlib import Path

import click

from elkvision.supervisor import manage
from elkvision.supervisor.options import data_dir_option, read_settings


@click.command("quota")
@click.argument("organisation")
@click.argument("limits", nargs=-1, metavar="[NAME=NUMBER]...")
@data_dir_option
def command(organisation: str, limits: tuple[str, ...], data_dir: Path | None) -> None:
    """Show what ORGANISATION may have at most, or set it: day_events, day_bytes, second_events, second_bytes,
    store_days, alert_rules, dashboards, members; NAME= takes a limit away. Its own people cannot change it then."""
    raise SystemExit(manage.run(read_settings(data_dir=data_dir), "set_quota", organisation, *limits))
