"""`elkvision`: the list of commands. Each is imported only when it is called, so that `--help` is quick."""

from importlib import import_module

import click

from elkvision import __version__
from elkvision.core.errors import ElkVisionError

_PACKAGE = "elkvision.supervisor.commands"

#: Command, the module that has it (each calls it `command`), and what it does in one line.
COMMANDS: dict[str, tuple[str, str]] = {
    "up": ("up", "Start everything and keep it running."),
    "doctor": ("doctor", "Look for what is wrong, and say the mend."),
    "send": ("send", "Send lines or files to any input."),
    "search": ("search", "Find logs."),
    "tail": ("tail", "Watch logs as they come."),
    "demo": ("demo", "Make a believable shop's traffic, with an incident in it."),
    "pipeline": ("pipeline", "Run, check and try pipelines in Logstash's language."),
    "patterns": ("patterns", "Say what lines have in common, and count them by it."),
    "rules": ("rules", "Check and test alert rules that are kept as code."),
    "geoip": ("geoip", "Give the product a geo database."),
    "users": ("users", "Mend accounts from the command line."),
    "quota": ("quota", "Say what an organisation may have at most."),
    "keys": ("keys", "Make API keys."),
    "backup": ("backup", "Keep everything in one file, also while it runs."),
    "restore": ("restore", "Put a backup into this product."),
    "metadata": ("metadata", "Look after what is known of uploads."),
    "migrate": ("migrate", "Bring the database up to this version."),
    "store": ("store", "Check a log store, copy logs into another; alone it runs the embedded one."),
    "secrets": ("secrets", "Make strong secrets for the stack."),
    "gateway": ("gateway", "Run the inputs and delivery alone."),
    "intake": ("intake", "Run the inputs alone."),
    "delivery": ("delivery", "Run delivery from spool to store alone."),
    "web": ("web", "Run the API and the UI alone."),
    "worker": ("worker", "Run the background worker alone."),
    "beat": ("beat", "Run the clock of background work alone."),
    "version": ("version", "Say which versions are installed."),
}


class LazyGroup(click.Group):
    """Knows its commands by name, and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"{_PACKAGE}.{COMMANDS[cmd_name][0]}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ElkVisionError as error:
            raise click.ClickException(str(error)) from error


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Start with `elkvision up`. `elkvision COMMAND --help` says more about one of them.",
)
@click.version_option(__version__, prog_name="elkvision")
def main() -> None:
    """ELK Vision: ship logs from anything, keep every one that was acknowledged, find any line, watch them live."""
