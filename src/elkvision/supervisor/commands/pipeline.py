"""`elkvision pipeline`: pipelines in Logstash's language, on files and standard input."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from elkvision.pipeline import Pipeline, PipelineError, compile_pipeline
from elkvision.supervisor.piping.cases import Result, check, read_cases
from elkvision.supervisor.piping.lines import written
from elkvision.supervisor.piping.reading import by_codec, by_line
from elkvision.supervisor.piping.surroundings import around_the_command_line, sources_of

_PATH = click.Path(exists=True, path_type=Path)


@click.group("pipeline")
def command() -> None:
    """Run, check and try pipelines in Logstash's language."""


@command.command("run")
@click.argument("file", type=_PATH)
@click.option("--escapes", is_flag=True, help=r"Read \n, \t and so on in strings (Logstash: config.support_escapes).")
@click.option(
    "--codec", is_flag=True, help="Read standard input with the codec of the configuration's first input that has one."
)
@click.option("--quiet", "-q", is_flag=True, help="No warnings.")
def run(file: Path, escapes: bool, codec: bool, quiet: bool) -> None:
    """Events from standard input through FILE, to standard output.

    Each line is an event: a JSON object, or a text, which becomes its `message`. Results are JSON, one a line. A folder
    means its *.conf in the order of their names.

    \b
      elkvision pipeline run nginx.conf < access.log
    """
    pipeline = _compiled(file, escapes, quiet=quiet)
    around = around_the_command_line()
    source, out = sys.stdin.buffer, sys.stdout.buffer
    for batch in by_codec(source, pipeline, around) if codec else by_line(source, around):
        for event in pipeline.run(batch):
            out.write(written(event))
        out.flush()
    for count in pipeline.counts:
        if count.failures:
            click.echo(f"{count.failures} events failed: {count.last_failure}", err=True)


@command.command("validate")
@click.argument("file", type=_PATH)
@click.option("--escapes", is_flag=True, help=r"Read \n, \t and so on in strings (Logstash: config.support_escapes).")
def validate(file: Path, escapes: bool) -> None:
    """Says whether FILE can run, and if not, every mistake as file:line:column."""
    pipeline = _compiled(file, escapes, quiet=False)
    click.echo(f"{file} can run: {len(pipeline.counts)} filters, {len(pipeline.warnings)} warnings.")


@command.command("check-cases")
@click.argument("file", type=_PATH)
@click.option("--only", metavar="TEXT", help="Only cases whose id begins so.")
@click.option("--quiet", "-q", is_flag=True, help="Only the numbers.")
def check_cases(file: Path, only: str | None, quiet: bool) -> None:
    """Runs the recorded cases in FILE, one JSON object a line, and says which pass."""
    around = around_the_command_line()
    with file.open("rb") as lines:
        cases = [case for case in read_cases(lines) if str(case["id"]).startswith(only or "")]
    results = [check(case, around) for case in cases]
    failed = [result for result in results if result.failures]
    if not quiet:
        for result in failed:
            _show_failure(result)
    _show_groups(results)
    click.echo(f"{len(results) - len(failed)} of {len(results)} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)


def _compiled(file: Path, escapes: bool, *, quiet: bool) -> Pipeline:
    try:
        pipeline = compile_pipeline(sources_of(str(file)), around_the_command_line(), escapes=escapes)
    except PipelineError as error:
        for problem in error.problems:
            click.echo(f"error: {problem}", err=True)
        sys.exit(1)
    for warning in () if quiet else pipeline.warnings:
        click.echo(f"warning: {warning}", err=True)
    return pipeline


def _show_failure(result: Result) -> None:
    click.echo(f"FAILED {result.case['id']}  {result.case.get('title', '')}")
    for failure in result.failures:
        click.echo(f"    {failure}")


def _show_groups(results: list[Result]) -> None:
    passed = Counter(result.group for result in results if not result.failures)
    for group, total in _sorted_groups(results):
        click.echo(f"{group:20} {passed[group]:5} passed {total - passed[group]:5} failed")


def _sorted_groups(results: list[Result]) -> Iterator[tuple[str, int]]:
    yield from sorted(Counter(result.group for result in results).items())
