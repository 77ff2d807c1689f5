"""Notifications, channels and deliveries on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from elkvision.core.settings import load
from elkvision.server.apps.accounts.api.serializers import Wish
from elkvision.server.apps.notifications import configuring, preferences, selectors
from elkvision.server.apps.notifications.kinds import KINDS
from elkvision.server.apps.notifications.message import SEVERITIES
from elkvision.server.apps.notifications.models import Channel, Delivery, Status
from elkvision.server.apps.notifications.preferences import OFF

CHANNEL_KINDS = tuple(KINDS)
MINIMA = (*SEVERITIES, OFF)
_MOST_IDS = 1000


class NotificationOut(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=preferences.KINDS)
    severity = serializers.ChoiceField(choices=SEVERITIES)
    title = serializers.CharField()
    body = serializers.CharField()
    link = serializers.CharField(help_text="a path of the web; empty: there is nothing to show")
    at = serializers.DateTimeField()
    read = serializers.BooleanField()

    def to_representation(self, one: Any) -> dict[str, Any]:
        return selectors.shown(one)


class NotificationsOut(serializers.Serializer):
    """A page of the list, newest first, and how many are unread in all."""

    results = NotificationOut(many=True)
    next = serializers.CharField(allow_null=True)
    unread = serializers.IntegerField()


class NotificationsAsked(serializers.Serializer):
    """Which ones."""

    unread = serializers.BooleanField(required=False, default=False, help_text="only those that are unread")
    kind = serializers.ChoiceField(choices=preferences.KINDS, required=False)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=1000)
    cursor = serializers.CharField(required=False)


class ReadIn(Wish):
    """Either `ids`, or `all`."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), required=False, max_length=_MOST_IDS
    )
    all = serializers.BooleanField(required=False, default=False)
    read = serializers.BooleanField(required=False, default=True, help_text="false makes them unread again")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["all"] == ("ids" in attrs):
            raise serializers.ValidationError("Give ids, or all: true.")
        return attrs


class UnreadOut(serializers.Serializer):
    unread = serializers.IntegerField()


class WayOut(serializers.Serializer):
    """How news of one kind is told: from which severity on, and in which ways."""

    minimum = serializers.ChoiceField(choices=MINIMA)
    toast = serializers.BooleanField()
    sound = serializers.BooleanField()
    browser = serializers.BooleanField()
    email = serializers.BooleanField()


class PreferencesOut(serializers.Serializer):
    alert = WayOut()
    upload = WayOut()
    reparse = WayOut()
    report = WayOut()
    system = WayOut()


class WayIn(Wish):
    """What is not named stays."""

    minimum = serializers.ChoiceField(choices=MINIMA, required=False)
    toast = serializers.BooleanField(required=False)
    sound = serializers.BooleanField(required=False)
    browser = serializers.BooleanField(required=False)
    email = serializers.BooleanField(required=False)


class PreferencesIn(Wish):
    alert = WayIn(required=False)
    upload = WayIn(required=False)
    reparse = WayIn(required=False)
    report = WayIn(required=False)
    system = WayIn(required=False)


class ChannelFieldOut(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # also a name of DRF's own
    type = serializers.ChoiceField(choices=("text", "url", "number", "flag", "choice", "emails", "lines", "headers"))
    required = serializers.BooleanField()  # type: ignore[assignment]  # as above
    secret = serializers.BooleanField(help_text="written only: it is never shown again")
    help = serializers.CharField()
    default = serializers.JSONField(allow_null=True)
    choices = serializers.ListField(child=serializers.CharField())
    least = serializers.IntegerField()
    most = serializers.IntegerField()


class ChannelKindOut(serializers.Serializer):
    """A kind of channel, and what has to be filled in."""

    name = serializers.CharField()
    title = serializers.CharField()
    help = serializers.CharField()
    form = ChannelFieldOut(many=True, source="fields", help_text="what `config` is made of")


class ChannelOut(serializers.ModelSerializer):
    """`config` without its secrets; `secrets` says of each that is filled in what of it may be seen."""

    config = serializers.DictField()
    secrets = serializers.SerializerMethodField()
    created_by = serializers.CharField(source="created_by.username", default=None, read_only=True)
    last = serializers.SerializerMethodField()

    class Meta:
        model = Channel
        fields = (
            "id", "name", "kind", "config", "secrets", "enabled", "failures", "hold_until", "created_at", "updated_at",
            "created_by", "last",
        )  # fmt: skip

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_secrets(self, channel: Channel) -> Any:
        return configuring.hints(KINDS[channel.kind], channel, load())

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_last(self, channel: Channel) -> Any:
        """The newest delivery that ended: status, answer, finished_at."""
        last = (self.context.get("last") or {}).get(channel.pk)
        return None if last is None else LastOut(last).data


class LastOut(serializers.ModelSerializer):
    class Meta:
        model = Delivery
        fields = ("id", "status", "answer", "finished_at")


class ChannelIn(Wish):
    name = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField(choices=CHANNEL_KINDS)
    config = serializers.DictField(help_text="by the kind's fields; see notifications/channels/kinds/")
    enabled = serializers.BooleanField(required=False, default=True)


class ChannelChange(Wish):
    name = serializers.CharField(max_length=100, required=False)
    config = serializers.DictField(required=False, help_text="the fields that change; null takes one away")
    enabled = serializers.BooleanField(required=False)


class TestedOut(serializers.Serializer):
    """The true answer of the other side."""

    ok = serializers.BooleanField()
    status = serializers.IntegerField(allow_null=True)
    answer = serializers.CharField()
    took_ms = serializers.IntegerField()


class AttemptOut(TestedOut):
    at = serializers.DateTimeField()


class DeliveryOut(serializers.ModelSerializer):
    """One message to one place. `tries` has the newest attempts, the last one last."""

    channel = serializers.IntegerField(source="channel_id", allow_null=True)
    tries = AttemptOut(many=True)

    class Meta:
        model = Delivery
        fields = (
            "id", "channel", "channel_name", "kind", "title", "state", "severity", "status", "attempts", "tries",
            "answer", "next_at", "created_at", "finished_at", "token",
        )  # fmt: skip


class DeliveriesAsked(serializers.Serializer):
    channel = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    status = serializers.ChoiceField(choices=Status.choices, required=False)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=1000)
    cursor = serializers.CharField(required=False)
