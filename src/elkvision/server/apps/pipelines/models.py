"""What an organisation does with its lines before they are kept, version by version."""

import uuid

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


class Stage(models.TextChoices):
    """What is being done, and where it may end."""

    WAITING = "waiting"
    COMPARING = "comparing"
    COMPARED = "compared"
    APPLYING = "applying"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"
    CANCELLED = "cancelled"


#: A worker has to do with it.
UNDER_WAY = (Stage.WAITING, Stage.COMPARING, Stage.APPLYING, Stage.UNDOING)


class Reparse(models.Model):
    """Kept events through one version of a pipeline. First everything is compared, and what it becomes is staged on
    the disk; applying puts the staged events in the place of the kept ones, undoing puts these back. `next_chunk` is how
    many staged chunks are in the store; whoever holds the lease goes on from there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="reparses")
    pipeline = models.ForeignKey(Pipeline, on_delete=models.SET_NULL, null=True, related_name="reparses")
    #: `pipeline.routes.Definition`, so that it stays what it was.
    definition = models.JSONField()
    query = models.TextField(default="", blank=True)
    start = models.DateTimeField()
    end = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    stage = models.CharField(max_length=16, choices=Stage.choices, default=Stage.WAITING)
    total = models.BigIntegerField(default=0)
    compared = models.BigIntegerField(default=0)
    #: `pipeline.reparse.Comparison`, as numbers.
    counts = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    samples = models.JSONField(default=list)
    chunks = models.PositiveIntegerField(default=0)
    next_chunk = models.PositiveIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    error = models.TextField(default="")

    lease = models.CharField(max_length=32, default="")
    lease_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=("stage", "lease_until"), name="reparse_lost"),)

    def __str__(self) -> str:
        return f"{self.definition.get('name')} ({self.stage})"
