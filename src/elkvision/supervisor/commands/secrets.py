"""`elkvision secrets init`: a .env with strong secrets, for the stack."""

from pathlib import Path

import click

from elkvision.supervisor import secrets


@click.group("secrets", help="Make secrets for the stack.")
def command() -> None:
    pass


@command.command("init", help="Write a .env with strong secrets, after .env.example where there is one.")
@click.option(
    "--file", "path", type=click.Path(dir_okay=False, path_type=Path), default=Path(".env"), show_default=True,
    help="Where to write it.",
)  # fmt: skip
@click.option("--missing", is_flag=True, help="Fill in what is empty in a file that is there, and leave the rest.")
def init(path: Path, missing: bool) -> None:
    example = path.with_name(".env.example")
    if missing and path.exists():
        text, made = secrets.filled(path.read_text())
        secrets.replace(path, text)
    else:
        text, made = secrets.filled(example.read_text() if example.exists() else "")
        secrets.write_new(path, text)
    if not made:
        click.echo(f"{path} has them all already.")
        return
    click.echo(f"{path}: {', '.join(made)}. Only you can read it; keep a copy where your backups are, not in git.")
