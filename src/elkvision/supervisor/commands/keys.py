"""`elkvision keys`: API keys, for whoever has the machine."""

from pathlib import Path

import click

from elkvision.core.tenancy import MAIN_TENANT
from elkvision.supervisor import client_file, folder, manage
from elkvision.supervisor.options import data_dir_option, read_settings
from elkvision.supervisor.probes import reachable

SCOPES = ("ingest", "read", "alerts", "admin")


@click.group("keys", help="Make API keys.")
def command() -> None:
    return None


@command.command("create")
@click.argument("name", default="command line")
@click.option("--organisation", default=MAIN_TENANT, show_default=True, help="The organisation it belongs to.")
@click.option("--scopes", default="ingest,read", show_default=True, help=f"Any of {', '.join(SCOPES)}.")
@click.option("--save", is_flag=True, help="Keep it for this person's search, tail and send.")
@data_dir_option
def create(name: str, organisation: str, scopes: str, save: bool, data_dir: Path | None) -> None:
    """Make an API key called NAME, and print it. It is shown this once."""
    unknown = [scope for scope in scopes.split(",") if scope not in SCOPES]
    if unknown:
        raise click.UsageError(f"There is no scope {unknown[0]!r}: use any of {', '.join(SCOPES)}.")
    settings = folder.as_running(read_settings(data_dir=data_dir))
    key = manage.read(settings, "create_key", name, "--organisation", organisation, "--scopes", scopes)
    click.echo(key)
    if save:
        url = f"http://{reachable(settings.host)}:{settings.web_port}"
        click.echo(f"Kept in {client_file.save(client_file.Client(url, key))}", err=True)
