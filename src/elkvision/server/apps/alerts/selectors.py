"""Questions about rules and alerts. The organisation is always an argument."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncDate

from elkvision.server.apps.accounts.models import Organisation
from elkvision.server.apps.alerts.models import Change, Incident, Policy, Rule, RuleVersion, Silence


def rules_of(organisation: Organisation) -> QuerySet[Rule]:
    """By name."""
    return Rule.objects.filter(organisation=organisation).select_related("status", "owner", "organisation")


def versions_of(rule: Rule) -> QuerySet[RuleVersion]:
    """Newest first."""
    return RuleVersion.objects.filter(rule=rule).select_related("created_by")


def history_of(rule: Rule) -> QuerySet[Change]:
    """Newest first."""
    return Change.objects.filter(rule=rule)


def alerts_of(organisation: Organisation) -> QuerySet[Incident]:
    """Newest first."""
    found = Incident.objects.filter(organisation=organisation)
    return found.select_related("organisation", "acknowledged_by", "assignee", "resolved_by")


def in_state(alerts: QuerySet[Incident], state: str, now: datetime) -> QuerySet[Incident]:
    """`firing` (nobody looks after it yet), `acknowledged`, `snoozed`, `open` (all of these) or `resolved`."""
    snoozed = Q(snoozed_until__gt=now)
    match state:
        case "firing":
            return alerts.filter(firing=True, acknowledged_at=None).exclude(snoozed)
        case "acknowledged":
            return alerts.filter(firing=True, acknowledged_at__isnull=False).exclude(snoozed)
        case "snoozed":
            return alerts.filter(snoozed, firing=True)
        case "open":
            return alerts.filter(firing=True)
        case _:
            return alerts.filter(firing=False)


def counts(alerts: QuerySet[Incident], now: datetime) -> dict[str, int]:
    """How many alerts are in each state."""
    snoozed = Q(snoozed_until__isnull=False, snoozed_until__gt=now)
    open_ones = Q(firing=True)
    # Named apart from the columns, which the next aggregates would take for these.
    found = alerts.order_by().aggregate(
        in_firing=Count("pk", filter=open_ones & Q(acknowledged_at=None) & ~snoozed),
        in_acknowledged=Count("pk", filter=open_ones & Q(acknowledged_at__isnull=False) & ~snoozed),
        in_snoozed=Count("pk", filter=open_ones & snoozed),
        in_open=Count("pk", filter=open_ones),
        in_resolved=Count("pk", filter=~open_ones),
    )
    return {name.removeprefix("in_"): count for name, count in found.items()}


def silences_of(organisation: Organisation) -> QuerySet[Silence]:
    """The latest first."""
    return Silence.objects.filter(organisation=organisation).select_related("created_by")


def policies_of(organisation: Organisation) -> QuerySet[Policy]:
    """In the order in which they are tried."""
    return Policy.objects.filter(organisation=organisation)


def statistics(alerts: QuerySet[Incident]) -> dict[str, Any]:
    """How many there were, and the mean seconds until somebody acknowledged and until they ended; of all, by rule, by
    severity and by day."""
    plain = alerts.order_by()
    return {
        **_seconds(plain.aggregate(**_FIGURES)),
        "by_rule": _by(plain.values("rule", "rule_name"), "-total")[:100],
        "by_severity": _by(plain.values("severity"), "-total"),
        "by_day": _by(plain.annotate(day=TruncDate("opened_at")).values("day"), "day"),
    }


def _by(grouped: QuerySet[Incident, Any], order: str) -> list[dict[str, Any]]:
    return [_seconds(each) for each in grouped.annotate(**_FIGURES).order_by(order)]


def _span(end: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(end) - F("opened_at"), output_field=DurationField())


_FIGURES: Final[dict[str, Any]] = {
    "total": Count("pk"),
    "acknowledged": Count("acknowledged_at"),
    "resolved": Count("closed_at"),
    "to_acknowledge": Avg(_span("acknowledged_at"), filter=Q(acknowledged_at__isnull=False)),
    "to_resolve": Avg(_span("closed_at"), filter=Q(closed_at__isnull=False)),
}


def _seconds(figures: dict[str, Any]) -> dict[str, Any]:
    means = {name: figures[name] for name in ("to_acknowledge", "to_resolve")}
    return figures | {name: None if mean is None else round(mean.total_seconds(), 1) for name, mean in means.items()}
