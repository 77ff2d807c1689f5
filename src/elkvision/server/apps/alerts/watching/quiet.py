"""Whether nobody is to be told of an alert now, and why: its rule is muted, it is snoozed, a maintenance window, quiet
hours. It is seen and kept all the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from elkvision.alerting.quiet import is_quiet
from elkvision.alerting.rule import Rule as Definition
from elkvision.server.apps.alerts import matchers
from elkvision.server.apps.alerts.models import Incident, Rule, Silence


@dataclass(frozen=True)
class Quiet:
    """What keeps an organisation's alerts quiet at a moment."""

    now: datetime
    silences: Sequence[Silence]
    #: By id; the definition is None where it cannot be read any more.
    rules: Mapping[int, tuple[Rule, Definition | None]]

    def why(self, incident: Incident) -> str:
        """Empty: people may be told."""
        if incident.snoozed_until is not None and incident.snoozed_until > self.now:
            return "the alert is snoozed"
        rule, definition = self.rules.get(incident.rule_id or 0, (None, None))
        if rule is not None and (rule.muted or (rule.snoozed_until is not None and rule.snoozed_until > self.now)):
            return "the rule is muted" if rule.muted else "the rule is snoozed"
        for silence in self.silences:
            if matchers.fit(silence.matchers, incident.labels):
                return f"a maintenance window: {silence.comment}" if silence.comment else "a maintenance window"
        if definition is not None and is_quiet(definition, self.now):
            return "quiet hours"
        return ""


def quiet_now(organisation: int, incidents: Sequence[Incident], now: datetime) -> Quiet:
    """Asks for silences and rules once for all of these alerts."""
    from elkvision.server.apps.alerts.watching.rulebook import definition_of

    silences = Silence.objects.filter(organisation=organisation, starts_at__lte=now, ends_at__gt=now)
    rules = Rule.objects.in_bulk({each.rule_id for each in incidents if each.rule_id is not None})
    return Quiet(now, list(silences), {pk: (rule, definition_of(rule)) for pk, rule in rules.items()})
