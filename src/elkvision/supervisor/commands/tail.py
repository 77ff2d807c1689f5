"""`elkvision tail`: watch logs as they come."""

import click

from elkvision.core.errors import QueryError
from elkvision.supervisor.asking import api, show, stream


@click.command("tail")
@click.argument("query", default="")
@click.option("--format", "form", type=click.Choice(["text", "ndjson"]), default="text", show_default=True)
@api.where_options
def command(query: str, form: str, url: str | None, key: str | None) -> None:
    """Watch the logs that match QUERY (all of them without one) until Ctrl-C.

    After a break it goes on where it stopped. What was left out is said.

    \b
      elkvision tail 'level:error -service:probe'
    """
    try:
        for message in stream.messages(api.find(url, key), query, _say):
            _show(message, form)
    except QueryError as error:
        raise click.ClickException(api.pointed(error, query)) from error
    except KeyboardInterrupt:
        return


def _show(message: stream.Message, form: str) -> None:
    kind = message.get("type")
    if kind == "new_logs":
        for event in message["data"]:
            click.echo(show.ndjson(event) if form == "ndjson" else show.line(event))
    elif kind == "gap":
        _say(f"-- {message['skipped']:,} left out: {message.get('message') or message.get('reason', '')} --")
    elif kind == "error":
        _say(f"-- {message['message']} --")


def _say(text: str) -> None:
    click.secho(text, err=True, dim=True)
