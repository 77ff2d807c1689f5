"""Rules as code: out as YAML, in from YAML."""

from typing import Any

import yaml
from django.db import transaction

from elkvision.alerting.errors import RuleError
from elkvision.alerting.reading import read_rule
from elkvision.alerting.rule import Rule as Definition
from elkvision.alerting.writing import write_rule
from elkvision.core.errors import BadRequest
from elkvision.server.apps.accounts.errors import Conflict, Invalid
from elkvision.server.apps.accounts.models import Organisation, User
from elkvision.server.apps.alerts import selectors
from elkvision.server.apps.alerts.models import MOST_RULES
from elkvision.server.apps.alerts.services import rules


def exported(organisation: Organisation) -> dict[str, Any]:
    """All of the organisation's rules, without what goes without saying."""
    found = [write_rule(read_rule(each.definition), short=True) for each in selectors.rules_of(organisation)]
    text = yaml.safe_dump({"rules": found}, sort_keys=False, allow_unicode=True, width=120)
    return {"yaml": text, "rules": len(found)}


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


def _read(text: str) -> list[Definition]:
    data = loaded(text)
    if not isinstance(data, dict) or not isinstance(data.get("rules"), list):
        raise BadRequest("There are no rules in this YAML.", hint="write them as a list under `rules:`")
    if len(data["rules"]) > MOST_RULES:
        raise BadRequest(f"An organisation has at most {MOST_RULES:,} rules.")
    found: list[Definition] = []
    problems: dict[str, list[str]] = {}
    for place, each in enumerate(data["rules"]):
        try:
            found.append(read_rule(each, f"rules[{place}]"))
        except RuleError as error:
            problems[error.place] = [f"{error.problem} ({error.hint})" if error.hint else error.problem]
    names = [each.name for each in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        problems["rules"] = [f"two are named {name}" for name in twice]
    if problems:
        where, said = next(iter(problems.items()))
        raise Invalid(f"{where}: {said[0]}", fields=problems)
    return found


def loaded(text: str) -> Any:
    """Raises BadRequest with line and column for what is no YAML."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        said = getattr(error, "problem", None) or "it cannot be read"
        raise BadRequest(f"This is no YAML{where}: {said}.", hint="indent with spaces") from error
