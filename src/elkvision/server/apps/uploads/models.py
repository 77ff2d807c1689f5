"""A file that somebody handed in, and how far it has come."""

import uuid

from django.conf import settings
from django.db import models

#: So many refusals are kept with their reasons; all are counted.
REFUSALS_KEPT = 1000


class Status(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = (Status.DONE, Status.FAILED, Status.CANCELLED)
#: Its lines are in, or will be.
TAKEN = (Status.WAITING, Status.RUNNING, Status.DONE)


class Upload(models.Model):
    """`next_block` and everything counted move together, in one transaction after each block that the
    spool has; whoever holds the lease goes on from there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="uploads")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    bytes = models.BigIntegerField()
    format = models.CharField(max_length=16, default="")
    service = models.CharField(max_length=200, default="", blank=True)
    source = models.CharField(max_length=200, default="", blank=True)
    environment = models.CharField(max_length=200, default="", blank=True)
    tags = models.JSONField(default=list)
    timezone = models.CharField(max_length=64, default="UTC")

    status = models.CharField(max_length=16, choices=Status.choices, default=Status.WAITING)
    bytes_done = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    refusals = models.JSONField(default=list)
    error = models.TextField(default="")

    next_block = models.BigIntegerField(default=0)
    lease = models.CharField(max_length=32, default="")
    lease_until = models.DateTimeField(null=True)
    #: The status that its document was last given, where metadata is kept apart.
    recorded = models.CharField(max_length=16, default="", blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=("organisation", "-created_at"), name="upload_newest"),
            models.Index(fields=("organisation", "sha256"), name="upload_content"),
            models.Index(fields=("status", "lease_until"), name="upload_lost"),
            models.Index(fields=("finished_at",), name="upload_ended"),
        )

    def __str__(self) -> str:
        return f"{self.filename} ({self.status})"

    @property
    def defaults(self) -> dict[str, object]:
        """What its lines get where they do not say it themselves: `store.contract.Run.defaults`."""
        given: dict[str, object] = {"upload_id": str(self.id), "timezone": self.timezone}
        named = {"service": self.service, "source": self.source or self.filename, "environment": self.environment}
        given |= {name: value for name, value in named.items() if value}
        if self.tags:
            given["tags"] = self.tags
        return given
