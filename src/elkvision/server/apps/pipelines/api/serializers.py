"""Pipelines on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from elkvision.pipeline.language.source import Problem
from elkvision.server.apps.accounts.api.serializers import Wish
from elkvision.server.apps.pipelines import selectors
from elkvision.server.apps.pipelines.models import LONGEST_TEXT, MOST_SAMPLES, Pipeline, PipelineVersion, Reparse

INPUTS = ("tcp", "udp", "http", "beats", "upload", "api", "internal")
KINDS = ("added", "removed", "changed")
_LONGEST_SAMPLE = 65_536


def _text(**options: Any) -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST_TEXT, trim_whitespace=False, **options)


def _samples(**options: Any) -> serializers.ListField:
    line = serializers.CharField(max_length=_LONGEST_SAMPLE, trim_whitespace=False, allow_blank=True)
    return serializers.ListField(child=line, max_length=MOST_SAMPLES, **options)


class ProblemOut(serializers.Serializer):
    """A mistake or a warning, and where: `part` is `text` or `condition`, line and column from 1."""

    part = serializers.CharField()
    line = serializers.IntegerField()
    column = serializers.IntegerField()
    message = serializers.CharField()
    hint = serializers.CharField()

    def to_representation(self, problem: Problem) -> dict[str, Any]:
        place = problem.place
        part = "condition" if place.source.name == "condition" else "text"
        at = {"part": part, "line": place.line, "column": place.column}
        return at | {"message": problem.message, "hint": problem.hint}


class VersionOut(serializers.ModelSerializer):
    created_by = serializers.CharField(source="created_by.username", default=None, read_only=True)
    inputs = serializers.ListField(child=serializers.CharField())
    keys = serializers.ListField(child=serializers.IntegerField())

    class Meta:
        model = PipelineVersion
        fields = ("number", "text", "condition", "inputs", "keys", "note", "created_at", "created_by")


class FilterCountOut(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    line = serializers.IntegerField()
    events = serializers.IntegerField()
    unsuccessful = serializers.IntegerField(help_text="events that it did nothing to, as a grok that does not match")
    failures = serializers.IntegerField(help_text="events that it threw on")
    timeouts = serializers.IntegerField()
    nanoseconds = serializers.IntegerField()
    last_failure = serializers.CharField()


class CountsOut(serializers.Serializer):
    """What the gateway counted since it runs the present version."""

    version = serializers.IntegerField()
    problem = serializers.CharField(help_text="why it does not run; empty when it does")
    filters = FilterCountOut(many=True)


class PipelineOut(serializers.ModelSerializer):
    """A pipeline with the version that runs. `counts` is null while delivery does not answer, and before it ran."""

    version = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField()
    samples = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Pipeline
        fields = ("id", "name", "position", "enabled", "samples", "created_at", "updated_at", "version", "counts")

    @extend_schema_field(VersionOut)
    def get_version(self, pipeline: Pipeline) -> Any:
        return VersionOut(selectors.current_version(pipeline)).data

    @extend_schema_field(CountsOut(allow_null=True))
    def get_counts(self, pipeline: Pipeline) -> Any:
        told = (self.context.get("counts") or {}).get(pipeline.pk)
        return None if told is None else CountsOut(told).data


class _Versioned(Wish):
    condition = serializers.CharField(
        max_length=4000, allow_blank=True, required=False, help_text='as in `if`, such as [service] == "nginx"'
    )
    inputs = serializers.ListField(
        child=serializers.ChoiceField(choices=INPUTS), required=False, max_length=len(INPUTS), help_text="empty: all"
    )
    keys = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31), required=False, max_length=1000,
        help_text="ids of API keys; empty: all",
    )  # fmt: skip
    note = serializers.CharField(max_length=300, allow_blank=True, required=False)
    enabled = serializers.BooleanField(required=False)
    samples = _samples(required=False)


class PipelineIn(_Versioned):
    name = serializers.CharField(max_length=100)
    text = _text()


class PipelineChange(_Versioned):
    name = serializers.CharField(max_length=100, required=False)
    text = _text(required=False)
    based_on = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31, help_text="409 when this is not the newest version any more"
    )


class OrderIn(Wish):
    ids = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=2**31), max_length=1000)


class BringBackIn(Wish):
    version = serializers.IntegerField(min_value=1, max_value=2**31)


class CheckIn(Wish):
    text = _text(allow_blank=True)
    condition = serializers.CharField(max_length=4000, allow_blank=True, required=False, default="")


class CheckOut(serializers.Serializer):
    problems = ProblemOut(many=True)
    warnings = ProblemOut(many=True)


class TryIn(CheckIn):
    samples = _samples()
    input = serializers.ChoiceField(choices=INPUTS, required=False, default="tcp")


class StepOut(serializers.Serializer):
    filter = serializers.CharField()
    line = serializers.IntegerField()
    events = serializers.ListField(child=serializers.DictField())
    microseconds = serializers.FloatField()


class TriedOut(serializers.Serializer):
    sample = serializers.CharField()
    documents = serializers.ListField(child=serializers.DictField(), help_text="none: the sample was dropped")
    steps = StepOut(many=True)
    microseconds = serializers.FloatField()
    left_out = serializers.BooleanField(help_text="there was no time for it")


class TryOut(CheckOut):
    tried = TriedOut(many=True)


class LookIn(Wish):
    """A pattern is looked at on each line."""

    pattern = serializers.CharField(max_length=20_000, trim_whitespace=False, allow_blank=True)
    lines = _samples()
    definitions = serializers.DictField(
        child=serializers.CharField(max_length=20_000, trim_whitespace=False), required=False, default=dict
    )
    ecs = serializers.BooleanField(required=False, default=False)


class TakenOut(serializers.Serializer):
    field = serializers.CharField()
    start = serializers.IntegerField(help_text="in characters, from 0")
    end = serializers.IntegerField()
    value = serializers.CharField()


class LookedOut(serializers.Serializer):
    matched = serializers.BooleanField()
    taken = TakenOut(many=True)
    fits = serializers.IntegerField(help_text="so many characters of the pattern fit where all of it does not")
    until = serializers.IntegerField(help_text="where in the line they end")
    problem = serializers.CharField()


class LooksOut(serializers.Serializer):
    looked = LookedOut(many=True)


class SuggestIn(Wish):
    line = serializers.CharField(max_length=8_000, trim_whitespace=False)
    ecs = serializers.BooleanField(required=False, default=False)


class SuggestionOut(serializers.Serializer):
    title = serializers.CharField()
    pattern = serializers.CharField()
    taken = TakenOut(many=True)


class SuggestionsOut(serializers.Serializer):
    suggestions = SuggestionOut(many=True)


class FilterOption(serializers.Serializer):
    name = serializers.CharField()
    kind = serializers.CharField()
    #: Fields are moved into a dict of their own, so none is in the way of `Field.required`.
    required = serializers.BooleanField()  # type: ignore[assignment]
    default = serializers.CharField(allow_null=True)
    one_of = serializers.ListField(child=serializers.CharField())


class FilterSeen(serializers.Serializer):
    name = serializers.CharField()
    summary = serializers.CharField()
    options = FilterOption(many=True)


class RefusedFilterOut(serializers.Serializer):
    name = serializers.CharField()
    instead = serializers.CharField()


class ReferenceOut(serializers.Serializer):
    filters = FilterSeen(many=True)
    everywhere = FilterOption(many=True)
    refused = RefusedFilterOut(many=True)
    patterns = serializers.ListField(child=serializers.CharField())


class ReparseIn(Wish):
    pipeline = serializers.IntegerField(min_value=1, max_value=2**31)
    version = serializers.IntegerField(
        min_value=1, max_value=2**31, required=False, allow_null=True, default=None, help_text="the one that runs"
    )
    text = _text(required=False, allow_null=True, default=None, help_text="one that is not saved yet, in its place")
    q = serializers.CharField(max_length=10_000, allow_blank=True, required=False, default="")
    to = serializers.CharField(max_length=64)

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"from": serializers.CharField(max_length=64)}


class CountsOfReparse(serializers.Serializer):
    events = serializers.IntegerField()
    changed = serializers.IntegerField()
    dropped = serializers.IntegerField()
    made = serializers.IntegerField(help_text="copies that `clone` and `split` would add")
    left_alone = serializers.IntegerField(help_text="copies of before: their line is reparsed with the first")
    failures_before = serializers.IntegerField()
    failures_after = serializers.IntegerField()


class FieldChange(serializers.Serializer):
    added = serializers.IntegerField(required=False)
    removed = serializers.IntegerField(required=False)
    changed = serializers.IntegerField(required=False)


class DifferenceOut(serializers.Serializer):
    field = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class SampleOut(serializers.Serializer):
    before = serializers.DictField()
    after = serializers.ListField(child=serializers.DictField())
    differences = DifferenceOut(many=True)


class ReparseOut(serializers.ModelSerializer):
    """`counts`, `fields` and `samples` are of all events that were compared so far; `samples` of the first 50 changes."""

    pipeline = serializers.IntegerField(source="pipeline_id", allow_null=True)
    name = serializers.CharField(source="definition.name")
    version = serializers.IntegerField(source="definition.version")
    created_by = serializers.CharField(source="created_by.username", default=None, read_only=True)
    counts = CountsOfReparse()
    fields = serializers.DictField(child=FieldChange())  # type: ignore[assignment]  # fields move into a dict of their own
    samples = SampleOut(many=True)

    class Meta:
        model = Reparse
        fields = (
            "id", "pipeline", "name", "version", "query", "start", "end", "stage", "total", "compared", "counts", "fields",
            "samples", "chunks", "next_chunk", "refused", "error", "created_at", "created_by", "finished_at",
        )  # fmt: skip
