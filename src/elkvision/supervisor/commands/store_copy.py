"""`elkvision store copy`: every log of one store into another, and counted afterwards."""

import contextlib
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from elkvision.core.clock import now_ms
from elkvision.core.errors import BadRequest, Unavailable
from elkvision.core.masking import masked
from elkvision.core.query.times import read_time
from elkvision.core.settings import Settings
from elkvision.core.tenancy import TenantId
from elkvision.supervisor import folder
from elkvision.supervisor.commands.store_check import NAMES
from elkvision.supervisor.options import data_dir_option, settings_of

if TYPE_CHECKING:
    from elkvision.supervisor.moving.comparing import Difference
    from elkvision.supervisor.moving.copying import Copy

#: What a shell expects of a program that Ctrl-C ended.
_INTERRUPTED = 130
_SHOWN = 50
_REASONS = 5


@click.command(
    "copy",
    help="Copy every log from one store into another, and compare the counts of each organisation and hour. It may be "
    "stopped or killed at any moment: the same command goes on from there, and nothing is lost or there twice. The exit "
    f"status is 1 when an hour differs.\n\n{NAMES}",
)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--tenant", "tenants", multiple=True, metavar="ID", help="Only this organisation's; may be given again.")
@click.option("--since", metavar="TIME", help="Only logs of this time and later: 2026-11-01, now-7d.")
@data_dir_option
@click.pass_context
def copy(
    context: click.Context, source: str, target: str, tenants: tuple[str, ...], since: str | None, data_dir: Path | None
) -> None:
    from elkvision.supervisor.moving import places  # engines are heavy

    settings = settings_of(context, data_dir)
    urls = places.url_of(source, settings), places.url_of(target, settings)
    if urls[0] == urls[1]:
        raise click.UsageError("FROM and TO are the same store.")
    moment = _moment(since)
    click.echo(f"From {masked(urls[0])} to {masked(urls[1])}.")
    with contextlib.ExitStack() as stack:
        try:
            one = _opened(stack, settings, urls, tenants, since)
            whose = _whose(one.source.tenants(), tenants)
            differing = _copy(one, whose, moment)
        except KeyboardInterrupt:
            click.echo("\nStopped. The same command goes on from here.", err=True)
            raise SystemExit(_INTERRUPTED) from None
        except Unavailable as error:
            raise click.ClickException(f"{error}\nThe same command goes on from here.") from error
    raise SystemExit(1 if differing else 0)


def _opened(
    stack: contextlib.ExitStack, settings: Settings, urls: tuple[str, str], tenants: Sequence[str], since: str | None
) -> "Copy":
    from elkvision.supervisor.moving import places
    from elkvision.supervisor.moving.copying import Copy
    from elkvision.supervisor.moving.memo import memo_of

    folder.prepare(settings)
    source, target = (stack.enter_context(places.opened(url, settings)) for url in urls)
    memo = memo_of(settings.data_dir / "copies", *urls, since or "", *sorted(tenants))
    if memo.resumed:
        click.echo("Going on where an earlier run was stopped.")
    return Copy(source, target, memo, tell=lambda _: None, say=lambda text: click.echo(f"\n{text}", err=True))


def _copy(one: "Copy", tenants: Sequence[TenantId], since: datetime | None) -> bool:
    """Returns whether an hour differs."""
    from elkvision.supervisor.moving.progress import Progress

    stretches = one.plan(tenants, since)
    total = sum(stretch.logs for stretch in stretches)
    click.echo(f"{total:,} logs of {_organisations(len(tenants))}.")
    progress = Progress(total, sys.stderr)
    one.tell = progress.add
    began = time.monotonic()
    one.run(stretches)
    progress.end()
    seconds = max(time.monotonic() - began, 0.001)
    one.tell = lambda _: None
    found = one.verify(tenants, since)
    done = one.done
    click.echo(
        f"Copied {done.copied:,} logs in {seconds:.1f} s ({done.copied / seconds:,.0f} logs/s); "
        f"{done.there_already:,} were there already."
    )
    for reason, logs in done.rejected.most_common(_REASONS):
        click.echo(f"{logs:,} are not taken: {reason}", err=True)
    faults = _compared(found, tenants)
    if not faults:
        one.memo.forget()
    return faults


def _compared(found: "Sequence[Difference]", tenants: Sequence[TenantId]) -> bool:
    """Says which hours differ, and returns whether any of them is a fault."""
    faults = [each for each in found if each.is_fault]
    for each in faults[:_SHOWN]:
        hour = each.hour.start.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
        click.echo(
            f"{each.tenant}  {hour}  FROM {each.hour.logs:,}  TO {each.logs_there:,}  "
            f"missing {each.missing:,}  twice {each.doubled:,}",
            err=True,
        )
    if len(faults) > _SHOWN:
        click.echo(f"… and {len(faults) - _SHOWN:,} hours more.", err=True)
    own = sum(each.own for each in found)
    if own:
        click.echo(f"TO has {own:,} logs of its own in the same hours.")
    if faults:
        click.echo(f"{len(faults):,} hours differ.", err=True)
    else:
        click.echo(f"Compared: every hour of {_organisations(len(tenants))} is there, each log once.")
    return bool(faults)


def _whose(there: Sequence[TenantId], wanted: Sequence[str]) -> list[TenantId]:
    unknown = [name for name in wanted if name not in there]
    if unknown:
        known = ", ".join(there) or "nobody's"
        raise BadRequest(f"FROM has no logs of {', '.join(unknown)}.", hint=f"it has {known}")
    return [tenant for tenant in there if not wanted or tenant in wanted]


def _organisations(count: int) -> str:
    return f"{count:,} organisation{'s' if count != 1 else ''}"


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        nanoseconds, _ = read_time(text, now_ms)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no time: {error}.", param_hint="--since") from error
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=nanoseconds // 1000)
