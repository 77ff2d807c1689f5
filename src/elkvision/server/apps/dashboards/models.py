"""What an organisation looks at: dashboards, version by version, whom they are shown to, and when they are sent."""

import uuid

from django.conf import settings
from django.db import models

#: Dashboards of one organisation.
MOST_DASHBOARDS = 500
#: Of one dashboard; older ones are forgotten.
MOST_VERSIONS = 100
MOST_SHARES = 50
MOST_REPORTS = 20


class Dashboard(models.Model):
    """As it is now. `body` is tags, variables, range, refresh and panels, checked; `version` goes up with each change."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="dashboards")
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=2000, default="", blank=True)
    body = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="one_dashboard_a_name"),)

    def __str__(self) -> str:
        return self.name


class DashboardVersion(models.Model):
    """Never changed."""

    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=2000, default="", blank=True)
    body = models.JSONField(default=dict)
    note = models.CharField(max_length=300, default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("dashboard", "number"), name="one_dashboard_version_a_number"),)

    def __str__(self) -> str:
        return f"{self.dashboard_id}@{self.number}"


class Liking(models.Model):
    """What one person thinks of a dashboard: nobody else sees it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="likings")
    favourite = models.BooleanField(default=False)
    #: In the person's own order; none: after those that have one.
    position = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "dashboard"), name="one_liking_each"),)

    def __str__(self) -> str:
        return f"{self.user_id} on {self.dashboard_id}"


class Share(models.Model):
    """A link that shows a dashboard to whoever has it, until it expires or is taken back. Only its hash is kept.

    `range` and `variables` are those that are shown; empty: the dashboard's own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="shares")
    label = models.CharField(max_length=200, default="", blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    range = models.JSONField(default=dict)
    variables = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    uses = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.label or 'a link'} to {self.dashboard_id}"


class Every(models.TextChoices):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Report(models.Model):
    """A dashboard as a PDF, sent again and again. `next_at` is when it is due; whoever holds the lease sends it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dashboard = models.ForeignKey(Dashboard, on_delete=models.CASCADE, related_name="reports")
    name = models.CharField(max_length=200)
    every = models.CharField(max_length=8, choices=Every.choices)
    #: Monday is 0; looked at when it is sent every week.
    weekday = models.PositiveSmallIntegerField(default=0)
    #: Looked at when it is sent every month.
    day = models.PositiveSmallIntegerField(default=1)
    at = models.CharField(max_length=5, default="08:00")
    timezone = models.CharField(max_length=64, default="UTC")
    range = models.JSONField(default=dict)
    variables = models.JSONField(default=dict)
    orientation = models.CharField(max_length=16, default="portrait")
    #: Ids of notification channels, and of members who get it by e-mail.
    channels = models.JSONField(default=list)
    members = models.JSONField(default=list)
    enabled = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    next_at = models.DateTimeField(null=True, db_index=True)
    #: Somebody asked for it now.
    wanted_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="")
    lease = models.CharField(max_length=32, default="")
    lease_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name
