"""Rules and their history on the wire."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from elkvision.alerting.rule import SEVERITIES
from elkvision.server.apps.accounts.api.serializers import Wish
from elkvision.server.apps.alerts.models import Change, Rule, RuleState, RuleVersion

KINDS = ("threshold", "absence", "new_value", "change", "anomaly", "match")
LONGEST_YAML = 1_000_000


class RuleStatusOut(serializers.Serializer):
    """What the watch last knew. `state` is `new` before the first look."""

    state = serializers.ChoiceField(choices=RuleState.choices)
    pending = serializers.IntegerField(help_text="groups")
    firing = serializers.IntegerField(help_text="groups")
    evaluated_to = serializers.DateTimeField(allow_null=True, help_text="the end of the last window")
    looked_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField(help_text="why it cannot be evaluated")
    error_since = serializers.DateTimeField(allow_null=True)


NEW = {
    "state": RuleState.NEW, "pending": 0, "firing": 0, "evaluated_to": None, "looked_at": None, "error": "",
    "error_since": None,
}  # fmt: skip


class RuleOut(serializers.ModelSerializer):
    """A rule: `definition` is the same as in rules as code."""

    definition = serializers.DictField()
    owner = serializers.CharField(source="owner.username", default=None, read_only=True)
    status = serializers.SerializerMethodField()

    class Meta:
        model = Rule
        fields = (
            "id", "name", "kind", "severity", "enabled", "muted", "snoozed_until", "owner", "version", "definition",
            "status", "created_at", "updated_at",
        )  # fmt: skip

    @extend_schema_field(RuleStatusOut)
    def get_status(self, rule: Rule) -> Any:
        status = getattr(rule, "status", None)
        return RuleStatusOut(NEW if status is None or status.version != rule.version else status).data


class RuleVersionOut(serializers.ModelSerializer):
    created_by = serializers.CharField(source="created_by.username", default=None, read_only=True)
    definition = serializers.DictField()

    class Meta:
        model = RuleVersion
        fields = ("number", "definition", "note", "created_at", "created_by")


class RuleListIn(serializers.Serializer):
    q = serializers.CharField(required=False, default="", allow_blank=True, max_length=200, help_text="in the name")
    state = serializers.ChoiceField(choices=RuleState.choices, required=False)
    severity = serializers.ChoiceField(choices=SEVERITIES, required=False)
    kind = serializers.ChoiceField(choices=KINDS, required=False)


class RuleIn(Wish):
    definition = serializers.DictField(help_text="as in rules as code: name, query, condition, …")
    note = serializers.CharField(max_length=300, allow_blank=True, required=False, default="")


class RulePut(RuleIn):
    based_on = serializers.IntegerField(
        required=False, min_value=1, max_value=2**31, help_text="409 when this is not the newest version any more"
    )


class RulePatch(Wish):
    enabled = serializers.BooleanField(required=False)
    muted = serializers.BooleanField(required=False, help_text="evaluated as ever, and nobody is told")
    snoozed_until = serializers.DateTimeField(required=False, allow_null=True, help_text="null: not any more")
    owner = serializers.IntegerField(required=False, min_value=1, max_value=2**31, help_text="a member's id")


class RuleBringBackIn(Wish):
    version = serializers.IntegerField(min_value=1, max_value=2**31)


class RuleChangeOut(serializers.ModelSerializer):
    """A change of one group's state, or of the rule's own (`error`, `recovered`). `numbers` are
    `[[name, value]]`; `link` leads to the lines of the window."""

    numbers = serializers.ListField(child=serializers.ListField())
    group = serializers.DictField()
    alert = serializers.IntegerField(source="incident_id", allow_null=True)
    link = serializers.SerializerMethodField()

    class Meta:
        model = Change
        fields = (
            "id", "version", "group", "state", "at", "window_start", "seen_at", "numbers", "words", "query", "alert", "link",
        )  # fmt: skip

    def get_link(self, change: Change) -> str:
        from elkvision.server.apps.alerts.links import explorer

        return explorer(change.query, change.window_start, change.at)


class YamlIn(Wish):
    yaml = serializers.CharField(max_length=LONGEST_YAML, trim_whitespace=False)


class RulesImportIn(YamlIn):
    replace = serializers.BooleanField(default=True, help_text="rules of the same name get a new version; else 409")
    dry_run = serializers.BooleanField(default=False, help_text="only say what would be done")


class ImportedOut(serializers.Serializer):
    name = serializers.CharField()
    done = serializers.ChoiceField(choices=("made", "changed", "unchanged"))
    id = serializers.IntegerField(allow_null=True)


class RulesImportOut(serializers.Serializer):
    rules = ImportedOut(many=True)


class RuleTestOut(serializers.Serializer):
    name = serializers.CharField()
    passed = serializers.BooleanField()
    differences = serializers.ListField(
        child=serializers.CharField(), help_text="what was expected, and what was found"
    )


class RuleTestsOut(serializers.Serializer):
    tests = RuleTestOut(many=True)
    passed = serializers.BooleanField(help_text="all of them")


class RulesExportOut(serializers.Serializer):
    yaml = serializers.CharField()
    rules = serializers.IntegerField()


class ProofIn(Wish):
    definition = serializers.DictField()
    to = serializers.CharField(default="now", max_length=64)

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"from": serializers.CharField(default="now-7d", max_length=64)}


class FiringOut(serializers.Serializer):
    """`start` and `end` are ends of windows; `end` null: it still fires. `link` leads to its lines."""

    start = serializers.DateTimeField()
    end = serializers.DateTimeField(allow_null=True)
    window_start = serializers.DateTimeField()
    group = serializers.DictField()
    numbers = serializers.ListField(child=serializers.ListField())
    peak = serializers.FloatField(allow_null=True)
    words = serializers.CharField()
    flapping = serializers.BooleanField()
    query = serializers.CharField()
    link = serializers.CharField()


class ProofVolumeOut(serializers.Serializer):
    step = serializers.IntegerField(help_text="seconds")
    points = serializers.ListField(child=serializers.ListField(), help_text="[[start of a bar, lines]]")


class ProofLineOut(serializers.Serializer):
    group = serializers.DictField()
    points = serializers.ListField(child=serializers.ListField(), help_text="[[end of a window, number]]")


class ProofOut(serializers.Serializer):
    """What the rule would have done, window by window. `volume` is of lines that match its query; `lines` are what was
    compared, and `threshold` what with."""

    words = serializers.CharField()
    count = serializers.IntegerField()
    to = serializers.DateTimeField()
    shortened = serializers.CharField(help_text="why the range is shorter than asked; empty when it is not")
    firings = FiringOut(many=True)
    volume = ProofVolumeOut()
    lines = ProofLineOut(many=True)
    threshold = serializers.FloatField(allow_null=True)
    query = serializers.CharField()
    elapsed_ms = serializers.FloatField()

    def get_fields(self) -> dict[str, serializers.Field]:
        return super().get_fields() | {"from": serializers.DateTimeField()}
