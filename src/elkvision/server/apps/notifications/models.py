"""Where things are told, what is on its way there, and what each person has been told."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Channel(models.Model):
    """A place outside that an organisation is told things at. `config` may be seen; `secrets` is encrypted and is
    never shown again."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="channels")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    config = models.JSONField(default=dict)
    secrets = models.TextField(default="", blank=True)
    enabled = models.BooleanField(default=True)
    #: After failures, or when the other side asked for patience: nothing goes there before.
    hold_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="one_channel_a_name"),)

    def __str__(self) -> str:
        return self.name


class Status(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    #: The channel was removed or switched off before it went out.
    DROPPED = "dropped"


class Delivery(models.Model):
    """One message to one place. The row is the work: whoever holds the lease sends it, and says how it went.

    `place` is `channel:<id>` or `mail`; `lane` (place and group) is sent in order. `token` goes along with every
    attempt, so that a receiver can tell a repeat.
    """

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(Channel, on_delete=models.SET_NULL, null=True, related_name="deliveries")
    #: As it was called then; `kind` too.
    channel_name = models.CharField(max_length=100, default="", blank=True)
    kind = models.CharField(max_length=20)
    #: Addresses, where it is a letter without a channel.
    to = models.JSONField(default=list)
    #: Of organisation, place and the caller's key: the same is said once.
    fingerprint = models.CharField(max_length=64, unique=True)
    lane = models.CharField(max_length=64, default="", blank=True)
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=16)
    severity = models.CharField(max_length=16)
    message = models.JSONField()
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.WAITING)
    #: How often it was tried; `tries` tells of the newest: at, ok, status, answer, took_ms.
    attempts = models.PositiveIntegerField(default=0)
    tries = models.JSONField(default=list)
    #: What the other side said last, or why it could not be reached.
    answer = models.TextField(default="", blank=True)
    next_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=32, default="", blank=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=("status", "next_at"), name="delivery_due"),
            models.Index(fields=("lane", "status"), name="delivery_lane"),
            models.Index(fields=("organisation", "-created_at", "-id"), name="delivery_listed"),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.status})"


class Notification(models.Model):
    """What one person was told in the product."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    severity = models.CharField(max_length=16)
    title = models.CharField(max_length=300)
    body = models.TextField(default="", blank=True)
    link = models.CharField(max_length=2000, default="", blank=True)
    #: Of the caller's key: a person is told the same once.
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("user", "fingerprint"), name="told_once"),)
        indexes = (
            models.Index(fields=("user", "organisation", "-id"), name="notification_listed"),
            models.Index(fields=("user", "organisation", "read_at"), name="notification_unread"),
            models.Index(fields=("at",), name="notification_old"),
        )

    def __str__(self) -> str:
        return self.title


class Preference(models.Model):
    """How one person wants to be told; `preferences.py` knows what may be in it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="told_how")
    wishes = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"of {self.user_id}"
