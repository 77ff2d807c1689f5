"""What an organisation wants to be told, what was seen, and whom it was told."""

from elkvision.server.apps.alerts.models.incidents import Change, Incident, IncidentEvent, Reason
from elkvision.server.apps.alerts.models.routing import Group, GroupMember, Policy, Silence
from elkvision.server.apps.alerts.models.rules import MOST_RULES, Rule, RuleState, RuleStatus, RuleVersion
from elkvision.server.apps.alerts.models.watching import Watch

__all__ = [
    "MOST_RULES",
    "Change",
    "Group",
    "GroupMember",
    "Incident",
    "IncidentEvent",
    "Policy",
    "Reason",
    "Rule",
    "RuleState",
    "RuleStatus",
    "RuleVersion",
    "Silence",
    "Watch",
]
