"""What can be asked of logs, and how answers look."""

from rest_framework import serializers

from elkvision.core.event import FIELDS

_LONGEST_QUERY = 16 << 10
_LONGEST_NAME = 500


class Asked(serializers.Serializer):
    """A query and a range; the last 15 minutes unless said."""

    q = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=_LONGEST_QUERY,
        trim_whitespace=False,
        help_text="The query language, for example `level:error AND checkout`.",
    )
    # `from` is a word of Python's, so it is put in by name below.
    to = serializers.CharField(default="now", max_length=64, help_text="ISO 8601, epoch, or relative such as `now`.")

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        fields["from"] = serializers.CharField(
            default=self.usual_from, max_length=64, help_text="ISO 8601, epoch, or relative such as `now-15m`."
        )
        return fields

    usual_from = "now-15m"


class SearchIn(Asked):
    limit = serializers.IntegerField(default=50, min_value=1, max_value=1000)
    order = serializers.ChoiceField(choices=("newest", "oldest"), default="newest")
    cursor = serializers.CharField(required=False, max_length=1000)


class HistogramIn(Asked):
    buckets = serializers.IntegerField(default=60, min_value=1, max_value=2000)
    step = serializers.FloatField(required=False, min_value=0.001, max_value=366 * 86_400, help_text="In seconds.")


class FieldIn(Asked):
    field = serializers.CharField(max_length=_LONGEST_NAME)


class ValuesIn(FieldIn):
    limit = serializers.IntegerField(default=10, min_value=1, max_value=1000)
    prefix = serializers.CharField(default="", allow_blank=True, max_length=_LONGEST_NAME)


class ExportIn(Asked):
    order = serializers.ChoiceField(choices=("newest", "oldest"), default="oldest")
    format = serializers.ChoiceField(choices=("ndjson", "json", "csv", "text"), default="ndjson")
    columns = serializers.CharField(
        default="", allow_blank=True, max_length=8000, help_text="Field names with commas between them; all if empty."
    )
    count = serializers.BooleanField(default=False, help_text="Count first, and say it in X-Elk-Total.")


class StatisticsIn(serializers.Serializer):
    to = serializers.CharField(default="now", max_length=64)

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"from": serializers.CharField(default="now-24h", max_length=64)}


class ContextIn(serializers.Serializer):
    before = serializers.IntegerField(default=25, min_value=0, max_value=500)
    after = serializers.IntegerField(default=25, min_value=0, max_value=500)
    same = serializers.CharField(default="source,host,service", allow_blank=True, max_length=1000)


class ValidateIn(serializers.Serializer):
    q = serializers.CharField(allow_blank=True, default="", max_length=_LONGEST_QUERY, trim_whitespace=False)


class DeleteIn(serializers.Serializer):
    """All three are said: nothing is deleted by a default."""

    q = serializers.CharField(allow_blank=True, max_length=_LONGEST_QUERY, trim_whitespace=False)
    to = serializers.CharField(max_length=64)

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"from": serializers.CharField(max_length=64)}


def _event_field(name: str) -> serializers.Field:
    if name in {"@timestamp", "received_at"}:
        return serializers.DateTimeField(required=name == "@timestamp")
    if name == "tags":
        return serializers.ListField(child=serializers.CharField(), required=False)
    if name in {"attributes", "geoip", "user_agent"}:
        return serializers.DictField(required=False)
    return serializers.CharField(required=name in {"id", "message"})


class EventOut(serializers.Serializer):
    """One log. What an event does not have is not there."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {name: _event_field(name) for name in FIELDS}


class SearchOut(serializers.Serializer):
    results = EventOut(many=True)
    next = serializers.CharField(allow_null=True)
    rows_read = serializers.IntegerField()
    elapsed_ms = serializers.FloatField()


class CountOut(serializers.Serializer):
    count = serializers.IntegerField()
    elapsed_ms = serializers.FloatField()


class BucketOut(serializers.Serializer):
    start = serializers.DateTimeField()
    counts = serializers.DictField(child=serializers.IntegerField())


class HistogramOut(serializers.Serializer):
    step = serializers.FloatField()
    total = serializers.IntegerField()
    buckets = BucketOut(many=True)


class FieldOut(serializers.Serializer):
    name = serializers.CharField()
    types = serializers.ListField(child=serializers.CharField())
    count = serializers.IntegerField()


class FieldsOut(serializers.Serializer):
    results = FieldOut(many=True)
    total = serializers.IntegerField()


class ValueOut(serializers.Serializer):
    value = serializers.JSONField(help_text="Text, number or boolean, as it is in the log.")
    count = serializers.IntegerField()


class ValuesOut(serializers.Serializer):
    field = serializers.CharField()
    results = ValueOut(many=True)
    total = serializers.IntegerField()
    present = serializers.IntegerField()
    distinct = serializers.IntegerField()
    distinct_is_estimate = serializers.BooleanField()


class FieldStatsOut(serializers.Serializer):
    field = serializers.CharField()
    count = serializers.IntegerField()
    minimum = serializers.FloatField(allow_null=True)
    maximum = serializers.FloatField(allow_null=True)
    average = serializers.FloatField(allow_null=True)
    total = serializers.FloatField(allow_null=True)
    percentiles = serializers.DictField(child=serializers.FloatField())


class ValidateOut(serializers.Serializer):
    valid = serializers.BooleanField()
    message = serializers.CharField(required=False)
    column = serializers.IntegerField(required=False)
    hint = serializers.CharField(required=False)


class ContextOut(serializers.Serializer):
    before = EventOut(many=True)
    event = EventOut()
    after = EventOut(many=True)


class UsageOut(serializers.Serializer):
    events = serializers.IntegerField()
    bytes = serializers.IntegerField()
    oldest = serializers.DateTimeField(allow_null=True)
    newest = serializers.DateTimeField(allow_null=True)
    estimate = serializers.BooleanField()


class StatisticsOut(serializers.Serializer):
    total = serializers.IntegerField()
    previous_total = serializers.IntegerField()
    by_level = serializers.DictField(child=serializers.IntegerField())
    previous_by_level = serializers.DictField(child=serializers.IntegerField())
    top_services = ValueOut(many=True)
    top_sources = ValueOut(many=True)
    top_hosts = ValueOut(many=True)
    usage = UsageOut()


class DeleteOut(serializers.Serializer):
    deleted = serializers.IntegerField()


class RefusedOut(serializers.Serializer):
    index = serializers.IntegerField()
    reason = serializers.CharField()


class IngestOut(serializers.Serializer):
    accepted = serializers.IntegerField()
    refused = RefusedOut(many=True)


class DeadLetterOut(serializers.Serializer):
    id = serializers.CharField()
    received_at = serializers.DateTimeField()
    input = serializers.CharField()
    reason = serializers.CharField()
    bytes = serializers.CharField(help_text="The bytes as they came, in base64.")
    text = serializers.CharField(help_text="The same as text, where it reads as such.")
    size = serializers.IntegerField()


class DeadLettersIn(serializers.Serializer):
    limit = serializers.IntegerField(default=50, min_value=1, max_value=200)
    cursor = serializers.CharField(required=False, allow_blank=True, max_length=4096)
