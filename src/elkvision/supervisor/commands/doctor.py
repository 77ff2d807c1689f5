"""`elkvision doctor`: what is wrong, and the mend."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace

import click

from elkvision.core.masking import masked
from elkvision.core.settings import Settings
from elkvision.supervisor import folder
from elkvision.supervisor.examining import machine, running, store
from elkvision.supervisor.examining.finding import Finding
from elkvision.supervisor.options import read_settings, settings_options

_MARKS = {"good": ("ok", "green"), "note": ("note", "yellow"), "problem": ("problem", "red")}


@click.command("doctor", help="Look for what is wrong, and say the mend. The exit status is 1 when there is a problem.")
@settings_options
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(as_json: bool, **given: object) -> None:
    findings = list(examine(read_settings(**given)))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        for finding in findings:
            _print(finding)
    problems = sum(finding.status == "problem" for finding in findings)
    if not as_json:
        click.echo("\n" + ("Everything looks good." if not problems else f"{problems} to mend."))
    raise SystemExit(1 if problems else 0)


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything that is looked at; the ports while nothing runs, the parts while the product does."""
    yield from machine.versions()
    yield from machine.memory()
    yield from machine.clock()
    before = list(machine.disk(settings))
    yield from before
    if any(finding.status == "problem" for finding in before):
        return
    holder = folder.holder(settings)
    settings = settings if holder is None else folder.as_running(settings)
    in_use = masked(settings.store) if holder is None else folder.store_of_running(settings)
    yield from store.health(settings, in_use)
    if holder is None:
        yield Finding("product", "note", "It is not running.", "start it with `elkvision up`")
        yield from machine.free_ports(settings)
    else:
        yield Finding("product", "good", f"runs as process {holder}")
        yield from running.every_part(replace(settings, store=in_use))
        yield from running.snapshot(settings)
    yield from running.spool(settings, running=holder is not None)


def _print(finding: Finding) -> None:
    mark, colour = _MARKS[finding.status]
    click.echo(f"{click.style(f'{mark:<8}', fg=colour)} {finding.about:<14} {finding.words}")
    if finding.mend:
        click.echo(f"{'':<24}→ {finding.mend}")
