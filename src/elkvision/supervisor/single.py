"""One part alone, in this very process: for containers, where something else supervises."""

import os

import click

from elkvision.core.secrecy import refuse_weak
from elkvision.supervisor import folder
from elkvision.supervisor.options import read_settings, settings_options
from elkvision.supervisor.parts import MODULES, module_command


def command_for(name: str, words: str) -> click.Command:
    """A command that becomes the part's program."""

    @click.command(name, help=words)
    @settings_options
    def command(**given: object) -> None:
        become(name, **given)

    return command


def become(name: str, **given: object) -> None:
    """Go on as the part's program; `given` is what the flags said."""
    settings = read_settings(**given)
    refuse_weak(settings)
    folder.prepare(settings)
    folder.secret(settings)
    program = module_command(MODULES[name])
    os.execve(program[0], program, {**os.environ, **settings.environment()})
