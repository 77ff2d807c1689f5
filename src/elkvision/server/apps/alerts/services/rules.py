"""What can be done with rules: make, change, bring an old version back, quieten, remove. Each is in the audit log, and
the watch goes by it within seconds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from elkvision.alerting.errors import RuleError
from elkvision.alerting.reading import read_rule
from elkvision.alerting.rule import Rule as Definition
from elkvision.alerting.writing import write_rule
from elkvision.core.errors import BadRequest
from elkvision.server.apps.accounts import audit
from elkvision.server.apps.accounts.errors import Conflict, Invalid
from elkvision.server.apps.accounts.models import Membership, Organisation, User
from elkvision.server.apps.accounts.services import quotas
from elkvision.server.apps.alerts.models import MOST_RULES, Rule, RuleStatus, RuleVersion
from elkvision.server.apps.alerts.services import incidents
from elkvision.server.apps.alerts.watching.lease import touched


def read(definition: Mapping[str, Any], place: str = "") -> Definition:
    """Raises Invalid, which names the place of the mistake."""
    try:
        return read_rule(definition, place)
    except RuleError as error:
        fields = {error.place or "definition": [error.problem]}
        raise Invalid(error.message, fields=fields, hint=error.hint) from error


@transaction.atomic
def create(organisation: Organisation, definition: Mapping[str, Any], *, by: User | None, note: str = "") -> Rule:
    """A new rule. Raises Invalid, and Conflict when the name is taken."""
    wanted = read(definition)
    quotas.room(organisation, "alert_rules")
    if Rule.objects.filter(organisation=organisation).count() >= MOST_RULES:
        raise BadRequest(f"An organisation has at most {MOST_RULES:,} rules.", hint="group one of them by a field")
    rule = Rule(organisation=organisation, owner=by)
    _write(rule, wanted)
    _save(rule)
    _version(rule, note, by)
    audit.record(by, "made the rule", rule, organisation=organisation, version=1)
    touched(organisation.pk)
    return rule


@transaction.atomic
def change(
    rule: Rule, definition: Mapping[str, Any], *, by: User | None, note: str = "", based_on: int | None = None
) -> Rule:
    """Another definition makes the next version; the watch begins anew with it. `based_on`: the version that was
    looked at; Conflict when somebody saved another one meanwhile. Raises Invalid, and Conflict when the name is taken."""
    wanted = read(definition)
    rule = Rule.objects.select_for_update().select_related("organisation").get(pk=rule.pk)
    if based_on is not None and based_on != rule.version:
        raise Conflict(
            f"{rule.name} was changed meanwhile: version {rule.version} is there.",
            hint="look at the difference, then save again",
        )
    if write_rule(wanted) == rule.definition:
        return rule
    _write(rule, wanted)
    rule.version = (rule.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    _save(rule)
    _switched(rule, by)
    _version(rule, note, by)
    audit.record(by, "changed the rule", rule, organisation=rule.organisation, version=rule.version)
    touched(rule.organisation_id)
    return rule


@transaction.atomic
def bring_back(rule: Rule, number: int, *, by: User | None) -> Rule:
    """Watch by an old version again, as a new one that says which it was. Raises BadRequest when there is none."""
    old = RuleVersion.objects.filter(rule=rule, number=number).first()
    if old is None:
        raise BadRequest(f"{rule.name} has no version {number}.")
    return change(rule, old.definition, by=by, note=f"version {number} brought back")


@transaction.atomic
def adjust(
    rule: Rule,
    *,
    by: User | None,
    enabled: bool | None = None,
    muted: bool | None = None,
    snoozed_until: datetime | None = None,
    unsnooze: bool = False,
    owner: int | None = None,
) -> Rule:
    """Switch it on or off, keep it quiet for good or until a moment, give it to somebody. Makes no version."""
    rule = Rule.objects.select_for_update().select_related("organisation").get(pk=rule.pk)
    wish: dict[str, Any] = {}
    if enabled is not None:
        wish["enabled"] = enabled
        rule.definition = rule.definition | {"enabled": enabled}
    if muted is not None:
        wish["muted"] = muted
    if snoozed_until is not None or unsnooze:
        wish["snoozed_until"] = snoozed_until
    if owner is not None:
        if not Membership.objects.filter(organisation=rule.organisation, user=owner).exists():
            raise Invalid("Nobody here has this id.", fields={"owner": ["is no member of the organisation"]})
        wish["owner_id"] = owner
    for name, value in wish.items():
        setattr(rule, name, value)
    rule.save()
    _switched(rule, by)
    told = {name: str(value) if isinstance(value, datetime) else value for name, value in wish.items()}
    audit.record(by, "adjusted the rule", rule, organisation=rule.organisation, **told)
    touched(rule.organisation_id)
    return rule


@transaction.atomic
def remove(rule: Rule, *, by: User | None) -> None:
    """Away with it, its versions and its history; alerts that were open end. Closed ones stay in the list."""
    audit.record(by, "removed the rule", rule, organisation=rule.organisation, id=rule.pk)
    incidents.end_all(rule, f"the rule was removed by {by}" if by else "the rule was removed")
    organisation = rule.organisation_id
    rule.delete()
    touched(organisation)


def _write(rule: Rule, wanted: Definition) -> None:
    rule.definition = write_rule(wanted)
    rule.name, rule.kind, rule.severity = wanted.name, wanted.condition.kind, wanted.severity
    rule.enabled = wanted.enabled


def _switched(rule: Rule, by: User | None) -> None:
    """Switched off, it knows nothing of what it saw; switched on, it begins anew."""
    if not rule.enabled:
        incidents.end_all(rule, f"{by or 'somebody'} switched the rule off")
        RuleStatus.objects.filter(rule=rule).delete()


def _save(rule: Rule) -> None:
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as error:
        raise Conflict(f"There is a rule named {rule.name} already.", hint="choose another name") from error


def _version(rule: Rule, note: str, by: User | None) -> None:
    RuleVersion.objects.create(rule=rule, number=rule.version, definition=rule.definition, note=note, created_by=by)
