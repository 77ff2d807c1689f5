"""`elkvision store`: that part alone; `check` looks at a store, `copy` carries one's logs into another."""

import click

from elkvision.supervisor.commands.store_check import check
from elkvision.supervisor.commands.store_copy import copy
from elkvision.supervisor.options import settings_options
from elkvision.supervisor.single import become


@click.group(
    "store",
    invoke_without_command=True,
    help="Without a command, run the embedded log store alone. Otherwise look at a store, or carry logs to another.",
)
@settings_options
@click.pass_context
def command(context: click.Context, /, **given: object) -> None:
    if context.invoked_subcommand is None:
        become("store", **given)


command.add_command(check)
command.add_command(copy)
