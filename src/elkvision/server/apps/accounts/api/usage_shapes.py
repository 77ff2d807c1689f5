"""How quotas and what is used of them look from outside."""

from rest_framework import serializers

from elkvision.server.apps.accounts.api.serializers import Wish
from elkvision.server.apps.accounts.models import DayUse
from elkvision.server.apps.accounts.services.quotas import LIMITS

_MOST = 2**53
_LARGE = frozenset(LIMITS[:4])


def _limit(name: str, *, required: bool) -> serializers.IntegerField:
    most = _MOST if name in _LARGE else 2**31 - 1
    return serializers.IntegerField(min_value=1, max_value=most, allow_null=True, required=required)


class QuotaOut(serializers.Serializer):
    """The most of each; null is no limit."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {name: _limit(name, required=True) for name in LIMITS}


class QuotaIn(Wish):
    """What is not named stays; null takes a limit away."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {name: _limit(name, required=False) for name in LIMITS}


class DayOut(serializers.ModelSerializer):
    class Meta:
        model = DayUse
        fields = ("day", "events", "bytes", "refused")


class UsageNow(serializers.Serializer):
    day_events = serializers.IntegerField()
    day_bytes = serializers.IntegerField()
    day_refused = serializers.IntegerField()
    members = serializers.IntegerField()
    alert_rules = serializers.IntegerField()
    dashboards = serializers.IntegerField()


class StandingOut(serializers.Serializer):
    quota = QuotaOut()
    fixed = serializers.BooleanField(help_text="set by whoever runs the installation")
    shut_until = serializers.DateTimeField(allow_null=True)
    now = UsageNow()
    days = DayOut(many=True)
