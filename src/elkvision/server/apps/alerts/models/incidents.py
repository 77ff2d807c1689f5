"""What fired: each change of a rule's groups, and the alerts that people look after."""

from django.conf import settings
from django.db import models

from elkvision.server.apps.alerts.models.rules import Rule


class Incident(models.Model):
    """An alert: one group of a rule that fires, or did. Coming back soon after it ended it is the same one again."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="alerts")
    rule = models.ForeignKey(Rule, on_delete=models.SET_NULL, null=True, related_name="incidents")
    rule_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    severity = models.CharField(max_length=16)
    #: Which of the rule's groups: a hash of their values.
    key = models.CharField(max_length=64)
    group = models.JSONField(default=dict)
    #: The rule's labels, the group's, `rule` and `severity`: what policies and silences look at.
    labels = models.JSONField(default=dict)
    annotations = models.JSONField(default=dict)
    query = models.TextField(default="", blank=True)
    firing = models.BooleanField(default=True)
    started_at = models.DateTimeField()
    #: The end of the last window that was looked at when something changed.
    changed_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    #: When the watch saw each, by the clock: mean times are of people, not of windows.
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    snoozed_until = models.DateTimeField(null=True)
    #: How often it fired again soon after it had ended; held by its rule because it came and went too often.
    reopened = models.PositiveIntegerField(default=0)
    flapping = models.BooleanField(default=False)
    #: What the rule said at the last change, one sentence.
    words = models.TextField(default="", blank=True)
    #: `[[name, value]]` and `{points, threshold, title, unit}` as of the last change; up to ten lines (wire events). Of a
    #: `match` rule the lines are the newest of all `matched`.
    numbers = models.JSONField(default=list)
    lines = models.JSONField(default=list)
    chart = models.JSONField(null=True)
    matched = models.BigIntegerField(default=0)
    #: Which lines are meant: those that the query finds from here to here.
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()

    class Meta:
        ordering = ("-opened_at", "-id")
        indexes = (
            models.Index(fields=("organisation", "firing", "opened_at"), name="alert_open"),
            models.Index(fields=("rule", "key", "-id"), name="alert_of_group"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("rule", "key"), condition=models.Q(firing=True), name="one_open_alert_a_group"
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule_name} {self.key}"


class Change(models.Model):
    """A group of a rule went from one state to another, with the numbers and the query that say why."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="changes")
    incident = models.ForeignKey(Incident, on_delete=models.SET_NULL, null=True, related_name="changes")
    version = models.PositiveIntegerField()
    group = models.JSONField(default=dict)
    #: pending, firing, resolved, inactive (a pending one that did not come to fire); error and recovered are of the rule.
    state = models.CharField(max_length=16)
    #: The end of the window that was looked at, and the window.
    at = models.DateTimeField()
    window_start = models.DateTimeField()
    #: When the watch saw it.
    seen_at = models.DateTimeField()
    numbers = models.JSONField(default=list)
    query = models.TextField(default="", blank=True)
    words = models.TextField(default="", blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("rule", "-id"), name="change_of_rule"),)

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.state}"


class Reason(models.TextChoices):
    """What happened to an alert."""

    FIRED = "fired"
    FIRED_AGAIN = "fired again"
    ENDED = "ended"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    COMMENTED = "commented"
    RESOLVED = "resolved"
    SNOOZED = "snoozed"
    NOTIFIED = "notified"
    ESCALATED = "escalated"


class IncidentEvent(models.Model):
    """A line of an alert's history. Only ever added to."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="timeline")
    at = models.DateTimeField()
    reason = models.CharField(max_length=16, choices=Reason.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(default="", blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.incident_id} {self.reason}"
