"""Rules as code: out as YAML, in from YAML, and tested."""

from typing import Any, Final

from django.db import transaction

from elkvision.alerting.code import read_yaml, write_yaml
from elkvision.alerting.errors import RuleError
from elkvision.alerting.reading import read_rule
from elkvision.alerting.rule import Rule as Definition
from elkvision.alerting.trials import read_trials, run_trials
from elkvision.alerting.writing import write_rule
from elkvision.core.errors import BadRequest
from elkvision.server.apps.accounts.errors import Conflict, Invalid
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.alerts import selectors
from elkvision.server.apps.alerts.models import MOST_RULES
from elkvision.server.apps.alerts.services import rules

#: Sample logs of all tests that are run through the API.
MOST_LOGS: Final = 5_000


def exported(organisation: Organisation) -> dict[str, Any]:
    """All of the organisation's rules, without what goes without saying."""
    found = [read_rule(each.definition) for each in selectors.rules_of(organisation)]
    return {"yaml": write_yaml(found), "rules": len(found)}


@transaction.atomic
def imported(
    organisation: Organisation, text: str, *, by: User | None, replace: bool = True, dry_run: bool = False
) -> list[dict[str, Any]]:
    """What became of each rule. Raises Invalid for a mistake, with its place, and Conflict for a name that is there
    unless `replace`: then nothing was done."""
    wanted = _read(text)
    there = {each.name: each for each in selectors.rules_of(organisation)}
    done = []
    for one in wanted:
        old = there.get(one.name)
        if old is None:
            made = None if dry_run else rules.create(organisation, write_rule(one), by=by, note="imported")
            done.append({"name": one.name, "done": "made", "id": made.pk if made else None})
            continue
        same = old.definition == write_rule(one)
        if not same and not replace:
            raise Conflict(f"There is a rule named {one.name} already.", hint="rename it, or let it be replaced")
        if not same and not dry_run:
            rules.change(old, write_rule(one), by=by, note="imported")
        done.append({"name": one.name, "done": "unchanged" if same else "changed", "id": old.pk})
    return done


def tried(text: str) -> list[dict[str, Any]]:
    """The result of each test in a file of rules and tests. Raises Invalid for what cannot be read."""
    try:
        _, cases = read_trials(text)
        if sum(sample.times for case in cases for sample in case.logs) > MOST_LOGS:
            raise BadRequest(
                f"Tests have at most {MOST_LOGS:,} logs here.", hint="run them with: elkvision rules test FILE"
            )
        results = run_trials(text)
    except RuleError as error:
        raise _invalid(error) from error
    return [{"name": each.name, "passed": each.passed, "differences": list(each.differences)} for each in results]


def _read(text: str) -> list[Definition]:
    try:
        found = read_yaml(text)
    except RuleError as error:
        raise _invalid(error) from error
    if len(found) > MOST_RULES:
        raise BadRequest(f"An organisation has at most {MOST_RULES:,} rules.")
    return found


def _invalid(error: RuleError) -> Invalid:
    return Invalid(error.message, fields={error.place or "yaml": [error.problem]}, hint=error.hint)
