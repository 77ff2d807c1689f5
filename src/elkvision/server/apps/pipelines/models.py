"""What an organisation does with its lines before they are kept, version by version."""

from django.conf import settings
from django.db import models

#: Characters of one pipeline's text.
LONGEST_TEXT = 200_000
#: Pipelines of one organisation.
MOST_PIPELINES = 100
MOST_SAMPLES = 200


class Pipeline(models.Model):
    """`current` is the version that runs; `position` the place among the organisation's pipelines, which run one after
    another."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="pipelines")
    name = models.CharField(max_length=100)
    position = models.PositiveIntegerField(default=0)
    enabled = models.BooleanField(default=True)
    current = models.PositiveIntegerField(default=1)
    #: Lines that people try it on.
    samples = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("position", "id")
        constraints = (models.UniqueConstraint(fields=("organisation", "name"), name="one_pipeline_a_name"),)

    def __str__(self) -> str:
        return self.name


class PipelineVersion(models.Model):
    """Never changed. `inputs` and `keys` (ids) empty: all; `condition` as in `if`, empty: all events."""

    pipeline = models.ForeignKey(Pipeline, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    condition = models.TextField(default="", blank=True)
    inputs = models.JSONField(default=list)
    keys = models.JSONField(default=list)
    note = models.CharField(max_length=300, default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("pipeline", "number"), name="one_version_a_number"),)

    def __str__(self) -> str:
        return f"{self.pipeline_id}@{self.number}"
