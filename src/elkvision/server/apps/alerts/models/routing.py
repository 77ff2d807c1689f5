"""Who is told, when, and when not."""

from django.conf import settings
from django.db import models

from elkvision.server.apps.alerts.models.incidents import Incident


class Policy(models.Model):
    """Alerts that all matchers fit go to the channels. Policies are tried in order, the first that fits is taken, and
    the next ones too where it says so. Alerts with the same values in `group_by` are told of together."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="alert_policies")
    name = models.CharField(max_length=200)
    position = models.PositiveIntegerField(default=0)
    enabled = models.BooleanField(default=True)
    #: `[{"label", "op" (=, !=, =~, !~), "value"}]`; none: every alert.
    matchers = models.JSONField(default=list)
    #: Ids of channels.
    channels = models.JSONField(default=list)
    group_by = models.JSONField(default=list)
    group_wait = models.PositiveIntegerField(default=10)
    group_interval = models.PositiveIntegerField(default=300)
    repeat_interval = models.PositiveIntegerField(default=14_400)
    send_resolved = models.BooleanField(default=True)
    carry_on = models.BooleanField(default=False)
    #: `[{"after": seconds without acknowledgement, "channels": [ids], "people": [ids]}]`
    escalation = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name


class Silence(models.Model):
    """A maintenance window: alerts that all matchers fit are seen and kept, and nobody is told of them."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="silences")
    matchers = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    comment = models.CharField(max_length=300, default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-starts_at", "-id")
        indexes = (models.Index(fields=("organisation", "ends_at"), name="silence_over"),)

    def __str__(self) -> str:
        return f"{self.starts_at} to {self.ends_at}: {self.comment}"


class Group(models.Model):
    """Alerts that one policy tells of together. It is looked at when it is due, and gone when all of it has ended and
    was told. `sent` counts messages: with it each has a key of its own, and is sent once."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="groups")
    key = models.CharField(max_length=64)
    labels = models.JSONField(default=dict)
    due_at = models.DateTimeField(db_index=True)
    told_at = models.DateTimeField(null=True)
    sent = models.PositiveIntegerField(default=0)
    #: Messages about matching lines that followed close upon one another.
    busy = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("policy", "key"), name="one_group_a_key"),)

    def __str__(self) -> str:
        return f"{self.policy_id} {self.labels}"


class GroupMember(models.Model):
    """What was told of an alert in a group: nothing yet, that it fires, how often it had come back, how far it has
    escalated."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="groups")
    told_firing = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)
    #: Of a `match` rule: so many of the alert's lines.
    told_lines = models.BigIntegerField(default=0)
    escalated = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("group", "incident"), name="once_in_a_group"),)

    def __str__(self) -> str:
        return f"{self.incident_id} in {self.group_id}"
