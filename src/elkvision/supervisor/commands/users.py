"""`elkvision users`: accounts, for whoever has the machine."""

from pathlib import Path

import click

from elkvision.supervisor import manage
from elkvision.supervisor.options import data_dir_option, read_settings


@click.group("users", help="Mend accounts from the command line.")
def command() -> None:
    return None


@command.command("reset-password")
@click.argument("login")
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Take the new password from the file's first line, instead of asking for it.",
)
@data_dir_option
def reset_password(login: str, password_file: Path | None, data_dir: Path | None) -> None:
    """Give LOGIN (a username or an e-mail address) a new password, and end that person's sessions."""
    arguments = ["--password-file", str(password_file.absolute())] if password_file else []
    raise SystemExit(manage.run(read_settings(data_dir=data_dir), "reset_password", login, *arguments))


@command.command("reset-2fa")
@click.argument("login")
@data_dir_option
def reset_2fa(login: str, data_dir: Path | None) -> None:
    """Turn off two-factor sign-in of LOGIN (a username or an e-mail address), and end that person's sessions."""
    raise SystemExit(manage.run(read_settings(data_dir=data_dir), "reset_2fa", login))
