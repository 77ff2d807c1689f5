"""The flags that several commands share: one for each setting people change, and its variable."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from elkvision.core import settings
from elkvision.core.environment import variable
from elkvision.core.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])

#: Setting, type, and what it is.
_PORTS = {
    "web_port": "Port of the UI and the API.",
    "tcp_port": "Port for JSON and plain lines over TCP.",
    "udp_port": "Port for the same over UDP.",
    "http_port": "Port for logs over HTTP.",
    "beats_port": "Port for Filebeat and its like.",
}


class _Port(click.ParamType[int]):
    name = "port"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if str(value).isdigit() and int(str(value)) <= 65535:
            return int(str(value))
        return self.fail(f"{value!r} is no port: use 1 to 65535, or 0 for a free one.", param, ctx)


def flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def data_dir_option(command: F) -> F:
    option = click.option(
        flag("data_dir"),
        type=click.Path(path_type=Path),
        envvar=variable("data_dir"),
        show_envvar=True,
        show_default=_home_relative(settings.default_data_dir()),
        help="Folder that holds everything: logs, accounts, sockets.",
    )
    return option(command)


def settings_options(command: F) -> F:
    """--data-dir, --host and a flag for each port; hands the command a `settings`."""
    for name, words in reversed(_PORTS.items()):
        command = _port_option(name, words)(command)
    command = click.option(
        flag("host"),
        envvar=variable("host"),
        show_envvar=True,
        show_default=Settings.host,
        help="Address to listen on; 0.0.0.0 is every network of this machine.",
    )(command)
    return data_dir_option(command)


def read_settings(**given: object) -> Settings:
    """Settings from flags and the environment. Raises a usage error that names what cannot be read."""
    try:
        return settings.load(None, **given)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def settings_of(context: click.Context, data_dir: Path | None) -> Settings:
    """Settings for a command of a group that has the same flags: its own folder wins over the group's."""
    before = context.parent.params.get("data_dir") if context.parent else None
    return read_settings(data_dir=data_dir or before)


def _port_option(name: str, words: str) -> Callable[[F], F]:
    return click.option(
        flag(name),
        type=_Port(),
        envvar=variable(name),
        show_envvar=True,
        show_default=str(getattr(Settings, name)),
        metavar="PORT",
        help=words + " 0 takes a free one.",
    )


def _home_relative(path: Path) -> str:
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except ValueError:
        return str(path)
