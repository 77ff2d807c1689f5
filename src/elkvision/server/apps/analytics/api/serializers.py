"""What can be asked of analytics, and how answers look."""

from typing import Any

from rest_framework import serializers

from elkvision.server.apps.logs.api.serializers import Asked

_LONGEST_QUERY = 16 << 10


def _query(**more: Any) -> serializers.CharField:
    return serializers.CharField(allow_blank=True, max_length=_LONGEST_QUERY, trim_whitespace=False, **more)


class OverviewIn(Asked):
    usual_from = "now-24h"


class WithErrors(serializers.Serializer):
    """`errors` is not a name that a class of these may give to a field."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"errors": serializers.IntegerField()}


class TwoOut(WithErrors):
    value = serializers.CharField(allow_null=True, help_text="null: lines without one.")
    count = serializers.IntegerField()
    previous_count = serializers.IntegerField()
    previous_errors = serializers.IntegerField()
    query = serializers.CharField(help_text="Finds these lines.")


class ValueDifferenceOut(serializers.Serializer):
    """A value that is more frequent on one side."""

    value = serializers.CharField(allow_null=True, help_text="null: lines without the field.")
    ours = serializers.IntegerField()
    theirs = serializers.IntegerField()
    our_share = serializers.FloatField()
    their_share = serializers.FloatField()
    score = serializers.FloatField(help_text="The least by which the shares differ; above 0: more frequent in ours.")
    times = serializers.FloatField(allow_null=True, help_text="null: the others do not have it at all.")
    include = serializers.CharField(help_text="A clause for the query.")
    exclude = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field]:
        # `field` is not a name that the class may give to a field.
        return {"field": serializers.CharField()} | super().get_fields()


class PointOut(WithErrors):
    start = serializers.DateTimeField()
    count = serializers.IntegerField()
    previous = serializers.IntegerField()


class OverviewOut(serializers.Serializer):
    total = TwoOut()
    levels = TwoOut(many=True)
    services = TwoOut(many=True)
    hosts = TwoOut(many=True)
    step = serializers.FloatField()
    series = PointOut(many=True)
    hours = serializers.ListField(child=serializers.IntegerField(), help_text="24, by clocks of `zone`.")
    zone = serializers.CharField()
    changes = ValueDifferenceOut(many=True)
    to = serializers.DateTimeField()
    elapsed_ms = serializers.FloatField()

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"from": serializers.DateTimeField()}


class CompareIn(Asked):
    """`q` in its range is set against `other_q` in the other range; without an `other_from` the range is the same, and
    without an `other_q` it is the rest: all lines that do not match `q` (of another range: the same query there)."""

    usual_from = "now-1h"
    other_q = _query(required=False)
    other_from = serializers.CharField(required=False, max_length=64)
    other_to = serializers.CharField(required=False, max_length=64)
    limit = serializers.IntegerField(default=100, min_value=1, max_value=1000)


class LeftOut(serializers.Serializer):
    reason = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field]:
        return {"field": serializers.CharField()} | super().get_fields()


class CompareOut(serializers.Serializer):
    ours = serializers.IntegerField()
    theirs = serializers.IntegerField()
    other_q = serializers.CharField(help_text="What the lines are set against.")
    other_from = serializers.DateTimeField()
    other_to = serializers.DateTimeField()
    results = ValueDifferenceOut(many=True)
    more = serializers.IntegerField(help_text="Differences beyond the limit.")
    fields_seen = serializers.ListField(child=serializers.CharField())
    left_out = LeftOut(many=True)
    bounded = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="Fields of which only frequent values were looked at; how many they have.",
    )
    to = serializers.DateTimeField()
    elapsed_ms = serializers.FloatField()

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"from": serializers.DateTimeField()}


class AnomaliesIn(serializers.Serializer):
    q = _query(default="")
    to = serializers.CharField(default="now", max_length=64)
    hours = serializers.IntegerField(default=24, min_value=1, max_value=14 * 24)
    by = serializers.ChoiceField(
        choices=("service,level", "service", "level", "host", "all"),
        default="service,level",
        help_text="What makes a series of its own.",
    )
    sensitivity = serializers.ChoiceField(choices=("low", "normal", "high"), default="normal")


class PatternAnomaliesIn(serializers.Serializer):
    """Series are the lines of each of these queries: those of patterns."""

    queries = serializers.ListField(child=_query(), min_length=1, max_length=40)
    q = _query(default="")
    to = serializers.CharField(default="now", max_length=64)
    hours = serializers.IntegerField(default=24, min_value=1, max_value=14 * 24)
    sensitivity = serializers.ChoiceField(choices=("low", "normal", "high"), default="normal")


class BandOut(serializers.Serializer):
    start = serializers.DateTimeField()
    number = serializers.FloatField(allow_null=True, help_text="null: no data, which is not 0.")
    expected = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    kind = serializers.ChoiceField(choices=("usual", "high", "low", "unknown"))


class EpisodeOut(serializers.Serializer):
    series = serializers.CharField()
    kind = serializers.ChoiceField(choices=("high", "low"))
    reason = serializers.CharField()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    number = serializers.FloatField()
    expected = serializers.FloatField()
    usual_low = serializers.FloatField()
    usual_high = serializers.FloatField()
    score = serializers.FloatField(help_text="Distance in standard deviations.")
    query = serializers.CharField()


class AnomaliesOut(serializers.Serializer):
    results = EpisodeOut(many=True)
    bands = serializers.DictField(child=BandOut(many=True), help_text="Series with anomalies, bucket by bucket.")
    step = serializers.FloatField()
    series = serializers.IntegerField(help_text="How many were judged …")
    groups = serializers.IntegerField(help_text="… of how many.")
    learning = serializers.IntegerField(help_text="How many of them have too short a past.")
    zone = serializers.CharField()
    to = serializers.DateTimeField()
    elapsed_ms = serializers.FloatField()

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"from": serializers.DateTimeField()}


class SettingsOut(serializers.Serializer):
    kibana_url = serializers.CharField(required=False, help_text="Only when one is configured.")
