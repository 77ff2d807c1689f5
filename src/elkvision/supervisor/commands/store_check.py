"""`elkvision store check`: can this store be trusted with logs?"""

from pathlib import Path

import click

from elkvision.core.errors import ElkVisionError
from elkvision.core.masking import masked
from elkvision.supervisor.options import data_dir_option, settings_of

_MARKS = {"good": ("ok", "green"), "without": ("without", "yellow"), "problem": ("problem", "red")}

#: How a command line names a store.
NAMES = (
    "A store is named by its URL. `this` is the product's own (ELKVISION_STORE), and @FILE is the URL in a file's first "
    "line, so that no list of processes shows its password."
)


@click.command(
    "check",
    help="Look at a store: version, rights, templates, what is used of it and what is done without. "
    f"The exit status is 1 when there is a problem.\n\n{NAMES}",
)
@click.argument("url", default="this")
@data_dir_option
@click.pass_context
def check(context: click.Context, url: str, data_dir: Path | None) -> None:
    from elkvision.supervisor.moving import places  # engines are heavy

    settings = settings_of(context, data_dir)
    url = places.url_of(url, settings)
    click.echo(f"{masked(url)}")
    try:
        with places.opened(url, settings) as store:
            found = store.check()
    except ElkVisionError as error:
        raise click.ClickException(str(error)) from error
    for each in found:
        mark, colour = _MARKS[each.status]
        click.echo(f"{click.style(f'{mark:<8}', fg=colour)} {each.about:<14} {each.words}")
    problems = sum(each.status == "problem" for each in found)
    click.echo("\n" + ("It can be used." if not problems else f"It cannot be used so: {problems} to mend."))
    raise SystemExit(1 if problems else 0)
