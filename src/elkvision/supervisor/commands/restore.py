"""`elkvision restore`: a backup put into a product that does not run."""

from pathlib import Path

import click

from elkvision.supervisor.commands.backup import checked, passphrase_in, passphrase_option
from elkvision.supervisor.options import data_dir_option, read_settings

#: What a shell expects of a program that Ctrl-C ended.
_INTERRUPTED = 130
_AGAIN = "The same command goes on from here."


@click.command(
    "restore",
    help="Put a backup into this product, which must not run: into SQLite or PostgreSQL, whichever it was taken from. "
    "All of it is checked before anything is changed. It may be stopped or killed at any moment: the same command "
    "goes on from there. The exit status is 1 when something is not as in the backup.",
)
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@click.option(
    "--replace", is_flag=True, help="Lose the accounts and settings that are there. Logs are only ever added."
)
@passphrase_option
@data_dir_option
def command(path: Path, replace: bool, passphrase_file: Path | None, data_dir: Path | None) -> None:
    from elkvision.supervisor.keeping import restoring
    from elkvision.supervisor.keeping.showing import Showing

    settings = read_settings(data_dir=data_dir)
    passphrase = passphrase_in(passphrase_file)
    head, manifest = checked(path, passphrase)
    try:
        done = restoring.restore(settings, path, passphrase, Showing(), replace=replace, head=head, manifest=manifest)
    except KeyboardInterrupt:
        click.echo(f"\nStopped. {_AGAIN}", err=True)
        raise SystemExit(_INTERRUPTED) from None
    click.echo(f"Restored the backup of {head.created_at}: {done.rows:,} rows, {done.records:,} documents of metadata, "
               f"{done.files:,} files.")  # fmt: skip
    if head.logs:
        click.echo(f"Logs: {done.given.added:,} added, {done.given.there_already:,} were there, "
                   f"{done.given.rejected:,} not taken by the store.")  # fmt: skip
    click.echo(f"The settings of then are in {settings.data_dir / restoring.RESTORED_SETTINGS}.")
    for name in done.missing:
        click.echo(f"{name} is not what it was: what was encrypted or signed with it cannot be read. Give it again.")
    for day in done.short:
        click.echo(f"There are fewer logs of {day} than in the backup.", err=True)
    raise SystemExit(1 if done.short or done.given.rejected else 0)
