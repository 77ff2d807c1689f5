"""Rules, what they were before, and how far each was evaluated."""

from typing import Final

from django.conf import settings
from django.db import models

#: Rules of one organisation.
MOST_RULES: Final = 2_000


class Rule(models.Model):
    """`definition` is the rule as code; `name`, `kind` and `severity` stand beside it so that lists can be asked for
    them. `version` is its newest; the definition of each is kept."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="alert_rules")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    severity = models.CharField(max_length=16)
    definition = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    enabled = models.BooleanField(default=True)
    #: Evaluated as ever, and nobody is told: until somebody says otherwise, or until a moment.
    muted = models.BooleanField(default=False)
    snoozed_until = models.DateTimeField(null=True)
    #: Who is told when it cannot be evaluated.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="one_rule_a_name"),)

    def __str__(self) -> str:
        return self.name


class RuleVersion(models.Model):
    """Never changed."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    note = models.CharField(max_length=300, default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("rule", "number"), name="one_rule_version_a_number"),)

    def __str__(self) -> str:
        return f"{self.rule_id}@{self.number}"


class RuleState(models.TextChoices):
    """As Prometheus' people know it, and two of our own: a rule that was not looked at yet, and one that cannot be
    evaluated, which says nothing about the logs."""

    NEW = "new"
    INACTIVE = "inactive"
    PENDING = "pending"
    FIRING = "firing"
    ERROR = "error"


class RuleStatus(models.Model):
    """What the watch knows of a rule; nobody else writes here. All of it is of `version`: another one begins anew.

    Windows up to `evaluated_to` were looked at, each once; of a `match` rule, the lines received before it.
    """

    rule = models.OneToOneField(Rule, on_delete=models.CASCADE, primary_key=True, related_name="status")
    version = models.PositiveIntegerField()
    evaluated_to = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=RuleState.choices, default=RuleState.NEW)
    #: Groups that are pending, and that fire.
    pending = models.PositiveIntegerField(default=0)
    firing = models.PositiveIntegerField(default=0)
    #: `alerting.state`, as JSON.
    memory = models.JSONField(default=dict)
    #: Why it cannot be evaluated, and since when.
    error = models.TextField(default="", blank=True)
    error_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.state}"
