"""`elkvision rules`: rules as code, checked and tested."""

import sys
from pathlib import Path

import click

from elkvision.alerting.code import read_yaml
from elkvision.alerting.errors import RuleError
from elkvision.alerting.trials import Result, run_trials

_PATHS = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("rules")
def command() -> None:
    """Check and test alert rules that are kept as code."""


@command.command("check")
@click.argument("files", nargs=-1, required=True, type=_PATHS)
def check(files: tuple[Path, ...]) -> None:
    """Says whether the rules in FILES (YAML or JSON) can be read, and if not, where the mistake is.

    \b
      elkvision rules check examples/rules/shop.yaml
    """
    wrong = 0
    for file in files:
        try:
            rules = read_yaml(_text(file))
        except RuleError as error:
            wrong += 1
            click.echo(f"{file}: {error}", err=True)
            continue
        kinds = ", ".join(dict.fromkeys(rule.condition.kind for rule in rules)) or "none"
        click.echo(f"{file}: {len(rules)} {'rule' if len(rules) == 1 else 'rules'} ({kinds})")
    sys.exit(1 if wrong else 0)


@command.command("test")
@click.argument("files", nargs=-1, required=True, type=_PATHS)
@click.option("--quiet", "-q", is_flag=True, help="Only what fails.")
def test(files: tuple[Path, ...], quiet: bool) -> None:
    """Runs the tests in FILES: sample logs, and what is expected to fire when.

    Nothing has to run, and nothing is sent. Lines with - were expected, lines with + were found. The exit status is 1 when
    a test fails, 2 when a file cannot be read.

    \b
      elkvision rules test examples/rules/shop.yaml
    """
    passed = failed = 0
    for file in files:
        try:
            results = run_trials(_text(file), lambda name, folder=file.parent: _text(folder / name))  # type: ignore[misc]
        except RuleError as error:
            click.echo(f"{file}: {error}", err=True)
            sys.exit(2)
        for result in results:
            _show(file, result, quiet=quiet)
            passed, failed = passed + result.passed, failed + (not result.passed)
    click.echo(f"{passed} of {passed + failed} passed")
    sys.exit(1 if failed else 0)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise RuleError(
            str(file), f"it cannot be read: {error.strerror}", hint="look at the file's name and rights"
        ) from error
    except UnicodeDecodeError as error:
        raise RuleError(str(file), "it is not UTF-8", hint="save it as UTF-8") from error


def _show(file: Path, result: Result, *, quiet: bool) -> None:
    if result.passed:
        if not quiet:
            click.echo(f"{click.style('ok', fg='green')}    {file}: {result.name}")
        return
    click.echo(f"{click.style('FAIL', fg='red')}  {file}: {result.name}")
    for difference in result.differences:
        for line in difference.splitlines():
            click.echo(f"      {line}")
