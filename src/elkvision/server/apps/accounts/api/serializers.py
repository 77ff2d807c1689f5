"""How people, organisations and keys look from outside."""

from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from elkvision.server.apps.accounts import selectors
from elkvision.server.apps.accounts.models import (
    ApiKey,
    Invitation,
    Membership,
    Role,
    Scope,
    Session,
    User,
)

_PREFERENCES_BYTES = 64 << 10


def username_field(**options: Any) -> serializers.CharField:
    """Letters, digits and `.-_`: no `@`, so that a name is never somebody's address."""
    field = serializers.RegexField(r"^[\w.\-]+$", max_length=64, min_length=2, **options)
    field.error_messages["invalid"] = "Use letters, digits and . - _ only."
    return field


def password_field() -> serializers.CharField:
    return serializers.CharField(max_length=1024, trim_whitespace=False, write_only=True)


class Wish(serializers.Serializer):
    """What is asked for; a field that is not known is refused rather than overlooked."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        if unknown:
            raise serializers.ValidationError({name: ["There is no such field."] for name in sorted(map(str, unknown))})
        return super().to_internal_value(data)


class PortsOut(serializers.Serializer):
    tcp = serializers.IntegerField()
    udp = serializers.IntegerField()
    http = serializers.IntegerField()
    beats = serializers.IntegerField()


class SetupOut(serializers.Serializer):
    needs_owner = serializers.BooleanField()
    open_registration = serializers.BooleanField()
    single_sign_on = serializers.CharField(allow_null=True, help_text="what its button says, where there is one")
    version = serializers.CharField()
    ports = PortsOut()


class SetupIn(Wish):
    username = username_field()
    email = serializers.EmailField(max_length=254)
    password = password_field()
    organisation = serializers.CharField(max_length=200)


class RegisterIn(Wish):
    username = username_field()
    email = serializers.EmailField(max_length=254)
    password = password_field()
    invitation = serializers.CharField(max_length=200, required=False, allow_blank=True)


class LoginIn(Wish):
    login = serializers.CharField(max_length=254)
    password = password_field()


class SecondStepOut(serializers.Serializer):
    """The password was right; a code is asked for."""

    ticket = serializers.CharField(help_text="good for five minutes, at auth/login/code/")


class FarewellOut(serializers.Serializer):
    """Logged out here; the provider has a place to log out too."""

    go_to = serializers.CharField()


class LoginCodeIn(Wish):
    ticket = serializers.CharField(max_length=500)
    code = serializers.CharField(max_length=64)


class TwoFactorOut(serializers.Serializer):
    enabled = serializers.BooleanField()
    since = serializers.DateTimeField(allow_null=True)
    recovery_codes_left = serializers.IntegerField()
    required_by = serializers.ListField(child=serializers.CharField(), help_text="names of organisations")
    has_password = serializers.BooleanField()


class TwoFactorBegin(Wish):
    password = serializers.CharField(
        max_length=1024, trim_whitespace=False, write_only=True, allow_blank=True, default=""
    )


class TwoFactorBegun(serializers.Serializer):
    secret = serializers.CharField()
    uri = serializers.CharField()
    picture = serializers.CharField(help_text="an SVG of the QR code")


class TwoFactorConfirm(Wish):
    code = serializers.CharField(max_length=64)


class TwoFactorProof(TwoFactorBegin):
    code = serializers.CharField(max_length=64)


class RecoveryCodesOut(serializers.Serializer):
    recovery_codes = serializers.ListField(child=serializers.CharField(), help_text="shown this once")


class PasswordIn(Wish):
    current = password_field()
    new = password_field()


class ResetIn(Wish):
    email = serializers.EmailField(max_length=254)


class ResetConfirmIn(Wish):
    uid = serializers.CharField(max_length=64)
    token = serializers.CharField(max_length=200)
    new = password_field()


class BelongsTo(serializers.Serializer):
    tenant = serializers.CharField(source="organisation.tenant")
    name = serializers.CharField(source="organisation.name")
    role = serializers.ChoiceField(choices=Role.choices)


class MeOut(serializers.ModelSerializer):
    organisations = serializers.SerializerMethodField()
    locked = serializers.SerializerMethodField()
    preferences = serializers.DictField()

    class Meta:
        model = User
        fields = ("id", "username", "email", "name", "organisations", "locked", "preferences")

    def to_representation(self, user: User) -> Any:
        self._memberships = list(selectors.memberships_of(user))
        return super().to_representation(user)

    @extend_schema_field(BelongsTo(many=True))
    def get_organisations(self, user: User) -> Any:
        return BelongsTo(self._memberships, many=True).data

    def get_locked(self, user: User) -> list[str]:
        """Tenants that wait for a second factor of theirs."""
        return [each.organisation.tenant for each in self._memberships if selectors.is_locked(each)]


class MeIn(Wish):
    username = username_field(required=False)
    email = serializers.EmailField(max_length=254, required=False)
    name = serializers.CharField(max_length=200, allow_blank=True, required=False)
    preferences = serializers.DictField(required=False)

    def validate_preferences(self, value: dict[str, Any]) -> dict[str, Any]:
        if len(str(value)) > _PREFERENCES_BYTES:
            raise serializers.ValidationError("Preferences are at most 64 KiB.")
        return value


class SessionOut(serializers.ModelSerializer):
    current = serializers.SerializerMethodField()

    class Meta:
        model = Session
        fields = ("id", "current", "ip", "user_agent", "created_at", "last_seen_at")

    def get_current(self, session: Session) -> bool:
        return bool(selectors.session_name(session.session_key) == self.context["caller"].session)


class OrganisationOut(serializers.ModelSerializer):
    """A membership seen from its organisation."""

    tenant = serializers.CharField(source="organisation.tenant")
    name = serializers.CharField(source="organisation.name")
    retention_days = serializers.IntegerField(source="organisation.retention_days")
    timezone = serializers.CharField(source="organisation.timezone")
    keep_raw = serializers.BooleanField(source="organisation.keep_raw")
    require_two_factor = serializers.BooleanField(source="organisation.require_two_factor")
    created_at = serializers.DateTimeField(source="organisation.created_at")

    class Meta:
        model = Membership
        fields = (
            "tenant", "name", "role", "retention_days", "timezone", "keep_raw", "require_two_factor", "created_at",
        )  # fmt: skip


class OrganisationIn(Wish):
    name = serializers.CharField(max_length=200)


class OrganisationChange(Wish):
    name = serializers.CharField(max_length=200, required=False)
    retention_days = serializers.IntegerField(min_value=0, max_value=36_500, required=False)
    timezone = serializers.CharField(max_length=64, required=False)
    keep_raw = serializers.BooleanField(
        required=False, help_text="keep a line as it came where a pipeline changed it; reparsing starts from it"
    )
    require_two_factor = serializers.BooleanField(
        required=False, help_text="members without a second factor see nothing until they have one"
    )

    def validate_timezone(self, value: str) -> str:
        if value not in available_timezones():
            raise serializers.ValidationError("Use a zone's name, such as Europe/Berlin.")
        return str(ZoneInfo(value))


class PersonOut(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ("id", "username", "email", "name")


class MemberOut(serializers.ModelSerializer):
    user = PersonOut()

    class Meta:
        model = Membership
        fields = ("user", "role", "joined_at")


class MemberChange(Wish):
    role = serializers.ChoiceField(choices=Role.choices)


class InvitationOut(serializers.ModelSerializer):
    class Meta:
        model = Invitation
        fields = ("id", "email", "role", "expires_at")


class InvitationMade(serializers.ModelSerializer):
    link = serializers.CharField()

    class Meta:
        model = Invitation
        fields = (*InvitationOut.Meta.fields, "link")


class InvitationIn(Wish):
    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=Role.choices, default=Role.VIEWER)


class InvitationSeen(serializers.ModelSerializer):
    """What somebody with the link is shown."""

    organisation = serializers.CharField(source="organisation.name")
    invited_by = serializers.SerializerMethodField()

    class Meta:
        model = Invitation
        fields = ("organisation", "email", "role", "expires_at", "invited_by")

    def get_invited_by(self, invitation: Invitation) -> str:
        by = invitation.created_by
        return (by.name or by.username) if by else ""


class KeyOut(serializers.ModelSerializer):
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices))
    created_by = serializers.SerializerMethodField()

    class Meta:
        model = ApiKey
        fields = ("id", "name", "prefix", "scopes", "created_at", "created_by", "last_used_at", "expires_at")

    def get_created_by(self, key: ApiKey) -> str | None:
        return key.created_by.username if key.created_by else None


class KeyMade(serializers.ModelSerializer):
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices))
    created_by = serializers.CharField(allow_null=True)
    key = serializers.CharField()

    class Meta:
        model = ApiKey
        fields = (*KeyOut.Meta.fields, "key")


class KeyIn(Wish):
    name = serializers.CharField(max_length=200)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=Scope.choices), min_length=1, max_length=len(Scope)
    )
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)

    def validate_expires_at(self, value: Any) -> Any:
        if value is not None and value <= timezone.now():
            raise serializers.ValidationError("That is in the past.")
        return value
