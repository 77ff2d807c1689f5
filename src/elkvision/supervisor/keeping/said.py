"""Settings as lines of variables, for a backup and for whoever restores it."""

import shlex
from dataclasses import fields

from elkvision.core.environment import variable
from elkvision.core.settings import Settings

#: They say where this machine has things, not what the product is.
_OF_THE_MACHINE = frozenset({"data_dir"})
#: Without these, something in the database cannot be read any more.
_NEEDED = ("secret_key", "notify_key")


def lines_of(settings: Settings) -> str:
    """Those that are not as they come, secrets among them."""
    usual = Settings(data_dir=settings.data_dir)
    said = {
        variable(each.name): settings.environment()[variable(each.name)]
        for each in fields(Settings)
        if each.name not in _OF_THE_MACHINE and getattr(settings, each.name) != getattr(usual, each.name)
    }
    return "".join(f"{name}={shlex.quote(text)}\n" for name, text in sorted(said.items()))


def missing(lines: str, settings: Settings) -> list[str]:
    """Variables with secrets of the backup that this product is not given."""
    said = dict(shlex.split(line)[0].partition("=")[::2] for line in lines.splitlines() if line)
    return [
        variable(name)
        for name in _NEEDED
        if not _parts(said.get(variable(name), "")) <= _parts(getattr(settings, name))
    ]


def _parts(text: str) -> set[str]:
    return {each.strip() for each in text.split(",") if each.strip()}
