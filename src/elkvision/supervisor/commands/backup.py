"""`elkvision backup`: everything but, unless wanted, the logs, in one file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from elkvision.core.errors import BadRequest
from elkvision.supervisor.options import data_dir_option, read_settings

if TYPE_CHECKING:
    from elkvision.supervisor.keeping.archive import Head, Manifest

passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The first line of this file seals the backup, and opens it.",
)


class _Backup(click.Group):
    """`backup FILE` is `backup make FILE`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            args = ["make", *args]
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Those of making one: that is what it is for."""
        click.Command.format_options(self.commands["make"], ctx, formatter)
        self.format_commands(ctx, formatter)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["make", *args]
        return super().parse_args(ctx, args)


@click.group(
    "backup",
    cls=_Backup,
    help="Keep everything in one file, also while the product runs: `elkvision backup FILE|FOLDER`, and "
    "`elkvision backup check FILE`.",
)
def command() -> None:
    return None


@command.command("make")
@click.argument("target", type=click.Path(path_type=Path), metavar="FILE|FOLDER")
@click.option("--logs", is_flag=True, help="The logs as well. Without it they stay where they are.")
@click.option("--geo", is_flag=True, help="Geo databases as well.")
@passphrase_option
@data_dir_option
def make(target: Path, logs: bool, geo: bool, passphrase_file: Path | None, data_dir: Path | None) -> None:
    """Take a backup: accounts, settings, keys, pipelines, dashboards, alerts, uploads, dead letters. Its file is for you
    alone to read, and has secrets in it: seal it when it goes elsewhere."""
    from elkvision.supervisor.keeping import taking
    from elkvision.supervisor.keeping.showing import Showing

    wish = taking.Wish(logs, geo, passphrase_in(passphrase_file))
    path = taking.target_of(target, datetime.now(UTC))
    manifest = taking.take(read_settings(data_dir=data_dir), path, wish, Showing())
    click.echo(f"{path}: {path.stat().st_size / 1e6:,.1f} MB; {told(manifest)}.")


@command.command("check")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@passphrase_option
def check(path: Path, passphrase_file: Path | None) -> None:
    """Read all of a backup and say whether it is whole and as it was written. Nothing is restored."""
    head, manifest = checked(path, passphrase_in(passphrase_file))
    click.echo(f"A backup of {head.created_at}, by ELK Vision {head.product}: {told(manifest)}.")
    for note in manifest.notes:
        click.echo(note)
    click.echo("It is whole.")


def checked(path: Path, passphrase: str) -> "tuple[Head, Manifest]":
    """Raises Refused with the first thing that is wrong."""
    from elkvision.supervisor.keeping import archive
    from elkvision.supervisor.keeping.showing import Showing

    with Showing().step("Checking", path.stat().st_size) as tell:
        return archive.check(path, passphrase, tell)


def told(manifest: "Manifest") -> str:
    """What is in it, in one line."""
    rows, records = manifest.counted("database/"), manifest.counted("metadata/")
    logs = manifest.counted("logs/")
    uploads = sum(name.startswith("uploads/") for name in manifest.members)
    words = [f"{rows:,} rows of the database", f"{uploads:,} files under way", f"{logs:,} logs"]
    return ", ".join(words + ([f"{records:,} documents of metadata"] if records else []))


def passphrase_in(path: Path | None) -> str:
    """Empty when there is no file. Raises BadRequest for one that says nothing."""
    if path is None:
        return ""
    try:
        words = path.read_text().split("\n")[0].rstrip("\r")
    except UnicodeDecodeError as error:
        raise BadRequest(f"{path} is no text", hint="its first line is the passphrase") from error
    if len(words) < 8:
        raise BadRequest(f"The first line of {path} has fewer than 8 characters", hint="it is the passphrase")
    return words
