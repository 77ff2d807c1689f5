"""Alerts, silences and policies on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from elkvision.alerting.rule import SEVERITIES
from elkvision.server.apps.accounts.api.serializers import Wish
from elkvision.server.apps.alerts import links, matchers
from elkvision.server.apps.alerts.models import Incident, IncidentEvent, Policy, Silence

#: What an alert is in, and what a list may be asked for.
SHOWN = ("firing", "acknowledged", "snoozed", "resolved")
STATES = ("firing", "acknowledged", "snoozed", "open", "resolved")
_LONGEST_INTERVAL = 7 * 86_400


class AlertListIn(serializers.Serializer):
    state = serializers.ChoiceField(choices=STATES, required=False, help_text="open: firing, acknowledged or snoozed")
    severity = serializers.ChoiceField(choices=SEVERITIES, required=False)
    rule = serializers.IntegerField(required=False, min_value=1, max_value=2**31)
    assignee = serializers.IntegerField(required=False, min_value=1, max_value=2**31, help_text="a member's id")
    q = serializers.CharField(required=False, max_length=200, help_text="in the rule's name")
    to = serializers.CharField(required=False, max_length=64)

    def get_fields(self) -> dict[str, serializers.Field]:
        about = "began at or after"
        return super().get_fields() | {"from": serializers.CharField(required=False, max_length=64, help_text=about)}


class AlertTimelineOut(serializers.ModelSerializer):
    by = serializers.CharField(source="by.username", default=None, read_only=True)

    class Meta:
        model = IncidentEvent
        fields = ("at", "reason", "by", "text")


class LooksAfterOut(serializers.Serializer):
    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()


class AlertOut(serializers.ModelSerializer):
    """`started_at` is the end of the first window that fired; `numbers` are `[[name, value]]`; `link` leads to the lines.
    `matched` counts lines of a `match` rule."""

    state = serializers.SerializerMethodField()
    rule = serializers.IntegerField(source="rule_id", allow_null=True)
    title = serializers.SerializerMethodField()
    group = serializers.DictField()
    labels = serializers.DictField()
    annotations = serializers.DictField()
    numbers = serializers.ListField(child=serializers.ListField())
    acknowledged_by = LooksAfterOut(allow_null=True)
    assignee = LooksAfterOut(allow_null=True)
    resolved_by = LooksAfterOut(allow_null=True)
    link = serializers.SerializerMethodField()

    class Meta:
        model = Incident
        fields = (
            "id", "state", "title", "rule", "rule_name", "kind", "severity", "group", "labels", "annotations", "words",
            "numbers", "matched", "query", "started_at", "changed_at", "opened_at", "resolved_at", "resolved_by",
            "acknowledged_at", "acknowledged_by", "assignee", "snoozed_until", "reopened", "flapping", "link",
        )  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=SHOWN))
    def get_state(self, alert: Incident) -> str:
        return state_of(alert)

    def get_title(self, alert: Incident) -> str:
        from elkvision.server.apps.alerts.watching.telling import name_of

        return name_of(alert)

    def get_link(self, alert: Incident) -> str:
        return links.explorer(alert.query, alert.window_start, alert.window_end)


class AlertChartOut(serializers.Serializer):
    points = serializers.ListField(child=serializers.ListField(), help_text="[[time, number]]")
    threshold = serializers.FloatField(allow_null=True)


class OneAlertOut(AlertOut):
    """With its lines, its chart and all that happened to it."""

    lines = serializers.ListField(child=serializers.DictField())
    chart = AlertChartOut(allow_null=True)
    timeline = serializers.SerializerMethodField()

    class Meta(AlertOut.Meta):
        fields = (*AlertOut.Meta.fields, "lines", "chart", "timeline")  # type: ignore[assignment]  # one longer

    @extend_schema_field(AlertTimelineOut(many=True))
    def get_timeline(self, alert: Incident) -> Any:
        return AlertTimelineOut(alert.timeline.select_related("by"), many=True).data


def state_of(alert: Incident) -> str:
    from django.utils import timezone

    if not alert.firing:
        return "resolved"
    if alert.snoozed_until is not None and alert.snoozed_until > timezone.now():
        return "snoozed"
    return "acknowledged" if alert.acknowledged_at is not None else "firing"


class AlertCountsOut(serializers.Serializer):
    firing = serializers.IntegerField()
    acknowledged = serializers.IntegerField()
    snoozed = serializers.IntegerField()
    open = serializers.IntegerField()
    resolved = serializers.IntegerField()


class AlertsOut(serializers.Serializer):
    """`counts` are by state, of all that the other filters leave."""

    results = AlertOut(many=True)
    next = serializers.CharField(allow_null=True)
    counts = AlertCountsOut()


class SaidIn(Wish):
    text = serializers.CharField(max_length=4_000, required=False, default="", allow_blank=True)


class AlertCommentIn(Wish):
    text = serializers.CharField(max_length=4_000)


class AssignIn(Wish):
    to = serializers.IntegerField(min_value=1, max_value=2**31, allow_null=True, help_text="a member's id, or nobody")


class SnoozeIn(Wish):
    until = serializers.DateTimeField(allow_null=True, help_text="null: not any more")


class _Means(serializers.Serializer):
    total = serializers.IntegerField()
    acknowledged = serializers.IntegerField()
    resolved = serializers.IntegerField()
    to_acknowledge = serializers.FloatField(allow_null=True, help_text="seconds, the mean")
    to_resolve = serializers.FloatField(allow_null=True, help_text="seconds, the mean")


class ByRuleOut(_Means):
    rule = serializers.IntegerField(allow_null=True)
    rule_name = serializers.CharField()


class BySeverityOut(_Means):
    severity = serializers.CharField()


class ByDayOut(_Means):
    day = serializers.DateField()


class AlertStatisticsOut(_Means):
    by_rule = ByRuleOut(many=True)
    by_severity = BySeverityOut(many=True)
    by_day = ByDayOut(many=True)


class MatcherShape(serializers.Serializer):
    op = serializers.ChoiceField(choices=matchers.OPS)
    value = serializers.CharField(max_length=matchers.LONGEST, allow_blank=True, trim_whitespace=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        # `label` is a word of DRF's own, so it is put in by name.
        return {"label": serializers.CharField(max_length=200)} | super().get_fields()


class SilenceIn(Wish):
    matchers = MatcherShape(many=True)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    comment = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class SilenceOut(serializers.ModelSerializer):
    matchers = MatcherShape(many=True)
    created_by = serializers.CharField(source="created_by.username", default=None, read_only=True)

    class Meta:
        model = Silence
        fields = ("id", "matchers", "starts_at", "ends_at", "comment", "created_at", "created_by")


class EscalationShape(serializers.Serializer):
    after = serializers.IntegerField(
        min_value=10, max_value=_LONGEST_INTERVAL, help_text="seconds without acknowledgement"
    )
    channels = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=20, default=list)
    people = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=50, default=list)


def _seconds(least: int, **more: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=least, max_value=_LONGEST_INTERVAL, help_text="seconds", **more)


class PolicyChange(Wish):
    name = serializers.CharField(max_length=200, required=False)
    enabled = serializers.BooleanField(required=False)
    matchers = MatcherShape(many=True, required=False)
    channels = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=20, required=False)
    group_by = serializers.ListField(
        child=serializers.CharField(max_length=200), max_length=10, required=False, help_text="labels; none: each alone"
    )
    group_wait = _seconds(0, required=False)
    group_interval = _seconds(1, required=False)
    repeat_interval = _seconds(10, required=False)
    send_resolved = serializers.BooleanField(required=False)
    carry_on = serializers.BooleanField(required=False, help_text="policies after it are tried too")
    escalation = EscalationShape(many=True, required=False)


class PolicyIn(PolicyChange):
    name = serializers.CharField(max_length=200)


class PolicyOut(serializers.ModelSerializer):
    matchers = MatcherShape(many=True)
    channels = serializers.ListField(child=serializers.IntegerField())
    group_by = serializers.ListField(child=serializers.CharField())
    escalation = EscalationShape(many=True)

    class Meta:
        model = Policy
        fields = (
            "id", "name", "position", "enabled", "matchers", "channels", "group_by", "group_wait", "group_interval",
            "repeat_interval", "send_resolved", "carry_on", "escalation", "created_at", "updated_at",
        )  # fmt: skip


class PolicyOrderIn(Wish):
    ids = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=1_000)
