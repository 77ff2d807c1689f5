"""`elkvision search`: find logs from the command line."""

import click

from elkvision.core.errors import QueryError
from elkvision.supervisor.asking import api, show


@click.command("search")
@click.argument("query", default="")
@click.option("--since", default="1h", show_default=True, metavar="TIME", help="How far back (15m, 1h, 7d), or a time.")
@click.option("--until", default="now", show_default=True, metavar="TIME", help="Up to when.")
@click.option("--format", "form", type=click.Choice(["table", "ndjson", "csv"]), default="table", show_default=True)
@click.option("--limit", "-n", type=click.IntRange(1), default=100, show_default=True, help="At most so many logs.")
@click.option(
    "--order", type=click.Choice(["newest", "oldest"]), default="newest", show_default=True, help="Which come first."
)
@api.where_options
def command(
    query: str, since: str, until: str, form: str, limit: int, order: str, url: str | None, key: str | None
) -> None:
    """Find the logs that match QUERY (all of them without one).

    \b
      elkvision search 'level:error AND service:checkout' --since 2h
      elkvision search '"card declined"' --since 7d --format csv --limit 10000 > declined.csv
    """
    asked = {"q": query, "from": api.moment(since), "to": api.moment(until), "order": order}
    found = 0
    if form == "csv":
        click.echo(show.csv_header())
    try:
        for event in api.search(api.find(url, key), asked, limit):
            found += 1
            click.echo(_shown(event, form))
    except QueryError as error:
        raise click.ClickException(api.pointed(error, query)) from error
    if form == "table":
        click.echo(_ending(found, limit), err=True)


def _shown(event: dict[str, object], form: str) -> str:
    if form == "ndjson":
        return show.ndjson(event)
    return show.csv_row(event) if form == "csv" else show.line(event)


def _ending(found: int, limit: int) -> str:
    if not found:
        return "Nothing matches. Look further back with --since."
    return f"{found:,} shown; there may be more: --limit" if found == limit else f"{found:,} found."
