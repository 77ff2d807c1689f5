"""How retention looks from outside."""

from rest_framework import serializers

from elkvision.server.apps.accounts.api.serializers import Wish
from elkvision.server.apps.logs.keeping import MOST_RULES

_LONGEST_QUERY = 4 << 10
_LONGEST_DAYS = 36_500


class KeepingRuleIn(Wish):
    q = serializers.CharField(max_length=_LONGEST_QUERY, trim_whitespace=False)
    days = serializers.IntegerField(min_value=0, max_value=_LONGEST_DAYS)


class RetentionIn(Wish):
    """The first rule that matches a log decides; `days` is for what none matches; 0 is for ever."""

    days = serializers.IntegerField(min_value=0, max_value=_LONGEST_DAYS)
    rules = serializers.ListField(child=KeepingRuleIn(), max_length=MOST_RULES)


class KeepingRuleOut(serializers.Serializer):
    q = serializers.CharField()
    days = serializers.IntegerField()


class RetentionOut(serializers.Serializer):
    days = serializers.IntegerField()
    rules = KeepingRuleOut(many=True)


class KeepingCountedOut(KeepingRuleOut):
    """The last one, with an empty query, is what no rule matches."""

    events = serializers.IntegerField()
    forgotten = serializers.IntegerField()


class RetentionPreviewOut(serializers.Serializer):
    results = KeepingCountedOut(many=True)
