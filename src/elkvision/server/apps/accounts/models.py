"""Who people are, what they belong to, and what programs may do in their name."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

INVITATION_LASTS = timedelta(days=7)


class Role(models.TextChoices):
    OWNER = "owner"
    ADMIN = "admin"
    EDITOR = "editor"
    VIEWER = "viewer"


class Scope(models.TextChoices):
    INGEST = "ingest"
    READ = "read"
    ADMIN = "admin"
    #: Alertmanager, which tells what it knows.
    ALERTS = "alerts"


class Users(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person. Names and addresses differ by more than their case."""

    username = models.CharField(max_length=64, unique=True)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True, default="")
    preferences = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = Users()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]  # noqa: RUF012  # a list is what Django asks for

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("username"), name="one_user_a_username"),
            models.UniqueConstraint(Lower("email"), name="one_user_an_email"),
        )

    def __str__(self) -> str:
        return self.username


class Organisation(models.Model):
    """A tenant: whose logs they are."""

    tenant = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    #: 0 keeps logs for ever.
    retention_days = models.PositiveIntegerField(default=30)
    #: What some logs are kept for instead: `[{"q": query, "days": days}]`, the first that matches decides.
    retention_rules = models.JSONField(default=list)
    #: The day for which these rules were applied last.
    retention_settled = models.DateField(null=True)
    timezone = models.CharField(max_length=64, default="UTC")
    #: Is the line kept as it came (`raw`) where a pipeline changed it?
    keep_raw = models.BooleanField(default=True)
    #: Members without a second factor see nothing here until they have set one up.
    require_two_factor = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="organisations")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.tenant


class Quota(models.Model):
    """The most that an organisation may have; what is null has no limit."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="quota")
    day_events = models.PositiveBigIntegerField(null=True)
    day_bytes = models.PositiveBigIntegerField(null=True)
    second_events = models.PositiveBigIntegerField(null=True)
    second_bytes = models.PositiveBigIntegerField(null=True)
    store_days = models.PositiveIntegerField(null=True)
    alert_rules = models.PositiveIntegerField(null=True)
    dashboards = models.PositiveIntegerField(null=True)
    members = models.PositiveIntegerField(null=True)
    #: Set from the command line: the organisation's own people cannot change it.
    fixed = models.BooleanField(default=False)
    #: All gateways together have taken the day's share: nothing more is taken until then.
    shut_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"quota of {self.organisation_id}"


class DayUse(models.Model):
    """What all gateways took for an organisation on a day of UTC, and how many lines they said no to."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="day_use")
    day = models.DateField()
    events = models.PositiveBigIntegerField(default=0)
    bytes = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("-day", "-id")
        constraints = (models.UniqueConstraint(fields=("organisation", "day"), name="one_use_a_day"),)

    def __str__(self) -> str:
        return f"{self.organisation_id} on {self.day}"


class Departed(models.Model):
    """A tenant that was deleted. Its name is never given again, and its logs are still to be forgotten."""

    tenant = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    forgotten_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.tenant


class Membership(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    joined_at = models.DateTimeField(auto_now_add=True)
    #: A group of the sign-in provider gave it, and takes it back.
    provided = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("user", "organisation"), name="one_membership_each"),)

    def __str__(self) -> str:
        return f"{self.user_id} in {self.organisation_id} as {self.role}"


def _invitation_ends() -> datetime:
    return timezone.now() + INVITATION_LASTS


class Invitation(models.Model):
    """A link that makes whoever opens it a member, once. Only the hash of its token is kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=16, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=_invitation_ends)
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation_id}"


class ApiKey(models.Model):
    """What a program shows. `prefix` is its beginning, so that people can tell keys apart."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=16)
    key_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class Session(models.Model):
    """A browser that is logged in: what its person sees of it. Django's own row has the contents."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="browser_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.user_id} from {self.ip}"


class SecondFactor(models.Model):
    """An app that makes codes. It counts once a code of it was shown to us; the secret is encrypted."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.TextField()
    confirmed_at = models.DateTimeField(null=True)
    #: The half minute of the last code that was taken: no code is taken twice, nor an older one after it.
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"second factor of {self.user_id}"


class RecoveryCode(models.Model):
    """Instead of a code of the app, once. Only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("user", "code_hash"), name="one_of_each_recovery_code"),)

    def __str__(self) -> str:
        return f"a recovery code of {self.user_id}"


class Identity(models.Model):
    """Somebody's name at a sign-in provider: the provider's own, which never changes hands."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("issuer", "subject"), name="one_user_an_identity"),)

    def __str__(self) -> str:
        return f"{self.subject} at {self.issuer}"


class Attempts(models.Model):
    """How often something was tried within a window; a limit must outlast a restart of the bus."""

    bucket = models.CharField(max_length=64, primary_key=True)
    window_ends = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.count} until {self.window_ends}"


class AuditEntry(models.Model):
    """What was done to settings, keys and members, and by whom. Only ever added to."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, related_name="audit")
    #: A person, or a program with a key; neither for the command line and for the product itself.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    key = models.ForeignKey(ApiKey, on_delete=models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=300)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("organisation", "-id"), name="audit_of_an_organisation"),)

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class Snapshot(models.Model):
    """One row: the version of the settings that the gateway last got."""

    version = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.version)
